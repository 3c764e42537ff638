"""`asipgrid form` and `asipgrid import` of its own workbooks: what a person fills in, and the documents that come of it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import odfdo
import openpyxl
import pytest

from asipgrid.documents import reader
from asipgrid.model.places import Source
from conftest import ROOT, SMALL_GRID, Command, small, small_request

Filled = Mapping[str, Any]
COMPLETE: Filled = {
    "request": "region-b",
    "title": "Project B",
    "applicant.name": "Applicant B",
    "applicant.legal_form": "association",
    "applicant.scope": "regional",
    "submitted_on": "2010-02-13",
    "funding.requested": 400,
    "doc.signed": "yes",
    "doc.format": "cda",
    "doc.total": 10,
    "doc.valid": 8,
}
DOCUMENT = """
# Imported from filled.xlsx.
request: region-b
call: small
title: "Project B"  # filled.xlsx, Applicant!B6
submitted_on: 2010-02-13  # filled.xlsx, Applicant!B8
applicant:
  name: "Applicant B"  # filled.xlsx, Applicant!B9
  legal_form: association  # filled.xlsx, Applicant!B11
  scope: regional  # filled.xlsx, Applicant!B12
funding:
  requested: 400  # filled.xlsx, Applicant!B30
doc:
  signed: true  # filled.xlsx, Documents!B5
  format: cda  # filled.xlsx, Documents!B6
  total: 10  # filled.xlsx, Documents!B7
  valid: 8  # filled.xlsx, Documents!B8
