"""Levels and thresholds that decide nothing, and conditions that nobody can meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from asipgrid.check.grid import is_share
from asipgrid.check.lint.criteria import criteria_in, weight_of
from asipgrid.check.lint.implied import Logic
from asipgrid.check.lint.limits import Figures, bounds, hundredfold_measures, large_limits
from asipgrid.check.wording import Data, line_words, share_hint, warning
from asipgrid.model.places import Finding, Record
from asipgrid.model.values import exact
from asipgrid.text.numbers import number
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
                given = " or ".join(dict.fromkeys(shown(levels[other]["level"]) for other in others))
                lines = line_words([record.place((*at, "levels", other)).line for other in others])
                says = (
                    f"{each['id']}: whoever meets the condition of this level {shown(levels[index]['level'])} already has "
                    f"level {given} ({lines}), so this line never decides; "
                    "change one of the conditions"
                )
                yield warning(record, (*at, "levels", index), "G140", says)


def impossible_conditions(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A condition that no request can meet: two of its lines contradict each other, or what a fact may be.

    Behind it stands a level nobody gets, a gate nobody passes or a criterion that never applies.
    """
    for at, each in criteria_in(grid):
        for index, rule in enumerate(each.get("levels", ())):
            if logic.never(rule["when"]) and not _told(rule["when"], grid, logic):
                says = (
                    f"{each['id']}: no request can meet this condition, so it never gives level {shown(rule['level'])}"
                )
                yield warning(record, (*at, "levels", index, "when"), "G141", says)
        for key, so in (("requires", "nobody passes this gate"), ("applies_when", "the criterion never applies")):
            if key in each and logic.never(each[key]) and not _told(each[key], grid, logic):
                yield warning(record, (*at, key), "G141", f"{each['id']}: no request can meet this condition, so {so}")


def _told(written: Data, grid: Data, logic: Logic) -> bool:
    """Whether the limits of a condition are told to be too large: that is why nobody meets it."""
    return any(Figures(measures=grid.get("measures", {}), scope=logic.scope).of_condition(written, ()))


def large_and_odd_limits(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """Shares that were written in percent: 25 for 25 % is read as 2500 %."""
    for path, says in large_limits(grid, scope):
        yield warning(record, path, "G155", says)
    for path, says in hundredfold_measures(grid, scope):
        yield warning(record, path, "G157", says)


def _range(measure: Data, scope: Data) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest figure that a measure may give, where the facts say."""
    if "value" in measure:
        return bounds(measure["value"], scope)
    if "ratio" in measure:
        above = [bounds(path, scope)[0] for path in measure["ratio"]]
        low = Fraction(0) if all(bound is not None and bound >= 0 for bound in above) else None
        return low, Fraction(1) if is_share(measure) else None
    if "difference" in measure:
        (low, high), (least, most) = (bounds(path, scope) for path in measure["difference"])
        return (
            None if low is None or most is None else low - most,
            None if high is None or least is None else high - least,
        )
    return None, None


def idle_thresholds(record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
    """A threshold that no figure reaches, or every figure: the facts allow nothing beyond it.

    Of shares (`unit: percent`) G127 has said so before.
    """
    for at, each in criteria_in(grid):
        measure = grid.get("measures", {}).get(each.get("measure"), {})
        way = next((key for key in ("at_least", "at_most") if key in each), None)
        if way is None or is_share(measure):
            continue
        low, high = _range(measure, scope)
        worst, best = (low, high) if way == "at_least" else (high, low)
        sign = 1 if way == "at_least" else -1
        for index, limit in enumerate(each[way]):
            asked = sign * exact(limit)
            if best is not None and asked > sign * best:
                says = f"can never be reached: {each['measure']} is at {'most' if sign > 0 else 'least'} {number(best)}"
            elif worst is not None and asked <= sign * worst:
                says = f"is always reached: {each['measure']} is at {'least' if sign > 0 else 'most'} {number(worst)}"
            else:
                continue
            hint = f"; {share_hint(limit)}" if high is not None and high <= 1 < exact(limit) else ""
            yield warning(record, (*at, way, index), "G142", f"{each['id']}: {shown(limit)} {says}{hint}")


def _best(grid: Data, each: Data, logic: Logic) -> Fraction | None:
    """The best level that a criterion can give; None when it gives none."""
    if "levels" in each:
        return max(
            (exact(rule["level"]) for rule in each["levels"] if not logic.never(rule["when"])), default=Fraction(0)
        )
    if "linear" in each:
        points = [(exact(x), exact(y)) for x, y in each["linear"]]
        low, high = _range(grid["measures"][each["measure"]], logic.scope)
        return max(
            _on_curve(points, figure) for figure in (low, high, *(x for x, _ in points)) if _lies(figure, low, high)
        )
    return Fraction(grid["scale"]["max"]) if "measure" in each or "mark" in each else None


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
    top = grid["scale"]["max"]
    for at, each in criteria_in(grid):
        best = _best(grid, each, logic)
        if best is not None and best < top and weight_of(each) > 0:
            key = "levels" if "levels" in each else "linear"
            says = f"{each['id']} gives at most level {number(best)} of {top}, so nobody can have all its points; raise its best level"
            yield warning(record, (*at, key), "G143", says)


def idle_minimums(record: Record, grid: Data, logic: Logic) -> Iterator[Finding]:
    """A `minimum` that nobody can miss, or that nobody can reach."""
    for at, each in criteria_in(grid):
        if "minimum" not in each:
            continue
        least, best = exact(each["minimum"]), _best(grid, each, logic)
        if best is None:
            says = "has a minimum, but nothing gives it a level; remove the minimum"
        elif least == 0:
            says = "has a minimum of 0, which nobody can miss; raise or remove it"
        elif least > best:
            says = f"has a minimum of {shown(each['minimum'])}, but gives at most level {number(best)}; nobody can reach it"
        else:
            continue
        yield warning(record, (*at, "minimum"), "G150", f"{each['id']} {says}")
