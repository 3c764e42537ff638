"""Schemas judged and explained by the library `jsonschema`, exactly; slow, so it is asked about what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import jsonschema
from jsonschema.validators import extend
from referencing import Registry

from asipgrid.schema import keywords

Errors = Iterator[jsonschema.ValidationError]


def _asking(holds: Callable[[Any, object], bool], says: str) -> Callable[..., Errors]:
    def keyword(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Errors:
        if not holds(wanted, instance):
            yield jsonschema.ValidationError(says)

    return keyword


_formats: Final = jsonschema.FormatChecker(formats=())
_formats.checks("date")(lambda value: keywords.has_format("date", value))

_Validator: Any = extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    validators={
        "formatMinimum": _asking(keywords.is_from, "date out of bounds"),
        "formatMaximum": _asking(keywords.is_until, "date out of bounds"),
        "pattern": _asking(keywords.matches, "pattern"),
        "multipleOf": _asking(keywords.is_multiple, "multiple"),
        # The library compares each with each.
        "enum": _asking(keywords.is_listed, "not among the values"),
        "uniqueItems": _asking(keywords.is_unique, "twice the same"),
    },
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _checker, value: keywords.is_whole(value)
    ),
)


def validator(schema: Mapping[str, Any]) -> Any:
    """A validator of that schema: formats are checked, references outside the schema find nothing."""
    return _Validator(dict(schema), format_checker=_formats, registry=Registry())
