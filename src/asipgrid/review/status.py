"""Where a call stands, stage by stage of the work: what is there, what is missing, and the command that does it.

No rule stands here: marks are those of the panel's report, awards those of the result, reports and payments those of
monitoring, and whether files are stale is told by whoever looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.case import Case, is_wrong
from asipgrid.letters import decisions
from asipgrid.model.calls import Call, Outcome, ReportDue
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Finding
from asipgrid.model.results import Result, Status
from asipgrid.model.values import Quantity, Reason, named
from asipgrid.monitoring.goal_progress import Light
from asipgrid.monitoring.goals import reports_owed
from asipgrid.monitoring.payment_schedule import PaymentState
from asipgrid.monitoring.projects import Monitoring
from asipgrid.review.panel_report import PanelReport

# Commands that decide the call: with errors in its documents they go on where they are told to.
_DECIDING: Final = frozenset({"score", "draft", "monitor"})

Command = tuple[str, ...]
"""The words of a command behind `asipgrid`."""


class WorkStage(StrEnum):
    """The stages of the work, in its order."""

    PREPARING = "preparing"
    REQUESTS = "requests"
    ASSESSMENT = "assessment"
    DECISIONS = "decisions"
    RESULTS = "results"
    LETTERS = "letters"
    MONITORING = "monitoring"


class LineStanding(StrEnum):
    """How a line stands: wrong documents first, then what is overdue, what somebody has to do, what to know, what is done."""

    WRONG = "wrong"
    LATE = "late"
    OPEN = "open"
    NOTE = "note"
    DONE = "done"


WAITING: Final = (LineStanding.WRONG, LineStanding.LATE, LineStanding.OPEN)
"""What somebody has to do something about."""


class StatusLine(Struct, frozen=True, kw_only=True):
    """One thing that is there, missing or to come; `requests` are all that it is about, `command` does it or shows it."""

    stage: WorkStage
    standing: LineStanding
    reason: Reason
    requests: tuple[str, ...] = ()
    command: Command | None = None


class CallStatus(Struct, frozen=True, kw_only=True):
    """Where a call stands: its name, the call itself unless it cannot be read, the day of monitoring, lines by stage."""

    name: str
    call: Call | None
    as_of: str | None
    lines: tuple[StatusLine, ...]

    @property
    def next(self) -> StatusLine | None:
        """What comes next: the first line that waits for somebody."""
        return next((each for each in self.lines if each.standing in WAITING), None)

    def count(self, standing: LineStanding) -> int:
        """How many lines stand so."""
        return sum(each.standing is standing for each in self.lines)


class FolderState(Struct, frozen=True, kw_only=True):
    """A folder of derived files: whether there are any, and why they are not what the documents give."""

    name: str
    there: bool
    cause: str | None


class DraftsState(Struct, frozen=True, kw_only=True):
    """The drafts of a call in a folder: how many, to whom, the requests of stale ones to be drafted anew and of those left."""

    name: str
    count: int
    requests: frozenset[str]
    ready: tuple[str, ...]
    left: tuple[str, ...]


class Known(Struct, frozen=True, kw_only=True):
    """All that is known of a call when it is asked where it stands.

    `folder` is the name of its folder, `typed` what names it on a command line. `case` is None while the call or a grid
    has errors, `result` while the committee's decisions exceed the envelope; `ranked` is a result all the same, without
    those decisions. `drafts` is None when they cannot be looked at, `letters` where they would be written. `monitoring`
    holds findings when payments or amendments cannot be so, None without a day.
    """

    folder: str
    typed: str
    findings: tuple[Finding, ...]
    refused: tuple[str, ...]
    case: Case | None = None
    result: Result | None = None
    ranked: Result | None = None
    panel: PanelReport | None = None
    results: FolderState | None = None
    monitored: FolderState | None = None
    drafts: tuple[DraftsState, ...] | None = ()
    letters: str = "letters"
    as_of: str | None = None
    monitoring: Monitoring | tuple[Finding, ...] | None = None


def call_status(known: Known) -> CallStatus:
    """Where a call stands."""
    case, lines = known.case, list(_preparing(known))
    if case is not None and known.ranked is not None:
        lines += [*_requests(known, case), *_assessment(known, case), *_decisions(known, case)]
        if known.result is not None:
            lines += [*_results(known), *_letters(known, known.result), *_monitoring(known, known.result)]
    return CallStatus(
        name=known.folder if case is None else case.call.id,
        call=None if case is None else case.call,
        as_of=known.as_of,
        lines=tuple(_able(each, known) for each in lines),
    )


def _able(line: StatusLine, known: Known) -> StatusLine:
    """The line with a command that is answered while documents have errors: nothing is written before they are mended."""
    if line.command is None or not is_wrong(known.findings):
        return line
    name, *_ = line.command
    if name == "update" or "-o" in line.command:
        return replace(line, command=("check", known.typed))
    return replace(line, command=(*line.command, "--keep-going")) if name in _DECIDING else line


def _about(
    stage: WorkStage,
    standing: LineStanding,
    key: str,
    requests: Iterable[str],
    command: Command | None,
    **values: object,
) -> Iterator[StatusLine]:
    """A line about requests, where there are any."""
    about = tuple(requests)
    if about:
        reason = Reason(key, {**named(about), **values})
        yield StatusLine(stage=stage, standing=standing, reason=reason, requests=about, command=command)


def _preparing(known: Known) -> Iterator[StatusLine]:
    """Whether the call and its grids are sound, and what else was found in documents."""
    check = ("check", known.typed)
    errors = [each for each in known.findings if is_wrong([each])]
    if known.case is None:
        first = errors[0].place.spot if errors else ""
        reason = Reason("status_rules_wrong", {"errors": len(errors), "first": first})
        yield StatusLine(stage=WorkStage.PREPARING, standing=LineStanding.WRONG, reason=reason, command=check)
        return
    sound = Reason("status_rules_sound", {"grids": tuple(each.id for each in known.case.grids)})
    yield StatusLine(stage=WorkStage.PREPARING, standing=LineStanding.DONE, reason=sound)
    others = len(known.findings) - len(errors)
    if others:
        reason = Reason("status_findings", {"findings": others})
        yield StatusLine(stage=WorkStage.PREPARING, standing=LineStanding.NOTE, reason=reason, command=check)


def _requests(known: Known, case: Case) -> Iterator[StatusLine]:
    """How many are scored, left out for errors, not filled in, and asked something."""
    assert known.ranked is not None
    stage, check = WorkStage.REQUESTS, ("check", known.typed)
    scored = len(known.ranked.requests)
    if not (scored or known.refused):
        reason, new = Reason("status_no_requests"), ("new", "request", known.typed, "REQUEST")
        yield StatusLine(stage=stage, standing=LineStanding.OPEN, reason=reason, command=new)
    if scored:
        yield StatusLine(stage=stage, standing=LineStanding.DONE, reason=Reason("status_scored", {"count": scored}))
    wrong = [each for each in known.refused if each not in case.blank]
    yield from _about(stage, LineStanding.WRONG, "status_refused", wrong, check)
    yield from _about(stage, LineStanding.OPEN, "status_blank", sorted(case.blank), check)
    asked = [each.request.id for each in known.ranked.by_id() if each.outcome is Outcome.ASK and each.to_supply]
    yield from _about(stage, LineStanding.OPEN, "status_asked", asked, ("draft", known.typed, *asked))


def _assessment(known: Known, case: Case) -> Iterator[StatusLine]:
    """What assessors have marked, what is missing of their sheets and of what requests need, conflicts, disagreement."""
    panel, stage = known.panel, WorkStage.ASSESSMENT
    if panel is None:
        return
    sheets = [each for each in panel.coverage if not each.conflict]
    complete = sum(not each.missing for each in sheets)
    if complete:
        reason = Reason("status_marked", {"sheets": complete, "assessors": panel.assessors})
        yield StatusLine(stage=stage, standing=LineStanding.DONE, reason=reason)
    begun = _begun(panel, case)
    for assessor, requests in sorted(begun.items()):
        rate = ("rate", known.typed, requests[0], "--as", assessor)
        yield from _about(stage, LineStanding.OPEN, "status_begun", requests, rate, assessor=assessor)
    short = [name for name in _short(panel, known.ranked) if not any(name in some for some in begun.values())]
    first = ("rate", known.typed, *short[:1], "--as", _candidate(panel, short[0]) if short else "")
    yield from _about(stage, LineStanding.OPEN, "status_unmarked", short, first)
    for assessor in panel.assessors:
        conflicts = [each.request for each in panel.coverage if each.conflict and each.assessor == assessor]
        yield from _about(stage, LineStanding.NOTE, "status_conflict", conflicts, None, assessor=assessor)
    apart = [each for each in panel.disagreements if each.consensus is None]
    agree = ("rate", known.typed, *(each.request for each in apart[:1]), "--as", CONSENSUS)
    pairs = tuple(f"{each.request} {each.criterion}" for each in apart)
    if pairs:
        reason = Reason("status_disagreement", named(pairs))
        about = tuple(dict.fromkeys(each.request for each in apart))
        yield StatusLine(stage=stage, standing=LineStanding.NOTE, reason=reason, requests=about, command=agree)


def _begun(panel: PanelReport, case: Case) -> dict[str, list[str]]:
    """The requests of which an assessor's sheet is not complete, by assessor; also where nothing is filled in yet."""
    found: dict[str, set[str]] = {}
    for each in panel.coverage:
        if each.missing and not each.conflict:
            found.setdefault(each.assessor, set()).add(each.request)
    for blank in case.unfilled:
        if blank.kind == "rating":
            found.setdefault(PurePosixPath(blank.file).parent.name, set()).add(blank.request)
    return {assessor: sorted(requests) for assessor, requests in found.items()}


