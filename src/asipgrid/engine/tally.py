"""Many requests against one plan: what `score` gives, sooner. Judges nothing itself but figures against thresholds.

A criterion looks at a few values of the request, and gives the same answer for the same values: what `score` answered
is remembered by them. A share of two counts is met too rarely twice; it is compared with its thresholds as whole
numbers, and put into the sentence that `score` gave for the same level. Sums are whole numbers over one denominator a
grid. Where any of this does not apply, `score` is asked. The scorecards that come out know neither places nor, for
such shares, reasons: the words are in the text beside them.
"""

from __future__ import annotations

import functools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter, mul
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine import panel
from asipgrid.engine.conditions import PathExpression
from asipgrid.engine.plan import Plan, PlannedCriterion, PlannedGrid
from asipgrid.engine.score import Bench, bench, card
from asipgrid.model.calls import ByMark, ByThresholds
from asipgrid.model.places import Truth
from asipgrid.model.requests import RatingSheet, Request
from asipgrid.model.results import Found, GridScore, Judged, Scorecard, State
from asipgrid.model.values import Reason
from asipgrid.text.numbers import decimals, scaled, scaled_ratio

Writer = Callable[[Judged], str]
Parts = tuple[str, ...]
Places = tuple[int, ...]
Sums = tuple[int, int, int, int, int, int]
"""Of a grid: its weight, value, ceiling's value, level, ceiling's level, known weight, in units of the grid."""

# How many answers are remembered for one criterion, and how long a text may be to be remembered by.
MOST_REMEMBERED: Final = 4096
LONGEST_REMEMBERED: Final = 200
_MOST_ITEMS: Final = 20
# Levels and their worth are whole numbers over the denominators of their grid times this: means of up to six marks.
_FINE: Final = 60
# The six sums of a grid are added as one whole number, each in bits of its own, which so many criteria cannot fill.
_SHIFTS: Final = (0, 64, 128, 192, 256, 320)
_FIELD: Final = 2**64 - 1
_MOST_ADDED: Final = 2**40
# Stand for the figure in the reason, and for its value among what was found; JSON writes them as escapes, and nothing
# that a document says stands before them.
_FIGURE, _VALUE = "\ue000", "\ue001"
_WRITTEN_FIGURE, _WRITTEN_VALUE = r"\ue000", r"\ue001"
_NOTHING: Final[Mapping[str, Any]] = {}
_TOKENS: Final[dict[Any, Any]] = {True: ("true",), False: ("false",)}


class Cell(Struct, frozen=True):
    """One criterion judged: its text, and what it adds to the sums of its grid (see `Sums`; None: finer than its units).

    `told` is for whoever tells more of it: its question by what it could change, and its gate, in words.
    """

    judged: Judged
    text: str
    counts: bool
    sums: int | None
    passes: Truth
    gate: bool
    below: bool
    asks: bool
    closed: str
    told: dict[Any, str]


class Tallied(Struct, frozen=True):
    """A request against the plan: its scorecard (see above for what it does not know); a cell and text a criterion."""

    card: Scorecard
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]


