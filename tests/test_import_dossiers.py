"""`asipgrid import` of dossiers of démarches-simplifiées: the JSON of its API and its CSV, by the same map.

Keys are those of its GraphQL schema and of its stored query `ds-query-v2`, heads those of its CSV, as its repository had
them on 15 January 2026 (demarche-numerique/demarche.numerique.gouv.fr). Dossiers and applicants are invented.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid.spreadsheets.archive import UnreadableError
from asipgrid.spreadsheets.dossiers import read_dossiers
from conftest import ROOT, SMALL_CALL, Command, small, write

MAP = """\
columns:
  number: {path: request, prefix: dossier-}
  dateDepot: submitted_on
  demandeur.entreprise.raisonSociale: applicant.name
  demandeur.siret: applicant.identifiers.siret
  Intitulé du projet: title
  Statut: {path: applicant.legal_form, values: {"Association loi 1901": association}}
  Montant demandé: funding.requested
  "Budget[].Poste": "funding.lines[].item"
  "Budget[].Montant": "funding.lines[].amount"
  Engagement signé: doc.signed
  Q2hhbXAtMTc=: doc.total
  "Annuaire[].filename":
    path: "evidence[].title"
    beside: {"evidence[].id": "annuaire-{row}", "evidence[].supports": [doc.total]}
constants: {applicant.scope: regional}
ignore: [Commune]
"""


def champ(number: int, label: str, kind: str, **value: Any) -> dict[str, Any]:
    """A field as the stored query gives it."""
    name = base64.b64encode(f"Champ-{number}".encode()).decode()
    return {
        "id": name,
        "champDescriptorId": name,
        "__typename": kind,
        "label": label,
        "stringValue": next((str(each) for each in value.values() if not isinstance(each, list)), None),
        "updatedAt": "2010-02-01T10:00:00+01:00",
        "prefilled": False,
        **value,
    }


def line(item: str, amount: str) -> dict[str, Any]:
    """A row of the budget."""
    named = champ(31, "Poste", "TextChamp", stringValue=item)
    return {"id": "row", "champs": [named, champ(32, "Montant", "IntegerNumberChamp", integerNumber=amount)]}


def attached(name: str) -> dict[str, Any]:
    """A file as the stored query gives it."""
    return {
        "__typename": "File",
        "filename": name,
        "contentType": "text/csv",
        "checksum": "",
        "byteSize": "12",
        "url": "https://example.org/a",
        "createdAt": "2010-02-01T10:00:00+01:00",
        "virusScanResult": "safe",
    }


def dossier(number: int = 12, **more: Any) -> dict[str, Any]:
    """A dossier of a company or association."""
    champs = [
        champ(10, "Votre projet", "HeaderSectionChamp", level=1),
        champ(11, "Intitulé du projet", "TextChamp", stringValue=f"Projet {number}"),
        champ(12, "Statut", "DropDownListChamp", value="Association loi 1901"),
        champ(13, "Montant demandé", "DecimalNumberChamp", decimalNumber=400.5),
        {**champ(14, "Budget", "RepetitionChamp"), "rows": [line("Formation", "300"), line("Matériel", "100.50")]},
        champ(15, "Engagement signé", "YesNoChamp", selected=True),
        champ(16, "Commune", "CommuneChamp", commune={"name": "Commune A", "code": "00001", "postalCode": "00001"}),
        champ(17, "Documents", "IntegerNumberChamp", integerNumber="10"),
        champ(18, "Documents", "TextChamp", stringValue="dix"),
        champ(19, "Annuaire", "PieceJustificativeChamp", files=[attached("extrait.csv"), attached("note.pdf")]),
        champ(20, "Remarques", "TextareaChamp", stringValue=""),
    ]
    return {
        "__typename": "Dossier",
        "id": "RG9zc2llci0x",
        "number": number,
        "state": "en_instruction",
        "archived": False,
        "dateDepot": "2010-02-13T17:45:00+01:00",
        "usager": {"email": "a@example.org"},
        "demandeur": {
            "__typename": "PersonneMorale",
            "siret": "12002701600563",
            "entreprise": {"siren": "120027016", "raisonSociale": "Structure A (inventée)"},
        },
        "champs": champs,
        "annotations": [champ(40, "Avis du service", "TextChamp", stringValue="favorable")],
        **more,
    }


def page(*dossiers: Any, more: bool = False) -> dict[str, Any]:
    """An answer of the API to the query of a démarche."""
    info = {"hasPreviousPage": False, "hasNextPage": more, "startCursor": "a", "endCursor": "b"}
    listed = {"pageInfo": info, "nodes": list(dossiers)}
    return {"data": {"demarche": {"id": "x", "number": 1, "title": "Appel", "state": "publiee", "dossiers": listed}}}


DOCUMENT = """\
# Imported from page.json, dossier 12.
request: dossier-12
call: small
title: "Projet 12"  # page.json, dossier 12, Intitulé du projet
submitted_on: 2010-02-13  # page.json, dossier 12, dateDepot
applicant:
  name: "Structure A (inventée)"  # page.json, dossier 12, demandeur.entreprise.raisonSociale
  legal_form: association  # page.json, dossier 12, Statut
  scope: regional  # map.yaml, constants
  identifiers:
    siret: "12002701600563"  # page.json, dossier 12, demandeur.siret
