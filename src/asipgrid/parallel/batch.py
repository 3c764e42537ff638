"""Many requests at once: files to texts, in this process or in others, each request on its own; then all together.

Everything about one request carries its id as its file name, so a request and the documents about it are read, checked,
scored and put into words by themselves, in any process and any order. What comes back is small: what the others need to
know, and texts. Only ranking and money are left for the end, so the result is the same however the work was shared out.

A request is left out when anything about it has an error; what is wrong is said here. When the call or a grid has one,
or a name alone shows that a document is wrong, `run` reads everything again and says all there is to say.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check.case import Case, is_wrong
from asipgrid.check.checker import check_call
from asipgrid.check.document_set import REQUEST_KINDS, DocumentSet
from asipgrid.check.request_documents import check_requests
from asipgrid.documents import files, listing, reader, workspace
from asipgrid.engine.assess import Engine
from asipgrid.engine.settle import LeftOut, Unranked, settle, unranked
from asipgrid.formats import Look, Outline, result_format
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Id, Place, Record, Source
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone, Settled, Settlement


class Frame(Struct, frozen=True):
    """What every worker needs: texts of the call and its grids, where the documents lie, the form of the answer.

    `folders` are (kind, what stands before the names of its files); that of the requests comes first. `lines` is the
    name of the file of which each line is a request, empty when each has a file of its own. `engine` is what must
    score them all.
    """

    root: Path
    call: Source
    grids: tuple[Source, ...]
    folders: tuple[tuple[str, str], ...]
    form: str
    lines: str
    engine: str


class Dossier(Struct, frozen=True):
    """The documents about one request: its id, and which of the frame's folders hold one.

    `line` is its number and text, where requests are lines of one file.
    """

    id: str
    folders: tuple[int, ...]
    line: tuple[int, bytes] | None = None


class Done(Struct, frozen=True):
    """A dossier scored: what the others need, its texts, the committee's decision, and what is odd in its documents.

    `alone` is None where nothing can be given: the others need only know that there is a request, and whether its amount
    is `stated`. `texts` are those of `Own` and the outcome, as bytes: whoever gathers them only puts them aside.
    `unfilled` are the documents about it that are not yet filled in.
    """

    request: Id
    stated: bool
    alone: Alone | None
    texts: bytes
    decisions: tuple[CommitteeDecision, ...]
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...] = ()


class Blank(Struct, frozen=True):
    """A request that is not yet filled in, with the other documents about it that are not."""

    id: str
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...]


class Faulty(Struct, frozen=True):
    """A request that has an error, or about which a document has one."""

    id: str
    findings: tuple[Finding, ...]


class Answer(Struct, frozen=True, kw_only=True):
    """The whole result as text, part by part; what was found, how many documents there are, the names passed over.

    `decided` is false when documents have errors, and the text is empty.
    """

    text: Iterator[str]
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]
    decided: bool = True


class NeedsWork(Exception):
    """Something is wrong that is not told here: everything has to be read again and told in full."""


Scored = Done | Blank | Faulty
Work = Callable[[Frame, Iterable[Dossier]], Iterable[Scored]]


class Put(Protocol):
    """Where texts are put aside until the ranks are known."""

    def put(self, data: bytes) -> tuple[int, int]:
        """Put some bytes aside; where they stand."""

    def get(self, place: tuple[int, int]) -> bytes:
        """What was put at that place."""


class Lines(Struct, frozen=True, kw_only=True):
    """Requests as lines: the name of the file, its lines with their numbers."""

    name: str
    lines: Iterable[tuple[int, bytes]]


def answer(
    space: workspace.Workspace,
    form: str,
    look: Look,
    work: Work,
    shelf: Put,
    lines: Lines | None = None,
    *,
    keep_going: bool = False,
    engine: str = "",
) -> Answer:
    """The result of a call as text; NeedsWork when the call or a grid has an error, or decisions exceed the envelope.

    With `keep_going`, sound requests are ranked although others have errors. `engine` is what workers elsewhere must
    be, if anything.
    """
    found = _found(space, form, lines, engine)
    ready = _ready(found.frame)
    tray = _Tray(shelf)
    for each in work(found.frame, found.dossiers):
        tray.take(each)
    tray.findings += _beside_lines(ready, found, lines, tray.count)
    tray.leave_out()
    findings = tuple(sorted((*found.findings, *tray.findings), key=Finding.reading_order))
    documents = found.documents + tray.count if lines else found.documents
    told: dict[str, Any] = {"findings": findings, "documents": documents, "passed_over": found.passed_over}
    if is_wrong(findings) and not keep_going:
        return Answer(text=iter(()), **told, decided=False)
    others = Unranked(len(tray.index) - len(tray.alone), tray.unstated)
    left_out = LeftOut.of(tray.refused, tray.unfilled, ready.case.call)
    settled = settle(ready.engine.plan, tray.alone, tray.decisions, left_out, others)
    if not isinstance(settled, Settlement):
        if lines is None:
            raise NeedsWork
        return Answer(text=iter(()), **{**told, "findings": (*findings, *settled)}, decided=False)
    outline = Outline(
        call=ready.case.call,
        grids=ready.case.grids,
        awarded=settled.awarded,
        left=settled.left,
        notes=settled.notes,
        findings=findings,
    )
    whole = result_format(form, ready.case.call, ready.case.grids, look).whole(outline, tray.parts(settled))
    return Answer(text=whole, **told)


def _beside_lines(ready: _Ready, found: _Found, lines: Lines | None, count: int) -> Iterator[Finding]:
    """What is wrong when requests are lines: documents about requests that no line brought, or no line at all."""
    for name in sorted(found.about):
        yield from _wrong_about(ready, Dossier(name, tuple(found.about[name])))
    if lines and not count:
        says = "no line of this file is a request, so there is nothing to decide"
        yield Finding(code="F005", place=Place(file=lines.name), says=says)


class _Tray:
    """What comes back, one request after the other: little is kept, texts are put aside."""

    def __init__(self, shelf: Put) -> None:
        self.shelf = shelf
        self.index: dict[Id, tuple[int, int]] = {}
        self.alone: list[Alone] = []
        self.unstated: list[Id] = []
        self.decisions: list[CommitteeDecision] = []
        self.findings: list[Finding] = []
        self.refused: dict[Id, None] = {}
        self.unfilled: list[Unfilled] = []
        self.count = 0

    def take(self, each: Scored) -> None:
        self.count += 1
        self.findings += each.findings
        if isinstance(each, Faulty):
            if each.id:
                # Of two lines about one request neither is taken: the order of lines decides nothing.
                self.refused[Id(each.id)] = None
            return
        self.unfilled += each.unfilled
        if isinstance(each, Blank):
            return
        self.decisions += each.decisions
        if each.alone is not None:
            self.alone.append(each.alone)
        elif not each.stated:
            self.unstated.append(each.request)
        self.index[each.request] = self.shelf.put(each.texts)

    def leave_out(self) -> None:
        """Take out what was scored before another line about the same request was met."""
        for name in self.refused:
            self.index.pop(name, None)
        self.alone = [each for each in self.alone if each.request not in self.refused]
        self.unstated = [name for name in self.unstated if name not in self.refused]
        self.unfilled = [each for each in self.unfilled if each.request not in self.refused]
        self.decisions = [each for each in self.decisions if each.request not in self.refused]

    def parts(self, settled: Settlement) -> Iterator[tuple[Settled, bytes]]:
        """What was put aside of each request, by id, with what became of it."""
        for name in sorted(self.index):
            outcome, _, part = self.shelf.get(self.index[name]).partition(b"\n")
            yield settled.requests.get(name) or unranked(name, Outcome(outcome.decode())), part


# ── what there is ──────────────────────────────────────────────────────────────────────────────────


class _Found(Struct, frozen=True, kw_only=True):
    """`about` are the documents about requests that are not (yet) among the dossiers, by the request's id."""

    frame: Frame
    dossiers: Iterable[Dossier]
    about: dict[str, list[int]]
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]


