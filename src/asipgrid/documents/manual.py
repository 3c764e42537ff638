"""The pages of the manual: they travel inside the package, and are found offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_HEADING = re.compile(r"(#{1,6}) (.+)")


def folder() -> Path:
    """Where the pages are: package data, or the checkout."""
    packaged = Path(__file__).parents[1] / "docs"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs"


def names() -> list[str]:
    """The names of the pages, in their order; no page is read."""
    return [path.stem for path in sorted(folder().glob("*.md"))]


def pages() -> dict[str, str]:
    """The title of each page, by the name of the page, in the order of the names."""
    return {name: _title(name) for name in names()}


def page(name: str) -> str:
    """A page, as Markdown; OSError when there is none."""
    return _COMMENT.sub("", (folder() / f"{name}.md").read_text(encoding="utf-8"))


def headings(text: str) -> list[str]:
    """The headings of a page below its title, in its order."""
    return [heading for _, depth, heading in _marked(text.split("\n")) if depth > 1]


def section(text: str, asked: str) -> str | None:
    """The section whose heading is, or begins with, these words, with the sections in it; None when there is none."""
    lines = text.split("\n")
    found = list(_marked(lines))
    wanted = asked.casefold()
    for begins in (False, True):
        for place, (at, depth, heading) in enumerate(found):
            told = heading.casefold()
            if told == wanted or (begins and re.match(rf"{re.escape(wanted)}(?!\w)", told)):
                end = next((later for later, other, _ in found[place + 1 :] if other <= depth), len(lines))
                return "\n".join(lines[at:end]).strip("\n") + "\n"
    return None


def _marked(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Each heading: its line, how deep it is, its words. What stands in a fence is none."""
    is_fenced = False
    for at, line in enumerate(lines):
        if line.startswith("```"):
            is_fenced = not is_fenced
        elif not is_fenced and (match := _HEADING.fullmatch(line)):
            yield at, len(match[1]), match[2]


def _title(name: str) -> str:
    return next((heading for _, _, heading in _marked(page(name).split("\n"))), name)
