"""What a call may say of its panel beyond one aggregate: totals, vetoes, a further assessor, votes, weights, outliers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from asipgrid.engine.panel import aggregate, decided
from conftest import Command
from examples import examples

GOOD = {good.name: good for good in examples("good")}
CRITERIA = ("SME-01", "SME-02", "SME-03")


def scored(asipgrid: Command, home: Path) -> dict[str, Any]:
    ran = asipgrid("score", "requests/small", "--format", "json", cwd=home)
    assert ran.code == 0, ran.err
    request: dict[str, Any] = json.loads(ran.out)["requests"][0]
    return request


def marked(home: Path, **marks: tuple[float, ...]) -> Path:
    """The workspace with those sheets on its request, and no others."""
    for old in (home / "requests/small/ratings").rglob("*.yaml"):
        old.unlink()
    for assessor, levels in marks.items():
        path = home / f"requests/small/ratings/{assessor}/sme-a.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        given = ", ".join(
            f"{name}: {{level: {level}, why: As read}}" for name, level in zip(CRITERIA, levels, strict=False)
        )
        path.write_text(f"rating: sme-a\nassessor: {assessor}\nrated_on: 2010-03-04\nmarks: {{{given}}}\n", "utf-8")
    return home


def with_panel(home: Path, panel: str) -> Path:
    path = home / "requests/small/call.yaml"
    before, _, rest = path.read_text("utf-8").partition("panel:")
    path.write_text(f"{before}panel: {panel}\ndecisions:{rest.partition('decisions:')[2]}", "utf-8")
    return home


def test_the_medians_of_four_experts_are_those_published(asipgrid: Command, tmp_path: Path) -> None:
    """SME Instrument: medians 4.25, 4.25 and 4 give 12.5, and rank on 14.625 where impact counts 1.5 times."""
    request = scored(asipgrid, GOOD["median-of-four-experts"].lay_out(tmp_path))
    assert [request["criteria"][name]["level"] for name in CRITERIA] == ["4.25", "4.25", "4"]
    assert request["points"] == "12.5"
    assert request["score"] == "83.57"
    assert round(Fraction("14.625") / Fraction("17.5") * 100, 2) == Fraction("83.57")


def test_totals_are_laid_out_as_all_else_in_a_result(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    told = asipgrid("score", "requests/small", "--format", "json", cwd=home).out
    assert told == json.dumps(json.loads(told), indent=2, ensure_ascii=False) + "\n"


def test_the_median_of_totals_is_not_the_sum_of_medians(asipgrid: Command, tmp_path: Path) -> None:
    """Totals 5, 5 and 0 give 5; the medians by criterion, 2, 2 and 0, would give 4."""
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    request = scored(asipgrid, home)
    assert (request["points"], request["outcome"]) == ("5", "fund")
    assert [request["criteria"][name]["level"] for name in CRITERIA] == ["2", "2", "0"]
    assert request["totals"] == {"one": "33.33", "three": "0.00", "two": "33.33"}
    told = "Assessors' own scores: one 33.33, three 0.00, two 33.33; their median = 33.33"
    assert told in asipgrid("explain", "requests/small", "sme-a", cwd=home).out
    assert told in asipgrid("explain", "requests/small", "sme-a", "--format", "markdown", cwd=home).out.replace(
        "\\", ""
    )


def test_who_has_not_marked_everything_has_no_total_yet(asipgrid: Command, tmp_path: Path) -> None:
    home = marked(GOOD["median-of-totals"].lay_out(tmp_path), one=(2, 3, 0), two=(3, 2, 0), three=(0, 0))
    request = scored(asipgrid, home)
    assert (request["score"], request["ceiling"]) == ("0.00", "100.00")
    assert request["criteria"]["SME-01"]["reason"] == "2 of 3 assessors have marked it"


def test_a_further_assessor_is_called_in_where_two_differ(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path)
    request = scored(asipgrid, home)
    why = "2 of 3 assessors have marked it: marks from 2 to 4 lie more than 1.5 apart"
    assert request["criteria"]["SME-01"]["reason"] == why
    assert request["questions"] == [
        f"SME-01: {why}; a further one is called in, other than one, two (worth up to 33.33 points of the score)"
    ]
    assert "sme-a: 1 mark to reach 3 on SME-01" in asipgrid("panel", "requests/small", cwd=home).out
    marked(home, one=(4, 5, 3), two=(2, 4, 3), three=(4, 5, 3))
    request = scored(asipgrid, home)
    # The mark of `two` counts twice: (4 + 2 × 2 + 4) / 4, and the lowest mark of all.
    assert [request["criteria"][name]["level"] for name in CRITERIA] == ["3", "4", "3"]
    assert request["criteria"]["SME-01"]["disagreement"] == "two more than 1.5 from the middle, 4"


def test_two_totals_that_differ_call_a_further_assessor_for_all(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path)
    with_panel(
        home,
        "{assessors: 2, aggregate: mean, totals: mean, further: {difference: 20, of: total}, veto: {assessors: 1, below: 20, of: total}}",
    )
    marked(home, one=(5, 5, 5), two=(3, 3, 3))
    request = scored(asipgrid, home)
    assert (request["score"], request["ceiling"], request["vetoed"]) == ("0.00", "100.00", None)
    why = "assessors' scores from 60.00 to 100.00 lie more than 20 apart"
    assert request["criteria"]["SME-02"]["reason"] == f"2 of 3 assessors have marked it: {why}"
    marked(home, one=(5, 5, 5), two=(3, 3, 3), three=(4, 4, 4))
    request = scored(asipgrid, home)
    assert (request["score"], request["vetoed"]) == ("80.00", False)


@pytest.mark.parametrize(
    ("marks", "vetoed", "outcome"),
    [
        ({"one": (1, 4, 4), "two": (1, 4, 4)}, True, "decline"),
        ({"one": (1, 4, 4), "two": (2, 4, 4)}, False, "fund"),
        ({"one": (1, 4, 4)}, None, "ask"),
        ({"one": (1, 4, 4), "two": (2, 4, 4), "three": (1, 4, 4)}, True, "decline"),
    ],
)
def test_enough_assessors_below_a_level_are_a_veto(
    asipgrid: Command, tmp_path: Path, marks: dict[str, tuple[float, ...]], vetoed: bool | None, outcome: str
) -> None:
    home = marked(GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path), **marks)
    request = scored(asipgrid, home)
    assert (request["vetoed"], request["outcome"]) == (vetoed, outcome)
    assert ("veto: 2 assessors give SME-01 less than 1.5" in request["reasons"]) is (vetoed is True)


def test_a_refusal_says_what_the_veto_is_for_and_names_no_assessor(asipgrid: Command, tmp_path: Path) -> None:
    home = marked(GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path), one=(1, 4, 4), two=(1, 4, 4))
    ran = asipgrid("draft", "requests/small", "--lang", "fr", cwd=home)
    assert ran.code == 0, ran.err
    letter = next((home / "letters").rglob("*sme-a*.md")) if (home / "letters").exists() else None
    text = letter.read_text("utf-8") if letter else ran.out
    assert "2 évaluateurs donnent moins de 1,5 à SME-01" in text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("how", "levels", "weights", "level"),
    [
        ("majority", "3 3 1", "", "3"),
        ("majority", "3 1", "", None),
        ("majority", "3 1", "1 2", "1"),
        ("mean", "4 1", "1 2", "2"),
        ("median", "4 1 2", "1 1 5", "2"),
        ("median", "4 1", "1 1", "5/2"),
        ("trimmed", "4 1 2 3", "1 1 3 1", "9/4"),
        ("min", "4 1", "9 1", "1"),
    ],
)
def test_votes_and_weights(how: str, levels: str, weights: str, level: str | None) -> None:
    given = decided([*map(Fraction, levels.split())], how, [*map(Fraction, weights.split())])
    assert given == (None if level is None else Fraction(level))


def test_without_a_majority_a_further_assessor_votes(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path)
    with_panel(home, "{assessors: 2, aggregate: majority}")
    path = home / "requests/small/call.yaml"
    path.write_text(path.read_text("utf-8").replace("  - {outcome: decline, when: {vetoed: true}}\n", ""), "utf-8")
    marked(home, one=(4, 4, 4), two=(3, 4, 4))
    reason = scored(asipgrid, home)["criteria"]["SME-01"]["reason"]
    assert reason == "2 of 3 assessors have marked it: no level has more than half of 2 votes"
    marked(home, one=(4, 4, 4), two=(3, 4, 4), three=(3, 4, 4))
    assert scored(asipgrid, home)["criteria"]["SME-01"]["level"] == "3"


def test_equal_weights_change_nothing() -> None:
    for how in ("mean", "median", "trimmed", "min"):
        for levels in ([4, 0, 1], [4, 1], [3], [4, 1, 0, 3]):
            given = [*map(Fraction, levels)]
            assert aggregate(given, how) == aggregate(given, how, [Fraction(3)] * len(given))


def test_a_changed_panel_is_the_cause_of_what_moved(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    before = tmp_path / "before.json"
    before.write_text(asipgrid("score", "requests/small", "--format", "json", cwd=home).out, "utf-8")
    with_panel(home, "{assessors: 3, aggregate: median}")
    ran = asipgrid("compare", str(before), "requests/small", cwd=home)
    assert "panel" in ran.out, ran.out


def test_one_of_several_marks_is_not_taken_for_one_that_is_enough(asipgrid: Command, tmp_path: Path) -> None:
    """What an assessor alone gives a request is judged beside what a panel gives: neither is remembered for the other."""
    home = marked(GOOD["median-of-totals"].lay_out(tmp_path), one=(3, 3, 3), two=(3, 3, 3), three=(3, 3, 3))
    request = (home / "requests/small/sme-a.yaml").read_text("utf-8")
    (home / "requests/small/sme-b.yaml").write_text(request.replace("sme-a", "sme-b"), "utf-8")
    sheet = (home / "requests/small/ratings/one/sme-a.yaml").read_text("utf-8")
    (home / "requests/small/ratings/one/sme-b.yaml").write_text(sheet.replace("sme-a", "sme-b"), "utf-8")
    found = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=home).out)["requests"]
    scores = {each["id"]: (each["score"], each["ceiling"]) for each in found}
    assert scores == {"sme-a": ("60.00", "60.00"), "sme-b": ("0.00", "100.00")}


def test_where_totals_decide_no_criterion_is_said_to_give_points(asipgrid: Command, tmp_path: Path) -> None:
    """Levels of 2, 2 and 0 are 26.67 of 100, and the score is 33.33: whoever adds the levels up is told why."""
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    told = asipgrid("explain", "requests/small", "sme-a", "--full", cwd=home).out
    assert "  SME: 33.33 of 100, the median of what the assessors give\n" in told
    assert "          level 2 of 5\n" in told
    assert "points of the score missing" not in asipgrid("explain", "requests/small", "sme-a", cwd=home).out
    found = json.loads(asipgrid("explain", "requests/small", "sme-a", "--format", "json", cwd=home).out)
    assert {each["gives"] for each in found["request"]["criteria"].values()} == {None}
    for language, says in (
        ("en", "The score is the median of those that assessors give the whole request, each by their own marks"),
        ("fr", "La note est la médiane de celles que chaque évaluateur donne à l’ensemble de la demande"),
    ):
        letter = asipgrid("draft", "requests/small", "sme-a", "-q", "--lang", language, cwd=home).out
        assert says in letter.replace("\xa0", " ")


@pytest.mark.parametrize(("minimum", "kind"), [("5.5", "decline"), ("6", "defer")])
def test_letters_promise_nothing_of_a_score_that_totals_make(
    asipgrid: Command, tmp_path: Path, minimum: str, kind: str
) -> None:
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    path = home / "requests/small/call.yaml"
    before, _, rest = path.read_text("utf-8").partition("decisions:")
    rules = f"  - {{outcome: fund, when: {{points: {{minimum: {minimum}}}}}}}\n  - {{outcome: {kind}}}\n"
    path.write_text(f"{before}decisions:\n{rules}ranking:{rest.partition('ranking:')[2]}", "utf-8")
    letter = asipgrid("draft", "requests/small", "sme-a", "-q", cwd=home).out
    assert "| SME-01 | Excellence? | judged by the assessors | 2 of 5 |\n" in letter
    assert "The score is the median of those that assessors give the whole request" in letter
    assert "the score would be" not in letter
    if kind == "defer":
        assert "| SME-01: Excellence? | judged by the assessors (level 2) | Good (level 3) |\n" in letter
        assert "so what a step would add to it is not known." in letter


def in_points(home: Path, panel: str) -> Path:
    """The workspace in the points of its scales, with that panel; whoever is vetoed is refused."""
    with_panel(home, panel)
    path = home / "requests/small/call.yaml"
    text = path.read_text("utf-8").replace("grids: {SME: 1}\n", "grids: {SME: 1}\nscores: points\n")
    text = text.replace("  - {outcome: ask, when: {points_ceiling: {minimum: 5}}}\n", "")
    path.write_text(text.replace("points: {minimum: 5}", "vetoed: false, points: {minimum: 5}"), "utf-8")
    return home


def test_rules_of_a_panel_may_be_in_points(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    in_points(home, "{assessors: 3, aggregate: median, totals: median, veto: {assessors: 2, below: 5.5, of: points}}")
    request = scored(asipgrid, home)
    assert (request["vetoed"], request["totals_points"]) == (True, {"one": "5", "three": "0", "two": "5"})
    assert "veto: 3 assessors give less than 5.5 points in total" in request["reasons"]
    told = asipgrid("explain", "requests/small", "sme-a", cwd=home, columns=None).out
    assert "own scores: one 33.33 (5 of 15), three 0.00 (0 of 15), two 33.33 (5 of 15); their median = 33.33" in told
    letter = asipgrid("draft", "requests/small", "sme-a", "-q", cwd=home).out
    assert "Yours does not meet this one:\n\n- veto: 3 assessors give less than 5.5 points in total\n" in letter
    assert "Veto of assessors is yes" not in letter


def test_a_further_assessor_is_called_in_where_points_differ(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["median-of-totals"].lay_out(tmp_path)
    in_points(
        home,
        "{assessors: 2, aggregate: median, totals: mean, further: {difference: 4, of: points}, veto: {assessors: 2, below: 1}}",
    )
    marked(home, one=(2, 3, 0), two=(3, 3, 3))
    assert scored(asipgrid, home)["points"] == "7"
    marked(home, one=(2, 3, 0), two=(3, 3, 3.5))
    why = "2 of 3 assessors have marked it: assessors' points from 5 to 9.5 lie more than 4 apart"
    assert scored(asipgrid, home)["criteria"]["SME-02"]["reason"] == why


def test_five_totals_that_lie_too_far_apart_call_in_a_sixth(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["five-totals-that-lie-far-apart"].lay_out(tmp_path)
    request = scored(asipgrid, home)
    assert request["totals_points"] == {"five": "80", "four": "55", "one": "80", "three": "86", "two": "72"}
    why = "5 of 6 assessors have marked it: assessors' points from 55 to 86 lie more than 30 apart"
    assert (request["outcome"], request["criteria"]["need"]["reason"]) == ("ask", why)


# ── who marks what ─────────────────────────────────────────────────────────────────────────────────


def test_each_assessor_is_asked_for_the_grids_that_the_call_gives_them(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["assessors-of-their-own-for-each-grid"].lay_out(tmp_path)
    told = asipgrid("panel", "requests/small", cwd=home, columns=None).out
    assert "region-a     1/1        2/2        2/2\n" in told
    missing = "region-b: 3 marks to reach 2 on TECH-01, TECH-02, FIN-01; may mark: auditor, engineer-b, engineer-c"
    assert missing in told
    status = asipgrid("status", "requests/small", cwd=home, columns=None).out
    assert "4 sheets are complete, of auditor, engineer-a, engineer-b" in status
    assert "sheets that are not complete" not in status
    sheet = asipgrid("new", "rating", "requests/small", "region-b", "--as", "auditor", "-o", "-", cwd=home).out
    assert ("FIN-01:" in sheet, "TECH-01" in sheet) == (True, False)
    typed = "8 Sound\n"
    ran = asipgrid("rate", "requests/small", "--as", "auditor", "--on", "2010-03-05", cwd=home, answers=typed)
    assert "region-b: 1 of 1 criterion marked" in ran.err
    assert (
        "auditor: every request of small is marked"
        in asipgrid("rate", "requests/small", "--as", "auditor", cwd=home).err
    )


def test_a_workbook_of_marks_has_the_grids_that_its_assessor_marks(asipgrid: Command, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    home = GOOD["assessors-of-their-own-for-each-grid"].lay_out(tmp_path)
    ran = asipgrid("form", "requests/small", "--ratings", "auditor", "-o", "marks.xlsx", cwd=home)
    assert ran.code == 0, ran.err
    cells = {str(each.value) for sheet in load_workbook(home / "marks.xlsx") for row in sheet for each in row}
    assert ("FIN-01" in cells, "TECH-01" in cells) == (True, False)


def test_a_grid_may_have_its_own_way_from_marks_to_a_level(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["assessors-of-their-own-for-each-grid"].lay_out(tmp_path)
    path = home / "requests/small/call.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("engineer-c]}", "engineer-c], aggregate: min}"), "utf-8")
    criteria = scored(asipgrid, home)["criteria"]
    assert criteria["TECH-01"]["reason"] == "marks 48, 44 give 44, the lowest"
    assert criteria["FIN-01"]["reason"] == "marks 7 give 7"


def test_a_further_assessor_is_asked_for_what_the_others_differ_on_alone(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path)
    told = asipgrid("panel", "requests/small", cwd=home, columns=None).out
    assert "sme-a: 1 mark to reach 3 on SME-01 (marks from 2 to 4 lie more than 1.5 apart)\n" in told
    marking = ("rate", "requests/small", "sme-a", "--as", "three", "--on", "2010-03-05")
    ran = asipgrid(*marking, cwd=home, answers="4 As read\n")
    assert "sme-a: 1 of 1 criterion marked" in ran.err
    assert "sme-a   3/3   1/1 3/3\n" in asipgrid("panel", "requests/small", cwd=home).out
    assert "3 sheets are complete, of one, three, two" in asipgrid("status", "requests/small", cwd=home).out
    request = scored(asipgrid, home)
    assert request["criteria"]["SME-01"]["reason"] == "marks 4, 4, 2, which count 1, 1, 2, give 3, their mean"
    assert request["criteria"]["SME-02"]["reason"] == "marks 5, 4 give 4, the lowest"


def test_a_weight_of_an_assessor_without_a_sheet_is_told(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-further-assessor-where-two-differ"].lay_out(tmp_path)
    path = home / "requests/small/call.yaml"
    path.write_text(path.read_text("utf-8").replace("weights: {two: 2}", "weights: {tow: 2}"), "utf-8")
    told = asipgrid("panel", "requests/small", cwd=home).out
    assert "! tow: a weight in the call, and no sheet yet under this name\n" in told


def test_the_vote_of_the_chair_decides_where_votes_are_equal(asipgrid: Command, tmp_path: Path) -> None:
    home = GOOD["a-jury-that-votes"].lay_out(tmp_path)
    found = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=home).out)["requests"]
    assert {each["id"]: each["outcome"] for each in found} == {"region-a": "fund", "region-b": "decline"}
    says = "marks 1, 1, 0, 0, which count 1.5, 1, 1, 1, give 1, the level with most of the votes"
    assert found[0]["criteria"]["vote"]["reason"] == says
    path = home / "requests/small/call.yaml"
    path.write_text(path.read_text("utf-8").replace(", weights: {chair: 1.5}", ""), "utf-8")
    found = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=home).out)["requests"]
    assert {each["outcome"] for each in found} == {"ask"}
