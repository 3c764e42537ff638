"""The known name that a misspelled one may mean, for findings; what compares them is loaded when one is misspelled."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name most like this one; None when none is alike enough (1 is the same name, 0 any other)."""
    from difflib import get_close_matches  # noqa: PLC0415 - sound documents have no misspelled names

    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), None)
