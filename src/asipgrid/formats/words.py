"""What the formats say themselves, {en, fr}, and whoever says it: words, reasons, numbers, money and days of one language.

English is written as results write it, a point and days as 2010-06-30; French as French sets it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from asipgrid.letters.path_names import FIGURES, grid_names
from asipgrid.model.calls import Grid
from asipgrid.model.judged import Gate
from asipgrid.model.places import Language
from asipgrid.model.values import Quantity, Reason, Text, decimals_of
from asipgrid.schema.keywords import is_date
from asipgrid.text import numbers
from asipgrid.text.catalogue import GATES, OUTCOMES
from asipgrid.text.french import french
from asipgrid.text.phrases import Speaker, capital, inside, numbered
from asipgrid.text.suggestions import few

if TYPE_CHECKING:
    from asipgrid.letters.numbers import Writer

LABELS: Final = msgspec.json.decode(
    Path(__file__).with_name("labels.json").read_bytes(), type=dict[str, tuple[str, str]]
)
"""Key: (English, French). `{name}` is a value, already in words; `{name:one|several}` the form for how many it is."""

_FIGURE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
NONE: Final = "–"
# So many figures are written once.
_REMEMBERED: Final = 65536


class Words:
    """Says what a format shows in one language."""

    def __init__(self, language: Language = Language.EN, currency: str = "", grids: Iterable[Grid] = ()) -> None:
        """`currency` is the call's three-letter code; `grids` are those whose figures the rules name."""
        self.language, self.currency = language, currency
        writer = _writer(language, currency)
        self.quantity = functools.lru_cache(_REMEMBERED)(writer.quantity) if writer else self._plain
        self.speaker = Speaker(language, currency)
        if writer is not None:
            names = {path: _inside(title) for path, title in {**FIGURES, **dict(grid_names(grids))}.items()}
            self.speaker = Speaker(language, currency, self.quantity, names, writer.date)

    def __call__(self, key: str, **values: Any) -> str:
        """A word or a sentence of the formats; `values` stand in its braces."""
        phrase = self.speaker.pick(LABELS[key])
        return self.set(numbered(phrase, values, self.language).format_map(values) if values else phrase)

    def _plain(self, quantity: Quantity, digits: int = 2) -> str:
        return numbers.plain(quantity, digits, self.currency)

    def set(self, text: str) -> str:
        """A text as its language sets it; English as it stands."""
        return french(text) if self.language is Language.FR else text

    def text(self, text: Text) -> str:
        """A text of a call, a grid or a request."""
        return self.set(text.to(self.language))

    def reason(self, reason: Reason) -> str:
        """A reason as a sentence without its capital and its full stop."""
        return self.set(self.speaker.say(reason))

    def sentence(self, reason: Reason) -> str:
        """A reason with its capital, without its full stop."""
        return capital(self.reason(reason), reason)

    def reasons(self, reasons: Iterable[Reason]) -> list[str]:
        """Reasons as sentences without their full stops."""
        return list(map(self.reason, reasons))

    def value(self, value: Any) -> str:
        """A value of a document; what is not stated, said so."""
        return self("not_stated") if value is None else self.speaker.value(value)

    def fact(self, value: Any) -> str:
        """The same of a fact, where a measure has up to four decimals."""
        return self.number(value, 4) if isinstance(value, Fraction) else self.value(value)

    def figure(self, figure: Any) -> str:
        """A figure that ranks; a dash where it is not stated."""
        return self.speaker.figure(figure)

    def gate(self, gate: Gate) -> str:
        """Whether a condition is met, and what it stands before."""
        truth = {True: "true", False: "false", None: "none"}[gate.passes]
        return self(f"gate_{truth}", kind=GATES[gate.kind].to(self.language))

    def listed(self, reasons: Iterable[Reason]) -> str:
        """Reasons one behind the other."""
        return self.parts(self.reasons(reasons))

    def parts(self, parts: Iterable[str]) -> str:
        """Parts of a sentence, a semicolon between them."""
        return f"{self('semicolon')} ".join(parts)

    def few(self, names: Sequence[str]) -> str:
        """Names in a row; of many, as many as a line holds, and how many more there are."""
        return self.said(few(names))

    def said(self, text: str) -> str:
        """A sentence that knows the template it is made of (`model.said`); any other text stands as it is."""
        if self.language is Language.EN:
            return str(text)
        from asipgrid.text.findings_french import in_french  # noqa: PLC0415 - English needs no French

        return in_french(text)

    def result(self, text: str) -> str:
        """A figure or a day that stands alone as results print it, in the way of the language; any other text as `said`."""
        if self.language is Language.EN or not _FIGURE.fullmatch(text):
            return self.day(text) if is_date(text) else self.said(text)
        return self.number(Fraction(text), len(text.partition(".")[2]), fixed=True)

    def results(self, text: str) -> str:
        """A text with figures in it, as results print them."""
        return " ".join(self.result(part) for part in text.split(" "))

    def outcome(self, name: str) -> str:
        """What is proposed, or became of a request: English as documents and results name it. Nothing of nothing."""
        return self.set(OUTCOMES[name].to(self.language)) if name else ""

    def named(self, name: str, text: str) -> str:
        """What is said of something: its name, a colon, the text."""
        return f"{name}{self('colon')} {text}"

    def number(self, value: Fraction, digits: int = 2, *, fixed: bool = False) -> str:
        """A number with at most so many decimals, exactly so many when `fixed`."""
        return self.quantity(Quantity(value, "score" if fixed else "number"), digits)

    def written(self, value: Fraction) -> str:
        """A number that somebody wrote, with all its decimals."""
        return self.quantity(Quantity(value, in_full=True), 0)

    def score(self, value: Fraction | None, digits: int = 2) -> str:
        """A score with two decimals; a dash where there is none."""
        return NONE if value is None else self.number(value, digits, fixed=True)

    def span(self, low: Fraction | None, high: Fraction | None) -> str:
        """A score, or the interval it lies in."""
        return self.score(low) if low == high else f"{self.score(low)}–{self.score(high)}"

    def share(self, share: Fraction | None) -> str:
        """How much is known: two decimals; a dash when nothing counts."""
        return NONE if share is None else self.set(f"{self.number(share * 100, fixed=True)} %")

    def points(self, points: Fraction, ceiling: Fraction, of: Fraction | None) -> str:
        """Points beside a score: 12.5 of 15, or 12 to 14 of 15 where some are open; empty where the call tells none."""
        if of is None:
            return ""
        return self("of", part=self.range(points, ceiling), whole=self.number(of)) if of else NONE

    def range(self, low: Fraction, high: Fraction) -> str:
        """A number, or the two it lies between."""
        return self.number(low) if low == high else self("range", low=self.number(low), high=self.number(high))

    def money(self, amount: int | None) -> str:
        """An amount in cents with its currency; a dash when it is not stated."""
        return NONE if amount is None else self.quantity(Quantity(Fraction(amount), "cents"), 2)

    def amount(self, amount: int | None) -> str:
        """The same inside a sentence, where what is not stated is said so."""
        return self("not_stated") if amount is None else self.money(amount)

    def bare(self, amount: int | None) -> str:
        """The same without the currency."""
        if amount is None:
            return NONE
        if self.language is Language.EN:
            return numbers.bare_money(amount, self.currency)
        digits = decimals_of(self.currency)
        return self.number(Fraction(amount, 10**digits), digits, fixed=True)

    def short(self, amount: int | None) -> str:
        """The same without its cents where there are none, to fit a column."""
        digits = decimals_of(self.currency)
        zeros = self.number(Fraction(0), digits, fixed=True)[1:]
        return self.bare(amount).removesuffix(zeros)

    def plain(self, amount: int) -> str:
        """An amount in cents without its currency: in English as programs write it, 1200000.00."""
        if self.language is Language.EN:
            return numbers.decimals(amount, decimals_of(self.currency), fixed=True)
        return self.bare(amount)

    def plain_money(self, amount: int) -> str:
        """The same with the currency."""
        return f"{self.plain(amount)} {self.currency}" if self.language is Language.EN else self.money(amount)

    @property
    def sign(self) -> str:
        """What stands behind an amount of a currency: its code, or its sign."""
        return self.money(0).lstrip("0.,\N{NO-BREAK SPACE} ")

    def day(self, iso: str) -> str:
        """A day."""
        return iso if self.speaker.days is None or not is_date(iso) else self.speaker.days(iso)


def _inside(title: Text) -> Text:
    """The name of a figure as it stands inside a sentence."""
    return Text(title.en, inside(title.fr))


def _writer(language: Language, currency: str) -> Writer | None:
    """Who writes numbers as a language does; None of English, which is written as results write it."""
    if language is Language.EN:
        return None
    from asipgrid.letters.numbers import Writer  # noqa: PLC0415 - English needs no Babel

    return Writer(language, currency)
