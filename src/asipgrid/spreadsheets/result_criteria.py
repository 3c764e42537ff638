"""The sheets of criteria and of marks: how each level becomes points of the score, told in formulas to follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.aggregate import shares
from asipgrid.engine.panel import decided
from asipgrid.engine.sections import weights
from asipgrid.model.calls import Criterion, Grid
from asipgrid.model.judged import Judged
from asipgrid.model.requests import Mark
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import is_number
from asipgrid.spreadsheets.result_cells import CellKind, Given, ResultCell, ResultColumn, ResultSheet, SheetRows
from asipgrid.spreadsheets.result_weights import WeightsSheet
from asipgrid.spreadsheets.result_words import ExportWords

HUNDRED: Final = Fraction(100)


class MarkRows:
    """The sheet of marks, and where the marks on each criterion of a request stand: next to each other, by assessor."""

    def __init__(self, result: Result, words: ExportWords, weights: WeightsSheet) -> None:
        """All marks, in the order of the ranking, the grids and the assessors' ids; conflicts of interest behind them."""
        self.words, self.panel, self.weights = words, result.call.panel, weights
        self.rows = SheetRows(words["marks_sheet"], self._columns())
        self._given: dict[tuple[str, str], tuple[tuple[str, Mark], ...]] = {}
        self._at: dict[tuple[str, str], tuple[int, int]] = {}
        self._agreed: dict[tuple[str, str], int] = {}
        for ranked in result.requests:
            dates: dict[str, str | None] = {sheet.assessor: sheet.rated_on for sheet in ranked.sheets}
            for each in ranked.card.criteria:
                self._of_criterion(ranked.request.id, each, dates)
        for ranked in result.requests:
            for sheet in ranked.sheets:
                if sheet.conflict:
                    self.rows.add(
                        request=ranked.request.id,
                        assessor=sheet.assessor,
                        rated_on=sheet.rated_on,
                        conflict=words["yes"],
                    )

    def sheet(self) -> ResultSheet:
        """The sheet as it is."""
        return self.rows.sheet(self.words["marks_title"], [self.words["marks_note"]])

    def count(self, request: str, criterion: str) -> int:
        """How many assessors marked a criterion of a request."""
        return len(self._given.get((request, criterion), ()))

    def level(self, request: str, each: Judged) -> tuple[str, str]:
        """The formula of a level that marks gave, or why there is none; both empty where it does not rest on marks alone."""
        key = request, each.id
        if self.panel is None or key not in self._at or each.level is None or each.level != each.ceiling:
            return "", ""
        if key in self._agreed:
            return self.rows.fixed("level", self._agreed[key]), ""
        how, given = self.panel.how(each.id, each.grid), self._given[key]
        weighed = [self.panel.weights.get(name, Fraction(1)) for name, _ in given] if self.panel.weights else []
        if decided([mark.level for _, mark in given], how, weighed) != each.level:
            return "", ""
        formula = _panel_formula(how, *self._ranges(key), len(given), weighed=bool(weighed))
        return formula, "" if formula else self.words("level_by_panel", how=self.words.aggregate(how))

    def _ranges(self, key: tuple[str, str]) -> tuple[str, str]:
        first, last = self._at[key]
        counts = self.rows.range("counts", first, last) if self.panel and self.panel.weights else ""
        return self.rows.range("level", first, last), counts

    def _of_criterion(self, request: str, each: Judged, dates: Mapping[str, str | None]) -> None:
        panel_mark = each.given.of(each.id)
        if panel_mark is None:
            return
        first, given = self.rows.next, panel_mark.marks
        for name, mark in given:
            more: dict[str, Given] = {}
            if self.panel and self.panel.weights:
                weight = self.panel.weights.get(name, Fraction(1))
                known = self.weights.has("assessor", name)
                more["counts"] = ResultCell(weight, self.weights.value("assessor", name) if known else "")
            self.rows.add(
                request=request,
                criterion=each.id,
                assessor=name,
                level=mark.level,
                reason=mark.why,
                rated_on=dates.get(name),
                **more,
            )
        self._given[request, each.id] = given
        if given:
            self._at[request, each.id] = first, self.rows.next - 1
        agreed_on = panel_mark.consensus
        if agreed_on is not None:
            agreed = self.words["consensus"]
            self._agreed[request, each.id] = self.rows.add(
                request=request,
                criterion=each.id,
                assessor=agreed,
                level=agreed_on.level,
                reason=agreed_on.why,
            )

    def _columns(self) -> Iterator[ResultColumn]:
        words = self.words
        yield ResultColumn("request", words["request"], width=18)
        yield ResultColumn("criterion", words["criterion"], width=14)
        yield ResultColumn("assessor", words["assessor"], width=18)
        yield ResultColumn("level", words["level"], CellKind.NUMBER, 8)
        if self.panel is not None and self.panel.weights:
            yield ResultColumn("counts", words["counts_as"], CellKind.NUMBER, 10)
        yield ResultColumn("reason", words["reason"], width=70)
        yield ResultColumn("rated_on", words["rated_on"], CellKind.DATE, 12)
        yield ResultColumn("conflict", words["conflict"], width=18)


