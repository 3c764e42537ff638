"""What a workbook must be before a library opens it: a file of bounded size, without macros, links to others, or a DTD."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from asipgrid.model.said import said

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 1000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 1000
MOST_CELLS: Final = 1_000_000
MOST_MERGED: Final = 100_000
_MIB: Final = 1024 * 1024
_MACROS: Final = re.compile(r"(?:^|/)vbaProject\.bin$|^Basic/.|^Scripts/.|(?:^|/)macrosheets/", re.IGNORECASE)
_LINKS: Final = re.compile(r"(?:^|/)externalLinks/", re.IGNORECASE)
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
# How text of two or four bytes a character begins, in which nothing would be found.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0", b"\0\0\0<", b"\0\0\xfe\xff")
_HEAD: Final = 4096
_ENCODING: Final = re.compile(rb"""\A<\?xml[^>]*?encoding=["']([^"']*)["']""")
_STRANGE: Final = said(
    "has parts that no spreadsheet program writes (a DTD, or another encoding); save it again in one"
)
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")


class UnreadableError(Exception):
    """A file that is not read, and why: one line that says what would be right."""


def guarded(data: bytes) -> None:
    """UnreadableError unless a ZIP file is safe to open as a workbook."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(
            said("has more than {most} MiB; remove what is not the form or the table", MOST_BYTES // _MIB)
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _parts(packed)
            for each in packed.infolist():
                _part(packed.read(each))
    except UnreadableError:
        raise
    except Exception as error:  # a damaged archive raises anything
        raise UnreadableError(said("is damaged or locked by a password; save it again, without one")) from error


def _parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableError(
            said("has more than {most} parts; save the form or the table as a workbook of its own", MOST_PARTS)
        )
    if sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise UnreadableError(
            said("unpacks to more than {most} MiB; remove what is not the form or the table", MOST_UNPACKED // _MIB)
        )
    for each in parts:
        if _MACROS.search(each.filename):
            raise UnreadableError(said("has macros; save it without them (as .xlsx or .ods), none are needed"))
        if _LINKS.search(each.filename):
            raise UnreadableError(
                said("has links to other files; replace them by their values (Data > Edit Links > Break)")
            )


def _part(data: bytes) -> None:
    """What an XML part must be, whatever its name: UTF-8 without a DTD, with rows and merged cells in bounds."""
    if data.startswith(_WIDE):
        raise UnreadableError(_STRANGE)
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"<"):
        return
    encoding = _ENCODING.search(head)
    if (encoding and encoding[1].lower() != b"utf-8") or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableError(_STRANGE)
    if len(_ROW.findall(data)) > MOST_ROWS:
        raise UnreadableError(
            said("has more than {most} rows, empty ones among them; delete those below the last filled", MOST_ROWS)
        )
    if sum(_area(*found) for found in _MERGED.findall(data)) > MOST_MERGED:
        raise UnreadableError(said("merges more than {most} cells; unmerge them", MOST_MERGED))


def _area(first: bytes, top: bytes, last: bytes, bottom: bytes) -> int:
    return (abs(_column(last) - _column(first)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    count = 0
    for each in letters:
        count = count * 26 + each - 64
    return count
