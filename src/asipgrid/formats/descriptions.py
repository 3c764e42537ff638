"""What stands beside reasons, each on one line: targets, documents behind facts, scores of assessors, partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asipgrid.formats.words import Words
from asipgrid.model.act import partners
from asipgrid.model.judged import AssessorTotal, GridScore, Scorecard
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.values import Quantity, exact, is_number


def target_text(target: Commitment, words: Words) -> str:
    """An applicant's own target on one line."""
    wanted = words.written(exact(target.target)) if is_number(target.target) else target.target
    by = "" if target.by is None else words("by_day", day=words.day(target.by))
    return words.named(target.path, f"{wanted}{by}{_from(target.source)}")


def evidence_text(document: Evidence, words: Words) -> str:
    """A document behind facts on one line."""
    as_of = "" if document.as_of is None else words("as_of", day=words.day(document.as_of))
    date = "" if document.date is None else f", {words.day(document.date)}"
    file = "" if document.file is None else f", {document.file}"
    told = f"{document.id} {document.title}{as_of}{date}{file}{_from(document.source)}"
    return words.named(told, words("supports", paths=", ".join(document.supports))) if document.supports else told


def _from(source: str | None) -> str:
    return "" if source is None else f" ({source})"


def totals_text(card: Scorecard, words: Words) -> str:
    """The scores that assessors give a request, each of their own marks alone, and what the panel makes of them."""
    told = ", ".join(f"{each.assessor} {_total(each, words)}" for each in card.totals)
    if card.by_totals is None:
        return words("own_scores", scores=told)
    how, score = words(f"aggregate_{card.by_totals}"), words.score(card.score)
    return f"{words('own_scores_made', scores=told, how=how, score=score)}{points_behind(card, words)}"


def _total(each: AssessorTotal, words: Words) -> str:
    """What one assessor gives in total: the score and, where the call tells them, the points."""
    points = words.points(each.points, each.points, each.points_of)
    return f"{words.score(each.score)} ({points})" if points else words.score(each.score)


def partners_text(request: Mapping[str, Any], words: Words) -> str:
    """All who share what a request is awarded, each with its share; empty where the applicant names none."""
    told = [
        name if share is None else f"{name} {words.quantity(Quantity(share, 'percent'), 2)}"
        for name, share in partners(request)
    ]
    return words("shared_by", partners=", ".join(told)) if told else ""


def points_behind(figure: Scorecard | GridScore, words: Words) -> str:
    """The points behind a score in a line, where the call tells them: "; 12.5 of 15 points", or nothing."""
    told = words.points(figure.points, figure.points_ceiling, figure.points_of)
    return f"{words('semicolon')} {words('points', points=told)}" if told else ""
