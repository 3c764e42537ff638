"""Libraries that an extra brings: loaded when they are needed, or told how they are installed."""

from __future__ import annotations

import importlib
from typing import Any

from asipgrid.documents.workspace import CannotError


def library(name: str, need: str, extra: str) -> Any:
    """A module; CannotError that says what needs it (`spreadsheets need`) and which extra of asipgrid brings it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        # What is missing may be what the library itself needs.
        missing = (error.name or name).partition(".")[0]
        raise CannotError(f"{missing} is not installed; {need}: pip install 'asipgrid[{extra}]'") from error
