"""A letter on the page of its request: its blocks and words as data, of which nothing acts."""

from __future__ import annotations

from msgspec import Struct


class LetterRun(Struct, frozen=True):
    """Words of one look: in bold, in italics, as code; `blank` where they are to be completed, `breaks` where a line ends behind them."""

    text: str
    strong: bool = False
    emph: bool = False
    code: bool = False
    blank: bool = False
    breaks: bool = False


class LetterBlock(Struct, frozen=True, kw_only=True):
    """A part of a letter: a heading, paragraph, plain words, bullets, numbered, item, quote, code, rule or table.

    `level` is that of a heading, `start` the first number, `rows` those of a table, its head first, and `widths` what
    each column takes of the line, of 100.
    """

    kind: str
    runs: tuple[LetterRun, ...] = ()
    blocks: tuple[LetterBlock, ...] = ()
    level: int = 0
    start: int = 1
    rows: tuple[tuple[tuple[LetterRun, ...], ...], ...] = ()
    widths: tuple[str, ...] = ()


class LetterPart(Struct, frozen=True, kw_only=True):
    """The draft of a letter: what it is, what it was drafted from, what is to be completed in it, and all it says."""

    title: str
    count: str
    says: str
    blanks: tuple[str, ...]
    blocks: tuple[LetterBlock, ...]
