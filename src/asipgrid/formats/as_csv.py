"""Results as CSV: one row a request by id, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import msgpack

from asipgrid.formats import Look, Outline, cells
from asipgrid.formats.as_json import standing
from asipgrid.formats.exact_figures import ranked_on
from asipgrid.formats.figures import figures, truth_text
from asipgrid.model.calls import Call, Grid
from asipgrid.model.results import Assessment, Settled
from asipgrid.text.escape import cell

_BEFORE: Final = ("id", "title", "rank", "outcome", "status", "score", "ceiling", "points", "completeness", "eligible")
_BEHIND: Final = ("requested", "awarded", "proposal", "proposal_awarded", "decision")
_APPLICANT: Final = "applicant"
_FROM: Final = "from_"
_POINTS: Final = ("points", "points_of")
AMOUNTS: Final = frozenset({"requested", "awarded", "proposal_awarded"})
FIGURES: Final = frozenset(
    {
        "rank",
        "score",
        "ceiling",
        "base_score",
        "bonus",
        *_POINTS,
        "completeness",
        *AMOUNTS,
        "ranked_on",
        "ranked_on_exact",
    }
)


class Csv:
    """A heading, then one row a request by id; grid scores in columns named by the grid's id.

    In a call that comes after a stage, what became of the request there. The figure that ranks where no other column holds
    it, with the exact one where the call rounds it. Where the call tells scores in points, what they are out of, and the
    points of each grid (`INS_points`) with theirs. Sections stand behind the grids in the same way, always with their points.
    The applicant's name stands last.
    """

    def __init__(self, call: Call, _grids: Sequence[Grid], look: Look) -> None:
        """Rows are written in the dialect of the look."""
        self._currency, self._dialect = call.currency, look.dialect

    def part(self, one: Assessment) -> bytes:
        """The figures of a request."""
        ranked = {} if one.ranked_on is None else ranked_on(one.ranked_on)
        if one.ranked_on is not None and isinstance(one.ranked_on.value, str):
            ranked["value"] = cell(one.ranked_on.value)
        found = {"ranked_on": ranked.get("value"), "ranked_on_exact": ranked.get("exact")}
        named = {"title": one.request.title.en, "applicant": one.request.named["applicant"]}
        alone = {"id": one.request.id, **named, **found, **figures(one.card)}
        return msgpack.encode([alone, one.request.requested])

    def heading(self, outline: Outline) -> tuple[str, ...]:
        """The names of the columns."""
        grids, points, sections, paid = _own_columns(outline)
        behind = {"rank": _ranked_on(outline.call), "points": ("points_of",) if points else ()}
        behind["ceiling"] = ("base_score", "bonus") if outline.call.bonus else ()
        before = [name for each in _BEFORE for name in (each, *behind.get(each, ()))]
        stages = ("stage_before",) if outline.call.stage_before is not None else ()
        return (*before, *stages, *grids, *points, *sections, *_BEHIND, *paid, _APPLICANT)

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The heading and each row."""
        heading = self.heading(outline)
        found = (row(self._figures(*each), heading) for each in parts)
        own = itertools.chain.from_iterable(_own_columns(outline))
        return cells.rows(heading, found, dialect=self._dialect, figures={*FIGURES, *own})

    def _figures(self, settled: Settled, part: bytes) -> dict[str, Any]:
        alone, requested = msgpack.decode(part)
        return {**alone, **standing(settled, requested, self._currency)}


def _own_columns(outline: Outline) -> tuple[list[str], list[str], list[str], list[str]]:
    """The columns that a call has of its own: grids, their points, sections, and what each envelope pays."""
    grids = [grid.id for grid in outline.grids]
    points = [f"{name}_{key}" for name in grids for key in _POINTS] if outline.call.in_points else []
    names = [section.id for grid in outline.grids for section in grid.sections]
    keys = _POINTS if outline.call.in_points else _POINTS[:1]
    sections = [column for name in names for column in (name, *(f"{name}_{key}" for key in keys))]
    # Ids of envelopes may be those of grids: what each pays stands behind `from_`.
    return grids, points, sections, [f"{_FROM}{each.id}" for each in outline.call.envelopes]


def _ranked_on(call: Call) -> tuple[str, ...]:
    """The columns of the figure that ranks, where others do not hold it."""
    if not call.ranks_on_more:
        return ()
    return ("ranked_on",) if call.rounding is None else ("ranked_on", "ranked_on_exact")


def row(data: Mapping[str, Any], heading: Sequence[str], text: Callable[[str], str] = cell) -> list[Any]:
    """What stands in each column; `text` is what becomes of what people wrote."""
    found = {
        **data,
        **_columns(data.get("sections", {})),
        "title": text(data["title"]),
        _APPLICANT: None if data[_APPLICANT] is None else text(data[_APPLICANT]),
        "eligible": truth_text(data["eligible"]),
        **_columns(data["grids"]),
        "proposal": data["proposal"]["outcome"],
        "proposal_awarded": data["proposal"]["awarded"],
        "decision": data["decision"]["outcome"] if data["decision"] else None,
    }
    found.update({f"{_FROM}{name}": amount for name, amount in data.get("paid", {}).items()})
    return [found.get(name) if name.startswith(_FROM) else found[name] for name in heading]


def _columns(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of grids or sections by the names of their columns."""
    points = {f"{name}_{key}": each.get(key) for name, each in parts.items() for key in _POINTS}
    return {**points, **{name: each["score"] for name, each in parts.items()}}
