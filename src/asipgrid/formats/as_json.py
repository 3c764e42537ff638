"""Results as JSON (documents, 1.6): two-space indent, keys in a fixed order, requests by id, numbers that count as strings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import msgpack, structs

from asipgrid.formats import Look, Outline
from asipgrid.formats.findings import plain as plain_finding
from asipgrid.model.calls import Call, Grid
from asipgrid.model.judged import FIGURED, Fact, Found, Judged, Judgement, Scorecard
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.results import Assessment, Explanation, Ranked, Result, Settled
from asipgrid.model.values import KeptReason, Reason, decimals_of, exact, is_number
from asipgrid.text import jsons
from asipgrid.text.numbers import as_written, decimals, number, scaled_ratio
from asipgrid.text.phrases import Speaker
from asipgrid.text.sentences import FigureSentence


def document(report: Result, depth: int = 2) -> dict[str, Any]:
    """A result that is there as a whole, in the order of the file; requests are laid out for a place at that depth."""
    pen, outline = Pen(Speaker(currency=report.call.currency), jsons.Layout("  "), depth), Outline.of(report)
    requests = [pen.request(pen.alone(ranked.assessment), ranked.settled) for ranked in report.by_id()]
    return {**head(outline), "requests": requests, **tail(outline)}


def around(
    head: Mapping[str, Any], requests: Iterable[str], tail: Mapping[str, Any], layout: jsons.Layout
) -> Iterator[str]:
    """The whole result, part by part: one document, or one line for the call and one a request."""
    if not layout.step:
        yield layout.value({**head, **tail}) + "\n"
        yield from (f"{line}\n" for line in requests)
        return
    before, behind = layout.around({**head, "requests": jsons.HOLE, **tail}, 0)
    yield before
    empty = True
    for text in requests:
        yield f"{'[' if empty else ','}\n    {text}"
        empty = False
    yield "[]" if empty else "\n  ]"
    yield f"{behind}\n"


def head(outline: Outline) -> dict[str, Any]:
    """What a result begins with: the call, its money and its grids."""
    call = outline.call
    return {
        "asipgrid": "result/1",
        "call": {
            "id": call.id,
            "digest": call.digest,
            "basis": "published" if call.published else "submitted",
            "currency": call.currency,
            "envelope": money(call.envelope, call.currency),
            "awarded": money(outline.awarded, call.currency),
            "left": money(outline.left, call.currency),
        },
        "grids": {grid.id: {"version": grid.version, "digest": grid.digest} for grid in outline.grids},
    }


def tail(outline: Outline) -> dict[str, Any]:
    """What a result ends with: notes and findings."""
    speaker = Speaker(currency=outline.call.currency)
    return {
        "notes": [speaker.say(note) for note in outline.notes],
        "findings": [plain_finding(f) for f in outline.findings],
    }


def money(amount: int | None, currency: str) -> str | None:
    """Cents as a plain amount with the decimals of its currency."""
    return None if amount is None else decimals(amount, decimals_of(currency), fixed=True)


def _score(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 2, fixed=True)


def _level(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 2)


# Six decimals tell any two shares of a request apart.
_DIGITS: Final = 6


class Json:
    """The whole result as one document."""

    layout, depth = jsons.Layout("  "), 2

    def __init__(self, call: Call, _grids: Sequence[Grid], _look: Look) -> None:
        """One speaker writes all requests."""
        self._pen = Pen(Speaker(currency=call.currency), self.layout, self.depth)

    def part(self, one: Assessment) -> bytes:
        """What is said of a request whatever becomes of the others."""
        return msgpack.encode(self._pen.alone(one))

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The document, request by request."""
        texts = (self._pen.text(msgpack.decode(part), settled) for settled, part in parts)
        return around(head(outline), texts, tail(outline), self.layout)


class JsonLines(Json):
    """One line for the call (with the notes and findings), then one line a request, by id."""

    layout, depth = jsons.Layout(), 0


