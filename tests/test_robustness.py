"""How far each number may move before a decision changes: figures by hand, and the same as the documents edited give."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.documents import workspace
from asipgrid.model.results import Result
from asipgrid.review import rule_bounds, weight_ranges
from asipgrid.review.stable_ranges import Quotient, ends, quotient
from asipgrid.review.trials import Trials
from asipgrid.schema import dialect
from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request

CALL = "requests/small"
EXAMPLE = "requests/example-2010"
# Two requests, two criteria of 70 and 30 of 100: A has 80 and 40, B 60 and 70, and the envelope pays one of them.
GRID = """
grid: ALT
version: 1.0.0
title: Two alternatives
status: example
criteria:
  - {id: one, question: How good is it?, weight: 70, out_of: 100, mark: points}
  - {id: two, question: How cheap is it?, weight: 30, out_of: 100, mark: points}
"""
TWO = (
    SMALL_CALL.replace("{DOC: 1}", "{ALT: 1}")
    .replace("envelope: 1000", "envelope: 400")
    .replace("minimum: 60", "minimum: 50")
)


def sheet(name: str, one: int, two: int) -> str:
    return f"""
rating: {name}
assessor: one
rated_on: 2010-03-04
marks:
  one: {{level: {one}, why: Seen}}
  two: {{level: {two}, why: Seen}}
