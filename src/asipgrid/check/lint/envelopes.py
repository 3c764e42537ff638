"""Envelopes and quotas that nobody can be in."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.check.lint.implied import Logic
from asipgrid.check.wording import Data, warning
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said


def idle_envelopes(record: Record, call: Data, logic: Logic) -> Iterator[Finding]:
    """A condition of an envelope or a quota that no request can meet."""
    for key, so in (("envelopes", said("nobody is paid from it")), ("quotas", said("it counts nobody"))):
        for index, each in enumerate(call.get(key, ())):
            if "for" in each and logic.never(each["for"]):
                says = said("{id}: no request can meet this condition, so {so}", each["id"], so)
                yield warning(record, (key, index, "for"), "C246", says)
