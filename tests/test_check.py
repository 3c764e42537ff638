"""The checking rooms, through the command: a folder of bad and a folder of good examples are most of the tests.

`bad/` and `good/` hold one workspace a file, in the form that `examples.py` describes: dropping a file in adds a test.
"""

from __future__ import annotations

import copy
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.check.lint.options import LintOptions
from asipgrid.documents import files, reader, workspace
from asipgrid.model.places import MOST_FINDINGS, Source
from conftest import SMALL_CALL, SMALL_GRID, Command, Ran, small, small_rating, small_request, write
from examples import SMALL, Example, examples

SOURCE = Path(__file__).parents[1] / "src" / "asipgrid"
CHECKING = (
    *(SOURCE / "check").rglob("*.py"),
    SOURCE / "documents/workspace.py",
    SOURCE / "reading.py",
    SOURCE / "pipeline.py",
)
# Codes that no example can show: what makes them is not a text, or another command finds them. Their tests are below.
ELSEWHERE = {"F003", "S012", "D406"}
# What a person who wrote a document must never meet in a finding.
INNER_WORDS = re.compile(
    r"Decimal\(|Fraction\(|Traceback|jsonschema|yaml\.scanner|is not of type|\bNone\b|\bTrue\b|\[\'"
)

BAD, GOOD = examples("bad"), examples("good")


def findings(ran: Ran) -> list[str]:
    """The findings of `check --format json`: `code file:line:column words`."""
    assert "Traceback" not in ran.err
    return [_line(found) for found in json.loads(ran.out)["findings"]]


def _line(found: Mapping[str, str]) -> str:
    says = found["message"].replace("\n", r"\n")
    return f"{found['code']} {found['file']}:{found['line']}:{found['column']} {says}"


def checked(asipgrid: Command, root: Path, *paths: str) -> list[str]:
    """The findings of a workspace's small call, or of other paths."""
    return findings(asipgrid("check", *(paths or ["requests/small"]), "--format", "json", cwd=root))


# ── the folders of examples ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_example_gives_the_findings_it_names(asipgrid: Command, tmp_path: Path, bad: Example) -> None:
    ran = asipgrid("check", bad.path, "--format", "json", cwd=bad.lay_out(tmp_path))
    expected = [f"{place} {says}" for place, says in zip(bad.expects, bad.messages, strict=True)]
    assert findings(ran) == expected
    levels = {found["level"] for found in json.loads(ran.out)["findings"]}
    assert ran.code == (1 if "error" in levels else 0)
    assert not INNER_WORDS.search(ran.out)


def codes(ran: Ran) -> list[str]:
    """The codes of what a check tells, without the lines of the documents."""
    return re.findall(r"^\S+:\d+:\d+: (\S+)", ran.out, re.MULTILINE)


def of_all_requests(good: Example) -> list[str]:
    """What a sound call is told all the same, for each grid whose scores rest on all requests: that ranks may reverse."""
    return ["G161" for text in good.files.values() if re.search(r"^relative: true\r?$", text, re.MULTILINE)]


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_a_good_example_gives_none(asipgrid: Command, tmp_path: Path, good: Example) -> None:
    ran = asipgrid("check", "requests/small", cwd=good.lay_out(tmp_path))
    assert (ran.code, codes(ran)) == (0, of_all_requests(good))
    assert (": 1 note\n" if of_all_requests(good) else ": nothing wrong\n") in ran.err


def test_every_code_has_its_example() -> None:
    written = {code for path in CHECKING for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))}
    shown = {code for bad in BAD for code in bad.codes}
    assert written - shown - ELSEWHERE == set()


def test_an_example_is_named_after_its_code_and_expects_something() -> None:
    for bad in BAD:
        assert bad.name[:4] in bad.codes
    assert all(good.expects == [] for good in GOOD)


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_line_ends_and_a_byte_order_mark_change_nothing(asipgrid: Command, tmp_path: Path, good: Example) -> None:
    good.files = {
        name: "\N{BYTE ORDER MARK}" + text.replace("\n", "\r\n") if name.endswith(".yaml") else text
        for name, text in good.files.items()
    }
    ran = asipgrid("check", "requests/small", cwd=good.lay_out(tmp_path))
    assert (ran.code, codes(ran)) == (0, of_all_requests(good))


# ── what is checked ────────────────────────────────────────────────────────────────────────────────

