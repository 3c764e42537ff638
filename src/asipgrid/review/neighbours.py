"""Who stands beside whom in the order of ranks: whether one request may move in it and nothing else becomes of anybody."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from asipgrid.model.places import Id
from asipgrid.model.results import Alone
from asipgrid.review.trials import Trials


class Neighbours:
    """The requests that have a rank, by the figure that they are ranked by."""

    def __init__(self, trials: Trials) -> None:
        """As it is decided."""
        self._trials = trials
        found = [(trials.alone[name].figures[0], trials.words[name]) for name in trials.ranked]
        # Where each is served in the order of ranks, and every figure is a number.
        self._tells = (
            trials.pays_by_rank
            and trials.case.call.stage is None
            and all(isinstance(figure, tuple) for figure, _ in found)
        )
        ordered = sorted((Fraction(*figure), word) for figure, word in found) if self._tells else []
        self._figures = [figure for figure, _ in ordered]
        # The number of a row of neighbours of whom the same becomes.
        self._rows: list[int] = []
        for at, (_, word) in enumerate(ordered):
            self._rows.append(self._rows[-1] + (word != ordered[at - 1][1]) if at else 0)

    def none_differ(self, name: Id, figures: Sequence[Any]) -> bool:
        """Whether nothing changes where a request has other figures, and comes to the same but for these.

        Who passes only requests of which the same becomes as of itself, and is equal to none before or after, leaves to
        everybody the money that is there now.
        """
        if not self._tells or not isinstance(figures[0], tuple):
            return False
        place = self._place(self._trials.alone[name].figures[0])
        if len(place) != 1:
            return False
        at, [moved] = self._place(figures[0]), place
        if len(at):
            return at == place
        last = at.start - 1 if at.start > moved else at.start
        return self._rows[moved] == self._rows[last]

    def place(self, alone: Alone) -> tuple[Any, ...]:
        """What decides where a request stands among the others: who is equal to none stands between two."""
        figure = alone.figures[0]
        if not self._tells or not isinstance(figure, tuple):
            return alone.figures
        at = self._place(figure)
        return (at.start, at.stop, alone.figures if at else ())

    def _place(self, figure: tuple[int, int]) -> range:
        value = Fraction(*figure)
        return range(bisect_left(self._figures, value), bisect_right(self._figures, value))
