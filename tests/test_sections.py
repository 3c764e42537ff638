"""Sections of a grid: weights between grid and criterion, minima of their own; and rules that read what points are out of."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.documents import workspace
from asipgrid.engine.aggregate import shares
from conftest import SMALL_CALL, SMALL_GRID, Command, scored, small, small_rating, small_request
from examples import examples
from test_batch import assert_told_alike

GOOD = {good.name: good for good in examples("good")}
TECH = GOOD["sections-with-weights-and-minima"]
IN_ONE = "sections:\n  - {id: ALL, criteria: [DOC-02, DOC-03, DOC-04]}\n"
IN_TWO = """sections:
  - {id: PAPERS, weight: 1, minimum: 5, criteria: [DOC-02, DOC-03]}
  - {id: PLAN, title: The plan, weight: 3, minimum: 2, criteria: [DOC-04, DOC-01]}
"""


def told(asipgrid: Command, root: Path) -> dict[str, Any]:
    """The requests of the small call, by id."""
    ran = asipgrid("score", "requests/small", "--format", "json", cwd=root)
    return {each["id"]: each for each in json.loads(ran.out)["requests"]}


def explained(asipgrid: Command, root: Path, name: str) -> str:
    return asipgrid("explain", "requests/small", name, "--full", cwd=root, columns=None).out


def test_a_section_weighs_what_it_says_or_what_its_criteria_do(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("score", "requests/small", "--format", "csv", cwd=TECH.lay_out(tmp_path))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(ran.out))}
    columns = ("score", "EXPERIENCE", "METHOD", "METHOD_points", "STAFF", "STAFF_points", "outcome")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "region-a": ("74.60", "80.00", "70.00", "21", "76.00", "220", "decline"),
        "region-b": ("87.00", "100.00", "56.67", "17", "100.00", "300", "decline"),
        "region-c": ("76.00", "60.00", "83.33", "25", "75.00", "225", "fund"),
    }


def test_a_section_under_its_minimum_is_below_it(asipgrid: Command, tmp_path: Path) -> None:
    root = TECH.lay_out(tmp_path)
    page = explained(asipgrid, root, "region-b")
    assert "  METHOD Method: 56.67 of 100, weight 30; 17 points, at least 18 needed: below\n" in page
    assert "  TECH: 87 of 100 = 87.00 of 100\n" in page
    assert "rule 1 (fund) does not hold: below_minimum: METHOD, there must be none" in page
    assert told(asipgrid, root)["region-b"]["sections"]["METHOD"] == {
        "score": "56.67",
        "ceiling": "56.67",
        "points": "17",
        "points_ceiling": "17",
        "weight": "30",
        "minimum": "18",
        "below": True,
    }
    markdown = asipgrid("explain", "requests/small", "region-b", "--format", "markdown", cwd=root).out
    assert "- METHOD Method: 56.67 of 100, weight 30; 17 points, at least 18 needed: below.\n" in markdown


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("[STAFF]", ["region-b", "region-a", "region-c"]),
        ("[{figure: METHOD}, {figure: STAFF, order: ascending}]", ["region-c", "region-a", "region-b"]),
    ],
)
def test_a_section_puts_requests_in_order(asipgrid: Command, tmp_path: Path, by: str, order: list[str]) -> None:
    root = TECH.lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    first, _, rest = by.strip("[]").partition(", {")
    text = re.sub(
        "(?s)ranking:.*?\nallocation",
        f"ranking: {{by: {first}, tie_break: [{'{' + rest if rest else ''}]}}\nallocation",
        call.read_text(),
    )
    call.write_text(re.sub("(?s)decisions:.*?\nranking", "decisions:\n  - {outcome: fund}\nranking", text))
    ran = asipgrid("score", "requests/small", "--format", "csv", cwd=root)
    rows = sorted(csv.DictReader(io.StringIO(ran.out)), key=lambda row: int(row["rank"]))
    assert [row["id"] for row in rows] == order
    told_ = asipgrid("explain", "requests/small", order[0], cwd=root).out
    assert f"by score of {'STAFF' if by == '[STAFF]' else 'METHOD'}" in told_


def test_the_report_tells_each_section(asipgrid: Command, tmp_path: Path) -> None:
    root = TECH.lay_out(tmp_path)
    assert asipgrid("report", "requests/small", "-o", "x.html", cwd=root).code == 0
    page = (root / "x.html").read_text("utf-8")
    assert "<li>METHOD Method: 56.67 of 100, weight 30; 17 points, at least 18 needed: below\n" in page


def test_a_section_that_may_still_reach_its_minimum_is_asked_about(asipgrid: Command, tmp_path: Path) -> None:
    root = TECH.lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    rule = "  - {outcome: ask, when: {below_minimum_ceiling: {maxItems: 0}, sections.METHOD.points_ceiling: {minimum: 20}}}\n"
    call.write_text(call.read_text().replace("  - {outcome: decline", f"{rule}  - {{outcome: decline"))
    for name, marks in (
        ("a", "METH-1: {level: 2, why: W}"),
        ("b", "METH-1: {level: 4, why: W}"),
        ("c", "METH-1: {level: 5, why: W}"),
    ):
        sheet = f"rating: region-{name}\nassessor: one\nrated_on: 2010-03-04\nmarks: {{{marks}}}\n"
        (root / f"requests/small/ratings/one/region-{name}.yaml").write_text(sheet)
    reasons = {name: (each["outcome"], each["reasons"][1]) for name, each in told(asipgrid, root).items()}
    assert reasons == {
        "region-a": (
            "decline",
            (
                "rule 2 (ask) does not hold: below_minimum_ceiling: METHOD, there must be none; "
                "sections.METHOD.points_ceiling is 17, under 20 (by 3)"
            ),
        ),
        "region-b": ("decline", "rule 2 (ask) does not hold: sections.METHOD.points_ceiling is 19, under 20 (by 1)"),
        "region-c": (
            "ask",
            "rule 2 (ask) holds: below_minimum_ceiling: none; sections.METHOD.points_ceiling is 20, at least 20",
        ),
    }


@pytest.mark.parametrize(
    ("language", "below", "row"),
    [
        (
            "en",
            "- METHOD, Method: 17 points, at least 18 are needed\n",
            "| METHOD | Method | in sum: METH-1, METH-2; at least",
        ),
        (
            "fr",
            "- METHOD, Méthode : 17 points, il en faut au moins 18\n",
            "| METHOD | Méthode | au total : METH-1, METH-2",
        ),
    ],
)
def test_letters_name_sections(asipgrid: Command, tmp_path: Path, language: str, below: str, row: str) -> None:
    letter = asipgrid("draft", "requests/small", "region-b", "--lang", language, cwd=TECH.lay_out(tmp_path)).out
    letter = letter.replace("\u00a0", " ").replace("\u202f", " ")
    assert below in letter
    assert row in letter


def test_an_addendum_has_the_points_of_sections(asipgrid: Command, tmp_path: Path) -> None:
    letter = asipgrid("draft", "requests/small", "region-c", "--lang", "en", cwd=TECH.lay_out(tmp_path)).out
    assert "| METHOD | Method | in sum: METH-1, METH-2; at least 18 are needed | 25 of 30 points |\n" in letter


def test_what_is_not_marked_yet_leaves_a_section_open(asipgrid: Command, tmp_path: Path) -> None:
    root = TECH.lay_out(tmp_path)
    sheet = root / "requests/small/ratings/one/region-c.yaml"
    sheet.write_text(sheet.read_text().replace("  METH-1: {level: 14, why: Invented}\n", ""))
    line = "  METHOD Method: 36.67 of 100, at most 86.67, weight 30; 11 to 26 points, at least 18 needed: not reached yet\n"
    assert line in explained(asipgrid, root, "region-c")


def test_where_a_criterion_does_not_apply_its_siblings_share_the_weight_of_the_section(
    asipgrid: Command, tmp_path: Path
) -> None:
    grid = SMALL_GRID.replace("    weight: 30\n", "    weight: 30\n    applies_when: {doc.signed: false}\n") + IN_TWO
    root = small(tmp_path, grid=grid)
    request = told(asipgrid, root)["region-a"]
    assert request["sections"]["PAPERS"]["weight"] == "1"
    assert request["score"] == "81.25"  # (1 · 100 + 3 · 75) / 4
    assert "DOC: 3.25 of 4 = 81.25 of 100" in explained(asipgrid, root, "region-a")


def test_a_section_in_which_nothing_applies_leaves_the_sum_and_is_below_nothing(
    asipgrid: Command, tmp_path: Path
) -> None:
    plan = "    weight: 20\n    mark: anchors\n"
    grid = SMALL_GRID.replace(plan, plan + "    applies_when: {doc.signed: false}\n") + IN_TWO
    root = small(tmp_path, grid=grid)
    request = told(asipgrid, root)["region-a"]
    assert (request["score"], request["sections"]["PLAN"]["score"]) == ("100.00", None)
    assert request["sections"]["PLAN"]["below"] is False
    assert "  PLAN The plan: nothing to score\n" in explained(asipgrid, root, "region-a")


levels = st.integers(0, 4)
forms = st.sampled_from(["cda", "pdf", "paper", None])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(st.tuples(forms, st.integers(0, 10), levels | st.none()), min_size=1, max_size=4))
def test_sections_without_weights_change_no_score(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[str | None, int, int | None]]
) -> None:
    extra = {}
    for at, (form, valid, level) in enumerate(requests):
        stated = "" if form is None else f"format: {form}, "
        doc = f"{{signed: true, {stated}total: 10, valid: {valid}}}"
        extra[f"requests/small/region-{at}.yaml"] = small_request(f"region-{at}", doc=doc)
        if level is not None:
            extra[f"requests/small/ratings/one/region-{at}.yaml"] = small_rating(f"region-{at}", str(level))
    cards = []
    for grid in (SMALL_GRID, SMALL_GRID + IN_ONE):
        root = small(tmp_path_factory.mktemp("ws"), extra, grid=grid)
        case = pipeline.load(workspace.find_call("small", root)).checked.case
        assert case is not None
        cards.append(scored(case))
    plain, parted = cards
    for name, card in plain.items():
        same = parted[name]
        assert (card.score, card.ceiling, card.points) == (same.score, same.ceiling, same.points)
        assert same.sections["ALL"].score == card.score
        assert same.sections["ALL"].points == card.points


@pytest.mark.parametrize("aggregate", ["hierarchical", "flat"])
def test_the_parts_of_the_score_are_those_of_the_sections(tmp_path: Path, aggregate: str) -> None:
    call = SMALL_CALL.replace("panel:", f"aggregate: {aggregate}\npanel:")
    case = pipeline.load(
        workspace.find_call("small", small(tmp_path, grid=SMALL_GRID + IN_TWO, call=call))
    ).checked.case
    assert case is not None
    (card,) = scored(case).values()
    worth = shares(case.call, case.grids, card)
    assert worth == {"DOC-02": Fraction(125, 8), "DOC-03": Fraction(75, 8), "DOC-04": Fraction(75)}
    assert sum(worth[each.id] * (each.value or 0) for each in card.criteria if each.counts) == card.score


def test_judgements_that_are_remembered_are_those_made_anew(tmp_path: Path) -> None:
    root = small(tmp_path, grid=SMALL_GRID + IN_TWO)
    for valid in range(11):
        text = small_request(f"region-{valid + 10}", doc=f"{{signed: true, format: pdf, total: 10, valid: {valid}}}")
        (root / f"requests/small/region-{valid + 10}.yaml").write_text(text)
    case = pipeline.load(workspace.find_call("small", root)).checked.case
    assert case is not None
    assert_told_alike(case)


def test_rules_read_what_points_are_out_of(asipgrid: Command, tmp_path: Path) -> None:
    rule = "{outcome: fund, when: {points: {minimum: 7}, points_of: 12, grids.DOC.points_of: 12, sections.PLAN.points_of: 4}}"
    call = SMALL_CALL.replace("{outcome: fund, when: {score: {minimum: 60}}}", rule)
    root = small(tmp_path, grid=SMALL_GRID + IN_TWO, call=call)
    request = told(asipgrid, root)["region-a"]
    assert request["outcome"] == "fund"
    assert "points_of" not in request


def test_another_weight_or_minimum_of_a_section_is_told_as_the_cause(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (TECH.lay_out(tmp_path / side) for side in ("before", "after"))
    grid = after / "grids/doc.yaml"
    text = (
        grid.read_text().replace("weight: 60, criteria", "weight: 40, criteria").replace("minimum: 18", "minimum: 10")
    )
    grid.write_text(text.replace("1.0.0", "2.0.0"))
    out = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "  sections.METHOD.minimum 18 → 10\n" in out
    assert "  sections.STAFF.weight 60 → 40\n" in out
    assert "region-a 74.60 → 74.25: sections.STAFF.weight 60 → 40\n" in out
