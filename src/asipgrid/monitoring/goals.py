"""What an addendum asks for (scoring, 2.6): for each scored criterion below the level aimed at, a target and its due day.

No goal is set where the grid says so, where nobody has judged the criterion, or where no report could ever tell whether
it is reached. In a call of published facts what was published is all that binds: there the targets that the documents
state are the goals, and a grid that is a reconstruction gives none.

Computed from the call, its grids and the scorecard of one request; in values, so that letters say them and monitoring
measures them.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.conditions import condition
from asipgrid.engine.paths import path_expression
from asipgrid.model.act import GoalSetting, goal_choice
from asipgrid.model.calls import (
    AddendumTerms,
    ByCurve,
    ByLevels,
    ByMark,
    ByThresholds,
    Call,
    Criterion,
    Grid,
    LevelRule,
    ReportDue,
)
from asipgrid.model.judged import Judged, Scorecard, State
from asipgrid.model.requests import GoalMove
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, Text
from asipgrid.monitoring.goal_choice import chosen

NO_TERMS = AddendumTerms(goal_level="next", goals_due=None, payments=())


class AddendumGoal(Struct, frozen=True, kw_only=True):
    """One goal: the criterion as it stood at the decision, the level aimed at, what that level asks for, by when.

    `figure` is the threshold in the measure's own unit (`at_most` where less is better); for criteria judged otherwise
    it is None and `words` say what the level means. `due` is an ISO date, None when the call gives none; `weight` is what
    it counts among the goals that release money.
    """

    grid: Grid
    criterion: Criterion
    judged: Judged
    level: Fraction
    words: Text | None
    figure: Quantity | None
    at_most: bool
    due: str | None
    weight: int = 1

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id


def terms(call: Call) -> AddendumTerms:
    """What the call says of addenda, or what holds when it says nothing: the next level, no day, no payments."""
    return call.addendum or NO_TERMS


def addendum_goals(result: Result, ranked: Ranked) -> tuple[AddendumGoal, ...]:
    """The goals of one request's addendum, in the order of the grids and their criteria; where no money is granted, none."""
    goals, names = _chosen(result, ranked)
    choice = goal_choice(result.call.data)
    settings = {} if choice is None else choice.each
    kept = (goal for goal in goals if goal.id in names)
    return tuple(_with_terms(goal, settings[goal.id]) if goal.id in settings else goal for goal in kept)


def recommended_goals(result: Result, ranked: Ranked) -> tuple[AddendumGoal, ...]:
    """What an addendum could ask for as well, and leaves out as the call says."""
    goals, names = _chosen(result, ranked)
    return tuple(goal for goal in goals if goal.id not in names)


def _chosen(result: Result, ranked: Ranked) -> tuple[tuple[AddendumGoal, ...], frozenset[str]]:
    goals = tuple(_goals(result, ranked.card)) if ranked.award.grants else ()
    return goals, chosen(result, ranked.card, goals)


def _with_terms(goal: AddendumGoal, setting: GoalSetting) -> AddendumGoal:
    """A goal with the weight and the due day that the call gives it."""
    return replace(goal, weight=setting.weight, due=setting.due or goal.due)


def reports_owed(call: Call) -> list[ReportDue]:
    """The reports that funded projects owe, in the order of their days."""
    return sorted(call.monitoring.reports, key=lambda each: (each.due, each.period))


def _goals(result: Result, card: Scorecard) -> Iterator[AddendumGoal]:
    wanted = terms(result.call)
    blocks = {grid.block for grid in result.grids}
    for grid in filter(result.call.binds, result.grids):
        criteria = {criterion.id: criterion for criterion in grid.criteria}
        for each in card.criteria:
            if (
                each.grid == grid.id
                and each.counts
                and each.level is not None
                # Nobody judged it, so there is no level to start from.
                and each.state is not State.UNRATED
                and _followed(grid, criteria[each.id], blocks)
            ):
                level = _aimed(wanted.goal_level, criteria[each.id], each.level)
                goal = _goal(grid, criteria[each.id], each, level, wanted.goals_due) if each.level < level else None
                if goal is not None and (goal.words is not None or goal.figure is not None):
                    yield goal


def _followed(grid: Grid, criterion: Criterion, blocks: Collection[str]) -> bool:
    """Whether a criterion may become a goal: the grid does not exclude it, and reports or assessors can tell of it."""
    if criterion.no_goal:
        return False
    match criterion.judging:
        case ByLevels(rules):
            measures = {each.name: each.paths for each in grid.measures}
            read = [name for rule in rules for name in condition(rule.when).reads]
            return reportable((path for name in read for path in measures.get(name, (name,))), blocks)
        case ByThresholds(name) | ByCurve(name):
            return reportable((path for each in grid.measures if each.name == name for path in each.paths), blocks)
    return True


