"""A result as JSON, put together from texts: most of a request's text is made where it is scored, before it is ranked.

The bytes are those of `as_json`, which says what stands where.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.formats import as_json
from asipgrid.model.results import Judged, Scorecard, Settled
from asipgrid.model.values import Reason
from asipgrid.text import jsons
from asipgrid.text.phrases import Speaker

Member = tuple[str, str]


class Form(Struct, frozen=True):
    """How JSON is laid out: on lines of its own (json), or all on one line (jsonl). `depth` counts what is open.

    With `figures` alone, nothing else of a request is kept: for rows of a table, in a `dialect` of CSV.
    """

    indented: bool
    figures: bool = False
    dialect: str = "standard"

    def value(self, value: Any, depth: int) -> str:
        """Any value."""
        if self.indented:
            return jsons.indented(value, f"\n{'  ' * depth}")
        return jsons.compact(value)

    def members(self, members: Iterable[Member], depth: int) -> str:
        """Keys with the texts of their values, without the braces."""
        colon = ": " if self.indented else ":"
        return self.between(depth).join([f'"{key}"{colon}{text}' for key, text in members])

    def between(self, depth: int) -> str:
        """What stands between two members."""
        return f",\n{'  ' * (depth + 1)}" if self.indented else ","

    def braced(self, members: str, depth: int) -> str:
        """Members as a whole; `depth` counts what is open around it."""
        begin, end = self.around("{}", depth)
        return f"{begin}{members}{end}" if members else "{}"

    def around(self, marks: str, depth: int) -> tuple[str, str]:
        """What stands before the first and behind the last of several parts, with the marks that hold them."""
        line = f"\n{'  ' * depth}" if self.indented else ""
        return f"{marks[0]}{line}{'  ' if line else ''}", f"{line}{marks[1]}"

    @property
    def depth(self) -> int:
        """How much is open around a request: the result and its list, or nothing where a line is a request."""
        return 2 if self.indented else 0


class Own(Struct, frozen=True):
    """The texts of a request that do not depend on the others: its figures, reasons, and what follows them.

    `title` is empty but for rows of a table.
    """

    id: str
    digest: str
    requested: int | None
    figures: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    rest: str
    title: str = ""


class Pen:
    """Writes requests in one form, with one speaker's words."""

    def __init__(self, speaker: Speaker, form: Form) -> None:
        """Nothing is written yet."""
        self._speaker, self._form = speaker, form
        self._depth = form.depth
        # What stands around and between what is listed inside a request.
        self._list, self._map = form.around("[]", self._depth + 1), form.around("{}", self._depth + 1)
        self._next = form.between(self._depth + 1)
        # Keys in their order, with room for the values, by what makes them differ from one request to the next.
        self._figures: dict[tuple[str, ...], str] = {}
        self._requests: dict[bool, str] = {}
        self._rest = _frame(form, dict.fromkeys(("conditions", "sheets")), self._depth)
        self._last: tuple[Reason, str] | None = None

    def criterion(self, each: Judged) -> str:
        """One criterion, as a member of those of its request."""
        text = self._form.value(as_json.criterion(each, self._speaker), self._depth + 2)
        return self._form.members([(each.id, text)], self._depth + 1)

    def said(self, reason: Reason) -> str:
        """The text of one reason, question or condition."""
        return self.text(self._speaker.say(reason))

    def text(self, words: str) -> str:
        """Some words as a value."""
        return self._form.value(words, 0)

    def own(
        self,
        *,
        name: str,
        title: str,
        digest: str,
        requested: int | None,
        card: Scorecard,
        criteria: Sequence[str],
        reasons: Iterable[str],
        questions: Sequence[str],
        conditions: Sequence[str],
        sheets: Mapping[str, str],
    ) -> Own:
        """The texts of a request, from its figures and the texts of its criteria, reasons, questions and conditions."""
        figures = as_json.figures(card)
        grids = tuple(card.grids)
        frame = self._figures.get(grids)
        if frame is None:
            frame = self._figures[grids] = _frame(self._form, {**figures, "criteria": None}, self._depth)
        if self._form.figures:
            nothing = self._held(self._map, ())
            return Own(name, digest, requested, frame % (*_leaves(figures), nothing), (), (), "", title)
        judged = self._held(self._map, criteria)
        return Own(
            id=name,
            digest=digest,
            requested=requested,
            figures=frame % (*_leaves(figures), judged),
            reasons=tuple(reasons),
            questions=tuple(questions),
            rest=self._rest % (self._held(self._list, conditions), self._form.value(dict(sheets), self._depth + 1)),
        )

    def request(self, own: Own, settled: Settled) -> str:
        """A request, now that it is known what became of it."""
        first = {"id": own.id, "digest": own.digest, **as_json.standing(settled, own.requested, self._speaker.currency)}
        decided = settled.decision is not None
        frame = self._requests.get(decided)
        if frame is None:
            frame = self._requests[decided] = self._whole(first)
        reasons = [*own.reasons, *map(self._shared, settled.reasons)] if settled.reasons else own.reasons
        questions = [*own.questions, *map(self.said, settled.questions)] if settled.questions else own.questions
        told = self._held(self._list, reasons), self._held(self._list, questions)
        return frame % (*_leaves(first), own.figures, *told, own.rest)

    def figures(self, own: Own, settled: Settled) -> dict[str, Any]:
        """What JSON says of a request's figures, and of what became of it."""
        found: dict[str, Any] = json.loads(f"{{{own.figures}}}")
        return {"id": own.id, **as_json.standing(settled, own.requested, self._speaker.currency), **found}

    def _whole(self, first: Mapping[str, Any]) -> str:
        """A request with `%s` in the place of each value it begins with, and of its own texts."""
        members = [_frame(self._form, part, self._depth) for part in (first, {"reasons": None, "questions": None})]
        texts = self._form.between(self._depth).join([members[0], "%s", members[1], "%s"])
        return self._form.braced(texts, self._depth)

    def _held(self, around: tuple[str, str], texts: Sequence[str]) -> str:
        begin, end = around
        return f"{begin}{self._next.join(texts)}{end}" if texts else f"{begin[0]}{end[-1]}"

    def _shared(self, reason: Reason) -> str:
        """The text of a reason that many requests in a row may share."""
        if self._last is None or self._last[0] is not reason:
            self._last = (reason, self.said(reason))
        return self._last[1]


