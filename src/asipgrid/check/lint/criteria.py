"""What the criteria of a sound grid read and weigh: those that decide alone, or say too little; what nobody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.check import scales
from asipgrid.check.build_measures import measure_parts
from asipgrid.check.call_schemas import STATISTICS
from asipgrid.check.conditions import written_paths
from asipgrid.check.measures import measures_in
from asipgrid.check.wording import Data, listed, note, warning
from asipgrid.engine.paths import path_expression
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import row, said
from asipgrid.model.values import exact
from asipgrid.monitoring.goals import reportable
from asipgrid.schema import dialect
from asipgrid.text.numbers import number

Read = Callable[[str], frozenset[str]]


def criteria_in(grid: Data) -> Iterator[tuple[KeyPath, Data]]:
    """The criteria of a grid, each with its place."""
    for index, each in enumerate(grid["criteria"]):
        yield ("criteria", index), each


def weight_of(each: Data) -> Fraction:
    """The weight that counts: none of a criterion that is only shown."""
    return Fraction(0) if each.get("info") else exact(scales.weight_of(each))


def parts_of(measure: Data) -> list[Any]:
    """The parts of a measure, as they are written: paths, names of measures, numbers."""
    return measure_parts(measure)[1]


def paths_of(measure: Data, measures: Data) -> list[str]:
    """The paths that a measure rests on, by way of other measures too."""
    found: dict[str, None] = {}
    ahead, seen = [measure], set()
    while ahead:
        for part in parts_of(ahead.pop()):
            if isinstance(part, str) and part in measures:
                if part not in seen:
                    seen.add(part)
                    ahead.append(measures[part])
            elif isinstance(part, str):
                found[part] = None
    return list(found)


def conditions_of(each: Data, at: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    """The conditions of a criterion, each with its place."""
    for key in ("requires", "applies_when"):
        if key in each:
            yield (*at, key), each[key]
    for index, rule in enumerate(each.get("levels", ())):
        yield (*at, "levels", index, "when"), rule["when"]


def facts_of(schema: Any, at: KeyPath, name: str) -> Iterator[tuple[KeyPath, str, Data]]:
    """Every fact of a schema, those that hold others included: its place, its dotted name, its own schema."""
    named = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    for key, inner in named.items():
        here = (*at, "properties", key)
        yield here, f"{name}{key}", inner if isinstance(inner, Mapping) else {}
        yield from facts_of(inner, here, f"{name}{key}.")


def rank_reversal(record: Record, at: KeyPath, grid: Data) -> Iterator[Finding]:
    """A grid whose scores rest on figures of all requests: what may follow from that, told at a place of it or its call."""
    if grid.get("relative"):
        says = said(
            "the scores of {grid} rest on figures of all requests: one that comes, goes or changes can turn the order of "
            "two others (rank reversal)",
            grid["grid"],
        )
        yield note(record, at, "G161", says)


def _read_by_criteria(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria rest on; measures by their names."""
    for each in grid["criteria"]:
        written = (path for _, when in conditions_of(each, ()) for path in written_paths(when))
        for path in (*written, *each.get("reads", ())):
            yield from path_expression(path).reads


