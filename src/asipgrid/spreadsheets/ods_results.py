"""A workbook of results as an OpenDocument spreadsheet, by odfdo (extra `asipgrid[spreadsheets]`); the same bytes each time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final
from xml.sax.saxutils import quoteattr

from asipgrid.model.places import Language
from asipgrid.schema.keywords import is_date
from asipgrid.spreadsheets import open_document
from asipgrid.spreadsheets.form_book import column_name
from asipgrid.spreadsheets.open_document import column_styles, columns, paragraphs, text_cell
from asipgrid.spreadsheets.result_cells import (
    FROZEN_COLUMNS,
    HEAD_ROW,
    MOST_PRINTED,
    CellKind,
    ResultBook,
    ResultCell,
    ResultSheet,
    as_kept,
)

_DECIMALS: Final = {CellKind.WHOLE: 0, CellKind.SCORE: 2, CellKind.FINE: 4}
_TOP: Final = '<style:table-cell-properties style:vertical-align="top"{}/>'
_DATA: Final = {
    CellKind.DATE: "day",
    CellKind.TEXT: "words",
    **{each: f"data-{each}" for each in (*_DECIMALS, CellKind.MONEY, CellKind.SHARE)},
}
_OF_CELL: Final = 'style:family="table-cell"'
_WRAPPED: Final = ' fo:wrap-option="wrap"'
_BLUE: Final = '<style:text-properties fo:color="#1f4e79"/>'
_OWN: Final = {
    "title": '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/>',
    "head": _TOP.format(' fo:border-bottom="0.5pt solid #000000"' + _WRAPPED)
    + '<style:text-properties fo:font-weight="bold"/>',
    "note": '<style:text-properties fo:color="#595959"/>',
}
# A text in quotes, the cells that a formula names, the comma between what a function is given.
_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    | (?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z]+)!)? (?P<first>\$?[A-Z]{1,3}\$?[0-9]+) (?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?
      (?![\w(.])
    | (?P<comma>,)""",
    re.VERBOSE,
)


def ods_results(book: ResultBook, language: Language) -> bytes:
    """The file."""
    body = [*map(_sheet, book.sheets), _filters(book)]
    parts = {"settings.xml": _settings(book).encode(), "styles.xml": _PAGE.encode()}
    return open_document.written(book.title, language, _styles(book), body, parts)


def open_formula(formula: str) -> str:
    """A formula that is written as Excel writes it, in the words of OpenDocument."""
    return f"of:={_TOKEN.sub(_open_token, formula)}"


def _open_token(found: re.Match[str]) -> str:
    if found["text"]:
        return found["text"]
    if found["comma"]:
        return ";"
    sheet = f"${found['sheet']}" if found["sheet"] else ""
    return f"[{sheet}.{found['first']}" + (f":.{found['last']}]" if found["last"] else "]")


def _styles(book: ResultBook) -> Iterator[str]:
    yield from (open_document.DAY, open_document.WORDS)
    for shown, decimals in (*_DECIMALS.items(), (CellKind.MONEY, book.money)):
        grouped = ' number:grouping="true"' if shown is CellKind.MONEY else ""
        yield f'<number:number-style style:name="data-{shown}">{_digits(decimals, grouped)}</number:number-style>'
    percent = f"{_digits(2)}<number:text>%</number:text>"
    yield f'<number:percentage-style style:name="data-{CellKind.SHARE}">{percent}</number:percentage-style>'
    for name, how in _OWN.items():
        yield f'<style:style style:name="{name}" {_OF_CELL} style:data-style-name="words">{how}</style:style>'
    for kind, wrap, formula in itertools.product(CellKind, (False, True), (False, True)):
        # A formula in a cell of texts would become one.
        data = _DATA.get(kind) if kind is not CellKind.TEXT or not formula else None
        style = f' style:data-style-name="{data}"' if data else ""
        how = _TOP.format(_WRAPPED * wrap) + _BLUE * formula
        yield f'<style:style style:name="{_style(kind, wrap=wrap, formula=formula)}" {_OF_CELL}{style}>{how}</style:style>'
    yield from column_styles(column.width for sheet in book.sheets for column in sheet.columns)
    high = '<style:table-row-properties style:use-optimal-row-height="true"/>'
    yield f'<style:style style:name="high" style:family="table-row">{high}</style:style>'
    page = '<style:table-properties table:display="true"/>'
    for name in ("Default", "Parts"):
        yield f'<style:style style:name="on-{name}" style:family="table" style:master-page-name="{name}">{page}</style:style>'


def _digits(decimals: int, more: str = "") -> str:
    places = f'number:decimal-places="{decimals}" number:min-decimal-places="{decimals}"'
    return f'<number:number {places} number:min-integer-digits="1"{more}/>'


