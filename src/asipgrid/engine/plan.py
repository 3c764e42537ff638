"""A call and its grids, made ready once: compiled conditions and figures, exact weights. Scores nothing itself."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.conditions import Condition, ConditionOutline, condition
from asipgrid.engine.measures import Figure
from asipgrid.engine.paths import PathExpression, path_expression
from asipgrid.model.amounts import AmountRule, Brackets, MeasuredAmount, PricedUnits, SharesByScore, TieredRates
from asipgrid.model.bonus import BonusRule
from asipgrid.model.calls import (
    ByCurve,
    ByLevels,
    ByThresholds,
    Call,
    Criterion,
    Grid,
    LevelRule,
    Outcome,
    RankLink,
)
from asipgrid.model.places import Id
from asipgrid.model.stages import StageBefore, StageOutcome
from asipgrid.model.statistics import CallStatistic, StatisticValue

if TYPE_CHECKING:
    from asipgrid.engine.belonging import AskedBelongings


class PlannedCriterion(Struct, frozen=True, kw_only=True):
    """A criterion ready to judge: `levels` are best first, `figure` is its measure; `read`: rules or bonuses read its level."""

    criterion: Criterion
    grid: Grid
    requires: Condition | None
    applies: Condition | None
    levels: tuple[tuple[LevelRule, Condition], ...]
    figure: Figure | None
    read: bool

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the criterion."""
        asked = (self.applies, self.requires, *(condition for _, condition in self.levels))
        return tuple(condition for condition in asked if condition is not None)


class PlannedGrid(Struct, frozen=True, kw_only=True):
    """A grid ready to score, with its weight in the call; `asked` are the figures that its conditions may read.

    Over `weight_unit`, the weights of its criteria and sections are whole numbers; over `value_unit`, the worth of its
    levels. `whole_weight` is its own weight over a unit of the call; with `weighs_sections`, some section has a weight.
    """

    grid: Grid
    weight: Fraction
    figures: Mapping[str, Figure]
    asked: tuple[str, ...]
    criteria: tuple[PlannedCriterion, ...]
    whole_weight: int
    weight_unit: int
    value_unit: int
    weighs_sections: bool


class PlannedStatistic(Struct, frozen=True, kw_only=True):
    """A statistic ready to be gathered; `among` is None where the eligible requests count."""

    statistic: CallStatistic
    path: PathExpression
    among: ConditionOutline | None


class PlannedRule(Struct, frozen=True, kw_only=True):
    """A decision rule; `when` is None for the last one."""

    outcome: Outcome
    when: Condition | None
    number: int


