"""An addendum as an act: parties, what it rests on, clauses, undertakings, chosen goals, budget; and what nobody stated."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.letters.budget import awarded_lines
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, typed

EXAMPLE = str(ROOT / "requests/example-2010")
FUNDED = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}")
DOC = "{signed: true, format: pdf, total: 9, valid: 6}"
AUTHORITY = """authority:
  name: Agency
  legal_form: {en: public body, fr: établissement public}
  seat: 1, rue du Port
  registration: no. 1
  signatory: {name: Ann Other, capacity: {en: Director, fr: directrice}}
"""


def drafted(
    tmp_path: Path, asipgrid: Command, call: str, *, more: str = "", language: str = "en", grid: str = ""
) -> str:
    """The addendum of one funded request, as people type it."""
    files = {
        "requests/small/a.yaml": small_request("a", doc=DOC) + more,
        "requests/small/ratings/one/a.yaml": small_rating("a", "2"),
    }
    root = small(tmp_path, files, call=call, grid=grid or SMALL_GRID)
    ran = asipgrid("draft", "requests/small", "--lang", language, "--quiet", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    return typed(ran.out)


def test_the_parties_are_named_as_call_and_request_state_them(tmp_path: Path, asipgrid: Command) -> None:
    call = re.sub(r"authority: .*\n", AUTHORITY, FUNDED)
    text = drafted(tmp_path, asipgrid, call, language="fr")
    assert (
        "Agency, établissement public, ayant son siège : 1, rue du Port, immatriculation : no. 1, "
        "ayant pour représentant Ann Other, directrice, ci-après « le financeur »,\n\nd'une part,\n" in text
    )
    assert "ayant son siège : (à compléter : siège du bénéficiaire)" in text
    assert "| Ann Other, directrice |" in text


def test_what_is_to_be_completed_is_told_at_once_and_heads_the_list(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, call=FUNDED)
    ran = asipgrid("draft", "requests/small", "-o", "letters", cwd=root)
    assert "to be completed before signature: legal form of the funder, seat of the funder" in ran.err
    listed = json.loads((root / "letters/drafts.json").read_text("utf-8"))
    assert [*listed] == ["asipgrid", "to_complete", "drafts"]
    for name, blanks in listed["to_complete"].items():
        text = (root / "letters" / name).read_text("utf-8")
        assert "seat of the funder" in blanks
        assert "(to be completed: seat of the funder)" in text
    again = asipgrid("draft", "requests/small", "-o", "letters", "--check", cwd=root)
    assert again.code == 0, again.out


def test_an_act_says_number_and_day_or_leaves_a_blank(tmp_path: Path, asipgrid: Command) -> None:
    basis = """legal_basis:
  - {act: {en: the decree, fr: le décret}, number: 2009-1, dated: 2009-12-01, about: {en: on aid, fr: sur les aides}}
  - {act: {en: the order, fr: l'arrêté}, dated: 2010-01-02}
  - {act: {en: the rules, fr: le règlement}}
"""
    text = drafted(tmp_path, asipgrid, FUNDED + basis, language="fr")
    assert "Vu le décret n° 2009-1 du 1er décembre 2009 sur les aides ;\n" in text
    assert "Vu l'arrêté (n° à compléter) du 2 janvier 2010 ;\n" in text
    assert "Vu le règlement (n° et date à compléter) ;\n" in text


def test_earlier_addenda_that_no_call_describes_count(tmp_path: Path, asipgrid: Command) -> None:
    agreement = (
        "agreement: {reference: 2008-001, signed_on: 2008-01-02, addenda: [{number: 1, signed_on: 2009-06-30}]}\n"
    )
    text = drafted(tmp_path, asipgrid, FUNDED, more=agreement)
    assert "# Addendum no. 2 to agreement 2008-001\n" in text
    assert "Having regard to addendum no. 1 to it, signed on 30 June 2009;\n" in text


def test_clauses_are_numbered_articles_with_their_places_filled(tmp_path: Path, asipgrid: Command) -> None:
    clauses = """clauses:
  - disputes
  - {id: own, title: {en: Names, fr: Noms}, text: {en: "{{ applicant }} answers {{ authority }}.\\n\\nUntil {{ ends_on }}.", fr: "…"}}
"""
    text = drafted(tmp_path, asipgrid, FUNDED + clauses)
    assert ": Names\n\nApplicant a answers Agency.\n\nUntil (to be completed: last day of the agreement).\n" in text
    assert "proposed by asipgrid" in text
    assert ": Duration\n" not in text
    articles = re.findall(r"^## Article (\d+):", text, re.MULTILINE)
    assert articles == [str(number) for number in range(1, len(articles) + 1)]
    assert "proposed by asipgrid" not in drafted(tmp_path / "own", asipgrid, FUNDED + "clauses: []\n")


def test_a_gate_with_an_undertaking_binds_and_asks_nothing(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace(
        "    gate: eligibility",
        "    undertaking: {en: The beneficiary keeps it signed, fr: …}\n    gate: eligibility",
        1,
    )
    assert "\nThe beneficiary keeps it signed.\n" in drafted(tmp_path, asipgrid, FUNDED, grid=grid)


def test_goals_that_the_call_does_not_choose_are_recommended(tmp_path: Path, asipgrid: Command) -> None:
    terms = """addendum:
  goal_level: next
  goals_due: 2010-12-31
  goals: {criteria: [DOC-03], each: {DOC-03: {weight: 2, due: 2010-10-31}}}
"""
    text = drafted(tmp_path, asipgrid, FUNDED + terms)
    goals = text.partition("## Annex 1")[2].partition("## Annex 2")[0]
    assert re.findall(r"^\| (DOC-\d+) .* \| (\d) \|", goals, re.MULTILINE) == [("DOC-03", "2")]
    assert "Recommendations, without effect on payments:" in goals
    assert "| DOC-04 | " in goals
    assert (
        '- DOC-03: "Which share is valid?": raise the value from 66.67 % to at least 80 % by 31 October 2010.\n' in text
    )


def test_a_text_in_the_other_language_says_so(tmp_path: Path, asipgrid: Command) -> None:
    call = FUNDED + "purpose: {fr: la création d'un espace}\n"
    assert "la création d'un espace (in French)" in drafted(tmp_path / "en", asipgrid, call)
    assert "la création d'un espace (" not in drafted(tmp_path / "fr", asipgrid, call, language="fr")


@pytest.mark.parametrize(
    ("lines", "award", "rule", "kept"),
    [
        ([50, 50, 50], 100, "proportional", [34, 33, 33]),
        ([50, 50, 50], 100, "last-first", [50, 50, 0]),
        # A line of nothing stays so: what is left over goes where the remainder is largest.
        ([0, 464680097, 0, 44], 387373855, "proportional", [0, 387373818, 0, 37]),
    ],
)
def test_a_budget_is_cut_to_what_is_awarded(lines: list[int], award: int, rule: str, kept: list[int]) -> None:
    assert [*awarded_lines(lines, award, rule)] == kept


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 10**9))
@pytest.mark.parametrize("rule", ["proportional", "last-first"])
def test_a_cut_budget_sums_to_the_award_and_no_line_grows(rule: str, lines: list[int], less: int) -> None:
    award = max(0, sum(lines) - less)
    kept = [*awarded_lines(lines, award, rule)]
    assert sum(kept) == award
    assert all(0 <= left <= asked for left, asked in zip(kept, lines, strict=True))


def test_the_annex_gives_what_the_committee_keeps_of_each_line(asipgrid: Command) -> None:
    text = asipgrid("draft", EXAMPLE, "region-b", "-q").out
    assert "| Card readers for independent practices | €100,000.00 | €0.00 |\n" in text
    assert (
        "| Total | €1,500,000.00 | €1,400,000.00 |\n\nWhat is kept of each line follows the decision (Selection committee).\n"
        in text
    )


def test_a_refusal_names_the_remedies_and_leaves_out_scores_where_the_call_says_so(
    tmp_path: Path, asipgrid: Command
) -> None:
    letters = """letters:
  scores: false
  remedies:
    - {remedy: {en: Request for review, fr: Recours gracieux}, before: {en: the Director, fr: le directeur}, months: 2}
    - {remedy: {en: Action, fr: Recours}, until: 2010-12-31}
"""
    call = re.sub(r"decisions:\n(  .*\n)+", "decisions:\n  - {outcome: decline}\n", SMALL_CALL) + letters
    root = small(tmp_path, call=call)
    text = typed(asipgrid("draft", "requests/small", "region-a", "--lang", "fr", cwd=root).out)
    assert (
        "- Recours gracieux devant le directeur, dans un délai de 2 mois à compter de la notification de la présente décision\n"
        in text
    )
    assert "- Recours, au plus tard le 31 décembre 2010\n" in text
    assert "(à compléter par l'autorité" not in text
    assert "Annexe" not in text


@pytest.mark.slow
def test_french_letters_are_set_as_french_is(tmp_path: Path, asipgrid: Command) -> None:
    """Blanks that do not break before high signs and inside quotation marks, typographic apostrophes, no `1ère`."""
    out = tmp_path / "letters"
    assert asipgrid("draft", EXAMPLE, "--lang", "fr", "-o", str(out)).code == 0
    texts = [each.read_text(encoding="utf-8") for each in sorted(out.glob("*.fr.md"))]
    assert len(texts) == 16
    for text in texts:
        # The lines of the budget are in English in some requests of the example.
        prose = re.sub(r"## Annexe 2(?s:.*?)## Annexe 3|`[^`]*`|^\| (?:---|:)[^\n]*$", "", text, flags=re.MULTILINE)
        assert re.findall(r".{0,20}[^\u202f\n] ?[;?!](?=\s)", prose.replace("|", "\n")) == []
        assert re.findall(r".{0,20}[^\u00a0\W]:(?=\s)|.{0,20}[^\u00a0]»|«[^\u00a0]", prose) == []
        assert re.findall(r"[^\W\d]'\w", prose) == []
        assert re.findall(r"\b1ère\b|\bdéplacés?\b", prose) == []
