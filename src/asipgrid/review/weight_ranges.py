"""The range of each weight of a grid, and of a criterion, in which every decision stays; the others in proportion."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.paths import path_expression
from asipgrid.engine.plan import Plan, reweighed
from asipgrid.engine.rank_figures import figures, reach
from asipgrid.engine.rules import environment
from asipgrid.model.calls import Criterion, Grid
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Id
from asipgrid.model.results import Alone, Reach
from asipgrid.model.values import exact, is_number
from asipgrid.review.crossings import Crossing, Crossings
from asipgrid.review.rule_bounds import numbers_of_rules
from asipgrid.review.stable_ranges import End, Fit, Quotient, StableRange
from asipgrid.review.trials import Trials, comes_to, moves_with_weights

_WEAKEST: Final = {"weakest_grid": 0, "weakest_ceiling": 1}
_FIT: Final = (Fraction(1, 7), Fraction(2, 5), Fraction(5, 7), Fraction(6, 7))


def weight_ranges(trials: Trials) -> Iterator[StableRange]:
    """The range of each weight of a grid in the call, then of each criterion in its grid."""
    weights = trials.case.call.weights
    proven: _Proven = {}
    for name in weights if len(weights) > 1 else ():
        share = weights[name] / sum(weights.values())
        yield _weight(trials, "grid", f"grids.{name}", share, _grid_plan(trials, name), proven)
    for grid, counted in _counted(trials):
        total, proven = sum((each.weight for each in counted), Fraction(0)), {}
        for each in counted:
            made = _criterion_plan(trials, grid, each.id, total)
            yield _weight(trials, "criterion", f"{each.id}.weight", each.weight / total, made, proven)


def count_of_weights(trials: Trials) -> int:
    """How many there are."""
    grids = len(trials.case.call.weights)
    return (grids if grids > 1 else 0) + sum(len(each) for _, each in _counted(trials))


def _counted(trials: Trials) -> Iterator[tuple[Grid, list[Criterion]]]:
    """The criteria of each grid that are weighed against others."""
    for grid in trials.case.grids:
        found = [each for each in grid.criteria if each.weight > 0 and each.judging is not None and not each.info]
        if len(found) > 1:
            yield grid, found


def _grid_plan(trials: Trials, name: str) -> Callable[[Fraction], Plan]:
    """The plan in which a grid has a share of all weights, and the others the rest as they have it now."""
    weights = trials.case.call.weights
    rest = sum(weights.values()) - weights[name]

    def made(share: Fraction) -> Plan:
        others = {each: weight * (1 - share) / rest for each, weight in weights.items()}
        return reweighed(trials.plan, {**others, name: share})

    return made


def _criterion_plan(trials: Trials, grid: Grid, name: str, total: Fraction | int) -> Callable[[Fraction], Plan]:
    """The plan in which a criterion has a share of the weights of its grid, and the others the rest as they have it now."""
    weight = next(each.weight for each in grid.criteria if each.id == name)

    def made(share: Fraction) -> Plan:
        criteria = [
            replace(
                each, weight=share * total if each.id == name else each.weight * (1 - share) * total / (total - weight)
            )
            for each in grid.criteria
        ]
        return trials.with_grid(replace(grid, criteria=tuple(criteria)))

    return made


def _weight(
    trials: Trials, kind: str, name: str, now: Fraction, made: Callable[[Fraction], Plan], proven: _Proven
) -> StableRange:
    """The range of a weight, as a share of those it stands among, the others in proportion."""
    low: End | None = None
    high: End | None = None
    moving = _moving(trials, now, made, proven) if now < 1 and trials.is_weighted_mean else None
    if moving is not None:
        low, high = (_Moved(trials, moving, made).end(now, Fraction(limit)) for limit in (0, 1))
    return StableRange(kind=kind, name=name, unit="%", value=100 * now, low=_percent(low), high=_percent(high))


def _percent(end: End | None) -> End | None:
    return end if end is None or end.at is None else End(100 * end.at, end.changes)


class _Moved:
    """A weight that is moved from its share now in one direction: whole calls are settled where that may change anything."""

    def __init__(self, trials: Trials, moving: _Moving, made: Callable[[Fraction], Plan]) -> None:
        """`made` gives the plan in which the weight is a share."""
        self.trials, self.moving, self.made = trials, moving, made
        # Whom a demand counts, or who may in the end be counted.
        self._reached = [name for name, each in trials.alone.items() if each.reach is not None]
        # Who came to something else on the way, whatever became of it.
        self._other: set[Id] = set()

    def end(self, now: Fraction, limit: Fraction) -> End:
        """The first share at which something changes, before a limit."""
        crossings = Crossings(_reaching(self.trials, self.moving), self._placed())
        for each in crossings.outward(now, limit):
            changes = self._changes(each)
            if changes:
                return End.with_changes(each.at, changes)
        return End(None)

    def _placed(self) -> Iterator[tuple[tuple[Quotient | None, ...], str]]:
        """What puts requests in their places, and what becomes of each.

        Where a demand sets the threshold, any two that change places may move it, whatever becomes of them.
        """
        if self._reached:
            return (((end,), name) for name in self._reached for end in self.moving.placed[name])
        return ((self.moving.placed[name], self.trials.words[name]) for name in self.trials.ranked)

    def _changes(self, crossing: Crossing) -> dict[str, tuple[str, str]]:
        """What changes just beyond a crossing.

        Rules find otherwise, if at all, of those of which a figure reaches a number of the rules on the way: these are
        judged again. Where they come to the same, and nobody changes places with one of whom something else becomes,
        everybody is served as before.
        """
        trials, share, asked = self.trials, crossing.beyond, crossing.reaching | self._other
        judged: dict[Id, Alone] = {}
        if asked:
            ready = self.made(share)
            judged = trials.all_alone(ready, trials.reweighed(ready, asked))
            self._other |= {name for name, each in judged.items() if comes_to(each) != comes_to(trials.alone[name])}
        if not (crossing.swaps or self._other & judged.keys()):
            return {}
        return trials.changed(trials.come_to({**self._moved(share), **judged}))

    def _moved(self, share: Fraction) -> dict[Id, Alone]:
        """Everybody who has a place, with the figures under a share."""
        return {name: self._alone(name, share) for name in self._reached or self.trials.ranked}

    def _alone(self, name: Id, share: Fraction) -> Alone:
        """What a request comes to under a share, where rules find what they find now."""
        now, placed = self.trials.alone[name], self.moving.placed[name]
        if now.reach is not None:
            return replace(now, reach=Reach(*(None if each is None else each.at(share) for each in placed)))
        figures = (
            old if moves is None or moves.stays else moves.at(share).as_integer_ratio()
            for old, moves in zip(now.figures, placed, strict=True)
        )
        return replace(now, figures=tuple(figures))


class _Moving(Struct, frozen=True):
    """The figures of each request that rules may read, and those that put it in its place, under a moving weight."""

    read: dict[Id, tuple[Quotient | None, ...]]
    placed: dict[Id, tuple[Quotient | None, ...]]


_Figures = dict[Id, tuple[tuple[Fraction | None, ...], tuple[Fraction | None, ...]]]
"""Of each request: the figures that rules may read, and those that put it in its place."""
_Fitted = dict[tuple[int, ...], Quotient | Literal[False] | None]
_Proven = dict[None, _Figures | None]
"""The figures under the weights as they are, once they were shown to be those of the decision (None: they are not).

