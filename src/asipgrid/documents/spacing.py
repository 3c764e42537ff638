"""Spaces that YAML asks for and a text lacks: behind a colon, behind a hyphen, and where a blank stands that is none.

YAML says where it lost the thread, often lines further down. So the spaces are put, and the text is read once more: when
it can then be read further, they were what was missing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml
from msgspec import Struct

from asipgrid.documents.scalars import BEHIND_HYPHEN, BLANKS, behind_colon, stands_for_a_space
from asipgrid.model.said import SaidText

# Longer texts are not tried, nor more than so many times.
_LONGEST: Final = 100_000
_MOST_TRIES: Final = 20

_BLANK: Final = re.compile(f"[{BLANKS}]+")
_BEFORE: Final = re.compile(f"(?:[ {BLANKS}]|-(?=[ {BLANKS}]))*")
_KEY: Final = re.compile(rf"(?P<name>[\w.][\w./-]*):(?:(?P<blank>[{BLANKS}]+)|(?P<lacks>[^\s/]))")
_HYPHEN: Final = re.compile(r"-[\w\[{\"']")


class Spot(Struct, frozen=True):
    """Where a space must stand, from 1: on `width` blanks, or before what stands there; and what to say of it."""

    line: int
    column: int
    width: int
    says: SaidText


def lacking(text: str, first: int, error: yaml.MarkedYAMLError | None) -> Sequence[Spot]:
    """The spots of a text that cannot be read (`error`), or is no mapping, where spaces would let it be read further.

    `first` is the line, from 0, where what was read last begins.
    """
    found: list[Spot] = []
    added: dict[int, int] = {}  # how many characters were put into a line before
    for _try in range(_MOST_TRIES if len(text) <= _LONGEST else 0):
        at = _index(error)
        last = error.problem_mark.line if error is not None and error.problem_mark else text.count("\n")
        mended, spots = _with_spaces(text, first, last)
        reading = _read(mended)
        further = reading.is_mapping if at is None else reading.error is None or (_index(reading.error) or 0) > at
        right = [(spot, index) for spot, index in spots if not reading.holds(index)]
        if not right or not further:
            break
        for spot, _ in right:
            shift = added.get(spot.line, 0)
            found.append(Spot(spot.line, spot.column - shift, spot.width, spot.says))
            added[spot.line] = shift + (spot.width == 0)
        text, error, first = mended, reading.error, reading.last
        if error is None:
            break
    return found


def _index(error: yaml.MarkedYAMLError | None) -> int | None:
    return error.problem_mark.index if error is not None and error.problem_mark else None


def _with_spaces(text: str, first: int, last: int) -> tuple[str, list[tuple[Spot, int]]]:
    """The text with a space wherever one may be missing on those lines, and where each stands in it."""
    lines = text.split("\n")
    spots: list[tuple[Spot, int]] = []
    begins = sum(len(line) + 1 for line in lines[:first])
    for number in range(first, min(last + 1, len(lines))):
        line = lines[number]
        made, behind = "", 0
        for column, width, says in _candidates(line):
            made += line[behind:column]
            spots.append((Spot(number + 1, column + 1, width, says), begins + len(made)))
            made += " " * max(1, width)
            behind = column + width
        lines[number] = made + line[behind:]
        begins += len(lines[number]) + 1
    return "\n".join(lines), spots


def _candidates(line: str) -> Iterator[tuple[int, int, SaidText]]:
    """Where a space may be missing at the beginning of a line: column from 0, width of the blanks there, what to say."""
    before = _BEFORE.match(line)
    assert before is not None
    for blank in _BLANK.finditer(before.group()):
        yield blank.start(), len(blank.group()), stands_for_a_space(blank.group()[0])
    key = _KEY.match(line, before.end())
    if key is not None and key["blank"]:
        yield key.start("blank"), len(key["blank"]), stands_for_a_space(key["blank"][0])
    elif key is not None:
        yield key.start("lacks"), 0, behind_colon(key["name"])
    elif _HYPHEN.match(line, before.end()):
        yield before.end() + 1, 0, BEHIND_HYPHEN


class _Extent:
    """How far a text can be read, and where its scalars stand."""

    def __init__(self) -> None:
        self.error: yaml.MarkedYAMLError | None = None
        self.last = 0
        self.is_mapping = False
        self.starts: list[int] = []
        self.ends: list[int] = []

    def holds(self, index: int) -> bool:
        """Whether a character is part of a scalar, or stands where nothing was read any more."""
        before = bisect_right(self.starts, index) - 1
        at = _index(self.error)
        return (before >= 0 and index < self.ends[before]) or (at is not None and index > at)


def _read(text: str) -> _Extent:
    reading = _Extent()
    events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
    try:
        for event in events:
            reading.last = event.start_mark.line
            kind = type(event)
            if kind is yaml.ScalarEvent:
                reading.starts.append(event.start_mark.index)
                reading.ends.append(event.end_mark.index)
            elif kind is yaml.MappingStartEvent and not reading.starts:
                reading.is_mapping = True
    except yaml.MarkedYAMLError as error:
        reading.error = error
    return reading
