"""Measures: exact figures made of what paths give, or the reason why there is none."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from asipgrid.engine.paths import Env, path_expression
from asipgrid.model.calls import Measure
from asipgrid.model.values import Reason, exact


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
        return self._compute([value for _, value in found])

    def _compute(self, values: list[Any]) -> tuple[Fraction | None, Reason | None]:
        match self.measure.kind:
            case "days":
                return Fraction((_day(values[1]) - _day(values[0])).days), None
            case "months":
                return Fraction(months_between(_day(values[0]), _day(values[1]))), None
        numbers = [exact(value) for value in values]
        if self.measure.kind == "difference":
            return numbers[0] - numbers[1], None
        if self.measure.kind == "value":
            return numbers[0], None
        if numbers[1] == 0:
            return None, Reason("no_denominator", {"path": self.paths[1].text})
        return numbers[0] / numbers[1], None

    @property
    def reads(self) -> tuple[str, ...]:
        """The dotted paths the figure rests on."""
        return tuple(dict.fromkeys(name for path in self.paths for name in path.reads))


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
