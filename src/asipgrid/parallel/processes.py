"""Requests scored in several processes of this machine."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import connection

from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.parallel import chunks, messages


def score(
    count: int, size: int, frame: messages.Frame, requests: Iterable[RequestDocuments]
) -> Iterator[messages.Scored]:
    """The requests scored in so many processes, `size` at once, in their order."""
    return chunks.in_chunks(frame, requests, lambda: processes(count), size, 3 * count)


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
