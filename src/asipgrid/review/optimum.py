"""Which requests an optimum by score would fund: the greatest sum of scores that the envelope pays in full. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from msgspec import Struct

from asipgrid.model.calls import MEETS_RULES, Call
from asipgrid.model.places import Id
from asipgrid.model.results import GRANTED
from asipgrid.review.estimates import UndrawableError
from asipgrid.review.trials import Trials


class Compared(Struct, frozen=True, kw_only=True):
    """A request that the rules fund: what the decision gives it, whether the optimum would, and what both look at."""

    request: Id
    now: str
    chosen: bool
    score: Fraction
    ask: int

    @property
    def differs(self) -> bool:
        """Whether the optimum funds it and the decision does not, or the other way round."""
        return self.chosen is not (self.now in GRANTED)


class Optimum(Struct, frozen=True, kw_only=True):
    """The requests that may be funded, by id, and the money that is there for them (cents).

    What the committee decided stays decided: its money is taken before, and these requests are not among them.
    """

    call: Call
    money: int
    requests: tuple[Compared, ...]

    @property
    def chosen(self) -> tuple[Compared, ...]:
        """What the optimum funds."""
        return tuple(each for each in self.requests if each.chosen)

    @property
    def funded(self) -> tuple[Compared, ...]:
        """What the decision gives money."""
        return tuple(each for each in self.requests if each.now in GRANTED)


def optimum(trials: Trials, best_set: Callable[[Sequence[Fraction], Sequence[int], int], list[bool]]) -> Optimum:
    """The optimum over all requests that the rules fund, as a solver finds it; UndrawableError where no money is given."""
    call, settlement = trials.case.call, trials.settlement
    if call.stage is not None or settlement is None:
        raise UndrawableError("no money is given here that an optimum could give otherwise")
    if call.envelopes or call.quotas:
        raise UndrawableError("an optimum is looked for out of one envelope without quotas")
    decided = {each.request for each in trials.case.decisions}
    firm = sum(settlement.requests[each].award.amount or 0 for each in decided)
    names = sorted(
        name
        for name, each in trials.alone.items()
        if name not in decided and each.proposal.outcome in MEETS_RULES and each.proposal.ask is not None
    )
    scores = [trials.cards[name].score or Fraction(0) for name in names]
    asks = [trials.alone[name].proposal.ask or 0 for name in names]
    money = call.envelope - firm
    picked = best_set(scores, asks, money)
    return Optimum(
        call=call,
        money=money,
        requests=tuple(
            Compared(request=name, now=settlement.requests[name].word, chosen=chosen, score=score, ask=ask)
            for name, score, ask, chosen in zip(names, scores, asks, picked, strict=True)
        ),
    )
