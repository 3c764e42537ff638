"""How far each thing may move before a decision changes, in words: for a terminal, for a page, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.formats import Look, counted
from asipgrid.formats.estimates import answer_parts, estimates_json, optimum_json
from asipgrid.formats.page import Page
from asipgrid.model.values import decimals_of
from asipgrid.review.robustness import Robustness, RobustnessAnswer
from asipgrid.review.single_changes import Changes
from asipgrid.review.stable_ranges import End, StableRange
from asipgrid.text import jsons
from asipgrid.text.escape import forge
from asipgrid.text.numbers import decimals, number
from asipgrid.text.suggestions import few

HEADS: Final = ("what", "now", "from", "to", "below", "above")
_SAYS: Final = (
    "From … to … every decision stays as it is, whatever one of these numbers is; "
    "below and above stand the requests of which something else becomes just beyond."
)
_WEIGHED: Final = "it stands alone, or decisions do not follow from it by weighted means and ranks"
_OPEN: Final = {
    "grid": _WEIGHED,
    "criterion": _WEIGHED,
    "bound": "no figure is compared with it",
    "envelope": "it is not paid out in the order of ranks alone",
}
_KINDS: Final = {
    "grid": "Weights of the grids, as shares of all, the others in proportion",
    "criterion": "Weights of criteria, as shares of their grid, the others in proportion",
    "bound": "Numbers of the decision rules",
    "envelope": "The envelope",
}


def table(answered: RobustnessAnswer, look: Look) -> str:
    """For a terminal: a table for each kind of number, then marks, unknowns and the grey zone; draws; an optimum."""
    page = Page(look)
    page.title(answered.call)
    if answered.exact is not None:
        _exact(page, answered.exact)
    for at, part in enumerate(answer_parts(answered)):
        page.line(part.heading, style="bold") if at == 0 and answered.exact is None else page.heading(part.heading)
        for line in part.says:
            page.line(line, hang=0)
        if part.rows:
            page.columns(part.heads, part.rows)
        for line in part.after:
            page.line(line)
    return page.text()


def _exact(page: Page, report: Robustness) -> None:
    page.line(_SAYS)
    for kind, title in _KINDS.items():
        rows = [_row(each, report) for each in report.ranges if each.kind == kind and each.moves]
        others = list(_others(report, kind))
        if rows or others:
            page.heading(title)
        if rows:
            page.columns([f"{side}{head}" for side, head in zip("<>>><<", HEADS, strict=True)], rows)
        for line in others:
            page.line(line)
    page.heading("Marks, things not known, and the grey zone")
    for line in _flipped(report):
        page.line(line)


def as_markdown(answered: RobustnessAnswer, _look: Look) -> str:
    """The same for a page that a forge shows."""
    lines = [f"# {forge(answered.call.title.en)}", ""]
    lines += [] if answered.exact is None else _exact_markdown(answered.exact)
    for part in answer_parts(answered):
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


def _exact_markdown(report: Robustness) -> list[str]:
    lines = [_SAYS, ""]
    for kind, title in _KINDS.items():
        rows = [_row(each, report) for each in report.ranges if each.kind == kind and each.moves]
        others = list(_others(report, kind))
        if rows or others:
            lines += [f"## {title}", ""]
        if rows:
            lines += _grid(HEADS, rows)
        lines += [line for each in others for line in (forge(each), "")]
    return [
        *lines,
        "## Marks, things not known, and the grey zone",
        "",
        *(f"- {forge(line)}" for line in _flipped(report)),
    ]


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


def _row(each: StableRange, report: Robustness) -> list[str]:
    ends = [end or End(None) for end in (each.low, each.high)]
    figures = ["any" if end.at is None else f"{_inside(end.at, each, report)} {each.unit}".rstrip() for end in ends]
    return [each.name, _shown(each.value, each, report), *figures, *(_told(end.changes) for end in ends)]


def _shown(value: Fraction, each: StableRange, report: Robustness) -> str:
    return f"{_figure(value, each, report)} {each.unit}".rstrip()


def _figure(value: Fraction, each: StableRange, report: Robustness) -> str:
    if each.kind == "envelope":
        return decimals(int(value), decimals_of(report.call.currency), fixed=True)
    return number(value, 2)


def _inside(value: Fraction, each: StableRange, report: Robustness, digits: int = 2) -> str:
    """An end of a range; what is printed lies inside."""
    if each.kind == "envelope":
        return _figure(value, each, report)
    return number(each.inside(value, digits), 12)


def _told(changes: Changes) -> str:
    """`region-h partial → reserve, region-i reserve → funded`."""
    return few([f"{name} {old} → {new}" for name, old, new in changes])


def _others(report: Robustness, kind: str) -> Iterator[str]:
    """The numbers of a kind that move nobody, and those of which it was not found out."""
    here = [each for each in report.ranges if each.kind == kind]
    free = [each.name.removesuffix(".weight") for each in here if not each.moves and each.low is not None]
    if free:
        yield f"At any value, every decision stays: {', '.join(free)}."
    open_ = [each.name.removesuffix(".weight") for each in here if each.low is None]
    if open_:
        yield f"Not found out, for {_OPEN[kind]}: {', '.join(open_)}."


def _flipped(report: Robustness) -> Iterator[str]:
    for each in report.flips:
        yield f"{each.name} {each.old} → {each.new}: {_told(each.changes)}"
    why = "was not tried, for totals or vetoes of single assessors decide, or statistics over all requests"
    if report.marks is None:
        yield f"What marks a step apart would change {why}."
    else:
        yield f"{counted(report.marks, 'mark')} tried one step lower and one higher, {_count(report, 'mark')}."
    if report.unknowns is None:
        yield f"What is not known {why}."
    else:
        yield f"{counted(report.unknowns, 'thing')} not known, each tried as it may come out, {_count(report, 'unknown')}."
    grey = list(report.grey)
    yield f"In the grey zone: {', '.join(grey) or 'nobody'}."


def _count(report: Robustness, kind: str) -> str:
    count = len({each.name for each in report.flips if each.kind == kind})
    return f"{count} of which {'moves' if count == 1 else 'move'} a decision"
