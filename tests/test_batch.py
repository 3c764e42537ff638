"""Many requests at once give what one after the other gives: the same bytes, however the work is shared out."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from asipgrid import formats, pipeline
from asipgrid.check.case import Case
from asipgrid.cli import score as command
from asipgrid.documents import files, reader, spool, workspace
from asipgrid.engine.assess import Engine
from asipgrid.formats import Look, as_json
from asipgrid.formats.as_json import Pen
from asipgrid.model.places import Source
from asipgrid.model.requests import RatingSheet
from asipgrid.model.results import Result
from asipgrid.parallel import alone, batch, messages
from asipgrid.parallel.executors import in_chunks
from asipgrid.text import jsons
from asipgrid.text.phrases import Speaker
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, write
from test_laws import World, case_of, daily, worlds, yaml_text

FORMS = tuple(formats.TEXTS)


def lay_out(world: World, root: Path) -> workspace.Workspace:
    """A world as files."""
    call = root / "requests" / world.call["call"]
    texts = {
        call / "call.yaml": world.call,
        **{root / "grids" / f"{each['grid'].lower()}.yaml": each for each in world.grids},
        **{call / f"{each['request']}.yaml": each for each in world.requests},
        **{call / "ratings" / each["assessor"] / f"{each['rating']}.yaml": each for each in world.sheets},
        **{call / "decisions" / f"{each['decision']}.yaml": each for each in world.decisions},
    }
    for path, document in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml_text(document), encoding="utf-8")
    return workspace.Workspace(root=root.resolve(), call=call.resolve())


def answered(
    space: workspace.Workspace, form: str, work: messages.Work = alone.score, *, keep_going: bool = False
) -> str:
    """The result as text."""
    with spool.Spool() as shelf:
        return "".join(batch.answer(space, form, Look(), work, shelf, keep_going=keep_going).text)


@pytest.mark.parametrize("most", [0, 4, 100])
def test_what_is_put_aside_comes_back_from_memory_and_from_a_file(most: int) -> None:
    texts = [b"one", b"", b"three", b"4" * 50]
    with spool.Spool(most) as shelf:
        places = [shelf.put(each) for each in texts]
        assert [shelf.get(place) for place in reversed(places)] == texts[::-1]
        more = [b"five", b"6" * 3_000_000, b"seven"]
        places += [shelf.put(each) for each in more]
        assert shelf.get(places[-1]) == b"seven"
        places.append(shelf.put(b"eight"))
        assert [shelf.get(place) for place in places] == [*texts, *more, b"eight"]


def slowly(space: workspace.Workspace) -> dict[str, str]:
    """The result as each request after the other gives it, in every form, when nothing is remembered."""
    loaded = pipeline.load(space)
    assert loaded.checked.case is not None
    result = pipeline.evaluate(loaded.checked.case, loaded.findings, remember=0)
    assert isinstance(result, Result)
    return {name: formats.written(name, result, Look()) for name in FORMS}


@daily
@given(worlds(most=5))
def test_many_at_once_give_the_bytes_of_one_after_the_other(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        space = lay_out(world, Path(folder))
        expected = slowly(space)
        assert {name: answered(space, name) for name in FORMS} == expected


LIMITS = st.sampled_from([0, 1, 2, 30, 50, Decimal("33.33"), Decimal("33.333333"), Decimal("66.6667")])
NUMERIC = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
FIGURES = (
    *("score", "ceiling", "points", "completeness", "weakest_grid", "grids.A.score", "grids.A.points"),
    *('criteria."A-01".level', "request.a.n", "request.funding.requested", "sum([request.a.n, request.a.total])"),
)
RULE_LINES = st.one_of(
    st.builds(
        lambda path, limits: {path: limits},
        st.sampled_from(FIGURES),
        st.dictionaries(st.sampled_from(NUMERIC), LIMITS, min_size=1, max_size=2),
    ),
    st.builds(lambda path, value: {path: value}, st.sampled_from(FIGURES), st.integers(0, 2)),
    st.sampled_from(
        [
            {"eligible": True},
            {"eligible": False},
            {"below_minimum": {"maxItems": 0}},
            {"request.a.f": True},
            {"request.a.f || request.a.g": False},
            {"request.a.kind": ["low", "mid"]},
            {"request.a.day": {"formatMaximum": "2010-06-30"}},
            {"request.applicant.name": {"pattern": "%s"}},
            {'criteria."A-01".state': "scored"},
        ]
    ),
)


def joined_lines(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda each: {"any": each}),
        several.map(lambda each: {"all": each}),
        parts.map(lambda part: {"not": part}),
    )


RULES = st.lists(
    st.tuples(
        st.sampled_from(["ineligible", "maintain", "fund", "fund", "ask", "decline"]),
        st.recursive(RULE_LINES, joined_lines, max_leaves=5),
    ),
    max_size=4,
)


@pytest.mark.slow
@daily
@given(worlds(most=5), RULES)
def test_rules_of_every_kind_are_told_alike(world: World, rules: list[tuple[str, dict[str, Any]]]) -> None:
    listed = [{"outcome": outcome, "when": when} for outcome, when in rules]
    world = dataclasses.replace(world, call={**world.call, "decisions": [*listed, world.call["decisions"][-1]]})
    with tempfile.TemporaryDirectory() as folder:
        space = lay_out(world, Path(folder))
        loaded = pipeline.load(space)
        assume(loaded.sound)  # a rule may be refused: no request could ever meet it
        assert {name: answered(space, name) for name in FORMS} == slowly(space)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{request.doc.total: {minimum: 33.333333}}", "request.doc.total is 33, under 33.333333 (by 0.333333)"),
        ("{request.doc.total: {minimum: 33.333333}}", "request.doc.total is 33.33, under 33.333333 (by 0.003333)"),
        ("{request.doc.total: {minimum: 33.333333}}", "request.doc.total is 33.33333, under 33.333333 (by 0.000003)"),
        ("{request.doc.total: {exclusiveMinimum: 33}}", "request.doc.total is 33, not more than 33 (by 0)"),
        (
            "{any: [{request.doc.total: {minimum: 40}}, {request.doc.valid: {minimum: 1}}]}",
            "one of these two: (a) request.doc.total is 33, under 40 (by 7); (b) request.doc.valid is not stated, must be at least 1",
        ),
        (
            "{not: {any: [{request.doc.signed: true}, {request.doc.total: {minimum: 40}}]}}",
            "request.doc.signed is true, must not be true",
        ),
        ("{request.title: {pattern: '%s'}}", "request.title is Project r-0, must meet pattern %s"),
    ],
)
def test_a_rule_is_told_for_every_figure_as_it_is_told_alone(tmp_path: Path, when: str, said: str) -> None:
    call = SMALL_CALL.replace("fund, when: {score: {minimum: 60}}", f"defer, when: {when}")
    requests = {
        f"requests/small/r-{number}.yaml": small_request(f"r-{number}", doc=f"{{signed: true, total: {total}}}")
        for number, total in enumerate(["33", "33.33", "33.33333", "33", "50", "33.333333"])
    }
    grid = SMALL_GRID.replace("{type: integer, minimum: 0}", "{type: number}")
    space = workspace.find_call("small", small(tmp_path, requests, grid=grid, call=call))
    told = answered(space, "json")
    assert f'"rule 2 (defer) does not hold: {said}"' in told
    assert told == slowly(space)["json"]


@pytest.mark.parametrize(
    ("currency", "requested", "told"),
    [
        ("XPF", "800", ["333", "800", "667", "800 XPF requested, capped at 333 XPF"]),
        ("TND", "800.125", ["333.633", "800.125", "666.367", "800.125 TND requested, capped at 333.633 TND"]),
        ("EUR", "800", ["333.63", "800.00", "666.37", "800.00 EUR requested, capped at 333.63 EUR"]),
    ],
)
def test_a_cap_is_cut_to_the_smallest_unit_of_the_currency(
    tmp_path: Path, asipgrid: Command, currency: str, requested: str, told: list[str]
) -> None:
    call = SMALL_CALL.replace("EUR", currency).replace("partial: none", "partial: remainder, rate: 0.3333")
    requests = {
        f"requests/small/{name}.yaml": small_request(name).replace(
            "requested: 400", f"requested: {requested}, minimum: 1, total_cost: 1001"
        )
        for name in "bcd"
    }
    ratings = {
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, level)
        for name, level in zip("bcd", "432", strict=True)
    }
    space = workspace.find_call("small", small(tmp_path, {**requests, **ratings}, call=call))
    texts = {name: answered(space, name) for name in FORMS}
    assert texts == slowly(space)
    first = next(each for each in json.loads(texts["json"])["requests"] if each["rank"] == 1)
    assert [first["awarded"], first["requested"]] == told[:2]
    assert f'"{told[3]}"' in texts["json"]
    (row,) = (line for line in asipgrid("score", "small", cwd=tmp_path).out.splitlines() if line.startswith("1 b"))
    assert [row.split()[-1], row.split()[-2]] == [told[2], told[0]]


def test_a_conflict_declared_on_a_report_is_one_at_once(tmp_path: Path) -> None:
    extra = {
        "requests/small/region-a.yaml": small_request("region-a"),
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
        "requests/small/progress/2010-06/ratings/one/region-a.yaml": (
            "rating: region-a\nassessor: one\nrated_on: 2010-07-04\nconflict: true\n"
        ),
    }
    space = workspace.find_call("small", small(tmp_path, extra))
    told = answered(space, "json")
    assert told == slowly(space)["json"]
    assert '"code": "R030"' in told
    assert '"reason": "0 of 1 assessor has marked it"' in told


def test_the_example_is_the_same_at_once() -> None:
    for call in ("example-2010", "relaunch-2009"):
        space = workspace.find_call(call, ROOT)
        expected = slowly(space)
        assert {name: answered(space, name) for name in FORMS} == expected


# ── what is remembered ─────────────────────────────────────────────────────────────────────────────


def assert_told_alike(case: Case) -> None:
    """Every criterion of every request has the text and the figures that it has when nothing is remembered."""
    plan, speaker = pipeline.planned(case), Speaker(currency=case.call.currency)
    remembers, forgets = Engine(plan), Engine(plan, 0)
    sheets: dict[str, list[RatingSheet]] = {}
    for sheet in pipeline.by_assessor(case.sheets):
        sheets.setdefault(sheet.request, []).append(sheet)
    for request in [*case.requests, *case.requests]:
        own = sheets.get(request.id, [])
        quick, slow = (engine.score(request, engine.marks(own)) for engine in (remembers, forgets))
        for layout in (jsons.Layout("  "), jsons.Layout()):
            pen, forgetful = Pen(speaker, layout, 2), Pen(speaker, layout, 2)
            assert pen.criteria(quick) == forgetful.criteria(slow)
        written = {each.id: as_json.criterion(each, speaker) for each in slow.criteria}
        assert json.loads(Pen(speaker, jsons.Layout(), 0).criteria(quick)) == written
        assert {each.id: as_json.criterion(each, speaker) for each in quick.criteria} == written
        assert [each.judgement.adds for each in quick.criteria] == [each.judgement.adds for each in slow.criteria]
        assert [(each.marks, each.consensus) for each in quick.criteria] == [
            (each.marks, each.consensus) for each in slow.criteria
        ]
        assert replace(quick, criteria=()) == replace(slow, criteria=())


@pytest.mark.slow
@daily
@given(worlds(most=5))
def test_what_is_remembered_is_what_would_be_found_again(world: World) -> None:
    assert_told_alike(case_of(world))


SHARES = """
grid: DOC
version: 1.0.0
title: Documents
status: example
scale: {max: 4}
block: doc
facts:
  type: object
  additionalProperties: false
  properties:
    {valid: {type: integer}, total: {type: integer}, more: {type: integer}, asked: {type: boolean}, note: {type: string}}
