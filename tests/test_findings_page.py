"""docs/findings.md: every code has its section, with a document that is refused and the same one mended."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import findings_page
from asipgrid.documents import manual
from asipgrid.formats.rule_page import french_section
from asipgrid.model.places import Language
from asipgrid.text.codes import CODES, codes_in
from conftest import Command
from examples import Example, examples
from findings_page import EITHER, SUBJECTS

SOURCE = Path(__file__).parents[1] / "src" / "asipgrid"
NAMES = [row.code for row in CODES]
APART = examples("bad/apart")


def written() -> set[str]:
    """Every code that a room gives."""
    return {
        code
        for room in SOURCE.rglob("*.py")
        for code in re.findall(r'"([A-Z]\d{3})"', room.read_text(encoding="utf-8"))
    }


def test_every_code_has_its_row() -> None:
    lacking = " ".join(sorted(written() - set(NAMES)))
    assert not lacking, (
        f"docs/findings.md has no section for {lacking}: give each a row in src/asipgrid/text/codes.json"
    )
    given_up = " ".join(sorted(set(NAMES) - written()))
    assert not given_up, f"src/asipgrid/text/codes.json has rows that no room gives any more: {given_up}"


def test_every_code_has_an_example_to_show() -> None:
    lacking = " ".join(sorted(set(NAMES) - set(findings_page.shown_examples())))
    assert not lacking, f"docs/findings.md has no example for {lacking}: add tests/bad/CODE-what-is-wrong.txt"


def test_rows_come_in_order_and_in_whole_sentences() -> None:
    in_order = sorted(set(NAMES), key=lambda code: ([*SUBJECTS].index(code[0]), code))
    assert in_order == NAMES
    for row in CODES:
        assert not row.title.endswith(".")
        assert row.gravity
        for sentence in (*row.why, row.mend):
            assert re.match(r"[A-Z`]", sentence), f"{row.code}: {sentence}"
            assert sentence.endswith("."), f"{row.code}: {sentence}"
            assert not re.search(r"\b(mapping|scalar|sequence|keyword|instance|boolean|null)\b", sentence), row.code


@pytest.mark.parametrize("code", NAMES)
def test_the_example_of_a_code_is_refused_and_mended_it_is_accepted(code: str) -> None:
    row = CODES[NAMES.index(code)]
    found = [finding for finding in findings_page.refused(code) if finding.code == code]
    assert found, f"{findings_page.shown_examples()[code].name} does not give {code}"
    levels = {finding.gravity.value for finding in found}
    assert levels == set(row.gravity) or (row.gravity == EITHER and levels < set(EITHER))
    after = findings_page.accepted(code)
    assert [f"{f.place} {f.code} {f.says}" for f in after if f.code == code or f.gravity == "error"] == []


@pytest.mark.parametrize("apart", APART, ids=lambda apart: apart.name)
def test_an_example_apart_gives_the_findings_of_its_code(apart: Example) -> None:
    """Those that `score` finds, or that stand behind very many others: the others are not named."""
    found = [finding for finding in findings_page.refused(apart.code) if finding.code == apart.code]
    assert [f"{f.code} {f.place} {f.says}" for f in found] == [
        f"{place} {says}" for place, says in zip(apart.expects, apart.messages, strict=True)
    ]


def test_the_page_is_what_the_rows_and_examples_give(request: pytest.FixtureRequest) -> None:
    text = findings_page.page()
    if request.config.getoption("--accept"):
        findings_page.PAGE.write_bytes(text.encode())
    assert text == findings_page.PAGE.read_bytes().decode(), (
        "docs/findings.md differs from its rows and examples; `pytest --accept` rewrites it for review in git"
    )


def test_the_links_of_the_page_lead_to_its_headings() -> None:
    text = findings_page.page()
    headings = {findings_page.slug(line.lstrip("# ")) for line in text.split("\n") if re.match("#{2,3} ", line)}
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert len(links) == len(CODES)
    assert set(links) <= headings


def test_the_french_page_has_the_findings_of_the_examples(request: pytest.FixtureRequest) -> None:
    path = SOURCE / "text/codes.fr.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    rows = {code: {**row, "shown": findings_page.shown_in_french(code)} for code, row in rows.items()}
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--accept"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode(), (
        "src/asipgrid/text/codes.fr.json shows other findings than the examples give; `pytest --accept` rewrites them"
    )


def test_every_code_is_told_in_french_in_as_many_sentences() -> None:
    french = codes_in(Language.FR)
    assert [(row.code, len(row.why), row.gravity) for row in french] == [
        (row.code, len(row.why), row.gravity) for row in CODES
    ]
    for row in french:
        assert not row.title.endswith(".")
        for sentence in (*row.why, row.mend):
            assert re.match(r"[A-ZÉÀÊÎ`]", sentence), f"{row.code}: {sentence}"
            assert sentence.endswith("."), f"{row.code}: {sentence}"


def test_the_section_of_a_code_is_french_but_for_its_documents() -> None:
    page = findings_page.PAGE.read_text(encoding="utf-8")
    fences = re.compile(r"^```yaml\n.*?^```$", re.DOTALL | re.MULTILINE)
    for row in codes_in(Language.FR):
        english = manual.section(page, row.code) or ""
        text = french_section(row, english)
        assert fences.findall(text) == fences.findall(english) != []
        kept = {line for fence in fences.findall(english) for line in fence.split("\n")} | {"", "```", "```text"}
        same = [line for line in text.split("\n") if line in english.split("\n") and line not in kept]
        assert [line for line in same if not re.match(r" *(\d+ )?\| ", line)] == [], row.code


RULE_IN_FRENCH = """\
G101 Deux grilles d’un même identifiant

Les appels nomment une grille par son identifiant\u00a0: de deux grilles du même, personne ne pourrait dire laquelle a été appliquée.

Pour corriger\u00a0: Donner à l’une des grilles un autre identifiant, ou l’enlever.

Refusé\u00a0:
"""


def test_rule_tells_a_code_in_french_where_that_is_asked_for(asipgrid: Command) -> None:
    assert asipgrid("rule", "g101", "--lang", "fr", columns=200).out.startswith(RULE_IN_FRENCH)
    listed = asipgrid("rule", env={"LC_ALL": "fr_FR.UTF-8"}).out.splitlines()
    assert listed[0] == "Y001  Le texte n’est pas en UTF-8"
    assert len(listed) == len(CODES)
