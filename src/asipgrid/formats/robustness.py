"""How far each thing may move before a decision changes, in words: for a terminal, for a page, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.formats import Look
from asipgrid.formats.estimates import answer_parts, estimates_json, optimum_json
from asipgrid.formats.page import Page
from asipgrid.formats.words import Words
from asipgrid.model.values import decimals_of
from asipgrid.review.robustness import Robustness, RobustnessAnswer
from asipgrid.review.single_changes import Changes, Flip
from asipgrid.review.stable_ranges import End, StableRange
from asipgrid.text import jsons
from asipgrid.text.escape import forge
from asipgrid.text.numbers import decimals, number

HEADS: Final = ("sure_what", "sure_now", "sure_from", "sure_to", "sure_below", "sure_above")
_KINDS: Final = ("grid", "criterion", "bound", "envelope")
# Of which numbers it is said alike why they were not found out.
_WEIGHTS: Final = frozenset({"grid", "criterion"})


def table(answered: RobustnessAnswer, look: Look) -> str:
    """For a terminal: a table for each kind of number, then marks, unknowns and the grey zone; draws; an optimum."""
    page, words = Page(look), Words(look.language, answered.call.currency)
    page.title(answered.call)
    if answered.exact is not None:
        _exact(page, answered.exact, words)
    for at, part in enumerate(answer_parts(answered, words)):
        page.line(part.heading, style="bold") if at == 0 and answered.exact is None else page.heading(part.heading)
        for line in part.says:
            page.line(line, hang=0)
        if part.rows:
            page.columns(part.heads, part.rows)
        for line in part.after:
            page.line(line)
    return page.text()


def _exact(page: Page, report: Robustness, words: Words) -> None:
    page.line(words("sure_says"))
    for kind in _KINDS:
        rows = [_row(each, words) for each in report.ranges if each.kind == kind and each.moves]
        others = list(_others(report, kind, words))
        if rows or others:
            page.heading(words(f"sure_{kind}"))
        if rows:
            page.columns([f"{side}{words(head)}" for side, head in zip("<>>><<", HEADS, strict=True)], rows)
        for line in others:
            page.line(line)
    page.heading(words("sure_singles"))
    for line in _flipped(report, words):
        page.line(line)


def as_markdown(answered: RobustnessAnswer, look: Look) -> str:
    """The same for a page that a forge shows."""
    words = Words(look.language, answered.call.currency)
    lines = [f"# {forge(words.text(answered.call.title))}", ""]
    lines += [] if answered.exact is None else _exact_markdown(answered.exact, words)
    for part in answer_parts(answered, words):
        lines += [*([""] if lines[-1] else []), f"## {forge(part.heading)}", ""]
        lines += [line for each in part.says for line in (forge(each), "")]
        if part.rows:
            lines += _grid([each[1:] for each in part.heads], part.rows)
        lines += [line for each in part.after for line in (forge(each), "")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table in Markdown, with an empty line behind it."""
    cells: list[Sequence[str]] = [heads, ["---"] * len(heads), *rows]
    return [*(f"| {' | '.join(each if each == '---' else forge(each) for each in row)} |" for row in cells), ""]


def _exact_markdown(report: Robustness, words: Words) -> list[str]:
    lines = [words("sure_says"), ""]
    for kind in _KINDS:
        rows = [_row(each, words) for each in report.ranges if each.kind == kind and each.moves]
        others = list(_others(report, kind, words))
        if rows or others:
            lines += [f"## {words(f'sure_{kind}')}", ""]
        if rows:
            lines += _grid([words(head) for head in HEADS], rows)
        lines += [line for each in others for line in (forge(each), "")]
    singles = [f"- {forge(line)}" for line in _flipped(report, words)]
    return [*lines, f"## {words('sure_singles')}", "", *singles]


def as_json(answered: RobustnessAnswer, _look: Look) -> str:
    """Everything as one document (`asipgrid schema robustness`)."""
    data: dict[str, Any] = {
        "asipgrid": "robustness/1",
        "call": answered.call.id,
        "requests": dict(sorted(answered.words.items())),
    }
    if answered.exact is not None:
        data |= _exact_json(answered.exact)
    if answered.draws is not None:
        data["draws"] = estimates_json(answered.draws)
    if answered.optimum is not None:
        data["optimum"] = optimum_json(answered.optimum)
    return jsons.document(data)


