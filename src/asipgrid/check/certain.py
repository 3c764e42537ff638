"""What to write instead of a value of the wrong form, where nothing else can be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from asipgrid.check.shape_words import is_no_text, meant_days, meant_numbers, same_letters
from asipgrid.text.values import shown, written


def certain(error: Any) -> str | None:
    """The value as its document would hold it: a number, a day, a text in its quotes; None where there is a choice."""
    value, schema = error.instance, error.schema
    match error.validator:
        case "type":
            wanted = error.validator_value
            return _of_type(value, wanted if isinstance(wanted, list) else [wanted], schema)
        case "enum":
            return _of_choices(value, error.validator_value)
        case "pattern":
            trimmed = value.strip()
            return (
                written(trimmed) if trimmed != value and re.search(error.validator_value, trimmed, re.ASCII) else None
            )
        case "format":
            days = meant_days(value)
            return days[0] if len(days) == 1 else None
    return None


def _of_type(value: Any, kinds: Sequence[str], schema: Mapping[str, Any]) -> str | None:
    if is_no_text(value) and kinds == ["string"] and "format" not in schema:
        fits = "pattern" not in schema or re.search(schema["pattern"], shown(value), re.ASCII)
        return f'"{shown(value)}"' if fits else None
    if not isinstance(value, str):
        return None
    if {"number", "integer"} & {*kinds}:
        numbers = meant_numbers(value, whole="number" not in kinds, top=schema.get("maximum"))
        return numbers[0] if len(numbers) == 1 else None
    return value if "boolean" in kinds and value in {"true", "false"} else None


def _of_choices(value: Any, allowed: Sequence[Any]) -> str | None:
    """The choice with the same letters, but for quotes, spaces around it and capitals."""
    alike = same_letters(value, allowed)
    if alike is not None:
        return f'"{alike}"' if isinstance(alike, str) else shown(alike)
    if not isinstance(value, str):
        return None
    same = [each for each in allowed if isinstance(each, str) and each.casefold() == value.strip().casefold()]
    return written(same[0]) if len(same) == 1 else None
