"""`asipgrid form`: a workbook to fill in, of a request or of an assessor's marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct

from asipgrid import pipeline
from asipgrid.cli.console import cwd, language, note
from asipgrid.cli.ids import checked_id
from asipgrid.cli.opened import OpenedCall, opened
from asipgrid.cli.options import CallArgument, ForceOption, LangOption, QuietOption, assessors
from asipgrid.documents import workspace, writing
from asipgrid.model.places import Language
from asipgrid.spreadsheets.form_book import FormBook, rating_book, request_book
from asipgrid.spreadsheets.ods_form import ods
from asipgrid.spreadsheets.xlsx_form import xlsx

_WRITERS: Final[Mapping[str, Callable[[FormBook], bytes]]] = {".xlsx": xlsx, ".ods": ods}


class FormOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: where to, in which language, whose marks (None: a request), replacing a file or not."""

    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here: .xlsx or .ods.", metavar="FILE")
    ] = None
    lang: LangOption = None
    ratings: Annotated[
        str | None,
        typer.Option(
            "--ratings",
            help="The marks of this assessor on all requests.",
            autocompletion=assessors,
            metavar="ASSESSOR",
        ),
    ] = None
    force: ForceOption = False
    quiet: QuietOption = False

    @property
    def language(self) -> Language:
        """The language of the form."""
        return language(self.lang)


def form(call: CallArgument, *, options: FormOptions) -> None:
    """Make a workbook to fill in: a request, or an assessor's marks on all requests.

    Example: asipgrid form requests/example-2010 --lang fr -o form.xlsx
    """
    if options.output is None or options.output.suffix.lower() not in _WRITERS:
        raise workspace.CannotError("say where to with -o form.xlsx (or form.ods)")
    found, target = opened(call), cwd() / options.output
    data = _WRITERS[options.output.suffix.lower()](_book(found, options))
    writing.write_all({target: data}, force=options.force)
    if not options.quiet:
        note(f"{options.output} written; `asipgrid import {call} {options.output.name}` reads it when it is filled in")


def _book(found: OpenedCall, options: FormOptions) -> FormBook:
    plan = pipeline.planned(found.case)
    if options.ratings is None:
        return request_book(plan, options.language)
    assessor = checked_id(options.ratings)
    requests = sorted((each.id, each.title.to(options.language)) for each in found.case.requests)
    if not requests:
        raise workspace.CannotError(f"{found.case.call.id}: no request here yet that could be rated")
    return rating_book(plan, options.language, assessor, requests)
