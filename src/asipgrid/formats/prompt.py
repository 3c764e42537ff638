"""What an assessor reads before giving a mark, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats import Look
from asipgrid.formats.lines import wrapped
from asipgrid.model.requests import Mark, Request
from asipgrid.review.rating import RatingQuestion
from asipgrid.text.escape import clean
from asipgrid.text.numbers import money_text, number


def head(request: Request, currency: str, look: Look) -> str:
    """A request at the head of its criteria: id, title, applicant, amount requested."""
    asked = "amount not stated" if request.requested is None else f"{money_text(request.requested, currency)} requested"
    lines = _wrapped(f"{request.id}  {request.title.en}", "", "  ", look.width)
    lines += _wrapped(f"{request.applicant}, {asked}", "  ", "    ", look.width)
    return "".join(f"{line}\n" for line in ("", *lines))


def question(asked: RatingQuestion, mine: Mark | None, position: int, of: int, done: int, look: Look) -> str:
    """One criterion: progress, question, what the levels mean, what the request says, the marks given so far."""
    return "".join(f"{line}\n" for line in _lines(asked, mine, position, of, done, look.width))


def _lines(
    asked: RatingQuestion, mine: Mark | None, position: int, of: int, done: int, width: int | None
) -> Iterator[str]:
    criterion = asked.criterion
    yield ""
    yield from _wrapped(f"{criterion.id}  {criterion.question.en}", "", "        ", width)
    yield f"  criterion {position} of {of}, {done} marked"
    for level, text in asked.judging.texts:
        yield from _wrapped(f"{number(level)}  {text.en}", "  ", "     ", width)
    if asked.facts:
        yield "  The request says:"
    for fact in asked.facts:
        said = "not stated" if fact.value is None else str(fact.value)
        yield from _wrapped(f"{fact.path}: {said}", "    ", "      ", width)
    for document in asked.documents:
        yield from _wrapped(document, "    ", "      ", width)
    if criterion.documents is not None:
        yield from _wrapped(f"Documents asked for: {criterion.documents.en}", "  ", "    ", width)
    for assessor, mark in asked.others:
        yield from _wrapped(f"{assessor}: {number(mark.level)}, {mark.why}", "  ", "    ", width)
    if mine is not None:
        yield from _wrapped(f"Your mark: {number(mine.level)}, {mine.why}", "  ", "    ", width)


def _wrapped(text: str, first: str, rest: str, width: int | None) -> list[str]:
    return wrapped(clean(text), width, first, rest)