"""


def request(name: str) -> str:
    return small_request(name).rpartition("doc:")[0]


def two(root: Path, call: str = TWO, **marks: tuple[int, int]) -> Path:
    given = marks or {"a": (80, 40), "b": (60, 70)}
    files = {f"{CALL}/{name}.yaml": request(name) for name in given}
    files |= {f"{CALL}/ratings/one/{name}.yaml": sheet(name, *each) for name, each in given.items()}
    small(root, files, call=call)
    (root / "grids/doc.yaml").write_text(GRID.lstrip("\n"), encoding="utf-8")
    return root


def answered(asipgrid: Command, root: Path, call: str = CALL) -> dict[str, Any]:
    ran = asipgrid("robustness", call, "--format", "json", "-q", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    data: dict[str, Any] = json.loads(ran.out)
    assert [each.message for each in dialect.validator(dialect.shipped("robustness")).iter_errors(data)] == []
    return data


def ranges(data: Mapping[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    return {each["name"]: (each["low"]["at"], each["high"]["at"]) for each in data["ranges"]}


def test_the_weight_at_which_two_alternatives_change_places_is_the_one_computed_by_hand(
    asipgrid: Command, tmp_path: Path
) -> None:
    """80 w + 40 (1 - w) = 60 w + 70 (1 - w), so w = 0.6: above, A is funded (68 against 63), below, B.

    A passes 50 for w above 0.25, B for every w; A and B are both 64 at 0.6.
    """
    found = answered(asipgrid, two(tmp_path))
    assert found["requests"] == {"a": "funded", "b": "reserve"}
    assert ranges(found) == {
        "one.weight": ("60", None),
        "two.weight": (None, "40"),
        "decisions[1].score.minimum": (None, "63"),
        "decisions[2].ceiling.minimum": (None, None),
        "envelope": ("400.00", "799.99"),
    }


def test_the_answer_for_people(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("robustness", CALL, "-q", cwd=two(tmp_path), columns=None)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "A small call (small)\n"
        "\n"
        "From … to … every decision stays as it is, whatever one of these numbers is; below and above stand the requests of which something else becomes just beyond.\n"
        "\n"
        "Weights of criteria, as shares of their grid, the others in proportion\n"
        "what        now from   to below                                  above\n"
        "one.weight 70 % 60 %  any a funded → reserve, b reserve → funded\n"
        "two.weight 30 %  any 40 %                                        a funded → reserve, b reserve → funded\n"
        "\n"
        "Numbers of the decision rules\n"
        "what                       now from to below above\n"
        "decisions[1].score.minimum  50  any 63       b reserve → ask\n"
        "At any value, every decision stays: decisions[2].ceiling.minimum.\n"
        "\n"
        "The envelope\n"
        "what            now       from         to below              above\n"
        "envelope 400.00 EUR 400.00 EUR 799.99 EUR a funded → reserve b reserve → funded\n"
        "\n"
        "Marks, things not known, and the grey zone\n"
        "4 marks tried one step lower and one higher, 0 of which move a decision.\n"
        "0 things not known, each tried as it may come out, 0 of which move a decision.\n"
        "In the grey zone: nobody.\n"
    )


def test_the_answer_for_a_page(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("robustness", CALL, "-q", "--format", "markdown", cwd=two(tmp_path), columns=None)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "# A small call\n"
        "\n"
        "From … to … every decision stays as it is, whatever one of these numbers is; below and above stand the requests of which something else becomes just beyond.\n"
        "\n"
        "## Weights of criteria, as shares of their grid, the others in proportion\n"
        "\n"
        "| what | now | from | to | below | above |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| one.weight | 70 % | 60 % | any | a funded → reserve, b reserve → funded |  |\n"
        "| two.weight | 30 % | any | 40 % |  | a funded → reserve, b reserve → funded |\n"
        "\n"
        "## Numbers of the decision rules\n"
        "\n"
        "| what | now | from | to | below | above |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| decisions\\[1\\].score.minimum | 50 | any | 63 |  | b reserve → ask |\n"
        "\n"
        "At any value, every decision stays: decisions\\[2\\].ceiling.minimum.\n"
        "\n"
        "## The envelope\n"
        "\n"
        "| what | now | from | to | below | above |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| envelope | 400.00 EUR | 400.00 EUR | 799.99 EUR | a funded → reserve | b reserve → funded |\n"
        "\n"
        "## Marks, things not known, and the grey zone\n"
        "\n"
        "- 4 marks tried one step lower and one higher, 0 of which move a decision.\n"
        "- 0 things not known, each tried as it may come out, 0 of which move a decision.\n"
        "- In the grey zone: nobody.\n"
    )


def test_a_mark_and_a_thing_not_known_put_requests_into_the_grey_zone(asipgrid: Command, tmp_path: Path) -> None:
    """A has 68, B 67.9 by 70 and 63: a step of one is worth 0.7 or 0.3, more than lies between them."""
    found = answered(asipgrid, two(tmp_path, a=(80, 40), b=(70, 63)))
    assert [(each["name"], each["old"], each["new"]) for each in found["flips"]] == [
        ("a.ratings.one.one", "80", "79"),
        ("a.ratings.one.two", "40", "39"),
        ("b.ratings.one.one", "70", "71"),
        ("b.ratings.one.two", "63", "64"),
    ]
    assert found["flips"][0]["changes"] == [
        {"id": "a", "old": "funded", "new": "reserve"},
        {"id": "b", "old": "reserve", "new": "funded"},
    ]
    assert (found["tried"], found["grey"]) == ({"marks": 4, "unknowns": 0}, ["a", "b"])


def test_what_is_not_known_is_told_with_the_level_from_which_it_decides(asipgrid: Command, tmp_path: Path) -> None:
    """Level 4 of DOC-02 (50 of 100), 4 steps of DOC-03 (30), 3 of 4 of DOC-04 (15 of 20): 65 without the figure."""
    root = small(
        tmp_path,
        {
            f"{CALL}/region-a.yaml": small_request("region-a", doc="{signed: true, total: 10, valid: 8}"),
            f"{CALL}/ratings/one/region-a.yaml": small_rating("region-a"),
        },
    )
    found = answered(asipgrid, root)
    assert found["requests"] == {"region-a": "ask"}
    assert found["flips"] == [
        {
            "kind": "unknown",
            "name": "region-a.DOC-02",
            "old": "not known",
            "new": new,
            "changes": [{"id": "region-a", "old": "ask", "new": became}],
        }
        for new, became in (("level 0", "decline"), ("level 2", "funded"))
    ]


def trials_of(call: str) -> Trials:
    case = pipeline.load(workspace.find_call(call, ROOT)).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    return Trials(case, pipeline.plan_behind(case, result))


def test_what_a_weight_moves_is_what_the_whole_call_comes_to_when_every_request_is_judged_again() -> None:
    """Under a moving weight few requests are judged again; here all of them are, at shares between all crossings and beyond."""
    trials = trials_of(EXAMPLE)
    weights = trials.case.call.weights
    tried = 0
    for name, weight in weights.items():
        made = weight_ranges._grid_plan(trials, name)
        now = weight / sum(weights.values())
        moving = weight_ranges._moving(trials, now, made, {})
        assert moving is not None
        crossings = weight_ranges._crossings(trials, moving)
        for share in (Fraction(number, 23) for number in range(1, 23, 3)):
            ready = made(share)
            whole = trials.under(ready, trials.reweighed(ready))
            assert weight_ranges._words(trials, moving, crossings, (now, share), made) == whole
            tried += whole != trials.words
    assert tried > 10


def test_what_a_number_of_a_rule_moves_is_what_the_whole_call_comes_to_under_it() -> None:
    """Only requests whose figure lies otherwise to the number are judged again; here all of them are, between all figures."""
    trials = trials_of(EXAMPLE)
    tried = 0
    for path, read, now in rule_bounds.numbers_of_rules(trials):
        values = dict(rule_bounds._values(trials, read))
        moving = rule_bounds._Bound(trials, path, now, values)
        ends_ = sorted({*values.values(), now})
        for bound in [ends_[0] - 1, *((a + b) / 2 for a, b in pairwise(ends_)), ends_[-1] + 1]:
            ruled = trials.with_call(rules=rule_bounds._ruled(trials.case.call, path, bound))
            assert moving.trial(bound) == trials.changed(trials.under(ruled))
            tried += 1
    assert tried > 50


@pytest.mark.slow
def test_every_range_of_the_example_is_what_whatif_tells_inside_and_beyond_it(
    asipgrid: Command, tmp_path: Path
) -> None:
    """Inside its ends no decision moves; a little beyond, exactly what was told moves."""
    for each in ("requests/example-2010", "grids"):
        shutil.copytree(ROOT / each, tmp_path / each)
    found = answered(asipgrid, tmp_path, EXAMPLE)
    weights = {"RFR": 25, "INS": 15, "IOP": 25, "CHG": 35}
    tried = 0
    for each in found["ranges"]:
        for side, sign in (("low", 1), ("high", -1)):
            end = each[side]
            if end["at"] is None or each["kind"] == "criterion" or end["at"] == each["value"]:
                continue
            at, small_step = Decimal(end["at"]), Decimal("0.001")
            inside, beyond = at + sign * small_step, at - sign * small_step
            name = each["name"]
            if each["kind"] == "grid":
                rest = 100 - weights[name.removeprefix("grids.")]
                inside, beyond = (round(rest * share / (100 - share), 9) for share in (inside, beyond))
            elif each["kind"] == "envelope":
                inside, beyond = at, at - sign * Decimal("0.01")
            assert flips(asipgrid, tmp_path, name, inside) == {}, (name, inside)
            assert flips(asipgrid, tmp_path, name, beyond) == {
                change["id"]: (change["old"], change["new"]) for change in end["changes"]
            }, (name, beyond)
            tried += 1
    assert tried >= 14


def flips(asipgrid: Command, root: Path, name: str, value: Decimal) -> dict[str, tuple[str, str]]:
    ran = asipgrid("whatif", EXAMPLE, "--set", f"{name}={value}", "--format", "json", cwd=root)
    moved = json.loads(ran.out)["scenarios"][0]["comparison"]["requests"]
    return {
        each["id"]: (each["outcome"]["old"], each["outcome"]["new"])
        for each in moved
        if each["outcome"]["old"] != each["outcome"]["new"]
    }


def test_where_assessors_totals_decide_weights_are_not_found_out(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path, TWO.replace("aggregate: median", "aggregate: median, totals: mean"))
    found = answered(asipgrid, root)
    weights = [each for each in found["ranges"] if each["kind"] == "criterion"]
    assert [(each["low"], each["high"]) for each in weights] == [(None, None), (None, None)]
    assert found["tried"] == {"marks": 4, "unknowns": None}
    out = asipgrid("robustness", CALL, "-q", cwd=root, columns=None).out
    assert (
        "Not found out, for it stands alone, or decisions do not follow from it by weighted means and ranks: one, two.\n"
        in out
    )
    assert (
        "What is not known was not tried, for totals or vetoes of single assessors decide, or statistics over all requests.\n"
        in out
    )


SECTIONS = (
    GRID
    + """
  - {id: three, question: How soon is it?, weight: 100, out_of: 100, mark: points}
