"""A stage of several: which requests pass to the next one. Nothing is awarded, so nothing of the envelope is spent."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.allocation import cents
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.places import Id
from asipgrid.model.results import Alone, Award, Passage, Reach, Status
from asipgrid.model.stages import Demand, Stage
from asipgrid.model.values import Quantity, Reason, named

Amount = int | float
"""An amount in cents, exact; the infinite one where it is not stated and nothing bounds it."""

_UNSTATED: Final = math.inf
# Below every figure: where who has none stands.
_NO_FIGURE: Final = Fraction(-(10**9))


class Candidate(Struct, frozen=True, kw_only=True):
    """A request that passes the rules of a stage, or may where it is not `sure`: its figure, and what it asks for (cents).

    Who asks for nothing is none: it passes by the rules alone.
    """

    request: Id
    reach: Reach
    asks: int | None
    sure: bool

    @property
    def open(self) -> bool:
        """Whether what it adds to the demand, or where, is not known."""
        return not self.sure or self.asks is None or self.reach.lowest != self.reach.highest

    @property
    def lowest(self) -> Fraction:
        """The figure that it has at least."""
        return _NO_FIGURE if self.reach.lowest is None else self.reach.lowest

    @property
    def highest(self) -> Fraction:
        """The figure that it has at most."""
        return _NO_FIGURE if self.reach.highest is None else self.reach.highest


class Threshold(Struct, frozen=True):
    """Where the threshold lies, whatever is not known: above `above` (None: anywhere) and at most at `at_most`.

    It is `at_most` itself where nothing is open. Both None: everybody passes.
    """

    above: Fraction | None
    at_most: Fraction | None

    def passes(self, each: Candidate) -> bool | None:
        """Whether a request passes; None where it depends on what is not known."""
        if self.at_most is None or each.lowest >= self.at_most:
            return True
        return False if self.above is not None and each.highest <= self.above else None


def threshold(candidates: Collection[Candidate], demand: Demand, apart: Amount = 0) -> Threshold:
    """The threshold that the demand sets (scoring, 2.9), with what is asked for `apart`, by requests that pass anyway.

    More demand never lets more pass. So nothing passes in any case that would not if only the sure requests were there,
    each at its lowest; and what passes although all are there, each at its highest, with an amount without bounds where
    none is stated, passes in any case.
    """
    sure = [(each.lowest, each.asks or 0) for each in candidates if each.sure]
    most = [(each.highest, _UNSTATED if each.asks is None else each.asks) for each in candidates]
    least, _ = limit(most, demand, apart)
    _, under = limit(sure, demand, 0 if apart == _UNSTATED else apart)
    return Threshold(under, least)


def limit(
    asked: Iterable[tuple[Fraction, Amount]], demand: Demand, apart: Amount = 0
) -> tuple[Fraction | None, Fraction | None]:
    """The figure from which requests pass, and the next one below it; (None, None) when everybody does.

    It is where the sum asked for by all who reach it is as close as possible to `times` the budget. Only sums of at least
    `least` times the budget come into question; of two sums as close, the larger one. `asked` are figures, each with an
    amount above 0; those of one figure stand together.
    """
    sums: dict[Fraction, Amount] = {}
    for figure, amount in asked:
        sums[figure] = sums.get(figure, 0) + amount
    figures = sorted(sums, reverse=True)
    aim, least, total = demand.times * demand.budget, demand.least * demand.budget, apart
    best: tuple[Amount | Fraction, Amount, int] | None = None
    for place, figure in enumerate(figures):
        total += sums[figure]
        away = _UNSTATED if total == _UNSTATED else abs(Fraction(total) - aim)
        if total >= least and (best is None or (away, -total) < best[:2]):
            best = away, -total, place
    if best is None or figures[best[2]] == _NO_FIGURE:
        return None, None
    at = best[2]
    return figures[at], figures[at + 1] if at + 1 < len(figures) else None


def passing(
    call: Call, stage: Stage, alone: Mapping[Id, Alone], firm: Mapping[Id, int | None], decided: Collection[Id]
) -> tuple[dict[Id, Award], Passage]:
    """What becomes of each request that meets the rules of a stage, or that the committee lets pass (`firm`).

    What it lets pass counts in the demand whatever its figure; what it `decided` otherwise counts no more.
    """
    sure = {name for name, each in alone.items() if each.proposal.outcome is Outcome.PASSES and name not in decided}
    demand = stage.demand and (replace(stage.demand, budget=call.envelope) if stage.of_envelope else stage.demand)
    free = sure if demand is None else {name for name in sure if alone[name].payable == 0}
    awards = {name: _place(name, Status.PASSED) for name in (*firm, *free)}
    if demand is None:
        return awards, _passage(alone, awards)
    candidates = [
        Candidate(request=name, reach=each.reach, asks=each.payable, sure=name in sure)
        for name, each in alone.items()
        if each.reach is not None and name not in decided and each.payable != 0
    ]
    apart: Amount = sum(_UNSTATED if amount is None else amount for amount in firm.values())
    found = threshold(candidates, demand, apart)
    placed = {each.request: _STATUS[found.passes(each)] for each in candidates if each.sure}
    awards |= {name: _place(name, status) for name, status in placed.items()}
    open_ = tuple(sorted(each.request for each in candidates if each.open))
    made = replace(
        _passage(alone, awards),
        threshold=None if open_ or apart == _UNSTATED else found.at_most,
        above=found.above if open_ or apart == _UNSTATED else None,
        at_most=found.at_most if open_ or apart == _UNSTATED else None,
        short=_most(candidates, apart) < demand.least * demand.budget,
    )
    told = _Told(call, demand, made, open_)
    for each in candidates:
        if each.sure:
            awards[each.request] = _place(each.request, placed[each.request], told.reason(each, placed[each.request]))
    return awards, made


_STATUS: Final = {True: Status.PASSED, None: Status.WAITING, False: Status.BELOW}


def _most(candidates: Iterable[Candidate], apart: Amount) -> Amount:
    """What all together ask for at most."""
    return apart + sum(_UNSTATED if each.asks is None else each.asks for each in candidates)


def _passage(alone: Mapping[Id, Alone], awards: Mapping[Id, Award]) -> Passage:
    """How many pass and wait, and what those that pass ask for."""
    passed = [alone[name].payable for name, award in awards.items() if award.status is Status.PASSED]
    return Passage(
        passed=len(passed),
        waiting=sum(award.status is Status.WAITING for award in awards.values()),
        asked=None if None in passed else sum(amount for amount in passed if amount is not None),
    )


def _place(name: Id, status: Status, reason: Reason | None = None) -> Award:
    return Award(request=name, status=status, amount=0, left_before=None, reason=reason)


class _Told(Struct, frozen=True):
    """What a threshold is told with."""

    call: Call
    demand: Demand
    passage: Passage
    open: tuple[Id, ...]

    def reason(self, each: Candidate, status: Status) -> Reason | None:
        """Why a request passes, does not, or waits."""
        passage = self.passage
        values = {"figure": quantity(self.call, each.reach.lowest), **threshold_values(self.call, self.demand, passage)}
        if passage.threshold is None and passage.at_most is None:
            return Reason("stage_short", values) if passage.short else None
        if status is Status.WAITING:
            return Reason("stage_waits", {**values, **named(self.open)})
        return Reason("stage_reached" if status is Status.PASSED else "stage_missed", values)


def quantity(call: Call, figure: Fraction | None) -> Quantity | None:
    """A figure that requests are ranked by, as it is told."""
    return None if figure is None else Quantity(figure, call.rank_by.unit(()))


def threshold_values(call: Call, demand: Demand, passage: Passage) -> dict[str, object]:
    """What the sentences on a threshold mention: where it lies, the sum asked for, and what that is of the budget."""
    budget = demand.budget
    return {
        "threshold": quantity(call, passage.threshold),
        "at_most": quantity(call, passage.at_most),
        "above": quantity(call, passage.above),
        "asked": None if passage.asked is None else cents(passage.asked),
        "share": None if passage.asked is None or not budget else Quantity(Fraction(passage.asked, budget)),
        "budget": cents(budget),
        "times": Quantity(demand.times, in_full=True),
        "least": Quantity(demand.least, in_full=True),
    }


def stage_notes(call: Call, stage: Stage, passage: Passage) -> Iterator[Reason]:
    """What is to note of a stage as a whole: its threshold, and what it waits for."""
    if stage.demand is None:
        return
    values = threshold_values(call, stage.demand, passage)
    if passage.threshold is not None:
        yield Reason("stage_threshold", values)
    elif passage.short:
        yield Reason("stage_threshold_short", values)
    elif passage.at_most is not None:
        yield Reason("stage_threshold_open", values)
