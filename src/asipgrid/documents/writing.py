"""Files are written whole or not at all, and several as one, in folders held against other runs.

A folder itself is locked. The library `filelock` cannot: it locks a file of its own, opens that for writing (a folder:
IsADirectoryError), and leaves it behind, so that a set of results would hold a file more.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from asipgrid.documents.workspace import CannotError, why

try:
    import fcntl
except ImportError:  # a system whose folders cannot be locked
    fcntl = None  # type: ignore[assignment]

# How long a run waits for another one that writes into the same folder, in seconds.
PATIENCE = 10.0
# What a file is called until it is whole. Only a file of this name is ever taken away unasked.
TEMPORARY = re.compile(r"\.asipgrid-[0-9a-f]{16}\.tmp")


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
    with _held({path.parent for path in wanted}) as beside:
        _exchange(_prepared(_changes(wanted, force=force), beside))


class FolderTexts(Struct, frozen=True, kw_only=True):
    """What a folder is to hold: texts by file name, and no other file whose name is `ours`."""

    texts: Mapping[str, str | bytes]
    ours: Callable[[str], bool]


def write_set(folder: Path, texts: Mapping[str, str | bytes], ours: Callable[[str], bool]) -> tuple[str, ...]:
    """Bring a folder to hold these texts and no other file whose name is `ours`; the names of those taken away.

    It keeps the promises of `write_all`; what differs is replaced, and what is no ordinary file is never taken away.
    """
    return tuple(path.name for path in write_sets({folder: FolderTexts(texts=texts, ours=ours)}))


def write_sets(folders: Mapping[Path, FolderTexts]) -> tuple[Path, ...]:
    """Several folders as `write_set` has one: all of them, or none of them."""
    wanted = {folder / name: _bytes(text) for folder, holds in folders.items() for name, text in holds.texts.items()}
    _changes(wanted, force=True)
    with _held(set(folders)) as beside:
        stale = [path for folder, holds in folders.items() for path in _strays(folder, holds)]
        leaving = dict.fromkeys(stale)
        _exchange(_prepared({**_changes(wanted, force=True), **leaving}, beside))
    return tuple(stale)


def _strays(folder: Path, holds: FolderTexts) -> list[Path]:
    """The files of a folder that are ours and that it is not to hold."""
    with _naming(folder):
        return [folder / name for name in _named(folder, holds.ours) if name not in holds.texts]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")


def contents(folder: Path, ours: Callable[[str], bool]) -> dict[str, bytes]:
    """What the ordinary files of a folder hold whose names are `ours`; nothing when there is no such folder."""
    if not folder.exists():
        return {}
    try:
        return {name: (folder / name).read_bytes() for name in _named(folder, ours)}
    except OSError as error:
        raise CannotError(f"{folder}: cannot be read ({why(error)})") from error


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
        raise CannotError(f"{path}: cannot be written ({why(error)}); nothing was written") from error


def _made(folders: Iterable[Path]) -> dict[Path, Path]:
    """The folders, made where they are missing: where each really is, and its name as given."""
    for folder in folders:
        with _naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
    return {folder.resolve(): folder for folder in folders}


@contextlib.contextmanager
def _held(folders: Iterable[Path]) -> Iterator[Callable[[Path], Path]]:
    """Hold folders, made where they are missing, and take away what dead runs left there; gives `_temporaries`.

    Where a folder cannot be held, what was left may be the work of a live run.
    """
    with contextlib.ExitStack() as held:
        for real, folder in sorted(_made(folders).items()):
            if held.enter_context(_alone_in(real, folder)):
                _sweep(real)
        yield held.enter_context(_temporaries())


@contextlib.contextmanager
def _alone_in(real: Path, folder: Path) -> Iterator[bool]:
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
                says = "another run is writing in this folder and has not ended; nothing was written"
                raise CannotError(f"{folder}: {says}") from None
            time.sleep(0.02)
        except OSError:
            return False
        else:
            return True


def _settle(handle: int) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        os.fsync(handle)


def _sweep(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if TEMPORARY.fullmatch(path.name) and stat.S_ISREG(path.lstat().st_mode):
                path.unlink()


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


def _prepared(changes: Mapping[Path, bytes | None], beside: Callable[[Path], Path]) -> list[_Exchange]:
    """What is to be there on the disk beside its place (None: nothing is to be there), and what is there kept."""
    prepared = []
    for path, data in changes.items():
        with _naming(path):
            new = None if data is None else beside(path)
            former = beside(path) if data is None or _is_there(path) else None
            if new is not None and data is not None:
                with new.open("xb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
            if former is not None:
                _second_name(path, former)
            if former is not None and new is not None:
                new.chmod(stat.S_IMODE(path.stat().st_mode))
            prepared.append(_Exchange(path=path, new=new, former=former))
    return prepared


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
