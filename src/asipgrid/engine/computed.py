"""Amounts that a call works out, each with its sum: exact, in whole cents, from nothing that is not known."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.engine.conditions import Condition
from asipgrid.engine.criteria import line_reasons
from asipgrid.engine.measures import Figure, workings
from asipgrid.engine.open_figures import read_so_far, truth_of
from asipgrid.engine.paths import unstated
from asipgrid.engine.plan import Plan, PlannedAmount
from asipgrid.model.amounts import Brackets, FixedAmount, MeasuredAmount, PricedUnits, SharesByScore, TieredRates
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Truth
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason, decimals_of, exact


def worked_out(plan: Plan, request: Request, card: Scorecard, env: Mapping[str, Any]) -> tuple[int | None, Reason]:
    """The amount of a request (cents) by the rule of the call, and its sum; or None, and what is not known.

    `env` is what rules may read.
    """
    assert plan.amount is not None
    return _worked_out(plan.amount, request, _Read.of(plan, card, env))


class _Read(Struct, frozen=True):
    """What amounts are worked out from, where nothing that is open is known, and between which `ends` it lies.

    `cents` is how many of the smallest unit of the currency make one of it.
    """

    env: Mapping[str, Any]
    ends: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]
    cents: int

    @classmethod
    def of(cls, plan: Plan, card: Scorecard, env: Mapping[str, Any]) -> _Read:
        """What rules read, of a request with that scorecard."""
        known, *ends = (read_so_far(plan, card, env, which) for which in ("known", "least", "most"))
        return cls(known, ends, {**env["request"], **plan.shared}, 10 ** decimals_of(plan.call.currency))

    def truth(self, when: Condition) -> Truth:
        """Whether a condition holds, whatever becomes of what is still open."""
        return truth_of(when.outline, self.env, self.ends)


def _worked_out(planned: PlannedAmount, request: Request, read: _Read) -> tuple[int | None, Reason]:
    """The amount and its sum; or None, and what is not stated."""
    match planned.rule:
        case FixedAmount(amount=amount):
            return amount, Reason("amount_flat_alone", {"ask": cents(amount)})
        case Brackets():
            return _of_bracket(planned, request, read)
        case SharesByScore() as rule:
            return _by_score(rule, request, read)
        case MeasuredAmount():
            assert planned.figure is not None
            return _measured(planned.rule.measure, planned.figure, read)
        case rule:
            assert planned.path is not None
            found = planned.path.get(read.env)
            if found is None:
                return None, _open(planned.path.reads, read.env)
            return _in_parts(rule, exact(found), read.cents)


def _of_bracket(planned: PlannedAmount, request: Request, read: _Read) -> tuple[int | None, Reason]:
    """The amount by the first bracket that holds; one that may hold leaves it open."""
    for number, (when, each) in enumerate(planned.brackets, 1):
        truth = True if when is None else read.truth(when)
        if truth is None and when is not None:
            return None, _open(when.reads, read.env)
        if truth:
            amount, told = _worked_out(each, request, read)
            flat, alone = isinstance(each.rule, FixedAmount), when is None and len(planned.brackets) == 1
            if amount is None or alone:
                return amount, told
            key = f"amount_{'flat' if flat else 'bracket'}{'_last' * (when is None)}"
            lines = () if when is None else line_reasons(when.look(read.env).met)
            inner = told.values if flat else {"sum": told}
            return amount, Reason(key, {**inner, "number": number, "of": len(planned.brackets), "lines": lines})
    raise AssertionError  # the last bracket has no condition


def _in_parts(rule: PricedUnits | TieredRates, figure: Fraction, unit: int) -> tuple[int, Reason]:
    """Each part of a figure at its own price or rate; a part beyond the last limit gives nothing."""
    total, begin, parts = Fraction(0), Fraction(0), list[Reason]()
    priced = isinstance(rule, PricedUnits)
    for limit, each in rule.tiers:
        end = figure if limit is None else min(figure, limit)
        if end > begin or not parts:
            part = end - begin
            total += part * each if priced else part * each * unit
            told = {"count": Quantity(part, in_full=True), "price": Quantity(each, "cents")}
            if not priced:
                told = {"part": Quantity(part, "currency"), "rate": Quantity(each, "percent", in_full=True)}
            parts.append(Reason("amount_unit" if priced else "amount_tier", told))
            begin = end
    amount, ask = _whole(total)
    told_sum = functools.reduce(lambda left, right: Reason("plus", {"left": left, "right": right}), parts)
    key = "amount_units" if priced else "amount_rate" if len(rule.tiers) == 1 else "amount_tiers"
    return amount, Reason(key, {"path": rule.path, "parts": told_sum, "ask": ask})


def _measured(named: str, figure: Figure, read: _Read) -> tuple[int | None, Reason]:
    """The figure of a measure (GRID.name), with how it was worked out where it is made of others."""
    found, lacks = figure.of(read.facts)
    if found is None:
        assert lacks is not None
        key = "amount_open" if "paths" in lacks.values else "amount_divided"
        return None, Reason(key, lacks.values)
    amount, ask = _whole(found * read.cents)
    if not figure.measure.parts:
        return amount, Reason("amount_measure", {"path": named, "ask": ask})
    steps = tuple(workings(figure.measure, read.facts, named.partition(".")[0]))
    return amount, Reason("amount_measures", {"ask": ask, "steps": steps})


def _by_score(rule: SharesByScore, request: Request, read: _Read) -> tuple[int | None, Reason]:
    """The share of what is requested that the score gives; open where what is not known may give another one."""
    score, ceiling = (end["score"] for end in read.ends)
    if request.requested is None:
        return None, Reason("amount_not_stated")
    if score is None:
        return None, Reason("amount_no_score")
    reached, share = _step(rule, score)
    # The ceiling first; a table whose shares fall and rise again may give another one on the way.
    possible = [ceiling, *(least for least, _ in rule.steps if score < least < ceiling)]
    others = [(figure, found) for figure in possible if (found := _step(rule, figure)[1]) != share]
    values: dict[str, Any] = {"score": Quantity(score, "score"), "requested": cents(request.requested)}
    if others:
        figure, most = others[0]
        shares = {
            name: Quantity(each, "percent", in_full=True) for name, each in {"share": share, "most": most}.items()
        }
        return None, Reason("amount_open_score", {**values, **shares, "figure": Quantity(figure, "score")})
    amount, told = _whole(request.requested * share)
    values |= {"ask": told, "share": Quantity(share, "percent", in_full=True)}
    if reached is None:
        return amount, Reason("amount_by_score_none", {**values, "from": Quantity(rule.steps[-1][0], in_full=True)})
    return amount, Reason("amount_by_score", {**values, "from": Quantity(reached, in_full=True)})


def _whole(exactly: Fraction) -> tuple[int, Quantity | Reason]:
    """An amount in whole cents, rounded down and never below 0, and how it is told: that it was, where it was."""
    if exactly < 0:
        return 0, Reason("amount_below", {"amount": cents(0)})
    amount = exactly.numerator // exactly.denominator
    return amount, cents(amount) if exactly == amount else Reason("amount_down", {"amount": cents(amount)})


def _step(rule: SharesByScore, score: Fraction) -> tuple[Fraction | None, Fraction]:
    """The step that a score reaches (None: none), and its share."""
    return next(((least, share) for least, share in rule.steps if score >= least), (None, Fraction(0)))


def _open(reads: Iterable[str], env: Mapping[str, Any]) -> Reason:
    """That something the amount is worked out from is not stated, or what is judged is still open."""
    lacking = unstated(reads, env) or tuple(reads)
    facts = tuple(path.removeprefix("request.") for path in lacking if path.startswith("request."))
    if facts:
        return Reason("amount_open", {"paths": facts})
    return Reason("amount_open_figures", {"paths": lacking})