def _short(panel: PanelReport, result: Result | None) -> list[str]:
    """The requests that need more marks, and that neither a recorded decision nor the lack of eligibility has settled."""
    settled = {
        each.request.id
        for each in (() if result is None else result.requests)
        if each.decision is not None or each.outcome is Outcome.INELIGIBLE
    }
    return [each.request for each in panel.still_to_mark if each.request not in settled]


def _candidate(panel: PanelReport, request: str) -> str:
    """An assessor of the call who may still mark a request: one without a sheet on it; ASSESSOR where there is none."""
    return next((name for each in panel.still_to_mark if each.request == request for name in each.may), "ASSESSOR")


def _decisions(known: Known, case: Case) -> Iterator[StatusLine]:
    """What the rules propose, what is recorded, what only a decision can settle."""
    stage, result = WorkStage.DECISIONS, known.result
    if result is None:
        score = ("score", known.typed)
        yield StatusLine(stage=stage, standing=LineStanding.WRONG, reason=Reason("status_exceeded"), command=score)
        return
    if not result.requests:
        return
    yield StatusLine(stage=stage, standing=LineStanding.DONE, reason=_outcome(result), command=("score", known.typed))
    recorded = [each for each in result.requests if each.decision is not None]
    if recorded:
        values = {"decisions": len(recorded), "departing": sum(each.departs for each in recorded)}
        yield StatusLine(stage=stage, standing=LineStanding.DONE, reason=Reason("status_recorded", values))
    blank = sorted({each.request for each in case.unfilled if each.kind == "decision"})
    yield from _about(stage, LineStanding.OPEN, "status_decision_blank", blank, ("check", known.typed))
    tied = [each.request.id for each in result.requests if each.award.status is Status.TIED]
    yield from _about(stage, LineStanding.OPEN, "status_tied", tied, ("new", "decision", known.typed, *tied[:1]))
    proposed = [each.request.id for each in result.requests if each.decision is None]
    if len(proposed) > len(tied):
        reason = Reason("status_proposed", {"count": len(proposed)})
        record = ("new", "decision", known.typed, "REQUEST")
        yield StatusLine(
            stage=stage, standing=LineStanding.NOTE, reason=reason, requests=tuple(proposed), command=record
        )


