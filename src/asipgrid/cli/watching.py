"""`--watch`: the same command again whenever a document changes, until it is interrupted (extra `asipgrid[watch]`)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from asipgrid.cli.console import Quit, note
from asipgrid.documents import workspace
from asipgrid.documents.libraries import needed

if TYPE_CHECKING:
    from watchfiles import Change

# What is written from documents is none: results that a run writes must not make it run again.
_WRITTEN = frozenset({"results", "schemas"})
# Milliseconds after which the watch answers that nothing has changed.
_PATIENCE = 200


def again_on_change(run: Callable[[], None], root: Path) -> None:
    """Run, and run again after each change of a document or a template below `root`; an interrupt ends it.

    What stops one run (findings, a call that is not there any more) is told, and the next change is waited for.
    """
    for _ in _changes(root):
        try:
            run()
        except Quit:
            pass
        except workspace.CannotError as error:
            note(f"asipgrid: {error}")
        note("waiting for a change; Ctrl-C ends this")


def _changes(root: Path) -> Iterable[object]:
    """Once at the beginning, then once for all that changes at about the same time."""
    with needed("--watch needs", "watch"):
        from watchfiles import watch
    changes = watch(
        root, watch_filter=functools.partial(is_read, root), debounce=400, rust_timeout=_PATIENCE, yield_on_timeout=True
    )
    # It watches from the first question on, so that nothing is missed while the first run is under way.
    next(changes)
    yield None
    yield from filter(None, changes)


def is_read(root: Path, _kind: Change, path: str) -> bool:
    """Whether a changed file is one that a command reads: a document, or a template."""
    inside = Path(path).relative_to(root)
    hidden = any(part.startswith(".") for part in inside.parts)
    named = workspace.ENDING.search(inside.name) or "templates" in inside.parts
    return bool(named) and not hidden and not _WRITTEN & {*inside.parts}
