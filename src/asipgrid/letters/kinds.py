"""The letters there are: each with its name, its title, the names of what it tells; and templates that a call brings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from asipgrid.model.calls import Call
from asipgrid.model.said import SaidText, said
from asipgrid.model.values import Text

Fields = dict[str, Any]
"""What a letter, or a part of one, tells its templates, by name (docs/letters.md): text in the words and numbers of one
language, empty where nothing is stated; a truth; or parts, several of them in a tuple."""


class LetterKind(StrEnum):
    """The letters, named as their templates and files are."""

    ADDENDUM = "addendum"
    ASK = "ask"
    DEFER = "defer"
    MAINTAIN = "maintain"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"
    RESERVE = "reserve"
    INVITATION = "invitation"
    NOT_PASSED = "not-passed"
    PAYMENT = "payment"
    REMINDER = "reminder"
    FOLLOW_UP = "follow-up"


FOLLOWING: Final = (LetterKind.PAYMENT, LetterKind.REMINDER, LetterKind.FOLLOW_UP)
"""The letters that follow a funded project, each on one day; the others say what was decided."""

HEAD: Final = (
    "request title call authority signatory applicant region legal_basis reference signed_on ends_on submitted_on"
    " decided_on decided_by why drawn requested score in_points totals base_score bonus appeal remedies reconstruction "
    "published digest first"
    " stage passes_to"
)
"""What every letter tells (`LetterBuilder.head`)."""


class LetterForm(Struct, frozen=True):
    """What there is of a letter: its title as the file of an office program bears it, and what it alone tells."""

    title: Text
    tells: str

    @property
    def names(self) -> frozenset[str]:
        """The names of all that it tells."""
        return frozenset(f"{HEAD} {self.tells}".split())


_REFUSED: Final = "blanks decided missed ways below below_sections conditions bare scores"
LETTERS: Final[Mapping[LetterKind, LetterForm]] = {
    LetterKind.ADDENDUM: LetterForm(
        Text("Addendum", "Avenant"),
        "number earlier changes unchanged outlives amount amount_words granted_before granted_in_all reduced total_cost"
        " cost_share due goals weighted recommended targets sections instalments reports conditions conditions_due kept"
        " lines worked awarded_lines kept_by funders grids parties visas purpose recitals clauses own_clauses "
        "proposed effective_on blanks"
        " paid_from amount_open described sources published_goals goals_blank schedule_blank budget_blank",
    ),
    LetterKind.ASK: LetterForm(
        Text("Facts and documents asked for", "Demande de pièces et d'informations"),
        "questions unmarked awaits answer_by possible stage_before",
    ),
    LetterKind.DEFER: LetterForm(
        Text("Request deferred", "Demande ajournée"), f"{_REFUSED} steps others reached still enough grids figures"
    ),
    LetterKind.MAINTAIN: LetterForm(
        Text("Agreement maintained", "Maintien de la convention"), "reasons until ends_blank blanks"
    ),
    LetterKind.DECLINE: LetterForm(Text("Request not funded", "Demande non financée"), f"{_REFUSED} grids figures"),
    LetterKind.INELIGIBLE: LetterForm(
        Text("Request not eligible", "Demande non recevable"), f"{_REFUSED} failed unknown"
    ),
    LetterKind.RESERVE: LetterForm(
        Text("Reserve list", "Liste de réserve"),
        "blanks rank fundable ranked_by ranked_on ranked_levels rounded_same place waiting asked worked left minimum because tied unknown "
        "unstated asks until"
        " envelopes kept_for to_state",
    ),
    LetterKind.INVITATION: LetterForm(
        Text("Invitation to the next stage", "Invitation à l'étape suivante"),
        "submit_by threshold short asked share times least budget figure thresholds",
    ),
    LetterKind.NOT_PASSED: LetterForm(
        Text("Request not passed", "Demande non retenue"),
        "threshold short asked share times least budget figure thresholds blanks scores grids figures",
    ),
    LetterKind.PAYMENT: LetterForm(
        Text("Payment notice", "Avis de versement"),
        "blanks as_of award payable total total_words suspended unsigned ended last_day made made_total",
    ),
    LetterKind.REMINDER: LetterForm(Text("Reminder", "Rappel"), "as_of unsigned reports missing waiting"),
    LetterKind.FOLLOW_UP: LetterForm(
        Text("Follow-up addendum", "Avenant de suivi"), "number parties visas blanks as_of moved_by moves ends returns"
    ),
}

OVER: Final = said("the template takes more time or memory than a letter may")


class Template(Struct, frozen=True, kw_only=True):
    """A template of a call: its file inside the workspace and its text."""

    file: str
    text: str


class TemplateFaultError(Exception):
    """A template of a call cannot be used: its file, the line, what is wrong, the code of the finding."""

    def __init__(self, file: str, line: int, says: SaidText, code: str = "T501") -> None:
        """`line` counts from 1."""
        super().__init__(f"{file}:{line}: {says}")
        self.file, self.line, self.says, self.code = file, line, says, code


def title_of(kind: LetterKind, call: Call) -> Text:
    """The title of a letter of a call; the addendum of a first grant is the agreement itself."""
    is_first = call.addendum is not None and call.addendum.first
    return Text("Agreement", "Convention") if is_first and kind is LetterKind.ADDENDUM else LETTERS[kind].title
