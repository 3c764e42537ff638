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


TEXTS: Final = "~…"
"""The sides of columns whose texts may be cut; those with the first are shown where there is room beside all else."""
# So many columns are for figures alone.
_NARROW: Final = 80
# A text of which less is seen says nothing.
_LEAST_TEXT: Final = 24


def fits(sides: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> dict[int, int] | None:
    """The width of each column of rows that is shown, by its number; None when they are wider than a line together."""
    wanted = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    whole = [n for n, side in enumerate(sides) if side not in TEXTS]
    used = sum(wanted[n] for n in whole) + len(whole) - 1
    if width is not None and used > width:
        return None
    roomy = width is not None and width > _NARROW
    texts = [n for n, side in enumerate(sides) if side == TEXTS[1] or (side == TEXTS[0] and roomy and _told(rows, n))]
    given = dict(zip(texts, _shared([wanted[n] for n in texts], None if width is None else width - used), strict=True))
    if any(sides[n] == TEXTS[1] and not given[n] for n in texts):
        return None
    found = {**{n: wanted[n] for n in whole}, **given}
    return {n: found[n] for n in sorted(found) if n in whole or found[n]}


def _told(rows: Sequence[Sequence[str]], n: int) -> bool:
    """Whether a column has a text below its heading."""
    return any(row[n] for row in rows[1:])


def _shared(wanted: Sequence[int], room: int | None) -> list[int]:
    """How wide each text becomes in so much room, with a blank before it: the first come first, 0 where there is none.

    Each has at least so much that it says something; what is left over goes to those that want least.
    """
    if room is None:
        return list(wanted)
    given = [0] * len(wanted)
    for n, each in enumerate(wanted):
        least = min(each, _LEAST_TEXT)
        if least + 1 <= room:
            given[n] = least
            room -= least + 1
    for n in sorted(range(len(wanted)), key=wanted.__getitem__):
        more = min(wanted[n] - given[n], room) if given[n] else 0
        given[n] += more
        room -= more
    return given


def cut(text: str, width: int) -> str:
    """A text of at most so many columns; what is cut away is an ellipsis."""
    if columns(text) <= width:
        return text
    kept, left = "", width - 1
    for character in text:
        left -= _columns(character)
        if left < 0:
            break
        kept += character
    return f"{kept.rstrip()}…"


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
