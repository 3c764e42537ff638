"""`asipgrid rate`: an assessor's marks at the prompt, or from a file of answers; written after each answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check.case import Case, is_wrong
from asipgrid.cli.answers import Answers, NoMoreAnswers, Stopped, ask_day
from asipgrid.cli.console import Color, Quit, answer, language, look, note, tell
from asipgrid.cli.ids import checked_id
from asipgrid.cli.opened import cannot_take, opened
from asipgrid.cli.options import CallArgument, LangOption, assessors, requests
from asipgrid.documents import reader, workspace, writing
from asipgrid.formats.prompt import head, question
from asipgrid.formats.words import Words
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Id, Source
from asipgrid.model.requests import Mark, RatingSheet
from asipgrid.model.results import Ranked, Result
from asipgrid.review import rating, rating_sheet
from asipgrid.schema import keywords
from asipgrid.text.suggestions import nearest

# What goes on where it is asked, in either language.
_YES: Final = frozenset({"y", "yes", "o", "oui"})


class _Evaluation(Struct, frozen=True, kw_only=True):
    """One assessor at one call: what there is to mark, where the marks go, and where the answers come from."""

    root: Path
    folder: Path
    case: Case
    result: Result
    assessor: str
    blind: bool
    words: Words
    width: int | None
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

    @property
    def last_day(self) -> str | None:
        """The newest day on which this assessor has marked a request of the call."""
        return max(
            (each.rated_on for each in self.sheets if each.assessor == self.assessor and each.rated_on), default=None
        )

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
    assessor: Annotated[
        str, typer.Option("--as", help="Your id, the name of your folder.", autocompletion=assessors, metavar="ID")
    ],
    day: Annotated[str | None, typer.Option("--on", help="Day of the rating.", metavar="YYYY-MM-DD")] = None,
    conflict: Annotated[bool, typer.Option("--conflict", help="Declare a conflict of interest.")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="Hide the marks of others until yours are complete.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Go on through all requests that you have still to mark, without asking.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="With --conflict: remove the marks of the sheet.")] = False,
    new_assessor: Annotated[
        bool, typer.Option("--new-assessor", help="Your id is new to the call, however close to another.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Mark a request at the prompt, criterion by criterion; what is marked is saved at once.

    Example: asipgrid rate requests/example-2010 region-a --as assessor-1
    """
    answers = Answers(Words(language(lang, "prompt")))
    evaluation = _begun(call, checked_id(assessor), answers, blind=blind, new_assessor=new_assessor)
    _refuse_options(day, every=every, named=bool(request or conflict))
    name = _known(evaluation, request) if request else _next(evaluation, ())
    if name is None:
        note(answers.words("rate_all_marked", assessor=evaluation.assessor, call=evaluation.case.call.id))
    elif conflict:
        _declare(evaluation, name, day, force=force)
    elif request:
        _Session(evaluation, name, day).run()
    elif not _through(evaluation, name, day, every=every):
        note(answers.words("rate_offers", command=f"asipgrid rate {call} --as {assessor}"))


def _refuse_options(day: str | None, *, every: bool, named: bool) -> None:
    """Stop at what is no day, and at options that do not go together."""
    if day is not None and not keywords.is_date(day):
        raise workspace.CannotError(f"{day}: not a day; write YYYY-MM-DD, such as 2010-03-04")
    if every and named:
        raise workspace.CannotError(
            "--all goes through the requests you have still to mark; name none, declare nothing"
        )