MISSPELLED = SMALL_GRID.replace("requires: {doc.signed: true}", "requires: {doc.signd: true}")
G104 = "G104 grids/doc.yaml:22:16 doc.signd is not a field of any request of this call; did you mean doc.signed?"
NEGATIVE = {"requests/small/region-a.yaml": small_request("region-a", requested="-1")}
S007 = "S007 requests/small/region-a.yaml:6:22 funding.requested is -1; it must be at least 0"


@pytest.mark.parametrize(
    "paths", [["."], ["requests/small"], ["small"], ["requests"], ["grids", "requests/small"], [".", "requests/small"]]
)
def test_a_call_is_named_by_its_folder_its_id_or_the_workspace(
    asipgrid: Command, tmp_path: Path, paths: list[str]
) -> None:
    root = small(tmp_path, NEGATIVE, grid=MISSPELLED)
    assert checked(asipgrid, root, *paths) == [G104, S007]


def test_without_a_path_the_working_folder_is_checked(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE)
    assert findings(asipgrid("check", "--format", "json", cwd=root)) == [S007]
    assert findings(asipgrid("check", "--format", "json", cwd=root / "requests/small")) == [S007]


def test_a_folder_of_grids_is_checked_on_its_own(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE, grid=MISSPELLED)
    assert checked(asipgrid, root, "grids") == [G104]
    assert findings(asipgrid("check", "--format", "json", cwd=root / "grids")) == [G104]


def test_one_document_is_checked_within_its_call(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE, grid=MISSPELLED)
    assert checked(asipgrid, root, "requests/small/region-a.yaml") == [S007]
    assert checked(asipgrid, root, "grids/doc.yaml") == [G104]
    assert checked(asipgrid, root, "requests/small/call.yaml") == []


def test_one_document_of_a_call_with_faults_is_not_called_sound(asipgrid: Command, tmp_path: Path) -> None:
    """What could not be checked for another document's fault must not look as if nothing were wrong."""
    root = small(tmp_path, NEGATIVE, call=SMALL_CALL.replace("currency: EUR", "currency: euro"))
    assert checked(asipgrid, root, "requests/small/region-a.yaml") == [S007]


def test_a_shipped_workspace_has_nothing_wrong(asipgrid: Command) -> None:
    ran = asipgrid("check")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize("path", ["nothing", "requests/nothing", "requests/small/region-z.yaml"])