class PlannedLink(Struct, frozen=True, kw_only=True):
    """What puts requests in order; `path` and `figure` are those of a path and of a measure.

    `levels` are the criteria whose levels are added, by their number in the order of the grids, each with its factor.
    `reads_judged`: the path reads what is judged, and may still move.
    """

    link: RankLink
    unit: str
    path: PathExpression | None = None
    reads_judged: bool = False
    figure: Figure | None = None
    levels: tuple[tuple[int, Fraction], ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts of a request that it rests on, by their dotted paths."""
        if self.figure is not None:
            return self.figure.reads
        reads = () if self.path is None else self.path.reads
        return tuple(read.removeprefix("request.") for read in reads if read.startswith("request."))


class PlannedAmount(Struct, frozen=True, kw_only=True):
    """A rule for amounts ready to be applied: its brackets with their conditions, its path, or its figure."""

    rule: AmountRule
    brackets: tuple[tuple[Condition | None, PlannedAmount], ...] = ()
    path: PathExpression | None = None
    figure: Figure | None = None

    @property
    def paths(self) -> tuple[PathExpression, ...]:
        """Every path that it reads behind `request.`; its figure reads facts alone."""
        asked = [path for when, _ in self.brackets if when is not None for path in when.paths]
        inside = [path for _, each in self.brackets for path in each.paths]
        return (*asked, *inside, *(() if self.path is None else (self.path,)))

    @property
    def of_requested(self) -> bool:
        """Whether it is a share of what is requested."""
        return isinstance(self.rule, SharesByScore) or any(each.of_requested for _, each in self.brackets)

    @property
    def reads_figures(self) -> bool:
        """Whether scores, or anything else that is judged, may move it."""
        if isinstance(self.rule, SharesByScore) or any(each.reads_figures for _, each in self.brackets):
            return True
        return any(map(_reads_judged, self.paths))


class PlannedBonus(Struct, frozen=True, kw_only=True, eq=False):
    """A rule of points on top: its condition, and the figure that says how many."""

    rule: BonusRule
    when: Condition | None
    of: PathExpression | None

    @property
    def paths(self) -> tuple[PathExpression, ...]:
        """What it reads."""
        asked = () if self.when is None else self.when.paths
        return (*asked, *(() if self.of is None else (self.of,)))


class Plan(Struct, frozen=True, kw_only=True, eq=False):
    """Everything a request is judged by, compiled once a call; `criteria` are those of every grid, by id.

    `links` are what the call ranks by, then its tie-break chain. `gates` and `minima` say which of the criteria have a
    gate, and a minimum, by their number in the order of the grids; `reads_criteria`, `reads_tops` and `reads_minima`,
    whether some rule or tie may read one, what points are out of, and which minima cannot be reached any more;
    `has_sections`, whether some grid is made of sections. `shared` is
    what all requests read alike: the call, and its `statistics` where it has some; each has a figure once `known` says so.
    Where there is a stage before, `earlier` is what became of requests there.
    """

    call: Call
    grids: tuple[PlannedGrid, ...]
    criteria: Mapping[str, Criterion]
    rules: tuple[PlannedRule, ...]
    links: tuple[PlannedLink, ...]
    amount: PlannedAmount | None
    gates: tuple[int, ...]
    minima: tuple[int, ...]
    reads_criteria: bool
    reads_tops: bool
    reads_minima: bool
    has_sections: bool
    bonus: tuple[PlannedBonus, ...]
    statistics: tuple[PlannedStatistic, ...]
    shared: Mapping[str, Any]
    before: StageBefore | None = None
    earlier: Mapping[Id, StageOutcome] = {}
    belongings: AskedBelongings | None = None


def plan(call: Call, grids: Sequence[Grid], before: StageBefore | None = None) -> Plan:
    """The plan of a call whose documents passed every check; grids in the call's order."""
    by_id = {grid.id: grid for grid in grids}
    unit = math.lcm(*(weight.denominator for weight in call.weights.values()))
    criteria = [criterion for name in call.weights for criterion in by_id[name].criteria]
    rules = tuple(
        PlannedRule(outcome=rule.outcome, when=None if rule.when is None else condition(rule.when), number=number)
        for number, rule in enumerate(call.rules, start=1)
    )
    links = tuple(_link(link, by_id, criteria) for link in (call.rank_by, *call.tie_break))
    bonus = tuple(map(_bonus, call.bonus.rules)) if call.bonus else ()
    amount = None if call.allocation.amount is None else _amount(call.allocation.amount, by_id)
    paths = [path for rule in rules if rule.when is not None for path in rule.when.paths]
    paths += [path for each in bonus for path in each.paths]
    paths += [link.path for link in links if link.path is not None]
    belongings = _belongings(call) if call.envelopes or call.quotas else None
    paths += () if belongings is None else belongings.paths
    paths += () if amount is None else amount.paths
    read = {path.parts[1] for path in paths if path.parts and path.parts[0] == "criteria" and len(path.parts) > 1}
    return Plan(
        call=call,
        grids=tuple(_grid(by_id[name], weight, unit, read) for name, weight in call.weights.items()),
        criteria={criterion.id: criterion for criterion in criteria},
        rules=rules,
        links=links,
        amount=amount,
        gates=tuple(at for at, each in enumerate(criteria) if each.requires is not None),
        minima=tuple(at for at, each in enumerate(criteria) if each.minimum is not None),
        # What does not begin with another name may be a criterion.
        reads_criteria=any(path.parts is None or path.parts[0] == "criteria" for path in paths),
        reads_tops=any(path.parts is None or path.parts[-1] == "points_of" for path in paths),
        reads_minima=any(path.parts is None or path.parts[0] == "below_minimum_ceiling" for path in paths),
        bonus=bonus,
        has_sections=any(by_id[name].sections for name in call.weights),
        statistics=tuple(map(_statistic, call.statistics)),
        shared={"call": call.data, **({"statistics": {}} if call.statistics else {})},
        belongings=belongings,
        before=before,
        earlier=dict(before.requests) if before else {},
    )


def _bonus(rule: BonusRule) -> PlannedBonus:
    """A rule of points on top, compiled."""
    return PlannedBonus(
        rule=rule,
        when=None if rule.when is None else condition(rule.when),
        of=None if rule.of is None else path_expression(rule.of),
    )


def _amount(rule: AmountRule, grids: Mapping[str, Grid]) -> PlannedAmount:
    """The rule of a call for amounts, compiled."""
    match rule:
        case Brackets():
            brackets = tuple(
                (None if when is None else condition(when), _amount(each, grids)) for when, each in rule.brackets
            )
            return PlannedAmount(rule=rule, brackets=brackets)
        case MeasuredAmount():
            return PlannedAmount(rule=rule, figure=_figure(rule.measure, grids))
        case PricedUnits() | TieredRates():
            return PlannedAmount(rule=rule, path=path_expression(rule.path))
    return PlannedAmount(rule=rule)


def known(ready: Plan, figures: Iterable[StatisticValue]) -> Plan:
    """The plan of a call whose statistics have these figures; what is not known is not stated."""
    if not ready.statistics:
        return ready
    values = {each.name: each.value for each in figures if each.value is not None}
    return replace(ready, shared={**ready.shared, "statistics": values})


def _statistic(each: CallStatistic) -> PlannedStatistic:
    among = None if each.among is None else condition(each.among).outline
    return PlannedStatistic(statistic=each, path=path_expression(each.path), among=among)


def _belongings(call: Call) -> AskedBelongings:
    from asipgrid.engine.belonging import asked_belongings  # noqa: PLC0415 - most calls have one envelope

    return asked_belongings(call)


def _link(link: RankLink, grids: Mapping[str, Grid], criteria: Sequence[Criterion]) -> PlannedLink:
    at = {criterion.id: number for number, criterion in enumerate(criteria)}
    return PlannedLink(
        link=link,
        unit=link.unit(grids.values()),
        path=path_expression(link.name) if link.kind == "path" else None,
        reads_judged=link.kind == "path" and _reads_judged(path_expression(link.name)),
        figure=_figure(link.name, grids) if link.kind == "measure" else None,
        levels=tuple((at[each], factor) for each, factor in link.factors.items()),
    )


def _reads_judged(path: PathExpression) -> bool:
    """Whether a path reads more than facts, the call and its statistics."""
    return not all(read.partition(".")[0] in {"request", "call", "statistics"} for read in path.reads)


def _figure(named: str, grids: Mapping[str, Grid]) -> Figure:
    """A measure by its name, GRID.name."""
    grid, _, name = named.partition(".")
    return next(Figure(measure) for measure in grids[grid].measures if measure.name == name)


def _grid(grid: Grid, weight: Fraction, unit: int, read: Collection[str]) -> PlannedGrid:
    figures = {measure.name: Figure(measure) for measure in grid.measures}
    criteria = tuple(_criterion(grid, criterion, figures, read=criterion.id in read) for criterion in grid.criteria)
    return PlannedGrid(
        grid=grid,
        weight=weight,
        figures=figures,
        asked=tuple(_asked(figures, criteria)),
        criteria=criteria,
        whole_weight=_whole(weight, unit),
        weight_unit=_weight_unit(grid),
        value_unit=math.lcm(*(unit for each in grid.criteria if each.judging is not None for unit in _units(each))),
        weighs_sections=any(each.weight is not None for each in grid.sections),
    )


def reweighed(ready: Plan, weights: Mapping[str, Fraction]) -> Plan:
    """A plan in which the grids of the call have other weights."""
    unit = math.lcm(*(weight.denominator for weight in weights.values()))
    grids = [
        replace(each, weight=weight, whole_weight=_whole(weight, unit))
        for each, weight in zip(ready.grids, weights.values(), strict=True)
    ]
    return replace(ready, call=replace(ready.call, weights=weights), grids=tuple(grids))


def _whole(weight: Fraction, unit: int) -> int:
    """A weight over a unit."""
    return weight.numerator * (unit // weight.denominator)


def _weight_unit(grid: Grid) -> int:
    weights = [*(each.weight for each in grid.criteria), *(each.weight for each in grid.sections if each.weight)]
    return math.lcm(*(weight.denominator for weight in weights))


def reweighed_grid(planned: PlannedGrid, grid: Grid) -> PlannedGrid:
    """A grid made ready, with the weights of one that is the same but for these."""
    criteria = tuple(
        replace(each, criterion=criterion, grid=grid)
        for each, criterion in zip(planned.criteria, grid.criteria, strict=True)
    )
    return replace(planned, grid=grid, criteria=criteria, weight_unit=_weight_unit(grid))


def _units(criterion: Criterion) -> Iterable[int]:
    """The parts of one that the worth of its whole levels is counted in."""
    return [value.denominator for value in criterion.values] or [criterion.max]


def _asked(figures: Iterable[str], criteria: Iterable[PlannedCriterion]) -> Iterator[str]:
    """The figures that conditions may read: each by its name, all by an expression that may look at more."""
    paths = [path for each in criteria for condition in each.conditions for path in condition.paths]
    begin = {parts[0] for path in paths for parts in path.names or ()}
    yield from (name for name in figures if name in begin or any(path.names is None for path in paths))


def _criterion(grid: Grid, criterion: Criterion, figures: Mapping[str, Figure], *, read: bool) -> PlannedCriterion:
    judging = criterion.judging
    rules = judging.rules if isinstance(judging, ByLevels) else ()
    return PlannedCriterion(
        criterion=criterion,
        grid=grid,
        requires=None if criterion.requires is None else condition(criterion.requires),
        applies=None if criterion.applies_when is None else condition(criterion.applies_when),
        levels=tuple((rule, condition(rule.when)) for rule in sorted(rules, key=lambda rule: -rule.level)),
        figure=figures[judging.measure] if isinstance(judging, ByThresholds | ByCurve) else None,
        read=read,
    )