funding:
  requested: 400.5  # page.json, dossier 12, Montant demandé
  lines:
    - item: Formation  # page.json, dossier 12, Budget[0].Poste
      amount: 300  # page.json, dossier 12, Budget[0].Montant
    - item: "Matériel"  # page.json, dossier 12, Budget[1].Poste
      amount: 100.5  # page.json, dossier 12, Budget[1].Montant
doc:
  signed: true  # page.json, dossier 12, Engagement signé
  total: 10  # page.json, dossier 12, Documents
evidence:
  - id: annuaire-1  # map.yaml, beside Annuaire[0].filename
    title: extrait.csv  # page.json, dossier 12, Annuaire[0].filename
    supports: [doc.total]  # map.yaml, beside Annuaire[0].filename
  - id: annuaire-2  # map.yaml, beside Annuaire[1].filename
    title: note.pdf  # page.json, dossier 12, Annuaire[1].filename
    supports: [doc.total]  # map.yaml, beside Annuaire[1].filename
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small workspace with a page of dossiers and its map."""
    return write(small(tmp_path), {"map.yaml": MAP, "page.json": json.dumps(page(dossier()))})


IMPORT = ("import", "small", "page.json", "--map", "map.yaml")


def test_dossiers_of_the_api_become_requests(root: Path, asipgrid: Command) -> None:
    ran = asipgrid(*IMPORT, "--dry-run", cwd=root)
    assert ran.code == 0, ran.err
    assert not (root / "requests/small/dossier-12.yaml").exists()
    ran = asipgrid(*IMPORT, cwd=root)
    assert (ran.code, ran.out) == (0, "requests/small/dossier-12.yaml: written, 19 values of page.json, dossier 12\n")
    assert (
        ran.err
        == "page.json: fields that are not mapped: Documents [Q2hhbXAtMTg=], Remarques, annotations.Avis du service\n"
    )
    assert (root / "requests/small/dossier-12.yaml").read_text() == DOCUMENT
    assert asipgrid("check", "small", cwd=root).code == 0
    assert asipgrid(*IMPORT, cwd=root).out == "requests/small/dossier-12.yaml: as it is in page.json, dossier 12\n"


TABLE = """\
ID,Email,Établissement SIRET,Entreprise raison sociale,État du dossier,Déposé le,Intitulé du projet,Statut,Montant demandé,Engagement signé,Documents reçus,Annuaire
12,a@example.org,12002701600563,Structure A (inventée),En instruction,2010-02-13 17:45:00 +0100,Projet 12,Association loi 1901,400.5,Oui,10,"extrait.csv, note.pdf"
13,b@example.org,12002701600563,"Structure B, (inventée)",En instruction,2010-02-14 09:00:00 +0100,"Projet ""13"" A",Association loi 1901,beaucoup,off,7,
"""
TABLE_MAP = """\
columns:
  ID: {path: request, prefix: dossier-}
  Déposé le: submitted_on
  Entreprise raison sociale: applicant.name
  Établissement SIRET: applicant.identifiers.siret
  Intitulé du projet: title
  Statut: {path: applicant.legal_form, values: {"Association loi 1901": association}}
  Montant demandé: funding.requested
  Engagement signé: doc.signed
  Documents reçus: doc.total
  Annuaire: {path: "evidence[0].title", beside: {"evidence[0].id": annuaire, "evidence[0].supports": [doc.total]}}
