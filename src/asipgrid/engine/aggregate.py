"""From judged criteria to grid scores and the call's score: exact, added as whole numbers (scoring, 2.3)."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import structs

from asipgrid.engine.conditions import all_of
from asipgrid.engine.plan import Plan, PlannedGrid
from asipgrid.engine.sections import added, by_section, weighed, weights
from asipgrid.model.calls import Call, Criterion, Grid
from asipgrid.model.judged import Gate, GridScore, Judged, Scorecard, SectionScore
from asipgrid.model.places import Id, Truth
from asipgrid.model.stages import StageOutcome

HUNDRED: Final = Fraction(100)
# Levels, and the worth of levels, are whole numbers over the denominators of their grid times this: means of up to six marks.
FINE: Final = 60
_NOTHING: Final = (0, 0, 0, 0, 0, 0)


def worth(criterion: Criterion, level: Fraction) -> Fraction:
    """The value of a level, from 0 to 1; between two whole levels, on the straight line."""
    values = criterion.values
    if not values:
        return level / criterion.max
    whole = level.numerator // level.denominator
    rest = level - whole
    return values[whole] if rest == 0 else values[whole] + (values[whole + 1] - values[whole]) * rest


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
    heavy, unit = _times(weight, planned.weight_unit), planned.value_unit * FINE
    worths = heavy * _times(value, unit), heavy * _times(most, unit)
    return (heavy, *worths, _times(level, FINE), _times(ceiling, FINE), heavy if known else 0)


def _times(value: Fraction, unit: int) -> int | Fraction:
    """The product, as a whole number where it is one."""
    whole, rest = divmod(value.numerator * unit, value.denominator)
    return value * unit if rest else whole


def card(plan: Plan, request: Id, judged: Sequence[Sequence[Judged]]) -> Scorecard:
    """The scorecard of a request whose criteria are judged, grid by grid."""
    sums = [
        weighed(planned, row) if planned.weighs_sections else added(row)
        for planned, row in zip(plan.grids, judged, strict=True)
    ]
    counted = [(planned, each) for planned, each in zip(plan.grids, sums, strict=True) if each[0]]
    weights = _weights(plan, counted)
    # Every grid over one unit, so that what is compared or added is whole.
    units = [each[0] * planned.value_unit * FINE for planned, each in counted]
    common = math.lcm(*units)
    values = [100 * each[1] * (common // unit) for (_, each), unit in zip(counted, units, strict=True)]
    most = [100 * each[2] * (common // unit) for (_, each), unit in zip(counted, units, strict=True)]
    score = _mean(weights, values, common)
    everything = tuple(itertools.chain.from_iterable(judged))
    tops = [_top(plan, row) for row in judged] if plan.call.in_points else [None] * len(judged)
    grids = [_grid_score(*each) for each in zip(plan.grids, sums, tops, strict=True)]
    scored = [grid for grid, each in zip(grids, sums, strict=True) if each[0]]
    before = plan.earlier.get(request, StageOutcome.ABSENT) if plan.before else None
    sections = dict(_sections(plan, judged)) if plan.has_sections else {}
    return Scorecard(
        request=request,
        criteria=everything,
        grids={planned.grid.id: each for planned, each in zip(plan.grids, grids, strict=True)},
        score=score,
        ceiling=score if most == values else _mean(weights, most, common),
        points=_over(sum([each[3] for each in sums]), FINE),
        points_ceiling=_over(sum([each[4] for each in sums]), FINE),
        completeness=_completeness(weights, [each for _, each in counted]),
        eligible=_eligible(plan, everything, before),
        weakest_grid=scored[values.index(min(values))].score if scored else None,
        weakest_ceiling=scored[most.index(min(most))].ceiling if scored else None,
        below_minimum=(
            *[everything[at].id for at in plan.minima if everything[at].judgement.below],
            *[name for name, each in sections.items() if each.below],
        ),
        points_of=sum([each for each in tops if each is not None], Fraction(0)) if plan.call.in_points else None,
        before=before,
        sections=sections,
    )


def below_ceiling(plan: Plan, scored: Scorecard) -> list[str]:
    """What stays below a minimum of its own whatever becomes of what is still open: criteria, then sections, by id."""
    minima = [
        (plan.criteria[each.id].minimum, each.id, each.ceiling)
        for each in map(scored.criteria.__getitem__, plan.minima)
    ]
    parts = [
        (each.minimum, name, each.points_ceiling) for name, each in scored.sections.items() if each.ceiling is not None
    ]
    return [name for least, name, most in (*minima, *parts) if least is not None and most is not None and most < least]


def _completeness(weights: Sequence[int | Fraction], sums: Sequence[Sequence[Any]]) -> Fraction | None:
    """The share of the weights that is known, over the grids that count."""
    unit = math.lcm(*(each[0] for each in sums))
    return _mean(weights, [each[5] * (unit // each[0]) for each in sums], unit)


def _eligible(plan: Plan, everything: Sequence[Judged], before: StageOutcome | None) -> Truth:
    """Whether every eligibility gate holds, and the stage before let the request pass, where there is one."""
    gates = [gate.passes for gate in _gates(plan, everything) if gate.kind == "eligibility"]
    return all_of(gates if before is None else [*gates, before.passes])


def _sections(plan: Plan, judged: Sequence[Sequence[Judged]]) -> Iterator[tuple[str, SectionScore]]:
    """The figures of every section, by id, in the order of the grids."""
    for planned, row in zip(plan.grids, judged, strict=True):
        for section, part in by_section(planned.grid, row):
            sums, own = added(part), sum((each.weight for each in part if each.counts), Fraction(0))
            figures = _grid_score(planned, sums, _top(plan, part) if plan.call.in_points else None)
            counts = figures.score is not None
            yield (
                section.id,
                SectionScore(
                    **structs.asdict(figures),
                    weight=section.weight if section.weight is not None and counts else own,
                    minimum=section.minimum,
                    below=section.minimum is not None and counts and figures.points < section.minimum,
                ),
            )


def _top(plan: Plan, judged: Iterable[Judged]) -> Fraction:
    """The highest levels of the criteria that count, in sum."""
    return Fraction(sum(plan.criteria[each.id].max for each in judged if each.counts))


def tops(plan: Plan, scored: Scorecard) -> dict[str, Fraction]:
    """What the points of each grid and section are out of, by their ids; those of the call under an empty one."""
    found = {
        planned.grid.id: _top(plan, [each for each in scored.criteria if each.grid == planned.grid.id])
        for planned in plan.grids
    }
    of_sections = {
        section.id: _top(plan, part)
        for planned in plan.grids
        for section, part in by_section(planned.grid, [e for e in scored.criteria if e.grid == planned.grid.id])
    }
    return {"": sum(found.values(), Fraction(0)), **found, **of_sections}


def _weights(plan: Plan, counted: Sequence[tuple[PlannedGrid, Sequence[Any]]]) -> list[int]:
    """How much each grid weighs in the call, as whole numbers; in one sum (flat), by the weight of what counts in it."""
    if not plan.call.flat:
        return [planned.whole_weight for planned, _ in counted]
    common = math.lcm(*(planned.weight_unit for planned, _ in counted))
    return [planned.whole_weight * each[0] * (common // planned.weight_unit) for planned, each in counted]


def weighted_mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of (weight, value) parts; parts without a value or a weight leave the sum. None when none is left."""
    counted = [(weight, value) for weight, value in parts if value is not None and weight > 0]
    unit = math.lcm(*(weight.denominator for weight, _ in counted))
    return _mean([_times(weight, unit) for weight, _ in counted], [value for _, value in counted], 1)


