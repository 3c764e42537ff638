"""Funded projects on one day, as values: what is told of them, how goals, levels and payments of each stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from asipgrid.model.calls import Call, ReportDue
from asipgrid.model.judged import Judged, Scorecard
from asipgrid.model.requests import Amendment, EndMove, Ledger, MoneyBack, RatingSheet, Report
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, Reason
from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.payment_schedule import Instalment, PaymentState

GoalReadings: TypeAlias = Mapping[str, tuple[tuple[str, Quantity | str], ...]]
"""Reported values of goals and own targets by their id: each with the day (ISO) it describes, the oldest first."""


class ProjectDocuments(Struct, frozen=True, kw_only=True):
    """What is told of funded projects: reports, rating sheets on them, payments, decisions on their addenda."""

    reports: tuple[Report, ...] = ()
    reviews: tuple[RatingSheet, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    amendments: tuple[Amendment, ...] = ()


class LevelChange(Struct, frozen=True, kw_only=True):
    """A criterion at the decision and now; levels are None where there is nothing to judge or it does not apply."""

    then: Judged
    now: Judged

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.now.id

    @property
    def moved(self) -> bool:
        """Whether its level, the level still possible or what is known of it differs."""
        then, now = ((each.level, each.ceiling, each.state) for each in (self.then, self.now))
        return then != now


class FollowedProject(Struct, frozen=True, kw_only=True):
    """One funded project on one day.

    `late` are the reports that were due and are not there; `progress` its goals, then its own targets, in the order of the
    addendum; `start_from` says where the start comes from (signed, call or decided); money is in cents. `signed_on` is
    the day the addendum was signed, None while no signature is recorded; `ends_on` the last day of the agreement, as
    `end_moves` have moved it.
    """

    ranked: Ranked
    start: str | None
    start_from: str | None
    signed_on: str | None
    ends_on: str | None
    end_moves: tuple[EndMove, ...]
    ended: bool
    reports: tuple[Report, ...]
    late: tuple[ReportDue, ...]
    card: Scorecard
    progress: tuple[GoalProgress, ...]
    level_changes: tuple[LevelChange, ...]
    instalments: tuple[Instalment, ...]
    returned: tuple[MoneyBack, ...]
    amendment: Amendment | None
    documents: Mapping[str, str]

    @property
    def id(self) -> str:
        """The request's id."""
        return self.ranked.request.id

    @property
    def light(self) -> Light | None:
        """The worst light of its goals and own targets; None when it has neither."""
        lights = [each.light for each in self.progress]
        return min(lights, key=list(Light).index, default=None)

    @property
    def worst(self) -> tuple[GoalProgress, ...]:
        """The goals and own targets that stand at the worst light."""
        return tuple(each for each in self.progress if each.light is self.light)

    @property
    def goals(self) -> tuple[GoalProgress, ...]:
        """The goals of the addendum."""
        return tuple(each for each in self.progress if not each.goal.own)

    @property
    def own_targets(self) -> tuple[GoalProgress, ...]:
        """The targets that the applicant set itself."""
        return tuple(each for each in self.progress if each.goal.own)

    @property
    def unsigned(self) -> bool:
        """Whether there are payments, and no signature of the addendum is recorded."""
        return bool(self.instalments) and self.signed_on is None

    @property
    def spent(self) -> tuple[int, Report] | None:
        """What was spent so far, with the last report that says so."""
        told = [(each.spent, each) for each in self.reports if each.spent is not None]
        return told[-1] if told else None

    @property
    def paid(self) -> int:
        """What was paid, in cents."""
        return sum(each.spent for each in self.instalments)

    @property
    def back(self) -> int:
        """What went back by decision, in cents."""
        return sum(each.amount for each in self.returned)

    def in_state(self, state: PaymentState) -> tuple[Instalment, ...]:
        """The payments in a state."""
        return tuple(each for each in self.instalments if each.state is state)

    def amount(self, state: PaymentState) -> int:
        """What is payable, or what is left of the payments in another state, in cents."""
        payable = self.in_state(PaymentState.PAYABLE)
        if state is PaymentState.PAYABLE:
            return sum(each.payable for each in payable)
        left = sum(each.left for each in self.in_state(state))
        if state is (PaymentState.ENDED if self.ended else PaymentState.NOT_DUE):
            # Of a payment released in parts, what is not earned yet is to come, until the agreement ends.
            left += sum(each.left - each.payable for each in payable)
        return left

    def order(self) -> tuple[int, str]:
        """Sort key for people: the worst light first, without goals last; then by id."""
        return len(Light) if self.light is None else list(Light).index(self.light), self.id


class Monitoring(Struct, frozen=True, kw_only=True):
    """Every funded project of a call on one day, by id; `notes` are about documents that count for none."""

    result: Result
    as_of: str
    requests: tuple[FollowedProject, ...]
    notes: tuple[Reason, ...]

    @property
    def call(self) -> Call:
        """The call."""
        return self.result.call
