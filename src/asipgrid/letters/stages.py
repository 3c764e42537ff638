"""The letters of a stage: an invitation to submit what the next one asks for, or that its threshold is not reached."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from asipgrid.engine.stages import quantity
from asipgrid.letters.act import open_appeal
from asipgrid.letters.kinds import Fields
from asipgrid.letters.not_funded import NotFundedBuilder
from asipgrid.model.results import Reach
from asipgrid.model.stages import Demand, Passage
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

        What those that pass ask for (`asked`), and what `share` of the budget that is, where no request is open any more. Of a
        stage with several envelopes, the `thresholds` of those the request is of, and where it passes, reaches; the first above.
        """
        passage, stage = self.result.passage, self.call.stage
        assert passage is not None
        assert stage is not None
        blank = dict.fromkeys(("envelope", *_THRESHOLD), "") | {"short": False}
        alone = self.ranked.assessment.alone
        if stage.demand is None or alone.reach is None:
            return {name: blank[name] for name in (*_THRESHOLD, "short")} | {"thresholds": ()}
        known = alone.belongings.envelopes if alone.belongings else ()
        listed = [
            self._one_threshold(self.words(each.envelope.title), each.demand, each.passage, alone.reach, passes=passes)
            for each, belonging in zip(passage.envelopes, known, strict=False)
            if belonging.truth is not False and not (passes and _under(alone.reach, each.passage))
        ]
        if not passage.envelopes:
            listed = [self._one_threshold("", stage.demand, passage, alone.reach, passes=passes)]
        first = listed[0] if listed else blank
        return {name: first[name] for name in (*_THRESHOLD, "short")} | {"thresholds": tuple(listed)}

    def _one_threshold(self, envelope: str, demand: Demand, passage: Passage, reach: Reach, *, passes: bool) -> Fields:
        told = dict.fromkeys(("threshold", "asked", "share"), "") | {
            "envelope": envelope,
            "figure": self._points(reach.lowest, passage.threshold),
            "requests": self.number(demand.times) if demand.counts else "",
            "passed": "" if passage.threshold is None else self.number(Fraction(passage.passed)),
            "times": "" if demand.counts else self.number(demand.times),
            "least": self.number(demand.least) if demand.least else "",
            "budget": "" if demand.counts else self.money(demand.budget),
        }
        exact, bound = passage.threshold, passage.at_most if passes else passage.above
        if exact is not None:
            told["threshold"] = self._points(exact, reach.lowest)
        elif bound is not None:
            limit = self.pick("at most ", "au plus ") if passes else self.pick("more than ", "plus de ")
            told["threshold"] = limit + self._points(bound, reach.lowest)
        if exact is not None and passage.asked is not None and demand.budget and not demand.counts:
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


_THRESHOLD: Final = ("threshold", "asked", "share", "times", "least", "budget", "figure")


def _under(reach: Reach, passage: Passage) -> bool:
    """Whether a request is or may be under a threshold."""
    limit = passage.at_most if passage.threshold is None else passage.threshold
    return limit is not None and (reach.lowest is None or reach.lowest < limit)
