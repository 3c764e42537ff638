"""Which requests an optimum by score would fund: the greatest sum of scores that the envelope pays in full. Decides nothing.

The solver is HiGHS (`highspy`), which brings nothing but numpy with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import highspy
import numpy as np
from msgspec import Struct

from asipgrid.model.calls import MEETS_RULES, Call
from asipgrid.model.places import Id
from asipgrid.review.estimates import FUNDS, UndrawableError
from asipgrid.review.trials import Trials

# The seconds after which the best that was found so far would not be the best of all.
_PATIENCE: Final = 60.0


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
        return self.chosen is not (self.now in FUNDS)


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
        return tuple(each for each in self.requests if each.now in FUNDS)


def optimum(trials: Trials) -> Optimum:
    """The optimum over all requests that the rules fund; UndrawableError where there is no money or no score to look at."""
    call, settlement = trials.case.call, trials.settlement
    if call.stage is not None or settlement is None:
        raise UndrawableError("no money is given here that an optimum could give otherwise")
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


def best_set(worth: Sequence[Fraction], costs: Sequence[int], most: int) -> list[bool]:
    """A set of the greatest worth whose costs are at most so much; where several are as good, the solver takes one of them.

    UndrawableError where it is not proven within a minute, or what the solver gives back does not fit.
    """
    if not worth:
        return []
    model = highspy.HighsModel()
    count = len(worth)
    program = model.lp_
    program.num_col_, program.num_row_ = count, 1
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.array([float(each) for each in worth])
    program.col_lower_, program.col_upper_ = np.zeros(count), np.ones(count)
    program.row_lower_, program.row_upper_ = np.array([-highspy.kHighsInf]), np.array([float(most)])
    program.integrality_ = [highspy.HighsVarType.kInteger] * count
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array([0, count])
    program.a_matrix_.index_ = np.arange(count)
    program.a_matrix_.value_ = np.array([float(each) for each in costs])
    solver = highspy.Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    picked = [each > 0.5 for each in solver.getSolution().col_value]
    spent = sum(cost for cost, chosen in zip(costs, picked, strict=True) if chosen)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or spent > most:
        raise UndrawableError("the solver did not prove an optimum")
    return picked


# Nothing on the terminal, the same in each run, and no set that is only nearly the best.
_OPTIONS: Final = {
    "log_to_console": False,
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "time_limit": _PATIENCE,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
}
