"""`asipgrid schema`: the JSON Schema of a kind of document."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from asipgrid.authoring import forms
from asipgrid.cli.console import answer, cwd
from asipgrid.cli.new import schema_text, written
from asipgrid.cli.opened import opened
from asipgrid.cli.options import ForceOption, OutputOption, QuietOption, calls
from asipgrid.model.places import KINDS, Language
from asipgrid.schema import dialect

# What the commands write, with a schema of its own.
ANSWERS: Final = ("result", "monitoring", "robustness")
Kind = StrEnum("Kind", {name.upper(): name for name in (*KINDS, *ANSWERS)})  # type: ignore[misc]


def schema(
    kind: Annotated[Kind, typer.Argument(help="Kind of document.", metavar="KIND")],
    *,
    call: Annotated[
        str | None, typer.Option("--call", help="With the grids of this call.", autocompletion=calls, metavar="CALL")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of titles and descriptions.")] = Language.EN,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print the JSON Schema of a kind of document, for editors and other programs.

    Example: asipgrid schema request --call requests/example-2010
    """
    found = None if call is None or kind in ANSWERS else opened(call)
    text = forms.schema_text(dialect.shipped(kind)) if kind in ANSWERS else schema_text(kind, lang, found)
    if output in {None, Path("-")}:
        answer(text)
    else:
        written({cwd() / output: text}, force=force, quiet=quiet)
