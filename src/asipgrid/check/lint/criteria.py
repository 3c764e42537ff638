"""The criteria of a sound grid and what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from asipgrid.model.places import KeyPath
from asipgrid.model.values import exact

Data = Mapping[str, Any]


def criteria_in(grid: Data) -> Iterator[tuple[KeyPath, Data]]:
    """The criteria of a grid, each with its place."""
    for index, each in enumerate(grid["criteria"]):
        yield ("criteria", index), each


def weight_of(each: Data) -> Fraction:
    """The weight that counts: none of a criterion that is only shown."""
    return Fraction(0) if each.get("info") else exact(each.get("weight", 0))


def paths_of(measure: Data) -> list[str]:
    """The paths of a measure, as they are written."""
    (written,) = (value for key, value in measure.items() if key not in {"title", "unit"})
    return [written] if isinstance(written, str) else written


def conditions_of(each: Data, at: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    """The conditions of a criterion, each with its place."""
    for key in ("requires", "applies_when"):
        if key in each:
            yield (*at, key), each[key]
    for index, rule in enumerate(each.get("levels", ())):
        yield (*at, "levels", index, "when"), rule["when"]
