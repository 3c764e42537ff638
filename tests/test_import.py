"""`asipgrid import` of tables of portals by a map, and what each way of writing a value comes to."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import odfdo
import openpyxl
import pytest

from asipgrid.documents.libraries import for_spreadsheets
from asipgrid.documents.workspace import CannotError
from asipgrid.spreadsheets.cells import ReadCell, tidy
from asipgrid.spreadsheets.conversions import BadCellError, DayOrder, Reading, day_of, parsed, value_of
from asipgrid.spreadsheets.form_fields import FieldKind, FormField
from conftest import Command, small, write

EUR = Reading(currency="EUR")


def field(kind: FieldKind, choices: tuple[str, ...] = ()) -> FormField:
    return FormField(path="x", label="x", kind=kind, choices=choices)


def read(value: Any, kind: FieldKind, how: Reading = EUR, **more: Any) -> Any:
    return value_of(ReadCell(value=value, **more), field(kind), how)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 200 000,50 €", "1200000.5"),
        ("1\u00a0200\u202f000,50\u00a0€", "1200000.5"),
        ("€1,200,000.50", "1200000.5"),
        ("1.200.000,50 EUR", "1200000.5"),
        ("1'200'000", "1200000"),
        ("1,200,000", "1200000"),
        ("400 euros", "400"),
        ("0,500", "0.5"),
        ("12,5", "12.5"),
        ("1200,500", "1200.5"),
        ("35 %", "0.35"),
        ("-3", "-3"),
        ("007", "7"),
        ("12.", "12"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert parsed(text, EUR) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,200", '"1,200" may be 1200 or 1.200; write the one that is meant'),
        ("1.200 €", '"1.200 €" may be 1200 or 1.200; write the one that is meant'),
        ("400 $", '"400 $" is in USD, the call counts in EUR; convert it'),
        ("12,34,567", '"12,34,567" is no number; write one such as 1200000.50'),
        ("1.2.3,4.5", '"1.2.3,4.5" is no number; write one such as 1200000.50'),
        ("about 12", '"about 12" is no number; write one such as 1200000.50'),
        ("12 34", '"12 34" is no number; write one such as 1200000.50'),
        ("1234 567", '"1234 567" is no number; write one such as 1200000.50'),
        ("€", '"€" is no number; write one such as 1200000.50'),
        ("3-4", '"3-4" is no number; write one such as 1200000.50'),
        (",", '"," is no number; write one such as 1200000.50'),
        (
            "2.9999999999999996",
            '"2.9999999999999996" has 17 digits, a number at most 15; round it, here to 3',
        ),
    ],
)
def test_what_is_no_number_or_may_be_two_is_told(text: str, says: str) -> None:
    with pytest.raises(BadCellError) as told:
        parsed(text, EUR)
    assert str(told.value) == says


def test_a_map_may_say_which_mark_stands_before_decimals() -> None:
    assert parsed("1,200", Reading(decimal=",")) == Decimal("1.2")
    assert parsed("1,200", Reading(decimal=".")) == 1200


def test_the_number_that_would_be_right_has_the_mark_of_the_map() -> None:
    with pytest.raises(BadCellError) as told:
        parsed("12.5", Reading(decimal=","))
    assert str(told.value) == '"12.5" is no number; write one such as 1200000,50'
    assert parsed("1200000,50", Reading(decimal=",")) == Decimal("1200000.5")


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#DIV/0!", "#VALEUR !", "#NOM?", "Err:502", "Err\u00a0:502", "########"]
)
def test_an_error_that_a_table_holds_as_text_is_no_value(error: str) -> None:
    for kind in (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.LIST, FieldKind.ANY):
        with pytest.raises(BadCellError) as told:
            read(error, kind)
        assert "shows the error" in str(told.value)
    assert read(f"see {error}", FieldKind.TEXT) == f"see {error}"
    assert read(error, FieldKind.TEXT, Reading(values={error: "none"})) == "none"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-04-03", "2026-04-03"),
        ("2026/4/3", "2026-04-03"),
        ("13/4/2026", "2026-04-13"),
        ("4/13/2026", "2026-04-13"),
        ("4/4/2026", "2026-04-04"),
        ("3 avril 2026", "2026-04-03"),
        ("1er août 2026", "2026-08-01"),
        ("3 April 2026", "2026-04-03"),
        ("April 3rd, 2026", "2026-04-03"),
        ("14 févr. 2026", "2026-02-14"),
        ("2026-04-03T14:30", "2026-04-03"),
        ("1898-05-03", "1898-05-03"),
        ("13/12/1899", "1899-12-13"),
    ],
)
def test_dates_as_people_write_them(text: str, value: str) -> None:
    assert day_of(text, EUR) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "3/4/2026",
            '"3/4/2026" may be 2026-04-03 or 2026-03-04; write it so, or say --dates day-month or month-day',
        ),
        ("3/4/26", '"3/4/26" has a year of 2 digits; write the date as 2026-04-03'),
        ("31/2/2026", '"31/2/2026" is no day of the calendar; write one such as 2026-04-03'),
        ("32/1/2026", '"32/1/2026" is no day of the calendar; write one such as 2026-04-03'),
        ("3 ju 2026", '"3 ju 2026" is no date; write one such as 2026-04-03'),
        ("soon", '"soon" is no date; write one such as 2026-04-03'),
    ],
)
def test_what_is_no_date_or_may_be_two_is_told(text: str, says: str) -> None:
    with pytest.raises(BadCellError) as told:
        day_of(text, EUR)
    assert str(told.value) == says


def test_one_may_say_which_comes_first_in_a_date() -> None:
    assert day_of("3/4/2026", Reading(dates=DayOrder.DAY_MONTH)) == "2026-04-03"
    assert day_of("3/4/2026", Reading(dates=DayOrder.MONTH_DAY)) == "2026-03-04"
    assert day_of("13/4/2026", Reading(dates=DayOrder.MONTH_DAY)) == "2026-04-13"


@pytest.mark.parametrize("word", ["yes", "Oui", "TRUE", "vrai", " o ", "Y", True, 1])
def test_yes_in_both_languages(word: Any) -> None:
    assert read(word, FieldKind.YES_NO) is True


@pytest.mark.parametrize("word", ["no", "Non", "FALSE", "faux", "N", False, 0])
def test_no_in_both_languages(word: Any) -> None:
    assert read(word, FieldKind.YES_NO) is False


def test_cells_of_other_types_than_asked_for() -> None:
    assert read(datetime.date(2026, 4, 3), FieldKind.DATE) == "2026-04-03"
    assert read(datetime.datetime(2026, 4, 3, 14, 30), FieldKind.DATE) == "2026-04-03"  # noqa: DTZ001
    assert read(12345678, FieldKind.TEXT) == "12345678"
    assert read(12345678, FieldKind.TEXT, digits=9) == "012345678"
    assert read("  text \u00a0", FieldKind.TEXT) == "text"
    assert read("   ", FieldKind.TEXT) is None
    assert read("a; b ;c", FieldKind.LIST) == ["a", "b", "c"]
    assert [tidy(2.9999999999999996), tidy(0.1 + 0.2), tidy(1e22)] == [3, Decimal("0.3"), 10**22]
    for value, kind, says in (
        (46115, FieldKind.DATE, "46115 is no date; write one such as 2026-04-03, and format the cell as a date"),
        (True, FieldKind.NUMBER, "TRUE is no number; write one such as 1200000.50"),
        (datetime.date(2026, 4, 3), FieldKind.NUMBER, "2026-04-03 is no number; write one such as 1200000.50"),
        (Decimal("2.5"), FieldKind.WHOLE, "2.5 is no whole number; write one such as 12"),
    ):
        with pytest.raises(BadCellError) as told:
            read(value, kind)
        assert str(told.value) == says


def test_what_may_be_chosen_is_found_whatever_its_capitals_and_accents() -> None:
    choices = field(FieldKind.TEXT, ("association", "société"))
    assert value_of(ReadCell(value="Societe "), choices, EUR) == "société"
    with pytest.raises(BadCellError) as told:
        value_of(ReadCell(value="club"), choices, EUR)
    assert str(told.value) == '"club" is none of association, société; choose one of them'


MAP = """
columns:
  Dossier: {path: request, prefix: dossier-}
  Intitulé: title
  Structure: applicant.name
  Statut: {path: applicant.legal_form, values: {"Association loi 1901": association}}
  Déposé le: {path: submitted_on, dates: day-month}
  Montant demandé: funding.requested
  Poste 1: "funding.lines[0].item"
  Montant 1: "funding.lines[0].amount"
  Engagement signé: {path: doc.signed, values: {X: true, "-": false}}
  Documents: doc.total
