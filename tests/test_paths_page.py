"""docs/documents.md: every function and operator of paths, with what it gives."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from asipgrid.check.conditions import FUNCTIONS
from asipgrid.engine.paths import path_expression
from conftest import ROOT

REQUEST = {
    "team": {"size": Decimal("7.5"), "lead": "Anna"},
    "years": [{"year": 2008, "cost": 100}, {"year": 2009, "cost": 250}],
}
TABLE = (
    (ROOT / "docs/documents.md").read_text("utf-8").partition("| path | gives | which is |\n")[2].partition("\n\n")[0]
)
CODE = re.compile(r"``(.+?)``|`([^`]+)`")


def codes(cell: str) -> list[str]:
    return [(a or b).strip().replace("\\|", "|") for a, b in CODE.findall(cell)]


ROWS = [re.split(r"(?<!\\) \| ", row.strip("| ")) for row in TABLE.splitlines()[1:]]
CASES = [pair for row in ROWS for pair in zip(codes(row[0]), codes(row[2]), strict=True)]


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(each) for each in value]
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("path", "gives"), CASES, ids=[path for path, _ in CASES])
def test_a_path_gives_what_the_page_says(path: str, gives: str) -> None:
    assert plain(path_expression(path).get(REQUEST)) == plain(json.loads(gives, parse_float=Decimal))


def test_the_page_has_every_function() -> None:
    assert {name for path, _ in CASES for name in re.findall(r"([a-z_]+)\(", path)} == FUNCTIONS
