"""What follows from a condition: whether whoever meets one also meets another, and whether nobody can meet it.

Everything here errs on the side of saying nothing: only what is plain is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.conditions import Test, condition, path_expression

Written = Mapping[str, Any]
Schema = Mapping[str, Any]
World = Mapping[str, tuple[Test, ...]]

_MOST_WORLDS: Final = 64
_NUMERIC: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
# Keywords of which the larger, or the smaller, asks more.
_RISING: Final = ("formatMinimum", "minLength", "minItems")
_FALLING: Final = ("formatMaximum", "maxLength", "maxItems")
_OPPOSITE: Final = dict(zip(_RISING, _FALLING, strict=True))
_OF_SCHEMA: Final = (*_NUMERIC, *_RISING, *_FALLING, "enum", "const", "format")


class Logic(Struct, frozen=True, kw_only=True):
    """Conditions over the values that one scope allows."""

    scope: Schema

    def never(self, given: Written) -> bool:
        """Whether no request can meet the condition."""
        return not any(True for _ in self._worlds(given))

    def deciding(self, given: Written, others: Sequence[Written]) -> frozenset[int]:
        """Which of the others (by position) always hold where the condition does, one at least in every case.

        None of them when a request may meet the condition and none of the others.
        """
        found = set()
        for world in self._worlds(given):
            first = next((index for index, other in enumerate(others) if self._holds(world, other)), None)
            if first is None:
                return frozenset()
            found.add(first)
        return frozenset(found)

    # worlds: the cases in which a condition holds, each a list of lines that all hold

    def _worlds(self, given: Written) -> Iterator[World]:
        worlds: list[World] = [{}]
        for alternatives in self._choices(given):
            # Too many cases to go through: a choice left out only makes the answer more careful.
            if len(worlds) * len(alternatives) <= _MOST_WORLDS:
                worlds = [_joined(world, choice) for world in worlds for choice in alternatives]
        return (world for world in worlds if not self._impossible(world))

    def _choices(self, given: Written) -> Iterator[list[World]]:
        """For each line of a condition, the alternatives that would make it hold; none for what is not understood."""
        for key, value in given.items():
            if key == "all":
                for part in value:
                    yield from self._choices(part)
            elif key == "any":
                yield [world for part in value for world in self._worlds(part)]
            elif key == "not":
                yield from self._refusals(value)
            else:
                tests = _tests(key, value)
                values = _values(tests)
                yield [{key: tests}] if values is None else [{key: _tests(key, {"const": one})} for one in values]

    def _refusals(self, inner: Written) -> Iterator[list[World]]:
        """What is left of a choice when one line of it is ruled out: `not` of true is false."""
        lines = [(key, value) for key, value in inner.items() if key not in {"any", "all", "not"}]
        if len(inner) == len(lines) == 1:
            key, value = lines[0]
            domain = _values(self._known(key))
            if domain is not None:
                yield [{key: _tests(key, {"const": one})} for one in domain if not _all_hold(_tests(key, value), one)]

    def _known(self, path: str) -> tuple[Test, ...]:
        """What the schema says of every value of a path."""
        schema = path_expression(path).schema(self.scope)
        if schema.get("type") == "boolean":
            return _tests(path, [True, False])
        # A schema's `minimum` says nothing of a text; a condition's does. They mean the same where one type is given.
        keywords = _OF_SCHEMA if isinstance(schema.get("type"), str) else ("enum", "const")
        asked = {keyword: schema[keyword] for keyword in keywords if keyword in schema}
        return _tests(path, asked) if asked else ()

    def _impossible(self, world: World) -> bool:
        return any(_contradictory((*tests, *self._known(path))) for path, tests in world.items())

    # what holds, and what cannot hold, in a world

    def _holds(self, world: World, wanted: Written) -> bool:
        return all(self._line_holds(world, key, value) for key, value in wanted.items())

    def _line_holds(self, world: World, key: str, value: Any) -> bool:
        if key == "all":
            return all(self._holds(world, part) for part in value)
        if key == "any":
            return any(self._holds(world, part) for part in value)
        if key == "not":
            return self._refuted(world, value)
        if key not in world:
            return False
        tests = (*world[key], *self._known(key))
        return all(_implied(tests, test) for test in _tests(key, value))

    def _refuted(self, world: World, wanted: Written) -> bool:
        return any(self._line_refuted(world, key, value) for key, value in wanted.items())

    def _line_refuted(self, world: World, key: str, value: Any) -> bool:
        if key == "all":
            return any(self._refuted(world, part) for part in value)
        if key == "any":
            return all(self._refuted(world, part) for part in value)
        if key == "not":
            return self._holds(world, value)
        return key in world and _contradictory((*world[key], *self._known(key), *_tests(key, value)))


def _joined(left: World, right: World) -> World:
    return {key: (*left.get(key, ()), *right.get(key, ())) for key in (*left, *right)}


def _tests(path: str, wanted: Any) -> tuple[Test, ...]:
    return tuple(line.test for line in condition({path: wanted}).lines({}))


def _all_hold(tests: Iterable[Test], value: Any) -> bool:
    return all(test.holds(value) for test in tests)


def _values(tests: Iterable[Test]) -> list[Any] | None:
    """The values that a line leaves open, or None when they cannot be counted."""
    tests = tuple(tests)
    for test in tests:
        if test.keyword in {"equals", "const"}:
            return [test.wanted] if _all_hold(tests, test.wanted) else []
        if test.keyword in {"one_of", "enum"}:
            return [value for value in test.wanted if _all_hold(tests, value)]
    return None


def _contradictory(tests: tuple[Test, ...]) -> bool:
    values = _values(tests)
    if values is not None:
        return not values
    pairs = itertools.product(tests, tests)
    return any(_apart(low, high) for low, high in pairs)


def _apart(low: Test, high: Test) -> bool:
    """Whether a lower bound lies above an upper one."""
    if low.keyword in {"minimum", "exclusiveMinimum"} and high.keyword in {"maximum", "exclusiveMaximum"}:
        touching = low.keyword == "minimum" and high.keyword == "maximum"
        return bool(low.wanted > high.wanted if touching else low.wanted >= high.wanted)
    return _OPPOSITE.get(low.keyword) == high.keyword and bool(low.wanted > high.wanted)


def _implied(tests: tuple[Test, ...], wanted: Test) -> bool:
    values = _values(tests)
    if values is not None:
        return all(wanted.holds(value) for value in values)
    return any(_at_least_as_strict(test, wanted) for test in tests)


def _at_least_as_strict(test: Test, wanted: Test) -> bool:
    if test.keyword == wanted.keyword and test.wanted == wanted.wanted:
        return True
    match wanted.keyword:
        case "minimum":
            return test.keyword in {"minimum", "exclusiveMinimum"} and bool(test.wanted >= wanted.wanted)
        case "maximum":
            return test.keyword in {"maximum", "exclusiveMaximum"} and bool(test.wanted <= wanted.wanted)
        case "exclusiveMinimum":
            strict = test.keyword == "exclusiveMinimum" and test.wanted >= wanted.wanted
            return bool(strict or (test.keyword == "minimum" and test.wanted > wanted.wanted))
        case "exclusiveMaximum":
            strict = test.keyword == "exclusiveMaximum" and test.wanted <= wanted.wanted
            return bool(strict or (test.keyword == "maximum" and test.wanted < wanted.wanted))
    if test.keyword != wanted.keyword:
        return False
    if wanted.keyword in _RISING:
        return bool(test.wanted >= wanted.wanted)
    return wanted.keyword in _FALLING and bool(test.wanted <= wanted.wanted)
