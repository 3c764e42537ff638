"""The figures that requests are put in order by: their values, rounded where the call says so, and what they are called."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.engine.plan import Plan, PlannedLink
from asipgrid.model.calls import Call, Grid, Outcome, RankLink, Rounding
from asipgrid.model.judged import Scorecard
from asipgrid.model.results import RankedOn, Reach
from asipgrid.model.values import Quantity, Reason, exact, is_number

_MINUTES: Final = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?[0-9]{2}:[0-9]{2}")


def figures(plan: Plan, card: Scorecard, env: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a request is ranked on: the figure the call ranks by, then one for each link of the tie-break chain.

    Numbers are (numerator, denominator) in lowest terms. Where the call rounds before it ranks, the exact figure comes last.
    """
    found = [_value(plan, card, env, link) for link in plan.links]
    rounding = plan.call.rounding
    if rounding is not None:
        found.append(found[0])
        found[0] = rounded(exact(found[0]), rounding, plan.links[0].unit) if is_number(found[0]) else found[0]
    return tuple([value.as_integer_ratio() if is_number(value) else value for value in found])


def _value(plan: Plan, card: Scorecard, env: Mapping[str, Any], planned: PlannedLink) -> Any:
    if planned.figure is not None:
        return planned.figure.of({**env["request"], **plan.shared})[0]
    if planned.path is not None and not planned.reads_judged:
        found = planned.path.get(env)
        # A time of day in minutes is that of its first second.
        return f"{found}:00" if isinstance(found, str) and _MINUTES.fullmatch(found) else found
    return _ends(plan, card, env, planned)[planned.link.ascending]


def _ends(plan: Plan, card: Scorecard, env: Mapping[str, Any], planned: PlannedLink) -> Sequence[Any]:
    """The least and the greatest that a score, points or a sum of levels can be, for what is not known may still move it.

    Requests rank on the end that puts them later, so that nobody comes first for what is not stated.
    """
    if planned.path is not None:
        from asipgrid.engine.open_figures import read_so_far  # noqa: PLC0415 - few calls rank by such a path

        return [planned.path.get(read_so_far(plan, card, env, which)) for which in ("least", "most")]
    if planned.levels:
        return _levels_reached(card, planned.levels)
    name = planned.link.name
    if name == "points":
        return card.points, card.points_ceiling
    parts = card.sections if planned.link.kind == "section" else card.grids
    figure = card if name == "score" else parts[name]
    return figure.score, figure.ceiling


def reach(plan: Plan, card: Scorecard, outcome: Outcome) -> Reach | None:
    """Where the figure that the call ranks by lies, of a request that passes a stage or may; None without a demand.

    The demand takes a score, points or levels, of which more is better.
    """
    stage, link = plan.call.stage, plan.links[0]
    if stage is None or stage.demand is None or outcome not in {Outcome.PASSES, Outcome.ASK}:
        return None
    found = _ends(plan, card, {}, link)
    rounding = plan.call.rounding
    if rounding is None:
        return Reach(*found)
    return Reach(*(None if each is None else rounded(each, rounding, link.unit) for each in found))


def _levels_reached(
    card: Scorecard, levels: tuple[tuple[int, Fraction], ...]
) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest that a sum of levels can be; what has no level adds nothing."""
    judged = [(card.criteria[at], factor) for at, factor in levels]
    ends = [
        (each.level * factor, (each.level if each.ceiling is None else each.ceiling) * factor)
        for each, factor in judged
        if each.level is not None
    ]
    if not ends:
        return None, None
    return sum(map(min, ends), Fraction(0)), sum(map(max, ends), Fraction(0))


def rounded(value: Fraction, rounding: Rounding, unit: str = "number") -> Fraction:
    """A figure as the call rounds it before it ranks, in the unit it is shown in: shares in percent.

    Half up and up go towards the greater number.
    """
    step = rounding.to / 100 if unit == "percent" else rounding.to
    parts = value / step
    if rounding.mode == "half-up":
        return math.floor(parts + Fraction(1, 2)) * step
    return (math.ceil(parts) if rounding.mode == "up" else math.floor(parts)) * step


def ranked_on(plan: Plan, card: Scorecard, env: Mapping[str, Any], found: tuple[Any, ...]) -> RankedOn | None:
    """The figure that a request is ranked on, from its `figures`, to be shown; None where it is shown anyway."""
    if not plan.call.shows_rank_figure:
        return None
    planned = plan.links[0]
    unit, in_full = planned.unit, planned.unit != "score"
    is_fact = planned.figure is not None or (planned.path is not None and not planned.reads_judged)
    ends = [] if is_fact else [exact(each) for each in _ends(plan, card, env, planned) if is_number(each)]
    return RankedOn(
        by=planned.link.name,
        value=quantity(found[0], unit, in_full=in_full),
        exact=None if plan.call.rounding is None else quantity(found[-1], unit, in_full=in_full),
        between=tuple([Quantity(each, unit, in_full=in_full) for each in ends]) if len(set(ends)) > 1 else (),
        in_results=not plan.call.ranks_on_more,
    )


def open_figure(on: RankedOn) -> Reason:
    """Between what the figure that ranks may still lie (`RankedOn.between`), to be said."""
    least, most = on.between
    return Reason("rank_open", {"least": least, "most": most})


def ranked_by(call: Call, grids: Iterable[Grid]) -> Reason:
    """What the call ranks by, to be said: in which order, where the least comes first; rounded, where it is."""
    by = link_words(call.rank_by)
    by = Reason("figure_ascending", {"of": by}) if call.rank_by.ascending else by
    if call.rounding is None:
        return by
    return Reason("figure_rounded", {"of": by, **rounding_words(call.rounding, call.rank_by.unit(grids))})


def rounding_words(rounding: Rounding, unit: str) -> dict[str, Any]:
    """How figures of a unit are rounded before they rank, as values of a reason."""
    share = unit == "percent"
    to = Quantity(rounding.to / 100 if share else rounding.to, "percent" if share else "number", in_full=True)
    return {"to": to, "how": Reason(f"round_{rounding.mode.replace('-', '_')}")}


def link_words(link: RankLink) -> Reason:
    """What requests are put in order by, to be said."""
    match link.kind:
        case "path" | "measure":
            return Reason("figure_path", {"path": link.name})
        case "sum":
            terms = [_term(name, factor) for name, factor in link.factors.items()]
            return functools.reduce(lambda left, right: Reason("plus", {"left": left, "right": right}), terms)
        case "criterion":
            return Reason("figure_level", {"id": link.name})
        case "figure" if link.name == "score":
            return Reason("figure_score")
        case "section" | "figure" if link.name != "points":
            return Reason("figure_grid", {"of": link.name})
    return Reason("figure", {"of": link.name})


def _term(name: str, factor: Fraction) -> Reason:
    """The level of a criterion in a sum, times its factor."""
    if factor == 1:
        return Reason("figure", {"of": name})
    return Reason("figure_times", {"factor": Quantity(factor, in_full=True), "of": name})


def quantity(figure: Any, unit: str, *, in_full: bool = False) -> Any:
    """One of the `figures` as a quantity; a text, or nothing, as it is."""
    return Quantity(Fraction(*figure), unit, in_full=in_full) if isinstance(figure, tuple) else figure
