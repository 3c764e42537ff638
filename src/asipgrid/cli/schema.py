"""`asipgrid schema`: the JSON Schema of a kind of document."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from asipgrid.authoring import forms, schema_catalog
from asipgrid.authoring.editor_schemas import schema_id
from asipgrid.cli import parameters
from asipgrid.cli.console import answer, cwd, language
from asipgrid.cli.new import schema_text, written
from asipgrid.cli.opened import opened
from asipgrid.cli.options import ForceOption, LangOption, OutputOption, QuietOption, calls
from asipgrid.model.places import KINDS
from asipgrid.schema import dialect

# What the commands write, with a schema of its own.
ANSWERS: Final = ("result", "monitoring", "robustness")
Kind = StrEnum("Kind", {name.upper(): name for name in (*KINDS, *ANSWERS)})  # type: ignore[misc]


def schema(
    ctx: typer.Context,
    kind: Annotated[Kind | None, typer.Argument(help="Kind of document.", metavar="KIND", show_default=False)] = None,
    *,
    call: Annotated[
        str | None, typer.Option("--call", help="With the grids of this call.", autocompletion=calls, metavar="CALL")
    ] = None,
    lang: LangOption = None,
    catalog: Annotated[
        str | None,
        typer.Option("--catalog", help="Instead: which files each is of, published as BASE/KIND.json.", metavar="BASE"),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print the JSON Schema of a kind of document, for editors and other programs.

    Example: asipgrid schema request --call requests/example-2010
    """
    if catalog is not None:
        text = _catalog(ctx, catalog, alone=kind is None and call is None)
    elif kind is None:
        parameters.refuse_missing(ctx, "kind")
    elif kind in ANSWERS:
        text = forms.schema_text(_identified(kind))
    else:
        text = schema_text(kind, language(lang), None if call is None else opened(call))
    if output in {None, Path("-")}:
        answer(text)
    else:
        written({cwd() / output: text}, force=force, quiet=quiet)


def _catalog(ctx: typer.Context, base: str, *, alone: bool) -> str:
    if not alone:
        ctx.fail("--catalog lists every kind of document; leave out KIND and --call.")
    if not schema_catalog.is_base(base):
        says = f"{base!r} is not the https address of a folder, such as https://forge.example/schemas."
        raise typer.BadParameter(says, param_hint="'--catalog'")
    return forms.schema_text(schema_catalog.catalog(base))


def _identified(kind: str) -> dict[str, Any]:
    """The schema of what a command writes, with its `$id`: the version is the one that each answer states."""
    shipped = dialect.shipped(kind)
    stated = shipped["properties"]["asipgrid"]
    first: str = stated["const"] if "const" in stated else stated["enum"][0]
    version = first.partition("/")[2]
    return {"$schema": shipped["$schema"], "$id": schema_id(kind, version), **shipped}
