"""`asipgrid status`: where a call stands, what is missing and what comes next, each with the command that does it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from asipgrid.cli import app
from asipgrid.review.status import LineStanding, WorkStage
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, typed, write
from test_monitor import PAYMENTS, REPORT, project, report

A = "requests/small/region-a.yaml"
B = "requests/small/region-b.yaml"
TERMS = "addendum: {goals_due: 2010-12-31}\n"


def told(asipgrid: Command, root: Path, *options: str) -> dict[str, Any]:
    ran = asipgrid("status", "small", "--format", "json", *options, cwd=root)
    assert ran.code == 0, ran.err
    data: dict[str, Any] = json.loads(ran.out)
    return data


def lines(data: dict[str, Any], stage: WorkStage, *standings: LineStanding) -> list[tuple[str, str | None]]:
    """What is said of a stage, with the commands; of those standings alone, where some are given."""
    return [
        (each["says"], each["command"])
        for each in data["lines"]
        if each["stage"] == stage and (not standings or each["standing"] in standings)
    ]


def test_the_next_commands_lead_from_an_empty_call_to_one_where_nothing_waits(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = small(tmp_path, {}, call=SMALL_CALL + TERMS)
    assert told(asipgrid, root)["next"] == "asipgrid new request small REQUEST"
    write(root, {A: small_request("region-a")})
    assert told(asipgrid, root)["next"] == "asipgrid rate small region-a --as ASSESSOR"
    write(root, {"requests/small/ratings/one/region-a.yaml": small_rating("region-a")})
    done = []
    while (command := told(asipgrid, root)["next"]) is not None:
        done.append(command)
        assert asipgrid(*shlex.split(command)[1:], cwd=root).code == 0
    assert done == ["asipgrid update small", "asipgrid draft small -o letters"]
    ran = asipgrid("status", "small", "--exit-code", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "A small call (small)\n\n"
        "Preparing\n"
        "  ✔ done: the call and its grid are sound: DOC\n\n"
        "Requests\n"
        "  ✔ done: 1 request is scored\n\n"
        "Assessment\n"
        "  ✔ done: 1 sheet is complete, of one\n\n"
        "Decisions\n"
        "  ✔ done: 1 of 1 requests is awarded money\n"
        "      asipgrid score small\n"
        "  · note: 1 request has no recorded decision: what the rules propose stands\n"
        "      asipgrid new decision small REQUEST\n\n"
        "Results\n"
        "  ✔ done: requests/small/results is what the documents give\n\n"
        "Letters\n"
        "  ✔ done: 1 of 1 drafts in letters are what the documents give\n\n"
        "nothing waits\n"
    )


def test_a_call_that_cannot_be_read_is_said_to_be_so_and_so_are_the_others(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, call=SMALL_CALL.replace("envelope: 1000", "envelope: none"))
    write(root, {"requests/other/call.yaml": SMALL_CALL.replace("call: small", "call: other")})
    data = told(asipgrid, root)
    assert data["lines"] == [
        {
            "stage": "preparing",
            "standing": "wrong",
            "what": "rules_wrong",
            "says": "the call or one of its grids has an error: 1, the first in requests/small/call.yaml:6",
            "requests": [],
            "command": "asipgrid check small",
        }
    ]
    ran = asipgrid("status", cwd=root)
    assert (ran.code, ran.out.splitlines()) == (
        0,
        [
            "Call  Waiting Next",
            "other 2 open  asipgrid new request other REQUEST",
            "small 1 wrong asipgrid check small",
        ],
    )
    assert asipgrid("status", "--exit-code", cwd=root).code == 1
    calls = json.loads(asipgrid("status", "--format", "json", cwd=root / "requests/small").out)["calls"]
    assert [each["next"] for each in calls] == [
        "asipgrid new request ../../requests/other REQUEST",
        "asipgrid check ../../requests/small",
    ]


def test_with_errors_in_documents_the_rest_is_told_and_nothing_is_advised_that_writes(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = small(tmp_path, call=SMALL_CALL + TERMS)
    assert asipgrid("update", "small", "-q", cwd=root).code == 0
    blank = asipgrid("new", "request", "small", "region-c", cwd=root)
    assert blank.code == 0, blank.err
    write(root, {B: small_request("region-b", requested="many")})
    data = told(asipgrid, root)
    assert data["next"] == "asipgrid check small"
    assert lines(data, WorkStage.REQUESTS) == [
        ("1 request is scored", None),
        ("left out, for their documents have errors: region-b", "asipgrid check small"),
        ("not yet filled in: region-c", "asipgrid check small"),
    ]
    assert [command for _, command in lines(data, WorkStage.RESULTS)] == ["asipgrid check small"]
    assert [command for _, command in lines(data, WorkStage.LETTERS)] == ["asipgrid check small"]
    assert lines(data, WorkStage.DECISIONS)[0][1] == "asipgrid score small --keep-going"


def test_marks_that_are_missing_are_told_by_who_has_begun_and_who_could(tmp_path: Path, asipgrid: Command) -> None:
    head, mark, last = SMALL_GRID.replace("weight: 50", "weight: 30").partition("  - id: DOC-04")
    two = head + mark + last + mark.replace("DOC-04", "DOC-05") + last
    rated = "requests/small/ratings/{}/{}.yaml"
    root = small(
        tmp_path,
        {
            A: small_request("region-a"),
            B: small_request("region-b"),
            rated.format("one", "region-a"): small_rating("region-a"),
            rated.format("two", "region-a"): "rating: region-a\nassessor: two\nrated_on: 2010-03-04\nconflict: true\n",
        },
        grid=two,
        call=SMALL_CALL.replace("assessors: 1", "assessors: 2").replace("{minimum: 60}", "{minimum: 90}"),
    )
    assert lines(told(asipgrid, root), WorkStage.ASSESSMENT) == [
        ("one: sheets that are not complete: region-a", "asipgrid rate small region-a --as one"),
        ("fewer marks than needed, and no sheet begun: region-b", "asipgrid rate small region-b --as one"),
        ("two: conflict of interest on region-a", None),
    ]
    # Both wait for assessors alone, so nothing is asked of an applicant.
    assert lines(told(asipgrid, root), WorkStage.REQUESTS) == [("2 requests are scored", None)]
    (root / rated.format("one", "region-a")).unlink()
    (root / rated.format("two", "region-a")).unlink()
    assert lines(told(asipgrid, root), WorkStage.ASSESSMENT) == [
        (
            "fewer marks than needed, and no sheet begun: region-a, region-b",
            "asipgrid rate small region-a --as ASSESSOR",
        )
    ]


def test_decisions_that_are_open_or_too_many_are_told(tmp_path: Path, asipgrid: Command) -> None:
    both = {A: small_request("region-a", requested="600"), B: small_request("region-b", requested="600")}
    sheets = {f"requests/small/ratings/one/region-{each}.yaml": small_rating(f"region-{each}") for each in "ab"}
    root = small(tmp_path, {**both, **sheets})
    assert lines(told(asipgrid, root), WorkStage.DECISIONS, LineStanding.OPEN) == [
        (
            "tied at the line, so only a decision can fund them: region-a, region-b",
            "asipgrid new decision small region-a",
        )
    ]
    for name in ("region-a", "region-b"):
        decided = (
            f"decision: {name}\noutcome: fund\namount: 600\ndecided_by: Board\ndecided_on: 2010-03-20\nwhy: Both\n"
        )
        write(root, {f"requests/small/decisions/{name}.yaml": decided})
    data = told(asipgrid, root)
    assert lines(data, WorkStage.DECISIONS, LineStanding.WRONG) == [
        ("the committee's decisions together exceed the envelope", "asipgrid score small")
    ]
    assert [each["stage"] for each in data["lines"]] == ["preparing", "requests", "assessment", "decisions"]


def test_reports_signatures_and_payments_are_told_for_a_day(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {REPORT: report("{valid: 5}")})
    (root / PAYMENTS).unlink()
    data = told(asipgrid, root, "--as-of", "2010-12-31")
    assert data["as_of"] == "2010-12-31"
    found = lines(data, WorkStage.MONITORING)
    assert found[0] == ("1 funded project is followed, as of 2010-12-31", "asipgrid monitor small --as-of 2010-12-31")
    unsigned = ("no signature of the addendum is recorded: region-a", "asipgrid new payment small region-a")
    assert unsigned in lines(data, WorkStage.MONITORING, LineStanding.OPEN)
    assert told(asipgrid, root)["as_of"] == "2010-06-30"
    write(
        root,
        {
            PAYMENTS: "payment: region-a\nsigned_on: 2010-05-01\npaid: [{number: 1, amount: 9999, paid_on: 2010-05-02}]\n"
        },
    )
    assert lines(told(asipgrid, root), WorkStage.MONITORING, LineStanding.WRONG) == [
        ("payments or amendments are not as the decisions have it: 1 error", "asipgrid monitor small")
    ]


def test_letters_are_told_as_what_may_be_done_about_them(tmp_path: Path, asipgrid: Command) -> None:
    files = {name: small_request(name.split("/")[-1][:-5]) for name in (A, B)}
    sheets = {f"requests/small/ratings/one/region-{each}.yaml": small_rating(f"region-{each}") for each in "ab"}
    root = small(tmp_path, {**files, **sheets}, call=SMALL_CALL + TERMS)
    assert asipgrid("draft", "small", "region-a", "-o", "letters", "-q", cwd=root).code == 0
    (root / A).write_text(f"{(root / A).read_text('utf-8')}# seen\n", "utf-8")
    assert lines(told(asipgrid, root), WorkStage.LETTERS) == [
        ("0 of 1 drafts in letters are what the documents give", None),
        ("stale drafts: region-a", "asipgrid update small --letters"),
        ("letters that are called for and not drafted: region-b", "asipgrid draft small region-b -o letters"),
    ]
    letter = root / "letters/addendum-region-a.en.md"
    letter.write_text("By hand.\n", "utf-8")
    assert lines(told(asipgrid, root), WorkStage.LETTERS, LineStanding.NOTE)[1:] == [
        (
            "stale letters that are signed, edited, of a day, or that another one replaces: region-a",
            "asipgrid draft small -o letters --check",
        )
    ]
    write(root, {"letters/drafts.json": "{}"})
    ran = asipgrid("status", "small", "--format", "json", cwd=root)
    assert (ran.code, ran.err) == (
        0,
        "asipgrid: letters/drafts.json: is not the list of drafts that asipgrid writes; remove it\n",
    )
    assert lines(json.loads(ran.out), WorkStage.LETTERS, LineStanding.WRONG) == [
        ("drafts, templates or earlier calls are wrong, so letters cannot be looked at", "asipgrid check small")
    ]


def test_every_line_of_the_example_can_be_said_in_french_and_set_as_a_list(asipgrid: Command) -> None:
    told = typed(asipgrid("status", "requests/example-2010", "--lang", "fr").out)
    assert told.startswith(
        "Appel à projets régionaux d'exemple, 2010 (example-2010), situation au\n  30 septembre 2010\n\nPréparation\n"
    )
    assert "  ○ à faire : 1 020 000,00 € à verser : region-b, region-e, region-f\n" in told
    page = asipgrid("status", "requests/example-2010", "--format", "markdown").out
    assert "### Requests\n\n- ✔ done: 16 requests are scored\n" in page
    assert "region-j, region-o: `asipgrid draft requests/example-2010 region-j region-o`\n" in page


@pytest.mark.slow
@pytest.mark.parametrize("width", [20, 40, 80, None])
def test_a_command_can_be_copied_at_any_width(asipgrid: Command, width: int | None) -> None:
    wide = asipgrid("status", "requests/example-2010", "--format", "json").out
    commands = {each["command"] for each in json.loads(wide)["lines"] if each["command"]}
    shown = asipgrid("status", "requests/example-2010", columns=width).out
    joined = {" ".join(each.split()) for each in re.sub(r" \\\n", " ", shown).split("\n")}
    if width != 20:
        assert commands <= joined


@pytest.mark.slow
def test_every_command_that_is_named_is_answered(tmp_path: Path, asipgrid: Command) -> None:
    for name in ("grids", "requests/example-2010"):
        shutil.copytree(ROOT / name, tmp_path / name)
    ran = asipgrid("status", "example-2010", "--format", "json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    data = json.loads(ran.out)
    for command in {each["command"] for each in data["lines"]} - {None}:
        _, name, *arguments = shlex.split(command)
        assert name in app.COMMANDS
        if name != "rate" and "REQUEST" not in arguments:
            ran = asipgrid(name, *arguments, cwd=tmp_path)
            assert ran.code == 0, (command, ran.err)


def test_a_workspace_without_calls_and_a_day_that_is_none_are_told(tmp_path: Path, asipgrid: Command) -> None:
    write(tmp_path, {"grids/doc.yaml": SMALL_GRID})
    ran = asipgrid("status", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "asipgrid: there is no call here; `asipgrid new call` writes one\n")
    ran = asipgrid("status", "example-2010", "--as-of", "2010-02-30")
    assert (ran.code, ran.out) == (2, "")
