"""The stages of a call in several: what one is, how its demand sets a threshold, what became of requests in the one before."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from asipgrid.model.envelopes import Envelope
from asipgrid.model.places import Id, Truth
from asipgrid.model.values import Text


class Demand(Struct, frozen=True, kw_only=True):
    """What sets the threshold of a stage: what passes asks for as close as possible to `times` the budget (cents).

    It never asks for under `least` times the budget while there are requests. Where it `counts` requests, each adds one and the
    budget is one: as close as possible to `times` of them pass, whatever they ask for.
    """

    times: Fraction
    least: Fraction
    budget: int
    counts: bool = False


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


class Passage(Struct, frozen=True, kw_only=True):
    """What a stage lets through: how many requests pass, and wait, and what those that pass ask for (cents, None: not known).

    Where the demand sets a `threshold`, it is that figure when all is known, else it lies above `above` (None: anywhere)
    and at most at `at_most`. All None: everybody passes. `short`: all together ask for less than the least. Of a stage
    with several envelopes, each of `envelopes` has a threshold of its own, and the whole has none.
    """

    passed: int
    waiting: int
    asked: int | None
    threshold: Fraction | None = None
    above: Fraction | None = None
    at_most: Fraction | None = None
    short: bool = False
    envelopes: tuple[EnvelopePassage, ...] = ()


class EnvelopePassage(Struct, frozen=True):
    """What one envelope of a stage lets through, and the demand on it."""

    envelope: Envelope
    demand: Demand
    passage: Passage
