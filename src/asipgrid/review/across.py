"""One criterion in every request of a call: what each has of it and why, and how many have how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.aggregate import given, shares
from asipgrid.engine.next_step import facts_of, next_steps
from asipgrid.engine.paths import facts
from asipgrid.engine.plan import Plan, PlannedCriterion
from asipgrid.model.calls import ByMark, Call, Criterion, Grid, Measure
from asipgrid.model.judged import State, Uncounted
from asipgrid.model.places import Truth
from asipgrid.model.results import CriterionAnswer, Ranked, Result
from asipgrid.review.explain import worked_out
from asipgrid.review.uncounted import uncounted

_KNOWN: Final = frozenset({State.SCORED, State.INFO})


class CriterionAcross(Struct, frozen=True, kw_only=True):
    """One criterion of a call with what its requests have of it, in the order of the result.

    `measure` is the figure it is judged by, where it is. With `every`, no request is left away, and the counts are those
    of the call: `levels` by level, the highest first, of requests in which all is known; `states` of the others; `gates`
    of what its gate says.
    """

    call: Call
    grid: Grid
    criterion: Criterion
    measure: Measure | None
    answers: tuple[tuple[Ranked, CriterionAnswer], ...]
    every: bool

    @property
    def levels(self) -> Mapping[Fraction, int]:
        """How many requests have which level, of those in which it is known."""
        known = (each.judged for _, each in self.answers)
        counts = Counter(each.level for each in known if each.level is not None and each.state in _KNOWN)
        return {level: counts[level] for level in sorted(counts, reverse=True)}

    @property
    def states(self) -> Mapping[State, int]:
        """How many requests have no level that is known, and why; nothing of a bare gate."""
        if self.criterion.judging is None:
            return {}
        counts = Counter(each.judged.state for _, each in self.answers)
        return {state: counts[state] for state in State if state not in _KNOWN and counts[state]}

    @property
    def gates(self) -> Mapping[Truth, int]:
        """How many requests its gate lets pass, refuses or cannot tell of; empty where it is no gate."""
        passed = [each.judged.gate.passes for _, each in self.answers if each.judged.gate is not None]
        return {truth: passed.count(truth) for truth in (True, False, None) if truth in passed}


def across(plan: Plan, result: Result, name: str, request: str | None = None) -> CriterionAcross:
    """One criterion of a call in every request, or in one; KeyError when there is none of that id."""
    planned = {each.criterion.id: each for grid in plan.grids for each in grid.criteria}[name]
    return CriterionAcross(
        call=result.call,
        grid=planned.grid,
        criterion=planned.criterion,
        measure=None if planned.figure is None else planned.figure.measure,
        answers=tuple(
            (each, _answer(plan, result, each, planned))
            for each in result.requests
            if request is None or each.request.id == request
        ),
        every=request is None,
    )


def _answer(plan: Plan, result: Result, ranked: Ranked, planned: PlannedCriterion) -> CriterionAnswer:
    name, request = planned.criterion.id, ranked.request
    judged, worth = ranked.card.criterion(name), shares(plan.call, result.grids, ranked.card)
    (grid,) = (each for each in plan.grids if each.grid.id == planned.grid.id)
    return CriterionAnswer(
        judged=judged,
        share=worth.get(name),
        gives=given(ranked.card, judged, worth),
        facts=(*facts_of(plan, request, judged), *facts(planned.criterion.reads, request.data, request.record)),
        worked=worked_out(plan, request, grid, planned),
        step=next_steps(plan, request, ranked.card, [planned.grid.id]).get(name),
        uncounted=tuple(_uncounted(result.call, ranked, planned.criterion)),
    )


def _uncounted(call: Call, ranked: Ranked, criterion: Criterion) -> Iterator[Uncounted]:
    """The marks on a criterion that do not count; who is left out of all of them, where it is one that is marked."""
    if isinstance(criterion.judging, ByMark):
        yield from (each for each in uncounted(call, ranked) if each.criterion in {None, criterion.id})
