"""What `asipgrid export` writes of a result: a workbook whose formulas give its scores, or CSV."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from asipgrid import formats, pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, answer, counted, cwd, note, typed
from asipgrid.cli.ids import checked_day
from asipgrid.cli.monitor import followed
from asipgrid.cli.options import CsvDialect, RowOf
from asipgrid.documents import workspace, writing
from asipgrid.formats import Look
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.monitoring.monitor import last_day
from asipgrid.monitoring.projects import Monitoring

WORKBOOKS: Final = (".xlsx", ".ods")
_CSV: Final = ".csv"
MOST_ROWS: Final = 1_000_000
"""The most rows of a table: Excel and LibreOffice have 1,048,576 in all."""


class ResultExport(Protocol):
    """What is asked for: where to, in which language, on which day; of a CSV, one row of what and for whom."""

    @property
    def output(self) -> Path | None:
        """Where to."""

    @property
    def lang(self) -> Language | None:
        """The language that was asked for."""

    @property
    def language(self) -> Language:
        """The language of the texts."""

    @property
    def as_of(self) -> str | None:
        """The day on which funded projects are looked at."""

    @property
    def by(self) -> RowOf:
        """What a row of a CSV is about."""

    @property
    def csv_dialect(self) -> CsvDialect | None:
        """How a CSV is written."""

    @property
    def force(self) -> bool:
        """Whether a file that differs is replaced."""

    @property
    def quiet(self) -> bool:
        """Whether nothing is noted."""


def give_result(space: workspace.Workspace, result: Result, case: Case, options: ResultExport) -> None:
    """Write a result in the form that its options ask for."""
    data = _csv(result, options) if result_form(options) == _CSV else _workbook(space, result, case, options)
    _give(data, result, options)


def result_form(options: ResultExport) -> str:
    """The ending of the file that is asked for; CannotError where it is none that is written here, or options do not fit it."""
    form = _CSV if str(options.output) == "-" else "" if options.output is None else options.output.suffix.lower()
    if form not in {*WORKBOOKS, _CSV}:
        raise workspace.CannotError(
            "say where to with -o results.xlsx (or .ods, or .csv); awards by the 360Giving standard with --format 360giving"
        )
    if form in WORKBOOKS and options.csv_dialect is not None:
        raise workspace.CannotError("--csv-dialect goes with -o results.csv")
    if form in WORKBOOKS and options.by is RowOf.CRITERION:
        raise workspace.CannotError("--by criterion goes with -o results.csv; a workbook has both")
    if form == _CSV and options.as_of is not None:
        raise workspace.CannotError(
            "--as-of goes with -o results.xlsx; `asipgrid monitor` has goals and payments as CSV"
        )
    return form


def _csv(result: Result, options: ResultExport) -> bytes:
    name = "csv" if options.by is RowOf.REQUEST else f"csv by {options.by.value}"
    page = Look() if options.csv_dialect is None else replace(Look(), dialect=options.csv_dialect)
    return formats.written(name, result, page).encode()


def _workbook(space: workspace.Workspace, result: Result, case: Case, options: ResultExport) -> bytes:
    from asipgrid.spreadsheets.ods_results import ods_results
    from asipgrid.spreadsheets.result_book import result_book
    from asipgrid.spreadsheets.xlsx_results import xlsx_results

    assert space.call is not None
    _refuse_too_many(result)
    digest = hashlib.sha256(formats.written("json", result, Look()).encode()).hexdigest()
    report = _report(space, result, case, options)
    book = result_book(result, report, f"sha256:{digest}", typed(space.call), options.language)
    return ods_results(book, options.language) if result_form(options) == ".ods" else xlsx_results(book)


def _refuse_too_many(result: Result) -> None:
    """Stop where a sheet would lack rows: a spreadsheet has a last one."""
    criteria = sum(len(each.card.criteria) for each in result.requests)
    marks = sum(len(sheet.marks) for each in result.requests for sheet in each.sheets)
    if max(criteria, marks) > MOST_ROWS:
        raise workspace.CannotError(
            f"a sheet has at most {MOST_ROWS} rows here, and this result has {max(criteria, marks)}; "
            "-o results.csv has no such limit, with --by criterion for one row a request and criterion"
        )


def _report(space: workspace.Workspace, result: Result, case: Case, options: ResultExport) -> Monitoring | None:
    """The funded projects on the day that is asked for, else the newest that a report describes; None without one."""
    if case.call.stage is not None:
        if options.as_of is not None:
            raise workspace.CannotError(f"{case.call.id}: a stage awards nothing, so there is no day to look at")
        return None
    day = last_day(pipeline.project_documents(case)) if options.as_of is None else checked_day(options.as_of)
    return None if day is None else followed(space, result, case, day, Color.NEVER, options.lang)


def _give(data: bytes, result: Result, options: ResultExport) -> None:
    if str(options.output) == "-":
        answer(data.decode())
        return
    assert options.output is not None
    writing.write_all({cwd() / options.output: data}, force=options.force)
    if not options.quiet:
        note(f"{counted(len(result.requests), 'request')} in {options.output.as_posix()}")
