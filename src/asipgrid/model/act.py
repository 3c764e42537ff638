"""What an addendum is made of as an act: its parties, the texts it rests on, its clauses, the goals it chooses.

Read from the sound data of a call or a request when a letter or monitoring asks for it; scoring never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.places import Language
from asipgrid.model.values import Text, exact, plain_language

Data = Mapping[str, Any]


class Party(Struct, frozen=True, kw_only=True):
    """One side of an act: who it is, where, under which number, who signs and in which capacity; None: not stated."""

    name: Text | None
    legal_form: Text | None = None
    seat: Text | None = None
    registration: Text | None = None
    signatory: str | None = None
    capacity: Text | None = None


class LegalAct(Text, frozen=True, kw_only=True):
    """A text an act rests on that has a number and a day (ISO); as a `Text`, all of it in words, blanks included."""

    act: Text
    number: str | None = None
    dated: str | None = None
    about: Text | None = None


class Clause(Struct, frozen=True, kw_only=True):
    """One clause: its words hold places for data (`{{ applicant }}`). `proposed`: nobody has made it their own yet."""

    id: str
    title: Text
    text: Text
    proposed: bool = False


class Remedy(Struct, frozen=True, kw_only=True):
    """One way to contest a decision: what it is, before whom, and within how many months or days, or until when (ISO)."""

    remedy: Text
    before: Text | None = None
    months: int | None = None
    days: int | None = None
    until: str | None = None


class GoalSetting(Struct, frozen=True, kw_only=True):
    """What a call says of one goal: its weight among the goals that release money, a due day (ISO) of its own."""

    weight: int = 1
    due: str | None = None


class GoalChoice(Struct, frozen=True, kw_only=True):
    """Which of the goals an addendum could set it does set: at most so many, by effect or in the order of the grids.

    `criteria`: only these, in this order; `never` are left out; `each` has terms of its own.
    """

    most: int | None = None
    by: str = "effect"
    criteria: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    each: Mapping[str, GoalSetting] = {}


LEGAL_FORMS: Final = {
    "gcs": Text("health cooperation grouping (GCS)", "groupement de coopération sanitaire (GCS)"),
    "gip": Text("public interest grouping (GIP)", "groupement d'intérêt public (GIP)"),
    "association": Text("association", "association"),
    "public-body": Text("public body", "établissement public"),
    "company": Text("company", "société"),
}
"""The legal forms of applicants in words; `other` is none that an act could name."""


def choices(call: Data, listed: str) -> dict[str, Text]:
    """What a call lists for itself under a key (`legal_forms`, `scopes`), in words, by id."""
    return {each["id"]: Text.of(each["title"], plain_language(call)) for each in call.get(listed, ())}


def applicant(data: Data, call: Data) -> Party:
    """The applicant of a request as stated; a SIRET or SIREN stands for a registration that is not written out."""
    stated = data["applicant"]
    forms = choices(call, "legal_forms") or LEGAL_FORMS
    signs = stated.get("signatory", {})
    return Party(
        name=called(stated, "name"),
        legal_form=forms.get(stated.get("legal_form", "")),
        seat=_words(stated.get("seat")),
        registration=_words(stated.get("registration")) or _registered(stated.get("identifiers", {})),
        signatory=signs.get("name"),
        capacity=_words(signs.get("capacity")),
    )


def called(stated: Data, key: str) -> Text | None:
    """A name in both languages: as it is stated, but for a language that has another."""
    if key not in stated and f"{key}_in" not in stated:
        return None
    words = {"en": stated.get(key), "fr": stated.get(key)} | dict(stated.get(f"{key}_in", {}))
    return Text.of({language: text for language, text in words.items() if text is not None})


def _registered(identifiers: Data) -> Text | None:
    for kind in ("siret", "siren", "uei", "ror"):
        if kind in identifiers:
            return Text.of(f"{kind.upper()} {identifiers[kind]}")
    return None


def partners(data: Data) -> tuple[tuple[str, Fraction | None], ...]:
    """All who share what a request is awarded, by name, each with its share of one; None where none is stated."""
    listed = data["applicant"].get("partners", ())
    whole = sum((exact(each["amount"]) for each in listed if "amount" in each), Fraction(0))
    return tuple(
        (
            each["name"],
            exact(each["share"])
            if "share" in each
            else exact(each["amount"]) / whole
            if whole and "amount" in each
            else None,
        )
        for each in listed
    )


def authority(call: Data) -> Party:
    """The authority of a call as an act names it; a signatory who is one text is a capacity."""
    stated, plain = call["authority"], plain_language(call)
    signs = stated.get("signatory")
    person = isinstance(signs, Mapping) and bool({"name", "capacity"} & signs.keys())
    return Party(
        name=Text.of(stated["name"]),
        legal_form=_words(stated.get("legal_form"), plain),
        seat=_words(stated.get("seat")),
        registration=_words(stated.get("registration")),
        signatory=signs.get("name") if person else None,
        capacity=_words(signs.get("capacity") if person else signs, plain),
    )


def signatory(party: Party) -> Text | None:
    """Who signs, in one text: the person, the capacity, or both."""
    if party.signatory is None or party.capacity is None:
        return party.capacity if party.signatory is None else Text.of(party.signatory)
    return Text(f"{party.signatory}, {party.capacity.en}", f"{party.signatory}, {party.capacity.fr}")


def legal_basis(call: Data) -> tuple[Text, ...]:
    """The texts a call rests on; those that have a number and a day know them."""
    plain = plain_language(call)
    return tuple(
        _legal_act(each, plain) if isinstance(each, Mapping) and "act" in each else Text.of(each, plain)
        for each in call.get("legal_basis", ())
    )


def _legal_act(stated: Data, plain: Language | None) -> LegalAct:
    act, about = Text.of(stated["act"], plain), _words(stated.get("about"), plain)
    number, dated = stated.get("number"), stated.get("dated")
    english = [act.en, f"no. {number}" if number else "(no. to be completed)", f"of {dated}" if dated else ""]
    french = [act.fr, f"n° {number}" if number else "(n° à compléter)", f"du {dated}" if dated else ""]
    return LegalAct(
        _joined(*english, about.en if about else ""),
        _joined(*french, about.fr if about else ""),
        act=act,
        number=number,
        dated=dated,
        about=about,
    )


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def purpose(call: Data) -> Text | None:
    """What the money of a call is for."""
    return _words(call.get("purpose"), plain_language(call))


def source(call: Data, key: str) -> Text:
    """A source by its key in the call, as acts name it; one that the call does not list is named by what it is called."""
    return Text.of(call.get("sources", {}).get(key, key))


def last_addendum(data: Data) -> int:
    """The number of the last addendum that a request names; 0 where it names none."""
    return max((each["number"] for each in data.get("agreement", {}).get("addenda", ())), default=0)


def recitals(call: Data) -> tuple[Text, ...]:
    """What a call considers before it grants."""
    return tuple(Text.of(each, plain_language(call)) for each in call.get("recitals", ()))


def clauses(call: Data) -> tuple[str | Clause, ...] | None:
    """The clauses a call lists, its own and the ids of proposed ones; None when it does not say."""
    if "clauses" not in call:
        return None
    plain = plain_language(call)
    return tuple(
        each
        if isinstance(each, str)
        else Clause(id=each["id"], title=Text.of(each["title"], plain), text=Text.of(each["text"], plain))
        for each in call["clauses"]
    )


def goal_choice(call: Data) -> GoalChoice | None:
    """Which goals the addenda of a call set, where it says so."""
    stated = call.get("addendum", {}).get("goals")
    if stated is None:
        return None
    return GoalChoice(
        most=stated.get("most"),
        by=stated.get("by", "effect"),
        criteria=tuple(stated.get("criteria", ())),
        never=frozenset(stated.get("never", ())),
        each={
            name: GoalSetting(weight=each.get("weight", 1), due=each.get("due"))
            for name, each in stated.get("each", {}).items()
        },
    )


def remedies(call: Data) -> tuple[Remedy, ...]:
    """The ways to contest a decision, as a call lists them."""
    plain = plain_language(call)
    return tuple(
        Remedy(
            remedy=Text.of(each["remedy"], plain),
            before=_words(each.get("before"), plain),
            months=each.get("months"),
            days=each.get("days"),
            until=each.get("until"),
        )
        for each in call.get("letters", {}).get("remedies", ())
    )


def _words(written: Any, plain: Language | None = None) -> Text | None:
    return None if written is None else Text.of(written, plain)
