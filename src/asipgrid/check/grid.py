"""What no schema can say of a grid that has the right shape. One function a rule; each finding says what is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

from asipgrid.check.build_measures import unit_kind
from asipgrid.check.call_schemas import grid_scope
from asipgrid.check.conditions import condition_findings, path_fault
from asipgrid.check.measures import measures_findings
from asipgrid.check.wording import Data, error, near_words, percent, share_hint, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.values import is_number
from asipgrid.schema import dialect
from asipgrid.text.values import shown


def facts_findings(record: Record, grid: Data) -> Iterator[Finding]:
    """A grid's `facts`: a schema that can be read, closed to unknown keys, in a block of its own."""
    for at, says in dialect.faults(grid["facts"]):
        yield error(record, ("facts", *at), "G110", f"{'.'.join(map(str, at)) or 'facts'}: {says}")
    for at, schema in _objects(grid["facts"], ()):
        if schema.get("additionalProperties") is not False:
            says = "additionalProperties: false is missing here; without it a misspelled fact goes unseen"
            yield error(record, ("facts", *at), "G111", says)
    if grid["block"] in dialect.shipped("request")["properties"]:
        says = f"{grid['block']} is a part of every request; give the grid's block another name"
        yield error(record, ("block",), "G112", says)


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
    yield from _scale(record, grid)
    yield from measures_findings(record, grid, request)
    yield from _criteria_ids(record, grid)
    for index, each in enumerate(grid["criteria"]):
        yield from _criterion(record, grid, index, each, scope)
    if not any(each.get("weight", 0) > 0 and not each.get("info") for each in grid["criteria"]):
        says = "no criterion of this grid has a weight, so it can never give a score"
        yield error(record, ("criteria",), "G132", says)


def _scale(record: Record, grid: Data) -> Iterator[Finding]:
    top = grid["scale"]["max"]
    if "anchors" in grid and len(grid["anchors"]) != top + 1:
        says = f"there are {len(grid['anchors'])} anchors; a scale of 0 to {top} needs {top + 1}"
        yield error(record, ("anchors",), "G114", says)
    values = grid.get("values")
    if values is None:
        return
    if len(values) != top + 1:
        says = f"there are {len(values)} values; a scale of 0 to {top} needs {top + 1}"
        yield error(record, ("values",), "G115", says)
    elif values[0] != 0 or values[-1] != 1 or any(a > b for a, b in itertools.pairwise(values)):
        yield error(record, ("values",), "G115", "values run from 0 to 1 and never go down")


def _criteria_ids(record: Record, grid: Data) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index, "id")
        if each["id"].rpartition("-")[0] != grid["grid"]:
            says = f"{each['id']} must begin with the grid's id: {grid['grid']}-{each['id'][-2:]}"
            yield error(record, at, "G120", says)
        if each["id"] in seen:
            first = record.place(("criteria", seen[each["id"]], "id")).line
            says = f"{each['id']} is used twice, on lines {first} and {record.place(at).line}; each criterion has its own id"
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
        yield error(record, at, "G122", f"{name} is judged in several ways, by {' and by '.join(ways)}; keep one")
    elif not ways and "gate" not in each:
        right = "a measure with at_least, at_most or linear; or make it a gate with requires"
        yield error(record, at, "G122", f"{name} is judged in no way; give it a weight and levels, a mark, or {right}")
    if ("gate" in each) != ("requires" in each):
        missing, right = (
            ("requires", "say what a request must state")
            if "gate" in each
            else ("gate", "say what it decides, eligibility or payment")
        )
        yield error(record, at, "G123", f"{name}: gate and requires go together; add `{missing}:` to {right}")
    yield from _weight(record, at, each, judged=bool(ways))
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if ("measure" in each) != bool(ways) or len(ways) > 1:
        yield error(record, at, "G124", f"{name}: a measure goes with exactly one of at_least, at_most and linear")


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
    if each.get("minimum", 0) > grid["scale"]["max"]:
        says = f"{name}: the minimum {shown(each['minimum'])} is above the scale's top, {grid['scale']['max']}"
        yield error(record, (*at, "minimum"), "G130", says)
    yield from _source(record, at, grid, each)
    yield from _levels(record, at, grid, each, scope)
    yield from _figure(record, at, grid, each)
    yield from _mark(record, at, grid, each)


def _weight(record: Record, at: KeyPath, each: Data, *, judged: bool) -> Iterator[Finding]:
    if judged and "weight" not in each and not each.get("info"):
        says = f"{each['id']} has no weight; give one, or `info: true` to show it without scoring"
        yield error(record, at, "G131", says)
    weight: Any = each.get("weight")
    # Of a grid of wrong shape it may be anything.
    if not judged and is_number(weight) and weight > 0:
        says = f"{each['id']} has a weight but nothing to judge; add levels, a measure or a mark"
        yield error(record, (*at, "weight"), "G131", says)


