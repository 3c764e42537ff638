"""CSV for a spreadsheet of another country: one dialect, in every command whose answer can be CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.formats import cells
from asipgrid.text.escape import cell
from conftest import SMALL_CALL, Command, small, small_rating, small_request

FILES = {
    "requests/small/1-2.yaml": small_request("1-2").replace("Project 1-2", "Réseau, -1; =2"),
    "requests/small/ratings/one/1-2.yaml": small_rating("1-2").replace("Seen in the plan", "mars 2010"),
    "requests/small/b.yaml": small_request("b", requested="12.50"),
    "requests/small/progress/2010-06/1-2.yaml": (
        "progress: 1-2\nperiod: 2010-06\nas_of: 2010-06-30\nfacts: {doc: {valid: 9}}\n"
    ),
}
TERMS = "addendum: {goals_due: 2010-12-31}\n"
FRENCH = ("--format", "csv", "--csv-dialect", "excel-fr")


def workspace(root: Path) -> Path:
    return small(root, FILES, call=SMALL_CALL + TERMS)


def test_a_result_that_a_french_excel_opens(asipgrid: Command, tmp_path: Path) -> None:
    root = workspace(tmp_path)
    expected = (
        "\ufeffid;title;rank;outcome;status;score;ceiling;points;completeness;eligible;DOC;"
        "requested;awarded;proposal;proposal_awarded;decision;applicant\r\n"
        "'1-2;\"Réseau,' -1;' =2\";1;fund;funded;95,00;95,00;11;1,0000;true;95,00;400,00;400,00;fund;400,00;;Applicant 1-2\r\n"
        "b;Project b;2;fund;funded;80,00;100,00;8;0,8000;true;80,00;12,50;12,50;fund;12,50;;Applicant b\r\n"
    )
    assert asipgrid("score", "small", *FRENCH, cwd=root).out == expected
    # The other way through which a result is made.
    assert asipgrid("score", "small", *FRENCH, "--write", cwd=root).out == expected


def test_a_result_by_criterion(asipgrid: Command, tmp_path: Path) -> None:
    root = workspace(tmp_path)
    expected = (
        "request,rank,outcome,grid,section,criterion,state,level,ceiling,of,value,ceiling_value,weight,share,gives,"
        "gives_at_most,marks,gate,passes,figure,unit,reason\n"
        "1-2,1,fund,DOC,,DOC-01,info,,,4,,,0,,,,0,eligibility,true,,,doc.signed is true\n"
        "1-2,1,fund,DOC,,DOC-02,scored,4,4,4,1,1,50,50,50,50,0,,,,,Structured\n"
        "1-2,1,fund,DOC,,DOC-03,scored,4,4,4,1,1,30,30,30,30,0,,,0.8,percent,80 % is at least 80 %\n"
        "1-2,1,fund,DOC,,DOC-04,scored,3,3,4,0.75,0.75,20,20,15,15,1,,,,,marks 3 give 3\n"
        "b,2,fund,DOC,,DOC-01,info,,,4,,,0,,,,0,eligibility,true,,,doc.signed is true\n"
        "b,2,fund,DOC,,DOC-02,scored,4,4,4,1,1,50,50,50,50,0,,,,,Structured\n"
        "b,2,fund,DOC,,DOC-03,scored,4,4,4,1,1,30,30,30,30,0,,,0.8,percent,80 % is at least 80 %\n"
        "b,2,fund,DOC,,DOC-04,unrated,0,4,4,0,1,20,20,0,20,0,,,,,0 of 1 assessor has marked it\n"
    )
    asked = ("--format", "csv", "--by", "criterion")
    assert asipgrid("score", "small", *asked, cwd=root).out == expected
    assert asipgrid("score", "small", *asked, "--write", cwd=root).out == expected
    ran = asipgrid("score", "small", "--by", "criterion", cwd=root)
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: --by criterion goes with --format csv\n")


@pytest.mark.parametrize("command", ["score", "score --by criterion", "panel", "monitor"])
def test_every_table_says_in_either_dialect_the_same(asipgrid: Command, tmp_path: Path, command: str) -> None:
    root = workspace(tmp_path)
    name, *more = command.split()
    plain = asipgrid(name, "small", *more, "--format", "csv", cwd=root).out
    assert asipgrid(name, "small", *more, "--format", "csv", "--csv-dialect", "standard", cwd=root).out == plain
    french = asipgrid(name, "small", *more, *FRENCH, cwd=root)
    assert french.code == 0
    assert french.out.startswith("\ufeff")
    assert french.out.count("\r\n") == french.out.count("\n")
    before = list(csv.reader(io.StringIO(plain)))
    now = list(csv.reader(io.StringIO(french.out.encode().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [[unguarded(value) for value in row] for row in now] == before


def unguarded(value: str) -> str:
    """A cell as the standard dialect has it."""
    if re.fullmatch(r"-?\d+,\d+", value):
        return value.replace(",", ".")
    return value.removeprefix("'").replace(",' -1", ", -1")


def test_a_dialect_goes_with_csv_alone(asipgrid: Command, tmp_path: Path) -> None:
    root = workspace(tmp_path)
    for command in ("score", "panel", "monitor"):
        for form in ("table", "json"):
            ran = asipgrid(command, "small", "--format", form, "--csv-dialect", "excel-fr", cwd=root)
            assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: --csv-dialect goes with --format csv\n")


# What a French Excel makes a number, a day or a time of, and what stays text.
@pytest.mark.parametrize(
    "text",
    [
        "1-2",
        "1/2",
        "01.02.2010",
        "mar-1",
        "1 mars 2010",
        "déc. 10",
        "1e5",
        "007",
        "12,5",
        "10 %",
        "12:30",
        "2 pm",
        "vrai",
    ],
)
def test_what_would_become_another_value_is_kept_as_text(text: str) -> None:
    assert french([(text, "1")]) == [[f"'{text}", "1"]]


@pytest.mark.parametrize("text", ["12", "region-1", "1 request", "marches 3", "e5", "Phase 2", "mars", "a, b", ""])
def test_what_is_text_or_the_same_number_stays_as_it_is(text: str) -> None:
    assert french([(text, "1")]) == [[text, "1"]]


def french(rows: list[tuple[str, str]]) -> list[list[str]]:
    """The rows written in the dialect and read as Python reads them."""
    text = "".join(cells.rows(("text", "figure"), rows, dialect="excel-fr", figures={"figure"}))
    return list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


TEXTS = st.text(st.sampled_from("ab1 2-/.,;:=+@'\"\t\r\né%€m"), max_size=12)
FIGURES = st.decimals(-(10**9), 10**9, allow_nan=False, places=2).map(lambda each: format(each, "f"))


@given(st.lists(st.tuples(TEXTS, st.one_of(FIGURES, st.just(""))), max_size=5))
def test_what_is_written_is_read_back_and_no_text_is_a_formula(rows: list[tuple[str, str]]) -> None:
    guarded = [(cell(text), figure) for text, figure in rows]
    for (text, figure), (read_text, read_figure) in zip(guarded, french(guarded), strict=True):
        assert read_figure == figure.replace(".", ",")
        assert read_text.replace("'", "") == text.replace("'", "")
        for part in re.split("[;,]", read_text):
            assert not re.match(r"\s*[=+@-]", part)
