"""Everything wrong in a call's documents, and the case that can be scored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check import build
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
from asipgrid.check.collector import Collector
from asipgrid.check.grid import criteria_that_lack, facts_findings, grid_findings
from asipgrid.check.shape import stated
from asipgrid.check.sound_documents import SoundDocuments, sound_documents
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Finding, Record
from asipgrid.model.requests import Unfilled
from asipgrid.model.said import said
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


class CheckedCall(Struct, frozen=True, kw_only=True):
    """A call and its grids checked, everything wrong with them, and what the documents about requests are asked.

    `rules` are None where the shape of the call or of a grid is wrong; `shapes` are then asked alone. `grids` are those
    of the call, which is `sound` when nothing in it or in them is wrong.
    """

    record: Record | None
    grids: Grids = {}
    rules: Rules | None = None
    shapes: Mapping[str, dialect.Validator] = {}
    sound: bool = False
    findings: tuple[Finding, ...]

    def about(self, records: RecordsByKind, sent: Collection[str], lint: LintOptions | None = None) -> SoundDocuments:
        """Everything wrong in documents about requests, and those that are sound; `sent` are the requests known."""
        found = Collector(lint)
        kept: Mapping[str, Documents] = {}
        if self.rules is not None:
            kept = sound_documents(found, records, sent, self.rules)
        for kind, shape in self.shapes.items():
            found.sound(records.get(kind, ()), "rating" if kind == "review" else kind, shape)
        return SoundDocuments(
            kept=kept, conflicts=conflicts_in(records), unfilled=tuple(found.unfilled), findings=tuple(found.findings)
        )

    def together(self, about: Iterable[SoundDocuments], lint: LintOptions | None = None) -> Checked:
        """The case of a sound call and the sound documents about its requests, and everything wrong."""
        parts, found, case = list(about), Collector(lint), None
        if self.sound and self.record is not None and self.rules is not None:
            record, rules = self.record, self.rules
            kept = {kind: _in_order(each for part in parts for each in part.kept[kind]) for kind in REQUEST_KINDS}
            found.take_odd(lambda lint: lint.of_requests(record, rules.call, kept))
            conflicts = {key: name for part in parts for key, name in part.conflicts.items()}
            unfilled = sorted((each for part in parts for each in part.unfilled), key=lambda each: each.file)
            case = _built(rules, (record, self.grids), kept, conflicts, tuple(unfilled))
        found.findings += (*self.findings, *(each for part in parts for each in part.findings))
        return Checked(case=case, findings=found.in_reading_order())


def check_call(documents: DocumentSet, lint: LintOptions | None = None) -> Checked:
    """Everything wrong in a call's documents, and what can be scored; with `lint`, what is odd in sound ones too."""
    checked = check_rules(documents, lint)
    return checked.together([checked.about(documents.about_requests, documents.sent, lint)], lint)


def check_rules(documents: DocumentSet, lint: LintOptions | None = None) -> CheckedCall:
    """A call and its grids checked, whatever is said about requests."""
    found, record = Collector(lint), documents.call
    call = None if record is None else found.shaped(record, "call", dialect.validator(kind_schema("call", record.data)))
    named = {each.name: each.data["grid"] for each in documents.grids if isinstance(each.data.get("grid"), str)}
    records = [each for each in documents.grids if call is None or named.get(each.name) in call["grids"]]
    shaped = _grids(found, records)
    if record is None or call is None:
        schemas = [data for _, data in shaped.values()] if len(shaped) == len(records) else None
        shapes = {} if schemas is None else _shapes(schemas, None if record is None else record.data)
        return CheckedCall(record=record, shapes=shapes, findings=tuple(found.findings))
    if documents.all_grids:
        found.take(missing_grids(record, call, set(named.values())))
    if len(shaped) != len(call["grids"]):
        return CheckedCall(record=record, findings=tuple(found.findings))
    grids = {name: shaped[name] for name in call["grids"]}
    rules = Rules(call, {name: data for name, (_, data) in grids.items()})
    _take_call(found, documents, record, rules)
    return CheckedCall(
        record=record,
        grids=grids,
        rules=rules,
        sound=not is_wrong(found.findings),
        findings=tuple(found.findings),
    )


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
            says = said(
                "the grid {grid} is also in {file}; a grid's id is used once",
                data["grid"],
                shaped[data["grid"]][0].name,
            )
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


def _shapes(grids: Iterable[Data], call: Data | None) -> dict[str, dialect.Validator]:
    """What can be asked of requests and of what is about them, when the call itself cannot be read."""
    found = {
        kind: dialect.validator(kind_schema(kind, call)) for kind in ("rating", "decision", "payment", "amendment")
    }
    return {"request": dialect.validator(request_schema(grids, call)), **found, "review": found["rating"]}


def _take_call(found: Collector, documents: DocumentSet, record: Record, rules: Rules) -> None:
    """What is wrong with the sense of a call; where nothing is wrong with its grids either, what is odd in it."""
    call, grids = rules.call, rules.grids
    folder = record.name.split("/")[-2] if "/" in record.name else call["call"]
    found.take(call_findings(record, call, folder, grids))
    if documents.neighbours is not None:
        found.take(unknown_calls(record, call, documents.neighbours))
    if not is_wrong(found.findings):
        found.take_odd(lambda lint: lint.of_call(record, call, grids, rules.schema))
        found.take_odd(lambda lint: lint.of_relative(record, grids), notes=True)


def _in_order(documents: Iterable[tuple[Record, Data]]) -> Documents:
    """Documents of a kind as their folders are read, file by file; of rating sheets, a consensus behind those it joins."""

    def place(document: tuple[Record, Data]) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        path = PurePosixPath(document[0].name)
        return path.parts[:-2], path.parent.name == CONSENSUS, path.parts

    return sorted(documents, key=place)


def _built(
    rules: Rules,
    of_call: tuple[Record, Grids],
    kept: Mapping[str, Documents],
    conflicts: Mapping[tuple[str, str], str],
    unfilled: tuple[Unfilled, ...],
) -> Case:
    """The case of sound documents; `of_call` are the records of the call and its grids."""
    (record, grids), currency = of_call, rules.call["currency"]
    plain = plain_language(rules.call)
    return Case(
        rules=rules,
        call=build.call(record, rules.call, [data for _, data in grids.values()]),
        grids=tuple(build.grid(each, data) for each, data in grids.values()),
        requests=tuple(build.request(*each, currency) for each in kept["request"]),
        sheets=tuple(build.rating(*each) for each in kept["rating"]),
        decisions=tuple(build.decision(*each, currency, plain) for each in kept["decision"]),
        reports=tuple(build.report(*each, currency) for each in kept["progress"]),
        reviews=tuple(replace(build.rating(each, data), period=period_of(each)) for each, data in kept["review"]),
        ledgers=tuple(build.ledger(*each, currency) for each in kept["payment"]),
        amendments=tuple(build.amendment(*each, currency, plain) for each in kept["amendment"]),
        conflicts=conflicts,
        unfilled=unfilled,
    )
