"""One request explained in a terminal: every step from its lines to its award."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import PurePosixPath

from asipgrid.engine.sections import weights
from asipgrid.formats import Look
from asipgrid.formats.bonus import bonus_lines
from asipgrid.formats.page import Page
from asipgrid.formats.sections import section_text
from asipgrid.model.calls import Grid, Outcome
from asipgrid.model.judged import Fact, Judged, Scorecard, State
from asipgrid.model.results import Explanation, Ranked, Status
from asipgrid.text.descriptions import evidence_text, partners_text, points_behind, target_text, totals_text
from asipgrid.text.numbers import (
    amount_text,
    as_written,
    beside,
    known_text,
    money_text,
    number,
    score_text,
)
from asipgrid.text.phrases import PUBLISHED, Speaker, limits_of, sentence


def explanation(report: Explanation, look: Look) -> str:
    """Every step from the request's lines to its award, in the order of the grids."""
    page = Page(look)
    ranked, currency = report.ranked, report.result.call.currency
    speaker = Speaker(currency=currency)
    page.line(f"{ranked.request.id}: {ranked.request.title.en}", style="bold")
    page.line(f"{ranked.request.applicant}, {look.prefix}{ranked.request.record.name}")
    if shared := partners_text(ranked.request.data):
        page.line(shared)
    if report.result.call.published:
        page.line(sentence(speaker, PUBLISHED), style="bold", hang=0)
    page.line()
    _verdict(page, report, speaker)
    for grid in report.result.grids:
        page.line()
        _grid(page, report, grid, speaker)
    page.line()
    _total(page, report)
    _list(page, "Points on top", bonus_lines(ranked.card, speaker))
    _list(page, "Figures of all requests", (speaker.say(reason) for reason in report.figures))
    _list(page, "Why", (speaker.say(reason) for reason in ranked.reasons))
    _list(page, "Questions", (speaker.say(reason) for reason in ranked.questions))
    _list(page, "Before any payment", (speaker.say(reason) for reason in ranked.conditions))
    _list(page, "Stated, and shown by no criterion", (_fact(fact, speaker) for fact in report.unread))
    _list(page, "Targets, which are not results", map(target_text, report.commitments))
    _list(page, "Evidence", map(evidence_text, report.evidence))
    return page.text()


def _verdict(page: Page, report: Explanation, speaker: Speaker) -> None:
    ranked, currency = report.ranked, report.result.call.currency
    word = ranked.word
    outcome = f"Outcome {word}" if word == ranked.outcome.value else f"Outcome {ranked.outcome.value}: {word}"
    asked = f"{amount_text(ranked.request.requested, currency)} requested"
    if ranked.request.requested is None:
        asked = "amount requested not stated"
    if report.result.call.allocation.amount is not None and ranked.request.requested is None:
        payable = ranked.assessment.alone.payable
        asked = "amount not worked out" if payable is None else f"{money_text(payable, currency)} worked out"
    if ranked.outcome is not Outcome.FUND or ranked.award.status is Status.TIED:
        page.line(f"{outcome}, {asked}", style="bold")
    elif ranked.award.amount is None:
        page.line(f"{outcome}, amount not stated; {asked}", style="bold")
    else:
        page.line(f"{outcome}, {money_text(ranked.award.amount, currency)} of {asked}", style="bold")
    eligible = {True: "yes", False: "no", None: "not stated"}[ranked.card.eligible]
    score, ceiling = (_beside(each, ranked) for each in (ranked.card.score, ranked.card.ceiling))
    page.line(
        f"Score {score}, at most {ceiling}{points_behind(ranked.card)}; known {known_text(ranked.card.completeness)}; eligible: {eligible}"
    )
    for reason in report.standing:
        page.line(sentence(speaker, reason).removesuffix("."))
    if ranked.decision is not None:
        amount = ranked.proposed_award.amount if ranked.proposal.outcome is Outcome.FUND else None
        page.line(
            f"Proposed: {ranked.proposal.outcome.value}{f', {money_text(amount, currency)}' if amount is not None else ''}"
        )


def _beside(score: Fraction | None, ranked: Ranked) -> str:
    """A score with as many decimals as show on which side of the limits of the rules it lies."""
    return "–" if score is None else number(score, beside(score, limits_of(ranked.reasons)), fixed=True)


