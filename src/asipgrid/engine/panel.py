"""Several rating sheets become one level a criterion. Sheets with a conflict of interest are left out of every figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from asipgrid.model.calls import ByMark, Criterion, Panel
from asipgrid.model.judged import PanelMark
from asipgrid.model.requests import Mark, RatingSheet
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


class PanelMarks:
    """The marks on one request: what the panel gives a criterion is worked out when it is asked for."""

    __slots__ = ("_criteria", "_heard", "_later", "_panel", "_sheets")

    def __init__(
        self,
        panel: Panel | None,
        criteria: Mapping[str, Criterion],
        sheets: Iterable[RatingSheet] = (),
        later: Mapping[str, PanelMark] | None = None,
    ) -> None:
        """`criteria` are those of the call, by id; `later` is what takes the place of what the sheets give."""
        self._panel, self._criteria = panel, criteria
        self._sheets = () if panel is None else tuple(sheet for sheet in sheets if not sheet.conflict)
        self._later = later or {}
        self._heard: list[RatingSheet] | None = None

    def key(self, name: str) -> Any:
        """What decides what a criterion is given; equal to no other where marks of reports take part."""
        if not self._sheets and not self._later:
            return ()
        if self._later:
            return object()
        return tuple(
            [
                (sheet.assessor, sheet.marks[name].level.as_integer_ratio())
                for sheet in self._sheets
                if name in sheet.marks
            ]
        )

    def of(self, name: str) -> PanelMark | None:
        """What the panel gives a criterion; the marks are listed by assessor. None where nobody marked it."""
        if name in self._later:
            return self._later[name]
        criterion, panel = self._criteria[name], self._panel
        if panel is None or not self._sheets or not isinstance(criterion.judging, ByMark):
            return None
        if self._heard is None:
            self._heard = sorted((each for each in self._sheets if not each.consensus), key=lambda each: each.assessor)
        given = tuple((sheet.assessor, sheet.marks[name]) for sheet in self._heard if name in sheet.marks)
        if not given:
            return None
        agreed = next((sheet.marks.get(name) for sheet in self._sheets if sheet.consensus), None)
        levels = [mark.level for _, mark in given]
        settled = agreed if len(levels) >= panel.assessors else None
        level = aggregate(levels, panel.aggregate) if len(levels) >= panel.assessors else None
        return PanelMark(
            level=level if settled is None else settled.level,
            marks=given,
            disagreement=disagreement(panel, criterion, given),
            consensus=settled,
        )


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
