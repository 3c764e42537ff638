"""What the report on funded projects shows, in the words of one language: texts that no template decides about any more."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from asipgrid.model.places import Language
from asipgrid.report.page import ListedPart
from asipgrid.report.spans import HeadLine


class FollowedStanding(Struct, frozen=True):
    """A light or the state of a payment: its class, its sign and its word."""

    kind: str
    sign: str
    word: str


class MoneyBar(Struct, frozen=True):
    """What became of an award, each part as a start and a width from 0 to 100: paid, payable, suspended."""

    paid: str
    payable: str
    waits_from: str
    suspended: str


class ProjectLine(Struct, frozen=True, kw_only=True):
    """A funded project among the others; `order` and the like are what a column is sorted by, `money` in order of the heads."""

    id: str
    title: str
    applicant: str
    envelopes: tuple[HeadLine, ...]
    light: FollowedStanding
    light_order: str
    worst: str
    reached: str
    reached_order: str
    score: str
    score_order: str


class MoneyCell(Struct, frozen=True):
    """An amount in a column, and what the column is sorted by."""

    text: str
    order: str


class MoneyLine(Struct, frozen=True, kw_only=True):
    """What became of one award: amounts in the order of the page's `money_heads`."""

    id: str
    title: str
    cells: tuple[MoneyCell, ...]
    bar: MoneyBar


class CalendarLine(Struct, frozen=True, kw_only=True):
    """What is open on a day: `order` is what its column is sorted by, `day` how it is said."""

    day: str
    order: str
    id: str
    title: str
    what: str
    amount: str
    amount_order: str
    standing: FollowedStanding


class OpenLine(Struct, frozen=True, kw_only=True):
    """What is overdue and not known of a project."""

    id: str
    title: str
    overdue: tuple[str, ...]
    withheld: tuple[str, ...]
    unknown: tuple[str, ...]


class SeriesLine(Struct, frozen=True):
    """A day of a goal's picture, with what was planned and what was reported."""

    day: str
    planned: str
    reported: str


class GoalPicture(Struct, frozen=True, kw_only=True):
    """A goal on its line: paths of an SVG 100 wide and 40 high, and what its edges say.

    `planned` and `reported` are lines, `points` the reported values as strokes without length; `target` and `today` are
    where their strokes stand.
    """

    planned: str
    reported: str
    points: str
    target: str
    today: str
    top: str
    bottom: str
    first: str
    last: str


class GoalPart(Struct, frozen=True, kw_only=True):
    """A goal or target of its own, with its picture (where a way and days are known) and the figures behind it."""

    key: str
    id: str
    name: str
    standing: FollowedStanding
    lines: tuple[HeadLine, ...]
    notes: tuple[str, ...]
    picture: GoalPicture | None
    series: tuple[SeriesLine, ...]


class GoalsPart(Struct, frozen=True):
    """The goals of an addendum, or the targets of its own, under their heading."""

    title: str
    goals: tuple[GoalPart, ...]


class PaymentLine(Struct, frozen=True, kw_only=True):
    """One payment of an addendum."""

    number: str
    at: str
    asks: str
    amount: str
    paid: str
    payable: str
    standing: FollowedStanding
    made: tuple[str, ...]
    conditions: tuple[str, ...]


class PaymentsPart(Struct, frozen=True, kw_only=True):
    """The payments of a project: what holds for all of them, each, and their sums."""

    common: tuple[str, ...]
    payments: tuple[PaymentLine, ...]
    sums: tuple[str, str, str]
    states: tuple[HeadLine, ...]
    bar: MoneyBar


class ProjectPart(Struct, frozen=True, kw_only=True):
    """A funded project on a part of its own; `before` and `after` are the ids beside it."""

    id: str
    title: str
    standing: FollowedStanding
    lines: tuple[HeadLine, ...]
    lists: tuple[ListedPart, ...]
    goals: tuple[GoalsPart, ...]
    payments: PaymentsPart | None
    calendar: tuple[CalendarLine, ...]
    behind: tuple[ListedPart, ...]
    before: str
    after: str


class MonitoringPage(Struct, frozen=True, kw_only=True):
    """The whole page; `labels` are its own words by their key, `day` (ISO) is the one looked at, `digest` that of all documents.

    `left_out` is said where projects have no part of their own.
    """

    language: Language
    labels: Mapping[str, str]
    title: str
    day: str
    digest: str
    about: str
    warnings: tuple[str, ...]
    lines: tuple[HeadLine, ...]
    notes: tuple[str, ...]
    has_envelopes: bool
    projects: tuple[ProjectLine, ...]
    money_heads: tuple[str, ...]
    money: tuple[MoneyLine, ...]
    money_sums: tuple[str, ...]
    calendar: tuple[CalendarLine, ...]
    open: tuple[OpenLine, ...]
    parts: tuple[ProjectPart, ...]
    left_out: str
    findings: tuple[str, ...]
    findings_note: str
    currency: str
