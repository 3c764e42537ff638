"""A workbook to fill in, before it has a format: what stands in each cell, which cells are filled in, what each of them is.

A hidden sheet says of each cell to fill in which value of which document it is, so that importing guesses nothing.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from asipgrid.authoring.fields import COLON, STEPS
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import ByMark, Criterion, Grid
from asipgrid.model.places import Language
from asipgrid.model.values import Text
from asipgrid.spreadsheets.form_fields import FieldKind, FormField, FormPage, FormTable, request_pages
from asipgrid.text.escape import clean
from asipgrid.text.numbers import number
from asipgrid.text.suggestions import few

MAP_SHEET: Final = "asipgrid"
"""The hidden sheet."""
FORM: Final = "asipgrid form"
FORM_VERSION: Final = "1"
SLOTS: Final = ("sheet", "cell", "request", "path", "beside", "words")
"""The head of its list of cells, which begins on row `FIRST_SLOT` + 1 (from 1): what each is, and the words beside it."""
FIRST_SLOT: Final = 8
# Where on the hidden sheet the lists of choices begin, a column each.
CHOICES_AT: Final = 8
_MOST_NAME: Final = 31  # characters of a sheet's name in Excel
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
# Names that are taken: the hidden sheet's, and those that Excel keeps for itself.
_KEPT: Final = (MAP_SHEET, "history", "historique")
_FIRST_ROW: Final = 4
# Those of a field and what is said of it, then further columns of a table.
_PAGE_WIDTHS: Final = (48, 36, 28, 80, 40, *([24] * 10))


class CellStyle(StrEnum):
    """How a cell looks; `FILL` alone may be changed."""

    TITLE = "title"
    HEAD = "head"
    LABEL = "label"
    NEEDED = "needed"
    HELP = "help"
    NOTE = "note"
    FILL = "fill"


_WRAPPED: Final = frozenset({CellStyle.HEAD, CellStyle.LABEL, CellStyle.NEEDED, CellStyle.HELP})
_BOLD: Final = frozenset({CellStyle.HEAD, CellStyle.NEEDED})


class FormCell(Struct, frozen=True, kw_only=True):
    """One cell, rows and columns from 0; `field` of a cell to fill in, `choices` the number of its list of choices.

    `beside` is the cell whose words say what is to be filled in: where they have moved, nothing is imported.
    """

    row: int
    column: int
    text: str = ""
    style: CellStyle = CellStyle.HELP
    field: FormField | None = None
    choices: int | None = None
    request: str = ""
    path: str = ""
    beside: tuple[int, int] = (0, 0)


class FormSheet(Struct, frozen=True, kw_only=True):
    """A sheet: its name, cells, and widths of columns in characters."""

    name: str
    cells: tuple[FormCell, ...]
    widths: tuple[int, ...]

    def lines(self) -> dict[int, int]:
        """How many lines the longest text of a row takes in its column, by row; rows of one line are not there."""
        found: dict[int, int] = {}
        for cell in self.cells:
            if cell.style in _WRAPPED:
                wide = self.widths[cell.column] * (0.9 if cell.style in _BOLD else 1)
                lines = sum(max(1, math.ceil(len(text) / wide)) for text in cell.text.split("\n"))
                found[cell.row] = max(lines, found.get(cell.row, 1))
        return {row: lines for row, lines in found.items() if lines > 1}


class FormBook(Struct, frozen=True, kw_only=True):
    """A workbook: its sheets, the lists of choices, and the rows of the hidden sheet that say what each cell is."""

    title: str
    language: Language
    sheets: tuple[FormSheet, ...]
    lists: tuple[tuple[str, ...], ...]
    map: tuple[tuple[str, ...], ...]


YES_NO: Final = Text("yes|no", "oui|non")
_HEAD: Final = Text(
    "Field|To fill in|What it holds|Asked for|Its name, for evidence and targets",
    "Champ|À remplir|Ce qu'on y met|Demandé pour|Son nom, pour les pièces et les engagements",
)
_HINT: Final = Text(
    "Fill in the yellow cells; those marked * are required. Leave empty what is not known: empty is neither zero nor no.",
    "Remplissez les cellules jaunes ; celles marquées * sont obligatoires. Laissez vide ce qui n'est pas connu : "
    "vide ne veut dire ni zéro ni non.",
)
_HOLDS: Final[dict[FieldKind, Text]] = {
    FieldKind.TEXT: Text("text", "texte"),
    FieldKind.NUMBER: Text("number", "nombre"),
    FieldKind.WHOLE: Text("whole number", "nombre entier"),
    FieldKind.DATE: Text("date, YYYY-MM-DD", "date, AAAA-MM-JJ"),
    FieldKind.YES_NO: Text("yes or no", "oui ou non"),
    FieldKind.LIST: Text("several (; between them)", "plusieurs (séparés par ;)"),
    FieldKind.ANY: Text("number, date or text", "nombre, date ou texte"),
}
_ONE_OF: Final = Text("one of", "au choix")
_MARKS: Final = Text("Marks", "Notes")
_CONFLICTS: Final = Text("Requests", "Demandes")
_MARK_HEAD: Final = Text(
    "Request|Project|Criterion|Question|What the levels mean|Level *|Why *",
    "Demande|Projet|Critère|Question|Ce que veulent dire les niveaux|Niveau *|Motif *",
)
_RATED_ON: Final = Text("Rated on", "Évaluée le")
_CONFLICT: Final = Text("Conflict of interest", "Conflit d'intérêts")


def holds(field: FormField, language: Language) -> str:
    """What a cell holds, in a few words; where one chooses, from what."""
    if not field.choices:
        return _HOLDS[field.kind].to(language)
    words = _HOLDS[FieldKind.LIST].to(language) if field.kind is FieldKind.LIST else _ONE_OF.to(language)
    return f"{words}{COLON.to(language)}{few(field.choices)}"


class _Lists:
    """The lists of choices, each once."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], int] = {}

    def of(self, field: FormField, language: Language) -> int | None:
        choices = tuple(YES_NO.to(language).split("|")) if field.kind is FieldKind.YES_NO else field.choices
        if not choices or field.kind is FieldKind.LIST:
            return None
        return self.lists.setdefault(choices, len(self.lists))


