"""What became of the envelopes and quotas of a call, for every format: as plain data, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from asipgrid.model.envelopes import EnvelopeSum, Quota, QuotaSum, Sharing
from asipgrid.text.numbers import plain_money

if TYPE_CHECKING:
    from asipgrid.formats.words import Words


def data(sharing: Sharing | None, currency: str) -> dict[str, Any]:
    """The envelopes and quotas by their ids, each where the call has any; amounts as results print them."""
    if sharing is None:
        return {}
    found: dict[str, Any] = {}
    if sharing.envelopes:
        found["envelopes"] = {each.envelope.id: _envelope(each, currency) for each in sharing.envelopes}
    if sharing.quotas:
        runs = groupby(sharing.quotas, key=lambda each: each.quota)
        found["quotas"] = {quota.id: _quota(quota, list(sums), currency) for quota, sums in runs}
    return found


def _envelope(each: EnvelopeSum, currency: str) -> dict[str, Any]:
    return {
        "title": each.envelope.title.en,
        "amount": plain_money(each.envelope.amount, currency),
        "received": plain_money(each.received, currency),
        "awarded": plain_money(each.awarded, currency),
        "requests": each.requests,
        "passed_on": plain_money(each.passed, currency),
        "left": plain_money(each.left, currency),
    }


def _quota(quota: Quota, sums: list[QuotaSum], currency: str) -> dict[str, Any]:
    terms = {
        "title": quota.title.en,
        "most": quota.most,
        "at_most": plain_money(quota.limit, currency),
        "at_least": plain_money(quota.least, currency),
        **({} if quota.fewest is None else {"least": quota.fewest}),
    }
    given = [{"requests": each.requests, "awarded": plain_money(each.awarded, currency)} for each in sums]
    if quota.per is None:
        return {**terms, **given[0]}
    return {**terms, "of": {each.value: one for each, one in zip(sums, given, strict=True)}}


def lines(sharing: Sharing | None, words: Words) -> Iterator[str]:
    """A line for each envelope and for each quota, of each of its values."""
    if sharing is None:
        return
    for each in sharing.envelopes:
        yield _envelope_line(each, words)
    for quota in sharing.quotas:
        yield _quota_line(quota, words)


def _envelope_line(each: EnvelopeSum, words: Words) -> str:
    title, name = words.text(each.envelope.title), each.envelope.id
    parts = [words.named(name if title == name else f"{title} ({name})", words.amount(each.envelope.amount))]
    if each.received:
        parts.append(words("received", amount=words.amount(each.received)))
    parts.append(words("awarded_to", amount=words.amount(each.awarded), count=each.requests))
    if each.passed:
        parts.append(words("passed_on", amount=words.amount(each.passed), envelope=each.envelope.left_to))
    return ", ".join([*parts, words("left", amount=words.amount(each.left))])


def _quota_line(each: QuotaSum, words: Words) -> str:
    quota, value = each.quota, "" if each.value is None else f" ({each.value})"
    least, most = quota.fewest, quota.most
    key = "of_least_most" if None not in (least, most) else "of_most" if least is None else "of_least"
    of = "" if least is None and most is None else words(key, least=least, most=most)
    limits = [
        words(key, amount=words.amount(amount))
        for key, amount in (("at_least_amount", quota.least), ("at_most_amount", quota.limit))
        if amount is not None
    ]
    awarded = words("awarded", amount=words.amount(each.awarded))
    if limits:
        awarded = words("awarded_of", awarded=awarded, limits=words("and").join(limits))
    return f"{words.named(f'{words.text(quota.title)}{value}', words('requests_funded', count=each.requests))}{of}, {awarded}"
