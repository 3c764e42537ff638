"""Which letter a decision, or a day of a funded project, calls for, and what it tells its templates."""

from __future__ import annotations

from typing import Final

from asipgrid.letters.addendum import Earlier, addendum
from asipgrid.letters.follow_up import FollowUpBuilder
from asipgrid.letters.kinds import Fields, LetterKind
from asipgrid.letters.not_funded import NotFundedBuilder
from asipgrid.letters.stages import StageBuilder
from asipgrid.letters.waiting import WaitingBuilder
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Language
from asipgrid.model.results import GRANTED, Explanation, Ranked, Result, Status
from asipgrid.monitoring.projects import FollowedProject

_OF_A_STAGE: Final = {Status.PASSED: LetterKind.INVITATION, Status.BELOW: LetterKind.NOT_PASSED}


def kind(ranked: Ranked) -> LetterKind | None:
    """The letter a decision calls for; None when there is nothing to grant, or what passes a stage is not decided yet."""
    if ranked.outcome is Outcome.PASSES:
        return LetterKind.ASK if ranked.award.asks is not None else _OF_A_STAGE.get(ranked.award.status)
    if ranked.outcome is not Outcome.FUND:
        return LetterKind(ranked.outcome.value)
    if ranked.award.status not in GRANTED:
        return LetterKind.RESERVE
    return LetterKind.ADDENDUM if ranked.award.grants else None


def letter(explanation: Explanation, language: Language, earlier: Earlier = ()) -> Fields:
    """What the letter tells that a decision calls for; ValueError when there is none."""
    result, ranked = explanation.result, explanation.ranked
    match kind(ranked):
        case LetterKind.ADDENDUM:
            return addendum(result, ranked, language, earlier)
        case LetterKind.ASK:
            return WaitingBuilder(result, ranked, language).ask()
        case LetterKind.DEFER:
            return NotFundedBuilder(explanation, language).defer()
        case LetterKind.DECLINE:
            return NotFundedBuilder(explanation, language).decline()
        case LetterKind.INELIGIBLE:
            return NotFundedBuilder(explanation, language).ineligible()
        case LetterKind.MAINTAIN:
            return NotFundedBuilder(explanation, language).maintain()
        case LetterKind.INVITATION:
            return StageBuilder(explanation, language).invitation()
        case LetterKind.NOT_PASSED:
            return StageBuilder(explanation, language).not_passed()
        case LetterKind.RESERVE:
            return WaitingBuilder(result, ranked, language).reserve()
    raise ValueError(ranked.request.id)


def following(
    kind: LetterKind, result: Result, followed: FollowedProject, as_of: str, language: Language
) -> Fields | None:
    """What one of the letters tells that follow a funded project; None when it is not called for on that day."""
    builder = FollowUpBuilder(result, followed, as_of, language)
    match kind:
        case LetterKind.PAYMENT:
            return builder.payment()
        case LetterKind.REMINDER:
            return builder.reminder()
        case LetterKind.FOLLOW_UP:
            return builder.follow_up()
    raise ValueError(kind)