def request_book(plan: Plan, language: Language) -> FormBook:
    """The workbook of a request of a call."""
    pages = request_pages(plan, language)
    lists = _Lists()
    names = _names([page.title for page in pages])
    sheets = tuple(
        FormSheet(name=name, cells=tuple(_page_cells(page, language, lists)), widths=_PAGE_WIDTHS)
        for name, page in zip(names, pages, strict=True)
    )
    return _book(plan, language, "request", sheets, lists)


def rating_book(plan: Plan, language: Language, assessor: str, requests: Sequence[tuple[str, str]]) -> FormBook:
    """The workbook of one assessor over requests (id and title), with the anchors of each criterion in sight."""
    lists = _Lists()
    marks = FormSheet(
        name=_MARKS.to(language),
        cells=tuple(_mark_cells(plan, language, assessor, requests, lists)),
        widths=(16, 30, 12, 50, 60, 10, 60),
    )
    about = FormSheet(
        name=_CONFLICTS.to(language), cells=tuple(_sheet_cells(language, requests, lists)), widths=(20, 50, 24, 24)
    )
    return _book(plan, language, "rating", (about, marks), lists, assessor)


def _book(
    plan: Plan, language: Language, kind: str, sheets: tuple[FormSheet, ...], lists: _Lists, assessor: str = ""
) -> FormBook:
    slots = [slot for sheet in sheets for slot in _slots(sheet)]
    head = [
        (FORM, FORM_VERSION),
        ("call", plan.call.id),
        ("digest", digest_of(slots)),
        ("kind", kind),
        ("language", language.value),
        ("assessor", assessor),
        (),
        SLOTS,
    ]
    title = plan.call.title.to(language)
    return FormBook(title=title, language=language, sheets=sheets, lists=tuple(lists.lists), map=(*head, *slots))


