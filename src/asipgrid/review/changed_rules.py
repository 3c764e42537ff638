"""What changed in the rules between two sides: in the call, and grid by grid, down to a weight or a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.changes import Part, changes
from asipgrid.review.differences import Difference, DifferenceKind, differences, without
from asipgrid.review.sides import NOTHING, Cause, Data, Side, SideDocuments


class GridChange(Struct, frozen=True, kw_only=True):
    """A grid that changed, its versions, and which number of the version the change is worth (None: unknown)."""

    grid: str
    old: str
    new: str
    part: Part | None
    causes: tuple[Cause, ...]


class RuleChange(Struct, frozen=True, kw_only=True):
    """One change of the rules, and the call and the grids (by id) as they would be without it."""

    cause: Cause
    call: Data
    grids: Mapping[str, Data]


def changed_call(old: Side, new: Side) -> Iterator[Cause]:
    """What changed about the call; without its documents, what the results tell of it."""
    if old.engine != new.engine and None not in (old.engine, new.engine):
        yield Cause(kind="engine", where="engine", old=old.engine, new=new.engine)
    if old.documents is not None and new.documents is not None:
        for each in differences(old.documents.call, new.documents.call):
            yield Cause.of("call", each.where, each)
        return
    for key in ("envelope", "currency"):
        a, b = old.result["call"].get(key), new.result["call"].get(key)
        if a != b and old.result["call"]:
            yield Cause(kind="call", where=key, old=a, new=b)
    digests = [side.result["call"].get("digest") for side in (old, new)]
    if None not in digests and digests[0] != digests[1]:
        yield Cause(kind="document", where="call.yaml")


def changed_grids(old: Side, new: Side) -> Iterator[GridChange]:
    """The grids of both sides that changed, by id; one whose comments or form alone did is none of them."""
    for name in sorted({*old.result["grids"], *new.result["grids"]}):
        a, b = old.result["grids"].get(name), new.result["grids"].get(name)
        if a is None or b is None or a["digest"] == b["digest"]:
            # A grid that joins or leaves the call is a change of the call's weights, told there.
            continue
        part, causes = _changed_grid(old.documents, new.documents, name)
        if part is not None or causes or old.documents is None:
            yield GridChange(grid=name, old=a["version"], new=b["version"], part=part, causes=causes)


def _changed_grid(
    old: SideDocuments | None, new: SideDocuments | None, name: str
) -> tuple[Part | None, tuple[Cause, ...]]:
    if old is None or new is None:
        return None, ()
    found = changes(old.grids[name], new.grids[name])
    by_place = _by_place(old.grids[name], new.grids[name])
    causes = (each for change in found for each in _causes_at(change.where, by_place))
    return (found[0].part if found else None), tuple(causes)


def _causes_at(where: str, by_place: Mapping[str, list[Difference]]) -> Iterator[Cause]:
    """What changed at `CHG-04 levels`, as precisely as it can be told."""
    here = by_place.get(where, [])
    yield from map(_cause_in_grid, here)
    if not here:
        yield Cause(kind="grid", where=where)


def _by_place(old: Data, new: Data) -> dict[str, list[Difference]]:
    """The differences of two versions of a grid by the place that `changes` names; facts are told by their place alone."""
    before, now = dict(_keyed(old)), dict(_keyed(new))
    found: dict[str, list[Difference]] = {}
    for section, begin, between in (("criteria", "", " "), ("measures", "measures.", ".")):
        was, is_ = before.pop(section, NOTHING), now.pop(section, NOTHING)
        for name in dict.fromkeys((*is_, *was)):
            if name in was and name in is_:
                for each in differences(was[name], is_[name], (section, name)):
                    found.setdefault(f"{begin}{name}{between}{each.path[2]}", []).append(each)
                continue
            kind = DifferenceKind.ADDED if name in is_ else DifferenceKind.REMOVED
            whole = Difference(path=(section, name), kind=kind, old=was.get(name), new=is_.get(name))
            found[f"{begin}{name} {kind.value}"] = [whole]
    for each in differences(before, now):
        if each.path[0] not in {"version", "facts"}:
            found.setdefault(str(each.path[0]), []).append(each)
    return found


def _keyed(grid: Data) -> dict[str, Any]:
    """A grid whose criteria are found by their ids."""
    return {**grid, "criteria": {each["id"]: each for each in grid["criteria"]}}


def _cause_in_grid(each: Difference) -> Cause:
    """What changed inside a grid: `CHG-04 levels[0].doc.format`, the path behind the id of the criterion."""
    if each.kind is not DifferenceKind.CHANGED and len(each.path) == 2:  # a criterion or a measure
        return Cause(kind="grid", where=each.where.removeprefix("criteria."))
    if each.path[0] != "criteria":
        return Cause.of("grid", each.where, each)
    return Cause.of("grid", f"{each.path[1]} {replace(each, path=each.path[2:]).where}", each)


def rule_changes(old: SideDocuments, new: SideDocuments) -> Iterator[RuleChange]:
    """Each change of the rules on its own: those of the call, then those of the grids of both sides."""
    for each in differences(old.call, new.call):
        yield RuleChange(cause=Cause.of("call", each.where, each), call=without(new.call, each), grids={})
    for name in sorted(old.grids.keys() & new.grids.keys()):
        keyed = _keyed(new.grids[name])
        for place in _by_place(old.grids[name], new.grids[name]).values():
            for each in place:
                grid = without(keyed, each)
                before = {**grid, "criteria": list(grid["criteria"].values())}
                yield RuleChange(cause=_cause_in_grid(each), call=new.call, grids={name: before})
