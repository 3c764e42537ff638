"""What is to be paid to a funded project on one day, to the cent: each payment with its conditions and what they rest on.

The sum of what is paid and payable never exceeds the award, and a payment is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.engine.conditions import LineResult, condition
from asipgrid.engine.criteria import line_reason, line_reasons
from asipgrid.engine.measures import Figure
from asipgrid.engine.next_step import facts_of
from asipgrid.engine.paths import facts, path_expression
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import Payment, ReportDue, Units
from asipgrid.model.judged import Fact, Scorecard
from asipgrid.model.places import Truth
from asipgrid.model.requests import Ledger, Paid
from asipgrid.model.values import Quantity, Reason, exact, is_number
from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.goals import terms
from asipgrid.monitoring.overlay import Overlay
from asipgrid.monitoring.promised_payments import promised_condition, promised_payments

UNSIGNED: Final = Reason("payment_unsigned")


class PaymentState(StrEnum):
    """What becomes of a payment."""

    PAID = "paid"
    PAYABLE = "payable"
    SUSPENDED = "suspended"
    NOT_DUE = "not-due"
    ENDED = "ended"
    NOTHING = "nothing-due"


class PaymentCondition(Struct, frozen=True, kw_only=True):
    """One condition of a payment: what it is, whether it holds, the facts it rests on."""

    reason: Reason
    holds: Truth
    facts: tuple[Fact, ...] = ()

    @property
    def common(self) -> bool:
        """Whether it is one of every payment."""
        return self.reason.key in {"gate", "payment_signed", "payment_unsigned"}


class Instalment(Struct, frozen=True, kw_only=True):
    """One payment of an addendum on one day. Amounts in cents: of the payment, and of what is to be paid now.

    `asks` is its condition as the addendum promises it, `conditions` are how that and what every payment needs stand.
    """

    number: int
    payment: Payment
    asks: Reason | None
    amount: int
    state: PaymentState
    payable: int
    paid: tuple[Paid, ...]
    conditions: tuple[PaymentCondition, ...]

    @property
    def spent(self) -> int:
        """What was paid of it, in cents."""
        return sum(each.amount for each in self.paid)

    @property
    def left(self) -> int:
        """What was not paid of it, in cents."""
        return self.amount - self.spent


class PaymentBasis(Struct, frozen=True, kw_only=True):
    """What the state of payments rests on: the day, signature and end, the project as its reports have moved it, its goals.

    After the end of the agreement all but `as_of` is as it stood on the last day; `late` are the reports that were due.
    """

    as_of: str
    signed_on: str | None
    ends_on: str | None
    plan: Plan
    overlay: Overlay
    card: Scorecard
    goals: tuple[GoalProgress, ...]
    late: tuple[ReportDue, ...]

    @property
    def ended(self) -> bool:
        """Whether the agreement has ended."""
        return self.ends_on is not None and self.ends_on < self.as_of

    @property
    def day(self) -> str:
        """The day whose conditions count: this one, or the last of the agreement."""
        return self.as_of if self.ends_on is None else min(self.as_of, self.ends_on)

    @property
    def signed(self) -> bool:
        """Whether the addendum was signed by then."""
        return self.signed_on is not None and self.signed_on <= self.day


def instalments(award: int, ledger: Ledger | None, basis: PaymentBasis) -> tuple[Instalment, ...]:
    """The payments of an addendum, in its order."""
    schedule = _Schedule(basis)
    return tuple(
        schedule.instalment(number, payment, cents, _paid(ledger, number, basis.as_of))
        for number, payment, cents in promised_payments(basis.plan.call, award)
    )


def _paid(ledger: Ledger | None, number: int, as_of: str) -> tuple[Paid, ...]:
    made = () if ledger is None else ledger.paid
    return tuple(each for each in made if each.number == number and each.paid_on <= as_of)


class _Schedule:
    """The payments of one project: what their conditions come to."""

    def __init__(self, basis: PaymentBasis) -> None:
        self.basis = basis
        self.figures = _figures(basis)
        self.env: Mapping[str, Any] = _environment(basis, self.figures)
        self.gates = tuple(self.gate_conditions())
        self.common = (self.signature(), *self.gates)
        self.open = any(each.holds is not True for each in self.gates)

    def instalment(self, number: int, payment: Payment, amount: int, paid: tuple[Paid, ...]) -> Instalment:
        conditions = (*self.common, *self.own_conditions(payment))
        left = amount - sum(each.amount for each in paid)
        earned: int | None = left
        if payment.units is not None:
            worth, counted = self.units(payment.units)
            conditions = (*conditions, counted)
            earned = None if worth is None else max(0, min(left, worth - (amount - left)))
        state = self.state(payment, amount, left, earned)
        return Instalment(
            number=number,
            payment=payment,
            asks=promised_condition(payment, self.basis.plan.call, (each.grid for each in self.basis.plan.grids)),
            amount=amount,
            state=state,
            payable=earned if earned and state is PaymentState.PAYABLE else 0,
            paid=paid,
            conditions=(*conditions, *self.at_the_end(state)),
        )

    def state(self, payment: Payment, amount: int, left: int, earned: int | None) -> PaymentState:
        """The state of a payment of so many cents, some of which are left."""
        if not amount:
            return PaymentState.NOTHING
        if left <= 0:
            return PaymentState.PAID
        state = self.unpaid(payment, earned)
        return PaymentState.ENDED if self.basis.ended and state is not PaymentState.PAYABLE else state

    def unpaid(self, payment: Payment, earned: int | None) -> PaymentState:
        """The state of a payment that is not made; `earned` of it by then, None where that cannot be counted."""
        holds = self.truth(payment)
        if not self.basis.signed or (payment.opens is not None and self.basis.day < payment.opens):
            return PaymentState.NOT_DUE
        if self.waits(payment, holds):
            return PaymentState.NOT_DUE
        if self.open or holds is not True or earned is None:
            return PaymentState.SUSPENDED
        return PaymentState.PAYABLE if earned else PaymentState.NOT_DUE

    def waits(self, payment: Payment, holds: Truth) -> bool:
        """Whether a payment on the goals, without a first day of its own, waits for goals that are still to come."""
        if payment.opens is not None or payment.when is None or holds is True:
            return False
        to_come = any(each.goal.due is not None and each.goal.due >= self.basis.day for each in self.basis.goals)
        return to_come and "goals_reached" in condition(payment.when).reads

    def signature(self) -> PaymentCondition:
        """An addendum takes effect on its signature: before it nothing is paid."""
        signed_on = self.basis.signed_on
        if signed_on is None or signed_on > self.basis.as_of:
            return PaymentCondition(reason=Reason("payment_unsigned", self.kind()), holds=False)
        return PaymentCondition(
            reason=Reason("payment_signed", {"day": signed_on, **self.kind()}), holds=self.basis.signed
        )

    def at_the_end(self, state: PaymentState) -> Iterator[PaymentCondition]:
        """What the end of the agreement makes of a payment."""
        if self.basis.ended and state in {PaymentState.PAYABLE, PaymentState.ENDED}:
            key = "payment_in_time" if state is PaymentState.PAYABLE else "payment_ended"
            yield PaymentCondition(reason=Reason(key, {"day": self.basis.ends_on}), holds=state is PaymentState.PAYABLE)

    def gate_conditions(self) -> Iterator[PaymentCondition]:
        call = self.basis.plan.call
        binding = {planned.grid.id for planned in self.basis.plan.grids if call.binds(planned.grid)}
        for each in self.basis.card.criteria:
            if each.gate is not None and each.gate.kind == "payment" and each.grid in binding:
                values = {
                    "id": each.id,
                    "kind": each.gate.kind,
                    "passes": each.gate.passes,
                    "reasons": each.gate.reasons,
                }
                yield PaymentCondition(
                    reason=Reason("gate", values),
                    holds=each.gate.passes,
                    facts=facts_of(self.basis.plan, self.basis.overlay.request, each),
                )

    def own_conditions(self, payment: Payment) -> Iterator[PaymentCondition]:
        if payment.when is None:
            return
        record = self.basis.overlay.request.record
        for part in condition(payment.when).parts:
            holds = _same(part.truth(env) for env in self.environments())
            env = next(iter(self.environments()))
            seen = part.look(env)
            reasons = line_reasons(seen.grouped, self.line_reason)
            read = (name for path in part.reads for name in self.read(path))
            reason = reasons[0] if len(reasons) == 1 else Reason("together", {"lines": reasons})
            bare = all(line.path in {"progress", "goals_reached"} for line in seen.flat())
            yield PaymentCondition(
                reason=reason, holds=holds, facts=() if bare else facts(tuple(dict.fromkeys(read)), self.env, record)
            )

    def line_reason(self, line: LineResult) -> Reason:
        """How one line of the condition of a payment stands."""
        if line.path == "progress" and not line.negated:
            return self.progress_reason()
        if line.path == "goals_reached" and not line.negated:
            return self.goals_reason(line.test.wanted if line.test.keyword == "minimum" else None)
        return line_reason(line)

    def read(self, path: str) -> Iterator[str]:
        """The facts that a path rests on, measures resolved into theirs."""
        for name in path_expression(path).reads:
            yield from self.figures[name].reads if name in self.figures else (name,)

    def truth(self, payment: Payment) -> Truth:
        """Whether the condition of a payment holds, whatever the goals without a value turn out to be."""
        if payment.when is None:
            return True
        compiled = condition(payment.when)
        return _same(compiled.truth(env) for env in self.environments())

    def environments(self) -> Iterator[Mapping[str, Any]]:
        """What a condition may read, once for each share of the goals that may be reached."""
        goals = self.basis.goals
        total = self.weight(goals)
        possible = {self.weight(each for each in goals if each.light is Light.REACHED)}
        for each in goals:
            if each.latest is None:
                possible |= {weight + each.goal.weight for weight in possible}
        # Of no goals, none is left to reach.
        shares = [Fraction(weight, total) for weight in sorted(possible)] if total else [Fraction(1)]
        return ({**self.env, "goals_reached": share} for share in shares)

    @staticmethod
    def weight(goals: Iterable[GoalProgress]) -> int:
        """How much goals count together where they release money."""
        return sum(each.goal.weight for each in goals)

    def kind(self) -> dict[str, Any]:
        """What is said of the act beside its name: that it is the agreement of a first grant."""
        return {"first": True} if terms(self.basis.plan.call).first else {}

    def goals_reason(self, wanted: Any) -> Reason:
        goals = self.basis.goals
        if not goals:
            return Reason("payment_no_goals", self.kind())
        reached = [each for each in goals if each.light is Light.REACHED]
        values = {"reached": len(reached), "total": len(goals), "open": sum(each.latest is None for each in goals)}
        weighted = ""
        if any(each.goal.weight != 1 for each in goals):
            weighted = "_weighted"
            values |= {"weight": self.weight(reached), "weights": self.weight(goals)}
        if not is_number(wanted):
            return Reason(f"payment_goals_bare{weighted}", values)
        return Reason(
            f"payment_goals{weighted}", {**values, "wanted": Quantity(exact(wanted), "percent", in_full=True)}
        )

    def progress_reason(self) -> Reason:
        reports = self.basis.overlay.reports
        if not reports:
            return Reason("payment_no_report")
        values = {"periods": tuple(each.period for each in reports)}
        if not self.basis.late:
            return Reason("payment_reports", values)
        return Reason("payment_report_missing", {**values, "missing": tuple(each.period for each in self.basis.late)})

    def units(self, units: Units) -> tuple[int | None, PaymentCondition]:
        """What the units delivered so far are worth in cents, and how they were counted."""
        path = path_expression(units.path)
        record = self.basis.overlay.request.record
        before, now = path.get(self.basis.overlay.base.data), path.get(self.basis.overlay.request.data)
        read = facts(path.reads, self.env, record)
        if not (is_number(before) and is_number(now)):
            return None, PaymentCondition(reason=Reason("payment_units_unknown", {"path": units.path}), holds=None)
        count = exact(now) - exact(before)
        worth = max(Fraction(0), count * units.price)
        earned = worth.numerator // worth.denominator
        values = {"path": units.path, "count": count, "price": cents(units.price), "worth": cents(earned)}
        return earned, PaymentCondition(reason=Reason("payment_units", values), holds=earned > 0, facts=read)


def _figures(basis: PaymentBasis) -> dict[str, Figure]:
    """The measures that a condition may name: a name that two grids use would be either of them."""
    figures = [(name, figure) for grid in basis.plan.grids for name, figure in grid.figures.items()]
    names = [name for name, _ in figures]
    return {name: figure for name, figure in figures if names.count(name) == 1}


def _environment(basis: PaymentBasis, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """What the condition of a payment may read but for the goals: facts as reported, the call, measures, the reports."""
    base: dict[str, Any] = {**basis.overlay.request.data, **basis.plan.shared}
    measures = {name: figure.of(base)[0] for name, figure in figures.items()}
    return {**base, **measures, "progress": bool(basis.overlay.reports) and not basis.late}


def _same(truths: Iterable[Truth]) -> Truth:
    """The truth that all of them are; where they differ, it is not known."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None
