"""What plain text means where a value or a key stands in YAML, and what is wrong with it when readers would differ."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, Final

from asipgrid.model.said import SaidText, said

MAX_DIGITS: Final = 15
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 50_000

FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# A ` #` right behind text, and no space after the sign, was hardly meant as a comment; behind a name or a date it may be.
CUTS: Final = re.compile(r" #[^\s#]")
# What looks like a space, and is none to YAML (the inside of a character class).
BLANKS: Final = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000"

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z", re.ASCII)
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "": None}

# Plain words and numbers that YAML 1.1 and 1.2 readers (or this one) take differently, and what to write instead.
_OTHER_WORDS: Final = re.compile(r"(?:true|false|null|yes|no|on|off|y|n|~|=|<<)\Z", re.IGNORECASE)
_MEANT: Final = {
    "true": ("true", "yes", "on", "y"),
    "false": ("false", "no", "off", "n"),
    "null": ("null", "~"),
}
_ODD_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\.(?:inf|nan)|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)\Z",
    re.ASCII | re.IGNORECASE,
)

# The pattern above looks back on long rows of digits; a row this long is refused on its characters alone.
LONG: Final = 100
_LONG_NUMBER: Final = re.compile(r"[-+.]?[0-9][-+0-9a-fA-FxXoO_.:]*\Z", re.ASCII)


def typed(text: str) -> tuple[Any, tuple[str, SaidText] | None]:
    """The value of a plain scalar, and what is wrong with it: a code and words."""
    if text in _WORDS:
        return _WORDS[text], None
    if text[0].isalpha() and len(text) > 5:
        return text, None
    if _NUMBER.match(text):
        return _number(text)
    if _OTHER_WORDS.match(text):
        return text, ("Y012", _two_meanings(text))
    if _odd(text):
        right = said("write a plain number such as 1200000.00, or write it in quotes")
        return text, ("Y012", said("{text} is read in different ways by different programs; {mend}", cut(text), right))
    return text, None


def _two_meanings(word: str) -> SaidText:
    """What to say of a word that some programs take for text, and others for more."""
    meant = next((meant for meant, words in _MEANT.items() if word.casefold() in words), None)
    if meant is None:
        return said(
            '{word} has a meaning of its own for some programs, and is text for others; write "{word}" in quotes', word
        )
    right = said("leave the value out") if meant == "null" else said("write {meant}", meant)
    return said(
        'some programs take {word} for {meant}, others for text; {right}, or write "{word}" in quotes',
        word,
        meant,
        right,
    )


def _number(text: str) -> tuple[Any, tuple[str, SaidText] | None]:
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    if digits > MAX_DIGITS:
        says = said(
            "{text} has {digits} significant digits; a number has at most {most}; if it is a reference, put it in "
            "quotes",
            cut(text),
            digits,
            MAX_DIGITS,
        )
        return 0, ("Y013", says)
    value = Decimal(text)
    # 12.00 is twelve; 12.000 stays as written, for where an amount is asked it may mean twelve thousand.
    whole = value == value.to_integral_value() and len(text.partition(".")[2]) <= 2
    return (int(value) if whole else value), None


def key_remark(text: str) -> SaidText | None:
    """What is wrong with a plain scalar as a key, or None."""
    if text in _WORDS or _NUMBER.match(text) or _OTHER_WORDS.match(text) or _odd(text):
        return _no_key(text)
    return None


def _no_key(text: str) -> SaidText:
    """What to do about a key that is no text."""
    if text == "<<":
        return said("<< takes fields from elsewhere, which is not read; write the fields out")
    name = cut(text) or said("(empty)")
    return said("the key {name} is not text; write it in quotes, or write the field's name", name)


def behind_comma(container: Any, text: str) -> SaidText | str:
    """What to say of a key that is the rest of an amount, behind the comma in it."""
    before = next(reversed(container.values()), None) if container else None
    if type(before) is int and before > 0 and re.fullmatch("[0-9]{1,3}", text):
        right = f"{before}{text}" if len(text) == len("000") else f"{before}.{text}"
        return said(" (a number has no comma: write {right}, not {wrong})", right, f"{before},{text}")
    return ""


def _odd(text: str) -> bool:
    """Whether plain text looks like a number to some readers and not to others."""
    return bool((_ODD_NUMBER if len(text) <= LONG else _LONG_NUMBER).match(text))


def cut(text: str) -> str:
    """A text short enough for a sentence."""
    return text if len(text) <= 60 else f"{text[:57]}…"


# ── what is remembered of them ─────────────────────────────────────────────────────────────────────


class NotPlainError(Exception):
    """The quick pass does not know it for certain: the full pass has to look."""


REMEMBERED: Final[dict[str, Any]] = {str(count): count for count in range(1000)}
"""What short plain scalars were found to be: the same words stand in document after document."""

MOST_REMEMBERED: Final = 10_000
NEW: Final = object()
"""What is not among them."""


def is_count(digits: str) -> bool:
    """Whether decimal digits are a whole number that nobody reads in another way."""
    return digits.isascii() and len(digits) <= MAX_DIGITS and (digits[0] != "0" or digits == "0")


def remembered(text: str) -> Any:
    """The value of a plain scalar on which the full pass has nothing to remark; raises NotPlainError."""
    value, remark = typed(text)
    if remark is not None:
        raise NotPlainError
    plain = value is not None and not (type(value) is Decimal and value % 1 == 0)
    if plain and len(REMEMBERED) < MOST_REMEMBERED and len(text) <= LONG:
        REMEMBERED[text] = value
    return value


# ── spaces that are missing ────────────────────────────────────────────────────────────────────────

BEHIND_HYPHEN: Final = said("a space is missing behind the hyphen of this list entry")


def behind_colon(name: str) -> SaidText:
    """What to say of a key without a space behind its colon."""
    return said("a space is missing behind the colon of {name}", cut(name))


def stands_for_a_space(character: str) -> SaidText:
    """What to say of a blank where a space must stand."""
    return said("{blank}, stands where a space must; put a space", blank_words(character))


def blank_words(character: str) -> SaidText:
    """A blank that looks like a space, by its number and name."""
    number, name = f"{ord(character):04X}", unicodedata.name(character, "").lower()
    if not name:
        return said("U+{number}, a character without a name", number)
    if name[0] in "aeiou":
        return said("U+{number}, an {name}", number, name)
    return said("U+{number}, a {name}", number, name)
