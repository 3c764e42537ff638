"""Laws of scoring, ranking and allocation, each quoting the rule it tests (design, 2-scoring).

Documents are drawn as Python values, written as YAML text, then read, checked and evaluated as the command does it, so
that a law holds of what a person can write rather than of what a test can build.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.check.case import Case, DocumentSet
from asipgrid.check.checker import check_call
from asipgrid.check.conditions import path_fault
from asipgrid.documents import reader
from asipgrid.engine.aggregate import weighted_mean
from asipgrid.engine.allocation import Ask, allocate, draw
from asipgrid.engine.amounts import amount_asked
from asipgrid.engine.panel import aggregate
from asipgrid.formats.as_json import criterion
from asipgrid.letters.addendum import addendum
from asipgrid.model.calls import Outcome
from asipgrid.model.judged import GridScore, Scorecard
from asipgrid.model.places import Gravity, Id, Language, Record, Source
from asipgrid.model.results import Award, Result, Status
from asipgrid.model.values import Quantity, Reason
from asipgrid.text.numbers import apart, rounded
from asipgrid.text.phrases import Speaker, say
from conftest import scored

Doc = dict[str, Any]
Draw = Callable[..., Any]

# Documents take some milliseconds each to check: few examples a day, many where slow tests are run.
daily = settings(
    max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
often = settings(max_examples=100, deadline=None)
deep = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))

PAID = {Status.FUNDED, Status.PARTIAL}


# ── documents from values ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a call is decided from, each document a mapping in the order it is written."""

    call: Doc
    grids: tuple[Doc, ...]
    requests: tuple[Doc, ...]
    sheets: tuple[Doc, ...] = ()
    decisions: tuple[Doc, ...] = ()


def yaml_text(value: Any) -> str:
    """A value in YAML's flow style, decimals written plain."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {yaml_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_text, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def record(name: str, document: Doc) -> Record:
    found, wrong = reader.read(Source(name=name, data=yaml_text(document).encode()))
    assert not wrong
    assert found is not None
    return found


def case_of(world: World) -> Case:
    checked = check_call(
        DocumentSet(
            call=record("requests/c/call.yaml", world.call),
            grids=tuple(record(f"grids/{each['grid'].lower()}.yaml", each) for each in world.grids),
            about_requests={
                "request": [record(f"requests/c/{each['request']}.yaml", each) for each in world.requests],
                "rating": [
                    record(f"requests/c/ratings/{each['assessor']}/{each['rating']}.yaml", each)
                    for each in world.sheets
                ],
                "decision": [record(f"requests/c/decisions/{each['decision']}.yaml", each) for each in world.decisions],
            },
        )
    )
    wrong = [f"{each.code} {each.says}" for each in checked.findings if each.gravity is Gravity.ERROR]
    assert not wrong, "; ".join(wrong)
    assert checked.case is not None
    return checked.case


def result_of(world: World) -> Result:
    result = pipeline.evaluate(case_of(world))
    assert isinstance(result, Result), result
    return result


def cards_of(world: World) -> dict[Id, Scorecard]:
    return scored(case_of(world))


def card_of(world: World) -> Scorecard:
    """The scorecard of the first request."""
    return cards_of(world)[Id(world.requests[0]["request"])]


# ── strategies: calls, grids, requests, sheets ─────────────────────────────────────────────────────

FLAGS = ("f", "g")
KINDS = ("low", "mid", "high")
DAYS = ("2010-03-31", "2010-06-30", "2010-12-31")
FACTS: Doc = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **{name: {"type": "boolean"} for name in FLAGS},
        "kind": {"enum": list(KINDS)},
        "n": {"type": "integer", "minimum": 0},
        "total": {"type": "integer", "minimum": 0},
        "day": {"type": "string", "format": "date"},
    },
}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(FLAGS, st.booleans()),
    "kind": st.sampled_from(KINDS),
    "n": st.integers(0, 10),
    "total": st.integers(0, 10),
    "day": st.sampled_from(DAYS),
}
ASSESSORS = ("x", "y", "z", "w")
weights = st.sampled_from([0, 1, 2, 3, 5, Decimal("0.5"), Decimal("0.1"), Decimal("2.25")])
positive = st.sampled_from([1, 2, 3, 5, Decimal("0.5"), Decimal("0.1"), Decimal("12.5")])
ratios = st.sampled_from([Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), 1])


@functools.cache
def one_line(block: str) -> st.SearchStrategy[Doc]:
    """A condition of one line: on a fact of the block, a measure of its grid, or the request's cost."""
    return st.one_of(
        st.builds(lambda path, value: {path: value}, st.sampled_from([f"{block}.f", f"{block}.g"]), st.booleans()),
        st.builds(
            lambda joined, value: {f"{block}.f {joined} {block}.g": value}, st.sampled_from(["||", "&&"]), st.booleans()
        ),
        st.builds(
            lambda kinds: {f"{block}.kind": kinds},
            st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True),
        ),
        st.builds(lambda least: {f"{block}.n": {"minimum": least}}, st.integers(1, 9)),
        st.builds(lambda day: {f"{block}.day": {"formatMaximum": day}}, st.sampled_from(DAYS)),
        st.builds(lambda least: {"share": {"minimum": least}}, ratios),
        st.builds(lambda most: {"funding.total_cost": {"maximum": most}}, st.integers(100, 900)),
    )


@functools.cache
def conditions(block: str) -> st.SearchStrategy[Doc]:
    """One line, or lines joined by `any`, `all` and `not`."""
    line = one_line(block)
    several = st.lists(line, min_size=1, max_size=3)
    return st.one_of(
        line,
        several.map(lambda parts: {"any": parts}),
        several.map(lambda parts: {"all": parts}),
        line.map(lambda part: {"not": part}),
        several.map(lambda parts: {"not": {"any": parts}}),
        st.builds(lambda part, parts: {"any": [part, {"not": {"all": parts}}]}, line, several),
    )


def scale_levels(top: int, step: Any) -> list[Any]:
    """The levels of a scale above 0."""
    return [n if step == 1 else Decimal(n) / 2 for n in range(1, top + 1 if step == 1 else 2 * top + 1)]


@functools.cache
@st.composite
def judged(draw: Draw, block: str, top: int, step: Any) -> Doc:
    """One way of judging, by facts, by a figure or by marks."""
    way = draw(st.sampled_from(["levels", "at_least", "at_most", "share", "linear", "mark"]))
    if way == "levels":
        level, when = st.sampled_from(scale_levels(top, step)), conditions(block)
        rules = range(draw(st.integers(1, 3)))
        return {"levels": [{"level": draw(level), "is": "So", "when": draw(when)} for _ in rules]}
    if way == "mark":
        return {"mark": "anchors"}
    if way == "linear":
        return {"measure": "count", "linear": draw(curves(top))}
    if way == "share":
        return {"measure": "share", "at_least": [Decimal(n) / 10 for n in draw(rising(1, 10, top))]}
    figures = draw(rising(1, 10, top))
    return {"measure": "count", way: figures if way == "at_least" else figures[::-1]}


@functools.cache
def rising(low: int, high: int, count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=count, max_size=count, unique=True).map(sorted)


@functools.cache
@st.composite
def curves(draw: Draw, top: int) -> list[list[int]]:
    figures = draw(rising(0, 10, draw(st.integers(2, 4))))
    heights = draw(st.lists(st.integers(0, top), min_size=len(figures), max_size=len(figures)))
    return [list(point) for point in zip(figures, heights, strict=True)]


