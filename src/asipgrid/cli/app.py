"""The commands, in the order of the work, with the options they share."""

import copy
import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asipgrid import __version__, formats
from asipgrid.cli.console import Color
from asipgrid.model.places import KINDS, Language

app = typer.Typer(
    name="asipgrid",
    help="Evaluate funding requests written as YAML against analysis grids written as YAML.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FindingsFormat = StrEnum("FindingsFormat", {name.upper(): name for name in formats.FINDINGS})  # type: ignore[misc]
ResultFormat = StrEnum("ResultFormat", {name.upper(): name for name in formats.RESULT})  # type: ignore[misc]
ExplanationFormat = StrEnum("ExplanationFormat", {name.upper(): name for name in formats.EXPLANATION})  # type: ignore[misc]


PanelFormat = StrEnum("PanelFormat", {name.upper(): name for name in formats.PANEL})  # type: ignore[misc]

ComparisonFormat = StrEnum("ComparisonFormat", {name.upper(): name for name in formats.COMPARISON})  # type: ignore[misc]

MonitoringFormat = StrEnum("MonitoringFormat", {name.upper(): name for name in formats.MONITORING})  # type: ignore[misc]

_MONITORING = MonitoringFormat("table")
_PANEL, _COMPARISON = PanelFormat("table"), ComparisonFormat("table")
_TEXT, _TABLE, _EXPLAINED = FindingsFormat("text"), ResultFormat("table"), ExplanationFormat("table")


Kind = StrEnum("Kind", {name.upper(): name for name in (*KINDS, "result", "monitoring")})  # type: ignore[misc]


class Lang(StrEnum):
    """Languages of what applicants and committees read."""

    EN = "en"
    FR = "fr"


class Paper(StrEnum):
    """Forms of a letter."""

    MD = "md"
    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"


class Following(StrEnum):
    """Letters that follow a funded project."""

    PAYMENT = "payment"
    REMINDER = "reminder"
    FOLLOW_UP = "follow-up"


_MD = Paper.MD


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"asipgrid {__version__}")
        raise typer.Exit


def _proposed(names: Iterable[str], incomplete: str) -> list[str]:
    """The names to complete with; shells put them on the command line as they are, so only plain ones."""
    return sorted(name for name in names if name.startswith(incomplete) and re.fullmatch(r"\w[\w./-]*", name))


def calls(incomplete: str) -> list[str]:
    """Completion: the calls that can be named from here."""
    found = [*Path().glob("requests/*/call.yaml"), *Path().glob("*/call.yaml")]
    return _proposed((path.parent.as_posix() for path in found), incomplete)


