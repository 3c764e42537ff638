"""How far each number may move before a decision changes: figures by hand, and the same as the documents edited give."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import asked_everywhere as everywhere
from asipgrid import pipeline
from asipgrid.documents import workspace
from asipgrid.model.results import Result
from asipgrid.review import rule_bounds
from asipgrid.review.robustness import robustness
from asipgrid.review.stable_ranges import Fit, Quotient, ends
from asipgrid.review.trials import Trials
from asipgrid.schema import dialect
from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request, write

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


def test_the_weight_at_which_the_demand_of_a_stage_lets_another_pass_is_the_one_computed_by_hand(
    asipgrid: Command, tmp_path: Path
) -> None:
    """Both ask for the whole budget: whoever has more passes, and A and B are both 64 at 0.6, as above."""
    stage = "stage: {title: Outlines, passes_to: the full proposal, demand: {times: 1}}"
    call = TWO.replace("outcome: fund", "outcome: pass").replace("allocation: {overflow: skip, partial: none}", stage)
    found = answered(asipgrid, two(tmp_path, call))
    assert found["requests"] == {"a": "passed", "b": "below-threshold"}
    [one] = [each for each in found["ranges"] if each["name"] == "one.weight"]
    assert one["low"] == {
        "at": "60",
        "changes": [
            {"id": "a", "old": "passed", "new": "below-threshold"},
            {"id": "b", "old": "below-threshold", "new": "passed"},
        ],
    }
    assert one["high"] == {"at": None, "changes": []}


def test_two_that_do_not_pass_change_places_and_the_demand_lets_one_of_them_pass(
    asipgrid: Command, tmp_path: Path
) -> None:
    """C asks for 4 of the 8.8 that pass at best. A behind it makes 14, B 9: where B has more than A, below 0.6, it passes."""
    stage = "stage: {title: Outlines, passes_to: the full proposal, demand: {times: 2.2}}"
    call = TWO.replace("outcome: fund", "outcome: pass").replace("allocation: {overflow: skip, partial: none}", stage)
    root = two(tmp_path, call, a=(80, 40), b=(60, 70), c=(100, 100))
    for name, asks in (("a", 1000), ("b", 500)):
        written = request(name).replace("requested: 400", f"requested: {asks}")
        (root / f"{CALL}/{name}.yaml").write_text(written.lstrip("\n"), encoding="utf-8")
    found = answered(asipgrid, root)
    assert found["requests"] == {"a": "below-threshold", "b": "below-threshold", "c": "passed"}
    assert ranges(found)["one.weight"] == ("60", None)
    assert found["ranges"][0]["low"]["changes"] == [{"id": "b", "old": "below-threshold", "new": "passed"}]


# The weights of a textbook: three of turnover, three of working conditions. Goodwin and Wright, Decision Analysis for
# Management Judgment, chapter 3, pp. 43-48: Addison Square has the values 100, 60, 100 and 75, 0, 90. Of Elton Street the
# pages that were read give the two totals alone, 60.4 and 81.7, so each of its marks is the total. Turnover weighs 81 of 100.
# Read: closeness 100 and visibility 80 (figure 3.5), size 30, comfort 20, parking 10 (p. 47); image 70 is what p. 44
# rounds to 23 of 100.
OFFICES = """
grid: {grid}
version: 1.0.0
title: {grid}
status: example
scale: {{max: 100, step: 0.1}}
criteria:
  - {{id: {names[0]}, question: How good is it?, weight: {weights[0]}, out_of: 100, mark: points}}
  - {{id: {names[1]}, question: How good is it?, weight: {weights[1]}, out_of: 100, mark: points}}
  - {{id: {names[2]}, question: How good is it?, weight: {weights[2]}, out_of: 100, mark: points}}
