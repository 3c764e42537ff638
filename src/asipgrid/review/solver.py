"""The best set within a sum of costs, by a solver: HiGHS (`highspy`, extra `asipgrid[robustness]`), which needs only numpy."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import highspy
import numpy as np

from asipgrid.review.estimates import UndrawableError

# The seconds after which the best that was found so far would not be the best of all.
_PATIENCE: Final = 60.0


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
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
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
