"""Sections of a grid in results and explanations."""

from __future__ import annotations

from asipgrid.formats.words import Words
from asipgrid.model.judged import SectionScore
from asipgrid.model.sections import GridSection


def section_text(section: GridSection, figure: SectionScore, words: Words) -> str:
    """A section on one line: what it is called, its score and weight, its points beside those it asks for."""
    title = words.text(section.title)
    name = section.id if title == section.id else f"{section.id} {title}"
    if figure.score is None:
        return words.named(name, words("nothing_to_score"))
    score = words("of", part=words.score(figure.score), whole="100")
    if figure.score != figure.ceiling:
        score += words("at_most", score=words.score(figure.ceiling))
    weight = words("weight", weight=words.written(figure.weight))
    return words.named(name, words.parts((f"{score}, {weight}", _points(figure, words))))


def _points(figure: SectionScore, words: Words) -> str:
    counted = words.points(figure.points, figure.points_ceiling, figure.points_of)
    points = words("points", points=counted or words.range(figure.points, figure.points_ceiling))
    if figure.minimum is None:
        return points
    needed = f"{points}{words('needed', least=words.written(figure.minimum))}"
    if not figure.below:
        return needed
    return words.named(needed, words("below" if figure.points_ceiling < figure.minimum else "not_reached"))