measures:
  share: {ratio: [doc.valid, doc.total], unit: percent}
  sum: {ratio: ["sum([doc.valid, doc.more])", doc.total], unit: percent}
criteria:
  - {id: DOC-01, question: Share, weight: 3, measure: share, at_least: [0.1, 0.3333, 0.5, 1]}
  - {id: DOC-02, question: Share, weight: 0.5, measure: share, at_most: [0.9, 0.66666, 0.5, 0.00001], evidence: required}
  - {id: DOC-03, question: Sum, weight: 1, measure: sum, at_least: [0.25, 0.5, 0.75, 0.999999], evidence: required}
  - {id: DOC-04, question: Asked, weight: 2, measure: share, at_least: [0.2, 0.4, 0.6, 0.8], applies_when: {doc.asked: true}}
  - {id: DOC-05, question: Asked, measure: share, at_least: [0.2, 0.4, 0.6, 0.8], info: true}
  - {id: DOC-06, question: Noted, weight: 1, levels: [{level: 4, is: Noted, when: {doc.note: {minLength: 1}}}]}
  - {id: DOC-07, question: Many, weight: 1, levels: [{level: 2, is: Many, when: {doc.total: {minimum: 3}, share: {minimum: 0.5}}}]}
"""


@pytest.mark.slow
def test_shares_are_told_as_score_tells_them_at_every_edge(tmp_path: Path) -> None:
    chance = random.Random(8)
    call = SMALL_CALL.replace("panel: {assessors: 1, aggregate: median}\n", "").replace("hierarchical", "flat")
    requests = {}
    for number in range(300):
        total = chance.choice([0, 1, 2, 3, 7, 10, 1000, 9999, 30000, 99999, 100000])
        edge = chance.choice(
            [Fraction(0), Fraction(1, 10), Fraction(3333, 10000), Fraction(1, 2), Fraction(66666, 100000), Fraction(1)]
        )
        valid = int(edge * total) + chance.randint(-1, 1)
        facts = {
            "valid": valid,
            "total": total,
            "more": chance.randint(0, 2),
            "asked": chance.choice(["true", "false"]),
        }
        facts["note"] = chance.choice(['"x"', '"1"', '""', f'"{"y" * 300}"'])
        stated = ", ".join(f"{key}: {value}" for key, value in facts.items() if chance.random() > 0.1)
        support = chance.choice(["[doc]", "[doc.valid, doc.total]", "[doc.total]", "[doc.valid, doc.total, doc.more]"])
        text = small_request(f"r-{number}", doc=f"{{{stated}}}")
        requests[f"requests/small/r-{number}.yaml"] = (
            f"{text.rstrip()}\nevidence: [{{id: E1, title: T, supports: {support}}}]\n"
        )
    small(tmp_path, requests, grid=SHARES, call=call)
    loaded = pipeline.load(workspace.find_call("small", tmp_path))
    assert loaded.checked.case is not None
    assert len(loaded.checked.case.requests) > 250
    assert_told_alike(loaded.checked.case)


def test_a_level_that_a_figure_reaches_is_no_value_that_is_stated(tmp_path: Path) -> None:
    """One request states 2 for the condition and no figure; the other reaches level 2 and states no condition."""
    grid = (
        SHARES[: SHARES.index("measures:")]
        + """measures:
  count: {value: doc.total, unit: number}
