"""The stages of a call in several: what one is, how its demand sets a threshold, what became of requests in the one before."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from asipgrid.model.places import Id, Truth
from asipgrid.model.values import Text


class Demand(Struct, frozen=True, kw_only=True):
    """What sets the threshold of a stage: what passes asks for as close as possible to `times` the budget (cents).

    It never asks for under `least` times the budget while there are requests.
    """

    times: Fraction
    least: Fraction
    budget: int


class Stage(Struct, frozen=True, kw_only=True):
    """What a stage of several is called, what passing it leads to, and the last day (ISO) to hand that in.

    `of_envelope`: the budget of its demand is the envelope, whatever that is.
    """

    title: Text
    passes_to: Text
    submit_by: str | None = None
    demand: Demand | None = None
    of_envelope: bool = False


class StageOutcome(StrEnum):
    """What became of a request in the stage before; `WAITING` where that is not decided."""

    PASSED = "passed"
    REFUSED = "not-passed"
    WAITING = "waiting"
    ABSENT = "absent"

    @property
    def passes(self) -> Truth:
        """Whether it may be decided in this stage."""
        return None if self is StageOutcome.WAITING else self is StageOutcome.PASSED


class StageBefore(Struct, frozen=True):
    """The call that requests have to pass first: its id, what the stage is called, what became of each request there."""

    call: Id
    title: Text
    requests: tuple[tuple[Id, StageOutcome], ...]
