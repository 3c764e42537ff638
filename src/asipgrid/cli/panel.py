"""`asipgrid panel`: the assessors of a call, seen together."""

from __future__ import annotations

from asipgrid import files, render, run
from asipgrid.cli.console import Color, answer, cwd, look
from asipgrid.cli.score import decided
from asipgrid.jury import jury


def panel(call: str, format_: str, color: Color, *, quiet: bool, verbose: bool) -> None:
    """Print who has marked what, disagreement, agreement and severity."""
    space = files.find_call(call, cwd())
    page = look(color, space.root)
    result, case = decided(space, page, json=format_ == "json", keep_going=False, quiet=quiet, verbose=verbose)
    if case.call.panel is None:
        raise files.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    answer(render.renderer(render.PANEL, format_)(jury(run.planned(case), result, case.sheets), page))
