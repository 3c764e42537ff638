"""Points on top of the criteria, in explanations."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.model.bonus import BonusScore, GivenBonus
from asipgrid.model.judged import Scorecard
from asipgrid.text.numbers import as_written, number, score_text
from asipgrid.text.phrases import Speaker


def bonus_lines(card: Scorecard, speaker: Speaker) -> Iterator[str]:
    """Each bonus of a call with its reason, then what they come to and the score with them; nothing where there is none."""
    found = card.bonus
    if found is None:
        return
    for each in found.given:
        name = each.rule.id if each.rule.title.en == each.rule.id else f"{each.rule.id} {each.rule.title.en}"
        yield f"{name}: {_points(each)}: {speaker.say(each.reason)}"
    open_ = "" if found.points == found.points_ceiling else f", at most {number(found.points_ceiling)}"
    yield f"in sum {number(found.points)}{open_}; {_with(found, card)}"


def _points(each: GivenBonus) -> str:
    points = as_written(each.rule.points)
    return points if each.holds else f"0 of {points}" if each.holds is False else f"0 or {points}"


def _with(found: BonusScore, card: Scorecard) -> str:
    if card.score is None:
        return "there is no score to add to"
    return f"the score is {score_text(found.score)} without, {score_text(card.score)} with them"
