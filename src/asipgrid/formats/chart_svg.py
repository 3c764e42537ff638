"""A chart as one SVG picture: a table laid out here, of plain text, which no program runs and no network feeds."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from asipgrid.formats import Look
from asipgrid.formats.chart_words import ChartEntry, ChartPage, ChartRow
from asipgrid.formats.text_width import BOLD, broken, width
from asipgrid.text.escape import clean

# Pixels: the page is as wide as a sheet of A4 on its side at 150 dots an inch, less its margins.
_PAGE: Final = 1640
_MARGIN: Final = 24
_PAD: Final = 6
_SIZE: Final = 11
_LINE: Final = 14
_BIG: Final = 20
_GAP: Final = 3
# The narrowest and the widest that one word may make a column.
_NARROWEST: Final = 60
_WORD: Final = 170

_STYLE: Final = """\
text{font:11px Helvetica,Arial,"Liberation Sans",sans-serif;fill:#1b1f24}
.b{font-weight:bold}.h{font-size:20px;font-weight:bold}.m{fill:#59636e}.n{fill:#59636e;font-style:italic}
.p{fill:#fff}.s{fill:#f2f4f7}.k{fill:#dfe5ec}.l{stroke:#b8c0c9;stroke-width:1}
@media (prefers-color-scheme:dark){text{fill:#e6e9ee}.m,.n{fill:#a4adb8}.p{fill:#14171b}.s{fill:#1c2026}.k{fill:#2a313a}.l{stroke:#444c56}}
"""


class _TextLine(Struct, frozen=True):
    """A line of text in a cell: how it looks, and how far under the line before."""

    text: str
    look: str = ""
    gap: int = 0


_Cell = Sequence[_TextLine]


def as_svg(page: ChartPage, _look: Look) -> str:
    """The picture; as high as what stands in it."""
    inner = _PAGE - 2 * _MARGIN
    widths = _columns(page, inner)
    body = [*_title(page, inner)]
    y = _MARGIN + sum(_LINE + each.gap for each in body) + _BIG
    drawn = [*_drawn(body, _MARGIN, _MARGIN)]
    rows = [_heads(page, widths), *(_row(page, row, widths) for row in page.rows)]
    for number, cells in enumerate(rows):
        high = max(map(_height, cells)) + 2 * _PAD
        drawn += _band(number, y, high, inner)
        x = _MARGIN
        for cell, wide in zip(cells, widths, strict=True):
            drawn += _drawn(cell, x + _PAD, y + _PAD)
            x += wide
        y += high
    foot = [*_foot(page, inner)]
    drawn += _drawn(foot, _MARGIN, y + _PAD)
    high = y + _PAD + _height(foot) + _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{page.language}" '
        f'width="{_PAGE}" height="{high}" viewBox="0 0 {_PAGE} {high}">'
    )
    lines = (
        head,
        f"<title>{_inert(page.title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="p" width="{_PAGE}" height="{high}"/>',
        *drawn,
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _inert(text: str) -> str:
    return html.escape(clean(text))


def _title(page: ChartPage, inner: int) -> Iterator[_TextLine]:
    for number, line in enumerate(broken(clean(page.title), _BIG * BOLD, inner)):
        yield _TextLine(line, "h", 10 if number else 6)
    for number, line in enumerate(broken(clean(page.about), _SIZE, inner) if page.about else ()):
        yield _TextLine(line, "m", 0 if number else 6)


def _foot(page: ChartPage, inner: int) -> Iterator[_TextLine]:
    for paragraph in (" ".join(page.notes), *([_sources(page)] if page.sources else [])):
        for number, line in enumerate(broken(clean(paragraph), _SIZE, inner)):
            yield _TextLine(line, "m", 0 if number else _GAP)


def _sources(page: ChartPage) -> str:
    return f"{page.sources_title} {' · '.join(page.sources)}"


def _heads(page: ChartPage, widths: Sequence[int]) -> list[_Cell]:
    return [
        [_TextLine(line, "b") for line in broken(clean(heading), _SIZE * BOLD, wide - 2 * _PAD)]
        for heading, wide in zip(page.headings, widths, strict=True)
    ]


def _row(page: ChartPage, row: ChartRow, widths: Sequence[int]) -> list[_Cell]:
    first, *others = (wide - 2 * _PAD for wide in widths)
    name = [_TextLine(line, "b") for line in broken(clean(row.name), _SIZE * BOLD, first)]
    title = [_TextLine(line, "m") for line in broken(clean(row.title), _SIZE, first)] if row.title else []
    cells = (_cell(page, cell, most) for cell, most in zip(row.cells, others, strict=True))
    return [[*name, *title], *cells]


def _cell(page: ChartPage, cell: Sequence[ChartEntry], most: int) -> _Cell:
    if not cell:
        return [_TextLine(line, "n") for line in broken(page.empty, _SIZE, most)]
    return [
        _TextLine(line, "", _GAP if entry and not number else 0)
        for entry, one in enumerate(cell)
        for number, line in enumerate(broken(_said(one), _SIZE, most))
    ]


def _said(one: ChartEntry) -> str:
    # A reference stays on one line.
    behind = f" ({one.behind})".replace(" ", "\N{NO-BREAK SPACE}") if one.behind else ""
    return clean(one.text) + clean(behind).replace("\N{NO-BREAK SPACE}", " ", 1)


def _columns(page: ChartPage, inner: int) -> list[int]:
    """How wide the columns are: none narrower than its longest word, the rest by how much they hold."""
    texts = [
        [page.headings[0], *(f"{row.name} {row.title}" for row in page.rows)],
        *(
            [heading, *(" ".join(map(_said, row.cells[n])) or page.empty for row in page.rows)]
            for n, heading in enumerate(page.headings[1:])
        ),
    ]
    least = [_least(column) for column in texts]
    holds = [math.sqrt(max(width(text, _SIZE) for text in column)) for column in texts]
    free = inner
    wide = dict.fromkeys(range(len(texts)), 0)
    left = set(wide)
    while left:
        share = {n: int(free * holds[n] / sum(holds[each] for each in left)) for n in left}
        short = {n for n in left if share[n] < least[n]}
        for n in short or left:
            wide[n] = least[n] if n in short else share[n]
        free -= sum(wide[n] for n in short or left)
        left -= short or left
    return [wide[n] for n in range(len(texts))]


def _least(column: Sequence[str]) -> int:
    longest = max(width(word, _SIZE * BOLD) for text in column for word in clean(text).split(" "))
    return math.ceil(min(max(longest, _NARROWEST), _WORD)) + 2 * _PAD


def _height(cell: _Cell) -> int:
    return sum(_LINE + line.gap for line in cell)


def _band(number: int, y: int, high: int, inner: int) -> Iterator[str]:
    look = "s" if number % 2 == 0 else "p"
    yield f'<rect class="{look if number else "k"}" x="{_MARGIN}" y="{y}" width="{inner}" height="{high}"/>'
    yield f'<path class="l" d="M{_MARGIN} {y + high}h{inner}"/>'


def _drawn(cell: _Cell, x: int, y: int) -> Iterator[str]:
    for line in cell:
        y += _LINE + line.gap
        look = f' class="{line.look}"' if line.look else ""
        yield f'<text x="{x}" y="{y - 3}"{look}{_held(line)}>{_inert(line.text)}</text>'


def _held(line: _TextLine) -> str:
    """How wide the line was measured: with another font, its letters are set closer and stay in their column."""
    size = {"h": _BIG * BOLD, "b": _SIZE * BOLD}.get(line.look, _SIZE)
    return f' textLength="{width(line.text, size):.1f}" lengthAdjust="spacingAndGlyphs"'
