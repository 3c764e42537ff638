"""The quick pass over a document: its values alone, of the plain YAML that people and programs write, or nothing.

It knows lines of `key: value` and `- item`, lists and braces on one line, texts in quotes without escapes, texts that go
on over lines, blocks of text (| and >), comments, and JSON without escapes. At the first thing it does not know, or that
the full pass (`events`) would remark on, it gives up, and that one has the word: it alone refuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents.scalars import CUTS, FORBIDDEN, LONG, MAX_DEPTH, MAX_DIGITS, MAX_VALUES, key_remark, typed

Found = tuple[dict[str, Any], bool]
Head = tuple[int, bool, str]
"""How far in a line begins, whether behind a dash, and its key."""

# All of ASCII but control characters, tabs and backslashes.
_ORDINARY: Final = b"\n" + bytes(code for code in range(0x20, 0x7F) if code != 0x5C)
# A value takes two characters at least, so that a shorter text holds fewer than MAX_VALUES.
_LONGEST: Final = 2 * MAX_VALUES
# Far from where libyaml or the full pass would call a document too deep.
_DEEPEST: Final = MAX_DEPTH // 4

_KEY: Final = r"[A-Za-z0-9_][A-Za-z0-9_./-]*"
_HEAD: Final = re.compile(rf"( *)(- )?({_KEY})\Z", re.ASCII)
_ITEM: Final = re.compile(r"( *)- (?! )(.+)\Z")
_BARE: Final = r"(?:-(?=[0-9])|[^\s\-?:,\[\]{}#&*!|>'\"%@`])"
_PLAIN: Final = re.compile(rf"{_BARE}.*(?<![ :])\Z")
# One member of a list or of braces, the brackets that close behind it, and a comma; else the character that is odd.
_MEMBER: Final = re.compile(
    rf""" *(?:(?:({_KEY})|"([^"]+)"):[ ]+)?"""
    rf"""(?:"([^"]*)"|'([^']*)'|({_BARE}[^,\[\]{{}}:#]*)|([\[{{])) *([\]}} ]*)(,?)|([^ ])""",
    re.ASCII,
)
# A text in quotes, brackets, or plain text, and a comment behind it.
_COMMENTED: Final = re.compile(
    r"""("[^"]*"|'[^']*'|[\[{](?:[^"'#]|"[^"]*"|'[^']*')*[\]}]|[^\s"'\[{#](?:(?! #).)*?) +#.*\Z"""
)
# How a line that goes on from the one above begins, for certain.
_GOES_ON: Final = re.compile(r"[^\W_]|\(")
_OPEN: Final = frozenset("[{")
# A key in quotes whose colon stands on another line, or far behind it.
_FAR: Final = re.compile(rf'"(?: *+\n\s*+| {{{LONG}}}\s*+):')
_BLOCKS: Final = {"|": ("\n", "\n"), "|-": ("\n", ""), ">": (" ", "\n"), ">-": (" ", "")}

# What short texts were found to be: the same names and words stand in document after document.
_HEADS: Final[dict[str, Head]] = {}
_OPENINGS: Final[dict[str, Head]] = {}
_KEYS: Final[set[str]] = set()
_SCALARS: Final[dict[str, Any]] = {}
_NEW: Final = object()
_MOST_REMEMBERED: Final = 10_000


class _GiveUp(Exception):
    """The full pass has to look."""


def values(text: str) -> Found | None:
    """The values of a document in which there is nothing to remark, and whether they are plain (see Record).

    None when the full pass has to look.
    """
    if text.isascii():
        if text.encode().translate(None, _ORDINARY) or (" #" in text and CUTS.search(text)):
            return None
    elif "\\" in text or "\t" in text or "\r" in text or CUTS.search(text) or FORBIDDEN.search(text):
        return None
    if text.startswith("{"):
        return _json(text)
    try:
        return _Lines(text).read() if len(text) < _LONGEST else None
    except _GiveUp:
        return None


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────


