"""What a request may be given in full: as it asks, or as the call works it out; exact, in whole cents, with its sum."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.engine.criteria import line_reasons
from asipgrid.engine.paths import unstated
from asipgrid.engine.plan import Plan, PlannedAmount
from asipgrid.model.amounts import Allocation, FlatAmounts, PricedUnits, SharesByScore, TieredRates
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason, decimals_of, exact


class Asked(Struct, frozen=True, kw_only=True):
    """What a request may be given in full and at least (cents), what lowers it or keeps it from being known, and its sum.

    `ask` is None, with the reason as `cap`, where it is not known; `worked` says how the call worked it out.
    """

    ask: int | None = None
    minimum: int | None = None
    cap: Reason | None = None
    worked: Reason | None = None


def amount_asked(plan: Plan, request: Request, env: Mapping[str, Any]) -> Asked:
    """What a request may be given, under the caps of the call; `env` is what rules may read.

    It is not known when it is not stated, or something that it is worked out from, when a rate applies to a cost that is
    not stated, or when the cap falls below the least the project can run on. A stage without a demand asks for none.
    """
    terms, planned, stage = plan.call.allocation, plan.amount, plan.call.stage
    if stage is not None and stage.demand is None:
        return Asked(ask=request.requested, minimum=request.minimum)
    full, minimum, worked = request.requested, request.minimum, None
    if planned is not None:
        full, worked = _worked_out(planned, request, env, plan.call.currency)
        if full is None:
            return Asked(cap=worked)
    if full is None or (minimum is None and planned is None):
        return Asked(cap=Reason("amount_not_stated" if stage is None else "amount_not_stated_stage"))
    if "minimum" not in request.data.get("funding", {}) and (planned is not None or terms.method == "pro-rata"):
        # Nobody says what the least is: of a computed amount it is all of it, of a share in proportion there is none.
        minimum = 0 if terms.method == "pro-rata" else None
    if terms.rate is not None and request.total_cost is None and full > 0:
        return Asked(cap=Reason("cost_not_stated", {"rate": terms.rate}))
    ask = min(full, *_caps(terms, request))
    if minimum is None:
        minimum = ask
    if ask == full:
        return Asked(ask=ask, minimum=min(minimum, ask), worked=worked)
    values = {"ask": cents(ask), "requested": cents(full), "minimum": cents(minimum)}
    if ask < minimum:
        return Asked(cap=Reason("cap_below_minimum", values), worked=worked)
    return Asked(
        ask=ask, minimum=minimum, cap=Reason("capped" if planned is None else "capped_worked", values), worked=worked
    )


def _caps(terms: Allocation, request: Request) -> list[int]:
    """What limits an amount: what is requested, the ceiling, the rate of the total cost."""
    caps = [each for each in (request.requested, terms.ceiling) if each is not None]
    if terms.rate is not None and request.total_cost is not None:
        # Whole cents, never above the cap.
        caps.append(terms.rate.numerator * request.total_cost // terms.rate.denominator)
    # Nothing of a limit is known where a computed amount has none.
    return caps or [_NO_CAP]


_NO_CAP = 10**30


def _worked_out(
    planned: PlannedAmount, request: Request, env: Mapping[str, Any], currency: str
) -> tuple[int | None, Reason]:
    """The amount and its sum; or None, and what is not stated."""
    rule = planned.rule
    if isinstance(rule, FlatAmounts):
        return _flat(planned, env)
    if isinstance(rule, SharesByScore):
        return _by_score(rule, request, env)
    assert planned.path is not None
    found = planned.path.get(env)
    if found is None:
        return None, _open(planned.path.reads, env)
    figure = exact(found)
    if isinstance(rule, PricedUnits):
        amount, told = _whole(figure * rule.price)
        count = Quantity(figure, in_full=True)
        return amount, Reason(
            "amount_units", {"count": count, "price": cents(rule.price), "path": rule.path, "ask": told}
        )
    return _tiers(rule, figure, 10 ** decimals_of(currency))


def _flat(planned: PlannedAmount, env: Mapping[str, Any]) -> tuple[int | None, Reason]:
    """The amount of the first bracket that holds; one that may hold leaves it open."""
    for number, (when, amount) in enumerate(planned.brackets, 1):
        truth = True if when is None else when.truth(env)
        if truth is None and when is not None:
            return None, _open(when.reads, env)
        if truth:
            alone = len(planned.brackets) == 1
            key = "amount_flat" if when is not None else "amount_flat_alone" if alone else "amount_flat_last"
            lines = () if when is None else line_reasons(when.look(env).met)
            values = {"ask": cents(amount), "number": number, "of": len(planned.brackets), "lines": lines}
            return amount, Reason(key, values)
    raise AssertionError  # the last bracket has no condition


def _tiers(rule: TieredRates, figure: Fraction, unit: int) -> tuple[int, Reason]:
    """Each part of a figure at its own rate; a part beyond the last limit gives nothing."""
    total, begin, parts = Fraction(0), Fraction(0), list[Reason]()
    for limit, rate in rule.rates:
        end = figure if limit is None else min(figure, limit)
        if end > begin or not parts:
            total += (end - begin) * rate
            part = Quantity(end - begin, "currency")
            parts.append(Reason("amount_tier", {"part": part, "rate": Quantity(rate, "percent", in_full=True)}))
            begin = end
    amount, ask = _whole(total * unit)
    told = functools.reduce(lambda left, right: Reason("plus", {"left": left, "right": right}), parts)
    return amount, Reason("amount_tiers", {"path": rule.path, "parts": told, "ask": ask})


def _by_score(rule: SharesByScore, request: Request, env: Mapping[str, Any]) -> tuple[int | None, Reason]:
    """The share of what is requested that the score gives; open where what is not known may give another one."""
    score, ceiling = env["score"], env["ceiling"]
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


def _open(reads: Any, env: Mapping[str, Any]) -> Reason:
    """That something the amount is worked out from is not stated."""
    lacking = unstated(reads, env) or reads
    return Reason("amount_open", {"paths": tuple(path.removeprefix("request.") for path in lacking)})
