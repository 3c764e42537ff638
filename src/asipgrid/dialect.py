"""JSON Schema as these documents use it: 2020-12, exact numbers, dates that are dates, and nothing fetched.

Adds `formatMinimum` and `formatMaximum` (dates compared as dates) and refuses what would be ignored in silence,
read from elsewhere, or take for ever: unknown keywords, references, patterns with a repeat inside a repeat.
"""

from __future__ import annotations

import datetime
import functools
import importlib.resources
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import jsonschema
from jsonschema.validators import extend
from referencing import Registry

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)

KEYWORDS: Final = frozenset(
    [
        "type",
        "enum",
        "const",
        "title",
        "description",
        "examples",
        "default",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "formatMinimum",
        "formatMaximum",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minContains",
        "maxContains",
        "properties",
        "patternProperties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
    ]
)
TYPES: Final = frozenset(["object", "array", "string", "number", "integer", "boolean", "null"])
FORMATS: Final = frozenset({"date"})

_ONE_SCHEMA: Final = ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else")
_MANY_SCHEMAS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED_SCHEMAS: Final = ("properties", "patternProperties", "dependentSchemas")


def is_date(value: object) -> bool:
    """Whether a value is a day of the calendar written YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.match(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _bound(compare: Callable[[str, str], bool]) -> Callable[..., Iterator[jsonschema.ValidationError]]:
    # ISO days of four-digit years sort as text exactly as they do as days.
    def keyword(_validator: Any, limit: Any, instance: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
        if isinstance(instance, str) and not (is_date(instance) and compare(instance, str(limit))):
            yield jsonschema.ValidationError("date out of bounds")

    return keyword


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    # `$` must not let a trailing line end through, and `\d` means 0 to 9.
    if isinstance(instance, str) and (instance.endswith("\n") or not re.search(pattern, instance, re.ASCII)):
        yield jsonschema.ValidationError("pattern")


def _is_integer(_checker: Any, value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, Decimal | Fraction) and value == int(value))


_formats = jsonschema.FormatChecker(formats=())
_formats.checks("date")(lambda value: not isinstance(value, str) or is_date(value))

_Validator: Any = extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    validators={
        "formatMinimum": _bound(lambda a, b: a >= b),
        "formatMaximum": _bound(lambda a, b: a <= b),
        "pattern": _pattern,
    },
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def validator(schema: Mapping[str, Any]) -> Any:
    """A validator of that schema: formats are checked, references outside the schema find nothing."""
    return _Validator(dict(schema), format_checker=_formats, registry=Registry())


@functools.cache
def shipped(name: str) -> dict[str, Any]:
    """One of the schemas in the package (`request`, `grid`, …), numbers exact, shared definitions written out."""
    schema: dict[str, Any] = _expanded(_packaged(name), _packaged("common")["$defs"])
    return schema


def _packaged(name: str) -> Any:
    text = importlib.resources.files("asipgrid").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
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


def faults(schema: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a schema that a person wrote: (where inside it, what is wrong and what would be right)."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield at, "a schema is a mapping of keywords"
        return
    for key, value in schema.items():
        yield from _keyword_faults(key, value, (*at, key))


def _keyword_faults(key: str, value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if key == "$ref" or key.startswith("$"):
        yield at, f"{key} is not read here; write the schema out"
    elif key not in KEYWORDS:
        yield at, f"{key} is not a keyword of JSON Schema 2020-12"
    elif key in _ONE_SCHEMA:
        yield from faults(value, at)
    elif key in _MANY_SCHEMAS:
        yield from _many_faults(value, at)
    elif key in _NAMED_SCHEMAS:
        yield from _named_faults(value, at)
    else:
        wrong = _value_fault(key, value)
        if wrong:
            yield at, wrong


def _many_faults(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not isinstance(value, list) or not value:
        yield at, "this keyword takes a list of schemas"
        return
    for index, item in enumerate(value):
        yield from faults(item, (*at, index))


def _named_faults(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not isinstance(value, dict):
        yield at, "this keyword takes a mapping from names to schemas"
        return
    for name, item in value.items():
        yield from faults(item, (*at, name))


def _value_fault(key: str, value: Any) -> str | None:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    names = value if isinstance(value, list) else [value]
    if key == "type" and not all(name in TYPES for name in names):
        return f"the type is one of {', '.join(sorted(TYPES))}"
    if key == "format" and value not in FORMATS:
        return "the only format checked here is date"
    if key in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} and not number:
        return f"{key} takes a number"
    if key == "multipleOf" and not (number and value > 0):
        return "multipleOf takes a number above 0"
    if key in {"formatMinimum", "formatMaximum"} and not is_date(value):
        return f"{key} takes a date written YYYY-MM-DD"
    if (
        key.startswith(("min", "max"))
        and key not in {"minimum", "maximum"}
        and not (isinstance(value, int) and number and value >= 0)
    ):
        return f"{key} takes a whole number, 0 or more"
    if key == "enum" and not (isinstance(value, list) and value):
        return "enum takes a list of at least one value"
    return _pattern_fault(value) if key == "pattern" else None


def _pattern_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return "pattern takes a regular expression in quotes"
    try:
        re.compile(value, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return "this regular expression cannot be read"
    if re.search(r"[*+}]\)[*+{]", value) or re.search(r"\\[1-9]|\(\?[=!<P]", value):
        return "a pattern has no repeat inside a repeat, no back-reference and no look-around"
    return None
