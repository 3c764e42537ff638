"""`asipgrid export`: a result as a workbook or as CSV, and what was decided of a call for registers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer
from msgspec import Struct

from asipgrid.check.case import Case
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, language, note
from asipgrid.cli.export_result import WORKBOOKS, give_result, result_form
from asipgrid.cli.options import (
    AsOfOption,
    ByOption,
    CallArgument,
    DialectOption,
    ForceOption,
    KeepGoingOption,
    LangOption,
    OutputOption,
    QuietOption,
    RowOf,
    VerboseOption,
)
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.formats import giving_360
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.review.awards import DecidedAwards, decided_awards


class ExportFormat(StrEnum):
    """What is exported."""

    RESULT = "result"
    GIVING_360 = "360giving"


_GIVING_360: Final = {".json": giving_360.as_json, ".csv": giving_360.as_csv}


class ExportOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the format, where to, in which language, on which day; of a CSV, one row of what and for whom."""

    form: Annotated[
        ExportFormat,
        typer.Option(
            "--format", help="result: .xlsx, .ods or .csv; 360giving: awards that are decided, .json or .csv."
        ),
    ] = ExportFormat.RESULT
    output: OutputOption = None
    lang: LangOption = None
    as_of: AsOfOption = None
    by: ByOption = RowOf.REQUEST
    csv_dialect: DialectOption = None
    force: ForceOption = False
    keep_going: KeepGoingOption = False
    quiet: QuietOption = False
    verbose: VerboseOption = False

    @property
    def language(self) -> Language:
        """The language of a workbook; what programs read takes none from the environment."""
        is_book = self.form is ExportFormat.RESULT and result_form(self) in WORKBOOKS
        return language(self.lang) if is_book else self.lang or Language.EN


def export(call: CallArgument, *, options: ExportOptions) -> None:
    """Write a result as a workbook whose formulas give its scores, or as CSV; or awards by the 360Giving Data Standard.

    Example: asipgrid export requests/example-2010 -o results.xlsx
    """
    _refuse_options(options)
    space = workspace.find_call(call, cwd())
    result, case = decided(
        space,
        Color.NEVER,
        keep_going=options.keep_going,
        quiet=options.quiet,
        verbose=options.verbose,
        lang=options.lang,
    )
    if options.form is ExportFormat.RESULT:
        give_result(space, result, case, options)
    else:
        _give_awards(result, case, options)
    whole(result)


def _refuse_options(options: ExportOptions) -> None:
    """Stop at options that do not go together, before anything is read."""
    if options.form is ExportFormat.RESULT:
        result_form(options)
        return
    asked = {
        "--as-of": options.as_of,
        "--by criterion": options.by is RowOf.CRITERION,
        "--csv-dialect": options.csv_dialect,
    }
    for name, given in asked.items():
        if given:
            raise workspace.CannotError(f"{name} goes with --format result")
    if _ending(options) not in _GIVING_360:
        raise workspace.CannotError("360giving is written as JSON or CSV: say where to with -o awards.json (or .csv)")


def _printed(options: ExportOptions) -> bool:
    return options.output is None or str(options.output) == "-"


def _ending(options: ExportOptions) -> str:
    return ".json" if options.output is None or _printed(options) else options.output.suffix.lower()


def _give_awards(result: Result, case: Case, options: ExportOptions) -> None:
    """Write the awards that are decided."""
    found = _decided_awards(result, case, options)
    text = _GIVING_360[_ending(options)](result.call, found.awards, options.language)
    if options.output is None or _printed(options):
        answer(text)
        return
    writing.write(cwd() / options.output, text, force=options.force)
    if not options.quiet:
        note(f"{counted(len(found.awards), 'award')} in {options.output.as_posix()}")


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
