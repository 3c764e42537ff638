"""The corridor: files to findings, findings to a case, a case to a result. The only room that knows the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import check
from asipgrid.check import Case, Checked, Papers, Unfilled, sense
from asipgrid.documents import files, listing, reader, workspace
from asipgrid.engine import allocation, rules
from asipgrid.engine.panel import marks
from asipgrid.engine.plan import Plan, plan
from asipgrid.engine.score import score
from asipgrid.model.calls import ByMark, Call, Outcome
from asipgrid.model.places import Finding, Gravity, Id, Place, Record, Source
from asipgrid.model.requests import CommitteeDecision, Mark, RatingSheet, Request
from asipgrid.model.results import Alone, Award, Proposal, Ranked, Result, Scorecard, Settled, Settlement, Status
from asipgrid.model.values import Reason, named
from asipgrid.text.numbers import money_text
from asipgrid.text.phrases import PUBLISHED

if TYPE_CHECKING:
    from asipgrid.check.lint import Care
    from asipgrid.letters.template import Template
    from asipgrid.monitoring.monitor import Dossier, Monitoring


class Reading(Struct, frozen=True, kw_only=True):
    """Documents as read: records by folder, every finding so far, the sources for excerpts, names passed over."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]


class Loaded(Struct, frozen=True, kw_only=True):
    """A call read and checked.

    `refused` are the requests (by file stem) that are not scored: they have an error, or something about them has, or
    they are not yet filled in.
    """

    checked: Checked
    findings: tuple[Finding, ...]
    passed_over: tuple[str, ...]
    refused: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def documents(self) -> frozenset[str]:
        """The names of the documents read."""
        return frozenset(source.name for source in self.sources)

    @property
    def sound(self) -> bool:
        """Whether no document has an error."""
        return not check.is_wrong(self.findings)


# ── reading ────────────────────────────────────────────────────────────────────────────────────────


def read_folder(space: workspace.Workspace, folder: Path, *, skip: frozenset[str] = frozenset()) -> Reading:
    """The documents of one folder."""
    return _reading(files.documents(space, folder, skip=skip))


def read_file(space: workspace.Workspace, path: Path) -> Reading:
    """One document."""
    source = files.read(space, path)
    if isinstance(source, Finding):
        return Reading(records=(), findings=(source,), sources=(), passed_over=())
    return _reading(files.SourcesFound(sources=(source,)))


def _reading(found: files.SourcesFound) -> Reading:
    records: list[Record] = []
    findings = list(found.findings)
    for source in found.sources:
        record, wrong = reader.read(source)
        findings += wrong
        if record is not None and not check.is_wrong(wrong):
            records.append(record)
    return Reading(
        records=tuple(records), findings=tuple(findings), sources=found.sources, passed_over=found.passed_over
    )


def load(space: workspace.Workspace, care: Care | None = None) -> Loaded:
    """Read and check one call: its grids, requests, ratings, decisions, and what is told of funded projects.

    With care, what is odd in a sound grid or call is found too.
    """
    call_folder = space.call
    assert call_folder is not None
    grids = read_folder(space, space.root / "grids")
    call = read_file(space, call_folder / workspace.CALL_FILE)
    by_kind: dict[str, list[Reading]] = {}
    for kind, folder in workspace.folders_about(space):
        skip = frozenset({workspace.CALL_FILE}) if kind == "request" else frozenset[str]()
        by_kind.setdefault(kind, []).append(read_folder(space, folder, skip=skip))
    about = {kind: _joined(by_kind.get(kind, ())) for kind in check.ABOUT}
    requests = about["request"]
    parts = (grids, call, *about.values())
    findings = [finding for part in parts for finding in part.findings]
    sources = tuple(source for part in parts for source in part.sources)
    sent = sorted(_names(requests))
    papers = Papers(
        call=call.records[0] if call.records else None,
        grids=grids.records,
        requests=requests.records,
        ratings=about["rating"].records,
        decisions=about["decision"].records,
        progress=about["progress"].records,
        reviews=about["review"].records,
        payments=about["payment"].records,
        amendments=about["amendment"].records,
        sent=frozenset(map(workspace.stem, sent)),
        all_grids=len(grids.records) == len(grids.sources) and not grids.findings,
        neighbours=workspace.neighbours(space),
    )
    checked = check.check_call(papers, care)
    if not sent:
        place = Place(file=space.name(call_folder / workspace.CALL_FILE))
        says = "this call has no request: no other *.yaml file lies beside it"
        findings.append(Finding(code="F005", place=place, says=says))
    findings += strays(space, {source.name for source in sources} | {finding.place.file for finding in findings})
    findings += checked.findings
    # A request is ranked with all that is about it, or not at all: a decision that cannot be read may be one to fund.
    told = {name for part in about.values() for name in _names(part)}
    wrong = {each.place.file for each in findings if each.gravity is Gravity.ERROR} & told
    kept = {request.id for request in checked.case.requests} if checked.case else set()
    faulty = papers.sent & set(map(workspace.stem, wrong))
    refused = {name for name in papers.sent if name not in kept} | faulty
    return Loaded(
        checked=_without_unfilled(checked, faulty),
        findings=with_excerpts(findings, sources),
        passed_over=tuple(name for part in parts for name in part.passed_over),
        refused=tuple(sorted(refused)),
        sources=sources,
    )


