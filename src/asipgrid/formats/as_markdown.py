"""Results and explanations as Markdown: one line a request, one sentence a line, no aligned columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, msgpack

from asipgrid.engine.rank_figures import ranked_by
from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline, figure_text, sharing_lines
from asipgrid.formats.bonus import bonus_lines
from asipgrid.formats.sections import section_text
from asipgrid.formats.selected import shown_lines, sorted_by_choice
from asipgrid.formats.stages import closing
from asipgrid.model.calls import Call, Grid
from asipgrid.model.judged import Fact, Judged, Scorecard
from asipgrid.model.results import Assessment, Explanation, Settled
from asipgrid.model.sections import GridSection
from asipgrid.model.values import Reason
from asipgrid.text.descriptions import evidence_text, partners_text, points_behind, target_text, totals_text
from asipgrid.text.escape import code, forge
from asipgrid.text.numbers import (
    as_written,
    bare_money,
    known_text,
    money_text,
    number,
    points_text,
    score_text,
)
from asipgrid.text.phrases import PUBLISHED, Speaker


class Section(Struct, frozen=True, array_like=True):
    """What is said of a request alone, ready to be printed. `score` is exact, as a text."""

    id: str
    score: str | None
    title: str
    ranked: list[str]
    figures: list[str]
    proposed: str
    requested: int | None
    reasons: list[str]
    questions: list[str]
    conditions: list[str]
    sections: list[str]
    bonus: list[str]


class Markdown:
    """The ranking for people who read it in a forge."""

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """One speaker tells of all requests."""
        self._language = look.language
        self._sections = [section for grid in grids for section in grid.sections]
        self._speaker, self._in_points = Speaker(currency=call.currency), call.in_points

    def part(self, one: Assessment) -> bytes:
        """What is said of a request."""
        card = one.card
        section = Section(
            id=one.request.id,
            score=None if card.score is None else str(card.score),
            title=f"{forge(one.request.title.en)}, {forge(one.request.applicant)}.",
            ranked=[] if one.ranked_on is None else [forge(figure_text(self._speaker, one.ranked_on.value))],
            figures=[
                score_text(card.score),
                score_text(card.ceiling),
                *([points_text(card.points, card.points_ceiling, card.points_of)] if self._in_points else []),
                known_text(card.completeness),
            ],
            proposed=one.proposal.outcome.value,
            requested=one.request.requested,
            reasons=self._items(one.proposal.reasons),
            questions=self._items(one.proposal.questions),
            conditions=self._items(one.conditions),
            sections=_told_sections(self._sections, card),
            bonus=[f"{forge(line)}." for line in bonus_lines(card, self._speaker)],
        )
        return msgpack.encode(section)

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The page, line by line."""
        sections = [(msgpack.decode(part, type=Section), settled) for settled, part in parts]
        if not sorted_by_choice(outline):
            order = in_order(outline.call)
            sections.sort(key=lambda each: order(each[1], None if each[0].score is None else Fraction(each[0].score)))
        return (f"{line}\n" for line in self._lines(outline, sections))

    def _lines(self, outline: Outline, sections: Sequence[tuple[Section, Settled]]) -> Iterator[str]:
        call = outline.call
        yield from (f"# {forge(call.title.en)}", "")
        if call.about is not None:
            yield from (forge(call.about.en), "")
        yield f"{forge(closing(outline)) if call.stage else closing(outline)}."
        yield from (f"{forge(line)}." for line in sharing_lines(outline))
        if call.shows_rank_figure:
            yield f"Ranked on {forge(self._speaker.say(ranked_by(call, outline.grids)))}."
        for note in outline.notes:
            yield f"{_sentence(self._speaker, note)}."
        yield from (f"{forge(line)}." for line in shown_lines(outline.shown, self._language))
        yield ""
        paid = " paid from |" if call.envelopes and not call.stage else ""
        points, awarded = " points |" if self._in_points else "", "" if call.stage else " awarded |"
        by = " ranked on |" if call.shows_rank_figure else ""
        yield f"| # | request |{by} score | ceiling |{points} known | proposed | decided | requested |{awarded}{paid}"
        more = " --- |" * (bool(by) + bool(points))
        yield f"| --- | --- | --- | --- |{more} --- | --- | --- | --- |{' --- |' if awarded else ''}{' --- |' if paid else ''}"
        for section, settled in sections:
            yield _row(section, settled, call)
        for section, settled in sections:
            yield from ("", f"## {forge(section.id)}", "", section.title)
            yield from _titled("Sections", section.sections)
            yield from _titled("Points on top", section.bonus)
            yield from _titled("Why", [*section.reasons, *self._items(settled.reasons)])
            yield from _titled("Questions", [*section.questions, *self._items(settled.questions)])
            yield from _titled("Before any payment", section.conditions)
        if outline.findings:
            yield from ("", "Findings:", "")
        for finding in outline.findings:
            yield f"- {code(str(finding.place))} {finding.code} {finding.gravity.value} {forge(finding.says)}"

    def _items(self, reasons: Iterable[Reason]) -> list[str]:
        return [f"{forge(self._speaker.say(reason))}." for reason in reasons]


