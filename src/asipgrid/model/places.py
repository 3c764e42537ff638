"""Where things stand: places, findings, and documents as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NewType

from msgspec import Struct

from asipgrid.model.said import SaidText

Id = NewType("Id", str)
"""A checked id: lower-case words joined by hyphens, at most 64 characters."""


KeyPath = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the root."""


Truth = bool | None
"""True, false, or not stated (Kleene's third value)."""


class Language(StrEnum):
    """Languages of the words that applicants and committees read."""

    EN = "en"
    FR = "fr"


class Place(Struct, frozen=True, kw_only=True, order=True):
    """A spot in a document: file name inside the workspace, line and column from 1, width in characters."""

    file: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.spot}:{self.column}"

    @property
    def spot(self) -> str:
        """Its file and its line: requests/example-2010/region-a.yaml:7."""
        return f"{self.file}:{self.line}"


class Gravity(StrEnum):
    """How much a finding weighs: only an error stops a decision."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing wrong (or odd) in a document: where, a code that keeps its meaning, and what would be right.

    `excerpt` is the line of the document at `place`, empty where there is none to show. `instead` is what to write in
    the place of what stands there, where nothing else can be meant.
    """

    code: str
    place: Place
    says: SaidText
    gravity: Gravity = Gravity.ERROR
    excerpt: str = ""
    instead: str | None = None

    def reading_order(self) -> tuple[str, int, int, str, str]:
        """Sort key: as a person reads, file by file from the top; code and words only break equal places."""
        return (self.place.file, self.place.line, self.place.column, self.code, self.says)


class Source(Struct, frozen=True, kw_only=True):
    """One file as it was found: its name inside the workspace and its bytes."""

    name: str
    data: bytes


class Record(Struct, frozen=True, kw_only=True):
    """A document as it was written: data, the place of every key and value, the digest of its text.

    `data` holds dict, list, str, bool, None, int and Decimal only. `keys` gives the place of the key that leads to
    a path (for list items, of the item itself); `values` the place of the value. `plain` promises that no value is
    null and no whole number is written 12.000; without it nothing is promised. `lost` are the paths of values that a #
    made a comment of.
    """

    name: str
    data: dict[str, Any]
    keys: Mapping[KeyPath, tuple[int, int, int]]
    values: Mapping[KeyPath, tuple[int, int, int]]
    digest: str
    plain: bool = False
    lost: frozenset[KeyPath] = frozenset()

    def place(self, path: KeyPath = ()) -> Place:
        """Where the key leading to `path` stands; the nearest ancestor's place when the path is not written."""
        return self._nearest(self.keys, path)

    def value_place(self, path: KeyPath = ()) -> Place:
        """Where the value at `path` begins."""
        return self._nearest(self.values, path)

    def _nearest(self, places: Mapping[KeyPath, tuple[int, int, int]], path: KeyPath) -> Place:
        for end in range(len(path), -1, -1):
            spot = places.get(path[:end])
            if spot is not None:
                # A value that is not written has a place and no width; what is pointed at has some.
                return Place(file=self.name, line=spot[0], column=spot[1], width=max(1, spot[2]))
        return Place(file=self.name)


KINDS: Final = ("grid", "call", "request", "rating", "decision", "progress", "payment", "amendment")
"""The kinds of document, by their first key."""


MOST_FINDINGS: Final = 200
"""How many findings one step gives for one document before it says that more follow: time stays bounded."""


UNFILLED: Final = "S013"
"""The code of a document that is not yet filled in."""
