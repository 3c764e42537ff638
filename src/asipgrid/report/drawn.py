"""What draws by chance came to, for the committee: how sure each line is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from asipgrid.model.results import GRANTED, Result
from asipgrid.report.ranges import few
from asipgrid.report.robust_page import DrawnLine, DrawnPart
from asipgrid.report.spans import Span
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.estimates import RANKS_AT, DrawTerms, Estimate, Estimates, interval


def drawn_part(found: Estimates, result: Result, words: ReportWords) -> DrawnPart:
    """The requests of which draws make different things, those given money most often first; the others in a sentence."""
    titles = {each.request.id: words.said(each.request.title) for each in result.requests}
    terms = found.terms
    same = _listed([each for each in found.requests if each.stays], words)
    never = _listed([each for each in found.requests if not (each.stays or each.is_close)], words)
    count, seed = (words.number(Fraction(each), 0) for each in (terms.count, terms.seed))
    return DrawnPart(
        says=words.label("drawn_says", count=count, seed=seed, what=_what(terms, words)),
        lines=tuple(_line(each, titles[each.request], terms.count, words) for each in found.requests if each.is_close),
        same=words.label("drawn_same", requests=same) if same else "",
        never=words.label("drawn_never", requests=never) if never else "",
    )


def _listed(requests: Sequence[Estimate], words: ReportWords) -> str:
    """Requests by their ids, each with what is decided; of many, the first ones and how many more."""
    return few([f"{each.request} ({words.labels[each.now]})" for each in requests])


def _what(terms: DrawTerms, words: ReportWords) -> str:
    """What was drawn."""
    weights = words.labels["drawn_and"].join(words.labels[f"drawn_{each}"] for each in terms.varied if each != "marks")
    told = []
    if weights and terms.within is None:
        told.append(words.label("drawn_all", weights=weights))
    elif weights:
        told.append(words.label("drawn_within", weights=weights, most=words.percent(terms.within, 4)))
    if "marks" in terms.varied:
        told.append(words.labels["drawn_marks"])
    return ", ".join(told)


def _line(each: Estimate, title: str, count: int, words: ReportWords) -> DrawnLine:
    low, high = interval(each.granted, count)
    given = Fraction(each.granted, count)
    ranks = [each.rank_at(share) for share in RANKS_AT]
    return DrawnLine(
        id=each.request,
        title=title,
        word=each.now,
        outcome=words.labels[each.now],
        given=words.percent(given, 2),
        given_order=plain(given),
        bar=Span(plain(100 * low), plain(100 * high), plain(100 * (high - low)), ""),
        between=f"{words.percent(low, 2)} – {words.percent(high, 2)}",
        otherwise=", ".join(_otherwise(each, count, words)),
        rank="–" if each.rank is None else str(each.rank),
        ranks="–" if ranks[0] is None else " · ".join(map(str, ranks)),
    )


def _otherwise(each: Estimate, count: int, words: ReportWords) -> Iterator[str]:
    """What else became of it, the most frequent first."""
    for word, times in each.most_first:
        if word not in GRANTED:
            yield f"{words.labels[word]} {words.percent(Fraction(times, count), 2)}"
