"""Rules, ranks, ties and money on small calls: documents in, results out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from asipgrid import pipeline
from asipgrid.documents.workspace import find_call
from asipgrid.formats import Look, written
from asipgrid.model.results import Result
from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, told

FULL = "{signed: true, format: cda, total: 10, valid: 8}"  # 50 + 30 + the mark's share of 20


def call(
    tmp_path: Path,
    asipgrid: Command,
    requests: Mapping[str, str],
    *,
    text: str = SMALL_CALL,
    marks: Mapping[str, str] | None = None,
    extra: Mapping[str, str] | None = None,
    options: tuple[str, ...] = (),
) -> dict[str, Any]:
    files = {f"requests/small/{name}.yaml": body for name, body in requests.items()}
    given = dict.fromkeys(requests, "3") | dict(marks or {})
    files |= {
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, level) for name, level in given.items() if level
    }
    root = small(tmp_path, {**files, **(extra or {})}, call=text)
    ran = asipgrid("score", "requests/small", "--format", "json", *options, cwd=root)
    if ran.code == 0 and not options:
        assert ran.out == one_by_one(root)
    data: dict[str, Any] = json.loads(ran.out) if ran.out else {"findings": told(ran.err), "err": ran.err}
    if "requests" in data:
        data["by"] = {request["id"]: request for request in data["requests"]}
    data["code"] = ran.code
    return data


def one_by_one(root: Path) -> str:
    """The same answer as explanations and letters have it: each request judged after the other."""
    loaded = pipeline.load(find_call("small", root))
    assert loaded.checked.case is not None
    result = pipeline.evaluate(loaded.checked.case, loaded.findings)
    assert isinstance(result, Result)
    return written("json", result, Look())


def statuses(data: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {name: (r["rank"], r["status"], r["awarded"]) for name, r in data["by"].items()}


def test_an_unresolved_tie_at_the_line_funds_nobody_and_says_so(tmp_path: Path, asipgrid: Command) -> None:
    requests = {name: small_request(name, requested="600") for name in ("a", "b")} | {
        "c": small_request("c", requested="100")
    }
    data = call(tmp_path, asipgrid, requests, marks={"c": "2"})
    assert statuses(data) == {"a": (1, "tied", None), "b": (1, "tied", None), "c": (3, "reserve", "0.00")}
    assert data["notes"] == ["a, b are ex aequo at the line: the call must say how to decide"]
    assert data["call"]["left"] == "1000.00"
    assert data["by"]["c"]["reasons"][-1] == "in reserve: the allocation stopped at the tie of a, b"


def test_a_tie_above_the_line_needs_no_order(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {name: small_request(name, requested="500") for name in ("a", "b")})
    assert statuses(data) == {"a": (1, "funded", "500.00"), "b": (1, "funded", "500.00")}


def test_a_lot_is_drawn_from_seed_and_id_alone(tmp_path: Path, asipgrid: Command) -> None:
    text = SMALL_CALL.replace("{by: score}", "{by: score, unresolved: {lot: spring}}")
    requests = {name: small_request(name, requested="600") for name in ("a", "b", "c")}
    data = call(tmp_path, asipgrid, requests, text=text)
    first = min(requests, key=lambda name: hashlib.sha256(f"spring\n{name}".encode()).hexdigest())
    assert {name for name, r in data["by"].items() if r["status"] == "funded"} == {first}
    assert "drawn 1 of 3 by lot (seed spring)" in data["by"][first]["reasons"]


def test_the_chain_goes_on_to_a_path_when_grids_are_equal(tmp_path: Path, asipgrid: Command) -> None:
    text = SMALL_CALL.replace(
        "{by: score}", "{by: score, tie_break: [DOC, {path: request.funding.requested, order: ascending}]}"
    )
    requests = {"a": small_request("a", requested="700"), "b": small_request("b", requested="600")}
    assert statuses(call(tmp_path, asipgrid, requests, text=text)) == {
        "a": (2, "reserve", "0.00"),
        "b": (1, "funded", "600.00"),
    }


def test_an_empty_envelope_leaves_everyone_in_reserve(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a")}, text=SMALL_CALL.replace("envelope: 1000", "envelope: 0"))
    assert (statuses(data), data["code"]) == ({"a": (1, "reserve", "0.00")}, 0)


def test_exactly_what_is_left_is_awarded_in_full(tmp_path: Path, asipgrid: Command) -> None:
    assert statuses(call(tmp_path, asipgrid, {"a": small_request("a", requested="1000")})) == {
        "a": (1, "funded", "1000.00")
    }


def test_more_than_the_envelope_is_in_reserve_and_smaller_ones_follow_with_skip(
    tmp_path: Path, asipgrid: Command
) -> None:
    requests = {"a": small_request("a", requested="1001"), "b": small_request("b", requested="300")}
    data = call(tmp_path, asipgrid, requests, marks={"b": "2"})
    assert statuses(data) == {"a": (1, "reserve", "0.00"), "b": (2, "funded", "300.00")}


def test_with_stop_nobody_below_a_misfit_is_funded(tmp_path: Path, asipgrid: Command) -> None:
    requests = {"a": small_request("a", requested="1001"), "b": small_request("b", requested="300")}
    data = call(
        tmp_path, asipgrid, requests, marks={"b": "2"}, text=SMALL_CALL.replace("overflow: skip", "overflow: stop")
    )
    assert statuses(data) == {"a": (1, "reserve", "0.00"), "b": (2, "reserve", "0.00")}
    assert data["by"]["b"]["reasons"][-1] == "in reserve: the allocation stopped at a"


def test_what_is_left_is_offered_down_to_the_minimum_before_anyone_is_skipped(
    tmp_path: Path, asipgrid: Command
) -> None:
    text = SMALL_CALL.replace("partial: none", "partial: remainder")
    requests = {
        "a": small_request("a", requested="800"),
        "b": small_request("b", requested="900, minimum: 200"),
        "c": small_request("c", requested="100"),
    }
    data = call(tmp_path, asipgrid, requests, text=text, marks={"a": "4", "b": "3", "c": "2"})
    assert statuses(data) == {
        "a": (1, "funded", "800.00"),
        "b": (2, "partial", "200.00"),
        "c": (3, "reserve", "0.00"),
    }


def test_a_share_of_the_cost_is_cut_to_whole_cents(tmp_path: Path, asipgrid: Command) -> None:
    text = SMALL_CALL.replace("partial: none}", "partial: none, rate: 0.70}")
    data = call(
        tmp_path, asipgrid, {"a": small_request("a", requested="800, minimum: 1, total_cost: 1000.01")}, text=text
    )
    assert data["by"]["a"]["awarded"] == "700.00"  # 70 % of 1000.01 is 700.007


def test_a_share_of_a_cost_that_is_not_stated_is_asked_for(tmp_path: Path, asipgrid: Command) -> None:
    text = SMALL_CALL.replace("partial: none}", "partial: none, rate: 0.70}")
    data = call(tmp_path, asipgrid, {"a": small_request("a")}, text=text)
    assert data["by"]["a"]["outcome"] == "ask"
    assert (
        "at most 70 % of the total cost can be awarded, and the total cost is not stated" in data["by"]["a"]["reasons"]
    )


def test_a_cap_below_what_the_project_needs_is_asked_about_and_not_awarded(tmp_path: Path, asipgrid: Command) -> None:
    text = SMALL_CALL.replace("partial: none}", "partial: none, ceiling: 300}")
    data = call(tmp_path, asipgrid, {"a": small_request("a", requested="400")}, text=text)
    assert (data["by"]["a"]["outcome"], data["by"]["a"]["awarded"]) == ("ask", "0.00")
    assert (
        "at most 300.00 EUR can be awarded, under the 400.00 EUR the project needs to run" in data["by"]["a"]["reasons"]
    )


def test_a_rule_that_would_fund_is_passed_over_when_a_gate_is_not_stated(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a", doc="{format: cda, total: 10, valid: 8}")})
    request = data["by"]["a"]
    assert (request["eligible"], request["outcome"]) == (None, "ask")
    assert request["reasons"] == [
        "rule 2 (fund) would hold but is passed over: eligible is not stated, and only an eligible request is funded",
        "rule 3 (ask) holds: ceiling is 95.00, at least 60",
        "DOC-01 (eligibility) is not stated: doc.signed: not stated",
    ]


def test_a_request_declined_is_told_every_threshold_it_missed_and_by_how_much(
    tmp_path: Path, asipgrid: Command
) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a", doc="{signed: true, format: paper, total: 10, valid: 5}")})
    assert data["by"]["a"]["reasons"] == [
        "rule 2 (fund) does not hold: score is 30.00, under 60 (by 30)",
        "rule 3 (ask) does not hold: ceiling is 30.00, under 60 (by 30)",
        "rule 4 (decline) takes what is left",
    ]


def test_a_limit_is_told_as_it_is_written_and_a_figure_near_it_with_digits_enough(
    tmp_path: Path, asipgrid: Command
) -> None:
    """59.994 of 100, however it is asked for: never 59.99 under 59.99, nor 60 for what is under 60."""
    grid = SMALL_GRID.replace("at_least: [0.20, 0.40, 0.60, 0.80]", "at_least: [0.3333, 0.66667, 0.99999, 1]")
    requests = {
        "a": small_request("a", doc="{signed: true, format: pdf, total: 100000, valid: 99998}"),
        "b": small_request("b", doc="{signed: true, format: pdf, total: 3, valid: 2}"),
    }
    text = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 54.999}")
    data = call(tmp_path, asipgrid, requests, text=text, marks={"a": "3", "b": "3"}, extra={"grids/doc.yaml": grid})
    assert data["by"]["a"]["criteria"]["DOC-03"]["reason"] == "99.998 % is at least 66.667 %, under 99.999 %"
    assert data["by"]["b"]["criteria"]["DOC-03"]["reason"] == "66.6667 % is at least 33.33 %, under 66.667 %"
    assert data["by"]["b"]["reasons"][0] == "rule 2 (fund) does not hold: score is 47.50, under 54.999 (by 7.499)"
    explained = " ".join(asipgrid("explain", "requests/small", "a", cwd=tmp_path).out.split())
    assert "next: level 3 at 99.999 %: doc.valid 99999 (1 more)" in explained


@pytest.mark.parametrize(
    ("limit", "score", "margin"),
    [
        ("55.002", "55.000", "0.002"),
        ("55.0001", "55.0000", "0.0001"),
        ("55", "55.00", None),
        ("54.9999", "55.0000", None),
    ],
)
def test_a_score_is_told_on_the_side_of_its_limit_where_it_lies(
    tmp_path: Path, asipgrid: Command, limit: str, score: str, margin: str | None
) -> None:
    """50 × 2/4 + 30 × 2/4 + 20 × 3/4 = 55, exactly."""
    request = small_request("a", doc="{signed: true, format: pdf, total: 10, valid: 5}")
    text = SMALL_CALL.replace("score: {minimum: 60}", f"score: {{minimum: {limit}}}")
    found = call(tmp_path, asipgrid, {"a": request}, text=text)["by"]["a"]["reasons"][0]
    missed = f"rule 2 (fund) does not hold: score is {score}, under {limit} (by {margin})"
    assert found == (missed if margin else f"rule 2 (fund) holds: score is {score}, at least {limit}")


def test_a_score_near_its_limit_has_as_many_digits_wherever_it_is_told(tmp_path: Path, asipgrid: Command) -> None:
    """A curve of n / (n + 1): 59.9997 is under 60, in the reason, in the explanation and in the letter."""
    grid = SMALL_GRID.replace("at_least: [0.20, 0.40, 0.60, 0.80]", "linear: [[0, 0], [1, 4]]")
    request = small_request("a", doc="{signed: true, format: pdf, total: 100000, valid: 99999}")
    text = SMALL_CALL.replace("  - {outcome: ask, when: {ceiling: {minimum: 60}}}\n", "")
    found = call(tmp_path, asipgrid, {"a": request}, text=text, marks={"a": "1"}, extra={"grids/doc.yaml": grid})
    assert found["by"]["a"]["reasons"][0] == "rule 2 (fund) does not hold: score is 59.9997, under 60 (by 0.0003)"
    explained = asipgrid("explain", "requests/small", "a", cwd=tmp_path).out
    assert "\nScore 59.9997, at most 59.9997; known" in explained
    text = asipgrid("draft", "requests/small", "a", cwd=tmp_path).out
    assert "Its score is 59.9997 out of 100." in text
    assert "- Score is 59.9997, under 60 (by 0.0003)" in text


def test_an_ineligible_request_is_told_every_gate_it_failed(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a", doc="{signed: false, format: cda}")})
    assert data["by"]["a"]["reasons"] == [
        "rule 1 (ineligible) holds: eligible is false",
        "DOC-01 (eligibility) fails: doc.signed is false, must be true",
    ]


def test_a_share_of_nothing_is_not_stated_and_says_why(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a", doc="{signed: true, format: cda, total: 0, valid: 0}")})
    criterion = data["by"]["a"]["criteria"]["DOC-03"]
    assert (criterion["state"], criterion["reason"]) == ("unknown", "doc.total is 0, so there is no share")
    assert (criterion["level"], criterion["ceiling"]) == ("0", "4")


def test_scores_that_print_alike_are_ranked_apart(tmp_path: Path, asipgrid: Command) -> None:
    # One level of a criterion that weighs 1 in 80 001 is worth less than a hundredth of a point.
    grid = (
        SMALL_GRID.replace("weight: 50", "weight: 50000")
        .replace("weight: 30", "weight: 30000")
        .replace("weight: 20", "weight: 1")
    )
    files = {f"requests/small/{name}.yaml": small_request(name) for name in ("a", "b")}
    files |= {
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, level) for name, level in (("a", "2"), ("b", "3"))
    }
    data = json.loads(
        asipgrid("score", "requests/small", "--format", "json", cwd=small(tmp_path, files, grid=grid)).out
    )
    assert [(r["id"], r["rank"], r["score"]) for r in data["requests"]] == [("a", 2, "100.00"), ("b", 1, "100.00")]


def test_documents_with_errors_decide_nothing(tmp_path: Path, asipgrid: Command) -> None:
    data = call(tmp_path, asipgrid, {"a": small_request("a"), "b": small_request("b", requested="-1")}, marks={"b": ""})
    assert data["code"] == 1
    assert data["findings"] == [("S007", "requests/small/b.yaml", 6)]


def test_keep_going_ranks_the_sound_and_lists_the_others(tmp_path: Path, asipgrid: Command) -> None:
    requests = {"a": small_request("a"), "b": small_request("b", requested="-1")}
    data = call(tmp_path, asipgrid, requests, options=("--keep-going",))
    assert (data["code"], set(data["by"])) == (1, {"a"})
    assert [f["file"] for f in data["findings"]] == ["requests/small/b.yaml"]
    assert data["notes"] == ["b: not scored, the document has errors"]


def test_a_request_whose_decision_cannot_be_read_is_not_ranked_without_it(tmp_path: Path, asipgrid: Command) -> None:
    requests = {"a": small_request("a"), "b": small_request("b")}
    decision = "decision: b\noutcome: fund\namount: many\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    extra = {"requests/small/decisions/b.yaml": decision}
    data = call(tmp_path, asipgrid, requests, options=("--keep-going",), extra=extra)
    assert (data["code"], set(data["by"])) == (1, {"a"})
    assert [(f["file"], f["line"]) for f in data["findings"]] == [("requests/small/decisions/b.yaml", 3)]
    assert data["notes"] == ["b: not scored, the document has errors"]


def test_a_decision_on_nobody_leaves_nobody_out(tmp_path: Path, asipgrid: Command) -> None:
    decision = "decision: b\noutcome: decline\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    extra = {"requests/small/decisions/b.yaml": decision}
    data = call(tmp_path, asipgrid, {"a": small_request("a")}, options=("--keep-going",), extra=extra)
    assert (data["code"], set(data["by"]), data["notes"]) == (1, {"a"}, [])
    assert [f["code"] for f in data["findings"]] == ["D402"]


def test_money_that_nobody_stated_leaves_nothing_to_give_by_the_rules(tmp_path: Path, asipgrid: Command) -> None:
    """The committee funds `a`, whose amount is stated nowhere: what is left for `b` is then not known."""
    requests = {"a": small_request("a", requested="null"), "b": small_request("b")}
    decision = "decision: a\noutcome: fund\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    data = call(tmp_path, asipgrid, requests, extra={"requests/small/decisions/a.yaml": decision})
    assert statuses(data) == {"a": (None, "funded", None), "b": (1, "reserve", "0.00")}
    assert (data["call"]["awarded"], data["call"]["left"]) == (None, None)
    assert data["notes"] == [
        "a: the amount requested is not stated, so no award can be proposed",
        "a: funded with an amount not stated, so what is awarded and what is left are not known",
        "decisions that depart from the proposal: 1 of 1",
    ]
    assert data["by"]["b"]["reasons"][-1] == (
        "in reserve: what is left of the envelope is not known, for no amount is stated of what is funded: a"
    )


def test_decisions_above_the_envelope_are_an_error_where_the_last_one_stands(tmp_path: Path, asipgrid: Command) -> None:
    decision = "decision: {0}\noutcome: fund\namount: 600\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    requests = {name: small_request(name, requested="600") for name in ("a", "b")}
    extra = {f"requests/small/decisions/{name}.yaml": decision.format(name) for name in requests}
    data = call(tmp_path, asipgrid, requests, extra=extra)
    assert data["findings"] == [("D406", "requests/small/decisions/b.yaml", 3)]
    says = "the committee's decisions sum to 1 200.00 EUR, more than the envelope of 1 000.00 EUR; lower one of them\n"
    assert says in data["err"]


def test_a_decision_is_paid_before_the_others_and_stands_beside_the_proposal(tmp_path: Path, asipgrid: Command) -> None:
    decision = (
        "decision: b\noutcome: fund\namount: 500\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: A small region\n"
    )
    requests = {
        "a": small_request("a", requested="600"),
        "b": small_request("b", doc="{signed: true, format: paper}", requested="600"),
    }
    data = call(tmp_path, asipgrid, requests, extra={"requests/small/decisions/b.yaml": decision})
    assert statuses(data) == {"a": (1, "reserve", "0.00"), "b": (2, "partial", "500.00")}
    assert data["by"]["b"]["proposal"] == {"outcome": "decline", "awarded": "0.00"}
    assert "Committee decided fund on 2010-04-15: A small region" in data["by"]["b"]["reasons"]


@pytest.mark.parametrize("doc", ["{signed: true, format: cda, total: 10, valid: 8}", "{signed: true, format: paper}"])
@pytest.mark.parametrize(
    ("terms", "funding", "amount", "status"),
    [
        ("", "600", "600", "funded"),
        ("", "600", "599.99", "partial"),
        # In full is what the caps of the call allow.
        (", ceiling: 500", "600, minimum: 100", "500", "funded"),
        (", ceiling: 500", "600, minimum: 100", "499", "partial"),
        (", rate: 0.5", "600", "400", "partial"),
        ("", "null", "400", "funded"),
    ],
)
def test_a_decision_that_gives_less_than_in_full_gives_a_part_whatever_the_rules_propose(
    tmp_path: Path, asipgrid: Command, doc: str, terms: str, funding: str, amount: str, status: str
) -> None:
    text = SMALL_CALL.replace("partial: none", f"partial: none{terms}")
    decision = f"decision: a\noutcome: fund\namount: {amount}\ndecided_by: Board\ndecided_on: 2010-04-15\nwhy: Agreed\n"
    requests = {"a": small_request("a", doc=doc, requested=funding)}
    data = call(tmp_path, asipgrid, requests, text=text, extra={"requests/small/decisions/a.yaml": decision})
    assert data["by"]["a"]["status"] == status


def test_nothing_to_score_gives_no_score_rather_than_zero_or_a_hundred(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("    weight:", "    applies_when: {applicant.scope: national}\n    weight:")
    files = {"requests/small/a.yaml": small_request("a"), "requests/small/ratings/one/a.yaml": small_rating("a")}
    data = json.loads(
        asipgrid("score", "requests/small", "--format", "json", cwd=small(tmp_path, files, grid=grid)).out
    )
    request = data["requests"][0]
    assert (request["score"], request["ceiling"], request["completeness"], request["outcome"]) == (
        None,
        None,
        None,
        "decline",
    )


def test_a_document_about_one_item_says_nothing_of_the_others(tmp_path: Path, asipgrid: Command) -> None:
    line = "    measure: share\n    at_least: [0.20, 0.40, 0.60, 0.80]\n"
    grid = SMALL_GRID.replace("{ratio: [doc.valid, doc.total]", '{ratio: ["sum(funding.lines[].amount)", doc.total]')
    grid = grid.replace(line, line + "    evidence: required\n")
    lines = "400, lines: [{item: A, amount: 300}, {item: B, amount: 100}]"
    states = {}
    for path in ("funding.lines[0].amount", "funding.lines[].amount", "funding.lines"):
        evidence = f"evidence: [{{id: E1, title: Quotes, supports: ['{path}', doc.total]}}]\n"
        files = {"requests/small/a.yaml": small_request("a", requested=lines) + evidence}
        ran = asipgrid("score", "requests/small", "--format", "json", cwd=small(tmp_path, files, grid=grid))
        states[path] = json.loads(ran.out)["requests"][0]["criteria"]["DOC-03"]["state"]
    assert states == {
        "funding.lines[0].amount": "unsupported",
        "funding.lines[].amount": "scored",
        "funding.lines": "scored",
    }
