"""The command line: exit codes, streams, colour, help, completion, and what goes wrong around it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from asipgrid.cli.console import guarded
from conftest import ROOT, SMALL_CALL, Command, screenfuls, small, small_rating, small_request

CALL = "requests/example-2010"
CALLS = sorted((ROOT / "requests").glob("*/call.yaml"))
SCRIPT = Path(sys.executable).parent / "asipgrid"


def test_version(process: Command) -> None:
    assert process("--version").out == "asipgrid 0.1.0\n"


@pytest.mark.parametrize("command", ["check", "score", "explain", "draft"])
def test_every_commands_help_begins_with_an_example_that_runs(asipgrid: Command, command: str) -> None:
    text = " ".join(asipgrid(command, "-h").out.split())
    match = re.search(r"Example: asipgrid ([^A-Z\[]+?)(?= Arguments| Options| │|$)", text)
    assert match
    assert asipgrid(*match.group(1).split()).code == 0


def test_the_example_of_a_help_is_one_of_the_workspace_at_hand(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/region-x.yaml": small_request("region-x")})
    for command, example in {
        "score": "score requests/small",
        "explain": "explain requests/small region-x",
        "new decision": "new decision requests/small region-x -o -",
    }.items():
        assert f"Example: asipgrid {example}\n" in asipgrid(*command.split(), "--help", cwd=root).out
        assert asipgrid(*example.split(), cwd=root).code == 0
    assert "Example: asipgrid new grid SEC -o -\n" in asipgrid("new", "grid", "--help", cwd=root).out
    (root / "requests/small" / "a\\1.yaml").write_text("")
    assert "Example: asipgrid explain requests/small a\\1\n" in asipgrid("explain", "--help", cwd=root).out


def test_an_unknown_call_is_one_clear_line_and_2(asipgrid: Command) -> None:
    ran = asipgrid("score", "exmaple-2010")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "asipgrid: exmaple-2010: no such call; did you mean example-2010?\n"
    assert asipgrid("score", "2009").err == (
        "asipgrid: 2009: no such call; calls here: dmp-beginning-2010, dmp-rollout-2011, emergence-2010, example-2010, "
        "office-software-2010, relaunch-2009, telemedicine-2010\n"
    )


def test_a_folder_that_is_no_call_does_not_look_like_nothing_to_fund(asipgrid: Command) -> None:
    ran = asipgrid("score", "grids")
    assert (ran.code, ran.err) == (2, "asipgrid: grids: this folder has no call.yaml, so it is not a call\n")


def test_a_call_without_requests_does_not_look_like_nothing_to_fund(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("score", "requests/small", cwd=small(tmp_path, {}))
    assert (ran.code, ran.out) == (1, "")
    assert "F005 this call has no request" in ran.err


def test_an_unknown_request_names_those_there_are(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("explain", "requests/small", "region-b", cwd=small(tmp_path))
    assert (ran.code, ran.err) == (2, "asipgrid: region-b: no such request in small; there are region-a\n")


def test_a_wrong_option_is_2(asipgrid: Command) -> None:
    assert asipgrid("score", CALL, "--format", "xml").code == 2


def test_a_closed_pipe_ends_quietly() -> None:
    for unbuffered in ("", "1"):
        env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        command = f"'{SCRIPT}' score {CALL} --format json | head -1; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=env, capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"{\n", b"")


def test_a_full_disk_is_2_and_one_line() -> None:
    for unbuffered in ("", "1"):
        env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [SCRIPT, "score", CALL], cwd=ROOT, env=env, stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert done.returncode == 2
        assert done.stderr == b"asipgrid: the answer could not be written (no space left on device)\n"


def test_interrupted_is_130(tmp_path: Path) -> None:
    """In the middle of its work: more requests may come on stdin."""
    running = subprocess.Popen(
        [SCRIPT, "score", "requests/small", "--requests", "-"],
        cwd=small(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(timeout=1.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_our_own_bugs_are_2_with_a_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug")

    with pytest.raises(SystemExit) as left:
        guarded(broken)
    assert left.value.code == 2
    assert "ZeroDivisionError: a bug" in capfd.readouterr().err


def colored(arguments: list[str], env: dict[str, str]) -> str:
    """What the command writes to a terminal of 80 columns."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [SCRIPT, *arguments], cwd=ROOT, stdout=slave, stderr=subprocess.DEVNULL, env={**os.environ, **env}
    ) as running:
        os.close(slave)
        shown = b"".join(screenfuls(master))
        running.wait()
    os.close(master)
    return shown.decode()


