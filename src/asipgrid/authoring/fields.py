"""What each field of the eight documents holds, in English and French: one source for editors and for skeletons.

`fields.json` has the words, English before French, by kind of document (or kinds that share a part) and path of the field: `[]` for
the items of a list, `*` for keys that the document chooses. A test holds that every field of the shipped schemas has
its words, and that every word has its field.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from asipgrid.model.values import Text

COLON: Final = Text(": ", " : ")
STEPS: Final = Text("{least} to {most} in steps of {step}", "{least} à {most} par pas de {step}")
FIELDS: Final[dict[str, Text]] = {
    f"{kind}.{path}": Text(*words)
    for kinds, fields in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")).items()
    for kind in kinds.split()
    for path, words in fields.items()
}
"""By `kind.path`."""
