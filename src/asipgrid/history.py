"""The door to what was committed: a file of the workspace as git keeps it. Reads only; no git, no answer."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

_SECONDS: Final = 10
# Set inside a hook, these would make git answer about another repository than the one the workspace lies in.
_ELSEWHERE: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"})


def committed(root: Path, name: str) -> bytes | None:
    """A file of the workspace at `root` as of the last commit.

    None when there is no git, no repository, no commit, or the file is not in it.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell; the name stands behind HEAD:./
            ["git", "-C", str(root), "show", f"HEAD:./{name}"],  # noqa: S607 - the git that the user runs
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
