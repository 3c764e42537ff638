"""The range of each number of the decision rules in which every decision stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.paths import path_expression
from asipgrid.engine.rules import environment
from asipgrid.model.calls import Call
from asipgrid.model.places import Id
from asipgrid.model.results import Alone
from asipgrid.model.values import exact, is_number
from asipgrid.review.stable_ranges import StableRange, ends
from asipgrid.review.trials import Trials


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
        values = dict(_values(trials, read))
        inside = set(values.values())
        limits = (min([now, *inside]) - 1, max([now, *inside]) + 1)
        low, high = ends(now, inside, limits, _Bound(trials, path, now, values).trial)
        yield StableRange(kind="bound", name=_dotted(path), unit="", value=now, low=low, high=high, path=path)


class _Bound:
    """A number of a rule that is moved: a request comes to something else, if at all, where its figure lies otherwise to it."""

    def __init__(
        self, trials: Trials, path: tuple[str | int, ...], now: Fraction, values: Mapping[Id, Fraction]
    ) -> None:
        """`values` are the figures that requests have of what is compared with the number."""
        self.trials, self.path, self.now, self.values = trials, path, now, values
        # Judged once for each side of the number: nothing else about a request moves with it.
        self.judged: dict[tuple[Id, int], Alone] = {}

    def trial(self, bound: Fraction) -> dict[str, tuple[str, str]]:
        """What changes when the number is another."""
        sides = {name: (value > bound) - (value < bound) for name, value in self.values.items()}
        moved = {name: side for name, side in sides.items() if side != self._side(self.values[name])}
        missing = [key for key in moved.items() if key not in self.judged]
        if missing:
            ready = self.trials.with_call(rules=_ruled(self.trials.case.call, self.path, bound))
            for name, side in missing:
                self.judged[name, side] = self.trials.one_alone(ready, self.trials.cards[name])
        alone = {**self.trials.alone, **{key[0]: self.judged[key] for key in moved.items()}}
        return self.trials.changed(self.trials.words_of(self.trials.settled(self.trials.plan, alone)))

    def _side(self, value: Fraction) -> int:
        return (value > self.now) - (value < self.now)


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
