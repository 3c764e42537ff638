"""`asipgrid report`: a call as one page for the committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.call_letters import CallLetters
from asipgrid.cli.console import Color, answer, counted, cwd, language, note, typed
from asipgrid.cli.drawn import DrawsOption, OptimumOption, SeedOption, VaryOption, WithinOption, draw_terms, how_sure
from asipgrid.cli.monitor import day, followed
from asipgrid.cli.options import (
    CallArgument,
    ForceOption,
    KeepGoingOption,
    LangOption,
    OutputOption,
    QuietOption,
    VerboseOption,
)
from asipgrid.cli.score import decided, whole
from asipgrid.documents import workspace, writing
from asipgrid.letters import decisions
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.report.builder import report_page
from asipgrid.report.html import as_html
from asipgrid.report.letters import MOST_WITH_LETTERS, Letters
from asipgrid.report.monitoring_builder import monitoring_page
from asipgrid.report.monitoring_page import MonitoringPage
from asipgrid.report.page import ReportPage
from asipgrid.report.paper import MOST_WITH_PAGES, as_pdf, has_pages
from asipgrid.review.estimates import DrawTerms
from asipgrid.review.panel_report import panel_report
from asipgrid.review.robustness import RobustnessAnswer
from asipgrid.text.typeset import TypesetError

_PDF: Final = ".pdf"
PdfOption = Annotated[
    bool, typer.Option("--pdf", help="Write PDF, as -o FILE.pdf does; needs asipgrid[letters].", show_default=False)
]
EachOption = Annotated[
    bool | None,
    typer.Option(
        "--each/--no-each",
        help=f"Give each request or project pages of its own in the PDF; default: up to {MOST_WITH_PAGES}.",
        show_default=False,
    ),
]
LettersOption = Annotated[
    bool | None,
    typer.Option(
        "--letters/--no-letters",
        help=f"Put the draft of its letter on the page of each request; default: up to {MOST_WITH_LETTERS} requests.",
        show_default=False,
    ),
]
RobustnessOption = Annotated[
    bool, typer.Option("--robustness", help="Show how far each number may move before a decision changes.")
]
MonitoringOption = Annotated[bool, typer.Option("--monitoring", help="Report on the funded projects instead.")]
FollowedDayOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="With --monitoring, the day to look at; default: the newest that a report describes.",
        metavar="YYYY-MM-DD",
    ),
]


def report(
    call: CallArgument,
    *,
    monitoring: MonitoringOption = False,
    as_of: FollowedDayOption = None,
    output: OutputOption = None,
    pdf: PdfOption = False,
    each: EachOption = None,
    letters: LettersOption = None,
    lang: LangOption = None,
    exact: RobustnessOption = False,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    within: WithinOption = None,
    vary: VaryOption = None,
    optimum: OptimumOption = False,
    force: ForceOption = False,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.

    With --monitoring, of its funded projects on a day. With --robustness, --draws or --optimum, also how sure decisions are.

    Example: asipgrid report requests/example-2010 -o report.html --robustness
    """
    on_paper, terms = _on_paper(output, pdf=pdf, each=each), draw_terms(draws, seed, within, vary)
    asked = exact or optimum or terms is not None
    _one_of_two(monitoring=monitoring, as_of=as_of, letters=letters, asked=asked)
    spoken, space = language(lang), workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose, lang=lang)
    if monitoring:
        page, what = _followed(space, result, case, as_of, lang, quiet=quiet)
    else:
        sure = _how_sure(case, result, terms, exact=exact, optimum=optimum, quiet=quiet) if asked else None
        drafted = _with_letters(len(result.requests), letters=letters, each=each, on_paper=on_paper)
        page, what = _committee(space, result, case, sure, spoken, _letters(space, result, case, lang, drafted=drafted))
    _give(_paper(page, each=each) if on_paper else as_html(page), output, "" if quiet else what, force=force)
    whole(result)


