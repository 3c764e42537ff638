"""A grid beside the same grid as it was committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.changes import Part, changes, next_version, raised
from asipgrid.check.wording import warning
from asipgrid.model.places import Finding, Record

Data = Mapping[str, Any]

_WHY: Final = {
    Part.MAJOR: "scores before and after cannot be compared",
    Part.MINOR: "it asks applicants for something else",
    Part.PATCH: "its words changed",
}


def version_findings(record: Record, grid: Data, before: Data) -> Iterator[Finding]:
    """A grid that differs from the committed one, and whose version does not say so, or not enough.

    A result names the version of each grid: two contents under one number, and nobody can tell which was applied.
    """
    found = changes(before, grid)
    if not found or before["grid"] != grid["grid"]:
        return
    old, new, needed = before["version"], grid["version"], found[0].part
    rise = raised(old, new)
    if rise is not None and rise <= needed:
        return
    where = found[0].where if len(found) == 1 else f"{found[0].where} and {len(found) - 1} more"
    how = (
        f"is still {new}"
        if old == new
        else f"went from {old} to {new} only"
        if rise
        else f"went from {old} back to {new}"
    )
    says = (
        f"this grid differs from the committed one ({where}), and its version {how}; "
        f"{_WHY[needed]}, so raise it to {next_version(old, needed)}"
    )
    yield warning(record, ("version",), "G151", says)
