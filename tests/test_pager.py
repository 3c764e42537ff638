"""Long answers at a terminal go through a pager, as those of git do; everything else is printed at once."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import ROOT, Command, screenfuls, small, small_request

# A pager that says what it was told, and shows what it was given.
TELLING = '#!/bin/sh\necho "paged with LESS=$LESS, asked for $*"\ncat\nexit 3\n'
LONG = ("help", "review")


class Shown:
    """What a command shows at a terminal of 24 lines, and its exit code; `keys` are typed one by one when nothing more is shown."""

    def __init__(self, *arguments: str, env: Mapping[str, str], keys: str, cwd: Path) -> None:
        child, screen = pty.fork()
        if child == 0:
            os.chdir(cwd)
            for name in ("PAGER", "ASIPGRID_PAGER", "LESS", "NO_COLOR", "LINES"):
                os.environ.pop(name, None)
            os.environ.update({"TERM": "xterm", **env})
            os.execv(sys.executable, [sys.executable, "-c", "from asipgrid import cli; cli.main()", *arguments])
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        raw = seen(screen, list(keys))
        os.close(screen)
        self.code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.text = raw.decode().replace("\r\n", "\n")


def seen(screen: int, keys: list[str]) -> bytes:
    """All that a terminal shows until its program ends; each of the keys is typed when nothing more is shown."""
    out = b""
    for data in screenfuls(screen):
        out += data
        if keys and out and not data:
            os.write(screen, keys.pop(0).encode())
    return out


def shown(*arguments: str, cwd: Path = ROOT, keys: str = "", **env: str) -> Shown:
    return Shown(*arguments, env=env, keys=keys, cwd=cwd)


@pytest.fixture
def telling(tmp_path: Path) -> str:
    file = tmp_path / "pager"
    file.write_text(TELLING)
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def whole() -> str:
    """The long answer as it is printed at once, with its colours."""
    return shown(*LONG, "--no-pager").text


def test_a_long_answer_is_given_to_the_pager_whole_and_in_colour(telling: str, whole: str) -> None:
    ran = shown(*LONG, ASIPGRID_PAGER=f"{telling} -x 'two words'")
    assert "\x1b[" in whole
    assert (ran.code, ran.text) == (0, f"paged with LESS=FRX, asked for -x two words\n{whole}")


@pytest.mark.parametrize(
    ("env", "paged"),
    [
        ({"ASIPGRID_PAGER": "TELLING", "PAGER": "false"}, True),
        ({"PAGER": "TELLING"}, True),
        ({"PAGER": "TELLING", "LESS": "FRX"}, True),
        ({"ASIPGRID_PAGER": "", "PAGER": "TELLING"}, False),
        ({"PAGER": ""}, False),
        ({"PAGER": "cat"}, False),
        ({"PAGER": "TELLING", "LINES": "1000"}, False),
        ({"PAGER": "no-such-program"}, False),
        ({"PAGER": "'one quote"}, False),
        ({"PAGER": "cat;touch was-run"}, False),
    ],
    ids=str,
)
def test_which_pager_it_is(env: dict[str, str], *, paged: bool, telling: str, whole: str) -> None:
    env = {name: value.replace("TELLING", telling) for name, value in env.items()}
    ran = Shown(*LONG, env=env, keys="", cwd=ROOT)
    assert (ran.code, ran.text) == (0, f"paged with LESS=FRX, asked for \n{whole}" if paged else whole)
    assert not (ROOT / "was-run").exists()


def test_what_less_is_told_stands(telling: str) -> None:
    assert shown(*LONG, PAGER=telling, LESS="-S").text.startswith("paged with LESS=-S, ")


@pytest.mark.parametrize("command", [("help", "documents"), ("panel", "requests/example-2010"), ("rule",)])
def test_the_long_pages_go_through_it(command: tuple[str, ...], telling: str) -> None:
    assert shown(*command, PAGER=telling).text.startswith("paged with LESS=FRX, ")


def test_a_terminal_that_shows_no_page_has_none(telling: str) -> None:
    assert shown(*LONG, PAGER=telling, TERM="dumb").text == shown(*LONG, "--no-pager", TERM="dumb").text


def test_a_short_answer_is_printed(telling: str) -> None:
    ran = shown("help", PAGER=telling, LINES="60")
    assert ran.text.startswith("The manual: ")


def test_in_a_pipe_nothing_is_paged(process: Command) -> None:
    ran = process(*LONG, env={"PAGER": "false", "ASIPGRID_PAGER": "false"})
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Results in git\n")


def test_who_leaves_the_pager_early_has_seen_enough() -> None:
    ran = shown("help", "findings", PAGER="true")
    assert (ran.code, ran.text) == (0, "")


def test_the_exit_code_is_that_of_the_answer(tmp_path: Path, telling: str) -> None:
    root = small(
        tmp_path / "home",
        {
            "requests/small/region-a.yaml": small_request("region-a"),
            "requests/small/region-b.yaml": "request: region-b\n",
        },
    )
    ran = shown("panel", "small", "--keep-going", cwd=root, PAGER=telling, LINES="5")
    assert "paged with LESS=FRX, " in ran.text
    assert ran.code == 1


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
def test_less_shows_a_page_and_an_interrupt_is_meant_for_it() -> None:
    ran = shown(*LONG, keys="\x03q")
    assert ran.code == 0
    assert "Results in git" in ran.text
    assert "Traceback" not in ran.text
