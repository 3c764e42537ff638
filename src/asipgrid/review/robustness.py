"""How far each thing may move before a decision changes: weights, bounds, the envelope, each mark by a step, each unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any

from msgspec import Struct

from asipgrid.model.calls import Call
from asipgrid.review.estimates import Estimates
from asipgrid.review.optimum import Optimum
from asipgrid.review.rule_bounds import bound_ranges, numbers_of_rules
from asipgrid.review.single_changes import Flip, count_of_marks, mark_flips, unknown_flips
from asipgrid.review.stable_ranges import End, StableRange, ends
from asipgrid.review.trials import Trials, Words
from asipgrid.review.weight_ranges import count_of_weights, weight_ranges


class Robustness(Struct, frozen=True, kw_only=True):
    """All of it: ranges and flips in the order of the documents, how many marks and unknowns were tried.

    None where they were not: totals or vetoes of single assessors decide, or statistics over all requests.
    """

    call: Call
    words: Words
    ranges: tuple[StableRange, ...]
    flips: tuple[Flip, ...]
    marks: int | None
    unknowns: int | None

    @property
    def grey(self) -> Mapping[str, tuple[Flip, ...]]:
        """The requests that a single mark or unknown moves, by id, each with what does."""
        names = sorted({name for flip in self.flips for name, _, _ in flip.changes})
        return {
            name: tuple(each for each in self.flips if any(name == moved for moved, _, _ in each.changes))
            for name in names
        }


class RobustnessAnswer(Struct, frozen=True, kw_only=True):
    """What was asked of how sure a call is: exactly, by draws, against an optimum (None: not asked); `words` as decided."""

    call: Call
    words: Words
    exact: Robustness | None = None
    draws: Estimates | None = None
    optimum: Optimum | None = None


def ranges(trials: Trials) -> Iterator[StableRange]:
    """The range of each weight of a grid, weight of a criterion, number of a rule, and of the envelope."""
    yield from weight_ranges(trials)
    yield from bound_ranges(trials)
    # A stage spends none of it; what its threshold makes of another budget, `whatif` shows.
    if trials.case.call.stage is None:
        yield _envelope(trials)


def _envelope(trials: Trials) -> StableRange:
    """The range of the envelope, to the cent: where an amount just fits, or does no longer, as the money left moves with it."""
    call = trials.case.call
    now = Fraction(call.envelope)
    if not trials.pays_by_rank:
        return StableRange(kind="envelope", name="envelope", unit=call.currency, value=now, low=None, high=None)
    steps = {Fraction(each) for each in _missing(trials)}
    inside = {now + each + by for each in steps for by in (-1, 0, 1)}
    # Amounts are whole cents, so each cent beside a crossing is a trial of its own.
    crossings = {each + Fraction(side, 2) for each in inside for side in (-1, 1)}

    def trial(money: Fraction) -> dict[str, tuple[str, str]]:
        whole = int(money.__floor__())
        return {} if whole < 0 else trials.changed(trials.come_to({}, whole))

    most = max([now, *crossings]) + 1
    low, high = ends(now, crossings, (Fraction(0), most), trial)
    # The last whole cent inside the range.
    return StableRange(
        kind="envelope",
        name="envelope",
        unit=call.currency,
        value=now,
        low=low if low.at is None else End(Fraction(-((-low.at).__floor__())), low.changes),
        high=high if high.at is None else End(Fraction(high.at.__floor__()), high.changes),
    )


def _missing(trials: Trials) -> Iterator[int]:
    """How much more (or less) the envelope would have to hold for an amount, or a group of equals, to fit exactly."""
    if trials.settlement is None:
        return
    decided = sum(each.amount or 0 for each in trials.case.decisions)
    yield decided - trials.case.call.envelope
    groups: dict[tuple[int | None, int], list[int]] = {}
    for name, each in trials.settlement.requests.items():
        proposal, before = trials.alone[name].proposal, each.award.left_before
        if before is not None and proposal.ask is not None and proposal.minimum is not None:
            yield from (proposal.ask - before, proposal.minimum - before, -before)
            groups.setdefault((each.rank, before), []).append(proposal.ask)
    for (_, before), asks in groups.items():
        yield from (together - before for together in accumulate(sorted(asks)))


def robustness(trials: Trials, watched: Callable[[Iterable[Any], int], Iterable[Any]]) -> Robustness:
    """All of it; `watched` shows how far the work is, given how many steps it has."""
    count = count_of_weights(trials) + len(list(numbers_of_rules(trials))) + 1
    found = tuple(watched(ranges(trials), count))
    tried = count_of_marks(trials)
    cards = trials.cards.values() if trials.tries_unknowns else ()
    unknown = [each for scored in cards for each in scored.criteria if each.question is not None]
    flips = [flip for each in watched(mark_flips(trials), tried or 0) for flip in each]
    flips += [flip for each in watched(unknown_flips(trials), len(unknown)) for flip in each]
    return Robustness(
        call=trials.case.call,
        words=trials.words,
        ranges=found,
        flips=tuple(flips),
        marks=tried,
        unknowns=len(unknown) if trials.tries_unknowns else None,
    )