def _outcome(result: Result) -> Reason:
    """How many requests are awarded money, or pass the stage."""
    if result.passage is not None:
        return Reason("status_passed", {"count": result.passage.passed, "of": len(result.requests)})
    funded = sum(each.award.grants for each in result.requests)
    return Reason("status_funded", {"count": funded, "of": len(result.requests)})


def _results(known: Known) -> Iterator[StatusLine]:
    """Whether what is kept of results and monitoring is what the documents give."""
    for state in (known.results, known.monitored):
        if state is None:
            continue
        stale = Reason("status_stale", {"folder": state.name, "cause": state.cause})
        key = "status_not_written" if not state.there else "status_stale" if state.cause else "status_current"
        reason = stale if key == "status_stale" else Reason(key, {"folder": state.name})
        standing = LineStanding.DONE if key == "status_current" else LineStanding.OPEN
        command = None if standing is LineStanding.DONE else ("update", known.typed)
        yield StatusLine(stage=WorkStage.RESULTS, standing=standing, reason=reason, command=command)


def _letters(known: Known, result: Result) -> Iterator[StatusLine]:
    """Which letters are drafted, stale and missing."""
    stage = WorkStage.LETTERS
    called = [each.request.id for each in result.by_id() if decisions.kind(each) is not None]
    if known.drafts is None:
        reason = Reason("status_drafts_wrong")
        yield StatusLine(stage=stage, standing=LineStanding.WRONG, reason=reason, command=("check", known.typed))
        return
    for each in known.drafts:
        values = {"fresh": each.count - len(each.ready) - len(each.left), "count": each.count, "folder": each.name}
        standing = LineStanding.NOTE if each.ready or each.left else LineStanding.DONE
        yield StatusLine(stage=stage, standing=standing, reason=Reason("status_drafts", values))
        anew = ("update", known.typed, "--letters")
        yield from _about(stage, LineStanding.OPEN, "status_drafts_stale", each.ready, anew)
        compare = ("draft", known.typed, "-o", each.name, "--check")
        yield from _about(stage, LineStanding.NOTE, "status_drafts_left", each.left, compare)
    missing = [each for each in called if not any(each in some.requests for some in known.drafts)]
    folder = known.drafts[0].name if known.drafts else known.letters
    names = missing if known.drafts else ()
    yield from _about(
        stage, LineStanding.OPEN, "status_undrafted", missing, ("draft", known.typed, *names, "-o", folder)
    )


