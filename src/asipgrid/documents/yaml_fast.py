"""The quick pass over a document: its values alone, of the plain YAML that people and programs write, or nothing.

It knows lines of `key: value` and `- item`, lists and braces, texts in quotes without escapes, texts that go on over
lines, blocks of text (| and >), comments, and JSON without escapes (`json_fast`). At the first thing it does not know, or
that the full pass (`yaml_full`) would remark on, it gives up, and that one has the word: it alone refuses.

No library can stand here. Each one tried gives 12.50 as a float, reads `no` and 'no' alike, and besides: yaml-rs 0.1.6
and py-yaml12 0.2 end the process on 100,000 times `- `, and give `a: |` a line end; these and libfyaml 1.0b2 read 010 as
10; py-yaml12 and libfyaml keep the last of two equal keys and drop a second document; ryaml 0.5 takes a brace whose lines
begin no further in than its key. A screen by regular expressions, that lets through only what all read alike, took with
the quickest of them longer than what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from asipgrid.documents import json_fast
from asipgrid.documents.scalars import (
    CUTS,
    FORBIDDEN,
    LONG,
    MAX_DEPTH,
    MAX_VALUES,
    MOST_REMEMBERED,
    NEW,
    REMEMBERED,
    NotPlainError,
    is_count,
    key_remark,
    remembered,
)

Values = tuple[dict[str, Any], bool]
Head = tuple[int, bool, str]
"""How far in a line begins, whether behind a dash, and its key."""
Line = tuple[Head, str, Any]
"""The head of a line, what stands behind it, and its value; NEW where that is more than one known word, number or text."""

# All of ASCII but control characters, tabs and backslashes.
_ORDINARY: Final = b"\n" + bytes(code for code in range(0x20, 0x7F) if code != 0x5C)
# A value takes two characters at least, so that a shorter text holds fewer than MAX_VALUES.
_LONGEST: Final = 2 * MAX_VALUES
# Far from where libyaml or the full pass would call a document too deep.
_DEEPEST: Final = MAX_DEPTH // 4

_KEY: Final = r"[A-Za-z0-9_][A-Za-z0-9_./-]*+"
_HEAD: Final = re.compile(rf"( *)(- )?({_KEY})\Z", re.ASCII)
_ITEM: Final = re.compile(r"( *)- (?! )(.+)\Z")
_BARE: Final = r"(?:-(?=[0-9])|[^\s\-?:,\[\]{}#&*!|>'\"%@`])"
_PLAIN: Final = re.compile(rf"{_BARE}.*(?<![ :])\Z")
# One member of a list or of braces, the brackets that close behind it, and a comma; else the character that is odd.
_MEMBER: Final = re.compile(
    rf""" *(?:(?:({_KEY})|"([^"]++)"):[ ]+)?"""
    rf"""(?:"([^"]*+)"|'([^']*+)'|({_BARE}[^,\[\]{{}}:#]*+)|([\[{{])) *([\]}} ]*+)(,?)|[^ ]""",
    re.ASCII,
)
# A text in quotes, brackets, or plain text, and a comment behind it.
_COMMENTED: Final = re.compile(
    r"""("[^"]*"|'[^']*'|[\[{](?:[^"'#]|"[^"]*"|'[^']*')*[\]}]|[^\s"'\[{#](?:(?! #).)*?) +#.*\Z"""
)
# How a line that goes on from the one above begins, for certain.
_GOES_ON: Final = re.compile(r"[^\W_]|\(")
_OPEN: Final = frozenset("[{")
_HOLDERS: Final = frozenset({dict, list})
_BLOCKS: Final = {"|": ("\n", "\n"), "|-": ("\n", ""), ">": (" ", "\n"), ">-": (" ", "")}

# What short texts were found to be: the same names and words stand in document after document.
_HEADS: Final[dict[str, Head]] = {}
_OPENINGS: Final[dict[str, Head]] = {}
_LINES: Final[dict[str, Line]] = {}
_KEYS: Final[set[str]] = set()
_FLOWS: Final[dict[str, Any]] = {}
# The head of a line that is nothing but text, and what stands behind the last line.
_TEXT: Final[Head] = (-2, False, "")
_END: Final[Line] = ((-1, False, ""), "", NEW)


def values(text: str) -> Values | None:
    """The values of a document in which there is nothing to remark, and whether they are plain (see Record).

    None when the full pass has to look.
    """
    if text.startswith("{"):
        return json_fast.values(text)
    if text.isascii():
        if text.encode().translate(None, _ORDINARY) or (" #" in text and CUTS.search(text)):
            return None
    elif "\\" in text or "\t" in text or "\r" in text or CUTS.search(text) or FORBIDDEN.search(text):
        return None
    try:
        return _Lines(text).read() if len(text) < _LONGEST else None
    except NotPlainError:
        return None


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────


