"""The nouns every room shares: places and findings, documents, scorecards, results.

Frozen values only. Nothing here reads, decides or prints, and nothing here imports another room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NewType

from msgspec import Struct

Id = NewType("Id", str)
"""A checked id: lower-case words joined by hyphens, at most 64 characters."""

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the root."""

Truth = bool | None
"""True, false, or not stated (Kleene's third value)."""


class Language(StrEnum):
    """Languages of the words that applicants and committees read."""

    EN = "en"
    FR = "fr"


# ── places and findings ────────────────────────────────────────────────────────────────────────────


class Place(Struct, frozen=True, kw_only=True, order=True):
    """A spot in a document: file name inside the workspace, line and column from 1, width in characters."""

    file: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Gravity(StrEnum):
    """How much a finding weighs: only an error stops a decision."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing wrong (or odd) in a document: where, a code that keeps its meaning, and what would be right.

    `excerpt` is the line of the document at `place`, empty where there is none to show.
    """

    code: str
    place: Place
    says: str
    gravity: Gravity = Gravity.ERROR
    excerpt: str = ""

    def reading_order(self) -> tuple[str, int, int, str, str]:
        """Sort key: as a person reads, file by file from the top; code and words only break equal places."""
        return (self.place.file, self.place.line, self.place.column, self.code, self.says)


class Source(Struct, frozen=True, kw_only=True):
    """One file as it was found: its name inside the workspace and its bytes."""

    name: str
    data: bytes


class Record(Struct, frozen=True, kw_only=True):
    """A document as it was written: data, the place of every key and value, the digest of its text.

    `data` holds dict, list, str, bool, None, int and Decimal only. `keys` gives the place of the key that leads to
    a path (for list items, of the item itself); `values` the place of the value. `plain` promises that no value is
    null and no whole number is written 12.000; without it nothing is promised. `lost` are the paths of values that a #
    made a comment of.
    """

    name: str
    data: dict[str, Any]
    keys: Mapping[Path, tuple[int, int, int]]
    values: Mapping[Path, tuple[int, int, int]]
    digest: str
    plain: bool = False
    lost: frozenset[Path] = frozenset()

    def place(self, path: Path = ()) -> Place:
        """Where the key leading to `path` stands; the nearest ancestor's place when the path is not written."""
        return self._nearest(self.keys, path)

    def value_place(self, path: Path = ()) -> Place:
        """Where the value at `path` begins."""
        return self._nearest(self.values, path)

    def _nearest(self, places: Mapping[Path, tuple[int, int, int]], path: Path) -> Place:
        for end in range(len(path), -1, -1):
            spot = places.get(path[:end])
            if spot is not None:
                # A value that is not written has a place and no width; what is pointed at has some.
                return Place(file=self.name, line=spot[0], column=spot[1], width=max(1, spot[2]))
        return Place(file=self.name)


KINDS: Final = ("grid", "call", "request", "rating", "decision", "progress", "payment", "amendment")
"""The kinds of document, by their first key."""

MOST_FINDINGS: Final = 200
"""How many findings one step gives for one document before it says that more follow: time stays bounded."""

UNFILLED: Final = "S013"
"""The code of a document that is not yet filled in."""

# ── words ──────────────────────────────────────────────────────────────────────────────────────────


class Text(Struct, frozen=True):
    """Words shown to people, in English and French (the same twice when the document gives one string)."""

    en: str
    fr: str

    @classmethod
    def of(cls, written: str | Mapping[str, str]) -> Text:
        """A document's text; one string serves both languages, and English stands in for a missing French one."""
        if isinstance(written, str):
            return cls(written, written)
        return cls(written["en"], written.get("fr", written["en"]))

    def to(self, language: Language) -> str:
        """The words in that language."""
        return self.fr if language is Language.FR else self.en


class Quantity(Struct, frozen=True):
    """An exact number with its unit: percent (0.35 is 35 %), number, days, months, currency, cents or points.

    `in_full`: somebody wrote it, as a threshold, a target or a share; it is never rounded where it is printed.
    """

    value: Fraction
    unit: str = "number"
    in_full: bool = False


class Reason(Struct, frozen=True):
    """Why something is so, as data: a key of the catalogue in `words` and the values it mentions."""

    key: str
    values: Mapping[str, Any] = {}


# How many decimals currencies have, but for those with two: the minor units of ISO 4217, list one.
_DECIMALS: Final = {
    currency: digits
    for digits, currencies in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for currency in currencies.split()
}


