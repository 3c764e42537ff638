"""Several envelopes and quotas: who is paid from which, in which order (scoring, 2.5).

Envelopes that receive what is left of others come after these. Among those of the same turn, requests are served in the
order of the ranking, each from the first of its envelopes that can pay it. A share that goes to some requests first
changes this order only where it would not be reached otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.allocation import cents, draw
from asipgrid.engine.purses import Claim, Counted, Offer, Purses, envelopes_of, levels_of
from asipgrid.model.calls import Call
from asipgrid.model.envelopes import EnvelopePayment, Sharing
from asipgrid.model.places import Id
from asipgrid.model.results import Award, Status
from asipgrid.model.values import Reason, named

# So many requests of one rank are tried in every order.
_MOST_TRIED: Final = 5
_UNKNOWN: Final = frozenset({"passed_unknown", "quota_unknown", "first_unknown"})


class Shared(Struct, frozen=True, kw_only=True):
    """The awards of requests, by id, and what became of the envelopes and quotas."""

    awards: Mapping[Id, Award]
    sharing: Sharing


def share_out(call: Call, groups: Sequence[Sequence[Claim]], firm: Sequence[Claim]) -> Shared:
    """Awards for tie groups, best first, once what the committee awards (`firm`) is paid; the order within a group changes nothing."""
    first: list[Counted] = []
    base = walk = _Walk(call, groups, firm, first)
    while (lacking := walk.lacking()) is not None:
        first.append(lacking)
        walk = _Walk(call, groups, firm, first)
    awards = {name: account.award() for name, account in walk.accounts.items()}
    for name, account in walk.accounts.items():
        less = sum(base.accounts[name].got.values()) > sum(account.got.values())
        if account.rest and (told := [*_gave_way(call, account.claim, first, less=less)]):
            account.told += told
            awards[name] = account.award()
    return Shared(awards={**awards, **walk.paid_first}, sharing=walk.purses.sharing())


def _gave_way(call: Call, claim: Claim, first: Sequence[Counted], *, less: bool) -> Iterator[Reason]:
    """What a request is told of those that were served first: that it has `less` for it, or may be one of them."""
    own = claim.belongings.quotas
    for at in sorted({at for at, _ in first}):
        if own[at].truth is None:
            yield Reason("first_unknown", {"quota": call.quotas[at].title, "paths": own[at].lacking})
    if not less:
        return
    others = [(at, value) for at, value in first if not (own[at].truth and own[at].value == value)]
    # Who counts in every one of them gave way to others that do as well.
    titles = tuple([call.quotas[at].titled(value) for at, value in sorted(others or first, key=_in_order)])
    yield Reason("kept_for" if others else "less_left", {"quotas": titles})


def _in_order(key: Counted) -> tuple[int, str]:
    return key[0], key[1] or ""


class _Account:
    """What one request was given so far, and why not more."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.got: dict[Id, int] = {}
        self.told: list[Reason] = []
        self.reason: Reason | None = None
        self.tied: Reason | None = None
        self.drawn: Reason | None = None
        self.before, self.partly = 0, False

    @property
    def rest(self) -> int:
        return self.claim.amount - sum(self.got.values())

    def take(self, paid: Sequence[EnvelopePayment], offer: Offer) -> None:
        for each in paid:
            self.got[each.envelope] = self.got.get(each.envelope, 0) + each.amount
        self.told += [each for each in offer.passed if each not in self.told]
        if paid or not self.got:
            self.before = offer.before + (self.before if paid and self.partly else 0)
            self.reason, self.partly = offer.reason, bool(paid)

    def award(self) -> Award:
        """Its award; of several reasons, `told` are all, and `reason` is the last."""
        got = sum(self.got.values())
        status, amount, reason = Status.FUNDED, got or 0, None
        if got < self.claim.amount:
            status = Status.PARTIAL if got else Status.TIED if self.tied else Status.RESERVE
            reason = self._partly(got) if got else self.tied or self.reason or Reason("no_envelope")
        known = self.claim.belongings
        asks = {path for each in (*known.envelopes, *known.quotas) if each.truth is None for path in each.lacking}
        unknown = status is not Status.FUNDED and any(each.key in _UNKNOWN for each in self.told)
        return Award(
            request=self.claim.request,
            status=status,
            amount=None if status is Status.TIED else amount,
            left_before=self.before,
            reason=reason,
            drawn=self.drawn,
            paid=tuple(EnvelopePayment(name, cents_) for name, cents_ in self.got.items() if name),
            told=self._told(reason),
            asks=Reason("ask_envelope", {"paths": tuple(sorted(asks))}) if unknown and asks else None,
        )

    def _partly(self, got: int) -> Reason:
        values = {"ask": self.claim.amount, "left": got, "minimum": self.claim.minimum}
        return Reason("partial", {name: cents(amount) for name, amount in values.items()})

    def _told(self, reason: Reason | None) -> tuple[Reason, ...]:
        """Everything in the way of it: what the last reason says too is said once."""
        return (*self.told, *(() if reason is None or self._is_told(reason) else (reason,)))

    def _is_told(self, reason: Reason) -> bool:
        at_envelopes = [each for each in self.told if each.key.startswith("passed_")]
        return reason in self.told or (bool(at_envelopes) and reason is self.reason)


