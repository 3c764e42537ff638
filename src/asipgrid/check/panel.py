"""What no schema can say of the panel of a call: whom its rules name, and what they can never come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from asipgrid.check.conditions import written_paths
from asipgrid.check.scales import is_judged, top_of
from asipgrid.check.wording import Data, error, near_words, warning
from asipgrid.model.panels import Of
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said
from asipgrid.model.values import exact
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def panel_findings(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A panel against the grids of its call, and against the rules that read its veto."""
    marked = {each["id"]: name for name, grid in grids.items() for each in grid["criteria"] if "mark" in each}
    panel = call.get("panel", {})
    if marked and not panel:
        says = said(
            "{marked} is judged by assessors, but the call has no panel; add `panel: {assessors: 2, aggregate: "
            "median}`",
            next(iter(marked)),
        )
        yield error(record, (), "C205", says)
    yield from _named(record, panel, marked, grids)
    yield from _vetoes(record, call, panel)
    if "totals" in panel and (len(set(_asked_for(panel))) > 1 or len(set(_groups(panel, marked))) > 1):
        says = said("grids that different assessors mark have no total of one assessor; remove `totals`, or `grids`")
        yield error(record, ("panel", "totals"), "C263", says)
    yield from _limits(record, panel, grids)


def _named(record: Record, panel: Data, marked: Mapping[str, str], grids: Mapping[str, Data]) -> Iterator[Finding]:
    """What the panel says of single criteria and grids, and who it names to mark them."""
    for name in panel.get("per", ()):
        if name in grids and name not in marked:
            says = said(
                "{name} is a grid; how marks become levels in all of it is said by `grids: {{name}: {aggregate: …}}`",
                name,
            )
            yield error(record, ("panel", "per", name), "C260", says)
    for key, known in (("per", list(marked)), ("grids", list(dict.fromkeys(marked.values())))):
        for name in panel.get(key, ()):
            if name not in known and not (key == "per" and name in grids):
                what = said("criterion") if key == "per" else said("grid with criteria")
                says = said("{name} is no {what} that assessors mark; {near}", name, what, near_words(name, known))
                yield error(record, ("panel", key, name), "C260", says)
    for name, own in panel.get("grids", {}).items():
        by, need = own.get("by", ()), own.get("assessors", panel["assessors"])
        if by and len(by) < need:
            says = said(
                "{name} needs {need} assessors, and {count} may mark it; name more, or say `assessors: {count}` there",
                name,
                need,
                len(by),
            )
            yield error(record, ("panel", "grids", name, "by"), "C267", says)


def _vetoes(record: Record, call: Data, panel: Data) -> Iterator[Finding]:
    """A veto, and the rules that read it."""
    read = [at for at, rule in enumerate(call["decisions"]) if "vetoed" in written_paths(rule.get("when", {}))]
    if "veto" in panel and not read:
        says = said(
            "no rule reads `vetoed`, so this veto decides nothing; add a rule such as {outcome: decline, when: "
            "{vetoed: true}}"
        )
        yield warning(record, ("panel", "veto"), "C261", says)
    for at in read if "veto" not in panel else ():
        says = said(
            "`vetoed` is read, but the panel has no veto; add one such as `veto: {assessors: 2, below: 1}`, or "
            "remove this"
        )
        yield error(record, ("decisions", at, "when"), "C261", says)
    if "veto" in panel and panel["veto"]["assessors"] > max(_asked_for(panel)):
        says = said(
            "{assessors} assessors are a veto, but {marking} mark; at most so many can",
            panel["veto"]["assessors"],
            max(_asked_for(panel)),
        )
        yield error(record, ("panel", "veto", "assessors"), "C262", says)


def _asked_for(panel: Data) -> list[int]:
    """How many assessors the grids of a call need."""
    return [
        panel["assessors"],
        *(each.get("assessors", panel["assessors"]) for each in panel.get("grids", {}).values()),
    ]


def _groups(panel: Data, marked: Mapping[str, str]) -> Iterator[frozenset[str]]:
    """Who marks each grid; nobody named where all do."""
    own = panel.get("grids", {})
    yield from (frozenset(own.get(name, {}).get("by", ())) for name in marked.values())


def _limits(record: Record, panel: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Limits that no marks reach, or all do: they decide nothing, or everything."""
    further, veto = panel.get("further", {}), panel.get("veto", {})
    if further and max(_asked_for(panel)) == 1:
        says = said("one assessor differs from nobody, so no further one is ever called in; ask for two, or remove it")
        yield warning(record, ("panel", "further"), "C266", says)
        return
    marks = _most(Of.CRITERION, grids)
    for at, limit, of in (
        (("further", "difference"), further.get("difference"), further.get("of", Of.CRITERION)),
        (("outliers",), panel.get("outliers"), Of.CRITERION),
    ):
        most = _most(of, grids)
        if limit is not None and most and exact(limit) >= most:
            says = said(
                "nothing lies further apart than {most}, so {limit} is never exceeded", as_written(most), shown(limit)
            )
            yield warning(record, ("panel", *at), "C266", says)
    if marks and "disagreement" in panel and exact(panel["disagreement"]) > marks:
        says = said(
            "no two marks lie further apart than {most}, so a difference of {limit} is never reached",
            as_written(marks),
            shown(panel["disagreement"]),
        )
        yield warning(record, ("panel", "disagreement"), "C266", says)
    below = veto.get("below")
    most = _most(veto.get("of", Of.CRITERION), grids)
    if below is not None and most and exact(below) > most:
        says = said("{most} is the most there is, so everything lies below {limit}", as_written(most), shown(below))
        yield warning(record, ("panel", "veto", "below"), "C266", says)


def _most(of: Any, grids: Mapping[str, Data]) -> Fraction:
    """The most that a rule of a panel may look at: the highest level that is marked, 100, or the points there are."""
    every = [(grid, each) for grid in grids.values() for each in grid["criteria"]]
    if of == Of.TOTAL:
        return Fraction(100)
    if of == Of.POINTS:
        return Fraction(sum(top_of(grid, each) for grid, each in every if is_judged(each) and not each.get("info")))
    return Fraction(max((top_of(grid, each) for grid, each in every if "mark" in each), default=0))
