"""A workbook to fill in as an OpenDocument spreadsheet, by odfdo (extra `asipgrid[spreadsheets]`); the same bytes each time."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import quoteattr

from asipgrid.spreadsheets import open_document
from asipgrid.spreadsheets.form_book import CHOICES_AT, MAP_SHEET, CellStyle, FormBook, FormCell, FormSheet, column_name
from asipgrid.spreadsheets.form_fields import FieldKind
from asipgrid.spreadsheets.open_document import column_styles, columns, text_cell

_TOP: Final = '<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/>'
_BOLD: Final = '<style:text-properties fo:font-weight="bold"/>'
_FILL: Final = (
    '<style:table-cell-properties style:cell-protect="none" fo:background-color="#fff9db" '
    'fo:border="0.5pt solid #bfbfbf" style:vertical-align="top" fo:wrap-option="wrap"/>'
)
_CELL_STYLES: Final[dict[str, str]] = {
    CellStyle.TITLE: '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/>',
    CellStyle.HEAD: _TOP + _BOLD,
    CellStyle.LABEL: _TOP,
    CellStyle.NEEDED: _TOP + _BOLD,
    CellStyle.HELP: _TOP + '<style:text-properties fo:color="#595959"/>',
    CellStyle.NOTE: '<style:text-properties fo:color="#595959"/>',
}
_OF_KIND: Final = {FieldKind.DATE: "day", FieldKind.TEXT: "words", FieldKind.LIST: "words"}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CONDITIONS: Final = {
    FieldKind.DATE: "of:cell-content-is-date() and cell-content()>=DATE(1900;1;1)",
    FieldKind.WHOLE: "of:cell-content-is-whole-number() and cell-content-is-between(-10000000000000,10000000000000)",
    FieldKind.NUMBER: "of:cell-content-is-decimal-number() and cell-content-is-between(-10000000000000,10000000000000)",
}


def ods(book: FormBook) -> bytes:
    """The file."""
    body = (_validations(book), *(_sheet(each) for each in book.sheets), _hidden(book))
    return open_document.written(book.title, book.language, _styles(book), body)


def _styles(book: FormBook) -> list[str]:
    family = 'style:family="table-cell"'
    made = [open_document.DAY, open_document.WORDS]
    made += [f'<style:style style:name="{name}" {family}>{how}</style:style>' for name, how in _CELL_STYLES.items()]
    for kind in FieldKind:
        data = f' style:data-style-name="{_OF_KIND[kind]}"' if kind in _OF_KIND else ""
        made.append(f'<style:style style:name="fill-{kind}" {family}{data}>{_FILL}</style:style>')
    made += column_styles(width for sheet in book.sheets for width in sheet.widths)
    made.append(
        '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    return made


def _rule(cell: FormCell) -> tuple[str, str] | None:
    """The rule of a cell to fill in: its name and its condition's key."""
    if cell.field is None:
        return None
    if cell.choices is not None:
        return f"list-{cell.choices}", ""
    return (f"kind-{cell.field.kind}", cell.field.kind) if cell.field.kind in _CONDITIONS else None


def _validations(book: FormBook) -> str:
    """What cells take: a drop-down of what may be chosen, a date, a number."""
    made = []
    for count, choices in enumerate(book.lists):
        letters = column_name(count + CHOICES_AT)
        source = f"of:cell-content-is-in-list([${MAP_SHEET}.${letters}$1:.${letters}${len(choices)}])"
        made.append(_validation(f"list-{count}", source, "stop"))
    made += [
        _validation(f"kind-{kind}", condition, "warning" if kind is FieldKind.DATE else "stop")
        for kind, condition in _CONDITIONS.items()
    ]
    return f"<table:content-validations>{''.join(made)}</table:content-validations>"


def _validation(name: str, condition: str, message: str) -> str:
    return (
        f'<table:content-validation table:name="{name}" table:condition={quoteattr(condition)} '
        f'table:allow-empty-cell="true" table:display-list="unsorted">'
        f'<table:error-message table:message-type="{message}" table:display="true"/></table:content-validation>'
    )


def _sheet(sheet: FormSheet) -> str:
    """One sheet: protected but for the cells to fill in."""
    rows: dict[int, dict[int, FormCell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    lines = columns(sheet.widths) + "".join(_row(rows.get(row, {})) for row in range(max(rows) + 1))
    return f'<table:table table:name={quoteattr(sheet.name)} table:protected="true">{lines}</table:table>'


def _row(cells: dict[int, FormCell]) -> str:
    made = [
        _cell(cells[column]) if column in cells else "<table:table-cell/>"
        for column in range(max(cells, default=0) + 1)
    ]
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def _cell(cell: FormCell) -> str:
    if cell.field is None:
        return text_cell(cell.text, cell.style)
    rule = _rule(cell)
    named = f' table:content-validation-name="{rule[0]}"' if rule else ""
    return f'<table:table-cell table:style-name="fill-{cell.field.kind}"{named}/>'


def _hidden(book: FormBook) -> str:
    lines = []
    for row in range(max(len(book.map), *(len(each) for each in book.lists), 0)):
        given = list(book.map[row]) if row < len(book.map) else []
        cells = [*map(_string, given), *[_string("")] * (CHOICES_AT - len(given))]
        cells += [_choice(each[row] if row < len(each) else "") for each in book.lists]
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return (
        f'<table:table table:name="{MAP_SHEET}" table:style-name="hidden" table:protected="true">'
        f"<table:table-column/>{''.join(lines)}</table:table>"
    )


def _choice(text: str) -> str:
    """A choice; a level is a number, as it will be in the cell."""
    if not _NUMBER.fullmatch(text):
        return _string(text)
    return (
        f'<table:table-cell office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
    )


def _string(text: str) -> str:
    return text_cell(text) if text else "<table:table-cell/>"
