"""Paths, conditions and measures (documents, 1.2): compiled once, asked many times, three-valued.

A path that is not stated makes its line unknown; `any`, `all` and `not` follow Kleene. Numbers are compared as
fractions, never as floats. Asking never raises: what is wrong in what an author wrote was found before.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import jmespath
from jmespath import exceptions
from jmespath import functions as jmespath_functions
from jmespath.visitor import Options, TreeInterpreter
from msgspec import Struct
from msgspec.structs import replace

from asipgrid.model.calls import Measure
from asipgrid.model.places import KeyPath, Record, Truth
from asipgrid.model.results import Fact
from asipgrid.model.values import Reason, exact, is_number
from asipgrid.schema import dialect, keywords

Env = Mapping[str, Any]

MAX_PATH: Final = 200


class _NotStatedError(Exception):
    """A value that an expression needs is not stated."""


# ── paths ──────────────────────────────────────────────────────────────────────────────────────────


class _Functions(jmespath_functions.Functions):
    """The functions of expressions, exact: the library's own know int and float only."""

    @jmespath_functions.signature({"types": []})
    def _func_sum(self, numbers: Any) -> Any:
        return sum(_numbers(numbers), Fraction(0))

    @jmespath_functions.signature({"types": []})
    def _func_avg(self, numbers: Any) -> Any:
        values = _numbers(numbers)
        return sum(values, Fraction(0)) / len(values) if values else None

    @jmespath_functions.signature({"types": []})
    def _func_max(self, values: Any) -> Any:
        return max(_comparable(values), default=None)

    @jmespath_functions.signature({"types": []})
    def _func_min(self, values: Any) -> Any:
        return min(_comparable(values), default=None)

    @jmespath_functions.signature({"types": []})
    def _func_abs(self, number: Any) -> Any:
        return abs(_numbers([number])[0])

    @jmespath_functions.signature({"types": []}, {"types": []})
    def _func_contains(self, subject: Any, search: Any) -> Any:
        if isinstance(subject, list):
            return any(same(one, search) for one in subject)
        if isinstance(subject, str):
            return isinstance(search, str) and search in subject
        raise _NotStatedError

    @jmespath_functions.signature({"types": []})
    def _func_ceil(self, number: Any) -> Any:
        return math.ceil(_numbers([number])[0])

    @jmespath_functions.signature({"types": []})
    def _func_floor(self, number: Any) -> Any:
        return math.floor(_numbers([number])[0])


def _numbers(values: Any) -> list[Fraction]:
    if not isinstance(values, list) or not all(is_number(value) for value in values):
        raise _NotStatedError
    return [exact(value) for value in values]


def _comparable(values: Any) -> list[Any]:
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return values
    return _numbers(values)


class _Interpreter(TreeInterpreter):
    """Evaluates an expression so that whatever it reads and is not stated makes the whole not stated.

    The library drops what is missing from a projection, which would turn a sum over incomplete lines into a figure.
    """

    def visit_field(self, node: Any, value: Any) -> Any:
        found = value.get(node["value"]) if isinstance(value, Mapping) else None
        if found is None:
            raise _NotStatedError
        return found

    def visit_index(self, node: Any, value: Any) -> Any:
        found = super().visit_index(node, value)
        if found is None:
            raise _NotStatedError
        return found

    def visit_or_expression(self, node: Any, value: Any) -> Any:
        """Kleene's or: what is not stated on the left leaves the whole open, unless the right side is true."""
        try:
            return super().visit_or_expression(node, value)
        except _NotStatedError:
            if self.visit(node["children"][1], value) is True:
                return True
            raise

    def visit_comparator(self, node: Any, value: Any) -> Any:
        left, right = (self.visit(child, value) for child in node["children"])
        operator = self.COMPARATOR_FUNC[node["value"]]
        if is_number(left) and is_number(right):
            return operator(exact(left), exact(right))
        if node["value"] in {"eq", "ne"}:
            return same(left, right) is (node["value"] == "eq")
        if isinstance(left, str) and isinstance(right, str):
            return operator(left, right)
        raise _NotStatedError


_INTERPRETER: Final = _Interpreter(Options(custom_functions=_Functions()))


