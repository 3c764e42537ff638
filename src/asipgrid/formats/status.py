"""Where calls stand: of one call stage by stage, each line with its command; of several, a line a call."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec import Struct

from asipgrid.formats import Look
from asipgrid.formats.lines import columns
from asipgrid.formats.page import Page
from asipgrid.formats.words import Words
from asipgrid.model.places import Language
from asipgrid.review.status import WAITING, CallStatus, Command, LineStanding, StatusLine
from asipgrid.text import jsons
from asipgrid.text.escape import code, forge

_COLORS: Final = {
    LineStanding.WRONG: "red",
    LineStanding.LATE: "red",
    LineStanding.OPEN: "yellow",
    LineStanding.DONE: "green",
}
_INDENT: Final = 6


class StatusPage(Struct, frozen=True, kw_only=True):
    """What is shown: where calls stand; whether one call was asked for, which is then told as a whole."""

    calls: tuple[CallStatus, ...]
    one: bool


def typed(command: Command) -> str:
    """A command as it may be typed."""
    return shlex.join(("asipgrid", *command))


def table(page: StatusPage, look: Look) -> str:
    """Of one call, its lines by stage and what comes next; of several, a line a call."""
    sheet = Page(look)
    if page.one:
        _whole(sheet, page.calls[0], look)
    else:
        words = Words(look.language)
        rows = [(each.name, waiting(each, words), _next(each)) for each in page.calls]
        sheet.columns([f"<{words(each)}" for each in ("status_call", "status_waiting", "status_next")], rows)
    return sheet.text()


def _of(status: CallStatus, language: Language) -> Words:
    """Whoever tells of a call."""
    if status.call is None:
        return Words(language)
    return Words(language, status.call.currency)


def _whole(sheet: Page, status: CallStatus, look: Look) -> None:
    words = _of(status, look.language)
    sheet.line(_title(status, words), style="bold")
    for stage, lines in groupby(status.lines, key=lambda each: each.stage):
        sheet.heading(words(f"stage_{stage.name.lower()}"))
        for line in lines:
            sheet.line(_told(line, words), style=_COLORS.get(line.standing, ""), indent=2)
            for part in broken(line.command, look.width):
                sheet.line(part, indent=_INDENT, hang=2)
    sheet.line()
    if status.next is None or status.next.command is None:
        sheet.line(words("status_nothing"))
        return
    sheet.line(f"{words('status_next')}{words('colon')}", style="bold")
    for part in broken(status.next.command, look.width):
        sheet.line(part, indent=2)


def _title(status: CallStatus, words: Words) -> str:
    name = status.name if status.call is None else f"{words.text(status.call.title)} ({status.name})"
    return name if status.as_of is None else f"{name}{words('followed_as_of', day=words.day(status.as_of))}"


def _told(line: StatusLine, words: Words) -> str:
    """How a line stands, and what it says."""
    return words.named(words(f"standing_{line.standing.name.lower()}"), words.reason(line.reason))


def broken(command: Command | None, width: int | None) -> Iterator[str]:
    r"""A command in lines of a width, to be copied as they stand: each but the last ends with \."""
    if command is None:
        return
    room = (width or 0) - _INDENT - 4
    line = ""
    for words in _together(("asipgrid", *map(shlex.quote, command))):
        if line and width is not None and columns(f"{line} {words}") > room:
            yield f"{line} \\"
            line = words
        else:
            line = f"{line} {words}".lstrip()
    yield line


def _together(words: Sequence[str]) -> Iterator[str]:
    """The words of a command, an option with its value."""
    held = ""
    for word in words:
        if held and word.startswith("-"):
            yield held
            held = word
        elif word.startswith("-"):
            held = word
        else:
            yield f"{held} {word}".lstrip()
            held = ""
    if held:
        yield held


def waiting(status: CallStatus, words: Words) -> str:
    """How many lines of a call wait for somebody, by how they stand."""
    counts = [(status.count(each), words(f"standing_{each.name.lower()}")[2:]) for each in WAITING]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or words("status_nothing")


def _next(status: CallStatus) -> str:
    return typed(status.next.command) if status.next is not None and status.next.command is not None else ""


def as_markdown(page: StatusPage, look: Look) -> str:
    """The same as lists, to be put into a page or a comment."""
    return "\n".join(_section(each, _of(each, look.language)) for each in page.calls)


def _section(status: CallStatus, words: Words) -> str:
    lines = [f"## {forge(_title(status, words))}", ""]
    for stage, found in groupby(status.lines, key=lambda each: each.stage):
        lines += [f"### {words(f'stage_{stage.name.lower()}')}", "", *(_item(each, words) for each in found), ""]
    return "\n".join(lines)


def _item(line: StatusLine, words: Words) -> str:
    said = f"- {forge(_told(line, words))}"
    return said if line.command is None else words.named(said, code(typed(line.command)))


def as_json(page: StatusPage, look: Look) -> str:
    """Everything as one document; of several calls, a list of them."""
    calls = [_data(each, _of(each, look.language)) for each in page.calls]
    return jsons.document(
        {"asipgrid": "status/1", **calls[0]} if page.one else {"asipgrid": "status/1", "calls": calls}
    )


def _data(status: CallStatus, words: Words) -> dict[str, Any]:
    return {
        "call": status.name,
        "title": None if status.call is None else status.call.title.to(words.language),
        "as_of": status.as_of,
        "waiting": {each.value: status.count(each) for each in WAITING},
        "next": _next(status) or None,
        "lines": [_line(each, words) for each in status.lines],
    }


def _line(line: StatusLine, words: Words) -> dict[str, Any]:
    return {
        "stage": line.stage.value,
        "standing": line.standing.value,
        "what": line.reason.key.removeprefix("status_"),
        "says": words.reason(line.reason),
        "requests": line.requests,
        "command": None if line.command is None else typed(line.command),
    }
