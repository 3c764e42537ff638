"""The letter that a decision calls for, on the page of its request: the draft that `asipgrid draft` writes, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asipgrid.letters.kinds import title_of
from asipgrid.letters.listing import Drafted
from asipgrid.report.digests import digest_of
from asipgrid.report.letter_page import LetterPart
from asipgrid.report.letter_text import letter_blocks
from asipgrid.report.words import ReportWords

MOST_WITH_LETTERS: Final = 200
"""Up to how many requests letters stand on their pages, unless they are asked for: an addendum has some 40 kB."""

Letters = Mapping[str, Drafted]
"""Drafts by request; those to which no letter is addressed are missing."""


def letter_part(drafted: Drafted, words: ReportWords) -> LetterPart:
    """A draft as it stands on the page."""
    blanks = len(drafted.blanks)
    return LetterPart(
        title=words.label("letter_draft", title=title_of(drafted.kind, words.call).to(words.language)),
        count=words.label("blanks_count", count=blanks) if blanks else "",
        says=words.label("letter_says", count=len(drafted.inputs), digest=digest_of(drafted.inputs)),
        blanks=drafted.blanks,
        blocks=letter_blocks(drafted.text),
    )
