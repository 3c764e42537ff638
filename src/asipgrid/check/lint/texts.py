"""Texts that nobody sees as they are written, and those that change their language half-way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from asipgrid.check.lint.criteria import criteria_in, facts_of
from asipgrid.check.scales import has_level
from asipgrid.check.wording import Data, listed, note, warning
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, Gravity, KeyPath, Record
from asipgrid.model.said import said
from asipgrid.text.escape import hidden
from asipgrid.text.values import shown


def unseen_characters(record: Record, data: Data) -> Iterator[Finding]:
    """A text with a character that nobody sees: it reads like another, and letters show it by its number."""
    for path, text in _all_texts(data, ()):
        found = list(dict.fromkeys(hidden(text)))
        if found:
            numbers = [f"U+{ord(each):04X}" for each in found]
            told = said(
                "{count:it is|they are} shown as {marks}", len(found), listed([f"<{each}>" for each in numbers])
            )
            if found == ["\N{SOFT HYPHEN}"]:
                told = said("letters leave it out")
            says = said(
                "{numbers} {count:is a character|are characters} that nobody sees in this text; {told}; remove "
                "{count:it|them}",
                listed(numbers),
                len(found),
                told,
            )
            yield Finding(code="S021", place=record.value_place(path), says=says, gravity=Gravity.WARNING)


def _all_texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _all_texts(value, (*path, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _all_texts(value, (*path, index))


LANGUAGES: Final = {"en": said("English"), "fr": said("French")}


def _texts(grid: Data) -> Iterator[tuple[KeyPath, str, Any]]:
    """Every text of a grid that people read: its place, what it is, and what is written (None where it is missing)."""
    for key in ("title", "about"):
        if key in grid:
            yield (key,), key, grid[key]
    yield from _of_levels(("anchors",), said("anchor"), grid.get("anchors", ()))
    yield from _titles(grid.get("facts", {}), ("facts",), "")
    for name, measure in grid.get("measures", {}).items():
        if "title" in measure:
            yield ("measures", name, "title"), said("the title of {name}", name), measure["title"]
        if isinstance(measure.get("unit"), Mapping):
            yield ("measures", name, "unit", "name"), said("the unit of {name}", name), measure["unit"]["name"]
    for at, each in criteria_in(grid):
        for key in ("question", "documents", "undertaking", "goal"):
            if key in each and not (key == "goal" and each[key] == NO_GOAL):
                yield (*at, key), f"{each['id']} {key}", each[key]
        for index, rule in enumerate(each.get("levels", ())):
            yield (*at, "levels", index, "is"), said("{id} level {level}", each["id"], shown(rule["level"])), rule["is"]
        if isinstance(each.get("mark"), list):
            yield from _of_levels((*at, "mark"), said("{id} level", each["id"]), each["mark"])


def _of_levels(at: KeyPath, name: str, texts: Sequence[Any]) -> Iterator[tuple[KeyPath, str, Any]]:
    """What levels mean: each of a scale, or some by their number."""
    for index, text in enumerate(texts):
        if has_level(text):
            yield (*at, index, "is"), said("{what} {level}", name, shown(text["level"])), text["is"]
        else:
            yield (*at, index), said("{what} {level}", name, index), text


def _titles(schema: Any, at: KeyPath, name: str) -> Iterator[tuple[KeyPath, str, Any]]:
    for here, fact, inner in facts_of(schema, at, name):
        yield (*here, "title") if "title" in inner else here, said("the title of {name}", fact), inner.get("title")
        if "description" in inner:
            yield (*here, "description"), said("the description of {fact}", fact), inner["description"]
        yield from _titles(inner.get("items"), (*here, "items"), f"{fact}.")


def _missing(text: Any) -> list[str]:
    """The languages in which a text is not given; a plain string is in none of them by name."""
    given = text if isinstance(text, Mapping) else {}
    return [words for key, words in LANGUAGES.items() if not isinstance(given.get(key), str)]


def languages(record: Record, grid: Data) -> Iterator[Finding]:
    """A text missing in a language that the grid speaks elsewhere: the letter would change language half-way.

    A grid that speaks one language all through may be meant so: one note.
    """
    texts = list(_texts(grid))
    if all(_missing(text) for _, _, text in texts):
        says = said("this grid speaks one language; letters in the other will show its texts as they are")
        yield note(record, ("title",), "G147", says)
        return
    for at, what, text in texts:
        missing = _missing(text)
        if missing:
            lacks = said("is missing") if text is None else said("is not given in {missing}", listed(missing))
            if isinstance(text, str):
                lacks = said("does not say its language")
            yield warning(
                record, at, "G146", said("{what} {lacks}; this grid speaks both: write {en: …, fr: …}", what, lacks)
            )
