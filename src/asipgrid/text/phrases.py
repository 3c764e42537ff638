"""Reasons and numbers in words: one catalogue for results, tables and letters, in English and French.

A reason is data; here it becomes a sentence. Two numbers that differ never print the same in one sentence: the digits
grow until they are apart, so nobody reads "70 % is under 70 %". What somebody wrote, such as a threshold or a share,
prints with all its decimals; only what is computed is rounded.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from asipgrid.model.places import Language, Truth
from asipgrid.model.said import HOLE, SaidText, form
from asipgrid.model.values import KeptReason, Quantity, Reason, Text, exact, is_number
from asipgrid.schema.keywords import is_date
from asipgrid.text.catalogue import (
    CHOICES,
    DOCUMENTS,
    GAIN,
    GATES,
    MET,
    MISSED,
    MONTHS,
    MORE,
    OUTCOMES,
    PHRASES,
    SMALL,
    WANTED,
)
from asipgrid.text.numbers import apart, digits_apart, ordinal, plain
from asipgrid.text.sentences import LineSentence, worked
from asipgrid.text.values import shown

EN: Final = Language.EN
FR: Final = Language.FR
_LETTERS: Final = 26
_AMOUNTS: Final = frozenset({"requested", "minimum", "total_cost"})
_SCORES: Final = frozenset({"score", "ceiling", "base_score", "base_ceiling", "weakest_grid", "weakest_ceiling"})

# A sentence names at most so many requests; of more it gives the number.
_MOST_LISTED: Final = 5

# So many lines of conditions are made once for all values that may be found.
_MOST_LINES: Final = 4096

# What is said of a rule and of the lines that it holds or misses by, and what stands where these are put in.
_OF_RULES: Final = frozenset({"rule_holds", "rule_missed"})
_HOLE: Final = "\0"

Numbers = Callable[[Quantity, int], str]


def say(reason: Reason, language: Language = EN, currency: str = "", numbers: Numbers | None = None) -> str:
    """The reason as a sentence without its full stop. `numbers` writes a quantity with so many decimals (letters)."""
    return Speaker(language, currency, numbers).say(reason)


class Speaker:
    """Says reasons in one language, with one way of writing numbers."""

    def __init__(
        self,
        language: Language = EN,
        currency: str = "",
        numbers: Numbers | None = None,
        names: Mapping[str, Text] | None = None,
        days: Callable[[str], str] | None = None,
        choices: Mapping[str, Text] | None = None,
    ) -> None:
        """`currency` is the code written after amounts.

        In letters, `names` are the words for paths (else the path), `days` writes an ISO date (else as it is), and
        `choices` are the words of a call's own for values beside those that are known everywhere.
        """
        self._choices = CHOICES if not choices else {**CHOICES, **choices}
        self.language, self.currency, self.names, self.days = language, currency, names, days
        self.numbers: Numbers = numbers or (lambda quantity, digits: plain(quantity, digits, currency))
        self.is_plain = numbers is None
        # Who says the same of a reason, word for word: everybody but those who write letters.
        self._voice = f"{language.value} {currency}" if self.is_plain and names is None else None
        self._lines: dict[tuple[str, str, int, bool], LineSentence] = {}
        # What stands before the lines of a rule, and behind them.
        self._rules: dict[tuple[str, int, str], tuple[str, str]] = {}

    def pick(self, pair: tuple[str, str]) -> str:
        """The phrase of this language."""
        return pair[self.language is FR]

    def say(self, reason: Reason) -> str:
        """The reason as a sentence without its full stop."""
        if type(reason) is not KeptReason or self._voice is None:
            return self._say(reason)
        known = reason.said.get(self._voice)
        if known is None:
            known = reason.said[self._voice] = self._say(reason)
        return known

    def _say(self, reason: Reason) -> str:
        values = reason.values
        if reason.key == "line":
            return self._line(values)
        if reason.key in _OF_RULES and values["lines"] and values["lines"] != _HOLE:
            return self._rule(reason.key, values)
        variant = _VARIANTS.get(reason.key)
        key = reason.key + variant(values) if variant else reason.key
        quantities = [value for value in values.values() if type(value) is Quantity]
        digits = digits_apart(quantities) if quantities else 2
        words = {name: self.value(value, digits) for name, value in values.items()}
        if "paths" in values:
            words["paths"] = ", ".join(map(self.path, values["paths"]))
        if "path" in values:
            words["path"] = self.path(values["path"])
        if values.get("others"):
            words["requests"] += numbered(self.pick(MORE), values, self.language).format_map(values)
        words.update(self._special(reason.key, values))
        phrase = self.pick(PHRASES[key])
        text = (numbered(phrase, values, self.language) if "|" in phrase else phrase).format_map(words)
        if values.get("months"):
            text += self.months
        if values.get("gain"):
            gain = self.numbers(Quantity(values["gain"], "score"), 2)
            text += numbered(self.pick(GAIN), values, self.language).format(gain=gain)
        if key in {"ask_fact", "ask_divisor", "ask_document", "ask_text"} and values.get("documents"):
            text += self.pick(DOCUMENTS).format(documents=words["documents"])
        return text

    def _truths(self, truth: Truth) -> dict[str, str]:
        states = {
            True: ("passes", "satisfaite"),
            False: ("fails", "non satisfaite"),
            None: ("is not stated", "non renseignée"),
        }
        plain_states = {True: ("true", "oui"), False: ("false", "non"), None: ("not stated", "non renseignée")}
        return {"passes": self.pick(states[truth]), "eligible": self.pick(plain_states[truth])}

    def _special(self, key: str, values: Mapping[str, Any]) -> dict[str, str]:
        words: dict[str, str] = {}
        if "eligible" in values or "passes" in values:
            words |= self._truths(values.get("eligible", values.get("passes")))
        if type(values.get("outcome")) is str:
            words["outcome"] = OUTCOMES[values["outcome"]].to(self.language)
        if key == "gate":
            words["kind"] = GATES[values["kind"]].to(self.language)
        if key == "lot":
            words["place"] = ordinal(values["place"], self.language, feminine=True)
        if key == "figure_grid":
            words["of"] = self.path(f"grids.{values['of']}").removeprefix("grids.")
        if key == "worked_out":
            words["sum"] = worked(values["kind"], [self._part(name, values["grid"]) for name in values["names"]])
            words["measure"] = self._part(values["measure"], values["grid"])
            words["terms"] = worked(values["kind"], [self.value(term) for term in values["terms"]])
        if key == "asks_line":
            words["line"] = self.required(
                values["path"], values["keyword"], values["wanted"], negated=values["negated"]
            )
        if key == "asks_all":
            words["lines"] = self.pick((" and ", " et ")).join(map(self.say, values["lines"]))
        if key == "together":
            words["lines"] = self.pick((", and ", ", et ")).join(map(self.say, values["lines"]))
        if key == "either":
            branches = [self.say(each) for each in values["lines"]]
            words["count"] = self.counted(len(branches))
            words["lines"] = self.listed(branches, inside=values["inside"])
        if "side" in values:
            sides = {1: ("above", "avant"), 0: ("level with", "à égalité avec"), -1: ("below", "après")}
            words["side"] = self.pick(sides[values["side"]])
        if key == "step":
            words.update(self._step(values))
        if key in {"marks", "marks_agreed"}:
            words["levels"] = ", ".join(self.value(level) for level in values["levels"])
        if key == "cost_not_stated":
            words["rate"] = self.numbers(Quantity(values["rate"], "percent", in_full=True), 2)
        return words

    def _part(self, part: Any, grid: str) -> str:
        """What a figure is made of: a number, a fact or a measure; of a `grid` that is named, by their titles."""
        if not (grid and isinstance(part, str)):
            return self.value(part)
        measure = f"{grid}.{part}"
        return self.path(measure) if self.names and measure in self.names else self.path(part)

    def _step(self, values: Mapping[str, Any]) -> dict[str, str]:
        """How far a request is from another one in a figure, with the sign; what is no number is told beside its own."""
        own, other = values["own"], values["figure"]
        same = ", ".join(map(self.say, values["same"]))
        lower = self.pick((" (the lower comes first)", " (le plus bas d'abord)")) if values["lower"] else ""
        if not (isinstance(own, Quantity) and isinstance(other, Quantity)):
            none = self.pick(("none", "aucune"))
            told = [none if each is None else self.value(each) for each in (own, other)]
            return {"gap": told[0], "figure": told[1], "lower": lower, "same": same}
        gap = Quantity(abs(own.value - other.value), own.unit)
        said = self.numbers(gap, apart((gap.value, Fraction(0))))
        sign = "+" if own.value > other.value else "−"
        return {"gap": f"{sign}{said}", "figure": self.numbers(other, 2), "lower": lower, "same": same}

    def value(self, value: Any, digits: int = 2) -> str:
        """Any value a reason may hold, in words."""
        if type(value) is int and self.is_plain:
            return str(value)
        if type(value) is SaidText and self.language is FR:
            from asipgrid.text.findings_french import in_french  # noqa: PLC0415 - few reasons hold a sentence

            return in_french(value)
        if isinstance(value, str):
            told = (self.days and is_date(value)) or (self.names is not None and value in self._choices)
            return self.shown(value) if told else value
        if isinstance(value, Quantity):
            return self.numbers(value, digits)
        if isinstance(value, Text):
            return value.to(self.language)
        if isinstance(value, Reason):
            return self.say(value)
        if isinstance(value, (tuple, list)):
            return self._several(value, digits)
        if is_number(value):
            # Decimals stand in documents alone: somebody wrote this number.
            return self.numbers(Quantity(exact(value), in_full=type(value) is Decimal), digits)
        return "" if value is None else self.shown(value)

    def figure(self, figure: Any) -> str:
        """A figure that ranks; a dash where it is not stated."""
        return "–" if figure is None else self.value(figure)

    def path(self, path: str) -> str:
        """A path in the words of its grid where there are some, else as it is written."""
        return self.names[path].to(self.language) if self.names and path in self.names else path

    def _several(self, values: Iterable[Any], digits: int) -> str:
        listed = list(values)
        said = [self.value(value, digits) for value in listed]
        return self.joined(said) if any(isinstance(value, Reason) for value in listed) else ", ".join(said)

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences as parts of one: no capital behind a semicolon."""
        said = list(sentences)
        return self.pick(("; ", " ; ")).join([*said[:1], *map(inside, said[1:])])

    def _rule(self, key: str, values: Mapping[str, Any]) -> str:
        """Why a rule holds or not; what stands around its lines is made once."""
        which = (key, values["rule"], values["outcome"])
        around = self._rules.get(which)
        if around is None:
            before, _, behind = self._say(Reason(key, {**values, "lines": _HOLE})).partition(_HOLE)
            around = self._rules[which] = (before, behind)
        return f"{around[0]}{self.joined(map(self.say, values['lines']))}{around[1]}"

    def _line(self, values: Mapping[str, Any]) -> str:
        wanted, negated = values["wanted"], values.get("negated", False)
        key = (values["path"], values["keyword"], id(wanted), negated)
        line = self._lines.get(key)
        if line is None or line.wanted is not wanted:
            line = LineSentence(self, values["path"], values["keyword"], wanted, negated=negated)
            if len(self._lines) < _MOST_LINES:
                self._lines[key] = line
        return line.of(values["value"], values["holds"], margin=values["margin"])

    @property
    def months(self) -> str:
        """How months are counted from one day to another, to be said where such a figure is asked for."""
        return self.pick(MONTHS)

    def listed(self, branches: Sequence[str], *, inside: bool = False) -> str:
        """Branches, each with its letter, so that what is needed together stays together; numbers `inside` of a branch."""
        letters = "abcdefghijklmnopqrstuvwxyz" if len(branches) <= _LETTERS and not inside else ""
        marks = letters or map(str, itertools.count(1))
        pair = ("({}) {}", "{}) {}")
        return self.pick(("; ", " ; ")).join(
            self.pick(pair).format(mark, said) for mark, said in zip(marks, branches, strict=False)
        )

    def counted(self, count: int) -> str:
        """A small number in words."""
        words = self.pick(SMALL).split()
        return words[count] if count < len(words) else str(count)

    def unit(self, last: str) -> str:
        """The unit of a figure by the last word of its path; letters write amounts with their currency."""
        if last in _SCORES:
            return "score"
        return "currency" if self.names is not None and last in _AMOUNTS else "number"

    def shown(self, value: Any) -> str:
        """A value of a document, in words."""
        if isinstance(value, list):
            return ", ".join(map(self.shown, value)) or self.pick(("an empty list", "une liste vide"))
        if self.names is not None and isinstance(value, bool):
            return self.pick(("yes", "oui") if value else ("no", "non"))
        if self.days and is_date(value):
            return self.days(value)
        if self.names is not None and isinstance(value, str) and value in self._choices:
            return self._choices[value].to(self.language)
        text = shown(value)
        return text if len(text) <= 60 else f"{text[:57]}…"

    def required(self, path: str, keyword: str, wanted: Any, *, negated: bool = False) -> str:
        """What a line of a condition asks for, whatever was found: doc.valid must be at least 9."""
        return f"{self.path(path)} {self.wanted(keyword, wanted, holds=None, negated=negated)}"

    def _not(self, wanted: str) -> str:
        return self.pick((wanted.replace("must ", "must not ", 1), wanted.replace("doit ", "ne doit pas ", 1)))

    def wanted(self, keyword: str, wanted: Any, *, holds: bool | None, negated: bool) -> str:
        """What a value must be, or must not be when `negated`; shorter where it is known whether it is."""
        known = None if negated else holds
        keyword = "empty" if keyword == "maxItems" and wanted == 0 else keyword
        if known and keyword not in MET:
            return ""
        table = MET if known else MISSED if known is False and keyword in MISSED else WANTED
        pair = table.get(keyword, (f"must meet {keyword} {{w}}", f"doit respecter {keyword} {{w}}"))
        limit = Quantity(exact(wanted), in_full=True) if is_number(wanted) else wanted
        words = self.pick(pair).format(w=self.value(limit))
        return self._not(words) if negated else words


