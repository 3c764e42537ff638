"""The known name that a misspelled one may mean, for findings; what compares them is loaded when one is misspelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from asipgrid.model.said import SaidText, row, said

# Of more names than these, only those a slip of the pen away are compared: each takes its time.
_MOST_COMPARED: Final = 200
_LONGEST: Final = 60
# So many characters of names stand in a message.
_MOST_CHARACTERS: Final = 400


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name most like this one; None when none is alike enough (1 is the same name, 0 any other)."""
    from difflib import get_close_matches  # noqa: PLC0415 - sound documents have no misspelled names

    names: Sequence[str] = tuple(known)
    if len(names) > _MOST_COMPARED:
        names = _a_slip_away(name, _slips(names))
    return next(iter(get_close_matches(name, names, n=1, cutoff=cutoff)), None)


@lru_cache(maxsize=4)
def _slips(names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """The names by everything that is left of each with at most one character gone."""
    found: dict[str, list[str]] = {}
    for name in names:
        for left in _left(name):
            found.setdefault(left, []).append(name)
    return found


def _a_slip_away(name: str, slips: Mapping[str, Sequence[str]]) -> list[str]:
    """The names from which this one differs by a character too few, too many or another, or by two that changed places."""
    found = dict.fromkeys(each for left in _left(name) for each in slips.get(left, ())[:_MOST_COMPARED])
    return list(found)[:_MOST_COMPARED]


def _left(name: str) -> Iterator[str]:
    if len(name) <= _LONGEST:
        yield name
        yield from dict.fromkeys(name[:at] + name[at + 1 :] for at in range(len(name)))


def plain_words(name: str, join: str) -> str:
    """A name without accents and without what is no letter or digit, its words joined."""
    import unicodedata  # noqa: PLC0415 - sound documents have no such names

    letters = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    if any(each.isalnum() and not each.isascii() for each in letters):
        return ""  # what is left without them would be another name
    return join.join(re.findall("[A-Za-z0-9]+" if join != "_" else "[A-Za-z0-9_]+", letters)).strip("_")


def few(values: Sequence[Any], named: Callable[[Any], str] = str) -> SaidText:
    """Values by name in a row; of many, as many as a message holds, and how many more there are."""
    names: list[str] = []
    for name in map(named, values):
        names.append(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}…")
        if sum(map(len, names)) > _MOST_CHARACTERS:
            break
    more = len(values) - len(names)
    return said("{names} and {more} more", row(names), more) if more else row(names)
