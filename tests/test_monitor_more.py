"""Who is followed from when, what is late, what a value rests on: projects whole, on the day before and the day itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import SMALL_GRID, Command, small, small_rating, write
from test_dues import followed, funded, report
from test_monitor import AMENDMENT, CALL, PAYMENTS, REPORT, REQUEST, project
from test_monitor import report as region_report

SMALL = "requests/small"


def test_only_who_is_given_money_is_followed(tmp_path: Path, asipgrid: Command) -> None:
    """The envelope holds two of three; the fourth is not eligible."""
    files = funded("a") | funded("b") | funded("c", "{signed: true, format: paper, total: 10, valid: 5}")
    files |= funded("d", "{signed: false}")
    for name in "abcd":
        files |= report(name, "{valid: 6}")
    ran = asipgrid("monitor", "small", "-q", cwd=small(tmp_path, files, call=CALL))
    assert [line.split()[0] for line in ran.out.splitlines() if "→ " in line] == ["a", "b"]
    assert "! reports that nobody follows, for their requests are not funded: c, d\n" in ran.out


def test_who_has_no_goal_comes_last(tmp_path: Path, asipgrid: Command) -> None:
    files = funded("a", "{signed: true, format: cda, total: 10, valid: 9}", "4") | funded("b")
    ran = asipgrid("monitor", "small", "--as-of", "2010-07-01", cwd=small(tmp_path, files, call=CALL))
    told = [" ".join(line.split()) for line in ran.out.splitlines() if "→ " in line]
    assert told == ["b ? no report DOC-02, DOC-03 +1 0/3 50.00 → 50.00 160", "a – 0/0 100.00 → 100.00 280"]


def test_whoever_is_funded_without_an_amount_has_goals_and_no_payments(tmp_path: Path, asipgrid: Command) -> None:
    decision = "decision: region-a\noutcome: fund\ndecided_by: Board\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    own = "commitments: [{path: doc.valid, target: 8, by: 2010-12-31}]\n"
    request = REQUEST.replace("funding: {requested: 400}\n", "") + own
    root = project(tmp_path, {f"{SMALL}/decisions/region-a.yaml": decision, REPORT: region_report()}, request=request)
    found = followed(asipgrid, root, "2010-07-01")["region-a"]
    assert (found["awarded"], found["payments"]) == (None, [])
    # The goals of its addendum, whose amount is a blank.
    assert [each["id"] for each in found["goals"]] == re.findall(
        r"^\| (DOC-\d\d) \|.* 31 December 2010 \|", asipgrid("draft", "small", "-q", cwd=root).out, re.MULTILINE
    )
    assert found["goals"]
    assert [each["id"] for each in found["targets"]] == ["doc.valid"]


def test_a_report_is_late_from_the_day_after_it_was_due(tmp_path: Path, asipgrid: Command) -> None:
    """In the order of their days, whatever the order in the call."""
    dues = [("2010-09", "2010-10-15"), ("2010-07", "2010-07-31"), ("2010-05", "2010-07-31")]
    listed = ", ".join(f"{{period: {period}, due: {due}}}" for period, due in dues)
    call = CALL.replace("[{period: 2010-06, due: 2010-07-31}]", f"[{listed}]")
    root = small(tmp_path, funded("region-a") | report("region-a", "{valid: 6}"), call=call)
    late = {
        as_of: [each["period"] for each in followed(asipgrid, root, as_of)["region-a"]["late_reports"]]
        for as_of in ("2010-07-31", "2010-08-01", "2010-10-15", "2010-10-16")
    }
    assert late == {
        "2010-07-31": [],
        "2010-08-01": ["2010-05", "2010-07"],
        "2010-10-15": ["2010-05", "2010-07"],
        "2010-10-16": ["2010-05", "2010-07", "2010-09"],
    }


@pytest.mark.parametrize(
    ("call", "extra", "start"),
    [
        (CALL, {PAYMENTS: "payment: region-a\nsigned_on: 2010-05-10\n"}, {"day": "2010-05-10", "from": "signed"}),
        (CALL, {PAYMENTS: "payment: region-a\n"}, {"day": "2010-05-01", "from": "call"}),
        (CALL.replace("  start: 2010-05-01\n", ""), {PAYMENTS: "payment: region-a\n"}, {"day": None, "from": None}),
        (
            CALL.replace("  start: 2010-05-01\n", ""),
            {
                PAYMENTS: "payment: region-a\n",
                f"{SMALL}/decisions/region-a.yaml": (
                    "decision: region-a\noutcome: fund\ndecided_by: Board\ndecided_on: 2010-04-15\nwhy: Sound\n"
                ),
            },
            {"day": "2010-04-15", "from": "decided"},
        ),
    ],
)
def test_progress_is_expected_from_the_first_day_that_is_known(
    tmp_path: Path, asipgrid: Command, call: str, extra: dict[str, str], start: dict[str, str | None]
) -> None:
    root = project(tmp_path, {REPORT: region_report(), **extra}, call=call)
    found = followed(asipgrid, root, "2010-07-01")["region-a"]
    assert (found["start"], {each["start"] for each in found["goals"]}) == (start, {start["day"]})


# ── values ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_goal_shows_what_its_baseline_and_its_value_rest_on(tmp_path: Path, asipgrid: Command) -> None:
    evidence = "evidence: [{id: P1, title: Count, date: 2010-06-29, supports: [doc.valid]}]\n"
    root = project(tmp_path, {REPORT: region_report(more=evidence)})
    form, share, plan = followed(asipgrid, root, "2010-07-01")["region-a"]["goals"]
    request = f"{SMALL}/region-a.yaml:7"
    assert form["baseline"] == {
        "value": "2",
        "dated": "2010-02-01",
        "facts": [{"path": "doc.format", "value": "pdf", "place": request}],
        "documents": [],
    }
    assert share["baseline"]["facts"] == [
        {"path": "doc.valid", "value": "5", "place": request},
        {"path": "doc.total", "value": "10", "place": request},
    ]
    assert share["latest"] == {
        "value": "0.6",
        "dated": "2010-06-29",
        "facts": [
            {"path": "doc.valid", "value": "6", "place": f"{REPORT}:4"},
            {"path": "doc.total", "value": "10", "place": request},
        ],
        "documents": [{"id": "P1", "title": "Count", "place": f"{REPORT}:5"}],
    }
    assert plan["baseline"] == {"value": "2", "dated": "2010-02-01", "facts": [], "documents": []}
    assert (form["latest"], form["reasons"]) == (None, ["no report gives a value yet"])
    assert (share["light"], share["reasons"]) == ("reached", [])


def test_of_a_value_that_is_there_the_index_alone_is_told(tmp_path: Path, asipgrid: Command) -> None:
    root = project(tmp_path, {REPORT: region_report("{valid: 5, format: pdf}")})
    form, share, _ = followed(asipgrid, root, "2010-07-01")["region-a"]["goals"]
    for each in (form, share):
        assert (each["light"], each["achievement"], each["reasons"]) == ("late", "0.000000", [])


def test_no_goal_is_set_where_the_grid_says_never_or_no_report_could_tell(tmp_path: Path, asipgrid: Command) -> None:
    """The share of the cost that is asked for is settled by the award, and would count in the share of goals for ever."""
    wider = """
  - id: DOC-05
    question: How far does it reach?
    weight: 10
    levels:
      - {level: 4, is: Everywhere, when: {applicant.scope: national, applicant.legal_form: association}}
      - {level: 2, is: Somewhere, when: {applicant.scope: regional}}
