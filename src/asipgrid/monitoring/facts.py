"""New facts laid over old ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def laid_over(base: Any, new: Any) -> Any:
    """A part of a document with the new one laid over it: parts are joined, everything else is replaced."""
    if not (isinstance(base, Mapping) and isinstance(new, Mapping)):
        return new
    return {**base, **{key: laid_over(base.get(key), value) for key, value in new.items()}}
