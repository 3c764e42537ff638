"""Sentences and amounts as programs take them: said in English or French when asked, exact decimals."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.model.values import Reason
from asipgrid.text.numbers import plain_money
from asipgrid.text.phrases import Speaker

if TYPE_CHECKING:
    from asipgrid.report.words import ReportWords

Spoken = Literal["en", "fr"]
"""The languages of sentences: English as results print them, or French as letters do."""


class CallWords:
    """Says the reasons of one result."""

    def __init__(self, result: Result) -> None:
        """Nothing is made ready before something is said."""
        self._result = result
        self.currency = result.call.currency

    def say(self, reason: Reason, language: Spoken) -> str:
        """A reason as a sentence without its full stop."""
        return self._english.say(reason) if Language(language) is Language.EN else self._in_french(reason)

    def said(self, reasons: Iterable[Reason]) -> tuple[Said, ...]:
        """Reasons as they are told to programs."""
        return tuple(Said(reason, self) for reason in reasons)

    def amount(self, cents: int | None) -> Decimal | None:
        """An amount with as many decimals as its currency has; None where it is not stated."""
        written = plain_money(cents, self.currency)
        return None if written is None else Decimal(written)

    @functools.cached_property
    def _english(self) -> Speaker:
        return Speaker(Language.EN, self.currency)

    def _in_french(self, reason: Reason) -> str:
        return self._french.set(self._french.speaker.say(reason))

    @functools.cached_property
    def _french(self) -> ReportWords:
        from asipgrid.report.words import ReportWords  # noqa: PLC0415 - it brings tables of languages

        return ReportWords(self._result, Language.FR)


class Said(Struct, frozen=True, eq=False):
    """A sentence, without its full stop, in both languages; `str()` gives the English one."""

    _reason: Reason
    _words: CallWords

    @property
    def key(self) -> str:
        """What kind of sentence it is; keys may come and go with any version."""
        return self._reason.key

    @property
    def en(self) -> str:
        """In English, as results print it."""
        return self._words.say(self._reason, "en")

    @property
    def fr(self) -> str:
        """In French, with numbers and days as French writes them."""
        return self._words.say(self._reason, "fr")

    def to(self, language: Spoken) -> str:
        """In that language; ValueError for another one."""
        return self._words.say(self._reason, language)

    def __str__(self) -> str:
        return self.en

    def __repr__(self) -> str:
        return repr(self.en)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and self.en == other.en

    def __hash__(self) -> int:
        return hash(self.en)
