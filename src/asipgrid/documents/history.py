"""What was committed: the files of a revision, read from git's own store and kept in memory.

Nothing is laid out on the disk, and no name of a file reaches git: objects are asked for by their hashes. No hook, filter
or transport runs. What a branch holds is as foreign as what an applicant sends, so sizes and numbers have bounds.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Self

from msgspec import Struct

from asipgrid.documents.workspace import CannotError, Entry
from asipgrid.text.suggestions import nearest

_SECONDS: Final = 60
# Set inside a hook, these would make git answer about another repository than the one the workspace lies in.
_ELSEWHERE: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"})
# Git takes no lock, asks nobody, and fetches nothing that a partial clone left behind.
_ALONE: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}

ROOT: Final = Path("/revision")
"""Where the top of a repository lies among the paths of a revision. No such folder is ever looked for on the disk."""

MOST_FILES: Final = 100_000
"""How many names the folders of a revision that are looked into may hold together."""

MOST_BYTES: Final = 1024**3
"""How many bytes may be read of a revision."""

_MOST_OF_A_FOLDER: Final = 16 * 1024 * 1024
_MOST_LINKS: Final = 40
_SUBMODULE: Final = 0o160000
_MOST_OF_A_LINK: Final = 4096


class _Object(Struct, frozen=True):
    """What a name of a folder stands for: the mode of the file as git keeps it, and the hash of what it holds."""

    mode: int
    hash: str

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_submodule(self) -> bool:
        return stat.S_IFMT(self.mode) == _SUBMODULE


class NotThereError(CannotError):
    """A revision has nothing at a path; `misspelt` when a folder on the way is nearly called so."""

    def __init__(self, says: str, near: str, misspelt: bool) -> None:  # noqa: FBT001 - made in one place
        """`near` is the path that was probably meant."""
        super().__init__(f"{says}; did you mean {near}?" if near else says)
        self.misspelt = misspelt


class NothingCommittedError(CannotError):
    """There is no git, no repository or no commit: nobody has kept what files held before."""


class Revision:
    """The files of a commit, as `tree.Tree`; paths lie below ROOT. CannotError when git does not know the revision."""

    def __init__(self, cwd: Path, revision: str) -> None:
        """`cwd` lies in the repository; a revision is what git takes for a commit."""
        self.here = ROOT / _asked(cwd, "rev-parse", "--show-prefix")
        self.name = revision
        try:
            commit = _asked(cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except CannotError as error:
            known = f"{revision}: git knows no such revision here (a shallow clone may not hold it)"
            raise NothingCommittedError(known) from error
        self._root = _Object(stat.S_IFDIR, f"{commit}^{{tree}}")
        self._width = len(commit) // 2
        self._folders: dict[Path, Mapping[str, _Object]] = {}
        self._store = _Store(cwd)
        self._names = self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._store.close()

    def place(self, given: str) -> Path:
        """Where a path lies, from the top of the repository or, with ./ or ../, from here; or a call by its bare id.

        NotThereError when the revision has nothing there.
        """
        begin = self.here if given.split("/", 1)[0] in {".", ".."} else ROOT
        wanted = Path(os.path.normpath(begin / given.lstrip("/")))
        if not wanted.is_relative_to(ROOT):
            raise CannotError(f"{self.name}:{given}: leads out of the repository")
        for place in (wanted, ROOT / "requests" / given):
            with contextlib.suppress(OSError):
                return self.real(place)
        raise NotThereError(f"{self.name}:{given}: the revision holds no such path", *self._near(wanted))

    def _near(self, wanted: Path) -> tuple[str, bool]:
        """The path with its first unknown name put right, where one is near; and whether that name is a folder's on the way."""
        missing = next(each for each in [*reversed(wanted.parents), wanted] if self._is_missing(each))
        near = nearest(missing.name, [each.name for each in self.entries(missing.parent)])
        if near is None:
            return "", False
        right = missing.parent / near / wanted.relative_to(missing)
        return right.relative_to(ROOT).as_posix(), missing != wanted

    def _is_missing(self, path: Path) -> bool:
        return path.is_relative_to(ROOT) and not (self.is_folder(path) or self.is_file(path))

    # what `tree.Tree` asks

    def real(self, path: Path) -> Path:
        """Where a path leads once its links are followed, perhaps out of ROOT; OSError when nothing is there."""
        here, rest = ROOT, list(reversed(path.relative_to(ROOT).parts))
        links = 0
        while rest and here.is_relative_to(ROOT):
            name = rest.pop()
            if name == "..":
                here = here.parent
                continue
            found = self._folder(here).get(name)
            if found is None:
                raise FileNotFoundError(errno.ENOENT, "no such file or directory")
            if found.is_submodule:
                inside = (here / name).relative_to(ROOT).as_posix()
                raise CannotError(f"{self.name}:{inside}: is a submodule, whose history is its own; compare inside it")
            if not found.is_link:
                here /= name
                continue
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, "too many levels of symbolic links")
            target = PurePosixPath(os.fsdecode(self._content(found, _MOST_OF_A_LINK)))
            if target.is_absolute():
                return Path(target)
            rest += reversed(target.parts)
        return here

    def entries(self, folder: Path) -> list[Entry]:
        """What a folder holds, by name."""
        real = self.real(folder)
        found = sorted(self._folder(real).items())
        return [Entry(name, self._leads_to_folder(real / name, each), each.is_link) for name, each in found]

    def is_folder(self, path: Path) -> bool:
        """Whether a folder is there."""
        return self._is(path, folder=True)

    def is_file(self, path: Path) -> bool:
        """Whether an ordinary file is there."""
        return self._is(path, folder=False)

    def size(self, path: Path) -> int | None:
        """How many bytes an ordinary file holds; None for what is none."""
        found = self._object(self.real(path))
        return self._store.size(found.hash) if stat.S_ISREG(found.mode) else None

    def data(self, path: Path, most: int) -> bytes:
        """What a file holds; OSError when it is more than `most` bytes."""
        return self._content(self._object(self.real(path)), most)

    def _is(self, path: Path, *, folder: bool) -> bool:
        try:
            found = self._object(self.real(path))
        except OSError:
            return False
        return found.is_folder if folder else stat.S_ISREG(found.mode)

    def _leads_to_folder(self, path: Path, found: _Object) -> bool:
        return self._is(path, folder=True) if found.is_link else found.is_folder

    # git's store

    def _object(self, real: Path) -> _Object:
        if real == ROOT:
            return self._root
        if not real.is_relative_to(ROOT):
            raise FileNotFoundError(errno.ENOENT, "no such file or directory")
        return self._folder(real.parent)[real.name]

    def _folder(self, real: Path) -> Mapping[str, _Object]:
        if real not in self._folders:
            found = self._object(real)
            if not found.is_folder:
                raise NotADirectoryError(errno.ENOTDIR, "not a directory")
            listed = _entries(self._content(found, _MOST_OF_A_FOLDER), self._width)
            try:
                self._folders[real] = {self._plain(real, name): each for name, each in listed}
            except ValueError as error:
                raise CannotError(f"{self.name}: git's store holds a folder that cannot be read") from error
            self._names += len(self._folders[real])
            if self._names > MOST_FILES:
                says = f"its folders hold more than {MOST_FILES} files, which is too many to read"
                raise CannotError(f"{self.name}: {says}")
        return self._folders[real]

    def _plain(self, folder: Path, name: str) -> str:
        """The name of an entry; CannotError when no file can be called so, as only a made-up tree has it."""
        if name in {"", ".", ".."} or "/" in name or name.lower() == ".git":
            where = folder.relative_to(ROOT).as_posix()
            says = f"holds an entry named {name!r}, which is no name of a file; nothing was read"
            raise CannotError(f"{self.name}:{where}: {says}")
        return name

    def _content(self, found: _Object, most: int) -> bytes:
        size = self._store.size(found.hash)
        if size > most:
            raise OSError(errno.EFBIG, "file too large")
        self._bytes += size
        if self._bytes > MOST_BYTES:
            raise CannotError(f"{self.name}: its files hold more than {MOST_BYTES} bytes, which is too many to read")
        return self._store.content(found.hash)


