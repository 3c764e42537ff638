"""Figures that no condition takes, though those below and those above are taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.build_measures import OF_DAYS, measure_parts
from asipgrid.check.conditions import BOUNDS, schema_at, types_of
from asipgrid.check.lint.criteria import criteria_in
from asipgrid.check.lint.implied import Logic
from asipgrid.check.wording import Data, line_words, warning
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said
from asipgrid.model.values import exact, is_number
from asipgrid.text.numbers import as_written

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


def holes_between_levels(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """Figures that meet no level, though those below and those above do: limits that were meant to meet."""
    for at, each in criteria_in(grid):
        for hole in holes([rule["when"] for rule in each.get("levels", ())], logic, grid.get("measures", {})):
            lines = sorted({record.place((*at, "levels", index)).line for index in (hole.below, hole.above)})
            lies = said("{words} meets no level, though what lies below and above does", hole.words)
            says = said("{id}: {lies}; let the conditions on {lines} meet", each["id"], lies, line_words(lines))
            yield warning(record, (*at, "levels", max(hole.below, hole.above)), "G156", says)


def holes_between_rules(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    """Figures that meet none of the rules which take those below and those above: a later rule decides."""
    for hole in holes([rule["when"] for rule in call["decisions"] if "when" in rule], Logic(scope=scope), {}):
        first, last = sorted((hole.below, hole.above))
        which = (
            said("does not meet rule {last}", last + 1)
            if first == last
            else said("meets neither rule {first} nor rule {last}", first + 1, last + 1)
        )
        says = said(
            "{words} {which}, though what lies below and above does; let the conditions meet", hole.words, which
        )
        yield warning(record, ("decisions", last, "when"), "C226", says)


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
    elif isinstance(value, Mapping) and (set(value) <= set(BOUNDS) or set(value) <= set(_DAYS)):
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
        words = (
            said("of {low}", as_written(low))
            if low == high
            else said("between {low} and {high}", as_written(low), as_written(high))
        )
        yield said("{path} {words}", path, words), {least: low, most: high}
        return
    width, write = step
    first = -(-low // width) + (below.has_high and low % width == 0)
    last = high // width - (above.has_low and high % width == 0)
    if first <= last:
        words = (
            said("of {low}", write(first * width))
            if first == last
            else said("from {first} to {last}", write(first * width), write(last * width))
        )
        figures = [first * width + n * width for n in range(min(int(last - first) + 1, _MOST_LISTED))]
        yield said("{path} {words}", path, words), [_day(each) if write is _day else each for each in figures]


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
    kind, parts = measure_parts(measure)
    if kind in OF_DAYS:
        return Fraction(1), as_written
    # A share has figures between any two.
    if kind in {"ratio", "quotient"}:
        return None
    steps = [_step_of_part(part, scope, measures) for part in parts]
    return steps[0] if all(step == steps[0] for step in steps) else None


def _step_of_part(part: Any, scope: Data, measures: Mapping[str, Data]) -> _Step:
    if is_number(part):
        return (Fraction(1), as_written) if exact(part).denominator == 1 else None
    return _step(part, scope, measures)


def _step_of(path: str, scope: Data) -> _Step:
    schema = schema_at(path, scope)
    if schema.get("format") == "date":
        return Fraction(1), _day
    if types_of(schema) == ("integer",):
        return Fraction(1), as_written
    if "multipleOf" in schema:
        return exact(schema["multipleOf"]), as_written
    # What a sum is made of, or what a function gives, may be counts: only what is known to be otherwise is said.
    return (Fraction(1), as_written) if "(" in path and not path.startswith("avg(") else None
