"""The figures of a request on two sides: its score, what it could still reach, its rank, its outcome and its money."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from asipgrid.review.sides import Data


class Move(Struct, frozen=True, kw_only=True):
    """One figure of a request before and after."""

    old: str | None
    new: str | None

    @property
    def moved(self) -> bool:
        """Whether it differs."""
        return self.old != self.new


def figures(a: Data | None, b: Data | None) -> dict[str, Move]:
    """The figures of a request before and after, as results print them."""
    moves = {name: Move(old=_text(a, name), new=_text(b, name)) for name in ("score", "ceiling", "rank", "awarded")}
    return {**moves, "outcome": Move(old=_outcome(a), new=_outcome(b))}


def moved(moves: Mapping[str, Move]) -> frozenset[str]:
    """The names of the figures that differ."""
    return frozenset(name for name, move in moves.items() if move.moved)


def _text(request: Data | None, key: str) -> str | None:
    value = None if request is None else request[key]
    return None if value is None else str(value)


def _outcome(request: Data | None) -> str | None:
    """What became of a request in one word: of one that is to be funded, whether the money reaches it."""
    return None if request is None else str(request["status" if request["outcome"] == "fund" else "outcome"])
