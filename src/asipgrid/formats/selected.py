"""What an answer that shows some requests says of the others: how many there are, and of how many it is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asipgrid.formats import Outline
from asipgrid.model.places import Language
from asipgrid.model.selection import Shown
from asipgrid.model.values import Text
from asipgrid.text.french import french
from asipgrid.text.suggestions import few

_SHOWN: Final = Text(
    "{shown} of {of} requests shown ({asked}); ranks and money are those of the whole call",
    "Demandes affichées : {shown} sur {of} ({asked}) ; rangs et montants sont ceux de l'appel entier",
)
_SORTED: Final = Text(
    "all {of} requests shown, sorted by {sort}", "Toutes les {of} demandes sont affichées, triées par {sort}"
)
_NOT_KNOWN: Final = Text(
    "not shown, since it is not known whether it holds for them: {names}",
    "Non affichées, faute de savoir si la condition est remplie : {names}",
)
_SORT: Final = Text("sorted by {sort}", "triées par {sort}")


def sorted_by_choice(outline: Outline) -> bool:
    """Whether the requests stand in an order that was asked for."""
    return outline.shown is not None and bool(outline.shown.selection.sort)


def shown_lines(shown: Shown | None, language: Language = Language.EN) -> Iterator[str]:
    """What is shown of how many, and what is not since it is not known; nothing of a whole result. No line has a full stop."""
    if shown is None or not shown.selection.leaves_out:
        return
    yield _set(_told(shown, language), language)
    if shown.unknown:
        yield _set(_NOT_KNOWN.to(language).format(names=few(shown.unknown)), language)


def _told(shown: Shown, language: Language) -> str:
    asked, sort = shown.selection, ", ".join(shown.selection.sort)
    if not asked.only and not asked.where:
        return _SORTED.to(language).format(of=shown.of, sort=sort)
    parts = [few(asked.only), asked.where, _SORT.to(language).format(sort=sort) if sort else ""]
    return _SHOWN.to(language).format(shown=len(shown.names), of=shown.of, asked="; ".join(filter(None, parts)))


def _set(text: str, language: Language) -> str:
    return french(text) if language is Language.FR else text[0].upper() + text[1:]
