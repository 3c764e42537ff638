"""What the letters say that follow a funded project: one struct of fields a letter, which its templates see by these names."""

from __future__ import annotations

from msgspec import Struct

from asipgrid.letters.fields import LetterHead


class NoticedPayment(Struct, frozen=True, kw_only=True):
    """One payment: its number in the addendum, amount, moment, and what its conditions came to."""

    number: str
    amount: str
    at: str
    reasons: tuple[str, ...]


class PaymentMade(Struct, frozen=True, kw_only=True):
    """One payment that was made: its number in the addendum, amount, day, reference in the accounts."""

    number: str
    amount: str
    day: str
    reference: str


class PaymentNotice(LetterHead, frozen=True, kw_only=True):
    """What is paid now and what is held back, with the reasons; empty text where nothing is.

    `unsigned` is what waits for the signature of the addendum; `ended` what had not become payable on `last_day`, when
    the agreement ended.
    """

    as_of: str
    award: str
    payable: tuple[NoticedPayment, ...]
    total: str
    total_words: str
    suspended: tuple[NoticedPayment, ...]
    unsigned: tuple[NoticedPayment, ...]
    ended: tuple[NoticedPayment, ...]
    last_day: str
    made: tuple[PaymentMade, ...]
    made_total: str


class MissingValue(Struct, frozen=True, kw_only=True):
    """A goal or own target whose value was due and is missing: its words, target, due day and proof."""

    id: str
    goal: str
    target: str
    due: str
    proof: str


class Reminder(LetterHead, frozen=True, kw_only=True):
    """The reports that were due and are not there, the values that are missing, the amount that waits for them.

    `unsigned`: no signature of the addendum is recorded.
    """

    as_of: str
    unsigned: bool
    reports: tuple[tuple[str, str], ...]
    missing: tuple[MissingValue, ...]
    waiting: str


class MovedGoal(Struct, frozen=True, kw_only=True):
    """One goal that is moved: what it asked for, what it asks for now, who decided it when, and why."""

    id: str
    goal: str
    before: str
    now: str
    latest: str
    decided_on: str
    why: str


class ReturnedMoney(Struct, frozen=True, kw_only=True):
    """Money that goes back: amount, in words, day of the decision, why."""

    amount: str
    amount_words: str
    decided_on: str
    why: str


class MovedEnd(Struct, frozen=True, kw_only=True):
    """The end of the agreement that is moved: the last day before (empty when it is not stated) and now, when and why."""

    before: str
    now: str
    decided_on: str
    why: str


class FollowUpAddendum(LetterHead, frozen=True, kw_only=True):
    """The addendum that moves goals or the end, or has money paid back; all else of the addendum before it stays."""

    as_of: str
    moved_by: str
    moves: tuple[MovedGoal, ...]
    ends: tuple[MovedEnd, ...]
    returns: tuple[ReturnedMoney, ...]
