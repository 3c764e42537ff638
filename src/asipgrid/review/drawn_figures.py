"""Scores of all requests in many draws at once: in whole billionths of a point, so that every machine finds the same."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from asipgrid.engine.paths import PathExpression
from asipgrid.review.chance import Chance, Flags, Numbers, Whole
from asipgrid.review.estimates import DrawTerms, UndrawableError
from asipgrid.review.resampled import PossibleCard
from asipgrid.review.trials import Trials, moves_with_weights

FINEST: Final = 10**9
_FAR: Final = 1 << 60
# What rules may read that weights of grids move, and what those of criteria move beside.
_WITH_GRIDS: Final = frozenset(
    {"score", "ceiling", "completeness", "base_score", "base_ceiling", "bonus", "bonus_ceiling"}
)
_WITH_CRITERIA: Final = frozenset({"weakest_grid", "weakest_ceiling"})
_SIDES: Final = {"score": 0, "ceiling": 1}
Figure = tuple[Whole, Flags]
"""A figure in billionths, of draws × requests, and where it is known."""


def moved(path: PathExpression, varied: Sequence[str]) -> bool:
    """Whether what a path reads is another in each draw of weights; what marks move is read of each scorecard."""
    if not {"grids", "criteria"} & set(varied):
        return False
    if path.parts is None:
        return moves_with_weights(path)
    if path.parts[0] in {"grids", "sections"}:
        return "criteria" in varied and path.parts[-1] in _SIDES
    return path.parts[0] in _WITH_GRIDS or ("criteria" in varied and path.parts[0] in _WITH_CRITERIA)


def in_finest(value: Fraction) -> int:
    """A number in billionths, to the nearest; one that lies far from all figures, as far as can be told."""
    return max(-_FAR, min(_FAR, int((value * FINEST + Fraction(1, 2)).__floor__())))


class WeighedGrids:
    """What the scorecards of a call give the sums behind their scores, one column a scorecard."""

    def __init__(self, trials: Trials, terms: DrawTerms, columns: Sequence[PossibleCard]) -> None:
        """UndrawableError where sections have weights of their own that draws would have to share out."""
        call = trials.case.call
        self.flat, self.by_criteria = call.flat, "criteria" in terms.varied
        if (self.flat or self.by_criteria) and any(each.weighs_sections for each in trials.plan.grids):
            raise UndrawableError("sections of a grid have weights of their own, under which criteria are not drawn")
        self.names = [each.grid.id for each in trials.plan.grids]
        self.declared = [float(each.weight) for each in trials.plan.grids]
        self.criteria = [
            [each.criterion for each in planned.criteria if each.criterion.weight > 0] for planned in trials.plan.grids
        ]
        self._rows = [
            np.array([_row(each, [one.id for one in row]) for each in columns], np.float64).reshape(-1, len(row), 3)
            for row in self.criteria
        ]
        self._of_grids = [
            [_known([getattr(each.card.grids[name], side) for each in columns]) for side in _SIDES]
            for name in self.names
        ]

    def weights(self, chance: tuple[Chance, Chance], terms: DrawTerms, rows: int) -> tuple[Numbers, list[Numbers]]:
        """The weights of the grids, then those of the criteria of each grid, one row a draw."""

        def drawn(varied: str, stream: Chance, declared: list[float]) -> Numbers:
            if varied not in terms.varied:
                return np.broadcast_to(np.array(declared), (rows, len(declared)))
            if terms.within is not None:
                return stream.around(rows, declared, float(terms.within))
            # In one sum over all grids, those of a grid keep what they weigh together.
            return stream.over_all(rows, len(declared)) * _total(declared)

        criteria = [drawn("criteria", chance[1], [float(one.weight) for one in row]) for row in self.criteria]
        return drawn("grids", chance[0], self.declared), criteria

    def figures(self, weights: tuple[Numbers, list[Numbers]], picked: Any) -> DrawnFigures:
        """The figures of every request under weights, one row a draw; `picked` is the column of each request."""
        parts = [self._part(at, criteria, picked) for at, criteria in enumerate(weights[1])]
        return DrawnFigures(self.names, weights[0], parts, picked)

    def _part(self, at: int, weights: Numbers, picked: Any) -> tuple[tuple[Numbers, Numbers], ...]:
        """What a grid adds to a score and to a ceiling, before its own weight: a sum, and what it is divided by."""
        if not (self.by_criteria or self.flat):
            return tuple((values[picked], known[picked]) for values, known in self._of_grids[at])
        worth, most, below = (self._sum(at, weights, picked, which) for which in range(3))
        if self.flat:
            return (worth, below), (most, below)
        counts, whole = (below > 0).astype(np.float64), np.where(below > 0, below, 1.0)
        return (worth / whole, counts), (most / whole, counts)

    def _sum(self, at: int, weights: Numbers, picked: Any, which: int) -> Numbers:
        """The sum over the criteria of a grid of what each has, times its weight; added one after the other."""
        found = np.zeros((weights.shape[0], picked.shape[1]))
        for column in range(len(self.criteria[at])):
            found = found + weights[:, column, None] * self._rows[at][:, column, which][picked]
        return found


def _total(values: Sequence[float]) -> float:
    total = 0.0
    for each in values:
        total += each
    return total


def _row(each: PossibleCard, names: Sequence[str]) -> list[tuple[float, float, float]]:
    """Of each criterion: the worth of its level and of its ceiling in points, and whether it counts."""
    judged = {one.id: one for one in each.card.criteria}
    return [
        (float(100 * (one.value or 0)), float(100 * (one.ceiling_value or 0)), 1.0) if one.counts else (0.0, 0.0, 0.0)
        for one in (judged[name] for name in names)
    ]


def _known(values: Sequence[Fraction | None]) -> tuple[Numbers, Numbers]:
    """Values, nothing where there is none, and one where there is."""
    return (
        np.array([0.0 if each is None else float(each) for each in values]),
        np.array([0.0 if each is None else 1.0 for each in values]),
    )


class DrawnFigures:
    """The figures that rules and ranks read, of draws × requests; each is worked out when it is asked for."""

    def __init__(self, names: Sequence[str], weights: Numbers, parts: Sequence[Any], picked: Any) -> None:
        """`parts` are those of each grid, for score and ceiling: a sum, and what it is divided by."""
        self.picked, self.rows = picked, max(weights.shape[0], picked.shape[0])
        self._names, self._weights, self._parts = names, weights, parts
        self._made: dict[tuple[str, ...], Figure] = {}

    def of(self, path: tuple[str, ...]) -> Figure:
        """A figure by its path; UndrawableError where draws do not work it out."""
        known = self._made.get(path)
        if known is None:
            known = self._made[path] = self._figure(path)
        return known

    def _figure(self, path: tuple[str, ...]) -> Figure:
        match path:
            case ("score" | "ceiling" as side,):
                return self._mean(_SIDES[side])
            case ("weakest_grid",):
                return self._weakest(0)
            case ("weakest_ceiling",):
                return self._weakest(1)
            case ("grids", name, "score" | "ceiling" as side) if name in self._names:
                return self._of_grid(self._names.index(name), _SIDES[side])
        raise UndrawableError(
            f"a rule or a rank reads {'.'.join(path)}, which moves with the weights in a way that is not drawn"
        )

    def _mean(self, side: int) -> Figure:
        above: Any = 0.0
        below: Any = 0.0
        for at, part in enumerate(self._parts):
            value, counts = part[side]
            weight = self._weights[:, at, None]
            above = above + weight * value
            below = below + weight * counts
        return _whole(above, below)

    def _of_grid(self, at: int, side: int) -> Figure:
        value, counts = self._parts[at][side]
        return _whole(value, counts)

    def _weakest(self, side: int) -> Figure:
        found = [self._of_grid(at, side) for at in range(len(self._parts))]
        least = np.where(found[0][1], found[0][0], np.iinfo(np.int64).max)
        known = found[0][1]
        for value, has in found[1:]:
            least = np.minimum(least, np.where(has, value, np.iinfo(np.int64).max))
            known = known | has
        return least, known


def _whole(above: Any, below: Any) -> Figure:
    """A quotient in billionths, and where there is one."""
    known = below > 0
    return np.rint(above / np.where(known, below, 1.0) * float(FINEST)).astype(np.int64), known
