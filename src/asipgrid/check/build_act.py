"""What a checked call says of its acts, as values that are what they say: parties, visas, clauses, goals, remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asipgrid.model.act import Clause, GoalChoice, GoalSetting, LegalAct, Party, Remedy
from asipgrid.model.places import Language
from asipgrid.model.values import Text, exact

Data = Mapping[str, Any]


def plain_language(call: Data) -> Language | None:
    """The language of the plain texts of a call and its documents, where it says in which its letters are written."""
    languages = call.get("letters", {}).get("languages", ())
    return Language(languages[0]) if languages else None


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


def goals(terms: Data) -> GoalChoice | None:
    """Which goals the addenda of a call set, where it says so."""
    stated = terms.get("goals")
    if stated is None:
        return None
    return GoalChoice(
        most=stated.get("most"),
        by=stated.get("by", "effect"),
        criteria=tuple(stated.get("criteria", ())),
        never=frozenset(stated.get("never", ())),
        each={
            name: GoalSetting(weight=exact(each.get("weight", 1)), due=each.get("due"))
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
