"""`asipgrid robustness`: how far each number of a call may move before a decision changes, and how sure decisions are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from msgspec.structs import replace

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, answer, cwd, look
from asipgrid.cli.options import CallArgument, ColorOption, KeepGoingOption, QuietOption, VerboseOption
from asipgrid.cli.progress import watched
from asipgrid.cli.score import decided, note_unfilled, whole
from asipgrid.documents import workspace

if TYPE_CHECKING:
    from asipgrid.review.estimates import DrawTerms, Estimates
    from asipgrid.review.optimum import Optimum
    from asipgrid.review.trials import Trials

RobustnessFormat = StrEnum("RobustnessFormat", {name.upper(): name for name in formats.ROBUSTNESS})  # type: ignore[misc]


class Drawn(StrEnum):
    """What is drawn."""

    GRIDS = "grids"
    CRITERIA = "criteria"
    MARKS = "marks"


_PERCENT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_TABLE = RobustnessFormat("table")


def robustness_(
    call: CallArgument,
    *,
    format_: Annotated[RobustnessFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            help="Decide so many times with weights or marks drawn by chance (needs asipgrid[robustness]).",
            min=1,
            max=1_000_000,
            metavar="N",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="With --draws: where chance begins.", min=0, metavar="S")
    ] = None,
    within: Annotated[
        str | None,
        typer.Option("--within", help="With --draws: weights at most so many % from those declared.", metavar="P"),
    ] = None,
    vary: Annotated[
        list[Drawn] | None, typer.Option("--vary", help="With --draws: what is drawn; may be given several times.")
    ] = None,
    optimum: Annotated[
        bool,
        typer.Option("--optimum", help="Tell what an optimum by score would fund (needs asipgrid[robustness])."),
    ] = False,
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
    from asipgrid.review.estimates import UndrawableError
    from asipgrid.review.robustness import RobustnessAnswer, robustness
    from asipgrid.review.trials import Trials

    terms = _terms(draws, seed, within, vary)
    space = workspace.find_call(call, cwd())
    page = look(color, space.root)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose)
    note_unfilled(result, quiet=quiet)
    trials = Trials(case, pipeline.plan_behind(case, result))

    def bar(work: Iterable[Any], count: int) -> Iterable[Any]:
        return watched(work, total=count, quiet=quiet, doing="tried" if terms is None else "drawn")

    try:
        found = RobustnessAnswer(
            call=case.call,
            words=trials.words,
            exact=robustness(trials, bar) if terms is None and not optimum else None,
            draws=None if terms is None else _drawn(trials, terms, bar),
            optimum=_optimum(trials) if optimum else None,
        )
    except UndrawableError as error:
        raise workspace.CannotError(f"not found out: {error}") from error
    answer(formats.renderer(formats.ROBUSTNESS, format_.value)(found, page))
    whole(result)


def _terms(draws: int | None, seed: int | None, within: str | None, vary: Sequence[Drawn] | None) -> DrawTerms | None:
    """What is to be drawn; None where nothing is."""
    from asipgrid.review.estimates import DrawTerms

    given = {"--seed": seed, "--within": within, "--vary": vary or None}
    if draws is None:
        extra = next((name for name, value in given.items() if value is not None), None)
        if extra is not None:
            raise workspace.CannotError(f"{extra} goes with --draws")
        return None
    varied = tuple(each.value for each in vary or ())
    if within is None:
        return DrawTerms(count=draws, seed=seed or 0, varied=varied)
    if varied == ("marks",):
        raise workspace.CannotError("--within is about weights: --vary grids or criteria as well")
    if not _PERCENT.fullmatch(within) or not 0 < Fraction(within) <= 100:
        raise workspace.CannotError(f"--within {within}: give percent above 0 and up to 100, such as 10")
    return DrawTerms(count=draws, seed=seed or 0, within=Fraction(within) / 100, varied=varied)


def _drawn(trials: Trials, terms: DrawTerms, watched_: Callable[[Iterable[Any], int], Iterable[Any]]) -> Estimates:
    with _needed():
        from asipgrid.review.draws import estimates, varied

    chosen = varied(trials.case.call, trials.case.grids, terms.varied)
    return estimates(trials, replace(terms, varied=chosen), watched_)


def _optimum(trials: Trials) -> Optimum:
    from asipgrid.review.optimum import optimum

    with _needed():
        from asipgrid.review.solver import best_set
    return optimum(trials, best_set)


@contextmanager
def _needed() -> Iterator[None]:
    """CannotError with what to install where a library of the extra is missing."""
    try:
        yield
    except ImportError as error:
        name = (error.name or "numpy").partition(".")[0]
        raise workspace.CannotError(
            f"{name} is not installed; draws and an optimum need: pip install 'asipgrid[robustness]'"
        ) from error
