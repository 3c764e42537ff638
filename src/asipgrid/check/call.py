"""What no schema can say of a call that has the right shape, and what a call reads by itself."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from asipgrid.check.allocation import allocation_findings, amount_conditions, amount_paths
from asipgrid.check.call_schemas import LISTS, decision_scope, payment_scope, request_schema
from asipgrid.check.conditions import NUMBERS, condition_findings, path_fault, written_paths
from asipgrid.check.panel import panel_findings
from asipgrid.check.ranking import ranking_findings
from asipgrid.check.scales import top_of
from asipgrid.check.wording import Data, error, near_words, unknown_criterion
from asipgrid.engine.paths import path_expression
from asipgrid.model.calls import MonitoringTerms
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said
from asipgrid.model.values import exact
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def call_findings(record: Record, call: Data, folder: str, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A call against its folder and its grids (`grids` are those found and sound, by id)."""
    if call["call"] != folder:
        says = said(
            "this document says it is the call {call}, but its folder is named {folder}; make the two equal",
            call["call"],
            folder,
        )
        yield error(record, ("call",), "C201", says)
    calendar = call["calendar"]
    if {"opens", "closes"} <= calendar.keys() and calendar["opens"] > calendar["closes"]:
        yield error(record, ("calendar",), "C202", said("the call closes before it opens; exchange the two dates"))
    yield from _blocks(record, grids)
    yield from _criteria(record, grids)
    yield from _sections(record, grids)
    yield from _listed_twice(record, call)
    yield from panel_findings(record, call, grids)
    request = request_schema(grids.values(), call)
    scope = decision_scope(grids.values(), request, call)
    yield from _rules(record, call, scope)
    yield from _bonus(record, call, scope)
    yield from ranking_findings(record, call, grids, scope)
    if "allocation" in call:
        yield from allocation_findings(record, call, grids, scope)
    yield from _payments(record, call, grids, payment_scope(grids.values(), request, call))
    yield from _units(record, call, request)
    yield from _monitoring(record, call, grids)
    yield from _stage(record, call)
    yield from _of_few_calls(record, call, grids, request, scope)


def _of_few_calls(
    record: Record, call: Data, grids: Mapping[str, Data], request: Data, scope: Data
) -> Iterator[Finding]:
    """Keys that few calls have; what checks them is read then alone."""
    if "envelopes" in call or "quotas" in call:
        from asipgrid.check.envelopes import envelope_findings  # noqa: PLC0415 - most calls have one envelope

        yield from envelope_findings(record, call, scope)
    if call.get("addendum", {}).get("kind") == "agreement" and "builds_on" in call["addendum"]:
        says = said("a first grant builds on no earlier call; remove builds_on, or let the kind be addendum")
        yield error(record, ("addendum", "builds_on"), "C265", says)
    if "statistics" in call or any("call_facts" in grid or "relative" in grid for grid in grids.values()):
        from asipgrid.check.statistics import statistic_findings  # noqa: PLC0415 - most calls have none

        yield from statistic_findings(record, call, grids, request)
    # The proposed clauses alone are sound.
    own_clauses = call.get("clauses", ["proposed"]) != ["proposed"]
    if own_clauses or "goals" in call.get("addendum", {}) or "remedies" in call.get("letters", {}):
        from asipgrid.check.act import act_findings  # noqa: PLC0415 - most calls are scored without

        yield from act_findings(record, call, grids)
    if "chart" in call:
        from asipgrid.check.chart import chart_findings  # noqa: PLC0415 - few calls name themes

        yield from chart_findings(record, call, request)


def read_by_call(call: Any) -> frozenset[str]:
    """The facts (by their dotted paths in a request) and measures that a call as written reads by itself.

    Its payments name them as they are, its rules and ties behind `request.`. What is no path is told elsewhere.
    """
    parts = call if isinstance(call, Mapping) else {}
    rules, ranking, terms = (parts.get(key) for key in ("decisions", "ranking", "addendum"))
    payments = _mappings(_part(terms, "payments"))
    shared = [*_mappings(parts.get("envelopes")), *_mappings(parts.get("quotas"))]
    written = [
        *(
            path
            for each in (*_mappings(rules), *_mappings(parts.get("bonus")), *payments)
            for path in written_paths(each.get("when"))
        ),
        *(path for when in amount_conditions(parts.get("allocation")) for path in written_paths(when)),
        *amount_paths(parts.get("allocation")),
        *(_part(each.get("of"), "path") for each in _mappings(parts.get("bonus"))),
        *(path for each in shared for path in written_paths(each.get("for"))),
        *(each.get("per") for each in shared),
        *(
            link.get("path") or _measure(link)
            for link in _mappings([_part(ranking, "by"), *_listed(ranking, "tie_break")])
        ),
        *(_part(each.get("units"), "path") for each in payments),
    ]
    found: set[str] = set()
    for path in written:
        with contextlib.suppress(ValueError):
            found.update(name.removeprefix("request.") for name in path_expression(str(path)).reads)
    return frozenset(found)


