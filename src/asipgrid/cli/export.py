"""`asipgrid export`: what was decided of a call, for other programs and registers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer
from msgspec import Struct

from asipgrid.check.case import Case
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, note
from asipgrid.cli.options import CallArgument, ForceOption, KeepGoingOption, OutputOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.formats import giving_360
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.review.awards import DecidedAwards, decided_awards


class ExportFormat(StrEnum):
    """What is exported."""

    GIVING_360 = "360giving"


_GIVING_360: Final = {".json": giving_360.as_json, ".csv": giving_360.as_csv}


class ExportOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the format, where to, in which language, replacing a file or not."""

    form: Annotated[
        ExportFormat | None, typer.Option("--format", help="360giving: awards that are decided, as .json or .csv.")
    ] = None
    output: OutputOption = None
    language: Annotated[Language, typer.Option("--lang", help="Language of the texts.")] = Language.EN
    force: ForceOption = False
    keep_going: KeepGoingOption = False
    quiet: QuietOption = False
    verbose: VerboseOption = False


def export(call: CallArgument, *, options: ExportOptions) -> None:
    """Write what was decided of a call for other programs: awards by the 360Giving Data Standard.

    Example: asipgrid export requests/example-2010 --format 360giving -o awards.json
    """
    if options.form is None:
        raise workspace.CannotError("say which form with --format 360giving")
    printed = options.output is None or str(options.output) == "-"
    ending = ".json" if options.output is None or printed else options.output.suffix.lower()
    if ending not in _GIVING_360:
        raise workspace.CannotError("360giving is written as JSON or CSV: say where to with -o awards.json (or .csv)")
    space = workspace.find_call(call, cwd())
    result, case = decided(
        space, Color.NEVER, keep_going=options.keep_going, quiet=options.quiet, verbose=options.verbose
    )
    found = _decided_awards(result, case, options)
    text = _GIVING_360[ending](result.call, found.awards, options.language)
    if options.output is None or printed:
        answer(text)
    else:
        writing.write(cwd() / options.output, text, force=options.force)
        if not options.quiet:
            note(f"{counted(len(found.awards), 'award')} in {options.output.as_posix()}")
    whole(result)


def _decided_awards(result: Result, case: Case, options: ExportOptions) -> DecidedAwards:
    """The awards that are decided; what documents lack for them is told, and ends the command with 1."""
    found = decided_awards(result, case.ledgers)
    for line in found.lacking:
        note(line)
    if found.lacking:
        note("nothing was written: 360Giving needs what is not stated")
        raise Quit(1)
    if not found.awards:
        note("nothing was written: no award is decided; a decision is recorded in decisions/ (`asipgrid new decision`)")
        raise Quit(1)
    if not options.quiet:
        if found.undecided:
            count = counted(len(found.undecided), "request")
            note(f"{count} that the rules would fund without a recorded decision: not among the awards")
        for each in found.awards:
            title = each.title.to(options.language)
            if len(title) >= giving_360.MOST_OF_TITLE:
                note(f"{each.request}: its title has {len(title)} characters; 360Giving asks for fewer than 140")
    return found