def _without_unfilled(checked: Checked, faulty: Collection[str]) -> Checked:
    """The same without what is not yet filled in about requests that are left out for an error, which is told once."""
    if checked.case is None or not faulty:
        return checked
    unfilled = tuple(each for each in checked.case.unfilled if each.request not in faulty)
    return replace(checked, case=replace(checked.case, unfilled=unfilled))


def _names(reading: Reading) -> set[str]:
    """The names of the documents found, readable or not."""
    return {source.name for source in reading.sources} | {finding.place.file for finding in reading.findings}


class Templates(Struct, frozen=True, kw_only=True):
    """The letter templates of a call, by name, with what is wrong with their files. Nothing is parsed here."""

    own: Mapping[str, Template]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]


def templates(space: workspace.Workspace) -> Templates:
    """Read the templates a call brings; there are none for most, and only letters need them."""
    from asipgrid.letters.template import Template  # noqa: PLC0415 - only checks and letters ask

    found = files.templates(space)
    texts = {source.name: reader.text_of(source) for source in found.sources}
    wrong = [text for text in texts.values() if isinstance(text, Finding)]
    return Templates(
        own={
            name.rpartition("/")[2]: Template(file=name, text=text)
            for name, text in texts.items()
            if not isinstance(text, Finding)
        },
        findings=(*found.findings, *wrong),
        sources=found.sources,
        passed_over=found.passed_over,
    )


def strays(space: workspace.Workspace, known: Iterable[str]) -> list[Finding]:
    """A document in a folder that nobody reads (`decision/` for `decisions/`), or beside the call, would be lost in silence."""
    says = "no document is read in this folder; documents lie in ratings/ASSESSOR, decisions, progress/PERIOD, payments and amendments"
    found = [_stray(name, says) for name in listing.stray(space, frozenset(known))]
    above = None if space.call in {None, space.root} else space.call.parent
    return found if above in {None, space.root} else [*found, *listing.beside(space, above)]


def _stray(name: str, says: str) -> Finding:
    return Finding(code="F006", place=Place(file=name), says=says, gravity=Gravity.WARNING)


def _joined(readings: Iterable[Reading]) -> Reading:
    parts = list(readings)
    return Reading(
        records=tuple(record for part in parts for record in part.records),
        findings=tuple(finding for part in parts for finding in part.findings),
        sources=tuple(source for part in parts for source in part.sources),
        passed_over=tuple(name for part in parts for name in part.passed_over),
    )


def check_call(
    space: workspace.Workspace, care: Care | None = None
) -> tuple[tuple[Finding, ...], frozenset[str], tuple[str, ...]]:
    """Findings of a call, its letter templates with it, the names of their documents, the names passed over."""
    loaded, letters = load(space, care), templates(space)
    found = letters.findings
    if letters.own:
        from asipgrid.letters.own_templates import pressed  # noqa: PLC0415 - most calls bring no templates

        found += pressed(letters.own).findings
    return (
        with_excerpts((*loaded.findings, *found), (*loaded.sources, *letters.sources)),
        loaded.documents | {source.name for source in letters.sources},
        (*loaded.passed_over, *letters.passed_over),
    )


