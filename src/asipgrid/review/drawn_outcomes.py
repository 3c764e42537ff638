"""What the rules make of all requests in many draws at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from asipgrid.engine.conditions import ConditionOutline
from asipgrid.engine.paths import path_expression
from asipgrid.model.calls import MEETS_RULES, Outcome
from asipgrid.model.places import Truth
from asipgrid.review.chance import Codes
from asipgrid.review.drawn_figures import DrawnFigures, in_finest, moved
from asipgrid.review.estimates import DrawTerms, UndrawableError
from asipgrid.review.resampled import PossibleCard
from asipgrid.review.trials import Trials

OUTCOMES: Final = tuple(Outcome)
# Kleene's truths in order, so that all is the least of some, any the greatest, and not turns them about.
_NO, _OPEN, _YES = 0, 1, 2
_TRUTHS: Final[dict[Truth, int]] = {False: _NO, None: _OPEN, True: _YES}
_BOUNDS: Final = {
    "minimum": np.greater_equal,
    "maximum": np.less_equal,
    "exclusiveMinimum": np.greater,
    "exclusiveMaximum": np.less,
}


class DrawnRules:
    """The rules of a call, over the scorecards that draws may give, one column each."""

    def __init__(self, trials: Trials, terms: DrawTerms, columns: Sequence[PossibleCard]) -> None:
        """What draws do not move is asked once of each column."""
        self._rules = [(rule.outcome, None if rule.when is None else rule.when.outline) for rule in trials.plan.rules]
        self._varied, self._columns = terms.varied, columns
        self._eligible = np.array([_TRUTHS[each.card.eligible] for each in columns], np.int8)
        self._paid = np.array([each.asked.ask is not None for each in columns])
        self._kept: dict[int, Codes] = {}

    def outcomes(self, figures: DrawnFigures, shape: tuple[int, int]) -> Codes:
        """The outcome of each request in each draw, as its number in `OUTCOMES`."""
        eligible, paid = self._eligible[figures.picked], self._paid[figures.picked]
        found = np.full(shape, -1, np.int8)
        for outcome, when in self._rules:
            holds = (found < 0) & ((_YES if when is None else self._truth(when, figures)) == _YES)
            if outcome in MEETS_RULES:
                holds &= eligible == _YES
                found[holds & ~paid] = OUTCOMES.index(Outcome.ASK)
                holds &= paid
            found[holds] = OUTCOMES.index(outcome)
        left = np.where(eligible == _NO, OUTCOMES.index(Outcome.INELIGIBLE), OUTCOMES.index(Outcome.ASK))
        return np.where(found < 0, left, found).astype(np.int8)

    def _truth(self, asked: ConditionOutline, figures: DrawnFigures) -> Any:
        """Whether a condition holds, of draws × requests."""
        parts: list[Any] = [self._truth(each, figures) for each in asked.parts]
        match asked.kind:
            case "not":
                return _YES - parts[0]
            case "all" | "any":
                join = np.minimum if asked.kind == "all" else np.maximum
                found: Any = np.int8(_YES if asked.kind == "all" else _NO)
                for each in parts:
                    found = join(found, each)
                return found
        return self._line(asked, figures)

    def _line(self, asked: ConditionOutline, figures: DrawnFigures) -> Any:
        path, test = path_expression(asked.path), asked.test
        assert test is not None
        if not moved(path, self._varied):
            known = self._kept.get(id(asked))
            if known is None:
                values = [path.get(each.env) for each in self._columns]
                truths: list[Truth] = [None if value is None else test.holds(value) for value in values]
                known = self._kept[id(asked)] = np.array([_TRUTHS[each] for each in truths], np.int8)
            return known[figures.picked]
        bound = _BOUNDS.get(test.keyword)
        if path.parts is None or bound is None:
            raise UndrawableError(f"a rule asks {asked.path} for something else than a least or a greatest number")
        value, stated = figures.of(path.parts)
        return np.where(stated, np.where(bound(value, in_finest(test.wanted)), _YES, _NO), _OPEN).astype(np.int8)
