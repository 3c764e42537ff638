"""Limits that were hardly meant as they are written: a hundred times too large, out of reach, with holes between them.

Asked of sound grids and calls only, as all of `lint`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.implied import Logic
from asipgrid.check.path_schemas import schema_at, types_of
from asipgrid.model.places import KeyPath
from asipgrid.model.values import exact, is_number
from asipgrid.text.values import shown

Data = Mapping[str, Any]
Bounds = tuple[Fraction | None, Fraction | None]
Said = Iterator[tuple[KeyPath, str]]

# Above so much, a share was hardly meant: 2 is 200 %. Growth may well be more than 100 %.
_MOST: Final = 2


def bounds(path: str, scope: Data) -> Bounds:
    """The least and the greatest number that a path may give, where its schema says."""
    schema = schema_at(path, scope)
    low = [exact(schema[key]) for key in ("minimum", "exclusiveMinimum") if key in schema]
    high = [exact(schema[key]) for key in ("maximum", "exclusiveMaximum") if key in schema]
    return max(low, default=None), min(high, default=None)


def is_share(measure: Data) -> bool:
    """Whether a measure is a share, written as part of one."""
    return bool(measure.get("unit", "percent" if "ratio" in measure else "") == "percent")


def _number(value: Fraction) -> str:
    return shown((Decimal(value.numerator) / Decimal(value.denominator)).normalize())


def meant(number: Any) -> str:
    """What somebody meant who wrote a share in percent: 0.25 for 25."""
    return f"write {_number(exact(number) / 100)} for {shown(number)} %"


# ── a hundred times too large ──────────────────────────────────────────────────────────────────────


class Figures(Struct, frozen=True, kw_only=True):
    """What is known of what conditions read: measures by name, the schema of paths, whether `score` is among them."""

    measures: Mapping[str, Data]
    scope: Data
    scores: bool = False

    def odd(self, path: str, number: Any) -> str | None:
        """Why a limit for what a path gives was hardly meant, and what was; None where it may well be."""
        measure = self.measures.get(path)
        value = exact(number)
        if self.scores and _SCORE.fullmatch(path):
            return _odd_score(path, number)
        high, is_count = self._most(path, measure)
        if high is not None and high <= 1 < value and not is_count:
            hint = f"; {meant(number)}" if value <= 100 * high else ""
            return f"{path} is at most {_number(high)}, and never {shown(number)}{hint}"
        if measure is not None and is_share(measure) and value > _MOST and (high is None or value > high):
            return f"{path} is a share, a part of one, so {shown(number)} is {_number(value * 100)} %; {meant(number)}"
        level = _LEVEL.fullmatch(path)
        if level and high is not None and value > high:
            return f"{level[1]} has levels from 0 to {_number(high)}, and never {shown(number)}"
        return None

    def _most(self, path: str, measure: Data | None) -> tuple[Fraction | None, bool]:
        """The greatest figure that a path may give, where that is known, and whether it is a count."""
        read = path if measure is None else measure.get("value")
        if read is None:
            return None, False
        return bounds(read, self.scope)[1], types_of(schema_at(read, self.scope)) == ("integer",)

    def of_condition(self, written: Any, at: KeyPath) -> Said:
        """The limits of a condition that were hardly meant, each with its place."""
        for place, path, number in _limits(written, at):
            says = self.odd(path, number)
            if says:
                yield place, says


_LEVEL: Final = re.compile(r'criteria\."?([A-Z][A-Z0-9]*-[0-9]{2})"?\.(?:level|ceiling)')
_SCORE: Final = re.compile(r"(?:grids\.[A-Z][A-Z0-9]*\.)?(?:score|ceiling)|weakest_grid|weakest_ceiling")


def _odd_score(path: str, number: Any) -> str | None:
    value = exact(number)
    if value > 100:
        return f"{path} runs from 0 to 100, and is never {shown(number)}"
    if 0 < value < 1:
        percent = _number(value * 100)
        return f"{path} runs from 0 to 100, and {shown(number)} is next to nothing; write {percent} for {percent} %"
    return None


def _limits(written: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str, Any]]:
    """Every number that a condition compares with: its place, the path it is a limit for, the number."""
    for key, value in written.items():
        here = (*at, key)
        if key in {"all", "any"}:
            for index, part in enumerate(value):
                yield from _limits(part, (*here, index))
        elif key == "not":
            yield from _limits(value, here)
        else:
            for place, number in _numbers(value, here):
                yield place, key, number


def _numbers(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if is_number(value):
        yield at, value
    elif isinstance(value, list):
        yield from (((*at, index), each) for index, each in enumerate(value) if is_number(each))
    elif isinstance(value, Mapping):
        yield from (((*at, key), each) for key, each in value.items() if key in _BOUNDS and is_number(each))


def large_limits(grid: Data, scope: Data) -> Said:
    """The thresholds, points and conditions of a grid that ask a share for a percentage a hundred times too large.

    Thresholds of `at_least` are told before: G127.
    """
    figures = Figures(measures=grid.get("measures", {}), scope=scope)
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index)
        limits = [((*at, "at_most", n), x) for n, x in enumerate(each.get("at_most", ()))]
        limits += [((*at, "linear", n), x) for n, (x, _) in enumerate(each.get("linear", ()))]
        for place, number in limits:
            says = figures.odd(each["measure"], number) if is_share(grid["measures"][each["measure"]]) else None
            if says:
                yield place, f"{each['id']}: {says}"
        for place, written in conditions(each, at):
            yield from ((spot, f"{each['id']}: {says}") for spot, says in figures.of_condition(written, place))


def conditions(each: Data, at: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    """The conditions of a criterion, each with its place."""
    for key in ("requires", "applies_when"):
        if key in each:
            yield (*at, key), each[key]
    for index, rule in enumerate(each.get("levels", ())):
        yield (*at, "levels", index, "when"), rule["when"]


def hundredfold_measures(grid: Data, scope: Data) -> Said:
    """Measures in percent of a fact that is stated in percent itself: 35 would be told as 3500 %."""
    for name, measure in grid.get("measures", {}).items():
        if "value" in measure and is_share(measure) and bounds(measure["value"], scope)[1] == 100:
            says = (
                f"{name} is in percent, so {measure['value']} is a part of one, but it may be 100, which is 10000 %; "
                "let the fact end at 1, or leave out `unit: percent`"
            )
            yield ("measures", name, "unit"), says


# ── calls ──────────────────────────────────────────────────────────────────────────────────────────


def call_limits(call: Data, grids: Mapping[str, Data], rules: Data, payments: Data) -> Said:
    """The limits of rules and payments that nothing reaches; `rules` and `payments` are what their conditions may read."""
    levels = {
        each["id"]: {"type": "number", "minimum": 0, "maximum": grid["scale"]["max"]}
        for grid in grids.values()
        for each in grid["criteria"]
    }
    share = {"type": "number", "minimum": 0, "maximum": 1}
    score = {"type": "number", "minimum": 0, "maximum": 100}
    of_criteria = {
        name: {"type": "object", "properties": {"level": limits, "ceiling": limits, "state": {"type": "string"}}}
        for name, limits in levels.items()
    }
    of_grids = {
        name: {"type": "object", "properties": {"score": score, "ceiling": score, "points": {"type": "number"}}}
        for name in grids
    }
    known = {
        **dict.fromkeys(("score", "ceiling", "weakest_grid", "weakest_ceiling"), score),
        "completeness": share,
        "grids": {"type": "object", "properties": of_grids},
        "criteria": {"type": "object", "properties": of_criteria},
    }
    measures = {name: each for grid in grids.values() for name, each in grid.get("measures", {}).items()}
    paid = _with(payments, {"goals_reached": share})
    # A measure that two grids name is none that a payment may read.
    read = {name: each for name, each in measures.items() if name in paid["properties"]}
    schedule = call.get("addendum", {}).get("payments", ())
    for key, listed, figures, so in (
        (
            ("decisions",),
            call["decisions"],
            Figures(measures={}, scope=_with(rules, known), scores=True),
            "this rule never applies",
        ),
        (("addendum", "payments"), schedule, Figures(measures=read, scope=paid), "nothing is ever paid"),
    ):
        logic = Logic(scope=figures.scope)
        for index, each in enumerate(listed):
            at, when = (*key, index, "when"), each.get("when", {})
            odd = list(figures.of_condition(when, at))
            yield from odd
            if not odd and logic.never(when):
                yield at, f"no request can meet this condition, so {so}"


def _with(scope: Data, known: Data) -> dict[str, Any]:
    return {**scope, "properties": {**scope["properties"], **known}}


# ── holes between bands ────────────────────────────────────────────────────────────────────────────

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_DAYS: Final = ("formatMinimum", "formatMaximum")


class _Band(Struct, frozen=True):
    """The figures of one path that a condition takes: from where, to where (None: no end), whether an end is in it."""

    owner: int
    low: Fraction | None
    has_low: bool
    high: Fraction | None
    has_high: bool


class Hole(Struct, frozen=True, kw_only=True):
    """Figures of a path that no condition takes although one takes those below, and one those above (by position).

    `asked` is what is asked of them, as a condition.
    """

    below: int
    above: int
    words: str
    asked: Data


def holes(whens: Sequence[Data], logic: Logic, measures: Mapping[str, Data]) -> Iterator[Hole]:
    """The holes between the bands in which conditions cut one figure, whatever else they ask being the same."""
    cut: dict[tuple[str, str], tuple[Data, list[_Band]]] = {}
    for owner, when in enumerate(whens):
        for way in _ways(when):
            for path, value in way.items():
                rest: Data = {key: other for key, other in way.items() if key != path}
                known = repr(sorted(rest.items(), key=repr))
                cut.setdefault((path, known), (rest, []))[1].extend(_bands(owner, value))
    for (path, _), (rest, bands) in cut.items():
        step = _step(path, logic.scope, measures) if len(bands) > 1 else None
        for below, above in _gaps(bands):
            for words, limits in _inside(path, below, above, step):
                asked = {**rest, path: limits}
                if not logic.never(asked) and not logic.deciding(asked, whens):
                    yield Hole(below=below.owner, above=above.owner, words=words, asked=asked)


def _ways(when: Data) -> Iterator[Data]:
    """The lines that hold together in each of the ways to meet a condition, as far as its first `any`."""
    if "any" in when:
        rest = {key: value for key, value in when.items() if key != "any"}
        yield from ({**rest, **part} for part in when["any"] if not rest.keys() & part.keys())
    else:
        yield when


def _bands(owner: int, value: Any) -> Iterator[_Band]:
    """The bands of one line of a condition; none where it asks for something else than a figure or a day."""
    if is_number(value):
        yield _Band(owner, exact(value), True, exact(value), True)
    elif isinstance(value, list):
        yield from (band for each in value if is_number(each) for band in _bands(owner, each))
    elif isinstance(value, Mapping) and (set(value) <= set(_BOUNDS) or set(value) <= set(_DAYS)):
        lows = [(_placed(value[key]), key != "exclusiveMinimum") for key in value if key.endswith("inimum")]
        highs = [(_placed(value[key]), key != "exclusiveMaximum") for key in value if key.endswith("aximum")]
        low, has_low = max(lows, key=lambda each: (each[0], not each[1]), default=(None, False))
        high, has_high = min(highs, default=(None, False))
        if low is None or high is None or low <= high:
            yield _Band(owner, low, has_low, high, has_high)


def _placed(limit: Any) -> Fraction:
    """Where a limit lies on the line of figures; a day by its number."""
    return exact(limit) if is_number(limit) else Fraction(datetime.date.fromisoformat(limit).toordinal())


def _gaps(bands: Iterable[_Band]) -> Iterator[tuple[_Band, _Band]]:
    """Neighbours on the line of figures that do not touch: the one below and the one above."""
    below: _Band | None = None
    for band in sorted(bands, key=lambda each: (each.low is not None, each.low or 0, not each.has_low)):
        if below is not None and below.high is not None and band.low is not None:
            touches = band.has_low or below.has_high
            if band.low > below.high or (band.low == below.high and not touches):
                yield below, band
        if below is None or (below.high is not None and _ends(band) > _ends(below)):
            below = band


def _ends(band: _Band) -> tuple[bool, Fraction, bool]:
    return band.high is None, band.high or Fraction(0), band.has_high


def _inside(path: str, below: _Band, above: _Band, step: _Step) -> Iterator[tuple[str, Any]]:
    """What lies between two bands: in words, and as a line of a condition. Nothing where no figure does."""
    low, high = below.high, above.low
    assert low is not None
    assert high is not None
    if step is None:
        least, most = (
            "exclusiveMinimum" if below.has_high else "minimum",
            "exclusiveMaximum" if above.has_low else "maximum",
        )
        words = f"of {_number(low)}" if low == high else f"between {_number(low)} and {_number(high)}"
        yield f"{path} {words}", {least: low, most: high}
        return
    width, write = step
    first = -(-low // width) + (below.has_high and low % width == 0)
    last = high // width - (above.has_low and high % width == 0)
    if first <= last:
        words = (
            f"of {write(first * width)}" if first == last else f"from {write(first * width)} to {write(last * width)}"
        )
        listed = [first * width + n * width for n in range(min(int(last - first) + 1, _MOST_LISTED))]
        yield f"{path} {words}", [_day(each) if write is _day else each for each in listed]


_MOST_LISTED: Final = 60
# How far it is from one figure to the next, and how one is written; None where there are figures between any two.
_Step = tuple[Fraction, Callable[[Fraction], str]] | None


def _day(number: Fraction) -> str:
    return datetime.date.fromordinal(int(number)).isoformat()


def _step(path: str, scope: Data, measures: Mapping[str, Data]) -> _Step:
    """From one figure of a path to the next: 1 of counts, days and months."""
    measure = measures.get(path)
    if measure is None:
        return _step_of(path, scope)
    if "days" in measure or "months" in measure:
        return Fraction(1), _number
    steps = [_step_of(each, scope) for each in _parts(measure)]
    return steps[0] if steps and all(step == steps[0] for step in steps) else None


def _parts(measure: Data) -> Sequence[str]:
    """What a measure adds or takes away; a share has figures between any two."""
    return (measure["value"],) if "value" in measure else measure.get("difference", ())


def _step_of(path: str, scope: Data) -> _Step:
    schema = schema_at(path, scope)
    if schema.get("format") == "date":
        return Fraction(1), _day
    if types_of(schema) == ("integer",):
        return Fraction(1), _number
    if "multipleOf" in schema:
        return exact(schema["multipleOf"]), _number
    # What a sum is made of, or what a function gives, may be counts: only what is known to be otherwise is said.
    return (Fraction(1), _number) if "(" in path and not path.startswith("avg(") else None
