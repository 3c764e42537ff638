"""What became of each request between two sides: which figures moved, and which fact, mark or decision is the cause."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from asipgrid.review.differences import differences, told
from asipgrid.review.figures import Move, figures, moved
from asipgrid.review.rule_causes import RuleCauses
from asipgrid.review.sides import NOTHING, Cause, Data, Side, SideDocuments


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


def renamed_requests(old: Side, new: Side, before: Data, after: Data) -> dict[str, str]:
    """Requests that are the same but for their id: the former id by the present one."""
    if old.documents is None or new.documents is None:
        return {}
    gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    found: dict[str, str] = {}
    for name in come:
        body = _body(new.documents, name)
        left = [each for each in gone if each not in found.values()]
        former = next((each for each in left if _body(old.documents, each) == body), None)
        if former is not None and body:
            found[name] = former
    return found


def _body(documents: SideDocuments, name: str) -> Data:
    return {key: value for key, value in documents.requests.get(name, NOTHING).items() if key != "request"}


def changed_request(
    old: Side, new: Side, name: str, *, renamed_from: str | None, rules: RuleCauses
) -> RequestChange | None:
    """What became of one request; None when nothing did."""
    former = renamed_from or name
    a, b = old.requests().get(former), new.requests().get(name)
    kind = "new" if a is None else "withdrawn" if b is None else "renamed" if renamed_from else "changed"
    moves = figures(a, b)
    names = moved(moves)
    causes: tuple[Cause, ...] = ()
    if a is not None and b is not None:
        causes = (*_causes(old, new, former, name, a, b), *rules.causes(name, names))
    if kind == "changed" and not causes:
        if not names:
            return None
        causes = (rules.rest(name, names),)
    return RequestChange(request=name, kind=kind, former=renamed_from, causes=causes, **moves)


def _causes(old: Side, new: Side, former: str, name: str, a: Data, b: Data) -> Iterator[Cause]:
    if old.documents is None or new.documents is None:
        yield from _causes_in_results(a, b)
        return
    before, after = old.documents.requests.get(former, NOTHING), new.documents.requests.get(name, NOTHING)
    for each in differences(before, after):
        if each.path != ("request",):
            yield Cause.of("fact", each.where, each)
    yield from _changed_sheets(old.documents, new.documents, former, name)
    yield from _changed_decision(old.documents.decisions.get(former), new.documents.decisions.get(name))


def _causes_in_results(a: Data, b: Data) -> Iterator[Cause]:
    """What can be told without the documents: levels that changed, and documents by their digests."""
    for criterion in sorted({*a["criteria"], *b["criteria"]}):
        was, now = (side["criteria"].get(criterion, NOTHING).get("level") for side in (a, b))
        if was != now:
            yield Cause(kind="level", where=criterion, old=was, new=now)
    if a["digest"] != b["digest"]:
        yield Cause(kind="document", where="the request")
    for assessor in sorted({*a["sheets"], *b["sheets"]}):
        if a["sheets"].get(assessor) != b["sheets"].get(assessor):
            yield Cause(kind="document", where=f"the sheet of {assessor}")
    was, now = ((side["decision"] or NOTHING).get("digest") for side in (a, b))
    if was != now:
        yield Cause(kind="document", where="the decision")


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
    return None if sheet is None else "conflict of interest" if sheet.get("conflict") else "marks"


def _changed_decision(old: Data | None, new: Data | None) -> Iterator[Cause]:
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
