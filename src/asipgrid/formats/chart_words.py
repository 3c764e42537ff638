"""A chart in the words of one language: what every form of it shows, whatever it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.letters.numbers import Writer
from asipgrid.model.places import Language
from asipgrid.model.values import Quantity, Text, exact, is_number
from asipgrid.review.chart import KIND, PRECISION, Chart, Project, Reference, Statement
from asipgrid.schema.keywords import is_date
from asipgrid.text.french import WIDE, french


class ChartEntry(Struct, frozen=True, kw_only=True):
    """One statement in a cell; `language` where its words are in another language than the page."""

    text: str
    references: str
    language: Language | None = None

    @property
    def behind(self) -> str:
        """What stands behind the text in brackets: its language where that is another, its sources."""
        return ", ".join(filter(None, (self.language, self.references)))


class ChartRow(Struct, frozen=True, kw_only=True):
    """A project: its name, its title where that is another, a cell a theme; an empty cell is not stated."""

    name: str
    title: str
    cells: tuple[tuple[ChartEntry, ...], ...]


class ChartPage(Struct, frozen=True, kw_only=True):
    """The chart as a page: headings, rows, what the reader has to know, the sources with their keys."""

    language: Language
    title: str
    about: str
    headings: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    empty: str
    colon: str
    notes: tuple[str, ...]
    sources_title: str
    sources: tuple[str, ...]


_CHART: Final = Text("projects chart", "tableau des projets")
_PROJECT: Final = Text("Project", "Projet")
_SOURCES: Final = Text("Sources", "Sources")
_EMPTY: Final = Text("not stated", "non indiqué")
_PUBLISHED: Final = Text(
    "Not stated: nobody published it, which is neither zero nor no.",
    "Non indiqué : personne ne l'a publié, ce qui n'est ni zéro ni non.",
)
_SUBMITTED: Final = Text(
    "Not stated: the request does not say it, which is neither zero nor no.",
    "Non indiqué : la demande ne le dit pas, ce qui n'est ni zéro ni non.",
)
_TARGETS: Final = Text("A target is not a result.", "Une cible n'est pas un résultat.")
_BEHIND: Final = Text(
    "In brackets: the source of a statement and, where it is said, the paragraph (§).",
    "Entre parenthèses : la source d'un énoncé et, si elle est précisée, l'alinéa (§).",
)
_COLON: Final = Text(": ", f"{WIDE}: ")
_TARGET: Final = Text(", target", ", cible")
_ON: Final = Text(", as of {}", ", au {}")
_BY_DAY: Final = Text(" by {}", " d'ici au {}")
_BY: Final = Text(" by {}", " d'ici {}")
_TRUTH: Final = {True: Text("yes", "oui"), False: Text("no", "non")}


def worded(chart: Chart, language: Language) -> ChartPage:
    """The chart in a language."""
    return _Words(chart, language).page()


class _Words:
    """Says a chart in one language."""

    def __init__(self, chart: Chart, language: Language) -> None:
        self.chart, self.language = chart, language
        self.numbers = Writer(language, chart.call.currency)

    def page(self) -> ChartPage:
        """Everything on it."""
        call = self.chart.call
        titles = (_PROJECT, *(theme.title for theme in self.chart.themes))
        return ChartPage(
            language=self.language,
            title=f"{self.said(call.title)}{self.said(_COLON)}{self.said(_CHART)}",
            about="" if call.about is None else self.said(call.about),
            headings=tuple(map(self.said, titles)),
            rows=tuple(map(self.row, self.chart.projects)),
            empty=self.said(_EMPTY),
            colon=self.said(_COLON),
            notes=tuple(map(self.said, self.notes())),
            sources_title=self.said(_SOURCES) + self.said(_COLON).rstrip(" "),
            sources=tuple(f"{key}{self.said(_COLON)}{self.said(text)}" for key, text in self.chart.sources.items()),
        )

    def notes(self) -> Iterator[Text]:
        """What the reader has to know."""
        statements = [each for row in self.chart.projects for cell in row.cells for each in cell]
        yield _PUBLISHED if self.chart.call.published else _SUBMITTED
        if any(each.target for each in statements):
            yield _TARGETS
        if any(each.references for each in statements):
            yield _BEHIND

    def said(self, text: Text) -> str:
        """A text, set as the language sets it."""
        words = text.to(self.language)
        return french(words) if self.language is Language.FR else words

    def row(self, project: Project) -> ChartRow:
        """A project."""
        return ChartRow(
            name=self.said(project.name),
            title="" if project.title is None else self.said(project.title),
            cells=tuple(tuple(map(self.entry, cell)) for cell in project.cells),
        )

    def entry(self, one: Statement) -> ChartEntry:
        """A statement, and where it comes from."""
        return ChartEntry(
            text=self.text(one),
            references="; ".join(dict.fromkeys(map(self.reference, one.references))),
            language=one.only if one.only is not self.language else None,
        )

    def text(self, one: Statement) -> str:
        """What is stated."""
        if one.label is None:
            return self.said(one.value)
        label = KIND.sub("", self.said(one.label))
        about = self.said(PRECISION[one.precision]) if one.precision in PRECISION else ""
        target = self.said(_TARGET) if one.target else ""
        return f"{label}{target}{self.said(_COLON)}{about}{self.value(one.value, money=one.money)}{self.time(one)}"

    def time(self, one: Statement) -> str:
        """The day or the time of a figure."""
        if one.day is not None:
            return self.said(_BY_DAY if one.target else _ON).format(self.numbers.date(one.day))
        return "" if one.until is None else self.said(_BY).format(self.said(one.until))

    def value(self, value: Any, *, money: bool = False) -> str:
        """A value of a document as people read it."""
        if isinstance(value, bool):
            return self.said(_TRUTH[value])
        if is_number(value):
            return self.numbers.quantity(Quantity(exact(value), "currency" if money else "number", in_full=True))
        if isinstance(value, Mapping):
            return " ".join(map(self.value, value.values()))
        if isinstance(value, list):
            return ", ".join(map(self.value, value))
        return self.numbers.date(value) if is_date(value) else str(value)

    def reference(self, one: Reference) -> str:
        """A source by its key, and the passage."""
        return one.source if one.passage is None else f"{one.source} {self.said(one.passage)}"
