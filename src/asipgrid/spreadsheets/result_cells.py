"""A workbook of results before it has a format: sheets of columns and rows, each cell a value, a formula, or both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.spreadsheets.form_book import column_name

HEAD_ROW: Final = 5
"""The row of the heads of columns, from 1: above it the title and up to three notes."""
FROZEN_COLUMNS: Final = 2
"""How many columns stay in sight, beside what stands down to the heads."""
MOST_PRINTED: Final = 220
"""How many characters beside each other can be read on one page."""
_PLAIN_NAME: Final = re.compile(r"[A-Za-z]+", re.ASCII)
_AS_KEPT: Final = Context(prec=17)
# What a spreadsheet gets of a number that it cannot hold exactly.
FINE: Final = 10
"""How many decimals formulas of scores are rounded to: more than any score differs in, fewer than a spreadsheet is wrong in."""


class CellKind(StrEnum):
    """How a cell is shown."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    SCORE = "score"
    FINE = "fine"
    SHARE = "share"
    MONEY = "money"
    DATE = "date"


class ResultCell(Struct, frozen=True):
    """A value (None: nothing stands there), with the formula that gives it where there is one; `kind` None: its column's.

    Numbers are exact; money is in units of the currency; days are ISO texts. Formulas are as Excel writes them, with commas.
    """

    value: str | int | Fraction | None = None
    formula: str = ""
    kind: CellKind | None = None


Given = ResultCell | str | int | Fraction | None


class ResultColumn(Struct, frozen=True):
    """A column: the name by which formulas find it, its head, how its cells are shown, its width in characters."""

    key: str
    head: str
    kind: CellKind = CellKind.TEXT
    width: int = 12


class ResultSheet(Struct, frozen=True, kw_only=True):
    """A sheet: a title and notes, then a table. Without heads it is a list of labels and values."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[ResultCell, ...], ...]
    heads: bool = True


class ResultBook(Struct, frozen=True, kw_only=True):
    """A workbook: its sheets in order; `money` is how many decimals amounts have."""

    title: str
    sheets: tuple[ResultSheet, ...]
    money: int


class SheetRows:
    """A sheet while it is filled, row by row; its cells are found by the key of their column and the number of their row."""

    def __init__(self, name: str, columns: Iterable[ResultColumn]) -> None:
        """`name` is that of the sheet, by which others find its cells."""
        self.name, self.columns = name, tuple(columns)
        self._letters = {each.key: column_name(at) for at, each in enumerate(self.columns)}
        self._rows: list[dict[str, Given]] = []

    @property
    def next(self) -> int:
        """The number of the row that is added next, from 1."""
        return HEAD_ROW + 1 + len(self._rows)

    def has(self, key: str) -> bool:
        """Whether there is such a column."""
        return key in self._letters

    def add(self, **cells: Given) -> int:
        """Add a row, of cells by column; the others are empty. Its number."""
        assert cells.keys() <= self._letters.keys(), cells.keys() - self._letters.keys()
        self._rows.append(cells)
        return self.next - 1

    def cell(self, key: str, row: int) -> str:
        """The cell of a column as formulas of this sheet name it."""
        return f"{self._letters[key]}{row}"

    def cells(self, key: str, rows: Iterable[int]) -> str:
        """Some cells of a column as formulas of this sheet name them: neighbours as a range."""
        return ",".join(self._run(key, first, last) for first, last in runs(rows))

    def fixed(self, key: str, row: int) -> str:
        """The cell of a column as formulas of any sheet name it, wherever they are copied."""
        return f"{self._quoted}${self._letters[key]}${row}"

    def range(self, key: str, first: int, last: int) -> str:
        """Neighbours in a column as formulas of any sheet name them."""
        return f"{self._quoted}{self._letters[key]}{first}:{self._letters[key]}{last}"

    def column(self, key: str, first: int, last: int) -> str:
        """The same as formulas of this sheet name them, on every row."""
        return f"{self._letters[key]}${first}:{self._letters[key]}${last}"

    def whole(self, key: str) -> str:
        """All rows of a column as formulas of any sheet name them, wherever they are copied; there is at least one row."""
        letter = self._letters[key]
        return f"{self._quoted}${letter}${HEAD_ROW + 1}:${letter}${max(HEAD_ROW + 1, self.next - 1)}"

    def sheet(self, title: str, notes: Sequence[str]) -> ResultSheet:
        """The sheet as it is now."""
        rows = tuple(tuple(_cell(cells.get(each.key)) for each in self.columns) for cells in self._rows)
        return ResultSheet(name=self.name, title=title, notes=tuple(notes), columns=self.columns, rows=rows)

    @property
    def _quoted(self) -> str:
        plain = _PLAIN_NAME.fullmatch(self.name)
        return f"{self.name}!" if plain else f"'{self.name}'!"

    def _run(self, key: str, first: int, last: int) -> str:
        letter = self._letters[key]
        return f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}"


def as_kept(value: Fraction | int) -> Decimal:
    """A number as a spreadsheet keeps it: with the digits that tell any two of its numbers apart."""
    return _AS_KEPT.divide(Decimal(value.numerator), Decimal(value.denominator))


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """The runs of neighbours among numbers, in order: the first and the last of each."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _cell(given: Given) -> ResultCell:
    return given if isinstance(given, ResultCell) else ResultCell(given)
