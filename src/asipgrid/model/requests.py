"""Requests, and what people say of them: marks, decisions, reports, payments, amendments."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.model.calls import Outcome
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Id, Place, Record
from asipgrid.model.values import Text


class Request(Struct, frozen=True, kw_only=True):
    """A funding request that passed every check. `data` is its whole text as values; money is in `record` as written.

    `applicant` is how texts name who applies: where no name is stated, by its region or by the title.
    """

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

    @property
    def named(self) -> dict[str, Any]:
        """Its title and its applicant's name as the document states them; None for a name that it does not state."""
        return {"title": self.data["title"], "applicant": self.data["applicant"].get("name")}


class Mark(Struct, frozen=True, kw_only=True):
    """One assessor's level for one criterion, with the reason given."""

    level: Fraction
    why: str
    place: Place


class RatingSheet(Struct, frozen=True, kw_only=True):
    """One assessor's marks on one request; a declared conflict of interest carries none.

    `declared` is where the conflict stands. The sheet of the assessor `consensus` holds the levels that the panel agreed
    on after discussion. `period` is that of the progress report a sheet looks at; None: the request itself.
    """

    request: Id
    assessor: Id
    rated_on: str | None
    conflict: bool
    marks: Mapping[str, Mark]
    digest: str
    file: str
    period: str | None = None
    declared: Place | None = None

    @property
    def consensus(self) -> bool:
        """Whether this is what the assessors agreed on together."""
        return self.assessor == CONSENSUS


class CommitteeDecision(Struct, frozen=True, kw_only=True):
    """What the committee decided of one request; `amount` in cents, None when the document gives none.

    `body` decided, on these `grounds`: in two languages where the document gives them; results print the first. `lines`
    says what is kept of lines of the budget, by their id, in cents; those it does not name are kept whole.
    """

    request: Id
    outcome: Outcome
    amount: int | None
    body: Text
    decided_on: str | None
    grounds: Text
    source: str | None
    digest: str
    place: Place
    lines: Mapping[str, int] | None = None

    @property
    def decided_by(self) -> str:
        """The body as results name it."""
        return self.body.en

    @property
    def why(self) -> str:
        """The grounds as results give them."""
        return self.grounds.en


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
    grounds: Text
    place: Place

    @property
    def why(self) -> str:
        """The grounds as results give them."""
        return self.grounds.en


class MoneyBack(Struct, frozen=True, kw_only=True):
    """A decision that money goes back, in cents."""

    amount: int
    decided_on: str
    grounds: Text
    place: Place

    @property
    def why(self) -> str:
        """The grounds as results give them."""
        return self.grounds.en


class EndMove(Struct, frozen=True, kw_only=True):
    """A decision that moves the end of the agreement to another day (ISO)."""

    ends_on: str
    decided_on: str
    grounds: Text
    place: Place

    @property
    def why(self) -> str:
        """The grounds as results give them."""
        return self.grounds.en


class Amendment(Struct, frozen=True, kw_only=True):
    """What was decided of an addendum after its signature: goals moved, the end moved, money back; oldest first."""

    request: Id
    body: Text
    moves: tuple[GoalMove, ...]
    ends: tuple[EndMove, ...]
    returns: tuple[MoneyBack, ...]
    digest: str
    file: str

    @property
    def decided_by(self) -> str:
        """The body that decided, as results name it."""
        return self.body.en


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


class Unfilled(Struct, frozen=True, kw_only=True):
    """A document that is not yet filled in: what it is, the request it is about (by the name of its file), its file."""

    kind: str
    request: Id
    file: str
