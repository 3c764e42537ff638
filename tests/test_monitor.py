"""Monitoring: goals, levels and payments of funded projects against their reports, from whole documents to whole answers."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.check.build import amendment
from asipgrid.documents import workspace
from asipgrid.documents.reader import read
from asipgrid.letters.builder import LetterBuilder
from asipgrid.model.calls import Milestone, MonitoringTerms, Payment
from asipgrid.model.places import Language, Place, Source
from asipgrid.model.requests import GoalMove
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, Text
from asipgrid.monitoring.goal_progress import Day, GoalTerms, KnownValue, Light, progress_of
from asipgrid.monitoring.goals import addendum_goals
from asipgrid.monitoring.projects import Monitoring
from asipgrid.monitoring.promised_payments import split
from asipgrid.schema import dialect
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, Golden, small, small_rating, small_request, write

EXAMPLE = "requests/example-2010"
AS_OF = "2010-10-31"
TERMS = """
addendum:
  goal_level: next
  goals_due: 2010-12-31
  payments:
    - {share: 0.40, at: Signature}
    - {share: 0.30, at: Report, from: 2010-07-01, when: {progress: true}}
    - {share: 0.30, at: Balance, when: {goals_reached: {minimum: 0.6}}}
monitoring:
  start: 2010-05-01
  reports: [{period: 2010-06, due: 2010-07-31}]
