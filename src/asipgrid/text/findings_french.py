"""Findings in French: `findings.fr.json` has the French of every template that a finding is made of."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from asipgrid.model.said import HOLE, Row, SaidText, form
from asipgrid.text.french import french

_FRENCH: Final = msgspec.json.decode(Path(__file__).with_name("findings.fr.json").read_bytes(), type=dict[str, str])


def in_french(value: Any, shown: Callable[[str], str] = str) -> str:
    """A sentence in French, as it is set; values of documents, and texts that have no French, as `shown` writes them."""
    if isinstance(value, Row):
        between = _template(value.template)
        return between.join(in_french(part, shown) for part in value.given)
    if not isinstance(value, SaidText) or value.template not in _FRENCH:
        return shown(str(value))

    values = value.values

    def filled(hole: re.Match[str]) -> str:
        kept = values[hole["name"]]
        return in_french(kept, shown) if hole["one"] is None else form(hole, kept, french=True)

    return HOLE.sub(filled, _template(value.template))


@functools.lru_cache(maxsize=1024)
def _template(template: str) -> str:
    # A part of a sentence may begin with the blank before its sign, which is set like any other.
    return french(f"x{_FRENCH.get(template, template)}")[1:]
