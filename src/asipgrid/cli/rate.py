"""`asipgrid rate`: an assessor's marks at the prompt, or from a file of answers; written after each answer."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct

from asipgrid import pipeline
from asipgrid.check.case import Case, is_wrong
from asipgrid.cli.console import Color, Quit, answer, counted, look, no_such_request, note, tell
from asipgrid.cli.ids import checked_id
from asipgrid.cli.opened import opened
from asipgrid.cli.options import CallArgument, requests
from asipgrid.documents import reader, workspace, writing
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


class _Stopped(Exception):
    """The assessor has had enough for now."""


class _NoMoreAnswers(_Stopped):
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
        """One answer; _NoMoreAnswers when there is none, and Quit when the last one was refused."""
        answer(prompt)
        line = self._next()
        if not line:
            answer("\n")
            if self._refused:
                raise Quit(1)
            raise _NoMoreAnswers
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


class _Evaluation(Struct, frozen=True, kw_only=True):
    """One assessor at one call: what there is to mark, where the marks go, and where the answers come from."""

    root: Path
    folder: Path
    case: Case
    result: Result
    assessor: str
    blind: bool
    look: Look
    answers: Answers
    sheets: Sequence[RatingSheet]

    def own(self, request: str) -> Mapping[str, Mark]:
        """The marks that this assessor has given a request, in a sheet that is not yet filled in too."""
        path = self.path(request)
        name = path.relative_to(self.root).as_posix()
        if all(each.file != name for each in self.case.unfilled):
            return rating.own(self.sheets, request, self.assessor)
        record, _ = reader.read(Source(name=name, data=path.read_bytes()))
        assert record is not None
        return rating.begun(self.case.grids, record)

    def path(self, request: str) -> Path:
        path = self.folder / "ratings" / self.assessor / f"{request}.yaml"
        writing.stay([path], self.root)
        return path


def rate_(
    call: CallArgument,
    request: Annotated[
        str | None,
        typer.Argument(help="A request's id; default: the next one due.", autocompletion=requests, metavar="[REQUEST]"),
    ] = None,
    *,
    assessor: Annotated[str, typer.Option("--as", help="Your id, the name of your folder.", metavar="ID")],
    day: Annotated[str | None, typer.Option("--on", help="Day of the rating.", metavar="YYYY-MM-DD")] = None,
    conflict: Annotated[bool, typer.Option("--conflict", help="Declare a conflict of interest.")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="Hide the marks of others until yours are complete.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --conflict: remove the marks of the sheet.")] = False,
    new_assessor: Annotated[
        bool, typer.Option("--new-assessor", help="Your id is new to the call, however close to another.")
    ] = False,
) -> None:
    """Mark a request at the prompt, criterion by criterion; what is marked is saved at once.

    Example: asipgrid rate requests/example-2010 region-a --as assessor-1
    """
    answers = Answers()
    evaluation = _begun(call, checked_id(assessor), answers, blind=blind, new_assessor=new_assessor)
    if day is not None and not keywords.is_date(day):
        raise workspace.CannotError(f"{day}: not a day; write YYYY-MM-DD, such as 2010-03-04")
    name = _known(evaluation, request) if request else _next(evaluation)
    if name is None:
        note(f"{evaluation.assessor}: every request of {evaluation.case.call.id} is marked")
        return
    if conflict:
        _declare(evaluation, name, day, force=force)
    else:
        _Session(evaluation, name, day).run()
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
    like = nearest(assessor, [name for name in known if _numberless(name) != unnumbered], cutoff=0.8)
    if like is None:
        return
    says = f"{assessor}: new to {case.call.id}, and close to {like}"
    if not answers.typed:
        raise workspace.CannotError(f"{says}; correct --as, or say that it is meant with --new-assessor")
    note(says)
    if answers.ask(f"Go on as {assessor}? (y to go on): ").casefold() not in {"y", "yes"}:
        raise workspace.CannotError(f"nothing was written; asipgrid rate {case.call.id} --as {like} goes on as {like}")


def _numberless(name: str) -> str:
    return re.sub("[0-9]+", "0", name)


def _begun(call: str, assessor: str, answers: Answers, *, blind: bool, new_assessor: bool) -> _Evaluation:
    found = opened(call)
    case = found.case
    if case.call.panel is None or not rating.marked(case.grids):
        raise workspace.CannotError(f"{case.call.id}: no criterion of this call is marked by assessors")
    _refuse_slip(case, found.folder, assessor, answers, new=new_assessor)
    mine = f"/ratings/{assessor}/"
    wrong = [finding for finding in found.findings if mine in finding.place.file and is_wrong([finding])]
    if wrong:
        tell(wrong, Color.AUTO, found.space.root)
        note("mend your own sheets first")
        raise Quit(1)
    return _Evaluation(
        root=found.space.root,
        folder=found.folder,
        case=case,
        result=found.result(),
        assessor=assessor,
        blind=blind or case.call.panel.blind,
        look=look(Color.NEVER, found.space.root),
        answers=answers,
        # A conflict of interest declared on a report holds for the request too.
        sheets=[
            each
            for each in (*case.sheets, *(one for one in case.reviews if one.conflict))
            if assessor == CONSENSUS or not each.consensus
        ],
    )


def _known(evaluation: _Evaluation, request: str) -> str:
    ids = [ranked.request.id for ranked in evaluation.result.by_id()]
    if request not in ids:
        raise no_such_request(request, evaluation.case.call.id, ids, evaluation.case.blank)
    return request


def _next(evaluation: _Evaluation) -> str | None:
    waiting = rating.due(evaluation.result, evaluation.assessor, evaluation.sheets)
    if not waiting:
        return None
    note(f"{counted(len(waiting), 'request')} to mark; next: {waiting[0]}")
    return waiting[0]


def _declare(evaluation: _Evaluation, request: str, day: str | None, *, force: bool) -> None:
    path = evaluation.path(request)
    if evaluation.own(request) and not force:
        raise workspace.CannotError(f"{path.name}: this sheet has marks; a conflict of interest removes them (--force)")
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    if day is None and (text is None or not rating_sheet.has_day(text)):
        day = _ask_day(evaluation.answers)
    text = rating_sheet.with_conflict(text or rating_sheet.fresh(request, evaluation.assessor, day or ""))
    writing.write(path, rating_sheet.with_head(text, evaluation.assessor, day), force=True)
    note(f"{request}: conflict of interest of {evaluation.assessor} declared; the sheet carries no marks")


def _ask_day(answers: Answers) -> str:
    while True:
        try:
            day = answers.ask("Day of the rating (YYYY-MM-DD): ")
        except _Stopped:
            raise workspace.CannotError("the day of the rating is needed; give it with --on") from None
        if keywords.is_date(day):
            return day
        answers.refuse(f"{day or '(empty)'}: not a day; write YYYY-MM-DD, such as 2010-03-04")


class _Session:
    """One request before one assessor, criterion after criterion."""

    def __init__(self, evaluation: _Evaluation, request: str, day: str | None) -> None:
        self.evaluation, self.request, self.day = evaluation, request, day
        self.mine: dict[str, Mark] = dict(evaluation.own(request))
        self.path = evaluation.path(request)
        declared = evaluation.case.conflicts.get((request, evaluation.assessor))
        if declared is not None:
            says = f"{evaluation.assessor} has declared a conflict of interest in {declared}; without that line it can be marked"
            raise workspace.CannotError(f"{request}: {says}")
        self.text = self.path.read_text(encoding="utf-8") if self.path.is_file() else ""
        if day is None and not (self.text and rating_sheet.has_day(self.text)):
            self.day = _ask_day(evaluation.answers)
        self.text = self.text or rating_sheet.fresh(request, evaluation.assessor, self.day or "")
        self.questions = self.asked()

    def asked(self) -> tuple[rating.RatingQuestion, ...]:
        evaluation = self.evaluation
        return rating.questions(
            evaluation.result, self.request, evaluation.assessor, self.sheets(), blind=evaluation.blind
        )

    def sheets(self) -> list[RatingSheet]:
        """The sheets as they are now: this session's marks in place of those it began with."""
        others = [
            each
            for each in self.evaluation.sheets
            if (each.request, each.assessor) != (self.request, self.evaluation.assessor)
        ]
        record, wrong = reader.read(Source(name=self.path.name, data=self.text.encode("utf-8")))
        assert record is not None
        assert not wrong
        return [*others, pipeline.sheet_of(record, Id(self.request), Id(self.evaluation.assessor), self.mine)]

    def run(self) -> None:
        """Ask until every criterion has been put, or the assessor stops."""
        position = next((n for n, each in enumerate(self.questions) if each.criterion.id not in self.mine), 0)
        try:
            while 0 <= position < len(self.questions):
                position = self.one(position)
            self.evaluation.answers.close()
        except _Stopped:
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
        answer(question(asked, mine, position + 1, len(self.questions), len(self.mine), self.evaluation.look))
        while True:
            typed = self.evaluation.answers.ask(f"Level (0 to {asked.criterion.max}, ? for help): ")
            moved = self.moved(typed, position, known=mine is not None)
            if moved is not None:
                return moved
            first, _, rest = typed.partition(" ")
            level = asked.level(first)
            if typed == "?":
                note(HELP)
            elif level is None:
                self.evaluation.answers.refuse(self.unknown(asked, typed))
            elif self.give(asked, level, rest.strip() or self.why(asked, mine)):
                return position + 1

    def unknown(self, asked: rating.RatingQuestion, typed: str) -> str:
        step = number(asked.grid.step)
        return f"{typed or '(empty)'} is not on the scale, 0 to {asked.criterion.max} in steps of {step}; ? for help"

    def moved(self, typed: str, position: int, *, known: bool) -> int | None:
        """Where a word leads that is no level; None when it is one, or nothing that is known."""
        ids = [each.criterion.id for each in self.questions]
        if typed == "q":
            raise _Stopped
        if typed == "b":
            return max(0, position - 1)
        if typed == "s" or (not typed and known):
            return position + 1
        return ids.index(typed.upper()) if typed.upper() in ids else None

    def why(self, asked: rating.RatingQuestion, mine: Mark | None) -> str:
        keep = " (Enter keeps yours)" if mine is not None else ""
        answers, lost = self.evaluation.answers, f"{asked.criterion.id}: this mark has no reason and is not saved"
        try:
            while True:
                typed = answers.ask(f"Why{keep}: ")
                if typed == "q" and answers.typed:
                    typed = answers.ask("q stops, and this mark is not saved; Enter stops, or write the reason: ")
                    typed = typed or "q"
                if typed == "q":
                    note(lost)
                    raise _Stopped
                if not typed and mine is not None:
                    return mine.why
                if typed:
                    return typed
                answers.refuse("a mark needs its reason, in a few words")
        except _NoMoreAnswers:
            note(lost)
            raise Quit(1) from None

    def give(self, asked: rating.RatingQuestion, level: Fraction, why: str) -> bool:
        """Write the mark at once, and read the sheet back as the tool will; whether that could be done."""
        name = asked.criterion.id
        if self.path.is_file():
            # What was changed in the file meanwhile stays, whoever changed it.
            self.text = self.path.read_text(encoding="utf-8")
        text = rating_sheet.with_mark(
            rating_sheet.with_head(self.text, self.evaluation.assessor, self.day), name, level, why
        )
        record, wrong = reader.read(Source(name=self.path.name, data=text.encode("utf-8")))
        if record is None or wrong:
            self.evaluation.answers.refuse(
                f"{name}: this reason cannot be written ({wrong[0].says}); write it in other words"
            )
            return False
        writing.write(self.path, text, force=True)
        self.text = text
        self.mine[name] = Mark(level=level, why=why, place=record.place(("marks", name)))
        self.questions = self.asked()
        return True
