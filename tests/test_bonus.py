"""Points on top of the criteria: what holds of them, within limits; scores above 100 and below 0 wherever they are shown."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from asipgrid import pipeline
from asipgrid.documents import workspace
from conftest import SMALL_CALL, Command, small, small_request
from examples import examples
from test_batch import assert_told_alike

GOOD = {good.name: good for good in examples("good")}
ON_TOP = GOOD["points-on-top-of-a-hundred"]
BONUS = """
bonus:
  - {id: FORM, title: Structured form, points: 5, when: {request.doc.format: cda}}
  - {id: PAPER, title: On paper, points: -12, when: {request.doc.format: paper}}
  - {id: PLAN, points: 3, when: {criteria.DOC-04.level: {minimum: 3}}}
"""


def with_bonus(root: Path, limits: str = "", **doc: str) -> Path:
    """The small call with a bonus; each request by its facts."""
    bonus = BONUS.replace("criteria.DOC-04", 'criteria."DOC-04"').replace(
        '{criteria."DOC-04".level:', "{'criteria.\"DOC-04\".level':"
    )
    call = SMALL_CALL.replace("panel:", f"{bonus.strip()}\n{limits}\npanel:")
    stated = {
        f"requests/small/{name.replace('_', '-')}.yaml": small_request(name.replace("_", "-"), doc=each)
        for name, each in doc.items()
    }
    return small(root, stated, call=call)


def told(asipgrid: Command, root: Path) -> dict[str, Any]:
    ran = asipgrid("score", "requests/small", "--format", "json", cwd=root)
    return {each["id"]: each for each in json.loads(ran.out)["requests"]}


def test_published_preference_points_come_on_top_of_the_criteria(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("score", "requests/small", "--format", "csv", cwd=ON_TOP.lay_out(tmp_path))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(ran.out))}
    columns = ("score", "ceiling", "base_score", "bonus", "points", "points_of", "outcome")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "region-a": ("105.00", "105.00", "95.00", "10", "105", "100", "fund"),
        "region-b": ("77.00", "82.00", "77.00", "0", "77", "100", "ask"),
        "region-c": ("77.00", "77.00", "77.00", "0", "77", "100", "decline"),
    }


def test_each_bonus_is_told_with_its_reason(asipgrid: Command, tmp_path: Path) -> None:
    root = ON_TOP.lay_out(tmp_path)
    page = asipgrid("explain", "requests/small", "region-b", cwd=root, columns=None).out
    assert "  - PLAN Combined activities: 0 of 5: request.ed.combines_activities is false, must be true\n" in page
    assert "  - TRIBE Tribal applicant: 0 or 5: request.ed.tribal: not stated\n" in page
    assert "  - in sum 0, at most 5; the score is 77.00 without, 77.00 with them\n" in page
    assert "  - TRIBE: state ed.tribal (worth up to 5.00 points of the score)\n" in page
    markdown = asipgrid("score", "requests/small", "--format", "markdown", cwd=root).out
    assert "- TRIBE Tribal applicant: 5: request.ed.tribal is true.\n" in markdown
    assert "- in sum 10; the score is 95.00 without, 105.00 with them.\n" in markdown


UP_TO = GOOD["up-to-five-points-that-assessors-give"]


def test_a_figure_says_how_many_points_are_on_top_or_taken_off(asipgrid: Command, tmp_path: Path) -> None:
    root = UP_TO.lay_out(tmp_path)
    found = told(asipgrid, root)
    keys = ("base_score", "score", "ceiling", "points", "outcome")
    assert {name: tuple(each[key] for key in keys) for name, each in found.items()} == {
        "region-a": ("98.00", "101.00", "101.00", "101", "fund"),
        "region-b": ("83.00", "79.00", "79.00", "79", "decline"),
        "region-c": ("78.00", "74.00", "83.00", "74", "ask"),
    }
    assert found["region-c"]["bonuses"] == {
        "PRIORITY": {"points": "5", "holds": None, "given": "0", "given_ceiling": "5"},
        "DELAY": {"points": "-4", "holds": None, "given": "-4", "given_ceiling": "0"},
    }
    page = asipgrid("explain", "requests/small", "region-b", cwd=root, columns=None).out
    assert '  - PRIORITY Preference priority: 0 of 5: criteria."CPP-1".level is 0\n' in page
    assert "  - DELAY Earlier delays: -4 of -4: request.ed.days_late is 30, -0.5 for each\n" in page
    assert "Stated, and shown by no criterion" not in page
    page = asipgrid("explain", "requests/small", "region-c", cwd=root, columns=None).out
    assert '  - PRIORITY Preference priority: 0 to 5 of 5: criteria."CPP-1".level: not stated\n' in page
    assert "  - CPP-1: 0 of 1 assessor has marked it\n" in page
    assert "  - DELAY: state ed.days_late (worth up to 4.00 points of the score)\n" in page


@pytest.mark.parametrize(
    ("name", "language", "says"),
    [
        ("region-b", "en", "- Earlier delays: −4 points (Days of delay in earlier reports is 30, -0.5 for each)"),
        ("region-b", "en", "- Preference priority: no points (Level of CPP-1 is 0)"),
        ("region-b", "fr", "- Retards passés : −4 points (Jours de retard des rapports passés : 30, -0,5 par unité)"),
        ("region-c", "en", "- Preference priority: not known yet, 0 to +5 points (Level of CPP-1: not stated)"),
        (
            "region-c",
            "fr",
            "- Retards passés : pas encore connu, 0 à −4 points (Jours de retard des rapports passés : non",
        ),
        (
            "region-c",
            "en",
            (
                "| 1 | DELAY: Earlier delays | state: days of delay in earlier reports | not stated in the request "
                "| up to 4.00 points of the score |"
            ),
        ),
        ("region-c", "en", "Besides, 1 criterion waits for the marks of our assessors."),
        ("region-c", "en", "The score is 78.00 for the criteria, and has these points on top or taken off:"),
    ],
)
def test_letters_tell_how_many_points_a_figure_gives(
    asipgrid: Command, tmp_path: Path, name: str, language: str, says: str
) -> None:
    letter = asipgrid("draft", "requests/small", name, "--lang", language, cwd=UP_TO.lay_out(tmp_path)).out
    assert says in letter.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("<dt>Score without points on top<dd>83.00", "<li>Earlier delays: −4 points (Days of delay in earlier")),
        ("fr", ("<dt>Note sans les points en plus<dd>83,00", "<li>Retards passés : −4 points (Jours de retard des")),
    ],
)
def test_the_report_tells_each_bonus(asipgrid: Command, tmp_path: Path, language: str, says: tuple[str, ...]) -> None:
    root = UP_TO.lay_out(tmp_path)
    assert asipgrid("report", "requests/small", "-o", "x.html", "--lang", language, cwd=root).code == 0
    page = (root / "x.html").read_text("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    assert [each for each in says if each not in page] == []


def test_a_figure_of_what_does_not_apply_gives_no_points(asipgrid: Command, tmp_path: Path) -> None:
    root = UP_TO.lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    grid.write_text(grid.read_text().replace("{id: CPP-1, ", "{id: CPP-1, applies_when: {ed.days_late: 1}, "))
    request = told(asipgrid, root)["region-a"]
    assert request["bonuses"]["PRIORITY"] == {"points": "5", "holds": True, "given": "0", "given_ceiling": "0"}
    assert request["score"] == "96.50"


def test_what_the_limits_of_the_call_leave_is_told(asipgrid: Command, tmp_path: Path) -> None:
    root = UP_TO.lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    call.write_text(call.read_text().replace("decisions:", "bonus_limits: {most: 2, least: -1}\ndecisions:"))
    page = asipgrid("explain", "requests/small", "region-a", cwd=root, columns=None).out
    assert "  - in sum 2 (without the limits of the call 3); the score is 98.00 without, 100.00 with them\n" in page
    page = asipgrid("explain", "requests/small", "region-c", "--lang", "fr", cwd=root, columns=None).out
    page = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "  - en tout -1, au plus 2 (sans les limites de l’appel -4, au plus 5) ;" in page
    # Where the priority gives 2 points, the delay can take them and 1 more, which is the limit.
    assert "  - DELAY : indiquer ed.days_late (jusqu’à 3,00 points de la note)" in page
    letter = asipgrid("draft", "requests/small", "region-b", cwd=root).out
    assert "- in sum −4 points; within the limits of the call −1 point\n" in letter


@pytest.mark.parametrize(
    ("of", "code", "says"),
    [
        ("{path: request.ed.late_days}", "C207", "late_days"),
        ("{path: request.title}", "C207", "number"),
        ("{path: score}", "C207", "nothing that a bonus can read"),
        ("{path: request.ed.days_late, each: 0}", "S00", "each"),
        ("{each: 2}", "S002", "path is missing"),
        ("request.ed.days_late", "S00", "of"),
    ],
)
def test_a_figure_that_gives_points_is_a_number_that_there_is(
    asipgrid: Command, tmp_path: Path, of: str, code: str, says: str
) -> None:
    root = UP_TO.lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    call.write_text(call.read_text().replace("{path: request.ed.days_late, each: 0.5}", of))
    ran = asipgrid("check", "requests/small", cwd=root)
    assert ran.code == 1
    assert code in ran.out
    assert says in ran.out


def test_a_bonus_says_when_it_is_given(asipgrid: Command, tmp_path: Path) -> None:
    root = UP_TO.lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    call.write_text(call.read_text().replace(", of: {path: request.ed.days_late, each: 0.5}", ""))
    assert "S002 bonus[1].when is missing" in asipgrid("check", "requests/small", cwd=root).out


def test_a_bar_holds_a_score_above_a_hundred(asipgrid: Command, tmp_path: Path) -> None:
    table = asipgrid("score", "requests/small", cwd=ON_TOP.lay_out(tmp_path)).out
    (row,) = [line.split() for line in table.splitlines() if line.startswith("1 region-a")]
    assert row[2:7] == ["105.00", "105", "of", "100", "████████"]


@pytest.mark.parametrize(
    ("name", "language", "says"),
    [
        ("region-a", "en", "- Tribal applicant: +5 points (Tribal applicant is yes)"),
        ("region-c", "en", "- Combined activities: no points (Combines two or more activities is no, must be yes)"),
        ("region-c", "fr", "- Activités combinées : aucun point (Combine plusieurs activités : non, doit être oui)"),
        ("region-b", "en", "- Tribal applicant: not known yet, 0 or +5 points (Tribal applicant: not stated)"),
        ("region-b", "fr", "- Porteur tribal : pas encore connu, 0 ou +5 points (Porteur tribal : non renseigné)"),
    ],
)
def test_letters_tell_each_bonus(asipgrid: Command, tmp_path: Path, name: str, language: str, says: str) -> None:
    letter = asipgrid("draft", "requests/small", name, "--lang", language, cwd=ON_TOP.lay_out(tmp_path)).out
    assert says in letter.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_unknown_bonus_may_be_missed_and_an_unknown_malus_may_hold(asipgrid: Command, tmp_path: Path) -> None:
    root = with_bonus(tmp_path, region_a="{signed: true, total: 10, valid: 8}")
    request = told(asipgrid, root)["region-a"]
    # FORM and PAPER by the form, PLAN by a mark that is still to come.
    assert (request["base_score"], request["base_ceiling"]) == ("30.00", "100.00")
    assert (request["bonus"], request["bonus_ceiling"]) == ("-12", "8")
    assert (request["score"], request["ceiling"]) == ("18.00", "108.00")
    assert request["bonuses"]["PAPER"] == {"points": "-12", "holds": None}


@pytest.mark.parametrize(
    ("limits", "paper", "cda"),
    [
        ("", ("-12", "-12.00"), ("5", "55.00")),
        ("bonus_limits: {most: 2, least: -10}", ("-10", "-10.00"), ("2", "52.00")),
        ("bonus_limits: {least: -1}", ("-1", "-1.00"), ("5", "55.00")),
    ],
)
def test_limits_hold_for_all_of_them_in_sum(
    asipgrid: Command, tmp_path: Path, limits: str, paper: tuple[str, str], cda: tuple[str, str]
) -> None:
    nothing = "total: 10, valid: 0}"
    root = with_bonus(
        tmp_path,
        limits,
        region_a=f"{{signed: true, format: paper, {nothing}",
        region_b=f"{{signed: true, format: cda, {nothing}",
    )
    found = {name: (each["bonus"], each["score"]) for name, each in told(asipgrid, root).items()}
    assert found == {"region-a": paper, "region-b": cda}
    assert asipgrid("score", "requests/small", cwd=root).code == 0


def test_a_request_without_a_score_has_none_with_a_bonus_either(asipgrid: Command, tmp_path: Path) -> None:
    root = ON_TOP.lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    text = grid.read_text()
    for name in ("NEED", "DESIGN"):
        text = text.replace(f"{{id: {name}, ", f"{{id: {name}, applies_when: {{ed.tribal: true}}, ")
    grid.write_text(text)
    assert told(asipgrid, root)["region-c"]["score"] is None
    assert "there is no score to add to" in asipgrid("explain", "requests/small", "region-c", cwd=root).out


def test_judgements_that_are_remembered_are_those_made_anew(tmp_path: Path) -> None:
    docs = {
        f"region_{n}": f"{{signed: true, format: {form}, total: 10, valid: {n}}}"
        for n, form in enumerate(("cda", "paper", "pdf", "cda"))
    }
    case = pipeline.load(workspace.find_call("small", with_bonus(tmp_path, **docs))).checked.case
    assert case is not None
    assert_told_alike(case)


def test_another_bonus_is_told_as_the_cause(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (ON_TOP.lay_out(tmp_path / side) for side in ("before", "after"))
    call = after / "requests/small/call.yaml"
    call.write_text(call.read_text().replace("points: 5, when", "points: 3, when"))
    out = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "call: bonus[1].points 5 → 3\n" in out
    assert "region-a 105.00 → 103.00: bonus[1].points 5 → 3\n" in out
