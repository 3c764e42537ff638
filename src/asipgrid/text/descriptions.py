"""What stands beside reasons, each on one line: targets, documents behind facts, scores of assessors, partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asipgrid.model.act import partners
from asipgrid.model.judged import GridScore, Scorecard
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.values import Quantity, exact, is_number
from asipgrid.text.numbers import as_written, plain, points_text, score_text


def target_text(target: Commitment) -> str:
    """An applicant's own target on one line."""
    wanted = as_written(exact(target.target)) if is_number(target.target) else target.target
    by = "" if target.by is None else f" by {target.by}"
    return f"{target.path}: {wanted}{by}{_from(target.source)}"


def evidence_text(document: Evidence) -> str:
    """A document behind facts on one line."""
    as_of = "" if document.as_of is None else f", as of {document.as_of}"
    date = "" if document.date is None else f", {document.date}"
    file = "" if document.file is None else f", {document.file}"
    supports = f" supports {', '.join(document.supports)}" if document.supports else ""
    return (
        f"{document.id} {document.title}{as_of}{date}{file}{_from(document.source)}{':' if supports else ''}{supports}"
    )


def _from(source: str | None) -> str:
    return "" if source is None else f" ({source})"


def totals_text(card: Scorecard) -> str:
    """The scores that assessors give a request, each of their own marks alone, and what the panel makes of them."""
    told = ", ".join(f"{name} {score_text(total)}" for name, total in card.totals)
    made = "" if card.by_totals is None else f"; their {card.by_totals} = {score_text(card.score)}"
    return f"Assessors' own scores: {told}{made}"


def partners_text(request: Mapping[str, Any]) -> str:
    """All who share what a request is awarded, each with its share; empty where the applicant names none."""
    told = [
        name if share is None else f"{name} {plain(Quantity(share, 'percent'), 2)}" for name, share in partners(request)
    ]
    return f"Shared by {', '.join(told)}" if told else ""


def points_behind(figure: Scorecard | GridScore) -> str:
    """The points behind a score in a line, where the call tells them: "; 12.5 of 15 points", or nothing."""
    told = points_text(figure.points, figure.points_ceiling, figure.points_of)
    return f"; {told} points" if told else ""
