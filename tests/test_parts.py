"""Requests in parts that workers read themselves: the bytes of one reading, however they are cut and by how many."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import ipc

from asipgrid.documents import line_files, line_parts, spool, workspace
from asipgrid.documents.line_files import RequestsFile
from asipgrid.documents.workspace import CannotError
from asipgrid.formats import Look
from asipgrid.parallel import alone, batch, messages
from asipgrid.parallel.executors import in_chunks
from conftest import Command, small, small_rating
from test_lines import document, lines
from test_tables_in import as_parquet, table

COUNT = 13


def documents(count: int = COUNT) -> list[dict[str, Any]]:
    """Requests of which one is wrong, one odd, and two are about the same."""
    rows = [document(f"r{number:02}", funding={"requested": 1 + number % 5}) for number in range(count)]
    rows[4]["titel"] = "x"
    rows[6]["submitted_on"] = "2010-03-02"
    return [*rows, document("r02")]


def plain(rows: Iterable[dict[str, Any]]) -> bytes:
    """Lines among which some are empty."""
    return b"".join(
        line + b"\n" + b"\n" * (number % 3) for number, line in enumerate(lines(*rows).encode().splitlines())
    )


def arrow(rows: Iterable[dict[str, Any]]) -> bytes:
    sink, found = io.BytesIO(), table(*rows)
    with ipc.new_file(sink, found.schema) as writer:
        for batch_ in found.to_batches(max_chunksize=3):
            writer.write_batch(batch_)
    return sink.getvalue()


SOUND = [row for row in documents() if "titel" not in row]
WRITTEN: dict[str, Callable[[], bytes]] = {
    "all.jsonl": lambda: b"\xef\xbb\xbf" + plain(documents()),
    "all.jsonl.gz": lambda: gzip.compress(plain(documents())),
    "all.parquet": lambda: as_parquet(table(*SOUND), row_group_size=5),
    "all.arrow": lambda: arrow(SOUND),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    names = ("r00", "r02", "r03", "r09", "nobody")
    return small(tmp_path, {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in names})


class Here(Executor):
    """A worker in this process, which breaks when `deadly` says so of what it is given."""

    def __init__(self, deadly: Callable[[Any, Any], bool]) -> None:
        self.deadly, self.broken = deadly, False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **_more: Any) -> Future[Any]:
        if self.broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        self.broken = self.deadly(function, arguments[1])
        if self.broken:
            future.set_exception(BrokenExecutor())
            return future
        try:
            future.set_result(function(*arguments))
        except CannotError as error:
            future.set_exception(error)
        return future


def nothing(_function: Any, _chunk: Any) -> bool:
    return False


def work(deadly: Callable[[Any, Any], bool] = nothing, ahead: int = 3) -> messages.Work:
    @contextmanager
    def executor() -> Iterator[Executor]:
        yield Here(deadly)

    return lambda frame, requests: in_chunks(frame, requests, executor, 2, ahead)


def answered(root: Path, given: str, doing: messages.Work, form: str = "json") -> tuple[str, list[str]]:
    """The result, and what was found with its place."""
    space = workspace.find_call("small", root)
    with spool.Spool() as shelf, ExitStack() as stack:
        found = batch.answer(space, form, Look(), doing, shelf, line_files.opened(given, stack), keep_going=True)
        return "".join(found.text), [f"{each.place} {each.code} {each.says}" for each in found.findings]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(("size", "most"), [(1, 1), (700, 2), (5_000, 100)])
def test_however_a_file_is_cut_the_bytes_are_those_of_one_reading(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int, most: int
) -> None:
    monkeypatch.setattr(line_parts, "BYTES", size)
    monkeypatch.setattr(line_parts, "STRETCH", most)
    (root / name).write_bytes(WRITTEN[name]())
    address = (root / name).as_uri()
    expected = answered(root, address, alone.score)
    assert len(json.loads(expected[0])["requests"]) == COUNT - 2
    assert any("R001 the request r02 stands on line" in each for each in expected[1])
    assert answered(root, address, work()) == expected


@given(st.lists(st.sampled_from([b"", b" ", b"x", b"yy", b"z" * 30]), max_size=30), st.booleans(), st.integers(1, 9))
def test_lines_are_cut_at_their_ends_and_each_is_of_one_part(texts: list[bytes], ended: bool, size: int) -> None:
    data = b"\n".join(texts) + b"\n" * ended
    with fsspec.open("memory://cut/all.jsonl", "wb") as file:
        file.write(data)
    (found,) = ofs("memory://cut/all.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_parts, "BYTES", size)
        parts = list(line_parts.divided(found))
    numbered, before = [], 0
    for part in parts:
        read = line_parts.read(line_parts.Stretch(part=part, skipped=0, most=1_000))
        numbered += [(before + number, text) for number, text in read.lines]
        before += read.count
    assert numbered == [each for each in line_files.lines_of(io.BytesIO(data)) if each[1]]


def ofs(given: str) -> tuple[RequestsFile, ...]:
    """The files of an address."""
    with ExitStack() as stack:
        return line_files.opened(given, stack).files


@pytest.mark.parametrize("given", ["{root}/parts", "{uri}/parts/", "{uri}/parts/*.jsonl"])
def test_many_files_are_read_by_name_and_each_finding_names_its_own(
    root: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setattr(line_parts, "STRETCH", 2)
    rows = documents()
    (root / "parts").mkdir()
    for number, start in enumerate(range(0, len(rows), 5)):
        (root / f"parts/{number}.jsonl").write_bytes(plain(rows[start : start + 5]))
    (root / "parts/_SUCCESS").touch()
    monkeypatch.chdir(root)
    address = given.format(root=root, uri=root.as_uri())
    text, told = answered(root, address, work())
    assert (text, told) == answered(root, address, alone.score)
    first, second = (f"{address.rpartition('/parts')[0]}/parts/{number}.jsonl" for number in (0, 2))
    assert f"{second}:7:1 R001 the request r02 stands in {first} on line 4 already; a request has one line" in told
    assert [each["id"] for each in json.loads(text)["requests"]] == [
        f"r{number:02}" for number in range(COUNT) if number not in (2, 4)
    ]


def test_files_in_a_folder_that_hold_no_request_are_passed_over(root: Path, asipgrid: Command) -> None:
    (root / "parts").mkdir()
    (root / "parts/0.jsonl").write_text(lines(*(document(name) for name in ("r00", "r02", "r03", "r09", "nobody"))))
    (root / "parts/_SUCCESS").touch()
    ran = asipgrid("score", "requests/small", "--requests", "parts", "-v", cwd=root)
    assert (ran.code, "1 other file passed over: parts/_SUCCESS\n" in ran.err) == (0, True)
    (root / "none").mkdir()
    for where in ("none", (root / "none").as_uri() + "/"):
        ran = asipgrid("score", "requests/small", "--requests", where, cwd=root)
        assert (ran.code, ran.err) == (2, f"asipgrid: {where}: there is no file of requests\n")


def test_a_call_with_statistics_is_read_twice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_parts, "STRETCH", 2)
    grid, call = root / "grids/doc.yaml", root / "requests/small/call.yaml"
    read = grid.read_text().replace("ratio: [doc.valid, doc.total]", "ratio: [statistics.fewest, doc.total]")
    grid.write_text(read.replace("block: doc", "relative: true\nblock: doc"))
    call.write_text(call.read_text() + "statistics: {fewest: {lowest: funding.requested}}\n")
    (root / "all.parquet").write_bytes(WRITTEN["all.parquet"]())
    address = (root / "all.parquet").as_uri()
    expected = answered(root, address, alone.score)
    assert json.loads(expected[0])["statistics"]["fewest"]["value"] == "1"
    assert answered(root, address, work()) == expected


# ── what goes wrong ────────────────────────────────────────────────────────────────────────────────


def test_a_line_that_ends_its_process_is_named_by_its_number_and_the_others_are_ranked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_parts, "BYTES", 700)
    monkeypatch.setattr(line_parts, "STRETCH", 3)
    (root / "all.jsonl").write_bytes(plain(documents()))
    address = (root / "all.jsonl").as_uri()

    def deadly(function: Any, chunk: Any) -> bool:
        if function is alone.score_stretch:
            return any(b"r08" in text for _, text in line_parts.read(chunk).lines)
        return isinstance(chunk, list) and any(each.id == "r08" for each in chunk)

    text, told = answered(root, address, work(deadly))
    whole, wrong = answered(root, address, alone.score)
    assert [each for each in told if each not in wrong] == [
        f"{address}:16:1 F001 this document, or one about the same request, ends the process that reads it"
    ]
    assert [each["id"] for each in json.loads(text)["requests"]] == [
        each["id"] for each in json.loads(whole)["requests"] if each["id"] != "r08"
    ]


def test_a_part_that_ends_the_process_that_reads_it_ends_the_run(root: Path) -> None:
    (root / "all.jsonl").write_bytes(plain(documents()))
    address = (root / "all.jsonl").as_uri()
    with pytest.raises(CannotError, match=r"all\.jsonl: a part of it ends the process that reads it$"):
        answered(root, address, work(lambda function, _: function in (alone.score_stretch, alone.read_stretch)))


def test_a_process_that_dies_by_chance_loses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_parts, "STRETCH", 2)
    (root / "all.jsonl.gz").write_bytes(WRITTEN["all.jsonl.gz"]())
    address = (root / "all.jsonl.gz").as_uri()
    deaths = iter([False, False, False, True])
    expected = answered(root, address, alone.score)
    assert answered(root, address, work(lambda *_: next(deaths, False))) == expected


def test_a_file_that_changes_while_parts_of_it_are_read_decides_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_parts, "STRETCH", 2)
    for name in ("all.jsonl", "all.parquet"):
        (root / name).write_bytes(WRITTEN[name]())
        taken = iter(range(100))

        def changed(_function: Any, _chunk: Any, name: str = name, taken: Iterator[int] = taken) -> bool:
            if next(taken) == 2:
                (root / name).write_bytes(WRITTEN[name]() + b" ")
            return False

        with pytest.raises(CannotError, match="has changed while it was read; begin again when nobody writes to it"):
            answered(root, (root / name).as_uri(), work(changed))


def test_other_documents_about_requests_than_here_are_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does not see a sheet would score without it, and nobody would know."""
    (root / "all.jsonl").write_bytes(WRITTEN["all.jsonl"]())
    monkeypatch.setattr(alone, "about_lines", lambda _: {})
    with pytest.raises(CannotError, match="a worker finds other documents about requests there than are here"):
        answered(root, (root / "all.jsonl").as_uri(), work())


def test_a_line_without_end_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes over many parts, of which none but the first reads it."""
    monkeypatch.setattr(line_parts, "BYTES", 100_000)
    (root / "all.jsonl").write_bytes(b'{"request": "a", "title": "' + b"x" * 3_000_000)
    (found,) = ofs((root / "all.jsonl").as_uri())
    counts = [
        line_parts.read(line_parts.Stretch(part=part, skipped=0, most=9)).count for part in line_parts.divided(found)
    ]
    assert counts == [1, *[0] * 30]
    _, told = answered(root, (root / "all.jsonl").as_uri(), work())
    assert any("all.jsonl:1:1 F003" in each for each in told)


def test_a_group_of_a_table_that_is_damaged_is_told_with_its_file(root: Path) -> None:
    data = bytearray(as_parquet(table(*SOUND), row_group_size=5, compression="zstd"))
    data[60:90] = b"\xff" * 30
    (root / "all.parquet").write_bytes(data)
    with pytest.raises(CannotError, match=r"all\.parquet: cannot be read \("):
        answered(root, (root / "all.parquet").as_uri(), work())
