"""A bar for work that lasts: on a terminal alone, with its rate and the time left, and gone when the work is done."""

from __future__ import annotations

import os
import pty
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Command, screenfuls, small, small_request

SCRIPT = """
import sys, time
from asipgrid import cli
from asipgrid.cli import progress
from asipgrid.parallel import alone
progress.PATIENCE = 0.05
one = alone.Scorer.scored
def slowly(*given):
    time.sleep(0.02)
    return one(*given)
alone.Scorer.scored = slowly
sys.argv = ["asipgrid", "score", "small", "--format", "jsonl", "--jobs", "1"]
cli.main()
"""


def on_a_terminal(
    folder: Path, script: str, watch: Callable[[int, bytes], None] = lambda _pid, _out: None
) -> tuple[int, str]:
    """The exit code of a script whose stderr is a terminal, and what was written there."""
    child, screen = pty.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.chdir(folder)
        os.environ |= {"TERM": "xterm", "COLUMNS": "80"}
        os.execv(sys.executable, [sys.executable, "-c", script])
    out = b""
    for data in screenfuls(screen):
        out += data
        watch(child, out)
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out.decode()


def workspace(tmp_path: Path, count: int = 60) -> Path:
    names = [f"r{n:03}" for n in range(count)]
    return small(tmp_path, {f"requests/small/{name}.yaml": small_request(name) for name in names})


def test_a_bar_says_how_much_is_done_how_fast_and_how_long_it_will_take(tmp_path: Path) -> None:
    code, shown = on_a_terminal(workspace(tmp_path), SCRIPT)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert code == 0
    assert re.search(r"scored .*\d+/60 [\d,]+ a second \d:\d\d:\d\d", plain)


@pytest.mark.slow
def test_an_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    told: list[int] = []

    def interrupt(child: int, out: bytes) -> None:
        # Once: a second one would meet the interpreter on its way out.
        if b"/600" in out and not told:
            told.append(child)
            os.kill(child, signal.SIGINT)

    # So many that a busy machine is not done before the interrupt arrives.
    code, _ = on_a_terminal(workspace(tmp_path, 600), SCRIPT, interrupt)
    assert code == 130


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_nothing_is_shown_where_stderr_is_no_terminal(
    tmp_path: Path, process: Command, options: tuple[str, ...]
) -> None:
    ran = process("score", "small", "--format", "jsonl", *options, cwd=workspace(tmp_path))
    assert (ran.code, ran.err) == (0, "")


def test_a_note_stands_on_a_line_of_its_own_above_the_bar(tmp_path: Path) -> None:
    script = SCRIPT.replace(
        "def slowly(*given):",
        """
from asipgrid.cli.console import note
def slowly(*given):
    if given[1].id == "r040":
        note("a worker is gone")""",
    )
    code, shown = on_a_terminal(workspace(tmp_path), script)
    assert code == 0
    assert re.search(r"(?:\x1b\[2K|\n)a worker is gone\r?\n", shown)