def value_at(env: Env, parts: Iterable[str]) -> Any:
    """The value at the end of a dotted path, or None when it is not stated."""
    value: Any = env
    for part in parts:
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


class PathExpression:
    """A compiled path: `get` gives its value in an environment, None when it is not stated."""

    __slots__ = ("addends", "names", "parts", "reads", "text", "tree")

    def __init__(self, text: str) -> None:
        """Compile; raises ValueError with words of our own when the text is not a path."""
        self.text = text
        if len(text) > MAX_PATH:
            raise ValueError(f"{text[:57]}… is not a path; write names joined by dots, such as funding.requested")
        try:
            self.tree = _plain(text) or _exact_literals(_parsed(text))
        except OverflowError:
            raise ValueError(f"{text}: a number in it cannot be compared; write it plainly, such as `0.5`") from None
        except (exceptions.JMESPathError, RecursionError):
            raise ValueError(f"{text} is not a path; write names joined by dots, such as funding.requested") from None
        self.parts = _dotted(self.tree)
        self.reads: tuple[str, ...] = tuple(dict.fromkeys(_reads(self.tree)))
        self.names = _names(self.tree)
        self.addends = _addends(self.tree)

    def get(self, env: Env) -> Any:
        """The value, or None when any part of it is not stated."""
        if self.parts is not None:
            return value_at(env, self.parts)
        try:
            return _INTERPRETER.visit(self.tree, env)
        except (_NotStatedError, exceptions.JMESPathError):
            return None


@functools.lru_cache(maxsize=4096)
def path_expression(text: str) -> PathExpression:
    """The compiled path of a text; the same text is compiled once."""
    return PathExpression(text)


_NAMES: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z", re.ASCII)


def _plain(text: str) -> Any:
    """Names joined by dots, as most paths are, the way the library would parse them; None for any other text."""
    if not _NAMES.match(text):
        return None
    fields = [{"type": "field", "children": [], "value": name} for name in text.split(".")]
    return fields[0] if len(fields) == 1 else {"type": "subexpression", "children": fields}


