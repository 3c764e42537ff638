"""The letters of requests that are not funded: declined, not eligible, or an agreement that stays as it is.

An applicant never reads who else applied, what one assessor marked, or (unless the call says so) why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.fields import (
    CriterionFinding,
    DeclineLetter,
    EligibilityCondition,
    GridFindings,
    IneligibleLetter,
    MaintainLetter,
)
from asipgrid.model.calls import Outcome
from asipgrid.model.judged import Judged
from asipgrid.model.places import Language, Truth
from asipgrid.model.results import Explanation
from asipgrid.model.values import Quantity, Reason
from asipgrid.text.numbers import beside


class NotFundedBuilder(LetterBuilder):
    """Says why one request is not funded, and what was found of it."""

    def __init__(self, explanation: Explanation, language: Language) -> None:
        """`explanation` is that of the request, with what each criterion gave and could give."""
        super().__init__(explanation.result, explanation.ranked, language)
        self.explanation = explanation

    def decline(self) -> DeclineLetter:
        """Every finding, in the order of the grids."""
        return DeclineLetter(**self.refused(self.conditions()), grids=tuple(self.blocks()))

    def ineligible(self) -> IneligibleLetter:
        """The conditions of eligibility that are not met, or not known."""
        # Each condition of eligibility is told by its own question, so nothing is said of eligibility as a whole.
        return IneligibleLetter(**self.refused(()), failed=self.gates(passes=False), unknown=self.gates(passes=None))

    def maintain(self) -> MaintainLetter:
        """The agreement stays as it is."""
        return MaintainLetter(**self.head(), reasons=self.sentences(self.decided()))

    # why

    def refused(self, conditions: tuple[EligibilityCondition, ...]) -> dict[str, Any]:
        """The fields of `NotFundedLetter`."""
        told = {
            "decided": self.sentences(self.decided()),
            "missed": self.missed(),
            "below": tuple(map(self.below, self.card.below_minimum)),
        }
        bare = self.card.eligible is True and not any(told.values())
        ways = len(list(self.funding_rules()))
        return {**self.head(), **told, "ways": ways, "conditions": conditions, "bare": bare}

    def decided(self) -> tuple[Reason, ...]:
        """What the rule that decided asks for, as it was found; nothing where the committee decided otherwise."""
        if self.ranked.proposal.outcome is not self.ranked.outcome:
            return ()
        return tuple(_without_eligibility(self.rules_held()))

    def missed(self) -> tuple[str, ...]:
        """Why the request is not funded: what every rule that funds asks for and is not there, with its margin.

        Where several rules fund, each is a way of its own, and told on one line.
        """
        ways = [self.sentences(rule.values["lines"]) for rule in self.funding_rules()]
        told = ways[0] if len(ways) == 1 else tuple(map("; ".join, ways))
        return tuple(dict.fromkeys((*told, *self.in_the_way())))

    def funding_rules(self) -> Iterator[Reason]:
        """The rules that fund, and were missed."""
        for reason in self.ranked.proposal.reasons:
            if reason.key == "rule_missed" and reason.values["outcome"] == Outcome.FUND.value:
                yield reason

    def in_the_way(self) -> tuple[str, ...]:
        """What keeps a rule that holds from funding."""
        reasons = [reason for reason in self.ranked.proposal.reasons if reason.key in _IN_THE_WAY]
        return tuple(
            self.pick(
                "eligibility is not established, and only an eligible request is funded",
                "la recevabilité n'est pas établie, et seule une demande recevable est financée",
            )
            if reason.key == "passed_over"
            else self.speaker.say(reason)
            for reason in reasons
        )

    def below(self, name: str) -> str:
        """A criterion under a threshold of its own."""
        criterion, each = self.criteria[name], self.card.criterion(name)
        least = criterion.minimum or Fraction(0)
        digits = 2 if each.level is None else beside(each.level, (least,))
        level = "–" if each.level is None else self.writer.quantity(Quantity(each.level), digits)
        minimum = self.writer.quantity(Quantity(least, in_full=True))
        return self.pick(
            f"{name}: level {level}, at least {minimum} is needed",
            f"{name} : niveau {level}, il faut au moins {minimum}",
        )

    # findings

    def blocks(self) -> Iterator[GridFindings]:
        """What was found, grid by grid."""
        for grid in self.result.grids:
            yield GridFindings(
                title=self.words(grid.title),
                score=self.score(self.card.grids[grid.id].score),
                findings=tuple(
                    self.finding(each, grid.max) for each in self.card.criteria if each.grid == grid.id and each.counts
                ),
            )

    def finding(self, each: Judged, top: int) -> CriterionFinding:
        """What was found of one criterion."""
        level = "" if each.level is None else self.number(each.level)
        return CriterionFinding(
            id=each.id,
            question=self.words(self.criteria[each.id].question),
            found=self.found(each),
            level=level,
            top=self.number(Fraction(top)),
            gave=self.score(self.explanation.gives[each.id]),
            worth=self.score(self.explanation.shares[each.id]),
            reasons=tuple(self.whys(each)),
        )

    def whys(self, each: Judged) -> Iterator[str]:
        """The reasons assessors gave, where the call lets applicants read them; never who gave which."""
        if self.call.letters.whys:
            marks = [mark for _, mark in each.marks] if each.consensus is None else [each.consensus]
            yield from sorted({mark.why for mark in marks})

    # eligibility

    def conditions(self) -> tuple[EligibilityCondition, ...]:
        """The conditions of eligibility that are not shown to be met."""
        return (*self.gates(passes=False), *self.gates(passes=None))

    def gates(self, *, passes: Truth) -> tuple[EligibilityCondition, ...]:
        """The conditions of eligibility with that answer, in the order of the grids."""
        gates = [each for each in self.card.criteria if each.gate and each.gate.kind == "eligibility"]
        return tuple(self.gate(each) for each in gates if each.gate and each.gate.passes is passes)

    def gate(self, each: Judged) -> EligibilityCondition:
        """One condition of eligibility."""
        assert each.gate is not None
        criterion = self.criteria[each.id]
        return EligibilityCondition(
            id=each.id,
            question=self.words(criterion.question),
            found="; ".join(self.gate_reasons(each.gate.reasons)),
            documents=self.words(criterion.documents),
        )

    def gate_reasons(self, reasons: Iterable[Reason]) -> Iterator[str]:
        """What was found of a condition, line by line."""
        for reason in reasons:
            lines = reason.values.get("lines")
            yield from self.sentences(lines) if lines else (self.speaker.say(reason),)


_IN_THE_WAY: Final = {"passed_over", "cap_below_minimum", "cost_not_stated", "amount_not_stated"}


def _without_eligibility(lines: Iterable[Reason]) -> Iterator[Reason]:
    """Reasons but for eligibility itself: which of its conditions are not met is told beside them."""
    for line in lines:
        if line.key == "line":
            if line.values["path"] != "eligible":
                yield line
        elif inner := tuple(_without_eligibility(line.values["lines"])):
            yield inner[0] if len(inner) == 1 else Reason(line.key, {**line.values, "lines": inner})
