"""How a call works out what a request may be given, and how its envelope is shared."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct


class FixedAmount(Struct, frozen=True, kw_only=True):
    """The same amount (cents) for all."""

    amount: int


class Brackets(Struct, frozen=True, kw_only=True):
    """A way to work out the amount for each bracket, under its condition; the last has none."""

    brackets: tuple[tuple[Mapping[str, Any] | None, AmountRule], ...]


class MeasuredAmount(Struct, frozen=True, kw_only=True):
    """A measure of a grid (GRID.name), in the currency of the call."""

    measure: str


class PricedUnits(Struct, frozen=True, kw_only=True):
    """A number of the request, each at a price in cents: up to a limit, the last without one."""

    path: str
    tiers: tuple[tuple[Fraction | None, Fraction], ...]


class TieredRates(Struct, frozen=True, kw_only=True):
    """A rate for each part of an amount (of the call's currency): up to a limit, the last without one."""

    path: str
    tiers: tuple[tuple[Fraction | None, Fraction], ...]


class SharesByScore(Struct, frozen=True, kw_only=True):
    """The share of what is requested from a score on, the highest score first; below the last, nothing."""

    steps: tuple[tuple[Fraction, Fraction], ...]


AmountRule = FixedAmount | Brackets | MeasuredAmount | PricedUnits | TieredRates | SharesByScore


class Allocation(Struct, frozen=True, kw_only=True):
    """How the envelope is spent. Money in cents; `rate` is a share of the total cost.

    `amount` says what a request may be given in full, where that is not what it requests; `method` how the envelope is
    shared: rank, pro-rata or minimum-first.
    """

    overflow: str
    partial: str
    ceiling: int | None
    rate: Fraction | None
    amount: AmountRule | None = None
    method: str = "rank"


WORKED_OUT: Final = frozenset(
    {
        "amount_flat",
        "amount_flat_last",
        "amount_flat_alone",
        "amount_bracket",
        "amount_bracket_last",
        "amount_measure",
        "amount_measures",
        "amount_units",
        "amount_tiers",
        "amount_rate",
        "amount_by_score",
        "amount_by_score_none",
        "capped_worked",
    }
)
"""The reasons that say how an amount was worked out, in the order in which they are told."""

SHARED_OUT: Final = frozenset(
    {"capped", "pro_rata", "pro_rata_down", "pro_rata_more", "minimum_first", "minimum_alone", "partial"}
)
"""The reasons that say what a cap, a method or what was left made of it."""
