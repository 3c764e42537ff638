"""Rows of Parquet and Arrow files as the JSON text of a request each, exactly: no figure goes through a binary fraction.

A column is a field of a request, and a struct or a list in it what stands in that field. Nothing (null) is not stated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from asipgrid.documents.libraries import library
from asipgrid.documents.workspace import CannotError

# So many rows are unpacked at once.
_AT_ONCE: Final = 1000
# What a part of a table may unpack to, as it says itself, so that it fits into memory.
_MOST_BYTES: Final = 1024 * 1024 * 1024
_ID: Final = "request"
# Kinds of columns, as pyarrow.types asks for them.
_LISTS: Final = ("list", "large_list", "fixed_size_list", "list_view", "large_list_view")
_NO_FIELDS: Final = (
    *("binary", "large_binary", "fixed_size_binary", "binary_view"),
    *("time", "duration", "interval", "union"),
)


class TableFile:
    """A table that is open: how many rows it has, where it says so, and its groups of rows, each of which is read alone."""

    def __init__(self, stream: IO[bytes], name: str, *, is_parquet: bool) -> None:
        """CannotError for columns that are odd, and groups that are too large."""
        types = library("pyarrow.types", "tables of Parquet and Arrow need", "warehouse")
        self._groups: _Parquet | _Arrow = (_Parquet if is_parquet else _Arrow)(stream, name)
        self.count, self.groups = self._groups.count, self._groups.groups
        _refuse_columns(self._groups.schema, name, types)

    def rows(self, group: int | None = None) -> Iterator[tuple[int, bytes]]:
        """The rows of a group, or of all, as lines with their numbers from 1."""
        from asipgrid.documents.table_texts import texts  # noqa: PLC0415 - it needs pyarrow, which was asked for

        number = 0
        for batch in self._groups.batches(range(self.groups) if group is None else [group]):
            for text in texts(batch, _ID):  # a document begins with its id
                number += 1
                yield number, text

    def count_of(self, group: int) -> int:
        """How many rows a group has."""
        return self._groups.count_of(group)


class _Parquet:
    def __init__(self, stream: IO[bytes], name: str) -> None:
        from pyarrow import parquet  # noqa: PLC0415 - few calls come as tables

        self._table = parquet.ParquetFile(stream)
        found = self._table.metadata
        self.schema, self.count, self.groups = self._table.schema_arrow, found.num_rows, found.num_row_groups
        largest = max((found.row_group(number).total_byte_size for number in range(self.groups)), default=0)
        if largest > _MOST_BYTES:
            says = f"a row group unpacks to {largest} bytes; write groups of at most {_MOST_BYTES} (1 GiB)"
            raise CannotError(f"{name}: {says}")

    def count_of(self, group: int) -> int:
        return int(self._table.metadata.row_group(group).num_rows)

    def batches(self, groups: Sequence[int]) -> Iterator[Any]:
        batches: Iterator[Any] = self._table.iter_batches(batch_size=_AT_ONCE, row_groups=list(groups))
        return batches


class _Arrow:
    def __init__(self, stream: IO[bytes], name: str) -> None:
        from pyarrow import ipc  # noqa: PLC0415 - as above

        self._table, self._name = ipc.open_file(stream), name
        self.schema, self.count, self.groups = self._table.schema, None, self._table.num_record_batches

    def count_of(self, group: int) -> int:
        return int(self._table.get_batch(group).num_rows)

    def batches(self, groups: Sequence[int]) -> Iterator[Any]:
        for number in groups:
            batch = self._table.get_batch(number)
            if batch.nbytes > _MOST_BYTES:
                says = f"a batch unpacks to {batch.nbytes} bytes; write batches of at most {_MOST_BYTES} (1 GiB)"
                raise CannotError(f"{self._name}: {says}")
            yield from (batch.slice(start, _AT_ONCE) for start in range(0, batch.num_rows, _AT_ONCE))


def _refuse_columns(schema: Any, name: str, types: Any) -> None:
    """Stop where a request has no id, or a column cannot be told exactly."""
    if _ID not in schema.names:
        raise CannotError(f"{name}: has no column {_ID}; each row is a request and needs its id there")
    found = [each for column in schema for each in _within(column.name, column.type, types)]
    for path, count in Counter(path for path, _ in found).items():
        if count > 1:
            raise CannotError(f"{name}: there are {count} columns {path}; a field of a request is one")
    for path, kind in found:
        if types.is_floating(kind):
            says = f"holds binary fractions ({kind}), which are not exact; write it as a whole number or a decimal"
            raise CannotError(f"{name}: the column {path} {says}, such as decimal128(18, 2)")
        if any(getattr(types, f"is_{each}")(kind) for each in _NO_FIELDS):
            raise CannotError(f"{name}: the column {path} is {kind}, and no field of a request is that")


def _within(path: str, kind: Any, types: Any) -> Iterator[tuple[str, Any]]:
    """The path and the kind of a column, and of all that is in it."""
    while types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        kind = kind.value_type
    yield path, kind
    if types.is_struct(kind):
        for number in range(kind.num_fields):
            field = kind.field(number)
            yield from _within(f"{path}.{field.name}", field.type, types)
    elif types.is_map(kind):
        yield from _within(f"{path}.*", kind.item_type, types)
    elif any(getattr(types, f"is_{each}")(kind) for each in _LISTS):
        yield from _within(f"{path}[]", kind.value_type, types)