@functools.cache
@st.composite
def criteria(draw: Draw, grid: str, number: int, top: int, step: Any) -> Doc:
    """A criterion; the first of a grid always has a weight, for a grid without any is refused."""
    block = grid.lower()
    each: Doc = {"id": f"{grid}-{number:02d}", "question": "What of it?"}
    if draw(st.booleans()):
        each["evidence"] = "required"
    if draw(st.integers(0, 5)) == 0:
        each["gate"] = draw(st.sampled_from(["eligibility", "payment"]))
        each["requires"] = draw(conditions(block))
    if number > 1 and "gate" in each and draw(st.booleans()):
        return each
    if draw(st.integers(0, 2)) == 0:
        each["applies_when"] = draw(conditions(block))
    if number > 1 and draw(st.integers(0, 5)) == 0:
        each["info"] = True
    weight = draw(positive if number == 1 else weights)
    return {**each, "weight": weight, **draw(judged(block, top, step))}


@functools.cache
@st.composite
def grids(draw: Draw, name: str) -> Doc:
    top, step = draw(st.sampled_from([(1, 1), (2, 1), (4, 1), (4, Decimal("0.5"))]))
    found: Doc = {
        "grid": name,
        "version": "1.0.0",
        "title": f"Grid {name}",
        "status": "example",
        "scale": {"max": top, "step": step},
        "anchors": [f"Level {n}" for n in range(top + 1)],
        "block": name.lower(),
        "facts": FACTS,
        "measures": {
            "share": {"ratio": [f"{name.lower()}.n", f"{name.lower()}.total"]},
            "count": {"value": f"{name.lower()}.n"},
        },
        "criteria": [draw(criteria(name, number, top, step)) for number in range(1, draw(st.integers(1, 3)) + 1)],
    }
    if draw(st.booleans()):
        found["values"] = draw(level_values(top))
    return found


@functools.cache
def level_values(top: int) -> st.SearchStrategy[list[Any]]:
    """What levels 0 to the top are worth: from 0 to 1, never going down."""
    between: st.SearchStrategy[list[Any]] = st.lists(ratios, min_size=top - 1, max_size=top - 1)
    return between.map(lambda inner: [0, *sorted(inner), 1])


@functools.cache
@st.composite
def calls(draw: Draw, names: Sequence[str], *, lot: bool) -> Doc:
    links = st.one_of(
        st.sampled_from(["score", "points", *names]),
        st.just({"path": "request.funding.requested", "order": "ascending"}),
    )
    allocation: Doc = {
        "overflow": draw(st.sampled_from(["skip", "stop"])),
        "partial": draw(st.sampled_from(["none", "remainder"])),
    }
    if draw(st.booleans()):
        allocation["ceiling"] = draw(st.integers(100, 500))
    if draw(st.integers(0, 2)) == 0:
        allocation["rate"] = draw(ratios)
    ranking: Doc = {
        "by": draw(st.sampled_from(["score", "points", *names])),
        "tie_break": draw(st.lists(links, max_size=2)),
    }
    if lot and draw(st.booleans()):
        ranking["unresolved"] = {"lot": draw(st.sampled_from(["2010", "seed"]))}
    least = draw(st.sampled_from([0, 0, 10, 30, 50]))
    return {
        "call": "c",
        "title": "A call",
        "authority": {"name": "Agency"},
        "calendar": {"opens": "2010-01-01", "closes": "2010-03-01"},
        "currency": "EUR",
        "envelope": draw(st.one_of(st.integers(0, 1000), st.sampled_from([100, 200, 300, 400]))),
        "grids": {name: draw(positive) for name in names},
        "aggregate": draw(st.sampled_from(["hierarchical", "flat"])),
        "panel": {
            "assessors": draw(st.integers(1, 3)),
            "aggregate": draw(st.sampled_from(["mean", "median", "trimmed", "min"])),
        },
        "decisions": [
            {"outcome": "ineligible", "when": {"eligible": False}},
            {"outcome": "fund", "when": draw(st.sampled_from([{"eligible": True}, {"score": {"minimum": least}}]))},
            {"outcome": "ask", "when": {"ceiling": {"minimum": least}}},
            {"outcome": draw(st.sampled_from(["decline", "defer", "maintain", "ask", "fund"]))},
        ],
        "ranking": ranking,
        "allocation": allocation,
    }


@functools.cache
@st.composite
def fundings(draw: Draw) -> Doc:
    found: Doc = {}
    requested = draw(st.one_of(st.sampled_from([100, 200, 300]), st.integers(0, 600), st.none()))
    if requested is not None:
        found["requested"] = requested
        if draw(st.booleans()):
            found["minimum"] = draw(st.integers(0, requested))
    if draw(st.booleans()):
        found["total_cost"] = draw(st.integers(requested or 0, 900))
    return found


@functools.cache
@st.composite
def requests(draw: Draw, name: str, names: Sequence[str]) -> Doc:
    """A request with all facts stated or some, and some of those supported by a document."""
    facts = draw(st.sampled_from([st.fixed_dictionaries(VALUES), st.fixed_dictionaries({}, optional=VALUES)]))
    blocks = {each.lower(): draw(facts) for each in names}
    paths = [f"{block}.{fact}" for block, facts in blocks.items() for fact in facts]
    supported = [path for path in paths if draw(st.booleans())]
    return {
        "request": name,
        "call": "c",
        "title": f"Project {name}",
        "applicant": {"name": "Applicant", "legal_form": "association", "scope": "regional"},
        "submitted_on": "2010-02-01",
        "funding": draw(fundings()),
        **blocks,
        "evidence": [{"id": "E1", "title": "Papers", "supports": supported}],
    }


def marked(found: Iterable[Doc]) -> dict[str, list[Any]]:
    """The criteria judged by marks, with the levels that can be given."""
    return {
        each["id"]: [0, *scale_levels(grid["scale"]["max"], grid["scale"]["step"])]
        for grid in found
        for each in grid["criteria"]
        if "mark" in each
    }


def a_sheet(assessor: str, request: str, marks: Doc) -> Doc:
    given = {name: {"level": level, "why": "Seen"} for name, level in marks.items()}
    return {"rating": request, "assessor": assessor, "rated_on": "2010-03-04", "marks": given}


@st.composite
def sheets(draw: Draw, found: Sequence[Doc], request: str) -> list[Doc]:
    levels = {name: st.sampled_from(each) for name, each in marked(found).items()}
    marks = draw(st.sampled_from([st.fixed_dictionaries(levels), st.fixed_dictionaries({}, optional=levels)]))
    listed = []
    for assessor in ASSESSORS[: draw(st.integers(0, 4))]:
        if draw(st.integers(0, 4)) == 0:
            listed.append({"rating": request, "assessor": assessor, "rated_on": "2010-03-04", "conflict": True})
        else:
            listed.append(a_sheet(assessor, request, draw(marks)))
    return listed


@st.composite
def decided(draw: Draw, call: Doc, request: Doc) -> Doc:
    """A committee's decision that a quarter of the envelope can pay, and within every cap of the call."""
    terms, funding = call["allocation"], request["funding"]
    most = min(
        [
            call["envelope"] // 4,
            *(each for each in (terms.get("ceiling"), funding.get("requested")) if each is not None),
        ]
    )
    if "rate" in terms:
        most = min(most, int(terms["rate"] * funding.get("total_cost", 0)))
    outcome = draw(st.sampled_from(["fund", "fund", "decline", "defer"]))
    amount = {"amount": draw(st.integers(0, most))} if outcome == "fund" else {}
    if "requested" not in funding and draw(st.booleans()):
        amount = {}  # funded, and nobody says with how much
    return {
        "decision": request["request"],
        "outcome": outcome,
        **amount,
        "decided_by": "Committee",
        "decided_on": "2010-04-15",
        "why": "As discussed",
    }


