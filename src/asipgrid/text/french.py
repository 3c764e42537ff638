"""French as it is set: blanks that do not break, and typographic apostrophes. The one place that does so.

Amounts, shares and grouped figures come set from Babel; the words around them, of templates, calls and requests, are set
here once a text is whole. No blank is added or taken away. Code, addresses and what makes Markdown stay as they are.
"""

from __future__ import annotations

import re
from typing import Final

NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
"""Before ; ! ? and between the groups of a number."""

WIDE: Final = "\N{NO-BREAK SPACE}"
"""Before : and », after «, n° and §, between a number and its unit, a day and its month."""

APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
"""Between letters, and between a letter and what is quoted or marked."""

# Code in its backticks, an address or a digest, where a link leads to, a line that says how a table is set.
_KEPT: Final = (
    r"(?<!\\)(?P<fence>`+)(?!`).*?(?<!`)(?P=fence)(?!`)"
    r"|\b(?:https?://|mailto:|sha256:)[^\s|<>]+"
    r"|(?<=\])\([^()\s]*\)"
    r"|^[ \t|:-]+$"
)
_BLANK: Final = rf"[ {WIDE}{NARROW}]"
# Not at the start of a line, of a cell or of an item, where a blank is part of Markdown.
_BEHIND: Final = r"(?<=[^\s|#>+-])"
_GROUP: Final = r"(?:(?<=(?<!\d)\d)|(?<=(?<!\d)\d\d)|(?<=(?<!\d)\d\d\d))"
_MONTHS: Final = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS: Final = rf"[%€$£]|(?:euros?|points?|jours?|mois|ans?|{_MONTHS})\b"
_RULES: Final = re.compile(
    rf"(?P<kept>{_KEPT})"
    # An exclamation mark before a bracket begins a picture.
    rf"|(?P<narrow>{_BEHIND}{_BLANK}(?=[;?]|!(?!\[))|{_GROUP}{_BLANK}(?=\d{{3}}(?!\d)))"
    rf"|(?P<wide>{_BEHIND}{_BLANK}(?=»|:(?![-:\w]))|(?:(?<=«)|(?<=\b[nN]°)|(?<=§)){_BLANK}(?=[^\s|])"
    rf"|(?:(?<=\d)|(?<=\b1er)){_BLANK}(?={_UNITS}))"
    r"|(?P<apostrophe>(?<=[^\W\d_])'(?=[«`*{\w]))",
    re.DOTALL | re.MULTILINE,
)


def french(text: str) -> str:
    """A French text, plain or Markdown, as it is set; one that is set already comes back as it is."""
    return _RULES.sub(_as_set, text)


def _as_set(found: re.Match[str]) -> str:
    if found["kept"] is not None:
        return found["kept"]
    return NARROW if found["narrow"] else WIDE if found["wide"] else APOSTROPHE
