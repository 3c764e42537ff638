"""Many requests against one plan: what `score` gives, sooner. Judges nothing itself but figures against thresholds.

A criterion looks at a few values of the request, and gives the same answer for the same values: what `score` answered
is remembered by them. A share of two counts is met too rarely twice; it is compared with its thresholds as whole
numbers, and put into the sentence that `score` gave for the same level. Sums are whole numbers over one denominator a
grid. Where any of this does not apply, `score` is asked. The scorecards that come out know neither places nor, for
such shares, reasons: the words are in the text beside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import panel
from asipgrid.conditions import PathExpression
from asipgrid.model import (
    ByMark,
    ByThresholds,
    Found,
    GridScore,
    Judged,
    RatingSheet,
    Reason,
    Request,
    Scorecard,
    State,
    Truth,
)
from asipgrid.plan import Plan, PlannedCriterion, PlannedGrid
from asipgrid.score import Bench, bench, card, weighted_mean
from asipgrid.words import decimals

Writer = Callable[[Judged], str]
Parts = tuple[str, ...]
Places = tuple[int, ...]

# How many answers are remembered for one criterion, and how long a text may be to be remembered by.
MOST_REMEMBERED: Final = 4096
LONGEST_REMEMBERED: Final = 200
_MOST_ITEMS: Final = 20
# Levels and their worth are whole numbers over the denominators of their grid times this: means of up to six marks.
_FINE: Final = 60
# Stand for the figure in the reason, and for its value among what was found; documents cannot hold them unescaped here.
_FIGURE, _VALUE = "\ue000", "\ue001"
_TOKENS: Final[dict[Any, Any]] = {True: ("true",), False: ("false",)}


class Cell(Struct, frozen=True):
    """One criterion judged: its text, and what it adds to the sums of its grid, as whole numbers over the grid's denominators.

    `asked` is for whoever asks about it: the question in words, by what it could change.
    """

    judged: Judged
    text: str
    counts: bool
    sums: tuple[int, int, int, int, int, int] | None
    passes: Truth
    gate: bool
    below: bool
    asked: dict[Any, str]


class Tallied(Struct, frozen=True):
    """A request against the plan: its scorecard (see above for what it does not know); a cell and text a criterion."""

    card: Scorecard
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]


class _Values:
    """The dotted paths that a plan reads, each once; `tokens` are their values as something to remember by."""

    def __init__(self, call: Mapping[str, Any]) -> None:
        self.call = call
        self.places: dict[Parts, int] = {}

    def place(self, parts: Parts) -> int:
        return self.places.setdefault(parts, len(self.places))

    def of(self, data: Mapping[str, Any]) -> list[Any]:
        found = []
        for parts in self.places:
            value: Any = {"call": self.call} if parts[0] == "call" else data
            for part in parts:
                value = value.get(part) if type(value) is dict else None
            found.append(value)
        return found


def _token(value: Any) -> Any:
    """A value to remember by: never equal to that of a value which is written otherwise; objects are never equal."""
    kind = type(value)
    if kind is int or value is None or (kind is str and len(value) <= LONGEST_REMEMBERED):
        return value
    if kind is bool:
        return _TOKENS[value]
    if kind is list and len(value) <= _MOST_ITEMS:
        items = tuple(map(_token, value))
        return object() if object in map(type, items) else ("list", items)
    return ("decimal", str(value)) if kind is Decimal else object()


class Tally:
    """A plan made ready for many requests; `written` gives the text of a criterion."""

    def __init__(self, plan: Plan, written: Writer) -> None:
        """Nothing is judged yet."""
        self.plan = plan
        self._values = _Values(plan.call.data)
        self._rows = [_Row(plan, planned, self._values, written) for planned in plan.grids]
        self._proofs: dict[frozenset[str], list[bool]] = {}

    def of(self, request: Request, sheets: Sequence[RatingSheet] = ()) -> Tallied:
        """The request's scorecard and cells."""
        values = self._values.of(request.data)
        looked = [*map(_token, values), *[value is not None for value in values], *self._proof(request.supported)]
        texts: list[str] = []
        rows = [row.cells(request, values, looked, sheets, texts) for row in self._rows]
        cells = tuple([cell for row in rows for cell in row])
        return Tallied(self._card(request, rows, cells), cells, tuple(texts))

    def _proof(self, supported: frozenset[str]) -> list[bool]:
        """For each path, whether documents support it: what the call says needs no support."""
        known = self._proofs.get(supported)
        if known is None:
            known = [
                parts[0] == "call" or any(".".join(parts[:end]) in supported for end in range(1, len(parts) + 1))
                for parts in self._values.places
            ]
            if len(self._proofs) < MOST_REMEMBERED:
                self._proofs[supported] = known
        return known

    def _card(self, request: Request, rows: list[list[Cell]], cells: tuple[Cell, ...]) -> Scorecard:
        sums = [_added(row) for row in rows]
        if None in sums:
            return card(self.plan, request.id, [[cell.judged for cell in row] for row in rows])
        grids: dict[str, GridScore] = {}
        counted: list[tuple[_Row, int, tuple[Fraction, Fraction, Fraction]]] = []
        points = points_ceiling = 0
        for row, added in zip(self._rows, sums, strict=True):
            assert added is not None
            weight, value, ceiling, level, most, known = added
            points, points_ceiling = points + level, points_ceiling + most
            whole = row.value_unit * weight
            shares = (
                (Fraction(100 * value, whole), Fraction(100 * ceiling, whole), Fraction(known, weight))
                if weight
                else None
            )
            if shares:
                counted.append((row, weight, shares))
            grids[row.planned.grid.id] = GridScore(
                score=shares[0] if shares else None,
                ceiling=shares[1] if shares else None,
                points=Fraction(level, _FINE),
                points_ceiling=Fraction(most, _FINE),
            )
        score, ceiling_, completeness = (self._total(counted, column) for column in range(3))
        scores, ceilings = ([shares[column] for _, _, shares in counted] for column in (0, 1))
        passes = [cell.passes for cell in cells if cell.gate]
        return Scorecard(
            request=request.id,
            criteria=tuple([cell.judged for cell in cells]),
            grids=grids,
            score=score,
            ceiling=ceiling_,
            points=Fraction(points, _FINE),
            points_ceiling=Fraction(points_ceiling, _FINE),
            completeness=completeness,
            eligible=False if False in passes else None if None in passes else True,
            weakest_grid=min(scores, default=None),
            weakest_ceiling=min(ceilings, default=None),
            below_minimum=tuple([cell.judged.id for cell in cells if cell.below]),
        )

    def _total(
        self, counted: Sequence[tuple[_Row, int, tuple[Fraction, Fraction, Fraction]]], column: int
    ) -> Fraction | None:
        """The call's aggregate of the grids' shares: by the grids' weights, in one sum by those of their criteria too."""
        flat = self.plan.call.flat
        return weighted_mean(
            (row.planned.weight * Fraction(weight, row.weight_unit) if flat else row.planned.weight, shares[column])
            for row, weight, shares in counted
        )


