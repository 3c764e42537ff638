"""Checked documents as values that are what they say. Only documents without errors come in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.check.allocation import allocation
from asipgrid.check.build_measures import measures
from asipgrid.check.build_panel import panel
from asipgrid.check.build_statistics import statistics
from asipgrid.check.scales import bonus_terms, judging, sections_named, sections_of, step_of, top_of, weight_of
from asipgrid.engine.paths import path_expression
from asipgrid.model import calls, requests
from asipgrid.model.places import Id, Language, Place, Record
from asipgrid.model.stages import Stage
from asipgrid.model.values import Text, exact, exact_or_none, in_cents, plain_language
from asipgrid.text.numbers import as_written

# A stage awards nothing, so it need not say how.
_NO_ALLOCATION: Final = {"overflow": "skip", "partial": "none"}


def _optional(value: Any) -> Text | None:
    return None if value is None else Text.of(value)


def grid(record: Record, data: Mapping[str, Any]) -> calls.Grid:
    """The grid of a checked document."""
    return calls.Grid(
        id=data["grid"],
        version=data["version"],
        title=Text.of(data["title"]),
        status=data["status"],
        about=_optional(data.get("about")),
        sources=data.get("sources", {}),
        step=step_of(data),
        block=data.get("block", ""),
        facts=data.get("facts", {}),
        call_facts=data.get("call_facts", {}),
        measures=measures(record, data.get("measures", {})),
        criteria=tuple(_criterion(record, data, index) for index in range(len(data["criteria"]))),
        sections=tuple(sections_of(record, data)),
        relative=data.get("relative", False),
        digest=record.digest,
        file=record.name,
    )


def _criterion(record: Record, data: Mapping[str, Any], index: int) -> calls.Criterion:
    each = data["criteria"][index]
    source, goal = each.get("source", []), each.get("goal")
    return calls.Criterion(
        id=each["id"],
        question=Text.of(each["question"]),
        judging=judging(data, each),
        weight=exact(weight_of(each)),
        place=record.value_place(("criteria", index, "id")),
        max=top_of(data, each),
        values=tuple(map(exact, data.get("values", ()))),
        gate=each.get("gate"),
        requires=each.get("requires"),
        applies_when=each.get("applies_when"),
        info=each.get("info", False),
        minimum=exact_or_none(each.get("minimum")),
        evidence=each.get("evidence", "none"),
        reads=tuple(each.get("reads", ())),
        documents=_optional(each.get("documents")),
        undertaking=_optional(each.get("undertaking")),
        goal=None if goal == calls.NO_GOAL else _optional(goal),
        no_goal=goal == calls.NO_GOAL,
        sources=tuple([source] if isinstance(source, str) else source),
    )


def call(record: Record, data: Mapping[str, Any], grids: Iterable[Mapping[str, Any]] = ()) -> calls.Call:
    """The call of a checked document, with those of its `grids`."""
    ranking = data["ranking"]
    named = {
        **dict.fromkeys(sections_named(grids), "section"),
        **dict.fromkeys((*calls.FIGURES, *data["grids"]), "figure"),
    }
    lot = ranking.get("unresolved", "stop")
    return calls.Call(
        id=Id(data["call"]),
        title=Text.of(data["title"]),
        about=_optional(data.get("about")),
        authority=Text.of(data["authority"]["name"]),
        published=data.get("basis") == "published",
        sources={key: Text.of(text).en for key, text in data.get("sources", {}).items()},
        currency=data["currency"],
        envelope=in_cents(data["envelope"], data["currency"]) or 0,
        **(_shared(data) if "envelopes" in data or "quotas" in data else {}),
        weights={name: exact(weight) for name, weight in data["grids"].items()},
        statistics=statistics(data),
        flat=data.get("aggregate") == "flat",
        in_points=data.get("scores") == "points",
        bonus=bonus_terms(data) if "bonus" in data else None,
        panel=panel(data.get("panel")),
        rules=_rules(record, data),
        rank_by=_rank_link(ranking["by"], named),
        tie_break=tuple(_rank_link(link, named) for link in ranking.get("tie_break", ())),
        rounding=_rounding(ranking.get("round")),
        lot=lot["lot"] if isinstance(lot, Mapping) else None,
        allocation=allocation(data.get("allocation", _NO_ALLOCATION), data["currency"]),
        addendum=_terms(data) if "addendum" in data else None,
        letters=_letters(data),
        monitoring=_monitoring(data.get("monitoring", {})),
        stage=_stage(data),
        stage_before=Id(data["stage_before"]) if "stage_before" in data else None,
        facts_at={f"call.facts.{name}": record.place(("facts", name)) for name in data.get("facts", ())},
        data=data,
        digest=record.digest,
        file=record.name,
    )


def _shared(data: Mapping[str, Any]) -> dict[str, Any]:
    """The envelopes and quotas of a call that has any."""
    from asipgrid.check.envelopes import envelope_of, quota_of  # noqa: PLC0415 - most calls have one envelope

    return {
        "envelopes": tuple(envelope_of(each, data["currency"]) for each in data.get("envelopes", ())),
        "quotas": tuple(quota_of(each, data) for each in data.get("quotas", ())),
    }


def _stage(data: Mapping[str, Any]) -> Stage | None:
    if "stage" not in data:
        return None
    from asipgrid.check.build_stages import stage  # noqa: PLC0415 - few calls are a stage of several

    return stage(data["stage"], data)


def _rules(record: Record, data: Mapping[str, Any]) -> tuple[calls.Rule, ...]:
    return tuple(
        calls.Rule(
            outcome=calls.Outcome(rule["outcome"]), when=rule.get("when"), place=record.place(("decisions", index))
        )
        for index, rule in enumerate(data["decisions"])
    )


def _rank_link(written: Any, named: Mapping[str, str]) -> calls.RankLink:
    """A figure, a section, a criterion, a path, a measure or a sum; a name of nothing else (`named`) is a criterion."""
    link: Mapping[str, Any] = {"figure": written} if isinstance(written, str) else written
    ascending = link.get("order") == "ascending"
    if "sum" in link:
        factors = {name: exact(factor) for name, factor in link["sum"].items()}
        return calls.RankLink(name=_sum_words(factors), kind="sum", ascending=ascending, factors=factors)
    kind = next(kind for kind in ("path", "measure", "figure") if kind in link)
    name = link[kind]
    kind = named.get(name, "criterion") if kind == "figure" else kind
    if kind == "criterion":
        return calls.RankLink(name=name, kind="criterion", ascending=ascending, factors={name: Fraction(1)})
    return calls.RankLink(name=name, kind=kind, ascending=ascending)


def _sum_words(factors: Mapping[str, Fraction]) -> str:
    """A sum as it is called: HE-01 + 1.5 × HE-02."""
    return " + ".join(name if factor == 1 else f"{as_written(factor)} × {name}" for name, factor in factors.items())


def _rounding(data: Mapping[str, Any] | None) -> calls.Rounding | None:
    return None if data is None else calls.Rounding(to=exact(data["to"]), mode=data.get("mode", "half-up"))


def _terms(call_data: Mapping[str, Any]) -> calls.AddendumTerms:
    data, currency = call_data["addendum"], call_data["currency"]
    plain = plain_language(call_data)
    level = data.get("goal_level", "next")
    return calls.AddendumTerms(
        goal_level=level if isinstance(level, str) else exact(level),
        goals_due=data.get("goals_due"),
        payments=tuple(_payment(each, currency, plain) for each in data.get("payments", ())),
        builds_on=tuple(map(Id, data.get("builds_on", ()))),
        conditions_due=data.get("conditions_due"),
        effective_on=data.get("effective_on"),
        reduced_budget=data.get("reduced_budget"),
        first=data.get("kind") == "agreement",
    )


def _payment(data: Mapping[str, Any], currency: str, plain: Language | None) -> calls.Payment:
    units = data.get("units")
    return calls.Payment(
        share=exact(data["share"]),
        at=Text.of(data["at"], plain),
        when=data.get("when"),
        opens=data.get("from"),
        units=None if units is None else calls.Units(path=units["path"], price=in_cents(units["price"], currency) or 0),
    )


def _monitoring(data: Mapping[str, Any]) -> calls.MonitoringTerms:
    usual = calls.MonitoringTerms()
    return calls.MonitoringTerms(
        start=data.get("start"),
        on_track=exact(data["on_track"]) if "on_track" in data else usual.on_track,
        at_risk=exact(data["at_risk"]) if "at_risk" in data else usual.at_risk,
        reports=tuple(calls.ReportDue(period=each["period"], due=each["due"]) for each in data.get("reports", ())),
        milestones=tuple(
            calls.Milestone(by=each["by"], share=exact(each["share"]), goals=tuple(each.get("goals", ())))
            for each in data.get("milestones", ())
        ),
    )


def _letters(call_data: Mapping[str, Any]) -> calls.LetterTerms:
    data = call_data.get("letters", {})
    return calls.LetterTerms(
        answer_by=data.get("answer_by"),
        reserve_until=data.get("reserve_until"),
        appeal=None if "appeal" not in data else Text.of(data["appeal"], plain_language(call_data)),
        whys=data.get("whys", False),
        scores=data.get("scores", True),
        languages=tuple(map(Language, data.get("languages", ()))),
    )


def request(record: Record, data: Mapping[str, Any], currency: str) -> requests.Request:
    """The request of a checked document; `minimum` defaults to what is requested."""
    funding = data.get("funding", {})
    requested = in_cents(funding.get("requested"), currency)
    return requests.Request(
        id=Id(data["request"]),
        title=Text.of(data["title"]),
        applicant=_applicant(data),
        data=data,
        record=record,
        requested=requested,
        minimum=in_cents(funding["minimum"], currency) if "minimum" in funding else requested,
        total_cost=in_cents(funding.get("total_cost"), currency),
        supported=frozenset(_supported(data)),
    )


def _applicant(data: Mapping[str, Any]) -> str:
    """Who applies, as results name it; where published facts do not, by its region or by the project."""
    applicant = data["applicant"]
    return applicant.get("name") or applicant.get("region") or Text.of(data["title"]).en


def _supported(data: Mapping[str, Any]) -> Iterator[str]:
    """The dotted paths that documents support: `funding.lines` for `funding.lines[].amount`."""
    for item in data.get("evidence", ()):
        for path in item.get("supports", ()):
            yield from _supports(path)


@functools.lru_cache(maxsize=4096)
def _supports(path: str) -> tuple[str, ...]:
    # A document about one item of a list, or some, says nothing of the others.
    return () if re.search(r"\[[^\]]", path) else tuple(path_expression(path).reads)


def rating(record: Record, data: Mapping[str, Any]) -> requests.RatingSheet:
    """The rating sheet of a checked document."""
    marks = {
        name: requests.Mark(level=exact(mark["level"]), why=mark.get("why", ""), place=record.place(("marks", name)))
        for name, mark in data.get("marks", {}).items()
    }
    return requests.RatingSheet(
        request=Id(data["rating"]),
        assessor=Id(data["assessor"]),
        rated_on=data.get("rated_on"),
        conflict=data.get("conflict", False),
        marks=marks,
        digest=record.digest,
        file=record.name,
        declared=record.place(("conflict",)) if data.get("conflict") else None,
    )


def decision(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None = None
) -> requests.CommitteeDecision:
    """The committee's decision of a checked document; `plain` is the language of plain texts, where the call says it."""
    return requests.CommitteeDecision(
        request=Id(data["decision"]),
        outcome=calls.Outcome(data["outcome"]),
        amount=in_cents(data.get("amount"), currency),
        body=Text.of(data["decided_by"], plain),
        decided_on=data.get("decided_on"),
        grounds=Text.of(data["why"], plain),
        source=data.get("source"),
        digest=record.digest,
        place=record.place(("amount",) if "amount" in data else ()),
        lines={name: in_cents(kept, currency) or 0 for name, kept in data["lines"].items()}
        if "lines" in data
        else None,
    )