class _Store:
    """Two processes of git that answer as long as they are asked: how long an object is, and what it holds."""

    def __init__(self, cwd: Path) -> None:
        self._size, self._content = (_begun(cwd, each) for each in ("--batch-check", "--batch"))

    def close(self) -> None:
        """End both."""
        for process in (self._size, self._content):
            with process:
                process.kill()

    def size(self, name: str) -> int:
        """How many bytes the object holds; OSError when the store has no such object."""
        return _asked_of(self._size, name)

    def content(self, name: str) -> bytes:
        """What the object holds."""
        size = _asked_of(self._content, name)
        assert self._content.stdout is not None
        return self._content.stdout.read(size + 1)[:-1]


def _begun(cwd: Path, batch: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            _command(cwd, "cat-file", batch),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError as error:
        raise CannotError(f"git cannot be run ({(error.strerror or 'refused').lower()})") from error


def _asked_of(process: subprocess.Popen[bytes], name: str) -> int:
    """The size in `HASH KIND SIZE`, with which git answers; what is missing, or a submodule, has none."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{name}\n".encode())
    process.stdin.flush()
    words = process.stdout.readline().split()
    if len(words) != 3 or not words[2].isdigit():
        raise FileNotFoundError(errno.ENOENT, "no such file or directory")
    return int(words[2])


def _entries(tree: bytes, width: int) -> Iterator[tuple[str, _Object]]:
    """The entries of a folder as git keeps it: mode, blank, name, NUL and the bytes of the hash."""
    at = 0
    while at < len(tree):
        blank, end = tree.index(b" ", at), tree.index(b"\0", at)
        at, mode = end + 1 + width, int(tree[at:blank], 8)
        yield os.fsdecode(tree[blank + 1 : end]), _Object(mode, tree[end + 1 : at].hex())


@contextlib.contextmanager
def head(root: Path) -> Iterator[Revision | None]:
    """The last commit of the repository that a workspace lies in; None when there is no git, repository or commit.

    CannotError, with git's own words, when there may be one and git refuses to look.
    """
    try:
        revision = Revision(root, "HEAD")
    except NothingCommittedError:
        yield None
        return
    with revision:
        yield revision


def committed(revision: Revision | None, name: str, most: int) -> bytes | None:
    """A file of a workspace as of a commit; None when it is not in it, or longer than `most` bytes."""
    if revision is None:
        return None
    try:
        return revision.data(revision.here / name, most)
    except OSError:
        return None


def _command(cwd: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(cwd), *arguments]


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in _ELSEWHERE} | _ALONE


def _asked(cwd: Path, *arguments: str) -> str:
    """The line that git answers; CannotError, with its own words, when it refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            _command(cwd, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError as error:
        raise NothingCommittedError("git cannot be run (is it installed?)") from error
    except OSError as error:
        raise CannotError(f"git cannot be run ({(error.strerror or 'refused').lower()})") from error
    except subprocess.TimeoutExpired as error:
        raise CannotError(f"git has not answered for {_SECONDS} seconds") from error
    if done.returncode:
        words = " ".join(os.fsdecode(done.stderr).split()).removeprefix("fatal: ")
        if "not a git repository" in words:
            raise NothingCommittedError("this folder is in no git repository")
        raise CannotError(f"git refuses: {words}")
    return os.fsdecode(done.stdout.rstrip(b"\n"))
