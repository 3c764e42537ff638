"""`asipgrid report`: a call as one page for the committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, answer, counted, cwd, note, typed
from asipgrid.cli.drawn import DrawsOption, SeedOption, VaryOption, WithinOption, draw_terms, drawn, or_cannot
from asipgrid.cli.options import CallArgument, ForceOption, KeepGoingOption, OutputOption, QuietOption, VerboseOption
from asipgrid.cli.progress import watched
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.report.builder import report_page
from asipgrid.report.html import as_html
from asipgrid.review.estimates import DrawTerms, Estimates
from asipgrid.review.panel_report import panel_report

LangOption = Annotated[Language, typer.Option("--lang", help="Language of the report.")]


def report(
    call: CallArgument,
    *,
    output: OutputOption = None,
    lang: LangOption = Language.EN,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    within: WithinOption = None,
    vary: VaryOption = None,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.

    With --draws, also how often each request is given money when weights or marks are drawn by chance.

    Example: asipgrid report requests/example-2010 -o report.html
    """
    terms = draw_terms(draws, seed, within, vary)
    space = workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    plan = pipeline.planned(case)
    panel = None if result.call.panel is None else panel_report(plan, result, case.sheets)
    assert space.call is not None
    command = f"asipgrid new decision {typed(space.call)} REQUEST"
    found = None if terms is None else _drawn(case, result, terms, quiet=quiet)
    _give(as_html(report_page(plan, result, panel, found, lang, command)), output, force=force)
    if output is not None and str(output) != "-" and not quiet:
        note(f"{counted(len(result.requests), 'request')} in {output.as_posix()}")
    whole(result)


def _drawn(case: Case, result: Result, terms: DrawTerms, *, quiet: bool) -> Estimates:
    from asipgrid.review.trials import Trials

    trials = Trials(case, pipeline.plan_behind(case, result))
    with or_cannot():
        return drawn(trials, terms, lambda work, count: watched(work, total=count, quiet=quiet, doing="drawn"))


def _give(text: str, output: Path | None, *, force: bool) -> None:
    if output is None or str(output) == "-":
        answer(text)
    else:
        writing.write(cwd() / output, text, force=force)
