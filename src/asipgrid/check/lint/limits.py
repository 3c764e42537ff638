"""Limits that were hardly meant as they are written: a hundred times too large, or out of reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.condition_faults import written_lines
from asipgrid.check.grid import is_share
from asipgrid.check.lint.criteria import conditions_of
from asipgrid.check.lint.implied import Logic
from asipgrid.check.path_schemas import BOUNDS, bounds_of, schema_at, types_of
from asipgrid.check.wording import Data, share_hint
from asipgrid.model.places import KeyPath
from asipgrid.model.values import exact, is_number
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def bounds(path: str, scope: Data) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest number that a path may give, where its schema says."""
    low, high = (None if bound is None else exact(bound) for bound in bounds_of(schema_at(path, scope)))
    return low, high


# Above so much, a share was hardly meant: 2 is 200 %. Growth may well be more than 100 %.
_MOST: Final = 2


class Figures(Struct, frozen=True, kw_only=True):
    """What is known of what conditions read: measures by name, the schema of paths, whether `score` is among them."""

    measures: Mapping[str, Data]
    scope: Data
    scores: bool = False

    def odd(self, path: str, number: Any) -> str | None:
        """Why a limit for what a path gives was hardly meant, and what was; None where it may well be."""
        measure = self.measures.get(path)
        value = exact(number)
        if self.scores and _SCORE.fullmatch(path):
            return _odd_score(path, number)
        high, is_count = self._most(path, measure)
        if high is not None and high <= 1 < value and not is_count:
            hint = f"; {share_hint(number)}" if value <= 100 * high else ""
            return f"{path} is at most {as_written(high)}, and never {shown(number)}{hint}"
        if measure is not None and is_share(measure) and value > _MOST and (high is None or value > high):
            return f"{path} is a share, a part of one, so {shown(number)} is {as_written(value * 100)} %; {share_hint(number)}"
        level = _LEVEL.fullmatch(path)
        if level and high is not None and value > high:
            return f"{level[1]} has levels from 0 to {as_written(high)}, and never {shown(number)}"
        return None

    def _most(self, path: str, measure: Data | None) -> tuple[Fraction | None, bool]:
        """The greatest figure that a path may give, where that is known, and whether it is a count."""
        read = path if measure is None else measure.get("value")
        if read is None:
            return None, False
        return bounds(read, self.scope)[1], types_of(schema_at(read, self.scope)) == ("integer",)

    def of_condition(self, written: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
        """The limits of a condition that were hardly meant, each with its place."""
        for here, path, value in written_lines(written, at):
            for place, number in _numbers(value, here):
                says = self.odd(path, number)
                if says:
                    yield place, says


_LEVEL: Final = re.compile(r'criteria\."?([A-Z][A-Z0-9]*-[0-9]{2})"?\.(?:level|ceiling)')
_SCORE: Final = re.compile(r"(?:grids\.[A-Z][A-Z0-9]*\.)?(?:score|ceiling)|weakest_grid|weakest_ceiling")


def _odd_score(path: str, number: Any) -> str | None:
    value = exact(number)
    if value > 100:
        return f"{path} runs from 0 to 100, and is never {shown(number)}"
    if 0 < value < 1:
        percent = as_written(value * 100)
        return f"{path} runs from 0 to 100, and {shown(number)} is next to nothing; write {percent} for {percent} %"
    return None


def _numbers(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Every number that a line of a condition compares with, each with its place."""
    if is_number(value):
        yield at, value
    elif isinstance(value, list):
        yield from (((*at, index), each) for index, each in enumerate(value) if is_number(each))
    elif isinstance(value, Mapping):
        yield from (((*at, key), each) for key, each in value.items() if key in BOUNDS and is_number(each))


def large_limits(grid: Data, scope: Data) -> Iterator[tuple[KeyPath, str]]:
    """The thresholds, points and conditions of a grid that ask a share for a percentage a hundred times too large.

    Thresholds of `at_least` are told before: G127.
    """
    figures = Figures(measures=grid.get("measures", {}), scope=scope)
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index)
        limits = [((*at, "at_most", n), x) for n, x in enumerate(each.get("at_most", ()))]
        limits += [((*at, "linear", n), x) for n, (x, _) in enumerate(each.get("linear", ()))]
        for place, number in limits:
            says = figures.odd(each["measure"], number) if is_share(grid["measures"][each["measure"]]) else None
            if says:
                yield place, f"{each['id']}: {says}"
        for place, written in conditions_of(each, at):
            yield from ((spot, f"{each['id']}: {says}") for spot, says in figures.of_condition(written, place))


def hundredfold_measures(grid: Data, scope: Data) -> Iterator[tuple[KeyPath, str]]:
    """Measures in percent of a fact that is stated in percent itself: 35 would be told as 3500 %."""
    for name, measure in grid.get("measures", {}).items():
        if "value" in measure and is_share(measure) and bounds(measure["value"], scope)[1] == 100:
            says = (
                f"{name} is in percent, so {measure['value']} is a part of one, but it may be 100, which is 10000 %; "
                "let the fact end at 1, or leave out `unit: percent`"
            )
            yield ("measures", name, "unit"), says


def call_limits(call: Data, grids: Mapping[str, Data], rules: Data, payments: Data) -> Iterator[tuple[KeyPath, str]]:
    """The limits of rules and payments that nothing reaches; `rules` and `payments` are what their conditions may read."""
    of_rules = Figures(measures={}, scope=_with(rules, _of_results(grids)), scores=True)
    yield from _out_of_reach(("decisions",), call["decisions"], of_rules, "this rule never applies")
    paid = _with(payments, {"goals_reached": _SHARE})
    measures = {name: each for grid in grids.values() for name, each in grid.get("measures", {}).items()}
    # A measure that two grids name is none that a payment may read.
    read = {name: each for name, each in measures.items() if name in paid["properties"]}
    schedule = call.get("addendum", {}).get("payments", ())
    of_payments = Figures(measures=read, scope=paid)
    yield from _out_of_reach(("addendum", "payments"), schedule, of_payments, "nothing is ever paid")


def _out_of_reach(key: KeyPath, listed: Sequence[Data], figures: Figures, so: str) -> Iterator[tuple[KeyPath, str]]:
    logic = Logic(scope=figures.scope)
    for index, each in enumerate(listed):
        at, when = (*key, index, "when"), each.get("when", {})
        odd = list(figures.of_condition(when, at))
        yield from odd
        if not odd and logic.never(when):
            yield at, f"no request can meet this condition, so {so}"


_SHARE: Final = {"type": "number", "minimum": 0, "maximum": 1}


def _of_results(grids: Mapping[str, Data]) -> Data:
    """How far the scores and levels reach that rules may read."""
    score = {"type": "number", "minimum": 0, "maximum": 100}
    of_grid = {"score": score, "ceiling": score, "points": {"type": "number"}}
    of_criteria: dict[str, Data] = {}
    for grid in grids.values():
        level = {"type": "number", "minimum": 0, "maximum": grid["scale"]["max"]}
        of_criterion = _part({"level": level, "ceiling": level, "state": {"type": "string"}})
        of_criteria |= {each["id"]: of_criterion for each in grid["criteria"]}
    return {
        **dict.fromkeys(("score", "ceiling", "weakest_grid", "weakest_ceiling"), score),
        "completeness": _SHARE,
        "grids": _part({name: _part(of_grid) for name in grids}),
        "criteria": _part(of_criteria),
    }


def _part(properties: Data) -> Data:
    return {"type": "object", "properties": properties}


def _with(scope: Data, known: Data) -> dict[str, Any]:
    return {**scope, "properties": {**scope["properties"], **known}}
