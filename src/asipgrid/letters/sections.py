"""Sections of a grid in letters: those under a minimum of their own, and what was found of each in a completed grid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.model.calls import Grid
from asipgrid.model.sections import GridSection
from asipgrid.model.values import Quantity
from asipgrid.text.numbers import beside


def sections_of(letter: LetterBuilder) -> dict[str, GridSection]:
    """The sections of every grid, by id."""
    return {section.id: section for grid in letter.result.grids for section in grid.sections}


def below(letter: LetterBuilder) -> tuple[str, ...]:
    """The sections under a minimum of their own, with their points."""
    known = sections_of(letter)
    return tuple(_below(letter, known[name]) for name in letter.card.below_minimum if name in known)


def _below(letter: LetterBuilder, section: GridSection) -> str:
    points = letter.card.sections[section.id].points
    told = letter.writer.quantity(Quantity(points), beside(points, (section.minimum or Fraction(0),)))
    least, title = _least(letter, section), _titled(letter, section)
    return letter.pick(f"{title}: {told} points, {least}", f"{title} : {told} points, {least}")


def _titled(letter: LetterBuilder, section: GridSection) -> str:
    title = letter.words(section.title)
    return title if title == section.id else f"{section.id}, {title}"


def _least(letter: LetterBuilder, section: GridSection) -> str:
    least = letter.writer.quantity(Quantity(section.minimum or Fraction(0), in_full=True))
    return letter.pick(f"at least {least} are needed", f"il en faut au moins {least}")


def section_rows(letter: LetterBuilder, grid: Grid) -> Iterator[Fields]:
    """Each section in which anything counts, as a row of its completed grid: `top` is what its points are out of."""
    for section in grid.sections:
        figure = letter.card.sections[section.id]
        counted = [each.id for each in letter.card.criteria if each.id in section.criteria and each.counts]
        if not counted:
            continue
        asked = "" if section.minimum is None else letter.pick("; ", " ; ") + _least(letter, section)
        names = ", ".join(counted)
        yield {
            "id": section.id,
            "question": letter.words(section.title),
            "found": letter.pick(f"in sum: {names}{asked}", f"au total : {names}{asked}"),
            "level": letter.spanned(letter.number(figure.points), letter.number(figure.points_ceiling)),
            "top": letter.number(Fraction(sum(letter.criteria[name].max for name in counted))),
            "criteria": tuple(counted),
        }
