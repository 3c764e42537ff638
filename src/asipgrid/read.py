"""The reading room: bytes of one YAML document become data with the place of every key and value.

A document with nothing to remark, as most are, is read for its values alone (`quick`), which gives up at the first thing
it does not know; the full pass (`events`) then says what there is to say. Places are found by the full pass, when asked
for. Nothing here knows what a document is about, and no exception leaves: whatever is wrong comes back as findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from asipgrid import quick
from asipgrid.model import Finding, Path, Place, Record, Source

if TYPE_CHECKING:
    from asipgrid.events import Whole

_BOM: Final = b"\xef\xbb\xbf"


def read(source: Source) -> tuple[Record | None, tuple[Finding, ...]]:
    """The document as a Record (None when there is nothing to go on with) and everything wrong with its text.

    A byte-order mark and CRLF are taken off first; the digest (`sha256:…`) is that of the text without them.
    """
    decoded = text_of(source)
    if isinstance(decoded, Finding):
        return None, (decoded,)
    found = quick.values(decoded)
    if found is not None:
        data, plain = found
        places = _Asked(source.name, decoded)
        keys, values = _Places(places, "keys"), _Places(places, "values")
        return Record(name=source.name, data=data, keys=keys, values=values, digest=_digest(decoded), plain=plain), ()
    from asipgrid.events import full  # noqa: PLC0415 - most documents need no library

    whole = full(source.name, decoded)
    if whole.root is None:
        return None, whole.findings
    return Record(
        name=source.name, data=whole.root, keys=whole.keys, values=whole.values, digest=_digest(decoded)
    ), whole.findings


def _digest(decoded: str) -> str:
    return "sha256:" + hashlib.sha256(decoded.encode("utf-8")).hexdigest()


class _Asked:
    """The places of a document that was read quickly, found when somebody asks."""

    __slots__ = ("_found", "_name", "_text")

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._found: Whole | None = None

    def found(self) -> Whole:
        if self._found is None:
            from asipgrid.events import full  # noqa: PLC0415 - places are seldom asked for

            self._found = full(self._name, self._text)
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
