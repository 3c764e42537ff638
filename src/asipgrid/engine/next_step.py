"""What would give the next level, and where facts stand: asked of a judgement, later, by whoever prints."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.criteria import Judge, curve, line_reasons, reached
from asipgrid.engine.paths import facts, value_at
from asipgrid.engine.plan import Plan, PlannedCriterion
from asipgrid.model.calls import ByCurve, ByLevels, ByMark, ByThresholds
from asipgrid.model.judged import Fact, Judged, Scorecard
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason


def next_steps(
    plan: Plan, request: Request, card: Scorecard, grids: Collection[str] | None = None
) -> dict[str, Reason]:
    """What would give each criterion of a request its next level, by id; nothing where it is the top, or not known.

    Of some `grids` alone, by their ids, where they are named.
    """
    judged = {each.id: each for each in card.criteria}
    steps: dict[str, Reason] = {}
    for grid in plan.grids:
        if grids is not None and grid.grid.id not in grids:
            continue
        judge = Judge(plan.shared, request, grid, 1)
        for planned in grid.criteria:
            step = _step(judge, planned, judged[planned.criterion.id])
            if step is not None:
                steps[planned.criterion.id] = step
    return steps


def facts_of(plan: Plan, request: Request, each: Judged) -> tuple[Fact, ...]:
    """The facts that a criterion of a request rests on, each with its place in the request or the call.

    Behind a measure that a condition reads stands what the measure is made of.
    """
    named = [name for found in each.judgement.found for name in found.reads]
    if not named:
        return ()
    grid = next(grid for grid in plan.grids if grid.grid.id == each.grid)
    behind = [(name, *(grid.figures[name].reads if name in grid.figures else ())) for name in named]
    reads = dict.fromkeys(name for names in behind for name in names)
    found = facts(reads, Judge(plan.shared, request, grid, 1).env, request.record)
    return tuple(
        replace(fact, place=plan.call.facts_at.get(fact.path)) if fact.place is None else fact for fact in found
    )


def _step(judge: Judge, planned: PlannedCriterion, each: Judged) -> Reason | None:
    """The next level of one criterion that applies."""
    if planned.applies is not None and planned.applies.truth(judge.env) is not True:
        return None
    judging = planned.criterion.judging
    if isinstance(judging, ByLevels):
        return _next_rule(judge, planned, each.level)
    if isinstance(judging, ByMark):
        return _next_text(judging, each)
    if judging is None or each.figure is None or planned.figure is None:
        return None
    if isinstance(judging, ByCurve):
        step = _next_knot(judging, each.figure, planned.figure.measure.unit)
    else:
        step = _next_threshold(judge, planned, judging, each.figure)
    months = planned.figure.measure.kind == "months"
    return Reason(step.key, {**step.values, "months": True}) if step and months else step


def _next_rule(judge: Judge, planned: PlannedCriterion, level: Fraction | None) -> Reason | None:
    """The lowest level above this one: its words, and the lines that keep it from holding."""
    for rule, condition in reversed(planned.levels):
        if level is not None and rule.level > level:
            lines = line_reasons(condition.look(judge.env).unmet)
            return Reason("next_text", {"level": rule.level, "words": rule.words, "lines": lines})
    return None


def _next_text(judging: ByMark, each: Judged) -> Reason | None:
    mark = each.given.of(each.id)
    aimed = None if mark is None or mark.level is None else judging.above(mark.level)
    return None if aimed is None else Reason("next_text", {"level": aimed[0], "words": aimed[1]})


def _next_threshold(judge: Judge, planned: PlannedCriterion, judging: ByThresholds, figure: Fraction) -> Reason | None:
    assert planned.figure is not None
    count = reached(judging.thresholds, figure, at_most=judging.at_most)
    if count == len(judging.thresholds):
        return None
    missed = Quantity(judging.thresholds[count], planned.figure.measure.unit, in_full=True)
    values: dict[str, Any] = {"level": judging.levels[count], "threshold": missed, "at_most": judging.at_most}
    if planned.figure.measure.kind == "ratio" and not planned.figure.measure.parts:
        values.update(_needed(judge, planned.figure.reads, missed.value, at_most=judging.at_most))
    return Reason("next_figure", values)


def _needed(judge: Judge, reads: tuple[str, ...], threshold: Fraction, *, at_most: bool) -> dict[str, Any]:
    """For a share of two counts: how many the first must be for the threshold, the second staying as it is."""
    counts = [value_at(judge.env, read.split(".")) for read in reads]
    if len(counts) != 2 or not all(isinstance(count, int) for count in counts):
        return {}
    part, whole = counts
    exact = threshold * whole
    count = exact.numerator // exact.denominator if at_most else -(-exact.numerator // exact.denominator)
    return {"path": reads[0], "count": count, "more": abs(count - part)}


def _next_knot(judging: ByCurve, value: Fraction, unit: str) -> Reason | None:
    """The nearest point of the curve that stands higher, whichever way the figure must go."""
    level = curve(judging.points, value)
    higher = [(abs(x - value), x, y) for x, y in judging.points if y > level]
    if not higher:
        return None
    _, x, y = min(higher)
    return Reason("next_figure", {"level": y, "threshold": Quantity(x, unit, in_full=True), "at_most": x < value})
