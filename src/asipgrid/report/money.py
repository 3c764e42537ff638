"""The envelope as a waterfall, what each award takes in the order in which they are paid; several envelopes, and quotas."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from asipgrid.model.calls import Outcome
from asipgrid.model.envelopes import Envelope
from asipgrid.model.results import GRANTED, Ranked, Result, Status
from asipgrid.report.page import EnvelopeLine, EnvelopeRequest, QuotaLine, WaterfallStep
from asipgrid.report.words import ReportWords, plain


def waterfall(result: Result, words: ReportWords) -> Iterator[WaterfallStep]:
    """A step an award that takes money, and one a request in reserve, at the place where its turn came.

    The committee's decisions come first, as they are paid; then by rank. Without an envelope there is nothing to divide.
    """
    envelope = result.call.envelope
    fundable = [
        each for each in result.requests if (each.outcome is Outcome.FUND and each.award.amount != 0) or _waits(each)
    ]
    if not (result.has_money and envelope):
        return
    spent = 0
    for each in sorted(fundable, key=_turn):
        waits = each.award.status not in GRANTED
        takes = (each.proposal.ask if waits else each.award.amount) or 0
        if not takes:
            continue
        start = Fraction(100 * spent, envelope)
        spent += 0 if waits else takes
        yield WaterfallStep(
            id=each.request.id,
            title=words.said(each.request.title),
            word=each.word,
            outcome=words.labels[each.word],
            takes=words.sum(takes),
            left=words.sum(envelope - spent),
            start=plain(start),
            width=plain(min(Fraction(100 * takes, envelope), 100 - start)),
            waits=waits,
            note=words.labels["committee_first"] if each.decision is not None else "",
        )


def envelopes(result: Result, words: ReportWords) -> Iterator[EnvelopeLine]:
    """Each envelope of a call that has several, in its order."""
    listed = result.sharing.envelopes if result.sharing else ()
    titles = {each.envelope.id: words.said(each.envelope.title) for each in listed}
    for place, each in enumerate(listed):
        yield EnvelopeLine(
            title=titles[each.envelope.id],
            amount=words.sum(each.envelope.amount),
            received=words.sum(each.received) if each.received else "",
            awarded=words.sum(each.awarded),
            requests=each.requests,
            passed=words.sum(each.passed) if each.passed else "",
            to=titles[each.envelope.left_to] if each.passed and each.envelope.left_to else "",
            left=words.sum(each.left),
            of=tuple(_of(each.envelope, place, result, words)),
        )


def _of(envelope: Envelope, place: int, result: Result, words: ReportWords) -> Iterator[EnvelopeRequest]:
    """Whom an envelope pays, and the requests that are or may be of it and got nothing of it, with what kept it from paying."""
    for each in result.requests:
        known, paid = each.assessment.alone.belongings, [one for one in each.award.paid if one.envelope == envelope.id]
        told = [
            one for one in each.award.told if one.key.startswith("passed_") and one.values["envelope"] == envelope.title
        ]
        if _waits(each) and known is not None and known.envelopes[place].truth is not False:
            told += [one for one in each.award.told if one.key in _BY_QUOTAS]
        elif not (told or paid):
            continue
        yield EnvelopeRequest(
            id=each.request.id,
            title=words.said(each.request.title),
            word=each.word,
            outcome=words.labels[each.word],
            rank="" if each.rank is None else str(each.rank),
            gives=words.sum(sum(one.amount for one in paid)) if paid else "",
            why=() if paid else words.reasons(told),
        )


# What keeps a request from being paid, whatever an envelope has left.
_BY_QUOTAS: Final = frozenset(
    {
        "quota_full",
        "quota_full_of",
        "quota_tie",
        "quota_room",
        "quota_unknown",
        "first_unknown",
        "kept_for",
        "less_left",
    }
)


def quotas(result: Result, words: ReportWords) -> Iterator[QuotaLine]:
    """Each quota of a call, of each of its values."""
    for each in result.sharing.quotas if result.sharing else ():
        quota, title = each.quota, words.said(each.quota.title)
        limits = [words.label("at_most_requests", count=quota.most)] if quota.most is not None else []
        limits += [words.label("at_least_requests", count=quota.fewest)] if quota.fewest is not None else []
        limits += [
            words.label(key, amount=words.money(amount))
            for key, amount in (("at_least_money", quota.least), ("at_most_money", quota.limit))
            if amount is not None
        ]
        yield QuotaLine(
            title=title if each.value is None else f"{title} ({each.value})",
            limits=tuple(limits),
            requests=each.requests,
            awarded=words.sum(each.awarded),
        )


def _waits(each: Ranked) -> bool:
    return each.award.status in {Status.RESERVE, Status.TIED} and each.outcome is Outcome.FUND


def _turn(each: Ranked) -> tuple[bool, int, int, str]:
    place = each.award.drawn.values["place"] if each.award.drawn else 0
    return each.decision is None, each.rank or 0, place, each.request.id