def check_grids(
    space: workspace.Workspace, care: Care | None = None
) -> tuple[tuple[Finding, ...], frozenset[str], tuple[str, ...]]:
    """Findings of the workspace's grids on their own, the names of their documents, the names passed over."""
    grids = read_folder(space, space.root / "grids")
    says = "no grid is read in this folder; grids lie in grids/ itself"
    strays = (_stray(name, says) for name in listing.deeper(space, space.root / "grids"))
    found = [*grids.findings, *strays, *check.check_grids(grids.records, care)]
    findings = with_excerpts(found, grids.sources)
    return findings, frozenset(source.name for source in grids.sources), grids.passed_over


def read_by_calls(root: Path, grid: str) -> frozenset[str]:
    """The facts and measures of a grid that the calls of a workspace which apply it read themselves."""
    readings = (
        read_file(workspace.Workspace(root=root, call=each), each / workspace.CALL_FILE)
        for each in workspace.calls(root)
    )
    calls = (record.data for reading in readings for record in reading.records)
    applied = (call for call in calls if isinstance(call.get("grids"), dict) and grid in call["grids"])
    return frozenset[str]().union(*map(sense.read_by_call, applied))


def as_committed(name: str, data: bytes | None) -> dict[str, Any] | None:
    """A document as it was committed; None when there is none, or when it could not be read."""
    record, findings = (None, ()) if data is None else reader.read(Source(name=name, data=data))
    return None if record is None or findings else record.data


def with_excerpts(findings: Iterable[Finding], sources: Iterable[Source]) -> tuple[Finding, ...]:
    """The findings in reading order, each once, with the line of text each is about."""
    by_name = {source.name: source for source in sources}
    ordered = sorted(set(findings), key=Finding.reading_order)
    lines: dict[str, list[str]] = {}
    result = []
    for finding in ordered:
        name = finding.place.file
        if name in by_name and name not in lines:
            lines[name] = reader.text_lines(by_name[name].data)
        text = lines.get(name, [])
        excerpt = text[finding.place.line - 1] if finding.place.line <= len(text) else ""
        result.append(replace(finding, excerpt=excerpt))
    return tuple(result)


# ── deciding ───────────────────────────────────────────────────────────────────────────────────────


def plan_of(call: Source, grids: Iterable[Source]) -> Plan:
    """The plan of a call without requests; ValueError when it or a grid has an error."""
    records = [record for record, wrong in map(reader.read, grids) if record is not None and not check.is_wrong(wrong)]
    papers = Papers(call=reader.read(call)[0], grids=tuple(records), requests=())
    case = check.check_call(papers).case
    if case is None:
        raise ValueError(call.name)
    return planned(case)


def planned(case: Case) -> Plan:
    """The plan of a case."""
    return plan(case.call, case.grids)


def evaluate(case: Case, findings: Sequence[Finding] = (), refused: Sequence[str] = ()) -> Result | tuple[Finding, ...]:
    """The result of a case; or findings, when the committee's decisions together exceed the envelope.

    `findings` and `refused` (requests left out, with what is about them) are carried into the result, never dropped.
    """
    case = case.without(frozenset(refused))
    ready = planned(case)
    cards = score_all(ready, case)
    proposals = {request.id: rules.propose(ready, request, cards[request.id]) for request in case.requests}
    alone = [assessed(ready, request, cards[request.id], proposals[request.id]) for request in case.requests]
    settled = settle(ready, alone, case.decisions, LeftOut.of(refused, case.unfilled, case.call))
    if not isinstance(settled, Settlement):
        return settled
    sheets = _sheets(case)
    ranked = [
        _ranked(
            ready,
            request,
            cards[request.id],
            proposals[request.id],
            settled.requests[request.id],
            sheets.get(request.id, []),
        )
        for request in case.requests
    ]
    return Result(
        call=case.call,
        grids=case.grids,
        requests=tuple(sorted(ranked, key=by_outcome if case.call.published else reading_order)),
        awarded=settled.awarded,
        left=settled.left,
        notes=settled.notes,
        findings=tuple(findings),
    )


def assessed(
    ready: Plan,
    request: Request,
    card: Scorecard,
    proposal: Proposal,
    asked: rules.Asked | None = None,
    env: Mapping[str, Any] | None = None,
) -> Alone:
    """What a request comes to on its own; `asked` and `env` (what its rules may read) where they are known already."""
    return Alone(
        request=request.id,
        requested=request.requested,
        payable=(asked or rules.amount_asked(ready, request))[0],
        eligible=card.eligible,
        proposal=proposal,
        figures=rules.figures(ready, card, rules.environment(ready, request, card) if env is None else env),
    )


