"""What comes out: criteria judged, scorecards, decisions, whole results."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.model.calls import Call, Grid, Outcome
from asipgrid.model.places import Finding, Id, Place, Truth
from asipgrid.model.requests import Commitment, CommitteeDecision, Evidence, Mark, RatingSheet, Request
from asipgrid.model.values import Quantity, Reason


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
    """What a criterion rests on: a measure, a fact, or one assessor's mark; `reads` are the dotted paths behind it."""

    name: str
    value: Any
    unit: str | None = None
    reads: tuple[str, ...] = ()


class Gate(Struct, frozen=True, kw_only=True):
    """A gate's answer: `passes` is true, false or not stated; `reasons` say what failed or is missing."""

    kind: str
    passes: Truth
    reasons: tuple[Reason, ...]


class Judgement(Struct, frozen=True, kw_only=True, eq=False):
    """What a criterion comes to, for every request that gives it the same inputs. It knows no request and no place.

    `level` is the floor and `ceiling` the best still possible, on the grid's scale; both None when nothing is to be
    judged (a bare gate) or the criterion does not apply. `value` and `ceiling_value` are their worth, from 0 to 1;
    with `counts` (it applies, is judged and has a weight) `adds` is what they add to the sums of the grid (see
    `engine.aggregate`); `below` its minimum. With `measured`, the unit of its measure,
    the figure itself is left open in `found` and `reason`: each request has its own. What is made of a judgement
    is kept in `said`.
    """

    id: str
    grid: str
    state: State
    level: Fraction | None
    ceiling: Fraction | None
    value: Fraction | None
    ceiling_value: Fraction | None
    weight: Fraction
    counts: bool
    adds: tuple[int | Fraction, ...]
    found: tuple[Found, ...]
    reason: Reason
    measured: str | None = None
    below: bool = False
    gate: Gate | None = None
    question: Reason | None = None
    disagreement: Reason | None = None
    said: dict[Any, Any] = {}


class Marked(Protocol):
    """What a panel gave the criteria of one request."""

    def of(self, name: str) -> PanelMark | None:
        """What it gave a criterion; None where nobody marked it."""


# What is said of a figure itself, and of nothing that would be the same without it.
FIGURED: Final = frozenset({"at_least", "at_most", "on_curve"})


class Judged(Struct, frozen=True):
    """One criterion judged for one request: the judgement, the figure that was measured, the marks that were given.

    `ratio` is the figure as (numerator, denominator), which need not be in lowest terms.
    """

    judgement: Judgement
    ratio: tuple[int, int] | None
    given: Marked

    @property
    def figure(self) -> Fraction | None:
        """The figure that was measured; None where there is none."""
        return None if self.ratio is None else Fraction(*self.ratio)

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.judgement.id

    @property
    def grid(self) -> str:
        """The grid's id."""
        return self.judgement.grid

    @property
    def state(self) -> State:
        """What is known of it."""
        return self.judgement.state

    @property
    def level(self) -> Fraction | None:
        """The level that holds whatever is missing; None where none is given."""
        return self.judgement.level

    @property
    def ceiling(self) -> Fraction | None:
        """The best level still possible."""
        return self.judgement.ceiling

    @property
    def value(self) -> Fraction | None:
        """The worth of the level, from 0 to 1."""
        return self.judgement.value

    @property
    def ceiling_value(self) -> Fraction | None:
        """The worth of the ceiling, from 0 to 1."""
        return self.judgement.ceiling_value

    @property
    def weight(self) -> Fraction:
        """The criterion's weight."""
        return self.judgement.weight

    @property
    def gate(self) -> Gate | None:
        """Its gate's answer, where it has one."""
        return self.judgement.gate

    @property
    def question(self) -> Reason | None:
        """What is asked of it."""
        return self.judgement.question

    @property
    def disagreement(self) -> Reason | None:
        """Why its assessors disagree."""
        return self.judgement.disagreement

    @property
    def counts(self) -> bool:
        """Whether the criterion is in the sum."""
        return self.judgement.counts

    @property
    def closed(self) -> str:
        """The kind of its gate, where it is not passed; empty where nothing is in the way."""
        gate = self.judgement.gate
        return gate.kind if gate and gate.passes is not True else ""

    @property
    def found(self) -> tuple[Found, ...]:
        """What it rests on, with the figure of this request."""
        found = self.judgement.found
        return found if self.ratio is None else (replace(found[0], value=self.figure), *found[1:])

    @property
    def reason(self) -> Reason:
        """Why it is so, with the figure of this request."""
        reason, unit, figure = self.judgement.reason, self.judgement.measured, self.figure
        if figure is None or unit is None or reason.key not in FIGURED:
            return reason
        return Reason(reason.key, {"figure": Quantity(figure, unit), **reason.values})

    @property
    def marks(self) -> tuple[tuple[str, Mark], ...]:
        """The marks that assessors gave it, by assessor."""
        mark = self.given.of(self.id)
        return mark.marks if mark else ()

    @property
    def consensus(self) -> Mark | None:
        """What the assessors agreed on after discussion."""
        mark = self.given.of(self.id)
        return mark.consensus if mark else None


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


