"""What no schema can say of a grid that has the right shape. One function a rule; each finding says what is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.check.build_measures import unit_kind
from asipgrid.check.call_schemas import grid_scope
from asipgrid.check.conditions import condition_findings, path_fault
from asipgrid.check.measures import measures_findings
from asipgrid.check.scales import has_level, is_judged, step_of, top_of, weight_of
from asipgrid.check.wording import Data, error, near_words, percent, share_hint, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.values import exact, is_number
from asipgrid.schema import dialect
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def facts_findings(record: Record, grid: Data) -> Iterator[Finding]:
    """A grid's `facts`: a schema that can be read, closed to unknown keys, in a block of its own; a grid may have none."""
    if ("block" in grid) != ("facts" in grid):
        there, lacks = ("block", "facts") if "block" in grid else ("facts", "block")
        says = f"block and facts go together; add `{lacks}:`, or remove `{there}:` where the grid asks for no facts of its own"
        yield error(record, (there,), "G117", says)
    if not {"block", "facts"} <= set(grid):
        return
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
    yield from _name(record, grid)
    yield from _scale(record, grid)
    yield from measures_findings(record, grid, request)
    if "call_facts" in grid or "relative" in grid:
        from asipgrid.check.statistics import relative_findings  # noqa: PLC0415 - most grids read requests alone

        yield from relative_findings(record, grid)
    yield from _criteria_ids(record, grid)
    if "sections" in grid:
        from asipgrid.check.sections import section_findings  # noqa: PLC0415 - few grids have any

        yield from section_findings(record, grid, RESERVED)
    for index, each in enumerate(grid["criteria"]):
        yield from _criterion(record, grid, index, each, scope)
    if not any(weight_of(each) > 0 and not each.get("info") for each in grid["criteria"]):
        says = "no criterion of this grid has a weight, so it can never give a score"
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
        says = f"results have a figure called {grid['grid']}; give the grid another id, such as {grid['grid'].upper()}"
        yield error(record, ("grid",), "G118", says)


def _scale(record: Record, grid: Data) -> Iterator[Finding]:
    top = grid.get("scale", {}).get("max")
    if top is not None and exact(top) % step_of(grid):
        says = f"a scale of 0 to {top} is not made of steps of {shown(grid['scale']['step'])}"
        yield error(record, ("scale", "step"), "G116", says)
    if "anchors" in grid:
        yield from _texts(record, ("anchors",), grid, ("there are", "anchors"), grid["anchors"], top)
    values = grid.get("values")
    if values is None:
        return
    if top is None:
        yield error(record, ("values",), "G115", "values are the worth of levels 0 to max; give `scale: {max: …}`")
    elif len(values) != top + 1:
        says = f"there are {len(values)} values; a scale of 0 to {top} needs {top + 1}"
        yield error(record, ("values",), "G115", says)
    elif values[0] != 0 or values[-1] != 1 or any(a > b for a, b in itertools.pairwise(values)):
        yield error(record, ("values",), "G115", "values run from 0 to 1 and never go down")


def _texts(
    record: Record, at: KeyPath, grid: Data, named: tuple[str, str], texts: list[Any], top: int | None
) -> Iterator[Finding]:
    """The texts of a scale: one for each whole level, or `{level, is}` for some, from the lowest up."""
    has, what = named
    levels = [each["level"] for each in texts if has_level(each)]
    if not levels:
        if top is None:
            says = f"{has} {len(texts)} {what}, and no scale to say of which levels; write each as {{level: …, is: …}}"
            yield error(record, at, "G114", says)
        elif len(texts) != top + 1:
            says = f"{has} {len(texts)} {what}; a scale of 0 to {top} needs {top + 1}"
            yield error(record, at, "G114", says)
        return
    if len(levels) < len(texts):
        says = f"{has} {what} with a level and others without; write each as {{level: …, is: …}}"
        yield error(record, at, "G114", says)
        return
    if any(a >= b for a, b in itertools.pairwise(levels)):
        yield error(record, at, "G114", f"{has} {what} whose levels do not rise from one to the next")
    for index, level in enumerate(levels):
        wrong = _off(str(at[0]) if len(at) == 1 else has.partition(" ")[0], level, top, step_of(grid))
        if wrong:
            yield error(record, (*at, index, "level"), "G114", str(wrong))


def _criteria_ids(record: Record, grid: Data) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    # Ids may be free of the grid's; where one begins with it, another that does not was hardly meant.
    named = any(each["id"].rpartition("-")[0] == grid["grid"] for each in grid["criteria"])
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index, "id")
        if named and each["id"].rpartition("-")[0] != grid["grid"]:
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
    if is_judged(each) and not top_of(grid, each):
        says = f"{name} has no highest level; give `out_of: …`, or the grid a `scale: {{max: …}}`"
        yield error(record, (*at, "id"), "G116", says)
        return
    yield from _out_of(record, at, grid, each)
    if each.get("minimum", 0) > top_of(grid, each):
        says = f"{name}: the minimum {shown(each['minimum'])} is above the scale's top, {top_of(grid, each)}"
        yield error(record, (*at, "minimum"), "G130", says)
    yield from _source(record, at, grid, each)
    yield from _levels(record, at, grid, each, scope)
    yield from _figure(record, at, grid, each)
    yield from _mark(record, at, grid, each)