def decimals_of(currency: str) -> int:
    """How many decimals an amount in a currency has; 10 to this power of its smallest units are one of it.

    All money is counted in whole smallest units of the call's currency, which are called cents here: hundredths of an
    euro, thousandths of a Tunisian dinar, Pacific francs.
    """
    return _DECIMALS.get(currency, 2)


# ── grids ──────────────────────────────────────────────────────────────────────────────────────────


class Measure(Struct, frozen=True, kw_only=True):
    """A named figure: `kind` is value, ratio, difference, days or months; `paths` are JMESPath expressions."""

    name: str
    title: Text | None
    kind: str
    paths: tuple[str, ...]
    unit: str
    place: Place


class LevelRule(Struct, frozen=True, kw_only=True):
    """One line of `levels`: the level given when the condition holds, and what it means."""

    level: Fraction
    words: Text
    when: Mapping[str, Any]


class ByLevels(Struct, frozen=True):
    """Judged by facts: the highest level whose condition holds, else 0."""

    rules: tuple[LevelRule, ...]


class ByThresholds(Struct, frozen=True):
    """Judged by a figure: `thresholds` are those of levels 1 … max; `at_most` where less is better."""

    measure: str
    thresholds: tuple[Fraction, ...]
    at_most: bool


class ByCurve(Struct, frozen=True):
    """Judged by a figure on a piecewise linear curve of (figure, level), clipped at both ends."""

    measure: str
    points: tuple[tuple[Fraction, Fraction], ...]


class ByMark(Struct, frozen=True):
    """Judged by assessors: `texts` say what levels 0 … max mean."""

    texts: tuple[Text, ...]


Judging = ByLevels | ByThresholds | ByCurve | ByMark


NO_GOAL: Final = "never"
"""Written in the place of a criterion's goal: no addendum sets one."""


class Criterion(Struct, frozen=True, kw_only=True):
    """One question of a grid, its weight and the one way it is judged (`judging` is None for a bare gate).

    `no_goal`: no addendum sets a goal for it, whatever its level.
    """

    id: str
    question: Text
    judging: Judging | None
    weight: Fraction
    place: Place
    gate: str | None = None
    requires: Mapping[str, Any] | None = None
    applies_when: Mapping[str, Any] | None = None
    info: bool = False
    minimum: Fraction | None = None
    evidence: str = "none"
    reads: tuple[str, ...] = ()
    documents: Text | None = None
    goal: Text | None = None
    no_goal: bool = False
    sources: tuple[str, ...] = ()


class Grid(Struct, frozen=True, kw_only=True):
    """An analysis grid: the block of the request it owns, what it measures and how it judges.

    `values` gives the value of levels 0 … max (from 0 to 1); without it a level L is worth L / max.
    """

    id: str
    version: str
    title: Text
    status: str
    about: Text | None
    sources: Mapping[str, str]
    max: int
    step: Fraction
    values: tuple[Fraction, ...]
    block: str
    facts: Mapping[str, Any]
    measures: tuple[Measure, ...]
    criteria: tuple[Criterion, ...]
    digest: str
    file: str


# ── calls ──────────────────────────────────────────────────────────────────────────────────────────


class Outcome(StrEnum):
    """What a request can end in, in the order results list them."""

    FUND = "fund"
    ASK = "ask"
    DEFER = "defer"
    MAINTAIN = "maintain"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"


class Status(StrEnum):
    """What the envelope made of an outcome."""

    FUNDED = "funded"
    PARTIAL = "partial"
    RESERVE = "reserve"
    TIED = "tied"
    NOT_FUNDED = "not-funded"


class Rule(Struct, frozen=True, kw_only=True):
    """One decision rule; `when` is None for the last one, which always holds."""

    outcome: Outcome
    when: Mapping[str, Any] | None
    place: Place


class TieBreak(Struct, frozen=True, kw_only=True):
    """One link of the tie-break chain: a grid's id, `score`, `points`, or a path; `ascending` where less is better."""

    name: str
    is_path: bool = False
    ascending: bool = False


class Panel(Struct, frozen=True, kw_only=True):
    """How many assessors a request needs, how their marks become one level, when they disagree.

    `blind`: nobody sees the marks of others before giving all of their own. `subjects`: the fewest criteria marked by
    several assessors on which an agreement is computed.
    """

    assessors: int
    aggregate: str
    disagreement: Fraction | None
    blind: bool = False
    subjects: int = 20


