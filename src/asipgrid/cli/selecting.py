"""What `--only`, `--where`, `--sort` and `--columns` ask for; they are read when they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asipgrid.cli.console import note
from asipgrid.cli.options import RowOf
from asipgrid.documents import workspace
from asipgrid.formats.selected import shown_lines
from asipgrid.formats.words import Words
from asipgrid.model.selection import Selection, Shown


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
    for line in shown_lines(shown, Words()):
        note(line)
