"""Schemas judged by the library `jsonschema-rs`, in microseconds: yes, or not sure. It never explains and never refuses.

Only for plain values (see `keywords.is_plain`): of a whole number written 12.000, of very long numbers, and of values
nested without end, the library has an opinion of its own. Keywords that it reads in another way than we do are asked in
our own words, unless it says yes to what is a yes to us too; a schema with anything else in it is never accepted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import jsonschema_rs

from asipgrid.schema import keywords

# Asked through functions of ours, under names that the library does not know; but see `_surely`.
_OURS: Final[dict[str, Callable[[Any, object], bool]]] = {
    "pattern": keywords.matches,
    "format": keywords.has_format,
    "formatMinimum": keywords.is_from,
    "formatMaximum": keywords.is_until,
    "multipleOf": keywords.is_multiple,
}
_SILENT: Final = frozenset({"title", "description", "examples", "default", "$schema", "$comment"})
_SAME: Final = frozenset(
    {"type", "required", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}
)
_VALUES: Final = frozenset({"enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_ONE_SCHEMA: Final = frozenset({"items", "additionalProperties", "propertyNames", "not", "if", "then", "else"})
_MANY_SCHEMAS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
# Patterns of whole texts that mean the same to every reader: ASCII letters, digits, classes of them and few signs, none of
# which is a line end; no alternatives, for one of them may let the end of a text open.
_ALIKE: Final = re.compile(
    r"\^(?:\((?!\?)|(?:[A-Za-z0-9 _:/@-]|\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_])+-?\]|\))"
    r"(?:[*+?]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\})?)*\$",
)


class _NotSure(Exception):
    """The library may read this schema in another way than we do."""


def accepting(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Whether a plain value is surely right; always False for a schema that cannot be asked here."""
    try:
        validator = jsonschema_rs.Draft202012Validator(
            _asked(schema), keywords=_KEYWORDS, validate_formats=True, offline=True
        )
    except (_NotSure, ValueError, TypeError, OverflowError):
        return lambda _value: False

    def accepts(value: Any) -> bool:
        try:
            return validator.is_valid(value)
        except ValueError:  # text that is not Unicode
            return False

    return accepts


def _keyword(holds: Callable[[Any, object], bool], *, exact: bool) -> Any:
    class Keyword:
        def __init__(self, _parent: Any, wanted: str, _path: Any) -> None:
            self.wanted = Decimal(wanted) if exact else wanted

        def validate(self, instance: Any) -> None:
            if not holds(self.wanted, instance):
                raise ValueError

    return Keyword


_KEYWORDS: Final = {f"asipgrid-{name}": _keyword(holds, exact=name == "multipleOf") for name, holds in _OURS.items()}


def _asked(schema: Any) -> Any:
    """The schema as the library is asked; raises _NotSure."""
    if isinstance(schema, bool):
        return schema
    asked: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _SILENT:
            continue
        if key in _OURS:
            ours = {f"asipgrid-{key}": str(value)}  # a number would arrive as a float
            sure = None if "anyOf" in schema or "anyOf" in asked else _surely(key, value)
            asked.update(ours if sure is None else {"anyOf": [sure, ours]})
        elif key in _SAME or (key in _VALUES and _is_sure(value)):
            asked[key] = value
        elif key in _ONE_SCHEMA:
            asked[key] = _asked(value)
        elif key in _MANY_SCHEMAS:
            asked[key] = [_asked(one) for one in value]
        elif key == "properties":
            asked[key] = {name: _asked(one) for name, one in value.items()}
        elif key == "uniqueItems" and _holds_texts(schema):
            asked[key] = value
        else:
            raise _NotSure
    return asked


def _surely(key: str, value: Any) -> Mapping[str, Any] | None:
    """What the library is asked before us, for it takes no call of ours: of a plain value its yes is ours; its no is not."""
    if key == "multipleOf" and keywords.divides_one(value):
        return {"type": "integer"}
    if key == "format" and value == "date":
        return {"format": "date", "pattern": "^[1-9]"}  # there is no year 0000 for us
    if key == "pattern" and _ALIKE.fullmatch(value):
        return {"pattern": value, "maxLength": keywords.LONGEST_MATCHED}
    return None


def _holds_texts(schema: Mapping[str, Any]) -> bool:
    """Whether a schema allows lists of texts alone: those are compared alike, unlike 1 and true."""
    items = schema.get("items")
    if "prefixItems" in schema or not isinstance(items, dict):
        return False
    return items.get("type") == "string" or ("enum" in items and all(isinstance(one, str) for one in items["enum"]))


def _is_sure(value: Any) -> bool:
    """Whether values of a schema are compared alike: plain ones, and no lists or mappings among them."""
    listed = value if isinstance(value, list) else [value]
    return all(not isinstance(one, list | dict) and keywords.is_plain(one) for one in listed)
