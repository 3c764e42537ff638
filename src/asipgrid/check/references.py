"""What documents about requests name: their own file, a request, a criterion, a source."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from asipgrid.check.wording import Data, error, near_words
from asipgrid.model.places import Finding, KeyPath, Record

Criteria = Mapping[str, tuple[Data, Data]]
"""The criteria of a call by id, each with its grid."""


def criteria_of(grids: Mapping[str, Data]) -> Criteria:
    """The criteria of some grids."""
    return {each["id"]: (grid, each) for grid in grids.values() for each in grid["criteria"]}


def unknown_criterion(name: str, criteria: Collection[str]) -> str:
    """What to say of a criterion that no grid of the call has."""
    return f"{name} is not a criterion of this call; {near_words(name, criteria)}"


def named_after_file(record: Record, data: Data, key: str, code: str) -> Iterator[Finding]:
    """A document is about the request that its file is named after."""
    stem = record.name.rpartition("/")[2].rpartition(".")[0]
    if data[key] != stem:
        says = f"this document says it is about {data[key]}, but its file is named {stem}; make the two equal"
        yield error(record, (key,), code, says)


def about_a_request(
    record: Record, data: Data, requests: Collection[str], key: str, codes: tuple[str, str]
) -> Iterator[Finding]:
    """A document is about the request that its file is named after, and that was sent."""
    yield from named_after_file(record, data, key, codes[0])
    if data[key] not in requests:
        yield error(record, (key,), codes[1], f"no request {data[key]} in this call; {near_words(data[key], requests)}")


def is_published(call: Data) -> bool:
    """Whether a call is about published facts, each of which rests on a publication."""
    return bool(call.get("basis") == "published")


def named_source(record: Record, at: KeyPath, item: Data, call: Data) -> Iterator[Finding]:
    """A source named by its key in the call, where the call lists its sources; one is needed of published facts."""
    name, known = item.get("source"), call.get("sources", {})
    if name is None:
        if is_published(call):
            says = "source is missing; a call of published facts names the source of each"
            yield error(record, at, "R025", says)
    elif known and name not in known:
        yield error(record, (*at, "source"), "R024", f"{name} is not a source of the call; {near_words(name, known)}")
