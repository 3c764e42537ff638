"""Points on top of the criteria: what holds of them for one request, within the limits of the call (scoring, 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.aggregate import tops
from asipgrid.engine.conditions import Condition
from asipgrid.engine.criteria import line_reasons
from asipgrid.engine.plan import Plan
from asipgrid.engine.rules import environment
from asipgrid.model.bonus import BonusRule, BonusScore, BonusTerms, GivenBonus
from asipgrid.model.judged import Scorecard
from asipgrid.model.requests import Request
from asipgrid.model.values import Reason


def with_bonus(plan: Plan, terms: BonusTerms, request: Request, card: Scorecard) -> Scorecard:
    """The scorecard with what the call gives on top; where nothing applies there is nothing to add to."""
    env = environment(plan, request, card)
    best = env if card.score == card.ceiling else _at_best(plan, env, card)
    given = tuple(_given(rule, when, env, best) for rule, when in plan.bonus)
    low, high = _bounds(terms, given)
    found = BonusScore(points=low, points_ceiling=high, score=card.score, ceiling=card.ceiling, given=given)
    if card.score is None or card.ceiling is None:
        return replace(card, bonus=found)
    top = tops(plan, card)[""] if plan.call.in_points else Fraction(100)
    card = replace(card, bonus=found, score=card.score + 100 * low / top, ceiling=card.ceiling + 100 * high / top)
    if not plan.call.in_points:
        return card
    return replace(card, points=card.points + low, points_ceiling=card.points_ceiling + high)


def _at_best(plan: Plan, env: Mapping[str, Any], card: Scorecard) -> dict[str, Any]:
    """What conditions would read were everything that is open at its best."""
    minima = {each.criterion.id: each.criterion.minimum for grid in plan.grids for each in grid.criteria}
    low = [e.id for e in card.criteria if e.ceiling is not None and (minima[e.id] or 0) > e.ceiling]
    low += [name for name, e in card.sections.items() if e.below and e.points_ceiling < (e.minimum or 0)]
    found = {**env, "weakest_grid": env["weakest_ceiling"], "below_minimum": low}
    for part, figures in (("grids", card.grids), ("sections", card.sections)):
        if part in env:
            best = {name: {"score": e.ceiling, "points": e.points_ceiling} for name, e in figures.items()}
            found[part] = {name: {**each, **best[name]} for name, each in env[part].items()}
    if "criteria" in env:
        found["criteria"] = {name: {**each, "level": each["ceiling"]} for name, each in env["criteria"].items()}
    return found


def _given(rule: BonusRule, when: Condition, env: Mapping[str, Any], best: Mapping[str, Any]) -> GivenBonus:
    """Whether a rule holds: not known where that rests on what is not stated, or on a level that is still open."""
    seen = when.look(env)
    truth = seen.truth if best is env or when.truth(best) is seen.truth else None
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


def bonus_questions(found: BonusScore) -> Iterator[Reason]:
    """What to state, for each rule of which it is not known whether it holds."""
    for each in found.given:
        paths = tuple(path.removeprefix("request.") for path in each.paths if path.startswith("request."))
        if paths:
            values = {"id": each.rule.id, "paths": paths, "documents": None, "question": each.rule.title, "gate": None}
            yield Reason("ask_fact", values)
