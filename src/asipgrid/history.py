"""The door to what was committed: files of the workspace as git keeps them. Reads only; no git, no answer."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

_SECONDS: Final = 10
# Set inside a hook, these would make git answer about another repository than the one the workspace lies in.
_ELSEWHERE: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"})


def committed(root: Path, name: str) -> bytes | None:
    """A file of the workspace at `root` as of the last commit.

    None when there is no git, no repository, no commit, or the file is not in it.
    """
    return _asked(root, "show", f"HEAD:./{name}")


class NoRevisionError(Exception):
    """Git cannot give what was asked for; the words say why."""


@contextlib.contextmanager
def checked_out(cwd: Path, revision: str, path: str) -> Iterator[Path | None]:
    """The folder or file `path` (from the top of the repository, as git writes it) and its grids, as of a revision.

    They stand in a folder of their own that is gone afterwards; None when the revision has no such path.
    """
    top = _top(cwd)
    if _asked(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is None:
        raise NoRevisionError(f"{revision}: git knows no such revision here (a shallow clone may not hold it)")
    wanted = PurePosixPath(os.path.normpath(path))
    names = _names(top, revision, str(wanted))
    if not names:
        yield None
        return
    # Results lie inside their call, and grids in a folder above it.
    call = wanted.parent if wanted.name == "results" or wanted.suffix == ".json" else wanted
    call = call.parent if call.name == "results" else call
    names += _names(top, revision, str(call))
    for folder in call.parents:
        names += _names(top, revision, str(folder / "grids"))
    with tempfile.TemporaryDirectory(prefix="asipgrid-") as temporary:
        root = Path(temporary).resolve()
        for name, data in _contents(top, revision, sorted(set(names))):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield root / wanted


def _top(cwd: Path) -> Path:
    found = _asked(cwd, "rev-parse", "--show-toplevel")
    if found is None:
        raise NoRevisionError("this folder is in no git repository (or git is not installed)")
    return Path(os.fsdecode(found.rstrip(b"\n")))


def _names(top: Path, revision: str, path: str) -> list[str]:
    """The ordinary files below a path at a revision; links and submodules are left out."""
    listed = _asked(top, "ls-tree", "-r", "-z", "--end-of-options", revision, path) or b""
    entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
    return [os.fsdecode(name) for kind, _, name in entries if kind.startswith(b"100")]


def _contents(top: Path, revision: str, names: list[str]) -> Iterator[tuple[str, bytes]]:
    asked = b"".join(os.fsencode(f"{revision}:{name}") + b"\n" for name in names if "\n" not in name)
    given = _asked(top, "cat-file", "--batch", stdin=asked) or b""
    for name in (name for name in names if "\n" not in name):
        head, _, rest = given.partition(b"\n")
        if head.endswith(b" missing"):
            given = rest
            continue
        size = int(head.rsplit(b" ", 1)[1])
        yield name, rest[:size]
        given = rest[size + 1 :]


def _asked(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes | None:
    """What git answers; None when it refuses."""
    environment = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git that the user runs
            input=stdin or b"",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=6 * _SECONDS,
            check=False,
            env={**environment, **quiet},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
