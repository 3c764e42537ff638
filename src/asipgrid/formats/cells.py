"""Tables as CSV, for programs or for a spreadsheet of another country: cells, numbers and rows as its dialect writes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from asipgrid.formats import DIALECTS
from asipgrid.text.escape import localized

Cell = str | int | None
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def rows(
    heading: Sequence[str],
    found: Iterable[Sequence[Cell]],
    *,
    dialect: str,
    figures: Collection[str],
    dates: Collection[str] = (),
) -> Iterator[str]:
    """The heading and each row as text; `figures` and `dates` are the columns that hold these, all others hold texts.

    What is not there is an empty cell. Foreign texts have passed through `escape.cell` before.
    """
    form = DIALECTS[dialect]
    writer = csv.writer(_Echo(), delimiter=form.delimiter, lineterminator=form.end)
    yield form.begin + writer.writerow(heading)
    kinds = [name in figures or (None if name in dates else False) for name in heading]
    for row in found:
        cells = ("" if value is None else str(value) for value in row)
        if form.local:
            cells = (_local(value, is_figure=kind) for value, kind in zip(cells, kinds, strict=True))
        yield writer.writerow(cells)


def _local(value: str, *, is_figure: bool | None) -> str:
    """A number with a decimal comma, a date as it is, a text that nobody takes for either."""
    if is_figure:
        return value.replace(".", ",") if _NUMBER.fullmatch(value) else value
    return value if is_figure is None else localized(value)


class _Echo:
    """Gives back what is written to it: a row as text."""

    def write(self, text: str) -> str:
        return text
