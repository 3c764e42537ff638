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
    """(a + b x) / (c + d x), whole numbers without a common factor; where it is asked, c + d x is above 0."""

    a: int
    b: int
    c: int
    d: int

    @property
    def stays(self) -> bool:
        """Whether it has the same value everywhere, as most figures have when one criterion weighs more."""
        return not (self.b or self.d)

    def at(self, x: Fraction) -> Fraction:
        """Its value."""
        return Fraction(*self.ratio(x))

    def ratio(self, x: Fraction) -> tuple[int, int]:
        """Its value as (numerator, denominator), which need not be in lowest terms."""
        top, bottom = x.numerator, x.denominator
        return self.a * bottom + self.b * top, self.c * bottom + self.d * top

    def reaches(self, value: Fraction) -> Iterator[Fraction]:
        """Where it has a value between 0 and 1, unless it has it everywhere."""
        top, bottom = value.numerator, value.denominator
        # How far it lies above the value, times what it is divided by: a straight line.
        first = self.a * bottom - top * self.c
        last = first + self.b * bottom - top * self.d
        if first < 0 < last or last < 0 < first:
            yield Fraction(first, first - last)

    def meets(self, other: Quotient) -> Iterator[Fraction]:
        """Where it has the value of another, unless it has it everywhere; to 24 digits where there is no fraction for it."""
        if self.stays and other.stays:
            return
        square = self.b * other.d - other.b * self.d
        slope = self.a * other.d + self.b * other.c - other.a * self.d - other.b * self.c
        rest = self.a * other.c - other.a * self.c
        if not square:
            if slope:
                yield Fraction(-rest, slope)
            return
        inner = slope * slope - 4 * square * rest
        if inner >= 0:
            root = _root(inner)
            yield from {(-slope - root) / (2 * square), (-slope + root) / (2 * square)}


def _root(value: int) -> Fraction:
    whole = math.isqrt(value)
    return Fraction(whole) if whole * whole == value else Fraction(math.isqrt(value * _ROOT * _ROOT), _ROOT)


class Fit:
    """Finds quotients, each from its values at the same four places: through three of them, and proven at the fourth."""

    def __init__(self, places: Sequence[Fraction]) -> None:
        """The places, four of them, all different."""
        self._unit = math.lcm(*(each.denominator for each in places))
        one, two, three, four = self._places = [int(each * self._unit) for each in places]
        # A quotient keeps the cross-ratio of four places: (4 - 1)(2 - 3) to (4 - 3)(2 - 1).
        self._cross = (four - one) * (two - three), (four - three) * (two - one)

    def of(self, values: Sequence[Fraction]) -> Quotient | None:
        """The quotient that has these values at the places; None where there is none."""
        (n1, m1), (n2, m2), (n3, m3), (n4, m4) = map(Fraction.as_integer_ratio, values)
        if n1 == n2 == n3 == n4 and m1 == m2 == m3 == m4:
            return Quotient(n1, 0, m1, 0)
        rise, fall = n2 * m1 - n1 * m2, n2 * m3 - n3 * m2
        above, below = self._cross
        # What has a value twice, and another one as well, is no quotient.
        if not (rise and fall and n1 * m3 - n3 * m1):
            return None
        if (n4 * m1 - n1 * m4) * fall * below != (n4 * m3 - n3 * m4) * rise * above:
            return None
        x1, x2, x3, _ = self._places
        p, q = rise * (x2 - x3), fall * (x2 - x1)
        made = (
            p * n3 * x1 - q * n1 * x3,
            (q * n1 - p * n3) * self._unit,
            p * m3 * x1 - q * m1 * x3,
            (q * m1 - p * m3) * self._unit,
        )
        common = math.gcd(*made) * (1 if made[2] * self._unit + made[3] * x1 > 0 else -1)
        return Quotient(*(each // common for each in made))


class End(Struct, frozen=True):
    """Where a range ends (None: nowhere), and what changes beyond: each request with the word before and after."""

    at: Fraction | None
    changes: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def with_changes(cls, at: Fraction, changes: dict[str, tuple[str, str]]) -> End:
        """The end at which something changes."""
        return cls(at, tuple((name, *words) for name, words in sorted(changes.items())))


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
            return End.with_changes(at, changes)
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
