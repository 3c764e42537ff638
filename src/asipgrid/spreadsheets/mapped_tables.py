"""A table of a portal, one request a row, read by a map: which column is which value of a request, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.documents import reader
from asipgrid.documents.workspace import CannotError
from asipgrid.model.places import KeyPath, Place, Record, Source
from asipgrid.model.said import SaidText, of_error, said
from asipgrid.model.said import row as placed
from asipgrid.spreadsheets.archive import UnreadableError
from asipgrid.spreadsheets.cells import ReadBook, ReadCell, ReadSheet
from asipgrid.spreadsheets.conversions import BadCellError, DayOrder, Reading, value_of
from asipgrid.spreadsheets.filled_forms import CheckedId
from asipgrid.spreadsheets.form_book import cell_name, column_name
from asipgrid.spreadsheets.form_fields import FieldKind, FormField
from asipgrid.spreadsheets.imported import BadCell, ImportedDocument, ImportedValue, Origin, ReadFile, steps
from asipgrid.spreadsheets.repeated import EACH, MappedColumn, expanded
from asipgrid.text.suggestions import few, nearest

_INDEX: Final = re.compile(r"\[\d+\]")
_KEYS: Final = ("columns", "constants", "ignore", "sheet", "header", "encoding", "delimiter", "dates", "decimal")
_COLUMN_KEYS: Final = ("path", "prefix", "dates", "decimal", "separator", "values", "beside")
_REQUEST: Final = FormField(path="request", label="request", kind=FieldKind.TEXT)

_KINDS: Final = {
    dict: said("names with a value each"),
    list: said("a list"),
    str: said("a text in quotes"),
    int: said("a whole number"),
}


class WrongMapError(CannotError):
    """A map in which something is wrong: where, and what."""

    def __init__(self, place: Place, says: SaidText) -> None:
        """The line is made of both."""
        super().__init__(f"{place}: {says}")
        self.place, self.says = place, says


class TableMap(Struct, frozen=True, kw_only=True):
    """How a table is read: its columns, values that all requests have, columns that are passed over on purpose.

    `header` is the row of the heads, from 0; `sheet` is "" for the first; `order` has the paths of a request as it is written.
    """

    file: str
    columns: tuple[MappedColumn, ...]
    constants: Mapping[str, Any]
    ignore: tuple[str, ...]
    sheet: str
    header: int
    encoding: str
    delimiter: str
    order: tuple[str, ...]


def table_map(source: Source, fields: Mapping[str, FormField], how: Reading) -> TableMap:
    """The map in a file; WrongMapError, with its place, when something in it is wrong."""
    record, findings = reader.read(source)
    if record is None or findings:
        first = findings[0]
        raise WrongMapError(first.place, first.says)
    return _MapReader(record, fields, how).read()


class _MapReader:
    """Reads one map."""

    def __init__(self, record: Record, fields: Mapping[str, FormField], how: Reading) -> None:
        self.record, self.fields, self.how = record, fields, how

    def wrong(self, at: KeyPath, says: SaidText) -> WrongMapError:
        return WrongMapError(self.record.place(at), says)

    def read(self) -> TableMap:
        """The map."""
        data = self.record.data
        self.keys((), data, _KEYS)
        how = self.how_of((), data, self.how)
        columns = data.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise self.wrong((), said("a map has `columns`: the head of each column with the path of its values"))
        made = tuple(self.column(str(head), each, how) for head, each in columns.items())
        if not any(each.path == "request" for each in made):
            raise self.wrong(("columns",), said("no column gives the request's id; map one to `request`"))
        constants = self.constants(made)
        header = self.of_type((), data, "header", int, 1)
        if header < 1:
            raise self.wrong(("header",), said("rows are counted from 1"))
        return TableMap(
            file=PurePath(self.record.name).name,
            columns=made,
            constants=constants,
            ignore=tuple(map(str, self.of_type((), data, "ignore", list, []))),
            sheet=self.of_type((), data, "sheet", str, ""),
            header=header - 1,
            encoding=self.of_type((), data, "encoding", str, "utf-8"),
            delimiter=self.of_type((), data, "delimiter", str, ""),
            order=tuple(self.fields),
        )

    def constants(self, made: Sequence[MappedColumn]) -> dict[str, Any]:
        """The values that all requests have; CannotError where two say what stands at a path."""
        found: dict[str, Any] = self.of_type((), self.record.data, "constants", dict, {})
        given = [name for each in made for name in (each.gives, *each.beside)]
        for each in made:
            if given.count(each.gives) > 1:
                raise self.wrong(("columns", each.head), said("two columns give {path}; leave one out", each.path))
            for path in each.beside:
                if given.count(path) > 1 and EACH not in path:
                    at: KeyPath = ("columns", each.head, "beside", path)
                    raise self.wrong(at, said("another column gives {path} too; leave one out", path))
        for path in found:
            self.field(("constants", path), path)
            if path in given:
                raise self.wrong(("constants", path), said("a column gives {path} too; leave one out", path))
        return found

    def column(self, head: str, given: Any, how: Reading) -> MappedColumn:
        at: KeyPath = ("columns", head)
        each = EACH in head
        if isinstance(given, str):
            return MappedColumn(head=head, path=given, field=self.field(at, given, each=each), how=how)
        if not isinstance(given, dict) or not isinstance(given.get("path"), str):
            raise self.wrong(at, said("a column is given the path of its values, such as funding.requested"))
        self.keys(at, given, _COLUMN_KEYS)
        beside = self.of_type(at, given, "beside", dict, {})
        for path in beside:
            self.field((*at, "beside", path), path, each=each)
        return MappedColumn(
            head=head,
            path=given["path"],
            field=self.field((*at, "path"), given["path"], each=each),
            how=self.how_of(at, given, how),
            prefix=self.of_type(at, given, "prefix", str, ""),
            beside=beside,
        )

    def field(self, at: KeyPath, path: str, *, each: bool = False) -> FormField:
        """What stands at a path of a request; of `each` row of a field an item of a list."""
        if path == "request":
            return _REQUEST
        found = self.fields.get(_INDEX.sub("[]", path))
        if found is None or ("[" in path) != ("[]" in found.path) or (EACH in path and not each):
            like = nearest(path, self.fields)
            hint = said("; did you mean {name}?", like) if like else ""
            item = said(
                "; name the item of a list, such as funding.lines[0].amount, or map each row of a field (Budget[].Amount)"
            )
            more = item if EACH in path else hint
            raise self.wrong(at, said("{path} is no value of a request of this call{hint}", path, more))
        return found

    def how_of(self, at: KeyPath, given: Mapping[str, Any], how: Reading) -> Reading:
        """How cells are read, by what the map says of them here."""
        dates = given.get("dates", how.dates)
        if dates is not None and dates not in set(DayOrder):
            raise self.wrong((*at, "dates"), said("dates are {known}", placed(map(str, DayOrder), " or ")))
        decimal = given.get("decimal", how.decimal)
        if decimal not in {"", ".", ","}:
            raise self.wrong((*at, "decimal"), said('the mark before decimals is "," or "."'))
        return replace(
            how,
            dates=None if dates is None else DayOrder(dates),
            decimal=decimal,
            separator=self.of_type(at, given, "separator", str, how.separator) or ";",
            values=self.of_type(at, given, "values", dict, dict(how.values)),
        )

    def of_type(self, at: KeyPath, given: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
        value = given.get(key, default)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong((*at, key), said("{key} takes {kind}", key, _KINDS[kind]))
        return value

    def keys(self, at: KeyPath, given: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in given:
            if key not in known:
                raise self.wrong((*at, key), said("{key} is no key of a map here; there are {known}", key, few(known)))


def read_table(book: ReadBook, table: TableMap, checked: CheckedId) -> ReadFile:
    """The requests of a table, one a row; UnreadableError when it does not have the columns of the map."""
    sheet = book.sheet(table.sheet) if table.sheet else book.sheets[0]
    if sheet is None:
        raise UnreadableError(
            said("has no sheet {sheet}; it has {known}", repr(table.sheet), few([each.name for each in book.sheets]))
        )
    return _Table(book, sheet, table, checked).read()


class _Table:
    """Reads one table."""

    def __init__(self, book: ReadBook, sheet: ReadSheet, table: TableMap, checked: CheckedId) -> None:
        self.book, self.sheet, self.table, self.checked = book, sheet, table, checked
        self.bad: list[BadCell] = []
        self.lacking: list[SaidText] = []
        heads: dict[str, list[int]] = {}
        for (row, column), cell in sorted(sheet.cells.items()):
            if row == table.header and not cell.is_empty:
                heads.setdefault(" ".join(str(cell.value).split()), []).append(column)
        self.heads = heads
        self.head_of = {column: head for head, columns in heads.items() for column in columns}
        fixed = (*table.constants, *(path for each in table.columns for path in each.beside))
        columns = expanded(table.columns, [*heads, *sheet.columns_called], fixed)
        self.columns = [(each, at) for each in columns if (at := self.found(each)) is not None]

    def called(self, column: int) -> str:
        """What tells a column from others of its head: its id, where it has one, else its letter."""
        return self.sheet.columns_called[column] if self.sheet.columns_called else column_name(column)

    def found(self, mapped: MappedColumn) -> int | None:
        """The column of a head, which may be told from its like by its letter: `Amount [F]`.

        None where dossiers do not have the field: which there are is a matter of what was answered.
        """
        plain = " ".join(mapped.head.split())
        columns = self.heads.get(plain, [])
        if len(columns) == 1:
            return columns[0]
        if len(columns) > 1:
            ways = few([f"{plain} [{self.called(each)}]" for each in columns])
            raise UnreadableError(
                said(
                    "has {count} columns headed {head}; name the one that is meant: {ways}",
                    len(columns),
                    repr(plain),
                    ways,
                )
            )
        if plain in self.sheet.columns_called:
            return self.sheet.columns_called.index(plain)
        for other, several in self.heads.items():
            for column in several:
                if plain == f"{other} [{self.called(column)}]":
                    return column
        like = nearest(plain, self.heads)
        hint = said("; did you mean {name}?", repr(like)) if like else ""
        if self.sheet.fields and mapped.path != "request":
            self.lacking.append(said("no dossier has {head}{hint}", repr(plain), hint))
            return None
        hint = hint or said("; it has {known}", few(list(self.heads)))
        raise UnreadableError(said("has no column {head}{hint}", repr(plain), hint))

    def read(self) -> ReadFile:
        """Its requests."""
        documents: dict[str, ImportedDocument] = {}
        for row in self.sheet.rows:
            made = self.request(row, documents) if row > self.table.header else None
            if made is not None:
                documents[made.request] = made
        return ReadFile(
            file=self.book.file, documents=tuple(documents.values()), bad=tuple(self.bad), notes=tuple(self.notes())
        )

    def origin(self, row: int, column: int) -> Origin:
        if row in self.sheet.rows_called:
            return Origin(file=self.book.file, sheet="", cell=f"{self.sheet.rows_called[row]}, {self.head_of[column]}")
        formula = self.sheet.cell(row, column).formula
        return Origin(file=self.book.file, sheet=self.sheet.name, cell=cell_name(row, column), formula=formula)

    def request(self, row: int, before: Mapping[str, ImportedDocument]) -> ImportedDocument | None:
        """The request on a row; None where its id cannot be read."""
        column, at = next(each for each in self.columns if each[0].path == "request")
        origin = self.origin(row, at)
        try:
            stated = value_of(self.sheet.cell(row, at), column.field, column.how)
            name = self.checked(f"{column.prefix}{'' if stated is None else stated}")
        except (BadCellError, CannotError) as error:
            self.bad.append(
                BadCell(origin=origin, says=said("{why}; nothing of this row is imported", of_error(error)))
            )
            return None
        if name in before:
            says = said(
                "{name} stands in {row} already; a request has one row; nothing of this row is imported",
                name,
                before[name].of,
            )
            self.bad.append(BadCell(origin=origin, says=says))
            return None
        called = self.sheet.rows_called.get(row) or said("row {number}", row + 1)
        of = placed(filter(None, (self.book.file, self.sheet.name, called)))
        return ImportedDocument(
            kind="request", request=name, of=of, values=tuple(sorted(self.values(row), key=self.place))
        )

    def place(self, value: ImportedValue) -> tuple[int, list[tuple[bool, str | int]]]:
        """Where a value stands among those of a request."""
        known = self.table.order.index(_INDEX.sub("[]", value.path))
        return known, [(isinstance(step, str), step) for step in steps(value.path)]

    def values(self, row: int) -> Iterator[ImportedValue]:
        for path, value in self.table.constants.items():
            yield ImportedValue(path=path, origin=Origin(file=self.table.file, sheet="", cell="constants"), value=value)
        for column, at in self.columns:
            cell = self.sheet.cell(row, at)
            if column.path == "request" or (cell.is_empty and not cell.merged):
                continue
            value = self.value(column, cell, self.origin(row, at))
            yield value
            for path, beside in column.beside.items() if not value.wrong else ():
                origin = Origin(file=self.table.file, sheet="", cell=f"beside {column.head}")
                yield ImportedValue(path=path, origin=origin, value=beside)

    def value(self, column: MappedColumn, cell: ReadCell, origin: Origin) -> ImportedValue:
        try:
            return ImportedValue(path=column.path, origin=origin, value=value_of(cell, column.field, column.how))
        except BadCellError as error:
            self.bad.append(BadCell(origin=origin, says=of_error(error)))
            return ImportedValue(path=column.path, origin=origin, wrong=str(error))

    def notes(self) -> Iterator[SaidText]:
        """What is told of the table: columns that are not mapped, rows that are hidden."""
        yield from self.book.notes
        yield from self.lacking
        mapped = {column for _, column in self.columns}
        ignored = {" ".join(each.split()) for each in self.table.ignore}
        left = self.fields_left(mapped) if self.sheet.fields else self.heads_left(mapped)
        left = [each for each in left if each not in ignored]
        twice = [head for head, columns in self.heads.items() if len(columns) > 1 and head not in ignored]
        if left:
            names = few(left)
            fields = said("fields that are not mapped: {names}", names)
            yield fields if self.sheet.fields else said("columns that are not mapped: {names}", names)
        if twice and not self.sheet.fields:
            yield said("heads that stand twice: {names}", few(twice))
        hidden = [str(row + 1) for row in self.sheet.rows if row in self.sheet.hidden and row > self.table.header]
        if hidden:
            yield said("rows that are hidden, and imported all the same: {rows}", few(hidden))

    def heads_left(self, mapped: Collection[int]) -> list[str]:
        """The heads of which no column is mapped."""
        return [head for head, columns in self.heads.items() if not any(each in mapped for each in columns)]

    def fields_left(self, mapped: Collection[int]) -> list[str]:
        """The fields of which nothing is mapped, in their order."""
        taken = {self.sheet.fields[column] for column in mapped}
        return [each for each in dict.fromkeys(self.sheet.fields) if each and each not in taken]
