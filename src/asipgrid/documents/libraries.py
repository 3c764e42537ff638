"""Libraries that an extra brings: loaded when they are needed, or told how they are installed."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from typing import Any

from asipgrid.documents.workspace import CannotError
from asipgrid.text.typeset import not_installed


@contextlib.contextmanager
def needed(need: str, extra: str) -> Iterator[None]:
    """CannotError where a library cannot be imported: what needs it (`--watch needs`), and the extra that brings it."""
    try:
        yield
    except ImportError as error:
        raise CannotError(not_installed((error.name or extra).partition(".")[0], need, extra)) from error


def library(name: str, need: str, extra: str) -> Any:
    """A module that is loaded when it is needed; CannotError as of `needed`."""
    with needed(need, extra):
        return importlib.import_module(name)


def for_spreadsheets(name: str) -> Any:
    """A module that reads or writes spreadsheets."""
    return library(name, "spreadsheets need", "spreadsheets")