class Pen:
    """Writes requests as JSON in one layout, at one depth, with one speaker's words."""

    def __init__(self, speaker: Speaker, layout: jsons.Layout, depth: int) -> None:
        """`depth` counts what is open around a request."""
        self._speaker, self._layout, self._depth = speaker, layout, depth
        self._key = f"json{depth}{layout.step} {speaker.currency}"
        self._last: tuple[Reason, str] | None = None

    def alone(self, one: Assessment) -> dict[str, Any]:
        """What is said of a request whatever becomes of the others, laid out where it stands, as any process can send it."""
        inner = self._depth + 1
        return {
            "id": one.request.id,
            "digest": one.request.digest,
            "requested": one.request.requested,
            "figures": {key: self._layout.value(value, inner) for key, value in figures(one.card).items()},
            "criteria": self.criteria(one.card),
            "reasons": list(map(self._said, one.proposal.reasons)),
            "questions": list(map(self._said, one.proposal.questions)),
            "conditions": self._listed(map(self._said, one.conditions)),
            "sheets": self._layout.value({sheet.assessor: sheet.digest for sheet in one.sheets}, inner),
        }

    def request(self, alone: Mapping[str, Any], settled: Settled) -> dict[str, Any]:
        """The same with what became of it among the others, in the order of the file."""
        laid = jsons.JsonText
        return {
            "id": alone["id"],
            "digest": alone["digest"],
            **standing(settled, alone["requested"], self._speaker.currency),
            **{key: laid(text) for key, text in alone["figures"].items()},
            "criteria": laid(alone["criteria"]),
            "reasons": laid(self._listed([*alone["reasons"], *map(self._shared, settled.reasons)])),
            "questions": laid(self._listed([*alone["questions"], *map(self._said, settled.questions)])),
            "conditions": laid(alone["conditions"]),
            "sheets": laid(alone["sheets"]),
        }

    def text(self, alone: Mapping[str, Any], settled: Settled) -> str:
        """The same as text."""
        return self._layout.value(self.request(alone, settled), self._depth)

    def _listed(self, items: Iterable[str]) -> str:
        return self._layout.joined(items, self._depth + 1, "[]")

    def _said(self, reason: Reason) -> str:
        """A reason in words, as JSON."""
        if type(reason) is not KeptReason:
            return jsons.quoted(self._speaker.say(reason))
        known = reason.said.get(self._key)
        if known is None:
            known = reason.said[self._key] = jsons.quoted(self._speaker.say(reason))
        return known

    def criteria(self, card: Scorecard) -> str:
        """The criteria of a request, laid out where they stand."""
        return self._layout.joined(list(map(self._criterion, card.criteria)), self._depth + 1)

    def _criterion(self, each: Judged) -> str:
        """One criterion, as a member of those of its request; what is written of a judgement is kept with it."""
        said = each.judgement.said
        known = said.get(self._key)
        if known is None:
            known = said[self._key] = self._around_figure(each.judgement)
        pieces, sentence = known
        if each.ratio is None:
            only: str = pieces[0]
            return only
        top, bottom = each.ratio
        value = f'"{decimals(scaled_ratio(top, bottom, _DIGITS), _DIGITS)}"'
        if sentence is None:
            return value.join(pieces)
        shown = sentence.shown(top, bottom)
        if shown is None:
            _, before, behind = self._layout.around(self._open(each.judgement), self._depth + 2)
            return f"{pieces[0]}{value}{before}{jsons.quoted(sentence.of(top, bottom))}{behind}"
        return f"{pieces[0]}{value}{pieces[1]}{shown}{pieces[2]}"

    def _around_figure(self, judgement: Judgement) -> tuple[list[str], FigureSentence | None]:
        """What stands around the figure of a request and around the sentence about it, and what makes that sentence."""
        data, sentence = self._open(judgement), None
        pieces = self._layout.around(data, self._depth + 2)
        if judgement.measured is not None and judgement.reason.key in FIGURED:
            sentence = FigureSentence(self._speaker, judgement.reason, judgement.measured)
            before, behind = map(jsons.quoted, sentence.around)
            pieces[1:] = [pieces[1] + before[:-1], behind[1:] + pieces[2]]
        return [self._layout.named(judgement.id, pieces[0]), *pieces[1:]], sentence

    def _open(self, judgement: Judgement) -> dict[str, Any]:
        """A criterion with a hole where the figure of a request stands, and one where what is said of it does."""
        data = criterion(judgement, self._speaker)
        if judgement.measured is not None:
            data["found"] = {judgement.found[0].name: jsons.HOLE}
            if judgement.reason.key in FIGURED:
                data["reason"] = jsons.HOLE
        return data

    def _shared(self, reason: Reason) -> str:
        """The text of a reason that many requests in a row may share."""
        if self._last is None or self._last[0] is not reason:
            self._last = (reason, self._said(reason))
        return self._last[1]