"""
OFFICE_MARKS: Mapping[str, Mapping[str, str]] = {
    "addison-square": {
        "closeness": "100",
        "visibility": "60",
        "image": "100",
        "size": "75",
        "comfort": "0",
        "parking": "90",
    },
    "elton-street": dict.fromkeys(("closeness", "visibility", "image"), "60.4")
    | dict.fromkeys(("size", "comfort", "parking"), "81.7"),
}


def test_the_weight_of_a_textbook_below_which_another_office_is_best(asipgrid: Command, tmp_path: Path) -> None:
    """Published: "Elton Street gives the highest value of benefits as long as the weight placed on turnover is less than 52.1"."""
    call = TWO.replace("{ALT: 1}", "{TURNOVER: 81, CONDITIONS: 19}").replace("minimum: 50", "minimum: 0")
    files = {f"{CALL}/{name}.yaml": request(name) for name in OFFICE_MARKS} | {f"{CALL}/call.yaml": call}
    for name, marks in OFFICE_MARKS.items():
        given = "".join(f"  {each}: {{level: {mark}, why: Published}}\n" for each, mark in marks.items())
        files[f"{CALL}/ratings/one/{name}.yaml"] = (
            f"rating: {name}\nassessor: one\nrated_on: 2010-03-04\nmarks:\n{given}"
        )
    for grid, names, weights in (
        ("TURNOVER", ("closeness", "visibility", "image"), (100, 80, 70)),
        ("CONDITIONS", ("size", "comfort", "parking"), (30, 20, 10)),
    ):
        files[f"grids/{grid.lower()}.yaml"] = OFFICES.format(grid=grid, names=names, weights=weights)
    found = answered(asipgrid, write(tmp_path, files))
    assert found["requests"] == {"addison-square": "funded", "elton-street": "reserve"}
    [turnover] = [each for each in found["ranges"] if each["name"] == "grids.TURNOVER"]
    assert (round(Decimal(turnover["low"]["at"]), 1), turnover["high"]["at"]) == (Decimal("52.1"), None)
    assert [(each["id"], each["new"]) for each in turnover["low"]["changes"]] == [
        ("addison-square", "reserve"),
        ("elton-street", "funded"),
    ]


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


def trials_of(call: str, root: Path = ROOT) -> Trials:
    case = pipeline.load(workspace.find_call(call, root)).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    return Trials(case, pipeline.plan_behind(case, result))


def test_what_a_number_of_a_rule_moves_is_what_the_whole_call_comes_to_under_it() -> None:
    """Only requests whose figure lies otherwise to the number are judged again; here all of them are, between all figures."""
    trials = trials_of(EXAMPLE)
    tried = 0
    for path, read, now in rule_bounds.numbers_of_rules(trials):
        moved = rule_bounds.MovedBound(trials, path, now, dict(rule_bounds._values(trials, read)))
        points = sorted({*moved.values, now})
        for bound in [points[0] - 1, *((a + b) / 2 for a, b in pairwise(points)), points[-1] + 1]:
            ruled = trials.with_call(rules=rule_bounds._ruled(trials.case.call, path, bound))
            assert moved.trial(bound) == {name: (old, new) for name, old, new in everywhere.under(trials, ruled)}
            tried += 1
    assert tried > 50


# ── the same as asked everywhere ───────────────────────────────────────────────────────────────────

BOTH = """
grid: {grid}
version: 1.0.0
title: A grid
status: example
criteria:
  - {{id: {grid}-one, question: How good is it?, weight: {weights[0]}, out_of: 9, mark: points}}
  - {{id: {grid}-two, question: How cheap is it?, weight: {weights[1]}, out_of: 9, mark: points, applies_when: {{applicant.scope: regional}}}}
  - {{id: {grid}-three, question: How soon is it?, weight: {weights[2]}, out_of: 9, mark: points}}
"""
MANY = """
call: small
title: A small call
authority: {{name: Agency}}
calendar: {{opens: 2010-01-01, closes: 2010-03-01}}
currency: JPY
envelope: {envelope}
grids: {{A: {weights[0]}, B: {weights[1]}}}
aggregate: {aggregate}
panel: {{assessors: 1, aggregate: median}}
decisions:
  - {{outcome: {best}, when: {{score: {{minimum: {fund}}}, weakest_grid: {{minimum: {weakest}}}}}}}
  - {{outcome: ask, when: {{ceiling: {{minimum: {fund}}}}}}}
  - {{outcome: defer, when: {{score: {{minimum: 30}}}}}}
  - {{outcome: decline}}
