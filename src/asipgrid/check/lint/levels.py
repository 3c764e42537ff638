"""Levels and thresholds that decide nothing, conditions that nobody can meet, limits hardly meant as they are written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.conditions import BOUNDS, schema_at, types_of, written_lines
from asipgrid.check.judged import is_share
from asipgrid.check.lint.criteria import conditions_of, criteria_in, weight_of
from asipgrid.check.lint.implied import Logic
from asipgrid.check.lint.ranges import bounds, figure_range
from asipgrid.check.scales import thresholds, top_of
from asipgrid.check.wording import Data, line_words, share_hint, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import exact, is_number
from asipgrid.text.numbers import as_written, number
from asipgrid.text.values import shown


def _in_order(each: Data) -> list[int]:
    """The positions of a criterion's levels in the order they are tried: best first, else as written."""
    levels = each.get("levels", ())
    return sorted(range(len(levels)), key=lambda index: -exact(levels[index]["level"]))


def idle_levels(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A line of `levels` that never decides, for whoever meets it also meets a line tried before it.

    The author meant to tell two cases apart, and everybody gets the same level.
    """
    for at, each in criteria_in(grid):
        order = _in_order(each)
        levels = each.get("levels", ())
        for place, index in enumerate(order):
            before = order[:place]
            deciding = logic.deciding(levels[index]["when"], [levels[other]["when"] for other in before])
            if deciding:
                others = sorted(before[position] for position in deciding)
                given = row(dict.fromkeys(shown(levels[other]["level"]) for other in others), " or ")
                lines = line_words([record.place((*at, "levels", other)).line for other in others])
                says = said(
                    "{id}: whoever meets the condition of this level {level} already has level {given} ({lines}), "
                    "so this line never decides; change one of the conditions",
                    each["id"],
                    shown(levels[index]["level"]),
                    given,
                    lines,
                )
                yield warning(record, (*at, "levels", index), "G140", says)


def impossible_conditions(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A condition that no request can meet: two of its lines contradict each other, or what a fact may be.

    Behind it stands a level nobody gets, a gate nobody passes or a criterion that never applies.
    """
    for at, each in criteria_in(grid):
        for index, rule in enumerate(each.get("levels", ())):
            if logic.never(rule["when"]) and not _told(rule["when"], grid, logic):
                says = said(
                    "{id}: no request can meet this condition, so it never gives level {level}",
                    each["id"],
                    shown(rule["level"]),
                )
                yield warning(record, (*at, "levels", index, "when"), "G141", says)
        for key, so in (
            ("requires", said("nobody passes this gate")),
            ("applies_when", said("the criterion never applies")),
        ):
            if key in each and logic.never(each[key]) and not _told(each[key], grid, logic):
                yield warning(
                    record,
                    (*at, key),
                    "G141",
                    said("{id}: no request can meet this condition, so {so}", each["id"], so),
                )


def _told(written: Data, grid: Data, logic: Logic) -> bool:
    """Whether the limits of a condition are told to be too large: that is why nobody meets it."""
    return any(Figures(measures=grid.get("measures", {}), scope=logic.scope).of_condition(written, ()))


def idle_thresholds(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A threshold that no figure reaches, or every figure: the facts allow nothing beyond it.

    Of shares (`unit: percent`) G127 has said so before.
    """
    for at, each in criteria_in(grid):
        measure = grid.get("measures", {}).get(each.get("measure"), {})
        way = next((key for key in ("at_least", "at_most") if key in each), None)
        if way is None or is_share(measure):
            continue
        low, high = figure_range(measure, grid.get("measures", {}), scope)
        worst, best = (low, high) if way == "at_least" else (high, low)
        sign = 1 if way == "at_least" else -1
        for index, limit in enumerate(thresholds(each, way)):
            asked = sign * exact(limit)
            if best is not None and asked > sign * best:
                says = said("can never be reached: {bound}", _at(each["measure"], best, most=sign > 0))
            elif worst is not None and asked <= sign * worst:
                says = said("is always reached: {bound}", _at(each["measure"], worst, most=sign < 0))
            else:
                continue
            hint = said("; {hint}", share_hint(limit)) if high is not None and high <= 1 < exact(limit) else ""
            yield warning(
                record,
                (*at, way, index),
                "G142",
                said("{id}: {limit} {says}{hint}", each["id"], shown(limit), says, hint),
            )


def _at(measure: str, figure: Fraction, *, most: bool) -> SaidText:
    """How far a figure goes: at most, or at least, so much."""
    if most:
        return said("{measure} is at most {figure}", measure, number(figure))
    return said("{measure} is at least {figure}", measure, number(figure))


def _best(grid: Data, each: Data, logic: Logic) -> Fraction | None:
    """The best level that a criterion can give; None when it gives none."""
    if "levels" in each:
        return max(
            (exact(rule["level"]) for rule in each["levels"] if not logic.never(rule["when"])), default=Fraction(0)
        )
    if "linear" in each:
        points = [(exact(x), exact(y)) for x, y in each["linear"]]
        low, high = figure_range(grid["measures"][each["measure"]], grid["measures"], logic.scope)
        return max(
            _on_curve(points, figure) for figure in (low, high, *(x for x, _ in points)) if _lies(figure, low, high)
        )
    if "measure" in each and isinstance((each.get("at_least") or each["at_most"])[-1], Mapping):
        return exact((each.get("at_least") or each["at_most"])[-1]["level"])
    return Fraction(top_of(grid, each)) if "measure" in each or "mark" in each else None


def _lies(figure: Fraction | None, low: Fraction | None, high: Fraction | None) -> bool:
    return figure is not None and (low is None or figure >= low) and (high is None or figure <= high)


def _on_curve(points: list[tuple[Fraction, Fraction]], figure: Fraction | None) -> Fraction:
    assert figure is not None
    if figure <= points[0][0]:
        return points[0][1]
    for (x, y), (next_x, next_y) in itertools.pairwise(points):
        if figure <= next_x:
            return y + (next_y - y) * (figure - x) / (next_x - x)
    return points[-1][1]


def tops_out_of_reach(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A weighted criterion that can never give the top of the scale: nobody can have all its points."""
    for at, each in criteria_in(grid):
        top, best = top_of(grid, each), _best(grid, each, logic)
        if best is not None and best < top and weight_of(each) > 0:
            key = next(key for key in ("levels", "linear", "at_least", "at_most") if key in each)
            says = said(
                "{id} gives at most level {best} of {top}, so nobody can have all its points; raise its best level",
                each["id"],
                number(best),
                top,
            )
            yield warning(record, (*at, key), "G143", says)


def idle_minimums(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A `minimum` that nobody can miss, or that nobody can reach."""
    for at, each in criteria_in(grid):
        if "minimum" not in each:
            continue
        least, best = exact(each["minimum"]), _best(grid, each, logic)
        if best is None:
            says = said("has a minimum, but nothing gives it a level; remove the minimum")
        elif least == 0:
            says = said("has a minimum of 0, which nobody can miss; raise or remove it")
        elif least > best:
            says = said(
                "has a minimum of {minimum}, but gives at most level {best}; nobody can reach it",
                shown(each["minimum"]),
                number(best),
            )
        else:
            continue
        yield warning(record, (*at, "minimum"), "G150", said("{id} {says}", each["id"], says))


# Above so much, a share was hardly meant: 2 is 200 %. Growth may well be more than 100 %.
_MOST: Final = 2


class Figures(Struct, frozen=True, kw_only=True):
    """What is known of what conditions read: measures by name, the schema of paths, whether `score` is among them."""

    measures: Mapping[str, Data]
    scope: Data
    scores: bool = False

    def odd(self, path: str, limit: Any) -> SaidText | None:
        """Why a limit for what a path gives was hardly meant, and what was; None where it may well be."""
        measure = self.measures.get(path)
        value = exact(limit)
        if self.scores and _SCORE.fullmatch(path):
            return _odd_score(path, limit)
        high, is_count = self._most(path, measure)
        if high is not None and high <= 1 < value and not is_count:
            hint = said("; {hint}", share_hint(limit)) if value <= 100 * high else ""
            return said("{path} is at most {high}, and never {limit}{hint}", path, as_written(high), shown(limit), hint)
        if measure is not None and is_share(measure) and value > _MOST and (high is None or value > high):
            return said(
                "{path} is a share, a part of one, so {limit} is {value} %; {hint}",
                path,
                shown(limit),
                as_written(value * 100),
                share_hint(limit),
            )
        if self.scores and high is not None and value > high and _POINTS.fullmatch(path):
            return said("{path} is out of {high}, and never {limit}", path, as_written(high), shown(limit))
        level = _LEVEL.fullmatch(path)
        if level and high is not None and value > high:
            return said(
                "{level} has levels from 0 to {high}, and never {limit}", level[1], as_written(high), shown(limit)
            )
        return None

    def _most(self, path: str, measure: Data | None) -> tuple[Fraction | None, bool]:
        """The greatest figure that a path may give, where that is known, and whether it is a count."""
        read = path if measure is None else measure.get("value")
        if not isinstance(read, str) or read in self.measures:
            return None, False
        return bounds(read, self.scope)[1], types_of(schema_at(read, self.scope)) == ("integer",)

    def of_condition(self, written: Any, at: KeyPath) -> Iterator[tuple[KeyPath, SaidText]]:
        """The limits of a condition that were hardly meant, each with its place."""
        for here, path, value in written_lines(written, at):
            for place, limit in _numbers(value, here):
                says = self.odd(path, limit)
                if says:
                    yield place, says


_LEVEL: Final = re.compile(r'criteria\."?([A-Za-z]\w*(?:-[A-Za-z0-9]+)*)"?\.(?:level|ceiling)')
_POINTS: Final = re.compile(r'(?:(?:grids|sections)\."?[A-Za-z][\w-]*"?\.)?points(?:_ceiling)?')
_SCORE: Final = re.compile(r"(?:grids\.[A-Za-z]\w*\.)?(?:score|ceiling)|weakest_grid|weakest_ceiling")


def _odd_score(path: str, limit: Any) -> SaidText | None:
    value = exact(limit)
    if value > 100:
        return said("{path} runs from 0 to 100, and is never {limit}", path, shown(limit))
    if 0 < value < 1:
        percent = as_written(value * 100)
        return said(
            "{path} runs from 0 to 100, and {limit} is next to nothing; write {percent} for {percent} %",
            path,
            shown(limit),
            percent,
        )
    return None


def _numbers(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Every number that a line of a condition compares with, each with its place."""
    if is_number(value):
        yield at, value
    elif isinstance(value, list):
        yield from (((*at, index), each) for index, each in enumerate(value) if is_number(each))
    elif isinstance(value, Mapping):
        yield from (((*at, key), each) for key, each in value.items() if key in BOUNDS and is_number(each))


def large_limits(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """The thresholds, points and conditions that ask a share for a percentage: 25 for 25 % is read as 2500 %.

    Thresholds of `at_least` are told before: G127.
    """
    figures = Figures(measures=grid.get("measures", {}), scope=scope)
    for at, each in criteria_in(grid):
        limits = [((*at, "at_most", n), x) for n, x in enumerate(thresholds(each, "at_most"))]
        limits += [((*at, "linear", n), x) for n, (x, _) in enumerate(each.get("linear", ()))]
        of_share = limits if limits and is_share(grid["measures"][each["measure"]]) else ()
        odd = [(place, figures.odd(each["measure"], limit)) for place, limit in of_share]
        for place, written in conditions_of(each, at):
            odd += figures.of_condition(written, place)
        yield from (
            warning(record, place, "G155", said("{id}: {says}", each["id"], says)) for place, says in odd if says
        )


def hundredfold_measures(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """Measures in percent of a fact that is stated in percent itself: 35 would be told as 3500 %."""
    for name, measure in grid.get("measures", {}).items():
        read = measure.get("value")
        is_fact = isinstance(read, str) and read not in grid["measures"]
        if is_fact and is_share(measure) and bounds(read, scope)[1] == 100:
            says = said(
                "{name} is in percent, so {read} is a part of one, but it may be 100, which is 10000 %; let the "
                "fact end at 1, or leave out `unit: percent`",
                name,
                read,
            )
            yield warning(record, ("measures", name, "unit"), "G157", says)


def call_limits(
    record: Record, call: Data, grids: Mapping[str, Data], rules: Data, payments: Data
) -> Iterator[Finding]:
    """The limits of rules and payments that nothing reaches; `rules` and `payments` are what their conditions may read."""
    of_rules = Figures(measures={}, scope=_with(rules, _of_results(call, grids)), scores=True)
    paid = _with(payments, {"goals_reached": _SHARE})
    measures = {name: each for grid in grids.values() for name, each in grid.get("measures", {}).items()}
    # A measure that two grids name is none that a payment may read.
    read = {name: each for name, each in measures.items() if name in paid["properties"]}
    schedule = call.get("addendum", {}).get("payments", ())
    for path, says in (
        *_out_of_reach(("decisions",), call["decisions"], of_rules, said("this rule never applies")),
        *_out_of_reach(("bonus",), call.get("bonus", ()), of_rules, said("nobody is ever given this bonus")),
        *_out_of_reach(
            ("addendum", "payments"), schedule, Figures(measures=read, scope=paid), said("nothing is ever paid")
        ),
    ):
        yield warning(record, path, "C225", says)


def _out_of_reach(
    key: KeyPath, listed: Sequence[Data], figures: Figures, so: SaidText
) -> Iterator[tuple[KeyPath, SaidText]]:
    logic = Logic(scope=figures.scope)
    for index, each in enumerate(listed):
        at, when = (*key, index, "when"), each.get("when", {})
        odd = list(figures.of_condition(when, at))
        yield from odd
        if not odd and logic.never(when):
            yield at, said("no request can meet this condition, so {so}", so)


_NUMBER: Final = {"type": "number"}
_SHARE: Final = {"type": "number", "minimum": 0, "maximum": 1}


def _of_results(call: Data, grids: Mapping[str, Data]) -> Data:
    """How far the scores and levels reach that rules may read."""
    score = {"type": "number", "minimum": 0, "maximum": 100}
    with_bonus = _NUMBER if "bonus" in call else score
    of_criteria: dict[str, Data] = {}
    tops = {each["id"]: _top(grid, each) for grid in grids.values() for each in grid["criteria"]}
    of_all = dict.fromkeys(("points", "points_ceiling"), _NUMBER if "bonus" in call else _points(tops.values()))
    sections = {each["id"]: each for grid in grids.values() for each in grid.get("sections", ())}
    for grid in grids.values():
        of_criteria |= {each["id"]: _of_criterion(top_of(grid, each)) for each in grid["criteria"]}
    return {
        **dict.fromkeys(("score", "ceiling"), with_bonus),
        **dict.fromkeys(("weakest_grid", "weakest_ceiling"), score),
        **of_all,
        "completeness": _SHARE,
        "grids": _part(
            {name: _of_part(score, (tops[each["id"]] for each in grid["criteria"])) for name, grid in grids.items()}
        ),
        "sections": _part(
            {name: _of_part(score, (tops[each] for each in section["criteria"])) for name, section in sections.items()}
        ),
        "criteria": _part(of_criteria),
    }


def _top(grid: Data, criterion: Data) -> int:
    """The highest level of a criterion that counts; else none."""
    judged = {"levels", "mark", "measure"} & criterion.keys()
    return top_of(grid, criterion) if judged and weight_of(criterion) else 0


def _points(tops: Iterable[int]) -> Data:
    return {"type": "number", "minimum": 0, "maximum": sum(tops)}


def _of_part(score: Data, tops: Iterable[int]) -> Data:
    """How far the figures of a grid or of a section reach."""
    points = _points(tops)
    return _part({"score": score, "ceiling": score, "points": points, "points_ceiling": points, "points_of": _NUMBER})


def _of_criterion(top: int) -> Data:
    level = {"type": "number", "minimum": 0, "maximum": top}
    return _part({"level": level, "ceiling": level, "state": {"type": "string"}})


def _part(properties: Data) -> Data:
    return {"type": "object", "properties": properties}


def _with(scope: Data, known: Data) -> dict[str, Any]:
    return {**scope, "properties": {**scope["properties"], **known}}
