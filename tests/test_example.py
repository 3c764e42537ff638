"""The shipped example, through the command: what it shows, and that what is printed is what was reviewed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from asipgrid.schema import dialect
from conftest import ROOT, Command, Golden

CALL = "requests/example-2010"


@pytest.fixture
def result(asipgrid: Command) -> dict[str, Any]:
    ran = asipgrid("score", CALL, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    data: dict[str, Any] = json.loads(ran.out)
    return data


def by_id(result: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {request["id"]: request for request in result["requests"]}


def test_the_shipped_workspace_has_nothing_wrong(asipgrid: Command) -> None:
    ran = asipgrid("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("documents: nothing wrong\n")


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_the_result_is_the_reviewed_one(asipgrid: Command, golden: Golden, form: str) -> None:
    golden(f"score.{form}", asipgrid("score", CALL, "--format", form).out)


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_the_explanation_is_the_reviewed_one(asipgrid: Command, golden: Golden, form: str) -> None:
    golden(f"explain-region-j.{form}", asipgrid("explain", CALL, "region-j", "--full", "--format", form).out)


LETTERS = {
    "addendum": "region-d",
    "ask": "region-j",
    "decline": "region-l",
    "defer": "region-k",
    "ineligible": "region-m",
    "maintain": "region-n",
    "reserve": "region-i",
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", LETTERS)
def test_the_letter_is_the_reviewed_one(asipgrid: Command, golden: Golden, kind: str, language: str) -> None:
    golden(f"{kind}-{LETTERS[kind]}.{language}.md", asipgrid("draft", CALL, LETTERS[kind], "--lang", language).out)


def test_every_outcome_and_status_is_shown(result: Mapping[str, Any]) -> None:
    requests = result["requests"]
    assert {r["outcome"] for r in requests} == {"fund", "ask", "defer", "maintain", "decline", "ineligible"}
    # An unresolved tie has a call of its own in test_decisions.
    assert {r["status"] for r in requests} == {"funded", "partial", "reserve", "not-funded"}


def test_the_result_has_the_shape_of_its_schema(result: dict[str, Any]) -> None:
    assert [error.message for error in dialect.validator(dialect.shipped("result")).iter_errors(result)] == []


def test_the_money_adds_up(result: Mapping[str, Any]) -> None:
    cents = [int(r["awarded"].replace(".", "")) for r in result["requests"]]
    assert sum(cents) == int(result["call"]["awarded"].replace(".", "")) == 850_000_000


def test_a_tie_is_broken_by_the_chain(result: Mapping[str, Any]) -> None:
    first, second = (by_id(result)[name] for name in ("region-e", "region-f"))
    assert first["score"] == second["score"] == "70.89"
    assert (first["rank"], second["rank"]) == (5, 6)
    assert "same figure as region-f; put apart by CHG" in first["reasons"]


def test_an_amount_above_the_ceiling_is_capped_and_said(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-c"]
    assert request["awarded"] == "2000000.00"
    assert "2 300 000.00 EUR requested, capped at 2 000 000.00 EUR" in request["reasons"]


def test_a_request_that_needs_more_than_is_left_is_in_reserve_and_the_next_gets_the_rest(
    result: Mapping[str, Any],
) -> None:
    requests = by_id(result)
    assert requests["region-g"]["status"] == "reserve"
    assert requests["region-g"]["reasons"][-1] == (
        "in reserve: 900 000.00 EUR left, under the 1 100 000.00 EUR the project needs to run"
    )
    assert (requests["region-h"]["status"], requests["region-h"]["awarded"]) == ("partial", "900000.00")
    assert requests["region-i"]["reasons"][-1] == "in reserve: nothing left of the envelope"


def test_a_gate_not_stated_is_neither_passed_nor_failed(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-j"]
    assert request["eligible"] is None
    assert request["criteria"]["RFR-04"]["gate"] == {"kind": "eligibility", "passes": None}
    assert request["outcome"] == "ask"
    assert "RFR-04 (eligibility) is not stated: rfr.consent.express: not stated" in request["reasons"]
    assert request["questions"][0].startswith("RFR-04: state rfr.consent.express; documents: ")


def test_an_unsupported_figure_counts_as_not_stated(result: Mapping[str, Any]) -> None:
    criterion = by_id(result)["region-j"]["criteria"]["CHG-10"]
    assert (criterion["state"], criterion["level"], criterion["ceiling"]) == ("unsupported", "0", "4")
    assert criterion["reason"] == (
        "no document supports change_support.records_with_document, change_support.records_opened; with one, level 4"
    )


def test_a_criterion_that_does_not_apply_leaves_the_weights(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-f"]
    assert request["criteria"]["RFR-13"]["state"] == "not-applicable"
    assert request["criteria"]["RFR-13"]["reason"] == "does not apply: rfr.regional_record is false, must be true"
    assert request["grids"]["RFR"]["score"] == "75.00"


def test_a_sheet_with_a_conflict_of_interest_is_left_out(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-b"]
    assert set(request["sheets"]) == {"assessor-1", "assessor-2", "assessor-3"}
    assert set(request["criteria"]["RFR-02"]["found"]) == {"assessor-1", "assessor-3"}


def test_a_disagreement_is_flagged_and_changes_nothing(result: Mapping[str, Any]) -> None:
    criterion = by_id(result)["region-d"]["criteria"]["CHG-04"]
    assert criterion["found"] == {"assessor-1": "4", "assessor-2": "3", "assessor-3": "1"}
    assert (criterion["level"], criterion["disagreement"]) == ("3", "assessors disagree: from 1 to 4")


def test_a_payment_condition_does_not_stop_the_funding(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-d"]
    assert request["status"] == "funded"
    assert request["conditions"] == [
        (
            "before any payment, RFR-05: rfr.formalities.done is false, must be true; "
            "supply: Receipt or deliberation for each processing"
        )
    ]


def test_the_committees_decision_stands_beside_the_proposal_it_replaces(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-b"]
    assert request["proposal"] == {"outcome": "fund", "awarded": "1500000.00"}
    assert (request["decision"]["outcome"], request["decision"]["amount"]) == ("fund", "1400000.00")
    assert request["awarded"] == "1400000.00"
    assert request["reasons"][-1] == f"Selection committee decided fund on 2010-04-15: {request['decision']['why']}"


def test_an_amount_not_stated_is_asked_for_and_never_ranked(result: Mapping[str, Any]) -> None:
    request = by_id(result)["region-o"]
    assert (request["outcome"], request["rank"], request["requested"]) == ("ask", None, None)
    assert "the amount requested is not stated, so nothing can be awarded" in request["reasons"]


def test_every_grid_counts_its_weights_to_a_hundred(result: Mapping[str, Any]) -> None:
    weights: dict[str, int] = {}
    for name, criterion in by_id(result)["region-a"]["criteria"].items():
        weights[name[:3]] = weights.get(name[:3], 0) + int(criterion["weight"])
    assert weights == {"RFR": 100, "INS": 100, "IOP": 100, "CHG": 100}


def test_the_table_fits_eighty_columns(asipgrid: Command) -> None:
    for command in (["score", CALL], ["explain", CALL, "region-j"]):
        assert max(len(line) for line in asipgrid(*command).out.splitlines()) <= 80


def test_csv_has_one_row_a_request(asipgrid: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(asipgrid("score", CALL, "--format", "csv").out)))
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert rows[0]["INS"] == "76.38"
    assert len(rows) == 16


def test_jsonl_opens_with_the_call_and_has_a_line_a_request(asipgrid: Command) -> None:
    lines = [json.loads(line) for line in asipgrid("score", CALL, "--format", "jsonl").out.splitlines()]
    assert lines[0]["call"]["id"] == "example-2010"
    assert [line["id"] for line in lines[1:]] == [f"region-{letter}" for letter in "abcdefghijklmnop"]


def test_a_score_can_be_added_up_by_hand_from_its_explanation(asipgrid: Command) -> None:
    data = json.loads(asipgrid("explain", CALL, "region-a", "--format", "json").out)["request"]
    given = sum(float(c["gives"]) for c in data["criteria"].values() if c["gives"])
    assert abs(given - float(data["score"])) < 0.3  # 42 parts, each rounded to two decimals


def test_the_grids_say_that_they_are_reconstructions() -> None:
    for path in sorted((ROOT / "grids").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert "status: reconstruction" in text
        assert "All weights, thresholds and level texts are proposals." in " ".join(text.split())


def test_every_goal_question_and_title_of_the_grids_is_in_both_languages() -> None:
    from asipgrid.documents.reader import read
    from asipgrid.model.places import Source

    def texts(node: Any) -> list[dict[str, str]]:
        if isinstance(node, dict):
            here = [node] if "en" in node else []
            return here + [text for value in node.values() for text in texts(value)]
        return [text for item in node for text in texts(item)] if isinstance(node, list) else []

    for path in sorted((ROOT / "grids").glob("*.yaml")):
        record, findings = read(Source(name=path.name, data=path.read_bytes()))
        assert record is not None
        assert not findings
        assert all(text.get("fr") and text["fr"] != text["en"] for text in texts(record.data))


def test_of_several_ways_to_pass_a_gate_the_reason_says_that_one_would_do(result: Mapping[str, Any]) -> None:
    assert by_id(result)["region-m"]["reasons"] == [
        "rule 1 (ineligible) holds: eligible is false",
        (
            "CHG-01 (eligibility) fails: one of these two: (a) applicant.scope is regional, must be national; "
            "(b) change_support.mandate.given is false, must be true"
        ),
    ]
