"""Files of requests in parts, each of which a worker can read alone: groups of a table, stretches of plain lines.

What is compressed, and what can only be read from its beginning, is one part. A part that holds many lines is scored in
stretches: whoever has read the beginning of it goes on there.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Iterator
from typing import IO, Final

from msgspec import Struct

from asipgrid.documents.files import MAX_BYTES
from asipgrid.documents.line_files import NumberedLine, Opened, RequestsFile, State, lines_of, told

# Plain lines are cut into parts of so many bytes, and a worker has so many lines at once, or rows.
BYTES = 1024 * 1024
STRETCH = 500
# So much more than was asked for is fetched at once from elsewhere.
_AHEAD: Final = 128 * 1024


class Part(Struct, frozen=True, kw_only=True):
    """What can be read alone: of a table the group `start`, of plain lines those that begin at bytes `start` to `end`.

    Without `start` it is the whole file. `state` is that of the file when it was divided.
    """

    file: RequestsFile
    state: State
    start: int | None = None
    end: int | None = None


class Stretch(Struct, frozen=True, kw_only=True):
    """So many lines of a part at most, after the first `skipped` of them."""

    part: Part
    skipped: int
    most: int


class ReadStretch(Struct, frozen=True, kw_only=True):
    """The lines of a stretch with their numbers in the part, and, of its first stretch, how many lines the part has."""

    lines: tuple[NumberedLine, ...]
    count: int = 0


def divided(file: RequestsFile) -> Iterator[Part]:
    """A file in parts; CannotError where it cannot be read."""
    with told(file.name), contextlib.ExitStack() as stack:
        found = Opened(file, stack)
        size = dict(found.state).get("size")
        cuts: list[tuple[int | None, int | None]] = [(None, None)]
        if found.table is not None:
            cuts = [(number, None) for number in range(found.table.groups)]
        elif size is not None and not found.is_packed and _can_seek(found):
            cuts = [(start, start + BYTES) for start in range(0, int(size), BYTES)]
    for start, end in cuts:
        yield Part(file=file, state=found.state, start=start, end=end)


def _can_seek(found: Opened) -> bool:
    try:
        found.stream.seek(1)
    except (OSError, ValueError):
        return False
    return True


class _Reading:
    """A part that is being read: `at` how many of its lines were taken."""

    def __init__(self, part: Part) -> None:
        """CannotError where the file is not what it was when it was divided."""
        self.part, self.at = part, 0
        with contextlib.ExitStack() as stack:
            self._open = Opened(part.file, stack, before=part.state, ahead=None if part.end is None else _AHEAD)
            self._lines = self._begun()
            self._stack = stack.pop_all()

    def _begun(self) -> Iterator[NumberedLine]:
        found, start, end = self._open, self.part.start, self.part.end
        if found.table is not None and start is not None:
            return found.table.rows(start)
        if start is None or end is None:
            return found.lines()
        if start and not _at_next_line(found.stream, start, end):
            return iter(())
        return lines_of(found.stream, end)

    def skip(self, count: int) -> None:
        """Pass over so many lines."""
        self.at += sum(1 for _ in itertools.islice(self._lines, count))

    def take(self, most: int) -> tuple[NumberedLine, ...]:
        """The next lines."""
        found = tuple(itertools.islice(self._lines, most))
        self.at += len(found)
        return found

    def count(self) -> int:
        """How many lines the part has; what it takes to know that is read."""
        if self._open.table is not None and self.part.start is not None:
            return self._open.table.count_of(self.part.start)
        self.at += sum(1 for _ in self._lines)
        return self.at

    def let_go(self) -> None:
        """Close the file."""
        self._stack.close()

    def check(self) -> None:
        """CannotError when the file has changed meanwhile."""
        self._open.unchanged()


def _at_next_line(stream: IO[bytes], start: int, end: int) -> bool:
    """Go to the first line that begins at `start` or later; whether it begins before `end`."""
    stream.seek(start - 1)
    left = end - start
    while left > 0:
        read = stream.readline(min(left, MAX_BYTES))
        if read.endswith(b"\n"):
            return True
        left -= len(read) or left
    return False


_under_way = threading.local()


def read(stretch: Stretch) -> ReadStretch:
    """The lines of a stretch; CannotError where the file cannot be read, or is not what it was when it was divided.

    A thread that has read what stands before goes on there.
    """
    part = stretch.part
    reading: _Reading | None = _under_way.__dict__.pop("reading", None)
    if reading is not None and (reading.part != part or reading.at > stretch.skipped):
        reading.let_go()
        reading = None
    with told(part.file.name), contextlib.ExitStack() as stack:
        reading = reading or _Reading(part)
        stack.callback(reading.let_go)
        reading.skip(stretch.skipped - reading.at)
        lines = reading.take(stretch.most)
        count = 0 if stretch.skipped else reading.count()
        reading.check()
        if reading.at == stretch.skipped + stretch.most:
            _under_way.reading = reading
            stack.pop_all()
    return ReadStretch(lines=tuple(each for each in lines if each[1]), count=count)
