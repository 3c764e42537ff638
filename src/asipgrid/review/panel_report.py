"""The assessors of a call seen together: who has marked what, where they disagree, how far they agree, how severe each is.

Nothing here touches a score: a severity is shown, never applied (scoring, 2.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from asipgrid.engine.plan import Plan
from asipgrid.model.calls import Call
from asipgrid.model.judged import Judged, Scorecard
from asipgrid.model.places import Id
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import Result
from asipgrid.model.values import Reason
from asipgrid.review.agreement import icc1k, krippendorff_alpha
from asipgrid.review.rating import asked, marks_needed

# An assessor's severity rests on requests that others have marked too; on fewer it says nothing.
FEWEST_REQUESTS: Final = 2

Unit = tuple[str, str]
"""One criterion of one request: what assessors mark."""


class Coverage(Struct, frozen=True, kw_only=True):
    """What one assessor has done on one request: criteria marked of those asked, or a conflict of interest."""

    request: str
    assessor: str
    conflict: bool
    marked: int
    asked: int
    missing: tuple[str, ...]


class StillToMark(Struct, frozen=True, kw_only=True):
    """What a request still needs: the criteria with fewer marks than they need (at most `need`), and the marks missing.

    `why` says why more are needed than elsewhere, where a further assessor is called in; `may` names the assessors of
    the call without a sheet on it who mark some of these.
    """

    request: str
    criteria: tuple[str, ...]
    marks: int
    need: int
    why: tuple[Reason, ...] = ()
    may: tuple[str, ...] = ()


class Disagreement(Struct, frozen=True, kw_only=True):
    """One criterion of one request on which the assessors disagree."""

    request: str
    criterion: str
    reason: Reason
    marks: tuple[tuple[str, Mark], ...]
    consensus: Mark | None


class Statistic(Struct, frozen=True, kw_only=True):
    """A measure of agreement and the criteria of requests it rests on; without a value, why."""

    name: str
    value: Fraction | None
    subjects: int
    reason: Reason | None = None


class Severity(Struct, frozen=True, kw_only=True):
    """How many levels an assessor marks below the others on the same criteria, and on how many requests that rests."""

    assessor: str
    levels: Fraction
    requests: int
    marks: int


class PanelReport(Struct, frozen=True, kw_only=True):
    """Everything about the assessors of a call, by request, by assessor, by criterion; `refused` is why no severity.

    `notes` name what is not yet filled in, and who has a weight and no sheet.
    """

    call: Call
    assessors: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    still_to_mark: tuple[StillToMark, ...]
    disagreements: tuple[Disagreement, ...]
    agreement: tuple[Statistic, ...]
    severity: tuple[Severity, ...]
    refused: Reason | None
    notes: tuple[Reason, ...]
    sheets: tuple[RatingSheet, ...]


def panel_report(plan: Plan, result: Result, sheets: Sequence[RatingSheet]) -> PanelReport:
    """The assessors of a call; requests and assessors by id, criteria in the order of the grids."""
    units = _units(plan, [sheet for sheet in sheets if not sheet.conflict and not sheet.consensus])
    cards = {ranked.request.id: ranked.card for ranked in result.requests}
    coverage = tuple(_coverage(result, cards, sheets))
    severity, refused = _severity(units)
    return PanelReport(
        call=plan.call,
        assessors=tuple(sorted({sheet.assessor for sheet in sheets if not sheet.consensus})),
        coverage=coverage,
        still_to_mark=tuple(_still_to_mark(plan.call, result, coverage)),
        disagreements=tuple(_disagreements(result)),
        agreement=_agreement(plan.call, units),
        severity=severity,
        refused=refused,
        notes=(*result.unfilled, *_weighed_for_nothing(plan.call, sheets)),
        sheets=tuple(sorted(sheets, key=lambda sheet: (sheet.request, sheet.consensus, sheet.assessor))),
    )


def _coverage(result: Result, cards: Mapping[Id, Scorecard], sheets: Sequence[RatingSheet]) -> Iterator[Coverage]:
    for sheet in sorted(sheets, key=lambda each: (each.request, each.assessor)):
        if sheet.consensus:
            continue
        names = asked(result.call.panel, result.grids, cards[sheet.request], sheet.assessor)
        missing = () if sheet.conflict else tuple(name for name in names if name not in sheet.marks)
        yield Coverage(
            request=sheet.request,
            assessor=sheet.assessor,
            marked=0 if sheet.conflict else len(names) - len(missing),
            asked=len(names),
            missing=missing,
            conflict=sheet.conflict,
        )


def _still_to_mark(call: Call, result: Result, coverage: Sequence[Coverage]) -> Iterator[StillToMark]:
    panel = call.panel
    if panel is None:
        return
    known = sorted({each.assessor for each in coverage} | {name for own in panel.of_grids.values() for name in own.by})
    seen = {(each.request, each.assessor) for each in coverage}
    for ranked in result.by_id():
        wanted = asked(panel, result.grids, ranked.card)
        missing = [
            (each, marks_needed(panel, each) - len(each.marks)) for each in ranked.card.criteria if each.id in wanted
        ]
        short = [(each, count) for each, count in missing if count > 0]
        if short:
            grids, request = {each.grid for each, _ in short}, ranked.request.id
            free = (name for name in known if (request, name) not in seen)
            yield StillToMark(
                request=request,
                criteria=tuple(each.id for each, _ in short),
                marks=sum(count for _, count in short),
                need=max(marks_needed(panel, each) for each, _ in short),
                why=_called_in(each for each, _ in short),
                may=tuple(name for name in free if any(panel.asks(name, grid) for grid in grids)),
            )


def _weighed_for_nothing(call: Call, sheets: Sequence[RatingSheet]) -> Iterator[Reason]:
    """That assessors have a weight and no sheet: they have not begun, or bear another name there."""
    known = {sheet.assessor for sheet in sheets}
    names = tuple(name for name in (call.panel.weights if call.panel else ()) if name not in known)
    if names:
        yield Reason("weighed_for_nothing", {"names": names, "count": len(names)})


def _called_in(short: Iterable[Judged]) -> tuple[Reason, ...]:
    """Why further assessors are called in, each reason once."""
    found = [each.judgement.reason.values.get("why") for each in short]
    return tuple(each for at, each in enumerate(found) if each is not None and each not in found[:at])


def _disagreements(result: Result) -> list[Disagreement]:
    return [
        Disagreement(
            request=ranked.request.id,
            criterion=each.id,
            reason=each.disagreement,
            marks=each.marks,
            consensus=each.consensus,
        )
        for ranked in result.by_id()
        for each in ranked.card.criteria
        if each.disagreement is not None
    ]


def _units(plan: Plan, sheets: Sequence[RatingSheet]) -> dict[Unit, dict[str, Fraction]]:
    """Every mark as a part of its scale, by criterion of a request and assessor."""
    top = {name: criterion.max for name, criterion in plan.criteria.items()}
    units: dict[Unit, dict[str, Fraction]] = {}
    for sheet in sorted(sheets, key=lambda each: (each.request, each.assessor)):
        for name, mark in sheet.marks.items():
            if name in top:
                units.setdefault((sheet.request, name), {})[sheet.assessor] = mark.level / top[name]
    return dict(sorted(units.items()))


def _agreement(call: Call, units: Mapping[Unit, Mapping[str, Fraction]]) -> tuple[Statistic, ...]:
    least = call.panel.subjects if call.panel else 0
    several = [marks for marks in units.values() if len(marks) > 1]
    names = sorted({name for marks in several for name in marks})
    alpha = krippendorff_alpha([[marks.get(name) for marks in several] for name in names]) if several else None
    sizes = Counter(len(marks) for marks in several)
    size = max(sizes, key=lambda each: (sizes[each], each), default=0)
    groups = [list(marks.values()) for marks in several if len(marks) == size]
    return (
        _statistic("alpha", alpha, len(several), least),
        _statistic("icc", icc1k(groups) if groups else None, len(groups), least),
    )


def _statistic(name: str, value: Fraction | None, subjects: int, least: int) -> Statistic:
    if subjects < least:
        reason = Reason("too_few_subjects", {"have": subjects, "need": least})
        return Statistic(name=name, value=None, subjects=subjects, reason=reason)
    unknown = Reason("nothing_varies") if value is None else None
    return Statistic(name=name, value=value, subjects=subjects, reason=unknown)


def _severity(units: Mapping[Unit, Mapping[str, Fraction]]) -> tuple[tuple[Severity, ...], Reason | None]:
    """The additive model `mark = unit − severity`, by least squares, severities summing to 0; or why there is none."""
    shared = {unit: marks for unit, marks in units.items() if len(marks) > 1}
    names = sorted({name for marks in units.values() for name in marks})
    rests = {name: {request for (request, _), marks in shared.items() if name in marks} for name in names}
    thin = tuple(name for name in names if len(rests[name]) < FEWEST_REQUESTS)
    if not names:
        return (), Reason("no_marks")
    if len(names) < 2 or thin:
        return (), Reason("severity_thin", {"assessors": thin or tuple(names), "need": FEWEST_REQUESTS})
    apart = _groups(names, shared)
    if len(apart) > 1:
        return (), Reason("severity_apart", {"groups": "; ".join(" and ".join(group) for group in apart)})
    found = _solved(names, shared)
    return tuple(
        Severity(
            assessor=name,
            levels=-found[name],
            requests=len(rests[name]),
            marks=sum(name in marks for marks in shared.values()),
        )
        for name in names
    ), None


def _groups(names: Sequence[str], shared: Mapping[Unit, Mapping[str, Fraction]]) -> list[list[str]]:
    """The assessors that marks in common join, group by group."""
    group = {name: name for name in names}
    for marks in shared.values():
        first, *others = sorted(marks)
        for other in others:
            old, new = group[other], group[first]
            group = {name: new if each == old else each for name, each in group.items()}
    return [[name for name in names if group[name] == each] for each in sorted(set(group.values()))]


def _solved(names: Sequence[str], shared: Mapping[Unit, Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """Each assessor's mean distance from the marks that others would have given: normal equations, exactly."""
    place = {name: index for index, name in enumerate(names)}
    size = len(names)
    rows = [[Fraction(0)] * (size + 1) for _ in names]
    for marks in shared.values():
        mean = sum(marks.values(), Fraction(0)) / len(marks)
        for name, mark in marks.items():
            row = rows[place[name]]
            row[place[name]] += 1
            row[size] += mark - mean
            for other in marks:
                row[place[other]] -= Fraction(1, len(marks))
    # The equations tell differences only: the last one is replaced by "they sum to 0".
    rows[-1] = [Fraction(1)] * size + [Fraction(0)]
    for column in range(size):
        pivot = next(index for index in range(column, size) if rows[index][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for index in range(size):
            if index != column and rows[index][column]:
                factor = rows[index][column]
                rows[index] = [a - factor * b for a, b in zip(rows[index], rows[column], strict=True)]
    return {name: rows[place[name]][size] for name in names}
