"""The reading room: bytes of one YAML document become data with the place of every key and value.

One pass over libyaml's events, with a stack of our own: a loader would keep the last of two equal keys, read `no` as
false and follow anchors. What a reader of YAML 1.1 and one of 1.2 would take differently is refused. Nothing here knows
what a document is about, and no exception leaves: whatever is wrong comes back as findings.

A document with nothing to remark, as most are, is read by `_quick`, which keeps values alone and gives up at the first
thing that is not plain; the full pass then says what there is to say. Places are found by the full pass, when asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import yaml

from asipgrid.model import MOST_FINDINGS, Finding, Gravity, Path, Place, Record, Source

MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 15
MAX_VALUES: Final = 50_000

_BOM: Final = b"\xef\xbb\xbf"
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TAB_INDENT: Final = re.compile(r" *\t")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z", re.ASCII)
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "": None}

# Plain words and numbers that YAML 1.1 and 1.2 readers (or this one) take differently, and what to write instead.
_OTHER_WORDS: Final = re.compile(r"(?:true|false|null|yes|no|on|off|y|n|~|=|<<)\Z", re.IGNORECASE)
_ODD_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\.(?:inf|nan)|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)\Z",
    re.ASCII | re.IGNORECASE,
)

# The pattern above looks back on long rows of digits; a row this long is refused on its characters alone.
_LONG: Final = 100
_LONG_NUMBER: Final = re.compile(r"[-+.]?[0-9][-+0-9a-fA-FxXoO_.:]*\Z", re.ASCII)

# A ` #` right behind text, and no space after the sign, was hardly meant as a comment; behind a name or a date it may be.
_CUTS: Final = re.compile(r" #[^\s#]")
_NAME: Final = re.compile(r"[a-z0-9._/-]+\Z|[A-Z0-9-]+\Z", re.ASCII)

# What libyaml says, in our words. Looked up by a part of its message; the rest of the sentence names the place.
_NOT_CLOSED: Final = {
    False: "the list opened {opened} is not closed; a comma or ] is missing",
    True: "the brace opened {opened} is not closed; a comma or a closing brace is missing",
}
_FURTHER_RIGHT: Final = (
    "this line begins further right than the lines above; line it up with them, or put the text in quotes"
)
_SYNTAX: Final[tuple[tuple[str, str], ...]] = (
    ("scanning an alias", "text in plain writing cannot begin with *; put it in quotes"),
    ("scanning an anchor", "text in plain writing cannot begin with &; put it in quotes"),
    ("scanning a directive", "directives (% lines) are not read; remove them"),
    ("mapping values are not allowed", "this text contains a colon and a space; put the whole text in quotes"),
    ("could not find expected ':'", "this line has no key; a key ends with a colon and a space"),
    ("did not find expected key", "this line does not line up with the lines above; check its indentation and quotes"),
    ("did not find expected '-' indicator", "this line does not line up with the list above; check its indentation"),
    ("did not find expected ',' or ']'", _NOT_CLOSED[False]),
    ("did not find expected ',' or '}'", _NOT_CLOSED[True]),
    ("found unexpected end of stream", "the quoted text opened {opened} is not closed"),
    ("found character that cannot start", "a value cannot begin with this character; put it in quotes"),
    ("found unknown escape character", 'a backslash in "…" begins an escape; write \\\\ or use single quotes'),
    ("block sequence entries are not allowed", "a list cannot begin here; put it on its own lines below the key"),
    ("found invalid Unicode character escape", "this escape is not a character"),
    ("found undefined tag handle", "tags (!…) are not used here; remove it"),
    ("found incompatible YAML document", "only YAML 1.2 without directives is read; remove the % line"),
    ("did not find expected node content", "a value is missing before this character"),
    ("did not find expected <document start>", "only one document a file is read; remove what follows the first"),
    ("block mapping", "this line does not line up with the lines above; check its indentation"),
)


class _Stop(Exception):
    """The rest of the text cannot be read any more; what was found so far stands."""


def read(source: Source) -> tuple[Record | None, tuple[Finding, ...]]:
    """The document as a Record (None when there is nothing to go on with) and everything wrong with its text.

    A byte-order mark and CRLF are taken off first; the digest (`sha256:…`) is that of the text without them.
    """
    decoded = text_of(source)
    if isinstance(decoded, Finding):
        return None, (decoded,)
    quick = _quick(decoded)
    if quick is not None:
        data, plain = quick
        places = _Asked(source.name, decoded)
        keys, values = _Places(places, "keys"), _Places(places, "values")
        return Record(name=source.name, data=data, keys=keys, values=values, digest=_digest(decoded), plain=plain), ()
    return _full(source, decoded)


def _full(source: Source, decoded: str) -> tuple[Record | None, tuple[Finding, ...]]:
    """The document read with the place of everything, and everything wrong with its text."""
    reading = _Reading(source.name)
    try:
        reading.forbidden(decoded)
        reading.run(decoded)
        if not isinstance(reading.root, dict):
            says = "the document must be lines of `key: value` that begin with what it is, such as `request: region-a`"
            reading.refuse(1, 1, 1, "Y010", says)
    except _Stop:
        return None, tuple(reading.findings)
    root = reading.root
    if not isinstance(root, dict):
        return None, tuple(reading.findings)
    record = Record(name=source.name, data=root, keys=reading.keys, values=reading.values, digest=_digest(decoded))
    return record, tuple(reading.findings)


def _digest(decoded: str) -> str:
    return "sha256:" + hashlib.sha256(decoded.encode("utf-8")).hexdigest()


# ── the quick pass ─────────────────────────────────────────────────────────────────────────────────


class _Asked:
    """The places of a document that was read quickly, found when somebody asks."""

    __slots__ = ("_found", "_name", "_text")

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._found: _Reading | None = None

    def found(self) -> _Reading:
        if self._found is None:
            self._found = _Reading(self._name)
            self._found.run(self._text)
        return self._found


class _Places(Mapping[Path, tuple[int, int, int]]):
    """The places of a document's keys, or those of its values."""

    __slots__ = ("_asked", "_which")

    def __init__(self, asked: _Asked, which: str) -> None:
        self._asked, self._which = asked, which

    def _all(self) -> dict[Path, tuple[int, int, int]]:
        found: dict[Path, tuple[int, int, int]] = getattr(self._asked.found(), self._which)
        return found

    def __getitem__(self, path: Path) -> tuple[int, int, int]:
        return self._all()[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _quick(text: str) -> tuple[dict[str, Any], bool] | None:
    """The values of a document in which there is nothing to remark, and whether they are plain (see Record).

    None when the full pass has to look: it alone refuses, and whatever it would remark on is left to it.
    """
    if "\\" in text or "\t" in text or "\r" in text or _CUTS.search(text) or _FORBIDDEN.search(text):
        return None
    try:
        return (_json(text) if text.startswith("{") else None) or _values(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _json(text: str) -> tuple[dict[str, Any], bool] | None:
    """The values of a document that is JSON, a tenth of the time; None for what only YAML can read, or must judge.

    JSON without escapes means the same to both readers, but for what is given back here: keys written twice, numbers
    with exponents or too many digits, and texts nested too deep.
    """
    try:
        data = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_json_number,
            parse_int=_json_number,
            parse_constant=_json_number,
        )
    except (ValueError, RecursionError):
        return None
    if type(data) is not dict:
        return None
    found = _measured(data)
    return None if found is None else (data, found)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _json_number(text: str) -> Any:
    known = _SCALARS.get(text, _NEW)
    if known is _NEW:
        known = _known(text)
        if known is _NEW or isinstance(known, str):
            raise ValueError
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


def _values(text: str) -> tuple[dict[str, Any], bool] | None:  # noqa: C901, PLR0912 - a call per event costs as much
    # The hot loop of a batch: one look at each event, nothing kept but the values.
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
    keys, scalars = _KEYS, _SCALARS
    container: Any = []
    root: list[Any] = container
    stack: list[Any] = []
    plain, key, count = True, None, 0
    keyed = False  # whether the container is a mapping
    event: Any
    for event in iter(yaml.CSafeLoader(text).get_event, None):
        kind = type(event)
        if kind is scalar:
            if event.anchor is not None or event.tag is not None:
                return None
            value = event.value
            bare = not event.style and event.implicit[0]
            if keyed and key is None:
                if value in container or (bare and value not in keys and not _is_key(value)):
                    return None
                key = value
                continue
            if bare:
                known = scalars.get(value, _NEW)
                if known is _NEW:
                    known = _known(value)
                    if known is _NEW:
                        return None
                value = known
                plain = plain and value is not None and (type(value) is not Decimal or value % 1 != 0)
        elif kind is mapping_end or kind is sequence_end:
            container, key, keyed = stack.pop()
            continue
        elif kind is mapping or kind is sequence:
            if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
                return None
            value = {} if kind is mapping else []
        elif not _is_silent(event, first=not root):
            return None
        else:
            continue
        count += 1
        if not keyed:
            container.append(value)
        elif key is None:
            return None  # a list or mapping used as a key
        else:
            container[key] = value
            key = None
        if kind is not scalar:
            stack.append((container, key, keyed))
            container, keyed = value, kind is mapping
        if count > MAX_VALUES:
            return None
    data = root[0] if root else None
    return (data, plain) if type(data) is dict else None


def _is_silent(event: Any, *, first: bool) -> bool:
    """Whether an event that is no value says nothing either: the ends of a text and of its one document."""
    if type(event) is yaml.DocumentStartEvent:
        return first and not (event.version or event.tags)
    return type(event) is not yaml.AliasEvent


# What short texts were found to be: the same names and words stand in document after document.
_KEYS: Final[set[str]] = set()
_SCALARS: Final[dict[str, Any]] = {}
_NEW: Final = object()
_MOST_REMEMBERED: Final = 10_000


def _is_key(text: str) -> bool:
    """Whether the full pass has nothing to remark on a plain scalar as a key."""
    if _key_remark(text) is not None:
        return False
    if len(_KEYS) < _MOST_REMEMBERED and len(text) <= _LONG:
        _KEYS.add(text)
    return True


def _known(text: str) -> Any:
    """The value of a plain scalar on which the full pass has nothing to remark, else _NEW."""
    value, remark = _typed(text)
    if remark is not None:
        return _NEW
    if len(_SCALARS) < _MOST_REMEMBERED and len(text) <= _LONG:
        _SCALARS[text] = value
    return value


def _key_remark(text: str) -> str | None:
    """What is wrong with a plain scalar as a key, or None."""
    if text in _WORDS or _NUMBER.match(text) or _OTHER_WORDS.match(text) or _odd(text):
        return _no_key(text)
    return None


def _typed(text: str) -> tuple[Any, tuple[str, str] | None]:
    """The value of a plain scalar, and what is wrong with it: a code and words."""
    if text in _WORDS:
        return _WORDS[text], None
    if text[0].isalpha() and len(text) > 5:
        return text, None
    if _NUMBER.match(text):
        return _number(text)
    if _OTHER_WORDS.match(text):
        says = f'some programs take {text} for true, false or null, others for text; write true, false or null, or "{text}" in quotes'
        return text, ("Y012", says)
    if _odd(text):
        right = "write a plain number such as 1200000.00, or write it in quotes"
        return text, ("Y012", f"{_cut(text)} is read in different ways by different programs; {right}")
    return text, None


def _number(text: str) -> tuple[Any, tuple[str, str] | None]:
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    if digits > MAX_DIGITS:
        right = f"a number has at most {MAX_DIGITS}; if it is a reference, put it in quotes"
        return 0, ("Y013", f"{_cut(text)} has {digits} significant digits; {right}")
    value = Decimal(text)
    # 12.00 is twelve; 12.000 stays as written, for where an amount is asked it may mean twelve thousand.
    whole = value == value.to_integral_value() and len(text.partition(".")[2]) <= 2
    return (int(value) if whole else value), None


# ── the full pass ──────────────────────────────────────────────────────────────────────────────────


def text_lines(data: bytes) -> list[str]:
    """The lines of a document for excerpts, as well as they can be decoded."""
    return data.removeprefix(_BOM).decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")


def text_of(source: Source) -> str | Finding:
    """The text of a file with LF line ends, or the finding that says where it is not UTF-8."""
    data = source.data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8")) + 1
        return Finding(
            code="Y001",
            place=Place(file=source.name, line=line, column=column),
            says="the text is not UTF-8 here; save the file as UTF-8",
        )
    return text.replace("\r\n", "\n")


class _Frame:
    """One open collection: its container, its path, and (in a mapping) the key that waits for its value."""

    __slots__ = ("container", "key", "line", "path", "waiting")

    def __init__(self, container: dict[str, Any] | list[Any], path: Path, line: int) -> None:
        self.container = container
        self.path = path
        self.line = line
        self.key: str | None = None
        self.waiting = False


class _Reading:
    """One pass over one document's events."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.keys: dict[Path, tuple[int, int, int]] = {}
        self.values: dict[Path, tuple[int, int, int]] = {}
        self.root: Any = None
        self.stack: list[_Frame] = []
        self.documents = 0
        self.count = 0
        self.cut = 0  # the last line whose text a # cuts short

    def refuse(self, line: int, column: int, width: int, code: str, says: str) -> None:
        place = Place(file=self.name, line=line, column=column, width=max(1, width))
        self.findings.append(Finding(code=code, place=place, says=says))
        if len(self.findings) > MOST_FINDINGS:
            self.findings[-1] = Finding(
                code="Y014", place=place, says=f"more than {MOST_FINDINGS} faults; mend these first"
            )
            raise _Stop

    def forbidden(self, text: str) -> None:
        """Refuse characters that cannot stand in a document; with any of them, nothing is read."""
        for match in _FORBIDDEN.finditer(text):
            says = f"the character U+{ord(match.group()):04X} cannot stand in a document; remove it"
            self.refuse(*_spot(text, match.start()), 1, "Y002", says)
        if "\r" in text:
            says = "lines end with a lone carriage return; save the file with LF or CRLF line ends"
            self.refuse(*_spot(text, text.index("\r")), 1, "Y002", says)
        if "\t" in text:
            self.tabs(text)
        if self.findings:
            raise _Stop

    def tabs(self, text: str) -> None:
        """Refuse tabs that indent; behind the indentation of a block of text (| or >) a tab is part of the text."""
        found = [(line, match) for line, match in enumerate(map(_TAB_INDENT.match, text.split("\n")), 1) if match]
        inside = _block_lines(text) if found else frozenset()
        for line, match in found:
            if line not in inside:
                self.refuse(line, match.end(), 1, "Y003", "a tab stands in the indentation; indent with spaces")

    def run(self, text: str) -> None:
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self.take(event, text)
        except yaml.MarkedYAMLError as error:
            # What a # cuts off may be the very thing that is missing: the fault says so where it does.
            self.findings = [finding for finding in self.findings if finding.gravity is Gravity.ERROR]
            self.syntax(error, text)
            raise _Stop from None
        except (yaml.YAMLError, ValueError, RecursionError):
            self.refuse(1, 1, 1, "Y004", "the text cannot be read as YAML")
            raise _Stop from None

    def take(self, event: Any, text: str) -> None:
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
        mark = event.start_mark
        if self.documents > 1:
            self.refuse(mark.line + 1, mark.column + 1, 3, "Y005", "a second document begins here; one document a file")
            raise _Stop
        if event.version or event.tags:
            line = next((n for n, each in enumerate(text.split("\n"), 1) if each.startswith("%")), 1)
            self.refuse(line, 1, 1, "Y005", "directives (% lines) are not read; remove them")

    def alias(self, event: Any) -> None:
        mark = event.start_mark
        says = f"*{_cut(event.anchor)} has a special meaning in YAML; write the value out, or put the text in quotes"
        self.refuse(mark.line + 1, mark.column + 1, len(event.anchor) + 1, "Y006", says)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.container, dict) and not frame.waiting:
            frame.key, frame.waiting = None, True
        else:
            self.put(None, mark.line + 1, mark.column + 1, 1)

    def decorated(self, event: Any) -> None:
        mark = event.start_mark
        if event.anchor is not None:
            says = f"&{_cut(event.anchor)} has a special meaning in YAML; remove it, or put the text in quotes"
            self.refuse(mark.line + 1, mark.column + 1, len(event.anchor) + 1, "Y006", says)
        if event.tag is not None:
            says = "text that begins with ! has a special meaning in YAML; remove it, or put the text in quotes"
            self.refuse(mark.line + 1, mark.column + 1, 1, "Y007", says)

    def open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        mark = event.start_mark
        if event.anchor is not None or event.tag is not None:
            self.decorated(event)
        if len(self.stack) >= MAX_DEPTH:
            says = f"values are nested deeper than {MAX_DEPTH} levels; remove the extra brackets or indentation"
            self.refuse(mark.line + 1, mark.column + 1, 1, "Y008", says)
            raise _Stop
        path = self.put(container, mark.line + 1, mark.column + 1, 1)
        self.stack.append(_Frame(container, path, mark.line + 1))

    def scalar(self, event: Any, whole: str) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        text = event.value
        if event.anchor is not None or event.tag is not None:
            self.decorated(event)
        plain = event.implicit[0] and not event.style
        width = event.end_mark.column - mark.column if event.end_mark.line == mark.line else 1
        frame = self.stack[-1] if self.stack else None
        if frame is not None and type(frame.container) is dict and not frame.waiting:
            self.key(frame, text, line, column, width, plain=plain)
            return
        value = self.typed(text, line, column, width) if plain else self.quoted(text, line, column)
        self.put(value, line, column, width)
        end = event.end_mark
        if plain and type(value) is str and _CUTS.match(whole, end.index) and not _NAME.match(text):
            self.cut = end.line + 1
            place = Place(file=self.name, line=self.cut, column=end.column + 2)
            says = "this text ends before the #, for the rest is a comment; put the text in quotes"
            self.findings.append(Finding(code="Y016", place=place, says=says, gravity=Gravity.WARNING))

    def typed(self, text: str, line: int, column: int, width: int) -> Any:
        value, remark = _typed(text)
        if remark is not None:
            self.refuse(line, column, width, *remark)
        return value

    def quoted(self, text: str, line: int, column: int) -> str:
        # Other control characters may be written as escapes: whoever shows the text makes them visible.
        bad = next((c for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), None)
        if bad is not None:
            says = f"the character U+{ord(bad):04X} cannot stand in a text; remove its escape"
            self.refuse(line, column, 1, "Y002", says)
        return text

    def key(self, frame: _Frame, text: str, line: int, column: int, width: int, *, plain: bool) -> None:
        frame.key, frame.waiting = None, True
        remark = _key_remark(text) if plain else None
        if remark is not None:
            self.refuse(line, column, width, "Y009", remark)
            return
        if text in frame.container:
            first = self.keys[(*frame.path, text)][0]
            where = f"on line {line}" if first == line else f"on lines {first} and {line}"
            self.refuse(line, column, width, "Y011", f"{_cut(text)} is written twice, {where}; keep one")
            return
        if not plain:
            self.quoted(text, line, column)
        frame.key = text
        self.keys[(*frame.path, text)] = (line, column, width)

    def put(self, value: Any, line: int, column: int, width: int) -> Path:
        """Hang a value where it belongs; its path comes back."""
        self.count += 1
        if self.count > MAX_VALUES:
            self.refuse(line, column, 1, "Y015", f"the document holds more than {MAX_VALUES} values; split it")
            raise _Stop
        if not self.stack:
            self.root = value
            self.keys[()] = self.values[()] = (line, column, width)
            return ()
        frame = self.stack[-1]
        container = frame.container
        if isinstance(container, list):
            path: Path = (*frame.path, len(container))
            container.append(value)
            self.keys[path] = (line, column, width)
        elif not frame.waiting:
            # A list or mapping used as a key: its content is read and thrown away, then a value follows.
            frame.key, frame.waiting = None, True
            self.refuse(
                line,
                column,
                1,
                "Y009",
                "a key must be text; a list or a brace stands here (put text that begins with [ or { in quotes)",
            )
            return (*frame.path, "?")
        else:
            frame.waiting = False
            if frame.key is None:
                return (*frame.path, "?")
            path = (*frame.path, frame.key)
            container[frame.key] = value
        self.values[path] = (line, column, width)
        return path

    def syntax(self, error: yaml.MarkedYAMLError, text: str) -> None:
        """What libyaml stopped at, in our words; told where it began when that is where the mistake is."""
        message = f"{error.problem or ''} {error.context or ''}"
        begun = any(
            part in message for part in ("could not find expected ':'", "scanning an alias", "scanning an anchor")
        )
        mark = (error.context_mark if begun else error.problem_mark) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        says = next(
            (ours for theirs, ours in _SYNTAX if theirs in message), "the text cannot be read as YAML from here"
        )
        opened = f"on line {error.context_mark.line + 1}" if error.context_mark else "above"
        if "did not find expected node content" in message and self.stack and not _rest(text, line, column).strip():
            frame = self.stack[-1]
            opened, says = f"on line {frame.line}", _NOT_CLOSED[isinstance(frame.container, dict)]
        elif "line up" in says and _before(text, line, column).strip(" -"):
            says = "this is left over after a value; put the whole value in quotes, or remove what follows it"
        elif "mapping values are not allowed" in message:
            before = _before(text, line, column)
            if before.startswith(" ") and ": " not in before:
                # The text of the line above goes on here, for this line begins further right.
                says, column = _FURTHER_RIGHT, len(before) - len(before.lstrip()) + 1
        says = says.format(opened=opened)
        begins = error.context_mark.line + 1 if error.context_mark and "not closed" in says else line - 1
        if self.cut and begins <= self.cut:
            says += f"; or put the text of line {self.cut} in quotes, where # makes a comment of the rest"
        self.refuse(line, column, 1, "Y004", says)


def _block_lines(text: str) -> frozenset[int]:
    """The lines of the blocks of text (| or >), from 1, as far as the text can be read."""
    lines: set[int] = set()
    depth = 0
    events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
    with contextlib.suppress(yaml.YAMLError, ValueError, RecursionError):
        for count, event in enumerate(events):
            kind = type(event)
            depth += issubclass(kind, yaml.CollectionStartEvent) - issubclass(kind, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH or count > 2 * MAX_VALUES:
                break
            if kind is yaml.ScalarEvent and event.style in {"|", ">"}:
                # A block ends at the beginning of the line below it, or with the text.
                end = event.end_mark
                lines.update(range(event.start_mark.line + 2, end.line + (2 if end.column else 1)))
    return frozenset(lines)


def _no_key(text: str) -> str:
    """What to do about a key that is no text."""
    if text == "<<":
        return "<< takes fields from elsewhere, which is not read; write the fields out"
    right = "write it in quotes, or write the field's name"
    if len(text) == 3 and text.isdecimal() and text[0] != "0":
        right += " (a number has no comma: write 12500, not 12,500)"
    return f"the key {_cut(text) or '(empty)'} is not text; {right}"


def _odd(text: str) -> bool:
    """Whether plain text looks like a number to some readers and not to others."""
    return bool((_ODD_NUMBER if len(text) <= _LONG else _LONG_NUMBER).match(text))


def _spot(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in the text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _before(text: str, line: int, column: int) -> str:
    return _line(text, line)[: column - 1]


def _rest(text: str, line: int, column: int) -> str:
    return "\n".join(text.split("\n")[line - 1 :])[column - 1 :]


def _line(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line - 1] if line <= len(lines) else ""


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
