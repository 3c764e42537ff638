"""Ranks and ties: in which order requests are served, and what put them apart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from msgspec import Struct

from asipgrid.engine.plan import Plan
from asipgrid.engine.rank_figures import quantity, rounding_words
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.places import Id
from asipgrid.model.results import Settled
from asipgrid.model.values import MOST_NAMED, Reason, named

# The order in which outcomes are listed (scoring, 2.4).
ORDER: tuple[Outcome, ...] = tuple(Outcome)


class Standing(Struct, frozen=True, kw_only=True):
    """One request's place: `group` numbers the tie groups from 0, `tie` says what put it apart, or why nothing did.

    `asks` is the question of a request that does not state what it is ranked on, or that keeps its group together, for it
    does not state what would put it apart. `rounded` names those whose figure is the same only because it is rounded.
    """

    request: Id
    rank: int
    group: int
    tie: Reason | None
    asks: Reason | None = None
    rounded: Reason | None = None


class _Tied(Struct, frozen=True):
    """Requests that nothing has put apart so far, by id; a single one was left alone by the link number `by` (0: by none).

    `lacking` are those that have no figure for the link number `by`: it, and those after it, put nobody of them apart.
    """

    names: tuple[Id, ...]
    by: int = 0
    lacking: tuple[Id, ...] = ()


def ordered(plan: Plan, entries: Mapping[Id, tuple[Any, ...]]) -> tuple[Standing, ...]:
    """Competition ranks (1, 1, 3), best first, from what each request is ranked on (see `rank_figures.figures`).

    Members of a tie group stand by id, which decides nothing. Who has nothing of the figure that the call ranks by comes
    last; a link of the chain that one of a group has no figure for puts nobody of that group apart, nor do those after it.
    """
    first = _positions(entries, entries, 0, ascending=plan.call.rank_by.ascending)
    levels = _apart(_Tied(tuple(sorted(entries))), first, 0)
    standings: list[Standing] = []
    group = 0
    for level in levels:
        groups = [level]
        for link, each in enumerate(plan.call.tie_break, 1):
            open_ = [name for tied in groups if len(tied.names) > 1 and not tied.lacking for name in tied.names]
            if not open_:
                break
            places = _positions(entries, open_, link, ascending=each.ascending)
            groups = [one for tied in groups for one in _split(tied, places, link)]
        for tied in groups:
            rank = len(standings) + 1
            for name in tied.names:
                ranks = entries[name][0] is not None
                standing = Standing(
                    request=name,
                    rank=rank,
                    group=group,
                    tie=_tie(plan, tied, level, name),
                    asks=_asks(plan, tied, name) if ranks else _asks_rank(plan),
                    rounded=_rounded(plan, entries, level, name),
                )
                standings.append(standing)
            group += 1
    return tuple(standings)


def _split(tied: _Tied, places: Mapping[Id, int | None], link: int) -> list[_Tied]:
    """A group after one more link."""
    if len(tied.names) == 1 or tied.lacking:
        return [tied]
    lacking = tuple([name for name in tied.names if places[name] is None])
    return [_Tied(tied.names, link, lacking)] if lacking else _apart(tied, places, link)


def _apart(tied: _Tied, places: Mapping[Id, int | None], link: int) -> list[_Tied]:
    """A group by the places of its members, best first; none comes last."""

    def place(name: Id) -> tuple[bool, int]:
        return places[name] is None, places[name] or 0

    runs = itertools.groupby(sorted(tied.names, key=place), key=place)
    return [_Tied(tuple(run), link) for _, run in runs]


def _positions(
    entries: Mapping[Id, tuple[Any, ...]], names: Iterable[Id], column: int, *, ascending: bool
) -> dict[Id, int | None]:
    """The place of each of some requests in one column, from 0; equal values share it, what is not stated has none."""
    values = {name: entries[name][column] for name in names}
    stated = {value for value in values.values() if value is not None}
    best_first = sorted(stated, key=_order(stated), reverse=not ascending)
    places = {value: place for place, value in enumerate(best_first)}
    return {name: None if value is None else places[value] for name, value in values.items()}


def _order(figures: Collection[Any]) -> Callable[[Any], Any] | None:
    """The sort key of different figures: of numbers, whole numbers so fine that no two of them are the same."""
    bottoms = [figure[1] for figure in figures if type(figure) is tuple]
    if not bottoms:
        return None
    # Two fractions lie at least one over the product of their denominators apart.
    bits = 2 * max(bottoms).bit_length()
    return lambda figure: (figure[0] << bits) // figure[1]


def _tie(plan: Plan, tied: _Tied, level: _Tied, name: Id) -> Reason | None:
    """How a request stands to those that rank by the same figure: put apart by links, or ex aequo, and why."""
    links = tuple([link.name for link in plan.call.tie_break[: tied.by]])
    if len(tied.names) == 1:
        others = named(level.names, without=name)
        return Reason("tie_broken", {**others, "by": links}) if len(level.names) > 1 else None
    others = named(tied.names, without=name)
    if not tied.lacking:
        return Reason("ex_aequo", others)
    key = "ex_aequo_not_stated" if plan.links[tied.by].reads else "ex_aequo_no_score"
    return Reason(key, {**others, "by": links[-1], "lacking": Reason("listed", named(tied.lacking))})


def _asks(plan: Plan, tied: _Tied, name: Id) -> Reason | None:
    """The question of a request that does not state what would put its group apart."""
    if name not in tied.lacking:
        return None
    stated = plan.links[tied.by].reads
    values = {"paths": stated, **named(tied.names, without=name)}
    return Reason(f"ask_tie{_of_figure(plan, tied.by)}", values) if stated else None


def _asks_rank(plan: Plan) -> Reason | None:
    """The question of a request that does not state what the call ranks by."""
    stated = plan.links[0].reads
    return Reason(f"ask_rank{_of_figure(plan, 0)}", {"paths": stated}) if stated else None


def _of_figure(plan: Plan, link: int) -> str:
    """How a question about a link ends its key: there is no figure of a measure where it divides by 0, either."""
    return "" if plan.links[link].figure is None else "_figure"


def _rounded(plan: Plan, entries: Mapping[Id, tuple[Any, ...]], level: _Tied, name: Id) -> Reason | None:
    """Which requests rank on the same figure as one for it is rounded, with the exact figures."""
    own = entries[name][-1]
    if plan.call.rounding is None or not isinstance(own, tuple):
        return None
    others = [each for each in level.names if entries[each][-1] != own]
    if not others:
        return None
    told = partial(quantity, unit=plan.links[0].unit)
    values = {"own": told(own), "figure": told(entries[name][0])}
    exact = tuple(
        Reason("rounded_other", {**values, "request": each, "other": told(entries[each][-1])})
        for each in others[:MOST_NAMED]
    )
    more = {"more": len(others) - MOST_NAMED} if len(others) > MOST_NAMED else {}
    return Reason(
        "rounded_tie", {**values, **rounding_words(plan.call.rounding, plan.links[0].unit), "exact": exact, **more}
    )


Order = Callable[[Settled, Fraction | None], tuple[Any, ...]]


def in_order(call: Call) -> Order:
    """The sort key of a call's requests for people: of what became of one, and its score."""
    return _by_outcome if call.published else _reading_order


def _reading_order(settled: Settled, score: Fraction | None) -> tuple[Any, ...]:
    """Funded first by rank; then by outcome, by score (best first, none last), by id."""
    return (
        ORDER.index(settled.outcome),
        0 if settled.rank is None else settled.rank,
        score is None,
        0 if score is None else -score,
        settled.request,
    )


def _by_outcome(settled: Settled, _score: Fraction | None) -> tuple[Any, ...]:
    """Of published facts, which put nobody before another: by outcome, then by id."""
    return ORDER.index(settled.outcome), settled.request
