"""How wide a text is in a sans-serif face, and where it breaks: for pages laid out before anybody sees the font.

The widths are those of Helvetica, which Arial and Liberation Sans share, in thousandths of the size of the letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_GROUPS: Final = {
    191: "'",
    222: "ijl\u2018\u2019\u201a",
    260: "|",
    278: " !,./:;I[\\]ft\u00a0\u00b7\u202f",
    333: "()-`r\u2010\u2011\u201c\u201d\u201e",
    334: "{}",
    355: '"',
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu§€«»–",
    584: "+<=>~×",
    611: "FTZß",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%æ",
    944: "Wœ",
    1000: "…—ÆŒ",
    1015: "@",
}
_WIDTHS: Final = {character: width for width, characters in _GROUPS.items() for character in characters}
_WIDEST: Final = 1015
# Bold letters are about so much wider.
BOLD: Final = 1.08


def width(text: str, size: float) -> float:
    """How wide a text is, in the unit of the size; a letter with an accent is as wide as without, an unknown one wide."""
    return sum(map(_width, text)) * size / 1000


def _width(character: str) -> int:
    found = _WIDTHS.get(character)
    if found is not None:
        return found
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return _WIDTHS.get(unicodedata.normalize("NFD", character)[0], _WIDEST)


def broken(text: str, size: float, most: float) -> Sequence[str]:
    """A text in lines of at most a width; a word that is wider than a line is parted."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined, size) <= most:
            lines[-1] = joined
            continue
        *whole, rest = _parts(word, size, most)
        lines += [*whole, rest]
    return [line for line in lines if line] or [""]


def _parts(word: str, size: float, most: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width(parts[-1] + character, size) > most:
            parts.append("")
        parts[-1] += character
    return parts
