"""Many requests in one file: JSON lines, plain or compressed, and tables of Parquet or Arrow, from a path, stdin or an address.

What a file is, its first bytes say. Of a table each row becomes the JSON text of a line, exactly: from there on a row is read
as a line is. Libraries come with the extra `asipgrid[warehouse]`, and are loaded when a file needs them.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Struct

from asipgrid.documents.files import MAX_BYTES
from asipgrid.documents.workspace import CannotError, why

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PARQUET: Final = b"PAR1"
_ARROW: Final = b"ARROW1"
_BEGINNING: Final = 8
# What a compressed file may look back on at most: a window of 128 MiB, as zstd itself allows unasked.
_WINDOW: Final = 128 * 1024 * 1024

NumberedLine = tuple[int, bytes]


class LineFile(Struct, frozen=True, kw_only=True):
    """Requests as lines: the name of their file, the lines with their numbers from 1, about how many there are."""

    name: str
    lines: Iterator[NumberedLine]
    about: int | None = None


def opened(given: str, stack: contextlib.ExitStack) -> LineFile:
    """The requests of a file, which stays open as long as the stack; CannotError when it cannot be read.

    `given` is a path, `-` for stdin, or an address that fsspec knows (`s3://…`, `https://…`).
    """
    name = "stdin" if given == "-" else given if "://" in given else Path(given).as_posix()
    with _told(name):
        stream = _stream(given, stack)
        beginning = stream.peek(_BEGINNING)[:_BEGINNING]
        if beginning.startswith((_PARQUET, _ARROW)):
            if given == "-":
                raise CannotError("stdin: a table needs a file; tables of Parquet and Arrow are not read from a pipe")
            from asipgrid.documents.table_rows import rows  # noqa: PLC0415 - few calls come as tables

            found, count = rows(stream, name, is_parquet=beginning.startswith(_PARQUET))
            return LineFile(name=name, lines=_read(name, found), about=count)
        plain = _unpacked(stream, beginning, stack)
        about = _about_how_many(stream) if plain is stream and given != "-" else None
        return LineFile(name=name, lines=_read(name, _lines(plain)), about=about)


def _stream(given: str, stack: contextlib.ExitStack) -> io.BufferedReader:
    if given == "-":
        if sys.stdin is None:
            raise CannotError("stdin is closed, so no requests can be read from it")
        piped: Any = sys.stdin.buffer
        return piped if isinstance(piped, io.BufferedReader) else io.BufferedReader(piped)
    if "://" not in given:
        return stack.enter_context(io.BufferedReader(Path(given).open("rb", buffering=0), MAX_BYTES))
    fsspec = _library("fsspec", "an address")
    try:
        return stack.enter_context(io.BufferedReader(fsspec.open(given, "rb").open(), MAX_BYTES))
    except ValueError as error:  # a protocol that nobody knows
        raise CannotError(f"{given}: cannot be read ({error})") from error


def _unpacked(stream: io.BufferedReader, beginning: bytes, stack: contextlib.ExitStack) -> IO[bytes]:
    if beginning.startswith(_GZIP):
        return stack.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=stream)))
    if beginning.startswith(_ZSTD):
        zstandard = _library("zstandard", "a file of zstd")
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        return stack.enter_context(io.BufferedReader(unpacker.stream_reader(stream, read_across_frames=True)))
    return stream


def _library(name: str, what: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise CannotError(f"{name} is not installed; {what} needs: pip install 'asipgrid[warehouse]'") from error


def _lines(stream: IO[bytes]) -> Iterator[NumberedLine]:
    """The lines; empty ones left out, none much longer than 1 MiB."""
    number = 0
    while line := stream.readline(MAX_BYTES + 2):
        number += 1
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 2)
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip() or len(line) > MAX_BYTES:
            yield number, line.removesuffix(b"\n").removesuffix(b"\r")


def _about_how_many(stream: io.BufferedReader) -> int | None:
    """About how many lines a file has, from its size and its beginning; None when that cannot be told."""
    info = os.fstat(stream.fileno()) if isinstance(stream.raw, io.FileIO) else None
    first = stream.peek()
    count = first.count(b"\n")
    return round(info.st_size * count / len(first)) if info and stat.S_ISREG(info.st_mode) and count else None


def _read(name: str, lines: Iterator[NumberedLine]) -> Iterator[NumberedLine]:
    with _told(name):
        yield from lines


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """What a file, or a library that reads it, refuses is told with the name of the file."""
    try:
        yield
    except (CannotError, GeneratorExit):
        raise
    except EOFError as error:
        raise CannotError(f"{name}: cannot be read (what is compressed ends too early)") from error
    except zlib.error as error:
        raise CannotError(f"{name}: cannot be read (what is compressed is damaged)") from error
    except OSError as error:
        raise CannotError(f"{name}: cannot be read ({why(error)})") from error
    except ImportError as error:
        raise CannotError(f"{name}: cannot be read ({error})") from error
    except Exception as error:
        if not type(error).__module__.startswith(("pyarrow", "zstandard", "fsspec", "botocore", "gcsfs", "aiohttp")):
            raise
        raise CannotError(f"{name}: cannot be read ({error})") from error