class _Lines:
    """One document, block by block: the values of lines that begin equally far in, and the line behind them."""

    __slots__ = ("at", "lines", "plain", "said")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at = 0
        self.said = self.heads()
        self.plain = True

    def read(self) -> Values:
        """The values; raises NotPlainError."""
        root, line = self.mapping(next(self.said), 0, 1)
        if line is not _END or not root:
            raise NotPlainError
        return root, self.plain

    def heads(self) -> Iterator[Line]:
        """What each line says; raises NotPlainError for what can only be text, and goes on from nothing."""
        lines, last = self.lines, len(self.lines)
        at, skipped = 0, True
        while at < last:
            text = lines[at]
            at += 1
            line = _LINES.get(text) or _line(text)
            if line is None:
                said = text.lstrip(" ")
                if not said or said[0] == "#":
                    skipped = True
                    continue
                if skipped:
                    raise NotPlainError
                line = _TEXT, text, NEW
            skipped = False
            self.at = at
            yield line
            at = self.at  # a value may have taken lines
        while True:
            yield _END

    def mapping(self, line: Line, indent: int, depth: int) -> tuple[dict[str, Any], Line]:
        """The keys that stand so far in, from this line on, and the line behind them."""
        if depth > _DEEPEST:
            raise NotPlainError
        said = self.said
        found: dict[str, Any] = {}
        (begins, dashed, key), rest, value = line
        while begins == indent and not dashed:
            if key in found:
                raise NotPlainError
            if value is NEW:
                value, line = self.value(rest, indent, depth, keyed=True)
            else:
                line = next(said)
            if line[0] is _TEXT:
                value, line = self.continued(value, rest, line, indent)
            found[key] = value
            (begins, dashed, key), rest, value = line
        return found, line

    def sequence(self, line: Line, indent: int, depth: int) -> tuple[list[Any], Line]:
        """The entries whose hyphens stand so far in, from this line on, and the line behind them."""
        if depth > _DEEPEST:
            raise NotPlainError
        found: list[Any] = []
        (begins, dashed, key), rest, value = line
        while begins == indent and dashed:
            if key:
                value, line = self.mapping(((indent + 2, False, key), rest, value), indent + 2, depth + 1)
            elif value is NEW:
                value, line = self.value(rest, indent, depth, keyed=False)
            else:
                line = next(self.said)
            if line[0] is _TEXT:
                value, line = self.continued(value, rest, line, indent)
            found.append(value)
            (begins, dashed, key), rest, value = line
        return found, line

    def value(self, rest: str, indent: int, depth: int, *, keyed: bool) -> tuple[Any, Line]:
        """What stands behind a key or a hyphen, or on the lines below; the line behind that."""
        rest = rest.lstrip(" ")
        if not rest or rest[0] == "#":
            return self.below(indent, depth, keyed=keyed)
        is_flow = rest[0] in _OPEN and rest[-1] in "]}"
        return self.flow(rest) if is_flow else self.other(rest, indent), next(self.said)

    def below(self, indent: int, depth: int, *, keyed: bool) -> tuple[Any, Line]:
        """What stands on the lines below a key or a hyphen, or null; the line behind these."""
        line = next(self.said)
        begins, dashed, _ = line[0]
        if begins > indent or (dashed and begins == indent and keyed):
            return self.sequence(line, begins, depth + 1) if dashed else self.mapping(line, begins, depth + 1)
        self.plain = False
        return None, line

    def continued(self, value: Any, rest: str, line: Line, indent: int) -> tuple[str, Line]:
        """A text and the lines that it goes on over; the line behind these."""
        if type(value) is not str or rest.lstrip(" ")[0] in "\"'|>" or " #" in rest:
            raise NotPlainError
        while line[0] is _TEXT:
            if not _goes_on(line[1], indent):
                raise NotPlainError
            value += " " + line[1].strip(" ")
            line = next(self.said)
        return value, line

    def other(self, rest: str, indent: int) -> Any:
        """A value that is none of the frequent ones."""
        if rest in _BLOCKS:
            value, self.at = _block(self.lines, self.at, indent, *_BLOCKS[rest])
            return value
        commented = _COMMENTED.match(rest) if " #" in rest else None
        if commented is not None:
            rest = commented[1]
        first = rest[0]
        if first in _OPEN:
            if rest[-1] not in "]}" and commented is None:
                rest = self.gathered(rest, indent)
                if '": ' in rest:  # a key that may be cut
                    raise NotPlainError
            return self.flow(rest)
        if first in "\"'":
            if rest.find(first, 1) < 0:
                rest = self.gathered(rest, indent)
            if rest.find(first, 1) != len(rest) - 1:
                raise NotPlainError
            return rest[1:-1]
        return self.bare(rest)

    def gathered(self, rest: str, indent: int) -> str:
        """A text in quotes or in brackets with the lines it goes on over, as one line."""
        parts = [rest.rstrip(" ")]
        for line in self.lines[self.at :]:
            inner = line.strip(" ")
            if not inner or len(line) - len(line.lstrip(" ")) <= indent:
                break
            parts.append(inner)
        self.at += len(parts) - 1
        return " ".join(parts)

    def bare(self, text: str) -> Any:
        """The value of a plain scalar."""
        if ": " in text or " #" in text or not _PLAIN.match(text):
            raise NotPlainError
        value = remembered(text)
        if value is None or (type(value) is Decimal and value % 1 == 0):
            self.plain = False
        return value

    def flow(self, text: str) -> Any:
        """The value of a text that begins a list or braces."""
        known = _FLOWS.get(text)
        if known is not None:
            return _copied(known)
        value = self.members(text)
        if self.plain and len(_FLOWS) < MOST_REMEMBERED and len(text) <= 2 * LONG:
            _FLOWS[text] = _copied(value)
        return value

    def members(self, text: str) -> Any:  # noqa: C901, PLR0912 - the hot loop of a batch: a call a member costs as much
        """The same, member by member."""
        container: Any = []
        root, keyed = container, False
        stack: list[tuple[Any, bool]] = []
        for name, quoted, double, single, bare, opened, closed, comma in _MEMBER.findall(text):
            if bare:
                value = REMEMBERED.get(bare, NEW)
                if value is NEW:
                    value = int(bare) if bare.isdecimal() and is_count(bare) else self.bare(bare.rstrip(" "))
            elif opened:
                value = {} if opened == "{" else []
            else:
                value = double or single
            if keyed:
                key = name or quoted
                if key in container or not (name in _KEYS or _is_key(name, quoted)):
                    raise NotPlainError
                container[key] = value
            elif name or quoted:
                raise NotPlainError
            else:
                container.append(value)
            if opened:
                if len(stack) >= _DEEPEST or (comma and not closed):
                    raise NotPlainError
                stack.append((container, keyed))
                container, keyed = value, opened == "{"
                if not closed:
                    continue
            for bracket in closed:
                if bracket != " ":
                    if not stack or (bracket == "}") is not keyed:
                        raise NotPlainError
                    container, keyed = stack.pop()
            if (not comma) is not (not stack):  # what is odd is no member, and has no comma behind it
                raise NotPlainError
        if stack or len(root) != 1:
            raise NotPlainError
        return root[0]


