"""Results as CSV by criterion: one row a request and criterion, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from msgspec import msgpack

from asipgrid.engine.aggregate import shares
from asipgrid.formats import Look, Outline, cells
from asipgrid.formats.exact_figures import figure
from asipgrid.formats.figures import level_of, truth_text
from asipgrid.model.calls import Call, Criterion, Grid
from asipgrid.model.judged import Judged
from asipgrid.model.results import Assessment, Settled
from asipgrid.text.escape import cell
from asipgrid.text.numbers import as_written
from asipgrid.text.phrases import Speaker

_ALONE: Final = (
    "grid", "section", "criterion", "state", "level", "ceiling", "of", "value", "ceiling_value", "weight", "share",
    "gives", "gives_at_most", "marks", "gate", "passes", "figure", "unit", "reason",
)  # fmt: skip
COLUMNS: Final = ("request", "rank", "outcome", *_ALONE)
_FIGURES: Final = frozenset({"rank", "figure", "marks", *_ALONE[_ALONE.index("level") : _ALONE.index("marks")]})


class CsvByCriterion:
    """A heading, then the criteria of each request in the order of the grids, requests by id.

    Levels have at most two decimals, what is computed at most six: what the level is worth from 0 to 1, how many of the
    100 points of the score (without bonus) the criterion is worth, and how many of these the level gives.
    """

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """Rows are written in the dialect of the look."""
        self._call, self._grids, self._dialect = call, grids, look.dialect
        self._speaker = Speaker(currency=call.currency)
        self._criteria = {each.id: each for grid in grids for each in grid.criteria}
        self._sections = {name: each.id for grid in grids for each in grid.sections for name in each.criteria}

    def part(self, one: Assessment) -> bytes:
        """The rows of a request."""
        worth = shares(self._call, self._grids, one.card)
        rows = [self._row(each, self._criteria[each.id], worth.get(each.id)) for each in one.card.criteria]
        return msgpack.encode([one.request.id, rows])

    def whole(self, _outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The heading and each row."""
        found = (row for settled, part in parts for row in _placed(settled, part))
        return cells.rows(COLUMNS, found, dialect=self._dialect, figures=_FIGURES)

    def _row(self, each: Judged, asked: Criterion, worth: Fraction | None) -> list[cells.Cell]:
        gate, unit = each.gate, each.judgement.measured
        return [
            each.grid,
            self._sections.get(each.id),
            each.id,
            each.state.value,
            level_of(each.level),
            level_of(each.ceiling),
            str(asked.max) if asked.max else None,
            _figure(each.value),
            _figure(each.ceiling_value),
            as_written(each.weight),
            _figure(worth),
            _times(worth, each.value),
            _times(worth, each.ceiling_value),
            len(each.marks),
            None if gate is None else gate.kind,
            None if gate is None else truth_text(gate.passes),
            _figure(each.figure),
            None if unit is None else cell(str(unit)),
            cell(self._speaker.say(each.reason)),
        ]


def _placed(settled: Settled, part: bytes) -> Iterator[list[cells.Cell]]:
    request, rows = msgpack.decode(part)
    return ([request, settled.rank, settled.outcome.value, *row] for row in rows)


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else figure(value)


def _times(worth: Fraction | None, value: Fraction | None) -> str | None:
    return None if worth is None or value is None else figure(worth * value)
