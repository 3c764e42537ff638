"""`asipgrid score`: one call, decided."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import formats, pipeline, reading
from asipgrid.check.case import Case, is_wrong
from asipgrid.cli.beside import lister, note_read, tell_beside, tell_instead
from asipgrid.cli.console import (
    Color,
    Quit,
    answer_in_parts,
    counted,
    cwd,
    language,
    look,
    no_such_request,
    note,
    typed,
)
from asipgrid.cli.options import (
    ByOption,
    CallArgument,
    ColorOption,
    ColumnsOption,
    DialectOption,
    KeepGoingOption,
    LangOption,
    OnlyOption,
    QuietOption,
    RowOf,
    SortOption,
    VerboseOption,
    WatchOption,
    WhereOption,
)
from asipgrid.cli.progress import watched
from asipgrid.documents import files, spool, workspace, writing
from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.formats import Look
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.model.selection import EVERYTHING, Selection
from asipgrid.parallel import alone, messages
from asipgrid.text.phrases import Speaker

if TYPE_CHECKING:
    from asipgrid.documents.line_files import LineFile
    from asipgrid.parallel import batch


ResultFormat = StrEnum("ResultFormat", {name.upper(): name for name in formats.RESULT})  # type: ignore[misc]
_TABLE = ResultFormat("table")


class ScoreOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the form of the answer, what to write, and how the work is done."""

    form: Annotated[ResultFormat, typer.Option("--format", help="Form of the result.")] = _TABLE
    csv_dialect: DialectOption = None
    by: ByOption = RowOf.REQUEST
    lang: LangOption = None
    only: OnlyOption = None
    where: WhereOption = None
    sort: SortOption = None
    columns: ColumnsOption = None
    write: Annotated[bool, typer.Option("--write", help="Write results/ in the call's folder, too.")] = False
    keep_going: KeepGoingOption = False
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="Processes for many requests; default: the cores.",
            metavar="INTEGER RANGE",
            show_default=False,
        ),
    ] = None
    requests: Annotated[
        str | None,
        typer.Option(
            "--requests",
            help="Requests as JSON lines, Parquet or Arrow, in place of the call's files; - reads stdin.",
            metavar="FILE",
        ),
    ] = None
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            help="Score elsewhere: dask://HOST:PORT or tls://HOST:PORT (needs asipgrid[dask]).",
            metavar="WHERE",
        ),
    ] = None
    watch: WatchOption = False
    color: ColorOption = Color.AUTO
    quiet: QuietOption = False
    verbose: VerboseOption = False

    @property
    def selection(self) -> Selection:
        """Which requests are shown, in which order and columns."""
        if self.where is None and not (self.only or self.sort or self.columns):
            return EVERYTHING
        from asipgrid.cli.selecting import selection

        return selection(self.only, self.where, self.sort, self.columns)


def score(call: CallArgument, *, options: ScoreOptions) -> None:
    """Rank the requests of a call and share out its envelope.

    Example: asipgrid score requests/example-2010
    """
    if not options.watch:
        rank(call, options)
        return
    from asipgrid.cli.watching import again_on_change

    _refuse_options(options)
    again_on_change(lambda: rank(call, options), workspace.find_call(call, cwd()).root)


def rank(call: str, options: ScoreOptions) -> None:
    """Print the result of a call, and write it when asked; with errors in its documents, tell those and exit 1."""
    _refuse_options(options)
    space = workspace.find_call(call, cwd())
    spoken = language(options.lang, options.form.value)
    page = with_dialect(look(options.color, space.root, language=spoken), options.form, options.csv_dialect)
    (_at_hand if options.write else _by_parts)(space, options, page)


def _at_hand(space: workspace.Workspace, options: ScoreOptions, page: Look) -> None:
    """Print the result, with all requests at hand, and write it when asked."""
    result, case = decided(
        space,
        options.color,
        keep_going=options.keep_going,
        quiet=options.quiet,
        verbose=options.verbose,
        lang=options.lang,
    )
    if options.write:
        _write(space, result, page, quiet=options.quiet)
        if not options.quiet:
            _note_monitoring(space, result, case, page)
    answer_in_parts(formats.in_parts(_form(options), result, page))
    whole(result)


def whole(result: Result) -> None:
    """End with 1 when requests were left out of an answer, for an error in their documents."""
    if is_wrong(result.findings):
        raise Quit(1)