def _through(evaluation: _Evaluation, name: str, day: str | None, *, every: bool) -> bool:
    """Put request after request, `every` one or as long as the assessor goes on; whether all have been put."""
    seen: list[str] = []
    carried: str | None = None
    while True:
        session = _Session(evaluation, name, day, carried, follows=True, every=every)
        if not session.run() or not (every or evaluation.answers.typed):
            return False
        seen.append(name)
        carried, evaluation = session.day or carried, replace(evaluation, sheets=session.sheets())
        following = _next(evaluation, seen)
        if following is None:
            evaluation.answers.close()
            return True
        name = following


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
    if not answers.typed:
        says = f"{assessor}: new to {case.call.id}, and close to {like}"
        raise workspace.CannotError(f"{says}; correct --as, or say that it is meant with --new-assessor")
    note(answers.words("rate_close", assessor=assessor, call=case.call.id, like=like))
    if answers.ask(answers.words("rate_go_on", assessor=assessor)).casefold() not in _YES:
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
        tell(wrong, Color.AUTO, found.space.root, lang=answers.words.language)
        note(answers.words("rate_mend_first"))
        raise Quit(1)
    return _Evaluation(
        root=found.space.root,
        folder=found.folder,
        case=case,
        result=found.result(),
        assessor=assessor,
        blind=blind or case.call.panel.blind,
        words=Words(answers.words.language, case.call.currency, case.grids),
        width=look(Color.NEVER, found.space.root).width,
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
        raise cannot_take(request, evaluation.case, evaluation.folder, ids)
    return request


def _next(evaluation: _Evaluation, seen: Collection[str]) -> str | None:
    """The next request to mark but those `seen` already."""
    due = rating.due(evaluation.result, evaluation.assessor, evaluation.sheets)
    waiting = [each for each in due if each not in seen]
    if not waiting:
        return None
    note(evaluation.words("rate_waiting", count=len(waiting), request=waiting[0]))
    return waiting[0]


def _declare(evaluation: _Evaluation, request: str, day: str | None, *, force: bool) -> None:
    path = evaluation.path(request)
    if evaluation.own(request) and not force:
        raise workspace.CannotError(f"{path.name}: this sheet has marks; a conflict of interest removes them (--force)")
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    if day is None and (text is None or not rating_sheet.has_day(text)):
        day = ask_day(evaluation.answers, evaluation.last_day)
    text = rating_sheet.with_conflict(text or rating_sheet.fresh(request, evaluation.assessor, day or ""))
    writing.write(path, rating_sheet.with_head(text, evaluation.assessor, day), force=True)
    note(evaluation.words("rate_declared", request=request, assessor=evaluation.assessor))


class _Session:
    """One request before one assessor, criterion after criterion."""

    def __init__(
        self,
        evaluation: _Evaluation,
        request: str,
        day: str | None,
        carried: str | None = None,
        *,
        follows: bool = False,
        every: bool = False,
    ) -> None:
        """`day` is the day asked for; a sheet without one takes that `carried` on from the request before.

        `follows`: another request may follow this one; with `every` it does, and nobody is asked.
        """
        self.evaluation, self.request, self.day = evaluation, request, day
        self.words = evaluation.words
        self.follows, self.every = follows, every
        self.mine: dict[str, Mark] = dict(evaluation.own(request))
        self.path = evaluation.path(request)
        declared = evaluation.case.conflicts.get((request, evaluation.assessor))
        if declared is not None:
            says = f"{evaluation.assessor} has declared a conflict of interest in {declared}; without that line it can be marked"
            raise workspace.CannotError(f"{request}: {says}")
        self.text = self.path.read_text(encoding="utf-8") if self.path.is_file() else ""
        if day is None and not (self.text and rating_sheet.has_day(self.text)):
            self.day = carried or ask_day(evaluation.answers, evaluation.last_day)
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

    def run(self) -> bool:
        """Ask until every criterion has been put, or the assessor stops; whether every one has been put."""
        position = next((n for n, each in enumerate(self.questions) if each.criterion.id not in self.mine), 0)
        answers = self.evaluation.answers
        ranked = self.ranked()
        answer(head(ranked.request, self.words, self.evaluation.width, computed=ranked.assessment.computed))
        try:
            while position < len(self.questions):
                position = self.one(position)
                if position == len(self.questions) and answers.typed and not self.every:
                    position = self.last(position)
            if not self.every:
                answers.close()
        except Stopped:
            return False
        except KeyboardInterrupt:
            answer("\n")
            raise
        finally:
            self.tell()
        return True

    def ranked(self) -> Ranked:
        """The request as it stands in the result."""
        return next(each for each in self.evaluation.result.requests if each.request.id == self.request)

    def last(self, position: int) -> int:
        """Behind the last criterion: the position to go back to, or the one behind it to end."""
        prompt = self.words("rate_end_follows" if self.follows else "rate_end")
        while True:
            typed = self.evaluation.answers.ask(prompt)
            if not typed:
                return position
            moved = self.moved(typed, position, known=False)
            if moved is not None:
                return moved
            self.evaluation.answers.refuse(self.words("rate_end_unknown", typed=typed))

    def tell(self) -> None:
        """How far the sheet is, also when the session is interrupted: every mark given is in it."""
        left = [each.criterion.id for each in self.questions if each.criterion.id not in self.mine]
        count = len(self.questions)
        note(self.words("rate_marked", request=self.request, done=count - len(left), count=count))
        if left:
            note(self.words("rate_left", criteria=", ".join(left)))

    def one(self, position: int) -> int:
        """Put one criterion; the position of the next one."""
        asked = self.questions[position]
        name = asked.criterion.id
        mine = self.mine.get(name)
        at, of, done = position + 1, len(self.questions), len(self.mine)
        answer(question(asked, mine, at, of, done, self.words, self.evaluation.width))
        while True:
            typed = self.evaluation.answers.ask(self.words("rate_level", max=asked.criterion.max))
            moved = self.moved(typed, position, known=mine is not None)
            if moved is not None:
                return moved
            first, _, rest = typed.partition(" ")
            level = asked.level(first)
            if typed == "?":
                note(self.words("rate_help"))
            elif level is None:
                self.evaluation.answers.refuse(self.unknown(asked, typed))
            elif self.give(asked, level, rest.strip() or self.why(asked, mine)):
                return position + 1

    def unknown(self, asked: rating.RatingQuestion, typed: str) -> str:
        step = self.words.number(asked.grid.step)
        return self.words("rate_off_scale", typed=typed or self.words("rate_empty"), max=asked.criterion.max, step=step)

    def moved(self, typed: str, position: int, *, known: bool) -> int | None:
        """Where a word leads that is no level; None when it is one, or nothing that is known."""
        ids = [each.criterion.id for each in self.questions]
        if typed == "q":
            raise Stopped
        if typed == "b":
            return max(0, position - 1)
        if typed == "s" or (not typed and known):
            return position + 1
        return ids.index(typed.upper()) if typed.upper() in ids else None

    def why(self, asked: rating.RatingQuestion, mine: Mark | None) -> str:
        prompt = self.words("rate_why" if mine is None else "rate_why_keep")
        answers, lost = self.evaluation.answers, self.words("rate_lost", criterion=asked.criterion.id)
        try:
            while True:
                typed = answers.ask(prompt)
                if typed == "q" and answers.typed:
                    typed = answers.ask(self.words("rate_stop"))
                    typed = typed or "q"
                if typed == "q":
                    note(lost)
                    raise Stopped
                if not typed and mine is not None:
                    return mine.why
                if typed:
                    return typed
                answers.refuse(self.words("rate_needs_why"))
        except NoMoreAnswers:
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
            why = self.words.said(wrong[0].says)
            self.evaluation.answers.refuse(self.words("rate_cannot_write", criterion=name, why=why))
            return False
        writing.write(self.path, text, force=True)
        self.text = text
        self.mine[name] = Mark(level=level, why=why, place=record.place(("marks", name)))
        self.questions = self.asked()
        return True
