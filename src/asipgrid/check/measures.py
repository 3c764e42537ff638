"""What no schema can say of the measures of a grid: their kinds and units, what they rest on, one on another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from asipgrid.check.build_measures import MEASURE_KINDS, OF_DAYS, unit_kind
from asipgrid.check.call_schemas import measure_scope
from asipgrid.check.conditions import NUMBERS, date_fault, path_fault
from asipgrid.check.wording import Data, error, exactly_one
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import row, said
from asipgrid.model.values import is_number

_OF_FIGURES: Final = ("number", "percent", "currency", "days", "months")
_UNITS: Final = {
    "ratio": ("percent", "number"),
    "days": ("days",),
    "months": ("months",),
}
# So many measures may rest one on another.
DEEPEST: Final = 20


def measures_findings(record: Record, grid: Data, request: Data) -> Iterator[Finding]:
    """The measures of a grid against the requests it will meet (`request` is their schema)."""
    scope = measure_scope(grid, request)
    measures = grid.get("measures", {})
    for name, measure in measures.items():
        at: KeyPath = ("measures", name)
        kinds = [kind for kind in MEASURE_KINDS if kind in measure]
        if len(kinds) != 1:
            yield error(record, at, "G134", exactly_one(name, row(kinds, " and "), MEASURE_KINDS))
            continue
        units = _UNITS.get(kinds[0], _OF_FIGURES)
        unit = measure.get("unit")
        # Words of one's own go with figures of any kind but time.
        if unit is not None and unit_kind(unit) not in units:
            shape = said("not {unit}", unit) if isinstance(unit, str) else said("not words of its own")
            says = said(
                "{name}: a measure of {kind} has the unit {units}, {shape}", name, kinds[0], row(units, " or "), shape
            )
            yield error(record, (*at, "unit"), "G134", says)
        if name in request["properties"] or name == "call":
            yield error(
                record, at, "G136", said("{name} is also a part of the request; give the measure another name", name)
            )
        yield from _measure_parts(record, (*at, kinds[0]), measure[kinds[0]], measures, scope)
    yield from _measures_of_measures(record, measures)


def _measure_parts(record: Record, at: KeyPath, written: Any, measures: Data, scope: Data) -> Iterator[Finding]:
    listed, kind = isinstance(written, list), at[-1]
    for index, part in enumerate(written if listed else [written]):
        place: KeyPath = (*at, index) if listed else at
        if kind in OF_DAYS:
            wrong = date_fault(part, scope)
        elif is_number(part) or part in measures:
            wrong = None
        else:
            wrong = path_fault(part, _with_measures(part, measures, scope), NUMBERS)
        if wrong:
            yield error(record, place, "G104", wrong)


def _with_measures(part: str, measures: Data, scope: Data) -> Data:
    """What a part that names no measure may read: a misspelled measure is told beside those that there are."""
    if "." in part or "(" in part:
        return scope
    return {**scope, "properties": {**scope["properties"], **{name: {"type": "number"} for name in measures}}}


def _measures_of_measures(record: Record, measures: Data) -> Iterator[Finding]:
    """Measures that rest on themselves, or too many one on another; and unlike units that are added or compared."""
    inner = {name: measures_in(each, measures) for name, each in measures.items()}
    if not any(inner.values()):
        return
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 - few grids have measures of measures

    try:
        order = tuple(TopologicalSorter(inner).static_order())
    except CycleError as circle:
        # Each rests on the one before it in the list, whose last is its first again.
        names = list(reversed(circle.args[1]))
        first = min(range(len(names) - 1), key=lambda at: list(measures).index(names[at]))
        names = [*names[first:-1], *names[: first + 1]]
        says = row([said("{name} rests on {other}", names[0], names[1]), *names[2:]], ", which rests on ")
        yield error(
            record, ("measures", names[0]), "G138", said("{says}; let one of them rest on what requests state", says)
        )
        return
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = 1 + max((depth[part] for part in inner[name]), default=-1)
    for name, parts in inner.items():
        if depth[name] > DEEPEST:
            says = said(
                "{name} rests on {depth} measures, one on another; at most {most} may", name, depth[name], DEEPEST
            )
            yield error(record, ("measures", name), "G138", says)
        yield from _unlike(record, name, measures[name], {part: measures[part] for part in parts})


def measures_in(measure: Data, measures: Data) -> list[str]:
    """The measures that are parts of one as it is written."""
    written = [
        part for kind in MEASURE_KINDS if kind in measure and kind not in OF_DAYS for part in _listed(measure[kind])
    ]
    return [part for part in written if isinstance(part, str) and part in measures]


def _listed(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [written]


def _unlike(record: Record, name: str, measure: Data, parts: Data) -> Iterator[Finding]:
    kind = next((key for key in ("sum", "difference", "minimum", "maximum") if key in measure), None)
    units = {part: _unit_of(each) for part, each in parts.items()}
    other = next((part for part in units if units[part] != units[next(iter(units))]), None)
    if kind is not None and other is not None:
        first, done = (
            next(iter(units)),
            said("compared") if kind in {"minimum", "maximum"} else said("added or taken away"),
        )
        says = said(
            "{name}: {first} is in {unit} and {other} in {unit2}; only figures of one unit are {done}",
            name,
            first,
            units[first],
            other,
            units[other],
            done,
        )
        yield error(record, ("measures", name, kind), "G139", says)


def _unit_of(measure: Data) -> str:
    """The unit of a measure in words; a number of no unit of its own is just a number."""
    usual = next((units[0] for kind, units in _UNITS.items() if kind in measure), "number")
    unit = measure.get("unit", usual)
    if isinstance(unit, str):
        return unit
    name = unit["name"]
    words = name if isinstance(name, str) else name.get("en", name.get("fr"))
    kind = unit_kind(unit)
    return str(words) if kind == "number" else f"{kind} {words}"
