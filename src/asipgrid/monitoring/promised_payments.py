"""What an addendum promises to pay: each payment to the cent, its condition in words to come, and payments that cannot be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from asipgrid.engine.allocation import cents
from asipgrid.engine.conditions import ConditionOutline, condition
from asipgrid.model.calls import Call, Grid, Measure, Payment
from asipgrid.model.places import Finding
from asipgrid.model.requests import Amendment, Ledger, Paid
from asipgrid.model.results import Ranked, Result
from asipgrid.model.said import said
from asipgrid.model.values import Quantity, Reason, exact, is_number
from asipgrid.monitoring.goals import terms
from asipgrid.text.numbers import money_text


def promised_payments(call: Call, award: int) -> tuple[tuple[int, Payment, int], ...]:
    """The payments of an addendum in its order: their number, what the call says of each, the amount in cents."""
    listed = terms(call).payments
    return tuple(
        (number, payment, amount)
        for number, (payment, amount) in enumerate(zip(listed, split(listed, award), strict=True), start=1)
    )


def split(payments: Sequence[Payment], amount: int) -> Iterator[int]:
    """The payments to the cent: each its share half up, the last what is left, so that they sum to the award."""
    left = amount
    for index, payment in enumerate(payments):
        share: Fraction = payment.share * amount
        last = index == len(payments) - 1
        part = left if last else min(left, (2 * share.numerator + share.denominator) // (2 * share.denominator))
        left -= part
        yield part


def payment_findings(result: Result, ledgers: Iterable[Ledger], amendments: Iterable[Amendment]) -> Iterator[Finding]:
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
            says = said(
                "{name} is not awarded any amount, but {total} are recorded as paid; correct one of the two",
                name,
                total,
            )
            if ranked.award.grants:
                says = said(
                    "what {name} is awarded is not stated, but {total} are recorded as paid; state it in its decision",
                    name,
                    total,
                )
            yield Finding(code="P606", place=made[0].place, says=says)
        return
    amounts = {number: (payment, cents) for number, payment, cents in promised_payments(result.call, award)}
    spent: dict[int, int] = {}
    for each in made:
        payment, amount = amounts[each.number]
        spent[each.number] = spent.get(each.number, 0) + each.amount
        whole = payment.units is None
        if spent[each.number] > amount or (whole and each.amount != amount):
            recorded = money_text(spent[each.number], currency)
            says = said(
                "payment {number} of {name} is {amount}, {recorded} are recorded; correct the amount",
                each.number,
                name,
                money_text(amount, currency),
                recorded,
            )
            yield Finding(code="P605", place=each.place, says=says)


def _returned(result: Result, amendment: Amendment, made: Sequence[Paid]) -> Iterator[Finding]:
    name, currency, back = amendment.request, result.call.currency, 0
    for each in amendment.returns:
        back += each.amount
        paid = sum(one.amount for one in made if one.paid_on <= each.decided_on)
        if back > paid:
            says = said(
                "{back} go back from {name}, more than the {paid} paid by {decided_on}; correct one of the two",
                money_text(back, currency),
                name,
                money_text(paid, currency),
                each.decided_on,
            )
            yield Finding(code="P705", place=each.place, says=says)


def promised_condition(payment: Payment, call: Call, grids: Iterable[Grid]) -> Reason | None:
    """The condition of a payment as its addendum says it, made of the lines that are looked at; None without any."""
    measures = {each.name: each for grid in grids for each in grid.measures}
    parts = []
    if payment.units is not None:
        parts.append(Reason("asks_units", {"path": payment.units.path, "price": cents(payment.units.price)}))
    if payment.when is not None:
        parts.append(_asks(condition(payment.when).outline, call, measures))
    return _all(parts) if parts else None


def _all(parts: Sequence[Reason]) -> Reason:
    return parts[0] if len(parts) == 1 else Reason("asks_all", {"lines": tuple(parts)})


def _asks(
    part: ConditionOutline, call: Call, measures: Mapping[str, Measure], *, negated: bool = False, inside: bool = False
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


def _asks_line(part: ConditionOutline, call: Call, measures: Mapping[str, Measure], *, negated: bool) -> Reason:
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
