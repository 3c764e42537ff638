"""The panel of a call: how many assessors mark a request, and what becomes of their marks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct

CONSENSUS: Final = "consensus"
"""The folder of ratings, and the name beside the assessors', of levels agreed after discussion."""


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


class GridPanel(Struct, frozen=True, kw_only=True):
    """What a grid has for itself: how many assessors, how their marks become one level, who alone marks it (empty: all)."""

    assessors: int | None = None
    aggregate: str | None = None
    by: tuple[str, ...] = ()


class Panel(Struct, frozen=True, kw_only=True):
    """How many assessors a request needs, how their marks become one level, when they disagree.

    `blind`: nobody sees the marks of others before giving all of their own. `subjects`: the fewest criteria marked by
    several assessors on which an agreement is computed. `per` says how marks become one level for some criteria,
    `of_grids` what some grids have for themselves, `weights` how much an assessor counts (else 1). With `totals`, the
    assessors' own scores become the score of the request in that way. Marks further than `outliers` from the middle one
    are named.
    """

    assessors: int
    aggregate: str
    disagreement: Fraction | None
    blind: bool = False
    subjects: int = 20
    per: Mapping[str, str] = {}
    of_grids: Mapping[str, GridPanel] = {}
    weights: Mapping[str, Fraction] = {}
    totals: str | None = None
    veto: Veto | None = None
    further: Further | None = None
    outliers: Fraction | None = None

    def need(self, grid: str) -> int:
        """How many assessors the criteria of a grid need."""
        own = self.of_grids.get(grid)
        return self.assessors if own is None or own.assessors is None else own.assessors

    def how(self, criterion: str, grid: str) -> str:
        """How the marks on a criterion of a grid become its level."""
        own = self.of_grids.get(grid)
        return self.per.get(criterion) or (own.aggregate if own and own.aggregate else self.aggregate)

    def asks(self, assessor: str, grid: str) -> bool:
        """Whether an assessor marks a grid; what all agree on may be about any."""
        own = self.of_grids.get(grid)
        return own is None or not own.by or assessor == CONSENSUS or assessor in own.by

    @property
    def named(self) -> bool:
        """Whether some grids have assessors of their own."""
        return any(each.by for each in self.of_grids.values())

    @property
    def calls_in(self) -> bool:
        """Whether a further assessor may be called in: where marks lie apart, or where no level has most votes."""
        hows = {self.aggregate, *self.per.values(), *(each.aggregate for each in self.of_grids.values())}
        return self.further is not None or "majority" in hows

    @property
    def sums_up(self) -> bool:
        """Whether the scores of single assessors take part in anything."""
        rules = (self.veto, self.further)
        return self.totals is not None or any(each is not None and each.of is not Of.CRITERION for each in rules)

    @property
    def in_points(self) -> bool:
        """Whether a rule looks at the points that single assessors give in total."""
        return any(each is not None and each.of is Of.POINTS for each in (self.veto, self.further))
