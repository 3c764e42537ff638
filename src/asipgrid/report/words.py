"""The words of the report in English and French, and whoever puts a call into them: texts, reasons, scores, money, days."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from asipgrid.letters.numbers import Writer
from asipgrid.letters.path_names import COMMON, FIGURES, fact_titles, grid_names
from asipgrid.model.judged import GridScore, Scorecard
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, Reason, Text, decimals_of
from asipgrid.report.labels import LABELS
from asipgrid.review.chart import KIND
from asipgrid.schema.keywords import is_date
from asipgrid.text.french import french
from asipgrid.text.numbers import number as digits_of
from asipgrid.text.phrases import Speaker, capital

_NONE: Final = "–"
_REMEMBERED: Final = 65536


class ReportWords:
    """Says a result in one language, in the names that its grids give to facts."""

    def __init__(self, result: Result, language: Language) -> None:
        self.call, self.language = result.call, language
        self.numbers = Writer(language, self.call.currency)
        # A call of a thousand requests says half a million figures, most of them time and again.
        self.quantity = functools.lru_cache(_REMEMBERED)(self.numbers.quantity)
        names = {path: _bare(title) for grid in result.grids for path, title in fact_titles(grid)}
        names |= {f"request.{path}": title for path, title in (names | COMMON).items()}
        names |= COMMON | FIGURES | dict(grid_names(result.grids))
        names |= {f"statistics.{each.name}": each.title for each in result.statistics if each.title is not None}
        self.speaker = Speaker(language, self.call.currency, self.quantity, names, self.numbers.date)
        self.ids = tuple(each.request.id for each in result.requests)
        self.labels = {key: self.said(text) for key, text in LABELS.items()}

    def said(self, text: Text) -> str:
        """A text, set as the language sets it; foreign words stay as they were written."""
        return self.set(text.to(self.language))

    def set(self, words: str) -> str:
        """Words of ours as the language sets them."""
        return french(words) if self.language is Language.FR else words

    def label(self, key: str, **values: Any) -> str:
        """A word or a sentence of the report; `values` stand in its braces."""
        return self.set(LABELS[key].to(self.language).format(**values)) if values else self.labels[key]

    def reason(self, reason: Reason) -> str:
        """A reason as a sentence, with its capital (an id has none) and without its full stop."""
        return capital(self.set(self.speaker.say(reason)), reason, self.ids)

    def reasons(self, reasons: Iterable[Reason]) -> tuple[str, ...]:
        """Reasons as sentences."""
        return tuple(map(self.reason, reasons))

    def value(self, value: Any) -> str:
        """A value of a document, in full: a text as it was written."""
        if value is None:
            return self.labels["not_stated"]
        if isinstance(value, str):
            return self.day(value) if is_date(value) else value
        if isinstance(value, list):
            return ", ".join(map(self.value, value)) or self.speaker.shown(value)
        return self.speaker.value(value)

    def path(self, path: str) -> str:
        """What a path is called."""
        return self.set(self.speaker.path(path))

    def score(self, value: Fraction | None) -> str:
        """A score with two decimals; a dash where there is none."""
        return _NONE if value is None else self.quantity(Quantity(value, "score"), 2)

    def span(self, low: Fraction | None, high: Fraction | None) -> str:
        """A score, or the interval it lies in."""
        return self.score(low) if low == high else f"{self.score(low)}–{self.score(high)}"

    def in_points(self, figure: Scorecard | GridScore) -> str:
        """The points of a score, and what they are out of; empty where the call does not tell them."""
        if not figure.points_of:
            return ""
        points = self.level(figure.points, figure.points_ceiling)
        return self.label("of_scale", level=points, top=self.number(figure.points_of))

    def beside_points(self, figure: Scorecard | GridScore) -> str:
        """A score, or the interval it lies in, with its points where the call tells them."""
        score, points = self.span(figure.score, figure.ceiling), self.in_points(figure)
        return f"{score} ({points})" if points and figure.score is not None else score

    def level(self, low: Fraction | None, high: Fraction | None) -> str:
        """A level, or the two it lies between; empty where nothing is judged."""
        told = ["" if each is None else self.number(each) for each in (low, high)]
        return told[0] if low == high else f"{told[0]}–{told[1]}"

    def number(self, value: Fraction, digits: int = 2) -> str:
        """A number with at most so many decimals."""
        return self.quantity(Quantity(value), digits)

    def percent(self, share: Fraction | None, digits: int = 0) -> str:
        """A share of 1; a dash where there is none."""
        return _NONE if share is None else self.quantity(Quantity(share, "percent"), digits)

    def money(self, amount: int | None) -> str:
        """An amount in cents with its currency, for a sentence."""
        if amount is None:
            return self.labels["amount_not_stated"]
        return self.quantity(Quantity(Fraction(amount), "cents"))

    def sum(self, amount: int | None) -> str:
        """An amount in cents for a column: without its currency, and without cents where there are none."""
        if amount is None:
            return _NONE
        digits = decimals_of(self.call.currency)
        value = Fraction(amount, 10**digits)
        return self.quantity(Quantity(value, "score"), 0 if value.denominator == 1 else digits)

    def day(self, iso: str | None) -> str:
        """An ISO date in full; empty where there is none."""
        return "" if iso is None else self.numbers.date(iso)


def _bare(title: Text) -> Text:
    """The title of a fact without the kind of value it takes."""
    return Text(KIND.sub("", title.en), KIND.sub("", title.fr))


def plain(value: Fraction | None) -> str:
    """A figure as the pictures and the sorting of tables take it: a point, at most four decimals; empty where there is none."""
    return "" if value is None else digits_of(value, 4)
