"""The measures of checked grids as values: what each is made of, on which paths it rests in the end, its unit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.model import calls
from asipgrid.model.places import Record
from asipgrid.model.values import Text, Unit, exact

MEASURE_KINDS: Final = (
    "value", "ratio", "difference", "days", "months", "sum", "product", "quotient", "minimum", "maximum",
)  # fmt: skip
# What is made of two days; all other measures are made of figures.
OF_DAYS: Final = frozenset({"days", "months"})
# What is always made of parts: other measures and numbers among them.
_OF_PARTS: Final = frozenset({"sum", "product", "quotient", "minimum", "maximum"})


def measures(record: Record, data: Mapping[str, Any]) -> tuple[calls.Measure, ...]:
    """The measures of a grid, in its order; each rests on paths in the end, never on itself."""
    made: dict[str, calls.Measure] = {}
    for name in data:
        _measure(record, name, data, made)
    return tuple(made[name] for name in data)


def measure_parts(data: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """How a measure is worked out (the kind), and its parts as they are written: paths, names of measures, numbers."""
    kind = next(kind for kind in MEASURE_KINDS if kind in data)
    return kind, data[kind] if isinstance(data[kind], list) else [data[kind]]


def _measure(record: Record, name: str, data: Mapping[str, Any], made: dict[str, calls.Measure]) -> calls.Measure:
    """One measure; its unit defaults to percent for a ratio, days, months or number."""
    if name in made:
        return made[name]
    kind, written = measure_parts(data[name])
    is_plain = kind in OF_DAYS or (kind not in _OF_PARTS and all(_is_path(part, data) for part in written))
    parts = () if is_plain else tuple(_part(record, part, data, made) for part in written)
    units = {"ratio": "percent", "days": "days", "months": "months"}
    made[name] = calls.Measure(
        name=name,
        title=None if "title" not in data[name] else Text.of(data[name]["title"]),
        kind=kind,
        paths=tuple(written if is_plain else dict.fromkeys(path for part in parts for path in _paths(part))),
        unit=_unit(data[name].get("unit", units.get(kind, "number"))),
        place=record.place(("measures", name)),
        parts=parts,
    )
    return made[name]


def _is_path(part: Any, measures: Mapping[str, Any]) -> bool:
    return isinstance(part, str) and part not in measures


def _part(
    record: Record, part: Any, data: Mapping[str, Any], made: dict[str, calls.Measure]
) -> Fraction | str | calls.Measure:
    if not isinstance(part, str):
        return exact(part)
    return _measure(record, part, data, made) if part in data else part


def _paths(part: Fraction | str | calls.Measure) -> tuple[str, ...]:
    match part:
        case calls.Measure():
            return part.paths
        case str():
            return (part,)
    return ()


def unit_kind(written: Any) -> Any:
    """The kind of figures of a unit as it is written: a word, or a unit of one's own with its kind."""
    return written.get("kind", "number") if isinstance(written, Mapping) else written


def _unit(written: Any) -> str:
    return Unit(unit_kind(written), Text.of(written["name"])) if isinstance(written, Mapping) else str(written)
