"""`asipgrid explain`: one request of a call, number by number, or one criterion across all requests."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, cwd, language, look
from asipgrid.cli.criteria import known_criterion
from asipgrid.cli.options import (
    CallArgument,
    ColorOption,
    KeepGoingOption,
    LangOption,
    QuietOption,
    VerboseOption,
    criteria,
    requests,
)
from asipgrid.cli.pager import NoPagerOption, answer_paged
from asipgrid.cli.parameters import refuse_missing
from asipgrid.cli.score import chosen, decided, note_unfilled, whole
from asipgrid.documents import workspace
from asipgrid.formats import Look
from asipgrid.review import explain as explanations
from asipgrid.review.across import across

if TYPE_CHECKING:
    from asipgrid.engine.plan import Plan
    from asipgrid.model.results import Result

ExplanationFormat = StrEnum("ExplanationFormat", {name.upper(): name for name in formats.EXPLANATION})  # type: ignore[misc]
_TABLE = ExplanationFormat("table")
OneRequestArgument = Annotated[
    str | None,
    typer.Argument(
        help="A request's id; may be left out with --criterion.", autocompletion=requests, metavar="[REQUEST]"
    ),
]
CriterionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--criterion",
        help="This criterion alone, of all requests or of one; several times for several.",
        autocompletion=criteria,
        metavar="ID",
    ),
]
FullOption = Annotated[bool, typer.Option("--full", help="In a table too: every fact, mark, document and next level.")]


def explain(
    ctx: typer.Context,
    call: CallArgument,
    request: OneRequestArgument = None,
    *,
    criterion: CriterionOption = None,
    full: FullOption = False,
    format_: Annotated[ExplanationFormat, typer.Option("--format", help="Form of the explanation.")] = _TABLE,
    lang: LangOption = None,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    no_pager: NoPagerOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how each number of one request came about, or one criterion across all requests.

    Example: asipgrid explain requests/example-2010 region-d
    """
    if request is None and not criterion:
        refuse_missing(ctx, "request")
    spoken, space = language(lang, format_.value), workspace.find_call(call, cwd())
    page = look(color, space.root, language=spoken)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    chosen(result, case, [] if request is None else [request])
    note_unfilled(result, quiet=quiet)
    plan, form = pipeline.plan_behind(case, result), format_.value
    if request is None or criterion:
        told = _criteria(plan, result, criterion or (), request, form, page)
    else:
        table = formats.EXPLANATION if full else formats.SHORT
        told = formats.renderer(table, form)(explanations.explain(plan, result, request), page)
    answer_paged(told, pager=not no_pager)
    whole(result)


def _criteria(plan: Plan, result: Result, asked: Sequence[str], request: str | None, form: str, page: Look) -> str:
    """Criteria across all requests, or in one, each once, in the order in which they are named."""
    names = [known_criterion(result, name) for name in dict.fromkeys(asked)]
    return formats.renderer(formats.ACROSS, form)([across(plan, result, name, request) for name in names], page)
