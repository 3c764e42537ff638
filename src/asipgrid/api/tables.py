"""Columns as a table of pyarrow or pandas; both libraries are asked for when they are needed."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from asipgrid.formats.exact_figures import DIGITS
from asipgrid.model.values import decimals_of
from asipgrid.text.numbers import rounded

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_MOST_DIGITS: Final = 38


class TableColumn(Struct, frozen=True):
    """A column: its name, what its cells are, and the cells (None: not stated, or there is none)."""

    name: str
    kind: Literal["text", "count", "truth", "figure", "money"]
    cells: Iterable[Any]

    def values(self) -> list[str | int | bool | Decimal | None]:
        """Its cells as tables hold them: fractions as decimals of six places, rounded half away from zero."""
        return [rounded(each, DIGITS) if isinstance(each, Fraction) else each for each in self.cells]


def arrow(columns: Iterable[TableColumn], currency: str) -> pa.Table:
    """The table of pyarrow, amounts in a currency; ImportError when pyarrow is not installed."""
    library = _library("pyarrow", "to_arrow", "pip install 'asipgrid[warehouse]'")
    types = {
        "text": library.string(),
        "count": library.int64(),
        "truth": library.bool_(),
        "figure": library.decimal128(_MOST_DIGITS, DIGITS),
        "money": library.decimal128(_MOST_DIGITS, decimals_of(currency)),
    }
    table: pa.Table = library.table({each.name: library.array(each.values(), types[each.kind]) for each in columns})
    return table


def frame(columns: Iterable[TableColumn]) -> pd.DataFrame:
    """The table of pandas; ImportError when pandas is not installed."""
    library = _library("pandas", "to_pandas", "pip install pandas")
    types = {"text": "string", "count": "Int64", "truth": "boolean", "figure": "object", "money": "object"}
    made = {each.name: library.Series(each.values(), dtype=types[each.kind]) for each in columns}
    table: pd.DataFrame = library.DataFrame(made)
    return table


def _library(name: str, method: str, how: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(f"{method} needs {name}, which is not installed; {how}") from error
