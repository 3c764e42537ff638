"""Workers of Dask that read their own parts of a file: the same bytes, and what they cannot read told in one line."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from conftest import Command, Ran
from test_dask import HELD, Cluster, cluster, ended, read_a_statistic, until
from test_lines import document, lines
from test_tables_in import as_parquet, table

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

FEW = "from asipgrid.documents import line_parts\nline_parts.BYTES = 40_000\nline_parts.STRETCH = 100\n"


def asked(ours: Cluster, given: str, more: str = FEW, *options: str) -> subprocess.Popen[bytes]:
    """The command on requests of another name; parts are smaller than people's."""
    return ours.score(more, "--requests", given, *options)


def alone(ours: Cluster, process: Command, given: str) -> Ran:
    options = ("--requests", given, "--format", "jsonl", "--jobs", "1")
    return process("score", "requests/small", *options, cwd=ours.root)


def test_workers_read_their_parts_and_give_the_same_bytes(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path, 2) as ours:
        rows = [document(f"r{n:05}", funding={"requested": 1 + n % 7}) for n in range(1_500)]
        (ours.root / "all.parquet").write_bytes(as_parquet(table(*rows), row_group_size=400))
        (ours.root / "all.jsonl").write_text(lines(*rows))
        (ours.root / "parts").mkdir()
        for number in range(3):
            part = lines(*rows[number * 500 : (number + 1) * 500])
            (ours.root / f"parts/{number}.jsonl.gz").write_bytes(gzip.compress(part.encode()))
        for name in ("all.parquet", "all.jsonl", "parts/", "parts/*.gz"):
            given = f"{ours.root.as_uri()}/{name}"
            ran = ended(asked(ours, given, FEW, "-v"))
            assert ran.err.startswith(f"requests of {given}: the workers read them there\n")
            expected = alone(ours, process, given)
            assert (ran.code, ran.out, expected.code) == (0, expected.out, 0)
        sent = ended(asked(ours, "all.jsonl", "", "-v"))
        assert (sent.code, sent.out) == (0, alone(ours, process, "all.jsonl").out)
        assert sent.err.startswith("requests of all.jsonl: they are read here and sent; an address is read there\n")


def test_a_worker_that_is_lost_while_it_reads_changes_no_byte(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path, 1) as ours:
        ours.rows(2_000)
        given = (ours.root / "all.jsonl").as_uri()
        (ours.folder / "hold").touch()
        ours.join(HELD)
        ran = asked(ours, given)
        until((ours.folder / "begun").is_file)
        ours.workers[1].kill()
        assert ended(ran) == alone(ours, process, given)


def test_statistics_are_made_of_parts_too(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path, 2) as ours:
        read_a_statistic(ours.root)
        given = (ours.root / "all.jsonl").as_uri()
        ran = ended(asked(ours, given))
        assert '"statistics"' in ran.out.splitlines()[0]
        assert ran == alone(ours, process, given)


def test_what_a_worker_cannot_read_is_told_in_one_line(tmp_path: Path) -> None:
    """A file in the memory of this process; a file that is another there; other documents about the requests."""
    with cluster(tmp_path, 1) as ours:
        memory = "import fsspec\nwith fsspec.open('memory://x/all.jsonl', 'wb') as f: f.write(b'{}')\n"
        ran = ended(asked(ours, "memory://x/all.jsonl", memory))
        says = "a worker that reads a part says: memory://x/all.jsonl: cannot be read (no such file or directory)\n"
        assert (ran.code, ran.out, ran.err.splitlines(keepends=True)[-1]) == (2, "", ours.told(says[:-1]))
        given = (ours.root / "all.jsonl").as_uri()
        (ours.folder / "hold").touch()
        ours.join(HELD)
        ours.workers[0].kill()
        ran_ = asked(ours, given)
        until((ours.folder / "begun").is_file)
        ours.rows(451)
        ours.go_on()
        ran = ended(ran_)
        changed = f"{given}: has changed while it was read; begin again when nobody writes to it"
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.splitlines(keepends=True)[-1] == ours.told(f"a worker that reads a part says: {changed}")


DEADLY = """
import os
from asipgrid.documents import line_parts
two = getattr(line_parts.read, "two", line_parts.read)
def deadly(stretch):
    if stretch.part.start:
        os._exit(1)
    return two(stretch)
deadly.two = two
line_parts.read = deadly
"""


def test_a_part_that_ends_every_worker_is_read_here(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path) as ours:
        ours.join(DEADLY, "--nanny")
        given = (ours.root / "all.jsonl").as_uri()
        ran = ended(asked(ours, given), 120)
        assert ours.told(f"a part of {given} ended every worker that had it; scored here") in ran.err
        assert (ran.code, ran.out) == (0, alone(ours, process, given).out)
