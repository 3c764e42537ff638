"""Reports become text: one file a format, one row in a table here. A renderer decides nothing and reads nothing.

Rows name their function and are imported when asked for, so that a format costs only those who use it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct


class Look(Struct, frozen=True, kw_only=True):
    """How a text is to look: columns available, whether colours are welcome, what to put before file names, how CSV is written.

    Without a width nothing is wrapped: whoever reads a pipe wraps, cuts or searches lines itself.
    """

    width: int | None = 80
    color: bool = False
    prefix: str = ""
    dialect: str = "standard"


class Dialect(Struct, frozen=True, kw_only=True):
    """How CSV is written: between cells, before the file, behind a line; `local`: for people's spreadsheets, decimal commas."""

    delimiter: str = ","
    begin: str = ""
    end: str = "\n"
    local: bool = False


DIALECTS: Final = {
    "standard": Dialect(),
    "excel-fr": Dialect(delimiter=";", begin="\ufeff", end="\r\n", local=True),
}


def counted(count: int, noun: str, several: str = "") -> str:
    """A count with its noun: 1 error, 2 errors."""
    return f"{count} {noun if count == 1 else several or f'{noun}s'}"


FINDINGS: Final = {
    "text": "asipgrid.render.findings:text",
    "json": "asipgrid.render.findings:as_json",
    "github": "asipgrid.render.github:text",
    "sarif": "asipgrid.render.sarif:text",
    "junit": "asipgrid.render.junit:text",
}
RESULT: Final = {
    "table": "asipgrid.render.table:result",
    "json": "asipgrid.render.as_json:result",
    "jsonl": "asipgrid.render.as_json:lines",
    "csv": "asipgrid.render.as_csv:result",
    "markdown": "asipgrid.render.as_markdown:result",
}
EXPLANATION: Final = {
    "table": "asipgrid.render.table:explanation",
    "json": "asipgrid.render.as_json:explanation",
    "markdown": "asipgrid.render.as_markdown:explanation",
}
COMPARISON: Final = {
    "table": "asipgrid.render.comparison:table",
    "markdown": "asipgrid.render.comparison:as_markdown",
    "json": "asipgrid.render.comparison:as_json",
}
PANEL: Final = {
    "table": "asipgrid.render.jury:table",
    "json": "asipgrid.render.jury:as_json",
    "csv": "asipgrid.render.jury:as_csv",
}
MONITORING: Final = {
    "table": "asipgrid.render.as_monitoring:table",
    "json": "asipgrid.render.monitored:as_json",
    "csv": "asipgrid.render.monitored:as_csv",
    "markdown": "asipgrid.render.as_monitoring:as_markdown",
}

Renderer = Callable[[Any, Look], str]


def renderer(table: dict[str, str], name: str) -> Renderer:
    """The function behind a row of one of the tables."""
    module, _, function = table[name].partition(":")
    found: Renderer = getattr(importlib.import_module(module), function)
    return found
