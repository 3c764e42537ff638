"""Rules, amounts, questions, conditions and ranks of small calls: documents in, outcomes and whole sentences out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request
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
            ", rate: 0.50",
            "{requested: 0.01}",
            "ask",
            "at most 50 % of the total cost can be awarded, and the total cost is not stated",
            [
                (
                    "at most 50 % of the total cost can be awarded, and the total cost is not stated; "
                    "state what would let it be decided"
                ),
            ],
        ),
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


def test_rules_that_are_missed_stand_before_the_one_that_holds_and_each_gives_the_figures_of_its_request(
    tmp_path: Path, asipgrid: Command
) -> None:
    rules = """decisions:
  - {outcome: ineligible, when: {eligible: false}}
  - {outcome: defer, when: {score: {minimum: 99}}}
  - {outcome: fund, when: {not: {"length(request.title) > `99`": true}}}
  - {outcome: decline}
"""
    text = SMALL_CALL.replace(RULES, rules).replace("partial: none", "partial: none, ceiling: 300")
    requests = {
        "a": small_request("a", requested="400, minimum: 100"),
        "b": small_request("b", requested="200").replace("valid: 8", "valid: 5"),
        "c": small_request("c", doc="{format: cda, total: 10, valid: 8}"),
        "d": small_request("d", doc="{signed: false, format: cda, total: 10, valid: 8}"),
    }
    found = call(tmp_path, asipgrid, requests, text=text)["by"]
    short = "rule 3 (fund) holds: length(request.title) > `99` is false, must not be true"
    assert {name: (each["outcome"], each["reasons"]) for name, each in found.items()} == {
        "a": (
            "fund",
            [
                "rule 2 (defer) does not hold: score is 95.00, under 99 (by 4)",
                short,
                "400.00 EUR requested, capped at 300.00 EUR",
            ],
        ),
        "b": ("fund", ["rule 2 (defer) does not hold: score is 80.00, under 99 (by 19)", short]),
        "c": (
            "decline",
            [
                "rule 2 (defer) does not hold: score is 95.00, under 99 (by 4)",
                (
                    "rule 3 (fund) would hold but is passed over: eligible is not stated, "
                    "and only an eligible request is funded"
                ),
                "rule 4 (decline) takes what is left",
                "DOC-01 (eligibility) is not stated: doc.signed: not stated",
            ],
        ),
        "d": (
            "ineligible",
            [
                "rule 1 (ineligible) holds: eligible is false",
                "DOC-01 (eligibility) fails: doc.signed is false, must be true",
            ],
        ),
    }


@pytest.mark.parametrize(
    ("doc", "outcome", "gate"),
    [
        ("{signed: false, format: cda}", "ineligible", "fails: doc.signed is false, must be true"),
        ("{format: cda}", "ask", "is not stated: doc.signed: not stated"),
    ],
)
def test_where_no_rule_is_left_nobody_is_funded(
    tmp_path: Path, asipgrid: Command, doc: str, outcome: str, gate: str
) -> None:
    found = call(tmp_path, asipgrid, {"a": small_request("a", doc=doc)}, text=FUND_ALL)["by"]["a"]
    assert (found["outcome"], found["reasons"][-1]) == (outcome, f"DOC-01 (eligibility) {gate}")


@pytest.mark.parametrize(
    "expression",
    ["length(request.title) > `3`", 'criteria."DOC-02".level > `3`', """contains(criteria."DOC-04".state, 'scored')"""],
)
def test_a_rule_may_ask_an_expression_of_a_criterion_or_of_none(
    tmp_path: Path, asipgrid: Command, expression: str
) -> None:
    written = expression.replace('"', '\\"')
    text = SMALL_CALL.replace(
        RULES, f'decisions: [{{outcome: maintain, when: {{"{written}": true}}}}, {{outcome: decline}}]\n'
    )
    assert call(tmp_path, asipgrid, {"a": small_request("a")}, text=text)["by"]["a"]["outcome"] == "maintain"


def test_a_question_says_what_its_answer_could_add(tmp_path: Path, asipgrid: Command) -> None:
    """Half of the level is sure, so half of the 50 points is open; a gate without weight adds nothing."""
    two = "      - {level: 2, is: Readable, when: {doc.format: pdf}}\n"
    sure = "      - {level: 2, is: Kept, when: {doc.format: [cda, pdf]}}\n"
    grid = SMALL_GRID.replace("when: {doc.format: cda}", "when: {doc.format: cda, doc.total: {minimum: 1}}").replace(
        two, sure
    )
    request = small_request("a", doc="{format: cda}")
    found = call(tmp_path, asipgrid, {"a": request}, extra={"grids/doc.yaml": grid})["by"]["a"]
    assert found["questions"] == [
        "DOC-01: state doc.signed",
        "DOC-02: state doc.total (worth up to 25.00 points of the score)",
        "DOC-03: state doc.valid, doc.total (worth up to 30.00 points of the score)",
    ]


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


def test_the_addendum_asks_the_question_of_a_payment_gate_that_is_not_passed(tmp_path: Path, asipgrid: Command) -> None:
    gate = "  - {id: DOC-05, question: Is it paid against documents?, gate: payment, requires: {doc.valid: 9}, documents: The count}\n"
    text = asipgrid("draft", "small", cwd=small(tmp_path, grid=SMALL_GRID + gate)).out
    assert "Is it paid against documents? Documents: The count.\n" in text


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


def test_requests_are_put_in_order_however_near_their_scores_are(tmp_path: Path, asipgrid: Command) -> None:
    """Shares of n / (n + 1), so near that they are printed alike, and no float could hold them apart."""
    grid = {"grids/doc.yaml": SMALL_GRID.replace("at_least: [0.20, 0.40, 0.60, 0.80]", "linear: [[0, 0], [1, 4]]")}
    valid = {name: 10**14 + n for n, name in enumerate("hcagdbfe")}
    requests = {
        name: small_request(name, doc=f"{{signed: true, format: cda, total: {n + 1}, valid: {n}}}", requested="1")
        for name, n in valid.items()
    }
    found = call(tmp_path, asipgrid, requests, text=FUND_ALL, extra=grid)["by"]
    assert {each["score"] for each in found.values()} == {"95.00"}
    assert [found[name]["rank"] for name in sorted(valid, key=lambda name: -valid[name])] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_each_tie_is_told_among_its_own(tmp_path: Path, asipgrid: Command) -> None:
    marks = {"a": "4", "b": "3", "c": "3", "d": "2", "e": "1", "f": "1"}
    requests = {name: small_request(name, requested="100") for name in marks}
    found = call(tmp_path, asipgrid, requests, text=FUND_ALL, marks=marks)["by"]
    alone = "rule 1 (fund) takes what is left"
    tied = {"b": "c", "c": "b", "e": "f", "f": "e"}
    assert {name: (each["rank"], each["reasons"]) for name, each in found.items()} == {
        name: (
            rank,
            [alone, f"ex aequo with {tied[name]}: the tie-break chain is exhausted"] if name in tied else [alone],
        )
        for name, rank in {"a": 1, "b": 2, "c": 2, "d": 4, "e": 5, "f": 5}.items()
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
        e="X {requested: 500.50, total_cost: 1000}",
    )
    chain = "put apart by DOC, request.funding.requested"
    assert found == {
        "a": (5, f"same figure as b, c, d, e; {chain}"),
        "b": (1, "ex aequo with c: the tie-break chain is exhausted"),
        "c": (1, "ex aequo with b: the tie-break chain is exhausted"),
        "d": (3, f"same figure as a, b, c, e; {chain}, request.funding.total_cost"),
        "e": (4, f"same figure as a, b, c, d; {chain}, request.funding.total_cost"),
    }


def test_what_is_not_stated_puts_nobody_apart(tmp_path: Path, asipgrid: Command) -> None:
    """The cost of `b` is not stated: it, and the links after it, put nobody apart of those who ask for as much."""
    found = tie(
        tmp_path,
        asipgrid,
        "[{path: request.funding.requested}, {path: request.funding.total_cost, order: ascending},"
        " {path: request.applicant.region, order: ascending}]",
        a="X {requested: 400, total_cost: 900}",
        b="V {requested: 500}",
        c="W {requested: 500, total_cost: 600}",
        d="Z {requested: 500, total_cost: 500}",
        e="X {requested: 400, total_cost: 800}",
    )
    cost = "request.funding.total_cost is not stated by b, and what is not stated puts nobody apart"
    by_cost = "put apart by request.funding.requested, request.funding.total_cost"
    assert found == {
        "a": (5, f"same figure as b, c, d, e; {by_cost}"),
        "b": (1, f"ex aequo with c, d: {cost}"),
        "c": (1, f"ex aequo with b, d: {cost}"),
        "d": (1, f"ex aequo with b, c: {cost}"),
        "e": (4, f"same figure as a, b, c, d; {by_cost}"),
    }


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_who_does_not_state_what_would_decide_is_asked_for_it_and_loses_nothing_meanwhile(
    tmp_path: Path, asipgrid: Command, form: str
) -> None:
    text = FUND_ALL.replace("{by: score}", "{by: score, tie_break: [{path: request.funding.total_cost}]}")
    requests = {
        "a": small_request("a", requested="1000"),
        "b": small_request("b", requested="1000, total_cost: 2000"),
    }
    data = call(tmp_path, asipgrid, requests, text=text)
    assert statuses(data) == {"a": (1, "tied", None), "b": (1, "tied", None)}
    assert {name: each["questions"] for name, each in data["by"].items()} == {
        "a": ["state funding.total_cost: it is not stated, and it decides between this request and b"],
        "b": [],
    }
    assert data["notes"] == [
        "a, b are ex aequo at the line, for a does not state request.funding.total_cost: once it is stated, it may decide"
    ]
    lines = asipgrid("score", "requests/small", "--format", form, cwd=tmp_path).out
    assert lines.count("it decides between this request and b") == 1
    told = asipgrid("explain", "requests/small", "a", cwd=tmp_path).out
    assert "Outcome fund: tied, 1 000.00 EUR requested\n" in told


def test_a_grid_that_scores_nothing_of_a_request_puts_nobody_apart(tmp_path: Path, asipgrid: Command) -> None:
    """`b` is scored by the first grid alone: the second cannot say which of the two comes first."""
    other = SMALL_GRID.replace("DOC", "REG").replace("block: doc", "block: reg")
    other = other.replace("doc.", "reg.").replace(
        "    weight:", "    applies_when: {applicant.scope: national}\n    weight:"
    )
    text = FUND_ALL.replace("grids: {DOC: 1}", "grids: {DOC: 1, REG: 1}").replace(
        "{by: score}", "{by: DOC, tie_break: [REG]}"
    )
    facts = "reg: {signed: true, format: cda, total: 10, valid: 8}\n"
    requests = {
        "a": small_request("a").replace("scope: regional", "scope: national") + facts,
        "b": small_request("b") + facts,
    }
    data = call(tmp_path, asipgrid, requests, text=text, extra={"grids/reg.yaml": other})
    assert {name: (each["rank"], each["reasons"][-1]) for name, each in data["by"].items()} == {
        "a": (1, "ex aequo with b: b has no score of REG, and what is not there puts nobody apart"),
        "b": (1, "ex aequo with a: b has no score of REG, and what is not there puts nobody apart"),
    }


# ── how far from the line ──────────────────────────────────────────────────────────────────────────


def stands(tmp_path: Path, asipgrid: Command, ranking: str, allocation: str, **requests: str) -> dict[str, list[str]]:
    """What `explain` says of each request's standing; `a=3 {requested: 400}`: the mark, what it asks for."""
    text = FUND_ALL.replace("{by: score}", ranking).replace("{overflow: skip, partial: none}", allocation)
    written = {f"requests/small/{n}.yaml": small_request(n, requested=r.partition(" ")[2]) for n, r in requests.items()}
    written |= {f"requests/small/ratings/one/{n}.yaml": small_rating(n, r.split()[0]) for n, r in requests.items()}
    root = small(tmp_path, written, call=text)
    return {
        name: json.loads(asipgrid("explain", "requests/small", name, "--format", "json", cwd=root).out)["standing"][
            1:-1
        ]
        for name in requests
    }