def _slots(sheet: FormSheet) -> Iterator[tuple[str, ...]]:
    words = {(cell.row, cell.column): cell.text for cell in sheet.cells}
    for cell in sheet.cells:
        if cell.field is not None:
            name = cell_name(cell.row, cell.column)
            yield sheet.name, name, cell.request, cell.path, cell_name(*cell.beside), one_line(words[cell.beside])


def one_line(text: str) -> str:
    """A cell's words on one line, however they were wrapped."""
    return " ".join(clean(text).split())


def digest_of(slots: Sequence[tuple[str, ...]]) -> str:
    """The digest of what each cell of a workbook is."""
    text = "\n".join("\t".join(each) for each in slots)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as C7."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _names(titles: Sequence[str]) -> list[str]:
    """Names of sheets: as short as Excel wants them, and each once."""
    names: list[str] = []
    for title in titles:
        plain = " ".join(_NO_NAME.sub(" ", clean(title)).split())
        name, count = _cut(plain), 1
        while not name or name.casefold() in {*_KEPT, *(each.casefold() for each in names)}:
            count += 1
            name = f"{plain[: _MOST_NAME - 4].strip()} ({count})"
        names.append(name)
    return names


def _cut(title: str) -> str:
    """A title at most as long as a sheet's name, cut between words where it can be."""
    if len(title) <= _MOST_NAME:
        return title
    words = title[: _MOST_NAME + 1].rpartition(" ")[0]
    return (words or title[:_MOST_NAME]).rstrip(" (,;-")


def _page_cells(page: FormPage, language: Language, lists: _Lists) -> Iterator[FormCell]:
    yield FormCell(row=0, column=0, text=page.title, style=CellStyle.TITLE)
    yield FormCell(row=1, column=0, text=_HINT.to(language), style=CellStyle.NOTE)
    row = _FIRST_ROW
    if page.fields:
        yield from _head(_HEAD.to(language).split("|"), row - 1)
    for field in page.fields:
        label = f"{field.label} *" if field.needed else field.label
        style = CellStyle.NEEDED if field.needed else CellStyle.LABEL
        yield FormCell(row=row, column=0, text=label, style=style)
        yield _fill(field, field.path, (row, 1), (row, 0), lists.of(field, language))
        yield FormCell(row=row, column=2, text=holds(field, language))
        yield FormCell(row=row, column=3, text=field.help)
        yield FormCell(row=row, column=4, text=field.path)
        row += 1
    for table in page.tables:
        yield from _table_cells(table, row + 1, language, lists)
        row += table.rows + 4


def _table_cells(table: FormTable, row: int, language: Language, lists: _Lists) -> Iterator[FormCell]:
    yield FormCell(row=row, column=0, text=table.label, style=CellStyle.TITLE)
    heads = [f"{each.label} *" if each.needed else each.label for each in table.columns]
    yield from _head(
        [f"{head} ({holds(each, language)})" for head, each in zip(heads, table.columns, strict=True)], row + 1
    )
    for count in range(table.rows):
        for column, field in enumerate(table.columns):
            path = field.path.replace("[]", f"[{count}]", 1)
            yield _fill(field, path, (row + 2 + count, column), (row + 1, column), lists.of(field, language))


def _head(words: Sequence[str], row: int) -> Iterator[FormCell]:
    for column, text in enumerate(words):
        yield FormCell(row=row, column=column, text=text, style=CellStyle.HEAD)


def _fill(
    field: FormField, path: str, at: tuple[int, int], beside: tuple[int, int], choices: int | None, request: str = ""
) -> FormCell:
    return FormCell(
        row=at[0],
        column=at[1],
        style=CellStyle.FILL,
        field=field,
        choices=choices,
        request=request,
        path=path,
        beside=beside,
    )


