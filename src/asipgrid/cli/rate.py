"""`asipgrid rate`: an assessor's marks at the prompt, or from a file of answers; written after each answer."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.check import Case, is_wrong
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, no_such_request, note, tell
from asipgrid.cli.start import checked_id
from asipgrid.documents import reader, workspace, writing
from asipgrid.engine.plan import Plan
from asipgrid.formats import Look
from asipgrid.formats.prompt import question
from asipgrid.model.places import Id, Source
from asipgrid.model.requests import CONSENSUS, Mark, RatingSheet
from asipgrid.model.results import Result
from asipgrid.review import rating, rating_sheet
from asipgrid.schema import keywords
from asipgrid.text.numbers import number
from asipgrid.text.suggestions import nearest

HELP: Final = (
    "a level, or a level and its reason on one line (3 Plan dated and costed); Enter keeps your mark; "
    "s skips, b goes back, a criterion's id goes there, q stops (what is marked is saved)"
)


class _Stop(Exception):
    """The assessor has had enough for now."""


class _End(_Stop):
    """There are no more answers."""


class Answers:
    """The answers on stdin, line by line. Where nobody can correct one, the first that is refused is the last."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.typed = sys.stdin is not None and sys.stdin.isatty()
        if not self.typed and isinstance(sys.stdin, io.TextIOWrapper):
            # A file is UTF-8 as documents are, whatever the terminal speaks; what is not is told with its line.
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        self._line = 0
        self._refused = False

    def ask(self, prompt: str) -> str:
        """One answer; _End when there is none, and Quit when the last one was refused."""
        answer(prompt)
        line = self._next()
        if not line:
            answer("\n")
            if self._refused:
                raise Quit(1)
            raise _End
        if not self.typed:
            answer("\n")
        self._refused = False
        if not line.isprintable() and any("\udc80" <= one <= "\udcff" for one in line):
            self.refuse("the text is not UTF-8 here; save the file as UTF-8")
        return line.strip()

    def refuse(self, says: str) -> None:
        """Say why the last answer cannot be taken; it is asked for again, or nothing more is read."""
        self._refused = True
        if self.typed:
            note(says)
            return
        note(f"line {self._line}: {says}")
        note("nothing of this line or after it is saved")
        raise Quit(1)

    def close(self) -> None:
        """Refuse answers to what nobody asked: those before them may have been meant otherwise."""
        while not self.typed and (line := self._next()):
            if line.strip():
                note(f"line {self._line}: nothing more is asked, so this and what follows is not read")
                raise Quit(1)

    def _next(self) -> str:
        line = "" if sys.stdin is None else sys.stdin.readline()
        self._line += 1
        return line.removeprefix("\N{BOM}") if self._line == 1 else line


class _Desk(Struct):
    """One assessor at one call."""

    space: workspace.Workspace
    folder: Path
    case: Case
    plan: Plan
    result: Result
    assessor: str
    blind: bool
    page: Look
    answers: Answers
    sheets: list[RatingSheet] = []

    def own(self, request: str) -> Mapping[str, Mark]:
        """The marks that this assessor has given a request, in a sheet that is not yet filled in too."""
        path = self.path(request)
        name = path.relative_to(self.space.root).as_posix()
        if all(each.file != name for each in self.case.unfilled):
            return rating.own(self.sheets, request, self.assessor)
        record, _ = reader.read(Source(name=name, data=path.read_bytes()))
        assert record is not None
        return rating.begun(self.plan, record)

    def path(self, request: str) -> Path:
        path = self.folder / "ratings" / self.assessor / f"{request}.yaml"
        writing.stay([path], self.space.root)
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
    new_assessor: bool,
) -> None:
    """Put the criteria of a request to an assessor, or declare a conflict of interest."""
    answers = Answers()
    desk = _open(call, checked_id(assessor), answers, blind=blind, new_assessor=new_assessor)
    if day is not None and not keywords.is_date(day):
        raise workspace.CannotError(f"{day}: not a day; write YYYY-MM-DD, such as 2010-03-04")
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


