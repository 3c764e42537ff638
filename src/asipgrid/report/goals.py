"""Goals on their lines: the planned path, what was reported, the target, with the figures behind each picture."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Final

from asipgrid.formats.monitoring_words import digits_of
from asipgrid.model.calls import MonitoringTerms
from asipgrid.model.values import Quantity
from asipgrid.monitoring.goal_progress import Day, GoalProgress, KnownValue, expected_by, planned
from asipgrid.monitoring.projects import FollowedProject, GoalReadings
from asipgrid.report.lights import light
from asipgrid.report.monitoring_page import GoalPart, GoalPicture, GoalsPart, SeriesLine
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords, plain

_LEFT: Final = 1
_WIDE: Final = 98
_TOP: Final = 4
_HIGH: Final = 32
_Point = tuple[str, Fraction]


def goals_parts(
    project: FollowedProject, readings: GoalReadings, as_of: str, terms: MonitoringTerms, words: ReportWords
) -> Iterator[GoalsPart]:
    """The goals of the addendum, then the targets of its own, in the order of the addendum."""
    for title, listed in (("goals", project.goals), ("own_targets", project.own_targets)):
        if listed:
            tellers = (
                _GoalTeller(each, readings.get(each.id, ()), Day(as_of=as_of, terms=terms, reported=True), words)
                for each in listed
            )
            parts = (each.part(f"{title}-{number}") for number, each in enumerate(tellers, start=1))
            yield GoalsPart(words.labels[title], tuple(parts))


class _GoalTeller:
    """Puts one goal into words and draws it."""

    def __init__(
        self, each: GoalProgress, readings: Sequence[tuple[str, Quantity | str]], day: Day, words: ReportWords
    ) -> None:
        self.each, self.goal, self.readings, self.day, self.words = each, each.goal, readings, day, words
        self.digits = digits_of(each)

    def part(self, key: str) -> GoalPart:
        """All of it."""
        return GoalPart(
            key=key,
            id=self.each.id,
            name=self.name(),
            standing=light(self.each.light, self.words),
            lines=tuple(self.lines()),
            notes=tuple(self.notes()),
            picture=self.picture(),
            series=tuple(self.series()),
        )

    def name(self) -> str:
        """What the goal is called; a target of its own, which nobody named, as the grids call the fact. Empty where none does."""
        if not self.goal.own or self.goal.name.en != self.each.id:
            return self.words.said(self.goal.name)
        called = self.words.path(self.each.id)
        return "" if called == self.each.id else called

    def figure(self, value: Quantity | str) -> str:
        """A value of the goal: a day in full, a level as one."""
        if isinstance(value, str):
            return self.words.day(value)
        text = self.words.quantity(value, self.digits)
        return self.words.label("level_value", level=text) if value.unit == "level" else text

    def seen(self, value: KnownValue) -> str:
        """A value that is known, with its day."""
        text = self.figure(value.value)
        if value.dated is None or value.dated == value.value:
            return text
        return self.words.label("on_a_day", value=text, day=self.words.day(value.dated))

    def target(self) -> str:
        """The target with its side, and by when."""
        goal, words = self.goal, self.words
        text = self.figure(goal.target)
        if not isinstance(goal.target, str):
            text = f"{'≤' if goal.at_most else '≥'} {text}"
        if goal.due is not None:
            # A target that is a day of its own need not say it twice.
            return text if goal.due == goal.target else words.label("by_day", value=text, day=words.day(goal.due))
        return text if goal.until is None else f"{text}, {words.said(goal.until)}"

    def lines(self) -> Iterator[HeadLine]:
        """The figures of the goal on this day."""
        each, words, label = self.each, self.words, self.words.labels
        if self.goal.baseline is not None:
            yield HeadLine(label["baseline"], self.seen(self.goal.baseline))
        yield HeadLine(label["goal_target"], self.target())
        yield HeadLine(label["latest"], label["no_value"] if each.latest is None else self.seen(each.latest))
        if each.achievement is not None:
            yield HeadLine(label["way_done"], words.percent(each.achievement, 1))
        elif each.of_target is not None:
            share = words.percent(each.of_target, 1)
            yield HeadLine(label["way_done"], words.label("of_the_target", share=share))
        if each.expected is not None:
            yield HeadLine(label["way_expected"], words.percent(each.expected, 1))
        if each.index is not None:
            yield HeadLine(label["index"], words.score(each.index))

    def notes(self) -> Iterator[str]:
        """What the target means, why something is not known, the decision that moved it, where the value was seen."""
        goal, words, label = self.goal, self.words, self.words.labels
        if goal.words is not None:
            yield _named(label["asks_level"], words.said(goal.words), words)
        yield from words.reasons(self.each.reasons)
        if goal.moved is not None:
            day = words.day(goal.moved.decided_on)
            yield words.label("goal_moved", day=day, why=words.said(goal.moved.grounds))
        if self.each.latest is not None and self.each.latest.proofs:
            behind = (f"{each.id} {each.title}".strip() for each in self.each.latest.proofs)
            where = (f"{PurePosixPath(each.place.file).name}:{each.place.line}" for each in self.each.latest.proofs)
            found = ", ".join(f"{name} ({place})" for name, place in zip(behind, where, strict=True))
            yield _named(label["seen_in"], found, words)

    def way(self) -> tuple[Fraction, Fraction] | None:
        """Baseline and target as numbers, where both are."""
        first = None if self.goal.baseline is None else self.goal.baseline.value
        if not isinstance(first, Quantity) or not isinstance(self.goal.target, Quantity):
            return None
        return first.value, self.goal.target.value

    def plan(self) -> list[_Point]:
        """The planned path in values."""
        way = self.way()
        if way is None:
            return []
        return [(day, way[0] + share * (way[1] - way[0])) for day, share in planned(self.goal, self.day.terms)]

    def reported(self) -> list[_Point]:
        """The values reported, by their days."""
        return [(day, value.value) for day, value in self.readings if isinstance(value, Quantity)]

    def before(self) -> list[_Point]:
        """The baseline, where it is of a day before the first report."""
        known, found = self.goal.baseline, self.reported()
        if known is None or known.dated is None or not isinstance(known.value, Quantity):
            return []
        return [(known.dated, known.value.value)] if not found or known.dated < found[0][0] else []

    def picture(self) -> GoalPicture | None:
        """The goal on its line; None where there is no value or no time to draw it over."""
        target, path, found = self.goal.target, self.plan(), self.reported()
        days = {self.day.as_of, *(day for day, _ in (*path, *found, *self.before()))}
        if isinstance(target, str) or len(days) == 1 or not (path or found):
            return None
        values = [target.value, *(value for _, value in (*path, *found, *self.before()))]
        plot = _Plot(min(days), max(days), min(values), max(values))
        return GoalPicture(
            planned=plot.line(path),
            reported=plot.line([*self.before(), *found]) if found else "",
            points="".join(f"M{plot.at(each)}h0" for each in found),
            target=plain(plot.y(target.value)),
            today=plain(plot.x(self.day.as_of)),
            top=self.figure(Quantity(plot.high, target.unit)),
            bottom=self.figure(Quantity(plot.low, target.unit)),
            first=self.words.day(plot.first),
            last=self.words.day(plot.last),
        )

    def series(self) -> Iterator[SeriesLine]:
        """The figures behind the picture: the baseline, the planned path, each report and this day, by day."""
        if not self.readings and not self.plan():
            return
        way = self.way()
        told = {day: self.figure(value) for day, value in self.readings}
        known = self.goal.baseline
        if known is not None and known.dated is not None:
            told.setdefault(known.dated, f"{self.figure(known.value)} ({self.words.labels['baseline']})")
        for day in sorted({*told, *(day for day, _ in self.plan()), self.day.as_of}):
            on = Day(as_of=day, terms=self.day.terms, reported=True)
            share = expected_by(self.goal, on) if way and self.plan() else None
            due = ""
            if way is not None and share is not None and isinstance(self.goal.target, Quantity):
                due = self.figure(Quantity(way[0] + share * (way[1] - way[0]), self.goal.target.unit))
            yield SeriesLine(self.words.day(day), due, told.get(day, ""))


def _named(name: str, text: str, words: ReportWords) -> str:
    return words.label("goal_says", names=name, reason=text)


class _Plot:
    """Where days and values stand in a picture 100 wide and 40 high."""

    def __init__(self, first: str, last: str, low: Fraction, high: Fraction) -> None:
        self.first, self.last, self.low, self.high = first, last, low, high

    def x(self, day: str) -> Fraction:
        """From the first day on the left to the last on the right."""
        return _LEFT + _WIDE * Fraction(_days(self.first, day), _days(self.first, self.last))

    def y(self, value: Fraction) -> Fraction:
        """From the highest value at the top to the lowest at the bottom; in the middle where all are one."""
        share = Fraction(1, 2) if self.low == self.high else (value - self.low) / (self.high - self.low)
        return _TOP + _HIGH * (1 - share)

    def at(self, point: _Point) -> str:
        """A point as paths have it."""
        return f"{plain(self.x(point[0]))} {plain(self.y(point[1]))}"

    def line(self, points: Sequence[_Point]) -> str:
        """A line through points; empty where there are fewer than two."""
        return f"M{'L'.join(map(self.at, points))}" if len(points) > 1 else ""


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
