"""What no schema can say of a document that has the right shape. One function a rule; each finding says what is right."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any, Final

from asipgrid.check.build import MEASURE_KINDS
from asipgrid.check.condition_faults import Fault, condition_faults, date_fault, path_fault, written_paths
from asipgrid.check.path_schemas import schema_at, types_of
from asipgrid.engine.conditions import leaves, path_expression
from asipgrid.model.calls import MonitoringTerms
from asipgrid.model.places import Finding, Gravity, KeyPath, Record
from asipgrid.model.values import decimals_of, exact
from asipgrid.schema import dialect
from asipgrid.text.suggestions import few, nearest

Data = Mapping[str, Any]
NUMBERS = ("number", "integer")
_NEVER: Final = "9999-12-31"


def _at(record: Record, path: KeyPath, code: str, says: str, gravity: Gravity = Gravity.ERROR) -> Finding:
    return Finding(code=code, place=record.place(path), says=says, gravity=gravity)


def _faults(record: Record, path: KeyPath, code: str, faults: Iterable[Fault]) -> Iterator[Finding]:
    for fault in faults:
        yield _at(record, (*path, *fault.at), code, fault.says)


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = nearest(name, names)
    return f"did you mean {near}?" if near else f"known here: {few(names) or 'none'}"


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def money(value: Any, currency: str) -> str:
    """An amount as findings write it: 1 150 000.00 EUR."""
    return f"{Decimal(value):,.{decimals_of(currency)}f} {currency}".replace(",", " ")


# ── scopes: the schema of what a path may read ─────────────────────────────────────────────────────


# What nobody may have published: asked of documents that applicants and committees hand in, not of published facts.
_RARELY_PUBLISHED: Final[Mapping[str, tuple[KeyPath, ...]]] = {
    "request": (("submitted_on",), ("applicant", "legal_form")),
    "decision": (("decided_on",),),
}


def consensus_schema() -> dict[str, Any]:
    """The schema of a consensus: a sheet whose levels need no reason while they stay within the marks."""
    schema = dialect.shipped("rating")
    marks = schema["properties"]["marks"]
    mark = _not_required(marks["additionalProperties"], ("why",))
    return {**schema, "properties": {**schema["properties"], "marks": {**marks, "additionalProperties": mark}}}


def kind_schema(kind: str, call: Data | None) -> dict[str, Any]:
    """The schema of a kind of document in a call: amounts have the decimals of its currency.

    A document of published facts may leave out what nobody published.
    """
    currency = "" if call is None else call.get("currency")
    schema: dict[str, Any] = _in_currency(dialect.shipped(kind), currency if isinstance(currency, str) else "")
    if call is not None and call.get("basis") == "published":
        for path in _RARELY_PUBLISHED.get(kind, ()):
            schema = _not_required(schema, path)
    return schema


_CENT: Final = Decimal("0.01")
_AMOUNT: Final = "Amount in {}, {}"
_MOST_DECIMALS: Final = {
    0: "no decimals: this currency has no cents",
    3: "at most three decimals",
    4: "at most four decimals",
}


def _in_currency(schema: Any, currency: str) -> Any:
    """A schema of ours in whose amounts a cent is the smallest unit of a currency."""
    digits = decimals_of(currency)
    if digits == 2:
        return schema
    if isinstance(schema, list):
        return [_in_currency(each, currency) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _in_currency(each, currency) for key, each in schema.items()}
    if schema.get("multipleOf") == _CENT:
        made |= {"multipleOf": Decimal(1).scaleb(-digits), "title": _AMOUNT.format(currency, _MOST_DECIMALS[digits])}
    return made


def _not_required(schema: Data, path: KeyPath) -> dict[str, Any]:
    head, *rest = path
    if not rest:
        return {**schema, "required": [name for name in schema["required"] if name != head]}
    inner = _not_required(schema["properties"][head], tuple(rest))
    return {**schema, "properties": {**schema["properties"], head: inner}}


def request_schema(grids: Iterable[Data], call: Data | None = None) -> dict[str, Any]:
    """The schema of a request in a call of these grids: the common part and one block a grid."""
    base = kind_schema("request", call)
    blocks = {grid["block"]: dialect.plain(grid["facts"]) for grid in grids}
    return {**base, "properties": {**base["properties"], **blocks}}


def progress_schema(blocks: Data, call: Data) -> dict[str, Any]:
    """The schema of a progress report: its `facts` are blocks of the request."""
    base = kind_schema("progress", call)
    facts = _object({name: _without_required(block) for name, block in blocks.items()})
    return {**base, "properties": {**base["properties"], "facts": facts}}


def _without_required(schema: Any) -> Any:
    """A block's schema for a report, which gives the facts that changed and no others."""
    if not isinstance(schema, Mapping):
        return schema
    properties = {name: _without_required(inner) for name, inner in schema.get("properties", {}).items()}
    rest = {key: value for key, value in schema.items() if key != "required"}
    return {**rest, "properties": properties} if properties else rest


def grid_scope(grid: Data, request: Data) -> dict[str, Any]:
    """What a grid's conditions may read: the request, the call, and the grid's own measures."""
    figures = {name: {"type": "number"} for name in grid.get("measures", {})}
    return {**request, "properties": {**request["properties"], "call": dialect.shipped("call"), **figures}}


