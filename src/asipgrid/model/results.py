"""What comes out: decisions, awards, whole results."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.calls import MEETS_RULES, Call, Grid, Outcome
from asipgrid.model.envelopes import Belongings, EnvelopePayment, Sharing
from asipgrid.model.judged import Fact, Judged, Scorecard, Uncounted
from asipgrid.model.places import Finding, Id, Place, Truth
from asipgrid.model.requests import Commitment, CommitteeDecision, Evidence, RatingSheet, Request
from asipgrid.model.stages import Passage
from asipgrid.model.statistics import StatisticValue
from asipgrid.model.values import Quantity, Reason

AMONG_OTHERS: Final = frozenset(
    {
        "capped",
        "capped_worked",
        "rounded_tie",
        "tie_broken",
        "ex_aequo",
        "ex_aequo_no_score",
        "ex_aequo_not_stated",
        "lot",
    }
)
"""The reasons that tell of a fundable request what lowers its amount, and how it stands to those of the same figure."""


class Status(StrEnum):
    """What the envelope made of an outcome, or in a stage its threshold."""

    FUNDED = "funded"
    PARTIAL = "partial"
    RESERVE = "reserve"
    TIED = "tied"
    NOT_FUNDED = "not-funded"
    PASSED = "passed"
    WAITING = "waiting"
    BELOW = "below-threshold"


_OPEN_AMOUNTS: Final = frozenset({"amount_open_score", "amount_open_figures"})
_NOT_FOR_APPLICANTS: Final = frozenset({"ask_marks", "ask_statistic", "ask_stage"})
GRANTED: Final = frozenset({Status.FUNDED, Status.PARTIAL})
"""The statuses of whom the envelope funds, in full or in part."""


class Proposal(Struct, frozen=True, kw_only=True):
    """What the rules propose for one request: outcome, why, and (for `fund` and `pass`) the amount asked for, in cents.

    `payable` is what it may be given in full, whatever is proposed (None: not stated).
    """

    outcome: Outcome
    ask: int | None
    minimum: int | None
    payable: int | None
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Reason, ...] = ()


class Award(Struct, frozen=True, kw_only=True):
    """What the envelope gives one request, in cents (None: funded, amount not stated), and what was left before.

    `drawn` is its place in the lot, where its tie group was put in order by one. In a call of several envelopes or quotas,
    `paid` is from which envelopes, `told` everything that had part in it, and `asks` what would have to be known.
    """

    request: Id
    status: Status
    amount: int | None
    left_before: int | None
    reason: Reason | None
    drawn: Reason | None = None
    paid: tuple[EnvelopePayment, ...] = ()
    told: tuple[Reason, ...] = ()
    asks: Reason | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is so: its place in the lot first."""
        return tuple([each for each in (self.drawn, *(self.told or (self.reason,))) if each is not None])

    @property
    def payers(self) -> str:
        """The ids of the envelopes that pay it: `water + pool`; nothing where the call has one envelope."""
        return " + ".join(each.envelope for each in self.paid)

    @property
    def grants(self) -> bool:
        """Whether it grants money, in an amount that is stated or not; nothing was asked for where the amount is 0."""
        return self.status in GRANTED and self.amount != 0


class Reach(Struct, frozen=True):
    """The interval of the figure that a request is ranked by, `lowest` None where it has none."""

    lowest: Fraction | None
    highest: Fraction | None


class Alone(Struct, frozen=True, kw_only=True):
    """What a request comes to on its own, as far as the others need it: amounts in cents, figures exact.

    `figures` are what it is ranked on, best link first, numbers as (numerator, denominator). Where the demand sets a
    threshold, `reach` is the best that the first of them can still be, of what passes or may pass. `belongings` are its
    envelopes and quotas, where the call has any.
    """

    request: Id
    requested: int | None
    eligible: Truth
    proposal: Proposal
    figures: tuple[Any, ...]
    belongings: Belongings | None = None
    reach: Reach | None = None

    @property
    def payable(self) -> int | None:
        """What it may be given in full, in cents; None where that is not stated."""
        return self.proposal.payable


class RankedOn(Struct, frozen=True, kw_only=True):
    """The figure that a request is ranked on, where that is not its score: a quantity, a text, or None when not stated.

    `by` names it; `exact` is what it was before the call rounded it, None where the call does not. Where something that is
    not known may still move it, `between` are the least and the greatest that it can be. `in_results`: results hold it
    anyway.
    """

    by: str
    value: Any
    exact: Any = None
    between: tuple[Quantity, ...] = ()
    in_results: bool = False


