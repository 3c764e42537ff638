"""What a request may be given in full: as it asks, or as the call works it out; exact, in whole cents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.engine.plan import Plan
from asipgrid.model.amounts import Allocation
from asipgrid.model.judged import Scorecard
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason


class Asked(Struct, frozen=True, kw_only=True):
    """What a request may be given in full and at least (cents), what lowers it or keeps it from being known, and its sum.

    `ask` is None, with the reason as `cap`, where it is not known; `worked` says how the call worked it out.
    """

    ask: int | None = None
    minimum: int | None = None
    cap: Reason | None = None
    worked: Reason | None = None


def amount_asked(plan: Plan, request: Request, card: Scorecard, env: Mapping[str, Any]) -> Asked:
    """What a request may be given, under the caps of the call; `env` is what rules may read.

    It is not known when it is not stated, or something that it is worked out from, when a rate applies to a cost that is
    not stated, or when the cap falls below the least the project can run on. A stage asks for
    none, unless a demand in money sets its threshold.
    """
    terms, planned, stage = plan.call.allocation, plan.amount, plan.call.stage
    if stage is not None and (stage.demand is None or stage.demand.counts):
        return Asked(ask=request.requested, minimum=request.minimum)
    full, minimum, worked = request.requested, request.minimum, None
    if planned is not None:
        from asipgrid.engine.computed import worked_out  # noqa: PLC0415 - few calls work amounts out

        full, worked = worked_out(plan, request, card, env)
        if full is None:
            return Asked(cap=worked)
    if full is None or (minimum is None and planned is None):
        return Asked(cap=Reason("amount_not_stated" if stage is None else "amount_not_stated_stage"))
    if "minimum" not in request.data.get("funding", {}) and (planned is not None or terms.method == "pro-rata"):
        # Nobody says what the least is: of a computed amount it is all of it, of a share in proportion there is none.
        minimum = 0 if terms.method == "pro-rata" else None
    if terms.rate is not None and request.total_cost is None and full > 0:
        return Asked(cap=Reason("cost_not_stated", {"rate": terms.rate}))
    lowest, by = min(_caps(terms, request), key=itemgetter(0), default=(full, ""))
    ask = min(full, lowest)
    if minimum is None:
        minimum = ask
    if ask == full:
        return Asked(ask=ask, minimum=min(minimum, ask), worked=worked)
    values = {"ask": cents(ask), "requested": cents(full), "minimum": cents(minimum)}
    if ask < minimum:
        return Asked(cap=Reason("cap_below_minimum", values), worked=worked)
    cap = (
        Reason("capped", values)
        if planned is None
        else Reason("capped_worked", {**values, "by": _cap(by, terms, request)})
    )
    return Asked(ask=ask, minimum=minimum, cap=cap, worked=worked)


def _caps(terms: Allocation, request: Request) -> Iterator[tuple[int, str]]:
    """What limits an amount, and is known, with its key: what is requested, the ceiling, the rate of the total cost."""
    if request.requested is not None:
        yield request.requested, "cap_requested"
    if terms.ceiling is not None:
        yield terms.ceiling, "cap_ceiling"
    if terms.rate is not None and request.total_cost is not None:
        # Whole cents, never above the cap.
        yield terms.rate.numerator * request.total_cost // terms.rate.denominator, "cap_rate"


def _cap(key: str, terms: Allocation, request: Request) -> Reason:
    """What limits an amount, by the key that `_caps` gives it, in words."""
    if key != "cap_rate":
        return Reason(key)
    assert terms.rate is not None
    assert request.total_cost is not None
    rate = Quantity(terms.rate, "percent", in_full=True)
    return Reason(key, {"rate": rate, "cost": cents(request.total_cost)})