def _found(space: workspace.Workspace, form: str, lines: Lines | None, engine: str) -> _Found:
    """The documents of a call, by the request they are about; NeedsWork when a name alone says that one is wrong."""
    call = space.call
    assert call is not None
    grids = files.documents(space, space.root / "grids")
    source = files.read(space, call / workspace.CALL_FILE)
    places = list(workspace.folders_about(space))
    skip = frozenset({workspace.CALL_FILE})
    listed = [listing.listed(space, folder, skip=skip if kind == "request" else frozenset()) for kind, folder in places]
    if lines is not None:
        listed[0] = listing.Listed()
    nobody = lines is None and not listed[0].names
    if nobody or isinstance(source, Finding) or grids.findings or any(each.findings for each in listed):
        raise NeedsWork
    about = _by_request(listed, strict=lines is None)
    frame = Frame(
        root=space.root,
        call=source,
        grids=grids.sources,
        folders=tuple((kind, workspace.prefix(space, folder)) for kind, folder in places),
        form=form,
        lines=lines.name if lines else "",
        engine=engine,
    )
    _refuse_earlier(space, _ready(frame).case)
    sources = [source, *grids.sources]
    names = {each.name for each in sources} | {each.prefix + name for each in listed for name in each.names}
    known = names | ({space.name(path) for path in call.glob("*.yaml")} if lines else set())
    return _Found(
        frame=frame,
        dossiers=_from_lines(lines, about) if lines else _from_files(about),
        about=about if lines else {},
        findings=pipeline.with_excerpts((*_ready(frame).findings, *pipeline.strays(space, known)), sources),
        documents=len(names),
        passed_over=(*grids.passed_over, *(name for each in listed for name in each.passed_over)),
    )


