"""`asipgrid verify`: the results on the disk, computed again."""

from __future__ import annotations

from asipgrid.check.case import is_wrong
from asipgrid.cli import derived
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note, note_passed_over
from asipgrid.cli.derived import KeptFolder
from asipgrid.cli.monitor import followed
from asipgrid.cli.options import CallArgument, KeepGoingOption, LangOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided
from asipgrid.documents import workspace
from asipgrid.formats import Look
from asipgrid.model.results import Result
from asipgrid.monitoring.projects import Monitoring
from asipgrid.text.escape import clean


def verify(
    call: CallArgument,
    *,
    keep_going: KeepGoingOption = False,
    lang: LangOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Compute the written results again and fail on any difference, naming its first cause.

    Example: asipgrid verify requests/example-2010
    """
    space = workspace.find_call(call, cwd())
    page = look(Color.NEVER, space.root)
    kept = derived.results_kept(space, page)
    tell = _Teller(kept, quiet=quiet, verbose=verbose)
    # Results that list errors were written with --keep-going, and are computed so again.
    keep_going = keep_going or kept.kept_going
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    going_on = " --keep-going" if is_wrong(result.findings) else ""
    fine = f"{counted(len(kept.found), 'file')} in {kept.place.as_posix()}: what the documents give"
    tell.whether(derived.results(kept, result, page).cause, fine, f"score {call}{going_on}")
    kept = derived.monitoring_kept(space, page)
    tell = _Teller(kept, quiet=quiet, verbose=verbose)
    if kept.found:
        report = None if kept.day is None else followed(space, result, case, kept.day, Color.NEVER, lang)
        _monitoring(f"monitor {call}{going_on}", result, report, page, tell)
    else:
        tell.passed_over()


def _monitoring(command: str, result: Result, report: Monitoring | None, page: Look, tell: _Teller) -> None:
    """The same of results/monitoring, for the day that it says, where it was written; without a `report` it says none."""
    kept = tell.kept
    if report is None:
        tell.whether(derived.day_cause(kept, derived.monitoring_names(result, page)), "", command)
        return
    cause = derived.monitoring(kept, report, page).cause
    fine = f"{counted(len(kept.found), 'file')} in {kept.place.as_posix()}: what the documents give, as of {kept.day}"
    tell.whether(cause, fine, f"{command} --as-of {kept.day}")


class _Teller:
    """Says what became of the files in a folder, and which were passed over."""

    def __init__(self, kept: KeptFolder, *, quiet: bool, verbose: bool) -> None:
        self.kept, self._quiet, self._verbose = kept, quiet, verbose

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
        if self.kept.others and not self._quiet:
            note_passed_over(self.kept.others, verbose=self._verbose, folder=self.kept.place.as_posix())
