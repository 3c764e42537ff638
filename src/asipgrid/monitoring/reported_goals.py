"""The goals of one project as its reports and assessors tell of them, and its own targets: from values found to progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from asipgrid.engine.next_step import facts_of
from asipgrid.engine.paths import facts, path_expression
from asipgrid.engine.plan import Plan
from asipgrid.model.calls import ByCurve, ByMark, ByThresholds
from asipgrid.model.judged import Fact, Judged, Scorecard, State
from asipgrid.model.places import Place
from asipgrid.model.requests import GoalMove, RatingSheet, Request
from asipgrid.model.values import Quantity, Reason, Text, exact, is_number
from asipgrid.monitoring.goal_progress import Day, GoalProgress, GoalTerms, KnownValue, progress_of
from asipgrid.monitoring.goals import AddendumGoal, level_asked, moved
from asipgrid.monitoring.overlay import Overlay, Proof, overlay


class ReportedGoals:
    """The goals of one project on one day.

    `card` judges the request as its reports have moved it; `sheets` are those on reports that gave a criterion its level.
    """

    def __init__(
        self,
        plan: Plan,
        now: Overlay,
        card: Scorecard,
        sheets: Mapping[str, tuple[RatingSheet, ...]],
        day: Day,
        start: str | None,
    ) -> None:
        """`start` is the day from which progress is expected."""
        self.plan, self.now, self.card, self.sheets, self.day, self.start = plan, now, card, sheets, day, start
        self.then = overlay(now.base, ())

    # goals of the addendum

    def of_addendum(self, promised: AddendumGoal, moves: Sequence[GoalMove]) -> GoalProgress:
        """A goal of the addendum, as decisions by this day have moved it."""
        asked = moved(promised, moves)
        figure = isinstance(asked.criterion.judging, ByThresholds | ByCurve)
        goal = GoalTerms(
            id=asked.id,
            own=False,
            name=asked.criterion.goal or asked.criterion.question,
            baseline=self.figure(asked.judged, self.then) if figure else self.level(asked.judged, self.then),
            target=asked.figure or _level(level_asked(asked)),
            at_most=asked.at_most,
            words=asked.words,
            start=self.start,
            due=asked.due,
            moved=next((move for move in reversed(moves) if move.goal == asked.id), None),
            place=asked.criterion.place,
        )
        latest, why = self.latest(asked, goal)
        return progress_of(goal, latest, self.day, why)

    def latest(self, asked: AddendumGoal, goal: GoalTerms) -> tuple[KnownValue | None, Reason | None]:
        """The value that reports or assessors gave last; None, with a reason where there is more to say."""
        each = self.card.criterion(asked.id)
        if isinstance(asked.criterion.judging, ByMark):
            return self.marked(each), None
        if each.state is State.NOT_APPLICABLE:
            return None, each.reason
        if not self.now.reported(self._facts(each, self.now)):
            return None, None
        if isinstance(asked.criterion.judging, ByThresholds | ByCurve):
            found = self.figure(each, self.now)
        else:
            found = self.level(each, self.now) or self.certain(each, goal)
        return found, None if found is not None else each.reason

    def figure(self, each: Judged, over: Overlay) -> KnownValue | None:
        """A figure that is known; one that its documents must support and do not is not."""
        if each.state is not State.SCORED:
            return None
        (found,) = each.found
        assert found.unit is not None
        return _known(Quantity(exact(found.value), found.unit), self._facts(each, over), over)

    def level(self, each: Judged, over: Overlay) -> KnownValue | None:
        """A level that is known."""
        if each.state is not State.SCORED:
            return None
        assert each.level is not None
        if each.marks:
            # The day that the addendum gives for it: what the assessors marked is the request of that day.
            return KnownValue(value=_level(each.level), dated=over.base.data.get("submitted_on"))
        return _known(_level(each.level), self._facts(each, over), over)

    def certain(self, each: Judged, goal: GoalTerms) -> KnownValue | None:
        """A level that holds whatever is not stated, where it is enough."""
        assert isinstance(goal.target, Quantity)
        if each.level is None or each.level < goal.target.value:
            return None
        return _known(_level(each.level), self._facts(each, self.now), self.now)

    def marked(self, each: Judged) -> KnownValue | None:
        """The level that assessors gave on a report; the marks on the request are no news."""
        sheets = self.sheets.get(each.id)
        if sheets is None or each.level is None:
            return None
        proofs = tuple(Proof(id=sheet.assessor, title="", listed=_at(sheet.marks[each.id].place)) for sheet in sheets)
        dated = max((sheet.rated_on for sheet in sheets if sheet.rated_on), default=None)
        return KnownValue(value=_level(each.level), dated=dated, proofs=proofs)

    def _facts(self, each: Judged, over: Overlay) -> tuple[Fact, ...]:
        return facts_of(self.plan, over.request, each)

    # own targets

    def own_targets(self) -> Iterator[GoalProgress]:
        """The targets that the applicant set itself."""
        request = self.now.base
        for index, item in enumerate(request.data.get("commitments", ())):
            target = item["target"]
            baseline = self.value(item["path"], self.then)
            goal = GoalTerms(
                id=item["path"],
                own=True,
                name=Text(item["path"], item["path"]),
                baseline=baseline,
                target=target if isinstance(target, str) else Quantity(exact(target), in_full=True),
                at_most=_falls(baseline, target),
                words=None,
                start=self.start,
                due=item.get("by"),
                until=Text.of(item["until"]) if "until" in item else None,
                moved=None,
                place=request.record.place(("commitments", index)),
            )
            stated = _stated(item["path"], self.now.request)
            latest = self.value(item["path"], self.now) if self.now.reported(stated) else None
            yield progress_of(goal, latest, self.day)

    def value(self, path: str, over: Overlay) -> KnownValue | None:
        """What is stated at a path: a day, a number."""
        value = path_expression(path).get(over.request.data)
        stated = _stated(path, over.request)
        if isinstance(value, str):
            return _known(value, stated, over)
        return _known(Quantity(exact(value)), stated, over) if is_number(value) else None


def _at(place: Place) -> Callable[[], Place]:
    return lambda: place


def _stated(path: str, request: Request) -> tuple[Fact, ...]:
    return facts(path_expression(path).reads, request.data, request.record)


def _level(level: Fraction) -> Quantity:
    return Quantity(level, "level")


def _known(value: Quantity | str, facts: tuple[Fact, ...], over: Overlay) -> KnownValue:
    stated = tuple(fact for fact in facts if fact.value is not None)
    return KnownValue(value=value, dated=over.dated(stated), facts=stated, proofs=over.proofs(stated))


def _falls(baseline: KnownValue | None, target: object) -> bool:
    """Whether less is better: a target of the applicant's own says so only by its baseline."""
    return (
        baseline is not None
        and isinstance(baseline.value, Quantity)
        and is_number(target)
        and exact(target) < baseline.value.value  # type: ignore[arg-type]
    )
