"""The quick pass over a document that is JSON: the values of what YAML reads in the same way, or nothing."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents.scalars import LONG, MAX_DEPTH, MAX_VALUES, NEW, REMEMBERED, NotPlainError, remembered

# A key in quotes whose colon stands on another line, or far behind it.
_FAR: Final = re.compile(rf'"(?: *+\n\s*+| {{{LONG}}}\s*+):')


def values(text: str) -> tuple[dict[str, Any], bool] | None:
    """The values of a document that is JSON; None for what only YAML can read, or must judge.

    JSON without escapes means the same to both readers, but for what is given back here: keys written twice, very long,
    or far from their colons, numbers with exponents or too many digits, and texts nested too deep.
    """
    if _FAR.search(text):
        return None
    try:
        data = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_json_number,
            parse_int=_json_number,
            parse_constant=_json_number,
        )
    except (ValueError, RecursionError, NotPlainError):
        return None
    if type(data) is not dict:
        return None
    found = _measured(data)
    return None if found is None else (data, found)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) or (made and len(max(made, key=len)) > LONG):
        raise NotPlainError
    return made


def _json_number(text: str) -> Any:
    known = REMEMBERED.get(text, NEW)
    if known is NEW:
        known = remembered(text)
    if isinstance(known, str):
        raise NotPlainError
    return known


def _measured(data: dict[str, Any]) -> bool | None:
    """Whether values are plain (see Record); None when they are nested too deep or too many."""
    plain, count, level = True, 1, [data]
    for _depth in range(MAX_DEPTH):
        inner: list[Any] = []
        for held in level:
            for value in held.values() if type(held) is dict else held:
                kind = type(value)
                if kind is dict or kind is list:
                    inner.append(value)
                elif value is None or (kind is Decimal and value % 1 == 0):
                    plain = False
            count += len(held)
        if count > MAX_VALUES:
            return None
        if not inner:
            return plain
        level = inner
    return None
