"""Criteria as somebody names them: the one that is meant, or what is said of a name that is none."""

from __future__ import annotations

from asipgrid.documents.workspace import CannotError
from asipgrid.model.results import Result
from asipgrid.text.suggestions import few, nearest


def known_criterion(result: Result, name: str) -> str:
    """The criterion of that id; CannotError that says what else the name is, or which ones are near."""
    known = {each.id: grid.id for grid in result.grids for each in grid.criteria}
    if name in known:
        return name
    for what in (_grid, _measure, _bonus):
        if said := what(result, name):
            raise CannotError(f"{name}: {said}")
    near = nearest(name.upper(), known)
    beside = [each for each, grid in known.items() if near is None or grid == known[near]]
    hint = f"did you mean {near}? {known[near]} has" if near else "there are"
    raise CannotError(f"{name}: no such criterion in {result.call.id}; {hint} {few(beside)}")


def _grid(result: Result, name: str) -> str:
    found = next((each for each in result.grids if each.id == name), None)
    return (
        "" if found is None else f"a grid, no criterion; its criteria are {few([each.id for each in found.criteria])}"
    )


def _measure(result: Result, name: str) -> str:
    """Of a figure, with or without its grid's id before it, the criteria that are judged by it."""
    for grid in result.grids:
        if name in {part for each in grid.measures for part in (each.name, f"{grid.id}.{each.name}")}:
            own = name.removeprefix(f"{grid.id}.")
            using = [each.id for each in grid.criteria if getattr(each.judging, "measure", None) == own]
            told = f"; {few(using)} judged by it" if using else ""
            return f"a figure of {grid.id}, no criterion{told}"
    return ""


def _bonus(result: Result, name: str) -> str:
    bonus = result.call.bonus
    found = bonus is not None and name in {each.id for each in bonus.rules}
    return "points on top, no criterion; `asipgrid explain` on a request tells what it has of them" if found else ""
