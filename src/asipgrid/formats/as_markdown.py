"""Results and explanations as Markdown: one line a request, one sentence a line, no aligned columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, msgpack

from asipgrid.engine.rank_figures import ranked_by
from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline, sharing_lines
from asipgrid.formats.bonus import bonus_lines
from asipgrid.formats.descriptions import evidence_text, partners_text, points_behind, target_text, totals_text
from asipgrid.formats.findings import level, worded
from asipgrid.formats.sections import section_text
from asipgrid.formats.selected import shown_lines, sorted_by_choice
from asipgrid.formats.stages import closing
from asipgrid.formats.words import Words
from asipgrid.model.calls import Call, Grid
from asipgrid.model.judged import Fact, Scorecard, Uncounted
from asipgrid.model.results import Assessment, CriterionAnswer, Explanation, Settled
from asipgrid.model.sections import GridSection
from asipgrid.model.values import Reason
from asipgrid.text.escape import code, forge
from asipgrid.text.phrases import PUBLISHED, ended


class Section(Struct, frozen=True, array_like=True):
    """What is said of a request alone, ready to be printed. `score` is exact, as a text."""

    id: str
    score: str | None
    title: str
    ranked: list[str]
    figures: list[str]
    proposed: str
    full: int | None
    reasons: list[str]
    questions: list[str]
    conditions: list[str]
    sections: list[str]
    bonus: list[str]


class Markdown:
    """The ranking for people who read it in a forge."""

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """One speaker tells of all requests."""
        self._sections = [section for grid in grids for section in grid.sections]
        self._words, self._in_points = Words(look.language, call.currency, grids), call.in_points

    def part(self, one: Assessment) -> bytes:
        """What is said of a request."""
        card, words = one.card, self._words
        section = Section(
            id=one.request.id,
            score=None if card.score is None else str(card.score),
            title=f"{forge(words.text(one.request.title))}, {forge(one.request.applicant)}.",
            ranked=[] if one.ranked_on is None else [forge(words.figure(one.ranked_on.value))],
            figures=[
                words.score(card.score),
                words.score(card.ceiling),
                *([words.points(card.points, card.points_ceiling, card.points_of)] if self._in_points else []),
                words.share(card.completeness),
            ],
            proposed=one.proposal.outcome.value,
            full=one.full,
            reasons=self._items(one.proposal.reasons),
            questions=self._items(one.proposal.questions),
            conditions=self._items(one.conditions),
            sections=_told_sections(self._sections, card, words),
            bonus=[forge(ended(line)) for line in bonus_lines(card, words)],
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
        call, words = outline.call, self._words
        yield from (f"# {forge(words.text(call.title))}", "")
        if call.about is not None:
            yield from (forge(words.text(call.about)), "")
        last = closing(outline, words)
        yield f"{forge(last) if call.stage else last}."
        yield from (forge(ended(line)) for line in sharing_lines(outline, words))
        if call.shows_rank_figure:
            yield f"{forge(words('ranked_on_sentence', figure=words.reason(ranked_by(call, outline.grids))))}."
        for note in outline.notes:
            yield forge(ended(words.sentence(note)))
        yield from (forge(ended(line)) for line in shown_lines(outline.shown, words))
        yield ""
        names = self._headings(call)
        yield f"| # | {' | '.join(names)} |"
        yield f"| --- |{' --- |' * len(names)}"
        for section, settled in sections:
            yield self._row(section, settled, call)
        for section, settled in sections:
            yield from ("", f"## {forge(section.id)}", "", section.title)
            yield from self._titled("sections", section.sections)
            yield from self._titled("on_top", section.bonus)
            yield from self._titled("why", [*section.reasons, *self._items(settled.reasons)])
            yield from self._titled("questions", [*section.questions, *self._items(settled.questions)])
            yield from self._titled("conditions", section.conditions)
        if outline.findings:
            yield from _titled(words, "findings", [])
        for finding in outline.findings:
            told = forge(worded(finding.says, words.language))
            yield f"- {code(str(finding.place))} {finding.code} {level(finding, words.language)} {told}"

    def _headings(self, call: Call) -> list[str]:
        """The names of the columns behind the rank."""
        return [
            self._words(f"head_{name}")
            for name, is_shown in (
                ("request", True),
                ("ranked_on", call.shows_rank_figure),
                ("score", True),
                ("ceiling", True),
                ("points", self._in_points),
                ("known", True),
                ("proposed", True),
                ("decided", True),
                ("requested", call.allocation.amount is None),
                ("worked_out", call.allocation.amount is not None),
                ("awarded", not call.stage),
                ("paid_from", call.envelopes and not call.stage),
            )
            if is_shown
        ]

    def _row(self, section: Section, settled: Settled, call: Call) -> str:
        words, decision = self._words, settled.decision
        proposed, word = words.outcome(section.proposed), words.outcome(settled.word)
        cells = (
            "" if settled.rank is None else str(settled.rank),
            forge(section.id),
            *section.ranked,
            *section.figures,
            proposed if call.stage else f"{proposed} {words.bare(settled.proposed_award.amount)}",
            word if decision is None else f"{word} ({forge(decision.decided_by)})",
            words.bare(section.full),
            *(() if call.stage else (words.bare(settled.award.amount),)),
            *([settled.award.payers] if call.envelopes and not call.stage else []),
        )
        return f"| {' | '.join(cells)} |"

    def _titled(self, key: str, items: Sequence[str]) -> Iterator[str]:
        return _titled(self._words, key, items) if items else iter(())

    def _items(self, reasons: Iterable[Reason]) -> list[str]:
        return [forge(ended(said)) for said in self._words.reasons(reasons)]


def _titled(words: Words, key: str, items: Sequence[str]) -> Iterator[str]:
    yield from ("", f"{words(key)}{words('colon')}", "")
    yield from (f"- {item}" for item in items)


def explanation(report: Explanation, look: Look) -> str:
    """One request, criterion by criterion."""
    words = Words(look.language, report.result.call.currency, report.result.grids)
    return "\n".join(_explanation(report, words)) + "\n"


def _explanation(report: Explanation, words: Words) -> Iterator[str]:
    ranked = report.ranked
    yield f"# {words.named(forge(ranked.request.id), forge(words.text(ranked.request.title)))}"
    yield ""
    if shared := partners_text(ranked.request.data, words):
        yield forge(ended(shared))
    if report.result.call.published:
        yield forge(ended(words.sentence(PUBLISHED)))
    score, ceiling = words.score(ranked.card.score), words.score(ranked.card.ceiling)
    yield f"{words('score_at_most', score=score, ceiling=ceiling)}{points_behind(ranked.card, words)}."
    if ranked.card.totals:
        yield forge(ended(totals_text(ranked.card, words)))
    yield from _decided(report, words)
    for reason in report.standing:
        yield forge(ended(words.reason(reason)))
    for each in report.uncounted:
        if each.criterion is None:
            yield f"{uncounted_text(each, words)}."
    for grid in report.result.grids:
        yield from _grid(report, grid, words)
    yield from _lists(report, words)


def _lists(report: Explanation, words: Words) -> Iterator[str]:
    ranked = report.ranked
    lists = {
        "on_top": [forge(ended(line)) for line in bonus_lines(ranked.card, words)],
        "statistics": [forge(ended(said)) for said in words.reasons(report.figures)],
        "why": [forge(ended(said)) for said in words.reasons(ranked.reasons)],
        "questions": [forge(ended(said)) for said in words.reasons(ranked.questions)],
        "conditions": [forge(ended(said)) for said in words.reasons(ranked.conditions)],
        "unread": [_fact(fact, words) for fact in report.unread],
        "targets": [forge(target_text(each, words)) for each in report.commitments],
        "evidence": [forge(evidence_text(each, words)) for each in report.evidence],
    }
    for key, items in lists.items():
        if items:
            yield from _titled(words, key, items)


def _decided(report: Explanation, words: Words) -> Iterator[str]:
    """What is proposed and became of it, with its money where any is given."""
    ranked, call = report.ranked, report.result.call
    by = "" if ranked.decision is None else words("decided_by", by=forge(ranked.decision.decided_by))
    proposed, result = (
        words.outcome(word) if call.stage else f"{words.outcome(word)} {words.money(award.amount)}"
        for word, award in ((ranked.proposal.outcome, ranked.proposed_award), (ranked.word, ranked.award))
    )
    yield f"{words('proposed_line', outcome=proposed)}."
    yield f"{words('result_line', result=result)}{by}."


def _grid(report: Explanation, grid: Grid, words: Words) -> Iterator[str]:
    card = report.ranked.card
    figure = card.grids[grid.id]
    yield ""
    score = words("grid_at_most", score=words.score(figure.score), ceiling=words.score(figure.ceiling))
    title = f"{forge(grid.id)} {forge(words.text(grid.title))}"
    yield f"## {words.named(title, score)}{points_behind(figure, words)}"
    criteria = {criterion.id: criterion for criterion in grid.criteria}
    for each in card.criteria:
        if each.grid == grid.id:
            yield ""
            yield f"### {forge(each.id)} {forge(words.text(criteria[each.id].question))}"
            yield ""
            yield from criterion_lines(report.answer(each), criteria[each.id].max, words)
    if told := _told_sections(grid.sections, card, words):
        yield from _titled(words, "sections", told)


def _told_sections(sections: Iterable[GridSection], card: Scorecard, words: Words) -> list[str]:
    return [forge(ended(section_text(each, card.sections[each.id], words))) for each in sections]


def uncounted_text(each: Uncounted, words: Words) -> str:
    """Whose marks are left out, why, and where that is declared."""
    return forge(words.reason(each.reason)) + ("" if each.place is None else f" ({each.place.spot})")


def _fact(fact: Fact, words: Words) -> str:
    where = f" ({fact.place.spot})" if fact.place else ""
    return f"{forge(fact.path)} = {forge(words.fact(fact.value))}{where}"


def criterion_lines(answer: CriterionAnswer, top: int, words: Words) -> Iterator[str]:
    """One criterion of a request, an item a line: its level and points, why, what was read, the marks, the next level."""
    each = answer.judged
    state = words(f"state_{each.state}")
    if each.counts and each.level is not None and each.value is not None:
        product = f" × {words.written(each.weight)} = {words.number(each.value * each.weight, 4)}"
        level = words("level_of", level=words.number(each.level), top=top)
        yield f"- {words.named(state, level)}{'' if answer.gives is None else product}"
    else:
        yield f"- {state}"
    yield f"- {forge(words.reason(each.reason))}"
    for fact in answer.facts:
        yield f"- {_fact(fact, words)}"
    for said in words.reasons(answer.worked):
        yield f"- {forge(said)}"
    for assessor, mark in each.marks:
        yield f"- {words.named(forge(assessor), f'{words.written(mark.level)}, {forge(mark.why)}')}"
    if each.consensus is not None:
        told = f"{words.written(each.consensus.level)}, {forge(each.consensus.why)}"
        yield f"- {words.named(words('consensus'), told)}"
    for one in answer.uncounted:
        if one.criterion is not None:
            yield f"- {forge(words.reason(one.reason))}"
    if each.gate is not None:
        yield f"- {words.gate(each.gate)}"
    if answer.step is not None:
        yield f"- {forge(words('next', step=words.reason(answer.step)))}"
