"""A filled workbook read: by its hidden sheet each cell to fill in is a value of a document, so nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.documents.workspace import CannotError
from asipgrid.engine.plan import Plan
from asipgrid.model.places import Language
from asipgrid.model.said import SaidText, of_error, of_text, said
from asipgrid.spreadsheets.archive import UnreadableError
from asipgrid.spreadsheets.cells import ReadBook, ReadSheet, Spot
from asipgrid.spreadsheets.conversions import BadCellError, Reading, value_of
from asipgrid.spreadsheets.form_book import (
    FIRST_SLOT,
    FORM,
    FORM_VERSION,
    MAP_SHEET,
    SLOTS,
    FormBook,
    cell_name,
    digest_of,
    one_line,
    rating_fields,
    request_book,
)
from asipgrid.spreadsheets.form_fields import FormField, fields_of, request_pages
from asipgrid.spreadsheets.imported import BadCell, ImportedDocument, ImportedValue, Origin, ReadFile
from asipgrid.text.suggestions import few

CheckedId = Callable[[str], str]
"""Gives an id back that is one; CannotError, with one that would do, otherwise."""
_INDEX: Final = re.compile(r"\[\d+\]")
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)\Z")
_ENDING: Final = re.compile(r"\.[^.]*\Z")


class _Slot(Struct, frozen=True, kw_only=True):
    """A cell to fill in, as the hidden sheet has it."""

    sheet: str
    cell: str
    request: str
    path: str
    beside: str
    words: str


def is_form(book: ReadBook) -> bool:
    """Whether a workbook says that it is a form made here."""
    sheet = book.sheet(MAP_SHEET)
    return sheet is not None and sheet.cell(0, 0).value == FORM


def read_form(book: ReadBook, plan: Plan, how: Reading, checked: CheckedId) -> ReadFile:
    """The documents of a filled workbook; UnreadableError when it is no form of this call, or was changed."""
    form = _FilledForm(book, plan)
    values, bad = form.values(how)
    notes, of = form.notes(), of_text(book.file)
    if not values:
        raise UnreadableError(said("is a form in which nothing is filled in yet"))
    if form.kind == "rating":
        documents = [
            ImportedDocument(kind="rating", request=name, of=of, values=tuple(given), assessor=form.assessor)
            for name, given in values.items()
        ]
        return ReadFile(file=book.file, documents=tuple(documents), bad=tuple(bad), notes=notes)
    given = values.get("", [])
    try:
        name = checked(_request_id(book, given))
    except CannotError as error:
        origin = next(
            (each.origin for each in given if each.path == "request"), Origin(file=book.file, sheet="", cell="")
        )
        return ReadFile(
            file=book.file, documents=(), bad=(*bad, BadCell(origin=origin, says=of_error(error))), notes=notes
        )
    made = ImportedDocument(kind="request", request=name, of=of, values=tuple(given))
    return ReadFile(file=book.file, documents=(made,), bad=tuple(bad), notes=notes)


def _request_id(book: ReadBook, given: Sequence[ImportedValue]) -> str:
    """The id that is filled in, else the name of the file."""
    stated = next((str(each.value) for each in given if each.path == "request" and not each.wrong), None)
    return stated or _ENDING.sub("", re.split(r"[/\\]", book.file)[-1])


def spot_of(name: str) -> Spot:
    """Row and column (from 0) of a cell's name; UnreadableError for what is none."""
    found = _CELL.match(name)
    if found is None or len(found[1]) > 3 or len(found[2]) > 7:
        raise UnreadableError(_CHANGED)
    column = 0
    for each in found[1]:
        column = column * 26 + ord(each) - 64
    return int(found[2]) - 1, column - 1


_CHANGED: Final = said("its hidden sheet was changed; copy what is filled in to a new form (`asipgrid form`)")


