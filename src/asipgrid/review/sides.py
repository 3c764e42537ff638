"""The two sides of a comparison: a result each, the documents behind it where they are at hand; figures and causes that differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.calls import MEETS_RULES
from asipgrid.review.differences import Difference, told

Data = Mapping[str, Any]
NOTHING: Final[Data] = {}


class SideDocuments(Struct, frozen=True, kw_only=True):
    """The documents behind a result, as written: grids by id, requests and decisions by id, sheets by both their ids."""

    call: Data
    grids: Mapping[str, Data]
    requests: Mapping[str, Data]
    sheets: Mapping[tuple[str, str], Data]
    decisions: Mapping[str, Data]


class Unscored(Struct, frozen=True):
    """What is wrong first with a request that a result does not have; empty words where that is not known.

    `unfilled`: it is not yet filled in, which is no error.
    """

    says: str
    unfilled: bool = False


class Recomputed(Struct, frozen=True, kw_only=True):
    """What the requests of a side come to with this engine, by their ids: now, and under another call and other grids.

    `under` takes the grids by id, and gives None when call and grids do not go together.
    """

    now: Mapping[str, Data]
    under: Callable[[Data, Mapping[str, Data]], Mapping[str, Data] | None]


class Side(Struct, frozen=True, kw_only=True):
    """One side: how it was named, its result, the engine that computed it, its documents when they are the same ones.

    `monitoring` is what `results/monitoring/` holds, by the id of the request; its day under an empty id. `unscored` are
    the requests that the result does not have because something about them has an error or is not yet filled in.
    """

    name: str
    result: Data
    engine: str | None = None
    documents: SideDocuments | None = None
    monitoring: Mapping[str, Data] = {}
    unscored: Mapping[str, Unscored] = {}
    recomputed: Recomputed | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """Why something moved: a kind, where, and the values before and after (None: not there, or not stated)."""

    kind: str
    where: str
    old: str | None = None
    new: str | None = None

    @classmethod
    def of(cls, kind: str, difference: Difference, where: str = "") -> Cause:
        """The cause that a difference of two documents is; its place unless another is given."""
        return cls(kind=kind, where=where or difference.where, old=told(difference.old), new=told(difference.new))


class Move(Struct, frozen=True, kw_only=True):
    """One figure of a request before and after."""

    old: str | None
    new: str | None

    @property
    def moved(self) -> bool:
        """Whether it differs."""
        return self.old != self.new


def figures(a: Data | None, b: Data | None) -> dict[str, Move]:
    """Score, ceiling, rank, money, outcome and payers of a request before and after, as results print them."""
    moves = {name: Move(old=_text(a, name), new=_text(b, name)) for name in ("score", "ceiling", "rank", "awarded")}
    moves |= {"outcome": Move(old=_outcome(a), new=_outcome(b)), "paid": Move(old=_paid(a), new=_paid(b))}
    # Where only one of two results tells what is worked out, it is their calls that differ, or their age.
    both = [each for each in (a, b) if each is not None and "worked_out" in each]
    told_by_both = len(both) == sum(each is not None for each in (a, b))
    sides = (_text(each, "worked_out") if told_by_both else None for each in (a, b))
    return {**moves, "worked_out": Move(old=next(sides), new=next(sides))}


def moved(moves: Mapping[str, Move]) -> frozenset[str]:
    """The names of the figures that differ."""
    return frozenset(name for name, move in moves.items() if move.moved)


def _text(request: Data | None, key: str) -> str | None:
    value = None if request is None else request[key]
    return None if value is None else str(value)


def _paid(request: Data | None) -> str | None:
    """From which envelopes a request is paid, where its call has several: `water 400.00 + pool 50.00`."""
    paid = None if request is None else request.get("paid")
    return " + ".join(f"{name} {amount}" for name, amount in paid.items()) if paid else None


def _outcome(request: Data | None) -> str | None:
    """What became of a request in one word: of one that is to be funded, whether the money reaches it; or it passes."""
    return None if request is None else str(request["status" if request["outcome"] in MEETS_RULES else "outcome"])
