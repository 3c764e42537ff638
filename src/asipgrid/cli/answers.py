"""Answers to questions, typed at a prompt or from a file: one a line, until there are no more."""

from __future__ import annotations

import io
import sys

from asipgrid.cli.console import Quit, answer, note
from asipgrid.documents import workspace
from asipgrid.schema import keywords


class Stopped(Exception):
    """The assessor has had enough for now."""


class NoMoreAnswers(Stopped):
    """There are no more answers."""


class Answers:
    """The answers on stdin, line by line. Where nobody can correct one, the first that is refused is the last."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.typed = sys.stdin is not None and sys.stdin.isatty()
        if not self.typed and isinstance(sys.stdin, io.TextIOWrapper):
            # A file is UTF-8 as documents are, whatever the terminal speaks; what is not is told with its line.
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        self._line = 0
        self._refused = False

    def ask(self, prompt: str) -> str:
        """One answer; NoMoreAnswers when there is none, and Quit when the last one was refused."""
        answer(prompt)
        line = self._next()
        if not line:
            answer("\n")
            if self._refused:
                raise Quit(1)
            raise NoMoreAnswers
        if not self.typed:
            answer("\n")
        self._refused = False
        if not line.isprintable() and any("\udc80" <= one <= "\udcff" for one in line):
            self.refuse("the text is not UTF-8 here; save the file as UTF-8")
        return line.strip()

    def refuse(self, says: str) -> None:
        """Say why the last answer cannot be taken; it is asked for again, or nothing more is read."""
        self._refused = True
        if self.typed:
            note(says)
            return
        note(f"line {self._line}: {says}")
        note("nothing of this line or after it is saved")
        raise Quit(1)

    def close(self) -> None:
        """Refuse answers to what nobody asked: those before them may have been meant otherwise."""
        while not self.typed and (line := self._next()):
            if line.strip():
                note(f"line {self._line}: nothing more is asked, so this and what follows is not read")
                raise Quit(1)

    def _next(self) -> str:
        line = "" if sys.stdin is None else sys.stdin.readline()
        self._line += 1
        return line.removeprefix("\N{BOM}") if self._line == 1 else line


def ask_day(answers: Answers, offered: str | None) -> str:
    """The day of a rating (ISO); at a prompt Enter takes the one that is offered."""
    offered = offered if answers.typed else None
    enter = "" if offered is None else f", Enter for {offered}"
    while True:
        try:
            day = answers.ask(f"Day of the rating (YYYY-MM-DD{enter}): ") or offered or ""
        except Stopped:
            raise workspace.CannotError("the day of the rating is needed; give it with --on") from None
        if keywords.is_date(day):
            return day
        answers.refuse(f"{day or '(empty)'}: not a day; write YYYY-MM-DD, such as 2010-03-04")
