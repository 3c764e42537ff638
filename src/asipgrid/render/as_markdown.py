"""Results and explanations as Markdown: one line a request, one sentence a line, no aligned columns."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.escape import markdown
from asipgrid.model import Explanation, Judged, Ranked, Reason, Result
from asipgrid.render import Look
from asipgrid.words import Speaker, money_text, number, score_text


def result(report: Result, _look: Look) -> str:
    """The ranking for people who read it in a forge."""
    return "\n".join(_result(report)) + "\n"


def _result(report: Result) -> Iterator[str]:
    currency = report.call.currency
    speaker = Speaker(currency=currency)
    yield f"# {markdown(report.call.title.en)}"
    yield ""
    envelope, awarded, left = (
        money_text(amount, currency) for amount in (report.call.envelope, report.awarded, report.left)
    )
    yield f"Envelope {envelope}, awarded {awarded}, left {left}."
    yield ""
    yield "| # | request | score | ceiling | proposed | decided | requested | awarded |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for ranked in report.requests:
        yield _row(ranked)
    for ranked in report.requests:
        yield ""
        yield f"## {ranked.request.id}"
        yield ""
        yield f"{markdown(ranked.request.title.en)}, {markdown(ranked.request.applicant)}."
        for title, reasons in (
            ("Why", ranked.reasons),
            ("Questions", ranked.questions),
            ("Before any payment", ranked.conditions),
        ):
            yield from _list(title, reasons, speaker)
    yield from _list("Notes", report.notes, speaker)
    if report.findings:
        yield ""
        yield "Findings:"
        yield ""
        for finding in report.findings:
            yield f"- {markdown(str(finding.place))} {finding.code} {finding.gravity.value} {markdown(finding.says)}"


def _row(ranked: Ranked) -> str:
    word = ranked.word
    cells = (
        "" if ranked.rank is None else str(ranked.rank),
        ranked.request.id,
        score_text(ranked.card.score),
        score_text(ranked.card.ceiling),
        f"{ranked.proposal.outcome.value} {money_text(ranked.proposed_award.amount)}",
        word if ranked.decision is None else f"{word} (committee)",
        money_text(ranked.request.requested),
        money_text(ranked.award.amount),
    )
    return f"| {' | '.join(cells)} |"


def _list(title: str, reasons: tuple[Reason, ...], speaker: Speaker) -> Iterator[str]:
    if reasons:
        yield ""
        yield f"{title}:"
        yield ""
        for reason in reasons:
            yield f"- {markdown(speaker.say(reason))}."


def explanation(report: Explanation, _look: Look) -> str:
    """One request, criterion by criterion."""
    return "\n".join(_explanation(report)) + "\n"


def _explanation(report: Explanation) -> Iterator[str]:
    ranked, currency = report.ranked, report.result.call.currency
    speaker = Speaker(currency=currency)
    yield f"# {ranked.request.id}: {markdown(ranked.request.title.en)}"
    yield ""
    decided = "" if ranked.decision is None else ", decided by the committee"
    yield f"Score {score_text(ranked.card.score)}, at most {score_text(ranked.card.ceiling)}."
    yield f"Proposed: {ranked.proposal.outcome.value} {money_text(ranked.proposed_award.amount, currency)}."
    yield f"Result: {ranked.word} {money_text(ranked.award.amount, currency)}{decided}."
    for reason in report.standing:
        yield f"{markdown(speaker.say(reason))}."
    for grid in report.result.grids:
        figure = ranked.card.grids[grid.id]
        yield ""
        yield f"## {grid.id} {markdown(grid.title.en)}: {score_text(figure.score)}, at most {score_text(figure.ceiling)}"
        questions = {criterion.id: criterion.question.en for criterion in grid.criteria}
        for each in ranked.card.criteria:
            if each.grid == grid.id:
                yield ""
                yield f"### {each.id} {markdown(questions[each.id])}"
                yield ""
                yield from _criterion(each, grid.max, speaker)
    for title, reasons in (
        ("Why", ranked.reasons),
        ("Questions", ranked.questions),
        ("Before any payment", ranked.conditions),
    ):
        yield from _list(title, reasons, speaker)


def _criterion(each: Judged, top: int, speaker: Speaker) -> Iterator[str]:
    if each.counts and each.level is not None and each.value is not None:
        yield f"- {each.state.value}: level {number(each.level)} of {top} × {number(each.weight)} = {number(each.value * each.weight, 4)}"
    else:
        yield f"- {each.state.value}"
    yield f"- {markdown(speaker.say(each.reason))}"
    for found in each.found:
        for fact in found.facts:
            where = f" ({fact.place.file}:{fact.place.line})" if fact.place else ""
            yield f"- {markdown(fact.path)} = {markdown('not stated' if fact.value is None else speaker.value(fact.value))}{where}"
    for assessor, mark in each.marks:
        yield f"- {assessor}: {number(mark.level)}, {markdown(mark.why)}"
    if each.gate is not None:
        state = {True: "passes", False: "fails", None: "not stated"}[each.gate.passes]
        yield f"- gate ({each.gate.kind}) {state}"
    if each.next_step is not None:
        yield f"- next: {markdown(speaker.say(each.next_step))}"
