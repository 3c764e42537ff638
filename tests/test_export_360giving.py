"""`asipgrid export --format 360giving`: awards that are decided, as a package of grants or rows of CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from asipgrid.review.awards import org_id
from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request
from giving_360_form import PUBLISHED, faults, nested, published

FUNDER = "{name: {en: Agency, fr: Agence}, org_id: GB-COH-00000001, grant_prefix: 360G-invented}"
CALL = SMALL_CALL.replace("{name: Agency}", FUNDER)
PURPOSE = "purpose: {en: care without paper, fr: les soins sans papier}\n"
SUMMARY = "summary: {en: Records are shared, fr: Les dossiers sont partagés}\n"
REQUEST = small_request("region-a").replace(
    "scope: regional", "scope: regional, identifiers: {siret: 120 027 016 00563}"
)
DECISION = """
decision: region-a
outcome: fund
amount: 350.50
decided_by: Committee
decided_on: 2010-03-20
why: It is sound
"""
PAYMENT = """
payment: region-a
paid: [{number: 1, amount: 140.20, paid_on: 2010-04-01}]
"""
TERMS = "addendum: {goal_level: next, payments: [{share: 1, at: On signature}]}\n"
FILES = {
    "requests/small/region-a.yaml": REQUEST + SUMMARY,
    "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    "requests/small/decisions/region-a.yaml": DECISION,
}
EXPORT = ("export", "small", "--format", "360giving")

PACKAGE = """\
{
  "version": "1.4",
  "title": "A small call",
  "grants": [
    {
      "id": "360G-invented-small-region-a",
      "title": "Project region-a",
      "description": "Records are shared",
      "currency": "EUR",
      "amountAppliedFor": 400.00,
      "amountAwarded": 350.50,
      "awardDate": "2010-03-20",
      "recipientOrganization": [
        {
          "id": "FR-RCS-120027016",
          "name": "Applicant region-a"
        }
      ],
      "fundingOrganization": [
        {
          "id": "GB-COH-00000001",
          "name": "Agency"
        }
      ],
      "grantProgramme": [
        {
          "code": "small",
          "title": "A small call"
        }
      ]
    }
  ]
}
"""


def test_a_decided_award_is_a_grant_that_the_standard_takes(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, FILES, call=CALL)
    ran = asipgrid(*EXPORT, "-o", "awards.json", cwd=root)
    assert (ran.code, ran.out, ran.err) == (0, "", "1 award in awards.json\n")
    assert (root / "awards.json").read_text() == PACKAGE == asipgrid(*EXPORT, cwd=root).out
    assert faults(published(root / "awards.json")) == []


def test_csv_has_the_titles_of_the_schema_and_stands_for_the_same_grants(tmp_path: Path, asipgrid: Command) -> None:
    more = {"requests/small/payments/region-a.yaml": PAYMENT}
    root = small(tmp_path, FILES | more, call=CALL + TERMS)
    for name in ("awards.json", "awards.csv"):
        assert asipgrid(*EXPORT, "--lang", "fr", "-o", name, cwd=root).code == 0
    rows = list(csv.DictReader((root / "awards.csv").read_text().splitlines()))
    assert list(rows[0].items()) == [
        ("Identifier", "360G-invented-small-region-a"),
        ("Title", "Project region-a"),
        ("Description", "Les dossiers sont partagés"),
        ("Currency", "EUR"),
        ("Amount Applied For", "400.00"),
        ("Amount Awarded", "350.50"),
        ("Amount Disbursed", "140.20"),
        ("Award Date", "2010-03-20"),
        ("Recipient Org:Identifier", "FR-RCS-120027016"),
        ("Recipient Org:Name", "Applicant region-a"),
        ("Funding Org:Identifier", "GB-COH-00000001"),
        ("Funding Org:Name", "Agence"),
        ("Grant Programme:Code", "small"),
        ("Grant Programme:Title", "A small call"),
    ]
    package = published(root / "awards.json")
    assert nested(rows) == package["grants"]
    assert faults({**package, "grants": nested(rows)}) == []


def test_what_the_standard_needs_and_nobody_stated_is_told_with_document_and_key(
    tmp_path: Path, asipgrid: Command
) -> None:
    files = FILES | {"requests/small/region-a.yaml": small_request("region-a")}
    ran = asipgrid(*EXPORT, "-o", "awards.json", cwd=small(tmp_path, files))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "requests/small/call.yaml: add authority.org_id, the funder's identifier of org-id.guide, such as GB-CHC-1164883",
        "requests/small/call.yaml: add authority.grant_prefix, the prefix that 360Giving gave the funder, such as 360G-xyztrust",
        "requests/small/region-a.yaml: add applicant.identifiers with siren, siret, uei, ror, or org_id for one of another register",
        "requests/small/region-a.yaml: add summary, what is done with the money (or add purpose to requests/small/call.yaml)",
        "nothing was written: 360Giving needs what is not stated",
    ]
    assert not (tmp_path / "awards.json").exists()


def test_a_currency_that_the_standard_does_not_list_is_told(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid(*EXPORT, cwd=small(tmp_path, FILES, call=CALL.replace("EUR", "SLE")))
    says = "requests/small/call.yaml: currency SLE is not in 360Giving's list (schema 1.4.3), which takes no other\n"
    assert ran.err == says + "nothing was written: 360Giving needs what is not stated\n"


def test_awards_of_published_facts_need_the_amount_and_the_day(asipgrid: Command) -> None:
    ran = asipgrid("export", "requests/relaunch-2009", "--format", "360giving", cwd=ROOT)
    assert ran.code == 1
    assert "requests/relaunch-2009/decisions/alsace.yaml: add amount, what is awarded to alsace\n" in ran.err
    assert "requests/relaunch-2009/decisions/alsace.yaml: add decided_on, the day it was decided\n" in ran.err


def test_what_the_rules_propose_is_no_award_yet(tmp_path: Path, asipgrid: Command) -> None:
    proposed = {name: text for name, text in FILES.items() if "decisions" not in name}
    ran = asipgrid(*EXPORT, cwd=small(tmp_path / "a", proposed, call=CALL))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "nothing was written: no award is decided; a decision is recorded in decisions/ (`asipgrid new decision`)\n"
    )
    other = {
        "requests/small/region-b.yaml": REQUEST.replace("region-a", "region-b"),
        "requests/small/ratings/one/region-b.yaml": small_rating("region-b"),
    }
    ran = asipgrid(*EXPORT, cwd=small(tmp_path / "b", FILES | other, call=CALL))
    assert ran.code == 0
    assert ran.out == PACKAGE
    assert ran.err == "1 request that the rules would fund without a recorded decision: not among the awards\n"


def test_the_purpose_of_the_call_describes_what_no_summary_does(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, FILES | {"requests/small/region-a.yaml": REQUEST}, call=CALL + PURPOSE)
    assert json.loads(asipgrid(*EXPORT, cwd=root).out)["grants"][0]["description"] == "care without paper"


def test_texts_are_inert_in_csv_and_as_they_are_in_json(tmp_path: Path, asipgrid: Command) -> None:
    evil = REQUEST.replace("Project region-a", "'=cmd|calc;=1'") + SUMMARY
    root = small(tmp_path, FILES | {"requests/small/region-a.yaml": evil}, call=CALL)
    assert json.loads(asipgrid(*EXPORT, cwd=root).out)["grants"][0]["title"] == "=cmd|calc;=1"
    asipgrid(*EXPORT, "-o", "awards.csv", cwd=root)
    assert next(csv.DictReader((root / "awards.csv").read_text().splitlines()))["Title"] == "'=cmd|calc;'=1"


def test_a_form_and_a_place_are_asked_for(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, FILES, call=CALL)
    ran = asipgrid(*EXPORT, "-o", "awards.txt", cwd=root)
    says = "asipgrid: 360giving is written as JSON or CSV: say where to with -o awards.json (or .csv)\n"
    assert (ran.code, ran.err) == (2, says)
    assert asipgrid("export", "small", cwd=root).code == 2


@pytest.mark.parametrize(
    ("identifiers", "found"),
    [
        ({"siren": "120 027 016"}, "FR-RCS-120027016"),
        ({"siret": "120 027 016 00563", "ror": "05dxps055"}, "FR-RCS-120027016"),
        ({"uei": "zqggheq4mhj3"}, "US-SAM-ZQGGHEQ4MHJ3"),
        ({"ror": "https://ror.org/05dxps055"}, "XI-ROR-05dxps055"),
        ({"org_id": "GB-CHC-1164883", "siren": "120027016"}, "GB-CHC-1164883"),
        ({"orcid": "0000-0002-1825-0097"}, None),
        ({}, None),
    ],
)
def test_identifiers_stand_in_the_lists_of_the_register(identifiers: dict[str, str], found: str | None) -> None:
    assert org_id(identifiers) == found


def test_an_identifier_that_names_no_list_is_refused(tmp_path: Path, asipgrid: Command) -> None:
    wrong = REQUEST.replace("siret: 120 027 016 00563", "org_id: '1164883'")
    ran = asipgrid("check", "small", cwd=small(tmp_path, FILES | {"requests/small/region-a.yaml": wrong}, call=CALL))
    assert "S005" in ran.out
    assert "such as GB-CHC-1164883" in ran.out


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published schema is not beside the repository")
def test_the_published_schema_refuses_what_the_description_does() -> None:
    package = json.loads(PACKAGE)
    for key in ("description", "awardDate", "recipientOrganization"):
        grant = {name: value for name, value in package["grants"][0].items() if name != key}
        assert len(faults({**package, "grants": [grant]})) >= 2, key


def test_the_page_shows_what_is_written_and_what_is_told(tmp_path: Path, asipgrid: Command) -> None:
    page = (ROOT / "docs/spreadsheets.md").read_text(encoding="utf-8").partition("## Awards as 360Giving\n")[2]
    assert f"```json\n{PACKAGE}```" in page
    told = page.partition("```text\n")[2].partition("```")[0].splitlines()
    files = FILES | {"requests/small/region-a.yaml": small_request("region-a")}
    assert set(told) <= set(asipgrid(*EXPORT, cwd=small(tmp_path, files)).err.splitlines())
    headings = [cell for line in page.splitlines() if line.startswith("| `") for cell in line.split("|")[2].split(",")]
    root = small(tmp_path / "sound", FILES, call=CALL)
    asipgrid(*EXPORT, "-o", "awards.csv", cwd=root)
    assert [each.strip(" `") for each in headings] == (root / "awards.csv").read_text().splitlines()[0].split(",")
