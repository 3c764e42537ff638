"""A chart as Markdown: a table for forges and pipes, or, for a terminal of some width, a list a project."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats import Look
from asipgrid.formats.chart_words import ChartEntry, ChartPage, ChartRow
from asipgrid.formats.page import Page
from asipgrid.text.escape import forge


def as_markdown(page: ChartPage, look: Look) -> str:
    """The table; where lines have a width, which no table of texts fits, the list."""
    return "".join(f"{line}\n" for line in _table(page)) if look.width is None else _listed(page, look)


def _table(page: ChartPage) -> Iterator[str]:
    yield f"# {forge(page.title)}"
    if page.about:
        yield from ("", forge(page.about))
    yield ""
    yield f"| {' | '.join(map(forge, page.headings))} |"
    yield f"| {' | '.join('---' for _ in page.headings)} |"
    for row in page.rows:
        cells = ("<br>".join(map(_entry, cell)) or f"*{forge(page.empty)}*" for cell in row.cells)
        yield f"| {' | '.join((_head(row), *cells))} |"
    yield ""
    yield from map(forge, page.notes)
    if page.sources:
        yield from ("", forge(page.sources_title), "")
    yield from (f"- {forge(each)}" for each in page.sources)


def _head(row: ChartRow) -> str:
    return f"**{forge(row.name)}**" + (f"<br>{forge(row.title)}" if row.title else "")


def _entry(one: ChartEntry) -> str:
    return forge(one.text) + (f" ({forge(one.behind)})" if one.behind else "")


def _listed(page: ChartPage, look: Look) -> str:
    sheet = Page(look)
    sheet.line(f"# {forge(page.title)}", style="bold")
    if page.about:
        sheet.line()
        sheet.line(forge(page.about), hang=0)
    for row in page.rows:
        sheet.line()
        sheet.line(f"## {forge(row.name)}", style="bold")
        sheet.line()
        if row.title:
            sheet.line(forge(row.title), hang=0)
            sheet.line()
        for heading, cell in zip(page.headings[1:], row.cells, strict=True):
            sheet.line(f"- {forge(heading)}{page.colon}{'; '.join(map(_entry, cell)) or page.empty}")
    sheet.line()
    for each in page.notes:
        sheet.line(each, hang=0)
    if page.sources:
        sheet.line()
        sheet.line(page.sources_title)
        sheet.line()
    for each in page.sources:
        sheet.line(f"- {forge(each)}")
    return sheet.text()
