"""What is to be paid to a funded project on one day, to the cent: each payment with its conditions and what they rest on.

The sum of what is paid and payable never exceeds the award, and a payment is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.conditions import Figure, LineResult, Outline, condition, facts, path_expression
from asipgrid.engine.criteria import line_reason, line_reasons
from asipgrid.engine.next_step import facts_of
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import Call, Grid, Measure, Payment, ReportDue, Units
from asipgrid.model.places import Finding, Truth
from asipgrid.model.requests import Amendment, Ledger, Paid
from asipgrid.model.results import Fact, Ranked, Result, Scorecard
from asipgrid.model.values import Quantity, Reason, exact, is_number
from asipgrid.monitoring.goal_progress import Light, Track
from asipgrid.monitoring.goals import split, terms
from asipgrid.monitoring.overlay import Overlay
from asipgrid.text.numbers import money_text

UNSIGNED: Final = Reason("payment_unsigned")


class Due(StrEnum):
    """What becomes of a payment."""

    PAID = "paid"
    PAYABLE = "payable"
    SUSPENDED = "suspended"
    NOT_DUE = "not-due"
    ENDED = "ended"
    NOTHING = "nothing-due"


class Check(Struct, frozen=True, kw_only=True):
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

    `asks` is its condition as the addendum promises it, `checks` are how that and what every payment needs stand.
    """

    number: int
    payment: Payment
    asks: Reason | None
    amount: int
    due: Due
    payable: int
    paid: tuple[Paid, ...]
    checks: tuple[Check, ...]

    @property
    def spent(self) -> int:
        """What was paid of it, in cents."""
        return sum(each.amount for each in self.paid)


class Purse(Struct, frozen=True, kw_only=True):
    """Where payments are looked at: the day, signature and end, the project as its reports have moved it, its goals.

    After the end of the agreement all but `as_of` is as it stood on the last day; `late` are the reports that were due.
    """

    as_of: str
    signed_on: str | None
    ends_on: str | None
    plan: Plan
    overlay: Overlay
    card: Scorecard
    goals: tuple[Track, ...]
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


def instalments(award: int, ledger: Ledger | None, purse: Purse) -> tuple[Instalment, ...]:
    """The payments of an addendum, in its order."""
    desk = _Desk(purse)
    return tuple(
        desk.instalment(number, payment, cents, _paid(ledger, number, purse.as_of))
        for number, (payment, cents) in _schedule(purse.plan.call, award).items()
    )


# ── what the addendum promises ─────────────────────────────────────────────────────────────────────


def promised(payment: Payment, call: Call, grids: Iterable[Grid]) -> Reason | None:
    """The condition of a payment as its addendum says it, made of the lines that are looked at; None without any."""
    measures = {each.name: each for grid in grids for each in grid.measures}
    parts = []
    if payment.units is not None:
        parts.append(Reason("asks_units", {"path": payment.units.path, "price": _money(payment.units.price)}))
    if payment.when is not None:
        parts.append(_asks(condition(payment.when).outline, call, measures))
    return _all(parts) if parts else None


def _all(parts: Sequence[Reason]) -> Reason:
    return parts[0] if len(parts) == 1 else Reason("asks_all", {"lines": tuple(parts)})


def _asks(
    part: Outline, call: Call, measures: Mapping[str, Measure], *, negated: bool = False, inside: bool = False
) -> Reason:
    """What a part of a condition asks for, whatever is known today; `inside` of a branch of another."""
    if part.kind == "not":
        return _asks(part.parts[0], call, measures, negated=not negated, inside=inside)
    if part.kind == "line":
        return _asks_line(part, call, measures, negated=negated)
    # What must not all hold is one that does not; what must not hold at all is all that do not.
    either = (part.kind == "any") is not negated and len(part.parts) > 1
    parts = tuple([_asks(each, call, measures, negated=negated, inside=inside or either) for each in part.parts])
    return Reason("either", {"lines": parts, "holds": False, "inside": inside}) if either else _all(parts)


def _asks_line(part: Outline, call: Call, measures: Mapping[str, Measure], *, negated: bool) -> Reason:
    assert part.test is not None
    name, keyword, wanted = part.path, part.test.keyword, part.test.wanted
    if name == "progress" and isinstance(wanted, bool):
        calendar = "_by_calendar" if call.monitoring.reports else ""
        return Reason(f"asks_{'progress' if wanted is not negated else 'no_progress'}{calendar}")
    unit = "percent" if name == "goals_reached" else measures[name].unit if name in measures else None
    if unit is not None and is_number(wanted):
        wanted = Quantity(exact(wanted), unit, in_full=True)
        if name == "goals_reached" and keyword == "minimum" and not negated:
            return Reason("asks_goals", {"wanted": wanted})
        if name in measures and keyword in {"minimum", "maximum"} and not negated:
            return Reason(f"asks_{keyword}", {"title": measures[name].title or name, "wanted": wanted})
    return Reason("asks_line", {"path": name, "keyword": keyword, "wanted": wanted, "negated": negated})


