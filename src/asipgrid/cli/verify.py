"""`asipgrid verify`: the results on the disk, computed again."""

from __future__ import annotations

import json
from pathlib import Path

from asipgrid import files
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note
from asipgrid.cli.score import decided
from asipgrid.escape import clean
from asipgrid.model import Result
from asipgrid.render import Look
from asipgrid.render.results import CALL, folder, is_result
from asipgrid.verify import Shelf, first_cause


def verify_(call: str, *, quiet: bool, verbose: bool) -> None:
    """Say why the results of a call are not what its documents give, and end with 1; say nothing else."""
    space = files.find_call(call, cwd())
    page = look(Color.NEVER, space.root)
    place = Path(page.prefix + space.name(files.results(space)))
    # Line ends are no difference, as in documents: a checkout may have changed them.
    found = {
        name: data.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
        for name, data in files.contents(place, is_result).items()
    }
    result, _ = decided(space, page, json=False, keep_going=_kept_going(found), quiet=quiet, verbose=verbose)
    cause = first_cause(found, folder(result), _shelf(result, page), unfinished=files.unfinished(place))
    if cause is not None:
        answer(f"{clean(cause)}\n")
        if not quiet:
            note(f"`asipgrid score {call} --write` writes what the documents give")
        raise Quit(1)
    if not quiet:
        note(f"{counted(len(found), 'file')} in {place.as_posix()}: what the documents give")


def _kept_going(found: dict[str, str]) -> bool:
    """Whether the results were written although documents had errors: then they list those errors."""
    try:
        return any(each["level"] == "error" for each in json.loads(found[CALL])["findings"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return False


def _shelf(result: Result, page: Look) -> Shelf:
    return Shelf(
        call=result.call.file.rpartition("/")[0],
        grids={grid.id: grid.file for grid in result.grids},
        prefix=page.prefix,
    )