"""
CALL = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}") + TERMS
PDF = "{signed: true, format: pdf, total: 10, valid: 5}"
REQUEST = small_request("region-a", doc=PDF)
REPORT = "requests/small/progress/2010-06/region-a.yaml"
REVIEW = "requests/small/progress/2010-06/ratings/one/region-a.yaml"
PAYMENTS = "requests/small/payments/region-a.yaml"
SIGNED = "payment: region-a\nsigned_on: 2010-05-01\n"
WRITTEN = "requests/small/results/monitoring"
AMENDMENT = "requests/small/amendments/region-a.yaml"


def report(facts: str = "{valid: 6}", as_of: str = "2010-06-30", more: str = "", period: str = "2010-06") -> str:
    return f"progress: region-a\nperiod: {period}\nas_of: {as_of}\nfacts: {{doc: {facts}}}\n{more}\n"


def project(
    root: Path,
    extra: Mapping[str, str] | None = None,
    *,
    call: str = CALL,
    grid: str = SMALL_GRID,
    request: str = REQUEST,
) -> Path:
    """The small workspace with one funded project whose goals are DOC-02, DOC-03 and DOC-04."""
    files = {
        "requests/small/region-a.yaml": request,
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a", "2"),
        PAYMENTS: SIGNED,
    }
    return small(root, {**files, **(extra or {})}, call=call, grid=grid)


def followed(asipgrid: Command, root: Path, as_of: str) -> dict[str, Any]:
    ran = asipgrid("monitor", "small", "--as-of", as_of, "--format", "json", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert [each.message for each in dialect.validator(dialect.shipped("monitoring")).iter_errors(data)] == []
    (request,) = data["requests"]
    result: dict[str, Any] = request
    return result


def goal(request: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in (*request["goals"], *request["targets"]) if each["id"] == name)


def test_a_value_near_its_target_has_as_many_decimals_as_tell_them_apart(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("0.60, 0.80]", "0.60, 0.99999]")
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 100000, valid: 90000}")
    call = CALL.replace("share: 0.40, at: S", "share: 0.33334, at: S").replace(
        "{share: 0.30, at: R", "{share: 0.33333, at: R"
    )
    call = call.replace("{share: 0.30, at: B", "{share: 0.33333, at: B").replace("minimum: 0.6}", "minimum: 0.66667}")
    root = project(tmp_path, {REPORT: report("{valid: 99998}")}, grid=grid, request=request, call=call)
    ran = asipgrid("monitor", "small", "region-a", "--as-of", "2010-07-01", cwd=root)
    assert re.search(r"DOC-03 +90 % ≥ 99.999 % 2010-12-31 99.998 %", ran.out)
    assert "2 without a value; at least 66.667 % of them are needed" in " ".join(ran.out.split())
    followed_ = followed(asipgrid, root, "2010-07-01")
    assert goal(followed_, "DOC-03")["target"] == "0.99999"
    assert [each["share"] for each in followed_["payments"]] == ["0.33334", "0.33333", "0.33333"]


# ── a conflict of interest ─────────────────────────────────────────────────────────────────────────

CONFLICT = "rating: region-a\nassessor: one\nrated_on: 2010-03-04\nconflict: true\n"
OTHERS = {
    "requests/small/ratings/two/region-a.yaml": small_rating("region-a", "2", "two"),
    "requests/small/progress/2010-06/ratings/two/region-a.yaml": small_rating("region-a", "3", "two"),
    REPORT: report(),
}
PAIR = CALL.replace("assessors: 1, aggregate: median", "assessors: 1, aggregate: mean")


def found(asipgrid: Command, root: Path) -> tuple[list[str], str, str | None, str]:
    """The findings of a call, the level of DOC-04 by the request, by the report, and how its goal stands."""
    lines = asipgrid("check", "small", cwd=root).out.splitlines()
    score = json.loads(asipgrid("score", "small", "--format", "json", cwd=root).out)
    ran = asipgrid("monitor", "small", "--as-of", "2010-10-31", "--format", "json", cwd=root)
    one = goal(json.loads(ran.out)["requests"][0], "DOC-04")
    latest = one["latest"] and one["latest"]["value"]
    return (
        [line.partition(" warning")[0] for line in lines if "R030" in line],
        score["requests"][0]["criteria"]["DOC-04"]["level"],
        latest,
        one["light"],
    )


@pytest.mark.parametrize(
    ("own", "review", "expected"),
    [
        # Nobody has a conflict: 2 and 1 on the request, 3 and 4 on the report.
        ("1", "4", ([], "1.5", "3.5", "reached")),
        # Declared on the request: the marks on the report are out as well.
        (None, "4", ([f"{REVIEW}:4:1: R030"], "2", "3", "reached")),
        # Declared on the report: the marks on the request are out as well.
        ("1", None, (["requests/small/ratings/one/region-a.yaml:4:1: R030"], "2", "3", "reached")),
        (None, None, ([], "2", "3", "reached")),
    ],
)
def test_a_conflict_holds_for_the_request_and_its_reports_whichever_sheet_declares_it(
    tmp_path: Path,
    asipgrid: Command,
    own: str | None,
    review: str | None,
    expected: tuple[list[str], str, str | None, str],
) -> None:
    files = {
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a", own) if own else CONFLICT,
        REVIEW: small_rating("region-a", review) if review else CONFLICT,
    }
    assert found(asipgrid, project(tmp_path, {**OTHERS, **files}, call=PAIR)) == expected


def test_a_report_marked_by_nobody_else_has_no_level(tmp_path: Path, asipgrid: Command) -> None:
    files = {"requests/small/ratings/one/region-a.yaml": CONFLICT, REVIEW: small_rating("region-a", "4")}
    kept = {name: text for name, text in OTHERS.items() if "progress/2010-06/ratings" not in name}
    root = project(tmp_path, {**kept, **files})
    assert found(asipgrid, root)[2:] == (None, "not-due")
    ran = asipgrid("panel", "small", cwd=root)
    assert re.search(r"region-a +conflict +1/1", ran.out)


def test_who_declared_a_conflict_on_a_report_is_not_asked_about_the_request(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {**OTHERS, REVIEW: CONFLICT})
    assert asipgrid("rate", "small", "--as", "one", cwd=root).err == "one: every request of small is marked\n"
    ran = asipgrid("rate", "small", "region-a", "--as", "one", cwd=root)
    assert ran.err == (
        f"asipgrid: region-a: one has declared a conflict of interest in {REVIEW}; without that line it can be marked\n"
    )


# ── one goal ───────────────────────────────────────────────────────────────────────────────────────


def terms_of_goal(
    baseline: str | None,
    target: str,
    *,
    at_most: bool = False,
    start: str | None = "2010-05-01",
    due: str | None = "2010-12-31",
) -> GoalTerms:
    return GoalTerms(
        id="DOC-03",
        own=False,
        name=Text("Share", "Part"),
        baseline=None if baseline is None else KnownValue(value=Quantity(Fraction(baseline)), dated="2010-02-01"),
        target=Quantity(Fraction(target)),
        at_most=at_most,
        words=None,
        start=start,
        due=due,
        moved=None,
        place=Place(file="grids/doc.yaml"),
    )


def seen(value: str | None) -> KnownValue | None:
    return None if value is None else KnownValue(value=Quantity(Fraction(value)), dated="2010-06-30")


def day(as_of: str, *, reported: bool = True, terms: MonitoringTerms | None = None) -> Day:
    return Day(as_of=as_of, terms=terms or MonitoringTerms(), reported=reported)


@pytest.mark.parametrize(
    ("value", "as_of", "achievement", "expected", "index", "light"),
    [
        # A quarter of 244 days is 61: by 1 July, a quarter of the way from 40 to 80 is expected.
        ("50", "2010-07-01", "1/4", "1/4", "1", Light.ON_TRACK),
        ("49", "2010-07-01", "9/40", "1/4", "9/10", Light.ON_TRACK),
        ("48.9", "2010-07-01", "89/400", "1/4", "89/100", Light.AT_RISK),
        ("48", "2010-07-01", "1/5", "1/4", "4/5", Light.AT_RISK),
        ("47.9", "2010-07-01", "79/400", "1/4", "79/100", Light.LATE),
        ("30", "2010-07-01", "-1/4", "1/4", "-1", Light.LATE),
        ("80", "2010-07-01", "1", "1/4", "4", Light.REACHED),
        ("79", "2010-12-31", "39/40", "1", "39/40", Light.ON_TRACK),
        ("79", "2011-01-01", "39/40", "1", "39/40", Light.LATE),
        ("80", "2011-01-01", "1", "1", "1", Light.REACHED),
        ("41", "2010-05-01", "1/40", "0", None, Light.NOT_DUE),
        (None, "2010-07-01", None, "1/4", None, Light.NOT_DUE),
        (None, "2010-12-31", None, "1", None, Light.NOT_DUE),
        (None, "2011-01-01", None, "1", None, Light.LATE),
    ],
)  # fmt: skip
def test_a_goal_is_measured_against_what_was_expected_by_then(
    value: str | None, as_of: str, achievement: str | None, expected: str, index: str | None, light: Light
) -> None:
    found = progress_of(terms_of_goal("40", "80"), seen(value), day(as_of))
    assert found.achievement == (None if achievement is None else Fraction(achievement))
    assert found.expected == Fraction(expected)
    assert found.index == (None if index is None else Fraction(index))
    assert found.light is light


def test_a_value_missing_without_a_report_is_no_report_and_after_its_day_late() -> None:
    assert progress_of(terms_of_goal("40", "80"), None, day("2010-07-01", reported=False)).light is Light.NO_REPORT
    assert progress_of(terms_of_goal("40", "80"), None, day("2011-01-01", reported=False)).light is Light.LATE


def test_a_falling_target_is_reached_from_above() -> None:
    falling = terms_of_goal("80", "40", at_most=True)
    half = progress_of(falling, seen("60"), day("2010-07-01"))
    assert (half.achievement, half.light) == (Fraction(1, 2), Light.ON_TRACK)
    assert progress_of(falling, seen("40"), day("2010-07-01")).light is Light.REACHED
    assert progress_of(falling, seen("90"), day("2010-07-01")).achievement == Fraction(-1, 4)


def test_a_target_equal_to_the_baseline_is_reached_when_the_value_meets_it() -> None:
    same = terms_of_goal("40", "40")
    assert progress_of(same, seen("40"), day("2010-07-01")).light is Light.REACHED
    below = progress_of(same, seen("39"), day("2010-07-01"))
    assert (below.achievement, below.index, below.light) == (None, None, Light.NOT_DUE)
    assert [reason.key for reason in below.reasons] == ["goal_no_way"]
    assert progress_of(same, seen("39"), day("2011-01-01")).light is Light.LATE


def test_what_is_not_known_is_said_and_not_made_up() -> None:
    for unknown, reason in (
        (terms_of_goal(None, "80"), "goal_no_baseline"),
        (terms_of_goal("40", "80", start=None), "goal_no_start"),
        (terms_of_goal("40", "80", due=None), "goal_no_due"),
    ):
        found = progress_of(unknown, seen("50"), day("2010-07-01"))
        assert (found.index, found.light) == (None, Light.NOT_DUE)
        assert [each.key for each in found.reasons] == [reason]
    assert progress_of(terms_of_goal(None, "80"), seen("60"), day("2010-07-01")).of_target == Fraction(3, 4)
    assert progress_of(terms_of_goal(None, "80"), seen("80"), day("2010-07-01")).light is Light.REACHED


def test_milestones_take_the_place_of_the_straight_line() -> None:
    every = (Milestone(by="2010-07-01", share=Fraction(1, 10)), Milestone(by="2010-10-01", share=Fraction(1, 2)))
    own = (Milestone(by="2010-07-01", share=Fraction(4, 5), goals=("DOC-03",)),)
    for milestones, as_of, expected in (
        (every, "2010-07-01", Fraction(1, 10)),
        (every, "2010-08-16", Fraction(3, 10)),
        (every, "2010-10-01", Fraction(1, 2)),
        ((*every, *own), "2010-07-01", Fraction(4, 5)),
    ):
        terms = MonitoringTerms(milestones=milestones)
        assert progress_of(terms_of_goal("40", "80"), seen("50"), day(as_of, terms=terms)).expected == expected


@given(
    st.fractions(-1000, 1000), st.fractions(-1000, 1000), st.fractions(-1000, 1000),
    st.dates(min_value=datetime.date(2010, 1, 1), max_value=datetime.date(2011, 12, 31)),
)  # fmt: skip
def test_the_index_is_exact_and_the_light_follows_from_it(
    baseline: Fraction, target: Fraction, value: Fraction, on: datetime.date
) -> None:
    asked = terms_of_goal(str(baseline), str(target), at_most=target < baseline)
    found = progress_of(asked, seen(str(value)), day(on.isoformat()))
    assert found.expected is not None
    assert 0 <= found.expected <= 1
    if found.achievement is not None:
        assert baseline + found.achievement * (target - baseline) == value
        assert (found.light is Light.REACHED) == (found.achievement >= 1)
    if found.index is not None and found.light is not Light.REACHED and on.isoformat() <= "2010-12-31":
        assert (found.light is Light.ON_TRACK) == (found.index >= Fraction(9, 10))
        assert (found.light is Light.LATE) == (found.index < Fraction(8, 10))


# ── one project ────────────────────────────────────────────────────────────────────────────────────


def test_reports_are_laid_over_the_request_and_the_decision_stays(tmp_path: Path, asipgrid: Command) -> None:
    evidence = "evidence: [{id: P1, title: Count, date: 2010-06-29, as_of: 2010-06-15, supports: [doc.valid]}]"
    root = project(tmp_path, {REPORT: report("{valid: 6, format: cda}", more=evidence)})
    before = asipgrid("score", "small", "--format", "json", cwd=root).out
    request = followed(asipgrid, root, "2010-07-01")
    share = goal(request, "DOC-03")
    assert (share["light"], share["baseline"]["value"], share["target"], share["latest"]["value"]) == (
        "reached",
        "0.5",
        "0.6",
        "0.6",
    )
    assert share["latest"]["dated"] == "2010-06-15"
    assert share["latest"]["documents"] == [{"id": "P1", "title": "Count", "place": f"{REPORT}:5"}]
    assert [(fact["path"], fact["place"]) for fact in share["latest"]["facts"]] == [
        ("doc.valid", f"{REPORT}:4"),
        ("doc.total", "requests/small/region-a.yaml:7"),
    ]
    assert goal(request, "DOC-02")["latest"]["value"] == "4"
    assert goal(request, "DOC-04")["latest"] is None
    assert request["levels"] == {
        name: {
            side: {"state": "scored", "level": level, "ceiling": level}
            for side, level in (("then", then), ("now", now))
        }
        for name, then, now in (("DOC-02", "2", "4"), ("DOC-03", "2", "3"))
    }
    assert request["score"] == {"then": "50.00", "now": "82.50"}
    assert asipgrid("score", "small", "--format", "json", cwd=root).out == before


def test_only_reports_of_that_day_or_before_count_and_the_later_one_wins(tmp_path: Path, asipgrid: Command) -> None:
    later = "requests/small/progress/2010-09/region-a.yaml"
    root = project(
        tmp_path, {REPORT: report("{valid: 5}"), later: report("{valid: 7}", "2010-09-30", period="2010-09")}
    )
    assert goal(followed(asipgrid, root, "2010-09-29"), "DOC-03")["latest"]["value"] == "0.5"
    assert goal(followed(asipgrid, root, "2010-09-30"), "DOC-03")["latest"]["value"] == "0.7"


def test_a_figure_whose_document_is_missing_is_no_value(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("    measure: share\n", "    measure: share\n    evidence: required\n")
    request = REQUEST + "evidence: [{id: E1, title: Count, date: 2010-01-31, supports: [doc.total, doc.valid]}]\n"
    bare = goal(
        followed(asipgrid, project(tmp_path / "bare", {REPORT: report()}, grid=grid, request=request), "2010-07-01"),
        "DOC-03",
    )
    assert (bare["light"], bare["latest"]) == ("not-due", None)
    assert bare["reasons"] == ["no document supports doc.valid; with one, level 3", "no report gives a value yet"]
    proof = report(more="evidence: [{id: P1, title: Count, date: 2010-06-30, supports: [doc.valid]}]")
    proved = followed(asipgrid, project(tmp_path / "proved", {REPORT: proof}, grid=grid, request=request), "2010-07-01")
    assert goal(proved, "DOC-03")["light"] == "reached"


def test_what_a_later_report_leaves_empty_stands_where_it_was_stated(tmp_path: Path, asipgrid: Command) -> None:
    evidence = "evidence: [{id: R1, title: Count, date: 2010-06-20, supports: [doc.valid]}]"
    later = "requests/small/progress/2010-09/region-a.yaml"
    empty = "progress: region-a\nperiod: 2010-09\nas_of: 2010-09-30\nfacts:\n  doc:\n    valid:\n    total: 12\n"
    root = project(tmp_path, {REPORT: report("{valid: 6}", more=evidence), later: empty})
    latest = goal(followed(asipgrid, root, "2010-10-01"), "DOC-03")["latest"]
    assert [each["place"] for each in latest["documents"]] == [f"{REPORT}:5"]
    assert [each["place"] for each in latest["facts"]] == [f"{REPORT}:4", f"{later}:7"]
    nothing = project(tmp_path / "nothing", {REPORT: report("{valid: }")})
    assert goal(followed(asipgrid, nothing, "2010-10-01"), "DOC-03")["latest"] is None


def test_marks_on_a_report_give_a_goal_its_value_and_marks_on_the_request_none(
    tmp_path: Path, asipgrid: Command
) -> None:
    sheet = "rating: region-a\nassessor: one\nrated_on: 2010-07-05\nmarks: {DOC-04: {level: 3, why: Carried out}}\n"
    root = project(tmp_path, {REPORT: report(), REVIEW: sheet})
    assert goal(followed(asipgrid, root, "2010-07-04"), "DOC-04")["latest"] is None
    marked = goal(followed(asipgrid, root, "2010-07-05"), "DOC-04")
    assert (marked["light"], marked["latest"]["value"], marked["latest"]["dated"]) == ("reached", "3", "2010-07-05")
    assert marked["latest"]["documents"] == [{"id": "one", "title": "", "place": f"{REVIEW}:4"}]


def test_targets_of_its_own_may_fall_be_days_or_lack_a_baseline(tmp_path: Path, asipgrid: Command) -> None:
    own = """commitments:
  - {path: doc.valid, target: 8, by: 2010-12-31}
  - {path: doc.total, target: 9, by: 2010-12-31}
  - {path: submitted_on, target: 2010-06-30, by: 2010-06-30}
  - {path: funding.total_cost, target: 10}