"""
    asked = """
  - id: DOC-06
    question: Which share of the cost is asked for?
    weight: 10
    measure: asked
    at_most: [0.80, 0.70, 0.60, 0.50]
    goal: Ask for less
"""
    mixed = """
  - id: DOC-07
    question: Is enough of what it costs valid?
    weight: 10
    measure: dear
    at_most: [80, 40, 20, 10]
"""
    grid = SMALL_GRID.replace(
        "criteria:\n",
        "  asked: {ratio: [funding.requested, funding.total_cost]}\n"
        "  dear: {ratio: [funding.total_cost, doc.valid], unit: number}\ncriteria:\n",
    ).replace("mark: anchors", "mark: anchors\n    goal: never")
    request = REQUEST.replace("requested: 400", "requested: 400, total_cost: 500")
    root = project(tmp_path, {REPORT: region_report()}, grid=grid + wider + asked + mixed, request=request)
    set_ = [each["id"] for each in followed(asipgrid, root, "2010-07-01")["region-a"]["goals"]]
    assert set_ == ["DOC-02", "DOC-03", "DOC-07"]
    letter = asipgrid("draft", "small", cwd=root).out
    assert "the 3 goals of annex 1" in letter
    assert "Ask for less" not in letter


def test_enough_assessors_of_the_latest_period_give_the_level_each_beside_the_others(
    tmp_path: Path, asipgrid: Command
) -> None:
    """Two must have marked it. In the second period one did, so the marks of the first still count."""

    def sheet(period: str, assessor: str, day: str, level: int) -> dict[str, str]:
        text = (
            f"rating: region-a\nassessor: {assessor}\nrated_on: {day}\nmarks: {{DOC-04: {{level: {level}, why: So}}}}\n"
        )
        return {f"{SMALL}/progress/{period}/ratings/{assessor}/region-a.yaml": text}

    files = {
        **{f"{SMALL}/ratings/{one}/region-a.yaml": small_rating("region-a", "2", one) for one in ("a", "a-b")},
        f"{SMALL}/region-a.yaml": REQUEST,
        **report("region-a", "{valid: 6}"),
        f"{SMALL}/progress/2010-09/region-a.yaml": region_report("{valid: 6}", "2010-09-30", period="2010-09"),
        **sheet("2010-06", "a-b", "2010-07-02", 3),
        **sheet("2010-06", "a", "2010-07-05", 4),
        **sheet("2010-09", "a", "2010-10-05", 1),
    }
    root = small(tmp_path, files, call=CALL.replace("assessors: 1", "assessors: 2"))
    before, after = (followed(asipgrid, root, day)["region-a"] for day in ("2010-07-04", "2010-10-05"))
    assert (before["goals"][2]["latest"], before["score"]) == (None, {"then": "50.00", "now": "57.50"})
    assert after["goals"][2]["latest"] == {
        "value": "3.5",
        "dated": "2010-07-05",
        "facts": [],
        "documents": [
            {"id": "a", "title": "", "place": f"{SMALL}/progress/2010-06/ratings/a/region-a.yaml:4"},
            {"id": "a-b", "title": "", "place": f"{SMALL}/progress/2010-06/ratings/a-b/region-a.yaml:4"},
        ],
    }
    assert after["score"] == {"then": "50.00", "now": "65.00"}


def test_a_target_of_its_own_stands_where_it_was_written_and_falls_only_below_its_baseline(
    tmp_path: Path, asipgrid: Command
) -> None:
    own = """commitments:
  - {path: doc.valid, target: 5, by: 2010-12-31}
  - {path: doc.total, target: 9, by: 2010-12-31}
  - {path: "sum([doc.valid, doc.total])", target: 17}
