"""Payments made and due in the report on funded projects: of each award to the cent, and of all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from asipgrid.monitoring.payment_schedule import Instalment, PaymentCondition, PaymentState
from asipgrid.monitoring.projects import FollowedProject, Monitoring
from asipgrid.report.lights import state
from asipgrid.report.monitoring_page import MoneyBar, MoneyCell, MoneyLine, PaymentLine, PaymentsPart
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords, plain

_OPEN: Final = (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.NOT_DUE, PaymentState.ENDED)
_HOLDS: Final = {True: "holds_yes", False: "holds_no", None: "holds_open"}


def became(project: FollowedProject) -> dict[str, int]:
    """What became of an award in cents, by the label of each part; the first is the award, the last what went back."""
    return {
        "awarded": project.ranked.award.amount or 0,
        "paid": project.paid,
        **{each.value: project.amount(each) for each in _OPEN},
        "gone_back": project.back,
    }


def money_sums(projects: Sequence[FollowedProject]) -> dict[str, int]:
    """What became of all awards together whose payments are followed."""
    listed = [became(each) for each in projects]
    return {name: sum(each[name] for each in listed) for name in (listed[0] if listed else ())}


def money_heads(report: Monitoring) -> list[str]:
    """The columns of the money: what became of no award, and need not be looked for, has none."""
    seldom = {PaymentState.ENDED.value, "gone_back"}
    return [name for name, amount in money_sums(report.requests).items() if amount or name not in seldom]


def money_lines(projects: Sequence[FollowedProject], heads: Sequence[str], words: ReportWords) -> Iterator[MoneyLine]:
    """What became of each award whose payments are followed."""
    for each in projects:
        if each.instalments:
            amounts = became(each)
            yield MoneyLine(
                id=each.id,
                title=words.said(each.ranked.request.title),
                cells=tuple(MoneyCell(words.sum(amounts[name]), str(amounts[name])) for name in heads),
                bar=money_bar(each),
            )


def money_bar(project: FollowedProject) -> MoneyBar:
    """The parts of an award that were paid, that are payable and suspended."""
    award = project.ranked.award.amount or 1
    parts = (project.paid, project.amount(PaymentState.PAYABLE), project.amount(PaymentState.SUSPENDED))
    paid, payable, suspended = (Fraction(100 * part, award) for part in parts)
    return MoneyBar(plain(paid), plain(payable), plain(paid + payable), plain(suspended))


def payments_part(project: FollowedProject, words: ReportWords) -> PaymentsPart | None:
    """The payments of one project; None where none is followed."""
    if not project.instalments:
        return None
    amounts = became(project)
    sums = (amounts["awarded"], amounts["paid"], amounts[PaymentState.PAYABLE.value])
    return PaymentsPart(
        common=tuple(_condition(one, words) for one in project.instalments[0].conditions if one.common),
        payments=tuple(_payment(each, words) for each in project.instalments),
        sums=(words.sum(sums[0]), words.sum(sums[1]), words.sum(sums[2])),
        states=tuple(
            HeadLine(words.labels[name], words.money(amount))
            for name, amount in amounts.items()
            if amount or name in {"awarded", "paid", "payable"}
        ),
        bar=money_bar(project),
    )


def _payment(each: Instalment, words: ReportWords) -> PaymentLine:
    at = words.said(each.payment.at)
    if each.payment.opens is not None:
        at += f", {words.label('from_day', day=words.day(each.payment.opens))}"
    settled = each.state in {PaymentState.PAID, PaymentState.NOTHING}
    return PaymentLine(
        number=str(each.number),
        at=at,
        asks="" if each.asks is None else words.label("asks_payment", reason=words.set(words.speaker.say(each.asks))),
        amount=words.sum(each.amount),
        paid=words.sum(each.spent) if each.spent else "",
        payable=words.sum(each.payable) if each.payable else "",
        standing=state(each.state, words),
        made=tuple(_made(each, words)),
        conditions=() if settled else tuple(_condition(one, words) for one in each.conditions if not one.common),
    )


def _made(each: Instalment, words: ReportWords) -> Iterator[str]:
    """What was paid of a payment, and when."""
    for one in each.paid:
        key = "paid_on" if one.reference is None else "paid_reference"
        day = words.day(one.paid_on)
        yield words.label(key, amount=words.money(one.amount), day=day, reference=one.reference)


def _condition(one: PaymentCondition, words: ReportWords) -> str:
    """Whether a condition holds, and why."""
    return words.label(_HOLDS[one.holds], reason=words.set(words.speaker.say(one.reason)))


def held_back(project: FollowedProject, words: ReportWords) -> Iterator[str]:
    """The payments that are suspended or came to nothing, each with what is missing."""
    for each in project.instalments:
        if each.state in {PaymentState.SUSPENDED, PaymentState.ENDED}:
            missing = [one for one in each.conditions if one.holds is not True]
            why = "; ".join(dict.fromkeys(words.set(words.speaker.say(one.reason)) for one in missing))
            yield words.label("payment_held", number=each.number, amount=words.money(each.left), why=why)
