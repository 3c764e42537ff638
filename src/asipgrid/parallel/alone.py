"""One request on its own: read, checked, scored and put into a part of the answer; or what is wrong with it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from asipgrid.check import build
from asipgrid.check.case import Rules
from asipgrid.check.checker import CheckedCall
from asipgrid.documents import workspace
from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.engine.assess import Engine
from asipgrid.engine.plan import plan
from asipgrid.formats import Look, result_format
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Finding, Record
from asipgrid.model.values import plain_language
from asipgrid.parallel.messages import Frame, RefusedRequest, Scored, ScoredRequest, UnfilledRequest
from asipgrid.reading import CallReader, ReadRequest, with_excerpts


class ReadyCall:
    """A call made ready once in each process: what reads its requests and, when it is sound, what scores them."""

    def __init__(self, frame: Frame) -> None:
        """CannotError where other code scores than is asked for."""
        if frame.engine and frame.engine != workspace.engine():
            raise workspace.CannotError(
                f"a worker runs {workspace.engine()}, and this is {frame.engine}; install the same"
            )
        self.reader = CallReader(frame.call, frame.lines)
        checked = self.reader.checked
        self.scorer = Scorer(checked, checked.rules, frame.form) if checked.sound and checked.rules else None


class Scorer:
    """A sound call, its plan compiled. Nobody asks where its values stand, nor those of what is about its requests."""

    def __init__(self, checked: CheckedCall, rules: Rules, form: str) -> None:
        """`form` is that of the answer."""
        assert checked.record is not None
        self.call = build.call(_placeless(checked.record), rules.call)
        self.plain = plain_language(rules.call)
        self.grids = tuple(build.grid(_placeless(record), data) for record, data in checked.grids.values())
        self.engine = Engine(plan(self.call, self.grids))
        self.form = result_format(form, self.call, self.grids, Look())

    def scored(self, read: ReadRequest, findings: tuple[Finding, ...]) -> ScoredRequest | UnfilledRequest:
        """A request without an error; `findings` are what is odd in it."""
        sound, currency = read.sound, self.call.currency
        if not sound.kept["request"]:
            return UnfilledRequest(read.id, findings, sound.unfilled)
        ((record, data),) = sound.kept["request"]
        request = build.request(record, data, currency)
        sheets = [build.rating(_placeless(record), data) for record, data in sound.kept["rating"]]
        decisions = [
            build.decision(_placeless(record), data, currency, self.plain) for record, data in sound.kept["decision"]
        ]
        one = self.engine.assess(request, sorted(sheets, key=lambda each: each.assessor))
        found = one.proposal.outcome
        return ScoredRequest(
            request=request.id,
            stated=request.requested is not None,
            alone=one.alone if found is Outcome.FUND or decisions else None,
            outcome=found,
            part=self.form.part(one),
            decisions=tuple(decisions),
            findings=findings,
            unfilled=sound.unfilled,
        )


def _placeless(record: Record) -> Record:
    return replace(record, keys={}, values={})


ready_for = functools.lru_cache(maxsize=2)(ReadyCall)
"""What is made ready once in each process."""

# So many requests are read, then judged: what each step works with stays at hand, which saves a twentieth of the time.
_TOGETHER: Final = 16


def score(frame: Frame, requests: Iterable[RequestDocuments]) -> Iterator[Scored]:
    """The requests scored, in their order; a RefusedRequest for each that has an error, or whose call has one."""
    ready = ready_for(frame)
    source = iter(requests)
    while group := list(itertools.islice(source, _TOGETHER)):
        records = [ready.reader.read(documents) for documents in group]
        for documents, found in zip(group, records, strict=True):
            read = ready.reader.check(documents, found)
            findings = with_excerpts(read.findings, read.sources) if read.findings else ()
            if read.wrong or ready.scorer is None:
                yield RefusedRequest(documents.id if documents.sent else "", findings)
            else:
                yield ready.scorer.scored(read, findings)
