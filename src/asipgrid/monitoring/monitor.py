"""Funded projects on one day against what they agreed: goals, own targets, levels and score, payments.

The same `score` judges the request as its reports have moved it; the decision is never touched. Only documents of
that day or before count, so the same documents and the same day give the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from asipgrid.engine.assess import Engine
from asipgrid.engine.conditions import facts, path_expression
from asipgrid.engine.next_step import facts_of
from asipgrid.engine.panel import PanelMarks
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import ByCurve, ByMark, ByThresholds, Call, Outcome, ReportDue
from asipgrid.model.places import Finding
from asipgrid.model.requests import Amendment, EndMove, GoalMove, Ledger, MoneyBack, RatingSheet, Report, Request
from asipgrid.model.results import Fact, Judged, PanelMark, Ranked, Result, Scorecard, State
from asipgrid.model.values import Quantity, Reason, Text, exact, is_number
from asipgrid.monitoring.goal_progress import Course, Day, Light, Seen, Track, track
from asipgrid.monitoring.goals import Aim, aims, level_asked, moved
from asipgrid.monitoring.overlay import Overlay, Proof, overlay
from asipgrid.monitoring.payment_schedule import Due, Instalment, Purse, instalments, money_findings
from asipgrid.review.explain import PAID


class Dossier(Struct, frozen=True, kw_only=True):
    """What is told of funded projects: reports, rating sheets on them, payments, decisions on their addenda."""

    reports: tuple[Report, ...] = ()
    reviews: tuple[RatingSheet, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    amendments: tuple[Amendment, ...] = ()


class Shift(Struct, frozen=True, kw_only=True):
    """A criterion at the decision and now; levels are None where there is nothing to judge or it does not apply."""

    id: str
    then: Judged
    now: Judged

    @property
    def moved(self) -> bool:
        """Whether its level, the level still possible or what is known of it differs."""
        return (self.then.level, self.then.ceiling, self.then.state) != (
            self.now.level,
            self.now.ceiling,
            self.now.state,
        )


class Followed(Struct, frozen=True, kw_only=True):
    """One funded project on one day.

    `late` are the reports that were due and are not there; `tracks` its goals, then its own targets, in the order of the
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
    tracks: tuple[Track, ...]
    shifts: tuple[Shift, ...]
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
        lights = [each.light for each in self.tracks]
        return min(lights, key=list(Light).index, default=None)

    @property
    def worst(self) -> tuple[Track, ...]:
        """The goals and own targets that stand at the worst light."""
        return tuple(each for each in self.tracks if each.light is self.light)

    @property
    def goals(self) -> tuple[Track, ...]:
        """The goals of the addendum."""
        return tuple(each for each in self.tracks if not each.course.own)

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

    def amount(self, due: Due) -> int:
        """What is payable, or what is left of the payments in another state, in cents."""
        listed = [each for each in self.instalments if each.due is due]
        if due is Due.PAYABLE:
            return sum(each.payable for each in listed)
        left = sum(each.amount - each.spent for each in listed)
        if due is (Due.ENDED if self.ended else Due.NOT_DUE):
            # Of a payment released in parts, what is not earned yet is to come, until the agreement ends.
            left += sum(each.amount - each.spent - each.payable for each in self.instalments if each.due is Due.PAYABLE)
        return left

    def order(self) -> tuple[int, str]:
        """Sort key for people: the worst light first, without goals last; then by id."""
        return len(Light) if self.light is None else list(Light).index(self.light), self.id


class _Standing(Struct, frozen=True, kw_only=True):
    """A project on one day: reports laid over it, reports that were due, sheets on reports, levels, goals, own targets."""

    overlay: Overlay
    late: tuple[ReportDue, ...]
    reviews: tuple[RatingSheet, ...]
    card: Scorecard
    goals: tuple[Track, ...]
    own: tuple[Track, ...]


class Monitoring(Struct, frozen=True, kw_only=True):
    """Every funded project of a call on one day, by id; `notes` are about documents that count for none."""

    result: Result
    as_of: str
    requests: tuple[Followed, ...]
    notes: tuple[Reason, ...]

    @property
    def call(self) -> Call:
        """The call."""
        return self.result.call


def last_day(dossier: Dossier) -> str | None:
    """The newest day that a report describes; None without reports."""
    return max((report.as_of for report in dossier.reports), default=None)


