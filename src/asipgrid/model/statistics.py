"""Figures of all requests: what a call declares, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.model.places import Id
from asipgrid.model.values import Text


class StatisticKind(StrEnum):
    """What is made of the figures of several requests."""

    LOWEST = "lowest"
    HIGHEST = "highest"
    MEDIAN = "median"
    MEAN = "mean"
    SUM = "sum"
    COUNT = "count"


class CallStatistic(Struct, frozen=True, kw_only=True):
    """A figure of all requests: of the figure at `path`, among those for which a condition holds (None: the eligible)."""

    name: str
    kind: StatisticKind
    path: str
    title: Text | None = None
    unit: str = "number"
    among: Mapping[str, Any] | None = None


class StatisticValue(Struct, frozen=True, kw_only=True):
    """A statistic of the call with its figure (None: not known, or there is none) and the requests behind it, by id.

    `count` requests count; `set_by` are those whose own figure it is (of a median, those in the middle); `unsure` are
    those that keep it from being known.
    """

    name: str
    kind: StatisticKind
    path: str
    title: Text | None
    unit: str
    value: Fraction | None
    count: int
    set_by: tuple[Id, ...]
    unsure: tuple[Id, ...]
