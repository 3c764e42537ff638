"""The letters of requests that are not funded: declined, not eligible, deferred, or an agreement that stays as it is.

An applicant never reads who else applied, what one assessor marked, or (unless the call says so) why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from asipgrid.engine.aggregate import worth
from asipgrid.engine.statistic_words import statistic_reason
from asipgrid.letters.act import ActWords, open_appeal
from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.letters.sections import below, section_rows, sections_of
from asipgrid.model.act_places import PLACES
from asipgrid.model.calls import MEETS_RULES, Grid
from asipgrid.model.judged import Judged
from asipgrid.model.places import Language, Truth
from asipgrid.model.results import Explanation
from asipgrid.model.values import Quantity, Reason, Text, is_number
from asipgrid.text.numbers import beside


class NotFundedBuilder(LetterBuilder):
    """Says why one request is not funded, what was found of it, and what the next levels would take and add."""

    def __init__(self, explanation: Explanation, language: Language) -> None:
        """`explanation` is that of the request, with what each criterion gave and could give."""
        super().__init__(explanation.result, explanation.ranked, language)
        self.explanation = explanation

    def decline(self) -> Fields:
        """Every finding, in the order of the grids."""
        return self._refused(self._conditions()) | {"grids": tuple(self._blocks()), "figures": tuple(self._figures())}

    def ineligible(self) -> Fields:
        """The conditions of eligibility that are not met, or not known."""
        # Each condition of eligibility is told by its own question, so nothing is said of eligibility as a whole.
        return self._refused(()) | {"failed": self._gates(passes=False), "unknown": self._gates(passes=None)}

    def maintain(self) -> Fields:
        """The agreement stays as it is; its last day is a blank where that is not stated.

        Nothing is told of the grids of published facts that bind nobody.
        """
        told, made = self.bound(), ActWords(self)
        until = self.request.data.get("agreement", {}).get("until")
        ends = "" if told["ends_on"] else made.blank(PLACES["ends_on"])
        return told | {
            "reasons": self.sentences(self._decided()),
            "until": "" if until is None else self.words(Text.of(until)),
            "ends_blank": ends,
            "blanks": (*made.blanks, *open_appeal(self)),
        }

    def defer(self) -> Fields:
        """What was missed, and the way to the next levels.

        `steps` are those that bear on what was missed, `others` the rest. `reached` is the score with all of them,
        `still` the limits on scores that would be missed even then; `enough`: a rule that funds would hold, and nothing
        else is in the way. Where totals of assessors make the score, nobody knows what a step adds: these are empty.
        """
        known = self.explanation.steps
        steps = [(each, known[each.id]) for each in self.card.criteria if each.counts and each.id in known]
        gains = {each.id: self._gain(each, step) for each, step in steps}
        score, weakest = self._with_gains(gains)
        values = {"score": score, "weakest_grid": min(weakest.values(), default=None)}
        ways = [rule.values["lines"] for rule in self._funding_rules()]
        open_ = [[line for line in lines if not _met(line, values)] for lines in ways]
        # With one way to be funded, what it would still miss is said; with several, only whether one would do.
        still = open_[0] if len(ways) == 1 and score is not None else []
        may = self.card.eligible is True and not self._in_the_way() and score is not None
        limits = [*(line for lines in ways for line in lines), *filter(_is_too_low, self._decided())]
        bears = self._bears_on(limits) or frozenset(gains)
        told = [self._next_level(each, step, gains[each.id]) for each, step in steps]
        refused = self._refused(self._conditions())
        # After these steps another grid may be the weakest.
        self.speaker.names = {**(self.speaker.names or {}), **self.weakest("weakest_grid", weakest)}
        return refused | {
            "steps": tuple(step for step in told if step["id"] in bears),
            "others": tuple(step for step in told if step["id"] not in bears),
            "reached": self.beside_limits(score),
            "still": tuple(self._still(line, values) for line in still if _is_limit(line)),
            "enough": may and any(not lines for lines in open_),
            "grids": tuple(self._blocks()),
            "figures": tuple(self._figures()),
        }

    # why

    def _refused(self, conditions: tuple[Fields, ...]) -> Fields:
        """What all but the last of these letters tell.

        `decided` is what the rule asks for that decided so, and was found; `missed` the limits of the one rule that
        funds, or, where there are several `ways`, those of each rule on one line; `below` the criteria under a threshold
        of their own. `bare`: there is none of all these, for no rule of the call would fund it.
        """
        told = {
            "decided": self.sentences(self._decided()),
            "missed": self._missed(),
            "below": tuple(self._below(name) for name in self.card.below_minimum if name in self.criteria),
            "below_sections": below(self),
        }
        bare = self.card.eligible is True and not any(told.values())
        ways = len(list(self._funding_rules()))
        return {
            **self.head(),
            "blanks": open_appeal(self),
            **told,
            "ways": ways,
            "conditions": conditions,
            "bare": bare,
            "scores": self.call.letters.scores,
        }

    def _decided(self) -> tuple[Reason, ...]:
        """What the rule that decided asks for, as it was found; nothing where the committee decided otherwise."""
        if self.ranked.proposal.outcome is not self.ranked.outcome:
            return ()
        return tuple(_without_eligibility(self.rules_held()))

    def _missed(self) -> tuple[str, ...]:
        """What every rule that funds asks for and is not there, with its margin; each of several rules on one line."""
        ways = [self.sentences(self.with_vetoes(rule.values["lines"])) for rule in self._funding_rules()]
        told = ways[0] if len(ways) == 1 else tuple(map(self.speaker.joined, ways))
        return tuple(dict.fromkeys((*told, *self._in_the_way())))

    def _funding_rules(self) -> Iterator[Reason]:
        """The rules that fund, and were missed."""
        for reason in self.ranked.proposal.reasons:
            if reason.key == "rule_missed" and reason.values["outcome"] in MEETS_RULES:
                yield reason

    def _in_the_way(self) -> tuple[str, ...]:
        """What keeps a rule that holds from funding."""
        eligibility = self.pick(
            "eligibility is not established, and only an eligible request is funded",
            "la recevabilité n'est pas établie, et seule une demande recevable est financée",
        )
        if self.call.stage is not None:
            eligibility = self.pick(
                "eligibility is not established, and only an eligible request passes",
                "la recevabilité n'est pas établie, et seule une demande recevable est retenue",
            )
        reasons = [reason for reason in self.ranked.proposal.reasons if reason.key in _IN_THE_WAY]
        return tuple(eligibility if each.key in _PASSED_OVER else self.speaker.say(each) for each in reasons)

    def _below(self, name: str) -> str:
        """A criterion under a threshold of its own."""
        criterion, each = self.criteria[name], self.card.criterion(name)
        least = criterion.minimum or Fraction(0)
        digits = 2 if each.level is None else beside(each.level, (least,))
        at = (each.level, each.ceiling)
        level = self.spanned(*("–" if one is None else self.writer.quantity(Quantity(one), digits) for one in at))
        minimum = self.writer.quantity(Quantity(least, in_full=True))
        return self.pick(
            f"{name}: level {level}, at least {minimum} is needed",
            f"{name} : niveau {level}, il faut au moins {minimum}",
        )

    # findings

    def _blocks(self) -> Iterator[Fields]:
        """What was found, grid by grid."""
        for grid in self.result.grids:
            counted = [each for each in self.card.criteria if each.grid == grid.id and each.counts]
            figure = self.card.grids[grid.id]
            points = self.in_points(figure)
            yield {
                "title": self.words(grid.title),
                "score": self.spanned(self.score(figure.score), self.score(figure.ceiling))
                + (f" ({points})" if points and figure.score is not None else ""),
                "findings": (*map(self._finding, counted), *self._sections(grid)),
            }

    def _sections(self, grid: Grid) -> Iterator[Fields]:
        """What was found of each section of a grid, like a finding."""
        for row in section_rows(self, grid):
            inside_ = [each for each in self.card.criteria if each.id in row["criteria"]]
            worth_ = sum((self.explanation.shares[each.id] for each in inside_), Fraction(0))
            yield {**row, "gave": self._gave(inside_), "worth": self.score(worth_), "reasons": ()}

    def _gave(self, criteria: Iterable[Judged]) -> str:
        """The points of the score that criteria give together, up to those that they may still give.

        Empty where totals of assessors make the score.
        """
        if self.card.by_totals is not None:
            return ""
        least = most = Fraction(0)
        for each in criteria:
            given = self.explanation.gives[each.id]
            open_ = (each.ceiling_value or Fraction(0)) - (each.value or Fraction(0))
            least, most = least + given, most + given + self.explanation.shares[each.id] * open_
        return self.spanned(self.score(least), self.score(most))

    def _figures(self) -> Iterator[str]:
        """The figures of all requests that scores rest on; never whose they are."""
        for each in self.result.statistics:
            told = statistic_reason(replace(each, set_by=()))
            open_ = Reason("statistic_open", {"name": told.values["name"]})
            yield self.speaker.say(open_ if each.unsure else told)

    def _finding(self, each: Judged) -> Fields:
        """What was found of one criterion, its level, the points of the score it gave and could give."""
        return {
            "id": each.id,
            "question": self.words(self.criteria[each.id].question),
            "found": self.found(each),
            "level": self.reached(each),
            "top": self.number(Fraction(self.criteria[each.id].max)),
            "gave": self._gave((each,)),
            "worth": self.score(self.explanation.shares[each.id]),
            "reasons": self._whys(each),
        }

    def _whys(self, each: Judged) -> tuple[str, ...]:
        """The reasons assessors gave, where the call lets applicants read them; never who gave which."""
        marks = [mark for _, mark in each.marks] if each.consensus is None else [each.consensus]
        return tuple(sorted({mark.why for mark in marks})) if self.call.letters.whys else ()

    # eligibility

    def _conditions(self) -> tuple[Fields, ...]:
        """The conditions of eligibility that are not shown to be met."""
        return (*self._gates(passes=False), *self._gates(passes=None))

    def _gates(self, *, passes: Truth) -> tuple[Fields, ...]:
        """The conditions of eligibility with that answer, in the order of the grids."""
        gates = [(each, each.gate) for each in self.card.criteria if each.gate and each.gate.kind == "eligibility"]
        told = [self._gate(each.id, gate.reasons) for each, gate in gates if gate.passes is passes]
        before = self.card.before
        earlier = before is not None and before.passes is passes
        return (self._stage_before(), *told) if earlier else tuple(told)

    def _stage_before(self) -> Fields:
        """That only what passed the stage before is examined, and what became of the request there."""
        found = next(each for each in self.ranked.proposal.reasons if each.key.startswith("stage_before_"))
        question = self.pick(
            "Only requests that passed the stage before are examined.",
            "Seules les demandes retenues à l'étape précédente sont examinées.",
        )
        return {"id": "", "question": question, "found": self.speaker.say(found), "documents": ""}

    def _gate(self, name: str, reasons: Iterable[Reason]) -> Fields:
        """One condition of eligibility, what was found of it, line by line, and the documents that show it."""
        criterion = self.criteria[name]
        found = [self.sentences(each.values.get("lines") or (each,)) for each in reasons]
        return {
            "id": name,
            "question": self.words(criterion.question),
            "found": self.speaker.joined(line for lines in found for line in lines),
            "documents": self.words(criterion.documents),
        }

    # the next levels

    def _bears_on(self, lines: Iterable[Reason]) -> frozenset[str]:
        """The criteria whose levels some limits on scores rest on, and those under a threshold of their own."""
        sections = sections_of(self)
        found = {
            name
            for below_ in self.card.below_minimum
            for name in (sections[below_].criteria if below_ in sections else (below_,))
        }
        for line in lines:
            if line.key != "line":
                found |= self._bears_on(line.values["lines"])
                continue
            for each in self.card.criteria:
                score = self.card.grids[each.grid].score
                path, wanted = line.values["path"].replace('"', ""), line.values["wanted"]
                if (
                    path in {"score", "points", f"grids.{each.grid}.score", f"grids.{each.grid}.points"}
                    or any(
                        each.id in section.criteria
                        and path in {f"sections.{section.id}.score", f"sections.{section.id}.points"}
                        for section in sections.values()
                    )
                    or path == f"criteria.{each.id}.level"
                    or (path == "weakest_grid" and score is not None and is_number(wanted) and score <= wanted)
                ):
                    found.add(each.id)
        return frozenset(found)

    def _gain(self, each: Judged, step: Reason) -> Fraction:
        """What the next level would add to the score."""
        assert each.value is not None
        return self.explanation.shares[each.id] * (worth(self.criteria[each.id], step.values["level"]) - each.value)

    def _with_gains(self, gains: Mapping[str, Fraction]) -> tuple[Fraction | None, dict[str, Fraction]]:
        """The score, and those of the grids, if each criterion stood at its next level."""
        if self.card.score is None or self.card.by_totals is not None:
            return None, {}
        shares, gives = self.explanation.shares, self.explanation.gives
        scores = {}
        for grid in self.result.grids:
            ids = [each.id for each in self.card.criteria if each.grid == grid.id and each.id in shares]
            share = sum((shares[name] for name in ids), Fraction(0))
            if share:
                given = sum((gives[name] + gains.get(name, Fraction(0)) for name in ids), Fraction(0))
                scores[grid.id] = 100 * given / share
        return self.card.score + sum(gains.values(), Fraction(0)), scores

    def _next_level(self, each: Judged, step: Reason, gain: Fraction) -> Fields:
        """What the next level of one criterion would take, and the points of the score it would add."""
        assert each.level is not None
        values = step.values
        level = self.level(values["level"])
        if step.key == "next_figure":
            months = self.speaker.months if values.get("months") else ""
            wanted = f"{self.bounded(values['threshold'], at_most=values['at_most'])} ({level}){months}"
        else:
            wanted = f"{self.words(values['words'])} ({level})"
        return {
            "id": each.id,
            "question": self.words(self.criteria[each.id].question),
            "present": f"{self.found(each)} ({self.level(each.level)})",
            "wanted": wanted,
            "adds": "" if self.card.by_totals else self.score(gain),
        }

    def _still(self, line: Reason, values: Mapping[str, Fraction | None]) -> str:
        path = line.values["path"]
        shown = Reason("line", {**line.values, "value": values[path], "margin": None, "holds": None})
        return self.speaker.say(shown)


_PASSED_OVER: Final = {"passed_over", "passed_over_stage"}
_IN_THE_WAY: Final = {
    *_PASSED_OVER,
    "cap_below_minimum",
    "cost_not_stated",
    "amount_not_stated",
    "amount_not_stated_stage",
}


def _without_eligibility(lines: Iterable[Reason]) -> Iterator[Reason]:
    """Reasons but for eligibility itself: which of its conditions are not met is told beside them."""
    for line in lines:
        if line.key == "line":
            if line.values["path"] != "eligible":
                yield line
        elif "lines" not in line.values:
            yield line
        elif inner := tuple(_without_eligibility(line.values["lines"])):
            yield inner[0] if len(inner) == 1 else Reason(line.key, {**line.values, "lines": inner})


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
    keyword, wanted = line.values["keyword"], Fraction(line.values["wanted"])
    return value > wanted if keyword == "exclusiveMinimum" else keyword == "minimum" and value >= wanted
