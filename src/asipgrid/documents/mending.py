"""What is certain is mended in a document's text: what stands around it, comments too, stays as it is."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from asipgrid.documents import reader
from asipgrid.model.places import Finding, Source

_BOM = b"\xef\xbb\xbf"


def mended(source: Source, findings: Iterable[Finding]) -> bytes:
    """The bytes of a document with what its findings are certain of, and without blanks at the ends of lines.

    Line ends and a byte-order mark stay. Nothing is mended that would change what else the document says: where the
    values apart from those that are mended would differ, the bytes are those of the source.
    """
    text = reader.text_of(source)
    if isinstance(text, Finding) or source.data.count(b"\r\n") not in {0, source.data.count(b"\n")}:
        return source.data
    kept = text
    spots = {finding.place: finding.instead for finding in findings if finding.instead is not None}
    for place in sorted(spots, reverse=True):
        kept = _replaced(kept, place.line, place.column, place.width, spots[place])
    if kept != text and not _says_the_same(text, kept, len(spots)):
        kept = text
    trimmed = "\n".join(line.rstrip(" \t") for line in kept.split("\n"))
    # Of a text that cannot be read nobody knows which blanks mean something.
    if trimmed != kept and _values(kept) is not None and _says_the_same(kept, trimmed, 0):
        kept = trimmed
    return source.data if kept == text else _written(kept, source.data)


def difference(name: str, before: bytes, after: bytes, renamed: str = "") -> str:
    """How a file is changed, as a unified diff."""
    old, new = (data.decode("utf-8", errors="replace").splitlines(keepends=True) for data in (before, after))
    return "".join(_whole(difflib.unified_diff(old, new, f"a/{name}", f"b/{renamed or name}")))


def _whole(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _replaced(text: str, line: int, column: int, width: int, instead: str) -> str:
    lines = text.split("\n")
    row = lines[line - 1]
    begin, end = column - 1, column - 1 + width
    # A text that is put in quotes stays as it was written: 1.50 is not "1.5".
    if end > len(row) or (instead[:1] == '"' and instead[1:-1] != row[begin:end].strip("\"' ")):
        return text
    lines[line - 1] = f"{row[:begin]}{instead}{row[end:]}"
    return "\n".join(lines)


def _says_the_same(before: str, after: str, apart: int) -> bool:
    """Whether two texts state the same, but at so many paths; a text that cannot be read states nothing."""
    old, new = _values(before), _values(after)
    if old is None or new is None:
        return old is None
    unlike = [path for path in {*old, *new} if old.get(path, ...) != new.get(path, ...)]
    return len(unlike) <= apart


def _values(text: str) -> dict[Any, Any] | None:
    record, findings = reader.read(Source(name="", data=text.encode()))
    if record is None or any(finding.gravity == "error" for finding in findings):
        return None
    return dict(_leaves(record.data, ()))


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, (type(value), value)
    else:
        yield from itertools.chain.from_iterable(_leaves(each, (*path, step)) for step, each in inner)


def _written(text: str, before: bytes) -> bytes:
    data = text.encode()
    if b"\r\n" in before:
        data = data.replace(b"\n", b"\r\n")
    return _BOM + data if before.startswith(_BOM) else data
