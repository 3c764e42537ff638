"""The ranked table of a result for a terminal: what needs attention below it, and the money in the last line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, msgpack
from rich.text import Text as Line

from asipgrid.engine.paths import leaves
from asipgrid.engine.rank_figures import ranked_by
from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline, counted, figure_text, sharing_lines
from asipgrid.formats.page import Page
from asipgrid.formats.selected import shown_lines, sorted_by_choice
from asipgrid.formats.stages import closing
from asipgrid.model.calls import Call, Grid, Outcome
from asipgrid.model.judged import Judged, State
from asipgrid.model.results import AMONG_OTHERS, Assessment, Settled, Status
from asipgrid.text.numbers import amount_text, known_text, points_text, score_text, short_money
from asipgrid.text.phrases import PUBLISHED, Speaker

COLORS = {
    "funded": "green",
    "partial": "green",
    "reserve": "yellow",
    "tied": "magenta",
    "ask": "cyan",
    "defer": "yellow",
    "maintain": "blue",
    "passed": "green",
    "waiting": "cyan",
    "below-threshold": "red",
    "decline": "red",
    "ineligible": "red",
}
_BAR = 8
# Shown where there is room.
_NAMES = ("~Title", "~Applicant")


class Row(Struct, frozen=True, array_like=True):
    """What the table says of a request alone. `score` is exact, as a text; `bar` how many cells are full, and may be."""

    id: str
    title: str
    applicant: str
    score: str | None
    interval: str
    points: str
    ranked: str
    bar: tuple[int, int]
    known: str
    facts: int
    requested: int | None
    proposed: str
    disagree: list[str]
    unrated: str
    notes: list[str]
    asked: list[str]
    conditions: int


class _Ranking(Struct, frozen=True):
    """The rows of a call in their order, each with what became of it."""

    outline: Outline
    rows: Sequence[tuple[Row, Settled]]

    @property
    def has_money(self) -> bool:
        """Whether there is something to rank for: an amount is known, requested or awarded, or the call is a stage.

        What is not shown counts as well: a selection changes no columns.
        """
        if self.outline.shown is not None:
            return self.outline.shown.has_money
        return self.is_stage or any(row.requested is not None or settled.award.amount for row, settled in self.rows)

    @property
    def is_stage(self) -> bool:
        """Whether the call is a stage, which awards nothing."""
        return self.outline.call.stage is not None

    @property
    def currency(self) -> str:
        """The currency of the call."""
        return self.outline.call.currency


class Table:
    """The ranked table, what needs attention below it, and the money in the last line.

    Where no amount is known there is nothing to rank for: the columns of money give way to how much is known, the
    proposal and the decision, and what would have to be asked is told in words.
    """

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """One speaker tells of all requests."""
        self._look, self._speaker = look, Speaker(currency=call.currency)
        self._blocks = tuple(dict.fromkeys(grid.block for grid in grids))

    def part(self, one: Assessment) -> bytes:
        """The row of a request."""
        card, said = one.card, self._speaker.say
        score, ceiling = card.score or Fraction(0), card.ceiling or Fraction(0)
        data = one.request.data
        row = Row(
            id=one.request.id,
            title=one.request.title.en,
            applicant=one.request.named["applicant"] or "",
            score=None if card.score is None else str(card.score),
            interval=_interval(card.score, card.ceiling),
            points=points_text(card.points, card.points_ceiling, card.points_of),
            ranked="" if one.ranked_on is None else figure_text(self._speaker, one.ranked_on.value),
            bar=(_cells(score), _cells(ceiling)),
            known=known_text(card.completeness),
            facts=sum(1 for _ in leaves({key: data[key] for key in self._blocks if key in data})),
            requested=one.request.requested,
            proposed=one.proposal.outcome.value,
            disagree=[_disagreed(each) for each in card.criteria if each.disagreement],
            unrated=self._unrated(card.criteria),
            notes=[said(reason) for reason in one.proposal.reasons if reason.key in AMONG_OTHERS],
            asked=[question.values.get("id", "") for question in one.proposal.questions],
            conditions=len(one.conditions),
        )
        return msgpack.encode(row)

    def _unrated(self, criteria: Sequence[Judged]) -> str:
        """What assessors have still to mark; all of a request's criteria in one word."""
        open_ = [each for each in criteria if each.state is State.UNRATED]
        if not open_:
            return ""
        asked = [each for each in criteria if each.state is State.UNRATED or each.marks]
        counts = sorted({len(each.marks) for each in open_})
        have = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        nothing = len(open_) == len(asked) and counts == [0]
        what = "nothing marked yet" if nothing else f"{', '.join(each.id for each in open_)} not yet marked by all"
        need = max(each.judgement.reason.values["need"] for each in open_)
        return f"{what} ({have} of {counted(need, 'assessor')})"

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The table with what is said above and below it."""
        rows = [(msgpack.decode(part, type=Row), settled) for settled, part in parts]
        if not sorted_by_choice(outline):
            order = in_order(outline.call)
            rows.sort(key=lambda each: order(each[1], None if each[0].score is None else Fraction(each[0].score)))
        ranking = _Ranking(outline, rows)
        page = Page(self._look)
        page.title(outline.call)
        tell_shown(page, outline, self._look)
        (_draw_ranking if ranking.has_money else _draw_knowledge)(page, ranking)
        page.line()
        _legend(page, ranking, self._speaker)
        yield page.text()


def tell_shown(page: Page, outline: Outline, look: Look) -> None:
    """Say how many requests are shown, where these are a selection, and set it apart."""
    lines = [*shown_lines(outline.shown, look.language)]
    for line in lines:
        page.line(line, style="bold", hang=0)
    if lines:
        page.line()


def _disagreed(each: Judged) -> str:
    return f"{each.id}{' (agreed since)' * (each.consensus is not None)}"


def _interval(score: Fraction | None, ceiling: Fraction | None) -> str:
    return score_text(score) if score == ceiling else f"{score_text(score)}–{score_text(ceiling)}"


def _draw_ranking(page: Page, ranking: _Ranking) -> None:
    currency = ranking.currency
    rows: Iterable[tuple[str | Line, ...]] = (
        (
            "" if settled.rank is None else str(settled.rank),
            f"{row.id}{'*' * bool(row.disagree)}{'†' * (settled.decision is not None)}",
            row.title,
            row.applicant,
            *_ranked_on(ranking, row),
            row.interval,
            *_points(ranking, row),
            _bar(*row.bar),
            word(settled.word),
            short_money(row.requested, currency),
            *(
                ()
                if ranking.is_stage
                else (_awarded(settled, currency), *_from(ranking, settled), _left(settled, currency))
            ),
        )
        for row, settled in ranking.rows
    )
    given = () if ranking.is_stage else (">Awarded", *_from(ranking), ">Left")
    page.columns(
        (
            ">#",
            "<Request",
            *_NAMES,
            *_ranked_on(ranking),
            "<Score",
            *_points(ranking),
            "|",
            "<Decision",
            ">Requested",
            *given,
        ),
        rows,
    )


def _draw_knowledge(page: Page, ranking: _Ranking) -> None:
    rows: Iterable[tuple[str | Line, ...]] = (
        (
            row.id,
            row.title,
            row.applicant,
            row.interval,
            *_points(ranking, row),
            row.known,
            str(row.facts),
            str(len(row.asked) + len(settled.questions)),
            word(row.proposed),
            word("" if settled.decision is None else settled.decision.outcome.value),
        )
        for row, settled in ranking.rows
    )
    page.columns(
        ("<Request", *_NAMES, ">Score", *_points(ranking), ">Known", ">Facts", ">Asked", "<Proposed", "<Decided"), rows
    )


def _points(ranking: _Ranking, row: Row | None = None) -> tuple[str, ...]:
    """The points of a request, or the heading above them, where the call tells scores so."""
    if not ranking.outline.call.in_points:
        return ()
    return ("<Points" if row is None else row.points,)


def _from(ranking: _Ranking, settled: Settled | None = None) -> tuple[str, ...]:
    """The envelopes that pay a request, or the heading above them, where the call has several."""
    if not ranking.outline.call.envelopes:
        return ()
    return ("<From" if settled is None else settled.award.payers,)


def _ranked_on(ranking: _Ranking, row: Row | None = None) -> tuple[str, ...]:
    """The figure that a request is ranked on, or the heading above it, where that is not its score."""
    if not ranking.outline.call.shows_rank_figure:
        return ()
    return ("<Ranked on" if row is None else row.ranked,)


def word(name: str) -> Line:
    """What became of a request, in its colour."""
    return Line(name, style=COLORS.get(name, ""))


def _cells(score: Fraction) -> int:
    """How many cells of a bar a score fills, rounded down; what is given on top of 100 fills no more."""
    return min(max(int(score * _BAR / 100), 0), _BAR)


def _bar(full: int, possible: int) -> Line:
    """Score and ceiling on eight cells: full, still possible, out of reach. Rounded down, so a bar never flatters."""
    bar = Line("█" * full, style="green")
    bar.append("░" * (possible - full), style="yellow")
    bar.append("·" * (_BAR - possible), style="dim")
    return bar


def _awarded(settled: Settled, currency: str) -> str:
    nothing = settled.award.amount == 0 and settled.award.status is not Status.FUNDED
    return "" if nothing else short_money(settled.award.amount, currency)


def _left(settled: Settled, currency: str) -> str:
    """What is left of the envelope after a request that was paid in its turn; the committee's were paid before."""
    award = settled.award
    if award.left_before is None or settled.decision is not None:
        return ""
    return short_money(award.left_before - (award.amount or 0), currency)


