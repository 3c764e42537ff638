"""How an envelope is shared among tie groups: by rank, in proportion to what is asked, or the minimum of all first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from asipgrid.engine.allocation import Ask, allocate, cents, draw
from asipgrid.model.amounts import Allocation
from asipgrid.model.places import Id
from asipgrid.model.results import Award, Status
from asipgrid.model.values import Reason

Groups = Sequence[Sequence[Ask]]


def share_out(terms: Allocation, groups: Groups, envelope: int, lot: str | None) -> tuple[Award, ...]:
    """Awards for tie groups, best first, out of one envelope (cents), by the method of the call."""
    if terms.method == "pro-rata":
        return _pro_rata(groups, envelope, lot)
    if terms.method == "minimum-first":
        return _minimum_first(terms, groups, envelope, lot)
    return allocate(groups, envelope, overflow=terms.overflow, partial=terms.partial, lot=lot)


def _pro_rata(groups: Groups, envelope: int, lot: str | None) -> tuple[Award, ...]:
    """Everybody a share in proportion to what is asked, in whole cents.

    Who would get less than the least it can run on gets nothing, the last in rank first, and the others share again.
    """
    kept, out = _left_out(groups, envelope, lot)
    shares = _shares(kept, envelope, lot)
    total = sum(ask.amount for group in kept for ask in group)
    awards = [_shared(ask, shares[ask.request], (envelope, total)) for group in kept for ask in group]
    return (*awards, *(_too_little(ask, envelope, asked) for ask, asked in out))


def _left_out(groups: Groups, envelope: int, lot: str | None) -> tuple[list[list[Ask]], list[tuple[Ask, int]]]:
    """Who shares, group by group, and who would get less than the least it can run on, with what all asked for then.

    As others go, shares only grow: who has enough without a cent of what is left over needs no second look.
    """
    kept, out = [list(group) for group in groups], list[tuple[Ask, int]]()
    total = sum(ask.amount for group in groups for ask in group)
    unsure: list[int] = []
    for place in reversed(range(len(kept))):
        unsure.append(place)
        while short := _first_short(kept, unsure, (envelope, total), lot):
            at, asks = short
            out += [(ask, total) for ask in asks]
            total -= sum(ask.amount for ask in asks)
            gone = {ask.request for ask in asks}
            kept[at] = [ask for ask in kept[at] if ask.request not in gone]
    return kept, out


def _first_short(
    kept: Groups, unsure: list[int], money: tuple[int, int], lot: str | None
) -> tuple[int, list[Ask]] | None:
    """The first of some groups in which a share is too little, and whose; `unsure` keeps those that a cent decides."""
    envelope, total = money
    exact: dict[Id, int] = {}
    for at in list(unsure):
        least = {a.request: a.amount if total <= envelope else a.amount * envelope // total for a in kept[at]}
        doubt = [ask for ask in kept[at] if least[ask.request] + 1 == ask.minimum]
        if doubt and not exact:
            exact = _shares(kept, envelope, lot)
        short = [ask for ask in kept[at] if exact.get(ask.request, least[ask.request]) < ask.minimum]
        if short:
            return at, short
        if not doubt:
            unsure.remove(at)
    return None


def _too_little(ask: Ask, envelope: int, total: int) -> Award:
    """A request whose share of the envelope, where all together ask for `total`, is less than the least it can run on."""
    share = min(ask.amount, ask.amount * envelope // total)
    values = {"share": cents(share), "minimum": cents(ask.minimum)}
    reason = Reason("share_too_little", values)
    return Award(request=ask.request, status=Status.RESERVE, amount=0, left_before=None, reason=reason)


def _shared(ask: Ask, amount: int, money: tuple[int, int]) -> Award:
    """A share of the envelope (`money`: what there is, and what all ask for), with its sum."""
    if amount == ask.amount:
        return Award(request=ask.request, status=Status.FUNDED, amount=amount, left_before=None, reason=None)
    if amount == 0:
        return Award(request=ask.request, status=Status.RESERVE, amount=0, left_before=None, reason=Reason("no_money"))
    envelope, total = money
    down, rest = divmod(ask.amount * envelope, total)
    values = {"total": cents(total), "left": cents(envelope), "ask": cents(ask.amount), "share": cents(amount)}
    if amount > down:
        reason = Reason("pro_rata_more", {**values, "down": cents(down), "more": cents(amount - down)})
    else:
        reason = Reason("pro_rata_down" if rest else "pro_rata", values)
    return Award(request=ask.request, status=Status.PARTIAL, amount=amount, left_before=None, reason=reason)


def _shares(groups: Groups, envelope: int, lot: str | None) -> dict[Id, int]:
    """What each is given: all it asks where there is enough, else its share in cents.

    Cents that are left go to the largest remainders, then to the best rank; those that only the order of equal requests
    would give are drawn by lot, or stay in the envelope.
    """
    asks = [(place, ask) for place, group in enumerate(groups) for ask in group]
    total = sum(ask.amount for _, ask in asks)
    if total <= envelope:
        return {ask.request: ask.amount for _, ask in asks}
    shares = {ask.request: ask.amount * envelope // total for _, ask in asks}
    equals: dict[tuple[Fraction, int], list[Id]] = {}
    for place, ask in asks:
        rest = Fraction(ask.amount * envelope, total) - shares[ask.request]
        if rest:
            equals.setdefault((-rest, place), []).append(ask.request)
    cents_left = envelope - sum(shares.values())
    for key in sorted(equals):
        names = equals[key]
        if len(names) > cents_left:
            names = [] if lot is None else sorted(names, key=lambda name: draw(lot, name))[:cents_left]
        for name in names:
            shares[name] += 1
        cents_left -= len(names)
        if len(names) < len(equals[key]):
            break
    return shares


def _minimum_first(terms: Allocation, groups: Groups, envelope: int, lot: str | None) -> tuple[Award, ...]:
    """The minimum of each in the order of the ranking, then what is left, in the same order, up to all that each may be given.

    Where a tie ends the first turn, nothing more is given: those of the tie may still take it.
    """
    least = [[replace(ask, amount=ask.minimum) for ask in group] for group in groups]
    # Of a minimum nothing can be given in part: who finds too little is told so as where parts are given.
    turn = allocate(least, envelope, overflow=terms.overflow, partial="remainder", lot=lot)
    first = {each.request: each for each in turn}
    paid = {name for name, award in first.items() if award.status is Status.FUNDED}
    tied = any(award.status is Status.TIED for award in first.values())
    left = envelope - sum(first[name].amount or 0 for name in paid)
    more = [
        [replace(ask, amount=ask.amount - ask.minimum, minimum=0) for ask in group if ask.request in paid]
        for group in groups
    ]
    second = {} if tied else {each.request: each for each in allocate(more, left, partial="remainder", lot=lot)}
    return tuple(
        _in_two(ask, first[ask.request], second) if ask.request in paid else first[ask.request]
        for group in groups
        for ask in group
    )


def _in_two(ask: Ask, first: Award, second: Mapping[Id, Award]) -> Award:
    """The award of a request whose minimum is paid, with what it gets beyond that."""
    beyond = second.get(ask.request)
    more = 0 if beyond is None else beyond.amount or 0
    amount = ask.minimum + more
    values = {"minimum": cents(ask.minimum), "more": cents(more), "ask": cents(ask.amount)}
    told = None if ask.minimum == ask.amount else Reason("minimum_first" if more else "minimum_alone", values)
    status = Status.FUNDED if amount == ask.amount else Status.PARTIAL
    drawn = first.drawn or (None if beyond is None else beyond.drawn)
    return replace(first, status=status, amount=amount, left_before=None, reason=told, drawn=drawn)
