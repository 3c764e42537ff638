"""What draws and an optimum say, in words: the parts of a page about how sure a call is, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.formats import counted
from asipgrid.model.values import decimals_of
from asipgrid.review.estimates import FUNDS, RANKS_AT, DrawTerms, Estimate, Estimates, interval
from asipgrid.review.optimum import Compared, Optimum
from asipgrid.review.robustness import RobustnessAnswer
from asipgrid.text.numbers import decimals, number
from asipgrid.text.suggestions import few

_VARIED: Final = {"grids": "weights of the grids", "criteria": "weights of the criteria", "marks": "marks of the panel"}
_SAYS_DRAWS: Final = (
    "Estimates by chance, which decide nothing: in how many draws each request is given money, between which shares the "
    "true one lies 95 times in 100, and the ranks that 5, 50 and 95 of 100 draws come to at most."
)
_SAYS_OPTIMUM: Final = (
    "Of all sets of requests that the rules fund and {money} pay in full, one with the greatest sum of scores. It decides "
    "nothing: it puts cheap requests before dear ones of nearly the same score. What is given in part counts whole."
)


class AnswerPart(Struct, frozen=True, kw_only=True):
    """A heading, what is said below it, a table (no heads: none), and what is said behind it. Heads begin with < or >."""

    heading: str
    says: tuple[str, ...]
    heads: tuple[str, ...] = ()
    rows: tuple[Sequence[str], ...] = ()
    after: tuple[str, ...] = ()


def answer_parts(answer: RobustnessAnswer) -> Iterator[AnswerPart]:
    """The parts of what was asked beside the exact ranges."""
    if answer.draws is not None:
        yield _of_draws(answer.draws)
    if answer.optimum is not None:
        yield _of_optimum(answer.optimum)


def _of_draws(found: Estimates) -> AnswerPart:
    """How often each request was given money, how sure that is, and the ranks it had; the others in a line."""
    terms = found.terms
    return AnswerPart(
        heading=f"{number(Fraction(terms.count), 0)} draws (seed {terms.seed}): {drawn_words(terms)}",
        says=(_SAYS_DRAWS,),
        heads=(
            "<request",
            "<now",
            ">given money",
            ">between",
            ">in part",
            "<otherwise",
            ">rank",
            ">5 %",
            ">50 %",
            ">95 %",
        ),
        rows=tuple(_row(each, terms.count) for each in found.requests if each.is_close),
        after=tuple(_apart(found)),
    )


def _apart(found: Estimates) -> Iterator[str]:
    """The requests that are in no row."""
    same = [f"{each.request} {each.now}" for each in found.requests if each.stays]
    if same:
        yield f"In every draw as it is decided: {few(same)}."
    never = [f"{each.request} {each.now}" for each in found.requests if not (each.stays or each.is_close)]
    if never:
        yield f"Given no money in any draw: {few(never)}."


def drawn_words(terms: DrawTerms) -> str:
    """What was drawn: `weights of the grids over all that there are`."""
    weights = [_VARIED[each] for each in terms.varied if each != "marks"]
    told = []
    if weights:
        around = "over all that there are" if terms.within is None else f"within {number(100 * terms.within, 4)} %"
        told.append(f"{' and '.join(weights)} {around}")
    if "marks" in terms.varied:
        told.append("assessors drawn again from the panel of each request")
    return ", ".join(told)


def _row(each: Estimate, count: int) -> list[str]:
    low, high = interval(each.granted, count)
    others = [(word, times) for word, times in each.most_first if word not in FUNDS]
    ranks = [each.rank_at(share) for share in RANKS_AT]
    return [
        each.request,
        each.now,
        _percent(Fraction(each.granted, count)),
        f"{_two(100 * low)}–{_two(100 * high)}",
        _percent(Fraction(each.words["partial"], count)) if "partial" in each.words else "",
        ", ".join(f"{word} {_percent(Fraction(times, count))}" for word, times in others),
        *("–" if rank is None else str(rank) for rank in (each.rank, *ranks)),
    ]


def _percent(share: Fraction) -> str:
    return f"{_two(100 * share)} %"


def _two(figure: Fraction) -> str:
    """A figure to two digits, as many in each line of a column."""
    return decimals(int((100 * figure + Fraction(1, 2)).__floor__()), 2, fixed=True)


def _of_optimum(found: Optimum) -> AnswerPart:
    """What an optimum by score would fund, and where the decision differs."""
    differ = [each for each in found.requests if each.differs]
    now, best = found.funded, found.chosen
    parts = sum(each.now == "partial" for each in now)
    given = f"{counted(len(now), 'request')}{f' ({parts} in part)' if parts else ''}"
    return AnswerPart(
        heading="An optimum by score, as information only",
        says=(
            _SAYS_OPTIMUM.format(money=_money(found.money, found)),
            f"Decided: {given}, scores of {_sum(now)} together. Optimum: {counted(len(best), 'request')}, {_sum(best)}.",
        ),
        heads=("<request", ">score", ">asks", "<decided", "<optimum"),
        rows=tuple(
            (each.request, _two(each.score), _money(each.ask, found), each.now, "funds" if each.chosen else "–")
            for each in differ
        ),
        after=() if differ else (f"Both fund the same: {few([each.request for each in now]) or 'nobody'}.",),
    )


def _sum(requests: Sequence[Compared]) -> str:
    return _two(sum((each.score for each in requests), Fraction(0)))


def _money(amount: int, found: Optimum) -> str:
    return f"{_amount(amount, found)} {found.call.currency}"


def _amount(amount: int, found: Optimum) -> str:
    return decimals(amount, decimals_of(found.call.currency), fixed=True)


def estimates_json(found: Estimates) -> dict[str, Any]:
    """Draws for programs: shares from 0 to 1, `ranks` with how often each came."""
    terms = found.terms
    return {
        "count": terms.count,
        "seed": terms.seed,
        "within": None if terms.within is None else number(100 * terms.within, 6),
        "varied": list(terms.varied),
        "requests": [_estimate(each, terms.count) for each in found.requests],
    }


def _estimate(each: Estimate, count: int) -> dict[str, Any]:
    low, high = (number(share, 6) for share in interval(each.granted, count))
    return {
        "id": each.request,
        "now": each.now,
        "rank": each.rank,
        "given": {"share": number(Fraction(each.granted, count), 6), "low": low, "high": high},
        "words": dict(each.words),
        "ranks": {str(rank): times for rank, times in sorted(each.ranks.items())},
    }


def optimum_json(found: Optimum) -> dict[str, Any]:
    """An optimum for programs: money in the currency of the call, scores exact to six digits."""
    return {
        "money": _amount(found.money, found),
        "decided": {"score": number(sum((e.score for e in found.funded), Fraction(0)), 6), "count": len(found.funded)},
        "optimum": {"score": number(sum((e.score for e in found.chosen), Fraction(0)), 6), "count": len(found.chosen)},
        "requests": [
            {
                "id": each.request,
                "now": each.now,
                "optimum": each.chosen,
                "score": number(each.score, 6),
                "asks": _amount(each.ask, found),
            }
            for each in found.requests
        ],
    }
