"""What each code of a finding stands for: the one source of the words of docs/findings.md, for people who evaluate.

`codes.json` has the words, `codes.fr.json` their French. Those of a finding itself stand where it is found. A code keeps its
meaning: one that is given up is not used again.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from asipgrid.model.places import Language

ERROR: Final = ("error",)


class Code(Struct, frozen=True, kw_only=True):
    """One code: what is wrong (`title`), what the rule protects (`why`, its sentences), what to do (`mend`).

    `shown` are the findings of its example in the manual, code and words, where they are not English.
    """

    code: str
    title: str
    why: tuple[str, ...]
    mend: str
    gravity: tuple[str, ...] = ERROR
    shown: tuple[str, ...] = ()


def _rows(name: str) -> dict[str, dict[str, Any]]:
    return msgspec.json.decode(Path(__file__).with_name(name).read_bytes(), type=dict[str, dict[str, Any]])


_ENGLISH: Final = _rows("codes.json")
CODES: Final = msgspec.convert([{"code": code, **row} for code, row in _ENGLISH.items()], tuple[Code, ...])


@functools.cache
def codes_in(language: Language) -> tuple[Code, ...]:
    """The codes in their order, in the words of a language."""
    if language is Language.EN:
        return CODES
    from asipgrid.text.french import french  # noqa: PLC0415 - what programs read is English

    rows = _rows("codes.fr.json")
    words = [
        replace(
            row,
            title=french(rows[row.code]["title"]),
            why=tuple(map(french, rows[row.code]["why"])),
            mend=french(rows[row.code]["mend"]),
            shown=tuple(rows[row.code]["shown"]),
        )
        for row in CODES
    ]
    return tuple(words)
