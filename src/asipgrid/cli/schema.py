"""`asipgrid schema`: the JSON Schema of a kind of document."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from asipgrid.cli import start
from asipgrid.cli.options import ForceOption, OutputOption, QuietOption, calls
from asipgrid.cli.start import NewOptions
from asipgrid.model.places import KINDS, Language

Kind = StrEnum("Kind", {name.upper(): name for name in (*KINDS, "result", "monitoring")})  # type: ignore[misc]


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
    start.schema(kind.value, call, NewOptions(language=lang, output=output, force=force, quiet=quiet))
