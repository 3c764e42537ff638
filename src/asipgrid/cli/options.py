"""The arguments and options that several commands share, and what completes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asipgrid import formats
from asipgrid.cli.console import Color
from asipgrid.model.places import Language

CsvDialect = StrEnum("CsvDialect", {name.upper(): name for name in formats.DIALECTS})  # type: ignore[misc]


def _proposed(names: Iterable[str], incomplete: str) -> list[str]:
    """The names to complete with; shells put them on the command line as they are, so only plain ones."""
    return sorted(name for name in names if name.startswith(incomplete) and re.fullmatch(r"\w[\w./-]*", name))


def calls(incomplete: str) -> list[str]:
    """Completion: the calls that can be named from here."""
    found = [path.parent for path in (*Path().glob("requests/*/call.yaml"), *Path().glob("*/call.yaml"))]
    ids = {folder.name for folder in found if incomplete}  # each once where nothing is typed yet
    return _proposed({*ids, *(folder.as_posix() for folder in found)}, incomplete)


def requests(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the request ids of the call already typed."""
    files = [path for folder in _typed_call(ctx) for path in folder.glob("*.yaml")]
    return _proposed({path.stem for path in files if path.name != "call.yaml"}, incomplete)


def _typed_call(ctx: typer.Context) -> list[Path]:
    """The folder of the call already typed, if there is one: before the value of an option it is not yet told apart."""
    words = [ctx.params["call"]] if ctx.params.get("call") else [*ctx.args, "."]
    folders = [folder for word in words for folder in (Path(word), Path("requests") / word)]
    return [folder for folder in folders if (folder / "call.yaml").is_file()][:1]


def assessors(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the assessors who have a folder of sheets in the call already typed."""
    return _proposed({path.name for folder in _typed_call(ctx) for path in (folder / "ratings").glob("*")}, incomplete)


def criteria(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the criteria of the call already typed."""
    from asipgrid.cli.call_columns import criteria_of

    return _proposed((name for folder in _typed_call(ctx) for name in criteria_of(folder)), incomplete)


def requests_listed(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the same, behind those already named with commas."""
    return _behind_commas(lambda last: requests(ctx, last), incomplete)


def columns_listed(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the columns of the call already typed, behind those already named with commas."""
    from asipgrid.cli.call_columns import columns_of

    names = [name for folder in _typed_call(ctx) for name in columns_of(folder)]
    return _behind_commas(lambda last: _proposed(names, last), incomplete)


def _behind_commas(proposed: Callable[[str], list[str]], incomplete: str) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in proposed(last) if name not in before.split(",")]


CallArgument = Annotated[str, typer.Argument(help="A call's folder, or its id.", autocompletion=calls, metavar="CALL")]
RequestArgument = Annotated[str, typer.Argument(help="A request's id.", autocompletion=requests, metavar="REQUEST")]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour the answer.")]
DialectOption = Annotated[
    CsvDialect | None,
    typer.Option(
        "--csv-dialect",
        help="With --format csv: standard (comma, decimal point), or excel-fr, which a French Excel opens.",
        show_default=False,
    ),
]


class RowOf(StrEnum):
    """What a row of a table is about."""

    REQUEST = "request"
    CRITERION = "criterion"


ByOption = Annotated[RowOf, typer.Option("--by", help="With csv: one row a request, or one a request and criterion.")]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Show these requests alone.", autocompletion=requests_listed, metavar="ID,…"),
]
WhereOption = Annotated[
    str | None,
    typer.Option(
        "--where",
        help="Show those for which this holds: 'outcome=fund and score<65' (`asipgrid help selecting`).",
        metavar="CONDITION",
    ),
]
SortOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sort",
        help="Sort by these columns; -score: greatest first.",
        autocompletion=columns_listed,
        metavar="COLUMN,…",
    ),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--columns", help="Show these columns, named as in csv.", autocompletion=columns_listed, metavar="COLUMN,…"
    ),
]
KeepGoingOption = Annotated[
    bool, typer.Option("--keep-going", help="Go on without the requests that have errors; list them, and end with 1.")
]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="Again after each change of a document (needs asipgrid[watch]).")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="More notes on stderr.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Day to look at; default: the newest day that a report describes.", metavar="YYYY-MM-DD"
    ),
]
LangOption = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        help="Language; default: ASIPGRID_LANG, else that of the locale in tables and findings, else en.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead; - prints.", metavar="FILE")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that differs.")]
