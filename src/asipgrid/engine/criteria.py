"""Criteria judged: levels, intervals and reasons, from what a request says and what documents support. Pure and exact.

What is not known keeps its weight and gives an interval: `level` is what holds whatever the missing value is, `ceiling`
the best still possible (scoring, 2.2). A judgement names no request and no place; who asks later finds both by the paths.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, assert_never

from asipgrid.engine.aggregate import adds, worth
from asipgrid.engine.conditions import Branches, Condition, LineResult, Why, flat, has_margin, kept
from asipgrid.engine.paths import path_expression
from asipgrid.engine.plan import PlannedCriterion, PlannedGrid
from asipgrid.engine.views import View, supported
from asipgrid.model.calls import ByCurve, ByLevels, ByMark, ByThresholds
from asipgrid.model.judged import Found, Gate, Judgement, PanelMark, State
from asipgrid.model.places import Truth
from asipgrid.model.requests import Request
from asipgrid.model.values import Quantity, Reason

Told = Callable[[LineResult], Reason]


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
    """How many thresholds a figure meets, counted from that of the lowest level up."""
    level = 0
    for threshold in thresholds:
        if (figure > threshold) if at_most else (figure < threshold):
            break
        level += 1
    return level


class _Verdict:
    """A level and its reason on the way to a Judgement; `figure` is what was measured."""

    __slots__ = ("ceiling", "figure", "found", "level", "question", "reason", "state")

    def __init__(
        self,
        state: State,
        interval: tuple[Fraction | None, Fraction | None],
        reason: Reason,
        *,
        found: tuple[Found, ...] = (),
        question: Reason | None = None,
        figure: Fraction | None = None,
    ) -> None:
        self.state, (self.level, self.ceiling), self.reason = state, interval, reason
        self.found, self.question, self.figure = found, question, figure


_NO_LEVEL = (None, None)


class Judge:
    """Judges the criteria of one grid by what one request says; `need` is how many assessors a criterion needs."""

    def __init__(self, shared: Mapping[str, Any], request: Request, grid: PlannedGrid, need: int) -> None:
        """`shared` is what all requests read alike, as in a plan."""
        self._shared, self._request, self.grid, self._need = shared, request, grid, need

    @functools.cached_property
    def said(self) -> View:
        """What the request says."""
        return View(self.grid, {**self._request.data, **self._shared})

    @functools.cached_property
    def proved(self) -> View:
        """What documents support of it."""
        data = supported(self._request.data, self._request.supported)
        return View(self.grid, {**data, **self._shared})

    @property
    def env(self) -> Mapping[str, Any]:
        """What conditions read of what the request says."""
        return self.said.env

    def judge(self, planned: PlannedCriterion, mark: PanelMark | None) -> tuple[Judgement, Fraction | None]:
        """One criterion, judged, and the figure that was measured."""
        applies = True if planned.applies is None else planned.applies.truth(self.env)
        if applies is False:
            return self._judgement(planned, self._left_out(planned), None, mark)
        verdict = self._verdict(planned, mark)
        if applies is None:
            verdict = self._perhaps(planned, verdict)
        gate = None if planned.requires is None else self._gate(planned, planned.requires, applies)
        if gate is not None and planned.criterion.judging is None:
            verdict = self._bare(planned, gate)
        return self._judgement(planned, verdict, gate, mark)

    def _judgement(
        self, planned: PlannedCriterion, verdict: _Verdict, gate: Gate | None, mark: PanelMark | None
    ) -> tuple[Judgement, Fraction | None]:
        criterion, state, level, ceiling = planned.criterion, verdict.state, verdict.level, verdict.ceiling
        shown = criterion.judging is not None and (criterion.info or criterion.weight == 0)
        if shown and state is not State.NOT_APPLICABLE:
            state = State.INFO
        counted = state not in {State.INFO, State.NOT_APPLICABLE}
        value, most = (worth(criterion, each) if counted and each is not None else None for each in (level, ceiling))
        judgement = Judgement(
            id=criterion.id,
            grid=planned.grid.id,
            state=state,
            level=level,
            ceiling=ceiling,
            value=value,
            ceiling_value=most,
            weight=criterion.weight,
            counts=value is not None and criterion.weight > 0,
            adds=adds(self.grid, criterion.weight, (level, ceiling), (value, most), known=state is State.SCORED),
            found=verdict.found,
            reason=verdict.reason,
            measured=None if verdict.figure is None else verdict.found[0].unit,
            below=level is not None and criterion.minimum is not None and level < criterion.minimum,
            gate=gate,
            question=None if shown and state is State.INFO and not planned.read else verdict.question,
            disagreement=mark.disagreement if mark and isinstance(criterion.judging, ByMark) else None,
        )
        return judgement, verdict.figure

    def _left_out(self, planned: PlannedCriterion) -> _Verdict:
        assert planned.applies is not None
        seen = planned.applies.look(self.env)
        reason = Reason("not_applicable", {"lines": line_reasons(seen.unmet)})
        return _Verdict(State.NOT_APPLICABLE, _NO_LEVEL, reason, found=_found(seen.flat()))

    def _perhaps(self, planned: PlannedCriterion, verdict: _Verdict) -> _Verdict:
        """Whether the criterion applies is not known: from nothing to the top, for it may also leave the sum."""
        assert planned.applies is not None
        missing = tuple(line.path for line in planned.applies.look(self.env).flat() if line.truth is None)
        return _Verdict(
            State.UNKNOWN,
            _NO_LEVEL if planned.criterion.judging is None else (Fraction(0), Fraction(planned.criterion.max)),
            Reason("applies_unknown", {"paths": self.said.behind(missing)}),
            found=verdict.found,
            question=_wanted(planned, self.said.lack(missing)),
            figure=verdict.figure,
        )

    def _bare(self, planned: PlannedCriterion, gate: Gate) -> _Verdict:
        """A gate that only opens or closes: nothing to score, but a question when it is not stated."""
        found = () if planned.requires is None else _found(planned.requires.look(self.env).flat())
        if gate.passes is not None:
            return _Verdict(State.INFO, _NO_LEVEL, gate.reasons[0], found=found)
        (why,) = gate.reasons
        if why.key == "unsupported":
            question, state = _ask(planned, "ask_document", why.values["paths"]), State.UNSUPPORTED
        else:
            question, state = _wanted(planned, why), State.UNKNOWN
        return _Verdict(state, _NO_LEVEL, why, found=found, question=question)

    def _gate(self, planned: PlannedCriterion, requires: Condition, applies: Truth) -> Gate:
        kind = planned.criterion.gate or "eligibility"
        seen, proved = requires.look(self.env), requires.truth(self._proof(planned).env)
        truth = seen.truth
        if proved:
            held = Reason("gate_passes", {"lines": line_reasons(seen.met)})
            return Gate(kind=kind, passes=True, reasons=(held,))
        if truth:
            reason = Reason("unsupported", {"paths": self._unproved(requires.reads)})
            return Gate(kind=kind, passes=None, reasons=(reason,))
        unmet = seen.unmet
        if truth is None or applies is None:
            missing = tuple(dict.fromkeys(line.path for line in flat(unmet) if line.truth is None))
            decides = planned.applies.reads if planned.applies else ()
            return Gate(kind=kind, passes=None, reasons=(self.said.lack(missing or decides),))
        failed = line_reasons(kept(unmet, lambda line: line.fails))
        return Gate(kind=kind, passes=False, reasons=(Reason("gate_fails", {"lines": failed}),))

    def _verdict(self, planned: PlannedCriterion, mark: PanelMark | None) -> _Verdict:
        judging = planned.criterion.judging
        match judging:
            case None:
                return _Verdict(State.INFO, _NO_LEVEL, Reason("gate_only"))
            case ByMark():
                return self._by_mark(planned, mark)
            case ByLevels():
                return self._by_levels(planned)
            case ByThresholds() | ByCurve():
                return self._by_figure(planned, judging)
        assert_never(judging)

    # by assessors

    def _by_mark(self, planned: PlannedCriterion, mark: PanelMark | None) -> _Verdict:
        found = tuple(Found(name=assessor, value=each.level) for assessor, each in (mark.marks if mark else ()))
        if mark is None or mark.level is None:
            need = self._need if mark is None or mark.need is None else mark.need
            values: dict[str, Any] = {"have": len(found), "need": need}
            if mark is not None and mark.why is not None:
                values |= {"why": mark.why, "known": tuple(one.name for one in found)}
            silent = tuple(path for path in planned.criterion.reads if not self.said.states(path))
            # With nothing said there is nothing to judge, so the applicant is asked first.
            ask = _ask(planned, "ask_text", silent) if silent else Reason("ask_marks", {"id": planned.criterion.id})
            question = Reason(ask.key, {**ask.values, **values})
            interval = Fraction(0), Fraction(planned.criterion.max)
            return _Verdict(State.UNRATED, interval, Reason("unrated", values), found=found, question=question)
        key = "marks" if mark.consensus is None else "marks_agreed"
        said: dict[str, Any] = {"levels": tuple(m.level for _, m in mark.marks), "level": mark.level}
        if mark.how is not None:
            said |= {"how": mark.how, "weights": mark.weights}
        reason = Reason(key, said)
        return _Verdict(State.SCORED, (mark.level, mark.level), reason, found=found)

    # by facts

    def _by_levels(self, planned: PlannedCriterion) -> _Verdict:
        proof = self._proof(planned).env
        asked = [(rule, condition, condition.look(self.env)) for rule, condition in planned.levels]
        proved = [rule for rule, condition in planned.levels if condition.truth(proof)]
        level = _best(rule.level for rule in proved)
        given = _best(rule.level for rule, _, seen in asked if seen.truth)
        ceiling = _best(rule.level for rule, _, seen in asked if seen.truth is not False)
        found = _found(line for _, _, seen in asked for line in seen.flat())
        if ceiling > given:
            open_ = [seen for rule, _, seen in asked if seen.truth is None and rule.level > given]
            unmet = [line for seen in open_ for line in flat(seen.unmet)]
            missing = tuple(dict.fromkeys(line.path for line in unmet if line.truth is None))
            values = {"level": level, "ceiling": ceiling, "paths": self.said.behind(missing)}
            reason, question = Reason("level_open", values), _wanted(planned, self.said.lack(missing))
            return _Verdict(State.UNKNOWN, (level, ceiling), reason, found=found, question=question)
        if given > level:
            held = [condition for rule, condition, seen in asked if seen.truth and rule.level > level]
            paths = self._unproved(name for condition in held for name in condition.reads)
            return _not_supported(planned, (level, given), paths, found)
        words = next((rule.words for rule in proved if rule.level == level), None)
        reason = Reason("level_none") if words is None else Reason("level_holds", {"level": level, "words": words})
        return _Verdict(State.SCORED, (level, level), reason, found=found)

    # by figures

    def _by_figure(self, planned: PlannedCriterion, judging: ByThresholds | ByCurve) -> _Verdict:
        figure = planned.figure
        assert figure is not None
        value, why = self.said.figure(judging.measure)
        found = (Found(name=judging.measure, value=None, unit=figure.measure.unit, reads=figure.reads),)
        low, high = _reach(judging)
        if value is None:
            reason = why or Reason("not_stated", {"paths": figure.reads})
            question = _wanted(planned, self.said.lack((judging.measure,)))
            return _Verdict(State.UNKNOWN, (low, high), reason, found=found, question=question)
        if isinstance(judging, ByCurve):
            level = curve(judging.points, value)
            reason = Reason("on_curve", {"level": level})
        else:
            count = reached(judging.thresholds, value, at_most=judging.at_most)
            level, reason = judging.given(count), _on_thresholds(judging, count, figure.measure.unit)
        if self._proof(planned).figure(judging.measure)[0] is None:
            return _not_supported(planned, (low, level), self._unproved(figure.reads), found, value)
        return _Verdict(State.SCORED, (level, level), reason, found=found, figure=value)

    # what is missing

    def _proof(self, planned: PlannedCriterion) -> View:
        """Where a criterion looks for what holds: at what documents support when it requires evidence."""
        return self.proved if planned.criterion.evidence == "required" else self.said

    def _unproved(self, reads: Iterable[str]) -> tuple[str, ...]:
        """Of the paths read (those of a figure for the figure), the stated ones that no document supports."""
        figures = self.grid.figures
        names = [name for read in reads for name in (figures[read].reads if read in figures else (read,))]
        return tuple(dict.fromkeys(name for name in names if self.said.states(name) and not self.proved.states(name)))


def _not_supported(
    planned: PlannedCriterion,
    interval: tuple[Fraction, Fraction],
    paths: tuple[str, ...],
    found: tuple[Found, ...],
    figure: Fraction | None = None,
) -> _Verdict:
    reason = Reason("unsupported", {"paths": paths, "level": interval[1]})
    question = _ask(planned, "ask_document", paths)
    return _Verdict(State.UNSUPPORTED, interval, reason, found=found, question=question, figure=figure)


def _wanted(planned: PlannedCriterion, lack: Reason) -> Reason:
    """What is asked for where something is lacking: facts that are not stated, or another look at a divisor that is 0."""
    if lack.key == "not_stated":
        return _ask(planned, "ask_fact", lack.values["paths"])
    asked = _ask(planned, "ask_divisor", lack.values["facts"])
    return Reason(asked.key, {**asked.values, "path": lack.values["path"]})


def _ask(planned: PlannedCriterion, key: str, paths: tuple[str, ...]) -> Reason:
    """What is asked of whoever applies: never figures of all requests, which nobody can state alone."""
    own = tuple(path for path in paths if not path.startswith("statistics.")) if planned.grid.relative else paths
    key, paths = (key, own) if own or not paths else ("ask_statistic", paths)
    criterion, figure = planned.criterion, planned.figure
    values = {
        "id": criterion.id,
        "paths": paths,
        "documents": criterion.documents,
        "question": criterion.question,
        "gate": criterion.gate,
    }
    return Reason(key, {**values, "months": True} if figure and figure.measure.kind == "months" else values)


def _found(lines: Iterable[LineResult]) -> tuple[Found, ...]:
    """What each line of a condition read, once a path."""
    once = {line.path: line.value for line in lines}
    return tuple(Found(name=path, value=value, reads=path_expression(path).reads) for path, value in once.items())


def _best(levels: Iterable[Fraction]) -> Fraction:
    return max(levels, default=Fraction(0))


def _on_thresholds(judging: ByThresholds, count: int, unit: str) -> Reason:
    """Between which thresholds a figure stands that meets so many; the figure itself is left open."""
    met, missed = (
        Quantity(judging.thresholds[index], unit, in_full=True) if 0 <= index < len(judging.thresholds) else None
        for index in (count - 1, count)
    )
    return Reason("at_most" if judging.at_most else "at_least", {"met": met, "missed": missed})


def _reach(judging: ByThresholds | ByCurve) -> tuple[Fraction, Fraction]:
    if isinstance(judging, ByThresholds):
        return Fraction(0), judging.levels[-1]
    heights = [y for _, y in judging.points]
    return min(heights), max(heights)


def line_reasons(whys: Iterable[Why], told: Told | None = None, *, inside: bool = False) -> tuple[Reason, ...]:
    """Why a condition holds or not, as reasons, each line by `told` (else `line_reason`); groups stay together.

    `inside`: they stand in a branch of another group.
    """
    say = told or line_reason
    return tuple([_branches(why, say, inside=inside) if isinstance(why, Branches) else say(why) for why in whys])


def _branches(why: Branches, told: Told, *, inside: bool) -> Reason:
    lines = line_reasons(why.parts, told, inside=inside or why.kind == "any")
    if why.kind == "all":
        return Reason("together", {"lines": lines})
    return Reason("either", {"lines": lines, "holds": why.holds, "inside": inside})


def line_reason(line: LineResult, *, refuses: bool = False) -> Reason:
    """One line of a condition as a reason: the path, its value, what it must be, whether it misses by a distance.

    `refuses`: a rule that refuses holds by it.
    """
    values = {
        "path": line.path,
        "value": line.value,
        "keyword": line.test.keyword,
        "wanted": line.test.wanted,
        "holds": line.truth,
        "margin": has_margin(line, refuses=refuses),
    }
    return Reason("line", {**values, "negated": True} if line.negated else values)
