"""What a sound grid or call may not have been meant to say: when it is said, and that what is said is true.

The rules themselves have their examples in `bad/` (G140 to G151, G155 to G157, C211, C212, C225, C226).
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid.check.lint.criteria import shares
from asipgrid.check.lint.holes import holes
from asipgrid.check.lint.implied import Logic
from asipgrid.engine.conditions import condition
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_request, write
from test_check import checked

HEAVY = SMALL_GRID.replace("weight: 50", "weight: 55")
G144 = (
    "G144 grids/doc.yaml:25:5 DOC-02 weighs 55 of 105, more than all the other criteria of the grid together, "
    "so it decides alone; lower its weight, or make it a gate"
)


def codes(asipgrid: Command, root: Path, *paths: str) -> list[str]:
    return [line[:4] for line in checked(asipgrid, root, *paths)]


# ── when it is said ────────────────────────────────────────────────────────────────────────────────


def test_strict_ends_with_1_for_a_warning(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, grid=HEAVY)
    plain, strict = asipgrid("check", cwd=root), asipgrid("check", "--strict", cwd=root)
    assert (plain.code, strict.code) == (0, 1)
    assert plain.out == strict.out
    assert plain.out.startswith("grids/doc.yaml:25:5: G144 warning: ")
    assert strict.err == "4 documents: 1 warning\n"


def test_strict_ends_with_0_for_a_note_and_with_1_for_an_error(asipgrid: Command, tmp_path: Path) -> None:
    noted = asipgrid("check", "grids", "--strict", cwd=small(tmp_path))
    assert (noted.code, noted.err) == (0, "1 document: 4 notes\n")
    root = small(tmp_path, grid=SMALL_GRID.replace("{doc.signed: true}", "{doc.signd: true}"))
    assert asipgrid("check", "--strict", cwd=root).code == 1


def test_strict_counts_every_warning(asipgrid: Command, tmp_path: Path) -> None:
    late = small_request("region-a").replace("2010-02-01", "2010-03-02")
    root = small(tmp_path, {"requests/small/region-a.yaml": late})
    assert asipgrid("check", "requests/small", "--strict", cwd=root).code == 1


@pytest.mark.parametrize(
    ("path", "noted"),
    [
        ("grids", ["G147", "G149", "G149", "G149"]),
        ("grids/doc.yaml", ["G147", "G149", "G149", "G149"]),
        ("requests/small/call.yaml", ["C212"]),
        ("requests/small", []),
        ("requests/small/region-a.yaml", []),
        (".", []),
    ],
)
def test_notes_come_when_the_grids_or_the_call_are_named(
    asipgrid: Command, tmp_path: Path, path: str, noted: list[str]
) -> None:
    assert codes(asipgrid, small(tmp_path), path) == noted


@pytest.mark.parametrize("path", ["grids", "grids/doc.yaml", "requests/small", "."])
def test_warnings_come_whatever_is_named(asipgrid: Command, tmp_path: Path, path: str) -> None:
    assert G144 in checked(asipgrid, small(tmp_path, grid=HEAVY), path)


def test_a_grid_with_an_error_is_not_looked_at_closely(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, grid=HEAVY.replace("{doc.signed: true}", "{doc.signd: true}"))
    assert codes(asipgrid, root, "grids") == ["G104"]


def test_a_score_says_nothing_of_it(asipgrid: Command, tmp_path: Path) -> None:
    """A result is for applicants: whether the grid was well made is asked before the call opens."""
    ran = asipgrid("score", "requests/small", "--format", "json", cwd=small(tmp_path, grid=HEAVY))
    assert json.loads(ran.out)["findings"] == []


def test_the_shipped_workspace_is_strictly_sound(asipgrid: Command) -> None:
    ran = asipgrid("check", "--strict")
    assert (ran.code, ran.out) == (0, "")


def test_the_shipped_grids_have_one_note_each_at_most(asipgrid: Command) -> None:
    found = [line.split()[:2] for line in checked(asipgrid, ROOT, "grids")]
    assert {code for code, _ in found} == {"G145"}
    assert len({place for _, place in found}) == len(found)


@pytest.mark.parametrize("call", sorted((ROOT / "requests").glob("*/call.yaml")), ids=lambda call: call.parent.name)
def test_no_criterion_decides_a_shipped_call(asipgrid: Command, call: Path) -> None:
    assert checked(asipgrid, ROOT, str(call)) == []


REST = (
    "share: {ratio: [doc.valid, doc.total], unit: percent}\n",
    "share: {ratio: [doc.valid, doc.total], unit: percent}\n  rest: {difference: [doc.total, doc.seen]}\n",
)
SEEN = (
    "    valid: {type: integer, minimum: 0}\n",
    "    valid: {type: integer, minimum: 0}\n    seen: {type: integer}\n",
)


@pytest.mark.parametrize("path", ["grids", "grids/doc.yaml", "requests/small", "requests/other", "."])
def test_a_measure_that_a_payment_of_any_call_reads_is_used(asipgrid: Command, tmp_path: Path, path: str) -> None:
    grid = SMALL_GRID.replace(*REST).replace(*SEEN)
    payments = "addendum: {payments: [{share: 1, at: Then, when: {any: [{rest: {maximum: 2}}, {doc.signed: true}]}}]}\n"
    files = {
        "requests/other/call.yaml": SMALL_CALL.replace("call: small", "call: other"),
        "requests/other/b.yaml": small_request("b").replace("call: small", "call: other"),
        "requests/small/a.yaml": small_request("a"),
    }
    root = small(tmp_path, files, grid=grid)
    assert "G137" in codes(asipgrid, root, path)
    write(root, {"requests/small/call.yaml": SMALL_CALL + payments})
    assert "G137" not in codes(asipgrid, root, path)


@pytest.mark.parametrize(
    "more",
    [
        ("allocation:", "addendum: {payments: [{share: 1, at: Then, when: {doc.seen: {minimum: 1}}}]}\nallocation:"),
        ("allocation:", "addendum: {payments: [{share: 1, at: T, units: {path: doc.seen, price: 9}}]}\nallocation:"),
        ("{outcome: ask, when: {ceiling", "{outcome: ask, when: {request.doc.seen: {minimum: 1}, ceiling"),
        ("ranking: {by: score}", "ranking: {by: score, tie_break: [{path: request.doc.seen}]}"),
    ],
)
def test_a_fact_that_a_call_reads_is_read(asipgrid: Command, tmp_path: Path, more: tuple[str, str]) -> None:
    root = small(tmp_path, grid=SMALL_GRID.replace(*SEEN))
    assert "G145" in codes(asipgrid, root, "grids")
    write(root, {"requests/small/call.yaml": SMALL_CALL.replace(*more)})
    assert codes(asipgrid, root, "requests/small") == []
    assert "G145" not in codes(asipgrid, root, "grids")


def test_what_no_call_can_be_read_for_is_read_by_none(asipgrid: Command, tmp_path: Path) -> None:
    """Grids are checked whatever state the calls are in."""
    broken = {
        "requests/a/call.yaml": "call: a\ngrids: {DOC: 1}\ndecisions: {fund: 1}\naddendum: {payments: [1, {when: {'=': 1}}]}\n",
        "requests/b/call.yaml": "call: [",
        "requests/c/call.yaml": "call: c\ngrids: [DOC]\n",
    }
    root = small(tmp_path, broken, grid=SMALL_GRID.replace(*REST).replace(*SEEN))
    assert codes(asipgrid, root, "grids") == ["G147", "G137", "G149", "G149", "G149"]


# ── what decides a call ────────────────────────────────────────────────────────────────────────────

SECOND = SMALL_GRID.replace("DOC", "ARC").replace("block: doc", "block: arc").replace("doc.", "arc.")


def two_grids(root: Path, first: int, second: int, *, flat: bool = False, asked: str = "score: {minimum: 40}") -> Path:
    """A call of two grids that differ in their weight, and what it asks for funding."""
    call = SMALL_CALL.replace("{DOC: 1}", f"{{DOC: {first}, ARC: {second}}}").replace("score: {minimum: 60}", asked)
    call += "aggregate: flat\n" if flat else ""
    return write(small(root, {}, call=call), {"grids/arc.yaml": SECOND})


@pytest.mark.parametrize(
    ("weights", "flat", "found"),
    [
        ((1, 1), False, []),
        ((4, 1), False, ["C211"]),  # 50 % of 80 % is 40
        ((39, 10), False, []),  # 50 % of 79.6 % is not
        ((4, 1), True, ["C211"]),
    ],
)
def test_a_share_of_the_score_is_a_share_of_the_grid_and_of_the_call(
    asipgrid: Command, tmp_path: Path, weights: tuple[int, int], flat: bool, found: list[str]
) -> None:
    root = two_grids(tmp_path, *weights, flat=flat)
    assert [code for code in codes(asipgrid, root) if code != "F005"] == found


@pytest.mark.parametrize(
    "asked",
    ["score: {minimum: 40}, weakest_grid: {minimum: 30}", "points: {minimum: 4}", 'criteria."DOC-03".level: 4'],
)
def test_a_rule_that_asks_for_more_or_for_no_score_is_not_met_by_one_criterion(
    asipgrid: Command, tmp_path: Path, asked: str
) -> None:
    assert codes(asipgrid, two_grids(tmp_path, 4, 1, asked=asked)) == ["F005"]


@pytest.mark.parametrize("openly", ["minimum: 1", "gate: payment\n    requires: {doc.signed: true}"])
def test_a_criterion_that_says_itself_that_a_request_can_fail_by_it_is_no_hidden_gate(
    asipgrid: Command, tmp_path: Path, openly: str
) -> None:
    root = small(tmp_path, grid=SMALL_GRID.replace("    weight: 50\n", f"    weight: 50\n    {openly}\n"))
    assert codes(asipgrid, root, "requests/small/call.yaml") == []


@given(
    weights=st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any), min_size=1, max_size=3),
    flat=st.booleans(),
)
def test_the_shares_of_all_criteria_sum_to_100(weights: list[list[int]], flat: bool) -> None:
    grids: dict[str, dict[str, Any]] = {
        f"G{number}": {
            "criteria": [{"id": f"G{number}-{index:02}", "weight": weight} for index, weight in enumerate(row)]
        }
        for number, row in enumerate(weights)
    }
    call = {"grids": dict.fromkeys(grids, 2), "aggregate": "flat" if flat else "hierarchical"}
    assert sum(shares(call, grids).values()) == 100


# ── what follows from a condition ──────────────────────────────────────────────────────────────────

FACTS: dict[str, dict[str, Any]] = {
    "a": {"enum": ["x", "y", "z"]},
    "b": {"type": "boolean"},
    "n": {"type": "integer", "minimum": 0, "maximum": 4},
    "d": {"type": "string", "format": "date"},
}
LOGIC = Logic(scope={"type": "object", "properties": FACTS, "additionalProperties": False})
STATES = [
    {key: value for key, value in zip("abn", values, strict=True) if value is not None}
    for values in itertools.product([None, "x", "y", "z"], [None, True, False], [None, 0, 1, 2, 3, 4])
]
LINES = st.one_of(
    st.tuples(st.just("a"), st.sampled_from(["x", "y", ["x", "y"], ["y", "z"], {"enum": ["x"]}, {"minLength": 1}])),
    st.tuples(st.just("b"), st.booleans()),
    st.tuples(
        st.just("n"),
        st.one_of(
            st.integers(0, 4),
            st.dictionaries(
                st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
                st.integers(0, 4),
                min_size=1,
            ),
        ),
    ),
)
FLAT = st.lists(LINES, min_size=1, max_size=3).map(dict)
CONDITIONS = st.recursive(
    FLAT,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
        st.tuples(FLAT, inner).map(lambda pair: {**pair[0], "all": [pair[1]]}),
    ),
    max_leaves=5,
)


@pytest.mark.slow
@settings(max_examples=300)
@given(written=CONDITIONS)
def test_what_is_said_never_to_hold_never_holds(written: dict[str, Any]) -> None:
    if LOGIC.never(written):
        assert not any(condition(written).truth(state) for state in STATES)


@pytest.mark.slow
@settings(max_examples=300)
@given(written=CONDITIONS, others=st.lists(CONDITIONS, min_size=1, max_size=3))
def test_what_is_said_to_decide_holds_wherever_the_condition_does(
    written: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    deciding = [others[index] for index in LOGIC.deciding(written, others)]
    if deciding:
        for state in STATES:
            if condition(written).truth(state):
                assert any(condition(other).truth(state) for other in deciding)


BANDS = st.dictionaries(
    st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), st.integers(0, 4), min_size=1
)
CUTS = st.one_of(
    st.builds(lambda band: {"n": band}, BANDS),
    st.builds(lambda band, truth: {"n": band, "b": truth}, BANDS, st.booleans()),
    st.builds(lambda bands: {"any": [{"n": band} for band in bands]}, st.lists(BANDS, min_size=1, max_size=2)),
    CONDITIONS,
)


@pytest.mark.slow
@settings(max_examples=300)
@given(whens=st.lists(CUTS, min_size=2, max_size=4))
def test_a_hole_holds_a_request_that_meets_no_level(whens: list[dict[str, Any]]) -> None:
    for hole in holes(whens, LOGIC, {}):
        inside = [state for state in STATES if condition(hole.asked).truth(state)]
        assert any(not any(condition(when).truth(state) for when in whens) for state in inside)


@settings(max_examples=300)
@given(whens=st.lists(BANDS.map(lambda band: {"n": band}), min_size=2, max_size=4))
def test_every_count_between_two_bands_that_meets_none_is_told(whens: list[dict[str, Any]]) -> None:
    taken = [n for n in range(5) if any(condition(when).truth({"n": n}) for when in whens)]
    missed = {n for n in range(min(taken, default=0), max(taken, default=0)) if n not in taken}
    found = {n for hole in holes(whens, LOGIC, {}) for n in range(5) if condition(hole.asked).truth({"n": n})}
    assert missed <= found


@pytest.mark.parametrize(
    "written",
    [
        {"a": "x", "all": [{"a": ["y", "z"]}]},
        {"a": ["x", "y"], "not": {"a": ["x", "y"]}},
        {"n": {"minimum": 3, "maximum": 2}},
        {"n": {"exclusiveMinimum": 2, "maximum": 2}},
        {"n": {"minimum": 5}},
        {"d": {"formatMinimum": "2010-06-30", "formatMaximum": "2010-01-01"}},
        {"b": True, "not": {"b": True}},
        {"any": [{"b": True, "all": [{"b": False}]}, {"n": {"exclusiveMaximum": 0}}]},
        {"not": {"b": [True, False]}},
    ],
    ids=str,
)
def test_a_contradiction_is_seen(written: dict[str, Any]) -> None:
    assert LOGIC.never(written)


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ({"a": "x", "b": True}, [{"a": "x"}]),
        ({"a": "x"}, [{"a": ["x", "y"]}]),
        ({"a": ["x", "y"]}, [{"a": "x"}, {"a": "y"}]),
        ({"n": {"minimum": 3}}, [{"n": {"exclusiveMinimum": 2}}]),
        ({"n": {"minimum": 3}}, [{"n": {"minimum": 0}}]),
        ({"n": {"maximum": 2}}, [{"n": {"exclusiveMaximum": 3}}]),
        ({"n": {"exclusiveMaximum": 2}}, [{"n": {"maximum": 2}}]),
        ({"d": {"formatMinimum": "2010-06-30"}}, [{"d": {"formatMinimum": "2010-01-01"}}]),
        ({"d": {"formatMaximum": "2010-01-01"}}, [{"d": {"formatMaximum": "2010-06-30"}}]),
        ({"any": [{"a": "x"}, {"b": True}]}, [{"b": True}, {"a": ["x", "z"]}]),
        ({"b": False}, [{"not": {"b": True}}]),
        ({"not": {"b": True}}, [{"b": False}]),
        ({"all": [{"a": "x"}, {"n": 4}]}, [{"n": {"minimum": 4}}]),
    ],
    ids=str,
)
def test_what_follows_is_seen(written: dict[str, Any], others: list[dict[str, Any]]) -> None:
    assert LOGIC.deciding(written, others)


def test_very_many_cases_are_left_alone() -> None:
    """A condition of thousands of cases takes no time; what cannot be gone through is not said."""
    many = {"all": [{"any": [{"a": "x"}, {"a": "y"}, {"b": True}, {"n": 1}]} for _ in range(40)]}
    assert not LOGIC.never(many)
