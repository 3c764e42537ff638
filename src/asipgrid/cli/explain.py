"""`asipgrid explain`: one request of a call, number by number."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, cwd, language, look
from asipgrid.cli.options import (
    CallArgument,
    ColorOption,
    KeepGoingOption,
    LangOption,
    QuietOption,
    RequestArgument,
    VerboseOption,
)
from asipgrid.cli.pager import NoPagerOption, answer_paged
from asipgrid.cli.score import chosen, decided, note_unfilled, whole
from asipgrid.documents import workspace
from asipgrid.review import explain as explanations

ExplanationFormat = StrEnum("ExplanationFormat", {name.upper(): name for name in formats.EXPLANATION})  # type: ignore[misc]
_TABLE = ExplanationFormat("table")


def explain(
    call: CallArgument,
    request: RequestArgument,
    *,
    format_: Annotated[ExplanationFormat, typer.Option("--format", help="Form of the explanation.")] = _TABLE,
    lang: LangOption = None,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    no_pager: NoPagerOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how each number of one request came about.

    Example: asipgrid explain requests/example-2010 region-d
    """
    spoken, space = language(lang, format_.value), workspace.find_call(call, cwd())
    page = look(color, space.root, language=spoken)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    chosen(result, case, [request])
    note_unfilled(result, quiet=quiet)
    explanation = explanations.explain(pipeline.plan_behind(case, result), result, request)
    answer_paged(formats.renderer(formats.EXPLANATION, format_.value)(explanation, page), pager=not no_pager)
    whole(result)
