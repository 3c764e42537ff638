"""`asipgrid report`: a call as one page for the committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, answer, counted, cwd, note, typed
from asipgrid.cli.drawn import DrawsOption, OptimumOption, SeedOption, VaryOption, WithinOption, draw_terms, how_sure
from asipgrid.cli.monitor import day, followed
from asipgrid.cli.options import CallArgument, ForceOption, KeepGoingOption, OutputOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.report.builder import report_page
from asipgrid.report.html import as_html
from asipgrid.report.monitoring_builder import monitoring_page
from asipgrid.review.estimates import DrawTerms
from asipgrid.review.panel_report import panel_report
from asipgrid.review.robustness import RobustnessAnswer

RobustnessOption = Annotated[
    bool, typer.Option("--robustness", help="Show how far each number may move before a decision changes.")
]
LangOption = Annotated[Language, typer.Option("--lang", help="Language of the report.")]
MonitoringOption = Annotated[bool, typer.Option("--monitoring", help="Report on the funded projects instead.")]
FollowedDayOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="With --monitoring, the day to look at; default: the newest that a report describes.",
        metavar="YYYY-MM-DD",
    ),
]


def report(
    call: CallArgument,
    *,
    monitoring: MonitoringOption = False,
    as_of: FollowedDayOption = None,
    output: OutputOption = None,
    lang: LangOption = Language.EN,
    exact: RobustnessOption = False,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    within: WithinOption = None,
    vary: VaryOption = None,
    optimum: OptimumOption = False,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.

    With --monitoring, of its funded projects on a day: goals, lights, payments made and due, a calendar.
    With --robustness, also who is close and how far each number may move; with --draws, how often each request is given
    money when weights or marks are drawn by chance; with --optimum, what an optimum by score would fund.

    Example: asipgrid report requests/example-2010 -o report.html --robustness
    """
    terms = draw_terms(draws, seed, within, vary)
    asked = exact or optimum or terms is not None
    _one_of_two(monitoring=monitoring, as_of=as_of, asked=asked)
    space = workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    if monitoring:
        text, what = _followed(space, result, case, as_of, lang, quiet=quiet)
    else:
        sure = _how_sure(case, result, terms, exact=exact, optimum=optimum, quiet=quiet) if asked else None
        text, what = _committee(space, result, case, sure, lang)
    _give(text, output, force=force)
    if output is not None and str(output) != "-" and not quiet:
        note(f"{what} in {output.as_posix()}")
    whole(result)


def _one_of_two(*, monitoring: bool, as_of: str | None, asked: bool) -> None:
    """Whether all that is asked for is of one report; `asked` is how sure its decisions are."""
    if as_of is not None and not monitoring:
        raise workspace.CannotError("--as-of goes with --monitoring: the report for the committee is of no other day")
    if asked and monitoring:
        raise workspace.CannotError(
            "--robustness, --draws and --optimum go without --monitoring: who is funded is decided"
        )


def _committee(
    space: workspace.Workspace, result: Result, case: Case, sure: RobustnessAnswer | None, lang: Language
) -> tuple[str, str]:
    """The page for the committee, and how much it tells of."""
    plan = pipeline.planned(case)
    panel = None if result.call.panel is None else panel_report(plan, result, case.sheets)
    assert space.call is not None
    command = f"asipgrid new decision {typed(space.call)} REQUEST"
    page = report_page(plan, result, panel, sure, lang, command)
    return as_html(page), counted(len(result.requests), "request")


def _followed(
    space: workspace.Workspace, result: Result, case: Case, as_of: str | None, lang: Language, *, quiet: bool
) -> tuple[str, str]:
    """The page of the funded projects on a day, and how many there are."""
    report = followed(space, result, case, day(case, as_of, quiet=quiet), Color.NEVER)
    page = monitoring_page(pipeline.plan_behind(case, result), report, pipeline.readings(case, report), lang)
    return as_html(page), counted(len(report.requests), "funded project")


def _how_sure(
    case: Case, result: Result, terms: DrawTerms | None, *, exact: bool, optimum: bool, quiet: bool
) -> RobustnessAnswer:
    from asipgrid.review.trials import Trials

    trials = Trials(case, pipeline.plan_behind(case, result))
    return how_sure(trials, terms, exact=exact, optimum=optimum, quiet=quiet)


def _give(text: str, output: Path | None, *, force: bool) -> None:
    if output is None or str(output) == "-":
        answer(text)
    else:
        writing.write(cwd() / output, text, force=force)
