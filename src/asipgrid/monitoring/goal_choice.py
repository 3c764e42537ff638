"""Which of the goals that an addendum could set it does set, as the call chooses; the others are recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from asipgrid.engine.aggregate import HUNDRED, worth
from asipgrid.model.act import goal_choice
from asipgrid.model.calls import Call, Grid
from asipgrid.model.judged import Judged, Scorecard


class PossibleGoal(Protocol):
    """What is asked of a goal before it is chosen: its criterion as it stood, and the level it aims at."""

    @property
    def id(self) -> str:
        """The criterion's id."""

    @property
    def grid(self) -> Grid:
        """The grid of the criterion."""

    @property
    def judged(self) -> Judged:
        """The criterion as it stood."""

    @property
    def level(self) -> Fraction:
        """The level it aims at."""


def chosen(call: Call, card: Scorecard, goals: Sequence[PossibleGoal]) -> frozenset[str]:
    """The criteria whose goals are set, of those that may be."""
    choice = goal_choice(call.data)
    if choice is None:
        return frozenset(goal.id for goal in goals)
    names = [goal.id for goal in goals if goal.id not in choice.never]
    if choice.criteria:
        names = [name for name in choice.criteria if name in names]
    elif choice.by == "effect":
        gains = {goal.id: effect(call, card, goal) for goal in goals}
        # Of equal effect, the first in the order of the grids.
        names.sort(key=lambda name: -gains[name])
    return frozenset(names[: choice.most])


def effect(call: Call, card: Scorecard, goal: PossibleGoal) -> Fraction:
    """How many points of the score a goal adds when it is reached."""
    each = goal.judged
    assert each.value is not None
    counted = [one for one in card.criteria if one.counts]
    if call.flat:
        share = _heavy(call, each) / sum((_heavy(call, one) for one in counted), Fraction(0))
    else:
        grids = {one.grid for one in counted}
        of_grid = call.weights[each.grid] / sum((call.weights[name] for name in grids), Fraction(0))
        share = of_grid * each.weight / sum((one.weight for one in counted if one.grid == each.grid), Fraction(0))
    return HUNDRED * share * (worth(goal.grid, goal.level) - each.value)


def _heavy(call: Call, each: Judged) -> Fraction:
    """The weight of a criterion where all are in one sum."""
    return call.weights[each.grid] * each.weight
