"""Some requests, another order, other columns: the whole call is decided all the same, and the answer says what it shows."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from asipgrid import formats, pipeline
from asipgrid.documents import workspace
from asipgrid.documents.workspace import CannotError
from asipgrid.model.results import Result
from asipgrid.model.selection import Selection
from asipgrid.selection.choice import Choice
from asipgrid.selection.columns import ResultRows
from asipgrid.text.escape import cell
from conftest import ROOT, Command, Ran, small, small_rating, small_request
from examples import examples

CALL = "requests/example-2010"
SAID = "ranks and money are those of the whole call"


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a CSV by id."""
    return {row[0]: row for row in csv.reader(io.StringIO(text))}


def shown(asipgrid: Command, where: str) -> list[str]:
    """The ids of the example for which a condition holds."""
    ran = asipgrid("score", CALL, "--where", where, "--format", "csv", "--columns", "id", "-q")
    assert (ran.code, ran.err) == (0, "")
    return [name.removeprefix("region-") for name in ran.out.split("\n")[1:-1]]


def test_a_table_shows_some_lines_of_the_whole_one(asipgrid: Command) -> None:
    whole = asipgrid("score", CALL, columns=None).out
    ran = asipgrid("score", CALL, "--where", "status in (reserve, partial)", columns=None)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Example call for regional projects, 2010 (example-2010)\n"
        "An invented call: sixteen invented regions, scored on the four reconstructed grids.\n\n"
        f"4 of 16 requests shown (status in (reserve, partial)); {SAID}\n\n"
        "# Request   Score          Decision Requested   Awarded    Left\n"
        "2 region-b† 79.94 ██████·· partial  1 500 000 1 400 000\n"
        "7 region-g  67.21 █████··· reserve  1 200 000           900 000\n"
        "8 region-h  65.12 █████··· partial  1 100 000   900 000       0\n"
        "9 region-i  62.44 ████···· reserve    700 000                 0\n\n"
        "† region-b: proposed fund 1 500 000.00 EUR; Selection committee decided fund 1 400 000.00 EUR, paid before the others\n"
        "! region-o: the amount requested is not stated, so no award can be proposed\n"
        "! decisions that depart from the proposal: 1 of 1\n"
        "Envelope 8 500 000.00 EUR, awarded 8 500 000.00 EUR, left 0.00 EUR\n"
    )
    lines = {" ".join(line.split()) for line in whole.split("\n")}
    assert {" ".join(line.split()) for line in ran.out.split("\n") if SAID not in line} <= lines


@pytest.mark.parametrize("form", ["csv", "jsonl", "json"])
def test_what_is_shown_is_the_same_as_in_the_whole_answer(form: str, asipgrid: Command) -> None:
    whole = asipgrid("score", CALL, "--format", form).out
    ran = asipgrid("score", CALL, "--only", "region-o,region-b", "--only", "region-n", "--format", form)
    if form == "json":
        every = {each["id"]: each for each in json.loads(whole)["requests"]}
        some = json.loads(ran.out)
        assert some["requests"] == [every[f"region-{name}"] for name in "bno"]
        assert {**some, "requests": 0, "asipgrid": 0, "selection": 0} == {
            **json.loads(whole),
            "requests": 0,
            "asipgrid": 0,
            "selection": 0,
        }
    else:
        lines, kept = whole.split("\n"), ran.out.split("\n")
        assert kept[1:] == [lines[2], lines[14], lines[15], ""]
        assert (kept[0] == lines[0]) is (form == "csv")
    said = f"3 of 16 requests shown (region-o, region-b, region-n); {SAID}\n"
    assert ran.err == (said if form == "csv" else "")


def test_json_is_of_another_kind_so_that_nobody_takes_it_for_the_whole(asipgrid: Command) -> None:
    asked = ("--where", "score<65 or requested=null", "--sort", "-score")
    data = json.loads(asipgrid("score", CALL, *asked, "--format", "json").out)
    assert list(data)[:3] == ["asipgrid", "selection", "call"]
    assert data["asipgrid"] == "selection/1"
    assert data["selection"] == {
        "shown": 5,
        "of": 16,
        "only": [],
        "where": "score<65 or requested=null",
        "not_known": ["region-j", "region-m", "region-n"],
        "sort": ["-score"],
    }
    assert [each["id"][-1] for each in data["requests"]] == ["o", "i", "p", "k", "l"]
    schema = Draft202012Validator(json.loads((ROOT / "src/asipgrid/schemas/result.json").read_text(encoding="utf-8")))
    schema.validate(data)
    assert not schema.is_valid({**data, "asipgrid": "result/1"})
    del data["selection"]
    assert not schema.is_valid(data)


