"""What goes to a worker and what comes back: small, and the same in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from asipgrid.model.places import Finding, Id, Source
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone


class Frame(Struct, frozen=True):
    """What every worker needs: texts of the call and its grids, where the documents lie, the form of the answer.

    `folders` are (kind, what stands before the names of its files); that of the requests comes first. `lines` is the
    name of the file of which each line is a request, empty when each has a file of its own. `engine` is what must
    score them all.
    """

    root: Path
    call: Source
    grids: tuple[Source, ...]
    folders: tuple[tuple[str, str], ...]
    form: str
    lines: str
    engine: str


class RequestLine(Struct, frozen=True):
    """A request as a line of a file: its number and text, and the earlier line about the same request, if there is one."""

    number: int
    text: bytes
    before: int | None = None


class RequestDocuments(Struct, frozen=True):
    """The documents about one request: its id, and which of the frame's folders hold one; its line, if it has one."""

    id: str
    folders: tuple[int, ...]
    line: RequestLine | None = None


class ScoredRequest(Struct, frozen=True):
    """A request scored: what the others need, its part of the answer, the committee's decision, and what is odd in its documents.

    `alone` is None where nothing can be given: the others need only know that there is a request, and whether its amount
    is `stated`. `texts` are its outcome and its part, as bytes: whoever gathers them only puts them aside.
    `unfilled` are the documents about it that are not yet filled in.
    """

    request: Id
    stated: bool
    alone: Alone | None
    texts: bytes
    decisions: tuple[CommitteeDecision, ...]
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...] = ()


class UnfilledRequest(Struct, frozen=True):
    """A request that is not yet filled in, with the other documents about it that are not."""

    id: str
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...]


class RefusedRequest(Struct, frozen=True):
    """A request that has an error, or about which a document has one."""

    id: str
    findings: tuple[Finding, ...]


class NeedsWork(Exception):
    """Something is wrong that is not told here: everything has to be read again and told in full."""


Scored = ScoredRequest | UnfilledRequest | RefusedRequest


Work = Callable[[Frame, Iterable[RequestDocuments]], Iterable[Scored]]
