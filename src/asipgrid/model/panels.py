"""The panel of a call: how many assessors mark a request, and what becomes of their marks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct


class Of(StrEnum):
    """What a rule of a panel looks at: marks on a criterion, or what single assessors give in total."""

    CRITERION = "criterion"
    TOTAL = "total"
    POINTS = "points"


class Veto(Struct, frozen=True):
    """So many assessors below a level on one criterion (`of` a total or points: below those in total) are a veto."""

    assessors: int
    below: Fraction
    of: Of = Of.CRITERION


class Further(Struct, frozen=True):
    """When marks on one criterion (`of` a total or points: those in total) lie further apart, a further assessor marks."""

    difference: Fraction
    of: Of = Of.CRITERION


class Panel(Struct, frozen=True, kw_only=True):
    """How many assessors a request needs, how their marks become one level, when they disagree.

    `blind`: nobody sees the marks of others before giving all of their own. `subjects`: the fewest criteria marked by
    several assessors on which an agreement is computed. `per` says how marks become one level for some criteria,
    `of_grids` how many assessors some grids need, `weights` how much an assessor counts (else 1). With `totals`, the
    assessors' own scores become the score of the request in that way. Marks further than `outliers` from the middle one
    are named.
    """

    assessors: int
    aggregate: str
    disagreement: Fraction | None
    blind: bool = False
    subjects: int = 20
    per: Mapping[str, str] = {}
    of_grids: Mapping[str, int] = {}
    weights: Mapping[str, Fraction] = {}
    totals: str | None = None
    veto: Veto | None = None
    further: Further | None = None
    outliers: Fraction | None = None

    def need(self, grid: str) -> int:
        """How many assessors the criteria of a grid need."""
        return self.of_grids.get(grid, self.assessors)

    @property
    def sums_up(self) -> bool:
        """Whether the scores of single assessors take part in anything."""
        rules = (self.veto, self.further)
        return self.totals is not None or any(each is not None and each.of is not Of.CRITERION for each in rules)

    @property
    def in_points(self) -> bool:
        """Whether a rule looks at the points that single assessors give in total."""
        return any(each is not None and each.of is Of.POINTS for each in (self.veto, self.further))
