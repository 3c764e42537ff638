"""What stdout holds and what stderr: the answer in the form that was asked for or nothing, and findings about it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from asipgrid import formats
from asipgrid.cli import app, parameters
from conftest import SMALL_CALL, Command, small, small_rating, small_request, told, write

REQUEST: Final = "requests/small/region-b.yaml"
PROJECT: Final = {
    "requests/small/region-a.yaml": small_request("region-a"),
    "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    "requests/small/progress/2010-06/region-a.yaml": """
        progress: region-a
        period: 2010-06
        as_of: 2010-06-30
        facts: {doc: {valid: 9}}
    """,
}
TERMS: Final = "addendum: {goals_due: 2010-12-31}\n"
# Every command that reads a call, in every form of its answer.
FORMS: Final = [
    *(["score", "small", "--format", form] for form in formats.TEXTS),
    *(["score", "small", "--format", form, "--jobs", "2"] for form in formats.TEXTS),
    *(["explain", "small", "region-a", "--format", form] for form in formats.EXPLANATION),
    *(["panel", "small", "--format", form] for form in formats.PANEL),
    *(["monitor", "small", "--format", form] for form in formats.MONITORING),
    ["draft", "small"],
    ["draft", "small", "region-a", "--lang", "fr"],
    ["draft", "small", "-o", "letters"],
]
NAMES: Final = [" ".join(each) for each in FORMS]
ADVICE: Final = (
    "nothing is decided while documents have errors; --keep-going ranks the sound requests and lists the others\n"
)


def sound(root: Path) -> Path:
    return small(root, PROJECT, call=SMALL_CALL + TERMS)


def slip(root: Path) -> Path:
    return write(sound(root), {REQUEST: small_request("region-b", requested="many")})


@pytest.mark.parametrize("command", [*FORMS, ["verify", "small"]], ids=[*NAMES, "verify"])
def test_what_is_wrong_with_documents_never_stands_in_the_answer(
    asipgrid: Command, tmp_path: Path, command: list[str]
) -> None:
    ran = asipgrid(*command, cwd=slip(tmp_path))
    assert (ran.code, ran.out, told(ran.err)) == (1, "", [("S003", REQUEST, 6)])
    assert ran.err.endswith(ADVICE)
    assert not (tmp_path / "letters").exists()


@pytest.mark.parametrize("command", FORMS, ids=NAMES)
def test_the_sound_requests_are_answered_for_when_asked_and_what_is_left_out_is_told(
    asipgrid: Command, tmp_path: Path, command: list[str]
) -> None:
    ran = asipgrid(*command, "--keep-going", cwd=slip(tmp_path))
    assert (ran.code, told(ran.err)) == (1, [("S003", REQUEST, 6)])
    assert "--keep-going" not in ran.err
    without = asipgrid(*command, cwd=sound(tmp_path / "without"))
    assert without.code == 0
    if command[0] != "score" or command[-1] == "csv":
        assert ran.out == without.out


@pytest.mark.parametrize("command", FORMS, ids=NAMES)
def test_where_going_on_would_not_help_it_is_not_advised(asipgrid: Command, tmp_path: Path, command: list[str]) -> None:
    root = small(tmp_path, PROJECT, call=SMALL_CALL.replace("envelope: 1000", "envelope: none") + TERMS)
    for options in ([], ["--keep-going"]):
        ran = asipgrid(*command, *options, cwd=root)
        assert (ran.code, ran.out, "--keep-going" in ran.err) == (1, "", False)


def test_every_command_that_decides_a_call_can_go_on() -> None:
    """Those without the option always do: they compare, mark and write documents beside others that are wrong."""
    able: set[str] = set()
    unable: set[str] = set()
    for name, (where, _) in app.COMMANDS.items():
        names = {each.name for each in parameters.loaded(name, where).params}
        if "call" in names:
            (able if "keep_going" in names else unable).add(name)
    assert able == {
        "score",
        "verify",
        "update",
        "explain",
        "panel",
        "monitor",
        "draft",
        "chart",
        "report",
        "robustness",
        "export",
    }
    assert unable == {"form", "import", "rate", "schema", "status", "whatif"}


def test_a_request_that_is_left_out_is_not_said_to_be_unknown(asipgrid: Command, tmp_path: Path) -> None:
    for command in ("explain", "draft", "monitor"):
        ran = asipgrid(command, "small", "region-b", "--keep-going", cwd=slip(tmp_path))
        says = "asipgrid: region-b: is left out, for its documents have errors\n"
        assert (ran.code, ran.out, ran.err.endswith(says)) == (2, "", True)


def test_findings_that_are_no_errors_are_counted_with_the_command_that_lists_them(
    asipgrid: Command, tmp_path: Path
) -> None:
    late = small_request("region-b").replace("2010-02-01", "2010-03-02")
    root = write(sound(tmp_path), {REQUEST: late})
    for where, call, typed in ((root, "small", "requests/small"), (root / "requests" / "small", ".", ".")):
        ran = asipgrid("score", call, "--format", "csv", cwd=where)
        assert ran.code == 0
        assert ran.err == f"1 finding in the documents; `asipgrid check {typed}` lists them\n"
        assert "R014" in asipgrid("check", typed, cwd=where).out