def _out_of(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    """The points that a criterion is out of: they stand on a scale of their own."""
    if "out_of" not in each:
        return
    where, name, step = (*at, "out_of"), each["id"], step_of(grid)
    if not is_judged(each):
        says = f"{name} is out of {each['out_of']}, but there is nothing to judge; add levels, a measure or a mark"
        yield error(record, where, "G116", says)
    elif exact(each["out_of"]) % step:
        says = f"{name}: a scale of 0 to {each['out_of']} is not made of steps of {as_written(step)}"
        yield error(record, where, "G116", says)
    if "values" in grid:
        says = f"{name} has a scale of its own, and the grid's `values` are those of another; remove one of the two"
        yield error(record, where, "G115", says)


def _weight(record: Record, at: KeyPath, each: Data, *, judged: bool) -> Iterator[Finding]:
    if judged and not {"weight", "out_of"} & set(each) and not each.get("info"):
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


def off_scale(each: Data, level: Any, grid: Data) -> str | None:
    """What is wrong with a level that the scale of a criterion does not have; None where it has it, or has no scale."""
    top = top_of(grid, each)
    return _off(each["id"], level, top, step_of(grid)) if top else None


def _off(name: str, level: Any, top: int | None, step: Fraction) -> str | None:
    if (top is not None and level > top) or exact(level) % step:
        to = "" if top is None else f"0 to {top} "
        return f"{name}: level {shown(level)} is not on the scale, {to}in steps of {as_written(step)}"
    return None


def _levels(record: Record, at: KeyPath, grid: Data, each: Data, scope: Data) -> Iterator[Finding]:
    for index, rule in enumerate(each.get("levels", ())):
        where: KeyPath = (*at, "levels", index)
        zero = f"{each['id']}: level 0 is what is left when no other holds; remove it" if rule["level"] == 0 else None
        wrong = zero or off_scale(each, rule["level"], grid)
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
    numbers, top = each[way], top_of(grid, each)
    if isinstance(numbers[0], Mapping) or isinstance(numbers[-1], Mapping):
        yield from _by_level(record, at, grid, each, numbers)
        if not all(isinstance(one, Mapping) for one in numbers):
            return
        numbers = [one["figure"] for one in numbers]
    elif len(numbers) != top:
        says = f"{each['id']} has {len(numbers)} thresholds; a scale of 0 to {top} needs {top}, for levels 1 to {top}"
        yield error(record, at, "G126", says)
        return
    pairs = list(itertools.pairwise(numbers))
    in_order = all(a < b for a, b in pairs) if way == "at_least" else all(a > b for a, b in pairs)
    if not in_order:
        words = "rise" if way == "at_least" else "fall"
        of = f" of levels 1 to {top}" if len(numbers) == top else ""
        says = f"{each['id']}: the thresholds{of} must {words} from one to the next"
        yield error(record, at, "G127", says)
    if is_share(grid["measures"][each["measure"]]):
        for index, number in enumerate(numbers):
            where = (*at, index, "figure") if isinstance(each[way][index], Mapping) else (*at, index)
            yield from _reach(record, where, each["id"], way, number)


def _by_level(record: Record, at: KeyPath, grid: Data, each: Data, written: list[Any]) -> Iterator[Finding]:
    """Thresholds of some levels, each as `{level, figure}`, from the lowest level up."""
    if not all(isinstance(one, Mapping) for one in written):
        says = f"{each['id']} has thresholds with a level and others without; write each as {{level: …, figure: …}}"
        yield error(record, at, "G126", says)
        return
    levels = [one["level"] for one in written]
    if any(a >= b for a, b in itertools.pairwise(levels)):
        yield error(record, at, "G126", f"{each['id']}: the levels of the thresholds must rise from one to the next")
    for index, level in enumerate(levels):
        zero = f"{each['id']}: level 0 is what is left when no threshold is met; remove it" if level == 0 else None
        wrong = zero or off_scale(each, level, grid)
        if wrong:
            yield error(record, (*at, index, "level"), "G128", wrong)


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
    points, top = each["linear"], top_of(grid, each)
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        yield error(record, at, "G129", f"{each['id']}: the figures of `linear` must rise from point to point")
    if any(not 0 <= y <= top for _, y in points):
        yield error(record, at, "G129", f"{each['id']}: the levels of `linear` lie between 0 and {top}")


def _mark(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    mark, top = each.get("mark"), top_of(grid, each)
    if mark == "anchors" and "anchors" not in grid:
        says = f"{each['id']} uses the grid's anchors, but the grid has none; add `anchors`"
        yield error(record, (*at, "mark"), "G113", says)
    if mark == "anchors" and "out_of" in each and not all(map(has_level, grid.get("anchors", ()))):
        says = f"{each['id']} has a scale of its own, and the grid's anchors are those of another; give it texts or `mark: points`"
        yield error(record, (*at, "mark"), "G114", says)
    if isinstance(mark, list):
        yield from _texts(record, (*at, "mark"), grid, (f"{each['id']} has", "texts"), mark, top)
