"""The letters of monitoring as structure: the payment notice, the reminder of what is missing, the follow-up addendum.

Each says how a funded project stands on one day, in the words and numbers of one language; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asipgrid.letters.act import ActWords, open_appeal
from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.model import act
from asipgrid.model.calls import ByMark
from asipgrid.model.places import Language
from asipgrid.model.requests import GoalMove, Paid
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, Text
from asipgrid.monitoring.goal_progress import GoalProgress, GoalTerms
from asipgrid.monitoring.goals import AddendumGoal, addendum_goals
from asipgrid.monitoring.payment_schedule import Instalment, PaymentCondition, PaymentState
from asipgrid.monitoring.projects import FollowedProject

_SETTLED: Final = {
    True: Text("settled", "réglé"),
    False: Text("not settled", "non réglé"),
    None: Text("not stated", "non renseigné"),
}


class FollowUpBuilder(LetterBuilder):
    """Puts the letters about one funded project on one day together."""

    def __init__(self, result: Result, followed: FollowedProject, as_of: str, language: Language) -> None:
        super().__init__(result, followed.ranked, language)
        self.followed, self.as_of = followed, as_of

    # payments

    def payment(self) -> Fields | None:
        """The notice of what is payable, suspended, unsigned or ended; None when nothing is."""
        payable = self.followed.in_state(PaymentState.PAYABLE)
        suspended = self.followed.in_state(PaymentState.SUSPENDED)
        ended = self.followed.in_state(PaymentState.ENDED)
        unsigned = self.followed.in_state(PaymentState.NOT_DUE) if self.followed.unsigned else ()
        if not (payable or suspended or ended or unsigned):
            return None
        total = self.followed.amount(PaymentState.PAYABLE)
        made = [self._made(each, one) for each in self.followed.instalments for one in each.paid]
        return self.bound() | {
            "blanks": open_appeal(self),
            "as_of": self.day(self.as_of),
            "award": self.money(self.ranked.award.amount),
            "payable": tuple(self._instalment(each, each.payable, holds=True) for each in payable),
            "total": self.money(total) if total else "",
            "total_words": self.writer.in_words(total) if total else "",
            "suspended": tuple(map(self._held, suspended)),
            "unsigned": tuple(map(self._held, unsigned)),
            "ended": tuple(map(self._held, ended)),
            "last_day": self.day(self.followed.ends_on),
            "made": tuple(made),
            "made_total": self.money(self.followed.paid) if made else "",
        }

    def _made(self, each: Instalment, paid: Paid) -> Fields:
        number, day, reference = str(each.number), self.day(paid.paid_on), paid.reference or ""
        return {"number": number, "amount": self.money(paid.amount), "day": day, "reference": reference}

    def _held(self, each: Instalment) -> Fields:
        return self._instalment(each, each.left, holds=False)

    def _instalment(self, each: Instalment, cents: int, *, holds: bool) -> Fields:
        # That the agreement has ended is said once, above what ended with it.
        told = [one for one in each.conditions if (one.holds is True) is holds and one.reason.key != "payment_ended"]
        return {
            "number": str(each.number),
            "amount": self.money(cents),
            "at": self.words(each.payment.at),
            "reasons": tuple(map(self._condition, told)),
        }

    def _condition(self, condition: PaymentCondition) -> str:
        """One condition; a gate by its question and the documents that settle it."""
        if condition.reason.key != "gate":
            return self.speaker.say(condition.reason)
        criterion = self.criteria[condition.reason.values["id"]]
        question, settled = self.words(criterion.question), self.words(_SETTLED[condition.holds])
        text = self.pick(f'"{question}": {settled}', f"« {question} » : {settled}")
        if condition.holds is True or criterion.documents is None:
            return text
        documents = self.words(criterion.documents)
        return text + self.pick(f" (documents: {documents})", f" (pièces : {documents})")

    # what is missing

    def reminder(self) -> Fields | None:
        """The reminder of reports and values that were due; None when none is missing."""
        late = [each for each in self.followed.progress if self._lacks(each)]
        if not late and not self.followed.late:
            return None
        waiting = self.followed.amount(PaymentState.SUSPENDED)
        return self.bound() | {
            "as_of": self.day(self.as_of),
            "unsigned": self.followed.unsigned,
            "reports": tuple((each.period, self.day(each.due)) for each in self.followed.late),
            "missing": tuple(map(self._missing, late)),
            "waiting": self.money(waiting) if waiting else "",
        }

    def _lacks(self, each: GoalProgress) -> bool:
        """Whether a value that the beneficiary is to give was due and is not there; marks are for the assessors to give."""
        criterion = self.criteria.get(each.id)
        if criterion is not None and isinstance(criterion.judging, ByMark):
            return False
        return each.latest is None and each.goal.due is not None and each.goal.due < self.as_of

    def _missing(self, each: GoalProgress) -> Fields:
        criterion = self.criteria.get(each.id)
        return {
            "id": self._id(each),
            "goal": self._name(each.goal),
            "target": self._target_text(each.goal),
            "due": self.day(each.goal.due),
            "proof": "" if criterion is None else self.words(criterion.documents),
        }

    def _id(self, each: GoalProgress) -> str:
        """How the addendum calls a goal: of published facts, its number in annex 1; a target of the applicant's own has none."""
        if not each.goal.own:
            return each.id
        return str(self.followed.own_targets.index(each) + 1) if self.call.published else ""

    def _name(self, goal: GoalTerms) -> str:
        """What a goal asks for; a target of the applicant's own without words of its own is the fact's title."""
        return self.speaker.path(goal.id) if goal.name.en == goal.id else self.words(goal.name)

    def _target_text(self, goal: GoalTerms) -> str:
        """A target with its side, or the words of its level."""
        if isinstance(goal.target, str):
            return self.day(goal.target)
        if goal.target.unit == "level":
            words, level = self.words(goal.words), self.level(goal.target.value)
            if not words:
                return level
            scale = not goal.own and isinstance(self.criteria[goal.id].judging, ByMark)
            return self.pick(f'{level} ("{words}")', f"{level} (« {words} »)") if scale else words
        return self.bounded(goal.target, at_most=goal.at_most)

    # the follow-up addendum

    def follow_up(self) -> Fields | None:
        """The addendum that carries out what was decided; None when nothing was."""
        amendment = self.followed.amendment
        moved_goals = {each.id: each for each in self.followed.goals if each.goal.moved is not None}
        if amendment is None or not (moved_goals or self.followed.returned or self.followed.end_moves):
            return None
        before = {goal.id: goal for goal in addendum_goals(self.result, self.ranked)}
        return self.bound() | {
            **self._act(self.words(amendment.body)),
            "as_of": self.day(self.as_of),
            "moved_by": self.words(amendment.body),
            "moves": tuple(self._move(before[name], each) for name, each in moved_goals.items()),
            "ends": tuple(self._prolonged()),
            "returns": tuple(
                {
                    "amount": self.money(each.amount),
                    "amount_words": self.writer.in_words(each.amount),
                    "decided_on": self.day(each.decided_on),
                    "why": self.words(each.grounds),
                }
                for each in self.followed.returned
            ),
        }

    def _act(self, moved_by: str) -> Fields:
        """What makes it an act, as in the addendum it follows; its number is a blank where earlier calls have addenda too.

        What follows a first grant is the first addendum to it.
        """
        made, wanted = ActWords(self), self.call.addendum
        granted = act.last_addendum(self.request.data) + (not made.is_first)
        changed = None if wanted and wanted.builds_on else granted
        counted = Text("number of the addendum", "numéro de l'avenant")
        return {
            "number": made.blank(counted) if changed is None else str(changed + 1),
            "parties": made.parties(),
            "visas": tuple(made.follow_up_visas(changed, self.day(self.followed.signed_on), moved_by)),
            "blanks": made.blanks,
        }

    def _move(self, goal: AddendumGoal, each: GoalProgress) -> Fields:
        move = each.goal.moved
        assert isinstance(move, GoalMove)
        return {
            "id": each.id,
            "goal": self._name(each.goal),
            "before": self.by_day(self.target(goal), goal.due),
            "now": self.by_day(self._target_text(each.goal), each.goal.due),
            "latest": self._latest(each),
            "decided_on": self.day(move.decided_on),
            "why": self.words(move.grounds),
        }

    def _prolonged(self) -> Iterator[Fields]:
        before = self.request.data.get("agreement", {}).get("ends_on")
        for move in self.followed.end_moves:
            now, decided_on = self.day(move.ends_on), self.day(move.decided_on)
            yield {"before": self.day(before), "now": now, "decided_on": decided_on, "why": self.words(move.grounds)}
            before = move.ends_on

    def _latest(self, each: GoalProgress) -> str:
        """The value on which a move looks, with its day."""
        if each.latest is None:
            return self.pick("no value since the request", "aucune valeur depuis la demande")
        text = self._value(each.latest.value, beside=each.goal.target)
        dated = each.latest.dated
        return text + (self.pick(f" on {self.day(dated)}", f" au {self.day(dated)}") if dated else "")

    def _value(self, value: Quantity | str, *, beside: Quantity | str) -> str:
        """A value with the decimals that tell it from its target."""
        if isinstance(value, str):
            return self.day(value)
        if value.unit == "level":
            return self.level(value.value)
        return self.figure(value, [beside])