def test_who_is_passed_over_stands_above_the_last_with_money_and_is_told_why(tmp_path: Path, asipgrid: Command) -> None:
    """1000 EUR: `b` does not fit what `a` leaves, `c` does, `d` finds 100 EUR left."""
    found = stands(
        tmp_path, asipgrid, "{by: score}", "{overflow: skip, partial: none}",
        a="4 600", b="3 500", c="2 300", d="1 300",
    )  # fmt: skip
    assert found == {
        "a": ["above b (rank 2), the next without money: score +5.00 against its 95.00"],
        "b": [
            (
                "above c (rank 3), the last with money: score +5.00 against its 90.00; passed over, for 400.00 EUR were left "
                "of the 500.00 EUR asked, the call awards no part, and it goes on to the next (skip)"
            )
        ],
        "c": [
            "above d (rank 4), the next without money: score +5.00 against its 85.00",
            "below b (rank 2), which was passed over: score −5.00 against its 95.00",
        ],
        "d": ["below c (rank 3), the last with money: score −5.00 against its 90.00"],
    }


def test_who_is_level_with_the_one_request_that_fits_is_not_passed_over(tmp_path: Path, asipgrid: Command) -> None:
    """In any order `a` alone can be paid; nothing is left of the envelope then."""
    found = stands(
        tmp_path, asipgrid, "{by: score}", "{overflow: skip, partial: none}", a="4 1000", b="4 1500", c="4 2000"
    )
    assert found == {
        "a": ["level with b (rank 1), the next without money: ex aequo"],
        "b": ["level with a (rank 1), the last with money: ex aequo"],
        "c": ["level with a (rank 1), the last with money: ex aequo"],
    }


