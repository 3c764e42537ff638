"""`asipgrid report`: a call as one page for the committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, answer, counted, cwd, note, typed
from asipgrid.cli.monitor import day, followed
from asipgrid.cli.options import CallArgument, ForceOption, KeepGoingOption, OutputOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.report.builder import report_page
from asipgrid.report.html import as_html
from asipgrid.report.monitoring_builder import monitoring_page
from asipgrid.review.panel_report import panel_report

LangOption = Annotated[Language, typer.Option("--lang", help="Language of the report.")]


def report(
    call: CallArgument,
    *,
    monitoring: Annotated[bool, typer.Option("--monitoring", help="Report on the funded projects instead.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="With --monitoring, the day to look at; default: the newest that a report describes.",
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Language.EN,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.

    With --monitoring, of its funded projects on a day: goals, lights, payments made and due, a calendar.

    Example: asipgrid report requests/example-2010 -o report.html
    """
    if as_of is not None and not monitoring:
        raise workspace.CannotError("--as-of goes with --monitoring: the report for the committee is of no other day")
    space = workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    text, what = (
        _followed(space, result, case, as_of, lang, quiet=quiet)
        if monitoring
        else _committee(space, result, case, lang)
    )
    _give(text, output, force=force)
    if output is not None and str(output) != "-" and not quiet:
        note(f"{what} in {output.as_posix()}")
    whole(result)


def _committee(space: workspace.Workspace, result: Result, case: Case, lang: Language) -> tuple[str, str]:
    """The page for the committee, and how much it tells of."""
    plan = pipeline.planned(case)
    panel = None if result.call.panel is None else panel_report(plan, result, case.sheets)
    assert space.call is not None
    command = f"asipgrid new decision {typed(space.call)} REQUEST"
    return as_html(report_page(plan, result, panel, lang, command)), counted(len(result.requests), "request")


def _followed(
    space: workspace.Workspace, result: Result, case: Case, as_of: str | None, lang: Language, *, quiet: bool
) -> tuple[str, str]:
    """The page of the funded projects on a day, and how many there are."""
    report = followed(space, result, case, day(case, as_of, quiet=quiet), Color.NEVER)
    page = monitoring_page(pipeline.plan_behind(case, result), report, pipeline.readings(case, report), lang)
    return as_html(page), counted(len(report.requests), "funded project")


def _give(text: str, output: Path | None, *, force: bool) -> None:
    if output is None or str(output) == "-":
        answer(text)
    else:
        writing.write(cwd() / output, text, force=force)
