"""JSON Schema as these documents use it: 2020-12, exact numbers, dates that are dates, and nothing fetched.

Adds `formatMinimum` and `formatMaximum` (dates compared as dates) and refuses what would be ignored in silence,
read from elsewhere, or take for ever: unknown keywords, references, patterns with a repeat inside a repeat.
"""

from __future__ import annotations

import functools
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from asipgrid.model.said import SaidText, row, said
from asipgrid.schema import accept
from asipgrid.schema.keywords import is_date, is_plain

# What keeps a pattern quick: the time it takes grows with the text (see `keywords`) to the power of its repeats.
MOST_REPEATS: Final = 3
TYPES: Final = frozenset(["object", "array", "string", "number", "integer", "boolean", "null"])

_ONE_SCHEMA: Final = ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else")
_MANY_SCHEMAS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED_SCHEMAS: Final = ("properties", "patternProperties", "dependentSchemas")
_Path = tuple[str | int, ...]


class Validator:
    """A schema, asked: does it accept a value, and if not, why.

    Two engines give the same answer. The one that says yes in microseconds is asked first where its answer is sure
    (see `accept`); the one that explains is loaded only for those that are refused.
    """

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        """Neither the schema nor an engine is made before it is asked."""
        self._make = make

    @functools.cached_property
    def schema(self) -> Mapping[str, Any]:
        """The schema."""
        return self._make()

    @functools.cached_property
    def accepts(self) -> Callable[[Any], bool]:
        """Whether a plain value (see `Record`) is surely right; False when that takes a closer look."""
        return accept.accepting(self.schema)

    @functools.cached_property
    def _strict(self) -> Any:
        from asipgrid.schema import explain  # noqa: PLC0415 - most documents need no why

        return explain.validator(self.schema)

    def is_valid(self, value: Any) -> bool:
        """Whether the schema accepts a value."""
        return (is_plain(value) and self.accepts(value)) or bool(self._strict.is_valid(value))

    def iter_errors(self, value: Any) -> Iterator[Any]:
        """Everything the schema refuses in a value, as errors of the library `jsonschema`."""
        errors: Iterator[Any] = self._strict.iter_errors(value)
        return errors


def validator(schema: Mapping[str, Any]) -> Validator:
    """A validator of that schema: formats are checked, references outside the schema find nothing."""
    return Validator(lambda: schema)


@functools.cache
def shipped(name: str) -> dict[str, Any]:
    """One of the schemas in the package (`request`, `grid`, …), numbers exact, shared definitions written out."""
    schema: dict[str, Any] = _expanded(_packaged(name), _packaged("common")["$defs"])
    return schema


@functools.cache
def _packaged(name: str) -> Any:
    text = Path(__file__).parents[1].joinpath("schemas", f"{name}.json").read_bytes()
    return json.loads(text, parse_float=Decimal)


