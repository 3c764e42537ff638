"""What results say of stages, and their last line: the envelope and what is left of it, or what passes a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asipgrid.engine.allocation import cents
from asipgrid.formats import Outline
from asipgrid.model.stages import Demand, Passage
from asipgrid.model.values import Reason
from asipgrid.text.numbers import as_written, number, plain_money

if TYPE_CHECKING:
    from asipgrid.formats.words import Words

# As many decimals as results give of what is computed.
_DIGITS: Final = 6


def closing(outline: Outline, words: Words) -> str:
    """The money of a call in one sentence without its full stop; of a stage how many pass, and what these ask for."""
    call, passage = outline.call, outline.passage
    if call.stage is None or passage is None:
        amounts = [words.amount(amount) for amount in (call.envelope, outline.awarded, outline.left)]
        return words("closing", envelope=amounts[0], awarded=amounts[1], left=amounts[2])
    demand = call.stage.demand
    budget = call.envelope if demand is None or demand.counts else demand.budget
    values = {
        "stage": call.stage.title,
        "next": call.stage.passes_to,
        "count": passage.passed,
        "waiting": passage.waiting,
        "asked": words("some_amount") if passage.asked is None else cents(passage.asked),
        "budget": cents(budget),
    }
    return words.reason(Reason("stage_passes", values))


def _wanted(demand: Demand, currency: str) -> dict[str, str]:
    if demand.counts:
        return {"requests": as_written(demand.times), "least": as_written(demand.least)}
    budget = plain_money(demand.budget, currency) or ""
    return {"times": as_written(demand.times), "least": as_written(demand.least), "budget": budget}


def _threshold(passage: Passage) -> dict[str, str | None]:
    limits = {"threshold": passage.threshold, "above": passage.above, "at_most": passage.at_most}
    return {name: None if limit is None else number(limit, _DIGITS) for name, limit in limits.items()}


def plain_stages(outline: Outline) -> dict[str, Any]:
    """Of a stage what passes, and its threshold; of a call that comes after one, its id."""
    call, passage = outline.call, outline.passage
    found: dict[str, Any] = {}
    if call.stage is not None and passage is not None:
        stage, demand = call.stage, call.stage.demand
        found["stage"] = {
            "title": stage.title.en,
            "passes_to": stage.passes_to.en,
            **({} if stage.submit_by is None else {"submit_by": stage.submit_by}),
            "passed": passage.passed,
            "waiting": passage.waiting,
            "asked": plain_money(passage.asked, call.currency),
        }
        if demand is not None:
            found["stage"]["demand"] = {
                **_wanted(demand, call.currency),
                **_threshold(passage),
            }
        if passage.envelopes:
            found["stage"]["envelopes"] = {
                each.envelope.id: {
                    "title": each.envelope.title.en,
                    "budget": plain_money(each.envelope.amount, call.currency),
                    "passed": each.passage.passed,
                    "waiting": each.passage.waiting,
                    "asked": plain_money(each.passage.asked, call.currency),
                    **_threshold(each.passage),
                }
                for each in passage.envelopes
            }
    if call.stage_before is not None:
        found["stage_before"] = call.stage_before
    return found
