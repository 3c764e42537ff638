"""Results in the columns that are asked for: the ranked table of a terminal, and one of Markdown, without what stands below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline
from asipgrid.formats.exact_figures import figure
from asipgrid.formats.page import Page
from asipgrid.formats.selected import shown_lines, sorted_by_choice
from asipgrid.formats.stages import closing
from asipgrid.formats.table import tell_shown, word
from asipgrid.model.calls import Call, Grid
from asipgrid.model.results import Assessment, Settled
from asipgrid.model.values import Text, decimals_of
from asipgrid.selection.columns import COUNT, FIGURE, MONEY, PAID, RANKED, TEXT, TRUTH, WORD, Column, ResultRows
from asipgrid.text.escape import forge
from asipgrid.text.numbers import known_text, number, score_text, short_money

if TYPE_CHECKING:
    from rich.text import Text as Line

HEADINGS: Final = {
    "id": Text("Request", "Demande"),
    "title": Text("Title", "Intitulé"),
    "rank": Text("#", "#"),
    "ranked_on": Text("Ranked on", "Classée sur"),
    "ranked_on_exact": Text("Ranked on, exact", "Classée sur, exact"),
    "outcome": Text("Outcome", "Proposition ou décision"),
    "status": Text("Status", "Statut"),
    "score": Text("Score", "Note"),
    "ceiling": Text("Ceiling", "Plafond"),
    "base_score": Text("Base score", "Note de base"),
    "bonus": Text("Bonus", "Bonus"),
    "points": Text("Points", "Points"),
    "points_of": Text("Points of", "Points sur"),
    "completeness": Text("Known", "Connu"),
    "eligible": Text("Eligible", "Éligible"),
    "stage_before": Text("Stage before", "Étape précédente"),
    "requested": Text("Requested", "Demandé"),
    "awarded": Text("Awarded", "Attribué"),
    "proposal": Text("Proposed", "Proposé"),
    "proposal_awarded": Text("Proposed award", "Montant proposé"),
    "decision": Text("Decided", "Décidé"),
    "applicant": Text("Applicant", "Porteur"),
}
"""What people read above a column; those of grids, sections and envelopes bear their ids."""
_TRUTHS: Final = {
    True: Text("yes", "oui"),
    False: Text("no", "non"),
    None: Text("not stated", "non renseigné"),
}
_SIDES: Final = {TEXT: "…", WORD: "<", TRUTH: "<", COUNT: ">", FIGURE: ">", MONEY: ">", RANKED: ">"}


class _ByColumns:
    """What a table in chosen columns is made of, whatever it is written as."""

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """Cells are told in the language of the look."""
        self._look, self._currency = look, call.currency
        self._rows = ResultRows(call, grids, look.language)

    def part(self, one: Assessment) -> bytes:
        """What a request has in all columns."""
        return self._rows.row(one)

    def _table(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> tuple[list[Column], list[list[str]]]:
        """The columns that are asked for, and the cells of each request in their order."""
        assert outline.shown is not None
        asked = [self._rows.columns[name] for name in outline.shown.selection.columns]
        found = [(self._rows.values(settled, part), settled) for settled, part in parts]
        if not sorted_by_choice(outline):
            order = in_order(outline.call)
            found.sort(key=lambda each: order(each[1], None if each[0]["score"] is None else each[0]["score"][0]))
        return asked, [[self._told(column, values[column.name]) for column in asked] for values, _ in found]

    def _heading(self, column: Column) -> str:
        known = HEADINGS.get(column.name)
        return column.name.removeprefix(PAID) if known is None else known.to(self._look.language)

    def _told(self, column: Column, value: Any) -> str:
        if column.kind == TRUTH:
            return _TRUTHS[value].to(self._look.language)
        if value is None:
            return "" if column.none or column.kind in {TEXT, WORD} else "–"
        if isinstance(value, str):
            return value
        least, greatest = (self._number(column, end) for end in value)
        return least if least == greatest else f"{least}–{greatest}"

    def _number(self, column: Column, value: Fraction) -> str:
        if column.kind == MONEY:
            return short_money(int(value * 10 ** decimals_of(self._currency)), self._currency)
        if column.name == "completeness":
            return known_text(value)
        if column.kind == RANKED:
            return figure(value)
        in_points = "points" in column.name or column.name == "bonus" or column.kind == COUNT
        return number(value) if in_points else score_text(value)


class TableByColumns(_ByColumns):
    """A table for a terminal: texts are cut where they do not fit; the money stands in the last line."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The table with what is said above and below it."""
        asked, rows = self._table(outline, parts)
        page = Page(self._look)
        page.title(outline.call)
        tell_shown(page, outline, self._look)
        headings = [f"{'<' if each.name == 'id' else _SIDES[each.kind]}{self._heading(each)}" for each in asked]
        cells: list[list[str | Line]] = [
            [word(cell) if each.kind == WORD else cell for each, cell in zip(asked, row, strict=True)] for row in rows
        ]
        page.columns(headings, cells)
        page.line()
        page.line(closing(outline), style="bold")
        yield page.text()


class MarkdownByColumns(_ByColumns):
    """A table for a forge."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The page, line by line."""
        asked, rows = self._table(outline, parts)
        yield f"# {forge(outline.call.title.to(self._look.language))}\n\n"
        yield f"{forge(closing(outline))}.\n"
        yield from (f"{forge(line)}.\n" for line in shown_lines(outline.shown, self._look.language))
        names = [self._heading(each) if each.name in HEADINGS else forge(self._heading(each)) for each in asked]
        yield f"\n| {' | '.join(names)} |\n"
        yield f"|{' --- |' * len(asked)}\n"
        for row in rows:
            yield f"| {' | '.join(map(forge, row))} |\n"
