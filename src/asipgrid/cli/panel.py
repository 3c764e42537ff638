"""`asipgrid panel`: the assessors of a call, seen together."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, cwd, language, look
from asipgrid.cli.options import (
    CallArgument,
    ColorOption,
    DialectOption,
    KeepGoingOption,
    LangOption,
    QuietOption,
    VerboseOption,
)
from asipgrid.cli.pager import NoPagerOption, answer_paged
from asipgrid.cli.score import decided, whole, with_dialect
from asipgrid.documents import workspace
from asipgrid.review.panel_report import panel_report

PanelFormat = StrEnum("PanelFormat", {name.upper(): name for name in formats.PANEL})  # type: ignore[misc]
_TABLE = PanelFormat("table")


def panel(
    call: CallArgument,
    *,
    format_: Annotated[PanelFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    csv_dialect: DialectOption = None,
    lang: LangOption = None,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    no_pager: NoPagerOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show who has marked what and what is missing, disagreement, agreement and severity.

    Example: asipgrid panel requests/example-2010
    """
    spoken, space = language(lang, format_.value), workspace.find_call(call, cwd())
    page = with_dialect(look(color, space.root, language=spoken), format_.value, csv_dialect)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    if case.call.panel is None:
        raise workspace.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    report = panel_report(pipeline.plan_behind(case, result), result, case.sheets)
    answer_paged(formats.renderer(formats.PANEL, format_.value)(report, page), pager=not no_pager)
    whole(result)
