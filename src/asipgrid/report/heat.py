"""The heat map: every request against every criterion, a level or a sign in each cell."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from asipgrid.model.judged import Judged, State
from asipgrid.model.results import Result
from asipgrid.report.page import HeatCell, HeatCriterion, HeatLine
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords

SIGNS: Final = {
    State.UNKNOWN: "?",
    State.UNSUPPORTED: "¿",
    State.UNRATED: "…",
    State.NOT_APPLICABLE: "–",
    State.INFO: "i",
}
GATES: Final = {True: ("✓", "gate_yes"), False: ("✗", "gate_no"), None: ("?", "gate_open")}
_STEPS: Final = 4


def criteria(result: Result, words: ReportWords) -> Iterator[HeatCriterion]:
    """The columns: the criteria in the order of the grids."""
    for grid in result.grids:
        for place, each in enumerate(grid.criteria):
            begins = len(grid.criteria) if place == 0 else 0
            yield HeatCriterion(each.id, words.said(each.question), grid.id, begins)


def heat_lines(result: Result, words: ReportWords) -> Iterator[HeatLine]:
    """The rows: the requests as the ranking has them."""
    # Most cells are alike, and a call of a thousand requests has fifty thousand.
    made: dict[tuple[Any, ...], HeatCell] = {}
    for each in result.requests:
        yield HeatLine(
            each.request.id,
            words.said(each.request.title),
            tuple(_known(made, one, words) for one in each.card.criteria),
        )


def _known(made: dict[tuple[Any, ...], HeatCell], each: Judged, words: ReportWords) -> HeatCell:
    passes = None if each.gate is None else each.gate.passes
    key = (each.state, each.gate is None, passes, each.level, each.ceiling, each.value)
    found = made.get(key)
    if found is None:
        found = made[key] = cell(each, words)
    return found


def cell(each: Judged, words: ReportWords) -> HeatCell:
    """What a criterion comes to: a gate's answer, a sign where something is missing, else its level."""
    if each.level is None and each.gate is not None and each.state is not State.NOT_APPLICABLE:
        sign, key = GATES[each.gate.passes]
        return HeatCell(
            f"g{'1' if each.gate.passes else '0' if each.gate.passes is False else 'q'}", sign, words.labels[key]
        )
    sign = SIGNS.get(each.state, "")
    said = words.labels[f"state_{each.state.value}"] if sign else ""
    if each.level is None or each.state is State.NOT_APPLICABLE:
        return HeatCell("n", sign or "–", said)
    level = words.level(each.level, each.ceiling)
    if sign and not each.level:
        # Nothing is known, and nothing is given: the sign says more than 0.
        return HeatCell("q", sign, said)
    return HeatCell(f"h{step(each.value)}", f"{level}{sign}", said)


def step(value: Fraction | None) -> int:
    """The shade of a worth from 0 to 1: 0 for nothing, 4 for all of it."""
    if not value:
        return 0
    return max(1, min(_STEPS, int(value * _STEPS)))


def heat_key(words: ReportWords) -> Iterator[HeadLine]:
    """What the signs say."""
    for sign, key in GATES.values():
        if sign != "?":
            yield HeadLine(sign, words.labels[key])
    for state, sign in SIGNS.items():
        yield HeadLine(sign, words.labels[f"state_{state.value}"])
