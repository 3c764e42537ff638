"""Amounts of documents: in the smallest unit of their currency, and as findings write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from asipgrid.model.values import decimals_of
from asipgrid.text.numbers import money_text


def in_cents(value: Any, currency: str) -> int | None:
    """An amount in the smallest unit of its currency; None when it is not stated."""
    units: int = 10 ** decimals_of(currency)
    if type(value) is int:
        return value * units
    return None if value is None else int(Decimal(value) * units)


def money(value: Any, currency: str) -> str:
    """An amount as findings write it: 1 150 000.00 EUR."""
    return money_text(in_cents(value, currency), currency)