def monitor(plan: Plan, result: Result, dossier: Dossier, as_of: str) -> Monitoring | tuple[Finding, ...]:
    """How every funded project stands on a day (ISO); or findings, when payments or amendments cannot be so."""
    funded = [each for each in result.by_id() if each.outcome is Outcome.FUND and each.award.status in PAID]
    findings = (
        *money_findings(result, dossier.ledgers, dossier.amendments),
        *_goal_findings(result, funded, dossier.amendments),
    )
    if findings:
        return tuple(sorted(findings, key=Finding.reading_order))
    desk = _Desk(plan, result, dossier, as_of)
    return Monitoring(
        result=result,
        as_of=as_of,
        requests=tuple(map(desk.followed, funded)),
        notes=(*result.unfilled, *_notes(funded, dossier)),
    )


def _goals(result: Result, ranked: Ranked) -> tuple[Aim, ...]:
    """The goals of an addendum; without an amount there is none."""
    return aims(result, ranked.card) if ranked.award.amount else ()


def _end(request: Request, amendment: Amendment | None, as_of: str) -> str | None:
    """The last day of the agreement as decisions have moved it by a day; None where it is not stated."""
    moves = _end_moves(amendment, as_of)
    stated: str | None = request.data.get("agreement", {}).get("ends_on")
    return moves[-1].ends_on if moves else stated


def _end_moves(amendment: Amendment | None, as_of: str) -> tuple[EndMove, ...]:
    """The decisions by a day that move the end of the agreement."""
    return () if amendment is None else tuple(each for each in amendment.ends if each.decided_on <= as_of)


def _goal_findings(result: Result, funded: Iterable[Ranked], amendments: Iterable[Amendment]) -> Iterator[Finding]:
    """Moves of goals that the addendum does not set."""
    known = {each.request.id: [aim.id for aim in _goals(result, each)] for each in funded}
    for amendment in amendments:
        goals = known.get(amendment.request, [])
        for move in amendment.moves:
            if move.goal not in goals:
                has = f"it sets {', '.join(goals)}" if goals else "it sets none"
                says = f"the addendum of {amendment.request} sets no goal {move.goal}; {has}"
                yield Finding(code="P704", place=move.place, says=says)


def _notes(funded: Iterable[Ranked], dossier: Dossier) -> Iterator[Reason]:
    """Reports on requests that are not funded: nobody follows them, and that is said."""
    ids = {each.request.id for each in funded}
    lost = sorted({report.request for report in dossier.reports} - ids)
    if lost:
        yield Reason("monitor_not_funded", {"requests": tuple(lost)})


