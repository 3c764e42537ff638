"""The commands, in the order of the work, with the options they share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asipgrid import __version__, render
from asipgrid.cli.console import Color

app = typer.Typer(
    name="asipgrid",
    help="Evaluate funding requests written as YAML against analysis grids written as YAML.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FindingsFormat = StrEnum("FindingsFormat", {name.upper(): name for name in render.FINDINGS})  # type: ignore[misc]
ResultFormat = StrEnum("ResultFormat", {name.upper(): name for name in render.RESULT})  # type: ignore[misc]
ExplanationFormat = StrEnum("ExplanationFormat", {name.upper(): name for name in render.EXPLANATION})  # type: ignore[misc]


_TEXT, _TABLE, _EXPLAINED = FindingsFormat("text"), ResultFormat("table"), ExplanationFormat("table")


class Lang(StrEnum):
    """Languages of what applicants and committees read."""

    EN = "en"
    FR = "fr"


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"asipgrid {__version__}")
        raise typer.Exit


def calls(incomplete: str) -> list[str]:
    """Completion: the calls that can be named from here."""
    found = [*Path().glob("requests/*/call.yaml"), *Path().glob("*/call.yaml")]
    return sorted(name for name in (path.parent.as_posix() for path in found) if name.startswith(incomplete))


def requests(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the request ids of the call already typed."""
    call = ctx.params.get("call") or "."
    folders = [folder for folder in (Path(call), Path("requests") / call) if (folder / "call.yaml").is_file()]
    names = {path.stem for folder in folders[:1] for path in folder.glob("*.yaml") if path.name != "call.yaml"}
    return sorted(name for name in names if name.startswith(incomplete))


CallArgument = Annotated[str, typer.Argument(help="A call's folder, or its id.", autocompletion=calls, metavar="CALL")]
RequestArgument = Annotated[str, typer.Argument(help="A request's id.", autocompletion=requests, metavar="REQUEST")]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour the answer.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="More notes on stderr.")]


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=lambda value: _version(wanted=value), is_eager=True
        ),
    ] = False,
) -> None:
    """Evaluate funding requests written as YAML against analysis grids written as YAML."""


@app.command()
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Calls, grids folders, documents or a workspace; default: here.", metavar="[PATH]…", show_default=False
        ),
    ] = None,
    *,
    format_: Annotated[FindingsFormat, typer.Option("--format", help="Form of the findings.")] = _TEXT,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List everything wrong in grids, calls, requests, ratings, decisions and reports.

    Example: asipgrid check requests/example-2010
    """
    from asipgrid.cli import check as command

    command.check(paths or ["."], format_.value, color, quiet=quiet, verbose=verbose)


@app.command()
def score(
    call: CallArgument,
    *,
    format_: Annotated[ResultFormat, typer.Option("--format", help="Form of the result.")] = _TABLE,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Rank the sound requests; list the others in the result.")
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Rank the requests of a call and share out its envelope.

    Example: asipgrid score requests/example-2010
    """
    from asipgrid.cli import score as command

    command.score(call, format_.value, color, keep_going=keep_going, quiet=quiet, verbose=verbose)


@app.command()
def explain(
    call: CallArgument,
    request: RequestArgument,
    *,
    format_: Annotated[ExplanationFormat, typer.Option("--format", help="Form of the explanation.")] = _EXPLAINED,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how each number of one request came about.

    Example: asipgrid explain requests/example-2010 region-d
    """
    from asipgrid.cli import score as command

    command.explain(call, request, format_.value, color, quiet=quiet, verbose=verbose)


@app.command()
def draft(
    call: CallArgument,
    requests: Annotated[
        list[str] | None,
        typer.Argument(
            help="Request ids; default: every request that is funded.",
            autocompletion=requests,
            metavar="[REQUEST]…",
            show_default=False,
        ),
    ] = None,
    *,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of the addendum.")] = Lang.EN,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write one file a request into this folder.", metavar="DIR")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that differ.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Draft the addendum of each funded request, in Markdown.

    Example: asipgrid draft requests/example-2010 region-a --lang fr
    """
    from asipgrid.cli import draft as command

    command.draft(call, requests or [], lang.value, output, force=force, quiet=quiet, verbose=verbose)
