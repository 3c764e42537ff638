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
    "text": "asipgrid.formats.findings:text",
    "json": "asipgrid.formats.findings:as_json",
    "github": "asipgrid.formats.github:text",
    "sarif": "asipgrid.formats.sarif:text",
    "junit": "asipgrid.formats.junit:text",
}
RESULT: Final = {
    "table": "asipgrid.formats.table:result",
    "json": "asipgrid.formats.as_json:result",
    "jsonl": "asipgrid.formats.as_json:lines",
    "csv": "asipgrid.formats.as_csv:result",
    "markdown": "asipgrid.formats.as_markdown:result",
}
EXPLANATION: Final = {
    "table": "asipgrid.formats.table:explanation",
    "json": "asipgrid.formats.as_json:explanation",
    "markdown": "asipgrid.formats.as_markdown:explanation",
}
COMPARISON: Final = {
    "table": "asipgrid.formats.comparison:table",
    "markdown": "asipgrid.formats.comparison:as_markdown",
    "json": "asipgrid.formats.comparison:as_json",
}
PANEL: Final = {
    "table": "asipgrid.formats.panel_report:table",
    "json": "asipgrid.formats.panel_report:as_json",
    "csv": "asipgrid.formats.panel_report:as_csv",
}
MONITORING: Final = {
    "table": "asipgrid.formats.monitoring_table:table",
    "json": "asipgrid.formats.monitoring_files:as_json",
    "csv": "asipgrid.formats.monitoring_files:as_csv",
    "markdown": "asipgrid.formats.monitoring_markdown:as_markdown",
}

Renderer = Callable[[Any, Look], str]


def renderer(table: dict[str, str], name: str) -> Renderer:
    """The function behind a row of one of the tables."""
    module, _, function = table[name].partition(":")
    found: Renderer = getattr(importlib.import_module(module), function)
    return found
