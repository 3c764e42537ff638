"""Requests scored by an executor, such as processes of this machine, some hundreds at once; one that ends its process is named."""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Protocol

from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.documents.workspace import CannotError
from asipgrid.model.places import Finding, Place
from asipgrid.model.said import said
from asipgrid.parallel import alone, messages
from asipgrid.parallel.line_requests import RequestLines

if TYPE_CHECKING:
    from asipgrid.documents.line_parts import Stretch

Scores = Callable[[messages.Frame, Any], Any]


class PendingChunk(Protocol):
    """Some requests that are being scored."""

    def result(self) -> Any:
        """The requests scored, once they are; BrokenExecutor when a process died of one."""


class Workers(Protocol):
    """What scores them: processes of this machine, or workers elsewhere."""

    def submit(self, scores: Scores, frame: messages.Frame, chunk: Any, /) -> PendingChunk:
        """Begin to score some requests."""


Executors = Callable[[], AbstractContextManager[Workers]]


def in_chunks(
    frame: messages.Frame, requests: Iterable[RequestDocuments], executor: Executors, size: int, ahead: int
) -> Iterator[messages.Scored]:
    """The requests scored by an executor, `size` at once and so many chunks `ahead`, in their order.

    When a process dies, what it had been given is halved until the documents is found that it died of, and that one has
    an error. `executor` gives a fresh one each time it is asked.
    """
    is_read_there = isinstance(requests, RequestLines) and requests.are_read_there
    source: Any = requests if is_read_there else _Slices(requests, size)
    return _Sharing(frame, source, executor, ahead).scored()


class _Slices:
    """Requests in lists of so many."""

    def __init__(self, requests: Iterable[RequestDocuments], size: int) -> None:
        self._requests, self._size = iter(requests), size

    def chunks(self) -> Iterator[list[RequestDocuments]]:
        return iter(lambda: list(itertools.islice(self._requests, self._size)), [])

    def rest(self, _chunk: Any, _found: Any) -> list[Any]:
        """What a chunk turns out to hold besides: nothing."""
        return []

    def taken(self, _frame: Any, _chunk: Any, found: list[messages.Scored]) -> list[messages.Scored]:
        """What came back is what is wanted."""
        return found


class _Waiting:
    """A chunk: not begun, or under way, or one of those among which one ended a process (`is_suspect`)."""

    def __init__(self, chunk: Any) -> None:
        self.chunk, self.is_suspect = chunk, False
        self.pending: PendingChunk | None = None

    def begin(self, workers: Workers, frame: messages.Frame) -> None:
        if self.pending is not None or self.is_suspect:
            return
        try:
            self.pending = workers.submit(_scores(self.chunk), frame, self.chunk)
        except BrokenExecutor as error:
            broken: Future[Any] = Future()
            broken.set_exception(error)
            self.pending = broken

    def lose(self) -> None:
        """What was under way is lost."""
        self.is_suspect, self.pending = self.pending is not None, None


class _Sharing:
    """Chunks given to workers, so many ahead, and taken back in their order."""

    def __init__(self, frame: messages.Frame, source: RequestLines | _Slices, executor: Executors, ahead: int) -> None:
        self._frame, self._source, self._executor, self._ahead = frame, source, executor, ahead
        self._chunks: Iterator[Any] = source.chunks()
        self._waiting: deque[_Waiting] = deque()

    def scored(self) -> Iterator[messages.Scored]:
        with ExitStack() as opened:
            workers: Workers | None = None
            while True:
                # Until what ended a process is known, no other process is begun.
                if not (self._waiting and self._waiting[0].is_suspect):
                    workers = workers or opened.enter_context(self._executor())
                    self._begin(workers)
                if not self._waiting:
                    return
                first = self._waiting[0]
                try:
                    found = self._found(first)
                except BrokenExecutor:
                    # What else was under way is lost with it: each chunk of it is scored again on its own.
                    for each in self._waiting:
                        each.lose()
                    with contextlib.suppress(BrokenExecutor):
                        opened.close()
                    workers = None
                    continue
                self._waiting.popleft()
                self._waiting.extendleft(map(_Waiting, reversed(self._source.rest(first.chunk, found))))
                yield from self._source.taken(self._frame, first.chunk, found)

    def _begin(self, workers: Workers) -> None:
        for chunk in itertools.islice(self._chunks, max(0, self._ahead - len(self._waiting))):
            self._waiting.append(_Waiting(chunk))
            self._waiting[-1].begin(workers, self._frame)
        for each in itertools.islice(self._waiting, self._ahead):
            each.begin(workers, self._frame)

    def _found(self, first: _Waiting) -> Any:
        if first.pending is None:
            return survived(self._frame, first.chunk, self._executor)
        return first.pending.result()


