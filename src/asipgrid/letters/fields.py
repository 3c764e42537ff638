"""What the letters say that tell what was decided: one struct of fields a letter, which its templates see by these names.

All is text, in the words and numbers of one language, or a truth; empty text where nothing is stated.
"""

from __future__ import annotations

from msgspec import Struct

# ── every letter ───────────────────────────────────────────────────────────────────────────────


class LetterHead(Struct, frozen=True, kw_only=True):
    """What every letter says, in the words of one language; empty text where nothing is stated.

    `appeal` is the call's text on the ways of appeal; `why` the committee's reason where it departs from the rules;
    `drawn` its place in the draw that put it in order among requests at the same rank, where there was one.
    """

    request: str
    title: str
    call: str
    authority: str
    signatory: str
    applicant: str
    region: str
    legal_basis: tuple[str, ...]
    reference: str
    signed_on: str
    ends_on: str
    submitted_on: str
    decided_on: str
    decided_by: str
    why: str
    drawn: str
    requested: str
    score: str
    appeal: str
    reconstruction: bool
    published: bool
    digest: str


class GoalInWords(Struct, frozen=True, kw_only=True):
    """One goal: what is asked, the indicator, its present value and date, the target, the due date, the proof."""

    id: str
    goal: str
    indicator: str
    present: str
    dated: str
    target: str
    due: str
    proof: str


# ── the addendum ───────────────────────────────────────────────────────────────────────────────


class AddendumChange(Struct, frozen=True, kw_only=True):
    """One point on which the addendum departs from what held before: what was said, what is said now, why."""

    point: str
    before: str
    now: str
    why: str


class GridSection(Struct, frozen=True, kw_only=True):
    """What one grid brings to the addendum: undertakings given, the applicant's own targets, ids of goals."""

    title: str
    undertakings: tuple[str, ...]
    targets: tuple[str, ...]
    goals: tuple[str, ...]


class AddendumPayment(Struct, frozen=True, kw_only=True):
    """One payment: share, amount, moment, condition (empty when there is none)."""

    share: str
    amount: str
    at: str
    condition: str


class GridRow(Struct, frozen=True, kw_only=True):
    """One line of the completed grid."""

    id: str
    question: str
    found: str
    level: str


class Addendum(LetterHead, frozen=True, kw_only=True):
    """Everything an addendum says, in the words and numbers of one language; empty text where nothing is stated.

    `earlier` names the calls whose addenda to the same agreement come before this one, `number` is its place after
    them; `changes` are computed against the agreement and them, `unchanged` are the goals that stay as they were.
    `targets` are the applicant's own on what belongs to no grid; `reports` are pairs of period and last day;
    `conditions` are the payment gates to be settled, `kept` those that are.
    """

    number: int
    earlier: tuple[str, ...]
    changes: tuple[AddendumChange, ...]
    unchanged: tuple[str, ...]
    outlives: bool
    amount: str
    amount_words: str
    granted_before: str
    granted_in_all: str
    reduced: bool
    total_cost: str
    cost_share: str
    due: str
    goals: tuple[GoalInWords, ...]
    targets: tuple[str, ...]
    sections: tuple[GridSection, ...]
    instalments: tuple[AddendumPayment, ...]
    reports: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    kept: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    funders: tuple[tuple[str, str], ...]
    grids: tuple[tuple[str, str, tuple[GridRow, ...]], ...]


# ── what is missing ────────────────────────────────────────────────────────────────────────────


class ApplicantQuestion(Struct, frozen=True, kw_only=True):
    """One thing the applicant is asked: what to supply, for which question of which grid, what it could change."""

    id: str
    question: str
    supply: str
    why: str
    change: str


class AskLetter(LetterHead, frozen=True, kw_only=True):
    """The request for missing facts and documents. `unmarked`: criteria that wait for assessors, not for the applicant."""

    questions: tuple[ApplicantQuestion, ...]
    unmarked: int
    answer_by: str
    possible: str


# ── what is not funded ─────────────────────────────────────────────────────────────────────────


class CriterionFinding(Struct, frozen=True, kw_only=True):
    """One criterion of a decided request: what was found, its level, the points of the score it gave and could give."""

    id: str
    question: str
    found: str
    level: str
    top: str
    gave: str
    worth: str
    reasons: tuple[str, ...]


class GridFindings(Struct, frozen=True, kw_only=True):
    """One grid of a decided request."""

    title: str
    score: str
    findings: tuple[CriterionFinding, ...]


class EligibilityCondition(Struct, frozen=True, kw_only=True):
    """One condition of eligibility: its question, what was found, the documents that show it."""

    id: str
    question: str
    found: str
    documents: str


class NextLevel(Struct, frozen=True, kw_only=True):
    """What the next level of one criterion would take, and the points of the score it would add."""

    id: str
    question: str
    present: str
    wanted: str
    adds: str


class NotFundedLetter(LetterHead, frozen=True, kw_only=True):
    """A request that is not funded: `decided` is what the rule asks for that decided so, and was found of it.

    `missed` are the limits of the one rule that funds; where there are several `ways`, those of each rule on one line.
    `below` are criteria under a threshold of their own, `conditions` those of eligibility that are not shown to be met.
    `bare`: there is none of all these, for no rule of the call would fund it.
    """

    decided: tuple[str, ...]
    missed: tuple[str, ...]
    ways: int
    below: tuple[str, ...]
    conditions: tuple[EligibilityCondition, ...]
    bare: bool


class DeferLetter(NotFundedLetter, frozen=True, kw_only=True):
    """A deferral: what was missed, and what the next level of each criterion would take.

    `steps` are those that bear on what was missed, `others` the rest. `reached` is the score with all of them, `still`
    the limits on scores that would be missed even then; `enough`: a rule that funds would hold, and nothing else is in
    the way.
    """

    steps: tuple[NextLevel, ...]
    others: tuple[NextLevel, ...]
    reached: str
    still: tuple[str, ...]
    enough: bool
    grids: tuple[GridFindings, ...]


class DeclineLetter(NotFundedLetter, frozen=True, kw_only=True):
    """A refusal, with every finding in the order of the grids."""

    grids: tuple[GridFindings, ...]


class IneligibleLetter(NotFundedLetter, frozen=True, kw_only=True):
    """A request that may not be funded: the conditions of eligibility it fails, those that are not known."""

    failed: tuple[EligibilityCondition, ...]
    unknown: tuple[EligibilityCondition, ...]


# ── the others that say what was decided ───────────────────────────────────────────────────────


class MaintainLetter(LetterHead, frozen=True, kw_only=True):
    """The agreement stays as it is."""

    reasons: tuple[str, ...]


class ReserveLetter(LetterHead, frozen=True, kw_only=True):
    """A place on the list of what would be funded if money came back.

    `place` of `waiting` on the list; `rank` of `fundable`; `because` says why it was not served. `tied`: others stand at
    the same place, so nobody was served. `unstated` is the figure that would put them apart, were it stated by all;
    `asks`: this request does not state it.
    """

    rank: str
    fundable: str
    place: str
    waiting: str
    asked: str
    left: str
    minimum: str
    because: str
    tied: bool
    unknown: bool
    unstated: str
    asks: bool
    until: str
