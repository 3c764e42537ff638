"""Ranks of all requests in many draws at once: by the figure that the call ranks by, then by its chain for those that are equal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct

from asipgrid.engine.plan import PlannedLink
from asipgrid.review.chance import Flags, Whole
from asipgrid.review.drawn_figures import FINEST, DrawnFigures, moved
from asipgrid.review.estimates import DrawTerms, UndrawableError
from asipgrid.review.resampled import PossibleCard
from asipgrid.review.trials import Trials

# Above any place: where requests stand that have no figure, and those that have no rank.
_LAST = 1 << 40
# Where the least comes first, requests rank on the most that an open figure can be.
_CEILINGS = {"score": "ceiling", "weakest_grid": "weakest_ceiling"}


class DrawnOrder(Struct, frozen=True, eq=False):
    """Of draws × requests: the number of its group of equals (from 0, best first) and its rank; those without come last."""

    group: Whole
    rank: Whole


class DrawnRanks:
    """How the requests of a call are put in order, over the scorecards that draws may give, one column each."""

    def __init__(self, trials: Trials, terms: DrawTerms, columns: Sequence[PossibleCard]) -> None:
        """UndrawableError where a link of the chain moves with weights in a way that is not drawn."""
        links = trials.plan.links
        self._moving = [_moving(link, terms) for link in links]
        self._upward = [link.link.ascending for link in links]
        self._fixed = [
            None if moving else _places([each.figures[at] for each in columns], upward=self._upward[at])
            for at, moving in enumerate(self._moving)
        ]

    def order(self, figures: DrawnFigures, ranked: Flags) -> DrawnOrder:
        """The order of the requests that have a rank."""
        group = _groups(np.where(ranked, self._place(0, figures, ranked.shape), 2 * _LAST))
        alone = ~ranked
        for at in range(1, len(self._moving)):
            rows = np.flatnonzero(_equals(group, alone).any(axis=1))
            if not rows.size:
                break
            place = self._place(at, figures, ranked.shape)[rows]
            # A figure that one of a group does not state puts nobody of that group apart, nor do those after it.
            before = group[rows]
            lacks = np.zeros((rows.size, before.shape[1]), np.bool_)
            where = np.nonzero((place == _LAST) & _equals(before, alone[rows]))
            lacks[where[0], before[where]] = True
            alone[rows] |= np.take_along_axis(lacks, before, axis=1)
            group[rows] = _groups(_joined(before, place, alone[rows]))
        return DrawnOrder(group, _ranks(group, ranked))

    def _place(self, at: int, figures: DrawnFigures, shape: tuple[int, ...]) -> Whole:
        """A number that is less where a request stands before another by one link."""
        fixed, moving = self._fixed[at], self._moving[at]
        if fixed is not None:
            return np.broadcast_to(fixed[figures.picked], shape)
        value, stated = figures.of(moving)
        return np.where(stated, value if self._upward[at] else 100 * FINEST - value, _LAST)


def _moving(link: PlannedLink, terms: DrawTerms) -> tuple[str, ...]:
    """The path of the figure of a link that weights move; nothing where they do not, as a level stays what it is."""
    name = link.link.name
    if not {"grids", "criteria"} & set(terms.varied) or link.figure is not None or link.levels or name == "points":
        return ()
    if link.path is not None:
        if not moved(link.path, terms.varied):
            return ()
        if link.path.parts is None:
            raise UndrawableError(f"requests rank by {name}, which is not drawn")
        return tuple(_CEILINGS.get(part, part) for part in link.path.parts) if link.link.ascending else link.path.parts
    end = "ceiling" if link.link.ascending else "score"
    if name == "score":
        return (end,)
    parts = "sections" if link.link.kind == "section" else "grids"
    return (parts, name, end) if "criteria" in terms.varied else ()


def _places(values: Sequence[Any], *, upward: bool) -> Whole:
    """The place of each value, from 0 for the best; equal values share it, what is not stated comes last."""
    stated = {Fraction(*each) if isinstance(each, tuple) else each for each in values if each is not None}
    places = {value: place for place, value in enumerate(sorted(stated, reverse=not upward))}
    return np.array(
        [_LAST if each is None else places[Fraction(*each) if isinstance(each, tuple) else each] for each in values],
        np.int64,
    )


def _groups(keys: Whole) -> Whole:
    """The number of each key among the different keys of its row, from the least."""
    order = np.argsort(keys, axis=1, kind="stable")
    along = np.take_along_axis(keys, order, axis=1)
    new = np.zeros(keys.shape, np.int64)
    new[:, 1:] = along[:, 1:] != along[:, :-1]
    found = np.empty(keys.shape, np.int64)
    np.put_along_axis(found, order, np.cumsum(new, axis=1), axis=1)
    return found


def _joined(group: Whole, place: Whole, alone: Flags) -> Whole:
    """Keys by group, then by place; those whom nothing puts apart any more share one place."""
    return (group << 41) | np.where(alone, 0, np.minimum(place, _LAST))


def _equals(group: Whole, alone: Flags) -> Flags:
    """Who shares a group that a further link may put apart."""
    sizes = _sizes(group, np.ones(group.shape, np.bool_))
    shared: Flags = (np.take_along_axis(sizes, group, axis=1) > 1) & ~alone
    return shared


def _ranks(group: Whole, ranked: Flags) -> Whole:
    """One more than how many stand in groups before."""
    sizes = _sizes(group, ranked)
    before = np.cumsum(sizes, axis=1) - sizes
    return np.where(ranked, np.take_along_axis(before, group, axis=1) + 1, 0)


def _sizes(group: Whole, counted: Flags) -> Whole:
    """How many of those that are counted each group of a row has, by its number."""
    flat = group + np.arange(group.shape[0])[:, None] * group.shape[1]
    return np.bincount(flat[counted], minlength=group.size).reshape(group.shape)
