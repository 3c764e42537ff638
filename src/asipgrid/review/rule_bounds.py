"""The range of each number of the decision rules in which every decision stays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.paths import path_expression
from asipgrid.engine.plan import Plan
from asipgrid.engine.rules import environment
from asipgrid.model.calls import Call
from asipgrid.model.places import Id
from asipgrid.model.results import Alone
from asipgrid.model.values import exact, is_number
from asipgrid.review.stable_ranges import StableRange, ends
from asipgrid.review.trials import Trials, comes_to


def numbers_of_rules(trials: Trials) -> Iterator[tuple[tuple[str | int, ...], str, Fraction]]:
    """The numbers of the decision rules: the path of each from the call, what is compared with it, and the number."""
    for at, rule in enumerate(trials.case.call.rules):
        if rule.when is not None:
            yield from _in_condition(rule.when, ("decisions", at), "")


def _in_condition(
    written: Any, path: tuple[str | int, ...], read: str
) -> Iterator[tuple[tuple[str | int, ...], str, Fraction]]:
    if isinstance(written, Mapping):
        for key, value in written.items():
            inner = read or ("" if key in {"any", "all", "not"} else key)
            yield from _in_condition(value, (*path, key), inner)
    elif isinstance(written, list | tuple):
        for at, value in enumerate(written):
            yield from _in_condition(value, (*path, at), read)
    elif is_number(written) and read:
        yield path, read, exact(written)


def bound_ranges(trials: Trials) -> Iterator[StableRange]:
    """The range of each number of the rules."""
    for path, read, now in numbers_of_rules(trials):
        moved = MovedBound(trials, path, now, dict(_values(trials, read)))
        low, high = ends(now, moved.values, moved.limits, moved.trial)
        yield StableRange(kind="bound", name=_dotted(path), unit="", value=now, low=low, high=high, path=path)


class MovedBound:
    """A number of a rule that is moved: a request comes to something else, if at all, where its figure lies otherwise to it."""

    def __init__(
        self, trials: Trials, path: tuple[str | int, ...], now: Fraction, figures: Mapping[Id, Fraction]
    ) -> None:
        """`figures` are those that requests have of what is compared with the number."""
        self.trials, self.path, self.now = trials, path, now
        self._ordered = sorted((figure, name) for name, figure in figures.items())
        self.values = [figure for figure, _ in self._ordered]
        self.limits = min([now, *self.values[:1]]) - 1, max([now, *self.values[-1:]]) + 1
        # Judged once for each side of the number, and with the number far away: nothing else about a request moves with it.
        self._plans: dict[int, Plan] = {}
        self._judged: dict[tuple[Id, int], Alone | None] = {}

    def trial(self, bound: Fraction) -> dict[str, tuple[str, str]]:
        """What changes when the number is another, which is nobody's figure."""
        low, high = sorted((bound, self.now))
        side = 1 if bound < self.now else -1
        between = self._ordered[bisect_left(self.values, low) : bisect_right(self.values, high)]
        found = {name: self._other(name, side) for _, name in between}
        other = {name: each for name, each in found.items() if each is not None}
        return self.trials.changed(self.trials.come_to(other)) if other else {}

    def _other(self, name: Id, side: int) -> Alone | None:
        """What a request comes to where its figure lies above the number (1), or below it (-1); None: the same as now."""
        if (name, side) not in self._judged:
            alone = self.trials.one_alone(self._plan(side), self.trials.cards[name])
            same = comes_to(alone) == comes_to(self.trials.alone[name])
            self._judged[name, side] = None if same else alone
        return self._judged[name, side]

    def _plan(self, side: int) -> Plan:
        if side not in self._plans:
            rules = _ruled(self.trials.case.call, self.path, self.limits[0 if side > 0 else 1])
            self._plans[side] = self.trials.with_call(rules=rules)
        return self._plans[side]


def _values(trials: Trials, read: str) -> Iterator[tuple[Id, Fraction]]:
    """What requests have of a figure that a rule reads."""
    path = path_expression(read)
    for name, scored in trials.cards.items():
        value = path.get(environment(trials.plan, trials.requests[name], scored))
        if is_number(value):
            yield name, exact(value)
        elif isinstance(value, list):
            yield name, Fraction(len(value))


def _ruled(call: Call, path: tuple[str | int, ...], bound: Fraction) -> tuple[Any, ...]:
    """The rules with another number at a path."""
    return tuple(
        replace(rule, when=_put(rule.when, path[2:], bound)) if at == path[1] else rule
        for at, rule in enumerate(call.rules)
    )


def _put(written: Any, path: tuple[str | int, ...], value: Fraction) -> Any:
    if not path:
        return value
    if isinstance(written, Mapping):
        return {key: _put(each, path[1:], value) if key == path[0] else each for key, each in written.items()}
    return [_put(each, path[1:], value) if at == path[0] else each for at, each in enumerate(written)]


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' * bool(text)}{step}"
    return text
