"""What a release is made of: the same commit gives the same sdist and wheel, byte for byte."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from asipgrid import __version__
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "release.md").read_text("utf-8")


def test_the_page_names_this_version() -> None:
    assert PROJECT["project"]["version"] == __version__
    assert set(re.findall(r"asipgrid-([\d.]+\d)", PAGE)) == {__version__}


def test_the_list_of_what_is_installed_needs_a_wheel() -> None:
    for args in [], ["missing.whl"]:
        ran = subprocess.run([ROOT / ".ci" / "sbom", *args], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "usage: .ci/sbom WHEEL\n")


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """Of copies that differ in what a release must not depend on: times, masks, folder, time zone, hash seed."""
    first = _built(tmp_path / "first", {"TZ": "UTC", "PYTHONHASHSEED": "1"}, umask=0o022)
    other = tmp_path / "elsewhere" / "second"
    again = _built(other, {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"}, umask=0o077)
    assert sorted(first) == [f"asipgrid-{__version__}-py3-none-any.whl", f"asipgrid-{__version__}.tar.gz"]
    assert [name for name in first if first[name] != again[name]] == []
    assert list(again) == list(first)


def _built(home: Path, env: dict[str, str], *, umask: int) -> dict[str, bytes]:
    """The bytes of each file that a build from a copy gives, by name."""
    copy = home / "source"
    copy.mkdir(parents=True)
    left = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")
    for name in ["pyproject.toml", *PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=left, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(ROOT / name, copy / name)
    for path in copy.rglob("*"):
        path.chmod((0o777 if path.is_dir() or os.access(ROOT / path.relative_to(copy), os.X_OK) else 0o666) & ~umask)
        os.utime(path, (1_000_000_000 + umask, 1_000_000_000 + umask))
    subprocess.run(
        [sys.executable, "-m", "build", "-q", "--no-isolation", "--outdir", home / "dist", copy],
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | env,
        umask=umask,
        check=True,
        capture_output=True,
    )
    return {path.name: path.read_bytes() for path in sorted((home / "dist").iterdir())}
