"""A stage of several: which requests pass to the next one. Nothing is awarded, so nothing of the envelope is spent."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.model.calls import Call, Demand, Outcome, Stage
from asipgrid.model.places import Id
from asipgrid.model.results import Alone, Award, Passage, Reach, Status
from asipgrid.model.values import Quantity, Reason, named

Amount = int | float
"""An amount in cents, exact; the infinite one where it is not stated and nothing bounds it."""

_UNSTATED: Final = math.inf


class Candidate(Struct, frozen=True, kw_only=True):
    """A request that passes the rules of a stage, or may where it is not `sure`: its figure, and what it asks for (cents)."""

    request: Id
    reach: Reach
    asks: int | None
    sure: bool


class Threshold(Struct, frozen=True):
    """Where the threshold lies, whatever is not known: from `lowest` to `highest`; None lets everybody pass."""

    lowest: Fraction | None
    highest: Fraction | None

    def passes(self, reach: Reach) -> bool | None:
        """Whether a request of that figure passes; None where it depends on what is not known."""
        if _reaches(reach.lowest, self.highest):
            return True
        return None if _reaches(reach.highest, self.lowest) else False


def threshold(candidates: Collection[Candidate], demand: Demand, apart: Amount = 0) -> Threshold:
    """The threshold that the demand sets (scoring, 2.8), with what is asked for `apart`, by requests that pass anyway.

    More demand never lowers it. So it is at least what the sure requests set by what they are known to reach, and at most
    what all set, each at its best, with an amount without bounds where none is stated.
    """
    sure = ((each.reach.lowest, each.asks or 0) for each in candidates if each.sure)
    most = ((each.reach.highest, _UNSTATED if each.asks is None else each.asks) for each in candidates)
    known = 0 if apart == _UNSTATED else apart
    return Threshold(figure_at(sure, demand, known), figure_at(most, demand, apart))


def figure_at(asked: Iterable[tuple[Fraction | None, Amount]], demand: Demand, apart: Amount = 0) -> Fraction | None:
    """The figure at which the sum asked for, by all who reach it, is as close as possible to `times` the budget.

    Figures with what is asked for at each. Only sums of at least `least` times the budget come into question: None, when
    all together ask for less. Of two sums as close, the larger one; of equal sums, the higher figure.
    """
    sums: dict[Fraction | None, Amount] = {}
    for figure, amount in asked:
        sums[figure] = sums.get(figure, 0) + amount
    aim, least, total = demand.times * demand.budget, demand.least * demand.budget, apart
    best: tuple[tuple[Amount | Fraction, Amount], Fraction | None] | None = None
    key: tuple[Amount | Fraction, Amount]
    for figure in sorted(sums, key=_best_first):
        total += sums[figure]
        away = _UNSTATED if total == _UNSTATED else abs(Fraction(total) - aim)
        key = away, -total
        if total >= least and (best is None or key < best[0]):
            best = key, figure
    return None if best is None else best[1]


def _best_first(figure: Fraction | None) -> tuple[bool, Fraction]:
    """Who has no figure comes last."""
    return figure is None, -(figure or Fraction(0))


def _reaches(figure: Fraction | None, threshold: Fraction | None) -> bool:
    return threshold is None or (figure is not None and figure >= threshold)


def passing(
    call: Call, stage: Stage, alone: Mapping[Id, Alone], firm: Mapping[Id, int | None], decided: Collection[Id]
) -> tuple[dict[Id, Award], Passage]:
    """What becomes of each request that meets the rules of a stage, or that the committee lets pass (`firm`).

    What it lets pass counts in the demand whatever its figure; what it `decided` otherwise counts no more.
    """
    sure = {name for name, each in alone.items() if each.proposal.outcome is Outcome.PASSES and name not in decided}
    awards = {name: _place(name, Status.PASSED) for name in firm}
    if stage.demand is None:
        awards |= {name: _place(name, Status.PASSED) for name in sure}
        return awards, _passage(alone, awards)
    candidates = [
        Candidate(request=name, reach=each.reach, asks=each.payable, sure=name in sure)
        for name, each in alone.items()
        if each.reach is not None and name not in decided
    ]
    apart: Amount = sum(_UNSTATED if amount is None else amount for amount in firm.values())
    found = threshold(candidates, stage.demand, apart)
    states = {True: Status.PASSED, None: Status.WAITING, False: Status.BELOW}
    placed = {each.request: states[found.passes(each.reach)] for each in candidates if each.sure}
    awards |= {name: _place(name, status) for name, status in placed.items()}
    short = (
        apart + sum(_UNSTATED if each.asks is None else each.asks for each in candidates)
        < stage.demand.least * stage.demand.budget
    )
    made = _passage(alone, awards, found, short=short)
    told = _Told(call, stage.demand, made, tuple(sorted(each.request for each in candidates if _is_open(each))))
    for each in candidates:
        if each.sure:
            awards[each.request] = _place(each.request, placed[each.request], told.reason(each, placed[each.request]))
    return awards, made


def _is_open(each: Candidate) -> bool:
    """Whether what a request adds to the demand, or where, is not known."""
    return not each.sure or each.asks is None or each.reach.lowest != each.reach.highest


def _passage(
    alone: Mapping[Id, Alone], awards: Mapping[Id, Award], found: Threshold | None = None, *, short: bool = False
) -> Passage:
    """How many pass and wait, and what those that pass ask for."""
    passed = [alone[name].payable for name, award in awards.items() if award.status is Status.PASSED]
    return Passage(
        passed=len(passed),
        waiting=sum(award.status is Status.WAITING for award in awards.values()),
        asked=None if None in passed else sum(amount for amount in passed if amount is not None),
        threshold=None if found is None else found.lowest,
        highest=None if found is None else found.highest,
        short=short,
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
        values = {
            "figure": quantity(self.call, each.reach.lowest),
            **threshold_values(self.call, self.demand, self.passage),
        }
        if self.passage.highest is None:
            return Reason("stage_short", values) if self.passage.short else None
        if status is Status.WAITING:
            return Reason("stage_waits", {**values, **named(self.open)})
        return Reason("stage_reached" if status is Status.PASSED else "stage_missed", values)


def quantity(call: Call, figure: Fraction | None) -> Quantity | None:
    """A figure that requests are ranked by, as it is told."""
    return None if figure is None else Quantity(figure, "number" if call.rank_by == "points" else "score")


def threshold_values(call: Call, demand: Demand, passage: Passage) -> dict[str, object]:
    """What the sentences on a threshold mention: where it lies, the sum asked for, and what that is of the budget."""
    budget = demand.budget
    return {
        "threshold": quantity(call, passage.highest),
        "low": quantity(call, passage.threshold),
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
    if passage.highest is not None and passage.threshold == passage.highest:
        yield Reason("stage_threshold", values)
    elif passage.short:
        yield Reason("stage_threshold_short", values)
    elif passage.highest is not None:
        yield Reason("stage_threshold_open" if passage.threshold is not None else "stage_threshold_open_below", values)