def test_a_selection_that_was_kept_is_told_as_one(tmp_path: Path, asipgrid: Command) -> None:
    kept = tmp_path / "some.json"
    kept.write_text(asipgrid("score", CALL, "--where", "score<65", "--format", "json").out, encoding="utf-8")
    assert asipgrid("show", str(kept), columns=None).out.startswith(
        "A selection: 4 of 16 requests are shown.\nShown where: score<65.\n"
        "Not shown, since it is not known whether that holds: region-j.\n"
    )


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("outcome=fund and score<65", "i"),
        ("score>=65 and score<=67.21", "h"),  # g has 67.2125, and 67.21 is what is printed
        ("score >= 65 and score < 67.22", "gh"),
        ("ceiling>=65.78 and outcome=ask", "jo"),
        ("rank<=3", "abc"),
        ("not rank<=3 and status=funded", "def"),
        ("decision!=null", "b"),
        ("decision = fund", "b"),
        ("decision != fund and status=partial", "h"),
        ("requested=null", "o"),
        ("requested>2000000", "c"),
        ("awarded>0 and not (awarded<1400000 or id='region-c')", "b"),
        ("eligible=false", "m"),
        ("eligible != true", "m"),
        ('outcome in (ask, "defer")', "jkop"),
        ("outcome not in (fund, ask, defer, decline)", "mn"),
        ("outcome == maintain OR outcome = ineligible", "mn"),
        ("applicant='GCS e-santé Region A'", "a"),
        ("INS<55", "iklp"),
        ("completeness<1 and eligible=true", "no"),
    ],
)
def test_a_condition_holds(where: str, names: str, asipgrid: Command) -> None:
    assert "".join(shown(asipgrid, where)) == names


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("scor<65", "character 1: no column is called scor; did you mean score?"),
        ("outcome=funded", "character 9: outcome is never funded; did you mean fund?"),
        ("outcome=", "character 9: a value for outcome is missing here"),
        (
            "score<65 and",
            "character 13: a comparison begins with a column, such as score<65; there are id, title, rank, ",
        ),
        ("(score<65", "character 10: ) is missing here"),
        ("score<65 outcome=fund", "character 10: outcome follows a whole comparison; join two by `and` or `or`"),
        ("score<65)", "character 9: ) follows a whole comparison; join two by `and` or `or`"),
        ("score<1 200", "character 9: 200 follows a whole comparison; join two by `and` or `or`"),
        ("score<6,5", "character 8: , follows a whole comparison; join two by `and` or `or`"),
        ("score<abc", "character 7: abc is no number; write it plainly, such as 65 or 62.5"),
        ("title='x", "character 7: 'x has no meaning here; a text in quotes ends with the quote it begins with"),
        ("score<null", "character 7: null is neither less nor more than anything; compare it with = or !="),
        ("title<x", "character 6: title is no number; compare it with =, != or in (…)"),
        ("eligible=maybe", "character 10: eligible is true or false"),
        ("score ~ 3", "character 7: score is compared with =, !=, <, <=, >, >= or in (…)"),
        ("id in region-a", "character 7: ( is missing here"),
        ("id not region-a", "character 8: in is missing here"),
        ("(" * 60 + "score<65", "character 51: this is nested too deep"),
        ("\x1b[2J=1", "character 1: no column is called <U+001B>[2J; there are id, title, "),
        (" ", "a condition is missing, such as 'outcome=fund and score<65'"),
    ],
)
def test_what_is_no_condition_is_told_with_its_place(where: str, says: str, asipgrid: Command) -> None:
    ran = asipgrid("score", CALL, "--where", where)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"asipgrid: --where{'' if where == ' ' else ','}{':' * (where == ' ')} {says}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--only", "region-z"), "region-z: no such request in example-2010; there are region-a, region-b, "),
        (("--only", ","), "--only: a name is missing\n"),
        (("--sort", "-scor"), "--sort: no column is called scor; did you mean score?\n"),
        (("--columns", "request,score"), "--columns: no column is called request; did you mean id?\n"),
        (("--columns", "id,naem"), "--columns: no column is called naem; there are id, title, rank, "),
        (
            ("--columns", "id", "--format", "json"),
            "--columns goes with --format table, markdown, csv or parquet, one row a request\n",
        ),
        (
            ("--columns", "id", "--format", "csv", "--by", "criterion"),
            "--columns goes with --format table, markdown, csv or parquet, one row a request\n",
        ),
        (
            ("--where", "rank=1", "--write"),
            "--write keeps the whole result: it goes without --only, --where, --sort and --columns\n",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(options: tuple[str, ...], says: str, asipgrid: Command) -> None:
    ran = asipgrid("score", CALL, *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"asipgrid: {says}")


def test_nothing_that_holds_is_an_answer(asipgrid: Command) -> None:
    ran = asipgrid("score", CALL, "--where", "rank=99", "--format", "csv", "--columns", "id")
    assert ran == Ran(0, "id\n", f"0 of 16 requests shown (rank=99); {SAID}\n")
    assert "0 of 16 requests shown (rank=99)" in asipgrid("score", CALL, "--where", "rank=99").out


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("id", "abcdefghijklmnop"),
        ("-score", "abcdefoghipkjmln"),
        ("outcome,-requested", "cbagehdfijokpnlm"),
        ("requested", "nmijpfkdehaglbco"),
        ("decision,rank", "bacdefghijklmnop"),
    ],
)
def test_requests_are_sorted(sort: str, names: str, asipgrid: Command) -> None:
    ran = asipgrid("score", CALL, "--sort", sort, "--format", "csv", "--columns", "id")
    assert "".join(line[-1] for line in ran.out.split("\n")[1:-1]) == names
    assert ran.err == f"All 16 requests shown, sorted by {', '.join(sort.split(','))}\n"
    told = asipgrid("score", CALL, "--sort", sort, "--columns", "id").out.split("\n\n")[2].split("\n")
    assert "".join(line[-1] for line in told[1:]) == names


