"""Paths, conditions and figures: what is written on the left, what it gives on the right."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from asipgrid.engine.conditions import condition
from asipgrid.engine.measures import Figure, months_between
from asipgrid.engine.paths import PathExpression, leaves
from asipgrid.model.calls import Measure
from asipgrid.model.places import Place
from asipgrid.text.phrases import say

ENV: dict[str, Any] = {
    "n": 3,
    "share": Decimal("0.1"),
    "name": "region-a",
    "day": "2010-06-30",
    "later": "2010-10-01",
    "zero": 0,
    "flag": True,
    "off": False,
    "tags": ["b", "a"],
    "none": [],
    "lines": [{"amount": 100, "year": 2010}, {"amount": Decimal("0.1"), "year": 2011}],
    "holes": [{"amount": 100}, {"item": "x"}],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("n", 3),
        ("missing", None),
        ("name.below", None),
        ("sum(lines[].amount)", Fraction(1001, 10)),
        ("avg(lines[].amount)", Fraction(1001, 20)),
        ("avg(none)", None),
        ("max(lines[].amount)", 100),
        ("min(lines[].amount)", Fraction(1, 10)),
        ("max(tags)", "b"),
        ("min(none)", None),
        ("abs(n)", 3),
        ("ceil(share)", 1),
        ("floor(share)", 0),
        ("length(tags)", 2),
        ("length(missing)", None),
        ("sum(holes[].amount)", None),
        ("sum(tags)", None),
        ("lines[0].amount", 100),
        ("lines[7].amount", None),
        ("lines[-1].year", 2011),
        ("lines[?year == `2010`].amount | [0]", 100),
        ("lines[?amount > `0.05`].year", [2010, 2011]),
        ("contains(tags, 'a')", True),
        ("starts_with(name, 'region')", True),
        ("n > `2`", True),
        ("n > missing", None),
        ("n > name", None),
        ("name == 'region-a'", True),
        ("flag || missing", True),
        ("missing || flag", True),
        ("missing || off", None),
        ("off || missing", None),
        ("!flag", False),
    ],
)
def test_a_path_gives_a_value_or_is_not_stated(path: str, value: object) -> None:
    assert PathExpression(path).get(ENV) == value


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ({"n": 3}, True),
        ({"n": "3"}, False),
        ({"flag": True}, True),
        ({"n": [1, 3]}, True),
        ({"share": Decimal("0.10")}, True),
        ({"n": {"minimum": 3, "maximum": 3}}, True),
        ({"n": {"exclusiveMinimum": 3}}, False),
        ({"n": {"exclusiveMaximum": 4}}, True),
        ({"n": {"multipleOf": Decimal("1.5")}}, True),
        ({"n": {"const": 3}}, True),
        ({"n": {"enum": [1, 2]}}, False),
        ({"name": {"minLength": 3, "pattern": "^region-[a-z]$"}}, True),
        ({"name": {"minimum": 1}}, False),
        ({"day": {"formatMinimum": "2010-06-30", "formatMaximum": "2010-12-31"}}, True),
        ({"name": {"formatMinimum": "2010-06-30"}}, False),
        ({"tags": {"minItems": 2, "contains": {"const": "a"}}}, True),
        ({"missing": 1}, None),
        ({"any": [{"missing": 1}, {"n": 3}]}, True),
        ({"any": [{"missing": 1}, {"n": 4}]}, None),
        ({"all": [{"missing": 1}, {"n": 4}]}, False),
        ({"not": {"missing": 1}}, None),
        ({"not": {"n": 4}}, True),
    ],
)
def test_a_condition_is_true_false_or_not_stated(written: dict[str, Any], truth: bool | None) -> None:
    assert condition(written).truth(ENV) is truth


def figure(kind: str, *paths: str) -> Fraction | None:
    return Figure(Measure(name="f", title=None, kind=kind, paths=paths, unit="number", place=Place(file="g"))).of(ENV)[
        0
    ]


def test_a_figure_is_exact() -> None:
    assert figure("ratio", "share", "n") == Fraction(1, 30)
    assert figure("difference", "n", "share") == Fraction(29, 10)
    assert figure("value", "share") == Fraction(1, 10)
    assert figure("days", "day", "day") == 0
    assert figure("ratio", "n", "missing") is None
    assert figure("months", "day", "later") == 4
    assert figure("days", "day", "later") == 93


@pytest.mark.parametrize(
    ("kind", "paths", "says"),
    [
        ("ratio", ("n", "missing"), "missing: not stated"),
        ("difference", ("gone", "missing"), "gone, missing: not stated"),
        ("value", ("lines[7].amount",), "lines[7].amount: not stated"),
        ("ratio", ("n", "zero"), "zero is 0, so there is no share"),
        ("ratio", ("zero", "n"), None),
    ],
)
def test_where_there_is_no_figure_it_is_said_why(kind: str, paths: tuple[str, ...], says: str | None) -> None:
    measure = Measure(name="f", title=None, kind=kind, paths=paths, unit="number", place=Place(file="g"))
    value, why = Figure(measure).of(ENV)
    assert (value is None, why and say(why)) == (says is not None, says)
    assert Figure(measure).reads == tuple(path.removesuffix("[7].amount") for path in paths)


def test_whatever_a_document_states_is_one_fact_a_name_and_a_list_is_one() -> None:
    stated = {"doc": {"total": 10, "tags": ["a", "b"], "none": {}}, "title": "x"}
    assert list(leaves(stated)) == [("doc", "total"), ("doc", "tags"), ("title",)]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2010-03-01", "2010-06-30", 4),
        ("2010-03-01", "2010-06-01", 3),
        ("2010-03-01", "2010-02-15", 0),
        ("2010-03-01", "2010-01-31", -1),
        ("2010-01-31", "2010-02-28", 1),
        ("2010-01-31", "2010-03-01", 2),
        ("2009-12-31", "2010-12-31", 12),
        ("2008-02-29", "2009-02-28", 12),
    ],
)
def test_months_are_counted_up_to_the_next_whole_one(start: str, end: str, months: int) -> None:
    days = (datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))
    assert months_between(*days) == months
