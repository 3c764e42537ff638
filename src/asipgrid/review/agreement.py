"""How far assessors agree: Krippendorff's alpha, intraclass correlation, kappa. Exact fractions; None when undefined.

Ratings come as rows of assessors over columns of subjects (requests), None where somebody did not rate. Own code rather
than a library: the statistics packages compute in floats, whose last digits change from machine to machine, and bring
numpy, scipy and pandas along for some thirty lines.

Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); P. E. Shrout and J. L. Fleiss, Intraclass
correlations, Psychological Bulletin 86 (1979); J. Cohen (1960, 1968); J. L. Fleiss, Psychological Bulletin 76 (1971).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

Ratings = Sequence[Sequence[int | Fraction | None]]
Distance = Callable[[Fraction, Fraction], Fraction]


def krippendorff_alpha(ratings: Ratings, level: str = "ordinal") -> Fraction | None:
    """Alpha for nominal, ordinal, interval or ratio levels; None when fewer than two levels or no pairs were given."""
    units = [[Fraction(v) for v in column if v is not None] for column in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in units for value in unit)
    count = sum(totals.values())
    if len(totals) < 2:
        return None
    distance = _distance(level, totals)
    observed = sum(
        (sum((distance(a, b) for a, b in product(unit, repeat=2)), Fraction(0)) / (len(unit) - 1) for unit in units),
        Fraction(0),
    )
    pairs = product(totals.items(), repeat=2)
    expected = sum((distance(a, b) * n * m for (a, n), (b, m) in pairs), Fraction(0))
    return 1 - (count - 1) * observed / expected


def _distance(level: str, totals: Counter[Fraction]) -> Distance:
    if level == "nominal":
        return lambda a, b: Fraction(a != b)
    if level == "interval":
        return lambda a, b: (a - b) ** 2
    if level == "ratio":
        return lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else Fraction(0)
    ordered = sorted(totals)

    def ordinal(a: Fraction, b: Fraction) -> Fraction:
        low, high = min(a, b), max(a, b)
        between = sum(totals[value] for value in ordered if low <= value <= high)
        return (between - Fraction(totals[a] + totals[b], 2)) ** 2

    return ordinal


def icc1(groups: Sequence[Sequence[int | Fraction]], *, average: bool = False) -> Fraction | None:
    """One-way intraclass correlation of subjects rated k times each: ICC(1,1), or ICC(1,k) for the mean of k.

    `groups` has one row a subject. None when rows differ in length, when there are fewer than two subjects or
    ratings, or when nothing varies.
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
    if average:
        return (between - within) / between if between else None
    spread = between + (k - 1) * within
    return (between - within) / spread if spread else None


def cohen_kappa(table: Sequence[Sequence[int]], weights: str | None = None) -> Fraction | None:
    """Kappa of two raters from their square table of counts; `weights` linear or quadratic for ordered categories."""
    size, total = len(table), sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    power = 2 if weights == "quadratic" else 1

    def cost(i: int, j: int) -> int:
        return int(i != j) if weights is None else int(abs(i - j) ** power)

    cells = list(product(range(size), repeat=2))
    observed = Fraction(sum(cost(i, j) * table[i][j] for i, j in cells))
    expected = Fraction(sum(cost(i, j) * rows[i] * columns[j] for i, j in cells))
    return 1 - observed * total / expected if expected else None


def fleiss_kappa(counts: Sequence[Sequence[int | Fraction]]) -> Fraction | None:
    """Kappa of many raters: one row a subject, one column a category, how many raters chose it.

    Every subject has the same number of raters, at least two; None when they do not or when only one category was used.
    """
    table = [[Fraction(n) for n in row] for row in counts]
    raters = {sum(row, Fraction(0)) for row in table}
    if len(raters) != 1 or min(raters) < 2:
        return None
    n = raters.pop()
    agreed = sum(((sum((c * c for c in row), Fraction(0)) - n) / (n * (n - 1)) for row in table), Fraction(0)) / len(
        table
    )
    shares = [sum(column, Fraction(0)) / (n * len(table)) for column in zip(*table, strict=True)]
    chance = sum((share * share for share in shares), Fraction(0))
    return (agreed - chance) / (1 - chance) if chance != 1 else None