def test_who_asks_for_nothing_is_not_the_last_with_money(tmp_path: Path, asipgrid: Command) -> None:
    found = stands(
        tmp_path, asipgrid, "{by: score}", "{overflow: skip, partial: remainder}", a="4 900", b="3 600", z="1 0"
    )
    assert found == {
        "a": ["above b (rank 2), the next without money: score +5.00 against its 95.00"],
        "b": ["below a (rank 1), the last with money: score −5.00 against its 100.00"],
        "z": [],
    }


@pytest.mark.parametrize(
    ("ranking", "above", "below"),
    [
        ("{by: points}", "points +1 against its 11", "points −1 against its 12"),
        ("{by: DOC}", "score of DOC +5.00 against its 95.00", "score of DOC −5.00 against its 100.00"),
    ],
)
def test_a_distance_is_told_in_what_the_call_ranks_by(
    tmp_path: Path, asipgrid: Command, ranking: str, above: str, below: str
) -> None:
    found = stands(tmp_path, asipgrid, ranking, "{overflow: skip, partial: none}", a="4 900", b="3 900")
    assert found == {
        "a": [f"above b (rank 2), the next without money: {above}"],
        "b": [f"below a (rank 1), the last with money: {below}"],
    }


@pytest.mark.parametrize(
    ("chain", "above", "below"),
    [
        (
            "[DOC, {path: request.funding.total_cost, order: ascending}]",
            "the same in score, score of DOC; request.funding.total_cost −500 against its 2000 (the lower comes first)",
            "the same in score, score of DOC; request.funding.total_cost +500 against its 1500 (the lower comes first)",
        ),
        (
            "[{path: request.applicant.name, order: ascending}]",
            "the same in score; request.applicant.name Applicant a against its Applicant b (the lower comes first)",
            "the same in score; request.applicant.name Applicant b against its Applicant a (the lower comes first)",
        ),
    ],
)
def test_a_distance_is_told_in_the_step_of_the_ranking_that_puts_two_apart(
    tmp_path: Path, asipgrid: Command, chain: str, above: str, below: str
) -> None:
    found = stands(
        tmp_path, asipgrid, f"{{by: score, tie_break: {chain}}}", "{overflow: skip, partial: none}",
        a="4 900, total_cost: 1500", b="4 900, total_cost: 2000",
    )  # fmt: skip
    assert found == {
        "a": [f"above b (rank 2), the next without money: {above}"],
        "b": [f"below a (rank 1), the last with money: {below}"],
    }


