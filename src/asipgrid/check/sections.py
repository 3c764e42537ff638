"""Sections of a grid: which criteria stand in them, what they weigh and ask for, how they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from asipgrid.check.scales import is_judged, top_of, weight_of
from asipgrid.check.wording import Data, error, near_words
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said
from asipgrid.model.values import exact
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def section_findings(record: Record, grid: Data, reserved: Iterable[str]) -> Iterator[Finding]:
    """The sections of a grid that has some: each criterion that counts stands in one; `reserved` are the figures of results."""
    yield from _ids(record, grid, frozenset(reserved))
    criteria = {each["id"]: each for each in grid["criteria"]}
    owner: dict[str, str] = {}
    for index, section in enumerate(grid["sections"]):
        for position, name in enumerate(section["criteria"]):
            at: KeyPath = ("sections", index, "criteria", position)
            if name not in criteria:
                says = said("{name} is not a criterion of this grid; {near}", name, near_words(name, criteria))
                yield error(record, at, "G164", says)
            elif name in owner:
                says = said("{name} stands in {section} already; a criterion stands in one section", name, owner[name])
                yield error(record, at, "G164", says)
            owner.setdefault(name, section["id"])
        yield from _figures(record, ("sections", index), grid, section, criteria)
    for index, each in enumerate(grid["criteria"]):
        if weight_of(each) > 0 and not each.get("info") and each["id"] not in owner:
            says = said("{id} counts, and stands in no section; add it to the `criteria:` of one", each["id"])
            yield error(record, ("criteria", index, "id"), "G164", says)


def _ids(record: Record, grid: Data, reserved: frozenset[str]) -> Iterator[Finding]:
    taken = {each["id"]: said("a criterion of this grid") for each in grid["criteria"]}
    taken |= dict.fromkeys(reserved, said("a figure of results")) | {grid["grid"]: said("this grid")}
    for index, section in enumerate(grid["sections"]):
        name = section["id"]
        if name in taken:
            says = said(
                "{name} is {taken}; give the section another id, such as {free}", name, taken[name], _free(name, taken)
            )
            yield error(record, ("sections", index, "id"), "G165", says)
        taken.setdefault(name, said("another section of this grid"))


def _free(name: str, taken: Iterable[str]) -> str:
    used = frozenset(taken)
    return next(each for each in (f"{name}_{number}" for number in range(2, len(used) + 3)) if each not in used)


def _figures(record: Record, at: KeyPath, grid: Data, section: Data, criteria: Mapping[str, Data]) -> Iterator[Finding]:
    """What a section weighs and asks for: there is something to weigh, and enough points to ask for."""
    counted = [criteria[name] for name in section["criteria"] if name in criteria]
    counted = [each for each in counted if is_judged(each) and weight_of(each) > 0 and not each.get("info")]
    if not counted and all(name in criteria for name in section["criteria"]):
        says = said("nothing in the section {id} counts; give one of its criteria a weight", section["id"])
        yield error(record, (*at, "criteria"), "G166", says)
        return
    top = sum((exact(top_of(grid, each)) for each in counted), Fraction(0))
    if counted and section.get("minimum", 0) > top:
        says = said(
            "{id}: the minimum {minimum} is above what its criteria give in all, {top}",
            section["id"],
            shown(section["minimum"]),
            as_written(top),
        )
        yield error(record, (*at, "minimum"), "G167", says)


def shared_sections(record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Rules and results name a section by its id alone: no other grid of the call has it, nor is called so."""
    owner = {name: said("the grid {name}", name) for name in grids}
    owner |= {
        each["id"]: said("a criterion of {name}", name) for name, grid in grids.items() for each in grid["criteria"]
    }
    for name, grid in grids.items():
        for section in grid.get("sections", ()):
            here = said("a section of {name}", name)
            before = owner.setdefault(section["id"], here)
            if before not in {here, said("the grid {name}", name), said("a criterion of {name}", name)}:
                right = _free(section["id"], owner)
                says = said(
                    "{id} is a section of {name} and {before}; give one of the two another id, such as {right}",
                    section["id"],
                    name,
                    before,
                    right,
                )
                yield error(record, ("grids", name), "C255", says)