def _by_request(listed: Sequence[listing.Listed], *, strict: bool) -> dict[str, list[int]]:
    """Which folders hold a document about each request; NeedsWork, when `strict`, for one about no request."""
    about: dict[str, list[int]] = {name.removesuffix(".yaml"): [] for name in listed[0].names}
    for number, each in enumerate(listed):
        for name in (name.removesuffix(".yaml") for name in each.names):
            if strict and name not in about:
                raise NeedsWork
            about.setdefault(name, []).append(number)
    return about


def _refuse_earlier(space: workspace.Workspace, case: Case) -> None:
    """NeedsWork when the earlier calls that addenda build on are not there, or named twice."""
    terms = case.call.addendum
    earlier = terms.builds_on if terms else ()
    if earlier and (len(set(earlier)) < len(earlier) or set(earlier) - workspace.neighbours(space)):
        raise NeedsWork


def _from_files(about: Mapping[str, Sequence[int]]) -> list[Dossier]:
    return [Dossier(name, tuple(about[name])) for name in sorted(about)]


_ID: Final = re.compile(rb'\s*\{\s*"request"\s*:\s*"([a-z0-9-]{1,64})"')


def _from_lines(lines: Lines, about: dict[str, list[int]]) -> Iterator[Dossier]:
    """A dossier a line, with the documents about its request, which are taken from `about`."""
    first: dict[str, int] = {}
    for number, text in lines.lines:
        match = _ID.match(text)
        name = match[1].decode() if match else ""
        before = first.setdefault(name, number) if name else number
        if before != number:
            # Both lines named, and neither guessed at: this one is refused, as a second file of that id would be.
            text = f"{number} {before}".encode()  # noqa: PLW2901
            yield Dossier(name, (), (-number, text))
            continue
        yield Dossier(name, tuple(about.pop(name, ())), (number, _paired(text)))


