"""What follows from a condition: whether whoever meets one also meets another, and whether nobody can meet it.

Everything here errs on the side of saying nothing: only what is plain is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.conditions import BOUNDS, schema_at
from asipgrid.engine.conditions import Test, all_of, any_of, condition, negation
from asipgrid.model.places import Truth

Written = Mapping[str, Any]
Schema = Mapping[str, Any]
World = dict[str, tuple[Test, ...]]

_MOST_WORLDS: Final = 64
# Keywords of which the larger, or the smaller, asks more.
_RISING: Final = ("formatMinimum", "minLength", "minItems")
_FALLING: Final = ("formatMaximum", "maxLength", "maxItems")
# Bounds by what they bound, and whether the bound itself is left out.
_LOWER: Final = {"minimum": ("number", False), "exclusiveMinimum": ("number", True)} | {
    keyword: (keyword, False) for keyword in _RISING
}
_UPPER: Final = {"maximum": ("number", False), "exclusiveMaximum": ("number", True)} | {
    keyword: (opposite, False) for keyword, opposite in zip(_FALLING, _RISING, strict=True)
}
_OF_SCHEMA: Final = (*BOUNDS, *_RISING, *_FALLING, "enum", "const", "format")


class Logic(Struct, frozen=True, kw_only=True):
    """Conditions over the values that one scope allows. What it was asked about once it keeps compiled."""

    scope: Schema
    _compiled: dict[tuple[str, int], tuple[Any, tuple[Test, ...]]] = {}
    _scoped: dict[str, tuple[Test, ...]] = {}

    def never(self, given: Written) -> bool:
        """Whether no request can meet the condition."""
        return not any(True for _ in self._worlds(given))

    def deciding(self, given: Written, others: Sequence[Written]) -> frozenset[int]:
        """Which of the others (by position) always hold where the condition does, one at least in every case.

        None of them when a request may meet the condition and none of the others.
        """
        found = set()
        for world in self._worlds(given):
            first = next((index for index, other in enumerate(others) if self._verdict(world, other)), None)
            if first is None:
                return frozenset()
            found.add(first)
        return frozenset(found)

    # Worlds: the cases in which a condition holds, each a list of lines that all hold

    def _worlds(self, given: Written) -> Iterator[World]:
        worlds: list[World] = [{}]
        for alternatives in self._choices(given):
            # Too many cases to go through: a choice left out only makes the answer more careful.
            if len(alternatives) == 1 or len(worlds) * len(alternatives) <= _MOST_WORLDS:
                worlds = [_joined(world, choice) for world in worlds for choice in alternatives]
        return (world for world in worlds if not self._impossible(world))

    def _choices(self, given: Written) -> Iterator[list[World]]:
        """For each line of a condition, the alternatives that would make it hold; none for what is not understood.

        Of more alternatives than anybody goes through, one too many will do.
        """
        for key, value in given.items():
            if key == "all":
                for part in value:
                    yield from self._choices(part)
            elif key == "any":
                yield list(
                    itertools.islice((world for part in value for world in self._worlds(part)), _MOST_WORLDS + 1)
                )
            elif key == "not":
                yield from self._refusals(value)
            else:
                tests = self._tests(key, value)
                values = _first_few(_values(tests))
                yield [{key: tests}] if values is None else _one_each(key, values)

    def _refusals(self, inner: Written) -> Iterator[list[World]]:
        """What is left of a choice when one line of it is ruled out: `not` of true is false."""
        lines = [(key, value) for key, value in inner.items() if key not in {"any", "all", "not"}]
        if len(inner) == len(lines) == 1:
            key, tests = lines[0][0], self._tests(*lines[0])
            domain = _values(self._known(key))
            values = _first_few(None if domain is None else (one for one in domain if not _all_hold(tests, one)))
            if values is not None:
                yield _one_each(key, values)

    def _tests(self, path: str, wanted: Any) -> tuple[Test, ...]:
        held = self._compiled.get((path, id(wanted)))
        if held is None:
            held = self._compiled[path, id(wanted)] = wanted, _tests(path, wanted)
        return held[1]

    def _known(self, path: str) -> tuple[Test, ...]:
        """What the schema says of every value of a path."""
        known = self._scoped.get(path)
        if known is None:
            known = self._scoped[path] = self._said(path)
        return known

    def _said(self, path: str) -> tuple[Test, ...]:
        schema = schema_at(path, self.scope)
        if schema.get("type") == "boolean":
            return _tests(path, [True, False])
        # A schema's `minimum` says nothing of a text; a condition's does. They mean the same where one type is given.
        keywords = _OF_SCHEMA if isinstance(schema.get("type"), str) else ("enum", "const")
        asked = {keyword: schema[keyword] for keyword in keywords if keyword in schema}
        return _tests(path, asked) if asked else ()

    def _impossible(self, world: World) -> bool:
        return any(_contradictory((*tests, *self._known(path))) for path, tests in world.items())

    def _verdict(self, world: World, wanted: Written) -> Truth:
        """Whether a condition surely holds in a world (true), surely does not (false), or may."""
        return all_of([self._line_verdict(world, key, value) for key, value in wanted.items()])

    def _line_verdict(self, world: World, key: str, value: Any) -> Truth:
        if key in {"all", "any"}:
            return (all_of if key == "all" else any_of)([self._verdict(world, part) for part in value])
        if key == "not":
            return negation(self._verdict(world, value))
        if key not in world:
            return None
        tests, asked = (*world[key], *self._known(key)), self._tests(key, value)
        if all(_implied(tests, test) for test in asked):
            return True
        return False if _contradictory((*tests, *asked)) else None


def _joined(left: World, right: World) -> World:
    return {**left, **{key: (*left.get(key, ()), *tests) for key, tests in right.items()}}


def _tests(path: str, wanted: Any) -> tuple[Test, ...]:
    return tuple(line.test for line in condition({path: wanted}).look({}).flat())


def _all_hold(tests: Iterable[Test], value: Any) -> bool:
    return all(test.holds(value) for test in tests)


def _values(tests: tuple[Test, ...]) -> Iterator[Any] | None:
    """The values that a line leaves open, or None when they cannot be counted."""
    for test in tests:
        if test.keyword in {"equals", "const"}:
            return iter([test.wanted] if _all_hold(tests, test.wanted) else [])
        if test.keyword in {"one_of", "enum"}:
            return (value for value in test.wanted if _all_hold(tests, value))
    return None


def _first_few(values: Iterator[Any] | None) -> list[Any] | None:
    """Values to go through one by one; None when there are too many of them, or nobody knows them."""
    first = None if values is None else list(itertools.islice(values, _MOST_WORLDS + 1))
    return None if first is None or len(first) > _MOST_WORLDS else first


def _one_each(path: str, values: Iterable[Any]) -> list[World]:
    return [{path: (Test("const", one),)} for one in values]


def _contradictory(tests: tuple[Test, ...]) -> bool:
    """Whether no value is left, or the highest lower bound lies above the lowest upper one."""
    values = _values(tests)
    if values is not None:
        return not any(True for _ in values)
    low, high = _ends(tests)
    return any(_apart(low[kind], high[kind]) for kind in low.keys() & high.keys())


def _ends(tests: Iterable[Test]) -> tuple[dict[str, tuple[Any, bool]], dict[str, tuple[Any, bool]]]:
    """The highest lower bound of each kind and whether it is left out, the lowest upper one and whether it is not."""
    low: dict[str, tuple[Any, bool]] = {}
    high: dict[str, tuple[Any, bool]] = {}
    for test in tests:
        kind, beyond = _LOWER.get(test.keyword, ("", False))
        if kind:
            low[kind] = max(low.get(kind, (test.wanted, beyond)), (test.wanted, beyond))
        kind, below = _UPPER.get(test.keyword, ("", False))
        if kind:
            high[kind] = min(high.get(kind, (test.wanted, not below)), (test.wanted, not below))
    return low, high


def _apart(low: tuple[Any, bool], high: tuple[Any, bool]) -> bool:
    """Whether nothing lies from the lower bound, or only beyond it, to the upper one, or only below it (False)."""
    (least, beyond), (most, touching) = low, high
    return bool(least > most or (least == most and (beyond or not touching)))


def _implied(tests: tuple[Test, ...], wanted: Test) -> bool:
    values = _values(tests)
    if values is not None:
        return all(wanted.holds(value) for value in values)
    low, high = _ends(tests)
    kind, beyond = _LOWER.get(wanted.keyword, ("", False))
    if kind:
        return kind in low and low[kind] >= (wanted.wanted, beyond)
    kind, below = _UPPER.get(wanted.keyword, ("", False))
    if kind:
        return kind in high and high[kind] <= (wanted.wanted, not below)
    return any(test.keyword == wanted.keyword and test.wanted == wanted.wanted for test in tests)
