"""A rating sheet as text, changed mark by mark: whatever a person wrote into it, comments too, stays where it is."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from asipgrid.text.escape import yaml_text


def fresh(request: str, assessor: str, day: str) -> str:
    """A sheet without marks."""
    return f"rating: {yaml_text(request)}\nassessor: {yaml_text(assessor)}\nrated_on: {day}\nmarks:\n"


def with_mark(text: str, criterion: str, level: Fraction, why: str) -> str:
    """The sheet with one mark given, or given anew where it stands."""

    def give(sheet: CommentedMap) -> None:
        if sheet.get("marks") is None:
            sheet["marks"] = CommentedMap()
        mark = sheet["marks"].get(criterion)
        if mark is None:
            mark = CommentedMap()
            mark.fa.set_flow_style()
        mark["level"] = int(level) if level.denominator == 1 else _half(level)
        mark["why"] = DoubleQuotedScalarString(why)
        sheet["marks"][criterion] = mark

    return _changed(text, give)


def with_head(text: str, assessor: str, day: str | None) -> str:
    """The sheet with its day, when one is given, and its assessor where none is named."""

    def give(sheet: CommentedMap) -> None:
        if sheet.get("assessor") is None:
            sheet["assessor"] = assessor
        if day is not None:
            sheet["rated_on"] = datetime.date.fromisoformat(day)

    return _changed(text, give)


def has_day(text: str) -> bool:
    """Whether the sheet says on which day it was rated."""
    return YAML(typ="rt").load(text).get("rated_on") is not None


def with_conflict(text: str) -> str:
    """The sheet as the declaration of a conflict of interest: without marks."""

    def give(sheet: CommentedMap) -> None:
        sheet.pop("marks", None)
        sheet["conflict"] = True

    return _changed(text, give)


def _half(level: Fraction) -> Any:
    # Levels lie on whole or half steps, which the text of a number tells exactly.
    return YAML(typ="rt").load(f"{int(level)}.5")


def _changed(text: str, change: Callable[[CommentedMap], None]) -> str:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    sheet = yaml.load(text)
    change(sheet)
    stream = io.StringIO()
    yaml.dump(sheet, stream)
    return stream.getvalue()
