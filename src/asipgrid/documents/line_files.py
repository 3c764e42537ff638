"""Many requests in one file: JSON lines, plain or compressed, and tables of Parquet or Arrow, from a path, stdin or an address.

What a file is, its first bytes say. Of a table each row becomes the JSON text of a line, exactly: from there on a row is read
as a line is. Libraries come with the extra `asipgrid[warehouse]`, and are loaded when a file needs them.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from asipgrid.documents.files import MAX_BYTES
from asipgrid.documents.libraries import library
from asipgrid.documents.unpacking import GZIP, ZSTD, unpacked
from asipgrid.documents.workspace import CannotError, why

if TYPE_CHECKING:
    from asipgrid.documents.table_rows import TableFile

_PARQUET: Final = b"PAR1"
_ARROW: Final = b"ARROW1"
_BEGINNING: Final = 8
NumberedLine = tuple[int, bytes]
State = tuple[tuple[str, str], ...]
# What file systems say of a file by which a change of it is seen.
_TELLING: Final = (
    *("size", "mtime", "ETag", "etag", "LastModified", "Last-Modified", "last_modified", "updated"),
    *("Content-MD5", "Digest", "md5Hash", "content_md5", "generation", "VersionId", "version_id", "created"),
)

Line = tuple[str, int, bytes]
"""The name of a file, the number of a line in it from 1, its text."""


class RequestsFile(Struct, frozen=True, kw_only=True):
    """One file of requests: its name in findings, and a path here, or what fsspec opens; of stdin neither."""

    name: str
    path: str = ""
    elsewhere: Any = None

    def opened(self, stack: contextlib.ExitStack, ahead: int | None = None) -> io.BufferedReader:
        """Its bytes, until the stack is closed; `ahead`: how many more than asked for may be fetched from elsewhere."""
        if self.elsewhere is not None:
            raw = self.elsewhere.fs.open(self.elsewhere.path, "rb", **({"block_size": ahead} if ahead else {}))
            return stack.enter_context(io.BufferedReader(raw, MAX_BYTES))
        if self.path:
            return stack.enter_context(io.BufferedReader(Path(self.path).open("rb", buffering=0), MAX_BYTES))
        if sys.stdin is None:
            raise CannotError("stdin is closed, so no requests can be read from it")
        piped: Any = sys.stdin.buffer
        return piped if isinstance(piped, io.BufferedReader) else io.BufferedReader(piped)

    def state(self, stream: io.BufferedReader) -> State:
        """Its size and what tells that it has changed, as far as that can be known."""
        if self.elsewhere is None:
            info = os.fstat(stream.fileno()) if isinstance(stream.raw, io.FileIO) else None
            if info is None or not stat.S_ISREG(info.st_mode):
                return ()
            return (("size", str(info.st_size)), ("changed", str(info.st_mtime_ns)))
        system = self.elsewhere.fs
        system.invalidate_cache()
        try:
            found = system.info(self.elsewhere.path)
        except (OSError, ValueError, NotImplementedError):  # not every server tells
            return ()
        return tuple((key, str(found[key])) for key in _TELLING if found.get(key) is not None)


class LineFile(Struct, frozen=True, kw_only=True):
    """Requests as lines of one file or of several: the name of them all, their lines in order, about how many there are.

    `files` are those that workers elsewhere can read themselves, none where they cannot: stdin, a path of this machine.
    `passed_over` are names in a folder that are no files of requests.
    """

    name: str
    lines: Iterable[Line]
    about: int | None = None
    files: tuple[RequestsFile, ...] = ()
    passed_over: tuple[str, ...] = ()


class Opened:
    """A file of requests that is open: its state, and what its first bytes say that it is."""

    def __init__(
        self, file: RequestsFile, stack: contextlib.ExitStack, *, before: State = (), ahead: int | None = None
    ) -> None:
        """CannotError where it is none that can be read, or is not what it was `before`."""
        self.file, self._stack = file, stack
        self.stream = file.opened(stack, ahead)
        self.state = before
        self.unchanged()
        self.state = before or file.state(self.stream)
        beginning = self.stream.peek(_BEGINNING)[:_BEGINNING]
        self.is_packed = beginning.startswith((GZIP, ZSTD))
        self._beginning = beginning
        self.table: TableFile | None = None
        if beginning.startswith((_PARQUET, _ARROW)):
            self.table = _table(self.stream, file, is_parquet=beginning.startswith(_PARQUET))

    def lines(self) -> Iterator[NumberedLine]:
        """All its lines, or rows, with their numbers from 1."""
        if self.table is not None:
            return self.table.rows()
        plain = unpacked(self.stream, self._beginning, self.file.name, self._stack) if self.is_packed else self.stream
        return lines_of(plain)

    def about(self) -> int | None:
        """About how many lines it has, where its size and its beginning tell."""
        if self.table is not None:
            return self.table.count
        size, first = dict(self.state).get("size"), self.stream.peek()
        count = 0 if self.is_packed else first.count(b"\n")
        return round(int(size) * count / len(first)) if size and count else None

    def unchanged(self) -> None:
        """CannotError when the file is no longer what it was."""
        now = self.file.state(self.stream) if self.state else ()
        if now and now != self.state:
            raise CannotError(f"{self.file.name}: has changed while it was read; begin again when nobody writes to it")


def opened(given: str, stack: contextlib.ExitStack) -> LineFile:
    """The requests of a file, which stays open as long as the stack; CannotError when it cannot be read.

    `given` is a path, `-` for stdin, or an address that fsspec knows (`s3://…`, `https://…`); a folder, an address that
    ends with / and one with a * mean all files there, by name.
    """
    name = _name(given)
    with told(name):
        files, passed_over = _files(given, name)
        first = Opened(files[0], stack)
        about = first.about() if len(files) == 1 else None
    return LineFile(
        name=name,
        lines=_all_lines(first, files[1:]),
        about=about,
        files=tuple(each for each in files if each.elsewhere is not None),
        passed_over=passed_over,
    )


def _all_lines(first: Opened, others: Sequence[RequestsFile]) -> Iterator[Line]:
    yield from _read(first)
    for file in others:
        with contextlib.ExitStack() as stack:
            with told(file.name):
                found = Opened(file, stack)
            yield from _read(found)


def _read(found: Opened) -> Iterator[Line]:
    name = found.file.name
    with told(name):
        for number, text in found.lines():
            if text:
                yield name, number, text
        found.unchanged()


def _table(stream: io.BufferedReader, file: RequestsFile, *, is_parquet: bool) -> TableFile:
    from asipgrid.documents.table_rows import TableFile  # noqa: PLC0415 - few calls come as tables

    if not file.path and file.elsewhere is None:
        raise CannotError("stdin: a table needs a file; tables of Parquet and Arrow are not read from a pipe")
    try:
        stream.seek(0, io.SEEK_END)
    except ValueError as error:  # a server that sends files from their beginning alone
        raise CannotError(
            f"{file.name}: a table is read from its end, and this server gives no part of a file"
        ) from error
    return TableFile(stream, file.name, is_parquet=is_parquet)


def _files(given: str, name: str) -> tuple[list[RequestsFile], tuple[str, ...]]:
    """The files that are meant, and the names in a folder that are passed over."""
    if given == "-":
        return [RequestsFile(name=name)], ()
    if "://" not in given:
        return _in_folder(given) if Path(given).is_dir() else ([RequestsFile(name=name, path=given)], ())
    fsspec = library("fsspec", "an address needs", "warehouse")
    try:
        if "*" not in given and not given.endswith("/"):
            return [RequestsFile(name=name, elsewhere=fsspec.open(given, "rb"))], ()
        found = fsspec.open_files(given + "*" if given.endswith("/") else given, "rb")
    except ValueError as error:  # a protocol that nobody knows
        raise CannotError(f"{name}: cannot be read ({_words(error)})") from error
    listed = {_name(each.full_name): each for each in found if each.fs.isfile(each.path)}
    kept = [each for each in sorted(listed) if _is_of_requests(each.rpartition("/")[2])]
    if not kept:
        raise CannotError(f"{name}: there is no file of requests")
    others = tuple(sorted({_name(each.full_name) for each in found}.difference(kept)))
    return [RequestsFile(name=each, elsewhere=listed[each]) for each in kept], others


def _in_folder(given: str) -> tuple[list[RequestsFile], tuple[str, ...]]:
    names = sorted(Path(given).iterdir())
    kept = [each for each in names if each.is_file() and _is_of_requests(each.name)]
    if not kept:
        raise CannotError(f"{Path(given).as_posix()}: there is no file of requests")
    others = tuple(each.as_posix() for each in names if each not in kept)
    return [RequestsFile(name=each.as_posix(), path=str(each)) for each in kept], others


def _is_of_requests(name: str) -> bool:
    """What begins otherwise is what programs that write many parts leave beside them (_SUCCESS, .crc)."""
    return not name.startswith((".", "_"))


def _name(given: str) -> str:
    """The name of the file in findings and results; of an address, without user, password and query, which may be secrets."""
    if given == "-":
        return "stdin"
    if "://" not in given:
        return Path(given).as_posix()
    parts = urlsplit(given)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def lines_of(stream: IO[bytes], until: int | None = None) -> Iterator[NumberedLine]:
    """The lines that begin before `until`, with their numbers from 1: none much longer than 1 MiB, of blank ones nothing."""
    number, at = 0, 0 if until is None else stream.tell()
    is_beginning = at == 0
    while (until is None or at < until) and (line := stream.readline(MAX_BYTES + 2)):
        number += 1
        rest, at = line, at + len(line)
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 2)
            at += len(rest)
        if number == 1 and is_beginning:
            line = line.removeprefix(codecs.BOM_UTF8)
        is_blank = len(line) <= MAX_BYTES and not line.strip()
        yield number, b"" if is_blank else line.removesuffix(b"\n").removesuffix(b"\r")


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
def told(name: str) -> Iterator[None]:
    """What a file, or a library that reads it, refuses is told with the name of the file."""
    try:
        yield
    except (CannotError, GeneratorExit):
        raise
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
