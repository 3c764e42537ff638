"""One request against the plan: levels, intervals, grid scores, the call's score. Pure and exact.

What is not known keeps its weight and gives an interval: `level` is what holds whatever the missing value is, `ceiling`
the best still possible (scoring, 2.2). A score depends on the request and its marks alone.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from asipgrid.engine.conditions import (
    Branches,
    Condition,
    LineResult,
    Why,
    all_of,
    facts,
    flat,
    found_lines,
    has_margin,
    kept,
    value_at,
)
from asipgrid.engine.plan import Plan, PlannedCriterion, PlannedGrid
from asipgrid.model.calls import ByCurve, ByLevels, ByMark, ByThresholds, Grid
from asipgrid.model.places import Id, Truth
from asipgrid.model.requests import Request
from asipgrid.model.results import Found, Gate, GridScore, Judged, PanelMark, Scorecard, State
from asipgrid.model.values import Quantity, Reason

Told = Callable[[LineResult], Reason]

HUNDRED = Fraction(100)


def score(plan: Plan, request: Request, marks: Mapping[str, PanelMark] | None = None) -> Scorecard:
    """The scorecard of a request; `marks` is what the panel gives each criterion that somebody marked."""
    given = marks or {}
    judged = []
    for planned in plan.grids:
        at = bench(plan, planned, request)
        judged.append([at.judge(each, given.get(each.criterion.id)) for each in planned.criteria])
    return card(plan, request.id, judged)


def bench(plan: Plan, planned: PlannedGrid, request: Request) -> Bench:
    """Where the criteria of one grid are judged for one request."""
    need = plan.call.panel.assessors if plan.call.panel else 1
    return Bench(plan.call.data, request, planned, need)


def _supported(data: Any, supported: frozenset[str], path: str) -> Any:
    """The part of a request that documents support; the rest counts as not stated where evidence is required."""
    if path in supported:
        return data
    if not isinstance(data, Mapping):
        return None
    return {key: _supported(value, supported, f"{path}.{key}" if path else key) for key, value in data.items()}


class Sight:
    """What the conditions of a grid may read in some values; its figures are computed when they are asked for."""

    def __init__(self, planned: PlannedGrid, values: Mapping[str, Any]) -> None:
        """Nothing is computed yet."""
        self._planned, self._values = planned, values
        self._figures: dict[str, tuple[Fraction | None, Reason | None]] = {}

    def figure(self, name: str) -> tuple[Fraction | None, Reason | None]:
        """A figure of the grid, or why there is none."""
        known = self._figures.get(name)
        if known is None:
            known = self._figures[name] = self._planned.figures[name].of(self._values)
        return known

    @functools.cached_property
    def env(self) -> Mapping[str, Any]:
        """The values and all figures."""
        return {**self._values, **{name: self.figure(name)[0] for name in self._planned.figures}}

    def states(self, path: str) -> bool:
        """Whether a dotted path is stated here."""
        names = path.split(".")
        return value_at(self.env if names[0] in self._planned.figures else self._values, names) is not None


# ── sums ───────────────────────────────────────────────────────────────────────────────────────────


def weighted_mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of (weight, value) parts; parts without a value or a weight leave the sum. None when none is left."""
    counted = [(weight, value) for weight, value in parts if value is not None and weight > 0]
    weights = exact_sum((weight.numerator, weight.denominator) for weight, _ in counted)
    total = exact_sum((w.numerator * v.numerator, w.denominator * v.denominator) for w, v in counted)
    return total / weights if weights else None


