"""What is said of each line of a condition: on the very day, on the limit, on either side of it, and under a `not`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid.engine.conditions import condition
from asipgrid.engine.criteria import line_reason
from asipgrid.text.phrases import say
from conftest import SMALL_CALL, SMALL_GRID, Command, small

# The request says: submitted on 2010-02-01, 10 documents in all, 8 of them valid, kept as cda.
GATES = {
    "submitted_on: {formatMaximum: 2010-01-31}": "fails: submitted_on is 2010-02-01, later than 2010-01-31",
    "submitted_on: {formatMaximum: 2010-02-01}": "passes: submitted_on is 2010-02-01, 2010-02-01 or earlier",
    "submitted_on: {formatMaximum: 2010-02-02}": "passes: submitted_on is 2010-02-01, 2010-02-02 or earlier",
    "submitted_on: {formatMinimum: 2010-01-31}": "passes: submitted_on is 2010-02-01, 2010-01-31 or later",
    "submitted_on: {formatMinimum: 2010-02-01}": "passes: submitted_on is 2010-02-01, 2010-02-01 or later",
    "submitted_on: {formatMinimum: 2010-02-02}": "fails: submitted_on is 2010-02-01, earlier than 2010-02-02",
    "doc.total: {minimum: 10}": "passes: doc.total is 10, at least 10",
    "doc.total: {minimum: 12.5}": "fails: doc.total is 10, under 12.5 (by 2.5)",
    "doc.total: {maximum: 10}": "passes: doc.total is 10, at most 10",
    "doc.total: {maximum: 7.5}": "fails: doc.total is 10, over 7.5 (by 2.5)",
    "doc.total: {exclusiveMinimum: 9}": "passes: doc.total is 10, more than 9",
    "doc.total: {exclusiveMinimum: 10}": "fails: doc.total is 10, not more than 10 (by 0)",
    "doc.total: {exclusiveMinimum: 12}": "fails: doc.total is 10, not more than 12 (by 2)",
    "doc.total: {exclusiveMaximum: 11}": "passes: doc.total is 10, less than 11",
    "doc.total: {exclusiveMaximum: 10}": "fails: doc.total is 10, not less than 10 (by 0)",
    "doc.total: {exclusiveMaximum: 4}": "fails: doc.total is 10, not less than 4 (by 6)",
    "doc.format: cda": "passes: doc.format is cda",
    "doc.format: [pdf, paper]": "fails: doc.format is cda, must be one of pdf, paper",
    # Under a `not` what holds is told like what fails: it must not be so, and no distance is given.
    "not: {doc.total: {minimum: 12}}": "passes: doc.total is 10, must not be at least 12",
    "not: {doc.total: {minimum: 10}}": "fails: doc.total is 10, must not be at least 10",
    "not: {doc.format: pdf, doc.total: 10}": "passes: doc.format is cda, must not be pdf",
    "not: {any: [{doc.format: pdf}, {doc.total: 9}]}": (
        "passes: doc.format is cda, must not be pdf; doc.total is 10, must not be 9"
    ),
    "not: {not: {doc.total: 10}}": "passes: doc.total is 10",
}


def test_a_gate_says_what_it_found_beside_what_it_asks(tmp_path: Path, asipgrid: Command) -> None:
    gates = "".join(
        f"  - {{id: DOC-{number}, question: Is it so?, gate: payment, requires: {{{line}}}}}\n"
        for number, line in enumerate(GATES, 10)
    )
    ran = asipgrid("score", "requests/small", "--format", "json", cwd=small(tmp_path, grid=SMALL_GRID + gates))
    (request,) = json.loads(ran.out)["requests"]
    told = {
        line: f"{'passes' if found['gate']['passes'] else 'fails'}: {found['reason']}"
        for line, found in zip(GATES, list(request["criteria"].values())[4:], strict=True)
    }
    assert told == GATES
    failed = [said.removeprefix("fails: ") for said in GATES.values() if said.startswith("fails: ")]
    assert [said.partition(": ")[2] for said in request["conditions"]] == failed


def test_a_rule_that_holds_by_what_must_not_be_says_so(tmp_path: Path, asipgrid: Command) -> None:
    when = "when: {not: {request.doc.format: [pdf, paper]}}"
    call = SMALL_CALL.replace("fund, when: {score: {minimum: 60}}", f"defer, {when}")
    for form in ("json", "jsonl"):
        ran = asipgrid("score", "requests/small", "--format", form, cwd=small(tmp_path, call=call))
        assert "rule 2 (defer) holds: request.doc.format is cda, must not be one of pdf, paper" in ran.out
        assert "takes what is left" not in ran.out


def test_each_line_rests_on_facts_and_those_that_the_request_states_have_their_place(
    tmp_path: Path, asipgrid: Command
) -> None:
    lines = '{doc.signed: true, "call.envelope > `1`": true, doc.valid: {maximum: 9}, "length(evidence) > `1`": false}'
    root = small(tmp_path, grid=SMALL_GRID.replace("{doc.signed: true}", lines))
    ran = asipgrid("explain", "requests/small", "region-a", "--format", "json", cwd=root)
    gate = json.loads(ran.out)["request"]["criteria"]["DOC-01"]
    assert gate["found"] == {
        "doc.signed": True,
        "call.envelope > `1`": True,
        "doc.valid": "8",
        "length(evidence) > `1`": None,
    }
    assert gate["facts"] == [
        {"path": "doc.signed", "value": True, "place": "requests/small/region-a.yaml:7"},
        {"path": "call.envelope", "value": "1000", "place": None},
        {"path": "doc.valid", "value": "8", "place": "requests/small/region-a.yaml:7"},
        {"path": "evidence", "value": None, "place": None},
    ]


ASKED = {
    "{doc.format: cda}": "doc.format must be cda",
    "{share: {minimum: 0.4, maximum: 0.9}}": "share: at least 40 % and share: at most 90 %",
    "{any: [{doc.format: pdf}, {doc.total: {minimum: 3}, doc.valid: 2}]}": (
        "one of these two: (a) doc.format must be pdf; (b) doc.total must be at least 3 and doc.valid must be 2"
    ),
    "{all: [{doc.signed: true}, {not: {doc.format: paper}}]}": "doc.signed must be yes and doc.format must not be paper",
    "{not: {any: [{doc.format: paper}, {doc.total: 1}]}}": "doc.format must not be paper and doc.total must not be 1",
    "{not: {doc.format: paper, doc.total: 1}}": (
        "one of these two: (a) doc.format must not be paper; (b) doc.total must not be 1"
    ),
}


def test_the_addendum_says_what_each_payment_asks_for_the_way_it_is_written(tmp_path: Path, asipgrid: Command) -> None:
    payments = "".join(f"    - {{share: 0.1, at: Then, when: {when}}}\n" for when in ASKED)
    call = f"{SMALL_CALL}addendum:\n  payments:\n{payments}    - {{share: 0.4, at: End}}\n"
    text = asipgrid("draft", "small", cwd=small(tmp_path, call=call)).out
    assert re.findall(r"^\| [1-6] \| 10 % \| €40.00 \| Then \| (.*) \|$", text, re.MULTILINE) == list(ASKED.values())


@pytest.mark.parametrize(
    ("value", "limit", "told"),
    [
        ("54", "54.999", "n is 54, under 54.999 (by 0.999)"),
        ("0.1255", "0.5", "n is 0.1255, under 0.5 (by 0.3745)"),
        ("54.9989", "54.999", "n is 54.9989, under 54.999 (by 0.0001)"),
        ("2/3", "0.6667", "n is 0.66667, under 0.6667 (by 0.00003)"),
        ("3/8", "0.375", "n is 0.375, at least 0.375"),
    ],
)
def test_what_somebody_wrote_is_told_with_all_its_decimals(value: str, limit: str, told: str) -> None:
    found = Fraction(value) if "/" in value else Decimal(value)
    (line,) = condition({"n": {"minimum": Decimal(limit)}}).look({"n": found}).flat()
    assert say(line_reason(line)) == told


CENTS = st.integers(-100_000, 100_000).map(lambda cents: Fraction(cents, 100))


@given(CENTS, CENTS)
@example(Fraction(9), Fraction(10))
@example(Fraction(-1, 100), Fraction(0))
def test_a_figure_misses_by_the_distance_to_its_limit_on_either_side(value: Fraction, limit: Fraction) -> None:
    asked = "minimum" if value < limit else "maximum"
    for keyword in (asked, f"exclusive{asked.capitalize()}"):
        (line,) = condition({"n": {keyword: limit}}).look({"n": value}).flat()
        told = re.search(r" \(by (\S+)\)$", say(line_reason(line)))
        assert (line.truth, told and Fraction(told[1])) == (
            (True, None) if value == limit and keyword == asked else (False, abs(value - limit))
        )