class _Desk:
    """Where the projects of one call are followed."""

    def __init__(self, plan: Plan, result: Result, dossier: Dossier, as_of: str) -> None:
        self.plan, self.result, self.dossier, self.as_of = plan, result, dossier, as_of
        self.terms = result.call.monitoring
        self.engine = Engine(plan)

    def followed(self, ranked: Ranked) -> Followed:
        name = ranked.request.id
        ledger = next((each for each in self.dossier.ledgers if each.request == name), None)
        amendment = next((each for each in self.dossier.amendments if each.request == name), None)
        start, start_from = self.start(ranked, ledger)
        now = self.standing(ranked, amendment, start, self.as_of)
        signed_on = None if ledger is None else ledger.signed_on
        ends_on = _end(ranked.request, amendment, self.as_of)
        # Nothing becomes payable after the end: payments stay as they stood on the last day.
        last = now
        if ends_on is not None and ends_on < self.as_of:
            last = self.standing(ranked, amendment, start, ends_on)
        purse = Purse(
            as_of=self.as_of,
            signed_on=signed_on,
            ends_on=ends_on,
            plan=self.plan,
            overlay=last.overlay,
            card=last.card,
            goals=last.goals,
            late=last.late,
        )
        return Followed(
            ranked=ranked,
            start=start,
            start_from=start_from,
            signed_on=signed_on if signed_on is not None and signed_on <= self.as_of else None,
            ends_on=ends_on,
            end_moves=_end_moves(amendment, self.as_of),
            ended=purse.ended,
            reports=now.overlay.reports,
            late=now.late,
            card=now.card,
            tracks=(*now.goals, *now.own),
            shifts=tuple(
                Shift(id=each.id, then=ranked.card.criterion(each.id), now=each) for each in now.card.criteria
            ),
            instalments=instalments(ranked.award.amount, ledger, purse) if ranked.award.amount else (),
            returned=()
            if amendment is None
            else tuple(each for each in amendment.returns if each.decided_on <= self.as_of),
            amendment=amendment,
            documents=dict(self.documents(ranked, (*now.overlay.reports, *now.reviews), ledger, amendment)),
        )

    def standing(self, ranked: Ranked, amendment: Amendment | None, start: str | None, day: str) -> _Standing:
        """How a project stands on a day, by what describes that day or one before."""
        name = ranked.request.id
        reports = tuple(
            sorted(
                (each for each in self.dossier.reports if each.request == name and each.as_of <= day),
                key=Report.order,
            )
        )
        periods = {each.period for each in reports}
        late = tuple(
            sorted(
                (each for each in self.terms.reports if each.due < day and each.period not in periods),
                key=lambda each: (each.due, each.period),
            )
        )
        reviews = tuple(each for each in self.dossier.reviews if each.request == name and (each.rated_on or "") <= day)
        now = overlay(ranked.request, reports, ranked.award.amount)
        given, seen = self.marks(ranked, reviews)
        card = self.engine.score(now.request, given)
        table = _Table(
            self, ranked, now, card, seen, Day(as_of=day, terms=self.terms, reported=bool(reports) and not late)
        )
        moves = [] if amendment is None else [each for each in amendment.moves if each.decided_on <= day]
        return _Standing(
            overlay=now,
            late=late,
            reviews=reviews,
            card=card,
            goals=tuple(table.goal(aim, moves, start) for aim in _goals(self.result, ranked)),
            own=tuple(table.commitments(start)),
        )

    def start(self, ranked: Ranked, ledger: Ledger | None) -> tuple[str | None, str | None]:
        """The day from which progress is expected: the addendum's signature, else the call's, else the committee's."""
        if ledger is not None and ledger.signed_on is not None:
            return ledger.signed_on, "signed"
        if self.terms.start is not None:
            return self.terms.start, "call"
        if ranked.decision is not None and ranked.decision.decided_on is not None:
            return ranked.decision.decided_on, "decided"
        return None, None

    def marks(
        self, ranked: Ranked, reviews: Sequence[RatingSheet]
    ) -> tuple[PanelMarks, dict[str, tuple[RatingSheet, ...]]]:
        """What the panel gives each criterion now, and the sheets on reports behind what it gave anew.

        The marks of a later period take the place of earlier ones, criterion by criterion, where there are enough.
        """
        later: dict[str, PanelMark] = {}
        seen: dict[str, tuple[RatingSheet, ...]] = {}
        for period in sorted({each.period or "" for each in reviews}):
            sheets = tuple(sorted((each for each in reviews if each.period == period), key=lambda each: each.assessor))
            given = self.engine.marks(sheets)
            for name in self.plan.criteria:
                mark = given.of(name)
                if mark is not None and mark.level is not None:
                    later[name] = mark
                    seen[name] = tuple(sheet for sheet in sheets if name in sheet.marks)
        return self.engine.marks(ranked.sheets, later), seen

    @staticmethod
    def documents(
        ranked: Ranked, told: Iterable[Report | RatingSheet], ledger: Ledger | None, amendment: Amendment | None
    ) -> Iterator[tuple[str, str]]:
        """The documents about a project that count on this day, by name, with their digests."""
        yield ranked.request.record.name, ranked.request.digest
        yield from ((sheet.file, sheet.digest) for sheet in ranked.sheets)
        if ranked.decision is not None:
            yield ranked.decision.place.file, ranked.decision.digest
        yield from sorted(
            (each.record.name, each.record.digest) if isinstance(each, Report) else (each.file, each.digest)
            for each in told
        )
        yield from ((each.file, each.digest) for each in (ledger, amendment) if each is not None)