def test_a_path_that_does_not_exist_is_one_line_and_2(asipgrid: Command, tmp_path: Path, path: str) -> None:
    ran = asipgrid("check", path, cwd=small(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(rf"asipgrid: {re.escape(path)}: no such call; calls here: small\n", ran.err)


def test_a_folder_of_nothing_is_one_line_and_2(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("check", cwd=write(tmp_path, {"empty/notes.txt": ""}) / "empty")
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: .: no call and no grids/ folder here\n")


@pytest.mark.parametrize(
    "path", ["README.md", "requests/notes.yaml", "requests/small/results/result.yaml", "requests/small/rating/a.yaml"]
)
def test_a_document_that_nobody_reads_is_not_called_sound(asipgrid: Command, tmp_path: Path, path: str) -> None:
    ran = asipgrid("check", path, cwd=write(small(tmp_path), {path: "request: [\n"}))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"asipgrid: {path}: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "path",
    [
        "decision/region-a.yaml",
        "rating/one/region-a.yaml",
        "ratings/region-a.yaml",
        "ratings/one/second/region-a.yaml",
        "progress/region-a.yaml",
        "decisions/2010/region-a.yaml",
        "region-b.YAML",
    ],
)
def test_a_document_in_the_wrong_place_is_not_dropped_in_silence(asipgrid: Command, tmp_path: Path, path: str) -> None:
    """`decision/` for `decisions/`: the committee's decision would be lost, and nobody would know."""
    ran = asipgrid("check", "requests/small", "-v", cwd=write(small(tmp_path), {f"requests/small/{path}": "x: 1\n"}))
    assert path in ran.out + ran.err


def test_what_is_passed_over_is_counted(asipgrid: Command, tmp_path: Path) -> None:
    extra = {"requests/small/notes.txt": "", "requests/small/.region-b.yaml": "", "grids/doc.yaml~": ""}
    root = write(small(tmp_path), extra)
    assert asipgrid("check", "requests/small", cwd=root).err == (
        "4 documents: nothing wrong\n3 other files passed over (-v names them)\n"
    )
    assert asipgrid("check", "requests/small", "-v", cwd=root).err == (
        "4 documents: nothing wrong\n3 other files passed over: "
        "grids/doc.yaml~, requests/small/.region-b.yaml, requests/small/notes.txt\n"
    )
    assert asipgrid("check", "requests/small", "-q", cwd=root).err == ""


def test_each_document_is_counted_once(asipgrid: Command, tmp_path: Path) -> None:
    for paths in (["."], ["grids", "requests/small"], ["requests/small", "requests/small/region-a.yaml"]):
        assert asipgrid("check", *paths, cwd=small(tmp_path)).err.startswith("4 documents: ")


def test_one_is_not_many(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE)
    assert asipgrid("check", "requests/small/region-a.yaml", cwd=root).err == "1 document: 1 error\n"


# ── all faults of all files, once, in reading order ────────────────────────────────────────────────


def test_all_faults_of_all_documents_come_at_once_in_reading_order(asipgrid: Command, tmp_path: Path) -> None:
    root = small(
        tmp_path,
        {
            "requests/small/region-a.yaml": small_request("region-a", requested="-1").replace("Project region-a", "''"),
            "requests/small/region-b.yaml": "request: region-b\ntitle: no\ncall: [\n",
            "requests/small/ratings/one/region-a.yaml": small_rating("region-a", level="9"),
            "requests/small/decisions/region-z.yaml": "decision: region-a\n",
        },
        grid=MISSPELLED,
        call=SMALL_CALL.replace("by: score", "by: luck"),
    )
    assert checked(asipgrid, root) == [
        G104,
        "C208 requests/small/call.yaml:14:11 luck cannot rank requests; known here: DOC, DOC-02, DOC-03, DOC-04, points, score",
        (
            "S002 requests/small/decisions/region-z.yaml:1:1 "
            "the document lacks outcome, decided_by, decided_on and why; each must be given"
        ),
        (
            "M306 requests/small/ratings/one/region-a.yaml:4:18 "
            "DOC-04: level 9 is not on the scale, 0 to 4 in steps of 1"
        ),
        "S008 requests/small/region-a.yaml:3:8 title is empty; write some text",
        S007,
        (
            "Y012 requests/small/region-b.yaml:2:8 some programs take no for false, others for text; "
            'write false, or write "no" in quotes'
        ),
        (
            "Y004 requests/small/region-b.yaml:3:7 the list that begins here is not closed; a comma or ] is missing before the end"
        ),
    ]


@pytest.mark.parametrize(
    ("currency", "fault"),
    [
        (
            "no",
            '5:11 some programs take no for false, others for text; write false, or write "no" in quotes',
        ),
        ("a: b", "5:12 this text contains a colon and a space; put the whole text in quotes"),
    ],
)
def test_a_call_that_cannot_be_read_hides_no_other_fault(
    asipgrid: Command, tmp_path: Path, currency: str, fault: str
) -> None:
    root = small(tmp_path, NEGATIVE, grid=MISSPELLED, call=SMALL_CALL.replace("EUR", currency))
    code = "Y004" if ":" in currency else "Y012"
    assert checked(asipgrid, root) == [G104, f"{code} requests/small/call.yaml:{fault}", S007]


def test_a_finding_of_a_document_named_twice_comes_once(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE)
    assert checked(asipgrid, root, ".", "requests/small", "requests/small/region-a.yaml") == [S007]


# ── the forms of the answer ────────────────────────────────────────────────────────────────────────


def test_the_text_names_the_place_and_underlines_it(asipgrid: Command, tmp_path: Path) -> None:
    root = small(
        tmp_path,
        {
            "requests/small/region-a.yaml": small_request("region-a", requested="12 500"),
            "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
        },
        grid=MISSPELLED,
        call=SMALL_CALL.replace("opens: 2010-01-01", "opens: 2010-02-02"),
    )
    ran = asipgrid("check", "requests/small", cwd=root)
    assert ran.code == 1
    assert ran.out == (
        "grids/doc.yaml:22:16: G104 doc.signd is not a field of any request of this call; did you mean doc.signed?\n"
        "   22 |     requires: {doc.signd: true}\n"
        "      |                ^^^^^^^^^\n"
        "requests/small/region-a.yaml:6:22: S003 funding.requested must be a number, but is "
        '"12 500"; write 12500\n'
        "    6 | funding: {requested: 12 500}\n"
        "      |                      ^^^^^^\n"
    )
    assert ran.err == "4 documents: 2 errors\n"


def test_a_warning_is_called_one_and_ends_with_0(asipgrid: Command, tmp_path: Path) -> None:
    late = small_request("region-a").replace("2010-02-01", "2010-03-02")
    ran = asipgrid("check", "requests/small", cwd=small(tmp_path, {"requests/small/region-a.yaml": late}))
    assert ran.code == 0
    assert ran.out == (
        "requests/small/region-a.yaml:5:1: R014 warning: submitted on 2010-03-02, outside the call's calendar "
        "(2010-01-01 to 2010-03-01); check the date, or whether it is admissible\n"
        "    5 | submitted_on: 2010-03-02\n"
        "      | ^^^^^^^^^^^^\n"
    )
    assert ran.err == "3 documents: 1 warning\n"


def test_a_long_line_is_shown_around_the_place(asipgrid: Command, tmp_path: Path) -> None:
    lines = ", ".join(f"{{item: Étape {number}, amount: 10}}" for number in range(1, 9))
    wrong = small_request("region-a", requested=f"70, lines: [{lines}, {{item: Last, amuont: 3}}]")
    ran = asipgrid("check", "requests/small", cwd=small(tmp_path, {"requests/small/region-a.yaml": wrong}))
    assert ran.out == (
        "requests/small/region-a.yaml:6:266: S002 funding.lines[8].amount is missing; it must be given\n"
        "    6 | …: 10}, {item: Étape 8, amount: 10}, {item: Last, amuont: 3}]}\n"
        "      |                                      ^\n"
        "requests/small/region-a.yaml:6:279: S001 funding.lines[8].amuont is not a field; did you mean amount?\n"
        "    6 | … Étape 8, amount: 10}, {item: Last, amuont: 3}]}\n"
        "      |                                      ^^^^^^\n"
    )


def test_names_are_given_as_they_can_be_opened_from_here(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, NEGATIVE)
    ran = asipgrid("check", "small", cwd=root / "requests")
    assert ran.out.startswith("../requests/small/region-a.yaml:6:22: S007 ")


def test_many_of_a_kind_are_counted(asipgrid: Command, tmp_path: Path) -> None:
    keys = "".join(f"extra_{number}: 1\n" for number in range(23))
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a").lstrip("\n") + keys})
    ran = asipgrid("check", "requests/small", cwd=root)
    assert ran.out.count(" S001 extra_") == 20
    assert ran.out.endswith("requests/small/region-a.yaml: S001 3 more of this kind\n")
    assert len(checked(asipgrid, root)) == 23
    assert ran.err == "3 documents: 23 errors\n"


def test_more_than_the_most_findings_of_one_document_end_in_a_finding_of_their_own(
    asipgrid: Command, tmp_path: Path
) -> None:
    keys = "".join(f"extra_{number}: 1\n" for number in range(MOST_FINDINGS + 50))
    found = checked(
        asipgrid, small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a").lstrip("\n") + keys})
    )
    assert len(found) == MOST_FINDINGS + 1
    assert sum(line.startswith("S012 ") for line in found) == 1
    assert next(line for line in found if line.startswith("S012 ")).endswith("; mend these first")


def test_an_error_behind_very_many_warnings_is_still_an_error(asipgrid: Command, tmp_path: Path) -> None:
    """Evidence of what is not stated only warns; the commitment below it is wrong, and the request is not sound."""
    supports = ", ".join(["agreement.reference"] * (MOST_FINDINGS + 1))
    text = small_request("region-a").lstrip("\n") + (
        f"evidence: [{{id: E1, title: Directory extract, supports: [{supports}]}}]\n"
        "commitments: [{path: doc.vald, target: 12}]\n"
    )
    root = small(tmp_path, {"requests/small/region-a.yaml": text})
    assert asipgrid("check", "requests/small", cwd=root).code == 1
    assert asipgrid("score", "requests/small", cwd=root).code == 1


def test_the_json_says_what_the_text_says(asipgrid: Command, tmp_path: Path) -> None:
    ran = asipgrid("check", "requests/small", "--format", "json", cwd=small(tmp_path, NEGATIVE))
    assert json.loads(ran.out) == {
        "asipgrid": "findings/1",
        "findings": [
            {
                "file": "requests/small/region-a.yaml",
                "line": 6,
                "column": 22,
                "code": "S007",
                "level": "error",
                "message": "funding.requested is -1; it must be at least 0",
            }
        ],
    }
    sound = asipgrid("check", "requests/small", "--format", "json", cwd=small(tmp_path))
    assert json.loads(sound.out) == {"asipgrid": "findings/1", "findings": []}


def test_a_documents_text_is_shown_and_never_obeyed(asipgrid: Command, tmp_path: Path) -> None:
    wrong = small_request("region-a").replace("scope: regional", 'scope: "\\e[2J[red]\\u202e"')
    root = small(tmp_path, {"requests/small/region-a.yaml": wrong})
    for form in ("text", "json"):
        out = asipgrid("check", "requests/small", "--format", form, cwd=root).out
        assert "\x1b" not in out
    assert '"<U+001B>[2J[red]<U+202E>"' in asipgrid("check", "requests/small", cwd=root).out


# ── hostile and careless documents ─────────────────────────────────────────────────────────────────


def test_a_document_above_one_mebibyte_is_not_read(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / "requests/small/region-b.yaml").write_bytes(b" " * (files.MAX_BYTES + 1))
    assert checked(asipgrid, root) == [
        "F003 requests/small/region-b.yaml:1:1 this file has 1048577 bytes; a document has at most 1048576 (1 MiB)"
    ]


def test_a_document_of_one_mebibyte_is_read(asipgrid: Command, tmp_path: Path) -> None:
    text = SMALL["requests/small/region-a.yaml"]
    whole = text + "#" * (files.MAX_BYTES - len(text) - 1) + "\n"
    root = small(tmp_path, {"requests/small/region-a.yaml": whole})
    assert (root / "requests/small/region-a.yaml").stat().st_size == files.MAX_BYTES
    assert checked(asipgrid, root) == []


def test_the_documents_of_a_folder_come_by_name(tmp_path: Path) -> None:
    names = ["b.yaml", "a.yaml", "C.yaml", "10.yaml", "9.yaml", "é.yaml"]
    root = write(tmp_path, {f"grids/{name}": "grid: X\n" for name in names})
    found = files.documents(workspace.Workspace(root=root, call=None), root / "grids")
    assert [source.name for source in found.sources] == [f"grids/{name}" for name in sorted(names)]
    assert all(source == Source(name=source.name, data=b"grid: X\n") for source in found.sources)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_document_is_checked_by_its_name_and_by_that_of_what_it_leads_to(
    asipgrid: Command, tmp_path: Path
) -> None:
    root = small(tmp_path)
    for name, pool in (("requests/small/region-a.yaml", "pool/a.yaml"), ("grids/doc.yaml", "pool/doc.yaml")):
        (root / pool).parent.mkdir(exist_ok=True)
        (root / name).rename(root / pool)
        (root / name).symlink_to(os.path.relpath(root / pool, (root / name).parent))
        for path in (name, pool):
            ran = asipgrid("check", path, cwd=root)
            assert (ran.code, "1 document: " in ran.err) == (0, True), (path, ran)
    pool_request = root / "pool/a.yaml"
    pool_request.write_text(pool_request.read_text(encoding="utf-8").replace("400", "many"), encoding="utf-8")
    for path in ("requests/small/region-a.yaml", "pool/a.yaml"):
        ran = asipgrid("check", path, cwd=root)
        assert (ran.code, ran.out.split(":")[0]) == (1, "requests/small/region-a.yaml")
    (root / "pool/other.yaml").write_text("a: b\n", encoding="utf-8")
    ran = asipgrid("check", "pool/other.yaml", cwd=root)
    says = "asipgrid: pool/other.yaml: this file is no document of a call and no grid, so nothing reads it\n"
    assert (ran.code, ran.err) == (2, says)
    (root / "requests/small/region-b.yaml").symlink_to("nowhere.yaml")
    assert "F001" in asipgrid("check", "requests/small/region-b.yaml", cwd=root).out


def test_a_call_that_lacks_its_file_is_told_which_one_was_probably_meant(asipgrid: Command, tmp_path: Path) -> None:
    root = write(small(tmp_path), {"requests/other/Call.YML": "call: other\n"})
    for command in ("check", "score"):
        ran = asipgrid(command, "requests/other", cwd=root)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith("; rename Call.YML to call.yaml\n")


def test_a_request_of_another_ending_is_left_out_by_its_name(asipgrid: Command, tmp_path: Path) -> None:
    root = write(small(tmp_path), {"requests/small/region-b.yaml.txt": small_request("region-b")})
    ran = asipgrid("score", "small", "--keep-going", "--format", "json", cwd=root)
    assert (ran.code, json.loads(ran.out)["notes"]) == (1, ["region-b: not scored, the document has errors"])
    alone = small(tmp_path / "alone", {"requests/small/region-b.YAML": small_request("region-b")})
    assert "F005" not in asipgrid("check", "small", cwd=alone).out


def test_a_request_beside_the_calls_is_named_by_every_way_to_score(asipgrid: Command, tmp_path: Path) -> None:
    root = write(small(tmp_path), {"requests/region-b.yaml": small_request("region-b")})
    for form in ("table", "json", "csv"):
        ran = asipgrid("score", "small", "--format", form, cwd=root)
        assert (ran.code, ran.err) == (0, "1 finding in the documents; `asipgrid check requests/small` lists them\n")
    assert asipgrid("check", "--strict", cwd=root).code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_call_is_checked_once_with_all_the_others(asipgrid: Command, tmp_path: Path) -> None:
    root = write(small(tmp_path), {"requests/small/region-a.yaml": small_request("region-a", requested="many")})
    (root / "archive").mkdir()
    (root / "requests/small").rename(root / "archive/small")
    (root / "requests/small").symlink_to("../archive/small")
    for path in (".", "requests", "archive", "requests/small"):
        ran = asipgrid("check", path, cwd=root)
        assert (ran.code, ran.out.count("S003")) == (1, 1), path


def test_decisions_that_together_exceed_the_envelope_are_found_by_score(asipgrid: Command, tmp_path: Path) -> None:
    decision = "outcome: fund\namount: {}\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: It was agreed.\n"
    root = small(
        tmp_path,
        {
            f"requests/small/{name}.yaml": small_request(name) for name in ("region-a", "region-b")
        } | {
            f"requests/small/decisions/{name}.yaml": f"decision: {name}\n{decision.format(amount)}"
            for name, amount in (("region-a", 399.99), ("region-b", 400))
        },
        call=SMALL_CALL.replace("envelope: 1000", "envelope: 799.98"),
    )  # fmt: skip
    assert checked(asipgrid, root) == []
    ran = asipgrid("score", "requests/small", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "requests/small/decisions/region-b.yaml:3:1: D406 the committee's decisions sum to 799.99 EUR, "
        "more than the envelope of 799.98 EUR; lower one of them\n"
        "    3 | amount: 400\n"
        "      | ^^^^^^\n"
    )


LONG = {
    "unknown keys": "".join(f"extra_{number}: 1\n" for number in range(60_000)),
    "unknown paths": "evidence: [{id: E1, title: x, supports: [" + "doc.x, " * 100_000 + "]}]\n",
    "documents": "evidence:\n" + "".join(f"- {{id: E{number}, title: x}}\n" for number in range(20_000)),
    "a value": f"agreement: {{reference: {'x' * 900_000}, signed_on: {'9' * 15}}}\n",
    "a path": f"commitments: [{{path: {'a.' * 100_000}b, target: 1}}]\n",
    "brackets": f"commitments: [{{path: '{'(' * 100_000}', target: 1}}]\n",
    "negations": f"commitments: [{{path: '{'!' * 100_000}a', target: 1}}]\n",
    "indices": f"commitments: [{{path: 'doc{'[0]' * 20_000}', target: 1}}]\n",
    "pipes": f"commitments: [{{path: 'doc{'|doc' * 20_000}', target: 1}}]\n",
}


@pytest.mark.parametrize("kind", LONG)
def test_a_long_document_takes_a_short_time(asipgrid: Command, tmp_path: Path, kind: str) -> None:
    text = small_request("region-a").lstrip("\n") + LONG[kind]
    root = small(tmp_path, {"requests/small/region-a.yaml": text})
    started = time.monotonic()
    ran = asipgrid("check", "requests/small", cwd=root)
    assert time.monotonic() - started < 30  # a hang takes minutes
    assert ran.code in {0, 1}
    assert "Traceback" not in ran.err
    assert max(map(len, ran.out.split("\n"))) < 400


PATTERNS = {
    "^(a+)+$": "a" * 40 + "!",
    "^((a+))+$": "a" * 40 + "!",
    "^(a|a)*$": "a" * 40 + "!",
    "^(a|aa)+$": "a" * 60 + "!",
    "^([a-z]+ ?)+$": "a" * 40 + "!",
    "^(?:a?){40}a{40}$": "a" * 39 + "!",
    "^(.*)*,$": "a" * 40,
}


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_never_hangs(process: Command, tmp_path: Path, pattern: str) -> None:
    """Either the grid is refused, or the request is judged: within the limit of the process fixture."""
    grid = SMALL_GRID.replace(
        "signed: {type: boolean}", f"signed: {{type: boolean}}\n    code: {{type: string, pattern: '{pattern}'}}"
    )
    request = small_request("region-a", doc=f"{{code: {PATTERNS[pattern]}}}")
    root = small(tmp_path, {"requests/small/region-a.yaml": request}, grid=grid)
    assert process("check", "requests/small", cwd=root).code == 1


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────

WHOLE = next(good for good in GOOD if good.name == "every-optional-key")
ODD_VALUES = [
    *[None, True, False, 0, -1, 5, 0.5, 12345678901234, "", "x", "region-a", "DOC", "doc", "doc.signed", "call", "@", "*", "a["],
    *["funding.lines[].amount", "sum(doc.total)", "length()", "not_null(doc.total)", "doc[0].x", "doc.total || `1`", "`1`"],
    *["2010-01-01", "2010-02-30", "9999-12-31", "(", "^(a+)+$"],
    *[[], {}, [[]], [{}], ["x"], [1, 2, 3, 4], [["a", 1], [2, 3]], [0.1, 0.2], {"x": 1}, {"en": "x"}, {"fr": "x"}],
    *[{"doc.signed": True}, {"doc.total": {"minimum": "x"}}, {"doc.total": [None]}, {"any": [{}]}, {"not": {}}, {"lot": "x"}],
    *[{"type": "object"}, {"type": ["object", "null"]}, {"enum": [1, "a", True]}, {"pattern": "("}, {"properties": {"a": 5}}],
    *[{"items": True}, {"level": 1}, {"path": "doc.total"}, [{"share": 1, "at": "x"}]],
]  # fmt: skip
ODD_KEYS = ["x", "doc", "call", "any", "not", "?", "a.b", "propertyNames", "properties", "type", "enum", "required"]


def _spots(value: object) -> list[tuple[object, ...]]:
    """Every path below a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, inner in parts for path in [(key,), *((key, *below) for below in _spots(inner))]]


def _spoil(document: Any, draw: st.DataObject) -> None:
    spots = _spots(document)
    if not spots:
        return
    *way, last = draw.draw(st.sampled_from(spots))
    holder: Any = document
    for step in way:
        holder = holder[step]
    match draw.draw(st.sampled_from(["replace", "replace", "replace", "remove", "rename"])):
        case "remove":
            del holder[last]
        case "rename" if isinstance(holder, dict):
            holder[draw.draw(st.sampled_from(ODD_KEYS))] = holder.pop(last)
        case _:
            holder[last] = copy.deepcopy(draw.draw(st.sampled_from(ODD_VALUES)))


@pytest.mark.slow
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_document_makes_the_check_fail(draw: st.DataObject) -> None:
    """The user's mistakes are values: whatever stands in the documents, findings come back, in words of ours."""
    documents = {name: _data(text) for name, text in WHOLE.files.items()}
    for name in draw.draw(st.lists(st.sampled_from(sorted(documents)), min_size=1, max_size=3)):
        _spoil(documents[name], draw)
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder).resolve(), {name: json.dumps(value) for name, value in documents.items()})
        # Grids are compared with what they were before, as if that had been committed.
        lint = LintOptions(notes=True, committed=lambda name: _data(WHOLE.files[name]))
        loaded = pipeline.load(workspace.Workspace(root=root, call=root / "requests/small"), lint)
    for finding in loaded.findings:
        assert finding.place.file in documents
        assert not INNER_WORDS.search(finding.says), finding.says
    if loaded.sound:
        assert loaded.checked.case is not None
        pipeline.evaluate(loaded.checked.case, loaded.findings)


def _data(text: str) -> Any:
    record, findings = reader.read(Source(name="a.yaml", data=text.encode()))
    assert record is not None
    assert findings == ()
    return json.loads(json.dumps(record.data, default=float))
