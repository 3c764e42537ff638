"""Figures of all requests: gathered from each alone, made of all together, then read as what the call says.

Only grids that read no statistic are judged before; what a request adds depends on no other, and the figures on no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, assert_never

from msgspec.structs import replace

from asipgrid.engine.assess import Engine
from asipgrid.engine.open_figures import judged_so_far, truth_of
from asipgrid.engine.plan import Plan, PlannedStatistic, plan
from asipgrid.model.calls import RankLink
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Id, Truth
from asipgrid.model.requests import RatingSheet, Request
from asipgrid.model.statistics import StatisticKind, StatisticValue
from asipgrid.model.values import exact, is_number

Entry = tuple[Truth, Fraction | None]
"""What a request adds to a statistic: whether it counts, and its figure (None: not stated)."""
Entries = tuple[Entry, ...]
"""What a request adds to each statistic of its call, in the call's order."""

_EXTREMES: Final = frozenset({StatisticKind.LOWEST, StatisticKind.HIGHEST})


class Gatherer:
    """Asks each request alone what it adds to the statistics of a call, before any grid is judged that reads them."""

    def __init__(self, ready: Plan) -> None:
        """Nothing is asked yet."""
        relative = {each.grid.id for each in ready.grids if each.grid.relative}
        weights = {name: weight for name, weight in ready.call.weights.items() if name not in relative}
        # No rule is asked and nobody ranked, so neither may name a grid that is left out.
        call = replace(ready.call, weights=weights, rules=(), bonus=None, rank_by=RankLink(name="score"), tie_break=())
        before = plan(call, [each.grid for each in ready.grids])
        self._engine = Engine(before)
        self._statistics = ready.statistics

    def entries(self, request: Request, sheets: Sequence[RatingSheet] = ()) -> Entries:
        """What a request adds to each statistic; `sheets` are those about it, by assessor."""
        card = self._engine.score(request, self._engine.marks(sheets))
        said = self._said(request, card)
        known, *ends = (
            {**said, **judged_so_far(self._engine.plan, card, which)} for which in ("known", "least", "most")
        )
        return tuple(_entry(each, card, known, ends) for each in self._statistics)

    def _said(self, request: Request, card: Scorecard) -> dict[str, Any]:
        """What a statistic may read of what a request states: facts and measures by their names, facts as rules name them."""
        said = {**request.data, **self._engine.plan.shared}
        figures = [(name, figure) for grid in self._engine.plan.grids for name, figure in grid.figures.items()]
        measured = {name: figure.of(said)[0] for name, figure in figures}
        return {**said, **measured, "request": request.data, "eligible": card.eligible}


def _entry(
    planned: PlannedStatistic, card: Scorecard, known: Mapping[str, Any], ends: Sequence[Mapping[str, Any]]
) -> Entry:
    counts = card.eligible if planned.among is None else truth_of(planned.among, known, ends)
    found: Any = None if counts is False else planned.path.get(known)
    if planned.statistic.kind is StatisticKind.COUNT and found is not None:
        return counts, Fraction(1)
    return counts, exact(found) if is_number(found) else None


def statistics(ready: Plan, entries: Mapping[Id, Entries]) -> tuple[StatisticValue, ...]:
    """The statistics of a call from what its requests add, by id, in whatever order these stand."""
    listed = sorted(entries.items())
    return tuple(
        statistic(planned, [(name, each[at]) for name, each in listed]) for at, planned in enumerate(ready.statistics)
    )


def statistic(planned: PlannedStatistic, entries: Sequence[tuple[Id, Entry]]) -> StatisticValue:
    """A statistic; `entries` by id. What is not known of one request never decides: it leaves the figure not known."""
    noun = planned.statistic
    certain = [(name, figure) for name, (counts, figure) in entries if counts and figure is not None]
    value = _value(noun.kind, sorted(figure for _, figure in certain))
    unsure = tuple(name for name, entry in entries if _may_move(noun.kind, value, entry))
    return StatisticValue(
        name=noun.name,
        kind=noun.kind,
        path=noun.path,
        title=noun.title,
        unit=noun.unit,
        value=None if unsure else value,
        count=len(certain),
        set_by=() if unsure else tuple(_set_by(noun.kind, certain)),
        unsure=unsure,
    )


def _may_move(kind: StatisticKind, value: Fraction | None, entry: Entry) -> bool:
    """Whether what is not known of a request may make a statistic another than that of those that are known to count."""
    counts, figure = entry
    if counts is False or (counts and figure is not None):
        return False
    if figure is None or value is None or kind not in _EXTREMES:
        return True
    return figure < value if kind is StatisticKind.LOWEST else figure > value


def _value(kind: StatisticKind, figures: Sequence[Fraction]) -> Fraction | None:
    """The statistic of figures from the lowest up; None where there is none."""
    count, total = len(figures), sum(figures, Fraction(0))
    match kind:
        case StatisticKind.SUM | StatisticKind.COUNT:
            return total
        case StatisticKind.LOWEST:
            return figures[0] if figures else None
        case StatisticKind.HIGHEST:
            return figures[-1] if figures else None
        case StatisticKind.MEAN:
            return total / count if figures else None
        case StatisticKind.MEDIAN:
            return (figures[(count - 1) // 2] + figures[count // 2]) / 2 if figures else None
    assert_never(kind)


def _set_by(kind: StatisticKind, certain: Sequence[tuple[Id, Fraction]]) -> Iterator[Id]:
    """The requests whose own figure it is; of a mean, a sum and a count, none more than the others."""
    figures = sorted(figure for _, figure in certain)
    if not figures or kind in {StatisticKind.MEAN, StatisticKind.SUM, StatisticKind.COUNT}:
        return
    if kind is StatisticKind.MEDIAN:
        own = {figures[(len(figures) - 1) // 2], figures[len(figures) // 2]}
    else:
        own = {figures[0] if kind is StatisticKind.LOWEST else figures[-1]}
    yield from (name for name, figure in certain if figure in own)
