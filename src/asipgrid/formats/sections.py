"""Sections of a grid in results and explanations."""

from __future__ import annotations

from asipgrid.model.judged import SectionScore
from asipgrid.model.sections import GridSection
from asipgrid.text.numbers import as_written, number, points_text, score_text


def section_text(section: GridSection, figure: SectionScore) -> str:
    """A section on one line: what it is called, its score and weight, its points beside those it asks for."""
    name = section.id if section.title.en == section.id else f"{section.id} {section.title.en}"
    if figure.score is None:
        return f"{name}: nothing to score"
    open_ = figure.score != figure.ceiling
    score = f"{score_text(figure.score)} of 100{f', at most {score_text(figure.ceiling)}' if open_ else ''}"
    return f"{name}: {score}, weight {as_written(figure.weight)}; {_points(figure)}"


def _points(figure: SectionScore) -> str:
    most = "" if figure.points == figure.points_ceiling else f" to {number(figure.points_ceiling)}"
    points = points_text(figure.points, figure.points_ceiling, figure.points_of) or f"{number(figure.points)}{most}"
    if figure.minimum is None:
        return f"{points} points"
    lacks = ""
    if figure.below:
        lacks = ": below" if figure.points_ceiling < figure.minimum else ": not reached yet"
    return f"{points} points, at least {as_written(figure.minimum)} needed{lacks}"
