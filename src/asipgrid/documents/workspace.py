"""Where documents live: a workspace of grids and calls, found from what somebody typed, and the folders of a call.

Nothing here knows what a document means. Names given out are relative to the workspace, with `/`, so that a result is the
same whatever the working folder.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from asipgrid import __version__
from asipgrid.text.suggestions import few, nearest

CALL_FILE = "call.yaml"
# What ends so looks like a document, and is one when it ends in .yaml: some systems hide or change endings.
ENDING = re.compile(r"\.ya?ml(?:\.txt)?\Z", re.IGNORECASE)


class CannotError(Exception):
    """It could not be done: a wrong path, an unreadable folder. One clear line; exit code 2."""


def no_such_request(name: str, call: str, known: Iterable[str]) -> CannotError:
    """What is said of a request of which a call has none."""
    names = tuple(known)
    listed = few(names)
    near = nearest(name, names) if listed.endswith(" more") else None
    hint = f"did you mean {near}?" if near else f"there are {listed or 'none'}"
    return CannotError(f"{name}: no such request in {call}; {hint}")


class Entry(Struct, frozen=True):
    """What a folder holds: its name, whether it is a folder or leads to one, and whether it is a link."""

    name: str
    is_folder: bool
    is_link: bool


class Tree(Protocol):
    """Where files are kept: on this disk, or in a revision of git (`history`). It is only read; OSError when it cannot be."""

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


class Workspace(Struct, frozen=True, kw_only=True):
    """Where documents live: `root` holds the `grids` folder, `call` (when there is one) is a call's folder.

    Both are paths of `tree`.
    """

    root: Path
    call: Path | None
    tree: Tree = DISK

    def name(self, path: Path) -> str:
        """The name of a file inside the workspace."""
        return path.relative_to(self.root).as_posix()


def shipped() -> Path:
    """The folder of the shipped workspace (grids and example requests): package data, or the checkout."""
    packaged = Path(__file__).parents[1] / "workspace"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]


@functools.cache
def engine() -> str:
    """What scores here: the version, and a digest of the code, which may change without it."""
    digest = hashlib.sha256()
    here = Path(__file__).parents[1]
    for path in sorted(here.rglob("*")):
        if path.suffix in {".py", ".json"} and "workspace" not in path.parts:
            digest.update(f"{path.relative_to(here).as_posix()}\n".encode() + path.read_bytes())
    return f"asipgrid {__version__} ({digest.hexdigest()[:12]})"


def find_call(given: str, cwd: Path) -> Workspace:
    """The call named by a folder, or by its bare id from the workspace's root; CannotError when there is none."""
    for candidate in (cwd / given, cwd / "requests" / given):
        if (candidate / CALL_FILE).is_file():
            call = candidate.resolve()
            return Workspace(root=find_root(call), call=call)
    if (cwd / given).is_dir():
        other = otherwise_named(DISK, cwd / given)
        hint = f"; rename {other} to {CALL_FILE}" if other else _calls_near(cwd / given)
        raise CannotError(f"{given}: this folder has no {CALL_FILE}, so it is not a call{hint}")
    raise CannotError(f"{given}: no such call{_calls_near(cwd, Path(given).name)}")


def _calls_near(folder: Path, given: str = "") -> str:
    for parent in (folder, folder / "requests"):
        names = sorted(p.parent.name for p in parent.glob(f"*/{CALL_FILE}"))
        near = nearest(given, names, cutoff=0.8)
        if near:
            return f"; did you mean {near}?"
        if names:
            return f"; calls here: {', '.join(names)}"
    return ""


def stem(name: str) -> str:
    """The name of a document without its folders and its ending, which may be one that is not read."""
    return ENDING.sub("", name.rpartition("/")[2])


def otherwise_named(tree: Tree, folder: Path) -> str | None:
    """A file that was probably meant to be the call's, in a folder without one."""
    names = [each.name for each in tree.entries(folder) if not each.is_folder and ENDING.search(each.name)]
    return next((name for name in names if name != CALL_FILE and stem(name).lower() == stem(CALL_FILE)), None)


