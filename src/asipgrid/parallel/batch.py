"""Many requests: each alone, in this process or in others; then all together.

What comes back is small: what the others need to know, and a part of the answer. Only ranking and money are left for the end,
so the result is the same however the work was shared out. A request is left out when anything about it has an error; what
is wrong is said here. When the call or a grid has one, or a name alone shows that a document is wrong, `pipeline` reads
everything again and says all there is to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.check.case import Case, is_wrong
from asipgrid.documents import files, listing, workspace
from asipgrid.engine.settle import LeftOut, Unranked, settle, unranked
from asipgrid.formats import Look, Outline, result_format
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Id, Place
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone, Settled, Settlement
from asipgrid.parallel.alone import ReadyCall, ready_for, wrong_about
from asipgrid.parallel.messages import (
    Frame,
    NeedsWork,
    RefusedRequest,
    RequestDocuments,
    RequestLine,
    Scored,
    UnfilledRequest,
    Work,
)


class Answer(Struct, frozen=True, kw_only=True):
    """The whole result as text, part by part; what was found, how many documents there are, the names passed over.

    `decided` is false when documents have errors, and the text is empty.
    """

    text: Iterator[str]
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]
    decided: bool = True


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
    ready = ready_for(found.frame)
    tray = _Tray(shelf)
    for each in work(found.frame, found.requests):
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
    call, grids = ready.case.call, ready.case.grids
    money = {"awarded": settled.awarded, "left": settled.left}
    outline = Outline(call=call, grids=grids, **money, notes=settled.notes, findings=findings)
    whole = result_format(form, call, grids, look).whole(outline, tray.parts(settled))
    return Answer(text=whole, **told)


def _beside_lines(ready: ReadyCall, found: _Found, lines: Lines | None, count: int) -> Iterator[Finding]:
    """What is wrong when requests are lines: documents about requests that no line brought, or no line at all."""
    for name in sorted(found.about):
        yield from wrong_about(ready, RequestDocuments(name, tuple(found.about[name])))
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
        if isinstance(each, RefusedRequest):
            if each.id:
                # Of two lines about one request neither is taken: the order of lines decides nothing.
                self.refused[Id(each.id)] = None
            return
        self.unfilled += each.unfilled
        if isinstance(each, UnfilledRequest):
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


class _Found(Struct, frozen=True, kw_only=True):
    """`about` are the documents about requests that are not (yet) among the requests, by the request's id."""

    frame: Frame
    requests: Iterable[RequestDocuments]
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
    _refuse_earlier(space, ready_for(frame).case)
    sources = [source, *grids.sources]
    names = {each.name for each in sources} | {each.prefix + name for each in listed for name in each.names}
    known = names | ({space.name(path) for path in call.glob("*.yaml")} if lines else set())
    return _Found(
        frame=frame,
        requests=_from_lines(lines, about) if lines else _from_files(about),
        about=about if lines else {},
        findings=pipeline.with_excerpts((*ready_for(frame).findings, *pipeline.strays(space, known)), sources),
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


def _from_files(about: Mapping[str, Sequence[int]]) -> list[RequestDocuments]:
    return [RequestDocuments(name, tuple(about[name])) for name in sorted(about)]


_ID: Final = re.compile(rb'\s*\{\s*"request"\s*:\s*"([a-z0-9-]{1,64})"')


def _from_lines(lines: Lines, about: dict[str, list[int]]) -> Iterator[RequestDocuments]:
    """Each line, with the documents about its request, which are taken from `about`."""
    first: dict[str, int] = {}
    for number, text in lines.lines:
        match = _ID.match(text)
        name = match[1].decode() if match else ""
        before = first.setdefault(name, number) if name else number
        if before != number:
            # Both lines named, and neither guessed at: this one is refused, as a second file of that id would be.
            yield RequestDocuments(name, (), RequestLine(number, text, before))
            continue
        yield RequestDocuments(name, tuple(about.pop(name, ())), RequestLine(number, _paired(text)))


_PAIR: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _paired(text: bytes) -> bytes:
    """A line whose escaped pairs (JSON's way to write what lies beyond four digits) are the characters they stand for."""
    if b"\\u" not in text:
        return text

    def character(match: re.Match[bytes]) -> bytes:
        high, low = int(match[2], 16), int(match[3], 16)
        return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()

    return _PAIR.sub(character, text)
