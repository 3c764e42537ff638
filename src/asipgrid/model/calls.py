"""Analysis grids and the calls that apply them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.amounts import Allocation
from asipgrid.model.bonus import BonusTerms
from asipgrid.model.envelopes import Envelope, Quota
from asipgrid.model.panels import Panel
from asipgrid.model.places import Id, Language, Place
from asipgrid.model.sections import GridSection
from asipgrid.model.stages import Stage
from asipgrid.model.statistics import CallStatistic
from asipgrid.model.values import Text


class Measure(Struct, frozen=True, kw_only=True):
    """A named figure: `kind` is value, ratio, difference, days, months, sum, product, quotient, minimum or maximum.

    `paths` are the JMESPath expressions it rests on. Of figures made of other measures and numbers, `parts` are those:
    numbers, paths, or measures of the same grid. `unit` is a word or a unit of the grid's own (`Unit`).
    """

    name: str
    title: Text | None
    kind: str
    paths: tuple[str, ...]
    unit: str
    place: Place
    parts: tuple[Fraction | str | Measure, ...] = ()


class LevelRule(Struct, frozen=True, kw_only=True):
    """One line of `levels`: the level given when the condition holds, and what it means."""

    level: Fraction
    words: Text
    when: Mapping[str, Any]


class ByLevels(Struct, frozen=True):
    """Judged by facts: the highest level whose condition holds, else 0."""

    rules: tuple[LevelRule, ...]


class ByThresholds(Struct, frozen=True):
    """Judged by a figure: each of `thresholds` gives the level of `levels` in its place; `at_most` where less is better."""

    measure: str
    thresholds: tuple[Fraction, ...]
    at_most: bool
    levels: tuple[Fraction, ...]

    def given(self, count: int) -> Fraction:
        """The level of a figure that meets so many thresholds."""
        return self.levels[count - 1] if count else Fraction(0)


class ByCurve(Struct, frozen=True):
    """Judged by a figure on a piecewise linear curve of (figure, level), clipped at both ends."""

    measure: str
    points: tuple[tuple[Fraction, Fraction], ...]


class ByMark(Struct, frozen=True):
    """Judged by assessors: `texts` say what levels mean, from the lowest up; with `whole`, of each of levels 0 … max."""

    texts: tuple[tuple[Fraction, Text], ...]
    whole: bool

    def told(self, level: Fraction) -> tuple[tuple[Fraction, Text], ...]:
        """What a level means: between two whole ones these with their texts, between two of some the one below."""
        below = [each for each in self.texts if each[0] <= level][-1:]
        above = [each for each in self.texts if each[0] >= level][:1]
        return tuple(dict.fromkeys((*below, *above) if self.whole else below))

    def above(self, level: Fraction) -> tuple[Fraction, Text] | None:
        """The next level that has a text, with it."""
        return next((each for each in self.texts if each[0] > level), None)

    def asked(self, level: Fraction) -> tuple[Fraction, Text] | None:
        """The lowest level that has a text and is at least this one, else the highest that has one."""
        return next((each for each in self.texts if each[0] >= level), self.texts[-1] if self.texts else None)


Judging = ByLevels | ByThresholds | ByCurve | ByMark

NO_GOAL: Final = "never"
"""Written in the place of a criterion's goal: no addendum sets one."""


class Criterion(Struct, frozen=True, kw_only=True):
    """One question of a grid, its weight and the one way it is judged (`judging` is None for a bare gate).

    Its levels run from 0 to `max`, which is 0 where nothing is judged. `values` gives the worth of levels 0 … max (from
    0 to 1); where it is empty, a level L is worth L / max. `no_goal`: no addendum sets a goal for it, whatever its level.
    """

    id: str
    question: Text
    judging: Judging | None
    weight: Fraction
    place: Place
    max: int
    values: tuple[Fraction, ...]
    gate: str | None = None
    requires: Mapping[str, Any] | None = None
    applies_when: Mapping[str, Any] | None = None
    info: bool = False
    minimum: Fraction | None = None
    evidence: str = "none"
    reads: tuple[str, ...] = ()
    documents: Text | None = None
    undertaking: Text | None = None
    goal: Text | None = None
    no_goal: bool = False
    sources: tuple[str, ...] = ()


