"""The last line of a result: the envelope and what is left of it, or what passes a stage that awards nothing."""

from __future__ import annotations

from asipgrid.engine.allocation import cents
from asipgrid.formats import Outline
from asipgrid.model.values import Reason
from asipgrid.text.numbers import amount_text
from asipgrid.text.phrases import Speaker


def closing(outline: Outline) -> str:
    """The money of a call in one sentence without its full stop; of a stage how many pass, and what these ask for."""
    call, passage = outline.call, outline.passage
    if call.stage is None or passage is None:
        amounts = [amount_text(amount, call.currency) for amount in (call.envelope, outline.awarded, outline.left)]
        return "Envelope {}, awarded {}, left {}".format(*amounts)
    budget = call.envelope if call.stage.demand is None else call.stage.demand.budget
    values = {
        "stage": call.stage.title,
        "next": call.stage.passes_to,
        "count": passage.passed,
        "waiting": passage.waiting,
        "asked": "an amount not stated" if passage.asked is None else cents(passage.asked),
        "budget": cents(budget),
    }
    return Speaker(currency=call.currency).say(Reason("stage_passes", values))
