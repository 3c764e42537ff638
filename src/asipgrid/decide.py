"""Rules, ranks and ties: what is proposed for each request, why, and in which order. Gives no money itself."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.allocate import cents
from asipgrid.model import Id, Judged, Outcome, Proposal, Reason, Request, Scorecard, Truth, is_number, named
from asipgrid.plan import Plan, PlannedRule
from asipgrid.score import Told, line_reason, line_reasons, shares

T = TypeVar("T")
Told_co = TypeVar("Told_co", covariant=True)
# What a request may be given in full and at least (cents), and what lowers it or keeps it from being known.
Asked = tuple[int | None, int | None, Reason | None]

# The order in which outcomes are listed (scoring, 2.4).
ORDER: tuple[Outcome, ...] = tuple(Outcome)
_SILENT: Final = frozenset({Outcome.INELIGIBLE, Outcome.MAINTAIN})


def propose(plan: Plan, request: Request, card: Scorecard) -> Proposal:
    """What the rules of the call propose for one request, with every reason; `fund` only when it can be paid."""
    proposed, cap = outcome(plan, request, card, environment(plan, request, card))
    return replace(proposed, questions=tuple(questions(plan, card, cap)))


def outcome(plan: Plan, request: Request, card: Scorecard, env: Mapping[str, Any]) -> tuple[Proposal, Reason | None]:
    """What the rules propose, without questions; and what lowers the amount, or keeps it from being known."""
    asked = amount_asked(plan, request)
    found, reasons = decided(plan, card.eligible, env, asked, _AsData(), gates(card))
    return replace(proposal(found, asked), reasons=tuple(reasons)), asked[2]


def proposal(found: Outcome, asked: Asked) -> Proposal:
    """What the rules propose, without the reasons: an amount only for `fund`."""
    ask, minimum, _ = asked if found is Outcome.FUND else (None, None, None)
    return Proposal(outcome=found, ask=ask, minimum=minimum)


class Teller(Protocol[Told_co]):
    """Says why a rule holds or not: as data, or in words."""

    def tried(self, rule: PlannedRule, env: Mapping[str, Any]) -> tuple[Truth, Any]:
        """Whether a rule holds, and whatever `rule` needs to say why."""

    def rule(self, key: str, rule: PlannedRule, found: Any) -> Told_co:
        """Why a rule holds (`rule_holds`) or not (`rule_missed`)."""

    def reason(self, reason: Reason) -> Told_co:
        """Any other reason."""


class _AsData:
    """Reasons as they are."""

    def tried(self, rule: PlannedRule, env: Mapping[str, Any]) -> tuple[Truth, Mapping[str, Any]]:
        return (True if rule.when is None else rule.when.truth(env)), env

    def rule(self, key: str, rule: PlannedRule, found: Mapping[str, Any]) -> Reason:
        return rule_reason(key, rule, found, line_reason)

    def reason(self, reason: Reason) -> Reason:
        return reason


def decided(
    plan: Plan, eligible: Truth, env: Mapping[str, Any], asked: Asked, teller: Teller[T], closed: Iterable[T]
) -> tuple[Outcome, list[T]]:
    """The first rule that holds decides; one that would fund what must not be or cannot be paid is passed over.

    Whatever decided, an applicant is told of every gate that is in the way of funding: `closed`.
    """
    reasons: list[T] = []
    payable, _, cap = asked
    for rule in plan.rules:
        truth, found = teller.tried(rule, env)
        if truth is not True:
            # That a request is *not* ineligible, or not left as it is, needs no reason.
            if rule.outcome not in _SILENT:
                reasons.append(teller.rule("rule_missed", rule, found))
        elif rule.outcome is Outcome.FUND and eligible is not True:
            reasons.append(teller.reason(Reason("passed_over", {"rule": rule.number, "eligible": eligible})))
        elif rule.outcome is Outcome.FUND and cap is not None:
            reasons += [teller.rule("rule_holds", rule, found), teller.reason(cap)]
            return (Outcome.ASK if payable is None else Outcome.FUND), [*reasons, *closed]
        else:
            reasons.append(teller.rule("rule_holds", rule, found))
            return rule.outcome, [*reasons, *closed]
    # The last rule would fund and is passed over: nothing is funded that must not be, and nobody is left without answer.
    return (Outcome.INELIGIBLE if eligible is False else Outcome.ASK), [*reasons, *closed]


def rule_reason(key: str, rule: PlannedRule, env: Mapping[str, Any], told: Told) -> Reason:
    """Why a rule holds (`rule_holds`) or not (`rule_missed`); `told` gives the reason of a line."""
    lines: tuple[Reason, ...] = ()
    if rule.when is not None and key == "rule_holds":
        lines = tuple(told(line) for line in rule.when.lines(env) if line.stands)
    elif rule.when is not None:
        lines = line_reasons(rule.when.unmet(env), told)
    return Reason(key, {"rule": rule.number, "outcome": rule.outcome.value, "lines": lines})


def environment(plan: Plan, request: Request, card: Scorecard) -> dict[str, Any]:
    """What decision rules may read (documents, 1.4)."""
    return {
        **outside(plan, request, card),
        "criteria": {c.id: {"level": c.level, "ceiling": c.ceiling, "state": c.state.value} for c in card.criteria},
    }


def reads_criteria(plan: Plan) -> bool:
    """Whether rules or ties may read a criterion: what does not begin with another name may."""
    paths = [path for rule in plan.rules if rule.when is not None for path in rule.when.paths]
    paths += [path for _, path in plan.tie_break if path is not None]
    return any(path.parts is None or path.parts[0] == "criteria" for path in paths)


def outside(plan: Plan, request: Request, card: Scorecard) -> dict[str, Any]:
    """What decision rules may read outside of the criteria."""
    return {
        "eligible": card.eligible,
        "score": card.score,
        "ceiling": card.ceiling,
        "points": card.points,
        "points_ceiling": card.points_ceiling,
        "completeness": card.completeness,
        "weakest_grid": card.weakest_grid,
        "weakest_ceiling": card.weakest_ceiling,
        "below_minimum": list(card.below_minimum),
        "grids": {n: {"score": g.score, "ceiling": g.ceiling, "points": g.points} for n, g in card.grids.items()},
        "request": request.data,
        "call": plan.call.data,
    }


def gates(card: Scorecard) -> Iterator[Reason]:
    """Every eligibility gate that is not passed, in the order of the grids."""
    return (gate(each) for each in card.criteria if each.closed == "eligibility")


def gate(each: Judged) -> Reason:
    """The eligibility gate of a criterion that does not pass it."""
    assert each.gate is not None
    values = {"id": each.id, "kind": each.gate.kind, "passes": each.gate.passes, "reasons": each.gate.reasons}
    return Reason("gate", values)


def amount_asked(plan: Plan, request: Request) -> Asked:
    """What the request may be given in full and at least (cents), and the cap that lowers it.

    The amount is None, with the reason, when it is not stated, when a rate applies to a cost that is not stated, or
    when the cap falls below the least the project can run on.
    """
    terms = plan.call.allocation
    requested, minimum = request.requested, request.minimum
    if requested is None or minimum is None:
        return None, None, Reason("amount_not_stated")
    if terms.rate is not None and request.total_cost is None and requested > 0:
        return None, None, Reason("cost_not_stated", {"rate": terms.rate})
    caps = [requested]
    if terms.ceiling is not None:
        caps.append(terms.ceiling)
    if terms.rate is not None and request.total_cost is not None:
        # Whole cents, never above the cap.
        caps.append(terms.rate.numerator * request.total_cost // terms.rate.denominator)
    ask = min(caps)
    if ask == requested:
        return ask, min(minimum, ask), None
    values = {"ask": cents(ask), "requested": cents(requested), "minimum": cents(minimum)}
    if ask < minimum:
        return None, None, Reason("cap_below_minimum", values)
    return ask, minimum, Reason("capped", values)


def questions(plan: Plan, card: Scorecard, cap: Reason | None) -> Iterator[Reason]:
    """One question for each thing not known, in the order of the grids; what it could change, in points of the score."""
    worth = shares(plan, card)
    for each in card.criteria:
        if each.question is not None:
            yield question(each, each.question, worth)
    yield from amount_questions(cap)


def question(each: Judged, asked: Reason, worth: Mapping[str, Fraction]) -> Reason:
    """The question of a criterion, with what it could change; `worth` is what each criterion is worth of the score."""
    if not each.counts:
        return asked
    assert each.value is not None
    assert each.ceiling_value is not None
    return Reason(asked.key, {**asked.values, "gain": worth[each.id] * (each.ceiling_value - each.value)})


def amount_questions(cap: Reason | None) -> Iterator[Reason]:
    """The question about the amount, when what lowers it keeps it from being known."""
    if cap is not None and cap.key != "capped":
        yield Reason("ask_amount", {"reason": cap})


def conditions(card: Scorecard, plan: Plan) -> tuple[Reason, ...]:
    """What must be settled before any payment: each payment gate that is not passed."""
    return tuple(condition(each, plan) for each in card.criteria if each.closed == "payment")


def condition(each: Judged, plan: Plan) -> Reason:
    """The payment gate of a criterion that does not pass it."""
    assert each.gate is not None
    criterion = plan.criteria[each.id]
    return Reason(
        "payment_gate",
        {
            "id": each.id,
            "question": criterion.question,
            "documents": criterion.documents,
            "reasons": each.gate.reasons,
        },
    )


# ── ranks ──────────────────────────────────────────────────────────────────────────────────────────


class Standing(Struct, frozen=True, kw_only=True):
    """One request's place: `group` numbers the tie groups from 0, `tie` says which link put it apart, if any did."""

    request: Id
    rank: int
    group: int
    tie: Reason | None


