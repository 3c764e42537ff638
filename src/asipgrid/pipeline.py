"""A whole call at once: files to findings, findings to a case, a case to a result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check import checker
from asipgrid.check.call import read_by_call
from asipgrid.check.case import REQUEST_KINDS, Case, Checked, DocumentSet, is_wrong
from asipgrid.documents import files, listing, reader, workspace
from asipgrid.engine.assess import Engine
from asipgrid.engine.memory import MOST_REMEMBERED
from asipgrid.engine.plan import Plan, plan
from asipgrid.engine.ranking import in_order
from asipgrid.engine.settle import LeftOut, settle
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Finding, Gravity, Id, Place, Record, Source
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import Ranked, Result, Settlement

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions
    from asipgrid.letters.kinds import Template
    from asipgrid.monitoring.projects import Monitoring, ProjectDocuments


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
        return not is_wrong(self.findings)


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
        if record is not None and not is_wrong(wrong):
            records.append(record)
    return Reading(
        records=tuple(records), findings=tuple(findings), sources=found.sources, passed_over=found.passed_over
    )


def load(space: workspace.Workspace, lint: LintOptions | None = None) -> Loaded:
    """Read and check one call: its grids, requests, ratings, decisions, and what is told of funded projects.

    With lint, what is odd in a sound grid or call is found too.
    """
    call_folder = space.call
    assert call_folder is not None
    grids = read_folder(space, space.root / "grids")
    call = read_file(space, call_folder / workspace.CALL_FILE)
    about = _read_about(space)
    requests = about["request"]
    parts = (grids, call, *about.values())
    findings = [finding for part in parts for finding in part.findings]
    sources = tuple(source for part in parts for source in part.sources)
    sent = sorted(_names(requests))
    documents = DocumentSet(
        call=call.records[0] if call.records else None,
        grids=grids.records,
        about_requests={kind: reading.records for kind, reading in about.items()},
        sent=frozenset(map(workspace.stem, sent)),
        all_grids=len(grids.records) == len(grids.sources) and not grids.findings,
        neighbours=workspace.neighbours(space),
    )
    checked = checker.check_call(documents, lint)
    if not sent:
        place = Place(file=space.name(call_folder / workspace.CALL_FILE))
        says = "this call has no request: no other *.yaml file lies beside it"
        findings.append(Finding(code="F005", place=place, says=says))
    findings += strays(space, {source.name for source in sources} | {finding.place.file for finding in findings})
    findings += checked.findings
    faulty = _faulty(findings, about.values()) & documents.sent
    kept = {request.id for request in checked.case.requests} if checked.case else set()
    refused = {name for name in documents.sent if name not in kept} | faulty
    return Loaded(
        checked=_without_unfilled(checked, faulty),
        findings=with_excerpts(findings, sources),
        passed_over=tuple(name for part in parts for name in part.passed_over),
        refused=tuple(sorted(refused)),
        sources=sources,
    )


def _read_about(space: workspace.Workspace) -> dict[str, Reading]:
    """The documents about the requests of a call, by kind."""
    by_kind: dict[str, list[Reading]] = {}
    for kind, folder in workspace.folders_about(space):
        skip = frozenset({workspace.CALL_FILE}) if kind == "request" else frozenset[str]()
        by_kind.setdefault(kind, []).append(read_folder(space, folder, skip=skip))
    return {kind: _joined(by_kind.get(kind, ())) for kind in REQUEST_KINDS}


def _faulty(findings: Iterable[Finding], about: Iterable[Reading]) -> set[str]:
    """The requests that have an error, or about which a document has one.

    A request is ranked with all that is about it, or not at all: a decision that cannot be read may be one to fund.
    """
    told = {name for part in about for name in _names(part)}
    wrong = {each.place.file for each in findings if each.gravity is Gravity.ERROR} & told
    return set(map(workspace.stem, wrong))


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
    from asipgrid.letters.kinds import Template  # noqa: PLC0415 - only checks and letters ask

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
    space: workspace.Workspace, lint: LintOptions | None = None
) -> tuple[tuple[Finding, ...], frozenset[str], tuple[str, ...]]:
    """Findings of a call, its letter templates with it, the names of their documents, the names passed over."""
    loaded, letters = load(space, lint), templates(space)
    found = letters.findings
    if letters.own:
        from asipgrid.letters.own_templates import render_own  # noqa: PLC0415 - most calls bring no templates

        found += render_own(letters.own).findings
    return (
        with_excerpts((*loaded.findings, *found), (*loaded.sources, *letters.sources)),
        loaded.documents | {source.name for source in letters.sources},
        (*loaded.passed_over, *letters.passed_over),
    )


def check_grids(
    space: workspace.Workspace, lint: LintOptions | None = None
) -> tuple[tuple[Finding, ...], frozenset[str], tuple[str, ...]]:
    """Findings of the workspace's grids on their own, the names of their documents, the names passed over."""
    grids = read_folder(space, space.root / "grids")
    says = "no grid is read in this folder; grids lie in grids/ itself"
    strays = (_stray(name, says) for name in listing.deeper(space, space.root / "grids"))
    found = [*grids.findings, *strays, *checker.check_grids(grids.records, lint)]
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
    return frozenset[str]().union(*map(read_by_call, applied))


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
    records = [record for record, wrong in map(reader.read, grids) if record is not None and not is_wrong(wrong)]
    documents = DocumentSet(call=reader.read(call)[0], grids=tuple(records))
    case = checker.check_call(documents).case
    if case is None:
        raise ValueError(call.name)
    return planned(case)


