"""Amounts, shares and dates as English and French write them (Babel), rounded by the project's one rule before."""

from __future__ import annotations

import datetime
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from asipgrid.model import Language, Quantity
from asipgrid.words import rounded

LOCALES: Final = {Language.EN: "en_GB", Language.FR: "fr_FR"}
_PATTERN: Final = "#,##0.############"
_UNITS: Final = {
    "days": {Language.EN: ("day", "days"), Language.FR: ("jour", "jours")},
    "months": {Language.EN: ("month", "months"), Language.FR: ("mois", "mois")},
}


class Writer:
    """Writes numbers and dates in one language."""

    def __init__(self, language: Language, currency: str) -> None:
        """`currency` is the call's three-letter code."""
        self.language, self.currency, self.locale = language, currency, LOCALES[language]

    def quantity(self, quantity: Quantity, digits: int = 2) -> str:
        """A quantity with at most so many decimals, and its unit."""
        value, unit = quantity.value, quantity.unit
        if unit == "percent":
            # Both languages write the sign after the number here; French with a no-break space.
            space = "\N{NO-BREAK SPACE}" if self.language is Language.FR else " "
            return f"{format_decimal(rounded(value * 100, digits), _PATTERN, locale=self.locale)}{space}%"
        if unit == "currency":
            # Two decimals whatever the currency's habit: awards are exact to the cent, and so are their parts.
            return format_currency(rounded(value, 2), self.currency, locale=self.locale, currency_digits=False)
        text = format_decimal(rounded(value, digits), _PATTERN, locale=self.locale)
        if unit in _UNITS:
            one, many = _UNITS[unit][self.language]
            # French counts up to 2 exclusive as singular, English exactly 1.
            single = abs(value) < 2 if self.language is Language.FR else abs(value) == 1
            return f"{text} {one if single else many}"
        return text

    def date(self, day: str) -> str:
        """An ISO date in full: 30 June 2010, 30 juin 2010, 1er juin 2010."""
        text = format_date(datetime.date.fromisoformat(day), format="long", locale=self.locale)
        return text.replace("1 ", "1er ", 1) if self.language is Language.FR and text.startswith("1 ") else text