sections:
  - {id: quality, title: Quality, criteria: [one, two]}
  - {id: time, title: Time, criteria: [three]}
"""
)


def test_a_threshold_of_a_section_ends_the_range_of_a_weight_in_it(asipgrid: Command, tmp_path: Path) -> None:
    """80 u + 40 (1 - u) = 60 where u = 1/2: one and two weigh the same, t = (1 - t) 30 / 130, so t = 18.75 %."""
    call = TWO.replace("{score: {minimum: 50}}", "{sections.quality.score: {minimum: 60}}")
    root = two(tmp_path, call, a=(80, 40))
    (root / "grids/doc.yaml").write_text(SECTIONS.replace("\n\n", "\n").lstrip("\n"), encoding="utf-8")
    sheet_of_a = root / CALL / "ratings/one/a.yaml"
    sheet_of_a.write_text(
        sheet_of_a.read_text(encoding="utf-8") + "  three: {level: 50, why: Seen}\n", encoding="utf-8"
    )
    found = answered(asipgrid, root)
    assert found["requests"] == {"a": "funded"}
    assert ranges(found)["one.weight"] == ("18.75", None)


def test_an_expression_over_scores_leaves_weights_open(asipgrid: Command, tmp_path: Path) -> None:
    call = TWO.replace("{score: {minimum: 50}}", "{ceil(score): {minimum: 50}}")
    found = answered(asipgrid, two(tmp_path, call))
    assert [each["low"] for each in found["ranges"] if each["kind"] == "criterion"] == [None, None]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("{overflow: skip, partial: none}", "{method: pro-rata}"),
        ("envelope: 400", "envelope: 400\nenvelopes: [{id: all, amount: 400}]"),
        ("envelope: 400", "envelope: 400\nquotas: [{id: any, most: 1}]"),
    ],
)
def test_where_money_is_not_paid_by_rank_alone_neither_weights_nor_the_envelope_are_found_out(
    asipgrid: Command, tmp_path: Path, written: str, instead: str
) -> None:
    call = TWO.replace(written, instead)
    found = answered(asipgrid, two(tmp_path, call))
    assert {each["name"]: each["low"] is None for each in found["ranges"]} == {
        "one.weight": True,
        "two.weight": True,
        "decisions[1].score.minimum": False,
        "decisions[2].ceiling.minimum": False,
        "envelope": True,
    }


def test_points_on_top_stay_where_a_thing_not_known_comes_out(asipgrid: Command, tmp_path: Path) -> None:
    """45 without DOC-02, and 10 on top: level 2 (25) passes 75 with them, and would not without."""
    call = SMALL_CALL.replace("minimum: 60", "minimum: 75").replace(
        "ranking:", "bonus:\n  - {id: top, title: On top, points: 10, when: {request.doc.signed: true}}\nranking:"
    )
    root = small(
        tmp_path,
        {
            f"{CALL}/region-a.yaml": small_request("region-a", doc="{signed: true, total: 10, valid: 8}"),
            f"{CALL}/ratings/one/region-a.yaml": small_rating("region-a"),
        },
        call=call,
    )
    found = answered(asipgrid, root)
    assert found["requests"] == {"region-a": "ask"}
    assert [(each["name"], each["new"], each["changes"][0]["new"]) for each in found["flips"]] == [
        ("region-a.DOC-02", "level 0", "decline"),
        ("region-a.DOC-02", "level 2", "funded"),
    ]
    assert {each["low"] for each in found["ranges"] if each["kind"] == "criterion"} == {None}


def test_of_equals_the_envelope_is_told_at_which_all_of_them_fit(asipgrid: Command, tmp_path: Path) -> None:
    """Both are equal and ask for 400: with 400 nobody is put before the other, with 800 both are funded."""
    found = answered(asipgrid, two(tmp_path, a=(80, 40), b=(80, 40)))
    assert found["requests"] == {"a": "tied", "b": "tied"}
    assert ranges(found)["envelope"] == ("400.00", "799.99")


def test_a_call_with_errors_decides_nothing(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path, TWO.replace("currency: EUR", "currency: EURO"))
    ran = asipgrid("robustness", CALL, cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert re.search(r"call\.yaml:5:\d+: S0\d\d ", ran.err)


# ── the arithmetic ─────────────────────────────────────────────────────────────────────────────────

FRACTIONS = st.fractions(min_value=-9, max_value=9, max_denominator=12)
POSITIVE = st.fractions(min_value="1/9", max_value=9, max_denominator=12)
PLACES = [Fraction(1, 7), Fraction(2, 5), Fraction(5, 7), Fraction(6, 7)]


@given(FRACTIONS, FRACTIONS, POSITIVE, POSITIVE)
def test_a_quotient_is_known_from_three_places_and_proven_at_a_fourth(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction
) -> None:
    true = Quotient(a, b, c, d)
    points = [(x, true.at(x)) for x in PLACES]
    found = quotient(points)
    assert found is not None
    assert all(found.at(Fraction(n, 11)) == true.at(Fraction(n, 11)) for n in range(1, 11))
    assert quotient([*points[:3], (points[3][0], points[3][1] + 1)]) is None


@given(FRACTIONS, FRACTIONS, POSITIVE, POSITIVE, FRACTIONS, FRACTIONS, POSITIVE, POSITIVE)
def test_where_two_quotients_meet_they_have_the_same_value(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, e: Fraction, f: Fraction, g: Fraction, h: Fraction
) -> None:
    one, other = Quotient(a, b, c, d), Quotient(e, f, g, h)
    for at in one.meets(other):
        if one.c + one.d * at and other.c + other.d * at:
            # An end that is no fraction is known to 24 digits.
            assert abs(one.at(at) - other.at(at)) < Fraction(1, 10**6)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6), st.integers(1, 99))
def test_a_range_ends_at_the_first_crossing_beyond_which_something_changes(at: list[int], now: int) -> None:
    def trial(value: Fraction) -> dict[str, tuple[str, str]]:
        counted = sum(each < value for each in at) // 2
        return {} if counted == sum(each < now for each in at) // 2 else {"a": ("funded", "reserve")}

    low, high = ends(Fraction(now), map(Fraction, at), (Fraction(0), Fraction(100)), trial)
    for value in (Fraction(n, 2) for n in range(1, 200)):
        inside = (low.at is None or value > low.at) and (high.at is None or value < high.at)
        if inside and value not in at and now not in at:
            assert trial(value) == {}
