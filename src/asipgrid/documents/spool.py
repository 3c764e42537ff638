"""Texts put aside until they are asked for."""

from __future__ import annotations

import io
from typing import IO, Final, Self

# So many bytes are written at once.
_AT_ONCE: Final = 1024 * 1024


class Spool:
    """Texts put aside until they are asked for, in memory up to some size and then in a file nobody else sees."""

    def __init__(self, most: int = 64 * 1024 * 1024) -> None:
        """`most` bytes stay in memory, and what was put last until it is written at once."""
        self._file: IO[bytes] = io.BytesIO()
        self._most = most
        self._new: list[bytes] = []
        self._written = self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def put(self, data: bytes) -> tuple[int, int]:
        """Put some bytes aside; where they stand."""
        place = (self._end, len(data))
        self._new.append(data)
        self._end += len(data)
        if self._end - self._written >= _AT_ONCE:
            self._write()
        return place

    def _write(self) -> None:
        if self._end > self._most and isinstance(self._file, io.BytesIO):
            import tempfile  # noqa: PLC0415 - most calls fit into memory

            memory, self._file = self._file, tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end
            self._file.write(memory.getbuffer())
        self._file.seek(self._written)  # what was put before may have been asked for
        self._file.write(b"".join(self._new))
        self._new.clear()
        self._written = self._end

    def get(self, place: tuple[int, int]) -> bytes:
        """What was put at that place."""
        if place[0] + place[1] > self._written:
            self._write()
        self._file.seek(place[0])
        return self._file.read(place[1])
