"""One request followed by hand: what each criterion gives, and how the request stands to the line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from asipgrid.allocate import cents
from asipgrid.conditions import facts, leaves
from asipgrid.model import (
    Call,
    Commitment,
    Evidence,
    Explanation,
    Fact,
    Outcome,
    Quantity,
    Ranked,
    Reason,
    Request,
    Result,
    Status,
)
from asipgrid.plan import Plan
from asipgrid.score import shares

PAID = frozenset({Status.FUNDED, Status.PARTIAL})


def explain(plan: Plan, result: Result, request: str) -> Explanation:
    """The explanation of one request of a result; KeyError when the result does not hold it."""
    ranked = next((each for each in result.requests if each.request.id == request), None)
    if ranked is None:
        raise KeyError(request)
    worth = shares(plan, ranked.card)
    gives = {
        each.id: worth[each.id] * each.value
        for each in ranked.card.criteria
        if each.id in worth and each.value is not None
    }
    return Explanation(
        result=result,
        ranked=ranked,
        shares=worth,
        gives=gives,
        standing=tuple(_standing(result, ranked)),
        places={name: criterion.place for name, criterion in plan.criteria.items()},
        texts=_texts(plan, ranked.request),
        unread=tuple(_unread(plan, ranked)),
        commitments=tuple(_commitments(result.call, ranked.request)),
        evidence=tuple(_evidence(result.call, ranked.request)),
    )


def _texts(plan: Plan, request: Request) -> dict[str, tuple[Fact, ...]]:
    """What the request says for the assessors, by criterion: the facts that its `reads` names."""
    return {
        name: facts(criterion.reads, request.data, request.record)
        for name, criterion in plan.criteria.items()
        if criterion.reads
    }


def _unread(plan: Plan, ranked: Ranked) -> Iterator[Fact]:
    """The facts in the grids' blocks that no criterion shows, in the order of the request."""
    request = ranked.request
    shown = {fact.path for each in ranked.card.criteria for found in each.found for fact in found.facts}
    shown |= {path for criterion in plan.criteria.values() for path in criterion.reads}
    blocks = {planned.grid.block for planned in plan.grids}
    for path in leaves({key: value for key, value in request.data.items() if key in blocks}):
        if not shown.intersection(itertools.accumulate(map(str, path), "{}.{}".format)):
            yield from facts((".".join(map(str, path)),), request.data, request.record)


def _commitments(call: Call, request: Request) -> Iterator[Commitment]:
    for item in request.data.get("commitments", ()):
        yield Commitment(
            path=item["path"], target=item["target"], by=item.get("by"), source=_source(call, item.get("source"))
        )


def _evidence(call: Call, request: Request) -> Iterator[Evidence]:
    for item in request.data.get("evidence", ()):
        yield Evidence(
            id=item["id"],
            title=item["title"],
            date=item.get("date"),
            as_of=item.get("as_of"),
            file=item.get("file"),
            source=_source(call, item.get("source")),
            supports=tuple(item.get("supports", ())),
        )


def _source(call: Call, name: str | None) -> str | None:
    """The source's text, where the call lists its sources by a key."""
    return None if name is None else call.sources.get(name, name)


def _standing(result: Result, ranked: Ranked) -> Iterator[Reason]:
    """Rank among the fundable, distance to the last that was paid and to the first that was not, money left then."""
    if ranked.outcome is not Outcome.FUND or ranked.rank is None:
        return
    fundable = [each for each in result.requests if each.rank is not None]
    yield Reason("rank", {"rank": ranked.rank, "of": len(fundable), "by": result.call.rank_by})
    paid = [each for each in fundable if each.award.status in PAID]
    unpaid = [each for each in fundable if each.award.status not in PAID]
    if ranked.award.status in PAID and unpaid:
        yield from _distance("above_line", ranked, unpaid[0])
    if ranked.award.status not in PAID and paid:
        yield from _distance("below_line", ranked, paid[-1])
    if ranked.decision is not None:
        yield Reason("decided_first", {})
    elif ranked.award.left_before is not None:
        yield Reason("left_then", {"left": cents(ranked.award.left_before)})


def _distance(key: str, ranked: Ranked, other: Ranked) -> Iterator[Reason]:
    if ranked.card.score is not None and other.card.score is not None:
        gap = abs(ranked.card.score - other.card.score)
        values = {"request": other.request.id, "rank": other.rank, "score": Quantity(other.card.score, "score")}
        yield Reason(key if gap else "level_with_line", {**values, "gap": Quantity(gap, "score")})
