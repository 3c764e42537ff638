"""What became of the envelopes and quotas of a call, for every format: as plain data, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from asipgrid.formats import counted
from asipgrid.model.envelopes import EnvelopeSum, Quota, QuotaSum, Sharing
from asipgrid.text.numbers import amount_text, plain_money


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
    }
    given = [{"requests": each.requests, "awarded": plain_money(each.awarded, currency)} for each in sums]
    if quota.per is None:
        return {**terms, **given[0]}
    return {**terms, "of": {each.value: one for each, one in zip(sums, given, strict=True)}}


def lines(sharing: Sharing | None, currency: str) -> Iterator[str]:
    """A line for each envelope and for each quota, of each of its values."""
    if sharing is None:
        return
    for each in sharing.envelopes:
        yield _envelope_line(each, currency)
    for quota in sharing.quotas:
        yield _quota_line(quota, currency)


def _envelope_line(each: EnvelopeSum, currency: str) -> str:
    title, name = each.envelope.title.en, each.envelope.id
    named = name if title == name else f"{title} ({name})"
    parts = [f"{named}: {amount_text(each.envelope.amount, currency)}"]
    if each.received:
        parts.append(f"received {amount_text(each.received, currency)}")
    parts.append(f"awarded {amount_text(each.awarded, currency)} to {counted(each.requests, 'request')}")
    if each.passed:
        parts.append(f"passed on {amount_text(each.passed, currency)} to {each.envelope.left_to}")
    return ", ".join([*parts, f"left {amount_text(each.left, currency)}"])


def _quota_line(each: QuotaSum, currency: str) -> str:
    quota, value = each.quota, "" if each.value is None else f" ({each.value})"
    parts = [f"{quota.title.en}{value}: {counted(each.requests, 'request')} funded"]
    if quota.most is not None:
        parts[0] += f" of at most {quota.most}"
    limits = [
        f"at {word} {amount_text(amount, currency)}"
        for word, amount in (("least", quota.least), ("most", quota.limit))
        if amount is not None
    ]
    parts.append(
        " of ".join([f"awarded {amount_text(each.awarded, currency)}", " and ".join(limits)]).removesuffix(" of ")
    )
    return ", ".join(parts)
