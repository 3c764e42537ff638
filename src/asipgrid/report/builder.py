"""From a result to the page of the report: its head, the ranking, the decisions; the rest is put together here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid import __version__
from asipgrid.engine.plan import Plan
from asipgrid.engine.rank_figures import ranked_by
from asipgrid.engine.statistic_words import statistic_reason
from asipgrid.formats.findings import level, worded
from asipgrid.model.calls import MEETS_RULES, Outcome
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Language
from asipgrid.model.results import AMONG_OTHERS, GRANTED, Award, Ranked, Result
from asipgrid.model.values import Reason
from asipgrid.report.best import best_part
from asipgrid.report.digests import digest_of
from asipgrid.report.drawn import drawn_part
from asipgrid.report.heat import criteria, heat_key, heat_lines
from asipgrid.report.letters import MOST_WITH_LETTERS, Letters
from asipgrid.report.money import envelopes, quotas, waterfall
from asipgrid.report.page import RankingLine, ReportPage, ToDecide
from asipgrid.report.panel import marks_part
from asipgrid.report.ranges import ranges_part
from asipgrid.report.requests import request_parts
from asipgrid.report.spans import HeadLine, Span
from asipgrid.report.standing import Line, paid_line
from asipgrid.report.unknown import unknown_lines
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.panel_report import PanelReport
from asipgrid.review.robustness import RobustnessAnswer
from asipgrid.text.phrases import PUBLISHED

MOST_FINDINGS: Final = 200
"""How many findings of the documents are listed."""


def report_page(
    plan: Plan,
    result: Result,
    panel: PanelReport | None,
    sure: RobustnessAnswer | None,
    language: Language,
    command: str,
    letters: Letters | None,
) -> ReportPage:
    """The page of a result, with its `panel`, and how `sure` it is, where there are such; `command` writes a decision to fill in.

    `letters` are the drafts of letters; None where they are left out.
    """
    words = ReportWords(result, language)
    line = paid_line(result)
    computed = result.call.allocation.amount is not None
    labels = words.labels | {"asked": words.labels["worked_out" if computed else "asked"]}
    return ReportPage(
        language=language,
        labels=labels,
        **_about_the_call(result, words),
        **_decisions(result, words, command),
        ranking=tuple(_ranking(result, words, line)),
        ranked_on=words.reason(ranked_by(result.call, result.grids)) if result.call.shows_rank_figure else "",
        tick_says="" if line.score is None else words.label("line_tick", score=words.score(line.score)),
        **_money(result, words),
        criteria=tuple(criteria(result, words)),
        heat=tuple(heat_lines(result, words)),
        heat_key=tuple(heat_key(words)),
        unknown=tuple(unknown_lines(result, words, line)),
        marks=None if panel is None else marks_part(panel, result, words),
        **({} if sure is None else _how_sure(sure, result, words)),
        **_with_letters(plan, result, words, line, letters),
        left_out=words.label("each_left_out", count=len(result.requests)),
        findings=tuple(listed_findings(result, language)),
        findings_note=findings_count(result, words),
    )


def _about_the_call(result: Result, words: ReportWords) -> dict[str, Any]:
    """What stands at the head of the page."""
    return {
        "title": words.said(result.call.title),
        "day": newest_day(result),
        "digest": digest(result),
        "about": "" if result.call.about is None else words.said(result.call.about),
        "warnings": tuple(call_warnings(result, words)),
        "lines": tuple(_head(result, words)),
        "notes": words.reasons(_notes(result)),
        "has_money": result.has_money,
        "currency": result.call.currency,
    }


def _decisions(result: Result, words: ReportWords, command: str) -> dict[str, Any]:
    """What there is to decide, how much of it is recorded, and how a decision is recorded."""
    return {
        "decisions": tuple(_to_decide(each, words, published=result.call.published) for each in result.requests),
        "decisions_count": _recorded(result, words),
        "decisions_command": _command(command, words),
    }


def _money(result: Result, words: ReportWords) -> dict[str, Any]:
    """The envelope award by award, and the envelopes and quotas where there are several."""
    return {
        "waterfall": tuple(waterfall(result, words)),
        "waterfall_caption": words.label(
            "waterfall_caption_several" if result.call.envelopes else "waterfall_caption",
            envelope=words.money(result.call.envelope),
        ),
        "waterfall_notes": tuple(_waterfall_notes(result, words)),
        "envelopes": tuple(envelopes(result, words)),
        "quotas": tuple(quotas(result, words)),
    }


def _how_sure(sure: RobustnessAnswer, result: Result, words: ReportWords) -> dict[str, Any]:
    """How far numbers may move, what draws say, and what an optimum would fund: what of it was asked for."""
    return {
        "ranges": None if sure.exact is None else ranges_part(sure.exact, result, words),
        "drawn": None if sure.draws is None else drawn_part(sure.draws, result, words),
        "best": None if sure.optimum is None else best_part(sure.optimum, result, words),
    }


def _with_letters(
    plan: Plan, result: Result, words: ReportWords, line: Line, letters: Letters | None
) -> dict[str, Any]:
    """The page of each request with the draft of its letter, and what is said of letters."""
    return {
        "requests": tuple(request_parts(plan, result, words, line, letters or {})),
        "letters_note": _letters_note(result, words, letters),
        "has_letters": bool(letters),
    }


def _letters_note(result: Result, words: ReportWords, letters: Letters | None) -> str:
    """Where the letters are, or why they are left out."""
    if letters is not None:
        return words.labels["letters_folded"] if letters else ""
    count = len(result.requests)
    return words.label("letters_many" if count > MOST_WITH_LETTERS else "letters_not_asked", count=count)


def _recorded(result: Result, words: ReportWords) -> str:
    """How many decisions are recorded."""
    recorded = sum(each.decision is not None for each in result.requests)
    return words.label("decisions_count", have=recorded, of=len(result.requests))


def listed_findings(result: Result, language: Language) -> Iterator[str]:
    """The findings that are listed."""
    for each in result.findings[:MOST_FINDINGS]:
        yield f"{each.place} {each.code} {level(each, language)} {worded(each.says, language)}"


def findings_count(result: Result, words: ReportWords) -> str:
    """How many findings there are, and how many of them are listed."""
    count = len(result.findings)
    return words.label("findings_note", count=count, shown=min(MOST_FINDINGS, count))


def _command(command: str, words: ReportWords) -> tuple[str, str, str]:
    """How a decision is recorded: what is said before the command, the command, what is said behind it."""
    before, _, after = words.labels["decisions_command"].partition("{command}")
    return before, command, after


def call_warnings(result: Result, words: ReportWords) -> Iterator[str]:
    """What everybody has to know before the figures: published facts alone, grids that nobody published."""
    if result.call.published:
        yield f"{words.reason(PUBLISHED)}."
    rebuilt = [grid for grid in result.grids if grid.status == "reconstruction"]
    if rebuilt:
        yield words.label("reconstruction", grids=", ".join(grid.id for grid in rebuilt))


def _notes(result: Result) -> Iterator[Reason]:
    """What is to be known of the call beside the warnings; then the figures of all requests."""
    yield from (note for note in result.notes if note.key != PUBLISHED.key)
    yield from map(statistic_reason, result.statistics)


def _head(result: Result, words: ReportWords) -> Iterator[HeadLine]:
    call, label = result.call, words.labels
    yield HeadLine(label["authority"], words.said(call.authority))
    yield HeadLine(label["call"], call.id)
    day = newest_day(result)
    if day is not None:
        yield HeadLine(label["newest_day"], words.day(day))
    yield HeadLine(label["requests"], str(len(result.requests)))
    if result.has_money:
        # A stage awards nothing of it.
        given = () if call.stage else (("awarded", result.awarded), ("left", result.left))
        for name, amount in (("envelope", call.envelope), *given):
            yield HeadLine(label[name], words.money(amount))
    for grid in result.grids:
        weight = "" if call.flat else f", {label['weight']} {words.number(call.weights[grid.id], 4)}"
        yield HeadLine(grid.id, f"{words.said(grid.title)} ({grid.version}{weight})")
    yield HeadLine(label["digest"], digest(result))
    yield HeadLine(label["engine"], f"asipgrid {__version__}")


def newest_day(result: Result) -> str | None:
    """The newest day (ISO) that a document of the result bears: of a submission, a sheet or a decision."""
    days = [str(each.request.data["submitted_on"]) for each in result.requests if each.request.data.get("submitted_on")]
    days += [sheet.rated_on for each in result.requests for sheet in each.sheets if sheet.rated_on]
    days += [each.decision.decided_on for each in result.requests if each.decision and each.decision.decided_on]
    return max(days, default=None)


def digest(result: Result, also: Mapping[str, str] | None = None) -> str:
    """One digest of all documents the result rests on, and others `also`, by their names and digests."""
    found = {result.call.file: result.call.digest, **{grid.file: grid.digest for grid in result.grids}}
    for each in result.requests:
        found[each.request.record.name] = each.request.digest
        found |= {sheet.file: sheet.digest for sheet in each.sheets}
        if each.decision is not None:
            found[each.decision.place.file] = each.decision.digest
    return digest_of({**found, **(also or {})})


def span(card: Scorecard, line: Line) -> Span:
    """The bar of a score: what is sure, what is still possible, where the line runs."""
    low, high = card.score or Fraction(0), card.ceiling or Fraction(0)
    return Span(plain(low), plain(high), plain(high - low), plain(line.score))


def _ranking(result: Result, words: ReportWords, line: Line) -> Iterator[RankingLine]:
    for each in result.requests:
        card, decision = each.card, each.decision
        asked = len(each.questions)
        under = line.last == each.request.id
        yield RankingLine(
            id=each.request.id,
            title=words.said(each.request.title),
            applicant=each.request.applicant,
            rank="" if each.rank is None else str(each.rank),
            ranked=_ranked_on(each, words),
            score=words.beside_points(card),
            score_order=plain(card.score),
            bar=span(card, line),
            word=each.word,
            outcome=words.labels[each.word],
            proposed=words.labels[each.proposed.value],
            decided="" if decision is None else words.labels[decision.outcome.value],
            known=words.percent(card.completeness),
            known_order=plain(card.completeness),
            questions=str(asked),
            asked=words.sum(each.assessment.full),
            asked_order=_order(each.assessment.full),
            awarded=words.sum(each.award.amount) if gives(each.award) else "",
            awarded_order=_order(each.award.amount) if gives(each.award) else "",
            line=words.label("line_row", left=words.money(result.left)) if under and result.has_money else "",
        )


def _ranked_on(each: Ranked, words: ReportWords) -> str:
    """The figure that a request is ranked on, where that is not its score."""
    on = each.assessment.ranked_on
    return "" if on is None else words.speaker.figure(on.value)


def _order(amount: int | None) -> str:
    """What a column of amounts is sorted by."""
    return "" if amount is None else str(amount)


def gives(award: Award) -> bool:
    """Whether an award is paid, in an amount that is stated or not."""
    return award.status in GRANTED


def _to_decide(each: Ranked, words: ReportWords, *, published: bool) -> ToDecide:
    # Published facts are too few for a proposal that a decision could depart from.
    departs = each.departs and not published
    decision, proposal = each.decision, each.proposed_award
    label = words.labels
    fundable = each.proposed in MEETS_RULES
    recorded = ""
    if decision is not None:
        amount = f", {words.money(each.award.amount)}" if decision.outcome is Outcome.FUND else ""
        recorded = f"{label[decision.outcome.value]}{amount}"
    return ToDecide(
        id=each.request.id,
        title=words.said(each.request.title),
        word=proposal.status.value if fundable else each.proposed.value,
        proposed=label[proposal.status.value] if fundable else label[each.proposed.value],
        amount=words.sum(proposal.amount) if fundable and gives(proposal) else "",
        recorded=recorded,
        body=""
        if decision is None
        else ", ".join(filter(None, (words.said(decision.body), words.day(decision.decided_on)))),
        grounds="" if decision is None else words.said(decision.grounds),
        departs=departs,
        look_at=tuple(_look_at(each, words, departs=departs)),
    )


def _look_at(each: Ranked, words: ReportWords, *, departs: bool) -> Iterator[str]:
    """What a committee looks at before it decides: ties, disagreements, what is missing, what a payment waits for."""
    if departs:
        yield words.labels["departs"]
    yield from (words.reason(reason) for reason in each.reasons if reason.key in AMONG_OTHERS)
    if each.award.reason is not None:
        yield words.reason(each.award.reason)
    open_ = [one.id for one in each.card.criteria if one.disagreement and one.consensus is None]
    agreed = [one.id for one in each.card.criteria if one.disagreement and one.consensus is not None]
    for key, names in (("disagree_on", open_), ("agreed_on", agreed)):
        if names:
            yield words.label(key, criteria=", ".join(names))
    for key, count in (("questions_open", len(each.questions)), ("conditions_open", len(each.conditions))):
        if count:
            yield words.label(key, count=count)


def _waterfall_notes(result: Result, words: ReportWords) -> Iterator[str]:
    if any(gives(each.award) and each.award.amount is None for each in result.requests):
        yield words.labels["waterfall_unknown"]
