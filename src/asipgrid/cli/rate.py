"""`asipgrid rate`: an assessor's marks at the prompt, or from a file of answers; written after each answer."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Final

from msgspec import Struct

from asipgrid import files, keywords, rate, read, run, sheet
from asipgrid.check import Case, is_wrong
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note, tell
from asipgrid.cli.start import checked_id
from asipgrid.model import CONSENSUS, Id, Mark, RatingSheet, Result, Source
from asipgrid.plan import Plan
from asipgrid.render import Look
from asipgrid.render.prompt import question
from asipgrid.words import number

HELP: Final = (
    "a level, or a level and its reason on one line (3 Plan dated and costed); Enter keeps your mark; "
    "s skips, b goes back, a criterion's id goes there, q stops (what is marked is saved)"
)


class _Stop(Exception):
    """The assessor has had enough for now."""


class _Desk(Struct):
    """One assessor at one call."""

    space: files.Workspace
    folder: Path
    case: Case
    plan: Plan
    result: Result
    assessor: str
    blind: bool
    page: Look
    sheets: list[RatingSheet] = []

    def path(self, request: str) -> Path:
        path = self.folder / "ratings" / self.assessor / f"{request}.yaml"
        files.stay([path], self.space.root)
        return path


def rate_(
    call: str,
    request: str | None,
    assessor: str,
    day: str | None,
    *,
    conflict: bool,
    blind: bool,
    force: bool,
) -> None:
    """Put the criteria of a request to an assessor, or declare a conflict of interest."""
    desk = _open(call, checked_id(assessor), blind=blind)
    if day is not None and not keywords.is_date(day):
        raise files.CannotError(f"{day}: not a day; write YYYY-MM-DD, such as 2010-03-04")
    name = _known(desk, request) if request else _next(desk)
    if name is None:
        note(f"{desk.assessor}: every request of {desk.plan.call.id} is marked")
        return
    if conflict:
        _declare(desk, name, day, force=force)
    else:
        _Session(desk, name, day).run()
        if request is None:
            note(f"asipgrid rate {call} --as {assessor} offers the next request")


def _open(call: str, assessor: str, *, blind: bool) -> _Desk:
    space = files.find_call(call, cwd())
    assert space.call is not None
    loaded = run.load(space)
    case = loaded.checked.case
    if case is None:
        raise files.CannotError(f"{call}: the call or one of its grids has errors; `asipgrid check {call}` lists them")
    if case.call.panel is None or not rate.marked(run.planned(case)):
        raise files.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    mine = f"/ratings/{assessor}/"
    wrong = [finding for finding in loaded.findings if mine in finding.place.file and is_wrong([finding])]
    if wrong:
        tell(wrong, Color.AUTO, space.root)
        note("mend your own sheets first")
        raise Quit(1)
    result = run.evaluate(case)
    if not isinstance(result, Result):
        raise files.CannotError(f"{case.call.id}: the committee's decisions exceed the envelope")
    return _Desk(
        space=space,
        folder=space.call,
        case=case,
        plan=run.planned(case),
        result=result,
        assessor=assessor,
        blind=blind or case.call.panel.blind,
        page=look(Color.NEVER, space.root),
        # A conflict of interest declared on a report holds for the request too.
        sheets=[
            each
            for each in (*case.sheets, *(one for one in case.reviews if one.conflict))
            if assessor == CONSENSUS or not each.consensus
        ],
    )


def _known(desk: _Desk, request: str) -> str:
    ids = [ranked.request.id for ranked in desk.result.by_id()]
    if request not in ids:
        raise files.CannotError(f"{request}: no such sound request in {desk.plan.call.id}; there are {', '.join(ids)}")
    return request


def _next(desk: _Desk) -> str | None:
    waiting = rate.due(desk.result, desk.plan, desk.assessor, desk.sheets)
    if not waiting:
        return None
    note(f"{counted(len(waiting), 'request')} to mark; next: {waiting[0]}")
    return waiting[0]


def _declare(desk: _Desk, request: str, day: str | None, *, force: bool) -> None:
    path = desk.path(request)
    if rate.own(desk.sheets, request, desk.assessor) and not force:
        raise files.CannotError(f"{path.name}: this sheet has marks; a conflict of interest removes them (--force)")
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    if text is None or day is not None:
        day = day or _ask_day()
    text = sheet.with_conflict(text or sheet.fresh(request, desk.assessor, day or ""))
    files.write(path, sheet.with_day(text, day) if day else text, force=True)
    note(f"{request}: conflict of interest of {desk.assessor} declared; the sheet carries no marks")


def _ask(prompt: str) -> str:
    """One line of an answer; the end of the answers stops the session."""
    answer(prompt)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        answer("\n")
        raise _Stop
    if not sys.stdin.isatty():
        answer("\n")
    return line.strip()


def _ask_day() -> str:
    while True:
        try:
            day = _ask("Day of the rating (YYYY-MM-DD): ")
        except _Stop:
            raise files.CannotError("the day of the rating is needed; give it with --on") from None
        if keywords.is_date(day):
            return day
        note(f"{day or '(empty)'}: not a day; write YYYY-MM-DD, such as 2010-03-04")


class _Session:
    """One request before one assessor, criterion after criterion."""

    def __init__(self, desk: _Desk, request: str, day: str | None) -> None:
        self.desk, self.request = desk, request
        self.mine: dict[str, Mark] = dict(rate.own(desk.sheets, request, desk.assessor))
        self.path = desk.path(request)
        declared = desk.case.conflicts.get((request, desk.assessor))
        if declared is not None:
            says = (
                f"{desk.assessor} has declared a conflict of interest in {declared}; without that line it can be marked"
            )
            raise files.CannotError(f"{request}: {says}")
        found = self.path.is_file()
        self.text = self.path.read_text(encoding="utf-8") if found else ""
        if not found:
            self.text = sheet.fresh(request, desk.assessor, day or _ask_day())
        elif day is not None:
            self.text = sheet.with_day(self.text, day)
        self.questions = self.asked()

    def asked(self) -> tuple[rate.Question, ...]:
        desk = self.desk
        return rate.questions(desk.plan, desk.result, self.request, desk.assessor, self.sheets(), blind=desk.blind)

    def sheets(self) -> list[RatingSheet]:
        """The sheets as they are now: this session's marks in place of those it began with."""
        others = [
            each for each in self.desk.sheets if (each.request, each.assessor) != (self.request, self.desk.assessor)
        ]
        record, wrong = read.read(Source(name=self.path.name, data=self.text.encode("utf-8")))
        assert record is not None
        assert not wrong
        return [*others, run.sheet_of(record, Id(self.request), Id(self.desk.assessor), self.mine)]

    def run(self) -> None:
        """Ask until every criterion has been put, or the assessor stops."""
        position = next((n for n, each in enumerate(self.questions) if each.criterion.id not in self.mine), 0)
        try:
            while 0 <= position < len(self.questions):
                position = self.one(position)
        except _Stop:
            pass
        except KeyboardInterrupt:
            answer("\n")
            raise
        finally:
            self.tell()

    def tell(self) -> None:
        """How far the sheet is, also when the session is interrupted: every mark given is in it."""
        left = [each.criterion.id for each in self.questions if each.criterion.id not in self.mine]
        note(f"{self.request}: {len(self.questions) - len(left)} of {len(self.questions)} criteria marked")
        if left:
            note(f"left: {', '.join(left)}; the same command goes on there")

    def one(self, position: int) -> int:
        """Put one criterion; the position of the next one."""
        asked = self.questions[position]
        name = asked.criterion.id
        mine = self.mine.get(name)
        answer(question(asked, mine, position + 1, len(self.questions), len(self.mine), self.desk.page))
        while True:
            typed = _ask(f"Level (0 to {asked.grid.max}, ? for help): ")
            moved = self.moved(typed, position, known=mine is not None)
            if moved is not None:
                return moved
            first, _, rest = typed.partition(" ")
            level = asked.level(first)
            if level is None:
                note(HELP if typed == "?" else self.unknown(asked, typed))
                continue
            self.give(asked, level, rest.strip() or self.why(mine))
            return position + 1

    def unknown(self, asked: rate.Question, typed: str) -> str:
        step = number(asked.grid.step)
        return f"{typed or '(empty)'} is not on the scale, 0 to {asked.grid.max} in steps of {step}; ? for help"

    def moved(self, typed: str, position: int, *, known: bool) -> int | None:
        """Where a word leads that is no level; None when it is one, or nothing that is known."""
        ids = [each.criterion.id for each in self.questions]
        if typed == "q":
            raise _Stop
        if typed == "b":
            return max(0, position - 1)
        if typed == "s" or (not typed and known):
            return position + 1
        return ids.index(typed.upper()) if typed.upper() in ids else None

    def why(self, mine: Mark | None) -> str:
        keep = " (Enter keeps yours)" if mine is not None else ""
        while True:
            typed = _ask(f"Why{keep}: ")
            if typed:
                return typed
            if mine is not None:
                return mine.why
            note("a mark needs its reason, in a few words")

    def give(self, asked: rate.Question, level: Fraction, why: str) -> None:
        """Write the mark at once, and read the sheet back as the tool will."""
        name = asked.criterion.id
        if self.path.is_file():
            # What was changed in the file meanwhile stays, whoever changed it.
            self.text = self.path.read_text(encoding="utf-8")
        text = sheet.with_mark(self.text, name, level, why)
        record, wrong = read.read(Source(name=self.path.name, data=text.encode("utf-8")))
        if record is None or wrong:
            note(f"{name}: this reason cannot be written ({wrong[0].says}); write it in other words")
            return
        files.write(self.path, text, force=True)
        self.text = text
        self.mine[name] = Mark(level=level, why=why, place=record.place(("marks", name)))
        self.questions = self.asked()
