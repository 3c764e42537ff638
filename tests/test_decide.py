"""Rules, amounts, questions, conditions and ranks of small calls: documents in, outcomes and whole sentences out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import SMALL_CALL, SMALL_GRID, Command, small_request
from test_decisions import call, statuses

RULES = SMALL_CALL[SMALL_CALL.index("decisions:") : SMALL_CALL.index("ranking:")]
FUND_ALL = SMALL_CALL.replace(RULES, "decisions: [{outcome: fund}]\n")


@pytest.mark.parametrize(
    "line",
    [
        "eligible: true",
        "score: 80",
        "ceiling: 100",
        "points: 8",
        "points_ceiling: 12",
        "completeness: 0.8",
        "weakest_grid: 80",
        "weakest_ceiling: 100",
        "below_minimum: {contains: {const: DOC-04}}",
        "grids.DOC.score: 80",
        "grids.DOC.ceiling: 100",
        "grids.DOC.points: 8",
        """'criteria."DOC-02".level': 4""",
        """'criteria."DOC-04".level': 0""",
        """'criteria."DOC-04".ceiling': 4""",
        """'criteria."DOC-04".state': unrated""",
        "request.doc.total: 10",
        "call.envelope: 1000",
    ],
)
def test_a_rule_reads_every_figure_of_a_request(tmp_path: Path, asipgrid: Command, line: str) -> None:
    """The request is not rated yet: 80 points of 100 are known, 20 are open."""
    text = SMALL_CALL.replace(RULES, f"decisions: [{{outcome: maintain, when: {{{line}}}}}, {{outcome: decline}}]\n")
    grid = {"grids/doc.yaml": SMALL_GRID.replace("mark: anchors", "mark: anchors\n    minimum: 1")}
    data = call(tmp_path, asipgrid, {"a": small_request("a")}, text=text, marks={"a": ""}, extra=grid)
    assert data["by"]["a"]["outcome"] == "maintain"


@pytest.mark.parametrize(
    ("terms", "funding", "outcome", "says", "asks"),
    [
        ("", "{requested: 400}", "400.00", None, []),
        ("", "{requested: 400, minimum: 300}", "400.00", None, []),
        ("", "{requested: 0}", "0.00", None, []),
        (", ceiling: 400", "{requested: 400}", "400.00", None, []),
        (
            ", ceiling: 300",
            "{requested: 400, minimum: 300}",
            "300.00",
            "400.00 EUR requested, capped at 300.00 EUR",
            [],
        ),
        (
            ", ceiling: 300",
            "{requested: 400, minimum: 300.01}",
            "ask",
            "at most 300.00 EUR can be awarded, under the 300.01 EUR the project needs to run",
            [
                (
                    "at most 300.00 EUR can be awarded, under the 300.01 EUR the project needs to run; "
                    "state what would let it be decided"
                ),
            ],
        ),
        (
            ", rate: 0.50",
            "{requested: 400, minimum: 100, total_cost: 601.01}",
            "300.50",
            "400.00 EUR requested, capped at 300.50 EUR",
            [],
        ),
        (
            ", rate: 0.50, ceiling: 200",
            "{requested: 400, minimum: 100, total_cost: 601}",
            "200.00",
            "400.00 EUR requested, capped at 200.00 EUR",
            [],
        ),
        (
            ", rate: 0.50",
            "{requested: 400}",
            "ask",
            "at most 50 % of the total cost can be awarded, and the total cost is not stated",
            [
                (
                    "at most 50 % of the total cost can be awarded, and the total cost is not stated; "
                    "state what would let it be decided"
                ),
            ],
        ),
        (", rate: 0.50", "{requested: 0}", "0.00", None, []),
        (
            "",
            "{minimum: 100}",
            "ask",
            "the amount requested is not stated, so nothing can be awarded",
            ["the amount requested is not stated, so nothing can be awarded; state what would let it be decided"],
        ),
    ],
)
def test_what_a_request_may_be_given(
    tmp_path: Path, asipgrid: Command, terms: str, funding: str, outcome: str, says: str | None, asks: list[str]
) -> None:
    text = SMALL_CALL.replace("partial: none", f"partial: none{terms}")
    request = small_request("a").replace("{requested: 400}", funding)
    found = call(tmp_path, asipgrid, {"a": request}, text=text)["by"]["a"]
    assert (found["awarded"] if found["outcome"] == "fund" else found["outcome"]) == outcome
    assert found["questions"] == asks
    sentences = [reason for reason in found["reasons"] if not reason.startswith("rule ")]
    assert sentences == ([] if says is None else [says])


@pytest.mark.parametrize(
    ("gate", "conditions"),
    [
        ("requires: {doc.valid: {minimum: 8}}", []),
        (
            "requires: {doc.valid: {minimum: 9}}",
            ["before any payment, DOC-05: doc.valid is 8, under 9 (by 1)"],
        ),
        (
            "requires: {doc.valid: {minimum: 9}}\n    documents: {en: The count, fr: Le décompte}",
            ["before any payment, DOC-05: doc.valid is 8, under 9 (by 1); supply: The count"],
        ),
        ("requires: {applicant.region: x}", ["before any payment, DOC-05: applicant.region: not stated"]),
    ],
)
def test_a_payment_gate_that_is_not_passed_is_a_condition(
    tmp_path: Path, asipgrid: Command, gate: str, conditions: list[str]
) -> None:
    grid = f"{SMALL_GRID}  - id: DOC-05\n    question: Is it paid against documents?\n    gate: payment\n    {gate}\n"
    data = call(tmp_path, asipgrid, {"a": small_request("a")}, extra={"grids/doc.yaml": grid})
    found = data["by"]["a"]
    assert (found["status"], found["conditions"]) == ("funded", conditions)


# Two requests that three rankings put in different orders: 50 points of 100 and 4 levels, 45 points and 7 levels.
CDA = small_request("cda", doc="{signed: true, format: cda, total: 10, valid: 0}")
PAPER = small_request("paper", doc="{signed: true, format: paper, total: 10, valid: 8}")


@pytest.mark.parametrize(("by", "first"), [("score", "cda"), ("DOC", "cda"), ("points", "paper")])
def test_a_call_ranks_by_the_figure_it_names(tmp_path: Path, asipgrid: Command, by: str, first: str) -> None:
    text = FUND_ALL.replace("{by: score}", f"{{by: {by}}}")
    data = call(tmp_path, asipgrid, {"cda": CDA, "paper": PAPER}, text=text, marks={"cda": "0"})
    assert [name for name, (rank, *_) in statuses(data).items() if rank == 1] == [first]


def tie(tmp_path: Path, asipgrid: Command, chain: str, **requests: str) -> dict[str, Any]:
    """Requests of one score, put apart by a chain: of each its rank, and what is said of the tie."""
    text = FUND_ALL.replace("{by: score}", f"{{by: score, tie_break: {chain}}}").replace(
        "envelope: 1000", "envelope: 9999"
    )
    written = {
        name: small_request(name).replace("{requested: 400}", funding.partition(" ")[2]).replace(
            "scope: regional", f"scope: regional, region: {funding.partition(' ')[0]}"
        )
        for name, funding in requests.items()
    }  # fmt: skip
    data = call(tmp_path, asipgrid, written, text=text)
    return {
        name: (found["rank"], *[reason for reason in found["reasons"] if not reason.startswith("rule ")])
        for name, found in data["by"].items()
    }


def test_a_tie_is_broken_by_texts_in_their_order(tmp_path: Path, asipgrid: Command) -> None:
    found = tie(
        tmp_path,
        asipgrid,
        "[{path: request.applicant.region, order: ascending}]",
        a="Zealand {requested: 400}",
        b="Aland {requested: 400}",
    )
    assert found == {
        "a": (2, "same figure as b; put apart by request.applicant.region"),
        "b": (1, "same figure as a; put apart by request.applicant.region"),
    }


def test_a_tie_that_the_chain_leaves_is_said_to_be_one(tmp_path: Path, asipgrid: Command) -> None:
    found = tie(
        tmp_path,
        asipgrid,
        "[DOC, {path: request.funding.requested}, {path: request.funding.total_cost, order: ascending}]",
        a="X {requested: 400}",
        b="X {requested: 500.50, total_cost: 600}",
        c="X {requested: 500.50, total_cost: 600}",
        d="X {requested: 500.50, total_cost: 900}",
        e="X {requested: 500.50}",
    )
    chain = "put apart by DOC, request.funding.requested"
    assert found == {
        "a": (5, f"same figure as b, c, d, e; {chain}"),
        "b": (1, "ex aequo with c: the tie-break chain is exhausted"),
        "c": (1, "ex aequo with b: the tie-break chain is exhausted"),
        "d": (3, f"same figure as a, b, c, e; {chain}, request.funding.total_cost"),
        "e": (4, f"same figure as a, b, c, d; {chain}, request.funding.total_cost"),
    }
