"""The sheet of everything that a call and its grids weigh: the cells that the formulas of the other sheets point at."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from asipgrid.model.calls import Criterion, Grid
from asipgrid.model.results import Result
from asipgrid.spreadsheets.result_cells import CellKind, ResultCell, ResultColumn, ResultSheet, SheetRows
from asipgrid.spreadsheets.result_words import ExportWords


class WeightsSheet:
    """The sheet, and where on it each weight stands: by what it is the weight of (`grid`, `section`, …) and its id."""

    def __init__(self, result: Result, words: ExportWords) -> None:
        """All of its rows, in the order of the call: grids, sections, criteria, then what concerns all of them."""
        self.words, self.result = words, result
        self.rows = SheetRows(words["weights"], _columns(result, words))
        self._at: dict[tuple[str, str], int] = {}
        for grid in result.grids:
            self._grid(grid)
        self._call()

    def has(self, kind: str, name: str) -> bool:
        """Whether there is such a weight."""
        return (kind, name) in self._at

    def value(self, kind: str, name: str) -> str:
        """The cell of a weight."""
        return self.rows.fixed("value", self._at[kind, name])

    def of(self, criterion: str) -> str:
        """The cell of the highest level of a criterion."""
        return self.rows.fixed("of", self._at["criterion", criterion])

    def worth(self, criterion: Criterion, level: str) -> str:
        """What a level in a cell is worth, as the values of the criterion say: between whole levels on the straight line."""
        row, last = self._at["criterion", criterion.id], len(criterion.values) - 1
        values = f"{self.rows.fixed('v0', row)}:{self.rows.fixed(f'v{last}', row).rpartition('!')[2]}"
        low = f"INDEX({values},1,INT({level})+1)"
        high = f"INDEX({values},1,MIN(INT({level})+2,{last + 1}))"
        return f"{low}+({high}-{low})*({level}-INT({level}))"

    def sheet(self) -> ResultSheet:
        """The sheet as it is."""
        return self.rows.sheet(self.words["weights_title"], [self.words["weights_note"], self.words["changed_note"]])

    def _add(self, kind: str, name: str, value: Fraction | ResultCell | None, **more: str | int | Fraction) -> None:
        shown = self.words["panel_assessor" if kind == "assessor" else kind]
        self._at[kind, name] = self.rows.add(kind=shown, id=name, value=value, **more)

    def _grid(self, grid: Grid) -> None:
        said = self.words.said
        self._add("grid", grid.id, self.result.call.weights[grid.id], grid=grid.id, title=said(grid.title))
        for section in grid.sections:
            self._add("section", section.id, section.weight, grid=grid.id, title=said(section.title))
        sections = {name: section.id for section in grid.sections for name in section.criteria}
        for each in grid.criteria:
            more = {"section": sections[each.id]} if each.id in sections else {}
            worths = {f"v{level}": value for level, value in enumerate(each.values)}
            self._add(
                "criterion",
                each.id,
                each.weight,
                grid=grid.id,
                title=said(each.question),
                of=each.max,
                **more,
                **worths,
            )

    def _call(self) -> None:
        call, said, label = self.result.call, self.words.said, self.words
        if call.panel is not None:
            for name, weight in sorted(call.panel.weights.items()):
                self._add("assessor", name, weight, title=label["assessor_weight"])
        if call.bonus is not None:
            for each in call.bonus.rules:
                self._add("bonus", each.id, each.points, title=said(each.title))
            limits = {"bonus_most": call.bonus.most, "bonus_least": call.bonus.least}
            for kind, limit in limits.items():
                if limit is not None:
                    self._add(kind, "", limit)
        terms = call.allocation
        if terms.ceiling is not None:
            self._add("ceiling", "", ResultCell(self.words.money(terms.ceiling), kind=CellKind.MONEY))
        if terms.rate is not None:
            self._add("rate", "", ResultCell(terms.rate, kind=CellKind.SHARE))


def _columns(result: Result, words: ExportWords) -> Iterator[ResultColumn]:
    yield ResultColumn("kind", words["kind"], width=20)
    yield ResultColumn("grid", words["grid"], width=10)
    if any(grid.sections for grid in result.grids):
        yield ResultColumn("section", words["section"], width=14)
    yield ResultColumn("id", words["id"], width=14)
    yield ResultColumn("title", words["title"], width=60)
    yield ResultColumn("value", words["value"], CellKind.NUMBER, 14)
    yield ResultColumn("of", words["of"], CellKind.WHOLE, 14)
    most = max((len(each.values) for grid in result.grids for each in grid.criteria), default=0)
    for level in range(most):
        yield ResultColumn(f"v{level}", words("worth_of_level", level=str(level)), CellKind.NUMBER, 10)
