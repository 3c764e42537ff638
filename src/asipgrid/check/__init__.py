"""The checking rooms: documents against their shapes (`shape`), against sense (`sense`), then into nouns (`build`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from asipgrid import dialect
from asipgrid.check import build, sense
from asipgrid.check.shape import shape, stated
from asipgrid.model import Call, CommitteeDecision, Finding, Gravity, Grid, RatingSheet, Record, Request

KINDS: Final = ("grid", "call", "request", "rating", "decision", "progress")

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The records of one call, as read: each list in the order of their file names."""

    call: Record
    grids: tuple[Record, ...]
    requests: tuple[Record, ...]
    ratings: tuple[Record, ...] = ()
    decisions: tuple[Record, ...] = ()
    progress: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One call ready to be scored: only sound documents are in it."""

    call: Call
    grids: tuple[Grid, ...]
    requests: tuple[Request, ...]
    sheets: tuple[RatingSheet, ...]
    decisions: tuple[CommitteeDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What checking a call gave: the case (None when the call or a grid has an error) and every finding."""

    case: Case | None
    findings: tuple[Finding, ...]


def kind_of(record: Record) -> str | None:
    """What a document says it is: its first key."""
    first = next(iter(record.data), None)
    return first if first in KINDS else None


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(finding.gravity is Gravity.ERROR for finding in findings)


def check_grids(records: Iterable[Record]) -> tuple[Finding, ...]:
    """Grids on their own, each against the requests that all of them together describe."""
    desk = _Desk()
    desk.take_grids(list(records))
    return desk.in_reading_order()


def check_call(papers: Papers) -> Checked:
    """Everything wrong in a call's documents, and what can be scored."""
    desk = _Desk()
    return Checked(case=desk.case(papers), findings=desk.in_reading_order())


class _Desk:
    """One check in progress: findings pile up, sound data is kept by id."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def in_reading_order(self) -> tuple[Finding, ...]:
        return tuple(sorted(self.findings, key=Finding.reading_order))

    def take(self, findings: Iterable[Finding]) -> bool:
        """Keep the findings; whether none of them is an error."""
        new = list(findings)
        self.findings += new
        return not is_wrong(new)

    def shaped(self, record: Record, kind: str, validator: Any) -> Data | None:
        """The stated data of a document of that kind, or None when its shape is wrong."""
        if kind_of(record) != kind:
            first = next(iter(record.data), "")
            says = f"the first key is {first or 'missing'}; a document here begins with `{kind}: …`"
            self.findings.append(Finding(code="S011", place=record.place((first,) if first else ()), says=says))
            return None
        data: Data = stated(record.data)
        return data if self.take(shape(record, data, validator)) else None

    def take_grids(self, records: list[Record]) -> dict[str, tuple[Record, Data]]:
        """The sound grids by id."""
        validator = dialect.validator(dialect.shipped("grid"))
        shaped: dict[str, tuple[Record, Data]] = {}
        for record in records:
            data = self.shaped(record, "grid", validator)
            if data is None or not self.take(sense.facts_findings(record, data)):
                continue
            if data["grid"] in shaped:
                says = f"the grid {data['grid']} is also in {shaped[data['grid']][0].name}; a grid's id is used once"
                self.findings.append(Finding(code="G101", place=record.value_place(("grid",)), says=says))
            shaped.setdefault(data["grid"], (record, data))
        schema = sense.request_schema(data for _, data in shaped.values())
        return {
            name: (record, data)
            for name, (record, data) in shaped.items()
            if self.take(sense.grid_findings(record, data, schema))
        }

    def case(self, papers: Papers) -> Case | None:
        data = self.shaped(papers.call, "call", dialect.validator(dialect.shipped("call")))
        if data is None:
            self.take_grids(list(papers.grids))
            return None
        named = {record.data.get("grid"): record for record in papers.grids}
        wanted = [record for record in papers.grids if record.data.get("grid") in data["grids"]]
        sound = self.take_grids(wanted)
        fine = self.take(sense.missing_grids(papers.call, data, {str(name): r.name for name, r in named.items()}))
        if not fine or len(sound) != len(data["grids"]):
            return None
        grids = {name: sound[name][1] for name in data["grids"]}
        folder = papers.call.name.split("/")[-2] if "/" in papers.call.name else data["call"]
        if not self.take(sense.call_findings(papers.call, data, folder, grids)):
            return None
        return self.filled(papers, data, grids, tuple(build.grid(*sound[name]) for name in data["grids"]))

    def filled(self, papers: Papers, call: Data, grids: dict[str, Data], nouns: tuple[Grid, ...]) -> Case:
        schema = sense.request_schema(grids.values())
        requests = self.sound(
            papers.requests, "request", schema, lambda r, d: sense.request_findings(r, d, call, schema)
        )
        # A sheet about a request that is refused is not itself wrong: every request that was sent is known here.
        present = {str(record.data.get("request")): stated(record.data) for record in papers.requests}
        ratings = self.sound(papers.ratings, "rating", None, lambda r, d: sense.rating_findings(r, d, present, grids))
        decisions = self.sound(
            papers.decisions, "decision", None, lambda r, d: sense.decision_findings(r, d, present, call)
        )
        report = dialect.shipped("progress")
        blocks = {grid["block"]: schema["properties"][grid["block"]] for grid in grids.values()}
        facts = {"type": "object", "additionalProperties": False, "properties": blocks}
        report = {**report, "properties": {**report["properties"], "facts": facts}}
        self.sound(papers.progress, "progress", report, lambda r, d: sense.progress_findings(r, d, present, schema))
        kept = {data["request"] for _, data in requests}
        return Case(
            call=build.call(papers.call, call),
            grids=nouns,
            requests=tuple(build.request(*each) for each in requests),
            sheets=tuple(build.rating(*each) for each in ratings if each[1]["rating"] in kept),
            decisions=tuple(build.decision(*each) for each in decisions if each[1]["decision"] in kept),
        )

    def sound(
        self,
        records: Iterable[Record],
        kind: str,
        schema: Mapping[str, Any] | None,
        ask: Callable[[Record, Data], Iterator[Finding]],
    ) -> list[tuple[Record, Data]]:
        """The documents of a kind that have neither a wrong shape nor an error of sense."""
        validator = dialect.validator(schema or dialect.shipped(kind))
        kept: list[tuple[Record, Data]] = []
        for record in records:
            data = self.shaped(record, kind, validator)
            if data is not None and self.take(ask(record, data)):
                kept.append((record, data))
        return kept
