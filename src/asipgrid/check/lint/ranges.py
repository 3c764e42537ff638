"""The least and the greatest that a path or a measure may give, as far as the facts of a sound grid say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from asipgrid.check.build_measures import OF_DAYS, measure_parts
from asipgrid.check.conditions import bounds_of, schema_at
from asipgrid.check.judged import is_share
from asipgrid.check.wording import Data
from asipgrid.model.values import exact, is_number

Range = tuple[Fraction | None, Fraction | None]


def bounds(path: str, scope: Data) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest number that a path may give, where its schema says."""
    low, high = (None if bound is None else exact(bound) for bound in bounds_of(schema_at(path, scope)))
    return low, high


def figure_range(measure: Data, measures: Data, scope: Data) -> Range:
    """The least and the greatest figure that a measure may give; None where the facts do not say."""
    return _figure_range(measure, measures, scope, {})


def _figure_range(measure: Data, measures: Data, scope: Data, known: dict[str, Range]) -> Range:
    kind, parts = measure_parts(measure)
    if kind in OF_DAYS or kind == "quotient":
        return None, None
    ranges = [_part_range(part, measures, scope, known) for part in parts]
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    match kind:
        case "ratio":
            low = Fraction(0) if all(bound is not None and bound >= 0 for bound in lows) else None
            return low, Fraction(1) if is_share(measure) else None
        case "value":
            return ranges[0]
        case "difference":
            return _less(lows[0], highs[1:]), _less(highs[0], lows[1:])
        case "sum":
            return _sum(lows), _sum(highs)
        case "minimum":
            return _all(min, lows), _any(min, highs)
        case "maximum":
            return _any(max, lows), _all(max, highs)
    if all(low is not None and low >= 0 for low in lows):
        return _all(_product, lows), _all(_product, highs)
    return None, None


def _part_range(part: Any, measures: Data, scope: Data, known: dict[str, Range]) -> Range:
    if is_number(part):
        return exact(part), exact(part)
    if part not in measures:
        return bounds(part, scope)
    if part not in known:
        known[part] = _figure_range(measures[part], measures, scope, known)
    return known[part]


def _all(make: Callable[[list[Fraction]], Fraction], bounds_: Sequence[Fraction | None]) -> Fraction | None:
    """What is made of bounds that are all known."""
    stated = [each for each in bounds_ if each is not None]
    return make(stated) if len(stated) == len(bounds_) else None


def _any(make: Callable[[list[Fraction]], Fraction], bounds_: Sequence[Fraction | None]) -> Fraction | None:
    """What is made of those bounds that are known: the least of several is never above any."""
    stated = [each for each in bounds_ if each is not None]
    return make(stated) if stated else None


def _product(numbers: Sequence[Fraction]) -> Fraction:
    return math.prod(numbers, start=Fraction(1))


def _sum(bounds_: Sequence[Fraction | None]) -> Fraction | None:
    return _all(lambda stated: sum(stated, Fraction(0)), bounds_)


def _less(bound: Fraction | None, others: Sequence[Fraction | None]) -> Fraction | None:
    taken = _sum(others)
    return None if bound is None or taken is None else bound - taken