def test_a_distance_too_small_for_two_digits_is_told_with_more(tmp_path: Path, asipgrid: Command) -> None:
    grid = (
        SMALL_GRID.replace("weight: 50", "weight: 5000")
        .replace("weight: 30", "weight: 3000")
        .replace("weight: 20", "weight: 1")
    )
    files = {f"requests/small/{name}.yaml": small_request(name, requested="900") for name in "ab"}
    files |= {f"requests/small/ratings/one/{n}.yaml": small_rating(n, m) for n, m in (("a", "4"), ("b", "3"))}
    root = small(tmp_path, files, call=FUND_ALL, grid=grid)
    told = asipgrid("explain", "requests/small", "a", cwd=root).out
    assert "Above b (rank 2), the next without money: score +0.003 against its 100.00" in told


def test_no_line_runs_where_the_committee_decided_or_a_tie_is_open(tmp_path: Path, asipgrid: Command) -> None:
    """`c` is paid by decision, whatever its rank: nobody stands near or far from it."""
    decision = "decision: c\noutcome: fund\namount: 100\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    requests = {name: small_request(name, requested="600") for name in "abc"}
    marks = {"a": "4", "b": "4", "c": "1"}
    data = call(tmp_path, asipgrid, requests, marks=marks, extra={"requests/small/decisions/c.yaml": decision})
    assert statuses(data) == {"a": (1, "tied", None), "b": (1, "tied", None), "c": (3, "partial", "100.00")}
    for name in "abc":
        told = asipgrid("explain", "requests/small", name, "--format", "json", cwd=tmp_path).out
        assert [line for line in json.loads(told)["standing"] if "money:" in line] == []
