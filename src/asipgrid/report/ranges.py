"""How far each number may move before a decision changes, for the committee: who is close, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from asipgrid.model.results import Result
from asipgrid.model.values import MOST_NAMED
from asipgrid.report.heat import GATES
from asipgrid.report.robust_page import ChangeLine, CloseLine, RangeLine, RangesPart, RangeTable
from asipgrid.report.spans import Span
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.robustness import Robustness
from asipgrid.review.single_changes import Changes, Flip
from asipgrid.review.stable_ranges import End, StableRange

MOST_CHANGED: Final = 5
"""How many requests, and how many single things, are named in one cell."""
_KINDS: Final = ("bound", "envelope", "grid", "criterion")
_JOINTS: Final = ("any", "all", "not")
_OUT_OF_100: Final = {"score", "ceiling", "base_score", "base_ceiling", "weakest_grid", "weakest_ceiling"}


def ranges_part(found: Robustness, result: Result, words: ReportWords) -> RangesPart:
    """All of it, requests as the ranking has them, numbers as the documents have them."""
    told = _RangeTeller(found, result, words)
    return RangesPart(says=tuple(told.tried()), close=tuple(told.close()), tables=tuple(told.tables()))


class _RangeTeller:
    """Puts ranges and flips into words."""

    def __init__(self, found: Robustness, result: Result, words: ReportWords) -> None:
        self.found, self.result, self.words = found, result, words
        self.questions = {each.id: words.said(each.question) for grid in result.grids for each in grid.criteria}
        self.grids = {f"grids.{each.id}": words.said(each.title) for each in result.grids}

    def tried(self) -> Iterator[str]:
        """How many marks and things not known were tried, and who is in the grey zone."""
        for kind, tried in (("mark", self.found.marks), ("unknown", self.found.unknowns)):
            moves = len({each.name for each in self.found.flips if each.kind == kind})
            told = {} if tried is None else {"count": self._count(tried), "moves": self._count(moves)}
            yield self.words.label(f"{'untried' if tried is None else 'tried'}_{kind}", **told)
        grey = few(list(self.found.grey))
        yield self.words.label("grey", requests=grey) if grey else self.words.labels["grey_nobody"]

    def close(self) -> Iterator[CloseLine]:
        """The requests that something moves alone."""
        grey, numbers = self.found.grey, self._numbers()
        for each in self.result.requests:
            name = each.request.id
            singles = grey.get(name, ())
            if not singles and name not in numbers:
                continue
            more = len(singles) - MOST_CHANGED
            yield CloseLine(
                id=name,
                title=self.words.said(each.request.title),
                word=each.word,
                outcome=self.words.labels[each.word],
                singles=tuple(self._single(one, name) for one in singles[:MOST_CHANGED]),
                more_singles=f"+ {more}" if more > 0 else "",
                numbers=tuple(numbers.get(name, ())),
            )

    def _single(self, flip: Flip, name: str) -> str:
        """One mark or thing not known, and what becomes of a request then."""
        of = "" if flip.request == name else f"{flip.request}, "
        return self._then(f"{of}{self._comes_out(flip)}", flip.changes, name)

    def _comes_out(self, flip: Flip) -> str:
        if isinstance(flip.after, bool):
            return self.words.label(
                "unknown_is", criterion=flip.criterion, value=self.words.labels[GATES[flip.after][1]]
            )
        level = self.words.number(flip.after, 4)
        if flip.before is None:
            return self.words.label("unknown_level", criterion=flip.criterion, level=level)
        old = self.words.number(flip.before, 4)
        return self.words.label("mark_moved", criterion=flip.criterion, assessor=flip.assessor, old=old, new=level)

    def _numbers(self) -> Mapping[str, Sequence[str]]:
        """For each request, the numbers that move it alone; of weights of criteria, how many there are."""
        made: dict[str, list[str]] = {}
        weights: dict[str, set[str]] = {}
        for kind in _KINDS:
            for each, key, at, changes in self._ends(kind):
                for name, _, _ in changes:
                    if kind == "criterion":
                        weights.setdefault(name, set()).add(each.name)
                    else:
                        told = self.words.label(key, what=self._what(each), at=self._figure(each, at))
                        made.setdefault(name, []).append(self._then(told, changes, name))
        for name, moved in weights.items():
            made.setdefault(name, []).append(self.words.label("beyond_weights", count=self._count(len(moved))))
        return made

    def _ends(self, kind: str) -> Iterator[tuple[StableRange, str, Fraction, Changes]]:
        """The ends of the ranges of a kind: on which side, where, and what changes beyond."""
        for each in self._of(kind):
            for key, end in (("beyond_below", each.low), ("beyond_above", each.high)):
                if end is not None and end.at is not None:
                    yield each, key, end.at, end.changes

    def _what(self, each: StableRange) -> str:
        name = self._name(each)
        return self.words.label("weight_of", name=name) if each.kind == "grid" else name

    def _then(self, told: str, changes: Changes, name: str) -> str:
        """What is moved, and what becomes of a request then."""
        word = next(after for changed, _, after in changes if changed == name)
        return self.words.label("then", told=told, word=self.words.labels[word])

    def tables(self) -> Iterator[RangeTable]:
        """The numbers of each kind that the call has."""
        for kind in _KINDS:
            listed = self._of(kind)
            if listed:
                yield RangeTable(
                    key=kind,
                    title=self.words.labels[f"range_{kind}"],
                    lines=tuple(self._line(each) for each in listed if each.moves),
                    others=tuple(self._others(kind, listed)),
                    folded=kind == "criterion",
                )

    def _of(self, kind: str) -> list[StableRange]:
        return [each for each in self.found.ranges if each.kind == kind]

    def _others(self, kind: str, listed: Sequence[StableRange]) -> Iterator[str]:
        free = [self._name(each) for each in listed if not each.moves and each.low is not None]
        if free:
            yield self.words.label("range_free", names="; ".join(free))
        unknown = [self._name(each) for each in listed if each.low is None]
        if unknown:
            yield self.words.label(f"range_open_{kind}", names="; ".join(unknown))

    def _line(self, each: StableRange) -> RangeLine:
        low, high = each.low or End(None), each.high or End(None)
        below, above = self._changes(low), self._changes(high)
        return RangeLine(
            name=self._name(each),
            title=self._title(each),
            path=each.name,
            now=self._figure(each, each.value),
            now_order=plain(each.value),
            stays=self._stays(each, low, high),
            bar=self._bar(each, low, high),
            below=below[:MOST_CHANGED],
            more_below=_more(below),
            above=above[:MOST_CHANGED],
            more_above=_more(above),
        )

    def _name(self, each: StableRange) -> str:
        """A number by what it is called: the id of a grid or criterion, what a rule requires, the envelope."""
        if each.kind == "bound":
            return self._required(each)
        if each.kind == "envelope":
            return self.words.labels["envelope"]
        return each.name.removeprefix("grids.").removesuffix(".weight")

    def _title(self, each: StableRange) -> str:
        if each.kind == "grid":
            return self.grids[each.name]
        return self.questions[each.name.removesuffix(".weight")] if each.kind == "criterion" else ""

    def _required(self, each: StableRange) -> str:
        """What a rule requires of a figure, with the outcome that it leads to."""
        at = each.path[1]
        assert isinstance(at, int)
        outcome = self.words.labels[self.result.call.rules[at].outcome.value]
        read, *keywords = _steps(each)
        negated = each.path.count("not") % 2 == 1
        keyword = keywords[0] if keywords else "const"
        told = self.words.speaker.required(read, keyword, each.value, negated=negated)
        return self.words.label("then", told=outcome, word=told)

    def _figure(self, each: StableRange, value: Fraction) -> str:
        """A number of a range; of an end, what is printed lies inside."""
        if each.kind == "envelope":
            return self.words.money(int(value))
        shown = value if value == each.value else each.inside(value, 2)
        if each.kind == "bound":
            return self.words.number(shown, 12)
        return self.words.percent(shown / 100, 2 if value == each.value else 12)

    def _stays(self, each: StableRange, low: End, high: End) -> str:
        ends = {key: self._figure(each, end.at) for key, end in (("low", low), ("high", high)) if end.at is not None}
        return self.words.label("_".join(["range", *ends]), **ends)

    def _bar(self, each: StableRange, low: End, high: End) -> Span | None:
        """The range out of 100; none of numbers that no scale of 100 is behind."""
        if each.kind == "envelope" or (each.kind == "bound" and not _is_out_of_100(_steps(each)[0])):
            return None
        start, end = low.at or Fraction(0), Fraction(100) if high.at is None else high.at
        return Span(plain(start), plain(end), plain(end - start), plain(each.value))

    def _changes(self, end: End) -> tuple[ChangeLine, ...]:
        words = self.words.labels
        return tuple(ChangeLine(name, words[before], words[after]) for name, before, after in end.changes)

    def _count(self, count: int) -> str:
        return self.words.number(Fraction(count), 0)


def _steps(each: StableRange) -> list[str]:
    """The figure that a rule reads, and the keyword of its bound where one is written."""
    return [one for one in each.path[2:] if isinstance(one, str) and one not in _JOINTS]


def _is_out_of_100(read: str) -> bool:
    return read.rpartition(".")[2] in _OUT_OF_100 and not read.startswith("criteria.")


def _more(changes: Sequence[ChangeLine]) -> str:
    return f"+ {len(changes) - MOST_CHANGED}" if len(changes) > MOST_CHANGED else ""


def few(names: Sequence[str]) -> str:
    """Names in a sentence; of many, the first ones and how many more."""
    return ", ".join([*names[:MOST_NAMED], *([f"+ {len(names) - MOST_NAMED}"] if len(names) > MOST_NAMED else [])])
