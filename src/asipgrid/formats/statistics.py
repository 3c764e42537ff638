"""The statistics of a call as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from asipgrid.model.statistics import StatisticValue
from asipgrid.text.numbers import number

# Six decimals, as every figure that is computed.
_DIGITS: Final = 6


def plain_statistics(figures: Sequence[StatisticValue]) -> dict[str, Any]:
    """The key that a result has where its call has statistics: each by its name."""
    listed = {
        each.name: {
            each.kind.value: each.path,
            "value": None if each.value is None else number(each.value, _DIGITS),
            "requests": each.count,
            "set_by": list(each.set_by),
            "unsure": list(each.unsure),
        }
        for each in figures
    }
    return {"statistics": listed} if listed else {}
