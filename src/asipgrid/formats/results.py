"""The files of a call's `results/` (documents, 1.6): JSON for programs, one file a request, and a page for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asipgrid import __version__
from asipgrid.formats import Outline, as_json, sharing_lines
from asipgrid.formats.stages import closing
from asipgrid.formats.words import Words
from asipgrid.model.calls import MEETS_RULES, Outcome
from asipgrid.model.results import GRANTED, Ranked, Result, Status
from asipgrid.text import jsons
from asipgrid.text.escape import code, forge
from asipgrid.text.numbers import amount_text, score_text
from asipgrid.text.phrases import Speaker

CALL: Final = "call.json"
RANKING: Final = "ranking.md"
OF_A_REQUEST: Final = re.compile(r"(?=.{1,69}\Z)([a-z0-9]+(?:-[a-z0-9]+)*)\.json")
_LINE: Final = re.compile(r"^- \[([a-z0-9-]+)\]\(\1\.json\)", re.MULTILINE)


def is_result(name: str) -> bool:
    """Whether a file is named like one of these: call.json, ranking.md, or a request's id and .json."""
    return name == RANKING or OF_A_REQUEST.fullmatch(name) is not None


def listed(ranking: str) -> frozenset[str]:
    """The ids of the requests that a ranking lists."""
    return frozenset(_LINE.findall(ranking))


def folder(report: Result) -> dict[str, str]:
    """What `results/` holds, by file name: the call first, the requests by id, the ranking last."""
    outline = Outline.of(report)
    head = as_json.head(outline)
    kind = head.pop("asipgrid")
    texts = {CALL: jsons.document({"asipgrid": kind, "engine": __version__, **head, **as_json.tail(outline)})}
    pen = as_json.Pen(Speaker(currency=report.call.currency), jsons.Layout("  "), 0)
    for each in report.by_id():
        about = {"asipgrid": kind, "call": report.call.id}
        texts[f"{each.request.id}.json"] = pen.text(pen.alone(each.assessment), each.settled, about) + "\n"
    return {**texts, RANKING: "\n".join(_ranking(report)) + "\n"}


def _ranking(report: Result) -> Iterator[str]:
    currency = report.call.currency
    speaker = Speaker(currency=currency)
    ids = tuple(ranked.request.id for ranked in report.requests)
    yield f"# {forge(report.call.title.en)}"
    yield ""
    if report.call.about is not None:
        yield forge(report.call.about.en)
        yield ""
    outline, words = Outline.of(report), Words(currency=currency)
    last = closing(outline, words)
    yield f"{forge(last) if report.call.stage else last}."
    yield from (f"{forge(line)}." for line in sharing_lines(outline, words))
    for note in report.notes:
        yield f"{_sentence(speaker.say(note), ids)}."
    yield ""
    for ranked in report.requests:
        yield _line(ranked, currency)
    if report.findings:
        yield ""
        yield "Findings in the documents:"
        yield ""
        for finding in report.findings:
            yield f"- {code(str(finding.place))} {finding.code} {finding.gravity.value} {forge(finding.says)}"


def _line(ranked: Ranked, currency: str) -> str:
    name, card = ranked.request.id, ranked.card
    parts = [] if ranked.rank is None else [f"rank {ranked.rank}"]
    if ranked.assessment.ranked_on is not None:
        parts.append(f"ranked on {forge(Speaker(currency=currency).figure(ranked.assessment.ranked_on.value))}")
    same = card.ceiling is None or card.ceiling == card.score
    parts.append(f"score {score_text(card.score)}" + ("" if same else f" to {score_text(card.ceiling)}"))
    parts.append(_became(ranked, currency))
    if ranked.decision is not None:
        proposed = ranked.proposal.outcome.value
        if ranked.proposal.outcome is Outcome.FUND:
            proposed += f" {amount_text(ranked.proposed_award.amount, currency)}"
        parts.append(f"decided by {forge(ranked.decision.decided_by)}, proposed {proposed}")
    return f"- [{name}]({name}.json) {forge(ranked.request.title.en)}: {', '.join(parts)}."


def _became(ranked: Ranked, currency: str) -> str:
    if ranked.outcome not in MEETS_RULES:
        return ranked.word
    if ranked.outcome is Outcome.PASSES:
        return f"{ranked.word}, {amount_text(ranked.request.requested, currency)} requested"
    asked = f"{amount_text(ranked.request.requested, currency)} requested"
    if ranked.request.requested is None and ranked.assessment.alone.payable is not None:
        asked = f"{amount_text(ranked.assessment.alone.payable, currency)} worked out"
    if ranked.award.amount is not None and ranked.award.status in GRANTED:
        paid = f" from {ranked.award.payers}" if ranked.award.paid else ""
        return f"{ranked.word} {amount_text(ranked.award.amount, currency)} of {asked}{paid}"
    open_ = ranked.award.amount is None and ranked.award.status is not Status.TIED
    return f"{ranked.word}{' with an amount not stated' if open_ else ''}, {asked}"


def _sentence(said: str, ids: tuple[str, ...]) -> str:
    return forge(said if said.startswith(ids) else said[:1].upper() + said[1:])
