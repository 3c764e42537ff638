"""Numbers drawn by chance: weights over all that there are, or around those declared; which of several. The same everywhere.

The words of the generator (PCG64, seeded) are kept as they are by its library on every platform; what is made of them are
whole numbers, and quotients and products of them, one at a time, which every machine rounds alike. No sum is left to the
order in which a library adds, and no logarithm is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
# As many bits as a float holds exactly.
_BITS: Final = 53


class Chance:
    """A stream of numbers of its own; `which` sets it apart from others of the same seed."""

    def __init__(self, seed: int, which: int) -> None:
        """Nothing is drawn yet."""
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, which]))

    def _parts(self, rows: int, columns: int) -> NDArray[np.uint64]:
        """Whole numbers below 2 to the 53, each as likely as any other."""
        drawn: Any = self._bits.random_raw(rows * columns)
        words: NDArray[np.uint64] = np.asarray(drawn, dtype=np.uint64).reshape(rows, columns)
        return words >> np.uint64(64 - _BITS)

    def over_all(self, rows: int, count: int) -> Numbers:
        """Weights that add up to one, `count` in a row: every such row is as likely as any other.

        They are the gaps between count - 1 marks thrown on a line.
        """
        marks = np.sort(self._parts(rows, count - 1), axis=1)
        first, last = np.zeros((rows, 1), np.uint64), np.full((rows, 1), 1 << _BITS, np.uint64)
        gaps = np.diff(np.hstack([first, marks, last]), axis=1)
        weights: Numbers = gaps.astype(np.float64) / float(1 << _BITS)
        return weights

    def around(self, rows: int, declared: Sequence[float], within: float) -> Numbers:
        """Weights, each on its own, anywhere between (1 - within) and (1 + within) times the one declared."""
        parts = self._parts(rows, len(declared)).astype(np.float64) / float(1 << _BITS)
        turned = parts * (2 * within)
        weights: Numbers = np.array(declared) * (turned + (1 - within))
        return weights

    def one_of(self, rows: int, chances: Sequence[int]) -> Whole:
        """Which of several, by their chances out of the sum of all (whole numbers), one a row."""
        ends = np.cumsum(np.array(chances, dtype=np.uint64))
        drawn: Any = self._bits.random_raw(rows)
        parts = np.asarray(drawn, dtype=np.uint64) % ends[-1]
        found: Whole = np.searchsorted(ends, parts, side="right").astype(np.int64)
        return found
