"""`asipgrid verify`: the results on the disk, computed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from asipgrid.check.case import Case, is_wrong
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note, note_passed_over
from asipgrid.cli.monitor import checked_day, followed
from asipgrid.cli.options import CallArgument, KeepGoingOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided
from asipgrid.documents import workspace, writing
from asipgrid.formats import Look
from asipgrid.formats.monitoring_files import folder as monitored
from asipgrid.formats.monitoring_files import is_monitoring
from asipgrid.formats.results import CALL, folder, is_result
from asipgrid.model.results import Result
from asipgrid.review.verify import FileNames, first_cause
from asipgrid.text.escape import clean


def verify(
    call: CallArgument,
    *,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Compute the written results again and fail on any difference, naming its first cause.

    Example: asipgrid verify requests/example-2010
    """
    space = workspace.find_call(call, cwd())
    page = look(Color.NEVER, space.root)
    place = Path(page.prefix + space.name(workspace.results(space)))
    found, others = _found(place, is_result, inside="monitoring")
    tell = _Teller(place, others, quiet=quiet, verbose=verbose)
    # Results that list errors were written with --keep-going, and are computed so again.
    keep_going = keep_going or _kept_going(found)
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    going_on = " --keep-going" if is_wrong(result.findings) else ""
    cause = first_cause(found, folder(result), _file_names(result, page), unfinished=writing.unfinished(place))
    tell.whether(
        cause,
        f"{counted(len(found), 'file')} in {place.as_posix()}: what the documents give",
        f"score {call}{going_on}",
    )
    place = Path(page.prefix + space.name(workspace.monitoring(space)))
    found, others = _found(place, is_monitoring)
    tell = _Teller(place, others, quiet=quiet, verbose=verbose)
    if found:
        _monitoring(f"monitor {call}{going_on}", space, result, case, page, found, tell)
    else:
        tell.passed_over()


def _monitoring(
    command: str,
    space: workspace.Workspace,
    result: Result,
    case: Case,
    page: Look,
    found: dict[str, str],
    tell: _Teller,
) -> None:
    """The same of results/monitoring, for the day that it says, where it was written."""
    day = _day(found)
    files = replace(_file_names(result, page), results="results/monitoring")
    if day is None:
        lacking = "does not say for which day it was written" if CALL in found else "is missing"
        tell.whether(f"{files.result(CALL)} {lacking}", "", command)
        return
    due = monitored(followed(space, result, case, day, Color.NEVER))
    cause = first_cause(found, due, files, monitored=True, unfinished=writing.unfinished(tell.place))
    fine = f"{counted(len(found), 'file')} in {tell.place.as_posix()}: what the documents give, as of {day}"
    tell.whether(cause, fine, f"{command} --as-of {day}")


class _Teller:
    """Says what became of the files in a folder, and which were passed over."""

    def __init__(self, place: Path, others: Sequence[str], *, quiet: bool, verbose: bool) -> None:
        self.place, self._others, self._quiet, self._verbose = place, others, quiet, verbose

    def whether(self, cause: str | None, fine: str, command: str) -> None:
        """That all is well, or the cause why not and the command that mends it; that is the end, with 1."""
        if cause is not None:
            answer(f"{clean(cause)}\n")
        if not self._quiet:
            note(fine if cause is None else f"`asipgrid {command} --write` writes what the documents give")
        self.passed_over()
        if cause is not None:
            raise Quit(1)

    def passed_over(self) -> None:
        """How many other files there are, if any."""
        if self._others and not self._quiet:
            note_passed_over(self._others, verbose=self._verbose, folder=self.place.as_posix())


def _found(place: Path, ours: Callable[[str], bool], inside: str = "") -> tuple[dict[str, str], list[str]]:
    """The files of a folder that are ours, as text, and the names of all else but the folder `inside`.

    Line ends are no difference, as in documents: a checkout may have changed them.
    """
    names: list[str] = []

    def kept(name: str) -> bool:
        names.append(name)
        return ours(name)

    found = {
        name: data.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
        for name, data in writing.contents(place, kept).items()
    }
    return found, sorted(name for name in set(names) - found.keys() if name != inside or not (place / name).is_dir())


def _day(found: dict[str, str]) -> str | None:
    """The day for which monitoring was written."""
    try:
        return checked_day(json.loads(found[CALL])["as_of"])
    except (KeyError, TypeError, ValueError, RecursionError, workspace.CannotError):
        return None


def _kept_going(found: dict[str, str]) -> bool:
    """Whether the results were written although documents had errors: then they list those errors."""
    try:
        return any(each["level"] == "error" for each in json.loads(found[CALL])["findings"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return False


def _file_names(result: Result, page: Look) -> FileNames:
    return FileNames(
        call=result.call.file.rpartition("/")[0],
        grids={grid.id: grid.file for grid in result.grids},
        prefix=page.prefix,
    )