class Allocation(Struct, frozen=True, kw_only=True):
    """How the envelope is spent. Money in cents; `rate` is a share of the total cost."""

    overflow: str
    partial: str
    ceiling: int | None
    rate: Fraction | None


class Units(Struct, frozen=True, kw_only=True):
    """What a payment may be released by, in parts: each unit of a figure beyond what the request stated, at a price in cents."""

    path: str
    price: int


class Payment(Struct, frozen=True, kw_only=True):
    """One payment of an addendum: its share of the award, when it falls due, and under which condition.

    `opens` is its first day (ISO), None when only its condition says; with `units` it may be released in parts.
    """

    share: Fraction
    at: Text
    when: Mapping[str, Any] | None
    opens: str | None = None
    units: Units | None = None


class AddendumTerms(Struct, frozen=True, kw_only=True):
    """What the call says of addenda: `goal_level` is next, max or a level; `goals_due` an ISO date.

    `builds_on` are the earlier calls whose addenda these addenda follow, oldest first.
    """

    goal_level: str | Fraction
    goals_due: str | None
    payments: tuple[Payment, ...]
    builds_on: tuple[Id, ...] = ()


class ReportDue(Struct, frozen=True, kw_only=True):
    """A report that funded projects owe: its period and the last day (ISO) to deliver it."""

    period: str
    due: str


class Milestone(Struct, frozen=True, kw_only=True):
    """The share of the way from its baseline to its target that a goal has gone by a day; `goals` empty: every goal."""

    by: str
    share: Fraction
    goals: tuple[str, ...] = ()


class MonitoringTerms(Struct, frozen=True, kw_only=True):
    """What the call says of monitoring: the index from which a goal is on track or at risk, and what is expected when.

    `start` is the day (ISO) from which progress is expected where an addendum's own signature is not recorded.
    """

    start: str | None = None
    on_track: Fraction = Fraction(9, 10)
    at_risk: Fraction = Fraction(8, 10)
    reports: tuple[ReportDue, ...] = ()
    milestones: tuple[Milestone, ...] = ()


class LetterTerms(Struct, frozen=True, kw_only=True):
    """What the call says of its letters: the last days (ISO) to answer and of the reserve list, the ways of appeal.

    `whys`: whether applicants read the reasons that assessors gave.
    """

    answer_by: str | None = None
    reserve_until: str | None = None
    appeal: Text | None = None
    whys: bool = False


class Call(Struct, frozen=True, kw_only=True):
    """A call: envelope (cents), weighted grids, panel, rules, ranking, allocation, addendum terms.

    `published`: its documents hold what was published of the requests, not what applicants submitted; `sources` are
    the texts that documents name by their key.
    """

    id: Id
    title: Text
    about: Text | None
    authority: Text
    signatory: Text | None
    legal_basis: tuple[Text, ...]
    published: bool
    sources: Mapping[str, str]
    currency: str
    envelope: int
    weights: Mapping[str, Fraction]
    flat: bool
    panel: Panel | None
    rules: tuple[Rule, ...]
    rank_by: str
    tie_break: tuple[TieBreak, ...]
    lot: str | None
    allocation: Allocation
    addendum: AddendumTerms | None
    letters: LetterTerms
    monitoring: MonitoringTerms = MonitoringTerms()
    data: Mapping[str, Any]
    digest: str
    file: str


# ── requests and what people say of them ───────────────────────────────────────────────────────────


class Request(Struct, frozen=True, kw_only=True):
    """A funding request that passed every check. `data` is its whole text as values; money is in `record` as written."""

    id: Id
    title: Text
    applicant: str
    data: Mapping[str, Any]
    record: Record
    requested: int | None
    minimum: int | None
    total_cost: int | None
    supported: frozenset[str]

    @property
    def digest(self) -> str:
        """The digest of the document."""
        return self.record.digest


class Mark(Struct, frozen=True, kw_only=True):
    """One assessor's level for one criterion, with the reason given."""

    level: Fraction
    why: str
    place: Place


CONSENSUS: Final = "consensus"
"""The folder of ratings, and the name beside the assessors', of levels agreed after discussion."""


class RatingSheet(Struct, frozen=True, kw_only=True):
    """One assessor's marks on one request; a declared conflict of interest carries none.

    The sheet of the assessor `consensus` holds the levels that the panel agreed on after discussion. `period` is that
    of the progress report a sheet looks at; None: the request itself.
    """

    request: Id
    assessor: Id
    rated_on: str | None
    conflict: bool
    marks: Mapping[str, Mark]
    digest: str
    file: str
    period: str | None = None

    @property
    def consensus(self) -> bool:
        """Whether this is what the assessors agreed on together."""
        return self.assessor == CONSENSUS