"""


def places(book: Any) -> dict[str, tuple[str, str]]:
    """Where each value of a form is filled in: sheet and cell, by request and path."""
    rows = book["asipgrid"].iter_rows(min_row=9, max_col=4, values_only=True)
    return {f"{request or ''}:{path}".removeprefix(":"): (sheet, cell) for sheet, cell, request, path in rows}


def filled(root: Path, values: Filled, form: str = "form.xlsx", name: str = "filled.xlsx") -> Any:
    """A form filled in and saved; the workbook, for what else is done to it."""
    book = openpyxl.load_workbook(root / form)
    where = places(book)
    for path, value in values.items():
        sheet, cell = where[path]
        book[sheet][cell] = value
    book.save(root / name)
    return book


@pytest.fixture
def root(tmp_path: Path, asipgrid: Command) -> Path:
    """The small workspace with a form in it."""
    small(tmp_path)
    assert asipgrid("form", "small", "-o", "form.xlsx", cwd=tmp_path).code == 0
    return tmp_path


def written(root: Path, name: str = "region-b") -> str:
    return (root / f"requests/small/{name}.yaml").read_text()


def test_a_filled_form_becomes_a_request_with_the_cell_behind_each_value(root: Path, asipgrid: Command) -> None:
    filled(root, COMPLETE)
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (ran.code, ran.out, ran.err) == (0, "requests/small/region-b.yaml: written, 11 values of filled.xlsx\n", "")
    assert written(root) == DOCUMENT.lstrip()
    assert asipgrid("check", "small", cwd=root).code == 0


def test_a_dry_run_shows_the_document_and_writes_nothing(root: Path, asipgrid: Command) -> None:
    filled(root, COMPLETE)
    ran = asipgrid("import", "small", "filled.xlsx", "--dry-run", cwd=root)
    head = "requests/small/region-b.yaml: would be written, 11 values of filled.xlsx\n"
    assert ran.out == head + textwrap.indent(DOCUMENT.lstrip(), "  ")
    assert not (root / "requests/small/region-b.yaml").exists()


@pytest.mark.slow
def test_importing_again_changes_nothing_and_what_differs_is_left_alone(root: Path, asipgrid: Command) -> None:
    filled(root, COMPLETE)
    asipgrid("import", "small", "filled.xlsx", cwd=root)
    again = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (again.code, again.out) == (0, "requests/small/region-b.yaml: as it is in filled.xlsx\n")
    filled(root, {**COMPLETE, "doc.valid": 9})
    differs = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert differs.code == 1
    assert differs.out == (
        "requests/small/region-b.yaml: is there and differs; left as it is (--force replaces it), 11 values of filled.xlsx\n"
    )
    assert "valid: 8 " in written(root)
    shown = asipgrid("import", "small", "filled.xlsx", "--dry-run", "--force", cwd=root)
    assert "  -  valid: 8  # filled.xlsx, Documents!B8\n  +  valid: 9  # filled.xlsx, Documents!B8\n" in shown.out
    assert asipgrid("import", "small", "filled.xlsx", "--force", cwd=root).code == 0
    assert "valid: 9 " in written(root)


def test_a_bad_cell_is_told_with_its_place_and_the_others_are_imported(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "doc.signed": "perhaps", "doc.total": "many", "submitted_on": "3/4/2010"})
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 1
    assert ran.err.splitlines()[:3] == [
        'filled.xlsx, Applicant!B8: "3/4/2010" may be 2010-04-03 or 2010-03-04; write it so, or say --dates day-month or month-day',
        'filled.xlsx, Documents!B5: "perhaps" is neither yes nor no; write yes or no (oui ou non)',
        'filled.xlsx, Documents!B7: "many" is no number; write one such as 1200000.50',
    ]
    text = written(root)
    assert '  # doc.signed: not imported: filled.xlsx, Documents!B5: "perhaps" is neither yes nor no' in text
    assert "  format: cda  # filled.xlsx, Documents!B6\n" in text


def test_what_check_would_find_is_told_with_the_cell(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "doc.total": -3})
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 1
    assert ran.err.startswith("filled.xlsx, Documents!B7: S")


def test_an_ambiguous_date_is_read_as_one_says(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "submitted_on": "3/2/2010"})
    assert asipgrid("import", "small", "filled.xlsx", "--dates", "day-month", cwd=root).code == 0
    assert "submitted_on: 2010-02-03 " in written(root)


def test_rows_of_lists_close_up_where_some_are_left_empty(root: Path, asipgrid: Command) -> None:
    lines = {
        "funding.lines[1].item": "Training",
        "funding.lines[1].amount": "150,50 €",
        "funding.lines[4].item": "Audit: phase 1",
        "funding.lines[4].amount": 249.5,
        "evidence[0].id": "E1",
        "evidence[0].title": "Plan",
        "evidence[0].supports": "doc.total; doc.valid",
    }
    filled(root, {**COMPLETE, **lines})
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert (
        "  lines:\n"
        "    - item: Training  # filled.xlsx, Budget!B9\n"
        "      amount: 150.5  # filled.xlsx, Budget!C9\n"
        '    - item: "Audit: phase 1"  # filled.xlsx, Budget!B12\n'
        "      amount: 249.5  # filled.xlsx, Budget!C12\n"
    ) in written(root)
    assert "    supports: [doc.total, doc.valid]  # " in written(root)


def test_a_grid_of_any_title_has_a_sheet(tmp_path: Path, asipgrid: Command) -> None:
    small(tmp_path, grid=SMALL_GRID.replace("title: Documents", 'title: "History"'))
    asipgrid("form", "small", "-o", "form.xlsx", cwd=tmp_path)
    assert openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames == [
        "Applicant",
        "Budget",
        "History (2)",
        "Targets",
        "Evidence",
        "asipgrid",
    ]


@pytest.mark.parametrize(
    "odd", ["true", "{type: array, items: true}", "{type: array, items: false}", "{anyOf: [true]}"]
)
def test_a_fact_of_which_the_grid_says_nothing_has_its_place(tmp_path: Path, asipgrid: Command, odd: str) -> None:
    small(tmp_path, grid=SMALL_GRID.replace("    signed:", f"    odd: {odd}\n    signed:"))
    assert asipgrid("check", cwd=tmp_path).code == 0
    assert "\n  odd:" in asipgrid("new", "request", "small", "region-z", "-o", "-", cwd=tmp_path).out
    assert '"odd": {' in asipgrid("schema", "request", "--call", "small", cwd=tmp_path).out
    for name in ("form.xlsx", "form.ods"):
        assert asipgrid("form", "small", "-o", name, cwd=tmp_path).code == 0


def test_an_id_that_looks_like_a_number_stays_one_in_both_kinds_of_file(root: Path, asipgrid: Command) -> None:
    (root / "requests/small/007.yaml").write_text(small_request('"007"'))
    (root / "requests/small/region-a.yaml").unlink()
    (root / "requests/small/ratings/one/region-a.yaml").unlink()
    for name in ("marks.xlsx", "marks.ods"):
        assert asipgrid("form", "small", "--ratings", "two", "-o", name, cwd=root).code == 0
        ran = asipgrid("import", "small", name, cwd=root)
        assert ran.err == f"{name}: is a form in which nothing is filled in yet\n"


@pytest.mark.parametrize("name", ["form.xlsx", "form.ods"])
@pytest.mark.parametrize("more", [[], ["--lang", "fr"], ["--ratings", "two"]])
def test_the_same_call_gives_the_same_bytes(root: Path, asipgrid: Command, name: str, more: list[str]) -> None:
    made = []
    for folder in ("one", "two"):
        (root / folder).mkdir()
        assert asipgrid("form", "small", *more, "-o", f"{folder}/{name}", cwd=root).code == 0
        made.append((root / folder / name).read_bytes())
    assert made[0] == made[1]


def test_an_open_document_form_in_french_is_read_like_the_other(root: Path, asipgrid: Command) -> None:
    asipgrid("form", "small", "--lang", "fr", "-o", "form.ods", cwd=root)
    document: Any = odfdo.Document(root / "form.ods")
    where = {}
    for row in document.body.get_table(name="asipgrid").iter_rows():
        values = row.get_values()
        if len(values) > 3 and values[3]:
            where[values[3]] = values[:2]
    for path, value in {**COMPLETE, "doc.signed": "oui", "funding.requested": "1 200,50 €"}.items():
        sheet, cell = where[path]
        document.body.get_table(name=sheet).set_value(cell, value)
    document.save(root / "filled.ods")
    ran = asipgrid("import", "small", "filled.ods", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert "  requested: 1200.5  # filled.ods, Porteur!B30\n" in written(root)
    assert "  signed: true  # filled.ods, Documents!B5\n" in written(root)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_form_that_libreoffice_saved_is_read_as_it_was_filled_in(root: Path, asipgrid: Command, form: str) -> None:
    filled(root, COMPLETE)
    profile = f"-env:UserInstallation={(root / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", "saved", "filled.xlsx"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=True)
    if not (root / "saved" / f"filled.{form}").exists():
        pytest.skip(f"this LibreOffice has no Calc: {ran.stderr.strip()}")
    done = asipgrid("import", "small", f"saved/filled.{form}", cwd=root)
    assert (done.code, done.err) == (0, "")
    assert written(root) == DOCUMENT.lstrip().replace("filled.xlsx", f"filled.{form}")


def test_a_row_is_as_high_as_its_longest_text(root: Path, asipgrid: Command) -> None:
    """Excel finds the height itself, LibreOffice takes what is written."""
    asipgrid("form", "small", "--lang", "fr", "-o", "fr.xlsx", cwd=root)
    sheet = openpyxl.load_workbook(root / "fr.xlsx")["Porteur"]
    heights = {str(sheet.cell(row, 1).value): sheet.row_dimensions[row].height for row in range(4, 34)}
    assert heights["Titre du projet *"] is None
    assert (
        heights["Montant en dessous duquel le projet ne peut pas se faire ; à défaut, le montant demandé (EUR)"] == 30
    )


def test_a_form_is_protected_but_for_the_cells_to_fill_in_and_offers_what_may_be_chosen(root: Path) -> None:
    book = openpyxl.load_workbook(root / "form.xlsx")
    sheet = book["Documents"]
    assert sheet.protection.sheet
    assert [sheet["A6"].protection.locked, sheet["B6"].protection.locked] == [True, False]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert offered == {"B5": "asipgrid!$K$1:$K$2", "B6": "asipgrid!$L$1:$L$3"}
    assert [row[0].value for row in book["asipgrid"]["L1:L3"]] == ["cda", "pdf", "paper"]
    assert book["asipgrid"].sheet_state == "veryHidden"
    assert sheet["D6"].value == "DOC-02: In which form are documents kept?"
    assert book["Applicant"]["A6"].value == "Title of the project *"


@pytest.mark.parametrize(("language", "scale"), [("en", "0 to 30 in steps of 0.5"), ("fr", "0 à 30 par pas de 0.5")])
def test_a_scale_of_points_says_how_far_it_goes(tmp_path: Path, asipgrid: Command, language: str, scale: str) -> None:
    grid = SMALL_GRID.replace("mark: anchors", "out_of: 30\n    mark: points").replace(
        "{max: 4}", "{max: 4, step: 0.5}"
    )
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a")}, grid=grid)
    asipgrid("form", "small", "--ratings", "two", "-o", "marks.xlsx", "--lang", language, cwd=root)
    book = openpyxl.load_workbook(root / "marks.xlsx")
    assert [sheet["E5"].value for sheet in book if sheet["C5"].value == "DOC-04"] == [scale]


def test_an_assessor_rates_many_requests_on_one_sheet_with_the_anchors_in_sight(root: Path, asipgrid: Command) -> None:
    (root / "requests/small/region-b.yaml").write_text(small_request("region-b"))
    asipgrid("form", "small", "--ratings", "two", "-o", "marks.xlsx", cwd=root)
    sheet = openpyxl.load_workbook(root / "marks.xlsx")["Marks"]
    assert [cell.value for cell in sheet[5]][:5] == [
        "region-a",
        "Project region-a",
        "DOC-04",
        "Is there a plan?",
        "0: none\n1: poor\n2: fair\n3: good\n4: full",
    ]
    marks = {
        "region-a:rated_on": "2010-03-04",
        "region-a:marks.DOC-04.level": 3,
        "region-a:marks.DOC-04.why": "Seen in the plan",
        "region-b:rated_on": "2010-03-04",
        "region-b:conflict": "yes",
    }
    filled(root, marks, "marks.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    folder = root / "requests/small/ratings/two"
    assert (folder / "region-a.yaml").read_text() == (
        "# Imported from filled.xlsx.\n"
        "rating: region-a\n"
        "assessor: two\n"
        "rated_on: 2010-03-04  # filled.xlsx, Requests!C5\n"
        "marks:\n"
        "  DOC-04:\n"
        "    level: 3  # filled.xlsx, Marks!F5\n"
        '    why: "Seen in the plan"  # filled.xlsx, Marks!G5\n'
    )
    assert "conflict: true  # filled.xlsx, Requests!D6\n" in (folder / "region-b.yaml").read_text()
    assert asipgrid("check", "small", cwd=root).code == 0


def in_cells(value: Any) -> Any:
    """A value of a document as a person fills it in."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return "; ".join(value)
    return float(value) if isinstance(value, Decimal) else value


