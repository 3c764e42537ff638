"""Judgements remembered by what they were made from: the engine's only cache. Without it every answer is the same."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
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
Places = tuple[int, ...]
Memory = dict[Any, tuple[Judgement, tuple[int, int] | None]]
"""Judgements with the figure that was measured, as (numerator, denominator), by what decides them."""


class Remembered:
    """One criterion with the judgements it gave, by its inputs; a share is remembered by the level that it reaches."""

    __slots__ = ("_by_inputs", "_by_level", "_get", "_marked", "_most", "_read", "_share", "_texts", "criterion")

    def __init__(self, grid: PlannedGrid, criterion: PlannedCriterion, inputs: Inputs, most: int) -> None:
        """`most` judgements are remembered; 0: none."""
        self.criterion, self._most = criterion, most
        self._marked = isinstance(criterion.criterion.judging, ByMark)
        # Apart, for a level may be a number that is stated.
        self._by_inputs: Memory = {}
        self._by_level: Memory = {}
        asked = [path for condition in criterion.conditions for path in condition.paths]
        # Whether a figure is stated depends on what its values are: of two counts the second may be 0.
        reads = criterion.criterion.reads
        figures = [criterion.figure, *(grid.figures.get(path) for path in reads)]
        read = names_behind(grid, [*asked, *(path for each in figures if each is not None for path in each.paths)])
        apart = names_behind(grid, asked)
        self._read = None if read is None else [inputs.place(parts) for parts in read]
        self._texts = [inputs.text(tuple(path.split("."))) for path in reads if path not in grid.figures]
        self._share = None if read is None or apart is None else Share.of(criterion, apart, inputs)
        self._get: Callable[[list[Any]], Any] | None = None

    def make_ready(self, inputs: Inputs) -> None:
        """Now that every path that the call reads is known."""
        if self._read is None or not self._most:
            return
        proofs = self._read if self.criterion.criterion.evidence == "required" else ()
        self._get = inputs.looking(self._read, proofs, self._texts)
        if self._share is not None:
            self._share.make_ready(inputs, proofs)

    def judged(self, row: InputRow, marks: PanelMarks, judge: Judge) -> Judged:
        """The criterion judged, or remembered."""
        key: Any = None
        ratio, memory, get = None, self._by_inputs, self._get
        if get is not None:
            share = self._share
            if share is not None and (ratio := share.ratio(row.values)) is not None:
                key, memory = share.key(ratio, row.looked), self._by_level
            else:
                key = get(row.looked)
                if self._marked:
                    key = (key, marks.key(self.criterion.criterion.id))
            known = memory.get(key)
            if known is not None:
                judgement, found = known
                return Judged(judgement, found if ratio is None or judgement.measured is None else ratio, marks)
        mark = marks.of(self.criterion.criterion.id) if self._marked else None
        judgement, figure = judge.judge(self.criterion, mark)
        found = None if figure is None else figure.as_integer_ratio()
        if get is not None and len(memory) < self._most and not is_alone(key):
            # Of a share, the figure is each request's own.
            memory[key] = (judgement, found if ratio is None else None)
        return Judged(judgement, found, marks)


def _count(values: list[Any], places: Places) -> int | None:
    """The sum of some counts; None where one is anything else."""
    if len(places) == 1:
        value = values[places[0]]
        return value if type(value) is int else None
    counts = [values[place] for place in places]
    return sum(counts) if all(type(count) is int for count in counts) else None


class Share:
    """A figure of plain counts, or sums of counts, against thresholds: met too rarely twice to be remembered itself."""

    __slots__ = ("_behind", "_fine", "_get", "_pair", "_ratio", "_sign", "_sums", "_thresholds")

    def __init__(self, judging: ByThresholds, sums: Sequence[Places], behind: Places, *, ratio: bool) -> None:
        """`behind` are the inputs that decide whether the figure counts."""
        # Over one denominator, and rising: a figure reaches as many as are not above it.
        self._fine = math.lcm(*(each.denominator for each in judging.thresholds))
        self._sign = -1 if judging.at_most else 1
        self._thresholds = [int(self._sign * self._fine * each) for each in judging.thresholds]
        self._sums, self._behind, self._ratio = sums, behind, ratio
        # Of two counts, as most shares are.
        self._pair = itemgetter(sums[0][0], sums[1][0]) if ratio and all(len(each) == 1 for each in sums) else None
        self._get: Callable[[list[Any]], Any] = lambda _looked: ()

    @classmethod
    def of(cls, criterion: PlannedCriterion, asked: Sequence[tuple[str, ...]], inputs: Inputs) -> Share | None:
        """Of a criterion, with the names that its conditions ask; None where it is no such figure."""
        judging, figure = criterion.criterion.judging, criterion.figure
        if not isinstance(judging, ByThresholds) or figure is None or figure.measure.kind not in {"ratio", "value"}:
            return None
        if figure.measure.parts:
            return None
        if sorted(judging.thresholds, reverse=judging.at_most) != list(judging.thresholds):
            return None
        addends = [path.addends for path in figure.paths]
        sums = [tuple(map(inputs.place, parts)) for parts in addends if parts is not None]
        if len(sums) < len(addends):
            return None
        behind = tuple(inputs.place(parts) for parts in asked)
        return cls(judging, sums, behind, ratio=figure.measure.kind == "ratio")

    def make_ready(self, inputs: Inputs, proofs: Sequence[int]) -> None:
        """Now that every path that the call reads is known."""
        self._get = inputs.looking(self._behind, proofs, ())

    def ratio(self, values: list[Any]) -> tuple[int, int] | None:
        """The figure as (numerator, denominator); None for anything but counts that make one."""
        pair = self._pair
        if pair is None:
            top = _count(values, self._sums[0])
            bottom = _count(values, self._sums[1]) if self._ratio else 1
        else:
            top, bottom = pair(values)
        if type(top) is int and type(bottom) is int and bottom > 0:
            return top, bottom
        return None

    def key(self, ratio: tuple[int, int], looked: list[Any]) -> Any:
        """What the judgement of a share depends on: the level it reaches, and what decides whether it counts."""
        top, bottom = ratio
        return bisect_right(self._thresholds, self._sign * top * self._fine // bottom), self._get(looked)
