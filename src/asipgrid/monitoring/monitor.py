"""Funded projects on one day against what they agreed: goals, own targets, levels and score, payments.

The same `score` judges the request as its reports have moved it; the decision is never touched. Only documents of
that day or before count, so the same documents and the same day give the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct

from asipgrid.engine.assess import Engine
from asipgrid.engine.panel import PanelMarks
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import Outcome, ReportDue
from asipgrid.model.judged import PanelMark, Scorecard
from asipgrid.model.places import Finding
from asipgrid.model.requests import Amendment, EndMove, GoalMove, MoneyBack, RatingSheet, Report
from asipgrid.model.results import GRANTED, Ranked, Result
from asipgrid.model.said import said
from asipgrid.model.values import Quantity, Reason
from asipgrid.monitoring.goal_progress import Day, GoalProgress, ReportedGoals
from asipgrid.monitoring.goals import addendum_goals, reports_owed
from asipgrid.monitoring.overlay import Overlay, overlay
from asipgrid.monitoring.payment_schedule import Instalment, PaymentBasis, instalments
from asipgrid.monitoring.projects import FollowedProject, GoalReadings, LevelChange, Monitoring, ProjectDocuments
from asipgrid.monitoring.promised_payments import payment_findings

_Move = TypeVar("_Move", GoalMove, EndMove, MoneyBack)


class _ProjectState(Struct, frozen=True, kw_only=True):
    """A project on one day: reports laid over it, reports that were due, sheets on reports, levels, goals, own targets."""

    overlay: Overlay
    late: tuple[ReportDue, ...]
    reviews: tuple[RatingSheet, ...]
    card: Scorecard
    goals: tuple[GoalProgress, ...]
    own: tuple[GoalProgress, ...]


def last_day(documents: ProjectDocuments) -> str | None:
    """The newest day that a report describes; None without reports."""
    return max((report.as_of for report in documents.reports), default=None)


def monitor(plan: Plan, result: Result, documents: ProjectDocuments, as_of: str) -> Monitoring | tuple[Finding, ...]:
    """How every funded project stands on a day (ISO); or findings, when payments or amendments cannot be so."""
    funded = [each for each in result.by_id() if each.outcome is Outcome.FUND and each.award.status in GRANTED]
    findings = (
        *payment_findings(result, documents.ledgers, documents.amendments),
        *_goal_findings(result, funded, documents.amendments),
    )
    if findings:
        return tuple(sorted(findings, key=Finding.reading_order))
    engine = Engine(plan)
    return Monitoring(
        result=result,
        as_of=as_of,
        requests=tuple(_ProjectMonitor(engine, result, each, documents).followed(as_of) for each in funded),
        notes=(*result.unfilled, *_notes(funded, documents)),
    )


def readings(plan: Plan, report: Monitoring, documents: ProjectDocuments) -> dict[str, GoalReadings]:
    """What was reported of the goals and own targets of each project by the day of the report, by the project's id."""
    engine = Engine(plan)
    return {
        each.id: _ProjectMonitor(engine, report.result, each.ranked, documents).readings(report.as_of)
        for each in report.requests
    }


def _goal_findings(result: Result, funded: Iterable[Ranked], amendments: Iterable[Amendment]) -> Iterator[Finding]:
    """Moves of goals that the addendum does not set."""
    known = {each.request.id: [goal.id for goal in addendum_goals(result, each)] for each in funded}
    for amendment in amendments:
        goals = known.get(amendment.request, [])
        for move in amendment.moves:
            if move.goal not in goals:
                has = said("it sets {goals}", ", ".join(goals)) if goals else said("it sets none")
                says = said("the addendum of {request} sets no goal {goal}; {has}", amendment.request, move.goal, has)
                yield Finding(code="P704", place=move.place, says=says)


def _notes(funded: Iterable[Ranked], documents: ProjectDocuments) -> Iterator[Reason]:
    """Reports on requests that are not funded: nobody follows them, and that is said."""
    ids = {each.request.id for each in funded}
    lost = sorted({report.request for report in documents.reports} - ids)
    if lost:
        yield Reason("monitor_not_funded", {"requests": tuple(lost)})


