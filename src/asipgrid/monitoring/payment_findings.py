"""What cannot be so in the payments of funded projects, and in money that goes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from asipgrid.model.places import Finding
from asipgrid.model.requests import Amendment, Ledger, Paid
from asipgrid.model.results import Ranked, Result
from asipgrid.monitoring.promised_payments import promised_payments
from asipgrid.text.numbers import money_text


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
            says = f"{name} is not awarded any amount, but {total} are recorded as paid; correct one of the two"
            yield Finding(code="P606", place=made[0].place, says=says)
        return
    amounts = {number: (payment, cents) for number, payment, cents in promised_payments(result.call, award)}
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
