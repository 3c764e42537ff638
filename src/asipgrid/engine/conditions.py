"""Conditions (documents, 1.2): compiled once, asked many times, three-valued.

A path that is not stated makes its line unknown; `any`, `all` and `not` follow Kleene. Numbers are compared as fractions,
never as floats. Asking never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.paths import Env, PathExpression, path_expression, read_by, same
from asipgrid.model.places import Truth
from asipgrid.model.values import exact, is_number
from asipgrid.schema import dialect, keywords


class Test(Struct, frozen=True):
    """One thing a value must be: the keyword (equals, one_of, or one of JSON Schema's) and what it wants."""

    keyword: str
    wanted: Any
    _slow: Any = None

    def holds(self, value: Any) -> bool:
        """Whether a stated value passes; a value of another kind never does."""
        wanted = self.wanted
        match self.keyword:
            case "equals" | "const":
                return same(value, wanted)
            case "one_of" | "enum":
                return keywords.key(value) in self._slow
            case "minimum":
                return is_number(value) and _above(value, wanted) >= 0
            case "maximum":
                return is_number(value) and _above(value, wanted) <= 0
            case "exclusiveMinimum":
                return is_number(value) and _above(value, wanted) > 0
            case "exclusiveMaximum":
                return is_number(value) and _above(value, wanted) < 0
            case "formatMinimum":
                return keywords.is_date(value) and value >= wanted
            case "formatMaximum":
                return keywords.is_date(value) and value <= wanted
            case "minLength":
                return isinstance(value, str) and len(value) >= wanted
        valid: bool = self._slow.is_valid(_fractions(value))
        return valid


# What `Test.holds` answers without the engine that reads schemas.
_QUICK: Final = frozenset({"equals", "const", "formatMinimum", "formatMaximum", "minLength"})


_NUMERIC: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


def _above(value: Any, limit: Fraction) -> int:
    """More than 0 where a number is above a limit, 0 where it is the limit: two fractions, compared as whole numbers."""
    top, bottom = value.as_integer_ratio()
    whole: int = top * limit.denominator - limit.numerator * bottom
    return whole


def _fractions(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, list):
        return [_fractions(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _fractions(item) for key, item in value.items()}
    return value


def _test(keyword: str, wanted: Any) -> Test:
    if keyword in _NUMERIC:
        return Test(keyword, exact(wanted))
    if keyword in {"one_of", "enum"}:
        return Test(keyword, wanted, frozenset(map(keywords.key, wanted)))
    if keyword in _QUICK:
        return Test(keyword, wanted)
    return Test(keyword, wanted, dialect.validator({keyword: _fractions(wanted)}))


class LineResult(Struct, frozen=True, gc=False):
    """One line of a condition as it was found: the path, what it must be, the value, and whether it holds.

    `negated`: it stands under a `not`, so it must not hold.
    """

    path: str
    test: Test
    value: Any
    truth: Truth
    negated: bool = False

    @property
    def fails(self) -> bool:
        """Whether it is found to be otherwise than it must."""
        return self.truth is self.negated

    @property
    def stands(self) -> bool:
        """Whether it is found to be as it must."""
        return self.truth is (not self.negated)


class Branches(Struct, frozen=True):
    """Lines of a condition that belong together: `any` one of the parts would do, or (inside of these) `all` are needed.

    `holds`: they are why it holds, so each part of `any` is enough.
    """

    kind: str
    parts: tuple[Why, ...]
    holds: bool


# Why a condition holds or does not.
Why = LineResult | Branches


class ConditionOutline(Struct, frozen=True, kw_only=True):
    """How a condition is written: `all`, `any` or `not` of its parts, or a line with its path and test."""

    kind: str
    parts: tuple[ConditionOutline, ...] = ()
    path: str = ""
    test: Test | None = None


class Seen(Struct, frozen=True, gc=False):
    """A condition, or a part of one, as it was found: asked once, and told in whichever way is wanted."""

    kind: str
    truth: Truth
    parts: tuple[Seen, ...] = ()
    lines: tuple[LineResult, ...] = ()

    def flat(self, *, negated: bool = False) -> Iterator[LineResult]:
        """Each line, groups flattened; `negated`: this stands under a `not`."""
        yield from [replace(line, negated=True) for line in self.lines] if negated else self.lines
        for part in self.parts:
            yield from part.flat(negated=negated is not (self.kind == "not"))

    @property
    def unmet(self) -> tuple[Why, ...]:
        """What keeps it from holding (nothing of a group that holds all the same), in the order written."""
        return _why(self, holds=False)

    @property
    def met(self) -> tuple[Why, ...]:
        """What it holds by (nothing of a branch that does not hold), in the order written."""
        return _why(self, holds=True)

    @property
    def grouped(self) -> tuple[Why, ...]:
        """Each line, those of which one would do together."""
        return _why(self, holds=None)


class _Line(Struct, frozen=True):
    path: PathExpression
    tests: tuple[Test, ...]

    def truth(self, env: Env) -> Truth:
        value = self.path.get(env)
        return None if value is None else all_of([test.holds(value) for test in self.tests])

    def look(self, env: Env) -> Seen:
        value = self.path.get(env)
        text, stated = self.path.text, value is not None
        lines = tuple([LineResult(text, test, value, test.holds(value) if stated else None) for test in self.tests])
        return Seen("line", all_of([line.truth for line in lines]) if stated else None, (), lines)

    def outline(self) -> ConditionOutline:
        lines = tuple(ConditionOutline(kind="line", path=self.path.text, test=test) for test in self.tests)
        return lines[0] if len(lines) == 1 else ConditionOutline(kind="all", parts=lines)

    def tested(self) -> Iterator[tuple[PathExpression, tuple[Test, ...]]]:
        yield self.path, self.tests


class _Group(Struct, frozen=True):
    """all, any or not over conditions."""

    kind: str
    parts: tuple[_Line | _Group, ...]

    def truth(self, env: Env) -> Truth:
        return self._of([part.truth(env) for part in self.parts])

    def look(self, env: Env) -> Seen:
        parts = tuple([part.look(env) for part in self.parts])
        return Seen(self.kind, self._of([part.truth for part in parts]), parts)

    def _of(self, truths: Sequence[Truth]) -> Truth:
        match self.kind:
            case "all":
                return all_of(truths)
            case "any":
                return any_of(truths)
        return negation(truths[0])

    def outline(self) -> ConditionOutline:
        return ConditionOutline(kind=self.kind, parts=tuple(part.outline() for part in self.parts))

    def tested(self) -> Iterator[tuple[PathExpression, tuple[Test, ...]]]:
        for part in self.parts:
            yield from part.tested()


def all_of(truths: Sequence[Truth]) -> Truth:
    """Kleene's and: false if any is false, else not stated if any is, else true."""
    return False if False in truths else None if None in truths else True


def any_of(truths: Sequence[Truth]) -> Truth:
    """Kleene's or: true if any is true, else not stated if any is, else false."""
    return True if True in truths else None if None in truths else False


def negation(truth: Truth) -> Truth:
    """Kleene's not."""
    return None if truth is None else not truth


class Condition(Struct, frozen=True):
    """A compiled condition: `truth` is true, false or not stated; what it was found to be (`look`) says why."""

    _root: _Group

    def truth(self, env: Env) -> Truth:
        """Whether it holds in that environment."""
        return self._root.truth(env)

    def look(self, env: Env) -> Seen:
        """All that it finds in that environment: whether it holds, and why."""
        return self._root.look(env)

    @property
    def outline(self) -> ConditionOutline:
        """How it is written."""
        return self._root.outline()

    @property
    def tests(self) -> tuple[tuple[PathExpression, tuple[Test, ...]], ...]:
        """Every path it asks with what its value must be, in the order written."""
        return tuple(self._root.tested())

    @property
    def parts(self) -> tuple[Condition, ...]:
        """What must hold together, each on its own."""
        return tuple(Condition(_Group("all", (part,))) for part in self._root.parts)

    @property
    def reads(self) -> tuple[str, ...]:
        """The dotted paths it rests on, in the order written."""
        return read_by(self.paths)

    @property
    def paths(self) -> tuple[PathExpression, ...]:
        """Every path it asks, in the order written."""
        return tuple(path for path, _ in self.tests)


def _why(part: Seen, *, holds: Truth, negated: bool = False) -> tuple[Why, ...]:
    """What a part is as it must be by (`holds`), is not or not yet as it must be for (false), or looks at (not stated).

    `negated`: it stands under a `not`, so it must not hold, and one of `all` is enough for that.
    """
    if part.kind == "not":
        return _why(part.parts[0], holds=holds, negated=not negated)
    if holds is not None and (part.truth is (not negated)) is not holds:
        return ()
    if part.kind == "line" and not negated:
        return tuple([line for line in part.lines if holds is None or line.stands is holds])
    if part.kind == "line":
        lines = [replace(line, negated=True) for line in part.lines]
        found: list[tuple[Why, ...]] = [(line,) for line in lines if holds is None or line.stands is holds]
    else:
        found = [_why(inner, holds=holds, negated=negated) for inner in part.parts]
    found = [several for several in found if several]
    if (part.kind == "any") is negated or len(found) < 2:
        return tuple([each for several in found for each in several])
    branches = [several[0] if len(several) == 1 else Branches("all", several, bool(holds)) for several in found]
    return (Branches("any", tuple(branches), bool(holds)),)


def flat(whys: Iterable[Why]) -> Iterator[LineResult]:
    """The lines of some reasons, groups flattened."""
    for why in whys:
        if isinstance(why, Branches):
            yield from flat(why.parts)
        else:
            yield why


def kept(whys: Iterable[Why], keep: Callable[[LineResult], bool]) -> tuple[Why, ...]:
    """Some reasons without the lines that are not to be kept."""
    found: list[Why] = []
    for why in whys:
        if not isinstance(why, Branches):
            found += [why] if keep(why) else []
        elif parts := kept(why.parts, keep):
            found.append(parts[0] if len(parts) == 1 else replace(why, parts=parts))
    return tuple(found)


def condition(written: Mapping[str, Any]) -> Condition:
    """Compile a condition that passed `condition_faults`."""
    return Condition(_group(written))


def _group(written: Mapping[str, Any]) -> _Group:
    return _Group("all", tuple(_part(key, value) for key, value in written.items()))


def _part(key: str, value: Any) -> _Line | _Group:
    if key in {"any", "all"}:
        return _Group(key, tuple(_group(item) for item in value))
    if key == "not":
        return _Group("not", (_group(value),))
    return _Line(path_expression(key), tuple(_tests(value)))


def _tests(value: Any) -> Iterator[Test]:
    if isinstance(value, list):
        yield _test("one_of", tuple(value))
    elif isinstance(value, Mapping):
        for keyword, wanted in value.items():
            yield _test(keyword, wanted)
    else:
        yield _test("equals", value)


def has_margin(line: LineResult, *, refuses: bool = False) -> bool:
    """Whether a figure misses what it must be, or is refused for what it is: a sentence then says by how much."""
    missed = line.truth is False and not line.negated
    return (missed or refuses) and line.test.keyword in _NUMERIC
