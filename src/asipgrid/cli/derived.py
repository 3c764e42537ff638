"""What is derived of a call and kept in its folder: its results and those of monitoring, beside what the documents give."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.ids import checked_day
from asipgrid.documents import workspace, writing
from asipgrid.formats import Look
from asipgrid.formats.monitoring_files import folder as monitoring_texts
from asipgrid.formats.monitoring_files import is_monitoring
from asipgrid.formats.results import CALL, is_result
from asipgrid.formats.results import folder as result_texts
from asipgrid.model.results import Result
from asipgrid.model.said import said
from asipgrid.monitoring.projects import Monitoring
from asipgrid.review.verify import FileNames, first_cause


class KeptFolder(Struct, frozen=True, kw_only=True):
    """A folder of derived files as it is on the disk: what is `ours` as text by name, and the names of all else.

    `place` is its path as it may be typed; of `found`, line ends are those of documents: a checkout may have changed them.
    """

    place: Path
    found: dict[str, str]
    others: list[str]
    ours: Callable[[str], bool]

    @property
    def day(self) -> str | None:
        """The day (ISO) for which monitoring was written; None where the folder does not say."""
        try:
            return checked_day(json.loads(self.found[CALL])["as_of"])
        except (KeyError, TypeError, ValueError, RecursionError, workspace.CannotError):
            return None

    @property
    def kept_going(self) -> bool:
        """Whether results were written although documents had errors: then they list those errors."""
        try:
            return any(each["level"] == "error" for each in json.loads(self.found[CALL])["findings"])
        except (KeyError, TypeError, ValueError, RecursionError):
            return False


class Derived(Struct, frozen=True, kw_only=True):
    """A folder of derived files beside what the documents give.

    `due` is what it should hold; `cause` the first reason why it does not, in one sentence, None when it does.
    """

    kept: KeptFolder
    due: dict[str, str]
    cause: str | None

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the files that are to be written, in the order in which they are made."""
        return tuple(name for name, text in self.due.items() if self.kept.found.get(name) != text)

    @property
    def leaving(self) -> tuple[str, ...]:
        """The names of the files that are to be taken away."""
        return tuple(sorted(self.kept.found.keys() - self.due.keys()))


def results_kept(space: workspace.Workspace, page: Look) -> KeptFolder:
    """The results of a call as they are on the disk."""
    return _kept(Path(page.prefix + space.name(workspace.results(space))), is_result, inside="monitoring")


def monitoring_kept(space: workspace.Workspace, page: Look) -> KeptFolder:
    """What monitoring wrote, as it is on the disk."""
    return _kept(Path(page.prefix + space.name(workspace.monitoring(space))), is_monitoring)


def _kept(place: Path, ours: Callable[[str], bool], inside: str = "") -> KeptFolder:
    """The files of a folder that are ours, as text, and the names of all else but the folder `inside`."""
    names: list[str] = []

    def listed(name: str) -> bool:
        names.append(name)
        return ours(name)

    found = {
        name: data.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
        for name, data in writing.contents(place, listed).items()
    }
    others = sorted(name for name in set(names) - found.keys() if name != inside or not (place / name).is_dir())
    return KeptFolder(place=place, found=found, others=others, ours=ours)


def results(kept: KeptFolder, result: Result, page: Look) -> Derived:
    """The results on the disk beside those that the documents give."""
    due = result_texts(result)
    unfinished = writing.unfinished(kept.place)
    cause = first_cause(kept.found, due, file_names(result, page), unfinished=unfinished)
    return Derived(kept=kept, due=due, cause=cause)


def monitoring(kept: KeptFolder, report: Monitoring, page: Look) -> Derived:
    """What monitoring wrote beside what the documents give on a day."""
    due = monitoring_texts(report)
    files = monitoring_names(report.result, page)
    cause = day_cause(kept, files)
    if cause is None:
        cause = first_cause(kept.found, due, files, monitored=True, unfinished=writing.unfinished(kept.place))
    return Derived(kept=kept, due=due, cause=cause)


def monitoring_cause(kept: KeptFolder, result: Result, case: Case, page: Look) -> str | None:
    """Why what monitoring wrote is not what the documents give on its day; None when it is, or where it wrote nothing."""
    if not kept.found:
        return None
    if kept.day is None:
        return day_cause(kept, monitoring_names(result, page))
    report = pipeline.follow(case, result, kept.day)
    if isinstance(report, Monitoring):
        return monitoring(kept, report, page).cause
    return f"{page.prefix}{report[0].place.spot} {report[0].says}"


def day_cause(kept: KeptFolder, files: FileNames) -> str | None:
    """Why nobody can say for which day monitoring was written; None when it says so."""
    if kept.day is not None:
        return None
    if CALL in kept.found:
        return said("{file} does not say for which day it was written", files.result(CALL))
    return said("{file} is missing", files.result(CALL))


def file_names(result: Result, page: Look) -> FileNames:
    """What the files of a call's results, and what they rest on, are called."""
    return FileNames(
        call=result.call.file.rpartition("/")[0],
        grids={grid.id: grid.file for grid in result.grids},
        prefix=page.prefix,
    )


def monitoring_names(result: Result, page: Look) -> FileNames:
    """The same for what monitoring wrote."""
    return replace(file_names(result, page), results="results/monitoring")
