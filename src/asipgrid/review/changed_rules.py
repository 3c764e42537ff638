"""What changed in the rules between two sides, down to a weight or a threshold, and which change moved which request.

Each change is undone on its own: what differs then it moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.changes import VersionPart, changes
from asipgrid.model.said import said
from asipgrid.model.values import MOST_NAMED
from asipgrid.review.differences import Difference, DifferenceKind, differences, without
from asipgrid.review.sides import NOTHING, Cause, Data, Side, SideDocuments, figures, moved

_MOST_TRIED: Final = 5000
"""So many requests are judged once more to find out which change of the rules moved which of them."""


_JUDGED: Final = frozenset({"score", "ceiling", "outcome"})
"""What a statistic can move of a request, before ranks and money."""


class GridChange(Struct, frozen=True, kw_only=True):
    """A grid that changed, its versions, and which number of the version the change is worth (None: unknown)."""

    grid: str
    old: str
    new: str
    part: VersionPart | None
    causes: tuple[Cause, ...]


class RuleCauses(Struct, frozen=True, kw_only=True):
    """Which changes of the rules moved which figures of a request, by its id: without it they would be others.

    `together` is what all of them together moved; None when nobody could try, and they may have moved anything.
    `figures` are the statistics of all requests that are others now, whichever document moved them.
    """

    each: Mapping[str, list[tuple[Cause, frozenset[str]]]]
    together: Mapping[str, frozenset[str]] | None
    figures: tuple[Cause, ...] = ()

    def causes(self, request: str, names: frozenset[str]) -> tuple[Cause, ...]:
        """What moved any of these figures."""
        return tuple(cause for cause, moves in self.each.get(request, ()) if moves & names)

    def by_figures(self, names: frozenset[str]) -> tuple[Cause, ...]:
        """The statistics that moved a request, where any figure moved that is made of more than its rank."""
        return self.figures if names & _JUDGED else ()

    def rest(self, request: str, names: frozenset[str]) -> Cause:
        """What moved a request on which neither a document nor a single rule has changed."""
        by_rules = self.together is None or bool(self.together.get(request, frozenset()) & names)
        return Cause(kind="rules" if by_rules else "others", where="")


NO_RULE: Final = RuleCauses(each={}, together={})
# The lists of a grid whose parts have ids.
_LISTED: Final = ("criteria", "sections")
_UNKNOWN: Final = RuleCauses(each={}, together=None)


def changed_call(old: Side, new: Side) -> Iterator[Cause]:
    """What changed about the call; without its documents, what the results tell of it."""
    if old.engine != new.engine and None not in (old.engine, new.engine):
        yield Cause(kind="engine", where=said("engine"), old=old.engine, new=new.engine)
    yield from threshold_causes(old, new).values()
    if old.documents is not None and new.documents is not None:
        yield from (Cause.of("call", each) for each in differences(old.documents.call, new.documents.call))
        return
    for key in ("envelope", "currency"):
        a, b = old.result["call"].get(key), new.result["call"].get(key)
        if a != b and old.result["call"]:
            yield Cause(kind="call", where=key, old=a, new=b)
    digests = [side.result["call"].get("digest") for side in (old, new)]
    if None not in digests and digests[0] != digests[1]:
        yield Cause(kind="document", where="call.yaml")


def threshold_causes(old: Side, new: Side) -> dict[str, Cause]:
    """The thresholds of a stage that moved, or came to lie elsewhere while some requests are open, by envelope ("": it has none)."""
    before, after = (_thresholds(side.result["call"].get("stage")) for side in (old, new))
    found = {}
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was != now:
            where = said("the threshold of {envelope}", name) if name else said("the threshold of the stage")
            found[name] = Cause(kind="threshold", where=where, old=was, new=now)
    return found


def _thresholds(stage: Any) -> dict[str, str | None]:
    if not isinstance(stage, Mapping) or stage.get("demand") is None:
        return {}
    return {name: _threshold(each) for name, each in stage.get("envelopes", {"": stage["demand"]}).items()}


def _threshold(demand: Data) -> str | None:
    if demand["at_most"] is None:
        return None if demand["threshold"] is None else str(demand["threshold"])
    if demand["above"] is None:
        return said("at most {most}", demand["at_most"])
    return said("above {above}, at most {most}", demand["above"], demand["at_most"])


def moved_statistics(old: Side, new: Side) -> Iterator[Cause]:
    """The statistics of all requests whose figure differs between two sides, with the requests that set it."""
    before, now = (side.result.get("statistics", NOTHING) for side in (old, new))
    for name in dict.fromkeys((*now, *before)):
        was, is_ = (side.get(name, NOTHING) for side in (before, now))
        if was.get("value") != is_.get("value"):
            yield Cause(kind="statistic", where=f"statistics.{name}", old=_figure(was), new=_figure(is_))


def _figure(statistic: Data) -> str:
    """The figure of a statistic with the requests that set it."""
    if statistic.get("value") is None:
        return said("not known")
    set_by = ", ".join(statistic["set_by"][:MOST_NAMED])
    return f"{statistic['value']} ({set_by})" if set_by else str(statistic["value"])


def changed_grids(old: Side, new: Side) -> Iterator[GridChange]:
    """The grids of both sides that changed, by id; one whose comments or form alone did is none of them."""
    before, after = old.result["grids"], new.result["grids"]
    # A grid that joins or leaves the call is a change of the call's weights, told there.
    for name in sorted(before.keys() & after.keys()):
        a, b = before[name], after[name]
        if a["digest"] == b["digest"]:
            continue
        part: VersionPart | None = None
        causes: tuple[Cause, ...] = ()
        if old.documents is not None and new.documents is not None:
            part, causes = _changed_grid(old.documents.grids[name], new.documents.grids[name])
        if part is not None or causes or old.documents is None:
            yield GridChange(grid=name, old=a["version"], new=b["version"], part=part, causes=causes)


def _changed_grid(old: Data, new: Data) -> tuple[VersionPart | None, tuple[Cause, ...]]:
    """What changed, at each place that `changes` names (`CHG-04 levels`) as precisely as it can be told."""
    found, by_place = changes(old, new), _by_place(old, new)
    causes: list[Cause] = []
    for change in found:
        here = [*map(_cause_in_grid, by_place.get(change.where, ()))]
        causes += here or [Cause(kind="grid", where=change.where)]
    return (found[0].part if found else None), tuple(causes)


def _by_place(old: Data, new: Data) -> dict[str, list[Difference]]:
    """The differences of two versions of a grid by the place that `changes` names; facts are told by their place alone."""
    before, now = _keyed(old), _keyed(new)
    found: dict[str, list[Difference]] = {}
    for section, begin, between in (
        ("criteria", "", " "),
        ("measures", "measures.", "."),
        ("sections", "sections.", "."),
    ):
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
    """A grid whose criteria and sections are found by their ids."""
    listed = {name: {each["id"]: each for each in grid[name]} for name in _LISTED if name in grid}
    return {**grid, **listed}


def _listed(keyed: Data) -> dict[str, Any]:
    """The grid as it is written."""
    return {**keyed, **{name: [*keyed[name].values()] for name in _LISTED if name in keyed}}


def _cause_in_grid(each: Difference) -> Cause:
    """What changed inside a grid: `CHG-04 levels[0].doc.format`, the path behind the id of the criterion."""
    if each.kind is not DifferenceKind.CHANGED and len(each.path) == 2:  # a criterion or a measure
        return Cause(kind="grid", where=each.at(each.path[each.path[0] == "criteria" :]))
    if each.path[0] != "criteria":
        return Cause.of("grid", each)
    return Cause.of("grid", each, each.at(each.path[2:], str(each.path[1])))


def rule_causes(old: Side, new: Side) -> RuleCauses:
    """Which changes of the rules between two sides moved which figures; unknown where it would take too long to try."""
    if old.documents is None or new.documents is None or new.recomputed is None:
        return _UNKNOWN
    tried = list(_undone(old.documents, new.documents))
    if len(tried) * len(new.result["requests"]) > _MOST_TRIED:
        return _UNKNOWN
    grids, again = {**old.documents.grids, **new.documents.grids}, new.recomputed
    before = again.under(old.documents.call, {**grids, **old.documents.grids})
    found: dict[str, list[tuple[Cause, frozenset[str]]]] = {}
    for cause, call, undone in tried:
        for name, moves in _moved(again.under(call, {**grids, **undone}), again.now).items():
            found.setdefault(name, []).append((cause, moves))
    return RuleCauses(each=found, together=None if before is None else _moved(before, again.now))


def _undone(old: SideDocuments, new: SideDocuments) -> Iterator[tuple[Cause, Data, Mapping[str, Data]]]:
    """Each change of the call, then of grids of both sides, with the call and the grids (by id) as they would be without it."""
    for each in differences(old.call, new.call):
        yield Cause.of("call", each), without(new.call, each), {}
    for name in sorted(old.grids.keys() & new.grids.keys()):
        found = [each for place in _by_place(old.grids[name], new.grids[name]).values() for each in place]
        for each in found:
            grid: Any = _keyed(new.grids[name])
            for one in (each, *_in_its_place(each, found)):
                grid = without(grid, one)
            yield _cause_in_grid(each), new.call, {name: _listed(grid)}


def _in_its_place(each: Difference, found: Iterable[Difference]) -> Iterator[Difference]:
    """What came for what went: a criterion that gives its `weight` for `out_of` needs one of both."""
    if _replaces(each):
        yield from (one for one in found if one is not each and _replaces(one) and one.path[:2] == each.path[:2])


def _replaces(each: Difference) -> bool:
    is_either = each.path[0] == "criteria" and each.path[2:] in {("weight",), ("out_of",)}
    return is_either and (each.old is None or each.new is None)


def _moved(before: Mapping[str, Data] | None, now: Mapping[str, Data]) -> dict[str, frozenset[str]]:
    """The figures of each request that differ."""
    if before is None:
        return {}
    return {name: moved(figures(before.get(name), each)) for name, each in now.items()}