def request(ranked: Ranked, report: Result) -> dict[str, Any]:
    """One request of the result, as plain data."""
    pen = Pen(Speaker(currency=report.call.currency), jsons.Layout(), 0)
    data: dict[str, Any] = json.loads(pen.text(pen.alone(ranked.assessment), ranked.settled))
    return data


def standing(settled: Settled, requested: int | None, currency: str) -> dict[str, Any]:
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


def criterion(each: Judged | Judgement, speaker: Speaker) -> dict[str, Any]:
    """One criterion of a request."""
    figured = isinstance(each, Judgement) and each.measured is not None and each.reason.key in FIGURED
    data: dict[str, Any] = {
        "state": each.state.value,
        "level": _level(each.level),
        "ceiling": _level(each.ceiling),
        "weight": as_written(each.weight),
        "found": {found.name: _found(found) for found in each.found},
        "reason": "" if figured else speaker.say(each.reason),
    }
    if each.gate is not None:
        data["gate"] = {"kind": each.gate.kind, "passes": each.gate.passes}
    if each.disagreement is not None:
        data["disagreement"] = speaker.say(each.disagreement)
    return data


def figure(value: int | Decimal | Fraction) -> str:
    """A number as text, so that no reader turns it into a float: what is computed with at most six decimals.

    What a document gives has all of its own.
    """
    digits = max(_DIGITS, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else _DIGITS
    return number(exact(value), digits)


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


def fact(found: Fact) -> dict[str, Any]:
    """A fact with its place, as results hold it."""
    place = None if found.place is None else f"{found.place.file}:{found.place.line}"
    return {"path": found.path, "value": _value(found.value), "place": place}


def _plain(noun: Commitment | Evidence) -> dict[str, Any]:
    return structs.asdict(noun)


def explanation(report: Explanation, _look: Look) -> str:
    """The request of the result, and for each criterion where its facts stand, its worth and the next level."""
    speaker = Speaker(currency=report.result.call.currency)
    pen = Pen(speaker, jsons.Layout("  "), 1)
    data = pen.request(pen.alone(report.ranked.assessment), report.ranked.settled)
    data["criteria"] = {each.id: _explained(each, report, speaker) for each in report.ranked.card.criteria}
    data["stated"] = [fact(each) for each in report.unread]
    data["commitments"] = [{**_plain(each), "target": _value(each.target)} for each in report.commitments]
    data["evidence"] = [_plain(each) for each in report.evidence]
    standing = [speaker.say(reason) for reason in report.standing]
    return jsons.document(
        {"asipgrid": "explanation/1", "call": report.result.call.id, "standing": standing, "request": data}
    )


def _explained(each: Judged, report: Explanation, speaker: Speaker) -> dict[str, Any]:
    """A criterion with all that can be asked of it."""
    detail = criterion(each, speaker)
    detail["value"] = None if each.value is None else number(each.value, 6)
    detail["worth"] = _score(report.shares.get(each.id))
    detail["gives"] = _score(report.gives.get(each.id))
    detail["facts"] = [fact(one) for one in report.facts(each)]
    detail["marks"] = [
        {
            "assessor": who,
            "level": _level(mark.level),
            "why": mark.why,
            "place": f"{mark.place.file}:{mark.place.line}",
        }
        for who, mark in each.marks
    ]
    agreed = each.consensus
    detail["consensus"] = None if agreed is None else {"level": _level(agreed.level), "why": agreed.why or None}
    detail["next"] = None if each.id not in report.steps else speaker.say(report.steps[each.id])
    detail["grid"] = f"{report.places[each.id].file}:{report.places[each.id].line}"
    return detail
