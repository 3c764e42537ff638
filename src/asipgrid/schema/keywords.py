"""What our own keywords of JSON Schema ask of a value, as yes or no: both engines that read schemas ask here."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

LONGEST_MATCHED: Final = 500
_KEPT: Final = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
# Far below this, both engines compare numbers exactly; documents are nested less deeply than this.
_MOST_DIGITS: Final = 15
_DEEPEST: Final = 64


def is_kept_name(name: str) -> bool:
    """Whether some systems keep a name in small letters for themselves, so that no file or folder there can have it."""
    return _KEPT.fullmatch(name) is not None


def is_date(value: object) -> bool:
    """Whether a value is a day of the calendar written YYYY-MM-DD."""
    return isinstance(value, str) and _is_day(value)


@functools.lru_cache(maxsize=8192)
def _is_day(value: str) -> bool:
    if not _DATE.match(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_from(first: str, value: object) -> bool:
    """Whether a text is a day not before the first one; what is no text passes."""
    # ISO days of four-digit years sort as text exactly as they do as days.
    return not isinstance(value, str) or (is_date(value) and value >= str(first))


def is_until(last: str, value: object) -> bool:
    """Whether a text is a day not after the last one; what is no text passes."""
    return not isinstance(value, str) or (is_date(value) and value <= str(last))


def has_format(name: str, value: object) -> bool:
    """Whether a text has the format; dates are the only one that is checked."""
    return name != "date" or not isinstance(value, str) or is_date(value)


def matches(pattern: str, value: object) -> bool:
    """Whether a text matches, within ASCII; `$` lets no trailing line end through."""
    if not isinstance(value, str):
        return True
    return len(value) <= LONGEST_MATCHED and not value.endswith("\n") and bool(_compiled(pattern).search(value))


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def is_multiple(step: Any, value: object) -> bool:
    """Whether a number is a multiple; of a step in tenths or hundredths, when it is written with no more decimals."""
    if type(value) is int and divides_one(step):
        return True
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        return True
    written = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    cents = isinstance(step, Decimal) and step.as_tuple().digits == (1,) and isinstance(written, int)
    # 12.500 is a multiple of 0.01, but nobody can tell whether it means twelve and a half or twelve thousand.
    top, bottom = value.as_integer_ratio()
    step_top, step_bottom = step.as_integer_ratio()
    whole = (top * step_bottom) % (bottom * step_top) == 0
    return whole and not (cents and written < step.as_tuple().exponent)


@functools.lru_cache(maxsize=256)
def divides_one(step: Any) -> bool:
    """Whether every whole number is a multiple of a step, as it is of 0.01 and of 1."""
    return bool(step.as_integer_ratio()[0] == 1)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, as `type: integer` asks."""
    if isinstance(value, bool):
        return False
    # A number written with three decimals or more (12.000) is not a whole number: it may mean twelve thousand.
    return isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)


def key(value: Any) -> Any:
    """What values share that JSON Schema holds equal, and no others: to look one up without a comparison with each."""
    match value:
        case bool():
            return bool, value
        case list() | tuple():
            return list, *map(key, value)
        case Mapping():
            return dict, frozenset((name, key(one)) for name, one in value.items())
    return value  # numbers are equal, whatever their type, and never texts


def is_unique(wanted: object, value: object) -> bool:
    """Whether a list holds nothing twice, if that is wanted; what is no list passes."""
    return not wanted or not isinstance(value, list) or len(set(map(key, value))) == len(value)


def is_listed(listed: Any, value: object) -> bool:
    """Whether a value is among those that a schema lists."""
    return key(value) in _keys(Itself(listed))


class Itself:
    """What a schema lists, known by itself and not by what is in it: many ask about one list, which never changes."""

    __slots__ = ("listed",)

    def __init__(self, listed: Any) -> None:
        self.listed = listed

    def __hash__(self) -> int:
        return id(self.listed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.listed is self.listed


@functools.lru_cache(maxsize=256)
def _keys(itself: Itself) -> frozenset[Any]:
    return frozenset(map(key, itself.listed))


def is_plain(value: object, depth: int = 0) -> bool:
    """Whether a value holds no null, no number of more than 15 digits, and is not nested deeply.

    A whole number is an int: 12.000 is not plain, for only a reader of its text knows what it means.
    """
    match value:
        case bool() | str():
            return True
        case int():
            return abs(value) < 10**_MOST_DIGITS
        case Decimal():
            _, digits, exponent = value.as_tuple()
            return len(digits) <= _MOST_DIGITS and exponent in range(-_MOST_DIGITS, 0) and value % 1 != 0
        case list() if depth < _DEEPEST:
            return all(is_plain(one, depth + 1) for one in value)
        case dict() if depth < _DEEPEST:
            return all(isinstance(key, str) and is_plain(one, depth + 1) for key, one in value.items())
    return False
