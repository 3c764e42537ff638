"""Points on top of the criteria in letters: each with its reason, and the score without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

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
    ends = (
        speaker.numbers(Quantity(each, "score"), 2)
        for each in dict.fromkeys((found.score, found.ceiling or found.score))
    )
    told = tuple(_told(each, speaker, words) for each in found.given)
    return {"base_score": speaker.pick((" to ", " à ")).join(ends), "bonus": (*told, *_limited(found, speaker))}


def _limited(found: BonusScore, speaker: Speaker) -> Iterator[str]:
    """What they come to, where the limits of the call make it another sum."""
    whole, kept = (found.whole, found.whole_ceiling), (found.points, found.points_ceiling)
    if whole != kept:
        before, within = _span(whole, speaker), _span(kept, speaker)
        yield speaker.pick(
            (
                f"in sum {before}; within the limits of the call {within}",
                f"au total {before} ; dans les limites fixées par l'appel, {within}",
            )
        )


def _span(ends: Iterable[Fraction], speaker: Speaker) -> str:
    """A number of points with its sign, or between which two it lies."""
    listed = list(dict.fromkeys(ends))
    return (
        f"{speaker.pick((' to ', ' à ')).join(_signed(each, speaker) for each in listed)} {_unit(listed[-1], speaker)}"
    )


def _told(each: GivenBonus, speaker: Speaker, words: Words) -> str:
    colon = speaker.pick((": ", " : "))
    return f"{words(each.rule.title)}{colon}{_points(each, speaker)} ({speaker.say(each.reason)})"


def _points(each: GivenBonus, speaker: Speaker) -> str:
    if each.least == each.most == 0:
        return speaker.pick(("no points", "aucun point"))
    ends = sorted((each.least, each.most), key=abs)
    if each.rule.of is not None and each.holds is None:
        return speaker.pick(("not known yet, ", "pas encore connu, ")) + _span(ends, speaker)
    given = f"{_signed(ends[1], speaker)} {_unit(ends[1], speaker)}"
    return given if each.holds else speaker.pick((f"not known yet, 0 or {given}", f"pas encore connu, 0 ou {given}"))


def _signed(points: Fraction, speaker: Speaker) -> str:
    sign = "−" if points < 0 else "+" if points else ""
    return f"{sign}{speaker.numbers(Quantity(abs(points), in_full=True), 2)}"


def _unit(points: Fraction, speaker: Speaker) -> str:
    return speaker.pick(("point" if abs(points) == 1 else "points", "point" if abs(points) < 2 else "points"))
