"""`asipgrid monitor`: the funded projects of a call on one day."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from asipgrid import formats, pipeline, reading
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, Quit, answer, cwd, language, look, note, tell
from asipgrid.cli.ids import checked_day
from asipgrid.cli.options import (
    AsOfOption,
    CallArgument,
    ColorOption,
    DialectOption,
    KeepGoingOption,
    LangOption,
    QuietOption,
    VerboseOption,
    requests,
)
from asipgrid.cli.score import chosen, decided, whole, with_dialect, written
from asipgrid.documents import files, workspace
from asipgrid.formats import Look
from asipgrid.model.places import Finding, Language, Source
from asipgrid.model.results import Result
from asipgrid.monitoring.monitor import last_day
from asipgrid.monitoring.projects import Monitoring

MonitoringFormat = StrEnum("MonitoringFormat", {name.upper(): name for name in formats.MONITORING})  # type: ignore[misc]
_TABLE = MonitoringFormat("table")

FundedArgument = Annotated[
    str | None,
    typer.Argument(
        help="A funded request's id; default: all of them.",
        autocompletion=requests,
        metavar="[REQUEST]",
        show_default=False,
    ),
]


def monitor(
    call: CallArgument,
    request: FundedArgument = None,
    *,
    as_of: AsOfOption = None,
    format_: Annotated[MonitoringFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    csv_dialect: DialectOption = None,
    lang: LangOption = None,
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
    spoken, space = language(lang, format_.value), workspace.find_call(call, cwd())
    page = with_dialect(look(color, space.root, language=spoken), format_.value, csv_dialect)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    report = followed(space, result, case, day(case, as_of, quiet=quiet), color, lang)
    shown = report if request is None else _one(report, case, request)
    if write:
        _write(space, report, page, quiet=quiet)
    answer(formats.renderer(formats.MONITORING, format_.value)(shown, page))
    whole(result)


def day(case: Case, given: str | None, *, quiet: bool) -> str:
    """The day to look at: the one given, else the newest that a report describes, which is said."""
    if case.call.stage is not None:
        raise workspace.CannotError(
            f"{case.call.id}: a stage awards nothing, so there is no project to follow; look at the call that comes after it"
        )
    if given is not None:
        return checked_day(given)
    last = last_day(pipeline.project_documents(case))
    if last is None:
        raise workspace.CannotError("no progress report says which day it is; say it with --as-of YYYY-MM-DD")
    if not quiet:
        note(f"as of {last}, the newest day that a report describes (--as-of names another)")
    return last


def followed(
    space: workspace.Workspace,
    result: Result,
    case: Case,
    as_of: str,
    color: Color,
    lang: Language | None,
) -> Monitoring:
    """The funded projects on a day; what cannot be so in payments and amendments is told, and the command ends with 1."""
    report = pipeline.follow(case, result, as_of)
    if isinstance(report, Monitoring):
        return report
    tell(reading.with_excerpts(report, _sources(space, report)), color, space.root, lang=lang)
    raise Quit(1)


def _sources(space: workspace.Workspace, findings: tuple[Finding, ...]) -> list[Source]:
    names = dict.fromkeys(finding.place.file for finding in findings)
    read = [files.read(space, space.root / name) for name in names]
    return [source for source in read if isinstance(source, Source)]


def _one(report: Monitoring, case: Case, request: str) -> Monitoring:
    mine = tuple(each for each in report.requests if each.id == request)
    if not mine:
        chosen(report.result, case, [request])
        raise workspace.CannotError(f"{request}: is not funded, so there is nothing to follow")
    return replace(report, requests=mine)


def _write(space: workspace.Workspace, report: Monitoring, page: Look, *, quiet: bool) -> None:
    from asipgrid.formats.monitoring_files import folder, is_monitoring

    place = Path(page.prefix + space.name(workspace.monitoring(space)))
    written(place, folder(report), is_monitoring, "funded project", quiet=quiet)