def _scores(chunk: Any) -> Scores:
    return scored if isinstance(chunk, list) else alone.score_stretch


def scored(frame: messages.Frame, requests: Sequence[RequestDocuments]) -> list[messages.Scored]:
    """Some requests scored, in the worker that has them."""
    return list(alone.score(frame, requests))


def survived(frame: messages.Frame, chunk: Any, executor: Executors) -> Any:
    """A chunk scored in which one request may end the process."""
    return _survived(frame, chunk, executor) if isinstance(chunk, list) else _survived_stretch(frame, chunk, executor)


def _survived_stretch(frame: messages.Frame, stretch: Stretch, executor: Executors) -> messages.ScoredStretch:
    """Lines read in a process of their own, where that does not end it; then each half in one."""
    try:
        with executor() as worker:
            found = worker.submit(alone.read_stretch, frame, stretch).result()
    except BrokenExecutor as error:
        raise CannotError(f"{stretch.part.file.name}: a part of it ends the process that reads it") from error
    requests = alone.requests_of(frame, stretch, found)
    numbers = tuple(number for number, _ in found.lines)
    return messages.ScoredStretch(numbers, tuple(_survived(frame, requests, executor)), found.count)


def _survived(
    frame: messages.Frame, requests: Sequence[RequestDocuments], executor: Executors
) -> list[messages.Scored]:
    """Requests among which one may end the process, each half in an executor of its own."""
    try:
        with executor() as worker:
            found: list[messages.Scored] = worker.submit(scored, frame, requests).result()
            return found
    except BrokenExecutor:
        if len(requests) == 1:
            says = said("this document, or one about the same request, ends the process that reads it")
            finding = Finding(code="F001", place=_place(frame, requests[0]), says=says)
            return [messages.RefusedRequest(requests[0].id, (finding,))]
    middle = len(requests) // 2
    return [*_survived(frame, requests[:middle], executor), *_survived(frame, requests[middle:], executor)]


def _place(frame: messages.Frame, documents: RequestDocuments) -> Place:
    if documents.line is not None:
        return Place(file=documents.line.file, line=documents.line.number)
    return Place(file=f"{frame.call.folders[documents.folders[0]][1]}{documents.id}.yaml")


def in_processes(
    count: int, size: int, frame: messages.Frame, requests: Iterable[RequestDocuments]
) -> Iterator[messages.Scored]:
    """The requests scored in so many processes, `size` at once, in their order."""
    return in_chunks(frame, requests, lambda: processes(count), size, 3 * count)


@contextlib.contextmanager
def processes(count: int) -> Iterator[Executor]:
    """An executor of so many processes, which end with this one, however it ends."""
    executor = ProcessPoolExecutor(count, mp_context=_context(), initializer=_begin_worker)
    try:
        yield executor
        executor.shutdown()
    except BaseException:
        # Whoever is interrupted does not wait for work that nobody will look at.
        for process in list((executor._processes or {}).values()):  # noqa: SLF001 - the library has no other way to end them
            process.kill()
        executor.shutdown(cancel_futures=True)
        raise


def _context() -> multiprocessing.context.BaseContext:
    """Forked processes have everything ready, but a fork beside other threads may find a lock held for ever."""
    forked = sys.platform == "linux" and threading.active_count() == 1
    if forked:
        gc.freeze()  # what is there now is never garbage; left alone, its memory stays shared
    return multiprocessing.get_context("fork" if forked else "spawn")


def _begin_worker() -> None:
    """Leave signals to the process that began this one, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
