"""Several rating sheets become one level a criterion. Sheets with a conflict of interest are left out of every figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from msgspec.structs import replace

from asipgrid.model.calls import ByMark, Criterion
from asipgrid.model.judged import PanelMark
from asipgrid.model.panels import Of, Panel
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.values import Quantity, Reason

_LEVEL: Final = itemgetter(0)


def aggregate(levels: Sequence[Fraction], how: str, weights: Sequence[Fraction] = ()) -> Fraction:
    """One level from several: mean, median (even count: the mean of the middle two), trimmed, or min.

    `trimmed` leaves out one highest and one lowest when there are at least three, and is the mean of the rest. With
    `weights` a level counts as much as its assessor, in the mean and up to the middle.
    """
    each = _weighted(levels, weights)
    if how == "min":
        return each[0][0]
    if how == "median":
        return _median(each)
    kept = each[1:-1] if trims(how, len(each)) else each
    if not weights:
        return sum([level for level, _ in kept], Fraction(0)) / len(kept)
    return sum((level * weight for level, weight in kept), Fraction(0)) / sum(weight for _, weight in kept)


def trims(how: str, count: int) -> bool:
    """Whether one highest and one lowest of so many levels are left out."""
    return how == "trimmed" and count > 2


def decided(levels: Sequence[Fraction], how: str, weights: Sequence[Fraction] = ()) -> Fraction | None:
    """The same, or the level that more than half gave (majority): None where none has more than half of the votes."""
    if how != "majority":
        return aggregate(levels, how, weights)
    votes: dict[Fraction, Fraction | int] = {}
    for level, weight in _weighted(levels, weights):
        votes[level] = votes.get(level, 0) + weight
    return next((level for level, count in votes.items() if 2 * count > sum(votes.values())), None)


def _weighted(levels: Sequence[Fraction], weights: Sequence[Fraction]) -> list[tuple[Fraction, Fraction | int]]:
    """Levels from low to high, each with what it counts."""
    counts: Sequence[Fraction | int] = weights or [1] * len(levels)
    return sorted(zip(levels, counts, strict=True), key=_LEVEL)


def _median(ordered: Sequence[tuple[Fraction, Fraction | int]]) -> Fraction:
    """The level at which half of the weight is reached; the mean of it and the next where it is reached exactly."""
    reached: Fraction | int = 0
    whole = sum([weight for _, weight in ordered])
    for at, (level, weight) in enumerate(ordered):
        reached += weight
        if 2 * reached == whole:
            return (level + ordered[at + 1][0]) / 2
        if 2 * reached > whole:
            return level
    raise AssertionError("weights are more than nothing")


class PanelMarks:
    """The marks on one request: what the panel gives a criterion is worked out when it is asked for."""

    __slots__ = ("_called", "_criteria", "_grids", "_heard", "_later", "_panel", "_sheets", "_single")

    def __init__(
        self,
        panel: Panel | None,
        criteria: Mapping[str, Criterion],
        sheets: Iterable[RatingSheet] = (),
        later: Mapping[str, PanelMark] | None = None,
        grids: Mapping[str, str] | None = None,
    ) -> None:
        """`criteria` are those of the call, by id; `later` is what takes the place of what the sheets give.

        `grids` names the grids of the criteria for whose grids the panel has rules of their own.
        """
        self._panel, self._criteria = panel, criteria
        self._sheets = () if panel is None else tuple(sheet for sheet in sheets if not sheet.conflict)
        self._later = later or {}
        self._heard: list[RatingSheet] | None = None
        self._grids = grids or {}
        self._called: Reason | None = None
        self._single = False

    @property
    def heard(self) -> list[RatingSheet]:
        """The sheets of single assessors, by assessor."""
        if self._heard is None:
            self._heard = sorted((each for each in self._sheets if not each.consensus), key=lambda each: each.assessor)
        return self._heard

    def of_one(self, assessor: str) -> PanelMarks:
        """The marks as if there were that assessor alone; what all agreed on stands."""
        assert self._panel is not None
        agreed = [each for each in self._sheets if each.consensus]
        sheets = [each for each in self.heard if each.assessor == assessor]
        alone = replace(self._panel, assessors=1, totals=None, further=None, outliers=None, weights={})
        made = PanelMarks(alone, self._criteria, [*sheets, *agreed], self._later)
        made._single = True
        return made

    def of_some(self, assessors: Collection[str]) -> PanelMarks:
        """The marks of some assessors, as if there were no others."""
        sheets = [each for each in self._sheets if each.consensus or each.assessor in assessors]
        return PanelMarks(self._panel, self._criteria, sheets, self._later, self._grids)

    def calling(self, why: Reason) -> PanelMarks:
        """The same marks where each criterion takes one assessor more, for that reason."""
        made = PanelMarks(self._panel, self._criteria, self._sheets, self._later, self._grids)
        made._called = why
        return made

    def key(self, name: str) -> Any:
        """What decides what a criterion is given; equal to no other where marks of reports take part."""
        if not self._sheets and not self._later:
            return ()
        if self._later or self._called:
            return object()
        # One assessor who marks alone is enough; one of several is not.
        given: tuple[Any, ...] = tuple(
            [
                (sheet.assessor, sheet.marks[name].level.as_integer_ratio())
                for sheet in self._sheets
                if name in sheet.marks
            ]
        )
        return ("single", given) if self._single else given

    def of(self, name: str) -> PanelMark | None:
        """What the panel gives a criterion; the marks are listed by assessor. None where nobody marked it."""
        if name in self._later:
            return self._later[name]
        criterion, panel = self._criteria[name], self._panel
        if panel is None or not self._sheets or not isinstance(criterion.judging, ByMark):
            return None
        given = tuple((sheet.assessor, sheet.marks[name]) for sheet in self.heard if name in sheet.marks)
        if not given:
            return None
        agreed = next((sheet.marks.get(name) for sheet in self._sheets if sheet.consensus), None)
        levels = [mark.level for _, mark in given]
        grid = self._grids.get(name, "")
        need = panel.need(grid)
        why = (
            self._called if self._called and agreed is None else called(panel, levels, need) if agreed is None else None
        )
        settled = agreed if len(levels) >= need else None
        level, how, weights = None, panel.how(name, grid), tuple(_weights(panel, given))
        if len(levels) >= need + (why is not None):
            level = decided(levels, how, weights)
            why = None if level is not None or settled else Reason("split", {"count": len(levels)})
        return PanelMark(
            level=level if settled is None else settled.level,
            marks=given,
            disagreement=disagreement(panel, criterion, given),
            consensus=settled,
            need=max(need, len(levels)) + 1 if why is not None else need,
            why=why,
            how=Reason(f"how_{how}") if weights or how != panel.aggregate else None,
            weights=() if how == "min" else weights,
        )


def _weights(panel: Panel, given: Sequence[tuple[str, Mark]]) -> list[Fraction]:
    """How much each mark counts, where some count more than others."""
    counts = [panel.weights.get(assessor, Fraction(1)) for assessor, _ in given] if panel.weights else []
    return counts if len(set(counts)) > 1 else []


def called(panel: Panel, levels: Sequence[Fraction], need: int) -> Reason | None:
    """Why a further assessor marks a criterion: the first ones, as many as it needs, lie too far apart."""
    further = panel.further
    if (
        further is None
        or further.of is not Of.CRITERION
        or len(levels) != need
        or max(levels) - min(levels) <= further.difference
    ):
        return None
    values = {"low": min(levels), "high": max(levels), "difference": Quantity(further.difference, in_full=True)}
    return Reason("called", values)


def disagreement(panel: Panel, criterion: Criterion, given: Sequence[tuple[str, Mark]]) -> Reason | None:
    """Why the assessors of one criterion disagree: a wide range, or both sides of its minimum; whose marks lie apart.

    None when they do not.
    """
    told = [each for each in (_range(panel, criterion, given), outliers(panel, given)) if each is not None]
    return Reason("together", {"lines": tuple(told)}) if len(told) > 1 else next(iter(told), None)


def outliers(panel: Panel, given: Sequence[tuple[str, Mark]]) -> Reason | None:
    """Whose marks lie further from the middle one than the call says; they are named, and count all the same."""
    if panel.outliers is None:
        return None
    middle = aggregate([mark.level for _, mark in given], "median")
    names = tuple(name for name, mark in given if abs(mark.level - middle) > panel.outliers)
    values = {"names": names, "middle": middle, "difference": Quantity(panel.outliers, in_full=True)}
    return Reason("outliers", values) if names else None


def _range(panel: Panel, criterion: Criterion, given: Sequence[tuple[str, Mark]]) -> Reason | None:
    levels = [mark.level for _, mark in given]
    low, high = min(levels), max(levels)
    if panel.disagreement is not None and high - low >= panel.disagreement:
        return Reason("disagree_range", {"low": low, "high": high})
    if criterion.minimum is not None and low < criterion.minimum <= high:
        return Reason(
            "disagree_minimum", {"low": low, "high": high, "minimum": Quantity(criterion.minimum, in_full=True)}
        )
    return None
