"""One request explained in a terminal: every step from its lines to its award."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import PurePosixPath

from asipgrid.engine.sections import weights
from asipgrid.formats import Look
from asipgrid.formats.bonus import bonus_lines
from asipgrid.formats.descriptions import evidence_text, partners_text, points_behind, target_text, totals_text
from asipgrid.formats.page import Page
from asipgrid.formats.sections import section_text
from asipgrid.formats.words import Words
from asipgrid.model.calls import Grid, Outcome
from asipgrid.model.judged import Fact, Judged, Scorecard, State, Uncounted
from asipgrid.model.results import CriterionAnswer, Explanation, Ranked, Status
from asipgrid.text.numbers import beside
from asipgrid.text.phrases import PUBLISHED, limits_of


def explanation(report: Explanation, look: Look) -> str:
    """Every step from the request's lines to its award, in the order of the grids."""
    page, ranked = Page(look), report.ranked
    words = Words(look.language, report.result.call.currency, report.result.grids)
    head(page, report, look, words)
    for grid in report.result.grids:
        page.line()
        _grid(page, report, grid, words)
    page.line()
    total(page, report, words)
    listed(page, words("on_top"), bonus_lines(ranked.card, words))
    listed(page, words("statistics"), words.reasons(report.figures))
    reasons(page, ranked, words)
    listed(page, words("unread"), (_fact(fact, words) for fact in report.unread))
    listed(page, words("targets"), (target_text(each, words) for each in report.commitments))
    listed(page, words("evidence"), (evidence_text(each, words) for each in report.evidence))
    return page.text()


def head(page: Page, report: Explanation, look: Look, words: Words) -> None:
    """What request it is, what became of it, and whose marks are left out of all of it."""
    ranked = report.ranked
    page.line(words.named(ranked.request.id, words.text(ranked.request.title)), style="bold")
    page.line(f"{ranked.request.applicant}, {look.prefix}{ranked.request.record.name}")
    if shared := partners_text(ranked.request.data, words):
        page.line(shared)
    if report.result.call.published:
        page.line(f"{words.sentence(PUBLISHED)}.", style="bold", hang=0)
    page.line()
    _verdict(page, report, words)
    for each in report.uncounted:
        if each.criterion is None:
            page.line(uncounted_text(each, look, words))


def uncounted_text(each: Uncounted, look: Look, words: Words) -> str:
    """Whose marks are left out, why, and where that is declared."""
    return words.reason(each.reason) + ("" if each.place is None else f" ({look.prefix}{each.place.spot})")


def reasons(page: Page, ranked: Ranked, words: Words) -> None:
    """Why it is so, what is asked, what must be met before any payment."""
    listed(page, words("why"), words.reasons(ranked.reasons))
    listed(page, words("questions"), words.reasons(ranked.questions))
    listed(page, words("conditions"), words.reasons(ranked.conditions))


def _verdict(page: Page, report: Explanation, words: Words) -> None:
    ranked = report.ranked
    page.line(_outcome(report, words), style="bold")
    eligible = words({True: "yes", False: "no", None: "not_stated"}[ranked.card.eligible])
    score, ceiling = (_beside(each, ranked, words) for each in (ranked.card.score, ranked.card.ceiling))
    points, known = points_behind(ranked.card, words), words.share(ranked.card.completeness)
    page.line(words("explain_score", score=score, ceiling=ceiling, points=points, known=known, eligible=eligible))
    for reason in report.standing:
        page.line(words.sentence(reason))
    if ranked.decision is not None:
        amount = ranked.proposed_award.amount if ranked.proposal.outcome is Outcome.FUND else None
        money = "" if amount is None else f", {words.money(amount)}"
        page.line(f"{words('proposed_line', outcome=words.outcome(ranked.proposal.outcome))}{money}")


def _outcome(report: Explanation, words: Words) -> str:
    """What became of it, and of which amount."""
    ranked, word = report.ranked, words.outcome(report.ranked.word)
    outcome = words("explain_outcome", word=word)
    if ranked.word != ranked.outcome.value:
        outcome = words("explain_outcome_status", outcome=words.outcome(ranked.outcome), word=word)
    asked = _asked(report, words)
    if ranked.outcome is not Outcome.FUND or ranked.award.status is Status.TIED:
        return f"{outcome}, {asked}"
    if ranked.award.amount is None:
        return words.parts((f"{outcome}, {words('amount_not_stated')}", asked))
    return f"{outcome}, {words('of', part=words.money(ranked.award.amount), whole=asked)}"


def _asked(report: Explanation, words: Words) -> str:
    """What is requested, or worked out where the call works it out."""
    ranked = report.ranked
    if ranked.request.requested is not None:
        return words("amount_requested", amount=words.amount(ranked.request.requested))
    if report.result.call.allocation.amount is None:
        return words("amount_requested_open")
    payable = ranked.assessment.alone.payable
    return (
        words("amount_worked_out_open") if payable is None else words("amount_worked_out", amount=words.money(payable))
    )


def _beside(score: Fraction | None, ranked: Ranked, words: Words) -> str:
    """A score with as many decimals as show on which side of the limits of the rules it lies."""
    return words.score(score, 2 if score is None else beside(score, limits_of(ranked.reasons)))


