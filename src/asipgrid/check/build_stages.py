"""A checked call that is a stage of several, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asipgrid.model.stages import Demand, Stage
from asipgrid.model.values import Text, exact, in_cents, plain_language


def stage(data: Mapping[str, Any], call_data: Mapping[str, Any]) -> Stage:
    """The stage of a checked call; its budget is the envelope where it gives no other."""
    plain, currency, demand = plain_language(call_data), call_data["currency"], data.get("demand")
    counts = "requests" in (demand or {})
    return Stage(
        title=Text.of(data["title"], plain),
        passes_to=Text.of(data["passes_to"], plain),
        submit_by=data.get("submit_by"),
        of_envelope=not counts and "budget" not in (demand or {}),
        demand=None
        if demand is None
        else Demand(
            times=exact(demand["requests"] if counts else demand["times"]),
            least=exact(demand.get("least", 0)),
            budget=1 if counts else in_cents(demand.get("budget", call_data["envelope"]), currency) or 0,
            counts=counts,
        ),
    )
