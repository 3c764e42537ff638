"""The doors: documents are found and read here in a stated order, and written whole or not at all.

Nothing in this room knows what a document means. Names given out are relative to the workspace, with `/`, so that a
result is the same whatever the working folder.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import hashlib
import io
import os
import re
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol, Self

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import __version__
from asipgrid.model.places import Finding, Gravity, Place, Source
from asipgrid.text.suggestions import nearest

try:
    import fcntl
except ImportError:  # a system whose folders cannot be locked
    fcntl = None  # type: ignore[assignment]

MAX_BYTES = 1024 * 1024
CALL_FILE = "call.yaml"
# What ends so looks like a document, and is one when it ends in .yaml: some systems hide or change endings.
_ENDING = re.compile(r"\.ya?ml(?:\.txt)?\Z", re.IGNORECASE)
# What a file is called until it is whole. Only a file of this name is ever taken away unasked.
TEMPORARY = re.compile(r"\.asipgrid-[0-9a-f]{16}\.tmp")
# How long a run waits for another one that writes into the same folder, in seconds.
PATIENCE = 10.0


class CannotError(Exception):
    """It could not be done: a wrong path, an unreadable folder. One clear line; exit code 2."""


class Found(Struct, frozen=True, kw_only=True):
    """Sources in the order they are read, what is wrong with the files themselves, and the names passed over."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()


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


class Disk:
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
    return _ENDING.sub("", name.rpartition("/")[2])


def otherwise_named(tree: Tree, folder: Path) -> str | None:
    """A file that was probably meant to be the call's, in a folder without one."""
    names = [each.name for each in tree.entries(folder) if not each.is_folder and _ENDING.search(each.name)]
    return next((name for name in names if name != CALL_FILE and stem(name).lower() == stem(CALL_FILE)), None)


def find_root(start: Path, tree: Tree = DISK) -> Path:
    """The nearest folder going up from `start` that holds `grids/`; CannotError when there is none."""
    for folder in (start, *start.parents):
        if tree.is_folder(folder / "grids"):
            return folder
    raise CannotError(
        f"{start.name}: no grids/ folder here or in any folder above, so its grids cannot be found; `asipgrid init DIR` makes one"
    )


class Listed(Struct, frozen=True, kw_only=True):
    """The documents of a folder, not yet read; what is wrong with the folder's files, the names passed over.

    `names` are file names; with `prefix` before them they are the names inside the workspace.
    """

    prefix: str = ""
    names: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()


def listed(space: Workspace, folder: Path, *, skip: frozenset[str] = frozenset()) -> Listed:
    """The `*.yaml` files of one folder, by name; hidden files and other endings are passed over and counted.

    A file that ends in .yml, .YAML or .yaml.txt is a finding: it looks like a document and would otherwise be dropped in
    silence.
    """
    names: list[str] = []
    findings: list[Finding] = []
    passed: list[str] = []
    if not _leads_inside(space, folder):
        says = "this folder is a link that leads out of the workspace; copy the documents here"
        return Listed(findings=(_finding(space.name(folder), "F002", says),))
    try:
        entries = space.tree.entries(folder)
    except FileNotFoundError:
        return Listed()
    except OSError as error:
        raise CannotError(f"{space.name(folder)}: this folder cannot be listed ({_why(error)})") from error
    before = prefix(space, folder)
    for entry in entries:
        if entry.name in skip or (not entry.name.endswith(".yaml") and entry.is_folder):
            continue
        ending = _ENDING.search(entry.name)
        if entry.name.startswith(".") or ending is None:
            passed.append(before + entry.name)
        elif ending.group() != ".yaml":
            says = f"ends in {ending.group()} and is not read; rename it to .yaml"
            findings.append(_wrong(before + entry.name, "F004", says))
        else:
            names.append(entry.name)
    return Listed(prefix=before, names=tuple(names), findings=tuple(findings), passed_over=tuple(passed))


def prefix(space: Workspace, folder: Path) -> str:
    """What stands before a file's name in its name inside the workspace."""
    return "" if folder == space.root else f"{space.name(folder)}/"