def _parsed(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # `text` for 'text'
        return jmespath.compile(text).parsed


def _exact_literals(node: Any) -> Any:
    """The expression with its decimal literals exact: the library reads them as floats."""
    if not isinstance(node, dict):
        return node
    if node["type"] == "literal":
        return {**node, "value": _exact_literal(node["value"])}
    return {**node, "children": [_exact_literals(child) for child in node["children"]]}


def _exact_literal(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise OverflowError
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact_literal(item) for item in value]
    return {key: _exact_literal(item) for key, item in value.items()} if isinstance(value, dict) else value


def _dotted(node: Any) -> tuple[str, ...] | None:
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    parts = [_dotted(child) for child in node["children"]]
    return tuple(name for part in parts for name in part) if all(parts) else None  # type: ignore[union-attr]


# What gives something out of what is written in it, and of nothing else.
_OF_NAMES: Final = frozenset(
    {
        "and_expression",
        "comparator",
        "function_expression",
        "literal",
        "multi_select_list",
        "not_expression",
        "or_expression",
    }
)


def _names(node: Any) -> tuple[tuple[str, ...], ...] | None:
    """The dotted names whose values alone decide what an expression gives; None when it may look at more."""
    dotted = _dotted(node)
    if dotted is not None:
        return (dotted,)
    if node["type"] not in _OF_NAMES:
        return None
    parts = [_names(child) for child in node["children"]]
    return None if None in parts else tuple(name for part in parts for name in part or ())


def _addends(node: Any) -> tuple[tuple[str, ...], ...] | None:
    """The dotted names that an expression adds up, one or several; None when it does something else."""
    dotted = _dotted(node)
    if dotted is not None:
        return (dotted,)
    if node["type"] == "function_expression" and node["value"] == "sum" and len(node["children"]) == 1:
        listed = node["children"][0]
        parts = [_dotted(child) for child in listed["children"]] if listed["type"] == "multi_select_list" else [None]
        return None if None in parts else tuple(part for part in parts if part is not None)
    return None


def _reads(node: Any) -> Iterator[str]:
    """The dotted paths an expression rests on; of a projection, the list it runs over."""
    parts = _dotted(node)
    if parts is not None:
        yield ".".join(parts)
    elif node["type"] == "subexpression":
        yield _leading(node)
    elif node["type"] in {"projection", "filter_projection", "value_projection", "index_expression", "pipe"}:
        yield from _reads(node["children"][0])
    else:
        for child in node["children"]:
            yield from _reads(child)


def _leading(node: Any) -> str:
    """The longest dotted path a chain begins with: `funding.lines` of `funding.lines[0].amount`."""
    names: list[str] = []
    for child in node["children"]:
        names.extend(_reads(child))
        if _dotted(child) is None:
            break
    return ".".join(names)


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────


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


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal: numbers as numbers, and true is not 1."""
    if is_number(left) and is_number(right):
        # In lowest terms, equal numbers are written alike.
        equal: bool = left.as_integer_ratio() == right.as_integer_ratio()
        return equal
    return type(left) is type(right) and bool(left == right)


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


class LineResult(Struct, frozen=True):
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


class Outline(Struct, frozen=True, kw_only=True):
    """How a condition is written: `all`, `any` or `not` of its parts, or a line with its path and test."""

    kind: str
    parts: tuple[Outline, ...] = ()
    path: str = ""
    test: Test | None = None


class _Line(Struct, frozen=True):
    path: PathExpression
    tests: tuple[Test, ...]

    def truth(self, env: Env) -> Truth:
        value = self.path.get(env)
        return None if value is None else all(test.holds(value) for test in self.tests)

    def lines(self, env: Env) -> Iterator[LineResult]:
        value = self.path.get(env)
        for test in self.tests:
            yield LineResult(self.path.text, test, value, None if value is None else test.holds(value))

    def outline(self) -> Outline:
        lines = tuple(Outline(kind="line", path=self.path.text, test=test) for test in self.tests)
        return lines[0] if len(lines) == 1 else Outline(kind="all", parts=lines)

    def tested(self) -> Iterator[tuple[PathExpression, tuple[Test, ...]]]:
        yield self.path, self.tests


class _Group(Struct, frozen=True):
    """all, any or not over conditions."""

    kind: str
    parts: tuple[_Line | _Group, ...]

    def truth(self, env: Env) -> Truth:
        match self.kind:
            case "all":
                return all_of(part.truth(env) for part in self.parts)
            case "any":
                return any_of(part.truth(env) for part in self.parts)
        return negation(self.parts[0].truth(env))

    def lines(self, env: Env) -> Iterator[LineResult]:
        for part in self.parts:
            for line in part.lines(env):
                yield replace(line, negated=not line.negated) if self.kind == "not" else line

    def outline(self) -> Outline:
        return Outline(kind=self.kind, parts=tuple(part.outline() for part in self.parts))

    def tested(self) -> Iterator[tuple[PathExpression, tuple[Test, ...]]]:
        for part in self.parts:
            yield from part.tested()


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: false if any is false, else not stated if any is, else true."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: true if any is true, else not stated if any is, else false."""
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def negation(truth: Truth) -> Truth:
    """Kleene's not."""
    return None if truth is None else not truth


class Condition(Struct, frozen=True):
    """A compiled condition: `truth` is true, false or not stated; `lines` say why, in the order written."""

    _root: _Group

    def truth(self, env: Env) -> Truth:
        """Whether it holds in that environment."""
        return self._root.truth(env)

    def lines(self, env: Env) -> tuple[LineResult, ...]:
        """Each line as it was found, groups flattened."""
        return tuple(self._root.lines(env))

    def unmet(self, env: Env) -> tuple[Why, ...]:
        """What keeps it from holding (nothing of a group that holds all the same), in the order written."""
        return _why(self._root, env, holds=False)

    def met(self, env: Env) -> tuple[Why, ...]:
        """What it holds by (nothing of a branch that does not hold), in the order written."""
        return _why(self._root, env, holds=True)

    def grouped(self, env: Env) -> tuple[Why, ...]:
        """Each line as it was found, those of which one would do together."""
        return _why(self._root, env, holds=None)

    @property
    def outline(self) -> Outline:
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
        return tuple(dict.fromkeys(name for path in self.paths for name in path.reads))

    @property
    def paths(self) -> tuple[PathExpression, ...]:
        """Every path it asks, in the order written."""
        return tuple(path for path, _ in self.tests)


def _why(part: _Line | _Group, env: Env, *, holds: Truth, negated: bool = False) -> tuple[Why, ...]:
    """What a part is as it must be by (`holds`), is not or not yet as it must be for (false), or looks at (not stated).

    `negated`: it stands under a `not`, so it must not hold, and one of `all` is enough for that.
    """
    if isinstance(part, _Group) and part.kind == "not":
        return _why(part.parts[0], env, holds=holds, negated=not negated)
    if holds is not None and (part.truth(env) is (not negated)) is not holds:
        return ()
    if isinstance(part, _Line):
        lines = [replace(line, negated=negated) for line in part.lines(env)]
        found: list[tuple[Why, ...]] = [(line,) for line in lines if holds is None or line.stands is holds]
    else:
        found = [_why(inner, env, holds=holds, negated=negated) for inner in part.parts]
    kind = "all" if isinstance(part, _Line) else part.kind
    found = [several for several in found if several]
    if (kind == "any") is negated or len(found) < 2:
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


# ── measures ───────────────────────────────────────────────────────────────────────────────────────


class Figure:
    """A compiled measure: `of` gives the figure in an environment, or the reason why there is none."""

    __slots__ = ("measure", "paths")

    def __init__(self, measure: Measure) -> None:
        """Compile a measure whose paths passed `path_fault`."""
        self.measure = measure
        self.paths = tuple(path_expression(path) for path in measure.paths)

    def of(self, env: Env) -> tuple[Fraction | None, Reason | None]:
        """The exact figure (in its unit: a ratio as a fraction of one), or None and why it is not stated."""
        found = [(path.text, path.get(env)) for path in self.paths]
        missing = tuple(path for path, value in found if value is None)
        if missing:
            return None, Reason("not_stated", {"paths": missing})
        return self._compute([value for _, value in found])

    def _compute(self, values: list[Any]) -> tuple[Fraction | None, Reason | None]:
        match self.measure.kind:
            case "days":
                return Fraction((_day(values[1]) - _day(values[0])).days), None
            case "months":
                return Fraction(months_between(_day(values[0]), _day(values[1]))), None
        numbers = [exact(value) for value in values]
        if self.measure.kind == "difference":
            return numbers[0] - numbers[1], None
        if self.measure.kind == "value":
            return numbers[0], None
        if numbers[1] == 0:
            return None, Reason("no_denominator", {"path": self.paths[1].text})
        return numbers[0] / numbers[1], None

    @property
    def reads(self) -> tuple[str, ...]:
        """The dotted paths the figure rests on."""
        return tuple(dict.fromkeys(name for path in self.paths for name in path.reads))


def _day(value: Any) -> datetime.date:
    return datetime.date.fromisoformat(value)


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Whole months from `start` to `end`, counted up to the next whole one; negative when `end` is earlier.

    The least n such that `start` moved by n months (to the month's last day where the day does not exist) is not
    before `end`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if _moved(start, months) >= end else months + 1


def _moved(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = datetime.date(year, month + 1, 1)
    last = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return first.replace(day=min(day.day, last))


# ── what was found ─────────────────────────────────────────────────────────────────────────────────


def leaves(data: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of everything stated, in the order of the document; a list is one fact."""
    if not isinstance(data, Mapping):
        yield path
        return
    for key, value in data.items():
        yield from leaves(value, (*path, key))


def facts(names: Iterable[str], env: Env, record: Record) -> tuple[Fact, ...]:
    """The values behind dotted paths, with their places in the request (no place for what the call says)."""
    return tuple(_fact(name, env, record) for name in names)


def _fact(name: str, env: Env, record: Record) -> Fact:
    path = tuple(name.split("."))
    value = value_at(env, path)
    return Fact(
        path=name, value=value, place=record.place(path) if value is not None and path in record.values else None
    )


def has_margin(line: LineResult, *, refuses: bool = False) -> bool:
    """Whether a figure misses what it must be, or is refused for what it is: a sentence then says by how much."""
    missed = line.truth is False and not line.negated
    return (missed or refuses) and line.test.keyword in _NUMERIC
