"""A call decided again with other weights, bounds, money or marks, without its documents being read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.check.case import Case
from asipgrid.engine.aggregate import adds, card
from asipgrid.engine.assess import Engine, alone
from asipgrid.engine.bonus import with_bonus
from asipgrid.engine.paths import PathExpression
from asipgrid.engine.plan import Plan, PlannedGrid, plan, reweighed_grid
from asipgrid.engine.rank_figures import figures
from asipgrid.engine.rules import environment, propose
from asipgrid.engine.settle import settle, unranked
from asipgrid.model.calls import MEETS_RULES, Call, Grid
from asipgrid.model.judged import Judged, Scorecard, State
from asipgrid.model.places import Id
from asipgrid.model.requests import RatingSheet
from asipgrid.model.results import Alone, Settlement
from asipgrid.text.catalogue import EXCEEDED

Words = Mapping[Id, str]
"""What becomes of each request, in one word."""


class Trials:
    """A case judged once; what it comes to otherwise is asked of it."""

    def __init__(self, case: Case, ready: Plan) -> None:
        """Every request is judged, and the call settled, as it is; `ready` is the plan of the case."""
        self.case, self.plan = case, ready
        self._engine = Engine(self.plan)
        panel = case.call.panel
        # What single assessors come to in total is not made of the levels of the panel; statistics are made of all requests.
        self.sums_up = panel is not None and (panel.veto is not None or panel.sums_up)
        self.has_statistics = bool(ready.statistics)
        sheets: dict[Id, list[RatingSheet]] = {}
        for sheet in sorted(case.sheets, key=lambda each: each.assessor):
            sheets.setdefault(sheet.request, []).append(sheet)
        self.sheets: Mapping[Id, Sequence[RatingSheet]] = sheets
        self.requests = {each.id: each for each in case.requests}
        self._places = {name: at for at, name in enumerate(ready.criteria)}
        self._decided = {each.request for each in case.decisions}
        self.cards = {each: self.card(each, sheets.get(each, ())) for each in self.requests}
        self._rows = {
            name: [[one for one in each.criteria if one.grid == grid.grid.id] for grid in self.plan.grids]
            for name, each in self.cards.items()
        }
        self.alone = self.all_alone(self.plan, self.cards)
        self.settlement = self.settled(self.plan, self.alone)
        self.words = self.words_of(self.settlement)
        known = {} if self.settlement is None else self.settlement.requests
        # The requests that have a rank.
        self.ranked: Sequence[Id] = [name for name, each in known.items() if each.rank is not None]

    @property
    def is_weighted_mean(self) -> bool:
        """Whether what requests are ranked on follows from their levels by weighted means alone, and from their own."""
        conditions = [rule.when for rule in self.plan.rules if rule.when is not None]
        paths = [path for each in conditions for path in each.paths]
        paths += [link.path for link in self.plan.links if link.path is not None]
        computed = any(path.parts is None and moves_with_weights(path) for path in paths)
        call = self.case.call
        others = self.sums_up or self.has_statistics or call.rounding is not None or call.bonus is not None
        amount = self.plan.amount
        return self.pays_by_rank and not (computed or others or (amount is not None and amount.reads_figures))

    @property
    def pays_by_rank(self) -> bool:
        """Whether each request is served in the order of ranks, out of one envelope without quotas, as long as it lasts."""
        call = self.case.call
        return call.allocation.method == "rank" and not (call.envelopes or call.quotas)

    @property
    def tries_unknowns(self) -> bool:
        """Whether a criterion may be put into a scorecard at another level without the marks behind it."""
        return not (self.sums_up or self.has_statistics)

    def card(self, request: Id, sheets: Sequence[RatingSheet]) -> Scorecard:
        """The scorecard of a request under some sheets."""
        return self._engine.score(self.requests[request], self._engine.marks(sheets))

    def place_of(self, criterion: str) -> int:
        """The number of a criterion, in the order of the grids."""
        return self._places[criterion]

    def judged(self, request: Id, sheets: Sequence[RatingSheet], criterion: str) -> Judged:
        """One criterion of a request under some sheets."""
        return self._engine.judged(self.requests[request], self._engine.marks(sheets), self._places[criterion])

    def one_alone(self, ready: Plan, scored: Scorecard) -> Alone:
        """What a request with a scorecard comes to on its own."""
        request = self.requests[scored.request]
        env = environment(ready, request, scored)
        return alone(ready, request, scored, env, propose(ready, request, scored, env, self._engine.worth(scored)))

    def all_alone(self, ready: Plan, cards: Mapping[Id, Scorecard]) -> dict[Id, Alone]:
        """What each request comes to on its own."""
        return {name: self.one_alone(ready, each) for name, each in cards.items()}

    def settled(self, ready: Plan, alone: Mapping[Id, Alone]) -> Settlement | None:
        """All together; None when the committee's decisions exceed the envelope."""
        found = settle(ready, list(alone.values()), self.case.decisions)
        return found if isinstance(found, Settlement) else None

    def words_of(self, settlement: Settlement | None) -> Words:
        """What becomes of each request."""
        if settlement is None:
            return dict.fromkeys(self.requests, EXCEEDED)
        return {name: each.word for name, each in settlement.requests.items()}

    def come_to(self, otherwise: Mapping[Id, Alone], envelope: int | None = None) -> Words:
        """What becomes of each request when some come to something else on their own, or the envelope is another (cents).

        In a stage that has a demand all take part in it, else those who may be funded, or were decided on.
        """
        ready, alone = self.plan, {**self.alone, **otherwise}
        if envelope is not None:
            ready = replace(ready, call=replace(ready.call, envelope=envelope))
        apart = {
            name: unranked(name, each.proposal.outcome)
            for name, each in alone.items()
            if self.case.call.stage is None and each.proposal.outcome not in MEETS_RULES and name not in self._decided
        }
        found = self.settled(ready, {name: each for name, each in alone.items() if name not in apart})
        if found is None:
            return self.words_of(None)
        return {name: (apart.get(name) or found.requests[name]).word for name in alone}

    def changed(self, words: Words) -> dict[str, tuple[str, str]]:
        """The requests of which something else becomes than now, by id, with the word before and after."""
        return {name: (before, words[name]) for name, before in self.words.items() if words[name] != before}

    def with_call(self, **changed: Any) -> Plan:
        """The plan of the call with other values."""
        call: Call = replace(self.case.call, **changed)
        return self._with_statistics(plan(call, self.case.grids, self.case.before))

    def with_grid(self, grid: Grid) -> Plan:
        """The plan of the call with another grid of the same id, in which weights of criteria alone are others."""
        criteria = {each.id: each for each in grid.criteria}
        grids = [each if each.grid.id != grid.id else reweighed_grid(each, grid) for each in self.plan.grids]
        return replace(self.plan, grids=tuple(grids), criteria={**self.plan.criteria, **criteria})

    def _with_statistics(self, ready: Plan) -> Plan:
        return (
            replace(ready, shared={**ready.shared, "statistics": self.plan.shared["statistics"]})
            if self.has_statistics
            else ready
        )

    def reweighed(self, ready: Plan, names: Collection[Id] | None = None) -> dict[Id, Scorecard]:
        """The scorecards, of all requests or of some, under a plan in which weights alone are others."""
        made: dict[int, Any] = {}
        weights = {each.criterion.id: each.criterion.weight for grid in ready.grids for each in grid.criteria}
        same = [now.grid is grid.grid for now, grid in zip(self.plan.grids, ready.grids, strict=True)]
        return {
            name: card(
                ready,
                name,
                [
                    row if kept else [_weighed(grid, each, weights, made) for each in row]
                    for grid, row, kept in zip(ready.grids, rows, same, strict=True)
                ],
            )
            for name, rows in self._rows.items()
            if names is None or name in names
        }

    def judged_so(self, name: Id, criteria: Sequence[Judged]) -> Scorecard:
        """The scorecard of a request whose criteria are judged so, grid by grid."""
        rows = [[one for one in criteria if one.grid == grid.grid.id] for grid in self.plan.grids]
        made, bonus = card(self.plan, name, rows), self.case.call.bonus
        return made if bonus is None else with_bonus(self.plan, bonus, self.requests[name], made)

    def ranked_on(self, ready: Plan, scored: Scorecard) -> tuple[Any, ...]:
        """What a request is ranked on."""
        return figures(ready, scored, environment(ready, self.requests[scored.request], scored))


