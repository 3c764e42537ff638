"""A template of a call, and what can be wrong with it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

OVER: Final = "the template takes more time or memory than a letter may"


class Template(Struct, frozen=True, kw_only=True):
    """A template of a call: its file inside the workspace and its text."""

    file: str
    text: str


class TemplateFaultError(Exception):
    """A template of a call cannot be used: its file, the line, what is wrong, the code of the finding."""

    def __init__(self, file: str, line: int, says: str, code: str = "T501") -> None:
        """`line` counts from 1."""
        super().__init__(f"{file}:{line}: {says}")
        self.file, self.line, self.says, self.code = file, line, says, code