def twin(asked: Doc, heard: list[Doc], name: str, funding: Doc | None) -> tuple[Doc, list[Doc]]:
    """The same request and sheets under another name, perhaps for another amount: a tie, unless the tie is broken."""
    again = {**asked, "request": name, "funding": asked["funding"] if funding is None else funding}
    return again, [{**each, "rating": name} for each in heard]


@st.composite
def worlds(draw: Draw, *, least: int = 1, most: int = 3, lot: bool = True, committee: bool = True) -> World:
    """A call with `least` to `most` requests, sheets on them, and perhaps decisions on some."""
    names = draw(st.sampled_from([("A",), ("A", "B"), ("B", "A", "C")]))
    found = tuple(draw(grids(name)) for name in names)
    call = draw(calls(names, lot=lot))
    files: list[tuple[Doc, list[Doc]]] = []
    for name in [f"r{n}" for n in range(1, draw(st.integers(least, most)) + 1)]:
        if files and draw(st.booleans()):
            asked, heard = draw(st.sampled_from(files))
            files.append(twin(asked, heard, name, draw(st.one_of(st.none(), fundings()))))
        else:
            files.append((draw(requests(name, names)), draw(sheets(found, name))))
    chosen = [each for each, _ in files if committee and draw(st.integers(0, 4)) == 0]
    return World(
        call=call,
        grids=found,
        requests=tuple(each for each, _ in files),
        sheets=tuple(sheet for _, heard in files for sheet in heard),
        decisions=tuple(draw(decided(call, each)) for each in chosen),
    )


# ── what a law compares ────────────────────────────────────────────────────────────────────────────


def figures(card: Scorecard) -> tuple[Any, ...]:
    """Everything a scorecard says in numbers, whatever the order of its parts."""
    each = {one.id: (one.state, one.level, one.ceiling, one.gate and one.gate.passes) for one in card.criteria}
    return (card.score, card.ceiling, card.points, card.completeness, card.eligible, dict(card.grids), each)


def ends(result: Result) -> dict[str, tuple[Any, ...]]:
    """How each request ends: its figures, outcome, rank, status and amount."""
    return {
        each.request.id: (figures(each.card), each.outcome, each.rank, each.award.status, each.award.amount)
        for each in result.requests
    }


Interval = tuple[Fraction | None, Fraction | None]


def is_within(new: Interval, old: Interval) -> bool:
    """Whether an interval lies in another; one that has left the sum lies in any."""
    low, high = new
    floor, ceiling = old
    if low is None or high is None:
        return True
    return floor is not None and ceiling is not None and floor <= low <= high <= ceiling


def scores(card: Scorecard) -> list[GridScore | Scorecard]:
    """The card's own score and that of each of its grids."""
    return [card, *card.grids.values()]


def interval(score: GridScore | Scorecard) -> Interval:
    return (score.score, score.ceiling)


def assert_narrower(new: Scorecard, old: Scorecard) -> None:
    """What is supplied only ever narrows: criteria, grids, the score, the points; what was certain stays so."""
    for after, before in zip(new.criteria, old.criteria, strict=True):
        assert is_within((after.level, after.ceiling), (before.level, before.ceiling)), after.id
    for name in old.grids:
        assert is_within(interval(new.grids[name]), interval(old.grids[name])), name
    assert is_within(interval(new), interval(old))
    assert is_within((new.points, new.points_ceiling), (old.points, old.points_ceiling))
    assert is_within((new.weakest_grid, new.weakest_ceiling), (old.weakest_grid, old.weakest_ceiling))
    assert old.eligible is None or new.eligible is old.eligible
    assert new.completeness is None or old.completeness is None or new.completeness >= old.completeness


# ── order ──────────────────────────────────────────────────────────────────────────────────────────


def check_order_of_documents(world: World, shuffled: World) -> None:
    before, after = result_of(world), result_of(shuffled)
    assert ends(after) == ends(before)
    assert [each.request.id for each in after.requests] == [each.request.id for each in before.requests]
    assert (after.awarded, after.left, after.notes) == (before.awarded, before.left, before.notes)


@st.composite
def shuffled_documents(draw: Draw) -> tuple[World, World]:
    world = draw(worlds(most=4))
    parts = {
        name: tuple(draw(st.permutations(getattr(world, name))))
        for name in ("grids", "requests", "sheets", "decisions")
    }
    return world, replace(world, **parts)


@pytest.mark.slow
@daily
@given(shuffled_documents())
def test_the_order_of_files_changes_nothing(pair: tuple[World, World]) -> None:
    """2.4: "Never file order, never id." Requests, sheets, decisions and grids come in any order."""
    check_order_of_documents(*pair)


def reordered(draw: Draw, grid: Doc) -> Doc:
    """The same grid, its criteria, the lines of their levels and its facts in another order."""
    each = [
        {**one, "levels": draw(st.permutations(one["levels"]))} if "levels" in one else one for one in grid["criteria"]
    ]
    facts = dict(draw(st.permutations(list(grid["facts"]["properties"].items()))))
    return {**grid, "criteria": draw(st.permutations(each)), "facts": {**grid["facts"], "properties": facts}}


@st.composite
def shuffled_parts(draw: Draw) -> tuple[World, World]:
    world = draw(worlds())
    weighed = dict(draw(st.permutations(list(world.call["grids"].items()))))
    found = tuple(reordered(draw, grid) for grid in world.grids)
    return world, replace(world, call={**world.call, "grids": weighed}, grids=found)


@pytest.mark.slow
@daily
@given(shuffled_parts())
def test_the_order_of_grids_criteria_and_levels_changes_nothing(pair: tuple[World, World]) -> None:
    """2.1: a score is a sum; 1.2: a level is "the highest level whose condition holds"."""
    before, after = map(result_of, pair)
    assert ends(after) == ends(before)


@st.composite
def renamed(draw: Draw) -> tuple[World, World, dict[str, str]]:
    """A world whose requests exchange their ids; nothing is drawn by lot, for a lot does go by id."""
    world = draw(worlds(least=2, most=4, lot=False))
    ids = [each["request"] for each in world.requests]
    new = dict(zip(ids, draw(st.permutations(ids)), strict=True))

    def with_id(document: Doc, key: str) -> Doc:
        return {**document, key: new[document[key]]}

    return (
        world,
        replace(
            world,
            requests=tuple(with_id(each, "request") for each in world.requests),
            sheets=tuple(with_id(each, "rating") for each in world.sheets),
            decisions=tuple(with_id(each, "decision") for each in world.decisions),
        ),
        new,
    )


@pytest.mark.slow
@daily
@given(renamed())
def test_an_id_decides_nothing(found: tuple[World, World, dict[str, str]]) -> None:
    """2.4: "Never file order, never id.\""""
    world, other, new = found
    before, after = ends(result_of(world)), ends(result_of(other))
    assert {new[name]: end for name, end in before.items()} == after


@pytest.mark.slow
@daily
@given(worlds(least=2), st.data())
def test_a_score_never_depends_on_who_else_applied(world: World, data: st.DataObject) -> None:
    """2.1: "A score depends on the request alone: never on who else applied.\""""
    kept = data.draw(st.sampled_from(world.requests))["request"]
    alone = replace(
        world,
        requests=tuple(each for each in world.requests if each["request"] == kept),
        sheets=tuple(each for each in world.sheets if each["rating"] == kept),
        decisions=(),
    )
    everybody = result_of(replace(world, decisions=()))
    (mine,) = result_of(alone).requests
    (there,) = (each for each in everybody.requests if each.request.id == kept)
    speaker = Speaker()
    assert [criterion(each, speaker) for each in there.card.criteria] == [
        criterion(each, speaker) for each in mine.card.criteria
    ]
    assert msgspec.structs.replace(there.card, criteria=()) == msgspec.structs.replace(mine.card, criteria=())
    assert there.proposal == mine.proposal


