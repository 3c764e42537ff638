"""The commands, in the order of the work; the file of each is loaded when it is named."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final

import typer

from asipgrid.cli.console import answer_version
from asipgrid.cli.parameters import Group

# Name: (where it is, its line of help); a line is the first one of what the command says of itself.
COMMANDS: Final = {
    "status": (
        "status:status",
        "Show where a call stands: what is there, what is missing and what comes next, each with its command.",
    ),
    "check": ("check:check", "List everything wrong in grids, calls, requests, ratings, decisions and reports."),
    "score": ("score:score", "Rank the requests of a call and share out its envelope."),
    "verify": (
        "verify:verify",
        "Compute the written results again and fail on any difference, naming its first cause.",
    ),
    "update": (
        "update:update",
        "Write all that is derived of a call and kept: its results, those of monitoring, letters when asked.",
    ),
    "explain": (
        "explain:explain",
        "Show how each number of one request came about, or one criterion across all requests.",
    ),
    "compare": (
        "compare:compare_",
        "Show what moved between two results, and why: ranks, outcomes, awards, scores, down to the cause.",
    ),
    "whatif": (
        "whatif:what_if_",
        "Show what a call would come to with other values, against the call as it is: ranks, decisions, money.",
    ),
    "robustness": (
        "robustness:robustness_",
        "Show how far each weight, threshold, mark and the envelope may move before a decision changes.",
    ),
    "show": (
        "show:show",
        "Tell a result in plain sentences, one a line; print any other file as it is. For git diff: see `asipgrid help review`.",
    ),
    "chart": (
        "chart:chart",
        "Show projects by theme on one page: what each does and how large it is, each with its source.",
    ),
    "report": (
        "report:report",
        "Make one HTML page of a call for the committee: ranking, envelope, criteria, what is unknown, each request.",
    ),
    "rate": ("rate:rate_", "Mark a request at the prompt, criterion by criterion; what is marked is saved at once."),
    "panel": ("panel:panel", "Show who has marked what and what is missing, disagreement, agreement and severity."),
    "monitor": (
        "monitor:monitor",
        "Show how funded projects stand: goals and own targets against their reports, and what is to be paid.",
    ),
    "draft": (
        "draft:draft",
        "Draft the letter each decision calls for: addendum or agreement, questions, deferral, refusal, reserve, agreement maintained.",
    ),
    "init": (
        "init:init",
        "Make a workspace that checks and scores as it is: grids, a call, a commented request, two rating sheets.",
    ),
    "schema": (
        "schema:schema",
        "Print the JSON Schema of a kind of document, for editors and other programs.",
    ),
    "form": ("form:form", "Make a workbook to fill in: a request, or an assessor's marks on all requests."),
    "import": (
        "import_:import_",
        "Write documents from filled workbooks or tables; each value has its cell beside it.",
    ),
    "export": (
        "export:export",
        "Write a result as a workbook whose formulas give its scores, or as CSV; or awards by the 360Giving Data Standard.",
    ),
    "rule": ("help_:rule", "Tell what a finding means, with a document that is refused and the same one mended."),
    "help": ("help_:help_", "Read the manual: its pages, one page, or one section of it."),
    "new": ("new:New", "Write a document to fill in: every field, its meaning, its unit, the documents to supply."),
}


class Commands(Group):
    """All of them."""

    table: ClassVar = COMMANDS

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is typed before a command; behind an option of completion a shell may be named."""
        if args[:1] and "-completion" in args[0]:
            from asipgrid.cli import completion

            found = completion.asked(args)
            if found is not None:
                completion.complete(*found)
                raise typer.Exit
        return super().parse_args(ctx, args)


run = typer.Typer(
    name="asipgrid",
    cls=Commands,
    context_settings={"help_option_names": ["--help", "-h"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(*, wanted: bool) -> None:
    if wanted:
        answer_version()
        raise typer.Exit


@run.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=lambda value: _version(wanted=value), is_eager=True
        ),
    ] = False,
) -> None:
    """Evaluate funding requests written as YAML against analysis grids written as YAML."""
