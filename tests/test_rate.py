"""Several assessors: marks at the prompt, the panel seen together, consensus, and the committee's decision."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from asipgrid.review import rating_sheet
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, Golden, small, small_rating, small_request

SCRIPT = Path(sys.executable).parent / "asipgrid"
GRID = (
    SMALL_GRID.rstrip()
    + """
    reads: [doc.plan]
    documents: Plan
  - {id: DOC-05, question: Is it tested?, weight: 10, mark: [not at all, a little, half, mostly, whole]}
  - {id: DOC-06, question: Is it used?, weight: 10, mark: anchors}
"""
).replace(
    "    valid: {type: integer, minimum: 0}\n", "    valid: {type: integer, minimum: 0}\n    plan: {type: string}\n"
)
DOC = "{signed: true, format: cda, total: 10, valid: 8, plan: Two phases}"
RATE = ("rate", "small", "region-a", "--as", "two", "--on", "2010-03-05")


def workspace(
    tmp_path: Path, files: dict[str, str] | None = None, *, panel: str = "assessors: 2, aggregate: median"
) -> Path:
    request = small_request("region-a", doc=DOC)
    request += "evidence: [{id: E1, title: The plan, supports: [doc.plan]}]\n"
    return small(
        tmp_path,
        {
            "requests/small/region-a.yaml": request,
            "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
            **(files or {}),
        },
        grid=GRID,
        call=SMALL_CALL.replace("assessors: 1, aggregate: median", panel),
    )


def sheet_text(root: Path, assessor: str = "two", request: str = "region-a") -> str:
    return (root / f"requests/small/ratings/{assessor}/{request}.yaml").read_text(encoding="utf-8")


# ── at the prompt ──────────────────────────────────────────────────────────────────────────────────


def test_each_criterion_is_put_with_what_the_levels_mean_and_what_the_request_says(
    tmp_path: Path, asipgrid: Command
) -> None:
    ran = asipgrid(*RATE, cwd=workspace(tmp_path), answers="q\n")
    assert ran.code == 0
    assert ran.out == (
        "\n"
        "region-a  Project region-a\n"
        "  Applicant region-a, 400.00 EUR requested\n"
        "\n"
        "DOC-04  Is there a plan?\n"
        "  criterion 1 of 3, 0 marked\n"
        "  0  none\n"
        "  1  poor\n"
        "  2  fair\n"
        "  3  good\n"
        "  4  full\n"
        "  The request says:\n"
        "    doc.plan: Two phases\n"
        "    E1 The plan\n"
        "  Documents asked for: Plan\n"
        "  one: 3, Seen in the plan\n"
        "Level (0 to 4, ? for help): \n"
    )
    assert ran.err == (
        "region-a: 0 of 3 criteria marked\nleft: DOC-04, DOC-05, DOC-06; the same command goes on there\n"
    )


def test_marks_from_a_file_of_answers_are_written_and_checked(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid(*RATE, cwd=root, answers="3 Phases are dated\n2\nOnly the first half\n4 In use\n")
    assert (ran.code, ran.err) == (0, "region-a: 3 of 3 criteria marked\n")
    assert sheet_text(root) == (
        "rating: region-a\n"
        "assessor: two\n"
        "rated_on: 2010-03-05\n"
        "marks:\n"
        '  DOC-04: {level: 3, why: "Phases are dated"}\n'
        '  DOC-05: {level: 2, why: "Only the first half"}\n'
        '  DOC-06: {level: 4, why: "In use"}\n'
    )
    assert asipgrid("check", cwd=root).code == 0


def test_back_skip_jump_keep_and_stop(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    answers = "1 First thought\nb\n2 Second thought\ns\n3 Used\n"
    assert asipgrid(*RATE, cwd=root, answers=answers).err.startswith("region-a: 2 of 3 criteria marked\nleft: DOC-05;")
    again = asipgrid(*RATE, cwd=root, typed="doc-04\n\n\n0 Not at all\nq\n")
    assert "criterion 2 of 3, 2 marked" in again.out.split("Level")[0]  # it begins with what is left
    assert "  Your mark: 2, Second thought\n" in again.out
    assert "(empty) is not on the scale" in again.err  # DOC-05 has no mark to keep
    assert sheet_text(root).split("marks:\n")[1].splitlines() == [
        '  DOC-04: {level: 2, why: "Second thought"}',
        '  DOC-06: {level: 3, why: "Used"}',
        '  DOC-05: {level: 0, why: "Not at all"}',
    ]


def test_what_is_no_level_is_asked_again_and_nothing_is_written(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid(*RATE, cwd=root, typed="5\n2.5\nhigh\n\n?\n")
    assert ran.code == 0
    assert ran.err.splitlines()[:4] == [
        "5 is not on the scale, 0 to 4 in steps of 1; ? for help",
        "2.5 is not on the scale, 0 to 4 in steps of 1; ? for help",
        "high is not on the scale, 0 to 4 in steps of 1; ? for help",
        "(empty) is not on the scale, 0 to 4 in steps of 1; ? for help",
    ]
    assert ran.err.splitlines()[4].startswith("a level, or a level and its reason on one line")
    assert not (root / "requests/small/ratings/two").exists()


def test_a_mark_needs_its_reason(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid(*RATE, cwd=root, answers="3\n\n")
    assert "a mark needs its reason, in a few words\n" in ran.err
    assert not (root / "requests/small/ratings/two").exists()


HALVES = "scale: {max: 4, step: 0.5}"
SAVED = '  DOC-04: {level: 3, why: "Dated"}\n'


def halved(root: Path) -> Path:
    """The workspace with half levels."""
    path = root / "grids/doc.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("scale: {max: 4}", HALVES), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("answers", "line", "says"),
    [
        ("3 Dated\n5\nsound\n2\nable\n", 2, "5 is not on the scale, 0 to 4 in steps of 0.5; ? for help"),
        ("3 Dated\n3,7\n2\nable\n", 2, "3,7 is not on the scale, 0 to 4 in steps of 0.5; ? for help"),
        ("3 Dated\n\n2 able\n", 2, "(empty) is not on the scale, 0 to 4 in steps of 0.5; ? for help"),
        ("3 Dated\n2\n\n1 c\n", 3, "a mark needs its reason, in a few words"),
        ("3 Dated\n٣ b\n", 2, "٣ b is not on the scale, 0 to 4 in steps of 0.5; ? for help"),
        ("3 Dated\n1/2 b\n", 2, "1/2 b is not on the scale, 0 to 4 in steps of 0.5; ? for help"),
    ],
)
def test_the_first_answer_of_a_file_that_is_refused_is_the_last(
    answers: str, line: int, says: str, tmp_path: Path, asipgrid: Command
) -> None:
    root = halved(workspace(tmp_path))
    ran = asipgrid(*RATE, cwd=root, answers=answers)
    told = ran.err.splitlines()
    assert ran.code == 1
    assert told[0] == f"line {line}: {says}"
    assert told[-3:] == [
        "nothing of this line or after it is saved",
        "region-a: 1 of 3 criteria marked",
        "left: DOC-05, DOC-06; the same command goes on there",
    ]
    assert sheet_text(root).split("marks:\n")[1] == SAVED


def test_a_byte_order_mark_is_passed_over_and_a_comma_read(tmp_path: Path, asipgrid: Command) -> None:
    root = halved(workspace(tmp_path))
    assert asipgrid(*RATE, cwd=root, answers="\ufeff3,5\nDated\n2 b\n1 c\n").code == 0
    assert '  DOC-04: {level: 3.5, why: "Dated"}\n' in sheet_text(root)


@pytest.mark.parametrize(
    ("data", "line"), [("3 D\xe9".encode("latin-1"), 1), ("3 Dated".encode("utf-16"), 1), (b"3 Dated\n2 D\xe9\n", 2)]
)
def test_answers_in_another_encoding_are_refused(data: bytes, line: int, tmp_path: Path) -> None:
    root = workspace(tmp_path)
    ran = subprocess.run([SCRIPT, *RATE], cwd=root, input=data, capture_output=True, check=False, timeout=60)
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith(f"line {line}: the text is not UTF-8 here; save the file as UTF-8\n")


@pytest.mark.parametrize("end", ["5\n", "high", "3\n\n"])
def test_answers_that_end_on_a_refused_one_end_with_1(end: str, tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    assert asipgrid(*RATE, cwd=root, answers=end).code == 1
    assert asipgrid(*RATE, cwd=root, typed=end).code == 1
    assert asipgrid(*RATE, cwd=root, typed=f"{end}\n3 Dated\n").code == 0


def test_a_level_without_its_reason_is_not_saved_and_said(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    for given in ({"answers": "3 Dated\n2\n"}, {"typed": "2\n"}):
        ran = asipgrid(*RATE, cwd=root, **given)
        assert (ran.code, ran.err.splitlines()[0]) == (1, "DOC-05: this mark has no reason and is not saved")


def test_answers_that_nobody_asked_for_are_refused(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid(*RATE, cwd=root, answers="3 a\n2 b\n1 c\n\n4 d\n5 e\n")
    says = "line 5: nothing more is asked, so this and what follows is not read\nregion-a: 3 of 3 criteria marked\n"
    assert (ran.code, ran.err) == (1, says)
    assert asipgrid(*RATE, cwd=workspace(tmp_path / "again"), answers="3 a\n2 b\n1 c\n\n \n").code == 0


def test_q_stops_at_why_too_and_is_asked_about_where_somebody_can_answer(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    lost = "DOC-04: this mark has no reason and is not saved\n"
    for given in ({"answers": "3\nq\n2 b\n"}, {"typed": "3\nq\n\n"}, {"typed": "3\nq\nq\n"}):
        ran = asipgrid(*RATE, cwd=root, **given)
        assert (ran.code, ran.err.startswith(lost)) == (0, True)
        assert not (root / "requests/small/ratings/two").exists()
    assert "q stops, and this mark is not saved; Enter stops, or write the reason: " in ran.out
    asipgrid(*RATE, cwd=root, typed="3\nq\nQuality is shown\nq\n")
    assert '  DOC-04: {level: 3, why: "Quality is shown"}\n' in sheet_text(root)


@pytest.mark.parametrize(
    ("known", "given", "near"),
    [
        ("assessor-1", "assesor-1", "assessor-1"),
        ("assessor-1", "asessor-2", "assessor-1"),
        ("assessor-1", "assessor-3", None),
        ("assessor-1", "expert", None),
        ("assessor-1", "consensus", None),
    ],
)
def test_an_id_close_to_that_of_another_assessor_is_asked_about(
    known: str, given: str, near: str | None, tmp_path: Path, asipgrid: Command
) -> None:
    root = workspace(tmp_path, {f"requests/small/ratings/{known}/region-a.yaml": small_rating("region-a", "3", known)})
    rate = ("rate", "small", "region-a", "--as", given, "--on", "2010-03-05")
    ran = asipgrid(*rate, cwd=root, answers="3 a\n2 b\n1 c\n")
    written = root / f"requests/small/ratings/{given}"
    if near is None:
        assert (ran.code, written.exists()) == (0, True)
        return
    says = f"{given}: new to small, and close to {near}"
    refused = f"asipgrid: {says}; correct --as, or say that it is meant with --new-assessor\n"
    assert (ran.code, ran.err, written.exists()) == (2, refused, False)
    ran = asipgrid(*rate, cwd=root, typed="n\n")
    back = f"asipgrid: nothing was written; asipgrid rate small --as {near} goes on as {near}\n"
    assert (ran.code, ran.err, written.exists()) == (2, f"{says}\n{back}", False)
    assert asipgrid(*rate, cwd=root, typed="y\n3 a\n2 b\n1 c\n").code == 0
    assert asipgrid(*rate, cwd=root, typed="q\n").err.startswith("region-a: 3 of 3")  # known by now
    assert asipgrid(*rate[:4], f"{given}x", *rate[5:], "--new-assessor", cwd=root, answers="q\n").code == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_to_fill_in_is_filled_by_rate_as_its_own(language: str, tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    asipgrid("new", "rating", "small", "region-a", "--as", "two", "--lang", language, cwd=root)
    before = sheet_text(root)
    ran = asipgrid("rate", "small", "--as", "two", cwd=root, answers="2010-03-05\n3 Dated\n2 Half\n4 In use\n")
    assert (ran.code, ran.err.splitlines()[:2]) == (
        0,
        ["1 request to mark; next: region-a", "region-a: 3 of 3 criteria marked"],
    )
    after = sheet_text(root)
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in after.splitlines() if line.startswith("#")
    ]
    assert asipgrid("check", cwd=root).out == ""
    assert criterion(asipgrid, root)["state"] == "scored"


def test_what_is_whole_in_a_half_filled_sheet_is_not_asked_again(tmp_path: Path, asipgrid: Command) -> None:
    mine = (
        "rating: region-a\nassessor:\nrated_on:\nmarks:\n  DOC-04: {level: 3, why: Dated}\n"
        "  DOC-05: {level: 2, why: }\n  DOC-06:\n    level:\n    why:\n"
    )
    root = workspace(tmp_path, {"requests/small/ratings/two/region-a.yaml": mine})
    ran = asipgrid(*RATE, cwd=root, answers="2 Half\n4 In use\n")
    assert (ran.code, ran.err) == (0, "region-a: 3 of 3 criteria marked\n")
    assert sheet_text(root) == (
        "rating: region-a\nassessor: two\nrated_on: 2010-03-05\nmarks:\n  DOC-04: {level: 3, why: Dated}\n"
        '  DOC-05: {level: 2, why: "Half"}\n  DOC-06:\n    level: 4\n    why: "In use"\n'
    )


def test_a_conflict_can_be_declared_in_a_sheet_to_fill_in(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    asipgrid("new", "rating", "small", "region-a", "--as", "two", cwd=root)
    ran = asipgrid("rate", "small", "region-a", "--as", "two", "--conflict", cwd=root, answers="2010-03-05\n")
    assert (ran.code, asipgrid("check", cwd=root).out) == (0, "")
    assert "conflict: true" in sheet_text(root)


def test_the_answers_of_the_docs_are_taken(tmp_path: Path, asipgrid: Command) -> None:
    page = (ROOT / "docs/start.md").read_text(encoding="utf-8")
    answers = re.search(r"```txt\n(.*?)```", page, re.DOTALL)
    assert answers
    root = halved(workspace(tmp_path))
    ran = asipgrid(*RATE, cwd=root, answers=answers[1])
    assert (ran.code, ran.err) == (
        0,
        "region-a: 2 of 3 criteria marked\nleft: DOC-05; the same command goes on there\n",
    )


def test_behind_the_last_mark_one_can_go_back_and_on_to_the_next_request(tmp_path: Path, asipgrid: Command) -> None:
    """At a prompt; the day is asked for once, and Enter takes that of the newest sheet."""
    root = workspace(tmp_path, {"requests/small/region-b.yaml": small_request("region-b", requested="500")})
    rate = ("rate", "small", "--as", "two")
    first = "2010-03-05\n3 Dated\n2 Half\n1 Thin\n"
    ran = asipgrid(*rate, cwd=root, typed=f"{first}b\n4 Seen now\nx\n\n3 So\nq\n")
    assert ran.code == 0
    begun, other = ("region-b", "region-a")
    assert '{level: 4, why: "Seen now"}' in sheet_text(root, request=begun)
    assert "rated_on: 2010-03-05" in sheet_text(root, request=other)
    assert ran.out.count("Day of the rating") == 1
    assert "Enter goes on to the next request, q stops; b goes back, a criterion's id goes there: " in ran.out
    assert "x: Enter, b or a criterion's id\n" in ran.err
    assert f"{other}: 1 of 3 criteria marked\n" in ran.err
    (root / f"requests/small/ratings/two/{other}.yaml").unlink()
    ran = asipgrid(*rate, cwd=root, typed="\nq\n")
    assert "Day of the rating (YYYY-MM-DD, Enter for 2010-03-05): " in ran.out


def test_all_goes_through_what_is_due_without_asking(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path, {"requests/small/region-b.yaml": small_request("region-b", requested="500")})
    rate = ("rate", "small", "--as", "two", "--all")
    three = "3 a\n2 b\n1 c\n"
    ran = asipgrid(*rate, cwd=root, answers=f"2010-03-05\n{three}{three}")
    assert (ran.code, ran.out.count("criterion 1 of 3"), ran.out.count("Day of")) == (0, 2, 1)
    assert all("rated_on: 2010-03-05" in sheet_text(root, request=each) for each in ("region-a", "region-b"))
    ran = asipgrid(*rate, cwd=root)
    assert (ran.code, ran.err) == (0, "two: every request of small is marked\n")
    ran = asipgrid("rate", "small", "region-a", "--as", "two", "--all", cwd=root)
    says = "asipgrid: --all goes through the requests you have still to mark; name none, declare nothing\n"
    assert (ran.code, ran.err) == (2, says)


def test_more_answers_than_are_asked_for_are_refused_after_all(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid("rate", "small", "--as", "two", "--all", cwd=root, answers="2010-03-05\n3 a\n2 b\n1 c\n4 d\n")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        1,
        "line 5: nothing more is asked, so this and what follows is not read",
    )


def test_what_a_person_wrote_into_the_sheet_stays(tmp_path: Path, asipgrid: Command) -> None:
    mine = (
        "# to be discussed with the panel\n"
        "rating: region-a\n"
        "assessor: two\n"
        "rated_on: 2010-03-04   # the first reading\n"
        "marks:\n"
        "  # the plan is in annex 2\n"
        "  DOC-04:\n"
        "    level: 1   # too low?\n"
        "    why: 'Dates are missing'\n"
        '  DOC-05: {level: 2, why: "Half"}   # see the report\n'
    )
    root = workspace(tmp_path, {"requests/small/ratings/two/region-a.yaml": mine})
    asipgrid("rate", "small", "region-a", "--as", "two", cwd=root, answers="DOC-04\n3 Dates came later\nq\n")
    assert sheet_text(root) == mine.replace("level: 1", "level: 3").replace("'Dates are missing'", '"Dates came later"')


def test_half_levels_are_given_where_the_scale_has_them(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    path = root / "grids/doc.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("scale: {max: 4}", "scale: {max: 4, step: 0.5}"))
    asipgrid(*RATE, cwd=root, answers="2.5 Between the two\nq\n")
    assert '  DOC-04: {level: 2.5, why: "Between the two"}\n' in sheet_text(root)
    assert asipgrid("check", cwd=root).code == 0


@pytest.mark.parametrize("why", ['He said "no" # twice', "a: b, {c}", "l'été \\ à 50 %", "- @x *y &z !t", "true"])
def test_a_reason_is_written_as_it_was_typed(why: str) -> None:
    from asipgrid.documents import reader
    from asipgrid.model.places import Source

    text = rating_sheet.with_mark(rating_sheet.fresh("a", "two", "2010-03-05"), "DOC-04", Fraction(5, 2), why)
    record, wrong = reader.read(Source(name="a.yaml", data=text.encode("utf-8")))
    assert record is not None
    assert wrong == ()
    assert record.data["marks"]["DOC-04"]["why"] == why


def test_the_day_is_asked_for_when_it_is_not_given(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid("rate", "small", "region-a", "--as", "two", cwd=root, typed="5 March\n2010-03-05\n3 Fine\n")
    assert ran.err.startswith("5 March: not a day; write YYYY-MM-DD, such as 2010-03-04\n")
    assert "rated_on: 2010-03-05\n" in sheet_text(root)


def test_a_conflict_of_interest_is_declared_and_marks_nothing(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    ran = asipgrid(*RATE, "--conflict", cwd=root)
    assert ran.err == "region-a: conflict of interest of two declared; the sheet carries no marks\n"
    assert sheet_text(root) == "rating: region-a\nassessor: two\nrated_on: 2010-03-05\nconflict: true\n"
    assert asipgrid("check", cwd=root).code == 0
    again = asipgrid(*RATE, cwd=root)
    assert (again.code, again.out) == (2, "")
    assert "two has declared a conflict of interest" in again.err
    refused = asipgrid("rate", "small", "region-a", "--as", "one", "--conflict", cwd=root)
    assert (refused.code, refused.err) == (
        2,
        "asipgrid: region-a.yaml: this sheet has marks; a conflict of interest removes them (--force)\n",
    )


def test_without_a_request_the_one_with_the_fewest_marks_is_next(tmp_path: Path, asipgrid: Command) -> None:
    files = {f"requests/small/{name}.yaml": small_request(name, doc=DOC) for name in ("region-b", "region-c")}
    files["requests/small/ratings/one/region-b.yaml"] = small_rating("region-b")
    root = workspace(tmp_path, files)
    day = ("--on", "2010-03-05")
    ran = asipgrid("rate", "small", "--as", "two", *day, cwd=root, answers="1 a\n1 b\n1 c\n")
    assert ran.err.startswith("3 requests to mark; next: region-c\n")
    for expected in ("region-a", "region-b"):
        ran = asipgrid("rate", "small", "--as", "two", *day, cwd=root, answers="1 a\n1 b\n1 c\n")
        assert f"next: {expected}\n" in ran.err
    assert asipgrid("rate", "small", "--as", "two", cwd=root).err == "two: every request of small is marked\n"


@pytest.mark.parametrize(
    ("panel", "options"),
    [("assessors: 2, aggregate: median, blind: true", ()), ("assessors: 2, aggregate: median", ("--blind",))],
)
def test_blind_hides_the_marks_of_others_until_ones_own_are_complete(
    tmp_path: Path, asipgrid: Command, panel: str, options: tuple[str, ...]
) -> None:
    root = workspace(tmp_path, panel=panel)
    first = asipgrid(*RATE, *options, cwd=root, answers="1 a\n1 b\n1 c\n")
    assert "Seen in the plan" not in first.out
    assert "  one: 3, Seen in the plan\n" in asipgrid(*RATE, *options, cwd=root, answers="q\n").out


def test_an_interrupted_session_keeps_what_was_marked_and_goes_on_there(tmp_path: Path) -> None:
    """In a terminal of its own: two answers, Ctrl-C, and again."""
    root = workspace(tmp_path)

    def session(*typed: str, ended: int) -> str:
        master, slave = pty.openpty()
        running = subprocess.Popen(
            [SCRIPT, *RATE],
            cwd=root,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(slave)
        seen = ""

        def until(words: str) -> None:
            nonlocal seen
            end = time.monotonic() + 30
            while words not in seen.rsplit("\x00", 1)[-1] and time.monotonic() < end:
                seen += os.read(master, 65536).decode()
            seen += "\x00"
            time.sleep(0.1)  # the prompt stands before the terminal is ready for a line, which would be thrown away

        until("Level (")
        for line in typed:
            os.write(master, line.encode() + b"\n")
            until("Level (" if line != typed[-1] or ended == 130 else "Enter ends")
        if ended == 130:
            running.send_signal(signal.SIGINT)
        else:
            os.write(master, b"\n")
            until("criteria marked")
        try:
            while select.select([master], [], [], 30)[0] and (data := os.read(master, 65536)):
                seen += data.decode()
        except OSError:  # the terminal is gone with the process
            pass
        os.close(master)
        assert running.wait(timeout=30) == ended
        return seen

    first = session("3 Phases are dated", ended=130)
    assert "region-a: 1 of 3 criteria marked" in first
    second = session("2 Half", "4 In use", ended=0)
    assert "criterion 2 of 3, 1 marked" in second
    assert [line.split(":")[0].strip() for line in sheet_text(root).split("marks:\n")[1].splitlines()] == [
        "DOC-04",
        "DOC-05",
        "DOC-06",
    ]


# ── consensus ──────────────────────────────────────────────────────────────────────────────────────


CONSENSUS = "rating: region-a\nassessor: consensus\nrated_on: 2010-03-10\nmarks: {{DOC-04: {0}}}\n"


def criterion(asipgrid: Command, root: Path, name: str = "DOC-04") -> Any:
    ran = asipgrid("explain", "small", "region-a", "--format", "json", cwd=root)
    assert ran.code == 0, ran.out
    return json.loads(ran.out)["request"]["criteria"][name]


def test_a_consensus_sets_the_level_and_stands_beside_the_marks(tmp_path: Path, asipgrid: Command) -> None:
    files = {
        "requests/small/ratings/two/region-a.yaml": small_rating("region-a", "1", "two"),
        "requests/small/ratings/consensus/region-a.yaml": CONSENSUS.format("{level: 3}"),
    }
    root = workspace(tmp_path, files, panel="assessors: 2, aggregate: median, disagreement: 2")
    found = criterion(asipgrid, root)
    assert (found["level"], found["reason"]) == ("3", "marks 3, 1; agreed on 3 after discussion")
    assert found["consensus"] == {"level": "3", "why": None}
    assert [(each["assessor"], each["level"]) for each in found["marks"]] == [("one", "3"), ("two", "1")]
    assert "* region-a: assessors disagree on DOC-04 (agreed since)\n" in asipgrid("score", "small", cwd=root).out


def test_a_consensus_does_not_replace_marks_that_are_missing(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path, {"requests/small/ratings/consensus/region-a.yaml": CONSENSUS.format("{level: 3}")})
    found = criterion(asipgrid, root)
    assert (found["state"], found["level"], found["consensus"]) == ("unrated", "0", None)
    assert "M310 warning: DOC-04 has 1 of the 2 individual marks it needs" in asipgrid("check", cwd=root).out


# ── the panel ──────────────────────────────────────────────────────────────────────────────────────


def test_the_panel_of_the_example_is_the_reviewed_one(asipgrid: Command, golden: Golden) -> None:
    for form in ("table", "json"):
        ran = asipgrid("panel", "requests/example-2010", "--format", form)
        assert (ran.code, ran.err) == (0, "")
        golden(f"panel.{form}", ran.out)


def test_every_mark_is_one_row(asipgrid: Command) -> None:
    rows = list(csv.DictReader(asipgrid("panel", "requests/example-2010", "--format", "csv").out.splitlines()))
    sheets = list((ROOT / "requests/example-2010/ratings").glob("*/*.yaml"))
    assert {(row["assessor"], row["request"]) for row in rows} == {(path.parent.name, path.stem) for path in sheets}
    assert [row for row in rows if row["conflict"] == "true"] == [
        {"request": "region-b", "criterion": "", "assessor": "assessor-2", "level": "", "why": "", "conflict": "true"}
    ]
    assert len(rows) == 579


def rated(*marks: tuple[str, str, dict[str, int]]) -> dict[str, str]:
    """Sheets of (assessor, request, marks by criterion)."""
    return {
        f"requests/small/ratings/{assessor}/{request}.yaml": (
            f"rating: {request}\nassessor: {assessor}\nrated_on: 2010-03-05\nmarks:\n"
            + "".join(f"  {name}: {{level: {level}, why: Read}}\n" for name, level in given.items())
        )
        for assessor, request, given in marks
    }


def panel_of(tmp_path: Path, asipgrid: Command, sheets: dict[str, str], panel: str = "subjects: 2") -> Any:
    files = {
        f"requests/small/{name}.yaml": small_request(name, doc=DOC) for name in ("region-a", "region-b", "region-c")
    }
    root = workspace(tmp_path, {**files, **sheets}, panel=f"assessors: 2, aggregate: median, {panel}")
    if "requests/small/ratings/one/region-a.yaml" not in sheets:
        (root / "requests/small/ratings/one/region-a.yaml").unlink()
    return json.loads(asipgrid("panel", "small", "--format", "json", cwd=root).out)


CONFLICT = "rating: region-a\nassessor: one\nrated_on: 2010-03-05\nconflict: true\n"
ALL = ("DOC-04", "DOC-05", "DOC-06")


def test_a_severity_is_the_distance_from_what_others_would_have_given(tmp_path: Path, asipgrid: Command) -> None:
    """`two` marks one level of four below `one` on the same criteria, wherever the criteria stand."""
    one = {"region-a": (3, 4, 2), "region-b": (1, 2, 3)}
    sheets = rated(
        *(("one", request, dict(zip(ALL, levels, strict=True))) for request, levels in one.items()),
        *(("two", request, dict(zip(ALL, (n - 1 for n in levels), strict=True))) for request, levels in one.items()),
    )
    data = panel_of(tmp_path, asipgrid, sheets)
    assert data["severity"] == {
        "reason": None,
        "assessors": {
            "one": {"levels": "-0.125", "requests": 2, "marks": 6},
            "two": {"levels": "0.125", "requests": 2, "marks": 6},
        },
    }
    assert data["agreement"]["alpha"]["subjects"] == 6


def test_a_severity_carries_over_assessors_in_common(tmp_path: Path, asipgrid: Command) -> None:
    """`one` and `three` never mark the same request: `two` joins them."""
    marks = dict.fromkeys(ALL, 2)
    low, high = dict.fromkeys(ALL, 1), dict.fromkeys(ALL, 3)
    data = panel_of(
        tmp_path,
        asipgrid,
        rated(
            ("one", "region-a", low),
            ("two", "region-a", marks),
            ("one", "region-b", low),
            ("two", "region-b", marks),
            ("three", "region-b", high),
            ("two", "region-c", marks),
            ("three", "region-c", high),
        ),
    )
    assert {name: each["levels"] for name, each in data["severity"]["assessors"].items()} == {
        "one": "0.25",
        "three": "-0.25",
        "two": "0",
    }


def test_a_severity_is_refused_with_its_reason(tmp_path: Path, asipgrid: Command) -> None:
    marks = dict.fromkeys(ALL, 2)
    thin = panel_of(tmp_path / "thin", asipgrid, rated(("one", "region-a", marks), ("two", "region-a", marks)))
    assert thin["severity"]["reason"] == "not available: one, two share fewer than 2 requests with others"
    two_each = [(who, name, marks) for who in ("one", "two") for name in ("region-a", "region-b")]
    one_each = [(who, "region-c", {"DOC-04": 1}) for who in ("three", "four")]
    data = panel_of(tmp_path / "part", asipgrid, rated(*two_each, *one_each))
    assert data["severity"]["reason"] == "not available: four, three share fewer than 2 requests with others"


def test_nobody_and_one_alone_are_told_as_such(tmp_path: Path, asipgrid: Command) -> None:
    nobody = panel_of(tmp_path / "nobody", asipgrid, {"requests/small/ratings/one/region-a.yaml": CONFLICT})
    assert nobody["severity"]["reason"] == "not available: no marks yet"
    alone = panel_of(tmp_path / "alone", asipgrid, rated(("one", "region-a", {"DOC-04": 3})))
    assert alone["severity"]["reason"] == "not available: one shares fewer than 2 requests with others"


def test_two_groups_that_share_no_criterion_have_no_common_measure(tmp_path: Path, asipgrid: Command) -> None:
    first, second = {"DOC-04": 2, "DOC-05": 2}, {"DOC-06": 3}
    sheets = rated(
        *((who, name, first) for who in ("one", "two") for name in ("region-a", "region-b")),
        *((who, name, second) for who in ("four", "three") for name in ("region-a", "region-b")),
    )
    data = panel_of(tmp_path, asipgrid, sheets)
    assert data["severity"] == {
        "reason": "not available: no marks in common join these groups: four and three; one and two",
        "assessors": {},
    }


def test_agreement_is_not_available_below_the_stated_number_or_when_nothing_varies(
    tmp_path: Path, asipgrid: Command
) -> None:
    marks = dict.fromkeys(ALL, 2)
    sheets = rated(("one", "region-a", marks), ("two", "region-a", marks))
    few = panel_of(tmp_path / "few", asipgrid, sheets, "subjects: 4")["agreement"]
    assert few["alpha"] == {
        "value": None,
        "subjects": 3,
        "reason": "not available: 3 criteria marked by several assessors, 4 needed",
    }
    same = panel_of(tmp_path / "same", asipgrid, sheets, "subjects: 3")["agreement"]
    assert same["icc"]["reason"] == "not available: all marks are the same, or no criterion has several"


# ── the committee ──────────────────────────────────────────────────────────────────────────────────


def test_a_decision_that_changes_nothing_is_reported_and_departures_are_counted(
    tmp_path: Path, asipgrid: Command
) -> None:
    decision = "decision: {0}\noutcome: fund\namount: {1}\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    files = {f"requests/small/{name}.yaml": small_request(name) for name in ("a", "b")}
    files |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in ("a", "b")}
    files |= {
        "requests/small/decisions/a.yaml": decision.format("a", 400),
        "requests/small/decisions/b.yaml": decision.format("b", 300),
    }
    notes = json.loads(asipgrid("score", "small", "--format", "json", cwd=small(tmp_path, files)).out)["notes"]
    assert notes == [
        "decisions that depart from the proposal: 1 of 2",
        "a: the decision changes nothing, for the rules propose the same",
    ]
