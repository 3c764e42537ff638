"""The scorecards that a request would have if its assessors were drawn again from among themselves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.amounts import Asked, amount_asked
from asipgrid.engine.rules import environment
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Id
from asipgrid.review.estimates import DrawTerms, UndrawableError
from asipgrid.review.trials import Trials

MOST_ASSESSORS: Final = 5


class PossibleCard(Struct, frozen=True, eq=False):
    """A scorecard that a draw may give a request, with what is read of it; `chance` of the sum of all of the request's."""

    card: Scorecard
    chance: int
    env: Mapping[str, Any]
    asked: Asked
    figures: tuple[Any, ...]


def possible_cards(trials: Trials, terms: DrawTerms) -> dict[Id, list[PossibleCard]]:
    """Those of each request, the one that it has first; more than that only where marks are drawn again."""
    again = "marks" in terms.varied
    return {
        name: [
            _possible(trials, scored, chance)
            for scored, chance in (_drawn_again(trials, name) if again else [(trials.cards[name], 1)])
        ]
        for name in trials.requests
    }


def _possible(trials: Trials, scored: Scorecard, chance: int) -> PossibleCard:
    request = trials.requests[scored.request]
    env = environment(trials.plan, request, scored)
    asked = amount_asked(trials.plan, request, scored, env)
    return PossibleCard(scored, chance, env, asked, trials.ranked_on(trials.plan, scored))


def _drawn_again(trials: Trials, name: Id) -> Iterator[tuple[Scorecard, int]]:
    """As many assessors as there are, each drawn from all: every set of them, in how many of all ways it comes.

    Whole sheets are drawn, so that what an assessor thinks of one criterion stays with what they think of another.
    What all agreed on, and sheets with a conflict of interest, stay as they are.
    """
    sheets = trials.sheets.get(name, ())
    single = [each for each in sheets if not each.conflict and not each.consensus]
    others = [each for each in sheets if each.conflict or each.consensus]
    if len(single) > MOST_ASSESSORS:
        raise UndrawableError(f"{name} has {len(single)} assessors; marks of more than {MOST_ASSESSORS} are not drawn")
    yield trials.cards[name], math.factorial(len(single))
    everybody = tuple(range(len(single)))
    for picked in combinations_with_replacement(everybody, len(single)):
        if picked != everybody:
            ways = math.factorial(len(single))
            for count in Counter(picked).values():
                ways //= math.factorial(count)
            yield trials.card(name, [*others, *(single[at] for at in picked)]), ways
