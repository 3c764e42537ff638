"""One goal on one day: how far it has come from its baseline to its target, what was expected by then, its light.

Achievement is (value − baseline) / (target − baseline), exact, for rising and falling targets alike. What is not known
is not made up: without a baseline, a start or a due day there is no index, and the reasons say which is missing.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from asipgrid.model.calls import Milestone, MonitoringTerms
from asipgrid.model.judged import Fact
from asipgrid.model.places import Place
from asipgrid.model.requests import GoalMove
from asipgrid.model.values import Quantity, Reason, Text
from asipgrid.monitoring.overlay import Proof


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
    is the time of a target that names no day: by it nothing is late.
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
    expected = _expected(goal, day)
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


# ── what is expected by a day ──────────────────────────────────────────────────────────────────────


def _expected(goal: GoalTerms, day: Day) -> Fraction | None:
    """The share of the way expected by a day: on straight lines from the start over the milestones to the due day."""
    if goal.due is None or isinstance(goal.target, str):
        return None
    if day.as_of >= goal.due:
        return Fraction(1)
    if goal.start is None:
        return None
    if day.as_of <= goal.start:
        return Fraction(0)
    between = [each for each in milestones(day.terms, goal.id) if goal.start < each.by < goal.due]
    points = [(goal.start, Fraction(0)), *((each.by, each.share) for each in between), (goal.due, Fraction(1))]
    (first, low), (last, high) = next(pair for pair in itertools.pairwise(points) if day.as_of <= pair[1][0])
    return low + (high - low) * Fraction(_days(first, day.as_of), _days(first, last))


def milestones(terms: MonitoringTerms, goal: str) -> list[Milestone]:
    """The milestones of a goal by day: its own where the call names it, else those for every goal."""
    own = [each for each in terms.milestones if goal in each.goals]
    return sorted(own or [each for each in terms.milestones if not each.goals], key=lambda each: each.by)


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


# ── lights ─────────────────────────────────────────────────────────────────────────────────────────


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
