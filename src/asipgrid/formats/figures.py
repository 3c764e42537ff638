"""The figures of a request as plain data, the same for every format that gives them one by one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from asipgrid.model.bonus import GivenBonus
from asipgrid.model.judged import GridScore, Scorecard, SectionScore
from asipgrid.model.places import Truth
from asipgrid.text.numbers import as_written, number


def figures(card: Scorecard) -> dict[str, Any]:
    """The figures of a request, its own, grid by grid and section by section, where there are sections."""
    sections = {name: _section(each) for name, each in card.sections.items()}
    return {
        "score": score_of(card.score),
        "ceiling": score_of(card.ceiling),
        "points": level_of(card.points),
        "points_ceiling": level_of(card.points_ceiling),
        **_points_of(card),
        "completeness": None if card.completeness is None else number(card.completeness, 4, fixed=True),
        "eligible": card.eligible,
        **({} if card.before is None else {"stage_before": card.before.value}),
        **_totals(card),
        **({} if card.vetoes is None else {"vetoed": card.vetoed}),
        **_bonus(card),
        "grids": {
            name: {
                "score": score_of(g.score),
                "ceiling": score_of(g.ceiling),
                "points": level_of(g.points),
                **_points_of(g),
            }
            for name, g in card.grids.items()
        },
        **({"sections": sections} if sections else {}),
        **({} if card.bonus is None else {"bonuses": {each.rule.id: _given(each) for each in card.bonus.given}}),
    }


def _totals(card: Scorecard) -> dict[str, Any]:
    """What single assessors give in total, where that takes part in something: scores and points, by assessor."""
    if not card.totals:
        return {}
    return {
        "totals": {each.assessor: score_of(each.score) for each in card.totals},
        "totals_points": {each.assessor: level_of(each.points) for each in card.totals},
    }


def _bonus(card: Scorecard) -> dict[str, Any]:
    """What a request has on top, and its score without, where the call gives any."""
    if card.bonus is None:
        return {}
    return {
        "base_score": score_of(card.bonus.score),
        "base_ceiling": score_of(card.bonus.ceiling),
        "bonus": level_of(card.bonus.points),
        "bonus_ceiling": level_of(card.bonus.points_ceiling),
    }


def _given(each: GivenBonus) -> dict[str, Any]:
    given = {} if each.rule.of is None else {"given": level_of(each.least), "given_ceiling": level_of(each.most)}
    return {"points": as_written(each.rule.points), "holds": each.holds, **given}


def _section(each: SectionScore) -> dict[str, Any]:
    """The figures of a section, what it weighs and asks for, and whether it is below that."""
    return {
        "score": score_of(each.score),
        "ceiling": score_of(each.ceiling),
        "points": level_of(each.points),
        "points_ceiling": level_of(each.points_ceiling),
        **_points_of(each),
        "weight": as_written(each.weight),
        "minimum": None if each.minimum is None else as_written(each.minimum),
        "below": each.below,
    }


def _points_of(figures: Scorecard | GridScore) -> dict[str, Any]:
    """What the points are out of, where the call tells scores so."""
    return {} if figures.points_of is None else {"points_of": level_of(figures.points_of)}


def score_of(value: Fraction | None) -> str | None:
    """A score with two decimals."""
    return None if value is None else number(value, 2, fixed=True)


def level_of(value: Fraction | None) -> str | None:
    """A level, or points, with at most two decimals."""
    return None if value is None else number(value, 2)


def truth_text(value: Truth) -> str:
    """What is true, false or not stated, in a cell."""
    return {True: "true", False: "false", None: "not stated"}[value]
