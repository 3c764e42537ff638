"""A request as its progress reports have moved it: new facts laid over the old, each with its day and its documents.

The request itself stays as it was decided; what is made here is another one, which the same rules can judge.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.paths import leaves, supports, value_at
from asipgrid.model.judged import Fact
from asipgrid.model.places import KeyPath, Place, Record
from asipgrid.model.requests import Report, Request
from asipgrid.monitoring.facts import laid_over


class Proof(Struct, frozen=True, kw_only=True):
    """A document behind a value: its id and title; where it is listed is looked for when somebody asks."""

    id: str
    title: str
    listed: Callable[[], Place]

    @property
    def place(self) -> Place:
        """Where it is listed."""
        return self.listed()


class _LayeredValues(Mapping[KeyPath, tuple[int, int, int]]):
    """The places of a request's values under those of its reports; no document is asked for them before they are."""

    def __init__(self, request: Request, reports: tuple[Report, ...], decided: KeyPath | None) -> None:
        self.base, self.over, self.decided = request.record.values, [each.record.values for each in reports], decided

    def __getitem__(self, path: KeyPath) -> tuple[int, int, int]:
        if path == self.decided:
            raise KeyError(path)
        over = next((each for each in reversed(self.over) if ("facts", *path) in each), None)
        return self.base[path] if over is None else over["facts", *path]

    def __iter__(self) -> Iterator[KeyPath]:
        told = (path[1:] for each in self.over for path in each if len(path) > 1 and path[0] == "facts")
        return (path for path in dict.fromkeys((*self.base, *told)) if path != self.decided)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _LayeredRecord(Record, frozen=True, kw_only=True):
    """A request's record under those of its reports: a fact stands where it was stated last."""

    reports: tuple[Report, ...]

    def place(self, path: KeyPath = ()) -> Place:
        last = _stated_last(self.reports, path) if path else None
        return Record.place(self, path) if last is None else self.reports[last].record.place(("facts", *path))


class Overlay(Struct, frozen=True, kw_only=True):
    """A request and the reports laid over it, in the order of their days; `request` is the request as it stands then.

    `decided` is the path of what is not as the request says, for it was decided otherwise.
    """

    base: Request
    reports: tuple[Report, ...]
    request: Request
    decided: KeyPath | None

    def source_of(self, path: str) -> Request | Report | None:
        """The document that states a fact last; None where none does."""
        parts = tuple(path.split("."))
        last = _stated_last(self.reports, parts)
        if last is not None:
            return self.reports[last]
        stated = parts != self.decided and value_at(self.base.data, parts) is not None
        return self.base if stated else None

    def reported(self, facts: Iterable[Fact]) -> bool:
        """Whether a report states, or supports with a document, any of these facts."""
        return any(
            isinstance(each, Report)
            for fact in facts
            if fact.value is not None
            for each in (self.source_of(fact.path), *(document for document, _, _ in self._evidence(fact)))
        )

    def dated(self, facts: Iterable[Fact]) -> str | None:
        """The newest day that these facts describe: that of a document (`as_of`, else `date`), else of the report.

        Facts that rest on the request alone, without a document, are of the day of the request.
        """
        days = [day for fact in facts for day in self._days(fact)]
        stated: str | None = self.base.data.get("submitted_on")
        return max(days, default=stated)

    def _days(self, fact: Fact) -> tuple[str, ...]:
        source = self.source_of(fact.path)
        # A document in a later report says nothing of the day of what an earlier one states.
        listed = (item for document, _, item in self._evidence(fact) if document is source or source is self.base)
        days = tuple(day for item in listed if (day := evidence_day(item)) is not None)
        return days or ((source.as_of,) if isinstance(source, Report) else ())

    def proofs(self, facts: Iterable[Fact]) -> tuple[Proof, ...]:
        """The documents that support these facts, each once, in the order of facts and lists."""
        found: dict[tuple[str, int], Proof] = {}
        for fact in facts:
            for document, index, item in self._evidence(fact):
                listed = functools.partial(document.record.value_place, ("evidence", index, "id"))
                found.setdefault(
                    (document.record.name, index), Proof(id=item["id"], title=item["title"], listed=listed)
                )
        return tuple(found.values())

    def _evidence(self, fact: Fact) -> Iterator[tuple[Request | Report, int, Mapping[str, Any]]]:
        """The documents that support a fact, from where it was stated last on: where each is listed, and as what."""
        if fact.value is None or self.source_of(fact.path) is None:
            return
        for document in _since(self.base, self.reports, tuple(fact.path.split("."))):
            listed = document.evidence if isinstance(document, Report) else document.data.get("evidence", ())
            for index, item in enumerate(listed):
                if supports(item, fact.path):
                    yield document, index, item


def overlay(request: Request, reports: Iterable[Report], award: int | None = None) -> Overlay:
    """A request with its reports laid over it, oldest first; an award (in cents) takes the place of what was requested."""
    ordered = tuple(sorted(reports, key=Report.order))
    data: Mapping[str, Any] = request.data
    decided = None
    if award is not None:
        # Decided elsewhere: no line of the request says it.
        decided = ("funding", "requested")
        data = laid_over(data, {"funding": {"requested": Fraction(award, 100)}})
    for report in ordered:
        data = laid_over(data, report.facts)
    record = request.record
    layered = _LayeredRecord(
        name=record.name,
        data=record.data,
        keys=record.keys,
        values=_LayeredValues(request, ordered, decided),
        digest=record.digest,
        reports=ordered,
    )
    now = replace(request, data=data, record=layered, supported=frozenset(_supported(request, ordered, data)))
    return Overlay(base=request, reports=ordered, request=now, decided=decided)


def _stated_last(reports: Sequence[Report], path: KeyPath) -> int | None:
    """The number of the report that states a fact last; None where none does."""
    return max((n for n, each in enumerate(reports) if value_at(each.facts, map(str, path)) is not None), default=None)


def _since(request: Request, reports: tuple[Report, ...], path: KeyPath) -> tuple[Request | Report, ...]:
    """The documents from the one that states a fact last on; all of them where no report does."""
    last = _stated_last(reports, path)
    return (request, *reports) if last is None else reports[last:]


def _supported(request: Request, reports: tuple[Report, ...], data: Mapping[str, Any]) -> Iterator[str]:
    """The facts that a document supports: one listed where they were stated last, or in a later report."""
    for path in leaves(data):
        names = {".".join(map(str, path[:depth])) for depth in range(1, len(path) + 1)}
        if any(names & each.supported for each in _since(request, reports, path)):
            yield ".".join(map(str, path))


def evidence_day(item: Mapping[str, Any]) -> str | None:
    """The day that a document describes, else that of its signature; None where neither is stated."""
    day: str | None = item.get("as_of") or item.get("date")
    return day
