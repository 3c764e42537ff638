"""Sections of a grid: a level of weights between it and its criteria."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from asipgrid.model.places import Place
from asipgrid.model.values import Text


class GridSection(Struct, frozen=True, kw_only=True):
    """Criteria of a grid that are weighed together: `weight` None is the sum of theirs, of those that count.

    `minimum` is the least sum of their levels that is asked for.
    """

    id: str
    title: Text
    weight: Fraction | None
    minimum: Fraction | None
    criteria: tuple[str, ...]
    place: Place
