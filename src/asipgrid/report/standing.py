"""The line: which request is the last one paid in its turn, and the score it was paid with."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from asipgrid.model.places import Id
from asipgrid.model.results import GRANTED, Ranked, Result


class Line(Struct, frozen=True):
    """The last request paid by rank (None: none is), and its score where the call ranks by nothing else first."""

    last: Id | None
    score: Fraction | None


def paid_line(result: Result) -> Line:
    """The line of a result; the committee's own decisions are paid whatever their rank, and draw none."""
    paid = [each for each in result.requests if _in_turn(each)]
    last = paid[-1] if paid else None
    if last is None:
        return Line(None, None)
    return Line(last.request.id, None if result.call.shows_rank_figure or result.call.in_points else last.card.score)


def _in_turn(each: Ranked) -> bool:
    return each.rank is not None and each.decision is None and each.award.status in GRANTED


def best_rank(result: Result, ranked: Ranked) -> int:
    """The rank a request has when it reaches the most it still can, the others as they stand."""
    most = ranked.card.ceiling or Fraction(0)
    others = [each for each in result.requests if each.rank is not None and each is not ranked]
    return 1 + sum((each.card.score or Fraction(0)) > most for each in others)
