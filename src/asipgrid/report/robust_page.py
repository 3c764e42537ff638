"""How sure the decisions are, as the report shows it in the words of one language: ranges, draws, an optimum."""

from __future__ import annotations

from msgspec import Struct

from asipgrid.report.spans import Span


class ChangeLine(Struct, frozen=True):
    """A request of which something else becomes, with the words before and after."""

    id: str
    before: str
    after: str


class RangeLine(Struct, frozen=True, kw_only=True):
    """A number with the range in which every decision stays; `bar` is that range out of 100, or there is none.

    `below` and `above` are what becomes of requests just beyond, `more` how many others of each are not named.
    """

    name: str
    title: str
    path: str
    now: str
    now_order: str
    stays: str
    bar: Span | None
    below: tuple[ChangeLine, ...]
    more_below: str
    above: tuple[ChangeLine, ...]
    more_above: str


class RangeTable(Struct, frozen=True, kw_only=True):
    """The numbers of one kind; `others` says which of them move nobody, and of which it is not known."""

    key: str
    title: str
    lines: tuple[RangeLine, ...]
    others: tuple[str, ...]
    folded: bool


class CloseLine(Struct, frozen=True, kw_only=True):
    """A request that a single mark or thing not known, or a single number, moves; `more` is how many others do."""

    id: str
    title: str
    word: str
    outcome: str
    singles: tuple[str, ...]
    more_singles: str
    numbers: tuple[str, ...]


class RangesPart(Struct, frozen=True, kw_only=True):
    """How far each number may move; `says` is how many marks and things not known were tried, and what they move."""

    says: tuple[str, ...]
    close: tuple[CloseLine, ...]
    tables: tuple[RangeTable, ...]


class DrawnLine(Struct, frozen=True, kw_only=True):
    """A request in many draws: how often it was given money, the interval of that, and the ranks it had."""

    id: str
    title: str
    word: str
    outcome: str
    given: str
    given_order: str
    bar: Span
    between: str
    otherwise: str
    rank: str
    ranks: str


class DrawnPart(Struct, frozen=True):
    """What draws by chance came to; `same` names the requests of which the same becomes in each, `never` those that get no money in any."""

    says: str
    lines: tuple[DrawnLine, ...]
    same: str
    never: str


class BestLine(Struct, frozen=True, kw_only=True):
    """A request that an optimum by score funds and the decision does not, or the other way round."""

    id: str
    title: str
    word: str
    outcome: str
    score: str
    asks: str
    asks_order: str
    optimum: str


class BestPart(Struct, frozen=True):
    """What an optimum by score would fund, as information only."""

    says: tuple[str, ...]
    lines: tuple[BestLine, ...]