def figures(plan: Plan, card: Scorecard, env: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a request is ranked on: the figure the call ranks by, then one for each link of the tie-break chain.

    Numbers are (numerator, denominator) in lowest terms.
    """
    links = [(link.name, path) for link, path in plan.tie_break]
    found = [_value(card, env, name, path) for name, path in [(plan.call.rank_by, None), *links]]
    return tuple([value.as_integer_ratio() if is_number(value) else value for value in found])


def ordered(plan: Plan, entries: Mapping[Id, tuple[Any, ...]]) -> tuple[Standing, ...]:
    """Competition ranks (1, 1, 3), best first, from what each request is ranked on (see `figures`).

    Members of a tie group stand by id, which decides nothing; what is not stated comes last.
    """
    ascending = (False, *(link.ascending for link, _ in plan.tie_break))
    columns = [_positions(entries, column, ascending=up) for column, up in enumerate(ascending)]
    keys = {name: tuple(column[name] for column in columns) for name in entries}
    best_first = sorted(keys, key=lambda name: (keys[name], name))
    ties = _ties(plan, keys, best_first)
    standings: list[Standing] = []
    for position, name in enumerate(best_first):
        last = standings[-1] if standings else None
        tie = ties.get(name)
        if last is not None and keys[last.request] == keys[name]:
            standings.append(Standing(request=name, rank=last.rank, group=last.group, tie=tie))
        else:
            group = 0 if last is None else last.group + 1
            standings.append(Standing(request=name, rank=position + 1, group=group, tie=tie))
    return tuple(standings)


def _positions(entries: Mapping[Id, tuple[Any, ...]], column: int, *, ascending: bool) -> dict[Id, int]:
    """The place of each request in one column, from 0; equal values share it, what is not stated comes last."""
    values = {name: figures[column] for name, figures in entries.items()}
    stated = {value for value in values.values() if value is not None}
    best_first = sorted(stated, key=_order(stated), reverse=not ascending)
    places = {value: place for place, value in enumerate(best_first)}
    return {name: len(best_first) if value is None else places[value] for name, value in values.items()}


def _order(figures: Collection[Any]) -> Callable[[Any], Any] | None:
    """The sort key of different figures: of numbers, whole numbers so fine that no two of them are the same."""
    bottoms = [figure[1] for figure in figures if type(figure) is tuple]
    if not bottoms:
        return None
    # Two fractions lie at least one over the product of their denominators apart.
    bits = 2 * max(bottoms).bit_length()
    return lambda figure: (figure[0] << bits) // figure[1]


def _value(card: Scorecard, env: Mapping[str, Any], name: str, path: Any) -> Any:
    if path is not None:
        return path.get(env)
    if name == "score":
        return card.score
    if name == "points":
        return card.points
    return card.grids[name].score


def _ties(plan: Plan, keys: Mapping[Id, tuple[int, ...]], best_first: Sequence[Id]) -> dict[Id, Reason]:
    """How requests stand to those that rank by the same figure: put apart by a link, or ex aequo."""
    links = [link.name for link, _ in plan.tie_break]
    ties: dict[Id, Reason] = {}
    for _, level in itertools.groupby(best_first, key=lambda name: keys[name][0]):
        rivals = list(level)
        if len(rivals) == 1:
            continue
        by_id = sorted(rivals)
        runs = [list(run) for _, run in itertools.groupby(rivals, key=lambda name: keys[name])]
        for place, run in enumerate(runs):
            if len(run) > 1:
                ties |= {name: Reason("ex_aequo", named(run, without=name)) for name in run}
                continue
            # In their order, nobody agrees with a request for longer than those beside it.
            (name,) = run
            beside = [keys[runs[at][0]] for at in (place - 1, place + 1) if 0 <= at < len(runs)]
            depth = max(_first_difference(keys[name], key) for key in beside)
            ties[name] = Reason("tie_broken", {**named(by_id, without=name), "by": tuple(links[:depth])})
    return ties


def _first_difference(left: tuple[int, ...], right: tuple[int, ...]) -> int:
    return list(map(operator.eq, left, right)).index(False)
