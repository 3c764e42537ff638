"""A bar on stderr for work that lasts: how much is done, how fast, how long it will take. Only on a terminal.

Of lines of a file the total is an estimate, so the bar is taken for what it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

One = TypeVar("One")

# Seconds of work before a bar is worth its place.
PATIENCE = 1.0
# Seconds between two looks of the bar.
STEP = 0.1


def watched(work: Iterable[One], *, total: int | None = None, quiet: bool, doing: str = "scored") -> Iterator[One]:
    """The same, with a bar once it has lasted; `total` is how many there will be, where that is known."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield from work
        return
    begun, count = time.monotonic(), 0
    source = iter(work)
    for each in source:
        count += 1
        yield each
        if time.monotonic() - begun > PATIENCE:
            break
    yield from _with_bar(source, count, total, doing)


def _with_bar(work: Iterator[One], done: int, total: int | None, doing: str) -> Iterator[One]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    left = [TimeRemainingColumn()] if total else [TimeElapsedColumn()]
    speed = TextColumn("{task.fields[speed]:,.0f} a second")
    columns = [TextColumn(doing), BarColumn(), MofNCompleteColumn(), speed, *left]
    begun, before = time.monotonic(), done
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total, completed=done, speed=0.0)
        shown = begun
        for each in work:
            done += 1
            now = time.monotonic()
            if now - shown >= STEP:
                shown = now
                bar.update(task, completed=done, speed=(done - before) / (now - begun))
            yield each