def _refuse_slip(case: Case, folder: Path, assessor: str, answers: Answers, *, new: bool) -> None:
    """Stop at an id that is new to the call and nearly that of another assessor, unless it is said to be meant."""
    ratings = folder / "ratings"
    known = sorted(path.name for path in ratings.iterdir()) if ratings.is_dir() else []
    known += sorted({each.assessor for each in case.reviews})
    if new or assessor in {CONSENSUS, *known}:
        return
    # Who is numbered is told apart by the number: assessor-3 is as near to assessor-2 as to nobody.
    unnumbered = _numberless(assessor)
    near = nearest(assessor, [name for name in known if _numberless(name) != unnumbered], cutoff=0.8)
    if near is None:
        return
    says = f"{assessor}: new to {case.call.id}, and close to {near}"
    if not answers.typed:
        raise workspace.CannotError(f"{says}; correct --as, or say that it is meant with --new-assessor")
    note(says)
    if answers.ask(f"Go on as {assessor}? (y to go on): ").casefold() not in {"y", "yes"}:
        raise workspace.CannotError(f"nothing was written; asipgrid rate {case.call.id} --as {near} goes on as {near}")


def _numberless(name: str) -> str:
    return re.sub("[0-9]+", "0", name)


def _open(call: str, assessor: str, answers: Answers, *, blind: bool, new_assessor: bool) -> _Desk:
    space = workspace.find_call(call, cwd())
    assert space.call is not None
    loaded = pipeline.load(space)
    case = loaded.checked.case
    if case is None:
        raise workspace.CannotError(
            f"{call}: the call or one of its grids has errors; `asipgrid check {call}` lists them"
        )
    if case.call.panel is None or not rating.marked(pipeline.planned(case)):
        raise workspace.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    mine = f"/ratings/{assessor}/"
    _refuse_slip(case, space.call, assessor, answers, new=new_assessor)
    wrong = [finding for finding in loaded.findings if mine in finding.place.file and is_wrong([finding])]
    if wrong:
        tell(wrong, Color.AUTO, space.root)
        note("mend your own sheets first")
        raise Quit(1)
    result = pipeline.evaluate(case)
    if not isinstance(result, Result):
        raise workspace.CannotError(f"{case.call.id}: the committee's decisions exceed the envelope")
    return _Desk(
        space=space,
        folder=space.call,
        case=case,
        plan=pipeline.planned(case),
        result=result,
        assessor=assessor,
        blind=blind or case.call.panel.blind,
        page=look(Color.NEVER, space.root),
        answers=answers,
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
        raise no_such_request(request, desk.plan.call.id, ids, desk.case.blank)
    return request


def _next(desk: _Desk) -> str | None:
    waiting = rating.due(desk.result, desk.plan, desk.assessor, desk.sheets)
    if not waiting:
        return None
    note(f"{counted(len(waiting), 'request')} to mark; next: {waiting[0]}")
    return waiting[0]


def _declare(desk: _Desk, request: str, day: str | None, *, force: bool) -> None:
    path = desk.path(request)
    if desk.own(request) and not force:
        raise workspace.CannotError(f"{path.name}: this sheet has marks; a conflict of interest removes them (--force)")
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    if day is None and (text is None or not rating_sheet.has_day(text)):
        day = _ask_day(desk.answers)
    text = rating_sheet.with_conflict(text or rating_sheet.fresh(request, desk.assessor, day or ""))
    writing.write(path, rating_sheet.with_head(text, desk.assessor, day), force=True)
    note(f"{request}: conflict of interest of {desk.assessor} declared; the sheet carries no marks")


def _ask_day(answers: Answers) -> str:
    while True:
        try:
            day = answers.ask("Day of the rating (YYYY-MM-DD): ")
        except _Stop:
            raise workspace.CannotError("the day of the rating is needed; give it with --on") from None
        if keywords.is_date(day):
            return day
        answers.refuse(f"{day or '(empty)'}: not a day; write YYYY-MM-DD, such as 2010-03-04")


class _Session:
    """One request before one assessor, criterion after criterion."""

    def __init__(self, desk: _Desk, request: str, day: str | None) -> None:
        self.desk, self.request, self.day = desk, request, day
        self.mine: dict[str, Mark] = dict(desk.own(request))
        self.path = desk.path(request)
        declared = desk.case.conflicts.get((request, desk.assessor))
        if declared is not None:
            says = (
                f"{desk.assessor} has declared a conflict of interest in {declared}; without that line it can be marked"
            )
            raise workspace.CannotError(f"{request}: {says}")
        self.text = self.path.read_text(encoding="utf-8") if self.path.is_file() else ""
        if day is None and not (self.text and rating_sheet.has_day(self.text)):
            self.day = _ask_day(desk.answers)
        self.text = self.text or rating_sheet.fresh(request, desk.assessor, self.day or "")
        self.questions = self.asked()

    def asked(self) -> tuple[rating.Question, ...]:
        desk = self.desk
        return rating.questions(desk.plan, desk.result, self.request, desk.assessor, self.sheets(), blind=desk.blind)

    def sheets(self) -> list[RatingSheet]:
        """The sheets as they are now: this session's marks in place of those it began with."""
        others = [
            each for each in self.desk.sheets if (each.request, each.assessor) != (self.request, self.desk.assessor)
        ]
        record, wrong = reader.read(Source(name=self.path.name, data=self.text.encode("utf-8")))
        assert record is not None
        assert not wrong
        return [*others, pipeline.sheet_of(record, Id(self.request), Id(self.desk.assessor), self.mine)]

    def run(self) -> None:
        """Ask until every criterion has been put, or the assessor stops."""
        position = next((n for n, each in enumerate(self.questions) if each.criterion.id not in self.mine), 0)
        try:
            while 0 <= position < len(self.questions):
                position = self.one(position)
            self.desk.answers.close()
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
        of = counted(len(self.questions), "criterion", "criteria")
        note(f"{self.request}: {len(self.questions) - len(left)} of {of} marked")
        if left:
            note(f"left: {', '.join(left)}; the same command goes on there")

    def one(self, position: int) -> int:
        """Put one criterion; the position of the next one."""
        asked = self.questions[position]
        name = asked.criterion.id
        mine = self.mine.get(name)
        answer(question(asked, mine, position + 1, len(self.questions), len(self.mine), self.desk.page))
        while True:
            typed = self.desk.answers.ask(f"Level (0 to {asked.grid.max}, ? for help): ")
            moved = self.moved(typed, position, known=mine is not None)
            if moved is not None:
                return moved
            first, _, rest = typed.partition(" ")
            level = asked.level(first)
            if typed == "?":
                note(HELP)
            elif level is None:
                self.desk.answers.refuse(self.unknown(asked, typed))
            elif self.give(asked, level, rest.strip() or self.why(asked, mine)):
                return position + 1

    def unknown(self, asked: rating.Question, typed: str) -> str:
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

    def why(self, asked: rating.Question, mine: Mark | None) -> str:
        keep = " (Enter keeps yours)" if mine is not None else ""
        answers, lost = self.desk.answers, f"{asked.criterion.id}: this mark has no reason and is not saved"
        try:
            while True:
                typed = answers.ask(f"Why{keep}: ")
                if typed == "q" and answers.typed:
                    typed = answers.ask("q stops, and this mark is not saved; Enter stops, or write the reason: ")
                    typed = typed or "q"
                if typed == "q":
                    note(lost)
                    raise _Stop
                if not typed and mine is not None:
                    return mine.why
                if typed:
                    return typed
                answers.refuse("a mark needs its reason, in a few words")
        except _End:
            note(lost)
            raise Quit(1) from None

    def give(self, asked: rating.Question, level: Fraction, why: str) -> bool:
        """Write the mark at once, and read the sheet back as the tool will; whether that could be done."""
        name = asked.criterion.id
        if self.path.is_file():
            # What was changed in the file meanwhile stays, whoever changed it.
            self.text = self.path.read_text(encoding="utf-8")
        text = rating_sheet.with_mark(rating_sheet.with_head(self.text, self.desk.assessor, self.day), name, level, why)
        record, wrong = reader.read(Source(name=self.path.name, data=text.encode("utf-8")))
        if record is None or wrong:
            self.desk.answers.refuse(
                f"{name}: this reason cannot be written ({wrong[0].says}); write it in other words"
            )
            return False
        writing.write(self.path, text, force=True)
        self.text = text
        self.mine[name] = Mark(level=level, why=why, place=record.place(("marks", name)))
        self.questions = self.asked()
        return True