# ── raising a level ────────────────────────────────────────────────────────────────────────────────


@functools.cache
@st.composite
def rungs(draw: Draw, grid: str, number: int, top: int) -> Doc:
    """A criterion with a fact or a mark of its own, where more is never worse (for `at_most`, where less is)."""
    fact = f"{grid.lower()}.c{number}"
    way = draw(st.sampled_from(["levels", "at_least", "at_most", "linear", "mark"]))
    each: Doc = {
        "id": f"{grid}-{number:02d}",
        "question": "How much?",
        "weight": draw(positive if number == 1 else weights),
    }
    if way == "mark":
        return {**each, "mark": "anchors"}
    if draw(st.booleans()):
        each["evidence"] = "required"
    if way == "levels":
        levels = draw(st.lists(st.integers(1, top), min_size=1, max_size=3, unique=True))
        rules = [{"level": level, "is": "So", "when": {fact: {"minimum": 2 * level}}} for level in levels]
        return {**each, "levels": rules}
    each["measure"] = f"m{number}"
    if way == "linear":
        numbers, heights = draw(rising(0, 10, 3)), sorted(draw(st.lists(st.integers(0, top), min_size=3, max_size=3)))
        return {**each, "linear": [list(point) for point in zip(numbers, heights, strict=True)]}
    numbers = draw(rising(1, 10, top))
    return {**each, way: numbers if way == "at_least" else numbers[::-1]}


@st.composite
def ladders(draw: Draw) -> tuple[World, World]:
    """A world of one request, and the same with one level raised: by a fact, or by one assessor's mark."""
    names = draw(st.sampled_from([("A",), ("A", "B")]))
    found: list[Doc] = []
    facts: dict[str, Doc] = {}
    for name in names:
        top = draw(st.sampled_from([1, 2, 4]))
        each = [draw(rungs(name, number, top)) for number in range(1, draw(st.integers(1, 3)) + 1)]
        found.append(ladder(name, top, each, draw(st.one_of(st.none(), level_values(top)))))
        stated = {f"c{n}": st.integers(0, 10) for n in range(1, len(each) + 1)}
        facts[name.lower()] = draw(st.fixed_dictionaries({}, optional=stated))
    paths = [f"{block}.{fact}" for block, stated in facts.items() for fact in stated]
    supported = [path for path in paths if draw(st.booleans())]
    request: Doc = {**draw(requests("r1", ())), **facts}
    request["evidence"] = [{"id": "E1", "title": "Papers", "supports": supported}]
    levels = {name: st.sampled_from(each) for name, each in marked(found).items()}
    given = [draw(st.fixed_dictionaries({}, optional=levels)) for _ in range(draw(st.integers(0, 4)))]
    rated = tuple(a_sheet(assessor, "r1", each) for assessor, each in zip(ASSESSORS, given, strict=False))
    world = World(call=draw(calls(names, lot=False)), grids=tuple(found), requests=(request,), sheets=rated)
    return world, draw(raised(world))


def ladder(name: str, top: int, each: list[Doc], values: list[Any] | None) -> Doc:
    numbers = range(1, len(each) + 1)
    used = {one["measure"] for one in each if "measure" in one}
    document: Doc = {
        "grid": name,
        "version": "1.0.0",
        "title": f"Grid {name}",
        "status": "example",
        "scale": {"max": top, "step": 1},
        "anchors": [f"Level {n}" for n in range(top + 1)],
        "block": name.lower(),
        "facts": {
            "type": "object",
            "additionalProperties": False,
            "properties": {f"c{n}": {"type": "integer"} for n in numbers},
        },
        "measures": {f"m{n}": {"value": f"{name.lower()}.c{n}"} for n in numbers if f"m{n}" in used},
        "criteria": each,
    }
    return document if values is None else {**document, "values": values}


@st.composite
def raised(draw: Draw, world: World) -> World:
    (request,) = world.requests
    moves: list[World] = []
    for grid in world.grids:
        for each in grid["criteria"]:
            fact = f"c{int(each['id'][-2:])}"
            now = request[grid["block"]].get(fact)
            if "mark" in each:
                moves += list(higher_marks(world, each["id"], grid["scale"]["max"]))
            elif now is not None:
                new = draw(st.integers(0, now) if "at_most" in each else st.integers(now, 12))
                moves.append(with_fact(world, f"{grid['block']}.{fact}", new))
    assume(moves)
    chosen: World = draw(st.sampled_from(moves))
    return chosen


def higher_marks(world: World, name: str, top: int) -> Iterable[World]:
    for number, sheet in enumerate(world.sheets):
        if name in sheet["marks"]:
            for level in range(sheet["marks"][name]["level"] + 1, top + 1):
                new = {**sheet, "marks": {**sheet["marks"], name: {"level": level, "why": "Seen"}}}
                yield replace(world, sheets=(*world.sheets[:number], new, *world.sheets[number + 1 :]))


def with_fact(world: World, path: str, value: Any) -> World:
    """The world with one fact of its first request set."""
    first, *others = world.requests
    block, _, fact = path.partition(".")
    return replace(world, requests=({**first, block: {**first[block], fact: value}}, *others))


def check_raised(world: World, higher: World) -> None:
    before, after = card_of(world), card_of(higher)
    assert (before.score is None) == (after.score is None)
    for new, old in zip(scores(after), scores(before), strict=True):
        assert (new.score or 0) >= (old.score or 0)
        assert (new.ceiling or 0) >= (old.ceiling or 0)
        assert new.points >= old.points


@pytest.mark.slow
@daily
@given(ladders())
def test_raising_a_level_never_lowers_the_score(pair: tuple[World, World]) -> None:
    """2.1: a grid's score is 100 · Σ w·v / Σ w, `values` never go down; 2.3: mean, median, trimmed, or min."""
    check_raised(*pair)


@often
@given(st.lists(st.integers(0, 8), min_size=1, max_size=6), st.data())
def test_raising_a_mark_never_lowers_what_the_panel_gives(marks: list[int], data: st.DataObject) -> None:
    """2.3: "mean, median (even count: the mean of the middle two), trimmed, or min, as the call says.\""""
    place = data.draw(st.integers(0, len(marks) - 1))
    higher = [mark + data.draw(st.integers(0, 4)) * (n == place) for n, mark in enumerate(marks)]
    order = data.draw(st.permutations(higher))
    for how in ("mean", "median", "trimmed", "min"):
        before, after = (aggregate([Fraction(mark, 2) for mark in each], how) for each in (marks, order))
        assert Fraction(min(marks), 2) <= before <= Fraction(max(marks), 2)
        assert after >= before


# ── what is not known ──────────────────────────────────────────────────────────────────────────────


def check_interval(card: Scorecard) -> None:
    for low, high, top in [
        (card.score, card.ceiling, 100),
        (card.weakest_grid, card.weakest_ceiling, 100),
        *((each.score, each.ceiling, 100) for each in card.grids.values()),
        *((each.value, each.ceiling_value, 1) for each in card.criteria),
    ]:
        assert (low is None) == (high is None)
        assert low is None or high is None or 0 <= low <= high <= top
    assert 0 <= card.points <= card.points_ceiling
    assert card.completeness is None or 0 <= card.completeness <= 1
    if card.completeness == 1:
        assert card.score == card.ceiling


