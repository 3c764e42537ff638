"""One letter for each outcome as structure: which one a decision calls for, and everything it says; then those that follow.

An applicant never reads who else applied, what one assessor marked, or (unless the call says so) why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.aggregate import worth
from asipgrid.letters.addendum import Addendum, Earlier, addendum
from asipgrid.letters.builder import Desk, Head, yes_or_no
from asipgrid.letters.follow_up import FollowUp, PaymentNotice, Reminder, follow_up, payment_notice, reminder
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Language, Truth
from asipgrid.model.results import Explanation, Judged, Ranked, Result, State, Status
from asipgrid.model.values import Quantity, Reason, Text, is_number
from asipgrid.monitoring.monitor import Followed
from asipgrid.review.explain import PAID
from asipgrid.text.numbers import beside


class Kind(StrEnum):
    """The letters, named as their templates and files are."""

    ADDENDUM = "addendum"
    ASK = "ask"
    DEFER = "defer"
    MAINTAIN = "maintain"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"
    RESERVE = "reserve"
    PAYMENT = "payment"
    REMINDER = "reminder"
    FOLLOW_UP = "follow-up"


class Question(Struct, frozen=True, kw_only=True):
    """One thing the applicant is asked: what to supply, for which question of which grid, what it could change."""

    id: str
    question: str
    supply: str
    why: str
    change: str


class Ask(Head, frozen=True, kw_only=True):
    """The request for missing facts and documents. `unmarked`: criteria that wait for assessors, not for the applicant."""

    questions: tuple[Question, ...]
    unmarked: int
    answer_by: str
    possible: str


class Finding(Struct, frozen=True, kw_only=True):
    """One criterion of a decided request: what was found, its level, the points of the score it gave and could give."""

    id: str
    question: str
    found: str
    level: str
    top: str
    gave: str
    worth: str
    reasons: tuple[str, ...]


class Block(Struct, frozen=True, kw_only=True):
    """One grid of a decided request."""

    title: str
    score: str
    findings: tuple[Finding, ...]


class Gate(Struct, frozen=True, kw_only=True):
    """One condition of eligibility: its question, what was found, the documents that show it."""

    id: str
    question: str
    found: str
    documents: str


class Step(Struct, frozen=True, kw_only=True):
    """What the next level of one criterion would take, and the points of the score it would add."""

    id: str
    question: str
    present: str
    wanted: str
    adds: str


class Refused(Head, frozen=True, kw_only=True):
    """A request that is not funded: `decided` is what the rule asks for that decided so, and was found of it.

    `missed` are the limits of the one rule that funds; where there are several `ways`, those of each rule on one line.
    `below` are criteria under a threshold of their own, `conditions` those of eligibility that are not shown to be met.
    `bare`: there is none of all these, for no rule of the call would fund it.
    """

    decided: tuple[str, ...]
    missed: tuple[str, ...]
    ways: int
    below: tuple[str, ...]
    conditions: tuple[Gate, ...]
    bare: bool


class Defer(Refused, frozen=True, kw_only=True):
    """A deferral: what was missed, and what the next level of each criterion would take.

    `steps` are those that bear on what was missed, `others` the rest. `reached` is the score with all of them, `still`
    the limits on scores that would be missed even then; `enough`: a rule that funds would hold, and nothing else is in
    the way.
    """

    steps: tuple[Step, ...]
    others: tuple[Step, ...]
    reached: str
    still: tuple[str, ...]
    enough: bool
    grids: tuple[Block, ...]


class Decline(Refused, frozen=True, kw_only=True):
    """A refusal, with every finding in the order of the grids."""

    grids: tuple[Block, ...]


class Ineligible(Refused, frozen=True, kw_only=True):
    """A request that may not be funded: the conditions of eligibility it fails, those that are not known."""

    failed: tuple[Gate, ...]
    unknown: tuple[Gate, ...]


class Maintain(Head, frozen=True, kw_only=True):
    """The agreement stays as it is."""

    reasons: tuple[str, ...]


class Reserve(Head, frozen=True, kw_only=True):
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


Letter = Addendum | Ask | Defer | Decline | Ineligible | Maintain | Reserve | PaymentNotice | Reminder | FollowUp

FOLLOWING: Final = (Kind.PAYMENT, Kind.REMINDER, Kind.FOLLOW_UP)
"""The letters that follow a funded project, each on one day; the others say what was decided."""

LETTERS: Final[Mapping[Kind, type[Letter]]] = {
    Kind.ADDENDUM: Addendum,
    Kind.ASK: Ask,
    Kind.DEFER: Defer,
    Kind.MAINTAIN: Maintain,
    Kind.DECLINE: Decline,
    Kind.INELIGIBLE: Ineligible,
    Kind.RESERVE: Reserve,
    Kind.PAYMENT: PaymentNotice,
    Kind.REMINDER: Reminder,
    Kind.FOLLOW_UP: FollowUp,
}


def kind(ranked: Ranked) -> Kind | None:
    """The letter a decision calls for; None when it grants nothing, or an amount that is not stated."""
    if ranked.outcome is not Outcome.FUND:
        return Kind(ranked.outcome.value)
    if ranked.award.status not in PAID:
        return Kind.RESERVE
    # None: the amount is not stated; 0: nothing was asked for.
    return Kind.ADDENDUM if ranked.award.amount else None


def letter(told: Explanation, language: Language, earlier: Earlier = ()) -> Letter:
    """The letter a decision calls for, as structure; ValueError when there is none."""
    ranked = told.ranked
    desk = _LetterDesk(told, language)
    match kind(ranked):
        case Kind.ADDENDUM:
            return addendum(told.result, ranked, language, earlier)
        case Kind.ASK:
            return desk.ask()
        case Kind.DEFER:
            return desk.defer()
        case Kind.DECLINE:
            return desk.decline()
        case Kind.INELIGIBLE:
            return desk.ineligible()
        case Kind.MAINTAIN:
            return desk.maintain()
        case Kind.RESERVE:
            return desk.reserve()
    raise ValueError(ranked.request.id)


def following(kind: Kind, result: Result, followed: Followed, as_of: str, language: Language) -> Letter | None:
    """One of the letters that follow a funded project, as structure; None when it is not called for on that day."""
    match kind:
        case Kind.PAYMENT:
            return payment_notice(result, followed, as_of, language)
        case Kind.REMINDER:
            return reminder(result, followed, as_of, language)
        case Kind.FOLLOW_UP:
            return follow_up(result, followed, as_of, language)
    raise ValueError(kind)


class _LetterDesk(Desk):
    """Where the letters other than the addendum are put together."""

    def __init__(self, told: Explanation, language: Language) -> None:
        super().__init__(told.result, told.ranked, language)
        self.told = told
        self.card = told.ranked.card
        self.terms = self.call.letters
        self.choices = {path for grid in self.result.grids for path in yes_or_no(grid)}

    # questions

    def ask(self) -> Ask:
        own = [reason for reason in self.ranked.questions if reason.key != "ask_marks"]
        return Ask(
            **self.head(),
            questions=tuple(map(self.question, own)),
            unmarked=sum(each.state is State.UNRATED for each in self.card.criteria),
            answer_by=self.day(self.terms.answer_by),
            possible=self.beside_limits(self.card.ceiling),
        )

    def question(self, reason: Reason) -> Question:
        values = reason.values
        if reason.key == "ask_amount":
            return Question(
                id="",
                question=self.pick("Amount of the request", "Montant de la demande"),
                supply=self.amount_wanted(values["reason"]),
                why=self.speaker.say(values["reason"]),
                change=self.pick("without it nothing can be awarded", "sans lui, rien ne peut être attribué"),
            )
        documents = self.words(values["documents"])
        if reason.key == "ask_document":
            paths = ", ".join(map(self.speaker.path, values["paths"]))
            supply = self.pick(f"a document that supports: {paths}", f"une pièce justifiant : {paths}")
            why = self.pick("stated, with no document that supports it", "renseigné, sans pièce justificative")
        else:
            supply = self.stated(values["paths"])
            why = self.pick("not stated in the request", "non renseigné dans la demande")
        if values.get("months"):
            supply += self.speaker.months
        if documents:
            supply += self.pick(f"; documents: {documents}", f" ; pièces : {documents}")
        return Question(
            id=values["id"],
            question=self.words(values["question"]),
            supply=supply,
            why=why,
            change=self.change(values),
        )

    def stated(self, paths: Iterable[str]) -> str:
        """That some facts are to be stated. What is true or not is asked, for its title says one of the two answers."""
        asked = [path for path in paths if path in self.choices]
        said = [self.speaker.path(path) for path in paths if path not in asked]
        parts = [self.pick("state: ", "indiquer : ") + ", ".join(said)] if said else []
        if asked:
            listed = self.pick("; ", " ; ").join(map(self.speaker.path, asked))
            each = self.pick("this is so", "ceci est exact")
            if len(asked) > 1:
                each = self.pick("each of these is so", "chacun de ces points est exact")
            parts.append(self.pick(f"state whether {each}, yes or no: ", f"indiquer si {each}, oui ou non : ") + listed)
        return self.pick("; ", " ; ").join(parts)

    def amount_wanted(self, reason: Reason) -> str:
        match reason.key:
            case "cost_not_stated":
                return self.pick("state the total cost of the project", "indiquer le coût total du projet")
            case "cap_below_minimum":
                return self.pick(
                    "say whether the project can run on that amount", "indiquer si ce montant suffit au projet"
                )
            case _:
                return self.pick("state the amount requested", "indiquer le montant demandé")

    def change(self, values: Mapping[str, object]) -> str:
        gain = values.get("gain")
        if isinstance(gain, Fraction) and gain:
            return self.pick(
                f"up to {self.score(gain)} points of the score", f"jusqu'à {self.score(gain)} points de la note"
            )
        if values.get("gate") == "eligibility":
            return self.pick("a condition of eligibility", "condition de recevabilité")
        if values.get("gate") == "payment":
            return self.pick("a condition of payment", "condition de versement")
        return self.pick("no points of the score", "aucun point de la note")

    # what was missed, what the next levels would take

    def defer(self) -> Defer:
        steps = [
            (each, self.told.steps[each.id])
            for each in self.card.criteria
            if each.counts and each.id in self.told.steps
        ]
        gains = {each.id: self.gain(each, step) for each, step in steps}
        score, weakest = self.with_gains(gains)
        values = {"score": score, "weakest_grid": min(weakest.values(), default=None)}
        ways = [rule.values["lines"] for rule in self.funding_rules()]
        open_ = [[line for line in lines if not _met(line, values)] for lines in ways]
        # With one way to be funded, what it would still miss is said; with several, only whether one would do.
        still = open_[0] if len(ways) == 1 else []
        may = self.card.eligible is True and not self.in_the_way()
        bears = self.bears_on([*(line for lines in ways for line in lines), *filter(_is_too_low, self.decided())])
        told = [
            (
                each.id in bears or not bears,
                Step(
                    id=each.id,
                    question=self.words(self.criteria[each.id].question),
                    present=self.standing(each),
                    wanted=self.step(step),
                    adds=self.score(gains[each.id]),
                ),
            )
            for each, step in steps
        ]
        refused = self.refused(self.conditions())
        # After these steps another grid may be the weakest.
        self.speaker.names = {**(self.speaker.names or {}), **self.weakest("weakest_grid", weakest)}
        return Defer(
            **refused,
            steps=tuple(step for matters, step in told if matters),
            others=tuple(step for matters, step in told if not matters),
            reached=self.beside_limits(score),
            still=tuple(self.still(line, values) for line in still if _is_limit(line)),
            enough=may and any(not lines for lines in open_),
            grids=tuple(self.blocks()),
        )

    def bears_on(self, lines: Iterable[Reason]) -> frozenset[str]:
        """The criteria whose levels some limits on scores rest on, and those under a threshold of their own."""
        found = set(self.card.below_minimum)
        for line in lines:
            if line.key != "line":
                found |= self.bears_on(line.values["lines"])
                continue
            for each in self.card.criteria:
                score = self.card.grids[each.grid].score
                path, wanted = line.values["path"], line.values["wanted"]
                if (
                    path in {"score", "points", f"grids.{each.grid}.score", f"grids.{each.grid}.points"}
                    or path == f'criteria."{each.id}".level'
                    or (path == "weakest_grid" and score is not None and is_number(wanted) and score <= wanted)
                ):
                    found.add(each.id)
        return frozenset(found)

    def gain(self, each: Judged, step: Reason) -> Fraction:
        """What the next level would add to the score."""
        grid = next(grid for grid in self.result.grids if grid.id == each.grid)
        assert each.value is not None
        return self.told.shares[each.id] * (worth(grid, step.values["level"]) - each.value)

    def with_gains(self, gains: Mapping[str, Fraction]) -> tuple[Fraction | None, dict[str, Fraction]]:
        """The score, and those of the grids, if each criterion stood at its next level."""
        if self.card.score is None:
            return None, {}
        scores = {}
        for grid in self.result.grids:
            ids = [each.id for each in self.card.criteria if each.grid == grid.id and each.id in self.told.shares]
            share = sum((self.told.shares[name] for name in ids), Fraction(0))
            if share:
                given = sum((self.told.gives[name] + gains.get(name, Fraction(0)) for name in ids), Fraction(0))
                scores[grid.id] = 100 * given / share
        return self.card.score + sum(gains.values(), Fraction(0)), scores

    def step(self, step: Reason) -> str:
        values = step.values
        level = self.number(values["level"])
        if step.key == "next_figure":
            bound = self.pick("at most", "au plus") if values["at_most"] else self.pick("at least", "au moins")
            wanted = f"{bound} {self.writer.quantity(values['threshold'])}"
            months = self.speaker.months if values.get("months") else ""
            return self.pick(f"{wanted} (level {level}){months}", f"{wanted} (niveau {level}){months}")
        words = self.words(values["words"])
        return self.pick(f"{words} (level {level})", f"{words} (niveau {level})")

    def standing(self, each: Judged) -> str:
        level = "" if each.level is None else self.number(each.level)
        return self.pick(f"{self.found(each)} (level {level})", f"{self.found(each)} (niveau {level})")

    def missed(self) -> tuple[str, ...]:
        """Why the request is not funded: what every rule that funds asks for and is not there, with its margin.

        Where several rules fund, each is a way of its own, and told on one line.
        """
        ways = [self.sentences(rule.values["lines"]) for rule in self.funding_rules()]
        told = ways[0] if len(ways) == 1 else tuple(map("; ".join, ways))
        return tuple(dict.fromkeys((*told, *self.in_the_way())))

    def refused(self, conditions: tuple[Gate, ...]) -> dict[str, Any]:
        """The fields of `Refused`."""
        told = {
            "decided": self.sentences(self.decided()),
            "missed": self.missed(),
            "below": tuple(map(self.below, self.card.below_minimum)),
        }
        bare = self.card.eligible is True and not any(told.values())
        ways = len(list(self.funding_rules()))
        return {**self.head(), **told, "ways": ways, "conditions": conditions, "bare": bare}

    def decided(self) -> tuple[Reason, ...]:
        """What the rule that decided asks for, as it was found; nothing where the committee decided otherwise."""
        if self.ranked.proposal.outcome is not self.ranked.outcome:
            return ()
        held = [reason for reason in self.ranked.proposal.reasons if reason.key == "rule_holds"]
        return tuple(each for reason in held for each in _without_eligibility(reason.values["lines"]))

    def funding_rules(self) -> Iterator[Reason]:
        for reason in self.ranked.proposal.reasons:
            if reason.key == "rule_missed" and reason.values["outcome"] == Outcome.FUND.value:
                yield reason

    def in_the_way(self) -> tuple[str, ...]:
        """What keeps a rule that holds from funding."""
        reasons = [reason for reason in self.ranked.proposal.reasons if reason.key in _IN_THE_WAY]
        return tuple(
            self.pick(
                "eligibility is not established, and only an eligible request is funded",
                "la recevabilité n'est pas établie, et seule une demande recevable est financée",
            )
            if reason.key == "passed_over"
            else self.speaker.say(reason)
            for reason in reasons
        )

    def still(self, line: Reason, values: Mapping[str, Fraction | None]) -> str:
        path = line.values["path"]
        shown = Reason("line", {**line.values, "value": values[path], "margin": None, "holds": None})
        return self.speaker.say(shown)

    # findings

    def decline(self) -> Decline:
        return Decline(
            **self.refused(self.conditions()),
            grids=tuple(self.blocks()),
        )

    def conditions(self) -> tuple[Gate, ...]:
        """The conditions of eligibility that are not shown to be met."""
        return (*self.gates(passes=False), *self.gates(passes=None))

    def below(self, name: str) -> str:
        criterion, each = self.criteria[name], self.card.criterion(name)
        least = criterion.minimum or Fraction(0)
        digits = 2 if each.level is None else beside(each.level, (least,))
        level = "–" if each.level is None else self.writer.quantity(Quantity(each.level), digits)
        minimum = self.writer.quantity(Quantity(least, in_full=True))
        return self.pick(
            f"{name}: level {level}, at least {minimum} is needed",
            f"{name} : niveau {level}, il faut au moins {minimum}",
        )

    def blocks(self) -> Iterator[Block]:
        for grid in self.result.grids:
            yield Block(
                title=self.words(grid.title),
                score=self.score(self.card.grids[grid.id].score),
                findings=tuple(
                    self.finding(each, grid.max) for each in self.card.criteria if each.grid == grid.id and each.counts
                ),
            )

    def finding(self, each: Judged, top: int) -> Finding:
        level = "" if each.level is None else self.number(each.level)
        return Finding(
            id=each.id,
            question=self.words(self.criteria[each.id].question),
            found=self.found(each),
            level=level,
            top=self.number(Fraction(top)),
            gave=self.score(self.told.gives[each.id]),
            worth=self.score(self.told.shares[each.id]),
            reasons=tuple(self.whys(each)),
        )

    def whys(self, each: Judged) -> Iterator[str]:
        """The reasons assessors gave, where the call lets applicants read them; never who gave which."""
        if self.terms.whys:
            marks = [mark for _, mark in each.marks] if each.consensus is None else [each.consensus]
            yield from sorted({mark.why for mark in marks})

    # eligibility

    def ineligible(self) -> Ineligible:
        # Each condition of eligibility is told by its own question, so nothing is said of eligibility as a whole.
        return Ineligible(**self.refused(()), failed=self.gates(passes=False), unknown=self.gates(passes=None))

    def gates(self, *, passes: Truth) -> tuple[Gate, ...]:
        """The conditions of eligibility with that answer, in the order of the grids."""
        gates = [each for each in self.card.criteria if each.gate and each.gate.kind == "eligibility"]
        return tuple(self.gate(each) for each in gates if each.gate and each.gate.passes is passes)

    def gate(self, each: Judged) -> Gate:
        assert each.gate is not None
        criterion = self.criteria[each.id]
        return Gate(
            id=each.id,
            question=self.words(criterion.question),
            found="; ".join(self.gate_reasons(each.gate.reasons)),
            documents=self.words(criterion.documents),
        )

    def gate_reasons(self, reasons: Iterable[Reason]) -> Iterator[str]:
        for reason in reasons:
            lines = reason.values.get("lines")
            yield from self.sentences(lines) if lines else (self.speaker.say(reason),)

    # the others

    def maintain(self) -> Maintain:
        return Maintain(**self.head(), reasons=self.sentences(self.decided()))

    def reserve(self) -> Reserve:
        ranked, award = self.ranked, self.ranked.award
        fundable = [each for each in self.result.requests if each.rank is not None]
        waiting = [each for each in fundable if each.award.status not in PAID]
        # Who stands at the same rank waits at the same place.
        place = 1 + sum(_before(each, ranked) for each in waiting)
        minimum = ranked.proposal.minimum
        ties = [reason for reason in ranked.reasons if reason.key == "ex_aequo_not_stated"]
        return Reserve(
            **self.head(),
            rank="" if ranked.rank is None else self.place(ranked.rank),
            fundable=str(len(fundable)),
            place=self.place(place),
            waiting=str(len(waiting)),
            asked=self.money(ranked.proposal.ask),
            left=self.money(award.left_before),
            minimum=self.money(minimum) if minimum != ranked.proposal.ask else "",
            because=self.unserved(),
            tied=award.status is Status.TIED,
            unknown=award.left_before is None,
            unstated="".join(self.speaker.path(tie.values["by"]) for tie in ties),
            asks=any(reason.key == "ask_tie" for reason in ranked.questions),
            until=self.day(self.terms.reserve_until),
        )

    def unserved(self) -> str:
        """Why a request that may be funded is not, without a word on who else applied."""
        award, proposal = self.ranked.award, self.ranked.proposal
        left, needs, asks = map(self.money, (award.left_before, proposal.minimum, proposal.ask))
        if self.call.allocation.overflow == "stop":
            then = self.pick(
                ", and by the rules of the call nothing is awarded after that",
                ", et selon les règles de l'appel plus rien n'est attribué ensuite",
            )
        else:
            then = self.pick(
                "; by the rules of the call it is offered to the requests that follow",
                " ; selon les règles de l'appel, il est proposé aux demandes suivantes",
            )
        match award.reason.key if award.reason else "":
            case "tied":
                return self.pick(
                    "others stand at the same rank, and the envelope does not suffice for all of them",
                    "d'autres sont au même rang, et l'enveloppe ne suffit pas à toutes",
                )
            case "left_unknown":
                return self.pick(
                    "it is not known whether the envelope suffices for it",
                    "on ne sait pas si l'enveloppe suffit à la financer",
                )
            case "too_little":
                return (
                    self.pick(
                        f"what was left of the envelope when its turn came, {left}, is less than the {needs} that the project needs",
                        f"ce qui restait de l'enveloppe à son tour, {left}, est inférieur aux {needs} nécessaires au projet",
                    )
                    + then
                )
            case "does_not_fit":
                return (
                    self.pick(
                        f"what was left of the envelope when its turn came, {left}, is less than the {asks} it could be given, "
                        "and the call awards no part of an amount",
                        f"ce qui restait de l'enveloppe à son tour, {left}, est inférieur aux {asks} qui pourraient être attribués, "
                        "et l'appel n'attribue pas de montant partiel",
                    )
                    + then
                )
            case "stopped":
                return self.pick(
                    "the allocation ended at a request of a better rank, for which the envelope did not suffice",
                    "l'attribution s'est arrêtée à une demande mieux classée, que l'enveloppe ne suffisait pas à financer",
                )
            case "below_tie":
                return self.pick(
                    "the allocation ended at requests of a better rank, which nothing puts apart "
                    "and for all of which the envelope does not suffice",
                    "l'attribution s'est arrêtée à des demandes mieux classées, que rien ne départage "
                    "et que l'enveloppe ne suffit pas à financer toutes",
                )
        return self.pick(
            "nothing was left of the envelope when its turn came", "il ne restait rien de l'enveloppe à son tour"
        )

    def place(self, place: int) -> str:
        """A place on a list."""
        return self.pick(str(place), "1er" if place == 1 else f"{place}e")


_IN_THE_WAY: Final = {"passed_over", "cap_below_minimum", "cost_not_stated", "amount_not_stated"}


def _before(other: Ranked, ranked: Ranked) -> bool:
    return other.rank is not None and ranked.rank is not None and other.rank < ranked.rank


def _without_eligibility(lines: Iterable[Reason]) -> Iterator[Reason]:
    """Reasons but for eligibility itself: which of its conditions are not met is told beside them."""
    for line in lines:
        if line.key == "line":
            if line.values["path"] != "eligible":
                yield line
        elif inner := tuple(_without_eligibility(line.values["lines"])):
            yield inner[0] if len(inner) == 1 else Reason(line.key, {**line.values, "lines": inner})


def _is_limit(line: Reason) -> bool:
    """Whether the next levels bear on a line: one on the score or on the weakest grid."""
    return line.key == "line" and line.values["path"] in {"score", "weakest_grid"}


def _is_too_low(line: Reason) -> bool:
    """Whether a rule holds for something that is not more."""
    return line.key != "line" or line.values["keyword"] in {"maximum", "exclusiveMaximum"}


def _met(line: Reason, values: Mapping[str, Fraction | None]) -> bool:
    """Whether a limit holds with other values; what is no lower limit on a score is taken as still missed."""
    value = values[line.values["path"]] if _is_limit(line) and not line.values.get("negated") else None
    if value is None:
        return False
    wanted = Fraction(line.values["wanted"])
    return (
        value > wanted
        if line.values["keyword"] == "exclusiveMinimum"
        else (line.values["keyword"] == "minimum" and value >= wanted)
    )


TITLES: Final[Mapping[Kind, Text]] = {
    Kind.ADDENDUM: Text("Addendum", "Avenant"),
    Kind.ASK: Text("Facts and documents asked for", "Demande de pièces et d'informations"),
    Kind.DEFER: Text("Request deferred", "Demande ajournée"),
    Kind.MAINTAIN: Text("Agreement maintained", "Maintien de la convention"),
    Kind.DECLINE: Text("Request not funded", "Demande non financée"),
    Kind.INELIGIBLE: Text("Request not eligible", "Demande non recevable"),
    Kind.RESERVE: Text("Reserve list", "Liste de réserve"),
    Kind.PAYMENT: Text("Payment notice", "Avis de versement"),
    Kind.REMINDER: Text("Reminder", "Rappel"),
    Kind.FOLLOW_UP: Text("Follow-up addendum", "Avenant de suivi"),
}
