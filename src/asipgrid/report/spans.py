"""What all parts of the report are made of: a name with what stands behind it, and a bar."""

from __future__ import annotations

from msgspec import Struct


class HeadLine(Struct, frozen=True):
    """A name and what stands behind it."""

    name: str
    text: str


class Span(Struct, frozen=True):
    """A bar: from 0 to `low` it is full, to `high` light; `tick` is where the upright stroke stands, or empty."""

    low: str
    high: str
    open: str
    tick: str = ""