def test_a_page_of_markdown_in_columns_has_the_table_alone(asipgrid: Command) -> None:
    asked = ("--where", "decision!=null", "--columns", "rank,id,title,eligible,awarded", "--format", "markdown")
    assert asipgrid("score", CALL, *asked).out == (
        "# Example call for regional projects, 2010\n\n"
        "Envelope 8 500 000.00 EUR, awarded 8 500 000.00 EUR, left 0.00 EUR.\n"
        "region-o: the amount requested is not stated, so no award can be proposed.\n"
        "Decisions that depart from the proposal: 1 of 1.\n"
        f"1 of 16 requests shown (decision\\!=null); {SAID}.\n\n"
        "| # | Request | Title | Eligible | Awarded |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 2 | region-b | From the shared cancer record to a record for all care in Region B, on the national frameworks"
        " | yes | 1 400 000 |\n"
    )


def test_a_table_in_columns_has_what_is_said_of_the_whole_call(asipgrid: Command) -> None:
    ran = asipgrid("score", CALL, "--where", "rank<=2", "--columns", "rank,id,INS,awarded,decision", columns=None)
    assert ran.out == (
        "Example call for regional projects, 2010 (example-2010)\n"
        "An invented call: sixteen invented regions, scored on the four reconstructed grids.\n\n"
        f"2 of 16 requests shown (rank<=2); {SAID}\n\n"
        "# Request    INS   Awarded Decided\n"
        "1 region-a 76.38 1 200 000\n"
        "2 region-b 74.25 1 400 000 fund\n\n"
        "! region-o: the amount requested is not stated, so no award can be proposed\n"
        "! decisions that depart from the proposal: 1 of 1\n"
        "Envelope 8 500 000.00 EUR, awarded 8 500 000.00 EUR, left 0.00 EUR\n"
    )


