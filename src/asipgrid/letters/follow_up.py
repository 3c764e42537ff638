"""The letters of monitoring as structure: the payment notice, the reminder of what is missing, the follow-up addendum.

Each says how a funded project stands on one day, in the words and numbers of one language; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from asipgrid.letters.builder import Desk, Head
from asipgrid.model.calls import ByMark
from asipgrid.model.places import Language
from asipgrid.model.requests import GoalMove, MoneyBack
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity
from asipgrid.monitoring.goal_progress import Course, Track
from asipgrid.monitoring.goals import Aim, aims
from asipgrid.monitoring.monitor import Followed
from asipgrid.monitoring.payment_schedule import Check, Due, Instalment


class Installed(Struct, frozen=True, kw_only=True):
    """One payment: its number in the addendum, amount, moment, and what its conditions came to."""

    number: str
    amount: str
    at: str
    reasons: tuple[str, ...]


class Made(Struct, frozen=True, kw_only=True):
    """One payment that was made: its number in the addendum, amount, day, reference in the accounts."""

    number: str
    amount: str
    day: str
    reference: str


class PaymentNotice(Head, frozen=True, kw_only=True):
    """What is paid now and what is held back, with the reasons; empty text where nothing is.

    `unsigned` is what waits for the signature of the addendum; `ended` what had not become payable on `last_day`, when
    the agreement ended.
    """

    as_of: str
    award: str
    payable: tuple[Installed, ...]
    total: str
    total_words: str
    suspended: tuple[Installed, ...]
    unsigned: tuple[Installed, ...]
    ended: tuple[Installed, ...]
    last_day: str
    made: tuple[Made, ...]
    made_total: str


class Missing(Struct, frozen=True, kw_only=True):
    """A goal or own target whose value was due and is missing: its words, target, due day and proof."""

    id: str
    goal: str
    target: str
    due: str
    proof: str


class Reminder(Head, frozen=True, kw_only=True):
    """The reports that were due and are not there, the values that are missing, the amount that waits for them.

    `unsigned`: no signature of the addendum is recorded.
    """

    as_of: str
    unsigned: bool
    reports: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...]
    waiting: str


class Moved(Struct, frozen=True, kw_only=True):
    """One goal that is moved: what it asked for, what it asks for now, who decided it when, and why."""

    id: str
    goal: str
    before: str
    now: str
    latest: str
    decided_on: str
    why: str


class Returned(Struct, frozen=True, kw_only=True):
    """Money that goes back: amount, in words, day of the decision, why."""

    amount: str
    amount_words: str
    decided_on: str
    why: str


class Prolonged(Struct, frozen=True, kw_only=True):
    """The end of the agreement that is moved: the last day before (empty when it is not stated) and now, when and why."""

    before: str
    now: str
    decided_on: str
    why: str


class FollowUp(Head, frozen=True, kw_only=True):
    """The addendum that moves goals or the end, or has money paid back; all else of the addendum before it stays."""

    as_of: str
    moved_by: str
    moves: tuple[Moved, ...]
    ends: tuple[Prolonged, ...]
    returns: tuple[Returned, ...]


def payment_notice(result: Result, followed: Followed, as_of: str, language: Language) -> PaymentNotice | None:
    """The notice of what is payable, suspended, unsigned or ended on a day; None when nothing is."""
    return _FollowDesk(result, followed, as_of, language).payment()


def reminder(result: Result, followed: Followed, as_of: str, language: Language) -> Reminder | None:
    """The reminder of reports and values that were due before a day; None when none is missing."""
    return _FollowDesk(result, followed, as_of, language).reminder()


def follow_up(result: Result, followed: Followed, as_of: str, language: Language) -> FollowUp | None:
    """The addendum that carries out what was decided by a day; None when nothing was."""
    return _FollowDesk(result, followed, as_of, language).follow_up()


class _FollowDesk(Desk):
    """Where the letters of one followed project are put together."""

    def __init__(self, result: Result, followed: Followed, as_of: str, language: Language) -> None:
        super().__init__(result, followed.ranked, language)
        self.followed, self.as_of = followed, as_of

    # payments

    def payment(self) -> PaymentNotice | None:
        payable, suspended, ended = (self.standing(due) for due in (Due.PAYABLE, Due.SUSPENDED, Due.ENDED))
        unsigned = self.standing(Due.NOT_DUE) if self.followed.unsigned else []
        if not (payable or suspended or ended or unsigned):
            return None
        made = [(each, one) for each in self.followed.instalments for one in each.paid]
        total = self.followed.amount(Due.PAYABLE)
        return PaymentNotice(
            **self.head(),
            as_of=self.day(self.as_of),
            award=self.money(self.ranked.award.amount),
            payable=tuple(self.instalment(each, each.payable, holds=True) for each in payable),
            total=self.money(total) if total else "",
            total_words=self.writer.in_words(total) if total else "",
            suspended=tuple(self.instalment(each, each.amount - each.spent, holds=False) for each in suspended),
            unsigned=tuple(self.instalment(each, each.amount - each.spent, holds=False) for each in unsigned),
            ended=tuple(self.instalment(each, each.amount - each.spent, holds=False) for each in ended),
            last_day=self.day(self.followed.ends_on),
            made=tuple(
                Made(
                    number=str(each.number),
                    amount=self.money(one.amount),
                    day=self.day(one.paid_on),
                    reference=one.reference or "",
                )
                for each, one in made
            ),
            made_total=self.money(self.followed.paid) if made else "",
        )

    def standing(self, due: Due) -> list[Instalment]:
        return [each for each in self.followed.instalments if each.due is due]

    def instalment(self, each: Instalment, cents: int, *, holds: bool) -> Installed:
        # That the agreement has ended is said once, above what ended with it.
        checks = [
            check for check in each.checks if (check.holds is True) is holds and check.reason.key != "payment_ended"
        ]
        return Installed(
            number=str(each.number),
            amount=self.money(cents),
            at=self.words(each.payment.at),
            reasons=tuple(map(self.check, checks)),
        )

    def check(self, check: Check) -> str:
        """One condition; a gate by its question and the documents that settle it."""
        if check.reason.key != "gate":
            return self.speaker.say(check.reason)
        criterion = self.criteria[check.reason.values["id"]]
        states = {
            True: ("settled", "réglé"),
            False: ("not settled", "non réglé"),
            None: ("not stated", "non renseigné"),
        }
        text = f"{self.words(criterion.question)} {self.pick(*states[check.holds])}"
        if check.holds is True or criterion.documents is None:
            return text
        documents = self.words(criterion.documents)
        return text + self.pick(f" (documents: {documents})", f" (pièces : {documents})")

    # what is missing

    def reminder(self) -> Reminder | None:
        late = [each for each in self.followed.tracks if self.lacks(each)]
        if not late and not self.followed.late:
            return None
        waiting = self.followed.amount(Due.SUSPENDED)
        return Reminder(
            **self.head(),
            as_of=self.day(self.as_of),
            unsigned=self.followed.unsigned,
            reports=tuple((each.period, self.day(each.due)) for each in self.followed.late),
            missing=tuple(map(self.missing, late)),
            waiting=self.money(waiting) if waiting else "",
        )

    def lacks(self, each: Track) -> bool:
        """Whether a value that the beneficiary is to give was due and is not there; marks are for the assessors to give."""
        criterion = self.criteria.get(each.id)
        if criterion is not None and isinstance(criterion.judging, ByMark):
            return False
        return each.latest is None and each.course.due is not None and each.course.due < self.as_of

    def missing(self, each: Track) -> Missing:
        criterion = self.criteria.get(each.id)
        return Missing(
            id="" if each.course.own else each.id,
            goal=self.name(each.course),
            target=self.course_target(each.course),
            due=self.day(each.course.due),
            proof="" if criterion is None else self.words(criterion.documents),
        )

    def name(self, course: Course) -> str:
        return self.speaker.path(course.id) if course.own else self.words(course.name)

    def course_target(self, course: Course) -> str:
        """A target with its side, or the words of its level."""
        if isinstance(course.target, str):
            return self.day(course.target)
        if course.target.unit == "level":
            return self.words(course.words) or self.level(course.target)
        return f"{self.bound(at_most=course.at_most)} {self.writer.quantity(course.target)}"

    def bound(self, *, at_most: bool) -> str:
        return self.pick("at most", "au plus") if at_most else self.pick("at least", "au moins")

    def level(self, quantity: Quantity) -> str:
        number = self.number(quantity.value)
        return self.pick(f"level {number}", f"niveau {number}")

    # the follow-up addendum

    def follow_up(self) -> FollowUp | None:
        amendment = self.followed.amendment
        courses = {each.id: each for each in self.followed.goals if each.course.moved is not None}
        if amendment is None or not (courses or self.followed.returned or self.followed.end_moves):
            return None
        before = {aim.id: aim for aim in aims(self.result, self.ranked.card)}
        return FollowUp(
            **self.head(),
            as_of=self.day(self.as_of),
            moved_by=amendment.decided_by,
            moves=tuple(self.move(before[name], each) for name, each in courses.items()),
            ends=tuple(self.prolonged()),
            returns=tuple(self.returns(self.followed.returned)),
        )

    def move(self, aim: Aim, each: Track) -> Moved:
        move = each.course.moved
        assert isinstance(move, GoalMove)
        return Moved(
            id=each.id,
            goal=self.name(each.course),
            before=self.by(self.target(aim), aim.due),
            now=self.by(self.course_target(each.course), each.course.due),
            latest=self.latest(each),
            decided_on=self.day(move.decided_on),
            why=move.why,
        )

    def prolonged(self) -> Iterator[Prolonged]:
        before = self.request.data.get("agreement", {}).get("ends_on")
        for move in self.followed.end_moves:
            yield Prolonged(
                before=self.day(before), now=self.day(move.ends_on), decided_on=self.day(move.decided_on), why=move.why
            )
            before = move.ends_on

    def by(self, target: str, due: str | None) -> str:
        return target + (self.pick(f" by {self.day(due)}", f", au plus tard le {self.day(due)}") if due else "")

    def latest(self, each: Track) -> str:
        """The value on which a move looks, with its day."""
        if each.latest is None:
            return self.pick("no value since the request", "aucune valeur depuis la demande")
        text = self.value(each.latest.value, beside=each.course.target)
        dated = each.latest.dated
        return text + (self.pick(f" on {self.day(dated)}", f" au {self.day(dated)}") if dated else "")

    def value(self, value: Quantity | str, *, beside: Quantity | str) -> str:
        """A value with the decimals that tell it from its target."""
        if isinstance(value, str):
            return self.day(value)
        if value.unit == "level":
            return self.level(value)
        return self.figure(value, [beside])

    def returns(self, returned: Iterable[MoneyBack]) -> Iterator[Returned]:
        for each in returned:
            yield Returned(
                amount=self.money(each.amount),
                amount_words=self.writer.in_words(each.amount),
                decided_on=self.day(each.decided_on),
                why=each.why,
            )
