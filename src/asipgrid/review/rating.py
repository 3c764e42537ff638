"""What an assessor is asked about a request, and which request is due next. Asks nobody and writes nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.paths import facts
from asipgrid.model.calls import ByMark, Criterion, Grid
from asipgrid.model.judged import Fact, Judged, Scorecard, State
from asipgrid.model.panels import CONSENSUS, Panel
from asipgrid.model.places import Record
from asipgrid.model.requests import Mark, RatingSheet, Request
from asipgrid.model.results import Result
from asipgrid.model.values import exact


class RatingQuestion(Struct, frozen=True, kw_only=True):
    """One criterion put to an assessor: what its levels mean, what the request says, the marks that may be seen."""

    grid: Grid
    criterion: Criterion
    judging: ByMark
    facts: tuple[Fact, ...]
    documents: tuple[str, ...]
    others: tuple[tuple[str, Mark], ...]

    def level(self, written: str) -> Fraction | None:
        """The level that was typed, with a point or a comma, when it is on the scale."""
        if not _LEVEL.fullmatch(written):
            return None
        level = Fraction(written.replace(",", "."))
        return level if _is_on_scale(level, self.criterion, self.grid.step) else None


# More digits than any scale has are no level.
_LEVEL: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")


def _is_on_scale(level: Fraction, criterion: Criterion, step: Fraction) -> bool:
    return 0 <= level <= criterion.max and level % step == 0


def begun(grids: Iterable[Grid], record: Record) -> dict[str, Mark]:
    """The marks of a sheet that is not yet filled in: those that have a level of the scale and its reason."""
    scales = {criterion.id: (criterion, grid.step) for grid, criterion, _ in marked(grids)}
    found = {}
    for name, mark in (record.data.get("marks") or {}).items():
        level, why = (mark or {}).get("level"), (mark or {}).get("why")
        if name in scales and why is not None and level is not None and _is_on_scale(exact(level), *scales[name]):
            found[name] = Mark(level=exact(level), why=why, place=record.place(("marks", name)))
    return found


def questions(
    result: Result, request: str, assessor: str, sheets: Sequence[RatingSheet], *, blind: bool
) -> tuple[RatingQuestion, ...]:
    """What one assessor is asked about a request, in the order of the grids; criteria that do not apply are left out.

    When `blind`, the marks of the others are shown only once every criterion has one of this assessor.
    """
    ranked = next(each for each in result.requests if each.request.id == request)
    wanted = asked(result.call.panel, result.grids, ranked.card, assessor)
    mine = own(sheets, request, assessor)
    hidden = blind and any(name not in mine for name in wanted)
    others = [each for each in sheets if each.request == request and each.assessor != assessor]
    return tuple(
        _question(ranked.request, grid, criterion, judging, () if hidden else others)
        for grid, criterion, judging in marked(result.grids)
        if criterion.id in wanted
    )


def marked(grids: Iterable[Grid]) -> tuple[tuple[Grid, Criterion, ByMark], ...]:
    """The criteria that assessors mark, in the order of the call's grids."""
    return tuple(
        (grid, criterion, criterion.judging)
        for grid in grids
        for criterion in grid.criteria
        if isinstance(criterion.judging, ByMark)
    )


def asked(panel: Panel | None, grids: Iterable[Grid], card: Scorecard, assessor: str | None = None) -> tuple[str, ...]:
    """The criteria that assessors mark on a request, or that one is asked for; those that do not apply are left out.

    One is not asked for grids that others mark; nor, where further assessors are called in, for what enough others have
    marked.
    """
    names = {criterion.id for _, criterion, _ in marked(grids)}
    every = [each for each in card.criteria if each.id in names and each.state is not State.NOT_APPLICABLE]
    if panel is None or assessor is None:
        return tuple(each.id for each in every)
    return tuple(each.id for each in every if panel.asks(assessor, each.grid) and not _enough(panel, each, assessor))


def _enough(panel: Panel, each: Judged, assessor: str) -> bool:
    """Whether so many others have marked a criterion that this assessor, who has not, need not."""
    if not panel.calls_in or assessor == CONSENSUS:
        return False
    others = [name for name, _ in each.marks]
    return assessor not in others and len(others) >= marks_needed(panel, each)


def marks_needed(panel: Panel, each: Judged) -> int:
    """How many marks a criterion of a request needs: one more where a further assessor is called in."""
    reason = each.judgement.reason
    called: int | None = reason.values.get("need") if reason.key == "unrated" else None
    return called or panel.need(each.grid)


def _question(
    request: Request, grid: Grid, criterion: Criterion, judging: ByMark, others: Iterable[RatingSheet]
) -> RatingQuestion:
    read = set(criterion.reads)
    evidence = request.data.get("evidence", ())
    return RatingQuestion(
        grid=grid,
        criterion=criterion,
        judging=judging,
        facts=facts(criterion.reads, request.data, request.record),
        documents=tuple(
            f"{each['id']} {each['title']}" for each in evidence if read.intersection(each.get("supports", ()))
        ),
        others=tuple((sheet.assessor, sheet.marks[criterion.id]) for sheet in others if criterion.id in sheet.marks),
    )


def own(sheets: Sequence[RatingSheet], request: str, assessor: str) -> Mapping[str, Mark]:
    """The marks that an assessor has given a request, by criterion."""
    found = (sheet.marks for sheet in sheets if (sheet.request, sheet.assessor) == (request, assessor))
    return next(found, {})


def due(result: Result, assessor: str, sheets: Sequence[RatingSheet]) -> tuple[str, ...]:
    """The requests this assessor has still to mark: fewest marks of others first, then by id.

    A request with a conflict of interest, or on which every criterion that applies is marked, is not due.
    """
    waiting = []
    for ranked in result.by_id():
        about = [each for each in sheets if each.request == ranked.request.id]
        conflict = any(each.conflict for each in about if each.assessor == assessor)
        mine = own(about, ranked.request.id, assessor)
        if not conflict and any(
            name not in mine for name in asked(result.call.panel, result.grids, ranked.card, assessor)
        ):
            others = sum(len(each.marks) for each in about if each.assessor != assessor)
            waiting.append((others, ranked.request.id))
    return tuple(name for _, name in sorted(waiting))
