"""What no schema can say of a request that has the right shape, and of the evidence that any document lists."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, Final

from asipgrid.check.conditions import NUMBERS, bounds_of, path_fault, schema_at, types_of
from asipgrid.check.wording import Data, error, money, near_words, on_lines, share_hint, warning
from asipgrid.engine.paths import leaves, path_expression
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, said
from asipgrid.text.values import shown

_NEVER: Final = "9999-12-31"


class Paths:
    """The paths that documents name in requests of one schema: what is wrong with each is found once (`fault`)."""

    def __init__(self, schema: Data) -> None:
        self.schema = schema
        self.fault = functools.lru_cache(4096)(lambda text, kinds=(): path_fault(text, schema, kinds))


def request_findings(record: Record, data: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    """A request against its file, its call, and itself."""
    yield from named_after_file(record, data, "request", "R001")
    if data["call"] != call["call"]:
        says = said("the request names the call {call}, but lies in the folder of {call2}", data["call"], call["call"])
        yield error(record, ("call",), "R002", says)
    if not {"identifiers", "partners"}.isdisjoint(data["applicant"]):
        from asipgrid.check.applicants import applicant_findings  # noqa: PLC0415 - most requests state neither

        requested = data.get("funding", {}).get("requested")
        yield from applicant_findings(record, data["applicant"], requested, call["currency"])
    yield from _funding(record, data.get("funding", {}), call["currency"])
    yield from _request_dates(record, data, call)
    yield from evidence_findings(record, data, data, call, paths)
    yield from _commitments(record, data, call, paths)
    if is_published(call):
        stated = {key: value for key, value in data.items() if key not in _NO_FACTS}
        yield from unsupported(record, stated, data)


def named_after_file(record: Record, data: Data, key: str, code: str) -> Iterator[Finding]:
    """A document is about the request that its file is named after."""
    stem = record.name.rpartition("/")[2].rpartition(".")[0]
    if data[key] != stem:
        says = said(
            "this document says it is about {request}, but its file is named {stem}; make the two equal",
            data[key],
            stem,
        )
        yield error(record, (key,), code, says)


def is_published(call: Data) -> bool:
    """Whether a call is about published facts, each of which rests on a publication."""
    return bool(call.get("basis") == "published")


def named_source(record: Record, at: KeyPath, item: Data, call: Data) -> Iterator[Finding]:
    """A source named by its key in the call, where the call lists its sources; one is needed of published facts."""
    name, known = item.get("source"), call.get("sources", {})
    if name is None:
        if is_published(call):
            says = said("source is missing; a call of published facts names the source of each")
            yield error(record, at, "R025", says)
    elif known and name not in known:
        yield error(
            record,
            (*at, "source"),
            "R024",
            said("{name} is not a source of the call; {near}", name, near_words(name, known)),
        )


def _funding(record: Record, funding: Data, currency: str) -> Iterator[Finding]:
    requested, minimum, total = (funding.get(key) for key in ("requested", "minimum", "total_cost"))
    if minimum is not None and requested is not None and minimum > requested:
        wanted = money(requested, currency)
        says = said(
            "funding.minimum is {minimum}, more than the {wanted} requested; it can be at most that",
            money(minimum, currency),
            wanted,
        )
        yield error(record, ("funding", "minimum"), "R010", says)
    if total is not None and requested is not None and requested > total:
        costs = money(total, currency)
        says = said(
            "funding.requested is {requested}, more than the total cost of {costs}; correct one of them",
            money(requested, currency),
            costs,
        )
        yield error(record, ("funding", "requested"), "R011", says)
    lines = funding.get("lines")
    yield from _line_ids(record, lines or ())
    if lines and requested is not None:
        listed = sum(line["amount"] for line in lines)
        if listed != requested:
            says = said(
                "funding.lines sum to {listed}, requested is {requested}; make them equal",
                money(listed, currency),
                money(requested, currency),
            )
            yield error(record, ("funding", "lines"), "R012", says)
    others = funding.get("other_funders")
    if others and total is not None and requested is not None and all("amount" in each for each in others):
        given = requested + sum(each["amount"] for each in others)
        if given != total:
            says = said(
                "requested and other funders sum to {given}, the total cost is {total}; check them",
                money(given, currency),
                money(total, currency),
            )
            yield warning(record, ("funding", "other_funders"), "R013", says)


def _line_ids(record: Record, lines: Sequence[Data]) -> Iterator[Finding]:
    """Lines of the budget: each its own id, for decisions name them."""
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        name = line.get("id")
        if name is not None and seen.setdefault(name, index) != index:
            at: KeyPath = ("funding", "lines", index, "id")
            where = on_lines(record, ("funding", "lines", seen[name], "id"), at)
            yield error(
                record,
                at,
                "R028",
                said("{name} names two lines of the budget, {where}; give each its own id", name, where),
            )


def _request_dates(record: Record, data: Data, call: Data) -> Iterator[Finding]:
    day, opens, closes = data.get("submitted_on"), call["calendar"].get("opens"), call["calendar"].get("closes")
    first, last = opens or "", closes or _NEVER
    if day is not None and first <= last and not first <= day <= last:
        span = (
            said("from {opens}", opens)
            if closes is None
            else said("up to {closes}", closes)
            if opens is None
            else said("{opens} to {closes}", opens, closes)
        )
        says = said(
            "submitted on {day}, outside the call's calendar ({span}); check the date, or whether it is admissible",
            day,
            span,
        )
        yield warning(record, ("submitted_on",), "R014", says)
    agreement = data.get("agreement", {})
    if agreement.get("signed_on", "") > agreement.get("ends_on", _NEVER):
        says = said("the agreement ends before it is signed; check the two dates")
        yield error(record, ("agreement", "ends_on"), "R015", says)


def evidence_findings(record: Record, data: Data, values: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    """Evidence: each document its own id, each path it supports a field that is stated (in `values`)."""
    seen: dict[str, int] = {}
    for index, item in enumerate(data.get("evidence", ())):
        at: KeyPath = ("evidence", index)
        yield from named_source(record, at, item, call)
        if "date" not in item and is_published(call):
            says = said("{id} has no date; a call of published facts dates each publication", item["id"])
            yield error(record, at, "R025", says)
        if item["id"] in seen:
            where = on_lines(record, ("evidence", seen[item["id"]], "id"), (*at, "id"))
            yield error(
                record,
                (*at, "id"),
                "R020",
                said("{id} names two documents, {where}; give each its own id", item["id"], where),
            )
        seen.setdefault(item["id"], index)
        for position, path in enumerate(item.get("supports", ())):
            wrong = paths.fault(path)
            if wrong:
                yield error(record, (*at, "supports", position), "R021", wrong)
            elif path_expression(path).get(values) is None:
                says = said(
                    "{id} supports {path}, which is not stated; state it, or drop it from the list", item["id"], path
                )
                yield warning(record, (*at, "supports", position), "R022", says)


# What is no fact of the applicant: the document's own keys, and targets, which name their source themselves.
_NO_FACTS: Final = frozenset({"request", "call", "title", "commitments", "evidence"})


def unsupported(record: Record, facts: Data, data: Data, at: KeyPath = ()) -> Iterator[Finding]:
    """In a call of published facts, every fact rests on a publication: evidence that supports it or what holds it."""
    held = {written for item in data.get("evidence", ()) for written in item.get("supports", ())}
    for leaf in leaves(facts):
        names = [".".join(map(str, leaf[:depth])) for depth in range(1, len(leaf) + 1)]
        if not held.intersection(names):
            says = said(
                "no evidence supports {name}; in a call of published facts each fact needs a publication", names[-1]
            )
            yield error(record, (*at, *leaf), "R026", says)


def _commitments(record: Record, data: Data, call: Data, paths: Paths) -> Iterator[Finding]:
    for index, item in enumerate(data.get("commitments", ())):
        yield from named_source(record, ("commitments", index), item, call)
        is_date = isinstance(item["target"], str)
        wrong = paths.fault(item["path"], ("string",) if is_date else NUMBERS)
        if wrong:
            yield error(record, ("commitments", index, "path"), "R023", wrong)
            continue
        beyond = None if is_date else _beyond(item["path"], item["target"], paths.schema)
        if beyond:
            yield warning(record, ("commitments", index, "target"), "R027", beyond)


def _beyond(path: str, target: Any, schema: Data) -> SaidText | None:
    """What a target of the applicant's own lies beyond, that the fact may never be; None where it may be so."""
    fact = schema_at(path, schema)
    low, high = bounds_of(fact)
    if high is not None and target > high:
        share = types_of(fact) != ("integer",) and high <= 1 and target <= 100 * high
        hint = said("; {hint}", share_hint(target)) if share else ""
        return said(
            "the target {target} can never be: {path} is at most {high}{hint}", shown(target), path, shown(high), hint
        )
    if low is not None and target < low:
        return said("the target {target} can never be: {path} is at least {low}", shown(target), path, shown(low))
    return None
