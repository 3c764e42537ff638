"""The addendum of a funded request as structure (scoring, 2.6): goals, conditions, payments, computed and never typed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from asipgrid.conditions import condition
from asipgrid.draft.numbers import Writer
from asipgrid.model import (
    AddendumTerms,
    ByCurve,
    ByLevels,
    ByMark,
    ByThresholds,
    Criterion,
    Grid,
    Judged,
    Language,
    LevelRule,
    Payment,
    Quantity,
    Ranked,
    Reason,
    Result,
    State,
    Text,
    exact,
    is_number,
)
from asipgrid.words import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal: what is asked, the indicator, its present value and date, the target, the due date, the proof."""

    id: str
    goal: str
    indicator: str
    present: str
    dated: str
    target: str
    due: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one grid brings to the addendum: undertakings given, the applicant's own targets, ids of goals."""

    title: str
    undertakings: tuple[str, ...]
    targets: tuple[str, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One payment: share, amount, moment, condition (empty when there is none)."""

    share: str
    amount: str
    at: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the completed grid."""

    id: str
    question: str
    found: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """Everything an addendum says, in the words and numbers of one language; empty text where nothing is stated."""

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
    outlives: bool
    submitted_on: str
    decided_on: str
    decided_by: str
    amount: str
    requested: str
    reduced: bool
    total_cost: str
    due: str
    goals: tuple[Goal, ...]
    sections: tuple[Section, ...]
    instalments: tuple[Instalment, ...]
    conditions: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    funders: tuple[tuple[str, str], ...]
    grids: tuple[tuple[str, str, tuple[Row, ...]], ...]
    score: str
    digest: str
    reconstruction: bool


def addendum(result: Result, ranked: Ranked, language: Language) -> Addendum:
    """The addendum of one funded request; ValueError when no amount is awarded."""
    if not ranked.award.amount:
        raise ValueError(ranked.request.id)
    return _Desk(result, ranked, language).addendum(ranked.award.amount)


class _Desk:
    """Where one addendum is put together."""

    def __init__(self, result: Result, ranked: Ranked, language: Language) -> None:
        self.result, self.ranked, self.language = result, ranked, language
        self.call, self.request = result.call, ranked.request
        self.writer = Writer(language, self.call.currency)
        self.names = {path: title for grid in result.grids for path, title in fact_titles(grid)} | _COMMON
        self.speaker = Speaker(language, self.call.currency, self.writer.quantity, self.names)
        self.terms = self.call.addendum or AddendumTerms(goal_level="next", goals_due=None, payments=())

    def words(self, text: Text | None) -> str:
        return "" if text is None else text.to(self.language)

    def money(self, cents: int | None) -> str:
        return "" if cents is None else self.writer.quantity(Quantity(Fraction(cents, 100), "currency"))

    def day(self, iso: str | None) -> str:
        return "" if iso is None else self.writer.date(iso)

    def addendum(self, amount: int) -> Addendum:
        data, decision = self.request.data, self.ranked.decision
        agreement, funding = data.get("agreement", {}), data.get("funding", {})
        goals = tuple(self.goals())
        due = self.terms.goals_due
        return Addendum(
            request=self.request.id,
            title=self.words(self.request.title),
            call=self.words(self.call.title),
            authority=self.words(self.call.authority),
            signatory=self.words(self.call.signatory),
            applicant=self.request.applicant,
            region=data["applicant"].get("region", ""),
            legal_basis=tuple(map(self.words, self.call.legal_basis)),
            reference=agreement.get("reference", ""),
            signed_on=self.day(agreement.get("signed_on")),
            ends_on=self.day(agreement.get("ends_on")),
            outlives=bool(due and agreement.get("ends_on", due) < due),
            submitted_on=self.day(data.get("submitted_on")),
            decided_on=self.day(decision.decided_on if decision else None),
            decided_by=decision.decided_by if decision else "",
            amount=self.money(amount),
            requested=self.money(self.request.requested),
            reduced=amount != self.request.requested,
            total_cost=self.money(self.request.total_cost),
            due=self.day(due),
            goals=goals,
            sections=tuple(self.section(grid, goals) for grid in self.result.grids),
            instalments=tuple(self.instalments(amount)),
            conditions=tuple(map(self.condition, self.ranked.conditions)),
            lines=tuple((line["item"], self.amount(line["amount"])) for line in funding.get("lines", ())),
            funders=tuple((each["name"], self.amount(each.get("amount"))) for each in funding.get("other_funders", ())),
            grids=tuple((self.words(grid.title), grid.version, tuple(self.rows(grid))) for grid in self.result.grids),
            score=self.score(self.ranked.card.score),
            digest=self.request.digest,
            reconstruction=any(grid.status == "reconstruction" for grid in self.result.grids),
        )

    def amount(self, value: Any) -> str:
        return "" if value is None else self.money(int(exact(value) * 100))

    def score(self, value: Fraction | None) -> str:
        return "" if value is None else self.writer.quantity(Quantity(value, "number"))

    # goals

    def goals(self) -> Iterator[Goal]:
        """A goal for each weighted criterion below the level the call aims at, in the order of the grids."""
        for grid in self.result.grids:
            criteria = {criterion.id: criterion for criterion in grid.criteria}
            for each in self.ranked.card.criteria:
                if each.grid == grid.id and each.counts and each.level is not None:
                    target = self.target(grid, criteria[each.id], each.level)
                    if target:
                        yield self.goal(criteria[each.id], each, target)

    def goal(self, criterion: Criterion, each: Judged, target: str) -> Goal:
        present, dated = self.present(criterion, each)
        return Goal(
            id=each.id,
            goal=self.words(criterion.goal or criterion.question),
            indicator=self.words(criterion.question),
            present=present,
            dated=dated,
            target=target,
            due=self.day(self.terms.goals_due),
            proof=self.words(criterion.documents),
        )

    def target(self, grid: Grid, criterion: Criterion, level: Fraction) -> str:
        """What the level aimed at asks for, in the criterion's own words or unit; empty when it is reached."""
        top = Fraction(grid.max)
        wanted = self.terms.goal_level
        aim = (
            top
            if wanted == "max"
            else level.numerator // level.denominator + 1
            if wanted == "next"
            else min(Fraction(wanted), top)
        )
        if level >= aim or level >= top:
            return ""
        match criterion.judging:
            case ByMark(texts):
                return self.words(texts[min(int(aim), grid.max)])
            case ByLevels(rules):
                return self.words(_level_aimed(rules, level, Fraction(aim)))
            case ByThresholds(measure, thresholds, at_most):
                figure = self.figure(grid, measure, thresholds[int(aim) - 1])
                return self.speaker.pick(("at most", "au plus") if at_most else ("at least", "au moins")) + f" {figure}"
            case ByCurve(measure, points):
                return self.figure(grid, measure, _figure_for(points, Fraction(aim)))
        return ""

    def figure(self, grid: Grid, measure: str, value: Fraction) -> str:
        unit = next(each.unit for each in grid.measures if each.name == measure)
        return self.writer.quantity(Quantity(value, unit))

    def present(self, criterion: Criterion, each: Judged) -> tuple[str, str]:
        """The present value and its date: the day it describes or that of its document, else that of the request."""
        if each.state is not State.SCORED and not (each.found and each.found[0].value is not None):
            return self.speaker.pick(("not stated", "non renseigné")), ""
        if isinstance(criterion.judging, ByThresholds | ByCurve):
            found = each.found[0]
            value = self.writer.quantity(Quantity(exact(found.value), found.unit or "number"))
            if each.state is State.UNSUPPORTED:
                value += self.speaker.pick((" (no document supports it)", " (aucune pièce ne le justifie)"))
            return value, self.dated(fact.path for fact in found.facts)
        if isinstance(criterion.judging, ByMark):
            level = self.writer.quantity(Quantity(each.level or Fraction(0)))
            return self.speaker.pick((f"level {level}", f"niveau {level}")), self.day(
                self.request.data.get("submitted_on")
            )
        stated = [fact.path for found in each.found for fact in found.facts if fact.value is not None]
        return self.speaker.say(each.reason), self.dated(stated)

    def dated(self, paths: Any) -> str:
        wanted = set(paths)
        papers = [
            item for item in self.request.data.get("evidence", ()) if wanted.intersection(item.get("supports", ()))
        ]
        days = [item.get("as_of") or item["date"] for item in papers if "as_of" in item or "date" in item]
        return self.day(max(days) if days else self.request.data.get("submitted_on"))

    # articles

    def section(self, grid: Grid, goals: tuple[Goal, ...]) -> Section:
        criteria = {criterion.id: criterion for criterion in grid.criteria}
        given = tuple(
            self.words(criteria[each.id].question)
            for each in self.ranked.card.criteria
            if each.grid == grid.id and each.gate and each.gate.kind == "eligibility" and each.gate.passes
        )
        own = [item for item in self.request.data.get("commitments", ()) if item["path"].split(".")[0] == grid.block]
        ids = tuple(goal.id for goal in goals if goal.id in criteria)
        return Section(
            title=self.words(grid.title), undertakings=given, targets=tuple(map(self.commitment, own)), goals=ids
        )

    def commitment(self, item: Mapping[str, Any]) -> str:
        path, target = item["path"], item["target"]
        amount = self.writer.quantity(Quantity(exact(target))) if is_number(target) else self.day(target)
        text = self.speaker.pick((f"{self.speaker.path(path)}: {amount}", f"{self.speaker.path(path)} : {amount}"))
        if "by" not in item:
            return text
        return text + self.speaker.pick((f" by {self.day(item['by'])}", f" au {self.day(item['by'])}"))

    def instalments(self, amount: int) -> Iterator[Instalment]:
        """The payments to the cent: each its share half up, the last what is left, so that they sum to the award."""
        left = amount
        payments = self.terms.payments
        for index, payment in enumerate(payments):
            share = payment.share * amount
            cents = (
                left
                if index == len(payments) - 1
                else min(left, (2 * share.numerator + share.denominator) // (2 * share.denominator))
            )
            left -= cents
            yield Instalment(
                share=self.writer.quantity(Quantity(payment.share, "percent")),
                amount=self.money(cents),
                at=self.words(payment.at),
                condition=self.payment_condition(payment),
            )

    def payment_condition(self, payment: Payment) -> str:
        if payment.when is None:
            return ""
        parts = []
        measures = {each.name: each for grid in self.result.grids for each in grid.measures}
        for line in condition(payment.when).lines({}):
            name, wanted = line.path, line.test.wanted
            if name == "progress" and wanted is True:
                parts.append(
                    self.speaker.pick(("the progress report has been received", "le rapport d'avancement a été remis"))
                )
            elif name == "goals_reached" and line.test.keyword == "minimum":
                share = self.writer.quantity(Quantity(exact(wanted), "percent"))
                parts.append(
                    self.speaker.pick(
                        (
                            f"at least {share} of the goals of annex 1 are reached",
                            f"au moins {share} des objectifs de l'annexe 1 sont atteints",
                        )
                    )
                )
            elif name in measures and line.test.keyword in {"minimum", "maximum"}:
                figure = self.writer.quantity(Quantity(exact(wanted), measures[name].unit))
                title = self.words(measures[name].title) or name
                bound = {"minimum": ("at least", "au moins"), "maximum": ("at most", "au plus")}[line.test.keyword]
                parts.append(self.speaker.pick((f"{title}: ", f"{title} : ")) + f"{self.speaker.pick(bound)} {figure}")
            else:
                values = {"path": name, "value": None, "keyword": line.test.keyword, "wanted": wanted, "holds": None}
                parts.append(self.speaker.say(Reason("line", values)))
        return self.speaker.pick((" and ", " et ")).join(parts)

    def condition(self, reason: Reason) -> str:
        """One condition precedent: the question to be settled, and the documents that settle it."""
        values = reason.values
        text = self.words(values["question"])
        documents = self.words(values["documents"])
        return text if not documents else f"{text} {self.speaker.pick(('Documents: ', 'Pièces : '))}{documents}."

    # the completed grid

    def rows(self, grid: Grid) -> Iterator[Row]:
        criteria = {criterion.id: criterion for criterion in grid.criteria}
        for each in self.ranked.card.criteria:
            if each.grid == grid.id:
                level = "" if each.level is None or not each.counts else self.writer.quantity(Quantity(each.level))
                yield Row(
                    id=each.id, question=self.words(criteria[each.id].question), found=self.found(each), level=level
                )

    def found(self, each: Judged) -> str:
        if each.level is None and each.gate is not None:
            states = {
                True: ("passed", "satisfaite"),
                False: ("not passed", "non satisfaite"),
                None: ("not stated", "non renseignée"),
            }
            return self.speaker.pick(states[each.gate.passes])
        # What each assessor gave is the committee's matter; the applicant reads the level.
        return (
            self.speaker.pick(("judged by the assessors", "appréciation des évaluateurs"))
            if each.marks
            else self.speaker.say(each.reason)
        )


def _level_aimed(rules: tuple[LevelRule, ...], level: Fraction, aim: Fraction) -> Text | None:
    """The words of the lowest level that is at least the one aimed at; where there is none, of the highest above."""
    higher = sorted((rule for rule in rules if rule.level > level), key=lambda rule: rule.level)
    return next((rule.words for rule in higher if rule.level >= aim), higher[-1].words if higher else None)


def _figure_for(points: tuple[tuple[Fraction, Fraction], ...], aim: Fraction) -> Fraction:
    """The figure at which a curve first stands at the level aimed at, or its highest point when it never does."""
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if min(y1, y2) <= aim <= max(y1, y2) and y1 != y2:
            return x1 + (x2 - x1) * (aim - y1) / (y2 - y1)
    return max(points, key=lambda point: point[1])[0]


_COMMON = {
    "applicant.scope": Text("Scope of the project", "Périmètre du projet"),
    "funding.requested": Text("Amount requested", "Montant demandé"),
    "funding.total_cost": Text("Total cost", "Coût total"),
}


def fact_titles(grid: Grid) -> Iterator[tuple[str, Text]]:
    """The path and title of every fact of a grid, nested ones included."""
    yield from _titles(grid.facts, grid.block)


def _titles(schema: Any, path: str) -> Iterator[tuple[str, Text]]:
    if not isinstance(schema, Mapping):
        return
    title = schema.get("title")
    if title is not None:
        yield path, Text.of(title)
    for name, inner in schema.get("properties", {}).items():
        yield from _titles(inner, f"{path}.{name}")