def _added(row: Iterable[Cell]) -> tuple[int, int, int, int, int, int] | None:
    weight = value = ceiling = level = most = known = 0
    for cell in row:
        if cell.counts:
            if cell.sums is None:
                return None
            a, b, c, d, e, f = cell.sums
            weight += a
            value += b
            ceiling += c
            level += d
            most += e
            known += f
    return weight, value, ceiling, level, most, known


class _Row:
    """The criteria of one grid."""

    def __init__(self, plan: Plan, planned: PlannedGrid, values: _Values, written: Writer) -> None:
        self.plan, self.planned, self.written = plan, planned, written
        # Over these, weights and the worth of levels are whole numbers.
        self.weight_unit = math.lcm(*(each.criterion.weight.denominator for each in planned.criteria))
        self.value_unit = math.lcm(*(value.denominator for value in planned.grid.values)) * _FINE
        self.seats = [_seat(planned, each, values) for each in planned.criteria]

    def cells(
        self, request: Request, values: list[Any], looked: list[Any], sheets: Sequence[RatingSheet], texts: list[str]
    ) -> list[Cell]:
        """The cells of a request; their texts are added to `texts`."""
        at: Bench | None = None
        found = []
        for seat in self.seats:
            told = seat.ratio.told(values, looked) if seat.ratio is not None else None
            if told is not None:
                cell, text = told
            else:
                given = _given(seat.planned.criterion.id, sheets) if seat.marked and sheets else ()
                key = (seat.pick(looked), given) if seat.pick else None
                known = seat.memory.get(key) if key else None
                if known is None:
                    at = at or bench(self.plan, self.planned, request)
                    known = self._asked(seat, at, sheets)
                    learnt = seat.ratio is not None and seat.ratio.learn(known, values, looked, self)
                    if key and not learnt and len(seat.memory) < MOST_REMEMBERED and object not in map(type, key[0]):
                        seat.memory[key] = known
                cell, text = known, known.text
            found.append(cell)
            texts.append(text)
        return found

    def _asked(self, seat: _Seat, at: Bench, sheets: Sequence[RatingSheet]) -> Cell:
        name, mark = seat.planned.criterion.id, None
        if seat.marked:
            mark = panel.marks(self.plan.call.panel, sheets, {name: seat.planned.criterion}).get(name)
        return self.cell(at.judge(seat.planned, mark))

    def cell(self, judged: Judged) -> Cell:
        """A judged criterion with its text and what it adds to the sums."""
        minimum, gate = self.plan.criteria[judged.id].minimum, judged.gate
        return Cell(
            judged=judged,
            text=self.written(judged),
            counts=judged.counts,
            sums=self._sums(judged),
            passes=gate.passes if gate else True,
            gate=gate is not None and gate.kind == "eligibility",
            below=judged.level is not None and minimum is not None and judged.level < minimum,
            asked={},
        )

    def _sums(self, judged: Judged) -> tuple[int, int, int, int, int, int] | None:
        """What a criterion adds to its grid's sums; None where it is finer than the units of the grid."""
        if not judged.counts:
            return (0, 0, 0, 0, 0, 0)
        value, ceiling, level, most = judged.value, judged.ceiling_value, judged.level, judged.ceiling
        if value is None or ceiling is None or level is None or most is None:
            return None
        weight = judged.weight * self.weight_unit
        exact = (
            weight,
            weight * value * self.value_unit,
            weight * ceiling * self.value_unit,
            level * _FINE,
            most * _FINE,
            weight if judged.state is State.SCORED else Fraction(0),
        )
        if any(one.denominator != 1 for one in exact):
            return None
        a, b, c, d, e, f = (one.numerator for one in exact)
        return a, b, c, d, e, f


