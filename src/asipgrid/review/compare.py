"""Two results of a call side by side: what moved, what flipped, and why, down to a fact, a mark or a weight.

Both sides are plain results (documents, 1.6), with the documents behind them where they are at hand: from those comes
the reason. Without them the digests say which document changed, not what in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.changes import Part, changes
from asipgrid.model.places import UNFILLED
from asipgrid.review.differences import Difference, Kind, differences, told, without

Data = Mapping[str, Any]
Again = Callable[[Data, Mapping[str, Data]], Mapping[str, Data] | None]
"""What requests come to, by their ids, under another call and other grids (by id); None when these do not go together."""


class Papers(Struct, frozen=True, kw_only=True):
    """The documents behind a result, as written: grids by id, requests and decisions by id, sheets by both their ids."""

    call: Data
    grids: Mapping[str, Data]
    requests: Mapping[str, Data]
    sheets: Mapping[tuple[str, str], Data]
    decisions: Mapping[str, Data]


class Side(Struct, frozen=True, kw_only=True):
    """One side: how it was named, its result, the engine that computed it, its documents when they are the same ones.

    `monitoring` is what `results/monitoring/` holds, by the id of the request; its day under an empty id. `left_out` are
    the requests that the result does not have because something about them has an error, with what is wrong first.
    `again` computes the result once more under other rules, where the documents are at hand.
    """

    name: str
    result: Data
    engine: str | None = None
    papers: Papers | None = None
    monitoring: Mapping[str, Data] = {}
    left_out: Mapping[str, str] = {}
    again: Again | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """Why something moved: a kind, where, and the values before and after (None: not there, or not stated)."""

    kind: str
    where: str
    old: str | None = None
    new: str | None = None


class GridChange(Struct, frozen=True, kw_only=True):
    """A grid that changed, its versions, and which number of the version the change is worth (None: unknown)."""

    grid: str
    old: str
    new: str
    part: Part | None
    causes: tuple[Cause, ...]


class Move(Struct, frozen=True, kw_only=True):
    """One figure of a request before and after."""

    old: str | None
    new: str | None

    @property
    def moved(self) -> bool:
        """Whether it differs."""
        return self.old != self.new


class RequestChange(Struct, frozen=True, kw_only=True):
    """What became of one request: `new`, `withdrawn`, `renamed` (from `former`), or `changed`."""

    request: str
    kind: str
    former: str | None = None
    score: Move
    ceiling: Move
    rank: Move
    outcome: Move
    awarded: Move
    causes: tuple[Cause, ...] = ()


# What `left_out` says of a request that is not yet filled in begins so: place, then code.
_BLANK: Final = re.compile(rf".*?:\d+:\d+ {UNFILLED} ")


class LeftOut(Struct, frozen=True, kw_only=True):
    """A request that is not compared, and what is wrong with it on a side (None: nothing is, or it is not there)."""

    request: str
    old: str | None
    new: str | None

    @property
    def wrong(self) -> bool:
        """Whether a side has an error about it; what is not yet filled in is none."""
        return any(says is not None and not _BLANK.match(says) for says in (self.old, self.new))


class FollowedChange(Struct, frozen=True, kw_only=True):
    """What moved in the monitoring of one funded request (of all of them, where `request` is empty)."""

    request: str
    moves: tuple[Cause, ...]


class Comparison(Struct, frozen=True, kw_only=True):
    """Everything that differs: about the call, grid by grid, request by request (by id), then what was monitored.

    `left_out` are the requests, by id, of which nothing is said, as a side could not rank them.
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
    left_out: tuple[LeftOut, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.call or self.grids or self.requests or self.monitoring)

    @property
    def comparable(self) -> bool:
        """Whether scores before and after rest on the same rules."""
        return not any(each.part in {Part.MAJOR, None} for each in self.grids)


_NONE: Final[Data] = {}


def compare(old: Side, new: Side) -> Comparison:
    """What differs between two sides."""
    left_out = {*old.left_out, *new.left_out}
    before, after = ({name: each for name, each in _by_id(side).items() if name not in left_out} for side in (old, new))
    renamed = _renamed(old, new, before, after)
    about_call = tuple(_call(old, new))
    grids = tuple(_grids(old, new))
    blame = _blame(old, new, shared=bool(about_call or grids)) if before and after else _NOBODY
    found = []
    for name in sorted({*before, *after} - set(renamed)):
        change = _request(old, new, name, renamed_from=_key(renamed, name), blame=blame)
        if change is not None:
            found.append(change)
    return Comparison(
        old=old.name,
        new=new.name,
        currency=str(new.result["call"]["currency"]),
        call=about_call,
        grids=grids,
        requests=tuple(found),
        same=len(after) - sum(each.kind in {"changed", "renamed", "new"} for each in found),
        notes=tuple(_notes(old, new)),
        monitoring=tuple(_monitoring(old.monitoring, new.monitoring)),
        left_out=tuple(
            LeftOut(request=name, old=old.left_out.get(name), new=new.left_out.get(name)) for name in sorted(left_out)
        ),
    )


