"""Criteria judged: what is known of each, why, and the scorecard of a request."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.model.bonus import BonusScore
from asipgrid.model.places import Id, Place, Truth
from asipgrid.model.requests import Mark
from asipgrid.model.stages import StageOutcome
from asipgrid.model.values import Quantity, Reason


class PanelMark(Struct, frozen=True, kw_only=True):
    """What the panel gives one criterion: its level (None: too few marks), the marks, any disagreement.

    The level is the consensus where there is one, else the aggregate of the marks. `need` is how many marks it takes,
    None: as many as the call says; `why` is why it takes one more. `how` the marks became the level is said where the
    criterion has its own way, or assessors count differently: `weights` then.
    """

    level: Fraction | None
    marks: tuple[tuple[str, Mark], ...]
    disagreement: Reason | None = None
    consensus: Mark | None = None
    need: int | None = None
    why: Reason | None = None
    how: Reason | None = None
    weights: tuple[Fraction, ...] = ()


class State(StrEnum):
    """What is known of a criterion for one request."""

    SCORED = "scored"
    UNKNOWN = "unknown"
    UNSUPPORTED = "unsupported"
    UNRATED = "unrated"
    NOT_APPLICABLE = "not-applicable"
    INFO = "info"


class Fact(Struct, frozen=True, kw_only=True):
    """A value of the request that a criterion read: its path, the value (None: not stated), where it stands."""

    path: str
    value: Any
    place: Place | None


class Found(Struct, frozen=True, kw_only=True):
    """What a criterion rests on: a measure, a fact, or one assessor's mark; `reads` are the dotted paths behind it."""

    name: str
    value: Any
    unit: str | None = None
    reads: tuple[str, ...] = ()


class Gate(Struct, frozen=True, kw_only=True):
    """A gate's answer: `passes` is true, false or not stated; `reasons` say what failed or is missing."""

    kind: str
    passes: Truth
    reasons: tuple[Reason, ...]


class Judgement(Struct, frozen=True, kw_only=True, eq=False):
    """What a criterion comes to, for every request that gives it the same inputs. It knows no request and no place.

    `level` is the floor and `ceiling` the best still possible, on the grid's scale; both None when nothing is to be
    judged (a bare gate) or the criterion does not apply. `value` and `ceiling_value` are their worth, from 0 to 1;
    with `counts` (it applies, is judged and has a weight) `adds` is what they add to the sums of the grid (see
    `engine.aggregate`); `below` its minimum. With `measured`, the unit of its measure,
    the figure itself is left open in `found` and `reason`: each request has its own. What is made of a judgement
    is kept in `said`.
    """

    id: str
    grid: str
    state: State
    level: Fraction | None
    ceiling: Fraction | None
    value: Fraction | None
    ceiling_value: Fraction | None
    weight: Fraction
    counts: bool
    adds: tuple[int | Fraction, ...]
    found: tuple[Found, ...]
    reason: Reason
    measured: str | None = None
    below: bool = False
    gate: Gate | None = None
    question: Reason | None = None
    disagreement: Reason | None = None
    said: dict[Any, Any] = {}


class Marked(Protocol):
    """What a panel gave the criteria of one request."""

    def of(self, name: str) -> PanelMark | None:
        """What it gave a criterion; None where nobody marked it."""


# What is said of a figure itself, and of nothing that would be the same without it.
FIGURED: Final = frozenset({"at_least", "at_most", "on_curve"})