criteria:
  - {id: DOC-01, question: Counted, weight: 1, measure: count, at_least: [1, 2, 3, 4], applies_when: {doc.more: {minimum: 1}}}
"""
    )
    call = SMALL_CALL.replace("panel: {assessors: 1, aggregate: median}\n", "")
    requests = {
        f"requests/small/r-{number}.yaml": small_request(f"r-{number}", doc=doc)
        for number, doc in enumerate(["{more: 2}", "{total: 2}"])
    }
    loaded = pipeline.load(workspace.find_call("small", small(tmp_path, requests, grid=grid, call=call)))
    assert loaded.checked.case is not None
    assert_told_alike(loaded.checked.case)


def test_a_mark_that_reads_a_figure_asks_for_it_wherever_it_is_not_stated(tmp_path: Path) -> None:
    grid = SMALL_GRID.replace("mark: anchors", "mark: anchors\n    reads: [share, doc.format]")
    facts = ["{total: 10, valid: 8}", "{total: 0, valid: 0}", "{valid: 8}", "{total: 9, valid: 8, format: pdf}"]
    requests = {
        f"requests/small/r-{number}.yaml": small_request(f"r-{number}", doc=doc) for number, doc in enumerate(facts)
    }
    space = workspace.find_call("small", small(tmp_path, requests, grid=grid))
    told = answered(space, "json")
    assert re.findall(r"DOC-04: .*marked it", told) == [
        "DOC-04: state doc.format; 0 of 1 assessor has marked it",
        "DOC-04: state share, doc.format; 0 of 1 assessor has marked it",
        "DOC-04: state share, doc.format; 0 of 1 assessor has marked it",
        "DOC-04: 0 of 1 assessor has marked it",
    ]
    assert told == slowly(space)["json"]


def test_what_is_odd_in_a_call_at_the_root_is_told_at_its_place(tmp_path: Path) -> None:
    request = small_request("region-a").replace("Project region-a", "Project #1").replace("2010-02-01", "2012-02-01")
    call = {"call.yaml": SMALL_CALL, "region-a.yaml": request, "ratings/one/region-a.yaml": small_rating("region-a")}
    space = workspace.find_call(".", write(tmp_path, {"grids/doc.yaml": SMALL_GRID, **call}))
    told = answered(space, "json")
    assert [(each["file"], each["line"], each["code"]) for each in json.loads(told)["findings"]] == [
        ("region-a.yaml", 3, "Y016"),
        ("region-a.yaml", 5, "R014"),
    ]
    assert told == slowly(space)["json"]


# ── shared out ─────────────────────────────────────────────────────────────────────────────────────


def many(root: Path, count: int) -> Path:
    extra = {}
    for number in range(count):
        name = f"r-{number:03d}"
        doc = f"{{signed: true, format: {'cda' if number % 3 else 'pdf'}, total: {number + 7}, valid: {number}}}"
        extra[f"requests/small/{name}.yaml"] = small_request(name, doc=doc, requested=str(100 + number))
        extra[f"requests/small/ratings/one/{name}.yaml"] = small_rating(name, level=str(number % 5))
    extra["requests/small/decisions/r-003.yaml"] = """
        decision: r-003
        outcome: fund
        amount: 50
        decided_by: Committee
        decided_on: 2010-04-01
        why: A pilot
        """
    return small(root, extra)


@pytest.mark.parametrize("form", FORMS)
def test_the_number_of_jobs_changes_no_byte(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    root = many(tmp_path, 13)
    expected = slowly(workspace.find_call("small", root))[form]
    for jobs in ("1", "2") if form == "json" else ("1", "3"):
        monkeypatch.setattr(command, "WORTH_A_PROCESS", 3)
        ran = asipgrid("score", "small", "--format", form, "--jobs", jobs, cwd=root)
        assert (ran.code, ran.out) == (0, expected)


class Frail(Executor):
    """An executor in this process that breaks when it is handed one of some requests."""

    def __init__(self, deadly: frozenset[str]) -> None:
        self.deadly = deadly
        self.broken = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **_more: Any) -> Future[Any]:
        if self.broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        if any(documents.id in self.deadly for documents in arguments[1]):
            self.broken = True
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(function(*arguments))
        return future


def shared(deadly: Sequence[str]) -> messages.Work:
    @contextmanager
    def executor() -> Iterator[Executor]:
        yield Frail(frozenset(deadly))

    return lambda frame, requests: in_chunks(frame, requests, executor, 4, 2)


def test_a_request_that_ends_its_process_is_found_and_named_and_the_others_are_ranked(tmp_path: Path) -> None:
    root = many(tmp_path, 13)
    space = workspace.find_call("small", root)
    form = "json"
    assert answered(space, form, shared([])) == slowly(space)["json"]
    with spool.Spool() as shelf:
        refused = batch.answer(space, form, Look(), shared(["r-006"]), shelf)
    assert not refused.decided
    (finding,) = refused.findings
    assert f"{finding.place} {finding.code} {finding.says}" == (
        "requests/small/r-006.yaml:1:1 F001 this document, or one about the same request, ends the process that reads it"
    )
    result = json.loads(answered(space, form, shared(["r-006"]), keep_going=True))
    (root / "requests/small/r-006.yaml").unlink()
    for path in root.glob("requests/small/*/**/r-006.yaml"):
        path.unlink()
    assert result["requests"] == json.loads(answered(space, form))["requests"]
    assert [each["code"] for each in result["findings"]] == ["F001"]
    assert "r-006: not scored, the document has errors" in result["notes"]


def test_a_process_that_dies_by_chance_loses_nothing(tmp_path: Path) -> None:
    space = workspace.find_call("small", many(tmp_path, 13))
    executors = [Frail(frozenset({"r-006"}))]

    @contextmanager
    def executor() -> Iterator[Executor]:
        yield executors.pop() if executors else Frail(frozenset())

    found = answered(space, "json", lambda frame, each: in_chunks(frame, each, executor, 4, 2))
    assert found == slowly(space)["json"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_every_process_at_once(tmp_path: Path, number: int) -> None:
    root = many(tmp_path, 8)
    script = """
