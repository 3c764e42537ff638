"""The documents of one call as read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.places import KINDS, Record

REQUEST_KINDS: Final = ("request", "rating", "decision", "progress", "review", "payment", "amendment")
"""What a document about a request can be; a review is a rating sheet on a progress report."""

RecordsByKind = Mapping[str, Sequence[Record]]
"""Documents about requests by what they are, in the order of their names."""
Documents = list[tuple[Record, dict[str, Any]]]
"""Documents of a kind, each with what it states."""


class DocumentSet(Struct, frozen=True, kw_only=True):
    """The records of one call, as read (`call` is None when its text cannot be read).

    `sent` are the ids (file stems) of every request file found, readable or not; `all_grids` is false when a grid's
    file could not be read; `neighbours` are the names of the other calls beside this one, None when nobody looked.
    """

    call: Record | None
    grids: tuple[Record, ...]
    about_requests: RecordsByKind = {}
    sent: frozenset[str] = frozenset()
    all_grids: bool = True
    neighbours: frozenset[str] | None = None


def conflicts_in(records: RecordsByKind) -> dict[tuple[str, str], str]:
    """The sheets in which a conflict of interest is declared, on a request or its reports, by request and assessor."""
    found: dict[tuple[str, str], str] = {}
    for record in (*records.get("rating", ()), *records.get("review", ())):
        path = PurePosixPath(record.name)
        key = (path.stem, path.parent.name)
        # A sheet that lies elsewhere than it says is an error of its own: nobody knows whose it is.
        if record.data.get("conflict") is True and (record.data.get("rating"), record.data.get("assessor")) == key:
            found.setdefault(key, record.name)
    return found


def kind_of(record: Record) -> str | None:
    """What a document says it is: its first key."""
    first = next(iter(record.data), None)
    return first if first in KINDS else None


def period_of(record: Record) -> str:
    """The period of a rating sheet on a progress report: progress/PERIOD/ratings/ASSESSOR/ID.yaml."""
    return PurePosixPath(record.name).parents[2].name