def reportable(paths: Iterable[str], blocks: Collection[str]) -> bool:
    """Whether a report can move what these paths give: it states the blocks of the grids, and nothing else of a request."""
    return any(name.partition(".")[0] in blocks for path in paths for name in path_expression(path).reads)


def _aimed(wanted: str | Fraction, criterion: Criterion, level: Fraction) -> Fraction:
    top, judging = Fraction(criterion.max), criterion.judging
    if wanted == "max":
        return top
    if wanted != "next":
        return min(Fraction(wanted), top)
    # The next level that anything is said of.
    if isinstance(judging, ByMark):
        above = judging.above(level)
        return level if above is None else above[0]
    if isinstance(judging, ByThresholds):
        return next((each for each in judging.levels if each > level), level)
    return min(Fraction(level.numerator // level.denominator + 1), top)


def _goal(grid: Grid, criterion: Criterion, each: Judged, level: Fraction, due: str | None) -> AddendumGoal:
    words: Text | None = None
    figure: Quantity | None = None
    at_most = False
    assert each.level is not None
    # Between two levels there are neither words nor a threshold: those of the higher one are asked for.
    match criterion.judging:
        case ByMark():
            asked = criterion.judging.asked(level)
            words = None if asked is None else asked[1]
        case ByLevels(rules):
            rule = _rule_aimed(rules, each.level, level)
            words = None if rule is None else rule.words
        case ByThresholds(measure, thresholds, less, levels):
            at = next((index for index, each in enumerate(levels) if each >= level), len(levels) - 1)
            level = levels[at]
            figure, at_most = Quantity(thresholds[at], unit(grid, measure), in_full=True), less
        case ByCurve(measure, points):
            reached = _figure_for(points, level)
            figure, at_most = Quantity(reached, unit(grid, measure), in_full=True), _falls_to(points, reached)
    return AddendumGoal(
        grid=grid,
        criterion=criterion,
        judged=each,
        level=level,
        words=words,
        figure=figure,
        at_most=at_most,
        due=due,
    )


def moved(goal: AddendumGoal, moves: Iterable[GoalMove]) -> AddendumGoal:
    """A goal as decisions have moved it, oldest first: each gives it another target, level or day."""
    for move in moves:
        if move.goal != goal.id:
            continue
        due = move.due or goal.due
        if move.level is not None:
            goal = replace(_goal(goal.grid, goal.criterion, goal.judged, move.level, due), weight=goal.weight)
        elif move.target is not None and goal.figure is not None:
            goal = replace(goal, figure=Quantity(move.target, goal.figure.unit, in_full=True), due=due)
        else:
            goal = replace(goal, due=due)
    return goal


def level_asked(goal: AddendumGoal) -> Fraction:
    """The level a goal asks for: of a criterion judged by facts, the one whose words the goal gives."""
    if not isinstance(goal.criterion.judging, ByLevels):
        return goal.level
    assert goal.judged.level is not None
    rule = _rule_aimed(goal.criterion.judging.rules, goal.judged.level, goal.level)
    assert rule is not None
    return rule.level


def unit(grid: Grid, measure: str) -> str:
    """The unit of one of the grid's measures."""
    return next(each.unit for each in grid.measures if each.name == measure)


def _rule_aimed(rules: tuple[LevelRule, ...], level: Fraction, aimed: Fraction) -> LevelRule | None:
    """The lowest level that is at least the one aimed at; where there is none, the highest above."""
    higher = sorted((rule for rule in rules if rule.level > level), key=lambda rule: rule.level)
    return next((rule for rule in higher if rule.level >= aimed), higher[-1] if higher else None)


def _figure_for(points: tuple[tuple[Fraction, Fraction], ...], aimed: Fraction) -> Fraction:
    """The figure at which a curve first stands at the level aimed at, or its highest point when it never does."""
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if min(y1, y2) <= aimed <= max(y1, y2) and y1 != y2:
            return x1 + (x2 - x1) * (aimed - y1) / (y2 - y1)
    return max(points, key=lambda point: point[1])[0]


def _falls_to(points: tuple[tuple[Fraction, Fraction], ...], at: Fraction) -> bool:
    """Whether the curve falls where it passes a figure: there less is better."""
    return any(x1 <= at <= x2 and y1 > y2 for (x1, y1), (x2, y2) in itertools.pairwise(points))
