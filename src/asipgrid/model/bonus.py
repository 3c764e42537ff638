"""Points on top of the criteria: what a call gives or takes when a condition holds, and what a request has of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.model.places import Truth
from asipgrid.model.values import Reason, Text


class BonusRule(Struct, frozen=True, kw_only=True):
    """Points that a request has on top when a condition holds; negative where they are taken off."""

    id: str
    title: Text
    points: Fraction
    when: Mapping[str, Any]


class BonusTerms(Struct, frozen=True, kw_only=True):
    """What a call gives on top: its rules, and how much they give at most and take at most, together (None: no limit)."""

    rules: tuple[BonusRule, ...]
    most: Fraction | None = None
    least: Fraction | None = None


class GivenBonus(Struct, frozen=True, kw_only=True):
    """One rule for one request: whether it holds, and why; `paths` are what is not stated."""

    rule: BonusRule
    holds: Truth
    reason: Reason
    paths: tuple[str, ...]


class BonusScore(Struct, frozen=True, kw_only=True):
    """What a request has on top, from what holds whatever is missing to the best still possible.

    In points of the score, or of the call's scales where it tells scores in points. `score` and `ceiling` are those
    without it.
    """

    points: Fraction
    points_ceiling: Fraction
    score: Fraction | None
    ceiling: Fraction | None
    given: tuple[GivenBonus, ...]
