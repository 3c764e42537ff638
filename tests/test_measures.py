"""Measures made of other measures and numbers, and units of a grid's own, wherever their figures are told."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from asipgrid.letters.numbers import Writer
from asipgrid.model.places import Language
from asipgrid.model.values import Quantity, Text, Unit
from asipgrid.text.numbers import plain
from conftest import Command, Ran
from examples import examples

WHOLE = next(good for good in examples("good") if good.name == "cost-per-tonne-saved")
PER_TONNE = Unit("currency", Text("per tonne", "par tonne"))


def scored(asipgrid: Command, home: Path) -> dict[str, Any]:
    ran: Ran = asipgrid("score", "requests/small", "--format", "json", cwd=home)
    assert ran.code == 0, ran.err
    criterion: dict[str, Any] = json.loads(ran.out)["requests"][0]["criteria"]["EFF-01"]
    return criterion


def changed(home: Path, name: str, old: str, new: str) -> Path:
    path = home / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return home


def test_a_cost_per_tonne_is_worked_out_and_told_in_its_unit(asipgrid: Command, tmp_path: Path) -> None:
    """12 million EUR for 80,000 tonnes: 150 EUR a tonne, a quarter of the way from 5 points at nothing to none at 600."""
    criterion = scored(asipgrid, WHOLE.lay_out(tmp_path))
    assert (criterion["level"], criterion["found"]) == ("3.75", {"cost_per_tonne": "150"})
    assert criterion["reason"] == "150.00 EUR per tonne stands at 3.75 on the curve"


def test_explain_shows_how_it_was_worked_out(asipgrid: Command, tmp_path: Path) -> None:
    home = WHOLE.lay_out(tmp_path)
    worked = [
        "aid = funding.requested + climate.other_aid = 10000000 + 2000000 = 12 000 000.00 EUR",
        "avoided = climate.reference_emissions − climate.project_emissions = 90000 − 10000 = 80000 t CO2",
        "cost_per_tonne = aid ÷ avoided = 12 000 000.00 EUR ÷ 80000 t CO2 = 150.00 EUR per tonne",
    ]
    told = {
        name: asipgrid("explain", "requests/small", "region-a", "--full", "--format", name, cwd=home).out
        for name in FORMATS
    }
    assert json.loads(told["json"])["request"]["criteria"]["EFF-01"]["worked"] == worked
    for line in worked:
        assert line in " ".join(told["table"].split())
        assert line in told["markdown"].replace("\\", "")


FORMATS = ("json", "table", "markdown")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("reference_emissions: 90000", "reference_emissions: 10000", "avoided is 0, and nothing can be divided by it"),
        (", other_aid: 2000000", "", "climate.other_aid: not stated"),
    ],
)
def test_a_figure_that_cannot_be_worked_out_says_why(
    asipgrid: Command, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    home = changed(WHOLE.lay_out(tmp_path), "requests/small/region-a.yaml", old, new)
    criterion = scored(asipgrid, home)
    assert (criterion["state"], criterion["level"], criterion["ceiling"]) == ("unknown", "0", "5")
    assert criterion["reason"] == reason


def test_another_unit_is_another_rule_and_a_cause_of_what_moved(asipgrid: Command, tmp_path: Path) -> None:
    home = WHOLE.lay_out(tmp_path)
    before = asipgrid("score", "requests/small", "--format", "json", cwd=home).out
    (tmp_path / "before.json").write_text(before, "utf-8")
    changed(home, "grids/eff.yaml", "[aid, avoided]", "[aid, avoided, 2]")
    ran = asipgrid("compare", str(tmp_path / "before.json"), "requests/small", cwd=home)
    assert "EFF-01" in ran.out
    assert "75.00 EUR per tonne" in asipgrid("score", "requests/small", "--format", "json", cwd=home).out


def test_a_unit_of_ones_own_stands_behind_the_figure_in_both_languages() -> None:
    cost = Quantity(Fraction(300, 2), PER_TONNE)
    assert plain(cost, 2, "EUR") == "150.00 EUR per tonne"
    assert Writer(Language.EN, "EUR").quantity(cost) == "€150.00\xa0per\xa0tonne"
    assert Writer(Language.FR, "EUR").quantity(cost).replace("\u202f", " ") == "150,00\xa0€\xa0par\xa0tonne"


def test_a_unit_goes_to_another_process_with_its_words() -> None:
    unit = pickle.loads(pickle.dumps(PER_TONNE))
    assert (unit, unit.words) == ("currency", PER_TONNE.words)


GATE = "  - {id: EFF-02, question: Does it avoid emissions?, gate: eligibility, requires: {avoided: {exclusiveMinimum: 0}}}\n"
CONDITIONS = """\
  - {id: EFF-02, question: Is it under the ceiling?, gate: eligibility, requires: {cost_per_tonne: {maximum: 100}}}
  - id: EFF-03
    question: How cheap is it?
    weight: 1
    levels: [{level: 5, is: Cheap, when: {cost_per_tonne: {maximum: 100}}}]
