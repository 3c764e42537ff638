"""`asipgrid new`: a document to fill in, one command a kind."""

from __future__ import annotations

from typing import Annotated, ClassVar

import typer

from asipgrid.cli import start
from asipgrid.cli.options import CallArgument, ForceOption, LangOption, OutputOption, QuietOption, RequestArgument
from asipgrid.cli.parameters import Group
from asipgrid.cli.start import NewOptions
from asipgrid.model.places import Language

NewId = Annotated[str, typer.Argument(help="Id of the new document.", metavar="ID")]


class New(Group):
    """Write a document to fill in: every field, its meaning, its unit, the documents to supply."""

    table: ClassVar = {
        "request": ("new:request", "Write a request to fill in."),
        "rating": ("new:rating", "Write a rating sheet to fill in."),
        "decision": ("new:decision", "Write a committee's decision to fill in."),
        "progress": ("new:progress", "Write a progress report to fill in."),
        "payment": ("new:payment", "Write the record of what is paid to a request."),
        "amendment": ("new:amendment", "Write a decision that moves goals of an addendum."),
        "call": ("new:call", "Write a call to change."),
        "grid": ("new:grid", "Write an analysis grid to change: one criterion of each kind."),
    }


def request(
    call: CallArgument,
    name: NewId,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a request to fill in.

    Example: asipgrid new request requests/example-2010 region-q -o -
    """
    start.request(call, name, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def rating(
    call: CallArgument,
    request: RequestArgument,
    *,
    assessor: Annotated[str, typer.Option("--as", help="Id of the assessor.", metavar="ID")],
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a rating sheet to fill in.

    Example: asipgrid new rating requests/example-2010 region-a --as assessor-4 -o -
    """
    start.rating(call, request, assessor, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def decision(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a committee's decision to fill in.

    Example: asipgrid new decision requests/example-2010 region-c -o -
    """
    start.decision(call, request, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def progress(
    call: CallArgument,
    request: RequestArgument,
    *,
    period: Annotated[str, typer.Option("--period", help="A year, or year and month.", metavar="PERIOD")],
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a progress report to fill in.

    Example: asipgrid new progress requests/example-2010 region-a --period 2010-12 -o -
    """
    start.progress(call, request, period, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def payment(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the record of what is paid to a request.

    Example: asipgrid new payment requests/example-2010 region-d -o -
    """
    start.payment(call, request, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def amendment(
    call: CallArgument,
    request: RequestArgument,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a decision that moves goals of an addendum.

    Example: asipgrid new amendment requests/example-2010 region-a -o -
    """
    start.amendment(call, request, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def call(
    name: NewId,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a call to change.

    Example: asipgrid new call spring-2011 -o -
    """
    start.call(name, NewOptions(language=lang, output=output, force=force, quiet=quiet))


def grid(
    name: NewId,
    *,
    lang: LangOption = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write an analysis grid to change: one criterion of each kind.

    Example: asipgrid new grid SEC -o -
    """
    start.grid(name, NewOptions(language=lang, output=output, force=force, quiet=quiet))
