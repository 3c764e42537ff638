"""Points on top of the criteria in letters: each with its reason, and the score without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asipgrid.letters.kinds import Fields
from asipgrid.model.bonus import GivenBonus
from asipgrid.model.values import Quantity

if TYPE_CHECKING:
    from asipgrid.letters.builder import LetterBuilder


def bonus(letter: LetterBuilder) -> Fields:
    """What every letter tells of them: the score without (`base_score`), each in words (`bonus`); empty where there is none."""
    found = letter.card.bonus
    if found is None or found.score is None:
        return {"base_score": "", "bonus": ()}
    return {"base_score": letter.score(found.score), "bonus": tuple(_told(letter, each) for each in found.given)}


def _told(letter: LetterBuilder, each: GivenBonus) -> str:
    title, why = letter.words(each.rule.title), letter.speaker.say(each.reason)
    return letter.pick(f"{title}: {_points(letter, each)} ({why})", f"{title} : {_points(letter, each)} ({why})")


def _points(letter: LetterBuilder, each: GivenBonus) -> str:
    size = letter.writer.quantity(Quantity(abs(each.rule.points), in_full=True))
    unit = letter.pick("point" if size == "1" else "points", "point" if abs(each.rule.points) < 2 else "points")
    given = f"{'−' if each.rule.points < 0 else '+'}{size} {unit}"
    if each.holds is False:
        return letter.pick("no points", "aucun point")
    return given if each.holds else letter.pick(f"not known yet, 0 or {given}", f"pas encore connu, 0 ou {given}")
