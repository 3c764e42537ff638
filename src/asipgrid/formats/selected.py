"""What an answer that shows some requests says of the others: how many there are, and of which it is not known."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats import Outline
from asipgrid.formats.page import Page
from asipgrid.formats.words import Words
from asipgrid.model.selection import Shown


def sorted_by_choice(outline: Outline) -> bool:
    """Whether the requests stand in an order that was asked for."""
    return outline.shown is not None and bool(outline.shown.selection.sort)


def shown_lines(shown: Shown | None, words: Words) -> Iterator[str]:
    """What is shown of how many, and what is not since it is not known; nothing of a whole result. No line has a full stop."""
    if shown is None or not shown.selection.leaves_out:
        return
    asked, sort = shown.selection, ", ".join(shown.selection.sort)
    if asked.only or asked.where:
        parts = [words.few(asked.only), asked.where, words("sorted_by", sort=sort) if sort else ""]
        yield words("shown", shown=len(shown.names), of=shown.of, asked=words.parts(filter(None, parts)))
    else:
        yield words("shown_sorted", of=shown.of, sort=sort)
    if shown.unknown:
        yield words("not_shown", names=words.few(shown.unknown))


def tell_shown(page: Page, shown: Shown | None, words: Words) -> None:
    """The same on a page, set apart from what follows."""
    lines = [*shown_lines(shown, words)]
    for line in lines:
        page.line(line, style="bold", hang=0)
    if lines:
        page.line()
