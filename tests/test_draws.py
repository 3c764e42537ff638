"""Draws by chance and an optimum: figures by hand, published ones, and every draw decided again by the exact engine."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.documents import workspace
from asipgrid.engine import allocation
from asipgrid.engine.allocation import Ask
from asipgrid.model.amounts import Allocation
from asipgrid.model.places import Id
from asipgrid.model.results import Result
from asipgrid.review.chance import Chance
from asipgrid.review.drawn_awards import STATUSES, awards
from asipgrid.review.drawn_ranks import DrawnOrder
from asipgrid.review.draws import _Drawing
from asipgrid.review.estimates import DrawTerms, Estimate, interval
from asipgrid.review.solver import best_set
from asipgrid.review.trials import Trials
from asipgrid.schema import dialect
from conftest import ROOT, Command
from test_robustness import CALL, EXAMPLE, TWO, two


def answered(asipgrid: Command, root: Path, *options: str, call: str = CALL) -> dict[str, Any]:
    ran = asipgrid("robustness", call, "--format", "json", "-q", *options, cwd=root)
    assert (ran.code, ran.err) == (0, "")
    data: dict[str, Any] = json.loads(ran.out)
    assert [each.message for each in dialect.validator(dialect.shipped("robustness")).iter_errors(data)] == []
    return data


def drawn(asipgrid: Command, root: Path, *options: str, call: str = CALL) -> dict[str, Any]:
    found = answered(asipgrid, root, "--draws", "10000", "--seed", "1", *options, call=call)["draws"]
    assert isinstance(found, dict)
    return {each["id"]: each for each in found["requests"]}


def refused(asipgrid: Command, root: Path, *options: str) -> str:
    ran = asipgrid("robustness", CALL, "-q", *options, cwd=root)
    assert (ran.code, ran.out) == (2, "")
    return ran.err


# ── figures by hand, and published ones ────────────────────────────────────────────────────────────


def test_how_often_each_of_two_is_funded_is_the_share_of_all_weights_under_which_it_is(
    asipgrid: Command, tmp_path: Path
) -> None:
    """A is first where the first of two criteria weighs more than 0.6: on 40 in 100 of all weights."""
    found = drawn(asipgrid, two(tmp_path))
    for name, true in (("a", Fraction(4, 10)), ("b", Fraction(6, 10))):
        given_ = found[name]["given"]
        assert Fraction(given_["low"]) < true < Fraction(given_["high"])
        assert abs(Fraction(given_["share"]) - true) < Fraction(1, 50)
    # A falls below 50 where the first weighs less than 0.25, and has no rank then.
    ranked = Fraction(sum(found["a"]["ranks"].values()), 10000)
    assert abs(ranked - Fraction(3, 4)) < Fraction(1, 50)
    assert sum(found["b"]["ranks"].values()) == 10000


def test_what_is_better_by_every_criterion_is_first_in_every_draw(asipgrid: Command, tmp_path: Path) -> None:
    """The case of the tests of smaa (R, `tests/nacw.R`): one of two beats the other on all criteria."""
    found = drawn(asipgrid, two(tmp_path, a=(80, 70), b=(60, 60)))
    assert found["a"]["ranks"] == {"1": 10000}
    assert found["b"]["ranks"] == {"2": 10000}
    assert found["a"]["given"] == {"share": "1", "low": "0.999616", "high": "1"}
    assert found["b"]["given"] == {"share": "0", "low": "0", "high": "0.000384"}


def test_near_the_weights_declared_nothing_changes_that_the_exact_range_does_not_reach(
    asipgrid: Command, tmp_path: Path
) -> None:
    """From 70 and 30, each up to a tenth off, the first weighs 63 of 96 at least: more than the 60 % at which A and B meet."""
    found = drawn(asipgrid, two(tmp_path), "--within", "10")
    assert found["a"]["words"] == {"funded": 10000}
    wider = drawn(asipgrid, two(tmp_path / "wider"), "--within", "40")
    assert wider["a"]["words"] == {"funded": wider["a"]["words"]["funded"], "reserve": wider["b"]["words"]["funded"]}
    assert 0 < wider["b"]["words"]["funded"] < 5000


PANEL = TWO.replace("assessors: 1", "assessors: 2").replace("minimum: 50", "minimum: 65")
SECOND = """
rating: a
assessor: second
rated_on: 2010-03-04
marks:
  one: {level: 60, why: Seen}
  two: {level: 60, why: Seen}
