"""Chooses which requests of a result are shown, and in which order. Nothing is decided here: ranks and money are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from asipgrid.documents.workspace import CannotError
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import Id
from asipgrid.model.results import Result, Settled
from asipgrid.model.selection import Selection, Shown
from asipgrid.selection.columns import WORD, Column, ResultRows
from asipgrid.selection.where import condition, no_such_column


class _Chosen(Struct, frozen=True):
    """A request that is shown: its rank, and what it has in the columns that put it in order."""

    name: Id
    rank: int | None
    keys: tuple[Any, ...]


class Choice:
    """A selection made ready for a call."""

    def __init__(self, selection: Selection, call: Call, grids: Sequence[Grid]) -> None:
        """CannotError, with the place, where a column or the condition is none."""
        self._selection, self.only = selection, dict.fromkeys(map(Id, selection.only))
        self._rows = ResultRows(call, grids)
        columns = self._rows.columns
        for option, names in (("--columns", selection.columns), ("--sort", map(_name, selection.sort))):
            for name in names:
                if name not in columns:
                    raise CannotError(f"{option}: {no_such_column(name, columns)}")
        self._keys = [(columns[_name(each)], each.startswith("-")) for each in selection.sort]
        self._test = condition(selection.where, columns) if selection.where else None
        self._is_stage = call.stage is not None
        self._amount = "worked_out" if "worked_out" in columns else "requested"

    def shown(self, rows: Iterable[tuple[Settled, bytes]]) -> Shown:
        """What is shown of the rows of all requests (`ResultRows.row`), which come by id."""
        chosen: list[_Chosen] = []
        unknown: list[Id] = []
        count, has_money = 0, self._is_stage
        for settled, row in rows:
            count += 1
            values = self._rows.values(settled, row)
            has_money = has_money or values[self._amount] is not None or bool(settled.award.amount)
            if self.only and settled.request not in self.only:
                continue
            truth = self._test(values) if self._test else True
            if truth:
                keys = tuple([values[column.name] for column, _ in self._keys])
                chosen.append(_Chosen(settled.request, settled.rank, keys))
            elif truth is None:
                unknown.append(settled.request)
        names = tuple([each.name for each in self._ordered(chosen)])
        return Shown(selection=self._selection, names=names, of=count, unknown=tuple(unknown), has_money=has_money)

    def of_result(self, result: Result) -> Shown:
        """What is shown of a result that is there as a whole."""
        return self.shown((each.settled, self._rows.row(each.assessment)) for each in result.by_id())

    def _ordered(self, chosen: list[_Chosen]) -> list[_Chosen]:
        """By the keys, empty cells last, then by rank and id; by id alone where there is no key."""
        if not self._keys:
            return chosen
        chosen.sort(key=lambda each: (each.rank is None, each.rank or 0, each.name))
        for n, (column, descending) in reversed([*enumerate(self._keys)]):
            stated = [each for each in chosen if each.keys[n] is not None]
            stated.sort(key=lambda each: _place(column, each.keys[n]), reverse=descending)
            chosen = [*stated, *(each for each in chosen if each.keys[n] is None)]
        return chosen


def _name(key: str) -> str:
    return key.removeprefix("-")


def _place(column: Column, value: Any) -> Any:
    """What puts a value in order: words as results list them, of the figures that rank numbers before texts."""
    if column.kind == WORD:
        return column.words.index(value)
    return (isinstance(value, str), value)