def report(record: Record, data: Mapping[str, Any], currency: str) -> requests.Report:
    """The progress report of a checked document."""
    return requests.Report(
        request=Id(data["progress"]),
        period=data["period"],
        as_of=data["as_of"],
        facts=data.get("facts", {}),
        spent=in_cents(data.get("spent"), currency),
        difficulties=data.get("difficulties"),
        evidence=tuple(data.get("evidence", ())),
        supported=frozenset(_supported(data)),
        record=record,
    )


def ledger(record: Record, data: Mapping[str, Any], currency: str) -> requests.Ledger:
    """What was paid, of a checked document."""
    paid = [
        requests.Paid(
            number=each["number"],
            amount=in_cents(each["amount"], currency) or 0,
            paid_on=each["paid_on"],
            reference=each.get("reference"),
            place=record.value_place(("paid", index, "amount")),
        )
        for index, each in enumerate(data.get("paid", ()))
    ]
    return requests.Ledger(
        request=Id(data["payment"]),
        signed_on=data.get("signed_on"),
        paid=tuple(sorted(paid, key=lambda each: (each.number, each.paid_on, each.place))),
        digest=record.digest,
        file=record.name,
    )


def amendment(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None = None
) -> requests.Amendment:
    """What was decided of an addendum, of a checked document; `plain` as in `decision`."""
    return requests.Amendment(
        request=Id(data["amendment"]),
        body=Text.of(data["decided_by"], plain),
        ends=tuple(sorted(_ends(record, data, plain), key=_decided)),
        moves=tuple(sorted(_moves(record, data, plain), key=_decided)),
        returns=tuple(sorted(_returns(record, data, currency, plain), key=_decided)),
        digest=record.digest,
        file=record.name,
    )


