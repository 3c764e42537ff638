"""Long answers through a pager, as git does it: at a terminal, where they are longer than the screen.

click's own pager neither looks how long an answer is, nor knows a variable of ours, nor keeps colours for all pagers.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer

from asipgrid.cli.console import answer

NoPagerOption = Annotated[
    bool, typer.Option("--no-pager", help="Print at once, whatever ASIPGRID_PAGER and PAGER say.")
]

# What less is told where nobody has told it anything: leave at once what fits, colours as they are, the screen as it was.
_LESS: Final = "FRX"


def answer_paged(text: str, *, pager: bool = True) -> None:
    """Write an answer; through a pager where there is one and a screen too small. Whoever leaves it has seen enough."""
    command = _pager() if pager and _is_long(text) else []
    if not (command and _through(command, text)):
        answer(text)


def _is_long(text: str) -> bool:
    """Whether stdout is a terminal that shows a page and the answer has more lines than it."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return text.count("\n") >= shutil.get_terminal_size((80, 24)).lines


def _pager() -> Sequence[str]:
    """The command of the pager: ASIPGRID_PAGER, else PAGER, else less. None where that is empty, cat, or no command."""
    said = next((os.environ[name] for name in ("ASIPGRID_PAGER", "PAGER") if name in os.environ), "less")
    try:
        command = shlex.split(said)
    except ValueError:
        return []
    return [] if command == ["cat"] else command


def _through(command: Sequence[str], text: str) -> bool:
    """Show a text in a pager until it is left; False where there is no such program."""
    try:
        shown = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS, **os.environ})  # noqa: S603 - no shell
    except OSError:
        return False
    with _interrupts_left_to_it():
        shown.communicate(text.encode("utf-8", errors="backslashreplace"))
    return True


@contextlib.contextmanager
def _interrupts_left_to_it() -> Iterator[None]:
    """What is typed at the terminal, an interrupt too, is meant for the pager."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