def _exact_json(report: Robustness) -> dict[str, Any]:
    return {
        "ranges": [
            {
                "kind": each.kind,
                "name": each.name,
                "unit": each.unit or None,
                "value": _figure(each.value, each, report),
                "low": _end(each.low, each, report),
                "high": _end(each.high, each, report),
            }
            for each in report.ranges
        ],
        "tried": {"marks": report.marks, "unknowns": report.unknowns},
        "flips": [
            {"kind": each.kind, "name": each.name, "old": each.old, "new": each.new, "changes": _plain(each.changes)}
            for each in report.flips
        ],
        "grey": list(report.grey),
    }


def _end(end: End | None, each: StableRange, report: Robustness) -> dict[str, Any] | None:
    """An end of a range: null where it was not found out, `at` null where there is none."""
    if end is None:
        return None
    at = None if end.at is None else _inside(end.at, each, report, 6)
    return {"at": at, "changes": _plain(end.changes)}


def _plain(changes: Changes) -> list[dict[str, str]]:
    return [{"id": name, "old": old, "new": new} for name, old, new in changes]


def _row(each: StableRange, words: Words) -> list[str]:
    ends = [end or End(None) for end in (each.low, each.high)]
    figures = [_end_shown(end, each, words) for end in ends]
    return [each.name, _shown(each.value, each, words), *figures, *(_told(end.changes, words) for end in ends)]


def _shown(value: Fraction, each: StableRange, words: Words, digits: int = 2) -> str:
    if each.kind == "envelope":
        return words.plain_money(int(value))
    return words.set(f"{words.number(value, digits)} {each.unit}".rstrip())


def _end_shown(end: End, each: StableRange, words: Words) -> str:
    """An end of a range; what is printed lies inside."""
    if end.at is None:
        return words("sure_any")
    return _shown(end.at if each.kind == "envelope" else each.inside(end.at, 2), each, words, 12)


def _figure(value: Fraction, each: StableRange, report: Robustness) -> str:
    if each.kind == "envelope":
        return decimals(int(value), decimals_of(report.call.currency), fixed=True)
    return number(value, 2)


def _inside(value: Fraction, each: StableRange, report: Robustness, digits: int) -> str:
    """An end of a range; what is printed lies inside."""
    if each.kind == "envelope":
        return _figure(value, each, report)
    return number(each.inside(value, digits), 12)


def _told(changes: Changes, words: Words) -> str:
    """`region-h partial → reserve, region-i reserve → funded`."""
    return words.few([f"{name} {words.outcome(old)} → {words.outcome(new)}" for name, old, new in changes])


def _others(report: Robustness, kind: str, words: Words) -> Iterator[str]:
    """The numbers of a kind that move nobody, and those of which it was not found out."""
    here = [each for each in report.ranges if each.kind == kind]
    free = [each.name.removesuffix(".weight") for each in here if not each.moves and each.low is not None]
    if free:
        yield words("sure_free", names=", ".join(free))
    open_ = [each.name.removesuffix(".weight") for each in here if each.low is None]
    if open_:
        yield words(f"sure_open_{'weight' if kind in _WEIGHTS else kind}", names=", ".join(open_))


def _flipped(report: Robustness, words: Words) -> Iterator[str]:
    for each in report.flips:
        old = words("not_known") if each.before is None else words.number(each.before, 4)
        yield words.named(f"{each.name} {old} → {_comes_out(each, words)}", _told(each.changes, words))
    for tried, key, kind in ((report.marks, "marks", "mark"), (report.unknowns, "unknowns", "unknown")):
        if tried is None:
            yield words(f"untried_{key}")
        else:
            moves = len({each.name for each in report.flips if each.kind == kind})
            yield words(f"tried_{key}", count=tried, moves=moves)
    yield words("grey_zone", requests=", ".join(report.grey) or words("nobody"))


def _comes_out(flip: Flip, words: Words) -> str:
    if isinstance(flip.after, bool):
        return words("fulfilled" if flip.after else "not_fulfilled")
    level = words.number(flip.after, 4)
    return words("level", level=level) if flip.before is None else level
