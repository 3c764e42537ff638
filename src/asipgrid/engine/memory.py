"""Judgements remembered by what they were made from: the engine's only cache. Without it every answer is the same."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Final

from asipgrid.engine.criteria import Judge
from asipgrid.engine.inputs import InputRow, Inputs, is_alone, names_behind
from asipgrid.engine.panel import PanelMarks
from asipgrid.engine.plan import PlannedCriterion, PlannedGrid
from asipgrid.model.calls import ByMark, ByThresholds
from asipgrid.model.judged import Judged, Judgement

# How many judgements are remembered of one criterion.
MOST_REMEMBERED: Final = 4096
Looks = tuple[Sequence[int], Sequence[int]]
"""The inputs that a criterion looks at, and the texts of which only whether they are stated counts."""
Known = tuple[Judgement, tuple[int, int] | None]
"""A judgement, with the figure that was measured as (numerator, denominator)."""


def remembered(grid: PlannedGrid, criterion: PlannedCriterion, inputs: Inputs, most: int) -> Unremembered:
    """A criterion that remembers so many of its judgements (0: none), where what it looks at is known beforehand."""
    asked = [path for condition in criterion.conditions for path in condition.paths]
    # Whether a figure is stated depends on what its values are: of two counts the second may be 0.
    figures = [criterion.figure, *(grid.figures.get(path) for path in criterion.criterion.reads)]
    read = names_behind(grid, [*asked, *(path for each in figures if each is not None for path in each.paths)])
    if read is None or not most:
        return Unremembered(criterion)
    texts = [path for path in criterion.criterion.reads if path not in grid.figures]
    looks = [inputs.place(parts) for parts in read], [inputs.text(tuple(path.split("."))) for path in texts]
    if isinstance(criterion.criterion.judging, ByMark):
        return RememberedMark(criterion, looks, most)
    apart, sums = names_behind(grid, asked), _sums(criterion, inputs)
    if apart is None or sums is None:
        return Remembered(criterion, looks, most)
    return RememberedShare(criterion, looks, most, sums, [inputs.place(parts) for parts in apart])


class Unremembered:
    """One criterion, judged anew for each request."""

    __slots__ = ("criterion",)

    def __init__(self, criterion: PlannedCriterion) -> None:
        self.criterion = criterion

    def make_ready(self, inputs: Inputs) -> None:
        """Now that every path that the call reads is known."""

    def judged(self, _row: InputRow, marks: PanelMarks, judge: Judge) -> Judged:
        """The criterion judged."""
        return Judged(*self._known(marks, judge), marks)

    def _known(self, marks: PanelMarks, judge: Judge) -> Known:
        criterion = self.criterion
        mark = marks.of(criterion.criterion.id) if isinstance(criterion.criterion.judging, ByMark) else None
        judgement, figure = judge.judge(criterion, mark)
        return judgement, None if figure is None else figure.as_integer_ratio()


class Remembered(Unremembered):
    """One criterion with the judgements it gave, by its inputs."""

    __slots__ = ("_by_inputs", "_get", "_looks", "_most", "_proofs")

    def __init__(self, criterion: PlannedCriterion, looks: Looks, most: int) -> None:
        """`most` judgements are remembered."""
        super().__init__(criterion)
        self._looks, self._most = looks, most
        self._proofs = looks[0] if criterion.criterion.evidence == "required" else []
        self._by_inputs: dict[Any, Known] = {}
        self._get: Callable[[list[Any]], Any]

    def make_ready(self, inputs: Inputs) -> None:
        """Now that every path that the call reads is known."""
        self._get = inputs.looking(self._looks[0], self._proofs, self._looks[1])

    def judged(self, row: InputRow, marks: PanelMarks, judge: Judge) -> Judged:
        """The criterion judged, or remembered."""
        key = self._get(row.looked)
        known = self._by_inputs.get(key)
        return self._judged(key, marks, judge) if known is None else Judged(known[0], known[1], marks)

    def _judged(self, key: Any, marks: PanelMarks, judge: Judge) -> Judged:
        known = self._known(marks, judge)
        if len(self._by_inputs) < self._most and not is_alone(key):
            self._by_inputs[key] = known
        return Judged(*known, marks)


class RememberedMark(Remembered):
    """One criterion that assessors mark, with the judgements it gave, by its inputs and the marks."""

    __slots__ = ()

    def judged(self, row: InputRow, marks: PanelMarks, judge: Judge) -> Judged:
        """The criterion judged, or remembered."""
        key = self._get(row.looked), marks.key(self.criterion.criterion.id)
        known = self._by_inputs.get(key)
        return self._judged(key, marks, judge) if known is None else Judged(known[0], known[1], marks)


class RememberedShare(Remembered):
    """A figure of plain counts, or sums of counts, against thresholds: met too rarely twice to be remembered itself.

    Its judgement is remembered by the level that it reaches, and by what decides whether it counts.
    """

    __slots__ = ("_asked", "_behind", "_by_level", "_pair", "_thresholds", "_times")

    def __init__(
        self,
        criterion: PlannedCriterion,
        looks: Looks,
        most: int,
        sums: Sequence[Sequence[int]],
        behind: Sequence[int],
    ) -> None:
        """`sums` are the counts that make the figure, one sum or two; `behind`, the inputs that decide whether it counts."""
        super().__init__(criterion, looks, most)
        judging = criterion.criterion.judging
        assert isinstance(judging, ByThresholds)
        # Over one denominator, and rising: a figure reaches as many as are not above it.
        fine = math.lcm(*(each.denominator for each in judging.thresholds))
        self._times = -fine if judging.at_most else fine
        self._thresholds = [int(self._times * each) for each in judging.thresholds]
        # Apart from the others, for a level may be a number that is stated.
        self._by_level: dict[Any, Judgement] = {}
        self._behind, self._pair = behind, _pair(sums)
        self._asked: Callable[[list[Any]], Any]

    def make_ready(self, inputs: Inputs) -> None:
        """Now that every path that the call reads is known."""
        super().make_ready(inputs)
        self._asked = inputs.looking(self._behind, self._proofs, ())

    def judged(self, row: InputRow, marks: PanelMarks, judge: Judge) -> Judged:
        """The criterion judged, or remembered."""
        ratio = top, bottom = self._pair(row.values)
        if type(top) is not int or type(bottom) is not int or bottom <= 0:
            return super().judged(row, marks, judge)
        key = bisect_right(self._thresholds, self._times * top // bottom), self._asked(row.looked)
        known = self._by_level.get(key)
        if known is not None:
            return Judged(known, None if known.measured is None else ratio, marks)
        judgement, found = self._known(marks, judge)
        if len(self._by_level) < self._most and not is_alone(key):
            self._by_level[key] = judgement
        return Judged(judgement, found, marks)


def _sums(criterion: PlannedCriterion, inputs: Inputs) -> list[list[int]] | None:
    """The inputs of the counts that make a figure, those of each sum of them; None where it is no such figure."""
    judging, figure = criterion.criterion.judging, criterion.figure
    if not isinstance(judging, ByThresholds) or figure is None or figure.measure.kind not in {"ratio", "value"}:
        return None
    if figure.measure.parts:
        return None
    if sorted(judging.thresholds, reverse=judging.at_most) != list(judging.thresholds):
        return None
    addends = [path.addends for path in figure.paths]
    sums = [list(map(inputs.place, parts)) for parts in addends if parts is not None]
    if len(sums) < len(addends):
        return None
    return sums if figure.measure.kind == "ratio" else sums[:1]


def _pair(sums: Sequence[Sequence[int]]) -> Callable[[list[Any]], tuple[Any, Any]]:
    """What picks the counts of a share, or one and 1; None for what is no count."""
    if len(sums) > 1 and all(len(each) == 1 for each in sums):
        return itemgetter(sums[0][0], sums[1][0])
    return lambda values: (_count(values, sums[0]), _count(values, sums[1]) if len(sums) > 1 else 1)


def _count(values: list[Any], places: Iterable[int]) -> int | None:
    """The sum of some counts; None where one is anything else."""
    counts = [values[place] for place in places]
    return sum(counts) if all(type(count) is int for count in counts) else None