def documents(space: Workspace, folder: Path, *, skip: frozenset[str] = frozenset()) -> Found:
    """What `listed` lists, read."""
    found = listed(space, folder, skip=skip)
    read_ = [read(space, folder / name) for name in found.names]
    return Found(
        sources=tuple(each for each in read_ if isinstance(each, Source)),
        findings=(*found.findings, *(each for each in read_ if isinstance(each, Finding))),
        passed_over=found.passed_over,
    )


def read_listed(folder: str, prefix: str, name: str) -> Source | None:
    """An ordinary file of a folder that `listed` listed; None for anything else, which `read` has to look at."""
    try:
        handle = os.open(f"{folder}/{name}", _ORDINARY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            data = os.read(handle, _ONE_READ)
            while len(data) <= MAX_BYTES and (more := os.read(handle, _ONE_READ)):
                data += more
        finally:
            os.close(handle)
    except OSError:
        return None
    return None if len(data) > MAX_BYTES else Source(name=prefix + name, data=data)


_ONE_READ = 64 * 1024
# No link is followed, and a file that has become a pipe meanwhile is not waited for.
_ORDINARY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def _leads_inside(space: Workspace, path: Path) -> bool:
    try:
        return space.tree.real(path).is_relative_to(space.root)
    except (OSError, RuntimeError):  # it leads nowhere, or to itself; listing it says so
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


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


def stray(space: Workspace, read_names: frozenset[str]) -> tuple[str, ...]:
    """The documents below a call's folder, results apart, that lie where nothing is read; by name."""
    assert space.call is not None
    return tuple(sorted(set(_looking_like_documents(space, space.call)) - read_names))


def beside(space: Workspace, folder: Path) -> Iterator[Finding]:
    """What looks like a document in a folder that belongs to no call, sub-folders apart: nobody would read it."""
    tree = space.tree
    if tree.is_file(folder / CALL_FILE):
        return
    try:
        entries = tree.entries(folder)
    except OSError:  # a folder may be gone through without being listed
        return
    like = [each.name for each in entries if not each.is_folder and _ENDING.search(each.name)]
    names = [name for name in like if not name.startswith(".")]
    call = otherwise_named(tree, folder)
    before = prefix(space, folder)
    if call is not None:
        says = f"is not called {CALL_FILE}, so its folder is no call and nothing in it is read; rename it"
        yield _wrong(before + call, "F007", says)
    elif names:
        more = f" (nor {_first_of(names[1:])})" if names[1:] else ""
        says = f"lies in no call and is not read{more}; a call is a folder with a {CALL_FILE}, put it there"
        yield replace(_wrong(before + names[0], "F008", says), gravity=Gravity.WARNING)


def _first_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    rest = len(names) - 3
    return ", ".join(names[:3]) + (f" and {rest} more" if rest > 0 else "")


def lost(space: Workspace, folder: Path) -> Iterator[Finding]:
    """What looks like a document below a folder of calls and lies in none of them; hidden folders and links apart.

    Of a folder whose call is missing, one finding tells, not one for each folder in it.
    """
    if space.tree.is_file(folder / CALL_FILE):
        return
    here = list(beside(space, folder))
    yield from here
    if here and not _holds_call(space.tree, folder):
        return
    for each in _inner(space.tree, folder):
        yield from lost(space, each)


def _holds_call(tree: Tree, folder: Path) -> bool:
    return tree.is_file(folder / CALL_FILE) or any(_holds_call(tree, each) for each in _inner(tree, folder))


def _inner(tree: Tree, folder: Path) -> list[Path]:
    """The folders in a folder, hidden ones and links apart."""
    entries = tree.entries(folder) if tree.is_folder(folder) else []
    return [
        folder / each.name for each in entries if each.is_folder and not (each.is_link or each.name.startswith("."))
    ]


def deeper(space: Workspace, folder: Path) -> tuple[str, ...]:
    """The names of what looks like a document in the sub-folders of a folder that is read alone."""
    return tuple(name for each in _inner(space.tree, folder) for name in _looking_like_documents(space, each))


def _looking_like_documents(space: Workspace, folder: Path) -> Iterator[str]:
    """The names of what ends as documents do, below a folder; hidden files, results and links to folders apart."""
    for each in space.tree.entries(folder):
        if each.name.startswith("."):
            continue
        if each.is_folder and not each.is_link:
            yield from () if each.name == "results" else _looking_like_documents(space, folder / each.name)
        elif not each.is_folder and _ENDING.search(each.name):
            yield prefix(space, folder) + each.name


def templates(space: Workspace) -> Found:
    """The letter templates a call brings: the `*.md` files of its templates/ folder, by name."""
    assert space.call is not None
    folder = space.call / "templates"
    if not space.tree.is_folder(folder):
        return Found(sources=())
    if not _leads_inside(space, folder):
        says = "this folder is a link that leads out of the workspace; copy the templates here"
        return Found(sources=(), findings=(_finding(space.name(folder), "F002", says),))
    names = [each.name for each in space.tree.entries(folder)]
    read_ = [read(space, folder / name) for name in names if name.endswith(".md")]
    return Found(
        sources=tuple(each for each in read_ if isinstance(each, Source)),
        findings=tuple(each for each in read_ if isinstance(each, Finding)),
        passed_over=tuple(space.name(folder / name) for name in names if not name.endswith(".md")),
    )


def lines(path: Path | None) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, or of stdin, with their numbers from 1; empty ones left out, none much longer than 1 MiB."""
    try:
        if path is None and sys.stdin is None:
            raise CannotError("stdin is closed, so no requests can be read from it")
        with contextlib.ExitStack() as opened:
            stream = sys.stdin.buffer if path is None else opened.enter_context(path.open("rb"))
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
    except OSError as error:
        raise CannotError(f"{path or 'stdin'}: cannot be read ({_why(error)})") from error


def about_how_many(path: Path) -> int | None:
    """About how many lines a file has, from its size and its beginning; None when that cannot be told."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            return None
        with path.open("rb") as stream:
            first = stream.read(MAX_BYTES)
    except OSError:
        return None
    count = first.count(b"\n")
    return round(info.st_size * count / len(first)) if count else None


class Shelf:
    """Texts put aside until they are asked for, in memory up to some size and then in a file nobody else sees."""

    def __init__(self, most: int = 64 * 1024 * 1024) -> None:
        """`most` bytes stay in memory."""
        self._file: IO[bytes] = io.BytesIO()
        self._most = most
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def put(self, data: bytes) -> tuple[int, int]:
        """Put some bytes aside; where they stand."""
        place = (self._end, len(data))
        self._file.write(data)
        self._end += len(data)
        if self._end > self._most and isinstance(self._file, io.BytesIO):
            self._file = _rolled(self._file)
        return place

    def get(self, place: tuple[int, int]) -> bytes:
        """What was put at that place."""
        self._file.seek(place[0])
        return self._file.read(place[1])


def _rolled(memory: io.BytesIO) -> IO[bytes]:
    import tempfile  # noqa: PLC0415 - most calls fit into memory

    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the shelf
    file.write(memory.getbuffer())
    return file


def results(space: Workspace) -> Path:
    """The folder of a call's results; CannotError when it is a link that leads out of the workspace."""
    assert space.call is not None
    folder = space.call / "results"
    if not _leads_inside(space, folder):
        raise CannotError(f"{space.name(folder)}: is a link that leads out of the workspace")
    return folder


def monitoring(space: Workspace) -> Path:
    """The folder of what a call's monitoring wrote; CannotError when it is a link that leads out of the workspace."""
    folder = results(space) / "monitoring"
    if not _leads_inside(space, folder):
        raise CannotError(f"{space.name(folder)}: is a link that leads out of the workspace")
    return folder


def _raise(error: OSError) -> None:
    raise error


def folders(space: Workspace, folder: Path) -> tuple[Path, ...]:
    """The sub-folders of a folder, by name, hidden ones apart; none when it does not exist."""
    if not space.tree.is_folder(folder):
        return ()
    entries = space.tree.entries(folder)
    return tuple(folder / each.name for each in entries if each.is_folder and not each.name.startswith("."))


def read(space: Workspace, path: Path) -> Source | Finding:
    """One file as a Source, or the finding that says why it is not read. Only regular files are opened."""
    name = space.name(path)
    try:
        real = space.tree.real(path)
        if not real.is_relative_to(space.root):
            return _wrong(name, "F002", "is a link that leads out of the workspace; copy the document here")
        size = space.tree.size(real)
        if size is None:
            return _wrong(name, "F002", "is not an ordinary file; a document is a text file")
        if size > MAX_BYTES:
            return _wrong(name, "F003", f"has {size} bytes; a document has at most {MAX_BYTES} (1 MiB)")
        data = space.tree.data(real, MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return _wrong(name, "F001", f"cannot be read ({_why(error)})")
    if len(data) > MAX_BYTES:
        return _wrong(name, "F003", f"has more than {MAX_BYTES} bytes (1 MiB)")
    return Source(name=name, data=data)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return (error.strerror or "refused").lower()
    return "too many levels of symbolic links"


def _wrong(name: str, code: str, says: str) -> Finding:
    return _finding(name, code, f"this file {says}")


def _finding(name: str, code: str, says: str) -> Finding:
    return Finding(code=code, place=Place(file=name), says=says, gravity=Gravity.ERROR)


def stay(paths: Iterable[Path], inside: Path) -> None:
    """Refuse to write, in places that nobody typed, where a link leads out of a folder; before anything is written."""
    for path in paths:
        with _naming(path):
            stays = path.parent.resolve().is_relative_to(inside.resolve())
        if not stays:
            raise CannotError(f"{path}: a link on the way leads out of the workspace; nothing was written")


def write(path: Path, text: str, *, force: bool = False) -> None:
    """Write one file, as `write_all` does."""
    write_all({path: text}, force=force)


def write_all(texts: Mapping[Path, str | bytes], *, force: bool = False) -> None:
    """Write files as one: each is prepared beside its place, and when all are on the disk they are renamed.

    A file that is there with other content is refused unless `force`, before anything is written. CannotError says why
    nothing was written. A run that is killed leaves each file as it was or as it is to be, and perhaps temporary files,
    which the next run that writes into the same folder takes away. Two runs write one after the other.
    """
    wanted = {path: _bytes(text) for path, text in texts.items()}
    _changes(wanted, force=force)
    with contextlib.ExitStack() as held:
        for real, folder in sorted(_made({path.parent for path in wanted}).items()):
            held.enter_context(_alone_in(real, folder))
        with _temporaries() as beside:
            _exchange(_prepared(_changes(wanted, force=force), beside))


def write_set(folder: Path, texts: Mapping[str, str | bytes], ours: Callable[[str], bool]) -> tuple[str, ...]:
    """Bring a folder to hold these texts and no other file whose name is `ours`; the names of those taken away.

    It keeps the promises of `write_all`; what differs is replaced, and what is no ordinary file is never taken away.
    """
    wanted = {folder / name: _bytes(text) for name, text in texts.items()}
    _changes(wanted, force=True)
    with contextlib.ExitStack() as held, _naming(folder):
        for real, given in _made({folder}).items():
            held.enter_context(_alone_in(real, given))
        with _temporaries() as beside:
            stale = [folder / name for name in _named(folder, ours) if name not in texts]
            _exchange((*_prepared(_changes(wanted, force=True), beside), *_leaving(stale, beside)))
    return tuple(path.name for path in stale)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")


def contents(folder: Path, ours: Callable[[str], bool]) -> dict[str, bytes]:
    """What the ordinary files of a folder hold whose names are `ours`; nothing when there is no such folder."""
    if not folder.exists():
        return {}
    try:
        return {name: (folder / name).read_bytes() for name in _named(folder, ours)}
    except OSError as error:
        raise CannotError(f"{folder}: cannot be read ({_why(error)})") from error


def unfinished(folder: Path) -> bool:
    """Whether a run that wrote into a folder has not ended, or was killed."""
    return any(TEMPORARY.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else False


def _named(folder: Path, ours: Callable[[str], bool]) -> list[str]:
    names = sorted(path.name for path in folder.iterdir() if ours(path.name))
    return [name for name in names if stat.S_ISREG((folder / name).lstat().st_mode)]


def _changes(wanted: Mapping[Path, bytes], *, force: bool) -> dict[Path, bytes]:
    """What has to be written: what is not there, and what differs when it may be replaced."""
    changes = {}
    for path, data in wanted.items():
        with _naming(path):
            there = _is_there(path)
            same = there and path.stat().st_size == len(data) and path.read_bytes() == data
            if there and not same and not force:
                # Line ends are no difference, as in documents: a checkout may have changed them.
                same = path.stat().st_size <= 2 * len(data) and path.read_bytes().replace(b"\r\n", b"\n") == data
            if there and not same and not force:
                raise CannotError(f"{path}: is there already and differs; nothing was written (--force replaces it)")
        if not same:
            changes[path] = data
    return changes


def _is_there(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    except NotADirectoryError as error:
        raise CannotError(f"{path.parent}: is not a folder; nothing was written") from error
    if not stat.S_ISREG(mode):
        raise CannotError(f"{path}: is there already and is not an ordinary file; nothing was written")
    return True


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What the system refuses, as an error that names the file."""
    try:
        yield
    except OSError as error:
        raise CannotError(f"{path}: cannot be written ({_why(error)}); nothing was written") from error


def _made(folders: Iterable[Path]) -> dict[Path, Path]:
    """The folders, made where they are missing: where each really is, and its name as given."""
    for folder in folders:
        with _naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
    return {folder.resolve(): folder for folder in folders}


@contextlib.contextmanager
def _alone_in(real: Path, folder: Path) -> Iterator[None]:
    """Hold a folder against other runs and take away what dead ones left. Where no lock is to be had, do neither."""
    if fcntl is None:
        yield
        return
    with contextlib.ExitStack() as opened:
        with contextlib.suppress(OSError):  # writable and not readable, or a system that does not open folders
            handle = os.open(real, os.O_RDONLY)
            opened.callback(os.close, handle)
            if _locked(handle, folder):
                _sweep(real)
            opened.callback(_settle, handle)
        yield


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


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if TEMPORARY.fullmatch(path.name) and stat.S_ISREG(path.lstat().st_mode):
            path.unlink()


def _settle(handle: int) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        os.fsync(handle)


@contextlib.contextmanager
def _temporaries() -> Iterator[Callable[[Path], Path]]:
    """Gives names for temporary files beside a file; those still there at the end are taken away."""
    names: list[Path] = []

    def beside(path: Path) -> Path:
        names.append(path.with_name(f".asipgrid-{os.urandom(8).hex()}.tmp"))
        return names[-1]

    try:
        yield beside
    finally:
        for name in names:
            with contextlib.suppress(OSError):
                name.unlink()


class _Exchange(Struct, frozen=True, kw_only=True):
    """A file to be replaced: what is to be there (None: nothing), and a second name of what is there (None: nothing is)."""

    path: Path
    new: Path | None
    former: Path | None


def _prepared(changes: Mapping[Path, bytes], beside: Callable[[Path], Path]) -> tuple[_Exchange, ...]:
    prepared = []
    for path, data in changes.items():
        with _naming(path):
            new, former = beside(path), beside(path) if _is_there(path) else None
            with new.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if former is not None:
                new.chmod(stat.S_IMODE(path.stat().st_mode))
                _second_name(path, former)
            prepared.append(_Exchange(path=path, new=new, former=former))
    return tuple(prepared)


def _leaving(stale: Iterable[Path], beside: Callable[[Path], Path]) -> Iterator[_Exchange]:
    for path in stale:
        with _naming(path):
            former = beside(path)
            _second_name(path, former)
        yield _Exchange(path=path, new=None, former=former)


def _second_name(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:  # a file system without second names
        import shutil  # noqa: PLC0415 - rarely needed

        shutil.copy2(path, name)


def _exchange(prepared: Sequence[_Exchange]) -> None:
    """Rename all; when one cannot be, those before it are put back. Signals wait until it is over."""
    with _uninterrupted():
        for count, each in enumerate(prepared):
            try:
                with _naming(each.path):
                    if each.new is None:
                        each.path.unlink()
                    else:
                        each.new.replace(each.path)
            except CannotError:
                _put_back(prepared[:count])
                raise


def _put_back(exchanged: Sequence[_Exchange]) -> None:
    for each in exchanged:
        if each.former is None:
            each.path.unlink()
        else:
            each.former.replace(each.path)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
