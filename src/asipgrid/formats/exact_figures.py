"""Exact figures as results write them for programs: as text, so that no reader turns one into a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from asipgrid.model.results import RankedOn
from asipgrid.model.values import Quantity, exact
from asipgrid.text.numbers import number

# Six decimals tell any two shares of a request apart.
DIGITS: Final = 6


def figure(value: int | Decimal | Fraction) -> str:
    """A number as text, so that no reader turns it into a float: what is computed with at most six decimals.

    What a document gives has all of its own.
    """
    digits = max(DIGITS, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else DIGITS
    return number(exact(value), digits)


def ranked_on(found: RankedOn) -> dict[str, Any]:
    """The figure that ranks, with its exact one where the call rounds it."""
    data = {"by": found.by, "value": _told(found.value)}
    return data if found.exact is None else {**data, "exact": _told(found.exact)}


def _told(value: Any) -> str | None:
    return figure(value.value) if isinstance(value, Quantity) else str(value).lower() if type(value) is bool else value
