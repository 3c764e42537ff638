"""What no schema can say of how a call puts requests in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.conditions import NUMBERS, path_fault
from asipgrid.check.scales import sections_named
from asipgrid.check.wording import Data, error, listed, near_words
from asipgrid.model.calls import FIGURES
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, row, said

_KINDS: Final = ("path", "measure", "figure", "sum")
# What puts requests in order: of one kind, never a mixture.
_ORDERED: Final = (NUMBERS, ("string",), ("boolean",))


def ranking_findings(record: Record, call: Data, grids: Mapping[str, Data], scope: Data) -> Iterator[Finding]:
    """What the call ranks by, its tie-break chain and its rounding; `scope` is what rules may read."""
    ranking = call["ranking"]
    known = _Known(call, grids, scope)
    yield from known.findings(record, ranking["by"], ("ranking", "by"), said("rank requests"))
    for index, link in enumerate(ranking.get("tie_break", ())):
        yield from known.findings(record, link, ("ranking", "tie_break", index), said("break a tie"))
    if "round" in ranking and isinstance(ranking["by"], Mapping) and "path" in ranking["by"]:
        path = ranking["by"]["path"]
        if path_fault(path, scope, NUMBERS) and not all(path_fault(path, scope, kinds) for kinds in _ORDERED):
            says = said("{path} is no number, and only a number is rounded; take `round` out", path)
            yield error(record, ("ranking", "round"), "C208", says)


class _Known:
    """What may put requests in order: the figures and measures of a call, and the criteria that give a level."""

    def __init__(self, call: Data, grids: Mapping[str, Data], scope: Data) -> None:
        self.scope = scope
        criteria = [each for grid in grids.values() for each in grid["criteria"]]
        self.levels = [each["id"] for each in criteria if {"levels", "mark", "measure"} & each.keys()]
        self.bare = frozenset(each["id"] for each in criteria).difference(self.levels)
        self.measures = [f"{name}.{each}" for name, grid in grids.items() for each in grid.get("measures", {})]
        self.names = {*FIGURES, *call["grids"], *sections_named(grids.values()), *self.levels}

    def findings(self, record: Record, link: Any, at: KeyPath, does: SaidText) -> Iterator[Finding]:
        """What is wrong with one link, as written; `does` is what it is for."""
        if isinstance(link, str):
            link, here = {"figure": link}, at
        else:
            kinds = [kind for kind in _KINDS if kind in link]
            if len(kinds) != 1:
                given = said("this one has {kinds}", listed(kinds)) if kinds else said("this one has none")
                yield error(
                    record, at, "C208", said("a figure is given by one of {kinds}; {given}", row(_KINDS), given)
                )
                return
            here = (*at, kinds[0])
        if "path" in link:
            wrong = [path_fault(link["path"], self.scope, kinds) for kinds in _ORDERED]
            if all(wrong) and wrong[0] is not None:
                yield error(record, here, "C208", wrong[0])
        elif "measure" in link:
            if link["measure"] not in self.measures:
                says = said(
                    "{measure} is no measure of a grid of this call; {near}",
                    link["measure"],
                    near_words(link["measure"], self.measures),
                )
                yield error(record, here, "C208", says)
        elif "sum" in link:
            for name in link["sum"]:
                if name not in self.levels:
                    yield error(record, (*here, name), "C208", self._unknown(name, does, self.levels))
        elif link["figure"] not in self.names:
            yield error(record, here, "C208", self._unknown(link["figure"], does, self.names))

    def _unknown(self, name: str, does: SaidText, known: Any) -> SaidText:
        if name in self.bare:
            return said("{name} is a condition and gives no level, so it cannot {does}", name, does)
        meant = [f"{{measure: {each}}}" for each in self.measures if name in {each, each.partition(".")[2]}]
        meant += [f"{{path: {each}}}" for each in (name, f"request.{name}") if not path_fault(each, self.scope)]
        if meant and known is self.names:
            return said("{name} alone cannot {does}; write {meant}", name, does, meant[0])
        return said("{name} cannot {does}; {near}", name, does, near_words(name, known))