def exact_sum(ratios: Iterable[tuple[int, int]]) -> Fraction:
    """The exact sum of (numerator, denominator) pairs, added as whole numbers over their common denominator."""
    totals: dict[int, int] = {}
    for numerator, denominator in ratios:
        totals[denominator] = totals.get(denominator, 0) + numerator
    common = math.lcm(*totals)
    return Fraction(sum(total * (common // denominator) for denominator, total in totals.items()), common)


def _sum(values: Iterable[Fraction | None]) -> Fraction:
    return exact_sum((value.numerator, value.denominator) for value in values if value is not None)


def curve(points: Iterable[tuple[Fraction, Fraction]], figure: Fraction) -> Fraction:
    """The height of a piecewise linear curve at `figure`, clipped at both ends; points rise in their first number."""
    listed = list(points)
    before = listed[0]
    if figure <= before[0]:
        return before[1]
    for point in listed[1:]:
        if figure <= point[0]:
            return before[1] + (point[1] - before[1]) * (figure - before[0]) / (point[0] - before[0])
        before = point
    return before[1]


def reached(thresholds: Iterable[Fraction], figure: Fraction, *, at_most: bool) -> int:
    """How many thresholds of levels 1 … max a figure meets, counted from level 1 up."""
    level = 0
    for threshold in thresholds:
        if (figure > threshold) if at_most else (figure < threshold):
            break
        level += 1
    return level


def worth(grid: Grid, level: Fraction) -> Fraction:
    """The value of a level, from 0 to 1; between two whole levels, on the straight line."""
    whole = level.numerator // level.denominator
    value = grid.values[whole]
    rest = level - whole
    return value if rest == 0 else value + (grid.values[whole + 1] - value) * rest


def card(plan: Plan, request: Id, judged: Sequence[Sequence[Judged]]) -> Scorecard:
    """The scorecard of a request whose criteria are judged, grid by grid."""
    grids: dict[str, GridScore] = {}
    for planned, row in zip(plan.grids, judged, strict=True):
        counted = [each for each in row if each.counts]
        grids[planned.grid.id] = GridScore(
            score=_percent(weighted_mean((each.weight, each.value) for each in counted)),
            ceiling=_percent(weighted_mean((each.weight, each.ceiling_value) for each in counted)),
            points=_sum(each.level for each in counted),
            points_ceiling=_sum(each.ceiling for each in counted),
        )
    everything = tuple(each for row in judged for each in row)
    scores = [each.score for each in grids.values() if each.score is not None]
    ceilings = [each.ceiling for each in grids.values() if each.ceiling is not None]
    return Scorecard(
        request=request,
        criteria=everything,
        grids=grids,
        score=_percent(_total(plan, judged, lambda each: each.value)),
        ceiling=_percent(_total(plan, judged, lambda each: each.ceiling_value)),
        points=_sum(each.points for each in grids.values()),
        points_ceiling=_sum(each.points_ceiling for each in grids.values()),
        completeness=_total(plan, judged, lambda each: Fraction(each.state is State.SCORED)),
        eligible=all_of(each.gate.passes for each in everything if each.gate and each.gate.kind == "eligibility"),
        weakest_grid=min(scores, default=None),
        weakest_ceiling=min(ceilings, default=None),
        below_minimum=tuple(each.id for each in everything if _is_below(each, plan.criteria[each.id].minimum)),
    )


def _is_below(each: Judged, minimum: Fraction | None) -> bool:
    return each.level is not None and minimum is not None and each.level < minimum


def _total(plan: Plan, judged: Sequence[Sequence[Judged]], value: Any) -> Fraction | None:
    """The call's aggregate of one figure a criterion: grid by grid (hierarchical), or all criteria in one sum (flat)."""
    rows = zip(plan.grids, judged, strict=True)
    if plan.call.flat:
        return weighted_mean(
            (planned.weight * each.weight, value(each)) for planned, row in rows for each in row if each.counts
        )
    return weighted_mean(
        (planned.weight, weighted_mean((each.weight, value(each)) for each in row if each.counts))
        for planned, row in rows
    )


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * HUNDRED


def shares(plan: Plan, scored: Scorecard) -> dict[str, Fraction]:
    """How many of the 100 points of the score each counted criterion is worth for this request."""
    counted: dict[str, list[Judged]] = {}
    for each in scored.criteria:
        if each.counts:
            counted.setdefault(each.grid, []).append(each)
    weight = {planned.grid.id: planned.weight for planned in plan.grids}
    if plan.call.flat:
        total = _sum(weight[name] * each.weight for name, row in counted.items() for each in row)
        unit = {name: HUNDRED * weight[name] / total for name in counted}
    else:
        grids = _sum(weight[name] for name in counted)
        unit = {
            name: HUNDRED * weight[name] / grids / _sum(each.weight for each in row) for name, row in counted.items()
        }
    return {each.id: unit[name] * each.weight for name, row in counted.items() for each in row}


# ── criteria ───────────────────────────────────────────────────────────────────────────────────────


class _Verdict:
    """A level and its reason on the way to a Judged."""

    __slots__ = ("ceiling", "found", "level", "next_step", "question", "reason", "state")

    def __init__(
        self,
        state: State,
        level: Fraction | None,
        ceiling: Fraction | None,
        reason: Reason,
        *,
        found: tuple[Found, ...] = (),
        next_step: Reason | None = None,
        question: Reason | None = None,
    ) -> None:
        self.state, self.level, self.ceiling, self.reason = state, level, ceiling, reason
        self.found, self.next_step, self.question = found, next_step, question


class Bench:
    """Where the criteria of one grid are judged for one request."""

    def __init__(self, call: Mapping[str, Any], request: Request, planned: PlannedGrid, need: int) -> None:
        self.call, self.request, self.planned, self.need = call, request, planned, need
        self.top = Fraction(planned.grid.max)

    @functools.cached_property
    def said(self) -> Sight:
        """What the request says."""
        return Sight(self.planned, {**self.request.data, "call": self.call})

    @functools.cached_property
    def proved(self) -> Sight:
        """What documents support of it."""
        return Sight(self.planned, {**_supported(self.request.data, self.request.supported, ""), "call": self.call})

    @property
    def env(self) -> Mapping[str, Any]:
        """What conditions read of what the request says."""
        return self.said.env

    def judge(self, planned: PlannedCriterion, mark: PanelMark | None) -> Judged:
        """One criterion, judged."""
        criterion = planned.criterion
        applies = True if planned.applies is None else planned.applies.truth(self.env)
        if applies is False:
            return self._judged(planned, self._left_out(planned), None, mark)
        verdict = self._verdict(planned, mark)
        if applies is None:
            verdict = self._perhaps(planned, verdict)
        gate = None if planned.requires is None else self._gate(planned, planned.requires, applies)
        if gate is not None and criterion.judging is None:
            verdict = self._bare(planned, gate)
        return self._judged(planned, verdict, gate, mark)

    def _judged(
        self, planned: PlannedCriterion, verdict: _Verdict, gate: Gate | None, mark: PanelMark | None
    ) -> Judged:
        criterion, grid = planned.criterion, planned.grid
        state = verdict.state
        shown = criterion.judging is not None and (criterion.info or criterion.weight == 0)
        if shown and state is not State.NOT_APPLICABLE:
            state = State.INFO
        counted = state not in {State.INFO, State.NOT_APPLICABLE}
        level, ceiling = verdict.level, verdict.ceiling
        return Judged(
            id=criterion.id,
            grid=grid.id,
            state=state,
            level=level,
            ceiling=ceiling,
            value=worth(grid, level) if counted and level is not None else None,
            ceiling_value=worth(grid, ceiling) if counted and ceiling is not None else None,
            weight=criterion.weight,
            found=verdict.found,
            reason=verdict.reason,
            gate=gate,
            next_step=verdict.next_step,
            question=None if state is State.INFO and criterion.judging is not None else verdict.question,
            disagreement=mark.disagreement if mark and isinstance(criterion.judging, ByMark) else None,
            marks=mark.marks if mark else (),
            consensus=mark.consensus if mark else None,
        )

    def _left_out(self, planned: PlannedCriterion) -> _Verdict:
        lines = _lines(planned.applies, self.env)
        unmet = () if planned.applies is None else planned.applies.unmet(self.env)
        reason = Reason("not_applicable", {"lines": line_reasons(unmet)})
        return _Verdict(State.NOT_APPLICABLE, None, None, reason, found=self._found(lines))

    def _perhaps(self, planned: PlannedCriterion, verdict: _Verdict) -> _Verdict:
        """Whether the criterion applies is not known: from nothing to the top, for it may also leave the sum."""
        missing = tuple(line.path for line in _lines(planned.applies, self.env) if line.truth is None)
        judged = planned.criterion.judging is not None
        return _Verdict(
            State.UNKNOWN,
            Fraction(0) if judged else None,
            self.top if judged else None,
            Reason("applies_unknown", {"paths": missing}),
            found=verdict.found,
            question=self._ask(planned, "ask_fact", missing),
        )

    def _bare(self, planned: PlannedCriterion, gate: Gate) -> _Verdict:
        """A gate that only opens or closes: nothing to score, but a question when it is not stated."""
        found = self._found(_lines(planned.requires, self.env))
        if gate.passes is not None:
            return _Verdict(State.INFO, None, None, gate.reasons[0], found=found)
        missing = tuple(path for reason in gate.reasons for path in reason.values.get("paths", ()))
        unsupported = gate.reasons[0].key == "unsupported"
        state = State.UNSUPPORTED if unsupported else State.UNKNOWN
        kind = "ask_document" if unsupported else "ask_fact"
        return _Verdict(state, None, None, gate.reasons[0], found=found, question=self._ask(planned, kind, missing))

    def _gate(self, planned: PlannedCriterion, requires: Condition, applies: Truth) -> Gate:
        kind = planned.criterion.gate or "eligibility"
        truth, proved = requires.truth(self.env), requires.truth(self._proof(planned).env)
        if proved:
            return Gate(
                kind=kind,
                passes=True,
                reasons=(Reason("gate_passes", {"lines": line_reasons(requires.met(self.env))}),),
            )
        if truth:
            reason = Reason("unsupported", {"paths": self._unproved(requires.reads)})
            return Gate(kind=kind, passes=None, reasons=(reason,))
        unmet = requires.unmet(self.env)
        if truth is None or applies is None:
            missing = tuple(dict.fromkeys(line.path for line in flat(unmet) if line.truth is None))
            reason = Reason("not_stated", {"paths": missing or planned_reads(planned)})
            return Gate(kind=kind, passes=None, reasons=(reason,))
        failed = line_reasons(kept(unmet, lambda line: line.fails))
        return Gate(kind=kind, passes=False, reasons=(Reason("gate_fails", {"lines": failed}),))

    def _verdict(self, planned: PlannedCriterion, mark: PanelMark | None) -> _Verdict:
        judging = planned.criterion.judging
        match judging:
            case None:
                return _Verdict(State.INFO, None, None, Reason("gate_only"))
            case ByMark():
                return self._by_mark(planned, judging, mark)
            case ByLevels():
                return self._by_levels(planned)
            case ByThresholds() | ByCurve():
                return self._by_figure(planned, judging)
        assert_never(judging)

    # by assessors

    def _by_mark(self, planned: PlannedCriterion, judging: ByMark, mark: PanelMark | None) -> _Verdict:
        have = len(mark.marks) if mark else 0
        if mark is None or mark.level is None:
            values = {"have": have, "need": self.need}
            silent = tuple(path for path in planned.criterion.reads if not self.said.states(path))
            # With nothing said there is nothing to judge, so the applicant is asked first.
            ask = (
                self._ask(planned, "ask_text", silent) if silent else Reason("ask_marks", {"id": planned.criterion.id})
            )
            question = Reason(ask.key, {**ask.values, **values})
            return _Verdict(
                State.UNRATED,
                Fraction(0),
                self.top,
                Reason("unrated", values),
                found=_assessors(mark),
                question=question,
            )
        step = None
        if mark.level < self.top:
            aimed = mark.level.numerator // mark.level.denominator + 1
            step = Reason("next_text", {"level": Fraction(aimed), "words": judging.texts[aimed]})
        key = "marks" if mark.consensus is None else "marks_agreed"
        reason = Reason(key, {"levels": tuple(m.level for _, m in mark.marks), "level": mark.level})
        return _Verdict(State.SCORED, mark.level, mark.level, reason, found=_assessors(mark), next_step=step)

    # by facts

    def _by_levels(self, planned: PlannedCriterion) -> _Verdict:
        proof = self._proof(planned).env
        truths = [(rule, condition, condition.truth(self.env)) for rule, condition in planned.levels]
        level = _best(rule.level for rule, condition in planned.levels if condition.truth(proof))
        given = _best(rule.level for rule, _, truth in truths if truth)
        ceiling = _best(rule.level for rule, _, truth in truths if truth is not False)
        found = self._found(line for _, condition, _ in truths for line in condition.lines(self.env))
        step = self._next_level(planned, level)
        if ceiling > given:
            open_ = [condition for rule, condition, truth in truths if truth is None and rule.level > given]
            unmet = [line for condition in open_ for line in flat(condition.unmet(self.env))]
            missing = tuple(dict.fromkeys(line.path for line in unmet if line.truth is None))
            reason = Reason("level_open", {"level": level, "ceiling": ceiling, "paths": missing})
            question = self._ask(planned, "ask_fact", missing)
            return _Verdict(State.UNKNOWN, level, ceiling, reason, found=found, next_step=step, question=question)
        if given > level:
            held = [condition for rule, condition, truth in truths if truth and rule.level > level]
            paths = self._unproved(name for condition in held for name in condition.reads)
            return self._not_supported(planned, (level, given), paths, found, step)
        words = next(
            (rule.words for rule, condition in planned.levels if rule.level == level and condition.truth(proof)), None
        )
        reason = Reason("level_none") if words is None else Reason("level_holds", {"level": level, "words": words})
        return _Verdict(State.SCORED, level, level, reason, found=found, next_step=step)

    def _next_level(self, planned: PlannedCriterion, level: Fraction) -> Reason | None:
        """The lowest level above this one: its words, and the lines that keep it from holding."""
        for rule, condition in reversed(planned.levels):
            if rule.level > level:
                lines = line_reasons(condition.unmet(self.env))
                return Reason("next_text", {"level": rule.level, "words": rule.words, "lines": lines})
        return None

    # by figures

    def _by_figure(self, planned: PlannedCriterion, judging: ByThresholds | ByCurve) -> _Verdict:
        figure = planned.figure
        assert figure is not None
        value, why = self.said.figure(judging.measure)
        found = (
            Found(
                name=judging.measure,
                value=value,
                unit=figure.measure.unit,
                facts=facts(figure.reads, self.env, self.request.record),
            ),
        )
        low, high = _reach(judging, self.top)
        if value is None:
            reason = why or Reason("not_stated", {"paths": figure.reads})
            missing = tuple(fact.path for fact in found[0].facts if fact.value is None) or figure.reads
            question = self._ask(planned, "ask_fact", missing)
            return _Verdict(State.UNKNOWN, low, high, reason, found=found, question=question)
        counted = {"months": True} if figure.measure.kind == "months" else {}
        quantity = Quantity(value, figure.measure.unit)
        if isinstance(judging, ByCurve):
            level = curve(judging.points, value)
            reason, step = (
                Reason("on_curve", {"figure": quantity, "level": level}),
                _next_knot(judging, value, level, quantity.unit),
            )
        else:
            level, reason, step = self._on_thresholds(judging, quantity, found[0])
        step = step and Reason(step.key, {**step.values, **counted})
        if self._proof(planned).figure(judging.measure)[0] is None:
            return self._not_supported(planned, (low, level), self._unproved(figure.reads), found, step)
        return _Verdict(State.SCORED, level, level, reason, found=found, next_step=step)

    def _on_thresholds(
        self, judging: ByThresholds, figure: Quantity, found: Found
    ) -> tuple[Fraction, Reason, Reason | None]:
        count = reached(judging.thresholds, figure.value, at_most=judging.at_most)
        met, missed = (
            Quantity(judging.thresholds[index], figure.unit, in_full=True)
            if 0 <= index < len(judging.thresholds)
            else None
            for index in (count - 1, count)
        )
        key = "at_most" if judging.at_most else "at_least"
        reason = Reason(key, {"figure": figure, "met": met, "missed": missed})
        if missed is None:
            return Fraction(count), reason, None
        values: dict[str, Any] = {"level": Fraction(count + 1), "threshold": missed, "at_most": judging.at_most}
        values.update(_needed(found, missed.value, at_most=judging.at_most))
        return Fraction(count), reason, Reason("next_figure", values)

    # what is missing

    def _proof(self, planned: PlannedCriterion) -> Sight:
        """Where a criterion looks for what holds: at what documents support when it requires evidence."""
        return self.proved if planned.criterion.evidence == "required" else self.said

    def _not_supported(
        self,
        planned: PlannedCriterion,
        interval: tuple[Fraction, Fraction],
        paths: tuple[str, ...],
        found: tuple[Found, ...],
        step: Reason | None,
    ) -> _Verdict:
        level, ceiling = interval
        reason = Reason("unsupported", {"paths": paths, "level": ceiling})
        question = self._ask(planned, "ask_document", paths)
        return _Verdict(State.UNSUPPORTED, level, ceiling, reason, found=found, next_step=step, question=question)

    def _unproved(self, reads: Iterable[str]) -> tuple[str, ...]:
        """Of the paths read (those of a figure for the figure), the stated ones that no document supports."""
        figures = self.planned.figures
        names = [name for read in reads for name in (figures[read].reads if read in figures else (read,))]
        return tuple(dict.fromkeys(name for name in names if self.said.states(name) and not self.proved.states(name)))

    def _ask(self, planned: PlannedCriterion, key: str, paths: tuple[str, ...]) -> Reason:
        criterion, figure = planned.criterion, planned.figure
        values = {
            "id": criterion.id,
            "paths": paths,
            "documents": criterion.documents,
            "question": criterion.question,
            "gate": criterion.gate,
        }
        return Reason(key, {**values, "months": True} if figure and figure.measure.kind == "months" else values)

    def _found(self, lines: Iterable[LineResult]) -> tuple[Found, ...]:
        return found_lines(lines, self.request.record, self.env)


def _best(levels: Iterable[Fraction]) -> Fraction:
    return max(levels, default=Fraction(0))


def planned_reads(planned: PlannedCriterion) -> tuple[str, ...]:
    """The paths that decide whether a criterion applies."""
    return planned.applies.reads if planned.applies else ()


def _lines(condition: Condition | None, env: Mapping[str, Any]) -> tuple[LineResult, ...]:
    return () if condition is None else condition.lines(env)


def line_reasons(whys: Iterable[Why], told: Told | None = None, *, inside: bool = False) -> tuple[Reason, ...]:
    """Why a condition holds or not, as reasons, each line by `told` (else `line_reason`); groups stay together.

    `inside`: they stand in a branch of another group.
    """
    return tuple(
        [
            _branches(why, told, inside=inside) if isinstance(why, Branches) else (told or line_reason)(why)
            for why in whys
        ]
    )


def _branches(why: Branches, told: Told | None, *, inside: bool) -> Reason:
    lines = line_reasons(why.parts, told, inside=inside or why.kind == "any")
    if why.kind == "all":
        return Reason("together", {"lines": lines})
    return Reason("either", {"lines": lines, "holds": why.holds, "inside": inside})


def line_reason(line: LineResult) -> Reason:
    """One line of a condition as a reason: the path, its value, what it must be, whether it misses by a distance."""
    return Reason(
        "line",
        {
            "path": line.path,
            "value": line.value,
            "keyword": line.test.keyword,
            "wanted": line.test.wanted,
            "holds": line.truth,
            "margin": has_margin(line),
            **({"negated": True} if line.negated else {}),
        },
    )


def _assessors(mark: PanelMark | None) -> tuple[Found, ...]:
    return tuple(Found(name=assessor, value=each.level) for assessor, each in (mark.marks if mark else ()))


def _reach(judging: ByThresholds | ByCurve, top: Fraction) -> tuple[Fraction, Fraction]:
    if isinstance(judging, ByThresholds):
        return Fraction(0), top
    heights = [y for _, y in judging.points]
    return min(heights), max(heights)


def _next_knot(judging: ByCurve, value: Fraction, level: Fraction, unit: str) -> Reason | None:
    """The nearest point of the curve that stands higher, whichever way the figure must go."""
    higher = [(abs(x - value), x, y) for x, y in judging.points if y > level]
    if not higher:
        return None
    _, x, y = min(higher)
    return Reason("next_figure", {"level": y, "threshold": Quantity(x, unit, in_full=True), "at_most": x < value})


def _needed(found: Found, threshold: Fraction, *, at_most: bool) -> dict[str, Any]:
    """For a share of two counts: how many the first must be for the threshold, the second staying as it is."""
    if found.unit != "percent" or len(found.facts) != 2 or not all(isinstance(fact.value, int) for fact in found.facts):
        return {}
    part, whole = found.facts
    exact = threshold * whole.value
    count = exact.numerator // exact.denominator if at_most else -(-exact.numerator // exact.denominator)
    return {"path": part.path, "count": count, "more": abs(count - part.value)}