def _largest_first(account: _Account) -> tuple[Any, ...]:
    """The order of requests of which each is given the same in any: alike in everything but their ids, they come by id."""
    claim = account.claim
    known = (*claim.belongings.envelopes, *claim.belongings.quotas)
    belongs = [(str(each.truth), each.value or "") for each in known]
    return -claim.amount, -claim.minimum, belongs, claim.request


class _Walk:
    """One way through the envelopes; `first` is what quotas count together that is served before the others."""

    def __init__(
        self, call: Call, groups: Sequence[Sequence[Claim]], firm: Sequence[Claim], first: Sequence[Counted]
    ) -> None:
        self.call, self.first, self.purses = call, frozenset(first), Purses(call)
        self.purses.expect([*firm, *(claim for group in groups for claim in group)])
        self.accounts = {claim.request: _Account(claim) for group in groups for claim in group}
        self.groups = [[self.accounts[each.request] for each in group] for group in groups]
        self.paid_first = {claim.request: self._firm(claim) for claim in sorted(firm, key=lambda each: each.request)}
        for account in self.accounts.values():
            if not account.claim.amount:
                account.before = sum(purse.left for purse in self.purses.all)
        for level in range(max(levels_of(envelopes_of(call))) + 1):
            self._level(level)

    def _firm(self, claim: Claim) -> Award:
        before = sum(purse.left for purse in self.purses.all)
        parts = self.purses.firm(claim)
        paid = self.purses.take(claim, Offer(parts=parts))
        named_ = tuple(each for each in paid if each.envelope)
        outside = [
            Reason("paid_outside", {"envelope": self.purses.all[at].envelope.title})
            for at, _ in (parts if self.purses.named else ())
            if claim.belongings.envelopes[at].truth is not True
        ]
        return Award(
            request=claim.request,
            status=Status.FUNDED,
            amount=claim.amount,
            left_before=before,
            reason=None,
            paid=named_,
            told=(*self.purses.paid_from(parts), *outside),
        )

    def _level(self, level: int) -> None:
        tied = [account for account in self.accounts.values() if account.tied is not None]
        reason = Reason("below_tie", named(sorted(each.claim.request for each in tied)))
        self.purses.open_level(level, [account.claim for account in tied], reason)
        turned: set[Id] = set()
        for place in sorted({place for place, _ in self.first}):
            for group in self.groups:
                self._first_turn(group, place, level, turned)
        for group in self.groups:
            self._turn(group, level, turned)

    def _first_turn(self, group: Sequence[_Account], place: int, level: int, turned: set[Id]) -> None:
        """The turn of those of one rank whose part of a quota has not reached what goes to it first, value by value."""
        keys = {each.claim.request: self.purses.key(each.claim, place) for each in group}
        for key in sorted({key for key in keys.values() if key in self.first}, key=_in_order):
            if self.purses.lacks(key):
                members = [each for each in group if keys[each.claim.request] == key]
                self._turn(members, level, turned, self.call.quotas[place].titled(key[1]))

    def _turn(self, group: Sequence[_Account], level: int, turned: set[Id], quota: object = None) -> None:
        """The turn of requests of one rank at a level, once."""
        open_ = [
            each
            for each in group
            if each.rest and each.tied is None and each.claim.request not in turned and self._has_turn(each, level)
        ]
        turned.update(each.claim.request for each in open_)
        for several in self._apart(open_, level):
            self._pay(several, level, quota)

    def _has_turn(self, account: _Account, level: int) -> bool:
        return any(True for _ in self.purses.own(account.claim, level))

    def _apart(self, accounts: Sequence[_Account], level: int) -> list[list[_Account]]:
        """Requests of one rank, those together that may take the same money, or the same places; each by id."""
        found: list[tuple[set[object], list[_Account]]] = []
        for each in sorted(accounts, key=lambda account: account.claim.request):
            keys: set[object] = {place for place, _ in self.purses.own(each.claim, level)}
            keys.update(self.purses.binding(each.claim))
            near, far = ([other for other in found if bool(other[0] & keys) is together] for together in (True, False))
            mine = near[0][1] if near else []
            for others, more in near:
                keys |= others
                mine += more if more is not mine else ()
            mine.append(each)
            found = [*far, (keys, mine)]
        return [sorted(several, key=lambda account: account.claim.request) for _, several in found]

    def _pay(self, accounts: Sequence[_Account], level: int, quota: object) -> None:
        """Pay requests of one rank, by lot where their order would decide; without one, nobody is paid."""
        order = self._in_order(accounts, level)
        if order is None:
            self._tie(accounts, level)
        for each in order or ():
            offer = self.purses.offer(each.claim, sum(each.got.values()), level)
            each.take(self.purses.take(each.claim, offer), offer)
            each.told += self.purses.paid_from(offer.parts)
            if quota is not None and offer.parts:
                each.told.append(Reason("served_first", {"quota": quota}))

    def _in_order(self, accounts: Sequence[_Account], level: int) -> list[_Account] | None:
        """The order in which requests of one rank are served; None where nothing sets it and it would decide.

        Where each is given the same in every order, and only who pays whom differs, who asks for most comes first.
        """
        if not self._in_each_others_way(accounts, level):
            return list(accounts)
        if not self._depends_on_order(accounts, level):
            return sorted(accounts, key=_largest_first)
        seed = self.call.lot
        if seed is None:
            return None
        drawn = sorted(accounts, key=lambda each: draw(seed, each.claim.request))
        for place, each in enumerate(drawn, 1):
            each.drawn = Reason("lot", {"place": place, "of": len(drawn), "seed": seed})
        return drawn

    def _depends_on_order(self, accounts: Sequence[_Account], level: int) -> bool:
        """Whether two orders would give somebody another amount; of many in each other's way it is taken to be so."""
        if len(accounts) > _MOST_TRIED:
            return True
        given = {self._given(order, level) for order in itertools.permutations(accounts)}
        return len(given) > 1

    def _given(self, order: Sequence[_Account], level: int) -> tuple[tuple[Id, int], ...]:
        """What requests would be given in an order, by id."""
        purses, found = self.purses.copy(), dict[Id, int]()
        for each in order:
            offer = purses.offer(each.claim, sum(each.got.values()), level)
            purses.take(each.claim, offer)
            found[each.claim.request] = offer.amount
        return tuple(sorted(found.items()))

    def _tie(self, accounts: Sequence[_Account], level: int) -> None:
        offers = [(each, self.purses.offer(each.claim, sum(each.got.values()), level)) for each in accounts]
        places = {place for each in accounts for place, _ in self.purses.own(each.claim, level)}
        left = sum(self.purses.all[place].left for place in places)
        for each, offer in offers:
            each.tied = Reason("tied", {"of": len(accounts), "left": cents(left)})
            each.before = left
            each.told += [reason for reason in offer.passed if reason.key in _UNKNOWN]
        reason = Reason("below_tie", named(sorted(each.claim.request for each in accounts)))
        self.purses.tie([(each.claim, offer) for each, offer in offers], level, reason)

    def _in_each_others_way(self, accounts: Sequence[_Account], level: int) -> bool:
        """Whether not all can have what each would have as the first."""
        if len(accounts) < 2:
            return False
        offers = [(each, self.purses.offer(each.claim, sum(each.got.values()), level)) for each in accounts]
        paid = [(each, offer) for each, offer in offers if offer.parts]
        drawn: dict[int, int] = {}
        for _, offer in paid:
            for place, amount in offer.parts:
                drawn[place] = drawn.get(place, 0) + amount
        if any(amount > self.purses.all[place].left for place, amount in drawn.items()):
            return True
        short = {place for each, offer in offers for place in offer.short}
        return (self.purses.stops and bool(short & drawn.keys())) or self._exceeds_quotas(paid)

    def _exceeds_quotas(self, paid: Sequence[tuple[_Account, Offer]]) -> bool:
        together: dict[object, tuple[int, int]] = {}
        for account, offer in paid:
            for key, quota in self.purses.counted(account.claim):
                given = self.purses.given.get(key, {})
                count, amount = together.get(key, (len(given), self.purses.awarded(key)))
                count += account.claim.request not in given
                together[key] = count, amount + offer.amount
                if quota.most is not None and count > quota.most:
                    return True
                if quota.limit is not None and amount + offer.amount > quota.limit:
                    return True
        return False

    def lacking(self) -> Counted | None:
        """The first that has not what goes to it first, though a request of it could be given more: quota by quota, by rank."""
        for place, quota in enumerate(self.call.quotas):
            if quota.least is None and quota.fewest is None:
                continue
            for group in self.groups:
                could = [self.purses.key(each.claim, place) for each in group if each.rest and each.tied is None]
                lacks = [key for key in could if key is not None and key not in self.first and self.purses.lacks(key)]
                if lacks:
                    return min(lacks, key=_in_order)
        return None
