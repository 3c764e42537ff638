"""A workbook of results as an Excel file, by XlsxWriter (extra `asipgrid[spreadsheets]`); the same book gives the same bytes."""

from __future__ import annotations

import datetime
import io
import math
import re
from typing import Any, Final

from asipgrid.documents.libraries import for_spreadsheets
from asipgrid.schema.keywords import is_date
from asipgrid.spreadsheets.result_cells import (
    FROZEN_COLUMNS,
    HEAD_ROW,
    MOST_PRINTED,
    CellKind,
    ResultBook,
    ResultCell,
    ResultColumn,
    ResultSheet,
    as_kept,
)
from asipgrid.spreadsheets.xlsx_form import MADE
from asipgrid.text.escape import clean

_FORMATS: Final = {
    CellKind.WHOLE: "0",
    CellKind.SCORE: "0.00",
    CellKind.FINE: "0.0000",
    CellKind.SHARE: "0.00%",
    CellKind.DATE: "yyyy-mm-dd",
}
# A text that Excel would take for a formula once somebody opens and leaves its cell.
_LIKE_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_MOST_TEXT: Final = 32767  # characters of a cell
# Older days are no days to Excel, and one before March 1900 is another.
_FIRST_DAY: Final = "1900-03-01"
_LINE: Final = 15  # points


def xlsx_results(book: ResultBook) -> bytes:
    """The file."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = for_spreadsheets("xlsxwriter").Workbook(made, options)
    workbook.set_properties({"title": clean(book.title), "created": MADE})
    writing = _XlsxResults(workbook, book)
    for sheet in book.sheets:
        writing.sheet(sheet)
    workbook.close()
    return made.getvalue()


class _XlsxResults:
    """Writes one book."""

    def __init__(self, workbook: Any, book: ResultBook) -> None:
        self.workbook, self.money = workbook, f"#,##0.{'0' * book.money}".rstrip(".")
        self._styles: dict[tuple[CellKind, bool, bool, bool], Any] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.note = workbook.add_format({"font_color": "#595959"})

    def sheet(self, sheet: ResultSheet) -> None:
        """One sheet: title and notes, the heads, the rows."""
        page = self.workbook.add_worksheet(sheet.name)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width)
        page.write_string(0, 0, _text(sheet.title), self.title)
        for at, note in enumerate(sheet.notes, 1):
            page.write_string(at, 0, _text(note), self.note)
        if sheet.heads:
            self.heads(page, sheet)
        for row, cells in enumerate(sheet.rows, HEAD_ROW):
            if not sheet.heads:
                # Excel finds the height of a row itself, LibreOffice does not.
                page.set_row(row, _LINE * max(map(_lines, cells, sheet.columns)))
            for at, (cell, column) in enumerate(zip(cells, sheet.columns, strict=True)):
                self.cell(page, row, at, cell, column.kind, wrap=not sheet.heads)
        page.set_landscape()
        if sum(column.width for column in sheet.columns) <= MOST_PRINTED:
            page.fit_to_pages(1, 0)

    def heads(self, page: Any, sheet: ResultSheet) -> None:
        """The heads of columns, which stay in sight, with what filters the rows."""
        heads = [ResultCell(column.head) for column in sheet.columns]
        page.set_row(HEAD_ROW - 1, _LINE * max(map(_lines, heads, sheet.columns)))
        for at, column in enumerate(sheet.columns):
            page.write_string(HEAD_ROW - 1, at, _text(column.head), self.head)
        page.freeze_panes(HEAD_ROW, FROZEN_COLUMNS)
        if sheet.rows:
            page.autofilter(HEAD_ROW - 1, 0, HEAD_ROW - 1 + len(sheet.rows), len(sheet.columns) - 1)

    def cell(self, page: Any, row: int, at: int, cell: ResultCell, kind: CellKind, *, wrap: bool) -> None:
        """One cell: a formula with the value it gives, a number, a day, a text that stays one."""
        kind, value = cell.kind or kind, cell.value
        if cell.formula:
            shown = value if isinstance(value, str) else None if value is None else as_kept(value)
            page.write_formula(row, at, f"={cell.formula}", self.style(kind, wrap=wrap, formula=True), shown)
        elif isinstance(value, str):
            if kind is CellKind.DATE and is_date(value) and value >= _FIRST_DAY:
                day = datetime.date.fromisoformat(value)
                page.write_datetime(row, at, day, self.style(kind, wrap=wrap))
                return
            text = _text(value)
            quoted = _LIKE_FORMULA.match(text) is not None
            page.write_string(row, at, text, self.style(CellKind.TEXT, wrap=wrap, quoted=quoted))
        elif value is not None:
            page.write_number(row, at, as_kept(value), self.style(kind, wrap=wrap))

    def style(self, kind: CellKind, *, wrap: bool, formula: bool = False, quoted: bool = False) -> Any:
        """How cells of a kind look; formulas stand out, a quoted text stays one when it is edited."""
        key = kind, wrap, formula, quoted
        if key not in self._styles:
            how: dict[str, Any] = {"valign": "top", "text_wrap": wrap}
            number = self.money if kind is CellKind.MONEY else _FORMATS.get(kind)
            if number is not None:
                how["num_format"] = number
            if formula:
                how["font_color"] = "#1F4E79"
            if quoted:
                how["quote_prefix"] = True
            self._styles[key] = self.workbook.add_format(how)
        return self._styles[key]


def _text(text: str) -> str:
    shown = clean(text)
    return shown if len(shown) <= _MOST_TEXT else f"{shown[: _MOST_TEXT - 1]}…"


def _lines(cell: ResultCell, column: ResultColumn) -> int:
    """How many lines a text takes in its column; its words are kept whole, so that a line is not filled."""
    return max(1, math.ceil(len(cell.value) / (0.97 * column.width))) if isinstance(cell.value, str) else 1
