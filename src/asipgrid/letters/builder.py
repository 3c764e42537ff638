"""What all letters have in common: the words, numbers and days of one language for one request of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.engine.allocation import cents
from asipgrid.engine.paths import value_at
from asipgrid.letters.bonus import bonus
from asipgrid.letters.kinds import Fields
from asipgrid.letters.numbers import Writer
from asipgrid.letters.path_names import COMMON, FIGURES, TOTALS, fact_titles, grid_names
from asipgrid.model import act
from asipgrid.model.act_places import PLACES
from asipgrid.model.amounts import SHARED_OUT, WORKED_OUT
from asipgrid.model.calls import ByCurve, ByMark, ByThresholds
from asipgrid.model.judged import GridScore, Judged, Scorecard, State
from asipgrid.model.places import Language
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, Reason, Text, exact, in_cents, is_number
from asipgrid.monitoring.goals import AddendumGoal
from asipgrid.monitoring.overlay import evidence_day
from asipgrid.text.numbers import beside, digits_apart
from asipgrid.text.phrases import Speaker, inside, limits_of


class LetterBuilder:
    """Puts one request into words. Names of figures and facts stand for their paths."""

    def __init__(self, result: Result, ranked: Ranked, language: Language) -> None:
        """One request of a result, in one language."""
        self.result, self.ranked, self.language = result, ranked, language
        self.call, self.request, self.card = result.call, ranked.request, ranked.card
        self.binding = tuple(filter(self.call.binds, result.grids))
        self.writer = Writer(language, self.call.currency)
        self.criteria = {criterion.id: criterion for grid in result.grids for criterion in grid.criteria}
        names = {path: title for grid in result.grids for path, title in fact_titles(grid)}
        names |= {f"request.{path}": title for path, title in (names | COMMON).items()}
        names |= COMMON | FIGURES | dict(grid_names(result.grids))
        names |= {f"statistics.{each.name}": each.title for each in result.statistics if each.title is not None}
        scores = [(name, grid.score, grid.ceiling) for name, grid in self.card.grids.items()]
        names |= self.weakest("weakest_grid", {name: score for name, score, _ in scores if score is not None})
        names |= self.weakest("weakest_ceiling", {name: most for name, _, most in scores if most is not None})
        own = {**act.choices(self.call.data, "legal_forms"), **act.choices(self.call.data, "scopes")}
        self.speaker = Speaker(language, self.call.currency, self.writer.quantity, names, self.writer.date, own)

    def head(self) -> Fields:
        """What every letter tells.

        `why` is the committee's reason where it departs from the rules; `drawn` the place in a draw among requests at
        the same rank; `appeal` the call's text on the ways of appeal. `stage` is what a stage of several is called.
        """
        data, decision = self.request.data, self.ranked.decision
        agreement = data.get("agreement", {})
        return {
            "request": self.request.id,
            "title": self.words(self.request.title),
            "call": self.words(self.call.title),
            "authority": self.words(self.call.authority),
            "signatory": self.words(self.call.signatory),
            "applicant": self.words(act.applicant(data, self.call.data).name) or self.blank(PLACES["applicant"]),
            "region": self.words(act.called(data["applicant"], "region")),
            "legal_basis": tuple(map(self.words, self.call.legal_basis)),
            "reference": agreement.get("reference", ""),
            "signed_on": self.day(agreement.get("signed_on")),
            "ends_on": self.day(agreement.get("ends_on")),
            "submitted_on": self.day(data.get("submitted_on")),
            "decided_on": self.day(decision.decided_on if decision else None),
            "decided_by": self.words(decision.body) if decision else "",
            "why": self.words(decision.grounds) if decision and self.ranked.departs else "",
            "drawn": self.drawn(),
            "requested": self.money(self.request.requested),
            "score": self.spanned(*map(self.beside_limits, (self.card.score, self.card.ceiling))),
            "in_points": self.in_points(self.card),
            "totals": "" if self.card.by_totals is None else self.words(TOTALS[self.card.by_totals]),
            **bonus(self.card.bonus, self.speaker, self.words),
            "appeal": self.words(self.call.letters.appeal),
            "remedies": tuple(self.remedies()),
            "reconstruction": any(grid.status == "reconstruction" for grid in self.result.grids),
            "published": self.call.published,
            "digest": self.request.digest,
            "first": self.call.addendum is not None and self.call.addendum.first,
            "stage": self.words(self.call.stage.title) if self.call.stage else "",
            "passes_to": self.words(self.call.stage.passes_to) if self.call.stage else "",
        }

    def bound(self) -> Fields:
        """The same in a letter that tells of nothing but what binds: of published facts, no reconstruction does."""
        return self.head() | {"reconstruction": any(grid.status == "reconstruction" for grid in self.binding)}

    def remedies(self) -> Iterator[str]:
        """The ways to contest a decision that the call lists, each with whom it goes to and its time limit."""
        for each in act.remedies(self.call.data):
            where = self.words(each.before)
            before = self.pick(f" before {where}", f" devant {where}") if where else ""
            yield self.words(each.remedy) + before + self.time_limit(each)

    def time_limit(self, remedy: act.Remedy) -> str:
        """By when a decision is contested."""
        if remedy.until is not None:
            return self.pick(f", by {self.day(remedy.until)}", f", au plus tard le {self.day(remedy.until)}")
        unit = "months" if remedy.months is not None else "days"
        count = remedy.months if remedy.months is not None else remedy.days
        if count is None:
            return ""
        time = self.writer.quantity(Quantity(Fraction(count), unit))
        return self.pick(
            f", within {time} of notification of this decision",
            f", dans un délai de {time} à compter de la notification de la présente décision",
        )

    def weakest(self, figure: str, scores: Mapping[str, Fraction]) -> dict[str, Text]:
        """The words for a figure of the weakest grid, which name that grid, or those that are."""
        least = min(scores.values(), default=None)
        titles = [grid.title for grid in self.result.grids if scores.get(grid.id) == least and least is not None]
        if not titles:
            return {}
        words = FIGURES[figure]
        english = " and ".join(f'"{each.en}"' for each in titles)
        french = " et ".join(f"« {each.fr} »" for each in titles)
        return {figure: Text(f"{words.en}, {english},", f"{words.fr} {french}")}

    def drawn(self) -> str:
        """The place of the request in a draw, of how many, and by which seed."""
        if self.ranked.award.drawn is None:
            return ""
        values = self.ranked.award.drawn.values
        return self.pick(
            f'place {values["place"]} of {values["of"]}, seed "{values["seed"]}"',
            f"{self.writer.ordinal(values['place'], feminine=True)} place sur {values['of']}, graine « {values['seed']} »",
        )

    # words and numbers

    def words(self, text: Text | None) -> str:
        """A text in this language; one that is given in the other alone says so."""
        if text is None:
            return ""
        words = text.to(self.language)
        return words if text.only in (None, self.language) else words + self.pick(" (in French)", " (en anglais)")

    def blank(self, text: Text) -> str:
        """A visible blank for what is not stated."""
        return self.pick(f"(to be completed: {self.words(text)})", f"(à compléter : {self.words(text)})")

    def pick(self, english: str, french: str) -> str:
        """The phrase of this language."""
        return self.speaker.pick((english, french))

    def money(self, amount: int | None) -> str:
        """An amount in cents as this language writes it."""
        return "" if amount is None else self.writer.quantity(cents(amount))

    def amount(self, value: Any) -> str:
        """An amount as a document gives it."""
        return self.money(in_cents(value, self.call.currency))

    def day(self, iso: str | None) -> str:
        """A day in full."""
        return "" if iso is None else self.writer.date(iso)

    def score(self, value: Fraction | None) -> str:
        """A score, with two decimals."""
        return "" if value is None else self.writer.quantity(Quantity(value, "score"))

    def beside_limits(self, value: Fraction | None) -> str:
        """A score with as many decimals as show on which side of the limits of the rules it lies."""
        limits = limits_of(self.ranked.proposal.reasons)
        return "" if value is None else self.writer.quantity(Quantity(value, "score"), beside(value, limits))

    def in_points(self, figure: Scorecard | GridScore) -> str:
        """The points beside a score, where the call tells them: 12.5 of 15 points; else nothing."""
        if figure.points_of is None:
            return ""
        points, most, top = map(self.number, (figure.points, figure.points_ceiling, figure.points_of))
        told = self.spanned(points, most)
        return self.pick(f"{told} of {top} points", f"{told} points sur {top}")

    def spanned(self, least: str, most: str) -> str:
        """A figure that is still open, from what holds whatever is missing to what is still possible."""
        return least if least == most else self.pick(f"{least} to {most}", f"{least} à {most}")

    def reached(self, each: Judged) -> str:
        """The level of a criterion, from the least to the best while it is open; nothing where it has none."""
        if each.level is None:
            return ""
        most = each.level if each.ceiling is None else each.ceiling
        return self.spanned(self.number(each.level), self.number(most))

    def number(self, value: Fraction) -> str:
        """A number with at most two decimals."""
        return self.writer.quantity(Quantity(value))

    def level(self, value: Fraction) -> str:
        """A level as such."""
        return self.pick(f"level {self.number(value)}", f"niveau {self.number(value)}")

    def scale_words(self, judging: ByMark, level: Fraction, named: Fraction | None = None) -> str:
        """A level of a scale with its text; between two levels, with both of theirs, but for one whose text follows (`named`)."""
        told = [(at, self.words(text)) for at, text in judging.told(level)]
        if not told:
            return self.level(level)
        quoted = [
            self.pick("", "le ") + self.level(at) if at == named else self.pick(f'"{text}"', f"« {text} »")
            for at, text in told
        ]
        if len(quoted) > 1:
            quoted[0] = self.pick("between ", "entre ") + quoted[0]
        return f"{self.level(level)} ({self.pick(' and ', ' et ').join(quoted)})"

    def bounded(self, quantity: Quantity, *, at_most: bool) -> str:
        """A limit with its side."""
        side = self.pick("at most", "au plus") if at_most else self.pick("at least", "au moins")
        return f"{side} {self.writer.quantity(quantity)}"

    def by_day(self, target: str, due: str | None) -> str:
        """A target with its last day, where there is one."""
        return target + (self.pick(f" by {self.day(due)}", f", au plus tard le {self.day(due)}") if due else "")

    def figure(self, quantity: Quantity, beside: Iterable[Any]) -> str:
        """A quantity with the decimals that tell it from those that stand beside it."""
        others = (each for each in beside if isinstance(each, Quantity))
        return self.writer.quantity(quantity, digits_apart((quantity, *others)))

    # goals

    def goal(self, goal: AddendumGoal) -> dict[str, str]:
        """A goal: what is asked, the indicator, its present value and date, the target, the due date, the proof."""
        present, dated = self.present(goal)
        return {
            "id": goal.id,
            "goal": self.words(goal.criterion.goal or goal.criterion.question),
            "indicator": self.words(goal.criterion.question),
            "present": present,
            "dated": dated,
            "target": self.target(goal) + (self.speaker.months if self.counts_months(goal) else ""),
            "present_short": self.short(present, goal.judged.level, goal),
            "target_short": self.short(self.target(goal), _aimed(goal), goal),
            "due": self.day(goal.due),
            "proof": self.words(goal.criterion.documents),
            "weight": self.number(Fraction(goal.weight)),
            "sentence": self.obligation(goal, present),
        }

    def short(self, text: str, level: Fraction | None, goal: AddendumGoal) -> str:
        """What stands of a goal where its article gave the words of its scale: of a scale the level alone."""
        return text if level is None or not isinstance(goal.criterion.judging, ByMark) else self.level(level)

    def obligation(self, goal: AddendumGoal, present: str) -> str:
        """A goal as what its beneficiary undertakes, without a full stop: from where, to where, by when, proved by what."""
        known = goal.judged.state is State.SCORED or bool(goal.judged.found and goal.judged.found[0].value is not None)
        what = inside(self.words(goal.criterion.goal)) or self.pick('"{}"', "« {} »").format(
            self.words(goal.criterion.question)
        )
        way = self.by_day(self.move(goal, present if known else ""), goal.due)
        # Of a figure, the goal's own verb says which way it goes.
        is_told = known and goal.figure is not None and goal.criterion.goal is not None
        text = what + (", " if is_told else self.pick(": ", " : ")) + way
        proof = inside(self.words(goal.criterion.documents))
        return text + (self.pick(f", evidenced by: {proof}", f", justifié par : {proof}") if proof else "")

    def move(self, goal: AddendumGoal, present: str) -> str:
        """From where to where a goal leads; `present` is empty where that is not stated."""
        if goal.figure is not None:
            limit = self.writer.quantity(goal.figure) + (self.speaker.months if self.counts_months(goal) else "")
            english, french = ("at most", "au plus") if goal.at_most else ("at least", "au moins")
            limit = self.pick(f"{english} {limit}", f"{limit} {french}")
            if not present:
                return self.pick(f"reach {limit}", f"atteindre {limit}")
            way = self.pick(f"from {present} to {limit}", f"de {present} à {limit}")
            down = goal.at_most and self.pick("bring the value down", "ramener la valeur")
            verb = down or self.pick("raise the value", "porter la valeur")
            return f"{verb} {way}" if goal.criterion.goal is None else way
        target = self.target(goal)
        if isinstance(goal.criterion.judging, ByMark):
            if not present:
                return self.pick(f"reach {target}", f"atteindre le {target}")
            present = self.scale_words(goal.criterion.judging, goal.judged.level or Fraction(0), _aimed(goal))
            return self.pick(f"move from {present} to {target}", f"passer du {present} au {target}")
        if not present:
            return self.pick(f'reach the position "{target}"', f"atteindre la situation « {target} »")
        return self.pick(
            f'move from the position "{present}" to the position "{target}"',
            f"passer de la situation « {present} » à la situation « {target} »",
        )

    def counts_months(self, goal: AddendumGoal) -> bool:
        """Whether what a goal asks for is counted in months from one day to another."""
        judging = goal.criterion.judging
        measures = (each for grid in self.result.grids if grid.id == goal.judged.grid for each in grid.measures)
        counted = {each.name for each in measures if each.kind == "months"}
        return isinstance(judging, ByThresholds | ByCurve) and judging.measure in counted

    def target(self, goal: AddendumGoal) -> str:
        """What the level aimed at asks for, in the criterion's own words or unit."""
        if isinstance(goal.criterion.judging, ByMark):
            return self.scale_words(goal.criterion.judging, _aimed(goal))
        if goal.figure is None:
            return self.words(goal.words)
        return self.bounded(goal.figure, at_most=goal.at_most)

    def present(self, goal: AddendumGoal) -> tuple[str, str]:
        """The present value and its date: the day it describes or that of its document, else that of the request.

        A figure has the decimals that tell it from its target, and from the thresholds that its level lies between.
        """
        each = goal.judged
        if each.state is not State.SCORED and not (each.found and each.found[0].value is not None):
            return self.pick("not stated", "non renseigné"), ""
        judging = self.criteria[each.id].judging
        if isinstance(judging, ByThresholds | ByCurve):
            found = each.found[0]
            figure = Quantity(exact(found.value), found.unit or "number")
            value = self.figure(figure, [goal.figure, *each.reason.values.values()])
            if each.state is State.UNSUPPORTED:
                value += self.pick(" (no document supports it)", " (aucune pièce ne le justifie)")
            return value, self.dated(found.reads)
        if isinstance(judging, ByMark):
            return self.scale_words(judging, each.level or Fraction(0)), self.day(self.request.data.get("submitted_on"))
        reads = (path for found in each.found for path in found.reads)
        stated = [path for path in reads if value_at(self.request.data, path.split(".")) is not None]
        return self.speaker.say(each.reason), self.dated(stated)

    def dated(self, paths: Iterable[str]) -> str:
        """The day of what the request says at these paths."""
        wanted, evidence = set(paths), self.request.data.get("evidence", ())
        behind = [item for item in evidence if wanted.intersection(item.get("supports", ()))]
        days = [day for item in behind if (day := evidence_day(item)) is not None]
        return self.day(max(days) if days else self.request.data.get("submitted_on"))

    def found(self, each: Judged) -> str:
        """What was found of a criterion; what each assessor gave is the committee's matter, the applicant reads the level."""
        if each.level is None and each.gate is not None:
            return self.words(_PASSES[each.gate.passes])
        if each.state is State.UNRATED:
            return self.pick("not marked yet by all assessors", "pas encore apprécié par tous les évaluateurs")
        if each.marks:
            return self.pick("judged by the assessors", "appréciation des évaluateurs")
        return self.speaker.say(each.reason)

    def commitment(self, item: Mapping[str, Any]) -> str:
        """A target of the applicant's own."""
        target = item["target"]
        amount = self.writer.quantity(Quantity(exact(target), in_full=True)) if is_number(target) else self.day(target)
        name = self.target_name(item)
        text = self.pick(f"{name}: {amount}", f"{name} : {amount}")
        if "by" not in item and "until" in item:
            return text + self.pick(" by {}", " d'ici {}").format(Text.of(item["until"]).to(self.language))
        if "by" not in item:
            return text
        return text + self.pick(f" by {self.day(item['by'])}", f" au {self.day(item['by'])}")

    def target_name(self, item: Mapping[str, Any]) -> str:
        """What a target of the applicant's own is about: its own words, or the title of the fact."""
        return self.words(Text.of(item["goal"])) if "goal" in item else self.speaker.path(item["path"])

    def rules_held(self) -> Iterator[Reason]:
        """What the rules that hold ask for, as it was found."""
        for reason in self.ranked.proposal.reasons:
            if reason.key == "rule_holds":
                yield from self.with_vetoes(reason.values["lines"])

    def with_vetoes(self, lines: Iterable[Reason]) -> Iterator[Reason]:
        """Lines of a rule; what a veto is for says more than that there is one, and of none nothing is said."""
        for line in lines:
            vetoed = line.values.get("path") == "vetoed" and self.card.vetoed is not None
            yield from (self.card.vetoes or ()) if vetoed else (line,)

    def worked_out(self) -> tuple[str, ...]:
        """How the amount was worked out, sentence by sentence, where the call does so and nobody decided another one."""
        ranked = self.ranked
        if ranked.decision is not None and ranked.award.amount != ranked.proposed_award.amount:
            return ()
        return self.sentences(each for each in ranked.reasons if each.key in WORKED_OUT | SHARED_OUT)

    def sentences(self, reasons: Iterable[Reason]) -> tuple[str, ...]:
        """Reasons as sentences without their full stop."""
        return tuple(map(self.speaker.say, reasons))


_PASSES: Final = {
    True: Text("passed", "satisfaite"),
    False: Text("not passed", "non satisfaite"),
    None: Text("not stated", "non renseignée"),
}


def _aimed(goal: AddendumGoal) -> Fraction:
    """The level a goal aims at: of a scale, one that has a text."""
    judging = goal.criterion.judging
    asked = judging.asked(goal.level) if isinstance(judging, ByMark) else None
    return max(goal.level, asked[0]) if asked else goal.level