class _ProjectMonitor:
    """Follows one project, by the documents about it."""

    def __init__(self, engine: Engine, result: Result, ranked: Ranked, documents: ProjectDocuments) -> None:
        self.engine, self.result, self.ranked = engine, result, ranked
        self.terms = result.call.monitoring
        name = ranked.request.id
        self.reports = [each for each in documents.reports if each.request == name]
        self.reviews = [each for each in documents.reviews if each.request == name]
        self.ledger = next((each for each in documents.ledgers if each.request == name), None)
        self.amendment = next((each for each in documents.amendments if each.request == name), None)
        self.signed_on = None if self.ledger is None else self.ledger.signed_on
        self.start, self.start_from = self.starts()

    def starts(self) -> tuple[str | None, str | None]:
        """The day from which progress is expected: the addendum's signature, else the call's, else the committee's."""
        decided_on = None if self.ranked.decision is None else self.ranked.decision.decided_on
        known = {"signed": self.signed_on, "call": self.terms.start, "decided": decided_on}
        return next(((day, kind) for kind, day in known.items() if day is not None), (None, None))

    def followed(self, as_of: str) -> FollowedProject:
        """How it stands on a day."""
        now = self.on(as_of)
        end_moves = () if self.amendment is None else _decided(self.amendment.ends, as_of)
        # The last day of the agreement as decisions have moved it; None where it is not stated.
        stated = self.ranked.request.data.get("agreement", {}).get("ends_on")
        ends_on = end_moves[-1].ends_on if end_moves else stated
        # Nothing becomes payable after the end: payments stay as they stood on the last day.
        last = now if ends_on is None or ends_on >= as_of else self.on(ends_on)
        basis = PaymentBasis(
            as_of=as_of,
            signed_on=self.signed_on,
            ends_on=ends_on,
            plan=self.engine.plan,
            overlay=last.overlay,
            card=last.card,
            # The goals of an act that rests on published facts are the targets that they state.
            goals=(*last.goals, *last.own) if self.result.call.published else last.goals,
            late=last.late,
        )
        return FollowedProject(
            ranked=self.ranked,
            start=self.start,
            start_from=self.start_from,
            signed_on=self.signed_on if self.signed_on is not None and self.signed_on <= as_of else None,
            ends_on=ends_on,
            end_moves=end_moves,
            ended=basis.ended,
            reports=now.overlay.reports,
            late=now.late,
            card=now.card,
            progress=(*now.goals, *now.own),
            level_changes=tuple(
                LevelChange(then=self.ranked.card.criterion(each.id), now=each) for each in now.card.criteria
            ),
            instalments=self._instalments(basis),
            returned=() if self.amendment is None else _decided(self.amendment.returns, as_of),
            amendment=self.amendment,
            documents=dict(self.documents(now)),
        )

    def _instalments(self, basis: PaymentBasis) -> tuple[Instalment, ...]:
        """The payments as they stand; none of an amount that is not stated."""
        award = self.ranked.award.amount
        return instalments(award, self.ledger, basis) if award else ()

    def on(self, day: str) -> _ProjectState:
        """The project on a day, by what describes that day or one before."""
        reports = sorted((each for each in self.reports if each.as_of <= day), key=Report.order)
        periods = {each.period for each in reports}
        late = tuple(each for each in reports_owed(self.result.call) if each.due < day and each.period not in periods)
        reviews = tuple(each for each in self.reviews if (each.rated_on or "") <= day)
        now = overlay(self.ranked.request, reports, self.ranked.award.amount)
        given, sheets = self.marks(reviews)
        card = self.engine.score(now.request, given)
        on = Day(as_of=day, terms=self.terms, reported=bool(reports) and not late)
        goals = ReportedGoals(self.engine.plan, now, card, sheets, on, self.start)
        moves = () if self.amendment is None else _decided(self.amendment.moves, day)
        return _ProjectState(
            overlay=now,
            late=late,
            reviews=reviews,
            card=card,
            goals=tuple(goals.of_addendum(each, moves) for each in addendum_goals(self.result, self.ranked)),
            own=tuple(goals.own_targets()),
        )

    def readings(self, as_of: str) -> GoalReadings:
        """The values of each goal by the day they describe, as each report and each sheet up to a day gave them.

        Of several values for one day the one given last counts.
        """
        told = {*(each.as_of for each in self.reports), *(each.rated_on for each in self.reviews if each.rated_on)}
        found: dict[str, dict[str, Quantity | str]] = {}
        for day in sorted(each for each in told if each <= as_of):
            now = self.on(day)
            for each in (*now.goals, *now.own):
                if each.latest is not None:
                    found.setdefault(each.id, {})[each.latest.dated or day] = each.latest.value
        return {name: tuple(sorted(values.items())) for name, values in found.items()}

    def marks(self, reviews: Sequence[RatingSheet]) -> tuple[PanelMarks, dict[str, tuple[RatingSheet, ...]]]:
        """What the panel gives each criterion now, and the sheets on reports behind what it gave anew.

        The marks of a later period take the place of earlier ones, criterion by criterion, where there are enough.
        """
        later: dict[str, PanelMark] = {}
        anew: dict[str, tuple[RatingSheet, ...]] = {}
        for period in sorted({each.period or "" for each in reviews}):
            sheets = tuple(sorted((each for each in reviews if each.period == period), key=lambda each: each.assessor))
            given = self.engine.marks(sheets)
            for name in self.engine.plan.criteria:
                mark = given.of(name)
                if mark is not None and mark.level is not None:
                    later[name] = mark
                    anew[name] = tuple(sheet for sheet in sheets if name in sheet.marks)
        return self.engine.marks(self.ranked.sheets, later), anew

    def documents(self, now: _ProjectState) -> Iterator[tuple[str, str]]:
        """The documents about the project that count on this day, by name, with their digests."""
        yield from decided_documents(self.ranked)
        told = [(each.record.name, each.record.digest) for each in now.overlay.reports]
        yield from sorted([*told, *((each.file, each.digest) for each in now.reviews)])
        yield from ((each.file, each.digest) for each in (self.ledger, self.amendment) if each is not None)


def _decided(moves: Iterable[_Move], day: str) -> tuple[_Move, ...]:
    """The decisions by a day."""
    return tuple(each for each in moves if each.decided_on <= day)


def decided_documents(ranked: Ranked) -> Iterator[tuple[str, str]]:
    """The documents that a decision rests on, by name, with their digests: request, rating sheets, the decision itself."""
    yield ranked.request.record.name, ranked.request.digest
    yield from ((sheet.file, sheet.digest) for sheet in ranked.sheets)
    if ranked.decision is not None:
        yield ranked.decision.place.file, ranked.decision.digest