def _measure(link: Data) -> str:
    """The measure that a link of a ranking names, without its grid."""
    return str(link.get("measure", "")).rpartition(".")[2]


def _listed(value: Any, key: str) -> list[Any]:
    found = _part(value, key)
    return found if isinstance(found, list) else []


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _mappings(listed: Any) -> list[Data]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def unknown_calls(record: Record, call: Data, others: frozenset[str]) -> Iterator[Finding]:
    """Earlier calls that addenda build on, or this stage comes after, and that do not lie beside it, or are named again."""
    names = call.get("addendum", {}).get("builds_on", ())
    for index, name in enumerate(names):
        if name in names[:index]:
            says = said("{name} is named twice; each earlier call is built on once", name)
            yield error(record, ("addendum", "builds_on", index), "C213", says)
        elif name not in others:
            says = said("no other call {name} lies beside this one; {near}", name, near_words(name, others))
            yield error(record, ("addendum", "builds_on", index), "C213", says)
    before = call.get("stage_before")
    if before is not None and before not in others:
        says = said("no other call {name} lies beside this one; {near}", before, near_words(before, others))
        yield error(record, ("stage_before",), "C290", says)


def missing_grids(record: Record, call: Data, known: Collection[str]) -> Iterator[Finding]:
    """Grids that the call names and the workspace does not have."""
    for name in call["grids"]:
        if name not in known:
            says = said("no grid {name} in the grids/ folder; {near}", name, near_words(name, known))
            yield error(record, ("grids", name), "C203", says)


