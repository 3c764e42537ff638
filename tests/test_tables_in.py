"""Requests compressed, as Parquet and as Arrow, from a path and from an address: the result of the same lines."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import fsspec
import msgspec
import pyarrow as pa
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import feather, parquet

from asipgrid.documents import line_files
from asipgrid.documents.table_texts import texts
from asipgrid.documents.workspace import CannotError
from conftest import Command, Ran, small, small_rating
from test_lines import document, lines, without_digests

NAMES = ("b", "a", "c")
SCORE = ("score", "requests/small", "--format", "json", "-q", "--requests")


def table(*documents: dict[str, Any]) -> pa.Table:
    """Requests as a program for tables holds them: days as days, amounts as decimals, what is not stated as nothing."""
    rows = [
        {
            **each,
            "submitted_on": dt.date.fromisoformat(each["submitted_on"]),
            "funding": {"requested": Decimal(each["funding"]["requested"]), "minimum": None},
        }
        for each in documents
    ]
    schema = pa.schema(
        [
            ("call", pa.string()),
            ("request", pa.string()),
            ("title", pa.string()),
            ("applicant", pa.struct([(key, pa.string()) for key in ("name", "legal_form", "scope", "region")])),
            ("submitted_on", pa.date32()),
            ("funding", pa.struct([("requested", pa.decimal128(18, 2)), ("minimum", pa.decimal128(18, 2))])),
            (
                "doc",
                pa.struct(
                    [("signed", pa.bool_()), ("format", pa.string()), ("total", pa.int64()), ("valid", pa.int32())]
                ),
            ),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def as_parquet(found: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(found, sink, **options)
    return sink.getvalue()


def as_arrow(found: pa.Table) -> bytes:
    sink = io.BytesIO()
    feather.write_feather(found, sink, compression="zstd")
    return sink.getvalue()


PLAIN = lines(*map(document, NAMES)).encode()
WRITTEN: dict[str, Callable[[], bytes]] = {
    "all.jsonl.gz": lambda: gzip.compress(PLAIN),
    "all.jsonl.zst": lambda: zstandard.compress(PLAIN),
    "frames.zst": lambda: b"".join(zstandard.compress(line + b"\n") for line in PLAIN.splitlines()),
    "all.parquet": lambda: as_parquet(table(*map(document, NAMES)), row_group_size=2),
    "all.arrow": lambda: as_arrow(table(*map(document, NAMES))),
    "no-ending": lambda: as_parquet(table(*map(document, NAMES)), compression="zstd"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    home = small(tmp_path, {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in NAMES})
    (home / "all.jsonl").write_bytes(PLAIN)
    return home


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITTEN)
def test_however_it_is_written_the_result_is_that_of_the_lines(asipgrid: Command, root: Path, name: str) -> None:
    (root / name).write_bytes(WRITTEN[name]())
    expected = asipgrid(*SCORE, "all.jsonl", cwd=root)
    assert (expected.code, json.loads(expected.out)["requests"][0]["id"]) == (0, "a")
    ran = asipgrid(*SCORE, name, cwd=root)
    assert (ran.code, ran.err, without_digests(ran.out)) == (0, "", without_digests(expected.out))


def test_an_address_is_read_as_its_file_is(asipgrid: Command, root: Path) -> None:
    with fsspec.open("memory://calls/all.jsonl.gz", "wb") as file:
        file.write(gzip.compress(PLAIN))
    expected = asipgrid(*SCORE, "all.jsonl", cwd=root)
    for address in ("memory://calls/all.jsonl.gz", (root / "all.jsonl").as_uri()):
        assert asipgrid(*SCORE, address, cwd=root).out == expected.out


def told(ran: Ran) -> tuple[int, str]:
    assert "Traceback" not in ran.err
    return ran.code, ran.err


def test_a_row_is_told_by_its_number_and_a_column_as_a_field(asipgrid: Command, root: Path) -> None:
    odd = table(document("a"), document("b", funding={"requested": 400}))
    odd = odd.append_column("size", pa.array([None, 3]))
    (root / "all.parquet").write_bytes(as_parquet(odd))
    ran = asipgrid("score", "requests/small", "--requests", "all.parquet", "--keep-going", cwd=root)
    assert "all.parquet:2:" in ran.err
    assert "S001 size is not a field" in ran.err
    assert "all.parquet:1:" not in ran.err


def doubles() -> bytes:
    funding = pa.array([{"requested": 400.1}])
    return as_parquet(table(document("a")).set_column(5, "funding", funding))


def not_utf8() -> pa.Array:
    """A text that a program wrote without looking."""
    return pa.array([b"caf\xe9"]).view(pa.string())


def with_size(column: pa.Array, write: Callable[[pa.Table], bytes] = as_parquet) -> bytes:
    return write(table(document("a")).append_column("size", column))


def twice() -> pa.Array:
    """Parts in which a field stands twice."""
    return pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["one", "one"])


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut.jsonl.gz": (lambda: gzip.compress(PLAIN)[:-12], "cannot be read (what is compressed ends too early)"),
    "damaged.jsonl.gz": (
        lambda: gzip.compress(PLAIN)[:20] + b"\xff" * 400,
        "cannot be read (what is compressed is damaged)",
    ),
    "cut.jsonl.zst": (lambda: zstandard.compress(PLAIN)[:-12], "cannot be read (what is compressed ends too early)"),
    "cut-between.jsonl.zst": (
        lambda: zstandard.compress(PLAIN) + zstandard.compress(PLAIN)[:9],
        "cannot be read (what is compressed ends too early)",
    ),
    "damaged.jsonl.zst": (
        lambda: zstandard.compress(PLAIN)[:20] + b"\xff" * 400,
        "cannot be read (what is compressed is damaged)",
    ),
    "lines-without-end.gz": (
        lambda: gzip.compress((b" " * 1_000_000 + b"\n") * 80),
        "unpacks to more than 200 times its size, which no requests do",
    ),
    "twice.parquet": (
        lambda: as_parquet(table(document("a")).append_column("title", pa.array(["another"]))),
        "there are 2 columns title; a field of a request is one",
    ),
    "no-text.arrow": (
        lambda: as_arrow(table(document("a")).set_column(2, "title", not_utf8())),
        "cannot be read (a text in it is no UTF-8)",
    ),
    "no.parquet": (lambda: b"PAR1" + b"x" * 100, "cannot be read ("),
    "cut.parquet": (lambda: as_parquet(table(document("a")))[:-40], "cannot be read ("),
    "cut.arrow": (lambda: as_arrow(table(document("a")))[:60], "cannot be read ("),
    "no-id.parquet": (
        lambda: as_parquet(table(document("a")).drop_columns(["request"])),
        "has no column request; each row is a request and needs its id there",
    ),
    "doubles.parquet": (
        doubles,
        "the column funding.requested holds binary fractions (double), which are not exact; write it as",
    ),
    "binary.parquet": (
        lambda: as_parquet(table(document("a")).append_column("annex", pa.array([b"%PDF"]))),
        "the column annex is binary, and no field of a request is that",
    ),
    "binary-of-one-length.parquet": (
        lambda: with_size(pa.array([b"%PDF"], pa.binary(4))),
        "the column size is fixed_size_binary[4], and no field of a request is that",
    ),
    "interval.arrow": (
        lambda: with_size(pa.array([(1, 2, 3)], pa.month_day_nano_interval()), as_arrow),
        "the column size is month_day_nano_interval, and no field of a request is that",
    ),
    "doubles-in-views.arrow": (
        lambda: with_size(pa.array([[1.5]], pa.list_view(pa.float64())), as_arrow),
        "the column size[] holds binary fractions (double), which are not exact",
    ),
    "doubles-in-runs.arrow": (
        lambda: with_size(pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array([1.5])), as_arrow),
        "the column size holds binary fractions (double), which are not exact",
    ),
    "twice-in-a-map.arrow": (
        lambda: with_size(pa.MapArray.from_arrays([0, 1], pa.array(["k"]), twice()), as_arrow),
        "there are 2 columns size.*.one; a field of a request is one",
    ),
    "key-twice.parquet": (
        lambda: with_size(pa.array([[("k", 1), ("k", 2)]], pa.map_(pa.string(), pa.int32()))),
        "cannot be read (a map has a key twice)",
    ),
    "nanoseconds.parquet": (
        lambda: with_size(pa.array([1], pa.timestamp("ns"))),
        "cannot be read (Casting from timestamp[ns] to timestamp[us] would lose data: 1)",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_or_told_exactly_is_refused(asipgrid: Command, root: Path, name: str) -> None:
    made, says = HOSTILE[name]
    (root / name).write_bytes(made())
    code, err = told(asipgrid(*SCORE, name, cwd=root))
    assert code == 2
    assert err.startswith(f"asipgrid: {name}: {says}")


def test_what_unpacks_without_end_is_read_no_further_than_a_line_may_be_long(asipgrid: Command, root: Path) -> None:
    (root / "bomb.gz").write_bytes(gzip.compress(b'{"request": "a", "title": "' + b"x" * 50_000_000))
    code, err = told(asipgrid(*SCORE, "bomb.gz", cwd=root))
    assert code == 1
    assert "bomb.gz:1:1: F003" in err


def test_an_address_nobody_knows_is_refused(asipgrid: Command, root: Path) -> None:
    ran = asipgrid(*SCORE, "nowhere://x/all.jsonl", cwd=root)
    assert (ran.code, ran.err) == (
        2,
        "asipgrid: nowhere://x/all.jsonl: cannot be read (Protocol not known: nowhere)\n",
    )


def test_no_secret_of_an_address_is_told_or_written(asipgrid: Command, root: Path) -> None:
    address = "memory://me:secret@calls/{}?signature=secret"
    with fsspec.open(address.format("all.jsonl"), "wb") as file:
        file.write(PLAIN + lines(document("a")).encode())
    for name in ("all.jsonl", "none.jsonl"):
        ran = asipgrid(*SCORE, address.format(name), "--keep-going", cwd=root)
        assert f"memory://calls/{name}: " in ran.err or f"memory://calls/{name}:4:" in ran.err
        assert "secret" not in ran.out + ran.err


def test_a_file_that_changes_while_it_is_read_decides_nothing(root: Path) -> None:
    with contextlib.ExitStack() as stack:
        found = line_files.opened((root / "all.jsonl").as_posix(), stack)
        rows = iter(found.lines)
        next(rows)
        (root / "all.jsonl").write_bytes(PLAIN * 2)
        with pytest.raises(CannotError, match="has changed while it was read; begin again when nobody writes to it"):
            list(rows)


# ── rows become lines column by column: what they become row by row ────────────────────────────────

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
LEAVES: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), TEXT),
    (pa.large_string(), TEXT),
    (pa.bool_(), st.booleans()),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.uint8(), st.integers(0, 255)),
    (pa.decimal128(18, 2), st.decimals(-(10**12), 10**12, places=2)),
    (pa.decimal128(20, 9), st.decimals(-1000, 1000, places=9)),
    (pa.decimal256(40, 0), st.integers(-(10**30), 10**30).map(Decimal)),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), st.datetimes()),
    (pa.dictionary(pa.int32(), pa.string()), TEXT),
    (pa.null(), st.none()),
]
ANY: st.SearchStrategy[tuple[pa.DataType, st.SearchStrategy[Any]]] = st.recursive(
    st.sampled_from(LEAVES).map(lambda leaf: (leaf[0], st.none() | leaf[1])),
    lambda inner: (
        inner.map(lambda each: (pa.list_(each[0]), st.none() | st.lists(each[1], max_size=3)))
        | inner.map(
            lambda each: (
                pa.list_(each[0], 2),
                st.none() | st.lists(each[1], min_size=2, max_size=2),
            )
        )
        | st.dictionaries(TEXT, inner, min_size=1, max_size=3).map(
            lambda fields: (
                pa.struct([(name, kind) for name, (kind, _) in fields.items()]),
                st.none() | st.fixed_dictionaries({name: values for name, (_, values) in fields.items()}),
            )
        )
    ),
    max_leaves=4,
)


def plainly(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, dict):
        return {key: plainly(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plainly(inner) for inner in value]
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return msgspec.Raw((text.rstrip("0").rstrip(".") if "." in text else text).encode())
    return value


@given(ANY, st.data(), st.integers(0, 3), st.integers(1, 5))
def test_rows_become_lines_column_by_column_as_one_by_one(
    drawn: Any, data: st.DataObject, start: int, size: int
) -> None:
    kind, values = drawn
    rows = data.draw(st.lists(st.fixed_dictionaries({"request": st.none() | TEXT, "x": values}), max_size=6))
    batch = pa.RecordBatch.from_pylist(rows, schema=pa.schema([("x", kind), ("request", pa.string())]))
    some = batch.slice(start, size)  # as of an Arrow file, whose columns then begin elsewhere
    expected = [msgspec.json.encode(plainly({"request": row.pop("request"), **row})) for row in some.to_pylist()]
    assert texts(some, "request") == expected


def test_a_time_to_the_nanosecond_is_told_as_one_to_the_microsecond() -> None:
    times = pa.array([None, "2026-01-31", "2026-01-31T09:30:00.000005"])
    for zone in (None, "UTC"):
        told = [
            texts(
                pa.RecordBatch.from_pydict({"request": ["a"] * 3, "x": times.cast(pa.timestamp(unit)).cast(kind)}),
                "request",
            )
            for unit, kind in (("us", pa.timestamp("us", zone)), ("ns", pa.timestamp("ns", zone)))
        ]
        assert told[0] == told[1]
        assert told[1][2].startswith(b'{"request":"a","x":"2026-01-31T09:30:00.000005')
