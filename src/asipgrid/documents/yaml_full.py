"""One pass over libyaml's events: every value and its place, and everything wrong with a text.

With a stack of our own: a loader would keep the last of two equal keys, read `no` as false and follow anchors. What a
reader of YAML 1.1 and one of 1.2 would take differently is refused. No exception leaves: whatever is wrong comes back
as findings.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

import yaml
from msgspec import Struct

from asipgrid.documents.scalars import (
    BEHIND_HYPHEN,
    BLANKS,
    CUTS,
    FORBIDDEN,
    LONG,
    MAX_DEPTH,
    MAX_VALUES,
    behind_colon,
    behind_comma,
    cut,
    key_remark,
    stands_for_a_space,
    typed,
)
from asipgrid.documents.spacing import lacking
from asipgrid.documents.syntax import index_of, spot, told
from asipgrid.model.places import MOST_FINDINGS, Finding, Gravity, KeyPath, Place
from asipgrid.model.said import SaidText, said

_TAB_INDENT: Final = re.compile(r" *\t")
# What may well have a comment behind it that begins with ` #` and no space.
_NAME: Final = re.compile(r"[a-z0-9._/-]+\Z|[A-Z0-9-]+\Z", re.ASCII)
# A value that is a comment instead: behind the colon of a key, and behind the hyphen of a list entry.
_LOST: Final = re.compile(r"[ \t]*:[ \t]+(#)[^\s#]")
_LOST_ENTRY: Final = re.compile(r"[ \t]+(#)[^\s#]")
_BLANK: Final = re.compile(f"(?:^|:|(?<=-))[{BLANKS}]+|[{BLANKS}]+$")


class _CutShort(Exception):
    """The rest of the text cannot be read any more; what was found so far stands."""


class Whole(Struct, frozen=True, kw_only=True):
    """A document as far as it could be read: its values, (line, column, width) of keys and values, what is wrong.

    `root` is None when there is nothing to go on with; `lost` are the paths of values that a # made a comment of.
    """

    root: dict[str, Any] | None
    lost: frozenset[KeyPath]
    keys: dict[KeyPath, tuple[int, int, int]]
    values: dict[KeyPath, tuple[int, int, int]]
    findings: tuple[Finding, ...]


def full(name: str, text: str) -> Whole:
    """The document named `name`, with the place of everything."""
    reading = _FullPass(name)
    root = None
    with contextlib.suppress(_CutShort):
        reading.forbidden(text)
        reading.run(text)
        if isinstance(reading.root, dict):
            root = None if reading.misread else reading.root
        elif not (isinstance(reading.root, str) and reading.spaces(text, 0, None)):
            says = said(
                "the document must be lines of `key: value` that begin with what it is, such as `request: region-a`"
            )
            reading.refuse(1, 1, 1, "Y010", says)
    return Whole(
        root=root,
        lost=frozenset(reading.lost),
        keys=reading.keys,
        values=reading.values,
        findings=tuple(reading.findings),
    )


class _Frame:
    """One open collection: its container, path and place; in a mapping, the key that waits for its value, and its end."""

    __slots__ = ("container", "end", "key", "mark", "path", "waiting")

    def __init__(self, container: dict[str, Any] | list[Any], path: KeyPath, mark: Any) -> None:
        self.container, self.path, self.mark = container, path, mark
        self.key: str | None = None
        self.end = 0
        self.waiting = False


class _FullPass:
    """One pass over one document's events."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.keys: dict[KeyPath, tuple[int, int, int]] = {}
        self.values: dict[KeyPath, tuple[int, int, int]] = {}
        self.root: Any = None
        self.stack: list[_Frame] = []
        self.documents = 0
        self.count = 0
        self.cut = 0  # the last line whose text a # cuts short
        self.lost: list[KeyPath] = []
        self.misread = False  # whether a space is missing, so that the values are not those that were meant
        self.last: Any = None  # the last event

    def refuse(self, line: int, column: int, width: int, code: str, says: SaidText, instead: str | None = None) -> None:
        place = Place(file=self.name, line=line, column=column, width=max(1, width))
        self.findings.append(Finding(code=code, place=place, says=says, instead=instead))
        if len(self.findings) > MOST_FINDINGS:
            says = said("more than {most} faults; mend these first", MOST_FINDINGS)
            self.findings[-1] = Finding(code="Y014", place=place, says=says)
            raise _CutShort

    def forbidden(self, text: str) -> None:
        """Refuse characters that cannot stand in a document; with any of them, nothing is read."""
        for match in FORBIDDEN.finditer(text):
            says = said("the character U+{code} cannot stand in a document; remove it", f"{ord(match.group()):04X}")
            self.refuse(*spot(text, match.start()), 1, "Y002", says)
        if "\r" in text:
            says = said("lines end with a lone carriage return; save the file with LF or CRLF line ends")
            self.refuse(*spot(text, text.index("\r")), 1, "Y002", says)
        if "\t" in text:
            self.tabs(text)
        if self.findings:
            raise _CutShort

    def tabs(self, text: str) -> None:
        """Refuse tabs that indent; behind the indentation of a block of text (| or >) a tab is part of the text."""
        found = [(line, match) for line, match in enumerate(map(_TAB_INDENT.match, text.split("\n")), 1) if match]
        inside = _block_lines(text) if found else frozenset()
        for line, match in found:
            if line not in inside:
                self.refuse(line, match.end(), 1, "Y003", said("a tab stands in the indentation; indent with spaces"))

    def run(self, text: str) -> None:
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self.take(event, text)
        except yaml.MarkedYAMLError as error:
            # What a # cuts off may be the very thing that is missing: the fault says so where it does.
            self.findings = [finding for finding in self.findings if finding.gravity is Gravity.ERROR]
            error = self.once_more(text, error)
            if not self.misread and not self.spaces(text, self.last.start_mark.line, error):
                line, column, says = told(error, text, self.stack, self.last, self.cut)
                self.refuse(line, column, 1, "Y004", says)
            raise _CutShort from None
        except (yaml.YAMLError, ValueError, RecursionError):
            self.refuse(1, 1, 1, "Y004", said("the text cannot be read as YAML"))
            raise _CutShort from None

    def take(self, event: Any, text: str) -> None:
        self.last = event
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self.scalar(event, text)
        elif kind is yaml.MappingStartEvent:
            self.open(event, {})
        elif kind is yaml.SequenceStartEvent:
            self.open(event, [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.stack.pop()
        elif kind is yaml.AliasEvent:
            self.alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.document(event, text)

    def document(self, event: Any, text: str) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse(*_at(event), 3, "Y005", said("a second document begins here; one document a file"))
            raise _CutShort
        if event.version or event.tags:
            line = next((n for n, each in enumerate(text.split("\n"), 1) if each.startswith("%")), 1)
            self.refuse(line, 1, 1, "Y005", said("directives (% lines) are not read; remove them"))

    def alias(self, event: Any) -> None:
        says = said(
            "*{anchor} has a special meaning in YAML; write the value out, or put the text in quotes", cut(event.anchor)
        )
        self.refuse(*_at(event), len(event.anchor) + 1, "Y006", says)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.container, dict) and not frame.waiting:
            frame.key, frame.waiting = None, True
        else:
            self.put(None, *_at(event), 1)

    def decorated(self, event: Any) -> None:
        if event.anchor is not None:
            says = said(
                "&{anchor} has a special meaning in YAML; remove it, or put the text in quotes", cut(event.anchor)
            )
            self.refuse(*_at(event), len(event.anchor) + 1, "Y006", says)
        if event.tag is not None:
            says = said("text that begins with ! has a special meaning in YAML; remove it, or put the text in quotes")
            self.refuse(*_at(event), 1, "Y007", says)

    def open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        self.decorated(event)
        if len(self.stack) >= MAX_DEPTH:
            self.refuse_depth(event)
        self.stack.append(_Frame(container, self.put(container, *_at(event), 1), event.start_mark))

    def refuse_depth(self, event: Any) -> NoReturn:
        says = said("values are nested deeper than {most} levels; remove the extra brackets or indentation", MAX_DEPTH)
        self.refuse(*_at(event), 1, "Y008", says)
        raise _CutShort

    def once_more(self, text: str, error: yaml.MarkedYAMLError) -> yaml.MarkedYAMLError:
        """The error, unless the text before it is nested too deep, which is refused.

        libyaml reads far ahead on a line, and meets what it cannot read, or a limit of depth of its own, before it has
        told how deep it is. Up to there the text is read without looking ahead of it.
        """
        depth = 0
        before = text[: error.problem_mark.index] if error.problem_mark else text
        events: Iterator[Any] = yaml.parse(before, Loader=yaml.CSafeLoader)
        try:
            for event in events:
                depth += _steps(event)
                if depth > MAX_DEPTH:
                    self.refuse_depth(event)
        except yaml.MarkedYAMLError as earlier:
            return earlier if "nesting depth" in (error.problem or "") else error
        return error

    def scalar(self, event: Any, whole: str) -> None:
        line, column = _at(event)
        text, end = event.value, event.end_mark
        if event.anchor is not None or event.tag is not None:
            self.decorated(event)
        plain = event.implicit[0] and not event.style
        width = end.column + 1 - column if end.line + 1 == line else 1
        frame = self.stack[-1] if self.stack else None
        if frame is not None and type(frame.container) is dict and not frame.waiting:
            self.key(frame, text, line, column, width, plain=plain)
            frame.end = end.index
            return
        value, remark = typed(text) if plain else (self.quoted(text, line, column), None)
        if remark is not None:
            self.refuse(line, column, width, *remark)
        path = self.put(value, line, column, width)
        if plain and frame is not None:
            self.hidden(event, frame, path, whole)
        if plain and type(value) is str and CUTS.match(whole, end.index) and not _NAME.match(text):
            self.cut = end.line + 1
            says = said("this text ends before the #, for the rest is a comment; put the text in quotes")
            self.warn(self.cut, end.column + 2, says)

    def warn(self, line: int, column: int, says: SaidText) -> None:
        place = Place(file=self.name, line=line, column=column)
        self.findings.append(Finding(code="Y016", place=place, says=says, gravity=Gravity.WARNING))

    def hidden(self, event: Any, frame: _Frame, path: KeyPath, whole: str) -> None:
        """What stands between a key or a hyphen and its value: a comment that was hardly meant as one."""
        nothing = not event.value
        if type(frame.container) is list:
            found = _LOST_ENTRY.match(whole, event.end_mark.index) if nothing else None
        else:
            found = _LOST.match(whole, frame.end)
            name, colon, rest = (frame.key or "").partition(":")
            if nothing and colon and rest and found is None and not re.match(r"\s*:", whole[frame.end :][:LONG]):
                # A key may run over several lines.
                begins = index_of(whole, *self.keys[path][:2])
                line, column = spot(whole, whole.index(":", begins) + 1)
                self.refuse(line, column, 1, "Y018", behind_colon(name))
                self.misread = True
        if found is None:
            return
        line, column = spot(whole, found.start(1))
        self.cut = line
        if nothing:
            self.lost.append(path)
            right = said("put a text in quotes, write a number without #, and a remark with a space behind its #")
            self.warn(line, column, said("nothing is stated here, for what begins with # is a comment; {right}", right))
        else:
            self.warn(
                line, column, said("this line of the text begins with #, so it is a comment; put the text in quotes")
            )

    def quoted(self, text: str, line: int, column: int) -> str:
        # Other control characters may be written as escapes: whoever shows the text makes them visible.
        bad = next((c for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), None)
        if bad is not None:
            says = said("the character U+{code} cannot stand in a text; remove its escape", f"{ord(bad):04X}")
            self.refuse(line, column, 1, "Y002", says)
        return text

    def key(self, frame: _Frame, text: str, line: int, column: int, width: int, *, plain: bool) -> None:
        frame.key, frame.waiting = None, True
        remark = key_remark(text) if plain else None
        if remark is not None:
            self.refuse(
                line, column, width, "Y009", said("{remark}{more}", remark, behind_comma(frame.container, text))
            )
            return
        if plain and (blank := _BLANK.search(text)):
            blanks = blank.group().lstrip(":")
            at = column + blank.end() - len(blanks)
            self.refuse(line, at, len(blanks), "Y017", stands_for_a_space(blanks[0]), " " * len(blanks))
            self.misread = True
            return
        if plain and text[0] == "-":
            self.refuse(line, column + 1, 1, "Y018", BEHIND_HYPHEN)
            self.misread = True
            return
        if text in frame.container:
            first = self.keys[(*frame.path, text)][0]
            where = said("on line {line}", line) if first == line else said("on lines {first} and {line}", first, line)
            self.refuse(
                line, column, width, "Y011", said("{text} is written twice, {where}; keep one", cut(text), where)
            )
            return
        if not plain:
            self.quoted(text, line, column)
        frame.key = text
        self.keys[(*frame.path, text)] = (line, column, width)

    def put(self, value: Any, line: int, column: int, width: int) -> KeyPath:
        """Hang a value where it belongs; its path comes back."""
        self.count += 1
        if self.count > MAX_VALUES:
            self.refuse(
                line, column, 1, "Y015", said("the document holds more than {most} values; split it", MAX_VALUES)
            )
            raise _CutShort
        if not self.stack:
            self.root = value
            self.keys[()] = self.values[()] = (line, column, width)
            return ()
        frame = self.stack[-1]
        container = frame.container
        if isinstance(container, list):
            path: KeyPath = (*frame.path, len(container))
            container.append(value)
            self.keys[path] = (line, column, width)
        elif not frame.waiting:
            # A list or mapping used as a key: its content is read and thrown away, then a value follows.
            frame.key, frame.waiting = None, True
            says = said(
                "a key must be text; a list or a brace stands here (put text that begins with [ or { in quotes)"
            )
            self.refuse(line, column, 1, "Y009", says)
            return (*frame.path, "?")
        else:
            frame.waiting = False
            if frame.key is None:
                return (*frame.path, "?")
            path = (*frame.path, frame.key)
            container[frame.key] = value
        self.values[path] = (line, column, width)
        return path

    def spaces(self, text: str, first: int, error: yaml.MarkedYAMLError | None) -> bool:
        """Tell which spaces are missing; False when that is not what stops the reading."""
        spots = lacking(text, first, error)
        for each in spots:
            code, instead = ("Y017", " " * each.width) if each.width else ("Y018", None)
            self.refuse(each.line, each.column, each.width, code, each.says, instead)
        return bool(spots)


def _block_lines(text: str) -> frozenset[int]:
    """The lines of the blocks of text (| or >), from 1, as far as the text can be read."""
    lines: set[int] = set()
    depth = 0
    events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
    with contextlib.suppress(yaml.YAMLError, ValueError, RecursionError):
        for count, event in enumerate(events):
            kind = type(event)
            depth += _steps(event)
            if depth > MAX_DEPTH or count > 2 * MAX_VALUES:
                break
            if kind is yaml.ScalarEvent and event.style in {"|", ">"}:
                # A block ends at the beginning of the line below it, or with the text.
                end = event.end_mark
                lines.update(range(event.start_mark.line + 2, end.line + (2 if end.column else 1)))
    return frozenset(lines)


def _at(event: Any) -> tuple[int, int]:
    """The line and column, from 1, where an event begins."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _steps(event: Any) -> int:
    """How many levels deeper an event leads: 1, 0 or -1."""
    return isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
