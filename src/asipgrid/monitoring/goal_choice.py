"""Which of the goals that an addendum could set it does set, as the call chooses; the others are recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from asipgrid.engine.aggregate import shares, worth
from asipgrid.model.act import goal_choice
from asipgrid.model.calls import Criterion
from asipgrid.model.judged import Judged, Scorecard
from asipgrid.model.results import Result


class PossibleGoal(Protocol):
    """What is asked of a goal before it is chosen: its criterion as it stood, and the level it aims at."""

    @property
    def id(self) -> str:
        """The criterion's id."""

    @property
    def criterion(self) -> Criterion:
        """The criterion."""

    @property
    def judged(self) -> Judged:
        """The criterion as it stood."""

    @property
    def level(self) -> Fraction:
        """The level it aims at."""


def chosen(result: Result, card: Scorecard, goals: Sequence[PossibleGoal]) -> frozenset[str]:
    """The criteria whose goals are set, of those that may be."""
    call = result.call
    choice = goal_choice(call.data)
    if choice is None:
        return frozenset(goal.id for goal in goals)
    names = [goal.id for goal in goals if goal.id not in choice.never]
    if choice.criteria:
        names = [name for name in choice.criteria if name in names]
    elif choice.by == "effect":
        points = shares(call, result.grids, card)
        gains = {goal.id: points[goal.id] * _rise(goal) for goal in goals}
        # Of equal effect, the first in the order of the grids.
        names.sort(key=lambda name: -gains[name])
    return frozenset(names[: choice.most])


def _rise(goal: PossibleGoal) -> Fraction:
    """How much of what its criterion is worth a goal adds when it is reached."""
    assert goal.judged.value is not None
    return worth(goal.criterion, goal.level) - goal.judged.value
