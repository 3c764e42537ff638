"""The numbers and days that a text may mean which stands where one must be."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from asipgrid.schema.keywords import is_date
from asipgrid.text.values import shown

# Numbers as people write them: a currency before or behind, groups of three digits, a decimal point or comma.
_PRICED: Final = r"(?:(?:[A-Z]{3}|[$£¥€]) ?)?(?P<amount>.*?)(?: ?(?:[A-Z]{3}|[$£¥€]))?\Z"
_SIMPLE: Final = r"(-?(?:0|[1-9][0-9]*))(?:[.,]([0-9]+))?\Z"
_GROUPED: Final = r"(-?[1-9][0-9]{0,2}([ '’_.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?\Z"


def meant_day(text: str) -> str:
    """What to write for a text where a date must stand: the day itself, when it is plain which."""
    found = []
    if by_year := re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?\Z", text, re.ASCII):
        found = ["{:0>4}-{:0>2}-{:0>2}".format(*by_year.groups())]
    elif by_day := re.match(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})\Z", text, re.ASCII):
        first, second, year = by_day.groups()
        found = [f"{year}-{second:0>2}-{first:0>2}", f"{year}-{first:0>2}-{second:0>2}"]
    days = [each for each in dict.fromkeys(found) if is_date(each)]
    return " or ".join(days) if days else "YYYY-MM-DD, such as 2010-06-30"


def meant_number(text: str, *, whole: bool, top: Any) -> str:
    """What to write for a text where a number must stand: the number itself, when it is plain which."""
    found = [each for each in meant(text) if not (whole and "." in each)]
    if top == 1 and text.endswith("%"):
        found = [_shortest(*f"{Decimal(each) / 100:f}".split(".")) for each in meant(text[:-1])]
    if not found:
        return f"a plain number such as {'12500' if whole else '3 or 12500.50'}"
    if len(found) > 1:
        return f"{found[0]}, or {found[1]} if the {'comma' if ',' in text else 'point'} marks decimals"
    return f"it without quotes: {text}" if found[0] == text else found[0]


def meant_amount(amount: Any, smallest: Any) -> str:
    """What an amount with more decimals than its currency may mean, when its point may stand between thousands."""
    grouped, *decimal = meant(shown(amount)) or [""]
    if not decimal:
        return ""
    few_decimals = len(decimal[0].partition(".")[2]) <= len(str(smallest).partition(".")[2])
    return (
        f": write {grouped}, or {decimal[0]} if the point marks decimals" if few_decimals else f"; is {grouped} meant?"
    )


def meant(text: str) -> tuple[str, ...]:
    """The plain numbers that a text may mean: none, one, or, when nobody but its author can tell, two."""
    if len(text) > 60:
        return ()
    written = re.match(_PRICED, re.sub(r"\s", " ", text.strip()))
    amount = written["amount"] if written else ""
    found = []
    if grouped := re.match(_GROUPED, amount, re.ASCII):
        found.append(_shortest(re.sub(r"[^-0-9]", "", grouped[1]), grouped[3]))
    if simple := re.match(_SIMPLE, amount, re.ASCII):
        found.append(_shortest(simple[1], simple[2]))
    return tuple(found)


def _shortest(whole: str, decimals: str | None = None) -> str:
    """A number without zeros behind its decimals."""
    kept = (decimals or "").rstrip("0")
    return f"{whole}.{kept}" if kept else whole
