"""The files of a tree as they were when they were first asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asipgrid.documents.workspace import Entry, Tree


class KeptTree:
    """The files of another tree; what was asked for once is kept, also that it is not there, and never looked for again."""

    def __init__(self, base: Tree) -> None:
        """Nothing is looked for yet."""
        self._base = base
        self._kept: dict[tuple[Any, ...], tuple[Any, Exception | None]] = {}

    def real(self, path: Path) -> Path:
        """As `Tree` has it."""
        found: Path = self._asked("real", path)
        return found

    def entries(self, folder: Path) -> list[Entry]:
        """As `Tree` has it."""
        return list(self._asked("entries", folder))

    def is_folder(self, path: Path) -> bool:
        """As `Tree` has it."""
        return bool(self._asked("is_folder", path))

    def is_file(self, path: Path) -> bool:
        """As `Tree` has it."""
        return bool(self._asked("is_file", path))

    def size(self, path: Path) -> int | None:
        """As `Tree` has it."""
        found: int | None = self._asked("size", path)
        return found

    def data(self, path: Path, most: int) -> bytes:
        """As `Tree` has it."""
        return bytes(self._asked("data", path, most))

    def _asked(self, *question: Any) -> Any:
        if question not in self._kept:
            name, *given = question
            try:
                self._kept[question] = getattr(self._base, name)(*given), None
            except (OSError, RuntimeError) as error:
                self._kept[question] = None, error
        answer, refusal = self._kept[question]
        if refusal is not None:
            raise refusal.with_traceback(None)
        return answer