def _expanded(node: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_expanded(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _expanded(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    return {key: _expanded(value, definitions) for key, value in node.items()}


def plain(schema: Any) -> Any:
    """A grid's `facts` as pure JSON Schema: titles and descriptions in two languages become the English one."""
    if not isinstance(schema, dict):
        return schema
    return {key: _plain_keyword(key, value) for key, value in schema.items()}


def _plain_keyword(key: str, value: Any) -> Any:
    if key in {"title", "description"} and isinstance(value, dict):
        return value.get("en", "")
    if key in _ONE_SCHEMA:
        return plain(value)
    if key in _MANY_SCHEMAS and isinstance(value, list):
        return [plain(item) for item in value]
    if key in _NAMED_SCHEMAS and isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def inside(key: str, value: Any) -> Iterator[tuple[_Path, Any]]:
    """The schemas that a keyword holds, each with its place; none where the keyword holds something else."""
    if key in _ONE_SCHEMA:
        yield (key,), value
    elif key in _MANY_SCHEMAS and isinstance(value, list):
        yield from (((key, index), item) for index, item in enumerate(value))
    elif key in _NAMED_SCHEMAS and isinstance(value, dict):
        yield from (((key, name), item) for name, item in value.items())


def faults(schema: Any, at: _Path = ()) -> Iterator[tuple[_Path, SaidText]]:
    """What is wrong with a schema that a person wrote: (where inside it, what is wrong and what would be right)."""
    if isinstance(schema, bool):
        if not schema and at[-2:-1] == ("properties",):
            yield at, said("false allows no value; leave it out")
        return
    if not isinstance(schema, dict):
        yield at, said("a schema is written as keywords, such as {type: integer, minimum: 0}")
        return
    for key, value in schema.items():
        wrong = _keyword_fault(key, value)
        if wrong:
            yield (*at, key), wrong
            continue
        for place, inner in inside(key, value):
            wrong = _pattern_fault(place[-1]) if key == "patternProperties" else None
            if wrong:
                yield (*at, *place), wrong
            else:
                yield from faults(inner, (*at, *place))


def _keyword_fault(key: str, value: Any) -> SaidText | None:
    if key.startswith("$"):
        return said("{key} is not read here; write the schema out", key)
    if key not in KEYWORDS:
        return said("{key} is not a keyword of JSON Schema 2020-12", key)
    if key == "pattern":
        return _pattern_fault(value)
    takes = _TAKES.get(key)
    return None if takes is None or takes[0](value) else takes[1](key)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


# Keyword: (whether it takes this value, what it takes).
_TAKES: Final[dict[str, tuple[Callable[[Any], bool], Callable[[str], SaidText]]]] = {
    "type": (_is_type, lambda _: said("the type is one of {types}", row(sorted(TYPES)))),
    "format": (lambda value: value == "date", lambda _: said("the only format checked here is date")),
    "multipleOf": (lambda value: _is_number(value) and value > 0, lambda _: said("multipleOf takes a number above 0")),
    "enum": (
        lambda value: isinstance(value, list) and bool(value),
        lambda _: said("enum takes a list of at least one value"),
    ),
    "uniqueItems": (lambda value: isinstance(value, bool), lambda key: said("{key} takes true or false", key)),
    "required": (_is_names, lambda key: said("{key} takes a list of names", key)),
    "examples": (lambda value: isinstance(value, list), lambda key: said("{key} takes a list", key)),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_is_names, value.values())),
        lambda key: said("{key} takes names with a list of names each (name: [other, …])", key),
    ),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        (_is_number, lambda key: said("{key} takes a number", key)),
    ),
    **dict.fromkeys(
        ("formatMinimum", "formatMaximum"), (is_date, lambda key: said("{key} takes a date written YYYY-MM-DD", key))
    ),
    **dict.fromkeys(
        (f"{end}{what}" for end in ("min", "max") for what in ("Length", "Items", "Properties", "Contains")),
        (_is_count, lambda key: said("{key} takes a whole number, 0 or more", key)),
    ),
    **dict.fromkeys(
        _MANY_SCHEMAS,
        (lambda value: isinstance(value, list) and bool(value), lambda _: said("this keyword takes a list of schemas")),
    ),
    **dict.fromkeys(
        _NAMED_SCHEMAS,
        (
            lambda value: isinstance(value, dict),
            lambda _: said("this keyword takes names with a schema each (name: {type: …})"),
        ),
    ),
}
KEYWORDS: Final = {*_TAKES, *_ONE_SCHEMA, "const", "title", "description", "default", "pattern"}


def _pattern_fault(value: Any) -> SaidText | None:
    if not isinstance(value, str):
        return said("pattern takes a regular expression in quotes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(value, re.ASCII)
    except FutureWarning:
        return said("inside [ ] of a pattern, [ and doubled signs (&& || -- ~~) need a backslash before them")
    except (re.error, RecursionError, OverflowError):
        return said("this regular expression cannot be read")
    # A repeated group is what makes an expression take for ever on a short text.
    if re.search(r"\)[*+{]", value) or re.search(r"\\[1-9]|\(\?[=!<P]", value):
        return said("a pattern has no repeat inside a repeat, no back-reference and no look-around")
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", "", value)
    if len(re.findall(r"[*+]|\{[0-9]*,[0-9]*\}", bare)) > MOST_REPEATS:
        return said("a pattern has at most {most} repeats (* + or {1,9})", MOST_REPEATS)
    return None
