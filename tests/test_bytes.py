"""The same inputs give the same bytes: whatever the hash seed, locale, time zone, folder, stream or Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, Command

CALL = "requests/example-2010"


@pytest.fixture(scope="module")
def reference() -> bytes:
    return (ROOT / "tests" / "golden" / "score.json").read_bytes()


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        *(
            pytest.param(env, marks=pytest.mark.slow)
            for env in (
                {"PYTHONHASHSEED": "20"},
                {"PYTHONIOENCODING": "cp1252"},
                {"TZ": "Pacific/Kiritimati"},
                {"HOME": "/nonexistent", "COLUMNS": "20"},
                {"PYTHONUNBUFFERED": "1"},
                {"PYTHONOPTIMIZE": "2"},
            )
        ),
    ],
    ids=lambda env: next(iter(env)),
)
def test_the_environment_changes_nothing(process: Command, reference: bytes, env: dict[str, str]) -> None:
    ran = process("score", CALL, "--format", "json", env=env)
    assert (ran.code, ran.out.encode()) == (0, reference)


def test_the_working_folder_changes_nothing(process: Command, reference: bytes) -> None:
    assert process("score", ".", "--format", "json", cwd=ROOT / CALL).out.encode() == reference
    assert process("score", "example-2010", "--format", "json", cwd=ROOT).out.encode() == reference


def test_the_order_in_which_the_disk_lists_files_changes_nothing(
    tmp_path: Path, process: Command, reference: bytes
) -> None:
    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    names = sorted((p.relative_to(ROOT) for p in (ROOT / CALL).rglob("*.yaml")), reverse=True)
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert process("score", CALL, "--format", "json", cwd=tmp_path).out.encode() == reference


def test_crlf_and_a_byte_order_mark_change_nothing(tmp_path: Path, process: Command, reference: bytes) -> None:
    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    shutil.copytree(ROOT / CALL, tmp_path / CALL)
    for path in tmp_path.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert process("score", CALL, "--format", "json", cwd=tmp_path).out.encode() == reference


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_every_supported_python_gives_the_same_bytes(tmp_path: Path, reference: bytes, version: str) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    pip = [str(tmp_path / "venv" / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", str(ROOT)]
    subprocess.run(pip, check=True, capture_output=True)
    command = [str(tmp_path / "venv" / "bin" / "asipgrid"), "score", CALL, "--format", "json"]
    assert subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout == reference


def interpreter(version: str) -> str | None:
    """A Python of that version that starts: this one, one on the path, or one that a version manager keeps."""
    roots = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    kept = [str(path) for root in roots for path in sorted(root.glob(f"{version}.*/bin/python"))]
    for candidate in [sys.executable, shutil.which(f"python{version}"), *kept]:
        if candidate is not None and _version(candidate) == version:
            return candidate
    return None


def _version(python: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@pytest.mark.slow
def test_the_wheel_alone_gives_a_working_command_with_its_grids(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "-q", "--outdir", tmp_path / "dist", str(ROOT)], check=True, capture_output=True
    )
    assert {path.suffix for path in (tmp_path / "dist").iterdir()} == {".whl", ".gz"}
    wheel = next((tmp_path / "dist").glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", str(wheel)], check=True, capture_output=True)
    where = [str(python), "-c", "from asipgrid.documents import workspace; print(workspace.shipped())"]
    shipped = Path(subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip())
    assert shipped.is_relative_to(tmp_path)
    assert sorted(path.name for path in (shipped / "grids").iterdir()) == sorted(
        path.name for path in (ROOT / "grids").iterdir()
    )
    ran = subprocess.run(
        [tmp_path / "venv" / "bin" / "asipgrid", "score", str(shipped / CALL)], check=True, capture_output=True
    )
    assert b"region-a" in ran.stdout
    ran = subprocess.run([tmp_path / "venv" / "bin" / "asipgrid", "rule", "S003"], check=True, capture_output=True)
    assert b"S003 A value of the wrong kind" in ran.stdout