def _style(kind: CellKind, *, wrap: bool, formula: bool) -> str:
    return f"{kind}{'-wrapped' * wrap}{'-formula' * formula}"


def _sheet(sheet: ResultSheet) -> str:
    """One sheet: title and notes, the heads, the rows."""
    widths = [each.width for each in sheet.columns]
    above = [_row([text_cell(sheet.title, "title")]), *(_row([text_cell(each, "note")]) for each in sheet.notes)]
    above += [_row([])] * (HEAD_ROW - 1 - len(above))
    heads = _row([text_cell(each.head, "head") for each in sheet.columns] if sheet.heads else [])
    kinds, wrap = [each.kind for each in sheet.columns], not sheet.heads
    rows = (
        _row([_cell(cell, kind, wrap=wrap) for cell, kind in zip(cells, kinds, strict=True)]) for cells in sheet.rows
    )
    page = "on-Default" if sum(widths) <= MOST_PRINTED else "on-Parts"
    return (
        f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{page}">{columns(widths)}'
        f"{''.join(above)}<table:table-header-rows>{heads}</table:table-header-rows>{''.join(rows)}</table:table>"
    )


def _row(cells: list[str]) -> str:
    return f'<table:table-row table:style-name="high">{"".join(cells) or "<table:table-cell/>"}</table:table-row>'


def _cell(cell: ResultCell, kind: CellKind, *, wrap: bool) -> str:
    """One cell: a formula with the value it gives, a number, a day, a text that stays one."""
    kind, value = cell.kind or kind, cell.value
    if value is None and not cell.formula:
        return "<table:table-cell/>"
    formula = f" table:formula={quoteattr(open_formula(cell.formula))}" if cell.formula else ""
    is_day = isinstance(value, str) and kind is CellKind.DATE and is_date(value)
    if isinstance(value, str) and not is_day:
        kind = CellKind.TEXT
    style = f' table:style-name="{_style(kind, wrap=wrap, formula=bool(formula))}"'
    return f"<table:table-cell{style}{formula}{_value(value, kind)}</table:table-cell>"


def _value(value: str | int | Fraction | None, kind: CellKind) -> str:
    """The type and the value of a cell, and how it is shown where nothing is worked out."""
    if value is None:
        return ">"
    if isinstance(value, str):
        typed = f'date" office:date-value="{value}' if kind is CellKind.DATE else "string"
        return f' office:value-type="{typed}">{paragraphs(value)}'
    number = f"{as_kept(value):f}"
    typed = "percentage" if kind is CellKind.SHARE else "float"
    return f' office:value-type="{typed}" office:value="{number}"><text:p>{number}</text:p>'


def _filters(book: ResultBook) -> str:
    """What filters the rows of each sheet."""
    made = []
    for number, sheet in enumerate(book.sheets):
        if sheet.heads and sheet.rows:
            name, last = (
                sheet.name.replace("'", "''"),
                f"{column_name(len(sheet.columns) - 1)}{HEAD_ROW + len(sheet.rows)}",
            )
            cells = quoteattr(f"'{name}'.A{HEAD_ROW}:'{name}'.{last}")
            made.append(
                f'<table:database-range table:name="__Anonymous_Sheet_DB__{number}" table:target-range-address={cells} '
                'table:display-filter-buttons="true"/>'
            )
    return f"<table:database-ranges>{''.join(made)}</table:database-ranges>"


def _settings(book: ResultBook) -> str:
    """Heads and the first columns stay in sight."""
    split = (
        ("HorizontalSplitMode", "short", 2),
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", FROZEN_COLUMNS),
        ("VerticalSplitPosition", "int", HEAD_ROW),
        ("ActiveSplitRange", "short", 3),
        ("PositionRight", "int", FROZEN_COLUMNS),
        ("PositionBottom", "int", HEAD_ROW),
    )
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in split
    )
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{items}</config:config-item-map-entry>"
        for sheet in book.sheets
        if sheet.heads
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-settings {_NAMES} '
        'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item config:name="ViewId" config:type="string">view1'
        f'</config:config-item><config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        f'<config:config-item config:name="ActiveTable" config:type="string">{book.sheets[0].name}</config:config-item>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


_NAMES: Final = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_ON_ITS_SIDE: Final = 'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"'
# Pages lie on their side; a table of which that leaves something to read is as wide as one page.
_PAGE: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {_NAMES} '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"><office:styles/>'
    f'<office:automatic-styles><style:page-layout style:name="fitted"><style:page-layout-properties {_ON_ITS_SIDE} '
    'style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout><style:page-layout style:name="parts">'
    f"<style:page-layout-properties {_ON_ITS_SIDE}/></style:page-layout></office:automatic-styles>"
    '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="fitted"/>'
    '<style:master-page style:name="Parts" style:page-layout-name="parts"/></office:master-styles></office:document-styles>'
)
