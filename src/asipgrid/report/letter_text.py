"""A letter's Markdown as blocks of words: links and pictures are their words and addresses, HTML is text, nothing acts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec
from markdown_it import MarkdownIt

from asipgrid.letters.columns import column_shares
from asipgrid.report.letter_page import LetterBlock, LetterRun

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEEPEST: Final = 40
# What a letter leaves to be completed, as the builders of letters and their templates write it; in it may stand one pair of brackets.
_INNER: Final = r"(?:[^()]|\([^()]{0,200}\))"
_BLANK: Final = re.compile(rf"(\({_INNER}{{0,200}}?(?:to be completed|à compléter){_INNER}{{0,400}}\))")
_LISTS: Final = {"bullet_list_open": "bullets", "ordered_list_open": "numbered"}
_WITHIN: Final = {**_LISTS, "list_item_open": "item", "blockquote_open": "quote"}


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables, as letters become files; HTML is text."""
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")


def letter_blocks(text: str) -> tuple[LetterBlock, ...]:
    """The blocks of a letter; one that is nested deeper than anybody reads is shown as it is written, line by line."""
    tokens = _markdown().parse(text)
    # What lies deeper the parser would leave out.
    if any(each.level >= _DEEPEST - 1 for each in tokens):
        return (LetterBlock(kind="code", runs=_lines(text)),)
    return tuple(_BlockReader(tokens).blocks())


class _BlockReader:
    """Reads tokens one after another: each that opens is followed by what it holds, and by that which closes it."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.tokens = iter(tokens)

    def blocks(self, until: str = "") -> Iterator[LetterBlock]:
        """The blocks before the token that closes them, which is taken."""
        for token in self.tokens:
            if token.type == until:
                return
            yield self.block(token)

    def block(self, token: Token) -> LetterBlock:
        """The block that a token opens, or is."""
        kind, closing = token.type, token.type.replace("_open", "_close")
        if kind in _WITHIN:
            start = int(token.attrs.get("start", 1))
            return LetterBlock(kind=_WITHIN[kind], blocks=tuple(self.blocks(closing)), start=start)
        if kind == "heading_open":
            runs = self.words(closing)
            # A heading without words is none to whoever reads by headings.
            kind = "heading" if any(run.text.strip() for run in runs) else "plain"
            return LetterBlock(kind=kind, runs=runs, level=int(token.tag[1:]))
        if kind == "paragraph_open":
            return LetterBlock(kind="plain" if token.hidden else "paragraph", runs=self.words(closing))
        if kind == "table_open":
            return self.table()
        if kind == "hr":
            return LetterBlock(kind="rule")
        assert kind in {"fence", "code_block"}, kind
        return LetterBlock(kind="code", runs=_lines(token.content))

    def words(self, until: str) -> tuple[LetterRun, ...]:
        """The words before a closing token."""
        return tuple(run for token in self._until(until) for run in _runs(token.children or ()))

    def table(self) -> LetterBlock:
        """A table, its head first."""
        rows: list[list[tuple[LetterRun, ...]]] = []
        for token in self._until("table_close"):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(_runs(token.children or ()))
        columns = [["".join(run.text for run in cell) for cell in column] for column in zip(*rows, strict=True)]
        return LetterBlock(
            kind="table",
            rows=tuple(map(tuple, rows)),
            widths=tuple(f"{100 * share:.2f}" for share in column_shares(columns)),
        )

    def _until(self, closing: str) -> Iterator[Token]:
        return itertools.takewhile(lambda token: token.type != closing, self.tokens)


def _lines(text: str) -> tuple[LetterRun, ...]:
    """Code, line by line."""
    *lines, last = text.removesuffix("\n").split("\n")
    return (*(LetterRun(each, code=True, breaks=True) for each in lines), LetterRun(last, code=True))


def _runs(tokens: Sequence[Token]) -> tuple[LetterRun, ...]:
    """The words of a line, neighbours of one look together, and what is to be completed apart."""
    joined: list[LetterRun] = []
    for run in _pieces(tokens):
        if joined and not joined[-1].breaks and _look(joined[-1]) == _look(run):
            joined[-1] = msgspec.structs.replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(part for run in joined if run.text or run.breaks for part in _parted(run))


def _look(run: LetterRun) -> tuple[bool, bool, bool]:
    return run.strong, run.emph, run.code


def _parted(run: LetterRun) -> Iterator[LetterRun]:
    """A run, where it has blanks in pieces: every other one is such a blank."""
    pieces = [run.text] if run.code else _BLANK.split(run.text)
    for at, piece in enumerate(pieces):
        last = at == len(pieces) - 1
        if piece or (last and run.breaks):
            yield msgspec.structs.replace(run, text=piece, blank=at % 2 == 1, breaks=run.breaks and last)


def _pieces(tokens: Sequence[Token]) -> Iterator[LetterRun]:
    """The words of a line with their looks; behind the words of a link stands its address."""
    inside = {"strong": 0, "em": 0}
    addresses: list[str] = []
    for token in tokens:
        name, _, way = token.type.rpartition("_")
        strong, emph = inside["strong"] > 0, inside["em"] > 0
        if name in inside:
            inside[name] += token.nesting
        elif name == "link" and way == "open":
            # A bare address is its own words.
            addresses.append("" if token.info == "auto" else str(token.attrs["href"]))
        elif name == "link":
            address = addresses.pop()
            yield LetterRun(f" ({address})" if address else "", strong, emph)
        elif token.type == "image":
            yield LetterRun("".join(run.text for run in _pieces(token.children or ())), strong, emph)
            yield LetterRun(f" ({token.attrs['src']})", strong, emph)
        elif token.type == "hardbreak":
            yield LetterRun("", strong, emph, breaks=True)
        else:
            text = " " if token.type == "softbreak" else token.content
            yield LetterRun(text, strong, emph, token.type == "code_inline")
