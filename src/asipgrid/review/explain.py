"""How one request came to its numbers: what each criterion gives, and how the request stands to the line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from asipgrid.engine.aggregate import given, shares
from asipgrid.engine.allocation import cents
from asipgrid.engine.measures import workings
from asipgrid.engine.next_step import facts_of, next_steps
from asipgrid.engine.paths import facts, leaves
from asipgrid.engine.plan import Plan, PlannedCriterion, PlannedGrid
from asipgrid.engine.rank_figures import figures, link_words, open_figure, quantity, ranked_by
from asipgrid.engine.rules import environment
from asipgrid.engine.statistic_words import statistic_reason
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.judged import Fact
from asipgrid.model.requests import Commitment, Evidence, Request
from asipgrid.model.results import GRANTED, Explanation, Ranked, RankedOn, Result
from asipgrid.model.values import Reason
from asipgrid.review.uncounted import uncounted


def explain(plan: Plan, result: Result, request: str) -> Explanation:
    """The explanation of one request of a result; KeyError when the result does not hold it."""
    ranked = next((each for each in result.requests if each.request.id == request), None)
    if ranked is None:
        raise KeyError(request)
    worth = shares(plan.call, result.grids, ranked.card)
    read = {each.id: facts_of(plan, ranked.request, each) for each in ranked.card.criteria}
    gives = {
        each.id: points for each in ranked.card.criteria if (points := given(ranked.card, each, worth)) is not None
    }
    return Explanation(
        result=result,
        ranked=ranked,
        shares=worth,
        gives=gives,
        standing=tuple(_standing(plan, result, ranked)),
        places={name: criterion.place for name, criterion in plan.criteria.items()},
        read=read,
        texts=_texts(plan, ranked.request),
        steps=next_steps(plan, ranked.request, ranked.card),
        unread=tuple(_unread(plan, ranked.request, {fact.path for facts in read.values() for fact in facts})),
        commitments=tuple(_commitments(result.call, ranked.request)),
        evidence=tuple(_evidence(result.call, ranked.request)),
        figures=tuple(map(statistic_reason, result.statistics)),
        worked=dict(_worked(plan, ranked.request)),
        uncounted=tuple(uncounted(plan.call, ranked)),
    )


def _worked(plan: Plan, request: Request) -> Iterator[tuple[str, tuple[Reason, ...]]]:
    """How the figures made of other figures were worked out, by criterion; those that have no figure are left out."""
    for grid in plan.grids:
        for each in grid.criteria:
            if found := worked_out(plan, request, grid, each):
                yield each.criterion.id, found


def worked_out(plan: Plan, request: Request, grid: PlannedGrid, planned: PlannedCriterion) -> tuple[Reason, ...]:
    """How the figures of a criterion, and those that its conditions read, were worked out, where they are made of others."""
    read = (path.text for each in planned.conditions for path in each.paths)
    asked = [grid.figures[name] for name in read if name in grid.figures]
    measures = [each.measure for each in (planned.figure, *asked) if each is not None and each.measure.parts]
    if not measures:
        return ()
    env = {**request.data, **plan.shared}
    told = {each.values["measure"]: each for measure in measures for each in workings(measure, env)}
    return tuple(told.values())


def _texts(plan: Plan, request: Request) -> dict[str, tuple[Fact, ...]]:
    """What the request says for the assessors, by criterion: the facts that its `reads` names."""
    return {
        name: facts(criterion.reads, request.data, request.record)
        for name, criterion in plan.criteria.items()
        if criterion.reads
    }


def _unread(plan: Plan, request: Request, read: set[str]) -> Iterator[Fact]:
    """The facts in the grids' blocks that no criterion shows (`read` and those for assessors), and no bonus, in order."""
    shown = read | {path for criterion in plan.criteria.values() for path in criterion.reads}
    shown |= {name.removeprefix("request.") for each in plan.bonus for path in each.paths for name in path.reads}
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


