"""How far one number may move before a decision changes: found exactly, from the points at which figures cross.

Under a moving weight each figure is a quotient of two straight lines. It is fitted at three weights and proven at a fourth;
between two neighbouring crossings nothing can change, so one trial there speaks for all of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

Trial = Callable[[Fraction], dict[str, tuple[str, str]]]
"""What changes at a value: for each request another word than now, and the word now before it."""

_ROOT: Final = 10**24


class Quotient(Struct, frozen=True):
    """(a + b x) / (c + d x)."""

    a: Fraction
    b: Fraction
    c: Fraction
    d: Fraction

    @property
    def stays(self) -> bool:
        """Whether it has the same value everywhere, as most figures have when one criterion weighs more."""
        return not (self.b or self.d)

    def at(self, x: Fraction) -> Fraction:
        """Its value."""
        return self.a / self.c if self.stays else (self.a + self.b * x) / (self.c + self.d * x)

    def reaches(self, value: Fraction) -> Iterator[Fraction]:
        """Where it has a value, unless it has it everywhere."""
        slope = 0 if self.stays else self.b - value * self.d
        if slope:
            yield (value * self.c - self.a) / slope

    def meets(self, other: Quotient) -> Iterator[Fraction]:
        """Where it has the value of another, unless it has it everywhere; to 24 digits where there is no fraction for it."""
        if self.stays and other.stays:
            return
        square = self.b * other.d - other.b * self.d
        slope = self.a * other.d + self.b * other.c - other.a * self.d - other.b * self.c
        rest = self.a * other.c - other.a * self.c
        if not square:
            if slope:
                yield -rest / slope
            return
        inner = slope * slope - 4 * square * rest
        if inner >= 0:
            root = _root(inner)
            yield from {(-slope - root) / (2 * square), (-slope + root) / (2 * square)}


def _root(value: Fraction) -> Fraction:
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    return Fraction(math.isqrt(value.numerator * _ROOT * _ROOT // value.denominator), _ROOT)


def quotient(points: Sequence[tuple[Fraction, Fraction]]) -> Quotient | None:
    """The quotient through the first three points (x, y); None where the fourth does not lie on it."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
    if y1 == y2 == y3 == y4:
        return Quotient(y1, Fraction(0), Fraction(1), Fraction(0))
    # a + b x - d x y = y, with c = 1; the first equation taken from the two others leaves b and d.
    p, q, r = x2 - x1, x1 * y1 - x2 * y2, y2 - y1
    s, t, u = x3 - x1, x1 * y1 - x3 * y3, y3 - y1
    if r * s == u * p:  # a straight line
        b, d = r / p, Fraction(0)
    else:
        whole = p * t - s * q
        if not whole:
            return None
        b, d = (r * t - u * q) / whole, (p * u - s * r) / whole
    found = Quotient(y1 + d * x1 * y1 - b * x1, b, Fraction(1), d)
    return found if found.c + found.d * x4 and found.at(x4) == y4 else None


class End(Struct, frozen=True):
    """Where a range ends (None: nowhere), and what changes beyond: each request with the word before and after."""

    at: Fraction | None
    changes: tuple[tuple[str, str, str], ...] = ()


def ends(
    now: Fraction, crossings: Iterable[Fraction], limits: tuple[Fraction, Fraction], trial: Trial
) -> tuple[End, End]:
    """The range around a value in which nothing changes: its lower and its upper end, inside the limits."""
    inside = {each for each in crossings if limits[0] < each < limits[1]}
    below = sorted((each for each in inside if each <= now), reverse=True)
    above = sorted(each for each in inside if each >= now)
    return _end(below, limits[0], trial), _end(above, limits[1], trial)


def _end(crossings: Sequence[Fraction], limit: Fraction, trial: Trial) -> End:
    for at, beyond in zip(crossings, [*crossings, limit][1:], strict=True):
        changes = trial((at + beyond) / 2)
        if changes:
            return End(at, tuple((name, *words) for name, words in sorted(changes.items())))
    return End(None)


class StableRange(Struct, frozen=True, kw_only=True):
    """One number, and the range around it in which every decision stays; `unit` is %, points or the currency.

    Without ends (None) it was not found out: what rules or ranks read does not move as a quotient of the weight. `path` is
    that of a number of a rule, from the call.
    """

    kind: str
    name: str
    unit: str
    value: Fraction
    low: End | None
    high: End | None
    path: tuple[str | int, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it ends anywhere."""
        return any(end is not None and end.at is not None for end in (self.low, self.high))

    def inside(self, at: Fraction, digits: int) -> Fraction:
        """An end with its last digit towards the value now: what is printed lies inside. As it is where that would pass it."""
        unit = 10**digits
        towards = math.ceil(at * unit) if at < self.value else math.floor(at * unit)
        passes = (at < self.value) != (Fraction(towards, unit) < self.value)
        return at if passes else Fraction(towards, unit)
