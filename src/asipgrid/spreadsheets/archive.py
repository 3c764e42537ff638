"""What a workbook must be before a library opens it: a file of bounded size, without macros, links to others, or a DTD."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 1000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 1000
_MOST_MERGED: Final = 100_000
_MIB: Final = 1024 * 1024
_MACROS: Final = re.compile(r"(?:^|/)vbaProject\.bin$|^Basic/.|^Scripts/.|(?:^|/)macrosheets/", re.IGNORECASE)
_LINKS: Final = re.compile(r"(?:^|/)externalLinks/", re.IGNORECASE)
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")


class UnreadableError(Exception):
    """A file that is not read, and why: one line that says what would be right."""


def guarded(data: bytes) -> None:
    """UnreadableError unless a ZIP file is safe to open as a workbook."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(f"has more than {MOST_BYTES // _MIB} MiB; remove what is not the form or the table")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _parts(packed)
            for each in packed.infolist():
                if each.filename.lower().endswith((".xml", ".rels")):
                    _text(each.filename, packed.read(each))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UnreadableError("is damaged or locked by a password; save it again, without one") from error


def _parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableError(f"has more than {MOST_PARTS} parts; save the form or the table as a workbook of its own")
    if sum(each.file_size for each in parts) > MOST_UNPACKED:
        says = f"unpacks to more than {MOST_UNPACKED // _MIB} MiB; remove what is not the form or the table"
        raise UnreadableError(says)
    for each in parts:
        if _MACROS.search(each.filename):
            raise UnreadableError("has macros; save it without them (as .xlsx or .ods), none are needed")
        if _LINKS.search(each.filename):
            raise UnreadableError("has links to other files; replace them by their values (Data > Edit Links > Break)")


def _text(name: str, data: bytes) -> None:
    """What an XML part must be: plain UTF-8 without a DTD, with rows and merged cells in bounds."""
    head = data[:4096]
    if b"\0" in head or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableError("has parts that no spreadsheet program writes (a DTD); save it again in one")
    if "worksheets/" not in name:
        return
    if len(_ROW.findall(data)) > MOST_ROWS:
        raise UnreadableError(
            f"has more than {MOST_ROWS} rows, empty ones among them; delete those below the last filled"
        )
    merged = sum(_area(*found) for found in _MERGED.findall(data))
    if merged > _MOST_MERGED:
        raise UnreadableError(f"merges more than {_MOST_MERGED} cells; unmerge them")


def _area(first: bytes, top: bytes, last: bytes, bottom: bytes) -> int:
    return (abs(_column(last) - _column(first)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    count = 0
    for each in letters:
        count = count * 26 + each - 64
    return count
