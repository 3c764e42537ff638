"""Sentences with room for a figure, made once: what stands around it, and how many decimals tell it from its limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Protocol

from asipgrid.model.places import Truth
from asipgrid.model.values import Quantity, Reason, exact, is_number
from asipgrid.text.catalogue import PHRASES
from asipgrid.text.numbers import (
    apart,
    decimals,
    decimals_written,
    digits_apart,
    hundredths,
    places,
    scaled,
    scaled_ratio,
)


class Voice(Protocol):
    """Whoever says reasons in one language (see `phrases.Speaker`)."""

    numbers: Callable[[Quantity, int], str]
    names: Any
    is_plain: bool

    def say(self, reason: Reason) -> str:
        """A reason as a sentence."""

    def pick(self, pair: tuple[str, str]) -> str:
        """The phrase of this language."""

    def path(self, path: str) -> str:
        """A path in words."""

    def unit(self, last: str) -> str:
        """The unit of a figure."""

    def shown(self, value: Any) -> str:
        """A value in words."""

    def wanted(self, keyword: str, wanted: Any, *, holds: bool | None, negated: bool) -> str:
        """What a value must be."""


class FigureSentence:
    """A sentence about a figure between its limits; the figure is put in."""

    def __init__(self, speaker: Voice, reason: Reason, unit: str) -> None:
        """`reason` is what is said, with the figure left out."""
        self._speaker, self._reason, self._unit = speaker, reason, unit
        self._scale = 100 if unit == "percent" else 1
        # Words of a unit's own stand behind the sign.
        self._is_share = speaker.is_plain and unit == "percent" and type(unit) is str
        limits = [value.value * self._scale for value in reason.values.values() if isinstance(value, Quantity)]
        # What two decimals print of a limit, and whether that is all of it.
        self._near = {scaled(limit, 2): scaled(limit, 2) == limit * 100 for limit in limits}
        self._is_apart = len(self._near) == len(limits)
        before, _, behind = speaker.say(_about("\0", reason)).partition("\0")
        self.around = before, behind

    def of(self, top: int, bottom: int) -> str:
        """The sentence about the figure top / bottom: two numbers that differ never print the same in it."""
        shown = self.shown(top, bottom)
        if shown is None:
            return self._speaker.say(_about(Quantity(Fraction(top, bottom), self._unit), self._reason))
        return f"{self.around[0]}{shown}{self.around[1]}"

    def shown(self, top: int, bottom: int) -> str | None:
        """The figure as it stands in `around`; None where it takes more decimals, and its limits with it."""
        whole = scaled_ratio(top * self._scale, bottom, 2)
        is_all = self._near.get(whole)
        apart_ = is_all is None or (is_all and top * self._scale * 100 == whole * bottom)
        if not (self._is_apart and apart_):
            return None
        if self._is_share:
            return f"{hundredths(whole)} %"
        return self._speaker.numbers(Quantity(Fraction(top, bottom), self._unit), 2)


def _about(figure: Quantity | str, reason: Reason) -> Reason:
    return Reason(reason.key, {"figure": figure, **reason.values})


class LineSentence:
    """A line of a condition in the words of a speaker, made once; the values that are found are put in."""

    def __init__(self, speaker: Voice, path: str, keyword: str, wanted: Any, *, negated: bool) -> None:
        """`negated`: the line must not hold."""
        self._speaker, self._keyword, self.wanted, self._negated = speaker, keyword, wanted, negated
        self._path = speaker.path(path)
        self._unit = speaker.unit(path.rpartition(".")[2])
        self._is_plain = speaker.is_plain and self._unit != "currency"
        self._limit = exact(wanted) if is_number(wanted) else None
        # A distance has no fewer decimals than the limit it is measured from.
        limit = self._limit or Fraction(0)
        self._most = max(
            4 if speaker.names is None else 2, places(Quantity(limit, in_full=True), 2), decimals_written(limit) or 0
        )
        # Elsewhere two digits show on which side of the limit a number lies.
        self._near = None if self._limit is None else scaled(self._limit, 2)
        self._frames: dict[tuple[str, Truth], tuple[str, str, str]] = {}

    def of(self, value: Any, holds: Truth, *, margin: bool) -> str:
        """The line where it found that value; with `margin`, by how much a number misses what it must be."""
        if value is None:
            return self._unknown(holds)
        if not is_number(value):
            is_list = isinstance(value, list)
            before, _, behind = self._frame("line_listed" if is_list else "line", holds)
            none = self._speaker.pick(("none", "aucun")) if value == [] else ""
            return f"{before}{none or self._speaker.shown(value)}{behind}"
        top, bottom = value.as_integer_ratio()
        digits, whole = 2, scaled_ratio(top, bottom, 2)
        if whole == self._near or type(value) is Decimal:
            digits = self._digits(value)
            whole = scaled_ratio(top, bottom, digits)
        before, between, behind = self._frame("line_margin" if margin else "line", holds)
        figure = self._figure(whole, digits, top, bottom, self._unit)
        if not margin or self._limit is None:
            return f"{before}{figure}{behind}"
        return f"{before}{figure}{between}{self._margin(top, bottom, self._limit, digits)}{behind}"

    def _digits(self, value: int | Decimal | Fraction) -> int:
        """How many decimals a number takes that somebody wrote, or that lies near the limit."""
        found = Quantity(exact(value), in_full=type(value) is Decimal)
        limits = () if self._limit is None else (Quantity(self._limit, in_full=True),)
        return places(found, digits_apart((found, *limits)))

    def _unknown(self, holds: Truth) -> str:
        wanted = self._speaker.wanted(self._keyword, self.wanted, holds=holds, negated=self._negated)
        return self._speaker.pick(PHRASES["line_unknown"]).format(path=self._path, wanted=wanted)

    def _frame(self, phrase: str, holds: Truth) -> tuple[str, str, str]:
        """What stands before the value, between it and the margin (if there is one), and behind."""
        key = (phrase, holds)
        known = self._frames.get(key)
        if known is None:
            wanted = self._speaker.wanted(self._keyword, self.wanted, holds=holds, negated=self._negated)
            parts = self._speaker.pick(PHRASES[phrase]).partition("{value}")
            between, _, behind = parts[2].rpartition("{margin}")
            before, between, behind = (
                part.format(path=self._path, wanted=wanted) for part in (parts[0], between, behind)
            )
            known = self._frames[key] = (before, between, behind.removesuffix(", "))
        return known

    def _figure(self, whole: int, digits: int, top: int, bottom: int, unit: str) -> str:
        """The number top / bottom, which is `whole` when it is rounded to so many digits."""
        if self._is_plain:
            return decimals(whole, digits, fixed=unit == "score")
        return self._speaker.numbers(Quantity(Fraction(top, bottom), unit), digits)

    def _margin(self, top: int, bottom: int, limit: Fraction, digits: int) -> str:
        over, under = abs(top * limit.denominator - limit.numerator * bottom), bottom * limit.denominator
        digits = max(self._most, digits)
        whole = scaled_ratio(over, under, digits)
        if over and not whole:
            digits = apart((Fraction(over, under), Fraction(0)))
            whole = scaled_ratio(over, under, digits)
        return self._figure(whole, digits, over, under, "number")


_SIGNS: Final = {"sum": " + ", "difference": " − ", "product": " × ", "quotient": " ÷ ", "ratio": " ÷ ", "value": ""}


def worked(kind: str, terms: Sequence[str]) -> str:
    """How a figure is worked out: `a + b`, `a ÷ b`; the least and the greatest of several as `min(a, b)`."""
    sign = _SIGNS.get(kind)
    return f"{kind[:3]}({'; '.join(terms)})" if sign is None else sign.join(terms)