class _FilledForm:
    """The hidden sheet of a workbook, and the cells it names."""

    def __init__(self, book: ReadBook, plan: Plan) -> None:
        self.book, self.plan = book, plan
        hidden = book.sheet(MAP_SHEET)
        assert hidden is not None
        head = {hidden.cell(row, 0).value: hidden.cell(row, 1).value for row in range(FIRST_SLOT - 1)}
        self.head = {str(key): _word(value) for key, value in head.items()}
        self.kind, self.assessor = self.head.get("kind", ""), self.head.get("assessor", "")
        self.language = Language.FR if self.head.get("language") == Language.FR.value else Language.EN
        self.refused()
        self.slots = list(_slots(hidden))
        listed = [(each.sheet, each.cell, each.request, each.path, each.beside, each.words) for each in self.slots]
        if digest_of(listed) != self.head.get("digest"):
            raise UnreadableError(_CHANGED)
        self.sheets = {each.sheet: self.sheet(each.sheet) for each in self.slots}
        self.spots = [(each, spot_of(each.cell)) for each in self.slots]
        for each in self.slots:
            self.in_place(each)

    def refused(self) -> None:
        """UnreadableError for a form of another call, or of a later asipgrid."""
        call = self.head.get("call", "")
        if self.head.get(FORM) != FORM_VERSION or self.kind not in {"request", "rating"}:
            raise UnreadableError(said("is a form of another version of asipgrid; read it with that one"))
        if call != self.plan.call.id:
            raise UnreadableError(said("is a form of the call {call}, not of {own}", call, self.plan.call.id))

    def sheet(self, name: str) -> ReadSheet:
        """A sheet that the hidden one names."""
        found = self.book.sheet(name)
        if found is None:
            raise UnreadableError(
                said("has no sheet {sheet}; give the sheets of the form their names back", repr(name))
            )
        return found

    def in_place(self, slot: _Slot) -> None:
        """UnreadableError where the words beside a cell are not those of the form."""
        there = one_line(_word(self.sheets[slot.sheet].cell(*spot_of(slot.beside)).value))
        if there == slot.words:
            return
        raise UnreadableError(
            said(
                "{cell}, {words} in the form, was changed or moved (was a row put in, or taken out?); put it back, or fill in a new form",
                f"{slot.sheet}!{slot.beside}",
                repr(slot.words),
            )
        )

    def values(self, how: Reading) -> tuple[dict[str, list[ImportedValue]], list[BadCell]]:
        """What is filled in, by request ("" in a form of one), and the cells that gave nothing."""
        fields = self.fields()
        found: dict[str, list[ImportedValue]] = {}
        bad: list[BadCell] = []
        for slot, spot in self.spots:
            cell = self.sheets[slot.sheet].cell(*spot)
            if cell.is_empty and not cell.merged:
                continue
            field = fields.get(_INDEX.sub("[]", slot.path))
            origin = Origin(file=self.book.file, sheet=slot.sheet, cell=slot.cell, formula=cell.formula)
            value, wrong = _read(cell, field, how)
            if wrong:
                bad.append(BadCell(origin=origin, says=wrong))
            made = ImportedValue(path=slot.path, origin=origin, value=value, wrong=wrong or "")
            found.setdefault(slot.request, []).append(made)
        return found, bad

    def fields(self) -> Mapping[str, FormField]:
        """What the call asks for now, by path."""
        if self.kind == "rating":
            return rating_fields(self.plan, self.language)
        return fields_of(request_pages(self.plan, self.language))

    def notes(self) -> tuple[SaidText, ...]:
        """What is told of the file: hidden rows that are filled in, what stands outside the cells to fill in."""
        hidden = [
            f"{slot.sheet}!{slot.cell}"
            for slot, (row, column) in self.spots
            if row in self.sheets[slot.sheet].hidden and not self.sheets[slot.sheet].cell(row, column).is_empty
        ]
        notes = [said("in hidden rows, and imported all the same: {cells}", few(hidden))] if hidden else []
        own = request_book(self.plan, self.language) if self.kind == "request" else None
        if own is not None and own.map[2] != ("digest", self.head.get("digest")):
            notes.append(said("the call was changed since this form was made; what both ask for is imported"))
        elif own is not None and (outside := list(_outside(own, self.sheets))):
            notes.append(said("outside the cells to fill in, and not imported: {cells}", few(outside)))
        return tuple(notes)


def _read(cell: Any, field: FormField | None, how: Reading) -> tuple[Any, SaidText | None]:
    """The value of a cell, or why it gives none."""
    if field is None:
        return None, said("the call no longer asks for this; it is not imported")
    try:
        return value_of(cell, field, how), None
    except BadCellError as error:
        return None, of_error(error)


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _slots(hidden: ReadSheet) -> Iterator[_Slot]:
    row = FIRST_SLOT
    while _word(hidden.cell(row, 3).value):
        words = [_word(hidden.cell(row, column).value) for column in range(len(SLOTS))]
        yield _Slot(**dict(zip(SLOTS, words, strict=True)))
        row += 1


def _outside(own: FormBook, sheets: Mapping[str, ReadSheet]) -> Iterator[str]:
    """The cells in which something stands that is not of the form."""
    for sheet in own.sheets:
        known = {(cell.row, cell.column) for cell in sheet.cells}
        for spot, cell in sheets[sheet.name].cells.items() if sheet.name in sheets else ():
            if spot not in known and not cell.is_empty:
                yield f"{sheet.name}!{cell_name(*spot)}"
