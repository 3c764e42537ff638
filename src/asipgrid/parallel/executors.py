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
from typing import Protocol

from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.model.places import Finding, Place
from asipgrid.model.said import said
from asipgrid.parallel import alone, messages

Scores = Callable[[messages.Frame, Sequence[RequestDocuments]], list[messages.Scored]]


class PendingChunk(Protocol):
    """Some requests that are being scored."""

    def result(self) -> list[messages.Scored]:
        """The requests scored, once they are; BrokenExecutor when a process died of one."""


class Workers(Protocol):
    """What scores them: processes of this machine, or workers elsewhere."""

    def submit(self, scores: Scores, frame: messages.Frame, requests: Sequence[RequestDocuments], /) -> PendingChunk:
        """Begin to score some requests."""


Executors = Callable[[], AbstractContextManager[Workers]]


def in_chunks(
    frame: messages.Frame, requests: Iterable[RequestDocuments], executor: Executors, size: int, ahead: int
) -> Iterator[messages.Scored]:
    """The requests scored by an executor, `size` at once and so many chunks `ahead`, in their order.

    When a process dies, what it had been given is halved until the documents is found that it died of, and that one has
    an error. `executor` gives a fresh one each time it is asked.
    """
    source = iter(requests)
    chunks = iter(lambda: list(itertools.islice(source, size)), [])
    waiting: deque[tuple[list[RequestDocuments], PendingChunk]] = deque()
    with ExitStack() as opened:
        workers = opened.enter_context(executor())
        more = True
        while more or waiting:
            while more and len(waiting) < ahead:
                chunk = next(chunks, None)
                more = chunk is not None
                if chunk is not None:
                    waiting.append((chunk, _begun(workers, frame, chunk)))
            if waiting:
                chunk, future = waiting.popleft()
                try:
                    yield from future.result()
                except BrokenExecutor:
                    # What else was under way is lost with it: each chunk of it is scored again on its own.
                    lost = [chunk, *(each for each, _ in waiting)]
                    waiting.clear()
                    with contextlib.suppress(BrokenExecutor):
                        opened.close()
                    for each in lost:
                        yield from survived(frame, each, executor)
                    workers = opened.enter_context(executor())


def _begun(workers: Workers, frame: messages.Frame, chunk: list[RequestDocuments]) -> PendingChunk:
    try:
        return workers.submit(scored, frame, chunk)
    except BrokenExecutor as error:
        broken: Future[list[messages.Scored]] = Future()
        broken.set_exception(error)
        return broken


def scored(frame: messages.Frame, requests: Sequence[RequestDocuments]) -> list[messages.Scored]:
    """Some requests scored, in the worker that has them."""
    return list(alone.score(frame, requests))


def survived(frame: messages.Frame, requests: Sequence[RequestDocuments], executor: Executors) -> list[messages.Scored]:
    """Requests among which one may end the process, each half in an executor of its own."""
    try:
        with executor() as worker:
            return worker.submit(scored, frame, requests).result()
    except BrokenExecutor:
        if len(requests) == 1:
            says = said("this document, or one about the same request, ends the process that reads it")
            finding = Finding(code="F001", place=_place(frame, requests[0]), says=says)
            return [messages.RefusedRequest(requests[0].id, (finding,))]
    middle = len(requests) // 2
    return [*survived(frame, requests[:middle], executor), *survived(frame, requests[middle:], executor)]


def _place(frame: messages.Frame, documents: RequestDocuments) -> Place:
    if documents.line is not None:
        return Place(file=frame.lines, line=documents.line.number)
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
