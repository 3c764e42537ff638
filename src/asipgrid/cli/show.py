"""`asipgrid show`: one committed result as its story; git calls it to show what changed (docs/review.md)."""

from __future__ import annotations

import json
from pathlib import Path

from asipgrid.cli.console import answer
from asipgrid.formats.story import story


def show(path: Path) -> None:
    """Print the story of a result; a file that is none, as it is."""
    text = path.read_bytes().decode("utf-8", errors="backslashreplace")
    answer(_told(text) or text)


def _told(text: str) -> str | None:
    # Numbers stay as they are written; what is nested too deep, or is no JSON, is no result.
    try:
        return story(json.loads(text, parse_float=str, parse_int=str, parse_constant=str))
    except (ValueError, RecursionError):
        return None
