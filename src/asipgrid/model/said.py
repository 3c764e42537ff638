"""Sentences of findings: English text that knows the template it is made of, so that it can be said in French too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

HOLE: Final = re.compile(r"\{(?P<name>[a-z]\w*)(?::(?P<one>[^|{}]*)\|(?P<several>[^|{}]*))?\}", re.ASCII)
"""A place in a template: `{name}` is a value, `{name:one|several}` the form for how many it is. Other braces are text."""


class SaidText(str):
    """A sentence in English, or a part of one: its template, and what was given for it.

    It is a text like any other: it is compared, sorted and written by its English words. What was given may be a `SaidText`
    itself.
    """

    __slots__ = ("given", "template")
    template: str
    given: tuple[Any, ...]

    @property
    def values(self) -> Mapping[str, Any]:
        """What stands in each place of the template; nothing where it is shown as it is."""
        return dict(zip(holes(self.template), self.given, strict=True)) if self.given else {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), str(self), self.template, self.given)


class Row(SaidText):
    """Parts in a row, each a sentence or a plain text (`given`); the template stands between them."""

    __slots__ = ()

    @property
    def values(self) -> Mapping[str, Any]:
        """Nothing: parts have no names."""
        return {}


def _again(kind: type[SaidText], text: str, template: str, given: tuple[Any, ...]) -> SaidText:
    made = kind(text)
    made.template, made.given = template, given
    return made


def said(template: str, /, *given: Any) -> SaidText:
    """The sentence that a template and its values make: texts, whole numbers, and sentences.

    Values come in the order in which the template first names them; a template stands in the code as one text, so that
    a test finds it and asks for its French.
    """
    names, frame = _frame(template)
    if len(names) != len(given):
        raise ValueError(f"{len(given)} values for {len(names)} places: {template}")
    if frame is not None:
        return _again(SaidText, frame.format(*given), template, given)
    values = dict(zip(names, given, strict=True))
    return _again(SaidText, HOLE.sub(lambda hole: _filled(hole, values), template), template, given)


@lru_cache(maxsize=1024)
def _frame(template: str) -> tuple[tuple[str, ...], str | None]:
    """The names of the values, and the template as Python fills it in; None where a form depends on how many it is."""
    names = holes(template)
    pieces = re.split(HOLE, template)
    if any(pieces[2::4]):
        return names, None
    texts = (piece.replace("{", "{{").replace("}", "}}") for piece in pieces[::4])
    marks = (*(f"{{{names.index(name)}}}" for name in pieces[1::4]), "")
    return names, "".join(f"{text}{mark}" for text, mark in zip(texts, marks, strict=True))


@lru_cache(maxsize=1024)
def holes(template: str) -> tuple[str, ...]:
    """The names of the values of a template, each once, in the order in which they stand there."""
    return tuple(dict.fromkeys(hole["name"] for hole in HOLE.finditer(template)))


def _filled(hole: re.Match[str], values: Mapping[str, Any]) -> str:
    value = values[hole["name"]]
    return str(value) if hole["one"] is None else form(hole, value)


def form(hole: re.Match[str], count: Any, *, french: bool = False) -> str:
    """The form that a place (`HOLE`) has for how many it is; in French, nothing is one too."""
    return hole["one" if count == 1 or (french and count < 2) else "several"]


def row(parts: Iterable[str], between: str = ", ") -> SaidText:
    """Parts in a row with a comma between them, or what else stands there."""
    kept = tuple(parts)
    return _again(Row, between.join(kept), between, kept)


def of_text(text: str) -> SaidText:
    """A text of ours that stands elsewhere, such as the title of a schema; one that has no French stays as it is."""
    return _again(SaidText, text, text, ())


def of_error(error: Exception) -> SaidText:
    """What an exception says, where it was made of a sentence; of another its text, which has no French."""
    says = error.args[0] if error.args else ""
    return says if isinstance(says, SaidText) else of_text(str(error))


def as_data(value: Any) -> Any:
    """A sentence as JSON holds it, to be made again by `of_data`."""
    if isinstance(value, Row):
        return {"between": value.template, "parts": [as_data(each) for each in value.given]}
    if isinstance(value, SaidText):
        return {"template": value.template, "values": [as_data(each) for each in value.given]}
    return value if isinstance(value, int) else str(value)


def of_data(data: Any) -> Any:
    """The sentence that `as_data` gave, or what stood in it."""
    if not isinstance(data, dict):
        return data
    if "parts" in data:
        return row(map(of_data, data["parts"]), data["between"])
    return said(data["template"], *map(of_data, data["values"])) if data["values"] else of_text(data["template"])
