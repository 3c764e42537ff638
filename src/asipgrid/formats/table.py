"""The ranked table of a result for a terminal: what needs attention below it, and the money in the last line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, msgpack
from rich.text import Text as Line

from asipgrid.engine.paths import leaves
from asipgrid.engine.rank_figures import ranked_by
from asipgrid.engine.ranking import in_order
from asipgrid.formats import Look, Outline, sharing_lines
from asipgrid.formats.page import Page
from asipgrid.formats.selected import sorted_by_choice, tell_shown
from asipgrid.formats.stages import closing
from asipgrid.formats.words import Words
from asipgrid.model.calls import Call, Grid, Outcome
from asipgrid.model.judged import Judged, State
from asipgrid.model.results import AMONG_OTHERS, Assessment, Settled, Status
from asipgrid.text.phrases import PUBLISHED

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


class TableRow(Struct, frozen=True, array_like=True):
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
    full: int | None
    proposed: str
    disagree: list[str]
    unrated: str
    notes: list[str]
    asked: list[str]
    conditions: int


class _Ranking(Struct, frozen=True):
    """The rows of a call in their order, each with what became of it, and the words of the answer."""

    outline: Outline
    words: Words
    rows: Sequence[tuple[TableRow, Settled]]

    @property
    def has_money(self) -> bool:
        """Whether there is something to rank for: an amount is known, requested, worked out or awarded, or the call is a stage.

        What is not shown counts as well: a selection changes no columns.
        """
        if self.outline.shown is not None:
            return self.outline.shown.has_money
        return self.is_stage or any(row.full is not None or settled.award.amount for row, settled in self.rows)

    @property
    def is_stage(self) -> bool:
        """Whether the call is a stage, which awards nothing."""
        return self.outline.call.stage is not None


class Table:
    """The ranked table, what needs attention below it, and the money in the last line.

    Where no amount is known there is nothing to rank for: the columns of money give way to how much is known, the
    proposal and the decision, and what would have to be asked is told in words.
    """

    def __init__(self, call: Call, grids: Sequence[Grid], look: Look) -> None:
        """One speaker tells of all requests."""
        self._look, self._words = look, Words(look.language, call.currency, grids)
        self._blocks = tuple(dict.fromkeys(grid.block for grid in grids))

    def part(self, one: Assessment) -> bytes:
        """The row of a request."""
        card, words = one.card, self._words
        score, ceiling = card.score or Fraction(0), card.ceiling or Fraction(0)
        data = one.request.data
        row = TableRow(
            id=one.request.id,
            title=words.text(one.request.title),
            applicant=one.request.named["applicant"] or "",
            score=None if card.score is None else str(card.score),
            interval=words.span(card.score, card.ceiling),
            points=words.points(card.points, card.points_ceiling, card.points_of),
            ranked="" if one.ranked_on is None else words.figure(one.ranked_on.value),
            bar=(_cells(score), _cells(ceiling)),
            known=words.share(card.completeness),
            facts=sum(1 for _ in leaves({key: data[key] for key in self._blocks if key in data})),
            full=one.full,
            proposed=one.proposal.outcome.value,
            disagree=[_disagreed(each, words) for each in card.criteria if each.disagreement],
            unrated=self._unrated(card.criteria),
            notes=[words.reason(reason) for reason in one.proposal.reasons if reason.key in AMONG_OTHERS],
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
        have = self._words.range(Fraction(counts[0]), Fraction(counts[-1]))
        need = max(each.judgement.reason.values["need"] for each in open_)
        if len(open_) == len(asked) and counts == [0]:
            return self._words("nothing_marked", have=have, need=need)
        return self._words("not_marked_by_all", criteria=", ".join(each.id for each in open_), have=have, need=need)

    def whole(self, outline: Outline, parts: Iterable[tuple[Settled, bytes]]) -> Iterator[str]:
        """The table with what is said above and below it."""
        rows = [(msgpack.decode(part, type=TableRow), settled) for settled, part in parts]
        if not sorted_by_choice(outline):
            order = in_order(outline.call)
            rows.sort(key=lambda each: order(each[1], None if each[0].score is None else Fraction(each[0].score)))
        ranking = _Ranking(outline, self._words, rows)
        page = Page(self._look)
        page.title(outline.call)
        tell_shown(page, outline.shown, self._words)
        (_draw_ranking if ranking.has_money else _draw_knowledge)(page, ranking)
        page.line()
        _legend(page, ranking)
        yield page.text()


def _disagreed(each: Judged, words: Words) -> str:
    return each.id if each.consensus is None else words("agreed_since", criterion=each.id)


def _draw_ranking(page: Page, ranking: _Ranking) -> None:
    words = ranking.words
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
            word(settled.word, words),
            words.short(row.full),
            *(() if ranking.is_stage else (_awarded(settled, words), *_from(ranking, settled), _left(settled, words))),
        )
        for row, settled in ranking.rows
    )
    given = () if ranking.is_stage else (f">{words('given')}", *_from(ranking), f">{words('rest')}")
    page.columns(
        (
            f">{words('rank')}",
            f"<{words('request')}",
            *_names(words),
            *_ranked_on(ranking),
            f"<{words('score')}",
            *_points(ranking),
            "|",
            f"<{words('decision')}",
            f">{words('requested' if ranking.outline.call.allocation.amount is None else 'worked_out')}",
            *given,
        ),
        rows,
    )


def _draw_knowledge(page: Page, ranking: _Ranking) -> None:
    words = ranking.words
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
            word(row.proposed, words),
            word("" if settled.decision is None else settled.decision.outcome.value, words),
        )
        for row, settled in ranking.rows
    )
    request, score, *others = (
        f"{'<' if key in {'request', 'proposed', 'decided'} else '>'}{words(key)}"
        for key in ("request", "score", "known", "facts", "asked", "proposed", "decided")
    )
    page.columns((request, *_names(words), score, *_points(ranking), *others), rows)


def _names(words: Words) -> tuple[str, str]:
    """The headings above what is shown where there is room."""
    return f"~{words('title')}", f"~{words('applicant')}"


def _points(ranking: _Ranking, row: TableRow | None = None) -> tuple[str, ...]:
    """The points of a request, or the heading above them, where the call tells scores so."""
    if not ranking.outline.call.in_points:
        return ()
    return (f"<{ranking.words('points_head')}" if row is None else row.points,)


def _from(ranking: _Ranking, settled: Settled | None = None) -> tuple[str, ...]:
    """The envelopes that pay a request, or the heading above them, where the call has several."""
    if not ranking.outline.call.envelopes:
        return ()
    return (f"<{ranking.words('from')}" if settled is None else settled.award.payers,)


def _ranked_on(ranking: _Ranking, row: TableRow | None = None) -> tuple[str, ...]:
    """The figure that a request is ranked on, or the heading above it, where that is not its score."""
    if not ranking.outline.call.shows_rank_figure:
        return ()
    return (f"<{ranking.words('ranked_on')}" if row is None else row.ranked,)


def word(name: str, words: Words) -> Line:
    """What became of a request, in its colour."""
    return Line(words.outcome(name), style=COLORS.get(name, ""))


def _cells(score: Fraction) -> int:
    """How many cells of a bar a score fills, rounded down; what is given on top of 100 fills no more."""
    return min(max(int(score * _BAR / 100), 0), _BAR)


def _bar(full: int, possible: int) -> Line:
    """Score and ceiling on eight cells: full, still possible, out of reach. Rounded down, so a bar never flatters."""
    bar = Line("█" * full, style="green")
    bar.append("░" * (possible - full), style="yellow")
    bar.append("·" * (_BAR - possible), style="dim")
    return bar


def _awarded(settled: Settled, words: Words) -> str:
    nothing = settled.award.amount == 0 and settled.award.status is not Status.FUNDED
    return "" if nothing else words.short(settled.award.amount)


def _left(settled: Settled, words: Words) -> str:
    """What is left of the envelope after a request that was paid in its turn; the committee's were paid before."""
    award = settled.award
    if award.left_before is None or settled.decision is not None:
        return ""
    return words.short(award.left_before - (award.amount or 0))


