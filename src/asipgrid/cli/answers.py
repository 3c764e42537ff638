"""Answers to questions, typed at a prompt or from a file: one a line, until there are no more."""

from __future__ import annotations

import io
import sys

from asipgrid.cli.console import Quit, answer, note
from asipgrid.documents import workspace
from asipgrid.formats.words import Words
from asipgrid.schema import keywords


class Stopped(Exception):
    """The assessor has had enough for now."""


class NoMoreAnswers(Stopped):
    """There are no more answers."""


class Answers:
    """The answers on stdin, line by line. Where nobody can correct one, the first that is refused is the last."""

    def __init__(self, words: Words) -> None:
        """Nothing is read yet. `words` are those of whoever answers."""
        self.words = words
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
            self.refuse(self.words("rate_not_utf8"))
        return line.strip()

    def refuse(self, says: str) -> None:
        """Say why the last answer cannot be taken; it is asked for again, or nothing more is read."""
        self._refused = True
        if self.typed:
            note(says)
            return
        note(self.words("rate_line", line=self._line, says=says))
        note(self.words("rate_not_saved"))
        raise Quit(1)

    def close(self) -> None:
        """Refuse answers to what nobody asked: those before them may have been meant otherwise."""
        while not self.typed and (line := self._next()):
            if line.strip():
                note(self.words("rate_line", line=self._line, says=self.words("rate_too_much")))
                raise Quit(1)

    def _next(self) -> str:
        line = "" if sys.stdin is None else sys.stdin.readline()
        self._line += 1
        return line.removeprefix("\N{BOM}") if self._line == 1 else line


def ask_day(answers: Answers, offered: str | None) -> str:
    """The day of a rating (ISO); at a prompt Enter takes the one that is offered."""
    offered = offered if answers.typed else None
    words = answers.words
    prompt = words("rate_day") if offered is None else words("rate_day_offered", day=words.day(offered))
    while True:
        try:
            day = answers.ask(prompt) or offered or ""
        except Stopped:
            raise workspace.CannotError("the day of the rating is needed; give it with --on") from None
        if keywords.is_date(day):
            return day
        answers.refuse(words("rate_no_day", typed=day or words("rate_empty")))
