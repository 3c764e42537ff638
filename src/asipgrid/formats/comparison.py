"""What differs between two results, in sentences: for a terminal, for a pull-request comment, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import structs

from asipgrid.check.changes import Part
from asipgrid.formats import Look, counted
from asipgrid.formats.page import Page
from asipgrid.review.changed_rules import GridChange
from asipgrid.review.compare import Comparison, FollowedChange, NotCompared, RequestChange
from asipgrid.review.sides import Cause, Move
from asipgrid.text import jsons
from asipgrid.text.escape import forge

_PARTS = {
    Part.MAJOR: "major: scores before and after cannot be compared",
    Part.MINOR: "minor: what is asked changed, not how it is judged",
    Part.PATCH: "patch: words only",
    None: "what changed in it is not known",
}


def table(report: Comparison, look: Look) -> str:
    """One line for each thing that moved, with its cause."""
    page = Page(look)
    page.line(f"{report.old} → {report.new}", style="bold")
    for line, indent in _lines(report):
        page.line(line, indent=indent)
    page.line(_last(report), style="bold")
    for note in report.notes:
        page.line(f"! {note}")
    return page.text()


def as_markdown(report: Comparison, _look: Look) -> str:
    """The same as a comment on a pull request: what moved first, then why."""
    lines = [f"### {forge(report.old)} → {forge(report.new)}", "", _last(report), ""]
    lines += [f"{' ' * indent}- {forge(line)}" for line, indent in _lines(report)]
    lines += [f"- {forge(note)}" for note in report.notes]
    return "\n".join(lines) + "\n"


def _lines(report: Comparison) -> Iterator[tuple[str, int]]:
    """Each thing that moved, and how far its line is indented: what changed in a grid stands below it."""
    for cause in report.call:
        yield f"call: {cause_text(cause)}" if cause.kind == "call" else cause_text(cause), 0
    for cause in report.envelopes:
        yield cause_text(cause), 0
    for each in report.grids:
        yield _grid_line(each), 0
        yield from ((cause_text(cause), 2) for cause in each.causes)
    yield from ((request_line(change), 0) for change in report.requests)
    yield from ((followed_line(followed), 0) for followed in report.monitoring)
    yield from ((not_compared_line(out, report), 0) for out in report.not_compared)


def as_json(report: Comparison, _look: Look) -> str:
    """Everything as one document; figures as the results print them, null where there is none."""
    return jsons.document(plain(report))


def plain(report: Comparison) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "asipgrid": "comparison/1",
        "old": report.old,
        "new": report.new,
        "comparable": report.comparable,
        "call": _causes(report.call),
        "grids": [
            {
                "grid": each.grid,
                "old": each.old,
                "new": each.new,
                "class": None if each.part is None else each.part.name.lower(),
                "causes": _causes(each.causes),
            }
            for each in report.grids
        ],
        "requests": [_request(each) for each in report.requests],
        "monitoring": [{"id": each.request or None, "moves": _causes(each.moves)} for each in report.monitoring],
        **({"envelopes": _causes(report.envelopes)} if report.envelopes else {}),
        "not_compared": [
            {"id": each.request, "old": each.old and each.old.says, "new": each.new and each.new.says}
            for each in report.not_compared
        ],
        "same": report.same,
        "notes": report.notes,
    }


def _request(change: RequestChange) -> dict[str, Any]:
    moves = {name: structs.asdict(getattr(change, name)) for name in ("score", "ceiling", "rank", "outcome", "awarded")}
    head = {"id": change.request, "kind": change.kind, "former": change.former}
    if change.paid.moved or change.paid.old is not None:
        moves["paid"] = structs.asdict(change.paid)
    return {**head, **moves, "causes": _causes(change.causes)}


def _causes(causes: Iterable[Cause]) -> list[dict[str, Any]]:
    return [{**structs.asdict(each), "says": cause_text(each)} for each in causes]


def _grid_line(each: GridChange) -> str:
    version = f"version {each.old} as before" if each.old == each.new else f"version {each.old} → {each.new}"
    return f"grid {each.grid}: {version} ({_PARTS[each.part]})"


def request_line(change: RequestChange) -> str:
    """`region-c 62.50 → 61.25: CHG-04 assessor-2 3 → 2; rank 4 → 6; funded → reserve`."""
    if change.kind in {"new", "withdrawn"}:
        side = {"new": "new", "withdrawn": "old"}[change.kind]
        told = [f"score {getattr(change.score, side) or 'none'}", str(getattr(change.outcome, side))]
        return f"{change.request} is {change.kind}: {', '.join(told)}"
    name = f"{change.former} → {change.request}" if change.kind == "renamed" else change.request
    score = f" {_move(change.score)}" if change.score.moved else ""
    parts = [*(cause_text(cause) for cause in change.causes), *_moves(change)]
    return f"{name}{score}: {'; '.join(parts) or 'the same but for its id'}"


def followed_line(change: FollowedChange) -> str:
    """`monitoring of region-c: light late → at-risk; payment 2 suspended → payable`."""
    name = f" of {change.request}" if change.request else ""
    return f"monitoring{name}: {'; '.join(map(cause_text, change.moves))}"


def not_compared_line(out: NotCompared, report: Comparison) -> str:
    """`region-a is not compared: HEAD:requests/small has no sound documents of it (…)`."""
    sides = [(f"{report.old} has no", out.old), (f"{report.new} has no", out.new)]
    if out.old == out.new:
        sides = [("neither side has", out.old)]
    told = [f"{who} sound documents of it{f' ({side.says})' if side.says else ''}" for who, side in sides if side]
    return f"{out.request} is not compared: {'; '.join(told)}"


def _moves(change: RequestChange) -> list[str]:
    moves = []
    if change.ceiling.moved and change.ceiling.new != change.score.new:
        moves.append(f"at most {_move(change.ceiling)}")
    for move, what in (
        (change.rank, "rank "),
        (change.outcome, ""),
        (change.awarded, "awarded "),
        (change.paid, "paid from "),
    ):
        if move.moved:
            moves.append(f"{what}{_move(move)}")
    still = not moves and not change.score.moved and change.causes
    return ["no figure moved"] if still else moves


def _move(move: Move) -> str:
    return f"{move.old or 'none'} → {move.new or 'none'}"


def cause_text(cause: Cause) -> str:
    """One cause in a few words."""
    old, new = cause.old or "not stated", cause.new or "not stated"
    match cause.kind:
        case "document":
            return f"{cause.where} changed"
        case "reason":
            return f"{cause.where} gives another reason"
        case "rules":
            return "by the change of the call, its grids or other requests"
        case "others":
            return "by the requests around it"
        case "sheet" if cause.old is None:
            return f"{cause.where} has rated it ({cause.new})"
        case "sheet" if cause.new is None:
            return f"the sheet of {cause.where} is gone"
        case "threshold":
            return f"{cause.where} {cause.old or 'none'} → {cause.new or 'none'}"
        case "followed":
            return f"{cause.where} {cause.old or 'none'} → {cause.new or 'none'}"
        case "level":
            return f"{cause.where} level {cause.old or 'none'} → {cause.new or 'none'}"
        case "grid" | "call" | "fact" if cause.old is None and cause.new is None:
            return cause.where
        case "grid" | "call" | "fact" if cause.where.endswith((" added", " removed")):
            return f"{cause.where} ({cause.new or cause.old})"
    return f"{cause.where} {old} → {new}"


def _last(report: Comparison) -> str:
    left = len(report.not_compared)
    if not report.differs:
        if left and not report.same:
            return f"Nothing is compared: {counted(left, 'request is', 'requests are')} left out."
        more = f"; {counted(left, 'is', 'are')} not compared" if left else ""
        return f"Nothing differs: {counted(report.same, 'request is as before', 'requests are as before')}{more}."
    counts = Counter(change.kind for change in report.requests)
    flipped = sum(each.outcome.moved for each in report.requests if each.kind in {"changed", "renamed"})
    told = [f"{count} {kind}" for kind, count in sorted(counts.items())]
    told += [f"{report.same} as before", *([f"{left} not compared"] if left else [])]
    return f"Requests: {', '.join(told)}; decisions flipped: {flipped}."
