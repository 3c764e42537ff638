"""`asipgrid robustness`: how far each number of a call may move before a decision changes, and how sure decisions are."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, answer, cwd, language, look
from asipgrid.cli.drawn import (
    DrawsOption,
    OptimumOption,
    SeedOption,
    VaryOption,
    WithinOption,
    draw_terms,
    how_sure,
)
from asipgrid.cli.options import (
    CallArgument,
    ColorOption,
    KeepGoingOption,
    LangOption,
    QuietOption,
    VerboseOption,
)
from asipgrid.cli.score import decided, note_unfilled, whole
from asipgrid.documents import workspace

RobustnessFormat = StrEnum("RobustnessFormat", {name.upper(): name for name in formats.ROBUSTNESS})  # type: ignore[misc]

_TABLE = RobustnessFormat("table")


def robustness_(
    call: CallArgument,
    *,
    format_: Annotated[RobustnessFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    within: WithinOption = None,
    vary: VaryOption = None,
    optimum: OptimumOption = False,
    lang: LangOption = None,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how far each weight, threshold, mark and the envelope may move before a decision changes.

    The ranges are exact: nothing is drawn, and nothing is tried that could miss a change between two trials.
    With --draws, how often each request is funded when weights or marks are drawn by chance: estimates, which decide nothing.

    Example: asipgrid robustness requests/example-2010 --draws 10000
    """
    from asipgrid.review.trials import Trials

    terms = draw_terms(draws, seed, within, vary)
    spoken, space = language(lang, format_.value), workspace.find_call(call, cwd())
    page = look(color, space.root, language=spoken)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    note_unfilled(result, quiet=quiet)
    trials = Trials(case, pipeline.plan_behind(case, result))
    # The exact ranges, unless draws or an optimum are asked for.
    found = how_sure(trials, terms, exact=terms is None and not optimum, optimum=optimum, quiet=quiet)
    answer(formats.renderer(formats.ROBUSTNESS, format_.value)(found, page))
    whole(result)