def _row(section: Section, settled: Settled, call: Call) -> str:
    decision, currency = settled.decision, call.currency
    cells = (
        "" if settled.rank is None else str(settled.rank),
        forge(section.id),
        *section.ranked,
        *section.figures,
        section.proposed if call.stage else f"{section.proposed} {bare_money(settled.proposed_award.amount, currency)}",
        settled.word if decision is None else f"{settled.word} ({forge(decision.decided_by)})",
        bare_money(section.requested, currency),
        *(() if call.stage else (bare_money(settled.award.amount, currency),)),
        *([settled.award.payers] if call.envelopes and not call.stage else []),
    )
    return f"| {' | '.join(cells)} |"


def _titled(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from ("", f"{title}:", "")
        yield from (f"- {item}" for item in items)


def _sentence(speaker: Speaker, reason: Reason) -> str:
    said = speaker.say(reason)
    return forge(said[:1].upper() + said[1:])


def explanation(report: Explanation, _look: Look) -> str:
    """One request, criterion by criterion."""
    return "\n".join(_explanation(report)) + "\n"


def _explanation(report: Explanation) -> Iterator[str]:
    ranked = report.ranked
    speaker = Speaker(currency=report.result.call.currency)
    yield f"# {forge(ranked.request.id)}: {forge(ranked.request.title.en)}"
    yield ""
    if shared := partners_text(ranked.request.data):
        yield f"{forge(shared)}."
    if report.result.call.published:
        yield f"{_sentence(speaker, PUBLISHED)}."
    yield f"Score {score_text(ranked.card.score)}, at most {score_text(ranked.card.ceiling)}{points_behind(ranked.card)}."
    if ranked.card.totals:
        yield f"{forge(totals_text(ranked.card))}."
    yield from _decided(report)
    for reason in report.standing:
        yield f"{forge(speaker.say(reason))}."
    for grid in report.result.grids:
        yield from _grid(report, grid, speaker)
    yield from _lists(report, speaker)


def _lists(report: Explanation, speaker: Speaker) -> Iterator[str]:
    ranked = report.ranked
    yield from _titled("Points on top", [f"{forge(line)}." for line in bonus_lines(ranked.card, speaker)])
    for title, reasons in (
        ("Figures of all requests", report.figures),
        ("Why", ranked.reasons),
        ("Questions", ranked.questions),
        ("Before any payment", ranked.conditions),
    ):
        yield from _titled(title, [f"{forge(speaker.say(reason))}." for reason in reasons])
    for title, lines in (
        ("Stated, and shown by no criterion", [_fact(fact, speaker) for fact in report.unread]),
        ("Targets, which are not results", [forge(target_text(each)) for each in report.commitments]),
        ("Evidence", [forge(evidence_text(each)) for each in report.evidence]),
    ):
        yield from _titled(title, lines)


def _decided(report: Explanation) -> Iterator[str]:
    """What is proposed and became of it, with its money where any is given."""
    ranked, call = report.ranked, report.result.call
    decided = "" if ranked.decision is None else f", decided by {forge(ranked.decision.decided_by)}"
    proposed, result = (
        "" if call.stage else f" {money_text(award.amount, call.currency)}"
        for award in (ranked.proposed_award, ranked.award)
    )
    yield f"Proposed: {ranked.proposal.outcome.value}{proposed}."
    yield f"Result: {ranked.word}{result}{decided}."


def _grid(report: Explanation, grid: Grid, speaker: Speaker) -> Iterator[str]:
    card = report.ranked.card
    figure = card.grids[grid.id]
    yield ""
    score = f"{score_text(figure.score)}, at most {score_text(figure.ceiling)}{points_behind(figure)}"
    yield f"## {forge(grid.id)} {forge(grid.title.en)}: {score}"
    criteria = {criterion.id: criterion for criterion in grid.criteria}
    for each in card.criteria:
        if each.grid == grid.id:
            yield ""
            yield f"### {forge(each.id)} {forge(criteria[each.id].question.en)}"
            yield ""
            yield from _criterion(report, each, criteria[each.id].max, speaker)
    yield from _titled("Sections", _told_sections(grid.sections, card))


def _told_sections(sections: Iterable[GridSection], card: Scorecard) -> list[str]:
    return [f"{forge(section_text(each, card.sections[each.id]))}." for each in sections]


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
    for reason in report.worked.get(each.id, ()):
        yield f"- {forge(speaker.say(reason))}"
    for assessor, mark in each.marks:
        yield f"- {forge(assessor)}: {as_written(mark.level)}, {forge(mark.why)}"
    if each.consensus is not None:
        yield f"- consensus: {as_written(each.consensus.level)}, {forge(each.consensus.why)}"
    if each.gate is not None:
        state = {True: "passes", False: "fails", None: "not stated"}[each.gate.passes]
        yield f"- gate ({each.gate.kind}) {state}"
    if each.id in report.steps:
        yield f"- next: {forge(speaker.say(report.steps[each.id]))}"