def _legend(page: Page, ranking: _Ranking) -> None:
    outline, words = ranking.outline, ranking.words
    for row, settled in ranking.rows if ranking.has_money else ():
        if settled.decision is not None:
            page.line(_departure(ranking, row, settled))
    for row, _ in ranking.rows:
        if row.disagree:
            page.line(f"* {words.named(row.id, words('disagree_on', criteria=', '.join(row.disagree)))}")
    for row, _ in ranking.rows if ranking.has_money else ():
        if row.unrated:
            page.line(f"  {words.named(row.id, row.unrated)}")
    for row, settled in ranking.rows:
        if settled.outcome is Outcome.FUND:
            among = words.reasons(reason for reason in settled.reasons if reason.key in AMONG_OTHERS)
            for note in (*row.notes, *among):
                page.line(f"  {words.named(row.id, note)}")
    if ranking.has_money and outline.call.shows_rank_figure:
        page.line(f"  {words('ranked_on_line', figure=words.reason(ranked_by(outline.call, outline.grids)))}")
    for reason in outline.notes:
        if reason != PUBLISHED:
            page.line(f"! {words.reason(reason)}")
    (_counted_questions if ranking.has_money else _told_questions)(page, ranking)
    held = [f"{row.id} {row.conditions}" for row, settled in ranking.rows if row.conditions and settled.award.amount]
    if held:
        page.line(words("conditions_open", requests=", ".join(held)))
    for line in sharing_lines(outline, words):
        page.line(line)
    page.line(closing(outline, words), style="bold")


