"""Dossiers of démarches-simplifiées as its API gives them in JSON, laid out as a table: a dossier a row, a field a column.

The names are those of its GraphQL schema (`app/graphql/schema.graphql`): a dossier has `champs`, each with a label, an id
and a value whose key tells its type; repeated fields have rows. Nothing is guessed: what is no such answer is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents import reader
from asipgrid.model.places import Finding, Source
from asipgrid.model.said import SaidText, row, said
from asipgrid.spreadsheets.archive import MOST_BYTES, MOST_CELLS, MOST_ROWS, UnreadableError
from asipgrid.spreadsheets.cells import CellValue, ReadBook, ReadCell, ReadSheet, Spot, tidy
from asipgrid.text.escape import clean

_INSIDE: Final = ("data", "demarche", "groupeInstructeur", "dossier", "dossiers", "nodes", "edges", "node")
# Where the value of a field stands, by its type; queries give some of them names of their own (`checked: value`).
_VALUES: Final = ("date", "datetime", "checked", "selected", "decimalNumber", "integerNumber", "civilite", "value")
_ABOUT: Final = frozenset(["id", "champDescriptorId", "label", "stringValue", "updatedAt", "prefilled", "__typename"])
# They are words of the form, and hold nothing.
_WORDS: Final = frozenset(["HeaderSectionChamp", "ExplicationChamp"])
_MOST_DIGITS: Final = 30
_LONG: Final = 60
_SHAPE: Final = said("give what the API answered (data.demarche.dossiers), or dossiers with their `champs`")


class _HugeNumber(str):
    """A number that no document holds."""

    __slots__ = ()


def read_dossiers(file: str, data: bytes) -> ReadBook:
    """A file of dossiers: an answer of the API, a dossier, or a list of either; UnreadableError says why it is not read."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(
            said("has more than {most} MiB; ask the API for smaller pages", MOST_BYTES // 1024 // 1024)
        )
    text = reader.text_of(Source(name=file, data=data))
    if isinstance(text, Finding):
        raise UnreadableError(said("is no text in UTF-8; give the JSON as the API answered"))
    try:
        answer = json.loads(
            text, object_pairs_hook=_once, parse_int=_whole, parse_float=_decimal, parse_constant=_no_number
        )
        table = _DossierTable()
        for each in _dossiers(answer, table.notes):
            table.add(each)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            said("is no JSON: {why} (line {line}, column {column})", error.msg, error.lineno, error.colno)
        ) from error
    except RecursionError as error:
        raise UnreadableError(said("nests too deep to be dossiers; {hint}", _SHAPE)) from error
    return ReadBook(file=file, sheets=(table.sheet(),), notes=tuple(table.notes))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise UnreadableError(
            said("has the key {key} twice in one object; only one of its values could be read", _short(twice))
        )
    return made


def _whole(text: str) -> int | _HugeNumber:
    return int(text) if len(text) <= _MOST_DIGITS else _HugeNumber(text)


def _decimal(text: str) -> Decimal | _HugeNumber:
    huge = len(text) > _LONG or abs(exact.adjusted() if (exact := Decimal(text)) else 0) > _MOST_DIGITS
    return _HugeNumber(text) if huge else exact


def _no_number(text: str) -> Any:
    raise UnreadableError(said("has {text}, which is no JSON", text))


def _short(text: str) -> str:
    return clean(text if len(text) <= _LONG else f"{text[:_LONG]}…")


def _dossiers(value: Any, notes: list[SaidText]) -> Iterator[Mapping[str, Any]]:
    """The dossiers in an answer, in their order."""
    if isinstance(value, list):
        for each in value:
            yield from _dossiers(each, notes)
    elif isinstance(value, dict) and "champs" in value:
        yield value
    elif isinstance(value, dict):
        if value.get("errors"):
            raise UnreadableError(
                said("is an answer with errors of the API ({told}); ask it again", _told(value["errors"]))
            )
        inside = [key for key in _INSIDE if key in value and not (key == "edges" and "nodes" in value)]
        if not inside:
            raise UnreadableError(said("has {found} where dossiers are looked for; {hint}", _keys(value), _SHAPE))
        page = value.get("pageInfo")
        if isinstance(page, dict) and page.get("hasNextPage") is True:
            notes.append(said("more dossiers follow on another page (pageInfo.hasNextPage); import that page too"))
        for key in inside:
            yield from _dossiers(value[key], notes)
    elif value is not None:
        raise UnreadableError(said("has {found} where dossiers are looked for; {hint}", _short(str(value)), _SHAPE))


def _told(errors: Any) -> str:
    first = errors[0] if isinstance(errors, list) else errors
    return _short(str(first.get("message", first) if isinstance(first, dict) else first))


def _keys(value: Mapping[str, Any]) -> SaidText:
    return said("an object of {keys}", row(map(_short, list(value)[:5]))) if value else said("an empty object")


