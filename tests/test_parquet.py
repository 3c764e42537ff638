"""`score --format parquet`: the columns of CSV with their types, exact, in groups, readable by a warehouse."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import parquet

from asipgrid import formats, pipeline
from asipgrid.cli.score import ResultFormat, ScoreOptions, rank
from asipgrid.documents import workspace
from asipgrid.formats import Look, as_parquet
from asipgrid.model.results import Result
from asipgrid.text.escape import cell as escaped
from conftest import ROOT
from examples import examples


def result(call: Path) -> Result:
    """The result of a call that is sound."""
    case = pipeline.load(workspace.find_call(str(call), call.parent)).checked.case
    assert case is not None
    found = pipeline.evaluate(case)
    assert isinstance(found, Result)
    return found


def in_parts(found: Result) -> list[bytes]:
    return [part for part in formats.in_parts("parquet", found, Look()) if isinstance(part, bytes)]


def file_of(found: Result) -> bytes:
    return b"".join(in_parts(found))


def cell(value: Any) -> str:
    """A value as CSV writes it, figures without the zeros behind them."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: ""}[value]
    return escaped(value) if isinstance(value, str) else str(value)


def as_rows(found: Result) -> list[dict[str, str]]:
    rows = parquet.read_table(io.BytesIO(file_of(found))).to_pylist()
    return [{name: cell(value) for name, value in row.items()} for row in rows]


def of_csv(found: Result) -> list[dict[str, str]]:
    text = formats.written("csv", found, Look())
    rows = list(csv.DictReader(io.StringIO(text)))
    types = parquet.read_schema(io.BytesIO(file_of(found)))
    decimals = {field.name for field in types if str(field.type).startswith("decimal")}
    return [
        {
            name: cell(Decimal(value)) if name in decimals and value else value.replace("not stated", "")
            for name, value in row.items()
        }
        for row in rows
    ]


EXAMPLE = ROOT / "requests/example-2010"


@pytest.mark.slow
def test_rows_are_those_of_csv(tmp_path: Path) -> None:
    for call in (EXAMPLE, ROOT / "requests/relaunch-2009"):
        found = result(call)
        assert as_rows(found) == of_csv(found)


@pytest.mark.slow
@pytest.mark.parametrize("good", examples("good"), ids=lambda good: good.name)
def test_rows_of_every_good_call_are_those_of_csv(tmp_path: Path, good: Any) -> None:
    root = good.lay_out(tmp_path)
    for call in (path.parent for path in sorted(root.rglob("call.yaml"))):
        found = result(call)
        assert as_rows(found) == of_csv(found)


def test_amounts_are_decimals_and_the_call_stands_in_the_metadata() -> None:
    table = parquet.read_table(io.BytesIO(file_of(result(EXAMPLE))))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["awarded"] == types["score"] == types["INS"] == "decimal128(18, 2)"
    assert (types["rank"], types["eligible"], types["outcome"]) == ("int32", "bool", "string")
    call = json.loads(table.schema.metadata[b"asipgrid"])
    assert call["call"]["digest"].startswith("sha256:")
    assert (call["call"]["awarded"], call["call"]["left"]) == ("8500000.00", "0.00")


def test_groups_are_written_as_they_come_and_bytes_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found = result(EXAMPLE)
    assert file_of(found) == file_of(found)
    monkeypatch.setattr(as_parquet, "_GROUP", 5)
    parts = in_parts(found)
    assert len(parts) == 5
    written = parquet.ParquetFile(io.BytesIO(b"".join(parts)))
    assert [written.metadata.row_group(each).num_rows for each in range(4)] == [5, 5, 5, 1]
    monkeypatch.undo()
    assert written.read().equals(parquet.read_table(io.BytesIO(file_of(found))))


def test_a_warehouse_adds_up_what_was_awarded_as_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/warehouse.md").read_text("utf-8")
    asked, _, shown = page.partition("```sql\n")[2].partition("```\n\n```text\n")
    (tmp_path / "results.parquet").write_bytes(file_of(result(EXAMPLE)))
    monkeypatch.chdir(tmp_path)
    rows = duckdb.execute(asked).fetchall()
    assert "".join(f"{' '.join(map(str, row))}\n" for row in rows) == shown.partition("```")[0]


def test_the_command_writes_the_file_and_no_terminal_gets_it(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rank(str(EXAMPLE), ScoreOptions(form=ResultFormat("parquet"), quiet=True))
    assert capfdbinary.readouterr().out == file_of(result(EXAMPLE))
    monkeypatch.setattr("sys.stdout", _Terminal())
    with pytest.raises(workspace.CannotError, match="is no text; send it to a file"):
        rank(str(EXAMPLE), ScoreOptions(form=ResultFormat("parquet")))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
