"""Points on top of the criteria, in explanations."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

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
    told = words("in_sum", points=_span(found.points, found.points_ceiling, words))
    if (found.points, found.points_ceiling) != (found.whole, found.whole_ceiling):
        told += words("without_limits", points=_span(found.whole, found.whole_ceiling, words))
    yield words.parts((told, _with(found, card, words)))


def _span(least: Fraction, most: Fraction, words: Words) -> str:
    open_ = "" if least == most else words("at_most", score=words.number(most))
    return f"{words.number(least)}{open_}"


def _points(each: GivenBonus, words: Words) -> str:
    points = words.written(each.rule.points)
    if each.rule.of is not None and each.holds is not False:
        given = (each.least, each.most) if each.rule.points > 0 else (each.most, each.least)
        return words("of", part=words.range(*given), whole=points)
    if each.holds:
        return points
    return words("of" if each.holds is False else "or", part="0", whole=points)


def _with(found: BonusScore, card: Scorecard, words: Words) -> str:
    if card.score is None:
        return words("no_score_to_add_to")
    return words("score_with", without=words.score(found.score), together=words.score(card.score))
