"""What conditions may read of grids and criteria that are still open, and whether they hold whatever becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from asipgrid.engine.aggregate import below_ceiling
from asipgrid.engine.conditions import ConditionOutline, all_of, any_of, negation
from asipgrid.engine.paths import path_expression
from asipgrid.engine.plan import Plan
from asipgrid.model.judged import GridScore, Scorecard
from asipgrid.model.places import Truth

_LIMITS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"})


def judged_so_far(ready: Plan, card: Scorecard, which: str) -> dict[str, Any]:
    """What rules read of grids and criteria: of what is still open, the `least` or the `most` it may be, or nothing (`known`)."""

    def one(least: Any, most: Any) -> Any:
        return {"least": least, "most": most, "known": least if least == most else None}[which]

    def part(each: GridScore) -> dict[str, Any]:
        score = one(each.score, each.ceiling)
        points = one(each.points, each.points_ceiling)
        return {"score": score, "ceiling": score, "points": points, "points_ceiling": points}

    levels = [(each.id, each.state.value, one(each.level, each.ceiling)) for each in card.criteria]
    return {
        "grids": {name: part(each) for name, each in card.grids.items()},
        "sections": {name: part(each) for name, each in card.sections.items()},
        "criteria": {name: {"level": level, "ceiling": level, "state": state} for name, state, level in levels},
        "below_minimum": one(list(card.below_minimum), below_ceiling(ready, card)),
    }


_ENDS: Final = {
    "score": "ceiling",
    "points": "points_ceiling",
    "weakest_grid": "weakest_ceiling",
    "base_score": "base_ceiling",
    "bonus": "bonus_ceiling",
}


def read_so_far(ready: Plan, card: Scorecard, env: Mapping[str, Any], which: str) -> dict[str, Any]:
    """What rules may read (`env`), of what is still open the `least` or the `most` it may be, or nothing (`known`)."""
    found = dict(env)
    for least, most in _ENDS.items():
        if most in env and env[least] != env[most]:
            found[least] = {"least": env[least], "most": env[most], "known": None}[which]
    for part, figures in judged_so_far(ready, card, which).items():
        if part in {"grids", "sections", "criteria"} and part in env:
            # What may still be is known as it is.
            found[part] = {
                name: {**each, **{key: value for key, value in figures[name].items() if "ceiling" not in key}}
                for name, each in env[part].items()
            }
        elif part in env:
            found[part] = figures
    return found


def truth_of(asked: ConditionOutline, known: Mapping[str, Any], ends: Sequence[Mapping[str, Any]]) -> Truth:
    """Whether a condition holds, whatever becomes of what is still open between two `ends`."""
    match asked.kind:
        case "all":
            return all_of([truth_of(part, known, ends) for part in asked.parts])
        case "any":
            return any_of([truth_of(part, known, ends) for part in asked.parts])
        case "not":
            return negation(truth_of(asked.parts[0], known, ends))
    path, test = path_expression(asked.path), asked.test
    assert test is not None
    found = path.get(known)
    if found is not None:
        return test.holds(found)
    # What lies between passes a limit that both ends pass, and no other test can be sure of it.
    values = [path.get(end) for end in ends] if path.parts is not None and test.keyword in _LIMITS else [None]
    truths = {None if value is None else test.holds(value) for value in values}
    return truths.pop() if len(truths) == 1 else None
