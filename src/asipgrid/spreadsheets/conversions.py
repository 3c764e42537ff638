"""What a cell means: the value of a document that it gives, or why it gives none and what would be right.

Nothing is guessed: what can be read in two ways is asked.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.said import said
from asipgrid.spreadsheets.cells import DIGITS, ReadCell, tidy
from asipgrid.spreadsheets.form_fields import FieldKind, FormField
from asipgrid.text.escape import clean
from asipgrid.text.suggestions import few


class BadCellError(Exception):
    """A cell that gives no value: what is wrong with it, and what would be right."""


class DayOrder(StrEnum):
    """Which comes first in dates such as 3/4/2026."""

    DAY_MONTH = "day-month"
    MONTH_DAY = "month-day"


class Reading(Struct, frozen=True, kw_only=True):
    """How cells are to be read, where they may be read in several ways.

    `decimal` is the mark before decimals, "" where each cell must tell; `separator` stands between the items of a list;
    `values` gives for a text what it stands for.
    """

    dates: DayOrder | None = None
    decimal: str = ""
    separator: str = ";"
    currency: str = ""
    values: Mapping[str, Any] = {}


_YES: Final = frozenset(["yes", "y", "true", "oui", "o", "vrai", "on", "1"])
_NO: Final = frozenset(["no", "n", "false", "non", "faux", "off", "0"])
# A formula with one of these gives another value on another day, or reads another file.
_MOVES: Final = re.compile(
    r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|WEBSERVICE|INDIRECT|OFFSET|DDE|RTD)\s*\(|\[[^\]]*\.\w{3,4}\]|'file:|\|'?",
    re.IGNORECASE,
)
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
# What spreadsheet programs write into a CSV file where a formula fails or a column is too narrow.
_ERRORS: Final = re.compile(
    r"#(REF|DIV/0|VALUE|NAME|NUM|NULL|SPILL|CALC|VALEUR|NOM|NOMBRE|NUL|EPARS|PROPAGATION|CALCUL)[\s\u00a0\u202f]?[!?]"
    r"|#N/A|Err[\s\u00a0\u202f]?:\d{3}|#{3,}"
)
# Digits with blanks between them that are no groups of three.
_UNGROUPED: Final = re.compile(rf"\d{_BLANKS.pattern}(?!\d{{3}}(?!\d))\d|\d{{4}}{_BLANKS.pattern}\d")
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_MONEY: Final = re.compile(
    r"^(?P<before>[€$£¥]|[A-Z]{3}(?=[\d\s-]))?(?P<figure>[-+]?[\d.,]+)(?P<after>[€$£¥%]|[A-Za-z]{3}|euros?)?$"
)
_DATE: Final = re.compile(
    r"^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[-+]\d{2}:?\d{2}))?)?$"
)
_WORDED: Final = re.compile(r"^(\d{1,2})(?:er|st|nd|rd|th)?\.?\s+([^\W\d]+)\.?,?\s+(\d{4})$")
_MONTH_FIRST: Final = re.compile(r"^([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_SHORTEST_MONTH: Final = 3
# The one time of day that a request states, and where it stands behind a day.
_TIME_FIELD: Final = "submitted_at"
_TIME: Final = re.compile(r"\d[T ](\d{1,2}):(\d{2}(?::\d{2})?)")


def value_of(cell: ReadCell, field: FormField, how: Reading) -> Any:
    """The value of a cell (None: nothing is stated); BadCellError says why there is none."""
    if cell.merged:
        raise BadCellError(said("is merged into {cell}; unmerge the cells and fill in each", cell.merged))
    if cell.wrong:
        raise BadCellError(cell.wrong)
    if cell.error:
        raise BadCellError(said("shows the error {error}; correct its formula, or write the value", clean(cell.error)))
    if cell.is_empty:
        return None
    if cell.formula and _MOVES.search(cell.formula):
        raise BadCellError(
            said("has a formula whose value changes by itself ({formula}); write the value", _short(cell.formula))
        )
    if cell.formula and cell.value is None:
        raise BadCellError(
            said(
                "has a formula that was never worked out ({formula}); open and save the file in a spreadsheet program",
                _short(cell.formula),
            )
        )
    written = str(cell.value).strip()
    if not isinstance(cell.value, bool) and written in how.values:
        return how.values[written]
    if isinstance(cell.value, str) and _ERRORS.fullmatch(written):
        raise BadCellError(said("shows the error {error}; correct its formula, or write the value", _short(written)))
    return _READ[field.kind](cell, field, how)


def _short(text: str) -> str:
    return clean(text if len(text) <= 60 else f"{text[:57]}…")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _short(f'"{value}"') if isinstance(value, str) else str(value)


def _text(cell: ReadCell, field: FormField, _how: Reading) -> str:
    value = cell.value
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int):
        text = str(value).zfill(cell.digits)
    elif isinstance(value, Decimal):
        text = format(value, "f")
    else:
        text = _tidy(str(value))
    if field.path == _TIME_FIELD and (found := _TIME.search(text)):
        return f"{found[1]:0>2}:{found[2]}"
    return _chosen(text, field)


def _tidy(text: str) -> str:
    """A text without blanks at its ends, and with line ends as everywhere."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u00a0\u202f\ufeff")