def _panel_formula(how: str, levels: str, counts: str, count: int, *, weighed: bool) -> str:
    """One level from several marks; empty where no short formula says it."""
    if how == "min":
        return f"MIN({levels})"
    if weighed:
        return f"SUMPRODUCT({levels},{counts})/SUM({counts})" if how == "mean" else ""
    if how == "trimmed" and count > 2:
        return f"(SUM({levels})-MIN({levels})-MAX({levels}))/{count - 2}"
    return {"mean": f"AVERAGE({levels})", "trimmed": f"AVERAGE({levels})", "median": f"MEDIAN({levels})"}.get(how, "")


class RequestRows(Struct, frozen=True):
    """Where the criteria of a request stand on the sheet of criteria: its rows, and those of each grid that has any."""

    first: int
    last: int
    grids: dict[str, tuple[int, int]]


class CriterionRows:
    """The sheet of criteria, and where the criteria of each request stand."""

    def __init__(self, result: Result, words: ExportWords, weights: WeightsSheet, marks: MarkRows) -> None:
        """One row a request and criterion, in the order of the ranking and of the grids."""
        self.result, self.words, self.weights, self.marks = result, words, weights, marks
        self.criteria = {each.id: (grid, each) for grid in result.grids for each in grid.criteria}
        self.sections = {name: each.id for grid in result.grids for each in grid.sections for name in each.criteria}
        self.weighed = any(each.weight is not None for grid in result.grids for each in grid.sections)
        self.rows = SheetRows(words["criteria_sheet"], self._columns())
        self.worths: dict[str, dict[str, Fraction]] = {}
        self.at = {each.request.id: self._request(each) for each in result.requests}

    def sheet(self) -> ResultSheet:
        """The sheet as it is."""
        notes = [self.words[each] for each in ("criteria_note", "criteria_open", "no_count")]
        return self.rows.sheet(self.words["criteria_title"], notes)

    def _request(self, ranked: Ranked) -> RequestRows:
        first, grids = self.rows.next, dict[str, tuple[int, int]]()
        rows = {each.id: first + at for at, each in enumerate(ranked.card.criteria)}
        for each in ranked.card.criteria:
            start, _ = grids.get(each.grid, (rows[each.id], 0))
            grids[each.grid] = start, rows[each.id]
        telling = _RowTeller(self, ranked, rows, RequestRows(first, first + len(rows) - 1, grids))
        for each in ranked.card.criteria:
            self.rows.add(**telling.cells(each))
        self.worths[ranked.request.id] = telling.shares
        return telling.at

    def _columns(self) -> Iterator[ResultColumn]:
        words, fine = self.words, CellKind.FINE
        yield ResultColumn("request", words["request"], width=18)
        yield ResultColumn("grid", words["grid"], width=8)
        if self.sections:
            yield ResultColumn("section", words["section"], width=14)
        yield ResultColumn("criterion", words["criterion"], width=14)
        yield ResultColumn("question", words["question"], width=48)
        yield ResultColumn("state", words["state"], width=16)
        yield ResultColumn("level", words["level"], CellKind.NUMBER, 8)
        yield ResultColumn("ceiling", words["at_most_head"], CellKind.NUMBER, 8)
        yield ResultColumn("of", words["of"], CellKind.WHOLE, 10)
        yield ResultColumn("worth", words["worth"], fine, 10)
        yield ResultColumn("most", words["worth_most"], fine, 10)
        yield ResultColumn("weight", words["weight_head"], CellKind.NUMBER, 8)
        if self.weighed:
            yield ResultColumn("in_grid", words["weight_in_grid"], fine, 10)
        yield ResultColumn("in_call", words["weight_in_call"], fine, 10)
        yield ResultColumn("share", words["share_head"], fine, 10)
        yield ResultColumn("gives", words["gives_head"], fine, 10)
        yield ResultColumn("gives_most", words["gives_most"], fine, 10)
        yield ResultColumn("marks", words["marks_count"], CellKind.WHOLE, 8)
        yield ResultColumn("gate", words["gate"], width=12)
        yield ResultColumn("holds", words["gate_holds"], width=12)
        yield ResultColumn("figure", words["figure"], CellKind.NUMBER, 14)
        yield ResultColumn("reason", words["reason"], width=60)
        yield ResultColumn("note", words["note"], width=40)


