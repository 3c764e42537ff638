"""Why rules hold or not, in words, for many requests: what a speaker says of `decide`'s reasons, sooner. Decides nothing.

What is said of a rule depends on which of its tests are passed, and on the values it mentions. The sentence is made once
for each way the tests may come out, by asking for the whole reason; after that the values alone are put in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from asipgrid.engine.conditions import LineResult, has_margin
from asipgrid.engine.plan import PlannedRule
from asipgrid.engine.rules import rule_reason
from asipgrid.model.places import Truth
from asipgrid.model.values import Reason
from asipgrid.text.phrases import Line, Speaker

# So many ways are remembered of each rule.
_MOST_WAYS = 1024
# Stands for a line in the sentence about a rule, which holds nothing else that a document may write.
_LINE = "\ue000"


class _Slot(Struct, frozen=True):
    """A line of a sentence: which value is put in, and how it is said."""

    value: int
    line: Line
    truth: Truth
    margin: bool


class _Way(Struct, frozen=True):
    """One way the tests of a rule may come out: whether it holds, and what is said then, with the lines left open."""

    truth: Truth
    told: dict[str, tuple[str, tuple[_Slot, ...]]]


class _Found(Struct, frozen=True):
    """What a rule found: the way its tests came out, the values of its paths."""

    way: _Way
    values: list[Any]
    env: Mapping[str, Any]


class Words:
    """Says why rules hold or not, in the words of a speaker, written down by `write`."""

    def __init__(self, speaker: Speaker, write: Callable[[str], str]) -> None:
        """Nothing is remembered yet."""
        self._speaker, self._write = speaker, write
        self._rules: dict[int, _Rule] = {}

    def tried(self, rule: PlannedRule, env: Mapping[str, Any]) -> tuple[Truth, _Found]:
        """Whether a rule holds, and what it found."""
        known = self._rules.get(rule.number)
        if known is None:
            known = self._rules[rule.number] = _Rule(rule)
        found = known.found(env)
        return found.way.truth, found

    def rule(self, key: str, rule: PlannedRule, found: _Found) -> str:
        """Why a rule holds or not."""
        told = found.way.told.get(key)
        if told is None:
            told = found.way.told[key] = self._rules[rule.number].learnt(key, found.env, self._speaker)
        text, slots = told
        values = found.values
        lines = [each.line.of(values[each.value], each.truth, margin=each.margin) for each in slots]
        return self._write(text % tuple(lines))

    def reason(self, reason: Reason) -> str:
        """Any other reason."""
        return self._write(self._speaker.say(reason))


class _Rule:
    """A rule, with every way its tests came out so far."""

    def __init__(self, rule: PlannedRule) -> None:
        self.rule = rule
        self.tests = () if rule.when is None else rule.when.tests
        self.places = {path.text: place for place, (path, _) in enumerate(self.tests)}
        self.ways: dict[tuple[Truth, ...], _Way] = {}

    def found(self, env: Mapping[str, Any]) -> _Found:
        values: list[Any] = []
        truths: list[Truth] = []
        for path, tests in self.tests:
            value = path.get(env)
            values.append(value)
            truths += [None if value is None else test.holds(value) for test in tests]
        passed = tuple(truths)
        way = self.ways.get(passed)
        if way is None:
            way = _Way(True if self.rule.when is None else self.rule.when.truth(env), {})
            if len(self.ways) < _MOST_WAYS:
                self.ways[passed] = way
        return _Found(way, values, env)

    def learnt(self, key: str, env: Mapping[str, Any], speaker: Speaker) -> tuple[str, tuple[_Slot, ...]]:
        """What is said of the rule whenever its tests come out as they do here."""
        slots: list[_Slot] = []

        def left_open(line: LineResult) -> Reason:
            words = Line(speaker, line.path, line.test.keyword, line.test.wanted, negated=line.negated)
            slots.append(_Slot(self.places[line.path], words, line.truth, has_margin(line)))
            return Reason("level_holds", {"words": _LINE})

        text = speaker.say(rule_reason(key, self.rule, env, left_open))
        return text.replace("%", "%%").replace(_LINE, "%s"), tuple(slots)
