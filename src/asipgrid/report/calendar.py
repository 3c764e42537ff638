"""The calendar of the report on funded projects: reports, payments, goals and ends of agreements that are open, by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from msgspec import Struct

from asipgrid.model.calls import Call
from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.goals import reports_owed
from asipgrid.monitoring.payment_schedule import Instalment, PaymentState
from asipgrid.monitoring.projects import FollowedProject
from asipgrid.report.lights import by_day, state
from asipgrid.report.monitoring_page import CalendarLine, FollowedStanding
from asipgrid.report.words import ReportWords


class _Kind(IntEnum):
    """What is open, in the order of one day."""

    REPORT = 0
    PAYMENT = 1
    GOALS = 2
    TARGETS = 3
    END = 4


class _Entry(Struct, frozen=True, kw_only=True):
    """One thing that is open; `day` (ISO) None where none is stated, `amount` in cents."""

    day: str | None
    kind: _Kind
    what: str
    standing: FollowedStanding
    amount: int | None = None


def calendar(
    call: Call, projects: Iterable[FollowedProject], as_of: str, words: ReportWords
) -> tuple[CalendarLine, ...]:
    """What is open by day; of one day by kind, then by project, then in the order of the addendum."""
    found = [(each, entry) for each in projects for entry in _Open(call, each, as_of, words).entries()]
    found.sort(key=lambda pair: (pair[1].day is None, pair[1].day or "", pair[1].kind, pair[0].id))
    return tuple(
        CalendarLine(
            day=words.labels["no_day"] if entry.day is None else words.day(entry.day),
            order=entry.day or "",
            id=each.id,
            title=words.said(each.ranked.request.title),
            what=entry.what,
            amount="" if entry.amount is None else words.sum(entry.amount),
            amount_order="" if entry.amount is None else str(entry.amount),
            standing=entry.standing,
        )
        for each, entry in found
    )


class _Open:
    """What is open of one project."""

    def __init__(self, call: Call, project: FollowedProject, as_of: str, words: ReportWords) -> None:
        self.call, self.project, self.as_of, self.words = call, project, as_of, words

    def entries(self) -> Iterator[_Entry]:
        """All of it, in the order of the addendum."""
        yield from self.reports()
        for each in self.project.instalments:
            yield from self.payment(each)
        yield from self.goals(self.project.goals, _Kind.GOALS, "goals_of")
        yield from self.goals(self.project.own_targets, _Kind.TARGETS, "targets_of")
        ends = self.project.ends_on
        if ends is not None and not self.project.ended:
            what = self.words.labels["end_of_agreement"]
            yield _Entry(day=ends, kind=_Kind.END, what=what, standing=by_day(ends, self.as_of, self.words))

    def reports(self) -> Iterator[_Entry]:
        """The reports that are owed and have not come."""
        received = {each.period for each in self.project.reports}
        for owed in reports_owed(self.call):
            if owed.period not in received:
                what = self.words.label("report_of", period=owed.period)
                standing = by_day(owed.due, self.as_of, self.words)
                yield _Entry(day=owed.due, kind=_Kind.REPORT, what=what, standing=standing)

    def payment(self, each: Instalment) -> Iterator[_Entry]:
        """What is not paid of a payment; of one released in parts, what is not earned yet has no day."""
        what = f"{self.words.label('payment_number', number=each.number)}, {self.words.said(each.payment.at)}"
        parts: list[tuple[str | None, int, PaymentState]] = []
        if each.state is PaymentState.PAYABLE:
            parts.append((self.as_of, each.payable, each.state))
            if each.left > each.payable and not self.project.ended:
                parts.append((None, each.left - each.payable, PaymentState.NOT_DUE))
        elif each.state is PaymentState.SUSPENDED:
            parts.append((self.as_of, each.left, each.state))
        elif each.state is PaymentState.NOT_DUE:
            opens = each.payment.opens
            parts.append((opens if opens is not None and opens > self.as_of else None, each.left, each.state))
        for day, amount, one in parts:
            yield _Entry(day=day, kind=_Kind.PAYMENT, what=what, amount=amount, standing=state(one, self.words))

    def goals(self, listed: Iterable[GoalProgress], kind: _Kind, label: str) -> Iterator[_Entry]:
        """Goals that are not reached, those of one day together."""
        days: dict[str | None, list[str]] = {}
        for each in listed:
            if each.light is not Light.REACHED:
                days.setdefault(each.goal.due, []).append(each.id)
        for day, names in days.items():
            what = self.words.label(label, names=", ".join(names))
            yield _Entry(day=day, kind=kind, what=what, standing=by_day(day, self.as_of, self.words))
