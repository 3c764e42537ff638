"""Bytes of one YAML document become data with the place of every key and value.

A document with nothing to remark, as most are, is read for its values alone (`yaml_fast`), which gives up at the first
thing it does not know; the full pass (`yaml_full`) then says what there is to say. Places are found by the full pass, when
asked for. Nothing here knows what a document is about, and no exception leaves: whatever is wrong comes back as findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from asipgrid.documents import yaml_fast
from asipgrid.model.places import Finding, KeyPath, Place, Record, Source
from asipgrid.model.said import SaidText, said

if TYPE_CHECKING:
    from asipgrid.documents.yaml_full import Whole

_BOM: Final = b"\xef\xbb\xbf"
_UTF_8: Final = said("save the file as UTF-8")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
# How files begin that are no text, and what they are.
_BEGIN: Final = {
    b"%PDF-": said("a PDF file"),
    b"PK\x03\x04": said("a ZIP file, as word processors and spreadsheets write it"),
    b"\xd0\xcf\x11\xe0": said("a file of a word processor or a spreadsheet"),
    b"{\\rtf": said("a file of a word processor (RTF)"),
    b"\x89PNG": said("a picture"),
    b"\xff\xd8\xff": said("a picture"),
    b"GIF8": said("a picture"),
    b"\x1f\x8b": said("a compressed file"),
}
_ODD: Final = (*_WIDE, *_BEGIN)
# So many characters of zero at the beginning are no slip.
_BEGINNING: Final = 1000
_MOST_ZEROS: Final = 3
# What text of two or four bytes a character is made of.
_SEEN: Final = bytes([0, 9, 10, 13, *range(0x20, 0x100)])


def read(source: Source) -> tuple[Record | None, tuple[Finding, ...]]:
    """The document as a Record (None when there is nothing to go on with) and everything wrong with its text.

    A byte-order mark and CRLF are taken off first; the digest (`sha256:…`) is that of the text without them.
    """
    decoded = text_of(source)
    if isinstance(decoded, Finding):
        return None, (decoded,)
    found = yaml_fast.values(decoded)
    if found is not None:
        data, plain = found
        places = _PlacesOnDemand(source.name, decoded)
        keys, values = _Places(places, "keys"), _Places(places, "values")
        return Record(name=source.name, data=data, keys=keys, values=values, digest=_digest(decoded), plain=plain), ()
    from asipgrid.documents.yaml_full import full  # noqa: PLC0415 - most documents need no library

    whole = full(source.name, decoded)
    if whole.root is None:
        return None, whole.findings
    return Record(
        name=source.name,
        data=whole.root,
        keys=whole.keys,
        values=whole.values,
        digest=_digest(decoded),
        lost=whole.lost,
    ), whole.findings


def _digest(decoded: str) -> str:
    return "sha256:" + hashlib.sha256(decoded.encode("utf-8")).hexdigest()


class _PlacesOnDemand:
    """The places of a document that was read quickly, found when somebody asks."""

    __slots__ = ("_found", "_name", "_text")

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._found: Whole | None = None

    def found(self) -> Whole:
        if self._found is None:
            from asipgrid.documents.yaml_full import full  # noqa: PLC0415 - places are seldom asked for

            self._found = full(self._name, self._text)
        return self._found


class _Places(Mapping[KeyPath, tuple[int, int, int]]):
    """The places of a document's keys, or those of its values."""

    __slots__ = ("_asked", "_which")

    def __init__(self, asked: _PlacesOnDemand, which: str) -> None:
        self._asked, self._which = asked, which

    def _all(self) -> dict[KeyPath, tuple[int, int, int]]:
        found: dict[KeyPath, tuple[int, int, int]] = getattr(self._asked.found(), self._which)
        return found

    def __getitem__(self, path: KeyPath) -> tuple[int, int, int]:
        return self._all()[path]

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def text_lines(data: bytes) -> list[str]:
    """The lines of a document for excerpts, as well as they can be decoded; none of a file that is no text."""
    if _no_text(data) is not None:
        return []
    return data.removeprefix(_BOM).decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")


def text_of(source: Source) -> str | Finding:
    """The text of a file with LF line ends, or the finding that says where it is not UTF-8, or that it is no text."""
    kind = _no_text(source.data)
    if kind is not None:
        return Finding(code=kind[0], place=Place(file=source.name), says=kind[1])
    data = source.data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8")) + 1
        place = Place(file=source.name, line=line, column=column)
        return Finding(code="Y001", place=place, says=said("the text is not UTF-8 here; {mend}", _UTF_8))
    return text.replace("\r\n", "\n") if "\r" in text else text


def _no_text(data: bytes) -> tuple[str, SaidText] | None:
    """What to say of a file that is no text, or text two or four bytes a character: a code and words."""
    beginning = data[:_BEGINNING]
    if b"\0" not in beginning and not data.startswith(_ODD):
        return None
    kind = next((kind for begin, kind in _BEGIN.items() if data.startswith(begin)), None)
    zeros = beginning.count(0)
    looks_like_text = not beginning.translate(None, _SEEN) and zeros * 4 >= len(beginning)
    if not kind and (data.startswith(_WIDE) or looks_like_text):
        return "Y001", said("the text is UTF-16 or UTF-32; {mend}", _UTF_8)
    if kind or zeros > _MOST_ZEROS:
        what = said(", but {kind}", kind) if kind else ""
        return "Y019", said("the file is no text{what}; a document is written in a text editor, as UTF-8", what)
    return None