def with_dialect(page: Look, form: str, dialect: str | None) -> Look:
    """How the answer is to look in a dialect of CSV; CannotError when it is no CSV."""
    if dialect is None:
        return page
    if form != "csv":
        raise workspace.CannotError("--csv-dialect goes with --format csv")
    return replace(page, dialect=dialect)


def _form(options: ScoreOptions) -> str:
    """The format by its name in the tables of formats; CannotError when rows by criterion are no CSV."""
    name = options.form.value
    if options.by is RowOf.REQUEST:
        return f"{name} by columns" if options.columns and name in {"table", "markdown"} else name
    if name != "csv":
        raise workspace.CannotError("--by criterion goes with --format csv")
    return f"{name} by {options.by.value}"


def _refuse_options(options: ScoreOptions) -> None:
    """Stop at options that do not go together."""
    with_dialect(Look(), options.form, options.csv_dialect)
    language(options.lang, options.form.value)
    _form(options)
    if options.selection:
        from asipgrid.cli.selecting import refuse

        refuse(options.selection, options.form.value, options.by, write=options.write)
    if options.form == "parquet" and sys.stdout is not None and sys.stdout.isatty():
        raise workspace.CannotError("--format parquet is no text; send it to a file: > results.parquet")
    if options.watch and (options.requests or options.executor):
        raise workspace.CannotError("--watch goes with the call's own files alone")
    asked = "--requests" if options.requests else "--executor" if options.executor else ""
    if asked and options.write:
        raise workspace.CannotError(f"{asked} goes without --write")
    if options.executor:
        from asipgrid.parallel import dask

        dask.address(options.executor)


# How many requests pay for a process of their own.
WORTH_A_PROCESS = 100
# How many requests go to a process at once.
AT_ONCE = 500


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_parts(space: workspace.Workspace, options: ScoreOptions, page: Look) -> None:
    """Print the result, request by request made ready where it is scored."""
    from asipgrid.parallel import batch

    with contextlib.ExitStack() as stack:
        file = _line_file(options, stack)

        def work(frame: messages.Frame, requests: Iterable[RequestDocuments]) -> Iterable[messages.Scored]:
            about = None if file is None else file.about
            total = len(requests) if isinstance(requests, Sequence) else about
            return watched(_work(options, frame, requests), total=total, quiet=options.quiet)

        found = batch.answer(
            space,
            _form(options),
            page,
            work,
            stack.enter_context(spool.Spool()),
            file,
            keep_going=options.keep_going,
            engine=workspace.engine() if options.executor else "",
            selection=options.selection,
        )
        _tell_of(found, space, options)
        answer_in_parts(found.text)
    if is_wrong(found.findings):
        raise Quit(1)


def _tell_of(found: batch.Answer, space: workspace.Workspace, options: ScoreOptions) -> None:
    """What is said beside an answer; where there is none, what stands in its way, and the command ends with 1."""
    note_read(found.documents, found.passed_over, quiet=options.quiet, verbose=options.verbose)
    if not found.decided:
        advise = found.rankable and not (options.quiet or options.keep_going)
        tell_instead(found.findings, space, options.color, options.lang, advise=advise)
        raise Quit(1)
    listed = "`--format json` lists them" if options.form == "csv" else "the result lists them"
    listed_by = listed if options.requests else lister(space)
    tell_beside(found.findings, space, options.color, options.lang, None if options.quiet else listed_by)
    if found.shown is not None and not options.quiet and options.form in {"csv", "parquet"}:
        from asipgrid.cli.selecting import note_shown

        note_shown(found.shown)
    if options.requests is not None and not options.quiet:
        _note_files_left(space)


def _note_files_left(space: workspace.Workspace) -> None:
    """Say so when the call has requests in files too: lines take their place."""
    assert space.call is not None
    left = files.listed(space, space.call, skip=frozenset({workspace.CALL_FILE})).names
    if left:
        verb = "is" if len(left) == 1 else "are"
        note(f"{counted(len(left), 'request file')} of the call {verb} not read: --requests takes their place")


