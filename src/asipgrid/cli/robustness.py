"""`asipgrid robustness`: how far each number of a call may move before a decision changes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, answer, cwd, look
from asipgrid.cli.options import CallArgument, ColorOption, KeepGoingOption, QuietOption, VerboseOption
from asipgrid.cli.progress import watched
from asipgrid.cli.score import decided, note_unfilled, whole
from asipgrid.documents import workspace

RobustnessFormat = StrEnum("RobustnessFormat", {name.upper(): name for name in formats.ROBUSTNESS})  # type: ignore[misc]
_TABLE = RobustnessFormat("table")


def robustness_(
    call: CallArgument,
    *,
    format_: Annotated[RobustnessFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    keep_going: KeepGoingOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how far each weight, threshold, mark and the envelope may move before a decision changes.

    The ranges are exact: nothing is drawn, and nothing is tried that could miss a change between two trials.

    Example: asipgrid robustness requests/example-2010
    """
    from asipgrid.review.robustness import robustness
    from asipgrid.review.trials import Trials

    space = workspace.find_call(call, cwd())
    page = look(color, space.root)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose)
    note_unfilled(result, quiet=quiet)
    report = robustness(
        Trials(case, pipeline.plan_behind(case, result)),
        lambda work, count: watched(work, total=count, quiet=quiet, doing="tried"),
    )
    answer(formats.renderer(formats.ROBUSTNESS, format_.value)(report, page))
    whole(result)
