"""`asipgrid status`: where a call stands, what is missing and what comes next."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import formats, pipeline
from asipgrid.check.case import Case
from asipgrid.cli import derived, draft_folder
from asipgrid.cli.console import Color, Quit, answer, cwd, language, look, note
from asipgrid.cli.derived import KeptFolder
from asipgrid.cli.draft_folder import StaleDrafts
from asipgrid.cli.ids import checked_day
from asipgrid.cli.options import ColorOption, LangOption, calls
from asipgrid.documents import workspace
from asipgrid.formats import Look
from asipgrid.formats.status import StatusPage
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.monitoring.monitor import last_day
from asipgrid.pipeline import Loaded
from asipgrid.review import rating
from asipgrid.review.panel_report import PanelReport, panel_report
from asipgrid.review.status import WAITING, DraftsState, FolderState, Known, call_status

StatusFormat = StrEnum("StatusFormat", {name.upper(): name for name in formats.STATUS})  # type: ignore[misc]
_TABLE = StatusFormat("table")


class StatusOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the day of monitoring, form and language of the answer, and whether the exit code says more."""

    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="Day of monitoring; default: the newest day that a report describes.",
            metavar="YYYY-MM-DD",
        ),
    ] = None
    form: Annotated[StatusFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE
    lang: LangOption = None
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything is wrong, late or open.")] = (
        False
    )
    color: ColorOption = Color.AUTO


def status(
    call: Annotated[
        str | None,
        typer.Argument(
            help="A call's folder, or its id; default: every call, a line each.",
            autocompletion=calls,
            metavar="[CALL]",
            show_default=False,
        ),
    ] = None,
    *,
    options: StatusOptions,
) -> None:
    """Show where a call stands: what is there, what is missing and what comes next, each with its command.

    Example: asipgrid status requests/example-2010
    """
    as_of = None if options.as_of is None else checked_day(options.as_of)
    spoken = _language(options)
    spaces = _everywhere() if call is None else {call: workspace.find_call(call, cwd())}
    found = tuple(call_status(_known(each, name, as_of, options.lang)) for name, each in spaces.items())
    page = StatusPage(calls=found, one=call is not None)
    answer(formats.renderer(formats.STATUS, options.form.value)(page, look(options.color, language=spoken)))
    if options.exit_code and any(each.count(standing) for each in found for standing in WAITING):
        raise Quit(1)


def _language(options: StatusOptions) -> Language:
    """The language of the answer; JSON has sentences too, and takes none from the environment."""
    if options.form == "json":
        return options.lang or Language.EN
    return language(options.lang, options.form.value)


def _everywhere() -> dict[str, workspace.Workspace]:
    """Every call of the workspace by what names it here: its id, or its folder where the id does not."""
    here = cwd()
    root = workspace.find_root(here)
    prefix = look(Color.NEVER, root).prefix
    found = {}
    for folder in workspace.calls(root):
        lies = Path(prefix + folder.relative_to(root).as_posix()).as_posix()
        name = folder.name if folder == here / "requests" / folder.name else lies
        found[name] = workspace.find_call(str(folder), here)
    if not found:
        raise workspace.CannotError("there is no call here; `asipgrid new call` writes one")
    return found


def _known(space: workspace.Workspace, name: str, as_of: str | None, lang: Language | None) -> Known:
    """All that is known of a call, by what names it on a command line."""
    assert space.call is not None
    loaded = pipeline.load(space)
    case = loaded.checked.case
    known = Known(folder=space.call.name, typed=name, findings=loaded.findings, refused=loaded.refused, as_of=as_of)
    if case is None:
        return known
    case = case.without(frozenset(loaded.refused))
    known = replace(known, case=case)
    result = _result(case, loaded)
    if result is None:
        without = _result(replace(case, decisions=()), loaded)
        return replace(known, ranked=without, panel=_panel(case, without))
    known = replace(known, result=result, ranked=result, panel=_panel(case, result))
    page = look(Color.NEVER, space.root)
    drafts = _drafts(space, result, case, page, lang)
    letters = f"{page.prefix}letters"
    return _derived(replace(known, drafts=drafts, letters=letters), space, result, case, page)


def _result(case: Case, loaded: Loaded) -> Result | None:
    result = pipeline.evaluate(case, loaded.findings, loaded.refused)
    return result if isinstance(result, Result) else None


def _panel(case: Case, result: Result | None) -> PanelReport | None:
    """The assessors of a call, where it has any."""
    if result is None or case.call.panel is None or not rating.marked(case.grids):
        return None
    return panel_report(pipeline.plan_behind(case, result), result, case.sheets)


def _derived(known: Known, space: workspace.Workspace, result: Result, case: Case, page: Look) -> Known:
    """With what is kept of results and monitoring, and the projects on the day asked for, or the newest reported."""
    results, monitored = derived.results_kept(space, page), derived.monitoring_kept(space, page)
    stale, as_of = derived.monitoring_cause(monitored, result, case, page), known.as_of
    if as_of is None and case.call.stage is None:
        as_of = last_day(pipeline.project_documents(case))
    return replace(
        known,
        results=_folder(results, derived.results(results, result, page).cause),
        monitored=_folder(monitored, stale) if monitored.found else None,
        as_of=as_of,
        monitoring=None if as_of is None else pipeline.follow(case, result, as_of),
    )


def _folder(kept: KeptFolder, cause: str | None) -> FolderState:
    return FolderState(name=kept.place.as_posix(), there=bool(kept.found), cause=cause)


def _drafts(
    space: workspace.Workspace, result: Result, case: Case, page: Look, lang: Language | None
) -> tuple[DraftsState, ...] | None:
    """The drafts of a call; None when they cannot be looked at, which is then told."""
    try:
        return tuple(_drafted(each) for each in draft_folder.stale_drafts(space, result, case, page, lang))
    except workspace.CannotError as error:
        note(f"asipgrid: {error}")
    except Quit:
        pass
    return None


def _drafted(stale: StaleDrafts) -> DraftsState:
    listed = stale.kept.listed

    def about(names: set[str]) -> tuple[str, ...]:
        return tuple(sorted({listed[name]["request"] for name in names}))

    return DraftsState(
        name=Path(stale.kept.folder).as_posix(),
        count=len(listed),
        requests=frozenset(each["request"] for each in listed.values()),
        ready=about(set(stale.ready)),
        left=about(stale.why.keys() - stale.ready.keys()),
    )
