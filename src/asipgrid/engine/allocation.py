"""The envelope: awards from the best tie group down, exact to the cent. Knows amounts and order, nothing of grids."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.model.places import Id
from asipgrid.model.results import Award, Status
from asipgrid.model.values import Quantity, Reason, named


class Ask(Struct, frozen=True, kw_only=True):
    """What one request may be given: `amount` in full, never less than `minimum`; in cents."""

    request: Id
    amount: int
    minimum: int


def allocate(
    groups: Sequence[Sequence[Ask]],
    envelope: int,
    *,
    overflow: str = "skip",
    partial: str = "none",
    lot: str | None = None,
) -> tuple[Award, ...]:
    """Awards for tie groups, best first (scoring, 2.5); within a group by id, the order changing nothing.

    A group whose awards would depend on the order among its members is `tied` and ends the allocation, unless `lot`
    gives the seed of a draw, which every member of the group is told. Awards never exceed the envelope or the amount asked.
    """
    till = _Till(envelope, overflow, partial)
    awards: list[Award] = []
    for group in groups:
        # Who asks for nothing takes nothing from the others of its group: it comes first, and has no part in tie or draw.
        by_id = sorted(group, key=lambda ask: ask.request)
        awards += [till.award(ask) for ask in by_id if ask.amount == 0]
        members = [ask for ask in by_id if ask.amount > 0]
        if till.closed is None and till.depends_on_order(members):
            if lot is None:
                awards += [till.tie(ask, len(members)) for ask in members]
                till.closed = Reason("below_tie", named(sorted(ask.request for ask in members)))
                continue
            drawn = sorted(members, key=lambda ask: draw(lot, ask.request))
            awards += [
                replace(till.award(ask), drawn=Reason("lot", {"place": place, "of": len(drawn), "seed": lot}))
                for place, ask in enumerate(drawn, 1)
            ]
            continue
        awards += [till.award(ask) for ask in members]
    return tuple(awards)


def draw(seed: str, request: Id) -> str:
    """A request's ticket in a lot: the SHA-256 of seed, line end and id, in hexadecimal; the lowest comes first."""
    return hashlib.sha256(f"{seed}\n{request}".encode()).hexdigest()


def cents(amount: int) -> Quantity:
    """An amount in the smallest unit of the currency as a quantity."""
    return Quantity(Fraction(amount), "cents")


class _Till:
    """The money left, and why nothing more is given once it is closed."""

    def __init__(self, envelope: int, overflow: str, partial: str) -> None:
        self.left = envelope
        self.stops = overflow == "stop"
        self.partial = partial == "remainder"
        self.closed: Reason | None = None

    def fits(self, ask: Ask) -> bool:
        return ask.amount <= self.left

    def takes_part(self, ask: Ask) -> bool:
        return self.partial and not self.fits(ask) and self.left > 0 and self.left >= ask.minimum

    def depends_on_order(self, group: Sequence[Ask]) -> bool:
        """Whether two orders of the group would give somebody different awards."""
        if len(group) < 2:
            return False
        full = [ask for ask in group if self.fits(ask)]
        part = [ask for ask in group if self.takes_part(ask)]
        misfits = [ask for ask in group if not self.fits(ask) and not self.takes_part(ask)]
        if not full and not part:
            return False
        if sum(ask.amount for ask in full) > self.left or (part and len(full) + len(part) > 1):
            return True
        return self.stops and bool(misfits)

    def tie(self, ask: Ask, size: int) -> Award:
        reason = Reason("tied", {"of": size, "left": cents(self.left)})
        return Award(request=ask.request, status=Status.TIED, amount=None, left_before=self.left, reason=reason)

    def award(self, ask: Ask) -> Award:
        before = self.left
        if self.closed is not None:
            return Award(request=ask.request, status=Status.RESERVE, amount=0, left_before=before, reason=self.closed)
        if self.fits(ask):
            self.left -= ask.amount
            return Award(request=ask.request, status=Status.FUNDED, amount=ask.amount, left_before=before, reason=None)
        values = {"ask": cents(ask.amount), "left": cents(before), "minimum": cents(ask.minimum)}
        if self.takes_part(ask):
            self.left = 0
            return Award(
                request=ask.request,
                status=Status.PARTIAL,
                amount=before,
                left_before=before,
                reason=Reason("partial", values),
            )
        key = "no_money" if before == 0 else "too_little" if self.partial else "does_not_fit"
        if self.stops:
            self.closed = Reason("stopped", {"request": ask.request})
        return Award(
            request=ask.request, status=Status.RESERVE, amount=0, left_before=before, reason=Reason(key, values)
        )
