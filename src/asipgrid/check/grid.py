"""What no schema can say of a grid that has the right shape. One function a rule; each finding says what is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

from asipgrid.check.call_schemas import grid_scope
from asipgrid.check.conditions import condition_findings, path_fault
from asipgrid.check.judged import figure_findings, level_findings, mark_findings, text_findings
from asipgrid.check.measures import measures_findings
from asipgrid.check.scales import is_judged, step_of, top_of, weight_of
from asipgrid.check.wording import Data, error, near_words
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import row, said
from asipgrid.model.values import exact, is_number
from asipgrid.schema import dialect
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def facts_findings(record: Record, grid: Data) -> Iterator[Finding]:
    """A grid's `facts`: a schema that can be read, closed to unknown keys, in a block of its own; a grid may have none.

    What it asks of the call are schemas that can be read, too.
    """
    for name, schema in grid.get("call_facts", {}).items():
        yield from _unreadable(record, ("call_facts", name), schema)
    if ("block" in grid) != ("facts" in grid):
        there, lacks = ("block", "facts") if "block" in grid else ("facts", "block")
        says = said(
            "block and facts go together; add `{lacks}:`, or remove `{there}:` where the grid asks for no facts of "
            "its own",
            lacks,
            there,
        )
        yield error(record, (there,), "G117", says)
    if not {"block", "facts"} <= set(grid):
        return
    yield from _unreadable(record, ("facts",), grid["facts"])
    for at, schema in _objects(grid["facts"], ()):
        if schema.get("additionalProperties") is not False:
            says = said("additionalProperties: false is missing here; without it a misspelled fact goes unseen")
            yield error(record, ("facts", *at), "G111", says)
    if grid["block"] in dialect.shipped("request")["properties"]:
        says = said("{block} is a part of every request; give the grid's block another name", grid["block"])
        yield error(record, ("block",), "G112", says)


def _unreadable(record: Record, at: KeyPath, schema: Any) -> Iterator[Finding]:
    """What is no schema that can be read; named from what asks for the fact on."""
    for inner, wrong in dialect.faults(schema):
        named = ".".join(map(str, (*at[1:], *inner))) or at[0]
        yield error(record, (*at, *inner), "G110", said("{at}: {says}", named, wrong))


# A schema under these asks about a value, and says nothing of what else it may hold.
_ASKING: Final = ("contains", "propertyNames", "not", "if", "dependentSchemas")


def _objects(schema: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" or "properties" in schema or not at:
        yield at, schema
    for keyword, value in schema.items():
        for place, inner in dialect.inside(keyword, value) if keyword not in _ASKING else ():
            yield from _objects(inner, (*at, *place))


def grid_findings(record: Record, grid: Data, request: Data) -> Iterator[Finding]:
    """A grid against the requests it will meet (`request` is their schema)."""
    scope = grid_scope(grid, request)
    yield from _name(record, grid)
    yield from _scale(record, grid)
    yield from measures_findings(record, grid, request)
    if "relative" in grid:
        from asipgrid.check.statistics import relative_findings  # noqa: PLC0415 - most grids read requests alone

        yield from relative_findings(record, grid)
    yield from _criteria_ids(record, grid)
    if "sections" in grid:
        from asipgrid.check.sections import section_findings  # noqa: PLC0415 - few grids have any

        yield from section_findings(record, grid, RESERVED)
    for index, each in enumerate(grid["criteria"]):
        yield from _criterion(record, grid, index, each, scope)
    if not any(weight_of(each) > 0 and not each.get("info") for each in grid["criteria"]):
        says = said("no criterion of this grid has a weight, so it can never give a score")
        yield error(record, ("criteria",), "G132", says)


# What results call a figure of a request, in a column of its own or in the place of a grid.
RESERVED: Final = frozenset(
    {
        *(
            "id",
            "title",
            "applicant",
            "rank",
            "outcome",
            "status",
            "score",
            "ceiling",
            "points",
            "points_of",
            "completeness",
        ),
        *("eligible", "requested", "awarded", "proposal", "proposal_awarded", "decision"),
    }
)


def _name(record: Record, grid: Data) -> Iterator[Finding]:
    if grid["grid"] in RESERVED:
        says = said(
            "results have a figure called {grid}; give the grid another id, such as {other}",
            grid["grid"],
            grid["grid"].upper(),
        )
        yield error(record, ("grid",), "G118", says)


def _scale(record: Record, grid: Data) -> Iterator[Finding]:
    top = grid.get("scale", {}).get("max")
    if top is not None and exact(top) % step_of(grid):
        says = said("a scale of 0 to {top} is not made of steps of {step}", top, shown(grid["scale"]["step"]))
        yield error(record, ("scale", "step"), "G116", says)
    if "anchors" in grid:
        yield from text_findings(record, ("anchors",), grid, (said("there are"), said("anchors")), grid["anchors"], top)
    values = grid.get("values")
    if values is None:
        return
    if top is None:
        yield error(
            record, ("values",), "G115", said("values are the worth of levels 0 to max; give `scale: {max: …}`")
        )
    elif len(values) != top + 1:
        says = said("there are {count} values; a scale of 0 to {top} needs {needed}", len(values), top, top + 1)
        yield error(record, ("values",), "G115", says)
    elif values[0] != 0 or values[-1] != 1 or any(a > b for a, b in itertools.pairwise(values)):
        yield error(record, ("values",), "G115", said("values run from 0 to 1 and never go down"))


def _criteria_ids(record: Record, grid: Data) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    # Ids may be free of the grid's; where one begins with it, another that does not was hardly meant.
    named = any(each["id"].rpartition("-")[0] == grid["grid"] for each in grid["criteria"])
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index, "id")
        if named and each["id"].rpartition("-")[0] != grid["grid"]:
            says = said("{id} must begin with the grid's id: {grid}-{end}", each["id"], grid["grid"], each["id"][-2:])
            yield error(record, at, "G120", says)
        if each["id"] in seen:
            first = record.place(("criteria", seen[each["id"]], "id")).line
            says = said(
                "{id} is used twice, on lines {first} and {second}; each criterion has its own id",
                each["id"],
                first,
                record.place(at).line,
            )
            yield error(record, at, "G121", says)
        seen.setdefault(each["id"], index)


def criteria_that_lack(record: Record) -> Iterator[Finding]:
    """What the criteria of a grid of wrong shape lack, so that all that a new one needs is told at once."""
    known = dialect.shipped("grid")["properties"]["criteria"]["items"]["properties"]
    criteria = record.data.get("criteria")
    for index, each in enumerate(criteria if isinstance(criteria, list) else ()):
        if isinstance(each, dict) and isinstance(each.get("id"), str) and known.keys() >= each.keys():
            yield from _ways(record, index, {key: value for key, value in each.items() if value is not None})


def _ways(record: Record, index: int, each: Data) -> Iterator[Finding]:
    """A criterion is judged in one way, and has the keys that go with it."""
    at: KeyPath = ("criteria", index)
    name = each["id"]
    ways = [key for key in ("levels", "measure", "mark") if key in each]
    if len(ways) > 1:
        yield error(
            record,
            at,
            "G122",
            said("{name} is judged in several ways, by {ways}; keep one", name, row(ways, " and by ")),
        )
    elif not ways and "gate" not in each:
        right = said("a measure with at_least, at_most or linear; or make it a gate with requires")
        yield error(
            record,
            at,
            "G122",
            said("{name} is judged in no way; give it a weight and levels, a mark, or {right}", name, right),
        )
    if ("gate" in each) != ("requires" in each):
        missing, right = (
            ("requires", said("say what a request must state"))
            if "gate" in each
            else ("gate", said("say what it decides, eligibility or payment"))
        )
        yield error(
            record,
            at,
            "G123",
            said("{name}: gate and requires go together; add `{missing}:` to {right}", name, missing, right),
        )
    yield from _weight(record, at, each, judged=bool(ways))
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if ("measure" in each) != bool(ways) or len(ways) > 1:
        yield error(
            record, at, "G124", said("{name}: a measure goes with exactly one of at_least, at_most and linear", name)
        )


def _criterion(record: Record, grid: Data, index: int, each: Data, scope: Data) -> Iterator[Finding]:
    at: KeyPath = ("criteria", index)
    name = each["id"]
    yield from _ways(record, index, each)
    for key in ("requires", "applies_when"):
        if key in each:
            yield from condition_findings(record, (*at, key), "G104", each[key], scope)
    for position, path in enumerate(each.get("reads", ())):
        wrong = path_fault(path, scope)
        if wrong:
            yield error(record, (*at, "reads", position), "G104", wrong)
    if is_judged(each) and not top_of(grid, each):
        says = said("{name} has no highest level; give `out_of: …`, or the grid a `scale: {max: …}`", name)
        yield error(record, (*at, "id"), "G116", says)
        return
    yield from _out_of(record, at, grid, each)
    if each.get("minimum", 0) > top_of(grid, each):
        says = said(
            "{name}: the minimum {minimum} is above the scale's top, {top}",
            name,
            shown(each["minimum"]),
            top_of(grid, each),
        )
        yield error(record, (*at, "minimum"), "G130", says)
    yield from _source(record, at, grid, each)
    yield from level_findings(record, at, grid, each, scope)
    yield from figure_findings(record, at, grid, each)
    yield from mark_findings(record, at, grid, each)


def _out_of(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    """The points that a criterion is out of: they stand on a scale of their own."""
    if "out_of" not in each:
        return
    where, name, step = (*at, "out_of"), each["id"], step_of(grid)
    if not is_judged(each):
        says = said(
            "{name} is out of {out_of}, but there is nothing to judge; add levels, a measure or a mark",
            name,
            each["out_of"],
        )
        yield error(record, where, "G116", says)
    elif exact(each["out_of"]) % step:
        says = said(
            "{name}: a scale of 0 to {out_of} is not made of steps of {step}", name, each["out_of"], as_written(step)
        )
        yield error(record, where, "G116", says)
    if "values" in grid:
        says = said(
            "{name} has a scale of its own, and the grid's `values` are those of another; remove one of the two", name
        )
        yield error(record, where, "G115", says)


def _weight(record: Record, at: KeyPath, each: Data, *, judged: bool) -> Iterator[Finding]:
    if judged and not {"weight", "out_of"} & set(each) and not each.get("info"):
        says = said("{id} has no weight; give one, or `info: true` to show it without scoring", each["id"])
        yield error(record, at, "G131", says)
    weight: Any = each.get("weight")
    # Of a grid of wrong shape it may be anything.
    if not judged and is_number(weight) and weight > 0:
        says = said("{id} has a weight but nothing to judge; add levels, a measure or a mark", each["id"])
        yield error(record, (*at, "weight"), "G131", says)


def _source(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    sources = each.get("source", [])
    for position, key in enumerate([sources] if isinstance(sources, str) else sources):
        if key not in grid.get("sources", {}):
            place: KeyPath = (*at, "source") if isinstance(sources, str) else (*at, "source", position)
            says = said("{key} is not one of the grid's sources; {near}", key, near_words(key, grid.get("sources", {})))
            yield error(record, place, "G133", says)
