"""Stages: who passes to the next one, by rules and by a threshold that the demand sets; who may be decided there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check import build
from asipgrid.documents import reader
from asipgrid.documents.workspace import find_call
from asipgrid.engine.stages import Candidate, threshold
from asipgrid.engine.stages import passing as pass_stage
from asipgrid.formats import Look, written
from asipgrid.letters.kinds import LETTERS, LetterKind
from asipgrid.letters.rendering import LetterRenderer
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.envelopes import Belonging, Belongings
from asipgrid.model.places import Id, Language, Source
from asipgrid.model.results import Alone, Proposal, Reach, Result, Status
from asipgrid.model.stages import Demand
from conftest import ROOT, Command, Golden
from examples import Example, example

TEXT = (ROOT / "tests/good/an-outline-then-the-full-proposal.txt").read_text(encoding="utf-8")
WHOLE = example("stages", TEXT)
PLACES = example("places", (ROOT / "tests/good/about-three-outlines-pass.txt").read_text(encoding="utf-8"))
TOPICS = example("topics", (ROOT / "tests/good/outlines-with-a-budget-for-each-topic.txt").read_text(encoding="utf-8"))


def laid_out(root: Path, *changes: tuple[str, str, str], extra: Mapping[str, str] | None = None) -> Path:
    """The outlines and full proposals of the cookbook, with changes (file, text, what takes its place)."""
    files = {**WHOLE.files, **(extra or {})}
    for name, old, new in changes:
        assert files[name].count(old) == 1, (name, old)
        files[name] = files[name].replace(old, new)
    return Example("stages", files=files).lay_out(root)


def scored(asipgrid: Command, home: Path, call: str = "outlines") -> dict[str, Any]:
    """The result of a call as JSON, by id under `by`, which is the same judged request by request and all at hand."""
    ran = asipgrid("score", f"requests/{call}", "--format", "json", cwd=home)
    assert ran.code == 0, ran.err
    loaded = pipeline.load(find_call(call, home))
    assert loaded.checked.case is not None
    result = pipeline.evaluate(loaded.checked.case, loaded.findings, loaded.refused)
    assert isinstance(result, Result)
    assert written("json", result, Look()) == ran.out
    data: dict[str, Any] = json.loads(ran.out)
    jsonschema.validate(data, json.loads((ROOT / "src/asipgrid/schemas/result.json").read_text(encoding="utf-8")))
    return {**data, "by": {each["id"].removeprefix("region-"): each for each in data["requests"]}}


def statuses(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: each["status"] for name, each in data["by"].items()}


def sheet(letter: str) -> str:
    return f"requests/outlines/ratings/one/region-{letter}.yaml"


def request(letter: str, call: str = "outlines") -> str:
    return f"requests/{call}/region-{letter}.yaml"


CALL = "requests/outlines/call.yaml"
NOT_OPEN = {"above": None, "at_most": None}


# ── a number of requests ─────────────────────────────────────────────────────────────────────────────


def test_about_so_many_requests_pass_whatever_they_ask_for(tmp_path: Path, asipgrid: Command) -> None:
    data = scored(asipgrid, PLACES.lay_out(tmp_path), "small")
    assert statuses(data) == {
        **dict.fromkeys("abcd", "passed"),
        "e": "below-threshold",
        "f": "not-funded",
    }
    assert data["call"]["stage"]["demand"] == {
        "requests": "3",
        "least": "2",
        "threshold": "80",
        "above": None,
        "at_most": None,
    }
    assert data["notes"] == ["the threshold of the stage is 80.00: 4 requests pass (3 wanted, at least 2)"]
    assert data["by"]["a"]["reasons"][1:] == ["passes: 90.00 reaches the threshold of 80.00; 4 requests pass"]
    assert data["by"]["e"]["reasons"][1:] == ["does not pass: 70.00 is under the threshold of 80.00; 4 requests pass"]
    assert data["by"]["a"]["questions"] == []


def test_the_letters_of_a_number_of_requests_speak_of_no_money(tmp_path: Path, asipgrid: Command) -> None:
    home = PLACES.lay_out(tmp_path)
    passed = asipgrid("draft", "requests/small", "region-a", cwd=home).out
    assert "those pass that reach a threshold, set by how many of them are to pass.\n" in passed
    wanted = "The threshold is such that as close as possible to 3 requests pass, and never fewer than 2.\nRequests that pass: 4.\n"
    assert wanted in passed
    missed = asipgrid("draft", "requests/small", "region-e", cwd=home).out
    assert wanted in missed
    assert ("budget" in passed, "€" in passed, "budget" in missed, "€" in missed) == (False, False, False, False)
    in_french = asipgrid("draft", "requests/small", "region-e", "--lang", "fr", cwd=home).out
    assert "soit aussi proche que possible de 3, sans être inférieur à 2.\nDemandes retenues\u00a0: 4.\n" in in_french


def test_where_fewer_than_the_least_may_pass_no_threshold_is_set(tmp_path: Path, asipgrid: Command) -> None:
    home = PLACES.lay_out(tmp_path)
    call = home / "requests/small/call.yaml"
    text = call.read_text(encoding="utf-8").replace("{requests: 3, least: 2}", "{requests: 9, least: 8}")
    call.write_text(text, encoding="utf-8")
    data = scored(asipgrid, home, "small")
    assert data["notes"] == ["no threshold is set: fewer than 8 requests may pass"]
    assert set(statuses(data).values()) == {"passed", "not-funded"}
    letter = asipgrid("draft", "requests/small", "region-a", cwd=home).out
    assert "the requests that meet the rules of this stage: fewer than 8 of them may pass.\n" in letter


# ── several envelopes ────────────────────────────────────────────────────────────────────────────────


def topics(root: Path, *changes: tuple[str, str, str]) -> Path:
    """The outlines on two topics, each with a budget of its own, with changes (file, text, what takes its place)."""
    files = dict(TOPICS.files)
    for name, old, new in changes:
        assert files[name].count(old) == 1, (name, old)
        files[name] = files[name].replace(old, new)
    return Example("topics", files=files).lay_out(root)


def test_each_envelope_of_a_stage_sets_a_threshold_and_who_reaches_one_of_its_own_passes(
    tmp_path: Path, asipgrid: Command
) -> None:
    home = topics(tmp_path)
    data = scored(asipgrid, home)
    assert statuses(data) == {
        "a": "passed",
        "b": "passed",
        "c": "passed",
        "d": "below-threshold",
        "e": "passed",
        "f": "passed",
        "g": "not-funded",
    }
    assert data["call"]["stage"]["envelopes"] == {
        "batteries": {
            "title": "Batteries",
            "budget": "3000000.00",
            "passed": 3,
            "waiting": 0,
            "asked": "9500000.00",
            "threshold": "8.5",
            "above": None,
            "at_most": None,
        },
        "hydrogen": {
            "title": "Hydrogen",
            "budget": "2000000.00",
            "passed": 3,
            "waiting": 0,
            "asked": "6000000.00",
            "threshold": "8",
            "above": None,
            "at_most": None,
        },
    }
    assert data["notes"] == [
        "Batteries: the threshold of the stage is 8.5: what passes asks for 3.17 times the budget (3 wanted, at least 2.5)",
        "Hydrogen: the threshold of the stage is 8: what passes asks for 3 times the budget (3 wanted, at least 2.5)",
    ]
    assert data["by"]["b"]["envelopes"] == {"batteries": True, "hydrogen": True}
    assert data["by"]["b"]["reasons"][1:] == [
        "passes: 9 reaches the threshold of 8.5; what passes asks for 9 500 000.00 EUR, 3.17 times the budget (Batteries)",
        "passes: 9 reaches the threshold of 8; what passes asks for 6 000 000.00 EUR, 3 times the budget (Hydrogen)",
    ]
    told = asipgrid("score", "requests/outlines", "--format", "json", "--jobs", "2", cwd=home).out
    assert json.loads(told)["call"] == data["call"]
    full = scored(asipgrid, home, "small")
    paid = {name: each.get("paid") for name, each in full["by"].items()}
    assert paid == {
        "a": {"batteries": "2000000.00"},
        "b": {"pool": "2200000.00"},
        "f": {"hydrogen": "800000.00"},
    }


def test_of_several_thresholds_those_are_told_that_decide(tmp_path: Path, asipgrid: Command) -> None:
    home = topics(tmp_path / "both", (request("d"), "[batteries]", "[batteries, hydrogen]"))
    data = scored(asipgrid, home)
    assert data["by"]["d"]["status"] == "passed"
    assert data["by"]["d"]["reasons"][2:] == [
        "passes: 8 reaches the threshold of 8; what passes asks for 8 000 000.00 EUR, 4 times the budget (Hydrogen)"
    ]
    letter = asipgrid("draft", "requests/outlines", "region-d", cwd=home).out
    assert ("Hydrogen" in letter, "Batteries" in letter) == (True, False)
    more = topics(tmp_path / "more", (request("c"), "[batteries]", "[batteries, hydrogen]"))
    path = more / request("d")
    path.write_text(path.read_text(encoding="utf-8").replace("[batteries]", "[batteries, hydrogen]"), encoding="utf-8")
    data = scored(asipgrid, more)
    under = "does not pass: 8 is under the threshold of 8.5; what passes asks for"
    assert data["by"]["d"]["reasons"][2:] == [
        f"{under} 9 500 000.00 EUR, 3.17 times the budget (Batteries)",
        f"{under} 7 000 000.00 EUR, 3.5 times the budget (Hydrogen)",
    ]


def test_who_does_not_state_its_topic_waits_with_its_question_and_may_move_both_thresholds(
    tmp_path: Path, asipgrid: Command
) -> None:
    home = topics(tmp_path, (request("e"), "proposal: {topics: [hydrogen]}\n", ""))
    data = scored(asipgrid, home)
    assert data["notes"] == [
        "Batteries: the threshold of the stage lies above 8 and at most at 8.5 until every request is decided",
        "Hydrogen: the threshold of the stage is at most 8, and there may be none, until every request is decided",
    ]
    assert data["by"]["e"]["status"] == "waiting"
    assert data["by"]["e"]["envelopes"] == {"batteries": None, "hydrogen": None}
    assert data["by"]["e"]["reasons"][2:] == [
        "not known whether it is of Hydrogen: proposal.topics not stated",
        "waits: at 8 the threshold decides, which is at most 8 while region-e is open (Hydrogen)",
    ]
    assert data["by"]["e"]["questions"] == [
        "state proposal.topics: it decides which threshold the request has to reach"
    ]
    letter = asipgrid("draft", "requests/outlines", "region-e", cwd=home).out
    row = "| 1 | Envelopes of the request | state: topics | not stated in the request | the threshold it has to reach |"
    assert row in letter
    in_french = asipgrid("draft", "requests/outlines", "region-e", "--lang", "fr", cwd=home).out
    assert "| 1 | Enveloppes de la demande | indiquer\u00a0: thèmes | non renseigné dans la demande |" in in_french


def test_the_story_of_a_stage_tells_its_thresholds_in_sentences(tmp_path: Path, asipgrid: Command) -> None:
    home = topics(tmp_path / "topics")
    assert asipgrid("score", "requests/outlines", "--write", cwd=home).code == 0
    told = asipgrid("show", "requests/outlines/results/call.json", cwd=home).out
    assert "\nEnvelope hydrogen: what passes asks for 6 000 000.00.\nEnvelope hydrogen, threshold 8.\n" in told
    home = laid_out(tmp_path / "one")
    assert asipgrid("score", "requests/outlines", "--write", cwd=home).code == 0
    told += asipgrid("show", "requests/outlines/results/call.json", cwd=home).out
    assert "\nStage: passed 5, waiting 0.\nStage: what passes asks for 25 500 000.00.\n" in told
    assert "\nBudget 8 500 000.00.\nThreshold 8.5.\n" in told
    assert "{" not in told


def test_who_is_of_no_envelope_of_a_stage_does_not_pass(tmp_path: Path, asipgrid: Command) -> None:
    home = topics(tmp_path, (request("a"), "[batteries]", "[]"))
    data = scored(asipgrid, home)
    assert data["by"]["a"]["status"] == "below-threshold"
    assert data["by"]["a"]["reasons"][1:] == ["does not pass: it is of no envelope of the call"]
    letter = asipgrid("draft", "requests/outlines", "region-a", cwd=home).out
    assert "but it is of none of the envelopes of the call, so it does not pass.\n" in letter
    in_french = asipgrid("draft", "requests/outlines", "region-a", "--lang", "fr", cwd=home).out
    assert "mais elle ne relève d’aucune enveloppe de l’appel\u00a0: elle n’est pas retenue.\n" in in_french


def test_the_letters_of_a_stage_name_the_envelope_of_each_threshold(tmp_path: Path, asipgrid: Command) -> None:
    home = topics(tmp_path)
    passed = asipgrid("draft", "requests/outlines", "region-b", cwd=home).out
    assert "Among the requests that meet the rules of this stage for Batteries, those pass" in passed
    assert "Among the requests that meet the rules of this stage for Hydrogen, those pass" in passed
    missed = asipgrid("draft", "requests/outlines", "region-d", cwd=home).out
    assert "\n- Threshold for Batteries: 8.5 points\n- Your request: 8 points\n" in missed
    assert "What passes asks for €9,500,000.00, which is 3.17 times the budget.\n" in missed
    assert "Hydrogen" not in missed


def test_of_several_thresholds_the_one_that_moved_is_a_cause_for_those_it_decides(
    tmp_path: Path, asipgrid: Command
) -> None:
    home = topics(tmp_path)
    before = asipgrid("score", "requests/outlines", "--format", "json", cwd=home).out
    (home / "before.json").write_text(before, encoding="utf-8")
    path = home / request("c")
    path.write_text(path.read_text(encoding="utf-8").replace("2500000", "500000"), encoding="utf-8")
    lines = asipgrid("compare", "before.json", "requests/outlines", cwd=home, columns=None).out.splitlines()
    assert lines[:4] == [
        "before.json → requests/outlines",
        "the threshold of batteries 8.5 → 8",
        "region-c: the request changed; no figure moved",
        "region-d: the threshold of batteries 8.5 → 8; below-threshold → passed",
    ]


def test_a_budget_of_nothing_is_told_as_such(tmp_path: Path, asipgrid: Command) -> None:
    call = "requests/outlines/call.yaml"
    home = topics(tmp_path, (call, "amount: 3000000", "amount: 0"), (call, "envelope: 5000000", "envelope: 2000000"))
    data = scored(asipgrid, home)
    asked = "what passes asks for 4 000 000.00 EUR, beside a budget of 0.00 EUR"
    assert data["notes"][0] == f"Batteries: the threshold of the stage is 10: {asked}"
    assert data["by"]["a"]["reasons"][1:] == [f"passes: 10 reaches the threshold of 10; {asked} (Batteries)"]
    assert data["by"]["c"]["reasons"][-1] == f"does not pass: 8.5 is under the threshold of 10; {asked} (Batteries)"


def test_what_the_committee_lets_pass_counts_in_its_own_envelopes(tmp_path: Path, asipgrid: Command) -> None:
    home = topics(tmp_path)
    (home / "requests/outlines/decisions").mkdir()
    (home / "requests/outlines/decisions/region-g.yaml").write_text(
        "decision: region-g\ndecided_by: Committee\ndecided_on: 2026-05-01\noutcome: pass\nwhy: Invented\n",
        encoding="utf-8",
    )
    data = scored(asipgrid, home)
    found = data["call"]["stage"]["envelopes"]
    assert (found["batteries"]["threshold"], found["hydrogen"]["threshold"]) == ("8.5", "8.5")
    assert (found["hydrogen"]["passed"], found["hydrogen"]["asked"]) == (3, "5500000.00")
    assert data["by"]["e"]["status"] == "below-threshold"


# ── who passes ─────────────────────────────────────────────────────────────────────────────────────


def test_the_demand_sets_the_threshold_and_requests_of_one_score_stand_together(
    tmp_path: Path, asipgrid: Command
) -> None:
    """With region-d alone 21.5 millions would be enough (2.5 × 8.5 = 21.25), but region-e has the same 8.5 points."""
    data = scored(asipgrid, laid_out(tmp_path))
    assert statuses(data) == {
        **dict.fromkeys("abcde", "passed"),
        "f": "below-threshold",
        "g": "not-funded",
    }
    assert data["call"]["stage"] == {
        "title": "Outline proposals",
        "passes_to": "the full proposal",
        "submit_by": "2026-09-15",
        "passed": 5,
        "waiting": 0,
        "asked": "25500000.00",
        "demand": {"times": "3", "least": "2.5", "budget": "8500000.00", "threshold": "8.5", **NOT_OPEN},
    }
    assert (data["call"]["awarded"], data["call"]["left"]) == ("0.00", "8500000.00")
    assert {each["awarded"] for each in data["requests"]} == {"0.00"}
    assert data["by"]["f"]["outcome"] == "pass"
    assert data["by"]["f"]["reasons"] == [
        "rule 1 (pass) holds: below_minimum: none",
        "does not pass: 8 is under the threshold of 8.5; what passes asks for 25 500 000.00 EUR, 3 times the budget",
    ]
    assert data["by"]["d"]["reasons"][-1] == (
        "passes: 8.5 reaches the threshold of 8.5; what passes asks for 25 500 000.00 EUR, 3 times the budget"
    )


def test_without_a_demand_every_request_that_meets_the_rules_passes_whatever_it_asks_for(
    tmp_path: Path, asipgrid: Command
) -> None:
    home = laid_out(
        tmp_path,
        (CALL, "  demand: {times: 3, least: 2.5}\n", ""),
        (request("f"), "funding: {requested: 5000000}\n", ""),
    )
    data = scored(asipgrid, home)
    assert statuses(data) == {**dict.fromkeys("abcdef", "passed"), "g": "not-funded"}
    assert data["call"]["stage"]["asked"] is None
    assert data["notes"] == []
    assert data["by"]["f"]["questions"] == []
    table = asipgrid("score", "requests/outlines", cwd=home, columns=None).out
    assert "6 pass to the full proposal and ask for an amount not stated (budget 8 500 000.00 EUR), 0 wait" in table


def test_no_threshold_is_set_when_all_together_ask_for_too_little(tmp_path: Path, asipgrid: Command) -> None:
    data = scored(asipgrid, laid_out(tmp_path, (CALL, "envelope: 8500000", "envelope: 12500000")))
    assert statuses(data) == {**dict.fromkeys("abcdef", "passed"), "g": "not-funded"}
    demand = data["call"]["stage"]["demand"]
    assert (demand["threshold"], demand["at_most"]) == (None, None)
    said = "no threshold is set: all that may pass ask for less than 2.5 times the budget of 12 500 000.00 EUR"
    assert data["notes"] == [said]
    assert data["by"]["f"]["reasons"][-1].startswith("passes: no threshold is set")


def test_the_budget_may_be_another_than_the_envelope(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path, (CALL, "times: 3, least: 2.5", "times: 3, least: 2.5, budget: 5800000"))
    data = scored(asipgrid, home)
    assert data["call"]["stage"]["demand"]["threshold"] == "9"
    assert data["call"]["envelope"] == "8500000.00"


def test_requests_wait_while_what_others_may_still_reach_can_move_the_threshold(
    tmp_path: Path, asipgrid: Command
) -> None:
    """With region-a not marked yet, region-f may be needed for two and a half times the budget, or not."""
    home = laid_out(tmp_path)
    (home / sheet("a")).unlink()
    data = scored(asipgrid, home)
    assert statuses(data) == {
        "a": "not-funded",
        **dict.fromkeys("bcde", "passed"),
        "f": "waiting",
        "g": "not-funded",
    }
    assert data["by"]["a"]["outcome"] == "ask"
    demand = data["call"]["stage"]["demand"]
    assert (demand["threshold"], demand["above"], demand["at_most"]) == (None, None, "8.5")
    assert data["notes"] == [
        "the threshold of the stage is at most 8.5, and there may be none, until every request is decided"
    ]
    assert data["by"]["f"]["reasons"][-1] == (
        "waits: at 8 the threshold decides, which is at most 8.5 while region-a is open"
    )
    drafted = asipgrid("draft", "requests/outlines", "region-f", cwd=home)
    assert drafted.err == "asipgrid: region-f: no letter to draft yet, for the threshold of the stage is not known\n"


def test_an_amount_that_is_not_stated_bounds_the_threshold_from_below_alone(tmp_path: Path, asipgrid: Command) -> None:
    """Nobody knows how much region-c asks for: only what is above it passes in any case."""
    data = scored(asipgrid, laid_out(tmp_path, (request("c"), "funding: {requested: 6000000}\n", "")))
    assert data["by"]["c"]["outcome"] == "ask"
    assert data["by"]["c"]["questions"] == [
        (
            "the amount requested is not stated, and the threshold of the stage rests on what is requested; "
            "state what would let it be decided"
        )
    ]
    demand = data["call"]["stage"]["demand"]
    assert (demand["above"], demand["at_most"]) == (None, "9")
    assert {name for name, status in statuses(data).items() if status == "passed"} == {"a", "b"}
    assert {name for name, status in statuses(data).items() if status == "waiting"} == {"d", "e", "f"}


DECISION = "decision: region-{}\noutcome: {}\ndecided_by: Committee\ndecided_on: 2026-04-20\nwhy: Invented\n"


def test_what_the_committee_lets_pass_counts_in_the_demand(tmp_path: Path, asipgrid: Command) -> None:
    """Region-g passes with 3 millions: with 17.5 above region-d that is 20.5, under 21.25, so the threshold stays."""
    decided = {"requests/outlines/decisions/region-g.yaml": DECISION.format("g", "pass")}
    data = scored(asipgrid, laid_out(tmp_path, extra=decided))
    assert data["by"]["g"]["status"] == "passed"
    assert (data["call"]["stage"]["passed"], data["call"]["stage"]["asked"]) == (6, "28500000.00")
    assert data["call"]["stage"]["demand"]["threshold"] == "8.5"
    assert data["by"]["g"]["decision"]["outcome"] == "pass"


def test_what_the_committee_refuses_counts_no_more(tmp_path: Path, asipgrid: Command) -> None:
    decided = {"requests/outlines/decisions/region-a.yaml": DECISION.format("a", "decline")}
    data = scored(asipgrid, laid_out(tmp_path, extra=decided))
    assert statuses(data) == {"a": "not-funded", **dict.fromkeys("bcdef", "passed"), "g": "not-funded"}
    assert data["by"]["a"]["proposal"]["outcome"] == "pass"
    assert data["notes"][-1] == "decisions that depart from the proposal: 1 of 1"


# ── the stage after ────────────────────────────────────────────────────────────────────────────────


def test_only_what_passed_the_stage_before_is_eligible(tmp_path: Path, asipgrid: Command) -> None:
    data = scored(asipgrid, laid_out(tmp_path), "small")
    found = {name: (each["stage_before"], each["eligible"], each["status"]) for name, each in data["by"].items()}
    assert found == {
        "a": ("passed", True, "funded"),
        "b": ("passed", True, "not-funded"),
        "f": ("not-passed", False, "not-funded"),
    }
    assert data["call"]["stage_before"] == "outlines"
    assert data["by"]["f"]["reasons"] == [
        "rule 1 (ineligible) holds: eligible is false",
        "it did not pass the stage before, Outline proposals (outlines)",
    ]


def test_who_sent_nothing_to_the_stage_before_is_not_eligible_either(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    (home / request("a")).unlink()
    (home / sheet("a")).unlink()
    data = scored(asipgrid, home, "small")
    assert (data["by"]["a"]["stage_before"], data["by"]["a"]["outcome"]) == ("absent", "ineligible")
    assert data["by"]["a"]["reasons"][-1] == (
        "nothing was submitted under its id to the stage before, Outline proposals (outlines)"
    )


def test_what_is_open_in_the_stage_before_waits(tmp_path: Path, asipgrid: Command) -> None:
    """Region-f passes or not by what region-a gets: neither true nor false, so no rule funds it and none refuses it so."""
    home = laid_out(tmp_path)
    (home / sheet("a")).unlink()
    data = scored(asipgrid, home, "small")
    found = {name: (each["stage_before"], each["eligible"]) for name, each in data["by"].items()}
    assert found == {"a": ("waiting", None), "b": ("passed", True), "f": ("waiting", None)}
    assert data["by"]["f"]["outcome"] == "decline"
    assert "(fund) would hold but is passed over: eligible is not stated" in data["by"]["f"]["reasons"][0]
    asked = "nothing to supply: the stage before, Outline proposals (outlines), is not decided yet"
    assert data["by"]["f"]["questions"] == [asked]


def test_a_stage_may_come_after_a_stage(tmp_path: Path, asipgrid: Command) -> None:
    first = WHOLE.files[CALL].replace("call: outlines", "call: first").replace("  demand: {times: 3, least: 2.5}\n", "")
    extra = {"requests/first/call.yaml": first}
    for letter in "abc":
        extra[f"requests/first/region-{letter}.yaml"] = WHOLE.files[request(letter)].replace(
            "call: outlines", "call: first"
        )
        extra[f"requests/first/ratings/one/region-{letter}.yaml"] = WHOLE.files[sheet(letter)]
    home = laid_out(tmp_path, (CALL, "stage:\n", "stage_before: first\nstage:\n"), extra=extra)
    data = scored(asipgrid, home)
    assert {name for name, each in data["by"].items() if each["stage_before"] == "passed"} == {"a", "b", "c"}
    assert scored(asipgrid, home, "small")["by"]["a"]["stage_before"] == "passed"


def test_a_call_before_with_errors_decides_nothing_even_when_one_goes_on(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path, (request("b"), "submitted_on: 2026-02-20", "submitted_on: soon"))
    for options in ((), ("--keep-going",), ("--write",)):
        ran = asipgrid("score", "requests/small", *options, cwd=home)
        assert (ran.code, ran.out) == (1, "")
        assert "C291 the call outlines has errors" in ran.err


# ── what is told ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_a_stage_speaks_its_own_words(form: str, tmp_path: Path, asipgrid: Command, golden: Golden) -> None:
    home = laid_out(tmp_path)
    out = asipgrid("score", "requests/outlines", "--format", form, cwd=home).out
    golden(f"stage.{form}", out)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("letter", "name"), [("a", "invitation"), ("f", "not-passed"), ("g", "decline")])
def test_who_passes_is_invited_and_who_does_not_is_told_why(
    letter: str, name: str, language: str, tmp_path: Path, asipgrid: Command, golden: Golden
) -> None:
    home = laid_out(tmp_path)
    ran = asipgrid("draft", "requests/outlines", f"region-{letter}", "--lang", language, cwd=home)
    golden(f"stage-{name}.{language}.md", ran.out)


def test_the_letters_of_a_stage_tell_what_their_rows_say_and_no_more(tmp_path: Path, asipgrid: Command) -> None:
    told: dict[str, set[frozenset[str]]] = {}

    def text(_renderer: LetterRenderer, kind: str, data: Mapping[str, object], _language: Language) -> str:
        told.setdefault(kind, set()).add(frozenset(data))
        return ""

    home = laid_out(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LetterRenderer, "text", text)
        assert asipgrid("draft", "requests/outlines", cwd=home).code == 0
    kinds = (LetterKind.INVITATION, LetterKind.NOT_PASSED, LetterKind.DECLINE)
    assert told == {kind.value: {LETTERS[kind].names} for kind in kinds}


def test_a_threshold_that_moved_is_a_cause(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    before = asipgrid("score", "requests/outlines", "--format", "json", cwd=home).out
    (home / "before.json").write_text(before, encoding="utf-8")
    path = home / request("d")
    path.write_text(path.read_text(encoding="utf-8").replace("4000000", "1500000"), encoding="utf-8")
    ran = asipgrid("compare", "before.json", "requests/outlines", cwd=home)
    assert ran.out.splitlines()[:4] == [
        "before.json → requests/outlines",
        "the threshold of the stage 8.5 → 8",
        "region-d: the request changed; no figure moved",
        "region-f: the threshold of the stage 8.5 → 8; below-threshold → passed",
    ]


def test_what_changed_in_the_stage_before_is_a_cause_and_makes_results_stale(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    asipgrid("score", "requests/small", "--write", cwd=home)
    assert asipgrid("verify", "requests/small", cwd=home).code == 0
    path = home / sheet("b")
    path.write_text(path.read_text(encoding="utf-8").replace("level: 4.5", "level: 3.5"), encoding="utf-8")
    ran = asipgrid("compare", "requests/small/results", "requests/small", cwd=home)
    assert "region-b: the stage before passed → not-passed; decline → ineligible\n" in ran.out
    ran = asipgrid("verify", "requests/small", cwd=home)
    assert ran.code == 1
    assert "region-b.json has passed of the stage before, which gives not-passed now" in ran.out + ran.err


def test_nothing_is_followed_in_a_stage(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    said = "asipgrid: outlines: a stage awards nothing, so there is no project to follow; look at the call that comes after it\n"
    for words in (("monitor", "requests/outlines"), ("draft", "requests/outlines", "--letter", "payment")):
        for day in ((), ("--as-of", "2026-10-01")):
            ran = asipgrid(*words, *day, cwd=home)
            assert (ran.code, ran.err) == (2, said)


def test_an_explanation_says_how_a_request_stands_to_the_threshold(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    table = asipgrid("explain", "requests/outlines", "region-f", cwd=home).out
    assert "Outcome pass: below-threshold, 5 000 000.00 EUR requested\n" in table
    assert "- does not pass: 8 is under the threshold of 8.5; what passes asks for" in table
    markdown = asipgrid("explain", "requests/outlines", "region-a", "--format", "markdown", cwd=home).out
    assert "Proposed: pass.\nResult: passed.\n" in markdown


def test_the_report_and_the_robustness_of_a_stage_speak_its_words(tmp_path: Path, asipgrid: Command) -> None:
    home = laid_out(tmp_path)
    page = asipgrid("report", "requests/outlines", "-o", "-", cwd=home)
    assert (page.code, "under the threshold" in page.out, "in reserve" in page.out) == (0, True, False)
    told = asipgrid("robustness", "requests/outlines", cwd=home).out
    assert "region-f.ratings.one.OUT-01 4 → 4.5: region-f below-threshold → passed" in told
    assert "envelope" not in told


def test_another_budget_is_tried_with_whatif(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("whatif", "requests/outlines", "--set", "envelope=12500000", cwd=laid_out(tmp_path), columns=None)
    assert ran.code == 0
    assert (
        "region-f: the threshold of the stage 8.5 → none; envelope 8500000 → 12500000; below-threshold → passed"
        in ran.out
    )
    assert ran.out.endswith(
        "\nStage: envelope 8500000.00 → 12500000.00; asked for by those that pass 25500000.00 → 30500000.00; "
        "passed 5 → 6; waiting 0.\n"
    )
    assert "Money:" not in ran.out


# ── laws of the threshold ──────────────────────────────────────────────────────────────────────────

DEMANDS = st.builds(
    lambda least, more, budget: Demand(times=Fraction(least + more, 2), least=Fraction(least, 2), budget=budget),
    st.integers(0, 6),
    st.integers(0, 4),
    st.integers(1, 20),
)
FIGURES = st.one_of(st.none(), st.integers(0, 8).map(Fraction))


def _candidate(low: Fraction | None, more: int, asks: int | None, *, sure: bool) -> Candidate:
    return Candidate(request=Id("x"), reach=Reach(low, None if low is None else low + more), asks=asks, sure=sure)


KNOWN = st.lists(st.builds(_candidate, FIGURES, st.just(0), st.integers(1, 30), sure=st.just(True)), max_size=6)
OPEN = st.builds(
    _candidate, FIGURES, st.integers(0, 3), st.one_of(st.none(), st.integers(1, 30)), sure=st.booleans()
).filter(lambda each: not each.sure or each.asks is not None)


def passing(found: list[Candidate], demand: Demand) -> list[bool]:
    """Whether each of some requests passes, of which all is known."""
    said = [threshold(found, demand).passes(each) for each in found]
    assert None not in said
    return [each is True for each in said]


@settings(deadline=None)
@given(found=KNOWN, demand=DEMANDS)
def test_no_other_threshold_comes_closer_to_what_is_wanted_and_none_goes_under_the_least(
    found: list[Candidate], demand: Demand
) -> None:
    passes, aim = passing(found, demand), demand.times * demand.budget
    reached = sum(each.asks or 0 for each, one in zip(found, passes, strict=True) if one)
    sums = [sum(each.asks or 0 for each in found if each.lowest >= one.lowest) for one in found]
    enough = [each for each in sums if each >= demand.least * demand.budget]
    if not enough:
        assert all(passes)
        return
    assert reached in enough
    closest = [each for each in enough if abs(each - aim) == min(abs(other - aim) for other in enough)]
    assert reached == max(closest)


@settings(deadline=None)
@given(found=KNOWN, demand=DEMANDS)
def test_requests_of_one_figure_stand_together_and_nobody_passes_whom_a_better_one_does_not(
    found: list[Candidate], demand: Demand
) -> None:
    passes = passing(found, demand)
    for each, one in zip(found, passes, strict=True):
        for other, too in zip(found, passes, strict=True):
            assert too or not one or other.lowest < each.lowest


@settings(deadline=None)
@given(found=KNOWN, demand=DEMANDS, more=KNOWN)
def test_more_demand_never_lets_more_pass(found: list[Candidate], demand: Demand, more: list[Candidate]) -> None:
    before, after = passing(found, demand), passing([*found, *more], demand)[: len(found)]
    assert all(was or not now for was, now in zip(before, after, strict=True))


@st.composite
def settled(draw: st.DrawFn) -> tuple[list[Candidate], list[Candidate | None]]:
    """Requests of which some are open, and one way in which all of it is settled; None for one that does not pass the rules."""
    found = draw(st.lists(OPEN, max_size=6))
    made: list[Candidate | None] = []
    for each in found:
        step = draw(st.integers(0, int(each.highest - each.lowest)))
        figure = None if each.reach.lowest is None else each.reach.lowest + step
        asks = draw(st.integers(1, 60)) if each.asks is None else each.asks
        taken = each.sure or draw(st.booleans())
        made.append(_candidate(figure, 0, asks, sure=True) if taken else None)
    return found, made


@settings(deadline=None)
@given(both=settled(), demand=DEMANDS)
def test_however_what_is_open_is_settled_what_passes_or_fails_in_any_case_does(
    both: tuple[list[Candidate], list[Candidate | None]], demand: Demand
) -> None:
    found, made = both
    said = threshold(found, demand)
    whole = [each for each in made if each is not None]
    then = threshold(whole, demand)
    for before, after in zip(found, made, strict=True):
        if after is not None and said.passes(before) is not None:
            assert then.passes(after) is said.passes(before)


def _topics_call() -> Call:
    text = TOPICS.files["requests/outlines/call.yaml"]
    record, _ = reader.read(Source(name="requests/outlines/call.yaml", data=text.encode()))
    assert record is not None
    return build.call(record, record.data)


ON_TOPICS = _topics_call()


def _alone(number: int, truths: tuple[bool | None, bool | None], figure: int, asks: int) -> Alone:
    reach, name = Reach(Fraction(figure), Fraction(figure)), Id(f"r{number}")
    return Alone(
        request=name,
        requested=asks,
        eligible=True,
        proposal=Proposal(outcome=Outcome.PASSES, ask=asks, minimum=asks, payable=asks),
        figures=(),
        belongings=Belongings(envelopes=tuple(Belonging(truth=each) for each in truths), quotas=()),
        reach=reach,
    )


def _passed(call: Call, found: list[Alone], firm: Mapping[Id, int | None]) -> dict[Id, Status]:
    assert call.stage is not None
    awards, _ = pass_stage(call, call.stage, {each.request: each for each in found}, firm, set(firm))
    return {name: award.status for name, award in awards.items()}


def _known(data: st.DataObject, truths: tuple[bool | None, bool | None]) -> tuple[bool, bool]:
    one, other = (data.draw(st.booleans()) if each is None else each for each in truths)
    return one, other


MAYBE = st.sampled_from([True, False, None])
ROWS = st.lists(st.tuples(st.tuples(MAYBE, MAYBE), st.integers(0, 6), st.integers(1, 30), st.booleans()), max_size=6)


@settings(deadline=None)
@given(rows=ROWS, demand=DEMANDS, budgets=st.tuples(st.integers(1, 20), st.integers(1, 20)), data=st.data())
def test_each_envelope_sets_its_threshold_alone_and_what_is_known_of_it_holds_however_the_rest_is_stated(
    rows: list[tuple[tuple[bool | None, bool | None], int, int, bool]],
    demand: Demand,
    budgets: tuple[int, int],
    data: st.DataObject,
) -> None:
    envelopes = tuple(replace(each, amount=amount) for each, amount in zip(ON_TOPICS.envelopes, budgets, strict=True))
    assert ON_TOPICS.stage is not None
    stage = replace(ON_TOPICS.stage, demand=demand)
    call = replace(ON_TOPICS, envelopes=envelopes, envelope=sum(budgets), stage=stage)
    found = [_alone(number, *row[:3]) for number, row in enumerate(rows)]
    firm = {each.request: row[2] for each, row in zip(found, rows, strict=True) if row[3]}
    before = _passed(call, found, firm)
    truths = [_known(data, row[0]) for row in rows]
    stated = [_alone(number, one, *row[1:3]) for number, (one, row) in enumerate(zip(truths, rows, strict=True))]
    after = _passed(call, stated, firm)
    # Each envelope alone, as a stage with one envelope of that amount.
    reached: set[Id] = set(firm)
    for place, budget in enumerate(budgets):
        own = [each for each, one in zip(stated, truths, strict=True) if one[place]]
        alone = replace(call, envelopes=(), envelope=budget)
        theirs = {name: amount for name, amount in firm.items() if any(each.request == name for each in own)}
        reached |= {name for name, status in _passed(alone, own, theirs).items() if status is Status.PASSED}
    assert {name for name, status in after.items() if status is Status.PASSED} == reached
    assert Status.WAITING not in after.values()
    assert all(after[name] is status for name, status in before.items() if status is not Status.WAITING)
