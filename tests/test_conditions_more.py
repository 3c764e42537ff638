"""What a path or condition may not ask, and what it gives where the library behind it would fail or round."""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import Any

import pytest

from asipgrid.conditions import PathExpression
from conftest import SMALL_GRID, Command, small, small_request
from test_check import checked

ENV: dict[str, Any] = {
    "n": 3,
    "half": Decimal("0.5"),
    "name": "region-a",
    "flag": True,
    "tags": ["b", "a"],
    "figures": [1, Decimal("0.5")],
}
NO_NUMBER = "a number in it cannot be compared; write it plainly, such as `0.5`"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("contains(name, 'region')", True),
        ("contains(name, n)", False),
        ("contains(name, `1`)", False),
        ("contains(figures, half)", True),
        ("contains(figures, flag)", False),
        ("contains(tags, missing)", None),
        ("contains(n, `3`)", None),
        ("figures == `[1, 0.5]`", True),
        ("contains(`[0.1, 0.2]`, half)", False),
        ("n == flag", False),
        ("n != flag", True),
        ("name == `region-a`", True),
        ("tags[::2]", ["b"]),
        ("tags[::-1]", ["a", "b"]),
        ("n[0:1]", None),
    ],
)
def test_a_function_takes_values_as_they_are_written(path: str, value: object) -> None:
    assert PathExpression(path).get(ENV) == value


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("doc.list[::0]", "doc.list[::0]: the step of a slice is never 0"),
        ("doc.total > `1e999`", f"doc.total > `1e999`: {NO_NUMBER}"),
        ("doc.total > `NaN`", f"doc.total > `NaN`: {NO_NUMBER}"),
        ("max(`[1, -Infinity]`) > doc.total", f"max(`[1, -Infinity]`) > doc.total: {NO_NUMBER}"),
    ],
)
def test_a_path_that_no_document_could_answer_is_refused(
    asipgrid: Command, tmp_path: Any, path: str, fault: str
) -> None:
    grid = SMALL_GRID.replace("signed: {type: boolean}", "signed: {type: boolean}\n    list: {type: array}")
    root = small(tmp_path, grid=grid.replace("{doc.signed: true}", f'{{"{path}": true}}'))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert checked(asipgrid, root, "grids") == [f"G104 grids/doc.yaml:23:16 {fault}"]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{'`[1]`': x}", '`[1]` is a list and can never be "x"'),
        ("{'`null`': x}", '`null` is null and can never be "x"'),
        ("{doc.kind: cad}", "doc.kind can never be cad; did you mean cda?"),
        ("{doc.kind: a list}", "doc.kind can never be a list; one of a list, cda, true"),
        ("{doc.kind: truw}", "doc.kind can never be truw; did you mean true?"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused_in_the_words_of_the_document(
    asipgrid: Command, tmp_path: Any, written: str, fault: str
) -> None:
    grid = SMALL_GRID.replace(
        "signed: {type: boolean}", "signed: {type: boolean}\n    kind: {enum: [[cda], cda, true]}"
    )
    root = small(tmp_path, grid=grid.replace("{doc.signed: true}", written))
    assert checked(asipgrid, root, "grids") == [f"G104 grids/doc.yaml:23:16 {fault}"]


def test_a_text_is_searched_for_a_number_without_a_failure(asipgrid: Command, tmp_path: Any) -> None:
    grid = SMALL_GRID.replace("requires: {doc.signed: true}", 'requires: {"contains(doc.format, doc.total)": false}')
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a")}, grid=grid)
    ran = asipgrid("explain", "requests/small", "region-a", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert "contains(doc.format, doc.total)" in ran.out
