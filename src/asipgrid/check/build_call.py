"""Checked grids and calls as values that are what they say. Only documents without errors come in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.check.amounts import in_cents
from asipgrid.model import calls
from asipgrid.model.places import Id, Language, Record
from asipgrid.model.values import Text, exact, plain_language

# Below so many criteria marked by several assessors no agreement is computed, unless the call says another number.
FEWEST_SUBJECTS: Final = 20
MEASURE_KINDS: Final = ("value", "ratio", "difference", "days", "months")


def _optional(value: Any) -> Text | None:
    return None if value is None else Text.of(value)


def grid(record: Record, data: Mapping[str, Any]) -> calls.Grid:
    """The grid of a checked document."""
    top = data["scale"]["max"]
    return calls.Grid(
        id=data["grid"],
        version=data["version"],
        title=Text.of(data["title"]),
        status=data["status"],
        about=_optional(data.get("about")),
        sources=data.get("sources", {}),
        max=top,
        step=exact(data["scale"].get("step", 1)),
        values=tuple(exact(v) for v in data["values"])
        if "values" in data
        else tuple(Fraction(n, top) for n in range(top + 1)),
        block=data["block"],
        facts=data["facts"],
        measures=tuple(measure(record, name, each) for name, each in data.get("measures", {}).items()),
        criteria=tuple(_criterion(record, data, index) for index in range(len(data["criteria"]))),
        digest=record.digest,
        file=record.name,
    )


def measure(record: Record, name: str, data: Mapping[str, Any]) -> calls.Measure:
    """One measure; its unit defaults to percent for a ratio, days, months or number."""
    kind = next(kind for kind in MEASURE_KINDS if kind in data)
    paths = data[kind] if isinstance(data[kind], list) else [data[kind]]
    units = {"ratio": "percent", "days": "days", "months": "months"}
    place = record.place(("measures", name))
    return calls.Measure(
        name=name,
        title=_optional(data.get("title")),
        kind=kind,
        paths=tuple(paths),
        unit=data.get("unit", units.get(kind, "number")),
        place=place,
    )


def _criterion(record: Record, data: Mapping[str, Any], index: int) -> calls.Criterion:
    each = data["criteria"][index]
    source = each.get("source", [])
    goal = each.get("goal")
    return calls.Criterion(
        id=each["id"],
        question=Text.of(each["question"]),
        judging=_judging(data, each),
        weight=exact(each.get("weight", 0)),
        place=record.value_place(("criteria", index, "id")),
        gate=each.get("gate"),
        requires=each.get("requires"),
        applies_when=each.get("applies_when"),
        info=each.get("info", False),
        minimum=exact(each["minimum"]) if "minimum" in each else None,
        evidence=each.get("evidence", "none"),
        reads=tuple(each.get("reads", ())),
        documents=_optional(each.get("documents")),
        undertaking=_optional(each.get("undertaking")),
        goal=None if goal == calls.NO_GOAL else _optional(goal),
        no_goal=goal == calls.NO_GOAL,
        sources=tuple([source] if isinstance(source, str) else source),
    )


def _judging(grid_data: Mapping[str, Any], each: Mapping[str, Any]) -> calls.Judging | None:
    if "levels" in each:
        return calls.ByLevels(
            tuple(
                calls.LevelRule(level=exact(r["level"]), words=Text.of(r["is"]), when=r["when"]) for r in each["levels"]
            )
        )
    if "mark" in each:
        texts = grid_data["anchors"] if each["mark"] == "anchors" else each["mark"]
        return calls.ByMark(tuple(Text.of(t) for t in texts))
    if "linear" in each:
        return calls.ByCurve(each["measure"], tuple((exact(x), exact(y)) for x, y in each["linear"]))
    if "measure" in each:
        at_most = "at_most" in each
        return calls.ByThresholds(
            each["measure"], tuple(exact(t) for t in each["at_most" if at_most else "at_least"]), at_most
        )
    return None


def call(record: Record, data: Mapping[str, Any]) -> calls.Call:
    """The call of a checked document."""
    ranking = data["ranking"]
    lot = ranking.get("unresolved", "stop")
    return calls.Call(
        id=Id(data["call"]),
        title=Text.of(data["title"]),
        about=_optional(data.get("about")),
        authority=Text.of(data["authority"]["name"]),
        published=data.get("basis") == "published",
        sources=data.get("sources", {}),
        currency=data["currency"],
        envelope=in_cents(data["envelope"], data["currency"]) or 0,
        weights={name: exact(weight) for name, weight in data["grids"].items()},
        flat=data.get("aggregate") == "flat",
        panel=_panel(data.get("panel")),
        rules=_rules(record, data),
        rank_by=ranking["by"],
        tie_break=tuple(_tie_break(link) for link in ranking.get("tie_break", ())),
        lot=lot["lot"] if isinstance(lot, Mapping) else None,
        allocation=_allocation(data["allocation"], data["currency"]),
        addendum=_terms(data) if "addendum" in data else None,
        letters=_letters(data),
        monitoring=_monitoring(data.get("monitoring", {})),
        data=data,
        digest=record.digest,
        file=record.name,
    )


def _panel(data: Mapping[str, Any] | None) -> calls.Panel | None:
    if data is None:
        return None
    limit = data.get("disagreement")
    return calls.Panel(
        assessors=data["assessors"],
        aggregate=data["aggregate"],
        disagreement=None if limit is None else exact(limit),
        blind=data.get("blind", False),
        subjects=data.get("subjects", FEWEST_SUBJECTS),
    )


def _rules(record: Record, data: Mapping[str, Any]) -> tuple[calls.Rule, ...]:
    return tuple(
        calls.Rule(
            outcome=calls.Outcome(rule["outcome"]), when=rule.get("when"), place=record.place(("decisions", index))
        )
        for index, rule in enumerate(data["decisions"])
    )


def _tie_break(link: Any) -> calls.TieBreak:
    if isinstance(link, str):
        return calls.TieBreak(name=link)
    return calls.TieBreak(name=link["path"], is_path=True, ascending=link.get("order") == "ascending")


def _allocation(data: Mapping[str, Any], currency: str) -> calls.Allocation:
    rate = data.get("rate")
    return calls.Allocation(
        overflow=data["overflow"],
        partial=data["partial"],
        ceiling=in_cents(data.get("ceiling"), currency),
        rate=None if rate is None else exact(rate),
    )


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
