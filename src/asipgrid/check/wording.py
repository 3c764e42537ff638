"""How findings are made, and the words that recur in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from asipgrid.model.places import Finding, Gravity, KeyPath, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import exact, in_cents
from asipgrid.text.numbers import as_written, money_text
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import shown

Data = Mapping[str, Any]
"""What a document states, or a part of it."""

_MOST_NAMED: Final = 20


def error(record: Record, path: KeyPath, code: str, says: SaidText) -> Finding:
    """What makes a document wrong, at a path of it."""
    return Finding(code=code, place=record.place(path), says=says)


def warning(record: Record, path: KeyPath, code: str, says: SaidText) -> Finding:
    """What is odd in a document, and may be meant."""
    return Finding(code=code, place=record.place(path), says=says, gravity=Gravity.WARNING)


def note(record: Record, path: KeyPath, code: str, says: SaidText) -> Finding:
    """What the author of a document may want to know."""
    return Finding(code=code, place=record.place(path), says=says, gravity=Gravity.NOTE)


def near_words(name: str, known: Iterable[str]) -> SaidText:
    """The known name that an unknown one may mean, or those there are."""
    names = sorted(known)
    near = nearest(name, names)
    return (
        said("did you mean {near}?", near)
        if near
        else said("known here: {names}", few(names) if names else said("none"))
    )


def unknown_criterion(name: str, criteria: Collection[str]) -> SaidText:
    """What to say of a criterion that no grid of the call has."""
    return said("{name} is not a criterion of this call; {near}", name, near_words(name, criteria))


def on_lines(record: Record, first: KeyPath, second: KeyPath) -> SaidText:
    """Where two parts of a document stand."""
    return said("on {lines}", line_words(dict.fromkeys(record.place(path).line for path in (first, second))))


def line_words(lines: Collection[int]) -> SaidText:
    """Lines by their numbers: line 3, lines 3 and 5."""
    return said("{count:line|lines} {lines}", len(lines), listed([str(line) for line in lines]))


def percent(share: Any) -> SaidText:
    """A share in percent, with all its decimals: 35 % for 0.35."""
    return said("{share} %", as_written(exact(share) * 100))


def share_hint(number: Any) -> SaidText:
    """What to write who wrote a share in percent: 0.25 for 25."""
    return said("write {right} for {number} %", as_written(exact(number) / 100), shown(number))


def money(value: Any, currency: str) -> str:
    """An amount: 1 150 000.00 EUR."""
    return money_text(in_cents(value, currency), currency)


def exactly_one(name: str, has: SaidText, kinds: Iterable[str]) -> SaidText:
    """What to say of what has none of some kinds, or several of them, where it must have one."""
    if not has:
        return said("{name} has none of {kinds}; give exactly one", name, row(kinds))
    return said("{name} has {has} of {kinds}; give exactly one", name, has, row(kinds))


def and_words(names: Sequence[str]) -> SaidText:
    """Names in a row: a, b and c."""
    return said("{names} and {last}", row(names[:-1]), names[-1]) if len(names) > 1 else row(names)


def listed(names: Sequence[str]) -> SaidText:
    """The same; of many, the first and how many more there are."""
    return few(names) if len(names) > _MOST_NAMED else and_words(names)
