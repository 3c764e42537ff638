"""Foreign text made visible and inert: one function for each place it may land. Shows everything, interprets nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&=:@$^\"'])")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str) -> str:
    """The text on one line for a terminal: control, bidirectional and zero-width characters become <U+001B>."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\n":
        return " "
    if character in {"\u2028", "\u2029"} or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return f"<U+{ord(character):04X}>"
    return character


def markdown(text: str) -> str:
    """The text on one line of Markdown, every character that could be markup escaped where it could start one."""
    return _MARKDOWN.sub(_escaped, clean(text))


def _escaped(match: re.Match[str]) -> str:
    character, text, at = match.group(), match.string, match.start()
    if character in "\\`*_[]<>|~&$^{}":
        return f"\\{character}"
    before, after = text[:at].strip(), text[at + 1 : at + 2]
    if character in "#+-=" and not before and (not after or after in f"{character} "):
        return f"\\{character}"  # a heading, a list or a rule, which only the start of a line can make
    if character in ".)" and before.isdigit() and after in {"", " "}:
        return f"\\{character}"
    if character in ":@!" and _makes_link(text, at, character):
        return f"\\{character}"
    return character


def _makes_link(text: str, at: int, character: str) -> bool:
    """Whether a forge would make a link or an image of what stands here."""
    if character == "!":
        return text[at + 1 : at + 2] == "["
    if character == ":":
        return text[at + 1 : at + 3] == "//"
    return True


def cell(text: str) -> str:
    """The text for a cell of a table file: a spreadsheet reads it as text, never as a formula."""
    shown = clean(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
