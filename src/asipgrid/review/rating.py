"""What an assessor is asked about a request, and which request is due next. Asks nobody and writes nothing itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.plan import Plan
from asipgrid.model.calls import ByMark, Criterion, Grid
from asipgrid.model.places import Record
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import Explanation, Fact, Result, State
from asipgrid.model.values import exact
from asipgrid.review.explain import explain


class Question(Struct, frozen=True, kw_only=True):
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
        return level if _is_on_scale(level, self.grid) else None


# More digits than any scale has are no level.
_LEVEL: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")


def _is_on_scale(level: Fraction, grid: Grid) -> bool:
    return 0 <= level <= grid.max and level % grid.step == 0


def begun(plan: Plan, record: Record) -> dict[str, Mark]:
    """The marks of a sheet that is not yet filled in: those that have a level of the scale and its reason."""
    grids = {criterion.id: grid for grid, criterion, _ in marked(plan)}
    found = {}
    for name, mark in (record.data.get("marks") or {}).items():
        level, why = (mark or {}).get("level"), (mark or {}).get("why")
        if name in grids and why is not None and level is not None and _is_on_scale(exact(level), grids[name]):
            found[name] = Mark(level=exact(level), why=why, place=record.place(("marks", name)))
    return found


def questions(
    plan: Plan, result: Result, request: str, assessor: str, sheets: Sequence[RatingSheet], *, blind: bool
) -> tuple[Question, ...]:
    """What one assessor is asked about a request, in the order of the grids; criteria that do not apply are left out.

    When `blind`, the marks of the others are shown only once every criterion has one of this assessor.
    """
    told = explain(plan, result, request)
    asked = [(grid, each, judging) for grid, each, judging in marked(plan) if _applies(told, each)]
    mine = own(sheets, request, assessor)
    hidden = blind and any(criterion.id not in mine for _, criterion, _ in asked)
    heard = () if hidden else tuple(each for each in sheets if each.request == request and each.assessor != assessor)
    return tuple(_question(told, grid, criterion, judging, heard) for grid, criterion, judging in asked)


def marked(plan: Plan) -> tuple[tuple[Grid, Criterion, ByMark], ...]:
    """The criteria that assessors mark, in the order of the call's grids."""
    return tuple(
        (planned.grid, each.criterion, each.criterion.judging)
        for planned in plan.grids
        for each in planned.criteria
        if isinstance(each.criterion.judging, ByMark)
    )


def _applies(told: Explanation, criterion: Criterion) -> bool:
    return told.ranked.card.criterion(criterion.id).state is not State.NOT_APPLICABLE


def _question(
    told: Explanation, grid: Grid, criterion: Criterion, judging: ByMark, heard: Sequence[RatingSheet]
) -> Question:
    read = set(criterion.reads)
    return Question(
        grid=grid,
        criterion=criterion,
        judging=judging,
        facts=told.texts.get(criterion.id, ()),
        documents=tuple(f"{each.id} {each.title}" for each in told.evidence if read.intersection(each.supports)),
        others=tuple((sheet.assessor, sheet.marks[criterion.id]) for sheet in heard if criterion.id in sheet.marks),
    )


def own(sheets: Sequence[RatingSheet], request: str, assessor: str) -> Mapping[str, Mark]:
    """The marks that an assessor has given a request, by criterion."""
    found = (sheet.marks for sheet in sheets if (sheet.request, sheet.assessor) == (request, assessor))
    return next(found, {})


def due(result: Result, plan: Plan, assessor: str, sheets: Sequence[RatingSheet]) -> tuple[str, ...]:
    """The requests this assessor has still to mark: fewest marks of others first, then by id.

    A request with a conflict of interest, or on which every criterion that applies is marked, is not due.
    """
    waiting = []
    for ranked in result.by_id():
        name = ranked.request.id
        conflict = any(each.conflict for each in sheets if (each.request, each.assessor) == (name, assessor))
        asked = questions(plan, result, name, assessor, sheets, blind=False)
        missing = any(each.criterion.id not in own(sheets, name, assessor) for each in asked)
        if missing and not conflict:
            others = sum(len(each.marks) for each in sheets if each.request == name and each.assessor != assessor)
            waiting.append((others, name))
    return tuple(name for _, name in sorted(waiting))