def in_one_language(data: Any) -> Any:
    """A document as a form gives it: a text is given once."""
    if isinstance(data, dict) and {"en", "fr"} >= set(data):
        return data["fr"]
    if isinstance(data, dict):
        return {key: in_one_language(value) for key, value in data.items()}
    return [in_one_language(each) for each in data] if isinstance(data, list) else data


def stated(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of a document by its path; a list of texts is one value."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from stated(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list) and any(isinstance(each, dict) for each in data):
        for number, value in enumerate(data):
            yield from stated(value, f"{path}[{number}]")
    else:
        yield path, data


def test_a_request_of_the_example_comes_back_from_a_form_as_it_was(tmp_path: Path, asipgrid: Command) -> None:
    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    home = tmp_path / "requests/example-2010"
    home.mkdir(parents=True)
    for name in ("call.yaml", "region-a.yaml"):
        shutil.copy(ROOT / "requests/example-2010" / name, home / name)
    before, _ = reader.read(Source(name="a", data=(home / "region-a.yaml").read_bytes()))
    assert before is not None
    wanted = in_one_language(before.data)
    asipgrid("form", "example-2010", "--lang", "fr", "-o", "form.xlsx", cwd=tmp_path)
    filled(tmp_path, {path: in_cells(value) for path, value in stated(wanted) if path != "call"})
    ran = asipgrid("import", "example-2010", "filled.xlsx", "--force", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    after, _ = reader.read(Source(name="a", data=(home / "region-a.yaml").read_bytes()))
    assert after is not None
    assert after.data == wanted


def test_nobody_needs_to_see_yaml_from_form_to_result(root: Path, asipgrid: Command) -> None:
    filled(root, COMPLETE)
    asipgrid("import", "small", "filled.xlsx", cwd=root)
    asipgrid("form", "small", "--ratings", "one", "-o", "marks.xlsx", cwd=root)
    marks = {"rated_on": "2010-03-04", "marks.DOC-04.level": 4, "marks.DOC-04.why": "Costed"}
    filled(root, {f"region-b:{path}": value for path, value in marks.items()}, "marks.xlsx", "marked.xlsx")
    assert asipgrid("import", "small", "marked.xlsx", cwd=root).code == 0
    ran = asipgrid("score", "small", "--format", "csv", cwd=root)
    assert (ran.code, "region-b" in ran.out) == (0, True)


def test_a_form_whose_rows_moved_is_not_read(root: Path, asipgrid: Command) -> None:
    book = filled(root, COMPLETE)
    book["Documents"].insert_rows(6)
    book.save(root / "filled.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 1
    assert ran.err == (
        "filled.xlsx: Documents!A6, 'format' in the form, was changed or moved (was a row put in, or taken out?); "
        "put it back, or fill in a new form\n"
    )
    assert not (root / "requests/small/region-b.yaml").exists()


def test_a_form_of_another_call_and_one_that_is_empty_are_told(root: Path, asipgrid: Command) -> None:
    ran = asipgrid("import", "small", "form.xlsx", cwd=root)
    assert (ran.code, ran.err) == (1, "form.xlsx: is a form in which nothing is filled in yet\n")
    book = filled(root, COMPLETE)
    book["asipgrid"]["B2"] = "large"
    book.save(root / "filled.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (ran.code, ran.err) == (1, "filled.xlsx: is a form of the call large, not of small\n")


def test_a_form_whose_hidden_sheet_was_changed_is_not_read(root: Path, asipgrid: Command) -> None:
    book = filled(root, COMPLETE)
    book["asipgrid"]["D12"] = "doc.total"
    book.save(root / "filled.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 1
    assert "its hidden sheet was changed" in ran.err


def test_what_stands_in_hidden_rows_or_outside_the_form_is_told(root: Path, asipgrid: Command) -> None:
    book = filled(root, COMPLETE)
    book["Documents"].row_dimensions[7].hidden = True
    book["Documents"]["H9"] = "see annex"
    book.save(root / "filled.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 0
    assert ran.err == (
        "filled.xlsx: in hidden rows, and imported all the same: Documents!B7\n"
        "filled.xlsx: outside the cells to fill in, and not imported: Documents!H9\n"
    )


def test_what_is_only_a_warning_is_told_and_stops_nothing(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "submitted_on": "2010-04-01"})
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 0
    assert ran.err.startswith(
        "filled.xlsx, Applicant!B8: R014 warning: submitted on 2010-04-01, outside the call's calendar"
    )


FOUND_IN_FRENCH: Final = """\
filled.xlsx: dans des lignes masquées, et importé quand même : Documents!B7
filled.xlsx, Applicant!B8: la date "3/4/2010" est ambiguë : est-ce 2010-04-03 ou 2010-03-04 ? l’écrire ainsi, ou dire --dates day-month ou month-day
filled.xlsx, Documents!B5: "peut-être" n’est ni oui ni non ; écrire oui ou non
filled.xlsx, Documents!B8: la cellule affiche l’erreur #REF! ; corriger sa formule, ou écrire la valeur
other.xlsx: est un formulaire de l’appel large, non de small
filled.xlsx, region-b: S002 submitted_on manque ; il doit être donné
filled.xlsx, Documents!B7: S007 doc.total vaut -3 ; il faut au moins 0
"""


def in_plain_blanks(french: str) -> str:
    return french.replace("\u202f", " ").replace("\u00a0", " ")


def test_what_is_told_of_files_and_cells_is_in_french_where_that_is_asked(root: Path, asipgrid: Command) -> None:
    book = filled(root, COMPLETE)
    book["asipgrid"]["B2"] = "large"
    book.save(root / "other.xlsx")
    book = filled(
        root,
        {**COMPLETE, "submitted_on": "3/4/2010", "doc.signed": "peut-être", "doc.total": -3, "doc.valid": "#REF!"},
    )
    book["Documents"].row_dimensions[7].hidden = True
    book.save(root / "filled.xlsx")
    files = ("import", "small", "filled.xlsx", "other.xlsx", "--dry-run")
    ran = asipgrid(*files, "--lang", "fr", cwd=root)
    assert (ran.code, in_plain_blanks(ran.err)) == (1, FOUND_IN_FRENCH)
    by_variable = asipgrid(*files, cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert by_variable == asipgrid(*files, cwd=root, env={"LC_ALL": "fr_FR.UTF-8"}) == ran
    plain = asipgrid(*files, "--lang", "en", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert plain == asipgrid(*files, cwd=root)
    # What is written is the same in either language; what is said of it is not.
    (told, document), (said, same) = (each.out.split("\n", 1) for each in (ran, plain))
    assert document == same
    assert in_plain_blanks(told) == "requests/small/region-b.yaml: serait écrit, 8 valeurs de filled.xlsx"
    assert said == "requests/small/region-b.yaml: would be written, 8 values of filled.xlsx"
    assert "other.xlsx: is a form of the call large, not of small\n" in plain.err


def test_a_warning_is_told_in_french_with_the_cell(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "submitted_on": "2010-04-01"})
    ran = asipgrid("import", "small", "filled.xlsx", "--lang", "fr", cwd=root)
    assert (ran.code, in_plain_blanks(ran.err)) == (
        0,
        "filled.xlsx, Applicant!B8: R014 avertissement : déposée le 2010-04-01, hors du calendrier de l’appel (2010-01-01 au 2010-03-01) ; vérifier la date, ou si elle est admissible\n",
    )


def test_nothing_is_written_through_a_link(root: Path, asipgrid: Command) -> None:
    filled(root, COMPLETE)
    (root / "requests/small/region-b.yaml").symlink_to(root / "elsewhere")
    ran = asipgrid("import", "small", "filled.xlsx", "--force", cwd=root)
    assert ran.code == 2
    assert "is not an ordinary file; nothing was written" in ran.err
    assert not (root / "elsewhere").exists()


def test_merged_cells_formulas_and_errors_are_told(root: Path, asipgrid: Command) -> None:
    book = filled(root, {**COMPLETE, "doc.total": "=5+5", "applicant.name": "=TODAY()", "doc.valid": "#REF!"})
    book["Documents"].merge_cells("B5:B6")
    book.save(root / "filled.xlsx")
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert ran.code == 1
    assert ran.err.splitlines()[:4] == [
        "filled.xlsx, Applicant!B9: has a formula whose value changes by itself (=TODAY()); write the value",
        "filled.xlsx, Documents!B6: is merged into B5; unmerge the cells and fill in each",
        "filled.xlsx, Documents!B7: has a formula that was never worked out (=5+5); open and save the file in a spreadsheet program",
        "filled.xlsx, Documents!B8: shows the error #REF!; correct its formula, or write the value",
    ]


def test_a_formula_that_was_worked_out_gives_its_value_and_stands_beside_it(root: Path, asipgrid: Command) -> None:
    filled(root, {**COMPLETE, "doc.total": "=5+5"})
    worked_out = repacked(
        root / "filled.xlsx", lambda data: re.sub(rb"<f>5\+5</f><v ?(/>|></v>)", b"<f>5+5</f><v>10</v>", data)
    )
    (root / "filled.xlsx").write_bytes(worked_out)
    ran = asipgrid("import", "small", "filled.xlsx", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert "  total: 10  # filled.xlsx, Documents!B7 (=5+5)\n" in written(root)


def repacked(path: Path, change: Any, extra: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with its sheets changed, and further parts put in."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            data = old.read(each)
            new.writestr(each.filename, change(data) if "worksheets/sheet" in each.filename else data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return made.getvalue()


ROWS = b"".join(b'<row r="%d"/>' % row for row in range(2000, 23000))
HOSTILE: Mapping[str, tuple[Any, Mapping[str, bytes], str]] = {
    "macros": (
        bytes,
        {"xl/vbaProject.bin": b"x"},
        "has macros; save it without them (as .xlsx or .ods), none are needed",
    ),
    "links": (
        bytes,
        {"xl/externalLinks/externalLink1.xml": b"<a/>"},
        "has links to other files; replace them by their values (Data > Edit Links > Break)",
    ),
    "bomb": (
        bytes,
        {"xl/media/image1.png": bytes(65 * 1024 * 1024)},
        "unpacks to more than 64 MiB; remove what is not the form or the table",
    ),
    "entities": (
        lambda data: data.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1),
        {},
        "has parts that no spreadsheet program writes (a DTD, or another encoding); save it again in one",
    ),
    "encoding": (
        lambda data: b'<?xml version="1.0" encoding="UTF-7"?>' + data.partition(b"?>")[2],
        {},
        "has parts that no spreadsheet program writes (a DTD, or another encoding); save it again in one",
    ),
    "far": (
        lambda data: re.sub(rb"</sheetData>", b'<row r="20000"><c r="ALL20000"><v>1</v></c></row></sheetData>', data),
        {},
        "Applicant has more than 1000000 cells; delete empty rows and columns, or split it",
    ),
    "rows": (
        lambda data: data.replace(b"</sheetData>", ROWS + b"</sheetData>"),
        {},
        "has more than 20000 rows, empty ones among them; delete those below the last filled",
    ),
    "merged": (
        lambda data: data.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A100:XFD1048576"/></mergeCells>'
        ),
        {},
        "merges more than 100000 cells; unmerge them",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_a_line(root: Path, asipgrid: Command, name: str) -> None:
    change, extra, says = HOSTILE[name]
    (root / "hostile.xlsx").write_bytes(repacked(root / "form.xlsx", change, extra))
    ran = asipgrid("import", "small", "hostile.xlsx", cwd=root)
    assert (ran.code, ran.out, ran.err) == (1, "", f"hostile.xlsx: {says}\n")


def test_a_damaged_workbook_is_told(root: Path, asipgrid: Command) -> None:
    data = bytearray((root / "form.xlsx").read_bytes())
    data[2000:2100] = bytes(100)
    (root / "damaged.xlsx").write_bytes(data)
    ran = asipgrid("import", "small", "damaged.xlsx", cwd=root)
    assert (ran.code, ran.err) == (
        1,
        "damaged.xlsx: is damaged or locked by a password; save it again, without one\n",
    )


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing", "is damaged or locked by a password; save it again, without one"),
        ("a.xlsm", b"", "ends in .xlsm and is not read; save it as .xlsx, .ods or .csv"),
        ("a", b"", "ends in no ending and is not read; save it as .xlsx, .ods or .csv"),
    ],
)
def test_a_file_that_is_no_workbook_is_told(root: Path, asipgrid: Command, name: str, data: bytes, says: str) -> None:
    (root / name).write_bytes(data)
    ran = asipgrid("import", "small", name, cwd=root)
    assert (ran.code, ran.err) == (1, f"{name}: {says}\n")