class _Lines:
    """One document, line by line."""

    __slots__ = ("plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = True

    def read(self) -> Found:  # noqa: C901, PLR0912, PLR0915 - the hot loop of a batch: a call a line costs as much
        """The values; raises _GiveUp."""
        heads, openings, scalars = _HEADS, _OPENINGS, _SCALARS
        lines = self.text.split("\n")
        root: dict[str, Any] = {}
        container: Any = root
        indent, keyed = 0, True
        slot: Any = None  # where the last value stands in the container
        waiting = False  # for what stands below a key
        goes_on = False  # whether the last value is text that the next line may go on with
        stack: list[tuple[Any, int, bool]] = []
        behind = 0  # up to this line, a value has taken them
        for at, line in enumerate(lines):
            if at < behind:
                continue
            before, colon, rest = line.partition(": ")
            head = heads.get(before) if colon else openings.get(before)
            if head is None:
                head = _head(before, opens=not colon)
                if head is None:
                    said = line.lstrip(" ")
                    if not said or said[0] == "#":
                        goes_on = False
                        continue
                    item = _ITEM.match(line)
                    if item is None:
                        if not goes_on or not _goes_on(line, indent):
                            raise _GiveUp
                        container[slot] += " " + line.strip(" ")
                        continue
                    head, rest = (len(item[1]), True, ""), item[2]
            at_, dashed, key = head
            # Where this line hangs: below the key that waits for it, beside the line above, or further out.
            if waiting:
                if at_ > indent or (dashed and at_ == indent and keyed):
                    inner: Any = [] if dashed else {}
                    container[slot] = inner
                    if len(stack) >= _DEEPEST:
                        raise _GiveUp
                    stack.append((container, indent, keyed))
                    container, indent, keyed = inner, at_, not dashed
                else:
                    container[slot] = None
                    self.plain = False
                waiting = False
            while at_ < indent or (at_ == indent and not keyed and not dashed):
                container, indent, keyed = stack.pop()
            if at_ != indent or dashed is keyed:
                raise _GiveUp
            if dashed:
                if not key:
                    slot = -1
                    container.append(None)
                else:
                    inner = {}
                    container.append(inner)
                    stack.append((container, indent, False))
                    container, indent, keyed, slot = inner, at_ + 2, True, key
            elif key in container:
                raise _GiveUp
            else:
                slot = key
            goes_on = False
            value = scalars.get(rest, _NEW)
            if value is _NEW:
                first = rest[:1]
                if first == " ":
                    rest = rest.lstrip(" ")
                    first = rest[:1]
                if rest.isdecimal() and _is_count(rest):
                    value = int(rest)
                elif first == '"':
                    if rest.find('"', 1) == len(rest) - 1 and len(rest) > 1:
                        value = rest[1:-1]
                    else:
                        value, behind, goes_on = self.other(lines, at, rest, indent)
                elif first in _OPEN and rest[-1] in "]}":
                    value = self.flow(rest)
                elif not rest or first == "#":
                    waiting = True
                    continue
                else:
                    value, behind, goes_on = self.other(lines, at, rest, indent)
            elif type(value) is str:
                goes_on = True
            container[slot] = value
        if waiting:
            container[slot] = None
            self.plain = False
        if not root:
            raise _GiveUp
        return root, self.plain

    def other(self, lines: Sequence[str], at: int, rest: str, indent: int) -> tuple[Any, int, bool]:
        """A value that is none of the frequent ones; the line it ends before; whether it may go on there."""
        if rest in _BLOCKS:
            value, behind = _block(lines, at + 1, indent, *_BLOCKS[rest])
            return value, behind, False
        behind, goes_on = 0, True
        if " #" in rest and (match := _COMMENTED.match(rest)) is not None:
            rest, goes_on = match[1], False
        first = rest[0]
        if first in "[{":
            if rest[-1] not in "]}" and goes_on:
                rest, behind = _gathered(lines, at, rest, indent)
            return self.flow(rest, over_lines=behind > 0), behind, False
        if first in "\"'":
            if rest.find(first, 1) < 0:
                rest, behind = _gathered(lines, at, rest, indent)
            if rest.find(first, 1) != len(rest) - 1:
                raise _GiveUp
            return rest[1:-1], behind, False
        value = self.bare(rest)
        return value, behind, goes_on and type(value) is str

    def bare(self, text: str) -> Any:
        """The value of a plain scalar."""
        if ": " in text or " #" in text or not _PLAIN.match(text):
            raise _GiveUp
        value = _known(text)
        if value is None or (type(value) is Decimal and value % 1 == 0):
            self.plain = False
        return value

    def flow(self, text: str, *, over_lines: bool = False) -> Any:  # noqa: C901, PLR0912 - as above
        """The value of a text that begins a list or braces; when it went on over lines, keys in quotes may be cut."""
        scalars = _SCALARS
        container: Any = None
        root: Any = None
        done = False
        keyed = False
        stack: list[Any] = []
        for name, quoted, double, single, bare, opened, closed, comma, odd in _MEMBER.findall(text):
            if odd or done or (over_lines and quoted):
                raise _GiveUp
            key = name or quoted
            if bare:
                value = scalars.get(bare, _NEW)
                if value is _NEW:
                    value = int(bare) if bare.isdecimal() and _is_count(bare) else self.bare(bare.rstrip(" "))
            elif opened:
                value = {} if opened == "{" else []
            else:
                value = double or single
            if root is None:
                root = value
            elif keyed:
                if not key or key in container:
                    raise _GiveUp
                if (name not in _KEYS and not _is_key(name)) if name else len(quoted) > LONG:
                    raise _GiveUp
                container[key] = value
            elif key:
                raise _GiveUp
            else:
                container.append(value)
            if opened:
                if len(stack) >= _DEEPEST:
                    raise _GiveUp
                stack.append((container, keyed))
                container, keyed = value, opened == "{"
                if not closed:
                    if comma:
                        raise _GiveUp
                    continue
            for bracket in closed:
                if bracket != " ":
                    if not stack or (bracket == "}") is not keyed:
                        raise _GiveUp
                    container, keyed = stack.pop()
            done = not stack
            if bool(comma) is done:
                raise _GiveUp
        if not done:
            raise _GiveUp
        return root


def _is_count(digits: str) -> bool:
    """Whether decimal digits are a whole number that nobody reads in another way."""
    return digits.isascii() and len(digits) <= MAX_DIGITS and (digits[0] != "0" or digits == "0")


def _head(text: str, *, opens: bool) -> Head | None:
    """What stands before a value, or is a whole line that opens a list or mapping; None when it is no key."""
    if opens and not text.endswith(":"):
        return None
    match = _HEAD.match(text[:-1] if opens else text)
    if match is None or len(match[3]) > LONG or key_remark(match[3]) is not None:
        return None
    head = (len(match[1]), bool(match[2]), match[3])
    known = _OPENINGS if opens else _HEADS
    if len(known) < _MOST_REMEMBERED and len(text) <= LONG:
        known[text] = head
    return head


def _gathered(lines: Sequence[str], at: int, rest: str, indent: int) -> tuple[str, int]:
    """A text in quotes or in brackets with the lines it goes on over, as one line; the line it ends before."""
    parts = [rest.rstrip(" ")]
    for behind in range(at + 1, len(lines)):
        line = lines[behind]
        inner = line.strip(" ")
        if not inner or len(line) - len(line.lstrip(" ")) <= indent:
            break
        parts.append(inner)
    return " ".join(parts), at + len(parts)


def _goes_on(line: str, indent: int) -> bool:
    """Whether a line surely goes on with the text above."""
    inner = line.lstrip(" ")
    sure = _GOES_ON.match(inner) and ": " not in inner and " #" not in inner and not inner.rstrip(" ").endswith(":")
    return bool(sure) and len(line) - len(inner) > indent


def _block(lines: Sequence[str], at: int, indent: int, between: str, end: str) -> tuple[str, int]:
    """A block of text, and the line it ends before."""
    found: list[str] = []
    width = 0
    while at < len(lines):
        line = lines[at]
        inner = line.lstrip(" ")
        here = len(line) - len(inner)
        if not inner:
            if here or not found:
                raise _GiveUp
        elif here <= indent:
            break
        elif not found:
            width = here
        elif here < width or (here > width and between == " "):
            raise _GiveUp
        found.append(line[width:])
        at += 1
    while found and not found[-1]:
        found.pop()
    if not found or (at == len(lines) and lines[-1]):
        raise _GiveUp
    if between == "\n":
        return "\n".join(found) + end, at
    text = found[0]
    empty = 0
    for line in found[1:]:
        if line:
            text += ("\n" * empty or " ") + line
            empty = 0
        else:
            empty += 1
    return text + end, at


def _is_key(text: str) -> bool:
    """Whether the full pass has nothing to remark on a plain scalar as a key."""
    if len(text) > LONG or key_remark(text) is not None:
        return False
    if len(_KEYS) < _MOST_REMEMBERED:
        _KEYS.add(text)
    return True


def _known(text: str) -> Any:
    """The value of a plain scalar on which the full pass has nothing to remark; raises _GiveUp."""
    value, remark = typed(text)
    if remark is not None:
        raise _GiveUp
    plain = value is not None and not (type(value) is Decimal and value % 1 == 0)
    if plain and len(_SCALARS) < _MOST_REMEMBERED and len(text) <= LONG:
        _SCALARS[text] = value
    return value


# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────


def _json(text: str) -> Found | None:
    """The values of a document that is JSON; None for what only YAML can read, or must judge.

    JSON without escapes means the same to both readers, but for what is given back here: keys written twice, very long,
    or far from their colons, numbers with exponents or too many digits, and texts nested too deep.
    """
    if _FAR.search(text):
        return None
    try:
        data = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_json_number,
            parse_int=_json_number,
            parse_constant=_json_number,
        )
    except (ValueError, RecursionError, _GiveUp):
        return None
    if type(data) is not dict:
        return None
    found = _measured(data)
    return None if found is None else (data, found)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) or (made and len(max(made, key=len)) > LONG):
        raise _GiveUp
    return made


def _json_number(text: str) -> Any:
    known = _SCALARS.get(text, _NEW)
    if known is _NEW:
        known = _known(text)
    if isinstance(known, str):
        raise _GiveUp
    return known


def _measured(data: dict[str, Any]) -> bool | None:
    """Whether values are plain (see Record); None when they are nested too deep or too many."""
    plain, count, level = True, 1, [data]
    for _depth in range(MAX_DEPTH):
        inner: list[Any] = []
        for held in level:
            for value in held.values() if type(held) is dict else held:
                kind = type(value)
                if kind is dict or kind is list:
                    inner.append(value)
                elif value is None or (kind is Decimal and value % 1 == 0):
                    plain = False
            count += len(held)
        if count > MAX_VALUES:
            return None
        if not inner:
            return plain
        level = inner
    return None
