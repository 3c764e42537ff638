"""Two results of a call side by side: what moved, what flipped, and why, down to a fact, a mark or a weight.

Both sides are plain results (documents, 1.6), with the documents behind them where they are at hand: from those comes
the reason. Without them the digests say which document changed, not what in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from asipgrid.check.changes import Part
from asipgrid.review.changed_requests import RequestChange, changed_request, renamed_requests
from asipgrid.review.changed_rules import GridChange, changed_call, changed_grids
from asipgrid.review.rule_causes import NO_RULE, rule_causes
from asipgrid.review.sides import NOTHING, Cause, Data, Side, Unscored


class NotCompared(Struct, frozen=True, kw_only=True):
    """A request that is not compared, and what is wrong with it on a side (None: nothing is, or it is not there)."""

    request: str
    old: Unscored | None
    new: Unscored | None

    @property
    def wrong(self) -> bool:
        """Whether a side has an error about it; what is not yet filled in is none."""
        return any(side is not None and not side.unfilled for side in (self.old, self.new))


class FollowedChange(Struct, frozen=True, kw_only=True):
    """What moved in the monitoring of one funded request (of all of them, where `request` is empty)."""

    request: str
    moves: tuple[Cause, ...]


class Comparison(Struct, frozen=True, kw_only=True):
    """Everything that differs: about the call, grid by grid, request by request (by id), then what was monitored.

    `not_compared` are the requests, by id, of which nothing is said, as a side could not rank them.
    """

    old: str
    new: str
    currency: str
    call: tuple[Cause, ...]
    grids: tuple[GridChange, ...]
    requests: tuple[RequestChange, ...]
    same: int
    notes: tuple[str, ...] = ()
    monitoring: tuple[FollowedChange, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.call or self.grids or self.requests or self.monitoring)

    @property
    def comparable(self) -> bool:
        """Whether scores before and after rest on the same rules."""
        return not any(each.part in {Part.MAJOR, None} for each in self.grids)


def compare(old: Side, new: Side) -> Comparison:
    """What differs between two sides."""
    unscored = {*old.unscored, *new.unscored}
    before, after = (
        {name: each for name, each in side.requests().items() if name not in unscored} for side in (old, new)
    )
    renamed = renamed_requests(old, new, before, after)
    call, grids = tuple(changed_call(old, new)), tuple(changed_grids(old, new))
    rules = rule_causes(old, new) if (call or grids) and before and after else NO_RULE
    found = [
        change
        for name in sorted({*before, *after} - set(renamed.values()))
        if (change := changed_request(old, new, name, renamed_from=renamed.get(name), rules=rules)) is not None
    ]
    return Comparison(
        old=old.name,
        new=new.name,
        currency=str(new.result["call"]["currency"]),
        call=call,
        grids=grids,
        requests=tuple(found),
        same=len(after) - sum(each.kind in {"changed", "renamed", "new"} for each in found),
        notes=tuple(_notes(old, new)),
        monitoring=tuple(_monitoring(old.monitoring, new.monitoring)),
        not_compared=tuple(
            NotCompared(request=name, old=old.unscored.get(name), new=new.unscored.get(name))
            for name in sorted(unscored)
        ),
    )


def _notes(old: Side, new: Side) -> Iterator[str]:
    for side, other in ((old, new), (new, old)):
        if side.monitoring and not other.monitoring:
            yield f"{side.name} has its monitoring written, {other.name} has not, so nothing is told of it"
    for side in (old, new):
        if side.documents is None and side.result["requests"]:
            yield f"{side.name}: its documents are not at hand, so causes are told by what changed in the results"


# ── monitoring ─────────────────────────────────────────────────────────────────────────────────────


def _monitoring(old: Mapping[str, Data], new: Mapping[str, Data]) -> Iterator[FollowedChange]:
    """What moved in the written monitoring: its day, then by id the light, the score now, money, goals and payments."""
    for name in sorted({*old, *new}) if old and new else ():
        if name not in old or name not in new:
            was, now = (side.get(name, NOTHING).get("light") for side in (old, new))
            yield FollowedChange(request=name, moves=(Cause(kind="followed", where="light", old=was, new=now),))
            continue
        before, after = (dict(_followed(side[name])) for side in (old, new))
        moves = tuple(
            Cause(kind="followed", where=where, old=before.get(where), new=after.get(where))
            for where in dict.fromkeys((*after, *before))
            if before.get(where) != after.get(where)
        )
        if moves:
            yield FollowedChange(request=name, moves=moves)


def _followed(data: Data) -> Iterator[tuple[str, str | None]]:
    """The figures of one request that may move, by their names."""
    if "id" not in data:
        yield "as of", data["as_of"]
        return
    yield "light", data["light"]
    yield "score now", data["score"]["now"]
    for key in ("paid", "payable", "suspended", "not_due", "ended", "returned"):
        yield key, data.get(key)
    for each in (*data["goals"], *data["targets"]):
        yield f"{each['id']} light", each["light"]
        yield f"{each['id']} value", None if each["latest"] is None else each["latest"]["value"]
        yield f"{each['id']} target", each["target"]
        yield f"{each['id']} due", each["due"]
    for each in data["payments"]:
        yield f"payment {each['number']}", each["state"]
