"""What no schema can say of the themes of a call's chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asipgrid.check.conditions import path_fault
from asipgrid.check.wording import Data, error
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said

# What one cell of a chart can show: a single value, or a list of them.
_SHOWN: Final = ("string", "number", "integer", "boolean", "array")
_NAME: Final = "name"


def chart_findings(record: Record, call: Data, request: Data) -> Iterator[Finding]:
    """Themes: each its own id, and paths of what requests of this schema can state."""
    seen: set[str] = set()
    for index, theme in enumerate(call.get("chart", {}).get("themes", ())):
        if theme["id"] in seen:
            says = said("{id} names two themes; give each its own id, by which requests word it", theme["id"])
            yield error(record, ("chart", "themes", index, "id"), "C241", says)
        elif theme["id"] == _NAME:
            says = said("`name` is what requests call their project on the chart; give the theme another id")
            yield error(record, ("chart", "themes", index, "id"), "C241", says)
        seen.add(theme["id"])
        for position, read in enumerate(theme.get("reads", ())):
            bare = isinstance(read, str)
            wrong = path_fault(read if bare else read["path"], request, _SHOWN)
            if wrong:
                at = ("chart", "themes", index, "reads", position)
                yield error(record, at if bare else (*at, "path"), "C240", wrong)
