"""The doors: documents are found and read here in a stated order, and written whole or not at all.

Nothing in this room knows what a document means. Names given out are relative to the workspace, with `/`, so that a
result is the same whatever the working folder.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from asipgrid.model import Finding, Gravity, Place, Source

MAX_BYTES = 1024 * 1024
CALL_FILE = "call.yaml"


class CannotError(Exception):
    """It could not be done: a wrong path, an unreadable folder. One clear line; exit code 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Sources in the order they are read, what is wrong with the files themselves, and the names passed over."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Where documents live: `root` holds the `grids` folder, `call` (when there is one) is a call's folder."""

    root: Path
    call: Path | None

    def name(self, path: Path) -> str:
        """The name of a file inside the workspace."""
        return path.relative_to(self.root).as_posix()


def shipped() -> Path:
    """The folder of the shipped workspace (grids and example requests): package data, or the checkout."""
    packaged = Path(__file__).parent / "workspace"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def find_call(given: str, cwd: Path) -> Workspace:
    """The call named by a folder, or by its bare id from the workspace's root; CannotError when there is none."""
    for candidate in (cwd / given, cwd / "requests" / given):
        if (candidate / CALL_FILE).is_file():
            call = candidate.resolve()
            return Workspace(root=find_root(call), call=call)
    if (cwd / given).is_dir():
        raise CannotError(f"{given}: this folder has no {CALL_FILE}, so it is not a call{_calls_near(cwd / given)}")
    raise CannotError(f"{given}: no such call{_calls_near(cwd, Path(given).name)}")


def _calls_near(folder: Path, given: str = "") -> str:
    for parent in (folder, folder / "requests"):
        names = sorted(p.parent.name for p in parent.glob(f"*/{CALL_FILE}"))
        near = difflib.get_close_matches(given, names, n=1, cutoff=0.8)
        if near:
            return f"; did you mean {near[0]}?"
        if names:
            return f"; calls here: {', '.join(names)}"
    return ""


def find_root(start: Path) -> Path:
    """The nearest folder going up from `start` that holds `grids/`; CannotError when there is none."""
    for folder in (start, *start.parents):
        if (folder / "grids").is_dir():
            return folder
    raise CannotError(f"{start.name}: no grids/ folder here or in any folder above, so its grids cannot be found")


def documents(space: Workspace, folder: Path, *, skip: frozenset[str] = frozenset()) -> Found:
    """The `*.yaml` files of one folder, by name; hidden files and other endings are passed over and counted.

    A `.yml` file is a finding: it looks like a document and would otherwise be dropped in silence.
    """
    sources: list[Source] = []
    findings: list[Finding] = []
    passed: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return Found(sources=())
    except OSError as error:
        raise CannotError(f"{folder.name}: cannot list this folder ({error.strerror})") from error
    for entry in entries:
        if entry.name in skip or (_is_folder(entry) and not entry.name.endswith(".yaml")):
            continue
        path = folder / entry.name
        if entry.name.startswith(".") or not entry.name.endswith((".yaml", ".yml")):
            passed.append(space.name(path))
        elif entry.name.endswith(".yml"):
            findings.append(_wrong(space.name(path), "F004", "ends in .yml and is not read; rename it to .yaml"))
        else:
            source = read(space, path)
            (findings if isinstance(source, Finding) else sources).append(source)  # type: ignore[arg-type]
    return Found(sources=tuple(sources), findings=tuple(findings), passed_over=tuple(passed))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def stray(space: Workspace, read_names: frozenset[str]) -> tuple[str, ...]:
    """The documents below a call's folder, results apart, that lie where nothing is read; by name."""
    assert space.call is not None
    found = []
    for folder, inner, names in os.walk(space.call):
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name != "results")
        found += [space.name(Path(folder) / name) for name in names if name.endswith((".yaml", ".yml"))]
    hidden = {name for name in found if name.rpartition("/")[2].startswith(".")}
    return tuple(sorted(set(found) - read_names - hidden))


def folders(folder: Path) -> tuple[Path, ...]:
    """The sub-folders of a folder, by name; none when it does not exist."""
    if not folder.is_dir():
        return ()
    return tuple(
        sorted((p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")), key=lambda p: p.name)
    )


def read(space: Workspace, path: Path) -> Source | Finding:
    """One file as a Source, or the finding that says why it is not read. Only regular files are opened."""
    name = space.name(path)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(space.root):
            return _wrong(name, "F002", "is a link that leads out of the workspace; copy the document here")
        info = real.stat()
        if not stat.S_ISREG(info.st_mode):
            return _wrong(name, "F002", "is not an ordinary file; a document is a text file")
        if info.st_size > MAX_BYTES:
            return _wrong(name, "F003", f"has {info.st_size} bytes; a document has at most {MAX_BYTES} (1 MiB)")
        data = real.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return _wrong(name, "F001", f"cannot be read ({_why(error)})")
    if len(data) > MAX_BYTES:
        return _wrong(name, "F003", f"has more than {MAX_BYTES} bytes (1 MiB)")
    return Source(name=name, data=data)


def _why(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) else None
    return (words or "too many levels of symbolic links").lower()


def _wrong(name: str, code: str, says: str) -> Finding:
    return Finding(code=code, place=Place(file=name), says=f"this file {says}", gravity=Gravity.ERROR)


def write(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file whole or not at all, by a temporary file beside it and a rename.

    A file that is there with other content is left alone unless `force`; CannotError says so, or why it failed.
    """
    data = text.encode("utf-8")
    try:
        if path.exists() and path.read_bytes() == data:
            return
        if path.exists() and not force:
            raise CannotError(f"{path}: is there already and differs; nothing was written (--force replaces it)")
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise CannotError(f"{path}: cannot be written ({(error.strerror or 'refused').lower()})") from error


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes a private file; a document is as readable as the umask lets any new file be.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
