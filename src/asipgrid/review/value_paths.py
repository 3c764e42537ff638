"""Which values of which documents of a call a path names, as somebody types it: envelope, decisions.fund.score, region-d.ratings.CHG-04."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.places import KeyPath, Record
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import shown

_STEP: Final = re.compile(r'"(?P<quoted>[^"]+)"|\[(?P<number>[0-9]{1,6})\]|(?P<plain>[^."\[\]]+)')
_BOUNDS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_WHY: Final = "what if"

Steps = list[str | int]


class UnknownPathError(Exception):
    """No value of the call is so named; in words that say what would be right."""


class WrittenCall(Struct, frozen=True, kw_only=True):
    """The documents of a call as they are written: the call, its grids by id, those about a request by kind, when asked for.

    `keys` are those a call may have; `requests` are all ids.
    """

    call: Record
    keys: frozenset[str]
    grids: Mapping[str, Record]
    requests: Sequence[str]
    about: Callable[[str], Mapping[str, Sequence[Record]]]

    @property
    def criteria(self) -> list[str]:
        """The ids of the criteria of all grids."""
        return [name for record in self.grids.values() for name in _criteria(record)]


class NamedValue(Struct, frozen=True, kw_only=True):
    """One value: the name of its document inside the workspace, its path there, and what is to be written."""

    file: str
    path: KeyPath
    value: Any


def named_values(documents: WrittenCall, path: str, value: Any) -> list[NamedValue]:
    """The values that a path names, each with what is to be written; more than one where all assessors' marks are meant.

    UnknownPathError where it names none, or no one knows which.
    """
    first, *rest = steps(path)
    if first == "call" and rest:
        first, *rest = rest
    if first in documents.keys:
        return [_value(documents.call, [first, *rest], path, value)]
    if first in documents.requests:
        return list(_about(documents, str(first), rest, path, value))
    if first in documents.grids:
        return [_in_grid(documents.grids[str(first)], rest, path, value)]
    for record in documents.grids.values():
        if first in _criteria(record):
            return [_in_grid(record, [first, *rest], path, value)]
    near = nearest(str(first), [*documents.keys, *documents.requests, *documents.grids, *documents.criteria])
    raise UnknownPathError(
        f"{path}: {first} is neither a key of the call, nor one of its requests, grids or criteria{_meant(near, first, path)}"
    )


def steps(path: str) -> Steps:
    """The steps of a path: names joined by dots, in quotes where they hold a dot, and places of lists as [0]."""
    found: Steps = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise UnknownPathError(
                f'{path}: a path is names joined by dots, such as decisions.fund.score or grids."A.B"'
            )
        found.append(int(match["number"]) if match["number"] else match["quoted"] or match["plain"])
        at = match.end()
        at += path[at : at + 1] == "." and at + 1 < len(path)
    if not found or isinstance(found[0], int):
        raise UnknownPathError(
            f"{path or '(nothing)'}: a path begins with a key of the call, or the id of a request, grid or criterion"
        )
    return found


def _meant(near: str | None, wrong: str | int, path: str) -> str:
    """Which path was probably meant."""
    return "" if near is None else f"; did you mean {path.replace(str(wrong), near, 1)}?"


def _criteria(record: Record) -> list[str]:
    return [each["id"] for each in record.data.get("criteria", ()) if isinstance(each, Mapping) and "id" in each]


def _in_grid(record: Record, rest: Steps, path: str, value: Any) -> NamedValue:
    """A value of a grid, whose criteria are named by their ids."""
    if rest and rest[0] in _criteria(record):
        rest = ["criteria", *rest]
    return _value(record, rest, path, value)


def _value(record: Record, rest: Steps, path: str, value: Any) -> NamedValue:
    if not rest:
        raise UnknownPathError(
            f"{path}: is a whole document; name a value of it, such as {path}.{_second(record.data)}"
        )
    found = _walked(record.data, rest, path)
    if isinstance(found[-1], str) and value is not None and not isinstance(value, Mapping):
        found = (*found, *_sole_bound(_at(record.data, found), path))
    return NamedValue(file=record.name, path=found, value=value)


def _second(data: Mapping[str, Any]) -> str:
    return [*data, *data][1]


def _sole_bound(written: Any, path: str) -> Iterator[str]:
    """The bound of a condition that has one: `score: {minimum: 60}` is named by its figure."""
    if isinstance(written, Mapping) and written and written.keys() <= _BOUNDS:
        if len(written) > 1:
            raise UnknownPathError(f"{path}: has {few(list(written))}; name one, such as {path}.{next(iter(written))}")
        yield next(iter(written))


def _at(data: Any, path: KeyPath) -> Any:
    for step in path:
        if isinstance(data, list):
            data = data[int(step)]
        elif isinstance(data, Mapping) and step in data:
            data = data[str(step)]
        else:
            return None
    return data


def _walked(data: Any, rest: Steps, path: str) -> KeyPath:
    """The path of keys and places of lists that steps lead to; the last keys may be new ones of a mapping."""
    if not rest:
        return ()
    step = rest[0]
    if isinstance(data, list):
        at = _entry(data, step, path)
        return (at, *_walked(data[at], rest[1:], path))
    if isinstance(data, Mapping):
        key, left = _key(data, rest)
        if key is not None:
            return (key, *_walked(data[key], left, path))
        within = data.get("when")
        if isinstance(within, Mapping):
            if _key(within, rest)[0] is None:
                near = nearest(str(step), [*within, *data])
                raise UnknownPathError(
                    f"{path}: there is no {step} here; there are {few([*data, *within])}{_meant(near, step, path)}"
                )
            return ("when", *_walked(within, rest, path))
    if data is not None and not isinstance(data, Mapping):
        raise UnknownPathError(f"{path}: there is no {step} here, for the value is {shown(data)}")
    if any(isinstance(each, int) for each in rest):
        raise UnknownPathError(f"{path}: there is no list here")
    return tuple(rest)


def _key(data: Mapping[str, Any], rest: Steps) -> tuple[str | None, Steps]:
    """The longest key that the next steps make, for keys may hold dots; and the steps behind it."""
    for count in range(len(rest), 0, -1):
        name = ".".join(map(str, rest[:count]))
        if name in data:
            return name, rest[count:]
    return None, rest


def _entry(data: Sequence[Any], step: str | int, path: str) -> int:
    """Where the entry of a list stands: by its place from 0, or by what its first key says."""
    names = [shown(next(iter(each.values()), None)) if isinstance(each, Mapping) else "" for each in data]
    if isinstance(step, str) and step in names:
        if names.count(step) > 1:
            listed = [f"[{at}]" for at, name in enumerate(names) if name == step]
            raise UnknownPathError(
                f"{path}: {names.count(step)} entries are {step}; name one by its place: {few(listed)}"
            )
        return names.index(step)
    if isinstance(step, int) or step.isdecimal():
        if int(step) < len(data):
            return int(step)
        raise UnknownPathError(f"{path}: the list has {len(data)} entries, from [0] to [{len(data) - 1}]")
    named = [name for name in names if name]
    near = nearest(step, named)
    there = f"there are {few(named)}" if named else f"name a place, from [0] to [{len(data) - 1}]"
    raise UnknownPathError(f"{path}: no entry of the list is {step}; {there}{_meant(near, step, path)}")


def _about(documents: WrittenCall, request: str, rest: Steps, path: str, value: Any) -> Iterator[NamedValue]:
    """Values of the documents about a request: its own, its rating sheets, its decision."""
    records = documents.about(request)
    kind = rest[0] if rest else ""
    if kind == "ratings":
        yield from _marks(records.get("rating", ()), documents.criteria, rest[1:], path, value)
        return
    decided = kind in {"decision", "decisions"}
    found = records.get("decision" if decided else "request", ())
    if not found:
        why = "nothing was decided on it" if decided else "its document cannot be read, and `asipgrid check` says why"
        raise UnknownPathError(f"{path}: no value of {request} is so named, for {why}")
    yield _value(found[0], rest[1:] if decided else rest, path, value)


def _marks(
    sheets: Sequence[Record], criteria: Sequence[str], rest: Steps, path: str, value: Any
) -> Iterator[NamedValue]:
    """Marks by criterion, of one assessor or, where none is named, of every one who gave it (else: of every one who marks)."""
    by_name = {str(sheet.data.get("assessor")): sheet for sheet in sheets}
    if not by_name:
        raise UnknownPathError(f"{path}: no assessor has a sheet on this request")
    first = rest[0] if rest else ""
    if first in by_name:
        yield _mark(by_name[str(first)], criteria, rest[1:], path, value)
        return
    if first not in criteria:
        near = nearest(str(first), [*criteria, *by_name])
        there = f"name an assessor ({few(sorted(by_name))}) or a criterion"
        raise UnknownPathError(f"{path}: {first or 'nothing'} is neither; {there}{_meant(near, first, path)}")
    marking = [each for each in by_name.values() if each.data.get("conflict") is not True]
    given = [each for each in marking if first in (each.data.get("marks") or {})]
    yield from (_mark(sheet, criteria, rest, path, value) for sheet in given or marking)


def _mark(sheet: Record, criteria: Sequence[str], rest: Steps, path: str, value: Any) -> NamedValue:
    """The level of a mark; of one that was not given, the whole mark. Any other value of a sheet by its path there."""
    marks = sheet.data.get("marks") or {}
    if rest[:1] == ["marks"]:
        rest = rest[1:]
    elif not rest or rest[0] not in criteria:
        return _value(sheet, rest, path, value)
    whole = ["marks", *rest]
    if len(rest) == 1 and not isinstance(value, Mapping):
        if rest[0] in marks:
            whole.append("level")
        elif value is not None:
            value = {"level": value, "why": _WHY}
    return _value(sheet, whole, path, value)
