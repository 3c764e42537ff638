"""Marks that no figure of a request holds: of assessors with a conflict of interest, and what the panel's rules set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from asipgrid.engine.panel import trims
from asipgrid.model.calls import Call
from asipgrid.model.judged import Judged, State, Uncounted
from asipgrid.model.panels import Panel
from asipgrid.model.places import Id
from asipgrid.model.results import Ranked
from asipgrid.model.values import Quantity, Reason


def uncounted(call: Call, ranked: Ranked) -> Iterator[Uncounted]:
    """What is not counted of the marks on a request: whole sheets by assessor, then criterion by criterion, then scores."""
    panel, card = call.panel, ranked.card
    if panel is None:
        return
    yield from _sheets(ranked)
    for each in card.criteria:
        yield from _of_criterion(panel, each)
    if card.by_totals is not None and trims(card.by_totals, len(card.totals)):
        yield _trimmed([(each.assessor, each.score) for each in card.totals], None)


def _sheets(ranked: Ranked) -> Iterator[Uncounted]:
    """Sheets of which no mark counts: a conflict of interest, or less marked than a score in total takes."""
    heard = {assessor for each in ranked.card.criteria for assessor, _ in each.marks}
    for sheet in sorted(ranked.sheets, key=lambda each: each.assessor):
        reason = Reason("conflict" if sheet.conflict else "not_whole", {"assessor": sheet.assessor})
        if sheet.conflict or (sheet.marks and not sheet.consensus and sheet.assessor not in heard):
            yield Uncounted(assessors=(sheet.assessor,), criterion=None, reason=reason, place=sheet.declared)


def _of_criterion(panel: Panel, each: Judged) -> Iterator[Uncounted]:
    if not each.marks:
        return
    names, levels = tuple(Id(name) for name, _ in each.marks), [(name, mark.level) for name, mark in each.marks]
    if each.state is State.NOT_APPLICABLE:
        yield _together("not_asked", names, each.id)
    elif each.consensus is not None:
        yield _together("replaced", names, each.id)
    elif each.level is not None and trims(panel.how(each.id, each.grid), len(levels)):
        yield _trimmed(levels, each.id)


def _together(key: str, names: tuple[Id, ...], criterion: str) -> Uncounted:
    return Uncounted(assessors=names, criterion=criterion, reason=Reason(key, {"id": criterion, "names": names}))


def _trimmed(given: Sequence[tuple[str, Fraction]], criterion: str | None) -> Uncounted:
    """One of the highest and one of the lowest: whose, where several gave the same, is all one."""
    ordered = sorted(figure for _, figure in given)
    low, high = ordered[0], ordered[-1]
    names = tuple(Id(name) for name, figure in given if figure in {low, high})
    if criterion is None:
        values = {"low": Quantity(low, "score"), "high": Quantity(high, "score")}
        return Uncounted(assessors=names, criterion=None, reason=Reason("trimmed_totals", values))
    return Uncounted(
        assessors=names, criterion=criterion, reason=Reason("trimmed", {"id": criterion, "low": low, "high": high})
    )
