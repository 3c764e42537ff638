"""`asipgrid report`: a call as one page for the committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asipgrid import pipeline
from asipgrid.cli.console import Color, answer, counted, cwd, note, typed
from asipgrid.cli.options import CallArgument, ForceOption, KeepGoingOption, OutputOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.model.places import Language
from asipgrid.report.builder import report_page
from asipgrid.report.html import as_html
from asipgrid.review.panel_report import panel_report

LangOption = Annotated[Language, typer.Option("--lang", help="Language of the report.")]


def report(
    call: CallArgument,
    *,
    output: OutputOption = None,
    lang: LangOption = Language.EN,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.

    Example: asipgrid report requests/example-2010 -o report.html
    """
    space = workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    plan = pipeline.planned(case)
    panel = None if result.call.panel is None else panel_report(plan, result, case.sheets)
    assert space.call is not None
    command = f"asipgrid new decision {typed(space.call)} REQUEST"
    _give(as_html(report_page(plan, result, panel, lang, command)), output, force=force)
    if output is not None and str(output) != "-" and not quiet:
        note(f"{counted(len(result.requests), 'request')} in {output.as_posix()}")
    whole(result)


def _give(text: str, output: Path | None, *, force: bool) -> None:
    if output is None or str(output) == "-":
        answer(text)
    else:
        writing.write(cwd() / output, text, force=force)
