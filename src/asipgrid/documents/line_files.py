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
from urllib.parse import urlsplit

from msgspec import Struct

from asipgrid.documents.files import MAX_BYTES
from asipgrid.documents.workspace import CannotError, why

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PARQUET: Final = b"PAR1"
_ARROW: Final = b"ARROW1"
_BEGINNING: Final = 8
# What is compressed unpacks to ten or twenty times its size where it is requests; less than 64 MiB harms nobody.
_MOST_TIMES: Final = 200
_ALWAYS: Final = 64 * 1024 * 1024

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
    name = _name(given)
    with _told(name):
        stream = _stream(given, name, stack)
        state = _state(stream)
        beginning = stream.peek(_BEGINNING)[:_BEGINNING]
        if beginning.startswith((_PARQUET, _ARROW)):
            if given == "-":
                raise CannotError("stdin: a table needs a file; tables of Parquet and Arrow are not read from a pipe")
            from asipgrid.documents.table_rows import rows  # noqa: PLC0415 - few calls come as tables

            found, count = rows(stream, name, is_parquet=beginning.startswith(_PARQUET))
            return LineFile(name=name, lines=_read(name, found, stream, state), about=count)
        plain = _unpacked(stream, beginning, name, stack)
        about = _about_how_many(stream) if plain is stream and given != "-" else None
        return LineFile(name=name, lines=_read(name, _lines(plain), stream, state), about=about)


def _name(given: str) -> str:
    """The name of the file in findings and results; of an address, without user, password and query, which may be secrets."""
    if given == "-":
        return "stdin"
    if "://" not in given:
        return Path(given).as_posix()
    parts = urlsplit(given)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _stream(given: str, name: str, stack: contextlib.ExitStack) -> io.BufferedReader:
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
        raise CannotError(f"{name}: cannot be read ({_words(error)})") from error


def _unpacked(stream: io.BufferedReader, beginning: bytes, name: str, stack: contextlib.ExitStack) -> IO[bytes]:
    if not beginning.startswith((_GZIP, _ZSTD)):
        return stream
    packed = _Counted(stream)
    unpacker: Any = gzip.GzipFile(fileobj=packed, mode="rb")
    if beginning.startswith(_ZSTD):
        # Unlike others, it tells a file that ends within a frame.
        pyarrow = _library("pyarrow", "a file of zstd")
        unpacker = pyarrow.CompressedInputStream(pyarrow.PythonFile(packed, mode="r"), "zstd")
    return stack.enter_context(io.BufferedReader(_Unpacked(stack.enter_context(unpacker), packed, name)))


class _Counted(io.RawIOBase):
    """A stream that knows how many bytes were read from it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._stream.readinto(buffer)
        self.count += size
        return size


class _Unpacked(io.RawIOBase):
    """A stream unpacked, until it comes to far more than was packed; CannotError then, and where it is damaged."""

    def __init__(self, unpacker: Any, packed: _Counted, name: str) -> None:
        self._unpacker, self._packed, self._name = unpacker, packed, name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        try:
            data = self._unpacker.read(len(view))
        except OSError as error:
            if error.strerror:
                raise
            what = "ends too early" if "Truncated" in str(error) else "is damaged"
            raise CannotError(f"{self._name}: cannot be read (what is compressed {what})") from error
        self._count += len(data)
        if self._count > max(_ALWAYS, _MOST_TIMES * self._packed.count):
            says = f"unpacks to more than {_MOST_TIMES} times its size, which no requests do"
            raise CannotError(f"{self._name}: {says}")
        view[: len(data)] = data
        return len(data)


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


def _state(stream: io.BufferedReader) -> tuple[int, int] | None:
    """Size and last change of an ordinary file; None of anything else."""
    info = os.fstat(stream.fileno()) if isinstance(stream.raw, io.FileIO) else None
    return (info.st_size, info.st_mtime_ns) if info and stat.S_ISREG(info.st_mode) else None


def _read(
    name: str, lines: Iterator[NumberedLine], stream: io.BufferedReader, state: tuple[int, int] | None
) -> Iterator[NumberedLine]:
    with _told(name):
        yield from lines
        if _state(stream) != state:
            raise CannotError(f"{name}: has changed while it was read; begin again when nobody writes to it")


def _words(error: Exception) -> str:
    """What a library says, in one line; not what may repeat an address, which may hold secrets."""
    said = str(error).strip().partition("\n")[0]
    return said if said and not set("@?&").intersection(said) and "://" not in said else type(error).__name__


def _refusal(error: OSError) -> str:
    """What a file system elsewhere refuses, in our words: its own may repeat the address."""
    if isinstance(error, FileNotFoundError):
        return "no such file or directory"
    return "permission denied" if isinstance(error, PermissionError) else type(error).__name__


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
        said = _refusal(error) if "://" in name else why(error)
        raise CannotError(f"{name}: cannot be read ({said})") from error
    except ImportError as error:
        raise CannotError(f"{name}: cannot be read ({_words(error)})") from error
    except UnicodeDecodeError as error:
        raise CannotError(f"{name}: cannot be read (a text in it is no UTF-8)") from error
    except Exception as error:
        if not type(error).__module__.startswith(("pyarrow", "zstandard", "fsspec", "botocore", "gcsfs", "aiohttp")):
            raise
        raise CannotError(f"{name}: cannot be read ({_words(error)})") from error
