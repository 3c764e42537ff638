"""From judged criteria to grid scores and the call's score: exact, added as whole numbers (scoring, 2.3)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from asipgrid.engine.conditions import all_of
from asipgrid.engine.plan import Plan, PlannedGrid
from asipgrid.model.calls import Grid
from asipgrid.model.places import Id
from asipgrid.model.results import Gate, GridScore, Judged, Scorecard

HUNDRED: Final = Fraction(100)
# Levels, and the worth of levels, are whole numbers over the denominators of their grid times this: means of up to six marks.
FINE: Final = 60
_NOTHING: Final = (0, 0, 0, 0, 0, 0)


def weighted_mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of (weight, value) parts; parts without a value or a weight leave the sum. None when none is left."""
    counted = [(weight, value) for weight, value in parts if value is not None and weight > 0]
    weights = exact_sum((weight.numerator, weight.denominator) for weight, _ in counted)
    total = exact_sum((w.numerator * v.numerator, w.denominator * v.denominator) for w, v in counted)
    return total / weights if weights else None


def exact_sum(ratios: Iterable[tuple[int, int]]) -> Fraction:
    """The exact sum of (numerator, denominator) pairs, added as whole numbers over their common denominator."""
    totals: dict[int, int] = {}
    for numerator, denominator in ratios:
        totals[denominator] = totals.get(denominator, 0) + numerator
    common = math.lcm(*totals)
    return Fraction(sum(total * (common // denominator) for denominator, total in totals.items()), common)


def worth(grid: Grid, level: Fraction) -> Fraction:
    """The value of a level, from 0 to 1; between two whole levels, on the straight line."""
    whole = level.numerator // level.denominator
    value = grid.values[whole]
    rest = level - whole
    return value if rest == 0 else value + (grid.values[whole + 1] - value) * rest


def adds(
    planned: PlannedGrid,
    weight: Fraction,
    interval: tuple[Fraction | None, Fraction | None],
    values: tuple[Fraction | None, Fraction | None],
    *,
    known: bool,
) -> tuple[int | Fraction, ...]:
    """What a criterion adds to the six sums of its grid: weight, value, ceiling's value, level, ceiling, known weight.

    In units of the grid, as whole numbers where these are fine enough; nothing where it does not count (no value).
    """
    (level, ceiling), (value, most) = interval, values
    if value is None or most is None or level is None or ceiling is None or weight <= 0:
        return _NOTHING
    heavy = weight * planned.weight_unit
    unit = planned.value_unit * FINE
    exact = (heavy, heavy * value * unit, heavy * most * unit, level * FINE, ceiling * FINE, heavy if known else 0)
    return tuple([each.numerator if each.denominator == 1 else each for each in exact])


def card(plan: Plan, request: Id, judged: Sequence[Sequence[Judged]]) -> Scorecard:
    """The scorecard of a request whose criteria are judged, grid by grid."""
    grids: dict[str, GridScore] = {}
    shares: list[tuple[Fraction, Fraction | None, Fraction | None, Fraction | None]] = []
    for planned, row in zip(plan.grids, judged, strict=True):
        sums = [sum(column) for column in zip(*[each.judgement.adds for each in row], strict=True)] or _NOTHING
        figures = grids[planned.grid.id] = _grid_score(planned, sums)
        weight = planned.weight * (Fraction(sums[0], planned.weight_unit) if plan.call.flat else 1)
        shares.append((weight, figures.score, figures.ceiling, Fraction(sums[5], sums[0]) if sums[0] else None))
    everything = tuple([each for row in judged for each in row])
    score = weighted_mean((weight, share) for weight, share, _, _ in shares)
    whole = all(share == ceiling for _, share, ceiling, _ in shares)
    return Scorecard(
        request=request,
        criteria=everything,
        grids=grids,
        score=score,
        ceiling=score if whole else weighted_mean((weight, ceiling) for weight, _, ceiling, _ in shares),
        points=exact_sum(each.points.as_integer_ratio() for each in grids.values()),
        points_ceiling=exact_sum(each.points_ceiling.as_integer_ratio() for each in grids.values()),
        completeness=weighted_mean((weight, known) for weight, _, _, known in shares),
        eligible=all_of(gate.passes for gate in _gates(plan, everything) if gate.kind == "eligibility"),
        weakest_grid=min([each.score for each in grids.values() if each.score is not None], default=None),
        weakest_ceiling=min([each.ceiling for each in grids.values() if each.ceiling is not None], default=None),
        below_minimum=tuple([everything[at].id for at, least in plan.minima if _is_below(everything[at], least)]),
    )


def _gates(plan: Plan, judged: Sequence[Judged]) -> Iterator[Gate]:
    """The answers of the gates of criteria that apply."""
    for at in plan.gates:
        gate = judged[at].gate
        if gate is not None:
            yield gate


def _grid_score(planned: PlannedGrid, sums: Sequence[int | Fraction]) -> GridScore:
    weight, value, most, level, ceiling, _ = sums
    unit = weight * planned.value_unit * FINE
    score = Fraction(100 * value, unit) if weight else None
    return GridScore(
        score=score,
        ceiling=score if value == most or not weight else Fraction(100 * most, unit),
        points=Fraction(level, FINE),
        points_ceiling=Fraction(ceiling, FINE),
    )


def _is_below(each: Judged, minimum: Fraction) -> bool:
    return each.level is not None and each.level < minimum


def shares(plan: Plan, scored: Scorecard) -> dict[str, Fraction]:
    """How many of the 100 points of the score each counted criterion is worth for this request."""
    counted: dict[str, list[Judged]] = {}
    for each in scored.criteria:
        if each.counts:
            counted.setdefault(each.grid, []).append(each)
    weight = {planned.grid.id: planned.weight for planned in plan.grids}
    if plan.call.flat:
        total = _sum(weight[name] * each.weight for name, row in counted.items() for each in row)
        unit = {name: HUNDRED * weight[name] / total for name in counted}
    else:
        grids = _sum(weight[name] for name in counted)
        unit = {
            name: HUNDRED * weight[name] / grids / _sum(each.weight for each in row) for name, row in counted.items()
        }
    return {each.id: unit[name] * each.weight for name, row in counted.items() for each in row}


def _sum(values: Iterable[Fraction]) -> Fraction:
    return exact_sum(value.as_integer_ratio() for value in values)
