"""A workbook to fill in as an Excel file, by XlsxWriter (extra `asipgrid[spreadsheets]`); the same book gives the same bytes."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents.libraries import for_spreadsheets
from asipgrid.model.values import Text
from asipgrid.spreadsheets.form_book import CHOICES_AT, MAP_SHEET, CellStyle, FormBook, FormCell, FormSheet, column_name
from asipgrid.spreadsheets.form_fields import FieldKind

# No day of the run is written into a file.
MADE: Final = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file has no time zone
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_STYLES: Final[dict[CellStyle, dict[str, Any]]] = {
    CellStyle.TITLE: {"bold": True, "font_size": 14},
    CellStyle.HEAD: {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    CellStyle.LABEL: {"text_wrap": True, "valign": "top"},
    CellStyle.NEEDED: {"text_wrap": True, "valign": "top", "bold": True},
    CellStyle.HELP: {"text_wrap": True, "valign": "top", "font_color": "#595959"},
    CellStyle.NOTE: {"font_color": "#595959"},
}
_FILL: Final = {"locked": False, "bg_color": "#FFF9DB", "border": 1, "border_color": "#BFBFBF", "valign": "top"}
# Points: of a line, and of the highest row there can be.
_LINE: Final = 15
_HIGHEST: Final = 409
_FORMATS: Final = {FieldKind.DATE: "yyyy-mm-dd", FieldKind.TEXT: "@", FieldKind.LIST: "@", FieldKind.WHOLE: "0"}
_WRONG: Final[dict[str, Text]] = {
    "list": Text("Choose from the list.", "Choisissez dans la liste."),
    "date": Text("A date, such as 2026-04-03.", "Une date, comme 2026-04-03."),
    "integer": Text("A whole number.", "Un nombre entier."),
    "decimal": Text("A number.", "Un nombre."),
}


def xlsx(book: FormBook) -> bytes:
    """The file."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = for_spreadsheets("xlsxwriter").Workbook(made, options)
    workbook.set_properties({"title": book.title, "created": MADE})
    _XlsxForm(workbook, book).write()
    workbook.close()
    return made.getvalue()


class _XlsxForm:
    """Writes one book."""

    def __init__(self, workbook: Any, book: FormBook) -> None:
        self.workbook, self.book = workbook, book
        self.styles = {style: workbook.add_format(how) for style, how in _STYLES.items()}
        self.fills = {
            kind: workbook.add_format(
                {
                    **_FILL,
                    "num_format": _FORMATS.get(kind, "General"),
                    "text_wrap": kind in {FieldKind.TEXT, FieldKind.LIST},
                }
            )
            for kind in FieldKind
        }

    def write(self) -> None:
        """All sheets, the hidden one last."""
        for sheet in self.book.sheets:
            self.sheet(sheet)
        hidden = self.workbook.add_worksheet(MAP_SHEET)
        for row, cells in enumerate(self.book.map):
            for column, text in enumerate(cells):
                hidden.write_string(row, column, text)
        for column, choices in enumerate(self.book.lists, CHOICES_AT):
            for row, text in enumerate(choices):
                if _NUMBER.fullmatch(text):
                    hidden.write_number(row, column, Decimal(text))
                else:
                    hidden.write_string(row, column, text)
        hidden.protect()
        hidden.very_hidden()

    def sheet(self, sheet: FormSheet) -> None:
        """One sheet: protected but for the cells to fill in."""
        page = self.workbook.add_worksheet(sheet.name)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        # Excel finds the height of a row itself, LibreOffice does not.
        for row, lines in sheet.lines().items():
            page.set_row(row, min(lines * _LINE, _HIGHEST))
        for cell in sheet.cells:
            if cell.field is None:
                page.write_string(cell.row, cell.column, cell.text, self.styles[cell.style])
            else:
                page.write_blank(cell.row, cell.column, None, self.fills[cell.field.kind])
                self.allowed(page, cell)
        page.freeze_panes(4, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.protect("", {"format_columns": True, "format_rows": True})

    def allowed(self, page: Any, cell: FormCell) -> None:
        """What a cell takes: a drop-down of what may be chosen, a date, a number."""
        rule = self.rule(cell)
        if rule is None:
            return
        wrong = _WRONG[rule["validate"]].to(self.book.language)
        page.data_validation(cell.row, cell.column, cell.row, cell.column, {**rule, "error_message": wrong})

    def rule(self, cell: FormCell) -> dict[str, Any] | None:
        """The rule of a cell, None where anything may stand."""
        if cell.choices is not None:
            letters, count = column_name(cell.choices + CHOICES_AT), len(self.book.lists[cell.choices])
            return {"validate": "list", "source": f"={MAP_SHEET}!${letters}$1:${letters}${count}"}
        kind = cell.field.kind if cell.field else FieldKind.ANY
        if kind is FieldKind.DATE:
            # Older days are no dates to a spreadsheet; they are written as text, which it asks about first.
            day = datetime.date(1900, 1, 1)
            return {"validate": "date", "criteria": ">=", "value": day, "error_type": "warning"}
        if kind in {FieldKind.WHOLE, FieldKind.NUMBER}:
            whole = "integer" if kind is FieldKind.WHOLE else "decimal"
            return {"validate": whole, "criteria": "between", "minimum": -(10**13), "maximum": 10**13}
        return None
