"""What draws come to: how often each thing becomes of each request, and how sure that is. Draws nothing itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.model.calls import Call
from asipgrid.model.places import Id
from asipgrid.model.results import GRANTED

# Of a normal law, 95 in 100 lie within so many standard errors.
_WIDE: Final = 1.959963984540054
RANKS_AT: Final = (Fraction(5, 100), Fraction(1, 2), Fraction(95, 100))
"""In which shares of the draws ranks are told."""


class UndrawableError(Exception):
    """Nothing can be drawn: a rule of the call reads what draws do not work out. The text says which."""


class DrawTerms(Struct, frozen=True, kw_only=True):
    """What is drawn: so many times, from a seed; `varied` are of grids, criteria, marks, in this order.

    With `within` (a share), each weight is drawn at most so far from the one declared, else over all weights.
    """

    count: int
    seed: int
    within: Fraction | None = None
    varied: tuple[str, ...] = ()


class Estimate(Struct, frozen=True, kw_only=True):
    """What became of one request in all draws: how often each word, and how often each rank where it had one.

    `now` and `rank` are those of the decision.
    """

    request: Id
    now: str
    rank: int | None
    words: Mapping[str, int]
    ranks: Mapping[int, int]

    @property
    def granted(self) -> int:
        """In how many draws it was given money, all of it or a part."""
        return sum(self.words.get(each, 0) for each in GRANTED)

    @property
    def stays(self) -> bool:
        """Whether in every draw the same becomes of it as is decided."""
        return set(self.words) == {self.now}

    @property
    def is_close(self) -> bool:
        """Whether it is given money, or tied for it, in some draw, and something else becomes of it in another."""
        return not self.stays and any(each in self.words for each in (*GRANTED, "tied"))

    @property
    def most_first(self) -> list[tuple[str, int]]:
        """Each word with how often it came, the most frequent first."""
        return sorted(self.words.items(), key=lambda each: (-each[1], each[0]))

    def rank_at(self, share: Fraction) -> int | None:
        """The best rank that it had, or a better one, in such a share of the draws in which it had one."""
        whole, reached = sum(self.ranks.values()), 0
        for rank in sorted(self.ranks):
            reached += self.ranks[rank]
            if reached >= share * whole:
                return rank
        return None


class Estimates(Struct, frozen=True, kw_only=True):
    """All of it, requests by how often they are given money, then by id."""

    call: Call
    terms: DrawTerms
    requests: tuple[Estimate, ...]


def interval(count: int, of: int) -> tuple[Fraction, Fraction]:
    """Between which shares the true one lies, 95 times in 100, when it was found `count` times `of` all (Wilson's interval).

    Only sums, products, quotients and a root: the same on every machine. Rounded outwards to a millionth.
    """
    share, more = count / of, _WIDE * _WIDE / of
    middle = (share + more / 2) / (1 + more)
    half = _WIDE * math.sqrt(share * (1 - share) / of + more / (4 * of)) / (1 + more)
    low = Fraction(math.floor((middle - half) * 10**6), 10**6) if count else Fraction(0)
    high = Fraction(math.ceil((middle + half) * 10**6), 10**6) if count < of else Fraction(1)
    return max(low, Fraction(0)), min(high, Fraction(1))
