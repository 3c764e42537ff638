"""`asipgrid show`: one committed result as its story; git calls it to show what changed (docs/review.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from asipgrid.cli.console import answer
from asipgrid.formats.story import story


def show(
    file: Annotated[Path, typer.Argument(help="A result: results/ID.json, call.json or a whole one.", metavar="FILE")],
) -> None:
    """Tell a result in plain sentences, one a line; print any other file as it is. For git diff: see `asipgrid help review`.

    Example: asipgrid show requests/example-2010/results/region-a.json
    """
    text = file.read_bytes().decode("utf-8", errors="backslashreplace")
    answer(_told(text) or text)


def _told(text: str) -> str | None:
    # Numbers stay as they are written; what is nested too deep, or is no JSON, is no result.
    try:
        return story(json.loads(text, parse_float=str, parse_int=str, parse_constant=str))
    except (ValueError, RecursionError):
        return None