def _legend(page: Page, ranking: _Ranking, speaker: Speaker) -> None:
    outline = ranking.outline
    for row, settled in ranking.rows if ranking.has_money else ():
        if settled.decision is not None:
            page.line(_departure(ranking, row, settled))
    for row, _ in ranking.rows:
        if row.disagree:
            page.line(f"* {row.id}: assessors disagree on {', '.join(row.disagree)}")
    for row, _ in ranking.rows if ranking.has_money else ():
        if row.unrated:
            page.line(f"  {row.id}: {row.unrated}")
    for row, settled in ranking.rows:
        if settled.outcome is Outcome.FUND:
            among = [speaker.say(reason) for reason in settled.reasons if reason.key in AMONG_OTHERS]
            for note in (*row.notes, *among):
                page.line(f"  {row.id}: {note}")
    if ranking.has_money and outline.call.shows_rank_figure:
        page.line(f"  Ranked on: {speaker.say(ranked_by(outline.call, outline.grids))}")
    for reason in outline.notes:
        if reason != PUBLISHED:
            page.line(f"! {speaker.say(reason)}")
    (_counted_questions if ranking.has_money else _told_questions)(page, ranking)
    held = [f"{row.id} {row.conditions}" for row, settled in ranking.rows if row.conditions and settled.award.amount]
    if held:
        page.line(f"Conditions before any payment: {', '.join(held)}")
    for line in sharing_lines(outline):
        page.line(line)
    page.line(closing(outline), style="bold")