def _by_id(side: Side) -> dict[str, Data]:
    return {each["id"]: each for each in side.result["requests"]}


def _key(renamed: Mapping[str, str], name: str) -> str | None:
    return next((former for former, now in renamed.items() if now == name), None)


def _renamed(old: Side, new: Side, before: Data, after: Data) -> dict[str, str]:
    """Requests that are the same but for their id: former id to present one."""
    if old.papers is None or new.papers is None:
        return {}

    def body(papers: Papers, name: str) -> Data:
        return {key: value for key, value in papers.requests.get(name, _NONE).items() if key != "request"}

    gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    found: dict[str, str] = {}
    for name in come:
        former = next((f for f in gone if f not in found and body(old.papers, f) == body(new.papers, name)), None)
        if former is not None and body(new.papers, name):
            found[former] = name
    return found


def _notes(old: Side, new: Side) -> Iterator[str]:
    for side, other in ((old, new), (new, old)):
        if side.monitoring and not other.monitoring:
            yield f"{side.name} has its monitoring written, {other.name} has not, so nothing is told of it"
    for side in (old, new):
        if side.papers is None and side.result["requests"]:
            yield f"{side.name}: its documents are not at hand, so causes are told by what changed in the results"


# ── the call and its grids ─────────────────────────────────────────────────────────────────────────


def _call(old: Side, new: Side) -> Iterator[Cause]:
    if old.engine != new.engine and None not in (old.engine, new.engine):
        yield Cause(kind="engine", where="engine", old=old.engine, new=new.engine)
    if old.papers is not None and new.papers is not None:
        yield from (_cause("call", each.where, each) for each in differences(old.papers.call, new.papers.call))
        return
    for key in ("envelope", "currency"):
        a, b = old.result["call"].get(key), new.result["call"].get(key)
        if a != b and old.result["call"]:
            yield Cause(kind="call", where=key, old=a, new=b)
    digests = [side.result["call"].get("digest") for side in (old, new)]
    if None not in digests and digests[0] != digests[1]:
        yield Cause(kind="document", where="call.yaml")


def _grids(old: Side, new: Side) -> Iterator[GridChange]:
    for name in sorted({*old.result["grids"], *new.result["grids"]}):
        a, b = old.result["grids"].get(name), new.result["grids"].get(name)
        if a is None or b is None or a["digest"] == b["digest"]:
            # A grid that joins or leaves the call is a change of the call's weights, told there.
            continue
        part, causes = _grid(old.papers, new.papers, name)
        if part is None and not causes and old.papers is not None:
            continue  # comments or form alone
        yield GridChange(grid=name, old=a["version"], new=b["version"], part=part, causes=causes)


def _grid(old: Papers | None, new: Papers | None, name: str) -> tuple[Part | None, tuple[Cause, ...]]:
    if old is None or new is None:
        return None, ()
    found = changes(old.grids[name], new.grids[name])
    by_place = _by_place(old.grids[name], new.grids[name])
    causes = (each for change in found for each in _of_a_grid(change.where, by_place))
    return (found[0].part if found else None), tuple(causes)


def _of_a_grid(where: str, by_place: Mapping[str, list[Difference]]) -> Iterator[Cause]:
    """What changed at `CHG-04 levels`, as precisely as it can be told."""
    mine = by_place.get(where, [])
    yield from map(_in_a_grid, mine)
    if not mine:
        yield Cause(kind="grid", where=where)


def _by_place(old: Data, new: Data) -> dict[str, list[Difference]]:
    """The differences of two versions of a grid by the place that `changes` names; facts are told by their place alone."""
    before, now = dict(_keyed(old)), dict(_keyed(new))
    found: dict[str, list[Difference]] = {}
    for section, begin, between in (("criteria", "", " "), ("measures", "measures.", ".")):
        was, is_ = before.pop(section, _NONE), now.pop(section, _NONE)
        for name in dict.fromkeys((*is_, *was)):
            if name in was and name in is_:
                for each in differences(was[name], is_[name], (section, name)):
                    found.setdefault(f"{begin}{name}{between}{each.path[2]}", []).append(each)
                continue
            kind = Kind.ADDED if name in is_ else Kind.REMOVED
            whole = Difference(path=(section, name), kind=kind, old=was.get(name), new=is_.get(name))
            found[f"{begin}{name} {kind.value}"] = [whole]
    for each in differences(before, now):
        if each.path[0] not in {"version", "facts"}:
            found.setdefault(str(each.path[0]), []).append(each)
    return found