class _Table:
    """Where the goals of one project are looked at."""

    def __init__(
        self,
        desk: _Desk,
        ranked: Ranked,
        now: Overlay,
        card: Scorecard,
        seen: Mapping[str, tuple[RatingSheet, ...]],
        day: Day,
    ) -> None:
        self.desk, self.ranked, self.now, self.card, self.seen, self.day = desk, ranked, now, card, seen, day
        self.then = overlay(ranked.request, ())

    # goals of the addendum

    def goal(self, set_: Aim, moves: Sequence[GoalMove], start: str | None) -> Track:
        aim = moved(set_, moves)
        figure = isinstance(aim.criterion.judging, ByThresholds | ByCurve)
        course = Course(
            id=aim.id,
            own=False,
            name=aim.criterion.goal or aim.criterion.question,
            baseline=self.figure(aim.judged, self.then) if figure else self.level(aim.judged, self.then),
            target=aim.figure or _level(level_asked(aim)),
            at_most=aim.at_most,
            words=aim.words,
            start=start,
            due=aim.due,
            moved=next((move for move in reversed(moves) if move.goal == aim.id), None),
            place=aim.criterion.place,
        )
        latest, why = self.latest(aim, course)
        return track(course, latest, self.day, why)

    def latest(self, aim: Aim, course: Course) -> tuple[Seen | None, Reason | None]:
        """The value that reports or assessors gave last; None, with a reason where there is more to say."""
        each = self.card.criterion(aim.id)
        if isinstance(aim.criterion.judging, ByMark):
            return self.marked(each), None
        if each.state is State.NOT_APPLICABLE:
            return None, each.reason
        if not self.now.reported(self.read(each, self.now)):
            return None, None
        if isinstance(aim.criterion.judging, ByThresholds | ByCurve):
            seen = self.figure(each, self.now)
        else:
            seen = self.level(each, self.now) or self.certain(each, course)
        return seen, None if seen is not None else each.reason

    def figure(self, each: Judged, sight: Overlay) -> Seen | None:
        """A figure that is known; one that its documents must support and do not is not."""
        if each.state is not State.SCORED:
            return None
        (found,) = each.found
        assert found.unit is not None
        return _seen(Quantity(exact(found.value), found.unit), self.read(each, sight), sight)

    def level(self, each: Judged, sight: Overlay) -> Seen | None:
        if each.state is not State.SCORED:
            return None
        assert each.level is not None
        if each.marks:
            # The day that the addendum gives for it: what the assessors marked is the request of that day.
            return Seen(value=_level(each.level), dated=sight.base.data.get("submitted_on"))
        return _seen(_level(each.level), self.read(each, sight), sight)

    def certain(self, each: Judged, course: Course) -> Seen | None:
        """A level that holds whatever is not stated, where it is enough."""
        assert isinstance(course.target, Quantity)
        if each.level is None or each.level < course.target.value:
            return None
        return _seen(_level(each.level), self.read(each, self.now), self.now)

    def marked(self, each: Judged) -> Seen | None:
        """The level that assessors gave on a report; the marks on the request are no news."""
        sheets = self.seen.get(each.id)
        if sheets is None or each.level is None:
            return None
        proofs = tuple(Proof(id=sheet.assessor, title="", place=sheet.marks[each.id].place) for sheet in sheets)
        dated = max((sheet.rated_on for sheet in sheets if sheet.rated_on), default=None)
        return Seen(value=_level(each.level), dated=dated, proofs=proofs)

    # own targets

    def commitments(self, start: str | None) -> Iterator[Track]:
        request = self.ranked.request
        for index, item in enumerate(request.data.get("commitments", ())):
            target = item["target"]
            baseline = self.value(item["path"], self.then)
            course = Course(
                id=item["path"],
                own=True,
                name=Text(item["path"], item["path"]),
                baseline=baseline,
                target=target if isinstance(target, str) else Quantity(exact(target), in_full=True),
                at_most=_falls(baseline, target),
                words=None,
                start=start,
                due=item.get("by"),
                moved=None,
                place=request.record.place(("commitments", index)),
            )
            stated = self.facts(item["path"], self.now.request)
            latest = self.value(item["path"], self.now) if self.now.reported(stated) else None
            yield track(course, latest, self.day)

    def value(self, path: str, sight: Overlay) -> Seen | None:
        value = path_expression(path).get(sight.request.data)
        stated = self.facts(path, sight.request)
        if isinstance(value, str):
            return _seen(value, stated, sight)
        return _seen(Quantity(exact(value)), stated, sight) if is_number(value) else None

    def read(self, each: Judged, sight: Overlay) -> tuple[Fact, ...]:
        return facts_of(self.desk.plan, sight.request, each)

    @staticmethod
    def facts(path: str, request: Request) -> tuple[Fact, ...]:
        return facts(path_expression(path).reads, request.data, request.record)


def _level(level: Fraction) -> Quantity:
    return Quantity(level, "level")


def _seen(value: Quantity | str, facts: tuple[Fact, ...], sight: Overlay) -> Seen:
    stated = tuple(fact for fact in facts if fact.value is not None)
    proofs = tuple(dict.fromkeys(proof for fact in stated for proof in sight.proofs(fact)))
    return Seen(value=value, dated=sight.dated(stated), facts=stated, proofs=proofs)


def _falls(baseline: Seen | None, target: object) -> bool:
    """Whether less is better: a target of the applicant's own says so only by its baseline."""
    return (
        baseline is not None
        and isinstance(baseline.value, Quantity)
        and is_number(target)
        and exact(target) < baseline.value.value  # type: ignore[arg-type]
    )
