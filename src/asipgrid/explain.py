"""One request followed by hand: what each criterion gives, and how the request stands to the line."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.allocate import cents
from asipgrid.model import Explanation, Outcome, Quantity, Ranked, Reason, Result, Status
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
    )


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
