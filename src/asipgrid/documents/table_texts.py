"""Rows of a table as JSON, column by column: each column becomes texts, and a row joins its own; no row goes through Python.

What comes out is what `msgspec` writes of the rows as Python has them, without the fields that are not stated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from msgspec import Raw, json
from pyarrow import compute, types

# What JSON writes otherwise than it stands.
_ESCAPED: Final = r'["\\\x00-\x1f]'
_ENCODER: Final = json.Encoder()


def texts(batch: Any, first: str) -> list[bytes]:
    """The rows of a batch, each as an object that begins with the column `first`; UnicodeDecodeError where a text is none."""
    names = [first, *(each for each in batch.schema.names if each != first)]
    rows = _object(names, [batch.column(each) for each in names])
    return [each.encode() for each in rows.to_pylist()]


def _object(names: list[str], columns: list[Any]) -> Any:
    """Objects of these fields; one that is not stated is left out."""
    members = [
        _joined(f"{_ENCODER.encode(name).decode()}:", _texts(column), nulls="emit_null")
        for name, column in zip(names, columns, strict=True)
    ]
    # Where all were left out, a row would be.
    begun = compute.binary_join_element_wise("{", *members, ",", null_handling="skip")
    return _joined(compute.replace_substring(begun, "{,", "{", max_replacements=1), "}", nulls="emit_null")


def _joined(*parts: Any, nulls: str) -> Any:
    return compute.binary_join_element_wise(*parts, "", null_handling=nulls)


def _texts(column: Any) -> Any:
    """The values of a column as JSON; what is not stated stays nothing."""
    kind = column.type
    if types.is_struct(kind) and kind.num_fields:
        names = [kind.field(number).name for number in range(kind.num_fields)]
        return compute.if_else(column.is_valid(), _object(names, column.flatten()), None)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _lists(column)
    if types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if types.is_boolean(kind) or types.is_integer(kind):
        return column.cast(pa.string())
    if types.is_date32(kind):
        return _joined('"', column.cast(pa.string()), '"', nulls="emit_null")
    if types.is_decimal(kind):
        return _decimals(column)
    if types.is_timestamp(kind) and kind.unit == "ns":  # in Python, times are no finer
        return _one_by_one(column.cast(pa.timestamp("us", kind.tz)))
    if types.is_string(kind) or types.is_large_string(kind):
        text = column.cast(pa.string())
        if not compute.any(compute.match_substring_regex(text, _ESCAPED)).as_py():
            return _joined('"', text, '"', nulls="emit_null")
    return _one_by_one(column)


def _lists(column: Any) -> Any:
    there = column.is_valid()
    lengths = compute.if_else(there, compute.list_value_length(column), 0).cast(pa.int32())
    ends = compute.cumulative_sum(lengths.fill_null(0))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    items = _texts(column.flatten()).fill_null("null")
    inner = compute.binary_join(pa.ListArray.from_arrays(offsets, items), ",")
    return compute.if_else(there, _joined("[", inner, "]", nulls="emit_null"), None)


def _decimals(column: Any) -> Any:
    """The scale of a column is not that of each figure: 12.00 is 12, and 0.350 is 0.35."""
    text = column.cast(pa.string())
    if compute.any(compute.match_substring(text, "E")).as_py():
        return _one_by_one(column)
    for zeros, rest in ((r"(\.[0-9]*[1-9])0+$", r"\1"), (r"\.0+$", "")):
        text = compute.replace_substring_regex(text, zeros, rest)
    return text


def _one_by_one(column: Any) -> Any:
    try:
        values = column.to_pylist(maps_as_pydicts="strict")
    except KeyError as error:
        raise pa.ArrowInvalid("a map has a key twice") from error
    return pa.array([None if each is None else _ENCODER.encode(_stated(each)).decode() for each in values], pa.string())


def _stated(value: Any) -> Any:
    """A value without the fields of it that are not stated, its decimals as they stand."""
    if isinstance(value, dict):
        return {key: _stated(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_stated(inner) for inner in value]
    return Raw(_decimal(value).encode()) if isinstance(value, Decimal) else value


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
