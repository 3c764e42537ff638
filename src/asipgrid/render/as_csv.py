"""Results as CSV: one row a request by id, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io

from asipgrid.escape import cell
from asipgrid.model import Result, Truth
from asipgrid.render import Look
from asipgrid.render.as_json import request


def result(report: Result, _look: Look) -> str:
    """A heading, then one row a request; grid scores in columns named by the grid's id."""
    grids = [grid.id for grid in report.grids]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            "id",
            "title",
            "rank",
            "outcome",
            "status",
            "score",
            "ceiling",
            "points",
            "completeness",
            "eligible",
            *grids,
            "requested",
            "awarded",
            "proposal",
            "proposal_awarded",
            "decision",
        ]
    )
    for ranked in report.by_id():
        data = request(ranked, report)
        decision = data["decision"]["outcome"] if data["decision"] else None
        row = [
            data["id"],
            cell(ranked.request.title.en),
            data["rank"],
            data["outcome"],
            data["status"],
            data["score"],
            data["ceiling"],
            data["points"],
            data["completeness"],
            _truth(data["eligible"]),
            *(data["grids"][name]["score"] for name in grids),
            data["requested"],
            data["awarded"],
            data["proposal"]["outcome"],
            data["proposal"]["awarded"],
            decision,
        ]
        writer.writerow(["" if value is None else value for value in row])
    return stream.getvalue()


def _truth(value: Truth) -> str:
    return {True: "true", False: "false", None: "not stated"}[value]
