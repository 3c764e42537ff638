"""A call opened by a program: its documents read once, scored, explained and compared when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from asipgrid import pipeline, reading
from asipgrid.api.compared import ComparedCalls, compared_calls
from asipgrid.api.explained import ExplainedRequest, explained_request
from asipgrid.api.scored import DocumentsError, ScoredCall, scored_call
from asipgrid.check.case import Case
from asipgrid.documents import workspace
from asipgrid.documents.kept_tree import KeptTree
from asipgrid.model.places import Finding
from asipgrid.model.results import Result
from asipgrid.review.compare import compare
from asipgrid.review.explain import explain
from asipgrid.review.sides import Side
from asipgrid.scored_side import scored_side
from asipgrid.supposed import supposed


def open_call(path: str | Path) -> OpenCall:
    """Read and check the call in a folder, or the one of that bare id from the root of its workspace.

    What is wrong with documents stands in `findings`. CannotError when there is no such call, or it cannot be read.
    """
    space = workspace.find_call(str(path), Path.cwd())
    return OpenCall(replace(space, tree=KeptTree(space.tree)), str(path))


class OpenCall:
    """A call as its documents were when it was opened: whoever wants to see them changed opens it again."""

    def __init__(self, space: workspace.Workspace, name: str) -> None:
        """Programs have it of `open_call`; `name` is how the call is called in comparisons."""
        self._space, self._name = space, name
        self._loaded = pipeline.load(space)
        self._results: dict[bool, tuple[Case, Result, ScoredCall]] = {}

    @property
    def folder(self) -> Path:
        """Where it lies."""
        assert self._space.call is not None
        return self._space.call

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its documents, or odd, as `asipgrid score` finds it."""
        return self._loaded.findings

    @property
    def sound(self) -> bool:
        """Whether no document has an error."""
        return self._loaded.sound

    def score(self, *, keep_going: bool = False) -> ScoredCall:
        """The call scored. DocumentsError when documents have errors.

        With `keep_going` the sound requests are scored, as long as the call and its grids are sound.
        """
        return self._scored(keep_going=keep_going)[2]

    def explain(self, request: str, *, keep_going: bool = False) -> ExplainedRequest:
        """How a request came to its numbers; KeyError when it is not scored, DocumentsError as `score` does."""
        case, result, scored = self._scored(keep_going=keep_going)
        found = scored.request(request)
        return explained_request(explain(pipeline.plan_behind(case, result), result, request), found)

    def compare(self, other: OpenCall, *, keep_going: bool = False) -> ComparedCalls:
        """What differs in another call, or in this one as it would be, and why; DocumentsError as `score` does."""
        sides = (self._side(keep_going=keep_going), other._side(keep_going=keep_going))
        return compared_calls(compare(*sides), self.score(keep_going=keep_going), other.score(keep_going=keep_going))

    def with_values(self, values: Mapping[str, Any] | None = None, *, without: Iterable[str] = ()) -> OpenCall:
        """The call as it would be with other values, by their paths as `asipgrid whatif --set` takes them.

        `without` are requests that were not sent. Nothing is written. Fractions of money or shares are given as
        `Decimal`, days as ISO text; TypeError for a float. CannotError where a path names no value.
        """
        given = dict(values or {})
        for path, value in given.items():
            _refuse_inexact(path, value)
        gone = tuple(without)
        tree = supposed(self._name, self._space, given.items(), gone)
        told = [*(f"{path}={value}" for path, value in given.items()), *(f"no {name}" for name in gone)]
        return OpenCall(replace(self._space, tree=tree), f"{self._name} with {', '.join(told)}" if told else self._name)

    def _scored(self, *, keep_going: bool) -> tuple[Case, Result, ScoredCall]:
        if keep_going not in self._results:
            self._results[keep_going] = self._decided(keep_going=keep_going)
        return self._results[keep_going]

    def _decided(self, *, keep_going: bool) -> tuple[Case, Result, ScoredCall]:
        loaded = self._loaded
        case = loaded.checked.case
        if case is None or not (loaded.sound or keep_going):
            raise DocumentsError(loaded.findings)
        case = case.without(frozenset(loaded.refused))
        result = pipeline.evaluate(case, loaded.findings, loaded.refused)
        if not isinstance(result, Result):
            raise DocumentsError(reading.with_excerpts((*loaded.findings, *result), loaded.sources))
        return case, result, scored_call(result, loaded.refused, case.blank)

    def _side(self, *, keep_going: bool) -> Side:
        case, result, _ = self._scored(keep_going=keep_going)
        return scored_side(self._name, self._loaded.sources, case, result, self._loaded.refused)

    def __repr__(self) -> str:
        return f"OpenCall({self._name!r})"


def _refuse_inexact(path: str, value: Any) -> None:
    """TypeError for what no document holds: a float is another number than the one that was written."""
    if isinstance(value, Mapping):
        for each in value.values():
            _refuse_inexact(path, each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_inexact(path, each)
    elif value is not None and not isinstance(value, str | bool | int | Decimal):
        kind = type(value).__name__
        raise TypeError(f"{path}: documents hold text, whole numbers, Decimal, true, false, lists and parts, no {kind}")