"""
    request = followed(
        asipgrid, project(tmp_path, {REPORT: report("{valid: 6, total: 9}")}, request=REQUEST + own), "2010-08-01"
    )
    valid, total, submitted, cost = request["targets"]
    assert (valid["achievement"], valid["light"]) == ("0.333333", "at-risk")
    assert (total["at_most"], total["achievement"], total["light"]) == (True, "1.000000", "reached")
    assert (submitted["latest"], submitted["unit"], submitted["light"]) == (None, "date", "late")
    assert (cost["baseline"], cost["due"], cost["light"]) == (None, None, "not-due")


DATED = SMALL_GRID.replace("    valid: {type", "    live: {type: string, format: date}\n    valid: {type")


@pytest.mark.parametrize(
    ("reported", "as_of", "light"),
    [
        ("2010-06-10", "2010-06-30", "reached"),
        ("2010-08-10", "2010-08-09", "not-due"),
        ("2010-09-10", "2010-08-09", "at-risk"),
        ("2010-09-10", "2010-09-30", "late"),
    ],
)
def test_a_day_is_reached_when_it_has_come_and_is_no_later_than_its_target(
    tmp_path: Path, asipgrid: Command, reported: str, as_of: str, light: str
) -> None:
    own = "commitments: [{path: doc.live, target: 2010-08-31, by: 2010-08-31}]\n"
    request = REQUEST.replace("valid: 5", "valid: 5, live: 2010-07-31") + own
    root = project(tmp_path, {REPORT: report(f"{{live: {reported}}}")}, request=request, grid=DATED)
    (target,) = followed(asipgrid, root, as_of)["targets"]
    assert (target["light"], target["latest"]["value"], target["index"]) == (light, reported, None)
    if light == "at-risk":
        assert target["reasons"] == ["announced for 2010-09-10, after 2010-08-31"]


LEVELS = """
      - {level: 4, is: Structured, when: {doc.format: cda, doc.signed: true}}
      - {level: 3, is: Sealed, when: {doc.format: [cda, paper]}}