def _weighed(grid: PlannedGrid, each: Judged, weights: Mapping[str, Fraction], made: dict[int, Any]) -> Judged:
    """A criterion as judged, with its weight in a grid; judgements are `made` once. What is in no sum has no use for one."""
    if not each.counts:
        return each
    known = made.get(id(each.judgement))
    if known is None:
        interval, values = (each.level, each.ceiling), (each.value, each.ceiling_value)
        known = made[id(each.judgement)] = at_level(grid, each, weights[each.id], interval, values)
    return Judged(known, each.ratio, each.given)


def at_level(
    grid: PlannedGrid,
    each: Judged,
    weight: Fraction,
    interval: tuple[Fraction | None, Fraction | None],
    values: tuple[Fraction | None, Fraction | None],
) -> Any:
    """The judgement of a criterion with another weight, or another interval of levels and their worth."""
    known = each.state is State.SCORED or interval[0] == interval[1]
    return replace(
        each.judgement,
        level=interval[0],
        ceiling=interval[1],
        value=values[0],
        ceiling_value=values[1],
        weight=weight,
        counts=values[0] is not None and weight > 0,
        adds=adds(grid, weight, interval, values, known=known),
        said={},
    )


def decides(judged: Judged) -> tuple[Any, ...]:
    """What of a criterion as it is judged decides anything."""
    gate = None if judged.gate is None else (judged.gate.kind, judged.gate.passes)
    levels = judged.level, judged.ceiling, judged.value, judged.ceiling_value
    return judged.state, *levels, judged.weight, judged.counts, judged.judgement.below, gate


def comes_to(alone: Alone) -> tuple[Any, ...]:
    """What a request comes to on its own, but for the figures that it is ranked on."""
    proposal = alone.proposal
    asks = proposal.outcome, proposal.ask, proposal.minimum, proposal.payable
    return (*asks, alone.eligible, alone.belongings, alone.reach)


def moves_with_weights(path: PathExpression) -> bool:
    """Whether a path reads anything but what requests and the call state."""
    return not all(read.startswith(("request.", "call.")) for read in path.reads)