class Grid(Struct, frozen=True, kw_only=True):
    """An analysis grid: the block of the request it owns, what it measures and how it judges, in which steps.

    `block` is empty, and `facts` say nothing, where it owns none. `call_facts` are the schemas of what it asks of the
    call. `relative`: it reads statistics of all requests.
    """

    id: str
    version: str
    title: Text
    status: str
    about: Text | None
    sources: Mapping[str, str]
    step: Fraction
    block: str
    facts: Mapping[str, Any]
    call_facts: Mapping[str, Any] = {}
    measures: tuple[Measure, ...]
    criteria: tuple[Criterion, ...]
    sections: tuple[GridSection, ...] = ()
    relative: bool = False
    digest: str
    file: str


class Outcome(StrEnum):
    """What a request can end in, in the order results list them."""

    FUND = "fund"
    PASSES = "pass"
    ASK = "ask"
    DEFER = "defer"
    MAINTAIN = "maintain"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"


MEETS_RULES: Final = frozenset({Outcome.FUND, Outcome.PASSES})
"""The outcomes of what a rule lets through: to the money, and in a stage to the stage that follows."""


class Rule(Struct, frozen=True, kw_only=True):
    """One decision rule; `when` is None for the last one, which always holds."""

    outcome: Outcome
    when: Mapping[str, Any] | None
    place: Place


FIGURES: Final = ("score", "points")
"""The figures of a whole call that requests are ranked by; beside them, the score of each grid by its id."""


class RankLink(Struct, frozen=True, kw_only=True):
    """What puts requests in order; `ascending` where less is better.

    `kind` says what the name is: a figure (`score`, `points`, a grid's id), a section, a criterion, a path, a measure
    (GRID.name), or the sum of the levels of criteria, each times its factor; `factors` are those, by criterion.
    """

    name: str
    kind: str = "figure"
    ascending: bool = False
    factors: Mapping[str, Fraction] = {}

    def unit(self, grids: Iterable[Grid]) -> str:
        """The unit of what it gives, in a call of these grids."""
        if self.kind == "measure":
            measures = ((grid.id, measure) for grid in grids for measure in grid.measures)
            return next(measure.unit for grid, measure in measures if f"{grid}.{measure.name}" == self.name)
        return "score" if self.kind in {"figure", "section"} and self.name != "points" else "number"


class Rounding(Struct, frozen=True, kw_only=True):
    """How the figure that ranks is rounded before it does: to whole multiples of `to`; half-up, up or down."""

    to: Fraction
    mode: str


class Units(Struct, frozen=True, kw_only=True):
    """What a payment may be released by, in parts: each unit of a figure beyond what the request stated, at a price in cents."""

    path: str
    price: int


class Payment(Struct, frozen=True, kw_only=True):
    """One payment of an addendum: its share of the award, when it falls due, and under which condition.

    `opens` is its first day (ISO), None when only its condition says; with `units` it may be released in parts.
    """

    share: Fraction
    at: Text
    when: Mapping[str, Any] | None
    opens: str | None = None
    units: Units | None = None


class AddendumTerms(Struct, frozen=True, kw_only=True):
    """What the call says of addenda: `goal_level` is next, max or a level; `goals_due` an ISO date.

    `builds_on` are the earlier calls whose addenda these addenda follow, oldest first. `conditions_due` is the last day
    (ISO) to settle what must be settled before a payment, `effective_on` the day an addendum takes effect (None: its
    signature). `reduced_budget` says which lines of the budget give way when less is awarded than requested:
    proportional, last-first, or None when the beneficiary says. `first`: what is granted is no addendum to an agreement,
    but an agreement itself.
    """

    goal_level: str | Fraction
    goals_due: str | None
    payments: tuple[Payment, ...]
    builds_on: tuple[Id, ...] = ()
    conditions_due: str | None = None
    effective_on: str | None = None
    reduced_budget: str | None = None
    first: bool = False


