"""One request explained, as values for programs: what each criterion rests on, what would give more, how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from asipgrid import formats
from asipgrid.api.scored import JudgedRequest
from asipgrid.api.words import CallWords, Said, Spoken
from asipgrid.formats import Look
from asipgrid.model.judged import Fact
from asipgrid.model.places import Place
from asipgrid.model.results import Explanation


class ExplainedRequest(Struct, frozen=True, kw_only=True):
    """How one request came to its numbers; mappings are by the ids of criteria, in the order of the grids.

    `facts` are the values of the request that a criterion rests on, each with its place; `next_steps` what would give
    the next level; `worked` how a figure made of others was worked out; `places` where the criterion stands in its grid.
    `standing` says how the request stands to the line.
    """

    request: JudgedRequest
    standing: tuple[Said, ...]
    facts: Mapping[str, tuple[Fact, ...]]
    next_steps: Mapping[str, Said]
    worked: Mapping[str, tuple[Said, ...]]
    places: Mapping[str, Place]
    _explanation: Explanation

    def why(self, criterion: str, language: Spoken = "en") -> str:
        """Why the level of a criterion is what it is; KeyError when there is none of that id."""
        return self.request.criterion(criterion).why(language)

    def text(self, form: Literal["table", "markdown", "json"] = "table", width: int | None = 80) -> str:
        """What `asipgrid explain --full` prints, in English; `width` is how many columns there are (None: any number)."""
        return formats.renderer(formats.EXPLANATION, form)(self._explanation, Look(width=width))

    def __repr__(self) -> str:
        return f"ExplainedRequest({self.request!r})"


def explained_request(explanation: Explanation, request: JudgedRequest) -> ExplainedRequest:
    """An explanation as programs take it, of a request that is scored."""
    words = CallWords(explanation.result)
    criteria = explanation.ranked.card.criteria
    return ExplainedRequest(
        request=request,
        standing=words.said(explanation.standing),
        facts={each.id: explanation.facts(each) for each in criteria},
        next_steps={name: Said(reason, words) for name, reason in explanation.steps.items()},
        worked={name: words.said(reasons) for name, reasons in explanation.worked.items()},
        places={each.id: explanation.places[each.id] for each in criteria},
        _explanation=explanation,
    )