class _Values:
    """The dotted paths that a plan reads, each once, and what a request has there."""

    def __init__(self, call: Mapping[str, Any]) -> None:
        self.call = {"call": call}
        self.places: dict[Parts, int] = {}
        # What stands around the paths, outermost first, and the paths: each as (what it stands in, its name there).
        # A request is 0, and 1 is where its call stands.
        self.around: dict[Parts, int] = {}
        self.steps: list[tuple[int, str]] = []
        self.leaves: list[tuple[int, str]] = []

    def place(self, parts: Parts) -> int:
        if parts not in self.places:
            self.places[parts] = len(self.places)
            self.leaves.append((self._inside(parts[:-1], first=parts[0]), parts[-1]))
        return self.places[parts]

    def _inside(self, parts: Parts, *, first: str) -> int:
        if not parts:
            return int(first == "call")
        if parts not in self.around:
            step = (self._inside(parts[:-1], first=first), parts[-1])
            self.steps.append(step)
            self.around[parts] = len(self.steps) + 1
        return self.around[parts]

    def of(self, data: Mapping[str, Any]) -> list[Any]:
        held: list[Any] = [data, self.call]
        for inside, name in self.steps:
            value = held[inside].get(name)
            held.append(value if type(value) is dict else _NOTHING)
        return [held[inside].get(name) for inside, name in self.leaves]


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
        self._stated: list[int] = []
        for seat in (seat for row in self._rows for seat in row.seats):
            seat.make_ready(len(self._values.places), self._stated)
        criteria = [planned.criterion for row in plan.grids for planned in row.criteria]
        self._gates = [at for at, each in enumerate(criteria) if each.gate is not None]
        self._minima = [at for at, each in enumerate(criteria) if each.minimum is not None]
        self._proofs: dict[frozenset[str], list[bool]] = {}
        self._mixes: dict[Places, _Mix] = {}

    def of(self, request: Request, sheets: Sequence[RatingSheet] = ()) -> Tallied:
        """The request's scorecard and cells."""
        values = self._values.of(request.data)
        tokens = [value if type(value) is int or value is None else _token(value) for value in values]
        looked = [*tokens, *self._proof(request.supported), *[values[place] is not None for place in self._stated]]
        cells: list[Cell] = []
        texts: list[str] = []
        sums: list[Sums | None] = []
        for row in self._rows:
            before = len(cells)
            row.judge(request, values, looked, sheets, cells, texts)
            sums.append(_added(cells[before:]))
        return Tallied(self._card(request, sums, cells), tuple(cells), tuple(texts))

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

    def _card(self, request: Request, sums: Sequence[Sums | None], cells: list[Cell]) -> Scorecard:
        if None in sums:
            rest = iter(cells)
            return card(self.plan, request.id, [[next(rest).judged for _ in row.seats] for row in self._rows])
        weights, values, ceilings, levels, mosts, knowns = zip(*(each for each in sums if each), strict=True)
        mix = self._mixes.get(weights) or self._mix(weights)
        whole = values == ceilings
        grids: dict[str, GridScore] = {}
        for row, unit, value, most, level, reach in zip(
            self._rows, mix.units, values, ceilings, levels, mosts, strict=True
        ):
            score = Fraction(100 * value, unit) if unit else None
            grids[row.planned.grid.id] = GridScore(
                score=score,
                ceiling=score if value == most or not unit else Fraction(100 * most, unit),
                points=_points(level),
                points_ceiling=_points(reach),
            )
        total = mix.total(values)
        scores = [each for each in grids.values() if each.score is not None]
        passes = [cells[at].passes for at in self._gates if cells[at].gate]
        return Scorecard(
            request=request.id,
            criteria=tuple([cell.judged for cell in cells]),
            grids=grids,
            score=total,
            ceiling=total if whole else mix.total(ceilings),
            points=_points(sum(levels)),
            points_ceiling=_points(sum(mosts)),
            completeness=mix.completeness(knowns),
            eligible=False if False in passes else None if None in passes else True,
            weakest_grid=scores[mix.weakest(values)].score if scores else None,
            weakest_ceiling=scores[mix.weakest(ceilings)].ceiling if scores else None,
            below_minimum=tuple([cells[at].judged.id for at in self._minima if cells[at].below]),
        )

    def _mix(self, weights: Places) -> _Mix:
        known = _mix(self._rows, weights, flat=self.plan.call.flat)
        if len(self._mixes) < MOST_REMEMBERED:
            self._mixes[weights] = known
        return known


@functools.lru_cache(MOST_REMEMBERED)
def _points(level: int) -> Fraction:
    return Fraction(level, _FINE)