class Assessment(Struct, frozen=True, kw_only=True):
    """One request judged alone: nothing of it depends on the others. `conditions` must be met before any payment."""

    request: Request
    card: Scorecard
    proposal: Proposal
    conditions: tuple[Reason, ...]
    sheets: tuple[RatingSheet, ...]
    alone: Alone


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
        decision, proposed = self.decision, self.proposed_award
        return decision is not None and (decision.outcome is not self.proposed or self.award.amount != proposed.amount)

    @property
    def word(self) -> str:
        """What became of the request in one word: the status of a fundable one, else its outcome."""
        return self.award.status.value if self.outcome is Outcome.FUND else self.outcome.value


class Settlement(Struct, frozen=True, kw_only=True):
    """A whole call settled: each request by id, the money given and left (cents, None when not known), what to note."""

    requests: Mapping[Id, Settled]
    awarded: int | None
    left: int | None
    notes: tuple[Reason, ...]


class Ranked(Struct, frozen=True, kw_only=True):
    """One request in the result: judged alone, and what became of it among the others."""

    assessment: Assessment
    settled: Settled

    @property
    def request(self) -> Request:
        """The request."""
        return self.assessment.request

    @property
    def card(self) -> Scorecard:
        """Its scorecard."""
        return self.assessment.card

    @property
    def proposal(self) -> Proposal:
        """What the rules propose."""
        return self.assessment.proposal

    @property
    def proposed(self) -> Outcome:
        """The outcome that the rules propose."""
        return self.proposal.outcome

    @property
    def proposed_award(self) -> Award:
        """The award without the committee's decisions."""
        return self.settled.proposed_award

    @property
    def decision(self) -> CommitteeDecision | None:
        """What the committee decided."""
        return self.settled.decision

    @property
    def outcome(self) -> Outcome:
        """The outcome: as decided, else as proposed."""
        return self.settled.outcome

    @property
    def rank(self) -> int | None:
        """Its rank among the fundable."""
        return self.settled.rank

    @property
    def award(self) -> Award:
        """What it is awarded."""
        return self.settled.award

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: of itself first, then among the others."""
        return (*self.proposal.reasons, *self.settled.reasons)

    @property
    def questions(self) -> tuple[Reason, ...]:
        """What is asked: of itself first, then among the others."""
        return (*self.proposal.questions, *self.settled.questions)

    @property
    def conditions(self) -> tuple[Reason, ...]:
        """What must be met before any payment."""
        return self.assessment.conditions

    @property
    def sheets(self) -> tuple[RatingSheet, ...]:
        """The rating sheets about it, by assessor."""
        return self.assessment.sheets

    @property
    def departs(self) -> bool:
        """Whether the committee's decision differs from what the rules propose, in outcome or amount."""
        return self.settled.departs

    @property
    def word(self) -> str:
        """What became of the request in one word: the status of a fundable one, else its outcome."""
        return self.settled.word


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
    the request stands to the line; `places` are the criteria's places in their grids. By criterion, `read` are the
    facts it rests on, `texts` what the request says for the assessors, `steps` what would give the next level.
    `unread` are the facts of the grids' blocks that no criterion shows.
    """

    result: Result
    ranked: Ranked
    shares: Mapping[str, Fraction]
    gives: Mapping[str, Fraction]
    standing: tuple[Reason, ...]
    places: Mapping[str, Place]
    read: Mapping[str, tuple[Fact, ...]]
    texts: Mapping[str, tuple[Fact, ...]]
    steps: Mapping[str, Reason]
    unread: tuple[Fact, ...]
    commitments: tuple[Commitment, ...]
    evidence: tuple[Evidence, ...]

    def facts(self, each: Judged) -> tuple[Fact, ...]:
        """The facts a criterion rests on, and what the request says for those who mark it."""
        return (*self.read[each.id], *self.texts.get(each.id, ()))
