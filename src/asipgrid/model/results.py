"""What comes out: criteria judged, scorecards, decisions, whole results."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.model.calls import Call, Grid, Outcome
from asipgrid.model.places import Finding, Id, Place, Truth
from asipgrid.model.requests import Commitment, CommitteeDecision, Evidence, Mark, RatingSheet, Request
from asipgrid.model.values import Reason


class Status(StrEnum):
    """What the envelope made of an outcome."""

    FUNDED = "funded"
    PARTIAL = "partial"
    RESERVE = "reserve"
    TIED = "tied"
    NOT_FUNDED = "not-funded"


class PanelMark(Struct, frozen=True, kw_only=True):
    """What the panel gives one criterion: its level (None: too few marks), the marks, any disagreement.

    The level is the consensus where there is one, else the aggregate of the marks.
    """

    level: Fraction | None
    marks: tuple[tuple[str, Mark], ...]
    disagreement: Reason | None = None
    consensus: Mark | None = None


class State(StrEnum):
    """What is known of a criterion for one request."""

    SCORED = "scored"
    UNKNOWN = "unknown"
    UNSUPPORTED = "unsupported"
    UNRATED = "unrated"
    NOT_APPLICABLE = "not-applicable"
    INFO = "info"


class Fact(Struct, frozen=True, kw_only=True):
    """A value of the request that a criterion read: its path, the value (None: not stated), where it stands."""

    path: str
    value: Any
    place: Place | None


class Found(Struct, frozen=True, kw_only=True):
    """What a criterion rests on: a measure with its parts, a fact, or one assessor's mark."""

    name: str
    value: Any
    unit: str | None = None
    facts: tuple[Fact, ...] = ()


class Gate(Struct, frozen=True, kw_only=True):
    """A gate's answer: `passes` is true, false or not stated; `reasons` say what failed or is missing."""

    kind: str
    passes: Truth
    reasons: tuple[Reason, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """One criterion judged for one request.

    `level` is the floor and `ceiling` the best still possible, on the grid's scale; both None when nothing is to be
    judged (a bare gate) or the criterion does not apply. `value` and `ceiling_value` are their worth, from 0 to 1.
    """

    id: str
    grid: str
    state: State
    level: Fraction | None
    ceiling: Fraction | None
    value: Fraction | None
    ceiling_value: Fraction | None
    weight: Fraction
    found: tuple[Found, ...]
    reason: Reason
    gate: Gate | None = None
    next_step: Reason | None = None
    question: Reason | None = None
    disagreement: Reason | None = None
    marks: tuple[tuple[str, Mark], ...] = ()
    consensus: Mark | None = None

    @property
    def counts(self) -> bool:
        """Whether the criterion is in the sum: it applies, is judged and has a weight."""
        return self.value is not None and self.weight > 0 and self.state is not State.INFO

    @property
    def closed(self) -> str:
        """The kind of its gate, where it is not passed; empty where nothing is in the way."""
        return self.gate.kind if self.gate and self.gate.passes is not True else ""


class GridScore(Struct, frozen=True, kw_only=True):
    """One grid's figures for one request, exact; None when nothing in it counts."""

    score: Fraction | None
    ceiling: Fraction | None
    points: Fraction
    points_ceiling: Fraction


class Scorecard(Struct, frozen=True, kw_only=True):
    """One request against every grid of the call. Scores run from 0 to 100, exact; None: nothing applies."""

    request: Id
    criteria: tuple[Judged, ...]
    grids: Mapping[str, GridScore]
    score: Fraction | None
    ceiling: Fraction | None
    points: Fraction
    points_ceiling: Fraction
    completeness: Fraction | None
    eligible: Truth
    weakest_grid: Fraction | None
    weakest_ceiling: Fraction | None
    below_minimum: tuple[str, ...]

    def criterion(self, criterion_id: str) -> Judged:
        """The criterion of that id; KeyError when there is none."""
        for judged in self.criteria:
            if judged.id == criterion_id:
                return judged
        raise KeyError(criterion_id)


class Proposal(Struct, frozen=True, kw_only=True):
    """What the rules propose for one request: outcome, why, and (for `fund`) the amount asked for, in cents."""

    outcome: Outcome
    ask: int | None
    minimum: int | None
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Reason, ...] = ()


class Award(Struct, frozen=True, kw_only=True):
    """What the envelope gives one request, in cents (None: funded, amount not stated), and what was left before.

    `drawn` is its place in the lot, where its tie group was put in order by one.
    """

    request: Id
    status: Status
    amount: int | None
    left_before: int | None
    reason: Reason | None
    drawn: Reason | None = None


