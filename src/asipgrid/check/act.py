"""What no schema can say of the clauses and the goals of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from asipgrid.check.wording import Data, error, near_words, unknown_criterion
from asipgrid.model.act_places import PLACES
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import row, said

# A place for data, or what looks like one, whatever stands in it: an open brace without its end too.
_PLACE: Final = re.compile(r"\{\{(.*?)(?:\}\}|\Z)|\{[%#]", re.DOTALL)
_WHOLE: Final = re.compile(r"\{\{ *([a-z_]+) *\}\}")


def act_findings(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Clauses and goals of a call that cannot be meant so."""
    yield from _clauses(record, call.get("clauses", ()))
    yield from _goals(record, call.get("addendum", {}).get("goals", {}), grids)
    for index, each in enumerate(call.get("letters", {}).get("remedies", ())):
        limits = [key for key in ("months", "days", "until") if key in each]
        if len(limits) > 1:
            says = said("this remedy has {count} time limits ({limits}); keep one", len(limits), row(limits))
            yield error(record, ("letters", "remedies", index), "C230", says)


def _clauses(record: Record, listed: list[str | Data]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, each in enumerate(listed):
        name = each if isinstance(each, str) else each["id"]
        if name in seen:
            yield error(record, ("clauses", index), "C228", said("the clause {name} is listed twice; keep one", name))
        seen.add(name)
        if not isinstance(each, str):
            for key in ("title", "text"):
                yield from _places(record, ("clauses", index, key), each[key])


def _places(record: Record, at: KeyPath, text: str | Data) -> Iterator[Finding]:
    """Places for data that hold none."""
    if not isinstance(text, str):
        for language, words in text.items():
            yield from _places(record, (*at, language), words)
        return
    for found in _PLACE.finditer(text):
        whole = _WHOLE.fullmatch(found[0])
        if whole is None:
            says = said(
                "{place} is no place for data; a clause has places such as {{ applicant }}, a name and nothing else",
                found[0][:40],
            )
            yield error(record, at, "C227", says)
        elif whole[1] not in PLACES:
            yield error(
                record,
                at,
                "C227",
                said("no letter fills {name} in a clause; {near}", whole[1], near_words(whole[1], PLACES)),
            )


def _goals(record: Record, choice: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    criteria = [each["id"] for grid in grids.values() for each in grid["criteria"]]
    at: KeyPath = ("addendum", "goals")
    if "criteria" in choice and "by" in choice:
        says = said("`criteria` gives the goals and their order, so `by` chooses nothing; keep one of the two")
        yield error(record, (*at, "by"), "C229", says)
    never = choice.get("never", ())
    for key in ("criteria", "never"):
        for index, name in enumerate(choice.get(key, ())):
            if name not in criteria:
                yield error(record, (*at, key, index), "C229", unknown_criterion(name, criteria))
            elif name in choice[key][:index]:
                yield error(record, (*at, key, index), "C229", said("{name} is named twice; keep one", name))
            elif key == "criteria" and name in never:
                says = said("{name} is among the goals and among those that are never set; keep one", name)
                yield error(record, (*at, key, index), "C229", says)
    for name in choice.get("each", ()):
        if name not in criteria:
            yield error(record, (*at, "each", name), "C229", unknown_criterion(name, criteria))
        elif name in never:
            says = said("{name} has terms of its own and is never set; keep one", name)
            yield error(record, (*at, "each", name), "C229", says)