class Judged(Struct, frozen=True, gc=False):
    """One criterion judged for one request: the judgement, the figure that was measured, the marks that were given.

    `ratio` is the figure as (numerator, denominator), which need not be in lowest terms.
    """

    judgement: Judgement
    ratio: tuple[int, int] | None
    given: Marked

    @property
    def figure(self) -> Fraction | None:
        """The figure that was measured; None where there is none."""
        return None if self.ratio is None else Fraction(*self.ratio)

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.judgement.id

    @property
    def grid(self) -> str:
        """The grid's id."""
        return self.judgement.grid

    @property
    def state(self) -> State:
        """What is known of it."""
        return self.judgement.state

    @property
    def level(self) -> Fraction | None:
        """The level that holds whatever is missing; None where none is given."""
        return self.judgement.level

    @property
    def ceiling(self) -> Fraction | None:
        """The best level still possible."""
        return self.judgement.ceiling

    @property
    def value(self) -> Fraction | None:
        """The worth of the level, from 0 to 1."""
        return self.judgement.value

    @property
    def ceiling_value(self) -> Fraction | None:
        """The worth of the ceiling, from 0 to 1."""
        return self.judgement.ceiling_value

    @property
    def weight(self) -> Fraction:
        """The criterion's weight."""
        return self.judgement.weight

    @property
    def gate(self) -> Gate | None:
        """Its gate's answer, where it has one."""
        return self.judgement.gate

    @property
    def question(self) -> Reason | None:
        """What is asked of it."""
        return self.judgement.question

    @property
    def disagreement(self) -> Reason | None:
        """Why its assessors disagree."""
        return self.judgement.disagreement

    @property
    def counts(self) -> bool:
        """Whether the criterion is in the sum."""
        return self.judgement.counts

    @property
    def found(self) -> tuple[Found, ...]:
        """What it rests on, with the figure of this request."""
        found = self.judgement.found
        return found if self.ratio is None else (replace(found[0], value=self.figure), *found[1:])

    @property
    def reason(self) -> Reason:
        """Why it is so, with the figure of this request."""
        reason, unit, figure = self.judgement.reason, self.judgement.measured, self.figure
        if figure is None or unit is None or reason.key not in FIGURED:
            return reason
        return Reason(reason.key, {"figure": Quantity(figure, unit), **reason.values})

    @property
    def marks(self) -> tuple[tuple[str, Mark], ...]:
        """The marks that assessors gave it, by assessor."""
        mark = self.given.of(self.id)
        return mark.marks if mark else ()

    @property
    def consensus(self) -> Mark | None:
        """What the assessors agreed on after discussion."""
        mark = self.given.of(self.id)
        return mark.consensus if mark else None


class Uncounted(Struct, frozen=True, kw_only=True):
    """Marks that no figure of a request holds, or that were never given: whose, of which criterion (None: of all), why.

    `place` is where that is declared, where a document does.
    """

    assessors: tuple[Id, ...]
    criterion: str | None
    reason: Reason
    place: Place | None = None


class GridScore(Struct, frozen=True, kw_only=True):
    """One grid's figures for one request, exact; None when nothing in it counts.

    `points_of` is the sum of the highest levels of what counts, where the call tells scores in points.
    """

    score: Fraction | None
    ceiling: Fraction | None
    points: Fraction
    points_ceiling: Fraction
    points_of: Fraction | None = None


class SectionScore(GridScore, frozen=True, kw_only=True):
    """The same of a section of a grid: what it weighs there, and its `minimum` in points; `below`: it has fewer."""

    weight: Fraction
    minimum: Fraction | None
    below: bool


class AssessorTotal(Struct, frozen=True, kw_only=True):
    """What a single assessor gives a whole request, by marks of their own: the score, and the points of how many."""

    assessor: Id
    score: Fraction
    points: Fraction
    points_of: Fraction | None = None


class Scorecard(Struct, frozen=True, kw_only=True):
    """One request against every grid of the call. Scores run from 0 to 100, exact; None: nothing applies.

    `points_of` as in a grid; `sections` are those of every grid, by id. `below_minimum` names the criteria that are
    below a minimum of their own, then the sections. `totals` are what single assessors give it, where they
    take part in something; with `by_totals`, the score was made of them in that way. `vetoes` say who refuses it for
    what (None: the call has no veto). `bonus` is in score and ceiling, and says what these are without it.
    `before` is what became of the request in the stage before, where there is one.
    """

    request: Id
    criteria: tuple[Judged, ...]
    grids: Mapping[str, GridScore]
    score: Fraction | None
    ceiling: Fraction | None
    points: Fraction
    points_ceiling: Fraction
    completeness: Fraction | None
    eligible: Truth
    weakest_grid: Fraction | None
    weakest_ceiling: Fraction | None
    below_minimum: tuple[str, ...]
    points_of: Fraction | None = None
    sections: Mapping[str, SectionScore] = {}
    bonus: BonusScore | None = None
    totals: tuple[AssessorTotal, ...] = ()
    by_totals: str | None = None
    vetoed: Truth = False
    vetoes: tuple[Reason, ...] | None = None
    before: StageOutcome | None = None

    def criterion(self, criterion_id: str) -> Judged:
        """The criterion of that id; KeyError when there is none."""
        for judged in self.criteria:
            if judged.id == criterion_id:
                return judged
        raise KeyError(criterion_id)
