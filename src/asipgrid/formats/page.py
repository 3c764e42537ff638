"""A sheet of text for a terminal. The only module that knows Rich; text from documents never meets its markup."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.text import Text as Line

from asipgrid.formats import Look
from asipgrid.formats.lines import TEXTS, columns, cut, fits, told, wrapped
from asipgrid.formats.words import Words
from asipgrid.model.calls import Call
from asipgrid.text.escape import clean
from asipgrid.text.phrases import PUBLISHED


class Page:
    """A sheet of text of a width, built in memory."""

    def __init__(self, look: Look) -> None:
        self.stream = io.StringIO()
        self.width = look.width
        self.words = Words(look.language)
        self._painted = (
            Console(
                file=self.stream,
                force_terminal=True,
                no_color=False,
                color_system="standard",
                markup=False,
                emoji=False,
                highlight=False,
                legacy_windows=False,
            )
            if look.color
            else None
        )

    def _put(self, line: str | Line, style: str = "") -> None:
        """A line that is laid out, painted where it may be: nothing is broken, cut or filled up any more."""
        if self._painted is None:
            self.stream.write(f"{line}\n")
        else:
            text = line if isinstance(line, Line) else Line(line, style=style)
            self._painted.print(text, no_wrap=True, overflow="ignore", crop=False)

    def line(self, text: str = "", style: str = "", indent: int = 0, hang: int = 2) -> None:
        """A paragraph with a hanging indent."""
        for line in wrapped(clean(text), self.width, " " * indent, " " * (indent + hang)):
            self._put(line, style)

    def title(self, call: Call, when: str = "") -> None:
        """How a page about a call begins: its name, what it is about, and that its facts are the published ones."""
        self.line(f"{self.words.text(call.title)} ({call.id}){when}", style="bold")
        if call.about is not None:
            self.line(self.words.text(call.about), style="dim", hang=0)
        if call.published:
            self.line(f"{self.words.sentence(PUBLISHED)}.", style="bold", hang=0)
        self.line()

    def heading(self, text: str) -> None:
        """A heading, set apart from what is above it."""
        self.line()
        self.line(text, style="bold")

    def listed(self, heading: str, items: Iterable[str]) -> None:
        """A heading and what stands below it, indented."""
        self.heading(heading)
        for item in items:
            self.line(item, indent=2)

    def columns(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str | Line]],
        styles: Mapping[str, str] | None = None,
    ) -> None:
        """A table. A heading begins with < (left), > (right), | (bars, on the left), ~ or … (texts, on the left).

        Where it is too wide, bars are left out, for their figure stands beside them, and texts are cut; then each row is
        a paragraph. What begins with ~ is only shown where there is room beside all else. `styles` are those of some texts.
        """
        cells = [[_cell(each, styles or {}) for each in row] for row in rows]
        kept = [n for n, each in enumerate(headings) if each[0] != "|"]
        for shown in (range(len(headings)), kept):
            sides, names = [headings[n][0] for n in shown], [headings[n][1:] for n in shown]
            widths = fits(sides, [names, *([row[n].plain for n in shown] for row in cells)], self.width)
            if widths is not None:
                self._row([Line(name, style="bold") for name in names], sides, widths)
                for row in cells:
                    self._row([row[n] for n in shown], sides, widths)
                return
        kept = [n for n in kept if headings[n][0] != TEXTS[0]]
        lead = next((n for n, at in enumerate(kept, 1) if headings[at][0] == "<"), 1)
        marks = (self.words("colon"), self.words("semicolon"))
        for row in cells:
            texts = [row[n].plain for n in kept]
            for line in told([headings[n][1:] for n in kept], texts, lead, self.width, marks):
                self._put(line)

    def _row(self, cells: Sequence[Line], sides: Sequence[str], widths: Mapping[int, int]) -> None:
        line = Line()
        for n, width in widths.items():
            cell = cells[n]
            if columns(cell.plain) > width:
                cell = Line(cut(cell.plain, width), style=cell.style)
            blank = " " * (width - columns(cell.plain))
            line.append(" " * bool(line))
            line.append(blank * (sides[n] == ">"))
            line.append_text(cell)
            line.append(blank * (sides[n] != ">"))
        self._put(line)

    def text(self) -> str:
        """Everything put so far, without trailing blanks."""
        return "".join(line.rstrip() + "\n" for line in self.stream.getvalue().split("\n")[:-1])


def _cell(content: str | Line, styles: Mapping[str, str]) -> Line:
    return content if isinstance(content, Line) else Line(clean(content), style=styles.get(content, ""))
