"""Ids that somebody types for something new, those of requests, calls and assessors being the names of its files too; days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from asipgrid.documents import workspace
from asipgrid.model.said import said
from asipgrid.schema import dialect
from asipgrid.schema.keywords import is_kept_name
from asipgrid.text.suggestions import plain_words


def checked_id(name: str) -> str:
    """An id that is also safe as a file's name; CannotError, with one that would do, when it is none."""
    form = dialect.shipped("request")["properties"]["request"]
    if not _has_form(name, form):
        like = _plain(name)
        such = like if _has_form(like, form) else "region-a"
        raise workspace.CannotError(
            said("{name}: not an id; write lower-case words joined by hyphens, such as {such}", name, such)
        )
    return _not_kept(name, name)


def checked_grid_id(name: str) -> str:
    """The id of a grid, whose file has it in small letters."""
    form = dialect.shipped("grid")["properties"]["grid"]
    if not _has_form(name, form):
        like = _plain(name).upper().replace("-", "")
        such = like if _has_form(like, form) else "INS"
        raise workspace.CannotError(
            f"{name}: not a grid id; write a letter, then letters, digits and _, such as {such}"
        )
    return _not_kept(name, name.casefold())


def checked_period(period: str) -> str:
    """The period of a progress report, the name of its folder."""
    if not _has_form(period, dialect.shipped("progress")["properties"]["period"]):
        raise workspace.CannotError(f"{period}: not a period; write a year, or year and month, such as 2010-06")
    return period


def _not_kept(name: str, file: str) -> str:
    if is_kept_name(file):
        raise workspace.CannotError(said("{name}: a name that some systems keep for themselves; choose another", name))
    return name


def _has_form(name: str, form: Mapping[str, Any]) -> bool:
    return bool(re.search(form["pattern"], name, re.ASCII)) and len(name) <= form["maxLength"] and name[-1:] != "\n"


def _plain(name: str) -> str:
    """A name in lower-case words joined by hyphens, without accents."""
    return plain_words(name, "-").lower()


def checked_day(given: str) -> str:
    """A day of the calendar as documents write it; CannotError when it is none."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given, re.ASCII):
            return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        pass
    raise workspace.CannotError(f"{given}: no day of the calendar; write YYYY-MM-DD, such as 2010-06-30")
