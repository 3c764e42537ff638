"""Facts and measures that nobody reads, goals that nobody can tell, criteria that say too little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from asipgrid.check.condition_faults import written_paths
from asipgrid.check.lint.criteria import conditions_of, criteria_in, paths_of, weight_of
from asipgrid.check.wording import Data, listed, note, warning
from asipgrid.engine.paths import path_expression
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.monitoring.goals import reportable
from asipgrid.schema import dialect

Read = Callable[[str], frozenset[str]]


def facts_of(schema: Any, at: KeyPath, name: str) -> Iterator[tuple[KeyPath, str, Data]]:
    """Every fact of a schema, those that hold others included: its place, its dotted name, its own schema."""
    named = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    for key, inner in named.items():
        here = (*at, "properties", key)
        yield here, f"{name}{key}", inner if isinstance(inner, Mapping) else {}
        yield from facts_of(inner, here, f"{name}{key}.")


def _read_by_criteria(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria rest on; measures by their names."""
    for each in grid["criteria"]:
        written = (path for _, when in conditions_of(each, ()) for path in written_paths(when))
        for path in (*written, *each.get("reads", ())):
            yield from path_expression(path).reads


def _reads(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria and measures rest on."""
    yield from _read_by_criteria(grid)
    for measure in grid.get("measures", {}).values():
        for path in paths_of(measure):
            yield from path_expression(path).reads


def unused_measures(record: Record, grid: Data, read: Read) -> Iterator[Finding]:
    """A measure that no criterion uses, and no call (`read`: what the calls read themselves): a forgotten figure."""
    used = {*(each.get("measure") for each in grid["criteria"]), *_read_by_criteria(grid)}
    for name in grid.get("measures", {}):
        if name not in used and name not in read(grid["grid"]):
            says = f"no criterion uses the measure {name}, and no call; remove it or use it"
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
        for _, name, schema in facts_of(grid["facts"], (), "")
        if "properties" not in schema and not is_read(f"{grid['block']}.{name}")
    ]
    if names:
        says = f"no criterion of this grid reads {listed(names)}, and no call; keep only what a reader needs to check the rest"
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
                "is only shown" if each.get("info") else "has no weight" if "weight" not in each else "has the weight 0"
            )
            says = f"{each['id']} {why}, so no addendum ever sets its goal; give it a weight or remove the goal"
            yield warning(record, (*at, "goal"), "G148", says)


def _told_by_reports(grid: Data, each: Data, scope: Data) -> bool:
    """Whether a report or an assessor can tell how a criterion stands: reports state the blocks of grids alone."""
    measures = grid.get("measures", {})
    if "mark" in each:
        return True
    names = [each["measure"]] if "measure" in each else []
    names += [path for rule in each.get("levels", ()) for path in written_paths(rule["when"])]
    paths = [path for name in names for path in (paths_of(measures[name]) if name in measures else [name])]
    return reportable(paths, set(scope["properties"]) - {"call", *dialect.shipped("request")["properties"]})


def goals_no_report_can_tell(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A goal on what no report states, such as the amount requested: nobody could ever say that it is reached."""
    for at, each in criteria_in(grid):
        if each.get("goal", NO_GOAL) != NO_GOAL and weight_of(each) > 0 and not _told_by_reports(grid, each, scope):
            says = (
                f"{each['id']} reads nothing that a progress report states, so no addendum ever sets its goal; "
                "write `goal: never`"
            )
            yield warning(record, (*at, "goal"), "G152", says)


def bare_criteria(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A weighted criterion that does not say what to supply or what to reach: the letter falls back on its question."""
    for at, each in criteria_in(grid):
        wanted = ("documents", "goal") if _told_by_reports(grid, each, scope) else ("documents",)
        missing = [key for key in wanted if key not in each]
        if missing and weight_of(each) > 0:
            says = (
                f"{each['id']} has no {' and no '.join(missing)}; questions and addenda have only its question to go by"
            )
            yield note(record, (*at, "id"), "G149", says)
