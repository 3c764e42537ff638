"""Files of cells read: Excel by openpyxl, OpenDocument by odfdo, CSV by Python's own reader. What is not read is told in a line."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents.libraries import for_spreadsheets
from asipgrid.documents.workspace import CannotError
from asipgrid.model.said import said
from asipgrid.spreadsheets.archive import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    UnreadableError,
    guarded,
)
from asipgrid.spreadsheets.cells import CellValue, ReadBook, ReadCell, ReadSheet, Spot, tidy
from asipgrid.spreadsheets.form_book import cell_name

_ZEROS: Final = re.compile(r"0{2,}")
_DELIMITERS: Final = (";", "\t", ",")
_ENDING: Final = re.compile(r"\.([a-z0-9]+)\Z", re.IGNORECASE)
READ: Final = ("xlsx", "ods", "csv")


def read_book(file: str, data: bytes, *, encoding: str = "utf-8", delimiter: str = "") -> ReadBook:
    """A file by its ending; UnreadableError says why it is not read."""
    found = _ENDING.search(file)
    kind = found[1].lower() if found else ""
    if kind not in READ:
        ending = f".{kind}" if kind else said("no ending")
        raise UnreadableError(said("ends in {ending} and is not read; save it as .xlsx, .ods or .csv", ending))
    if kind == "csv":
        return ReadBook(file=file, sheets=(_csv(data, encoding, delimiter),))
    guarded(data)
    try:
        sheets = tuple(_xlsx(data) if kind == "xlsx" else _ods(data))
    except (CannotError, UnreadableError):
        raise
    except Exception as error:  # the libraries raise anything on a damaged file
        raise UnreadableError(said("cannot be read as a workbook; save it again in a spreadsheet program")) from error
    return ReadBook(file=file, sheets=sheets)


def _checked(name: str, last: Spot, count: int = 0) -> None:
    """UnreadableError when a sheet reaches beyond what is read, with its last row and column, and its number of cells."""
    where = name or said("the table")
    if last[0] >= MOST_ROWS:
        raise UnreadableError(
            said(
                "{where} reaches down to row {row}, at most {most} are read; delete the rows below the last filled",
                where,
                last[0] + 1,
                MOST_ROWS,
            )
        )
    if last[1] >= MOST_COLUMNS:
        raise UnreadableError(
            said("{where} has more than {most} columns; delete those behind the last filled", where, MOST_COLUMNS)
        )
    if count > MOST_CELLS:
        raise UnreadableError(
            said("{where} has more than {most} cells; delete empty rows and columns, or split it", where, MOST_CELLS)
        )


def _xlsx(data: bytes) -> Iterator[ReadSheet]:
    openpyxl = for_spreadsheets("openpyxl")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is left out (drawings, drop-downs of newer kinds) nothing is read
        formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    for sheet in formulas.worksheets:
        _checked(sheet.title, (sheet.max_row - 1, sheet.max_column - 1), sheet.max_row * sheet.max_column)
        shown, cells = values[sheet.title], {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cells[cell.row - 1, cell.column - 1] = _xlsx_cell(cell, shown.cell(cell.row, cell.column))
        for area in sheet.merged_cells.ranges:
            _merge(cells, (area.min_row - 1, area.min_col - 1), (area.max_row - 1, area.max_col - 1))
        hidden = frozenset(row - 1 for row, how in sheet.row_dimensions.items() if how.hidden)
        yield ReadSheet(name=sheet.title, cells=cells, hidden=hidden)


def _xlsx_cell(cell: Any, shown: Any) -> ReadCell:
    is_formula = cell.data_type == "f"
    formula = (
        (cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "") or "=") if is_formula else ""
    )
    if shown.data_type == "e":
        return ReadCell(error=str(shown.value), formula=formula)
    pattern = shown.number_format or ""
    digits = len(pattern) if _ZEROS.fullmatch(pattern) else 0
    return ReadCell(value=_value(shown.value), formula=formula, digits=digits)


def _value(value: Any) -> CellValue:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else value
    if isinstance(value, float):
        return tidy(value) if math.isfinite(value) else str(value)
    if isinstance(value, int | datetime.date):
        return value
    return str(value)


def _merge(cells: dict[Spot, ReadCell], first: Spot, last: Spot) -> None:
    """Mark the cells that are merged into the first of an area; nothing stands in them."""
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            if (row, column) != first:
                cells[row, column] = ReadCell(merged=cell_name(*first))


def _ods(data: bytes) -> Iterator[ReadSheet]:
    body = for_spreadsheets("odfdo").Document(io.BytesIO(data)).body
    for table in body.get_elements("//table:table"):
        yield _OdsTable(table).read()


class _OdsTable:
    """Reads one table of an OpenDocument file, in which a row or a cell may stand for a million of its like."""

    def __init__(self, table: Any) -> None:
        self.name = str(table.get_attribute_string("table:name"))
        self.table = table
        self.cells: dict[Spot, ReadCell] = {}
        self.merged: list[tuple[Spot, Spot]] = []
        self.hidden: set[int] = set()
        self.covered = 0

    def read(self) -> ReadSheet:
        """The sheet."""
        row = 0
        for each in self.table.get_elements(".//table:table-row"):
            times = int(each.get_attribute_string("table:number-rows-repeated") or 1)
            filled = self.row(each, row)
            if filled:
                _checked(self.name, (row + times - 1, 0))
                for more in range(1, times):
                    self.row(each, row + more)
            if each.get_attribute_string("table:visibility") in {"collapse", "filter"} and times <= MOST_ROWS:
                self.hidden.update(range(row, row + times))
            row += times
        for first, last in self.merged:
            _merge(self.cells, first, last)
        return ReadSheet(name=self.name, cells=self.cells, hidden=frozenset(self.hidden))

    def row(self, element: Any, row: int) -> bool:
        """Take the cells of a row; whether anything stands in it."""
        column, filled = 0, False
        for each in element.children:
            if each.tag not in {"table:table-cell", "table:covered-table-cell"}:
                continue
            times = int(each.get_attribute_string("table:number-columns-repeated") or 1)
            cell = _ods_cell(each)
            if not cell.is_empty and each.tag == "table:table-cell":
                filled = True
                _checked(self.name, (row, column + times - 1), len(self.cells) + times)
                self.cells.update({(row, column + more): cell for more in range(times)})
            down, across = (
                int(each.get_attribute_string(f"table:number-{one}-spanned") or 1) for one in ("rows", "columns")
            )
            if (down, across) != (1, 1):
                _checked(self.name, (row + down - 1, column + across - 1))
                self.covered += down * across
                if self.covered > MOST_MERGED:
                    raise UnreadableError(
                        said("{sheet} merges more than {most} cells; unmerge them", self.name, MOST_MERGED)
                    )
                self.merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += times
        return filled


def _ods_cell(element: Any) -> ReadCell:
    kind = element.get_attribute_string("office:value-type")
    formula = re.sub(r"^\w+:", "", element.get_attribute_string("table:formula") or "")
    text = "\n".join(map(_paragraph, element.get_elements("text:p")))
    if (formula and text.startswith("#")) or (element.get_attribute_string("calcext:value-type") == "error"):
        return ReadCell(error=text or "#?", formula=formula)
    if kind in {"float", "percentage", "currency"}:
        shown = text.strip()
        digits = len(shown) if shown.isdecimal() and shown.startswith("0") and len(shown) > 1 else 0
        return ReadCell(
            value=tidy(Decimal(element.get_attribute_string("office:value"))), formula=formula, digits=digits
        )
    if kind == "boolean":
        return ReadCell(value=element.get_attribute_string("office:boolean-value") == "true", formula=formula)
    if kind == "date":
        written = str(element.get_attribute_string("office:date-value"))
        return ReadCell(value=_value(datetime.datetime.fromisoformat(written)), formula=formula)
    return ReadCell(value=text or None, formula=formula)


def _paragraph(element: Any) -> str:
    """The words of a paragraph; those of a link as they stand, which the library would write as Markdown."""
    for link in element.get_elements(".//text:a"):
        link.tag = "text:span"
    return str(element.inner_text)


def _csv(data: bytes, encoding: str, delimiter: str) -> ReadSheet:
    if len(data) > MOST_BYTES:
        raise UnreadableError(said("has more than {most} MiB; split it", MOST_BYTES // 1024 // 1024))
    try:
        text = data.decode(encoding).removeprefix("\N{BOM}")
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableError(
            said(
                "is not {encoding}; save it as UTF-8, or name its `encoding` in the map, such as cp1252",
                encoding.upper(),
            )
        ) from error
    if "\0" in text:
        raise UnreadableError(said("is no text; save it as CSV, or give the workbook itself"))
    first = text.split("\n", 1)[0]
    by = delimiter or max(_DELIMITERS, key=first.count)
    cells: dict[Spot, ReadCell] = {}
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)):
            for column, value in enumerate(values):
                _checked("", (row, column), len(cells))
                if value:
                    cells[row, column] = ReadCell(value=value)
    except csv.Error as error:
        raise UnreadableError(
            said(
                "is no CSV with {mark} between its columns ({why}); name its `delimiter` in the map",
                repr(by),
                str(error),
            )
        ) from error
    return ReadSheet(name="", cells=cells)
