"""The columns that the result of a call has, and its criteria, for completion: nothing is scored."""

from __future__ import annotations

from pathlib import Path

from asipgrid.documents import workspace
from asipgrid.documents.call_documents import call_documents
from asipgrid.parallel.alone import Scorer, ready_for
from asipgrid.parallel.messages import Frame
from asipgrid.selection.columns import columns


def columns_of(folder: Path) -> tuple[str, ...]:
    """The names of the columns of a call; none where its documents have errors."""
    scorer = _ready(folder)
    return () if scorer is None else tuple(columns(scorer.call, scorer.grids))


def criteria_of(folder: Path) -> tuple[str, ...]:
    """The ids of its criteria, grid by grid; none where its documents have errors."""
    scorer = _ready(folder)
    return () if scorer is None else tuple(each.id for grid in scorer.grids for each in grid.criteria)


def _ready(folder: Path) -> Scorer | None:
    """The call and its grids, read."""
    space = workspace.find_call(str(folder), Path.cwd())
    return ready_for(Frame(call_documents(space).sources, "csv", False, "")).scorer
