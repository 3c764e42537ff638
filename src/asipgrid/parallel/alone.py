"""One request on its own: the documents about it read, checked, scored and put into a part of the answer; or what is wrong.

Everything about one request carries its id as its file name, so this happens in any process and in any order.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check.case import REQUEST_KINDS, Case, DocumentSet, is_wrong
from asipgrid.check.checker import check_call, check_requests
from asipgrid.documents import files, reader, workspace
from asipgrid.engine.assess import Engine
from asipgrid.formats import Look, result_format
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Place, Record, Source
from asipgrid.parallel.messages import (
    Frame,
    NeedsWork,
    RefusedRequest,
    RequestDocuments,
    RequestLine,
    Scored,
    ScoredRequest,
    UnfilledRequest,
)


@functools.lru_cache(maxsize=2)
def ready_for(frame: Frame) -> ReadyCall:
    """What is made ready once in each process."""
    return ReadyCall(frame)


class ReadyCall:
    """A call that is sound, its plan compiled."""

    def __init__(self, frame: Frame) -> None:
        if frame.engine and frame.engine != workspace.engine():
            raise workspace.CannotError(
                f"a worker runs {workspace.engine()}, and this is {frame.engine}; install the same"
            )
        sound = [each for each in map(_sound, (frame.call, *frame.grids)) if each is not None]
        if len(sound) <= len(frame.grids):
            raise NeedsWork
        (call, odd), *grids = sound
        papers = DocumentSet(call=call, grids=tuple(grid for grid, _ in grids))
        checked = check_call(papers, places=False)
        if checked.case is None or is_wrong(checked.findings):
            raise NeedsWork
        self.frame = frame
        self.case: Case = checked.case
        self.findings = (*checked.findings, *odd, *(one for _, each in grids for one in each))
        self.engine = Engine(pipeline.planned(self.case))
        self.form = result_format(frame.form, self.case.call, self.case.grids, Look())


def _sound(source: Source) -> tuple[Record, tuple[Finding, ...]] | None:
    """A document without an error, and what is odd in its text; None for any other."""
    record, findings = reader.read(source)
    return None if record is None or is_wrong(findings) else (record, findings)


# So many requests are read, then judged: what each step works with stays at hand, which saves a twentieth of the time.
_TOGETHER: Final = 16


def score(frame: Frame, requests: Iterable[RequestDocuments]) -> Iterator[Scored]:
    """The requests scored, in their order; a RefusedRequest for one that has an error."""
    ready = ready_for(frame)
    folders = [(kind, str(frame.root / prefix), prefix) for kind, prefix in frame.folders]
    source = iter(requests)
    while group := list(itertools.islice(source, _TOGETHER)):
        read_ = [_read(ready, documents, folders) for documents in group]
        for documents, papers in zip(group, read_, strict=True):
            done = papers and _done(ready, documents, papers)
            yield done or RefusedRequest(documents.id, _wrong(ready, documents))


class _Read(Struct, frozen=True):
    """The documents about a request, by kind; where they come from, and what is odd in their text."""

    records: dict[str, list[Record]]
    sources: list[Source]
    findings: list[Finding]


def _read(ready: ReadyCall, documents: RequestDocuments, folders: Sequence[tuple[str, str, str]]) -> _Read | None:
    """The documents about a request; None when one has an error."""
    found = _Read({kind: [] for kind in REQUEST_KINDS}, [], [])
    if documents.line is not None:
        line = documents.line
        sound = None if line.before is not None else _sound(Source(name=f"{documents.id}.yaml", data=line.text))
        if sound is None:
            return None
        found.records["request"].append(sound[0])
        found.findings.extend(_on_line(sound[1], ready.frame.lines, documents))
    for number in documents.folders:
        kind, folder, prefix = folders[number]
        source = files.read_listed(folder, prefix, f"{documents.id}.yaml") or _looked_at(ready.frame, number, documents)
        sound = None if isinstance(source, Finding) else _sound(source)
        if sound is None or isinstance(source, Finding):
            return None
        found.sources.append(source)
        found.records[kind].append(sound[0])
        found.findings.extend(sound[1])
    return found


def _done(ready: ReadyCall, documents: RequestDocuments, papers: _Read) -> ScoredRequest | UnfilledRequest | None:
    """A request scored, or not yet filled in; None when its documents have an error."""
    # Of files, decisions that exceed the envelope are told by whoever reads everything again.
    about = check_requests(papers.records, {documents.id}, ready.case.rules, places=documents.line is not None)
    findings = [*papers.findings, *_on_line(about.findings, ready.frame.lines, documents)]
    if is_wrong(findings):
        return None
    odd = pipeline.with_excerpts(findings, papers.sources) if findings else ()
    if not about.requests:
        return UnfilledRequest(documents.id, odd, about.unfilled)
    request = about.requests[0]
    one = ready.engine.assess(request, pipeline.by_assessor(about.sheets))
    found = one.proposal.outcome
    return ScoredRequest(
        request=request.id,
        stated=request.requested is not None,
        alone=one.alone if found is Outcome.FUND or about.decisions else None,
        texts=b"%b\n%b" % (found.value.encode(), ready.form.part(one)),
        decisions=about.decisions,
        findings=odd,
        unfilled=about.unfilled,
    )


def _looked_at(frame: Frame, number: int, documents: RequestDocuments) -> Source | Finding:
    """A document about a request that is no ordinary file, such as a link, or what is wrong with it."""
    space = workspace.Workspace(root=frame.root, call=None)
    return files.read(space, frame.root / frame.folders[number][1] / f"{documents.id}.yaml")


def _wrong(ready: ReadyCall, documents: RequestDocuments) -> tuple[Finding, ...]:
    """Everything wrong with a request and with the documents about it; NeedsWork when it is sound by now."""
    found = wrong_about(ready, documents) if documents.line is None else _wrong_line(ready, documents, documents.line)
    if not is_wrong(found):
        raise NeedsWork
    return found


def _wrong_line(ready: ReadyCall, documents: RequestDocuments, line: RequestLine) -> tuple[Finding, ...]:
    if line.before is not None:
        says = f"the request {documents.id} stands on line {line.before} already; a request has one line"
        return (Finding(code="R001", place=Place(file=ready.frame.lines, line=line.number), says=says),)
    if not documents.id:
        return _nameless(ready, documents)
    return wrong_about(ready, documents)


def _nameless(ready: ReadyCall, documents: RequestDocuments) -> tuple[Finding, ...]:
    """A line whose id cannot be told: what is wrong with its text, else that it begins otherwise than it must."""
    assert documents.line is not None
    number, text = documents.line.number, documents.line.text
    if len(text) > files.MAX_BYTES:
        says = f"this line has more than {files.MAX_BYTES} bytes (1 MiB)"
        return (Finding(code="F003", place=Place(file=ready.frame.lines, line=number), says=says),)
    _, findings = reader.read(Source(name=".yaml", data=text))
    if is_wrong(findings):
        return _on_line(findings, ready.frame.lines, documents)
    says = 'a line is a request as JSON and begins with its id: {"request": "region-a", …'
    return (Finding(code="Y010", place=Place(file=ready.frame.lines, line=number), says=says),)


def wrong_about(ready: ReadyCall, documents: RequestDocuments) -> tuple[Finding, ...]:
    """Everything wrong with the documents about a request; where it is not sent, they are about one that nobody sent."""
    sources: list[Source] = []
    findings: list[Finding] = []
    records: dict[str, list[Record]] = {kind: [] for kind in REQUEST_KINDS}
    if documents.line is not None:
        source = Source(name=f"{documents.id}.yaml", data=documents.line.text)
        if len(source.data) > files.MAX_BYTES:
            return _nameless(ready, documents)
        record, odd = reader.read(source)
        findings += odd
        if record is not None and not is_wrong(odd):
            records["request"].append(record)
    sent = documents.line is not None
    for number in documents.folders:
        kind = ready.frame.folders[number][0]
        sent = sent or kind == "request"
        found = _looked_at(ready.frame, number, documents)
        if isinstance(found, Finding):
            findings.append(found)
            continue
        sources.append(found)
        record, odd = reader.read(found)
        findings += odd
        if record is not None and not is_wrong(odd):
            records[kind].append(record)
    named = [next(iter(record.data.values()), "") for each in records.values() for record in each]
    others = {name for name in named if isinstance(name, str) and _IS_ID.match(name)} - {documents.id}
    known = _known(ready.frame, others) if documents.line is None else others
    findings += check_requests(records, {*known, documents.id} if sent else (), ready.case.rules).findings
    return pipeline.with_excerpts(_on_line(findings, ready.frame.lines, documents), sources)


def _known(frame: Frame, named: set[str]) -> set[str]:
    """The requests that documents name, though they lie where another one's do; NeedsWork when one was never sent.

    Only whoever reads everything can say which one may have been meant.
    """
    folder = frame.root / frame.folders[0][1]
    if not all((folder / f"{name}.yaml").is_file() for name in named):
        raise NeedsWork
    return named


_IS_ID: Final = re.compile(r"[a-z0-9-]{1,64}\Z")


def _on_line(findings: Iterable[Finding], name: str, documents: RequestDocuments) -> tuple[Finding, ...]:
    """Findings of a line, which was read as a document of its own, at its place in the file of lines."""
    if documents.line is None:
        return tuple(findings)
    number, own = documents.line.number, f"{documents.id}.yaml"
    return tuple(
        replace(each, place=replace(each.place, file=name, line=number)) if each.place.file == own else each
        for each in findings
    )
