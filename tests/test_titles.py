"""What a request is called and who applies: in every form of a result, in tables where there is room."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.formats.lines import columns, cut
from conftest import SMALL_CALL, Command, small, small_rating, small_request

CALL = "requests/example-2010"
LONG = "Réseau de soins, dossier partagé et messagerie du territoire de santé"
FILES = {
    "requests/small/a.yaml": small_request("a")
    .replace("title: Project a", f'title: {{en: Shared record, fr: "{LONG}"}}')
    .replace("Applicant a", '"Région \\u202e A"'),
    "requests/small/b.yaml": small_request("b").replace("title: Project b", f"title: {LONG}"),
    "requests/small/c.yaml": small_request("c").replace("title: Project c", "title: {fr: Dossier partagé}"),
    **{f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in "abc"},
}


def test_json_says_them_as_the_document_states_them(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, FILES, call=SMALL_CALL.replace("1000", "2000"))
    requests = json.loads(asipgrid("score", "small", "--format", "json", cwd=root).out)["requests"]
    assert [list(each)[:4] for each in requests] == [["id", "title", "applicant", "digest"]] * 3
    assert [(each["title"], each["applicant"]) for each in requests] == [
        ({"en": "Shared record", "fr": LONG}, "Région \u202e A"),
        (LONG, "Applicant b"),
        ({"fr": "Dossier partagé"}, "Applicant c"),
    ]
    rows = asipgrid("score", "small", "--format", "jsonl", cwd=root).out.split("\n")[1:-1]
    assert [json.loads(row) for row in rows] == requests


def test_an_applicant_whose_name_is_not_published_is_not_stated(asipgrid: Command) -> None:
    relaunch = "requests/relaunch-2009"
    requests = json.loads(asipgrid("score", relaunch, "--format", "json").out)["requests"]
    named = {each["id"]: each["applicant"] for each in requests}
    assert (named["alsace"], named["brittany"]) == ("Alsace-DMP Association", None)
    rows = {row.split(",")[0]: row for row in asipgrid("score", relaunch, "--format", "csv").out.split("\n")}
    assert rows["id"].endswith(",decision,applicant")
    assert rows["alsace"].endswith(",fund,Alsace-DMP Association")
    assert rows["brittany"].endswith(",fund,")


def test_a_committed_result_is_told_with_both(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, FILES, call=SMALL_CALL.replace("1000", "2000"))
    assert asipgrid("score", "small", "--write", "-q", cwd=root).code == 0
    results = root / "requests/small/results"
    assert asipgrid("show", str(results / "a.json"), cwd=root).out.startswith(
        "Request a is funded.\nCall small.\nTitle (en): Shared record.\n"
        f"Title (fr): {LONG}.\nApplicant: Région <U+202E> A.\nOutcome: fund.\n"
    )
    older = json.loads((results / "a.json").read_text(encoding="utf-8"))
    del older["title"], older["applicant"]
    (results / "a.json").write_text(json.dumps(older), encoding="utf-8")
    assert asipgrid("show", str(results / "a.json"), cwd=root).out.startswith(
        "Request a is funded.\nCall small.\nOutcome: fund.\n"
    )


@pytest.mark.parametrize(
    ("width", "heading", "row"),
    [
        (
            80,
            "# Request   Score                Decision   Requested   Awarded      Left",
            "9 region-i  62.44       ████···· reserve      700 000                   0",
        ),
        (
            97,
            "# Request   Score                Decision   Requested   Awarded      Left",
            "9 region-i  62.44       ████···· reserve      700 000                   0",
        ),
        (
            98,
            "# Request   Title                    Score                Decision   Requested   Awarded      Left",
            "9 region-i  Emergency and imaging d… 62.44       ████···· reserve      700 000                   0",
        ),
        (
            160,
            f"# Request   Title{' ' * 39}Applicant{' ' * 34}Score                Decision   Requested   Awarded      Left",
            f"9 region-i  Emergency and imaging documents for eight…  GCS e-santé Region I{' ' * 23}62.44       ████···· reserve      700 000                   0",
        ),
    ],
)
def test_a_table_shows_them_where_there_is_room(width: int, heading: str, row: str, asipgrid: Command) -> None:
    lines = asipgrid("score", CALL, columns=width).out.split("\n")
    assert heading in lines
    assert row in lines
    assert max(map(columns, lines)) <= width


def test_a_pipe_has_the_same_table_whatever_the_titles(asipgrid: Command) -> None:
    assert "Title" not in asipgrid("score", CALL, columns=None).out


def test_a_table_shows_them_inert(tmp_path: Path, asipgrid: Command) -> None:
    told = asipgrid(
        "score", "small", cwd=small(tmp_path, FILES, call=SMALL_CALL.replace("1000", "2000")), columns=120
    ).out
    assert "1 a       Shared record" in told
    assert " Région <U+202E> A " in told


@given(st.text(), st.integers(1, 30))
def test_what_is_cut_fits_and_says_so(text: str, width: int) -> None:
    shown = cut(text, width)
    assert columns(shown) <= width
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))
