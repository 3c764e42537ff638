"""What commands that draw by chance share: their options, and the libraries of the extra `asipgrid[robustness]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from msgspec.structs import replace

from asipgrid.documents import workspace
from asipgrid.documents.libraries import needed

if TYPE_CHECKING:
    from asipgrid.review.estimates import DrawTerms, Estimates
    from asipgrid.review.optimum import Optimum
    from asipgrid.review.robustness import RobustnessAnswer
    from asipgrid.review.trials import Trials

_PERCENT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


class Drawn(StrEnum):
    """What is drawn."""

    GRIDS = "grids"
    CRITERIA = "criteria"
    MARKS = "marks"


DrawsOption = Annotated[
    int | None,
    typer.Option(
        "--draws",
        help="Decide so many times with weights or marks drawn by chance (needs asipgrid[robustness]).",
        min=1,
        max=1_000_000,
        metavar="N",
    ),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="With --draws: where chance begins.", min=0, metavar="S")
]
WithinOption = Annotated[
    str | None,
    typer.Option("--within", help="With --draws: weights at most so many % from those declared.", metavar="P"),
]
OptimumOption = Annotated[
    bool, typer.Option("--optimum", help="Tell what an optimum by score would fund (needs asipgrid[robustness]).")
]
VaryOption = Annotated[
    list[Drawn] | None, typer.Option("--vary", help="With --draws: what is drawn; may be given several times.")
]


def draw_terms(
    draws: int | None, seed: int | None, within: str | None, vary: Sequence[Drawn] | None
) -> DrawTerms | None:
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


def drawn(trials: Trials, terms: DrawTerms, watched_: Callable[[Iterable[Any], int], Iterable[Any]]) -> Estimates:
    """What draws come to; CannotError where the libraries that they need are missing."""
    with needed("draws and an optimum need", "robustness"):
        from asipgrid.review.draws import estimates, varied

    chosen = varied(trials.case.call, trials.case.grids, terms.varied)
    return estimates(trials, replace(terms, varied=chosen), watched_)


def how_sure(trials: Trials, terms: DrawTerms | None, *, exact: bool, optimum: bool, quiet: bool) -> RobustnessAnswer:
    """What is asked of how sure a call is; CannotError with the reason where it cannot be found out."""
    from asipgrid.cli.progress import watched
    from asipgrid.review.robustness import RobustnessAnswer, robustness

    def bar(doing: str) -> Callable[[Iterable[Any], int], Iterable[Any]]:
        return lambda work, count: watched(work, total=count, quiet=quiet, doing=doing)

    with or_cannot():
        return RobustnessAnswer(
            call=trials.case.call,
            words=trials.words,
            draws=None if terms is None else drawn(trials, terms, bar("drawn")),
            optimum=best_of(trials) if optimum else None,
            exact=robustness(trials, bar("tried")) if exact else None,
        )


def best_of(trials: Trials) -> Optimum:
    """What an optimum by score would fund; CannotError where the libraries that it needs are missing."""
    from asipgrid.review.optimum import optimum

    with needed("draws and an optimum need", "robustness"):
        from asipgrid.review.solver import best_set
    return optimum(trials, best_set)


@contextmanager
def or_cannot() -> Iterator[None]:
    """CannotError with the reason where nothing can be drawn, or no optimum be found."""
    from asipgrid.review.estimates import UndrawableError

    try:
        yield
    except UndrawableError as error:
        raise workspace.CannotError(f"not found out: {error}") from error
