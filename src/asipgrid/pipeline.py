"""A whole call at once: files to findings, findings to a case, a case to a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check import checker
from asipgrid.check.call import read_by_call
from asipgrid.check.case import Case, Checked, DocumentSet, is_wrong
from asipgrid.documents import files, reader, workspace
from asipgrid.documents.call_documents import call_documents
from asipgrid.engine.assess import Engine
from asipgrid.engine.memory import MOST_REMEMBERED
from asipgrid.engine.plan import Plan, known, plan
from asipgrid.engine.ranking import in_order
from asipgrid.engine.settle import LeftOut, settle
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Id, Place, Record, Source
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import Ranked, Result, Settlement, Status
from asipgrid.model.said import SaidText, said
from asipgrid.model.stages import StageBefore, StageOutcome
from asipgrid.model.statistics import StatisticValue
from asipgrid.reading import CallReader, read_documents, with_excerpts

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions
    from asipgrid.letters.kinds import Template
    from asipgrid.monitoring.projects import GoalReadings, Monitoring, ProjectDocuments


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


def load(space: workspace.Workspace, lint: LintOptions | None = None) -> Loaded:
    """Read and check one call: its grids, requests, ratings, decisions, and what is told of funded projects.

    With lint, what is odd in a sound grid or call is found too. Of a call that comes after another stage, that is read
    too.
    """
    listed = call_documents(space)
    before, astray = stage_before(space, listed.sources.call)
    call = CallReader(listed.sources, lint=lint)
    about = [(documents.sent, call.about(documents)) for documents in listed.about.values()]
    # Of what is left out for an error, it is not told too that it is not yet filled in.
    sound = [replace(read.sound, unfilled=()) if read.wrong else read.sound for _, read in about]
    checked = call.checked.together(sound, lint)
    sources = (*call.sources, *(source for _, read in about for source in read.sources))
    findings = (*listed.findings, *call.findings, *(finding for _, read in about for finding in read.findings), *astray)
    case = None if checked.case is None or astray else replace(checked.case, before=before)
    return Loaded(
        checked=replace(checked, case=case),
        findings=with_excerpts((*findings, *checked.findings), sources),
        passed_over=listed.passed_over,
        refused=tuple(read.id for sent, read in about if sent and (read.wrong or not read.sound.kept.get("request"))),
        sources=sources,
    )


def stage_before(space: workspace.Workspace, call: Source | None) -> tuple[StageBefore | None, tuple[Finding, ...]]:
    """What became of requests in the stage that a call comes after, if it names one; or what is wrong with that call."""
    if call is None or b"stage_before" not in call.data or space.call is None:
        return None, ()
    record, name = _record_before(call)
    if record is None or name not in workspace.neighbours(space):
        return None, ()
    at = record.value_place(("stage_before",))
    if _leads_back(space, name):
        return None, (
            _astray(at, said("the call {name} comes after this one itself; name the call that comes before it", name)),
        )
    loaded = load(replace(space, call=space.call.parent / name))
    case = loaded.checked.case
    if case is not None and case.call.stage is None:
        return None, (
            _astray(at, said("the call {name} is no stage, so no request passes there; give it a `stage`", name)),
        )
    result = None if case is None or not loaded.sound else evaluate(case, loaded.findings, loaded.refused)
    if not isinstance(result, Result) or result.call.stage is None:
        return None, (_astray(at, said("the call {name} has errors; `asipgrid check` on it lists them", name)),)
    found = {Id(each): StageOutcome.WAITING for each in loaded.refused}
    found |= {each.request.id: _stage_outcome(each) for each in result.requests}
    return StageBefore(result.call.id, result.call.stage.title, tuple(sorted(found.items()))), ()


def _record_before(call: Source) -> tuple[Record | None, str]:
    """The call as it is written, and the name of the call that it says it comes after."""
    record, _ = reader.read(call)
    name = None if record is None else record.data.get("stage_before")
    return record, name if isinstance(name, str) else ""


def _leads_back(space: workspace.Workspace, name: str) -> bool:
    """Whether the calls before a call, from the one of that name on, lead back to itself."""
    assert space.call is not None
    others, seen = workspace.neighbours(space), set[str]()
    while name in others and name not in seen:
        seen.add(name)
        found = files.read(space, space.call.parent / name / workspace.CALL_FILE)
        name = "" if isinstance(found, Finding) else _record_before(found)[1]
    return name == space.call.name


def _astray(at: Place, says: SaidText) -> Finding:
    return Finding(code="C291", place=at, says=says)


def _stage_outcome(ranked: Ranked) -> StageOutcome:
    """What became of a request in a stage; what it is asked about is not decided yet."""
    if ranked.outcome is Outcome.ASK or ranked.award.status is Status.WAITING:
        return StageOutcome.WAITING
    return StageOutcome.PASSED if ranked.award.status is Status.PASSED else StageOutcome.REFUSED


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


class CheckedPart(Struct, frozen=True, kw_only=True):
    """What checking one call, or the grids, gave: findings, the names of their documents, the names passed over."""

    root: Path
    findings: tuple[Finding, ...]
    documents: frozenset[str] = frozenset()
    passed_over: tuple[str, ...] = ()


def check_call(space: workspace.Workspace, lint: LintOptions | None = None) -> CheckedPart:
    """A call checked, its letter templates with it."""
    loaded, letters = load(space, lint), templates(space)
    found = letters.findings
    if letters.own:
        from asipgrid.letters.own_templates import render_own  # noqa: PLC0415 - most calls bring no templates

        found += render_own(letters.own).findings
    return CheckedPart(
        root=space.root,
        findings=with_excerpts((*loaded.findings, *found), (*loaded.sources, *letters.sources)),
        documents=loaded.documents | {source.name for source in letters.sources},
        passed_over=(*loaded.passed_over, *letters.passed_over),
    )


def check_grids(space: workspace.Workspace, lint: LintOptions | None = None) -> CheckedPart:
    """The workspace's grids checked on their own."""
    folder = space.root / "grids"
    grids = files.documents(space, folder)
    records, findings = read_documents(grids.sources)
    found = (*grids.findings, *findings, *files.deeper(space, folder), *checker.check_grids(records, lint))
    return CheckedPart(
        root=space.root,
        findings=with_excerpts(found, grids.sources),
        documents=frozenset(source.name for source in grids.sources),
        passed_over=grids.passed_over,
    )