They are the same for each weight among the same others.
"""


def _moving(trials: Trials, now: Fraction, made: Callable[[Fraction], Plan], proven: _Proven) -> _Moving | None:
    """None where some figure does not move as a quotient of the weight, as where a panel's totals decide."""
    shares = [now, *(each for each in _FIT if each != now)][:4]
    if None not in proven:
        same = {name: _figures_of(trials, trials.plan, each) for name, each in trials.cards.items()}
        proven[None] = same if _figures_under(trials, made(now)) == same else None
    first = proven[None]
    if first is None:
        return None
    others = [_figures_under(trials, made(share)) for share in shares[1:]]
    fit, moving = Fit(shares), _Moving({}, {})
    for name, as_now in first.items():
        under = [as_now, *(each[name] for each in others)]
        known: _Fitted = {}
        for which, found in enumerate((moving.read, moving.placed)):
            fitted = [_fitted(fit, column, known) for column in zip(*(each[which] for each in under), strict=True)]
            if any(each is False for each in fitted):
                return None
            found[name] = tuple(each or None for each in fitted)
    return moving


def _fitted(fit: Fit, column: tuple[Fraction | None, ...], known: _Fitted) -> Quotient | Literal[False] | None:
    """How a figure moves, from what it is under some shares of a weight; None where there is none, False where it is no quotient.

    A score and a ceiling are often one and the same: what is `known` is not fitted again.
    """
    key = tuple(map(id, column))
    if key not in known:
        values = [each for each in column if each is not None]
        known[key] = (fit.of(values) if len(values) == len(column) else None) or (False if values else None)
    return known[key]