# ── what becomes of it ─────────────────────────────────────────────────────────────────────────────


def _schedule(call: Call, award: int) -> dict[int, tuple[Payment, int]]:
    """The payments of an addendum by their number, each with its amount in cents."""
    listed = terms(call).payments
    return dict(enumerate(zip(listed, split(listed, award), strict=True), start=1))


def _paid(ledger: Ledger | None, number: int, as_of: str) -> tuple[Paid, ...]:
    made = () if ledger is None else ledger.paid
    return tuple(each for each in made if each.number == number and each.paid_on <= as_of)


class _Desk:
    """Where the payments of one project are looked at."""

    def __init__(self, purse: Purse) -> None:
        self.purse = purse
        self.figures = _figures(purse)
        self.env: Mapping[str, Any] = _environment(purse, self.figures)
        self.gates = tuple(self.gate_checks())
        self.common = (self.signature(), *self.gates)
        self.open = any(each.holds is not True for each in self.gates)

    def instalment(self, number: int, payment: Payment, cents: int, paid: tuple[Paid, ...]) -> Instalment:
        checks = (*self.common, *self.own_checks(payment))
        left = cents - sum(each.amount for each in paid)
        earned: int | None = left
        if payment.units is not None:
            worth, check = self.units(payment.units)
            checks = (*checks, check)
            earned = None if worth is None else max(0, min(left, worth - (cents - left)))
        due = self.due(payment, cents, left, earned)
        return Instalment(
            number=number,
            payment=payment,
            asks=promised(payment, self.purse.plan.call, (each.grid for each in self.purse.plan.grids)),
            amount=cents,
            due=due,
            payable=earned if earned and due is Due.PAYABLE else 0,
            paid=paid,
            checks=(*checks, *self.at_the_end(due)),
        )

    def due(self, payment: Payment, cents: int, left: int, earned: int | None) -> Due:
        """The state of a payment of so many cents, some of which are left."""
        if not cents:
            return Due.NOTHING
        if left <= 0:
            return Due.PAID
        due = self.standing(payment, earned)
        return Due.ENDED if self.purse.ended and due is not Due.PAYABLE else due

    def standing(self, payment: Payment, earned: int | None) -> Due:
        """The state of a payment that is not made; `earned` of it by then, None where that cannot be counted."""
        holds = self.truth(payment)
        if not self.purse.signed or (payment.opens is not None and self.purse.day < payment.opens):
            return Due.NOT_DUE
        if self.waits(payment, holds):
            return Due.NOT_DUE
        if self.open or holds is not True or earned is None:
            return Due.SUSPENDED
        return Due.PAYABLE if earned else Due.NOT_DUE

    def waits(self, payment: Payment, holds: Truth) -> bool:
        """Whether a payment on the goals, without a first day of its own, waits for goals that are still to come."""
        if payment.opens is not None or payment.when is None or holds is True:
            return False
        to_come = any(each.course.due is not None and each.course.due >= self.purse.day for each in self.purse.goals)
        return to_come and "goals_reached" in condition(payment.when).reads

    # conditions

    def signature(self) -> Check:
        """An addendum takes effect on its signature: before it nothing is paid."""
        signed_on = self.purse.signed_on
        if signed_on is None or signed_on > self.purse.as_of:
            return Check(reason=UNSIGNED, holds=False)
        return Check(reason=Reason("payment_signed", {"day": signed_on}), holds=self.purse.signed)

    def at_the_end(self, due: Due) -> Iterator[Check]:
        """What the end of the agreement makes of a payment."""
        if self.purse.ended and due in {Due.PAYABLE, Due.ENDED}:
            key = "payment_in_time" if due is Due.PAYABLE else "payment_ended"
            yield Check(reason=Reason(key, {"day": self.purse.ends_on}), holds=due is Due.PAYABLE)

    def gate_checks(self) -> Iterator[Check]:
        for each in self.purse.card.criteria:
            if each.gate is not None and each.gate.kind == "payment":
                values = {
                    "id": each.id,
                    "kind": each.gate.kind,
                    "passes": each.gate.passes,
                    "reasons": each.gate.reasons,
                }
                yield Check(
                    reason=Reason("gate", values),
                    holds=each.gate.passes,
                    facts=facts_of(self.purse.plan, self.purse.overlay.request, each),
                )

    def own_checks(self, payment: Payment) -> Iterator[Check]:
        if payment.when is None:
            return
        record = self.purse.overlay.request.record
        for part in condition(payment.when).parts:
            holds = _same(part.truth(env) for env in self.environments())
            env = next(iter(self.environments()))
            lines = part.lines(env)
            reasons = line_reasons(part.grouped(env), self.line_reason)
            read = (name for path in part.reads for name in self.read(path))
            reason = reasons[0] if len(reasons) == 1 else Reason("together", {"lines": reasons})
            bare = all(line.path in {"progress", "goals_reached"} for line in lines)
            yield Check(
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
        reached, open_, total = self.counts()
        # Of no goals, none is left to reach.
        shares = [Fraction(n, total) for n in range(reached, reached + open_ + 1)] if total else [Fraction(1)]
        return ({**self.env, "goals_reached": share} for share in shares)

    def counts(self) -> tuple[int, int, int]:
        """Goals reached, goals without a value, goals in all."""
        goals = self.purse.goals
        reached = sum(each.light is Light.REACHED for each in goals)
        return reached, sum(each.latest is None for each in goals), len(goals)

    def goals_reason(self, wanted: Any) -> Reason:
        reached, open_, total = self.counts()
        if not total:
            return Reason("payment_no_goals")
        values = {"reached": reached, "total": total, "open": open_}
        if not is_number(wanted):
            return Reason("payment_goals_bare", values)
        return Reason("payment_goals", {**values, "wanted": Quantity(exact(wanted), "percent", in_full=True)})

    def progress_reason(self) -> Reason:
        reports = self.purse.overlay.reports
        if not reports:
            return Reason("payment_no_report")
        values = {"periods": tuple(each.period for each in reports)}
        if not self.purse.late:
            return Reason("payment_reports", values)
        return Reason("payment_report_missing", {**values, "missing": tuple(each.period for each in self.purse.late)})

    # units

    def units(self, units: Units) -> tuple[int | None, Check]:
        """What the units delivered so far are worth in cents, and how they were counted."""
        path = path_expression(units.path)
        record = self.purse.overlay.request.record
        before, now = path.get(self.purse.overlay.base.data), path.get(self.purse.overlay.request.data)
        read = facts(path.reads, self.env, record)
        if not (is_number(before) and is_number(now)):
            return None, Check(reason=Reason("payment_units_unknown", {"path": units.path}), holds=None)
        count = exact(now) - exact(before)
        worth = max(Fraction(0), count * units.price)
        cents = worth.numerator // worth.denominator
        values = {"path": units.path, "count": count, "price": _money(units.price), "worth": _money(cents)}
        return cents, Check(reason=Reason("payment_units", values), holds=cents > 0, facts=read)


def _money(cents: int) -> Quantity:
    return Quantity(Fraction(cents), "cents")


def _figures(purse: Purse) -> dict[str, Figure]:
    """The measures that a condition may name: a name that two grids use would be either of them."""
    figures = [(name, figure) for grid in purse.plan.grids for name, figure in grid.figures.items()]
    names = [name for name, _ in figures]
    return {name: figure for name, figure in figures if names.count(name) == 1}


def _environment(purse: Purse, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """What the condition of a payment may read but for the goals: facts as reported, the call, measures, the reports."""
    base: dict[str, Any] = {**purse.overlay.request.data, "call": purse.plan.call.data}
    measures = {name: figure.of(base)[0] for name, figure in figures.items()}
    return {**base, **measures, "progress": bool(purse.overlay.reports) and not purse.late}


def _same(truths: Iterable[Truth]) -> Truth:
    """The truth that all of them are; where they differ, it is not known."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None


# ── what cannot be so ──────────────────────────────────────────────────────────────────────────────


def money_findings(result: Result, ledgers: Iterable[Ledger], amendments: Iterable[Amendment]) -> Iterator[Finding]:
    """Payments that no addendum gives, and money back that was never paid."""
    ranked = {each.request.id: each for each in result.requests}
    paid = {ledger.request: ledger.paid for ledger in ledgers}
    for name, made in paid.items():
        yield from _unfounded(result, ranked[name], made)
    for amendment in amendments:
        yield from _returned(result, amendment, paid.get(amendment.request, ()))


def _unfounded(result: Result, ranked: Ranked, made: Sequence[Paid]) -> Iterator[Finding]:
    name, currency, award = ranked.request.id, result.call.currency, ranked.award.amount
    if not award:
        if made:
            total = money_text(sum(each.amount for each in made), currency)
            says = f"{name} is not awarded any amount, but {total} are recorded as paid; correct one of the two"
            yield Finding(code="P606", place=made[0].place, says=says)
        return
    amounts = _schedule(result.call, award)
    spent: dict[int, int] = {}
    for each in made:
        payment, amount = amounts[each.number]
        spent[each.number] = spent.get(each.number, 0) + each.amount
        whole = payment.units is None
        if spent[each.number] > amount or (whole and each.amount != amount):
            said = money_text(spent[each.number], currency)
            says = f"payment {each.number} of {name} is {money_text(amount, currency)}, {said} are recorded; correct the amount"
            yield Finding(code="P605", place=each.place, says=says)


def _returned(result: Result, amendment: Amendment, made: Sequence[Paid]) -> Iterator[Finding]:
    name, currency, back = amendment.request, result.call.currency, 0
    for each in amendment.returns:
        back += each.amount
        paid = sum(one.amount for one in made if one.paid_on <= each.decided_on)
        if back > paid:
            says = (
                f"{money_text(back, currency)} go back from {name}, more than the {money_text(paid, currency)} "
                f"paid by {each.decided_on}; correct one of the two"
            )
            yield Finding(code="P705", place=each.place, says=says)
