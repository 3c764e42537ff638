"""Each request alone: its scorecard, and what the rules of the call propose for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.aggregate import card, shares
from asipgrid.engine.criteria import Judge
from asipgrid.engine.inputs import InputRow, Inputs
from asipgrid.engine.memory import MOST_REMEMBERED, Unremembered, remembered
from asipgrid.engine.panel import PanelMarks
from asipgrid.engine.plan import Plan, PlannedGrid
from asipgrid.engine.rank_figures import figures, ranked_on, reach
from asipgrid.engine.rules import Worth, conditions, environment, propose
from asipgrid.model.judged import Judged, PanelMark, Scorecard
from asipgrid.model.requests import RatingSheet, Request
from asipgrid.model.results import Alone, Assessment, Proposal


class Engine:
    """A call made ready to judge any number of requests; it remembers so many judgements of each criterion (0: none)."""

    def __init__(self, plan: Plan, remember: int = MOST_REMEMBERED) -> None:
        """Nothing is judged yet."""
        self.plan, self._remember = plan, remember
        self._worth: dict[tuple[bool, ...], Worth] = {}
        panel = plan.call.panel
        self._sums_up = panel is not None and (panel.veto is not None or panel.sums_up)
        self._need = {grid.grid.id: panel.need(grid.grid.id) if panel else 1 for grid in plan.grids}
        self._own = {
            each.criterion.id: grid.grid.id
            for grid in plan.grids
            for each in grid.criteria
            if panel and grid.grid.id in panel.of_grids
        }
        self._inputs = Inputs(plan.shared)
        self._grids = [
            (grid, [remembered(grid, each, self._inputs, remember) for each in grid.criteria]) for grid in plan.grids
        ]
        for each in (each for _, criteria in self._grids for each in criteria):
            each.make_ready(self._inputs)

    def marks(self, sheets: Sequence[RatingSheet], later: Mapping[str, PanelMark] | None = None) -> PanelMarks:
        """What sheets on one request give its criteria; `later` takes the place of some."""
        return PanelMarks(self.plan.call.panel, self.plan.criteria, sheets, later, self._own)

    def score(self, request: Request, marks: PanelMarks) -> Scorecard:
        """The scorecard of a request."""
        terms = self.plan.call.bonus
        if terms is None:
            return self._without_bonus(request, marks)
        from asipgrid.engine.bonus import with_bonus  # noqa: PLC0415 - few calls give any

        return with_bonus(self.plan, terms, request, self._without_bonus(request, marks))

    def judged(self, request: Request, marks: PanelMarks, at: int) -> Judged:
        """One criterion of a request, by its number in the order of the grids, as it stands in the scorecard.

        Where single assessors' totals or vetoes take part, the scorecard may say otherwise.
        """
        row = self._inputs.of(request)
        for grid, criteria in self._grids:
            if at < len(criteria):
                return criteria[at].judged(row, marks, Judge(self.plan.shared, request, grid, self._need[grid.grid.id]))
            at -= len(criteria)
        raise IndexError(at)

    def _without_bonus(self, request: Request, marks: PanelMarks) -> Scorecard:
        row = self._inputs.of(request)
        panel = self.plan.call.panel
        if panel is None or not self._sums_up:
            return self._scored(request, row, marks)
        from asipgrid.engine.totals import summed_up  # noqa: PLC0415 - few calls sum up

        return summed_up(panel, self._need, marks, lambda given: self._scored(request, row, given))

    def _scored(self, request: Request, row: InputRow, marks: PanelMarks) -> Scorecard:
        judged = [self._judged(grid, criteria, request, row, marks) for grid, criteria in self._grids]
        return card(self.plan, request.id, judged)

    def _judged(
        self, grid: PlannedGrid, criteria: Sequence[Unremembered], request: Request, row: InputRow, marks: PanelMarks
    ) -> list[Judged]:
        judge = Judge(self.plan.shared, request, grid, self._need[grid.grid.id])
        return [each.judged(row, marks, judge) for each in criteria]

    def assess(self, request: Request, sheets: Sequence[RatingSheet] = ()) -> Assessment:
        """A request judged alone; `sheets` are those about it, by assessor."""
        card = self.score(request, self.marks(sheets))
        env = environment(self.plan, request, card)
        proposal = propose(self.plan, request, card, env, self.worth(card))
        single = alone(self.plan, request, card, env, proposal)
        return Assessment(
            request=request,
            card=card,
            proposal=proposal,
            conditions=conditions(card, self.plan),
            sheets=tuple(sheets),
            alone=single,
            ranked_on=ranked_on(self.plan, card, env, single.figures),
            computed=self.plan.amount is not None,
        )

    def worth(self, card: Scorecard) -> Worth:
        """What each criterion is worth of the score; it depends on which criteria count, and on nothing else."""
        counted = tuple([each.judgement.counts for each in card.criteria])
        known = self._worth.get(counted)
        if known is None:
            known = Worth(shares(self.plan.call, [each.grid for each in self.plan.grids], card))
            if len(self._worth) < self._remember:
                self._worth[counted] = known
        return known


def alone(plan: Plan, request: Request, card: Scorecard, env: Mapping[str, Any], proposal: Proposal) -> Alone:
    """What a request comes to on its own, as far as the others need it."""
    return Alone(
        request=request.id,
        requested=request.requested,
        eligible=card.eligible,
        proposal=replace(proposal, reasons=(), questions=()),
        figures=figures(plan, card, env),
        belongings=None if plan.belongings is None else plan.belongings.of(env),
        reach=None if plan.call.stage is None else reach(plan, card, proposal.outcome),
    )