"""


def test_two_assessors_drawn_again_from_two(asipgrid: Command, tmp_path: Path) -> None:
    """80 and 60 by both criteria: twice the first in one of four, twice the second in one, else both, whose median is 70."""
    root = two(tmp_path, PANEL, a=(80, 80))
    (root / CALL / "ratings/second").mkdir(parents=True)
    (root / CALL / "ratings/second/a.yaml").write_text(SECOND.lstrip("\n"), encoding="utf-8")
    found = drawn(asipgrid, root, "--vary", "marks")["a"]
    assert set(found["words"]) == {"funded", "decline"}
    assert Fraction(found["given"]["low"]) < Fraction(3, 4) < Fraction(found["given"]["high"])


def test_equals_are_tied_in_every_draw_unless_a_lot_is_drawn(asipgrid: Command, tmp_path: Path) -> None:
    found = drawn(asipgrid, two(tmp_path, a=(80, 40), b=(80, 40)))
    # Below 50 for a first criterion that weighs less than a quarter.
    assert found["a"]["words"] == found["b"]["words"]
    assert set(found["a"]["words"]) == {"tied", "decline"}
    lot = TWO.replace("{by: score}", '{by: score, unresolved: {lot: "2010"}}')
    apart = drawn(asipgrid, two(tmp_path / "lot", lot, a=(80, 40), b=(80, 40)))
    assert [apart[name]["words"].keys() - {"decline"} for name in ("a", "b")] in (
        [{"funded"}, {"reserve"}],
        [{"reserve"}, {"funded"}],
    )


def test_a_level_that_puts_equals_apart_is_no_figure_that_weights_move(asipgrid: Command, tmp_path: Path) -> None:
    """Both have 60 in every draw, for both criteria give it; the level of the first, by its path, would stand for either."""
    tie = TWO.replace("{by: score}", "{by: score, tie_break: [{path: criteria.one.level}]}")
    found = drawn(asipgrid, two(tmp_path, tie, a=(60, 60), b=(60, 60)))
    assert found["a"]["words"] == {"tied": 10000}
    apart = drawn(asipgrid, two(tmp_path / "apart", tie, a=(80, 40), b=(60, 70)))
    assert set(apart["a"]["words"]) == {"funded", "reserve", "decline"}


def test_the_same_seed_gives_the_same_bytes_and_these_are_they(asipgrid: Command, tmp_path: Path) -> None:
    """Counts to the last: what another machine, or another release of a library, must find as well."""
    root = two(tmp_path)
    runs = [asipgrid("robustness", CALL, "--draws", "1000", "--seed", seed, "-q", cwd=root) for seed in "117"]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    found = answered(asipgrid, root, "--draws", "1000", "--seed", "1")["draws"]["requests"]
    assert [(each["id"], each["words"]) for each in found] == [
        ("b", {"funded": 606, "reserve": 394}),
        ("a", {"decline": 240, "funded": 394, "reserve": 366}),
    ]


@pytest.mark.parametrize("within", [None, Fraction(1, 2)])
def test_every_draw_is_what_the_exact_engine_decides_under_its_weights(within: Fraction | None) -> None:
    """The example: grids and criteria drawn, each draw decided again with these very weights as fractions."""
    space = workspace.find_call(EXAMPLE, ROOT)
    case = pipeline.load(space).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    trials = Trials(case, pipeline.plan_behind(case, result))
    terms = DrawTerms(count=12, seed=7, within=within, varied=("grids", "criteria"))
    drawing = _Drawing(trials, terms)
    grids, criteria = drawing.grids.weights((Chance(7, 0), Chance(7, 1)), terms, terms.count)
    words, ranks = drawing._decide(drawing.grids.figures((grids, criteria), drawing.begins[None, :]))
    for row in range(terms.count):
        weights = dict(zip(drawing.grids.names, map(Fraction, grids[row].tolist()), strict=True))
        own = {
            one.id: Fraction(float(each[row, at]))
            for listed, each in zip(drawing.grids.criteria, criteria, strict=True)
            for at, one in enumerate(listed)
        }
        settled = decided_under(trials, weights, own)
        assert [drawing._word(int(each)) for each in words[row]] == [settled[name][0] for name in drawing.names]
        assert [int(each) or None for each in ranks[row]] == [settled[name][1] for name in drawing.names]


def decided_under(
    trials: Trials, weights: Mapping[str, Fraction], own: Mapping[str, Fraction]
) -> dict[Id, tuple[str, int | None]]:
    from msgspec.structs import replace

    from asipgrid.engine.plan import plan

    grids = [
        replace(each, criteria=tuple(replace(one, weight=own.get(one.id, one.weight)) for one in each.criteria))
        for each in trials.case.grids
    ]
    ready = plan(replace(trials.case.call, weights=dict(weights)), grids, trials.case.before)
    settled = trials.settled(ready, trials.all_alone(ready, trials.reweighed(ready)))
    assert settled is not None
    return {name: (each.word, each.rank) for name, each in settled.requests.items()}


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7),
    st.integers(0, 15),
    st.sampled_from(["skip", "stop"]),
    st.sampled_from(["none", "remainder"]),
    st.sampled_from([None, "seed"]),
)
def test_money_is_given_as_the_exact_allocation_gives_it(
    asks: list[tuple[int, int, int]], envelope: int, overflow: str, partial: str, lot: str | None
) -> None:
    """Any groups of equals, any amounts, any envelope: the same status for everybody."""
    names = [Id(f"r{at}") for at in range(len(asks))]
    listed = [
        (group, Ask(request=name, amount=amount, minimum=min(amount, least)))
        for name, (group, amount, least) in zip(names, asks, strict=True)
    ]
    groups = [[ask for group, ask in listed if group == number] for number in range(4)]
    exact = allocation.allocate(
        [each for each in groups if each], envelope, overflow=overflow, partial=partial, lot=lot
    )
    status = {each.request: each.status for each in exact}
    tickets = sorted(names, key=lambda name: allocation.draw(lot or "", name))
    found = awards(
        DrawnOrder(np.array([[group for group, _ in listed]]), np.zeros((1, len(names)), np.int64)),
        np.array([[ask.amount for _, ask in listed]]),
        np.array([[ask.minimum for _, ask in listed]]),
        envelope,
        Allocation(method="rank", overflow=overflow, partial=partial, ceiling=None, rate=None),
        None if lot is None else np.array([tickets.index(name) for name in names]),
    )
    assert [STATUSES[code] for code in found[0]] == [status[name] for name in names]


def test_how_sure_a_share_is() -> None:
    """Wilson's interval for 8 of 10 is 0.490 to 0.943 (Newcombe 1998 prints such intervals), none of 10 at most 0.278."""
    assert [round(float(each), 3) for each in interval(8, 10)] == [0.49, 0.943]
    assert [round(float(each), 3) for each in interval(0, 10)] == [0.0, 0.278]


