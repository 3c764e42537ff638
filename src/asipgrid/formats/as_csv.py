"""Results as CSV: one row a request by id, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from asipgrid.formats import Look, cells
from asipgrid.formats.as_json import request
from asipgrid.model.places import Truth
from asipgrid.model.results import Result
from asipgrid.text.escape import cell

_BEFORE: Final = ("id", "title", "rank", "outcome", "status", "score", "ceiling", "points", "completeness", "eligible")
_BEHIND: Final = ("requested", "awarded", "proposal", "proposal_awarded", "decision")
_FIGURES: Final = frozenset(
    {"rank", "score", "ceiling", "points", "completeness", "requested", "awarded", "proposal_awarded"}
)


def result(report: Result, look: Look) -> str:
    """A heading, then one row a request; grid scores in columns named by the grid's id."""
    requests = ((ranked.request.title.en, request(ranked, report)) for ranked in report.by_id())
    return "".join(rows([grid.id for grid in report.grids], requests, look.dialect))


def rows(grids: Sequence[str], requests: Iterable[tuple[str, Mapping[str, Any]]], dialect: str) -> Iterator[str]:
    """The heading and a row for each request, from its title and what JSON says of it."""
    heading = (*_BEFORE, *grids, *_BEHIND)
    found = (_row(title, data, grids, heading) for title, data in requests)
    return cells.rows(heading, found, dialect=dialect, figures={*_FIGURES, *grids})


def _row(title: str, data: Mapping[str, Any], grids: Sequence[str], heading: Sequence[str]) -> list[Any]:
    found = {
        **data,
        "title": cell(title),
        "eligible": _truth(data["eligible"]),
        **{name: data["grids"][name]["score"] for name in grids},
        "proposal": data["proposal"]["outcome"],
        "proposal_awarded": data["proposal"]["awarded"],
        "decision": data["decision"]["outcome"] if data["decision"] else None,
    }
    return [found[name] for name in heading]


def _truth(value: Truth) -> str:
    return {True: "true", False: "false", None: "not stated"}[value]
