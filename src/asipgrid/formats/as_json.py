"""Results as JSON (documents, 1.6): two-space indent, keys in a fixed order, requests by id, numbers that count as strings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, msgpack

from asipgrid.formats import Look, Outline
from asipgrid.formats.exact_figures import DIGITS, figure, ranked_on
from asipgrid.formats.figures import figures, level_of
from asipgrid.formats.findings import plain as plain_finding
from asipgrid.formats.statistics import plain_statistics
from asipgrid.model.calls import Call, Grid
from asipgrid.model.judged import FIGURED, Fact, Found, Judged, Judgement, Scorecard
from asipgrid.model.results import Assessment, Ranked, Result, Settled
from asipgrid.model.selection import Shown
from asipgrid.model.values import KeptReason, Reason, is_number
from asipgrid.text import jsons
from asipgrid.text.numbers import as_written, decimals, plain_money, scaled_ratio
from asipgrid.text.phrases import Speaker
from asipgrid.text.sentences import FigureSentence


def requests(report: Result, those: Iterable[Ranked] | None = None) -> list[dict[str, Any]]:
    """The requests of a result by id, or `those`, as plain data in the order of the file."""
    pen = Pen(Speaker(currency=report.call.currency), jsons.Layout(), 0)
    texts = (pen.text(pen.alone(each.assessment), each.settled) for each in those or report.by_id())
    return list(map(json.loads, texts))


def around(
    head: Mapping[str, Any], requests: Iterable[str], tail: Mapping[str, Any], layout: jsons.Layout
) -> Iterator[str]:
    """The whole result, part by part: one document, or one line for the call and one a request."""
    if not layout.step:
        yield layout.value({**head, **tail}) + "\n"
        for line in requests:
            yield line
            yield "\n"
        return
    before, behind = layout.around({**head, "requests": jsons.HOLE, **tail}, 0)
    yield before
    empty = True
    for text in requests:
        yield f"{'[' if empty else ','}\n    "
        yield text
        empty = False
    yield "[]" if empty else "\n  ]"
    yield f"{behind}\n"


def head(outline: Outline) -> dict[str, Any]:
    """What a result begins with: the call, its money and its grids; what it shows, where that is a selection."""
    call, shown = outline.call, outline.shown
    return {
        **({"asipgrid": "result/1"} if shown is None else _selected(shown)),
        "call": {
            "id": call.id,
            "digest": call.digest,
            "basis": "published" if call.published else "submitted",
            "currency": call.currency,
            "envelope": plain_money(call.envelope, call.currency),
            "awarded": plain_money(outline.awarded, call.currency),
            "left": plain_money(outline.left, call.currency),
            **({} if outline.sharing is None else _sharing(outline)),
            **_stages(outline),
        },
        "grids": {grid.id: {"version": grid.version, "digest": grid.digest} for grid in outline.grids},
        **plain_statistics(outline.statistics),
    }


def _selected(shown: Shown) -> dict[str, Any]:
    """What tells a selection from a whole result: a kind of its own, what was asked, and how many requests are shown."""
    asked = shown.selection
    return {
        "asipgrid": "selection/1",
        "selection": {
            "shown": len(shown.names),
            "of": shown.of,
            "only": asked.only,
            "where": asked.where or None,
            "not_known": shown.unknown,
            "sort": asked.sort,
        },
    }


def _sharing(outline: Outline) -> dict[str, Any]:
    """What became of its envelopes and quotas."""
    from asipgrid.formats import envelopes  # noqa: PLC0415 - most calls have one envelope

    return envelopes.data(outline.sharing, outline.call.currency)


def _stages(outline: Outline) -> dict[str, Any]:
    if outline.call.stage is None and outline.call.stage_before is None:
        return {}
    from asipgrid.formats.stages import plain_stages  # noqa: PLC0415 - few calls are stages

    return plain_stages(outline)


def tail(outline: Outline) -> dict[str, Any]:
    """What a result ends with: notes and findings."""
    speaker = Speaker(currency=outline.call.currency)
    return {
        "notes": [speaker.say(note) for note in outline.notes],
        "findings": [plain_finding(f) for f in outline.findings],
    }


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
        texts = (self._pen.text(msgpack.decode(part, type=WrittenRequest), settled) for settled, part in parts)
        return around(head(outline), texts, tail(outline), self.layout)


class JsonLines(Json):
    """One line for the call (with the notes and findings), then one line a request, by id."""

    layout, depth = jsons.Layout(), 0


class WrittenRequest(Struct, array_like=True):
    """What is written of a request whatever becomes of the others, laid out where it stands, as any process can send it."""

    requested: int | None
    computed: bool
    full: int | None
    begin: str
    middle: str
    reasons: str
    questions: str
    end: str


class Pen:
    """Writes requests as JSON in one layout, at one depth, with one speaker's words."""

    def __init__(self, speaker: Speaker, layout: jsons.Layout, depth: int) -> None:
        """`depth` counts what is open around a request."""
        self._speaker, self._layout, self._inner = speaker, layout, depth + 1
        self._key = f"json{depth}{layout.step} {speaker.currency}"
        self._last: tuple[Reason, str] | None = None
        self._members = jsons.Members(layout, self._inner)
        self._named = layout.named("criteria", "")

    def alone(self, one: Assessment) -> WrittenRequest:
        """What is said of a request whatever becomes of the others."""
        members, inner = self._layout.members, self._inner
        conditions = self._layout.named("conditions", self._listed(map(self._said, one.conditions)))
        sheets = members({"sheets": {sheet.assessor: sheet.digest for sheet in one.sheets}}, inner)
        return WrittenRequest(
            requested=one.request.requested,
            computed=one.computed,
            full=one.full,
            begin=self._members.filled({"id": one.request.id, **one.request.named, "digest": one.request.digest}),
            middle=self.criteria(one.card, self._layout.following([*self._before(one), self._named], inner)),
            reasons=self._layout.following(map(self._said, one.proposal.reasons), inner + 1),
            questions=self._layout.following(map(self._said, one.proposal.questions), inner + 1),
            end=self._layout.following([conditions, sheets], inner),
        )

    def text(self, written: WrittenRequest, settled: Settled, before: Mapping[str, Any] | None = None) -> str:
        """The same with what became of it among the others, in the order of the file; what stands `before` comes first."""
        layout = self._layout
        reasons = self._listed([written.reasons, *map(self._shared, settled.reasons)])
        questions = self._listed([written.questions, *map(self._said, settled.questions)])
        members = [
            *([layout.members(before, self._inner)] if before else ()),
            written.begin,
            self._members.filled(
                standing(settled, written.requested, [written.full] * written.computed, self._speaker.currency)
            ),
            written.middle,
            layout.named("reasons", reasons),
            layout.named("questions", questions),
            written.end,
        ]
        return layout.joined(members, self._inner - 1)

    def _listed(self, items: Iterable[str]) -> str:
        return self._layout.joined(filter(None, items), self._inner, "[]")

    def _before(self, one: Assessment) -> Iterator[str]:
        """What stands before the criteria: the figure that ranks, where results would not hold it otherwise; envelopes; all figures."""
        if one.ranked_on is not None and not one.ranked_on.in_results:
            yield self._layout.members({"ranked_on": ranked_on(one.ranked_on)}, self._inner)
        known = one.alone.belongings
        if known is not None and known.envelopes:
            of = {each.id: each.truth for each in known.envelopes if each.truth is not False}
            yield self._layout.members({"envelopes": of}, self._inner)
        yield self._members.filled(figures(one.card))

    def _said(self, reason: Reason) -> str:
        """A reason in words, as JSON."""
        if type(reason) is not KeptReason:
            return jsons.quoted(self._speaker.say(reason))
        known = reason.said.get(self._key)
        if known is None:
            known = reason.said[self._key] = jsons.quoted(self._speaker.say(reason))
        return known

    def criteria(self, card: Scorecard, before: str = "") -> str:
        """The criteria of a request, laid out where they stand behind a text; what is written of a judgement is kept with it."""
        key = self._key
        written: list[str] = []
        for each in card.criteria:
            said = each.judgement.said
            known: Any = said.get(key)
            if known is None:
                known = said[key] = self._criterion(each.judgement)
            written.append(known if each.ratio is None else known.about(*each.ratio))
        return self._layout.joined(written, self._inner, before=before)

    def _criterion(self, judgement: Judgement) -> str | _Figured:
        """One criterion, as a member of those of its request; with room for its figure where each request has its own."""
        data = criterion(judgement, self._speaker)
        if judgement.measured is None:
            return self._layout.named(judgement.id, self._layout.value(data, self._inner + 1))
        data["found"] = {judgement.found[0].name: jsons.HOLE}
        sentence = None
        if judgement.reason.key in FIGURED:
            data["reason"] = jsons.HOLE
            sentence = FigureSentence(self._speaker, judgement.reason, judgement.measured)
        pieces = self._layout.around(data, self._inner + 1)
        return _Figured([self._layout.named(judgement.id, pieces[0]), *pieces[1:]], sentence)

    def _shared(self, reason: Reason) -> str:
        """The text of a reason that many requests in a row may share."""
        if self._last is None or self._last[0] is not reason:
            self._last = (reason, self._said(reason))
        return self._last[1]


