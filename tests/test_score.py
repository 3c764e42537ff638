"""One request against one grid: documents in; state, levels, reason, next step and question of a criterion out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, write

FULL = "{signed: true, format: cda, total: 10, valid: 8}"
FIGURE = "at_least: [0.20, 0.40, 0.60, 0.80]"
FALLING = "at_most: [0.85, 0.65, 0.45, 0.25]"
CURVE = "linear: [[0, 0], [0.50, 3], [0.90, 4], [1, 2]]"
HILL = "linear: [[0.20, 1], [0.50, 3], [0.80, 2]]"
GATE = "gate: eligibility\n    requires: {doc.signed: true}"
SUPPORTED = "evidence: [{{id: E1, title: Papers, supports: [{}]}}]\n"


def explained(
    tmp_path: Path,
    asipgrid: Command,
    change: tuple[str, str] = ("", ""),
    *,
    doc: str = FULL,
    more: str = "",
    marks: str = "3",
    call: str = SMALL_CALL,
) -> dict[str, Any]:
    """The explanation of a request of the small call, the grid changed in one place."""
    assert change[0] in SMALL_GRID
    sheets = {
        f"requests/small/ratings/{name}/region-a.yaml": small_rating("region-a", mark, name)
        for name, mark in zip(("one", "two"), marks.split(), strict=False)
    }
    request = small_request("region-a", doc=doc) + more
    files = {"requests/small/region-a.yaml": request, **sheets}
    root = small(tmp_path, files, grid=SMALL_GRID.replace(*change, 1), call=call)
    ran = asipgrid("explain", "requests/small", "region-a", "--format", "json", cwd=root)
    assert ran.err == ""
    found: dict[str, Any] = json.loads(ran.out)["request"]
    return found


def told(found: dict[str, Any], name: str) -> list[str | None]:
    """State, interval, reason, next step and question of a criterion."""
    each = found["criteria"][name]
    interval = "" if each["level"] is None else f" {each['level']} to {each['ceiling']}"
    asked = [question for question in found["questions"] if question.startswith(f"{name}: ")]
    return [f"{each['state']}{interval}", each["reason"], each["next"], *asked]


NARROW = "{doc.format: pdf, doc.total: {minimum: 5}, doc.valid: 3}"


@pytest.mark.parametrize(
    ("change", "doc", "expected"),
    [
        (("", ""), "{format: cda}", ["scored 4 to 4", "Structured", None]),
        (
            ("", ""),
            "{format: pdf}",
            ["scored 2 to 2", "Readable", "level 4: Structured (doc.format is pdf, must be cda)"],
        ),
        (
            ("", ""),
            "{format: paper}",
            ["scored 0 to 0", "no level's condition holds", "level 2: Readable (doc.format is paper, must be pdf)"],
        ),
        (
            ("", ""),
            "{total: 1}",
            [
                "unknown 0 to 4",
                "at least level 0; level 4 is still possible, for doc.format: not stated",
                "level 2: Readable (doc.format is not stated, must be pdf)",
                "DOC-02: state doc.format (worth up to 50.00 points of the score)",
            ],
        ),
        # Of a condition of several lines only the open ones are asked about.
        (
            ("{doc.format: pdf}", NARROW),
            "{format: pdf, total: 6}",
            [
                "unknown 0 to 2",
                "at least level 0; level 2 is still possible, for doc.valid: not stated",
                "level 2: Readable (doc.valid is not stated, must be 3)",
                "DOC-02: state doc.valid (worth up to 25.00 points of the score)",
            ],
        ),
        (
            ("{doc.format: cda}", NARROW),
            "{format: pdf, total: 6}",
            [
                "unknown 2 to 4",
                "at least level 2; level 4 is still possible, for doc.valid: not stated",
                "level 4: Structured (doc.valid is not stated, must be 3)",
                "DOC-02: state doc.valid (worth up to 25.00 points of the score)",
            ],
        ),
    ],
)
def test_a_criterion_is_judged_by_facts(
    tmp_path: Path, asipgrid: Command, change: tuple[str, str], doc: str, expected: list[str | None]
) -> None:
    assert told(explained(tmp_path, asipgrid, change, doc=doc), "DOC-02") == expected


@pytest.mark.parametrize(
    ("change", "doc", "expected"),
    [
        (("", ""), "{total: 10, valid: 8}", ["scored 4 to 4", "80 % is at least 80 %", None]),
        (
            ("", ""),
            "{total: 9, valid: 5}",
            ["scored 2 to 2", "55.56 % is at least 40 %, under 60 %", "level 3 at 60 %: doc.valid 6 (1 more)"],
        ),
        (
            (FIGURE, FALLING),
            "{total: 9, valid: 5}",
            ["scored 2 to 2", "55.56 % is at most 65 %, over 45 %", "level 3 at 45 %: doc.valid 4 (1 less)"],
        ),
        (
            (FIGURE, FALLING),
            "{total: 9, valid: 9}",
            ["scored 0 to 0", "100 % is over 85 %", "level 1 at 85 %: doc.valid 7 (2 less)"],
        ),
        (
            ("", ""),
            "{total: 5}",
            [
                "unknown 0 to 4",
                "doc.valid: not stated",
                None,
                "DOC-03: state doc.valid (worth up to 30.00 points of the score)",
            ],
        ),
        (
            (FIGURE, CURVE),
            "{total: 10, valid: 8}",
            ["scored 3.75 to 3.75", "80 % stands at 3.75 on the curve", "level 4 at 90 %"],
        ),
        ((FIGURE, CURVE), "{total: 10, valid: 9}", ["scored 4 to 4", "90 % stands at 4 on the curve", None]),
        (
            (FIGURE, CURVE),
            "{total: 10, valid: 10}",
            ["scored 2 to 2", "100 % stands at 2 on the curve", "level 4 at 90 %"],
        ),
        # What a grid says is told as it says it; the share has as many decimals as tell the two apart.
        (
            (FIGURE, "at_least: [0.33333, 0.40, 0.80, 0.99999]"),
            "{total: 100000, valid: 99998}",
            [
                "scored 3 to 3",
                "99.998 % is at least 80 %, under 99.999 %",
                "level 4 at 99.999 %: doc.valid 99999 (1 more)",
            ],
        ),
        (
            (FIGURE, "at_least: [0.33333, 0.40, 0.80, 0.99999]"),
            "{total: 100000, valid: 33333}",
            [
                "scored 1 to 1",
                "33.333 % is at least 33.333 %, under 40 %",
                "level 2 at 40 %: doc.valid 40000 (6667 more)",
            ],
        ),
        # Of two knots that stand higher, the nearer one.
        (
            (FIGURE, "linear: [[0, 4], [0.50, 0], [0.90, 3]]"),
            "{total: 10, valid: 6}",
            ["scored 0.75 to 0.75", "60 % stands at 0.75 on the curve", "level 3 at 90 %"],
        ),
        (
            (FIGURE, HILL),
            "{total: 10, valid: 1}",
            ["scored 1 to 1", "10 % stands at 1 on the curve", "level 3 at 50 %"],
        ),
        # What a curve can give at least and at most, where its figure is not known.
        (
            (FIGURE, HILL),
            "{total: 10}",
            [
                "unknown 1 to 3",
                "doc.valid: not stated",
                None,
                "DOC-03: state doc.valid (worth up to 15.00 points of the score)",
            ],
        ),
        (
            ("measure: share\n", "measure: share\n    evidence: required\n"),
            "{total: 10, valid: 8}",
            [
                "unsupported 0 to 4",
                "no document supports doc.valid; with one, level 4",
                None,
                "DOC-03: supply a document that supports doc.valid (worth up to 30.00 points of the score)",
            ],
        ),
    ],
)
def test_a_criterion_is_judged_by_a_figure(
    tmp_path: Path, asipgrid: Command, change: tuple[str, str], doc: str, expected: list[str | None]
) -> None:
    more = SUPPORTED.format("doc.total") if "evidence" in change[1] else ""
    found = explained(tmp_path, asipgrid, change, doc=doc, more=more)
    assert told(found, "DOC-03") == expected
    assert list(found["criteria"]["DOC-03"]["found"]) == ["share"]


TWO = SMALL_CALL.replace("assessors: 1", "assessors: 2")
READS = ("mark: anchors", "mark: anchors\n    reads: [doc.format, doc.signed, applicant.region]")


@pytest.mark.parametrize(
    ("change", "call", "marks", "expected"),
    [
        (("", ""), SMALL_CALL, "0", ["scored 0 to 0", "marks 0 give 0", "level 1: poor"]),
        (("", ""), TWO, "3 4", ["scored 3.5 to 3.5", "marks 3, 4 give 3.5", "level 4: full"]),
        (("", ""), TWO, "4 4", ["scored 4 to 4", "marks 4, 4 give 4", None]),
        (
            ("", ""),
            TWO,
            "3",
            [
                "unrated 0 to 4",
                "1 of 2 assessors have marked it",
                None,
                "DOC-04: 1 of 2 assessors have marked it (worth up to 20.00 points of the score)",
            ],
        ),
        # With nothing said there is nothing to judge: the applicant is asked first.
        (
            READS,
            SMALL_CALL,
            "",
            [
                "unrated 0 to 4",
                "0 of 1 assessor has marked it",
                None,
                (
                    "DOC-04: state doc.format, applicant.region; 0 of 1 assessor has marked it "
                    "(worth up to 20.00 points of the score)"
                ),
            ],
        ),
    ],
)
def test_a_criterion_is_judged_by_assessors(
    tmp_path: Path, asipgrid: Command, change: tuple[str, str], call: str, marks: str, expected: list[str | None]
) -> None:
    doc = "{signed: true}" if change == READS else FULL
    assert told(explained(tmp_path, asipgrid, change, doc=doc, marks=marks, call=call), "DOC-04") == expected


PROVED = (GATE, f"evidence: required\n    documents: The signed page\n    {GATE}")
SIGNED = "requires: {doc.signed: true}"


@pytest.mark.parametrize(
    ("change", "doc", "supported", "passes", "expected"),
    [
        (("", ""), FULL, "", True, ["info", "doc.signed is true", None]),
        (("", ""), "{signed: false}", "", False, ["info", "doc.signed is false, must be true", None]),
        (("", ""), "{total: 1}", "", None, ["unknown", "doc.signed: not stated", None, "DOC-01: state doc.signed"]),
        (
            PROVED,
            FULL,
            "doc.total",
            None,
            [
                "unsupported",
                "no document supports doc.signed",
                None,
                "DOC-01: supply a document that supports doc.signed; documents: The signed page",
            ],
        ),
        # Of a figure, the facts are named that no document supports.
        (
            (SIGNED, "evidence: required\n    requires: {doc.signed: true, share: {minimum: 0.5}}"),
            FULL,
            "doc.total",
            None,
            [
                "unsupported",
                "no document supports doc.signed, doc.valid",
                None,
                "DOC-01: supply a document that supports doc.signed, doc.valid",
            ],
        ),
        # What the call says needs no document.
        (
            (SIGNED, "evidence: required\n    requires: {doc.signed: true, call.envelope: {minimum: 1000}}"),
            FULL,
            "doc.signed",
            True,
            ["info", "doc.signed is true; call.envelope is 1000, at least 1000", None],
        ),
        # A gate that would close is not closed while it is open whether it applies.
        (
            (GATE, f"{GATE}\n    applies_when: {{doc.format: cda}}"),
            "{signed: false}",
            "",
            None,
            ["unknown", "doc.format: not stated", None, "DOC-01: state doc.format"],
        ),
        (
            (GATE, f"{GATE}\n    applies_when: {{doc.format: cda}}"),
            "{signed: true}",
            "",
            True,
            ["info", "doc.signed is true", None],
        ),
    ],
)
def test_a_gate_opens_closes_or_asks(
    tmp_path: Path,
    asipgrid: Command,
    change: tuple[str, str],
    doc: str,
    supported: str,
    passes: bool | None,
    expected: list[str | None],
) -> None:
    more = SUPPORTED.format(supported) if supported else ""
    found = explained(tmp_path, asipgrid, change, doc=doc, more=more)
    assert told(found, "DOC-01") == expected
    assert found["criteria"]["DOC-01"]["gate"] == {"kind": "eligibility", "passes": passes}
    assert found["eligible"] is passes


def test_a_criterion_of_which_nobody_knows_whether_it_applies_is_from_nothing_to_the_top(
    tmp_path: Path, asipgrid: Command
) -> None:
    change = ("measure: share\n", "measure: share\n    applies_when: {doc.signed: true, doc.format: cda}\n")
    found = explained(tmp_path, asipgrid, change, doc="{format: cda, total: 10, valid: 8}")
    assert told(found, "DOC-03") == [
        "unknown 0 to 4",
        "whether it applies is not known: doc.signed not stated",
        None,
        "DOC-03: state doc.signed (worth up to 30.00 points of the score)",
    ]
    assert found["criteria"]["DOC-03"]["found"] == {"share": "0.8"}
    assert (found["score"], found["ceiling"]) == ("65.00", "95.00")


@pytest.mark.parametrize(
    ("change", "score"),
    [
        (("", ""), "95.00"),  # 50 + 30 + 3/4 of 20
        (("measure: share\n", "measure: share\n    applies_when: {doc.format: pdf}\n"), "92.86"),  # 65 of 70
        (("weight: 30\n    measure: share\n", "info: true\n    measure: share\n"), "92.86"),
        (("weight: 30\n", "weight: 0\n"), "92.86"),
    ],
)
def test_what_does_not_apply_or_count_leaves_the_sum(
    tmp_path: Path, asipgrid: Command, change: tuple[str, str], score: str
) -> None:
    assert explained(tmp_path, asipgrid, change)["score"] == score


OTHER = """\
grid: SEC
version: 1.0.0
title: Security
status: example
scale: {max: 1}
block: sec
facts: {type: object, additionalProperties: false, properties: {safe: {type: boolean}}}
criteria:
  - {id: SEC-01, question: Is it safe?, weight: 1, levels: [{level: 1, is: Safe, when: {sec.safe: true}}]}
