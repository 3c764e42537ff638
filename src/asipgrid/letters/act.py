"""What makes an addendum an act: its parties, what it rests on, its clauses, its budget; what nobody stated is a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.model import act
from asipgrid.model.act_places import PLACES
from asipgrid.model.proposed_clauses import clauses_of
from asipgrid.model.values import Quantity, Text

_PLACE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")


class ActWords:
    """Puts the parts of an act into the words of a letter, and keeps which blanks it left (`blanks`, in their order)."""

    def __init__(self, letter: LetterBuilder) -> None:
        """The parts of an addendum, in the language of its letter."""
        self.letter = letter
        self._blanks: dict[str, None] = {}

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is to be completed before anybody signs, each once."""
        return tuple(self._blanks)

    def blank(self, text: Text) -> str:
        """A visible blank for what is not stated."""
        words = self.letter.words(text)
        self._blanks[words] = None
        return self.letter.pick(f"(to be completed: {words})", f"(à compléter : {words})")

    def stated(self, place: str, value: str) -> str:
        """What is stated of a place for data, or its blank."""
        return value or self.blank(PLACES[place])

    def parties(self) -> tuple[Fields, Fields]:
        """Who signs: the funder and the beneficiary, each with its blanks."""
        sides = {
            "authority": act.authority(self.letter.call.data),
            "applicant": act.applicant(self.letter.request.data, self.letter.call.data),
        }
        first, second = (
            {
                name: self.stated(side if name == "name" else f"{side}_{name}", value)
                for name, value in party_words(self.letter, party).items()
            }
            for side, party in sides.items()
        )
        return first, second | {"partners": self._partners()}

    def _partners(self) -> str:
        """All who share what is awarded, each with its share; empty where the applicant names none."""
        told = []
        for name, share in act.partners(self.letter.request.data):
            part = "" if share is None else self.letter.writer.quantity(Quantity(share, "percent"))
            told.append(f"{name} ({part})" if part else name)
        return ", ".join(told)

    # what it rests on

    def visas(self, number: int, earlier: Sequence[str]) -> Iterator[str]:
        """What an act has regard to, in its order; `earlier` are the calls of the addenda before it, `number` is its own."""
        letter, data = self.letter, self.letter.request.data
        yield from map(self.legal_act, act.legal_basis(letter.call.data))
        # A first grant changes no agreement.
        is_first = bool(letter.call.addendum and letter.call.addendum.first)
        if not is_first:
            yield self.agreement(data.get("agreement", {}))
        for each in () if is_first else data.get("agreement", {}).get("addenda", ()):
            day = letter.day(each.get("signed_on")) or self.blank(
                Text(
                    f"day of signature of addendum no. {each['number']}",
                    f"date de signature de l'avenant n° {each['number']}",
                )
            )
            yield letter.pick(
                f"addendum no. {each['number']} to it, signed on {day}",
                f"son avenant n° {each['number']}, signé le {day}",
            )
        for at, call in () if is_first else enumerate(earlier, number - len(earlier)):
            yield letter.pick(
                f'addendum no. {at} to it, of the call "{call}"', f"son avenant n° {at}, issu de l'appel « {call} »"
            )
        yield letter.pick(
            f'the call "{letter.words(letter.call.title)}"', f"l'appel « {letter.words(letter.call.title)} »"
        )
        yield self.submission(letter.day(data.get("submitted_on")))
        yield from self.decision()

    def legal_act(self, text: Text) -> str:
        """A text as acts name it: with number and day, as words or as blanks."""
        if not isinstance(text, act.LegalAct):
            return self.letter.words(text)
        name, about = self.letter.words(text.act), self.letter.words(text.about)
        number, day = text.number or "", self.letter.day(text.dated)
        if not number and not day:
            self._blanks[self.letter.pick(f"number and day: {name}", f"n° et date : {name}")] = None
            middle = [self.letter.pick("(no. and day to be completed)", "(n° et date à compléter)")]
        else:
            lacks = [] if number else [self.letter.pick(f"number: {name}", f"n° : {name}")]
            lacks += [] if day else [self.letter.pick(f"day: {name}", f"date : {name}")]
            self._blanks |= dict.fromkeys(lacks)
            middle = [
                self.letter.pick(f"no. {number}", f"n° {number}")
                if number
                else self.letter.pick("(no. to be completed)", "(n° à compléter)"),
                self.letter.pick("of ", "du ")
                + (day or self.letter.pick("(day to be completed)", "(date à compléter)")),
            ]
        return " ".join(filter(None, (name, *middle, about)))

    def agreement(self, stated: Mapping[str, Any]) -> str:
        """The agreement that the act changes."""
        reference = self.stated("reference", stated.get("reference", ""))
        day = self.stated("signed_on", self.letter.day(stated.get("signed_on")))
        return self.letter.pick(f"agreement {reference} signed on {day}", f"la convention {reference} signée le {day}")

    def submission(self, day: str) -> str:
        """The request that the act answers."""
        title = self.letter.words(self.letter.request.title)
        on = self.letter.pick(f" submitted on {day}", f" déposée le {day}") if day else ""
        return self.letter.pick(f'the request "{title}"{on}', f"la demande « {title} »{on}")

    def decision(self) -> Iterator[str]:
        """What was decided, by whom and when; and the draw behind it, if there was one."""
        letter, decision = self.letter, self.letter.ranked.decision
        if decision is not None:
            body, day = letter.words(decision.body), letter.day(decision.decided_on)
            on = letter.pick(f" of {day}", f" du {day}") if day else ""
            yield letter.pick(f"the decision of {body}{on}", f"la décision de l'instance « {body} »{on}")
        else:
            by, on = (self.blank(PLACES[name]) for name in ("decided_by", "decided_on"))
            yield letter.pick(f"the decision of {by} of {on}", f"la décision {by} du {on}")
        drawn = letter.drawn()
        if drawn:
            yield letter.pick(
                f"the draw that put in order the requests at the same rank: {drawn}",
                f"le tirage au sort qui a mis en ordre les demandes de même rang : {drawn}",
            )

    def recitals(self) -> tuple[str, ...]:
        """What is considered before the parties agree."""
        return tuple(map(self.letter.words, act.recitals(self.letter.call.data)))

    # clauses

    def clauses(self, values: Mapping[str, str]) -> Iterator[Fields]:
        """The clauses that the call lists, their places for data filled; a blank where nothing is stated."""
        for clause in clauses_of(self.letter.call.data) or ():
            text = _PLACE.sub(
                lambda found: self.stated(found[1], values.get(found[1], "")), self.letter.words(clause.text)
            )
            yield {
                "id": clause.id,
                "title": self.letter.words(clause.title),
                "paragraphs": tuple(each.strip() for each in _PARAGRAPH.split(text) if each.strip()),
                "proposed": clause.proposed,
            }


def party_words(letter: LetterBuilder, party: act.Party) -> dict[str, str]:
    """One side of an act in words, by what is said of it; empty where nothing is stated."""
    return {
        "name": letter.words(party.name),
        "legal_form": letter.words(party.legal_form),
        "seat": letter.words(party.seat),
        "registration": letter.words(party.registration),
        "signatory": party.signatory or "",
        "capacity": letter.words(party.capacity),
    }


def awarded_lines(lines: Sequence[int], award: int, rule: str) -> Iterator[int]:
    """What is left of each line of a budget, in cents, when less is awarded: all in proportion, or the last cut first.

    In proportion, cents that no line can have in full go to the first lines.
    """
    whole = sum(lines)
    if rule == "proportional" and whole:
        parts = [Fraction(each * award, whole) for each in lines]
        rest = award - sum(part.numerator // part.denominator for part in parts)
        for at, part in enumerate(parts):
            yield part.numerator // part.denominator + (1 if at < rest else 0)
        return
    left = award
    for each in lines:
        yield min(each, left)
        left -= min(each, left)
