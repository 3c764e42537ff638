"""A result as JSON, put together from texts: most of a request's text is made where it is scored, before it is ranked.

The bytes are those of `as_json`, which says what stands where.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from asipgrid.escape import json_text
from asipgrid.model import Judged, Reason, Scorecard, Settled
from asipgrid.render import as_json
from asipgrid.words import Speaker

Member = tuple[str, str]


class Form(Struct, frozen=True):
    """How JSON is laid out: on lines of its own (json), or all on one line (jsonl). `depth` counts what is open."""

    indented: bool

    def value(self, value: Any, depth: int) -> str:
        """Any value."""
        if self.indented:
            return json_text(as_json.indented(value, f"\n{'  ' * depth}"))
        return json_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def members(self, members: Iterable[Member], depth: int) -> str:
        """Keys with the texts of their values, without the braces."""
        if self.indented:
            return f",\n{'  ' * (depth + 1)}".join([f'"{key}": {text}' for key, text in members])
        return ",".join([f'"{key}":{text}' for key, text in members])

    def between(self, depth: int) -> str:
        """What stands between two members."""
        return f",\n{'  ' * (depth + 1)}" if self.indented else ","

    def braced(self, members: str, depth: int) -> str:
        """Members as a whole; `depth` counts what is open around it."""
        return self._held("{", members, "}", depth)

    def listed(self, texts: Sequence[str], depth: int) -> str:
        """Texts as a list."""
        return self._held("[", self.between(depth).join(texts), "]", depth)

    def _held(self, begin: str, inner: str, end: str, depth: int) -> str:
        if not inner or not self.indented:
            return f"{begin}{inner}{end}"
        line = f"\n{'  ' * depth}"
        return f"{begin}{line}  {inner}{line}{end}"

    @property
    def depth(self) -> int:
        """How much is open around a request: the result and its list, or nothing where a line is a request."""
        return 2 if self.indented else 0


class Own(Struct, frozen=True):
    """The texts of a request that do not depend on the others: its figures, reasons, and what follows them."""

    id: str
    digest: str
    requested: int | None
    figures: str
    reasons: tuple[str, ...]
    rest: str


def criterion(each: Judged, speaker: Speaker, form: Form) -> str:
    """The text of one criterion."""
    return form.value(as_json.criterion(each, speaker), form.depth + 2)


def said(reason: Reason, speaker: Speaker, form: Form) -> str:
    """The text of one reason, question or condition."""
    return form.value(speaker.say(reason), 0)


def own(
    *,
    name: str,
    digest: str,
    requested: int | None,
    card: Scorecard,
    criteria: Iterable[Member],
    reasons: Iterable[str],
    questions: Sequence[str],
    conditions: Sequence[str],
    sheets: Mapping[str, str],
    form: Form,
) -> Own:
    """The texts of a request, from its figures and the texts of its criteria, reasons, questions and conditions."""
    inner = form.depth + 1
    figures = [(key, form.value(value, inner)) for key, value in as_json.figures(card).items()]
    judged = ("criteria", form.braced(form.members(criteria, inner), inner))
    rest = [
        ("questions", form.listed(questions, inner)),
        ("conditions", form.listed(conditions, inner)),
        ("sheets", form.value(dict(sheets), inner)),
    ]
    return Own(
        id=name,
        digest=digest,
        requested=requested,
        figures=form.members([*figures, judged], form.depth),
        reasons=tuple(reasons),
        rest=form.members(rest, form.depth),
    )


def request(own: Own, settled: Settled, speaker: Speaker, form: Form) -> str:
    """A request, now that it is known what became of it."""
    first = {"id": own.id, "digest": own.digest, **as_json.standing(settled, own.requested)}
    begin = form.members([(key, form.value(value, form.depth + 1)) for key, value in first.items()], form.depth)
    reasons = [*own.reasons, *(said(reason, speaker, form) for reason in settled.reasons)]
    told = form.members([("reasons", form.listed(reasons, form.depth + 1))], form.depth)
    return form.braced(form.between(form.depth).join([begin, own.figures, told, own.rest]), form.depth)


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
