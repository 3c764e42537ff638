"""A folder held against other runs that write into it.

The folder itself is locked. The library `filelock` cannot: it locks a file of its own, opens that for writing (a folder:
IsADirectoryError), and leaves it behind, so that a set of results would hold a file more.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from asipgrid.documents.workspace import CannotError

try:
    import fcntl
except ImportError:  # a system whose folders cannot be locked
    fcntl = None  # type: ignore[assignment]

# How long a run waits for another one that writes into the same folder, in seconds.
PATIENCE = 10.0


@contextlib.contextmanager
def alone_in(real: Path, folder: Path) -> Iterator[bool]:
    """Hold a folder, whose name was given as `folder`, against other runs; False where no lock is to be had.

    CannotError when another run does not end.
    """
    if fcntl is None:
        yield False
        return
    with contextlib.ExitStack() as opened:
        locked = False
        with contextlib.suppress(OSError):  # writable and not readable, or a system that does not open folders
            handle = os.open(real, os.O_RDONLY)
            opened.callback(os.close, handle)
            locked = _locked(handle, folder)
            opened.callback(_settle, handle)
        yield locked


def _locked(handle: int, folder: Path) -> bool:
    """Wait for the folder's lock; False when its file system has none."""
    assert fcntl is not None
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise CannotError(
                    f"{folder}: another run is writing in this folder and has not ended; nothing was written"
                ) from None
            time.sleep(0.02)
        except OSError:
            return False
        else:
            return True


def _settle(handle: int) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        os.fsync(handle)
