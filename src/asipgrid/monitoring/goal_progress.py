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
from asipgrid.model.places import Place
from asipgrid.model.requests import GoalMove
from asipgrid.model.results import Fact
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


class Seen(Struct, frozen=True, kw_only=True):
    """A value as it was found: a quantity or an ISO date, the day it describes, the facts and documents behind it."""

    value: Quantity | str
    dated: str | None
    facts: tuple[Fact, ...] = ()
    proofs: tuple[Proof, ...] = ()


class Course(Struct, frozen=True, kw_only=True):
    """What a goal asks for: from where, to where, by when. `own`: it is a target that the applicant set itself.

    `words` say what a level means; `at_most` where less is better; `moved` is the decision that moved it last.
    """

    id: str
    own: bool
    name: Text
    baseline: Seen | None
    target: Quantity | str
    at_most: bool
    words: Text | None
    start: str | None
    due: str | None
    moved: GoalMove | None
    place: Place


class Track(Struct, frozen=True, kw_only=True):
    """A goal on one day. Shares are exact; None: not known, and `reasons` say why.

    `of_target` is the value as a share of the target, given where no baseline is known.
    """

    course: Course
    latest: Seen | None
    achievement: Fraction | None
    of_target: Fraction | None
    expected: Fraction | None
    index: Fraction | None
    light: Light
    reasons: tuple[Reason, ...]

    @property
    def id(self) -> str:
        """The criterion's id, or the path of the applicant's own target."""
        return self.course.id


class Day(Struct, frozen=True, kw_only=True):
    """The day a goal is looked at, and whether every report that was due by then is there."""

    as_of: str
    terms: MonitoringTerms
    reported: bool


def track(course: Course, latest: Seen | None, day: Day, why: Reason | None = None) -> Track:
    """How a goal stands on a day; `why` says why a value that might be there is not."""
    achieved = _achievement(course, latest)
    expected = _expected(course, day)
    index = None if achieved is None or not expected else achieved / expected
    return Track(
        course=course,
        latest=latest,
        achievement=achieved,
        of_target=_of_target(course, latest),
        expected=expected,
        index=index,
        light=_light(course, latest, index, day),
        reasons=tuple(_reasons(course, latest, expected, day, why)),
    )


def met(course: Course, latest: Seen | None, as_of: str) -> bool:
    """Whether the value meets the target; a day that is to come has not come yet."""
    if latest is None:
        return False
    value, target = latest.value, course.target
    if isinstance(value, str) or isinstance(target, str):
        return isinstance(value, str) and isinstance(target, str) and value <= min(target, as_of)
    return value.value <= target.value if course.at_most else value.value >= target.value


def _way(course: Course) -> tuple[Fraction, Fraction] | None:
    """Baseline and target as numbers, where there is a way between them."""
    if course.baseline is None:
        return None
    first, last = course.baseline.value, course.target
    if isinstance(first, str) or isinstance(last, str) or first.value == last.value:
        return None
    return first.value, last.value


def _achievement(course: Course, latest: Seen | None) -> Fraction | None:
    way = _way(course)
    if way is None or latest is None or isinstance(latest.value, str):
        return None
    return (latest.value.value - way[0]) / (way[1] - way[0])


def _of_target(course: Course, latest: Seen | None) -> Fraction | None:
    if course.baseline is not None or course.at_most or latest is None:
        return None
    if isinstance(latest.value, str) or isinstance(course.target, str) or course.target.value <= 0:
        return None
    return latest.value.value / course.target.value


# ── what is expected by a day ──────────────────────────────────────────────────────────────────────


def _expected(course: Course, day: Day) -> Fraction | None:
    """The share of the way expected by a day: on straight lines from the start over the milestones to the due day."""
    if course.due is None or isinstance(course.target, str):
        return None
    if day.as_of >= course.due:
        return Fraction(1)
    if course.start is None:
        return None
    if day.as_of <= course.start:
        return Fraction(0)
    between = [each for each in milestones(day.terms, course.id) if course.start < each.by < course.due]
    points = [(course.start, Fraction(0)), *((each.by, each.share) for each in between), (course.due, Fraction(1))]
    (first, low), (last, high) = next(pair for pair in itertools.pairwise(points) if day.as_of <= pair[1][0])
    return low + (high - low) * Fraction(_days(first, day.as_of), _days(first, last))


def milestones(terms: MonitoringTerms, goal: str) -> list[Milestone]:
    """The milestones of a goal by day: its own where the call names it, else those for every goal."""
    own = [each for each in terms.milestones if goal in each.goals]
    return sorted(own or [each for each in terms.milestones if not each.goals], key=lambda each: each.by)


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


# ── lights ─────────────────────────────────────────────────────────────────────────────────────────


def _light(course: Course, latest: Seen | None, index: Fraction | None, day: Day) -> Light:
    past = course.due is not None and day.as_of > course.due
    if met(course, latest, day.as_of):
        return Light.REACHED
    if past:
        return Light.LATE
    if latest is None:
        return Light.NOT_DUE if day.reported else Light.NO_REPORT
    if isinstance(course.target, str) and isinstance(latest.value, str):
        return Light.AT_RISK if latest.value > course.target else Light.NOT_DUE
    if index is None:
        return Light.NOT_DUE
    if index >= day.terms.on_track:
        return Light.ON_TRACK
    return Light.AT_RISK if index >= day.terms.at_risk else Light.LATE


def _reasons(
    course: Course, latest: Seen | None, expected: Fraction | None, day: Day, why: Reason | None
) -> Iterator[Reason]:
    past = course.due is not None and day.as_of > course.due
    if why is not None:
        yield why
    if latest is None:
        yield Reason("goal_no_value_late" if past else "goal_no_value", {"due": course.due})
        return
    if met(course, latest, day.as_of):
        return
    if past:
        yield Reason("goal_missed", {"due": course.due})
    if isinstance(course.target, str):
        if not past and isinstance(latest.value, str) and latest.value > course.target:
            yield Reason("goal_day_after", {"day": latest.value, "target": course.target})
        return
    if course.baseline is None:
        yield Reason("goal_no_baseline")
    elif _way(course) is None:
        yield Reason("goal_no_way")
    if course.due is None:
        yield Reason("goal_no_due")
    elif expected is None:
        yield Reason("goal_no_start")
    elif expected == 0:
        yield Reason("goal_nothing_expected")
