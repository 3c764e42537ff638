"""What is overdue and not known of funded projects, and what holds their payments back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.payment_schedule import UNSIGNED
from asipgrid.monitoring.projects import FollowedProject
from asipgrid.report.monitoring_page import OpenLine
from asipgrid.report.payments import held_back
from asipgrid.report.words import ReportWords


def open_line(project: FollowedProject, as_of: str, words: ReportWords) -> OpenLine:
    """What is open of a project on a day."""
    return OpenLine(
        id=project.id,
        title=words.said(project.ranked.request.title),
        overdue=tuple(_overdue(project, as_of, words)),
        withheld=tuple(_withheld(project, words)),
        unknown=tuple(_said([each for each in project.progress if not _late(each, as_of)], words)),
    )


def _late(each: GoalProgress, as_of: str) -> bool:
    """Whether the day of a goal is past and it is not reached."""
    return each.light is not Light.REACHED and each.goal.due is not None and each.goal.due < as_of


def _overdue(project: FollowedProject, as_of: str, words: ReportWords) -> Iterator[str]:
    """Reports and goals whose day is past."""
    for owed in project.late:
        yield words.label("report_was_due", period=owed.period, day=words.day(owed.due))
    yield from _said([each for each in project.progress if _late(each, as_of)], words)


def _said(listed: Iterable[GoalProgress], words: ReportWords) -> Iterator[str]:
    """What there is to say of goals: the same of several once, after their names."""
    found: dict[str, list[str]] = {}
    for each in listed:
        if each.reasons:
            found.setdefault(". ".join(words.reasons(each.reasons)), []).append(each.id)
    for reason, names in found.items():
        yield words.label("goal_says", names=", ".join(names), reason=reason)


def _withheld(project: FollowedProject, words: ReportWords) -> Iterator[str]:
    """What keeps payments."""
    if project.unsigned:
        yield words.label("unsigned_says", reason=words.reason(UNSIGNED))
    yield from held_back(project, words)