def _monitoring(known: Known, result: Result) -> Iterator[StatusLine]:
    """Reports that are late or to come, signatures that are not recorded, payments that are due, goals that are late."""
    funded = [each.request.id for each in result.by_id() if each.award.grants]
    if result.call.stage is not None or not funded:
        return
    stage, owed = WorkStage.MONITORING, reports_owed(result.call)
    if known.monitoring is None:
        if owed:
            reason = Reason("status_first_report", {"period": owed[0].period, "due": owed[0].due})
            command = ("new", "progress", known.typed, funded[0], "--period", owed[0].period)
            yield StatusLine(stage=stage, standing=LineStanding.NOTE, reason=reason, command=command)
        return
    if not isinstance(known.monitoring, Monitoring):
        reason = Reason("status_payments_wrong", {"errors": len(known.monitoring)})
        yield StatusLine(stage=stage, standing=LineStanding.WRONG, reason=reason, command=("monitor", known.typed))
        return
    yield from _followed(known, known.monitoring, owed)


def _followed(known: Known, report: Monitoring, owed: Sequence[ReportDue]) -> Iterator[StatusLine]:
    stage, on = WorkStage.MONITORING, ("--as-of", report.as_of)
    look = ("monitor", known.typed, *on)
    reason = Reason("status_followed", {"count": len(report.requests), "day": report.as_of})
    yield StatusLine(stage=stage, standing=LineStanding.DONE, reason=reason, command=look)
    for due in owed:
        late = [each.id for each in report.requests if due in each.late]
        remind = ("draft", known.typed, *late, "--letter", "reminder", *on)
        yield from _about(stage, LineStanding.LATE, "status_report_late", late, remind, period=due.period, due=due.due)
    yield from _to_come(known, report, owed)
    unsigned = [each.id for each in report.requests if each.unsigned]
    sign = ("new", "payment", known.typed, *unsigned[:1])
    yield from _about(stage, LineStanding.OPEN, "status_unsigned", unsigned, sign)
    payable = [each for each in report.requests if each.amount(PaymentState.PAYABLE)]
    ids = [each.id for each in payable]
    amount = Quantity(Fraction(sum(each.amount(PaymentState.PAYABLE) for each in payable)), "cents")
    pay = ("draft", known.typed, *ids, "--letter", "payment", *on)
    yield from _about(stage, LineStanding.OPEN, "status_payable", ids, pay, amount=amount)
    behind = [each.id for each in report.requests if each.light is Light.LATE]
    yield from _about(stage, LineStanding.NOTE, "status_goals_late", behind, look)


def _to_come(known: Known, report: Monitoring, owed: Sequence[ReportDue]) -> Iterator[StatusLine]:
    """The next report that is due on that day or later, of the projects that have not sent it."""
    coming = next((each for each in owed if each.due >= report.as_of and _without(report, each)), None)
    if coming is not None:
        waiting = _without(report, coming)
        new = ("new", "progress", known.typed, waiting[0], "--period", coming.period)
        yield from _about(
            WorkStage.MONITORING,
            LineStanding.NOTE,
            "status_report_due",
            waiting,
            new,
            period=coming.period,
            due=coming.due,
        )


def _without(report: Monitoring, due: ReportDue) -> list[str]:
    """The projects of which a report is not there, but those whose agreement has ended."""
    sent = {each.id for each in report.requests for sent in each.reports if sent.period == due.period}
    return [each.id for each in report.requests if not (each.ended or each.id in sent)]
