"""JSON as it leaves the tool: quick to write, and with no character in it that nobody can see. There is no other place."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.text.escape import json_text

# `json.dumps` would make an encoder for every value.
_quoted = json.encoder.encode_basestring
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class JsonText(str):
    """A value that is JSON already, laid out for where it stands."""

    __slots__ = ()


HOLE: Final = JsonText("\0")
"""Stands where a value is put in later: no text that is JSON holds this character."""


class Layout(Struct, frozen=True):
    """How JSON is laid out: on lines of its own, each level a `step` further in; without a step, all on one line."""

    step: str = ""

    def value(self, value: Any, depth: int = 0) -> str:
        """Any value; `depth` counts what is open around it."""
        return _laid_out(value, f"\n{self.step * depth}" if self.step else "", self.step)

    def around(self, value: Any, depth: int) -> list[str]:
        """What stands around the holes of a value."""
        return self.value(value, depth).split(HOLE)

    def joined(self, members: Iterable[str], depth: int, marks: str = "{}", before: str = "") -> str:
        """Members, or items, that are laid out already, with what holds them; `before` stands before it.

        Long ones are copied once.
        """
        listed = list(members)
        if not listed:
            return before + marks
        line = f"\n{self.step * depth}" if self.step else ""
        listed[0] = f"{before}{marks[0]}{line}{self.step}{listed[0]}"
        listed[-1] += f"{line}{marks[1]}"
        return self.following(listed, depth + 1)

    def named(self, key: str, text: str) -> str:
        """A member: a key with its value, which is laid out already."""
        return f"{_key(key)}{': ' if self.step else ':'}{text}"

    def members(self, data: Mapping[str, Any], depth: int) -> str:
        """The members of what stands at that depth, without what holds them."""
        return self.following(_members(data, f"\n{self.step * depth}" if self.step else "", self.step), depth)

    def following(self, members: Iterable[str], depth: int) -> str:
        """Members, or items, of what stands at that depth, which are laid out already, one after the other."""
        return (f",\n{self.step * depth}" if self.step else ",").join(members)


# For so many sets of keys it is.
_MOST_KEYS: Final = 64


class Members:
    """Members whose keys are mostly the same: what stands around their values is laid out once for the same keys."""

    def __init__(self, layout: Layout, depth: int) -> None:
        """`depth` is that of what holds them."""
        self._layout, self._depth = layout, depth
        self._around: dict[tuple[str, ...], list[str]] = {}

    def filled(self, data: Mapping[str, Any]) -> str:
        """The members with their values."""
        keys: list[str] = []
        values: list[Any] = []
        _spread(data, keys, values)
        around = self._around.get(tuple(keys))
        if around is None:
            around = self._layout.members(_holes(data), self._depth).split(HOLE)
            if len(self._around) < _MOST_KEYS:
                self._around[tuple(keys)] = around
        return "".join(itertools.chain.from_iterable(zip(around, [*map(single, values), ""], strict=True)))


def _spread(data: Mapping[str, Any], keys: list[str], values: list[Any]) -> None:
    """The keys of a mapping and of the mappings in it, each with its end, and what is no mapping."""
    for key, value in data.items():
        keys.append(key)
        if type(value) is dict and value:
            _spread(value, keys, values)
            keys.append("")
        else:
            values.append(value)


def _holes(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _holes(value) if type(value) is dict and value else HOLE for key, value in data.items()}


def document(value: Any, step: str = "  ") -> str:
    """A document as its file holds it."""
    return Layout(step).value(value) + "\n"


def quoted(text: str) -> str:
    """A text as JSON."""
    return json_text(_quoted(text))


def inline(value: Any) -> str:
    """Any value inside a line of words."""
    return json_text(_encoded(value))


def single(value: Any) -> str:
    """A value that holds no others."""
    kind = type(value)
    if kind is str:
        return json_text(_quoted(value))
    if value is None or kind is bool:
        return _WORDS[value]
    if kind is JsonText:
        laid: str = value
        return laid
    if kind is int:
        return str(value)
    return _EMPTY[kind] if kind in _EMPTY and not value else _encoded(value)


_EMPTY: Final[Mapping[type, str]] = {dict: "{}", list: "[]"}
_WORDS: Final = {None: "null", True: "true", False: "false"}
# The same keys come again with every request.
_key = functools.lru_cache(4096)(quoted)


def _laid_out(value: Any, line: str, step: str) -> str:
    """What `json.dumps(value, indent=step, ensure_ascii=False)` gives, several times as fast.

    With an indent the library writes with Python code, token by token; here each text goes through its C function.
    """
    if isinstance(value, dict) and value:
        inner = line + step
        return f"{{{inner}{f',{inner}'.join(_members(value, inner, step))}{line}}}"
    if isinstance(value, (list, tuple)) and value:
        inner = line + step
        return f"[{inner}{f',{inner}'.join([_laid_out(one, inner, step) for one in value])}{line}]"
    return single(value)


def _members(data: Mapping[str, Any], line: str, step: str) -> list[str]:
    colon = ": " if step else ":"
    return [f"{_key(key)}{colon}{_laid_out(one, line, step)}" for key, one in data.items()]
