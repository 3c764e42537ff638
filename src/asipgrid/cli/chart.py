"""`asipgrid chart`: the projects of a call by theme, on one page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from asipgrid import formats, pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, language, look, note, tell
from asipgrid.cli.options import (
    CallArgument,
    ColorOption,
    ForceOption,
    KeepGoingOption,
    LangOption,
    OutputOption,
    QuietOption,
)
from asipgrid.documents import workspace, writing
from asipgrid.formats.chart_words import worded
from asipgrid.model.places import Language
from asipgrid.review.chart import chart as made

ChartFormat = StrEnum("ChartFormat", {name.upper(): name for name in formats.CHART})  # type: ignore[misc]
_ENDINGS = {".svg": "svg", ".html": "html", ".htm": "html"}

FormOption = Annotated[
    ChartFormat | None,
    typer.Option(
        "--format", help="Form of the chart; default: by the ending of FILE, else markdown.", show_default=False
    ),
]


def chart(
    call: CallArgument,
    *,
    format_: FormOption = None,
    output: OutputOption = None,
    lang: LangOption = None,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> None:
    """Show projects by theme on one page: what each does and how large it is, each with its source.

    Example: asipgrid chart requests/example-2010 --format html -o chart.html
    """
    space = workspace.find_call(call, cwd())
    case, sound = _read(space, color, lang, keep_going=keep_going, quiet=quiet)
    chosen = made(case.call, case.grids, case.requests)
    if not (chosen.chosen or quiet):
        note("this call names no themes (`chart` in call.yaml): there is one a grid, with its figures")
    form = _form(format_, output)
    printed = output is None or str(output) == "-"
    page = look(color, space.root) if printed else replace(look(Color.NEVER), width=None)
    text = formats.renderer(formats.CHART, form)(worded(chosen, language(lang)), page)
    if output is None or printed:
        answer(text)
    else:
        writing.write(cwd() / output, text, force=force)
        if not quiet:
            note(f"{counted(len(chosen.projects), 'project')} in {output.as_posix()}")
    if not sound:
        raise Quit(1)


def _form(asked: ChartFormat | None, output: Path | None) -> str:
    if asked is not None:
        return asked.value
    return "markdown" if output is None else _ENDINGS.get(output.suffix.lower(), "markdown")


def _read(
    space: workspace.Workspace, color: Color, lang: Language | None, *, keep_going: bool, quiet: bool
) -> tuple[Case, bool]:
    """The call's documents, and whether all are sound; with errors in one there is no chart, unless it is to go on."""
    loaded = pipeline.load(space)
    case = loaded.checked.case
    if not loaded.sound:
        tell(loaded.findings, color, space.root, lang=lang)
    if case is None or not (loaded.sound or keep_going):
        raise Quit(1)
    if case.unfilled and not quiet:
        note(f"{counted(len(case.unfilled), 'document')} not yet filled in and not on the chart")
    return case.without(frozenset(loaded.refused)), loaded.sound
