"""Requests as JSON lines: the same answers as from files, and errors at their lines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.documents import yaml_fast
from asipgrid.documents.scalars import MAX_DEPTH
from asipgrid.documents.yaml_full import full
from conftest import SMALL_GRID, Command, small, small_rating, small_request, told

EXAMPLE = "requests/example-2010"


def document(name: str, **more: Any) -> dict[str, Any]:
    """A request of the small call as data."""
    return {
        "request": name,
        "call": "small",
        "title": f"Project {name}",
        "applicant": {"name": f"Applicant {name}", "legal_form": "association", "scope": "regional"},
        "submitted_on": "2010-02-01",
        "funding": {"requested": 400},
        "doc": {"signed": True, "format": "cda", "total": 10, "valid": 8},
        **more,
    }


def lines(*documents: dict[str, Any]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in documents)


def without_digests(text: str) -> str:
    return re.sub(r'"digest": "[^"]*"', "", text)


def test_lines_give_what_files_of_the_same_content_give(tmp_path: Path, asipgrid: Command) -> None:
    names = ["a", "b", "c"]
    sheets = {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in names}
    decision = "decision: b\noutcome: decline\ndecided_by: Committee\ndecided_on: 2010-04-01\nwhy: Withdrawn\n"
    about = {**sheets, "requests/small/decisions/b.yaml": decision}
    files = small(
        tmp_path / "files", {**about, **{f"requests/small/{name}.yaml": small_request(name) for name in names}}
    )
    rows = small(tmp_path / "rows", about)
    (rows / "all.jsonl").write_text("\n" + lines(*(document(name) for name in reversed(names))), encoding="utf-8")
    for form in ("json", "jsonl"):
        expected = asipgrid("score", "requests/small", "--format", form, cwd=files)
        ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", form, cwd=rows)
        assert (ran.code, ran.err) == (0, "")
        if form == "json":
            assert without_digests(ran.out) == without_digests(expected.out)
        else:
            assert [json.loads(line).get("score") for line in ran.out.splitlines()] == [
                json.loads(line).get("score") for line in expected.out.splitlines()
            ]


def test_lines_are_read_from_stdin_too(tmp_path: Path, process: Command) -> None:
    root = small(tmp_path, {"requests/small/ratings/one/a.yaml": small_rating("a")})
    ran = process(
        "score", "requests/small", "--requests", "-", "--format", "jsonl", cwd=root, stdin=lines(document("a"))
    )
    assert (ran.code, json.loads(ran.out.splitlines()[1])["status"]) == (0, "funded")


def test_every_wrong_line_is_told_at_its_place_and_nothing_is_decided(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {})
    good = document("good")
    texts = [
        json.dumps(document("a", titel="x")),
        json.dumps(good),
        '{"request": "b", "request": "c"}',
        "[1, 2]",
        json.dumps(good),
        json.dumps(document("d", funding={"requested": -1})),
        json.dumps({"call": "small", "request": "e"}),
    ]
    (root / "all.jsonl").write_text("\n".join(texts), encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "json", cwd=root)
    found = [f"{code} {file}:{line}" for code, file, line in told(ran.err)]
    assert (ran.code, ran.out) == (1, "")
    assert found == [
        "S001 all.jsonl:1",
        "Y011 all.jsonl:3",
        "Y010 all.jsonl:4",
        "R001 all.jsonl:5",
        "S007 all.jsonl:6",
        "Y010 all.jsonl:7",
    ]
    assert "good stands on line 2 already" in ran.err


def test_with_keep_going_sound_lines_are_ranked_and_the_others_listed(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/ratings/one/a.yaml": small_rating("a")})
    (root / "all.jsonl").write_text(lines(document("a"), document("b", titel="x")), encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "json", "--keep-going", cwd=root)
    result = json.loads(ran.out)
    assert (ran.code, [each["id"] for each in result["requests"]]) == (1, ["a"])
    assert [each["code"] for each in result["findings"]] == ["S001"]
    assert "b: not scored, the document has errors" in result["notes"]
    assert told(ran.err) == [("S001", "all.jsonl", 2)]


def test_what_only_the_lines_say_is_told_or_said_where_it_stands(tmp_path: Path, asipgrid: Command) -> None:
    """Nobody else reads the lines: no other command could list what is wrong in them."""
    root = small(tmp_path, {})
    odd = document("a", submitted_on="2010-03-02")
    (root / "all.jsonl").write_text(lines(odd, document("b", titel="x")), encoding="utf-8")
    for form, says in (("csv", "`--format json` lists them"), ("jsonl", "the result lists them")):
        options = ("--requests", "all.jsonl", "--format", form, "--keep-going")
        ran = asipgrid("score", "requests/small", *options, cwd=root)
        assert (ran.code, told(ran.err)) == (1, [("S001", "all.jsonl", 2)])
        assert ran.err.endswith(f"1 finding in the documents; {says}\n")
        assert "all.jsonl" not in ran.out or form == "jsonl"


def test_no_line_is_no_ranking(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {})
    (root / "all.jsonl").write_text("\n", encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "json", cwd=root)
    assert (ran.code, ran.out, told(ran.err)) == (1, "", [("F005", "all.jsonl", 1)])


def test_what_is_wrong_with_the_call_is_told_without_its_request_files(tmp_path: Path, asipgrid: Command) -> None:
    """Lines take their place: neither that there is none, nor what a sheet says of them, is wrong."""
    root = small(
        tmp_path, {"requests/small/ratings/one/a.yaml": small_rating("a")}, grid=SMALL_GRID.replace("0.20", "2")
    )
    (root / "all.jsonl").write_text(lines(document("a")), encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "json", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert {file for _, file, _ in told(ran.err)} == {"grids/doc.yaml"}


def test_of_two_lines_about_one_request_neither_is_taken(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/ratings/one/b.yaml": small_rating("b")})
    twice = [document("a", funding={"requested": amount}) for amount in (300, 900, 100)]
    for order in (twice, twice[::-1]):
        (root / "all.jsonl").write_text(lines(*order[:1], document("b"), *order[1:]), encoding="utf-8")
        options = ("--requests", "all.jsonl", "--format", "json", "--keep-going")
        result = json.loads(asipgrid("score", "requests/small", *options, cwd=root).out)
        assert [each["id"] for each in result["requests"]] == ["b"]
        assert result["notes"] == ["a: not scored, the document has errors"]
        assert [(each["code"], each["line"]) for each in result["findings"]] == [("R001", 3), ("R001", 4)]


def test_json_as_programs_write_it_is_read(tmp_path: Path, asipgrid: Command) -> None:
    """Escaped pairs, a byte-order mark, CRLF: what json.dumps and editors leave."""
    root = small(tmp_path, {})
    title = "Projet \N{GRINNING FACE} é \\ud83d"
    text = "\ufeff" + json.dumps(document("a", title=title)) + "\r\n"
    (root / "all.jsonl").write_bytes(text.encode())
    options = ("--requests", "all.jsonl", "--format", "jsonl")
    ran = asipgrid("score", "requests/small", *options, cwd=root)
    assert (ran.code, json.loads(ran.out.splitlines()[1])["id"]) == (0, "a")


def test_a_line_beyond_every_limit_is_told_even_when_it_begins_with_nothing(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {})
    (root / "all.jsonl").write_text(" " * 1_048_580 + lines(document("a")) + lines(document("b")), encoding="utf-8")
    options = ("--requests", "all.jsonl", "--format", "json")
    ran = asipgrid("score", "requests/small", *options, cwd=root)
    assert (ran.code, ran.out, told(ran.err)) == (1, "", [("F003", "all.jsonl", 1)])


def test_a_closed_stdin_is_one_clear_line(tmp_path: Path) -> None:
    script = str(Path(sys.executable).parent / "asipgrid")
    command = f"exec {script} score requests/small --requests - --format json <&-"
    ran = subprocess.run(["sh", "-c", command], cwd=small(tmp_path), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, b"asipgrid: stdin is closed, so no requests can be read from it\n")


def test_request_files_that_lines_take_the_place_of_are_counted(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    (root / "all.jsonl").write_text(lines(document("region-a")), encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "jsonl", cwd=root)
    said = "1 request file of the call is not read: --requests takes their place\n"
    assert (ran.code, ran.err) == (0, said)


def test_a_sheet_about_a_request_that_no_line_brings_is_told(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/ratings/one/z.yaml": small_rating("z")})
    (root / "all.jsonl").write_text(lines(document("a")), encoding="utf-8")
    ran = asipgrid("score", "requests/small", "--requests", "all.jsonl", "--format", "json", cwd=root)
    assert (ran.code, ran.out, told(ran.err)) == (1, "", [("M303", "requests/small/ratings/one/z.yaml", 1)])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--requests", "all.jsonl", "--write"), "--requests goes without --write"),
        (("--requests", "gone.jsonl", "--format", "json"), "gone.jsonl: cannot be read (no such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, asipgrid: Command, arguments: tuple[str, ...], words: str
) -> None:
    ran = asipgrid("score", "requests/small", *arguments, cwd=small(tmp_path))
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {words}\n")


# ── JSON is read as YAML reads it ──────────────────────────────────────────────────────────────────

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.decimals(-1000, 1000, places=3).map(float) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_json_read_quickly_is_what_the_full_pass_reads(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    found = yaml_fast.values(text)
    if found is not None:
        whole = full("x", text)
        assert (whole.root, whole.findings) == (found[0], ())
        assert repr(whole.root) == repr(found[0])


@pytest.mark.parametrize("depth", [1, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, MAX_DEPTH + 2])
def test_json_read_quickly_goes_as_deep_as_the_full_pass_and_no_deeper(depth: int) -> None:
    text = '{"request": ' + "[" * (depth - 1) + "1" + "]" * (depth - 1) + "}"
    whole = full("x", text)
    assert (yaml_fast.values(text) is None) == (depth > MAX_DEPTH) == bool(whole.findings)