def test_titles_in_a_table_are_cut_and_numbers_never(asipgrid: Command) -> None:
    asked = ("score", CALL, "--only", "region-a", "--columns", "title,applicant,requested,score")
    assert (
        "Title                             Applicant            Requested Score\n"
        "Bringing the regional record of…  GCS e-santé Region A 1 200 000 86.63\n"
    ) in asipgrid(*asked, columns=70).out
    narrow = " ".join(asipgrid(*asked, columns=40).out.split())
    assert "opening it to the DMP: Applicant GCS e-santé Region A; Requested 1 200 000; Score 86.63" in narrow


def test_no_amount_shown_changes_no_column(tmp_path: Path, asipgrid: Command) -> None:
    requests = {"a": "400", "b": "null"}
    files = {f"requests/small/{name}.yaml": small_request(name, requested=each) for name, each in requests.items()}
    sheets = {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in requests}
    out = asipgrid("score", "small", "--only", "b", cwd=small(tmp_path, {**files, **sheets})).out
    assert "# Request Score" in out
    assert "Requested" in out


def test_questions_are_those_of_the_requests_shown(asipgrid: Command) -> None:
    out = asipgrid("score", "requests/relaunch-2009", "--only", "alsace,ufcv", columns=None).out
    assert "2 of 13 requests shown (alsace, ufcv)" in out
    assert "! 12 requests are funded with an amount not stated" in out
    assert "\nOpen questions, of every request shown unless some are named\n" in out


def test_a_request_that_is_left_out_of_the_call_is_told_so(tmp_path: Path, asipgrid: Command) -> None:
    files = {f"requests/small/{name}.yaml": small_request(name) for name in "abc"}
    files["requests/small/b.yaml"] += "doc: {}\n"
    files["requests/small/c.yaml"] = files["requests/small/c.yaml"].replace("Project c", "")
    root = small(tmp_path, files)
    ran = asipgrid("score", "small", "--only", "b", "--keep-going", "-q", cwd=root)
    assert (ran.code, ran.err.split("\n")[-2]) == (2, "asipgrid: b: is left out, for its documents have errors")
    ran = asipgrid("score", "small", "--only", "c", "--keep-going", "-q", cwd=root)
    assert ran.err.split("\n")[-2] == "asipgrid: c: not yet filled in; `asipgrid check small` says what is missing"


def lines(count: int) -> str:
    """Requests of the small call as JSON lines; every third states no amount."""
    about: dict[str, Any] = {
        "call": "small",
        "applicant": {"name": "Invented", "legal_form": "association", "scope": "regional"},
        "submitted_on": "2010-02-01",
        "doc": {"signed": True, "format": "cda", "total": 10, "valid": 8},
    }
    many = (
        {"request": f"r{n:03}", "title": f"Project {n}", **about, **({"funding": {"requested": n}} if n % 3 else {})}
        for n in range(count)
    )
    return "".join(f"{json.dumps(each)}\n" for each in many)


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_many_lines_are_selected_as_files_are(jobs: str, tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {})
    (root / "all.jsonl").write_text(lines(600), encoding="utf-8")
    asked = (
        "score",
        "small",
        "--requests",
        "all.jsonl",
        "--jobs",
        jobs,
        "--where",
        "requested>=590",
        "--sort",
        "-requested",
    )
    ran = asipgrid(*asked, "--format", "csv", "--columns", "id,requested", cwd=root)
    assert ran.out == "id,requested\n" + "".join(f"r{n},{n}.00\n" for n in (599, 598, 596, 595, 593, 592, 590))
    assert ran.err == (
        f"7 of 600 requests shown (requested>=590; sorted by -requested); {SAID}\n"
        f"Not shown, since it is not known whether it holds for them: {NAMED}\n"
    )
    assert asipgrid("score", "small", "--requests", "all.jsonl", "--only", "r5999", cwd=root).err == (
        "asipgrid: r5999: no such request in small; did you mean r599?\n"
    )


NAMED = ", ".join(f"r{n:03}" for n in range(0, 303, 3)) + " and 99 more"

GOOD = {good.name: good for good in examples("good")}
# Calls with columns of their own: what ranks, points, envelopes, sections, a bonus, the stage before.
TELLING = {
    "first-come-first-served",
    "ranked-by-a-measure-that-is-rounded-up",
    "an-outline-then-the-full-proposal",
    "envelopes-by-theme-with-a-common-pool",
    "sections-with-weights-and-minima",
    "points-on-top-of-a-hundred",
}
EACH = [pytest.param(name, marks=[] if name in TELLING else [pytest.mark.slow]) for name in GOOD]


