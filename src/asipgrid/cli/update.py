"""`asipgrid update`: all that is derived of a call and kept, written anew as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from asipgrid.check.case import Case
from asipgrid.cli import derived, draft_folder
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note
from asipgrid.cli.derived import Derived
from asipgrid.cli.draft_folder import StaleDrafts
from asipgrid.cli.ids import checked_day
from asipgrid.cli.monitor import day, followed
from asipgrid.cli.options import CallArgument, KeepGoingOption, LangOption, QuietOption, VerboseOption
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.documents.writing import FolderTexts
from asipgrid.formats import Look
from asipgrid.letters.listing import LIST, entry, text
from asipgrid.model.results import Result
from asipgrid.text.escape import clean


class UpdateOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the day of monitoring, letters too or not, writing or only telling."""

    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="Day of results/monitoring; default: the day they were written for.", metavar="YYYY-MM-DD"
        ),
    ] = None
    letters: Annotated[
        bool, typer.Option("--letters", help="Draft stale letters anew, too; none that is edited, signed or of a day.")
    ] = False
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what would be, and end with 1 when anything would.")
    ] = False
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything was written.")] = False
    keep_going: KeepGoingOption = False
    lang: LangOption = None
    quiet: QuietOption = False
    verbose: VerboseOption = False


def update(call: CallArgument, *, options: UpdateOptions) -> None:
    """Write all that is derived of a call and kept: its results, those of monitoring, letters when asked.

    Example: asipgrid update requests/example-2010
    """
    space = workspace.find_call(call, cwd())
    page = look(Color.NEVER, space.root)
    kept = derived.results_kept(space, page)
    # Results that list errors were written with --keep-going, and are computed so again.
    going_on = options.keep_going or kept.kept_going
    result, case = decided(
        space, Color.NEVER, keep_going=going_on, quiet=options.quiet, verbose=options.verbose, lang=options.lang
    )
    folders = [derived.results(kept, result, page), *_monitoring(space, result, case, page, options)]
    letters = _letters(space, result, case, page, options)
    if not options.check:
        writing.write_sets(_folders(folders, letters if options.letters else (), result))
    changed = _tell(folders, letters, options)
    ready = sum(len(each.ready) for each in letters)
    if ready and not (options.letters or options.quiet):
        note(f"`asipgrid update {call} --letters` drafts {'it' if ready == 1 else f'{ready} of them'} anew")
    if changed and (options.check or options.exit_code):
        raise Quit(1)
    whole(result)


def _folders(folders: Iterable[Derived], letters: Iterable[StaleDrafts], result: Result) -> dict[Path, FolderTexts]:
    """What is to be written, by folder."""
    return {
        **{each.kept.place: FolderTexts(texts=each.due, ours=each.kept.ours) for each in folders if each.cause},
        **{each.kept.folder: _drafts(each, result) for each in letters if each.ready},
    }


def _monitoring(
    space: workspace.Workspace, result: Result, case: Case, page: Look, options: UpdateOptions
) -> Iterator[Derived]:
    """The results of monitoring where they are kept, or are asked for by their day."""
    kept = derived.monitoring_kept(space, page)
    if not kept.found and options.as_of is None:
        return
    as_of = checked_day(options.as_of) if options.as_of else kept.day
    report = followed(space, result, case, day(case, as_of, quiet=options.quiet), Color.NEVER, options.lang)
    yield derived.monitoring(kept, report, page)


def _letters(
    space: workspace.Workspace, result: Result, case: Case, page: Look, options: UpdateOptions
) -> list[StaleDrafts]:
    """The stale drafts of the call. Where letters are not asked for, what is wrong with them stops nothing."""
    try:
        return draft_folder.stale_drafts(space, result, case, page, options.lang)
    except (Quit, workspace.CannotError) as error:
        if options.letters:
            raise
        says = f": {error}" if isinstance(error, workspace.CannotError) else ""
        note(f"drafts are not looked at{says}")
        return []


def _drafts(letters: StaleDrafts, result: Result) -> FolderTexts:
    """What is to be written into a folder of drafts: those that are drafted anew, and the list."""
    listed = draft_folder.listed(letters.kept.folder)
    texts: dict[str, str | bytes] = {}
    for name, each in letters.ready.items():
        form = listed[name]["form"]
        (data,) = draft_folder.files(result, [each], form)
        texts[name], listed[name] = data, entry(result.call.id, each, form, data)
    return FolderTexts(texts={**texts, LIST: text(listed)}, ours=lambda _name: False)


def _tell(folders: Sequence[Derived], letters: Sequence[StaleDrafts], options: UpdateOptions) -> bool:
    """Say what was written, taken away and left, a file a line, and how many; whether anything was, or would be."""
    written = [each.kept.place / name for each in folders for name in each.changed]
    written += [each.kept.folder / name for each in letters for name in each.ready if options.letters]
    removed = [each.kept.place / name for each in folders for name in each.leaving]
    left = {
        each.kept.folder / name: why
        for each in letters
        for name, why in each.why.items()
        if not (options.letters and name in each.ready)
    }
    write, remove = ("to write", "to remove") if options.check else ("written", "removed")
    lines = [f"{write} {path.as_posix()}" for path in written]
    lines += [f"{remove} {path.as_posix()}: of no request of this call" for path in removed]
    lines += [f"left {path.as_posix()}: {why}" for path, why in left.items()]
    fresh = sum(len(each.due) - len(each.changed) for each in folders)
    counts = {write: len(written), remove: len(removed), "left": len(left), "as the documents give them": fresh}
    lines.append(", ".join(f"{counted(count, 'file')} {what}" for what, count in counts.items() if count))
    answer("".join(f"{clean(line)}\n" for line in lines))
    return bool(written or removed)
