"""Rows of Parquet and Arrow files as the JSON text of a request each, exactly: no figure goes through a binary fraction.

A column is a field of a request, and a struct or a list in it what stands in that field. Nothing (null) is not stated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any, Final

from msgspec import Raw, json

from asipgrid.documents.workspace import CannotError

# So many rows are unpacked at once.
_AT_ONCE: Final = 500
# What a part of a table may unpack to, as it says itself, so that it fits into memory.
_MOST_BYTES: Final = 1024 * 1024 * 1024
_ID: Final = "request"


def rows(stream: IO[bytes], name: str, *, is_parquet: bool) -> tuple[Iterator[tuple[int, bytes]], int | None]:
    """The rows with their numbers from 1, and how many there are where the file says so; CannotError for odd columns."""
    try:
        import pyarrow  # noqa: PLC0415 - few calls come as tables
    except ImportError as error:
        says = "pyarrow is not installed; tables of Parquet and Arrow need: pip install 'asipgrid[warehouse]'"
        raise CannotError(says) from error
    schema, batches, count = (_parquet if is_parquet else _arrow)(stream, name)
    _refuse_columns(schema, name, pyarrow.types)
    return _texts(batches), count


def _parquet(stream: IO[bytes], name: str) -> tuple[Any, Iterator[Any], int | None]:
    from pyarrow import parquet  # noqa: PLC0415 - as above

    table = parquet.ParquetFile(stream)
    groups = (table.metadata.row_group(number) for number in range(table.metadata.num_row_groups))
    largest = max((group.total_byte_size for group in groups), default=0)
    if largest > _MOST_BYTES:
        says = f"a row group unpacks to {largest} bytes; write groups of at most {_MOST_BYTES} (1 GiB)"
        raise CannotError(f"{name}: {says}")
    return table.schema_arrow, table.iter_batches(batch_size=_AT_ONCE), table.metadata.num_rows


def _arrow(stream: IO[bytes], name: str) -> tuple[Any, Iterator[Any], int | None]:
    from pyarrow import ipc  # noqa: PLC0415 - as above

    table = ipc.open_file(stream)
    batches = (table.get_batch(number) for number in range(table.num_record_batches))
    return table.schema, _in_slices(batches, name), None


def _in_slices(batches: Iterator[Any], name: str) -> Iterator[Any]:
    for batch in batches:
        if batch.nbytes > _MOST_BYTES:
            says = f"a batch unpacks to {batch.nbytes} bytes; write batches of at most {_MOST_BYTES} (1 GiB)"
            raise CannotError(f"{name}: {says}")
        yield from (batch.slice(start, _AT_ONCE) for start in range(0, batch.num_rows, _AT_ONCE))


def _refuse_columns(schema: Any, name: str, types: Any) -> None:
    """Stop where a request has no id, or a column cannot be told exactly."""
    if _ID not in schema.names:
        raise CannotError(f"{name}: has no column {_ID}; each row is a request and needs its id there")
    for path, count in Counter(_names("", list(schema), types)).items():
        if count > 1:
            raise CannotError(f"{name}: there are {count} columns {path}; a field of a request is one")
    for column in schema:
        for path, kind in _leaves(column.name, column.type, types):
            if types.is_floating(kind):
                says = f"holds binary fractions ({kind}), which are not exact; write it as a whole number or a decimal"
                raise CannotError(f"{name}: the column {path} {says}, such as decimal128(18, 2)")
            if types.is_binary(kind) or types.is_large_binary(kind) or types.is_time(kind) or types.is_duration(kind):
                raise CannotError(f"{name}: the column {path} is {kind}, and no field of a request is that")


def _names(before: str, fields: list[Any], types: Any) -> Iterator[str]:
    """The paths of columns and of what is in structs."""
    for each in fields:
        path, kind = before + each.name, each.type
        yield path
        while types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
            path, kind = f"{path}[]", kind.value_type
        if types.is_struct(kind):
            yield from _names(f"{path}.", [kind.field(number) for number in range(kind.num_fields)], types)


def _leaves(path: str, kind: Any, types: Any) -> Iterator[tuple[str, Any]]:
    if types.is_struct(kind):
        for number in range(kind.num_fields):
            field = kind.field(number)
            yield from _leaves(f"{path}.{field.name}", field.type, types)
    elif types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        yield from _leaves(f"{path}[]", kind.value_type, types)
    elif types.is_dictionary(kind):
        yield from _leaves(path, kind.value_type, types)
    elif types.is_map(kind):
        yield from _leaves(f"{path}.*", kind.item_type, types)
    else:
        yield path, kind


def _texts(batches: Iterator[Any]) -> Iterator[tuple[int, bytes]]:
    number, encoder = 0, json.Encoder()
    for batch in batches:
        for row in batch.to_pylist(maps_as_pydicts="strict"):
            number += 1
            # A document begins with its id.
            yield number, encoder.encode(_stated({_ID: row.pop(_ID), **row}))


def _stated(value: Any) -> Any:
    """A value without the fields of it that are not stated, its decimals as they stand."""
    if isinstance(value, dict):
        return {key: _stated(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_stated(inner) for inner in value]
    return Raw(_decimal(value).encode()) if isinstance(value, Decimal) else value


def _decimal(value: Decimal) -> str:
    """The scale of a column is not that of each figure: 12.00 is 12, and 0.350 is 0.35."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
