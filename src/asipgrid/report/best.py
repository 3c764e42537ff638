"""What an optimum by score would fund, for the committee: information only."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from asipgrid.model.results import Result
from asipgrid.report.robust_page import BestLine, BestPart
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.optimum import Compared, Optimum


def best_part(found: Optimum, result: Result, words: ReportWords) -> BestPart:
    """The requests that the optimum funds and the decision does not, and the other way round."""
    titles = {each.request.id: words.said(each.request.title) for each in result.requests}
    differ = tuple(_line(each, titles[each.request], words) for each in found.requests if each.differs)
    same = () if differ else (words.labels["best_same"],)
    return BestPart((words.label("best_says", money=words.money(found.money)), _sums(found, words), *same), differ)


def _sums(found: Optimum, words: ReportWords) -> str:
    """How many requests each funds, and what their scores come to together."""
    parts = sum(each.now == "partial" for each in found.funded)
    return words.label(
        "best_sums",
        now=len(found.funded),
        parts=parts,
        score=_together(found.funded, words),
        best=len(found.chosen),
        most=_together(found.chosen, words),
    )


def _together(requests: Sequence[Compared], words: ReportWords) -> str:
    return words.score(sum((each.score for each in requests), Fraction(0)))


def _line(each: Compared, title: str, words: ReportWords) -> BestLine:
    return BestLine(
        id=each.request,
        title=title,
        word=each.now,
        outcome=words.labels[each.now],
        score=words.score(each.score),
        asks=words.sum(each.ask),
        asks_order=plain(Fraction(each.ask)),
        optimum=words.labels["best_funds" if each.chosen else "best_not"],
    )
