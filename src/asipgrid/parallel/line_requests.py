"""Requests that are lines: each with the documents about it; of two lines about one request, both are named.

Lines are read here, or in parts by the workers that score them: then what depends on other parts is put right when they come
back, in the order of the file.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asipgrid.documents.call_documents import About, RequestDocuments, RequestLine, on_line
from asipgrid.model.places import Finding, Place
from asipgrid.parallel import alone
from asipgrid.parallel.messages import Frame, RefusedRequest, Scored, ScoredStretch, UnfilledRequest

if TYPE_CHECKING:
    from asipgrid.documents.line_files import Line, LineFile
    from asipgrid.documents.line_parts import Part, Stretch
    from asipgrid.documents.spool import Spool


class _Met:
    """The requests that lines have brought, each with the first line about it; lines are told in their order."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._starts: list[int] = []  # how many lines stand before each file
        self._count = 0
        self._first: dict[str, int] = {}

    def before(self, name: str, file: str, number: int) -> Place | None:
        """The place of an earlier line about the same request, where there is one."""
        if self._files[-1:] != [file]:
            self._files.append(file)
            self._starts.append(self._count)
        self._count = self._starts[-1] + number
        first = self._first.setdefault(name, self._count) if name else self._count
        if first == self._count:
            return None
        at = bisect.bisect_left(self._starts, first) - 1
        return Place(file=self._files[at], line=first - self._starts[at])


class RequestLines:
    """Requests that are lines, in their order, read here; or in parts, by the workers to which these are given.

    They can be gone through again where they are kept; each time begins anew.
    """

    def __init__(self, lines: LineFile, about: About, keep: Spool | None = None) -> None:
        """`about` are the documents about each request; lines are kept in `keep` as they are read."""
        self._about, self._lines = about, lines.lines if keep is None else _KeptLines(lines.lines, keep)
        self._files = lines.files
        self._parts: list[Part] | None = None
        self.are_read_there = bool(lines.files)
        self._begin()

    def _begin(self) -> None:
        self.left, self._met = dict(self._about), _Met()
        self._file, self._before, self._behind = "", 0, 0

    def _again(self, name: str, file: str, number: int) -> RequestDocuments | None:
        """A line about a request that another has brought: neither is guessed at, as of two files of one id."""
        self.left.pop(name, None)
        before = self._met.before(name, file, number)
        return None if before is None else RequestDocuments(name, (), RequestLine(file, number, b"", before))

    def __iter__(self) -> Iterator[RequestDocuments]:
        self._begin()
        for file, number, text in self._lines:
            one = on_line(file, number, text, self._about)
            yield self._again(one.id, file, number) or one

    def chunks(self) -> Iterator[Stretch]:
        """The first stretch of each part."""
        from asipgrid.documents.line_parts import STRETCH, Stretch, divided

        self._begin()
        known, self._parts = self._parts, []
        # A file that is gone through again must be what it was.
        for part in itertools.chain.from_iterable(map(divided, self._files)) if known is None else known:
            self._parts.append(part)
            yield Stretch(part=part, skipped=0, most=STRETCH)

    def rest(self, stretch: Stretch, found: ScoredStretch) -> list[Stretch]:
        """The other stretches of a part, when the first of it says how many lines there are."""
        starts = range(stretch.most, found.count, stretch.most)
        return [replace(stretch, skipped=each) for each in starts]

    def taken(self, frame: Frame, stretch: Stretch, found: ScoredStretch) -> Iterator[Scored]:
        """What came back of a stretch, at its place among all lines; asked for stretch after stretch."""
        file = stretch.part.file.name
        if file != self._file:
            self._file, self._behind = file, 0
        if stretch.skipped == 0:
            self._before = self._behind
            self._behind += found.count
        for number, each in zip(found.numbers, found.scored, strict=True):
            again = self._again(_id(each), file, self._before + number)
            if again is None:
                yield _moved(each, file, self._before)
            else:
                yield from alone.score(frame, [again])


def _id(each: Scored) -> str:
    return each.id if isinstance(each, RefusedRequest | UnfilledRequest) else each.request


def _moved(each: Scored, file: str, before: int) -> Scored:
    """With the findings of a line at its number in the file, of which so many lines stand before the part."""
    findings: tuple[Finding, ...] = getattr(each, "findings", ())
    if not before or not findings:
        return each
    moved = tuple(
        replace(one, place=replace(one.place, line=one.place.line + before)) if one.place.file == file else one
        for one in findings
    )
    return replace(each, findings=moved)


class _KeptLines:
    """Lines put aside as they are read first, so that they can be read again, whatever they come from."""

    def __init__(self, lines: Iterable[Line], shelf: Spool) -> None:
        self._lines, self._shelf = iter(lines), shelf
        self._places: list[tuple[str, int, tuple[int, int]]] = []

    def __iter__(self) -> Iterator[Line]:
        for file, number, place in self._places:
            yield file, number, self._shelf.get(place)
        for file, number, text in self._lines:
            self._places.append((file, number, self._shelf.put(text)))
            yield file, number, text