def _decided(each: requests.EndMove | requests.GoalMove | requests.MoneyBack) -> tuple[str, Place]:
    return each.decided_on, each.place


def _ends(record: Record, data: Mapping[str, Any], plain: Language | None) -> Iterator[requests.EndMove]:
    for index, each in enumerate(data.get("ends", ())):
        place = record.place(("ends", index))
        yield requests.EndMove(
            ends_on=each["ends_on"], decided_on=each["decided_on"], grounds=Text.of(each["why"], plain), place=place
        )


def _moves(record: Record, data: Mapping[str, Any], plain: Language | None) -> Iterator[requests.GoalMove]:
    for index, each in enumerate(data.get("moves", ())):
        yield requests.GoalMove(
            goal=each["goal"],
            target=exact_or_none(each.get("target")),
            level=exact_or_none(each.get("level")),
            due=each.get("due"),
            decided_on=each["decided_on"],
            grounds=Text.of(each["why"], plain),
            place=record.place(("moves", index)),
        )


def _returns(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None
) -> Iterator[requests.MoneyBack]:
    for index, each in enumerate(data.get("returns", ())):
        yield requests.MoneyBack(
            amount=in_cents(each["amount"], currency) or 0,
            decided_on=each["decided_on"],
            grounds=Text.of(each["why"], plain),
            place=record.value_place(("returns", index, "amount")),
        )
