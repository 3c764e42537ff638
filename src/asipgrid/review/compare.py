"""Two results of a call side by side: what moved, what flipped, and why, down to a fact, a mark or a weight.

Both sides are plain results (documents, 1.6), with the documents behind them where they are at hand: from those comes
the reason. Without them the digests say which document changed, not what in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.changes import VersionPart
from asipgrid.model.calls import Outcome
from asipgrid.model.said import said
from asipgrid.review.changed_rules import (
    NO_RULE,
    GridChange,
    RuleCauses,
    changed_call,
    changed_grids,
    moved_statistics,
    rule_causes,
    threshold_causes,
)
from asipgrid.review.differences import differences, told
from asipgrid.review.sides import NOTHING, Cause, Data, Move, Side, SideDocuments, Unscored, figures, moved

Documents = tuple[SideDocuments, SideDocuments] | None
"""Those behind both sides, where both have them."""


class RequestChange(Struct, frozen=True, kw_only=True):
    """What became of one request: `new`, `withdrawn`, `renamed` (from `former`), or `changed`."""

    request: str
    kind: str
    former: str | None = None
    score: Move
    ceiling: Move
    rank: Move
    outcome: Move
    worked_out: Move
    awarded: Move
    paid: Move
    causes: tuple[Cause, ...] = ()


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
    call: tuple[Cause, ...]
    grids: tuple[GridChange, ...]
    requests: tuple[RequestChange, ...]
    same: int
    notes: tuple[str, ...] = ()
    monitoring: tuple[FollowedChange, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    envelopes: tuple[Cause, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.call or self.grids or self.requests or self.monitoring or self.envelopes)

    @property
    def comparable(self) -> bool:
        """Whether scores before and after rest on the same rules."""
        return not any(each.part in {VersionPart.MAJOR, None} for each in self.grids)


def compare(old: Side, new: Side) -> Comparison:
    """What differs between two sides."""
    unscored = {*old.unscored, *new.unscored}
    before, after = (
        {each["id"]: each for each in side.result["requests"] if each["id"] not in unscored} for side in (old, new)
    )
    documents = None if old.documents is None or new.documents is None else (old.documents, new.documents)
    renamed = {} if documents is None else _renamed_requests(*documents, before, after)
    call, grids = tuple(changed_call(old, new)), tuple(changed_grids(old, new))
    rules = rule_causes(old, new) if (call or grids) and before and after else NO_RULE
    names = sorted({*before, *after} - set(renamed.values()))
    rules = replace(rules, figures=tuple(moved_statistics(old, new)))
    pairs = ((before.get(renamed.get(name, name)), after.get(name)) for name in names)
    by = threshold_causes(old, new)
    found = [each for a, b in pairs if (each := _changed_request(a, b, documents, rules, by)) is not None]
    return Comparison(
        old=old.name,
        new=new.name,
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
        envelopes=tuple(_envelopes(old.result["call"], new.result["call"])) if old.result["call"] else (),
    )


_OF_ENVELOPES: Final = {
    "received": said("received"),
    "awarded": said("awarded"),
    "passed_on": said("passed on"),
    "left": said("left"),
    "requests": said("requests"),
}
_OF_PROJECTS: Final = {
    "paid": said("paid"),
    "payable": said("payable"),
    "suspended": said("suspended"),
    "not_due": said("not_due"),
    "ended": said("ended"),
    "returned": said("returned"),
}


def _envelopes(old: Data, new: Data) -> Iterator[Cause]:
    """What moved of the money of each envelope, and of what each quota counts."""
    for key in ("envelopes", "quotas"):
        before, after = old.get(key, NOTHING), new.get(key, NOTHING)
        for name in dict.fromkeys((*after, *before)):
            was, now = (dict(_sums(side.get(name, NOTHING))) for side in (before, after))
            for where in dict.fromkeys((*now, *was)):
                if was.get(where) != now.get(where):
                    yield Cause(
                        kind="followed",
                        where=said("{envelope} {what}", name, where),
                        old=was.get(where),
                        new=now.get(where),
                    )


def _sums(data: Data) -> Iterator[tuple[str, str | None]]:
    """The figures of an envelope or a quota, by their names; of a quota, for each value that it counts apart."""
    for key, what in _OF_ENVELOPES.items():
        if data.get(key) is not None:
            yield what, str(data[key])
    for value, each in data.get("of", NOTHING).items():
        yield from ((said("{value} {what}", value, what), figure) for what, figure in _sums(each))


def _notes(old: Side, new: Side) -> Iterator[str]:
    for side, other in ((old, new), (new, old)):
        if side.monitoring and not other.monitoring:
            yield said(
                "{side} has its monitoring written, {other} has not, so nothing is told of it", side.name, other.name
            )
    for side in (old, new):
        if side.documents is None and side.result["requests"]:
            yield said(
                "{side}: its documents are not at hand, so causes are told by what changed in the results", side.name
            )


def _renamed_requests(old: SideDocuments, new: SideDocuments, before: Data, after: Data) -> dict[str, str]:
    """Requests that are the same but for their id: the former id by the present one."""
    gone = sorted(before.keys() - after.keys())
    found: dict[str, str] = {}
    for name in sorted(after.keys() - before.keys()):
        body = _body(new, name)
        former = next((each for each in gone if _body(old, each) == body), None)
        if former is not None and body:
            found[name] = former
            gone.remove(former)
    return found


def _body(documents: SideDocuments, name: str) -> Data:
    return {key: value for key, value in documents.requests.get(name, NOTHING).items() if key != "request"}


def _changed_request(
    a: Data | None, b: Data | None, documents: Documents, rules: RuleCauses, thresholds: Mapping[str, Cause]
) -> RequestChange | None:
    """What became of one request; None when nothing did. Of the `thresholds` of a stage that moved, those are told that decide of it."""
    name, former = ((b or a or NOTHING)["id"], (a or b or NOTHING)["id"])
    kind = "new" if a is None else "withdrawn" if b is None else "changed" if name == former else "renamed"
    moves = figures(a, b)
    names = moved(moves)
    causes: tuple[Cause, ...] = ()
    if a is not None and b is not None:
        found = _causes_in_results(a, b) if documents is None else _causes(*documents, former, name)
        causes = (*found, *_stage_causes(a, b, thresholds), *rules.causes(name, names), *rules.by_figures(names))
    if kind == "changed" and not causes:
        if not names:
            return None
        causes = (rules.rest(name, names),)
    return RequestChange(request=name, kind=kind, former=former if kind == "renamed" else None, causes=causes, **moves)


def _stage_causes(a: Data, b: Data, thresholds: Mapping[str, Cause]) -> Iterator[Cause]:
    """What became of a request in the stage before, and the thresholds of this one between whose sides it came to lie."""
    was, now = (side.get("stage_before") for side in (a, b))
    if was != now:
        yield Cause(kind="stage", where=said("the stage before"), old=was, new=now)
    of_a_stage = all(side["proposal"]["outcome"] == Outcome.PASSES for side in (a, b))
    if of_a_stage and a["status"] != b["status"]:
        own = {"", *a.get("envelopes", ()), *b.get("envelopes", ())}
        yield from (cause for name, cause in thresholds.items() if name in own)


def _causes(old: SideDocuments, new: SideDocuments, former: str, name: str) -> Iterator[Cause]:
    for each in differences(old.requests.get(former, NOTHING), new.requests.get(name, NOTHING)):
        if each.path != ("request",):
            yield Cause.of("fact", each)
    yield from _changed_sheets(old, new, former, name)
    was, now = (
        said("none") if each is None else _decided(each)
        for each in (old.decisions.get(former), new.decisions.get(name))
    )
    if was != now:
        yield Cause(kind="decision", where=said("the committee"), old=was, new=now)
    elif old.decisions.get(former) != new.decisions.get(name):
        yield Cause(kind="reason", where=said("the decision of the committee"))


def _causes_in_results(a: Data, b: Data) -> Iterator[Cause]:
    """What can be told without the documents: levels that changed, and documents by their digests."""
    for criterion in sorted({*a["criteria"], *b["criteria"]}):
        was, now = (side["criteria"].get(criterion, NOTHING).get("level") for side in (a, b))
        if was != now:
            yield Cause(kind="level", where=criterion, old=was, new=now)
    if a["digest"] != b["digest"]:
        yield Cause(kind="document", where=said("the request"))
    for assessor in sorted({*a["sheets"], *b["sheets"]}):
        if a["sheets"].get(assessor) != b["sheets"].get(assessor):
            yield Cause(kind="document", where=said("the sheet of {assessor}", assessor))
    was, now = ((side["decision"] or NOTHING).get("digest") for side in (a, b))
    if was != now:
        yield Cause(kind="document", where=said("the decision"))


def _changed_sheets(old: SideDocuments, new: SideDocuments, former: str, name: str) -> Iterator[Cause]:
    """Sheets that came, went or declare a conflict, and each mark that changed, by assessor and criterion."""
    before, after = (
        {assessor: sheet for (about, assessor), sheet in side.sheets.items() if about == request}
        for side, request in ((old, former), (new, name))
    )
    for assessor in sorted({*before, *after}):
        was, now = before.get(assessor), after.get(assessor)
        if was is None or now is None or bool(was.get("conflict")) != bool(now.get("conflict")):
            yield Cause(kind="sheet", where=assessor, old=_sheet_kind(was), new=_sheet_kind(now))
        else:
            yield from _changed_marks(assessor, was.get("marks") or NOTHING, now.get("marks") or NOTHING)


def _changed_marks(assessor: str, was: Data, now: Data) -> Iterator[Cause]:
    for criterion in sorted({*was, *now}):
        first, last = (marks.get(criterion, NOTHING) for marks in (was, now))
        where = f"{criterion} {assessor}"
        if first.get("level") != last.get("level"):
            yield Cause(kind="mark", where=where, old=told(first.get("level")), new=told(last.get("level")))
        elif first.get("why") != last.get("why"):
            yield Cause(kind="reason", where=where)


def _sheet_kind(sheet: Data | None) -> str | None:
    if sheet is None:
        return None
    return said("conflict of interest") if sheet.get("conflict") else said("marks")


def _decided(decision: Data) -> str:
    amount = decision.get("amount")
    outcome = str(decision["outcome"])
    return outcome if amount is None else said("{outcome} {amount}", outcome, told(amount))


def _monitoring(old: Mapping[str, Data], new: Mapping[str, Data]) -> Iterator[FollowedChange]:
    """What moved in the written monitoring: its day, then by id the light, the score now, money, goals and payments."""
    for name in sorted({*old, *new}) if old and new else ():
        if name not in old or name not in new:
            was, now = (side.get(name, NOTHING).get("light") for side in (old, new))
            yield FollowedChange(request=name, moves=(Cause(kind="followed", where=said("light"), old=was, new=now),))
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
        yield said("as of"), data["as_of"]
        return
    yield said("light"), data["light"]
    yield said("score now"), data["score"]["now"]
    for key, what in _OF_PROJECTS.items():
        yield what, data.get(key)
    for each in (*data["goals"], *data["targets"]):
        yield said("{goal} light", each["id"]), each["light"]
        yield said("{goal} value", each["id"]), None if each["latest"] is None else each["latest"]["value"]
        yield said("{goal} target", each["id"]), each["target"]
        yield said("{goal} due", each["id"]), each["due"]
    for each in data["payments"]:
        yield said("payment {number}", each["number"]), each["state"]
