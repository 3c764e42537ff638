"""What an addendum is made of as an act: its parties, the texts it rests on, its clauses, the goals it chooses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.values import Text


class Party(Struct, frozen=True, kw_only=True):
    """One side of an act: who it is, where, under which number, who signs and in which capacity; None: not stated."""

    name: Text
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

    weight: Fraction = Fraction(1)
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


def applicant(data: Mapping[str, Any]) -> Party:
    """The applicant of a request as stated."""
    stated = data["applicant"]
    signs = stated.get("signatory", {})
    return Party(
        name=Text.of(stated["name"]),
        legal_form=LEGAL_FORMS.get(stated.get("legal_form", "")),
        seat=_words(stated.get("seat")),
        registration=_words(stated.get("registration")),
        signatory=signs.get("name"),
        capacity=_words(signs.get("capacity")),
    )


def _words(written: Any) -> Text | None:
    return None if written is None else Text.of(written)
