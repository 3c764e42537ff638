"""The letters there are: each with its name, its title and the struct of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from asipgrid.letters.fields import (
    Addendum,
    AskLetter,
    DeclineLetter,
    DeferLetter,
    IneligibleLetter,
    MaintainLetter,
    ReserveLetter,
)
from asipgrid.letters.follow_up_fields import FollowUpAddendum, PaymentNotice, Reminder
from asipgrid.model.values import Text

DecisionLetter = Addendum | AskLetter | DeferLetter | DeclineLetter | IneligibleLetter | MaintainLetter | ReserveLetter
FollowingLetter = PaymentNotice | Reminder | FollowUpAddendum
Letter = DecisionLetter | FollowingLetter


class LetterKind(StrEnum):
    """The letters, named as their templates and files are."""

    ADDENDUM = "addendum"
    ASK = "ask"
    DEFER = "defer"
    MAINTAIN = "maintain"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"
    RESERVE = "reserve"
    PAYMENT = "payment"
    REMINDER = "reminder"
    FOLLOW_UP = "follow-up"


FOLLOWING: Final = (LetterKind.PAYMENT, LetterKind.REMINDER, LetterKind.FOLLOW_UP)
"""The letters that follow a funded project, each on one day; the others say what was decided."""


class LetterForm(Struct, frozen=True):
    """What there is of a letter: the struct of its fields, its title as the file of an office program bears it."""

    fields: type[Letter]
    title: Text


LETTERS: Final[Mapping[LetterKind, LetterForm]] = {
    LetterKind.ADDENDUM: LetterForm(Addendum, Text("Addendum", "Avenant")),
    LetterKind.ASK: LetterForm(AskLetter, Text("Facts and documents asked for", "Demande de pièces et d'informations")),
    LetterKind.DEFER: LetterForm(DeferLetter, Text("Request deferred", "Demande ajournée")),
    LetterKind.MAINTAIN: LetterForm(MaintainLetter, Text("Agreement maintained", "Maintien de la convention")),
    LetterKind.DECLINE: LetterForm(DeclineLetter, Text("Request not funded", "Demande non financée")),
    LetterKind.INELIGIBLE: LetterForm(IneligibleLetter, Text("Request not eligible", "Demande non recevable")),
    LetterKind.RESERVE: LetterForm(ReserveLetter, Text("Reserve list", "Liste de réserve")),
    LetterKind.PAYMENT: LetterForm(PaymentNotice, Text("Payment notice", "Avis de versement")),
    LetterKind.REMINDER: LetterForm(Reminder, Text("Reminder", "Rappel")),
    LetterKind.FOLLOW_UP: LetterForm(FollowUpAddendum, Text("Follow-up addendum", "Avenant de suivi")),
}
