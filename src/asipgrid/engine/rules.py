"""Decision rules: what is proposed for one request, why, and what is asked of it. Ranks nothing, gives no money."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeVar

from msgspec import Struct

from asipgrid.engine.aggregate import below_ceiling, tops
from asipgrid.engine.amounts import Asked, amount_asked
from asipgrid.engine.conditions import Seen
from asipgrid.engine.criteria import line_reason, line_reasons
from asipgrid.engine.plan import Plan, PlannedRule
from asipgrid.model.calls import MEETS_RULES, Outcome
from asipgrid.model.judged import GridScore, Judgement, Scorecard
from asipgrid.model.requests import Request
from asipgrid.model.results import Proposal
from asipgrid.model.stages import StageBefore, StageOutcome
from asipgrid.model.values import KeptReason, Reason

# So much is kept of each judgement.
_MOST_KEPT: Final = 4096


class Worth(Struct, frozen=True, eq=False):
    """What each criterion is worth of the 100 points of the score, by id, where some of them count."""

    points: Mapping[str, Fraction]


# What is decided against a request: by how much it is as a rule of these asks is told.
_REFUSES: Final = frozenset({Outcome.DECLINE, Outcome.INELIGIBLE})
_SILENT: Final = frozenset({Outcome.INELIGIBLE, Outcome.MAINTAIN})


def propose(plan: Plan, request: Request, card: Scorecard, env: Mapping[str, Any], worth: Worth) -> Proposal:
    """What the rules of the call propose for one request, with every reason; `fund` only when it can be paid.

    `pass` in a stage asks for no amount, unless a demand in money sets its threshold.

    `env` is what the rules may read (see `environment`); `worth` what each criterion is worth of the score.
    """
    asked = amount_asked(plan, request, card, env)
    found, reasons = _decided(plan, card, env, asked)
    funds = found in MEETS_RULES
    return Proposal(
        outcome=found,
        ask=asked.ask if funds else None,
        minimum=asked.minimum if funds else None,
        payable=asked.ask,
        reasons=(*reasons, *(card.vetoes or ())),
        questions=(
            *_stage_questions(card, plan),
            *questions(card, worth),
            *_of_bonus(card),
            *_amount_questions(asked.cap),
        ),
    )


def _of_bonus(card: Scorecard) -> Iterator[Reason]:
    """What to state, for each rule on points on top of which it is not known whether it holds."""
    for each in card.bonus.given if card.bonus else ():
        paths = tuple(path.removeprefix("request.") for path in each.paths if path.startswith("request."))
        if paths:
            values: dict[str, Any] = {
                "id": each.rule.id,
                "paths": paths,
                "documents": None,
                "question": each.rule.title,
                "gate": None,
            }
            if gain := card.bonus and card.bonus.gains.get(each.rule.id):
                values["gain"] = gain
            yield Reason("ask_fact", values)


def _decided(plan: Plan, card: Scorecard, env: Mapping[str, Any], asked: Asked) -> tuple[Outcome, list[Reason]]:
    """The first rule that holds decides; one that would fund what must not be or cannot be paid is passed over.

    Whatever decided, an applicant is told of every gate that is in the way of funding.
    """
    reasons: list[Reason] = []
    told = [each for each in (asked.worked, asked.cap) if each is not None]
    for rule in plan.rules:
        if rule.when is not None and rule.outcome in _SILENT and rule.when.truth(env) is not True:
            continue  # that a request is *not* ineligible, or not left as it is, needs no reason
        seen = None if rule.when is None else rule.when.look(env)
        if seen is not None and seen.truth is not True:
            reasons.append(_rule_reason("rule_missed", rule, line_reasons(seen.unmet)))
        elif rule.outcome in MEETS_RULES and card.eligible is not True:
            key = "passed_over" if rule.outcome is Outcome.FUND else "passed_over_stage"
            reasons.append(Reason(key, {"rule": rule.number, "eligible": card.eligible}))
        elif rule.outcome in MEETS_RULES and told:
            reasons += [_rule_holds(rule, seen), *told]
            return (Outcome.ASK if asked.ask is None else rule.outcome), [*reasons, *gates(card, plan)]
        else:
            reasons.append(_rule_holds(rule, seen))
            return rule.outcome, [*reasons, *gates(card, plan)]
    # The last rule would fund and is passed over: nothing is funded that must not be, and nobody is left without answer.
    return (Outcome.INELIGIBLE if card.eligible is False else Outcome.ASK), [*reasons, *gates(card, plan)]


def _rule_holds(rule: PlannedRule, seen: Seen | None) -> Reason:
    told = functools.partial(line_reason, refuses=rule.outcome in _REFUSES)
    return _rule_reason("rule_holds", rule, () if seen is None else line_reasons(seen.met, told))


def _rule_reason(key: str, rule: PlannedRule, lines: tuple[Reason, ...]) -> Reason:
    """Why a rule holds (`rule_holds`) or not (`rule_missed`)."""
    return Reason(key, {"rule": rule.number, "outcome": rule.outcome.value, "lines": lines})


def environment(plan: Plan, request: Request, card: Scorecard) -> dict[str, Any]:
    """What decision rules may read (documents, 1.4); criteria where some rule or tie does."""
    env = {
        "eligible": card.eligible,
        "score": card.score,
        "ceiling": card.ceiling,
        "points": card.points,
        "points_ceiling": card.points_ceiling,
        "completeness": card.completeness,
        "weakest_grid": card.weakest_grid,
        "weakest_ceiling": card.weakest_ceiling,
        "below_minimum": list(card.below_minimum),
        "grids": {name: _of_part(each) for name, each in card.grids.items()},
        "vetoed": card.vetoed,
        "request": request.data,
        **plan.shared,
    }
    if card.bonus is not None:
        env["base_score"], env["base_ceiling"] = card.bonus.score, card.bonus.ceiling
        env["bonus"], env["bonus_ceiling"] = card.bonus.points, card.bonus.points_ceiling
    if plan.has_sections:
        env["sections"] = {name: _of_part(each) for name, each in card.sections.items()}
    if plan.reads_tops:
        _add_tops(env, tops(plan, card))
    if plan.reads_minima:
        env["below_minimum_ceiling"] = below_ceiling(plan, card)
    if plan.reads_criteria:
        env["criteria"] = {
            c.id: {"level": c.level, "ceiling": c.ceiling, "state": c.state.value} for c in card.criteria
        }
    return env


def _of_part(each: GridScore) -> dict[str, Any]:
    """What rules read of a grid, or of a section of one."""
    return {
        "score": each.score,
        "ceiling": each.ceiling,
        "points": each.points,
        "points_ceiling": each.points_ceiling,
    }


def _add_tops(env: dict[str, Any], found: Mapping[str, Fraction]) -> None:
    """What points are out of, beside these."""
    env["points_of"] = found[""]
    for part in ("grids", "sections"):
        for name, each in env.get(part, {}).items():
            each["points_of"] = found[name]


def gates(card: Scorecard, plan: Plan) -> Iterator[Reason]:
    """A stage before that is not passed, then every eligibility gate that is not, in the order of the grids."""
    if plan.before is not None and card.before is not None and card.before is not StageOutcome.PASSED:
        yield stage_before_reason(plan.before, card.before)
    yield from (_kept(each, None, _gate) for each in _closed(card, plan, "eligibility"))


def stage_before_reason(before: StageBefore, found: StageOutcome) -> Reason:
    """That a request has not passed the stage before, or that this is not decided."""
    return Reason(f"stage_before_{found.name.lower()}", {"call": before.call, "stage": before.title})


def _stage_questions(card: Scorecard, plan: Plan) -> Iterator[Reason]:
    """What is open in the stage before, which is nothing to supply here."""
    if plan.before is not None and card.before is StageOutcome.WAITING:
        yield Reason("ask_stage", {"call": plan.before.call, "stage": plan.before.title})


def _closed(card: Scorecard, plan: Plan, kind: str) -> list[Judgement]:
    """The criteria whose gate of that kind is not passed."""
    asked = [card.criteria[at].judgement for at in plan.gates]
    return [each for each in asked if each.gate and each.gate.kind == kind and each.gate.passes is not True]


def _gate(each: Judgement, _: None) -> KeptReason:
    assert each.gate is not None
    values = {"id": each.id, "kind": each.gate.kind, "passes": each.gate.passes, "reasons": each.gate.reasons}
    return KeptReason("gate", values)


def questions(card: Scorecard, worth: Worth) -> Iterator[Reason]:
    """One question for each thing not known, in the order of the grids; what it could change, in points of the score."""
    asking = [each.judgement for each in card.criteria if each.judgement.question is not None]
    return (_kept(each, worth, _question) for each in asking)


def _question(each: Judgement, worth: Worth) -> KeptReason:
    """The question of a criterion, with what it could change."""
    asked = each.question
    assert asked is not None
    if not each.counts:
        return KeptReason(asked.key, asked.values)
    assert each.value is not None
    assert each.ceiling_value is not None
    gain = worth.points[each.id] * (each.ceiling_value - each.value)
    return KeptReason(asked.key, {**asked.values, "gain": gain})


T = TypeVar("T")


def _kept(each: Judgement, of: T, make: Callable[[Judgement, T], KeptReason]) -> KeptReason:
    """What is made of a judgement and something that many requests share too, kept with it."""
    known: KeptReason | None = each.said.get((make, of))
    if known is None:
        known = make(each, of)
        if len(each.said) < _MOST_KEPT:
            each.said[make, of] = known
    return known


def _amount_questions(cap: Reason | None) -> Iterator[Reason]:
    """The question about the amount, when what lowers it keeps it from being known."""
    if cap is not None and cap.key not in {"capped", "capped_worked"}:
        yield Reason("ask_amount", {"reason": cap})


def conditions(card: Scorecard, plan: Plan) -> tuple[Reason, ...]:
    """What must be settled before any payment: each payment gate that is not passed."""
    return tuple([_kept(each, plan, _condition) for each in _closed(card, plan, "payment")])


def _condition(each: Judgement, plan: Plan) -> KeptReason:
    assert each.gate is not None
    criterion = plan.criteria[each.id]
    return KeptReason(
        "payment_gate",
        {
            "id": each.id,
            "question": criterion.question,
            "documents": criterion.documents,
            "reasons": each.gate.reasons,
        },
    )