class Alone(Struct, frozen=True, kw_only=True):
    """What a request comes to on its own, as far as the others need it: amounts in cents, figures exact.

    `payable` is what it may be given in full (None: not stated); `figures` are what it is ranked on, best link first,
    numbers as (numerator, denominator).
    """

    request: Id
    requested: int | None
    payable: int | None
    eligible: Truth
    proposal: Proposal
    figures: tuple[Any, ...]


class Settled(Struct, frozen=True, kw_only=True):
    """What became of a request among the others; `reasons` and `questions` are those that lie in the decision or in them."""

    request: Id
    decision: CommitteeDecision | None
    proposed: Outcome
    outcome: Outcome
    rank: int | None
    proposed_award: Award
    award: Award
    reasons: tuple[Reason, ...]
    questions: tuple[Reason, ...] = ()

    @property
    def departs(self) -> bool:
        """Whether the committee's decision differs from what the rules propose, in outcome or amount."""
        return _departs(self)


class Settlement(Struct, frozen=True, kw_only=True):
    """A whole call settled: each request by id, the money given and left (cents, None when not known), what to note."""

    requests: Mapping[Id, Settled]
    awarded: int | None
    left: int | None
    notes: tuple[Reason, ...]


class Ranked(Struct, frozen=True, kw_only=True):
    """One request in the result: scorecard, proposal, committee decision, rank among `fund` requests, award."""

    request: Request
    card: Scorecard
    proposal: Proposal
    proposed_award: Award
    decision: CommitteeDecision | None
    outcome: Outcome
    rank: int | None
    award: Award
    reasons: tuple[Reason, ...]
    questions: tuple[Reason, ...]
    conditions: tuple[Reason, ...]
    sheets: tuple[RatingSheet, ...]

    @property
    def proposed(self) -> Outcome:
        """What the rules propose."""
        return self.proposal.outcome

    @property
    def departs(self) -> bool:
        """Whether the committee's decision differs from what the rules propose, in outcome or amount."""
        return _departs(self)

    @property
    def word(self) -> str:
        """What became of the request in one word: the status of a fundable one, else its outcome."""
        return self.award.status.value if self.outcome is Outcome.FUND else self.outcome.value


def _departs(one: Settled | Ranked) -> bool:
    return one.decision is not None and (
        one.decision.outcome is not one.proposed or one.award.amount != one.proposed_award.amount
    )


class Result(Struct, frozen=True, kw_only=True):
    """A whole call, decided: requests best first, the money, and what was found in the documents.

    `requests` is ordered for reading (rank, then outcome, score, id; in a call of published facts outcome, then id);
    files order it by id. `awarded` and `left` are in cents, None when a request is funded with an amount not stated.
    """

    call: Call
    grids: tuple[Grid, ...]
    requests: tuple[Ranked, ...]
    awarded: int | None
    left: int | None
    notes: tuple[Reason, ...]
    findings: tuple[Finding, ...]

    @property
    def unfilled(self) -> tuple[Reason, ...]:
        """The notes that name what is not yet filled in."""
        return tuple(note for note in self.notes if note.key in {"not_filled_in", "papers_not_filled_in"})

    @property
    def has_money(self) -> bool:
        """Whether any amount is known: one requested, or one awarded."""
        return any(each.request.requested is not None or each.award.amount for each in self.requests)

    def by_id(self) -> tuple[Ranked, ...]:
        """The requests ordered by id, as files list them: one moved rank does not move the file."""
        return tuple(sorted(self.requests, key=lambda ranked: ranked.request.id))


class Explanation(Struct, frozen=True, kw_only=True):
    """One request with everything needed to follow it by hand.

    `shares` is what each criterion is worth of the 100 points of the score, `gives` what it gave; `standing` says how
    the request stands to the line; `places` are the criteria's places in their grids; `texts` what the request says
    for the assessors, by criterion; `unread` the facts of the grids' blocks that no criterion shows.
    """

    result: Result
    ranked: Ranked
    shares: Mapping[str, Fraction]
    gives: Mapping[str, Fraction]
    standing: tuple[Reason, ...]
    places: Mapping[str, Place]
    texts: Mapping[str, tuple[Fact, ...]]
    unread: tuple[Fact, ...]
    commitments: tuple[Commitment, ...]
    evidence: tuple[Evidence, ...]

    def facts(self, each: Judged) -> tuple[Fact, ...]:
        """The facts a criterion rests on, and what the request says for those who mark it."""
        return (*(fact for found in each.found for fact in found.facts), *self.texts.get(each.id, ()))