"""
    root = project(tmp_path, {REPORT: region_report("{valid: 6}")}, request=REQUEST + own)
    found = followed(asipgrid, root, "2010-07-01")["region-a"]["targets"]
    request = f"{SMALL}/region-a.yaml"
    assert [(each["place"], each["at_most"], each["light"]) for each in found] == [
        (f"{request}:9", False, "reached"),
        (f"{request}:10", True, "not-due"),
        (f"{request}:11", False, "not-due"),
    ]
    assert found[2]["latest"] == {
        "value": "16",
        "dated": "2010-06-30",
        "facts": [
            {"path": "doc.valid", "value": "6", "place": f"{REPORT}:4"},
            {"path": "doc.total", "value": "10", "place": f"{request}:7"},
        ],
        "documents": [],
    }


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PAYMENTS, "payment: region-a\nsigned_on: 2010-05-10\n"),
        (AMENDMENT, "amendment: region-a\ndecided_by: Board\nmoves: [{goal: DOC-04, due: 2011-01-31, decided_on: 2010-06-01, why: So}]\n"),
    ],
)  # fmt: skip
def test_what_was_written_rests_on_payments_and_amendments_too(
    tmp_path: Path, asipgrid: Command, file: str, text: str
) -> None:
    root = project(tmp_path, {file: text})
    asipgrid("score", "small", "--write", "-q", cwd=root)
    asipgrid("monitor", "small", "--as-of", "2010-07-15", "--write", "-q", cwd=root)
    write(root, {file: f"{text}# read again\n"})
    ran = asipgrid("verify", "small", cwd=root)
    assert (ran.code, ran.out) == (1, f"{file} has changed since the results were written\n")
