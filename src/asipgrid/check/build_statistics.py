"""The statistics of a checked call as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asipgrid.model.statistics import CallStatistic, StatisticKind
from asipgrid.model.values import Text


def statistics(data: Mapping[str, Any]) -> tuple[CallStatistic, ...]:
    """The statistics of a call, in its order."""
    return tuple(_statistic(name, each) for name, each in data.get("statistics", {}).items())


def _statistic(name: str, data: Mapping[str, Any]) -> CallStatistic:
    kind = next(kind for kind in StatisticKind if kind in data)
    return CallStatistic(
        name=name,
        kind=kind,
        path=data[kind],
        title=Text.of(data["title"]) if "title" in data else None,
        unit=data.get("unit", "number"),
        among=data.get("among"),
    )
