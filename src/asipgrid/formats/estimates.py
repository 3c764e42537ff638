"""What draws and an optimum say, in words: the parts of a page about how sure a call is, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from asipgrid.formats.words import NONE, Words
from asipgrid.model.results import GRANTED
from asipgrid.model.values import decimals_of
from asipgrid.review.estimates import RANKS_AT, DrawTerms, Estimate, Estimates, interval
from asipgrid.review.optimum import Compared, Optimum
from asipgrid.review.robustness import RobustnessAnswer
from asipgrid.text.numbers import decimals, number


class AnswerPart(Struct, frozen=True, kw_only=True):
    """A heading, what is said below it, a table (no heads: none), and what is said behind it. Heads begin with < or >."""

    heading: str
    says: tuple[str, ...]
    heads: tuple[str, ...] = ()
    rows: tuple[Sequence[str], ...] = ()
    after: tuple[str, ...] = ()


def answer_parts(answer: RobustnessAnswer, words: Words) -> Iterator[AnswerPart]:
    """The parts of what was asked beside the exact ranges."""
    if answer.draws is not None:
        yield _of_draws(answer.draws, words)
    if answer.optimum is not None:
        yield _of_optimum(answer.optimum, words)


def _of_draws(found: Estimates, words: Words) -> AnswerPart:
    """How often each request was given money, how sure that is, and the ranks it had; the others in a line."""
    terms = found.terms
    count = words.number(Fraction(terms.count), 0)
    names = (
        "<head_request",
        "<sure_now",
        ">draws_given",
        ">draws_between",
        ">draws_part",
        "<draws_otherwise",
        ">draws_rank",
    )
    shares = (words.set(f">{share} %") for share in (5, 50, 95))
    return AnswerPart(
        heading=words("draws_heading", count=count, seed=terms.seed, what=drawn_words(terms, words)),
        says=(words("draws_says"),),
        heads=(*_heads(names, words), *shares),
        rows=tuple(_row(each, terms.count, words) for each in found.requests if each.is_close),
        after=tuple(_apart(found, words)),
    )


def _heads(names: Sequence[str], words: Words) -> Iterator[str]:
    """The headings of some columns, each with its side."""
    return (f"{name[0]}{words(name[1:])}" for name in names)


def _apart(found: Estimates, words: Words) -> Iterator[str]:
    """The requests that are in no row."""
    same = [each for each in found.requests if each.stays]
    never = [each for each in found.requests if not (each.stays or each.is_close)]
    for key, requests in (("draws_same", same), ("draws_never", never)):
        if requests:
            told = words.few([f"{each.request} {words.outcome(each.now)}" for each in requests])
            yield words(key, requests=told)


def drawn_words(terms: DrawTerms, words: Words) -> str:
    """What was drawn: `weights of the grids over all that there are`."""
    weights = [words(f"draws_{each}") for each in terms.varied if each != "marks"]
    told = []
    if weights:
        most = "" if terms.within is None else words.number(100 * terms.within, 4)
        key = "draws_all" if terms.within is None else "draws_within"
        told.append(words(key, weights=words("and").join(weights), most=most))
    if "marks" in terms.varied:
        told.append(words("draws_marks"))
    return ", ".join(told)


def _row(each: Estimate, count: int, words: Words) -> list[str]:
    low, high = interval(each.granted, count)
    others = [(word, times) for word, times in each.most_first if word not in GRANTED]
    ranks = [each.rank_at(share) for share in RANKS_AT]
    return [
        each.request,
        words.outcome(each.now),
        words.share(Fraction(each.granted, count)),
        f"{words.score(100 * low)}–{words.score(100 * high)}",
        words.share(Fraction(each.words["partial"], count)) if "partial" in each.words else "",
        ", ".join(f"{words.outcome(word)} {words.share(Fraction(times, count))}" for word, times in others),
        *(NONE if rank is None else str(rank) for rank in (each.rank, *ranks)),
    ]


def _of_optimum(found: Optimum, words: Words) -> AnswerPart:
    """What an optimum by score would fund, and where the decision differs."""
    differ = [each for each in found.requests if each.differs]
    now, best = found.funded, found.chosen
    parts = sum(each.now == "partial" for each in now)
    given = words("best_given_part" if parts else "best_given", count=len(now), parts=parts)
    chosen = words("best_given", count=len(best))
    same = words("best_same", requests=words.few([each.request for each in now]) or words("nobody"))
    return AnswerPart(
        heading=words("best_heading"),
        says=(
            words("best_says", money=_money(found, words)),
            words("best_sums", given=given, now=_sum(now, words), chosen=chosen, best=_sum(best, words)),
        ),
        heads=tuple(_heads(("<head_request", ">head_score", ">best_asks", "<head_decided", "<head_optimum"), words)),
        rows=tuple(
            (
                each.request,
                words.score(each.score),
                words.plain_money(each.ask),
                words.outcome(each.now),
                words("best_funds") if each.chosen else NONE,
            )
            for each in differ
        ),
        after=() if differ else (same,),
    )


def _sum(requests: Sequence[Compared], words: Words) -> str:
    return words.score(sum((each.score for each in requests), Fraction(0)))


def _money(found: Optimum, words: Words) -> str:
    return words.plain_money(found.money)


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
