"""Points on top of the criteria: what a call gives or takes when a condition holds, and what a request has of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.model.places import Truth
from asipgrid.model.values import Reason, Text


class BonusRule(Struct, frozen=True, kw_only=True):
    """Points that a request has on top when a condition holds (None: always); negative where they are taken off.

    With a path `of`, `points` are the most: it has as many as the figure there, times `each`, never fewer than none.
    """

    id: str
    title: Text
    points: Fraction
    when: Mapping[str, Any] | None
    of: str | None = None
    each: Fraction = Fraction(1)


class BonusTerms(Struct, frozen=True, kw_only=True):
    """What a call gives on top: its rules, and how much they give at most and take at most, together (None: no limit)."""

    rules: tuple[BonusRule, ...]
    most: Fraction | None = None
    least: Fraction | None = None


class GivenBonus(Struct, frozen=True, kw_only=True):
    """One rule for one request: whether it holds, and why; `paths` are what is not stated.

    It gives `least` points whatever is missing, and `most` at best: the same where all is known.
    """

    rule: BonusRule
    holds: Truth
    reason: Reason
    paths: tuple[str, ...]
    least: Fraction
    most: Fraction


class BonusScore(Struct, frozen=True, kw_only=True):
    """What a request has on top, from what holds whatever is missing to the best still possible.

    In points of the score, or of the call's scales where it tells scores in points; `whole` and `whole_ceiling` without
    the limits of the call. `score` and `ceiling` are those without it; `gains` say by rule how many points of the score
    could change with what is not known of it.
    """

    points: Fraction
    points_ceiling: Fraction
    whole: Fraction
    whole_ceiling: Fraction
    gains: Mapping[str, Fraction]
    score: Fraction | None
    ceiling: Fraction | None
    given: tuple[GivenBonus, ...]
