"""`asipgrid update`: all that is derived of a call and kept is written as one; letters are left unless asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asipgrid.documents import writing
from asipgrid.documents.workspace import CannotError
from conftest import Command, small_request, write
from test_monitor import PAYMENTS, REPORT, project, report

REQUEST = "requests/small/region-a.yaml"
RESULTS = "requests/small/results"
NOTHING = "6 files as the documents give them\n"
LEFT = f"left letters/addendum-region-a.en.md: stale, {REQUEST} has changed"


def kept(tmp_path: Path, asipgrid: Command) -> Path:
    """A call with a funded project, whose results and monitoring are written."""
    root = project(tmp_path, {REPORT: report("{valid: 5}")})
    assert asipgrid("update", "small", "--as-of", "2010-07-15", "-q", cwd=root).code == 0
    return root


def changed(root: Path) -> Path:
    """The same with one more line in its request, which results and monitoring rest on."""
    path = root / REQUEST
    path.write_text(f"{path.read_text('utf-8')}# seen\n", "utf-8")
    return root


def held(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_one_change_made_stale_is_written_as_one_and_then_there_is_nothing_to_do(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = changed(kept(tmp_path, asipgrid))
    assert asipgrid("verify", "small", cwd=root).code == 1
    ran = asipgrid("update", "small", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"written {RESULTS}/region-a.json\n"
        f"written {RESULTS}/monitoring/region-a.json\n"
        "2 files written, 4 files as the documents give them\n"
    )
    assert asipgrid("verify", "small", cwd=root).code == 0
    before = held(root)
    again = asipgrid("update", "small", "--exit-code", cwd=root)
    assert (again.code, again.out, again.err, held(root)) == (0, NOTHING, "", before)


def test_what_would_be_written_is_told_and_nothing_is(tmp_path: Path, asipgrid: Command) -> None:
    root = changed(kept(tmp_path, asipgrid))
    (root / RESULTS / "region-z.json").write_text("{}\n", "utf-8")
    before = held(root)
    ran = asipgrid("update", "small", "--check", cwd=root)
    assert (ran.code, held(root)) == (1, before)
    assert ran.out == (
        f"to write {RESULTS}/region-a.json\n"
        f"to write {RESULTS}/monitoring/region-a.json\n"
        f"to remove {RESULTS}/region-z.json: of no request of this call\n"
        "2 files to write, 1 file to remove, 4 files as the documents give them\n"
    )
    assert asipgrid("update", "small", "--exit-code", "-q", cwd=root).code == 1
    assert not (root / RESULTS / "region-z.json").exists()
    assert asipgrid("update", "small", "--check", cwd=root).code == 0


def test_monitoring_is_written_for_its_day_and_only_where_it_is_kept(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {REPORT: report("{valid: 5}")})
    assert asipgrid("update", "small", cwd=root).out.endswith("\n3 files written\n")
    assert not (root / RESULTS / "monitoring").exists()
    assert asipgrid("update", "small", "--as-of", "2010-07-15", cwd=root).code == 0
    write(root, {"requests/small/progress/2010-09/region-a.yaml": report("{valid: 6}", "2010-09-30", period="2010-09")})
    assert asipgrid("update", "small", cwd=root).out == NOTHING
    moved = asipgrid("update", "small", "--as-of", "2010-09-30", cwd=root)
    assert moved.out.endswith("\n3 files written, 3 files as the documents give them\n")
    assert "as of 2010-09-30" in asipgrid("verify", "small", cwd=root).err


def test_score_says_what_became_stale_with_it_and_which_command_writes_it(tmp_path: Path, asipgrid: Command) -> None:
    root = changed(kept(tmp_path, asipgrid))
    ran = asipgrid("score", "small", "--write", cwd=root)
    assert ran.code == 0
    assert ran.err == (
        f"3 files in {RESULTS}\n"
        f"{RESULTS}/monitoring is stale: {REQUEST} has changed since the results were written;"
        " `asipgrid update requests/small` writes it anew\n"
    )
    assert asipgrid("update", "small", "-q", cwd=root).code == 0
    assert asipgrid("score", "small", "--write", cwd=root).err == f"3 files in {RESULTS}\n"


def test_nothing_is_written_while_documents_have_errors_or_one_folder_cannot_be(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = changed(kept(tmp_path, asipgrid))
    before = held(root)
    write(root, {"requests/small/region-b.yaml": small_request("region-b", requested="many")})
    ran = asipgrid("update", "small", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    (root / "requests/small/region-b.yaml").unlink()
    real = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if target.parent.name == "monitoring":
            raise PermissionError(13, "Permission denied", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    folders = {
        root / name: writing.FolderTexts(texts={"call.json": "{}"}, ours=lambda _: False)
        for name in (RESULTS, f"{RESULTS}/monitoring")
    }
    with pytest.raises(CannotError, match="nothing was written"):
        writing.write_sets(folders)
    assert held(root) == before


# ── letters ────────────────────────────────────────────────────────────────────────────────────────


def test_letters_are_left_until_they_are_asked_for(tmp_path: Path, asipgrid: Command) -> None:
    root = kept(tmp_path, asipgrid)
    (root / PAYMENTS).unlink()
    asipgrid("draft", "small", "-o", "letters", "-q", cwd=root)
    asipgrid("update", "small", "-q", cwd=changed(root))
    letter = (root / "letters/addendum-region-a.en.md").read_bytes()
    ran = asipgrid("update", "small", "--exit-code", cwd=root)
    assert (ran.code, ran.out) == (0, f"{LEFT}\n1 file left, {NOTHING}")
    assert ran.err == "`asipgrid update small --letters` drafts it anew\n"
    assert (root / "letters/addendum-region-a.en.md").read_bytes() == letter
    ran = asipgrid("update", "small", "--letters", "--exit-code", cwd=root)
    assert (ran.code, ran.out) == (1, f"written letters/addendum-region-a.en.md\n1 file written, {NOTHING}")
    assert asipgrid("draft", "small", "-o", "letters", "--check", cwd=root).code == 0
    assert asipgrid("update", "small", "--letters", "--exit-code", cwd=root).out == NOTHING


@pytest.mark.parametrize("what", ["signed", "edited", "of a day"])
def test_no_letter_is_drafted_anew_that_may_have_been_sent(tmp_path: Path, asipgrid: Command, what: str) -> None:
    root = kept(tmp_path, asipgrid)
    asked = ("--letter", "payment", "--as-of", "2010-12-31") if what == "of a day" else ()
    ran = asipgrid("draft", "small", "-o", "letters", "-q", *asked, cwd=root)
    assert ran.code == 0, ran.err
    (letter,) = (root / "letters").glob("*.md")
    if what == "edited":
        (root / PAYMENTS).unlink()
        letter.write_text(f"{letter.read_text('utf-8')}By hand.\n", "utf-8")
    before = letter.read_bytes()
    ran = asipgrid("update", "small", "--letters", "-q", cwd=changed(root))
    why = {
        "signed": "it was signed on 2010-05-01",
        "edited": "it was edited since it was drafted",
        "of a day": "it is a letter of 2010-12-31",
    }
    assert f"left letters/{letter.name}: stale, {REQUEST} has changed; {why[what]}\n" in ran.out
    assert (ran.code, letter.read_bytes()) == (0, before)


def test_what_is_wrong_with_a_template_stops_letters_alone(tmp_path: Path, asipgrid: Command) -> None:
    root = kept(tmp_path, asipgrid)
    asipgrid("draft", "small", "-o", "letters", "-q", cwd=root)
    write(root, {"requests/small/templates/addendum.en.md": "{{ nobody"})
    ran = asipgrid("update", "small", cwd=changed(root))
    assert (ran.code, "2 files written" in ran.out) == (0, True)
    assert ran.err.endswith("drafts are not looked at\n")
    ran = asipgrid("update", "small", "--letters", cwd=root)
    assert (ran.code, ran.out) == (1, "")


# ── git ────────────────────────────────────────────────────────────────────────────────────────────

CONFIG = """
repos:
  - repo: local
    hooks:
      - id: asipgrid-update
        name: asipgrid update
        entry: {script} update --exit-code
        args: [requests/small]
        language: system
        files: ^(grids|requests)/
        pass_filenames: false
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_pre_commit_writes_what_is_derived_and_stops_the_commit_once(tmp_path: Path, asipgrid: Command) -> None:
    """Also where every file that was written is new to git, which pre-commit does not see of itself."""
    programs = Path(sys.executable).parent
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(tmp_path / "home")}
    environment = {**os.environ, **alone, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    who = ["-c", "user.name=A", "-c", "user.email=a@forge.example", "-c", "commit.gpgsign=false"]

    def git(*arguments: str) -> int:
        done = subprocess.run(
            ["git", *who, *arguments], cwd=root, env=environment, capture_output=True, check=False, timeout=120
        )
        return done.returncode

    root = project(tmp_path / "calls", {REPORT: report("{valid: 5}")})
    write(root, {".pre-commit-config.yaml": CONFIG.format(script=programs / "asipgrid")})
    assert git("init", "-q") == git("add", ".") == 0
    install = [str(programs / "pre-commit"), "install"]
    subprocess.run(install, cwd=root, env=environment, check=True, capture_output=True, timeout=120)
    for _ in ("first", "changed"):
        assert git("commit", "-q", "-m", "stopped") == 1
        assert (root / RESULTS / "call.json").exists()
        assert git("add", ".") == git("commit", "-q", "-m", "taken") == 0
        assert asipgrid("verify", "small", cwd=root).code == 0
        assert git("add", changed(root).as_posix()) == 0
