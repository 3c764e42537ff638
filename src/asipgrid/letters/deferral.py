"""The letter of a deferred request: what was missed, what the next level of each criterion would take and add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from asipgrid.engine.aggregate import worth
from asipgrid.letters.fields import DeferLetter, NextLevel
from asipgrid.letters.not_funded import NotFundedBuilder
from asipgrid.model.judged import Judged
from asipgrid.model.values import Reason, is_number


class DeferralBuilder(NotFundedBuilder):
    """Reckons what a request would come to if each criterion stood one level higher."""

    def defer(self) -> DeferLetter:
        """What was missed, and the way to the next levels."""
        known = self.explanation.steps
        steps = [(each, known[each.id]) for each in self.card.criteria if each.counts and each.id in known]
        gains = {each.id: self._gain(each, step) for each, step in steps}
        score, weakest = self._with_gains(gains)
        values = {"score": score, "weakest_grid": min(weakest.values(), default=None)}
        ways = [rule.values["lines"] for rule in self.funding_rules()]
        open_ = [[line for line in lines if not _met(line, values)] for lines in ways]
        # With one way to be funded, what it would still miss is said; with several, only whether one would do.
        still = open_[0] if len(ways) == 1 else []
        may = self.card.eligible is True and not self.in_the_way()
        bears = self._bears_on([*(line for lines in ways for line in lines), *filter(_is_too_low, self.decided())])
        told = [
            (
                each.id in bears or not bears,
                NextLevel(
                    id=each.id,
                    question=self.words(self.criteria[each.id].question),
                    present=self._standing(each),
                    wanted=self._step(step),
                    adds=self.score(gains[each.id]),
                ),
            )
            for each, step in steps
        ]
        refused = self.refused(self.conditions())
        # After these steps another grid may be the weakest.
        self.speaker.names = {**(self.speaker.names or {}), **self.weakest("weakest_grid", weakest)}
        return DeferLetter(
            **refused,
            steps=tuple(step for matters, step in told if matters),
            others=tuple(step for matters, step in told if not matters),
            reached=self.beside_limits(score),
            still=tuple(self._still(line, values) for line in still if _is_limit(line)),
            enough=may and any(not lines for lines in open_),
            grids=tuple(self.blocks()),
        )

    def _bears_on(self, lines: Iterable[Reason]) -> frozenset[str]:
        """The criteria whose levels some limits on scores rest on, and those under a threshold of their own."""
        found = set(self.card.below_minimum)
        for line in lines:
            if line.key != "line":
                found |= self._bears_on(line.values["lines"])
                continue
            for each in self.card.criteria:
                score = self.card.grids[each.grid].score
                path, wanted = line.values["path"], line.values["wanted"]
                if (
                    path in {"score", "points", f"grids.{each.grid}.score", f"grids.{each.grid}.points"}
                    or path == f'criteria."{each.id}".level'
                    or (path == "weakest_grid" and score is not None and is_number(wanted) and score <= wanted)
                ):
                    found.add(each.id)
        return frozenset(found)

    def _gain(self, each: Judged, step: Reason) -> Fraction:
        """What the next level would add to the score."""
        grid = next(grid for grid in self.result.grids if grid.id == each.grid)
        assert each.value is not None
        return self.explanation.shares[each.id] * (worth(grid, step.values["level"]) - each.value)

    def _with_gains(self, gains: Mapping[str, Fraction]) -> tuple[Fraction | None, dict[str, Fraction]]:
        """The score, and those of the grids, if each criterion stood at its next level."""
        if self.card.score is None:
            return None, {}
        scores = {}
        for grid in self.result.grids:
            ids = [
                each.id for each in self.card.criteria if each.grid == grid.id and each.id in self.explanation.shares
            ]
            share = sum((self.explanation.shares[name] for name in ids), Fraction(0))
            if share:
                given = sum((self.explanation.gives[name] + gains.get(name, Fraction(0)) for name in ids), Fraction(0))
                scores[grid.id] = 100 * given / share
        return self.card.score + sum(gains.values(), Fraction(0)), scores

    def _step(self, step: Reason) -> str:
        values = step.values
        level = self.level(values["level"])
        if step.key == "next_figure":
            months = self.speaker.months if values.get("months") else ""
            wanted = self.bounded(values["threshold"], at_most=values["at_most"])
            return f"{wanted} ({level}){months}"
        return f"{self.words(values['words'])} ({level})"

    def _standing(self, each: Judged) -> str:
        assert each.level is not None
        return f"{self.found(each)} ({self.level(each.level)})"

    def _still(self, line: Reason, values: Mapping[str, Fraction | None]) -> str:
        path = line.values["path"]
        shown = Reason("line", {**line.values, "value": values[path], "margin": None, "holds": None})
        return self.speaker.say(shown)


def _is_limit(line: Reason) -> bool:
    """Whether the next levels bear on a line: one on the score or on the weakest grid."""
    return line.key == "line" and line.values["path"] in {"score", "weakest_grid"}


def _is_too_low(line: Reason) -> bool:
    """Whether a rule holds for something that is not more."""
    return line.key != "line" or line.values["keyword"] in {"maximum", "exclusiveMaximum"}


def _met(line: Reason, values: Mapping[str, Fraction | None]) -> bool:
    """Whether a limit holds with other values; what is no lower limit on a score is taken as still missed."""
    value = values[line.values["path"]] if _is_limit(line) and not line.values.get("negated") else None
    if value is None:
        return False
    wanted = Fraction(line.values["wanted"])
    return (
        value > wanted
        if line.values["keyword"] == "exclusiveMinimum"
        else (line.values["keyword"] == "minimum" and value >= wanted)
    )
