"""Facts of the call that nobody reads, and statistics that count whom a gate refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.call_schemas import STATISTICS
from asipgrid.check.conditions import written_paths
from asipgrid.check.lint.criteria import paths_of
from asipgrid.check.wording import Data, near_words, warning
from asipgrid.engine.paths import path_expression
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said

_READ: Final = re.compile(r"call\.facts\.([a-z][a-z0-9_]*)")


def unread_call_facts(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A fact of the call that no grid asks for and nothing in the call reads: it may be another, misspelt."""
    asked = {name for grid in grids.values() for name in grid.get("call_facts", {})}
    read = asked | {name for text in _texts(call) for name in _READ.findall(text)}
    for name in call.get("facts", ()):
        if name not in read:
            says = said("no grid asks for the fact {name}, and no rule reads it; {near}", name, near_words(name, asked))
            yield warning(record, ("facts", name), "C258", says)


def _texts(data: Any) -> Iterator[str]:
    """Every text of a document, keys as well."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield key
            yield from _texts(value)
    elif isinstance(data, list):
        for each in data:
            yield from _texts(each)


def gates_judged_after(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A gate that could be judged before the statistics of the eligible, and is not, for its grid reads some."""
    late = [(grid["grid"], each["id"]) for grid in grids.values() if grid.get("relative") for each in _gates(grid)]
    for name, each in call.get(STATISTICS, {}).items() if late else ():
        if "among" not in each or "eligible" in written_paths(each["among"]):
            grid, gate = late[0]
            says = said(
                "{name} counts requests that the gate {gate} refuses too, for {grid} is judged after it; give the gate "
                "to a grid without `relative: true`",
                name,
                gate,
                grid,
            )
            yield warning(record, (STATISTICS, name), "C254", says)


def _gates(grid: Data) -> Iterator[Data]:
    """The gates of eligibility of a grid that read no statistic."""
    measures = grid.get("measures", {})
    for each in grid["criteria"]:
        if each.get("gate") == "eligibility":
            written = [part for path in written_paths(each["requires"]) for part in path_expression(path).reads]
            behind = [path for name in written if name in measures for path in paths_of(measures[name], measures)]
            reads = [*written, *(part for path in behind for part in path_expression(path).reads)]
            if not any(name.split(".")[0] == STATISTICS for name in reads):
                yield each
