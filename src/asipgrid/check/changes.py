"""Two versions of one grid: what changed, which number of its version must rise for it, and whether it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.scales import has_level
from asipgrid.check.wording import Data, warning
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import SaidText, said


class VersionPart(IntEnum):
    """The number of a version that a change raises: the place in `major.minor.patch`."""

    MAJOR = 0
    """Scores before and after cannot be compared."""
    MINOR = 1
    """What applicants are asked for changed; how it is judged did not."""
    PATCH = 2
    """Words only."""


class VersionChange(Struct, frozen=True):
    """One thing that changed: where, in the words of the grid, and the number it raises."""

    part: VersionPart
    where: str


# The keys whose change is of a kind; all other keys are words.
_OF_GRID: Final = {"scale": VersionPart.MAJOR, "values": VersionPart.MAJOR, "block": VersionPart.MAJOR}
_OF_CRITERION: Final = {
    **dict.fromkeys(
        (
            "gate",
            "requires",
            "applies_when",
            "weight",
            "out_of",
            "info",
            "minimum",
            "measure",
            "at_least",
            "at_most",
            "linear",
        ),
        VersionPart.MAJOR,
    ),
    **dict.fromkeys(("evidence", "documents", "reads"), VersionPart.MINOR),
}
_OF_SECTION: Final = dict.fromkeys(("weight", "minimum", "criteria"), VersionPart.MAJOR)
_APART: Final = frozenset({"grid", "version", "facts", "measures", "criteria", "sections"})
_WORDS_OF_A_FACT: Final = frozenset({"title", "description", "examples", "default"})


def changes(before: Data, now: Data) -> tuple[VersionChange, ...]:
    """What changed from one grid to the next, the heaviest first; nothing for comments, form or the order of keys."""
    found = [
        *_keys(before, now, _OF_GRID, "", _APART),
        *_facts(before.get("facts", {}), now.get("facts", {}), "facts"),
        *_measures(before.get("measures", {}), now.get("measures", {})),
        *_criteria(before["criteria"], now["criteria"]),
        *_sections(before.get("sections", ()), now.get("sections", ())),
    ]
    return tuple(sorted(found, key=lambda change: change.part))


def raised(before: str, now: str) -> VersionPart | None:
    """The first number of a version that differs, when it rose; None when none did or it went back."""
    old, new = _numbers(before), _numbers(now)
    return next((part for part in VersionPart if old[part] != new[part]), None) if new > old else None


def next_version(before: str, part: VersionPart) -> str:
    """The version after `before` whose number at `part` is one higher."""
    numbers = _numbers(before)
    return ".".join(map(str, (*numbers[:part], numbers[part] + 1, *(0 for _ in VersionPart if _ > part))))


_WHY: Final = {
    VersionPart.MAJOR: said("scores before and after cannot be compared"),
    VersionPart.MINOR: said("it asks applicants for something else"),
    VersionPart.PATCH: said("its words changed"),
}


def version_findings(record: Record, grid: Data, before: Data) -> Iterator[Finding]:
    """A grid that differs from the committed one, and whose version does not say so, or not enough.

    A result names the version of each grid: two contents under one number, and nobody can tell which was applied.
    """
    found = changes(before, grid)
    if not found or before["grid"] != grid["grid"]:
        return
    old, new, needed = before["version"], grid["version"], found[0].part
    rise = raised(old, new)
    if rise is not None and rise <= needed:
        return
    where = found[0].where if len(found) == 1 else said("{first} and {count} more", found[0].where, len(found) - 1)
    how = (
        said("is still {new}", new)
        if old == new
        else said("went from {old} to {new} only", old, new)
        if rise
        else said("went from {old} back to {new}", old, new)
    )
    says = said(
        "this grid differs from the committed one ({where}), and its version {how}; {reason}, so raise it to {version}",
        where,
        how,
        _WHY[needed],
        next_version(old, needed),
    )
    yield warning(record, ("version",), "G151", says)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _keys(
    before: Data, now: Data, parts: Mapping[str, VersionPart], where: str, apart: frozenset[str] = frozenset()
) -> Iterator[VersionChange]:
    for key in dict.fromkeys((*before, *now)):
        if key not in apart and before.get(key) != now.get(key):
            yield VersionChange(parts.get(key, VersionPart.PATCH), f"{where}{key}")


def _facts(before: Any, now: Any, where: str) -> Iterator[VersionChange]:
    """Facts added are new questions; a rule changed or a fact removed may refuse what was right before."""
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        if before != now:
            yield VersionChange(VersionPart.MAJOR, where)
        return
    apart = _WORDS_OF_A_FACT | {"properties", "items"}
    if any(before.get(key) != now.get(key) for key in (*before, *now) if key not in apart):
        yield VersionChange(VersionPart.MAJOR, where)
    if any(before.get(key) != now.get(key) for key in _WORDS_OF_A_FACT):
        yield VersionChange(VersionPart.PATCH, where)
    yield from _facts(before.get("items"), now.get("items"), f"{where}[]")
    old, new = _named(before), _named(now)
    for name in dict.fromkeys((*old, *new)):
        here = f"{where}.{name}"
        if name not in new:
            yield VersionChange(VersionPart.MAJOR, _changed(here, gone=True))
        elif name not in old:
            yield VersionChange(VersionPart.MINOR, _changed(here, gone=False))
        else:
            yield from _facts(old[name], new[name], here)


def _named(schema: Data) -> Data:
    """The facts of a schema by name; none where what was committed is no schema."""
    named = schema.get("properties", {})
    return named if isinstance(named, Mapping) else {}


def _measures(before: Data, now: Data) -> Iterator[VersionChange]:
    for name in dict.fromkeys((*before, *now)):
        if name not in now:
            yield VersionChange(VersionPart.MAJOR, _changed(f"measures.{name}", gone=True))
        elif name not in before:
            yield VersionChange(VersionPart.MINOR, _changed(f"measures.{name}", gone=False))
        else:
            kinds = {key: VersionPart.MAJOR for key in (*before[name], *now[name]) if key != "title"}
            yield from _keys(before[name], now[name], kinds, f"measures.{name}.")


def _criteria(before: list[Data], now: list[Data]) -> Iterator[VersionChange]:
    old, new = ({each["id"]: each for each in criteria} for criteria in (before, now))
    for name in dict.fromkeys((*old, *new)):
        if name not in new or name not in old:
            yield VersionChange(VersionPart.MAJOR, _changed(name, gone=name not in new))
            continue
        # Whether there is a goal at all is no matter of words.
        asked = {"goal": VersionPart.MINOR} if NO_GOAL in (old[name].get("goal"), new[name].get("goal")) else {}
        yield from _keys(old[name], new[name], _OF_CRITERION | asked, f"{name} ", frozenset({"levels", "mark"}))
        yield from _judging(name, old[name], new[name])
    if list(old) != list(new) and set(old) == set(new):
        yield VersionChange(VersionPart.PATCH, said("the order of the criteria"))


def _changed(what: str, *, gone: bool) -> SaidText:
    """What is to be said of a part that is gone, or new."""
    return said("{what} removed", what) if gone else said("{what} added", what)


def _sections(before: Iterable[Data], now: Iterable[Data]) -> Iterator[VersionChange]:
    old, new = ({each["id"]: each for each in sections} for sections in (before, now))
    for name in dict.fromkeys((*old, *new)):
        if name not in new or name not in old:
            yield VersionChange(VersionPart.MAJOR, _changed(f"sections.{name}", gone=name not in new))
        else:
            yield from _keys(old[name], new[name], _OF_SECTION, f"sections.{name}.")


def _judging(name: str, before: Data, now: Data) -> Iterator[VersionChange]:
    """Levels and marks: their conditions and their kind are rules, their texts are words."""
    for key, rules in (("levels", _rules), ("mark", _kind)):
        old, new = before.get(key), now.get(key)
        if old != new:
            yield VersionChange(VersionPart.MAJOR if rules(old) != rules(new) else VersionPart.PATCH, f"{name} {key}")


def _rules(levels: Any) -> Any:
    return None if levels is None else [(rule["level"], rule["when"]) for rule in levels]


def _kind(mark: Any) -> Any:
    if not isinstance(mark, list):
        return mark
    return len(mark) if not has_level(mark[0]) else [each["level"] for each in mark]
