"""Results in the columns that are asked for, with what is said of the whole call: for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline, sharing_lines
from asipgrid.formats.exact_figures import DIGITS
from asipgrid.formats.page import Page
from asipgrid.formats.selected import shown_lines, sorted_by_choice, tell_shown
from asipgrid.formats.stages import closing
from asipgrid.formats.table import word
from asipgrid.formats.words import NONE, Words
from asipgrid.model.calls import Call, Grid
from asipgrid.model.results import Assessment, Settled
from asipgrid.model.values import decimals_of
from asipgrid.selection.columns import COUNT, FIGURE, MONEY, PAID, RANKED, TEXT, TRUTH, WORD, Column, ResultRows
from asipgrid.text.catalogue import OUTCOMES
from asipgrid.text.escape import forge
from asipgrid.text.phrases import PUBLISHED

if TYPE_CHECKING:
    from rich.text import Text as Line

# The labels of what stands above a column; those of grids, sections and envelopes bear their ids.
_SAME: Final = [
    "title",
    "applicant",
    "rank",
    "ranked_on",
    "ranked_on_exact",
    "outcome",
    "status",
    "score",
    "ceiling",
    "base_score",
    "bonus",
    "points_of",
    "eligible",
    "stage_before",
    "requested",
    "worked_out",
    "proposal_awarded",
]
_HEADINGS: Final = {
    **{name: name for name in _SAME},
    "id": "request",
    "points": "points_head",
    "completeness": "known",
    "awarded": "given",
    "proposal": "proposed",
    "decision": "decided",
}
_IN_POINTS: Final = ("points", "points_of", "bonus")
_SIDES: Final = {TEXT: "…", WORD: "<", TRUTH: "<", COUNT: ">", FIGURE: ">", MONEY: ">", RANKED: ">"}


class _ByColumns:
    """What a table in chosen columns is made of, whatever it is written as."""

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """Cells are told in the language of the look."""
        self._look, self._words = look, Words(look.language, call.currency, grids)
        self._rows = ResultRows(call, grids, look.language)

    def part(self, one: Assessment) -> bytes:
        """What a request has in all columns."""
        return self._rows.row(one)

    def _table(
        self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]
    ) -> tuple[list[Column], list[list[str | Line]]]:
        """The columns that are asked for, and the cells of each request in their order."""
        assert outline.shown is not None
        asked = [self._rows.columns[name] for name in outline.shown.selection.columns]
        found = [(self._rows.values(settled, part), settled) for settled, part in parts]
        if not sorted_by_choice(outline):
            order = in_order(outline.call)
            found.sort(key=lambda each: order(each[1], None if each[0]["score"] is None else each[0]["score"][0]))
        return asked, [[self._told(column, values[column.name]) for column in asked] for values, _ in found]

    def _heading(self, column: Column) -> str:
        key = _HEADINGS.get(column.name)
        return column.name.removeprefix(PAID) if key is None else self._words(key)

    def _told(self, column: Column, value: Any) -> str | Line:
        words = self._words
        if column.kind == TRUTH:
            return words({True: "yes", False: "no", None: "not_stated"}[value])
        if value is None:
            return "" if column.none or column.kind in {TEXT, WORD} else NONE
        if column.kind == WORD:
            return word(value, words) if value in OUTCOMES else words(value)
        if isinstance(value, str):
            return words.set(value) if column.name == "title" else value
        least, greatest = (self._number(column, end) for end in value)
        return least if least == greatest else f"{least}–{greatest}"

    def _number(self, column: Column, value: Fraction) -> str:
        words = self._words
        if column.kind == MONEY:
            return words.short(int(value * 10 ** decimals_of(words.currency)))
        if column.name == "completeness":
            return words.share(value)
        if column.kind == RANKED:
            return words.number(value, DIGITS)
        in_points = column.kind == COUNT or column.name.endswith(_IN_POINTS)
        return words.number(value) if in_points else words.score(value)


class TableByColumns(_ByColumns):
    """A table for a terminal: texts are cut where they do not fit; the money stands in the last line."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The table with what is said above and below it."""
        asked, rows = self._table(outline, parts)
        page = Page(self._look)
        page.title(outline.call)
        tell_shown(page, outline.shown, self._words)
        headings = [f"{'<' if each.name == 'id' else _SIDES[each.kind]}{self._heading(each)}" for each in asked]
        page.columns(headings, rows)
        page.line()
        for reason in outline.notes:
            if reason != PUBLISHED:
                page.line(f"! {self._words.reason(reason)}")
        for line in sharing_lines(outline, self._words):
            page.line(line)
        page.line(closing(outline, self._words), style="bold")
        yield page.text()


class MarkdownByColumns(_ByColumns):
    """A table for a forge."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The page, line by line."""
        asked, rows = self._table(outline, parts)
        yield f"# {forge(self._words.text(outline.call.title))}\n\n"
        words = self._words
        notes = (words.sentence(note) for note in outline.notes)
        for line in (
            closing(outline, words),
            *sharing_lines(outline, words),
            *notes,
            *shown_lines(outline.shown, words),
        ):
            yield f"{forge(line)}.\n"
        names = [self._heading(each) if each.name in _HEADINGS else forge(self._heading(each)) for each in asked]
        yield f"\n| {' | '.join(names)} |\n"
        yield f"|{' --- |' * len(asked)}\n"
        for row in rows:
            yield f"| {' | '.join(forge(str(cell)) for cell in row)} |\n"