def _blocks(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for name, grid in grids.items():
        if "block" not in grid:
            continue
        if grid["block"] in owner:
            says = said(
                "{first} and {name} both own the block {block}; a block has one grid",
                owner[grid["block"]],
                name,
                grid["block"],
            )
            yield error(record, ("grids", name), "C204", says)
        owner.setdefault(grid["block"], name)


def _criteria(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Marks, results and letters name a criterion by its id alone."""
    owner: dict[str, str] = {}
    for name, grid in grids.items():
        both = [each["id"] for each in grid["criteria"] if owner.setdefault(each["id"], name) != name]
        if both:
            says = said(
                "{first} and {name} both have a criterion {criterion}; each criterion of a call has its own id",
                owner[both[0]],
                name,
                both[0],
            )
            yield error(record, ("grids", name), "C223", says)


def _listed_twice(record: Record, call: Data) -> Iterator[Finding]:
    """Ids of the call's own lists of legal forms and scopes are each listed once."""
    for listed, _ in LISTS:
        ids = [each["id"] for each in call.get(listed, ())]
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield error(
                    record, (listed, index, "id"), "C264", said("{name} is listed twice; remove one of the two", name)
                )


def _sections(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    if any("sections" in grid for grid in grids.values()):
        from asipgrid.check.sections import shared_sections  # noqa: PLC0415 - few grids have any

        yield from shared_sections(record, grids)


def _bonus(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    if {"bonus", "bonus_limits"} & call.keys():
        from asipgrid.check.bonus import bonus_findings  # noqa: PLC0415 - few calls give any

        yield from bonus_findings(record, call, scope)


def _rules(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    rules = call["decisions"]
    for index, rule in enumerate(rules):
        if "when" in rule:
            yield from condition_findings(record, ("decisions", index, "when"), "C207", rule["when"], scope)
        elif index < len(rules) - 1:
            says = said("a rule without `when` always holds, so the rules below it never apply; put it last")
            yield error(record, ("decisions", index), "C206", says)
    if "when" in rules[-1]:
        says = said("the last rule must have no `when`, so that every request gets an outcome")
        yield error(record, ("decisions", len(rules) - 1), "C206", says)


def _payments(record: Record, call: Data, grids: Mapping[str, Data], scope: Data) -> Iterator[Finding]:
    terms = call.get("addendum", {})
    level = terms.get("goal_level")
    top = max((top_of(grid, each) for grid in grids.values() for each in grid["criteria"]), default=0)
    if grids and isinstance(level, int | Decimal) and level > top:
        says = said("goal_level {level} is above every grid's scale; the highest is {top}", shown(level), top)
        yield error(record, ("addendum", "goal_level"), "C210", says)
    payments = terms.get("payments", [])
    total = sum((exact(payment["share"]) for payment in payments), Fraction(0))
    if payments and total != 1:
        says = said("the shares of the payments sum to {total}; they must sum to 1", as_written(total))
        yield error(record, ("addendum", "payments"), "C209", says)
    for index, payment in enumerate(payments):
        if "when" in payment:
            at: KeyPath = ("addendum", "payments", index, "when")
            yield from condition_findings(record, at, "C207", payment["when"], scope)


def _units(record: Record, call: Data, request: Data) -> Iterator[Finding]:
    """A payment that is released in parts counts a figure of the request."""
    for index, payment in enumerate(call.get("addendum", {}).get("payments", ())):
        wrong = path_fault(payment["units"]["path"], request, NUMBERS) if "units" in payment else None
        if wrong:
            yield error(record, ("addendum", "payments", index, "units", "path"), "C216", wrong)


def _monitoring(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    terms = call.get("monitoring", {})
    usual = MonitoringTerms()
    on_track, at_risk = exact(terms.get("on_track", usual.on_track)), exact(terms.get("at_risk", usual.at_risk))
    if at_risk > on_track:
        key = "at_risk" if "at_risk" in terms else "on_track"
        low, high = as_written(at_risk), as_written(on_track)
        says = said(
            "at_risk begins at {low}, above on_track at {high}; a goal at risk stands below one on track", low, high
        )
        yield error(record, ("monitoring", key), "C214", says)
    yield from _milestones(record, terms.get("milestones", ()), grids)
    seen: dict[str, int] = {}
    for index, each in enumerate(terms.get("reports", ())):
        if each["period"] in seen:
            says = said("the report of {period} is due twice; keep one day", each["period"])
            yield error(record, ("monitoring", "reports", index), "C217", says)
        seen.setdefault(each["period"], index)


def _stage(record: Record, call: Data) -> Iterator[Finding]:
    """A stage awards nothing, and its demand sets a threshold that can be met, in a figure of which more is better."""
    if "stage" not in call:
        return
    for key in ("addendum", "monitoring", "quotas"):
        if key in call:
            says = said("a stage awards nothing, so it has no {key}; give it to the last call", key)
            yield error(record, (key,), "C293", says)
    demand = call["stage"].get("demand", {})
    yield from _stage_envelopes(record, call, demand)
    by = call["ranking"]["by"]
    ranked = {"figure": by} if isinstance(by, str) else by
    if demand and (not {"figure", "sum"} & ranked.keys() or ranked.get("order") == "ascending"):
        says = said(
            "the demand sets a threshold in a score, points or levels, of which more is better; rank by one of these"
        )
        yield error(record, ("ranking", "by"), "C294", says)
    if "demand" in call["stage"]:
        yield from _demand(record, demand)
    if demand.get("least", 0) > demand.get("times", math.inf):
        least, times = shown(demand["least"]), shown(demand["times"])
        says = said(
            "never under {least} times the budget, and as close as possible to {times} times; `least` is at most "
            "`times`",
            least,
            times,
        )
        yield error(record, ("stage", "demand", "least"), "C292", says)


def _demand(record: Record, demand: Data) -> Iterator[Finding]:
    """A demand is one in money or in requests."""
    at: KeyPath = ("stage", "demand")
    if ("times" in demand) == ("requests" in demand):
        says = said("the demand is one of money or of requests: write either `times: 3` or `requests: 20`")
        yield error(record, at, "C292", says)
    if "requests" in demand and "budget" in demand:
        yield error(record, (*at, "budget"), "C292", said("a demand of requests has no budget; take it out"))
    if demand.get("least", 0) > demand.get("requests", math.inf):
        says = said(
            "never fewer than {least} requests, and as close as possible to {requests}; `least` is at most `requests`",
            shown(demand["least"]),
            shown(demand["requests"]),
        )
        yield error(record, (*at, "least"), "C292", says)


def _stage_envelopes(record: Record, call: Data, demand: Data) -> Iterator[Finding]:
    """Of a stage, each envelope is the budget of a threshold of its own; nothing of it is spent, so nothing is left."""
    if "envelopes" in call and not demand:
        says = said(
            "in a stage each envelope has a threshold of its own, which `demand` sets; write `stage.demand` too"
        )
        yield error(record, ("envelopes",), "C293", says)
    if "envelopes" in call and "budget" in demand:
        says = said("each envelope is the budget of its own threshold; take `budget` out")
        yield error(record, ("stage", "demand", "budget"), "C293", says)
    for index, each in enumerate(call.get("envelopes", ())):
        if "left_to" in each:
            says = said("a stage awards nothing, so nothing is left of an envelope; take `left_to` out")
            yield error(record, ("envelopes", index, "left_to"), "C293", says)


def _milestones(record: Record, listed: Any, grids: Mapping[str, Data]) -> Iterator[Finding]:
    criteria = [each["id"] for grid in grids.values() for each in grid["criteria"]]
    for index, each in enumerate(listed):
        for position, name in enumerate(each.get("goals", ())):
            if name not in criteria:
                at: KeyPath = ("monitoring", "milestones", index, "goals", position)
                yield error(record, at, "C215", unknown_criterion(name, criteria))
    for name in criteria:
        # A milestone of the goal's own stands in the place of those for every goal.
        own = [n for n, each in enumerate(listed) if name in each.get("goals", ())]
        mine = own or [n for n, each in enumerate(listed) if "goals" not in each]
        for first, second in itertools.pairwise(sorted(mine, key=lambda n: (listed[n]["by"], n))):
            before, after = listed[first], listed[second]
            if before["by"] == after["by"] or before["share"] > after["share"]:
                says = said(
                    "{name}: {first} by {day} and {second} by {later}",
                    name,
                    shown(before["share"]),
                    before["by"],
                    shown(after["share"]),
                    after["by"],
                )
                at = ("monitoring", "milestones", second)
                yield error(record, at, "C215", said("{says}; the share of the way rises from day to day", says))
                return
