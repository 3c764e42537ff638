"""Cells as they were read, whatever the file: a value, the formula behind it, and what is odd about the cell."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

CellValue = str | int | Decimal | bool | datetime.date | datetime.datetime | None
Spot = tuple[int, int]
"""Row and column, from 0."""


class ReadCell(Struct, frozen=True, kw_only=True):
    """One cell: its value (None: empty), the formula that gave it, the error it shows (#REF!), how many digits it shows.

    `merged` names the cell that it is merged into; `digits` is more than 0 for a number shown with leading zeros.
    """

    value: CellValue = None
    formula: str = ""
    error: str = ""
    merged: str = ""
    digits: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        blank = self.value is None or (isinstance(self.value, str) and not self.value.strip())
        return blank and not self.formula and not self.error


class ReadSheet(Struct, frozen=True, kw_only=True):
    """A sheet: its cells by row and column (from 0), and the rows that are hidden."""

    name: str
    cells: Mapping[Spot, ReadCell]
    hidden: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> ReadCell:
        """The cell there; an empty one where there is none."""
        return self.cells.get((row, column), ReadCell())

    @property
    def rows(self) -> list[int]:
        """The rows in which something stands, in order."""
        return sorted({row for (row, _), cell in self.cells.items() if not cell.is_empty})


class ReadBook(Struct, frozen=True, kw_only=True):
    """A file as it was read: its name as typed, and its sheets in order (a CSV file has one, without a name)."""

    file: str
    sheets: tuple[ReadSheet, ...]

    def sheet(self, name: str) -> ReadSheet | None:
        """The sheet of that name."""
        return next((each for each in self.sheets if each.name == name), None)