@pytest.mark.parametrize(
    ("options", "env", "expected"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_obeys_option_and_environment_on_a_terminal(
    options: list[str], env: dict[str, str], expected: bool
) -> None:
    clean = {"NO_COLOR": "", "FORCE_COLOR": "", "TERM": "xterm-256color"}
    assert ("\x1b[" in colored(["score", CALL, *options], {**clean, **env})) is expected


def test_a_pipe_has_no_colour_unless_forced(process: Command) -> None:
    assert "\x1b[" not in process("score", CALL, env={"FORCE_COLOR": "", "NO_COLOR": ""}).out
    assert "\x1b[" in process("score", CALL, env={"FORCE_COLOR": "1", "NO_COLOR": ""}).out


def test_notes_go_to_stderr_and_quiet_silences_them(tmp_path: Path, process: Command) -> None:
    root = small(tmp_path)
    (root / "requests/small/notes.md").write_text("x")
    ran = process("score", "requests/small", "--format", "json", cwd=root)
    json.loads(ran.out)
    assert ran.err == "1 other file passed over (-v names them)\n"
    assert process("score", "requests/small", "-q", cwd=root).err == ""


def test_completion_proposes_no_name_that_a_shell_would_run(process: Command, tmp_path: Path) -> None:
    root = small(tmp_path)
    for name in ("small$(touch x)", "small;ls", "small call", "*"):
        shutil.copytree(root / "requests/small", root / "requests" / name)
    for name in ("region-b$(ls)", "region-c;ls", "region d"):
        shutil.copy(root / "requests/small/region-a.yaml", root / f"requests/small/{name}.yaml")
    env = {"_ASIPGRID_COMPLETE": "complete_bash", "COMP_WORDS": "asipgrid score requests/", "COMP_CWORD": "2"}
    assert process("score", cwd=root, env=env).out.splitlines() == ["requests/small"]
    env = {"_ASIPGRID_COMPLETE": "complete_bash", "COMP_WORDS": "asipgrid explain small ", "COMP_CWORD": "3"}
    assert process("explain", cwd=root, env=env).out.splitlines() == ["region-a"]


def test_completion_knows_calls_and_requests(process: Command) -> None:
    env = {
        "_ASIPGRID_COMPLETE": "complete_bash",
        "COMP_WORDS": "asipgrid explain requests/example-2010 region-a",
        "COMP_CWORD": "3",
    }
    assert process(env=env).out.split() == ["region-a"]
    env = {"_ASIPGRID_COMPLETE": "complete_bash", "COMP_WORDS": "asipgrid score req", "COMP_CWORD": "2"}
    assert process(env=env).out.split() == [f"requests/{path.parent.name}" for path in CALLS]


HOSTILE = r'"[red]x[/x] :warning: \e[2J\u202e =1+1 <script>alert(1)</script> {{ 7*7 }} | `code` ::error:: $(id)"'


def test_text_from_documents_is_shown_and_never_obeyed(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("region-a").replace("title: Project region-a", f"title: {HOSTILE}")
    request = request.replace("name: Applicant region-a", f"name: {HOSTILE}".replace("{{", "{ {"))
    addendum = "addendum:\n  payments: [{share: 1, at: now}]\n"
    files = {
        "requests/small/region-a.yaml": request,
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    }
    root = small(tmp_path, files, call=SMALL_CALL + addendum)
    checked = asipgrid("check", cwd=root)
    assert (checked.code, checked.out.count("S021 warning: U+001B and U+202E are characters that nobody sees")) == (
        0,
        2,
    )
    shown = r"[red]x[/x] :warning: <U+001B>[2J<U+202E> =1+1 <script>"
    table = asipgrid("explain", "requests/small", "region-a", cwd=root).out
    assert shown in " ".join(table.split())
    for command in (["score", "--format", "markdown"], ["explain", "--format", "markdown"], ["draft"]):
        given = [command[0], "requests/small", *(["region-a"] if command[0] != "score" else []), *command[1:]]
        text = asipgrid(*given, cwd=root).out
        assert r"\<script\>alert(1)\</script\>" in text
        assert "7*7" not in text.replace(r"7\*7", "")
        assert "\x1b" not in text
    row = asipgrid("score", "requests/small", "--format", "csv", cwd=root).out.splitlines()[1]
    assert "\x1b" not in row
    assert json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)


def test_a_draft_is_written_whole_and_an_edited_one_is_left_alone(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    assert asipgrid("draft", "requests/small", "-o", "letters", cwd=root).err.startswith("1 letter in letters\n")
    path = root / "letters" / "addendum-region-a.en.md"
    first = path.read_text(encoding="utf-8")
    path.write_text(first + "edited\n", encoding="utf-8")
    ran = asipgrid("draft", "requests/small", "-o", "letters", cwd=root)
    assert ran.code == 2
    assert "is there already and differs; nothing was written (--force replaces it)" in ran.err
    assert path.read_text(encoding="utf-8").endswith("edited\n")
    assert asipgrid("draft", "requests/small", "-o", "letters", "--force", cwd=root).code == 0
    assert path.read_text(encoding="utf-8") == first
    assert sorted(p.name for p in (root / "letters").iterdir()) == ["addendum-region-a.en.md", "drafts.json"]


def test_the_readme_shows_what_the_command_prints(asipgrid: Command) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert asipgrid("score", CALL).out in readme
    (block,) = re.findall(r"```text\n(  CHG-10.*?)```", readme, re.DOTALL)
    assert block in asipgrid("explain", CALL, "region-j", "--full").out


def test_the_readme_and_ci_run_the_same_commands() -> None:
    readme, ci = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", ".ci/run"))
    commands = re.findall(r"^python3 -m venv .*$", readme, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert command in ci
        assert "PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt" in command


def test_constraints_are_plain_versions_of_all_that_this_environment_holds() -> None:
    """Transitive ones too; what another system or Python needs besides is held by the ranges alone."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+", line)] == []
    held = {_plain_name(line.partition("==")[0]) for line in lines}
    assert len(held) == len(lines)
    direct = metadata.requires("asipgrid") or []
    needed = {_plain_name(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in direct} - {"asipgrid"}
    waiting = list(needed)
    while waiting:
        try:
            inner = metadata.requires(waiting.pop()) or []
        except metadata.PackageNotFoundError:  # for another system, or of an extra that is not installed
            continue
        names = {_plain_name(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in inner if "extra ==" not in each}
        waiting += names - needed
        needed |= names
    installed = {_plain_name(each.metadata["Name"]) for each in metadata.distributions()}
    assert needed & installed - {"pip", "setuptools"} - held == set()


def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_readme_shows_an_error_as_the_command_prints_it(tmp_path: Path, asipgrid: Command) -> None:
    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    shutil.copytree(ROOT / CALL, tmp_path / CALL)
    request = tmp_path / CALL / "region-a.yaml"
    text = request.read_text(encoding="utf-8")
    request.write_text(text.replace("amount: 260000", "amount: 210000"), encoding="utf-8")
    ran = asipgrid("check", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out in (ROOT / "README.md").read_text(encoding="utf-8")