def _departure(ranking: _Ranking, row: Row, settled: Settled) -> str:
    """What the committee decided beside what the rules propose."""
    assert settled.decision is not None
    if ranking.is_stage:
        return f"† {row.id}: proposed {row.proposed}; {settled.decision.decided_by} decided {settled.decision.outcome.value}"
    currency = ranking.currency
    proposed = f"{row.proposed} {amount_text(settled.proposed_award.amount, currency)}"
    decided = f"{settled.decision.outcome.value} {amount_text(settled.award.amount, currency)}"
    first = ", paid before the others" if settled.award.amount else ""
    return f"† {row.id}: proposed {proposed}; {settled.decision.decided_by} decided {decided}{first}"


def _counted_questions(page: Page, ranking: _Ranking) -> None:
    counts = [(row.id, len(row.asked) + len(settled.questions)) for row, settled in ranking.rows]
    asked = [f"{name} {count}" for name, count in counts if count]
    if asked:
        page.line(f"Open questions: {', '.join(asked)}")


def _told_questions(page: Page, ranking: _Ranking) -> None:
    """What would have to be asked, criterion by criterion in the order of the grids, and of whom."""
    asked: dict[str, list[str]] = {}
    for row, settled in ranking.rows:
        for name in (*row.asked, *(question.values.get("id", "") for question in settled.questions)):
            asked.setdefault(name, []).append(row.id)
    if not asked:
        return
    page.heading("Open questions, of every request unless some are named")
    words = {each.id: each.question.en for grid in ranking.outline.grids for each in grid.criteria}
    everybody = [row.id for row, _ in ranking.rows]
    for name in [*(name for name in words if name in asked), *([""] if "" in asked else [])]:
        question = words.get(name, "How much is requested?")
        page.line(f"{name or 'Amount'}  {question} {_whom(asked[name], everybody)}", hang=8)
    page.line()
    call = ranking.outline.call.id
    page.line(f"`asipgrid explain {call} REQUEST` gives what one request states, and what to supply.", hang=0)


def _whom(names: list[str], everybody: Sequence[str]) -> str:
    asked = frozenset(names)
    others = [name for name in everybody if name not in asked]
    if not others:
        return ""
    return f" (all but {', '.join(others)})" if len(others) < len(names) else f" ({', '.join(names)})"
