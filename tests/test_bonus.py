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
    assert "  - TRIBE: state ed.tribal\n" in page
    markdown = asipgrid("score", "requests/small", "--format", "markdown", cwd=root).out
    assert "- TRIBE Tribal applicant: 5: request.ed.tribal is true.\n" in markdown
    assert "- in sum 10; the score is 95.00 without, 105.00 with them.\n" in markdown


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