def _reads(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria and measures rest on."""
    yield from _read_by_criteria(grid)
    measures = grid.get("measures", {})
    for measure in measures.values():
        for path in (part for part in parts_of(measure) if isinstance(part, str) and part not in measures):
            yield from path_expression(path).reads


def unused_measures(record: Record, grid: Data, read: Read) -> Iterator[Finding]:
    """A measure that no criterion uses, and no call (`read`: what the calls read themselves): a forgotten figure."""
    used = {*(each.get("measure") for each in grid["criteria"]), *_read_by_criteria(grid)}
    measures = grid.get("measures", {})
    used |= {part for each in measures.values() for part in measures_in(each, measures)}
    for name in measures:
        if name not in used and name not in read(grid["grid"]):
            says = said("no criterion uses the measure {name}, and no call; remove it or use it", name)
            yield warning(record, ("measures", name), "G137", says)


def unread_facts(record: Record, grid: Data, read: Read) -> Iterator[Finding]:
    """Facts that no criterion reads, and no call: an applicant supplies them for nothing, unless a reader needs them.

    A note, for some are kept on purpose: the name of a host lets a reader check the status that is judged.
    """
    reads = {*_reads(grid), *read(grid["grid"])}
    above = {part for each in reads for part in _with_parts_above(each)}

    def is_read(name: str) -> bool:
        return name in above or not reads.isdisjoint(_with_parts_above(name))

    names = [
        name
        for _, name, schema in facts_of(grid.get("facts", {}), (), "")
        if "properties" not in schema and not is_read(f"{grid['block']}.{name}")
    ]
    if names:
        says = said(
            "no criterion of this grid reads {names}, and no call; keep only what a reader needs to check the rest",
            listed(names),
        )
        yield note(record, ("facts",), "G145", says)


def _with_parts_above(name: str) -> Iterator[str]:
    """A dotted name and the names of the parts that it lies in."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def goals_never_set(record: Record, grid: Data) -> Iterator[Finding]:
    """A goal on a criterion without weight (a bare gate, `info`, weight 0): only weighted criteria give goals."""
    for at, each in criteria_in(grid):
        if each.get("goal", NO_GOAL) != NO_GOAL and weight_of(each) == 0:
            why = (
                said("is only shown")
                if each.get("info")
                else said("has no weight")
                if "weight" not in each
                else said("has the weight 0")
            )
            says = said(
                "{id} {why}, so no addendum ever sets its goal; give it a weight or remove the goal", each["id"], why
            )
            yield warning(record, (*at, "goal"), "G148", says)


def _told_by_reports(grid: Data, each: Data, scope: Data) -> bool:
    """Whether a report or an assessor can tell how a criterion stands: reports state the blocks of grids alone."""
    measures = grid.get("measures", {})
    if "mark" in each:
        return True
    names = [each["measure"]] if "measure" in each else []
    names += [path for rule in each.get("levels", ()) for path in written_paths(rule["when"])]
    paths = [path for name in names for path in (paths_of(measures[name], measures) if name in measures else [name])]
    others = {"call", STATISTICS, *dialect.shipped("request")["properties"]} - {grid.get("block")}
    return reportable(paths, set(scope["properties"]) - others)


def goals_no_report_can_tell(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A goal on what no report states, such as the amount requested: nobody could ever say that it is reached."""
    for at, each in criteria_in(grid):
        if each.get("goal", NO_GOAL) != NO_GOAL and weight_of(each) > 0 and not _told_by_reports(grid, each, scope):
            says = said(
                "{id} reads nothing that a progress report states, so no addendum ever sets its goal; write `goal: "
                "never`",
                each["id"],
            )
            yield warning(record, (*at, "goal"), "G152", says)


def bare_criteria(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A weighted criterion that does not say what to supply or what to reach: the letter falls back on its question."""
    for at, each in criteria_in(grid):
        wanted = ("documents", "goal") if _told_by_reports(grid, each, scope) else ("documents",)
        missing = [key for key in wanted if key not in each]
        if missing and weight_of(each) > 0:
            says = said(
                "{id} has no {missing}; questions and addenda have only its question to go by",
                each["id"],
                row(missing, " and no "),
            )
            yield note(record, (*at, "id"), "G149", says)


def deciding_alone(record: Record, grid: Data) -> Iterator[Finding]:
    """A criterion that weighs more than all the others of its grid together: the others never outweigh it."""
    weights = scales.weights_of(grid)
    total = sum(weights.values(), Fraction(0))
    for (at, each), weight in zip(criteria_in(grid), weights.values(), strict=True):
        if 2 * weight > total > weight:
            says = said(
                "{id} weighs {weight} of {total}, more than all the other criteria of the grid together, so it "
                "decides alone; lower its weight, or make it a gate",
                each["id"],
                number(weight),
                number(total),
            )
            yield warning(record, (*at, "weight"), "G144", says)


_ONLY_A_SCORE: Final = frozenset({"score", "eligible"})


def deciding_the_call(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A criterion that is enough for funding by itself (warning), or without which there is none (note).

    The second is a gate that does not say so: at level 0 the score a `fund` rule asks is out of reach.
    """
    rules = [rule.get("when", {}) for rule in call["decisions"] if rule["outcome"] in {"fund", "pass"}]
    asked = {index: least for index, rule in enumerate(rules) if (least := _least_score(rule)) is not None}
    parts = shares(call, grids)
    if not asked or len(parts) < 2 or "bonus" in call:
        return
    alone = [least for index, least in asked.items() if set(rules[index]) <= _ONLY_A_SCORE]
    least = min(asked.values())
    for (name, each), share in parts.items():
        part = said("{each} carries {share} % of the score", each, number(share))
        if alone and share >= min(alone):
            says = said(
                "{part}, and a score of {least} is enough for `fund`, so it decides alone; lower its weight",
                part,
                number(min(alone)),
            )
            yield warning(record, ("grids", name), "C211", says)
        elif len(asked) == len(rules) and 100 - share < least and not _is_open_gate(grids[name], each):
            says = said(
                "{part}: at level 0, the score of {least} that `fund` asks is out of reach; if it is meant to stop "
                "a request, make it a gate or give it a minimum",
                part,
                number(least),
            )
            yield note(record, ("grids", name), "C212", says)


def _least_score(rule: Data) -> Fraction | None:
    asked = rule.get("score")
    least = exact(asked["minimum"]) if isinstance(asked, dict) and "minimum" in asked else None
    return least or None  # a rule that asks for nothing is met by all


def shares(call: Data, grids: Mapping[str, Data]) -> dict[tuple[str, str], Fraction]:
    """What each weighted criterion can bring to a score of 100, by grid and id, when all of them apply."""
    flat = call.get("aggregate") == "flat"
    weights = {
        (name, each): exact(call["grids"][name])
        * weight
        / (Fraction(1) if flat else sum(in_grid.values(), Fraction(0)))
        for name, in_grid in ((name, scales.weights_of(grid)) for name, grid in grids.items())
        for each, weight in in_grid.items()
        if weight > 0
    }
    total = sum(weights.values(), Fraction(0))
    return {key: 100 * weight / total for key, weight in weights.items()}


def _is_open_gate(grid: Data, name: str) -> bool:
    """Whether a criterion says itself that a request can fail by it."""
    return any(each["id"] == name and ("gate" in each or "minimum" in each) for each in grid["criteria"])