class CommitteeDecision(Struct, frozen=True, kw_only=True):
    """What the committee decided of one request; `amount` in cents, None when the document gives none."""

    request: Id
    outcome: Outcome
    amount: int | None
    decided_by: str
    decided_on: str | None
    why: str
    source: str | None
    digest: str
    place: Place


class Report(Struct, frozen=True, kw_only=True):
    """One progress report of a funded project: new facts, the day (ISO) they describe, what was spent so far in cents."""

    request: Id
    period: str
    as_of: str
    facts: Mapping[str, Any]
    spent: int | None
    difficulties: str | None
    evidence: tuple[Mapping[str, Any], ...]
    supported: frozenset[str]
    record: Record

    def order(self) -> tuple[str, str]:
        """Sort key: facts of a later day are laid over earlier ones; of one day, by the name of the period."""
        return self.as_of, self.period


class Paid(Struct, frozen=True, kw_only=True):
    """One payment that was made: which of the addendum, cents, the day (ISO), how the accounts call it."""

    number: int
    amount: int
    paid_on: str
    reference: str | None
    place: Place


class Ledger(Struct, frozen=True, kw_only=True):
    """What was paid to one request, in the order of payments and days; the day (ISO) its addendum was signed."""

    request: Id
    signed_on: str | None
    paid: tuple[Paid, ...]
    digest: str
    file: str


class GoalMove(Struct, frozen=True, kw_only=True):
    """A decision that moves a goal: another target in the measure's own unit, another level, another due day (ISO)."""

    goal: str
    target: Fraction | None
    level: Fraction | None
    due: str | None
    decided_on: str
    why: str
    place: Place


class MoneyBack(Struct, frozen=True, kw_only=True):
    """A decision that money goes back, in cents."""

    amount: int
    decided_on: str
    why: str
    place: Place


class EndMove(Struct, frozen=True, kw_only=True):
    """A decision that moves the end of the agreement to another day (ISO)."""

    ends_on: str
    decided_on: str
    why: str
    place: Place


class Amendment(Struct, frozen=True, kw_only=True):
    """What was decided of an addendum after its signature: goals moved, the end moved, money back; oldest first."""

    request: Id
    decided_by: str
    moves: tuple[GoalMove, ...]
    ends: tuple[EndMove, ...]
    returns: tuple[MoneyBack, ...]
    digest: str
    file: str


class PanelMark(Struct, frozen=True, kw_only=True):
    """What the panel gives one criterion: its level (None: too few marks), the marks, any disagreement.

    The level is the consensus where there is one, else the aggregate of the marks.
    """

    level: Fraction | None
    marks: tuple[tuple[str, Mark], ...]
    disagreement: Reason | None = None
    consensus: Mark | None = None


# ── scorecards ─────────────────────────────────────────────────────────────────────────────────────


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


# ── decisions and results ──────────────────────────────────────────────────────────────────────────


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


MOST_NAMED: Final = 20
"""How many requests one sentence names; of more it gives the number."""


def named(requests: Sequence[str], *, without: str | None = None) -> dict[str, Any]:
    """Requests, or files, in their order as the values of a reason: the first, and how many more there are."""
    first = [name for name in requests[: MOST_NAMED + 1] if name != without][:MOST_NAMED]
    more = len(requests) - (without is not None) - len(first)
    return {"requests": tuple(first), **({"others": more} if more else {})}


def exact(value: int | Decimal | Fraction) -> Fraction:
    """The number as a fraction, exactly."""
    return value if type(value) is Fraction else Fraction(value)


def is_number(value: object) -> bool:
    """Whether a value of a document is a number (true and false are not)."""
    # Asked of the type itself: Fraction is an abstract class, and to be one of its instances takes long to find out.
    return type(value) in _NUMBERS


_NUMBERS: Final = frozenset({int, Decimal, Fraction})


class Commitment(Struct, frozen=True, kw_only=True):
    """A target of the applicant's own: a number or a date for a fact, by a day; a target is never a result."""

    path: str
    target: Any
    by: str | None
    source: str | None


class Evidence(Struct, frozen=True, kw_only=True):
    """A document behind facts: its own day, the day the facts describe (`as_of`), where it comes from."""

    id: str
    title: str
    date: str | None
    as_of: str | None
    file: str | None
    source: str | None
    supports: tuple[str, ...]


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
