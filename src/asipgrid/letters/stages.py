"""The letters of a stage: an invitation to submit what the next one asks for, or that its threshold is not reached."""

from __future__ import annotations

from fractions import Fraction

from asipgrid.engine.stages import quantity
from asipgrid.letters.act import open_appeal
from asipgrid.letters.kinds import Fields
from asipgrid.letters.not_funded import NotFundedBuilder
from asipgrid.model.values import Quantity
from asipgrid.text.numbers import beside


class StageBuilder(NotFundedBuilder):
    """Says that one request passes a stage, or how far it is from its threshold, without a word on who else applied."""

    def invitation(self) -> Fields:
        """What to submit, and by when; how the threshold was set that the request reaches."""
        assert self.call.stage is not None
        return self.head() | self._threshold(passes=True) | {"submit_by": self.day(self.call.stage.submit_by)}

    def not_passed(self) -> Fields:
        """The threshold that the request does not reach, with its own figure, and what was found of it."""
        return (
            self.head()
            | self._threshold(passes=False)
            | {
                "blanks": open_appeal(self),
                "scores": self.call.letters.scores,
                "grids": tuple(self._blocks()),
                "figures": tuple(self._figures()),
            }
        )

    def _threshold(self, *, passes: bool) -> Fields:
        """The `threshold` and the `figure` of the request, how the demand sets it; `short`: all ask for too little for one.

        What those that pass ask for (`asked`), and what `share` of the budget that is, where no request is open any more.
        """
        passage, stage = self.result.passage, self.call.stage
        assert passage is not None
        assert stage is not None
        demand = stage.demand
        told = dict.fromkeys(("threshold", "asked", "share", "times", "least", "budget", "figure"), "")
        alone = self.ranked.assessment.alone.reach
        if demand is None or alone is None:
            return told | {"short": False}
        told |= {
            "figure": self._points(alone.lowest, passage.threshold),
            "times": self.number(demand.times),
            "least": self.number(demand.least) if demand.least else "",
            "budget": self.money(demand.budget),
        }
        exact, bound = passage.threshold, passage.at_most if passes else passage.above
        if exact is not None:
            told["threshold"] = self._points(exact, alone.lowest)
        elif bound is not None:
            limit = self.pick("at most ", "au plus ") if passes else self.pick("more than ", "plus de ")
            told["threshold"] = limit + self._points(bound, alone.lowest)
        if exact is not None and passage.asked is not None and demand.budget:
            told["asked"] = self.money(passage.asked)
            told["share"] = self.writer.quantity(Quantity(Fraction(passage.asked, demand.budget)))
        return told | {"short": passage.short}

    def _points(self, figure: Fraction | None, other: Fraction | None) -> str:
        """A figure that the call ranks by, with the decimals that tell it from the other."""
        told = quantity(self.call, figure)
        if told is None:
            return ""
        digits = 2 if other is None else beside(told.value, (other,))
        text = self.writer.quantity(told, digits)
        if told.unit == "score":
            return self.pick(f"{text} out of 100", f"{text} sur 100")
        many = told.value >= 2 if self.language == "fr" else told.value != 1
        return f"{text} point{'s' * many}"
