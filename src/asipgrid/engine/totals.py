"""What single assessors make of a whole request: their scores in total, and whether enough of them refuse it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from asipgrid.engine.panel import PanelMarks, aggregate
from asipgrid.model.judged import AssessorTotal, GridScore, Judged, Scorecard, SectionScore, State
from asipgrid.model.panels import Of, Panel, Veto
from asipgrid.model.places import Id, Truth
from asipgrid.model.values import Quantity, Reason

Scored = Callable[[PanelMarks], Scorecard]
Cards = Sequence[tuple[str, Scorecard]]


def summed_up(panel: Panel, needs: Mapping[str, int], marks: PanelMarks, scored: Scored) -> Scorecard:
    """The scorecard of a request by some marks, with what its assessors make of it in total.

    `needs` is how many assessors each grid needs, `scored` gives the scorecard by some marks.
    """
    need = max(needs.values())
    cards = tuple(_alone(marks, scored)) if panel.sums_up else ()
    why = _called(panel, cards, need)
    if panel.totals is not None and len(cards) < need:
        # Who has not marked everything has no total yet.
        marks = marks.of_some([name for name, _ in cards])
    card = scored(marks if why is None else marks.calling(why))
    if panel.sums_up:
        card = replace(card, totals=tuple(_totals(cards)))
    if panel.totals is not None and why is None and len(cards) >= need:
        card = _by_totals(panel, panel.totals, card, cards)
    return card if panel.veto is None else _with_vetoes(panel.veto, needs, card, need + (why is not None))


def _alone(marks: PanelMarks, scored: Scored) -> Iterator[tuple[str, Scorecard]]:
    """The scorecards by the marks of one assessor each, of those who marked all that any of them marked."""
    everything = {name for sheet in marks.heard for name in sheet.marks}
    for sheet in marks.heard:
        if everything <= sheet.marks.keys() and everything:
            yield sheet.assessor, scored(marks.of_one(sheet.assessor))


def _totals(cards: Cards) -> Iterator[AssessorTotal]:
    """What each assessor gives in total; nobody where nothing counts."""
    for name, card in cards:
        if card.score is not None:
            yield AssessorTotal(assessor=Id(name), score=card.score, points=card.points, points_of=card.points_of)


def _looked_at(of: Of, totals: Iterable[AssessorTotal]) -> list[Fraction]:
    """What a rule of the panel looks at, of each assessor."""
    return [each.points if of is Of.POINTS else each.score for each in totals]


def _called(panel: Panel, cards: Cards, need: int) -> Reason | None:
    """Why a further assessor marks the whole request: the totals of the first ones lie too far apart."""
    further = panel.further
    if further is None or further.of is Of.CRITERION:
        return None
    totals = _looked_at(further.of, _totals(cards))
    if len(totals) != need or max(totals) - min(totals) <= further.difference:
        return None
    unit, key = ("number", "called_points") if further.of is Of.POINTS else ("score", "called_totals")
    low, high = (Quantity(each, unit) for each in (min(totals), max(totals)))
    return Reason(key, {"low": low, "high": high, "difference": Quantity(further.difference, in_full=True)})


Mean = Callable[[Sequence[Fraction | None]], Fraction | None]
"""What the figures of all assessors are in sum; None where one has none."""


def _by_totals(panel: Panel, how: str, card: Scorecard, cards: Cards) -> Scorecard:
    """The scorecard whose figures are made of those of its assessors, whole by whole, section by section."""
    weights = [panel.weights.get(name, Fraction(1)) for name, _ in cards]

    def of(values: Sequence[Fraction | None]) -> Fraction | None:
        stated = [each for each in values if each is not None]
        return aggregate(stated, how, weights) if len(stated) == len(cards) else None

    sections = {
        name: _of_section(each, [one.sections[name] for _, one in cards], of) for name, each in card.sections.items()
    }
    grids = {
        name: replace(each, **_figures([one.grids[name] for _, one in cards], of)) for name, each in card.grids.items()
    }
    return replace(
        card,
        **_figures([each for _, each in cards], of),
        grids=grids,
        sections=sections,
        below_minimum=(
            *(name for name in card.below_minimum if name not in sections),
            *(name for name, each in sections.items() if each.below),
        ),
        weakest_grid=min((each.score for each in grids.values() if each.score is not None), default=None),
        weakest_ceiling=min((each.ceiling for each in grids.values() if each.ceiling is not None), default=None),
        by_totals=how,
    )


def _figures(parts: Sequence[Scorecard | GridScore], of: Mean) -> dict[str, Any]:
    """Scores and points made of those that single assessors give."""
    return {
        "score": of([each.score for each in parts]),
        "ceiling": of([each.ceiling for each in parts]),
        "points": of([each.points for each in parts]) or Fraction(0),
        "points_ceiling": of([each.points_ceiling for each in parts]) or Fraction(0),
    }


def _of_section(own: SectionScore, parts: Sequence[SectionScore], of: Mean) -> SectionScore:
    found = _figures(parts, of)
    below = own.minimum is not None and own.score is not None and found["points"] < own.minimum
    return replace(own, **found, below=below)


def _with_vetoes(veto: Veto, needs: Mapping[str, int], card: Scorecard, need: int) -> Scorecard:
    """The scorecard with its vetoes; `need` is how many scores in total it takes."""
    found: list[tuple[str | None, Truth, int]]
    if veto.of is not Of.CRITERION:
        found = [(None, *_refuses(veto, _looked_at(veto.of, card.totals), need))]
    else:
        found = [(each.id, *_of_criterion(veto, needs, each)) for each in card.criteria if _is_open(each)]
    truths = [truth for _, truth, _ in found]
    vetoed = True if True in truths else None if None in truths else False
    vetoes = tuple(_told(veto, name, count) for name, truth, count in found if truth)
    return replace(card, vetoed=vetoed, vetoes=vetoes)


def _is_open(each: Judged) -> bool:
    """Whether single marks may refuse for a criterion: assessors mark it, it applies, and nothing was agreed on."""
    is_marked = bool(each.marks) or each.judgement.reason.key == "unrated"
    return is_marked and each.consensus is None and each.state is not State.NOT_APPLICABLE


def _of_criterion(veto: Veto, needs: Mapping[str, int], each: Judged) -> tuple[Truth, int]:
    # A further assessor may have been called in.
    need = each.judgement.reason.values.get("need", needs[each.grid])
    truth, below = _refuses(veto, [mark.level for _, mark in each.marks], need)
    return (None if truth and each.state is State.UNKNOWN else truth), below


def _refuses(veto: Veto, levels: Sequence[Fraction], need: int) -> tuple[Truth, int]:
    """Whether enough assessors are below; not known while those that are missing may be."""
    below = sum(level < veto.below for level in levels)
    if below >= veto.assessors:
        return True, below
    return (None if below + max(0, need - len(levels)) >= veto.assessors else False), below


def _told(veto: Veto, name: str | None, count: int) -> Reason:
    values = {"count": count, "below": Quantity(veto.below, in_full=True)}
    if name is not None:
        return Reason("veto", {"id": name, **values})
    return Reason("veto_points" if veto.of is Of.POINTS else "veto_total", values)
