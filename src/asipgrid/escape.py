"""Foreign text made visible and inert: one function for each place it may land. Shows everything, interprets nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# Each is compiled where it is first asked: few commands need them all.
_MARKDOWN: Final = r"([\\`*_{}\[\]<>()#+\-.!|~&=:@$^\"'])"
# Control and format characters above ASCII that a terminal or a reader obeys; inside JSON they stand in strings alone.
_ACTING: Final = re.compile(
    "[\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]"
)
# What begins a formula, full-width signs too; and where a spreadsheet that parts cells at ; would see another beginning.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CELL: Final = r";(?=[=+\-@＝＋－＠])"
# What a build log obeys at the start of a line, and a line may begin anywhere: ::error::, ::set-output name=x::, ##[error].
_ORDER: Final = (
    r"(?i::(?=:(?:error|warning|notice|debug|group|endgroup|echo|add-[a-z]+|remove-matcher|set-[a-z]+|save-state|stop-commands)"
    r"(?: |::))|#(?=#(?:\[|vso\[|teamcity\[)))"
)
_MOST_ACCENTS: Final = 4
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")  # letters and accents that show nothing


def clean(text: str) -> str:
    """The text on one line for a terminal or a log: what cannot be seen, and what a log obeys, becomes <U+001B>."""
    return re.sub(_ORDER, lambda found: _named(found.group()), _one_line(text))


def _one_line(text: str) -> str:
    return text if text.isascii() and text.isprintable() else "".join(_visible(text))


def _visible(text: str) -> Iterator[str]:
    accents = 0
    for character in text:
        kind = unicodedata.category(character)
        accents = accents + 1 if kind in {"Mn", "Me"} else 0
        if character == "\n":
            yield " "
        elif kind in _UNSEEN or character in _FILLERS or accents > _MOST_ACCENTS:
            yield _named(character)
        else:
            yield character


def _named(character: str) -> str:
    return f"<U+{ord(character):04X}>"


def json_text(text: str) -> str:
    """JSON whose invisible and acting characters are written as escapes: the same data, harmless in a terminal."""
    return (
        text
        if text.isascii() and "\x7f" not in text
        else _ACTING.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    )


def markdown(text: str) -> str:
    """The text on one line of Markdown, every character that could be markup escaped where it could start one."""
    return re.sub(_MARKDOWN, _escaped, _one_line(text).strip(" "))


def _escaped(match: re.Match[str]) -> str:
    character, text, at = match.group(), match.string, match.start()
    if character in "\\`*_[]<>|~&$^{}":
        return f"\\{character}"
    after = text[at + 1 : at + 2]
    if character in "#+-=" and at == 0 and (not after or after in f"{character} "):
        return f"\\{character}"  # a heading, a list or a rule, which only the start of a line can make
    if character in ".)" and at < 10 and text[:at].isdigit() and after in {"", " "}:
        return f"\\{character}"
    if character in ":@!" and _makes_link(text, at, character):
        return f"\\{character}"
    return character


def _makes_link(text: str, at: int, character: str) -> bool:
    """Whether a forge would make a link or an image of what stands here, or a build log an order."""
    if character == "!":
        return text[at + 1 : at + 2] == "["
    if character == ":":
        return text[at + 1 : at + 3] == "//" or text[at + 1 : at + 2] == ":"
    return True


def cell(text: str) -> str:
    """The text for a cell of a table file: a spreadsheet reads it as text, never as a formula."""
    shown = re.sub(_CELL, ";'", clean(text))
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
