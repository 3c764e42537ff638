"""What the envelope gives all requests in many draws at once: the same rules as `engine.allocation`, a step a rank."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from asipgrid.model.amounts import Allocation
from asipgrid.model.results import Status
from asipgrid.review.chance import Codes, Flags, Whole
from asipgrid.review.drawn_ranks import DrawnOrder

STATUSES: Final = tuple(Status)
_FUNDED, _PARTIAL, _RESERVE, _TIED = (
    STATUSES.index(each) for each in (Status.FUNDED, Status.PARTIAL, Status.RESERVE, Status.TIED)
)
_NOBODY: Final = 1 << 40


def awards(
    order: DrawnOrder, asks: Whole, minima: Whole, envelope: int, terms: Allocation, tickets: Whole | None
) -> Codes:
    """The status of each request in each draw, as its number in `STATUSES`; asks (cents) below 0 take no part.

    `tickets` are the places of requests in a lot, where the call draws one among equals.
    """
    by_lot = np.zeros(asks.shape, np.int64) if tickets is None else np.broadcast_to(tickets, asks.shape)
    served = np.where(asks < 0, _NOBODY, order.group)
    # Who asks for nothing stands first among equals.
    sequence = np.lexsort((by_lot, asks > 0, served), axis=1)
    till = _Tills(
        np.take_along_axis(asks, sequence, axis=1),
        np.take_along_axis(minima, sequence, axis=1),
        np.take_along_axis(served, sequence, axis=1),
        envelope,
        terms,
    )
    along = till.served(ties_stop=tickets is None)
    found = np.empty(asks.shape, np.int8)
    np.put_along_axis(found, sequence, along, axis=1)
    return found


class _Tills:
    """The money left in each draw, and in which nothing more is given."""

    def __init__(self, asks: Whole, minima: Whole, groups: Whole, envelope: int, terms: Allocation) -> None:
        self.asks, self.minima, self.groups = asks, minima, groups
        self.left = np.full(asks.shape[0], envelope, np.int64)
        self.closed = np.zeros(asks.shape[0], np.bool_)
        self.stops, self.partial = terms.overflow == "stop", terms.partial == "remainder"

    def served(self, *, ties_stop: bool) -> Codes:
        """What becomes of each, in the order served."""
        found = np.full(self.asks.shape, _RESERVE, np.int8)
        shared = np.zeros(self.asks.shape, np.bool_)
        shared[:, :-1] = (self.groups[:, 1:] == self.groups[:, :-1]) & (self.groups[:, 1:] < _NOBODY)
        first = shared.copy()
        first[:, 1:] &= (self.groups[:, 1:] != self.groups[:, :-1]) | (self.asks[:, :-1] == 0)
        tied = np.full(self.asks.shape[0], -1, np.int64)
        for at in range(self.asks.shape[1]):
            if ties_stop:
                rows = np.flatnonzero(first[:, at] & (self.asks[:, at] > 0) & ~self.closed)
                if rows.size:
                    stop = rows[self._depends_on_order(rows, at)]
                    tied[stop] = self.groups[stop, at]
                    self.closed[stop] = True
            found[:, at] = self._award(at)
            if ties_stop:
                found[(self.groups[:, at] == tied) & (self.asks[:, at] > 0), at] = _TIED
        return found

    def _award(self, at: int) -> Any:
        ask, least = self.asks[:, at], self.minima[:, at]
        open_ = ~self.closed & (ask >= 0)
        full = open_ & (ask <= self.left)
        part = open_ & ~full & (self.left > 0) & (self.left >= least) & self.partial
        if self.stops:
            self.closed |= open_ & ~full & ~part
        self.left = np.where(full, self.left - ask, np.where(part, 0, self.left))
        return np.where(full, _FUNDED, np.where(part, _PARTIAL, _RESERVE))

    def _depends_on_order(self, rows: Whole, at: int) -> Flags:
        """Whether two orders of the equals that begin at a place would give somebody another award, in some draws."""
        left, group = self.left[rows], self.groups[rows, at]
        total, full, part, misfits = (np.zeros(rows.size, np.int64) for _ in range(4))
        for place in range(at, self.asks.shape[1]):
            here = self.groups[rows, place] == group
            if not here.any():
                break
            ask, least = self.asks[rows, place], self.minima[rows, place]
            fits = here & (ask <= left)
            partly = here & ~fits & (left > 0) & (left >= least) & self.partial
            total += np.where(fits, ask, 0)
            full += fits
            part += partly
            misfits += here & ~fits & ~partly
        crowded = (total > left) | ((part > 0) & (full + part > 1)) | ((misfits > 0) & self.stops)
        return (full + part > 0) & (full + part + misfits > 1) & crowded
