"""Cells as they were read, whatever the file: a value, the formula behind it, and what is odd about the cell."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from asipgrid.model.said import SaidText

CellValue = str | int | Decimal | bool | datetime.date | datetime.datetime | None
Spot = tuple[int, int]
"""Row and column, from 0."""
# A spreadsheet keeps so many digits of a number; what lies behind them is the noise of binary fractions.
DIGITS: Final = 15


def tidy(value: float | Decimal) -> int | Decimal:
    """A number of a spreadsheet as it is meant there: its 15 digits, so that 2.9999999999999996 is 3."""
    exact = Decimal(format(value, f".{DIGITS}g"))
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


class ReadCell(Struct, frozen=True, kw_only=True):
    """One cell: its value (None: empty), the formula that gave it, the error it shows (#REF!), how many digits it shows.

    `merged` names the cell that it is merged into; `digits` is more than 0 for a number shown with leading zeros. `parts`
    are texts that stand apart already; `wrong` says why it gives no value, where that is known.
    """

    value: CellValue = None
    formula: str = ""
    error: str = ""
    merged: str = ""
    digits: int = 0
    parts: tuple[str, ...] = ()
    wrong: SaidText | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        blank = self.value is None or (isinstance(self.value, str) and not self.value.strip())
        return blank and not (self.formula or self.error or self.wrong)


class ReadSheet(Struct, frozen=True, kw_only=True):
    """A sheet: its cells by row and column (from 0), and the rows that are hidden.

    Of what is no sheet, but read like one: what its rows are called, and by column its id and the field it is of ("": of
    none, and not listed when it is not mapped).
    """

    name: str
    cells: Mapping[Spot, ReadCell]
    hidden: frozenset[int] = frozenset()
    rows_called: Mapping[int, str] = {}
    columns_called: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> ReadCell:
        """The cell there; an empty one where there is none."""
        return self.cells.get((row, column), ReadCell())

    @property
    def rows(self) -> list[int]:
        """The rows in which something stands, in order."""
        return sorted({row for (row, _), cell in self.cells.items() if not cell.is_empty})


class ReadBook(Struct, frozen=True, kw_only=True):
    """A file as it was read: its name as typed, its sheets in order (a CSV file has one, without a name), notes about it."""

    file: str
    sheets: tuple[ReadSheet, ...]
    notes: tuple[SaidText, ...] = ()

    def sheet(self, name: str) -> ReadSheet | None:
        """The sheet of that name."""
        return next((each for each in self.sheets if each.name == name), None)
