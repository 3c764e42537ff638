"""Sections of a grid: what each weighs among the others, and its part of the sums of its grid (scoring, 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from asipgrid.engine.plan import PlannedGrid
from asipgrid.model.calls import Grid
from asipgrid.model.judged import Judged
from asipgrid.model.sections import GridSection

Sums = Sequence[Any]
"""What criteria add, in units of their grid: weight (whole), value, ceiling's value, level, ceiling, known weight."""


def added(judged: Iterable[Judged]) -> list[Any]:
    """The six sums of criteria, each with its own weight; six times nothing where there are none."""
    return list(map(sum, zip(*[each.judgement.adds for each in judged], strict=True))) or [0] * 6


def by_section(grid: Grid, judged: Iterable[Judged]) -> Iterator[tuple[GridSection, list[Judged]]]:
    """The sections of a grid in its order, each with its criteria as they were judged."""
    known = {each.id: each for each in judged}
    return ((section, [known[name] for name in section.criteria]) for section in grid.sections)


def weighed(planned: PlannedGrid, judged: Iterable[Judged]) -> list[Any]:
    """The six sums of a grid whose sections have weights: each gives its weight, however much counts in it."""
    parts = [_weighed(planned, section, added(row)) for section, row in by_section(planned.grid, judged)]
    return [sum(column) for column in zip(*parts, strict=True)]


def _weighed(planned: PlannedGrid, section: GridSection, sums: Sums) -> Sums:
    weight, value, most, level, ceiling, known = sums
    if section.weight is None or not weight:
        return sums
    whole = section.weight.numerator * (planned.weight_unit // section.weight.denominator)
    times = Fraction(whole) / weight
    return (whole, value * times, most * times, level, ceiling, known * times)


def weights(grid: Grid, counted: Sequence[Judged]) -> dict[str, Fraction]:
    """What each criterion that counts weighs in its grid: its part of the weight of its section, where that has one."""
    found = {each.id: each.weight for each in counted}
    for section in grid.sections:
        own = {name: found[name] for name in section.criteria if name in found}
        if section.weight is not None and own:
            times = section.weight / sum(own.values(), Fraction(0))
            found |= {name: weight * times for name, weight in own.items()}
    return found
