"""What no schema can say of how a criterion is judged: levels on their scale, thresholds, curves, marks and their texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from asipgrid.check.build_measures import unit_kind
from asipgrid.check.conditions import condition_findings
from asipgrid.check.scales import has_level, step_of, top_of
from asipgrid.check.wording import Data, error, near_words, percent, share_hint, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, said
from asipgrid.model.values import exact
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def text_findings(
    record: Record, at: KeyPath, grid: Data, named: tuple[SaidText, SaidText], texts: list[Any], top: int | None
) -> Iterator[Finding]:
    """The texts of a scale: one for each whole level, or `{level, is}` for some, from the lowest up."""
    has, what = named
    levels = [each["level"] for each in texts if has_level(each)]
    if not levels:
        if top is None:
            says = said(
                "{has} {count} {what}, and no scale to say of which levels; write each as {level: …, is: …}",
                has,
                len(texts),
                what,
            )
            yield error(record, at, "G114", says)
        elif len(texts) != top + 1:
            says = said(
                "{has} {count} {what}; a scale of 0 to {top} needs {needed}", has, len(texts), what, top, top + 1
            )
            yield error(record, at, "G114", says)
        return
    if len(levels) < len(texts):
        says = said("{has} {what} with a level and others without; write each as {level: …, is: …}", has, what)
        yield error(record, at, "G114", says)
        return
    if any(a >= b for a, b in itertools.pairwise(levels)):
        yield error(record, at, "G114", said("{has} {what} whose levels do not rise from one to the next", has, what))
    for index, level in enumerate(levels):
        wrong = _off(str(at[0]) if len(at) == 1 else has.partition(" ")[0], level, top, step_of(grid))
        if wrong:
            yield error(record, (*at, index, "level"), "G114", wrong)


def off_scale(each: Data, level: Any, grid: Data) -> SaidText | None:
    """What is wrong with a level that the scale of a criterion does not have; None where it has it, or has no scale."""
    top = top_of(grid, each)
    return _off(each["id"], level, top, step_of(grid)) if top else None


def _off(name: str, level: Any, top: int | None, step: Fraction) -> SaidText | None:
    if (top is not None and level > top) or exact(level) % step:
        wrong, by = shown(level), as_written(step)
        if top is None:
            return said("{name}: level {level} is not on the scale, in steps of {step}", name, wrong, by)
        return said("{name}: level {level} is not on the scale, 0 to {top} in steps of {step}", name, wrong, top, by)
    return None


def level_findings(record: Record, at: KeyPath, grid: Data, each: Data, scope: Data) -> Iterator[Finding]:
    """Conditions with a level each: the levels stand on the scale."""
    for index, rule in enumerate(each.get("levels", ())):
        where: KeyPath = (*at, "levels", index)
        zero = (
            said("{id}: level 0 is what is left when no other holds; remove it", each["id"])
            if rule["level"] == 0
            else None
        )
        wrong = zero or off_scale(each, rule["level"], grid)
        if wrong:
            yield error(record, (*where, "level"), "G128", wrong)
        yield from condition_findings(record, (*where, "when"), "G104", rule["when"], scope)


def figure_findings(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    """A measure with its thresholds or its curve."""
    ways = [key for key in ("at_least", "at_most", "linear") if key in each]
    if "measure" not in each or len(ways) != 1:
        return
    measures = grid.get("measures", {})
    if each["measure"] not in measures:
        says = said(
            "{measure} is not a measure of this grid; {near}", each["measure"], near_words(each["measure"], measures)
        )
        yield error(record, (*at, "measure"), "G125", says)
        return
    if "linear" in each:
        yield from _curve(record, (*at, "linear"), grid, each)
    else:
        yield from _thresholds(record, (*at, ways[0]), grid, each, ways[0])


def is_share(measure: Data) -> bool:
    """Whether a measure is a share, written as part of one; what is added up or multiplied may be more than the whole."""
    if not {"sum", "product", "quotient"}.isdisjoint(measure):
        return False
    return bool(unit_kind(measure.get("unit", "percent" if "ratio" in measure else "")) == "percent")


def _thresholds(record: Record, at: KeyPath, grid: Data, each: Data, way: str) -> Iterator[Finding]:
    numbers, top = each[way], top_of(grid, each)
    if isinstance(numbers[0], Mapping) or isinstance(numbers[-1], Mapping):
        yield from _by_level(record, at, grid, each, numbers)
        if not all(isinstance(one, Mapping) for one in numbers):
            return
        numbers = [one["figure"] for one in numbers]
    elif len(numbers) != top:
        says = said(
            "{id} has {count} thresholds; a scale of 0 to {top} needs {top}, for levels 1 to {top}",
            each["id"],
            len(numbers),
            top,
        )
        yield error(record, at, "G126", says)
        return
    pairs = list(itertools.pairwise(numbers))
    in_order = all(a < b for a, b in pairs) if way == "at_least" else all(a > b for a, b in pairs)
    if not in_order:
        words = said("rise") if way == "at_least" else said("fall")
        of = said(" of levels 1 to {top}", top) if len(numbers) == top else ""
        says = said("{id}: the thresholds{of} must {words} from one to the next", each["id"], of, words)
        yield error(record, at, "G127", says)
    if is_share(grid["measures"][each["measure"]]):
        for index, number in enumerate(numbers):
            where = (*at, index, "figure") if isinstance(each[way][index], Mapping) else (*at, index)
            yield from _reach(record, where, each["id"], way, number)


def _by_level(record: Record, at: KeyPath, grid: Data, each: Data, written: list[Any]) -> Iterator[Finding]:
    """Thresholds of some levels, each as `{level, figure}`, from the lowest level up."""
    if not all(isinstance(one, Mapping) for one in written):
        says = said(
            "{id} has thresholds with a level and others without; write each as {level: …, figure: …}", each["id"]
        )
        yield error(record, at, "G126", says)
        return
    levels = [one["level"] for one in written]
    if any(a >= b for a, b in itertools.pairwise(levels)):
        yield error(
            record, at, "G126", said("{id}: the levels of the thresholds must rise from one to the next", each["id"])
        )
    for index, level in enumerate(levels):
        zero = (
            said("{id}: level 0 is what is left when no threshold is met; remove it", each["id"])
            if level == 0
            else None
        )
        wrong = zero or off_scale(each, level, grid)
        if wrong:
            yield error(record, (*at, index, "level"), "G128", wrong)


def _reach(record: Record, at: KeyPath, name: str, way: str, number: Any) -> Iterator[Finding]:
    if way == "at_most" and number < 0:
        yield error(
            record,
            at,
            "G127",
            said("{name}: a share is never below 0, so {number} can never be reached", name, shown(number)),
        )
    elif way == "at_least" and number > 1:
        meant = said("; {hint}", share_hint(number)) if number > 2 else ""
        says = said(
            "{name}: a share is a part of one, so {number} is {percent}{meant}",
            name,
            shown(number),
            percent(number),
            meant,
        )
        yield (error if number > 2 else warning)(record, at, "G127", says)
    elif way == "at_least" and number <= 0:
        says = said("{name}: a share is always at least {number}, so this level is always reached", name, shown(number))
        yield warning(record, at, "G127", says)


def _curve(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    points, top = each["linear"], top_of(grid, each)
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        yield error(record, at, "G129", said("{id}: the figures of `linear` must rise from point to point", each["id"]))
    if any(not 0 <= y <= top for _, y in points):
        yield error(record, at, "G129", said("{id}: the levels of `linear` lie between 0 and {top}", each["id"], top))


def mark_findings(record: Record, at: KeyPath, grid: Data, each: Data) -> Iterator[Finding]:
    """Marks of assessors: the texts of their levels, or those of the grid."""
    mark, top = each.get("mark"), top_of(grid, each)
    if mark == "anchors" and "anchors" not in grid:
        says = said("{id} uses the grid's anchors, but the grid has none; add `anchors`", each["id"])
        yield error(record, (*at, "mark"), "G113", says)
    if mark == "anchors" and "out_of" in each and not all(map(has_level, grid.get("anchors", ()))):
        says = said(
            "{id} has a scale of its own, and the grid's anchors are those of another; give it texts or `mark: points`",
            each["id"],
        )
        yield error(record, (*at, "mark"), "G114", says)
    if isinstance(mark, list):
        yield from text_findings(record, (*at, "mark"), grid, (said("{id} has", each["id"]), said("texts")), mark, top)