def test_ranks_at_shares() -> None:
    found = Estimate(request=Id("a"), now="funded", rank=1, words={"funded": 4}, ranks={1: 1, 2: 2, 9: 1})
    assert [found.rank_at(Fraction(each, 100)) for each in (5, 50, 95)] == [1, 2, 9]


def test_a_bound_far_from_every_score_is_a_bound(asipgrid: Command, tmp_path: Path) -> None:
    """No score is so high, so that nobody passes; all are asked, whose ceiling no rule bounds."""
    far = two(tmp_path, TWO.replace("score: {minimum: 50}", "score: {minimum: 99999999999999}"))
    assert set(drawn(asipgrid, far)["a"]["words"]) <= {"ask", "decline"}


# ── what is not drawn ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("{overflow: skip, partial: none}", "{method: pro-rata}", "another way to share money"),
        ("aggregate: median", "aggregate: median, totals: mean", "totals of single assessors"),
        ("score: {minimum: 50}", "completeness: {minimum: 0.5}", "a rule or a rank reads completeness"),
        ("envelope: 400", "envelope: 400\nenvelopes: [{id: all, amount: 400}]", "several envelopes, or quotas"),
        ("score: {minimum: 50}", "ceil(score): {minimum: 50}", "expressions over scores"),
    ],
)
def test_a_rule_that_is_not_drawn_is_named(
    asipgrid: Command, tmp_path: Path, written: str, instead: str, says: str
) -> None:
    told = refused(asipgrid, two(tmp_path, TWO.replace(written, instead)), "--draws", "10")
    assert told.startswith("asipgrid: not found out: ")
    assert says in told


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--seed", "1"], "--seed goes with --draws"),
        (["--within", "10"], "--within goes with --draws"),
        (["--draws", "10", "--within", "0"], "--within 0: give percent above 0 and up to 100, such as 10"),
        (["--draws", "10", "--within", "ten"], "--within ten: give percent above 0 and up to 100, such as 10"),
        (["--draws", "10", "--vary", "grids"], "one grid, whose weight is all there is"),
        (["--draws", "10", "--vary", "marks", "--within", "5"], "--within is about weights"),
    ],
)
def test_wrong_use_is_told(asipgrid: Command, tmp_path: Path, options: list[str], says: str) -> None:
    assert says in refused(asipgrid, two(tmp_path), *options)