@pytest.mark.parametrize("name", EACH)
def test_every_column_of_every_call_can_be_shown_sorted_and_asked(name: str, tmp_path: Path, asipgrid: Command) -> None:
    root = GOOD[name].lay_out(tmp_path)

    def told(*options: str) -> str:
        ran = asipgrid("score", "small", "-q", *options, cwd=root, columns=None)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    whole = told("--format", "csv")
    names = whole.split("\n")[0]
    assert told("--format", "csv", "--columns", names) == whole
    every = " and ".join(f"({each} = null or {each} != null)" for each in names.split(","))
    assert told("--format", "csv", "--where", every) == whole
    for sort in (names, ",".join(f"-{each}" for each in names.split(","))):
        assert sorted(told("--format", "csv", f"--sort={sort}").split("\n")) == sorted(whole.split("\n"))
    heads = told("--columns", names, "--format", "markdown").split("\n| --- ")[0].split("\n")[-1]
    assert heads.count(" | ") == names.count(",")
    assert told("--columns", names, "--lang", "fr").count("\n") > whole.count("\n")


@pytest.mark.parametrize("name", EACH)
def test_what_is_asked_of_a_column_is_what_csv_prints(name: str, tmp_path: Path) -> None:
    case = pipeline.load(workspace.find_call("small", GOOD[name].lay_out(tmp_path))).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    rows = ResultRows(result.call, result.grids)
    printed = csv.DictReader(io.StringIO(formats.written("csv", result, formats.Look())))
    for each, cells in zip(result.by_id(), printed, strict=True):
        values = rows.values(each.settled, rows.row(each.assessment))
        assert list(values) == list(cells)
        for column, value in values.items():
            if isinstance(value, tuple):
                assert abs(value[0] - Fraction(cells[column])) <= Fraction(1, 200), column
            elif column == "eligible":
                assert cells[column] == {True: "true", False: "false", None: "not stated"}[value]
            else:
                assert cells[column] == cell(value or "")


_WORDS = st.sampled_from(["fund", "ask", "defer", "decline", "ineligible", "maintain", "null"])
_COMPARED = st.one_of(
    st.builds("outcome{}{}".format, st.sampled_from(["=", "!="]), _WORDS),
    st.builds("decision not in ({}, {})".format, _WORDS, _WORDS),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["score", "ceiling", "INS", "CHG", "points", "rank"]),
        st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
        st.integers(0, 100),
    ),
    st.builds("requested{}{}00000".format, st.sampled_from(["<", ">=", "="]), st.integers(1, 25)),
    st.sampled_from(["eligible=true", "eligible!=true", "requested=null", "awarded!=null"]),
)
_CONDITIONS = st.recursive(
    _COMPARED,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def result() -> Result:
    """The example, scored."""
    case = pipeline.load(workspace.find_call(CALL, ROOT)).checked.case
    assert case is not None
    found = pipeline.evaluate(case)
    assert isinstance(found, Result)
    return found


@given(where=_CONDITIONS)
def test_those_that_hold_those_that_do_not_and_those_not_known_are_all(where: str, result: Result) -> None:
    holds = Choice(Selection(where=where), result.call, result.grids).of_result(result)
    fails = Choice(Selection(where=f"not ({where})"), result.call, result.grids).of_result(result)
    assert holds.unknown == fails.unknown
    assert sorted([*holds.names, *fails.names, *holds.unknown]) == [each.request.id for each in result.by_id()]


@given(one=_CONDITIONS, other=_CONDITIONS)
def test_and_and_or_deny_each_other(one: str, other: str, result: Result) -> None:
    both, either = f"{one} and {other}", f"not (not {one} or not {other})"
    found = [Choice(Selection(where=each), result.call, result.grids).of_result(result) for each in (both, either)]
    assert (found[0].names, found[0].unknown) == (found[1].names, found[1].unknown)


@given(where=st.text(max_size=40))
def test_whatever_is_typed_is_a_condition_or_is_told(where: str, result: Result) -> None:
    told = ""
    try:
        Choice(Selection(where=where), result.call, result.grids)
    except CannotError as error:
        told = str(error)
    assert not told or told.startswith("--where, character ")
