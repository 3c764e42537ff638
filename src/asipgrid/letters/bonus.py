"""Points on top of the criteria in letters: each with its reason, and the score without them."""

from __future__ import annotations

from collections.abc import Callable

from asipgrid.letters.kinds import Fields
from asipgrid.model.bonus import BonusScore, GivenBonus
from asipgrid.model.values import Quantity, Text
from asipgrid.text.phrases import Speaker

Words = Callable[[Text | None], str]
"""A text in the language of the letter."""


def bonus(found: BonusScore | None, speaker: Speaker, words: Words) -> Fields:
    """What every letter tells of them: the score without (`base_score`), each in words (`bonus`); empty where there is none."""
    if found is None or found.score is None:
        return {"base_score": "", "bonus": ()}
    base = speaker.numbers(Quantity(found.score, "score"), 2)
    return {"base_score": base, "bonus": tuple(_told(each, speaker, words) for each in found.given)}


def _told(each: GivenBonus, speaker: Speaker, words: Words) -> str:
    colon = speaker.pick((": ", " : "))
    return f"{words(each.rule.title)}{colon}{_points(each, speaker)} ({speaker.say(each.reason)})"


def _points(each: GivenBonus, speaker: Speaker) -> str:
    size, points = abs(each.rule.points), speaker.numbers(Quantity(abs(each.rule.points), in_full=True), 2)
    unit = speaker.pick(("point" if size == 1 else "points", "point" if size < 2 else "points"))
    given = f"{'−' if each.rule.points < 0 else '+'}{points} {unit}"
    if each.holds is False:
        return speaker.pick(("no points", "aucun point"))
    return given if each.holds else speaker.pick((f"not known yet, 0 or {given}", f"pas encore connu, 0 ou {given}"))
