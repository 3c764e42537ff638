"""What differs between two results, in sentences: for a terminal, for a pull-request comment, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import structs

from asipgrid.formats import Look
from asipgrid.formats.page import Page
from asipgrid.formats.words import LABELS, Words
from asipgrid.model.places import Language
from asipgrid.model.said import SaidText
from asipgrid.review.changed_rules import GridChange
from asipgrid.review.compare import Comparison, FollowedChange, NotCompared, RequestChange
from asipgrid.review.sides import Cause, Move
from asipgrid.text import jsons
from asipgrid.text.codes import codes_in
from asipgrid.text.escape import forge

# What programs read is English.
ENGLISH: Final = Words()


def table(report: Comparison, look: Look) -> str:
    """One line for each thing that moved, with its cause."""
    page, words = Page(look), Words(look.language)
    page.line(_sides(report, words), style="bold")
    for line, indent in _lines(report, words):
        page.line(line, indent=indent)
    page.line(_last(report, words), style="bold")
    for note in report.notes:
        page.line(f"! {words.said(note)}")
    return page.text()


def as_markdown(report: Comparison, look: Look) -> str:
    """The same as a comment on a pull request: what moved first, then why."""
    words = Words(look.language)
    lines = [f"### {forge(_sides(report, words))}", "", _last(report, words), ""]
    lines += [f"{' ' * indent}- {forge(line)}" for line, indent in _lines(report, words)]
    lines += [f"- {forge(words.said(note))}" for note in report.notes]
    return "\n".join(lines) + "\n"


def _sides(report: Comparison, words: Words) -> str:
    return f"{words.said(report.old)} → {words.said(report.new)}"


def _lines(report: Comparison, words: Words) -> Iterator[tuple[str, int]]:
    """Each thing that moved, and how far its line is indented: what changed in a grid stands below it."""
    for cause in report.call:
        told = cause_text(cause, words)
        yield words.named(words("compare_call"), told) if cause.kind == "call" else told, 0
    for cause in report.envelopes:
        yield cause_text(cause, words), 0
    for each in report.grids:
        yield _grid_line(each, words), 0
        yield from ((cause_text(cause, words), 2) for cause in each.causes)
    yield from ((request_line(change, words), 0) for change in report.requests)
    yield from ((followed_line(followed, words), 0) for followed in report.monitoring)
    yield from ((not_compared_line(out, report, words), 0) for out in report.not_compared)


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
    if change.worked_out.moved or change.worked_out.old is not None:
        moves["worked_out"] = structs.asdict(change.worked_out)
    if change.paid.moved or change.paid.old is not None:
        moves["paid"] = structs.asdict(change.paid)
    return {**head, **moves, "causes": _causes(change.causes)}


def _causes(causes: Iterable[Cause]) -> list[dict[str, Any]]:
    return [{**structs.asdict(each), "says": cause_text(each)} for each in causes]


def _grid_line(each: GridChange, words: Words) -> str:
    part = words(f"part_{'unknown' if each.part is None else each.part.name.lower()}")
    key = "compare_grid_same" if each.old == each.new else "compare_grid"
    return words(key, grid=each.grid, old=each.old, new=each.new, part=part)


def request_line(change: RequestChange, words: Words = ENGLISH) -> str:
    """`region-c 62.50 → 61.25: CHG-04 assessor-2 3 → 2; rank 4 → 6; funded → reserve`."""
    if change.kind in {"new", "withdrawn"}:
        side = {"new": "new", "withdrawn": "old"}[change.kind]
        score, outcome = getattr(change.score, side), getattr(change.outcome, side)
        told = words("none") if score is None else words.result(score)
        return words(f"compare_{change.kind}", request=change.request, score=told, word=_outcome(outcome, words))
    name = f"{change.former} → {change.request}" if change.kind == "renamed" else change.request
    score = f" {_move(change.score, words)}" if change.score.moved else ""
    parts = [*(cause_text(cause, words) for cause in change.causes), *_moves(change, words)]
    return words.named(f"{name}{score}", words.parts(parts) or words("compare_same"))


def followed_line(change: FollowedChange, words: Words = ENGLISH) -> str:
    """`monitoring of region-c: light late → at-risk; payment 2 suspended → payable`."""
    moves = words.parts(cause_text(each, words) for each in change.moves)
    if not change.request:
        return words("compare_monitoring", moves=moves)
    return words("compare_monitoring_of", request=change.request, moves=moves)


def not_compared_line(out: NotCompared, report: Comparison, words: Words = ENGLISH) -> str:
    """`region-a is not compared: HEAD:requests/small has no sound documents of it (…)`."""
    sides = [
        (words("compare_lacks", side=words.said(name)), side)
        for name, side in ((report.old, out.old), (report.new, out.new))
    ]
    if out.old == out.new:
        sides = [(words("compare_lack_both"), out.old)]
    told = [f"{lacks}{f' ({_wrong(side.says, words)})' if side.says else ''}" for lacks, side in sides if side]
    return words("compare_left_out", request=out.request, sides=words.parts(told))


def _wrong(says: str, words: Words) -> str:
    """What is wrong with a request first. A result has its words in English alone; in French the code says what it is."""
    if words.language is Language.EN or not isinstance(says, SaidText):
        return str(says)
    place, code, message = (str(value) for value in says.values.values())
    titles = {each.code: each.title for each in codes_in(words.language)}
    return f"{place} {code} {titles.get(code, message)}"


def _moves(change: RequestChange, words: Words) -> list[str]:
    moves = []
    if change.ceiling.moved and change.ceiling.new != change.score.new:
        moves.append(words("compare_at_most", move=_move(change.ceiling, words)))
    if change.rank.moved:
        moves.append(words("compare_rank", move=_move(change.rank, words)))
    if change.outcome.moved:
        outcomes = (_outcome(each, words) for each in (change.outcome.old, change.outcome.new))
        moves.append(" → ".join(outcomes))
    # An award that moves as what is worked out does tells both.
    if change.worked_out.moved and change.worked_out != change.awarded:
        moves.append(words("compare_worked_out", move=_move(change.worked_out, words)))
    for move, key in ((change.awarded, "compare_awarded"), (change.paid, "compare_paid")):
        if move.moved:
            moves.append(words(key, move=_move(move, words)))
    still = not moves and not change.score.moved and change.causes
    return [words("compare_no_figure")] if still else moves


def _outcome(word: str | None, words: Words) -> str:
    return words("none") if word is None else words.outcome(word)


def _move(move: Move, words: Words) -> str:
    old, new = (words("none") if each is None else words.results(each) for each in (move.old, move.new))
    return f"{old} → {new}"


def cause_text(cause: Cause, words: Words = ENGLISH) -> str:
    """One cause in a few words."""
    where = words.said(cause.where)
    match cause.kind:
        case "document":
            return words("compare_changed", what=where)
        case "reason":
            return words("compare_reason", what=where)
        case "rules" | "others":
            return words(f"compare_{cause.kind}")
        case "sheet" if cause.old is None:
            return words("compare_rated", what=where, sheet=_side(cause.new, cause, words))
        case "sheet" if cause.new is None:
            return words("compare_gone", what=where)
        case "grid" | "call" | "fact" if cause.old is None and cause.new is None:
            return where
        case "grid" | "call" | "fact" if cause.where.endswith((" added", " removed")):
            return f"{where} ({_side(cause.new or cause.old, cause, words)})"
    move = " → ".join(_side(each, cause, words) for each in (cause.old, cause.new))
    return words("compare_level", what=where, move=move) if cause.kind == "level" else f"{where} {move}"


_NONE_THERE: Final = frozenset({"threshold", "followed", "level"})
"""Kinds of causes of which a side that has nothing has none; of others it is not stated."""


def _side(value: str | None, cause: Cause, words: Words) -> str:
    """What a cause was, or is."""
    if not value:
        return words("none" if cause.kind in _NONE_THERE else "not_stated")
    if cause.kind == "decision":
        return _decision(value, words)
    if cause.kind == "followed":
        state = next((key for key in (f"light_{value}", f"payment_{value}") if key in LABELS), None)
        return words.result(value) if state is None else _state(value, state, words)
    if cause.kind == "statistic":
        return words.results(value)
    return words.result(value)


def _decision(value: str, words: Words) -> str:
    """What the committee decided: an outcome, and its amount where one is stated."""
    if not isinstance(value, SaidText):
        return words.outcome(value)
    if "outcome" not in value.values:
        return words.said(value)
    return f"{words.outcome(value.values['outcome'])} {words.result(value.values['amount'])}"


def _state(value: str, key: str, words: Words) -> str:
    """A light or the state of a payment: English as monitoring writes it, else in its words without the sign."""
    return value if words.language is Language.EN else words(key).partition(" ")[2]


def _last(report: Comparison, words: Words) -> str:
    left = len(report.not_compared)
    if not report.differs:
        if left and not report.same:
            return words("compare_nothing", count=left)
        return words("compare_equal_left" if left else "compare_equal", same=report.same, left=left)
    counts = Counter(change.kind for change in report.requests)
    flipped = sum(each.outcome.moved for each in report.requests if each.kind in {"changed", "renamed"})
    told = [words(f"count_{kind}", count=count) for kind, count in sorted(counts.items())]
    told.append(words("count_same", count=report.same))
    if left:
        told.append(words("count_left", count=left))
    return words("compare_last", told=", ".join(told), flipped=flipped)