constants: {applicant.scope: regional}
ignore: [Email, État du dossier]
decimal: "."
delimiter: ","
"""


def test_its_csv_gives_the_same_by_the_heads_of_its_columns(root: Path, asipgrid: Command) -> None:
    write(root, {"map.yaml": TABLE_MAP})
    (root / "dossiers.csv").write_text(TABLE)
    ran = asipgrid("import", "small", "dossiers.csv", "--map", "map.yaml", cwd=root)
    assert ran.err == 'dossiers.csv, I3: "beaucoup" is no number; write one such as 1200000.50\n'
    text = (root / "requests/small/dossier-12.yaml").read_text()
    assert "submitted_on: 2010-02-13  # dossiers.csv, F2\n" in text
    assert '    title: "extrait.csv, note.pdf"  # dossiers.csv, L2\n' in text
    assert "    supports: [doc.total]  # map.yaml, beside Annuaire\n" in text
    text = (root / "requests/small/dossier-13.yaml").read_text()
    assert "signed: false" in text
    assert "evidence" not in text
    assert '  name: "Structure B, (inventée)"  # dossiers.csv, D3\n' in text


def read(answer: Any) -> dict[str, Any]:
    """The table of an answer: the values of its first dossier by their heads."""
    sheet = read_dossiers("page.json", json.dumps(answer).encode()).sheets[0]
    heads = {column: str(cell.value) for (row, column), cell in sheet.cells.items() if row == 0}
    return {heads[column]: cell.value for (row, column), cell in sheet.cells.items() if row == 1}


def test_whatever_stands_around_dossiers_they_are_found() -> None:
    one = dossier()
    alone = {"data": {"dossier": one}}
    edges = {"data": {"groupeInstructeur": {"dossiers": {"edges": [{"node": one}, None]}}}}
    for answer in (
        page(one),
        alone,
        edges,
        one,
        [one],
        [page(one), page()],
        {"demarche": page(one)["data"]["demarche"]},
    ):
        assert read(answer)["number"] == 12


def test_a_query_of_ones_own_may_ask_for_values_alone() -> None:
    """Without the names that the stored query gives, and with texts alone."""
    fields = [
        {"id": "a", "label": "Date", "date": "2010-02-03", "value": "2010-02-03T00:00:00+01:00"},
        {"id": "b", "label": "Oui", "value": True},
        {"id": "c", "label": "Thèmes", "values": ["a; b", "c"]},
        {"id": "d", "label": "Texte", "stringValue": "x"},
        {"id": "e", "label": "Lieu", "stringValue": "1 rue A", "address": {"cityName": "Ville A", "geometry": None}},
        {"id": "f", "label": "Choix", "primaryValue": "A", "secondaryValue": "B", "stringValue": "A / B"},
        {"id": "g", "label": "Vide", "value": None},
        {"id": "h", "label": "Rien", "values": []},
    ]
    assert read({"number": 12, "champs": fields}) == {
        "number": 12,
        "Date": "2010-02-03",
        "Oui": True,
        "Thèmes": "a; b; c",
        "Texte": "x",
        "Lieu": "1 rue A",
        "Lieu.address.cityName": "Ville A",
        "Choix": "A / B",
        "Choix.primaryValue": "A",
        "Choix.secondaryValue": "B",
    }


def test_a_page_that_more_follow_is_told_and_dossiers_of_several_pages_are_read(root: Path, asipgrid: Command) -> None:
    write(root, {"page.json": json.dumps(page(dossier(), more=True)), "more.json": json.dumps(page(dossier(13)))})
    ran = asipgrid("import", "small", "page.json", "more.json", "--map", "map.yaml", cwd=root)
    assert ran.err.splitlines()[0] == (
        "page.json: more dossiers follow on another page (pageInfo.hasNextPage); import that page too"
    )
    assert ran.out.splitlines() == [
        "requests/small/dossier-12.yaml: written, 19 values of page.json, dossier 12",
        "requests/small/dossier-13.yaml: written, 19 values of more.json, dossier 13",
    ]


def test_day_and_time_of_a_submission_come_from_one_field_where_the_call_ranks_by_them(
    tmp_path: Path, asipgrid: Command
) -> None:
    call = SMALL_CALL.replace("by: score", "by: {path: request.submitted_at, order: ascending}")
    files = {"map.yaml": MAP.replace("  demandeur.siret", "  dossier.dateDepot: submitted_at\n  demandeur.siret")}
    root = write(small(tmp_path, call=call), {**files, "page.json": json.dumps(page(dossier()))})
    assert asipgrid(*IMPORT, cwd=root).code == 0
    text = (root / "requests/small/dossier-12.yaml").read_text()
    assert 'submitted_at: "17:45:00"  # page.json, dossier 12, dateDepot\n' in text


def test_a_bad_value_is_told_with_file_dossier_and_field(root: Path, asipgrid: Command) -> None:
    one = dossier()
    one["champs"][3]["decimalNumber"] = "cher"
    one["champs"][7]["integerNumber"] = {"a": 1}
    ran = asipgrid(*IMPORT, cwd=write(root, {"page.json": json.dumps(page(one))}))
    assert ran.code == 1
    assert [line for line in ran.err.splitlines() if "dossier 12" in line] == [
        'page.json, dossier 12, Montant demandé: "cher" is no number; write one such as 1200000.50',
        "page.json, dossier 12, Documents: holds an object or a list where one value is looked for; map what is in it",
    ]
    text = (root / "requests/small/dossier-12.yaml").read_text()
    assert '# funding.requested: not imported: page.json, dossier 12, Montant demandé: "cher" is no number' in text


def test_fields_of_one_label_are_told_by_their_ids(root: Path, asipgrid: Command) -> None:
    write(root, {"map.yaml": MAP.replace("Q2hhbXAtMTc=", "Documents")})
    ran = asipgrid(*IMPORT, cwd=root)
    assert (ran.code, ran.err) == (
        1,
        (
            "page.json: has 2 columns headed 'Documents'; name the one that is meant: "
            "Documents [Q2hhbXAtMTc=], Documents [Q2hhbXAtMTg=]\n"
        ),
    )
    write(root, {"map.yaml": MAP.replace("Q2hhbXAtMTc=", "Documents [Q2hhbXAtMTc=]")})
    assert asipgrid(*IMPORT, cwd=root).code == 0


def test_a_field_that_no_dossier_has_is_told_and_the_others_are_imported(root: Path, asipgrid: Command) -> None:
    write(root, {"map.yaml": MAP.replace("Montant demandé", "Montant demande")})
    ran = asipgrid(*IMPORT, cwd=root)
    assert "page.json: no dossier has 'Montant demande'; did you mean 'Montant demandé'?\n" in ran.err
    assert (root / "requests/small/dossier-12.yaml").exists()


HOSTILE: Mapping[str, tuple[str, str]] = {
    "no JSON": ("{", "is no JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
    "nested": ("[" * 100_000, "nests too deep to be dossiers; give what the API answered"),
    "nested less": ("[" * 900 + "]" * 900, "holds no dossiers; give what the API answered"),
    "twice": ('{"number": 1, "number": 2}', "has the key number twice in one object"),
    "no number": ('{"number": 1, "champs": [], "x": NaN}', "has NaN, which is no JSON"),
    "other": (
        '{"type": "FeatureCollection", "features": []}',
        "has an object of type, features where dossiers are looked",
    ),
    "text": ('["dossiers"]', "has dossiers where dossiers are looked for"),
    "nothing": ("[]", "holds no dossiers; give what the API answered (data.demarche.dossiers)"),
    "errors": (
        '{"errors": [{"message": "Unauthorized"}], "data": null}',
        "is an answer with errors of the API (Unauthorized)",
    ),
    "no id": ('{"champs": []}', "has a dossier without its `number` (the 1. of the file)"),
    "no list": ('{"number": 1, "champs": {}}', "dossier 1: `champs` is no list"),
    "no label": ('{"number": 1, "champs": [{"label": 5}]}', "dossier 1: one of its `champs` has no `label`"),
    "half": ('{"number": 1, "champs": [{"label": "\\ud800"}]}', "dossier 1: one of its `champs` has no `label`"),
    "rows": ('{"number": 1, "champs": [{"label": "a", "rows": [{"champs": 5}]}]}', "dossier 1: `rows` is no list"),
    "no ids": (
        '{"number": 1, "champs": [{"label": "a", "value": 1}, {"label": "a", "value": 2}]}',
        "dossier 1: has the field a twice",
    ),
    "digits": ("9" * 5000, "has 99999"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_answer_is_refused_in_a_line(root: Path, asipgrid: Command, name: str) -> None:
    text, says = HOSTILE[name]
    (root / "page.json").write_text(text)
    ran = asipgrid(*IMPORT, cwd=root)
    assert ran.code == 1
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert f"page.json: {says}" in ran.err


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "-1e-999999999", "0." + "1" * 200])
def test_a_huge_number_is_no_value(number: str) -> None:
    text = '{"number": 1, "champs": [{"id": "a", "label": "a", "value": NUMBER}]}'.replace("NUMBER", number)
    (wrong,) = [cell.wrong for cell in read_dossiers("a.json", text.encode()).sheets[0].cells.values() if cell.wrong]
    assert "too large or too exact a number" in wrong


def test_what_is_no_text_is_refused() -> None:
    for data in (b"\xff\xfe[\0]\0", b"\xff", b"PK\x03\x04"):
        with pytest.raises(UnreadableError):
            read_dossiers("a.json", data)


def test_dossiers_need_a_map(root: Path, asipgrid: Command) -> None:
    ran = asipgrid("import", "small", "page.json", cwd=root)
    says = "is JSON of a portal; say with --map MAP which field is which value (`asipgrid help spreadsheets`)"
    assert (ran.code, ran.err) == (1, f"page.json: {says}\n")


def test_the_page_has_both_maps_and_what_comes_of_them() -> None:
    page = (
        (ROOT / "docs/spreadsheets.md")
        .read_text(encoding="utf-8")
        .partition("## Dossiers of démarches-simplifiées\n")[2]
    )
    blocks = [text.partition("\n```")[0] + "\n" for text in page.split("```yaml\n")[1:4]]
    assert blocks[0] == MAP
    assert blocks[1] in DOCUMENT
    assert blocks[2] == TABLE_MAP


KEYS = [
    "data",
    "demarche",
    "dossiers",
    "nodes",
    "edges",
    "node",
    "number",
    "champs",
    "annotations",
    "label",
    "id",
    "rows",
]
KEYS += ["champDescriptorId", "value", "values", "files", "filename", "stringValue", "pageInfo", "errors", "__typename"]
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(answer=ANSWERS, inside=ANSWERS)
def test_whatever_is_answered_is_read_or_refused(answer: Any, inside: Any) -> None:
    for each in (answer, {"number": 1, "champs": [{"label": "a", "rows": inside}, inside]}, dossier(champs=inside)):
        with contextlib.suppress(UnreadableError):
            sheet = read_dossiers("page.json", json.dumps(each).encode()).sheets[0]
            assert len(sheet.fields) == len(sheet.columns_called) == len(set(sheet.columns_called))
