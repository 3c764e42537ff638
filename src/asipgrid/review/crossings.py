"""Where requests change places, and figures reach numbers, under a moving share: from the share now outwards, as far as asked.

Of many requests most pairs change places far away, if ever. So shares are looked at a piece at a time: in a piece, only
requests whose figures come to the same number somewhere are set beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from msgspec import Struct

from asipgrid.model.places import Id
from asipgrid.review.stable_ranges import Quotient

# The first piece, and how many pairs are set beside each other in one.
_PIECE: Final = Fraction(1, 1024)
_MOST_PAIRS: Final = 4000
# Figures are told apart by so many binary digits, rounded outwards; who lies closer is set beside each other.
_DIGITS: Final = 64

Figures = tuple[Quotient | None, ...]
"""What a request is ranked on, under a moving share; None where there is nothing, or no number."""
_Lines = Mapping[Quotient, frozenset[str]]
_Span = tuple[int, int, Quotient, frozenset[str]]


class Crossing(Struct, frozen=True):
    """A share at which something may change, one between it and the next such share, who reaches a number of the rules.

    `swaps`: requests of which different things become change places there.
    """

    at: Fraction
    beyond: Fraction
    reaching: frozenset[Id]
    swaps: bool


class Crossings:
    """The crossings of one moving share."""

    def __init__(self, reaching: Mapping[Fraction, Iterable[Id]], ranked: Iterable[tuple[Figures, str]]) -> None:
        """`reaching`: who reaches a number of the rules where; `ranked`: the figures of each request, what becomes of it."""
        self._reaching = {at: frozenset(names) for at, names in reaching.items()}
        self._families = list(_families(ranked))

    def outward(self, now: Fraction, limit: Fraction) -> Iterator[Crossing]:
        """Those from a share on, before a limit."""
        step, near = _PIECE if limit > now else -_PIECE, now
        while near != limit:
            far = min(near + step, limit) if limit > now else max(near + step, limit)
            swaps = self._swaps(near, far)
            if swaps is None:
                step /= 4
                continue
            found = {*swaps, *(at for at in self._reaching if _is_between(at, near, far))}
            for at, beyond in pairwise([*sorted(found, reverse=limit < now), far]):
                yield Crossing(at, (at + beyond) / 2, self._reaching.get(at, frozenset()), at in swaps)
            near, step = far, step * 2

    def _swaps(self, near: Fraction, far: Fraction) -> set[Fraction] | None:
        """Where lines of different words meet in a piece, its near end with it; None where there are too many pairs."""
        found: set[Fraction] = set()
        for lines in self._families:
            spans: list[_Span] = []
            for line, words in lines.items():
                ends = [(top << _DIGITS) // bottom for top, bottom in (line.ratio(near), line.ratio(far))]
                spans.append((min(ends), max(ends) + 1, line, words))
            pairs = _overlapping(spans)
            if pairs is None:
                return None
            found |= {at for one, other in pairs for at in one.meets(other) if _is_between(at, near, far)}
        return found


def _is_between(at: Fraction, near: Fraction, far: Fraction) -> bool:
    return near <= at < far if near < far else far < at <= near


def _overlapping(spans: list[_Span]) -> Sequence[tuple[Quotient, Quotient]] | None:
    """The pairs of different words whose spans overlap; None where there are too many."""
    spans.sort(key=lambda each: each[:2])
    begun: dict[frozenset[str], list[tuple[int, Quotient]]] = {}
    pairs: list[tuple[Quotient, Quotient]] = []
    for low, high, line, words in spans:
        for others, group in begun.items():
            if len(words | others) > 1:
                group[:] = [each for each in group if each[0] >= low]
                pairs += [(line, other) for _, other in group]
        if len(pairs) > _MOST_PAIRS:
            return None
        begun.setdefault(words, []).append((high, line))
    return pairs


def _families(ranked: Iterable[tuple[Figures, str]]) -> Iterator[_Lines]:
    """The lines that may meet: first figures of all, then the next ones of those who are equal everywhere up to them."""
    groups: dict[Quotient | None, set[tuple[Figures, str]]] = {}
    for figures, word in ranked:
        groups.setdefault(figures[0], set()).add((figures[1:], word))
    yield {line: frozenset(word for _, word in group) for line, group in groups.items() if line is not None}
    for group in groups.values():
        if len({word for _, word in group}) > 1 and any(rest for rest, _ in group):
            yield from _families(group)
