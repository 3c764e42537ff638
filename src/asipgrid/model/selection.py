"""Which requests of a result are shown: selecting changes no rank and no money, for every request is decided first."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from asipgrid.model.places import Id


class Selection(Struct, frozen=True, kw_only=True):
    """What is asked for: `only` these requests, those for which `where` holds, in which order, in which columns.

    Columns are named as in CSV; in `sort`, one with a hyphen before it puts the greatest first. What is empty asks nothing.
    """

    only: tuple[str, ...] = ()
    where: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.only or self.where or self.sort or self.columns)

    @property
    def leaves_out(self) -> bool:
        """Whether it may leave requests out, or puts them in another order: then an answer is not the whole result."""
        return bool(self.only or self.where or self.sort)


EVERYTHING: Final = Selection()


class Shown(Struct, frozen=True, kw_only=True):
    """What is shown `of` so many requests: their names in the order of the answer (by id, unless it is sorted).

    `unknown` are those that are left out since it is not known whether the condition holds. `has_money`: an amount is
    known of any request, shown or not.
    """

    selection: Selection
    names: tuple[Id, ...]
    of: int
    unknown: tuple[Id, ...] = ()
    has_money: bool = False
