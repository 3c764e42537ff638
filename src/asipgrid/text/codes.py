"""What each code of a finding stands for: the one source of the words of docs/findings.md, for people who evaluate.

`codes.json` has the words. Those of a finding itself stand where it is found. A code keeps its meaning: one that is given
up is not used again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

ERROR: Final = ("error",)


class Code(Struct, frozen=True, kw_only=True):
    """One code: what is wrong (`title`), what the rule protects (`why`, its sentences), what to do (`mend`)."""

    code: str
    title: str
    why: tuple[str, ...]
    mend: str
    gravity: tuple[str, ...] = ERROR


_ROWS: Final[dict[str, dict[str, Any]]] = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes())
CODES: Final = msgspec.convert([{"code": code, **row} for code, row in _ROWS.items()], tuple[Code, ...])
