"""Results and explanations as Markdown: one line a request, one sentence a line, no aligned columns."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats import Look
from asipgrid.model.results import Explanation, Fact, Judged, Ranked, Result
from asipgrid.model.values import Reason
from asipgrid.text.escape import code, forge
from asipgrid.text.numbers import as_written, bare_money, money_text, number, score_text
from asipgrid.text.phrases import PUBLISHED, Speaker, evidence_text, target_text


def result(report: Result, _look: Look) -> str:
    """The ranking for people who read it in a forge."""
    return "\n".join(_result(report)) + "\n"


def _result(report: Result) -> Iterator[str]:
    currency = report.call.currency
    speaker = Speaker(currency=currency)
    yield f"# {forge(report.call.title.en)}"
    yield ""
    if report.call.about is not None:
        yield forge(report.call.about.en)
        yield ""
    envelope, awarded, left = (
        "not stated" if amount is None else money_text(amount, currency)
        for amount in (report.call.envelope, report.awarded, report.left)
    )
    yield f"Envelope {envelope}, awarded {awarded}, left {left}."
    for note in report.notes:
        yield f"{_sentence(speaker, note)}."
    yield ""
    yield "| # | request | score | ceiling | known | proposed | decided | requested | awarded |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for ranked in report.requests:
        yield _row(ranked, report.call.currency)
    for ranked in report.requests:
        yield ""
        yield f"## {forge(ranked.request.id)}"
        yield ""
        yield f"{forge(ranked.request.title.en)}, {forge(ranked.request.applicant)}."
        for title, reasons in (
            ("Why", ranked.reasons),
            ("Questions", ranked.questions),
            ("Before any payment", ranked.conditions),
        ):
            yield from _list(title, reasons, speaker)
    if report.findings:
        yield ""
        yield "Findings:"
        yield ""
        for finding in report.findings:
            yield f"- {code(str(finding.place))} {finding.code} {finding.gravity.value} {forge(finding.says)}"


def _row(ranked: Ranked, currency: str) -> str:
    word = ranked.word
    cells = (
        "" if ranked.rank is None else str(ranked.rank),
        forge(ranked.request.id),
        score_text(ranked.card.score),
        score_text(ranked.card.ceiling),
        "–" if ranked.card.completeness is None else f"{number(ranked.card.completeness * 100, fixed=True)} %",
        f"{ranked.proposal.outcome.value} {bare_money(ranked.proposed_award.amount, currency)}",
        word if ranked.decision is None else f"{word} ({forge(ranked.decision.decided_by)})",
        bare_money(ranked.request.requested, currency),
        bare_money(ranked.award.amount, currency),
    )
    return f"| {' | '.join(cells)} |"


def _sentence(speaker: Speaker, reason: Reason) -> str:
    said = speaker.say(reason)
    return forge(said[:1].upper() + said[1:])


def _list(title: str, reasons: tuple[Reason, ...], speaker: Speaker) -> Iterator[str]:
    if reasons:
        yield ""
        yield f"{title}:"
        yield ""
        for reason in reasons:
            yield f"- {forge(speaker.say(reason))}."


def explanation(report: Explanation, _look: Look) -> str:
    """One request, criterion by criterion."""
    return "\n".join(_explanation(report)) + "\n"


def _explanation(report: Explanation) -> Iterator[str]:
    ranked, currency = report.ranked, report.result.call.currency
    speaker = Speaker(currency=currency)
    yield f"# {forge(ranked.request.id)}: {forge(ranked.request.title.en)}"
    yield ""
    decided = "" if ranked.decision is None else f", decided by {forge(ranked.decision.decided_by)}"
    if report.result.call.published:
        yield f"{_sentence(speaker, PUBLISHED)}."
    yield f"Score {score_text(ranked.card.score)}, at most {score_text(ranked.card.ceiling)}."
    yield f"Proposed: {ranked.proposal.outcome.value} {money_text(ranked.proposed_award.amount, currency)}."
    yield f"Result: {ranked.word} {money_text(ranked.award.amount, currency)}{decided}."
    for reason in report.standing:
        yield f"{forge(speaker.say(reason))}."
    for grid in report.result.grids:
        figure = ranked.card.grids[grid.id]
        yield ""
        yield f"## {forge(grid.id)} {forge(grid.title.en)}: {score_text(figure.score)}, at most {score_text(figure.ceiling)}"
        questions = {criterion.id: criterion.question.en for criterion in grid.criteria}
        for each in ranked.card.criteria:
            if each.grid == grid.id:
                yield ""
                yield f"### {forge(each.id)} {forge(questions[each.id])}"
                yield ""
                yield from _criterion(report, each, grid.max, speaker)
    for title, reasons in (
        ("Why", ranked.reasons),
        ("Questions", ranked.questions),
        ("Before any payment", ranked.conditions),
    ):
        yield from _list(title, reasons, speaker)
    for title, lines in (
        ("Stated, and shown by no criterion", [_fact(fact, speaker) for fact in report.unread]),
        ("Targets, which are not results", [forge(target_text(each)) for each in report.commitments]),
        ("Evidence", [forge(evidence_text(each)) for each in report.evidence]),
    ):
        if lines:
            yield from ("", f"{title}:", "")
            yield from (f"- {line}" for line in lines)


def _fact(fact: Fact, speaker: Speaker) -> str:
    where = f" ({fact.place.file}:{fact.place.line})" if fact.place else ""
    return f"{forge(fact.path)} = {forge('not stated' if fact.value is None else speaker.value(fact.value))}{where}"


def _criterion(report: Explanation, each: Judged, top: int, speaker: Speaker) -> Iterator[str]:
    if each.counts and each.level is not None and each.value is not None:
        product = f"{as_written(each.weight)} = {number(each.value * each.weight, 4)}"
        yield f"- {each.state.value}: level {number(each.level)} of {top} × {product}"
    else:
        yield f"- {each.state.value}"
    yield f"- {forge(speaker.say(each.reason))}"
    for fact in report.facts(each):
        yield f"- {_fact(fact, speaker)}"
    for assessor, mark in each.marks:
        yield f"- {forge(assessor)}: {number(mark.level)}, {forge(mark.why)}"
    if each.consensus is not None:
        yield f"- consensus: {number(each.consensus.level)}, {forge(each.consensus.why)}"
    if each.gate is not None:
        state = {True: "passes", False: "fails", None: "not stated"}[each.gate.passes]
        yield f"- gate ({each.gate.kind}) {state}"
    if each.id in report.steps:
        yield f"- next: {forge(speaker.say(report.steps[each.id]))}"
