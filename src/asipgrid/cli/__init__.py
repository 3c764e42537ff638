"""The command line: options in, exit code out. One file a command; nothing here decides.

Exit codes: 0 answered, 1 the documents need work or something differs, 2 it could not be done, 130 interrupted.
"""

from __future__ import annotations

import atexit
import gc
import sys


def main() -> None:
    """Run the command line; the only place where an exception of ours becomes an exit code."""
    # Most of what a run makes lives to its end: looking for garbage often only costs time.
    gc.set_threshold(100_000, 50, 50)
    # And on the way out all memory is given back as it is.
    atexit.register(gc.freeze)
    from asipgrid.cli.console import answer_version, guarded

    # A question of a line needs no parser.
    guarded(answer_version if sys.argv[1:] == ["--version"] else _run)


def _run() -> None:
    from asipgrid.cli.app import run

    run()
