"""`--watch`: the answer comes again after each change of a document, and after nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from asipgrid.cli import watching
from asipgrid.cli.console import Quit
from asipgrid.documents.workspace import CannotError
from conftest import Command, small

REQUEST = "requests/small/region-a.yaml"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("grids/doc.yaml", True),
        ("requests/small/region-a.yaml", True),
        ("requests/small/region-b.yml", True),
        ("requests/small/ratings/one/region-a.yaml", True),
        ("requests/small/templates/addendum.md.jinja", True),
        ("requests/small/results/call.json", False),
        ("requests/small/schemas/request.json", False),
        ("requests/small/.asipgrid-0123456789abcdef.tmp", False),
        (".git/index", False),
        ("README.md", False),
    ],
)
def test_only_what_is_read_makes_it_run_again(tmp_path: Path, name: str, *, read: bool) -> None:
    assert watching.is_read(tmp_path, None, str(tmp_path / name)) is read  # type: ignore[arg-type]


def test_what_ends_one_run_does_not_end_the_watch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(watching, "_changes", lambda _root: range(3))
    ends = iter([Quit(1), CannotError("small: no such call"), None])

    def run() -> None:
        end = next(ends)
        if end is not None:
            raise end

    watching.again_on_change(run, tmp_path)
    wait = b"waiting for a change; Ctrl-C ends this\n"
    assert capsysbinary.readouterr().err == wait + b"asipgrid: small: no such call\n" + wait + wait


def test_requests_from_elsewhere_are_not_watched(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("score", "small", "--watch", "--requests", "-", cwd=small(tmp_path))
    assert (ran.code, ran.err) == (2, "asipgrid: --watch goes with the call's own files alone\n")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "score"])
def test_a_change_is_answered_and_an_interrupt_ends_it(tmp_path: Path, command: str) -> None:
    root = small(tmp_path)
    asked = [str(Path(sys.executable).with_name("asipgrid")), command, "requests/small", "--watch"]
    told = b""
    with subprocess.Popen(asked, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        for text in ("request: region-a\n", None):
            for line in running.stderr:
                told += line
                if line.startswith(b"waiting"):
                    break
            if text is not None:
                (root / REQUEST).write_text(text)
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(timeout=30) == 130
    assert told.count(b"waiting for a change") == 2
