"""The panel of a call: how many assessors mark a request, and what becomes of their marks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct


class Veto(Struct, frozen=True):
    """So many assessors below a level on one criterion (`of_totals`: below a score in total) are a veto."""

    assessors: int
    below: Fraction
    of_totals: bool = False


class Further(Struct, frozen=True):
    """When marks on one criterion (`of_totals`: scores in total) lie further apart than this, a further assessor marks."""

    difference: Fraction
    of_totals: bool = False


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
        return bool(self.totals or (self.veto and self.veto.of_totals) or (self.further and self.further.of_totals))