class Unranked(Struct, frozen=True):
    """Requests that the rules do not fund and nobody decided on: they take no part in ranks and money.

    How many there are, and which of them state no amount.
    """

    count: int = 0
    unstated: Sequence[Id] = ()


_NONE: Final = Unranked()


class LeftOut(Struct, frozen=True):
    """What takes no part: requests with errors, requests not yet filled in, files not yet filled in about others.

    Files are named as they lie in the call's folder.
    """

    wrong: Sequence[Id] = ()
    unfilled: Sequence[Id] = ()
    files: Sequence[str] = ()

    @classmethod
    def of(cls, refused: Iterable[str], unfilled: Iterable[Unfilled], call: Call) -> LeftOut:
        """Of requests left out and the documents that are not yet filled in."""
        here = f"{call.file.rpartition('/')[0]}/"
        listed = sorted(unfilled, key=lambda each: each.file)
        blank = {each.request for each in listed if each.kind == "request"}
        return cls(
            wrong=tuple(sorted(Id(name) for name in refused if name not in blank)),
            unfilled=tuple(sorted(blank)),
            files=tuple(each.file.removeprefix(here) for each in listed if each.kind != "request"),
        )


_ALL: Final = LeftOut()


def unranked(name: Id, outcome: Outcome) -> Settled:
    """What becomes of a request that the rules do not fund and nobody decided on."""
    nothing = _nothing(name)
    return Settled(
        request=name,
        decision=None,
        proposed=outcome,
        outcome=outcome,
        rank=None,
        proposed_award=nothing,
        award=nothing,
        reasons=(),
    )


def settle(
    ready: Plan,
    alone: Sequence[Alone],
    decided: Iterable[CommitteeDecision],
    left_out: LeftOut = _ALL,
    others: Unranked = _NONE,
) -> Settlement | tuple[Finding, ...]:
    """What becomes of requests together: ranks, awards, and what the committee decided. Or findings, as `evaluate`.

    `others` take no part and need not be among `alone`: what becomes of them, `unranked` says.
    """
    decisions = {decision.request: decision for decision in decided}
    by_id = {each.request: each for each in alone}
    firm = {
        name: by_id[name].payable if decision.amount is None else decision.amount
        for name, decision in decisions.items()
        if decision.outcome is Outcome.FUND
    }
    excess = _excess(ready.call, decisions, firm)
    if excess:
        return excess
    order = _standings(ready, {each.request: each for each in alone if each.proposal.outcome is Outcome.FUND})
    proposed = final = _awards(ready.call, order, by_id, {})
    if decisions:
        # A rank is an order for money: what is funded without a stated amount takes none.
        outcomes = {each.request: each.proposal.outcome for each in alone}
        outcomes.update({name: decision.outcome for name, decision in decisions.items()})
        unpaid = {name for name, amount in firm.items() if amount is None}
        fundable = {n: each for n, each in by_id.items() if outcomes[n] is Outcome.FUND and n not in unpaid}
        order = _standings(ready, fundable)
        final = _awards(ready.call, order, by_id, firm)
    standings = {standing.request: standing for standing in order}
    settled = {
        name: _settled(each, decisions.get(name), standings.get(name), proposed[name], final[name])
        for name, each in by_id.items()
    }
    open_ = any(amount is None for amount in firm.values())
    awarded = None if open_ else sum(award.amount or 0 for award in final.values())
    return Settlement(
        requests=settled,
        awarded=awarded,
        left=None if awarded is None else ready.call.envelope - awarded,
        notes=(
            *_notes(ready.call, alone, final, left_out, others, order),
            *(() if ready.call.published else _decision_notes(settled.values())),
        ),
    )


def dossier(case: Case) -> Dossier:
    """What the documents of a case tell of its funded projects."""
    from asipgrid.monitoring.monitor import Dossier  # noqa: PLC0415 - only monitoring needs it

    return Dossier(reports=case.reports, reviews=case.reviews, ledgers=case.ledgers, amendments=case.amendments)


def follow(case: Case, result: Result, as_of: str) -> Monitoring | tuple[Finding, ...]:
    """The funded projects of a case on a day (ISO); or findings, when payments or amendments cannot be so."""
    from asipgrid.monitoring.monitor import monitor  # noqa: PLC0415 - only monitoring needs it

    return monitor(planned(case), result, dossier(case), as_of)