import os, sys, time
from asipgrid import cli
from asipgrid.cli import score
from asipgrid.parallel import alone
def asleep(frame, requests):
    os.write(2, b"asleep\\n")
    time.sleep(100)
score.WORTH_A_PROCESS, alone.score = 2, asleep
sys.argv = ["asipgrid", "score", "small", "--format", "json", "--jobs", "2"]
cli.main()
"""
    ran = subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert ran.stderr is not None
    assert [ran.stderr.readline() for _ in range(2)] == [b"asleep\n"] * 2
    timer = threading.Timer(20, ran.kill)
    timer.start()
    os.killpg(ran.pid, number)
    out, err = ran.communicate()  # both streams end only when the last process that holds them has ended
    timer.cancel()
    assert (ran.returncode, out, err) == (128 + number, b"", b"")


# What is wrong when a thousand requests are sent: each is told as one request after the other tells it, and left out.
WRONG = [
    ("requests/small/r-001.yaml", "request: ["),
    ("requests/small/r-001.yaml", small_request("r-002")),
    ("requests/small/r-001.yaml", small_request("r-001", requested="many")),
    ("requests/small/r-001.yaml", "x" * (files.MAX_BYTES + 1)),
    ("requests/small/ratings/one/r-001.yaml", small_rating("r-002")),
    ("requests/small/ratings/one/r-001.yaml", small_rating("[r-002]")),
    ("requests/small/ratings/one/r-001.yaml", small_rating("../r-002")),
    ("requests/small/ratings/one/r-001.yaml", "rating: r-001\nmarks: 3\n"),
    ("requests/small/decisions/r-001.yaml", "decision: r-001\noutcome: fund\n"),
    ("requests/small/progress/2010-06/r-001.yaml", "progress: r-001\nperiod: 2010-07\n"),
    ("requests/small/payments/r-001.yaml", "payment: *all\n"),
    ("requests/small/r-001-b.yaml", "request: ["),
]
# What concerns the whole call.
WRONG_AT_ALL = [
    ("grids/doc.yaml", SMALL_GRID.replace("0.20, 0.40", "0.40, 0.20")),
    ("grids/doc.yml", SMALL_GRID),
    ("requests/small/ratings/one/nobody.yaml", small_rating("nobody")),
    ("requests/small/ratings/one/r-001.yaml", small_rating("nobody")),
    ("requests/small/call.yaml", SMALL_CALL + "addendum: {builds_on: [earlier, earlier]}\n"),
]


@pytest.mark.parametrize(("name", "text"), [*WRONG, *WRONG_AT_ALL])
@pytest.mark.parametrize(
    "options",
    [
        (),
        pytest.param(("--keep-going",), marks=pytest.mark.slow),
        pytest.param(("--keep-going", "--jobs", "2"), marks=pytest.mark.slow),
    ],
)
def test_what_is_wrong_is_told_at_once_as_one_after_the_other(
    name: str, text: str, options: Sequence[str], tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = many(tmp_path, 8)
    monkeypatch.setattr(command, "WORTH_A_PROCESS", 2)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    asked = ("score", "small", "--format", "json", *options)
    at_once = asipgrid(*asked, cwd=root)
    monkeypatch.setattr(command, "_by_parts", command._at_hand)
    assert at_once == asipgrid(*asked, cwd=root)
    assert at_once.code == 1
    if options and (name, text) in WRONG:
        result = json.loads(at_once.out)
        left_out = Path(name).stem
        assert left_out not in [each["id"] for each in result["requests"]]
        assert f"{left_out}: not scored, the document has errors" in result["notes"]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_what_is_wrong_with_one_request_does_not_make_the_others_be_read_again(
    name: str, text: str, tmp_path: Path
) -> None:
    root = many(tmp_path, 8)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    assert "r-002" in answered(workspace.find_call("small", root), "json", keep_going=True)


@pytest.mark.parametrize(("name", "text"), WRONG_AT_ALL)
def test_whatever_is_wrong_with_the_call_is_told_from_one_reading(
    tmp_path: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = many(tmp_path, 8)
    (root / name).write_text(text, encoding="utf-8")
    space = workspace.find_call("small", root)
    told, names, read = pipeline.load(space).findings, list[str](), reader.read

    def noted(source: Source) -> Any:
        names.append(source.name)
        return read(source)

    monkeypatch.setattr(reader, "read", noted)
    with spool.Spool() as shelf:
        found = batch.answer(space, "json", Look(), alone.score, shelf)
    assert (found.decided, found.findings) == (False, told)
    assert len(names) == len(set(names)) > 8


@pytest.mark.parametrize("form", FORMS)
def test_a_call_without_a_request_is_never_an_empty_ranking(tmp_path: Path, asipgrid: Command, form: str) -> None:
    ran = asipgrid("score", "small", "--format", form, cwd=small(tmp_path, {}))
    assert (ran.code, ran.out) == (1, "")
    assert "F005 this call has no request: no other *.yaml file lies beside it" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_inside_the_workspace_is_a_request_like_others(tmp_path: Path) -> None:
    root = many(tmp_path, 8)
    space = workspace.find_call("small", root)
    (root / "annex.yaml").write_bytes((root / "requests/small/r-001.yaml").read_bytes())
    (root / "requests/small/r-001.yaml").unlink()
    (root / "requests/small/r-001.yaml").symlink_to(root / "annex.yaml")
    assert answered(space, "json") == slowly(space)["json"]
