"""Dossiers scored by an executor, some hundreds at once; one that ends its process is found and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager

from asipgrid import batch, files

Executors = Callable[[], AbstractContextManager[Executor]]

# How many dossiers go to a process at once.
LARGEST = 500


def in_chunks(
    frame: batch.Frame, dossiers: Sequence[batch.Dossier], executor: Executors, size: int
) -> list[batch.Done]:
    """The dossiers scored by an executor, so many at once, in their order.

    When a process dies, what it had been given is halved until the dossier is found that it died of: CannotError names
    it. `executor` gives a fresh one each time it is asked.
    """
    chunks = [dossiers[start : start + size] for start in range(0, len(dossiers), size)]
    done: list[list[batch.Done] | None] = []
    try:
        with executor() as workers:
            futures = [workers.submit(batch.score, frame, chunk) for chunk in chunks]
            done += [_result(future) for future in futures]
    except BrokenExecutor:  # it broke before everything was handed out
        done += [None] * (len(chunks) - len(done))
    found = [
        _survived(frame, chunk, executor) if each is None else each for chunk, each in zip(chunks, done, strict=True)
    ]
    return [each for chunk in found for each in chunk]


def _result(future: Future[list[batch.Done]]) -> list[batch.Done] | None:
    try:
        return future.result()
    except BrokenExecutor:
        return None


def _survived(frame: batch.Frame, dossiers: Sequence[batch.Dossier], executor: Executors) -> list[batch.Done]:
    """Dossiers among which one may end the process, each half in an executor of its own."""
    try:
        with executor() as worker:
            return worker.submit(batch.score, frame, dossiers).result()
    except BrokenExecutor as error:
        if len(dossiers) == 1:
            name = f"{frame.folders[dossiers[0].folders[0]][1]}/{dossiers[0].id}.yaml"
            says = "reading it, or what is about it, ends the process; nothing was decided"
            raise files.CannotError(f"{name}: {says}") from error
    middle = len(dossiers) // 2
    return [*_survived(frame, dossiers[:middle], executor), *_survived(frame, dossiers[middle:], executor)]