def _keyed(grid: Data) -> Data:
    """A grid whose criteria are found by their ids."""
    return {**grid, "criteria": {each["id"]: each for each in grid["criteria"]}}


def _in_a_grid(each: Difference) -> Cause:
    """What changed inside a grid: `CHG-04 levels[0].doc.format`, the path behind the id of the criterion."""
    if each.kind is not Kind.CHANGED and len(each.path) == 2:  # a criterion or a measure
        where = each.where.removeprefix("criteria.")
        return Cause(kind="grid", where=where)
    if each.path[0] != "criteria":
        return _cause("grid", each.where, each)
    return _cause("grid", f"{each.path[1]} {replace(each, path=each.path[2:]).where}", each)


def _cause(kind: str, where: str, each: Difference) -> Cause:
    return Cause(kind=kind, where=where, old=told(each.old), new=told(each.new))


# ── who is to blame ────────────────────────────────────────────────────────────────────────────────

_MOST_TRIED: Final = 5000
"""So many requests are judged once more to find out which change of the rules moved which of them."""


class _Blame(Struct, frozen=True, kw_only=True):
    """Which changes of the rules moved which figures of a request, by its id: without it they would be others.

    `all_` is what all of them together moved; None when nobody could try, and they may have moved anything.
    """

    of: Mapping[str, list[tuple[Cause, frozenset[str]]]]
    all_: Mapping[str, frozenset[str]] | None

    def causes(self, request: str, moved: frozenset[str]) -> tuple[Cause, ...]:
        """What moved any of these figures."""
        return tuple(cause for cause, figures in self.of.get(request, ()) if figures & moved)

    def rest(self, request: str, moved: frozenset[str]) -> Cause:
        """What moved a request on which neither a document nor a single rule has changed."""
        together = self.all_ is None or bool(self.all_.get(request, frozenset()) & moved)
        return Cause(kind="rules" if together else "others", where="")


_NOBODY: Final = _Blame(of={}, all_={})


def _blame(old: Side, new: Side, *, shared: bool) -> _Blame:
    """Each change of the rules undone on its own: what is different then, it moved."""
    if not shared:
        return _NOBODY
    unknown = _Blame(of={}, all_=None)
    if old.papers is None or new.papers is None or new.again is None:
        return unknown
    undone = list(_undone(old.papers, new.papers))
    if len(undone) * len(new.result["requests"]) > _MOST_TRIED:
        return unknown
    grids = {**old.papers.grids, **new.papers.grids}
    now = new.again(new.papers.call, grids)
    before = new.again(old.papers.call, {**grids, **old.papers.grids})
    if now is None:
        return unknown
    of: dict[str, list[tuple[Cause, frozenset[str]]]] = {}
    for cause, call, changed in undone:
        for name, figures in _moved(new.again(call, {**grids, **changed}), now).items():
            of.setdefault(name, []).append((cause, figures))
    return _Blame(of=of, all_=None if before is None else _moved(before, now))


def _undone(old: Papers, new: Papers) -> Iterator[tuple[Cause, Data, Mapping[str, Data]]]:
    """Each change of the rules, with the call and the grids as they would be without it."""
    for each in differences(old.call, new.call):
        yield _cause("call", each.where, each), without(new.call, each), {}
    for name in sorted(old.grids.keys() & new.grids.keys()):
        keyed = _keyed(new.grids[name])
        for place in _by_place(old.grids[name], new.grids[name]).values():
            for each in place:
                grid = without(keyed, each)
                criteria = list(grid["criteria"].values())
                yield _in_a_grid(each), new.call, {name: {**grid, "criteria": criteria}}


def _moved(before: Mapping[str, Data] | None, now: Mapping[str, Data]) -> dict[str, frozenset[str]]:
    """The figures of each request that differ."""
    if before is None:
        return {}
    both = ((name, _figures(before.get(name), each)) for name, each in now.items())
    return {name: frozenset(key for key, move in figures.items() if move.moved) for name, figures in both}


# ── requests ───────────────────────────────────────────────────────────────────────────────────────


def _request(old: Side, new: Side, name: str, *, renamed_from: str | None, blame: _Blame) -> RequestChange | None:
    former = renamed_from or name
    a, b = _by_id(old).get(former), _by_id(new).get(name)
    kind = "new" if a is None else "withdrawn" if b is None else "renamed" if renamed_from else "changed"
    figures = _figures(a, b)
    moved = frozenset(key for key, move in figures.items() if move.moved)
    causes: tuple[Cause, ...] = ()
    if a is not None and b is not None:
        causes = (*_causes(old, new, former, name, a, b), *blame.causes(name, moved))
    if kind == "changed" and not moved and not causes:
        return None
    if kind == "changed" and moved and not causes:
        causes = (blame.rest(name, moved),)
    return RequestChange(request=name, kind=kind, former=renamed_from, causes=causes, **figures)


