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
from asipgrid.model.results import Alone
from asipgrid.review.trials import Trials, at_level
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
    for name, sheets in trials.sheets.items() if not trials.has_statistics else ():
        for at, sheet in enumerate(sheets):
            for criterion in sheet.marks if not sheet.conflict else ():
                yield tuple(_one_step(trials, name, at, criterion))


def _one_step(trials: Trials, name: Id, at: int, criterion: str) -> Iterator[Flip]:
    sheet = trials.sheets[name][at]
    now = sheet.marks[criterion].level
    step = next(grid.step for grid in trials.case.grids for each in grid.criteria if each.id == criterion)
    for level in (now - step, now + step):
        if 0 <= level <= trials.plan.criteria[criterion].max:
            changes = _marked(trials, name, at, criterion, level)
            if changes:
                yield Flip(
                    request=name,
                    criterion=criterion,
                    assessor=sheet.assessor,
                    before=now,
                    after=level,
                    changes=changes,
                )


def _text(level: Fraction) -> str:
    return number(level, 4)


def _marked(trials: Trials, name: Id, at: int, criterion: str, level: Fraction) -> Changes:
    """What changes when one mark is another."""
    sheets = list(trials.sheets[name])
    marks = {**sheets[at].marks, criterion: replace(sheets[at].marks[criterion], level=level)}
    sheets[at] = replace(sheets[at], marks=marks)
    return _otherwise(trials, trials.card(name, sheets))


def _otherwise(trials: Trials, scored: Scorecard) -> Changes:
    """What changes when one request has another scorecard; nothing is settled again where it cannot move anybody."""
    alone = trials.one_alone(trials.plan, scored)
    now = trials.alone[scored.request]
    if (alone.figures, alone.eligible, _asks(alone)) == (now.figures, now.eligible, _asks(now)):
        return ()
    if alone.proposal.outcome is now.proposal.outcome and now.proposal.ask is None:
        return ()
    return tuple((name, *words) for name, words in sorted(trials.changed(trials.with_alone(alone)).items()))


def _asks(alone: Alone) -> tuple[Any, ...]:
    return alone.proposal.outcome, alone.proposal.ask, alone.proposal.minimum


def unknown_flips(trials: Trials) -> Iterator[tuple[Flip, ...]]:
    """For each criterion of a request that is not known, what changes when it comes out at a level, or a gate at an answer."""
    for name, scored in trials.cards.items() if trials.tries_unknowns else ():
        for at, each in enumerate(scored.criteria):
            if each.question is not None:
                yield tuple(_comes_out(trials, name, scored, at, each))


def _comes_out(trials: Trials, name: Id, scored: Scorecard, at: int, each: Judged) -> Iterator[Flip]:
    before: Changes = ()
    for comes_out, judged in _outcomes(trials, each):
        criteria = [*scored.criteria]
        criteria[at] = judged
        changes = _otherwise(trials, trials.judged_so(name, criteria))
        if changes and changes != before:
            yield Flip(request=name, criterion=each.id, after=comes_out, changes=changes)
        before = changes


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
