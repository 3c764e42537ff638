"""How far each number may move, found by asking the whole call again everywhere that anything could change: slow, and plain.

Every request is judged again, and all are settled, between any two of all points at which two figures could be equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.plan import Plan, plan
from asipgrid.engine.rules import environment
from asipgrid.model.calls import Grid
from asipgrid.model.places import Id
from asipgrid.model.requests import RatingSheet
from asipgrid.review.rule_bounds import numbers_of_rules
from asipgrid.review.stable_ranges import Fit
from asipgrid.review.trials import Trials

Moves = tuple[tuple[str, str, str], ...]
Ends = tuple[tuple[Fraction | None, Moves], tuple[Fraction | None, Moves]]
PLACES = [Fraction(1, 7), Fraction(2, 5), Fraction(5, 7), Fraction(6, 7)]


def under(trials: Trials, ready: Plan, sheets: dict[Id, list[RatingSheet]] | None = None) -> Moves:
    """What changes under another plan, or other sheets: the whole call is made anew."""
    given = {name: list(each) for name, each in trials.sheets.items()} if sheets is None else sheets
    told = tuple(sheet for each in given.values() for sheet in each)
    again = Trials(replace(trials.case, call=ready.call, grids=tuple(g.grid for g in ready.grids), sheets=told), ready)
    return tuple(
        (name, old, again.words[name]) for name, old in sorted(trials.words.items()) if old != again.words[name]
    )


def ends(
    now: Fraction, points: Iterable[Fraction], limits: tuple[Fraction, Fraction], asked: Callable[[Fraction], Moves]
) -> Ends:
    """The first points on both sides beyond which something changes, with what does."""
    inside = {each for each in points if limits[0] < each < limits[1]}
    found = []
    for side, limit in ((-1, limits[0]), (1, limits[1])):
        ordered = sorted((each for each in inside if (each - now) * side >= 0), key=lambda each: side * each)
        end: tuple[Fraction | None, Moves] = (None, ())
        for at, beyond in zip(ordered, [*ordered, limit][1:], strict=True):
            moves = asked((at + beyond) / 2)
            if moves:
                end = (at, moves)
                break
        found.append(end)
    return found[0], found[1]


def weights_of_grid(trials: Trials, name: str) -> Callable[[Fraction], Plan]:
    """The plan in which a grid has a share of all weights."""
    weights = trials.case.call.weights
    rest = sum(weight for each, weight in weights.items() if each != name)

    def made(share: Fraction) -> Plan:
        others = {each: share if each == name else weight * (1 - share) / rest for each, weight in weights.items()}
        return plan(replace(trials.case.call, weights=others), trials.case.grids)

    return made


def weights_in_grid(trials: Trials, grid: Grid, name: str) -> Callable[[Fraction], Plan]:
    """The plan in which a criterion has a share of the weights of its grid."""
    counted = [each for each in grid.criteria if each.judging is not None and not each.info]
    total = sum(each.weight for each in counted)
    own = next(each.weight for each in counted if each.id == name)

    def made(share: Fraction) -> Plan:
        rest = (1 - share) * total / (total - own)
        criteria = tuple(
            replace(each, weight=share * total if each.id == name else each.weight * rest) for each in grid.criteria
        )
        grids = [replace(grid, criteria=criteria) if each.id == grid.id else each for each in trials.case.grids]
        return plan(trials.case.call, grids)

    return made


def weight_ends(trials: Trials, now: Fraction, made: Callable[[Fraction], Plan]) -> Ends:
    """The range of a weight, from all points at which any two figures meet, or one a number of the rules."""
    fit = Fit(PLACES)
    columns = zip(*(_figures(trials, made(share)) for share in PLACES), strict=True)
    lines = {found for column in columns if None not in column and (found := fit.of(column))}
    numbers = {number for _, _, number in numbers_of_rules(trials)}
    points = {at for one, other in combinations(lines, 2) for at in one.meets(other)}
    points |= {at for line in lines for number in numbers for at in line.reaches(number)}
    return ends(now, points, (Fraction(0), Fraction(1)), lambda share: under(trials, made(share)))


def _figures(trials: Trials, ready: Plan) -> Iterator[Fraction | None]:
    """The scores and ceilings of each request, and of each of its grids."""
    case = replace(trials.case, call=ready.call, grids=tuple(each.grid for each in ready.grids))
    for scored in Trials(case, ready).cards.values():
        yield from (scored.score, scored.ceiling)
        for each in scored.grids.values():
            yield from (each.score, each.ceiling)


def bound_ends(trials: Trials, path: tuple[str | int, ...], read: str, now: Fraction) -> Ends:
    """The range of a number of a rule that reads a figure by its name."""
    envs = [environment(trials.plan, trials.requests[name], scored) for name, scored in trials.cards.items()]
    points = {Fraction(env[read]) for env in envs if env[read] is not None}
    limits = min([now, *points]) - 1, max([now, *points]) + 1

    def asked(bound: Fraction) -> Moves:
        rules = list(trials.case.call.rules)
        at = path[1]
        assert isinstance(at, int)
        rules[at] = replace(rules[at], when=_put(rules[at].when, path[2:], bound))
        return under(trials, plan(replace(trials.case.call, rules=tuple(rules)), trials.case.grids))

    return ends(now, points, limits, asked)


def _put(written: Any, path: tuple[str | int, ...], value: Fraction) -> Any:
    return {**written, path[0]: _put(written[path[0]], path[1:], value)} if path else value


def envelope_ends(trials: Trials) -> tuple[int | None, int | None]:
    """The smallest and the largest envelope under which nothing changes: each cent is asked, up to what all ask for."""
    now, most = trials.case.call.envelope, sum(each.proposal.ask or 0 for each in trials.alone.values()) + 1

    def asked(cents: int) -> Moves:
        return under(trials, plan(replace(trials.case.call, envelope=cents), trials.case.grids))

    low = next((cents + 1 for cents in range(now - 1, -1, -1) if asked(cents)), None)
    return low, next((cents - 1 for cents in range(now + 1, max(most, now) + 1) if asked(cents)), None)


def mark_moves(trials: Trials) -> Iterator[tuple[str, Fraction, Moves]]:
    """For each mark one step lower and one higher: its path, the level, what changes, where anything does."""
    for name, sheets in trials.sheets.items():
        for at, sheet in enumerate(sheets):
            for criterion, mark in sheet.marks.items():
                for level in (mark.level - 1, mark.level + 1):
                    if 0 <= level <= trials.plan.criteria[criterion].max:
                        other = replace(sheet, marks={**sheet.marks, criterion: replace(mark, level=level)})
                        given = {**trials.sheets, name: [*sheets[:at], other, *sheets[at + 1 :]]}
                        moves = under(trials, trials.plan, {each: list(one) for each, one in given.items()})
                        if moves:
                            yield f"{name}.ratings.{sheet.assessor}.{criterion}", level, moves
