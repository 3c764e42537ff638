"""Points on top of the criteria, in explanations."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats.words import Words
from asipgrid.model.bonus import BonusScore, GivenBonus
from asipgrid.model.judged import Scorecard


def bonus_lines(card: Scorecard, words: Words) -> Iterator[str]:
    """Each bonus of a call with its reason, then what they come to and the score with them; nothing where there is none."""
    found = card.bonus
    if found is None:
        return
    for each in found.given:
        title = words.text(each.rule.title)
        name = each.rule.id if title == each.rule.id else f"{each.rule.id} {title}"
        yield words.named(name, words.named(_points(each, words), words.reason(each.reason)))
    open_ = "" if found.points == found.points_ceiling else words("at_most", score=words.number(found.points_ceiling))
    yield words.parts((f"{words('in_sum', points=words.number(found.points))}{open_}", _with(found, card, words)))


def _points(each: GivenBonus, words: Words) -> str:
    points = words.written(each.rule.points)
    if each.holds:
        return points
    return words("of" if each.holds is False else "or", part="0", whole=points)


def _with(found: BonusScore, card: Scorecard, words: Words) -> str:
    if card.score is None:
        return words("no_score_to_add_to")
    return words("score_with", without=words.score(found.score), together=words.score(card.score))