_PAIR: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _paired(text: bytes) -> bytes:
    """A line whose escaped pairs (JSON's way to write what lies beyond four digits) are the characters they stand for."""
    if b"\\u" not in text:
        return text

    def character(match: re.Match[bytes]) -> bytes:
        high, low = int(match[2], 16), int(match[3], 16)
        return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()

    return _PAIR.sub(character, text)


# ── one request on its own ─────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=2)
def _ready(frame: Frame) -> _Ready:
    """What is made ready once in each process."""
    return _Ready(frame)


class _Ready:
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


def score(frame: Frame, dossiers: Iterable[Dossier]) -> Iterator[Scored]:
    """The dossiers scored, in their order; a Faulty for one that has an error."""
    ready = _ready(frame)
    folders = [(kind, str(frame.root / prefix), prefix) for kind, prefix in frame.folders]
    source = iter(dossiers)
    while group := list(itertools.islice(source, _TOGETHER)):
        read_ = [_read(ready, dossier, folders) for dossier in group]
        for dossier, papers in zip(group, read_, strict=True):
            done = papers and _done(ready, dossier, papers)
            yield done or Faulty(dossier.id, _wrong(ready, dossier))


class _Read(Struct, frozen=True):
    """The documents of a dossier, by kind; where they come from, and what is odd in their text."""

    records: dict[str, list[Record]]
    sources: list[Source]
    findings: list[Finding]


def _read(ready: _Ready, dossier: Dossier, folders: Sequence[tuple[str, str, str]]) -> _Read | None:
    """The documents of a dossier; None when one has an error."""
    found = _Read({kind: [] for kind in REQUEST_KINDS}, [], [])
    if dossier.line is not None:
        number, text = dossier.line
        sound = _sound(Source(name=f"{dossier.id}.yaml", data=text)) if number > 0 else None
        if sound is None:
            return None
        found.records["request"].append(sound[0])
        found.findings.extend(_on_line(sound[1], ready.frame.lines, dossier))
    for number in dossier.folders:
        kind, folder, prefix = folders[number]
        source = files.read_listed(folder, prefix, f"{dossier.id}.yaml") or _looked_at(ready.frame, number, dossier)
        sound = None if isinstance(source, Finding) else _sound(source)
        if sound is None or isinstance(source, Finding):
            return None
        found.sources.append(source)
        found.records[kind].append(sound[0])
        found.findings.extend(sound[1])
    return found


def _done(ready: _Ready, dossier: Dossier, papers: _Read) -> Done | Blank | None:
    """A dossier scored, or not yet filled in; None when its documents have an error."""
    # Of files, decisions that exceed the envelope are told by whoever reads everything again.
    about = check_requests(papers.records, {dossier.id}, ready.case.rules, places=dossier.line is not None)
    findings = [*papers.findings, *_on_line(about.findings, ready.frame.lines, dossier)]
    if is_wrong(findings):
        return None
    odd = pipeline.with_excerpts(findings, papers.sources) if findings else ()
    if not about.requests:
        return Blank(dossier.id, odd, about.unfilled)
    request = about.requests[0]
    one = ready.engine.assess(request, pipeline.by_assessor(about.sheets))
    found = one.proposal.outcome
    return Done(
        request=request.id,
        stated=request.requested is not None,
        alone=one.alone if found is Outcome.FUND or about.decisions else None,
        texts=b"%b\n%b" % (found.value.encode(), ready.form.part(one)),
        decisions=about.decisions,
        findings=odd,
        unfilled=about.unfilled,
    )


def _looked_at(frame: Frame, number: int, dossier: Dossier) -> Source | Finding:
    """A document of a dossier that is no ordinary file, such as a link, or what is wrong with it."""
    space = workspace.Workspace(root=frame.root, call=None)
    return files.read(space, frame.root / frame.folders[number][1] / f"{dossier.id}.yaml")


# ── what is wrong with a request ───────────────────────────────────────────────────────────────────