def _departure(ranking: _Ranking, row: TableRow, settled: Settled) -> str:
    """What the committee decided beside what the rules propose."""
    assert settled.decision is not None
    words, by = ranking.words, settled.decision.decided_by
    proposed, decided = words.outcome(row.proposed), words.outcome(settled.decision.outcome)
    if not ranking.is_stage:
        proposed = f"{proposed} {words.amount(settled.proposed_award.amount)}"
        decided = f"{decided} {words.amount(settled.award.amount)}"
    is_first = settled.award.amount and not ranking.is_stage
    told = words("departure_first" if is_first else "departure", proposed=proposed, by=by, decided=decided)
    return f"† {words.named(row.id, told)}"


def _counted_questions(page: Page, ranking: _Ranking) -> None:
    counts = [(row.id, len(row.asked) + len(settled.questions)) for row, settled in ranking.rows]
    asked = [f"{name} {count}" for name, count in counts if count]
    if asked:
        page.line(ranking.words("questions_open", requests=", ".join(asked)))


def _told_questions(page: Page, ranking: _Ranking) -> None:
    """What would have to be asked, criterion by criterion in the order of the grids, and of whom."""
    words = ranking.words
    asked: dict[str, list[str]] = {}
    for row, settled in ranking.rows:
        for name in (*row.asked, *(question.values.get("id", "") for question in settled.questions)):
            asked.setdefault(name, []).append(row.id)
    if not asked:
        return
    page.heading(words("questions_heading" if ranking.outline.shown is None else "questions_of_shown"))
    questions = {each.id: words.text(each.question) for grid in ranking.outline.grids for each in grid.criteria}
    everybody, computed = [row.id for row, _ in ranking.rows], ranking.outline.call.allocation.amount
    for name in [*(name for name in questions if name in asked), *([""] if "" in asked else [])]:
        question = questions.get(name, words("how_much" if computed is None else "how_worked"))
        page.line(f"{name or words('amount')}  {question} {_whom(asked[name], everybody, words)}", hang=8)
    page.line()
    command = f"asipgrid explain {ranking.outline.call.id} REQUEST"
    page.line(words("explain_gives", command=command), hang=0)


def _whom(names: list[str], everybody: Sequence[str], words: Words) -> str:
    asked = frozenset(names)
    others = [name for name in everybody if name not in asked]
    if not others:
        return ""
    told = ", ".join(names)
    return f" ({words('all_but', requests=', '.join(others)) if len(others) < len(names) else told})"