def rating_fields(plan: Plan, language: Language) -> dict[str, FormField]:
    """The fields of a rating sheet by their paths."""
    fields = [
        FormField(path="rated_on", label=_RATED_ON.to(language), kind=FieldKind.DATE, needed=True),
        FormField(path="conflict", label=_CONFLICT.to(language), kind=FieldKind.YES_NO),
    ]
    for planned in plan.grids:
        for each in planned.grid.criteria:
            if isinstance(each.judging, ByMark):
                count = int(each.max / planned.grid.step) + 1
                levels = tuple(number(planned.grid.step * step) for step in range(count))
                level = FormField(path=f"marks.{each.id}.level", label=each.id, kind=FieldKind.NUMBER, choices=levels)
                fields += [level, FormField(path=f"marks.{each.id}.why", label=each.id, kind=FieldKind.TEXT)]
    return {each.path: each for each in fields}


def _sheet_cells(language: Language, requests: Sequence[tuple[str, str]], lists: _Lists) -> Iterator[FormCell]:
    day = FormField(path="rated_on", label=_RATED_ON.to(language), kind=FieldKind.DATE, needed=True)
    conflict = FormField(path="conflict", label=_CONFLICT.to(language), kind=FieldKind.YES_NO)
    yield FormCell(row=0, column=0, text=_CONFLICTS.to(language), style=CellStyle.TITLE)
    yield FormCell(row=1, column=0, text=_HINT.to(language), style=CellStyle.NOTE)
    words = _MARK_HEAD.to(language).split("|")
    heads = [*words[:2], f"{day.label} * ({holds(day, language)})", f"{conflict.label} ({holds(conflict, language)})"]
    yield from _head(heads, _FIRST_ROW - 1)
    for row, (name, title) in enumerate(requests, _FIRST_ROW):
        yield FormCell(row=row, column=0, text=name, style=CellStyle.LABEL)
        yield FormCell(row=row, column=1, text=title)
        for column, field in ((2, day), (3, conflict)):
            yield _fill(field, field.path, (row, column), (row, 0), lists.of(field, language), name)


def _mark_cells(
    plan: Plan, language: Language, assessor: str, requests: Sequence[tuple[str, str]], lists: _Lists
) -> Iterator[FormCell]:
    yield FormCell(row=0, column=0, text=_MARKS.to(language), style=CellStyle.TITLE)
    yield FormCell(row=1, column=0, text=_HINT.to(language), style=CellStyle.NOTE)
    yield from _head(_MARK_HEAD.to(language).split("|"), _FIRST_ROW - 1)
    fields, row = rating_fields(plan, language), _FIRST_ROW
    panel = plan.call.panel
    grids = [each.grid for each in plan.grids if panel is None or panel.asks(assessor, each.grid.id)]
    marked = [
        (each, _scale(grid, each, language))
        for grid in grids
        for each in grid.criteria
        if isinstance(each.judging, ByMark)
    ]
    for name, title in requests:
        for each, scale in marked:
            shown = (name, title, each.id, each.question.to(language), scale)
            for column, text in enumerate(shown):
                yield FormCell(row=row, column=column, text=text, style=CellStyle.HELP if column else CellStyle.LABEL)
            for column, part, beside in ((5, "level", 0), (6, "why", 2)):
                field = fields[f"marks.{each.id}.{part}"]
                yield _fill(field, field.path, (row, column), (row, beside), lists.of(field, language), name)
            row += 1


def _scale(grid: Grid, criterion: Criterion, language: Language) -> str:
    """What the levels of a criterion mean; how far they go, where some have no text."""
    assert isinstance(criterion.judging, ByMark)
    texts = [f"{number(level)}{COLON.to(language)}{text.to(language)}" for level, text in criterion.judging.texts]
    if len(texts) <= criterion.max:
        texts.insert(0, STEPS.to(language).format(least=0, most=criterion.max, step=number(grid.step)))
    return "\n".join(texts)
