"""Where files are kept: a tree of folders and files that is only read, on this disk or in a revision of git (`history`)."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Entry(Struct, frozen=True):
    """What a folder holds: its name, whether it is a folder or leads to one, and whether it is a link."""

    name: str
    is_folder: bool
    is_link: bool


class Tree(Protocol):
    """Where files are kept: on the disk, or in a revision of git (`history`). Reads only; OSError when it cannot."""

    def real(self, path: Path) -> Path:
        """Where a path leads once its links are followed; OSError or RuntimeError when it leads nowhere."""

    def entries(self, folder: Path) -> list[Entry]:
        """What a folder holds, by name; FileNotFoundError when there is no such folder."""

    def is_folder(self, path: Path) -> bool:
        """Whether a folder is there, perhaps behind a link."""

    def is_file(self, path: Path) -> bool:
        """Whether an ordinary file is there, perhaps behind a link."""

    def size(self, path: Path) -> int | None:
        """How many bytes an ordinary file holds; None for what is none."""

    def data(self, path: Path, most: int) -> bytes:
        """What a file holds, perhaps cut behind `most` bytes."""


class Disk(Struct, frozen=True):
    """The files of this machine."""

    def real(self, path: Path) -> Path:
        """As `Tree` has it."""
        return path.resolve(strict=True)

    def entries(self, folder: Path) -> list[Entry]:
        """As `Tree` has it."""
        with os.scandir(folder) as found:
            return sorted((Entry(each.name, _is_folder(each), each.is_symlink()) for each in found), key=_name)

    def is_folder(self, path: Path) -> bool:
        """As `Tree` has it."""
        return path.is_dir()

    def is_file(self, path: Path) -> bool:
        """As `Tree` has it."""
        return path.is_file()

    def size(self, path: Path) -> int | None:
        """As `Tree` has it."""
        info = path.stat()
        return info.st_size if stat.S_ISREG(info.st_mode) else None

    def data(self, path: Path, most: int) -> bytes:
        """As `Tree` has it; never waiting, should the file have become a pipe meanwhile."""
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            return stream.read(most)


def _name(entry: Entry) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


DISK = Disk()