"""


@pytest.mark.parametrize(
    ("aggregate", "safe", "score", "worth"),
    [
        # Grid by grid: 95 counts three times, SEC once.
        ("hierarchical", "true", "96.25", {"DOC-02": "37.50", "SEC-01": "25.00"}),
        ("hierarchical", "false", "71.25", {"DOC-02": "37.50", "SEC-01": "25.00"}),
        # All criteria in one sum: 3 × 95 + 1 of 3 × 100 + 1.
        ("flat", "true", "95.02", {"DOC-02": "49.83", "SEC-01": "0.33"}),
        ("flat", "false", "94.68", {"DOC-02": "49.83", "SEC-01": "0.33"}),
    ],
)
def test_a_call_sums_grid_by_grid_or_flat(
    tmp_path: Path, asipgrid: Command, aggregate: str, safe: str, score: str, worth: dict[str, str]
) -> None:
    text = SMALL_CALL.replace("grids: {DOC: 1}", f"grids: {{DOC: 3, SEC: 1}}\naggregate: {aggregate}")
    write(tmp_path, {"grids/sec.yaml": OTHER})
    found = explained(tmp_path, asipgrid, more=f"sec: {{safe: {safe}}}\n", call=text)
    assert found["score"] == score
    assert {name: found["criteria"][name]["worth"] for name in worth} == worth
