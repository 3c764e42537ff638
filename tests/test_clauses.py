"""The clauses of an addendum: those that are proposed, and how a call names, replaces and empties them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asipgrid.model.act import Clause
from asipgrid.model.act_places import PLACES
from asipgrid.model.places import Language
from asipgrid.model.proposed_clauses import ALL, PROPOSED, clauses_of
from asipgrid.schema import dialect
from conftest import ROOT

IDS = [each.id for each in PROPOSED]
OWN = {"id": "publicity", "title": "Our publicity", "text": "None."}
ETHICS = {
    "id": "ethics",
    "title": {"en": "Ethics", "fr": "Éthique"},
    "text": {"fr": "Le bénéficiaire respecte {{ call }}."},
}


def ids(*listed: object) -> list[str]:
    found = clauses_of({"clauses": list(listed)})
    assert found is not None
    return [each.id for each in found]


def test_a_call_that_does_not_say_has_no_clauses() -> None:
    assert clauses_of({}) is None
    assert clauses_of({"clauses": []}) == ()


def test_proposed_stands_for_all_of_them_in_their_order() -> None:
    assert ids(ALL) == IDS


def test_a_clause_of_the_call_takes_the_place_of_the_proposed_one() -> None:
    found = clauses_of({"clauses": [ALL, OWN]})
    assert found is not None
    assert [each.id for each in found] == IDS
    mine = found[IDS.index("publicity")]
    assert (mine.title.en, mine.proposed) == ("Our publicity", False)


def test_a_clause_of_an_id_of_its_own_stands_where_it_is_listed() -> None:
    assert ids(ETHICS, ALL) == ["ethics", *IDS]
    assert ids(ALL, ETHICS) == [*IDS, "ethics"]


def test_only_those_that_are_named_stand_in_their_order() -> None:
    assert ids("annexes", ETHICS, "recovery") == ["annexes", "ethics", "recovery"]


def test_one_named_beside_all_of_them_stands_once_where_it_is_named() -> None:
    assert ids("annexes", ALL) == ["annexes", *(name for name in IDS if name != "annexes")]


def test_a_clause_in_one_language_says_which() -> None:
    found = clauses_of({"clauses": [ETHICS, OWN], "letters": {"languages": ["en", "fr"]}})
    assert found is not None
    assert found[0].text.only is Language.FR
    assert found[1].text.only is Language.EN


def test_the_schema_names_the_proposed_clauses() -> None:
    form = dialect.shipped("call")["properties"]["clauses"]["items"]["anyOf"][0]
    assert form["enum"] == [ALL, *IDS]


@pytest.mark.parametrize("clause", PROPOSED, ids=IDS)
def test_a_proposed_clause_holds_the_same_places_in_both_languages_all_of_them_known(clause: Clause) -> None:
    english, french = (re.findall(r"\{\{ ([a-z_]+) \}\}", text) for text in (clause.text.en, clause.text.fr))
    assert sorted(english) == sorted(french)
    assert set(english) <= set(PLACES)
    assert clause.proposed


def page() -> str:
    """docs/clauses.md as the proposed clauses give it."""
    lines = [
        "<!-- Written from src/asipgrid/model/proposed_clauses.py by `pytest --accept`: change that, not this page. -->",
        "",
        "# Clauses that asipgrid proposes",
        "",
        "**A proposal.** No source gives the clauses of the addenda of 2009 and 2010, and no authority has approved these.",
        "A funder's lawyers read them, keep what they can stand behind, and put their own words in the place of the rest.",
        "`clauses: [proposed]` in a call takes all of them; copy one below `clauses:` to change it ([documents](documents.md)).",
        "",
        "```yaml",
        "clauses:",
    ]
    for each in PROPOSED:
        lines.append(f"  - id: {each.id}")
        lines.append(f'    title: {{en: "{each.title.en}", fr: "{each.title.fr}"}}')
        lines.append("    text:")
        for language in Language:
            lines.append(f"      {language.value}: |-")
            lines += [f"        {line}".rstrip() for line in each.text.to(language).split("\n")]
    return "\n".join([*lines, "```", ""])


def test_the_page_of_clauses_is_what_the_clauses_give(request: pytest.FixtureRequest) -> None:
    path: Path = ROOT / "docs" / "clauses.md"
    if request.config.getoption("--accept"):
        path.write_text(page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page()
