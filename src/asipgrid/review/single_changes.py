"""What a single mark, given one step lower or higher, and a single thing not known, however it comes out, would change."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine.aggregate import worth
from asipgrid.model.judged import Judged, Scorecard
from asipgrid.model.places import Id
from asipgrid.review.neighbours import Neighbours
from asipgrid.review.trials import Trials, at_level, comes_to, decides
from asipgrid.text.numbers import number

Changes = tuple[tuple[str, str, str], ...]
"""Each request of which something else becomes, with the word before and after."""


class Flip(Struct, frozen=True, kw_only=True):
    """One mark given otherwise, or one thing not known that comes out so, and what becomes of requests then.

    `assessor` and `before` are those of a mark, None where the thing is not known. `after` is a level, or whether a
    condition is fulfilled.
    """

    request: Id
    criterion: str
    after: Fraction | bool
    changes: Changes
    assessor: str | None = None
    before: Fraction | None = None

    @property
    def kind(self) -> str:
        """What it is: a `mark`, or an `unknown`."""
        return "unknown" if self.assessor is None else "mark"

    @property
    def name(self) -> str:
        """The path of a mark, or the criterion of a request that is not known."""
        between = "" if self.assessor is None else f"ratings.{self.assessor}."
        return f"{self.request}.{between}{self.criterion}"

    @property
    def old(self) -> str:
        """What it is now."""
        return "not known" if self.before is None else _text(self.before)

    @property
    def new(self) -> str:
        """What it would be."""
        if isinstance(self.after, bool):
            return "fulfilled" if self.after else "not fulfilled"
        return f"{'level ' if self.before is None else ''}{_text(self.after)}"


def count_of_marks(trials: Trials) -> int | None:
    """How many marks there are to be tried; None where one may move what all others are measured against."""
    if trials.has_statistics:
        return None
    return sum(len(each.marks) for sheets in trials.sheets.values() for each in sheets if not each.conflict)


def mark_flips(trials: Trials) -> Iterator[tuple[Flip, ...]]:
    """For each mark, what changes when it is one step lower, or higher."""
    changes = _Changes(trials)
    for name, sheets in trials.sheets.items() if not trials.has_statistics else ():
        changes.forget()
        for at, sheet in enumerate(sheets):
            for criterion in sheet.marks if not sheet.conflict else ():
                yield tuple(_one_step(changes, name, at, criterion))


def _one_step(changes: _Changes, name: Id, at: int, criterion: str) -> Iterator[Flip]:
    trials = changes.trials
    sheet = trials.sheets[name][at]
    now = sheet.marks[criterion].level
    step = next(grid.step for grid in trials.case.grids for each in grid.criteria if each.id == criterion)
    for level in (now - step, now + step):
        if 0 <= level <= trials.plan.criteria[criterion].max:
            found = changes.marked(name, at, criterion, level)
            if found:
                yield Flip(
                    request=name,
                    criterion=criterion,
                    assessor=sheet.assessor,
                    before=now,
                    after=level,
                    changes=found,
                )


def _text(level: Fraction) -> str:
    return number(level, 4)


class _Changes:
    """What changes when one request has another scorecard: what was found for one of them is remembered until it is forgotten."""

    def __init__(self, trials: Trials) -> None:
        """Nothing is known yet."""
        self.trials, self._neighbours = trials, Neighbours(trials)
        self._by_judgement: dict[tuple[Any, ...], Changes] = {}
        self._by_place: dict[tuple[Any, ...], Changes] = {}

    def forget(self) -> None:
        """Another request comes next."""
        self._by_judgement, self._by_place = {}, {}

    def marked(self, name: Id, at: int, criterion: str, level: Fraction) -> Changes:
        """What changes when one mark on a request is another."""
        sheets = list(self.trials.sheets[name])
        marks = {**sheets[at].marks, criterion: replace(sheets[at].marks[criterion], level=level)}
        sheets[at] = replace(sheets[at], marks=marks)
        if self.trials.sums_up:
            return self.of(self.trials.card(name, sheets))
        return self.judged(name, self.trials.place_of(criterion), self.trials.judged(name, sheets, criterion))

    def judged(self, name: Id, at: int, judged: Judged) -> Changes:
        """What changes when one criterion of a request is judged so."""
        criteria = [*self.trials.cards[name].criteria]
        key = at, decides(judged)
        if key[1] == decides(criteria[at]):
            return ()
        if key not in self._by_judgement:
            criteria[at] = judged
            self._by_judgement[key] = self.of(self.trials.judged_so(name, criteria))
        return self._by_judgement[key]

    def of(self, scored: Scorecard) -> Changes:
        """What changes under a scorecard; nothing is settled again where it cannot move anybody."""
        trials, name = self.trials, scored.request
        alone, now = trials.one_alone(trials.plan, scored), trials.alone[scored.request]
        if comes_to(alone) == comes_to(now):
            may_be_funded = now.proposal.ask is not None or now.reach is not None
            if alone.figures == now.figures or not may_be_funded or self._neighbours.none_differ(name, alone.figures):
                return ()
        key = (*comes_to(alone), *self._neighbours.place(alone))
        if key not in self._by_place:
            changed = trials.changed(trials.come_to({name: alone}))
            self._by_place[key] = tuple((each, *words) for each, words in sorted(changed.items()))
        return self._by_place[key]


def unknown_flips(trials: Trials) -> Iterator[tuple[Flip, ...]]:
    """For each criterion of a request that is not known, what changes when it comes out at a level, or a gate at an answer."""
    changes = _Changes(trials)
    for name, scored in trials.cards.items() if trials.tries_unknowns else ():
        changes.forget()
        for at, each in enumerate(scored.criteria):
            if each.question is not None:
                yield tuple(_comes_out(changes, name, at, each))


def _comes_out(changes: _Changes, name: Id, at: int, each: Judged) -> Iterator[Flip]:
    before: Changes = ()
    for comes_out, judged in _outcomes(changes.trials, each):
        found = changes.judged(name, at, judged)
        if found and found != before:
            yield Flip(request=name, criterion=each.id, after=comes_out, changes=found)
        before = found


def _outcomes(trials: Trials, each: Judged) -> Iterator[tuple[Fraction | bool, Judged]]:
    """What may come of a criterion that is not known: each level from the least to the best possible; a gate open or closed."""
    grid = next(one for one in trials.plan.grids if one.grid.id == each.grid)
    criterion = trials.plan.criteria[each.id]
    if each.level is not None and each.ceiling is not None:
        level = each.level
        while level <= each.ceiling:
            value = worth(criterion, level)
            judgement = at_level(grid, each, each.weight, (level, level), (value, value))
            below = criterion.minimum is not None and level < criterion.minimum
            yield level, Judged(replace(judgement, below=below), each.ratio, each.given)
            level += grid.grid.step
    if each.gate is not None and each.gate.passes is None:
        for passes in (True, False):
            gate = replace(each.gate, passes=passes)
            yield passes, Judged(replace(each.judgement, gate=gate, said={}), each.ratio, each.given)
