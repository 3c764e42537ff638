"""Marks as funders give them: maxima and steps of their own, texts of some levels, results in points; published figures."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from asipgrid import pipeline
from asipgrid.check.grid import RESERVED
from asipgrid.documents import workspace
from conftest import Command, small_request
from examples import Example, examples
from test_batch import assert_told_alike

GOOD = {good.name: good for good in examples("good")}


def scored(asipgrid: Command, example: Example, root: Path, form: str = "json") -> str:
    return asipgrid("score", "requests/small", "--format", form, cwd=example.lay_out(root)).out


def by_id(text: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_horizon_europe_refuses_twelve_of_fifteen_with_one_criterion_below_three(
    asipgrid: Command, tmp_path: Path
) -> None:
    rows = by_id(scored(asipgrid, GOOD["half-marks-out-of-fifteen"], tmp_path, "csv"))
    told = {name: (row["outcome"], row["points"], row["points_of"], row["HE_points"]) for name, row in rows.items()}
    assert told == {"region-a": ("decline", "12", "15", "12"), "region-b": ("fund", "12.5", "15", "12.5")}


def test_a_grid_of_five_criteria_out_of_their_own_takes_less_than_thirty_lines() -> None:
    grid = GOOD["marks-out-of-maxima-of-their-own"].files["grids/doc.yaml"]
    assert len([line for line in grid.splitlines() if line and not line.startswith("#")]) < 30


OUT_OF = GOOD["marks-out-of-maxima-of-their-own"]


def test_points_are_told_in_the_scales_of_the_criteria(asipgrid: Command, tmp_path: Path) -> None:
    (request,) = json.loads(scored(asipgrid, OUT_OF, tmp_path))["requests"]
    assert (request["score"], request["points"], request["points_of"]) == ("83.00", "83", "100")
    assert request["grids"]["ED"] == {"score": "83.00", "ceiling": "83.00", "points": "83", "points_of": "100"}
    assert request["criteria"]["ED-01"]["level"] == "26.5"
    table = asipgrid("score", "requests/small", cwd=tmp_path / "workspace").out
    assert "1 region-a 83.00 83 of 100" in table
    told = asipgrid("explain", "requests/small", "region-a", "--full", cwd=tmp_path / "workspace").out
    assert "Score 83.00, at most 83.00; 83 of 100 points; known" in told
    assert "level 26.5 of 30 × 30 = 26.5" in told
    assert "next: level 8.5: Its methods can show an effect" in told


def test_what_is_not_yet_marked_leaves_the_points_open(asipgrid: Command, tmp_path: Path) -> None:
    root = OUT_OF.lay_out(tmp_path)
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text().replace("  ED-02: {level: 20, why: Invented}\n", ""))
    assert "63.00–88.00 63 to 88 of 100" in asipgrid("score", "requests/small", cwd=root).out


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Its score is 55.00 out of 100 (55 of 100 points)."),
        ("fr", "Sa note est de 55,00 sur 100 (55 points sur 100)."),
    ],
)
def test_letters_give_the_points(asipgrid: Command, tmp_path: Path, language: str, says: str) -> None:
    root = OUT_OF.lay_out(tmp_path)
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text().replace("17.9", "0").replace("12,", "1.9,"))
    ran = asipgrid("draft", "requests/small", "region-a", "--lang", language, cwd=root)
    letters = [path.read_text("utf-8") for path in root.rglob("*.md")]
    assert says in "\n".join([ran.out, *letters]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            (
                "Its score is 0.00 to 100.00 out of 100 (0 to 100 of 100 points).",
                "- Sum of the points is 0, under 60 (by 60)",
                "- Criteria below their own threshold: ED-01, there must be none",
                "- ED-01: level 0 to 30, at least 15 is needed",
                "### Selection criteria: 0.00 to 100.00 (0 to 100 of 100 points)",
                "| ED-01 | How good is the design? | not marked yet by all assessors | 0 to 30 of 30 | 0.00 to 30.00 of 30.00 |",
            ),
        ),
        (
            "fr",
            (
                "Sa note est de 0,00 à 100,00 sur 100 (0 à 100 points sur 100).",
                "- Somme des points : 0, moins de 60 (écart 60)",
                "- Critères sous leur propre seuil : ED-01, il ne doit y en avoir aucun",
                "- ED-01 : niveau 0 à 30, il faut au moins 15",
                "| pas encore apprécié par tous les évaluateurs | 0 à 30 sur 30 | 0,00 à 30,00 sur 30,00 |",
            ),
        ),
    ],
)
def test_a_letter_tells_no_level_that_nobody_gave(
    asipgrid: Command, tmp_path: Path, language: str, says: tuple[str, ...]
) -> None:
    root = OUT_OF.lay_out(tmp_path)
    (root / "requests/small/ratings/one/region-a.yaml").unlink()
    call = root / "requests/small/call.yaml"
    call.write_text(re.sub(".*outcome: ask.*\n", "", call.read_text()))
    letter = asipgrid("draft", "requests/small", "region-a", "--lang", language, cwd=root).out
    letter = letter.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert [each for each in says if each not in letter] == []


@pytest.mark.parametrize(
    ("marks", "outcome", "says"),
    [
        ("", "ask", "below_minimum_ceiling: none"),
        ("  ED-01: {level: 14.9, why: Invented}\n", "decline", "below_minimum_ceiling: ED-01, there must be none"),
        (
            "  ED-02: {level: 0, why: Invented}\n  ED-03: {level: 4.9, why: Invented}\n",
            "decline",
            "rule 2 (ask) does not hold: points_ceiling is 59.9, under 60 (by 0.1)",
        ),
    ],
)
def test_a_request_is_asked_about_while_it_may_still_reach_its_minima(
    asipgrid: Command, tmp_path: Path, marks: str, outcome: str, says: str
) -> None:
    root = OUT_OF.lay_out(tmp_path)
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text().partition("marks:\n")[0] + (f"marks:\n{marks}" if marks else "marks: {}\n"))
    (request,) = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)["requests"]
    assert request["outcome"] == outcome
    assert says in " ".join(request["reasons"])


@pytest.mark.parametrize(("language", "of"), [("en", "26.5 of 30"), ("fr", "26,5 sur 30")])
def test_an_addendum_gives_levels_in_their_scale(asipgrid: Command, tmp_path: Path, language: str, of: str) -> None:
    ran = asipgrid("draft", "requests/small", "region-a", "--lang", language, cwd=OUT_OF.lay_out(tmp_path))
    row = next(line for line in ran.out.splitlines() if line.startswith("| ED-01 "))
    assert row.endswith(f" {of} |")
    assert "at the level the call aims at" not in ran.out


def test_a_mark_between_two_levels_that_have_texts_is_told_with_the_lower(asipgrid: Command, tmp_path: Path) -> None:
    example = GOOD["thresholds-and-texts-of-some-levels"]
    (request,) = json.loads(scored(asipgrid, example, tmp_path))["requests"]
    assert {name: each["level"] for name, each in request["criteria"].items()} == {
        "DOC-01": None,
        "DOC-02": "100",
        "DOC-03": "75",
        "DOC-04": "62.5",
    }
    assert request["score"] == "85.00"


def test_another_maximum_is_told_as_the_cause(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (OUT_OF.lay_out(tmp_path / side) for side in ("before", "after"))
    grid = after / "grids/doc.yaml"
    grid.write_text(grid.read_text().replace("out_of: 25", "out_of: 40").replace("1.0.0", "2.0.0"))
    told = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "  ED-02 out_of 25 → 40\n" in told
    assert "region-a 83.00 → 72.17: ED-02 out_of 25 → 40\n" in told


def test_another_half_mark_is_told_as_it_is_written(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (OUT_OF.lay_out(tmp_path / side) for side in ("before", "after"))
    sheet = after / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text().replace("17.9", "16.5"))
    told = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "region-a 83.00 → 81.60: ED-03 one 17.9 → 16.5\n" in told


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("83.00 (83 of 100)", "ED Selection criteria: 83.00 of 100 (83 of 100)")),
        ("fr", ("83,00 (83 sur 100)", "ED Selection criteria : 83,00 sur 100 (83 sur 100)")),
    ],
)
def test_the_report_gives_the_points(asipgrid: Command, tmp_path: Path, language: str, says: tuple[str, ...]) -> None:
    root = OUT_OF.lay_out(tmp_path)
    assert asipgrid("report", "requests/small", "-o", "x.html", "--lang", language, cwd=root).code == 0
    page = (root / "x.html").read_text("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    assert [each for each in says if each not in page] == []


def test_an_id_that_begins_a_sentence_stays_as_it_is_written(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["more-than-sixty-by-marks-alone"].lay_out(tmp_path)
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(re.sub("  spend.*\n", "", sheet.read_text()))
    assert asipgrid("report", "requests/small", "-o", "x.html", cwd=root).code == 0
    page = (root / "x.html").read_text("utf-8")
    assert ">spend: 0 of 1 assessor has marked it" in page
    assert "Spend: " not in page


def test_points_that_are_no_longer_told_are_a_change_of_the_call(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (OUT_OF.lay_out(tmp_path / side) for side in ("before", "after"))
    call = after / "requests/small/call.yaml"
    call.write_text(call.read_text().replace("scores: points\n", ""))
    told = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "call: scores points → not stated\n" in told
    assert "Requests: 1 as before" in told


def test_judgements_that_are_remembered_are_those_made_anew(tmp_path: Path) -> None:
    root = GOOD["thresholds-and-texts-of-some-levels"].lay_out(tmp_path)
    for valid in range(11):
        name = f"region-{valid + 10}"
        text = small_request(name, doc=f"{{signed: true, format: cda, total: 10, valid: {valid}}}")
        (root / f"requests/small/{name}.yaml").write_text(text)
    case = pipeline.load(workspace.find_call("small", root)).checked.case
    assert case is not None
    assert len(case.requests) == 12
    assert_told_alike(case)


def test_more_than_sixty_is_not_sixty(asipgrid: Command, tmp_path: Path) -> None:
    rows = by_id(scored(asipgrid, GOOD["more-than-sixty-by-marks-alone"], tmp_path, "csv"))
    assert {name: (row["screen"], row["outcome"]) for name, row in rows.items()} == {
        "region-a": ("60.00", "decline"),
        "region-b": ("61.00", "fund"),
    }


def test_every_command_takes_a_grid_without_facts(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["more-than-sixty-by-marks-alone"].lay_out(tmp_path)
    for command in (
        ("explain", "requests/small", "region-a"),
        ("draft", "requests/small", "-q"),
        ("panel", "requests/small"),
        ("chart", "requests/small"),
        ("schema", "request", "--call", "requests/small"),
        ("monitor", "requests/small", "--as-of", "2010-06-30"),
    ):
        ran = asipgrid(*command, cwd=root)
        assert (ran.code, "Traceback" in ran.err) == (0, False), (command, ran.err)


@pytest.mark.parametrize(
    ("step", "language", "says"),
    [
        ("0.1", "en", "level:  # Level given: 0 to 30 in steps of 0.1\n"),
        ("0.5", "fr", "level:  # Niveau attribué : 0 à 30 par pas de 0.5\n"),
        ("5", "en", "level:  # Level given: 0 | 5 | 10 | 15 | 20 | 25 | 30\n"),
    ],
)
def test_a_sheet_to_fill_in_says_how_far_marks_go(
    asipgrid: Command, tmp_path: Path, step: str, language: str, says: str
) -> None:
    root = OUT_OF.lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    text = grid.read_text().replace("step: 0.1", f"step: {step}").replace("8.5", "10")
    grid.write_text(text)
    assert (
        says
        in asipgrid("new", "rating", "small", "region-a", "--as", "two", "--lang", language, "-o", "-", cwd=root).out
    )


def test_a_grid_bears_the_name_of_no_column(asipgrid: Command, tmp_path: Path) -> None:
    heading = scored(asipgrid, OUT_OF, tmp_path, "csv").split("\n")[0].split(",")
    assert {name for name in heading if not name.isupper() and not name.split("_")[0].isupper()} == RESERVED


def test_points_in_the_place_of_a_weight_are_told_with_it(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (OUT_OF.lay_out(tmp_path / side) for side in ("before", "after"))
    grid = after / "grids/doc.yaml"
    grid.write_text(grid.read_text().replace("1.0.0", "2.0.0"))
    grid = before / "grids/doc.yaml"
    text = grid.read_text().replace("scale: {step: 0.1}", "scale: {max: 25, step: 0.1}")
    grid.write_text(text.replace("significant is it?, out_of: 25", "significant is it?, weight: 50"))
    for root in (before, after):
        text = (root / "grids/doc.yaml").read_text()
        (root / "grids/doc.yaml").write_text(text.replace("scale: {step: 0.1}", "scale: {max: 25, step: 0.1}"))
    sides = (str(side / "requests/small") for side in (before, after))
    out = asipgrid("compare", *sides, cwd=tmp_path, columns=None).out
    assert "region-a 82.40 → 83.00: ED-02 out_of not stated → 25; ED-02 weight 50 → not stated\n" in out


def test_points_that_facts_give_change_at_the_published_limits(asipgrid: Command, tmp_path: Path) -> None:
    """7 CFR 3570.67: 5,000 inhabitants have 30 points, one more 20; 60 % of the income of the State has 30, a cent more 20."""
    root = GOOD["points-that-facts-give"].lay_out(tmp_path)
    requests = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)["requests"]
    told = {each["id"]: [criterion["level"] for criterion in each["criteria"].values()] for each in requests}
    assert told == {
        "region-a": ["30", "30", "10", "4", "5"],
        "region-b": ["20", "20", "0", "15", None],
        "region-c": ["10", "5", "10", "0", None],
    }
    assert [(each["points"], each["points_of"], each["status"]) for each in requests] == [
        ("79", "100", "funded"),
        ("55", "85", "funded"),
        ("25", "85", "reserve"),
    ]