def _chosen(text: str, field: FormField) -> str:
    if not field.choices or text in field.choices:
        return text
    found = [each for each in field.choices if _folded(each) == _folded(text)]
    if len(found) == 1:
        return found[0]
    raise BadCellError(said("{value} is none of {known}; choose one of them", _shown(text), few(field.choices)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold().strip()


def _number(cell: ReadCell, _field: FormField, how: Reading) -> int | Decimal:
    value = cell.value
    if isinstance(value, bool | datetime.date):
        raise _no_number(value, how)
    made = parsed(_tidy(value), how) if isinstance(value, str) else value
    assert isinstance(made, int | Decimal)
    return made


def _no_number(value: object, how: Reading) -> BadCellError:
    """What is told of a cell without a number, with one as it would be read here."""
    mark = how.decimal or "."
    return BadCellError(said("{value} is no number; write one such as 1200000{mark}50", _shown(value), mark))


def parsed(text: str, how: Reading) -> int | Decimal:
    """A number as people write it: 1 200 000,50 €, 35 %, -3."""
    found = _MONEY.match(_BLANKS.sub("", text))
    if found is None or not re.search(r"\d", found["figure"]) or _UNGROUPED.search(text):
        raise _no_number(text, how)
    unit = found["before"] or found["after"] or ""
    named = "EUR" if unit.lower().startswith("euro") else _SIGNS.get(unit, unit.upper())
    if named not in {"", "%", how.currency}:
        currency = how.currency or said("no currency")
        raise BadCellError(
            said("{value} is in {named}, the call counts in {currency}; convert it", _shown(text), named, currency)
        )
    exact = Decimal(_plain(found["figure"], text, how))
    if (digits := len(exact.normalize().as_tuple().digits)) > DIGITS:
        meant = format(Decimal(tidy(exact)), "f").replace(".", how.decimal or ".")
        raise BadCellError(
            said(
                "{value} has {digits} digits, a number at most {most}; round it, here to {meant}",
                _shown(text),
                digits,
                DIGITS,
                meant,
            )
        )
    if named == "%":
        exact /= 100
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def _plain(figure: str, text: str, how: Reading) -> str:
    """The digits of a number with a point before its decimals."""
    marks = [each for each in figure if each in ".,"]
    if not marks:
        return figure
    last = marks[-1]
    if how.decimal:
        decimal = how.decimal if how.decimal in marks else ""
    elif len(set(marks)) > 1:
        decimal = last
    elif len(marks) > 1:
        decimal = ""
    else:
        whole, _, rest = figure.lstrip("+-").partition(last)
        if len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
            one, other = whole + rest, f"{whole}.{rest}"
            raise BadCellError(
                said("{value} may be {one} or {other}; write the one that is meant", _shown(text), one, other)
            )
        decimal = last
    whole, mark, rest = figure.rpartition(decimal) if decimal else (figure, "", "")
    groups = re.split(r"[.,]", whole)
    odd = len(groups) > 1 and (any(len(each) != 3 for each in groups[1:]) or not 1 <= len(groups[0].lstrip("+-")) <= 3)
    if odd or (decimal and decimal in whole) or re.search(r"[.,]", rest):
        raise _no_number(text, how)
    return "".join(groups) + (f".{rest or 0}" if mark else "")


def _whole(cell: ReadCell, field: FormField, how: Reading) -> int:
    made = _number(cell, field, how)
    if not isinstance(made, int):
        raise BadCellError(said("{value} is no whole number; write one such as 12", _shown(cell.value)))
    return made


def _date(cell: ReadCell, _field: FormField, how: Reading) -> str:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return day_of(_tidy(value), how)
    raise BadCellError(
        said("{value} is no date; write one such as 2026-04-03, and format the cell as a date", _shown(value))
    )


def day_of(text: str, how: Reading) -> str:
    """A date as people write it, as YYYY-MM-DD; of 3/4/2026 it is asked which is the month."""
    worded, month_first = _WORDED.match(text), _MONTH_FIRST.match(text)
    if worded or month_first:
        day, name, year = worded.groups() if worded else (month_first[2], month_first[1], month_first[3])  # type: ignore[index]
        month = _month(name)
        if month:
            return _day(int(year), month, int(day), text)
    found = _DATE.match(text)
    if found is None:
        raise BadCellError(said("{value} is no date; write one such as 2026-04-03", _shown(text)))
    first, second, third = found.groups()
    if len(first) == 4:
        return _day(int(first), int(second), int(third), text)
    if len(third) != 4:
        raise BadCellError(
            said("{value} has a year of {count} digits; write the date as 2026-04-03", _shown(text), len(third))
        )
    one, two, year = int(first), int(second), int(third)
    if one <= 12 and two <= 12 and one != two and how.dates is None:
        raise _ambiguous(text, (year, two, one), (year, one, two))
    month_leads = two > 12 or (one <= 12 and how.dates is DayOrder.MONTH_DAY)
    return _day(year, one if month_leads else two, two if month_leads else one, text)


def _ambiguous(text: str, day_first: tuple[int, int, int], month_first: tuple[int, int, int]) -> BadCellError:
    """What is asked of a date that may be two days, each given as year, month and day."""
    one, other = (f"{year:04}-{month:02}-{day:02}" for year, month, day in (day_first, month_first))
    return BadCellError(
        said(
            "{value} may be {one} or {other}; write it so, or say --dates {one_order} or {other_order}",
            _shown(text),
            one,
            other,
            str(DayOrder.DAY_MONTH),
            str(DayOrder.MONTH_DAY),
        )
    )


def _month(name: str) -> int | None:
    """The month that a name or its beginning stands for in either language; None where it may be two or none."""
    plain = _folded(name)
    found = {number for each, number in _MONTHS.items() if len(plain) >= _SHORTEST_MONTH and each.startswith(plain)}
    return found.pop() if len(found) == 1 else None


def _day(year: int, month: int, day: int, text: str) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise BadCellError(
            said("{value} is no day of the calendar; write one such as 2026-04-03", _shown(text))
        ) from None


def _yes_no(cell: ReadCell, _field: FormField, _how: Reading) -> bool:
    value = cell.value
    if isinstance(value, bool):
        return value
    word = _folded(str(value))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadCellError(said("{value} is neither yes nor no; write yes or no (oui ou non)", _shown(value)))


def _list(cell: ReadCell, field: FormField, how: Reading) -> list[Any]:
    text = _tidy(str(cell.value)) if not isinstance(cell.value, int) else str(cell.value).zfill(cell.digits)
    split = (each for line in text.split("\n") for each in line.split(how.separator))
    parts = [_tidy(each) for each in (cell.parts or split)]
    return [how.values[each] if each in how.values else _chosen(each, field) for each in parts if each]


def _any(cell: ReadCell, field: FormField, how: Reading) -> Any:
    value = cell.value
    if isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, datetime.date):
        return _date(cell, field, how)
    text = _tidy(str(value))
    for read in (parsed, day_of):
        try:
            return read(text, how)
        except BadCellError as error:
            if "may be" in str(error):
                raise
    return _chosen(text, field)


_READ: Final = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.WHOLE: _whole,
    FieldKind.DATE: _date,
    FieldKind.YES_NO: _yes_no,
    FieldKind.LIST: _list,
    FieldKind.ANY: _any,
}