def requests(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion: the request ids of the call already typed."""
    call = ctx.params.get("call") or "."
    folders = [folder for folder in (Path(call), Path("requests") / call) if (folder / "call.yaml").is_file()]
    names = {path.stem for folder in folders[:1] for path in folder.glob("*.yaml") if path.name != "call.yaml"}
    return _proposed(names, incomplete)


CallArgument = Annotated[str, typer.Argument(help="A call's folder, or its id.", autocompletion=calls, metavar="CALL")]
RequestArgument = Annotated[str, typer.Argument(help="A request's id.", autocompletion=requests, metavar="REQUEST")]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour the answer.")]
CsvDialect = StrEnum("CsvDialect", {name.upper(): name for name in formats.DIALECTS})  # type: ignore[misc]
CsvDialectOption = Annotated[
    CsvDialect | None,
    typer.Option(
        "--csv-dialect",
        help="With --format csv: standard (comma, decimal point), or excel-fr, which a French Excel opens.",
        show_default=False,
    ),
]
KeepGoingOption = Annotated[
    bool, typer.Option("--keep-going", help="Go on without the requests that have errors; list them, and end with 1.")
]
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
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings, and what is not yet filled in, also end with 1.")
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List everything wrong in grids, calls, requests, ratings, decisions and reports.

    Example: asipgrid check requests/example-2010
    """
    from asipgrid.cli import check as command

    command.check(paths or ["."], format_.value, color, strict=strict, quiet=quiet, verbose=verbose)


@app.command()
def score(
    call: CallArgument,
    *,
    format_: Annotated[ResultFormat, typer.Option("--format", help="Form of the result.")] = _TABLE,
    csv_dialect: CsvDialectOption = None,
    write: Annotated[bool, typer.Option("--write", help="Write results/ in the call's folder, too.")] = False,
    keep_going: KeepGoingOption = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="Processes for many requests (json, jsonl, csv); default: the cores.",
            show_default=False,
        ),
    ] = None,
    requests: Annotated[
        str | None,
        typer.Option(
            "--requests", help="Requests as JSON lines, in place of the call's files; - reads stdin.", metavar="FILE"
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            help="Score elsewhere: dask://HOST:PORT or tls://HOST:PORT (needs asipgrid[dask]).",
            metavar="WHERE",
        ),
    ] = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Rank the requests of a call and share out its envelope.

    Example: asipgrid score requests/example-2010
    """
    from asipgrid.cli import score as command

    options = command.ScoreOptions(
        form=format_.value,
        csv_dialect=None if csv_dialect is None else csv_dialect.value,
        color=color,
        write=write,
        keep_going=keep_going,
        jobs=jobs,
        requests=requests,
        executor=executor,
        quiet=quiet,
        verbose=verbose,
    )
    command.score(call, options)


@app.command("verify")
def verify_(
    call: CallArgument,
    *,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Compute the written results again and fail on any difference, naming its first cause.

    Example: asipgrid verify requests/example-2010
    """
    from asipgrid.cli import verify as command

    command.verify_(call, keep_going=keep_going, quiet=quiet, verbose=verbose)


@app.command()
def explain(
    call: CallArgument,
    request: RequestArgument,
    *,
    format_: Annotated[ExplanationFormat, typer.Option("--format", help="Form of the explanation.")] = _EXPLAINED,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how each number of one request came about.

    Example: asipgrid explain requests/example-2010 region-d
    """
    from asipgrid.cli import score as command

    command.explain(call, request, format_.value, color, keep_going=keep_going, quiet=quiet, verbose=verbose)


@app.command("compare")
def compare_(
    old: Annotated[str, typer.Argument(help="A call, its results, a result file, or REV:PATH.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The same, as it is now.", metavar="NEW")],
    *,
    format_: Annotated[ComparisonFormat, typer.Option("--format", help="Form of the answer.")] = _COMPARISON,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything differs.")] = False,
    color: ColorOption = Color.AUTO,
) -> None:
    """Show what moved between two results, and why: ranks, outcomes, awards, scores, down to the cause.

    Example: asipgrid compare HEAD:requests/example-2010 requests/example-2010
    """
    from asipgrid.cli import compare as command

    command.compare_(old, new, format_.value, color, exit_code=exit_code)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A result: results/ID.json, call.json or a whole one.", metavar="FILE")],
) -> None:
    """Tell a result in plain sentences, one a line; print any other file as it is. For git diff: docs/review.md.

    Example: asipgrid show requests/example-2010/results/region-a.json
    """
    from asipgrid.cli import show as command

    command.show(file)


@app.command("rate")
def rate_(
    call: CallArgument,
    request: Annotated[
        str | None,
        typer.Argument(help="A request's id; default: the next one due.", autocompletion=requests, metavar="[REQUEST]"),
    ] = None,
    *,
    assessor: Annotated[str, typer.Option("--as", help="Your id, the name of your folder.", metavar="ID")],
    day: Annotated[str | None, typer.Option("--on", help="Day of the rating.", metavar="YYYY-MM-DD")] = None,
    conflict: Annotated[bool, typer.Option("--conflict", help="Declare a conflict of interest.")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="Hide the marks of others until yours are complete.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --conflict: remove the marks of the sheet.")] = False,
    new_assessor: Annotated[
        bool, typer.Option("--new-assessor", help="Your id is new to the call, however close to another.")
    ] = False,
) -> None:
    """Mark a request at the prompt, criterion by criterion; what is marked is saved at once.

    Example: asipgrid rate requests/example-2010 region-a --as assessor-1
    """
    from asipgrid.cli import rate as command

    command.rate_(call, request, assessor, day, conflict=conflict, blind=blind, force=force, new_assessor=new_assessor)


@app.command()
def panel(
    call: CallArgument,
    *,
    format_: Annotated[PanelFormat, typer.Option("--format", help="Form of the answer.")] = _PANEL,
    csv_dialect: CsvDialectOption = None,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show who has marked what and what is missing, disagreement, agreement and severity.

    Example: asipgrid panel requests/example-2010
    """
    from asipgrid.cli import panel as command

    dialect = None if csv_dialect is None else csv_dialect.value
    command.panel(call, format_.value, color, csv_dialect=dialect, keep_going=keep_going, quiet=quiet, verbose=verbose)


AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Day to look at; default: the newest day that a report describes.", metavar="YYYY-MM-DD"
    ),
]