def _grid(page: Page, report: Explanation, grid: Grid, speaker: Speaker) -> None:
    page.line(f"{grid.id} {grid.title.en} ({grid.version})", style="bold")
    criteria = {criterion.id: criterion for criterion in grid.criteria}
    row = [each for each in report.ranked.card.criteria if each.grid == grid.id]
    for each in row:
        page.line(f"{each.id}  {criteria[each.id].question.en}", indent=2)
        why, step = _why(each, report.facts(each), speaker), report.steps.get(each.id)
        next_ = [] if step is None else [f"next: {speaker.say(step)}"]
        worked = [speaker.say(reason) for reason in report.worked.get(each.id, ())]
        for text in (_mark(each, criteria[each.id].max), *why, *worked, *_gate_text(each, speaker), *next_):
            if text:
                page.line(text, indent=10)
    for section in grid.sections:
        page.line(section_text(section, report.ranked.card.sections[section.id]), indent=2)
    counted = [each for each in row if each.counts]
    if counted:
        own = weights(grid, counted)
        total = sum(own.values(), Fraction(0))
        got = sum((own[each.id] * (each.value or 0) for each in counted), Fraction(0))
        figure = report.ranked.card.grids[grid.id]
        span = "" if figure.score == figure.ceiling else f", at most {score_text(figure.ceiling)}"
        page.line(
            f"{grid.id}: {number(got, 4)} of {number(total, 4)} = {score_text(figure.score)} of 100{span}{points_behind(figure)}",
            style="bold",
            indent=2,
        )
    else:
        page.line(f"{grid.id}: nothing to score", indent=2)


def _mark(each: Judged, top: int) -> str:
    if each.state in {State.NOT_APPLICABLE, State.INFO} and each.level is None:
        return ""
    if not each.counts or each.level is None or each.value is None or each.ceiling is None:
        return f"level {number(each.level, 4)} of {top}, shown only" if each.level is not None else ""
    worth = f"level {number(each.level, 4)} of {top}"
    worth += f" × {as_written(each.weight)} = {number(each.value * each.weight, 4)}"
    open_ = f" (up to level {number(each.ceiling, 4)})" if each.ceiling != each.level else ""
    state = "" if each.state is State.SCORED else f"{each.state.value}: "
    return f"{state}{worth}{open_}"


def _why(each: Judged, facts: Iterable[Fact], speaker: Speaker) -> Iterable[str]:
    if each.gate is None or each.level is not None or each.state is State.NOT_APPLICABLE:
        yield speaker.say(each.reason)
    yield from (_fact(fact, speaker) for fact in facts)
    for assessor, mark in each.marks:
        yield f"{assessor}: {as_written(mark.level)}, {mark.why}"
    if each.consensus is not None:
        why = f", {each.consensus.why}" if each.consensus.why else ""
        yield f"consensus: {as_written(each.consensus.level)}{why}"
    if each.disagreement is not None:
        yield speaker.say(each.disagreement)


def _fact(fact: Fact, speaker: Speaker) -> str:
    where = f" ({PurePosixPath(fact.place.file).name}:{fact.place.line})" if fact.place else ""
    return f"{fact.path} = {'not stated' if fact.value is None else speaker.value(fact.value)}{where}"


def _gate_text(each: Judged, speaker: Speaker) -> Iterable[str]:
    if each.gate is not None:
        state = {True: "passes", False: "fails", None: "not stated"}[each.gate.passes]
        yield f"gate ({each.gate.kind}) {state}: {'; '.join(speaker.say(reason) for reason in each.gate.reasons)}"


def _total(page: Page, report: Explanation) -> None:
    call, card = report.result.call, report.ranked.card
    if card.totals:
        page.line(totals_text(card), style="bold")
    if card.by_totals is not None:
        return
    if call.flat:
        page.line(f"Score: all criteria in one sum = {score_text(_base(card))} of 100", style="bold")
        return
    counted = [(name, weight) for name, weight in call.weights.items() if card.grids[name].score is not None]
    parts = " + ".join(f"{as_written(weight)} × {score_text(card.grids[name].score)}" for name, weight in counted)
    whole = number(sum((weight for _, weight in counted), Fraction(0)), 4)
    page.line(f"Score: ({parts}) / {whole} = {score_text(_base(card))}", style="bold")
    page.line("Grid scores are printed with two decimals; the sum is made with the exact ones.", indent=2)


def _base(card: Scorecard) -> Fraction | None:
    """The score without what is given on top."""
    return card.score if card.bonus is None else card.bonus.score


def _list(page: Page, heading: str, items: Iterable[str]) -> None:
    listed = [f"- {item}" for item in items]
    if listed:
        page.listed(heading, listed)
