"""What `--only`, `--where`, `--sort` and `--columns` ask for; they are read when they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from asipgrid.cli.console import note
from asipgrid.cli.options import RowOf
from asipgrid.documents import workspace
from asipgrid.documents.call_documents import call_documents
from asipgrid.formats.selected import shown_lines
from asipgrid.model.selection import Selection, Shown
from asipgrid.parallel.alone import ready_for
from asipgrid.parallel.messages import Frame
from asipgrid.selection.columns import columns


def selection(
    only: Sequence[str] | None, where: str | None, sort: Sequence[str] | None, names: Sequence[str] | None
) -> Selection:
    """What is asked for; CannotError where an option has nothing to say."""
    if where is not None and not where.strip():
        raise workspace.CannotError("--where: a condition is missing, such as 'outcome=fund and score<65'")
    return Selection(
        only=_listed("--only", only),
        where=where or "",
        sort=_listed("--sort", sort),
        columns=_listed("--columns", names),
    )


def _listed(option: str, typed: Iterable[str] | None) -> tuple[str, ...]:
    """Names with commas, in one option or several; each once."""
    if typed is None:
        return ()
    names = [name.strip() for each in typed for name in each.split(",")]
    if typed and not any(names):
        raise workspace.CannotError(f"{option}: a name is missing")
    return tuple(dict.fromkeys(filter(None, names)))


def refuse(asked: Selection, form: str, by: RowOf, *, write: bool) -> None:
    """Stop at options that do not go together."""
    if write:
        raise workspace.CannotError(
            "--write keeps the whole result: it goes without --only, --where, --sort and --columns"
        )
    if asked.columns and (form in {"json", "jsonl"} or by is RowOf.CRITERION):
        raise workspace.CannotError("--columns goes with --format table, markdown, csv or parquet, one row a request")


def note_shown(shown: Shown) -> None:
    """Say what is shown of how many, where the answer has no place for it."""
    for line in shown_lines(shown):
        note(line)


def columns_of(folder: Path) -> tuple[str, ...]:
    """The names of the columns of a call; none where its documents have errors."""
    space = workspace.find_call(str(folder), Path.cwd())
    ready = ready_for(Frame(call_documents(space).sources, "csv", "", ""))
    return () if ready.scorer is None else tuple(columns(ready.scorer.call, ready.scorer.grids))
