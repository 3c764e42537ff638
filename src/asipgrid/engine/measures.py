"""Measures: exact figures made of what paths give, or the reason why there is none."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.engine.paths import Env, path_expression, read_by
from asipgrid.model.calls import Measure
from asipgrid.model.values import Quantity, Reason, exact

# What is worked out of several numbers; a number alone and a time between two days are told by what they read.
_SUMS: Final = frozenset({"difference", "maximum", "minimum", "product", "quotient", "ratio", "sum"})


class _DividedByNothingError(Exception):
    """A denominator is 0: in a figure of this kind, that of this path or of this measure."""


class Figure:
    """A compiled measure: `of` gives the figure in an environment, or the reason why there is none."""

    __slots__ = ("measure", "paths")

    def __init__(self, measure: Measure) -> None:
        """Compile a measure whose paths passed `path_fault`."""
        self.measure = measure
        self.paths = tuple(path_expression(path) for path in measure.paths)

    def of(self, env: Env) -> tuple[Fraction | None, Reason | None]:
        """The exact figure (in its unit: a ratio as a fraction of one), or None and why it is not stated."""
        found = [(path.text, path.get(env)) for path in self.paths]
        missing = tuple(path for path, value in found if value is None)
        if missing:
            return None, Reason("not_stated", {"paths": missing})
        try:
            if self.measure.parts:
                return _of_parts(self.measure, dict(found), {}), None
            return _worked_out(self.measure.kind, [value for _, value in found], self.measure.paths), None
        except _DividedByNothingError as nothing:
            kind, name = nothing.args
            key = "no_denominator" if kind == "ratio" else "no_divisor"
            return None, Reason(
                key, {"path": name, "facts": read_by(map(path_expression, _behind(self.measure, name)))}
            )

    @property
    def reads(self) -> tuple[str, ...]:
        """The dotted paths the figure rests on."""
        return read_by(self.paths)


def _behind(measure: Measure, name: str) -> tuple[str, ...]:
    """The paths behind a divisor: those of a part of that name, the path itself, or of a number all that the figure rests on."""
    return _paths_of(measure, name) or ((name,) if name in measure.paths else measure.paths)


def _paths_of(measure: Measure, name: str) -> tuple[str, ...]:
    inside = [part for part in measure.parts if isinstance(part, Measure)]
    named = (part.paths if part.name == name else _paths_of(part, name) for part in inside)
    return next((paths for paths in named if paths), ())


def _of_parts(measure: Measure, values: Mapping[str, Any], known: dict[str, Fraction]) -> Fraction:
    """The figure of a measure, by the values of the paths that it rests on; each measure is worked out once (`known`)."""
    if measure.name not in known:
        parts = measure.parts or measure.paths
        names = [part.name if isinstance(part, Measure) else str(part) for part in parts]
        figures = [
            _of_parts(part, values, known)
            if isinstance(part, Measure)
            else values[part]
            if isinstance(part, str)
            else part
            for part in parts
        ]
        known[measure.name] = _worked_out(measure.kind, figures, names)
    return known[measure.name]


def workings(measure: Measure, env: Env, grid: str = "") -> Iterator[Reason]:
    """How a figure made of other figures, and those of them that are too, were worked out; the innermost first.

    Of a figure that is not stated nothing is told. With its `grid`, titles stand for names where these are told by titles.
    """
    seen: dict[str, Measure] = {}
    _inside(measure, seen)
    for each in seen.values():
        figure = Figure(each).of(env)[0]
        if figure is not None:
            parts = each.parts or each.paths
            terms = tuple(_term(part, env) for part in parts)
            names = tuple(
                part.name if isinstance(part, Measure) else part if isinstance(part, str) else _term(part, env)
                for part in parts
            )
            values = {"measure": each.name, "kind": each.kind, "names": names, "terms": terms, "grid": grid}
            yield Reason("worked_out", {**values, "figure": Quantity(figure, each.unit)})


def _inside(measure: Measure, seen: dict[str, Measure]) -> None:
    for part in measure.parts:
        if isinstance(part, Measure) and part.name not in seen and (part.parts or part.kind in _SUMS):
            _inside(part, seen)
    seen[measure.name] = measure


def _term(part: Fraction | str | Measure, env: Env) -> Quantity:
    match part:
        case Measure():
            return Quantity(Figure(part).of(env)[0] or Fraction(0), part.unit)
        case str():
            return Quantity(exact(path_expression(part).get(env)), in_full=True)
    return Quantity(part, in_full=True)


def _worked_out(kind: str, values: list[Any], names: Sequence[str]) -> Fraction:
    """One figure out of several, left to right; `names` says what they are."""
    match kind:
        case "days":
            return Fraction((_day(values[1]) - _day(values[0])).days)
        case "months":
            return Fraction(months_between(_day(values[0]), _day(values[1])))
    numbers = [exact(value) for value in values]
    match kind:
        case "difference":
            return numbers[0] - sum(numbers[1:])
        case "sum":
            return sum(numbers, Fraction(0))
        case "product":
            return math.prod(numbers, start=Fraction(1))
        case "minimum":
            return min(numbers)
        case "maximum":
            return max(numbers)
    # A value has no denominator; of a ratio there is one, of a quotient there may be several.
    for number, name in zip(numbers[1:], names[1:], strict=True):
        if number == 0:
            raise _DividedByNothingError(kind, name)
    return numbers[0] / math.prod(numbers[1:], start=Fraction(1))


def _day(value: Any) -> datetime.date:
    return datetime.date.fromisoformat(value)


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Whole months from `start` to `end`, counted up to the next whole one; negative when `end` is earlier.

    The least n such that `start` moved by n months (to the month's last day where the day does not exist) is not
    before `end`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if _moved(start, months) >= end else months + 1


def _moved(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = datetime.date(year, month + 1, 1)
    last = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return first.replace(day=min(day.day, last))