def _wrong(ready: _Ready, dossier: Dossier) -> tuple[Finding, ...]:
    """Everything wrong with a request and with the documents about it; NeedsWork when it is sound by now."""
    found = _wrong_about(ready, dossier) if dossier.line is None else _wrong_line(ready, dossier, *dossier.line)
    if not is_wrong(found):
        raise NeedsWork
    return found


def _wrong_line(ready: _Ready, dossier: Dossier, number: int, text: bytes) -> tuple[Finding, ...]:
    if number < 0:
        here, before = text.decode().split()
        says = f"the request {dossier.id} stands on line {before} already; a request has one line"
        return (Finding(code="R001", place=Place(file=ready.frame.lines, line=int(here)), says=says),)
    if not dossier.id:
        return _nameless(ready, dossier)
    return _wrong_about(ready, dossier)


def _nameless(ready: _Ready, dossier: Dossier) -> tuple[Finding, ...]:
    """A line whose id cannot be told: what is wrong with its text, else that it begins otherwise than it must."""
    assert dossier.line is not None
    number, text = dossier.line
    if len(text) > files.MAX_BYTES:
        says = f"this line has more than {files.MAX_BYTES} bytes (1 MiB)"
        return (Finding(code="F003", place=Place(file=ready.frame.lines, line=number), says=says),)
    _, findings = reader.read(Source(name=".yaml", data=text))
    if is_wrong(findings):
        return _on_line(findings, ready.frame.lines, dossier)
    says = 'a line is a request as JSON and begins with its id: {"request": "region-a", …'
    return (Finding(code="Y010", place=Place(file=ready.frame.lines, line=number), says=says),)


def _wrong_about(ready: _Ready, dossier: Dossier) -> tuple[Finding, ...]:
    """Everything wrong with the documents of a dossier; one without a request is about one that nobody sent."""
    sources: list[Source] = []
    findings: list[Finding] = []
    records: dict[str, list[Record]] = {kind: [] for kind in REQUEST_KINDS}
    if dossier.line is not None:
        source = Source(name=f"{dossier.id}.yaml", data=dossier.line[1])
        if len(source.data) > files.MAX_BYTES:
            return _nameless(ready, dossier)
        record, odd = reader.read(source)
        findings += odd
        if record is not None and not is_wrong(odd):
            records["request"].append(record)
    sent = dossier.line is not None
    for number in dossier.folders:
        kind = ready.frame.folders[number][0]
        sent = sent or kind == "request"
        found = _looked_at(ready.frame, number, dossier)
        if isinstance(found, Finding):
            findings.append(found)
            continue
        sources.append(found)
        record, odd = reader.read(found)
        findings += odd
        if record is not None and not is_wrong(odd):
            records[kind].append(record)
    named = [next(iter(record.data.values()), "") for each in records.values() for record in each]
    others = {name for name in named if isinstance(name, str) and _IS_ID.match(name)} - {dossier.id}
    known = _known(ready.frame, others) if dossier.line is None else others
    findings += check_requests(records, {*known, dossier.id} if sent else (), ready.case.rules).findings
    return pipeline.with_excerpts(_on_line(findings, ready.frame.lines, dossier), sources)


def _known(frame: Frame, named: set[str]) -> set[str]:
    """The requests that documents name, though they lie where another one's do; NeedsWork when one was never sent.

    Only whoever reads everything can say which one may have been meant.
    """
    folder = frame.root / frame.folders[0][1]
    if not all((folder / f"{name}.yaml").is_file() for name in named):
        raise NeedsWork
    return named


_IS_ID: Final = re.compile(r"[a-z0-9-]{1,64}\Z")


def _on_line(findings: Iterable[Finding], name: str, dossier: Dossier) -> tuple[Finding, ...]:
    """Findings of a line, which was read as a document of its own, at its place in the file of lines."""
    if dossier.line is None:
        return tuple(findings)
    number, own = dossier.line[0], f"{dossier.id}.yaml"
    return tuple(
        replace(each, place=replace(each.place, file=name, line=number)) if each.place.file == own else each
        for each in findings
    )
