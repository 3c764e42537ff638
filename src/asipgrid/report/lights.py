"""Lights of goals and states of payments as the report on funded projects shows them: a sign and a word, never a colour alone."""

from __future__ import annotations

from typing import Final

from asipgrid.formats.words import LABELS
from asipgrid.monitoring.goal_progress import Light
from asipgrid.monitoring.payment_schedule import PaymentState
from asipgrid.report.monitoring_page import FollowedStanding
from asipgrid.report.words import ReportWords

_NOT_DUE: Final = "light_not-due"


def light(value: Light | None, words: ReportWords) -> FollowedStanding:
    """How a goal or a project stands; a project without goals has no light."""
    if value is None:
        return FollowedStanding("none", "–", words.labels["no_goal"])
    key = _NOT_DUE if value is Light.NOT_DUE else value.value
    return FollowedStanding(value.value, _sign("light", value), words.labels[key])


def _sign(kind: str, value: Light | PaymentState) -> str:
    """The sign that stands before the word, wherever a light or a state is shown."""
    return LABELS[f"{kind}_{value}"][0].partition(" ")[0]


def state(value: PaymentState, words: ReportWords) -> FollowedStanding:
    """What becomes of a payment."""
    return FollowedStanding(value.value, _sign("payment", value), words.labels[value.value])


def by_day(due: str | None, as_of: str, words: ReportWords) -> FollowedStanding:
    """How something open stands by its day: overdue after it, to come before it and without a day."""
    key, same = ("overdue", Light.LATE) if due is not None and due < as_of else ("to_come", Light.NOT_DUE)
    if due == as_of:
        key, same = "today", Light.AT_RISK
    return FollowedStanding(same.value, _sign("light", same), words.labels[key])
