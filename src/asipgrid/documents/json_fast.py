"""The quick pass over a document that is JSON: the values of what YAML reads in the same way, or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from msgspec import DecodeError
from msgspec.json import Decoder

from asipgrid.documents.scalars import (
    FORBIDDEN,
    LONG,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_VALUES,
    MOST_REMEMBERED,
    NEW,
    REMEMBERED,
    NotPlainError,
    remembered,
)

# A key in quotes with more than a blank between it and its colon.
_FAR: Final = re.compile('"(?:  |[ ]?\n)[ \n]*+:')
_MOST: Final = 10**MAX_DIGITS
_LEAST: Final = -_MOST
# Keys that were met and are not very long: the same stand in document after document.
_KEYS: Final[set[str]] = set()


def values(text: str) -> tuple[dict[str, Any], bool] | None:
    """The values of a document that is JSON; None for what only YAML can read, or must judge.

    JSON without escapes means the same to both readers, but for what is given back here: keys written twice, very long,
    or far from their colons, numbers with exponents or too many digits, and texts nested too deep.
    """
    if "\\" in text or "\t" in text or "\r" in text or "\x7f" in text:
        return None
    if not text.isascii() and FORBIDDEN.search(text):
        return None
    is_spaced = '" ' in text
    if (is_spaced or "\n" in text) and _FAR.search(text):
        return None
    try:
        data = _DECODER.decode(text)
    except (DecodeError, ValueError, RecursionError, NotPlainError):
        return None
    if type(data) is not dict:
        return None
    # Every key is followed so, and a text that begins so: what is written twice, the library keeps once.
    found = _measured(data, text.count('":') + (text.count('" :') if is_spaced else 0))
    return None if found is None else (data, found)


def _number(text: str) -> Any:
    """A number that is not whole as it is written, or has an exponent."""
    known = REMEMBERED.get(text, NEW)
    return remembered(text) if known is NEW else known


_DECODER: Final = Decoder(float_hook=_number)


def _measured(data: dict[str, Any], keys: int) -> bool | None:
    """Whether values are plain (see Record); None when there are other than so many keys, or what YAML would refuse.

    That is: values nested too deep, or too many of them, very long keys or numbers.
    """
    plain, count, level = True, 1, [data]
    for _depth in range(MAX_DEPTH):
        inner: list[Any] = []
        for held in level:
            count += len(held)
            listed: Collection[Any] = held
            if type(held) is dict:
                keys -= len(held)
                if not (_KEYS.issuperset(held) or _are_short(held)):
                    return None
                listed = held.values()
            for value in listed:
                kind = type(value)
                if kind is str or kind is bool:
                    continue
                if kind is int:
                    if not _LEAST < value < _MOST:
                        return None
                elif kind is dict or kind is list:
                    inner.append(value)
                elif value is None or (kind is Decimal and value % 1 == 0):
                    plain = False
        if count > MAX_VALUES:
            return None
        if not inner:
            return None if keys else plain
        level = inner
    return None


def _are_short(keys: Collection[str]) -> bool:
    """Whether none of some keys is very long."""
    if keys and len(max(keys, key=len)) > LONG:
        return False
    if len(_KEYS) < MOST_REMEMBERED:
        _KEYS.update(keys)
    return True
