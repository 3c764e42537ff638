"""One call read and checked: the call and its grids first, then everything about one request at a time.

All documents about a request carry its id as their file name, so requests are read in any process and in any order.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.case import REQUEST_KINDS, DocumentSet, is_wrong
from asipgrid.check.checker import check_rules
from asipgrid.check.sound_documents import SoundDocuments
from asipgrid.documents import files, reader
from asipgrid.documents.call_documents import CallSources, RequestDocuments, sent_files
from asipgrid.documents.workspace import DISK, Workspace
from asipgrid.model.places import Finding, Place, Record, Source
from asipgrid.model.said import said

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions


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


class RequestRecords(Struct, frozen=True):
    """The documents about a request that can be read, by kind; where they come from, and what is wrong with any text."""

    records: dict[str, list[Record]]
    sources: list[Source]
    findings: list[Finding]

    def take(self, kind: str, source: Source) -> None:
        """Read one more document."""
        record, findings = reader.read(source)
        self.findings.extend(findings)
        if record is not None and not is_wrong(findings):
            self.records[kind].append(record)


class ReadRequest(Struct, frozen=True):
    """A request read and checked: its sound documents, everything found, and where it was read from.

    It is `wrong` when anything about it has an error: it is ranked with all that is about it, or not at all, for a
    decision that cannot be read may be one to fund.
    """

    id: str
    sound: SoundDocuments
    findings: tuple[Finding, ...]
    sources: list[Source]
    wrong: bool


class CallReader:
    """A call and its grids, read and checked, which reads and checks its requests."""

    def __init__(self, call: CallSources, lint: LintOptions | None = None, *, as_lines: bool = False) -> None:
        """Nothing is read yet of what is about requests, which may be lines; with `lint`, what is odd in sound documents is found too."""
        self._call, self._as_lines, self._lint = call, as_lines, lint
        self._space = Workspace(root=call.root, call=None, tree=call.tree)
        self._on_disk = call.tree == DISK
        self._folders = [(kind, str(call.root / prefix), prefix) for kind, prefix in call.folders]
        of_call, wrong = read_documents([call.call] if call.call else [])
        grids, odd = read_documents(call.grids)
        documents = DocumentSet(
            call=next(iter(of_call), None),
            grids=tuple(grids),
            all_grids=call.all_grids and not odd,
            neighbours=call.neighbours,
        )
        self.checked = check_rules(documents, lint)
        self.sources = (*([call.call] if call.call else ()), *call.grids)
        self.findings = (*wrong, *odd, *self.checked.findings)

    def about(self, documents: RequestDocuments) -> ReadRequest:
        """Everything about a request, read and checked."""
        return self.check(documents, self.read(documents))

    def read(self, documents: RequestDocuments) -> RequestRecords:
        """The documents about a request."""
        found = RequestRecords({kind: [] for kind in REQUEST_KINDS}, [], [])
        name = f"{documents.id}.yaml"
        if documents.line is not None:
            found.findings.extend(_faults_of_line(documents))
            if found.findings:
                return found
            found.take("request", Source(name=name, data=documents.line.text))
        for number in documents.folders:
            kind, folder, prefix = self._folders[number]
            quick = files.read_listed(folder, prefix, name) if self._on_disk else None
            source = quick or files.read(self._space, self._call.root / prefix / name)
            if isinstance(source, Finding):
                found.findings.append(source)
            else:
                found.sources.append(source)
                found.take(kind, source)
        return found

    def check(self, documents: RequestDocuments, found: RequestRecords) -> ReadRequest:
        """What was read about a request, checked."""
        others = _others(documents.id, found)
        if others or not documents.sent:
            sound = self._beside(documents, found, others)
        else:
            sound = self.checked.about(found.records, (documents.id,), self._lint)
        findings = self._on_line((*found.findings, *sound.findings), documents)
        wrong = documents.unread or is_wrong(findings)
        return ReadRequest(documents.id, sound, findings, found.sources, wrong)

    @functools.cached_property
    def _sent(self) -> frozenset[str]:
        return sent_files(self._call)

    def _beside(self, documents: RequestDocuments, found: RequestRecords, others: Collection[str]) -> SoundDocuments:
        """Documents checked that name other requests than their own, or one that nobody sent: with what is about those."""
        if self._as_lines:
            return self.checked.about(found.records, {*others, *([documents.id] if documents.sent else ())}, self._lint)
        everywhere = tuple(range(len(self._folders)))
        more = [self.read(RequestDocuments(name, everywhere)).records for name in others if name in self._sent]
        records = {kind: [record for each in (found.records, *more) for record in each[kind]] for kind in REQUEST_KINDS}
        sound = self.checked.about(records, self._sent, self._lint)
        names = {record.name for each in found.records.values() for record in each}
        return SoundDocuments(
            kept={kind: [each for each in listed if each[0].name in names] for kind, listed in sound.kept.items()},
            conflicts=sound.conflicts,
            unfilled=tuple(each for each in sound.unfilled if each.file in names),
            findings=tuple(each for each in sound.findings if each.place.file in names),
        )

    def _on_line(self, findings: tuple[Finding, ...], documents: RequestDocuments) -> tuple[Finding, ...]:
        """Findings of a line, which was read as a document of its own, at its place in the file of lines."""
        if documents.line is None or not findings:
            return findings
        file, number, own = documents.line.file, documents.line.number, f"{documents.id}.yaml"
        return tuple(
            replace(each, place=replace(each.place, file=file, line=number)) if each.place.file == own else each
            for each in findings
        )


def read_documents(sources: Iterable[Source]) -> tuple[list[Record], list[Finding]]:
    """The documents that can be read, and everything wrong in the text of any."""
    found = RequestRecords({"": []}, [], [])
    for source in sources:
        found.take("", source)
    return found.records[""], found.findings


def _others(name: str, found: RequestRecords) -> list[str]:
    """The requests that documents say they are about, and that lie where those of another do."""
    named: list[Any] = [next(iter(record.data.values()), name) for each in found.records.values() for record in each]
    return [each for each in dict.fromkeys(filter(_is_text, named)) if each != name]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _faults_of_line(documents: RequestDocuments) -> Iterable[Finding]:
    """What is wrong with a line before it is read as a request, as that of the document it stands for."""
    assert documents.line is not None
    text, before = documents.line.text, documents.line.before
    own = Place(file=f"{documents.id}.yaml")
    if before is not None:
        name, line = documents.id, before.line
        says = said("the request {id} stands on line {before} already; a request has one line", name, line)
        if before.file != documents.line.file:
            says = said(
                "the request {id} stands in {file} on line {before} already; a request has one line",
                name,
                before.file,
                line,
            )
        return [Finding(code="R001", place=own, says=says)]
    if len(text) > files.MAX_BYTES:
        says = said("this line has more than {most} bytes (1 MiB)", files.MAX_BYTES)
        return [Finding(code="F003", place=own, says=says)]
    if documents.id:
        return []
    _, findings = reader.read(Source(name=own.file, data=text))
    says = said('a line is a request as JSON and begins with its id: {"request": "region-a", …')
    return findings if is_wrong(findings) else [Finding(code="Y010", place=own, says=says)]
