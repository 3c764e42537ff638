"""Results as CSV: one row a request by id, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import msgpack

from asipgrid.formats import Look, Outline, cells
from asipgrid.formats.as_json import standing
from asipgrid.formats.exact_figures import ranked_on
from asipgrid.formats.figures import figures, truth_text
from asipgrid.model.calls import Call, Grid
from asipgrid.model.results import Assessment, Settled
from asipgrid.selection.columns import COUNT, FIGURE, MONEY, PAID, RANKED, columns
from asipgrid.text.escape import cell

_POINTS: Final = ("points", "points_of")
_NUMBERS: Final = frozenset({COUNT, FIGURE, MONEY, RANKED})


class Csv:
    """A heading, then one row a request by id; grid scores in columns named by the grid's id.

    In a call that comes after a stage, what became of the request there. The figure that ranks where no other column holds
    it, with the exact one where the call rounds it. Where the call tells scores in points, what they are out of, and the
    points of each grid (`INS_points`) with theirs. Sections stand behind the grids in the same way, always with their points.
    The applicant's name stands last.
    """

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """Rows are written in the dialect of the look."""
        self._currency, self._dialect = call.currency, look.dialect
        self.columns = columns(call, grids)

    def part(self, one: Assessment) -> bytes:
        """The figures of a request."""
        ranked = {} if one.ranked_on is None else ranked_on(one.ranked_on)
        if one.ranked_on is not None and isinstance(one.ranked_on.value, str):
            ranked["value"] = cell(one.ranked_on.value)
        found = {"ranked_on": ranked.get("value"), "ranked_on_exact": ranked.get("exact")}
        named = {"title": one.request.title.en, "applicant": one.request.named["applicant"]}
        alone = {"id": one.request.id, **named, **found, **figures(one.card)}
        return msgpack.encode([alone, one.request.requested, [one.full] * one.computed])

    def heading(self, outline: Outline) -> list[str]:
        """The names of the columns: all, unless some are asked for."""
        return list((outline.shown.selection.columns if outline.shown else ()) or self.columns)

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The heading and each row."""
        heading = self.heading(outline)
        found = (row(self._figures(*each), heading) for each in parts)
        numbers = {each.name for each in self.columns.values() if each.kind in _NUMBERS}
        return cells.rows(heading, found, dialect=self._dialect, figures=numbers)

    def _figures(self, settled: Settled, part: bytes) -> dict[str, Any]:
        alone, requested, worked = msgpack.decode(part)
        return {**alone, **standing(settled, requested, worked, self._currency)}


def row(data: Mapping[str, Any], heading: Sequence[str], text: Callable[[str], str] = cell) -> list[Any]:
    """What stands in each column; `text` is what becomes of what people wrote."""
    found = {
        **data,
        **_columns(data.get("sections", {})),
        "title": text(data["title"]),
        "applicant": None if data["applicant"] is None else text(data["applicant"]),
        "eligible": truth_text(data["eligible"]),
        **_columns(data["grids"]),
        "proposal": data["proposal"]["outcome"],
        "proposal_awarded": data["proposal"]["awarded"],
        "decision": data["decision"]["outcome"] if data["decision"] else None,
    }
    found.update({f"{PAID}{name}": amount for name, amount in data.get("paid", {}).items()})
    return [found.get(name) if name.startswith(PAID) else found[name] for name in heading]


def _columns(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of grids or sections by the names of their columns."""
    points = {f"{name}_{key}": each.get(key) for name, each in parts.items() for key in _POINTS}
    return {**points, **{name: each["score"] for name, each in parts.items()}}