def planned(case: Case) -> Plan:
    """The plan of a case."""
    return plan(case.call, case.grids)


def evaluate(
    case: Case, findings: Sequence[Finding] = (), refused: Sequence[str] = (), remember: int = MOST_REMEMBERED
) -> Result | tuple[Finding, ...]:
    """The result of a case; or findings, when the committee's decisions together exceed the envelope.

    `findings` and `refused` (requests left out, with what is about them) are carried into the result, never dropped.
    How many judgements the engine may `remember` changes nothing but the time it takes.
    """
    case = case.without(frozenset(refused))
    engine = Engine(planned(case), remember)
    sheets = _sheets(case)
    assessments = [engine.assess(request, sheets.get(request.id, ())) for request in case.requests]
    left_out = LeftOut.of(refused, case.unfilled, case.call)
    settled = settle(engine.plan, [each.alone for each in assessments], case.decisions, left_out)
    if not isinstance(settled, Settlement):
        return settled
    order = in_order(case.call)
    ranked = [Ranked(assessment=each, settled=settled.requests[each.request.id]) for each in assessments]
    return Result(
        call=case.call,
        grids=case.grids,
        requests=tuple(sorted(ranked, key=lambda each: order(each.settled, each.card.score))),
        awarded=settled.awarded,
        left=settled.left,
        notes=settled.notes,
        findings=tuple(findings),
    )


def project_documents(case: Case) -> ProjectDocuments:
    """What the documents of a case tell of its funded projects."""
    from asipgrid.monitoring.projects import ProjectDocuments  # noqa: PLC0415 - only monitoring needs it

    return ProjectDocuments(
        reports=case.reports, reviews=case.reviews, ledgers=case.ledgers, amendments=case.amendments
    )


def follow(case: Case, result: Result, as_of: str) -> Monitoring | tuple[Finding, ...]:
    """The funded projects of a case on a day (ISO); or findings, when payments or amendments cannot be so."""
    from asipgrid.monitoring.monitor import monitor  # noqa: PLC0415 - only monitoring needs it

    return monitor(planned(case), result, project_documents(case), as_of)


def score_all(ready: Plan, case: Case) -> dict[Id, Scorecard]:
    """Every request's scorecard, by id."""
    engine, sheets = Engine(ready), _sheets(case)
    return {each.id: engine.score(each, engine.marks(sheets.get(each.id, ()))) for each in case.requests}


def _sheets(case: Case) -> dict[Id, list[RatingSheet]]:
    """The sheets of each request, by assessor."""
    sheets: dict[Id, list[RatingSheet]] = {}
    for sheet in by_assessor(case.sheets):
        sheets.setdefault(sheet.request, []).append(sheet)
    return sheets


def by_assessor(sheets: Iterable[RatingSheet]) -> list[RatingSheet]:
    """Sheets in the order in which results list them."""
    return sorted(sheets, key=lambda each: each.assessor)


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
