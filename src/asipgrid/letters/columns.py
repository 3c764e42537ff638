"""How wide the columns of a letter's tables are: room for the longest word of each, the rest by how much stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# About so many characters of a table stand on one line; no cell counts for more than so many, no word neither.
_LINE: Final = 105
_WIDE: Final = 80
_LONG: Final = 18


def column_shares(texts: Sequence[Sequence[str]]) -> list[float]:
    """The share of the line that each column takes, of 1, by the texts that stand in it, row by row."""
    words = [
        min(max((len(word) for text in column for word in text.split(" ")), default=0), _LONG) + 3 for column in texts
    ]
    amounts = [sum(min(len(text), _WIDE) for text in column) + 1 for column in texts]
    rest = max(0, _LINE - sum(words))
    wants = [word + rest * amount / sum(amounts) for word, amount in zip(words, amounts, strict=True)]
    return [round(want / sum(wants), 4) for want in wants]
