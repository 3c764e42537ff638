"""Which schema is of which files: the catalog that editors read, in the form of SchemaStore's."""

from __future__ import annotations

import re
from typing import Any, Final

# What SchemaStore holds a catalog against.
_META: Final = "https://json.schemastore.org/schema-catalog.json"
_BASE: Final = r"https://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~%+@-]+)*/?"
# Kind: (what such a document holds, the files it is written in; with `!`, those that it is not).
_FILES: Final = {
    "grid": ("What a grid asks, how it judges and what it requires", ("grids/*.yaml",)),
    "call": ("Envelope, grids, decision rules and allocation of a call for projects", ("requests/*/call.yaml",)),
    "request": ("One funding request", ("requests/*/*.yaml", "!requests/*/call.yaml")),
    "rating": (
        "An assessor's marks on one request or report",
        ("requests/*/ratings/*/*.yaml", "requests/*/progress/*/ratings/*/*.yaml"),
    ),
    "decision": ("What the committee decided on one request", ("requests/*/decisions/*.yaml",)),
    "progress": ("A progress report of one funded project", ("requests/*/progress/*/*.yaml",)),
    "payment": ("What was paid to one funded project", ("requests/*/payments/*.yaml",)),
    "amendment": ("What was decided of an addendum since its signature", ("requests/*/amendments/*.yaml",)),
}


def is_base(base: str) -> bool:
    """Whether that is the address of a folder that SchemaStore takes: https, without query and fragment."""
    return re.fullmatch(_BASE, base) is not None


def catalog(base: str) -> dict[str, Any]:
    """The catalog of the documents' schemas, each published as KIND.json in the folder with the address `base`."""
    folder = base.removesuffix("/")
    entries = [
        {
            "name": f"asipgrid {kind}",
            "description": description,
            "fileMatch": [_anywhere(pattern) for pattern in patterns],
            "url": f"{folder}/{kind}.json",
        }
        for kind, (description, patterns) in _FILES.items()
    ]
    return {"$schema": _META, "version": 1, "schemas": entries}


def _anywhere(pattern: str) -> str:
    """The pattern below any folder, as SchemaStore writes those with a folder in them."""
    return f"!**/{pattern[1:]}" if pattern.startswith("!") else f"**/{pattern}"
