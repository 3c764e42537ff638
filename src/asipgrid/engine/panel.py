"""Several rating sheets become one level a criterion. Sheets with a conflict of interest are left out of every figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from asipgrid.model.calls import Criterion, Panel
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import PanelMark
from asipgrid.model.values import Quantity, Reason


def aggregate(levels: Sequence[Fraction], how: str) -> Fraction:
    """One level from several: mean, median (even count: the mean of the middle two), trimmed, or min.

    `trimmed` leaves out one highest and one lowest when there are at least three, and is the mean of the rest.
    """
    ordered = sorted(levels)
    if how == "min":
        return ordered[0]
    if how == "median":
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    kept = ordered[1:-1] if how == "trimmed" and len(ordered) > 2 else ordered
    return sum(kept, Fraction(0)) / len(kept)


def marks(
    panel: Panel | None, sheets: Iterable[RatingSheet], criteria: Mapping[str, Criterion]
) -> dict[str, PanelMark]:
    """What the panel gives each criterion that somebody marked, for the sheets of one request.

    `criteria` are those judged by marks, by id; the marks are listed by assessor.
    """
    if panel is None:
        return {}
    given_sheets = tuple(sheets)
    heard = sorted(
        (sheet for sheet in given_sheets if not sheet.conflict and not sheet.consensus),
        key=lambda sheet: sheet.assessor,
    )
    agreed = next((sheet.marks for sheet in given_sheets if sheet.consensus), {})
    result = {}
    for name, criterion in criteria.items():
        given = tuple((sheet.assessor, sheet.marks[name]) for sheet in heard if name in sheet.marks)
        if given:
            levels = [mark.level for _, mark in given]
            settled = agreed.get(name) if len(levels) >= panel.assessors else None
            level = aggregate(levels, panel.aggregate) if len(levels) >= panel.assessors else None
            result[name] = PanelMark(
                level=level if settled is None else settled.level,
                marks=given,
                disagreement=disagreement(panel, criterion, given),
                consensus=settled,
            )
    return result


def disagreement(panel: Panel, criterion: Criterion, given: Sequence[tuple[str, Mark]]) -> Reason | None:
    """Why the assessors of one criterion disagree: a wide range, or both sides of its minimum; None when they do not."""
    levels = [mark.level for _, mark in given]
    low, high = min(levels), max(levels)
    if panel.disagreement is not None and high - low >= panel.disagreement:
        return Reason("disagree_range", {"low": low, "high": high})
    if criterion.minimum is not None and low < criterion.minimum <= high:
        return Reason(
            "disagree_minimum", {"low": low, "high": high, "minimum": Quantity(criterion.minimum, in_full=True)}
        )
    return None
