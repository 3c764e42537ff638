"""A request as its progress reports have moved it: new facts laid over the old, each with its day and its documents.

The request itself stays as it was decided; what is made here is another one, which the same rules can judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.conditions import leaves
from asipgrid.model.places import KeyPath, Place, Record
from asipgrid.model.requests import Report, Request
from asipgrid.model.results import Fact, Judged


class Proof(Struct, frozen=True, kw_only=True):
    """A document behind a value: its id and title, and where it is listed."""

    id: str
    title: str
    place: Place


class _Layered(Record, frozen=True, kw_only=True):
    """A request's record under those of its reports: a fact stands where it was stated last."""

    over: tuple[Record, ...]

    def place(self, path: KeyPath = ()) -> Place:
        for record in reversed(self.over):
            if path and ("facts", *path) in record.keys:
                return record.place(("facts", *path))
        return Record.place(self, path)


class Overlay(Struct, frozen=True, kw_only=True):
    """A request and the reports laid over it, in the order of their days; `request` is the request as it stands then."""

    base: Request
    reports: tuple[Report, ...]
    request: Request

    def reported(self, facts: Iterable[Fact]) -> bool:
        """Whether a report states, or supports with a document, any of these facts."""
        files = {report.record.name for report in self.reports}
        given = [fact for fact in facts if fact.value is not None]
        if any(fact.place is not None and fact.place.file in files for fact in given):
            return True
        return any(proof.place.file in files for fact in given for proof in self.proofs(fact))

    def dated(self, facts: Iterable[Fact]) -> str | None:
        """The newest day that these facts describe: that of a document (`as_of`, else `date`), else of the report.

        Facts that rest on the request alone, without a document, are of the day of the request.
        """
        days = [day for fact in facts for day in self._days(fact)]
        stated: str | None = self.base.data.get("submitted_on")
        return max(days, default=stated)

    def _days(self, fact: Fact) -> tuple[str, ...]:
        if fact.value is None or fact.place is None:
            return ()
        report = next((each for each in self.reports if each.record.name == fact.place.file), None)
        evidence = [item for each in self.reports for item in each.evidence] if report is None else [*report.evidence]
        if report is None:
            evidence += self.base.data.get("evidence", ())
        days = tuple(day for item in evidence if _supports(item, fact.path) and (day := _day(item)) is not None)
        return days or (() if report is None else (report.as_of,))

    def proofs(self, fact: Fact) -> tuple[Proof, ...]:
        """The documents that support a fact, from where it was stated on, in the order of their lists."""
        if fact.value is None or fact.place is None:
            return ()
        found: list[Proof] = []
        records = [(self.base.record, tuple(self.base.data.get("evidence", ())))]
        records += [(report.record, report.evidence) for report in self.reports]
        names = [record.name for record, _ in records]
        first = names.index(fact.place.file) if fact.place.file in names else 0
        for record, evidence in records[first:]:
            found += [
                Proof(id=item["id"], title=item["title"], place=record.value_place(("evidence", index, "id")))
                for index, item in enumerate(evidence)
                if _supports(item, fact.path)
            ]
        return tuple(found)


def overlay(request: Request, reports: Iterable[Report], award: int | None = None) -> Overlay:
    """A request with its reports laid over it, oldest first; an award (in cents) takes the place of what was requested."""
    ordered = tuple(sorted(reports, key=Report.order))
    data: Mapping[str, Any] = request.data
    values = dict(request.record.values)
    if award is not None:
        # Decided elsewhere: no line of the request says it.
        data = laid_over(data, {"funding": {"requested": Fraction(award, 100)}})
        values.pop(("funding", "requested"), None)
    for report in ordered:
        data = laid_over(data, report.facts)
        values |= {
            path[1:]: spot for path, spot in report.record.values.items() if len(path) > 1 and path[0] == "facts"
        }
    record = request.record
    layered = _Layered(
        name=record.name,
        data=record.data,
        keys=record.keys,
        values=values,
        digest=record.digest,
        over=tuple(report.record for report in ordered),
    )
    now = replace(request, data=data, record=layered, supported=frozenset(_supported(request, ordered, data)))
    return Overlay(base=request, reports=ordered, request=now)


def facts_behind(each: Judged) -> tuple[Fact, ...]:
    """The facts that the level of a criterion rests on."""
    return tuple(fact for found in each.found for fact in found.facts)


def laid_over(base: Any, new: Any) -> Any:
    """A part of a document with the new one laid over it: parts are joined, everything else is replaced."""
    if not (isinstance(base, Mapping) and isinstance(new, Mapping)):
        return new
    return {**base, **{key: laid_over(base.get(key), value) for key, value in new.items()}}


def _supported(request: Request, reports: tuple[Report, ...], data: Mapping[str, Any]) -> Iterator[str]:
    """The facts that a document supports: one listed where they were stated last, or in a later report."""
    stated = [set(leaves(report.facts)) for report in reports]
    for path in leaves(data):
        last = max((n for n, each in enumerate(stated) if path in each), default=None)
        sources = [report.supported for report in reports[last or 0 :]]
        if last is None:
            sources.append(request.supported)
        names = {".".join(map(str, path[:depth])) for depth in range(1, len(path) + 1)}
        if any(names & source for source in sources):
            yield ".".join(map(str, path))


def _supports(item: Mapping[str, Any], path: str) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in item.get("supports", ()))


def _day(item: Mapping[str, Any]) -> str | None:
    day: str | None = item.get("as_of") or item.get("date")
    return day