@pytest.mark.parametrize(
    ("options", "module", "library"),
    [(["--draws", "10"], "asipgrid.review.draws", "numpy"), (["--optimum"], "asipgrid.review.solver", "highspy")],
)
def test_without_the_libraries_one_line_says_what_to_install(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], module: str, library: str
) -> None:
    for each in [name for name in sys.modules if name.startswith("asipgrid.review.draw") or name == module]:
        monkeypatch.delitem(sys.modules, each)
    monkeypatch.setitem(sys.modules, library, None)
    with monkeypatch.context() as kept:
        kept.setattr(monkeypatch, "undo", lambda: None)
        told = refused(asipgrid, two(tmp_path), *options)
    assert told == (
        f"asipgrid: {library} is not installed; draws and an optimum need: pip install 'asipgrid[robustness]'\n"
    )


# ── an optimum ─────────────────────────────────────────────────────────────────────────────────────

# P01 and P07 of the data sets KNAPSACK_01 (J. Burkardt, Florida State University), after Kreher and Stinson.
P01 = ((92, 23), (57, 31), (49, 29), (68, 44), (60, 53), (43, 38), (67, 63), (84, 85), (87, 89), (72, 82))
P07 = (
    (135, 70), (139, 73), (149, 77), (150, 80), (156, 82), (163, 87), (173, 90), (184, 94),
    (192, 98), (201, 106), (210, 110), (214, 113), (221, 115), (229, 118), (240, 120),
)  # fmt: skip


@pytest.mark.parametrize(("items", "most", "best"), [(P01, 165, 309), (P07, 750, 1458)])
def test_the_solver_finds_the_published_optimum(items: tuple[tuple[int, int], ...], most: int, best: int) -> None:
    picked = best_set([Fraction(worth) for worth, _ in items], [cost for _, cost in items], most)
    chosen = [each for each, taken in zip(items, picked, strict=True) if taken]
    assert sum(worth for worth, _ in chosen) == best
    assert sum(cost for _, cost in chosen) <= most


def test_a_call_made_of_a_published_knapsack_is_answered_with_its_optimum(asipgrid: Command, tmp_path: Path) -> None:
    """P01 as ten requests whose scores are the profits and whose amounts are the weights: the set 1111010000, worth 309."""
    call = TWO.replace("envelope: 400", "envelope: 165").replace("minimum: 50", "minimum: 1")
    names = "abcdefghij"
    root = two(tmp_path, call, **{name: (worth, worth) for name, (worth, _) in zip(names, P01, strict=True)})
    for name, (_, cost) in zip(names, P01, strict=True):
        path = root / CALL / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("requested: 400", f"requested: {cost}"), "utf-8")
    found = answered(asipgrid, root, "--optimum")["optimum"]
    assert [each["id"] for each in found["requests"] if each["optimum"]] == ["a", "b", "c", "d", "f"]
    # By rank 92 and 87 are served first, then of what still fits into 53 the best: 68.
    assert (found["decided"], found["optimum"]) == ({"score": "247", "count": 3}, {"score": "309", "count": 5})
    assert found["money"] == "165.00"


def test_out_of_several_envelopes_neither_an_optimum_nor_ranges_are_found(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path, TWO.replace("envelope: 400", "envelope: 400\nenvelopes: [{id: all, amount: 400}]"))
    assert "out of one envelope without quotas" in refused(asipgrid, root, "--optimum")
    found = answered(asipgrid, root)["ranges"]
    assert {each["name"]: each["low"] is None for each in found} == {
        "one.weight": True,
        "two.weight": True,
        "decisions[1].score.minimum": False,
        "decisions[2].ceiling.minimum": False,
        "envelope": True,
    }


def test_where_both_fund_the_same_that_is_said(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("robustness", CALL, "-q", "--optimum", cwd=two(tmp_path), columns=None)
    assert ran.out == (
        "A small call (small)\n"
        "\n"
        "An optimum by score, as information only\n"
        "Of all sets of requests that the rules fund and 400.00 EUR pay in full, one with the greatest sum of scores. It decides nothing: it puts cheap requests before dear ones of nearly the same score. What is given in part counts whole.\n"
        "Decided: 1 request, scores of 68.00 together. Optimum: 1 request, 68.00.\n"
        "Both fund the same: a.\n"
    )


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_for_a_page_of_markdown(asipgrid: Command, tmp_path: Path) -> None:
    options = ["--draws", "100", "--optimum", "--format", "markdown", "-q"]
    ran = asipgrid("robustness", CALL, *options, cwd=two(tmp_path, a=(80, 70), b=(60, 60)), columns=None)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:3] == [
        "# A small call",
        "",
        "## 100 draws (seed 0): weights of the criteria over all that there are",
    ]
    assert "In every draw as it is decided: a funded, b reserve." in lines
    assert "## An optimum by score, as information only" in lines