def find_root(start: Path, tree: Tree = DISK) -> Path:
    """The nearest folder going up from `start` that holds `grids/`; CannotError when there is none."""
    for folder in (start, *start.parents):
        if tree.is_folder(folder / "grids"):
            return folder
    raise CannotError(
        f"{start.name}: no grids/ folder here or in any folder above, so its grids cannot be found; `asipgrid init DIR` makes one"
    )


def prefix(space: Workspace, folder: Path) -> str:
    """What stands before a file's name in its name inside the workspace."""
    return "" if folder == space.root else f"{space.name(folder)}/"


def leads_inside(space: Workspace, path: Path) -> bool:
    """Whether a path stays in the workspace once its links are followed."""
    try:
        return space.tree.real(path).is_relative_to(space.root)
    except (OSError, RuntimeError):  # it leads nowhere, or to itself; listing it says so
        return True


def calls(folder: Path) -> tuple[Path, ...]:
    """The calls below a folder, hidden folders apart, by name; a folder that cannot be read raises OSError.

    A link to a call's folder is that call, and no other link to a folder is followed.
    """
    found: list[Path] = []
    linked: list[Path] = []
    for here, inner, names in os.walk(folder, onerror=_raise):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += [Path(here)] * (CALL_FILE in names)
        linked += [Path(here) / name for name in inner if (Path(here) / name).is_symlink()]
    known = {path.resolve() for path in found}
    for path in linked:
        if (path / CALL_FILE).is_file() and path.resolve() not in known:
            known.add(path.resolve())
            found.append(path)
    return tuple(sorted(found))


def _raise(error: OSError) -> None:
    raise error


def folders_about(space: Workspace) -> Iterator[tuple[str, Path]]:
    """The folders of a call's documents in the order of reading, each with what its documents are; some may not exist."""
    assert space.call is not None
    call, periods = space.call, folders(space, space.call / "progress")
    yield "request", call
    yield from (("rating", each) for each in folders(space, call / "ratings"))
    yield "decision", call / "decisions"
    yield from (("progress", each) for each in periods)
    yield from (("review", each) for period in periods for each in folders(space, period / "ratings"))
    yield "payment", call / "payments"
    yield "amendment", call / "amendments"


def neighbours(space: Workspace) -> frozenset[str]:
    """The names of the other calls in the folder of a call."""
    assert space.call is not None
    beside = space.call.parent
    try:
        names = [each.name for each in space.tree.entries(beside) if each.is_folder]
    except OSError:  # a folder may be gone through without being listed
        return frozenset()
    return frozenset(name for name in names if space.tree.is_file(beside / name / CALL_FILE)) - {space.call.name}


def results(space: Workspace, inner: str = "") -> Path:
    """The folder of a call's results, or one inside; CannotError when it is a link that leads out of the workspace."""
    assert space.call is not None
    folder = space.call / "results"
    for each in dict.fromkeys((folder, folder / inner)):
        if not leads_inside(space, each):
            raise CannotError(f"{space.name(each)}: is a link that leads out of the workspace")
    return folder / inner


def monitoring(space: Workspace) -> Path:
    """The folder of what a call's monitoring wrote, likewise."""
    return results(space, "monitoring")


def folders(space: Workspace, folder: Path) -> tuple[Path, ...]:
    """The sub-folders of a folder, by name, hidden ones apart; none when it does not exist."""
    if not space.tree.is_folder(folder):
        return ()
    entries = space.tree.entries(folder)
    return tuple(folder / each.name for each in entries if each.is_folder and not each.name.startswith("."))


def why(error: Exception) -> str:
    """What the system says of a file, in a few words."""
    if isinstance(error, OSError):
        return (error.strerror or "refused").lower()
    return "too many levels of symbolic links"
