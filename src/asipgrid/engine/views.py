"""What the conditions of a grid may read in the values of a request, and what is lacking where they cannot be answered."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from asipgrid.engine.paths import path_expression, value_at
from asipgrid.engine.plan import PlannedGrid
from asipgrid.model.values import Reason


def supported(data: Any, by: frozenset[str], path: str = "") -> Any:
    """The part of a request that documents support; the rest counts as not stated where evidence is required."""
    if path in by:
        return data
    if not isinstance(data, Mapping):
        return None
    return {key: supported(value, by, f"{path}.{key}" if path else key) for key, value in data.items()}


class View:
    """What the conditions of a grid may read in some values; its figures are computed when they are asked for."""

    def __init__(self, planned: PlannedGrid, values: Mapping[str, Any]) -> None:
        """Nothing is computed yet."""
        self._planned, self._values = planned, values
        self._figures: dict[str, tuple[Fraction | None, Reason | None]] = {}

    def figure(self, name: str) -> tuple[Fraction | None, Reason | None]:
        """A figure of the grid, or why there is none."""
        known = self._figures.get(name)
        if known is None:
            known = self._figures[name] = self._planned.figures[name].of(self._values)
        return known

    @functools.cached_property
    def env(self) -> Mapping[str, Any]:
        """The values, and the figures that conditions ask."""
        return {**self._values, **{name: self.figure(name)[0] for name in self._planned.asked}}

    def states(self, path: str) -> bool:
        """Whether a dotted path is stated here."""
        if path in self._planned.figures:
            return self.figure(path)[0] is not None
        return value_at(self._values, path.split(".")) is not None

    def behind(self, missing: Iterable[str]) -> tuple[str, ...]:
        """The facts to state behind paths that are not known: those that they, and figures, rest on and that are not stated.

        A figure that cannot be worked out of what is stated stands for itself.
        """
        return tuple(dict.fromkeys(name for path in missing for name in self._behind(path)))

    def lack(self, missing: tuple[str, ...]) -> Reason:
        """Why paths are not known: facts that are not stated; where all are, the divisor that is 0."""
        facts = self.behind(missing)
        stopped = [path for path in facts if path in self._planned.figures]
        unstated = tuple(path for path in facts if path not in stopped)
        why = None if unstated or not stopped else self.figure(stopped[0])[1]
        return why or Reason("not_stated", {"paths": unstated})

    def _behind(self, path: str) -> tuple[str, ...]:
        figure = self._planned.figures.get(path)
        if figure is None:
            return tuple(read for read in path_expression(path).reads if not self.states(read)) or (path,)
        why = self.figure(path)[1]
        if why is not None and why.key != "not_stated":
            return (path,)
        return tuple(read for read in figure.reads if not self.states(read)) or figure.reads
