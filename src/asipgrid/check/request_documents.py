"""The documents about requests, checked together in a call that is sound."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from asipgrid.check.case import Rules
from asipgrid.check.collector import Collector
from asipgrid.check.document_set import REQUEST_KINDS, Documents, RecordsByKind, conflicts_in, period_of
from asipgrid.check.monitoring import amendment_findings, payment_findings, progress_findings
from asipgrid.check.ratings import consensus_findings, decision_findings, rating_findings
from asipgrid.check.request import request_findings
from asipgrid.model.places import Finding, Record
from asipgrid.model.requests import CONSENSUS, Unfilled

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
    sheets = _Sheets(found, rules, present, conflicts_in(records))
    kept["rating"] = sheets.sound(records.get("rating", ()))
    kept["decision"] = those("decision", lambda r, d: decision_findings(r, d, present, call))
    kept["progress"] = those("progress", lambda r, d: progress_findings(r, d, present, call, paths))
    kept["review"] = sheets.reviews(records.get("review", ()))
    kept["payment"] = those("payment", lambda r, d: payment_findings(r, d, present, call))
    kept["amendment"] = those("amendment", lambda r, d: amendment_findings(r, d, present, rules.criteria))
    found.take(_before_its_request(found.unfilled, kept))
    return {kind: [each for each in listed if next(iter(each[1].values())) in sound] for kind, listed in kept.items()}


def _before_its_request(unfilled: Iterable[Unfilled], kept: Mapping[str, Documents]) -> Iterator[Finding]:
    """What was decided, told or paid of a request that is not yet filled in: to leave it out would lose it."""
    blank = {each.request: each.file for each in unfilled if each.kind == "request"}
    for kind in ("decision", "progress", "payment", "amendment") if blank else ():
        for record, data in kept[kind]:
            if data[kind] in blank:
                says = f"the request {data[kind]} is not yet filled in ({blank[data[kind]]}); fill it in first"
                yield Finding(code="R033", place=record.value_place((kind,)), says=says)


class _Sheets:
    """The rating sheets of a call; `requests` are those that were sent, `conflicts` the declared ones."""

    def __init__(
        self, found: Collector, rules: Rules, requests: Collection[str], conflicts: Mapping[tuple[str, str], str]
    ) -> None:
        self._found, self._rules, self._requests, self._conflicts = found, rules, requests, conflicts

    def reviews(self, records: Iterable[Record]) -> Documents:
        """The sound rating sheets on progress reports, period by period."""
        periods: dict[str, list[Record]] = {}
        for record in records:
            periods.setdefault(period_of(record), []).append(record)
        return [each for name in sorted(periods) for each in self.sound(periods[name])]

    def sound(self, records: Iterable[Record]) -> Documents:
        """The sound rating sheets: those of assessors, then what they agreed on; none carries marks of a conflict."""
        own: list[Record] = []
        agreed: list[Record] = []
        for record in records:
            (agreed if PurePosixPath(record.name).parent.name == CONSENSUS else own).append(record)
        rules = self._rules
        sheets = [
            (record, {**data, "conflict": True, "marks": {}} if self._declared(data) else data)
            for record, data in self._found.sound(own, "rating", rules.shapes["rating"], self._ask)
        ]
        need = rules.call.get("panel", {}).get("assessors", 1)

        def ask_agreed(record: Record, data: Data) -> Iterator[Finding]:
            yield from self._ask(record, data)
            yield from consensus_findings(record, data, [each for _, each in sheets], need)

        return [*sheets, *self._found.sound(agreed, "rating", rules.shapes["consensus"], ask_agreed)]

    def _declared(self, data: Data) -> bool:
        return (data["rating"], data["assessor"]) in self._conflicts

    def _ask(self, record: Record, data: Data) -> Iterator[Finding]:
        return rating_findings(record, data, self._requests, self._rules.criteria, self._conflicts)