"""
DIVISOR = "check climate.reference_emissions, climate.project_emissions: avoided is 0, and nothing can be divided by it"


def explained(asipgrid: Command, home: Path) -> Any:
    return json.loads(asipgrid("explain", "requests/small", "region-a", "--format", "json", cwd=home).out)["request"]


@pytest.mark.parametrize(
    ("old", "new", "why", "asked"),
    [
        ("other_aid: 2000000", "other_aid: null", "climate.other_aid: not stated", "state climate.other_aid"),
        (
            "reference_emissions: 90000",
            "reference_emissions: 10000",
            "avoided is 0, and nothing can be divided by it",
            DIVISOR,
        ),
    ],
)
def test_a_condition_on_a_figure_asks_for_the_facts_behind_it(
    asipgrid: Command, tmp_path: Path, old: str, new: str, why: str, asked: str
) -> None:
    """Nobody can state a cost per tonne that the grid works out; who applies is asked for what it is worked out of."""
    home = changed(WHOLE.lay_out(tmp_path), "grids/eff.yaml", GATE, CONDITIONS)
    changed(home, "requests/small/region-a.yaml", old, new)
    request = explained(asipgrid, home)
    assert request["criteria"]["EFF-02"]["reason"] == why
    told = [question.partition(" (worth")[0] for question in request["questions"]]
    assert told == [f"EFF-01: {asked}", f"EFF-02: {asked}", f"EFF-03: {asked}"]


@pytest.mark.parametrize(
    ("language", "supply"),
    [
        (
            "en",
            (
                "check: tonnes of CO2 over ten years without the project, tonnes of CO2 over ten years with the project; documents: "
                "the calculation of emissions | with what is stated, the figure asked for would be divided by 0 |"
            ),
        ),
        (
            "fr",
            (
                "vérifier : tonnes of CO2 over ten years without the project, tonnes of CO2 over ten years with the project ; pièces : "
                "the calculation of emissions | avec ce qui est renseigné, le chiffre demandé serait divisé par 0 |"
            ),
        ),
    ],
)
def test_a_letter_asks_to_look_again_at_a_divisor_of_nothing(
    asipgrid: Command, tmp_path: Path, language: str, supply: str
) -> None:
    home = changed(
        WHOLE.lay_out(tmp_path), "requests/small/region-a.yaml", "reference_emissions: 9", "reference_emissions: 1"
    )
    changed(home, "grids/eff.yaml", GATE, "")
    letter = asipgrid("draft", "requests/small", "--lang", language, cwd=home).out
    assert supply in letter.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})


def test_a_figure_that_a_condition_reads_is_told_with_how_it_was_worked_out(asipgrid: Command, tmp_path: Path) -> None:
    home = changed(WHOLE.lay_out(tmp_path), "grids/eff.yaml", GATE, CONDITIONS)
    criteria = explained(asipgrid, home)["criteria"]
    assert criteria["EFF-02"]["worked"] == criteria["EFF-01"]["worked"]
    assert [fact["path"] for fact in criteria["EFF-02"]["facts"]] == [
        "cost_per_tonne",
        *(fact["path"] for fact in criteria["EFF-01"]["facts"]),
    ]


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("en", "Found: Public aid per tonne of CO2 avoided is 150, over 100 (by 50)."),
        ("fr", "Constat : Aide publique par tonne de CO2 évitée : 150, plus de 100 (écart 50)."),
    ],
)
def test_a_refusal_names_a_figure_by_its_title(asipgrid: Command, tmp_path: Path, language: str, found: str) -> None:
    home = changed(WHOLE.lay_out(tmp_path), "grids/eff.yaml", GATE, CONDITIONS)
    title = "{en: Public aid per tonne of CO2 avoided, fr: Aide publique par tonne de CO2 évitée}"
    changed(home, "grids/eff.yaml", "title: Public aid per tonne of CO2 avoided", f"title: {title}")
    letter = asipgrid("draft", "requests/small", "--lang", language, cwd=home).out
    assert found in letter.translate({0xA0: " ", 0x202F: " "})


@pytest.mark.parametrize("emissions", ["10000", "9999"])
def test_who_avoids_nothing_is_not_eligible_however_low_the_figure(
    asipgrid: Command, tmp_path: Path, emissions: str
) -> None:
    """More emissions than before make a cost per tonne below nothing, which a curve would call cheap."""
    home = changed(
        WHOLE.lay_out(tmp_path),
        "requests/small/region-a.yaml",
        "reference_emissions: 90000",
        f"reference_emissions: {emissions}",
    )
    request = explained(asipgrid, home)
    assert (request["eligible"], request["outcome"]) == (False, "ineligible")


@pytest.mark.parametrize(
    ("quotient", "asked"),
    [
        ("[aid, 0]", "check funding.requested, climate.other_aid: 0 is 0, and nothing can be divided by it"),
        (
            "[aid, climate.nothing]",
            "check climate.nothing: climate.nothing is 0, and nothing can be divided by it",
        ),
    ],
)
def test_a_divisor_that_is_a_number_or_a_fact_is_told_too(
    asipgrid: Command, tmp_path: Path, quotient: str, asked: str
) -> None:
    home = changed(WHOLE.lay_out(tmp_path), "grids/eff.yaml", "[aid, avoided]", quotient)
    changed(home, "grids/eff.yaml", "    other_aid: {", "    nothing: {type: integer}\n    other_aid: {")
    changed(home, "requests/small/region-a.yaml", "climate: {", "climate: {nothing: 0, ")
    assert explained(asipgrid, home)["questions"][0].partition(" (worth")[0] == f"EFF-01: {asked}"