def score_all(ready: Plan, case: Case) -> dict[Id, Scorecard]:
    """Every request's scorecard, by id."""
    marked = {name: each for name, each in ready.criteria.items() if isinstance(each.judging, ByMark)}
    sheets = _sheets(case)
    return {
        request.id: score(ready, request, marks(case.call.panel, sheets.get(request.id, ()), marked))
        for request in case.requests
    }


def _sheets(case: Case) -> dict[Id, list[RatingSheet]]:
    """The sheets of each request, by assessor."""
    sheets: dict[Id, list[RatingSheet]] = {}
    for sheet in by_assessor(case.sheets):
        sheets.setdefault(sheet.request, []).append(sheet)
    return sheets


def by_assessor(sheets: Iterable[RatingSheet]) -> list[RatingSheet]:
    """Sheets in the order in which results list them."""
    return sorted(sheets, key=lambda each: each.assessor)


def reading_order(ranked: Ranked) -> tuple[int, int, int, tuple[int, object], str]:
    """Sort key for people: funded first by rank; then by outcome, by score (best first, none last), by id."""
    score_ = ranked.card.score
    return (
        rules.ORDER.index(ranked.outcome),
        0 if ranked.rank is None else ranked.rank,
        score_ is None,
        (0, 0 if score_ is None else -score_),
        ranked.request.id,
    )


def by_outcome(ranked: Ranked) -> tuple[int, str]:
    """Sort key of published facts, which put nobody before another: by outcome, then by id."""
    return rules.ORDER.index(ranked.outcome), ranked.request.id


def _standings(ready: Plan, fundable: Mapping[Id, Alone]) -> tuple[rules.Standing, ...]:
    return rules.ordered(ready, {name: each.figures for name, each in fundable.items()})


def _excess(
    call: Call, decisions: Mapping[Id, CommitteeDecision], firm: Mapping[Id, int | None]
) -> tuple[Finding, ...]:
    """Committee decisions are paid first and in full: together they must fit the envelope."""
    total, currency = sum(amount or 0 for amount in firm.values()), call.currency
    if total <= call.envelope:
        return ()
    last = max(firm, key=lambda name: decisions[name].place)
    awarded, envelope = money_text(total, currency), money_text(call.envelope, currency)
    says = f"the committee's decisions sum to {awarded}, more than the envelope of {envelope}; lower one of them"
    return (Finding(code="D406", place=decisions[last].place, says=says, gravity=Gravity.ERROR),)


def _awards(
    call: Call,
    order: Sequence[rules.Standing],
    alone: Mapping[Id, Alone],
    firm: Mapping[Id, int | None],
) -> dict[Id, Award]:
    """Every request's award: the committee's first (by id), then tie group by tie group, then nothing for the rest."""
    left = call.envelope
    awards: dict[Id, Award] = {}
    for name in sorted(firm):
        amount, full = firm[name], _in_full(alone[name])
        status = Status.PARTIAL if amount is not None and full is not None and amount < full else Status.FUNDED
        reason = Reason("decided_amount_unknown") if amount is None else None
        awards[name] = Award(request=name, status=status, amount=amount, left_before=left, reason=reason)
        left -= amount or 0
    groups: dict[int, list[allocation.Ask]] = {}
    for standing in order:
        name, proposal = standing.request, alone[standing.request].proposal
        if name not in firm and proposal.ask is not None and proposal.minimum is not None:
            group = groups.setdefault(standing.group, [])
            group.append(allocation.Ask(request=name, amount=proposal.ask, minimum=proposal.minimum))
    unknown = tuple(name for name in sorted(firm) if firm[name] is None)
    if unknown:
        # Nothing can be given out of a rest that nobody knows.
        why = Reason("left_unknown", named(unknown))
        for name in (each.request for group in groups.values() for each in group):
            awards[name] = Award(request=name, status=Status.RESERVE, amount=0, left_before=None, reason=why)
        groups = {}
    terms = call.allocation
    for award in allocation.allocate(
        [groups[key] for key in sorted(groups)], left, overflow=terms.overflow, partial=terms.partial, lot=call.lot
    ):
        awards[award.request] = award
    for name in alone:
        awards.setdefault(name, _nothing(name))
    return awards


def _in_full(alone: Alone) -> int | None:
    """What a request would be given in full, whatever the rules propose: less than that is given in part."""
    return alone.requested if alone.payable is None else alone.payable


def _nothing(name: Id) -> Award:
    return Award(request=name, status=Status.NOT_FUNDED, amount=0, left_before=None, reason=None)