def _figures_under(trials: Trials, ready: Plan) -> _Figures:
    """The figures under a plan in which weights are others."""
    return {name: _figures_of(trials, ready, each) for name, each in trials.reweighed(ready).items()}


def _figures_of(
    trials: Trials, ready: Plan, scored: Scorecard
) -> tuple[tuple[Fraction | None, ...], tuple[Fraction | None, ...]]:
    env = environment(ready, trials.requests[scored.request], scored)
    reached = reach(ready, scored, trials.alone[scored.request].proposal.outcome)
    placed = _numbers(figures(ready, scored, env)) if reached is None else (reached.lowest, reached.highest)
    return _read(trials, env, scored), placed


@functools.lru_cache(1)
def _paths(trials: Trials) -> tuple[str, ...]:
    """What rules compare with numbers and a weight may move, but for the lowest of all grids: that is found grid by grid."""
    read = dict.fromkeys(read for _, read, _ in numbers_of_rules(trials))
    return tuple(each for each in read if each not in _WEAKEST and moves_with_weights(path_expression(each)))


def _read(trials: Trials, env: Mapping[str, Any], scored: Scorecard) -> tuple[Fraction | None, ...]:
    """The figures at these paths, then the score and the ceiling of each grid."""
    values = [path_expression(each).get(env) for each in _paths(trials)]
    grids = [figure for each in scored.grids.values() for figure in (each.score, each.ceiling)]
    return (*(exact(each) if is_number(each) else None for each in values), *grids)


def _numbers(figures: tuple[Any, ...]) -> tuple[Fraction | None, ...]:
    return tuple(Fraction(*each) if isinstance(each, tuple) else None for each in figures)


def _figures_behind(trials: Trials, read: str) -> Sequence[int]:
    """Which of the figures of `_read` decide what a path of a rule reads."""
    paths, grids = _paths(trials), len(trials.case.call.weights)
    if read in _WEAKEST:
        return range(len(paths) + _WEAKEST[read], len(paths) + 2 * grids, 2)
    return [paths.index(read)] if read in paths else ()


def _reaching(trials: Trials, moving: _Moving) -> dict[Fraction, set[Id]]:
    """Where figures reach a number of the rules, and whose: the requests that rules may judge otherwise there."""
    found: dict[Fraction, set[Id]] = {}
    for read, number in {(read, number) for _, read, number in numbers_of_rules(trials)}:
        for which in _figures_behind(trials, read):
            for name, each in moving.read.items():
                figure = each[which]
                if figure is not None and not figure.stays:
                    for at in figure.reaches(number):
                        found.setdefault(at, set()).add(name)
    return found
