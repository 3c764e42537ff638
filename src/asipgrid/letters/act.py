"""What makes an addendum an act: its parties, what it rests on, its clauses, its budget; what nobody stated is a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.letters.sections import section_rows
from asipgrid.model import act
from asipgrid.model.act_places import PLACES
from asipgrid.model.calls import Grid
from asipgrid.model.proposed_clauses import clauses_of
from asipgrid.model.values import Quantity, Text

_PLACE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
SCHEDULE: Final = Text("schedule of payments", "échéancier des versements")
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
        """A visible blank for what is not stated, which is kept."""
        self._blanks[self.letter.words(text)] = None
        return self.letter.blank(text)

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
        yield from self.changed()
        if not self.is_first:
            for at, call in enumerate(earlier, number - len(earlier)):
                yield letter.pick(
                    f'addendum no. {at} to it, of the call "{call}"', f"son avenant n° {at}, issu de l'appel « {call} »"
                )
        yield letter.pick(
            f'the call "{letter.words(letter.call.title)}"', f"l'appel « {letter.words(letter.call.title)} »"
        )
        yield self.submission(letter.day(data.get("submitted_on")))
        yield from self.decision()

    @property
    def is_first(self) -> bool:
        """Whether the call grants for the first time: then the act is the agreement, and changes none."""
        return self.letter.call.addendum is not None and self.letter.call.addendum.first

    def changed(self) -> Iterator[str]:
        """The agreement that an act changes, and the earlier addenda that the request names; a first grant has none."""
        if not self.is_first:
            yield self.agreement(self.letter.request.data.get("agreement", {}))
            yield from self.named_addenda()

    def named_addenda(self) -> Iterator[str]:
        """The earlier addenda that the request names, with their days of signature."""
        letter = self.letter
        for each in letter.request.data.get("agreement", {}).get("addenda", ()):
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

    def follow_up_visas(self, number: int | None, signed_on: str, moved_by: str) -> Iterator[str]:
        """What a follow-up addendum has regard to; `number` is that of the addendum it changes, None where unknown."""
        letter = self.letter
        yield from map(self.legal_act, act.legal_basis(letter.call.data))
        yield from self.changed()
        title = letter.words(letter.request.title)
        if self.is_first:
            blank = Text("day of signature of the agreement", "date de signature de la convention")
            english, french = "the agreement", "la convention"
        else:
            blank = Text("day of signature of the addendum", "date de signature de l'avenant")
            english = "its addendum" if number is None else f"addendum no. {number} to it"
            french = "son avenant" if number is None else f"son avenant n° {number}"
        day = signed_on or self.blank(blank)
        signed = "signée" if self.is_first else "signé"
        yield letter.pick(
            f'{english} for the project "{title}", signed on {day}',
            f"{french} pour le projet « {title} », {signed} le {day}",
        )
        yield letter.pick(f"the decisions of {moved_by}", f"les décisions de l'instance « {moved_by} »")

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
        if self.letter.call.published:
            # Of the request itself nothing was published, not even its title: this is that of the project.
            return self.letter.pick(
                f'the request for funding of the project "{title}"', f"la demande de financement du projet « {title} »"
            )
        on = self.letter.pick(f" submitted on {day}", f" déposée le {day}") if day else ""
        return self.letter.pick(f'the request "{title}"{on}', f"la demande « {title} »{on}")

    def decision(self) -> Iterator[str]:
        """What was decided, by whom and when; and the draw behind it, if there was one."""
        letter, decision = self.letter, self.letter.ranked.decision
        if decision is not None:
            body, day = letter.words(decision.body), self.stated("decided_on", letter.day(decision.decided_on))
            if body == letter.words(letter.call.authority):
                yield letter.pick(f"the decision of the funder of {day}", f"la décision du financeur du {day}")
            else:
                yield letter.pick(f"the decision of {day} ({body})", f"la décision de l'instance « {body} » du {day}")
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

    # the completed grid

    def completed(self, grid: Grid) -> tuple[str, str, tuple[Fields, ...]]:
        """A grid as it is annexed: its title, its version, what was found of each criterion."""
        return self.letter.words(grid.title), grid.version, tuple(self.rows(grid))

    def rows(self, grid: Grid) -> Iterator[Fields]:
        """What was found of each criterion of a grid, and its level; then of each section."""
        letter = self.letter
        for each in letter.card.criteria:
            if each.grid == grid.id:
                top = letter.number(Fraction(letter.criteria[each.id].max))
                told = letter.reached(each) if each.counts else ""
                level = told and letter.pick(f"{told} of {top}", f"{told} sur {top}")
                question = letter.words(letter.criteria[each.id].question)
                yield {"id": each.id, "question": question, "found": letter.found(each), "level": level}
        for row in section_rows(letter, grid):
            level = letter.pick(f"{row['level']} of {row['top']} points", f"{row['level']} points sur {row['top']}")
            yield {**row, "level": level}

    # clauses

    def places(self) -> dict[str, str]:
        """What the places of clauses hold that every letter of the call tells."""
        head = self.letter.head()
        names = ("applicant", "authority", "call", "decided_by", "decided_on", "reference", "region", "requested")
        sides = (
            ("authority", act.authority(self.letter.call.data)),
            ("applicant", act.applicant(self.letter.request.data, self.letter.call.data)),
        )
        parties = {
            f"{side}_{name}": value for side, party in sides for name, value in party_words(self.letter, party).items()
        }
        return {name: head[name] for name in (*names, "request", "signed_on", "submitted_on", "title")} | parties

    def clauses(self, own: Mapping[str, str]) -> Iterator[Fields]:
        """The clauses that the call lists, their places for data filled; a blank where nothing is stated."""
        values = {**self.places(), **own}
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


def open_appeal(letter: LetterBuilder) -> tuple[str, ...]:
    """The ways of appeal as a blank, where the call says none: the letter leaves room for them."""
    terms = letter.call.letters
    stated = terms.appeal is not None or act.remedies(letter.call.data)
    return () if stated else (letter.pick("ways of appeal", "voies et délais de recours"),)


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
