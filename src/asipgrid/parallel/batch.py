"""Many requests: each alone, in this process or in others; then all together.

What comes back is small: what the others need to know, and a part of the answer. Only ranking and money are left for the end,
so the result is the same however the work was shared out. A request is left out when anything about it has an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.case import is_wrong
from asipgrid.documents import files, reader
from asipgrid.documents.call_documents import About, CallDocuments, call_documents, digest
from asipgrid.documents.spool import Spool
from asipgrid.documents.workspace import CannotError, Workspace, no_such_request
from asipgrid.engine.settle import LeftOut, Unranked, settle, unranked
from asipgrid.formats import Look, Outline, ResultFormat, result_format
from asipgrid.model.calls import Call, Outcome
from asipgrid.model.places import Finding, Id, Place, Source
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone, Settled, Settlement
from asipgrid.model.said import said
from asipgrid.model.selection import EVERYTHING, Selection, Shown
from asipgrid.model.stages import StageBefore
from asipgrid.model.statistics import StatisticValue
from asipgrid.parallel.alone import ReadyCall, Scorer, ready_for
from asipgrid.parallel.messages import Frame, GatheredRequest, RefusedRequest, Scored, UnfilledRequest, Work
from asipgrid.reading import with_excerpts

if TYPE_CHECKING:
    from asipgrid.documents.line_files import LineFile
    from asipgrid.engine.statistics import Entries
    from asipgrid.parallel.line_requests import RequestLines
    from asipgrid.selection.choice import Choice


class Answer(Struct, frozen=True, kw_only=True):
    """The whole result as text, part by part; what was found, how many documents there are, the names passed over.

    `decided` is false when documents have errors, and the text is empty; `rankable`, whether there would be a ranking of
    the sound requests; `shown` is what the text shows where it is a selection.
    """

    text: Iterator[str] = iter(())
    findings: tuple[Finding, ...]
    documents: int
    passed_over: tuple[str, ...]
    decided: bool = False
    rankable: bool = False
    shown: Shown | None = None


def answer(
    space: Workspace,
    form: str,
    look: Look,
    work: Work,
    shelf: Spool,
    lines: LineFile | None = None,
    *,
    keep_going: bool = False,
    engine: str = "",
    selection: Selection = EVERYTHING,
) -> Answer:
    """The result of a call as text, when neither the call nor a grid has an error, and decisions keep to the envelope.

    With `keep_going`, sound requests are ranked although others have errors. `engine`: what workers elsewhere must be.
    With a `selection` the text shows those requests alone; CannotError where it names what there is not.
    """
    listed = call_documents(space, as_lines=lines is not None)
    before, astray = _stage_before(space, listed.sources.call)
    frame = Frame(listed.sources, form, lines is not None, engine, before, look.language, selects=bool(selection))
    frame = replace(frame, about=digest(listed.about) if lines and lines.files else "")
    ready, tray = ready_for(frame), _Tray(shelf)
    choice = _choice(selection, ready.scorer)
    on_lines = _on_lines(lines, listed.about, shelf, ready.scorer)
    requests = list(listed.about.values()) if on_lines is None else on_lines
    if ready.scorer and ready.scorer.plan.statistics:
        frame = replace(frame, statistics=_statistics(ready.scorer, work(replace(frame, gathers=True), requests)))
    if lines is None or ready.scorer:  # many lines are not read for a call that is wrong
        tray.take_all(work(frame, requests))
    tray.findings += _beside_lines(ready, on_lines, lines, tray.count) if lines and on_lines and ready.scorer else ()
    own = (*listed.findings, *ready.reader.findings, *astray)
    findings = _in_order(*with_excerpts(own, ready.reader.sources), *tray.findings)
    made = _undecided(findings, listed, tray, lines)
    if ready.scorer is None or astray or (is_wrong(findings) and not keep_going):
        return replace(made, rankable=ready.scorer is not None and not astray)
    settled = tray.settled(ready.scorer, frame.statistics)
    if not isinstance(settled, Settlement):
        return replace(made, findings=_in_order(*findings, *(_at_its_amount(space, each) for each in settled)))
    outline = _outline(ready.scorer, settled, findings, frame.statistics)
    return _put_together(made, outline, tray, settled, choice, result_format(form, outline.call, outline.grids, look))


def _undecided(findings: tuple[Finding, ...], listed: CallDocuments, tray: _Tray, lines: LineFile | None) -> Answer:
    """What was read and what is wrong with it, before anything is decided."""
    count = len(listed.names) + (tray.count if lines else 0)
    passed_over = (*listed.passed_over, *(lines.passed_over if lines else ()))
    return Answer(findings=findings, documents=count, passed_over=passed_over)


def _in_order(*findings: Finding) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=Finding.reading_order))


def _put_together(
    made: Answer, outline: Outline, tray: _Tray, settled: Settlement, choice: Choice | None, form: ResultFormat
) -> Answer:
    """The answer with its text: the parts that requests gave, or those of a selection, and the whole around them."""
    if choice is not None:
        outline = replace(outline, shown=tray.shown(settled, choice, outline.call))
    whole = form.whole(outline, tray.parts(settled, outline.shown))
    return replace(made, text=whole, decided=True, shown=outline.shown)


def _choice(selection: Selection, scorer: Scorer | None) -> Choice | None:
    """What chooses the requests that are shown, before any is scored: what it names wrongly is told at once."""
    if scorer is None or not selection:
        return None
    from asipgrid.selection.choice import Choice

    return Choice(selection, scorer.call, scorer.grids)


def _outline(
    scorer: Scorer, settled: Settlement, findings: tuple[Finding, ...], figures: tuple[StatisticValue, ...]
) -> Outline:
    """What is said around the parts."""
    return Outline(
        call=scorer.call,
        grids=scorer.grids,
        awarded=settled.awarded,
        left=settled.left,
        notes=settled.notes,
        findings=findings,
        statistics=figures,
        sharing=settled.sharing,
        passage=settled.passage,
    )


def _statistics(scorer: Scorer, gathered: Iterable[Scored]) -> tuple[StatisticValue, ...]:
    """The statistics of a call, of what its requests were asked for before they are scored."""
    from asipgrid.engine.statistics import statistics

    entries: dict[Id, Entries] = {}
    refused: set[str] = set()
    for each in gathered:
        if isinstance(each, GatheredRequest):
            entries[each.request] = each.entries
        elif isinstance(each, RefusedRequest):
            refused.add(each.id)
    return statistics(scorer.plan, {name: each for name, each in entries.items() if name not in refused})


def _on_lines(lines: LineFile | None, about: About, shelf: Spool, scorer: Scorer | None) -> RequestLines | None:
    """The requests of a call that are lines of a file, kept where they are gone through twice."""
    if lines is None:
        return None
    from asipgrid.parallel.line_requests import RequestLines

    return RequestLines(lines, about, shelf if scorer and scorer.plan.statistics else None)


def _stage_before(space: Workspace, call: Source | None) -> tuple[StageBefore | None, tuple[Finding, ...]]:
    """What became of requests in the stage before, where the call names one."""
    if call is None or b"stage_before" not in call.data:
        return None, ()
    from asipgrid.pipeline import stage_before

    return stage_before(space, call)


def _beside_lines(ready: ReadyCall, requests: RequestLines, lines: LineFile, count: int) -> Iterator[Finding]:
    """What is wrong when requests are lines: documents about requests that no line brought, or no line at all."""
    for each in requests.left.values():
        read = ready.reader.about(each)
        yield from with_excerpts(read.findings, read.sources)
    if not count:
        says = said("no line of this file is a request, so there is nothing to decide")
        yield Finding(code="F005", place=Place(file=lines.name), says=says)


def _at_its_amount(space: Workspace, finding: Finding) -> Finding:
    """A finding about a decision, with its place: nobody asked for it before."""
    source = files.read(space, space.root / finding.place.file)
    record = None if isinstance(source, Finding) else reader.read(source)[0]
    if record is None or isinstance(source, Finding):
        return finding
    return with_excerpts([replace(finding, place=record.place(("amount",)))], [source])[0]


class _Tray:
    """What comes back, one request after the other: little is kept, texts are put aside."""

    def __init__(self, shelf: Spool) -> None:
        self.shelf = shelf
        self.index: dict[Id, tuple[Outcome, int, int]] = {}
        self.rows: dict[Id, tuple[int, int]] = {}
        self.alone: list[Alone] = []
        self.unstated: list[Id] = []
        self.decisions: list[CommitteeDecision] = []
        self.findings: list[Finding] = []
        self.refused: dict[Id, None] = {}
        self.unfilled: list[Unfilled] = []
        self.count = 0

    def take_all(self, scored: Iterable[Scored]) -> None:
        """Take what comes back, then out what was scored before another line about the same request was met."""
        for each in scored:
            self.take(each)
        for name in self.refused:
            self.index.pop(name, None)
        self.alone = [each for each in self.alone if each.request not in self.refused]
        self.unstated = [name for name in self.unstated if name not in self.refused]
        self.unfilled = [each for each in self.unfilled if each.request not in self.refused]
        self.decisions = [each for each in self.decisions if each.request not in self.refused]

    def take(self, each: Scored) -> None:
        self.count += 1
        assert not isinstance(each, GatheredRequest)
        self.findings += each.findings
        if isinstance(each, RefusedRequest):
            if each.id:
                # Of two lines about one request neither is taken: the order of lines decides nothing.
                self.refused[Id(each.id)] = None
            return
        self.unfilled += each.unfilled
        if isinstance(each, UnfilledRequest):
            return
        self.decisions += each.decisions
        if each.alone is not None:
            self.alone.append(each.alone)
        elif not each.stated:
            self.unstated.append(each.request)
        self.index[each.request] = each.outcome, *self.shelf.put(each.part)
        if each.row:
            self.rows[each.request] = self.shelf.put(each.row)

    def settled(self, scorer: Scorer, figures: Sequence[StatisticValue]) -> Settlement | tuple[Finding, ...]:
        """What becomes of all requests together."""
        others = Unranked(len(self.index) - len(self.alone), self.unstated)
        left_out = LeftOut.of(self.refused, self.unfilled, scorer.call)
        return settle(scorer.plan, self.alone, self.decisions, left_out, others, figures)

    def parts(self, settled: Settlement, shown: Shown | None) -> Iterator[tuple[Settled, bytes]]:
        """What was put aside of each request that is shown, with what became of it: by id, unless they are sorted."""
        for name in sorted(self.index) if shown is None else shown.names:
            _, start, length = self.index[name]
            yield self._became(settled, name), self.shelf.get((start, length))

    def shown(self, settled: Settlement, choice: Choice, call: Call) -> Shown:
        """What is chosen of all requests; CannotError where one is named that is not ranked."""
        for name in choice.only:
            if name not in self.index:
                raise self._absent(name, call)
        return choice.shown(
            (self._became(settled, name), self.shelf.get(self.rows[name])) for name in sorted(self.index)
        )

    def _became(self, settled: Settlement, name: Id) -> Settled:
        return settled.requests.get(name) or unranked(name, self.index[name][0])

    def _absent(self, name: str, call: Call) -> CannotError:
        if name in self.refused:
            return CannotError(f"{name}: is left out, for its documents have errors")
        if any(each.kind == "request" and each.request == name for each in self.unfilled):
            return CannotError(f"{name}: not yet filled in; `asipgrid check {call.id}` says what is missing")
        return no_such_request(name, call.id, sorted(self.index))
