"""Points on top in the sheet of the ranking: which rules hold for a request, and what they add to its score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from asipgrid.model.bonus import GivenBonus
from asipgrid.model.calls import Call
from asipgrid.model.results import Ranked
from asipgrid.spreadsheets.result_cells import FINE, CellKind, Given, ResultCell, ResultColumn, SheetRows
from asipgrid.spreadsheets.result_weights import WeightsSheet
from asipgrid.spreadsheets.result_words import ExportWords


class BonusCells:
    """The columns and cells of a call that gives points on top; of another call, none."""

    def __init__(self, call: Call, words: ExportWords, weights: WeightsSheet) -> None:
        """`weights` has the points of each rule, and the limits."""
        self.call, self.words, self.weights = call, words, weights

    def columns(self) -> Iterator[ResultColumn]:
        """Whether each rule holds, what they add together, and the score without."""
        if self.call.bonus is None:
            return
        for each in self.call.bonus.rules:
            yield ResultColumn(f"bonus {each.id}", each.id, width=12)
        yield ResultColumn("bonus", self.words["bonus_points"], CellKind.NUMBER, 10)
        yield ResultColumn("bonus_most", self.words["bonus_points_most"], CellKind.NUMBER, 10)
        yield ResultColumn("base", self.words["base_score"], CellKind.SCORE, 10)
        yield ResultColumn("base_most", self.words["base_most"], CellKind.SCORE, 10)

    def cells(
        self, ranked: Ranked, row: int, rows: SheetRows, without: dict[str, Given], of: Callable[[str], str]
    ) -> dict[str, Given]:
        """Those of a request; `without` are its score and points without points on top."""
        card = ranked.card
        assert card.bonus is not None
        low, high = self._sum(row, rows, "MIN"), self._sum(row, rows, "MAX")
        if any(
            each.rule.of is not None and each.least != each.most and not _is_whole(each) for each in card.bonus.given
        ):
            low = high = ""  # a figure that lies between two others
        cells: dict[str, Given] = {f"bonus {each.rule.id}": self._given(each) for each in card.bonus.given}
        cells |= {
            "bonus": ResultCell(card.bonus.points, low),
            "bonus_most": ResultCell(card.bonus.points_ceiling, high),
        }
        if card.score is None or card.ceiling is None:
            return cells
        cells |= {"base": without["score"], "base_most": without["ceiling"]}
        top = f'SUMIF({of("weight")},">0",{of("of")})'
        pairs = (("score", "base", "bonus", card.score), ("ceiling", "base_most", "bonus_most", card.ceiling))
        for key, base, bonus, value in pairs:
            added, kept = rows.cell(bonus, row), rows.cell(base, row)
            points = f"100*{added}/{top}" if self.call.in_points else added
            cells[key] = ResultCell(value, f"ROUND({kept}+{points},{FINE})")
        if self.call.in_points:
            for key, bonus, total in (
                ("points", "bonus", card.points),
                ("points_most", "bonus_most", card.points_ceiling),
            ):
                cells[key] = _with(without[key], total, rows.cell(bonus, row))
        return cells

    def _given(self, each: GivenBonus) -> Given:
        """Whether a rule holds; the points it gives, where a figure says how many."""
        if each.rule.of is None or each.least != each.most:
            return self.words.truth(each.holds)
        return ResultCell(each.least)

    def _sum(self, row: int, rows: SheetRows, open_: str) -> str:
        """What holds, with what may hold as `MIN` (every malus) or `MAX` (every bonus) has it, within the limits."""
        assert self.call.bonus is not None
        yes, unknown = self.words["yes"], self.words["not_stated"]
        parts = []
        for each in self.call.bonus.rules:
            cell, points = rows.cell(f"bonus {each.id}", row), self.weights.value("bonus", each.id)
            known = f'{cell}="{yes}",{points}' if each.of is None else f"ISNUMBER({cell}),{cell}"
            parts.append(f'IF({known},IF({cell}="{unknown}",{open_}(0,{points}),0))')
        total = "+".join(parts) or "0"
        if self.call.bonus.most is not None:
            total = f"MIN({total},{self.weights.value('bonus_most', '')})"
        return total if self.call.bonus.least is None else f"MAX({total},{self.weights.value('bonus_least', '')})"


def _is_whole(each: GivenBonus) -> bool:
    """Whether a rule may give anything between nothing and its most."""
    return {each.least, each.most} == {Fraction(0), each.rule.points}


def _with(given: Given, total: Fraction, bonus: str) -> ResultCell:
    """Points with those on top: a formula where they are one without."""
    formula = given.formula if isinstance(given, ResultCell) else ""
    return ResultCell(total, f"{formula}+{bonus}" if formula else "")
