"""Rankings that may put requests in another order than was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.conditions import path_fault, schema_at
from asipgrid.check.wording import Data, listed, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said

# What makes texts stand in the order of what they say: days always do, and whoever writes a pattern has seen to it.
_SEEN_TO: Final = ("format", "pattern", "const")


def texts_in_order(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    """Texts are put in order character by character: "10:00" before "9:30", `high` before `low`; names are meant so."""
    ranking = call["ranking"]
    links: list[tuple[KeyPath, Any]] = [(("ranking", "by"), ranking["by"])]
    links += [(("ranking", "tie_break", at), each) for at, each in enumerate(ranking.get("tie_break", ()))]
    for at, link in links:
        if not (isinstance(link, Mapping) and "path" in link) or path_fault(link["path"], scope, ("string",)):
            continue
        found = schema_at(link["path"], scope)
        if "enum" in found:
            first = sorted(found["enum"], reverse=link.get("order") != "ascending")
            says = said(
                "the values of {path} are put in order by their letters: {values}; rank by a criterion that gives each its "
                "level, or by a yes or no, where that is not meant",
                link["path"],
                listed(first),
            )
        elif not any(key in found for key in _SEEN_TO) and link["path"].split(".")[1:2] != ["applicant"]:
            says = said(
                '{path} is free text, put in order character by character: "10:00" before "9:30"; give it `format: date`, '
                "or the `pattern` of a time",
                link["path"],
            )
        else:
            continue
        yield warning(record, (*at, "path"), "C272", says)
