"""The columns that the result of a call has, for completion: nothing is scored."""

from __future__ import annotations

from pathlib import Path

from asipgrid.documents import workspace
from asipgrid.documents.call_documents import call_documents
from asipgrid.parallel.alone import ready_for
from asipgrid.parallel.messages import Frame
from asipgrid.selection.columns import columns


def columns_of(folder: Path) -> tuple[str, ...]:
    """The names of the columns of a call; none where its documents have errors."""
    space = workspace.find_call(str(folder), Path.cwd())
    ready = ready_for(Frame(call_documents(space).sources, "csv", False, ""))
    return () if ready.scorer is None else tuple(columns(ready.scorer.call, ready.scorer.grids))