def numbered(phrase: str, values: Mapping[str, Any], language: Language) -> str:
    """A phrase with the form that each of its counts asks for; its other places stay as they are."""

    def formed(hole: re.Match[str]) -> str:
        if hole["one"] is None:
            return hole[0]
        value = values[hole["name"]]
        count = len(value) + values.get("others", 0) if isinstance(value, tuple | list) else value
        return form(hole, count, french=language is FR)

    return HOLE.sub(formed, phrase)


def _limits(values: Mapping[str, Any]) -> str:
    return "_none" if values["met"] is None else "_top" if values["missed"] is None else ""


_NOT_KNOWN: Final = ("first_unknown", "passed_unknown", "quota_unknown")
# What the demand of a stage is one of.
_DEMANDS: Final = {"money": "", "requests": "_count", "nothing": "_no_budget"}
# Of reasons whose optional values are there or not: how the name of their phrase ends.
_VARIANTS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "amounts_not_stated": lambda values: "" if "requests" in values else "_anywhere",
    "ask_marks": lambda values: "_further" if "why" in values else "",
    "at_least": _limits,
    "at_most": _limits,
    "decided": lambda values: "_undated" if values["on"] is None else "",
    "either": lambda values: "_holds" if values["holds"] else "",
    "marks": lambda values: "" if "how" not in values else "_weighed" if values["weights"] else "_how",
    "next_figure": lambda values: "" if "count" not in values else "_less" if values["at_most"] else "_more",
    "next_text": lambda values: "_lines" if values.get("lines") else "",
    "payment_gate": lambda values: "_bare" if values.get("documents") is None else "",
    **dict.fromkeys(_NOT_KNOWN, lambda values: "" if values["paths"] else "_bare"),
    **dict.fromkeys(
        ("payment_no_goals", "payment_signed", "payment_unsigned"), lambda values: "_first" if "first" in values else ""
    ),
    "rule_holds": lambda values: "" if values["lines"] else "_last",
    "stage_missed": lambda values: "_unscored" if values["figure"] is None else _VARIANTS["stage_reached"](values),
    "stage_reached": lambda values: "_open" if values["threshold"] is None else _DEMANDS[values["demand"]],
    **dict.fromkeys(("stage_short", "stage_threshold_short"), lambda values: _DEMANDS[values["demand"]]),
    "stage_threshold": lambda values: _DEMANDS[values["demand"]] + ("" if values["least"].value else "_bare"),
    "stage_threshold_open": lambda values: "_below" if values["above"] is None else "",
    "stage_waits": lambda values: "_below" if values["above"] is None else "",
    "step": lambda values: "_same" if values["same"] else "",
    "unknown_awards": lambda values: "_many" if values["count"] > _MOST_LISTED else "",
    "unrated": lambda values: "_further" if "why" in values else "",
    "unsupported": lambda values: "" if values.get("level") is None else "_level",
}


# What is said of everything that rests on published facts alone.
PUBLISHED: Final = Reason("published_facts")


def inside(text: str) -> str:
    """A text as it stands inside a sentence: a capital that is not that of an abbreviation becomes small."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def capital(text: str, reason: Reason, ids: Sequence[str] = ()) -> str:
    """What a reason says with its capital; an id that it begins with stays as people write it."""
    begins = (*ids, *reason.values.get("requests", ()), *map(reason.values.get, ("id", "assessor", "request")))
    named = text.startswith(tuple(each for each in begins if each and isinstance(each, str)))
    return text if named else f"{text[:1].upper()}{text[1:]}"


def ended(text: str) -> str:
    """A text with a full stop, unless somebody ended it already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def limits_of(reasons: Iterable[Reason]) -> Iterator[Fraction]:
    """The limits that the lines of some reasons set to the score, or to what it can still be."""
    for reason in reasons:
        if (
            reason.key == "line"
            and reason.values["path"] in {"score", "ceiling"}
            and is_number(reason.values["wanted"])
        ):
            yield exact(reason.values["wanted"])
        yield from limits_of(each for each in reason.values.get("lines", ()) if isinstance(each, Reason))
