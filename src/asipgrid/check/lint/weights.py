"""Criteria that decide alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from asipgrid.check.lint.criteria import criteria_in, weight_of
from asipgrid.check.wording import Data, note, warning
from asipgrid.model.places import Finding, Record
from asipgrid.model.values import exact
from asipgrid.text.numbers import number


def deciding_alone(record: Record, grid: Data) -> Iterator[Finding]:
    """A criterion that weighs more than all the others of its grid together: the others never outweigh it."""
    weights = [weight_of(each) for each in grid["criteria"]]
    total = sum(weights, Fraction(0))
    for (at, each), weight in zip(criteria_in(grid), weights, strict=True):
        if 2 * weight > total > weight:
            says = (
                f"{each['id']} weighs {number(weight)} of {number(total)}, more than all the other criteria of "
                "the grid together, so it decides alone; lower its weight, or make it a gate"
            )
            yield warning(record, (*at, "weight"), "G144", says)


_ONLY_A_SCORE: Final = frozenset({"score", "eligible"})


def deciding_the_call(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A criterion that is enough for funding by itself (warning), or without which there is none (note).

    The second is a gate that does not say so: at level 0 the score a `fund` rule asks is out of reach.
    """
    rules = [rule.get("when", {}) for rule in call["decisions"] if rule["outcome"] == "fund"]
    asked = {index: least for index, rule in enumerate(rules) if (least := _least_score(rule)) is not None}
    parts = shares(call, grids)
    if not asked or len(parts) < 2:
        return
    alone = [least for index, least in asked.items() if set(rules[index]) <= _ONLY_A_SCORE]
    least = min(asked.values())
    for (name, each), share in parts.items():
        part = f"{each} carries {number(share)} % of the score"
        if alone and share >= min(alone):
            says = f"{part}, and a score of {number(min(alone))} is enough for `fund`, so it decides alone; lower its weight"
            yield warning(record, ("grids", name), "C211", says)
        elif len(asked) == len(rules) and 100 - share < least and not _is_open_gate(grids[name], each):
            says = (
                f"{part}: at level 0, the score of {number(least)} that `fund` asks is out of reach; "
                "if it is meant to stop a request, make it a gate or give it a minimum"
            )
            yield note(record, ("grids", name), "C212", says)


def _least_score(rule: Data) -> Fraction | None:
    asked = rule.get("score")
    least = exact(asked["minimum"]) if isinstance(asked, dict) and "minimum" in asked else None
    return least or None  # a rule that asks for nothing is met by all


def shares(call: Data, grids: Mapping[str, Data]) -> dict[tuple[str, str], Fraction]:
    """What each weighted criterion can bring to a score of 100, by grid and id, when all of them apply."""
    flat = call.get("aggregate") == "flat"
    weights = {
        (name, each["id"]): exact(call["grids"][name])
        * weight_of(each)
        / (Fraction(1) if flat else sum(map(weight_of, grid["criteria"]), Fraction(0)))
        for name, grid in grids.items()
        for each in grid["criteria"]
        if weight_of(each) > 0
    }
    total = sum(weights.values(), Fraction(0))
    return {key: 100 * weight / total for key, weight in weights.items()}


def _is_open_gate(grid: Data, name: str) -> bool:
    """Whether a criterion says itself that a request can fail by it."""
    return any(each["id"] == name and ("gate" in each or "minimum" in each) for each in grid["criteria"])