class _Seat(Struct):
    """Where one criterion is judged: what it looks at (None: more than plain names), and what it answered."""

    planned: PlannedCriterion
    pick: Callable[[list[Any]], tuple[Any, ...]] | None
    marked: bool
    ratio: _Ratio | None
    memory: dict[Any, Cell]


def _seat(row: PlannedGrid, planned: PlannedCriterion, values: _Values) -> _Seat:
    conditions = [planned.applies, planned.requires, *(condition for _, condition in planned.levels)]
    asked = [path for condition in conditions if condition is not None for path in condition.paths]
    read = _plain(row, [*asked, *(planned.figure.paths if planned.figure else ())])
    marked = isinstance(planned.criterion.judging, ByMark)
    return _Seat(
        planned=planned,
        pick=None if read is None else _picker(planned, read, values),
        marked=marked,
        ratio=None if read is None else _ratio(row, planned, values),
        memory={},
    )


def _plain(row: PlannedGrid, paths: Iterable[PathExpression]) -> list[Parts] | None:
    """The dotted names behind some paths, those of a figure for the figure; None when one may look at more."""
    found: list[Parts] = []
    for path in paths:
        for parts in path.names or ():
            inner = [one.names for one in row.figures[parts[0]].paths] if parts[0] in row.figures else [(parts,)]
            if None in inner:
                return None
            found += [name for names in inner for name in names or ()]
        if path.names is None:
            return None
    return found


class _Picker:
    """Picks what a criterion looks at: values, then whether texts are stated, then whether values are supported."""

    def __init__(self, read: list[int], stated: list[int], proved: list[int], places: Mapping[Parts, int]) -> None:
        self.read, self.stated, self.proved, self.places = read, stated, proved, places
        self.get: Callable[[list[Any]], Any] | None = None

    def __call__(self, looked: list[Any]) -> tuple[Any, ...]:
        if self.get is None:
            # How many paths the plan reads is known only when every criterion has its seat.
            count = len(self.places)
            wanted = [*self.read, *(count + n for n in self.stated), *(2 * count + n for n in self.proved)]
            self.get = itemgetter(*wanted) if len(wanted) > 1 else lambda looked: tuple(looked[n] for n in wanted)
        picked: tuple[Any, ...] = self.get(looked)
        return picked


def _picker(planned: PlannedCriterion, read: list[Parts], values: _Values) -> _Picker:
    criterion = planned.criterion
    places = list(dict.fromkeys(values.place(parts) for parts in read))
    stated = [values.place(tuple(path.split("."))) for path in criterion.reads]
    return _Picker(places, stated, places if criterion.evidence == "required" else [], values.places)


def _given(name: str, sheets: Sequence[RatingSheet]) -> tuple[Any, ...]:
    """What the sheets give one criterion, to remember by."""
    given = [
        (sheet.assessor, sheet.marks[name].level) for sheet in sheets if not sheet.conflict and name in sheet.marks
    ]
    return tuple([(assessor, level.numerator, level.denominator) for assessor, level in given])


# ── shares of two counts ───────────────────────────────────────────────────────────────────────────


