"""What all letters have in common: the words, numbers and days of one language for one request of a result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.engine.allocation import cents
from asipgrid.engine.paths import value_at
from asipgrid.letters.kinds import Fields
from asipgrid.letters.numbers import Writer
from asipgrid.model import act
from asipgrid.model.calls import ByCurve, ByMark, ByThresholds, Grid
from asipgrid.model.judged import Judged, State
from asipgrid.model.places import Language
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, Reason, Text, decimals_of, exact, is_number
from asipgrid.monitoring.goals import AddendumGoal
from asipgrid.monitoring.overlay import evidence_day
from asipgrid.text.numbers import beside, digits_apart
from asipgrid.text.phrases import Speaker, limits_of


class LetterBuilder:
    """Puts one request into words. Names of figures and facts stand for their paths."""

    def __init__(self, result: Result, ranked: Ranked, language: Language) -> None:
        """One request of a result, in one language."""
        self.result, self.ranked, self.language = result, ranked, language
        self.call, self.request, self.card = result.call, ranked.request, ranked.card
        self.writer = Writer(language, self.call.currency)
        self.criteria = {criterion.id: criterion for grid in result.grids for criterion in grid.criteria}
        names = {path: title for grid in result.grids for path, title in _titles(grid)}
        names |= {f"request.{path}": title for path, title in (names | _COMMON).items()}
        names |= _COMMON | _FIGURES | dict(_grid_names(result.grids))
        scores = [(name, grid.score, grid.ceiling) for name, grid in self.card.grids.items()]
        names |= self.weakest("weakest_grid", {name: score for name, score, _ in scores if score is not None})
        names |= self.weakest("weakest_ceiling", {name: most for name, _, most in scores if most is not None})
        own = {**act.choices(self.call.data, "legal_forms"), **act.choices(self.call.data, "scopes")}
        self.speaker = Speaker(language, self.call.currency, self.writer.quantity, names, self.writer.date, own)

    def head(self) -> Fields:
        """What every letter tells.

        `why` is the committee's reason where it departs from the rules; `drawn` the place in a draw among requests at
        the same rank; `appeal` the call's text on the ways of appeal.
        """
        data, decision = self.request.data, self.ranked.decision
        agreement = data.get("agreement", {})
        return {
            "request": self.request.id,
            "title": self.words(self.request.title),
            "call": self.words(self.call.title),
            "authority": self.words(self.call.authority),
            "signatory": self.words(self.call.signatory),
            "applicant": self.request.applicant,
            "region": data["applicant"].get("region", ""),
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
            "score": self.beside_limits(self.card.score),
            "appeal": self.words(self.call.letters.appeal),
            "remedies": tuple(self.remedies()),
            "reconstruction": any(grid.status == "reconstruction" for grid in self.result.grids),
            "published": self.call.published,
            "digest": self.request.digest,
            "first": self.call.addendum is not None and self.call.addendum.first,
        }

    def remedies(self) -> Iterator[str]:
        """The ways to contest a decision that the call lists, each with whom it goes to and its time limit."""
        for each in act.remedies(self.call.data):
            before, limit = self.words(each.before), self.time_limit(each)
            yield (
                self.words(each.remedy)
                + (self.pick(f" before {before}", f" devant {before}") if before else "")
                + limit
            )

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
        words = _FIGURES[figure]
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
            f"place {values['place']} sur {values['of']}, graine « {values['seed']} »",
        )

    # words and numbers

    def words(self, text: Text | None) -> str:
        """A text in this language; one that is given in the other alone says so."""
        if text is None:
            return ""
        words = text.to(self.language)
        return words if text.only in (None, self.language) else words + self.pick(" (in French)", " (en anglais)")

    def pick(self, english: str, french: str) -> str:
        """The phrase of this language."""
        return self.speaker.pick((english, french))

    def money(self, amount: int | None) -> str:
        """An amount in cents as this language writes it."""
        return "" if amount is None else self.writer.quantity(cents(amount))

    def amount(self, value: Any) -> str:
        """An amount as a document gives it."""
        return "" if value is None else self.money(int(exact(value) * 10 ** decimals_of(self.call.currency)))

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

    def number(self, value: Fraction) -> str:
        """A number with at most two decimals."""
        return self.writer.quantity(Quantity(value))

    def level(self, value: Fraction) -> str:
        """A level as such."""
        return self.pick(f"level {self.number(value)}", f"niveau {self.number(value)}")

    def scale_words(self, judging: ByMark, level: Fraction) -> str:
        """A level of a scale with its text; between two levels, with both of theirs."""
        low = level.numerator // level.denominator
        texts = [self.words(judging.texts[at]) for at in ((low,) if level == low else (low, low + 1))]
        quoted = [self.pick(f'"{text}"', f"« {text} »") for text in texts]
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
            "due": self.day(goal.due),
            "proof": self.words(goal.criterion.documents),
            "weight": self.number(Fraction(goal.weight)),
            "sentence": self.obligation(goal, present),
        }

    def obligation(self, goal: AddendumGoal, present: str) -> str:
        """A goal as what its beneficiary undertakes, without a full stop: from where, to where, by when, proved by what."""
        known = goal.judged.state is State.SCORED or bool(goal.judged.found and goal.judged.found[0].value is not None)
        what = _inside(self.words(goal.criterion.goal)) or self.pick('"{}"', "« {} »").format(
            self.words(goal.criterion.question)
        )
        text = what + self.pick(": ", " : ") + self.by_day(self.move(goal, present if known else ""), goal.due)
        proof = _inside(self.words(goal.criterion.documents))
        return text + (self.pick(f", evidenced by: {proof}", f", justifié par : {proof}") if proof else "")

    def move(self, goal: AddendumGoal, present: str) -> str:
        """From where to where a goal leads; `present` is empty where that is not stated."""
        if goal.figure is not None:
            limit = self.writer.quantity(goal.figure) + (self.speaker.months if self.counts_months(goal) else "")
            english, french = ("at most", "au plus") if goal.at_most else ("at least", "au moins")
            limit = self.pick(f"{english} {limit}", f"{limit} {french}")
            if not present:
                return self.pick(f"reach {limit}", f"atteindre {limit}")
            if goal.at_most:
                return self.pick(
                    f"bring the value down from {present} to {limit}", f"ramener la valeur de {present} à {limit}"
                )
            return self.pick(f"raise the value from {present} to {limit}", f"porter la valeur de {present} à {limit}")
        target = self.target(goal)
        if isinstance(goal.criterion.judging, ByMark):
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
            return self.scale_words(goal.criterion.judging, Fraction(math.ceil(goal.level)))
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
        if each.marks or each.state is State.UNRATED:
            return self.pick("judged by the assessors", "appréciation des évaluateurs")
        return self.speaker.say(each.reason)

    def commitment(self, item: Mapping[str, Any]) -> str:
        """A target of the applicant's own."""
        path, target = item["path"], item["target"]
        amount = self.writer.quantity(Quantity(exact(target), in_full=True)) if is_number(target) else self.day(target)
        text = self.pick(f"{self.speaker.path(path)}: {amount}", f"{self.speaker.path(path)} : {amount}")
        if "by" not in item and "until" in item:
            return text + self.pick(" by {}", " d'ici {}").format(Text.of(item["until"]).to(self.language))
        if "by" not in item:
            return text
        return text + self.pick(f" by {self.day(item['by'])}", f" au {self.day(item['by'])}")

    def rules_held(self) -> Iterator[Reason]:
        """What the rules that hold ask for, as it was found."""
        for reason in self.ranked.proposal.reasons:
            if reason.key == "rule_holds":
                for line in reason.values["lines"]:
                    # What a veto is for says more than that there is one.
                    yield from (self.card.vetoes or ()) if line.values.get("path") == "vetoed" else (line,)

    def sentences(self, reasons: Iterable[Reason]) -> tuple[str, ...]:
        """Reasons as sentences without their full stop."""
        return tuple(map(self.speaker.say, reasons))


