"""One request explained in short, in a terminal: what it came to, a line a criterion, what is missing most, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from rich.text import Text as Line

from asipgrid.formats import Look
from asipgrid.formats.bonus import bonus_lines
from asipgrid.formats.explanation import head, listed, reasons, total
from asipgrid.formats.page import Page
from asipgrid.formats.sections import section_text
from asipgrid.formats.words import Words
from asipgrid.model.calls import Criterion, Grid
from asipgrid.model.judged import Judged, State
from asipgrid.model.results import Explanation
from asipgrid.text.catalogue import GATES
from asipgrid.text.escape import clean

# So many criteria are named that lost most.
_MOST_MISSED: Final = 5
_TRUTHS: Final = {True: "passes", False: "fails", None: "not_stated"}
_COLUMNS: Final = (
    ("<", "criterion"),
    ("<", "level_head"),
    (">", "weight_head"),
    (">", "of_score"),
    ("<", "remark"),
    ("…", "question"),
)


def short(report: Explanation, look: Look) -> str:
    """What a member of the committee asks first, on a screen or two."""
    page = Page(look)
    words = Words(look.language, report.result.call.currency, report.result.grids)
    head(page, report, look, words)
    page.line()
    page.columns(
        [f"{side}{words(key)}" for side, key in _COLUMNS],
        [row for grid in report.result.grids for row in _rows(report, grid, words)],
    )
    page.line()
    total(page, report, words)
    card = report.ranked.card
    sections = [each for grid in report.result.grids for each in grid.sections]
    listed(page, words("sections"), (section_text(each, card.sections[each.id], words) for each in sections))
    listed(page, words("missing_most"), _missing(report, words))
    listed(page, words("on_top"), bonus_lines(card, words))
    listed(page, words("statistics"), words.reasons(report.figures))
    reasons(page, report.ranked, words)
    page.line()
    page.line(words("full_gives"), style="dim")
    return page.text()


def _rows(report: Explanation, grid: Grid, words: Words) -> Iterator[tuple[str | Line, ...]]:
    """A row for a grid, then one for each of its criteria."""
    figure, asked = report.ranked.card.grids[grid.id], {each.id: each for each in grid.criteria}
    weight = words.written(report.result.call.weights[grid.id])
    level = words("nothing_to_score")
    if figure.score is not None:
        level = words("of", part=words.span(figure.score, figure.ceiling), whole="100")
    yield tuple(Line(clean(cell), style="bold") for cell in (grid.id, level, weight, "", "", words.text(grid.title)))
    for each in report.ranked.card.criteria:
        if each.grid == grid.id:
            yield _row(report, each, asked[each.id], words)


def _row(report: Explanation, each: Judged, asked: Criterion, words: Words) -> tuple[str, ...]:
    """One criterion; of the points of the score it has those that it gives, and may still give."""
    level = weight = points = ""
    if each.level is not None and each.ceiling is not None:
        level = words("of", part=_span(each.level, each.ceiling, words), whole=str(asked.max))
    elif each.gate is not None:
        level = words(_TRUTHS[each.gate.passes])
    if each.counts and each.value is not None and each.ceiling_value is not None:
        weight = words.written(each.weight)
        gives = report.gives.get(each.id)
        points = "" if gives is None else _span(gives, report.shares[each.id] * each.ceiling_value, words, 2)
    return (
        each.id,
        level,
        weight,
        points,
        words.parts(_remarks(each, words)),
        words.text(asked.question),
    )


def _span(low: Fraction, high: Fraction, words: Words, digits: int = 4) -> str:
    return words.number(low, digits) if low == high else f"{words.number(low, digits)}–{words.number(high, digits)}"


def _remarks(each: Judged, words: Words) -> Iterator[str]:
    """What is not plain of it: that it is not scored or not known, a gate that does not pass, assessors who disagree."""
    if each.state is not State.SCORED and (each.gate is None or each.level is not None):
        yield words(f"state_{each.state}")
    if each.gate is not None and each.gate.passes is not True:
        kind = GATES[each.gate.kind].to(words.language)
        yield kind if each.level is None else words.named(kind, words(_TRUTHS[each.gate.passes]))
    if each.disagreement is not None:
        yield words("disagreement_remark")


def _missing(report: Explanation, words: Words) -> Iterator[str]:
    """The criteria that lost most points of the score, the most first, then in the order of the grids."""
    lost = [
        (report.shares[each.id] - gives, each)
        for each in report.ranked.card.criteria
        if (gives := report.gives.get(each.id)) is not None
    ]
    for points, each in sorted(lost, key=lambda pair: -pair[0])[:_MOST_MISSED]:
        if points:
            share, step = report.shares[each.id], report.steps.get(each.id)
            told = words("points_missing", missing=words.score(points), share=words.score(share))
            more = words.reason(each.reason) if step is None else words("next", step=words.reason(step))
            yield words.named(each.id, words.parts((told, more)))