@app.command("monitor")
def monitor_(
    call: CallArgument,
    request: Annotated[
        str | None,
        typer.Argument(
            help="A funded request's id; default: all of them.",
            autocompletion=requests,
            metavar="[REQUEST]",
            show_default=False,
        ),
    ] = None,
    *,
    as_of: AsOfOption = None,
    format_: Annotated[MonitoringFormat, typer.Option("--format", help="Form of the answer.")] = _MONITORING,
    csv_dialect: CsvDialectOption = None,
    keep_going: KeepGoingOption = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write results/monitoring/ in the call's folder, too.")
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how funded projects stand: goals and own targets against their reports, and what is to be paid.

    Example: asipgrid monitor requests/example-2010 region-a
    """
    from asipgrid.cli import monitor as command

    command.monitor_(
        call,
        request,
        as_of,
        format_.value,
        color,
        csv_dialect=None if csv_dialect is None else csv_dialect.value,
        keep_going=keep_going,
        write=write,
        quiet=quiet,
        verbose=verbose,
    )


@app.command()
def draft(
    call: CallArgument,
    requests: Annotated[
        list[str] | None,
        typer.Argument(
            help="Request ids; default: all of them.",
            autocompletion=requests,
            metavar="[REQUEST]…",
            show_default=False,
        ),
    ] = None,
    *,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of the letters.")] = Lang.EN,
    to: Annotated[Paper, typer.Option("--to", help="Form of the letters; all but md need asipgrid[letters].")] = _MD,
    letter: Annotated[
        Following | None,
        typer.Option("--letter", help="A letter that follows funded projects, instead of the decision's."),
    ] = None,
    as_of: AsOfOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write one file a letter into this folder.", metavar="DIR")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say which drafts in DIR are stale, and end with 1 when any is.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that differ.")] = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Draft the letter each decision calls for: addendum, questions, deferral, refusal, reserve, agreement maintained.

    With --letter, draft what follows a funded project: payment notice, reminder, follow-up addendum.

    Example: asipgrid draft requests/example-2010 region-a --lang fr
    """
    from asipgrid.cli import draft as command

    if check:
        command.check(call, output, keep_going=keep_going, quiet=quiet, verbose=verbose)
    else:
        options = command.DraftOptions(
            requests=requests or [],
            language=Language(lang.value),
            form=to.value,
            output=output,
            force=force,
            keep_going=keep_going,
            quiet=quiet,
            verbose=verbose,
            letter=None if letter is None else letter.value,
            as_of=as_of,
        )
        command.draft(call, options)


# ── a start ────────────────────────────────────────────────────────────────────────────────────────

new = typer.Typer(
    help="Write a document to fill in: every field, its meaning, its unit, the documents to supply.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(new, name="new")

LangOption = Annotated[Lang, typer.Option("--lang", help="Language of the comments.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead; - prints.", metavar="FILE")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that differs.")]
NewId = Annotated[str, typer.Argument(help="Id of the new document.", metavar="ID")]


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new workspace.", metavar="DIR")],
    *,
    lang: LangOption = Lang.EN,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a workspace that checks and scores as it is: grids, a call, a commented request, two rating sheets.

    Example: asipgrid init my-calls
    """
    from asipgrid.cli import start as command

    command.init(folder, command.wish(lang.value, None, force=force, quiet=quiet))


@app.command()
def schema(
    kind: Annotated[Kind, typer.Argument(help="Kind of document.", metavar="KIND")],
    *,
    call: Annotated[
        str | None, typer.Option("--call", help="With the grids of this call.", autocompletion=calls, metavar="CALL")
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of titles and descriptions.")] = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print the JSON Schema of a kind of document, for editors and other programs.

    Example: asipgrid schema request --call requests/example-2010
    """
    from asipgrid.cli import start as command

    command.schema(kind.value, call, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("request")
def new_request(
    call: CallArgument,
    name: NewId,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a request to fill in.

    Example: asipgrid new request requests/example-2010 region-q -o -
    """
    from asipgrid.cli import start as command

    command.request(call, name, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("rating")
def new_rating(
    call: CallArgument,
    request: RequestArgument,
    *,
    assessor: Annotated[str, typer.Option("--as", help="Id of the assessor.", metavar="ID")],
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a rating sheet to fill in.

    Example: asipgrid new rating requests/example-2010 region-a --as assessor-4 -o -
    """
    from asipgrid.cli import start as command

    command.rating(call, request, assessor, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("decision")
def new_decision(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a committee's decision to fill in.

    Example: asipgrid new decision requests/example-2010 region-c -o -
    """
    from asipgrid.cli import start as command

    command.decision(call, request, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("progress")
def new_progress(
    call: CallArgument,
    request: RequestArgument,
    *,
    period: Annotated[str, typer.Option("--period", help="A year, or year and month.", metavar="PERIOD")],
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a progress report to fill in.

    Example: asipgrid new progress requests/example-2010 region-a --period 2010-12 -o -
    """
    from asipgrid.cli import start as command

    command.progress(call, request, period, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("payment")
def new_payment(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the record of what is paid to a request.

    Example: asipgrid new payment requests/example-2010 region-d -o -
    """
    from asipgrid.cli import start as command

    command.payment(call, request, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("amendment")
def new_amendment(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a decision that moves goals of an addendum.

    Example: asipgrid new amendment requests/example-2010 region-a -o -
    """
    from asipgrid.cli import start as command

    command.amendment(call, request, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("call")
def new_call(
    name: NewId,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a call to change.

    Example: asipgrid new call spring-2011 -o -
    """
    from asipgrid.cli import start as command

    command.call(name, command.wish(lang.value, output, force=force, quiet=quiet))


@new.command("grid")
def new_grid(
    name: NewId,
    *,
    lang: LangOption = Lang.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write an analysis grid to change: one criterion of each kind.

    Example: asipgrid new grid SEC -o -
    """
    from asipgrid.cli import start as command

    command.grid(name, command.wish(lang.value, output, force=force, quiet=quiet))


def run() -> None:
    """Run the command line. The library is told of the named command alone: to tell of all of them takes longer."""
    asked = sys.argv[1:2]
    named = copy.copy(app)
    named.registered_commands = [
        each for each in app.registered_commands if [each.name or getattr(each.callback, "__name__", "")] == asked
    ]
    named.registered_groups = [each for each in app.registered_groups if [each.name] == asked]
    (named if named.registered_commands or named.registered_groups else app)()
