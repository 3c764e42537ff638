"""Exact numbers as people read them: one rounding, digits that keep figures apart, money."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from asipgrid.model.places import Language
from asipgrid.model.values import Quantity, Unit, decimals_of

_TENS: Final = tuple(10**digits for digits in range(13))


def scaled(value: Fraction, digits: int) -> int:
    """The one rounding of the project: the value times 10 to the power `digits`, half up (away from zero)."""
    top, bottom = value.as_integer_ratio()
    return scaled_ratio(top, bottom, digits)


def scaled_ratio(top: int, bottom: int, digits: int) -> int:
    """The same of a number given as top / bottom, which need not be in lowest terms."""
    if top < 0:
        return -scaled_ratio(-top, bottom, digits)
    ten = _TENS[digits] if digits < len(_TENS) else 10**digits
    whole: int = (2 * top * ten + bottom) // (2 * bottom)
    return whole


def rounded(value: Fraction, digits: int) -> Decimal:
    """The value rounded to so many decimals, as a decimal number."""
    return Decimal(number(value, digits, fixed=True))


def number(value: Fraction, digits: int = 2, *, fixed: bool = False) -> str:
    """A number with at most so many decimals (exactly so many when `fixed`), a point, no grouping: 72.50, 3, 0.125."""
    top, bottom = value.as_integer_ratio()
    whole = scaled_ratio(top, bottom, digits)
    if digits == 2:
        return fixed_hundredths(whole) if fixed else hundredths(whole)
    return decimals(whole, digits, fixed=fixed)


@functools.lru_cache(16384)
def hundredths(whole: int) -> str:
    """A whole number of hundredths as `number` writes it with at most two decimals: shares are printed so, time and again."""
    return decimals(whole, 2)


@functools.lru_cache(16384)
def fixed_hundredths(whole: int) -> str:
    """The same with exactly two, as scores are printed."""
    return decimals(whole, 2, fixed=True)


def decimals(whole: int, digits: int, *, fixed: bool = False) -> str:
    """A whole number of tenths, hundredths, … as `number` writes it: 7250 with two digits is 72.5, or 72.50."""
    if not digits:
        return str(whole)
    if whole < 0:
        return f"-{decimals(-whole, digits, fixed=fixed)}"
    text = str(whole).zfill(digits + 1)
    text = f"{text[:-digits]}.{text[-digits:]}"
    return text if fixed or text[-1] != "0" else text.rstrip("0").rstrip(".")


def score_text(value: Fraction | None) -> str:
    """A score as results print it: two decimals, or a dash when there is none."""
    return "–" if value is None else number(value, 2, fixed=True)


def money_text(amount: int | None, currency: str) -> str:
    """An amount in cents as tables and findings print it: 1 200 000.00 EUR; a dash when it is not stated."""
    return "–" if amount is None else f"{bare_money(amount, currency)} {currency}".rstrip()


def amount_text(amount: int | None, currency: str) -> str:
    """An amount inside a sentence."""
    return "not stated" if amount is None else money_text(amount, currency)


def bare_money(amount: int | None, currency: str) -> str:
    """The same without the code of the currency: 1 200 000.00, or 1 200 000 where the currency has no cents."""
    if amount is None:
        return "–"
    digits = decimals_of(currency)
    units, rest = divmod(abs(amount), 10**digits)
    cents = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if amount < 0 else ''}{units:,}{cents}".replace(",", " ")


def plain_money(amount: int | None, currency: str) -> str | None:
    """An amount in cents as JSON and csv have it: 1200000.00; None when it is not stated."""
    return None if amount is None else decimals(amount, decimals_of(currency), fixed=True)


def plain(quantity: Quantity, digits: int, currency: str = "") -> str:
    """A quantity as results print it: 35 %, 4 months, 1 200 000.00 EUR, 12.5."""
    value, unit, digits = quantity.value, quantity.unit, places(quantity, digits)
    if type(unit) is Unit:
        return f"{plain(Quantity(value, str(unit)), digits, currency)} {unit.words.en}"
    if unit == "percent":
        return f"{number(value * 100, digits)} %"
    if unit == "cents":
        return money_text(int(value), currency)
    if unit == "currency" and (cents := value * 10 ** decimals_of(currency)).denominator == 1:
        return money_text(int(cents), currency)
    if unit == "currency":
        return f"{number(value, digits)} {currency}".rstrip()
    if unit == "score":
        return number(value, digits, fixed=True)
    text = number(value, digits)
    if unit in {"days", "months"}:
        return f"{text} {unit[:-1] if abs(value) == 1 else unit}"
    return text


def ordinal(place: int, language: Language, *, feminine: bool = False) -> str:
    """A place among others: 1er, 1re or 2e in French, the bare number in English."""
    if language is Language.EN:
        return str(place)
    return f"{place}e" if place > 1 else "1re" if feminine else "1er"


def apart(values: Iterable[Fraction]) -> int:
    """How many decimals keep different numbers different when printed: at least 2, at most 12."""
    listed = list(values)
    if len({scaled(value, 2) for value in listed}) == len(listed):
        return 2
    distinct = set(listed)
    for digits in range(2, 12):
        if len({scaled(value, digits) for value in distinct}) == len(distinct):
            return digits
    return 12


def digits_apart(quantities: Iterable[Quantity]) -> int:
    """How many decimals keep different quantities apart that stand side by side: 99.998 % beside a target of 99.999 %.

    A figure that meets a limit exactly takes the decimals that the limit is written with.
    """
    listed = list(quantities)
    scale = 100 if any(quantity.unit == "percent" for quantity in listed) else 1
    least = apart(quantity.value * scale for quantity in listed)
    met = [
        limit
        for limit in listed
        if limit.in_full and any(each.value == limit.value and not each.in_full for each in listed)
    ]
    return max((least, *(places(limit, least) for limit in met)))


def places(quantity: Quantity, digits: int) -> int:
    """How many decimals a quantity prints with: all that it has where it is to be read in full, else so many.

    A number without end, such as the figure at which a curve reaches a level, has four.
    """
    if not quantity.in_full:
        return digits
    decimals_ = decimals_written(quantity.value * 100 if quantity.unit == "percent" else quantity.value)
    return max(digits, 4 if decimals_ is None else decimals_)


def as_written(value: Fraction) -> str:
    """A number that somebody wrote, with all its decimals: 33.334, 0.125, 3."""
    return plain(Quantity(value, in_full=True), 0)


def decimals_written(value: Fraction) -> int | None:
    """How many decimals write a number exactly; None when it has no end."""
    rest, counts = value.denominator, []
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        counts.append(count)
    return max(counts) if rest == 1 else None


def beside(value: Fraction, limits: Iterable[Fraction]) -> int:
    """How many decimals show on which side of some limits, printed as they were written, a number lies."""
    return digits_apart((Quantity(value), *(Quantity(limit, in_full=True) for limit in limits)))
