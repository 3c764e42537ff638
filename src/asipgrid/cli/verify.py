"""`asipgrid verify`: the results on the disk, computed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from asipgrid import files
from asipgrid.check import Case
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note
from asipgrid.cli.monitor import checked_day, followed
from asipgrid.cli.score import decided
from asipgrid.escape import clean
from asipgrid.model import Result
from asipgrid.render import Look
from asipgrid.render.monitored import CALL as MONITORED
from asipgrid.render.monitored import folder as monitored
from asipgrid.render.monitored import is_monitoring
from asipgrid.render.results import CALL, folder, is_result
from asipgrid.verify import Shelf, first_cause, first_cause_of_monitoring


def verify_(call: str, *, quiet: bool, verbose: bool) -> None:
    """Say why the results of a call are not what its documents give, and end with 1; say nothing else."""
    space = files.find_call(call, cwd())
    page = look(Color.NEVER, space.root)
    place = Path(page.prefix + space.name(files.results(space)))
    found = _found(place, is_result)
    result, case = decided(space, page, json=False, keep_going=_kept_going(found), quiet=quiet, verbose=verbose)
    cause = first_cause(found, folder(result), _shelf(result, page), unfinished=files.unfinished(place))
    if cause is not None:
        answer(f"{clean(cause)}\n")
        if not quiet:
            note(f"`asipgrid score {call} --write` writes what the documents give")
        raise Quit(1)
    if not quiet:
        note(f"{counted(len(found), 'file')} in {place.as_posix()}: what the documents give")
    _monitoring(call, space, result, case, page, quiet=quiet)


def _monitoring(call: str, space: files.Workspace, result: Result, case: Case, page: Look, *, quiet: bool) -> None:
    """The same of results/monitoring, for the day that it says, where it was written."""
    place = Path(page.prefix + space.name(files.monitoring(space)))
    found = _found(place, is_monitoring)
    if not found:
        return
    day = _day(found)
    shelf = replace(_shelf(result, page), results="results/monitoring")
    if day is None:
        lacking = "does not say for which day it was written" if MONITORED in found else "is missing"
        cause: str | None = f"{shelf.result(MONITORED)} {lacking}"
    else:
        due = monitored(followed(space, result, case, day, page))
        cause = first_cause_of_monitoring(found, due, shelf, unfinished=files.unfinished(place))
    if cause is not None:
        answer(f"{clean(cause)}\n")
        if not quiet:
            note(f"`asipgrid monitor {call}{f' --as-of {day}' if day else ''} --write` writes what the documents give")
        raise Quit(1)
    if not quiet:
        note(f"{counted(len(found), 'file')} in {place.as_posix()}: what the documents give, as of {day}")


def _found(place: Path, ours: Callable[[str], bool]) -> dict[str, str]:
    """The files of a folder as text. Line ends are no difference, as in documents: a checkout may have changed them."""
    return {
        name: data.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
        for name, data in files.contents(place, ours).items()
    }


def _day(found: dict[str, str]) -> str | None:
    """The day for which monitoring was written."""
    try:
        return checked_day(json.loads(found[MONITORED])["as_of"])
    except (KeyError, TypeError, ValueError, RecursionError, files.CannotError):
        return None


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