def decision_scope(grids: Iterable[Data], request: Data) -> dict[str, Any]:
    """What decision rules may read (documents, 1.4)."""
    number = {"type": "number"}
    grids = list(grids)
    of_grid = _object({"score": number, "ceiling": number, "points": number})
    of_criterion = _object({"level": number, "ceiling": number, "state": {"type": "string"}})
    return _object(
        {
            "eligible": {"type": "boolean"},
            "score": number,
            "ceiling": number,
            "points": number,
            "points_ceiling": number,
            "completeness": number,
            "weakest_grid": number,
            "weakest_ceiling": number,
            "below_minimum": {"type": "array", "items": {"type": "string"}},
            "grids": _object({grid["grid"]: of_grid for grid in grids}),
            "criteria": _object({each["id"]: of_criterion for grid in grids for each in grid["criteria"]}),
            "request": request,
            "call": dialect.shipped("call"),
        }
    ) | {"$comment": "nothing that a rule can read"}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def payment_scope(grids: Iterable[Data], request: Data) -> dict[str, Any]:
    """What the condition of a payment may read: the facts and measures at that time, and how the project stands."""
    grids = list(grids)
    names = [name for grid in grids for name in grid.get("measures", {})]
    # A measure that two grids name would be either of them.
    figures = {name: {"type": "number"} for name in names if names.count(name) == 1}
    standing = {"progress": {"type": "boolean"}, "goals_reached": {"type": "number"}}
    scope = _object({**request["properties"], "call": dialect.shipped("call"), **figures, **standing})
    return {**scope, "$comment": "nothing that the condition of a payment can read"}


# ── grids ──────────────────────────────────────────────────────────────────────────────────────────


def facts_findings(record: Record, grid: Data) -> Iterator[Finding]:
    """A grid's `facts`: a schema that can be read, closed to unknown keys, in a block of its own."""
    for at, says in dialect.faults(grid["facts"]):
        yield _at(record, ("facts", *at), "G110", f"{'.'.join(map(str, at)) or 'facts'}: {says}")
    for at, schema in _objects(grid["facts"], ()):
        if schema.get("additionalProperties") is not False:
            yield _at(
                record,
                ("facts", *at),
                "G111",
                "additionalProperties: false is missing here; without it a misspelled fact goes unseen",
            )
    if grid["block"] in dialect.shipped("request")["properties"]:
        yield _at(
            record,
            ("block",),
            "G112",
            f"{grid['block']} is a part of every request; give the grid's block another name",
        )