def _grid(page: Page, report: Explanation, grid: Grid, words: Words) -> None:
    page.line(f"{grid.id} {words.text(grid.title)} ({grid.version})", style="bold")
    criteria = {criterion.id: criterion for criterion in grid.criteria}
    row = [each for each in report.ranked.card.criteria if each.grid == grid.id]
    for each in row:
        page.line(f"{each.id}  {words.text(criteria[each.id].question)}", indent=2)
        for text in criterion_lines(report.answer(each), criteria[each.id].max, words):
            page.line(text, indent=10)
    for section in grid.sections:
        page.line(section_text(section, report.ranked.card.sections[section.id], words), indent=2)
    counted = [each for each in row if each.counts]
    if counted:
        own = weights(grid, counted)
        total = sum(own.values(), Fraction(0))
        got = sum((own[each.id] * (each.value or 0) for each in counted), Fraction(0))
        figure, how = report.ranked.card.grids[grid.id], report.ranked.card.by_totals
        span = "" if figure.score == figure.ceiling else words("at_most", score=words.score(figure.ceiling))
        made = (
            words("grid_sum", part=words.number(got, 4), whole=words.number(total, 4), score=words.score(figure.score))
            if how is None
            else words("grid_made", how=words(f"aggregate_{how}"), score=words.score(figure.score))
        )
        page.line(f"{words.named(grid.id, made)}{span}{points_behind(figure, words)}", style="bold", indent=2)
    else:
        page.line(words.named(grid.id, words("nothing_to_score")), indent=2)


def criterion_lines(answer: CriterionAnswer, top: int, words: Words) -> Iterator[str]:
    """One criterion of a request: its level and points, why, what was read, the marks, what the next level takes."""
    each = answer.judged
    if mark := _mark(answer, top, words):
        yield mark
    yield from _why(each, answer.facts, words)
    yield from words.reasons(one.reason for one in answer.uncounted if one.criterion is not None)
    yield from words.reasons(answer.worked)
    yield from _gate_text(each, words)
    if answer.step is not None:
        yield words("next", step=words.reason(answer.step))


def _mark(answer: CriterionAnswer, top: int, words: Words) -> str:
    each = answer.judged
    if each.level is None:
        return ""
    level = words.number(each.level, 4)
    if not each.counts or each.value is None or each.ceiling is None:
        return words("shown_only", level=level, top=top)
    if answer.gives is None:
        return words("level_of", level=level, top=top)
    worth = f"{words.written(each.weight)} = {words.number(each.value * each.weight, 4)}"
    open_ = "" if each.ceiling == each.level else words("up_to_level", level=words.number(each.ceiling, 4))
    told = f"{words('level_of', level=level, top=top)} × {worth}{open_}"
    return told if each.state is State.SCORED else words.named(words(f"state_{each.state}"), told)


def _why(each: Judged, facts: Iterable[Fact], words: Words) -> Iterable[str]:
    if each.gate is None or each.level is not None or each.state is State.NOT_APPLICABLE:
        yield words.reason(each.reason)
    yield from (_fact(fact, words) for fact in facts)
    for assessor, mark in each.marks:
        yield words.named(assessor, f"{words.written(mark.level)}, {mark.why}")
    if each.consensus is not None:
        why = f", {each.consensus.why}" if each.consensus.why else ""
        yield words.named(words("consensus"), f"{words.written(each.consensus.level)}{why}")
    if each.disagreement is not None:
        yield words.reason(each.disagreement)


def _fact(fact: Fact, words: Words) -> str:
    where = f" ({PurePosixPath(fact.place.file).name}:{fact.place.line})" if fact.place else ""
    return f"{fact.path} = {words.fact(fact.value)}{where}"


def _gate_text(each: Judged, words: Words) -> Iterable[str]:
    if each.gate is not None:
        yield words.named(words.gate(each.gate), words.listed(each.gate.reasons))


def total(page: Page, report: Explanation, words: Words) -> None:
    """How the score of the request is made of those of its grids."""
    call, card = report.result.call, report.ranked.card
    if card.totals:
        page.line(totals_text(card, words), style="bold")
    if card.by_totals is not None:
        return
    if call.flat:
        page.line(words("flat_sum", score=words.score(_base(card))), style="bold")
        return
    counted = [(name, weight) for name, weight in call.weights.items() if card.grids[name].score is not None]
    parts = " + ".join(f"{words.written(weight)} × {words.score(card.grids[name].score)}" for name, weight in counted)
    whole = words.number(sum((weight for _, weight in counted), Fraction(0)), 4)
    page.line(words("grids_sum", parts=parts, whole=whole, score=words.score(_base(card))), style="bold")
    page.line(words("grids_sum_exact"), indent=2)


def _base(card: Scorecard) -> Fraction | None:
    """The score without what is given on top."""
    return card.score if card.bonus is None else card.bonus.score


def listed(page: Page, heading: str, items: Iterable[str]) -> None:
    """A heading with its items; nothing where there are none."""
    lines = [f"- {item}" for item in items]
    if lines:
        page.listed(heading, lines)
