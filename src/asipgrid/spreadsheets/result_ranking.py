"""The sheet of the ranking: one row a request; scores, points and sums as formulas, what was decided as values."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from asipgrid.engine.rank_figures import link_words, ranked_by
from asipgrid.engine.sections import weights
from asipgrid.model.calls import Grid, Outcome
from asipgrid.model.judged import State
from asipgrid.model.results import Ranked, RankedOn, Result
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.spreadsheets.result_bonus import BonusCells
from asipgrid.spreadsheets.result_cells import (
    FINE,
    HEAD_ROW,
    CellKind,
    Given,
    ResultCell,
    ResultColumn,
    ResultSheet,
    SheetRows,
)
from asipgrid.spreadsheets.result_criteria import HUNDRED, CriterionRows, RequestRows
from asipgrid.spreadsheets.result_weights import WeightsSheet
from asipgrid.spreadsheets.result_words import ExportWords
from asipgrid.text.numbers import rounded

# Of more requests, a spreadsheet takes minutes to compare each with each.
_MOST_COMPARED: Final = 3000


class RankingRows:
    """The sheet of the ranking, and where each request stands on it."""

    def __init__(
        self, result: Result, words: ExportWords, weights_sheet: WeightsSheet, criteria: CriterionRows
    ) -> None:
        """One row a request, in the order of the result."""
        self.result, self.words, self.weights, self.criteria = result, words, weights_sheet, criteria
        self.currency = result.call.currency
        self.bonus = BonusCells(result.call, words, weights_sheet)
        self.opens = any(each.card.ceiling != each.card.score for each in result.requests)
        self.by_score = _ranks_by_score(result)
        self.rows = SheetRows(words["ranking_sheet"], self._columns())
        self.at = {each.request.id: self._add(each) for each in result.requests}

    def sheet(self) -> ResultSheet:
        """The sheet as it is."""
        notes = [self.words["ranking_note"]]
        if not self.result.call.published:
            call = self.result.call
            order = (ranked_by(call, self.result.grids), *map(link_words, call.tie_break))
            by = ", ".join(map(self.words.reason, order))
            notes.append(self.words["rank_formula"] if self.by_score else self.words("rank_value", by=by))
        return self.rows.sheet(self.words["ranking_title"], notes)

    def _add(self, ranked: Ranked) -> int:
        notes: list[str] = []
        place, row = self.criteria.at[ranked.request.id], self.rows.next
        cells: dict[str, Given] = {
            "request": ranked.request.id,
            "title": self.words.said(ranked.request.title),
            "applicant": ranked.request.applicant,
            "rank": self._rank(ranked, row),
            "outcome": self.words[ranked.outcome.value],
            "status": self.words[ranked.award.status.value],
            "eligible": self.words.truth(ranked.card.eligible),
            "questions": len(ranked.questions),
            "digest": ranked.request.digest,
            **self._scores(ranked, place, row, notes),
            **self._grids(ranked, place),
            **self._money(ranked, row, notes),
            **self._decided(ranked),
        }
        cells["note"] = " ".join(notes) or None
        return self.rows.add(**{key: cell for key, cell in cells.items() if self.rows.has(key)})

    def _rank(self, ranked: Ranked, row: int) -> Given:
        if not self.by_score or ranked.rank is None:
            return ranked.rank
        first, last = HEAD_ROW + 1, HEAD_ROW + len(self.result.requests)
        same, better = (self.rows.column(key, first, last) for key in ("outcome", "score"))
        outcome, score = self.rows.cell("outcome", row), self.rows.cell("score", row)
        return ResultCell(ranked.rank, f"1+SUMPRODUCT(({same}={outcome})*({better}>{score}))")

    def _scores(self, ranked: Ranked, place: RequestRows, row: int, notes: list[str]) -> dict[str, Given]:
        """Score, at most, points and what is known: each a formula where that gives what the engine gave."""
        card, of = ranked.card, self._of(place)
        worth = self.criteria.worths[ranked.request.id]
        counted = [each for each in card.criteria if each.counts]
        low = sum((worth[each.id] * (each.value or 0) for each in counted), Fraction(0))
        high = sum((worth[each.id] * (each.ceiling_value or 0) for each in counted), Fraction(0))
        known = sum((worth[each.id] for each in counted if each.state is State.SCORED), Fraction(0)) / HUNDRED
        base, top = (card.score, card.ceiling) if card.bonus is None else (card.bonus.score, card.bonus.ceiling)
        state, share, alone = of("state"), of("share"), card.by_totals is None
        cells = {
            "score": self._told(base, low if alone else None, f"ROUND(SUM({of('gives')}),{FINE})", "score", notes),
            "ceiling": self._told(
                top, high if alone else None, f"ROUND(SUM({of('gives_most')}),{FINE})", "at_most_head", notes
            ),
            "known": self._told(
                card.completeness,
                known,
                f'SUMIF({state},"{self.words["state_scored"]}",{share})/100',
                "known_head",
                notes,
            ),
            **self._points(ranked, place, notes),
            "fixed": None if card.score is None else Fraction(rounded(card.score, 2)),
        }
        if card.by_totals is not None:
            totals = ", ".join(f"{each.assessor} {self.words.report.score(each.score)}" for each in card.totals)
            how = self.words.aggregate(card.by_totals)
            notes[:] = [self.words("by_totals", how=how, totals=totals)]
        if card.bonus is not None:
            cells |= self.bonus.cells(ranked, row, self.rows, cells, of)
        if card.before is not None:
            cells["before"] = card.before.value
        return cells

    def _points(self, ranked: Ranked, place: RequestRows, notes: list[str]) -> dict[str, Given]:
        card, of = ranked.card, self._of(place)
        counted = [each for each in card.criteria if each.counts]
        low = sum((each.level or Fraction(0) for each in counted), Fraction(0))
        high = sum((each.ceiling or Fraction(0) for each in counted), Fraction(0))
        on_top = card.bonus is not None and self.result.call.in_points
        base = card.points - card.bonus.points if card.bonus is not None and on_top else card.points
        most = (
            card.points_ceiling - card.bonus.points_ceiling
            if card.bonus is not None and on_top
            else card.points_ceiling
        )
        weighed, alone = of("weight"), card.by_totals is None
        cells: dict[str, Given] = {
            "points": self._told(base, low if alone else None, f'SUMIF({weighed},">0",{of("level")})', "points", notes),
            "points_most": self._told(
                most, high if alone else None, f'SUMIF({weighed},">0",{of("ceiling")})', "points", notes
            ),
        }
        if card.points_of is not None:
            cells["points_of"] = ResultCell(card.points_of, f'SUMIF({weighed},">0",{of("of")})')
        return cells

    def _told(
        self, value: Fraction | None, told: Fraction | None, formula: str, name: str, notes: list[str]
    ) -> ResultCell:
        """A value with its formula where that gives the value; else the value alone, which is said."""
        if value is None:
            return ResultCell()
        if value == told:
            return ResultCell(value, formula)
        said = self.words("by_asipgrid", what=self.words[name])
        if said not in notes:
            notes.append(said)
        return ResultCell(value)

    def _of(self, place: RequestRows) -> _Ranges:
        return _Ranges(self.criteria.rows, place.first, place.last)

    def _grids(self, ranked: Ranked, place: RequestRows) -> dict[str, Given]:
        cells: dict[str, Given] = {}
        for grid in self.result.grids:
            figures = ranked.card.grids[grid.id]
            if figures.score is None or grid.id not in place.grids:
                continue
            of = _Ranges(self.criteria.rows, *place.grids[grid.id])
            weight = of("in_grid" if self.criteria.weighed else "weight")
            for key, value, worth in (("", figures.score, "worth"), (" most", figures.ceiling, "most")):
                formula = f"ROUND(100*SUMPRODUCT({weight},{of(worth)})/SUM({weight}),{FINE})"
                holds = ranked.card.by_totals is None and value == _of_grid(grid, ranked, most=worth == "most")
                if not key or self.opens:
                    cells[f"grid {grid.id}{key}"] = ResultCell(value, formula if holds else "")
        return cells

    def _money(self, ranked: Ranked, row: int, notes: list[str]) -> dict[str, Given]:
        money, award = self.words.money, ranked.award
        cells: dict[str, Given] = {
            "requested": money(ranked.request.requested),
            "cost": money(ranked.request.total_cost),
            "payable": self._payable(ranked, row, notes),
            "award": money(award.amount),
        }
        for each in award.paid:
            cells[f"from {each.envelope}"] = money(each.amount)
        return cells

    def _payable(self, ranked: Ranked, row: int, notes: list[str]) -> Given:
        """What may be given in full: the lowest of what is requested and the caps of the call."""
        amount, request, terms = ranked.assessment.alone.payable, ranked.request, self.result.call.allocation
        if amount is None:
            return None
        limits = {}
        if request.requested is not None:
            limits[self.rows.cell("requested", row)] = request.requested
        if terms.ceiling is not None:
            limits[self.weights.value("ceiling", "")] = terms.ceiling
        if terms.rate is not None and request.total_cost is not None:
            digits, part = decimals_of(self.currency), terms.rate * request.total_cost
            # A spreadsheet has 28.999999999 for 0.29 × 100.
            product = f"ROUND({self.rows.cell('cost', row)}*{self.weights.value('rate', '')},{digits + 4})"
            limits[f"ROUNDDOWN({product},{digits})"] = part.numerator // part.denominator
        if terms.amount is None and limits and min(limits.values()) == amount:
            return ResultCell(self.words.money(amount), f"MIN({','.join(limits)})")
        notes.append(self.words["payable_worked"])
        return self.words.money(amount)

    def _decided(self, ranked: Ranked) -> dict[str, Given]:
        cells: dict[str, Given] = {
            "proposal": self.words[ranked.proposed.value],
            "proposal_award": self.words.money(ranked.proposed_award.amount),
            "reasons": "; ".join(map(self.words.reason, ranked.reasons)) or None,
        }
        if ranked.decision is not None:
            cells["decided_by"] = self.words.said(ranked.decision.body)
        if self.result.call.shows_rank_figure and ranked.assessment.ranked_on is not None:
            cells["ranked_on"] = _rank_figure(ranked.assessment.ranked_on)
        return cells

    def _columns(self) -> Iterator[ResultColumn]:
        words, call = self.words, self.result.call
        yield ResultColumn("rank", words["rank"], CellKind.WHOLE, 6)
        yield ResultColumn("request", words["request"], width=18)
        yield ResultColumn("title", words["project"], width=40)
        yield ResultColumn("applicant", words["applicant"], width=26)
        yield ResultColumn("outcome", words["outcome"], width=12)
        yield ResultColumn("status", words["status"], width=16)
        yield from self.bonus.columns()
        yield ResultColumn("score", words["score"], CellKind.SCORE, 10)
        yield ResultColumn("ceiling", words["at_most_head"], CellKind.SCORE, 10)
        yield ResultColumn("fixed", words["score_of_result"], CellKind.SCORE, 10)
        yield from self._point_columns()
        yield ResultColumn("known", words["known_head"], CellKind.SHARE, 10)
        yield ResultColumn("eligible", words["eligible"], width=14)
        if call.stage_before is not None:
            yield ResultColumn("before", words["stage_before"], width=14)
        if call.shows_rank_figure:
            yield ResultColumn("ranked_on", words["ranked_on"], CellKind.NUMBER, 14)
        for grid in self.result.grids:
            yield ResultColumn(f"grid {grid.id}", grid.id, CellKind.SCORE, 10)
            if self.opens:
                yield ResultColumn(f"grid {grid.id} most", words("grid_most", grid=grid.id), CellKind.SCORE, 10)
        yield from self._money_columns()
        yield ResultColumn("decided_by", words["decided_by"], width=20)
        yield ResultColumn("questions", words["questions_number"], CellKind.WHOLE, 10)
        yield ResultColumn("reasons", words["why"], width=60)
        yield ResultColumn("note", words["note"], width=40)
        yield ResultColumn("digest", words["digest_head"], width=24)

    def _point_columns(self) -> Iterator[ResultColumn]:
        yield ResultColumn("points", self.words["points"], CellKind.NUMBER, 10)
        if self.opens:
            head = f"{self.words['points']}, {self.words['at_most_head'].casefold()}"
            yield ResultColumn("points_most", head, CellKind.NUMBER, 10)
        if self.result.call.in_points:
            yield ResultColumn("points_of", self.words["points_of"], CellKind.NUMBER, 10)

    def _money_columns(self) -> Iterator[ResultColumn]:
        words, money = self.words, CellKind.MONEY
        yield ResultColumn("requested", words["asked"], money, 16)
        yield ResultColumn("cost", words["total_cost"], money, 16)
        yield ResultColumn("payable", words["payable"], money, 16)
        yield ResultColumn("award", words["award"], money, 16)
        for each in self.result.call.envelopes if self.result.call.stage is None else ():
            yield ResultColumn(f"from {each.id}", words("from", envelope=each.id), money, 16)
        yield ResultColumn("proposal", words["proposal"], width=14)
        yield ResultColumn("proposal_award", words["proposal_award"], money, 16)


class _Ranges:
    """The columns of a sheet over some rows, as formulas of other sheets name them."""

    def __init__(self, rows: SheetRows, first: int, last: int) -> None:
        self.rows, self.first, self.last = rows, first, last

    def __call__(self, key: str) -> str:
        return self.rows.range(key, self.first, self.last)


def _of_grid(grid: Grid, ranked: Ranked, *, most: bool) -> Fraction:
    """The score of a grid as its formula gives it."""
    counted = [each for each in ranked.card.criteria if each.grid == grid.id and each.counts]
    weight = weights(grid, counted)
    values = {each.id: (each.ceiling_value if most else each.value) or Fraction(0) for each in counted}
    total = sum((weight[name] * value for name, value in values.items()), Fraction(0))
    return HUNDRED * total / sum(weight.values(), Fraction(0))


def _rank_figure(on: RankedOn) -> Given:
    if not isinstance(on.value, Quantity):
        return None if on.value is None else str(on.value)
    return ResultCell(on.value.value, kind=CellKind.SHARE if on.value.unit == "percent" else None)


def _ranks_by_score(result: Result) -> bool:
    """Whether each rank is one more than how many requests of the same outcome have a higher score."""
    by, requests = result.call.rank_by, result.requests
    plain = (by.kind, by.name, by.ascending, result.call.rounding) == ("figure", "score", False, None)
    if not plain or len(requests) > _MOST_COMPARED:
        return False
    scores: dict[Outcome, list[Fraction]] = {}
    for each in requests:
        scores.setdefault(each.outcome, []).append(_score(each))
    for found in scores.values():
        found.sort()
    return all(each.rank == _place(_score(each), scores[each.outcome]) for each in requests if each.rank is not None)


def _score(ranked: Ranked) -> Fraction:
    return ranked.card.score or Fraction(0)


def _place(own: Fraction, scores: Sequence[Fraction]) -> int:
    """One more than how many scores, of which the lowest comes first, are higher."""
    return 1 + len(scores) - bisect.bisect_right(scores, own)
