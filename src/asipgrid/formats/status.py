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
from asipgrid.letters.numbers import Writer
from asipgrid.model.places import Language
from asipgrid.model.values import Text
from asipgrid.review.status import WAITING, CallStatus, Command, LineStanding, StatusLine, WorkStage
from asipgrid.text import jsons
from asipgrid.text.escape import code, forge
from asipgrid.text.french import french
from asipgrid.text.phrases import Speaker

_STAGES: Final = {
    WorkStage.PREPARING: Text("Preparing", "Préparation"),
    WorkStage.REQUESTS: Text("Requests", "Demandes"),
    WorkStage.ASSESSMENT: Text("Assessment", "Évaluation"),
    WorkStage.DECISIONS: Text("Decisions", "Décisions"),
    WorkStage.RESULTS: Text("Results", "Résultats"),
    WorkStage.LETTERS: Text("Letters", "Lettres"),
    WorkStage.MONITORING: Text("Monitoring", "Suivi"),
}
_STANDINGS: Final = {
    LineStanding.WRONG: Text("✘ wrong", "✘ erroné"),
    LineStanding.LATE: Text("✘ late", "✘ en retard"),
    LineStanding.OPEN: Text("○ open", "○ à faire"),
    LineStanding.NOTE: Text("· note", "· à noter"),
    LineStanding.DONE: Text("✔ done", "✔ fait"),
}
_COLORS: Final = {
    LineStanding.WRONG: "red",
    LineStanding.LATE: "red",
    LineStanding.OPEN: "yellow",
    LineStanding.DONE: "green",
}
_NEXT: Final = Text("Next", "Ensuite")
_NOTHING: Final = Text("nothing waits", "rien en attente")
_HEADINGS: Final = (Text("Call", "Appel"), Text("Waiting", "En attente"), _NEXT)
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
        rows = [(each.name, waiting(each, look.language), _next(each)) for each in page.calls]
        sheet.columns([f"<{each.to(look.language)}" for each in _HEADINGS], rows)
    return sheet.text()


def _whole(sheet: Page, status: CallStatus, look: Look) -> None:
    language = look.language
    sheet.line(_title(status, language), style="bold")
    for stage, lines in groupby(status.lines, key=lambda each: each.stage):
        sheet.heading(_STAGES[stage].to(language))
        for line in lines:
            sheet.line(_told(line, status, language), style=_COLORS.get(line.standing, ""), indent=2)
            for part in broken(line.command, look.width):
                sheet.line(part, indent=_INDENT, hang=2)
    sheet.line()
    if status.next is None or status.next.command is None:
        sheet.line(_set(_NOTHING.to(language), language))
        return
    sheet.line(_set(_NEXT.to(language) + (" :" if language is Language.FR else ":"), language), style="bold")
    for part in broken(status.next.command, look.width):
        sheet.line(part, indent=2)


def _title(status: CallStatus, language: Language) -> str:
    name = status.name if status.call is None else f"{status.call.title.to(language)} ({status.name})"
    if status.as_of is None:
        return name
    return f"{name}, {Text('as of', 'au').to(language)} {status.as_of}"


def _told(line: StatusLine, status: CallStatus, language: Language) -> str:
    """How a line stands, and what it says."""
    colon = " :" if language is Language.FR else ":"
    return _set(f"{_STANDINGS[line.standing].to(language)}{colon} {_said(line, status, language)}", language)


def _said(line: StatusLine, status: CallStatus, language: Language) -> str:
    currency = "" if status.call is None else status.call.currency
    numbers = None if language is Language.EN else Writer(language, currency).quantity
    return _set(Speaker(language, currency, numbers).say(line.reason), language)


def _set(text: str, language: Language) -> str:
    """A text as its language sets it."""
    return french(text) if language is Language.FR else text


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


def waiting(status: CallStatus, language: Language) -> str:
    """How many lines of a call wait for somebody, by how they stand."""
    counts = [(status.count(each), _STANDINGS[each].to(language)[2:]) for each in WAITING]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or _NOTHING.to(language)


def _next(status: CallStatus) -> str:
    return typed(status.next.command) if status.next is not None and status.next.command is not None else ""


def as_markdown(page: StatusPage, look: Look) -> str:
    """The same as lists, to be put into a page or a comment."""
    return "\n".join(_section(each, look.language) for each in page.calls)


def _section(status: CallStatus, language: Language) -> str:
    lines = [f"## {forge(_title(status, language))}", ""]
    for stage, found in groupby(status.lines, key=lambda each: each.stage):
        lines += [f"### {_STAGES[stage].to(language)}", "", *(_item(each, status, language) for each in found), ""]
    return "\n".join(lines)


def _item(line: StatusLine, status: CallStatus, language: Language) -> str:
    said = f"- {forge(_told(line, status, language))}"
    return said if line.command is None else f"{said}: {code(typed(line.command))}"


def as_json(page: StatusPage, look: Look) -> str:
    """Everything as one document; of several calls, a list of them."""
    calls = [_data(each, look.language) for each in page.calls]
    return jsons.document(
        {"asipgrid": "status/1", **calls[0]} if page.one else {"asipgrid": "status/1", "calls": calls}
    )


def _data(status: CallStatus, language: Language) -> dict[str, Any]:
    return {
        "call": status.name,
        "title": None if status.call is None else status.call.title.to(language),
        "as_of": status.as_of,
        "waiting": {each.value: status.count(each) for each in WAITING},
        "next": _next(status) or None,
        "lines": [_line(each, status, language) for each in status.lines],
    }


def _line(line: StatusLine, status: CallStatus, language: Language) -> dict[str, Any]:
    return {
        "stage": line.stage.value,
        "standing": line.standing.value,
        "what": line.reason.key.removeprefix("status_"),
        "says": _said(line, status, language),
        "requests": line.requests,
        "command": None if line.command is None else typed(line.command),
    }