class _RowTeller:
    """Puts the criteria of one request into cells."""

    def __init__(self, sheet: CriterionRows, ranked: Ranked, rows: dict[str, int], at: RequestRows) -> None:
        self.sheet, self.ranked, self.row, self.at = sheet, ranked, rows, at
        self.words, self.weights, self.cell = sheet.words, sheet.weights, sheet.rows.cell
        call, grids = sheet.result.call, sheet.result.grids
        self.shares = shares(call, grids, ranked.card)
        counted = [each for each in ranked.card.criteria if each.counts]
        self.counted = {each.id for each in counted}
        self.in_grid: dict[str, Fraction] = {}
        for grid in grids:
            self.in_grid |= weights(grid, [each for each in counted if each.grid == grid.id])
        counting: dict[str, list[str]] = {}
        for each in counted:
            counting.setdefault(each.grid, []).append(each.id)
        self.of_grids = {
            grid: sum((self.in_grid[name] for name in names), Fraction(0)) for grid, names in counting.items()
        }
        key = "in_grid" if sheet.weighed else "weight"
        self.beside = {grid: sheet.rows.cells(key, self.numbers(names)) for grid, names in counting.items()}

    def in_call(self, each: Judged) -> Fraction:
        """What a criterion weighs in the whole call."""
        own, call = self.in_grid[each.id], self.sheet.result.call
        if not call.flat:
            own /= self.of_grids[each.grid]
        return own * call.weights[each.grid]

    def cells(self, each: Judged) -> dict[str, Given]:
        """One criterion."""
        grid, asked = self.sheet.criteria[each.id]
        found = {
            "request": self.ranked.request.id,
            "grid": grid.id,
            "criterion": each.id,
            "question": self.words.said(asked.question),
            "state": self.words[f"state_{each.state.value}"],
            "marks": self.sheet.marks.count(self.ranked.request.id, each.id) or None,
            "figure": self.figure(each),
            "reason": self.words.reason(each.reason),
            **self.level(each),
        }
        if each.id in self.sheet.sections:
            found["section"] = self.sheet.sections[each.id]
        if each.gate is not None:
            found |= {"gate": each.gate.kind, "holds": self.words.truth(each.gate.passes)}
        return found | self.arithmetic(each, grid, asked) if each.counts else found

    def level(self, each: Judged) -> dict[str, Given]:
        """The level with what is still possible; where marks gave it, as a formula over them."""
        formula, note = self.sheet.marks.level(self.ranked.request.id, each)
        row = self.row[each.id]
        most = ResultCell(each.ceiling, self.cell("level", row) if formula else "")
        return {"level": ResultCell(each.level, formula), "ceiling": most, "note": note or None}

    @staticmethod
    def figure(each: Judged) -> Given:
        """The figure that was measured, shares as such."""
        value = each.figure
        if value is None or not is_number(value):
            return None
        return ResultCell(value, kind=CellKind.SHARE if each.judgement.measured == "percent" else None)

    def arithmetic(self, each: Judged, grid: Grid, asked: Criterion) -> dict[str, Given]:
        """From its level to the points it gives."""
        row, worth = self.row[each.id], self.shares[each.id]
        assert each.value is not None
        assert each.ceiling_value is not None
        share, weight = self.cell("share", row), self.cell("weight", row)
        found: dict[str, Given] = {
            "of": ResultCell(asked.max, self.weights.of(each.id)),
            "worth": ResultCell(each.value, self.worth(asked, self.cell("level", row), row)),
            "most": ResultCell(each.ceiling_value, self.worth(asked, self.cell("ceiling", row), row)),
            "weight": ResultCell(each.weight, self.weights.value("criterion", each.id)),
            "in_call": ResultCell(self.in_call(each), self.in_call_formula(each)),
            "share": ResultCell(worth, f"100*{self.cell('in_call', row)}/SUM({self.all('in_call')})"),
            "gives": ResultCell(worth * each.value, f"{share}*{self.cell('worth', row)}"),
            "gives_most": ResultCell(worth * each.ceiling_value, f"{share}*{self.cell('most', row)}"),
        }
        if self.sheet.weighed:
            found["in_grid"] = ResultCell(self.in_grid[each.id], self.in_grid_formula(each, grid, weight))
        return found

    def all(self, key: str) -> str:
        """A column over the whole request."""
        return self.sheet.rows.cells(key, range(self.at.first, self.at.last + 1))

    def worth(self, asked: Criterion, level: str, row: int) -> str:
        """What the level in a cell is worth."""
        return self.weights.worth(asked, level) if asked.values else f"{level}/{self.cell('of', row)}"

    def in_grid_formula(self, each: Judged, grid: Grid, weight: str) -> str:
        """The weight of a criterion in its grid: its part of the weight of its section, where that has one."""
        section = next((one for one in grid.sections if each.id in one.criteria), None)
        if section is None or section.weight is None:
            return weight
        beside = self.sheet.rows.cells(
            "weight", self.numbers(name for name in section.criteria if name in self.counted)
        )
        return f"{weight}*{self.weights.value('section', section.id)}/SUM({beside})"

    def in_call_formula(self, each: Judged) -> str:
        """The weight of a criterion in the call."""
        key = "in_grid" if self.sheet.weighed else "weight"
        own, of_grid = self.cell(key, self.row[each.id]), self.weights.value("grid", each.grid)
        if self.sheet.result.call.flat:
            return f"{own}*{of_grid}"
        return f"{own}/SUM({self.beside[each.grid]})*{of_grid}"

    def numbers(self, names: Iterable[str]) -> Sequence[int]:
        """The numbers of the rows of some criteria."""
        return [self.row[name] for name in names]
