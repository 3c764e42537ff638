"""A report on paper: the same page as PDF/A, drawn by typst from the same texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import msgspec

from asipgrid.report.html import cut
from asipgrid.report.monitoring_page import MonitoringPage
from asipgrid.report.page import ReportPage
from asipgrid.text.escape import clean
from asipgrid.text.typeset import typeset

STANDARDS: Final = ("a-2a", "ua-1")
"""PDF/A-2a, which archives ask for, and PDF/UA-1, which screen readers do."""

MOST_WITH_PAGES: Final = 60
"""Up to how many requests each has pages of its own, unless it is asked for: typst takes some 20 MB of memory for each."""

_NO_DAY: Final = "1970-01-01"


def has_pages(count: int, *, each: bool | None) -> bool:
    """Whether each of so many requests has pages of its own: as it was asked for, else up to a number of them."""
    return count <= MOST_WITH_PAGES if each is None else each


def as_pdf(page: ReportPage | MonitoringPage, *, each: bool | None = None) -> bytes:
    """The file: A4, tagged, with bookmarks; TypesetError when typst is not installed, or refuses.

    PDF/A wants a day: the newest one in the documents, of funded projects the one looked at. `each`: whether each request
    or project has pages of its own.
    """
    followed = isinstance(page, MonitoringPage)
    listed, parts, drawn, name = (
        ("projects", "parts", "monitoring.typ", "followed")
        if followed
        else ("ranking", "requests", "report.typ", "report")
    )
    if not has_pages(len(getattr(page, listed)), each=each):
        page = msgspec.structs.replace(page, **{parts: ()})
    shown = _clean(msgspec.to_builtins(page))
    shown["each"] = shown.pop(parts)
    for line in _followed(shown) if followed else _titled(shown):
        line |= {key: cut(line[key]) for key in ("title", "applicant") if key in line}
    for part in shown["each"]:
        short = cut(part["title"])
        part |= {"title": short, "whole": "" if short == part["title"] else part["title"]}
    title, name = cut(shown["title"]), shown["labels"][name]
    shown |= {"document_title": f"{title} · {name}", "running": title, "report_name": name}
    shown["day"] = [int(number) for number in (page.day or _NO_DAY).split("-")]
    templates = resources.files("asipgrid.report") / "templates"
    source = b"".join((templates / file).read_bytes() for file in ("paper.typ", drawn))
    return typeset(source, {"page": json.dumps(shown, ensure_ascii=False)}, STANDARDS, "this report")


def _titled(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of tables that bear a title: its own part has all of it."""
    for name in ("decisions", "ranking", "waterfall", "unknown"):
        yield from shown[name]
    for name, rows in (("marks", "differences"), ("ranges", "close"), ("drawn", "lines"), ("best", "lines")):
        yield from (shown[name] or {}).get(rows, ())
    for table in (shown["ranges"] or {}).get("tables", ()):
        yield from table["lines"]


def _followed(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same of funded projects."""
    for name in ("projects", "money", "calendar", "open"):
        yield from shown[name]


def _clean(value: Any) -> Any:
    """The texts with what nobody sees shown by its number."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list | tuple) else value
