"""Text laid out in lines of a width: wherever it breaks, no number, id or word is cut.

The one place that decides what fits. A row that does not fit its table is told as a paragraph, each cell with the name
of its column, so that narrow is never less.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

_THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[A-Z]{3}\b|%)")
# Two characters that no text that is shown has: a blank where no line breaks, the second place of one that takes two.
_HOLD: Final = "\ue001"
_SECOND: Final = "\ue000"
# Of a line, so much may be indented: much indented, a narrow one would hold nothing else.
_INDENTED: Final = Fraction(1, 6)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int | None, first: str = "", rest: str = "") -> list[str]:
    """A text in lines, blanks before the first and the others. A word that is longer than a line stays whole."""
    if width is None:
        return [f"{first}{text}".rstrip()]
    first, rest = first[: int(width * _INDENTED)], rest[: int(width * _INDENTED)]
    held = _THOUSANDS.sub(_HOLD, text)
    if not held.isascii():
        held = "".join(f"{each}{_SECOND}" if _columns(each) == 2 else each for each in held)
    lines = textwrap.wrap(
        held,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace(_HOLD, " ").replace(_SECOND, "") for line in lines] or [""]


def fits(rows: Sequence[Sequence[str]], width: int | None) -> list[int] | None:
    """The width of each column of rows, or None when they are wider than a line together."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return widths if width is None or sum(widths) + len(widths) - 1 <= width else None


def told(
    headings: Sequence[str],
    cells: Sequence[str],
    lead: int,
    width: int | None,
    marks: tuple[str, str] = (":", ";"),
) -> list[str]:
    """A row as a paragraph: what it is about (its first cells), then each other cell with its heading.

    `marks` are what stands behind the first and between the others, without the blank behind them.
    """
    colon, semicolon = marks
    about = " ".join(cell for cell in cells[:lead] if cell)
    pairs = [
        f"{heading.replace(' ', _HOLD)}{_HOLD}{cell}" if heading else cell
        for heading, cell in zip(headings[lead:], cells[lead:], strict=True)
        if cell
    ]
    return wrapped(f"{about}{colon} {f'{semicolon} '.join(pairs)}" if pairs else about, width, rest="  ")
