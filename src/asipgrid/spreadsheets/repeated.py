"""Columns of a map that stand for many: `Budget[].Amount` gives an item of a list for each row of a repeated field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.spreadsheets.conversions import Reading
from asipgrid.spreadsheets.form_fields import FormField

EACH: Final = "[]"
"""In a head: each row of it; in a path: an item for each."""
_ITEM: Final = re.compile(r"([^\[]+)\[(\d+)\]")


class MappedColumn(Struct, frozen=True, kw_only=True):
    """A column of a table: its head, the path of its values, what stands before an id, and how its cells are read.

    `beside` are values, by path, that stand in the document where this column states something.
    """

    head: str
    path: str
    field: FormField
    how: Reading
    prefix: str = ""
    beside: Mapping[str, Any] = {}

    @property
    def gives(self) -> str:
        """What no two columns may give: a path, or for each row of a repeated field a path."""
        return f"{self.path} of {self.head.partition(EACH)[0]}" if EACH in self.path else self.path


def expanded(columns: Sequence[MappedColumn], heads: Iterable[str], fixed: Iterable[str]) -> Iterator[MappedColumn]:
    """The columns, and for each that stands for many one a row of the table's heads.

    Items of a list that are named by their position (`fixed`, and in other columns) come first; behind them those of
    each repeated field, in the order of the map.
    """
    rows = {each.head: _rows(each.head, heads) for each in columns if EACH in each.path}
    free: dict[str, int] = {}
    for path in (*fixed, *(one for each in columns for one in (each.path, *each.beside))):
        for name, position in _ITEM.findall(path):
            free[name] = max(free.get(name, 0), int(position) + 1)
    first: dict[tuple[str, str], int] = {}
    for each in columns:
        if EACH in each.path:
            target, source = each.path.partition(EACH)[0], each.head.partition(EACH)[0]
            if (target, source) not in first:
                several = [max(found, default=-1) for head, found in rows.items() if head.startswith(source + EACH)]
                first[target, source] = free.get(target, 0)
                free[target] = first[target, source] + max(several) + 1
    for each in columns:
        if EACH not in each.path:
            yield each
            continue
        start = first[each.path.partition(EACH)[0], each.head.partition(EACH)[0]]
        for row in rows[each.head]:
            yield _of_row(each, row, f"[{start + row}]")


def _rows(head: str, heads: Iterable[str]) -> list[int]:
    before, _, after = head.partition(EACH)
    form = re.compile(rf"{re.escape(before)}\[(\d+)\]{re.escape(after)}")
    return sorted(int(found[1]) for each in heads if (found := form.fullmatch(each)))


def _of_row(column: MappedColumn, row: int, item: str) -> MappedColumn:
    """The column of a row; in texts beside it, `{row}` is its number, from 1."""
    return replace(
        column,
        head=column.head.replace(EACH, f"[{row}]", 1),
        path=column.path.replace(EACH, item, 1),
        beside={
            path.replace(EACH, item, 1): value.replace("{row}", str(row + 1)) if isinstance(value, str) else value
            for path, value in column.beside.items()
        },
    )
