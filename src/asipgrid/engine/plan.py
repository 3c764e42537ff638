"""A call and its grids, made ready once: compiled conditions and figures, exact weights. Scores nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from asipgrid.engine.conditions import Condition, Figure, PathExpression, condition, path_expression
from asipgrid.model.calls import ByCurve, ByLevels, ByThresholds, Call, Criterion, Grid, LevelRule, Outcome, TieBreak


class PlannedCriterion(Struct, frozen=True, kw_only=True):
    """A criterion ready to judge: `levels` are best first, `figure` is its measure."""

    criterion: Criterion
    grid: Grid
    requires: Condition | None
    applies: Condition | None
    levels: tuple[tuple[LevelRule, Condition], ...]
    figure: Figure | None


class PlannedGrid(Struct, frozen=True, kw_only=True):
    """A grid ready to score, with its weight in the call."""

    grid: Grid
    weight: Fraction
    figures: Mapping[str, Figure]
    criteria: tuple[PlannedCriterion, ...]


class PlannedRule(Struct, frozen=True, kw_only=True):
    """A decision rule; `when` is None for the last one."""

    outcome: Outcome
    when: Condition | None
    number: int


class Plan(Struct, frozen=True, kw_only=True):
    """Everything a request is judged by, compiled once a call; `criteria` are those of every grid, by id."""

    call: Call
    grids: tuple[PlannedGrid, ...]
    criteria: Mapping[str, Criterion]
    rules: tuple[PlannedRule, ...]
    tie_break: tuple[tuple[TieBreak, PathExpression | None], ...]


def plan(call: Call, grids: Sequence[Grid]) -> Plan:
    """The plan of a call whose documents passed every check; grids in the call's order."""
    by_id = {grid.id: grid for grid in grids}
    return Plan(
        call=call,
        grids=tuple(_grid(by_id[name], weight) for name, weight in call.weights.items()),
        criteria={criterion.id: criterion for name in call.weights for criterion in by_id[name].criteria},
        rules=tuple(
            PlannedRule(outcome=rule.outcome, when=None if rule.when is None else condition(rule.when), number=number)
            for number, rule in enumerate(call.rules, start=1)
        ),
        tie_break=tuple((link, path_expression(link.name) if link.is_path else None) for link in call.tie_break),
    )


def _grid(grid: Grid, weight: Fraction) -> PlannedGrid:
    figures = {measure.name: Figure(measure) for measure in grid.measures}
    criteria = tuple(_criterion(grid, criterion, figures) for criterion in grid.criteria)
    return PlannedGrid(grid=grid, weight=weight, figures=figures, criteria=criteria)


def _criterion(grid: Grid, criterion: Criterion, figures: Mapping[str, Figure]) -> PlannedCriterion:
    judging = criterion.judging
    rules = judging.rules if isinstance(judging, ByLevels) else ()
    return PlannedCriterion(
        criterion=criterion,
        grid=grid,
        requires=None if criterion.requires is None else condition(criterion.requires),
        applies=None if criterion.applies_when is None else condition(criterion.applies_when),
        levels=tuple((rule, condition(rule.when)) for rule in sorted(rules, key=lambda rule: -rule.level)),
        figure=figures[judging.measure] if isinstance(judging, ByThresholds | ByCurve) else None,
    )