def _mean(weights: Sequence[int | Fraction], values: Sequence[int | Fraction], unit: int) -> Fraction | None:
    """The mean, by their weights, of values over a unit; None when there is none."""
    if not weights:
        return None
    return _over(sum([weight * value for weight, value in zip(weights, values, strict=True)]), unit * sum(weights))


# The same figures come again with other requests: points, the scores of grids.
_over = functools.lru_cache(16384)(Fraction)


def _grid_score(planned: PlannedGrid, sums: Sequence[Any], top: Fraction | None) -> GridScore:
    weight, value, most, level, ceiling, _ = sums
    unit = weight * planned.value_unit * FINE
    score = _over(100 * value, unit) if weight else None
    return GridScore(
        score=score,
        ceiling=score if value == most or not weight else _over(100 * most, unit),
        points=_over(level, FINE),
        points_ceiling=_over(ceiling, FINE),
        points_of=top,
    )


def _gates(plan: Plan, judged: Sequence[Judged]) -> list[Gate]:
    """The answers of the gates of criteria that apply."""
    gates = [judged[at].judgement.gate for at in plan.gates]
    return [gate for gate in gates if gate is not None]


def shares(call: Call, grids: Iterable[Grid], scored: Scorecard) -> dict[str, Fraction]:
    """How many of the 100 points of the score each counted criterion is worth for this request; `grids` are the call's."""
    counted: dict[str, list[Judged]] = {}
    for each in scored.criteria:
        if each.counts:
            counted.setdefault(each.grid, []).append(each)
    in_grid = {grid.id: weights(grid, counted[grid.id]) for grid in grids if grid.id in counted}
    weight = call.weights
    if call.flat:
        total = _sum(weight[name] * each for name, row in in_grid.items() for each in row.values())
        unit = {name: HUNDRED * weight[name] / total for name in in_grid}
    else:
        of_grids = _sum(weight[name] for name in in_grid)
        unit = {name: HUNDRED * weight[name] / of_grids / _sum(row.values()) for name, row in in_grid.items()}
    return {each: unit[name] * own for name, row in in_grid.items() for each, own in row.items()}


def given(scored: Scorecard, each: Judged, worth: Mapping[str, Fraction]) -> Fraction | None:
    """How many points of the score a criterion gives; None where it gives none, as where totals of assessors make it."""
    if each.id not in worth or each.value is None or scored.by_totals is not None:
        return None
    return worth[each.id] * each.value


def _sum(values: Iterable[Fraction]) -> Fraction:
    """Added as whole numbers over their common denominator."""
    totals: dict[int, int] = {}
    for value in values:
        totals[value.denominator] = totals.get(value.denominator, 0) + value.numerator
    common = math.lcm(*totals)
    return Fraction(sum(total * (common // denominator) for denominator, total in totals.items()), common)