def _objects(schema: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" or "properties" in schema or not at:
        yield at, schema
    for keyword in ("properties", "patternProperties"):
        named = schema.get(keyword)
        for name, inner in named.items() if isinstance(named, dict) else ():
            yield from _objects(inner, (*at, keyword, name))
    for keyword in ("anyOf", "oneOf", "allOf", "prefixItems"):
        listed = schema.get(keyword)
        for index, inner in enumerate(listed if isinstance(listed, list) else ()):
            yield from _objects(inner, (*at, keyword, index))
    for keyword in ("items", "then", "else", "additionalProperties"):
        yield from _objects(schema.get(keyword), (*at, keyword))


def grid_findings(record: Record, grid: Data, request: Data) -> Iterator[Finding]:
    """A grid against the requests it will meet (`request` is their schema)."""
    scope = grid_scope(grid, request)
    yield from _scale(record, grid)
    yield from _measures(record, grid, request)
    yield from _criteria_ids(record, grid)
    for index, each in enumerate(grid["criteria"]):
        yield from _criterion(record, grid, index, each, scope)
    if not any(each.get("weight", 0) > 0 and not each.get("info") for each in grid["criteria"]):
        yield _at(record, ("criteria",), "G132", "no criterion of this grid has a weight, so it can never give a score")


def _scale(record: Record, grid: Data) -> Iterator[Finding]:
    top = grid["scale"]["max"]
    if "anchors" in grid and len(grid["anchors"]) != top + 1:
        yield _at(
            record,
            ("anchors",),
            "G114",
            f"there are {len(grid['anchors'])} anchors; a scale of 0 to {top} needs {top + 1}",
        )
    values = grid.get("values")
    if values is None:
        return
    if len(values) != top + 1:
        yield _at(record, ("values",), "G115", f"there are {len(values)} values; a scale of 0 to {top} needs {top + 1}")
    elif values[0] != 0 or values[-1] != 1 or any(a > b for a, b in itertools.pairwise(values)):
        yield _at(record, ("values",), "G115", "values run from 0 to 1 and never go down")


_UNITS: Final = {
    "value": ("number", "percent", "currency", "days", "months"),
    "ratio": ("percent", "number"),
    "difference": ("number", "percent", "currency", "days", "months"),
    "days": ("days",),
    "months": ("months",),
}


def _measures(record: Record, grid: Data, request: Data) -> Iterator[Finding]:
    scope = {**request, "properties": {**request["properties"], "call": dialect.shipped("call")}}
    for name, measure in grid.get("measures", {}).items():
        at: KeyPath = ("measures", name)
        kinds = [kind for kind in MEASURE_KINDS if kind in measure]
        if len(kinds) != 1:
            has = " and ".join(kinds) or "none"
            says = f"{name} has {has} of {', '.join(MEASURE_KINDS)}; give exactly one"
            yield _at(record, at, "G134", says)
            continue
        unit = measure.get("unit")
        if unit not in (None, *_UNITS[kinds[0]]):
            units = " or ".join(_UNITS[kinds[0]])
            yield _at(
                record, (*at, "unit"), "G134", f"{name}: a measure of {kinds[0]} has the unit {units}, not {unit}"
            )
        if name in request["properties"] or name == "call":
            yield _at(record, at, "G136", f"{name} is also a part of the request; give the measure another name")
        yield from _measure_paths(record, (*at, kinds[0]), measure[kinds[0]], kinds[0], scope)


def _measure_paths(record: Record, at: KeyPath, written: Any, kind: str, scope: Data) -> Iterator[Finding]:
    listed = isinstance(written, list)
    for index, path in enumerate(written if listed else [written]):
        wrong = date_fault(path, scope) if kind in {"days", "months"} else path_fault(path, scope, NUMBERS)
        if wrong:
            yield _at(record, (*at, index) if listed else at, "G104", wrong)


def _criteria_ids(record: Record, grid: Data) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, each in enumerate(grid["criteria"]):
        at: KeyPath = ("criteria", index, "id")
        if each["id"].rpartition("-")[0] != grid["grid"]:
            yield _at(
                record, at, "G120", f"{each['id']} must begin with the grid's id: {grid['grid']}-{each['id'][-2:]}"
            )
        if each["id"] in seen:
            first = record.place(("criteria", seen[each["id"]], "id")).line
            yield _at(
                record,
                at,
                "G121",
                f"{each['id']} is used twice, on lines {first} and {record.place(at).line}; each criterion has its own id",
            )
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
        yield _at(record, at, "G122", f"{name} is judged in several ways, by {' and by '.join(ways)}; keep one")
    elif not ways and "gate" not in each:
        right = "a measure with at_least, at_most or linear; or make it a gate with requires"
        yield _at(record, at, "G122", f"{name} is judged in no way; give it a weight and levels, a mark, or {right}")
    if ("gate" in each) != ("requires" in each):
        missing, right = (
            ("requires", "say what a request must state")
            if "gate" in each
            else ("gate", "say what it decides, eligibility or payment")
        )
        yield _at(record, at, "G123", f"{name}: gate and requires go together; add `{missing}:` to {right}")
    yield from _weight(record, at, each, judged=bool(ways))
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if ("measure" in each) != bool(ways) or len(ways) > 1:
        yield _at(record, at, "G124", f"{name}: a measure goes with exactly one of at_least, at_most and linear")


def _criterion(record: Record, grid: Data, index: int, each: Data, scope: Data) -> Iterator[Finding]:
    at: KeyPath = ("criteria", index)
    name = each["id"]
    yield from _ways(record, index, each)
    for key in ("requires", "applies_when"):
        if key in each:
            yield from _faults(record, (*at, key), "G104", condition_faults(each[key], scope))
    for position, path in enumerate(each.get("reads", ())):
        wrong = path_fault(path, scope)
        if wrong:
            yield _at(record, (*at, "reads", position), "G104", wrong)
    if each.get("minimum", 0) > grid["scale"]["max"]:
        yield _at(
            record,
            (*at, "minimum"),
            "G130",
            f"{name}: the minimum {_plain(each['minimum'])} is above the scale's top, {grid['scale']['max']}",
        )
    yield from _source(record, at, grid, each)
    yield from _levels(record, at, grid, each, scope)
    yield from _figure(record, at, grid, each)
    yield from _mark(record, at, grid, each)


def _weight(record: Record, at: KeyPath, each: Data, *, judged: bool) -> Iterator[Finding]:
    if judged and "weight" not in each and not each.get("info"):
        yield _at(
            record, at, "G131", f"{each['id']} has no weight; give one, or `info: true` to show it without scoring"
        )
    if not judged and each.get("weight", 0) > 0:
        yield _at(
            record,
            (*at, "weight"),
            "G131",
            f"{each['id']} has a weight but nothing to judge; add levels, a measure or a mark",
        )


def _source(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    sources = each.get("source", [])
    for position, key in enumerate([sources] if isinstance(sources, str) else sources):
        if key not in grid.get("sources", {}):
            place: KeyPath = (*at, "source") if isinstance(sources, str) else (*at, "source", position)
            yield _at(
                record, place, "G133", f"{key} is not one of the grid's sources; {_near(key, grid.get('sources', {}))}"
            )


def _scale_words(grid: Data) -> str:
    return f"0 to {grid['scale']['max']} in steps of {_plain(grid['scale'].get('step', 1))}"


def _levels(record: Record, at: KeyPath, grid: Data, each: Data, scope: Data) -> Iterator[Finding]:
    step = Fraction(grid["scale"].get("step", 1))
    for index, rule in enumerate(each.get("levels", ())):
        where: KeyPath = (*at, "levels", index)
        level = exact(rule["level"])
        if level == 0:
            yield _at(
                record,
                (*where, "level"),
                "G128",
                f"{each['id']}: level 0 is what is left when no other holds; remove it",
            )
        elif level > grid["scale"]["max"] or level % step:
            yield _at(
                record,
                (*where, "level"),
                "G128",
                f"{each['id']}: level {_plain(rule['level'])} is not on the scale, {_scale_words(grid)}",
            )
        yield from _faults(record, (*where, "when"), "G104", condition_faults(rule["when"], scope))


def _figure(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if "measure" not in each or len(ways) != 1:
        return
    measures = grid.get("measures", {})
    if each["measure"] not in measures:
        yield _at(
            record,
            (*at, "measure"),
            "G125",
            f"{each['measure']} is not a measure of this grid; {_near(each['measure'], measures)}",
        )
        return
    unit = measures[each["measure"]].get("unit", "percent" if "ratio" in measures[each["measure"]] else "")
    way = ways[0]
    place: KeyPath = (*at, way)
    yield from (_curve if way == "linear" else _thresholds)(record, place, grid, each, way, unit)


def _thresholds(record: Record, at: KeyPath, grid: Data, each: Data, way: str, unit: str) -> Iterator[Finding]:
    numbers, top = each[way], grid["scale"]["max"]
    if len(numbers) != top:
        yield _at(
            record,
            at,
            "G126",
            f"{each['id']} has {len(numbers)} thresholds; a scale of 0 to {top} needs {top}, for levels 1 to {top}",
        )
        return
    pairs = list(itertools.pairwise(numbers))
    in_order = all(a < b for a, b in pairs) if way == "at_least" else all(a > b for a, b in pairs)
    if not in_order:
        words = "rise" if way == "at_least" else "fall"
        yield _at(
            record, at, "G127", f"{each['id']}: the thresholds of levels 1 to {top} must {words} from one to the next"
        )
    if unit == "percent":
        for index, number in enumerate(numbers):
            yield from _reach(record, (*at, index), each["id"], way, number)


def _in_percent(number: Any) -> str:
    return _plain((Decimal(number) * 100).normalize())


def _reach(record: Record, at: KeyPath, name: str, way: str, number: Any) -> Iterator[Finding]:
    if way == "at_most" and number < 0:
        yield _at(record, at, "G127", f"{name}: a share is never below 0, so {_plain(number)} can never be reached")
    elif way == "at_least" and number > 1:
        meant = f"; write {_plain((Decimal(number) / 100).normalize())} for {_plain(number)} %" if number > 2 else ""
        says = f"{name}: a share is a part of one, so {_plain(number)} is {_in_percent(number)} %{meant}"
        yield _at(record, at, "G127", says, Gravity.ERROR if number > 2 else Gravity.WARNING)
    elif way == "at_least" and number <= 0:
        yield _at(
            record,
            at,
            "G127",
            f"{name}: a share is always at least {_plain(number)}, so this level is always reached",
            Gravity.WARNING,
        )


def _curve(record: Record, at: KeyPath, grid: Data, each: Data, _way: str, _unit: str) -> Iterator[Finding]:
    points, top = each["linear"], grid["scale"]["max"]
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        yield _at(record, at, "G129", f"{each['id']}: the figures of `linear` must rise from point to point")
    if any(not 0 <= y <= top for _, y in points):
        yield _at(record, at, "G129", f"{each['id']}: the levels of `linear` lie between 0 and {top}")


def _mark(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    mark, top = each.get("mark"), grid["scale"]["max"]
    if mark == "anchors" and "anchors" not in grid:
        yield _at(
            record, (*at, "mark"), "G113", f"{each['id']} uses the grid's anchors, but the grid has none; add `anchors`"
        )
    if isinstance(mark, list) and len(mark) != top + 1:
        yield _at(
            record, (*at, "mark"), "G114", f"{each['id']} has {len(mark)} texts; a scale of 0 to {top} needs {top + 1}"
        )


# ── calls ──────────────────────────────────────────────────────────────────────────────────────────


def call_findings(record: Record, call: Data, folder: str, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A call against its folder and its grids (`grids` are those found and sound, by id)."""
    if call["call"] != folder:
        yield _at(
            record,
            ("call",),
            "C201",
            f"this document says it is the call {call['call']}, but its folder is named {folder}; make the two equal",
        )
    calendar = call["calendar"]
    if calendar.get("opens", "") > calendar.get("closes", _NEVER):
        yield _at(record, ("calendar",), "C202", "the call closes before it opens; exchange the two dates")
    yield from _blocks(record, grids)
    yield from _call_panel(record, call, grids)
    yield from _call_rules(record, call, grids)
    yield from _call_ranking(record, call, grids)
    yield from _call_payments(record, call, grids)
    yield from _call_units(record, call, grids)
    yield from _call_monitoring(record, call, grids)


def read_by_call(call: Any) -> frozenset[str]:
    """The facts (by their dotted paths in a request) and measures that a call as written reads by itself.

    Its payments name them as they are, its rules and ties behind `request.`. What is no path is told elsewhere.
    """
    parts = call if isinstance(call, Mapping) else {}
    rules, ranking, terms = (parts.get(key) for key in ("decisions", "ranking", "addendum"))
    payments = _mappings(_part(terms, "payments"))
    written = [
        *(path for each in (*_mappings(rules), *payments) for path in written_paths(each.get("when"))),
        *(link.get("path") for link in _mappings(_part(ranking, "tie_break"))),
        *(_part(each.get("units"), "path") for each in payments),
    ]
    found: set[str] = set()
    for path in written:
        with contextlib.suppress(ValueError):
            found.update(name.removeprefix("request.") for name in path_expression(str(path)).reads)
    return frozenset(found)


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _mappings(listed: Any) -> list[Data]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def unknown_calls(record: Record, call: Data, others: frozenset[str]) -> Iterator[Finding]:
    """Earlier calls that the addenda are said to build on, and that do not lie beside this one, or are named again."""
    names = call.get("addendum", {}).get("builds_on", ())
    for index, name in enumerate(names):
        if name in names[:index]:
            says = f"{name} is named twice; each earlier call is built on once"
            yield _at(record, ("addendum", "builds_on", index), "C213", says)
        elif name not in others:
            says = f"no other call {name} lies beside this one; {_near(name, others)}"
            yield _at(record, ("addendum", "builds_on", index), "C213", says)


def missing_grids(record: Record, call: Data, known: Iterable[str]) -> Iterator[Finding]:
    """Grids that the call names and the workspace does not have."""
    names = set(known)
    for name in call["grids"]:
        if name not in names:
            yield _at(record, ("grids", name), "C203", f"no grid {name} in the grids/ folder; {_near(name, names)}")


def null_conditions(record: Record) -> Iterator[Finding]:
    """Conditions that ask a path to be null, before null is read as 'not stated' and the line is gone."""
    for path in _nulls(record.data, (), inside=False):
        says = f"{path[-1]} cannot be asked to be null: not stated is not a value"
        yield _at(record, path, "C207" if "decisions" in path or "payments" in path else "G104", says)


def _nulls(data: Any, path: KeyPath, *, inside: bool) -> Iterator[KeyPath]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            here = inside or (key in {"requires", "applies_when", "when"} and path[:1] != ("facts",))
            if value is None and inside:
                yield (*path, key)
            yield from _nulls(value, (*path, key), inside=here)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _nulls(item, (*path, index), inside=inside)


def _blocks(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for name, grid in grids.items():
        if grid["block"] in owner:
            yield _at(
                record,
                ("grids", name),
                "C204",
                f"{owner[grid['block']]} and {name} both own the block {grid['block']}; a block has one grid",
            )
        owner.setdefault(grid["block"], name)


def _call_panel(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    marked = next((each["id"] for grid in grids.values() for each in grid["criteria"] if "mark" in each), None)
    if marked and "panel" not in call:
        yield _at(
            record,
            (),
            "C205",
            f"{marked} is judged by assessors, but the call has no panel; add `panel: {{assessors: 2, aggregate: median}}`",
        )


def _call_rules(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    scope = decision_scope(grids.values(), request_schema(grids.values(), call))
    rules = call["decisions"]
    for index, rule in enumerate(rules):
        if "when" in rule:
            yield from _faults(record, ("decisions", index, "when"), "C207", condition_faults(rule["when"], scope))
        elif index < len(rules) - 1:
            yield _at(
                record,
                ("decisions", index),
                "C206",
                "a rule without `when` always holds, so the rules below it never apply; put it last",
            )
    if "when" in rules[-1]:
        yield _at(
            record,
            ("decisions", len(rules) - 1),
            "C206",
            "the last rule must have no `when`, so that every request gets an outcome",
        )


def _call_ranking(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    names = {"score", "points", *call["grids"]}
    ranking = call["ranking"]
    if ranking["by"] not in names:
        yield _at(
            record, ("ranking", "by"), "C208", f"{ranking['by']} cannot rank requests; {_near(ranking['by'], names)}"
        )
    scope = decision_scope(grids.values(), request_schema(grids.values(), call))
    for index, link in enumerate(ranking.get("tie_break", ())):
        at: KeyPath = ("ranking", "tie_break", index)
        if isinstance(link, str):
            if link not in names:
                yield _at(record, at, "C208", f"{link} cannot break a tie; {_near(link, names)}")
        else:
            # Numbers or texts can be put in order, never a mixture of both.
            text = path_fault(link["path"], scope, ("string",))
            wrong = text and path_fault(link["path"], scope, NUMBERS)
            if wrong:
                yield _at(record, (*at, "path"), "C208", wrong)


def _call_payments(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    terms = call.get("addendum", {})
    level = terms.get("goal_level")
    top = max((grid["scale"]["max"] for grid in grids.values()), default=0)
    if grids and isinstance(level, int | Decimal) and level > top:
        yield _at(
            record,
            ("addendum", "goal_level"),
            "C210",
            f"goal_level {_plain(level)} is above every grid's scale; the highest is {top}",
        )
    payments = terms.get("payments", [])
    total = sum((exact(payment["share"]) for payment in payments), Fraction(0))
    if payments and total != 1:
        shown = Decimal(total.numerator) / Decimal(total.denominator)
        yield _at(
            record,
            ("addendum", "payments"),
            "C209",
            f"the shares of the payments sum to {_plain(shown)}; they must sum to 1",
        )
    scope = payment_scope(grids.values(), request_schema(grids.values(), call))
    for index, payment in enumerate(payments):
        if "when" in payment:
            at: KeyPath = ("addendum", "payments", index, "when")
            yield from _faults(record, at, "C207", condition_faults(payment["when"], scope))


def _call_units(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A payment that is released in parts counts a figure of the request."""
    schema = request_schema(grids.values(), call)
    for index, payment in enumerate(call.get("addendum", {}).get("payments", ())):
        wrong = path_fault(payment["units"]["path"], schema, NUMBERS) if "units" in payment else None
        if wrong:
            yield _at(record, ("addendum", "payments", index, "units", "path"), "C216", wrong)


def _call_monitoring(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    terms = call.get("monitoring", {})
    usual = MonitoringTerms()
    on_track, at_risk = exact(terms.get("on_track", usual.on_track)), exact(terms.get("at_risk", usual.at_risk))
    if at_risk > on_track:
        low, high = _plain(_decimal(at_risk)), _plain(_decimal(on_track))
        key = "at_risk" if "at_risk" in terms else "on_track"
        says = f"at_risk begins at {low}, above on_track at {high}; a goal at risk stands below one on track"
        yield _at(record, ("monitoring", key), "C214", says)
    yield from _milestones(record, terms.get("milestones", ()), grids)
    seen: dict[str, int] = {}
    for index, each in enumerate(terms.get("reports", ())):
        if each["period"] in seen:
            says = f"the report of {each['period']} is due twice; keep one day"
            yield _at(record, ("monitoring", "reports", index), "C217", says)
        seen.setdefault(each["period"], index)


def _milestones(record: Record, listed: Any, grids: Mapping[str, Data]) -> Iterator[Finding]:
    criteria = [each["id"] for grid in grids.values() for each in grid["criteria"]]
    for index, each in enumerate(listed):
        for position, name in enumerate(each.get("goals", ())):
            if name not in criteria:
                at: KeyPath = ("monitoring", "milestones", index, "goals", position)
                yield _at(record, at, "C215", f"{name} is not a criterion of this call; {_near(name, criteria)}")
    for name in criteria:
        # A milestone of the goal's own stands in the place of those for every goal.
        own = [n for n, each in enumerate(listed) if name in each.get("goals", ())]
        mine = own or [n for n, each in enumerate(listed) if "goals" not in each]
        for first, second in itertools.pairwise(sorted(mine, key=lambda n: (listed[n]["by"], n))):
            before, after = listed[first], listed[second]
            if before["by"] == after["by"] or before["share"] > after["share"]:
                says = (
                    f"{name}: {_plain(before['share'])} by {before['by']} and {_plain(after['share'])} by {after['by']}"
                )
                at = ("monitoring", "milestones", second)
                yield _at(record, at, "C215", f"{says}; the share of the way rises from day to day")
                return


# ── requests ───────────────────────────────────────────────────────────────────────────────────────


def _named(record: Record, data: Data, key: str, code: str) -> Iterator[Finding]:
    stem = record.name.rpartition("/")[2].rpartition(".")[0]
    if data[key] != stem:
        says = f"this document says it is about {data[key]}, but its file is named {stem}; make the two equal"
        yield _at(record, (key,), code, says)


class Paths:
    """The paths that documents name in requests of one schema: what is wrong with each is found once."""

    __slots__ = ("_faults", "schema")

    def __init__(self, schema: Data) -> None:
        """Nothing is known yet."""
        self.schema = schema
        self._faults: dict[tuple[Any, Sequence[str]], str | None] = {}

    def fault(self, text: Any, kinds: Sequence[str] = ()) -> str | None:
        """What is wrong with a path, or None (see `conditions.path_fault`)."""
        key = (text, kinds)
        if key not in self._faults:
            if len(self._faults) >= _MOST_REMEMBERED:
                return path_fault(text, self.schema, kinds)
            self._faults[key] = path_fault(text, self.schema, kinds)
        return self._faults[key]


_MOST_REMEMBERED: Final = 4096


def request_findings(record: Record, data: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    """A request against its file, its call, and itself."""
    yield from _named(record, data, "request", "R001")
    if data["call"] != call["call"]:
        yield _at(
            record,
            ("call",),
            "R002",
            f"the request names the call {data['call']}, but lies in the folder of {call['call']}",
        )
    yield from _funding(record, data.get("funding", {}), call["currency"])
    yield from _request_dates(record, data, call)
    yield from evidence_findings(record, data, data, call, paths)
    yield from _commitments(record, data, call, paths)
    if _published(call):
        stated = {key: value for key, value in data.items() if key not in _NO_FACTS}
        yield from _unsupported(record, stated, data)


def _funding(record: Record, funding: Data, currency: str) -> Iterator[Finding]:
    requested, minimum, total = (funding.get(key) for key in ("requested", "minimum", "total_cost"))
    if minimum is not None and requested is not None and minimum > requested:
        yield _at(
            record,
            ("funding", "minimum"),
            "R010",
            f"funding.minimum is {money(minimum, currency)}, more than the {money(requested, currency)} requested; it can be at most that",
        )
    if total is not None and requested is not None and requested > total:
        yield _at(
            record,
            ("funding", "requested"),
            "R011",
            f"funding.requested is {money(requested, currency)}, more than the total cost of {money(total, currency)}; correct one of them",
        )
    lines = funding.get("lines")
    if lines and requested is not None:
        listed = sum(line["amount"] for line in lines)
        if listed != requested:
            yield _at(
                record,
                ("funding", "lines"),
                "R012",
                f"funding.lines sum to {money(listed, currency)}, requested is {money(requested, currency)}; make them equal",
            )
    others = funding.get("other_funders")
    if others and total is not None and requested is not None and all("amount" in each for each in others):
        given = requested + sum(each["amount"] for each in others)
        if given != total:
            yield _at(
                record,
                ("funding", "other_funders"),
                "R013",
                f"requested and other funders sum to {money(given, currency)}, the total cost is {money(total, currency)}; check them",
                Gravity.WARNING,
            )


def _request_dates(record: Record, data: Data, call: Data) -> Iterator[Finding]:
    day, opens, closes = data.get("submitted_on"), call["calendar"].get("opens"), call["calendar"].get("closes")
    first, last = opens or "", closes or _NEVER
    if day is not None and first <= last and not first <= day <= last:
        span = f"from {opens}" if closes is None else f"up to {closes}" if opens is None else f"{opens} to {closes}"
        says = f"submitted on {day}, outside the call's calendar ({span}); check the date, or whether it is admissible"
        yield _at(record, ("submitted_on",), "R014", says, Gravity.WARNING)
    agreement = data.get("agreement", {})
    if agreement.get("signed_on", "") > agreement.get("ends_on", _NEVER):
        yield _at(
            record, ("agreement", "ends_on"), "R015", "the agreement ends before it is signed; check the two dates"
        )


def evidence_findings(record: Record, data: Data, values: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    """Evidence: each document its own id, each path it supports a field that is stated (in `values`)."""
    seen: dict[str, int] = {}
    for index, item in enumerate(data.get("evidence", ())):
        at: KeyPath = ("evidence", index)
        yield from _named_source(record, at, item, call)
        if "date" not in item and _published(call):
            says = f"{item['id']} has no date; a call of published facts dates each publication"
            yield _at(record, at, "R025", says)
        if item["id"] in seen:
            lines = [record.place(("evidence", each, "id")).line for each in (seen[item["id"]], index)]
            where = f"on line {lines[0]}" if lines[0] == lines[1] else f"on lines {lines[0]} and {lines[1]}"
            yield _at(record, (*at, "id"), "R020", f"{item['id']} names two documents, {where}; give each its own id")
        seen.setdefault(item["id"], index)
        for position, path in enumerate(item.get("supports", ())):
            wrong = paths.fault(path)
            if wrong:
                yield _at(record, (*at, "supports", position), "R021", wrong)
            elif path_expression(path).get(values) is None:
                yield _at(
                    record,
                    (*at, "supports", position),
                    "R022",
                    f"{item['id']} supports {path}, which is not stated; state it, or drop it from the list",
                    Gravity.WARNING,
                )


# What is no fact of the applicant: the document's own keys, and targets, which name their source themselves.
_NO_FACTS: Final = frozenset({"request", "call", "title", "commitments", "evidence"})


def _published(call: Data) -> bool:
    return bool(call.get("basis") == "published")


def _named_source(record: Record, at: KeyPath, item: Data, call: Data) -> Iterator[Finding]:
    """A source named by its key in the call, where the call lists its sources; one is needed of published facts."""
    name, known = item.get("source"), call.get("sources", {})
    if name is None:
        if _published(call):
            says = "source is missing; a call of published facts names the source of each"
            yield _at(record, at, "R025", says)
    elif known and name not in known:
        yield _at(record, (*at, "source"), "R024", f"{name} is not a source of the call; {_near(name, known)}")


def _unsupported(record: Record, facts: Data, data: Data, at: KeyPath = ()) -> Iterator[Finding]:
    """In a call of published facts, every fact rests on a publication: evidence that supports it or what holds it."""
    held = {written for item in data.get("evidence", ()) for written in item.get("supports", ())}
    for leaf in leaves(facts):
        names = [".".join(map(str, leaf[:depth])) for depth in range(1, len(leaf) + 1)]
        if not held.intersection(names):
            says = f"no evidence supports {names[-1]}; in a call of published facts each fact needs a publication"
            yield _at(record, (*at, *leaf), "R026", says)


def _commitments(record: Record, data: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    for index, item in enumerate(data.get("commitments", ())):
        yield from _named_source(record, ("commitments", index), item, call)
        is_date = isinstance(item["target"], str)
        wrong = paths.fault(item["path"], ("string",) if is_date else NUMBERS)
        if wrong:
            yield _at(record, ("commitments", index, "path"), "R023", wrong)
            continue
        beyond = None if is_date else _beyond(item["path"], item["target"], paths.schema)
        if beyond:
            yield _at(record, ("commitments", index, "target"), "R027", beyond, Gravity.WARNING)


def _beyond(path: str, target: Any, schema: Data) -> str | None:
    """What a target of the applicant's own lies beyond, that the fact may never be; None where it may be so."""
    fact = schema_at(path, schema)
    high = min((fact[key] for key in ("maximum", "exclusiveMaximum") if key in fact), default=None)
    low = max((fact[key] for key in ("minimum", "exclusiveMinimum") if key in fact), default=None)
    if high is not None and target > high:
        share = types_of(fact) != ("integer",) and high <= 1 and target <= 100 * high
        hint = f"; write {_plain((Decimal(target) / 100).normalize())} for {_plain(target)} %" if share else ""
        return f"the target {_plain(target)} can never be: {path} is at most {_plain(high)}{hint}"
    if low is not None and target < low:
        return f"the target {_plain(target)} can never be: {path} is at least {_plain(low)}"
    return None


# ── ratings, decisions, progress ───────────────────────────────────────────────────────────────────


def rating_findings(
    record: Record,
    data: Data,
    requests: Iterable[str],
    grids: Mapping[str, Data],
    conflicts: Mapping[tuple[str, str], str],
) -> Iterator[Finding]:
    """A rating sheet against its folder, the requests, the grids, and the conflicts of interest that were declared."""
    yield from _named(record, data, "rating", "M301")
    folder = PurePosixPath(record.name).parent.name
    if data["assessor"] != folder:
        yield _at(
            record,
            ("assessor",),
            "M302",
            f"this sheet is by {data['assessor']}, but lies in the folder of {folder}; make the two equal",
        )
    known = set(requests)
    if data["rating"] not in known:
        yield _at(
            record, ("rating",), "M303", f"no request {data['rating']} in this call; {_near(data['rating'], known)}"
        )
    if data.get("conflict") and data.get("marks"):
        yield _at(record, ("marks",), "M307", "a sheet with a conflict of interest carries no marks; remove them")
    if not data.get("conflict") and "marks" not in data:
        yield _at(record, (), "M308", "marks is missing; give marks, or declare `conflict: true`")
    declared = conflicts.get((data["rating"], data["assessor"]))
    if declared is not None and not data.get("conflict"):
        says = (
            f"{data['assessor']} declared a conflict of interest on {data['rating']} in {declared}, so these marks count "
            "nowhere; declare it here too, or take it back there"
        )
        yield _at(record, ("marks",), "R030", says, Gravity.WARNING)
    criteria = {each["id"]: (grid, each) for grid in grids.values() for each in grid["criteria"]}
    for name, mark in data.get("marks", {}).items():
        yield from _mark_findings(record, name, mark, criteria)


def consensus_findings(record: Record, data: Data, sheets: Iterable[Data], need: int) -> Iterator[Finding]:
    """A consensus against the individual marks it stands beside (`sheets` are the sound ones of the call)."""
    heard = [each for each in sheets if each["rating"] == data["rating"] and not each.get("conflict")]
    if data.get("conflict"):
        says = "a consensus declares no conflict of interest; each assessor does so in a sheet of their own"
        yield _at(record, ("conflict",), "M311", says)
    for name, mark in data.get("marks", {}).items():
        levels = sorted(exact(each["marks"][name]["level"]) for each in heard if name in each.get("marks", {}))
        at: KeyPath = ("marks", name)
        if len(levels) < need:
            says = f"{name} has {len(levels)} of the {need} individual marks it needs; until then the consensus does not count"
            yield _at(record, at, "M310", says, Gravity.WARNING)
        elif not levels[0] <= exact(mark["level"]) <= levels[-1] and not mark.get("why"):
            span = " to ".join(dict.fromkeys(_plain(_decimal(level)) for level in (levels[0], levels[-1])))
            says = f"{name}: level {_plain(mark['level'])} leaves the individual marks ({span}); say why"
            yield _at(record, (*at, "level"), "M309", says)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _mark_findings(
    record: Record, name: str, mark: Data, criteria: Mapping[str, tuple[Data, Data]]
) -> Iterator[Finding]:
    at: KeyPath = ("marks", name)
    if name not in criteria:
        yield _at(record, at, "M304", f"{name} is not a criterion of this call; {_near(name, criteria)}")
        return
    grid, each = criteria[name]
    if "mark" not in each:
        yield _at(
            record, at, "M305", f"{name} is not judged by assessors: its level comes from the request; remove this mark"
        )
        return
    # Numbers as they are written, int or Decimal, are compared and divided exactly: they have 15 digits at most.
    level, top, step = mark["level"], grid["scale"]["max"], grid["scale"].get("step", 1)
    if level > top or level % step:
        yield _at(
            record,
            (*at, "level"),
            "M306",
            f"{name}: level {_plain(mark['level'])} is not on the scale, {_scale_words(grid)}",
        )


def decision_findings(record: Record, data: Data, requests: Mapping[str, Data], call: Data) -> Iterator[Finding]:
    """A committee decision against the request it is about and the call's ceiling."""
    yield from _named(record, data, "decision", "D401")
    request = requests.get(data["decision"])
    if request is None:
        yield _at(
            record,
            ("decision",),
            "D402",
            f"no request {data['decision']} in this call; {_near(data['decision'], requests)}",
        )
        return
    yield from _named_source(record, (), data, call)
    amount, currency = data.get("amount"), call["currency"]
    if amount is None:
        return
    if data["outcome"] != "fund":
        yield _at(
            record, ("amount",), "D403", f"an amount goes with the outcome fund, not {data['outcome']}; remove it"
        )
    requested = request.get("funding", {}).get("requested")
    if requested is not None and amount > requested:
        yield _at(
            record,
            ("amount",),
            "D404",
            f"the amount {money(amount, currency)} is more than the {money(requested, currency)} requested",
        )
    rate, total = call["allocation"].get("rate"), request.get("funding", {}).get("total_cost")
    if rate is not None and total is not None and amount > Fraction(rate) * Fraction(total):
        share = f"{_in_percent(rate)} % of {money(total, currency)}"
        yield _at(
            record, ("amount",), "D405", f"the amount {money(amount, currency)} is above what the call allows, {share}"
        )
    ceiling = call["allocation"].get("ceiling")
    if ceiling is not None and amount > ceiling:
        yield _at(
            record,
            ("amount",),
            "D405",
            f"the amount {money(amount, currency)} is above the call's ceiling of {money(ceiling, currency)} a request",
        )


def progress_findings(
    record: Record, data: Data, requests: Mapping[str, Data], call: Data, paths: Paths
) -> Iterator[Finding]:
    """A progress report against its folder, its request, and the facts it lays over it."""
    yield from _named(record, data, "progress", "P501")
    folder = PurePosixPath(record.name).parent.name
    if data["period"] != folder:
        yield _at(
            record,
            ("period",),
            "P503",
            f"the period {data['period']} is not the folder's name, {folder}; they must be equal",
        )
    request = requests.get(data["progress"])
    if request is None:
        yield _at(
            record,
            ("progress",),
            "P502",
            f"no request {data['progress']} in this call; {_near(data['progress'], requests)}",
        )
        return
    yield from evidence_findings(record, data, _laid_over(request, data.get("facts", {})), call, paths)
    if _published(call):
        yield from _unsupported(record, data.get("facts", {}), data, ("facts",))


def payment_findings(record: Record, data: Data, requests: Iterable[str], call: Data) -> Iterator[Finding]:
    """What was paid, against its file, its request and the schedule of the call."""
    yield from _named(record, data, "payment", "P601")
    known = set(requests)
    if data["payment"] not in known:
        says = f"no request {data['payment']} in this call; {_near(data['payment'], known)}"
        yield _at(record, ("payment",), "P602", says)
    schedule = call.get("addendum", {}).get("payments", ())
    seen: dict[int, int] = {}
    for index, each in enumerate(data.get("paid", ())):
        number, at = each["number"], ("paid", index, "number")
        if number > len(schedule):
            has = f"{len(schedule)} payment{'' if len(schedule) == 1 else 's'}"
            yield _at(record, at, "P603", f"there is no payment {number}: an addendum of this call has {has}")
        elif number in seen and "units" not in schedule[number - 1]:
            lines = [record.place(("paid", n, "number")).line for n in (seen[number], index)]
            where = f"on line {lines[0]}" if lines[0] == lines[1] else f"on lines {lines[0]} and {lines[1]}"
            yield _at(record, at, "P604", f"payment {number} is recorded twice, {where}; a payment is made once")
        seen.setdefault(number, index)


def amendment_findings(
    record: Record, data: Data, requests: Iterable[str], grids: Mapping[str, Data]
) -> Iterator[Finding]:
    """What was decided of an addendum, against its file, its request and the criteria behind its goals."""
    yield from _named(record, data, "amendment", "P701")
    known = set(requests)
    if data["amendment"] not in known:
        says = f"no request {data['amendment']} in this call; {_near(data['amendment'], known)}"
        yield _at(record, ("amendment",), "P702", says)
    criteria = {each["id"]: (grid, each) for grid in grids.values() for each in grid["criteria"]}
    for index, move in enumerate(data.get("moves", ())):
        wrong = _move_fault(move, criteria)
        if wrong:
            yield _at(record, ("moves", index, "goal"), "P703", f"{move['goal']} {wrong}")


def _move_fault(move: Data, criteria: Mapping[str, tuple[Data, Data]]) -> str | None:
    if move["goal"] not in criteria:
        return f"is not a criterion of this call; {_near(move['goal'], criteria)}"
    grid, each = criteria[move["goal"]]
    if "measure" in each and "level" in move:
        return "is judged by a figure; move its `target`, in the unit of the measure, not its level"
    if "measure" not in each and "target" in move:
        return "is judged by levels; move its `level`"
    if "target" in move and _is_no_share(move["target"], each, grid):
        return f"is a share, and its target a part of 1: write 0.90 for 90 %, not {_plain(move['target'])}"
    if not {"target", "level", "due"} & set(move):
        return "is moved nowhere; give its new `target`, `level` or `due`"
    if move.get("level", 0) > grid["scale"]["max"]:
        return f"cannot aim at level {_plain(move['level'])}; the scale ends at {grid['scale']['max']}"
    return None


def _is_no_share(target: Any, criterion: Data, grid: Data) -> bool:
    """Whether a target for a share lies below 0, or above 1 and everything that the grid itself asks for."""
    if grid["measures"][criterion["measure"]].get("unit") != "percent":
        return False
    asked = [
        *criterion.get("at_least", ()),
        *criterion.get("at_most", ()),
        *(x for x, _ in criterion.get("linear", ())),
    ]
    return bool(target < 0 or target > max(1, *asked))


def _laid_over(base: Any, new: Any) -> Any:
    if not (isinstance(base, Mapping) and isinstance(new, Mapping)):
        return new
    return {**base, **{key: _laid_over(base.get(key), value) for key, value in new.items()}}
