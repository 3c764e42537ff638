"""Reports become text: one file a format, one row in a table here. A renderer decides nothing and reads nothing.

Rows name their function and are imported when asked for, so that a format costs only those who use it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec import Struct

from asipgrid.model.places import Language

if TYPE_CHECKING:
    from asipgrid.formats.words import Words
    from asipgrid.model.calls import Call, Grid
    from asipgrid.model.envelopes import Sharing
    from asipgrid.model.places import Finding
    from asipgrid.model.results import Assessment, Result, Settled
    from asipgrid.model.selection import Shown
    from asipgrid.model.stages import Passage
    from asipgrid.model.statistics import StatisticValue
    from asipgrid.model.values import Reason


class Look(Struct, frozen=True, kw_only=True):
    """How a text is to look: columns available, colours or none, what to put before file names, dialect of CSV, language.

    Without a width nothing is wrapped: whoever reads a pipe wraps, cuts or searches lines itself.
    """

    width: int | None = 80
    color: bool = False
    prefix: str = ""
    dialect: str = "standard"
    language: Language = Language.EN


class Outline(Struct, frozen=True, kw_only=True):
    """A result without its requests: what every format says around them. `shown`: only some of them are, or in another order."""

    call: Call
    grids: tuple[Grid, ...]
    awarded: int | None
    left: int | None
    notes: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    statistics: tuple[StatisticValue, ...] = ()
    sharing: Sharing | None = None
    passage: Passage | None = None
    shown: Shown | None = None

    @classmethod
    def of(cls, report: Result) -> Outline:
        """Of a result that is there as a whole."""
        return cls(
            call=report.call,
            grids=report.grids,
            awarded=report.awarded,
            left=report.left,
            notes=report.notes,
            findings=report.findings,
            statistics=report.statistics,
            sharing=report.sharing,
            passage=report.passage,
        )


def sharing_lines(outline: Outline, words: Words) -> Iterator[str]:
    """A line for each envelope and quota of a call, where it has any."""
    if outline.sharing is not None:
        yield from importlib.import_module("asipgrid.formats.envelopes").lines(outline.sharing, words)


class ResultFormat(Protocol):
    """A way to write a result: `part` is made of each request where it is judged, `whole` around the parts."""

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """What is made ready once a call."""

    def part(self, one: Assessment) -> bytes:
        """What this format needs of one request, before anybody knows its rank."""

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str] | Iterator[bytes]:
        """The whole result, piece by piece, from the parts by id and what became of their requests."""


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
TEXTS: Final = {
    "table": "asipgrid.formats.table:Table",
    "json": "asipgrid.formats.as_json:Json",
    "jsonl": "asipgrid.formats.as_json:JsonLines",
    "csv": "asipgrid.formats.as_csv:Csv",
    "markdown": "asipgrid.formats.as_markdown:Markdown",
}
RESULT: Final = {**TEXTS, "parquet": "asipgrid.formats.as_parquet:Parquet"}
# What is asked for by an option beside the format.
BY_OPTION: Final = {
    "csv by criterion": "asipgrid.formats.criterion_csv:CsvByCriterion",
    "table by columns": "asipgrid.formats.by_columns:TableByColumns",
    "markdown by columns": "asipgrid.formats.by_columns:MarkdownByColumns",
}
EXPLANATION: Final = {
    "table": "asipgrid.formats.explanation:explanation",
    "json": "asipgrid.formats.explanation_json:explanation",
    "markdown": "asipgrid.formats.as_markdown:explanation",
}
# Short where people read it in a terminal: kept files and programs have everything.
SHORT: Final = {**EXPLANATION, "table": "asipgrid.formats.explanation_short:short"}
ACROSS: Final = {
    "table": "asipgrid.formats.across:table",
    "json": "asipgrid.formats.explanation_json:across",
    "markdown": "asipgrid.formats.across:as_markdown",
}
COMPARISON: Final = {
    "table": "asipgrid.formats.comparison:table",
    "markdown": "asipgrid.formats.comparison:as_markdown",
    "json": "asipgrid.formats.comparison:as_json",
}
WHAT_IF: Final = {
    "table": "asipgrid.formats.whatif:table",
    "markdown": "asipgrid.formats.whatif:as_markdown",
    "json": "asipgrid.formats.whatif:as_json",
}
ROBUSTNESS: Final = {
    "table": "asipgrid.formats.robustness:table",
    "markdown": "asipgrid.formats.robustness:as_markdown",
    "json": "asipgrid.formats.robustness:as_json",
}
PANEL: Final = {
    "table": "asipgrid.formats.panel_report:table",
    "json": "asipgrid.formats.panel_report:as_json",
    "csv": "asipgrid.formats.panel_report:as_csv",
}
STATUS: Final = {
    "table": "asipgrid.formats.status:table",
    "markdown": "asipgrid.formats.status:as_markdown",
    "json": "asipgrid.formats.status:as_json",
}
CHART: Final = {
    "markdown": "asipgrid.formats.chart:as_markdown",
    "svg": "asipgrid.formats.chart_svg:as_svg",
    "html": "asipgrid.formats.chart_html:as_html",
}
MONITORING: Final = {
    "table": "asipgrid.formats.monitoring_table:table",
    "json": "asipgrid.formats.monitoring_files:as_json",
    "csv": "asipgrid.formats.monitoring_files:as_csv",
    "markdown": "asipgrid.formats.monitoring_files:as_markdown",
}

Renderer = Callable[[Any, Look], str]


def renderer(table: dict[str, str], name: str) -> Renderer:
    """The function behind a row of one of the tables."""
    found: Renderer = _named(table[name])
    return found


def result_format(name: str, call: Call, grids: Sequence[Grid], look: Look) -> ResultFormat:
    """A format of results, ready for a call."""
    made: ResultFormat = _named(RESULT.get(name) or BY_OPTION[name])(call, grids, look)
    return made


def written(name: str, report: Result, look: Look) -> str:
    """A result that is there as a whole, in one of the formats that are text."""
    return "".join(map(str, in_parts(name, report, look)))


def in_parts(name: str, report: Result, look: Look) -> Iterator[str] | Iterator[bytes]:
    """A result that is there as a whole, in one of the formats, piece by piece."""
    form = result_format(name, report.call, report.grids, look)
    parts = ((each.settled, form.part(each.assessment)) for each in report.by_id())
    return form.whole(Outline.of(report), parts)


def _named(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)
