"""Points on top of the criteria: what holds of them for one request, within the limits of the call (scoring, 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.aggregate import tops
from asipgrid.engine.conditions import Condition
from asipgrid.engine.criteria import line_reasons
from asipgrid.engine.open_figures import judged_so_far, truth_of
from asipgrid.engine.plan import Plan
from asipgrid.engine.rules import environment
from asipgrid.model.bonus import BonusRule, BonusScore, BonusTerms, GivenBonus
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Truth
from asipgrid.model.requests import Request
from asipgrid.model.values import Reason


def with_bonus(plan: Plan, terms: BonusTerms, request: Request, card: Scorecard) -> Scorecard:
    """The scorecard with what the call gives on top; where nothing applies there is nothing to add to."""
    env = environment(plan, request, card)
    known, *ends = ({**env, **judged_so_far(plan, card, which)} for which in ("known", "least", "most"))
    given = tuple(_given(rule, when, env, truth_of(when.outline, known, ends)) for rule, when in plan.bonus)
    low, high = _bounds(terms, given)
    found = BonusScore(points=low, points_ceiling=high, score=card.score, ceiling=card.ceiling, given=given)
    if card.score is None or card.ceiling is None:
        return replace(card, bonus=found)
    top = tops(plan, card)[""] if plan.call.in_points else Fraction(100)
    card = replace(card, bonus=found, score=card.score + 100 * low / top, ceiling=card.ceiling + 100 * high / top)
    if not plan.call.in_points:
        return card
    return replace(card, points=card.points + low, points_ceiling=card.points_ceiling + high)


def _given(rule: BonusRule, when: Condition, env: Mapping[str, Any], truth: Truth) -> GivenBonus:
    """A rule with its reason: not known where it rests on what is not stated, or on a level that is still open."""
    seen = when.look(env)
    missing: tuple[str, ...] = ()
    if truth is None:
        open_ = [line.path for line in seen.flat() if line.truth is None] or [line.path for line in seen.flat()]
        missing = tuple(dict.fromkeys(open_))
        reason = Reason("not_stated", {"paths": missing})
    elif truth:
        reason = Reason("gate_passes", {"lines": line_reasons(seen.met)})
    else:
        reason = Reason("gate_fails", {"lines": line_reasons(seen.unmet)})
    return GivenBonus(rule=rule, holds=truth, reason=reason, paths=missing)


def _bounds(terms: BonusTerms, given: Iterable[GivenBonus]) -> tuple[Fraction, Fraction]:
    """What is given whatever is missing, and at best: an unknown bonus may be missed, an unknown malus may hold."""
    low = high = Fraction(0)
    for each in given:
        if each.holds is not False:
            low += each.rule.points if each.holds else min(each.rule.points, Fraction(0))
            high += each.rule.points if each.holds else max(each.rule.points, Fraction(0))
    return _within(terms, low), _within(terms, high)


def _within(terms: BonusTerms, points: Fraction) -> Fraction:
    if terms.most is not None:
        points = min(points, terms.most)
    return points if terms.least is None else max(points, terms.least)
