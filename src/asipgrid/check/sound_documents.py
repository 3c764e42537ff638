"""The documents about requests, checked together in a call that is sound."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from asipgrid.check import request_documents
from asipgrid.check.case import REQUEST_KINDS, Documents, RecordsByKind, Rules, conflicts_in, period_of
from asipgrid.check.collector import Collector
from asipgrid.check.request import request_findings
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Finding, Record
from asipgrid.model.requests import Unfilled
from asipgrid.model.said import said

Data = dict[str, Any]
Ask = Callable[[Record, Data], Iterator[Finding]]


class SoundDocuments(Struct, frozen=True, kw_only=True):
    """Documents about requests that are sound, by their kind, as `Case` has them; and everything wrong with any."""

    kept: Mapping[str, Documents]
    conflicts: Mapping[tuple[str, str], str]
    unfilled: tuple[Unfilled, ...]
    findings: tuple[Finding, ...]


def sound_documents(
    found: Collector, records: RecordsByKind, sent: Collection[str], rules: Rules
) -> dict[str, Documents]:
    """The sound requests, and the sound documents about them, by their kind."""
    call, paths = rules.call, rules.paths

    def those(kind: str, ask: Ask) -> Documents:
        return found.sound(records.get(kind, ()), kind, rules.shapes[kind], ask)

    requests = those("request", lambda r, d: request_findings(r, d, call, paths))
    kept: dict[str, Documents] = {**{kind: [] for kind in REQUEST_KINDS}, "request": requests}
    if not any(records.get(kind) for kind in REQUEST_KINDS[1:]):
        return kept
    # A sheet about a request that is refused is not itself wrong: every request that was sent is known here.
    sound = {data["request"]: data for _, data in requests}
    present: dict[str, Data] = {**{name: {} for name in sent}, **sound}
    conflicts = conflicts_in(records)
    kept["rating"] = _sheets(found, records.get("rating", ()), rules, present, conflicts)
    kept["decision"] = those("decision", lambda r, d: request_documents.decision_findings(r, d, present, call))
    kept["progress"] = those("progress", lambda r, d: request_documents.progress_findings(r, d, present, call, paths))
    for _, reviews in itertools.groupby(sorted(records.get("review", ()), key=period_of), period_of):
        kept["review"] += _sheets(found, reviews, rules, present, conflicts)
    kept["payment"] = those("payment", lambda r, d: request_documents.payment_findings(r, d, present, call))
    kept["amendment"] = those(
        "amendment", lambda r, d: request_documents.amendment_findings(r, d, present, rules.criteria)
    )
    found.take(_before_its_request(found.unfilled, kept))
    return {kind: [each for each in listed if next(iter(each[1].values())) in sound] for kind, listed in kept.items()}


def _before_its_request(unfilled: Iterable[Unfilled], kept: Mapping[str, Documents]) -> Iterator[Finding]:
    """What was decided, told or paid of a request that is not yet filled in: to leave it out would lose it."""
    blank = {each.request: each.file for each in unfilled if each.kind == "request"}
    for kind in ("decision", "progress", "payment", "amendment") if blank else ():
        for record, data in kept[kind]:
            if data[kind] in blank:
                says = said(
                    "the request {request} is not yet filled in ({blank}); fill it in first",
                    data[kind],
                    blank[data[kind]],
                )
                yield Finding(code="R033", place=record.value_place((kind,)), says=says)


def _sheets(
    found: Collector,
    records: Iterable[Record],
    rules: Rules,
    requests: Collection[str],
    conflicts: Mapping[tuple[str, str], str],
) -> Documents:
    """The sound rating sheets: those of assessors, then what they agreed on; none carries marks of a conflict."""
    own: list[Record] = []
    agreed: list[Record] = []
    panel = rules.call.get("panel", {})
    for record in records:
        (agreed if PurePosixPath(record.name).parent.name == CONSENSUS else own).append(record)

    def ask(record: Record, data: Data) -> Iterator[Finding]:
        yield from request_documents.rating_findings(record, data, requests, rules.criteria, conflicts)
        yield from request_documents.not_asked(record, data, rules.criteria, panel)

    sheets = [
        (record, {**data, "conflict": True, "marks": {}} if (data["rating"], data["assessor"]) in conflicts else data)
        for record, data in found.sound(own, "rating", rules.shapes["rating"], ask)
    ]

    def need(name: str) -> int:
        own = panel.get("grids", {}).get(rules.criteria[name][0]["grid"], {}) if name in rules.criteria else {}
        wanted: int = own.get("assessors", panel.get("assessors", 1))
        return wanted

    def ask_agreed(record: Record, data: Data) -> Iterator[Finding]:
        yield from ask(record, data)
        yield from request_documents.consensus_findings(record, data, [each for _, each in sheets], need)

    return [*sheets, *found.sound(agreed, "rating", rules.shapes["consensus"], ask_agreed)]
