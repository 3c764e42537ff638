"""A call scored, as values for programs: exact scores as fractions, amounts as decimals, sentences in two languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from asipgrid import formats
from asipgrid.api.tables import TableColumn, arrow, frame
from asipgrid.api.words import CallWords, Said, Spoken
from asipgrid.engine.aggregate import shares
from asipgrid.formats import Look
from asipgrid.model.calls import Outcome
from asipgrid.model.judged import GridScore, Judged, State
from asipgrid.model.places import Finding, Gravity
from asipgrid.model.results import Ranked, Result, Status
from asipgrid.model.values import Text
from asipgrid.text.numbers import score_text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Rows = Literal["requests", "criteria"]
"""What a table has a row for: each request, or each criterion of each request."""


class DocumentsError(Exception):
    """Documents have errors, so nothing is decided: `findings` are all that is found about them, errors or not."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """In the order of reading."""
        self.findings: tuple[Finding, ...] = tuple(findings)
        errors = [each for each in self.findings if each.gravity is Gravity.ERROR]
        first = [f"{each.place} {each.code} {each.says}" for each in errors[:1]]
        super().__init__("; ".join([formats.counted(len(errors), "error"), *first]))

    def __reduce__(self) -> tuple[type[DocumentsError], tuple[tuple[Finding, ...]]]:
        return type(self), (self.findings,)


class JudgedCriterion(Struct, frozen=True, kw_only=True):
    """One criterion judged for one request.

    `level` is what holds whatever is missing, `ceiling` the best still possible, both on the scale of the grid (None:
    nothing is judged, or it does not apply). `worth` is how many of the 100 points of the score it is worth, `points`
    how many it gave; None where it does not count.
    """

    id: str
    grid: str
    question: Text
    state: State
    level: Fraction | None
    ceiling: Fraction | None
    weight: Fraction
    worth: Fraction | None
    points: Fraction | None
    reason: Said
    asked: Said | None

    def why(self, language: Spoken = "en") -> str:
        """Why its level is what it is."""
        return self.reason.to(language)


class JudgedRequest(Struct, frozen=True, kw_only=True):
    """One request of a scored call.

    `score` and `ceiling` run from 0 to 100, exact (None: nothing applies); `rank` is None unless it is fundable.
    `completeness` is the share of the weights that is known, from 0 to 1; `eligible` is None where that is not known.
    `requested` and `awarded` are in the currency of the call, None where they are not stated; `worked_out` is the amount
    that the call works out, None where it works out none, or not yet. `decided_by` is the body that decided, where one
    did; `proposed` is what the rules propose, whatever was decided.
    """

    id: str
    title: Text
    applicant: str
    rank: int | None
    outcome: Outcome
    status: Status
    word: str
    proposed: Outcome
    score: Fraction | None
    ceiling: Fraction | None
    completeness: Fraction | None
    eligible: bool | None
    requested: Decimal | None
    worked_out: Decimal | None
    awarded: Decimal | None
    decided_by: Text | None
    reasons: tuple[Said, ...]
    questions: tuple[Said, ...]
    conditions: tuple[Said, ...]
    grids: Mapping[str, GridScore]
    criteria: tuple[JudgedCriterion, ...]

    @property
    def score_text(self) -> str:
        """The score as tables print it: two decimals, or a dash when there is none."""
        return score_text(self.score)

    def criterion(self, criterion: str) -> JudgedCriterion:
        """The criterion of that id; KeyError when there is none."""
        for each in self.criteria:
            if each.id == criterion:
                return each
        raise KeyError(criterion)

    def why(self, language: Spoken = "en") -> tuple[str, ...]:
        """Why its outcome is what it is, a sentence each."""
        return tuple(each.to(language) for each in self.reasons)

    def __repr__(self) -> str:
        return f"JudgedRequest({self.id!r}, rank={self.rank}, word={self.word!r}, score={self.score!r}, awarded={self.awarded!r})"


class ScoredCall(Struct, frozen=True, kw_only=True):
    """A call scored: its requests best first, its money, and what is to be noted.

    `envelope`, `awarded` and `left` are in `currency`; the last two are None where a funded request states no amount.
    `not_scored` are the ids of requests that are left out, since they have errors or are not yet filled in.
    """

    id: str
    title: Text
    currency: str
    envelope: Decimal
    awarded: Decimal | None
    left: Decimal | None
    requests: tuple[JudgedRequest, ...]
    not_scored: tuple[str, ...]
    notes: tuple[Said, ...]
    findings: tuple[Finding, ...]
    _result: Result

    def request(self, request: str) -> JudgedRequest:
        """The request of that id; KeyError when there is none, or when it is not scored."""
        for each in self.requests:
            if each.id == request:
                return each
        raise KeyError(request)

    def to_json(self) -> str:
        """The same bytes as `asipgrid score --format json` prints: `result/1`."""
        return formats.written("json", self._result, Look(width=None))

    def to_arrow(self, rows: Rows = "requests") -> pa.Table:
        """A table of pyarrow, by rank or in the order of the grids; ImportError when pyarrow is not installed.

        Amounts are decimals; scores, levels and weights are decimals of six places, rounded half away from zero.
        """
        return arrow(_columns(self, rows), self.currency)

    def to_pandas(self, rows: Rows = "requests") -> pd.DataFrame:
        """The same table of pandas, numbers with decimals as `decimal.Decimal`; ImportError when pandas is not installed."""
        return frame(_columns(self, rows))

    def __repr__(self) -> str:
        money = f"awarded={self.awarded!r} of {self.envelope!r} {self.currency}"
        return f"ScoredCall({self.id!r}, {formats.counted(len(self.requests), 'request')}, {money})"


def scored_call(result: Result, refused: Collection[str], blank: Collection[str]) -> ScoredCall:
    """A result as programs take it; `refused` and `blank` are the requests that it leaves out."""
    words, call = CallWords(result), result.call
    envelope = words.amount(call.envelope)
    assert envelope is not None
    questions = {each.id: each.question for grid in result.grids for each in grid.criteria}
    return ScoredCall(
        id=call.id,
        title=call.title,
        currency=call.currency,
        envelope=envelope,
        awarded=words.amount(result.awarded),
        left=words.amount(result.left),
        requests=tuple(_request(words, result, each, questions) for each in result.requests),
        not_scored=tuple(sorted({*refused, *blank})),
        notes=words.said(result.notes),
        findings=result.findings,
        _result=result,
    )


def _request(words: CallWords, result: Result, ranked: Ranked, questions: Mapping[str, Text]) -> JudgedRequest:
    card, decision = ranked.card, ranked.decision
    worth = shares(result.call, result.grids, card)
    return JudgedRequest(
        id=ranked.request.id,
        title=ranked.request.title,
        applicant=ranked.request.applicant,
        rank=ranked.rank,
        outcome=ranked.outcome,
        status=ranked.award.status,
        word=ranked.word,
        proposed=ranked.proposed,
        score=card.score,
        ceiling=card.ceiling,
        completeness=card.completeness,
        eligible=card.eligible,
        requested=words.amount(ranked.request.requested),
        worked_out=words.amount(ranked.assessment.full) if ranked.assessment.computed else None,
        awarded=words.amount(ranked.award.amount),
        decided_by=None if decision is None else decision.body,
        reasons=words.said(ranked.reasons),
        questions=words.said(ranked.questions),
        conditions=words.said(ranked.conditions),
        grids=card.grids,
        criteria=tuple(_criterion(words, each, questions[each.id], worth.get(each.id)) for each in card.criteria),
    )


def _criterion(words: CallWords, each: Judged, question: Text, worth: Fraction | None) -> JudgedCriterion:
    return JudgedCriterion(
        id=each.id,
        grid=each.grid,
        question=question,
        state=each.state,
        level=each.level,
        ceiling=each.ceiling,
        weight=each.weight,
        worth=worth,
        points=None if worth is None or each.value is None else worth * each.value,
        reason=Said(each.reason, words),
        asked=None if each.question is None else Said(each.question, words),
    )


def _columns(call: ScoredCall, rows: Rows) -> Iterator[TableColumn]:
    """The columns of a table that has a row for each request, or for each criterion of each."""
    if rows == "requests":
        yield from _of_requests(call.requests)
    elif rows == "criteria":
        yield TableColumn("request", "text", [each.id for each in call.requests for _ in each.criteria])
        yield from _of_criteria([one for each in call.requests for one in each.criteria])
    else:
        raise ValueError(f"{rows!r}: a table has rows of requests or of criteria")


def _of_requests(requests: Sequence[JudgedRequest]) -> Iterator[TableColumn]:
    yield TableColumn("request", "text", [each.id for each in requests])
    yield TableColumn("title", "text", [each.title.en for each in requests])
    yield TableColumn("applicant", "text", [each.applicant for each in requests])
    yield TableColumn("rank", "count", [each.rank for each in requests])
    yield TableColumn("outcome", "text", [each.outcome.value for each in requests])
    yield TableColumn("status", "text", [each.status.value for each in requests])
    yield TableColumn("eligible", "truth", [each.eligible for each in requests])
    yield TableColumn("score", "figure", [each.score for each in requests])
    yield TableColumn("ceiling", "figure", [each.ceiling for each in requests])
    yield TableColumn("completeness", "figure", [each.completeness for each in requests])
    yield TableColumn("requested", "money", [each.requested for each in requests])
    yield TableColumn("awarded", "money", [each.awarded for each in requests])


def _of_criteria(criteria: Sequence[JudgedCriterion]) -> Iterator[TableColumn]:
    yield TableColumn("grid", "text", [each.grid for each in criteria])
    yield TableColumn("criterion", "text", [each.id for each in criteria])
    yield TableColumn("state", "text", [each.state.value for each in criteria])
    yield TableColumn("level", "figure", [each.level for each in criteria])
    yield TableColumn("ceiling", "figure", [each.ceiling for each in criteria])
    yield TableColumn("weight", "figure", [each.weight for each in criteria])
    yield TableColumn("worth", "figure", [each.worth for each in criteria])
    yield TableColumn("points", "figure", [each.points for each in criteria])
    yield TableColumn("reason", "text", [each.why() for each in criteria])
