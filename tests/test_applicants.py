"""Applicants of any field: identifiers by their public rules, a call's own legal forms and scopes, partners."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from asipgrid.check.identifiers import identifier_fault
from asipgrid.letters.kinds import LETTERS, LetterKind, title_of
from asipgrid.model.act import partners
from conftest import Command
from examples import examples

WHOLE = next(good for good in examples("good") if good.name == "universities-and-their-partners")


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        # INSEE, as it publishes its own; La Poste, whose establishments follow a rule of their own (the second is made up).
        ("siren", "120 027 016"),
        ("siret", "12002701600563"),
        ("siret", "35600000000048"),
        ("siret", "356 000 000 00001"),
        # One of La Poste that INSEE's register lists, which Luhn's rule would refuse.
        ("siret", "356 000 000 09075"),
        # Examples of org-id.guide, and one made up, of the published form.
        ("uei", "YNDUZMUZF8H8"),
        ("uei", "UYDJJ1S8DR85"),
        ("uei", "ABCDEFGHJKL1"),
        # The example of ORCID's own documentation, and one that ends in X.
        ("orcid", "0000-0002-1825-0097"),
        ("orcid", "https://orcid.org/0000-0002-1694-233X"),
        # The examples of ROR's own documentation: the California Institute of Technology and DataCite.
        ("ror", "05dxps055"),
        ("ror", "https://ror.org/04wxnsj81"),
    ],
)
def test_identifiers_by_their_public_rule(kind: str, written: str) -> None:
    assert identifier_fault(kind, written) is None


@pytest.mark.parametrize(
    ("kind", "written", "says"),
    [
        ("siren", "120 027 017", "120 027 017 is no SIREN: a digit is wrong, for its check digit does not fit"),
        ("siren", "12002701", "12002701 is no SIREN: it has 9 digits, not 8"),
        ("siren", "FR120027016", "FR120027016 is no SIREN: it has digits only"),
        (
            "siret",
            "356 000 000 00002",
            "356 000 000 00002 is no SIRET: a digit is wrong, for its check digit does not fit",
        ),
        (
            "siret",
            # By Luhn's rule as a whole, and yet not of any SIREN: two digits are wrong.
            "120 027 017 00561",
            "120 027 017 00561 is no SIRET: a digit is wrong, for it begins with 120027017, which is no SIREN",
        ),
        ("siret", "120027016", "120027016 is no SIRET: it has 14 digits, not 9"),
        (
            "uei",
            "ABCDEFGHJKLO",
            "ABCDEFGHJKLO is no UEI: the letters O and I are not used; are the digits 0 and 1 meant?",
        ),
        ("uei", "0BCDEFGHJKL1", "0BCDEFGHJKL1 is no UEI: its first character is never 0"),
        ("uei", "A123456789BC", "A123456789BC is no UEI: it never has nine digits in a row"),
        ("uei", "ABC", "ABC is no UEI: it has twelve letters and digits"),
        ("orcid", "0000-0002-1825-0098", "0000-0002-1825-0098 is no ORCID: a digit is wrong"),
        ("orcid", "0000-0002", "0000-0002 is no ORCID: it has sixteen digits, such as 0000-0002-1825-0097"),
        ("ror", "05dxps056", "05dxps056 is no ROR: a character is wrong"),
        ("ror", "05dxpsl55", "05dxpsl55 is no ROR: it has 0, six letters or digits and two digits, such as 05dxps055"),
    ],
)
def test_what_is_wrong_with_an_identifier(kind: str, written: str, says: str) -> None:
    assert identifier_fault(kind, written) == says


def test_partners_are_told_with_their_shares(asipgrid: Command, tmp_path: Path) -> None:
    home = WHOLE.lay_out(tmp_path)
    told = "Shared by University A (invented) 60 %, Institute B (invented) 40 %"
    assert told in asipgrid("explain", "requests/small", "region-a", cwd=home).out
    markdown = asipgrid("explain", "requests/small", "region-a", "--format", "markdown", cwd=home).out
    assert told in markdown.replace("\\", "")
    found = json.loads(asipgrid("explain", "requests/small", "region-a", "--format", "json", cwd=home).out)
    assert [each["share"] for each in found["request"]["partners"]] == ["0.6", "0.4"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ("university, having its seat", "registration: SIRET 120 027 016 00563", "University A (invented) (60 %)"),
        ),
        ("fr", ("université, ayant son siège", "SIRET 120 027 016 00563", "University A (invented) (60 %)")),
    ],
)
def test_an_addendum_names_the_legal_form_the_registration_and_the_partners(
    asipgrid: Command, tmp_path: Path, language: str, told: tuple[str, ...]
) -> None:
    home = WHOLE.lay_out(tmp_path)
    ran = asipgrid("draft", "requests/small", "--lang", language, cwd=home)
    assert ran.code == 0, ran.err
    text = ran.out.translate({0xA0: " ", 0x202F: " "})
    assert [each for each in told if each not in text] == [], text[:3000]


def test_a_legal_form_that_the_call_does_not_list_is_told(asipgrid: Command, tmp_path: Path) -> None:
    home = WHOLE.lay_out(tmp_path)
    path = home / "requests/small/region-a.yaml"
    path.write_text(path.read_text("utf-8").replace("legal_form: university", "legal_form: universty"), "utf-8")
    ran = asipgrid("check", "requests/small", cwd=home)
    assert ran.code == 1
    assert "university" in ran.out


def test_amounts_of_partners_are_shares_of_their_sum() -> None:
    listed = [{"name": "A", "amount": 300}, {"name": "B", "amount": 100}, {"name": "C"}]
    assert [str(share) for _, share in partners({"applicant": {"partners": listed}})] == ["3/4", "1/4", "None"]


@pytest.mark.parametrize("clauses", [True, False])
@pytest.mark.parametrize(
    ("language", "heading", "grants", "never"),
    [
        (
            "en",
            "# Agreement\n",
            "By this agreement the funder grants the beneficiary funding for",
            r"[^n] addend|earlier",
        ),
        (
            "fr",
            "# Convention\n",
            "La présente convention attribue au bénéficiaire un financement pour",
            r"[^n] avenant|antérieur",
        ),
    ],
)
def test_a_first_grant_is_an_agreement_and_no_addendum(
    asipgrid: Command, tmp_path: Path, language: str, heading: str, grants: str, never: str, *, clauses: bool
) -> None:
    home = WHOLE.lay_out(tmp_path)
    call = home / "requests/small/call.yaml"
    text = call.read_text("utf-8")
    call.write_text(text if clauses else text.replace("clauses: [proposed]\n", ""), "utf-8")
    ran = asipgrid("draft", "requests/small", "--lang", language, cwd=home)
    assert ran.code == 0, ran.err
    act = ran.out.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})
    assert act.startswith(heading)
    assert grants in act
    # An agreement may be changed by an addendum later; nothing else speaks of one.
    assert [line for line in act.splitlines() if re.search(never, line) and not re.search(LATER, line)] == []


LATER = r"only by an addendum|que par un avenant|unless an addendum|sauf avenant"


def test_the_file_of_a_first_grant_is_titled_as_an_agreement() -> None:
    call: Any = SimpleNamespace(addendum=SimpleNamespace(first=True))
    assert title_of(LetterKind.ADDENDUM, call).fr == "Convention"
    assert title_of(LetterKind.REMINDER, call) is LETTERS[LetterKind.REMINDER].title


APPLY = next(good for good in examples("good") if good.name == "who-may-apply-and-for-how-much")


def gates(asipgrid: Command, home: Path, request: str) -> dict[str, bool | None]:
    """The gates of a request that are not passed, each with its answer."""
    told = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=home).out)["requests"]
    found = next(each for each in told if each["id"] == request)["criteria"]
    return {
        name: each["gate"]["passes"] for name, each in found.items() if not each.get("gate", {"passes": True})["passes"]
    }


def test_the_limits_of_a_published_call_are_kept_to_the_cent_and_the_day(asipgrid: Command, tmp_path: Path) -> None:
    """EUR 200 000, 80 % of the cost, 48 months, three partners of three countries, two years: all of it exactly, and a little beyond."""
    home = APPLY.lay_out(tmp_path)
    assert gates(asipgrid, home, "region-a") == {}
    assert gates(asipgrid, home, "region-b") == {"COOP-02": False, "COOP-03": False, "COOP-04": False, "COOP-05": False}
    assert gates(asipgrid, home, "region-c") == dict.fromkeys(f"COOP-0{number}" for number in range(2, 7))


def test_a_letter_asks_for_partners_and_identifiers_by_their_names(asipgrid: Command, tmp_path: Path) -> None:
    letter = asipgrid("draft", "requests/small", "region-c", cwd=APPLY.lay_out(tmp_path)).out
    assert "state: partners and their shares, countries of the partners" in letter
    assert "state: total cost, lines of the budget, de minimis aid of three years" in letter
    assert "state: SIRET of the applicant, identifier of the applicant in a register" in letter


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "University A (invented) 60 %, Institute B (invented) 40 %"),
        ("fr", "University A (invented) 60 %, Institute B (invented) 40 %"),
    ],
)
def test_the_report_tells_the_partners_with_their_shares(
    asipgrid: Command, tmp_path: Path, language: str, told: str
) -> None:
    home = WHOLE.lay_out(tmp_path)
    ran = asipgrid("report", "requests/small", "--lang", language, "-o", "report.html", cwd=home)
    assert ran.code == 0, ran.err
    assert told in (home / "report.html").read_text("utf-8").translate({0xA0: " ", 0x202F: " "})


def test_a_new_call_offers_a_first_agreement(asipgrid: Command, tmp_path: Path) -> None:
    home = WHOLE.lay_out(tmp_path)
    for language in ("en", "fr"):
        assert "# kind: agreement" in asipgrid("new", "call", "other", "--lang", language, "-o", "-", cwd=home).out


def test_a_request_to_fill_in_names_the_scopes_of_the_call_and_no_others(asipgrid: Command, tmp_path: Path) -> None:
    written = asipgrid(
        "new", "request", "small", "region-z", "--lang", "en", "-o", "-", cwd=WHOLE.lay_out(tmp_path)
    ).out
    assert "  scope:  # Scope of the project: single | consortium\n" in written