def _copied(value: Any) -> Any:
    """A list or mapping that nobody else holds, nor any that is in it."""
    if type(value) is dict:
        return {key: _copied(one) if type(one) in _HOLDERS else one for key, one in value.items()}
    return [_copied(one) if type(one) in _HOLDERS else one for one in value]


def _line(text: str) -> Line | None:
    """What a line says that begins with a key or a hyphen; None for any other. With a word that is new it is not kept."""
    before, colon, rest = text.partition(": ")
    head = (_HEADS.get(before) if colon else _OPENINGS.get(before)) or _head(before, opens=not colon)
    item = None if head else _ITEM.match(text)
    if item:
        head, rest = (len(item[1]), True, ""), item[2]
    if not head:
        return None
    line = head, rest, _on_one_line(rest)
    if len(_LINES) < MOST_REMEMBERED and len(text) <= LONG and (line[2] is not NEW or not rest or rest[0] in _OPEN):
        _LINES[text] = line
    return line


def _on_one_line(rest: str) -> Any:
    """The value of a word or number that is known, of a count, of a text in quotes without a quote in it; else NEW."""
    if rest.isdecimal() and is_count(rest):
        return int(rest)
    if rest[:1] == '"' and 0 < rest.find('"', 1) == len(rest) - 1:
        return rest[1:-1]
    return REMEMBERED.get(rest, NEW)


def _head(text: str, *, opens: bool) -> Head | None:
    """What stands before a value, or is a whole line that opens a list or mapping; None when it is no key."""
    if opens and not text.endswith(":"):
        return None
    match = _HEAD.match(text[:-1] if opens else text)
    if match is None or len(match[3]) > LONG or key_remark(match[3]) is not None:
        return None
    head = (len(match[1]), bool(match[2]), match[3])
    known = _OPENINGS if opens else _HEADS
    if len(known) < MOST_REMEMBERED and len(text) <= LONG:
        known[text] = head
    return head


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
                raise NotPlainError
        elif here <= indent:
            break
        elif not found:
            width = here
        elif here < width or (here > width and between == " "):
            raise NotPlainError
        found.append(line[width:])
        at += 1
    while found and not found[-1]:
        found.pop()
    if not found or (at == len(lines) and lines[-1]):
        raise NotPlainError
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


def _is_key(name: str, quoted: str) -> bool:
    """Whether the full pass has nothing to remark on a key, which is plain, or in quotes."""
    if not 0 < len(name or quoted) <= LONG or (name and key_remark(name) is not None):
        return False
    if name and len(_KEYS) < MOST_REMEMBERED:
        _KEYS.add(name)
    return True