def read_by_calls(root: Path, grid: str) -> frozenset[str]:
    """The facts and measures of a grid that the calls of a workspace which apply it read themselves."""
    space = workspace.Workspace(root=root, call=None)
    found = (files.read(space, each / workspace.CALL_FILE) for each in workspace.calls(root))
    records, _ = read_documents(source for source in found if isinstance(source, Source))
    calls = (record.data for record in records)
    applied = (call for call in calls if isinstance(call.get("grids"), dict) and grid in call["grids"])
    return frozenset[str]().union(*map(read_by_call, applied))


def as_committed(name: str, data: bytes | None) -> dict[str, Any] | None:
    """A document as it was committed; None when there is none, or when it could not be read."""
    record, findings = (None, ()) if data is None else reader.read(Source(name=name, data=data))
    return None if record is None or findings else record.data


def plan_of(call: Source, grids: Iterable[Source]) -> Plan:
    """The plan of a call without requests; ValueError when it or a grid has an error."""
    documents = DocumentSet(call=reader.read(call)[0], grids=tuple(read_documents(grids)[0]))
    case = checker.check_call(documents).case
    if case is None:
        raise ValueError(call.name)
    return planned(case)


def planned(case: Case) -> Plan:
    """The plan of a case."""
    return plan(case.call, case.grids, case.before)


def evaluate(
    case: Case, findings: Sequence[Finding] = (), refused: Sequence[str] = (), remember: int = MOST_REMEMBERED
) -> Result | tuple[Finding, ...]:
    """The result of a case; or findings, when the committee's decisions together exceed the envelope.

    `findings` and `refused` (requests left out, with what is about them) are carried into the result, never dropped.
    How many judgements the engine may `remember` changes nothing but the time it takes.
    """
    case = case.without(frozenset(refused))
    sheets, ready = _sheets(case), planned(case)
    figures = _statistics(ready, case, sheets)
    engine = Engine(known(ready, figures), remember)
    assessments = [engine.assess(request, sheets.get(request.id, ())) for request in case.requests]
    left_out = LeftOut.of(refused, case.unfilled, case.call)
    settled = settle(engine.plan, [each.alone for each in assessments], case.decisions, left_out, statistics=figures)
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
        statistics=figures,
        sharing=settled.sharing,
        passage=settled.passage,
    )


def _statistics(ready: Plan, case: Case, sheets: Mapping[Id, Sequence[RatingSheet]]) -> tuple[StatisticValue, ...]:
    """The statistics of a call; nothing is asked of its requests where it has none."""
    if not ready.statistics:
        return ()
    from asipgrid.engine.statistics import Gatherer, statistics  # noqa: PLC0415 - most calls have none

    gatherer = Gatherer(ready)
    return statistics(ready, {each.id: gatherer.entries(each, sheets.get(each.id, ())) for each in case.requests})


def plan_behind(case: Case, result: Result) -> Plan:
    """The plan by which a result was made: with the statistics of that day."""
    return known(planned(case), result.statistics)


def project_documents(case: Case) -> ProjectDocuments:
    """What the documents of a case tell of its funded projects."""
    from asipgrid.monitoring.projects import ProjectDocuments  # noqa: PLC0415 - only monitoring needs it

    return ProjectDocuments(
        reports=case.reports, reviews=case.reviews, ledgers=case.ledgers, amendments=case.amendments
    )


def follow(case: Case, result: Result, as_of: str) -> Monitoring | tuple[Finding, ...]:
    """The funded projects of a case on a day (ISO); or findings, when payments or amendments cannot be so."""
    from asipgrid.monitoring.monitor import monitor  # noqa: PLC0415 - only monitoring needs it

    return monitor(plan_behind(case, result), result, project_documents(case), as_of)


def readings(case: Case, report: Monitoring) -> dict[str, GoalReadings]:
    """What was reported of the goals of followed projects, by the project's id."""
    from asipgrid.monitoring.monitor import readings  # noqa: PLC0415 - only the report on monitoring needs it

    return readings(plan_behind(case, report.result), report, project_documents(case))


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
