"""Several envelopes in one call, and quotas: what the call says of them, which requests they are for, what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from asipgrid.model.places import Id, Truth
from asipgrid.model.values import Text


class Envelope(Struct, frozen=True, kw_only=True):
    """A part of a call's money (cents) for the requests that `when` holds of (None: for all).

    What is left of it goes to the envelope `left_to`; None: it stays there.
    """

    id: Id
    title: Text
    amount: int
    when: Mapping[str, Any] | None = None
    left_to: Id | None = None


class Quota(Struct, frozen=True, kw_only=True):
    """What the requests that `when` holds of (None: all) are given together; with `per`, those of each value of a path apart.

    `most` requests are funded, with at most `limit` cents; `least` cents go to them first, and `fewest` of them are funded
    first, while that is not reached.
    """

    id: Id
    title: Text
    when: Mapping[str, Any] | None = None
    per: str | None = None
    most: int | None = None
    limit: int | None = None
    least: int | None = None
    fewest: int | None = None

    def titled(self, value: str | None) -> Text:
        """Its title, with the value of those that are meant where they are counted apart."""
        title = self.title
        return title if value is None else Text(f"{title.en}: {value}", f"{title.fr} : {value}")


class Belonging(Struct, frozen=True, kw_only=True):
    """Whether a request is of an envelope, or counts in a quota, by its `id`; `value` is that of the path which sets its kind apart.

    Where it is not known, `lacking` are the paths in the request that are not stated.
    """

    truth: Truth
    id: Id = Id("")
    value: str | None = None
    lacking: tuple[str, ...] = ()


class Belongings(Struct, frozen=True, kw_only=True):
    """Of which envelopes and quotas a request is, each in the order of the call."""

    envelopes: tuple[Belonging, ...]
    quotas: tuple[Belonging, ...]


class EnvelopePayment(Struct, frozen=True):
    """What an envelope, by its id, pays of an award, in cents."""

    envelope: Id
    amount: int


class EnvelopeSum(Struct, frozen=True, kw_only=True):
    """What became of an envelope, in cents: `received` from others, `passed` on to another; `awarded` to `requests` requests.

    What is awarded and left is None where that is not known.
    """

    envelope: Envelope
    received: int
    passed: int | None
    awarded: int | None
    left: int | None
    requests: int


class QuotaSum(Struct, frozen=True, kw_only=True):
    """What requests of a quota were given together (cents, None: not known), and how many of them; `value`: which of them."""

    quota: Quota
    value: str | None
    requests: int
    awarded: int | None


class Sharing(Struct, frozen=True, kw_only=True):
    """What became of the envelopes and quotas of a call, in its order; the values of one quota in theirs."""

    envelopes: tuple[EnvelopeSum, ...]
    quotas: tuple[QuotaSum, ...]
