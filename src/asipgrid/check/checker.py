"""Everything wrong in a call's documents, and the case that can be scored."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check import build, request_documents
from asipgrid.check.call import call_findings, missing_grids, unknown_calls
from asipgrid.check.call_schemas import grid_scope, kind_schema, request_schema
from asipgrid.check.case import (
    REQUEST_KINDS,
    Case,
    Checked,
    Documents,
    DocumentSet,
    RecordsByKind,
    Rules,
    conflicts_in,
    is_wrong,
    period_of,
)
from asipgrid.check.collector import Collector, placeless
from asipgrid.check.grid import criteria_that_lack, facts_findings, grid_findings
from asipgrid.check.request import request_findings
from asipgrid.check.shape import stated
from asipgrid.model.places import Finding, Record
from asipgrid.model.requests import CONSENSUS, CommitteeDecision, RatingSheet, Request, Unfilled
from asipgrid.schema import dialect

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions

Data = dict[str, Any]
Grids = Mapping[str, tuple[Record, Data]]
Ask = Callable[[Record, Data], Iterator[Finding]]


def check_grids(records: Iterable[Record], lint: LintOptions | None = None) -> tuple[Finding, ...]:
    """Grids on their own, each against the requests that all of them together describe; with `lint`, sound ones too."""
    found = Collector(lint)
    _grids(found, records)
    return found.in_reading_order()


def check_call(documents: DocumentSet, lint: LintOptions | None = None, *, places: bool = True) -> Checked:
    """Everything wrong in a call's documents, and what can be scored; with `lint`, what is odd in sound ones too.

    Without `places`, what is in the case does not know where it stands: nobody will ask.
    """
    found = Collector(lint, places=places)
    return Checked(case=_case(found, documents), findings=found.in_reading_order())


def _grids(found: Collector, records: Iterable[Record]) -> Grids:
    """The grids that have the right shape, by id; what is wrong with their sense is a finding."""
    validator = dialect.validator(dialect.shipped("grid"))
    shaped: dict[str, tuple[Record, Data]] = {}
    for record in records:
        data = found.shaped(record, "grid", validator)
        if data is None:
            found.take(criteria_that_lack(record))
            continue
        if not found.take(facts_findings(record, data)):
            continue
        if data["grid"] in shaped:
            says = f"the grid {data['grid']} is also in {shaped[data['grid']][0].name}; a grid's id is used once"
            found.take([Finding(code="G101", place=record.value_place(("grid",)), says=says)])
        shaped.setdefault(data["grid"], (record, data))
    schema = request_schema(data for _, data in shaped.values())
    for record, data in shaped.values():
        if found.take(grid_findings(record, data, schema)):
            _odd_grid(found, record, data, schema, validator)
    return shaped


def _odd_grid(found: Collector, record: Record, data: Data, schema: Data, validator: dialect.Validator) -> None:
    def by_version(lint: LintOptions) -> Iterator[Finding]:
        before = stated(lint.committed(record.name))
        return lint.of_version(record, data, before) if before is not None and validator.is_valid(before) else iter(())

    found.take_odd(lambda lint: lint.of_grid(record, data, grid_scope(data, schema)))
    found.take_odd(by_version)


def _case(found: Collector, documents: DocumentSet) -> Case | None:
    """The case when call and grids are sound; as much as can be said of the other documents in any event."""
    record = documents.call
    call = None if record is None else found.shaped(record, "call", dialect.validator(kind_schema("call", record.data)))
    named = {each.name: each.data["grid"] for each in documents.grids if isinstance(each.data.get("grid"), str)}
    records = [each for each in documents.grids if call is None or named.get(each.name) in call["grids"]]
    before = len(found.findings)
    shaped = _grids(found, records)
    sound = not is_wrong(found.findings[before:])
    if record is None or call is None:
        if len(shaped) == len(records):
            _shapes_only(found, documents, [data for _, data in shaped.values()])
        return None
    if documents.all_grids:
        found.take(missing_grids(record, call, set(named.values())))
    if len(shaped) != len(call["grids"]):
        return None
    grids = {name: shaped[name] for name in call["grids"]}
    rules = Rules(call, {name: data for name, (_, data) in grids.items()})
    sound = _sound_call(found, documents, record, rules, sound=sound)
    kept = sound_documents(found, documents.about_requests, documents.sent, rules)
    if not sound:
        return None
    found.take_odd(lambda lint: lint.of_requests(record, call, kept))
    return _built(found, documents, rules, (record, grids), kept)


def _shapes_only(found: Collector, documents: DocumentSet, grids: Iterable[Data]) -> None:
    """Requests and what is about them, when the call itself cannot be read."""
    call = None if documents.call is None else documents.call.data
    records = documents.about_requests
    found.sound(records.get("request", ()), "request", dialect.validator(request_schema(grids, call)))
    for kind in ("rating", "decision", "review", "payment", "amendment"):
        first_key = "rating" if kind == "review" else kind
        found.sound(records.get(kind, ()), first_key, dialect.validator(kind_schema(first_key, call)))


def _sound_call(found: Collector, documents: DocumentSet, record: Record, rules: Rules, *, sound: bool) -> bool:
    """Whether the call is sound too, where its grids are."""
    call, grids = rules.call, rules.grids
    folder = record.name.split("/")[-2] if "/" in record.name else call["call"]
    sound = found.take(call_findings(record, call, folder, grids)) and sound
    if documents.neighbours is not None:
        sound = found.take(unknown_calls(record, call, documents.neighbours)) and sound
    if sound:
        found.take_odd(lambda lint: lint.of_call(record, call, grids, rules.schema))
    return sound


def _built(
    found: Collector, documents: DocumentSet, rules: Rules, of_call: tuple[Record, Grids], kept: Mapping[str, Documents]
) -> Case:
    """The case of sound documents; `of_call` are the records of the call and its grids."""
    (record, grids), currency = of_call, rules.call["currency"]
    return Case(
        rules=rules,
        call=build.call(found.placed(record), rules.call),
        grids=tuple(build.grid(found.placed(each), data) for each, data in grids.values()),
        requests=tuple(build.request(*each, currency) for each in kept["request"]),
        sheets=tuple(build.rating(*each) for each in kept["rating"]),
        decisions=tuple(build.decision(*each, currency) for each in kept["decision"]),
        reports=tuple(build.report(*each, currency) for each in kept["progress"]),
        reviews=tuple(replace(build.rating(each, data), period=period_of(each)) for each, data in kept["review"]),
        ledgers=tuple(build.ledger(*each, currency) for each in kept["payment"]),
        amendments=tuple(build.amendment(*each, currency) for each in kept["amendment"]),
        conflicts=conflicts_in(documents.about_requests),
        unfilled=tuple(sorted(found.unfilled, key=lambda each: each.file)),
    )


class CheckedRequests(Struct, frozen=True, kw_only=True):
    """What was found about requests: sound ones with their sheets and decisions, what is unfilled, and every finding."""

    requests: tuple[Request, ...]
    sheets: tuple[RatingSheet, ...]
    decisions: tuple[CommitteeDecision, ...]
    unfilled: tuple[Unfilled, ...]
    findings: tuple[Finding, ...]


def check_requests(
    records: RecordsByKind, sent: Collection[str], rules: Rules, *, places: bool = False
) -> CheckedRequests:
    """Documents about requests, in a call that is sound; `sent` are the requests that count as known.

    The requests and sheets know no places: those of their findings are found already, and nobody asks for others. With
    `places` the decisions do: what is wrong with them together is told at the place of their amounts.
    """
    found = Collector(places=places)
    kept, currency = sound_documents(found, records, sent, rules), rules.call["currency"]
    decided = [(found.placed(record), data) for record, data in kept["decision"]]
    return CheckedRequests(
        requests=tuple(build.request(placeless(record), data, currency) for record, data in kept["request"]),
        sheets=tuple(build.rating(placeless(record), data) for record, data in kept["rating"]),
        decisions=tuple(build.decision(*each, currency) for each in decided),
        unfilled=tuple(found.unfilled),
        findings=found.in_reading_order(),
    )


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
                says = f"the request {data[kind]} is not yet filled in ({blank[data[kind]]}); fill it in first"
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
    for record in records:
        (agreed if PurePosixPath(record.name).parent.name == CONSENSUS else own).append(record)

    def ask(record: Record, data: Data) -> Iterator[Finding]:
        return request_documents.rating_findings(record, data, requests, rules.criteria, conflicts)

    sheets = [
        (record, {**data, "conflict": True, "marks": {}} if (data["rating"], data["assessor"]) in conflicts else data)
        for record, data in found.sound(own, "rating", rules.shapes["rating"], ask)
    ]
    need = rules.call.get("panel", {}).get("assessors", 1)

    def ask_agreed(record: Record, data: Data) -> Iterator[Finding]:
        yield from ask(record, data)
        yield from request_documents.consensus_findings(record, data, [each for _, each in sheets], need)

    return [*sheets, *found.sound(agreed, "rating", rules.shapes["consensus"], ask_agreed)]
