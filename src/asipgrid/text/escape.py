"""Foreign text made visible and inert: one function for each place it may land. Shows everything, interprets nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

# Each is compiled where it is first asked: few commands need them all.
_CLOSING: Final = r"[\s).,;:?!…»”’\"']|\Z"
# ASCII signs that may act in Markdown, but where they surely do not: what ends here gets a backslash before its end.
_MARKUP: Final = "|".join(
    (
        r"[\\`*_{}\[\]<>|~&^$@]",
        r"\A(?:[-+=](?!\w)|[#/%]|\d{1,9}[.)](?=\s|\Z))",  # what only the start of a line makes
        rf"(?<!\w)#|#(?!{_CLOSING})",
        rf"[!%](?!{_CLOSING})",
        r":(?![\s\w(«“\"']|\Z)",
        r"(?i:www)\.",
    )
)
# What forges look for in the text that Markdown leaves: mentions, references, formulas, pictures by name, bare links.
_LOOKED_FOR: Final = "|".join(
    (
        rf"#(?!{_CLOSING})",
        r"[@$](?!\s|\Z)",
        r":(?![\s(«“\"']|\Z|\d\d(?![\w+-])|\w[\w+-]*+(?!:|\Z))",
        r"(?i:www)\.",
        r"(?i:G[HL])-(?=\d)",
    )
)
# What is looked at before it stands in JSON: anything but plain ASCII, letters of the West and what they are printed with.
_UNSURE: Final = re.compile("[^\n -~\u00a0-\u00ac\u00ae-\u021f\u2010-\u2027\u20ac\u2190-\u2193\u2264\u2265]+")
# What a cell may begin with and is text for every spreadsheet; in a cell, behind a ; too, where some begin another.
_TEXT: Final = r"[^\W_]|[(\[«“‘'*#/…§]"
_CELL: Final = rf"\s*(?:{_TEXT}|\"|\Z)"
_INNER_CELL: Final = rf";(?!\s*(?:{_TEXT}|;|\Z))"
# What a build log obeys at the start of a line, and a line may begin anywhere: ::error::, ##[error], ##vso[….
_ORDER: Final = r":(?=:[^\W\d_])|#(?=#[a-zA-Z]*\[)"
# Days and single words, ids and paths: what stands in YAML without quotes when no reader takes it for more than text.
_BARE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z|[A-Za-z](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z"
# What a spreadsheet takes for a number, a day, a time or true in a text: of signs, digits, months and the like alone.
_MONTHS: Final = (
    r"(?:jan(?:v(?:ier)?|uary)?|f[eé]v(?:r(?:ier)?)?|feb(?:ruary)?|mar(?:s|ch)?|avr(?:il)?|apr(?:il)?|ma[iy]|juin|june?|juil(?:let)?"
    r"|july?|ao[uû]t|aug(?:ust)?|sep(?:t(?:embre|ember)?)?|oct(?:obre|ober)?|nov(?:embre|ember)?|d[eé]c(?:embre|ember)?)(?![a-zéû])"
)
_VALUE: Final = rf"(?i:(?=.*\d)(?:[\d\s.,:/%€$£()+-]|(?<=\d)e(?=[+-]?\d)|(?<=[\d ])[ap]m\b|{_MONTHS})++|vrai|faux)"
_MOST_ACCENTS: Final = 4
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters, signs and accents that show nothing, and those that choose the form of the character before them.
_FILLERS: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U00013441\U00013442\U00016fe4\U0001d159"
) | {chr(each) for each in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))}
_FORMS: Final = frozenset("\ufe0e\ufe0f")  # as text, as a picture: of the character before it, which has one form


# Marks for numbers and verses: of the kind of what cannot be seen, and printed all the same.
_PRINTED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_KILLS_VOWELS: Final = 9  # the combining class of viramas
_UNSPACED: Final = ("THAI", "LAO", "KHMER", "MYANMAR")
_TONES: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))


def spelt(text: str, at: int) -> bool:
    """Whether a character that nobody sees belongs to how the script around it is spelt.

    Joiners between letters that join (Persian, Urdu), at a virama (scripts of India, Sinhala) and in pictures, what
    chooses the form of an ideograph or a Mongolian letter, and the ends of words in scripts that put no blank there.
    After Unicode Standard Annex 31 (2.3.1) and RFC 5892 (appendix A), which name fewer.
    """
    before, character, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
    if character in _PRINTED:
        return True
    if not before:
        return False
    if character == "\N{ZERO WIDTH NON-JOINER}":
        return bool(after) and (
            (_virama(before) and after.isalpha())
            or (_joins(text[max(0, at - _MOST_ACCENTS - 1) : at]) and _joins(after))
        )
    if character == "\N{ZERO WIDTH JOINER}":
        picture = before in _TONES or before in _FORMS or unicodedata.category(before) == "So"
        return _virama(before) or _virama(after) or (picture and bool(after) and unicodedata.category(after) == "So")
    if character == "\N{ZERO WIDTH SPACE}":
        return _named_as(before, _UNSPACED) and _named_as(after, _UNSPACED)
    if "\u180b" <= character <= "\u180f":
        return _named_as(before, ("MONGOLIAN",))
    return character >= "\ufe00" and character in _FILLERS and _named_as(before, ("CJK", "MYANMAR LETTER"))


def hidden(text: str) -> tuple[str, ...]:
    """The characters of a text that are shown by their number, in order: nobody sees them, and no spelling needs them."""
    found: list[str] = []
    if not (text.isascii() and text.isprintable()):
        one_line = re.sub(r"[\n\t]", " ", text)
        for _ in _visible(one_line, unicodedata.category, lambda whole, at: _kept(found, whole, at)):
            pass
    return tuple(found)


def _kept(found: list[str], text: str, at: int) -> str:
    if not spelt(text, at):
        found.append(text[at])
    return text[at]


def _virama(character: str) -> bool:
    return bool(character) and unicodedata.combining(character) == _KILLS_VOWELS


def _joins(text: str) -> bool:
    """Whether the last letter, its accents aside, is of a script whose letters join, as those of Arabic do."""
    letter = next((each for each in reversed(text) if unicodedata.category(each) != "Mn"), "")
    return bool(letter) and unicodedata.bidirectional(letter) == "AL" and letter.isalpha()


def _named_as(character: str, scripts: tuple[str, ...]) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(scripts)


def clean(text: str) -> str:
    """The text on one line for a terminal or a log: what cannot be seen, and what a log obeys, becomes <U+001B>."""
    return re.sub(_ORDER, lambda found: _named(found.group()), _one_line(text))


def exact(text: str) -> str:
    """The text as `clean` shows it, and each blank that is no space as <U+00A0>: where it matters which one it is."""
    return re.sub(r"[^\S ]", lambda found: _named(found.group()), clean(text))


def _one_line(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(text.replace("\n", " "), unicodedata.category, _spelt_or_named))


def _visible(text: str, kind_of: Callable[[str], str], written: Callable[[str, int], str]) -> Iterator[str]:
    """Each character that can be seen, and of the others (in a text, at a place) how they are written.

    A letter bears a few accents.
    """
    accents = 0
    for at, character in enumerate(text):
        kind = kind_of(character)
        accents = accents + 1 if kind in {"Mn", "Me"} else 0
        hidden = kind in _UNSEEN or character in _FILLERS or (character in _FORMS and accents > 1)
        yield written(text, at) if hidden or accents > _MOST_ACCENTS else character


def _spelt_or_named(text: str, at: int) -> str:
    return text[at] if spelt(text, at) else _named(text[at])


def _named(character: str) -> str:
    return f"<U+{ord(character):04X}>"


def json_text(text: str) -> str:
    """JSON in which what cannot be seen is written as escapes: the same data, and they stand in texts alone.

    Seen is what was so in Unicode 3.2, which every Python knows: the bytes depend on no version of Python.
    """
    return text if text.isascii() and "\x7f" not in text else _UNSURE.sub(_seen_in_json, text)


def _seen_in_json(found: re.Match[str]) -> str:
    return "".join(_visible(found.group(), _kind_in_json, _numbered))


def _kind_in_json(character: str) -> str:
    kind = unicodedata.category(character)
    return kind if kind in _UNSEEN else unicodedata.ucd_3_2_0.category(character)


def _numbered(text: str, at: int) -> str:
    units = text[at].encode("utf-16-be", errors="surrogatepass").hex(" ", 2)
    return "".join(f"\\u{unit}" for unit in units.split())


def yaml_text(text: str) -> str:
    """The text as YAML reads it back, as a value or a key: a word that is surely text as it is, all else in quotes.

    In quotes, what cannot be seen is written as escapes.
    """
    from asipgrid.documents.scalars import typed  # noqa: PLC0415 - few commands write YAML

    if re.match(_BARE, text) and typed(text) == (text, None):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(_visible(quoted, unicodedata.category, lambda whole, at: f"\\U{ord(whole[at]):08x}"))


def markdown(text: str) -> str:
    """The text on one line of a letter, with a backslash before whatever may act in Markdown where it stands.

    What it makes is right for CommonMark, GFM and pandoc. A mail address stays one that a forge makes a link to itself.
    Where a word may part is left to the page: soft hyphens are left out.
    """
    return re.sub(_MARKUP, _backslashed, _one_line(text.replace("\N{SOFT HYPHEN}", "")).strip(" "))


def forge(text: str) -> str:
    """The text on one line of a page that a forge shows, or of a comment there.

    A forge looks through the text once more when Markdown is gone, and links to what @, # and their like name, or makes
    a picture of :warning:. There no backslash helps, as it is gone too; an element around the character does, and forges
    themselves advise it for $. Bare commit ids are left: they are like amounts, and their links call nobody.
    """
    return re.sub(f"(?P<acts>{_LOOKED_FOR})|{_MARKUP}", _parted, _one_line(text).strip(" "))


def code(text: str) -> str:
    """The text as code in Markdown, in which nothing acts."""
    shown = clean(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence, pad = "`" * (longest + 1), " " * (longest > 0)
    return f"{fence}{pad}{shown}{pad}{fence}"


def _backslashed(found: re.Match[str]) -> str:
    return f"{found.group()[:-1]}\\{found.group()[-1]}"


def _parted(found: re.Match[str]) -> str:
    acts = found["acts"]
    return f"{acts[:-1]}<span>{acts[-1]}</span>" if acts else _backslashed(found)


def cell(text: str) -> str:
    """The text for a cell of a table file: a spreadsheet reads it as text, never as a formula."""
    shown = re.sub(_INNER_CELL, ";'", clean(text))
    return shown if re.match(_CELL, shown) else f"'{shown}"


def localized(shown: str) -> str:
    """A cell for a spreadsheet that splits at ; and may split at , too, and makes days of 1-2: it stays one text."""
    inner = re.sub(_INNER_CELL.replace(";", ",", 1), ",'", shown)
    same = re.fullmatch(r"[1-9][0-9]{0,9}", inner, re.ASCII)  # a number that reads as it is written
    return f"'{inner}" if not same and re.fullmatch(_VALUE, inner) else inner