class _DossierTable:
    """The table that dossiers make: its columns in the order in which fields are met."""

    def __init__(self) -> None:
        self.notes: list[SaidText] = []
        self.columns: dict[str, int] = {}
        self.heads: list[str] = []
        self.fields: list[str] = []
        self.cells: dict[Spot, ReadCell] = {}
        self.rows: dict[int, str] = {}

    def sheet(self) -> ReadSheet:
        """The table, with its heads in its first row."""
        if not self.rows:
            raise UnreadableError(said("holds no dossiers; {hint}", _SHAPE))
        heads = {(0, column): ReadCell(value=head) for column, head in enumerate(self.heads)}
        return ReadSheet(
            name="",
            cells={**heads, **self.cells},
            rows_called=self.rows,
            columns_called=tuple(self.columns),
            fields=tuple(map(self.shown, self.fields)),
        )

    def shown(self, name: str) -> str:
        """A field as it is listed: its label, and its id too where several have the label."""
        if not name:
            return ""
        head = self.heads[self.columns[name]]
        alike = {field for field, other in zip(self.fields, self.heads, strict=True) if other == head and field}
        return f"{head} [{name}]" if len(alike) > 1 else head

    def add(self, dossier: Mapping[str, Any]) -> None:
        """A dossier as a row."""
        row, number = len(self.rows) + 1, dossier.get("number")
        if isinstance(number, bool) or not isinstance(number, int | str):
            raise UnreadableError(
                said("has a dossier without its `number` (the {row}. of the file); ask the API for it", row)
            )
        self.rows[row] = f"dossier {_short(str(number))}"
        if row >= MOST_ROWS:
            raise UnreadableError(said("has more than {most} dossiers; ask the API for smaller pages", MOST_ROWS - 1))
        for path, value in _scalars(dossier, skip=frozenset(["champs", "annotations"])):
            self.put(row, f"dossier.{path}", path, "", _cell(value))
        for key, before in (("champs", ""), ("annotations", "annotations.")):
            for champ in self.champs(row, dossier.get(key, []), key):
                self.champ(row, champ, before, before, "")

    def champs(self, row: int, listed: Any, key: str) -> Iterator[Mapping[str, Any]]:
        """The fields of a list of them, but those that are words of the form alone."""
        if listed is None:
            return
        if not isinstance(listed, list):
            raise UnreadableError(said("{dossier}: `{key}` is no list; {hint}", self.rows[row], key, _SHAPE))
        for each in listed:
            label = each.get("label") if isinstance(each, dict) else None
            if not isinstance(label, str) or not _is_text(label):
                raise UnreadableError(
                    said("{dossier}: one of its `{key}` has no `label`; ask the API for it", self.rows[row], key)
                )
            if each.get("__typename") not in _WORDS:
                yield each

    def champ(self, row: int, champ: Mapping[str, Any], before: str, called: str, field: str) -> None:
        """A field: its value, what else it holds, and the fields in its rows."""
        label = " ".join(champ["label"].split())
        stated = champ.get("champDescriptorId") or champ.get("id")
        name, head = f"{called}{stated if isinstance(stated, str) else label}", f"{before}{label}"
        field = field or name
        rows = champ.get("rows")
        if isinstance(rows, list):
            self.put(row, name, head, field, ReadCell())
            for at, each in enumerate(rows):
                inner = each.get("champs") if isinstance(each, dict) else each
                for one in self.champs(row, inner, "rows"):
                    self.champ(row, one, f"{head}[{at}].", f"{name}[{at}].", field)
            return
        self.put(row, name, head, field, _value(champ))
        files = champ.get("files")
        for at, each in enumerate(files if isinstance(files, list) else ()):
            for path, value in _scalars(each) if isinstance(each, dict) else ():
                self.put(row, f"{name}[{at}].{path}", f"{head}[{at}].{path}", field, _cell(value))
        for path, value in _scalars(champ, skip=frozenset([*_ABOUT, *_VALUES])):
            self.put(row, f"{name}.{path}", f"{head}.{path}", field, _cell(value))

    def put(self, row: int, name: str, head: str, field: str, cell: ReadCell) -> None:
        """A value in the column of its name, which is made when it is met."""
        column = self.columns.setdefault(name, len(self.columns))
        if column == len(self.heads):
            self.heads.append(head)
            self.fields.append(field)
        if not cell.is_empty:
            if (row, column) in self.cells:
                raise UnreadableError(
                    said(
                        "{dossier}: has the field {field} twice, and no ids to tell them", self.rows[row], _short(head)
                    )
                )
            self.cells[row, column] = cell
        if len(self.cells) + len(self.heads) > MOST_CELLS:
            raise UnreadableError(said("has more than {most} values; ask the API for smaller pages", MOST_CELLS))


def _scalars(
    held: Mapping[str, Any], *, skip: frozenset[str] = frozenset(), path: str = ""
) -> Iterator[tuple[str, Any]]:
    """The single values of an object and of the objects in it, by dotted paths."""
    for key, value in held.items():
        if key in skip or key == "__typename":
            continue
        if isinstance(value, dict):
            yield from _scalars(value, path=f"{path}{key}.")
        elif not isinstance(value, list):
            yield f"{path}{key}", value


def _value(champ: Mapping[str, Any]) -> ReadCell:
    """The value of a field, by its type; where a query asked for none, its text."""
    for key in ("values", "files"):
        listed = champ.get(key)
        if isinstance(listed, list):
            found = [each.get("filename") if isinstance(each, dict) else each for each in listed]
            names = tuple(each for each in found if isinstance(each, str) and _is_text(each))
            if len(names) == len(found):
                return ReadCell(value="; ".join(names) or None, parts=names)
            return ReadCell(wrong=said("has {key} that are no texts; ask the API for them again", key))
    for key in _VALUES:
        if key in champ:
            return _cell(champ[key])
    return _cell(champ.get("stringValue"))


def _cell(value: Any) -> ReadCell:
    if isinstance(value, _HugeNumber):
        return ReadCell(
            wrong=said("{value} is too large or too exact a number; write one such as 1200000.50", _short(value))
        )
    if isinstance(value, dict | list):
        return ReadCell(wrong=said("holds an object or a list where one value is looked for; map what is in it"))
    if isinstance(value, str) and not _is_text(value):
        return ReadCell(
            wrong=said("has half of a character (a surrogate without its other half); write the text again")
        )
    plain: CellValue = tidy(value) if isinstance(value, Decimal) else value
    return ReadCell(value=plain)


def _is_text(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)