class _Figured:
    """A criterion with room for the figure of a request, and for the sentence about it where there is one."""

    __slots__ = ("_in_words", "_pieces", "_sentence")

    def __init__(self, pieces: Sequence[str], sentence: FigureSentence | None) -> None:
        """`pieces` are what stands around the figure, then around the sentence."""
        self._pieces, self._sentence = [f'{pieces[0]}"', f'"{pieces[1]}', *pieces[2:]], sentence
        if sentence is not None:
            before, behind = map(jsons.quoted, sentence.around)
            self._in_words = f'"{pieces[1]}{before[:-1]}', f"{behind[1:]}{pieces[2]}"

    def about(self, top: int, bottom: int) -> str:
        """The criterion of a request whose figure is top / bottom."""
        pieces, sentence = self._pieces, self._sentence
        value = decimals(scaled_ratio(top, bottom, DIGITS), DIGITS)
        if sentence is None:
            return f"{pieces[0]}{value}{pieces[1]}"
        shown = sentence.shown(top, bottom)
        if shown is None:
            return f"{pieces[0]}{value}{pieces[1]}{jsons.quoted(sentence.of(top, bottom))}{pieces[2]}"
        before, behind = self._in_words
        return f"{pieces[0]}{value}{before}{shown}{behind}"


def standing(settled: Settled, requested: int | None, worked: Sequence[int | None], currency: str) -> dict[str, Any]:
    """What became of the request among the others; `worked` has what the call worked out, where it does."""
    decision, paid = settled.decision, settled.award.paid
    return {
        "rank": settled.rank,
        "outcome": settled.outcome.value,
        "status": settled.award.status.value,
        "requested": plain_money(requested, currency),
        **({"worked_out": plain_money(worked[0], currency)} if worked else {}),
        "awarded": plain_money(settled.award.amount, currency),
        **({"paid": {each.envelope: plain_money(each.amount, currency) for each in paid}} if paid else {}),
        "proposal": {
            "outcome": settled.proposed.value,
            "awarded": plain_money(settled.proposed_award.amount, currency),
        },
        "decision": None
        if decision is None
        else {
            "outcome": decision.outcome.value,
            "amount": plain_money(decision.amount, currency),
            "decided_by": decision.decided_by,
            "decided_on": decision.decided_on,
            "why": decision.why,
            "source": decision.source,
            "digest": decision.digest,
            **(
                {}
                if decision.lines is None
                else {"lines": {n: plain_money(c, currency) for n, c in decision.lines.items()}}
            ),
        },
    }


def criterion(each: Judged | Judgement, speaker: Speaker) -> dict[str, Any]:
    """One criterion of a request."""
    figured = isinstance(each, Judgement) and each.measured is not None and each.reason.key in FIGURED
    data: dict[str, Any] = {
        "state": each.state.value,
        "level": level_of(each.level),
        "ceiling": level_of(each.ceiling),
        "weight": as_written(each.weight),
        "found": {found.name: _found(found) for found in each.found},
        "reason": "" if figured else speaker.say(each.reason),
    }
    if each.gate is not None:
        data["gate"] = {"kind": each.gate.kind, "passes": each.gate.passes}
    if each.disagreement is not None:
        data["disagreement"] = speaker.say(each.disagreement)
    return data


def _found(found: Found) -> Any:
    return plain_value(found.value)


def plain_value(value: Any) -> Any:
    """A value of a document as results hold it: numbers that count as text."""
    if is_number(value):
        return figure(value)
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    return value


def fact(found: Fact) -> dict[str, Any]:
    """A fact with its place, as results hold it."""
    place = None if found.place is None else found.place.spot
    return {"path": found.path, "value": plain_value(found.value), "place": place}
