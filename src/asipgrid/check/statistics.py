"""What no schema can say of facts of the call and of statistics of all requests, in the call and in its grids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from asipgrid.check.call_schemas import STATISTICS, statistic_scope
from asipgrid.check.conditions import NUMBERS, condition_findings, path_fault, written_paths
from asipgrid.check.shape import refusals
from asipgrid.check.wording import Data, and_words, error, exactly_one, near_words
from asipgrid.engine.paths import path_expression
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said
from asipgrid.model.statistics import StatisticKind
from asipgrid.schema import dialect


def relative_findings(record: Record, grid: Data) -> Iterator[Finding]:
    """Whether a grid that says of itself that it reads figures of all requests reads any."""
    if grid.get("relative") and not statistics_read(grid):
        says = said(
            "no condition and no measure of this grid reads a statistic, so no request moves another; leave it out"
        )
        yield error(record, ("relative",), "G160", says)


def statistics_read(grid: Data) -> list[str]:
    """The names of the statistics that a grid reads, in the order written."""
    names = (name.split(".") for path in _paths(grid) for name in path_expression(path).reads)
    return list(dict.fromkeys(parts[1] for parts in names if parts[0] == STATISTICS and len(parts) > 1))


def _paths(grid: Data) -> Iterator[str]:
    """Every path that can be read of the conditions and measures of a grid."""
    written = [path for measure in grid.get("measures", {}).values() for path in _texts(measure)]
    for each in grid["criteria"]:
        asked = [each.get("requires"), each.get("applies_when"), *(rule["when"] for rule in each.get("levels", ()))]
        written += [path for when in asked for path in written_paths(when)]
    yield from (path for path in written if not path_fault(path, {}))


def _texts(measure: Data) -> Iterator[str]:
    """What a measure reads: paths, one or several."""
    for key, value in measure.items():
        if key not in {"title", "unit"}:
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def statistic_findings(record: Record, call: Data, grids: Mapping[str, Data], request: Data) -> Iterator[Finding]:
    """The facts that grids ask of a call, its statistics, and those that grids read; `request` is the requests' schema."""
    for name, grid in grids.items():
        yield from _facts_asked(record, call, name, grid)
        yield from _statistics_asked(record, call, name, grid)
    if STATISTICS in call:
        yield from _taken(record, grids)
        scope = statistic_scope(grids.values(), request, call)
        for name, each in call[STATISTICS].items():
            yield from _statistic(record, (STATISTICS, name), each, scope)


def _facts_asked(record: Record, call: Data, name: str, grid: Data) -> Iterator[Finding]:
    stated, asked = call.get("facts", {}), grid.get("call_facts", {})
    for fact in asked:
        if fact not in stated:
            says = said(
                "{name} asks for the fact {fact} of the call, which this call does not state; add `facts: {{fact}: …}`",
                name,
                fact,
            )
            yield error(record, ("grids", name), "C250", says)
    schema = {"properties": {"facts": {"properties": {fact: dialect.plain(each) for fact, each in asked.items()}}}}
    yield from refusals(record, {"facts": stated}, dialect.validator(schema))


def _statistics_asked(record: Record, call: Data, name: str, grid: Data) -> Iterator[Finding]:
    known = call.get(STATISTICS, {})
    for each in statistics_read(grid) if grid.get("relative") else ():
        if each not in known:
            near = near_words(each, known) if known else said("add `statistics: {{each}: {lowest: …}}`", each)
            says = said("{name} reads the statistic {each}, which this call does not declare; {near}", name, each, near)
            yield error(record, ("grids", name), "C252", says)


def _taken(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Where a call has statistics, that name is theirs."""
    for name, grid in grids.items():
        if grid.get("block") == STATISTICS or STATISTICS in grid.get("measures", {}):
            says = said(
                "{name} has a block or a measure called statistics, as the statistics of this call are; rename it", name
            )
            yield error(record, ("grids", name), "C253", says)


def _statistic(record: Record, at: KeyPath, each: Data, scope: Mapping[str, Any]) -> Iterator[Finding]:
    kinds = [kind for kind in StatisticKind if kind in each]
    if len(kinds) != 1:
        yield error(record, at, "C251", exactly_one(str(at[-1]), and_words(kinds), StatisticKind))
        return
    wrong = path_fault(each[kinds[0]], scope, () if kinds[0] is StatisticKind.COUNT else NUMBERS)
    if wrong:
        yield error(record, (*at, kinds[0]), "C251", wrong)
    if "among" in each:
        yield from condition_findings(record, (*at, "among"), "C251", each["among"], scope)
