"""Rules that no schema can say: one change of the small workspace on the left, every finding of it on the right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Command, write
from examples import SMALL
from test_check import checked

GRID, CALL, REQUEST = "grids/doc.yaml", "requests/small/call.yaml", "requests/small/region-a.yaml"
DECISION = "requests/small/decisions/region-a.yaml"
PROGRESS = "requests/small/progress/2010-06/region-a.yaml"
DECIDED = "decision: region-a\noutcome: fund\namount: {}\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
REPORTED = "progress: region-a\nperiod: 2010-06\nas_of: 2010-06-30\n"
SIGNED = "    signed: {type: boolean}"
NOT_CLOSED = "additionalProperties: false is missing here; without it a misspelled fact goes unseen"
OUTSIDE = "; check the date, or whether it is admissible"

Changes = Mapping[str, tuple[str, str]]


def findings(tmp_path: Path, asipgrid: Command, changes: Changes) -> list[str]:
    """The findings of the small workspace with one change a file; `("", text)` makes a file anew."""
    files = dict(SMALL)
    for name, (old, new) in changes.items():
        assert old in files.get(name, "")
        files[name] = files[name].replace(old, new, 1) if old else new
    return checked(asipgrid, write(tmp_path, files))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # facts
        (
            {GRID: (SIGNED, f"{SIGNED}\n    list: {{type: array, items: {{type: object}}}}")},
            [f"G111 {GRID}:13:25 {NOT_CLOSED}"],
        ),
        (
            {GRID: (SIGNED, f"{SIGNED}\n    map: {{type: object, additionalProperties: {{properties: {{}}}}}}")},
            [f"G111 {GRID}:13:5 {NOT_CLOSED}", f"G111 {GRID}:13:25 {NOT_CLOSED}"],
        ),
        # measures
        (
            {GRID: ("at_least: [0.20, 0.40, 0.60, 0.80]", "at_least: [0.20, 0.40, 0.60, 2.5]")},
            [f"G127 {GRID}:33:34 DOC-03: a share is a part of one, so 2.5 is 250 %; write 0.025 for 2.5 %"],
        ),
        (
            {
                GRID: (
                    "    measure: share\n    at_least: [0.20, 0.40, 0.60, 0.80]",
                    "    levels: [{level: 4, is: Most, when: {share: {minimum: 0.8}}}]",
                )
            },
            [],
        ),
        (
            {GRID: ("measures:\n  share: {ratio: [doc.valid, doc.total], unit: percent}\n", "")},
            [f"G125 {GRID}:30:5 share is not a measure of this grid; known here: none"],
        ),
        # calls
        (
            {CALL: ("opens: 2010-01-01, closes: 2010-03-01", "opens: 2010-03-02, closes: 2010-03-01")},
            [f"C202 {CALL}:4:1 the call closes before it opens; exchange the two dates"],
        ),
        ({CALL: ("opens: 2010-01-01, closes: 2010-03-01", "closes: 2010-03-01")}, []),
        ({CALL: ("partial: none}", "partial: none}\naddendum: {goal_level: 4}")}, []),
        (
            {CALL: ("partial: none}", "partial: none}\naddendum: {goal_level: 4.5}")},
            [f"C210 {CALL}:16:12 goal_level 4.5 is above every grid's scale; the highest is 4"],
        ),
        (
            {
                CALL: (
                    "partial: none}",
                    "partial: none}\naddendum: {payments: [{share: 1, at: x, when: {progress: null}}]}",
                )
            },
            [f"C207 {CALL}:16:48 progress cannot be asked to be null: not stated is not a value"],
        ),
        ({CALL: ("{by: score}", "{by: score, tie_break: [{path: request.applicant.name}]}")}, []),
        ({CALL: ("{by: score}", "{by: score, tie_break: [{path: request.doc.total}]}")}, []),
        (
            {CALL: ("{by: score}", "{by: score, tie_break: [{path: request.doc}]}")},
            [f"C208 {CALL}:14:35 request.doc is a part with fields of its own (key: value), not a number"],
        ),
        (
            {CALL: ("{by: score}", "{by: scores, tie_break: [DOCS]}")},
            [
                f"C208 {CALL}:14:11 scores cannot rank requests; did you mean score?",
                f"C208 {CALL}:14:35 DOCS cannot break a tie; did you mean DOC?",
            ],
        ),
        # requests
        (
            {REQUEST: ("2010-02-01", "2010-03-02")},
            [
                f"R014 {REQUEST}:5:1 submitted on 2010-03-02, outside the call's calendar (2010-01-01 to 2010-03-01){OUTSIDE}"
            ],
        ),
        ({REQUEST: ("2010-02-01", "2010-03-01")}, []),
        ({REQUEST: ("2010-02-01", "2010-01-01")}, []),
        (
            {
                REQUEST: ("2010-02-01", "2010-03-02"),
                CALL: ("opens: 2010-01-01, closes", "closes"),
            },
            [f"R014 {REQUEST}:5:1 submitted on 2010-03-02, outside the call's calendar (up to 2010-03-01){OUTSIDE}"],
        ),
        (
            {REQUEST: ("submitted_on: 2010-02-01\n", "")},
            [f"S002 {REQUEST}:1:1 submitted_on is missing; it must be given"],
        ),
        ({REQUEST: ("{requested: 400}", "{requested: 400, minimum: 400, total_cost: 400}")}, []),
        (
            {REQUEST: ("{requested: 400}", "{requested: 400, minimum: 400.01, total_cost: 399.99}")},
            [
                f"R011 {REQUEST}:6:11 funding.requested is 400.00 EUR, more than the total cost of 399.99 EUR; correct one of them",
                f"R010 {REQUEST}:6:27 funding.minimum is 400.01 EUR, more than the 400.00 EUR requested; it can be at most that",
            ],
        ),
        (
            {
                REQUEST: (
                    "{requested: 400}",
                    "{requested: 400, lines: [{item: a, amount: 100}, {item: b, amount: 299.99}]}",
                )
            },
            [f"R012 {REQUEST}:6:27 funding.lines sum to 399.99 EUR, requested is 400.00 EUR; make them equal"],
        ),
        # decisions
        ({DECISION: ("", DECIDED.format(400))}, []),
        (
            {DECISION: ("", DECIDED.format(400.01))},
            [f"D404 {DECISION}:3:1 the amount 400.01 EUR is more than the 400.00 EUR requested"],
        ),
        (
            {
                DECISION: ("", DECIDED.format(400)),
                CALL: ("partial: none", "partial: none, rate: 0.5"),
                REQUEST: ("{requested: 400}", "{requested: 400, minimum: 100, total_cost: 799.99}"),
            },
            [f"D405 {DECISION}:3:1 the amount 400.00 EUR is above what the call allows, 50 % of 799.99 EUR"],
        ),
        (
            {
                DECISION: ("", DECIDED.format(400)),
                CALL: ("partial: none", "partial: none, rate: 0.5, ceiling: 400"),
                REQUEST: ("{requested: 400}", "{requested: 400, minimum: 100, total_cost: 800}"),
            },
            [],
        ),
        # progress
        ({PROGRESS: ("", REPORTED)}, []),
        (
            {PROGRESS: ("", f"{REPORTED}facts: {{doc: {{valid: 9, vald: 9}}}}\n")},
            [f"S001 {PROGRESS}:4:25 facts.doc.vald is not a field; did you mean valid?"],
        ),
        (
            {PROGRESS: ("", f"{REPORTED}evidence: [{{id: P1, title: x, supports: [doc.valid, applicant.region]}}]\n")},
            [
                f"R022 {PROGRESS}:4:53 P1 supports applicant.region, which is not stated; state it, or drop it from the list"
            ],
        ),
    ],
)
def test_a_rule_is_kept_or_told(tmp_path: Path, asipgrid: Command, changes: Changes, expected: list[str]) -> None:
    assert findings(tmp_path, asipgrid, changes) == expected
