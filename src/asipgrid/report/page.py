"""What the report shows, in the words of one language: texts that no template decides about any more.

Figures of pictures are texts too, from 0 to 100 of their width.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from asipgrid.model.places import Language
from asipgrid.report.letter_page import LetterPart
from asipgrid.report.robust_page import BestPart, DrawnPart, RangesPart
from asipgrid.report.spans import HeadLine, Span


class RankingLine(Struct, frozen=True, kw_only=True):
    """A request in the ranking; `score_order` and the like are what its column is sorted by, `line` what stands under it."""

    id: str
    title: str
    applicant: str
    rank: str
    ranked: str
    score: str
    score_order: str
    bar: Span
    word: str
    outcome: str
    proposed: str
    decided: str
    known: str
    known_order: str
    questions: str
    asked: str
    asked_order: str
    awarded: str
    awarded_order: str
    line: str = ""


class ToDecide(Struct, frozen=True, kw_only=True):
    """A request the committee decides: what the rules propose, what is recorded of its decision, what to look at first."""

    id: str
    title: str
    word: str
    proposed: str
    amount: str
    recorded: str
    body: str
    grounds: str
    departs: bool
    look_at: tuple[str, ...]


class WaterfallStep(Struct, frozen=True, kw_only=True):
    """What one award takes of the envelope: a bar from `start`, so wide; `waits` where it is what a reserve would take."""

    id: str
    title: str
    word: str
    outcome: str
    takes: str
    left: str
    start: str
    width: str
    waits: bool
    note: str


class EnvelopeRequest(Struct, frozen=True, kw_only=True):
    """A request that is or may be of an envelope, in the order of the ranking: what it gives it, else why it does not."""

    id: str
    title: str
    word: str
    outcome: str
    rank: str
    gives: str
    why: tuple[str, ...]


class EnvelopeLine(Struct, frozen=True, kw_only=True):
    """What became of one of several envelopes; `to` is who received what it passed on, `of` the requests that may be funded."""

    title: str
    amount: str
    received: str
    awarded: str
    requests: int
    passed: str
    to: str
    left: str
    of: tuple[EnvelopeRequest, ...]


class QuotaLine(Struct, frozen=True, kw_only=True):
    """What requests of a quota were given together, and its limits in words."""

    title: str
    limits: tuple[str, ...]
    requests: int
    awarded: str


class HeatCriterion(Struct, frozen=True):
    """A column of the heat map: the criterion, and how many columns its grid has where it begins one."""

    id: str
    question: str
    grid: str
    begins: int


class HeatCell(Struct, frozen=True):
    """A level and its class, or a sign and what it says."""

    kind: str
    text: str
    says: str = ""


class HeatLine(Struct, frozen=True):
    """A request against the criteria."""

    id: str
    title: str
    cells: tuple[HeatCell, ...]


class UnknownLine(Struct, frozen=True, kw_only=True):
    """A request of which something is missing: what it could change, and what is asked."""

    id: str
    title: str
    score: str
    score_order: str
    bar: Span
    known: str
    known_order: str
    changes: tuple[str, ...]
    asks: tuple[str, ...]
    more: str


class AssessorLine(Struct, frozen=True, kw_only=True):
    """How one assessor marks: counts by fifth of the scale, and their heights in a picture."""

    name: str
    marks: str
    conflicts: str
    counts: tuple[str, ...]
    heights: tuple[str, ...]
    mean: str
    severity: str


class DifferenceLine(Struct, frozen=True, kw_only=True):
    """A criterion of a request on which assessors disagree."""

    request: str
    title: str
    criterion: str
    question: str
    says: str
    marks: tuple[HeadLine, ...]
    consensus: str


class ApartLine(Struct, frozen=True):
    """A criterion, how far its marks lie apart on average, on how many requests."""

    criterion: str
    question: str
    distance: str
    width: str
    requests: str


class MarksPart(Struct, frozen=True, kw_only=True):
    """The assessors of a call."""

    assessors: tuple[AssessorLine, ...]
    statistics: tuple[HeadLine, ...]
    refused: str
    differences: tuple[DifferenceLine, ...]
    apart: tuple[ApartLine, ...]


class FactLine(Struct, frozen=True):
    """A fact of a request: what it is called, its value, where it stands."""

    name: str
    value: str
    where: str


class CriterionLine(Struct, frozen=True, kw_only=True):
    """How one criterion of a request came about."""

    id: str
    question: str
    level: str
    bar: Span | None
    gives: str
    kind: str
    why: tuple[str, ...]
    marks: tuple[HeadLine, ...]
    facts: tuple[FactLine, ...]
    next: str


class GridPart(Struct, frozen=True):
    """One grid of a request."""

    caption: str
    criteria: tuple[CriterionLine, ...]


class ListedPart(Struct, frozen=True):
    """A heading and what is listed under it."""

    title: str
    items: tuple[str, ...]


class RequestPart(Struct, frozen=True, kw_only=True):
    """A request on a part of its own: `lists` before its grids, others `behind`; `before` and `after` are the ids beside it."""

    id: str
    title: str
    word: str
    outcome: str
    lines: tuple[HeadLine, ...]
    bar: Span
    lists: tuple[ListedPart, ...]
    grids: tuple[GridPart, ...]
    behind: tuple[ListedPart, ...]
    letter: LetterPart | None
    before: str
    after: str


class ReportPage(Struct, frozen=True, kw_only=True):
    """The whole page; `labels` are its own words by their key, `day` the newest (ISO) in the documents and `digest` theirs.

    `left_out` is said where requests have no part of their own, `letters_note` of where their letters are.
    """

    language: Language
    labels: Mapping[str, str]
    title: str
    day: str | None
    digest: str
    about: str
    warnings: tuple[str, ...]
    lines: tuple[HeadLine, ...]
    notes: tuple[str, ...]
    has_money: bool
    decisions: tuple[ToDecide, ...]
    decisions_count: str
    decisions_command: tuple[str, str, str]
    ranking: tuple[RankingLine, ...]
    ranked_on: str
    tick_says: str
    waterfall: tuple[WaterfallStep, ...]
    waterfall_caption: str
    waterfall_notes: tuple[str, ...]
    envelopes: tuple[EnvelopeLine, ...]
    quotas: tuple[QuotaLine, ...]
    criteria: tuple[HeatCriterion, ...]
    heat: tuple[HeatLine, ...]
    heat_key: tuple[HeadLine, ...]
    unknown: tuple[UnknownLine, ...]
    marks: MarksPart | None
    ranges: RangesPart | None = None
    drawn: DrawnPart | None = None
    best: BestPart | None = None
    requests: tuple[RequestPart, ...]
    left_out: str
    letters_note: str
    has_letters: bool
    findings: tuple[str, ...]
    findings_note: str
    currency: str
