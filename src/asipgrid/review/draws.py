"""A call decided many times, each with weights and marks drawn by chance: what becomes of each request, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from asipgrid.engine.allocation import draw
from asipgrid.model.calls import MEETS_RULES, ByMark, Call
from asipgrid.model.places import Id
from asipgrid.review.chance import Chance, Codes, Whole
from asipgrid.review.drawn_awards import STATUSES, awards
from asipgrid.review.drawn_figures import DrawnFigures, WeighedGrids
from asipgrid.review.drawn_outcomes import OUTCOMES, DrawnRules
from asipgrid.review.drawn_ranks import DrawnRanks
from asipgrid.review.estimates import DrawTerms, Estimate, Estimates, UndrawableError
from asipgrid.review.resampled import PossibleCard, possible_cards
from asipgrid.review.trials import Trials

MOST_REQUESTS: Final = 5000
# So many draws of so many requests are looked at together.
_CELLS: Final = 1_000_000
# Sums of amounts are whole numbers of 64 bits.
_MOST_MONEY: Final = 1 << 60
_FUNDABLE: Final = [OUTCOMES.index(each) for each in MEETS_RULES]


def varied(call: Call, grids: Iterable[Any], chosen: Sequence[str]) -> tuple[str, ...]:
    """What is drawn: as chosen, else the weights of the grids, or of the criteria where there is one grid."""
    found = chosen or (["grids"] if len(call.weights) > 1 else ["criteria"])
    if "grids" in found and len(call.weights) < 2:
        raise UndrawableError("the call has one grid, whose weight is all there is: draw criteria, or marks")
    if "marks" in found and not any(isinstance(one.judging, ByMark) for each in grids for one in each.criteria):
        raise UndrawableError("no assessor marks anything in this call: draw grids, or criteria")
    return tuple(each for each in ("grids", "criteria", "marks") if each in found)


def estimates(trials: Trials, terms: DrawTerms, watched: Callable[[Iterable[Any], int], Iterable[Any]]) -> Estimates:
    """What becomes of each request in all draws; `watched` shows how far they are, given how many pieces there are.

    UndrawableError where a rule of the call is not drawn, or what is drawn here does not come to what was decided.
    """
    _refuse(trials, terms)
    drawing = _Drawing(trials, terms)
    drawing.prove()
    size = max(1, _CELLS // max(1, len(trials.requests)))
    pieces = [min(size, terms.count - begun) for begun in range(0, terms.count, size)]
    for rows in watched(pieces, len(pieces)):
        drawing.draw(rows)
    found = sorted(drawing.found(), key=lambda each: (-each.granted, each.request))
    return Estimates(call=trials.case.call, terms=terms, requests=tuple(found))


def _refuse(trials: Trials, terms: DrawTerms) -> None:
    """UndrawableError, with what stands in the way."""
    call = trials.case.call
    if call.stage is not None:
        raise UndrawableError("this call is a stage, whose threshold is not drawn")
    if call.envelopes or call.quotas:
        raise UndrawableError("several envelopes, or quotas, are not drawn")
    if not trials.is_weighted_mean:
        raise UndrawableError(
            "decisions do not follow from weighted means and ranks: rounded figures, points on top, totals of single "
            "assessors, statistics, expressions over scores, amounts by score or another way to share money are not drawn"
        )
    if trials.settlement is None:
        raise UndrawableError("the committee has decided for more than the envelope")
    if len(trials.requests) > MOST_REQUESTS:
        raise UndrawableError(
            f"{len(trials.requests)} requests are more than the {MOST_REQUESTS} that are drawn at once"
        )
    if call.envelope + sum(max(each.requested or 0, each.payable or 0) for each in trials.alone.values()) > _MOST_MONEY:
        raise UndrawableError("amounts are larger than those that are drawn")
    for each in trials.case.decisions:
        if each.outcome in MEETS_RULES and each.amount is None and trials.alone[each.request].payable is None:
            raise UndrawableError(f"what the committee funds {each.request} with is not stated")
    varied(call, trials.case.grids, terms.varied)


class _Drawing:
    """Everything that is the same in each draw, and what was counted so far."""

    def __init__(self, trials: Trials, terms: DrawTerms) -> None:
        self.trials, self.terms = trials, terms
        self.names: list[Id] = sorted(trials.requests)
        known = possible_cards(trials, terms)
        self.columns: list[PossibleCard] = [each for name in self.names for each in known[name]]
        sizes = [len(known[name]) for name in self.names]
        self.begins = np.cumsum(np.array([0, *sizes], np.int64))[:-1]
        self.grids = WeighedGrids(trials, terms, self.columns)
        self.rules = DrawnRules(trials, terms, self.columns)
        self.ranks = DrawnRanks(trials, terms, self.columns)
        self.asks = _amounts([each.asked.ask for each in self.columns])
        self.minima = _amounts([each.asked.minimum for each in self.columns])
        self._decided()
        self._streams = (Chance(terms.seed, 0), Chance(terms.seed, 1))
        self._picks = [
            (at, Chance(terms.seed, 2 + at), [each.chance for each in known[name]])
            for at, name in enumerate(self.names)
            if len(known[name]) > 1
        ]
        self.words = np.zeros((len(OUTCOMES) + len(STATUSES), len(self.names)), np.int64)
        self.placed = np.zeros((len(self.names), len(self.names) + 1), np.int64)

    def _decided(self) -> None:
        """What the committee decided: outcomes, and amounts that are paid before all others."""
        call, decisions = self.trials.case.call, self.trials.case.decisions
        at = {name: number for number, name in enumerate(self.names)}
        self.outcomes_set = {at[each.request]: OUTCOMES.index(each.outcome) for each in decisions}
        self.firm: dict[int, int] = {}
        paid = 0
        assert self.trials.settlement is not None
        for each in decisions:
            if each.outcome in MEETS_RULES:
                settled = self.trials.settlement.requests[each.request]
                self.firm[at[each.request]] = STATUSES.index(settled.award.status)
                paid += settled.award.amount or 0
        self.left = call.envelope - paid
        lot = call.lot
        tickets = sorted(self.names, key=lambda name: draw(lot, name)) if lot is not None else []
        self.tickets: Whole | None = (
            None if lot is None else np.array([tickets.index(name) for name in self.names], np.int64)
        )

    def prove(self) -> None:
        """UndrawableError where the weights and marks as they are do not come to what was decided."""
        picked = self.begins[None, :]
        fixed = self.grids.weights(self._streams, DrawTerms(count=1, seed=0), 1)
        words, ranks = self._decide(self.grids.figures(fixed, picked))
        now = self.trials.settlement
        assert now is not None
        same = [
            self._word(words[0, at]) == now.requests[name].word and int(ranks[0, at]) == (now.requests[name].rank or 0)
            for at, name in enumerate(self.names)
        ]
        if not all(same):
            wrong = next(name for name, each in zip(self.names, same, strict=True) if not each)
            raise UndrawableError(f"what is drawn would not come to what was decided of {wrong}")

    def draw(self, rows: int) -> None:
        """So many draws more."""
        picked: Any = np.broadcast_to(self.begins, (rows, len(self.names))) if self._picks else self.begins[None, :]
        if self._picks:
            picked = picked.copy()
            for at, chance, chances in self._picks:
                picked[:, at] += chance.one_of(rows, chances)
        weights = self.grids.weights(self._streams, self.terms, rows)
        words, ranks = self._decide(self.grids.figures(weights, picked))
        for code in range(len(self.words)):
            self.words[code] += (words == code).sum(axis=0)
        width = len(self.names) + 1
        flat = ranks + np.arange(len(self.names)) * width
        self.placed += np.bincount(flat.ravel(), minlength=self.placed.size).reshape(self.placed.shape)

    def _decide(self, figures: DrawnFigures) -> tuple[Codes, Whole]:
        """What becomes of each request in each draw, as a code, and its rank (0: none)."""
        shape = (figures.rows, len(self.names))
        outcomes = self.rules.outcomes(figures, shape)
        for at, code in self.outcomes_set.items():
            outcomes[:, at] = code
        ranked = np.isin(outcomes, _FUNDABLE)
        order = self.ranks.order(figures, ranked)
        asks = np.where(ranked, self.asks[figures.picked], -1)
        asks[:, list(self.firm)] = -1
        minima = np.broadcast_to(self.minima[figures.picked], shape)
        statuses = awards(order, asks, minima, self.left, self.trials.case.call.allocation, self.tickets)
        for at, status in self.firm.items():
            statuses[:, at] = status
        return np.where(ranked, statuses + len(OUTCOMES), outcomes).astype(np.int8), order.rank

    def _word(self, code: int) -> str:
        return OUTCOMES[code].value if code < len(OUTCOMES) else STATUSES[code - len(OUTCOMES)].value

    def found(self) -> Iterator[Estimate]:
        """What was counted, request by request."""
        now = self.trials.settlement
        assert now is not None
        for at, name in enumerate(self.names):
            counts = {self._word(code): int(each) for code, each in enumerate(self.words[:, at]) if each}
            yield Estimate(
                request=name,
                now=now.requests[name].word,
                rank=now.requests[name].rank,
                words=dict(sorted(counts.items())),
                ranks={int(rank): int(self.placed[at, rank]) for rank in np.flatnonzero(self.placed[at, 1:]) + 1},
            )


def _amounts(values: Sequence[int | None]) -> Whole:
    """Amounts in cents; below nothing where there is none."""
    return np.array([-1 if each is None else each for each in values], np.int64)
