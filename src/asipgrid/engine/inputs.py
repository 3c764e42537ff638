"""What the criteria of a call look at in a request: each path once, values as they are remembered by, what is supported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.paths import PathExpression
from asipgrid.engine.plan import PlannedGrid
from asipgrid.model.requests import Request

Parts = tuple[str, ...]

# How long a text, and a list, may be to be remembered by.
LONGEST_REMEMBERED: Final = 200
_MOST_ITEMS: Final = 20
# So many sets of supported paths are remembered.
_MOST_SETS: Final = 4096
_NOTHING: Final[Mapping[str, Any]] = {}
_TOKENS: Final[dict[Any, Any]] = {True: ("true",), False: ("false",)}


class InputRow(Struct, gc=False):
    """What a request has at each input: `values` as they are; `looked`, what a judgement is remembered by.

    `looked` has a token for each value, then whether documents support it, then whether texts are stated.
    """

    values: list[Any]
    looked: list[Any]


class Inputs:
    """The dotted paths that a call reads, each once, and what a request has there."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        """No path is read yet; `shared` is what all requests read alike, such as the call."""
        self._shared = shared
        self._places: dict[Parts, int] = {}
        # What stands around the paths, outermost first, and the paths: each as (what it stands in, its name there).
        # A request is 0, and 1 is what all requests read alike.
        self._around: dict[Parts, int] = {}
        self._steps: list[tuple[int, str]] = []
        self._leaves: list[tuple[int, str]] = []
        self._texts: list[int] = []
        self._proofs: dict[frozenset[str], list[bool]] = {}

    def place(self, parts: Parts) -> int:
        """The number of a path, which is read from now on."""
        if parts not in self._places:
            self._places[parts] = len(self._places)
            self._leaves.append((self._inside(parts[:-1], first=parts[0]), parts[-1]))
        return self._places[parts]

    def text(self, parts: Parts) -> int:
        """The number of a path of which only whether it is stated counts."""
        place = self.place(parts)
        if place not in self._texts:
            self._texts.append(place)
        return self._texts.index(place)

    def _inside(self, parts: Parts, *, first: str) -> int:
        if not parts:
            return int(first in self._shared)
        if parts not in self._around:
            step = (self._inside(parts[:-1], first=first), parts[-1])
            self._steps.append(step)
            self._around[parts] = len(self._steps) + 1
        return self._around[parts]

    def looking(self, places: Iterable[int], proofs: Iterable[int], texts: Iterable[int]) -> Callable[[list[Any]], Any]:
        """Picks some tokens, proofs and texts out of what was looked at; asked once every path is known."""
        count = len(self._places)
        wanted = [*places, *(count + place for place in proofs), *(2 * count + place for place in texts)]
        return itemgetter(*wanted) if wanted else lambda _looked: ()

    def of(self, request: Request) -> InputRow:
        """What a request has at each path."""
        held: list[Any] = [request.data, self._shared]
        for inside, name in self._steps:
            value = held[inside].get(name)
            held.append(value if type(value) is dict else _NOTHING)
        values = [held[inside].get(name) for inside, name in self._leaves]
        tokens = [value if type(value) is int or value is None else token(value) for value in values]
        stated = [values[place] is not None for place in self._texts]
        return InputRow(values, [*tokens, *self._proof(request.supported), *stated])

    def _proof(self, supported: frozenset[str]) -> list[bool]:
        """For each path, whether documents support it: what is said to all requests alike needs no support."""
        known = self._proofs.get(supported)
        if known is None:
            known = [
                parts[0] in self._shared or any(".".join(parts[:end]) in supported for end in range(1, len(parts) + 1))
                for parts in self._places
            ]
            if len(self._proofs) < _MOST_SETS:
                self._proofs[supported] = known
        return known


def token(value: Any) -> Any:
    """A value to remember by: never equal to that of a value which is written otherwise; objects are never equal."""
    kind = type(value)
    if kind is int or value is None or (kind is str and len(value) <= LONGEST_REMEMBERED):
        return value
    if kind is bool:
        return _TOKENS[value]
    if kind is list and len(value) <= _MOST_ITEMS:
        items = tuple(map(token, value))
        return object() if object in map(type, items) else ("list", items)
    if kind is Fraction:
        return ("fraction", value)
    return ("decimal", str(value)) if kind is Decimal else object()


def is_alone(key: Any) -> bool:
    """Whether what a judgement would be remembered by holds an object that equals no other."""
    return type(key) is object or (type(key) is tuple and any(map(is_alone, key)))


def names_behind(grid: PlannedGrid, paths: Iterable[PathExpression]) -> list[Parts] | None:
    """The dotted names behind some paths, those of a figure for the figure; None when one may look at more."""
    found: list[Parts] = []
    for path in paths:
        if path.names is None:
            return None
        for parts in path.names:
            inner: Sequence[Any] = [(parts,)]
            if parts[0] in grid.figures:
                inner = [one.names for one in grid.figures[parts[0]].paths]
            if None in inner:
                return None
            found += [name for names in inner for name in names]
    return list(dict.fromkeys(found))
