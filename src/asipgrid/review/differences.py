"""Two documents as data: each value that they write differently, at the most precise place, and what either would be without.

Lists of parts are compared part by part, so that a rule put in between does not make all those behind it new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.paths import leaves, value_at
from asipgrid.model.places import KeyPath
from asipgrid.model.said import said
from asipgrid.text.values import shown

Data = Mapping[str, Any]

_MOST_SHOWN: Final = 60


class DifferenceKind(StrEnum):
    """What became of a place: another value, or a part of a list that came or went."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Difference(Struct, frozen=True, kw_only=True):
    """One place: its path in the new document (that of a part that went: where it stood), and what is written (None: nothing)."""

    path: KeyPath
    kind: DifferenceKind = DifferenceKind.CHANGED
    old: Any
    new: Any

    @property
    def where(self) -> str:
        """The path as text, without the `when` that every condition stands under; a part of a list is said to come or go."""
        return self.at(self.path)

    def at(self, path: KeyPath, name: str = "") -> str:
        """The same of another path, behind the name of what it lies in."""
        text = ""
        for step in path:
            text += f"[{step}]" if isinstance(step, int) else "" if step == "when" else f"{'.' * bool(text)}{step}"
        named = f"{name} {text}" if name else text
        if self.kind is DifferenceKind.CHANGED:
            return named
        return said("{what} added", named) if self.kind is DifferenceKind.ADDED else said("{what} removed", named)


def differences(old: Any, new: Any, path: KeyPath = ()) -> Iterator[Difference]:
    """Every difference of two values, in the order of the new one, then the old one."""
    if old == new:
        return
    if isinstance(old, Mapping | None) and isinstance(new, Mapping | None):
        # Where a part came or went, its own values tell.
        before, now = old or {}, new or {}
        for key in dict.fromkeys((*now, *before)):
            yield from differences(before.get(key), now.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and _has_parts(old) and _has_parts(new):
        yield from _parts(old, new, path)
    else:
        yield Difference(path=path, old=old, new=new)


def _has_parts(value: list[Any]) -> bool:
    return any(isinstance(each, list | Mapping) for each in value)


def _parts(old: list[Any], new: list[Any], path: KeyPath) -> Iterator[Difference]:
    # Of two parts only equality counts, so each is known by the first that equals it.
    known: list[Any] = []
    before, now = ([_number(known, each) for each in side] for side in (old, new))
    for what, i, i_end, j, j_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        both = min(i_end - i, j_end - j)
        for at in range(both):
            yield from differences(old[i + at], new[j + at], (*path, j + at))
        for at in range(j + both, j_end):
            yield Difference(path=(*path, at), kind=DifferenceKind.ADDED, old=None, new=new[at])
        for at in range(i + both, i_end):
            yield Difference(path=(*path, j + at - i), kind=DifferenceKind.REMOVED, old=old[at], new=None)


def _number(known: list[Any], value: Any) -> int:
    if value not in known:
        known.append(value)
    return known.index(value)


def without(new: Any, difference: Difference) -> Any:
    """The new document as it would be without one of its differences: with what the old one writes there."""
    return _with(new, difference.path, difference)


def _with(value: Any, path: KeyPath, difference: Difference) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        assert isinstance(value, list)
        if rest:
            return [_with(each, rest, difference) if at == step else each for at, each in enumerate(value)]
        behind = value[step:] if difference.kind is DifferenceKind.REMOVED else value[step + 1 :]
        return [*value[:step], *([] if difference.kind is DifferenceKind.ADDED else [difference.old]), *behind]
    made = dict(value) if isinstance(value, Mapping) else {}
    inner = _with(made.get(step), rest, difference) if rest else difference.old
    if inner is None or inner == {}:
        made.pop(step, None)
        return made
    # The first key says what a document is, so a key that is there keeps its place.
    made[step] = inner
    return made


def told(value: Any) -> str | None:
    """A value in a sentence; None when nothing is written."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        each = (
            f"{Difference(path=path, old=None, new=None).where} {told(value_at(value, map(str, path)))}"
            for path in leaves(value)
        )
        text = ", ".join(each)
    else:
        text = ", ".join(map(shown, value)) if isinstance(value, list) and not _has_parts(value) else shown(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}…"
