"""A page of the manual: as Markdown in a pipe, laid out on a terminal."""

from __future__ import annotations

import io
import re
from typing import ClassVar

from rich.console import Console, JustifyMethod
from rich.markdown import Heading, Markdown, MarkdownElement

from asipgrid.formats import Look

_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_FENCE = re.compile(r"^```\w*\n(.*?)^```\n?", re.DOTALL | re.MULTILINE)


def manual_page(text: str, look: Look) -> str:
    """The text as it is where no width is known; else laid out in that width, links by their words alone.

    What stands in a fence is to be copied: its lines stay as they are.
    """
    if look.width is None:
        return text
    pieces = _FENCE.split(text)
    laid = [piece if place % 2 else _laid(piece, look) for place, piece in enumerate(pieces)]
    return "\n\n".join(piece.strip("\n") for piece in laid if piece.strip()) + "\n"


class _LeftHeading(Heading):
    """A heading where the text begins."""

    LEVEL_ALIGN: ClassVar[dict[str, JustifyMethod]] = dict.fromkeys(Heading.LEVEL_ALIGN, "left")


class _LeftMarkdown(Markdown):
    """Markdown with such headings."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {**Markdown.elements, "heading_open": _LeftHeading}


def _laid(prose: str, look: Look) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, width=look.width, force_terminal=look.color, no_color=not look.color, legacy_windows=False
    )
    console.print(_LeftMarkdown(_LINK.sub(r"\1", prose)))
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))
