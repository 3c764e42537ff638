"""One digest of several documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def digest_of(documents: Mapping[str, str]) -> str:
    """The digest of documents given by their names and digests."""
    lines = "".join(f"{name}\n{value}\n" for name, value in sorted(documents.items()))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"