def _work(
    options: ScoreOptions, frame: messages.Frame, requests: Iterable[RequestDocuments]
) -> Iterable[messages.Scored]:
    """Score the requests here, in processes of this machine, or elsewhere."""
    if options.executor:
        from asipgrid.parallel import dask

        return dask.score(options.executor, frame, requests, quiet=options.quiet)
    jobs = options.jobs or cores()
    if isinstance(requests, Sequence):
        count = min(jobs, len(requests) // WORTH_A_PROCESS)
        # Several chunks a process, so that a slow one does not keep the others waiting.
        size = min(AT_ONCE, -(-len(requests) // (8 * max(1, count))))
    else:
        count, size = jobs, AT_ONCE
    if count < 2:
        return alone.score(frame, requests)
    from asipgrid.parallel import executors

    return executors.in_processes(count, size, frame, requests)


def _line_file(options: ScoreOptions, stack: contextlib.ExitStack) -> LineFile | None:
    if options.requests is None:
        return None
    from asipgrid.documents.line_files import opened

    found = opened(options.requests, stack)
    if options.executor and options.verbose and not options.quiet:
        where = (
            "the workers read them there" if found.files else "they are read here and sent; an address is read there"
        )
        note(f"requests of {found.name}: {where}")
    # In processes of this machine, whoever reads for all of them is not what they wait for.
    return found if options.executor else replace(found, files=())


def _write(space: workspace.Workspace, result: Result, page: Look, *, quiet: bool) -> None:
    """Bring the call's results to what they are now: before the answer, which may find nobody to read it."""
    from asipgrid.formats.results import folder, is_result

    place = Path(page.prefix + space.name(workspace.results(space)))
    written(place, folder(result), is_result, "request", quiet=quiet)


def _note_monitoring(space: workspace.Workspace, result: Result, case: Case, page: Look) -> None:
    """Say so when the results of monitoring are not what the documents give, and which command writes them."""
    from asipgrid.cli import derived

    assert space.call is not None
    kept = derived.monitoring_kept(space, page)
    cause = derived.monitoring_cause(kept, result, case, page)
    if cause is not None:
        note(f"{kept.place.as_posix()} is stale: {cause}; `asipgrid update {typed(space.call)}` writes it anew")


def written(place: Path, texts: Mapping[str, str], ours: Callable[[str], bool], what: str, *, quiet: bool) -> None:
    """Make these files all that is ours in a folder, and say so; what is removed is said to be of no such `what`."""
    removed = writing.write_set(place, texts, ours)
    if not quiet:
        note(f"{counted(len(texts), 'file')} in {place.as_posix()}")
        for name in removed:
            note(f"{(place / name).as_posix()} removed: no such {what} any more")


def chosen(result: Result, case: Case, wanted: Sequence[str]) -> None:
    """Stop with one clear line when a request is not in the call, or not yet filled in."""
    known = [ranked.request.id for ranked in result.by_id()]
    for name in wanted:
        if name in known:
            continue
        if any(workspace.stem(each.place.file) == name for each in result.findings if is_wrong([each])):
            raise workspace.CannotError(f"{name}: is left out, for its documents have errors")
        raise no_such_request(name, result.call.id, known, case.blank)


def note_unfilled(result: Result, *, quiet: bool) -> None:
    """Say what is not yet filled in, where the answer is about single requests and does not."""
    for reason in () if quiet else result.unfilled:
        note(Speaker().say(reason))


def decided(
    space: workspace.Workspace,
    color: Color,
    *,
    keep_going: bool,
    quiet: bool,
    verbose: bool,
    lang: Language | None,
) -> tuple[Result, Case]:
    """The result of a call. Documents with errors decide nothing: they are told, and the command ends with 1.

    With `keep_going` the sound requests are decided, what is wrong with the others is told all the same, and `whole` ends
    the command with 1 when it has answered. `lang` is the language that was asked for.
    """
    loaded = pipeline.load(space)
    note_read(len(loaded.documents), loaded.passed_over, quiet=quiet, verbose=verbose)
    case = loaded.checked.case
    if case is None or not (loaded.sound or keep_going):
        tell_instead(loaded.findings, space, color, lang, advise=case is not None and not quiet)
        raise Quit(1)
    case = case.without(frozenset(loaded.refused))
    result = pipeline.evaluate(case, loaded.findings, loaded.refused)
    if not isinstance(result, Result):
        tell_instead(
            reading.with_excerpts((*loaded.findings, *result), loaded.sources), space, color, lang, advise=False
        )
        raise Quit(1)
    tell_beside(loaded.findings, space, color, lang, None if quiet else lister(space))
    return result, case
