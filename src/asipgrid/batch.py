"""Many requests at once: files to texts, in this process or in others, each request on its own; then all together.

Everything about one request carries its id as its file name, so a request and the documents about it are read, checked,
scored and put into words by themselves, in any process and any order. What comes back is small: what the others need to
know, and texts. Only ranking and money are left for the end, so the result is the same however the work was shared out.

Documents with an error are not decided here: `run` reads everything again and says all there is to say.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import starmap
from pathlib import Path

from asipgrid import check, decide, files, read, run
from asipgrid.check import Case, Papers
from asipgrid.model import Alone, CommitteeDecision, Finding, RatingSheet, Reason, Record, Request, Settlement, Source
from asipgrid.plan import Plan
from asipgrid.render import as_json, joined
from asipgrid.render.joined import Form, Own
from asipgrid.score import shares
from asipgrid.tally import MOST_REMEMBERED, Tallied, Tally
from asipgrid.words import Speaker


@dataclass(frozen=True, slots=True)
class Frame:
    """What every worker needs: texts of the call and its grids, where the documents lie, the form of the answer.

    `folders` are (kind, path from the workspace's root); that of the requests comes first.
    """

    root: Path
    call: Source
    grids: tuple[Source, ...]
    folders: tuple[tuple[str, str], ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Dossier:
    """The documents about one request: its id, and which of the frame's folders hold one."""

    id: str
    folders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A dossier scored: what the others need, its texts, the committee's decision, and what is odd in its documents."""

    alone: Alone
    own: Own
    decisions: tuple[CommitteeDecision, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole result as text; what was found in the documents, how many there are, and the names passed over."""

    text: str
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]


class NeedsWork(Exception):
    """A document has an error, or is no ordinary file: everything has to be read again and told in full."""


Work = Callable[[Frame, Sequence[Dossier]], Iterable[Done]]


def answer(space: files.Workspace, form: Form, work: Work) -> Answer:
    """The result of a call as text; NeedsWork when a document has an error, or a decision exceeds the envelope."""
    found = _found(space, form)
    ready = _ready(found.frame)
    done = list(work(found.frame, found.dossiers))
    decisions = [decision for each in done for decision in each.decisions]
    settled = run.settle(ready.plan, [each.alone for each in done], decisions)
    if not isinstance(settled, Settlement):
        raise NeedsWork
    findings = tuple(
        sorted((*found.findings, *(one for each in done for one in each.findings)), key=Finding.reading_order)
    )
    case = ready.case
    return Answer(
        text=joined.document(
            as_json.head(case.call, case.grids, settled.awarded, settled.left),
            [joined.request(each.own, settled.requests[each.alone.request], ready.speaker, form) for each in done],
            as_json.tail(case.call, settled.notes, findings),
            form,
        ),
        findings=findings,
        documents=found.documents,
        passed_over=found.passed_over,
    )


# ── what there is ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    frame: Frame
    dossiers: tuple[Dossier, ...]
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]


def _found(space: files.Workspace, form: Form) -> _Found:
    """The documents of a call, by the request they are about; NeedsWork when a name alone says that one is wrong."""
    call = space.call
    assert call is not None
    grids = files.documents(space, space.root / "grids")
    source = files.read(space, call / files.CALL_FILE)
    places = [("request", call), *(("rating", each) for each in files.folders(call / "ratings"))]
    places += [("decision", call / "decisions"), *(("progress", each) for each in files.folders(call / "progress"))]
    skip = frozenset({files.CALL_FILE})
    listed = [files.listed(space, folder, skip=skip if kind == "request" else frozenset()) for kind, folder in places]
    if isinstance(source, Finding) or grids.findings or any(each.findings for each in listed):
        raise NeedsWork
    about: dict[str, list[int]] = {path.stem: [] for path in listed[0].paths}
    for number, each in enumerate(listed):
        for path in each.paths:
            if path.stem not in about:
                raise NeedsWork
            about[path.stem].append(number)
    folders = tuple((kind, space.name(folder)) for kind, folder in places)
    frame = Frame(root=space.root, call=source, grids=grids.sources, folders=folders, form=form)
    letters = run.templates(space)
    terms = _ready(frame).case.call.addendum
    if letters.findings or (terms and set(terms.builds_on) - files.neighbours(space)):
        raise NeedsWork
    sources = [source, *grids.sources]
    names = {each.name for each in sources} | {space.name(path) for each in listed for path in each.paths}
    return _Found(
        frame=frame,
        dossiers=tuple(starmap(Dossier, sorted((name, tuple(numbers)) for name, numbers in about.items()))),
        findings=run.with_excerpts((*_ready(frame).findings, *run.strays(space, names)), sources),
        documents=len(names) + len(letters.sources),
        passed_over=(*grids.passed_over, *(name for each in listed for name in each.passed_over)),
    )


# ── one request on its own ─────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=2)
def _ready(frame: Frame) -> _Ready:
    """What is made ready once in each process."""
    return _Ready(frame)


class _Ready:
    """A call that is sound, its plan compiled."""

    def __init__(self, frame: Frame) -> None:
        papers = Papers(
            call=_record(frame.call)[0],
            grids=tuple(_record(source)[0] for source in frame.grids),
            requests=(),
        )
        checked = check.check_call(papers, places=False)
        if checked.case is None or check.is_wrong(checked.findings):
            raise NeedsWork
        self.case: Case = checked.case
        self.findings = (*checked.findings, *(one for each in (frame.call, *frame.grids) for one in _record(each)[1]))
        self.plan: Plan = run.planned(self.case)
        self.speaker = Speaker(currency=self.case.call.currency)
        self.form = frame.form
        self.tally = Tally(self.plan, lambda each: joined.criterion(each, self.speaker, self.form))
        self.reads_criteria = decide.reads_criteria(self.plan)
        self.worth: dict[tuple[bool, ...], dict[str, Fraction]] = {}

    def done(self, request: Request, sheets: Sequence[RatingSheet]) -> tuple[Alone, Own]:
        """A request scored and put into words."""
        tallied = self.tally.of(request, sheets)
        card = tallied.card
        look = decide.environment if self.reads_criteria else decide.outside
        env = look(self.plan, request, card)
        proposal, cap = decide.outcome(self.plan, request, card, env)
        alone = run.assessed(self.plan, request, card, replace(proposal, reasons=()), env)
        names = [each.id for each in card.criteria]
        own = joined.own(
            name=request.id,
            digest=request.digest,
            requested=request.requested,
            card=card,
            criteria=zip(names, tallied.texts, strict=True),
            reasons=[self.said(reason) for reason in proposal.reasons],
            questions=[*self.questions(tallied), *map(self.said, decide.amount_questions(cap))],
            conditions=[self.said(reason) for reason in decide.conditions(card, self.plan)],
            sheets={sheet.assessor: sheet.digest for sheet in sheets},
            form=self.form,
        )
        return alone, own

    def questions(self, tallied: Tallied) -> Iterator[str]:
        """The questions of the criteria. What one could change depends on which criteria count, and on nothing else."""
        counted = tuple([cell.counts for cell in tallied.cells])
        for cell in tallied.cells:
            asked = cell.judged.question
            if asked is not None:
                text = cell.asked.get(counted)
                if text is None:
                    text = self.said(decide.question(cell.judged, asked, self._worth(tallied, counted)))
                    if len(cell.asked) < MOST_REMEMBERED:
                        cell.asked[counted] = text
                yield text

    def _worth(self, tallied: Tallied, counted: tuple[bool, ...]) -> dict[str, Fraction]:
        known = self.worth.get(counted)
        if known is None:
            known = shares(self.plan, tallied.card)
            if len(self.worth) < MOST_REMEMBERED:
                self.worth[counted] = known
        return known

    def said(self, reason: Reason) -> str:
        """A reason as text."""
        return joined.said(reason, self.speaker, self.form)


def _record(source: Source) -> tuple[Record, tuple[Finding, ...]]:
    """A document without an error, and what is odd in its text."""
    record, findings = read.read(source)
    if record is None or check.is_wrong(findings):
        raise NeedsWork
    return record, findings


def score(frame: Frame, dossiers: Sequence[Dossier]) -> list[Done]:
    """The dossiers scored, in their order; NeedsWork when one of their documents has an error."""
    ready = _ready(frame)
    folders = [(kind, str(frame.root / name), f"{name}/") for kind, name in frame.folders]
    return [_done(ready, dossier, folders) for dossier in dossiers]


def _done(ready: _Ready, dossier: Dossier, folders: Sequence[tuple[str, str, str]]) -> Done:
    sources: list[Source] = []
    findings: list[Finding] = []
    records: dict[str, list[Record]] = {"request": [], "rating": [], "decision": [], "progress": []}
    for number in dossier.folders:
        kind, folder, prefix = folders[number]
        source = files.read_listed(folder, prefix, f"{dossier.id}.yaml")
        if source is None:
            raise NeedsWork
        record, odd = _record(source)
        sources.append(source)
        findings += odd
        records[kind].append(record)
    papers = Papers(
        call=None,
        grids=(),
        requests=tuple(records["request"]),
        ratings=tuple(records["rating"]),
        decisions=tuple(records["decision"]),
        progress=tuple(records["progress"]),
    )
    about = check.check_about(papers, ready.case.rules)
    findings += about.findings
    if check.is_wrong(findings):
        raise NeedsWork
    alone, own = ready.done(about.requests[0], run.by_assessor(about.sheets))
    return Done(alone, own, about.decisions, run.with_excerpts(findings, sources) if findings else ())
