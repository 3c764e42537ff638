"""JSON as it leaves the tool: quick to write, and with no character in it that nobody can see. There is no other place."""

from __future__ import annotations

import functools
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
    return str(value) if kind is int else _encoded(value)


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
