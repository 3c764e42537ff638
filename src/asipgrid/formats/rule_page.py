"""What a code stands for, in French: the section of the manual, which is English, in the words of the French codes."""

from __future__ import annotations

import re
from typing import Final

from asipgrid.text.codes import ERROR, Code
from asipgrid.text.french import french

_WORDS: Final = {
    "Refused:": "Refusé :",
    "Warned about:": "Signalé par un avertissement :",
    "Noted:": "Signalé par une remarque :",
    "Accepted:": "Accepté :",
}
_GRAVITY: Final = {
    ERROR: "",
    ("error", "warning"): "C'est une erreur, ou un avertissement là où ce peut être voulu.\n",
    ("warning",): "C'est un avertissement : il n'empêche pas une décision.\n",
    ("note",): "C'est une remarque : elle n'empêche pas une décision.\n",
}
_MARK: Final = re.compile("|".join(rf"^{word}$" for word in _WORDS), re.MULTILINE)
_FOUND: Final = re.compile(r"^(\S+:\d+:\d+: )[A-Z]\d{3} .*$", re.MULTILINE)


def french_section(row: Code, section: str) -> str:
    """The section of a code in French (`row` has its words), with the documents of the English one."""
    first = _MARK.search(section)
    example = section[first.start() :] if first else ""
    example = _MARK.sub(lambda found: _WORDS[found.group()], example)
    shown = iter(row.shown)
    example = _FOUND.sub(lambda found: found[1] + next(shown), example)
    why = "".join(f"{sentence}\n" for sentence in row.why)
    return french(
        f"### {row.code} {row.title}\n\n{_GRAVITY[row.gravity]}{why}\n**Pour corriger :** {row.mend}\n\n{example}"
    )