class _Sentence(Struct, frozen=True):
    """What is said of a share that reaches some level: a cell without the figure, the text around figure and value.

    `near` are the thresholds the sentence names, as (numerator, denominator, hundredths of a percent).
    """

    cell: Cell
    before: str
    between: str
    behind: str
    near: tuple[tuple[int, int, int], ...]


class _Ratio:
    """A share of two counts, or sums of counts, against thresholds, in percent."""

    def __init__(
        self, planned: PlannedCriterion, judging: ByThresholds, counts: tuple[Places, Places], applies: Any
    ) -> None:
        self.judging, self.applies = judging, applies
        self.part, self.whole = counts
        self.places = (*self.part, *self.whole)
        self.proved = planned.criterion.evidence == "required"
        self.thresholds = [(each.numerator, each.denominator) for each in judging.thresholds]
        self.sentences: dict[int, _Sentence | None] = {}
        self.applied: set[Any] = set()

    def _level(self, part: int, whole: int) -> int:
        level = 0
        for top, bottom in self.thresholds:
            if part * bottom > top * whole if self.judging.at_most else part * bottom < top * whole:
                break
            level += 1
        return level

    def _counts(self, values: list[Any], looked: list[Any]) -> tuple[int, int] | None:
        """The two counts; None for anything but counts that are supported where they must be."""
        part = whole = 0
        for place in self.part:
            value = values[place]
            if type(value) is not int:
                return None
            part += value
        for place in self.whole:
            value = values[place]
            if type(value) is not int:
                return None
            whole += value
        if part < 0 or whole <= 0:
            return None
        if self.proved:
            behind = 2 * len(values)
            for place in self.places:
                if not looked[behind + place]:
                    return None
        return part, whole

    def told(self, values: list[Any], looked: list[Any]) -> tuple[Cell, str] | None:
        """The cell of the share and its text; None where `score` has to be asked."""
        counts = self._counts(values, looked)
        if counts is None or (self.applies is not None and self.applies(looked) not in self.applied):
            return None
        part, whole = counts
        sentence = self.sentences.get(self._level(part, whole))
        if sentence is None:
            return None
        hundredths = (20000 * part + whole) // (2 * whole)
        for top, bottom, same in sentence.near:
            # Two numbers that differ never print the same: then more digits are needed than two.
            if hundredths == same and part * bottom != top * whole:
                return None
        value, shown = decimals((2000000 * part + whole) // (2 * whole), 6), decimals(hundredths, 2)
        return sentence.cell, f"{sentence.before}{value}{sentence.between}{shown} %{sentence.behind}"

    def learn(self, cell: Cell, values: list[Any], looked: list[Any], row: _Row) -> bool:
        """Take the sentence that `score` gave, for the next share that reaches this level; whether it was one."""
        counts, judged = self._counts(values, looked), cell.judged
        if counts is None or judged.reason.key not in {"at_least", "at_most"}:
            return False
        if self.applies is not None:
            self.applied.add(self.applies(looked))
        level = self._level(*counts)
        if level not in self.sentences:
            self.sentences[level] = _sentence(judged, row)
        return True


def _sentence(judged: Judged, row: _Row) -> _Sentence | None:
    """The sentence about a share, with the share left open; None when its thresholds need more than two decimals."""
    near = [judged.reason.values[name].value for name in ("met", "missed") if judged.reason.values[name] is not None]
    hundredths = [int((value * 20000 + 1) // 2) for value in near]
    if len(set(hundredths)) != len(near) or any(value < 0 for value in near):
        return None
    reason = Reason(judged.reason.key, {**judged.reason.values, "figure": _FIGURE})
    cell = row.cell(
        replace(judged, found=(Found(name=judged.found[0].name, value=_VALUE),), reason=reason, next_step=None)
    )
    before, _, rest = cell.text.partition(_VALUE)
    between, _, behind = rest.partition(_FIGURE)
    limits = tuple((v.numerator, v.denominator, same) for v, same in zip(near, hundredths, strict=True))
    return _Sentence(cell, before, between, behind, limits)


def _ratio(row: PlannedGrid, planned: PlannedCriterion, values: _Values) -> _Ratio | None:
    judging, figure = planned.criterion.judging, planned.figure
    if not isinstance(judging, ByThresholds) or figure is None or planned.requires is not None:
        return None
    if figure.measure.kind != "ratio" or figure.measure.unit != "percent":
        return None
    if any(path.addends is None for path in figure.paths):
        return None
    part, whole = (tuple(map(values.place, path.addends or ())) for path in figure.paths)
    if planned.applies is None:
        return _Ratio(planned, judging, (part, whole), None)
    read = [values.place(parts) for parts in _plain(row, planned.applies.paths) or ()]
    return _Ratio(planned, judging, (part, whole), _Picker(read, [], [], values.places))
