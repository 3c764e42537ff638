"""`asipgrid new`: a document to fill in, one command a kind."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Final

import typer
from msgspec import Struct

from asipgrid import pipeline
from asipgrid.authoring import forms
from asipgrid.authoring.editor_schemas import editor_schema
from asipgrid.cli.console import answer, cwd, language, note
from asipgrid.cli.ids import checked_grid_id, checked_id, checked_period
from asipgrid.cli.opened import OpenedCall, cannot_take, opened
from asipgrid.cli.options import (
    CallArgument,
    ForceOption,
    LangOption,
    OutputOption,
    QuietOption,
    RequestArgument,
    assessors,
)
from asipgrid.cli.parameters import Group
from asipgrid.documents import files, reader, workspace, writing
from asipgrid.model.places import Language

# Beside the documents, in a folder that is passed over when they are read.
SCHEMAS: Final = ".schema"

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


class NewOptions(Struct, frozen=True, kw_only=True):
    """What every `new` command is told: the language, where to write (`-` prints), whether to replace a file."""

    lang: LangOption = None
    output: OutputOption = None
    force: ForceOption = False
    quiet: QuietOption = False

    @property
    def language(self) -> Language:
        """The language of comments, titles and descriptions."""
        return language(self.lang)


def request(call: CallArgument, name: NewId, *, options: NewOptions) -> None:
    """Write a request to fill in.

    Example: asipgrid new request requests/example-2010 region-q -o -
    """
    found = opened(call)
    path = found.folder / f"{checked_id(name)}.yaml"
    plan = pipeline.planned(found.case)
    _new("request", path, options, lambda editor: forms.request(plan, name, options.language, editor=editor), found)


def rating(
    call: CallArgument,
    request: RequestArgument,
    *,
    assessor: Annotated[str, typer.Option("--as", help="Id of the assessor.", autocompletion=assessors, metavar="ID")],
    options: NewOptions,
) -> None:
    """Write a rating sheet to fill in.

    Example: asipgrid new rating requests/example-2010 region-a --as assessor-4 -o -
    """
    found = opened(call)
    folder = found.folder / "ratings" / checked_id(assessor)
    _about(found, "rating", folder, request, options, functools.partial(forms.rating, assessor=assessor))


def decision(call: CallArgument, request: RequestArgument, *, options: NewOptions) -> None:
    """Write a committee's decision to fill in.

    Example: asipgrid new decision requests/example-2010 region-c -o -
    """
    found = opened(call)
    _about(found, "decision", found.folder / "decisions", request, options, forms.decision)


def progress(
    call: CallArgument,
    request: RequestArgument,
    *,
    period: Annotated[str, typer.Option("--period", help="A year, or year and month.", metavar="PERIOD")],
    options: NewOptions,
) -> None:
    """Write a progress report to fill in.

    Example: asipgrid new progress requests/example-2010 region-a --period 2010-12 -o -
    """
    found = opened(call)
    folder = found.folder / "progress" / checked_period(period)
    moves = [move for each in found.case.amendments if each.request == request for move in each.moves]
    _about(found, "progress", folder, request, options, functools.partial(forms.progress, period=period, moves=moves))


def payment(call: CallArgument, request: RequestArgument, *, options: NewOptions) -> None:
    """Write the record of what is paid to a request.

    Example: asipgrid new payment requests/example-2010 region-d -o -
    """
    found = opened(call)
    _about(found, "payment", found.folder / "payments", request, options, forms.payment)


def amendment(call: CallArgument, request: RequestArgument, *, options: NewOptions) -> None:
    """Write a decision that moves goals of an addendum.

    Example: asipgrid new amendment requests/example-2010 region-a -o -
    """
    found = opened(call)
    _about(found, "amendment", found.folder / "amendments", request, options, forms.amendment)


def call(name: NewId, *, options: NewOptions) -> None:
    """Write a call to change.

    Example: asipgrid new call spring-2011 -o -
    """
    root = workspace.find_root(cwd())
    sources = files.documents(workspace.Workspace(root=root, call=None), root / "grids").sources
    records = [record for record, _ in map(reader.read, sources) if record is not None]
    grids = [str(record.data["grid"]) for record in records if record.data.get("grid")]
    if not grids:
        raise workspace.CannotError("grids/: no grid here yet; `asipgrid new grid ID` makes one")
    path = root / "requests" / checked_id(name) / workspace.CALL_FILE
    _new("call", path, options, lambda editor: forms.call(name, grids, options.language, editor=editor))


def grid(name: NewId, *, options: NewOptions) -> None:
    """Write an analysis grid to change: one criterion of each kind.

    Example: asipgrid new grid SEC -o -
    """
    file = f"{checked_grid_id(name).casefold()}.yaml"
    path = workspace.find_root(cwd()) / "grids" / file
    _new("grid", path, options, lambda editor: forms.grid(name, options.language, editor=editor))


def _about(
    found: OpenedCall, kind: str, folder: Path, name: str, options: NewOptions, text: Callable[..., str]
) -> None:
    """A document about a request of a call, made from what became of the request."""

    def filled(editor: str) -> str:
        plan = pipeline.planned(found.case)
        return text(found.result(), plan, name, language=options.language, editor=editor)

    _new(kind, folder / f"{_known(found, name)}.yaml", options, filled, found)


def _known(found: OpenedCall, name: str) -> str:
    ids = _ids(found)
    if name not in ids:
        raise cannot_take(name, found.case, found.folder, ids)
    return name


def _ids(found: OpenedCall) -> list[str]:
    return sorted(request.id for request in found.case.requests)


def schema_text(kind: str, spoken: Language, found: OpenedCall | None) -> str:
    """The schema of a kind of document, in a call with its grids' facts and its requests' ids."""
    if found is None:
        return forms.schema_text(editor_schema(kind, spoken))
    return forms.schema_text(editor_schema(kind, spoken, pipeline.planned(found.case), _ids(found)))


def _new(
    kind: str, path: Path, options: NewOptions, text: Callable[[str], str], found: OpenedCall | None = None
) -> None:
    """Print the document, or write it where it belongs with its schema and the line that tells editors of it."""
    if options.output is not None and str(options.output) == "-":
        answer(text(""))
        return
    target = path if options.output is None else cwd() / options.output
    home = path.parent if found is None else found.folder
    schema_file = home / SCHEMAS / f"{kind}.json"
    writing.stay([schema_file, *([] if options.output else [target])], workspace.find_root(home))
    made = schema_text(kind, options.language, found)
    editor = _relative(schema_file, target.parent)
    written({target: text(editor)}, force=options.force, quiet=options.quiet)
    writing.write(schema_file, made, force=True)


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()


def written(texts: Mapping[Path, str], *, force: bool, quiet: bool) -> None:
    """Write documents, and say so; one that differs is replaced by `force` alone."""
    writing.write_all(texts, force=force)
    for path in () if quiet else texts:
        note(f"{path.relative_to(cwd()) if path.is_relative_to(cwd()) else path} written")
