"""Whether what a request has in a column compares so with a value: true, false, or not known."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from asipgrid.model.places import Truth
from asipgrid.selection.columns import Column

Test = Callable[[Mapping[str, Any]], Truth]
"""What is asked of the values of a request, by column."""

ORDERED: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def equals(column: Column, value: Any) -> Test:
    """Whether a cell is a value; whether it is empty, for None."""
    if value is None:
        return lambda values: values[column.name] is None

    def test(values: Mapping[str, Any]) -> Truth:
        cell = values[column.name]
        if cell is None:
            return False if column.none else None
        if not isinstance(cell, tuple) or isinstance(value, str):
            return bool(cell == value)
        least, greatest = cell
        if least == greatest:
            return bool(least == value)
        return None if least <= value <= greatest else False

    return test


def ordered(column: Column, sign: str, value: Any) -> Test:
    """Whether a cell is less or more than a value; of an interval, what is so at both its ends."""
    compare = ORDERED[sign]

    def test(values: Mapping[str, Any]) -> Truth:
        cell = values[column.name]
        if cell is None:
            return False if column.none else None
        if isinstance(cell, tuple) is isinstance(value, str):
            return None
        ends = {compare(end, value) for end in (cell if isinstance(cell, tuple) else (cell,))}
        return bool(ends.pop()) if len(ends) == 1 else None

    return test


def denied(test: Test) -> Test:
    """Whether it does not hold; what is not known stays so."""

    def other(values: Mapping[str, Any]) -> Truth:
        truth = test(values)
        return None if truth is None else not truth

    return other


def any_of(tests: list[Test]) -> Test:
    """Whether one of some holds: not known where none does and one is not known."""
    if len(tests) == 1:
        return tests[0]

    def test(values: Mapping[str, Any]) -> Truth:
        truths = {each(values) for each in tests}
        return True if True in truths else None if None in truths else False

    return test


def all_of(tests: list[Test]) -> Test:
    """Whether all of some hold: not known where none fails and one is not known."""
    return tests[0] if len(tests) == 1 else denied(any_of([denied(each) for each in tests]))