class Assessment(Struct, frozen=True, kw_only=True):
    """One request judged alone: nothing of it depends on the others. `conditions` must be met before any payment.

    `computed`: the call works out what it may be given.
    """

    request: Request
    card: Scorecard
    proposal: Proposal
    conditions: tuple[Reason, ...]
    sheets: tuple[RatingSheet, ...]
    alone: Alone
    ranked_on: RankedOn | None = None
    computed: bool = False

    @property
    def full(self) -> int | None:
        """What it asks for, or is worked out where the call works it out, in cents; None where that is not known."""
        return self.proposal.payable if self.computed else self.request.requested


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
        return self.award.status.value if self.outcome in MEETS_RULES else self.outcome.value


class Settlement(Struct, frozen=True, kw_only=True):
    """A whole call settled: each request by id, the money given and left (cents, None when not known), what to note.

    `sharing` is what became of its envelopes and quotas, where it has any.
    """

    requests: Mapping[Id, Settled]
    awarded: int | None
    left: int | None
    notes: tuple[Reason, ...]
    sharing: Sharing | None = None
    passage: Passage | None = None


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
    def to_supply(self) -> tuple[Reason, ...]:
        """What is asked of the applicant, and not of assessors, of the others or of the stage before."""
        asked = tuple([each for each in self.questions if each.key not in _NOT_FOR_APPLICANTS])
        # What such an amount rests on is not the applicant's to state.
        told = [each.key != "ask_amount" or each.values["reason"].key not in _OPEN_AMOUNTS for each in asked]
        return asked if any(told) else ()

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
    statistics: tuple[StatisticValue, ...] = ()
    sharing: Sharing | None = None
    passage: Passage | None = None

    @property
    def unfilled(self) -> tuple[Reason, ...]:
        """The notes that name what is not yet filled in."""
        return tuple(note for note in self.notes if note.key in {"not_filled_in", "papers_not_filled_in"})

    @property
    def has_money(self) -> bool:
        """Whether any amount is known: one requested, worked out or awarded."""
        return any(each.assessment.full is not None or each.award.amount for each in self.requests)

    def by_id(self) -> tuple[Ranked, ...]:
        """The requests ordered by id, as files list them: one moved rank does not move the file."""
        return tuple(sorted(self.requests, key=lambda ranked: ranked.request.id))


class CriterionAnswer(Struct, frozen=True, kw_only=True):
    """How one criterion came to its level in one request: what it rests on, and what the request says for those who mark.

    `share` is what it is worth of the 100 points of the score, `gives` what it gave (both None where it does not count);
    `worked` says how a figure made of others was worked out, `step` what would give the next level; `uncounted` are
    marks that it does not hold.
    """

    judged: Judged
    share: Fraction | None
    gives: Fraction | None
    facts: tuple[Fact, ...]
    worked: tuple[Reason, ...]
    step: Reason | None
    uncounted: tuple[Uncounted, ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """One request with everything needed to follow it by hand.

    `shares` is what each criterion is worth of the 100 points of the score, `gives` what it gave; `standing` says how
    the request stands to the line; `places` are the criteria's places in their grids. By criterion, `read` are the
    facts it rests on, `texts` what the request says for the assessors, `steps` what would give the next level.
    `unread` are the facts of the grids' blocks that no criterion shows; `figures` the statistics of the call in
    words. `worked` says how figures made of other figures were worked out, the innermost first. `uncounted` are the marks
    that no figure holds.
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
    figures: tuple[Reason, ...] = ()
    worked: Mapping[str, tuple[Reason, ...]] = {}
    uncounted: tuple[Uncounted, ...] = ()

    def facts(self, each: Judged) -> tuple[Fact, ...]:
        """The facts a criterion rests on, and what the request says for those who mark it."""
        return (*self.read[each.id], *self.texts.get(each.id, ()))

    def answer(self, each: Judged) -> CriterionAnswer:
        """One criterion with all that is said of it."""
        return CriterionAnswer(
            judged=each,
            share=self.shares.get(each.id),
            gives=self.gives.get(each.id),
            facts=self.facts(each),
            worked=self.worked.get(each.id, ()),
            step=self.steps.get(each.id),
            uncounted=tuple(one for one in self.uncounted if one.criterion == each.id),
        )
