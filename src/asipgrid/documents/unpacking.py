"""Compressed files (gzip, zstd) unpacked as they are read, and no further than files of requests go."""

from __future__ import annotations

import contextlib
import gzip
import io
import zlib
from typing import IO, Any, Final

from asipgrid.documents.libraries import library
from asipgrid.documents.workspace import CannotError

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
"""What such files begin with."""

# What is compressed unpacks to ten or twenty times its size where it is requests; less than 64 MiB harms nobody.
_MOST_TIMES: Final = 200
_ALWAYS: Final = 64 * 1024 * 1024


def unpacked(stream: io.BufferedReader, beginning: bytes, name: str, stack: contextlib.ExitStack) -> IO[bytes]:
    """What a compressed file holds; a CannotError while it is read where it is damaged, or comes to far too much."""
    packed = _Counted(stream)
    unpacker: Any = gzip.GzipFile(fileobj=packed, mode="rb")
    if beginning.startswith(ZSTD):
        # Unlike others, it tells a file that ends within a frame.
        pyarrow = library("pyarrow", "a file of zstd needs", "warehouse")
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
        except (EOFError, zlib.error, OSError) as error:
            if isinstance(error, OSError) and error.strerror:
                raise
            ends_early = isinstance(error, EOFError) or "Truncated" in str(error)
            what = "ends too early" if ends_early else "is damaged"
            raise CannotError(f"{self._name}: cannot be read (what is compressed {what})") from error
        self._count += len(data)
        if self._count > max(_ALWAYS, _MOST_TIMES * self._packed.count):
            says = f"unpacks to more than {_MOST_TIMES} times its size, which no requests do"
            raise CannotError(f"{self._name}: {says}")
        view[: len(data)] = data
        return len(data)
