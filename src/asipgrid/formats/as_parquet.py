"""Results as a Parquet file: the columns of CSV with their types, one row a request by id (extra `asipgrid[warehouse]`)."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents.libraries import needed
from asipgrid.formats import Outline
from asipgrid.formats.as_csv import Csv, row
from asipgrid.formats.as_json import head
from asipgrid.model.results import Settled
from asipgrid.model.values import decimals_of
from asipgrid.selection.columns import COUNT, FIGURE, MONEY, TRUTH, Column
from asipgrid.text import jsons

with needed("--format parquet needs", "warehouse"):
    import pyarrow as pa
    from pyarrow import parquet

# So many rows are a group: what a reader unpacks at once.
_GROUP: Final = 10_000
# Figures have as many decimals as results print of them, amounts as many as any currency.
_DIGITS: Final = 18
_DECIMALS: Final = {"completeness": 4}
_KEY: Final = b"asipgrid"


class Parquet(Csv):
    """Figures and amounts are decimals, what is not stated is null; the call and what it comes to stand in the metadata."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[bytes]:  # type: ignore[override]
        """The file, group by group."""
        heading = self.heading(outline)
        fields = [pa.field(name, _type(self.columns[name], outline.call.currency)) for name in heading]
        schema = pa.schema(fields, metadata={_KEY: jsons.inline(head(outline)).encode()})
        sink = _Sink()
        rows = (row(self._figures(*each), heading, text=str) for each in parts)
        with parquet.ParquetWriter(sink, schema, compression="zstd", store_schema=True) as writer:
            while group := list(itertools.islice(rows, _GROUP)):
                columns = zip(*group, strict=True)
                writer.write_table(
                    pa.table([_column(*each) for each in zip(columns, fields, strict=True)], schema=schema)
                )
                yield sink.taken()
        yield sink.taken()


def _type(column: Column, currency: str) -> Any:
    if column.kind == COUNT:
        return pa.int32()
    if column.kind == TRUTH:
        return pa.bool_()
    if column.kind == MONEY:
        return pa.decimal128(_DIGITS, max(2, decimals_of(currency)))
    if column.kind == FIGURE:
        return pa.decimal128(_DIGITS, _DECIMALS.get(column.name, 2))
    return pa.string()


def _column(values: Sequence[Any], field: Any) -> Any:
    if pa.types.is_decimal(field.type):
        values = [None if value is None else Decimal(value) for value in values]
    elif pa.types.is_boolean(field.type):
        values = [{"true": True, "false": False}.get(value) for value in values]
    return pa.array(values, type=field.type)


class _Sink(io.RawIOBase):
    """What is written, until it is taken; places are counted from the beginning of the file all the same."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._end = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._end

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._end += len(part)
        return len(part)

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