def _standing(plan: Plan, result: Result, ranked: Ranked) -> Iterator[Reason]:
    """Rank among the fundable, how far from those at the line, in what the call ranks by; the money left then.

    The committee's decisions are paid whatever their rank, and who asks for nothing whatever is left: no line runs there.
    """
    if ranked.outcome is not Outcome.FUND or ranked.rank is None:
        return
    fundable = [each for each in result.requests if each.rank is not None]
    values = {"rank": ranked.rank, "of": len(fundable), "by": ranked_by(plan.call, result.grids)}
    on = ranked.assessment.ranked_on
    yield Reason("rank", values) if on is None else _ranked_on(values, on)
    if on is not None and on.between:
        yield open_figure(on)
    in_turn = sorted((each for each in fundable if each.decision is None and each.proposal.ask != 0), key=_turn)
    # In a call of several envelopes, or under quotas, the line is not the same for all: the reasons say where each stopped.
    if ranked in in_turn and plan.belongings is None:
        yield from _distances(plan, ranked, in_turn)
    if ranked.decision is not None:
        yield Reason("decided_first", {})
    elif ranked.award.left_before is not None:
        yield Reason("left_then", {"left": cents(ranked.award.left_before)})


def _ranked_on(values: Mapping[str, Any], on: RankedOn) -> Reason:
    """The rank with the figure that gave it."""
    if on.value is None:
        return Reason("rank_not_stated", values)
    if on.exact is None:
        return Reason("rank_figure", {**values, "figure": on.value})
    return Reason("rank_rounded", {**values, "figure": on.value, "exact": on.exact})


def _turn(each: Ranked) -> tuple[int, int]:
    """When a request has its turn: by its rank, then by its place in a draw."""
    return each.rank or 0, each.award.drawn.values["place"] if each.award.drawn else 0


def _distances(plan: Plan, ranked: Ranked, in_turn: Sequence[Ranked]) -> Iterator[Reason]:
    paid = [each for each in in_turn if each.award.status in GRANTED]
    before, after = (
        [each for each in in_turn if each.award.status not in GRANTED and (_turn(each) < _turn(ranked)) is first]
        for first in (True, False)
    )
    if ranked.award.status in GRANTED:
        if after:
            yield _distance(plan, "next_unpaid", ranked, after[0])
        if before:
            yield _distance(plan, "first_skipped", ranked, before[0])
    elif paid and _turn(paid[-1]) >= _turn(ranked) and ranked.award.reason is not None and _found_money(ranked):
        skipped = Reason(f"skipped_{ranked.award.reason.key}", ranked.award.reason.values)
        yield _distance(plan, "last_paid_skipped", ranked, paid[-1], why=skipped)
    elif paid:
        yield _distance(plan, "last_paid", ranked, paid[-1])


def _found_money(ranked: Ranked) -> bool:
    """Whether there was money when the turn of a request came: among those ex aequo the one that fits may take it all."""
    return bool(ranked.award.left_before)


def _distance(plan: Plan, key: str, ranked: Ranked, other: Ranked, **more: Reason) -> Reason:
    mine, its = _turn(ranked), _turn(other)
    side = (mine < its) - (mine > its)
    step = _step(plan, ranked, other)
    return Reason(key, {"side": side, "request": other.request.id, "rank": other.rank, "step": step, **more})


def _step(plan: Plan, ranked: Ranked, other: Ranked) -> Reason:
    """The first step of the ranking that puts two requests apart: how far, and what the other one has there."""
    if ranked.rank == other.rank:
        return Reason("step_drawn" if _turn(ranked) != _turn(other) else "step_none")
    own, others = (figures(plan, each.card, environment(plan, each.request, each.card)) for each in (ranked, other))
    at = next(place for place, (mine, its) in enumerate(zip(own, others, strict=True)) if mine != its)
    words = [ranked_by(plan.call, [each.grid for each in plan.grids]), *map(link_words, plan.call.tie_break)]
    unit = plan.links[at].unit
    return Reason(
        "step",
        {
            "by": words[at],
            "same": tuple(words[:at]),
            "own": quantity(own[at], unit),
            "figure": quantity(others[at], unit),
            "lower": plan.links[at].link.ascending,
        },
    )
