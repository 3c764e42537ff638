"""`asipgrid panel`: the assessors of a call, seen together."""

from __future__ import annotations

from asipgrid import formats, pipeline
from asipgrid.cli.console import Color, answer, cwd, look
from asipgrid.cli.score import decided, whole, with_dialect
from asipgrid.documents import workspace
from asipgrid.review.panel_report import panel_report


def panel(
    call: str, format_: str, color: Color, *, csv_dialect: str | None, keep_going: bool, quiet: bool, verbose: bool
) -> None:
    """Print who has marked what, disagreement, agreement and severity."""
    space = workspace.find_call(call, cwd())
    page = with_dialect(look(color, space.root), format_, csv_dialect)
    result, case = decided(space, color, keep_going=keep_going, quiet=quiet, verbose=verbose)
    if case.call.panel is None:
        raise workspace.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    answer(formats.renderer(formats.PANEL, format_)(panel_report(pipeline.planned(case), result, case.sheets), page))
    whole(result)