@pytest.mark.slow
@daily
@given(worlds())
def test_the_floor_is_never_above_the_ceiling(world: World) -> None:
    """2.2: "every request has an interval `[score, ceiling]`, equal when everything is known.\""""
    for card in cards_of(world).values():
        check_interval(card)


def unstated(world: World) -> list[str]:
    """The facts that some grid reads and the first request leaves out."""
    first, written = world.requests[0], yaml_text([[grid["criteria"], grid["measures"]] for grid in world.grids])
    paths = ["funding.total_cost", *(f"{grid['block']}.{fact}" for grid in world.grids for fact in VALUES)]
    return [
        path
        for path in paths
        if re.search(rf"\b{path}\b", written) and path.partition(".")[2] not in first[path.partition(".")[0]]
    ]


@st.composite
def supplied(draw: Draw) -> tuple[World, World]:
    """A world of one request, and the same with more facts stated: some, or all that were missing."""
    world = draw(worlds(most=1, committee=False))
    missing = unstated(world)
    assume(missing)
    more = world
    for path in draw(st.one_of(st.just(missing), st.lists(st.sampled_from(missing), min_size=1, unique=True))):
        fact = path.partition(".")[2]
        least = world.requests[0]["funding"].get("requested", 0)
        value = draw(st.integers(least, 1000)) if fact == "total_cost" else draw(VALUES[fact])
        more = with_fact(more, path, value)
    return world, more


def check_supplied(world: World, more: World) -> None:
    assert_narrower(card_of(more), card_of(world))


@settings(daily, max_examples=100)
@given(supplied())
def test_a_fact_supplied_keeps_the_score_within_its_interval(pair: tuple[World, World]) -> None:
    """2.2: floor, "the best level that holds whatever the missing value is"; ceiling, "the best level still possible".

    So too where it is not known whether a criterion applies (it "leaves the sum; siblings share"), and under `any`.
    """
    check_supplied(*pair)


@st.composite
def evidenced(draw: Draw) -> tuple[World, World]:
    """A world of one request, and the same with a document for some more of the facts it states."""
    world = draw(worlds(most=1, committee=False))
    first = world.requests[0]
    listed = first["evidence"][0]["supports"]
    stated = [f"{grid['block']}.{fact}" for grid in world.grids for fact in first[grid["block"]]]
    bare = [path for path in stated if path not in listed]
    assume(bare)
    more = draw(st.lists(st.sampled_from(bare), min_size=1, unique=True))
    papers = [*first["evidence"], {"id": "E2", "title": "More papers", "supports": more}]
    return world, replace(world, requests=({**first, "evidence": papers},))


def check_evidenced(world: World, more: World) -> None:
    before, after = card_of(world), card_of(more)
    assert_narrower(after, before)
    assert after.ceiling == before.ceiling


@pytest.mark.slow
@daily
@given(evidenced())
def test_a_document_supplied_never_lowers_the_score(pair: tuple[World, World]) -> None:
    """2.2: unsupported: floor 0, ceiling "the level the figure would give"; a document makes the one the other."""
    check_evidenced(*pair)


@st.composite
def rated(draw: Draw) -> tuple[World, World]:
    """A world of one request, and the same with one more sheet, on criteria that too few have marked."""
    world = draw(worlds(most=1, committee=False))
    heard = [sheet for sheet in world.sheets if not sheet.get("conflict")]
    need = world.call["panel"]["assessors"]
    have = {name: sum(name in sheet["marks"] for sheet in heard) for name in marked(world.grids)}
    open_ = {name: st.sampled_from(each) for name, each in marked(world.grids).items() if have[name] < need}
    assume(open_)
    sheet = a_sheet("late", "r1", draw(st.fixed_dictionaries({}, optional=open_)))
    return world, replace(world, sheets=(*world.sheets, sheet))


def check_rated(world: World, more: World) -> None:
    assert_narrower(card_of(more), card_of(world))


@pytest.mark.slow
@daily
@given(rated())
def test_a_missing_sheet_supplied_keeps_the_score_within_its_interval(pair: tuple[World, World]) -> None:
    """2.2: unrated, "fewer assessors than the panel asks for": floor 0, ceiling max."""
    check_rated(*pair)


# ── weights ────────────────────────────────────────────────────────────────────────────────────────

factors = st.sampled_from([2, 3, 7, 10, Decimal("0.5"), Decimal("0.1"), Decimal("1.25")])


def times(weighed: Doc, factor: Any) -> Doc:
    return {**weighed, "weight": weighed["weight"] * factor} if "weight" in weighed else weighed


@st.composite
def rescaled(draw: Draw) -> tuple[World, World]:
    """Grid weights times one number, criterion weights times another: one a grid, or (flat) one for all."""
    world = draw(worlds())
    common = draw(factors)
    inner = [common if world.call["aggregate"] == "flat" else draw(factors) for _ in world.grids]
    outer = draw(factors)
    weighed = {name: weight * outer for name, weight in world.call["grids"].items()}
    found = tuple(
        {**grid, "criteria": [times(each, factor) for each in grid["criteria"]]}
        for grid, factor in zip(world.grids, inner, strict=True)
    )
    return world, replace(world, call={**world.call, "grids": weighed}, grids=found)


def check_rescaled(world: World, other: World) -> None:
    assert ends(result_of(other)) == ends(result_of(world))


@pytest.mark.slow
@daily
@given(rescaled())
def test_weights_are_relative(pair: tuple[World, World]) -> None:
    """2.1: "Weights are relative.\""""
    check_rescaled(*pair)


values = st.one_of(st.none(), st.fractions(0, 1, max_denominator=12))
parts_of_a_mean = st.lists(st.tuples(st.fractions(0, 9, max_denominator=6), values), max_size=5)


@pytest.mark.slow
@often
@given(parts_of_a_mean, st.fractions(Fraction(1, 99), 99, max_denominator=99), st.randoms(use_true_random=False))
def test_a_mean_keeps_to_its_parts_under_any_scale_and_order(parts: Any, factor: Fraction, random: Any) -> None:
    """2.1: 100 · Σ w·v / Σ w "over its counted criteria"; weight 0 is "never scored"; none counted, no score."""
    mean = weighted_mean(parts)
    moved = [(weight * factor, value) for weight, value in parts]
    random.shuffle(moved)
    assert weighted_mean(moved) == mean
    counted = [value for weight, value in parts if weight and value is not None]
    assert (mean is None) == (not counted)
    assert mean is None or min(counted) <= mean <= max(counted)


# ── money ──────────────────────────────────────────────────────────────────────────────────────────


def check_money(world: World) -> None:
    result = result_of(world)
    plan = pipeline.planned(case_of(world))
    envelope = world.call["envelope"] * 100
    if any(each.award.status is Status.FUNDED and each.award.amount is None for each in result.requests):
        assert (result.awarded, result.left) == (None, None)
        # What is left is not known, so the rules give nothing out of it.
        assert all(each.award.amount == 0 for each in result.requests if each.decision is None)
        return
    assert result.awarded is not None
    assert result.left is not None
    assert result.awarded == sum(each.award.amount or 0 for each in result.requests)
    assert result.awarded + result.left == envelope
    assert result.left >= 0
    for each in result.requests:
        amount, request = each.award.amount, each.request
        assert (amount or 0) <= (request.requested if request.requested is not None else envelope)
        assert (amount or 0) <= int(world.call["allocation"].get("ceiling", envelope) * 100)
        rate = world.call["allocation"].get("rate")
        if amount and rate is not None:
            assert request.total_cost is not None
            assert amount <= Fraction(rate) * request.total_cost
        if each.decision is None and each.award.status is Status.PARTIAL:
            assert (request.minimum or 0) <= (amount or 0) < (amount_asked(plan, request, each.card, {}).ask or 0)