def _figures(a: Data | None, b: Data | None) -> dict[str, Move]:
    return {
        "score": Move(old=_text(a, "score"), new=_text(b, "score")),
        "ceiling": Move(old=_text(a, "ceiling"), new=_text(b, "ceiling")),
        "rank": Move(old=_text(a, "rank"), new=_text(b, "rank")),
        "outcome": Move(old=_word(a), new=_word(b)),
        "awarded": Move(old=_text(a, "awarded"), new=_text(b, "awarded")),
    }


def _text(request: Data | None, key: str) -> str | None:
    value = None if request is None else request[key]
    return None if value is None else str(value)


def _word(request: Data | None) -> str | None:
    """What became of a request in one word, as results print it."""
    if request is None:
        return None
    return str(request["status"] if request["outcome"] == "fund" else request["outcome"])


def _causes(old: Side, new: Side, former: str, name: str, a: Data, b: Data) -> Iterator[Cause]:
    if old.papers is None or new.papers is None:
        yield from _causes_in_results(a, b)
        return
    before, after = old.papers.requests.get(former, _NONE), new.papers.requests.get(name, _NONE)
    for each in differences(before, after):
        if each.path != ("request",):
            yield _cause("fact", each.where, each)
    yield from _marks(old.papers, new.papers, former, name)
    yield from _decision(old.papers.decisions.get(former), new.papers.decisions.get(name))


def _causes_in_results(a: Data, b: Data) -> Iterator[Cause]:
    """What can be told without the documents: levels that changed, and documents by their digests."""
    for criterion in sorted({*a["criteria"], *b["criteria"]}):
        was, now = (side["criteria"].get(criterion, _NONE).get("level") for side in (a, b))
        if was != now:
            yield Cause(kind="level", where=criterion, old=was, new=now)
    if a["digest"] != b["digest"]:
        yield Cause(kind="document", where="the request")
    for assessor in sorted({*a["sheets"], *b["sheets"]}):
        if a["sheets"].get(assessor) != b["sheets"].get(assessor):
            yield Cause(kind="document", where=f"the sheet of {assessor}")
    was, now = ((side["decision"] or _NONE).get("digest") for side in (a, b))
    if was != now:
        yield Cause(kind="document", where="the decision")


def _marks(old: Papers, new: Papers, former: str, name: str) -> Iterator[Cause]:
    """Sheets that came, went or declare a conflict, and each mark that changed, by assessor and criterion."""
    assessors = {who for request, who in old.sheets if request == former} | {
        who for request, who in new.sheets if request == name
    }
    for who in sorted(assessors):
        before, after = old.sheets.get((former, who)), new.sheets.get((name, who))
        if before is None or after is None:
            yield Cause(kind="sheet", where=who, old=_kind(before), new=_kind(after))
            continue
        if bool(before.get("conflict")) != bool(after.get("conflict")):
            yield Cause(kind="sheet", where=who, old=_kind(before), new=_kind(after))
            continue
        was, now = ((sheet.get("marks") or _NONE) for sheet in (before, after))
        for criterion in sorted({*was, *now}):
            first, last = (marks.get(criterion, _NONE) for marks in (was, now))
            if first.get("level") != last.get("level"):
                where = f"{criterion} {who}"
                yield Cause(kind="mark", where=where, old=told(first.get("level")), new=told(last.get("level")))
            elif first.get("why") != last.get("why"):
                yield Cause(kind="reason", where=f"{criterion} {who}")


def _kind(sheet: Data | None) -> str | None:
    return None if sheet is None else "conflict of interest" if sheet.get("conflict") else "marks"


def _decision(old: Data | None, new: Data | None) -> Iterator[Cause]:
    if old == new:
        return
    was, now = ("none" if each is None else _decided(each) for each in (old, new))
    if was != now:
        yield Cause(kind="decision", where="the committee", old=was, new=now)
    else:
        yield Cause(kind="reason", where="the decision of the committee")


def _decided(decision: Data) -> str:
    amount = decision.get("amount")
    return str(decision["outcome"]) + ("" if amount is None else f" {told(amount)}")


# ── monitoring ─────────────────────────────────────────────────────────────────────────────────────


def _monitoring(old: Mapping[str, Data], new: Mapping[str, Data]) -> Iterator[FollowedChange]:
    """What moved in the written monitoring: its day, then by id the light, the score now, money, goals and payments."""
    for name in sorted({*old, *new}) if old and new else ():
        if name not in old or name not in new:
            was, now = (side.get(name, _NONE).get("light") for side in (old, new))
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
