"""`asipgrid score` in its plainest forms, read without the library that reads all other command lines.

To load that library and to describe every command to it takes as long as to make a call ready. What is not surely plain
is left to it: it alone refuses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from asipgrid import formats

_FLAGS: Final = {
    "--keep-going": "keep_going",
    "--write": "write",
    "--quiet": "quiet",
    "-q": "quiet",
    "--verbose": "verbose",
    "-v": "verbose",
}
# Nothing that begins like an option, and nothing that the library writes out on some systems (* ? ~ $).
_NAME: Final = re.compile(r"[\w./\\:][\w./\\: -]*\Z")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}\Z", re.ASCII)
# Option: (its name in the options, which values are plain, what becomes of them).
_VALUES: Final[dict[str, tuple[str, Callable[[str], Any], Callable[[str], Any]]]] = {
    "--format": ("form", formats.RESULT.__contains__, str),
    "--csv-dialect": ("csv_dialect", formats.DIALECTS.__contains__, str),
    "--jobs": ("jobs", _NUMBER.match, int),
    "--requests": ("requests", _NAME.match, str),
}


def asked(arguments: Sequence[str]) -> tuple[str, dict[str, Any]] | None:
    """The call to score and what is wished for; None when the library has to read the command line."""
    if arguments[:1] != ["score"] or "_ASIPGRID_COMPLETE" in os.environ:
        return None
    calls: list[str] = []
    wish: dict[str, Any] = {}
    rest = iter(arguments[1:])
    for each in rest:
        if each in _FLAGS:
            wish[_FLAGS[each]] = True
        elif each in _VALUES:
            name, is_plain, made = _VALUES[each]
            value = next(rest, "")
            if not is_plain(value):
                return None
            wish[name] = made(value)
        elif _NAME.match(each):
            calls.append(each)
        else:
            return None
    return (calls[0], wish) if len(calls) == 1 else None


def score(call: str, wish: dict[str, Any]) -> None:
    """Score the call."""
    from asipgrid.cli import score as command

    command.score(call, command.ScoreOptions(**wish))
