"""The money of several envelopes while it is shared out, and the quotas beside it: what a request can be given, and from where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy

from msgspec import Struct

from asipgrid.engine.allocation import cents
from asipgrid.model.calls import Call
from asipgrid.model.envelopes import Belongings, Envelope, EnvelopePayment, EnvelopeSum, Quota, QuotaSum, Sharing
from asipgrid.model.places import Id, Truth
from asipgrid.model.values import Reason, Text

# What a quota counts together: its place in the call, and the value that sets requests apart.
Counted = tuple[int, str | None]


class Claim(Struct, frozen=True, kw_only=True):
    """What one request may be given: `amount` in full, never less than `minimum` (cents); and what it belongs to."""

    request: Id
    amount: int
    minimum: int
    belongings: Belongings


class Offer(Struct, frozen=True, kw_only=True):
    """What a request can be given now, by the places of envelopes; `passed` says why others, or all, give it nothing.

    `short` are the envelopes that lack the money, `reason` the last of what is in the way, `before` what is left where
    it is paid from, or was last refused.
    """

    parts: tuple[tuple[int, int], ...] = ()
    passed: tuple[Reason, ...] = ()
    short: tuple[int, ...] = ()
    reason: Reason | None = None
    before: int = 0

    @property
    def amount(self) -> int:
        """What it comes to, in cents."""
        return sum(amount for _, amount in self.parts)


class Purse:
    """One envelope: what is left, what it received and passed on, and why nothing more is given once it is closed."""

    def __init__(self, envelope: Envelope, level: int) -> None:
        """Nothing is given yet."""
        self.envelope, self.level = envelope, level
        self.left, self.received, self.passed = envelope.amount, 0, 0
        self.closed: Reason | None = None
        self.paid: dict[Id, int] = {}

    @property
    def open_tie(self) -> bool:
        """Whether it was closed by a tie, so that nobody knows what will be left of it."""
        return self.closed is not None and self.closed.key == "below_tie"


def envelopes_of(call: Call) -> tuple[Envelope, ...]:
    """The envelopes of a call; one without a name where it has a single one."""
    return call.envelopes or (Envelope(id=Id(""), title=Text("", ""), amount=call.envelope),)


def levels_of(envelopes: Sequence[Envelope]) -> list[int]:
    """When each envelope is shared out: after all those that pass on to it."""
    levels = dict.fromkeys((each.id for each in envelopes), 0)
    for _ in envelopes:
        for each in envelopes:
            if each.left_to is not None:
                levels[each.left_to] = max(levels[each.left_to], levels[each.id] + 1)
    return [levels[each.id] for each in envelopes]


class Purses:
    """The envelopes of a call and its quotas, as far as they are used up."""

    def __init__(self, call: Call) -> None:
        """All are full, and nobody counts in a quota."""
        envelopes = envelopes_of(call)
        self.all = [Purse(each, level) for each, level in zip(envelopes, levels_of(envelopes), strict=True)]
        self.quotas = call.quotas
        self.named = bool(call.envelopes)
        self.stops, self.shares_rest = call.allocation.overflow == "stop", call.allocation.partial == "remainder"
        self.given: dict[Counted, dict[Id, int]] = {}
        self.tied: dict[Counted, dict[Id, int]] = {}
        self.floors: set[Counted] = set()

    def copy(self) -> Purses:
        """The same money and places, to try what would be given."""
        made = copy(self)
        made.all = [copy(purse) for purse in self.all]
        for purse in made.all:
            purse.paid = dict(purse.paid)
        made.given = {key: dict(each) for key, each in self.given.items()}
        return made

    # who belongs where

    def own(self, claim: Claim, level: int) -> Iterator[tuple[int, Truth]]:
        """The envelopes of a level that a request is of, or may be of, by their places."""
        for place, purse in enumerate(self.all):
            truth = claim.belongings.envelopes[place].truth if self.named else True
            if purse.level == level and truth is not False:
                yield place, truth

    def counted(self, claim: Claim) -> Iterator[tuple[Counted, Quota]]:
        """The quotas in which a request counts."""
        for place, (quota, belonging) in enumerate(zip(self.quotas, claim.belongings.quotas, strict=True)):
            if belonging.truth:
                yield (place, belonging.value), quota

    def key(self, claim: Claim, place: int) -> Counted | None:
        """What a quota, by its place, counts a request in; None where it does not, or where that is not known."""
        belonging = claim.belongings.quotas[place]
        return (place, belonging.value) if belonging.truth else None

    def expect(self, claims: Iterable[Claim]) -> None:
        """Keep in sight what goes to some of these requests first, so that it is told also of those that get nothing."""
        for claim in claims:
            for key, quota in self.counted(claim):
                if quota.least is not None or quota.fewest is not None:
                    self.floors.add(key)

    def binding(self, claim: Claim) -> list[Counted]:
        """Those of them that may hold it back."""
        return [key for key, quota in self.counted(claim) if quota.most is not None or quota.limit is not None]

    # what a request can be given

    def offer(self, claim: Claim, got: int, level: int) -> Offer:
        """What a request that got so much already can be given by the envelopes of a level, as they are now."""
        rest, minimum = claim.amount - got, max(0, claim.minimum - got)
        own = list(self.own(claim, level))
        before = self.all[own[-1][0]].left if own else 0
        held, room, by = self._held(claim)
        if held is not None:
            return Offer(passed=(held,), reason=held, before=before)
        passed: list[tuple[int, Reason]] = []
        open_: list[int] = []
        for place, truth in own:
            purse = self.all[place]
            if truth is None:
                passed.append((place, self._unknown(claim, place)))
            elif purse.closed is not None:
                passed.append((place, self._at(f"passed_{purse.closed.key}", purse, **purse.closed.values)))
            elif rest <= min(purse.left, rest if room is None else room):
                return self._full(place, rest, open_, passed)
            else:
                open_.append(place)
                passed.append((place, self._refusal(purse, (rest, minimum), room, by)))
        return self._part(open_, rest, minimum, room, passed) or self._nothing(open_, rest, passed, before)

    def _full(self, place: int, rest: int, open_: Sequence[int], passed: Sequence[tuple[int, Reason]]) -> Offer:
        purse = self.all[place]
        short = tuple(at for at in open_ if self._lacks(at, rest))
        said = tuple(reason for _, reason in passed)
        return Offer(parts=((place, rest),), passed=said, short=short, before=purse.left)

    def _part(
        self, open_: Sequence[int], rest: int, minimum: int, room: int | None, passed: Sequence[tuple[int, Reason]]
    ) -> Offer | None:
        """What several envelopes give together, or one in part, where the call awards what is left."""
        wanted = rest if room is None else min(rest, room)
        left = wanted
        parts: list[tuple[int, int]] = []
        for place in open_:
            if amount := min(left, self.all[place].left):
                parts.append((place, amount))
                left -= amount
        if not self.shares_rest or not parts or wanted - left < minimum:
            return None
        drawn = {place for place, _ in parts}
        said = tuple(reason for place, reason in passed if place not in drawn)
        short = tuple(place for place in open_ if place not in drawn and self._lacks(place, rest))
        return Offer(parts=tuple(parts), passed=said, short=short, before=sum(self.all[at].left for at in drawn))

    def _nothing(self, open_: Sequence[int], rest: int, passed: Sequence[tuple[int, Reason]], before: int) -> Offer:
        said = tuple(reason for _, reason in passed)
        short = tuple(place for place in open_ if self._lacks(place, rest))
        return Offer(passed=said, short=short, reason=_plain(said[-1]) if said else None, before=before)

    def _lacks(self, place: int, rest: int) -> bool:
        return rest > self.all[place].left

    def _held(self, claim: Claim) -> tuple[Reason | None, int | None, Quota | None]:
        """What holds a request back whatever is left; else how much it may be given by its quotas (None: any), and by which."""
        room, by = None, None
        for place, (quota, belonging) in enumerate(zip(self.quotas, claim.belongings.quotas, strict=True)):
            if belonging.truth is False or (quota.most is None and quota.limit is None):
                continue
            if belonging.truth is None:
                return Reason("quota_unknown", {"quota": quota.title, "paths": belonging.lacking}), None, None
            key = (place, belonging.value)
            wrong = self._full_quota(key, quota, claim.request)
            if wrong is not None:
                return wrong, None, None
            if quota.limit is not None:
                left = quota.limit - self.awarded(key) - sum(self.tied.get(key, {}).values())
                if room is None or left < room:
                    room, by = max(0, left), quota
        return None, room, by

    def _full_quota(self, key: Counted, quota: Quota, request: Id) -> Reason | None:
        """Whether so many are funded already that a request has no place, or those of a tie may take the last."""
        given, tied = self.given.get(key, {}), self.tied.get(key, {})
        if quota.most is None or request in given or len(given) + len(tied) < quota.most:
            return None
        if len(given) < quota.most:
            return Reason("quota_tie", {"quota": quota.title})
        key_ = "quota_full" if key[1] is None else "quota_full_of"
        return Reason(key_, {"quota": quota.title, "most": quota.most, "value": key[1] or ""})

    def _refusal(self, purse: Purse, asked: tuple[int, int], room: int | None, by: Quota | None) -> Reason:
        """Why an envelope does not give what is asked for, in full and at least."""
        left, (rest, minimum) = purse.left, asked
        if by is not None and room is not None and room < min(rest, left):
            return Reason("quota_room", {"quota": by.title, "left": cents(room), "ask": cents(rest)})
        key = "no_money" if left == 0 else "too_little" if self.shares_rest else "does_not_fit"
        values = {"ask": cents(rest), "left": cents(left), "minimum": cents(minimum)}
        return self._at(f"passed_{key}", purse, **values)

    def _unknown(self, claim: Claim, place: int) -> Reason:
        lacking = claim.belongings.envelopes[place].lacking
        return self._at("passed_unknown", self.all[place], paths=lacking)

    def _at(self, key: str, purse: Purse, **values: object) -> Reason:
        found = Reason(key, {"envelope": purse.envelope.title, **values})
        return found if self.named else _plain(found)

    # what becomes of it

    def take(self, claim: Claim, offer: Offer) -> tuple[EnvelopePayment, ...]:
        """Give what was offered; an envelope that lacked the money is closed where the call stops there."""
        for place, amount in offer.parts:
            purse = self.all[place]
            purse.left -= amount
            purse.paid[claim.request] = purse.paid.get(claim.request, 0) + amount
        if offer.parts:
            for key, _ in self.counted(claim):
                given = self.given.setdefault(key, {})
                given[claim.request] = given.get(claim.request, 0) + offer.amount
        for place in offer.short if self.stops else ():
            self.all[place].closed = Reason("stopped", {"request": claim.request})
        return tuple(EnvelopePayment(self.all[place].envelope.id, amount) for place, amount in offer.parts)

    def paid_from(self, parts: Iterable[tuple[int, int]]) -> list[Reason]:
        """From which envelopes a request is paid, and how much from each, to be said; nothing where there is but one."""
        found = [(self.all[place].envelope.title, cents(amount)) for place, amount in parts]
        return [Reason("paid_from", {"envelope": title, "amount": amount}) for title, amount in found if self.named]

    def tie(self, claims: Iterable[tuple[Claim, Offer]], level: int, reason: Reason) -> None:
        """Close the envelopes of requests that nothing puts apart, and keep their places in quotas."""
        for claim, offer in claims:
            for place, _ in self.own(claim, level):
                self.all[place].closed = reason
            for key, _ in self.counted(claim):
                self.tied.setdefault(key, {})[claim.request] = offer.amount

    def open_level(self, level: int, tied: Iterable[Claim], reason: Reason) -> None:
        """Pass on what is left of earlier envelopes; one that a tie may still take from gives nothing."""
        for purse in self.all:
            if purse.level != level:
                continue
            for source in self.all:
                if source.envelope.left_to != purse.envelope.id:
                    continue
                if source.open_tie:
                    purse.closed = source.closed
                    continue
                purse.received, purse.left = purse.received + source.left, purse.left + source.left
                source.passed, source.left = source.left, 0
        for claim in tied:
            for place, _ in self.own(claim, level):
                self.all[place].closed = self.all[place].closed or reason

    def firm(self, claim: Claim) -> tuple[tuple[int, int], ...]:
        """From where an amount is paid that the committee awards: from its own envelopes first, then from others."""
        ranks = {True: 0, None: 1, False: 2}
        truths = [each.truth for each in claim.belongings.envelopes] if self.named else [True]
        order = sorted(range(len(self.all)), key=lambda at: (ranks[truths[at]], self.all[at].level, at))
        left, parts = claim.amount, list[tuple[int, int]]()
        for place in order:
            if amount := min(left, self.all[place].left):
                parts.append((place, amount))
                left -= amount
        return tuple(parts)

    # sums

    def awarded(self, key: Counted) -> int:
        """What the requests that a quota counts together are given."""
        return sum(self.given.get(key, {}).values())

    def lacks(self, key: Counted) -> bool:
        """Whether what a quota counts together has not reached what goes to it first."""
        quota = self.quotas[key[0]]
        return (quota.least is not None and self.awarded(key) < quota.least) or (
            quota.fewest is not None and len(self.given.get(key, {})) < quota.fewest
        )

    def sharing(self, *, known: bool = True) -> Sharing:
        """What became of all envelopes and quotas; `known`: no amount is missing."""
        return Sharing(
            envelopes=tuple(
                EnvelopeSum(
                    envelope=purse.envelope,
                    received=purse.received,
                    passed=purse.passed if known else None,
                    awarded=sum(purse.paid.values()) if known else None,
                    left=purse.left if known else None,
                    requests=len(purse.paid),
                )
                for purse in (self.all if self.named else ())
            ),
            quotas=tuple(self._quota_sums(known=known)),
        )

    def _quota_sums(self, *, known: bool) -> Iterator[QuotaSum]:
        for place, quota in enumerate(self.quotas):
            keys = {*self.given, *self.floors}
            values = sorted(value or "" for at, value in keys if at == place) if quota.per else [""]
            for value in values:
                key = (place, value if quota.per else None)
                awarded = self.awarded(key) if known else None
                yield QuotaSum(quota=quota, value=key[1], requests=len(self.given.get(key, {})), awarded=awarded)


def _plain(reason: Reason) -> Reason:
    """The same reason without its envelope, as that of a call with one envelope."""
    values: Mapping[str, object] = {key: value for key, value in reason.values.items() if key != "envelope"}
    key = reason.key.removeprefix("passed_")
    return Reason("envelope_unknown", reason.values) if key == "unknown" else Reason(key, values)