def _source(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    sources = each.get("source", [])
    for position, key in enumerate([sources] if isinstance(sources, str) else sources):
        if key not in grid.get("sources", {}):
            place: KeyPath = (*at, "source") if isinstance(sources, str) else (*at, "source", position)
            says = f"{key} is not one of the grid's sources; {near_words(key, grid.get('sources', {}))}"
            yield error(record, place, "G133", says)


def off_scale(name: str, level: Any, grid: Data) -> str | None:
    """What is wrong with a level that the scale of a grid does not have; None where it has it."""
    # Numbers as they are written, int or Decimal, are compared and divided exactly: they have 15 digits at most.
    top, step = grid["scale"]["max"], grid["scale"].get("step", 1)
    if level > top or level % step:
        return f"{name}: level {shown(level)} is not on the scale, 0 to {top} in steps of {shown(step)}"
    return None


def _levels(record: Record, at: KeyPath, grid: Data, each: Data, scope: Data) -> Iterator[Finding]:
    for index, rule in enumerate(each.get("levels", ())):
        where: KeyPath = (*at, "levels", index)
        zero = f"{each['id']}: level 0 is what is left when no other holds; remove it" if rule["level"] == 0 else None
        wrong = zero or off_scale(each["id"], rule["level"], grid)
        if wrong:
            yield error(record, (*where, "level"), "G128", wrong)
        yield from condition_findings(record, (*where, "when"), "G104", rule["when"], scope)


def _figure(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if "measure" not in each or len(ways) != 1:
        return
    measures = grid.get("measures", {})
    if each["measure"] not in measures:
        says = f"{each['measure']} is not a measure of this grid; {near_words(each['measure'], measures)}"
        yield error(record, (*at, "measure"), "G125", says)
        return
    if "linear" in each:
        yield from _curve(record, (*at, "linear"), grid, each)
    else:
        yield from _thresholds(record, (*at, ways[0]), grid, each, ways[0])


def is_share(measure: Data) -> bool:
    """Whether a measure is a share, written as part of one; what is added up or multiplied may be more than the whole."""
    if not {"sum", "product", "quotient"}.isdisjoint(measure):
        return False
    return bool(unit_kind(measure.get("unit", "percent" if "ratio" in measure else "")) == "percent")


def _thresholds(record: Record, at: KeyPath, grid: Data, each: Data, way: str) -> Iterator[Finding]:
    numbers, top = each[way], grid["scale"]["max"]
    if len(numbers) != top:
        says = f"{each['id']} has {len(numbers)} thresholds; a scale of 0 to {top} needs {top}, for levels 1 to {top}"
        yield error(record, at, "G126", says)
        return
    pairs = list(itertools.pairwise(numbers))
    in_order = all(a < b for a, b in pairs) if way == "at_least" else all(a > b for a, b in pairs)
    if not in_order:
        words = "rise" if way == "at_least" else "fall"
        says = f"{each['id']}: the thresholds of levels 1 to {top} must {words} from one to the next"
        yield error(record, at, "G127", says)
    if is_share(grid["measures"][each["measure"]]):
        for index, number in enumerate(numbers):
            yield from _reach(record, (*at, index), each["id"], way, number)


def _reach(record: Record, at: KeyPath, name: str, way: str, number: Any) -> Iterator[Finding]:
    if way == "at_most" and number < 0:
        yield error(record, at, "G127", f"{name}: a share is never below 0, so {shown(number)} can never be reached")
    elif way == "at_least" and number > 1:
        meant = f"; {share_hint(number)}" if number > 2 else ""
        says = f"{name}: a share is a part of one, so {shown(number)} is {percent(number)}{meant}"
        yield (error if number > 2 else warning)(record, at, "G127", says)
    elif way == "at_least" and number <= 0:
        says = f"{name}: a share is always at least {shown(number)}, so this level is always reached"
        yield warning(record, at, "G127", says)


def _curve(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    points, top = each["linear"], grid["scale"]["max"]
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        yield error(record, at, "G129", f"{each['id']}: the figures of `linear` must rise from point to point")
    if any(not 0 <= y <= top for _, y in points):
        yield error(record, at, "G129", f"{each['id']}: the levels of `linear` lie between 0 and {top}")


def _mark(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    mark, top = each.get("mark"), grid["scale"]["max"]
    if mark == "anchors" and "anchors" not in grid:
        says = f"{each['id']} uses the grid's anchors, but the grid has none; add `anchors`"
        yield error(record, (*at, "mark"), "G113", says)
    if isinstance(mark, list) and len(mark) != top + 1:
        says = f"{each['id']} has {len(mark)} texts; a scale of 0 to {top} needs {top + 1}"
        yield error(record, (*at, "mark"), "G114", says)