constants: {applicant.scope: regional}
ignore: [Courriel]
"""
TABLE = """
Dossier;Intitulé;Structure;Statut;Déposé le;Montant demandé;Poste 1;Montant 1;Engagement signé;Documents;Courriel;Note
12;Projet A;Structure A;Association loi 1901;3/2/2010;1 200,50 €;Formation;"1 200,50";X;10;a@example.org;
13;Projet B;Structure B;Association loi 1901;4/2/2010;cher;;;-;7;b@example.org;urgent
12;Projet C;Structure C;Association loi 1901;4/2/2010;1;;;-;7;c@example.org;
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small workspace with the export of a portal and its map."""
    return write(small(tmp_path), {"map.yaml": MAP, "export.csv": TABLE})


def test_a_table_of_a_portal_becomes_requests_by_a_map(root: Path, asipgrid: Command) -> None:
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert ran.code == 1
    assert ran.out == (
        "requests/small/dossier-12.yaml: written, 10 values of export.csv, row 2\n"
        "requests/small/dossier-13.yaml: written, 7 values of export.csv, row 3\n"
    )
    assert ran.err == (
        "export.csv: columns that are not mapped: Note\n"
        'export.csv, F3: "cher" is no number; write one such as 1200000.50\n'
        "export.csv, A4: dossier-12 stands in export.csv, row 2 already; a request has one row; nothing of this row is imported\n"
    )
    assert (root / "requests/small/dossier-12.yaml").read_text() == (
        "# Imported from export.csv, row 2.\n"
        "request: dossier-12\n"
        "call: small\n"
        'title: "Projet A"  # export.csv, B2\n'
        "submitted_on: 2010-02-03  # export.csv, E2\n"
        "applicant:\n"
        '  name: "Structure A"  # export.csv, C2\n'
        "  legal_form: association  # export.csv, D2\n"
        "  scope: regional  # map.yaml, constants\n"
        "funding:\n"
        "  requested: 1200.5  # export.csv, F2\n"
        "  lines:\n"
        "    - item: Formation  # export.csv, G2\n"
        "      amount: 1200.5  # export.csv, H2\n"
        "doc:\n"
        "  signed: true  # export.csv, I2\n"
        "  total: 10  # export.csv, J2\n"
    )


WRONG_MAPS: Mapping[str, tuple[str, str]] = {
    "no value": (
        "columns: {A: request, B: doc.sined}",
        "map.yaml:1:23: doc.sined is no value of a request of this call; did you mean doc.signed?",
    ),
    "no id": ("columns: {B: title}", "map.yaml:1:1: no column gives the request's id; map one to `request`"),
    "no columns": (
        "ignore: [A]",
        "map.yaml:1:1: a map has `columns`: the head of each column with the path of its values",
    ),
    "unknown key": (
        "columns: {A: request}\nheads: 2",
        "map.yaml:2:1: heads is no key of a map here; there are columns, constants, ignore, sheet, header, encoding, delimiter, dates, decimal",
    ),
    "twice": ("columns: {A: request, B: title, C: title}", "map.yaml:1:23: two columns give title; leave one out"),
    "both": (
        "columns: {A: request, B: title}\nconstants: {title: x}",
        "map.yaml:2:13: a column gives title too; leave one out",
    ),
    "dates": ("columns: {A: request}\ndates: us", "map.yaml:2:1: dates are day-month or month-day"),
    "type": ("columns: {A: request}\nheader: two", "map.yaml:2:1: header takes a whole number"),
}


@pytest.mark.parametrize("name", WRONG_MAPS)
def test_a_wrong_map_is_told_with_its_place(root: Path, asipgrid: Command, name: str) -> None:
    text, says = WRONG_MAPS[name]
    (root / "map.yaml").write_text(text + "\n")
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert (ran.code, ran.err) == (2, f"asipgrid: {says}\n")


def test_a_table_and_its_map_are_told_in_french(root: Path, asipgrid: Command) -> None:
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", "--lang", "fr", "--dry-run", cwd=root)
    assert ran.code == 1
    assert ran.err == (
        "export.csv: colonnes sans correspondance\u00a0: Note\n"
        'export.csv, F3: "cher" n’est pas un nombre\u202f; en écrire un comme 1200000.50\n'
        "export.csv, A4: dossier-12 figure déjà dans export.csv, ligne 2\u202f; une demande a une seule ligne\u202f; rien de cette ligne n’est importé\n"
    )
    (root / "map.yaml").write_text("columns: {A: request, B: doc.sined}\n")
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", "--lang", "fr", cwd=root)
    assert (ran.code, ran.err) == (
        2,
        "asipgrid: map.yaml:1:23: doc.sined n’est pas une valeur d’une demande de cet appel\u202f; est-ce doc.signed\u202f?\n",
    )


def test_a_document_names_the_map_and_not_the_folder_it_lay_in(root: Path, asipgrid: Command) -> None:
    (root / "export.csv").write_text("Dossier;Montant\na;1\n")
    (root / "map.yaml").write_text(
        "columns: {Dossier: request, Montant: funding.requested}\nconstants: {applicant.scope: regional}\n"
    )
    asipgrid("import", "small", str(root / "export.csv"), "--map", str(root / "map.yaml"), cwd=root)
    made = (root / "requests/small/a.yaml").read_text()
    assert "  scope: regional  # map.yaml, constants\n" in made
    assert "  requested: 1  # export.csv, B2\n" in made


def test_a_head_that_stands_twice_is_told_by_its_letter(root: Path, asipgrid: Command) -> None:
    (root / "export.csv").write_text("Dossier;Montant;Montant\na;1;2\n")
    (root / "map.yaml").write_text("columns: {Dossier: request, Montant: funding.requested}\n")
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert ran.err == (
        "export.csv: has 2 columns headed 'Montant'; name the one that is meant: Montant [B], Montant [C]\n"
    )
    (root / "map.yaml").write_text('columns: {Dossier: request, "Montant [C]": funding.requested}\n')
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert "  requested: 2  # export.csv, C2\n" in (root / "requests/small/a.yaml").read_text()
    assert "export.csv: heads that stand twice: Montant\n" in ran.err


def test_a_column_that_is_not_there_is_told(root: Path, asipgrid: Command) -> None:
    (root / "map.yaml").write_text("columns: {Dosier: request}\n")
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert (ran.code, ran.err) == (1, "export.csv: has no column 'Dosier'; did you mean 'Dossier'?\n")


def test_a_table_needs_a_map_and_the_encoding_it_is_in(root: Path, asipgrid: Command) -> None:
    ran = asipgrid("import", "small", "export.csv", cwd=root)
    assert (ran.code, ran.err) == (
        1,
        "export.csv: is a table; say with --map MAP which column is which value (`asipgrid help spreadsheets`)\n",
    )
    (root / "export.csv").write_bytes("Dossier;Intitulé\na;Été\n".encode("cp1252"))
    (root / "map.yaml").write_text("columns: {Dossier: request, Intitulé: title}\n")
    ran = asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert ran.err == (
        "export.csv: is not UTF-8; save it as UTF-8, or name its `encoding` in the map, such as cp1252\n"
    )
    (root / "map.yaml").write_text("columns: {Dossier: request, Intitulé: title}\nencoding: cp1252\n")
    asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    assert 'title: "Été"  # export.csv, B2\n' in (root / "requests/small/a.yaml").read_text()


def test_a_table_of_a_workbook_with_merged_cells_and_hidden_rows(root: Path, asipgrid: Command) -> None:
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Dossiers"
    for row in (
        ["Export"],
        ["Dossier ", "Structure", "Montant", "Déposé le"],
        ["a", "Structure A", 2.9999999999999996, datetime.date(2010, 2, 3)],
        ["b", None, "12,5", "1898-05-03"],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    sheet.row_dimensions[4].hidden = True
    book.save(root / "export.xlsx")
    text = "columns: {Dossier: request, Structure: applicant.name, Montant: funding.requested, Déposé le: submitted_on}"
    (root / "map.yaml").write_text(f"{text}\nheader: 2\nsheet: Dossiers\n")
    ran = asipgrid("import", "small", "export.xlsx", "--map", "map.yaml", cwd=root)
    assert ran.err.splitlines()[:2] == [
        "export.xlsx: rows that are hidden, and imported all the same: 4",
        "export.xlsx, Dossiers!B4: is merged into B3; unmerge the cells and fill in each",
    ]
    assert "  requested: 3  # export.xlsx, Dossiers!C3\n" in (root / "requests/small/a.yaml").read_text()
    assert "submitted_on: 1898-05-03  # export.xlsx, Dossiers!D4\n" in (root / "requests/small/b.yaml").read_text()


def test_a_million_empty_rows_of_an_open_document_cost_nothing(root: Path, asipgrid: Command) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Dossiers")
    table.set_values([["Dossier", "Montant"], ["a", 400]])
    table.append(
        odfdo.Element.from_tag(
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        )
    )
    document.body.append(table)
    document.save(root / "export.ods")
    (root / "map.yaml").write_text("columns: {Dossier: request, Montant: funding.requested}\n")
    asipgrid("import", "small", "export.ods", "--map", "map.yaml", cwd=root)
    assert "  requested: 400  # export.ods, Dossiers!B2\n" in (root / "requests/small/a.yaml").read_text()


ODS = """
<table:table table:name="Dossiers">
<table:table-row><table:table-cell office:value-type="string"><text:p>Dossier</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Siren</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Montant</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Date</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Signé</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12345678"><text:p>012345678</text:p></table:table-cell>
<table:table-cell table:formula="of:=1+1.9999999999999996" office:value-type="float" office:value="2.9999999999999996"><text:p>3</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="1898-05-03"><text:p>03/05/98</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p><text:a xlink:href="https://b.example">b</text:a></text:p></table:table-cell>
<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>123</text:p></table:table-cell>
<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell table:formula="of:=TODAY()" office:value-type="date" office:date-value="2010-02-03"><text:p>03/02/10</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>c</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
</table:table>
"""


def test_what_is_odd_in_an_open_document_is_told_as_in_the_other(root: Path, asipgrid: Command) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    document.body.append(odfdo.Element.from_tag(ODS.strip()))
    document.save(root / "export.ods")
    text = "columns: {Dossier: request, Siren: applicant.identifiers.siren, Montant: funding.requested, Date: submitted_on, Signé: doc.signed}"
    (root / "map.yaml").write_text(text + "\n")
    ran = asipgrid("import", "small", "export.ods", "--map", "map.yaml", cwd=root)
    assert ran.err.splitlines()[:4] == [
        "export.ods: rows that are hidden, and imported all the same: 2",
        "export.ods, Dossiers!C3: shows the error #DIV/0!; correct its formula, or write the value",
        "export.ods, Dossiers!D3: has a formula whose value changes by itself (=TODAY()); write the value",
        "export.ods, Dossiers!B4: is merged into B3; unmerge the cells and fill in each",
    ]
    made = (root / "requests/small/a.yaml").read_text()
    assert '    siren: "012345678"  # export.ods, Dossiers!B2\n' in made
    assert "  requested: 3  # export.ods, Dossiers!C2 (=1+1.9999999999999996)\n" in made
    assert "submitted_on: 1898-05-03  # export.ods, Dossiers!D2\n" in made
    assert "  signed: true  # export.ods, Dossiers!E2\n" in made
    assert "\nrequest: b\n" in (root / "requests/small/b.yaml").read_text()


def test_zeros_that_a_workbook_shows_before_a_number_are_kept_in_texts(root: Path, asipgrid: Command) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["Dossier", "Siren"])
    book.active.append(["a", 12345678])
    book.active["B2"].number_format = "000000000"
    book.save(root / "export.xlsx")
    (root / "map.yaml").write_text("columns: {Dossier: request, Siren: applicant.identifiers.siren}\n")
    asipgrid("import", "small", "export.xlsx", "--map", "map.yaml", cwd=root)
    assert '    siren: "012345678"  # export.xlsx, Sheet!B2\n' in (root / "requests/small/a.yaml").read_text()


def test_without_the_libraries_it_is_said_how_to_install_them() -> None:
    with pytest.raises(CannotError) as told:
        for_spreadsheets("asipgrid_no_such_library")
    assert "pip install 'asipgrid[spreadsheets]'" in str(told.value)


def test_two_files_that_give_the_same_request_are_told_before_anything_is_written(
    root: Path, asipgrid: Command
) -> None:
    (root / "more.csv").write_text("Dossier;Intitulé\n12;Projet\n")
    (root / "export.csv").write_text("Dossier;Intitulé\n12;Autre projet\n")
    (root / "map.yaml").write_text("columns: {Dossier: {path: request, prefix: dossier-}, Intitulé: title}\n")
    ran = asipgrid("import", "small", "export.csv", "more.csv", "--map", "map.yaml", cwd=root)
    assert (ran.code, ran.err) == (
        2,
        "asipgrid: more.csv, row 2: gives dossier-12, as export.csv, row 2 does; nothing was written\n",
    )
    assert not list(root.glob("requests/small/dossier*"))


def test_what_an_applicant_wrote_stays_text(root: Path, asipgrid: Command) -> None:
    (root / "export.csv").write_text('Dossier;Intitulé\na;"x: y # z\n[evil]: {a: b}\u202e"\n')
    (root / "map.yaml").write_text("columns: {Dossier: request, Intitulé: title}\n")
    asipgrid("import", "small", "export.csv", "--map", "map.yaml", cwd=root)
    line = (root / "requests/small/a.yaml").read_text().splitlines()[3]
    assert line == r'title: "x: y # z\n[evil]: {a: b}\U0000202e"  # export.csv, B2'