"""


def test_a_level_that_holds_whatever_is_missing_counts_and_one_that_may_be_does_not(
    tmp_path: Path, asipgrid: Command
) -> None:
    two = "\n      - {level: 4, is: Structured, when: {doc.format: cda}}\n"
    open_ = LEVELS.replace("doc.signed: true", "doc.total: {minimum: 1}")
    grid = SMALL_GRID.replace(two, open_)
    assert grid != SMALL_GRID
    request = REQUEST.replace("format: pdf, total: 10, valid: 5", "format: pdf")
    sure = followed(
        asipgrid,
        project(tmp_path / "sure", {REPORT: report("{format: cda}")}, grid=grid, request=request),
        "2010-07-01",
    )
    form = goal(sure, "DOC-02")
    assert (form["target"], form["means"], form["light"], form["latest"]["value"]) == ("3", "Sealed", "reached", "3")
    maximal = CALL.replace("goal_level: next", "goal_level: max")
    root = project(tmp_path / "open", {REPORT: report("{format: cda}")}, grid=grid, request=request, call=maximal)
    may_be = goal(followed(asipgrid, root, "2010-07-01"), "DOC-02")
    assert (may_be["target"], may_be["light"], may_be["latest"]) == ("4", "not-due", None)
    assert may_be["reasons"] == [
        "at least level 3; level 4 is still possible, for doc.total: not stated",
        "no report gives a value yet",
    ]


def test_a_criterion_that_no_longer_applies_gives_no_value(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace(
        "    measure: share\n", "    measure: share\n    applies_when: {doc.format: [pdf, cda]}\n"
    )
    root = project(tmp_path, {REPORT: report("{format: paper, valid: 9}")}, grid=grid)
    share = goal(followed(asipgrid, root, "2010-07-01"), "DOC-03")
    assert (share["light"], share["latest"]) == ("not-due", None)
    assert share["reasons"][0].startswith("does not apply: doc.format is paper")


def test_the_light_of_a_request_is_its_worst_goal(tmp_path: Path, asipgrid: Command) -> None:
    request = followed(asipgrid, project(tmp_path, {REPORT: report("{valid: 5, format: cda}")}), "2010-08-01")
    assert {each["id"]: each["light"] for each in request["goals"]} == {
        "DOC-02": "reached",
        "DOC-03": "late",
        "DOC-04": "not-due",
    }
    assert (request["light"], request["worst"]) == ("late", ["DOC-03"])


def test_the_start_is_the_signature_else_the_calls_else_the_decision(tmp_path: Path, asipgrid: Command) -> None:
    bare = CALL.replace("  start: 2010-05-01\n", "")
    unsigned = {PAYMENTS: "payment: region-a\n"}
    decision = "decision: region-a\noutcome: fund\ndecided_by: Board\ndecided_on: 2010-04-15\nwhy: Sound\n"
    for name, call, extra, start in (
        ("none", bare, unsigned, {"day": None, "from": None}),
        ("decided", bare, {"requests/small/decisions/region-a.yaml": decision, **unsigned}, {"day": "2010-04-15", "from": "decided"}),
        ("call", CALL, unsigned, {"day": "2010-05-01", "from": "call"}),
        ("signed", CALL, {PAYMENTS: "payment: region-a\nsigned_on: 2010-05-10\n"}, {"day": "2010-05-10", "from": "signed"}),
    ):  # fmt: skip
        root = project(tmp_path / name, {REPORT: report(), **extra}, call=call)
        assert followed(asipgrid, root, "2010-07-01")["start"] == start


# ── payments ───────────────────────────────────────────────────────────────────────────────────────


def states(request: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["state"], each["payable"]) for each in request["payments"]]


def test_a_payment_is_paid_payable_suspended_or_not_due(tmp_path: Path, asipgrid: Command) -> None:
    paid = f"{SIGNED}paid: [{{number: 1, amount: 160, paid_on: 2010-05-20, reference: M-1}}]\n"
    root = project(tmp_path, {REPORT: report("{valid: 7, format: cda}"), PAYMENTS: paid})
    assert states(followed(asipgrid, root, "2010-05-19")) == [
        ("payable", "160.00"),
        ("not-due", "0.00"),
        ("not-due", "0.00"),
    ]
    assert states(followed(asipgrid, root, "2010-05-20")) == [
        ("paid", "0.00"),
        ("not-due", "0.00"),
        ("not-due", "0.00"),
    ]
    # Two of three goals are reached whatever the third turns out to be: the balance need not wait.
    assert states(followed(asipgrid, root, "2010-07-01")) == [
        ("paid", "0.00"),
        ("payable", "120.00"),
        ("payable", "120.00"),
    ]


def test_a_late_report_suspends_and_a_goal_without_a_value_is_neither_reached_nor_missed(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = project(tmp_path)
    late = followed(asipgrid, root, "2010-08-01")
    assert states(late)[1] == ("suspended", "0.00")
    assert late["payments"][1]["conditions"] == [
        {"says": "the addendum was signed on 2010-05-01", "holds": True, "facts": []},
        {"says": "no progress report has been received", "holds": False, "facts": []},
    ]
    root = project(tmp_path, {REPORT: report("{format: cda}")})
    after = followed(asipgrid, root, "2011-01-01")["payments"][2]
    assert (after["state"], after["conditions"][1:]) == (
        "suspended",
        [
            {
                "says": "1 of 3 goals reached, 2 without a value; at least 60 % of them are needed",
                "holds": None,
                "facts": [],
            }
        ],
    )


def test_a_payment_gate_that_fails_suspends_every_payment_until_a_report_settles_it(
    tmp_path: Path, asipgrid: Command
) -> None:
    grid = SMALL_GRID.replace(
        "  - id: DOC-02",
        "  - id: DOC-05\n    question: Is it cda?\n    gate: payment\n    requires: {doc.format: cda}\n  - id: DOC-02",
    )
    held = followed(asipgrid, project(tmp_path / "held", {REPORT: report()}, grid=grid), "2010-07-01")
    assert states(held)[:2] == [("suspended", "0.00"), ("suspended", "0.00")]
    assert held["suspended"] == "280.00"
    settled = followed(
        asipgrid, project(tmp_path / "settled", {REPORT: report("{format: cda}")}, grid=grid), "2010-07-01"
    )
    assert states(settled)[:2] == [("payable", "160.00"), ("payable", "120.00")]
    assert settled["payments"][0]["conditions"][1]["facts"] == [
        {"path": "doc.format", "value": "cda", "place": f"{REPORT}:4"}
    ]


def test_the_condition_of_a_payment_reads_facts_and_measures_as_they_were_reported(
    tmp_path: Path, asipgrid: Command
) -> None:
    when = "when: {share: {minimum: 0.7}, doc.format: cda, goals_reached: {exclusiveMinimum: 0}}"
    call = CALL.replace("when: {goals_reached: {minimum: 0.6}}", when)
    root = project(tmp_path, {REPORT: report("{valid: 7, format: cda}")}, call=call)
    assert followed(asipgrid, root, "2010-07-01")["payments"][2]["conditions"][1:] == [
        {
            "says": "share is 0.7, at least 0.7",
            "holds": True,
            "facts": [
                {"path": "doc.valid", "value": "7", "place": f"{REPORT}:4"},
                {"path": "doc.total", "value": "10", "place": "requests/small/region-a.yaml:7"},
            ],
        },
        {
            "says": "doc.format is cda",
            "holds": True,
            "facts": [{"path": "doc.format", "value": "cda", "place": f"{REPORT}:4"}],
        },
        {"says": "2 of 3 goals reached, 1 without a value", "holds": True, "facts": []},
    ]


def test_the_addendum_says_from_when_and_by_which_units_a_payment_is_made(tmp_path: Path, asipgrid: Command) -> None:
    units = "at: Balance, units: {path: doc.valid, price: 33.33}"
    root = project(tmp_path, call=CALL.replace("at: Balance, when: {goals_reached: {minimum: 0.6}}", units))
    text = asipgrid("draft", "small", cwd=root).out
    assert (
        "| Report (from 1 July 2010) | a progress report has been received, and none that was due by then is missing |"
        in text
    )
    assert (
        "| released in parts, up to its amount: €33.33 for each unit more than the request stated (doc.valid) |" in text
    )


def test_units_that_are_not_stated_are_not_counted(tmp_path: Path, asipgrid: Command) -> None:
    units = "at: Balance, units: {path: funding.total_cost, price: 10}"
    call = CALL.replace("at: Balance, when: {goals_reached: {minimum: 0.6}}", units)
    payment = followed(asipgrid, project(tmp_path, {REPORT: report()}, call=call), "2010-07-01")["payments"][2]
    assert (payment["state"], payment["conditions"][-1]["holds"]) == ("suspended", None)
    assert payment["conditions"][-1]["says"] == (
        "funding.total_cost: not stated in the request or since, so no unit can be counted"
    )


def test_without_a_goal_none_is_left_to_reach(tmp_path: Path, asipgrid: Command) -> None:
    best = small_request("region-a", doc="{signed: true, format: cda, total: 10, valid: 9}")
    root = project(
        tmp_path,
        {REPORT: report("{valid: 9}"), "requests/small/ratings/one/region-a.yaml": small_rating("region-a", "4")},
        request=best,
    )
    request = followed(asipgrid, root, "2011-01-01")
    assert (request["light"], request["goals"]) == (None, [])
    assert states(request)[2] == ("payable", "120.00")


def test_a_payment_by_units_is_released_in_parts_and_never_beyond_its_amount(tmp_path: Path, asipgrid: Command) -> None:
    call = CALL.replace(
        "at: Balance, when: {goals_reached: {minimum: 0.6}}", "at: Balance, units: {path: doc.valid, price: 33.33}"
    )
    for valid, paid, state, payable in (
        (5, "", "not-due", "0.00"),
        (6, "", "payable", "33.33"),
        (7, "{number: 3, amount: 33.33, paid_on: 2010-06-01}", "payable", "33.33"),
        (10, "{number: 3, amount: 33.33, paid_on: 2010-06-01}, {number: 3, amount: 33.33, paid_on: 2010-06-15}", "payable", "53.34"),
        (10, "{number: 3, amount: 120, paid_on: 2010-06-01}", "paid", "0.00"),
    ):  # fmt: skip
        name = f"{valid}-{len(paid)}"
        root = project(
            tmp_path / name,
            {REPORT: report(f"{{valid: {valid}}}"), PAYMENTS: f"{SIGNED}paid: [{paid}]\n"},
            call=call,
        )
        assert states(followed(asipgrid, root, "2010-07-01"))[2] == (state, payable), name


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.integers(1, 10**12))
def test_payments_sum_to_the_award_and_none_is_negative(weights: list[int], award: int) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    cents = list(split([Payment(share=share, at=Text("", ""), when=None) for share in shares], award))
    assert sum(cents) == award
    assert all(each >= 0 for each in cents)


@pytest.mark.slow
@settings(deadline=None)  # the first example loads the modules of monitoring
@given(valid=st.integers(0, 10), price=st.integers(1, 20000), paid=st.integers(0, 12000))
def test_what_is_paid_and_payable_never_exceeds_the_award(
    tmp_path_factory: pytest.TempPathFactory, valid: int, price: int, paid: int
) -> None:
    units = f"at: Balance, units: {{path: doc.valid, price: {price / 100:.2f}}}"
    call = CALL.replace("at: Balance, when: {goals_reached: {minimum: 0.6}}", units)
    made = f"[{{number: 3, amount: {paid / 100:.2f}, paid_on: 2010-06-01}}]" if paid else "[]"
    root = project(
        tmp_path_factory.mktemp("award"),
        {REPORT: report(f"{{valid: {valid}}}"), PAYMENTS: f"{SIGNED}paid: {made}\n"},
        call=call,
    )
    case = pipeline.load(workspace.find_call("small", root)).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    found = pipeline.follow(case, result, "2010-08-01")
    assert isinstance(found, Monitoring)
    (one,) = found.requests
    for each in one.instalments:
        assert each.payable >= 0
        assert each.spent + each.payable <= each.amount
    assert one.paid + sum(each.payable for each in one.instalments) <= 40000


# ── decisions on an addendum ───────────────────────────────────────────────────────────────────────

MOVED = """amendment: region-a
decided_by: Board
moves:
  - {goal: DOC-03, target: 0.55, due: 2011-03-31, decided_on: 2010-09-01, why: The archive burnt}
  - {goal: DOC-03, due: 2011-06-30, decided_on: 2010-10-01, why: It burnt again}
  - {goal: DOC-04, level: 4, decided_on: 2010-10-01, why: More was possible}
