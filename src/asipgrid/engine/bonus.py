"""Points on top of the criteria: what holds of them for one request, within the limits of the call (scoring, 2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec.structs import replace

from asipgrid.engine.aggregate import tops
from asipgrid.engine.conditions import Seen
from asipgrid.engine.criteria import line_reasons
from asipgrid.engine.open_figures import judged_so_far, truth_of
from asipgrid.engine.paths import PathExpression, value_at
from asipgrid.engine.plan import Plan, PlannedBonus
from asipgrid.engine.rules import environment
from asipgrid.model.bonus import BonusRule, BonusScore, BonusTerms, GivenBonus
from asipgrid.model.judged import Scorecard, State
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason, exact, is_number

_NONE: Final = Fraction(0)
_Env = Mapping[str, Any]


def with_bonus(plan: Plan, terms: BonusTerms, request: Request, card: Scorecard) -> Scorecard:
    """The scorecard with what the call gives on top; where nothing applies there is nothing to add to."""
    env = environment(plan, request, card)
    known, *ends = ({**env, **judged_so_far(plan, card, which)} for which in ("known", "least", "most"))
    given = tuple(_given(each, env, known, ends) for each in plan.bonus)
    whole, most = sum((each.least for each in given), _NONE), sum((each.most for each in given), _NONE)
    low, high = _within(terms, whole), _within(terms, most)
    top = tops(plan, card)[""] if plan.call.in_points else Fraction(100)
    found = BonusScore(
        points=low,
        points_ceiling=high,
        whole=whole,
        whole_ceiling=most,
        gains={each.rule.id: 100 * _gain(terms, whole, most, each.most - each.least) / top for each in given if top},
        score=card.score,
        ceiling=card.ceiling,
        given=given,
    )
    if card.score is None or card.ceiling is None:
        return replace(card, bonus=found)
    card = replace(card, bonus=found, score=card.score + 100 * low / top, ceiling=card.ceiling + 100 * high / top)
    if not plan.call.in_points:
        return card
    return replace(card, points=card.points + low, points_ceiling=card.points_ceiling + high)


def _given(planned: PlannedBonus, env: _Env, known: _Env, ends: Sequence[_Env]) -> GivenBonus:
    """A rule with its reason: not known where it rests on what is not stated, or on a level that is still open."""
    rule, when = planned.rule, planned.when
    truth = True if when is None else truth_of(when.outline, known, ends)
    seen = None if when is None else when.look(env)
    if truth is False and seen is not None:
        reason = Reason("gate_fails", {"lines": line_reasons(seen.unmet)})
        return GivenBonus(rule=rule, holds=False, reason=reason, paths=(), least=_NONE, most=_NONE)
    points = (rule.points, rule.points) if planned.of is None else _by_figure(planned, env, known, ends)
    missing = () if truth or seen is None else _open(seen)
    if points is None or points[0] != points[1]:
        missing = (*missing, rule.of or "")
    least, most = points or (rule.points, rule.points)
    if missing:
        # An unknown bonus may be missed, an unknown malus may hold.
        sure = truth and points is not None
        least, most = (least, most) if sure else (min(least, _NONE), max(most, _NONE))
        reason = Reason("not_stated", {"paths": missing})
        return GivenBonus(rule=rule, holds=None, reason=reason, paths=missing, least=least, most=most)
    lines = () if seen is None else line_reasons(seen.met)
    figure = () if planned.of is None else (_figure_reason(rule, _figure(planned.of, env) or _NONE),)
    reason = Reason("gate_passes", {"lines": (*lines, *figure)})
    return GivenBonus(rule=rule, holds=True, reason=reason, paths=(), least=least, most=most)


def _open(seen: Seen) -> tuple[str, ...]:
    """The paths of the lines that are not known, else of all: a level may be open that has a value."""
    open_ = [line.path for line in seen.flat() if line.truth is None] or [line.path for line in seen.flat()]
    return tuple(dict.fromkeys(open_))


def _by_figure(planned: PlannedBonus, env: _Env, known: _Env, ends: Sequence[_Env]) -> tuple[Fraction, Fraction] | None:
    """The points that a figure gives, the least and the most while it is open; None where nothing is known of it."""
    path, rule = planned.of, planned.rule
    assert path is not None
    found = _figure(path, known)
    if found is None and path.parts is not None:
        found = _not_applicable(path.parts, env)
    values = [found] if found is not None else [_figure(path, end) for end in ends if path.parts is not None]
    stated = [min(max(each * rule.each, _NONE), abs(rule.points)) for each in values if each is not None]
    if not stated or len(stated) < len(values):
        return None
    points = [each if rule.points > 0 else -each for each in stated]
    return min(points), max(points)


def _figure(path: PathExpression, env: _Env) -> Fraction | None:
    found = path.get(env)
    return exact(found) if is_number(found) else None


def _not_applicable(parts: Sequence[str], env: _Env) -> Fraction | None:
    """Nothing, of a criterion that does not apply: it will never have a level."""
    read = parts[0] == "criteria" and value_at(env, (*parts[:-1], "state")) == State.NOT_APPLICABLE.value
    return _NONE if read else None


def _figure_reason(rule: BonusRule, figure: Fraction) -> Reason:
    values = {"path": rule.of, "figure": Quantity(figure, in_full=True)}
    if rule.each == 1:
        return Reason("bonus_figure", values)
    each = rule.each if rule.points > 0 else -rule.each
    return Reason("bonus_figure_each", {**values, "each": Quantity(each, in_full=True)})


def _gain(terms: BonusTerms, low: Fraction, high: Fraction, open_: Fraction) -> Fraction:
    """By how many points at most what is open of one rule can move the sum, within the limits, whatever the others come to."""
    ends = (low, high - open_)
    limits = (low if terms.least is None else terms.least, high - open_ if terms.most is None else terms.most - open_)
    others = (*ends, *(min(max(each, ends[0]), ends[1]) for each in limits))
    return max(_within(terms, each + open_) - _within(terms, each) for each in others)


def _within(terms: BonusTerms, points: Fraction) -> Fraction:
    if terms.most is not None:
        points = min(points, terms.most)
    return points if terms.least is None else max(points, terms.least)
