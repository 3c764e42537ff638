"""action.yml, the action for GitHub: its form, its inputs, and its steps run in bash as a runner would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from conftest import ROOT, small, write

BIN: Final = Path(sys.executable).parent
TEXT: Final = (ROOT / "action.yml").read_text(encoding="utf-8")
ACTION: Final = yaml.safe_load(TEXT)
STEPS: Final = {step["name"]: step for step in ACTION["runs"]["steps"]}
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def filled(text: str, given: dict[str, str]) -> str:
    """A value of the action with its expressions replaced."""
    values = {f"inputs.{name}": each["default"] for name, each in ACTION["inputs"].items()}
    values |= {"github.action_path": str(ROOT), **{f"inputs.{name}": each for name, each in given.items()}}
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)


def ran(name: str, root: Path, *, before: Path = BIN, **given: str) -> subprocess.CompletedProcess[str]:
    """A step, run in the folder of a checkout with the shell and the environment that the runner gives it."""
    step: dict[str, Any] = STEPS[name]
    script = root / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    own = {key: filled(value, given) for key, value in step["env"].items()}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=root / filled(step.get("working-directory", "."), given),
        env={**os.environ, "PATH": f"{before}{os.pathsep}{os.environ['PATH']}", "RUNNER_TEMP": str(root)}
        | {"GITHUB_PATH": str(root / "path.txt"), **own},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def test_the_action_holds_against_the_schema_of_the_forge() -> None:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout.decode()


def test_every_input_is_used_and_every_one_that_is_used_is_there() -> None:
    assert set(re.findall(r"\binputs\.(\w+)", TEXT)) == {*ACTION["inputs"]}
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| ", page, re.MULTILINE) == [*ACTION["inputs"]]


def test_no_line_of_shell_holds_an_expression() -> None:
    """What a caller gives comes as a variable: as a part of the script it could be a command."""
    for step in STEPS.values():
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]


@pytest.mark.slow
@needs_bash
def test_the_steps_pass_on_the_example(tmp_path: Path) -> None:
    for name in ("grids", "requests/example-2010"):
        shutil.copytree(ROOT / name, tmp_path / "calls" / name)
    checked = ran("Check", tmp_path, path="calls", strict="true", format="json")
    assert (checked.returncode, json.loads(checked.stdout)["findings"]) == (0, [])
    verified = ran("Verify", tmp_path, path="calls", call="requests/example-2010\n\nexample-2010\n")
    assert verified.returncode == 0
    assert verified.stderr.count("in requests/example-2010/results: what the documents give\n") == 2


@needs_bash
def test_the_steps_fail_where_something_is_wrong(tmp_path: Path) -> None:
    small(tmp_path)
    verified = ran("Verify", tmp_path, call="small\nother")
    assert verified.returncode == 1
    assert "other" in verified.stderr
    write(tmp_path, {"requests/small/region-a.yaml": "request: region-a\n"})
    checked = ran("Check", tmp_path)
    assert checked.returncode == 1
    assert checked.stdout.startswith("::error file=requests/small/region-a.yaml,line=1,")


@needs_bash
@pytest.mark.parametrize(
    ("given", "installed"),
    [({}, [str(ROOT), str(ROOT / "constraints.txt")]), ({"install": "a wheel.whl"}, ["a wheel.whl", ""])],
)
def test_what_is_installed_is_this_checkout_or_what_is_named(
    tmp_path: Path, given: dict[str, str], installed: list[str]
) -> None:
    """As far as that goes without a registry: python3 stands in, and says what pip would have been given."""
    programs = tmp_path / "programs"
    said = 'mkdir -p "$3/bin"; printf \'#!/bin/sh\\nprintf "%%s\\\\n" "$3" "$PIP_CONSTRAINT"\\n\' > "$3/bin/pip"; chmod +x "$3/bin/pip"'
    write(programs, {"python3": f"#!/bin/sh\n{said}\n"})
    (programs / "python3").chmod(0o755)
    done = ran("Install", tmp_path, before=programs, **given)
    assert (done.returncode, done.stderr, done.stdout.split("\n")[:2]) == (0, "", installed)
    assert (tmp_path / "path.txt").read_text(encoding="utf-8") == f"{tmp_path}/asipgrid/bin\n"
