"""The scale of a criterion as its grid writes it: its top and steps, what its levels mean, the figures they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from asipgrid.model import calls
from asipgrid.model.bonus import BonusRule, BonusTerms
from asipgrid.model.places import Record
from asipgrid.model.sections import GridSection
from asipgrid.model.values import Text, exact


def top_of(grid_data: Mapping[str, Any], each: Mapping[str, Any]) -> int:
    """The highest level of a criterion: its own, else that of the grid's scale; 0 where neither says."""
    top: int = each.get("out_of", grid_data.get("scale", {}).get("max", 0))
    return top


def step_of(grid_data: Mapping[str, Any]) -> Fraction:
    """From one level of a grid to the next."""
    return exact(grid_data.get("scale", {}).get("step", 1))


def has_level(text: Any) -> bool:
    """Whether a text of a scale says of which level it is: `{level, is}`."""
    return isinstance(text, Mapping) and "level" in text


def is_judged(each: Mapping[str, Any]) -> bool:
    """Whether there is anything to judge in a criterion; a bare gate has nothing."""
    return any(key in each for key in ("levels", "measure", "mark"))


def thresholds(each: Mapping[str, Any], way: str) -> list[Any]:
    """The figures that a criterion asks for by `at_least` or `at_most`, for the levels from the lowest up."""
    return [one["figure"] if isinstance(one, Mapping) else one for one in each.get(way, ())]


def weight_of(each: Mapping[str, Any]) -> Any:
    """The weight of a criterion as written, else the points that it is out of, where it is not only shown."""
    return each.get("weight", 0 if each.get("info") else each.get("out_of", 0))


def weights_of(grid_data: Mapping[str, Any]) -> dict[str, Fraction]:
    """What each criterion weighs in its grid where all of them count: its part of the weight of its section."""
    found = {each["id"]: Fraction(0) if each.get("info") else exact(weight_of(each)) for each in grid_data["criteria"]}
    for section in grid_data.get("sections", ()):
        own = sum((found.get(name, Fraction(0)) for name in section["criteria"]), Fraction(0))
        if "weight" in section and own:
            times = exact(section["weight"]) / own
            found |= {name: found[name] * times for name in section["criteria"] if name in found}
    return found


def judging(grid_data: Mapping[str, Any], each: Mapping[str, Any]) -> calls.Judging | None:
    """The one way in which a criterion is judged; None for a bare gate."""
    if "levels" in each:
        return calls.ByLevels(
            tuple(
                calls.LevelRule(level=exact(r["level"]), words=Text.of(r["is"]), when=r["when"]) for r in each["levels"]
            )
        )
    if "mark" in each:
        return by_mark(grid_data["anchors"] if each["mark"] == "anchors" else each["mark"])
    if "linear" in each:
        return calls.ByCurve(each["measure"], tuple((exact(x), exact(y)) for x, y in each["linear"]))
    if "measure" in each:
        return by_thresholds(each)
    return None


def by_mark(texts: Any) -> calls.ByMark:
    """How assessors judge a criterion, from the texts of its levels as they are written."""
    if texts == "points":
        return calls.ByMark((), whole=False)
    if has_level(texts[0]):
        return calls.ByMark(tuple((exact(each["level"]), Text.of(each["is"])) for each in texts), whole=False)
    return calls.ByMark(tuple((Fraction(level), Text.of(text)) for level, text in enumerate(texts)), whole=True)


def by_thresholds(each: Mapping[str, Any]) -> calls.ByThresholds:
    """How a figure is judged by the thresholds that a criterion writes."""
    at_most = "at_most" in each
    written = each["at_most" if at_most else "at_least"]
    if isinstance(written[0], Mapping):
        pairs = [(exact(one["level"]), exact(one["figure"])) for one in written]
    else:
        pairs = [(Fraction(level), exact(figure)) for level, figure in enumerate(written, start=1)]
    return calls.ByThresholds(
        each["measure"], tuple(figure for _, figure in pairs), at_most, tuple(level for level, _ in pairs)
    )


def sections_named(grids: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The ids of the sections of some grids, as written."""
    return (each["id"] for grid in grids for each in grid.get("sections", ()))


def sections_of(record: Record, grid_data: Mapping[str, Any]) -> Iterator[GridSection]:
    """The sections that a grid writes, in its order."""
    for index, each in enumerate(grid_data.get("sections", ())):
        yield GridSection(
            id=each["id"],
            title=Text.of(each.get("title", each["id"])),
            weight=exact(each["weight"]) if "weight" in each else None,
            minimum=exact(each["minimum"]) if "minimum" in each else None,
            criteria=tuple(each["criteria"]),
            place=record.value_place(("sections", index, "id")),
        )


def bonus_terms(call_data: Mapping[str, Any]) -> BonusTerms:
    """What a call gives on top of the criteria."""
    limits = {key: exact(value) for key, value in call_data.get("bonus_limits", {}).items()}
    rules = (
        BonusRule(
            id=each["id"],
            title=Text.of(each.get("title", each["id"])),
            points=exact(each["points"]),
            when=each.get("when"),
            of=each.get("of", {}).get("path"),
            each=exact(each.get("of", {}).get("each", 1)),
        )
        for each in call_data["bonus"]
    )
    return BonusTerms(rules=tuple(rules), most=limits.get("most"), least=limits.get("least"))