@daily
@given(worlds(most=4))
def test_awards_stay_within_the_envelope_the_request_and_every_cap(world: World) -> None:
    """2.5: "Awards never exceed the envelope, the request or a cap.\""""
    check_money(world)


@pytest.mark.slow
@daily
@given(worlds(most=4, committee=False))
def test_no_request_is_funded_that_is_not_eligible_or_states_no_amount(world: World) -> None:
    """2.4: "no request is funded whose `eligible` is not true … or whose amount is not stated.\""""
    for each in result_of(world).requests:
        if each.outcome is Outcome.FUND:
            assert each.card.eligible is True
            assert each.request.requested is not None
            assert each.rank is not None
        else:
            assert (each.rank, each.award.status, each.award.amount) == (None, Status.NOT_FUNDED, 0)


def check_prefix(world: World) -> None:
    ranked = [(each.rank, each.award) for each in result_of(world).requests if each.rank is not None]
    unpaid = [rank for rank, award in ranked if award.status not in PAID]
    # Who asks for nothing is funded with 0 even beside a misfit of its own tie group.
    assert all(rank < min(unpaid) for rank, award in ranked if award.amount and unpaid)


def stopping(world: World) -> World:
    return replace(world, call={**world.call, "allocation": {**world.call["allocation"], "overflow": "stop"}})


@pytest.mark.slow
@daily
@given(worlds(least=2, most=4, lot=False, committee=False).map(stopping))
def test_with_stop_the_paid_are_the_first_of_the_ranking(world: World) -> None:
    """2.5: "elif overflow = stop: it and all below: reserve; end.\""""
    check_prefix(world)


# Few cents and few requests, so that ties, exact fits and remainders are common.
NAMES = ("a", "b", "c", "d", "e", "f")
RULES = list(itertools.product(["skip", "stop"], ["none", "remainder"]))


@functools.cache
def asks(name: str) -> st.SearchStrategy[Ask]:
    amounts = st.integers(0, 8).flatmap(lambda amount: st.tuples(st.just(amount), st.integers(0, amount)))
    return amounts.map(lambda pair: Ask(request=Id(name), amount=pair[0], minimum=pair[1]))


@functools.cache
@st.composite
def tie_groups(draw: Draw, *, size: int = 4) -> list[list[Ask]]:
    """One to three tie groups, best first, of at most six requests."""
    count = draw(st.integers(1, len(NAMES)))
    listed = [draw(asks(name)) for name in draw(st.permutations(NAMES))[:count]]
    found: list[list[Ask]] = [[]]
    for ask in listed:
        if found[-1] and (len(found[-1]) == size or (len(found) < 3 and draw(st.booleans()))):
            found.append([])
        found[-1].append(ask)
    return found


def settled(awards: Iterable[Award]) -> dict[str, tuple[Status, int | None]]:
    return {award.request: (award.status, award.amount) for award in awards}


def in_order(order: Iterable[Ask], envelope: int, rules: tuple[str, str]) -> dict[str, tuple[Status, int | None]]:
    """What requests get one after the other, none of them tied."""
    return settled(allocate([[ask] for ask in order], envelope, overflow=rules[0], partial=rules[1]))


def expected(found: list[list[Ask]], envelope: int, rules: tuple[str, str]) -> dict[str, tuple[Status, int | None]]:
    """Awards by trying every order of each group in its turn, down to the first whose awards an order changes.

    Who asks for nothing takes nothing from the others of the group, and so comes first in it.
    """
    before: list[Ask] = []
    ends: dict[str, tuple[Status, int | None]] = {}
    for place, group in enumerate(found):
        idle, asking = [ask for ask in group if not ask.amount], [ask for ask in group if ask.amount]
        tried = [in_order([*before, *idle, *order], envelope, rules) for order in itertools.permutations(asking)]
        if any(one != tried[0] for one in tried):
            # What comes before the tie is the same in every order: the idle of the group, too.
            ends = {name: end for name, end in tried[0].items() if name not in {ask.request for ask in asking}}
            ends.update({ask.request: (Status.TIED, None) for ask in asking})
            ends.update({ask.request: (Status.RESERVE, 0) for rest in found[place + 1 :] for ask in rest})
            return ends
        ends = tried[0]
        before += [*idle, *asking]
    return ends


def check_ties(found: list[list[Ask]], envelope: int, rules: tuple[str, str]) -> None:
    got = settled(allocate(found, envelope, overflow=rules[0], partial=rules[1]))
    assert got == expected(found, envelope, rules)
    assert sum(amount or 0 for _, amount in got.values()) <= envelope


@often
@given(tie_groups(), st.integers(0, 24), st.sampled_from(RULES))
@example([[Ask(request=Id(n), amount=3, minimum=3) for n in "ab"]], 5, ("skip", "none"))
@example([[Ask(request=Id(n), amount=3, minimum=1) for n in "ab"]], 2, ("skip", "remainder"))
def test_a_group_is_tied_exactly_when_the_order_of_its_members_would_change_an_award(
    found: list[list[Ask]], envelope: int, rules: tuple[str, str]
) -> None:
    """2.4: "A group whose awards would depend on the order among its members is `tied`: allocation stops there.\""""
    check_ties(found, envelope, rules)


@often
@given(tie_groups(), st.integers(0, 24), st.sampled_from(RULES))
def test_one_after_the_other_gives_what_the_rule_says(
    found: list[list[Ask]], envelope: int, rules: tuple[str, str]
) -> None:
    """2.5: in full if it fits, else what is left if that is enough, else reserve; `stop` ends there."""
    left, stopped = envelope, False
    for ask in (ask for group in found for ask in group):
        status, amount = in_order([one for group in found for one in group], envelope, rules)[ask.request]
        if stopped:
            assert (status, amount) == (Status.RESERVE, 0)
        elif ask.amount <= left:
            assert (status, amount) == (Status.FUNDED, ask.amount)
        elif rules[1] == "remainder" and left and left >= ask.minimum:
            assert (status, amount) == (Status.PARTIAL, left)
        else:
            assert (status, amount) == (Status.RESERVE, 0)
            stopped = rules[0] == "stop"
        left -= amount or 0


# ── the lot ────────────────────────────────────────────────────────────────────────────────────────

seeds = st.text(min_size=1, max_size=8)


@often
@given(tie_groups(), st.integers(0, 24), st.sampled_from(RULES), seeds, st.randoms(use_true_random=False))
def test_a_lot_is_replayed_whatever_the_order_of_the_requests(
    found: list[list[Ask]], envelope: int, rules: tuple[str, str], seed: str, random: Any
) -> None:
    """2.4: "or draws a replayable lot (SHA-256 of seed and id) when the call says `lot`.\""""
    shuffled = [random.sample(group, len(group)) for group in found]
    awards = [allocate(each, envelope, overflow=rules[0], partial=rules[1], lot=seed) for each in (found, shuffled)]
    assert awards[0] == awards[1]
    # Who asks for nothing comes first: it takes nothing from the others.
    drawn = [ask for group in found for ask in sorted(group, key=lambda a: (a.amount > 0, draw(seed, a.request)))]
    assert settled(awards[0]) == in_order(drawn, envelope, rules)


@often
@given(seeds, st.sampled_from(["region-a", "region-b", "r1"]))
def test_anybody_can_replay_a_ticket_with_a_sha256_of_two_lines(seed: str, name: str) -> None:
    """2.4: "SHA-256 of seed and id": a line each, so that no seed and id run into another pair."""
    assert draw(seed, Id(name)) == hashlib.sha256(seed.encode() + b"\n" + name.encode()).hexdigest()


