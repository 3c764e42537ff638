"""A call as it would be with other values, against the call as it is: each scenario a comparison, with the money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from asipgrid.model.results import GRANTED
from asipgrid.review.compare import Comparison, compare
from asipgrid.review.sides import Data, Side, figures

Outcomes = Mapping[str, tuple[str, str | None]]
"""What became of each request, by its id: an outcome in one word, and an amount (None: not stated, or nothing is to be given)."""


class Scenario(Struct, frozen=True, kw_only=True):
    """What is supposed: other values by their paths, in their order, and requests that were not sent."""

    title: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    without: tuple[str, ...] = ()


class StagePassage(Struct, frozen=True, kw_only=True):
    """How many requests pass a stage, and wait; what those that pass ask for (None: not known)."""

    passed: int
    waiting: int
    asked: str | None


class ScenarioMoney(Struct, frozen=True, kw_only=True):
    """What a call gives: amounts as results print them (None: not known), and how many requests are given money.

    A stage gives nothing: how many requests pass it and wait, and what those that pass ask for.
    """

    envelope: str
    awarded: str | None
    left: str | None
    funded: int
    stage: StagePassage | None = None


class ScenarioAnswer(Struct, frozen=True, kw_only=True):
    """What a scenario comes to: what differs from the call as it is, the money, what became of each request."""

    scenario: Scenario
    comparison: Comparison
    money: ScenarioMoney
    requests: Outcomes

    @property
    def wrong(self) -> bool:
        """Whether a request could not be compared for an error about it."""
        return any(each.wrong for each in self.comparison.not_compared)


class WhatIf(Struct, frozen=True, kw_only=True):
    """A call as it is, and what it comes to in each scenario."""

    call: str
    money: ScenarioMoney
    requests: Outcomes
    answers: tuple[ScenarioAnswer, ...]


def what_if(now: Side, scenarios: Iterable[tuple[Scenario, Side]]) -> WhatIf:
    """The answers, in the order of the scenarios, each with the call as it would be."""
    return WhatIf(
        call=now.name,
        money=_money(now.result),
        requests=_requests(now.result),
        answers=tuple(
            ScenarioAnswer(
                scenario=scenario,
                comparison=compare(now, side),
                money=_money(side.result),
                requests=_requests(side.result),
            )
            for scenario, side in scenarios
        ),
    )


def _money(result: Data) -> ScenarioMoney:
    call = result["call"]
    given = [each for each in result["requests"] if each["status"] in GRANTED and _is_money(each["awarded"])]
    stage = call.get("stage")
    return ScenarioMoney(
        envelope=call["envelope"],
        awarded=call["awarded"],
        left=call["left"],
        funded=len(given),
        stage=stage and StagePassage(passed=stage["passed"], waiting=stage["waiting"], asked=stage["asked"]),
    )


def _is_money(amount: str | None) -> bool:
    return amount is None or any(digit not in "0." for digit in amount)


def _requests(result: Data) -> Outcomes:
    return {each["id"]: (str(figures(None, each)["outcome"].new), each["awarded"]) for each in result["requests"]}
