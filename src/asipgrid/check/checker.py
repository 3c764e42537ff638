"""Everything wrong in a call's documents, and the case that can be scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from asipgrid.check import build_call, build_request
from asipgrid.check.call import call_findings, missing_grids, unknown_calls
from asipgrid.check.call_schemas import grid_scope, kind_schema, request_schema
from asipgrid.check.case import Case, Checked, Rules, is_wrong
from asipgrid.check.collector import Collector
from asipgrid.check.document_set import Documents, DocumentSet, conflicts_in, period_of
from asipgrid.check.grid import criteria_that_lack, facts_findings, grid_findings
from asipgrid.check.request_documents import sound_documents
from asipgrid.check.shape import stated
from asipgrid.model.places import Finding, Record
from asipgrid.model.values import plain_language
from asipgrid.schema import dialect

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions

Data = dict[str, Any]
Grids = Mapping[str, tuple[Record, Data]]


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
    plain = plain_language(rules.call)
    return Case(
        rules=rules,
        call=build_call.call(found.placed(record), rules.call),
        grids=tuple(build_call.grid(found.placed(each), data) for each, data in grids.values()),
        requests=tuple(build_request.request(*each, currency) for each in kept["request"]),
        sheets=tuple(build_request.rating(*each) for each in kept["rating"]),
        decisions=tuple(build_request.decision(*each, currency, plain) for each in kept["decision"]),
        reports=tuple(build_request.report(*each, currency) for each in kept["progress"]),
        reviews=tuple(
            replace(build_request.rating(each, data), period=period_of(each)) for each, data in kept["review"]
        ),
        ledgers=tuple(build_request.ledger(*each, currency) for each in kept["payment"]),
        amendments=tuple(build_request.amendment(*each, currency, plain) for each in kept["amendment"]),
        conflicts=conflicts_in(documents.about_requests),
        unfilled=tuple(sorted(found.unfilled, key=lambda each: each.file)),
    )