returns:
  - {amount: 40, decided_on: 2010-10-01, why: Not spent}
"""


def test_a_goal_moves_on_the_day_it_was_decided(tmp_path: Path, asipgrid: Command) -> None:
    paid = f"{SIGNED}paid: [{{number: 1, amount: 160, paid_on: 2010-05-20}}]\n"
    root = project(tmp_path, {REPORT: report("{valid: 5}"), AMENDMENT: MOVED, PAYMENTS: paid})
    for as_of, target, due, plan, returned in (
        ("2010-08-31", "0.6", "2010-12-31", "3", "0.00"),
        ("2010-09-01", "0.55", "2011-03-31", "3", "0.00"),
        ("2010-10-01", "0.55", "2011-06-30", "4", "40.00"),
    ):
        request = followed(asipgrid, root, as_of)
        share = goal(request, "DOC-03")
        assert (share["target"], share["due"], goal(request, "DOC-04")["target"], request["returned"]) == (
            target,
            due,
            plan,
            returned,
        )
    assert goal(request, "DOC-04")["means"] == "full"
    assert share["moved"] == {"decided_on": "2010-10-01", "why": "It burnt again", "place": f"{AMENDMENT}:5"}


def test_moves_come_in_the_order_of_their_days() -> None:

    text = "amendment: a\ndecided_by: B\nmoves:\n  - {goal: A-01, due: 2011-06-30, decided_on: 2010-10-01, why: x}\n  - {goal: A-01, due: 2011-03-31, decided_on: 2010-09-01, why: y}\n"
    record, _ = read(Source(name="a.yaml", data=text.encode()))
    assert record is not None
    moves: tuple[GoalMove, ...] = amendment(record, record.data, "EUR").moves
    assert [move.decided_on for move in moves] == ["2010-09-01", "2010-10-01"]


# ── the command ────────────────────────────────────────────────────────────────────────────────────


def test_without_a_day_it_is_the_newest_that_a_report_describes_and_said(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("monitor", "small", cwd=project(tmp_path, {REPORT: report()}))
    assert ran.err == "as of 2010-06-30, the newest day that a report describes (--as-of names another)\n"
    assert ran.out.startswith("A small call (small), as of 2010-06-30\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("small",), "no progress report says which day it is; say it with --as-of YYYY-MM-DD"),
        (
            ("small", "--as-of", "2010-02-30"),
            "2010-02-30: no day of the calendar; write YYYY-MM-DD, such as 2010-06-30",
        ),
        (("small", "--as-of", "today"), "today: no day of the calendar; write YYYY-MM-DD, such as 2010-06-30"),
        (
            ("small", "region-b", "--as-of", "2010-07-01"),
            "region-b: no such request in small; there are region-a, region-c",
        ),
        (("small", "region-c", "--as-of", "2010-07-01"), "region-c: is not funded, so there is nothing to follow"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_one_line(
    tmp_path: Path, asipgrid: Command, arguments: tuple[str, ...], says: str
) -> None:
    unsigned = small_request("region-c", doc="{signed: false}")
    ran = asipgrid("monitor", *arguments, cwd=project(tmp_path, {"requests/small/region-c.yaml": unsigned}))
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {says}\n")


def test_payments_that_cannot_be_so_are_findings(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid(
        "monitor", "small", "--as-of", "2010-07-01",
        cwd=project(tmp_path, {PAYMENTS: "payment: region-a\npaid:\n  - {number: 1, amount: 170, paid_on: 2010-05-03}\n"}),
    )  # fmt: skip
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0] == (
        f"{PAYMENTS}:3:25: P605 payment 1 of region-a is 160.00 EUR, 170.00 EUR are recorded; correct the amount"
    )


def test_a_report_on_a_request_that_is_not_funded_is_not_dropped_in_silence(tmp_path: Path, asipgrid: Command) -> None:
    extra = {
        "requests/small/region-c.yaml": small_request("region-c", doc="{signed: false}"),
        "requests/small/progress/2010-06/region-c.yaml": report().replace("region-a", "region-c"),
    }
    ran = asipgrid("monitor", "small", "-q", cwd=project(tmp_path, extra))
    assert "! reports that nobody follows, for their request is not funded: region-c\n" in ran.out


def test_a_call_that_funds_nobody_says_so(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, request=small_request("region-a", doc="{signed: false}"))
    assert asipgrid("monitor", "small", "--as-of", "2010-07-01", cwd=root).out.endswith(
        "No request of this call is funded, so there is nothing to follow.\n"
    )


def test_what_applicants_write_is_shown_and_inert(tmp_path: Path, asipgrid: Command) -> None:
    hostile = 'difficulties: "\\e[2J [red] | <b> =1+1"\nevidence: [{id: P1, title: "=cmd()", date: 2010-06-30, supports: [doc.valid]}]'
    root = project(
        tmp_path,
        {
            REPORT: report("{valid: 5}", more=hostile),
            AMENDMENT: MOVED.replace("The archive burnt", "=1+1 | <b>").partition("returns")[0],
        },
    )
    shown = {
        form: asipgrid("monitor", "small", "--as-of", "2010-10-15", "--format", form, cwd=root).out
        for form in ("table", "markdown", "csv", "json")
    }
    assert all("\x1b" not in text for text in shown.values())
    assert "<U+001B>[2J [red] | <b> =1+1" in shown["table"]
    assert r"<U+001B>" not in shown["markdown"].replace(r"\<U+001B\>", "")
    assert r"\[red\] \| \<b\>" in shown["markdown"]
    for row in csv.reader(io.StringIO(shown["csv"])):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    assert json.loads(shown["json"])["requests"][0]["reports"][0]["difficulties"] == "\x1b[2J [red] | <b> =1+1"


def test_the_same_documents_and_day_give_the_same_bytes_in_every_form(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {REPORT: report(), AMENDMENT: MOVED.partition("returns")[0]})
    for form in ("table", "json", "csv", "markdown"):
        first, second = (asipgrid("monitor", "small", "-q", "--format", form, cwd=root).out for _ in range(2))
        assert first == second != ""


# ── results/monitoring ─────────────────────────────────────────────────────────────────────────────


def written(tmp_path: Path, asipgrid: Command) -> Path:
    root = project(tmp_path, {REPORT: report("{valid: 5}")})
    asipgrid("score", "small", "--write", "-q", cwd=root)
    ran = asipgrid("monitor", "small", "--as-of", "2010-07-15", "--write", cwd=root)
    assert ran.err == "3 files in requests/small/results/monitoring\n"
    return root


def test_what_was_written_is_proved_from_the_documents(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("verify", "small", cwd=written(tmp_path, asipgrid))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("3 files in requests/small/results/monitoring: what the documents give, as of 2010-07-15\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (REPORT, "valid: 5", "valid: 6", f"{REPORT} has changed since the results were written"),
        (
            f"{WRITTEN}/region-a.json",
            '"light": "late"',
            '"light": "reached"',
            f'{WRITTEN}/region-a.json:6 was edited by hand: has "reached", the documents give "late"',
        ),
        (
            f"{WRITTEN}/call.json",
            "2010-07-15",
            "2010-02-30",
            f"{WRITTEN}/call.json does not say for which day it was written",
        ),
    ],
)
def test_the_first_cause_of_a_difference_is_named(
    tmp_path: Path, asipgrid: Command, file: str, old: str, new: str, says: str
) -> None:
    root = written(tmp_path, asipgrid)
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ran = asipgrid("verify", "small", cwd=root)
    assert (ran.code, ran.out) == (1, f"{says}\n")


def test_a_report_of_a_later_day_changes_nothing_that_was_written(tmp_path: Path, asipgrid: Command) -> None:
    root = written(tmp_path, asipgrid)
    write(root, {"requests/small/progress/2010-09/region-a.yaml": report("{valid: 9}", "2010-09-30", period="2010-09")})
    assert asipgrid("verify", "small", cwd=root).code == 0


def test_a_file_that_is_missing_or_of_no_request_is_named(tmp_path: Path, asipgrid: Command) -> None:
    folder = written(tmp_path, asipgrid) / "requests/small/results/monitoring"
    (folder / "region-a.json").rename(folder / "region-z.json")
    assert (
        asipgrid("verify", "small", cwd=tmp_path).out == "requests/small/results/monitoring/region-a.json is missing\n"
    )
    (folder / "region-a.json").write_bytes((folder / "region-z.json").read_bytes())
    assert asipgrid("verify", "small", cwd=tmp_path).out == (
        "requests/small/results/monitoring/region-z.json is of no request of this call\n"
    )
    (folder / "call.json").unlink()
    assert asipgrid("verify", "small", cwd=tmp_path).out == "requests/small/results/monitoring/call.json is missing\n"


def test_compare_tells_what_moved_in_the_written_monitoring(tmp_path: Path, asipgrid: Command) -> None:
    root = written(tmp_path, asipgrid)
    shutil.copytree(root / "requests/small/results", root / "then")
    write(root, {"requests/small/progress/2010-09/region-a.yaml": report("{valid: 6}", "2010-09-30", period="2010-09")})
    asipgrid("monitor", "small", "--write", "-q", cwd=root)
    ran = asipgrid("compare", "then", "requests/small/results", "--exit-code", cwd=root)
    assert ran.code == 1
    assert "monitoring: as of 2010-07-15 → 2010-09-30\n" in ran.out
    assert (
        "monitoring of region-a: light late → not-due; score now 50.00 → 57.50; DOC-03\n  light late → reached; DOC-03 value 0.5 → 0.6\n"
        in ran.out
    )
    data = json.loads(asipgrid("compare", "then", "requests/small/results", "--format", "json", cwd=root).out)
    assert [(each["id"], len(each["moves"])) for each in data["monitoring"]] == [(None, 1), ("region-a", 4)]


def test_compare_tells_of_a_project_that_is_followed_on_one_side_alone(tmp_path: Path, asipgrid: Command) -> None:
    root = written(tmp_path, asipgrid)
    shutil.copytree(root / "requests/small/results", root / "then")
    (root / "then/monitoring/region-a.json").unlink()
    ran = asipgrid("compare", "then", "requests/small/results", cwd=root)
    assert "monitoring of region-a: light none → late\n" in ran.out
    shutil.rmtree(root / "then/monitoring")
    ran = asipgrid("compare", "then", "requests/small/results", cwd=root)
    assert "monitoring of" not in ran.out
    assert "requests/small/results has its monitoring written, then has not" in ran.out
    (root / "requests/small/results/monitoring/region-a.json").write_text('{"asipgrid": "monitoring/1", "as_of": "x"}')
    ran = asipgrid("compare", "then", "requests/small/results", cwd=root)
    assert (ran.code, ran.err) == (
        2,
        "asipgrid: requests/small/results: the monitoring of region-a is not whole\n",
    )


# ── letters ────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_that_nothing_calls_for_is_refused(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {REPORT: report()})
    for arguments, says in (
        (("region-a", "--letter", "follow-up", "--as-of", "2010-07-15"), "region-a: no follow-up letter is called for on 2010-07-15"),
        (("--letter", "reminder", "--as-of", "2010-07-15"), "small: no reminder letter is called for on 2010-07-15"),
        (("--as-of", "2010-07-15"), "--as-of is the day of a letter that follows a project; say which with --letter"),
    ):  # fmt: skip
        ran = asipgrid("draft", "small", *arguments, cwd=root)
        assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {says}\n")


def test_a_payment_notice_names_what_was_paid_and_what_is_payable(tmp_path: Path, asipgrid: Command) -> None:
    paid = f"{SIGNED}paid: [{{number: 1, amount: 160, paid_on: 2010-05-20, reference: M-1}}]\n"
    root = project(tmp_path, {REPORT: report("{valid: 7, format: cda}"), PAYMENTS: paid})
    text = asipgrid("draft", "small", "--letter", "payment", "--as-of", "2010-07-15", cwd=root).out
    assert (
        "| 2 | €120.00 | Report | the addendum was signed on 1 May 2010; progress reports received: 2010-06 |" in text
    )
    assert (
        "| 3 | €120.00 | Balance | the addendum was signed on 1 May 2010; "
        "2 of 3 goals reached, 1 without a value; at least 60 % of them are needed |" in text
    )
    assert "In all €240.00 (two hundred and forty euros)." in text
    assert "| 1 | €160.00 | 20 May 2010 | M-1 |" in text
    assert "held back" not in text


def test_a_reminder_asks_for_the_figures_that_are_missing_and_not_for_marks(tmp_path: Path, asipgrid: Command) -> None:
    own = "commitments: [{path: doc.valid, target: 8, by: 2010-12-31}, {path: submitted_on, target: 2010-06-30, by: 2010-06-30}]\n"
    root = project(tmp_path, {REPORT: report("{format: paper}")}, request=REQUEST + own)
    text = asipgrid("draft", "small", "--letter", "reminder", "--as-of", "2011-01-01", cwd=root).out
    assert "| DOC-03 | Which share is valid? | at least 60 % | 31 December 2010 | – |" in text
    assert "| own target | doc.valid | at least 8 | 31 December 2010 | – |" in text
    assert "| own target | Day of submission | 30 June 2010 | 30 June 2010 | – |" in text
    assert "DOC-04" not in text
    assert "Payments of €120.00 are held back for the time being." in text


def test_a_follow_up_addendum_moves_levels_and_has_money_paid_back(tmp_path: Path, asipgrid: Command) -> None:
    paid = f"{SIGNED}paid: [{{number: 1, amount: 160, paid_on: 2010-05-20}}]\n"
    root = project(tmp_path, {REPORT: report("{valid: 5}"), AMENDMENT: MOVED, PAYMENTS: paid})
    text = asipgrid("draft", "small", "--letter", "follow-up", "--as-of", "2010-10-15", cwd=root).out
    assert (
        "| DOC-03: Which share is valid? | at least 60 % by 31 December 2010 | at least 55 % by 30 June 2011 "
        "| 50 % on 30 June 2010 | 1 October 2010 | It burnt again |" in text
    )
    assert (
        '| DOC-04: Is there a plan? | level 3 ("good") by 31 December 2010 | level 4 ("full") by 31 December 2010 '
        "| no value since the request | 1 October 2010 | More was possible |" in text
    )
    assert "pays back €40.00 (forty euros), as decided on 1 October 2010.\nThe reason: Not spent" in text


def test_letters_that_follow_stand_beside_the_addendum_and_grow_stale_by_their_own_documents(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = project(tmp_path, {REPORT: report("{valid: 5}"), AMENDMENT: MOVED.partition("returns")[0]})
    day = ("--as-of", "2010-10-15", "-o", "letters", "-q")
    asipgrid("draft", "small", "-o", "letters", "-q", cwd=root)
    for kind in ("payment", "follow-up"):
        assert asipgrid("draft", "small", "--letter", kind, *day, cwd=root).code == 0
    assert sorted(path.name for path in (root / "letters").iterdir()) == [
        "addendum-region-a.en.md", "drafts.json", "follow-up-region-a-2010-10-15.en.md", "payment-region-a-2010-10-15.en.md",
    ]  # fmt: skip
    fresh = asipgrid("draft", "small", "--check", "-o", "letters", cwd=root)
    assert (fresh.code, fresh.out) == (0, "3 drafts of 3 up to date\n")
    write(root, {REPORT: report("{valid: 6}")})
    stale = asipgrid("draft", "small", "--check", "-o", "letters", cwd=root)
    assert stale.code == 1
    assert stale.out == (
        f"letters/follow-up-region-a-2010-10-15.en.md: stale: {REPORT} has changed\n"
        f"letters/payment-region-a-2010-10-15.en.md: stale: {REPORT} has changed\n1 draft of 3 up to date\n"
    )


def test_a_call_may_bring_a_template_of_its_own_for_a_letter_that_follows(tmp_path: Path, asipgrid: Command) -> None:
    root = project(
        tmp_path, {REPORT: report(), "requests/small/templates/payment.en.md": "Pay {{ total }} on {{ as_of }}.\n"}
    )
    ran = asipgrid("draft", "small", "--letter", "payment", "--as-of", "2010-07-15", "-q", cwd=root)
    assert ran.out == "Pay €280.00 on 15 July 2010.\n"


FOLLOWING = {"payment": "region-d", "reminder": "region-h", "follow-up": "region-c"}


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", FOLLOWING)
def test_the_letter_that_follows_is_the_reviewed_one(
    asipgrid: Command, golden: Golden, kind: str, language: str
) -> None:
    ran = asipgrid("draft", EXAMPLE, FOLLOWING[kind], "--letter", kind, "--as-of", AS_OF, "--lang", language)
    lacks = {"en": "number and day: the decree", "fr": "n° et date : le décret"}[language]
    blank = f"region-c: to be completed before signature: {lacks}\n" if kind == "follow-up" else ""
    assert (ran.code, ran.err) == (0, blank)
    golden(f"{kind}-{FOLLOWING[kind]}.{language}.md", ran.out)


# ── the example and the back-test ──────────────────────────────────────────────────────────────────


def test_the_example_is_the_reviewed_one(asipgrid: Command, golden: Golden) -> None:
    golden("monitor.table", asipgrid("monitor", EXAMPLE, "--as-of", AS_OF).out)
    golden("monitor-region-c.table", asipgrid("monitor", EXAMPLE, "region-c", "--as-of", AS_OF).out)
    golden("monitor.csv", asipgrid("monitor", EXAMPLE, "--as-of", AS_OF, "--format", "csv").out)


def test_the_example_shows_every_light_and_every_state_of_a_payment() -> None:
    folder = ROOT / EXAMPLE / "results/monitoring"
    data = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("region-*.json"))]
    assert {each["light"] for one in data for each in one["goals"] + one["targets"]} == {light.value for light in Light}
    assert {each["state"] for one in data for each in one["payments"]} == {"paid", "payable", "suspended", "not-due"}


def test_picardy_reached_94_and_93_percent_of_its_targets_and_nothing_more_is_said(asipgrid: Command) -> None:
    """Targets for the end of 2010 (A, 6 September 2010) against what was reported on 9 March 2011 (S107)."""
    ran = asipgrid("monitor", "requests/relaunch-2009", "picardy", "--as-of", "2011-03-09", "--format", "json")
    (request,) = json.loads(ran.out)["requests"]
    assert (request["goals"], request["payments"], request["awarded"]) == ([], [], None)
    records, practitioners, institutions = request["targets"]
    for each, value, target, share in (
        (records, "135000", "143000", "0.944056"),
        (institutions, "25", "27", "0.925926"),
    ):
        assert (each["latest"]["value"], each["latest"]["dated"], each["target"]) == (value, "2011-03-09", target)
        assert (each["of_target"], each["light"]) == (share, "late")
        assert (each["baseline"], each["achievement"], each["index"]) == (None, None, None)
        assert each["reasons"] == [
            "not reached by 2010-12-31",
            "no baseline is known, so how much of the way is done is not known",
        ]
        assert [proof["id"] for proof in each["latest"]["documents"]] == ["S1"]
    # 400 independent professionals are not the 530 general practitioners of the target.
    assert (practitioners["latest"], practitioners["of_target"], practitioners["light"]) == (None, None, "late")
    table = asipgrid("monitor", "requests/relaunch-2009", "picardy", "--as-of", "2011-03-09").out
    assert "94.4 % of the target" in table
    assert "92.6 % of the target" in table


@pytest.mark.slow
def test_baselines_are_those_of_the_addendum_and_the_money_stays_within_the_award() -> None:
    case = pipeline.load(workspace.find_call(EXAMPLE, ROOT)).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    found = pipeline.follow(case, result, AS_OF)
    assert isinstance(found, Monitoring)
    for one in found.requests:
        builder = LetterBuilder(result, one.ranked, Language.EN)
        dated = {aim.id: builder.present(aim)[1] for aim in addendum_goals(result, one.ranked)}
        assert dated == {t.id: builder.day(t.goal.baseline.dated) if t.goal.baseline else "" for t in one.goals}
        assert sum(each.amount for each in one.instalments) == one.ranked.award.amount
        assert one.paid + sum(each.payable for each in one.instalments) <= (one.ranked.award.amount or 0)


# ── ways and exclusions in the condition of a payment ──────────────────────────────────────────────


def test_of_several_ways_one_would_do_and_what_must_not_be_is_said_so(tmp_path: Path, asipgrid: Command) -> None:
    either = "{any: [{goals_reached: {minimum: 0.9}}, {doc.valid: {minimum: 6}}]}"
    call = CALL.replace("{goals_reached: {minimum: 0.6}}", either).replace(
        "{progress: true}", "{not: {doc.format: pdf}}"
    )
    root = project(tmp_path, {REPORT: report("{valid: 6}")}, call=call)
    text = asipgrid("monitor", "small", "region-a", "--as-of", "2010-07-01", cwd=root).out
    shown = " ".join(text.split())
    assert "does not hold: doc.format is pdf, must not be pdf" in shown
    assert "holds: one of these two: " in shown
    assert "(b) doc.valid is 6, at least 6" in shown
    letter = asipgrid("draft", "small", "--letter", "payment", "--as-of", "2010-07-01", cwd=root).out
    assert "is held back:\n\n- doc.format is pdf, must not be pdf\n" in letter


def test_the_states_of_the_money_sum_to_the_award(tmp_path: Path, asipgrid: Command) -> None:
    """A payment released in parts too: what is not earned yet is to come."""
    call = CALL.replace(
        "at: Balance, when: {goals_reached: {minimum: 0.6}}", "at: Balance, units: {path: doc.valid, price: 33.33}"
    )
    root = project(tmp_path, {REPORT: report("{valid: 6}")}, call=call)
    text = " ".join(asipgrid("monitor", "small", "region-a", "--as-of", "2010-07-01", cwd=root).out.split())
    (awarded, told) = re.findall(r"Awarded ([\d.]+) EUR: (.*?)\.?$", text)[0]
    assert told == "paid 0.00 EUR, payable 313.33 EUR, not due 86.67 EUR"
    assert sum(map(Fraction, re.findall(r"([\d.]+) EUR", told))) == Fraction(awarded)
    request = followed(asipgrid, root, "2010-07-01")
    parts = [request[name] for name in ("paid", "payable", "suspended", "not_due")]
    assert parts == ["0.00", "313.33", "0.00", "86.67"]
