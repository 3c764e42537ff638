"""What is not known of requests, and what it could change while the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from asipgrid.model.calls import Outcome
from asipgrid.model.results import GRANTED, Ranked, Result
from asipgrid.report.page import UnknownLine
from asipgrid.report.spans import Span
from asipgrid.report.standing import Line, best_rank
from asipgrid.report.words import ReportWords, plain

MOST_ASKED: Final = 6
"""How many questions of a request are listed among those of all; its own part has them all."""


def unknown_lines(result: Result, words: ReportWords, line: Line) -> Iterator[UnknownLine]:
    """The requests of which something is missing, as the ranking has them."""
    for each in result.requests:
        card = each.card
        if card.score == card.ceiling and not each.questions:
            continue
        low, high = card.score or Fraction(0), card.ceiling or Fraction(0)
        asks = words.reasons(each.questions[:MOST_ASKED])
        more = len(each.questions) - len(asks)
        yield UnknownLine(
            id=each.request.id,
            title=words.said(each.request.title),
            score=words.span(card.score, card.ceiling),
            score_order=plain(high - low),
            bar=Span(plain(low), plain(high), plain(high - low), plain(line.score)),
            known=words.percent(card.completeness),
            known_order=plain(card.completeness),
            changes=tuple(_changes(result, each, words, line)),
            asks=asks,
            more=f"+ {more}" if more else "",
        )


def _changes(result: Result, each: Ranked, words: ReportWords, line: Line) -> Iterator[str]:
    card = each.card
    low, high = card.score or Fraction(0), card.ceiling or Fraction(0)
    if card.eligible is False:
        yield words.labels["eligible_not"]
        return
    if card.eligible is None:
        yield words.labels["eligible_open"]
    if each.assessment.full is None and result.has_money:
        yield words.labels["amount_open_worked" if each.assessment.computed else "amount_open"]
    if low == high:
        return
    if line.score is None or each.outcome is Outcome.MAINTAIN:
        yield words.label("score_may_rise", score=words.score(high))
        return
    if each.award.status not in GRANTED and low < line.score:
        key = "may_pass_line" if high > line.score else "may_not_pass_line"
        yield words.label(key, score=words.score(line.score))
    rank = best_rank(result, each)
    if each.rank is None:
        yield words.label("may_rank_if", rank=rank)
    elif rank != each.rank:
        yield words.label("may_rank", rank=rank, now=each.rank)