def _frame(form: Form, data: Mapping[str, Any], depth: int) -> str:
    """The members of a mapping, and of those in it, with `%s` in the place of every value."""
    return form.members(
        [
            (key, form.braced(_frame(form, value, depth + 1), depth + 1) if isinstance(value, dict) else "%s")
            for key, value in data.items()
        ],
        depth,
    )


_WORDS: Final[dict[bool | None, str]] = {None: "null", True: "true", False: "false"}


def _leaves(data: Mapping[str, Any]) -> Iterator[str]:
    """The values of a mapping and of those in it, in the order of `_frame`."""
    for value in data.values():
        kind = type(value)
        if kind is str:
            yield jsons.quoted(value)
        elif kind is dict:
            yield from _leaves(value)
        else:
            yield str(value) if kind is int else _WORDS[value]


def document(head: Mapping[str, Any], requests: Iterable[str], tail: Mapping[str, Any], form: Form) -> Iterator[str]:
    """The whole result, part by part: one document, or one line for the call and one a request."""
    if not form.indented:
        yield form.value({**head, **tail}, 0) + "\n"
        yield from (f"{line}\n" for line in requests)
        return
    first, last = ([(key, form.value(value, 1)) for key, value in part.items()] for part in (head, tail))
    yield f'{{\n  {form.members(first, 0)}{form.between(0)}"requests": '
    empty = True
    for text in requests:
        yield f"{'[' if empty else ','}\n    {text}"
        empty = False
    yield "[]" if empty else "\n  ]"
    yield f"{form.between(0)}{form.members(last, 0)}\n}}\n"
