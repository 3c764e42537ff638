"""Results as CSV: one row a request by id, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from asipgrid.escape import cell
from asipgrid.model import Result, Truth
from asipgrid.render import Look
from asipgrid.render.as_json import request

_BEFORE = ("id", "title", "rank", "outcome", "status", "score", "ceiling", "points", "completeness", "eligible")
_BEHIND = ("requested", "awarded", "proposal", "proposal_awarded", "decision")


def result(report: Result, _look: Look) -> str:
    """A heading, then one row a request; grid scores in columns named by the grid's id."""
    requests = ((ranked.request.title.en, request(ranked, report)) for ranked in report.by_id())
    return "".join(rows([grid.id for grid in report.grids], requests))


def rows(grids: Sequence[str], requests: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """The heading and a row for each request, from its title and what JSON says of it."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow([*_BEFORE, *grids, *_BEHIND])
    for title, data in requests:
        found = {
            **data,
            "title": cell(title),
            "eligible": _truth(data["eligible"]),
            **{name: data["grids"][name]["score"] for name in grids},
            "proposal": data["proposal"]["outcome"],
            "proposal_awarded": data["proposal"]["awarded"],
            "decision": data["decision"]["outcome"] if data["decision"] else None,
        }
        values = [found[name] for name in (*_BEFORE, *grids, *_BEHIND)]
        yield writer.writerow(["" if value is None else value for value in values])


class _Echo:
    """Gives back what is written to it: a row as text."""

    def write(self, text: str) -> str:
        return text


def _truth(value: Truth) -> str:
    return {True: "true", False: "false", None: "not stated"}[value]
