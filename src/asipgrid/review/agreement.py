"""How far assessors agree: Krippendorff's alpha for ordered levels, ICC(1,k). Exact fractions; None when undefined.

Ratings come as rows of assessors over columns of subjects (requests), None where somebody did not rate. Own code rather
than a library: the statistics packages compute in floats, whose last digits change from machine to machine, and bring
numpy, scipy and pandas along for some thirty lines.

Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); P. E. Shrout and J. L. Fleiss, Intraclass
correlations, Psychological Bulletin 86 (1979).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

Ratings = Sequence[Sequence[int | Fraction | None]]


def krippendorff_alpha(ratings: Ratings) -> Fraction | None:
    """Alpha for ordinal levels; None when fewer than two levels or no pairs were given."""
    units = [[Fraction(v) for v in column if v is not None] for column in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in units for value in unit)
    if len(totals) < 2:
        return None
    observed = sum(
        (
            sum((_distance(a, b, totals) for a, b in product(unit, repeat=2)), Fraction(0)) / (len(unit) - 1)
            for unit in units
        ),
        Fraction(0),
    )
    pairs = product(totals.items(), repeat=2)
    expected = sum((_distance(a, b, totals) * n * m for (a, n), (b, m) in pairs), Fraction(0))
    return 1 - (sum(totals.values()) - 1) * observed / expected


def _distance(a: Fraction, b: Fraction, totals: Counter[Fraction]) -> Fraction:
    """How far apart two levels are: the ratings between them, those of the two counted half, squared."""
    between = sum(count for value, count in totals.items() if min(a, b) <= value <= max(a, b))
    return (between - Fraction(totals[a] + totals[b], 2)) ** 2


def icc1k(groups: Sequence[Sequence[int | Fraction]]) -> Fraction | None:
    """One-way intraclass correlation of the mean of k ratings, ICC(1,k); `groups` has one row a subject.

    None when rows differ in length, when there are fewer than two subjects or ratings, or when nothing varies.
    """
    rows = [[Fraction(value) for value in row] for row in groups]
    sizes = {len(row) for row in rows}
    if len(rows) < 2 or len(sizes) != 1 or sizes <= {0, 1}:
        return None
    k = sizes.pop()
    means = [sum(row, Fraction(0)) / k for row in rows]
    grand = sum(means, Fraction(0)) / len(means)
    between = k * sum(((mean - grand) ** 2 for mean in means), Fraction(0)) / (len(rows) - 1)
    squares = ((v - mean) ** 2 for row, mean in zip(rows, means, strict=True) for v in row)
    within = sum(squares, Fraction(0)) / (len(rows) * (k - 1))
    return (between - within) / between if between else None
