"""What goes to a worker and what comes back: small, and the same in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from asipgrid.documents.call_documents import CallSources, RequestDocuments
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Id, Language
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone
from asipgrid.model.stages import StageBefore
from asipgrid.model.statistics import StatisticValue

if TYPE_CHECKING:
    from asipgrid.engine.statistics import Entries


class Frame(Struct, frozen=True):
    """What every worker needs: what requests are read against, the form of the answer and its language.

    With `as_lines`, each request is a line of a file, and has no file of its own. `engine` is what must score them all,
    `before` what became of requests in the stage before. With `gathers`, requests are only asked what they add to the
    statistics of the call; else `statistics` are what these came to. With `selects`, each brings what it has in the
    columns of the call, so that some can be chosen. `about` is the digest of the list of documents about requests, for
    workers that read lines themselves.
    """

    call: CallSources
    form: str
    as_lines: bool
    engine: str
    before: StageBefore | None = None
    language: Language = Language.EN
    gathers: bool = False
    statistics: tuple[StatisticValue, ...] = ()
    selects: bool = False
    about: str = ""


class ScoredRequest(Struct, frozen=True):
    """A request scored: what the others need, its part of the answer, the committee's decision, and what is odd in its documents.

    `alone` is None where nothing can be given: the others need only know that there is a request, and whether its amount
    is `stated`. Whoever gathers the parts only puts them aside.
    `unfilled` are the documents about it that are not yet filled in, `row` what a selection is made by, where there is one.
    """

    request: Id
    stated: bool
    alone: Alone | None
    outcome: Outcome
    part: bytes
    decisions: tuple[CommitteeDecision, ...]
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...] = ()
    row: bytes = b""


class UnfilledRequest(Struct, frozen=True):
    """A request that is not yet filled in, with the other documents about it that are not."""

    id: str
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...]


class RefusedRequest(Struct, frozen=True):
    """A request that has an error, or about which a document has one; the id is empty where no such request is there."""

    id: str
    findings: tuple[Finding, ...]


class GatheredRequest(Struct, frozen=True):
    """What a request adds to each statistic of its call."""

    request: Id
    entries: Entries


class ScoredStretch(Struct, frozen=True):
    """Lines that a worker has read and scored: their numbers in their part of a file, and how many lines that part has."""

    numbers: tuple[int, ...]
    scored: tuple[Scored, ...]
    count: int


Scored = GatheredRequest | ScoredRequest | UnfilledRequest | RefusedRequest

Work = Callable[[Frame, Iterable[RequestDocuments]], Iterable[Scored]]
