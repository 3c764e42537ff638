"""Paths into documents: names joined by dots, or expressions; compiled once, asked many times, exact.

What a path reads and is not stated makes the whole not stated. Asking never raises.
"""

from __future__ import annotations

import functools
import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import jmespath
from jmespath import exceptions
from jmespath import functions as jmespath_functions
from jmespath.visitor import Options, TreeInterpreter

from asipgrid.model.judged import Fact
from asipgrid.model.places import KeyPath, Record
from asipgrid.model.said import SaidText, said
from asipgrid.model.values import exact, is_number

Env = Mapping[str, Any]


MAX_PATH: Final = 200


class _NotStatedError(Exception):
    """A value that an expression needs is not stated."""


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


class NoPathError(ValueError):
    """A text is no path; `says` tells what would be right."""

    def __init__(self, says: SaidText) -> None:
        super().__init__(says)
        self.says = says


class PathExpression:
    """A compiled path: `get` gives its value in an environment, None when it is not stated."""

    __slots__ = ("addends", "names", "parts", "reads", "text", "tree")

    def __init__(self, text: str) -> None:
        """Compile; raises NoPathError when the text is not a path."""
        self.text = text
        if len(text) > MAX_PATH:
            raise NoPathError(
                said("{text}… is not a path; write names joined by dots, such as funding.requested", text[:57])
            )
        try:
            self.tree = _plain(text) or _exact_literals(_parsed(text))
        except OverflowError:
            raise NoPathError(
                said("{text}: a number in it cannot be compared; write it plainly, such as `0.5`", text)
            ) from None
        except (exceptions.JMESPathError, RecursionError):
            raise NoPathError(_no_path(text)) from None
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


def _no_path(text: str) -> SaidText:
    """What is wrong with a text that is no path."""
    if re.search(r"[\w\])`\"] *(?:[*/+]|(?<= )-(?= )) *[\w(`\"]", text):
        return said(
            "{text} is not a path; what is added or multiplied is a measure of a grid, such as {example}",
            text,
            "twice: {product: [ins.records_active, 2]}",
        )
    return said("{text} is not a path; write names joined by dots, such as funding.requested", text)


def read_by(paths: Iterable[PathExpression]) -> tuple[str, ...]:
    """The dotted paths that several expressions read, each once, in their order."""
    return tuple(dict.fromkeys(name for path in paths for name in path.reads))


def unstated(reads: Iterable[str], env: Env) -> tuple[str, ...]:
    """Those of some paths that are not stated, each once, in their order."""
    return tuple([path for path in dict.fromkeys(reads) if path_expression(path).get(env) is None])


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


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal: numbers as numbers, and true is not 1."""
    if is_number(left) and is_number(right):
        # In lowest terms, equal numbers are written alike.
        equal: bool = left.as_integer_ratio() == right.as_integer_ratio()
        return equal
    return type(left) is type(right) and bool(left == right)


def leaves(data: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of everything stated, in the order of the document; a list is one fact."""
    if not isinstance(data, Mapping):
        yield path
        return
    for key, value in data.items():
        yield from leaves(value, (*path, key))


def supports(evidence: Mapping[str, Any], path: str) -> bool:
    """Whether a document is listed as one that supports the fact at a dotted path, or a part that holds it."""
    return any(path == held or path.startswith(f"{held}.") for held in evidence.get("supports", ()))


def facts(names: Iterable[str], env: Env, record: Record) -> tuple[Fact, ...]:
    """The values behind dotted paths, with their places in the request (no place for what the call says)."""
    return tuple(_fact(name, env, record) for name in names)


def _fact(name: str, env: Env, record: Record) -> Fact:
    path = tuple(name.split("."))
    value = value_at(env, path)
    return Fact(
        path=name, value=value, place=record.place(path) if value is not None and path in record.values else None
    )
