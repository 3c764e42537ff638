"""Rules, ranks and ties: what is proposed for each request, why, and in which order. Gives no money itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.allocation import cents
from asipgrid.engine.plan import Plan, PlannedRule
from asipgrid.engine.score import Told, line_reason, line_reasons, shares
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Id, Truth
from asipgrid.model.requests import Request
from asipgrid.model.results import Judged, Proposal, Scorecard
from asipgrid.model.values import Reason, is_number, named

T = TypeVar("T")
Told_co = TypeVar("Told_co", covariant=True)
# What a request may be given in full and at least (cents), and what lowers it or keeps it from being known.
Asked = tuple[int | None, int | None, Reason | None]

# The order in which outcomes are listed (scoring, 2.4).
ORDER: tuple[Outcome, ...] = tuple(Outcome)
# What is decided against a request: by how much it is as a rule of these asks is told.
_REFUSES: Final = frozenset({Outcome.DECLINE, Outcome.INELIGIBLE})
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
        refuses = rule.outcome in _REFUSES
        lines = line_reasons(rule.when.met(env), lambda line: told(replace(line, refuses=refuses)))
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
    """One request's place: `group` numbers the tie groups from 0, `tie` says what put it apart, or why nothing did.

    `asks` is the question of a request that keeps its group together, for it does not state what would put it apart.
    """

    request: Id
    rank: int
    group: int
    tie: Reason | None
    asks: Reason | None = None


def figures(plan: Plan, card: Scorecard, env: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a request is ranked on: the figure the call ranks by, then one for each link of the tie-break chain.

    Numbers are (numerator, denominator) in lowest terms.
    """
    links = [(link.name, path) for link, path in plan.tie_break]
    found = [_value(card, env, name, path) for name, path in [(plan.call.rank_by, None), *links]]
    return tuple([value.as_integer_ratio() if is_number(value) else value for value in found])


class _Tied(Struct, frozen=True):
    """Requests that nothing has put apart so far, by id; a single one was left alone by the link number `by` (0: by none).

    `lacking` are those that have no figure for the link number `by`: it, and those after it, put nobody of them apart.
    """

    names: tuple[Id, ...]
    by: int = 0
    lacking: tuple[Id, ...] = ()


def ordered(plan: Plan, entries: Mapping[Id, tuple[Any, ...]]) -> tuple[Standing, ...]:
    """Competition ranks (1, 1, 3), best first, from what each request is ranked on (see `figures`).

    Members of a tie group stand by id, which decides nothing. Who has nothing of the figure that the call ranks by comes
    last; a link of the chain that one of a group has no figure for puts nobody of that group apart, nor do those after it.
    """
    levels = _apart(_Tied(tuple(sorted(entries))), _positions(entries, entries, 0, ascending=False), 0)
    standings: list[Standing] = []
    group = 0
    for level in levels:
        groups = [level]
        for link, (each, _) in enumerate(plan.tie_break, 1):
            open_ = [name for tied in groups if len(tied.names) > 1 and not tied.lacking for name in tied.names]
            if not open_:
                break
            places = _positions(entries, open_, link, ascending=each.ascending)
            groups = [one for tied in groups for one in _split(tied, places, link)]
        for tied in groups:
            rank = len(standings) + 1
            for name in tied.names:
                tie, asks = _tie(plan, tied, level, name), _asks(plan, tied, name)
                standings.append(Standing(request=name, rank=rank, group=group, tie=tie, asks=asks))
            group += 1
    return tuple(standings)


def _split(tied: _Tied, places: Mapping[Id, int | None], link: int) -> list[_Tied]:
    """A group after one more link."""
    if len(tied.names) == 1 or tied.lacking:
        return [tied]
    lacking = tuple([name for name in tied.names if places[name] is None])
    return [_Tied(tied.names, link, lacking)] if lacking else _apart(tied, places, link)


def _apart(tied: _Tied, places: Mapping[Id, int | None], link: int) -> list[_Tied]:
    """A group by the places of its members, best first; none comes last."""

    def place(name: Id) -> tuple[bool, int]:
        return places[name] is None, places[name] or 0

    runs = itertools.groupby(sorted(tied.names, key=place), key=place)
    return [_Tied(tuple(run), link) for _, run in runs]


def _positions(
    entries: Mapping[Id, tuple[Any, ...]], names: Iterable[Id], column: int, *, ascending: bool
) -> dict[Id, int | None]:
    """The place of each of some requests in one column, from 0; equal values share it, what is not stated has none."""
    values = {name: entries[name][column] for name in names}
    stated = {value for value in values.values() if value is not None}
    best_first = sorted(stated, key=_order(stated), reverse=not ascending)
    places = {value: place for place, value in enumerate(best_first)}
    return {name: None if value is None else places[value] for name, value in values.items()}


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


def _tie(plan: Plan, tied: _Tied, level: _Tied, name: Id) -> Reason | None:
    """How a request stands to those that rank by the same figure: put apart by links, or ex aequo, and why."""
    links = tuple([link.name for link, _ in plan.tie_break[: tied.by]])
    if len(tied.names) == 1:
        others = named(level.names, without=name)
        return Reason("tie_broken", {**others, "by": links}) if len(level.names) > 1 else None
    others = named(tied.names, without=name)
    if not tied.lacking:
        return Reason("ex_aequo", others)
    _, path = plan.tie_break[tied.by - 1]
    key = "ex_aequo_no_score" if path is None else "ex_aequo_not_stated"
    return Reason(key, {**others, "by": links[-1], "lacking": Reason("listed", named(tied.lacking))})


def _asks(plan: Plan, tied: _Tied, name: Id) -> Reason | None:
    """The question of a request that does not state what would put its group apart."""
    if name not in tied.lacking:
        return None
    _, path = plan.tie_break[tied.by - 1]
    reads = () if path is None else path.reads
    stated = tuple([read.removeprefix("request.") for read in reads if read.startswith("request.")])
    return Reason("ask_tie", {"paths": stated, **named(tied.names, without=name)}) if stated else None
