"""The goals of a project on one day: how far each has come from its baseline to its target, what was expected, its light.

Achievement is (value − baseline) / (target − baseline), exact, for rising and falling targets alike. What is not known
is not made up: without a baseline, a start or a due day there is no index, and the reasons say which is missing.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from asipgrid.engine.next_step import facts_of
from asipgrid.engine.paths import facts, path_expression
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import ByCurve, ByMark, ByThresholds, Milestone, MonitoringTerms
from asipgrid.model.judged import Fact, Judged, Scorecard, State
from asipgrid.model.places import Place
from asipgrid.model.requests import GoalMove, RatingSheet, Request
from asipgrid.model.values import Quantity, Reason, Text, exact, is_number
from asipgrid.monitoring.goals import AddendumGoal, level_asked, moved
from asipgrid.monitoring.overlay import Overlay, Proof, overlay


class Light(StrEnum):
    """How a goal stands, worst first."""

    LATE = "late"
    NO_REPORT = "no-report"
    AT_RISK = "at-risk"
    NOT_DUE = "not-due"
    ON_TRACK = "on-track"
    REACHED = "reached"


class KnownValue(Struct, frozen=True, kw_only=True):
    """A value as it was found: a quantity or an ISO date, the day it describes, the facts and documents behind it."""

    value: Quantity | str
    dated: str | None
    facts: tuple[Fact, ...] = ()
    proofs: tuple[Proof, ...] = ()


class GoalTerms(Struct, frozen=True, kw_only=True):
    """What a goal asks for: from where, to where, by when. `own`: it is a target that the applicant set itself.

    `words` say what a level means; `at_most` where less is better; `moved` is the decision that moved it last. `until`
    is the time of a target that names no day: by it nothing is late. `weight` is what it counts where goals release money.
    """

    id: str
    own: bool
    name: Text
    baseline: KnownValue | None
    target: Quantity | str
    at_most: bool
    words: Text | None
    start: str | None
    due: str | None
    moved: GoalMove | None
    place: Place
    until: Text | None = None
    weight: int = 1


class GoalProgress(Struct, frozen=True, kw_only=True):
    """A goal on one day. Shares are exact; None: not known, and `reasons` say why.

    `of_target` is the value as a share of the target, given where no baseline is known.
    """

    goal: GoalTerms
    latest: KnownValue | None
    achievement: Fraction | None
    of_target: Fraction | None
    expected: Fraction | None
    index: Fraction | None
    light: Light
    reasons: tuple[Reason, ...]

    @property
    def id(self) -> str:
        """The criterion's id, or the path of the applicant's own target."""
        return self.goal.id


class Day(Struct, frozen=True, kw_only=True):
    """The day a goal is looked at, and whether every report that was due by then is there."""

    as_of: str
    terms: MonitoringTerms
    reported: bool


def progress_of(goal: GoalTerms, latest: KnownValue | None, day: Day, why: Reason | None = None) -> GoalProgress:
    """How a goal stands on a day; `why` says why a value that might be there is not."""
    achieved = _achievement(goal, latest)
    expected = expected_by(goal, day)
    index = None if achieved is None or not expected else achieved / expected
    return GoalProgress(
        goal=goal,
        latest=latest,
        achievement=achieved,
        of_target=_of_target(goal, latest),
        expected=expected,
        index=index,
        light=_light(goal, latest, index, day),
        reasons=tuple(_reasons(goal, latest, expected, day, why)),
    )


def met(goal: GoalTerms, latest: KnownValue | None, as_of: str) -> bool:
    """Whether the value meets the target; a day that is to come has not come yet."""
    if latest is None:
        return False
    value, target = latest.value, goal.target
    if isinstance(value, str) or isinstance(target, str):
        return isinstance(value, str) and isinstance(target, str) and value <= min(target, as_of)
    return value.value <= target.value if goal.at_most else value.value >= target.value


def _way(goal: GoalTerms) -> tuple[Fraction, Fraction] | None:
    """Baseline and target as numbers, where there is a way between them."""
    if goal.baseline is None:
        return None
    first, last = goal.baseline.value, goal.target
    if isinstance(first, str) or isinstance(last, str) or first.value == last.value:
        return None
    return first.value, last.value


def _achievement(goal: GoalTerms, latest: KnownValue | None) -> Fraction | None:
    way = _way(goal)
    if way is None or latest is None or isinstance(latest.value, str):
        return None
    return (latest.value.value - way[0]) / (way[1] - way[0])


def _of_target(goal: GoalTerms, latest: KnownValue | None) -> Fraction | None:
    if goal.baseline is not None or goal.at_most or latest is None:
        return None
    if isinstance(latest.value, str) or isinstance(goal.target, str) or goal.target.value <= 0:
        return None
    return latest.value.value / goal.target.value


def expected_by(goal: GoalTerms, day: Day) -> Fraction | None:
    """The share of the way expected by a day: on straight lines from the start over the milestones to the due day."""
    if goal.due is None or isinstance(goal.target, str):
        return None
    if day.as_of >= goal.due:
        return Fraction(1)
    if goal.start is None:
        return None
    if day.as_of <= goal.start:
        return Fraction(0)
    points = planned(goal, day.terms)
    (first, low), (last, high) = next(pair for pair in itertools.pairwise(points) if day.as_of <= pair[1][0])
    return low + (high - low) * Fraction(_days(first, day.as_of), _days(first, last))


def planned(goal: GoalTerms, terms: MonitoringTerms) -> tuple[tuple[str, Fraction], ...]:
    """The planned path: each day (ISO) and the share of the way expected by it; straight lines lie between.

    It leads from the start over the milestones to the due day; empty where one of the two is not known.
    """
    if goal.start is None or goal.due is None or goal.start >= goal.due:
        return ()
    between = [each for each in milestones(terms, goal.id) if goal.start < each.by < goal.due]
    return ((goal.start, Fraction(0)), *((each.by, each.share) for each in between), (goal.due, Fraction(1)))


def milestones(terms: MonitoringTerms, goal: str) -> list[Milestone]:
    """The milestones of a goal by day: its own where the call names it, else those for every goal."""
    own = [each for each in terms.milestones if goal in each.goals]
    return sorted(own or [each for each in terms.milestones if not each.goals], key=lambda each: each.by)


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def _light(goal: GoalTerms, latest: KnownValue | None, index: Fraction | None, day: Day) -> Light:
    past = goal.due is not None and day.as_of > goal.due
    if met(goal, latest, day.as_of):
        return Light.REACHED
    if past:
        return Light.LATE
    if latest is None:
        return Light.NOT_DUE if day.reported else Light.NO_REPORT
    if isinstance(goal.target, str) and isinstance(latest.value, str):
        return Light.AT_RISK if latest.value > goal.target else Light.NOT_DUE
    if index is None:
        return Light.NOT_DUE
    if index >= day.terms.on_track:
        return Light.ON_TRACK
    return Light.AT_RISK if index >= day.terms.at_risk else Light.LATE


def _reasons(
    goal: GoalTerms, latest: KnownValue | None, expected: Fraction | None, day: Day, why: Reason | None
) -> Iterator[Reason]:
    past = goal.due is not None and day.as_of > goal.due
    if why is not None:
        yield why
    if latest is None:
        yield Reason("goal_no_value_late" if past else "goal_no_value", {"due": goal.due})
        return
    if met(goal, latest, day.as_of):
        return
    if past:
        yield Reason("goal_missed", {"due": goal.due})
    if isinstance(goal.target, str):
        if not past and isinstance(latest.value, str) and latest.value > goal.target:
            yield Reason("goal_day_after", {"day": latest.value, "target": goal.target})
        return
    if goal.baseline is None:
        yield Reason("goal_no_baseline")
    elif _way(goal) is None:
        yield Reason("goal_no_way")
    if goal.due is None:
        yield Reason("goal_no_due")
    elif expected is None:
        yield Reason("goal_no_start")
    elif expected == 0:
        yield Reason("goal_nothing_expected")


class ReportedGoals:
    """The goals of one project on one day.

    `card` judges the request as its reports have moved it; `sheets` are those on reports that gave a criterion its level.
    """

    def __init__(
        self,
        plan: Plan,
        now: Overlay,
        card: Scorecard,
        sheets: Mapping[str, tuple[RatingSheet, ...]],
        day: Day,
        start: str | None,
    ) -> None:
        """`start` is the day from which progress is expected."""
        self.plan, self.now, self.card, self.sheets, self.day, self.start = plan, now, card, sheets, day, start
        self.then = overlay(now.base, ())

    def of_addendum(self, promised: AddendumGoal, moves: Sequence[GoalMove]) -> GoalProgress:
        """A goal of the addendum, as decisions by this day have moved it."""
        asked = moved(promised, moves)
        figure = isinstance(asked.criterion.judging, ByThresholds | ByCurve)
        goal = GoalTerms(
            id=asked.id,
            own=False,
            name=asked.criterion.goal or asked.criterion.question,
            baseline=self.figure(asked.judged, self.then) if figure else self.level(asked.judged, self.then),
            target=asked.figure or _level(level_asked(asked)),
            at_most=asked.at_most,
            words=asked.words,
            start=self.start,
            due=asked.due,
            moved=next((move for move in reversed(moves) if move.goal == asked.id), None),
            place=asked.criterion.place,
            weight=asked.weight,
        )
        latest, why = self.latest(asked, goal)
        return progress_of(goal, latest, self.day, why)

    def latest(self, asked: AddendumGoal, goal: GoalTerms) -> tuple[KnownValue | None, Reason | None]:
        """The value that reports or assessors gave last; None, with a reason where there is more to say."""
        each = self.card.criterion(asked.id)
        if isinstance(asked.criterion.judging, ByMark):
            return self.marked(each), None
        if each.state is State.NOT_APPLICABLE:
            return None, each.reason
        if not self.now.reported(self._facts(each, self.now)):
            return None, None
        if isinstance(asked.criterion.judging, ByThresholds | ByCurve):
            found = self.figure(each, self.now)
        else:
            found = self.level(each, self.now) or self.certain(each, goal)
        return found, None if found is not None else each.reason

    def figure(self, each: Judged, over: Overlay) -> KnownValue | None:
        """A figure that is known; one that its documents must support and do not is not."""
        if each.state is not State.SCORED:
            return None
        (found,) = each.found
        assert found.unit is not None
        return _known(Quantity(exact(found.value), found.unit), self._facts(each, over), over)

    def level(self, each: Judged, over: Overlay) -> KnownValue | None:
        """A level that is known."""
        if each.state is not State.SCORED:
            return None
        assert each.level is not None
        if each.marks:
            # The day that the addendum gives for it: what the assessors marked is the request of that day.
            return KnownValue(value=_level(each.level), dated=over.base.data.get("submitted_on"))
        return _known(_level(each.level), self._facts(each, over), over)

    def certain(self, each: Judged, goal: GoalTerms) -> KnownValue | None:
        """A level that holds whatever is not stated, where it is enough."""
        assert isinstance(goal.target, Quantity)
        if each.level is None or each.level < goal.target.value:
            return None
        return _known(_level(each.level), self._facts(each, self.now), self.now)

    def marked(self, each: Judged) -> KnownValue | None:
        """The level that assessors gave on a report; the marks on the request are no news."""
        sheets = self.sheets.get(each.id)
        if sheets is None or each.level is None:
            return None
        proofs = tuple(Proof(id=sheet.assessor, title="", listed=_at(sheet.marks[each.id].place)) for sheet in sheets)
        dated = max((sheet.rated_on for sheet in sheets if sheet.rated_on), default=None)
        return KnownValue(value=_level(each.level), dated=dated, proofs=proofs)

    def _facts(self, each: Judged, over: Overlay) -> tuple[Fact, ...]:
        return facts_of(self.plan, over.request, each)

    def own_targets(self) -> Iterator[GoalProgress]:
        """The targets that the applicant set itself."""
        request = self.now.base
        for index, item in enumerate(request.data.get("commitments", ())):
            target = item["target"]
            baseline = self.value(item["path"], self.then)
            goal = GoalTerms(
                id=item["path"],
                own=True,
                name=Text.of(item.get("goal", item["path"])),
                baseline=baseline,
                target=target if isinstance(target, str) else Quantity(exact(target), in_full=True),
                at_most=_falls(baseline, target),
                words=None,
                start=self.start,
                due=item.get("by"),
                until=Text.of(item["until"]) if "until" in item else None,
                moved=None,
                place=request.record.place(("commitments", index)),
            )
            stated = _stated(item["path"], self.now.request)
            latest = self.value(item["path"], self.now) if self.now.reported(stated) else None
            yield progress_of(goal, latest, self.day)

    def value(self, path: str, over: Overlay) -> KnownValue | None:
        """What is stated at a path: a day, a number."""
        value = path_expression(path).get(over.request.data)
        stated = _stated(path, over.request)
        if isinstance(value, str):
            return _known(value, stated, over)
        return _known(Quantity(exact(value)), stated, over) if is_number(value) else None


def _at(place: Place) -> Callable[[], Place]:
    return lambda: place


def _stated(path: str, request: Request) -> tuple[Fact, ...]:
    return facts(path_expression(path).reads, request.data, request.record)


def _level(level: Fraction) -> Quantity:
    return Quantity(level, "level")


def _known(value: Quantity | str, facts: tuple[Fact, ...], over: Overlay) -> KnownValue:
    stated = tuple(fact for fact in facts if fact.value is not None)
    return KnownValue(value=value, dated=over.dated(stated), facts=stated, proofs=over.proofs(stated))


def _falls(baseline: KnownValue | None, target: object) -> bool:
    """Whether less is better: a target of the applicant's own says so only by its baseline."""
    return (
        baseline is not None
        and isinstance(baseline.value, Quantity)
        and is_number(target)
        and exact(target) < baseline.value.value  # type: ignore[arg-type]
    )