ranking: {{by: score, tie_break: [B, {{path: request.funding.requested, order: ascending}}]}}
{end}
"""
PAID = "allocation: {{overflow: {overflow}, partial: {partial}}}"
STAGE = "stage: {{title: Outlines, passes_to: the full proposal, demand: {{times: {times}, least: {least}}}}}"
WEIGHTS = st.tuples(*[st.integers(1, 4)] * 3)
MARKS = st.integers(0, 9) | st.none()
REQUESTS = st.tuples(st.integers(1, 6), st.sampled_from(["regional", "national"]), st.tuples(*[MARKS] * 6))


@st.composite
def calls(draw: st.DrawFn, *, stage: bool = False) -> dict[str, str]:
    """The documents of a small call of two grids, some marks not given, some criteria not for everybody."""
    figures = {
        "aggregate": draw(st.sampled_from(["hierarchical", "flat"])),
        "envelope": draw(st.integers(1, 12)),
        "fund": draw(st.integers(30, 60)),
        "weakest": draw(st.integers(0, 40)),
        "best": "pass" if stage else "fund",
    }
    if stage:
        end = STAGE.format(times=draw(st.sampled_from([1, 1.5, 3])), least=draw(st.sampled_from([0, 1])))
    else:
        overflow, partial = draw(st.sampled_from(["skip", "stop"])), draw(st.sampled_from(["none", "remainder"]))
        end = PAID.format(overflow=overflow, partial=partial)
    files = {f"{CALL}/call.yaml": MANY.format(weights=draw(WEIGHTS), end=end, **figures)}
    files |= {f"grids/{grid.lower()}.yaml": BOTH.format(grid=grid, weights=draw(WEIGHTS)) for grid in "AB"}
    criteria = [f"{grid}-{each}" for grid in "AB" for each in ("one", "two", "three")]
    for name, (asks, scope, marks) in zip("pqrst", draw(st.lists(REQUESTS, min_size=2, max_size=5)), strict=False):
        written = small_request(name, requested=str(asks)).rpartition("doc:")[0]
        files[f"{CALL}/{name}.yaml"] = written.replace("scope: regional", f"scope: {scope}")
        given = "".join(
            f"  {each}: {{level: {mark}, why: Seen}}\n"
            for each, mark in zip(criteria, marks, strict=True)
            if mark is not None and not (each.endswith("two") and scope == "national")
        )
        files[f"{CALL}/ratings/one/{name}.yaml"] = (
            f"rating: {name}\nassessor: one\nrated_on: 2010-03-04\nmarks: {'' if given else '{}'}\n{given}"
        )
    return files


@settings(max_examples=settings().max_examples // 4, phases=[Phase.explicit, Phase.generate])
@given(calls() | calls(stage=True))
def test_every_range_and_every_mark_is_found_as_when_the_whole_call_is_asked_everywhere(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trials = trials_of(CALL, write(Path(folder), files))
    call, found = trials.case.call, robustness(trials, lambda work, _: work)
    asked: dict[str, everywhere.Ends] = {}
    for name, weight in call.weights.items():
        made = everywhere.weights_of_grid(trials, name)
        asked[f"grids.{name}"] = everywhere.weight_ends(trials, weight / sum(call.weights.values()), made)
    for grid in trials.case.grids:
        for each in grid.criteria:
            now = each.weight / sum(one.weight for one in grid.criteria)
            made = everywhere.weights_in_grid(trials, grid, each.id)
            asked[f"{each.id}.weight"] = everywhere.weight_ends(trials, now, made)
    for path, read, now in rule_bounds.numbers_of_rules(trials):
        asked[rule_bounds._dotted(path)] = everywhere.bound_ends(trials, path, read, now)
    told = {each.name: each for each in found.ranges}
    for name, sides in asked.items():
        unit = 100 if told[name].unit else 1
        for end, (at, moves) in zip((told[name].low, told[name].high), sides, strict=True):
            assert end is not None
            assert (end.at, end.changes) == (None if at is None else at * unit, moves), name
    if call.stage is None:
        ends_ = (told["envelope"].low, told["envelope"].high)
        assert tuple(each and each.at for each in ends_) == everywhere.envelope_ends(trials)
    moved = [(each.name, each.after, each.changes) for each in found.flips if each.kind == "mark"]
    assert moved == list(everywhere.mark_moves(trials))


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

WHOLE = st.integers(-99, 99)
POSITIVE = st.integers(1, 99)


@given(WHOLE, WHOLE, POSITIVE, POSITIVE)
def test_a_quotient_is_known_from_three_places_and_proven_at_a_fourth(a: int, b: int, c: int, d: int) -> None:
    true, fit = Quotient(a, b, c, d), Fit(everywhere.PLACES)
    values = [true.at(x) for x in everywhere.PLACES]
    found = fit.of(values)
    assert found is not None
    assert all(found.at(Fraction(n, 11)) == true.at(Fraction(n, 11)) for n in range(1, 11))
    assert fit.of([*values[:3], values[3] + 1]) is None
    assert fit.of([values[0], values[1] + 1, *values[2:]]) is None or not found.stays


@given(WHOLE, WHOLE, POSITIVE, POSITIVE, WHOLE, WHOLE, POSITIVE, POSITIVE)
def test_where_two_quotients_meet_they_have_the_same_value(
    a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int
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