def _inside(text: str) -> str:
    """A text as it stands inside a sentence: a capital that is not that of an abbreviation becomes small."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


_PASSES: Final = {
    True: Text("passed", "satisfaite"),
    False: Text("not passed", "non satisfaite"),
    None: Text("not stated", "non renseignée"),
}
_COMMON: Final = {
    "applicant.scope": Text("Scope of the project", "Périmètre du projet"),
    "applicant.legal_form": Text("Legal form of the applicant", "Forme juridique du porteur"),
    "funding.requested": Text("Amount requested", "Montant demandé"),
    "funding.minimum": Text("Least amount the project can run on", "Montant minimal nécessaire au projet"),
    "funding.total_cost": Text("Total cost", "Coût total"),
    "submitted_on": Text("Day of submission", "Date de dépôt"),
}
_FIGURES: Final = {
    "score": Text("Score", "Note"),
    "ceiling": Text("Score that is still possible", "Note encore possible"),
    "points": Text("Points", "Points"),
    "points_ceiling": Text("Points that are still possible", "Points encore possibles"),
    "vetoed": Text("Veto of assessors", "Veto d'évaluateurs"),
    "completeness": Text("Share of the weights that is known", "Part des poids connue"),
    "weakest_grid": Text("Score of the weakest grid", "Note de la grille la plus faible"),
    "weakest_ceiling": Text("Possible score of the weakest grid", "Note possible de la grille la plus faible"),
    "below_minimum": Text("Criteria below their own threshold", "Critères sous leur propre seuil"),
    "eligible": Text("Eligibility", "Recevabilité"),
    "goals_reached": Text(
        "Share of the goals of annex 1 that are reached", "Part des objectifs de l'annexe 1 atteints"
    ),
    "progress": Text("Progress report received", "Rapport d'avancement remis"),
}


def _grid_names(grids: Iterable[Grid]) -> Iterator[tuple[str, Text]]:
    """Words for the figures of one grid, as rules name them: grids.INS.score, criteria."INS-03".level."""
    for grid in grids:
        title = grid.title
        yield f"grids.{grid.id}.score", Text(f"Score of {title.en}", f"Note de {title.fr}")
        yield f"grids.{grid.id}.ceiling", Text(f"Possible score of {title.en}", f"Note possible de {title.fr}")
        yield f"grids.{grid.id}.points", Text(f"Points of {title.en}", f"Points de {title.fr}")
        for criterion in grid.criteria:
            yield f'criteria."{criterion.id}".level', Text(f"Level of {criterion.id}", f"Niveau de {criterion.id}")
            possible = Text(f"Possible level of {criterion.id}", f"Niveau possible de {criterion.id}")
            yield f'criteria."{criterion.id}".ceiling', possible


def yes_or_no(grid: Grid) -> Iterator[str]:
    """The paths of the facts of a grid that are true or false."""
    return (path for path, schema in _facts(grid.facts, grid.block) if schema.get("type") == "boolean")


def _titles(grid: Grid) -> Iterator[tuple[str, Text]]:
    """The path and title of every fact of a grid, nested ones included."""
    for path, schema in _facts(grid.facts, grid.block):
        if schema.get("title") is not None:
            yield path, Text.of(schema["title"])


def _facts(schema: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, Mapping):
        yield path, schema
        for name, inner in schema.get("properties", {}).items():
            yield from _facts(inner, f"{path}.{name}")
