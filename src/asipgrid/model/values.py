"""What sentences are made of: texts in two languages, exact quantities, reasons as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Self

from msgspec import Struct

from asipgrid.model.places import Language


class Text(Struct, frozen=True):
    """Words shown to people, in English and French (the same twice when the document gives them once).

    `only` is the language they are given in, where that is known and the document gives no other.
    """

    en: str
    fr: str
    only: Language | None = None

    @classmethod
    def of(cls, written: str | Mapping[str, str], plain: Language | None = None) -> Text:
        """A document's text; what is given once serves both languages. `plain` is the language of a plain string."""
        if isinstance(written, str):
            return cls(written, written, plain)
        if "en" in written and "fr" in written:
            return cls(written["en"], written["fr"])
        only = Language.EN if "en" in written else Language.FR
        return cls(written[only], written[only], only)

    def to(self, language: Language) -> str:
        """The words in that language."""
        return self.fr if language is Language.FR else self.en


def plain_language(call: Mapping[str, Any]) -> Language | None:
    """The language of the plain texts of a call and its documents, where it says in which its letters are written."""
    languages = call.get("letters", {}).get("languages", ())
    return Language(languages[0]) if languages else None


class Unit(str):
    """A unit of a grid's own: as a text the kind of its figures (number, currency, percent), and the words behind them."""

    __slots__ = ("words",)
    words: Text

    def __new__(cls, kind: str, words: Text) -> Self:
        """A unit whose figures are written as that kind, with the words behind."""
        made = super().__new__(cls, kind)
        made.words = words
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, Text]]:
        """To another process it goes with its words."""
        return type(self), (str(self), self.words)


class Quantity(Struct, frozen=True):
    """An exact number with its unit: percent (0.35 is 35 %), number, days, months, currency, cents, points or a `Unit`.

    `in_full`: somebody wrote it, as a threshold, a target or a share; it is never rounded where it is printed.
    """

    value: Fraction
    unit: str = "number"
    in_full: bool = False


class Reason(Struct, frozen=True):
    """Why something is so, as data: a key of the catalogue in `words` and the values it mentions."""

    key: str
    values: Mapping[str, Any] = {}


class KeptReason(Reason, frozen=True):
    """A reason that many requests share: what was said of it is kept with it, by who said it."""

    said: dict[Any, str] = {}


# How many decimals currencies have, but for those with two: the minor units of ISO 4217, list one.
_DECIMALS: Final = {
    currency: digits
    for digits, currencies in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for currency in currencies.split()
}


def decimals_of(currency: str) -> int:
    """How many decimals an amount in a currency has; 10 to this power of its smallest units are one of it.

    All money is counted in whole smallest units of the call's currency, which are called cents here: hundredths of an
    euro, thousandths of a Tunisian dinar, Pacific francs.
    """
    return _DECIMALS.get(currency, 2)


def in_cents(value: Any, currency: str) -> int | None:
    """An amount in the smallest unit of its currency; None when it is not stated."""
    units: int = 10 ** decimals_of(currency)
    if type(value) is int:
        return value * units
    return None if value is None else int(Decimal(value) * units)


MOST_NAMED: Final = 20
"""How many requests one sentence names; of more it gives the number."""


def named(requests: Sequence[str], *, without: str | None = None) -> dict[str, Any]:
    """Requests, or files, in their order as the values of a reason: the first, and how many more there are."""
    first = [name for name in requests[: MOST_NAMED + 1] if name != without][:MOST_NAMED]
    more = len(requests) - (without is not None) - len(first)
    return {"requests": tuple(first), **({"others": more} if more else {})}


def exact(value: int | Decimal | Fraction) -> Fraction:
    """The number as a fraction, exactly."""
    return value if type(value) is Fraction else Fraction(value)


def exact_or_none(value: int | Decimal | Fraction | None) -> Fraction | None:
    """The same of a number that may be left out."""
    return None if value is None else exact(value)


def is_number(value: object) -> bool:
    """Whether a value of a document is a number (true and false are not)."""
    # Asked of the type itself: Fraction is an abstract class, and to be one of its instances takes long to find out.
    return type(value) in _NUMBERS


_NUMBERS: Final = frozenset({int, Decimal, Fraction})
