"""Marks of several assessors on one criterion: sheets in, the panel's level and what it says of disagreement out."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from asipgrid.engine.panel import aggregate
from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request

NAMES = ("one", "two", "three", "four")


@pytest.mark.parametrize(
    ("how", "levels", "level"),
    [
        ("mean", "4 1 1", "2"),
        ("mean", "3 4", "7/2"),
        ("median", "3", "3"),
        ("median", "4 0 1", "1"),
        ("median", "4 1 0 3", "2"),
        ("median", "4 4 3 1 0 0 0", "1"),
        ("min", "3 1 4", "1"),
        ("min", "3 1 4 2", "1"),
        ("trimmed", "4 0 2", "2"),
        ("trimmed", "4 4 1 0", "5/2"),
        ("trimmed", "4 1", "5/2"),
        ("trimmed", "3", "3"),
    ],
)
def test_the_panel_makes_one_level_of_several(how: str, levels: str, level: str) -> None:
    found = aggregate([Fraction(each) for each in levels.split()], how)
    assert (found, type(found)) == (Fraction(level), Fraction)


@pytest.mark.parametrize(
    ("panel", "minimum", "levels", "level", "says"),
    [
        ("{assessors: 2, aggregate: mean}", "", "4 0", "2", None),
        ("{assessors: 2, aggregate: min, disagreement: 2}", "", "3 2", "2", None),
        ("{assessors: 2, aggregate: min, disagreement: 2}", "", "3 1", "1", "assessors disagree: from 1 to 3"),
        ("{assessors: 2, aggregate: min, disagreement: 2}", "", "0 4 1", "0", "assessors disagree: from 0 to 4"),
        ("{assessors: 3, aggregate: min, disagreement: 2}", "", "4 1", "0", "assessors disagree: from 1 to 4"),
        ("{assessors: 2, aggregate: trimmed}", "", "4 3 0", "3", None),
        (
            "{assessors: 2, aggregate: mean}",
            "2",
            "3 1",
            "2",
            "assessors disagree: 1 and 3 lie on both sides of the minimum, 2",
        ),
        (
            "{assessors: 2, aggregate: mean}",
            "3",
            "3 1",
            "2",
            "assessors disagree: 1 and 3 lie on both sides of the minimum, 3",
        ),
        ("{assessors: 2, aggregate: mean}", "1", "3 1", "2", None),
        ("{assessors: 2, aggregate: mean}", "4", "3 1", "2", None),
        ("{assessors: 2, aggregate: mean, disagreement: 2}", "2", "3 1", "2", "assessors disagree: from 1 to 3"),
    ],
)
def test_assessors_disagree_over_a_wide_range_or_on_both_sides_of_the_minimum(
    asipgrid: Command, tmp_path: Path, panel: str, minimum: str, levels: str, level: str, says: str | None
) -> None:
    marks = levels.split()
    sheets = {
        f"requests/small/ratings/{name}/region-a.yaml": small_rating("region-a", mark, name)
        for name, mark in zip(NAMES, marks, strict=False)
    }
    grid = SMALL_GRID.replace("mark: anchors", f"mark: anchors\n    minimum: {minimum}") if minimum else SMALL_GRID
    root = small(
        tmp_path,
        {"requests/small/region-a.yaml": small_request("region-a"), **sheets},
        grid=grid,
        call=SMALL_CALL.replace("{assessors: 1, aggregate: median}", panel),
    )
    [request] = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)["requests"]
    found = request["criteria"]["DOC-04"]
    assert (found["level"], found.get("disagreement")) == (level, says)