# ── numbers in words ───────────────────────────────────────────────────────────────────────────────


@often
@given(st.fractions(-1000, 1000), st.integers(0, 6))
@example(Fraction(1, 200), 2)
@example(Fraction(-1, 200), 2)
@example(Fraction(59995, 1000), 2)
def test_numbers_are_rounded_half_up(value: Fraction, digits: int) -> None:
    """2: "round once, when printing: scores to two decimals, half up.\""""
    printed = rounded(value, digits)
    assert printed.as_tuple().exponent == -digits
    gap = abs(Fraction(printed) - value) * 10**digits
    assert gap <= Fraction(1, 2)
    assert gap < Fraction(1, 2) or abs(Fraction(printed)) > abs(value)


@st.composite
def neighbours(draw: Draw) -> list[Fraction]:
    """Two to four different numbers, some very near to each other, none nearer than 12 decimals can tell."""
    start = draw(st.fractions(0, 200, max_denominator=400))
    gaps = st.builds(lambda n, digits: Fraction(n, 10**digits), st.integers(1, 9), st.integers(0, 12))
    return list(itertools.accumulate(draw(st.lists(gaps, min_size=1, max_size=3)), initial=start))


@often
@given(neighbours())
def test_different_numbers_are_printed_apart(numbers: list[Fraction]) -> None:
    """The house rule of `words`: "Two numbers that differ never print the same in one sentence.\""""
    digits = apart(numbers)
    assert 2 <= digits <= 12
    assert len({rounded(each, digits) for each in numbers}) == len(numbers)
    if digits > 2:
        assert len({rounded(each, digits - 1) for each in numbers}) < len(numbers)


@often
@given(neighbours(), st.sampled_from(["percent", "number", "points", "days", "months"]))
def test_no_sentence_says_that_a_figure_is_under_itself(numbers: list[Fraction], unit: str) -> None:
    """The house rule of `words`: "so nobody reads "70 % is under 70 %".\""""
    low, high = (Quantity(each, unit) for each in numbers[:2])
    text = say(Reason("at_least", {"figure": low, "met": None, "missed": high}))
    figure, _, threshold = text.partition(" is under ")
    assert figure != threshold


PLAIN_GRID: Doc = {
    "grid": "A",
    "version": "1.0.0",
    "title": "Plain",
    "status": "example",
    "scale": {"max": 4},
    "block": "a",
    "facts": FACTS,
    "measures": {"count": {"value": "a.n"}},
    "criteria": [{"id": "A-01", "question": "How many?", "weight": 1, "measure": "count", "at_least": [1, 2, 3, 4]}],
}
PLAIN_CALL: Doc = {
    "call": "c",
    "title": "A plain call",
    "authority": {"name": "Agency"},
    "calendar": {"opens": "2010-01-01", "closes": "2010-03-01"},
    "currency": "EUR",
    "envelope": 99999999,
    "grids": {"A": 1},
    "decisions": [{"outcome": "fund", "when": {"eligible": True}}, {"outcome": "decline"}],
    "ranking": {"by": "score"},
    "allocation": {"overflow": "skip", "partial": "none"},
}
PLAIN_REQUEST: Doc = {
    "request": "r1",
    "call": "c",
    "title": "A plain request",
    "applicant": {"name": "Applicant", "legal_form": "association", "scope": "regional"},
    "submitted_on": "2010-02-01",
    "funding": {"requested": 100},
    "a": {"n": 4},
}


def plain(*, criteria: list[Doc] | None = None, call: Doc | None = None, **request: Any) -> World:
    """One request of a plain call with a plain grid, but for what is given."""
    grid = PLAIN_GRID if criteria is None else {**PLAIN_GRID, "criteria": criteria}
    return World(call={**PLAIN_CALL, **(call or {})}, grids=(grid,), requests=({**PLAIN_REQUEST, **request},))


@st.composite
def schedules(draw: Draw) -> list[Doc]:
    """Payments whose shares, in tenths of a percent, sum to 1."""
    cuts = sorted(draw(st.lists(st.integers(1, 999), max_size=5, unique=True)))
    steps = [after - before for before, after in itertools.pairwise([0, *cuts, 1000])]
    return [{"share": Decimal(step).scaleb(-3), "at": f"payment {n}"} for n, step in enumerate(steps, 1)]


