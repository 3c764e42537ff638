"""A stage of several: which requests pass to the next one. Nothing is awarded, so nothing of the envelope is spent."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.allocation import cents
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.envelopes import Envelope
from asipgrid.model.places import Id, Truth
from asipgrid.model.results import Alone, Award, Reach, Status
from asipgrid.model.stages import Demand, EnvelopePassage, Passage, Stage
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


def threshold(
    candidates: Collection[Candidate], demand: Demand, apart: Amount = 0, least_apart: Amount = 0
) -> Threshold:
    """The threshold that the demand sets (scoring, 2.9), with what is asked for apart, at most and at least, by those that pass anyway.

    More demand never lets more pass. So nothing passes in any case that would not if only the sure requests were there,
    each at its lowest; and what passes although all are there, each at its highest, with an amount without bounds where
    none is stated, passes in any case.
    """
    sure = [(each.lowest, each.asks or 0) for each in candidates if each.sure]
    most = [(each.highest, _UNSTATED if each.asks is None else each.asks) for each in candidates]
    least, _ = limit(most, demand, apart)
    _, under = limit(sure, demand, least_apart)
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


class _Part(Struct, frozen=True, kw_only=True):
    """What sets one threshold: the whole stage, or those requests that are or may be of one of its `envelope`s."""

    place: int
    envelope: Envelope | None
    demand: Demand
    candidates: Mapping[Id, Candidate]
    apart: Amount
    least_apart: Amount

    def of(self, each: Alone) -> Truth:
        """Whether a request is of it."""
        known = each.belongings
        return True if self.envelope is None or known is None else known.envelopes[self.place].truth

    @property
    def open(self) -> tuple[Id, ...]:
        """The requests of which what they add is not known."""
        return tuple(sorted(name for name, each in self.candidates.items() if each.open))

    @property
    def found(self) -> Threshold:
        """Its threshold."""
        return threshold(self.candidates.values(), self.demand, self.apart, self.least_apart)


def passing(
    call: Call, stage: Stage, alone: Mapping[Id, Alone], firm: Mapping[Id, int | None], decided: Collection[Id]
) -> tuple[dict[Id, Award], Passage]:
    """What becomes of each request that meets the rules of a stage, or that the committee lets pass (`firm`).

    What it lets pass counts in the demand whatever its figure; what it `decided` otherwise counts no more. Where the stage
    has several envelopes, each has a threshold of its own, and who reaches one of those it is of passes.
    """
    sure = {name for name, each in alone.items() if each.proposal.outcome is Outcome.PASSES and name not in decided}
    demand = stage.demand and (replace(stage.demand, budget=call.envelope) if stage.of_envelope else stage.demand)
    # Who asks for nothing adds nothing to a demand in money.
    free = sure if demand is None else {name for name in sure if alone[name].payable == 0 and not demand.counts}
    awards = {name: _place(name, Status.PASSED) for name in (*firm, *free)}
    if demand is None:
        return awards, _passage(alone, awards)
    adds = {n for n, e in alone.items() if demand.counts or e.payable != 0}
    taking = {n: e for n, e in alone.items() if e.reach is not None and n not in decided and n in adds}
    verdicts: dict[Id, list[tuple[_Told, Truth]]] = {name: [] for name in taking if name in sure}
    parts: list[EnvelopePassage] = []
    made = Passage(passed=0, waiting=0, asked=None)
    for part in _parts(call, demand, alone, taking, (sure, firm)):
        found, given = part.found, {name: _place(name, Status.PASSED) for name in awards if part.of(alone[name])}
        by_name = {name: _both(part.of(alone[name]), found.passes(part.candidates[name])) for name in part.candidates}
        given |= {name: _place(name, _STATUS[truth]) for name, truth in by_name.items() if name in sure}
        made = _with_threshold(part, found, _passage(alone, given))
        told = _Told(call, part, made)
        for name in verdicts.keys() & part.candidates.keys():
            verdicts[name].append((told, by_name[name]))
        if part.envelope is not None:
            parts.append(EnvelopePassage(part.envelope, part.demand, made))
    awards |= {name: _verdict(name, alone[name], verdicts[name]) for name in verdicts}
    return awards, replace(_passage(alone, awards), envelopes=tuple(parts)) if parts else made


def _parts(
    call: Call,
    demand: Demand,
    alone: Mapping[Id, Alone],
    taking: Mapping[Id, Alone],
    passes: tuple[Collection[Id], Mapping[Id, int | None]],
) -> Iterator[_Part]:
    """What sets thresholds: of `taking`, and of what `passes` by the rules for certain, and by the committee with its amount."""
    sure, firm = passes
    if demand.counts:
        firm = dict.fromkeys(firm, 1)
    envelopes: Iterable[Envelope | None] = call.envelopes or (None,)
    for place, envelope in enumerate(envelopes):
        own = demand if envelope is None or demand.counts else replace(demand, budget=envelope.amount)
        part = _Part(place=place, envelope=envelope, demand=own, candidates={}, apart=0, least_apart=0)
        may_be = {name: truth for name in (*taking, *firm) if (truth := part.of(alone[name])) is not False}
        most = sum(_UNSTATED if amount is None else amount for name, amount in firm.items() if name in may_be)
        certain = sum(amount or 0 for name, amount in firm.items() if may_be.get(name))
        candidates = {
            name: _candidate(each, own, sure=name in sure and may_be[name] is True)
            for name, each in taking.items()
            if name in may_be
        }
        yield replace(part, candidates=candidates, apart=most, least_apart=0 if most == _UNSTATED else certain)


def _candidate(each: Alone, demand: Demand, *, sure: bool) -> Candidate:
    assert each.reach is not None
    return Candidate(request=each.request, reach=each.reach, asks=1 if demand.counts else each.payable, sure=sure)


def _with_threshold(part: _Part, found: Threshold, passage: Passage) -> Passage:
    """What passes, with the threshold: where it is, or between what it lies."""
    settled = not part.open and part.apart == part.least_apart
    return replace(
        passage,
        threshold=found.at_most if settled else None,
        above=None if settled else found.above,
        at_most=None if settled else found.at_most,
        short=_most(part.candidates.values(), part.apart) < part.demand.least * part.demand.budget,
    )


def _both(one: Truth, other: Truth) -> Truth:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _verdict(name: Id, each: Alone, verdicts: Sequence[tuple[_Told, Truth]]) -> Award:
    """Whether a request passes that meets the rules: where it reaches the threshold of one of the envelopes it is of.

    Told are the thresholds that decide: those it reaches, else those that are open, else all.
    """
    truths = [truth for _, truth in verdicts]
    truth = True if True in truths else None if None in truths else False
    told = [reason for one, known in verdicts if known is truth for reason in one.reasons(name, each, known)]
    if not verdicts:
        told.append(Reason("no_envelope_stage"))
    award = _place(name, _STATUS[truth], told[-1] if told else None)
    asks = {path for one, known in verdicts if known is None for path in one.lacking(each)}
    ask = Reason("ask_envelope_stage", {"paths": tuple(sorted(asks))}) if truth is None and asks else None
    return replace(award, told=tuple(told) if len(told) > 1 else (), asks=ask)


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
    part: _Part
    passage: Passage

    def reasons(self, name: Id, each: Alone, truth: Truth) -> Iterator[Reason]:
        """Why a request passes, does not, or waits, as far as this threshold goes."""
        envelope = self.part.envelope
        if self.part.of(each) is None and envelope is not None:
            yield Reason("passed_unknown", {"envelope": envelope.title, "paths": self.lacking(each)})
        reason = self._reason(self.part.candidates[name], _STATUS[truth])
        if reason is not None:
            yield reason if envelope is None else Reason("at_envelope", {"envelope": envelope.title, "reason": reason})

    def lacking(self, each: Alone) -> tuple[str, ...]:
        """What a request would have to state so that it is known whether it is of the envelope."""
        known = each.belongings
        return () if self.part.of(each) is not None or known is None else known.envelopes[self.part.place].lacking

    def _reason(self, each: Candidate, status: Status) -> Reason | None:
        passage, demand = self.passage, self.part.demand
        values = {"figure": quantity(self.call, each.reach.lowest), **threshold_values(self.call, demand, passage)}
        if passage.threshold is None and passage.at_most is None:
            return Reason("stage_short", values) if passage.short else None
        if status is Status.WAITING:
            return Reason("stage_waits", {**values, **named(self.part.open)})
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
        "demand": "requests" if demand.counts else "money" if budget else "nothing",
        "passed": passage.passed,
        "budget": cents(budget),
        "times": Quantity(demand.times, in_full=True),
        "least": Quantity(demand.least, in_full=True),
    }


def stage_notes(call: Call, stage: Stage, passage: Passage) -> Iterator[Reason]:
    """What is to note of a stage as a whole: its threshold, or that of each envelope, and what it waits for."""
    if stage.demand is None:
        return
    for each in passage.envelopes:
        for note in _threshold_notes(call, each.demand, each.passage):
            yield Reason("of_envelope", {"envelope": each.envelope.title, "reason": note})
    if not passage.envelopes:
        yield from _threshold_notes(call, stage.demand, passage)


def _threshold_notes(call: Call, demand: Demand, passage: Passage) -> Iterator[Reason]:
    values = threshold_values(call, demand, passage)
    if passage.threshold is not None:
        yield Reason("stage_threshold", values)
    elif passage.short:
        yield Reason("stage_threshold_short", values)
    elif passage.at_most is not None:
        yield Reason("stage_threshold_open", values)
