"""The columns of a result: their names as CSV has them, what their cells are, and what a request has in them, exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct, msgpack

from asipgrid.model.calls import Call, Grid, Outcome
from asipgrid.model.judged import GridScore, Scorecard
from asipgrid.model.places import Language
from asipgrid.model.results import Assessment, Settled, Status
from asipgrid.model.stages import StageOutcome
from asipgrid.model.values import Quantity, decimals_of

TEXT: Final = "text"
WORD: Final = "word"
TRUTH: Final = "truth"
COUNT: Final = "count"
FIGURE: Final = "figure"
MONEY: Final = "money"
RANKED: Final = "ranked"
"""The kinds of columns. A figure that ranks is a number in one call and a text in another."""
PAID: Final = "from_"

_OUTCOMES: Final = tuple(each.value for each in Outcome)


class Column(Struct, frozen=True):
    """A column: its name, its kind, the words it can hold (where these are few).

    Where a cell is empty, something is not stated, so that nobody knows what it would be; with `none`, there is none,
    as there is no rank of what is not funded.
    """

    name: str
    kind: str
    none: bool = False
    words: tuple[str, ...] = ()


def columns(call: Call, grids: Sequence[Grid]) -> dict[str, Column]:
    """The columns of a call by name, in the order of CSV."""
    return {each.name: each for each in _columns(call, grids)}


def _columns(call: Call, grids: Sequence[Grid]) -> Iterator[Column]:
    yield from (Column("id", TEXT), Column("title", TEXT), Column("rank", COUNT, none=True))
    if call.ranks_on_more:
        yield Column("ranked_on", RANKED)
        if call.rounding is not None:
            yield Column("ranked_on_exact", RANKED)
    yield Column("outcome", WORD, words=_OUTCOMES)
    yield Column("status", WORD, words=tuple(each.value for each in Status))
    yield from _figures(("score", "ceiling", *(("base_score", "bonus") if call.bonus else ()), "points"))
    yield from _figures(("points_of",) if call.in_points else ())
    yield from _figures(("completeness",))
    yield Column("eligible", TRUTH)
    if call.stage_before is not None:
        yield Column("stage_before", WORD, words=tuple(each.value for each in StageOutcome))
    yield from _figures(_of_parts(call, grids))
    yield Column("requested", MONEY)
    if call.allocation.amount is not None:
        yield Column("worked_out", MONEY)
    yield Column("awarded", MONEY)
    yield Column("proposal", WORD, words=_OUTCOMES)
    yield Column("proposal_awarded", MONEY)
    yield Column("decision", WORD, none=True, words=_OUTCOMES)
    # Ids of envelopes may be those of grids: what each pays stands behind `from_`.
    yield from (Column(f"{PAID}{each.id}", MONEY, none=True) for each in call.envelopes if call.stage is None)
    yield Column("applicant", TEXT)


def _figures(names: Sequence[str]) -> Iterator[Column]:
    return (Column(name, FIGURE, none=True) for name in names)


def _of_parts(call: Call, grids: Sequence[Grid]) -> tuple[str, ...]:
    """The columns of grids, their points where the call tells scores so, and those of sections, always with points."""
    keys = ("points", "points_of") if call.in_points else ("points",)
    points = [f"{grid.id}_{key}" for grid in grids if call.in_points for key in keys]
    sections = [section.id for grid in grids for section in grid.sections]
    return (
        *(grid.id for grid in grids),
        *points,
        *(name for each in sections for name in (each, *(f"{each}_{key}" for key in keys))),
    )


class ResultRows:
    """What requests have in the columns of their call: made of each where it is judged, and small enough to be sent."""

    def __init__(self, call: Call, grids: Sequence[Grid], language: Language = Language.EN) -> None:
        """Titles are given in that language."""
        self.columns = columns(call, grids)
        self._cents, self._language = 10 ** decimals_of(call.currency), language

    def row(self, one: Assessment) -> bytes:
        """What a request has in them before anybody knows its rank."""
        request, ranked = one.request, one.ranked_on
        found = {
            "id": request.id,
            "title": request.title.to(self._language),
            "applicant": request.named["applicant"],
            "eligible": one.card.eligible,
            "requested": self._money(request.requested),
            "worked_out": self._money(one.full),
            "stage_before": None if one.card.before is None else one.card.before.value,
            "ranked_on": None if ranked is None else _ranked(ranked.value),
            "ranked_on_exact": None if ranked is None else _ranked(ranked.exact),
            **_scores(one.card),
        }
        return msgpack.encode({name: _sent(found[name]) for name in self.columns if name in found})

    def values(self, settled: Settled, row: bytes) -> dict[str, Any]:
        """What a request has in each column, in their order.

        Texts, truths, and numbers as (least, greatest) that they can be; money in units of the currency. None where a
        cell is empty.
        """
        decision, paid = settled.decision, {each.envelope: each.amount for each in settled.award.paid}
        alone = {name: _received(value) for name, value in msgpack.decode(row).items()}
        found = {
            **alone,
            "rank": None if settled.rank is None else _exactly(Fraction(settled.rank)),
            "outcome": settled.outcome.value,
            "status": settled.award.status.value,
            "awarded": self._money(settled.award.amount),
            "proposal": settled.proposed.value,
            "proposal_awarded": self._money(settled.proposed_award.amount),
            "decision": None if decision is None else decision.outcome.value,
            **{f"{PAID}{name}": self._money(amount) for name, amount in paid.items()},
        }
        return {name: found.get(name) for name in self.columns}

    def _money(self, cents: int | None) -> tuple[Fraction, Fraction] | None:
        return None if cents is None else _exactly(Fraction(cents, self._cents))


Interval = tuple[Fraction, Fraction]


def _scores(card: Scorecard) -> dict[str, Interval | None]:
    bonus = card.bonus
    parts: Mapping[str, GridScore] = {**card.grids, **card.sections}
    return {
        **_figures_of("score", "points", card),
        "ceiling": _exactly(card.ceiling),
        "points_of": _exactly(card.points_of),
        "completeness": _exactly(card.completeness),
        "base_score": None if bonus is None else _between(bonus.score, bonus.ceiling),
        "bonus": None if bonus is None else _between(bonus.points, bonus.points_ceiling),
        **{
            key: value
            for name, each in parts.items()
            for key, value in _figures_of(name, f"{name}_points", each).items()
        },
        **{f"{name}_points_of": _exactly(each.points_of) for name, each in parts.items()},
    }


def _figures_of(score: str, points: str, each: Scorecard | GridScore) -> dict[str, Interval | None]:
    return {score: _between(each.score, each.ceiling), points: _between(each.points, each.points_ceiling)}


def _between(least: Fraction | None, greatest: Fraction | None) -> Interval | None:
    return None if least is None else (least, least if greatest is None else greatest)


def _exactly(value: Fraction | None) -> Interval | None:
    return None if value is None else (value, value)


def _ranked(value: Any) -> Any:
    return (
        _exactly(value.value) if isinstance(value, Quantity) else str(value).lower() if type(value) is bool else value
    )


def _sent(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, tuple) else value


def _received(value: Any) -> Any:
    return (Fraction(value[0]), Fraction(value[1])) if isinstance(value, list) else value