def printed_cents(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@daily
@given(schedules(), st.integers(1, 10**9), st.sampled_from(Language))
@example([{"share": Decimal("0.5"), "at": "now"}, {"share": Decimal("0.5"), "at": "then"}], 1, Language.EN)
def test_printed_instalments_sum_to_the_printed_award(payments: list[Doc], amount: int, language: Language) -> None:
    """2.6: "the amount, its schedule"; 2: "money in whole cents": the last payment takes what rounding left."""
    world = plain(call={"addendum": {"payments": payments}}, funding={"requested": Decimal(amount).scaleb(-2)})
    result = result_of(world)
    letter = addendum(result, result.requests[0], language)
    paid = [printed_cents(each["amount"]) for each in letter["instalments"]]
    assert sum(paid) == printed_cents(letter["amount"]) == amount
    assert not any("-" in each["amount"] or "\N{MINUS SIGN}" in each["amount"] for each in letter["instalments"])
    for cents, payment in zip(paid, payments, strict=True):
        assert abs(cents - Fraction(payment["share"]) * amount) <= Fraction(len(payments), 2)


@daily
@given(*[st.one_of(st.none(), st.integers(1, 28)) for _ in range(3)], st.sampled_from(["next", "1"]))
def test_an_act_says_whether_a_day_of_it_comes_after_the_end(
    end: int | None, goals: int | None, first: int | None, level: str
) -> None:
    """No payment becomes due after the end of the agreement (docs, monitoring): what cannot hold is said before a signature."""
    days = {name: f"2010-06-{day:02}" for name, day in (("end", end), ("goals", goals), ("first", first)) if day}
    terms: Doc = {"goal_level": level if level == "next" else 1, "payments": [{"share": 1, "at": "later"}]}
    terms |= {"goals_due": days["goals"]} if goals else {}
    terms["payments"][0] |= {"from": days["first"]} if first else {}
    agreement: Doc = {"agreement": {"ends_on": days["end"]}} if end else {}
    result = result_of(plain(call={"addendum": terms}, a={"n": 2}, **agreement))
    letter = addendum(result, result.requests[0], Language.EN)
    last = [first or 0, (goals or 0) if letter["goals"] else 0]
    assert letter["outlives"] is (end is not None and max(last) > end)


# ── the same laws, many more times ─────────────────────────────────────────────────────────────────


def check_order_of_parts(world: World, other: World) -> None:
    assert ends(result_of(other)) == ends(result_of(world))


def check_ids(world: World, other: World, new: dict[str, str]) -> None:
    assert {new[name]: end for name, end in ends(result_of(world)).items()} == ends(result_of(other))


def check_intervals(world: World) -> None:
    for card in cards_of(world).values():
        check_interval(card)


LAWS: list[tuple[Callable[..., None], st.SearchStrategy[Any]]] = [
    (check_order_of_documents, shuffled_documents()),
    (check_order_of_parts, shuffled_parts()),
    (check_ids, renamed()),
    (check_raised, ladders()),
    (check_intervals, st.tuples(worlds(most=4))),
    (check_supplied, supplied()),
    (check_evidenced, evidenced()),
    (check_rated, rated()),
    (check_rescaled, rescaled()),
    (check_money, st.tuples(worlds(most=5))),
    (check_prefix, st.tuples(worlds(least=2, most=5, lot=False, committee=False).map(stopping))),
    (check_ties, st.tuples(tie_groups(size=6), st.integers(0, 30), st.sampled_from(RULES))),
]


@pytest.mark.slow
@pytest.mark.parametrize(("law", "drawn"), LAWS, ids=[law.__name__.removeprefix("check_") for law, _ in LAWS])
def test_the_laws_hold_of_many_more_documents(law: Callable[..., None], drawn: st.SearchStrategy[Any]) -> None:
    @deep
    @given(drawn)
    def holds(found: tuple[Any, ...]) -> None:
        law(*found)

    holds()


@pytest.mark.slow
def test_every_small_group_is_tied_exactly_when_an_order_would_change_an_award() -> None:
    """2.4, over every group of two or three requests for up to four cents, every minimum and every envelope."""
    kinds = [(amount, least) for amount in range(5) for least in range(amount + 1)]
    for size, rules in itertools.product((2, 3), RULES):
        for group in itertools.combinations_with_replacement(kinds, size):
            members = [Ask(request=Id(n), amount=a, minimum=m) for n, (a, m) in zip(NAMES, group, strict=False)]
            for envelope in range(13):
                check_ties([members], envelope, rules)


# ── once broken ────────────────────────────────────────────────────────────────────────────────────
# The smallest document found for each law that did not hold at first.


def by_levels(*rules: tuple[int, Doc], **more: Any) -> Doc:
    levels = [{"level": level, "is": "So", "when": when} for level, when in rules]
    return {"id": "A-01", "question": "What of it?", "weight": 1, "levels": levels, **more}


def papers(*supports: str) -> list[Doc]:
    return [{"id": "E1", "title": "Papers", "supports": list(supports)}]


def test_an_unsupported_level_is_no_floor_while_a_better_one_is_open() -> None:
    """2.2: unsupported: floor 0."""
    asked = [by_levels((4, {"a.g": True}), (2, {"a.f": True}), evidence="required")]
    world = plain(criteria=asked, a={"f": True})
    check_supplied(world, with_fact(world, "a.g", False))


def test_a_level_that_a_document_supports_stays_when_another_fact_is_stated() -> None:
    """2.2: the floor is "the best level that holds whatever the missing value is.\""""
    asked = [by_levels((4, {"any": [{"a.f": True}, {"a.g": True}]}), evidence="required")]
    world = plain(criteria=asked, a={"f": True}, evidence=papers("a.f"))
    check_supplied(world, with_fact(world, "a.g", False))


def test_a_gate_that_a_document_supports_stays_passed_when_another_fact_is_stated() -> None:
    """2.2: what is supplied narrows what was open; what was certain stays."""
    either = {"any": [{"a.f": True}, {"a.g": True}]}
    gate = {"id": "A-01", "question": "May it?", "gate": "eligibility", "requires": either, "evidence": "required"}
    asked = [gate, {**by_levels((4, {"a.n": {"minimum": 1}})), "id": "A-02"}]
    world = plain(criteria=asked, a={"f": True, "n": 1}, evidence=papers("a.f"))
    check_supplied(world, with_fact(world, "a.g", False))


def test_a_curve_above_zero_has_the_floor_of_a_figure_without_a_document() -> None:
    """2.2: unsupported: floor 0; so a figure not stated, which may turn out unsupported, cannot have more."""
    asked = [{"id": "A-01", "question": "How many?", "weight": 1, "measure": "count", "linear": [[0, 1], [10, 4]]}]
    world = plain(criteria=[{**asked[0], "evidence": "required"}], a={})
    check_supplied(world, with_fact(world, "a.n", 5))


def test_of_two_rules_of_one_level_the_one_with_a_document_counts() -> None:
    """1.2: "the highest level whose condition holds", whatever the order of the lines."""
    rules: list[tuple[int, Doc]] = [(4, {"a.f": True}), (4, {"a.g": True})]
    stated: Doc = {"a": {"f": True, "g": True}, "evidence": papers("a.g")}
    first, second = (
        card_of(plain(criteria=[by_levels(*each, evidence="required")], **stated)) for each in (rules, rules[::-1])
    )
    assert first.score == second.score


def test_claiming_more_than_a_document_supports_keeps_what_it_does_support() -> None:
    """2.2: the floor is "the best level that holds"; raising a fact never lowers the score."""
    asked = [by_levels((4, {"a.g": True}), (2, {"a.f": True}), evidence="required")]
    world = plain(criteria=asked, a={"f": True, "g": False}, evidence=papers("a.f"))
    check_raised(world, with_fact(world, "a.g", True))


def test_an_or_inside_a_path_is_kleenes() -> None:
    """1.2: "a path that is not stated makes its line *unknown*; `any`, `all` and `not` follow Kleene.\""""
    world = plain(criteria=[by_levels((4, {"a.f || a.g": True}))], a={"g": False})
    check_supplied(world, with_fact(world, "a.f", True))


def test_a_substitute_for_a_missing_fact_is_refused() -> None:
    """2.2: supplying a fact keeps the score within its interval; a path that falls back on another fact could not."""
    says = path_fault("not_null(a.n, a.total)", {})
    assert says is not None
    assert says.startswith("not_null(a.n, a.total): not_null() is not a function of paths")


def test_with_stop_a_request_for_nothing_does_not_depend_on_its_id() -> None:
    """2.4: "Never file order, never id.\""""
    statuses = []
    for idle, big in itertools.permutations(NAMES[:2]):
        group = [Ask(request=Id(idle), amount=0, minimum=0), Ask(request=Id(big), amount=2, minimum=2)]
        statuses.append(settled(allocate([group], 1, overflow="stop"))[idle][0])
    assert statuses[0] == statuses[1]


def test_every_request_gets_an_outcome() -> None:
    """2.4: "Fail closed: … such a rule is passed over, and the reason says so.\""""
    gate = {"id": "A-01", "question": "May it?", "gate": "eligibility", "requires": {"a.f": True}}
    asked = [gate, {**by_levels((4, {"a.g": True})), "id": "A-02"}]
    world = plain(criteria=asked, call={"decisions": [{"outcome": "fund"}]}, a={"f": False, "g": True})
    assert result_of(world).requests[0].outcome is not Outcome.FUND


def test_a_committees_award_stays_within_the_rate() -> None:
    """2.5: "Awards never exceed the envelope, the request or a cap.\""""
    terms = {"overflow": "skip", "partial": "none", "rate": Decimal("0.5")}
    decision = {"decision": "r1", "outcome": "fund", "amount": 100, "decided_by": "C", "decided_on": "2010-04-15"}
    world = plain(call={"allocation": terms}, funding={"requested": 100, "total_cost": 100})
    with pytest.raises(AssertionError, match=r"D405"):
        result_of(replace(world, decisions=({**decision, "why": "As discussed"},)))


def test_printed_instalments_sum_in_a_currency_without_a_minor_unit() -> None:
    """2.6: the amount and its schedule; their printed figures must agree."""
    payments = [{"share": share, "at": "then"} for share in (Decimal("0.335"), Decimal("0.335"), Decimal("0.33"))]
    result = result_of(plain(call={"currency": "XPF", "addendum": {"payments": payments}}))
    letter = addendum(result, result.requests[0], Language.FR)
    assert sum(printed_cents(each["amount"]) for each in letter["instalments"]) == printed_cents(letter["amount"])


def test_no_sentence_says_that_an_amount_is_under_itself() -> None:
    """The house rule of `words`: "Two numbers that differ never print the same in one sentence.\""""
    low, high = (Quantity(Fraction(text), "currency") for text in ("12.346", "12.35"))
    text = say(Reason("at_least", {"figure": low, "met": None, "missed": high}), currency="EUR")
    figure, _, threshold = text.partition(" is under ")
    assert figure != threshold