def _one_of_two(*, monitoring: bool, as_of: str | None, letters: bool | None, asked: bool) -> None:
    """Stop where options are of both reports; `asked`: how sure decisions are."""
    if as_of is not None and not monitoring:
        raise workspace.CannotError("--as-of goes with --monitoring: the report for the committee is of no other day")
    if monitoring and letters is not None:
        raise workspace.CannotError("--letters goes without --monitoring: the letters are those of the decisions")
    if asked and monitoring:
        raise workspace.CannotError(
            "--robustness, --draws and --optimum go without --monitoring: who is funded is decided"
        )


def _with_letters(count: int, *, letters: bool | None, each: bool | None, on_paper: bool) -> bool:
    """Whether the letters of so many requests stand on their pages."""
    pages = not on_paper or has_pages(count, each=each)
    if letters and not pages:
        raise workspace.CannotError("--letters puts letters on the pages of requests, which are left out; say --each")
    return pages and (count <= MOST_WITH_LETTERS if letters is None else letters)


def _committee(
    space: workspace.Workspace,
    result: Result,
    case: Case,
    sure: RobustnessAnswer | None,
    lang: Language,
    letters: Letters | None,
) -> tuple[ReportPage, str]:
    """The page for the committee, and how many requests are on it."""
    plan = pipeline.plan_behind(case, result)
    panel = None if result.call.panel is None else panel_report(plan, result, case.sheets)
    assert space.call is not None
    command = f"asipgrid new decision {typed(space.call)} REQUEST"
    page = report_page(plan, result, panel, sure, lang, command, letters)
    return page, counted(len(result.requests), "request")


def _letters(
    space: workspace.Workspace, result: Result, case: Case, lang: Language | None, *, drafted: bool
) -> Letters | None:
    """The drafts of all letters that are called for, by request; None where none is to be drafted."""
    if not drafted:
        return None
    addressed = [ranked for ranked in result.by_id() if decisions.kind(ranked) is not None]
    return {each.request: each for each in CallLetters(space, result, case, lang).drafted(addressed, language(lang))}


def _followed(
    space: workspace.Workspace, result: Result, case: Case, as_of: str | None, lang: Language | None, *, quiet: bool
) -> tuple[MonitoringPage | ReportPage, str]:
    """The page of the funded projects on a day, and how many there are."""
    report = followed(space, result, case, day(case, as_of, quiet=quiet), Color.NEVER, lang)
    page = monitoring_page(pipeline.plan_behind(case, result), report, pipeline.readings(case, report), language(lang))
    return page, counted(len(report.requests), "funded project")


def _on_paper(output: Path | None, *, pdf: bool, each: bool | None) -> bool:
    """Whether a PDF is asked for, by --pdf or by the name of the file."""
    on_paper = pdf or (output is not None and output.suffix.lower() == _PDF)
    if on_paper and (output is None or str(output) == "-"):
        raise workspace.CannotError("--pdf writes a file; say where with -o FILE.pdf")
    if each is not None and not on_paper:
        raise workspace.CannotError("--each is of the PDF, and HTML has every request; say -o FILE.pdf")
    return on_paper


def _paper(page: ReportPage | MonitoringPage, *, each: bool | None) -> bytes:
    try:
        return as_pdf(page, each=each)
    except TypesetError as error:
        raise workspace.CannotError(str(error)) from error


def _how_sure(
    case: Case, result: Result, terms: DrawTerms | None, *, exact: bool, optimum: bool, quiet: bool
) -> RobustnessAnswer:
    from asipgrid.review.trials import Trials

    trials = Trials(case, pipeline.plan_behind(case, result))
    return how_sure(trials, terms, exact=exact, optimum=optimum, quiet=quiet)


def _give(made: str | bytes, output: Path | None, what: str, *, force: bool) -> None:
    """Write the file and note what it tells of, if that is to be noted; or print the page."""
    if output is not None and str(output) != "-":
        writing.write_all({cwd() / output: made}, force=force)
        if what:
            note(f"{what} in {output.as_posix()}")
    elif isinstance(made, str):
        answer(made)
