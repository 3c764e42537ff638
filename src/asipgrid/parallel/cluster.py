"""A Dask cluster while it scores: what is missing is told while an answer is waited for, what is lost ends the run.

The wait is never silent for long, and never without end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future, wait
from typing import Any, TypeVar

from msgspec import Struct

from asipgrid.cli.console import counted, note
from asipgrid.documents import workspace
from asipgrid.parallel import executors, messages

One = TypeVar("One")

# Seconds that a scheduler has for an answer, and between two looks at a cluster that gives none.
ANSWER = 5.0
LOOK = 2.0
# Seconds that a cluster has until a worker is there, or its scheduler answers again.
PATIENCE = 60.0
# Seconds without an answer after which that is said, then after twice as many, and so on; and those after which a worker
# counts as mute.
SILENCE = 15.0
MUTE = 10.0
# How often a task that fails is begun again, perhaps by another worker.
RETRIES = 5


def causes(error: BaseException) -> list[BaseException]:
    """An error and what it came of, the first cause last."""
    found = [error]
    while cause := found[-1].__cause__ or found[-1].__context__:
        found.append(cause)
    return found


class Cluster:
    """A scheduler and its workers, to which work is given, and what is known of them."""

    def __init__(self, where: str, client: Any, *, quiet: bool) -> None:
        self.where = where
        self.client = client
        self.comm = client.scheduler_comm  # the client takes another when it loses the scheduler
        self.quiet = quiet
        self.missing = ""
        self.since = time.monotonic()  # something is missing, or else: nothing has come back
        self.silence = SILENCE
        self.heard: dict[str, tuple[float, float]] = {}  # of each worker: its last sign of life, and when that was new

    def threads(self) -> int:
        """How many threads the workers have, once there is a worker."""
        while not (workers := self._look()):
            time.sleep(LOOK / 4)
        return sum(worker["nthreads"] for worker in workers.values())

    def same_engine(self, engine: str) -> None:
        """Stop when a worker would score with other code than this; who does not say so now is asked at work."""
        try:
            answers = self._answer_now(lambda: self.client.run(workspace.engine, on_error="return"))
        except TimeoutError:
            self.note(f"not every worker has answered within {ANSWER:g} s")
            return
        for worker, theirs in sorted(answers.items()):
            if theirs == engine or isinstance(theirs, OSError):  # the worker is gone meanwhile
                continue
            what = f"has not this asipgrid ({theirs})" if isinstance(theirs, Exception) else f"runs {theirs}"
            raise workspace.CannotError(f"the worker {worker} {what}, and this is {engine}; install the same there")

    def submit(self, scores: executors.Scores, frame: messages.Frame, chunk: Any, /) -> ClusterTask:
        """Have some requests scored by a worker."""
        if self._is_lost():
            raise self._gone()
        future = self.client.submit(scores, frame, chunk, pure=False, retries=RETRIES)
        return ClusterTask(self, frame, chunk, self._sent(lambda: future))

    def wait(self, answer: Future[One]) -> One:
        """An answer, for as long as it may come."""
        from distributed.comm.core import CommClosedError

        self.since, self.silence = time.monotonic(), SILENCE
        while not wait([answer], LOOK).done:
            self._look()
            self._say_silence()
        self._tell_missing("")
        try:
            return answer.result()
        except (CancelledError, OSError) as error:
            if self._is_lost() or isinstance(error, CommClosedError):
                raise self._gone() from error
            if isinstance(error, CancelledError):
                raise self._error("the work was cancelled there") from error
            raise

    def _look(self) -> dict[str, Any]:
        """The workers there are. What is missing is told; CannotError when it is lost, or missing for too long."""
        if self._is_lost():
            raise self._gone()
        try:
            workers: dict[str, Any] = self._answer_now(self.client.scheduler.identity)["workers"]
        except TimeoutError:
            self._tell_missing("the scheduler does not answer")
            return {}
        self._note_signs(workers)
        alive = len(workers) > len(self._mute())
        self._tell_missing("" if alive else "every worker is mute" if workers else "no worker is there")
        return workers

    def _tell_missing(self, missing: str) -> None:
        """Say what is missing, once, or that it is there again; CannotError when it is missing for too long."""
        if missing and missing == self.missing and time.monotonic() - self.since > PATIENCE:
            raise self._error(f"{missing}, and waiting {PATIENCE:g} s did not help")
        if missing != self.missing:
            self.note(f"{missing}; waiting up to {PATIENCE:g} s" if missing else "the work goes on")
            self.missing, self.since, self.silence = missing, time.monotonic(), SILENCE

    def _note_signs(self, workers: Mapping[str, Any]) -> None:
        """Keep when each worker last gave a sign of life, by our clock."""
        heard, now = self.heard, time.monotonic()
        self.heard = {}
        for name, worker in workers.items():
            before = heard.get(name)
            seen = worker["last_seen"]
            self.heard[name] = before if before and before[0] == seen else (seen, now)

    def _mute(self) -> list[str]:
        return sorted(name for name, (_, heard) in self.heard.items() if time.monotonic() - heard > MUTE)

    def _say_silence(self) -> None:
        """Say that nothing has come back for long, and which workers give no sign of life."""
        now = time.monotonic()
        if self.missing or now - self.since < self.silence:
            return
        self.silence *= 2
        mute = self._mute()
        told = f"; mute: {', '.join(mute[:3])}{' …' if mute[3:] else ''}" if mute else ""
        self.note(f"nothing has come back for {now - self.since:.0f} s from {counted(len(self.heard), 'worker')}{told}")

    def _sent(self, question: Callable[[], Awaitable[One]]) -> Future[One]:
        async def asked() -> One:
            return await question()

        return asyncio.run_coroutine_threadsafe(asked(), self.client.loop.asyncio_loop)

    def _answer_now(self, question: Callable[[], Awaitable[Any]]) -> Any:
        """An answer that is due at once; TimeoutError when it does not come."""
        answer = self._sent(question)
        try:
            return answer.result(ANSWER)
        except (CancelledError, OSError) as error:
            answer.cancel()
            if any(isinstance(each, TimeoutError) for each in causes(error)):
                raise TimeoutError from error
            raise self._gone() from error

    def _is_lost(self) -> bool:
        return self.client.scheduler_comm is not self.comm

    def _gone(self) -> workspace.CannotError:
        return self._error("the scheduler is gone, and what was scored is lost")

    def _error(self, says: str) -> workspace.CannotError:
        return workspace.CannotError(f"{self.where}: {says}; nothing was printed, run it again")

    def note(self, says: str) -> None:
        """Tell whoever waits."""
        if not self.quiet:
            note(f"asipgrid: {self.where}: {says}")


class ClusterTask(Struct, frozen=True):
    """Some requests that a worker scores, or some lines that it reads itself."""

    cluster: Cluster
    frame: messages.Frame
    chunk: Any
    answer: Future[Any]

    def result(self) -> Any:
        """The requests scored. When they end every worker that has them, the one that does it is looked for here."""
        from distributed import KilledWorker

        is_read_there = not isinstance(self.chunk, list)
        try:
            return self.cluster.wait(self.answer)
        except KilledWorker:
            what = self.chunk.part.file.name if is_read_there else counted(len(self.chunk), "request")
            says = (
                f"a part of {what} ended every worker that had it"
                if is_read_there
                else f"{what} ended every worker that had them"
            )
            self.cluster.note(f"{says}; scored here")
            return executors.survived(self.frame, self.chunk, lambda: executors.processes(1))
        except (workspace.CannotError, ImportError) as error:
            if not is_read_there:
                raise
            raise workspace.CannotError(f"{self.cluster.where}: a worker that reads a part says: {error}") from error
