"""Two calls side by side, as values for programs: what became of each request before and after, and why."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from asipgrid import formats
from asipgrid.api.scored import JudgedRequest, ScoredCall
from asipgrid.formats import Look
from asipgrid.formats.comparison import cause_text, request_line
from asipgrid.review.compare import Comparison, RequestChange


class ComparedRequest(Struct, frozen=True, kw_only=True):
    """One request that differs: `kind` is new, withdrawn, renamed (from `former`) or changed.

    `before` and `after` are the request on either side, None where it is not there. `causes` say why, in English.
    """

    id: str
    kind: str
    former: str | None
    before: JudgedRequest | None
    after: JudgedRequest | None
    causes: tuple[str, ...]
    _says: str

    @property
    def flipped(self) -> bool:
        """Whether the request is on both sides, with another outcome or status."""
        return self.before is not None and self.after is not None and self.before.word != self.after.word

    def __str__(self) -> str:
        return self._says

    def __repr__(self) -> str:
        return f"ComparedRequest({self._says!r})"


class ComparedCalls(Struct, frozen=True, kw_only=True):
    """Everything that differs between two calls: about the call itself, then request by request, by id.

    `same` counts the requests that do not differ; `not_compared` are those that a side could not score. Without
    `comparable`, a grid of another major version stands on one side, and scores before and after say different things.
    """

    before: ScoredCall
    after: ScoredCall
    call: tuple[str, ...]
    requests: tuple[ComparedRequest, ...]
    same: int
    not_compared: tuple[str, ...]
    comparable: bool
    differs: bool
    _comparison: Comparison

    def text(self, form: Literal["table", "markdown", "json"] = "table", width: int | None = 80) -> str:
        """What `asipgrid compare` prints; `width` is how many columns there are (None: any number)."""
        return formats.renderer(formats.COMPARISON, form)(self._comparison, Look(width=width))

    def __repr__(self) -> str:
        return f"ComparedCalls(differing={len(self.requests)}, same={self.same})"


def compared_calls(comparison: Comparison, before: ScoredCall, after: ScoredCall) -> ComparedCalls:
    """A comparison of two scored calls as programs take it."""
    old = {each.id: each for each in before.requests}
    new = {each.id: each for each in after.requests}
    return ComparedCalls(
        before=before,
        after=after,
        call=tuple(cause_text(each) for each in (*comparison.call, *comparison.envelopes)),
        requests=tuple(_request(each, old, new) for each in comparison.requests),
        same=comparison.same,
        not_compared=tuple(each.request for each in comparison.not_compared),
        comparable=comparison.comparable,
        differs=comparison.differs,
        _comparison=comparison,
    )


def _request(change: RequestChange, old: dict[str, JudgedRequest], new: dict[str, JudgedRequest]) -> ComparedRequest:
    return ComparedRequest(
        id=change.request,
        kind=change.kind,
        former=change.former,
        before=old.get(change.former or change.request),
        after=new.get(change.request),
        causes=tuple(map(cause_text, change.causes)),
        _says=request_line(change),
    )
