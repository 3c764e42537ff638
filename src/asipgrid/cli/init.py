"""`asipgrid init`: a workspace to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asipgrid.cli import start
from asipgrid.cli.options import ForceOption, LangOption, QuietOption
from asipgrid.cli.start import NewOptions
from asipgrid.model.places import Language


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new workspace.", metavar="DIR")],
    *,
    lang: LangOption = Language.EN,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a workspace that checks and scores as it is: grids, a call, a commented request, two rating sheets.

    Example: asipgrid init my-calls
    """
    start.init(folder, NewOptions(language=lang, output=None, force=force, quiet=quiet))
