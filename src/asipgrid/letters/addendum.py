"""The addendum of a funded request as structure (scoring, 2.6): what changes, goals, conditions, payments; all computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from asipgrid.engine.paths import path_expression
from asipgrid.letters.act import SCHEDULE, ActWords
from asipgrid.letters.budget import budget
from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.letters.published_facts import NOT_PUBLISHED, PublishedFacts
from asipgrid.model import act
from asipgrid.model.act_places import PLACES
from asipgrid.model.calls import Grid, Payment
from asipgrid.model.judged import Judged
from asipgrid.model.places import Language
from asipgrid.model.requests import Amendment
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, Reason, in_cents
from asipgrid.monitoring.goals import addendum_goals, moved, recommended_goals, reports_owed, terms
from asipgrid.monitoring.promised_payments import promised_condition, promised_payments

Earlier = Sequence[tuple[Result, Ranked, Amendment | None]]
"""Funded requests of earlier calls under the same agreement, oldest first, each with what was decided of it since."""

_Asked = dict[str, tuple[str, str | None]]
"""What goals ask for, and by when, by criterion: two that give the same are one."""


def addendum(result: Result, ranked: Ranked, language: Language, earlier: Earlier = ()) -> Fields:
    """The addendum of one funded request, with a blank for an amount that is not stated; ValueError when it grants none."""
    if not ranked.award.grants:
        raise ValueError(ranked.request.id)
    return _AddendumBuilder(result, ranked, language, earlier).addendum()


class _AddendumBuilder(LetterBuilder):
    """Puts one addendum together, with those before it at hand."""

    def __init__(self, result: Result, ranked: Ranked, language: Language, earlier: Earlier) -> None:
        super().__init__(result, ranked, language)
        self.awarded = ranked.award.amount
        self.made = ActWords(self)
        self.goals = addendum_goals(result, ranked)
        self.returned = 0
        self.ends_on: str | None = self.request.data.get("agreement", {}).get("ends_on")
        self.earlier = [_AddendumBuilder(before, each, language, ()).amended(since) for before, each, since in earlier]

    def amended(self, since: Amendment | None) -> _AddendumBuilder:
        """This addendum, its goals, money and end as decisions have moved them since."""
        if since is not None:
            self.goals = tuple(moved(goal, since.moves) for goal in self.goals)
            self.returned = sum(each.amount for each in since.returns)
            self.ends_on = since.ends[-1].ends_on if since.ends else self.ends_on
        return self

    def addendum(self) -> Fields:
        """What it tells: `earlier` are the calls whose addenda come before this one, `number` its place after them.

        `targets` are the applicant's own that belong to no grid; `conditions` the payment gates to settle, `kept` the settled.
        """
        told = self.act()
        changes, unchanged = self.changes()
        own = [item for item in self.own_targets() if not self.block(item)]
        return self.bound() | {
            "number": self.number_of_it(),
            "earlier": tuple(self.words(one.call.title) for one in self.earlier),
            "changes": changes,
            "unchanged": unchanged,
            "outlives": bool(self.ends_on and any(self.ends_on < day for day in self.last_days())),
            "due": self.day(terms(self.call).goals_due),
            "goals": tuple(map(self.goal, self.goals)),
            "weighted": any(goal.weight != 1 for goal in self.goals),
            "recommended": tuple(map(self.goal, recommended_goals(self.result, self.ranked))),
            "targets": tuple(map(self.commitment, own)),
            "sections": tuple(map(self.section, self.binding)),
            "reports": tuple((each.period, self.day(each.due)) for each in reports_owed(self.call)),
            "conditions": tuple(map(self.condition, self.conditions())),
            "kept": tuple(self.kept()),
            **self.funded(),
            **budget(self.made, self.awarded),
            "grids": tuple(map(self.made.completed, self.binding)),
            **told,
            "blanks": self.made.blanks,
        }

    def last_days(self) -> Iterator[str]:
        """The days (ISO) that must come before the agreement ends: of goals, of payments, of conditions still to be met."""
        yield from (goal.due for goal in self.goals if goal.due is not None)
        yield from (each.opens for each in terms(self.call).payments if each.opens is not None)
        if self.conditions() and (due := terms(self.call).conditions_due):
            yield due

    def funded(self) -> Fields:
        """The money: what is granted now and in all, and its payments; `amount_open`: it is not stated, and a blank."""
        amount, granted, instalments = self.awarded, self.granted(), tuple(self.instalments())
        return {
            "amount": self.award(),
            "paid_from": tuple(self.paid_from()),
            "amount_open": amount is None,
            "amount_words": "" if amount is None else self.writer.in_words(amount),
            "granted_before": self.money(granted),
            "granted_in_all": self.money(None if granted is None or amount is None else granted + amount),
            "reduced": amount is not None and amount != self.request.requested,
            "total_cost": self.money(self.request.total_cost),
            "cost_share": self.cost_share(),
            "worked": self.worked_out(),
            "instalments": instalments,
            "schedule_blank": "" if instalments or amount is not None else self.made.blank(SCHEDULE),
        }

    def paid_from(self) -> Iterator[tuple[str, str]]:
        """The envelopes that pay the award, each by its title with its part; none where the call has one envelope."""
        titles = {each.id: each.title for each in self.call.envelopes}
        for each in self.ranked.award.paid:
            yield self.words(titles[each.envelope]), self.money(each.amount)

    def award(self) -> str:
        """The amount that is granted, or its blank."""
        return self.made.stated("amount", self.money(self.awarded))

    def own_targets(self) -> Sequence[Fields]:
        """The applicant's own targets; those of published facts are the goals of the addendum."""
        return () if self.call.published else self.request.data.get("commitments", ())

    def number_of_it(self) -> int:
        """Its place among the addenda to its agreement, those that the request names and those of earlier calls."""
        return act.last_addendum(self.request.data) + len(self.earlier) + 1

    def act(self) -> Fields:
        """What makes it an act: parties, what it rests on, published goals, clauses; with the blanks of what is not stated."""
        made, wanted = self.made, terms(self.call)
        purpose = self.words(act.purpose(self.call.data))
        told = {
            "parties": made.parties(),
            "visas": tuple(made.visas(self.number_of_it(), [self.words(one.call.title) for one in self.earlier])),
            "purpose": purpose,
            "recitals": made.recitals(),
            "own_clauses": act.clauses(self.call.data) is not None,
            "conditions_due": self.day(wanted.conditions_due),
            "effective_on": self.day(wanted.effective_on),
        }
        self.award()
        told |= PublishedFacts(made).told() if self.call.published else NOT_PUBLISHED
        clauses = tuple(made.clauses(self.places(told)))
        proposed = any(clause["proposed"] for clause in clauses)
        if not self.ends_on:
            made.blank(PLACES["ends_on"])
        if any(goal.due is None for goal in self.goals):
            made.blank(PLACES["due"])
        due = told["conditions_due"] or (made.blank(PLACES["conditions_due"]) if self.conditions() else "")
        return told | {"conditions_due": due, "clauses": clauses, "proposed": proposed}

    def places(self, told: Fields) -> dict[str, str]:
        """What the places of clauses hold that this addendum gives; the others hold what every letter tells."""
        return {
            "amount": self.money(self.awarded),
            "amount_words": "" if self.awarded is None else self.writer.in_words(self.awarded),
            "conditions_due": told["conditions_due"],
            "due": self.day(terms(self.call).goals_due),
            "effective_on": told["effective_on"],
            "ends_on": self.day(self.ends_on),
            "number": str(self.number_of_it()),
            "purpose": told["purpose"],
            "total_cost": self.money(self.request.total_cost),
        }

    def granted(self) -> int | None:
        """What the agreement and the addenda before this one granted, in cents; None when that is not known."""
        stated = self.request.data.get("agreement", {}).get("amount")
        if stated is not None:
            return in_cents(stated, self.call.currency)
        if any(one.call.currency != self.call.currency or one.awarded is None for one in self.earlier):
            return None  # there is no sum of two currencies, nor of what is not stated
        first = self.earlier[0].granted() if self.earlier else None
        given = sum((one.awarded or 0) - one.returned for one in self.earlier)
        return None if first is None else first + given

    def changes(self) -> tuple[tuple[Fields, ...], tuple[str, ...]]:
        """The points that change, in the order of an addendum; and the goals that stay as they were."""
        changes = [self.funding(), *self.end()]
        if self.call.published:
            changes += PublishedFacts(self.made).change()
        unchanged: list[str] = []
        former: _Asked = {}
        for one in self.earlier:
            former |= one.asked()
        now = self.asked()
        for name in (criterion for criterion in self.criteria if criterion in former or criterion in now):
            if former.get(name) == now.get(name):
                unchanged.append(name)
            else:
                changes.append(self.goal_change(name, former, now))
        return (*changes, *self.commitment_changes()), tuple(unchanged)

    def funding(self) -> Fields:
        parts = [f"{one.given()} ({self.words(one.call.title)})" for one in self.earlier]
        granted, award = self.granted(), self.award()
        known = granted is not None and self.awarded is not None
        total = self.pick(", in all ", ", en tout ") + self.money((granted or 0) + (self.awarded or 0)) if known else ""
        more = self.pick(f"{award} more{total}", f"{award} de plus{total}")
        if self.awarded is None:
            more = self.pick(f"further funding: {award}", f"financement complémentaire : {award}")
        unknown = self.pick("not stated in the request", "non renseigné dans la demande")
        if self.call.published:
            unknown = self.pick("not published", "non publié")
        return {
            "point": self.pick("Funding", "Financement"),
            "goal": "",
            "before": self.money(granted) or self.pick("; ", " ; ").join(parts) or unknown,
            "now": more,
            "why": self.why_funded(),
        }

    def given(self) -> str:
        """What an earlier addendum granted, but for what went back."""
        unknown = self.pick("amount not stated", "montant non renseigné")
        return unknown if self.awarded is None else self.money(self.awarded - self.returned)

    def why_funded(self) -> str:
        decision = self.ranked.decision
        if decision is not None and self.ranked.departs:
            return self.words(decision.grounds)
        proposed = self.pick("the rules of the call propose it", "les règles de l'appel le proposent")
        return self.speaker.joined(self.sentences(self.rules_held())) or proposed

    def end(self) -> Iterator[Fields]:
        now = self.ends_on
        before = self.earlier[-1].ends_on if self.earlier else now
        if now is not None and before is not None and now != before:
            yield {
                "point": self.pick("End of the agreement", "Fin de la convention"),
                "goal": "",
                "before": self.day(before),
                "now": self.day(now),
                "why": self.pick("stated in the request", "indiquée dans la demande"),
            }

    def asked(self) -> _Asked:
        return {goal.id: (self.target(goal), goal.due) for goal in self.goals}

    def goal_change(self, name: str, former: _Asked, now: _Asked) -> Fields:
        criterion = self.criteria[name]
        each = next((each for each in self.card.criteria if each.id == name), None)
        none = self.pick("no goal", "aucun objectif")
        return {
            "point": self.pick(f"{name}: ", f"{name} : ") + self.words(criterion.goal or criterion.question),
            "goal": name,
            "before": self.by_day(*former[name]) if name in former else none,
            "now": self.by_day(*now[name]) if name in now else none,
            "why": "" if each is None else self.standing(each),
        }

    def standing(self, each: Judged) -> str:
        """Where a criterion stands: what was found, and its level on the scale."""
        found = self.found(each)
        if each.level is None or not each.counts:
            return found
        return f"{found} ({self.level(each.level)} {self.pick('of', 'sur')} {self.criteria[each.id].max})"

    def commitment_changes(self) -> Iterator[Fields]:
        """The applicant's own targets that differ from those it set itself last time."""
        if not self.earlier:
            return
        former, now = (
            {item["path"]: item for item in one.request.data.get("commitments", ())} for one in (self.earlier[-1], self)
        )
        for path in dict.fromkeys((*former, *now)):
            texts = [
                one.commitment(items[path]) if path in items else self.pick("no target", "aucune cible")
                for one, items in ((self.earlier[-1], former), (self, now))
            ]
            if texts[0] != texts[1]:
                yield {
                    "point": self.speaker.path(path),
                    "goal": "",
                    "before": texts[0],
                    "now": texts[1],
                    "why": self.pick("the applicant's own target", "cible fixée par le bénéficiaire"),
                }

    def cost_share(self) -> str:
        """The share of the total cost that the award covers."""
        total, amount = self.request.total_cost, self.awarded
        return (
            self.writer.quantity(Quantity(Fraction(amount, total), "percent")) if total and amount is not None else ""
        )

    # articles

    def section(self, grid: Grid) -> Fields:
        criteria = {criterion.id: criterion for criterion in grid.criteria}
        given = tuple(
            self.undertaking(each.id)
            for each in self.card.criteria
            if each.grid == grid.id and each.gate and each.gate.kind == "eligibility" and each.gate.passes
        )
        own = [item for item in self.own_targets() if self.block(item) == grid.block != ""]
        return {
            "title": self.words(grid.title),
            "undertakings": given,
            "targets": tuple(map(self.commitment, own)),
            "goals": tuple(goal.id for goal in self.goals if goal.id in criteria),
            "obligations": tuple((goal.id, self.goal(goal)["sentence"]) for goal in self.goals if goal.id in criteria),
        }

    def undertaking(self, name: str) -> str:
        """What the beneficiary undertakes by a criterion, as a sentence; without words of its grid, what was asked and met."""
        criterion = self.criteria[name]
        if criterion.undertaking is not None:
            return self.words(criterion.undertaking) + "."
        question = self.words(criterion.question)
        return self.pick(
            f'The beneficiary undertakes to keep to what it declared on this question: "{question}"',
            f"Le bénéficiaire s'engage à maintenir ce qu'il a déclaré sur ce point : « {question} »",
        )

    def block(self, item: Fields) -> str:
        """The block of a grid that a target of the applicant's own reads; empty where it reads none."""
        blocks = {grid.block for grid in self.result.grids}
        names = (name.partition(".")[0] for name in path_expression(item["path"]).reads)
        return next((name for name in names if name in blocks), "")

    def instalments(self) -> Iterator[dict[str, str]]:
        """The payments in their order: of an amount that is not stated, its shares."""
        promised = promised_payments(self.call, self.awarded or 0)
        for _, payment, cents in promised:
            yield {
                "share": self.writer.quantity(Quantity(payment.share, "percent", in_full=True)),
                "amount": "" if self.awarded is None else self.money(cents),
                "at": self.moment(payment),
                "condition": self.payment_condition(payment),
            }

    def moment(self, payment: Payment) -> str:
        at = self.words(payment.at)
        if payment.opens is None:
            return at
        day = self.day(payment.opens)
        return at + self.pick(f" (from {day})", f" (à partir du {day})")

    def payment_condition(self, payment: Payment) -> str:
        asks = promised_condition(payment, self.call, self.result.grids)
        return "" if asks is None else self.speaker.say(asks)

    def conditions(self) -> Sequence[Reason]:
        """The payment gates to settle, of the grids that bind."""
        names = {criterion.id for grid in self.binding for criterion in grid.criteria}
        return [each for each in self.ranked.conditions if each.values["id"] in names]

    def kept(self) -> Iterator[str]:
        """The undertakings of the payment gates that were passed when the request was decided: they must stay so."""
        binding = {grid.id for grid in self.binding}
        for each in self.card.criteria:
            if (
                each.grid in binding
                and each.gate is not None
                and each.gate.kind == "payment"
                and each.gate.passes is True
            ):
                yield self.undertaking(each.id)

    def condition(self, reason: Reason) -> str:
        """One condition precedent: the question to be settled, and the documents that settle it."""
        criterion = self.criteria[str(reason.values["id"])]
        text = (
            self.words(criterion.question) if criterion.undertaking is None else self.words(criterion.undertaking) + "."
        )
        documents = self.words(reason.values["documents"])
        return text if not documents else f"{text} {self.pick('Documents: ', 'Pièces : ')}{documents}."
