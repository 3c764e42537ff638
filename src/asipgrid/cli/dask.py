"""Work sent to the workers of a Dask scheduler (extra `asipgrid[dask]`), which need the same files at the same paths."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from typing import Any

from asipgrid import batch, chunks, files

# How many dossiers a task holds, and how many tasks are under way for each thread of the workers.
SIZE = 200
AHEAD = 3
# How often a task is begun again when the worker that had it is gone.
RETRIES = 5


def score(address: str, frame: batch.Frame, dossiers: Iterable[batch.Dossier]) -> Iterator[batch.Scored]:
    """The dossiers scored by the workers of a scheduler (HOST:PORT), in their order; a lost worker loses nothing."""
    with _client(address) as client:
        threads = sum(client.nthreads().values())
        _same_engine(client, frame.engine)
        executor = client.get_executor(pure=False, retries=RETRIES)
        yield from chunks.in_chunks(frame, dossiers, lambda: _kept(executor), SIZE, AHEAD * max(1, threads))


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError as error:
        raise files.CannotError(
            "dask is not installed; --executor dask://… needs: pip install 'asipgrid[dask]'"
        ) from error
    try:
        client: Any = distributed.Client(f"tcp://{address}", timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise files.CannotError(f"dask://{address}: no scheduler answers there") from error
    with client:
        if not client.nthreads():
            raise files.CannotError(f"dask://{address}: this scheduler has no workers")
        yield client


def _same_engine(client: Any, engine: str) -> None:
    """Stop when a worker would score with other code than this."""
    for worker, theirs in sorted(client.run(files.engine).items()):
        if theirs != engine:
            raise files.CannotError(f"the worker {worker} runs {theirs}, and this is {engine}; install the same there")


@contextlib.contextmanager
def _kept(executor: Executor) -> Iterator[Executor]:
    yield executor
