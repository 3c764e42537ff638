"""Amounts, shares and dates as English and French write them (Babel), rounded by the project's one rule before."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_name
from num2words import num2words  # type: ignore[import-untyped]

from asipgrid.model.places import Language
from asipgrid.model.values import Quantity, Unit, decimals_of
from asipgrid.text.numbers import ordinal, places, rounded

LOCALES: Final = {Language.EN: "en_GB", Language.FR: "fr_FR"}
_UNITS: Final = {
    "days": {Language.EN: ("day", "days"), Language.FR: ("jour", "jours")},
    "months": {Language.EN: ("month", "months"), Language.FR: ("mois", "mois")},
}
_AND: Final = {Language.EN: "and", Language.FR: "et"}
# What the smallest unit is called; of other currencies it is written 50/100, or 125/1000.
_CENTS: Final = {
    "EUR": {Language.EN: ("cent", "cents"), Language.FR: ("centime", "centimes")},
    "CHF": {Language.EN: ("centime", "centimes"), Language.FR: ("centime", "centimes")},
    "USD": {Language.EN: ("cent", "cents"), Language.FR: ("cent", "cents")},
    "TND": {Language.EN: ("millime", "millimes"), Language.FR: ("millime", "millimes")},
    "CAD": {Language.EN: ("cent", "cents"), Language.FR: ("cent", "cents")},
}


def _one_or_more(count: int, language: Language) -> int:
    """The count as plural rules see it: French takes 0 and 1 as one."""
    return 1 if count == 1 or (count == 0 and language is Language.FR) else 2


class Writer:
    """Writes numbers and dates in one language."""

    def __init__(self, language: Language, currency: str) -> None:
        """`currency` is the call's three-letter code."""
        self.language, self.currency, self.locale = language, currency, LOCALES[language]
        self.cents = 10 ** decimals_of(currency)

    def quantity(self, quantity: Quantity, digits: int = 2) -> str:
        """A quantity with at most so many decimals, and its unit."""
        value, unit, digits = quantity.value, quantity.unit, places(quantity, digits)
        if type(unit) is Unit:
            # A unit is never parted from its figure.
            words = unit.words.to(self.language).replace(" ", "\N{NO-BREAK SPACE}")
            return f"{self.quantity(Quantity(value, str(unit)), digits)}\N{NO-BREAK SPACE}{words}"
        if unit == "percent":
            # Both languages write the sign after the number here; French with a no-break space.
            space = "\N{NO-BREAK SPACE}" if self.language is Language.FR else " "
            return f"{self._decimal(value * 100, digits)}{space}%"
        if unit in {"currency", "cents"}:
            return self._money(value if unit == "currency" else value / self.cents)
        text = self._decimal(value, digits, fixed=unit == "score")
        if unit in _UNITS:
            one, many = _UNITS[unit][self.language]
            # French counts up to 2 exclusive as singular, English exactly 1.
            single = abs(value) < 2 if self.language is Language.FR else abs(value) == 1
            return f"{text} {one if single else many}"
        return text

    def _money(self, value: Fraction) -> str:
        # All decimals of the currency, whatever its habit: awards are exact to the cent, and so are their parts.
        digits = decimals_of(self.currency)
        pattern = Locale.parse(self.locale).currency_formats["standard"].pattern
        pattern = pattern.replace(".00", f".{'0' * digits}" if digits else "")
        amount = rounded(value, digits)
        return format_currency(amount, self.currency, pattern, locale=self.locale, currency_digits=False)

    def _decimal(self, value: Fraction, digits: int, *, fixed: bool = False) -> str:
        pattern = f"#,##0.{('0' if fixed else '#') * digits}"
        return format_decimal(rounded(value, digits), pattern, locale=self.locale)

    def in_words(self, cents: int) -> str:
        """An amount in words, as acts give it beside the figures: un million deux cent mille euros."""
        whole, rest = divmod(cents, self.cents)
        words = num2words(whole, lang=self.language.value)
        name = get_currency_name(self.currency, count=_one_or_more(whole, self.language), locale=self.locale)
        if self.language is Language.FR and whole and whole % 1_000_000 == 0:
            # million and milliard are nouns: un million d'euros.
            name = f"d'{name}" if name[0].casefold() in "aeéiou" else f"de {name}"
        return f"{words} {name}" + (f" {self._cents(rest)}" if rest else "")

    def _cents(self, rest: int) -> str:
        names = _CENTS.get(self.currency)
        if names is None:
            return f"{_AND[self.language]} {rest}/{self.cents}"
        one, many = names[self.language]
        words = num2words(rest, lang=self.language.value)
        return f"{_AND[self.language]} {words} {one if rest == 1 else many}"

    def ordinal(self, place: int, *, feminine: bool = False) -> str:
        """A place among others: 1er, 1re or 2e in French, the bare number in English."""
        return ordinal(place, self.language, feminine=feminine)

    def date(self, day: str) -> str:
        """An ISO date in full: 30 June 2010, 30 juin 2010, 1er juin 2010."""
        text = format_date(datetime.date.fromisoformat(day), format="long", locale=self.locale)
        return text.replace("1 ", "1er ", 1) if self.language is Language.FR and text.startswith("1 ") else text
