"""The libraries for spreadsheets, which come with the extra `asipgrid[spreadsheets]`."""

from __future__ import annotations

import importlib
from typing import Any

from asipgrid.documents.workspace import CannotError


def library(name: str) -> Any:
    """One of them; CannotError when it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        says = "spreadsheets need libraries that are not installed; pip install 'asipgrid[spreadsheets]'"
        raise CannotError(says) from error
