"""One request on its own: read, checked, scored and put into a part of the answer; or what is wrong with it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from asipgrid.check import build
from asipgrid.check.case import Rules
from asipgrid.check.checker import CheckedCall
from asipgrid.documents import workspace
from asipgrid.documents.call_documents import RequestDocuments, about_lines, digest, on_line
from asipgrid.engine.assess import Engine
from asipgrid.engine.plan import known, plan
from asipgrid.formats import Look, result_format
from asipgrid.model.calls import MEETS_RULES
from asipgrid.model.places import Finding, Record
from asipgrid.model.requests import RatingSheet, Request
from asipgrid.model.values import plain_language
from asipgrid.parallel.messages import (
    Frame,
    GatheredRequest,
    RefusedRequest,
    Scored,
    ScoredRequest,
    ScoredStretch,
    UnfilledRequest,
)
from asipgrid.reading import CallReader, ReadRequest, with_excerpts

if TYPE_CHECKING:
    from asipgrid.documents.line_parts import ReadStretch, Stretch
    from asipgrid.engine.statistics import Gatherer
    from asipgrid.selection.columns import ResultRows


class ReadyCall:
    """A call made ready once in each process: what reads its requests and, when it is sound, what scores them."""

    def __init__(self, frame: Frame) -> None:
        """CannotError where other code scores than is asked for."""
        if frame.engine and frame.engine != workspace.engine():
            raise workspace.CannotError(
                f"a worker runs {workspace.engine()}, and this is {frame.engine}; install the same"
            )
        self.reader, self._frame = CallReader(frame.call, as_lines=frame.as_lines), frame
        checked = self.reader.checked
        self.scorer = Scorer(checked, checked.rules, frame) if checked.sound and checked.rules else None

    @functools.cached_property
    def about(self) -> dict[str, RequestDocuments]:
        """The documents about each request that is a line; CannotError when others are here than where it was begun."""
        found = about_lines(self._frame.call)
        if digest(found) != self._frame.about:
            where = self._frame.call.root
            raise workspace.CannotError(f"{where}: a worker finds other documents about requests there than are here")
        return found


class Scorer:
    """A sound call, its plan compiled. Nobody asks where its values stand, nor those of what is about its requests."""

    def __init__(self, checked: CheckedCall, rules: Rules, frame: Frame) -> None:
        """`frame` says the form of the answer, and what became of requests in the stage before."""
        assert checked.record is not None
        self.call = build.call(_placeless(checked.record), rules.call, [data for _, data in checked.grids.values()])
        self.plain = plain_language(rules.call)
        self.grids = tuple(build.grid(_placeless(record), data) for record, data in checked.grids.values())
        self.plan = known(plan(self.call, self.grids, frame.before), frame.statistics)
        self.engine = Engine(self.plan)
        self.form = result_format(frame.form, self.call, self.grids, Look(language=frame.language))
        self._selects = frame.selects
        self.answer = self.gathered if frame.gathers else self.scored

    @functools.cached_property
    def _gatherer(self) -> Gatherer:
        from asipgrid.engine.statistics import Gatherer

        return Gatherer(self.plan)

    @functools.cached_property
    def _rows(self) -> ResultRows:
        from asipgrid.selection.columns import ResultRows

        return ResultRows(self.call, self.grids)

    def gathered(self, read: ReadRequest, findings: tuple[Finding, ...]) -> GatheredRequest | UnfilledRequest:
        """What a request without an error adds to the statistics of the call."""
        if not read.sound.kept["request"]:
            return UnfilledRequest(read.id, findings, read.sound.unfilled)
        request, sheets = self._built(read)
        return GatheredRequest(request.id, self._gatherer.entries(request, sheets))

    def scored(self, read: ReadRequest, findings: tuple[Finding, ...]) -> ScoredRequest | UnfilledRequest:
        """A request without an error; `findings` are what is odd in it."""
        sound, currency = read.sound, self.call.currency
        if not sound.kept["request"]:
            return UnfilledRequest(read.id, findings, sound.unfilled)
        request, sheets = self._built(read)
        decisions = [
            build.decision(_placeless(record), data, currency, self.plain) for record, data in sound.kept["decision"]
        ]
        one = self.engine.assess(request, sheets)
        found = one.proposal.outcome
        return ScoredRequest(
            request=request.id,
            stated=(one.alone.payable if self.call.allocation.amount else request.requested) is not None,
            alone=one.alone if found in MEETS_RULES or decisions or one.alone.reach is not None else None,
            outcome=found,
            part=self.form.part(one),
            decisions=tuple(decisions),
            findings=findings,
            unfilled=sound.unfilled,
            row=self._rows.row(one) if self._selects else b"",
        )

    def _built(self, read: ReadRequest) -> tuple[Request, list[RatingSheet]]:
        """A sound request and the sheets about it, by assessor."""
        ((record, data),) = read.sound.kept["request"]
        sheets = [build.rating(_placeless(sheet), marks) for sheet, marks in read.sound.kept["rating"]]
        return build.request(record, data, self.call.currency), sorted(sheets, key=lambda each: each.assessor)


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
                yield ready.scorer.answer(read, findings)


def score_stretch(frame: Frame, stretch: Stretch) -> ScoredStretch:
    """Lines read and scored by whoever is asked for them."""
    found = read_stretch(frame, stretch)
    scored = tuple(score(frame, requests_of(frame, stretch, found)))
    return ScoredStretch(tuple(number for number, _ in found.lines), scored, found.count)


def read_stretch(_frame: Frame, stretch: Stretch) -> ReadStretch:
    """Lines read by whoever is asked for them."""
    from asipgrid.documents.line_parts import read

    return read(stretch)


def requests_of(frame: Frame, stretch: Stretch, found: ReadStretch) -> list[RequestDocuments]:
    """The requests of lines that were read, with the documents about them; their numbers are those in the part."""
    name, about = stretch.part.file.name, ready_for(frame).about
    return [on_line(name, number, text, about) for number, text in found.lines]