class ReportDue(Struct, frozen=True, kw_only=True):
    """A report that funded projects owe: its period and the last day (ISO) to deliver it."""

    period: str
    due: str


class Milestone(Struct, frozen=True, kw_only=True):
    """The share of the way from its baseline to its target that a goal has gone by a day; `goals` empty: every goal."""

    by: str
    share: Fraction
    goals: tuple[str, ...] = ()


class MonitoringTerms(Struct, frozen=True, kw_only=True):
    """What the call says of monitoring: the index from which a goal is on track or at risk, and what is expected when.

    `start` is the day (ISO) from which progress is expected where an addendum's own signature is not recorded.
    """

    start: str | None = None
    on_track: Fraction = Fraction(9, 10)
    at_risk: Fraction = Fraction(8, 10)
    reports: tuple[ReportDue, ...] = ()
    milestones: tuple[Milestone, ...] = ()


class LetterTerms(Struct, frozen=True, kw_only=True):
    """What the call says of its letters: the last days (ISO) to answer and of the reserve list, the ways of appeal.

    `whys`: whether applicants read the reasons that assessors gave; `scores`: whether a refusal gives the scores by
    criterion. `languages` are those it is written in, the first that of plain texts; none: the call does not say.
    """

    answer_by: str | None = None
    reserve_until: str | None = None
    appeal: Text | None = None
    whys: bool = False
    scores: bool = True
    languages: tuple[Language, ...] = ()


class Call(Struct, frozen=True, kw_only=True):
    """A call: envelope (cents), weighted grids, panel, rules, ranking, allocation, addendum terms.

    `stage`: its requests pass to another call, and nothing is awarded; `stage_before` is the call they have passed.
    `in_points`: scores are told in points of their scales too, beside those of 100. `published`: its documents hold
    what was published of the requests, not what applicants submitted; `sources` are the texts that documents name by
    their key. What its acts are made of is read from `data` (`model.act`). `facts_at` says where its facts stand, by the
    paths that read them.
    """

    id: Id
    title: Text
    about: Text | None
    authority: Text
    published: bool
    sources: Mapping[str, str]
    currency: str
    envelope: int
    envelopes: tuple[Envelope, ...] = ()
    quotas: tuple[Quota, ...] = ()
    weights: Mapping[str, Fraction]
    statistics: tuple[CallStatistic, ...] = ()
    flat: bool
    in_points: bool = False
    bonus: BonusTerms | None = None
    panel: Panel | None
    rules: tuple[Rule, ...]
    rank_by: RankLink
    tie_break: tuple[RankLink, ...]
    rounding: Rounding | None = None
    lot: str | None
    allocation: Allocation
    addendum: AddendumTerms | None
    letters: LetterTerms
    monitoring: MonitoringTerms = MonitoringTerms()
    stage: Stage | None = None
    stage_before: Id | None = None
    facts_at: Mapping[str, Place] = {}
    data: Mapping[str, Any]
    digest: str
    file: str

    @property
    def ranks_on_more(self) -> bool:
        """Whether it ranks on a figure that its results would not hold otherwise."""
        return self.rank_by.kind != "figure" or self.rounding is not None

    @property
    def shows_rank_figure(self) -> bool:
        """Whether the figure that ranks is shown beside the score: it is another one, and not shown anyway."""
        return self.ranks_on_more or self.rank_by.name not in {"score", *(("points",) if self.in_points else ())}

    def binds(self, grid: Grid) -> bool:
        """Whether acts take goals and conditions from a grid: of published facts, only from one that was published itself."""
        return not self.published or grid.status == "published"

    @property
    def signatory(self) -> Text | None:
        """Who signs for the authority, in one text."""
        from asipgrid.model import act  # noqa: PLC0415 - only letters ask

        return act.signatory(act.authority(self.data))

    @property
    def legal_basis(self) -> tuple[Text, ...]:
        """The texts it rests on."""
        from asipgrid.model import act  # noqa: PLC0415 - only letters ask

        return act.legal_basis(self.data)