def _settled(
    alone: Alone,
    decision: CommitteeDecision | None,
    standing: rules.Standing | None,
    proposed: Award,
    award: Award,
) -> Settled:
    reasons = []
    if decision is not None:
        who = {"by": decision.decided_by}
        values = {**who, "outcome": decision.outcome.value, "on": decision.decided_on, "why": decision.why}
        reasons.append(Reason("decided", values))
        if decision.outcome is Outcome.FUND and alone.eligible is not True:
            reasons.append(Reason("decided_not_eligible", {**who, "eligible": alone.eligible}))
    if standing is not None and standing.tie is not None:
        reasons.append(standing.tie)
    reasons += [each for each in (award.drawn, award.reason) if each is not None]
    return Settled(
        request=alone.request,
        decision=decision,
        proposed=alone.proposal.outcome,
        outcome=decision.outcome if decision else alone.proposal.outcome,
        rank=standing.rank if standing else None,
        proposed_award=proposed,
        award=award,
        reasons=tuple(reasons),
        questions=(standing.asks,) if standing is not None and standing.asks is not None else (),
    )


def _ranked(
    ready: Plan,
    request: Request,
    card: Scorecard,
    proposal: Proposal,
    settled: Settled,
    sheets: Sequence[RatingSheet],
) -> Ranked:
    return Ranked(
        request=request,
        card=card,
        proposal=proposal,
        proposed_award=settled.proposed_award,
        decision=settled.decision,
        outcome=settled.outcome,
        rank=settled.rank,
        award=settled.award,
        reasons=(*proposal.reasons, *settled.reasons),
        questions=(*proposal.questions, *settled.questions),
        conditions=rules.conditions(card, ready),
        sheets=tuple(sheets),
    )


def _tied_note(tied: Sequence[Id], order: Iterable[rules.Standing]) -> Reason:
    """That requests are tied at the line, and what would decide: a figure that one of them does not state, or the call."""
    tie = next((each.tie for each in order if each.request == tied[0]), None)
    if tie is None or tie.key != "ex_aequo_not_stated":
        return Reason("unresolved_tie", named(tied))
    return Reason("unstated_tie", {**named(tied), "by": tie.values["by"], "lacking": tie.values["lacking"]})


def _decision_notes(settled: Iterable[Settled]) -> tuple[Reason, ...]:
    """How many of the committee's decisions depart from the proposal, and which change nothing."""
    decided = [each for each in settled if each.decision is not None]
    same = tuple(sorted(each.request for each in decided if not each.departs))
    notes = [Reason("departures", {"count": len(decided) - len(same), "of": len(decided)})] if decided else []
    return (*notes, *([Reason("decisions_unchanged", named(same))] if same else []))


def sheet_of(record: Record, request: Id, assessor: Id, marks: Mapping[str, Mark]) -> RatingSheet:
    """A sheet as it stands in the middle of a session: its text, and the marks given so far."""
    return RatingSheet(
        request=request,
        assessor=assessor,
        rated_on=None,
        conflict=False,
        marks=dict(marks),
        digest=record.digest,
        file=record.name,
    )


def _notes(
    call: Call,
    alone: Sequence[Alone],
    awards: Mapping[Id, Award],
    left_out: LeftOut,
    others: Unranked,
    order: Sequence[rules.Standing],
) -> tuple[Reason, ...]:
    unstated = sorted((*others.unstated, *(each.request for each in alone if each.requested is None)))
    tied = tuple(sorted(name for name, award in awards.items() if award.status is Status.TIED))
    unknown = tuple(
        sorted(name for name, award in awards.items() if award.status is Status.FUNDED and award.amount is None)
    )
    notes = []
    if call.published:
        notes.append(PUBLISHED)
    if unstated:
        everywhere = len(unstated) == len(alone) + others.count
        notes.append(Reason("amounts_not_stated", {} if everywhere else named(unstated)))
    if tied:
        notes.append(_tied_note(tied, order))
    if unknown:
        notes.append(Reason("unknown_awards", {"requests": unknown, "count": len(unknown)}))
    if left_out.wrong:
        notes.append(Reason("left_out", named(left_out.wrong)))
    if left_out.unfilled:
        notes.append(Reason("not_filled_in", named(left_out.unfilled)))
    if left_out.files:
        notes.append(Reason("papers_not_filled_in", named(left_out.files)))
    return tuple(notes)
