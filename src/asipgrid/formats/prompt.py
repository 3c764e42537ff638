"""What an assessor reads before giving a mark, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats.lines import wrapped
from asipgrid.formats.words import Words
from asipgrid.model.requests import Mark, Request
from asipgrid.review.rating import RatingQuestion
from asipgrid.text.escape import clean


def head(request: Request, words: Words, width: int | None, *, computed: bool = False) -> str:
    """A request at the head of its criteria: id, title, applicant, amount requested.

    `computed`: the call works amounts out, so that none need be stated.
    """
    asked = [words("amount_requested", amount=words.money(request.requested))]
    if request.requested is None:
        asked = [] if computed else [words("amount_not_stated")]
    lines = _wrapped(f"{request.id}  {words.text(request.title)}", "", "  ", width)
    lines += _wrapped(", ".join([request.applicant, *asked]), "  ", "    ", width)
    return "".join(f"{line}\n" for line in ("", *lines))


def question(
    asked: RatingQuestion, mine: Mark | None, position: int, of: int, done: int, words: Words, width: int | None
) -> str:
    """One criterion: progress, question, what the levels mean, what the request says, the marks given so far."""
    criterion = asked.criterion
    lines = ["", *_wrapped(f"{criterion.id}  {words.text(criterion.question)}", "", "        ", width)]
    lines.append(f"  {words('rate_of', position=position, of=of, done=done)}")
    return "".join(f"{line}\n" for line in (*lines, *_lines(asked, mine, words, width)))


def _lines(asked: RatingQuestion, mine: Mark | None, words: Words, width: int | None) -> Iterator[str]:
    for level, text in asked.judging.texts:
        yield from _wrapped(f"{words.number(level)}  {words.text(text)}", "  ", "     ", width)
    if asked.facts:
        yield f"  {words('rate_says')}"
    for fact in asked.facts:
        said = words("not_stated") if fact.value is None else str(fact.value)
        yield from _wrapped(words.named(fact.path, said), "    ", "      ", width)
    for document in asked.documents:
        yield from _wrapped(document, "    ", "      ", width)
    if asked.criterion.documents is not None:
        documents = words("rate_documents", documents=words.text(asked.criterion.documents))
        yield from _wrapped(documents, "  ", "    ", width)
    for assessor, mark in asked.others:
        told = words.named(assessor, f"{words.number(mark.level)}, {mark.why}")
        yield from _wrapped(told, "  ", "    ", width)
    if mine is not None:
        yield from _wrapped(words("rate_yours", level=words.number(mine.level), why=mine.why), "  ", "    ", width)


def _wrapped(text: str, first: str, rest: str, width: int | None) -> list[str]:
    return wrapped(clean(text), width, first, rest)