class _Mix(Struct, frozen=True, kw_only=True):
    """How the sums of grids make the figures of a call, where so much weight counts in each of them.

    A grid's value over its `units` (0: nothing counts) is its share; the sum of values by `shares`, over `share_unit`,
    is that of the call in points of 100, or none when it is 0; the same holds of completeness. By `alike`, the values of
    grids that have one can be compared.
    """

    units: Places
    shares: Places
    share_unit: int
    knowns: Places
    known_unit: int
    alike: Places

    def total(self, values: Places) -> Fraction | None:
        """The call's share, from 0 to 100."""
        return Fraction(sum(map(mul, self.shares, values)), self.share_unit) if self.share_unit else None

    def completeness(self, knowns: Places) -> Fraction | None:
        """The part of the call's weight that is known, from 0 to 1."""
        return Fraction(sum(map(mul, self.knowns, knowns)), self.known_unit) if self.known_unit else None

    def weakest(self, values: Places) -> int:
        """Which of the grids that have a share has the smallest."""
        scaled = [alike * value for alike, value in zip(self.alike, values, strict=True) if alike]
        return scaled.index(min(scaled))


def _mix(rows: Sequence[_Row], weights: Places, *, flat: bool) -> _Mix:
    """The aggregate of the call by the grids' weights; in one sum, by those of their criteria too."""
    units = tuple(row.value_unit * weight for row, weight in zip(rows, weights, strict=True))
    counted = [
        row.planned.weight * (Fraction(weight, row.weight_unit) if flat else 1) if weight else Fraction(0)
        for row, weight in zip(rows, weights, strict=True)
    ]
    whole = sum(counted)
    shares, share_unit = _over_one(
        [
            Fraction(100) * each / whole / unit if each else Fraction(0)
            for each, unit in zip(counted, units, strict=True)
        ]
    )
    knowns, known_unit = _over_one(
        [each / whole / weight if each else Fraction(0) for each, weight in zip(counted, weights, strict=True)]
    )
    common = math.lcm(*(unit for unit in units if unit))
    return _Mix(
        units=units,
        shares=shares,
        share_unit=share_unit if whole else 0,
        knowns=knowns,
        known_unit=known_unit if whole else 0,
        alike=tuple(common // unit if unit else 0 for unit in units),
    )


def _over_one(parts: Sequence[Fraction]) -> tuple[Places, int]:
    """Fractions as whole numbers over one denominator."""
    common = math.lcm(*(each.denominator for each in parts))
    return tuple(each.numerator * (common // each.denominator) for each in parts), common


def _added(row: Sequence[Cell]) -> Sums | None:
    """The sums of a grid; None where a criterion is finer than its units."""
    packed = [cell.sums for cell in row]
    if None in packed:
        return None
    whole = sum(filter(None, packed))
    weight, value, ceiling, level, most, known = [whole >> shift & _FIELD for shift in _SHIFTS]
    return weight, value, ceiling, level, most, known


class _Row:
    """The criteria of one grid."""

    def __init__(self, plan: Plan, planned: PlannedGrid, values: _Values, written: Writer) -> None:
        self.plan, self.planned, self.written = plan, planned, written
        # Over these, weights and the worth of levels are whole numbers.
        self.weight_unit = math.lcm(*(each.criterion.weight.denominator for each in planned.criteria))
        self.value_unit = math.lcm(*(value.denominator for value in planned.grid.values)) * _FINE
        self.seats = [_seat(planned, each, values) for each in planned.criteria]

    def judge(
        self,
        request: Request,
        values: list[Any],
        looked: list[Any],
        sheets: Sequence[RatingSheet],
        cells: list[Cell],
        texts: list[str],
    ) -> None:
        """Add the cells of a request and their texts."""
        at: Bench | None = None
        for seat in self.seats:
            ratio, get = seat.ratio, seat.get
            if ratio is not None and (told := ratio.told(values, looked)) is not None:
                cells.append(told[0])
                texts.append(told[1])
                continue
            key: Any = None
            if get is not None:
                key = (
                    (get(looked), _given(seat.planned.criterion.id, sheets)) if seat.marked and sheets else get(looked)
                )
                known = seat.memory.get(key)
                if known is not None:
                    cells.append(known)
                    texts.append(known.text)
                    continue
            at = at or bench(self.plan, self.planned, request)
            cell = self._asked(seat, at, sheets)
            learnt = ratio is not None and ratio.learn(cell, values, looked, self)
            if get is not None and not learnt and len(seat.memory) < MOST_REMEMBERED and not _is_alone(key):
                seat.memory[key] = cell
            cells.append(cell)
            texts.append(cell.text)

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
            asks=judged.question is not None,
            closed=judged.closed,
            told={},
        )

    def _sums(self, judged: Judged) -> int | None:
        """What a criterion adds to its grid's sums; None where it is finer than the units of the grid."""
        if not judged.counts:
            return 0
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
        if any(one.denominator != 1 or one.numerator > _MOST_ADDED for one in exact):
            return None
        return sum(one.numerator << shift for one, shift in zip(exact, _SHIFTS, strict=True))


class _Seat(Struct):
    """Where one criterion is judged: what it looks at (`read` is None: more than plain names), and what it answered.

    `get` picks that out of a request's tokens, proofs and whether texts are stated, to remember by.
    """

    planned: PlannedCriterion
    read: list[int] | None
    stated: list[int]
    marked: bool
    ratio: _Ratio | None
    memory: dict[Any, Cell]
    get: Callable[[list[Any]], Any] | None = None

    def make_ready(self, count: int, stated: list[int]) -> None:
        """Now that it is known how many paths the plan reads; texts that must be stated are added to `stated`."""
        if self.ratio is not None:
            self.ratio.make_ready(count)
        if self.read is None:
            return
        wanted = list(self.read)
        if self.planned.criterion.evidence == "required":
            wanted += [count + place for place in self.read]
        for place in self.stated:
            if place not in stated:
                stated.append(place)
            wanted.append(2 * count + stated.index(place))
        self.get = _getter(wanted)


def _getter(wanted: Sequence[int]) -> Callable[[list[Any]], Any]:
    return itemgetter(*wanted) if wanted else lambda _looked: ()


def _is_alone(key: Any) -> bool:
    """Whether a key holds an object that equals no other."""
    return type(key) is object or (type(key) is tuple and any(map(_is_alone, key)))


def _seat(row: PlannedGrid, planned: PlannedCriterion, values: _Values) -> _Seat:
    conditions = [planned.applies, planned.requires, *(condition for _, condition in planned.levels)]
    asked = [path for condition in conditions if condition is not None for path in condition.paths]
    # Whether a figure is stated depends on what its values are: of two counts the second may be 0.
    figures = [planned.figure, *(row.figures.get(path) for path in planned.criterion.reads)]
    read = _plain(row, [*asked, *(path for figure in figures if figure is not None for path in figure.paths)])
    return _Seat(
        planned=planned,
        read=None if read is None else list(dict.fromkeys(map(values.place, read))),
        stated=[values.place(tuple(path.split("."))) for path in planned.criterion.reads if path not in row.figures],
        marked=isinstance(planned.criterion.judging, ByMark),
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


def _given(name: str, sheets: Sequence[RatingSheet]) -> tuple[Any, ...]:
    """What the sheets give one criterion, to remember by."""
    given = [
        (sheet.assessor, sheet.marks[name].level) for sheet in sheets if not sheet.conflict and name in sheet.marks
    ]
    return tuple([(assessor, level.numerator, level.denominator) for assessor, level in given])


# ── shares of two counts ───────────────────────────────────────────────────────────────────────────


class _Sentence(Struct, frozen=True):
    """What is said of a share that reaches some level: a cell without the figure, the text around figure and value.

    `near` are the thresholds the sentence names, as (numerator, denominator, hundredths of a percent, more than those).
    """

    cell: Cell
    before: str
    between: str
    behind: str
    near: tuple[tuple[int, int, int, bool], ...]


class _Ratio:
    """A share of two counts, or sums of counts, against thresholds, in percent."""

    def __init__(
        self, planned: PlannedCriterion, judging: ByThresholds, counts: tuple[Places, Places], applies: list[int]
    ) -> None:
        self.part, self.whole = counts
        self.proved = planned.criterion.evidence == "required"
        # Over one denominator, and rising: a share reaches as many as are not above it.
        self.fine = math.lcm(*(each.denominator for each in judging.thresholds))
        self.sign = -1 if judging.at_most else 1
        self.thresholds = [int(self.sign * self.fine * each) for each in judging.thresholds]
        self.sentences: dict[int, _Sentence | None] = {}
        self.applies = _getter(applies) if planned.applies is not None else None
        self.applied: set[Any] = set()
        self.proofs: list[int] = []

    def make_ready(self, count: int) -> None:
        if self.proved:
            self.proofs = [count + place for place in (*self.part, *self.whole)]

    def _level(self, part: int, whole: int) -> int:
        return bisect_right(self.thresholds, self.sign * part * self.fine // whole)

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
        for place in self.proofs:
            if not looked[place]:
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
        hundredths = scaled_ratio(100 * part, whole, 2)
        for top, bottom, same, needs_more in sentence.near:
            # Two numbers that differ never print the same: then more digits are needed than two.
            if hundredths == same and (needs_more or part * bottom != top * whole):
                return None
        value, shown = decimals(scaled_ratio(part, whole, 6), 6), _hundredths(hundredths)
        return sentence.cell, f"{sentence.before}{value}{sentence.between}{shown} %{sentence.behind}"

    def learn(self, cell: Cell, values: list[Any], looked: list[Any], row: _Row) -> bool:
        """Take the sentence that `score` gave, for the next share that reaches this level; whether it was one."""
        counts, judged = self._counts(values, looked), cell.judged
        if counts is None or judged.reason.key not in {"at_least", "at_most"}:
            return False
        if self.applies is not None and len(self.applied) < MOST_REMEMBERED:
            self.applied.add(self.applies(looked))
        level = self._level(*counts)
        if level not in self.sentences:
            self.sentences[level] = _sentence(judged, row)
        return True


def _sentence(judged: Judged, row: _Row) -> _Sentence | None:
    """The sentence about a share, with the share left open; None when two decimals do not tell its thresholds apart."""
    near = [judged.reason.values[name].value for name in ("met", "missed") if judged.reason.values[name] is not None]
    hundredths = [scaled(value * 100, 2) for value in near]
    if len(set(hundredths)) != len(near) or any(value < 0 for value in near):
        return None
    reason = Reason(judged.reason.key, {**judged.reason.values, "figure": _FIGURE})
    cell = row.cell(
        replace(judged, found=(Found(name=judged.found[0].name, value=_VALUE),), reason=reason, next_step=None)
    )
    before, _, rest = cell.text.partition(_WRITTEN_VALUE)
    between, _, behind = rest.partition(_WRITTEN_FIGURE)
    limits = tuple(
        (v.numerator, v.denominator, same, v * 10_000 != same) for v, same in zip(near, hundredths, strict=True)
    )
    return _Sentence(cell, before, between, behind, limits)


def _ratio(row: PlannedGrid, planned: PlannedCriterion, values: _Values) -> _Ratio | None:
    judging, figure = planned.criterion.judging, planned.figure
    if not isinstance(judging, ByThresholds) or figure is None or planned.requires is not None:
        return None
    if figure.measure.kind != "ratio" or figure.measure.unit != "percent":
        return None
    if any(path.addends is None for path in figure.paths):
        return None
    rising = sorted(judging.thresholds, reverse=judging.at_most)
    if rising != list(judging.thresholds):
        return None
    part, whole = (tuple(map(values.place, path.addends or ())) for path in figure.paths)
    applies = _plain(row, planned.applies.paths) if planned.applies is not None else None
    return _Ratio(planned, judging, (part, whole), [values.place(parts) for parts in applies or ()])


@functools.lru_cache(16 * MOST_REMEMBERED)
def _hundredths(whole: int) -> str:
    return decimals(whole, 2)
