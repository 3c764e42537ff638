"""Results as JSON (documents, 1.6): two-space indent, keys in a fixed order, requests by id, numbers that count as strings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import structs

from asipgrid.formats import Look
from asipgrid.formats.findings import plain as plain_finding
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import Finding
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.results import Explanation, Fact, Found, Judged, Ranked, Result, Scorecard, Settled
from asipgrid.model.values import Reason, decimals_of, exact, is_number
from asipgrid.text import jsons
from asipgrid.text.numbers import as_written, decimals, number
from asipgrid.text.phrases import Speaker


def result(report: Result, _look: Look) -> str:
    """The whole result as one document."""
    return jsons.document(document(report))


def document(report: Result) -> dict[str, Any]:
    """The result as plain data, in the order of the file."""
    return {**_head(report), "requests": [request(ranked, report) for ranked in report.by_id()], **_tail(report)}


def lines(report: Result, _look: Look) -> str:
    """One line for the call (with the notes and findings), then one line a request, by id."""
    rows = [{**_head(report), **_tail(report)}, *(request(ranked, report) for ranked in report.by_id())]
    return "".join(f"{jsons.compact(row)}\n" for row in rows)


def head(call: Call, grids: Iterable[Grid], awarded: int | None, left: int | None) -> dict[str, Any]:
    """What a result begins with: the call, its money and its grids."""
    return {
        "asipgrid": "result/1",
        "call": {
            "id": call.id,
            "digest": call.digest,
            "basis": "published" if call.published else "submitted",
            "currency": call.currency,
            "envelope": money(call.envelope, call.currency),
            "awarded": money(awarded, call.currency),
            "left": money(left, call.currency),
        },
        "grids": {grid.id: {"version": grid.version, "digest": grid.digest} for grid in grids},
    }


def tail(call: Call, notes: Iterable[Reason], findings: Iterable[Finding]) -> dict[str, Any]:
    """What a result ends with: notes and findings."""
    speaker = Speaker(currency=call.currency)
    return {
        "notes": [speaker.say(note) for note in notes],
        "findings": [plain_finding(f) for f in findings],
    }


def _head(report: Result) -> dict[str, Any]:
    return head(report.call, report.grids, report.awarded, report.left)


def _tail(report: Result) -> dict[str, Any]:
    return tail(report.call, report.notes, report.findings)


def money(amount: int | None, currency: str) -> str | None:
    """Cents as a plain amount with the decimals of its currency."""
    return None if amount is None else decimals(amount, decimals_of(currency), fixed=True)


def _score(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 2, fixed=True)


def _level(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 2)


def request(ranked: Ranked, report: Result) -> dict[str, Any]:
    """One request of the result."""
    card, speaker = ranked.card, Speaker(currency=report.call.currency)
    return {
        "id": ranked.request.id,
        "digest": ranked.request.digest,
        **standing(ranked, ranked.request.requested, report.call.currency),
        **figures(card),
        "criteria": {each.id: criterion(each, speaker) for each in card.criteria},
        "reasons": [speaker.say(reason) for reason in ranked.reasons],
        "questions": [speaker.say(reason) for reason in ranked.questions],
        "conditions": [speaker.say(reason) for reason in ranked.conditions],
        "sheets": {sheet.assessor: sheet.digest for sheet in ranked.sheets},
    }


def standing(settled: Ranked | Settled, requested: int | None, currency: str) -> dict[str, Any]:
    """What became of the request among the others."""
    decision = settled.decision
    return {
        "rank": settled.rank,
        "outcome": settled.outcome.value,
        "status": settled.award.status.value,
        "requested": money(requested, currency),
        "awarded": money(settled.award.amount, currency),
        "proposal": {"outcome": settled.proposed.value, "awarded": money(settled.proposed_award.amount, currency)},
        "decision": None
        if decision is None
        else {
            "outcome": decision.outcome.value,
            "amount": money(decision.amount, currency),
            "decided_by": decision.decided_by,
            "decided_on": decision.decided_on,
            "why": decision.why,
            "source": decision.source,
            "digest": decision.digest,
        },
    }


def figures(card: Scorecard) -> dict[str, Any]:
    """The figures of a request, its own and grid by grid."""
    return {
        "score": _score(card.score),
        "ceiling": _score(card.ceiling),
        "points": _level(card.points),
        "points_ceiling": _level(card.points_ceiling),
        "completeness": None if card.completeness is None else number(card.completeness, 4, fixed=True),
        "eligible": card.eligible,
        "grids": {
            name: {"score": _score(g.score), "ceiling": _score(g.ceiling), "points": _level(g.points)}
            for name, g in card.grids.items()
        },
    }


def criterion(each: Judged, speaker: Speaker) -> dict[str, Any]:
    """One criterion of a request."""
    data: dict[str, Any] = {
        "state": each.state.value,
        "level": _level(each.level),
        "ceiling": _level(each.ceiling),
        "weight": as_written(each.weight),
        "found": {found.name: _found(found) for found in each.found},
        "reason": speaker.say(each.reason),
    }
    if each.gate is not None:
        data["gate"] = {"kind": each.gate.kind, "passes": each.gate.passes}
    if each.disagreement is not None:
        data["disagreement"] = speaker.say(each.disagreement)
    return data


def figure(value: int | Decimal | Fraction) -> str:
    """A number as text, so that no reader turns it into a float: what is computed with at most six decimals.

    Six tell any two shares of a request apart; what a document gives has all of its own.
    """
    return number(exact(value), max(6, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 6)


def _found(found: Found) -> Any:
    return _value(found.value)


def _value(value: Any) -> Any:
    if is_number(value):
        return figure(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return value


def _fact(fact: Fact) -> dict[str, Any]:
    place = None if fact.place is None else f"{fact.place.file}:{fact.place.line}"
    return {"path": fact.path, "value": _value(fact.value), "place": place}


def _plain(noun: Commitment | Evidence) -> dict[str, Any]:
    return structs.asdict(noun)


def explanation(report: Explanation, _look: Look) -> str:
    """The request of the result, and for each criterion where its facts stand, its worth and the next level."""
    speaker = Speaker(currency=report.result.call.currency)
    data = request(report.ranked, report.result)
    for each in report.ranked.card.criteria:
        detail = data["criteria"][each.id]
        detail["value"] = None if each.value is None else number(each.value, 6)
        detail["worth"] = _score(report.shares.get(each.id))
        detail["gives"] = _score(report.gives.get(each.id))
        detail["facts"] = [_fact(fact) for fact in report.facts(each)]
        detail["marks"] = [
            {
                "assessor": who,
                "level": _level(mark.level),
                "why": mark.why,
                "place": f"{mark.place.file}:{mark.place.line}",
            }
            for who, mark in each.marks
        ]
        detail["consensus"] = (
            None
            if each.consensus is None
            else {"level": _level(each.consensus.level), "why": each.consensus.why or None}
        )
        detail["next"] = None if each.next_step is None else speaker.say(each.next_step)
        detail["grid"] = f"{report.places[each.id].file}:{report.places[each.id].line}"
    data["stated"] = [_fact(fact) for fact in report.unread]
    data["commitments"] = [{**_plain(each), "target": _value(each.target)} for each in report.commitments]
    data["evidence"] = [_plain(each) for each in report.evidence]
    standing = [speaker.say(reason) for reason in report.standing]
    return jsons.document(
        {"asipgrid": "explanation/1", "call": report.result.call.id, "standing": standing, "request": data}
    )
